/* Places that cannot be used: folders that are not there, a folder where a file should be, a full device, a database that
   another program holds or whose files were changed. A message, a status, and nothing half done. */
#include "shell.h"

static const char model_text[] =
    "model { name = 'm', from = '2026-01', to = '2026-12' }\n"
    "local x = parameter('x', { default = uniform(1, 3), source = assumed 'x' })\n"
    "output('n', poisson('n', x))\n"
    "target('many', { of = total(x), by = '2026-12', at_least = 20 })\n";

static int start(void **state)
{
    if (set_environment(state) || !make_shell_folder())
        return -1;
    put("m.lua", model_text);
    does("$P run m.lua -n 256 -q --store m.db");
    return 0;
}

/* ---- temporary folders ---- */

static void test_without_a_temporary_folder_it_says_which(void **unused)
{
    static const char *const commands[] = {"why 1 n 2026", "inputs 1", "sweep 1 --over x=1..2:3 n"};

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        refuses_with(5, "polsim: cannot make a folder in '/nowhere/x/polsim-files-", "TMPDIR=/nowhere/x $P %s --store m.db",
                     commands[i]);
    refuses_with(5, "polsim: cannot make a temporary folder '/nowhere/x/polsim-plot-",
                 "TMPDIR=/nowhere/x $P plot 1 attainment --terminal --store m.db");
    does("TMPDIR=/nowhere/x $P report 1 --lang en --out rep --store m.db && grep -c '<html' rep/report.en.html");
    assert_contains(err_text, "the report has no pictures: cannot make a temporary folder '/nowhere/x/polsim-report-");
    does("TMPDIR= $P why 1 n 2026 --store m.db");
}

/* A process that is no more has the number of a shell that has ended. */
static void test_what_a_killed_program_left_is_removed_and_nothing_else(void **unused)
{
    (void)unused;
    does("mkdir tmp && gone=$(sh -c 'echo $$') && mkdir -p tmp/polsim-files-$gone-aaaaaa/model tmp/polsim-files-$$-bbbbbb"
         " tmp/polsim-files-mine tmp/other && touch tmp/polsim-files-$gone-aaaaaa/model/m.lua keep &&"
         " ln -s \"$PWD/keep\" tmp/polsim-files-$gone-aaaaaa/link && TMPDIR=$PWD/tmp $P why 1 n 2026 --store m.db >/dev/null"
         " && mv tmp/polsim-files-$$-bbbbbb tmp/polsim-files-alive && ls tmp keep");
    assert_string_equal(out, "keep\n\ntmp:\nother\npolsim-files-alive\npolsim-files-mine\n");
}

/* ---- folders and devices where a file should be ---- */

static void test_a_folder_in_the_place_of_a_file_is_no_file(void **unused)
{
    (void)unused;
    refuses(5, "polsim: cannot read '.': Is a directory", "$P run m.lua --inputs . --no-store");
    does("mkdir -p own/scripts/values.lua own/plots/attainment.gp");
    refuses(5, "polsim: cannot read 'own/plots/attainment.gp': Is a directory",
            "POLSIM_PATH=own $P plot 1 attainment --store m.db");
    refuses(5, "polsim: cannot read 'own/scripts/values.lua': Is a directory", "POLSIM_PATH=own $P run m.lua --no-store");
}

static void test_a_full_device_is_said(void **unused)
{
    (void)unused;
    refuses(5, "polsim: cannot write '/dev/full': No space left on device", "$P inputs m.lua --out /dev/full");
}

/* A device is not replaced by a file of its name, were it only because root may do so. */
static void test_exports_replace_files_alone(void **unused)
{
    static const char *const ways[] = {"--json", "--xlsx"};

    (void)unused;
    does("ln -s /dev/full device");
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        refuses(5, "polsim: cannot write 'device': it is not a file", "$P export 1 --store m.db %s device", ways[i]);
        does("test -h device && test -c device && ! ls device.part");
    }
    refuses(5, "polsim: cannot write 'rows/series.csv': it is not a file",
            "mkdir -p rows/series.csv && $P export 1 --store m.db --csv rows");
    does("echo old > old.json && $P export 1 --store m.db --json old.json && grep -c '\"tables\"' old.json");
}

static void test_the_root_folder_holds_scenarios_too(void **unused)
{
    (void)unused;
    refuses(5, "polsim: the path of the scenario is too long", "$P check $(printf 'a%%.0s' $(seq 5000))/m.lua");
    refuses_with(5, "cannot read '/no-such-scenario.lua': No such file or directory", "$P check /no-such-scenario.lua");
}

/* ---- databases ---- */

/* Ten seconds are waited for it. */
static void test_a_database_that_another_program_holds_is_said(void **unused)
{
    (void)unused;
    refuses_with(5, "database is locked; another program holds it: close that, then try again",
                 "mkfifo orders && { sqlite3 m.db <orders >said & exec 3>orders; echo 'BEGIN EXCLUSIVE; SELECT 1;' >&3;"
                 " until test -s said; do :; done; $P run m.lua -n 64 -q --store m.db; status=$?; exec 3>&-; wait;"
                 " (exit $status); }");
    does("$P runs --store m.db --format csv | grep -c ,done,");
    assert_string_equal(out, "1\n");
    does("$P run m.lua -n 64 -q --store m.db");
}

static void test_files_of_a_run_that_were_changed_are_told_apart_from_missing_ones(void **unused)
{
    (void)unused;
    does("cp m.db h.db && sqlite3 h.db \"INSERT INTO run_file SELECT run, 7, 'a/b', digest, content FROM run_file WHERE"
         " position = 0; INSERT INTO run_file SELECT run, 8, 'a', digest, content FROM run_file WHERE position = 0\"");
    refuses_with(5, "/a' is there already and is not a file", "$P why 1 n 2026 --store h.db");
    assert_int_equal(sh("$P verify 1 --store h.db"), 1);
    assert_contains(out, "cannot be computed again: run 1 'm': '");
    does("sqlite3 h.db 'DELETE FROM run_file'");
    refuses_with(5, "polsim: run 1 has no files in 'h.db'", "$P why 1 n 2026 --store h.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_temporary_folder_it_says_which),
        cmocka_unit_test(test_what_a_killed_program_left_is_removed_and_nothing_else),
        cmocka_unit_test(test_a_folder_in_the_place_of_a_file_is_no_file),
        cmocka_unit_test(test_a_full_device_is_said),
        cmocka_unit_test(test_exports_replace_files_alone),
        cmocka_unit_test(test_the_root_folder_holds_scenarios_too),
        cmocka_unit_test(test_a_database_that_another_program_holds_is_said),
        cmocka_unit_test(test_files_of_a_run_that_were_changed_are_told_apart_from_missing_ones),
    };
    return cmocka_run_group_tests(tests, start, remove_shell_folder);
}
