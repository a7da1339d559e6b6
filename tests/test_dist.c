/* dist.h against R's math library (libRmath), which is only an oracle here. */
#include "check.h"

#include "dist.h"
#include "dist_shape.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

static struct dist make(enum dist_kind kind, const double *parameters, int count)
{
    struct dist dist;
    struct error err = {0};
    if (!dist_make(&dist, kind, parameters, count, &err))
        fail_msg("%s", err.text);
    return dist;
}

#define MAKE(kind, ...)                                                                            \
    make(DIST_##kind, (const double[]){__VA_ARGS__},                                               \
         (int)(sizeof((const double[]){__VA_ARGS__}) / sizeof(double)))

static uint64_t random_state = 1;

static double uniform(double low, double high) /* splitmix64 */
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return low + (high - low) * ((double)((z ^ z >> 31) >> 11) * 0x1p-53);
}

/* The nearest u of the grid of draws, (2a + 1) 2^-53: 1 - u is exact. */
static double on_grid(double u)
{
    return (2 * fmin(floor(u * 0x1p52), 0x1p52 - 1) + 1) * 0x1p-53;
}

enum { PROBES = 320 };

/* Every power of two down to 2^-53 from either end, and the middle. */
static void fill_probes(double u[PROBES])
{
    for (int i = 0; i < PROBES; i++) {
        double power = ldexp(1, -(i / 2 % 53 + 1));
        u[i] = i >= 106 ? on_grid((i - 105) / 215.0) : on_grid(i % 2 ? 1 - power : power);
    }
}

static double ulp(double x)
{
    return nextafter(fabs(x), INFINITY) - fabs(x);
}

/* F - u, or for u above 1/2 the same from the upper tail, must be within the promise of dist.h:
   1e-12 of the tail, and what one step of the grid of doubles at x changes F by: no double is
   better. */
static void assert_promise(const char *what, double u, double x, double share, double density,
                           double x_step)
{
    double tail = u < 0.5 ? u : 1 - u;
    double error = fabs(share - tail), allowed = 1e-12 * tail + density * x_step;
    if (!(error <= allowed))
        fail_msg("%s, u = %a: x = %.17g has %.17g, off by %.3g of it", what, u, x, share,
                 error / tail);
}

#define TINIEST 0x1p-1074

static const double shapes[] = {0.05, 0.1, 0.3, 0.5, 0.7, 1,   1.5, 2,
                                3,    4,   5,   10,  30,  100, 1e3, 1e4};

static void assert_beta(double a, double b, double u)
{
    double derived[DIST_DERIVED], x, y;
    char what[64];

    snprintf(what, sizeof what, "beta(%g, %g)", a, b);
    dist_beta_prepare(derived, a, b);
    dist_beta_quantile(derived, u, &x, &y);
    assert_true(x >= 0 && y >= 0 && (x == 1 - y || y == 1 - x));
    if (x == 0 || y == 0) /* below the smallest double: the true place must be */
        assert_true(x == 0 ? pbeta(TINIEST, a, b, 1, 0) > u : pbeta(TINIEST, b, a, 1, 0) > 1 - u);
    else if (x <= y)
        assert_promise(what, u, x, pbeta(x, a, b, u < 0.5, 0), dbeta(x, a, b, 0), ulp(x));
    else
        assert_promise(what, u, y, pbeta(y, b, a, u >= 0.5, 0), dbeta(y, b, a, 0), ulp(y));
}

static void test_beta_keeps_its_promise_for_shapes_from_a_twentieth_to_ten_thousand(void **state)
{
    double u[PROBES];

    (void)state;
    fill_probes(u);
    for (size_t i = 0; i < COUNT_OF(shapes); i++)
        for (size_t j = 0; j < COUNT_OF(shapes); j++)
            for (int k = (int)(i + j) % 3; k < PROBES; k += 3)
                assert_beta(shapes[i], shapes[j], u[k]);
}

