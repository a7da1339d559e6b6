/* The examples and the Pengyang plan against results made independently of this engine: closed forms and
   NumPy simulations of tests/independent/, recorded in tests/examples_expected/. */
#include "check.h"
#include "sanitized.h"

#include "lua_model.h"
#include "run.h"
#include "text.h"

enum { DRAWS = SANITIZED ? 1024 : 8192 }; /* tolerances follow */
enum { FIELDS = 6 };

static struct model *model;
static struct run *run;

static void start(const char *path, const char *set)
{
    struct error err;
    struct lua_changes changes = {.count = set ? 1 : 0, .set = &set};
    struct run_options options = {.draws = DRAWS, .seed = 5, .threads = 2};

    model = lua_model_load(path, &changes, &err);
    run = model ? run_start((const struct model *const[]){model}, 1, &options, &err) : NULL;
    if (!run)
        fail_msg("%s: %s", path, err.text);
}

static void stop(void)
{
    run_free(run);
    model_free(model);
}

/* Probability of a target{} row. */
static double probability_of(const char *target)
{
    for (size_t i = 0; i < run_target_count(run, 0); i++) {
        const struct run_target *row = run_target(run, 0, i);
        if (strcmp(row->name, target) == 0 && row->output[0] == '\0')
            return row->probability;
    }
    fail_msg("no target '%s'", target);
    return 0;
}

/* What a row speaks of: an output, "output[cell]", a target by its running total, or a route by
   what fell due for it. */
static size_t series_of(const char *output, const char *period)
{
    char name[64], cell[64];
    size_t series = record_find(run_plan(run, 0), output, "", period);

    if (series == SIZE_MAX && sscanf(output, "%63[^[][%63[^]]", name, cell) == 2)
        series = record_find(run_plan(run, 0), name, cell, period);
    if (series == SIZE_MAX) {
        snprintf(name, sizeof name, "%s_total", output);
        series = record_find(run_plan(run, 0), name, "", period);
    }
    if (series == SIZE_MAX) {
        snprintf(cell, sizeof cell, "route=%s", output);
        series = record_find(run_plan(run, 0), "commitment", cell, period);
    }
    if (series == SIZE_MAX)
        fail_msg("no series '%s' in %s", output, period);
    return series;
}

/* A mean of N draws is off by sd / sqrt(N) (with Sobol points by less), a standard deviation by
   sqrt((kurtosis - 1) / 4) times that: the reference's own errors tell the root; a closed form tells none
   and gets that of kurtosis 9. The reference's errors are added. 4.5 standard errors: one false alarm in
   150,000 rows. */
static void compare_row(char *field[FIELDS])
{
    double mean = atof(field[2]), mean_se = atof(field[3]), sd = atof(field[4]),
           sd_se = atof(field[5]);
    struct stats_row row;

    if (strncmp(field[0], "P(", 2) == 0) {
        char target[64];
        snprintf(target, sizeof target, "%.*s", (int)strcspn(field[0] + 2, ")"), field[0] + 2);
        assert_within(probability_of(target), mean,
                      4.5 * hypot(sqrt(mean * (1 - mean) / DRAWS), mean_se) + 1e-4);
        return;
    }
    row = run_series(run, 0, series_of(field[0], field[1]));
    if (fabs(row.mean - mean) > 4.5 * hypot(sd / sqrt(DRAWS), mean_se) + 1e-9 * fabs(mean))
        fail_msg("%s in %s: mean %.10g, reference %.10g (sd %.4g)", field[0], field[1], row.mean,
                 mean, sd);
    double ratio = mean_se > 0 ? fmax(sd_se / mean_se, sqrt(.5)) : sqrt(2);
    if (fabs(row.sd - sd) > 4.5 * hypot(ratio * sd / sqrt(DRAWS), sd_se) + 1e-9)
        fail_msg("%s in %s: sd %.10g, reference %.10g", field[0], field[1], row.sd, sd);
}

/* Compares every row of a recorded file; at least `least` of them. */
static void compare_with(const char *path, int least)
{
    char *text;
    size_t length;
    struct error err;
    int rows = 0;

    if (!text_read_file(path, &text, &length, &err))
        fail_msg("%s", err.text);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char *field[FIELDS];
        int count = 0;
        if (line[0] == '#' || strncmp(line, "output,", 7) == 0)
            continue;
        for (char *at = line; at && count < FIELDS; at = strchr(at, ','), at = at ? at + 1 : NULL)
            field[count++] = at;
        assert_int_equal(count, FIELDS);
        for (int i = 1; i < FIELDS; i++)
            field[i][-1] = '\0';
        compare_row(field);
        rows++;
    }
    free(text);
    assert_true(rows >= least);
}

/* Runs a scenario, with one change or none, and compares it with its reference of at least `least` rows. */
static void check_against(const char *scenario, const char *set, const char *reference, int least)
{
    start(scenario, set);
    compare_with(reference, least);
    stop();
}

static void test_a_pipeline_has_its_closed_form_moments(void **unused)
{
    (void)unused;
    check_against("scenarios/examples/01-one-training.lua", NULL,
                  "tests/examples_expected/01-one-training.csv", 9);
}

static void test_uncertain_inputs_have_their_closed_form_moments(void **unused)
{
    (void)unused;
    check_against("scenarios/examples/02-uncertain-inputs.lua", NULL,
                  "tests/examples_expected/02-uncertain-inputs.csv", 4);
}

