/* Command lines: exit statuses, refusals that name the nearest word, how a run is found, what a check answers.
   tests/cases holds what is wrong or right in a scenario. */
#include "cli.h"

static void test_an_instruction_set_can_be_forced_and_no_other_is_taken_for_it(void **unused)
{
    (void)unused;
    put("m.lua", model_text);
    does("POLSIM_ISA=portable $P run m.lua -n 100 --no-store");
    char *first = strdup(strstr(err_text, "digest"));
    does("POLSIM_ISA= $P run m.lua -n 100 --no-store");
    assert_memory_equal(strstr(err_text, "digest"), first, strlen("digest 0123456789ab"));
    free(first);
    assert_int_equal(sh("POLSIM_ISA=abacus $P run m.lua"), 2);
    assert_contains(err_text, "POLSIM_ISA is 'abacus'; on this processor it may be portable");
}

static void test_the_exit_status_tells_what_went_wrong(void **state)
{
    (void)state;
    put("no.lua", "model { name = 'no', from = '2026-01', to = '2026-12' }\n"
                  "output('x', month())\nconserve('never', month())\n");
    put("wrong.lua", "modle { name = 'wrong' }\n");
    put("fails.lua", "model { name = 'fails', from = '2026-01', to = '2026-12' }\n"
                     "output('x', binomial('x', poisson('n', 5), .2 * month()))\n");
    assert_int_equal(sh("$P run small.lua --draws 64"), 0);
    assert_int_equal(sh("$P check small.lua"), 0);
    assert_int_equal(sh("$P --version && $P help && $P run --help && $P -h"), 0);
    assert_int_equal(sh("$P check no.lua"), 1);
    assert_int_equal(sh("$P run small.lua --drows 5"), 2);
    assert_int_equal(sh("$P"), 2);
    assert_int_equal(sh("$P run wrong.lua"), 3);
    assert_int_equal(sh("$P run fails.lua --draws 64"), 4);
    assert_int_equal(sh("$P run none.lua"), 5);
    assert_int_equal(sh("$P show --store none.db"), 5);
    assert_int_equal(sh("$P doc >/dev/full"), 5);
    does("$P doc errors");
    assert_contains(out, "exit status 130");
}

static void test_unknown_words_of_the_command_line_name_the_nearest(void **state)
{
    (void)state;
    does("$P run small.lua --quiet --draws 64");
    refuses(2, "polsim: unknown command 'rum'; did you mean 'run'?", "$P rum small.lua");
    refuses(2, "polsim: unknown option '--drows'; did you mean '--draws'?", "$P run small.lua --drows 5");
    refuses(2, "polsim: unknown option '-z'; -h lists what there is", "$P run small.lua -z");
    refuses(2, "polsim: option '--draws' takes a whole number, not '1o'", "$P run small.lua --draws 1o");
    refuses(2, "polsim: option '--draws' is at least 1, not '0'", "$P run small.lua -n 0");
    refuses(2, "polsim: option '--draws' needs a value: --draws N", "$P run small.lua --draws");
    refuses(2, "polsim: option '--quiet' takes no value, but got 'yes'", "$P run small.lua --quiet=yes");
    refuses(2, "polsim: option '--sampler' cannot be 'sobel'; did you mean 'sobol'?",
            "$P run small.lua --sampler sobel");
    refuses(2, "polsim: 'run' needs an argument: polsim run SCENARIO…", "$P run");
    refuses(2, "polsim: 'runs' takes no arguments, but got 1", "$P runs all");
    refuses(2, "polsim: the run has no section or output 'bugdet'; did you mean 'budget'?", "$P show @ bugdet");
    refuses(2, "polsim: unknown figure 'attainmnet'; did you mean 'attainment'?", "$P plot @ attainmnet");
    refuses(2, "polsim: no page about 'poison'; did you mean 'poisson'?", "$P doc poison");
    refuses(5, "polsim: no finished run 'smal' in 'out/polsim.db'; did you mean 'small'?", "$P show smal");
    refuses(5, "polsim: no run 7 in 'out/polsim.db'; the latest is 1 ('small'), 'polsim runs' lists all",
            "$P show 7");
    refuses(5, "polsim: cannot read 'smal.lua': No such file or directory, did you mean 'small.lua'?",
            "$P run smal.lua");
}