static void test_beta_keeps_its_promise_for_all_shapes_it_takes(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double a = exp(uniform(log(0.02), log(1e5))), b = exp(uniform(log(0.02), log(1e5)));
        double tail = ldexp(uniform(0.5, 1), -(i % 53));
        assert_beta(a, b, on_grid(i % 2 ? tail : 1 - tail));
        assert_beta(1 + uniform(0, 4), 1 + uniform(0, 4), on_grid(uniform(0, 1)));
    }
}

/* The same from a curve, where there is one. */
static void check_curve(const struct dist *dist, const double *u)
{
    struct arena *arena = arena_new();
    const struct dist_curve *curve = dist_curve_new(dist, arena);
    double x[PROBES], a = dist->parameter[0], b = dist->parameter[1];
    char what[64];

    dist_text(dist, what, sizeof what);
    assert_non_null(curve);
    dist_quantiles(dist, curve, x, u, PROBES);
    for (int k = 0; k < PROBES; k++) {
        bool lower = u[k] < 0.5;

        if (dist->kind == DIST_GAMMA)
            assert_promise(what, u[k], x[k], pgamma(x[k], a, b, lower, 0), dgamma(x[k], a, b, 0),
                           ulp(x[k]));
        else
            assert_promise(what, u[k], x[k], pbeta(x[k], a, b, lower, 0),
                           fmax(dbeta(x[k], a, b, 0), dbeta(nextafter(x[k], 0), a, b, 0)),
                           ulp(x[k]));
    }
    arena_free(arena);
}

static void test_quantiles_from_a_curve_keep_the_promise(void **state)
{
    double u[PROBES];

    (void)state;
    fill_probes(u);
    for (int i = 0; i < 600; i++) {
        double most = i % 2 ? 1e5 : 6, a = i < 4 ? 1 : exp(uniform(0, log(most)));
        double b = i % 3 ? exp(uniform(0, log(most))) : 1;
        struct dist dist;

        for (int k = 106; k < PROBES; k++)
            u[k] = on_grid(k % 4 ? uniform(0, 1) : ldexp(uniform(0.5, 1), -(k % 53)));
        dist = MAKE(BETA, a, b);
        check_curve(&dist, u);
        dist = MAKE(GAMMA, a, 8);
        check_curve(&dist, u);
    }
}

static void test_a_curve_is_made_only_where_it_helps(void **state)
{
    struct arena *arena = arena_new();
    struct dist all[] = {MAKE(UNIFORM, 2, 3),   MAKE(NORMAL, 1, 2),    MAKE(LOGNORMAL, 1, 2),
                         MAKE(BETWEEN, 1, 2),   MAKE(GAMMA, 0.99, 8),  MAKE(BETA, 0.99, 2),
                         MAKE(BETA, 2, 0.99),   MAKE(TRIANGULAR, 1, 2, 3)};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(all); i++)
        assert_null(dist_curve_new(&all[i], arena));
    arena_free(arena);
}

static void test_pert_from_a_curve_is_pert(void **state)
{
    struct arena *arena = arena_new();
    double u[PROBES], x[PROBES];

    (void)state;
    fill_probes(u);
    for (int i = 0; i < 100; i++) {
        double mode = i == 0 ? 2 : i == 1 ? 5 : uniform(2, 5);
        struct dist dist = MAKE(PERT, 2, mode, 5);

        dist_quantiles(&dist, dist_curve_new(&dist, arena), x, u, PROBES);
        for (int k = 0; k < PROBES; k++) {
            assert_true(x[k] >= 2 && x[k] <= 5);
            assert_within(x[k], dist_quantile(&dist, u[k]), 2e-13);
        }
    }
    arena_free(arena);
}

static void test_gamma_keeps_its_promise_for_all_shapes_it_takes(void **state)
{
    double u[PROBES];
    char what[64];

    (void)state;
    fill_probes(u);
    for (int i = 0; i < 216; i++) {
        double a = i < 16 ? shapes[i] : exp(uniform(log(0.02), log(1e5)));
        struct dist dist = MAKE(GAMMA, a, 8); /* a power of two: scaling is exact */
        dist_text(&dist, what, sizeof what);
        for (int k = 0; k < PROBES; k++) {
            double x = dist_quantile(&dist, u[k]) / 8;
            if (x == 0)
                assert_true(pgamma(TINIEST, a, 1, 1, 0) > u[k]);
            else
                assert_promise(what, u[k], x, pgamma(x, a, 1, u[k] < 0.5, 0), dgamma(x, a, 1, 0),
                               ulp(x));
        }
    }
}

