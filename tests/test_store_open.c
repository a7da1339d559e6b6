/* Opening what is and what is not a database of ours, and programs that die. */
#include "small_model.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- opening ---- */

static void refused(const char *path, enum store_mode mode, const char *why)
{
    struct error err = {0};

    assert_null(store_open(path, mode, &err));
    assert_int_equal(err.kind, ERROR_STORE);
    assert_contains(err.text, why);
}

static void test_a_new_store_makes_its_folders_and_opens_again(void **state)
{
    (void)state;
    store_close(open_store("deep/er/new.db"));
    store_close(open_store("deep/er/new.db"));
    struct error err = {0};
    struct store *store = store_open(path_of("deep/er/new.db"), STORE_READ, &err);
    assert_non_null(store);
    store_close(store);
}

static void test_a_missing_store_says_what_makes_it(void **state)
{
    (void)state;
    refused(path_of("none.db"), STORE_READ, "'polsim run SCENARIO' makes it");
}

static void test_another_programs_database_is_refused_and_left_alone(void **state)
{
    const char *path = path_of("other.db");
    struct stat before, after;

    (void)state;
    raw(path, "PRAGMA application_id = 42; CREATE TABLE x (y)");
    stat(path, &before);
    refused(path, STORE_CREATE, "another program (application_id 42)");
    stat(path, &after);
    assert_int_equal(before.st_size, after.st_size);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
    raw(path_of("plain.db"), "CREATE TABLE x (y)");
    refused(path_of("plain.db"), STORE_READ, "another program (application_id 0)");
}

static void test_a_newer_version_is_refused_with_what_to_do(void **state)
{
    (void)state;
    store_close(open_store("newer.db"));
    raw(path_of("newer.db"), "PRAGMA user_version = 99");
    refused(path_of("newer.db"), STORE_READ, "made by a newer polsim (database version 99");
    refused(path_of("newer.db"), STORE_CREATE, "install that polsim");
}

static void test_version_0_with_our_mark_is_refused(void **state)
{
    (void)state;
    store_close(open_store("zero.db"));
    raw(path_of("zero.db"), "PRAGMA user_version = 0");
    refused(path_of("zero.db"), STORE_CREATE, "database version 0, which polsim never wrote");
}

static void test_a_file_that_is_no_database_is_refused(void **state)
{
    struct error err = {0};
    const char *path = path_of("text.db");
    struct text text = {0};

    (void)state;
    for (int i = 0; i < 200; i++)
        text_add(&text, "this is no database, line %d\n", i);
    assert_true(text_write_file(path, text_string(&text), text.length, &err));
    refused(path, STORE_CREATE, "not a database");
    text_clear(&text);
}

static void test_a_damaged_file_is_refused_not_crashed_on(void **state)
{
    struct error err = {0};
    const char *path = path_of("damaged.db");
    char *bytes;
    size_t length;

    (void)state;
    struct store *store = open_store("damaged.db");
    run_small(store, "base");
    store_close(store);
    assert_true(text_read_file(path, &bytes, &length, &err));
    for (size_t at = 4096; at < length; at++) /* all pages but the first */
        bytes[at] = (char)(at * 31);
    assert_true(text_write_file(path, bytes, length, &err));
    free(bytes);
    refused(path, STORE_CREATE, "is damaged");
}

static void test_a_folder_that_cannot_be_made_is_an_error(void **state)
{
    struct error err = {0};

    (void)state;
    assert_true(text_write_file(path_of("file"), "x", 1, &err));
    refused(path_of("file/x.db"), STORE_CREATE, "'");
}

/* ---- older versions ---- */

