/* Figures where gnuplot is not well, and templates of one's own that ask too much or find nothing. What figures show is in
   test_plot.c. */
#include "shell.h"

static int start(void **state)
{
    if (set_environment(state) || !make_shell_folder())
        return -1;
    put("m.lua", "model { name = 'm', from = '2026-01', to = '2026-12' }\n"
                 "local x = parameter('x', { default = uniform(0, 1), source = assumed 'x' })\n"
                 "output('n', x)\n"
                 "target('many', { of = total(x), by = '2026-12', at_least = 5 })\n");
    return sh("mkdir own bin && $P run m.lua -n 64 -q --store m.db");
}

/* ---- gnuplot ---- */

static void test_a_gnuplot_that_is_killed_is_said(void **unused)
{
    (void)unused;
    put("bin/gnuplot", "#!/bin/sh\nkill -9 $$\n");
    refuses_with(5, "polsim: gnuplot was stopped by signal 9 on 'attainment.en.gp'",
                 "chmod a+x bin/gnuplot && PATH=$PWD/bin:$PATH $P plot 1 attainment --lang en --out f --store m.db");
    assert_string_equal(out, "");
}

static void test_a_gnuplot_that_is_no_program_is_said(void **unused)
{
    (void)unused;
    put("bin/gnuplot", "\x7f""ELF?");
    refuses_with(5, "polsim: cannot run gnuplot: Exec format error",
                 "chmod a+x bin/gnuplot && PATH=$PWD/bin $P plot 1 attainment --lang en --out f --store m.db");
}

/* sixel begins so; the terminal draws it */
static void test_colours_for_a_terminal_are_passed_on_as_they_are(void **unused)
{
    (void)unused;
    does("$P plot 1 attainment --sixel --store m.db");
    assert_true(strncmp(out, "\x1bP", 2) == 0);
}

/* ---- templates ---- */

#define HEAD "# title.en: Mine\n# title.zh: 我的\n# shows.en: One.\n# shows.zh: 一。\n"

static void test_a_template_that_finds_nothing_names_its_query(void **unused)
{
    (void)unused;
    put("own/mine.gp", HEAD "# data.rows: SELECT 1 AS x WHERE 0\nplot 1\n");
    refuses_with(5, "polsim: run 1 has no data for figure 'mine' (Mine): its query data.rows finds nothing",
                 "$P plot 1 mine --templates own --lang en --out f --store m.db");
}

static void test_a_template_that_draws_nothing_is_said(void **unused)
{
    (void)unused;
    put("own/mine.gp", HEAD "# data.rows: SELECT 1 AS x\nx = 1\n");
    refuses_with(5, "polsim: the template of this figure drew no 'nothing/mine.en.svg'",
                 "$P plot 1 mine --templates own --lang en --format svg --out nothing --store m.db");
    assert_string_equal(out, "");
}

static void test_a_template_that_asks_wrongly_is_refused_with_its_block(void **unused)
{
    char text[4096] = HEAD;

    (void)unused;
    put("own/mine.gp", HEAD "# data.rows: SELECT nowhere FROM run\nplot 1\n");
    refuses_with(5, "polsim: figure 'mine', data.rows: the query is wrong: no such column: nowhere",
                 "$P plot 1 mine --templates own --lang en --out f --store m.db");
    put("own/mine.gp", HEAD "# data.rows: SELECT abs(-9223372036854775807 - 1) AS x\nplot 1\n");
    refuses_with(5, "polsim: figure 'mine', data.rows: the query failed: integer overflow",
                 "$P plot 1 mine --templates own --lang en --out f --store m.db");
    put("own/mine.gp", HEAD "# data.rows: SELECT json_extract('{', '$.a') AS x\nplot 1\n");
    refuses_with(5, "polsim: figure 'mine', data.rows: the query failed: malformed JSON",
                 "$P plot 1 mine --templates own --lang en --out f --store m.db");
    for (int i = 0; i < 9; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "# data.%c: SELECT 1\n", 'a' + i);
    put("own/mine.gp", text);
    refuses(5, "polsim: own/mine.gp:13: too many blocks of data, at most 8",
            "$P plot 1 mine --templates own --lang en --out f --store m.db");
    snprintf(text, sizeof text, HEAD "# data.rows: SELECT 1");
    for (int i = 0; i < 100; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), ", %d", i);
    put("own/mine.gp", text);
    refuses_with(5, "the query has 101 columns, at most ", "$P plot 1 mine --templates own --lang en --out f --store m.db");
}

/* A cell ends after 400 bytes, at a whole character; a remark in the query is none. */
static void test_long_cells_are_cut_at_a_character(void **unused)
{
    (void)unused;
    put("own/mine.gp", HEAD "# data.rows:\n#   -- one row\n#   SELECT 1 AS x, 'ab' || replace(hex(zeroblob(100)), '00', '中文') AS long\n"
                            "width = 300; height = 200\neval(canvas)\nplot 1\n");
    does("$P plot 1 mine --templates own --lang en --out f --format svg -q --store m.db && grep -o '\"a[^\"]*\"' f/mine.en.dat");
    out[strcspn(out, "\n")] = '\0';
    assert_int_equal(strlen(out), 2 + 398); /* 400 would be in the midst of one */
}

static void test_a_template_of_ones_own_takes_the_place_of_its_name(void **unused)
{
    (void)unused;
    put("own/attainment.gp", HEAD "# data.rows: SELECT 1 AS x\nplot 1\n");
    does("$P plot 1 --list --templates own --lang en --store m.db");
    assert_contains(out, "Mine");
    assert_null(strstr(out, "Will the targets be met?"));
    does("rm own/attainment.gp");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_gnuplot_that_is_killed_is_said),
        cmocka_unit_test(test_a_gnuplot_that_is_no_program_is_said),
        cmocka_unit_test(test_colours_for_a_terminal_are_passed_on_as_they_are),
        cmocka_unit_test(test_a_template_that_finds_nothing_names_its_query),
        cmocka_unit_test(test_a_template_that_draws_nothing_is_said),
        cmocka_unit_test(test_a_template_that_asks_wrongly_is_refused_with_its_block),
        cmocka_unit_test(test_long_cells_are_cut_at_a_character),
        cmocka_unit_test(test_a_template_of_ones_own_takes_the_place_of_its_name),
    };
    return cmocka_run_group_tests(tests, start, remove_shell_folder);
}