static void test_pert_keeps_its_promise_and_stays_in_its_range(void **state)
{
    double u[PROBES];
    char what[64];

    (void)state;
    fill_probes(u);
    for (int i = 0; i <= 40; i++) {
        double low = i % 3 - 1, width = i % 2 ? 0.3 : 7, high = low + width;
        double mode = fmin(high, low + width * (i / 40.0)), x, s;
        struct dist dist = MAKE(PERT, low, mode, high);
        double a = 1 + 4 * (mode - low) / (high - low), b = 1 + 4 * (high - mode) / (high - low);
        dist_text(&dist, what, sizeof what);
        for (int k = 0; k < PROBES; k++) {
            bool lower = u[k] < 0.5;
            x = dist_quantile(&dist, u[k]);
            assert_true(x >= low && x <= high);
            /* the place in the range costs a rounding of x - low too: 2 steps of x */
            s = lower ? (x - low) / (high - low) : (high - x) / (high - low);
            double density = s > 0 ? dbeta(s, lower ? a : b, lower ? b : a, 0) : 5;
            assert_promise(what, u[k], x, lower ? pbeta(s, a, b, 1, 0) : pbeta(s, b, a, 1, 0),
                           fmin(density, 5), 2 * ulp(x) / (high - low)); /* a pert is below 5 */
        }
    }
}

static void test_normal_and_lognormal_keep_their_promise(void **state)
{
    double u[PROBES];
    struct dist normal = MAKE(NORMAL, 0, 1), moved = MAKE(NORMAL, 100, 3);
    struct dist one = MAKE(LOGNORMAL, 0, 1), narrow = MAKE(LOGNORMAL, 12, 0.01);
    struct dist wide = MAKE(LOGNORMAL, -3, 9);

    (void)state;
    fill_probes(u);
    for (int k = 0; k < PROBES; k++) {
        bool lower = u[k] < 0.5;
        double x = dist_quantile(&normal, u[k]);
        assert_promise("normal", u[k], x, pnorm(x, 0, 1, lower, 0), dnorm4(x, 0, 1, 0), ulp(x));
        x = dist_quantile(&moved, u[k]);
        assert_promise("moved", u[k], x, pnorm(x, 100, 3, lower, 0), dnorm4(x, 100, 3, 0), ulp(x));
        x = dist_quantile(&one, u[k]);
        assert_promise("one", u[k], x, plnorm(x, 0, 1, lower, 0), dlnorm(x, 0, 1, 0), 2 * ulp(x));
        x = dist_quantile(&wide, u[k]);
        assert_promise("wide", u[k], x, plnorm(x, -3, 9, lower, 0), dlnorm(x, -3, 9, 0),
                       2 * ulp(x));
        /* R takes log x: half a step of log x = 12 is one in 1e-15 of x, ten steps of x here */
        x = dist_quantile(&narrow, u[k]);
        assert_promise("narrow", u[k], x, plnorm(x, 12, 0.01, lower, 0), dlnorm(x, 12, 0.01, 0),
                       2 * ulp(x) + x * ulp(12));
    }
}

