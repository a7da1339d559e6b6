#include "small_model.h"

#include "table.h"
#include "store_private.h"

/* ---- writing and reading ---- */

static void test_a_run_is_stored_whole(void **state)
{
    struct store *store = open_store("whole.db");
    struct store_run run;
    struct error err = {0};
    int64_t id = run_small(store, "base");

    (void)state;
    assert_true(store_find_run(store, "@", &run, &err));
    assert_int_equal(run.id, id);
    assert_string_equal(run.status, "done");
    assert_string_equal(run.model, "small");
    assert_string_equal(run.title_zh, "小");
    assert_int_equal(run.draws, 256);
    assert_int_equal(run.seed, 7);
    assert_int_equal(strlen(run.output_digest), 64);
    assert_int_equal(strlen(run.started_at), 20);
    assert_string_equal(run.engine_version, POLSIM_VERSION);
    store_close(store);
}

static void test_every_query_names_its_columns(void **state)
{
    struct store *store = open_store("queries.db");
    int64_t id = run_small(store, "base");
    struct error err;

    (void)state;
    const struct store_answer asked = {.kind = "sweep", .run = id, .scenario = "base",
                                       .question = {"", ""}, .command_line = ""};
    assert_true(store_write_answer(store, &asked, NULL, 0, &err) > 0);
    for (int query = 0; query < STORE_QUERY_COUNT; query++) {
        struct store_table table; /* store_read checks names against store.h */
        read_table(store, (enum store_query)query, id, "zh", &table);
        if (query != STORE_DIFFERENCES && query != STORE_ASSUMPTIONS && query != STORE_MILESTONES &&
            table.row_count == 0)
            fail_msg("%s is empty", store_query_name((enum store_query)query));
        store_table_clear(&table);
    }
    store_close(store);
}

static void test_parameters_keep_value_and_source(void **state)
{
    struct store *store = open_store("parameters.db");
    struct store_table table;
    int64_t id = run_small(store, "base");

    (void)state;
    read_table(store, STORE_PARAMETERS, id, "en", &table);
    assert_int_equal(table.row_count, 3); /* rate; task of two departments */
    assert_string_equal(store_table_text(&table, 0, "value"), "pert(0.8, 1, 1.2) * 0.5");
    assert_string_equal(store_table_text(&table, 0, "source_kind"), "scenario");
    assert_string_equal(store_table_text(&table, 0, "source"), "base.lua:3");
    assert_close(store_table_number(&table, 0, "mean"), 0.5, 1e-12);
    assert_true(store_table_number(&table, 0, "p05") > 0.4);
    assert_string_equal(store_table_text(&table, 1, "cell"), "department=works"); /* listed first */
    assert_string_equal(store_table_text(&table, 2, "cell_label"), "Civil affairs");
    assert_string_equal(store_table_text(&table, 2, "value"), "30");
    assert_true(isnan(store_table_number(&table, 1, "p05")));
    store_table_clear(&table);
    read_table(store, STORE_ASSUMPTIONS, id, "en", &table);
    assert_int_equal(table.row_count, 2);
    store_table_clear(&table);
    read_table(store, STORE_SETTINGS, id, "en", &table);
    assert_string_equal(store_table_text(&table, 0, "expression"), "rate=scaled(0.5)");
    store_table_clear(&table);
    store_close(store);
}

static void test_findings_keep_order_kind_and_source(void **state)
{
    struct store *store = open_store("findings.db");
    struct store_table table;
    int64_t id = run_small(store, "base");

    (void)state;
    read_table(store, STORE_FINDINGS, id, "zh", &table);
    assert_int_equal(table.row_count, 2);
    assert_string_equal(store_table_text(&table, 0, "name"), "sum");
    assert_string_equal(store_table_text(&table, 0, "kind"), "plan");
    assert_string_equal(store_table_text(&table, 0, "finding"), "多 50");
    assert_string_equal(store_table_text(&table, 0, "about"), "many");
    assert_string_equal(store_table_text(&table, 0, "source"), "Annex 2");
    assert_string_equal(store_table_text(&table, 1, "kind"), "general");
    assert_string_equal(store_table_text(&table, 1, "finding"), "x"); /* the other language */
    assert_string_equal(store_table_text(&table, 1, "source_kind"), "");
    store_table_clear(&table);
    store_close(store);
}

