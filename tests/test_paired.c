/* Paired differences from kept draws: what stats_compare says. That its standard error is right is tested over many
   seeds in test_calibration.c. */
#include "check.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_series_differs_from_itself_by_exactly_zero),
        cmocka_unit_test(test_statistics_of_a_difference_are_those_of_its_draws),
        cmocka_unit_test(test_draws_without_a_value_in_either_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
