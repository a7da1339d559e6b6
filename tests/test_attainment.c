/* When goals are reached and which together, against counts made by hand and closed forms. */
#include "check.h"

#include "attainment.h"
#include "stats.h"

static const struct attainment_goal at_least_3 = {+1, 3}, at_most_3 = {-1, 3};

static void test_the_first_month_that_meets_a_goal(void **unused)
{
    /* five draws: reached at once, later, reached and lost, never, without value until it is reached */
    const double x[4 * 5] = {3, 0, 4, 0, NAN, 4, 2, 1, 1, NAN, 5, 3, 1, 2, 9, 6, 7, 1, 2.99, 9};
    int first[5];

    (void)unused;
    attainment_times(x, 4, 5, at_least_3, first);
    assert_memory_equal(first, ((int[]){0, 2, 0, -1, 2}), sizeof first);
    /* of a limit: when it is first exceeded */
    attainment_times(x, 4, 5, at_most_3, first);
    assert_memory_equal(first, ((int[]){1, 3, 0, -1, 2}), sizeof first);
}

static void test_quantiles_count_those_that_never_come(void **unused)
{
    int first[100];

    (void)unused;
    for (int d = 0; d < 100; d++)
        first[d] = d < 10 ? -1 : d % 30; /* ten never; months 0..29 */
    assert_int_equal(attainment_quantile(first, 100, 0.95), -1);
    assert_int_equal(attainment_quantile(first, 100, 0.91), -1);
    assert_int_equal(attainment_quantile(first, 100, 0.90), 29);
    for (int d = 0; d < 100; d++)
        first[d] = d; /* one a month */
    for (int share = 1; share <= 100; share++)
        assert_int_equal(attainment_quantile(first, 100, share / 100.), share - 1);
    for (int d = 0; d < 100; d++)
        first[d] = -1;
    assert_int_equal(attainment_quantile(first, 100, 0.05), -1);
}

/* ---- several goals ---- */

enum { DRAWS = 64, GOALS = 3 };

static double share_of(const double *x)
{
    return stats_describe(x, DRAWS).difference.mean;
}

/* Bits of the draw's number: goal i is met in every second draw, all of them independent. */
static void make_independent(double *met)
{
    for (int i = 0; i < GOALS; i++)
        for (int d = 0; d < DRAWS; d++)
            met[i * DRAWS + d] = d >> (i + 1) & 1;
}

static void test_independent_goals_multiply(void **unused)
{
    double met[GOALS * DRAWS], x[DRAWS];

    (void)unused;
    make_independent(met);
    attainment_all(met, GOALS, DRAWS, x);
    assert_true(share_of(x) == 1. / 8);
    attainment_both(met, DRAWS, 0, 2, x);
    assert_true(share_of(x) == 1. / 4);
    for (int k = 0; k <= GOALS; k++) {
        static const double binomial[] = {1 / 8., 3 / 8., 3 / 8., 1 / 8.};
        attainment_count(met, GOALS, DRAWS, k, x);
        assert_true(share_of(x) == binomial[k]);
    }
    for (int i = 0; i < GOALS; i++) {
        attainment_alone(met, GOALS, DRAWS, i, x);
        assert_true(share_of(x) == 1. / 8);
        assert_true(attainment_given(met, DRAWS, i, (i + 1) % GOALS).share == 0.5);
    }
}

/* The second goal is harder than the first: met only where that is. The third is always met. */
static void test_nested_goals_bind_in_order(void **unused)
{
    double met[GOALS * DRAWS], x[DRAWS];

    (void)unused;
    for (int d = 0; d < DRAWS; d++) {
        met[d] = d < 48;
        met[DRAWS + d] = d < 16;
        met[2 * DRAWS + d] = 1;
    }
    attainment_all(met, GOALS, DRAWS, x);
    assert_true(share_of(x) == 0.25);
    attainment_alone(met, GOALS, DRAWS, 0, x);
    assert_true(share_of(x) == 0); /* where the first is missed, the second is */
    attainment_alone(met, GOALS, DRAWS, 1, x);
    assert_true(share_of(x) == 0.5);
    assert_true(attainment_given(met, DRAWS, 0, 1).share == 1 && attainment_given(met, DRAWS, 0, 1).se == 0);
    assert_close(attainment_given(met, DRAWS, 1, 0).share, 1. / 3, 1e-15);
    for (int d = 0; d < DRAWS; d++)
        met[DRAWS + d] = 0;
    assert_true(isnan(attainment_given(met, DRAWS, 0, 1).share));
}

/* Over many samples of independent draws the error of a conditional share is what it misses by: its mean square to
   4 of the ratio's own standard errors (chi-squared with 15 degrees of freedom, and normal misses). */
static void test_the_error_of_a_conditional_share_is_what_it_misses_by(void **unused)
{
    enum { SAMPLES = 2000, MANY = 800 };
    static double met[2 * MANY];
    double missed = 0, said = 0;
    uint64_t state = 1;

    (void)unused;
    for (int s = 0; s < SAMPLES; s++) {
        for (int d = 0; d < MANY; d++) {
            double u[2];
            for (int k = 0; k < 2; k++) { /* SplitMix64 */
                uint64_t z = state += 0x9e3779b97f4a7c15u;
                z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
                z = (z ^ z >> 27) * 0x94d049bb133111ebu;
                u[k] = (double)((z ^ z >> 31) >> 11) * 0x1p-53;
            }
            met[MANY + d] = u[0] < 0.4;
            met[d] = u[1] < (met[MANY + d] != 0 ? 0.7 : 0.2);
        }
        struct attainment_share given = attainment_given(met, MANY, 0, 1);
        missed += (given.share - 0.7) * (given.share - 0.7) / SAMPLES;
        said += given.se * given.se / SAMPLES;
    }
    assert_close(said, missed, 4 * sqrt((2 + 2 / 15.) / SAMPLES));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_month_that_meets_a_goal),
        cmocka_unit_test(test_quantiles_count_those_that_never_come),
        cmocka_unit_test(test_independent_goals_multiply),
        cmocka_unit_test(test_nested_goals_bind_in_order),
        cmocka_unit_test(test_the_error_of_a_conditional_share_is_what_it_misses_by),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
