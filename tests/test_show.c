/* What the tables for people leave out, sum up and point to; the commands around them. */
#include "small_model.h"

#include "command.h"
#include "show_private.h"

#include <fcntl.h>
#include <unistd.h>

static const struct store_run stored_run = {.id = 3, .scenario = "base", .sampler = "sobol"};

/* ---- rows left out ---- */

static void add_money_row(struct store_table *table, const char *fund, const char *period,
                          double paid, double arrears)
{
    table_add_row(table);
    table_set_text(table, "fund", fund);
    table_set_text(table, "period", period);
    table_set_number(table, "appropriation", 0);
    table_set_number(table, "commitment", paid);
    table_set_number(table, "mean", paid);
    table_set_number(table, "p95", paid > 100 ? paid : 0);
    table_set_number(table, "arrears", arrears);
    table_set_number(table, "balance", 0);
}

static void make_money(struct store_table *table)
{
    table_start(table, "fund period appropriation commitment mean p95 arrears balance");
    add_money_row(table, "county", "2029", 1e6, 0);
    add_money_row(table, "county", "2030", 20, 0); /* a few draws pay a little */
    add_money_row(table, "county", "plan", 1e6, 0);
    add_money_row(table, "idle", "2029", 0, 0);
    add_money_row(table, "idle", "plan", 0, 0);
    add_money_row(table, "minning", "2029", 0, 5e4); /* pays nothing, owes */
    add_money_row(table, "minning", "plan", 1e5, 5e4);
}

static size_t rows_left(enum store_query query, struct store_table *table, const char *language,
                        bool all)
{
    struct show_options options = {.language = language, .all = all, .store = "out/polsim.db"};
    struct text notes = {0};

    show_trim(query, &stored_run, &options, table, &notes);
    size_t left = table->row_count;
    text_clear(&notes);
    store_table_clear(table);
    return left;
}

static void test_years_and_funds_without_money_are_left_out(void **state)
{
    struct store_table table;

    (void)state;
    make_money(&table);
    assert_int_equal(rows_left(STORE_BUDGET, &table, "zh", false), 4);
    make_money(&table);
    assert_int_equal(rows_left(STORE_BUDGET, &table, "en", false), 4);
    make_money(&table);
    assert_int_equal(rows_left(STORE_BUDGET, &table, "en", true), 7);
}

static void test_who_has_nothing_to_do_and_does_nothing_is_left_out(void **state)
{
    struct store_table table;

    (void)state;
    for (int all = 0; all < 2; all++) {
        table_start(&table, "label task done p90");
        for (int i = 0; i < 3; i++) {
            table_add_row(&table);
            table_set_number(&table, "task", i == 1 ? 10 : 0);
            table_set_number(&table, "done", i == 2 ? 10 : 0);
            table_set_number(&table, "p90", i == 2 ? 12 : 0);
        }
        assert_int_equal(rows_left(STORE_DEPARTMENTS, &table, "zh", all), all ? 3 : 2);
    }
}

/* ---- goals of outputs ---- */

static void add_goal(struct store_table *table, const char *cell, const char *period,
                     double probability)
{
    table_add_row(table);
    table_set_text(table, "name", "share");
    table_set_text(table, "label", "Share");
    table_set_text(table, "cell", cell);
    table_set_text(table, "cell_label", cell);
    table_set_text(table, "period", period);
    table_set_text(table, "op", ">=");
    table_set_text(table, "unit", "");
    table_set_number(table, "threshold", 0.1);
    table_set_number(table, "n", isnan(probability) ? 0 : 64);
    table_set_number(table, "probability", probability);
    table_set_number(table, "mean", 0.1);
}

static void goals_are(double probability, const char *language, bool all, size_t rows,
                      const char *expected)
{
    struct show_options options = {.language = language, .all = all, .store = "out/polsim.db"};
    struct store_table table;
    struct text notes = {0};

    table_start(&table, "name label cell cell_label period op unit threshold n probability mean");
    add_goal(&table, "a", "2026", 1);
    add_goal(&table, "a", "plan", 1);
    add_goal(&table, "b", "2026", probability);
    add_goal(&table, "b", "plan", 1);
    add_goal(&table, "none", "2026", NAN);
    show_trim(STORE_RATIOS, &stored_run, &options, &table, &notes);
    assert_string_equal(text_string(&notes), expected);
    assert_int_equal(table.row_count, rows);
    text_clear(&notes);
    store_table_clear(&table);
}

static void test_a_goal_that_always_holds_is_one_line(void **state)
{
    (void)state;
    goals_are(1, "zh", false, 0,
              "Share：a等全部 2 项在每个时期、每次模拟中都 ≥ 10.0 %\n"
              "全部各行：polsim show 3 ratios --all\n");
    goals_are(1, "en", false, 0,
              "Share: a and the others, all 2, are ≥ 10.0 % in every period and every "
              "simulated\n  future\nAll rows: polsim show 3 ratios --all\n");
    goals_are(0.99, "en", false, 3,
              "1 that meet it in every period and every simulated future have one row "
              "each\nAll rows: polsim show 3 ratios --all\n");
    goals_are(1, "en", true, 5, "");
}

/* ---- of a stored run ---- */

