#include "check.h"

#include "command.h"
#include "error.h"

struct settings {
    uint64_t draws, memory;
    const char *out, *sampler;
    struct option_list set;
    bool quiet;
};

static const char *const samplers[] = {"sobol", "random", "expected", NULL};

static const struct option options[] = {
    {"draws",
     'n',
     OPTION_COUNT,
     "N",
     offsetof(struct settings, draws),
     WORD("draws"),
     .least = 1,
     .most = 1000},
    {"memory", 0, OPTION_BYTES, "SIZE", offsetof(struct settings, memory),
     .meaning = WORD("at most")},
    {"out", 'o', OPTION_TEXT, "FILE", offsetof(struct settings, out), .meaning = WORD("where")},
    {"sampler",
     0,
     OPTION_CHOICE,
     "sobol|random|expected",
     offsetof(struct settings, sampler),
     WORD("how"),
     .choices = samplers},
    {"set", 's', OPTION_LIST, "NAME=VALUE", offsetof(struct settings, set),
     .meaning = WORD("change")},
    {"quiet", 'q', OPTION_FLAG, NULL, offsetof(struct settings, quiet),
     .meaning = WORD("no talk"), .advanced = true},
    {0},
};

enum { ARGUMENTS_MAX = 16 };

static char *arguments[ARGUMENTS_MAX];
static int argument_count;

/* Parses the words of a NULL-ended list; what is left stands in `arguments`. */
static bool parse(const char *const *words, struct settings *settings, struct error *err)
{
    for (argument_count = 0; words[argument_count]; argument_count++)
        arguments[argument_count] = (char *)(uintptr_t)words[argument_count];
    return options_parse(options, &argument_count, arguments, settings, err);
}

#define PARSE(settings, err, ...) parse((const char *const[]){__VA_ARGS__, NULL}, settings, err)

static void refused(const char *const *words, const char *why)
{
    struct settings settings = {0};
    struct error err = {0};

    assert_false(parse(words, &settings, &err));
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_contains(err.text, why);
}

#define REFUSED(why, ...) refused((const char *const[]){__VA_ARGS__, NULL}, why)

static void test_long_options_take_a_value_with_equals_or_after_a_space(void **state)
{
    struct settings settings = {0};
    struct error err = {0};

    (void)state;
    assert_true(PARSE(&settings, &err, "--draws=64", "--out", "x.csv", "--sampler=random"));
    assert_int_equal(settings.draws, 64);
    assert_string_equal(settings.out, "x.csv");
    assert_string_equal(settings.sampler, "random");
    assert_int_equal(argument_count, 0);
}

static void test_letters_take_a_value_joined_or_apart(void **state)
{
    struct settings settings = {0};
    struct error err = {0};

    (void)state;
    assert_true(PARSE(&settings, &err, "-n8", "-o", "file", "-q"));
    assert_int_equal(settings.draws, 8);
    assert_string_equal(settings.out, "file");
    assert_true(settings.quiet);
}

static void test_arguments_stay_in_order_wherever_options_stand(void **state)
{
    struct settings settings = {0};
    struct error err = {0};

    (void)state;
    assert_true(PARSE(&settings, &err, "a.lua", "--draws", "2", "b.lua", "-", "--", "--draws"));
    assert_int_equal(argument_count, 4);
    assert_string_equal(arguments[0], "a.lua");
    assert_string_equal(arguments[1], "b.lua");
    assert_string_equal(arguments[2], "-");
    assert_string_equal(arguments[3], "--draws");
    assert_int_equal(settings.draws, 2);
}

static void test_a_list_keeps_all_in_order_and_values_with_equals_whole(void **state)
{
    struct settings settings = {0};
    struct error err = {0};

    (void)state;
    assert_true(PARSE(&settings, &err, "--set", "a=1", "--set=b[level=L3]=0.8", "-sc=2"));
    assert_int_equal(settings.set.count, 3);
    assert_string_equal(settings.set.items[1], "b[level=L3]=0.8");
    assert_string_equal(settings.set.items[2], "c=2");
}

static void test_a_list_has_an_end(void **state)
{
    static struct settings settings;
    struct error err = {0};
    char *words[2 * OPTION_LIST_MAX + 2];
    int count = 2 * OPTION_LIST_MAX + 2;

    (void)state;
    for (int i = 0; i < count; i++)
        words[i] = i % 2 ? "a=1" : "--set";
    assert_false(options_parse(options, &count, words, &settings, &err));
    assert_contains(err.text, "more than 256 times");
}

static void test_bytes_take_units(void **state)
{
    struct settings settings = {0};
    struct error err = {0};

    (void)state;
    assert_true(PARSE(&settings, &err, "--memory", "2G"));
    assert_true(settings.memory == (uint64_t)2 << 30);
    assert_true(PARSE(&settings, &err, "--memory=512mb"));
    assert_true(settings.memory == (uint64_t)512 << 20);
    assert_true(PARSE(&settings, &err, "--memory", "100"));
    assert_int_equal(settings.memory, 100);
}

