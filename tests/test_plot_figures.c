/* The figures, each in both languages, and the queries that they make. */
#include "plot_store.h"

#include "embed.h"
#include "store_sql.h"

/* ---- figures ---- */

/* What each figure must say, and how many marks (paths of the picture) it has at least. */
static const struct {
    const char *name, *run, *en, *zh, *says_en, *says_zh;
    int marks;
} figures[] = {
    {"attainment", "1", "Will the targets be met?", "目标能否完成", "42% chance", "完成把握 42%", 20},
    {"budget", "1", "from which fund, in which year?", "各年度各渠道资金需要多少", "95% confidence (P95)",
     "123 万元", 10},
    {"budget_months", "1", "When is money paid", "各月已兑付与未兑付资金", "due, not yet paid",
     "月末未兑付，元", 15},
    {"budget_quarters", "1", "in which quarter?", "各季度各渠道资金需要多少", "Q1", "一季度", 8},
    {"budget_split", "1", "A split of the 80% amount", "八成把握额度的分解", "All funds", "各年合计", 8},
    {"chance", "1", "How sure is each target", "完成把握随时间的变化", "milestone, at its date", "77%", 10},
    {"comparison", "2", "What does the scenario change?", "情景比较", "42% → 90%", "对照：基准", 5},
    {"departments", "1", "Who does its task", "各单位任务完成情况", "90 / 100", "未下达任务", 5},
    {"departments_years", "1", "Every department, year by year", "各单位分年度完成情况", "60% ▽",
     "≥ 10%：share", 6},
    {"explain", "1", "What makes the difference?", "差别从何而来", "-124", "+50.0", 6},
    {"funnel", "1", "From enrolment to payment", "培训—取证—兑付流程", "of previous", "占上一环节", 5},
    {"solve", "1", "What does it take?", "需要多少才有把握", "in 80% of the futures: 3.2 times what it was", "拨款额（现值的倍数）", 10},
    {"sweep", "1", "What changes with this input?", "参数取不同值时结果如何变化", "chance of ≥ 250 people", "每个取值模拟 64 次", 8},
    {"sweep_grid", "1", "Two inputs at once", "两项参数同时变化时的把握", "Paid, mean", "已培训 ≥ 250 人", 4},
    {"joint_attainment", "1", "which is in the way?", "哪一项拖后腿", "All 2 at once: 21.4%", "39.6%", 6},
    {"need", "1", "How much money will it take", "最终资金需求的可能分布", "80% confidence (P80)",
     "八成把握额度（P80）", 20},
    {"precision", "1", "How precise is it", "模拟多少次才够精确", "Chance of Trained: 40.0%, standard error 0.4% (allowed 1%)",
     "123.5 万元，± 0.5%（允许 1%）", 6},
    {"sensitivity", "1", "Which inputs the spread comes from", "结果的波动来自哪些参数", "123 thousand yuan",
     "12 万元", 6},
    {"time_to_target", "1", "When is each target reached?", "各项目标何时达到", "37.5%", "期末仍未达到", 6},
};