static void test_budget_has_funds_and_their_sum(void **state)
{
    struct store *store = open_store("budget.db");
    struct store_table table;
    int64_t id = run_small(store, "base");
    double sum = 0, total = NAN;

    (void)state;
    read_table(store, STORE_BUDGET, id, "zh", &table);
    for (size_t i = 0; i < table.row_count; i++) {
        if (strcmp(store_table_text(&table, i, "period"), "plan") != 0)
            continue;
        if (store_table_text(&table, i, "fund")[0])
            sum += store_table_number(&table, i, "mean");
        else
            total = store_table_number(&table, i, "mean");
    }
    assert_close(total, sum, 1e-9);
    assert_string_equal(store_table_text(&table, 0, "label"), "县级");
    assert_string_equal(store_table_text(&table, table.row_count - 1, "label"), "合计");
    store_table_clear(&table);
    store_close(store);
}

static void test_departments_are_in_the_scripts_order_with_a_chance(void **state)
{
    struct store *store = open_store("departments.db");
    struct store_table table;
    int64_t id = run_small(store, "base");

    (void)state;
    read_table(store, STORE_DEPARTMENTS, id, "en", &table);
    assert_int_equal(table.row_count, 4); /* two departments: 2026 and plan; 2027 is tail */
    assert_string_equal(store_table_text(&table, 0, "axis"), "department");
    assert_string_equal(store_table_text(&table, 0, "cell"), "works");
    assert_string_equal(store_table_text(&table, 2, "label"), "Civil affairs");
    assert_close(store_table_number(&table, 0, "task"), 120, 1e-12);
    double chance = store_table_number(&table, 0, "probability");
    assert_true(chance >= 0 && chance <= 1);
    store_table_clear(&table);
    store_close(store);
}

static void test_draws_come_back_in_order(void **state)
{
    struct store *store = open_store("draws.db");
    struct error err = {0};
    int64_t id = run_small(store, "base");
    struct store_table table;
    struct store_draws_key came = {"came", "", "department=civil", "2026"};
    double *x, mean = 0;
    size_t count;

    (void)state;
    assert_true(store_read_draws(store, id, came, &x, &count, &err));
    assert_int_equal(count, 256);
    for (size_t i = 0; i < count; i++)
        mean += x[i] / 256;
    free(x);
    read_table(store, STORE_DEPARTMENTS, id, "en", &table);
    assert_close(store_table_number(&table, 2, "done"), mean, 1e-12);
    store_table_clear(&table);
    struct store_draws_key month = {"came", "", "", "2026-01"},
                           target = {"", "many", "", "2026-03"};
    assert_true(store_read_draws(store, id, month, &x, &count, &err));
    assert_int_equal(count, 0); /* months are not kept */
    assert_null(x);
    assert_true(store_read_draws(store, id, target, &x, &count, &err));
    assert_int_equal(count, 256);
    free(x);
    store_close(store);
}

