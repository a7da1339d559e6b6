/* Gives each feed of `make fuzz` (fuzz/feed.h) what its corpus has and what was found before: none of it may end the
   program. Files of tests/fuzz/corpus/NAME/ and tests/fuzz/cases/NAME/. */
#include "check.h"

#include "fuzz/feed.h"

#include <glob.h>

/* The number of files that matched. */
static size_t give_files(const struct feed *feed, const char *folder)
{
    char pattern[256], *bytes;
    struct error err;
    size_t length;
    glob_t found;

    snprintf(pattern, sizeof pattern, "tests/fuzz/%s/%s/*", folder, feed->name);
    size_t count = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    for (size_t i = 0; i < count; i++) {
        print_message("%s\n", found.gl_pathv[i]); /* the last one, where it ends the program */
        if (!text_read_file(found.gl_pathv[i], &bytes, &length, &err))
            fail_msg("%s", err.text);
        feed->take((const uint8_t *)bytes, length);
        free(bytes);
    }
    if (count)
        globfree(&found);
    return count;
}

static void test_no_input_of_the_corpus_or_found_by_a_fuzzer_ends_the_program(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(feeds); i++) {
        assert_true(give_files(&feeds[i], "corpus") > 0);
        give_files(&feeds[i], "cases");
    }
}

/* The Makefile builds a fuzzer of each feed by name. */
static void test_every_feed_has_a_fuzzer(void **state)
{
    char *makefile;
    struct error err;
    size_t length;

    (void)state;
    assert_true(text_read_file("Makefile", &makefile, &length, &err));
    char *list = strstr(makefile, "\nFEEDS");
    assert_non_null(list);
    list[1 + strcspn(list + 1, "\n")] = '\0';
    for (size_t i = 0; i < COUNT_OF(feeds); i++)
        assert_contains(list, feeds[i].name);
    free(makefile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_input_of_the_corpus_or_found_by_a_fuzzer_ends_the_program),
        cmocka_unit_test(test_every_feed_has_a_fuzzer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
