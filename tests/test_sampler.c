/* Poisson and binomial quantiles of kernels.h, against R's distribution functions.

   Quantiles of R are no oracle: its qbinom is wrong for p near 1 and large n. Instead the uniform
   at which a sampler passes from k to k + 1 is found by bisection, and must be P(X <= k) of R. */
#include "check.h"
#include "digest.h"
#include "kernel_sets.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

enum { LANES = 2048 };
enum distribution { POISSON, BINOMIAL };

/* What kernels.h promises of the distribution function. */
static const double TOLERANCE = 1e-10;

/* Lanes of parameters: a is the mean, or n; p of the binomial. */
static double a[LANES], p[LANES], u[LANES], k[LANES];

static void sample(const struct kernels *set, enum distribution which, double *to)
{
    if (which == POISSON)
        set->poisson(to, u, a, 0, LANES);
    else
        set->binomial(to, u, a, p, 0, LANES);
}

/* ---- random parameters ---- */

static uint64_t next_draw;

static double chance(void)
{
    static const struct threefry_key key = {{2026, 11, 23, 0}};

    return threefry_uniform(&key, next_draw++, 0, 0);
}

static double log_between(double low, double high)
{
    return low * pow(high / low, chance());
}

/* Uniforms are (2c + 1) 2^-53; c runs from 0 to 2^52 - 1. */
static double uniform_at(double c)
{
    double inside = fmin(fmax(c, 0), 0x1p52 - 1);

    return (2 * inside + 1) * 0x1p-53;
}

static double place_of(double uniform)
{
    return (uniform * 0x1p53 - 1) / 2;
}

/* A third uniform, two thirds log-uniform in a tail. */
static double any_uniform(int lane)
{
    double tail = floor(0x1p51 * exp2(-51 * chance()));

    return lane % 3 == 0   ? chance()
           : lane % 3 == 1 ? uniform_at(tail)
                           : uniform_at(0x1p52 - 1 - tail);
}

enum chances { ANY_CHANCE, NEAR_NINE_TENTHS, NEAR_HALF, SMALL_CHANCE, SMALL_MEAN };

static double make_chance(enum chances kind, double n)
{
    double c = chance(), mean;

    switch (kind) {
    case NEAR_NINE_TENTHS:
        return 0.9 + 0.02 * (c - 0.5);
    case NEAR_HALF:
        return 0.5 + 0.02 * (c - 0.5);
    case SMALL_CHANCE:
        c = 0.999 * exp2(-30 * c);
        return chance() < 0.5 ? c : 1 - c;
    case SMALL_MEAN: /* n min(p, 1-p) under 28 */
        mean = chance() < 0.5 ? log_between(1e-6, 27.99) : 27.99 * chance();
        c = n < 56 ? c : mean / n;
        return chance() < 0.5 ? c : 1 - c;
    case ANY_CHANCE:
        break;
    }
    return c;
}

static void make_lanes(enum distribution which, double low, double high, enum chances kind)
{
    for (int i = 0; i < LANES; i++) {
        a[i] = log_between(low, high);
        if (which == BINOMIAL) {
            a[i] = floor(a[i]);
            p[i] = make_chance(kind, a[i]);
        }
        u[i] = any_uniform(i);
    }
}

/* ---- accuracy ---- */

/* low[i]: the last place c at which lane i still gives k_of[i] or less, -1 if none does. Leaves u
   changed. Fails where the answers on both sides of it contradict each other. */
static void find_jumps(const struct kernels *set, enum distribution which, const double *k_of,
                       double *low)
{
    static double high[LANES], found[LANES];

    for (int i = 0; i < LANES; i++) {
        low[i] = -1;
        high[i] = 0x1p52;
    }
    for (int step = 0; step < 53; step++) {
        for (int i = 0; i < LANES; i++)
            u[i] = uniform_at(floor((low[i] + high[i]) / 2));
        sample(set, which, found);
        for (int i = 0; i < LANES; i++) {
            double place = place_of(u[i]);

            if (found[i] <= k_of[i])
                low[i] = fmax(low[i], place);
            else
                high[i] = fmin(high[i], place);
        }
    }
    for (int i = 0; i < LANES; i++)
        assert_true(high[i] - low[i] == 1);
}