static void test_two_scenarios_are_compared_with_the_first(void **state)
{
    struct store *store = open_store("pair.db");
    struct error err = {0};
    struct model *models[] = {make_model("a"), make_model("b")};
    struct store_about second = about;
    struct store_table table;

    (void)state;
    struct run *run = run_start((const struct model *const *)models, 2,
                                &(struct run_options){.draws = 256, .seed = 7, .threads = 1}, &err);
    assert_non_null(run);
    int64_t a = store_begin_run(store, models[0], &about, &err);
    second.base_run = a;
    int64_t b = store_begin_run(store, models[1], &second, &err);
    assert_true(store_end_run(store, a, run, 0, &err) && store_end_run(store, b, run, 1, &err));
    read_table(store, STORE_DIFFERENCES, a, "en", &table);
    assert_int_equal(table.row_count, 0);
    store_table_clear(&table);
    read_table(store, STORE_DIFFERENCES, b, "en", &table);
    assert_true(table.row_count > 0);
    for (size_t i = 0; i < table.row_count; i++)
        assert_true(store_table_number(&table, i, "mean") == 0); /* nothing changed: exactly zero */
    store_table_clear(&table);
    run_free(run);
    model_free(models[0]);
    model_free(models[1]);
    store_close(store);
}

/* ---- runs by name ---- */

static void test_runs_are_found_by_number_name_file_and_age(void **state)
{
    struct store *store = open_store("names.db");
    struct store_run run;
    struct error err = {0};

    (void)state;
    not_found(store, "@", "no finished run");
    not_found(store, "1", "no runs in");
    int64_t first = run_small(store, "baseline"), second = run_small(store, "county-cut");
    assert_true(store_find_run(store, "@1", &run, &err));
    assert_int_equal(run.id, first);
    assert_true(store_find_run(store, "2", &run, &err));
    assert_int_equal(run.id, second);
    assert_true(store_find_run(store, "baseline", &run, &err));
    assert_int_equal(run.id, first);
    assert_true(store_find_run(store, "scenarios/x/county-cut.lua", &run, &err));
    assert_int_equal(run.id, second);
    not_found(store, "basline", "did you mean 'baseline'?");
    not_found(store, "@2", "no finished run '@2'");
    not_found(store, "@x", "write @ for the last");
    not_found(store, "99", "the latest is 2 ('county-cut')");
    store_close(store);
}

/* The first number that a query gives, past the store. */
static int64_t ask_number(const char *path, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *statement;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}

static int64_t count_rows(const char *path, const char *table, int64_t run)
{
    char sql[128];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE run = %lld", table, (long long)run);
    return ask_number(path, sql);
}

static void test_a_deleted_run_is_gone_from_all_tables(void **state)
{
    static const char *const tables[] = {"run",    "setting", "run_file", "parameter",
                                         "switch", "output",  "label",    "period",
                                         "cell",   "series",  "target",   "draws"};
    struct store *store = open_store("deleted.db");
    struct error err = {0};

    (void)state;
    int64_t kept = run_small(store, "kept"), gone = run_small(store, "gone");
    assert_true(store_delete_run(store, gone, &err));
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        assert_int_equal(count_rows(path_of("deleted.db"), tables[i], gone), 0);
        assert_true(count_rows(path_of("deleted.db"), tables[i], kept) > 0);
    }
    assert_int_equal(ask_number(path_of("deleted.db"), "SELECT count(*) FROM place WHERE run <> 1"), 0);
    assert_int_equal(ask_number(path_of("deleted.db"), "SELECT count(*) FROM statistic WHERE id / 4096 "
                                                       "NOT IN (SELECT place FROM place)"),
                     0);
    assert_false(store_delete_run(store, gone, &err));
    assert_contains(err.text, "is running, or there is none");
    struct model *model = make_model("running");
    int64_t running = store_begin_run(store, model, &about, &err);
    assert_false(store_delete_run(store, running, &err));
    assert_int_equal(count_rows(path_of("deleted.db"), "run", running), 1);
    model_free(model);
    store_close(store);
}

