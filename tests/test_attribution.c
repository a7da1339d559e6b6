/* What each change does, against values worked out by hand: sums, products, a majority of three, sampled orders. */
#include "check.h"

#include "attribution.h"

enum { DRAWS = 7, COUNT_MAX = 12 };

/* v(S) of a function of which changes are made, in draws that differ. */
struct game {
    double (*value)(uint64_t set, size_t draw);
    double y[1 << COUNT_MAX][DRAWS];
    int asked;
};

static const double *value_of(void *context, uint64_t set)
{
    struct game *game = context;

    game->asked++;
    for (size_t d = 0; d < DRAWS; d++)
        game->y[set][d] = game->value(set, d);
    return game->y[set];
}

static struct game game;

static struct attribution game_of(double (*value)(uint64_t set, size_t draw), int count)
{
    game.value = value;
    game.asked = 0;
    return (struct attribution){value_of, &game, count, DRAWS};
}

static double amount(int i, size_t draw)
{
    return (i + 1) * 0.37 + (double)draw * (i % 3 - 1) * 1.1;
}

/* ---- closed forms ---- */

static double sum_of(uint64_t set, size_t draw)
{
    double sum = 1e6 / 3;

    for (int i = 0; i < COUNT_MAX; i++)
        sum += set >> i & 1 ? amount(i, draw) : 0;
    return sum;
}

/* Of a sum each has its own amount, in each draw and by every summary. */
static void test_a_sum_gives_each_its_own(void **unused)
{
    double part[8 * DRAWS], listed[8 * DRAWS];

    (void)unused;
    for (int count = 1; count <= 8; count++) {
        const struct attribution a = game_of(sum_of, count);
        attribution_exact(&a, part);
        attribution_listed(&a, listed);
        for (int i = 0; i < count; i++)
            for (size_t d = 0; d < DRAWS; d++) {
                assert_within(part[(size_t)i * DRAWS + d], amount(i, d), 1e-9);
                assert_within(listed[(size_t)i * DRAWS + d], amount(i, d), 1e-9);
            }
    }
}

/* x * y from (2, 3) to (5, 7): dx (y0 + y1) / 2 and dy (x0 + x1) / 2. */
static double product_of(uint64_t set, size_t draw)
{
    double scale = (double)draw + 1;

    return scale * (set & 1 ? 5 : 2) * (set & 2 ? 7 : 3);
}

static void test_a_product_shares_what_both_do_together(void **unused)
{
    const struct attribution a = game_of(product_of, 2);
    double part[2 * DRAWS], listed[2 * DRAWS], first[DRAWS], last[DRAWS];

    (void)unused;
    attribution_exact(&a, part);
    attribution_listed(&a, listed);
    attribution_beside(&a, 0, 0, first);
    attribution_beside(&a, 2, 0, last);
    for (size_t d = 0; d < DRAWS; d++) {
        double scale = (double)d + 1;
        assert_true(part[d] == scale * 15 && part[DRAWS + d] == scale * 14);
        assert_true(listed[d] == scale * 9 && listed[DRAWS + d] == scale * 20);
        assert_true(first[d] == scale * 9 && last[d] == scale * 21);
    }
}

/* Two of three carry: a third each. With a weight of two for the first (it and one other): 2/3, 1/6, 1/6. */
static double majority_of(uint64_t set, size_t draw)
{
    (void)draw;
    return __builtin_popcountll(set) >= 2;
}

static double heavy_of(uint64_t set, size_t draw)
{
    (void)draw;
    return 2 * (int)(set & 1) + (int)(set >> 1 & 1) + (int)(set >> 2 & 1) >= 3;
}

static void test_votes_are_those_of_shapley_and_shubik(void **unused)
{
    struct attribution a = game_of(majority_of, 3);
    double part[3 * DRAWS];

    (void)unused;
    attribution_exact(&a, part);
    for (int i = 0; i < 3; i++)
        assert_close(part[i * DRAWS], 1.0 / 3, 1e-15);
    a = game_of(heavy_of, 3);
    attribution_exact(&a, part);
    assert_close(part[0], 2.0 / 3, 1e-15);
    assert_close(part[DRAWS], 1.0 / 6, 1e-15);
    assert_close(part[2 * DRAWS], 1.0 / 6, 1e-15);
}

/* ---- what holds of any function ---- */

static double rough_of(uint64_t set, size_t draw)
{
    return 1e7 * sin((double)((set & ~UINT64_C(4)) * 2654435761u % 1000) + 0.1 * (double)draw);
}

static void expect_adds_up(const struct attribution *a, const double *part)
{
    const double *from = a->value(a->context, 0), *to = a->value(a->context, attribution_all(a->count));

    for (size_t d = 0; d < DRAWS; d++) {
        double sum = 0, size = 0;
        for (int i = 0; i < a->count; i++) {
            sum += part[(size_t)i * DRAWS + d];
            size += fabs(part[(size_t)i * DRAWS + d]);
        }
        assert_within(sum, to[d] - from[d], 1e-12 * (size + 1e7));
    }
}

static void test_parts_add_up_in_every_draw(void **unused)
{
    double part[COUNT_MAX * DRAWS], error[COUNT_MAX];
    int order[2 * 5 * COUNT_MAX];

    (void)unused;
    for (int count = 1; count <= 8; count++) {
        const struct attribution a = game_of(rough_of, count);
        attribution_exact(&a, part);
        expect_adds_up(&a, part);
        attribution_listed(&a, part);
        expect_adds_up(&a, part);
    }
    const struct attribution a = game_of(rough_of, COUNT_MAX);
    attribution_orders(3, COUNT_MAX, 5, order);
    attribution_sampled(&a, order, 5, part, error);
    expect_adds_up(&a, part);
}