static void test_uniform_and_triangular_keep_their_promise(void **state)
{
    double u[PROBES];
    const double modes[] = {2, 2.5, 3.75, 4};
    struct dist flat = MAKE(UNIFORM, -1, 3);

    (void)state;
    fill_probes(u);
    for (int k = 0; k < PROBES; k++) {
        double x = dist_quantile(&flat, u[k]);
        bool lower = u[k] < 0.5;
        assert_promise("uniform", u[k], x, punif(x, -1, 3, lower, 0), 0.25, ulp(x));
        for (size_t i = 0; i < COUNT_OF(modes); i++) {
            double m = modes[i];
            struct dist dist = MAKE(TRIANGULAR, 2, m, 4);
            x = dist_quantile(&dist, u[k]);
            double below = x - 2, above = 4 - x;
            bool rising = x < m || m == 4;
            double up = rising ? below * below / (2 * (m - 2)) : 1 - above * above / (2 * (4 - m));
            double down = rising ? 1 - up : above * above / (2 * (4 - m));
            double density = rising ? below / (m - 2) : above / (4 - m);
            /* near an end the density grows within the step: half a step squared */
            assert_promise("triangular", u[k], x, lower ? up : down, density + ulp(x) / 0.5,
                           ulp(x));
        }
    }
}

static void test_between_has_its_five_and_ninety_five_per_cent_where_asked(void **state)
{
    const double pairs[][2] = {{0.6, 0.9}, {1e-9, 1e9}, {5, 5.0000001}, {-3, 8},
                               {0, 1},     {-8, -3},    {1e100, 1e101}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct dist dist = MAKE(BETWEEN, pairs[i][0], pairs[i][1]);
        double scale = fmax(fabs(pairs[i][0]), fabs(pairs[i][1])), low, high;
        bool positive = pairs[i][0] > 0;

        /* 0.05 and 0.95 are themselves rounded: a few steps */
        assert_within(dist_quantile(&dist, 0.05), pairs[i][0],
                      8e-16 *
                          (positive ? pairs[i][0] * (1 + log(pairs[i][1] / pairs[i][0])) : scale));
        assert_within(dist_quantile(&dist, 0.95), pairs[i][1],
                      8e-16 *
                          (positive ? pairs[i][1] * (1 + log(pairs[i][1] / pairs[i][0])) : scale));
        dist_support(&dist, &low, &high);
        assert_true(low == (positive ? 0 : -INFINITY) && high == INFINITY);
    }
}

static void test_choice_sorts_its_values_and_draws_them_by_weight(void **state)
{
    struct dist dist = MAKE(CHOICE, 30, 10, 20, 1, 2, 5);
    double low, high;

    (void)state;
    assert_int_equal(dist.choices, 3);
    assert_true(dist.value[0] == 10 && dist.value[1] == 20 && dist.value[2] == 30);
    assert_true(dist.weight[0] == 0.25 && dist.weight[1] == 0.625 && dist.weight[2] == 0.125);
    assert_true(dist_quantile(&dist, 0x1p-53) == 10 && dist_quantile(&dist, 0.25) == 10);
    assert_true(dist_quantile(&dist, on_grid(0.25)) == 20 && dist_quantile(&dist, 0.875) == 20);
    assert_true(dist_quantile(&dist, on_grid(0.875)) == 30);
    assert_true(dist_quantile(&dist, 1 - 0x1p-53) == 30);
    dist_support(&dist, &low, &high);
    assert_true(low == 10 && high == 30);
    assert_true(dist_expected(&dist) == 20);
    assert_close(dist_mean(&dist), 18.75, 1e-15);
    assert_close(dist_sd(&dist), sqrt(0.25 * 76.5625 + 0.625 * 1.5625 + 0.125 * 126.5625), 1e-15);
}

static void test_expected_choice_is_the_first_given_of_the_likeliest(void **state)
{
    struct dist tie = MAKE(CHOICE, 7, 3, 5, 2, 2, 1), single = MAKE(CHOICE, 4, 1);
    struct dist pert = MAKE(PERT, 0, 1, 6);

    (void)state;
    assert_true(dist_expected(&tie) == 7);
    assert_true(dist_expected(&single) == 4 && dist_quantile(&single, 0.5) == 4);
    assert_true(dist_expected(&pert) == dist_mean(&pert));
}