static void test_numbers_are_checked_to_their_last_character(void **state)
{
    (void)state;
    REFUSED("option '--draws' takes a whole number, not '12x'", "--draws", "12x");
    REFUSED("takes a whole number, not '1e3'", "--draws", "1e3");
    REFUSED("takes a whole number, not ''", "--draws=");
    REFUSED("takes a whole number, not '-5'", "--draws", "-5");
    REFUSED("takes a whole number, not ' 5'", "--draws", " 5");
    REFUSED("is at least 1, not '0'", "--draws", "0");
    REFUSED("is at most 1000, not '1001'", "--draws", "1001");
    REFUSED("takes a smaller number", "--draws", "99999999999999999999999");
    REFUSED("takes a number of bytes such as 512M or 2G, not '2T'", "--memory", "2T");
    REFUSED("takes a smaller number", "--memory", "99999999999G");
}

static void test_wrong_options_name_the_nearest(void **state)
{
    (void)state;
    REFUSED("unknown option '--draw'; did you mean '--draws'?", "--draw", "3");
    REFUSED("unknown option '--smapler'; did you mean '--sampler'?", "--smapler=sobol");
    REFUSED("unknown option '--zzzzzz'; -h lists", "--zzzzzz");
    REFUSED("unknown option '-x'", "-x");
    REFUSED("option '--sampler' cannot be 'radom'; did you mean 'random'?", "--sampler", "radom");
    REFUSED("there are: sobol, random, expected", "--sampler", "latin-hypercube");
}

static void test_values_missing_or_too_many_are_refused(void **state)
{
    (void)state;
    REFUSED("option '--out' needs a value: --out FILE", "--out");
    REFUSED("option '--draws' needs a value: --draws N", "-n");
    REFUSED("option '--quiet' takes no value, but got 'yes'", "--quiet=yes");
}

static void test_help_comes_from_the_table_advanced_last(void **state)
{
    struct text text = {0};

    (void)state;
    options_help(options, "en", &text);
    assert_contains(text_string(&text), "  -n, --draws N           draws\n");
    assert_contains(text_string(&text), "      --sampler sobol|random|expected\n"
                                        "   ");
    assert_contains(strstr(text_string(&text), "--set"), "--quiet");
    text_clear(&text);
    options_help(options, "zh", &text);
    assert_contains(text_string(&text), "模拟次数");
    text_clear(&text);
}

static void test_the_language_is_that_of_the_first_variable_set(void **state)
{
    (void)state;
    setenv("LC_ALL", "", 1);
    setenv("LC_MESSAGES", "zh_CN.UTF-8", 1);
    setenv("LANG", "en_GB.UTF-8", 1);
    assert_string_equal(options_language(), "zh");
    setenv("LC_ALL", "C.UTF-8", 1);
    assert_string_equal(options_language(), "en");
    setenv("POLSIM_LANG", "zh", 1);
    assert_string_equal(options_language(), "zh");
    unsetenv("POLSIM_LANG");
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    unsetenv("LANG");
    assert_string_equal(options_language(), "en");
}

/* ---- commands ---- */

static const struct command small = {.name = "small",
                                     .arguments = "RUN [FIGURE…]",
                                     .summary = WORD("a small one"),
                                     .options = options};
static const struct command other = {.name = "other", .arguments = ""};
static const struct command *const commands[] = {&small, &other, NULL};

static void test_commands_are_found_or_the_nearest_named(void **state)
{
    struct error err = {0};

    (void)state;
    assert_ptr_equal(command_find(commands, "other", &err), &other);
    assert_null(command_find(commands, "smal", &err));
    assert_string_equal(err.text, "unknown command 'smal'; did you mean 'small'?");
    assert_int_equal(error_exit_status(err.kind), 2);
    assert_null(command_find(commands, "xyzzy", &err));
    assert_contains(err.text, "there are: small, other");
}

static void test_commands_count_their_arguments(void **state)
{
    struct error err = {0};

    (void)state;
    assert_true(command_needs(&small, 2, 1, 2, &err));
    assert_true(command_needs(&small, 99, 1, -1, &err));
    assert_false(command_needs(&small, 0, 1, 2, &err));
    assert_string_equal(err.text, "'small' needs an argument: polsim small RUN [FIGURE…]");
    assert_false(command_needs(&small, 3, 1, 2, &err));
    assert_contains(err.text, "takes at most 2 arguments, but got 3");
}

static void test_the_help_of_a_command_has_usage_and_options(void **state)
{
    struct text text = {0};

    (void)state;
    command_help(&small, "en", &text);
    assert_contains(text_string(&text), "usage: polsim small RUN [FIGURE…] [options]");
    assert_contains(text_string(&text), "a small one");
    assert_contains(text_string(&text), "--draws");
    text_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_options_take_a_value_with_equals_or_after_a_space),
        cmocka_unit_test(test_letters_take_a_value_joined_or_apart),
        cmocka_unit_test(test_arguments_stay_in_order_wherever_options_stand),
        cmocka_unit_test(test_a_list_keeps_all_in_order_and_values_with_equals_whole),
        cmocka_unit_test(test_a_list_has_an_end),
        cmocka_unit_test(test_bytes_take_units),
        cmocka_unit_test(test_numbers_are_checked_to_their_last_character),
        cmocka_unit_test(test_wrong_options_name_the_nearest),
        cmocka_unit_test(test_values_missing_or_too_many_are_refused),
        cmocka_unit_test(test_help_comes_from_the_table_advanced_last),
        cmocka_unit_test(test_the_language_is_that_of_the_first_variable_set),
        cmocka_unit_test(test_commands_are_found_or_the_nearest_named),
        cmocka_unit_test(test_commands_count_their_arguments),
        cmocka_unit_test(test_the_help_of_a_command_has_usage_and_options),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