/* The third change does nothing to rough_of. */
static void test_what_does_nothing_has_exactly_zero(void **unused)
{
    double part[COUNT_MAX * DRAWS], error[COUNT_MAX];
    int order[2 * 5 * COUNT_MAX];

    (void)unused;
    const struct attribution exact = game_of(rough_of, 6);
    attribution_exact(&exact, part);
    for (size_t d = 0; d < DRAWS; d++)
        assert_true(part[2 * DRAWS + d] == 0 && part[d] != 0);
    const struct attribution sampled = game_of(rough_of, COUNT_MAX);
    attribution_orders(3, COUNT_MAX, 5, order);
    attribution_sampled(&sampled, order, 5, part, error);
    for (size_t d = 0; d < DRAWS; d++)
        assert_true(part[2 * DRAWS + d] == 0);
    assert_true(error[2] == 0 && error[0] > 0);
}

static double lost_of(uint64_t set, size_t draw)
{
    return draw == 2 && set == 1 ? (double)NAN : rough_of(set, draw);
}

static void test_a_draw_without_value_has_no_parts(void **unused)
{
    const struct attribution a = game_of(lost_of, 2);
    double part[2 * DRAWS];

    (void)unused;
    attribution_exact(&a, part);
    for (size_t d = 0; d < DRAWS; d++)
        assert_true(isnan(part[d]) == (d == 2) && isnan(part[DRAWS + d]) == (d == 2));
}

/* ---- sampled orders ---- */

static void test_orders_are_permutations_and_reverses(void **unused)
{
    int order[2 * 50 * COUNT_MAX], again[2 * 50 * COUNT_MAX], firsts = 0;

    (void)unused;
    attribution_orders(1, COUNT_MAX, 50, order);
    attribution_orders(1, COUNT_MAX, 50, again);
    assert_memory_equal(order, again, sizeof order);
    attribution_orders(2, COUNT_MAX, 50, again);
    assert_true(memcmp(order, again, sizeof order) != 0);
    for (int o = 0; o < 100; o++) {
        int seen = 0;
        for (int i = 0; i < COUNT_MAX; i++) {
            seen |= 1 << order[o * COUNT_MAX + i];
            if (o % 2)
                assert_int_equal(order[o * COUNT_MAX + i], order[o * COUNT_MAX - 1 - i]);
        }
        assert_int_equal(seen, (1 << COUNT_MAX) - 1);
        firsts |= 1 << order[o * COUNT_MAX];
    }
    assert_true(__builtin_popcount((unsigned)firsts) >= COUNT_MAX - 2); /* 100 firsts of 12 */
}

/* Pairs of an order and its reverse are exact where changes act two by two: each pair of changes is met once in
   either order. */
static double pairwise_of(uint64_t set, size_t draw)
{
    double sum = sum_of(set, draw);

    for (int i = 0; i < COUNT_MAX; i++)
        for (int k = 0; k < i; k++)
            sum += set >> i & set >> k & 1 ? sin(i + 3 * k + (double)draw) : 0;
    return sum;
}

static void test_one_pair_is_exact_for_interactions_of_two(void **unused)
{
    const struct attribution a = game_of(pairwise_of, 8);
    double exact[8 * DRAWS], sampled[8 * DRAWS], error[8];
    int order[2 * 2 * 8];

    (void)unused;
    attribution_exact(&a, exact);
    attribution_orders(9, 8, 2, order);
    attribution_sampled(&a, order, 2, sampled, error);
    for (int i = 0; i < 8 * DRAWS; i++)
        assert_within(sampled[i], exact[i], 1e-9);
    for (int i = 0; i < 8; i++)
        assert_within(error[i], 0, 1e-9);
}

/* Over many seeds the error is that of the estimate: its square is the mean square of the misses, to 4 of that
   ratio's own standard errors (400 seeds, 10 pairs: chi-squared with 9 degrees of freedom, relative sd .47 a seed, and
   of the misses 1.4 a seed). */
static void test_errors_of_sampled_orders_are_what_they_miss_by(void **unused)
{
    enum { SEEDS = 400, PAIRS = 10, COUNT = 6 };
    const struct attribution a = game_of(rough_of, COUNT);
    double exact[COUNT * DRAWS], part[COUNT * DRAWS], error[COUNT], missed = 0, said = 0;
    int order[2 * PAIRS * COUNT];

    (void)unused;
    attribution_exact(&a, exact);
    for (int seed = 1; seed <= SEEDS; seed++) {
        attribution_orders((uint64_t)seed, COUNT, PAIRS, order);
        attribution_sampled(&a, order, PAIRS, part, error);
        double miss = 0;
        for (int d = 0; d < DRAWS; d++)
            miss += (part[d] - exact[d]) / DRAWS;
        missed += miss * miss / SEEDS;
        said += error[0] * error[0] / SEEDS;
    }
    assert_close(said, missed, 4 * sqrt((1.41 * 1.41 + 0.47 * 0.47) / SEEDS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_sum_gives_each_its_own),
        cmocka_unit_test(test_a_product_shares_what_both_do_together),
        cmocka_unit_test(test_votes_are_those_of_shapley_and_shubik),
        cmocka_unit_test(test_parts_add_up_in_every_draw),
        cmocka_unit_test(test_what_does_nothing_has_exactly_zero),
        cmocka_unit_test(test_a_draw_without_value_has_no_parts),
        cmocka_unit_test(test_orders_are_permutations_and_reverses),
        cmocka_unit_test(test_one_pair_is_exact_for_interactions_of_two),
        cmocka_unit_test(test_errors_of_sampled_orders_are_what_they_miss_by),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