/* One of each kind and shape, for what must hold of all. */
static int all_kinds(struct dist all[32])
{
    int n = 0;
    all[n++] = MAKE(UNIFORM, -1, 3);
    all[n++] = MAKE(TRIANGULAR, 0, 0.2, 1);
    all[n++] = MAKE(TRIANGULAR, 0, 0, 1);
    all[n++] = MAKE(PERT, 0.6, 0.78, 0.9);
    all[n++] = MAKE(PERT, 0.8, 0.8, 1.2);
    all[n++] = MAKE(PERT, 0, 1, 1);
    all[n++] = MAKE(BETA, 0.5, 0.5);
    all[n++] = MAKE(BETA, 0.2, 3);
    all[n++] = MAKE(BETA, 40, 7);
    all[n++] = MAKE(BETA, 3000, 2000);
    all[n++] = MAKE(NORMAL, 10, 3);
    all[n++] = MAKE(LOGNORMAL, 1, 0.5);
    all[n++] = MAKE(GAMMA, 0.3, 2);
    all[n++] = MAKE(GAMMA, 4, 2);
    all[n++] = MAKE(GAMMA, 900, 0.1);
    all[n++] = MAKE(BETWEEN, 0.2, 0.4);
    all[n++] = MAKE(BETWEEN, -1, 1);
    all[n++] = MAKE(CHOICE, 3, 1, 2, 1, 1, 2);
    return n;
}

static void test_quantiles_never_decrease(void **state)
{
    struct dist all[32];
    int n = all_kinds(all);

    (void)state;
    for (int i = 0; i < n; i++) {
        double before = -INFINITY;
        for (int k = 0; k < 20000; k++) {
            double x = dist_quantile(&all[i], on_grid((k + 0.5) / 20000));
            assert_true(x >= before);
            before = x;
        }
        /* close by: neighbours 1e-12 of the tail apart, at many places */
        for (int place = 0; place < 400; place++) {
            double u = place % 2 ? uniform(0, 1) : ldexp(uniform(0.5, 1), -(place % 40)), u_next;
            before = -INFINITY;
            for (int k = 0; k < 12; k++, u = u_next) {
                double x = dist_quantile(&all[i], on_grid(u));
                assert_true(x >= before);
                before = x;
                u_next = fmax(u * (1 + 1e-12), u + 0x1p-52);
                u_next = u_next < 1 ? u_next : u;
            }
        }
    }
}

static void test_quantiles_of_a_strip_are_those_one_by_one(void **state)
{
    struct dist all[32];
    int n = all_kinds(all);
    double u[100], x[100];

    (void)state;
    for (int k = 0; k < 100; k++)
        u[k] = on_grid(uniform(0, 1));
    for (int i = 0; i < n; i++) {
        dist_quantiles(&all[i], NULL, x, u, 100);
        for (int k = 0; k < 100; k++)
            assert_true(x[k] == dist_quantile(&all[i], u[k]));
    }
}

static void test_mean_and_sd_are_those_of_the_quantile_function(void **state)
{
    enum { POINTS = 1 << 15 };
    struct dist all[32];
    int n = all_kinds(all);

    (void)state;
    for (int i = 0; i < n; i++) {
        double mean = dist_mean(&all[i]), sd = dist_sd(&all[i]), sum = 0, squares = 0;
        double first = dist_quantile(&all[i], 0.5 / POINTS) - mean;
        double last = dist_quantile(&all[i], 1 - 0.5 / POINTS) - mean;
        for (int k = 0; k < POINTS; k++) {
            double d = dist_quantile(&all[i], (k + 0.5) / POINTS) - mean;
            sum += d;
            squares += d * d;
        }
        /* The midpoint rule is off by at most half the range over POINTS where x is monotone; the
           end cells reach beyond their midpoints, by less than as much again. The square has two
           monotone parts. */
        double range = last - first, square = fmax(first * first, last * last);
        assert_within(sum / POINTS, 0, range / POINTS);
        assert_within(squares / POINTS, sd * sd, 2 * square / POINTS);
    }
}