static double r_below(enum distribution which, int i, double count, bool lower)
{
    return which == POISSON ? ppois(count, a[i], lower, 0) : pbinom(count, a[i], p[i], lower, 0);
}

static double r_of(enum distribution which, int i, double count)
{
    return which == POISSON ? dpois(count, a[i], 0) : dbinom(count, a[i], p[i], 0);
}

/* Error of the distribution function at each jump, by the smaller tail. */
static void check_jumps(const struct kernels *set, enum distribution which)
{
    static double low[LANES];

    sample(set, which, k);
    for (int i = 0; i < LANES; i++)
        assert_true(k[i] >= 0 && k[i] == floor(k[i]) && (which == POISSON || k[i] <= a[i]));
    find_jumps(set, which, k, low);
    for (int i = 0; i < LANES; i++) {
        double ours = (low[i] + 1) * 0x1p-52, below = r_below(which, i, k[i], true);
        double error = below < 0.5 ? ours - below : 1 - ours - r_below(which, i, k[i], false);

        if (!(fabs(error) <= TOLERANCE))
            fail_msg("P(X <= %g) of (%.17g, %.17g) is off by %g", k[i], a[i], p[i], error);
    }
}

static void test_poisson_quantiles_are_right_to_1e_10_at_all_sizes(void **state)
{
    static const double ranges[][2] = {{1e-6, 1},   {1, 27.99},   {28, 60},    {60, 160},
                                       {160, 1000}, {1000, 1e4},  {1e4, 1e6},  {1e6, 1e9}};

    (void)state;
    for (size_t r = 0; r < COUNT_OF(ranges); r++)
        for (int repeat = 0; repeat < 8; repeat++) {
            make_lanes(POISSON, ranges[r][0], ranges[r][1], ANY_CHANCE);
            check_jumps(sets[set_count - 1], POISSON);
        }
}

static void test_binomial_quantiles_are_right_to_1e_10_at_all_sizes(void **state)
{
    static const struct {
        double low, high;
        enum chances kind;
    } ranges[] = {
        {1, 1e9, SMALL_MEAN}, {1, 4, ANY_CHANCE},    {1, 17, ANY_CHANCE},
        {16, 200, ANY_CHANCE}, {200, 1e4, ANY_CHANCE}, {1e4, 1e9, ANY_CHANCE},
        {1, 1e9, SMALL_CHANCE}, {1, 1e6, NEAR_NINE_TENTHS}, {1, 1e6, NEAR_HALF},
    };

    (void)state;
    for (size_t r = 0; r < COUNT_OF(ranges); r++)
        for (int repeat = 0; repeat < 8; repeat++) {
            make_lanes(BINOMIAL, ranges[r].low, ranges[r].high, ranges[r].kind);
            check_jumps(sets[set_count - 1], BINOMIAL);
        }
}

/* Most counts come from a short expansion, the others in a slower way where it lies near to a step (sampler_central.h).
   How near: CENTRAL_DOUBT, here at what R says of the step. On both sides of that distance, and within it, the counts
   must be those of the distribution. */
static void test_counts_by_expansion_are_right_at_every_distance_from_a_step(void **state)
{
    static const double distances[] = {-3, -1.02, -0.98, -0.5, -0.2, 0.2, 0.5, 0.98, 1.02, 3};
    static double count[LANES], expected[LANES];
    size_t compared = 0;

    (void)state;
    for (int round = 0; round < 80; round++) {
        enum distribution which = round % 2 ? BINOMIAL : POISSON;
        const struct kernels *set = sets[(size_t)round % set_count];
        double far = distances[(size_t)round / 2 % COUNT_OF(distances)];
        make_lanes(which, which == POISSON ? 6 : 60, round % 3 ? 120 : 1e5, round % 4 == 3 ? NEAR_HALF : ANY_CHANCE);
        for (int i = 0; i < LANES; i++)
            u[i] = chance();
        sample(set, which, count);
        for (int i = 0; i < LANES; i++) {
            double v = which == POISSON ? a[i] : a[i] * p[i] * (1 - p[i]);
            double below = r_below(which, i, count[i], true), above = r_below(which, i, count[i], false);
            double z = below < above ? qnorm(below, 0, 1, 1, 0) : qnorm(above, 0, 1, 0, 0);
            double here = r_of(which, i, count[i]), next = r_of(which, i, count[i] + 1);
            double move = far * sqrt(here * next) * (0.026 + 0.0085 * pow(z, 4)) / v;
            u[i] = uniform_at(floor(place_of(below < above ? below + move : 1 - (above - move))));
            expected[i] = count[i] + (move > 0);
            if (v < 6 || fabs(z) > 3.25 || fabs(move) < 2e-10 || fabs(move) > 0.9 * fmin(here, next))
                expected[i] = -1; /* another step, or none that can be told */
        }
        sample(set, which, k);
        for (int i = 0; i < LANES; i++) {
            if (expected[i] >= 0 && k[i] != expected[i])
                fail_msg("%s: quantile at %.17g of (%.17g, %.17g) is %g, not %g", set->name, u[i], a[i], p[i], k[i],
                         expected[i]);
            compared += expected[i] >= 0;
        }
    }
    assert_true(compared > 100000);
}

