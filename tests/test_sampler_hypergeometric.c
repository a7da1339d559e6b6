/* Hypergeometric counts, against R's distribution function and sums of probabilities in long
   double.

   As in test_sampler.c the uniform at which the sampler passes from k to k + 1 is found by
   bisection, and must be P(X <= k). */
#include "check.h"
#include "digest.h"
#include "kernels.h"
#include "sampler_hypergeometric.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

struct urn {
    double drawn, marked, others;
};

/* What sampler_hypergeometric.h promises of the nearer tail, beside the grid of the uniforms. */
static const double TOLERANCE = 1e-12, GRID = 0x1p-52;

static double count_at(struct urn urn, double u)
{
    double k;

    sampler_hypergeometric(&k, &u, &urn.drawn, &urn.marked, &urn.others, 7, 1);
    return k;
}

/* ---- random operands ---- */

static uint64_t next_draw;

static double chance(void)
{
    static const struct threefry_key key = {{2027, 3, 11, 0}};

    return threefry_uniform(&key, next_draw++, 0, 0);
}

static double log_between(double low, double high)
{
    return low * pow(high / low, chance());
}

/* Uniforms are (2c + 1) 2^-53; c runs from 0 to 2^52 - 1. */
static double uniform_at(double c)
{
    return (2 * fmin(fmax(c, 0), 0x1p52 - 1) + 1) * 0x1p-53;
}

/* A third uniform, two thirds log-uniform in a tail. */
static double any_uniform(int round)
{
    double tail = floor(0x1p51 * exp2(-51 * chance()));

    return round % 3 == 0 ? chance() : uniform_at(round % 3 == 1 ? tail : 0x1p52 - 1 - tail);
}

/* Marked and others up to `most`, equal, near or far apart; any number drawn. */
static struct urn any_urn(int round, double most)
{
    struct urn urn = {.marked = floor(log_between(1, most)), .others = floor(log_between(1, most))};

    if (round % 4 == 0)
        urn.others = floor(urn.marked * (0.5 + chance()));
    double pool = urn.marked + urn.others;
    urn.drawn = floor(round % 3 == 0 ? log_between(1, pool) : pool * chance());
    if (round % 3 == 2)
        urn.drawn = pool - floor(log_between(1, pool));
    return urn;
}

/* ---- oracles ---- */

/* P(X <= k), or P(X > k) where `upper`: recurrences from k outwards over all that counts, in
   long double. */
static double tail_of(struct urn urn, double k, bool upper)
{
    long double n = urn.drawn, marked = urn.marked, others = urn.others, sum[2] = {0, 0};

    for (int way = 0; way < 2; way++) {
        long double weight = 1, j = k, most = 1;
        for (;;) {
            long double ratio = way ? (marked - j) * (n - j) / ((j + 1) * (others - n + j + 1))
                                    : j * (others - n + j) / ((marked - j + 1) * (n - j + 1));
            weight *= ratio;
            if (!(weight > most * 0x1p-80L))
                break;
            most = weight > most ? weight : most;
            sum[way] += weight;
            j += way ? 1 : -1;
        }
    }
    return (double)((upper ? sum[1] : 1 + sum[0]) / (sum[0] + 1 + sum[1]));
}

static double r_tail(struct urn urn, double k, bool upper)
{
    return phyper(k, urn.marked, urn.others, urn.drawn, !upper, 0);
}

/* The last place c at which the count is k or less; -1 where it never is. */
static double jump_of(struct urn urn, double k)
{
    double low = -1, high = 0x1p52;

    while (high - low > 1) {
        double middle = floor((low + high) / 2);
        *(count_at(urn, uniform_at(middle)) <= k ? &low : &high) = middle;
    }
    return low;
}

/* ---- accuracy ---- */

