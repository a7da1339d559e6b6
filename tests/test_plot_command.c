/* polsim plot: what it writes and refuses, scripts that draw again, templates of a user's own. */
#include "plot_store.h"

#include "plot.h"

#include <dirent.h>

/* ---- what is drawn, or refused ---- */

static void test_a_script_redraws_alone(void **state)
{
    struct error err = {0};
    struct text printed = {0};

    (void)state;
    assert_true(
        PLOT(&err, "base", "budget", "--out", path_of("first"), "--lang", "zh", "--format", "pdf"));
    assert_true(is_file(path_of("first/budget.zh.pdf")));
    assert_int_equal(mkdir(path_of("moved"), 0700), 0);
    assert_int_equal(rename(path_of("first/budget.zh.gp"), path_of("moved/budget.zh.gp")), 0);
    assert_int_equal(rename(path_of("first/budget.zh.dat"), path_of("moved/budget.zh.dat")), 0);
    if (!plot_gnuplot(path_of("moved"), "budget.zh.gp", NULL, NULL, &err))
        fail_msg("%s", err.text);
    assert_true(is_file(path_of("moved/budget.zh.pdf")));
    assert_true(plot_gnuplot(path_of("moved"), "budget.zh.gp", "format='dumb'", &printed, &err));
    assert_contains(text_string(&printed), "各年合计");
    text_clear(&printed);
}

static void test_the_terminal_gets_the_picture_and_no_file_stays(void **state)
{
    struct error err = {0};

    (void)state;
    setenv("TMPDIR", folder, 1);
    assert_true(PLOT(&err, "1", "funnel", "--terminal", "--lang", "en"));
    unsetenv("TMPDIR");
    char *printed = read_text(path_of("printed"));
    assert_contains(printed, "From enrolment to payment");
    assert_contains(printed, "75%");
    free(printed);
    DIR *open = opendir(folder);
    for (struct dirent *entry; (entry = readdir(open));)
        assert_null(strstr(entry->d_name, "polsim-plot"));
    closedir(open);
}

static void test_without_gnuplot_the_error_says_what_to_install(void **state)
{
    struct error err = {0};
    char *path = strdup(getenv("PATH"));

    (void)state;
    setenv("PATH", "/nowhere", 1);
    bool done = PLOT(&err, "base", "funnel", "--out", path_of("without"), "--lang", "zh");
    setenv("PATH", path, 1);
    free(path);
    assert_false(done);
    assert_int_equal(err.kind, ERROR_STORE);
    assert_contains(err.text, "gnuplot is not installed");
    assert_contains(err.text, "apt-get install gnuplot-nox");
    assert_true(is_file(path_of("without/funnel.zh.gp")));
    assert_true(is_file(path_of("without/funnel.zh.dat")));
}

static void test_wrong_words_name_the_nearest(void **state)
{
    struct error err = {0};

    (void)state;
    assert_false(PLOT(&err, "base", "attainmnet"));
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_string_equal(err.text, "unknown figure 'attainmnet'; did you mean 'attainment'?");
    assert_false(PLOT(&err, "base", "--format", "svg,pgn"));
    assert_contains(err.text, "unknown format 'pgn' in --format; did you mean 'png'?");
    assert_false(PLOT(&err, "base", "common"));
    assert_contains(err.text, "unknown figure 'common'");
}

static void test_figures_without_data_are_left_out_or_refused(void **state)
{
    struct error err = {0};
    char kept[sizeof store_path];

    (void)state;
    strcpy(kept, store_path);
    snprintf(store_path, sizeof store_path, "%s/few.db", folder);
    make_store(store_path,
               (const char *const[]){TARGET("0", "t", "", "", "2026-02", "10"), NULL});
    bool all = PLOT(&err, "base", "--out", path_of("few"), "--format", "svg", "--lang", "en", "--quiet");
    bool one = all && PLOT(&err, "base", "budget", "--out", path_of("few"), "--lang", "zh");
    strcpy(store_path, kept);
    if (!all)
        fail_msg("%s", err.text);
    assert_true(is_file(path_of("few/attainment.en.svg")));
    assert_false(is_file(path_of("few/funnel.en.gp")));
    assert_false(one);
    assert_string_equal(err.text,
                        "第 1 号运行没有“budget”图（各年度各渠道资金需要多少）的数据；需要分渠道的兑付资金（角色为"
                        "“payment”、按 fund 分的指标）");
}

/* ---- templates of one's own ---- */

static const char mine[] = "# title.en: A\n# title.zh: 甲\n# shows.en: a\n# shows.zh: 乙\n"
                           "# data.run: SELECT scenario, draws FROM run WHERE run = :run\n\n"
                           "width = 400; height = 300\neval(canvas)\n"
                           "plot data index 'run' using 0:(column('draws')) with points\neval(heading_off)\n";

static void put_figure(const char *below, const char *name, const char *text)
{
    struct error err = {0};
    struct text path = {0};

    mkdir(path_of(below), 0700);
    text_add(&path, "%s/%s/plots", folder, below);
    mkdir(text_string(&path), 0700);
    text_add(&path, "/%s", name);
    assert_true(text_write_file(text_string(&path), text, strlen(text), &err));
    text_clear(&path);
}

