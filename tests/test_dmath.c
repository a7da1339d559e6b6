/* dmath.h against long double libm: x87's 64-bit mantissa, errors below 1e-3 ulp of a double. Where
   long double is no wider than double (not x86) the comparison allows one ulp more. */
#include "check.h"

#include "dmath.h"

#include <float.h>

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

#define ORACLE_ULP (LDBL_MANT_DIG >= 64 ? 0.001 : 1.0)

static uint64_t random_state = 1;

/* splitmix64 */
static uint64_t random_word(void)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static double uniform(double low, double high)
{
    return low + (high - low) * ((double)(random_word() >> 11) * 0x1p-53);
}

/* Any positive finite double, every exponent alike. */
static double any_positive(void)
{
    return dm_from_bits(random_word() % 0x7ff0000000000000u);
}

/* Distance in units of the spacing of doubles at `exact`; infinite where only one is a number. */
static double ulps(double x, long double exact)
{
    double rounded = (double)exact;
    int exponent;

    if (isnan(x) || isnan(rounded) || isinf(x) || isinf(rounded))
        return x == rounded || (isnan(x) && isnan(rounded)) ? 0 : INFINITY;
    frexpl(exact, &exponent);
    if (exponent < DBL_MIN_EXP)
        exponent = DBL_MIN_EXP;
    return (double)(fabsl(x - exact) / ldexpl(1, exponent - 53));
}

static const double specials[] = {
    0.0,
    -0.0,
    1,
    -1,
    2,
    -2,
    3,
    -3,
    0.5,
    -0.5,
    1.5,
    -1.5,
    2.5,
    -2.5,
    INFINITY,
    -INFINITY,
    NAN,
    1e300,
    -1e300,
    DBL_MAX,
    -DBL_MAX,
    1e-320,
    -1e-320,
    0x1p-1074,
    0x1p-1022,
    0x1p52,
    0x1p53,
    -0x1p53,
    0x1p53 - 1,
    1 - 0x1p-53,
    1 + 0x1p-52,
    0.49999999999999994,
    -0.49999999999999994,
    4503599627370497.5,
    709.78,
    709.79,
    -745.1,
    -745.2,
};

enum { SPECIALS = COUNT_OF(specials) };

static bool same_number(double a, double b)
{
    return isnan(a) ? isnan(b) : a == b && signbit(a) == signbit(b);
}

static void test_rounding_functions_agree_with_libm_to_the_sign_of_zero(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        double x = i < SPECIALS ? specials[i]
                   : i % 3 == 0 ? floor(uniform(-1e4, 1e4)) / 2
                   : i % 3 == 1 ? uniform(-1e17, 1e17)
                                : uniform(-3, 3);
        if (!same_number(dm_floor(x), floor(x)) || !same_number(dm_ceil(x), ceil(x)) ||
            !same_number(dm_round(x), round(x)))
            fail_msg("%a: floor %a, ceil %a, round %a", x, dm_floor(x), dm_ceil(x), dm_round(x));
    }
}

static void test_exp_is_within_the_error_it_states(void **state)
{
    double normal = 0, subnormal = 0;

    (void)state;
    for (int i = 0; i < 400000; i++) {
        double x = i % 2 ? uniform(-750, 712) : uniform(-2, 2);
        double error = ulps(dm_exp(x), expl(x));
        if (x < -708)
            subnormal = fmax(subnormal, error);
        else
            normal = fmax(normal, error);
    }
    assert_within(normal, 0, 0.7 + ORACLE_ULP);
    assert_within(subnormal, 0, 0.8 + ORACLE_ULP);
}

static void test_log_is_within_the_error_it_states(void **state)
{
    double worst = 0;

    (void)state;
    for (int i = 0; i < 400000; i++) {
        double x = i % 4 == 0   ? any_positive()
                   : i % 4 == 1 ? uniform(0.5, 2)
                   : i % 4 == 2 ? 1 + uniform(-1, 1) * ldexp(1, -(i % 50))
                                : uniform(0, 1e6);
        worst = fmax(worst, ulps(dm_log(x), logl(x)));
    }
    assert_within(worst, 0, 0.9 + ORACLE_ULP);
}

