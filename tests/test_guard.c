/* make bench-guard compares counts of instructions with recorded ones: what it says and when it fails. A script
   stands for valgrind; it counts what the file `count` says. */
#include "check.h"

#include "error.h"
#include "text.h"

#include <sys/stat.h>
#include <sys/wait.h>

static char folder[64]; /* of the test that runs */
static char *printed;   /* by the last command */

static void put(const char *name, const char *content)
{
    char path[128];
    struct error err;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_true(text_write_file(path, content, strlen(content), &err));
    assert_int_equal(chmod(path, 0755), 0);
}

/* Exit status of a command line of the shell; in it $F is the folder. */
static int sh(const char *line)
{
    char command[1024], path[128];
    struct error err;
    size_t length;

    snprintf(command, sizeof command, "F=%s; { %s; } >%s/printed 2>&1", folder, line, folder);
    int status = system(command);
    snprintf(path, sizeof path, "%s/printed", folder);
    free(printed);
    assert_true(text_read_file(path, &printed, &length, &err));
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Exit status of the comparison where each run takes so many instructions. */
static int compared(const char *count)
{
    put("count", count);
    return sh("PATH=$F:$PATH sh tests/bench/guard.sh build $F/record.txt cc -O2");
}

static int recorded(const char *count)
{
    put("count", count);
    return sh("PATH=$F:$PATH sh tests/bench/guard.sh build $F/record.txt cc -O2 anew");
}

static int setup(void **unused)
{
    (void)unused;
    strcpy(folder, "/tmp/polsim-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    put("valgrind", "#!/bin/sh\n"
                    "[ \"$POLSIM_ISA\" = avx2 ] && [ -z \"$HOME\" ] || exit 2\n"
                    "count=$(/bin/cat \"${0%/*}/count\")\n"
                    "[ \"$count\" != fails ] || { echo no such scenario >&2; exit 1; }\n"
                    "echo \"==17== Collected : $count\" >&2\n");
    assert_int_equal(recorded("4000000000"), 0);
    return 0;
}

static int teardown(void **unused)
{
    char command[128];

    (void)unused;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static void test_the_same_count_passes(void **unused)
{
    (void)unused;
    assert_int_equal(compared("4000000000"), 0);
    assert_contains(printed, "plan       4000.0 million instructions, +0.00 %: as recorded\n");
    assert_contains(printed, "loading    4000.0 ");
    assert_contains(printed, "cohort     4000.0 ");
    assert_contains(printed, "store      4000.0 ");
}

static void test_five_percent_more_passes_and_more_than_that_fails(void **unused)
{
    (void)unused;
    assert_int_equal(compared("4200000000"), 0);
    assert_int_equal(compared("4200000001"), 1);
    assert_contains(printed,
                    "plan       4200.0 million instructions, +5.00 %: SLOWER by more than 5 %\n");
}

static void test_a_speed_up_passes_and_asks_for_a_new_record(void **unused)
{
    (void)unused;
    assert_int_equal(compared("3000000000"), 0);
    assert_contains(printed,
                    "-25.00 %: faster: the record is out of date (make bench-guard RECORD=1)\n");
    assert_int_equal(recorded("3000000000"), 0);
    assert_int_equal(compared("4000000000"), 1);
}

static void test_another_compiler_is_told_and_does_not_fail(void **unused)
{
    (void)unused;
    assert_int_equal(sh("sed -i 's/^# made with [^;]*/# made with another 1.0/' $F/record.txt"), 0);
    assert_int_equal(compared("9000000000"), 0);
    assert_contains(printed, "bench-guard: recorded with another 1.0; lua5.4 ");
    assert_contains(printed, ": differences do not count\n");
    assert_contains(printed, "SLOWER");
}

static void test_a_run_that_fails_or_is_not_recorded_fails(void **unused)
{
    (void)unused;
    assert_int_equal(compared("fails"), 1);
    assert_contains(printed, "no such scenario\nbench-guard: loading: no count\n");
    assert_int_equal(sh("sed -i /^plan/d $F/record.txt"), 0);
    assert_int_equal(compared("4000000000"), 1);
    assert_contains(printed, "plan: not recorded: make bench-guard RECORD=1\n");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_the_same_count_passes),
        TEST(test_five_percent_more_passes_and_more_than_that_fails),
        TEST(test_a_speed_up_passes_and_asks_for_a_new_record),
        TEST(test_another_compiler_is_told_and_does_not_fail),
        TEST(test_a_run_that_fails_or_is_not_recorded_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
