/* Paired differences from kept draws: what stats_compare says, and whether its standard error is right: how
   often the true difference lies within Student's t, over many seeds. */
#include "check.h"

#include "lua_load.h"
#include "run.h"
#include "stats.h"

static void test_a_series_differs_from_itself_by_exactly_zero(void **state)
{
    double x[1000];

    (void)state;
    for (int i = 0; i < 1000; i++)
        x[i] = sin(i) * 1e9;
    struct stats_pair pair = stats_compare(x, x, 1000);
    assert_true(pair.difference.n == 1000 && pair.difference.mean == 0 && pair.difference.se == 0);
    assert_true(pair.difference.quantile[0] == 0 && pair.difference.quantile[8] == 0);
    assert_true(pair.above == 0);
}

/* Mean, standard error by the 16 replicates, quantiles and share above, worked out in another way. */
static void test_statistics_of_a_difference_are_those_of_its_draws(void **state)
{
    enum { COUNT = 1600 };
    double a[COUNT], b[COUNT], sums[16] = {0}, mean = 0, squares = 0;

    (void)state;
    for (int i = 0; i < COUNT; i++) {
        b[i] = 1000 * sin(i);
        a[i] = b[i] + (i * 7 % COUNT) - 400; /* differences are -400 .. 1199, each once */
        sums[i % 16] += a[i] - b[i];
        mean += (a[i] - b[i]) / COUNT;
    }
    for (int r = 0; r < 16; r++)
        squares += (sums[r] / 100 - mean) * (sums[r] / 100 - mean);
    struct stats_pair pair = stats_compare(a, b, COUNT);
    assert_close(pair.difference.mean, 399.5, 1e-12);
    assert_close(pair.difference.se, sqrt(squares / (16 * 15)), 1e-9);
    assert_within(pair.difference.quantile[0], -321, 1e-9); /* the 80th of 1600 */
    assert_within(pair.difference.quantile[8], 1119, 1e-9);
    assert_close(pair.above, 1199.0 / COUNT, 1e-12);
}

static void test_draws_without_a_value_in_either_are_left_out(void **state)
{
    double a[64], b[64];

    (void)state;
    for (int i = 0; i < 64; i++) {
        a[i] = i % 4 == 1 ? (double)NAN : 3;
        b[i] = i % 4 == 2 ? (double)NAN : 1;
    }
    struct stats_pair pair = stats_compare(a, b, 64);
    assert_true(pair.difference.n == 32 && pair.difference.mean == 2 && pair.above == 1);
    for (int i = 0; i < 64; i++)
        a[i] = NAN;
    pair = stats_compare(a, b, 64);
    assert_true(pair.difference.n == 0 && isnan(pair.above) && isnan(pair.difference.mean));
}

/* ---- the standard error over seeds ---- */

enum { SEEDS = 200, DRAWS = 512 };

static const double TRUE_DIFFERENCE = 12; /* 120 people, a chance that is higher by 0.1 */
static const double T_95_OF_15 =
    2.1314495; /* quantile 0.975 of Student's t with 15 degrees of freedom */

/* Draws of the plan's total. */
static const double *plan_draws(const struct run *run, int scenario)
{
    size_t series = record_find(run_plan(run, scenario), "certified", "", "plan");

    for (size_t i = 0; i < run_draws_count(run, scenario); i++)
        if (run_draws(run, scenario, i).series == series)
            return run_draws(run, scenario, i).x;
    fail_msg("no draws are kept");
    return NULL;
}

struct coverage {
    double covered; /* how often, of SEEDS */
    double spread,
        error; /* variance of the means over seeds; mean of the squared standard errors */
};

static struct coverage cover(enum run_sampler sampler)
{
    struct error err = {0};
    struct coverage coverage = {0};
    double sum = 0, squares = 0;

    load_write(
        "model.lua",
        "model { name = 'm', from = '2026-01', to = '2026-12' }\n"
        "local rate = parameter('rate', { default = uniform(.3, .7), source = assumed 'x' })\n"
        "output('certified', binomial('c', poisson('e', 10), rate))\n");
    load_write("more.lua", "scenario { model = 'model.lua', set = { rate = plus(.1) } }\n");
    struct model *models[] = {load_file("model.lua", NULL, &err),
                              load_file("more.lua", NULL, &err)};
    assert_true(models[0] && models[1]);
    for (int seed = 1; seed <= SEEDS; seed++) {
        struct run_options options = {
            .draws = DRAWS, .seed = (uint64_t)seed, .threads = 1, .sampler = sampler};
        struct run *run = run_start((const struct model *const *)models, 2, &options, &err);
        assert_non_null(run);
        struct stats_pair pair = stats_compare(plan_draws(run, 1), plan_draws(run, 0), DRAWS);
        double miss = pair.difference.mean - TRUE_DIFFERENCE;
        coverage.covered += fabs(miss) <= T_95_OF_15 * pair.difference.se;
        coverage.error += pair.difference.se * pair.difference.se / SEEDS;
        sum += miss;
        squares += miss * miss;
        run_free(run);
    }
    coverage.spread = (squares - sum * sum / SEEDS) / (SEEDS - 1);
    /* the mean over seeds is unbiased: within 4 of its standard errors */
    assert_within(sum / SEEDS, 0, 4 * sqrt(coverage.spread / SEEDS));
    model_free(models[0]);
    model_free(models[1]);
    load_remove();
    return coverage;
}

/* Four standard deviations of a share of SEEDS; a right test fails less than once in 15,000. */
static const double COVERAGE_TOLERANCE = 0.0617; /* 4 * sqrt(.95 * .05 / 200) */
/* The same of the ratio of the two variances, with 199 and 200 * 15 degrees of freedom. */
static const double RATIO_TOLERANCE = 0.414; /* 4 * sqrt(2 / 199 + 2 / 3000) */

static void test_the_standard_error_of_a_difference_covers_the_truth(void **state)
{
    (void)state;
    struct coverage random = cover(RUN_RANDOM);
    assert_within(random.covered / SEEDS, 0.95, COVERAGE_TOLERANCE);
    assert_within(random.error / random.spread, 1, RATIO_TOLERANCE);
}

/* Replicates of one Sobol sequence balance each other: their spread may claim less certainty than there is,
   never more. */
static void test_with_sobol_points_it_covers_at_least_as_often(void **state)
{
    (void)state;
    struct coverage sobol = cover(RUN_SOBOL);
    assert_true(sobol.covered / SEEDS >= 0.95 - COVERAGE_TOLERANCE);
    assert_true(sobol.error / sobol.spread >= 1 - RATIO_TOLERANCE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_series_differs_from_itself_by_exactly_zero),
        cmocka_unit_test(test_statistics_of_a_difference_are_those_of_its_draws),
        cmocka_unit_test(test_draws_without_a_value_in_either_are_left_out),
        cmocka_unit_test(test_the_standard_error_of_a_difference_covers_the_truth),
        cmocka_unit_test(test_with_sobol_points_it_covers_at_least_as_often),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