static int count_of(const char *text, const char *part)
{
    int count = 0;

    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

static void check_picture(const char *file, const char *title, const char *says, int marks)
{
    char name[96];
    struct stat status;

    snprintf(name, sizeof name, "%s.svg", file);
    char *svg = read_text(path_of(name));
    assert_contains(svg, title);
    assert_contains(svg, says);
    if (count_of(svg, "<path") + count_of(svg, "<poly") + count_of(svg, "<use") < marks)
        fail_msg("%s has fewer than %d marks", name, marks);
    free(svg);
    snprintf(name, sizeof name, "%s.png", file);
    assert_int_equal(stat(path_of(name), &status), 0);
    if (status.st_size < 24000) /* a sheet of that size with nothing on it has 5,000 to 8,000 bytes */
        fail_msg("%s has only %ld bytes", name, (long)status.st_size);
}

static void test_every_figure_shows_its_data_and_labels_in_both_languages(void **state)
{
    static const char *const endings[] = {"zh.gp", "zh.dat", "en.gp", "en.dat"};
    struct error err = {0};
    char name[96];

    (void)state;
    for (int run = 1; run <= 2; run++) {
        const char *number = run == 1 ? "1" : "2";
        snprintf(name, sizeof name, "deep/er%s", number);
        if (!PLOT(&err, number, "--out", path_of(name), "--lang", "both", "--quiet"))
            fail_msg("%s", err.text);
    }
    for (size_t i = 0; i < COUNT_OF(figures); i++) {
        snprintf(name, sizeof name, "deep/er%s/%s.en", figures[i].run, figures[i].name);
        check_picture(name, figures[i].en, figures[i].says_en, figures[i].marks);
        snprintf(name, sizeof name, "deep/er%s/%s.zh", figures[i].run, figures[i].name);
        check_picture(name, figures[i].zh, figures[i].says_zh, figures[i].marks);
        for (size_t k = 0; k < COUNT_OF(endings); k++) {
            snprintf(name, sizeof name, "deep/er%s/%s.%s", figures[i].run, figures[i].name, endings[k]);
            assert_true(is_file(path_of(name)));
        }
    }
    char *svg = read_text(path_of("deep/er1/attainment.zh.svg"));
    assert_contains(svg, "目标甲");
    assert_contains(svg, "情景“基准”");
    free(svg);
    svg = read_text(path_of("deep/er1/budget.zh.svg"));
    assert_contains(svg, "县资金');system(");
    free(svg);
    svg = read_text(path_of("deep/er1/departments.zh.svg"));
    assert_contains(svg, "北区 `touch broken`");
    free(svg);
    assert_int_not_equal(access(path_of("deep/er1/broken"), F_OK), 0); /* no label was run as a command */
}

static void test_no_figure_is_without_a_test(void **state)
{
    int count = 0;

    (void)state;
    for (int i = 0; embed_paths[i]; i++)
        count += strncmp(embed_paths[i], "plots/", 6) == 0;
    assert_int_equal(count - 1, COUNT_OF(figures)); /* common.gp is none */
}

static void test_the_figures_are_listed_with_a_line_each(void **state)
{
    struct error err = {0};
    const char *const without[] = {"--lang", "zh", NULL};

    (void)state;
    assert_true(plot(&err, without));
    char *printed = read_text(path_of("printed"));
    for (size_t i = 0; i < COUNT_OF(figures); i++) {
        const char *line = strstr(printed, figures[i].name);
        assert_non_null(line);
        assert_non_null(strstr(line, figures[i].zh));
    }
    assert_contains(printed, "绘制：polsim plot");
    free(printed);
    assert_true(PLOT(&err, "1", "--list", "--lang", "en"));
    printed = read_text(path_of("printed"));
    assert_contains(printed, "How sure is each target, and when does it become sure?");
    assert_contains(printed, "To draw: polsim plot RUN");
    free(printed);
}

/* The number in a column, counted from 0, of a line of a data file. */
static double number_in(const char *line, int column)
{
    while (column-- > 0)
        line = strchr(line, '\t') + 1;
    return strtod(line, NULL);
}

static void test_the_split_of_the_80_per_cent_amount_adds_up(void **state)
{
    struct error err = {0};

    (void)state;
    assert_true(PLOT(&err, "1", "budget_split", "--out", path_of("split"), "--lang", "en"));
    char *data = read_text(path_of("split/budget_split.en.dat"));
    double parts = 0, whole = 0;
    int lines = 0;
    for (char *line = strtok(data, "\n"); line; line = strtok(NULL, "\n")) {
        if (!strstr(line, "\"All years\""))
            continue;
        lines++;
        if (strstr(line, "\"All funds\""))
            whole = number_in(line, 4);
        else
            parts += number_in(line, 4);
    }
    free(data);
    assert_int_equal(lines, 3);
    assert_close(whole, 1.07 * 1234567, 1e-9); /* the P80 that make_store gives */
    assert_close(parts, whole, 1e-9);
}

/* ---- queries ---- */

static double value_of(struct store *store, const char *sql)
{
    const struct store_sql_arguments arguments = {1, 0, "zh"};
    struct store_table table;
    struct error err = {0};

    if (!store_sql(store, sql, &arguments, &table, &err))
        fail_msg("%s", err.text);
    double value = table.cells[0] ? strtod(table.cells[0], NULL) : (double)NAN;
    store_sql_clear(&table);
    return value;
}

static void test_draws_near_a_quantile_add_up_and_between_are_a_share(void **state)
{
    struct error err = {0};
    struct store *store = store_open(store_path, STORE_READ, &err);

    (void)state;
    assert_non_null(store);
    /* ranks 14.25 to 16.15 of 0 ... 19: the values 15 to 18 of 1 ... 20 */
    assert_close(value_of(store, "SELECT draws_near(" UP ", 'B', 0, 1, " UP ", 'B', 0, 1, 0.8)"), 16.5, 1e-12);
    assert_close(value_of(store, "SELECT draws_near(" TOTAL ", 'H', 0, 1, " UP ", 'B', 0, 1, 0.8)")
                     + value_of(store, "SELECT draws_near(" TOTAL ", 'H', 0, 1, " DOWN_AND_MORE ", 'H', 0, 1, 0.8)"),
                 value_of(store, "SELECT draws_near(" TOTAL ", 'H', 0, 1, " TOTAL ", 'H', 0, 1, 0.8)"), 1e-12);
    assert_close(value_of(store, "SELECT draws_between(" UP ", 'B', 0, 1, 6, 11)"), 0.25, 1e-12);
    assert_close(value_of(store, "SELECT draws_between(x'000000000000F87F000000000000F03F', 'd', 0, 1, 0, 2)"), 1, 0);
    assert_true(isnan(value_of(store, "SELECT draws_between(x'', 'B', 0, 1, 0, 2)")));
    assert_true(isnan(value_of(store, "SELECT draws_near(NULL, NULL, 0, 1, NULL, NULL, 0, 1, 0.8)")));
    store_close(store);
}

static void refuse_query(struct store *store, const char *sql, const char *part)
{
    const struct store_sql_arguments arguments = {1, 0, "zh"};
    struct store_table table = {0};
    struct error err = {0};

    assert_false(store_sql(store, sql, &arguments, &table, &err));
    assert_int_equal(err.kind, ERROR_STORE);
    assert_contains(err.text, part);
    assert_int_equal(table.column_count, 0);
}

static void test_a_query_reads_with_its_parameters_and_only_reads(void **state)
{
    const struct store_sql_arguments arguments = {1, 0, "zh"};
    struct store_table table = {0};
    struct error err = {0};
    struct store *store = store_open(store_path, STORE_READ, &err);

    (void)state;
    assert_non_null(store);
    assert_true(store_sql(store,
                          "SELECT :run AS r, :lang AS l, :base AS b, 0.1 + 0.2 AS x -- end\n;",
                          &arguments, &table, &err));
    assert_int_equal(table.row_count, 1);
    assert_string_equal(table.columns[3], "x");
    assert_string_equal(table.cells[0], "1");
    assert_string_equal(table.cells[1], "zh");
    assert_null(table.cells[2]);
    assert_true(strtod(table.cells[3], NULL) == 0.1 + 0.2);
    assert_true(table.numeric[0] && !table.numeric[1] && table.numeric[3]);
    store_sql_clear(&table);
    refuse_query(store, "DELETE FROM run", "must begin with SELECT");
    refuse_query(store, "ATTACH 'x' AS y", "must begin with SELECT");
    refuse_query(store, "WITH a AS (SELECT 1) DELETE FROM run", "would change the database");
    refuse_query(store, "SELECT 1; SELECT 2", "more than one query");
    refuse_query(store, "SELECT nosuch FROM run", "no such column: nosuch");
    refuse_query(store, "SELECT :rum",
                 "unknown parameter ':rum' in the query; did you mean ':run'?");
    refuse_query(store, "SELECT ?", "unknown parameter '?' in the query; there are: :run, :base");
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_figure_shows_its_data_and_labels_in_both_languages),
        cmocka_unit_test(test_no_figure_is_without_a_test),
        cmocka_unit_test(test_the_figures_are_listed_with_a_line_each),
        cmocka_unit_test(test_the_split_of_the_80_per_cent_amount_adds_up),
        cmocka_unit_test(test_draws_near_a_quantile_add_up_and_between_are_a_share),
        cmocka_unit_test(test_a_query_reads_with_its_parameters_and_only_reads),
    };
    return cmocka_run_group_tests(tests, make_folder_and_store, remove_folder);
}