static void test_exp_and_log_have_the_right_limits(void **state)
{
    (void)state;
    for (int i = 0; i < SPECIALS; i++) {
        double x = specials[i], l = (double)logl(x), e = (double)expl(x);
        assert_true(isnan(l) == isnan(dm_log(x)) && isinf(l) == isinf(dm_log(x)));
        assert_true(isnan(e) == isnan(dm_exp(x)) && isinf(e) == isinf(dm_exp(x)));
    }
    assert_true(dm_log(0.0) == -INFINITY && dm_log(-0.0) == -INFINITY);
    assert_true(dm_log(INFINITY) == INFINITY && isnan(dm_log(-1)) && isnan(dm_log(-INFINITY)));
    assert_true(dm_exp(-INFINITY) == 0 && dm_exp(INFINITY) == INFINITY && dm_exp(0) == 1);
    assert_true(dm_exp(709.78) < INFINITY && dm_exp(709.79) == INFINITY);
    assert_true(dm_exp(-745.1) == 0x1p-1074 && dm_exp(-745.2) == 0);
    assert_true(dm_log(1) == 0 && dm_log(0x1p-1074) == -744.4400719213812);
}

static void test_pow_is_within_the_error_it_states(void **state)
{
    double worst = 0;

    (void)state;
    for (int i = 0; i < 400000; i++) {
        double a = i % 2 ? any_positive() : uniform(0, 3);
        /* the result from under the smallest to over the largest double, then ordinary growth */
        double b = i % 4 < 2 ? uniform(-760, 720) / log(a) : uniform(-20, 20);
        long double exact = powl(a, b);
        if (fabsl(exact) >= DBL_MIN)
            worst = fmax(worst, ulps(dm_pow(a, b), exact));
    }
    assert_within(worst, 0, 0.9 + ORACLE_ULP);
}

static void test_pow_agrees_with_c_on_zeros_infinities_and_signs(void **state)
{
    (void)state;
    for (int i = 0; i < SPECIALS; i++)
        for (int j = 0; j < SPECIALS; j++) {
            double a = specials[i], b = specials[j], x = dm_pow(a, b);
            long double exact = powl(a, b);
            /* subnormal results are rounded twice */
            bool near = ulps(x, exact) <= 1.3 + ORACLE_ULP && !signbit(x) == !signbit(exact);
            if (isnan(exact) ? !isnan(x) : !near)
                fail_msg("pow(%a, %a) = %a, not %La", a, b, x, exact);
        }
}

static void test_pow_is_exact_where_the_result_is_a_double(void **state)
{
    (void)state;
    for (int base = -300; base <= 300; base++) {
        double product = 1;
        for (int n = 0; n <= 53 && fabs(product) <= 0x1p53; n++, product *= base)
            if (dm_pow(base, n) != product)
                fail_msg("%d ^ %d = %.17g, not %.17g", base, n, dm_pow(base, n), product);
    }
    for (int n = -1074; n < 1024; n++)
        assert_true(dm_pow(2, n) == ldexp(1, n));
    for (int i = 0; i < 10000; i++) {
        double a = uniform(-100, 100);
        assert_true(dm_pow(a, 0) == 1 && dm_pow(a, 1) == a && dm_pow(a, 2) == a * a);
    }
    for (int i = 1; i < 10000; i++)
        assert_true(dm_pow((double)i * i, 0.5) == i);
}

static void test_log1p_and_expm1_keep_small_arguments(void **state)
{
    double worst_log = 0, worst_exp = 0;

    (void)state;
    for (int i = 0; i < 400000; i++) {
        double size = ldexp(uniform(0.5, 1), -(i / 2 % 60)), x = i % 2 ? size : -size;
        double y = i % 7 ? x : uniform(-45, 45);
        worst_log = fmax(worst_log, ulps(dm_log1p(x), log1pl(x)));
        worst_exp = fmax(worst_exp, ulps(dm_expm1(y), expm1l(y)));
    }
    assert_within(worst_log, 0, 1.2 + ORACLE_ULP);
    assert_within(worst_exp, 0, 1 + ORACLE_ULP);
    assert_true(dm_log1p(-1) == -INFINITY && isnan(dm_log1p(-2)) && isnan(dm_log1p(NAN)));
    assert_true(dm_log1p(INFINITY) == INFINITY && dm_expm1(-INFINITY) == -1);
    assert_true(dm_expm1(INFINITY) == INFINITY && isnan(dm_expm1(NAN)));
}

static void test_log1p_minus_keeps_the_digits_that_cancel(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        double x = uniform(-0.29, 0.41) * ldexp(1, -(i % 12));
        /* long double loses 2 bits for each halving of x: 2^-64 * 2/x against x^2/2 */
        assert_close(dm_log1p_minus(x), (double)(log1pl(x) - x), 1e-15 + 4 * 0x1p-64 / fabs(x));
        assert_within(dm_log1p_minus(uniform(-0.99, 40)) < 0, 1, 0);
    }
    assert_close(dm_log1p_minus(1e-10), -0.5e-20 * (1 - 2e-10 / 3), 1e-15);
    assert_close(dm_log1p_minus(3), (double)(log1pl(3) - 3), 1e-15);
}

