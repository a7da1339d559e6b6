/* Sampling without replacement against R, its monotony and corners. */
#include "check.h"

#include "base.h"
#include "sampler_hypergeometric.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

enum { ROUNDS = 20000 };

/* A repeatable stream of numbers for the cases; not the engine's own. */
static uint64_t state = 88172645463325252u;

static double next_uniform(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return ((double)(state >> 11) + 0.5) * 0x1p-53;
}

static double whole_below(double limit)
{
    return floor(next_uniform() * (limit + 1));
}

/* A pool of a size between 1 and 10^7, half of them small, and a sample from it. */
static void next_case(double *drawn, double *marked, double *others)
{
    double size = floor(exp(next_uniform() * (next_uniform() < .5 ? 4 : 16)));

    *marked = whole_below(size);
    *others = size - *marked;
    *drawn = next_uniform() < .7 ? whole_below(fmin(size, 100)) : whole_below(size);
}

static void test_the_quantile_is_that_of_r(void **unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        double drawn, marked, others;
        next_case(&drawn, &marked, &others);
        double u = next_uniform(), k = sampler_hypergeometric(u, drawn, marked, others);
        assert_true(k == floor(k) && k >= fmax(0, drawn - others) && k <= fmin(drawn, marked));
        double upto = phyper(k, marked, others, drawn, 1, 0);
        double below = k > 0 ? phyper(k - 1, marked, others, drawn, 1, 0) : 0;
        if (upto < u - 1e-10 || below > u + 1e-10)
            fail_msg("u %.17g, %g of %g and %g: k %g, P(X <= k) %.12g, P(X < k) %.12g", u, drawn,
                     marked, others, k, upto, below);
    }
}

static void test_tails_are_those_of_r(void **unused)
{
    static const double tails[] = {1e-12, 1e-9, 1e-6, 1e-3};

    (void)unused;
    for (size_t t = 0; t < COUNT_OF(tails); t++)
        for (int upper = 0; upper < 2; upper++) {
            double u = upper ? 1 - tails[t] : tails[t];
            double k = sampler_hypergeometric(u, 60, 1000, 2000);
            double upto = phyper(k, 1000, 2000, 60, 1, 0),
                   below = phyper(k - 1, 1000, 2000, 60, 1, 0);
            assert_true(upto >= u - 1e-13 && below <= u + 1e-13);
        }
}

static void test_more_drawn_or_marked_is_never_fewer(void **unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        double drawn, marked, others;
        next_case(&drawn, &marked, &others);
        double u = next_uniform(), k = sampler_hypergeometric(u, drawn, marked, others);
        if (drawn < marked + others)
            assert_true(sampler_hypergeometric(u, drawn + 1, marked, others) >= k);
        if (others > 0)
            assert_true(sampler_hypergeometric(u, drawn, marked + 1, others - 1) >= k);
        assert_true(sampler_hypergeometric(u + (1 - u) * next_uniform(), drawn, marked, others) >=
                    k);
    }
}

static void test_the_corners_leave_no_choice(void **unused)
{
    (void)unused;
    for (double u = 0.001; u < 1; u += 0.0998) {
        assert_true(sampler_hypergeometric(u, 0, 5, 5) == 0);
        assert_true(sampler_hypergeometric(u, 10, 5, 5) == 5);
        assert_true(sampler_hypergeometric(u, 3, 0, 5) == 0);
        assert_true(sampler_hypergeometric(u, 3, 5, 0) == 3);
        assert_true(sampler_hypergeometric(u, 0, 0, 0) == 0);
        assert_true(sampler_hypergeometric(u, 9, 5, 5) >= 4);
    }
}

/* A nation's pool: mean and spread over equally spaced uniforms are those of the distribution. The sum over
   4,096 midpoints misses the mean of a variable with that spread by far less than a hundredth of it. */
static void test_a_large_pool_has_its_mean_and_spread(void **unused)
{
    double drawn = 1e6, marked = 3e8, others = 7e8, n = 4096, sum = 0, squares = 0;
    double mean = drawn * marked / (marked + others);
    double sd = sqrt(mean * (others / (marked + others)) * (1e9 - drawn) / (1e9 - 1));

    (void)unused;
    for (int i = 0; i < n; i++) {
        double d = sampler_hypergeometric((i + .5) / n, drawn, marked, others) - mean;
        sum += d;
        squares += d * d;
    }
    assert_within(sum / n, 0.5,
                  sd * .01); /* the smallest k that reaches u lies half a step above */
    assert_within(sqrt(squares / n), sd, sd * .01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_quantile_is_that_of_r),
        cmocka_unit_test(test_tails_are_those_of_r),
        cmocka_unit_test(test_more_drawn_or_marked_is_never_fewer),
        cmocka_unit_test(test_the_corners_leave_no_choice),
        cmocka_unit_test(test_a_large_pool_has_its_mean_and_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