/* Two scenarios side by side; the second is compared with the first. */
static void run_pair(struct store *store, struct store_run runs[2])
{
    struct error err = {0};
    struct model *models[] = {make_model("first"), make_model("second")};
    struct store_about second = about;

    models[1]->graph->parameters[0].cells[0].scale = 0.6;
    struct run *run = run_start((const struct model *const *)models, 2,
                                &(struct run_options){.draws = 256, .seed = 7, .threads = 1}, &err);
    assert_non_null(run);
    int64_t a = store_begin_run(store, models[0], &about, &err);
    second.base_run = a;
    int64_t b = store_begin_run(store, models[1], &second, &err);
    assert_true(store_end_run(store, a, run, 0, &err) && store_end_run(store, b, run, 1, &err));
    assert_true(store_find_run(store, "first", &runs[0], &err));
    assert_true(store_find_run(store, "second", &runs[1], &err));
    run_free(run);
    model_free(models[0]);
    model_free(models[1]);
}

static void test_differences_name_their_base_and_goals_are_pointed_to(void **state)
{
    struct store *store = open_store("pair.db");
    struct store_run runs[2];
    struct show_options options = {.language = "en", .store = "other.db"};
    struct error err = {0};
    struct text out = {0};

    (void)state;
    run_pair(store, runs);
    assert_true(show_run(store, &runs[1], "differences", &options, &out, &err));
    assert_contains(text_string(&out), "Difference from 'first' (run 1), draw by draw\n");
    options.language = "zh";
    assert_true(show_run(store, &runs[1], "differences", &options, &out, &err));
    assert_contains(text_string(&out), "与“小”（first，第1号）的同条件差额\n");
    text_clear(&out);
    assert_true(show_run(store, &runs[0], "differences", &options, &out, &err));
    assert_contains(text_string(&out), "没有与其他方案比较");
    text_clear(&out);
    assert_true(show_run(store, &runs[0], "targets", &options, &out, &err));
    assert_contains(text_string(&out),
                    "项指标目标（逐单元、逐年），见 polsim show 1 ratios --store other.db\n");
    text_clear(&out);
    assert_true(show_comparison(store, runs, 2, &options, &out, &err));
    assert_true(show_run_in_brief(store, &runs[1], &options, &out, &err));
    assert_contains(text_string(&out), "\n小（second，第2号）\n资金（万元，含收尾期）：");
    assert_contains(text_string(&out), "，八成把握额度 ");
    text_clear(&out);
    options.store = NULL; /* nothing is kept: no command could show it */
    assert_true(show_run_in_brief(store, &runs[1], &options, &out, &err));
    assert_null(strstr(text_string(&out), "polsim show"));
    text_clear(&out);
    store_close(store);
}

/* ---- commands ---- */

/* Runs a command in the test's folder; returns what it printed. */
static const char *printed_by(const struct command *command, int argc, char **argv, bool expected)
{
    static char printed[4096];
    struct error err = {0};
    int out = open(path_of("printed"), O_RDWR | O_CREAT | O_TRUNC, 0600), screen = dup(1);

    fflush(stdout);
    dup2(out, 1);
    bool done = command->run(command, argc, argv, &err);
    fflush(stdout);
    dup2(screen, 1);
    close(screen);
    ssize_t length = pread(out, printed, sizeof printed - 1, 0);
    printed[length > 0 ? length : 0] = '\0';
    close(out);
    if (done != expected)
        fail_msg("%s", err.text);
    if (!done)
        snprintf(printed, sizeof printed, "%s", err.text);
    return printed;
}

static void test_figures_of_each_run_have_their_own_folder(void **state)
{
    struct store *store = open_store("plot.db");
    char here[512];

    (void)state;
    run_small(store, "base");
    store_close(store);
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(folder), 0);
    char *plain[] = {"@", "departments", "--lang", "en", "--store", "plot.db", "--format", "svg"};
    assert_string_equal(printed_by(&command_plot, 8, plain, true),
                        "out/plots/1-base/departments.en.svg\n");
    assert_int_equal(access("out/plots/1-base/departments.en.gp", F_OK), 0);
    char *quiet[] = {"@",        "departments", "-q",    "--store", "plot.db",
                     "--format", "svg",         "--out", "here"};
    assert_string_equal(printed_by(&command_plot, 9, quiet, true), "");
    assert_int_equal(chdir(here), 0);
}

static void test_runs_are_deleted_by_number_only(void **state)
{
    struct store *store = open_store("runs.db");
    char path[256];

    (void)state;
    run_small(store, "first");
    run_small(store, "second");
    store_close(store);
    snprintf(path, sizeof path, "%s", path_of("runs.db"));
    char *at[] = {"--delete", "@", "--store", path},
         *both[] = {"--delete", "1", "--delete", "7", "--store", path};
    assert_contains(printed_by(&command_runs, 4, at, false), "takes the number of a run, not '@'");
    assert_contains(printed_by(&command_runs, 6, both, false),
                    "no run 7"); /* and 1 is left alone */
    char *one[] = {"--delete", "1", "--store", path, "--lang", "en"};
    const char *printed = printed_by(&command_runs, 6, one, true);
    assert_contains(printed, "deleted: run 1 'first', ");
    assert_contains(printed, "VACUUM");
    char *list[] = {"--store", path, "--lang", "zh"};
    printed = printed_by(&command_runs, 4, list, true);
    assert_null(strstr(printed, "first"));
    assert_contains(printed, "完成");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_years_and_funds_without_money_are_left_out),
        cmocka_unit_test(test_who_has_nothing_to_do_and_does_nothing_is_left_out),
        cmocka_unit_test(test_a_goal_that_always_holds_is_one_line),
        cmocka_unit_test(test_differences_name_their_base_and_goals_are_pointed_to),
        cmocka_unit_test(test_figures_of_each_run_have_their_own_folder),
        cmocka_unit_test(test_runs_are_deleted_by_number_only),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