static void check_jump(struct urn urn, double k)
{
    double ours = (jump_of(urn, k) + 1) * GRID;
    bool upper = ours > 0.5;
    double tail = upper ? 1 - ours : ours, exact = tail_of(urn, k, upper);

    if (!(fabs(tail - exact) <= TOLERANCE * exact + GRID))
        fail_msg("P(X %s %.17g) of (%.17g of %.17g + %.17g) is %.17g, not %.17g",
                 upper ? ">" : "<=", k, urn.drawn, urn.marked, urn.others, tail, exact);
    /* R multiplies the mean by a rounded chance: 1e-10 of the largest pools is its own */
    if (!(fabs(tail - r_tail(urn, k, upper)) <= 1e-10))
        fail_msg("P(X %s %.17g) of (%.17g of %.17g + %.17g) is %.17g, in R %.17g",
                 upper ? ">" : "<=", k, urn.drawn, urn.marked, urn.others, tail,
                 r_tail(urn, k, upper));
}

static void check_accuracy(double most, int rounds)
{
    for (int round = 0; round < rounds; round++) {
        struct urn urn = any_urn(round, most);
        double k = count_at(urn, any_uniform(round / 3));

        assert_true(k == floor(k) && k >= fmax(0, urn.drawn - urn.others));
        assert_true(k <= fmin(urn.drawn, urn.marked));
        check_jump(urn, k);
    }
}

static void test_counts_are_right_to_1e_12_of_the_nearer_tail_in_small_pools(void **state)
{
    (void)state;
    check_accuracy(10, 600);
    check_accuracy(300, 600);
    check_accuracy(10000, 400);
}

static void test_counts_are_right_to_1e_12_of_the_nearer_tail_in_pools_of_millions(void **state)
{
    (void)state;
    check_accuracy(1e6, 150);
    check_accuracy(0x1p31, 120);
}

/* About a standard deviation of 100 the method changes: half of the lanes are on each side. */
static void test_counts_are_right_where_sums_become_integrals(void **state)
{
    int wide = 0, rounds = 90;

    (void)state;
    for (int round = 0; round < rounds; round++) {
        double share = round % 2 ? 0.02 + 0.9 * chance() : 1e-3, part = 0.5 * chance() + 1e-4;
        double variance = 1e4 * (0.7 + 0.6 * chance()), pool, marked;

        pool = variance / (share * (1 - share) * part * (1 - part));
        marked = floor(share * pool);
        struct urn urn = {floor(part * pool), marked, floor(pool) - marked};
        wide += variance > 1e4;
        check_jump(urn, count_at(urn, any_uniform(round)));
    }
    assert_true(wide > rounds / 4 && wide < 3 * rounds / 4);
}

/* qhyper has a tolerance of its own: away from jumps the two must be one. */
static void test_counts_are_those_of_qhyper(void **state)
{
    int compared = 0;

    (void)state;
    for (int round = 0; round < 4000; round++) {
        struct urn urn = any_urn(round, round % 2 ? 60 : 5000);
        double u = chance(), k = count_at(urn, u);

        if (fabs(r_tail(urn, k, false) - u) < 1e-9 || fabs(r_tail(urn, k - 1, false) - u) < 1e-9)
            continue;
        compared++;
        assert_true(k == qhyper(u, urn.marked, urn.others, urn.drawn, 1, 0));
    }
    assert_true(compared > 3900);
}

/* ---- monotone ---- */

static void fail_order(struct urn a, struct urn b, double u)
{
    fail_msg("(%.17g of %.17g + %.17g) gives %.17g, (%.17g of %.17g + %.17g) %.17g at %.17g",
             a.drawn, a.marked, a.others, count_at(a, u), b.drawn, b.marked, b.others,
             count_at(b, u), u);
}

/* One drawn more, one marked more, one marked more for one other less: none gives less, or more
   by over one. Looked at where it matters, about the uniforms at which `urn` passes from k to k
   + 1. */
