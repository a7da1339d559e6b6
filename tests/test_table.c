#include "check.h"

#include "progress.h"
#include "show.h"

/* A table like STORE_TARGETS in small. */
static void make_targets(struct store_table *table)
{
    table_start(table, "label period op threshold unit probability p50 note");
    table_add_row(table);
    table_set_text(table, "label", "High skilled");
    table_set_text(table, "period", "2028-12");
    table_set_text(table, "op", ">=");
    table_set_number(table, "threshold", 500);
    table_set_text(table, "unit", "person_time");
    table_set_number(table, "probability", 0.95);
    table_set_number(table, "p50", 1234.5678);
    table_add_row(table);
    table_set_text(table, "label", "高技能人才");
    table_set_text(table, "period", "plan");
    table_set_text(table, "op", "<=");
    table_set_number(table, "threshold", 2000000);
    table_set_text(table, "unit", "yuan");
    table_set_number(table, "probability", NAN);
    table_set_number(table, "p50", 1234567.8);
    table_set_text(table, "note", "decided by the reading");
}

static void printed(const struct store_table *table, const char *columns, const char *language,
                    const char *expected)
{
    struct text out = {0};

    table_text(table, "targets", columns, language, &out);
    assert_string_equal(text_string(&out), expected);
    text_clear(&out);
}

static void test_wide_characters_keep_columns_aligned(void **state)
{
    struct store_table table;

    (void)state;
    make_targets(&table);
    printed(&table, "label p50 unit", "en",
            "target              P50  unit\n"
            "------------  ---------  ------------\n"
            "High skilled      1,235  person-times\n"
            "高技能人才    1,234,568  yuan\n");
    store_table_clear(&table);
}

static void test_chinese_shows_money_in_wan_yuan_and_words(void **state)
{
    struct store_table table;

    (void)state;
    make_targets(&table);
    printed(&table, "label period goal p50 unit", "zh",
            "目标          截至       目标值     P50  计量\n"
            "------------  -------  --------  ------  ----\n"
            "High skilled  2028-12     ≥ 500   1,235  人次\n"
            "高技能人才    规划期   ≤ 200.00  123.46  万元\n");
    store_table_clear(&table);
}

static void test_a_note_goes_before_the_verdict(void **state)
{
    struct store_table table;

    (void)state;
    make_targets(&table);
    printed(&table, "label probability verdict", "en",
            "target        probability  verdict\n"
            "------------  -----------  -----------\n"
            "High skilled       95.0 %  very likely\n"
            "高技能人才                 see note\n");
    store_table_clear(&table);
}

static void test_a_repeated_first_column_is_blank_and_an_empty_one_left_out(void **state)
{
    struct store_table table;

    (void)state;
    table_start(&table, "label period note mean");
    for (int i = 0; i < 2; i++) {
        table_add_row(&table);
        table_set_text(&table, "label", "County");
        table_set_text(&table, "period", i ? "2027" : "2026");
        table_set_number(&table, "mean", i + 1);
    }
    printed(&table, NULL, "en",
            "target  by    mean\n"
            "------  ----  ----\n"
            "County  2026     1\n"
            "        2027     2\n");
    store_table_clear(&table);
}

static void number_is(double x, int decimals, const char *expected)
{
    struct text out = {0};

    table_add_number(x, decimals, &out);
    assert_string_equal(text_string(&out), expected);
    text_clear(&out);
}

static void share_is(double x, const char *expected)
{
    struct text out = {0};

    table_add_share(x, &out);
    assert_string_equal(text_string(&out), expected);
    text_clear(&out);
}

static void test_numbers_have_separators_and_no_negative_zero(void **state)
{
    (void)state;
    number_is(1234567, 0, "1,234,567");
    number_is(-1234.5, 1, "-1,234.5");
    number_is(999, 0, "999");
    number_is(-0.4, 0, "0");
    number_is(-100, 2, "-100.00");
    number_is(1e15, 0, "1,000,000,000,000,000");
}