static void test_standard_output_that_is_closed_ends_in_an_error(void **state)
{
    (void)state;
    does("$P run small.lua -q -n 64");
    assert_int_equal(sh("$P show @ series >/dev/full"), 5);
    assert_contains(err_text, "cannot write to standard output");
}

static void test_a_run_is_found_by_number_name_and_age(void **state)
{
    static const struct {
        const char *name, *number;
    } found[] = {{"1", "1"}, {"3", "3"},  {"small", "3"}, {"better", "2"},
                 {"@", "3"}, {"@1", "2"}, {"@2", "1"}};

    (void)state;
    does("$P run small.lua better.lua -q -n 64 && $P run small.lua -q -n 128");
    for (size_t i = 0; i < COUNT_OF(found); i++) {
        char line[32];
        does("$P show %s", found[i].name);
        snprintf(line, sizeof line, "\nrun %s, ", found[i].number);
        assert_contains(out, line);
    }
    does("$P show targets"); /* a section alone: of the last run */
    assert_contains(out, "Many");
    assert_int_equal(sh("$P show @3"), 5);
    does("$P runs");
    assert_contains(out, "better");
}

static void test_a_short_run_says_milliseconds(void **state)
{
    double time;
    char unit[8];

    (void)state;
    put("small.lua", model_text);
    does("$P run small.lua --no-store -n 64 -t 1");
    const char *digest = strstr(err_text, "digest");
    const char *said = digest ? strstr(digest, "polsim: ") : NULL;
    assert_non_null(said);
    assert_int_equal(sscanf(said, "polsim: %lf %7s on 1 thread", &time, unit), 2);
    assert_string_equal(unit, "ms");
    assert_true(time > 0);
}

static void test_check_says_no_to_an_identity_that_fails(void **state)
{
    (void)state;
    put("no.lua", "model { name = 'no', from = '2026-01', to = '2026-12' }\n"
                  "output('x', month())\nconserve('never before May', where(ge(month(), 5), month(), 0))\n");
    assert_int_equal(sh("$P check no.lua"), 1);
    assert_contains(err_text, "never before May");
    assert_contains(err_text, "2026-05");
    assert_null(strstr(out, "Holds"));
    does("$P check small.lua better.lua");
    assert_contains(out, "Better");
    does("$P check small.lua --order");
    assert_contains(out, "certified");
}

static void test_check_shows_equal_values_once_and_what_is_uncertain_first(void **state)
{
    (void)state;
    put("equal.lua", "model { name = 'equal', from = '2026-01', to = '2027-12' }\n"
                     "local town = axis('town', { 'a', 'b', 'c' })\n"
                     "local x = parameter('x', { default = by_year { [2026] = 1, [2027] = 1 },"
                     " source = assumed 'why x' })\n"
                     "local y = parameter('y', { axes = { town }, default = { a = 1, b = 2, c = 1 },"
                     " source = assumed 'why y' })\n"
                     "local z = parameter('z', { default = uniform(100, 300), source = assumed 'why z' })\n"
                     "output('sum', x + y + z)\n");
    does("$P check equal.lua --all | sed -n '/^z/,/^$/p' | tr -s ' ' | sed 's/ $//'");
    assert_string_equal(out, "z uniform(100, 300) 200 110 290 why z\n"
                             "x all 2 1 why x\n"
                             "y a, c 1 why y\n"
                             " b 2\n\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(test_an_instruction_set_can_be_forced_and_no_other_is_taken_for_it),
        test(test_the_exit_status_tells_what_went_wrong),
        test(test_unknown_words_of_the_command_line_name_the_nearest),
        test(test_standard_output_that_is_closed_ends_in_an_error),
        test(test_a_run_is_found_by_number_name_and_age),
        test(test_a_short_run_says_milliseconds),
        test(test_check_says_no_to_an_identity_that_fails),
        test(test_check_shows_equal_values_once_and_what_is_uncertain_first),
    };
    return cmocka_run_group_tests(tests, set_environment, NULL);
}