static void check_neighbours(struct urn urn, double k)
{
    double pool = urn.marked + urn.others, at = jump_of(urn, k), last = -1;
    const struct urn next[] = {{urn.drawn + (urn.drawn < pool), urn.marked, urn.others},
                               {urn.drawn, urn.marked + 1, urn.others},
                               {urn.drawn, urn.marked + 1, urn.others - (urn.others > 0)}};

    for (int step = -4; step <= 4; step++) {
        double u = uniform_at(at + step), count = count_at(urn, u);

        if (count < last)
            fail_msg("(%.17g of %.17g + %.17g) falls at %.17g", urn.drawn, urn.marked, urn.others,
                     u);
        last = count;
        for (size_t i = 0; i < COUNT_OF(next); i++)
            if (!(count_at(next[i], u) >= count && count_at(next[i], u) <= count + 1))
                fail_order(urn, next[i], u);
    }
}

static void test_more_drawn_or_marked_never_gives_less_in_any_pool_of_twelve(void **state)
{
    (void)state;
    for (struct urn urn = {0}; urn.marked <= 12; urn.marked++)
        for (urn.others = 0; urn.others <= 12 - urn.marked; urn.others++)
            for (urn.drawn = 0; urn.drawn <= urn.marked + urn.others; urn.drawn++)
                for (double k = 0; k <= urn.drawn; k++)
                    check_neighbours(urn, k);
}

static void test_more_drawn_or_marked_never_gives_less_at_random(void **state)
{
    (void)state;
    for (int round = 0; round < 3000; round++) {
        struct urn urn = any_urn(round, round % 2 ? 200 : 20000);
        check_neighbours(urn, count_at(urn, any_uniform(round / 2)));
    }
    for (int round = 0; round < 200; round++) {
        struct urn urn = any_urn(round, 0x1p31);
        check_neighbours(urn, count_at(urn, any_uniform(round)));
    }
}

/* ---- edges ---- */

static void test_none_or_all_drawn_or_marked_leave_nothing_to_chance(void **state)
{
    static const double us[] = {0x1p-53, 0.25, 0.5 - 0x1p-53, 0.5 + 0x1p-53, 1 - 0x1p-53};
    static const double sizes[] = {0, 1, 2, 7, 1000, 123456, 0x1p31, 0x1p40, 0x1p52 - 1};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(us); i++)
        for (size_t a = 0; a < COUNT_OF(sizes); a++)
            for (size_t b = 0; b < COUNT_OF(sizes); b++) {
                double x = sizes[a], y = sizes[b], part = fmin(x, y), u = us[i];

                assert_true(count_at((struct urn){0, x, y}, u) == 0);
                assert_true(count_at((struct urn){x + y, x, y}, u) == x);
                assert_true(count_at((struct urn){part, 0, y}, u) == 0);
                assert_true(count_at((struct urn){part, x, 0}, u) == part);
                double k = count_at((struct urn){part, x, y}, u); /* the widest pools there are */
                assert_true(k == floor(k) && k >= 0 && k <= part);
            }
}

static void test_one_drawn_is_marked_as_often_as_the_pool_says(void **state)
{
    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct urn urn = any_urn(round, 0x1p33);
        double u = chance(), exact = urn.others / (urn.marked + urn.others);

        urn.drawn = 1;
        if (fabs(u - exact) > 1e-15)
            assert_true(count_at(urn, u) == (u > exact));
    }
}

static void test_zeros_are_never_negative(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++) {
        struct urn urn = {-0.0, i & 1 ? -0.0 : 3, i & 2 ? -0.0 : 5};
        assert_true(!signbit(count_at(urn, i & 4 ? 0.9 : 0.1)));
    }
}

/* ---- strips ---- */

enum { LANES = 400 };
static double drawn[LANES], marked[LANES], others[LANES], u[LANES], k[LANES];

/* From exact operations only, so that they are the same on every machine; runs of equal
   operands. */
static void fill_lanes(int most_bits)
{
    for (int i = 0; i < LANES; i++) {
        bool same = i % 5 == 3;
        marked[i] = same ? marked[i - 1] : floor(ldexp(chance(), (int)(most_bits * chance())));
        others[i] = same ? others[i - 1] : floor(ldexp(chance(), (int)(most_bits * chance())));
        drawn[i] = same ? drawn[i - 1] : floor((marked[i] + others[i] + 1) * chance());
        u[i] = chance();
    }
}

