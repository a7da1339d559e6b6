/* polsim compare as a user drives it: which run is better and how surely, regret, what is kept. */
#include "shell.h"

/* x a month, x uniform in 0 to 2; certified 12 x, money 10 yuan each; `gift` moves x by a number in every draw, `luck`
   swaps the draws: as good on average, better in half of them. */
static const char model_text[] =
    "model { name = 'm', from = '2026-01', to = '2026-12' }\n"
    "local x = parameter('x', { default = uniform(0, 2), source = assumed 'x' })\n"
    "local gift = parameter('gift', { default = 0, source = assumed 'x' })\n"
    "local luck = switch('luck', { 'as', 'swapped' }, { default = 'as', source = assumed 'x' })\n"
    "if luck == 'swapped' then x = 2 - x end\n"
    "local n = x + gift\n"
    "local purse = fund('purse', {})\n"
    "purse:pay('all', n * amount(10, 'yuan'))\n"
    "output('n', n)\n"
    "target('many', { of = total(n), by = '2026-12', at_least = 12, label = { en = 'Many' } })\n"
    "target('few', { of = total(n), by = '2026-12', at_most = 12, label = { en = 'Few' } })\n";

static int start(void **state)
{
    if (set_environment(state) || !make_shell_folder())
        return -1;
    put("m.lua", model_text);
    put("more.lua", "scenario { model = 'm.lua', set = { gift = 0.5 } }\n");
    put("swapped.lua", "scenario { model = 'm.lua', set = { luck = 'swapped' } }\n");
    put("same.lua", "scenario { model = 'm.lua' }\n");
    return sh("$P run m.lua more.lua swapped.lua same.lua -n 4096 --quiet") || sh("$P compare 1 2 3 4");
}

/* A number of the last answer's part. */
static double number(const char *view, const char *column, const char *where)
{
    does("sqlite3 out/polsim.db \"SELECT printf('%%!.17g', %s) FROM %s WHERE answer = (SELECT max(answer) FROM answer) "
         "AND %s\"",
         column, view, where);
    if (!*out)
        fail_msg("no %s of %s where %s", column, view, where);
    return atof(out);
}

static void test_better_knows_which_way_is_good(void **unused)
{
    (void)unused;
    assert_true(number("v_compare", "above", "name = 'many' AND kind = 'target' AND run = 2") == 1);
    assert_true(number("v_compare", "better", "name = 'many' AND kind = 'target' AND run = 2") == 1);
    assert_true(number("v_compare", "above", "name = 'few' AND kind = 'target' AND run = 2") == 1);
    assert_true(number("v_compare", "better", "name = 'few' AND kind = 'target' AND run = 2") == 0);
    assert_within(number("v_compare", "better", "name = 'many' AND kind = 'target' AND run = 3"), 0.5, 0.01);
    assert_true(number("v_compare", "better", "role = 'commitment' AND cell = '' AND period = 'all' AND run = 2") == 0);
    assert_true(number("v_compare", "above", "role = 'commitment' AND cell = '' AND period = 'all' AND run = 2") == 1);
    assert_true(number("v_compare", "better IS NULL", "role = 'payment' AND cell = '' AND period = 'all' AND run = 2") ==
                1);
}

static void test_the_same_scenario_differs_by_exactly_zero(void **unused)
{
    (void)unused;
    assert_true(number("v_compare", "max(abs(mean)) + max(se) + max(abs(p05)) + max(abs(p95)) + max(above) + "
                                    "max(coalesce(better, 0)) + 1 - min(\"equal\")",
                       "run = 4") == 0);
}