/* Every index, trigger and column of every table and view, one line each; the caller clears it. */
static void list_columns(const char *path, struct text *list)
{
    sqlite3 *db;
    sqlite3_stmt *statement;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "SELECT s.type || ' ' || s.name || coalesce('.' || c.name || ' ' || c.type || ' ' ||"
                           " c.\"notnull\" || ' ' || c.pk, '') FROM sqlite_schema AS s LEFT JOIN pragma_table_info(s.name)"
                           " AS c ORDER BY s.type, s.name, c.cid",
                           -1, &statement, NULL),
        SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        text_add(list, "%s\n", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

/* A database as version 2 left it: two runs of one output, the second compared with the first. */
static void make_version_2(const char *path)
{
    struct error err = {0};
    char *schema;
    size_t length;

    assert_true(text_read_file("tests/schema_2.sql", &schema, &length, &err));
    raw(path, schema);
    free(schema);
    for (int run = 1; run <= 2; run++) {
        struct text sql = {0};
        text_add(&sql,
                 "INSERT INTO run (run, model, scenario, status, draws, seed, sampler, engine_version,"
                 " input_digest, base_run, first_month, plan_end, last_month, started_at, threads,"
                 " command_line) VALUES (%d, 'small', 'old', 'done', 2, 7, 'sobol', '0', 'x', %s,"
                 " '2026-01', '2026-02', '2026-02', 'x', 1, '');"
                 "INSERT INTO output VALUES (%d, 'came', 0, NULL, NULL, 'flow', 'person', '', 'place');"
                 "INSERT INTO period VALUES (%d, '2026-01', 'month', '2026-01', '2026-01'),"
                 " (%d, 'all', 'all', '2026-01', '2026-02'), (%d, '2026', 'year', '2026-01', '2026-12'),"
                 " (%d, '2026-02', 'month', '2026-02', '2026-02');",
                 run, run == 1 ? "NULL" : "1", run, run, run, run, run);
        raw(path, text_string(&sql));
        text_clear(&sql);
    }
    raw(path, "INSERT INTO series SELECT run, 'came', cell, period, 2, run + 0.5, NULL, 0, run, 1, 2, 3, 4,"
              " 5, 6, 7, 8, 9, length(cell || period) FROM period JOIN (SELECT '' AS cell UNION ALL"
              " SELECT 'place=a');"
              "INSERT INTO difference SELECT 2, 1, 'came', '', period, 2, length(period), 0.5, NULL, 0, 1, 2,"
              " 3, 4, 5, 6, 7, 8, 9, 10 FROM period WHERE run = 1 AND kind <> 'month';"
              "INSERT INTO draws VALUES (1, 'came', '', '', '2026', x'000000000000f03f00000000000000c0');");
}

static void test_version_2_keeps_its_statistics_and_draws(void **state)
{
    static const struct store_draws_key key = {"came", "", "", "2026"};
    static const char *const periods[] = {"2026", "2026-01", "2026-02", "all"};
    struct store_table table;
    struct store_difference difference;
    struct error err = {0};
    double *x;
    size_t count;
    bool found;

    (void)state;
    make_version_2(path_of("two.db"));
    struct store *store = open_store("two.db");
    read_table(store, STORE_SERIES, 2, "en", &table);
    assert_int_equal(table.row_count, 8);
    for (size_t i = 0; i < 8; i++) {
        const char *period = store_table_text(&table, i, "period");
        assert_string_equal(period, periods[i % 4]);
        assert_string_equal(store_table_text(&table, i, "cell"), i < 4 ? "" : "place=a");
        assert_true(store_table_number(&table, i, "mean") == 2.5);
        assert_true(isnan(store_table_number(&table, i, "se")));
        assert_true(store_table_number(&table, i, "p95") == 9);
        assert_true(store_table_number(&table, i, "max") == (double)strlen(period) + (i < 4 ? 0 : 7));
    }
    store_table_clear(&table);
    assert_true(store_read_difference(store, 2, 1, key, &difference, &found, &err));
    assert_true(found && difference.mean == 4 && difference.se == 0.5 && isnan(difference.sd));
    read_table(store, STORE_DIFFERENCES, 2, "en", &table);
    assert_int_equal(table.row_count, 2);
    store_table_clear(&table);
    assert_true(store_read_draws(store, 1, key, &x, &count, &err));
    assert_int_equal(count, 2);
    assert_true(x[0] == 1 && x[1] == -2);
    free(x);
    store_close(store);
}

static void becomes_as_new(const char *name)
{
    struct text old = {0}, new = {0};
    struct store_table table;
    struct store *store = open_store(name);

    read_table(store, STORE_FINDINGS, 1, "en", &table);
    assert_int_equal(table.row_count, 0);
    store_table_clear(&table);
    int64_t id = run_small(store, "after");
    read_table(store, STORE_FINDINGS, id, "en", &table);
    assert_int_equal(table.row_count, 2);
    store_table_clear(&table);
    store_close(store);
    store_close(open_store("fresh.db"));
    list_columns(path_of(name), &old);
    list_columns(path_of("fresh.db"), &new);
    assert_contains(text_string(&new), "table finding.about");
    assert_contains(text_string(&new), "view series.p80");
    assert_string_equal(text_string(&old), text_string(&new));
    text_clear(&old);
    text_clear(&new);
}

static void test_versions_1_and_2_become_what_a_new_database_is(void **state)
{
    (void)state;
    make_version_2(path_of("version_2.db"));
    becomes_as_new("version_2.db");
    make_version_2(path_of("version_1.db"));
    raw(path_of("version_1.db"), "DROP VIEW v_findings; DROP TABLE finding; PRAGMA user_version = 1");
    becomes_as_new("version_1.db");
}

/* ---- dying ---- */

/* In a child: begins a run, writes half of another transaction, and is killed in the middle of it. */
static void die_in_the_middle(const char *path)
{
    struct error err = {0};
    struct store *store = store_open(path, STORE_CREATE, &err);
    struct model *model = make_model("killed");
    sqlite3 *db;

    if (!store || !store_begin_run(store, model, &about, &err))
        _exit(1);
    store_close(store);
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db,
                     "PRAGMA cache_size = 1; BEGIN IMMEDIATE;"
                     "DELETE FROM place WHERE run = 1;" /* spills pages into the WAL */
                     "UPDATE run SET status = 'done'",
                     NULL, NULL, NULL) != SQLITE_OK)
        _exit(2);
    raise(SIGKILL);
}