static void test_choices_of_switches_are_in_words(void **state)
{
    struct store *store = open_store("choices.db");
    struct error err = {0};
    struct model *model = make_model("base");
    struct store_table table;

    (void)state;
    add_label(model, "base", "some", "some of them", "部分");
    int64_t id = store_begin_run(store, model, &about, &err);
    read_table(store, STORE_SWITCHES, id, "zh", &table);
    assert_string_equal(store_table_text(&table, 0, "value"), "some");
    assert_string_equal(store_table_text(&table, 0, "value_label"), "部分");
    assert_string_equal(store_table_text(&table, 0, "default_label"),
                        "all"); /* nothing is said of it */
    assert_string_equal(store_table_text(&table, 0, "choice_labels"), "some = 部分");
    store_table_clear(&table);
    model_free(model);
    store_close(store);
}

/* ---- running again from the database alone ---- */

static void test_the_files_of_a_run_come_out_as_they_were(void **state)
{
    struct store *store = open_store("files.db");
    struct error err = {0};
    struct text scenario = {0};
    char *bytes;
    size_t length;

    (void)state;
    int64_t id = run_small(store, "base");
    for (int twice = 0; twice < 2; twice++) { /* again is no error: nothing differs */
        text_clear(&scenario);
        assert_true(store_extract_files(store, id, path_of("again"), &scenario, &err));
    }
    assert_string_equal(text_string(&scenario), path_of("again/base.lua"));
    assert_true(text_read_file(path_of("again/data/d.csv"), &bytes, &length, &err));
    assert_string_equal(bytes, "department\nworks\ncivil\n");
    free(bytes);
    assert_true(text_write_file(path_of("again/base.lua"), "mine", 4, &err));
    assert_false(store_extract_files(store, id, path_of("again"), &scenario, &err));
    assert_contains(err.text, "there already with another content");
    text_clear(&scenario);
    store_close(store);
}

static void test_answers_come_back_as_they_were(void **state)
{
    struct store *store = open_store("answers.db");
    struct store_table indices, curve, read;
    struct error err = {0};
    int64_t found = -1;

    (void)state;
    int64_t id = run_small(store, "base"), other = run_small(store, "other");
    table_start(&indices, "input share note");
    for (int i = 0; i < 40; i++) {
        char name[16];
        snprintf(name, sizeof name, "input %d", i);
        table_add_row(&indices);
        table_set_text(&indices, "input", name);
        table_set_number(&indices, "share", i == 3 ? NAN : i / 3.0);
    }
    table_set_text(&indices, "note", "O'Brien said \"1 = 1\"; 目标");
    table_start(&curve, "x");
    const struct store_answer asked = {.kind = "sensitivity", .run = id, .scenario = "base",
                                       .question = {"what weighs", "什么最重要"},
                                       .draws = 8192, .seed = 3, .models = 2, .seconds = .5,
                                       .command_line = "polsim sensitivity base"};
    const struct store_part parts[] = {{"indices", &indices}, {"curve", &curve}};
    int64_t first = store_write_answer(store, &asked, parts, 2, &err);
    int64_t answer = store_write_answer(store, &asked, parts, 2, &err);
    assert_true(first > 0 && answer > first);
    assert_true(store_find_answer(store, "sensitivity", id, 0, &found, &err));
    assert_int_equal(found, answer);
    assert_true(store_find_answer(store, "sensitivity", other, 0, &found, &err));
    assert_int_equal(found, 0);
    assert_true(store_read_part(store, answer, "indices", &read, &err));
    assert_int_equal(read.row_count, 40);
    assert_int_equal(read.column_count, 3);
    assert_string_equal(store_table_text(&read, 39, "note"), "O'Brien said \"1 = 1\"; 目标");
    assert_true(isnan(store_table_number(&read, 3, "share")));
    assert_close(store_table_number(&read, 38, "share"), 38 / 3.0, 1e-14 * 13);
    assert_true(read.numeric[1] && !read.numeric[0]);
    store_table_clear(&read);
    assert_true(store_read_part(store, answer, "curve", &read, &err));
    assert_true(read.row_count == 0 && read.column_count == 0);
    store_table_clear(&read);
    read_table(store, STORE_ANSWERS, id, "zh", &read);
    assert_int_equal(read.row_count, 2);
    assert_string_equal(store_table_text(&read, 0, "question"), "什么最重要");
    store_table_clear(&read);
    assert_true(store_delete_run(store, id, &err)); /* answers of it go with it */
    assert_true(store_read_part(store, answer, "indices", &read, &err) && read.row_count == 0);
    store_table_clear(&read);
    store_table_clear(&indices);
    store_table_clear(&curve);
    store_close(store);
}