/* Below a mean of 28 the tails beyond 2^-30 are right relatively, to the grid of the uniforms: what
   happens once in 1e12 is drawn as often as it should be. */
static void test_rare_counts_below_a_mean_of_28_have_their_own_probability(void **state)
{
    static double low[LANES];
    const struct kernels *set = sets[set_count - 1];

    (void)state;
    for (int which = POISSON; which <= BINOMIAL; which++) {
        int rare = 0;

        make_lanes(which, 1, which == POISSON ? 27.99 : 1e6, SMALL_MEAN);
        for (int i = 0; i < LANES; i++) {
            double tail = floor(0x1p52 * exp2(-31 - 14 * chance()));

            u[i] = which == BINOMIAL && p[i] > 0.5 ? uniform_at(tail) : uniform_at(0x1p52 - tail);
        }
        sample(set, which, k);
        find_jumps(set, which, k, low);
        for (int i = 0; i < LANES; i++) {
            double ours = (low[i] + 1) * 0x1p-52;
            bool lower = which == BINOMIAL && p[i] > 0.5;
            double r = r_below(which, i, k[i], lower);

            if (r > 0x1p-30)
                continue;
            rare++;
            assert_within(lower ? ours : 1 - ours, r, 1e-9 * r + 0x1p-51);
        }
        assert_true(rare > LANES / 2);
    }
}

/* ---- monotone ---- */

static void any_lanes(enum distribution which, int round)
{
    static const enum chances kinds[] = {ANY_CHANCE, NEAR_NINE_TENTHS, SMALL_CHANCE, SMALL_MEAN};

    make_lanes(which, 1, round % 3 == 0 ? 90 : 1e9, kinds[round % 4]);
    if (which == POISSON && round % 2)
        for (int i = 0; i < LANES; i++)
            a[i] *= 1e-2;
}

static void test_a_larger_uniform_never_gives_less(void **state)
{
    static double low[LANES], last[LANES];

    (void)state;
    for (int round = 0; round < 24; round++) {
        enum distribution which = round % 2 ? POISSON : BINOMIAL;
        const struct kernels *set = sets[set_count - 1];

        any_lanes(which, round / 2);
        sample(set, which, k);
        find_jumps(set, which, k, low);
        for (int step = -20; step <= 20; step++) { /* all uniforms about the jump */
            for (int i = 0; i < LANES; i++)
                u[i] = uniform_at(low[i] + step);
            sample(set, which, k);
            for (int i = 0; i < LANES; i++)
                assert_true(step == -20 || k[i] >= last[i]);
            memcpy(last, k, sizeof last);
        }
    }
}

/* A lane's tier by the rule of sampler_lattice.h; pairs across one are another test. */
static int tier(enum distribution which, int i)
{
    double r = fmin(p[i], 1 - p[i]), mean = which == POISSON ? a[i] : a[i] * r;
    double v = which == POISSON ? a[i] : mean * (1 - r);

    return mean < 28 ? 0 : v < 160 ? 1 : v < 1000 ? 2 : 3;
}

static double raised(double x)
{
    return x * (1 + exp2(-52 * chance()));
}

enum change { MORE_MEAN, MORE_PEOPLE, MORE_CHANCE };

