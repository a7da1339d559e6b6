/* Where the Pengyang model is linear, the mean of many draws is expected mode, which replaces every
   chance and every uncertain input by its mean. Two ways through the model: whole people drawn one
   by one, and fractions. */
#include "pengyang.h"
#include "sanitized.h"

enum { DRAWS = SANITIZED ? 1024 : 8192 }; /* tolerances follow */

/* What breaks linearity, fixed; every other input stays as uncertain as it is. */
static const char *const linear_sets[] = {
    "filling=1", /* places are rounded to whole people */
    "department_filling=1",
    "qualification_part=.56",
    "work_part=.5",
    "pass_spread=0", /* pass rates are kept within .02 .. .995 */
    "qualification_spread=0",
    "subsidy_L5=1100", /* rates are rounded to whole yuan */
    "subsidy_L4=2000",
    "missing_rate=1400",
    "qualification_pool=1000000", /* far from where the cap of two holds anybody back, */
    "cap_period=none",            /* and none: who it holds depends on the draws before */
    "apprentice_intake={L3={one=20,two=20},L2=5,L1=5}",
    "other_cost=300",
    "firm_cost=200",
    NULL,
};
static const struct sets linear = {NULL, linear_sets};

/* Left out: ratios, whose mean is no ratio of means; and persons by the subsidies they have had,
   who are drawn from those who are free in proportion. */
static bool is_compared(const struct output *output)
{
    return output->kind != OUTPUT_RATIO && strcmp(output->name, "persons_subsidised") != 0 &&
           strcmp(output->name, "persons_twice") != 0;
}

enum {
    HITS = 36
}; /* fewer draws than this in which something happens, or so, tell no standard error */

/* Whether a series is of an event too rare to compare. One event is one person, or the dearest of
   subsidies: two years of an apprentice at level 1. */
static bool is_rare(const struct stats_row *row, double expected, bool yuan)
{
    if (row->sd > 0)
        return row->mean / row->sd * sqrt(row->n) < sqrt(HITS);
    return row->mean == 0 && fabs(expected) * DRAWS < HITS * (yuan ? 2 * 15000. : 1);
}

struct tally {
    struct unit yuan;
    size_t compared, varied, rare, wrong;
};

static void compare_series(const struct run *drawn, const struct run *expected, size_t i,
                           struct tally *tally)
{
    const struct record_plan *plan = run_plan(drawn, 0);
    const struct output *output = &plan->model->outputs[plan->series[i].output];
    const struct period *period = &plan->periods[plan->series[i].period];
    struct stats_row row = run_series(drawn, 0, i), mean = run_series(expected, 0, i);
    /* each month's claim is rounded to the fen twice, in a draw and in expected mode */
    int months = output->kind == OUTPUT_LEVEL ? period->last + 1 : period->last - period->first + 1;
    bool yuan = unit_equal(output->unit, tally->yuan);
    double rounding = yuan ? .01 * months : 0;

    if (is_rare(&row, mean.mean, yuan)) {
        tally->rare++;
        return;
    }
    tally->compared++;
    tally->varied += row.sd > 0;
    if (fabs(row.mean - mean.mean) <=
        4.5 * row.sd / sqrt(row.n) + rounding + 1e-9 * fabs(mean.mean))
        return;
    if (tally->wrong++ < 20)
        print_error("%s, view %d, cell %u, %s: mean %.8g (sd %.4g), expected %.8g\n", output->name,
                    plan->series[i].view, plan->series[i].cell, period->name, row.mean, row.sd,
                    mean.mean);
}

static void test_the_mean_of_draws_is_expected_mode_where_the_model_is_linear(void **unused)
{
    struct run_options many = {.draws = DRAWS, .seed = 2, .threads = 2, .sampler = RUN_RANDOM};
    struct run_options one = {.draws = 1, .seed = 1, .threads = 1, .sampler = RUN_EXPECTED};
    struct error err = {0};
    struct tally tally = {0};

    (void)unused;
    model = pengyang_load(&linear);
    struct run *drawn = run_start((const struct model *const[]){model}, 1, &many, &err);
    struct run *expected =
        drawn ? run_start((const struct model *const[]){model}, 1, &one, &err) : NULL;
    if (!expected)
        fail_msg("%s", err.text);
    const struct record_plan *plan = run_plan(drawn, 0);
    assert_int_equal(plan->series_count, run_plan(expected, 0)->series_count);
    for (int o = 0; o < model->output_count; o++)
        if (strcmp(model->outputs[o].name, "public_money_due") == 0)
            tally.yuan = model->outputs[o].unit;
    for (size_t i = 0; i < plan->series_count; i++)
        if (is_compared(&plan->model->outputs[plan->series[i].output]))
            compare_series(drawn, expected, i, &tally);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.varied > 5000 && tally.compared > tally.rare / 4);
    run_free(drawn);
    run_free(expected);
    pengyang_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_mean_of_draws_is_expected_mode_where_the_model_is_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