static void test_files_never_leave_the_folder(void **state)
{
    static const char *const bad[] = {"../x", "/etc/x", "a/../../x", "a//x", ""};
    struct error err = {0};
    struct text scenario = {0};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        char sql[128], name[32];
        snprintf(name, sizeof name, "stranger%zu.db", i);
        struct store *store = open_store(name);
        int64_t id = run_small(store, "base");
        snprintf(sql, sizeof sql, "UPDATE run_file SET path = '%s' WHERE position = 1", bad[i]);
        raw(path_of(name), sql);
        assert_false(store_extract_files(store, id, path_of("inside"), &scenario, &err));
        assert_contains(err.text, "would lie outside of");
        store_close(store);
    }
    text_clear(&scenario);
}

static void test_a_large_run_is_stored_whole(void **state)
{
    struct store *store = open_store("large.db");
    struct error err = {0};
    struct model *model = make_model("large");

    (void)state;
    for (int i = 0; i < 250; i++) { /* each has 3 cells and 24 periods */
        struct output copy = model->outputs[0];
        copy.name = arena_text(model->arena, "came%d", i);
        copy.keep = false;
        *model_add_output(model) = copy;
    }
    struct run *run = run_start((const struct model *const[]){model}, 1,
                                &(struct run_options){.draws = 64, .seed = 7, .threads = 1}, &err);
    assert_non_null(run);
    int64_t id = store_begin_run(store, model, &about, &err);
    assert_true(store_end_run(store, id, run, 0, &err));
    assert_true(run_plan(run, 0)->series_count > 10000);
    store_close(store);
    assert_int_equal(count_rows(path_of("large.db"), "series", id), run_plan(run, 0)->series_count);
    run_free(run);
    model_free(model);
}

/* ---- equal statistics ---- */

/* Nobody comes to the first of two places: flows of 0, a share without value. */
static struct model *make_idle_model(void)
{
    struct model *model = model_new();
    struct graph *graph = model->graph;
    struct error err = {0};

    model->name = "idle";
    model->scenario = "idle";
    model->scenario_path = "idle.lua";
    memset(model->input_digest, 'b', 64);
    graph->first_year = 2026;
    graph->first_month = 1;
    graph->plan_months = graph->months = 24;
    int place = graph_add_axis(graph, "place", (const char *[]){"a", "b"}, 2, &err);
    int group = graph_add_axis(graph, "group", (const char *[]){"x", "y"}, 2, &err);
    assert_true(place >= 0 && group >= 0);
    int mean = graph_constant(graph, 1u << place | 1u << group, (double[]){0, 0, 3, 0.5},
                              (struct unit){{0}});
    int came = graph_poisson(graph, "came", "", 1, mean, &err);
    int asked = graph_constant(graph, 1u << place | 1u << group, (double[]){0, 0, 1, 1},
                               (struct unit){{0}});
    add_output(model, "came", "", OUTPUT_FLOW, came, -1);
    add_output(model, "share", "", OUTPUT_RATIO, came, asked)->keep = false;
    if (!graph_finish(graph, &err))
        fail_msg("%s", err.text);
    return model;
}

static void assert_same(double a, double b)
{
    assert_true(a == b || (isnan(a) && isnan(b)));
}