static void test_a_lane_depends_on_itself_only_and_one_number_is_a_strip_of_it(void **state)
{
    static double strip[3][LANES], one[LANES], expected[LANES];

    (void)state;
    for (int round = 0; round < 6; round++) {
        fill_lanes(round % 2 ? 10 : 34);
        sampler_hypergeometric(k, u, drawn, marked, others, 0, LANES);
        for (int i = 0; i < LANES; i++)
            assert_true(k[i] == count_at((struct urn){drawn[i], marked[i], others[i]}, u[i]));
        for (unsigned scalars = 0; scalars < 8; scalars++) {
            double n =
                fmin(drawn[1], marked[1]); /* no more than there are, whoever is one number */
            for (int i = 0; i < LANES; i++) {
                strip[0][i] = scalars & 1 ? n : fmin(drawn[i], fmin(marked[1], marked[i]));
                strip[1][i] = scalars & 2 ? marked[1] : fmax(marked[i], n);
                strip[2][i] = scalars & 4 ? others[1] : others[i];
            }
            sampler_hypergeometric(expected, u, strip[0], strip[1], strip[2], 0, LANES);
            sampler_hypergeometric(one, u, strip[0], strip[1], strip[2], scalars, LANES);
            assert_memory_equal(one, expected, sizeof one);
        }
    }
}

static void test_counts_may_be_written_over_an_operand_and_never_past_the_strip(void **state)
{
    static double expected[LANES], strip[LANES];
    double *const operands[] = {u, drawn, marked, others};

    (void)state;
    fill_lanes(12);
    for (size_t lanes = 1; lanes < LANES; lanes += 37) {
        sampler_hypergeometric(expected, u, drawn, marked, others, 0, lanes);
        for (size_t over = 0; over < COUNT_OF(operands); over++) {
            const double *x[4] = {u, drawn, marked, others};
            memcpy(strip, operands[over], sizeof strip);
            x[over] = strip;
            sampler_hypergeometric(strip, x[0], x[1], x[2], x[3], 0, lanes);
            assert_memory_equal(strip, expected, lanes * sizeof *strip);
            assert_memory_equal(strip + lanes, operands[over] + lanes,
                                (LANES - lanes) * sizeof *strip);
        }
    }
    sampler_hypergeometric(k, u, drawn, marked, others, 7, 0); /* nothing asked, nothing written */
}

static void test_counts_are_the_pinned_ones(void **state)
{
    struct digest digest;
    char hex[DIGEST_HEX];

    (void)state;
    next_draw = 1u << 30;
    digest_start(&digest);
    for (int round = 0; round < 12; round++) {
        fill_lanes(round % 3 == 0 ? 34 : 12);
        sampler_hypergeometric(k, u, drawn, marked, others, 0, LANES);
        digest_add_doubles(&digest, k, LANES);
    }
    digest_end_hex(&digest, hex);
    assert_string_equal(hex, "5e9d39ef82fb1f359059cb49116965032dbb534250584cff6cb813faddf22c76");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_are_right_to_1e_12_of_the_nearer_tail_in_small_pools),
        cmocka_unit_test(test_counts_are_right_to_1e_12_of_the_nearer_tail_in_pools_of_millions),
        cmocka_unit_test(test_counts_are_right_where_sums_become_integrals),
        cmocka_unit_test(test_counts_are_those_of_qhyper),
        cmocka_unit_test(test_more_drawn_or_marked_never_gives_less_in_any_pool_of_twelve),
        cmocka_unit_test(test_more_drawn_or_marked_never_gives_less_at_random),
        cmocka_unit_test(test_none_or_all_drawn_or_marked_leave_nothing_to_chance),
        cmocka_unit_test(test_one_drawn_is_marked_as_often_as_the_pool_says),
        cmocka_unit_test(test_zeros_are_never_negative),
        cmocka_unit_test(test_a_lane_depends_on_itself_only_and_one_number_is_a_strip_of_it),
        cmocka_unit_test(test_counts_may_be_written_over_an_operand_and_never_past_the_strip),
        cmocka_unit_test(test_counts_are_the_pinned_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