/* Samples, raises one parameter, samples again: k never falls; one more person adds one at most. */
static void check_raise(enum distribution which, enum change change)
{
    static double before[LANES];
    static int tiers[LANES];
    const struct kernels *set = sets[set_count - 1];

    sample(set, which, before);
    for (int i = 0; i < LANES; i++) {
        tiers[i] = tier(which, i);
        if (change == MORE_MEAN)
            a[i] = raised(a[i]);
        else if (change == MORE_PEOPLE)
            a[i] = a[i] + 1;
        else
            p[i] = fmin(raised(p[i]), 1);
    }
    sample(set, which, k);
    for (int i = 0; i < LANES; i++) {
        if (tiers[i] == tier(which, i) && k[i] < before[i])
            fail_msg("(%.17g, %.17g) at %.17g: %g after %g", a[i], p[i], u[i], k[i], before[i]);
        if (change == MORE_PEOPLE && k[i] > before[i] + 1)
            fail_msg("(%.17g, %.17g) at %.17g: %g after %g", a[i], p[i], u[i], k[i], before[i]);
    }
}

static void test_more_mean_people_or_chance_never_gives_less(void **state)
{
    (void)state;
    for (int round = 0; round < 250; round++) {
        any_lanes(POISSON, round);
        check_raise(POISSON, MORE_MEAN);
        any_lanes(BINOMIAL, round);
        check_raise(BINOMIAL, MORE_PEOPLE);
        any_lanes(BINOMIAL, round);
        check_raise(BINOMIAL, MORE_CHANCE);
    }
}

/* From each lane's parameters to slightly larger ones in the next tier: the uniform at which k is
   passed may only rise, but for 1e-10. */
static void check_crossing(enum distribution which, const double *next_a)
{
    static double low[LANES], next_low[LANES];
    const struct kernels *set = sets[set_count - 1];

    sample(set, which, k);
    find_jumps(set, which, k, low);
    memcpy(a, next_a, sizeof a);
    find_jumps(set, which, k, next_low);
    for (int i = 0; i < LANES; i++)
        assert_true((next_low[i] - low[i]) * 0x1p-52 <= TOLERANCE);
}

static void test_at_the_seams_of_the_tiers_an_inverted_pair_has_a_chance_of_1e_10(void **state)
{
    static const double seams[] = {28, 160, 1000};
    static double next_a[LANES];

    (void)state;
    for (size_t s = 0; s < COUNT_OF(seams); s++) {
        for (int i = 0; i < LANES; i++) {
            a[i] = nextafter(seams[s], 0);
            next_a[i] = seams[s];
            u[i] = any_uniform(i);
        }
        check_crossing(POISSON, next_a);
        for (int i = 0; i < LANES; i++) {
            double r = 0.5 * chance(), per_person = s == 0 ? r : r * (1 - r);

            next_a[i] = ceil(seams[s] / per_person) + 1;
            a[i] = next_a[i] - 2;
            p[i] = i % 2 ? r : 1 - r;
            u[i] = any_uniform(i);
        }
        check_crossing(BINOMIAL, next_a);
    }
}

/* ---- edges ---- */

static void test_certain_impossible_and_extreme_parameters_give_what_they_must(void **state)
{
    static const double us[] = {0x1p-53, 0x3p-53, 0.25,         0.5 - 0x1p-53,
                                0.5 + 0x1p-53, 0.75, 1 - 0x3p-53, 1 - 0x1p-53};
    static const double ns[] = {0, 1, 2, 3, 4, 15, 16, 17, 1e3, 1e6, 1e9, 0x1p52 - 1};
    static const double ps[] = {0, 0x1p-1074, 1e-300, 0x1p-53, 1e-9, .5, 1 - 0x1p-53, 1};

    (void)state;
    EACH_SET(set)
        for (size_t i = 0; i < COUNT_OF(us); i++)
            for (size_t j = 0; j < COUNT_OF(ns); j++)
                for (size_t l = 0; l < COUNT_OF(ps); l++) {
                    double n = ns[j], chances = ps[l], count;

                    set->binomial(&count, &us[i], &n, &chances, 0, 1);
                    assert_true(count >= 0 && count <= n && count == floor(count));
                    assert_true(chances != 0 || count == 0);
                    assert_true(chances != 1 || count == n);
                    assert_true(n * chances > 1e-20 || count == 0);
                }
}