static void reads_as_it_was(const struct run *run, const struct store_table *table, size_t i)
{
    static const char *const quantiles[STATS_QUANTILES] = {"p05", "p10", "p20", "p25", "p50",
                                                           "p75", "p80", "p90", "p95"};
    size_t series = record_find(run_plan(run, 0), store_table_text(table, i, "output"),
                                store_table_text(table, i, "cell"),
                                store_table_text(table, i, "period"));

    assert_true(series != SIZE_MAX);
    struct stats_row row = run_series(run, 0, series);
    assert_same(store_table_number(table, i, "n"), row.n);
    assert_same(store_table_number(table, i, "mean"), row.mean);
    assert_same(store_table_number(table, i, "se"), row.se);
    assert_same(store_table_number(table, i, "sd"), row.sd);
    assert_same(store_table_number(table, i, "min"), row.min);
    assert_same(store_table_number(table, i, "max"), row.max);
    for (int q = 0; q < STATS_QUANTILES; q++)
        assert_same(store_table_number(table, i, quantiles[q]), row.quantile[q]);
}

/* What is alike is of three kinds: 0 with quantiles, 0 without (months of cells of two axes), no value. */
static void stands_once(const char *name, int threads, char digest[65])
{
    struct store *store = open_store(name);
    struct error err = {0};
    struct model *model = make_idle_model();
    struct run *run = run_start((const struct model *const[]){model}, 1,
                                &(struct run_options){.draws = 256, .seed = 7, .threads = threads}, &err);
    struct store_table table;
    struct store_run stored;

    if (!run)
        fail_msg("%s", err.text);
    int64_t id = store_begin_run(store, model, &about, &err);
    assert_true(store_end_run(store, id, run, 0, &err));
    assert_true(store_find_run(store, "@", &stored, &err));
    snprintf(digest, 65, "%s", stored.output_digest);
    read_table(store, STORE_SERIES, id, "en", &table);
    assert_int_equal(table.row_count, run_plan(run, 0)->series_count);
    for (size_t i = 0; i < table.row_count; i++)
        reads_as_it_was(run, &table, i);
    assert_int_equal(
        ask_number(path_of(name), "SELECT count(*) FROM statistic"),
        3 + ask_number(path_of(name), "SELECT count(*) FROM series WHERE max <> 0"));
    store_table_clear(&table);
    assert_true(store_delete_run(store, id, &err));
    assert_int_equal(ask_number(path_of(name), "SELECT count(*) FROM statistic"), 0);
    store_close(store);
    run_free(run);
    model_free(model);
}

static void test_statistics_that_are_alike_stand_once_and_read_as_they_were(void **state)
{
    char alone[65], beside[65];

    (void)state;
    stands_once("alike.db", 1, alone);
    stands_once("beside.db", 2, beside); /* the statistics come from a second thread */
    assert_string_equal(alone, beside);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_run_is_stored_whole),
        cmocka_unit_test(test_every_query_names_its_columns),
        cmocka_unit_test(test_parameters_keep_value_and_source),
        cmocka_unit_test(test_findings_keep_order_kind_and_source),
        cmocka_unit_test(test_budget_has_funds_and_their_sum),
        cmocka_unit_test(test_departments_are_in_the_scripts_order_with_a_chance),
        cmocka_unit_test(test_draws_come_back_in_order),
        cmocka_unit_test(test_two_scenarios_are_compared_with_the_first),
        cmocka_unit_test(test_runs_are_found_by_number_name_file_and_age),
        cmocka_unit_test(test_a_deleted_run_is_gone_from_all_tables),
        cmocka_unit_test(test_choices_of_switches_are_in_words),
        cmocka_unit_test(test_statistics_that_are_alike_stand_once_and_read_as_they_were),
        cmocka_unit_test(test_the_files_of_a_run_come_out_as_they_were),
        cmocka_unit_test(test_answers_come_back_as_they_were),
        cmocka_unit_test(test_files_never_leave_the_folder),
        cmocka_unit_test(test_a_large_run_is_stored_whole),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