static void test_killing_harms_no_earlier_run_and_marks_the_broken_one(void **state)
{
    const char *path = path_of("killed.db");
    struct store *store = open_store("killed.db");
    struct store_table before, after;
    struct store_run run;
    struct error err = {0};
    int status;

    (void)state;
    int64_t first = run_small(store, "base");
    read_table(store, STORE_SERIES, first, "en", &before);
    store_close(store);
    pid_t child = fork();
    if (child == 0)
        die_in_the_middle(path);
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    store = open_store("killed.db");
    read_table(store, STORE_SERIES, first, "en", &after);
    assert_int_equal(before.row_count, after.row_count);
    for (size_t i = 0; i < before.row_count * (size_t)before.column_count; i++)
        assert_true((!before.cells[i] && !after.cells[i]) ||
                    strcmp(before.cells[i], after.cells[i]) == 0);
    assert_true(store_find_run(store, "2", &run, &err));
    assert_string_equal(run.scenario, "killed");
    assert_string_equal(run.status, "interrupted");
    assert_true(store_find_run(store, "@", &run, &err));
    assert_int_equal(run.id, first);
    not_found(store, "killed", "no finished run 'killed'");
    store_table_clear(&before);
    store_table_clear(&after);
    store_close(store);
}

static void test_a_run_of_a_living_process_stays_running(void **state)
{
    struct store *store = open_store("living.db");
    struct model *model = make_model("living");
    struct store_run run;
    struct error err = {0};

    (void)state;
    assert_true(store_begin_run(store, model, &about, &err) == 1);
    struct store *other = open_store("living.db");
    assert_true(store_find_run(other, "1", &run, &err));
    assert_string_equal(run.status, "running");
    store_close(other);
    assert_true(store_fail_run(store, 1, "failed", "a stock fell below zero", &err));
    assert_true(store_find_run(store, "1", &run, &err));
    assert_string_equal(run.status, "failed");
    model_free(model);
    store_close(store);
}

static void test_a_failed_write_leaves_nothing(void **state)
{
    struct store *store = open_store("twice.db");
    struct error err = {0};
    struct model *model = make_model("base");
    struct store_table table;

    (void)state;
    struct run *run = run_start((const struct model *const[]){model}, 1,
                                &(struct run_options){.draws = 256, .seed = 7, .threads = 2}, &err);
    assert_non_null(run);
    assert_false(store_end_run(store, 5, run, 0, &err));
    assert_contains(err.text, "run 5 is no longer in");
    int64_t id = store_begin_run(store, model, &about, &err);
    static const char *const spoilt[][2] = {
        {"INSERT INTO period VALUES (1, '2026-03', 'month', 'x', 'x', 0)", "DELETE FROM period"},
        {"INSERT INTO place (place, run, output, cell) VALUES (1000, 1, 'share', '')", "DELETE FROM place"},
        {"INSERT INTO draws_of VALUES (1, '', 'many', '', '2026-03', 1)", "DELETE FROM draws_of"},
    };
    for (size_t i = 0; i < COUNT_OF(spoilt); i++) {
        raw(path_of("twice.db"), spoilt[i][0]);
        assert_false(store_end_run(store, id, run, 0, &err)); /* it is there already */
        assert_contains(err.text, "UNIQUE");
        raw(path_of("twice.db"), spoilt[i][1]);
        read_table(store, STORE_SERIES, id, "en", &table);
        assert_int_equal(table.row_count, 0);
        store_table_clear(&table);
    }
    assert_true(store_end_run(store, id, run, 0, &err));
    run_free(run);
    model_free(model);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_new_store_makes_its_folders_and_opens_again),
        cmocka_unit_test(test_a_missing_store_says_what_makes_it),
        cmocka_unit_test(test_another_programs_database_is_refused_and_left_alone),
        cmocka_unit_test(test_a_newer_version_is_refused_with_what_to_do),
        cmocka_unit_test(test_version_0_with_our_mark_is_refused),
        cmocka_unit_test(test_a_file_that_is_no_database_is_refused),
        cmocka_unit_test(test_a_damaged_file_is_refused_not_crashed_on),
        cmocka_unit_test(test_a_folder_that_cannot_be_made_is_an_error),
        cmocka_unit_test(test_version_2_keeps_its_statistics_and_draws),
        cmocka_unit_test(test_versions_1_and_2_become_what_a_new_database_is),
        cmocka_unit_test(test_killing_harms_no_earlier_run_and_marks_the_broken_one),
        cmocka_unit_test(test_a_run_of_a_living_process_stays_running),
        cmocka_unit_test(test_a_failed_write_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