static void test_poisson_of_next_to_nothing_is_nothing(void **state)
{
    static const double means[] = {0, -0.0, 0x1p-1074, 1e-300, 0x1p-54};
    const double last = 1 - 0x1p-53;

    (void)state;
    EACH_SET(set)
        for (size_t i = 0; i < COUNT_OF(means); i++) {
            double count = -1;

            set->poisson(&count, &last, &means[i], 0, 1);
            assert_true(count == 0 && !signbit(count));
        }
}

static void test_zeros_are_never_negative(void **state)
{
    static const double company[] = {0, 3, 7, 100, 1e6};

    (void)state;
    EACH_SET(set)
        for (size_t i = 0; i < COUNT_OF(company); i++) {
            const double n[2] = {-0.0, company[i]}, at[2] = {0.3, 0.9}, high[2] = {0.7, 0.7};
            double count[2] = {-1, -1};

            for (unsigned scalars = 0; scalars < 4; scalars++) {
                set->binomial(count, at, n, high, scalars, 2); /* failures are counted */
                assert_true(count[0] == 0 && !signbit(count[0]));
                set->binomial(count, at, n, at, scalars, 2);
                assert_true(count[0] == 0 && !signbit(count[0]));
            }
        }
}

/* n up to 3 can be written down: exact to the last uniforms. */
static void test_one_person_passes_exactly_as_often_as_p_says(void **state)
{
    (void)state;
    EACH_SET(set)
        for (int i = 0; i < 2000; i++) {
            double one = 1, two = 2, c = chance(), at = chance(), count;

            c = ldexp(floor(ldexp(c, 40)), -40);
            set->binomial(&count, &at, &one, &c, 0, 1);
            assert_true(count == (at > 1 - c));
            set->binomial(&count, &at, &two, &c, 0, 1);
            if (fabs(at - (1 - c) * (1 - c)) > 1e-15 && fabs(at - (1 - c * c)) > 1e-15)
                assert_true(count == (at > (1 - c) * (1 - c)) + (at > 1 - c * c));
        }
}

/* ---- a lane depends on itself only ---- */

/* Lanes of all regimes in a mix that changes from round to round: n up to 1, 3, 7 and 15 have ways of their
   own, which groups with a rare uniform leave. */
static void mixed_lanes(int round)
{
    static const double below[] = {2, 4, 8, 16, 30, 300, 1e7};

    for (int i = 0; i < LANES; i++) {
        a[i] = floor(log_between(1, below[round % (int)COUNT_OF(below)])) - (i % 5 == 0);
        p[i] = round % 3 == 0 ? 0.9 : make_chance(i % 2 ? ANY_CHANCE : SMALL_CHANCE, a[i]);
        u[i] = round % 2 && i / 50 % 2 ? any_uniform(i) : chance();
    }
}

static void check_same(const struct kernels *set, double found, double expected, int i)
{
    if (memcmp(&found, &expected, sizeof found) != 0)
        fail_msg("%s: (%.17g, %.17g) at %.17g: %g, not %g", set->name, a[i], p[i], u[i], found,
                 expected);
}

static void test_a_lane_alone_and_in_any_place_has_the_same_bits(void **state)
{
    static double alone[LANES], part[LANES];

    (void)state;
    EACH_SET(set)
        for (int round = 0; round < 60; round++) {
            enum distribution which = round % 2 ? POISSON : BINOMIAL;

            mixed_lanes(round / 2);
            sample(set, which, k);
            for (int i = 0; i < LANES; i++) {
                if (which == POISSON)
                    set->poisson(&alone[i], &u[i], &a[i], 0, 1);
                else
                    set->binomial(&alone[i], &u[i], &a[i], &p[i], 0, 1);
                check_same(set, alone[i], k[i], i);
            }
            for (size_t from = 1; from < 40; from += 3) { /* other places, other company */
                size_t lanes = LANES - from - 7 * from % 31;

                if (which == POISSON)
                    set->poisson(part, u + from, a + from, 0, lanes);
                else
                    set->binomial(part, u + from, a + from, p + from, 0, lanes);
                for (size_t i = 0; i < lanes; i++)
                    check_same(set, part[i], k[from + i], (int)(from + i));
            }
        }
}

