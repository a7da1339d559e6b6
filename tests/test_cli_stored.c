/* What is stored when something goes wrong, and files that are no store. */
#include "cli.h"

static void test_a_run_that_fails_is_stored_as_failed(void **state)
{
    (void)state;
    put("fails.lua", "model { name = 'fails', from = '2026-01', to = '2026-12' }\n"
                     "output('x', binomial('x', poisson('n', 5), .2 * month()))\n");
    assert_int_equal(sh("$P run fails.lua -n 64"), 4);
    does("$P runs --format csv");
    assert_string_equal(field("1,fails", 4), "failed");
    assert_int_equal(sh("$P run fails.lua --no-store -n 64"), 4);
}

static void test_files_that_are_no_database_of_ours_are_refused_and_left_alone(void **state)
{
    (void)state;
    put("notes.txt", "These are notes, long enough to be taken for a database header of a hundred bytes: "
                     "....................................................................\n");
    does("cp notes.txt copy.txt");
    assert_int_equal(sh("$P run small.lua --store notes.txt -n 64"), 5);
    assert_contains(err_text, "cannot use 'notes.txt': file is not a database");
    assert_int_equal(sh("$P show @ --store notes.txt"), 5);
    does("cmp notes.txt copy.txt");
    does("$P run small.lua -q -n 64 && cp out/polsim.db half.db && truncate -s 6000 half.db");
    assert_int_equal(sh("$P show @ series --store half.db"), 5);
    assert_contains(err_text, "half.db");
    does("cp out/polsim.db hurt.db && printf 'xxxxxxxxxxxxxxxxxxxxxxxx' | dd of=hurt.db bs=1 seek=16384 "
         "conv=notrunc");
    assert_int_equal(sh("$P runs --store hurt.db"), 5);
    assert_contains(err_text, "hurt.db");
}

static void test_a_store_without_a_name_is_refused(void **state)
{
    (void)state;
    refuses(5, "polsim: --store needs the name of a file, not ''", "$P run small.lua -n 64 --store ''");
}

static void test_a_folder_that_cannot_be_written_is_refused_before_the_run(void **state)
{
    (void)state;
    assert_int_equal(sh("$P run small.lua --store small.lua/x.db --draws 1000000000"), 5);
    assert_contains(err_text, "small.lua/x.db");
    does("$P run small.lua -q -n 64 && $P show @ targets >before && chmod -R a-w out");
    if (geteuid() == 0) /* root writes everywhere */
        return;
    assert_int_equal(sh("$P run small.lua -n 64"), 5);
    assert_contains(err_text, "out/polsim.db");
    does("$P show @ targets | cmp - before"); /* reading needs no right to write */
}

/* The database in memory has only what the tables read: one forgotten would be missed here. */
static void test_tables_are_the_same_whether_or_not_the_runs_are_stored(void **state)
{
    static const char *const scenarios[] = {
        "\"$R/scenarios/pengyang/baseline.lua\"",
        "\"$R/scenarios/pengyang/w1-limited.lua\" \"$R/scenarios/pengyang/w1-county-cut.lua\"",
        "\"$R/scenarios/pengyang/w1-limited.lua\" \"$R/scenarios/pengyang/w1-county-cut.lua\" --full --lang zh",
        "\"$R\"/scenarios/pengyang/w[3-9]*.lua",
        "parts.lua more.lua --lang zh",
        "parts.lua more.lua --sampler expected --full",
    };

    (void)state;
    put("parts.lua", "model { name = 'parts', from = '2026-01', to = '2026-12' }\n"
                     "local level = axis('level', { 'L5', 'L4' })\n"
                     "local rate = parameter('rate', { axes = { level }, source = assumed 'a test',\n"
                     "  default = { L5 = pert(.5, .8, .9), L4 = .7 } })\n"
                     "local passed = binomial('passed', poisson('n', amount(9, 'person') * rate), rate)\n"
                     "output('passed', passed, { unit = 'person', role = 'done', by = { level }, at_least = 50 })\n"
                     "target('many', { of = total(passed), by = '2026-12', at_least = 40, source = plan '1' })\n");
    put("more.lua", "scenario { model = 'parts.lua', against = 'parts', set = { rate = scaled(.9) } }\n");
    for (size_t i = 0; i < COUNT_OF(scenarios); i++) {
        /* where to read on, when it ran; how many findings: without a store only those of the plan itself */
        const char *tidy = "sed -e '/polsim compare/d; /polsim show [0-9]*$/d; s/; see polsim.*//; s/，见 polsim.*//' "
                           "-e 's/20[0-9-]*T[0-9:]*Z//; /findings about/d; /发现方案/d'";
        does("rm -rf out && $P run %s -n 64 2>/dev/null | %s >stored && "
             "$P run %s -n 64 --no-store 2>/dev/null | %s >kept && cmp stored kept && test -s kept",
             scenarios[i], tidy, scenarios[i], tidy);
    }
}

static void is_in(const char *database, const char *sql, const char *expected)
{
    does("command -v sqlite3 >/dev/null || exit 77; sqlite3 %s \"%s\"", database, sql);
    assert_string_equal(out, expected);
}

static void test_draws_that_are_the_same_are_stored_once_and_leave_with_their_run(void **state)
{
    (void)state;
    put("twice.lua", "model { name = 'twice', from = '2026-01', to = '2026-12' }\n"
                     "local a, b = binomial('a', 9, .5), binomial('b', 9, .5)\n"
                     "output('a', a)\noutput('again', a + b - b)\noutput('b', b)\n");
    does("for i in 1 2; do $P run twice.lua -n 1000 -q --store twice.db; done");
    is_in("twice.db", "SELECT run, count(*), count(DISTINCT strip) FROM draws_of GROUP BY run", "1|9|2\n2|9|2\n");
    is_in("twice.db", "SELECT run, count(*) FROM strip GROUP BY run", "1|2\n2|2\n");
    is_in("twice.db", "SELECT a.period, a.packed = again.packed, a.packed = b.packed FROM draws AS a JOIN draws AS again"
                      " USING (run, period) JOIN draws AS b USING (run, period) WHERE run = 2 AND a.output = 'a'"
                      " AND again.output = 'again' AND b.output = 'b' ORDER BY 1",
          "2026|1|0\nall|1|0\nplan|1|0\n");
    does("$P verify 1 --store twice.db && $P runs --delete 1 --store twice.db");
    is_in("twice.db", "SELECT count(*), min(run) FROM strip UNION ALL SELECT count(*), min(run) FROM draws",
          "2|2\n9|2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(test_a_run_that_fails_is_stored_as_failed),
        test(test_files_that_are_no_database_of_ours_are_refused_and_left_alone),
        test(test_a_store_without_a_name_is_refused),
        test(test_a_folder_that_cannot_be_written_is_refused_before_the_run),
        test(test_tables_are_the_same_whether_or_not_the_runs_are_stored),
        test(test_draws_that_are_the_same_are_stored_once_and_leave_with_their_run),
    };
    return cmocka_run_group_tests(tests, set_environment, NULL);
}