static void test_a_share_is_certain_only_when_it_is(void **state)
{
    (void)state;
    share_is(1, "100.0 %");
    share_is(0.99999, "> 99.9 %");
    share_is(0, "0.0 %");
    share_is(0.00001, "< 0.1 %");
    share_is(0.1234, "12.3 %");
}

static void test_verdicts_cover_all_probabilities(void **state)
{
    (void)state;
    assert_string_equal(table_verdict(1, "en"), "virtually certain");
    assert_string_equal(table_verdict(0.9, "en"), "very likely");
    assert_string_equal(table_verdict(0.5, "en"), "about as likely as not");
    assert_string_equal(table_verdict(0, "en"), "exceptionally unlikely");
    assert_string_equal(table_verdict(0.7, "zh"), "可能");
}

static void test_csv_follows_rfc_4180(void **state)
{
    struct store_table table;
    struct text out = {0};

    (void)state;
    table_start(&table, "label mean");
    table_add_row(&table);
    table_set_text(&table, "label", "a \"b\", c\nd");
    table_set_number(&table, "mean", 0.1);
    table_add_row(&table);
    table_set_text(&table, "label", "=HYPERLINK(\"x\")");
    table_set_number(&table, "mean", -1);
    table_csv(&table, "series", TABLE_PLAIN, "zh", &out);
    assert_string_equal(text_string(&out), "label,mean\r\n"
                                           "\"a \"\"b\"\", c\nd\",0.1\r\n"
                                           "\"=HYPERLINK(\"\"x\"\")\",-1\r\n");
    text_clear(&out);
    table_csv(&table, "budget", TABLE_EXCEL, "en", &out);
    assert_string_equal(text_string(&out), "\xEF\xBB\xBF"
                                           "fund,\"paid, mean (yuan)\"\r\n"
                                           "\"a \"\"b\"\", c\nd\",0.10\r\n"
                                           "\"'=HYPERLINK(\"\"x\"\")\",-1.00\r\n");
    text_clear(&out);
    store_table_clear(&table);
}