static void test_one_number_for_all_lanes_is_a_strip_of_it(void **state)
{
    static double one[LANES], n_strip[LANES], p_strip[LANES];

    (void)state;
    EACH_SET(set)
        for (int round = 0; round < 200; round++) {
            size_t lanes = (size_t)(1 + 200 * chance());
            double n, chances;

            mixed_lanes(round);
            n = a[1];
            chances = round % 16 == 0 ? 0 : round % 16 == 1 ? 1 : p[1];
            for (int i = 0; i < LANES; i++) {
                n_strip[i] = n;
                p_strip[i] = chances;
            }
            set->poisson(k, u, n_strip, 0, lanes);
            set->poisson(one, u, &n, 1, lanes);
            assert_memory_equal(one, k, lanes * sizeof *k);
            set->binomial(k, u, n_strip, p, 0, lanes);
            set->binomial(one, u, &n, p, 1, lanes);
            assert_memory_equal(one, k, lanes * sizeof *k);
            set->binomial(k, u, a, p_strip, 0, lanes);
            set->binomial(one, u, a, &chances, 2, lanes);
            assert_memory_equal(one, k, lanes * sizeof *k);
            sets[0]->binomial(k, u, a, &chances, 2, lanes);
            assert_memory_equal(one, k, lanes * sizeof *k);
            set->binomial(k, u, n_strip, p_strip, 0, lanes);
            set->binomial(one, u, &n, &chances, 3, lanes);
            assert_memory_equal(one, k, lanes * sizeof *k);
        }
}

static void test_samplers_may_write_over_an_operand_and_never_past_the_strip(void **state)
{
    static double expected[LANES], strip[LANES];

    (void)state;
    mixed_lanes(3);
    EACH_SET(set)
        for (size_t lanes = 0; lanes < 200; lanes += 1 + lanes / 40) {
            set->binomial(expected, u, a, p, 0, lanes);
            memcpy(strip, a, sizeof strip);
            set->binomial(strip, u, strip, p, 0, lanes);
            assert_memory_equal(strip, expected, lanes * sizeof *strip);
            assert_memory_equal(strip + lanes, a + lanes, (LANES - lanes) * sizeof *strip);
            memcpy(strip, u, sizeof strip);
            set->binomial(strip, strip, &a[0], &p[0], 3, lanes);
            assert_memory_equal(strip + lanes, u + lanes, (LANES - lanes) * sizeof *strip);
            memcpy(strip, p, sizeof strip);
            set->binomial(expected, u, a, strip, 2, lanes);
            set->binomial(strip, u, a, strip, 2, lanes); /* over the one number */
            assert_memory_equal(strip, expected, lanes * sizeof *strip);
        }
}

/* A strip is refused for one lane that no sampler takes, wherever it is; the chance counts where there are
   people. */
static void test_samplers_say_whether_they_take_the_parameters(void **state)
{
    static const double no_means[] = {NAN, INFINITY, -1, 0x1p52},
                        no_counts[] = {NAN, -1, 2.5, 1e300};
    static const double no_chances[] = {NAN, -0x1p-1074, 1.5};
    double counts[75], us[75], n[75], chances[75];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(us); i++) {
        us[i] = ((double)i + 0.5) / COUNT_OF(us);
        n[i] = (double)(i % 5) * (double)(i % 7);
        chances[i] = (double)i / (COUNT_OF(us) - 1);
    }
    EACH_SET(set)
    for (size_t at = 0; at < COUNT_OF(us); at++) {
        double there = n[at], chance = chances[at];
        assert_true(set->poisson(counts, us, n, 0, COUNT_OF(us)));
        assert_true(set->binomial(counts, us, n, chances, 0, COUNT_OF(us)));
        n[at] = no_means[at % COUNT_OF(no_means)];
        assert_false(set->poisson(counts, us, n, 0, COUNT_OF(us)));
        n[at] = no_counts[at % COUNT_OF(no_counts)];
        assert_false(set->binomial(counts, us, n, chances, 0, COUNT_OF(us)));
        n[at] = 3;
        chances[at] = no_chances[at % COUNT_OF(no_chances)];
        assert_false(set->binomial(counts, us, n, chances, 0, COUNT_OF(us)));
        n[at] = 0;
        assert_true(set->binomial(counts, us, n, chances, 0, COUNT_OF(us)) && counts[at] == 0);
        assert_false(set->binomial(counts, us, &(double){4}, &chances[at], 3, COUNT_OF(us)));
        assert_false(set->poisson(counts, us, &no_means[at % 4], 1, COUNT_OF(us)));
        n[at] = there;
        chances[at] = chance;
    }
}