static void test_an_epidemic_agrees_with_an_independent_simulation(void **unused)
{
    (void)unused;
    start("scenarios/examples/05-sir.lua", NULL);
    compare_with("tests/examples_expected/05-sir.csv", 25);
    assert_within(probability_of("contained"), 0.750653, 4.5 * sqrt(.75 * .25 / DRAWS));
    stop();
}

static void test_predator_and_prey_agree_with_an_independent_simulation(void **unused)
{
    (void)unused;
    check_against("scenarios/examples/06-predator-prey.lua", NULL,
                  "tests/examples_expected/06-predator-prey.csv", 24);
}

static void test_the_benchmark_computes_what_theory_says_at_every_scale(void **unused)
{
    (void)unused;
    check_against("scenarios/examples/cohort-36.lua", NULL,
                  "tests/examples_expected/cohort-36-scale-1.csv", 25);
    check_against("scenarios/examples/cohort-36.lua", "scale=1000",
                  "tests/examples_expected/cohort-36-scale-1000.csv", 25);
}

static void test_other_benchmarks_agree_with_independent_simulations(void **unused)
{
    static const char *const few_regions = "regions=10";
    const struct lua_changes changes = {.count = 1, .set = &few_regions};
    struct error err;

    (void)unused;
    check_against("tests/bench/money-36.lua", NULL, "tests/examples_expected/money-36.csv", 180);
    check_against("tests/bench/small-5.lua", NULL, "tests/examples_expected/small-5.csv", 2);
    struct model *national = lua_model_load("tests/bench/national-48.lua", &changes, &err);
    if (!national || !run_check_identities(national, 4, 5, &err))
        fail_msg("national-48: %s", err.text);
    assert_true(national->identity_count >= 3);
    model_free(national);
}

static void test_the_plan_agrees_with_an_independent_simulation(void **unused)
{
    (void)unused;
    check_against("scenarios/pengyang/baseline.lua", NULL,
                  "tests/examples_expected/pengyang-baseline.csv", 85);
    check_against("scenarios/pengyang/as-planned.lua", NULL,
                  "tests/examples_expected/pengyang-as-planned.csv", 85);
}

/* The two plans that are not the Pengyang plan prove their identities, in each of their scenarios. */
static void test_other_plans_lose_nobody_and_no_money(void **unused)
{
    static const char *const paths[] = {"scenarios/childcare/model.lua",
                                        "scenarios/childcare/budget-held.lua",
                                        "scenarios/childcare/births-recover.lua",
                                        "scenarios/extended-benefits/model.lua",
                                        "scenarios/extended-benefits/four-percent.lua",
                                        "scenarios/extended-benefits/no-trigger.lua",
                                        "scenarios/extended-benefits/no-recession.lua"};
    const struct lua_changes none = {.count = 0};
    struct error err;

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct model *plan = lua_model_load(paths[i], &none, &err);
        if (!plan || !run_check_identities(plan, 64, 5, &err))
            fail_msg("%s: %s", paths[i], err.text);
        assert_true(plan->identity_count >= 3);
        model_free(plan);
    }
}

static void test_the_child_care_allowance_has_its_closed_form_means(void **unused)
{
    (void)unused;
    check_against("scenarios/childcare/model.lua", NULL,
                  "tests/examples_expected/childcare-model.csv", 10);
    check_against("scenarios/childcare/budget-held.lua", NULL,
                  "tests/examples_expected/childcare-budget-held.csv", 12);
    check_against("scenarios/childcare/births-recover.lua", NULL,
                  "tests/examples_expected/childcare-births-recover.csv", 10);
}

static void test_benefits_that_switch_themselves_on_agree_with_an_independent_simulation(
    void **unused)
{
    (void)unused;
    check_against("scenarios/extended-benefits/model.lua", NULL,
                  "tests/examples_expected/extended-benefits-model.csv", 24);
    check_against("scenarios/extended-benefits/four-percent.lua", NULL,
                  "tests/examples_expected/extended-benefits-four-percent.csv", 24);
    check_against("scenarios/extended-benefits/no-trigger.lua", NULL,
                  "tests/examples_expected/extended-benefits-no-trigger.csv", 20);
    check_against("scenarios/extended-benefits/no-recession.lua", NULL,
                  "tests/examples_expected/extended-benefits-no-recession.csv", 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_pipeline_has_its_closed_form_moments),
        cmocka_unit_test(test_uncertain_inputs_have_their_closed_form_moments),
        cmocka_unit_test(test_an_epidemic_agrees_with_an_independent_simulation),
        cmocka_unit_test(test_predator_and_prey_agree_with_an_independent_simulation),
        cmocka_unit_test(test_the_benchmark_computes_what_theory_says_at_every_scale),
        cmocka_unit_test(test_other_benchmarks_agree_with_independent_simulations),
        cmocka_unit_test(test_the_plan_agrees_with_an_independent_simulation),
        cmocka_unit_test(test_other_plans_lose_nobody_and_no_money),
        cmocka_unit_test(test_the_child_care_allowance_has_its_closed_form_means),
        cmocka_unit_test(
            test_benefits_that_switch_themselves_on_agree_with_an_independent_simulation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