/* 12 (0.5) more in every draw; swapped: E|12 (2 - 2 x)| / 2 = 6 short of the better of the two. */
static void test_regret_is_that_of_the_closed_form(void **unused)
{
    (void)unused;
    does("$P compare 1 3 --part regret");
    assert_within(number("v_regret", "regret", "name = 'many' AND aspect = 'value' AND run = 1"), 6, 0.02);
    assert_within(number("v_regret", "regret", "name = 'many' AND aspect = 'value' AND run = 3"), 6, 0.02);
    assert_within(number("v_regret", "best", "name = 'many' AND aspect = 'value' AND run = 3"), 0.5, 0.01);
    assert_within(number("v_regret", "regret", "name = 'many' AND aspect = 'probability' AND run = 3"), 0.5, 0.01);
    does("$P compare 1 2");
    assert_true(number("v_regret", "regret", "name = 'many' AND aspect = 'value' AND run = 1") == 6);
    assert_true(number("v_regret", "regret", "name = 'many' AND aspect = 'value' AND run = 2") == 0);
    assert_true(number("v_regret", "alone", "name = 'many' AND aspect = 'value' AND run = 2") == 1);
    assert_true(number("v_regret", "regret", "name = 'few' AND aspect = 'value' AND run = 2") == 6);
    assert_within(number("v_regret", "regret", "name = 'commitment' AND run = 2"), 60, 1e-9);
    assert_within(number("v_regret", "regret", "name = 'many' AND aspect = 'probability' AND run = 1"), 0.25, 0.01);
}

static void test_regret_is_printed_of_more_than_two(void **unused)
{
    (void)unused;
    does("$P compare 1 2 3");
    assert_contains(out, "Regret: what a run falls short of the best of them, draw by draw");
    does("$P compare 1 2");
    assert_null(strstr(out, "Regret"));
    does("$P compare 1 2 -p regret -f csv");
    assert_contains(out, "kind,name,label,cell,cell_label,period,aspect,unit,threshold,better,run,scenario,n,regret");
    does("POLSIM_LANG=zh $P compare 1 2 -p regret");
    assert_contains(out, "与最优方案的差距");
    assert_null(strstr(out, "short"));
    assert_int_equal(sh("$P compare 1 2 -p regrt"), 2);
    assert_contains(err_text, "did you mean 'regret'?");
}

static void test_the_answer_is_shown_again(void **unused)
{
    (void)unused;
    does("$P compare 2 1 3");
    char *first = strdup(out);
    does("$P compare 1 2 >other && $P show 2 compare");
    assert_string_equal(out, first);
    free(first);
    does("$P show 2 compare --format json | python3 -c 'import json, sys; print(sorted(json.load(sys.stdin)))'");
    assert_string_equal(out, "['differences', 'money', 'regret', 'targets']\n");
    does("$P show 2 compare --format csv && $P show 2 compare --lang zh");
    assert_contains(out, "kind,name,label");
    assert_int_equal(sh("$P show 3 compare"), 2);
    assert_contains(err_text, "run 3 'swapped' was not asked for 'compare' yet; 'polsim compare 3 RUN' answers and keeps it");
}

static void test_a_report_of_three_says_what_each_falls_short_by(void **unused)
{
    (void)unused;
    does("$P report 1 2 3 --out page && grep -c 'What each falls short of the best' page/report.en.html");
    assert_contains(out, "\n1\n");
    does("$P report 1 2 --out page2 && grep -c 'What each falls short of the best' page2/report.en.html || true");
    assert_contains(out, "\n0\n");
}

static void test_the_answer_is_kept_once_where_it_can_be(void **unused)
{
    (void)unused;
    does("$P compare 1 2 3 && sqlite3 out/polsim.db \"SELECT kind, run, coalesce(other_run, 0), draws, models, question_en, "
         "command_line FROM answer ORDER BY answer DESC LIMIT 1\"");
    assert_contains(out, "compare|1|0|4096|0|What do \"more\", \"swapped\" change against \"m\"?|polsim compare 1 2 3\n");
    does("sqlite3 out/polsim.db 'SELECT count(*) FROM answer'");
    int count = atoi(out);
    does("$P compare 1 2 --no-store && $P compare 1 2 --part targets && sqlite3 out/polsim.db 'SELECT count(*) FROM answer'");
    assert_int_equal(atoi(strrchr(out, '\n') - 2), count % 100);
    does("cp out/polsim.db kept.db && chmod 400 kept.db && $P compare 1 2 --store kept.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_better_knows_which_way_is_good),
        cmocka_unit_test(test_the_same_scenario_differs_by_exactly_zero),
        cmocka_unit_test(test_regret_is_that_of_the_closed_form),
        cmocka_unit_test(test_regret_is_printed_of_more_than_two),
        cmocka_unit_test(test_the_answer_is_shown_again),
        cmocka_unit_test(test_a_report_of_three_says_what_each_falls_short_by),
        cmocka_unit_test(test_the_answer_is_kept_once_where_it_can_be),
    };
    return cmocka_run_group_tests(tests, start, remove_shell_folder);
}