/* What the caller should have refused gives nonsense, but gives it. */
static void test_parameters_that_should_have_been_refused_do_no_harm(void **state)
{
    static const double nonsense[] = {NAN, INFINITY, -INFINITY, -1, 2.5, 1e300, -1e300, 2};
    double count;

    (void)state;
    EACH_SET(set)
        for (size_t i = 0; i < COUNT_OF(nonsense); i++)
            for (size_t j = 0; j < COUNT_OF(nonsense); j++)
                for (int tail = 0; tail < 3; tail++) {
                    double at = tail == 0 ? 0x1p-53 : tail == 1 ? 0.5 - 0x1p-53 : 1 - 0x1p-53;

                    for (unsigned scalars = 0; scalars < 4; scalars++) {
                        set->poisson(&count, &at, &nonsense[i], scalars & 1, 1);
                        set->binomial(&count, &at, &nonsense[i], &nonsense[j], scalars, 1);
                    }
                }
}

/* ---- the same bits everywhere ---- */

/* Parameters from exact operations only, so that they are the same on every machine. */
static void exact_lanes(int round)
{
    for (int i = 0; i < LANES; i++) {
        int size = (int)(31 * chance());

        a[i] = i % 4 ? ldexp(1 + chance(), size - 1) : 26 + 40 * chance();
        if (round % 2)
            a[i] = floor(i % 3 ? a[i] : 20 * chance());
        p[i] = ldexp(chance(), -(int)(i % 2 ? 30 * chance() : 0));
        p[i] = chance() < 0.5 ? p[i] : 1 - p[i];
        u[i] = uniform_at(floor(ldexp(chance(), i % 3 ? (int)(53 * chance()) : 52)));
        u[i] = i % 3 == 1 ? 1 - u[i] : u[i];
    }
}

static void test_every_set_gives_the_pinned_bits(void **state)
{
    (void)state;
    EACH_SET(set) {
        struct digest digest;
        char hex[DIGEST_HEX];

        next_draw = 1u << 30;
        digest_start(&digest);
        for (int round = 0; round < 64; round++) {
            exact_lanes(round);
            if (round % 2)
                set->binomial(k, u, a, p, 0, LANES);
            else
                set->poisson(k, u, a, 0, LANES);
            digest_add_doubles(&digest, k, LANES);
            set->normal(k, u, LANES);
            digest_add_doubles(&digest, k, LANES);
        }
        digest_end_hex(&digest, hex);
        assert_string_equal(hex,
                            "c9f2de7940ac7ca8e406eaea9a715588d5a37ea97d5664ae586f47b07acfc75d");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_poisson_quantiles_are_right_to_1e_10_at_all_sizes),
        cmocka_unit_test(test_binomial_quantiles_are_right_to_1e_10_at_all_sizes),
        cmocka_unit_test(test_counts_by_expansion_are_right_at_every_distance_from_a_step),
        cmocka_unit_test(test_rare_counts_below_a_mean_of_28_have_their_own_probability),
        cmocka_unit_test(test_a_larger_uniform_never_gives_less),
        cmocka_unit_test(test_more_mean_people_or_chance_never_gives_less),
        cmocka_unit_test(test_at_the_seams_of_the_tiers_an_inverted_pair_has_a_chance_of_1e_10),
        cmocka_unit_test(test_certain_impossible_and_extreme_parameters_give_what_they_must),
        cmocka_unit_test(test_poisson_of_next_to_nothing_is_nothing),
        cmocka_unit_test(test_zeros_are_never_negative),
        cmocka_unit_test(test_one_person_passes_exactly_as_often_as_p_says),
        cmocka_unit_test(test_a_lane_alone_and_in_any_place_has_the_same_bits),
        cmocka_unit_test(test_one_number_for_all_lanes_is_a_strip_of_it),
        cmocka_unit_test(test_samplers_may_write_over_an_operand_and_never_past_the_strip),
        cmocka_unit_test(test_samplers_say_whether_they_take_the_parameters),
        cmocka_unit_test(test_parameters_that_should_have_been_refused_do_no_harm),
        cmocka_unit_test(test_every_set_gives_the_pinned_bits),
    };

    sets = kernels_all(&set_count);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
