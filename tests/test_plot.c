/* What figures are made of: heads of templates, quoting, what gnuplot says. test_plot_figures.c has the figures,
   test_plot_command.c the command. */
#include "check.h"
#include "folder.h"

#include "error.h"
#include "plot.h"
#include "text.h"

#include <unistd.h>

/* ---- heads ---- */

#define HEAD "# title.en: A\n# title.zh: 甲\n# shows.en: shows a\n#   and b\n# shows.zh: 乙\n"

static void refuse_head(const char *text, const char *part)
{
    struct plot_figure figure;
    struct error err = {0};

    assert_false(plot_figure_parse(&figure, "broken", "plots/broken.gp", text, &err));
    assert_int_equal(err.kind, ERROR_STORE);
    assert_contains(err.text, part);
    assert_null(figure.text);
}

static void test_a_head_gives_titles_and_queries(void **state)
{
    struct plot_figure figure;
    struct error err = {0};

    (void)state;
    assert_true(plot_figure_parse(&figure, "x", "plots/x.gp",
                                  HEAD "# data.first_part:\n#   SELECT 1\n#     AS a\n"
                                       "# data.other: SELECT 2\n\n# free: words\nplot x\n",
                                  &err));
    assert_string_equal(figure.title_zh, "甲");
    assert_string_equal(figure.shows_en, "shows a and b");
    assert_int_equal(figure.data_count, 2);
    assert_string_equal(figure.data[0].name, "first_part");
    assert_string_equal(figure.data[0].sql, "SELECT 1\nAS a");
    assert_string_equal(figure.data[1].sql, "SELECT 2");
    plot_figure_clear(&figure);
}

static void test_a_wrong_head_is_refused_with_its_line(void **state)
{
    (void)state;
    refuse_head("# titel.en: A\n",
                "plots/broken.gp:1: unknown key 'titel.en'; did you mean 'title.en'?");
    refuse_head("# title.en: A\n# title.en: B\n",
                "plots/broken.gp:2: this key stands here a second");
    refuse_head("#   more\n", "plots/broken.gp:1: the head begins with a key");
    refuse_head("# title.en: A\n# what is this\n", "plots/broken.gp:2: the head has lines");
    refuse_head(HEAD "plot x\n", "the head needs a query");
    refuse_head("# title.en: A\n# data.a: SELECT 1\nplot x\n", "the head needs title.en, title.zh");
    refuse_head(HEAD "# data.a: SELECT 1\n# data.a: SELECT 2\n", "this block stands here a second");
    refuse_head(HEAD "# data.A1: SELECT 1\n", "a block's name is of small letters");
    refuse_head(HEAD "# data.a:\n", "a block of data has no query");
}

/* ---- quoting ---- */

static void test_gnuplot_reads_back_any_string(void **state)
{
    static const char hostile[] = "it's `touch broken` \"$(x)\" @a \\n 'q' 中文 %s {/=20 x}";
    struct text script = {0}, printed = {0};
    struct error err = {0};

    (void)state;
    text_add(&script, "set print '-'\nprint ");
    plot_add_string(&script, hostile);
    text_add(&script, "\n");
    assert_true(text_write_file(path_of("string.gp"), text_string(&script), script.length, &err));
    assert_true(plot_gnuplot(folder, "string.gp", NULL, &printed, &err));
    assert_int_equal(strncmp(text_string(&printed), hostile, strlen(hostile)), 0);
    assert_int_not_equal(access(path_of("broken"), F_OK), 0);
    text_clear(&script);
    plot_add_string(&script, "a\nsystem('x')\tb");
    assert_string_equal(text_string(&script), "'a system(''x'') b'");
    text_clear(&script);
    text_clear(&printed);
}

static void test_a_cell_cannot_end_its_field_or_line(void **state)
{
    char *cells[] = {(char *)"a\tb\n\"c\" \\n", (char *)"1.5", NULL, (char *)"-2"};
    struct store_table table = {.column_count = 2,
                                .columns = {"text", "number"},
                                .numeric = {false, true},
                                .row_count = 2,
                                .cells = cells};
    struct text text = {0};

    (void)state;
    plot_add_table(&text, "block", &table);
    assert_string_equal(text_string(&text), "# block\n\"text\"\t\"number\"\n"
                                            "\"a b 'c' /n\"\t1.5\nNaN\t-2\n");
    text_clear(&text);
}

static void test_a_long_cell_is_cut_between_characters(void **state)
{
    char cell[PLOT_CELL_BYTES_MAX + 10] = "x";
    char *cells[] = {cell};
    struct store_table table = {
        .column_count = 1, .columns = {"c"}, .row_count = 1, .cells = cells};
    struct text text = {0};

    (void)state;
    for (size_t i = 1; i + 3 < sizeof cell; i += 3)
        memcpy(cell + i, "中", 4);
    plot_add_table(&text, "b", &table);
    assert_int_equal(strlen(strrchr(text_string(&text), 'x')),
                     1 + (PLOT_CELL_BYTES_MAX - 1) / 3 * 3 + 2);
    text_clear(&text);
}

static void test_wide_characters_keep_the_columns_behind_them(void **state)
{
    struct text fitted = {0};

    (void)state;
    plot_fit_columns(" 中文     |\n a中  b 文   |\nplain    |\n", &fitted);
    assert_string_equal(text_string(&fitted), " 中文   |\n a中 b 文  |\nplain    |\n");
    text_clear(&fitted);
}

/* ---- gnuplot ---- */

static void test_gnuplots_own_message_is_passed_on(void **state)
{
    struct error err = {0};

    (void)state;
    assert_true(text_write_file(path_of("bad.gp"), "plot nosuch\n", 12, &err));
    assert_false(plot_gnuplot(folder, "bad.gp", NULL, NULL, &err));
    assert_int_equal(err.kind, ERROR_STORE);
    assert_contains(err.text, "gnuplot failed on 'bad.gp'; it says:\n");
    assert_contains(err.text, "undefined variable: nosuch");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_head_gives_titles_and_queries),
        cmocka_unit_test(test_a_wrong_head_is_refused_with_its_line),
        cmocka_unit_test(test_gnuplot_reads_back_any_string),
        cmocka_unit_test(test_a_cell_cannot_end_its_field_or_line),
        cmocka_unit_test(test_a_long_cell_is_cut_between_characters),
        cmocka_unit_test(test_wide_characters_keep_the_columns_behind_them),
        cmocka_unit_test(test_gnuplots_own_message_is_passed_on),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