/* What a spreadsheet program would compute comes back as it was. */
static void test_an_apostrophe_before_a_formula_comes_off_again(void **state)
{
    static const struct {
        const char *text, *field;
    } fields[] = {
        {"=1+1", "'=1+1"}, {"+cmd|calc", "'+cmd|calc"}, {"@x", "'@x"}, {"-2+3", "'-2+3"}, {"\tx", "'\tx"},
        {"'=1", "''=1"},   {"-5", "-5"},                {"+1e3", "+1e3"}, {"'90s", "'90s"}, {"", ""}, {"a=b", "a=b"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        struct text out = {0};
        table_add_field(fields[i].text, ",", true, &out);
        assert_string_equal(text_string(&out), fields[i].field);
        assert_string_equal(table_field_text(text_string(&out)), fields[i].text);
        text_clear(&out);
        table_add_field(fields[i].text, ",", false, &out);
        assert_string_equal(text_string(&out), fields[i].text);
        text_clear(&out);
    }
}

/* A row of an output: unit, mean, P95. */
static void add_output_row(struct store_table *table, const char *unit, double mean, double p95)
{
    table_add_row(table);
    table_set_text(table, "unit", unit);
    table_set_text(table, "period", "plan");
    table_set_number(table, "mean", mean);
    table_set_number(table, "p95", p95);
}

static void csv_is(const struct store_table *table, enum table_csv_style style,
                   const char *language, const char *expected)
{
    struct text out = {0};

    table_csv(table, "series", style, language, &out);
    assert_string_equal(text_string(&out), expected);
    text_clear(&out);
}

static void test_files_hold_what_doubles_mean_in_the_units_of_the_screen(void **state)
{
    struct store_table table;

    (void)state;
    table_start(&table, "unit period mean p95");
    add_output_row(&table, "person_time", 799.9999999999999, 900);
    add_output_row(&table, "yuan", 123456.789, 1e6);
    add_output_row(&table, "", 0.13571, 1.25);
    add_output_row(&table, "yuan/person_time", 1.39e-17, 0.0621);
    csv_is(&table, TABLE_PLAIN, "zh",
           "unit,period,mean,p95\r\n"
           "person_time,plan,800,900\r\n"
           "yuan,plan,123456.79,1000000\r\n"
           ",plan,0.13571,1.25\r\n"
           "yuan/person_time,plan,0,0.0621\r\n");
    csv_is(&table, TABLE_EXCEL, "zh",
           "\xEF\xBB\xBF计量,时期,平均,P95\r\n"
           "人次,规划期,800,900\r\n"
           "万元,规划期,12.35,100.00\r\n"
           "%,规划期,13.6,125.0\r\n"
           "元/人次,规划期,0,0.0621\r\n");
    csv_is(&table, TABLE_EXCEL, "en",
           "\xEF\xBB\xBFunit,period,mean,P95\r\n"
           "person-times,plan,800,900\r\n"
           "yuan,plan,123456.79,1000000.00\r\n"
           "%,plan,13.6,125.0\r\n"
           "yuan/person-time,plan,0,0.0621\r\n");
    store_table_clear(&table);
}

static void test_differences_of_shares_are_in_points(void **state)
{
    struct store_table table;
    struct text out = {0};

    (void)state;
    table_start(&table, "unit mean p95");
    for (int i = 0; i < 2; i++) {
        table_add_row(&table);
        table_set_text(&table, "unit", i ? "yuan" : "");
        table_set_number(&table, "mean", i ? 1e5 : 0.05);
        table_set_number(&table, "p95", i ? 2e5 : -0.001);
    }
    table_text(&table, "differences", NULL, "zh", &out);
    assert_contains(text_string(&out), "百分点   +5.0   -0.1\n万元    10.00  20.00\n");
    text_clear(&out);
    table_csv(&table, "differences", TABLE_EXCEL, "en", &out);
    assert_contains(text_string(&out), "\r\npoints,5.0,-0.1\r\nyuan,100000.00,200000.00\r\n");
    text_clear(&out);
    store_table_clear(&table);
}

static void test_a_chance_in_a_file_is_certain_only_when_it_is(void **state)
{
    struct store_table table;
    struct text out = {0};

    (void)state;
    table_start(&table, "probability");
    for (int i = 0; i < 4; i++) {
        table_add_row(&table);
        table_set_number(&table, "probability", (double[]){1, 0.99988, 0.00012, 0}[i]);
    }
    table_csv(&table, "targets", TABLE_EXCEL, "zh", &out);
    assert_string_equal(text_string(&out),
                        "\xEF\xBB\xBF完成把握（%）\r\n100.0\r\n99.988\r\n0.012\r\n0.0\r\n");
    text_clear(&out);
    store_table_clear(&table);
}

static void test_a_seed_keeps_its_digits_in_csv(void **state)
{
    struct store_table table;
    struct text out = {0};

    (void)state;
    table_start(&table, "seed");
    table_add_row(&table);
    table_set_text(&table, "seed", "9223372036854775807");
    table.numeric[0] = true;
    table_csv(&table, "runs", TABLE_PLAIN, "en", &out);
    assert_string_equal(text_string(&out), "seed\r\n9223372036854775807\r\n");
    text_clear(&out);
    store_table_clear(&table);
}

static void word_of(const char *section, const char *column, const char *id, const char *language,
                    const char *expected)
{
    struct store_table table;
    struct text out = {0};
    char line[128];

    table_start(&table, column);
    table_add_row(&table);
    table_set_text(&table, column, id);
    table_text(&table, section, column, language, &out);
    snprintf(line, sizeof line, "\n%s\n", expected);
    assert_contains(text_string(&out), line);
    text_clear(&out);
    store_table_clear(&table);
}

static void test_ids_units_and_periods_are_words_in_chinese(void **state)
{
    (void)state;
    word_of("series", "unit", "person_time/year", "zh", "人次/年");
    word_of("series", "unit", "yuan/person_time", "zh", "元/人次");
    word_of("series", "unit", "person*month^2/widget", "zh", "人·月^2/widget");
    word_of("series", "unit", "person_time/year", "en", "person-times/year");
    word_of("series", "unit", "month", "zh", "个月");
    word_of("parameters", "unit", "yuan", "zh", "元"); /* as its values are */
    word_of("parameters", "period", "otherwise", "zh", "其余");
    word_of("parameters", "period", "03, 10", "zh", "3月, 10月");
    word_of("runs", "status", "interrupted", "zh", "中断");
    word_of("runs", "sampler", "expected", "zh", "平均情形");
    word_of("outputs", "kind", "flow", "zh", "流量");
    word_of("outputs", "role", "stage:2", "zh", "流程第2步");
    word_of("outputs", "role", "balance", "zh", "结转");
    word_of("outputs", "role", "path:T1", "en", "path of T1");
}

static void test_inputs_are_shown_with_few_digits(void **state)
{
    (void)state;
    word_of("parameters", "value", "0.08695652173913043 * 2", "en", "0.08696 * 2");
    word_of("parameters", "value", "pert(0.8, 1, 12345.678901) - x1.25", "en",
            "pert(0.8, 1, 12346) - x1.25");
    word_of("parameters", "value", "1234567", "en", "1234567");
}

static void test_json_escapes_text_and_leaves_numbers(void **state)
{
    struct store_table table;
    struct text out = {0};

    (void)state;
    table_start(&table, "label mean p50");
    table_json(&table, &out);
    assert_string_equal(text_string(&out), "[]");
    text_clear(&out);
    table_add_row(&table);
    table_set_text(&table, "label",
                   "a\"\\\n\x01"
                   "彭");
    table_set_number(&table, "mean", 1.0 / 3);
    table_set_number(&table, "p50", NAN);
    table_json(&table, &out);
    assert_string_equal(text_string(&out),
                        "[\n  {\"label\": \"a\\\"\\\\\\n\\u0001彭\", \"mean\": 0.3333333333333333, "
                        "\"p50\": null}\n]");
    text_clear(&out);
    store_table_clear(&table);
}

static void test_a_row_can_be_dropped(void **state)
{
    struct store_table table;

    (void)state;
    make_targets(&table);
    table_drop_row(&table, 0);
    assert_int_equal(table.row_count, 1);
    assert_string_equal(store_table_text(&table, 0, "label"), "高技能人才");
    table_drop_row(&table, 0);
    assert_int_equal(table.row_count, 0);
    store_table_clear(&table);
}

static void test_every_section_has_a_query_and_headings(void **state)
{
    static const char *const columns[] = {
#define X(id, name, list) list,
        STORE_QUERIES(X)
#undef X
    };

    (void)state;
    for (int query = 0; query < STORE_QUERY_COUNT; query++) {
        char names[512], *rest;
        snprintf(names, sizeof names, "%s", columns[query]);
        for (char *word = strtok_r(names, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
            if (strcmp(table_heading(store_query_name((enum store_query)query), word, "zh"),
                       word) == 0)
                fail_msg("column '%s' of '%s' has no heading", word,
                         store_query_name((enum store_query)query));
    }
}

static void word_is(const char *word, const char *expected)
{
    struct text out = {0};

    show_add_shell_word(word, &out);
    assert_string_equal(text_string(&out), expected);
    text_clear(&out);
}

static void test_words_for_a_shell_are_quoted_where_needed(void **state)
{
    (void)state;
    word_is("a=1", "a=1");
    word_is("p[level=L3]=0.8", "'p[level=L3]=0.8'");
    word_is("it's", "'it'\\''s'");
    word_is("", "''");
}

static void test_the_progress_line_tells_the_time_left(void **state)
{
    char line[160];

    (void)state;
    progress_line("run", 0, 100, 0, line, sizeof line);
    assert_string_equal(line, "run [------------------------------] 0 %");
    progress_line("run", 25, 100, 3, line, sizeof line);
    assert_string_equal(line, "run [#######-----------------------] 25 %, 9 s left");
    progress_line("run", 1, 100, 3, line, sizeof line);
    assert_contains(line, "1 %, 5 min left");
    progress_line("run", 100, 100, 3, line, sizeof line);
    assert_string_equal(line, "run [##############################] 100 %");
}

static void test_the_first_interrupt_asks_to_stop(void **state)
{
    struct progress progress;

    (void)state;
    progress_start(&progress, "run", true);
    assert_true(progress_update(&progress, 1, 2));
    raise(SIGINT);
    assert_false(progress_update(&progress, 1, 2));
    assert_true(progress_interrupted());
    progress_end(&progress);
}

/* ---- pages of a width ---- */

static void add_input(struct store_table *table, const char *label, const char *of, const char *value,
                      const char *source)
{
    table_add_row(table);
    table_set_text(table, "label", label);
    table_set_text(table, "cell_label", of);
    table_set_text(table, "value", value);
    table_set_number(table, "p05", 0.907);
    table_set_text(table, "source", source);
}

static void fits(const struct store_table *table, const char *section, const char *language, int width,
                 const char *expected)
{
    struct text out = {0};

    table_text_within(table, section, NULL, language, width, &out);
    assert_string_equal(text_string(&out), expected);
    text_clear(&out);
}

static void test_what_is_too_wide_breaks_and_the_last_columns_go_below(void **state)
{
    struct store_table table;

    (void)state;
    table_start(&table, "label cell_label value p05 source");
    add_input(&table, "任务落实率（全县共同部分）", "全部", "pert(0.85, 1, 1.15)", "无往年记录；全县共同部分");
    add_input(&table, "任务落实率（全县共同部分）", "高级工", "pert(0.8, 1, 1.2)", "无往年记录；全县共同部分");
    add_input(&table, "补课上限", "技师", "1.25", "方案原文");
    fits(&table, "parameters", "zh", 48,
         "P5：0.907\n\n"
         "参数                 范围    取值\n"
         "-------------------  ------  -------------------\n"
         "任务落实率（全县共   全部    pert(0.85, 1, 1.15)\n"
         "同部分）\n"
         "    来源：无往年记录；全县共同部分\n"
         "                     高级工  pert(0.8, 1, 1.2)\n"
         "补课上限             技师    1.25\n"
         "    来源：方案原文\n");
    store_table_clear(&table);
}

static void test_what_is_the_same_in_all_rows_is_said_once_above(void **state)
{
    struct store_table table;

    (void)state;
    table_start(&table, "label period unit mean");
    for (int i = 0; i < 2; i++) {
        table_add_row(&table);
        table_set_text(&table, "label", i ? "Level certificates" : "Trainings");
        table_set_text(&table, "period", "2028-12");
        table_set_text(&table, "unit", "person_time");
        table_set_number(&table, "mean", i ? 1729 : 5566);
    }
    fits(&table, "targets", "en", 48,
         "target              by       unit           mean\n"
         "------------------  -------  ------------  -----\n"
         "Trainings           2028-12  person-times  5,566\n"
         "Level certificates  2028-12  person-times  1,729\n");
    fits(&table, "targets", "en", 40,
         "unit: person-times\n\n"
         "target              by        mean\n"
         "------------------  -------  -----\n"
         "Trainings           2028-12  5,566\n"
         "Level certificates  2028-12  1,729\n");
    store_table_clear(&table);
}

static void test_long_groups_become_headings_of_their_rows(void **state)
{
    struct store_table table;

    (void)state;
    table_start(&table, "output cell period unit mean p50 p95");
    for (int i = 0; i < 4; i++) {
        table_add_row(&table);
        table_set_text(&table, "output", i < 2 ? "certified_by_department" : "paid_to_persons");
        table_set_text(&table, "cell", i < 2 ? "department=civil_affairs" : "");
        table_set_text(&table, "period", i % 2 ? "2027" : "2026");
        table_set_text(&table, "unit", i < 2 ? "person_time" : "person");
        table_set_number(&table, "mean", 1000 + i);
        table_set_number(&table, "p50", 2000 + i);
        table_set_number(&table, "p95", 3000 + i);
    }
    fits(&table, "series", "en", 40,
         "period   mean    P50    P95\n"
         "------  -----  -----  -----\n"
         "certified_by_department,\n"
         "  department=civil_affairs, person-times\n"
         "2026    1,000  2,000  3,000\n"
         "2027    1,001  2,001  3,001\n"
         "\n"
         "paid_to_persons, persons\n"
         "2026    1,002  2,002  3,002\n"
         "2027    1,003  2,003  3,003\n");
    store_table_clear(&table);
}

/* Whatever the width, no line is longer and no number is broken. */
static void test_lines_keep_to_the_width_and_numbers_stay_whole(void **state)
{
    struct store_table table;

    (void)state;
    table_start(&table, "label cell_label value p05 source");
    add_input(&table, "Places filled against the task of the department in every year", "Industry, IT and commerce",
              "each(pert(0.87654, 1, 1.13))", "no_record_of_any_year_and_none_to_come_for_a_long_while");
    add_input(&table, "参训人员中农村转移就业劳动者占比", "工信商务局、园区管委会", "0.42", "各部门占比，方案未写");
    for (int width = 40; width <= 160; width += 3) {
        struct text out = {0};
        table_text_within(&table, "parameters", NULL, width % 2 ? "zh" : "en", width, &out);
        for (char *line = strtok(out.bytes, "\n"); line; line = strtok(NULL, "\n"))
            if (text_columns(line) > width)
                fail_msg("%d columns, not %d: %s", text_columns(line), width, line);
        text_clear(&out);
        table_text_within(&table, "parameters", NULL, "en", width, &out);
        assert_contains(text_string(&out), "0.87654,");
        assert_contains(text_string(&out), "0.907");
        text_clear(&out);
    }
    store_table_clear(&table);
}

static void test_markdown_has_the_columns_of_the_screen_and_escapes_its_signs(void **state)
{
    struct store_table table;
    struct text out = {0};

    (void)state;
    make_targets(&table);
    table_set_text(&table, "label", "a|b *c*");
    table_markdown(&table, "targets", "label period goal probability", "en", &out);
    assert_string_equal(text_string(&out), "| target | by | goal | probability |\n"
                                           "|---|---|---:|---:|\n"
                                           "| High skilled | 2028-12 | ≥ 500 | 95.0 % |\n"
                                           "| a\\|b \\*c\\* | plan | ≤ 2,000,000 |  |\n");
    text_clear(&out);
    store_table_clear(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wide_characters_keep_columns_aligned),
        cmocka_unit_test(test_what_is_too_wide_breaks_and_the_last_columns_go_below),
        cmocka_unit_test(test_what_is_the_same_in_all_rows_is_said_once_above),
        cmocka_unit_test(test_long_groups_become_headings_of_their_rows),
        cmocka_unit_test(test_lines_keep_to_the_width_and_numbers_stay_whole),
        cmocka_unit_test(test_markdown_has_the_columns_of_the_screen_and_escapes_its_signs),
        cmocka_unit_test(test_chinese_shows_money_in_wan_yuan_and_words),
        cmocka_unit_test(test_a_note_goes_before_the_verdict),
        cmocka_unit_test(test_a_repeated_first_column_is_blank_and_an_empty_one_left_out),
        cmocka_unit_test(test_numbers_have_separators_and_no_negative_zero),
        cmocka_unit_test(test_a_share_is_certain_only_when_it_is),
        cmocka_unit_test(test_verdicts_cover_all_probabilities),
        cmocka_unit_test(test_csv_follows_rfc_4180),
        cmocka_unit_test(test_an_apostrophe_before_a_formula_comes_off_again),
        cmocka_unit_test(test_files_hold_what_doubles_mean_in_the_units_of_the_screen),
        cmocka_unit_test(test_differences_of_shares_are_in_points),
        cmocka_unit_test(test_a_chance_in_a_file_is_certain_only_when_it_is),
        cmocka_unit_test(test_a_seed_keeps_its_digits_in_csv),
        cmocka_unit_test(test_ids_units_and_periods_are_words_in_chinese),
        cmocka_unit_test(test_inputs_are_shown_with_few_digits),
        cmocka_unit_test(test_json_escapes_text_and_leaves_numbers),
        cmocka_unit_test(test_a_row_can_be_dropped),
        cmocka_unit_test(test_every_section_has_a_query_and_headings),
        cmocka_unit_test(test_words_for_a_shell_are_quoted_where_needed),
        cmocka_unit_test(test_the_progress_line_tells_the_time_left),
        cmocka_unit_test(test_the_first_interrupt_asks_to_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
