/* What threads could spoil, on small models: the same answer for any number of them, scenarios side by side, runs that
   are stopped, a stored run that is run again. ThreadSanitizer watches this program (.ci/run). */
#include "cli.h"

#include <fcntl.h>
#include <signal.h>

/* ---- the same answer ---- */

static void test_the_digest_does_not_depend_on_threads_or_blocks(void **state)
{
    static const char *const ways[] = {"--threads 1", "--threads 2", "--threads 7", "--block 64",
                                       "--block 512 --threads 3"};
    char *first = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        does("$P run \"$R/scenarios/examples/04-fund.lua\" -q -n 1000 %s", ways[i]);
        char *digest = last_digest();
        assert_int_equal(strlen(digest), 64);
        if (first)
            assert_string_equal(digest, first);
        else
            first = strdup(digest);
        free(digest);
    }
    does("$P run \"$R/scenarios/examples/04-fund.lua\" -q -n 1000 --seed 2");
    char *other = last_digest();
    assert_string_not_equal(other, first);
    free(other);
    free(first);
}

static void test_two_scenarios_are_run_side_by_side_and_compared_draw_by_draw(void **state)
{
    (void)state;
    does("$P run small.lua better.lua --draws 512");
    assert_contains(out, "Targets side by side");
    assert_contains(out, "better: Difference from 'small' (run 1), draw by draw");
    assert_contains(err_text, "run 2 'better' stored in out/polsim.db, digest ");
    does("$P runs --format csv");
    assert_string_equal(field("2,better", 10), "1"); /* its base run */
    does("$P show 2 differences --format csv");
    double difference = atof(field("1,certified,Certified,,,2026,person,512,", 8));
    assert_true(difference > 0);
    does("$P show 1 series --format csv");
    double base = atof(field("certified,,2026,", 5));
    does("$P show 2 series --format csv");
    assert_close(atof(field("certified,,2026,", 5)) - base, difference, 1e-12);
}

static void test_a_stored_run_is_run_again_from_the_database_alone(void **state)
{
    (void)state;
    does("mkdir plan plan/data && cp \"$R/scenarios/examples/03-towns.lua\" plan/towns.lua &&"
         " cp \"$R/scenarios/examples/data/towns.csv\" plan/data/");
    put("plan/cut.lua", "scenario { model = 'towns.lua', set = { places = scaled(.7) } }\n");
    does("$P run plan/cut.lua -q -n 300 --seed 5 --set 'pass_rate[level=L3] = uniform(.5, .6)' --set "
         "'level_share=plus(0)'");
    char *digest = last_digest();
    does("rm -r plan && $P show @ --files again");
    assert_contains(out, "polsim run again/cut.lua --draws 300 --seed 5");
    does("$P show @ --files again | sed 's/^polsim/\"$P\"/' >command && test -s again/data/towns.csv && . "
         "./command");
    char *again = last_digest();
    assert_string_equal(again, digest);
    free(again);
    free(digest);
}

/* ---- runs that are stopped ---- */

/* Starts "polsim run small.lua better.lua" with so many draws that it takes minutes; returns when the
   database has the runs. */
static pid_t start_long_run(void)
{
    static const char *const arguments[] = {"polsim",    "run", "small.lua", "better.lua", "--draws", "1000000000",
                                            "--threads", "2",   "--memory",  "8G",         NULL};
    pid_t child = start_program(arguments);

    for (int i = 0; i < 1200; i++) {
        usleep(50000);
        assert_int_equal(waitpid(child, NULL, WNOHANG), 0); /* it must not have ended by itself */
        if (sh("$P runs --format csv | grep -c running") == 0 && out[0] == '2')
            return child;
    }
    kill(child, SIGKILL);
    fail_msg("the long run did not start: %s", err_text);
    return 0;
}

static int stop(pid_t child, int signal)
{
    int status;

    usleep(100000); /* well within its computation */
    assert_int_equal(kill(child, signal), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void test_an_interrupted_run_ends_with_130_and_is_marked(void **state)
{
    (void)state;
    does("$P run small.lua -q -n 64");
    assert_int_equal(stop(start_long_run(), SIGINT), 130);
    does("$P runs --format csv");
    assert_string_equal(field("3,better", 4), "interrupted");
    assert_string_equal(field("2,small", 4), "interrupted");
    assert_string_equal(field("1,small", 4), "done");
    does("$P show small"); /* the latest that is done */
    assert_contains(out, "run 1, ");
}

static void test_a_killed_run_leaves_earlier_runs_whole_and_is_marked(void **state)
{
    (void)state;
    does("$P run small.lua -q -n 64 && $P show 1 series --format csv >before");
    assert_int_equal(stop(start_long_run(), SIGKILL), 128 + SIGKILL);
    does("$P run better.lua -q -n 64 && $P show 1 series --format csv | cmp - before");
    does("$P runs --format csv");
    assert_string_equal(field("4,better", 4), "done");
    assert_string_equal(field("3,better", 4), "interrupted");
    assert_string_equal(field("2,small", 4), "interrupted");
    assert_string_equal(field("1,small", 4), "done");
    does("$P show 2");
    assert_contains(out, "not finished (interrupted)");
    assert_int_equal(sh("$P plot 2"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(test_the_digest_does_not_depend_on_threads_or_blocks),
        test(test_two_scenarios_are_run_side_by_side_and_compared_draw_by_draw),
        test(test_a_stored_run_is_run_again_from_the_database_alone),
        test(test_an_interrupted_run_ends_with_130_and_is_marked),
        test(test_a_killed_run_leaves_earlier_runs_whole_and_is_marked),
    };
    return cmocka_run_group_tests(tests, set_environment, NULL);
}
