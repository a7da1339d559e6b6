/* What is fed with bytes of no sense, by libFuzzer (fuzz.c, `make fuzz`) and by test_fuzz_cases.c, which gives each
   feed the files of corpus/NAME/ and cases/NAME/. A feed takes any bytes; that it returns, without a report of a
   sanitizer, is all that is asked of it.

     feed_find("csv")->take(bytes, length); */
#ifndef POLSIM_TESTS_FUZZ_FEED_H
#define POLSIM_TESTS_FUZZ_FEED_H

#include "feed_load.h"
#include "feed_store.h"

struct feed {
    const char *name;
    void (*take)(const uint8_t *bytes, size_t length);
};

static const struct feed feeds[] = {
    {"script", feed_script},     /* a scenario, loaded, compiled, run for a few draws, shown */
    {"csv", feed_csv},           /* a data file */
    {"set", feed_set},           /* an expression of --set, and the model that it changes, as of a script */
    {"options", feed_options},   /* values of other options, and command lines, a word a line */
    {"inputs", feed_inputs},     /* an edited file of inputs */
    {"database", feed_database}, /* an SQLite file */
    {"cells", feed_cells},       /* changes of cells of a whole one */
    {"template", feed_template}, /* of a report */
};

static inline const struct feed *feed_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(feeds); i++)
        if (strcmp(feeds[i].name, name) == 0)
            return &feeds[i];
    return NULL;
}

#endif