static void test_adding_a_figure_is_adding_one_file(void **state)
{
    struct error err = {0};

    (void)state;
    put_figure("more", "mine.gp", mine);
    setenv("POLSIM_PATH", path_of("more"), 1);
    bool done =
        PLOT(&err, "base", "mine", "--out", path_of("mine"), "--format", "svg", "--lang", "zh");
    unsetenv("POLSIM_PATH");
    if (!done)
        fail_msg("%s", err.text);
    char *svg = read_text(path_of("mine/mine.zh.svg"));
    assert_contains(svg, "甲");
    free(svg);
}

static void test_a_template_of_the_folder_that_is_named_is_a_figure(void **state)
{
    struct error err = {0};
    char before[256];

    (void)state;
    assert_non_null(getcwd(before, sizeof before));
    put_figure("here", "mine.gp", mine);
    put_figure("here", "mine.zh.gp", "plot x\n"); /* what stands beside a picture is no template */
    put_figure("here", "wrong.gp", "# titel.en: A\n");
    assert_int_equal(chdir(path_of("here")), 0);
    bool listed = PLOT(&err, "base", "--list", "--lang", "en", "--templates", "plots");
    char *printed = read_text(path_of("printed"));
    bool drawn = PLOT(&err, "base", "mine", "--format", "svg", "--lang", "en", "--out", "p", "--templates", "plots");
    bool all = drawn && PLOT(&err, "base", "--format", "svg", "--lang", "en", "--out", "q", "--quiet", "--templates", "plots");
    bool unnamed = PLOT(&err, "base", "mine"), nowhere = PLOT(&err, "base", "--templates", "none");
    bool wrong = PLOT(&err, "base", "wrong", "--templates", "plots");
    assert_int_equal(chdir(before), 0);
    assert_true(listed && drawn && all);
    assert_contains(printed, "mine              A  (plots/mine.gp)");
    assert_contains(printed, "wrong             plots/wrong.gp:1: unknown key 'titel.en'");
    assert_null(strstr(printed, "mine.zh"));
    free(printed);
    assert_true(is_file(path_of("here/p/mine.en.svg")));
    assert_true(is_file(path_of("here/q/budget.en.svg"))); /* a wrong one of one's own hinders no other */
    assert_false(unnamed || nowhere || wrong); /* no folder is looked into that was not named */
    assert_contains(err.text, "did you mean 'title.en'?");
}

static void run_sql(const char *sql)
{
    char *message = NULL;
    sqlite3 *db;

    assert_int_equal(sqlite3_open(store_path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
    sqlite3_close(db);
}

static void test_the_template_of_the_manual_draws(void **state)
{
    struct error err = {0};
    char before[256];

    (void)state;
    char *manual = read_text("docs/figures.md");
    char *template = strstr(manual, "# title.en: Trainings by year");
    assert_non_null(template);
    *strstr(template, "```") = '\0';
    put_figure("manual", "by_year.gp", template);
    free(manual);
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(path_of("manual")), 0);
    bool lacks = !PLOT(&err, "1", "by_year", "--out", "p", "--lang", "en", "--templates", "plots");
    assert_int_equal(chdir(before), 0);
    assert_true(lacks); /* that run has no total of what is done */
    assert_string_equal(err.text, "run 1 has no data for figure 'by_year' (Trainings by year); it needs what is done by "
                                  "year (an output with role \"done\")");
    run_sql("INSERT INTO place (run, output, cell) VALUES (1, 'trained', '');"
            "INSERT INTO statistic (id, n, mean) SELECT 4096*place + 2, 100, 77 FROM place WHERE run = 1 AND "
            "output = 'trained' AND cell = '';");
    assert_int_equal(chdir(path_of("manual")), 0);
    bool done = PLOT(&err, "1", "by_year", "--out", "p", "--lang", "zh", "--format", "svg", "--templates", "plots");
    assert_int_equal(chdir(before), 0);
    if (!done)
        fail_msg("%s", err.text);
    char *svg = read_text(path_of("manual/p/by_year.zh.svg"));
    assert_contains(svg, "分年度完成培训");
    assert_contains(svg, "2026");
    free(svg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_script_redraws_alone),
        cmocka_unit_test(test_the_terminal_gets_the_picture_and_no_file_stays),
        cmocka_unit_test(test_without_gnuplot_the_error_says_what_to_install),
        cmocka_unit_test(test_wrong_words_name_the_nearest),
        cmocka_unit_test(test_figures_without_data_are_left_out_or_refused),
        cmocka_unit_test(test_adding_a_figure_is_adding_one_file),
        cmocka_unit_test(test_a_template_of_the_folder_that_is_named_is_a_figure),
        cmocka_unit_test(test_the_template_of_the_manual_draws),
    };
    return cmocka_run_group_tests(tests, make_folder_and_store, remove_folder);
}