static void test_moments_have_their_closed_forms(void **state)
{
    struct dist triangle = MAKE(TRIANGULAR, 0, 1, 2), pert = MAKE(PERT, 0, 1, 6);
    struct dist lognormal = MAKE(LOGNORMAL, 0, 1), gamma = MAKE(GAMMA, 4, 2);
    struct dist beta = MAKE(BETA, 1, 1), flat = MAKE(UNIFORM, 0, 1);

    (void)state;
    assert_close(dist_sd(&triangle), sqrt(1 / 6.0), 1e-15);
    assert_close(dist_mean(&pert), 10 / 6.0, 1e-15);
    /* shapes 5/3 and 13/3: variance 36 (5/18) (13/18) / 7 */
    assert_close(dist_sd(&pert), sqrt(36 * (5 / 18.0) * (13 / 18.0) / 7), 1e-15);
    assert_close(dist_mean(&lognormal), exp(0.5), 1e-15);
    assert_close(dist_sd(&lognormal), sqrt((exp(1) - 1) * exp(1)), 1e-15);
    assert_true(dist_mean(&gamma) == 8 && dist_sd(&gamma) == 4);
    assert_close(dist_sd(&beta), dist_sd(&flat), 1e-15);
}

static void test_support_is_where_quantiles_lie(void **state)
{
    struct dist all[32];
    int n = all_kinds(all);
    double low, high;

    (void)state;
    for (int i = 0; i < n; i++) {
        dist_support(&all[i], &low, &high);
        assert_true(low < high);
        assert_true(dist_quantile(&all[i], 0x1p-53) >= low);
        assert_true(dist_quantile(&all[i], 1 - 0x1p-53) <= high);
        bool bounded = all[i].kind == DIST_NORMAL || all[i].kind == DIST_LOGNORMAL ||
                       all[i].kind == DIST_GAMMA || all[i].kind == DIST_BETWEEN;
        assert_true(isinf(high) == bounded);
    }
}

static void assert_text(struct dist dist, const char *expected)
{
    char text[2048];
    dist_text(&dist, text, sizeof text);
    assert_string_equal(text, expected);
}

static void test_text_is_the_shortest_that_reads_back(void **state)
{
    char text[12];
    struct dist dist = MAKE(PERT, 0.6, 0.78, 0.9), again;
    struct dist thirds = MAKE(CHOICE, 1, 2, 3, 1, 1, 1);

    (void)state;
    assert_text(dist, "pert(0.6, 0.78, 0.9)");
    assert_text(MAKE(UNIFORM, -1, 1e6), "uniform(-1, 1000000)");
    assert_text(MAKE(NORMAL, 0.1 + 0.2, 1 / 3.0),
                "normal(0.30000000000000004, 0.3333333333333333)");
    assert_text(MAKE(CHOICE, 2, 1, 1, 3), "choice({1, 2}, {0.75, 0.25})");
    dist_text(&dist, text, sizeof text);
    assert_string_equal(text, "pert(0.6, 0");
    /* weights that were made to sum to 1 stay the same bits when read back */
    const double *w = thirds.weight;
    again = MAKE(CHOICE, 1, 2, 3, w[0], w[1], w[2]);
    assert_memory_equal(again.weight, thirds.weight, sizeof again.weight);
}

