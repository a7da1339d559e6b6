/* What tests/test_cli*.c share: the program from end to end, as a user drives it, each test in a folder of its own with
   a model, small.lua, and a scenario of it, better.lua. */
#ifndef POLSIM_TESTS_CLI_H
#define POLSIM_TESTS_CLI_H

#include "shell.h"

static const char model_text[] =
    "model { name = 'small', from = '2026-01', to = '2026-12', title = { en = 'Small', zh = '小模型' } }\n"
    "local rate = parameter('rate', { default = pert(.5, .8, .9), source = assumed 'a test' })\n"
    "local enrolled = poisson('enrolled', amount(10, 'person'))\n"
    "local certified = binomial('certified', enrolled, rate)\n"
    "output('certified', certified, { unit = 'person', label = { en = 'Certified', zh = '取证' } })\n"
    "target('many', { of = total(certified), by = '2026-12', at_least = 90,\n"
    "  label = { en = 'Many', zh = '多人' } })\n";

/* A folder with a model and a scenario of it. */
static inline int start(void **state)
{
    (void)state;
    if (!make_shell_folder())
        return -1;
    put("small.lua", model_text);
    put("better.lua", "scenario { model = 'small.lua', title = { en = 'Better', zh = '更好' },\n"
                      "  set = { rate = plus(.05) } }\n");
    return 0;
}

/* A test that has such a folder. */
#define test(function) cmocka_unit_test_setup_teardown(function, start, remove_shell_folder)

/* Fields of a line of CSV in `out` that begins with `begin`, as far as the one asked for. */
static inline const char *field(const char *begin, int number)
{
    static char value[128];
    const char *line = out, *end;

    for (; strncmp(line, begin, strlen(begin)) != 0; line = end + 1)
        if (!(end = strchr(line, '\n')))
            fail_msg("no line begins with '%s' in:\n%s", begin, out);
    for (int i = 0; i < number; i++) {
        line += strcspn(line, ",\n");
        assert_int_equal(*line++, ',');
    }
    snprintf(value, sizeof value, "%.*s", (int)strcspn(line, ",\r\n"), line);
    return value;
}

/* Digest of the last run in out/polsim.db; the caller frees it. */
static inline char *last_digest(void)
{
    does("$P runs --format csv | sed -n 2p");
    return strdup(field("", 11));
}

#endif
