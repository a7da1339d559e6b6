/* Estimates and standard errors from the replicates, worked out by hand. That they cover at the rate they state is
   tested over many seeds in test_calibration.c. */
#include "check.h"

#include "estimate.h"

/* By hand: replicate r holds r and r + 16, with the mean r + 8; 8 of them have one draw at or below 7, 8 none. */
static void test_the_spread_of_replicates_by_hand(void **unused)
{
    double y[32], alike[64];
    const double spread = sqrt(22.666666666666668 / 16); /* variance of 0 … 15 over 16 */

    (void)unused;
    for (int i = 0; i < 32; i++)
        y[i] = i;
    struct estimate mean = estimate_mean(y, 32), low = estimate_quantile(y, 32, 0.25);
    assert_close(mean.value, 15.5, 1e-15);
    assert_close(mean.se, spread, 1e-12);
    assert_close(low.value, 7, 0);
    double share_se = sqrt(16 * 0.0625 / 15 / 16 + 1 / 1024.0), half = ESTIMATE_T * share_se;
    assert_close(estimate_half(low), (ceil(32 * (0.25 + half)) - fmax(ceil(32 * (0.25 - half)), 1)) / 2, 1e-12);
    assert_true(isnan(estimate_quantile(y, 31, 0.25).se)); /* one replicate has one value */
    for (int i = 0; i < 64; i++)
        alike[i] = 1;
    struct estimate share = estimate_share(alike, 64);
    assert_true(share.value == 1);
    assert_close(estimate_half(share), 3 / 64.0, 1e-12);
    alike[5] = NAN;
    assert_close(estimate_share(alike, 64).value, 63 / 64.0, 1e-15);
    assert_true(estimate_quantile(alike, 64, 0.5).se == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_spread_of_replicates_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