static const struct refusal {
    enum dist_kind kind;
    int count;
    double parameters[6];
    const char *message;
} refusals[] = {
    {DIST_PERT, 3, {0.9, 0.8, 1}, "pert(0.9, 0.8, 1): the mode 0.8 is below the low end 0.9"},
    {DIST_PERT, 3, {0.5, 1.2, 1}, "pert(0.5, 1.2, 1): the mode 1.2 is above the high end 1"},
    {DIST_PERT, 3, {1, 1, 1}, "pert(1, 1, 1): low and high are both 1; write the number 1 instead"},
    {DIST_PERT, 3, {2, 1.5, 1}, "pert(2, 1.5, 1): low 2 is above high 1"},
    {DIST_PERT, 2, {0, 1}, "pert(low, mode, high): takes 3 numbers, not 2"},
    {DIST_PERT, 3, {0, NAN, 1}, "pert(0, nan, 1): mode is not a number"},
    {DIST_PERT, 3, {0, 1, INFINITY}, "pert(0, 1, inf): high is infinite"},
    {DIST_TRIANGULAR, 3, {0, 2, 1}, "triangular(0, 2, 1): the mode 2 is above the high end 1"},
    {DIST_UNIFORM, 2, {3, 3}, "uniform(3, 3): low and high are both 3; write the number 3 instead"},
    {DIST_UNIFORM, 2, {3, 2}, "uniform(3, 2): low 3 is above high 2"},
    {DIST_UNIFORM, 2, {-1e308, 1e308}, "the range is too wide for a number"},
    {DIST_BETA, 2, {0, 2}, "beta(0, 2): a is 0 but must be above 0"},
    {DIST_BETA, 2, {2, -1}, "beta(2, -1): b is -1 but must be above 0"},
    {DIST_BETA, 2, {0.01, 1}, "beta(0.01, 1): a is 0.01 but may be 0.02 at least; use choice"},
    {DIST_BETA, 2, {2, 2e6}, "beta(2, 2000000): b is 2000000 but may be 1e5 at most; use normal"},
    {DIST_NORMAL, 2, {1, 0}, "normal(1, 0): sd is 0 but must be above 0"},
    {DIST_NORMAL, 2, {0, 1e308}, "its values are too large or too small for a number"},
    {DIST_LOGNORMAL, 2, {1, -2}, "lognormal(1, -2): sdlog is -2 but must be above 0"},
    {DIST_LOGNORMAL, 2, {800, 1}, "lognormal(800, 1): its values are too large or too small"},
    {DIST_LOGNORMAL, 2, {-745, 1}, "lognormal(-745, 1): its values are too large or too small"},
    {DIST_GAMMA, 2, {-1, 1}, "gamma(-1, 1): shape is -1 but must be above 0"},
    {DIST_GAMMA, 2, {1, 0}, "gamma(1, 0): scale is 0 but must be above 0"},
    {DIST_GAMMA, 2, {1e7, 1}, "shape is 10000000 but may be 1e5 at most"},
    {DIST_GAMMA, 2, {0.001, 1}, "gamma(0.001, 1): shape is 0.001 but may be 0.02 at least"},
    {DIST_GAMMA, 2, {1, 1e-310}, "its values are too large or too small for a number"},
    {DIST_GAMMA, 2, {10, 1e308}, "its values are too large or too small for a number"},
    {DIST_BETWEEN, 2, {2, 1}, "between(2, 1): p5 2 is above p95 1"},
    {DIST_BETWEEN, 2, {2, 2}, "between(2, 2): p5 and p95 are both 2; write the number 2 instead"},
    {DIST_BETWEEN, 2, {1e-300, 1e300}, "its values are too large or too small for a number"},
    {DIST_CHOICE, 0, {0}, "choice: takes as many weights as values, at least one, not 0 numbers"},
    {DIST_CHOICE, 3, {1, 2, 3}, "choice: takes as many weights as values, at least one, not 3"},
    {DIST_CHOICE, 4, {1, 2, 1, 0}, "the weight of 2 is 0 but must be above 0"},
    {DIST_CHOICE, 4, {1, 2, 1, -1}, "the weight of 2 is -1 but must be above 0"},
    {DIST_CHOICE, 4, {1, 2, 1, INFINITY}, "the weight of 2 is inf but must be above 0 and finite"},
    {DIST_CHOICE, 4, {1, 2, 1, NAN}, "the weight of 2 is nan but must be above 0"},
    {DIST_CHOICE, 4, {1, 2, 1e308, 1e308}, "the weights are too large for a number"},
    {DIST_CHOICE, 4, {NAN, 2, 1, 1}, "value 1 is not a finite number (nan)"},
    {DIST_CHOICE, 4, {1, INFINITY, 1, 1}, "value 2 is not a finite number (inf)"},
    {DIST_CHOICE, 4, {5, 5, 1, 1}, "the value 5 is given twice"},
};