static void test_lgamma_and_the_error_of_stirling_agree_with_long_double(void **state)
{
    (void)state;
    for (int i = 0; i < 100000; i++) {
        double x = i % 2 ? exp(uniform(-12, 12)) : uniform(0.01, 20);
        long double exact = lgammal(x);
        long double stirling = exact - ((x - 0.5L) * logl(x) - x + 0.5L * logl(2 * acosl(-1)));
        assert_within(dm_lgamma(x), (double)exact, 3e-15 * fmax(1, fabs((double)exact)));
        /* the difference in long double is right to 2^-63 of its largest term */
        assert_within(dm_stirling_error(x), (double)stirling,
                      1e-15 * fmax(1, fabs((double)stirling)) +
                          0x1p-62 * fmax(1, fabs(x * log(x))));
    }
}

static void test_normal_quantile_is_right_in_both_tails(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        double u = i % 2 ? uniform(0, 1) : ldexp(uniform(0.5, 1), -(i / 2 % 52));
        u = (2 * floor(u * 0x1p52) + 1) * 0x1p-53;
        bool lower = u < 0.5;
        double share = lower ? u : 1 - u, z = dm_normal_quantile(u);
        /* a relative error e of z is e z^2 of the share; R's pnorm itself is good to 1e-14 */
        assert_close(pnorm(z, 0, 1, lower, 0), share, 2e-15 * (1 + z * z) + 1e-14);
        assert_true(dm_normal_quantile(1 - u) == -z);
    }
    assert_true(dm_normal_quantile(0.5) == 0);
}

static uint64_t mixed(uint64_t hash, double x)
{
    uint64_t bits = isnan(x) ? 1 : dm_bits(x);
    return (hash ^ bits) * 0x100000001b3u;
}

/* Recorded with gcc 12 -O2 on x86-64; the same with clang 14, -O0 and -O3, SSE2, AVX2, AVX-512. */
static void test_results_have_the_recorded_bits(void **state)
{
    static double a[1024], b[1024], exps[1024], logs[1024], pows[1024];
    uint64_t hash = 0xcbf29ce484222325u;

    (void)state;
    random_state = 20260101;
    for (int i = 0; i < 1024; i++) {
        a[i] = i < SPECIALS ? specials[i] : uniform(-20, 20);
        b[i] = i < SPECIALS ? specials[SPECIALS - 1 - i] : floor(uniform(-9, 9)) / (1 + i % 2);
    }
    for (int i = 0; i < 1024; i++) /* these three loops are vectorised */
        exps[i] = dm_exp(a[i]);
    for (int i = 0; i < 1024; i++)
        logs[i] = dm_log(a[i]);
    for (int i = 0; i < 1024; i++)
        pows[i] = dm_pow(a[i], b[i]);
    for (int i = 0; i < 1024; i++) {
        double x = a[i], size = fabs(x) < 40 ? fabs(x) : 1;
        assert_true(same_number(exps[i], dm_exp(x)) && same_number(logs[i], dm_log(x)));
        hash = mixed(mixed(mixed(hash, exps[i]), logs[i]), pows[i]);
        hash = mixed(mixed(mixed(hash, dm_floor(x)), dm_ceil(x)), dm_round(x));
        hash = mixed(mixed(mixed(hash, dm_log1p(x)), dm_expm1(x)), dm_log1p_minus(size));
        hash = mixed(mixed(hash, dm_lgamma(size + 0.01)), dm_normal_quantile((i + 0.5) / 1024));
    }
    if (hash != 0xbf902f665c5b6d4cu)
        fail_msg("the bits have changed: %#llx", (unsigned long long)hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounding_functions_agree_with_libm_to_the_sign_of_zero),
        cmocka_unit_test(test_exp_is_within_the_error_it_states),
        cmocka_unit_test(test_log_is_within_the_error_it_states),
        cmocka_unit_test(test_exp_and_log_have_the_right_limits),
        cmocka_unit_test(test_pow_is_within_the_error_it_states),
        cmocka_unit_test(test_pow_agrees_with_c_on_zeros_infinities_and_signs),
        cmocka_unit_test(test_pow_is_exact_where_the_result_is_a_double),
        cmocka_unit_test(test_log1p_and_expm1_keep_small_arguments),
        cmocka_unit_test(test_log1p_minus_keeps_the_digits_that_cancel),
        cmocka_unit_test(test_lgamma_and_the_error_of_stirling_agree_with_long_double),
        cmocka_unit_test(test_normal_quantile_is_right_in_both_tails),
        cmocka_unit_test(test_results_have_the_recorded_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
