/* polsim plot after polsim run: the pictures of plans, large and odd (test_plot_figures.c has what each figure shows). */
#include "cli.h"

static void test_plot_writes_pictures_data_and_scripts_that_draw_again_alone(void **state)
{
    (void)state;
    does("$P run \"$R/scenarios/examples/04-fund.lua\" -q -n 256 && $P plot @ budget --lang en --out "
         "pictures");
    assert_string_equal(out, "pictures/budget.en.svg\npictures/budget.en.png\n");
    does("cd pictures && grep -q '<svg' budget.en.svg && head -c 4 budget.en.png | grep -q PNG &&"
         " grep -q county budget.en.dat && cp budget.en.svg .. && rm *.svg *.png && gnuplot budget.en.gp &&"
         " cmp budget.en.svg ../budget.en.svg && test -s budget.en.png");
    does("$P plot @ budget --terminal");
    assert_contains(out, "20");
    refuses(2, "polsim: unknown format 'sgv' in --format; did you mean 'svg'?", "$P plot @ --format sgv");
}

static void test_a_real_plan_has_data_for_every_figure(void **state)
{
    (void)state;
    does("$P run \"$R/scenarios/pengyang/w1-county-cut.lua\" -q -n 64 --store plan.db");
    for (int levers = 1; levers <= 2; levers++)
        does("$P sweep \"$R/scenarios/pengyang/w1-county-cut.lua:c\" --over 'county_appropriation=scaled(0.5..2):3' %s "
             "'arrears@2028-12 <= 0' payment --draws 64 --store plan.db -q",
             levers == 2 ? "--over 'minning_appropriation=scaled(0.5..2):3'" : "");
    does("$P solve \"$R/scenarios/pengyang/w1-county-cut.lua:c\" --lever county_appropriation --between 'scaled(0.5..4)' "
         "'arrears@2028-12 <= 0' --step 0.5 --draws 64 --store plan.db -q");
    does("$P attain @ --store plan.db && $P explain 1 @ --store plan.db -q -n 64");
    does("$P plot @ --lang both --format svg --out plan --store plan.db");
    does("ls plan/*.zh.svg | wc -l && ls plan/*.en.svg | wc -l && grep -L -E '^# question: (sensitivity|run)' \"$R\"/plots/*.gp | wc -l");
    int zh = 0, en = 0, templates = 0;
    assert_int_equal(sscanf(out, "%d %d %d", &zh, &en, &templates), 3);
    assert_int_equal(zh, templates - 1); /* without common.gp */
    assert_int_equal(en, templates - 1);
    does("grep -l '万元' plan/*.zh.svg | wc -l");
    assert_true(atoi(out) >= 6);
    does("! grep -l '万元' plan/*.en.svg");
}

static void test_a_goal_over_a_deep_debt_has_few_ticks(void **state)
{
    (void)state;
    put("debt.lua", "model { name = 'debt', from = '2026-01', to = '2026-12', units = { 'dollar' } }\n"
                    "local purse = stock('purse', { unit = 'dollar', may_be_negative = true })\n"
                    "purse:loses(amount(1, 'dollar') * 2e7)\n"
                    "target('solvent', { of = purse, by = '2026-12', at_least = 0, unit = 'dollar',"
                    " source = assumed 'x' })\n");
    does("$P run debt.lua -q -n 64 && $P plot @ attainment --lang en --format svg --out debt");
    does("$P plot @ --lang en --format svg --out debt");
    assert_contains(err_text, "no data in run 1 for: budget budget_months budget_quarters budget_split chance comparison "
                              "departments departments_years funnel need; ask for one by name");
    does("grep -c '<text' debt/attainment.en.svg");
    assert_true(atoi(out) > 5);
    assert_true(atoi(out) < 40);
}

/* 90,000,000,000 yuan and its ticks would not fit on the page. */
static void test_large_amounts_are_counted_in_large_units(void **state)
{
    (void)state;
    put("large.lua", "model { name = 'large', from = '2026-01', to = '2026-12', units = { 'dollar' } }\n"
                     "target('central', { of = total(amount(8e9, 'yuan')), by = '2026-12', at_most = 9e10,"
                     " source = plan 'x' })\n"
                     "target('loan', { of = total(amount(2e7, 'dollar')), by = '2026-12', at_most = 2.5e8,"
                     " source = plan 'x' })\n");
    does("$P run large.lua -q -n 64 && $P plot @ attainment --lang both --format svg --out large");
    does("cat large/attainment.zh.svg");
    assert_contains(out, "≤ 900 亿元");
    assert_contains(out, "≤ 25,000 万美元");
    assert_null(strstr(out, "000,000"));
    does("cat large/attainment.en.svg");
    assert_contains(out, "≤ 90,000 million yuan");
    assert_contains(out, "≤ 250 million dollars");
    assert_null(strstr(out, "000,000"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(test_plot_writes_pictures_data_and_scripts_that_draw_again_alone),
        test(test_a_real_plan_has_data_for_every_figure),
        test(test_a_goal_over_a_deep_debt_has_few_ticks),
        test(test_large_amounts_are_counted_in_large_units),
    };
    return cmocka_run_group_tests(tests, set_environment, NULL);
}