static void test_bad_parameters_are_refused_by_name_and_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        const struct refusal *r = &refusals[i];
        struct dist dist;
        struct error err = {0};
        assert_false(dist_make(&dist, r->kind, r->parameters, r->count, &err));
        assert_int_equal(err.kind, ERROR_SCENARIO);
        assert_contains(err.text, r->message);
    }
}

static void test_more_choices_than_there_is_room_for_are_refused(void **state)
{
    static double many[2 * DIST_CHOICES_MAX + 2];
    struct dist dist;
    struct error err = {0};

    (void)state;
    for (int i = 0; i < DIST_CHOICES_MAX + 1; i++) {
        many[i] = -i;
        many[DIST_CHOICES_MAX + 1 + i] = 1;
    }
    assert_false(dist_make(&dist, DIST_CHOICE, many, 2 * DIST_CHOICES_MAX + 2, &err));
    assert_string_equal(err.text, "choice: 65 values, but there may be 64 at most");
    many[DIST_CHOICES_MAX] = 1; /* now the first of 64 weights */
    dist = make(DIST_CHOICE, many, 2 * DIST_CHOICES_MAX);
    assert_true(dist.value[0] == -63 && dist_quantile(&dist, 1 - 0x1p-53) == 0);
}

/* Recorded with gcc 12 -O2 on x86-64; the same with clang 14, -O0 and -O3, SSE2, AVX2, AVX-512. */
static void test_results_have_the_recorded_bits(void **state)
{
    struct dist all[32];
    int n = all_kinds(all);
    uint64_t hash = 0xcbf29ce484222325u, of_curves = hash;
    struct arena *arena = arena_new();

    (void)state;
    for (int i = 0; i < n; i++) {
        const struct dist_curve *curve = dist_curve_new(&all[i], arena);
        for (int k = 0; k < 257; k++) {
            double u = on_grid(k / 257.0), x;
            dist_quantiles(&all[i], curve, &x, &u, 1);
            hash = (hash ^ dm_bits(dist_quantile(&all[i], u))) * 0x100000001b3u;
            of_curves = (of_curves ^ dm_bits(x)) * 0x100000001b3u;
        }
    }
    arena_free(arena);
    if (hash != 0x12e5f794646a32eu || of_curves != 0xb896c5ef18a42c6du)
        fail_msg("the bits have changed: %#llx, %#llx", (unsigned long long)hash,
                 (unsigned long long)of_curves);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beta_keeps_its_promise_for_shapes_from_a_twentieth_to_ten_thousand),
        cmocka_unit_test(test_beta_keeps_its_promise_for_all_shapes_it_takes),
        cmocka_unit_test(test_quantiles_from_a_curve_keep_the_promise),
        cmocka_unit_test(test_a_curve_is_made_only_where_it_helps),
        cmocka_unit_test(test_pert_from_a_curve_is_pert),
        cmocka_unit_test(test_gamma_keeps_its_promise_for_all_shapes_it_takes),
        cmocka_unit_test(test_pert_keeps_its_promise_and_stays_in_its_range),
        cmocka_unit_test(test_normal_and_lognormal_keep_their_promise),
        cmocka_unit_test(test_uniform_and_triangular_keep_their_promise),
        cmocka_unit_test(test_between_has_its_five_and_ninety_five_per_cent_where_asked),
        cmocka_unit_test(test_choice_sorts_its_values_and_draws_them_by_weight),
        cmocka_unit_test(test_expected_choice_is_the_first_given_of_the_likeliest),
        cmocka_unit_test(test_quantiles_never_decrease),
        cmocka_unit_test(test_quantiles_of_a_strip_are_those_one_by_one),
        cmocka_unit_test(test_mean_and_sd_are_those_of_the_quantile_function),
        cmocka_unit_test(test_moments_have_their_closed_forms),
        cmocka_unit_test(test_support_is_where_quantiles_lie),
        cmocka_unit_test(test_text_is_the_shortest_that_reads_back),
        cmocka_unit_test(test_bad_parameters_are_refused_by_name_and_value),
        cmocka_unit_test(test_more_choices_than_there_is_room_for_are_refused),
        cmocka_unit_test(test_results_have_the_recorded_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
