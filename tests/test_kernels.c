#include "check.h"
#include "kernel_sets.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

/* ---- which set ---- */

static void test_the_variable_names_the_set_and_nonsense_in_it_is_ignored(void **state)
{
    const char *user = getenv("POLSIM_ISA");
    char *before = user ? strdup(user) : NULL;

    (void)state;
    EACH_SET(set) {
        setenv("POLSIM_ISA", set->name, 1);
        assert_ptr_equal(kernels_best(), set);
    }
    setenv("POLSIM_ISA", "abacus", 1);
    assert_ptr_equal(kernels_best(), sets[set_count - 1]);
    unsetenv("POLSIM_ISA");
    assert_ptr_equal(kernels_best(), sets[set_count - 1]);
    if (before)
        setenv("POLSIM_ISA", before, 1);
    free(before);
}

/* ---- uniforms ---- */

static void check_fill(const struct kernels *set, size_t lanes, uint64_t first_draw)
{
    const struct threefry_key key = {{0x0123456789abcdef, 2, UINT64_MAX, 1u << 31}};
    double u[301];

    for (size_t i = 0; i < COUNT_OF(u); i++)
        u[i] = -7;
    set->uniform(u, lanes, &key, first_draw, 35, 0x5eed);
    for (size_t i = 0; i < lanes; i++)
        if (u[i] != threefry_uniform(&key, first_draw + i, 35, 0x5eed))
            fail_msg("%s: draw %zu of %zu from %llu is %.17g", set->name, i, lanes,
                     (unsigned long long)first_draw, u[i]);
    for (size_t i = lanes; i < COUNT_OF(u); i++)
        assert_true(u[i] == -7);
}

static void test_a_strip_of_uniforms_is_the_draws_one_by_one_at_any_length(void **state)
{
    (void)state;
    EACH_SET(set)
        for (size_t lanes = 0; lanes <= 300; lanes++)
            check_fill(set, lanes, lanes % 5 * 4);
}

static void test_uniforms_far_along_a_stream_are_right_too(void **state)
{
    (void)state;
    EACH_SET(set) {
        check_fill(set, 300, UINT64_C(4) * 0xfffffffd);
        check_fill(set, 77, UINT64_C(1) << 60);
    }
}

/* ---- operations ---- */

static void check_op(const struct kernels *set, enum op op, unsigned scalars,
                     double operand[3][EDGES], bool in_place)
{
    double out[EDGES + 1], *to = in_place ? operand[0] : out, was[3][EDGES];
    int arity = op_table[op].arity;

    memcpy(was, operand, sizeof was);
    out[EDGES] = -7;
    set->op[op](to, operand[0], arity > 1 ? operand[1] : NULL, arity > 2 ? operand[2] : NULL,
                scalars, EDGES);
    for (int i = 0; i < EDGES; i++) {
        double a = was[0][scalars & 1 ? 0 : i], b = was[1][scalars & 2 ? 0 : i];
        double c = was[2][scalars & 4 ? 0 : i], expected = op_evaluate(op, a, b, c);

        if (!same_number(to[i], expected))
            fail_msg("%s %s, scalars %u: (%g, %g, %g) gives %.17g, not %.17g", set->name,
                     op_table[op].id, scalars, a, b, c, to[i], expected);
    }
    assert_true(out[EDGES] == -7);
}

/* Over all i, j every triple of edge values meets in some lane. */
static void check_all_edges(const struct kernels *set, enum op op, unsigned scalars)
{
    int arity = op_table[op].arity;

    for (int i = 0; i < EDGES; i++)
        for (int j = 0; j < (arity > 1 ? EDGES : 1); j++) {
            double operand[3][EDGES];

            for (int lane = 0; lane < EDGES; lane++) {
                operand[0][lane] = edges[(lane + i) % EDGES];
                operand[1][lane] = edges[(lane + j) % EDGES];
                operand[2][lane] = edges[(lane + (scalars & 4 ? i + j : 0)) % EDGES];
            }
            check_op(set, op, scalars, operand, false);
            check_op(set, op, scalars, operand, true);
        }
}

static void test_every_operation_is_its_expression_in_every_shape_and_set(void **state)
{
    (void)state;
    EACH_SET(set)
        for (int op = 0; op < OP_COUNT; op++)
            for (unsigned scalars = 0; scalars < 1u << op_table[op].arity; scalars++)
                check_all_edges(set, (enum op)op, scalars);
}

/* Of the three operands in a lane; shape: bit k, operand k is one number; bit 3, the first result is the second's last operand. */
static double pair_of(enum op first, enum op second, unsigned shape, const double operand[3][EDGES], int i)
{
    double c = operand[2][shape & 4 ? 0 : i];
    double result = op_evaluate(first, operand[0][shape & 1 ? 0 : i], operand[1][shape & 2 ? 0 : i], 0);

    return op_evaluate(second, shape & 8 ? c : result, shape & 8 ? result : c, 0);
}

static void check_pair(const struct kernels *set, enum op first, enum op second, unsigned shape,
                       const double operand[3][EDGES])
{
    const double *x[3] = {operand[0], operand[1], operand[2]};
    double out[EDGES + 1];

    out[EDGES] = -7;
    set->pair[first][second](out, x, shape & 7, shape & 8, EDGES);
    for (int i = 0; i < EDGES; i++) {
        double expected = pair_of(first, second, shape, operand, i);

        if (!same_number(out[i], expected))
            fail_msg("%s %s %s, shape %u, lane %d gives %.17g, not %.17g", set->name,
                     op_table[first].id, op_table[second].id, shape, i, out[i], expected);
    }
    assert_true(out[EDGES] == -7);
}

static void test_a_pair_is_one_operation_after_the_other(void **state)
{
    double operand[3][EDGES];
    int pairs = 0;

    (void)state;
    EACH_SET(set)
        for (int pair = 0; pair < OP_COUNT * OP_COUNT; pair++) {
            enum op first = pair / OP_COUNT, second = pair % OP_COUNT;
            pairs += set->pair[first][second] != NULL;
            for (int i = 0; set->pair[first][second] && i < EDGES * EDGES; i++) {
                for (int lane = 0; lane < EDGES; lane++) {
                    operand[0][lane] = edges[lane];
                    operand[1][lane] = edges[(lane + i) % EDGES];
                    operand[2][lane] = edges[(lane + i / EDGES) % EDGES];
                }
                for (unsigned shape = 0; shape < 16; shape++)
                    check_pair(set, first, second, shape, operand);
            }
        }
    assert_int_equal(pairs, 25 * set_count);
}

/* The same of strips of a pool; `third_is_out`: the result is written over the third operand. */
static void check_pair_of_strips(const struct kernels *set, enum op first, enum op second, unsigned shape,
                                 bool third_is_out, const double operand[3][EDGES])
{
    struct pool pool = pool_new(4, 0, EDGES, set->all_same);
    const size_t out = third_is_out ? 2 : 3;
    struct strip x[3];

    pool.lanes = EDGES;
    for (size_t i = 0; i < 3; i++) {
        if (shape >> i & 1)
            pool_set(&pool, i, operand[i][0]);
        else
            memcpy(pool_open(&pool, i), operand[i], sizeof operand[i]);
        x[i] = pool_at(&pool, i);
    }
    kernels_apply_pair(set, first, second, &pool, out, x, shape & 8);
    for (int i = 0; i < EDGES; i++) {
        double expected = pair_of(first, second, shape, operand, i);
        double is = strip_lane(pool_at(&pool, out), (size_t)i);

        if (!same_number(is, expected))
            fail_msg("%s %s %s, shape %u, lane %d gives %.17g, not %.17g", set->name, op_table[first].id,
                     op_table[second].id, shape, i, is, expected);
    }
    pool_clear(&pool);
}

static void test_a_pair_of_strips_is_so_too_wherever_the_result_goes(void **state)
{
    double operand[3][EDGES];

    (void)state;
    EACH_SET(set)
        for (int pair = 0; pair < OP_COUNT * OP_COUNT; pair++)
            for (int i = 1; set->pair[pair / OP_COUNT][pair % OP_COUNT] && i < EDGES; i += 5) {
                for (int lane = 0; lane < EDGES; lane++) {
                    operand[0][lane] = i == 1 ? 6 : edges[lane]; /* the first result may be one number */
                    operand[1][lane] = edges[(lane + i) % EDGES];
                    operand[2][lane] = edges[(lane + 2 * i + 4) % EDGES];
                }
                for (unsigned shape = 0; shape < 16; shape++) {
                    check_pair_of_strips(set, pair / OP_COUNT, pair % OP_COUNT, shape, false, operand);
                    check_pair_of_strips(set, pair / OP_COUNT, pair % OP_COUNT, shape, true, operand);
                }
            }
}

static void test_operations_take_strips_of_any_length(void **state)
{
    double a[70], out[71];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(a); i++)
        a[i] = (double)i / 8;
    EACH_SET(set)
        for (size_t lanes = 0; lanes <= COUNT_OF(a); lanes++) {
            for (size_t i = 0; i <= COUNT_OF(a); i++)
                out[i] = -7;
            set->op[OP_EXP](out, a, NULL, NULL, 0, lanes);
            for (size_t i = 0; i < lanes; i++)
                assert_true(out[i] == op_evaluate(OP_EXP, a[i], 0, 0));
            for (size_t i = lanes; i <= COUNT_OF(a); i++)
                assert_true(out[i] == -7);
        }
}

/* ---- refusals ---- */

typedef long finder(const double *strip, size_t lanes);

/* A strip of `good` with `bad` at each place in turn is refused there, and at the first of two. */
static void check_finder(finder *find, double good, double bad, bool is_bad)
{
    double strip[150];

    for (size_t lanes = 1; lanes <= COUNT_OF(strip); lanes += 37)
        for (size_t at = 0; at < lanes; at++) {
            for (size_t i = 0; i < lanes; i++)
                strip[i] = good;
            strip[at] = bad;
            strip[lanes - 1] = bad;
            assert_int_equal(find(strip, lanes), is_bad ? (long)at : -1);
        }
}

static void test_the_first_lane_a_sampler_does_not_take_is_found(void **state)
{
    (void)state;
    EACH_SET(set) {
        const double never[] = {-1, -0x1p-1074, NAN, -INFINITY, INFINITY, 0x1p52, 1e300};

        for (size_t i = 0; i < COUNT_OF(never); i++) {
            check_finder(set->bad_mean, 0.7, never[i], true);
            check_finder(set->bad_count, 3, never[i], true);
            check_finder(set->not_finite, 3, never[i], !isfinite(never[i]));
        }
        check_finder(set->bad_chance, 0.7, NAN, true);
        check_finder(set->bad_chance, 0.7, -0x1p-1074, true);
        check_finder(set->bad_chance, 0.7, 1 + 0x1p-52, true);
        check_finder(set->bad_count, 3, 2.5, true);
        check_finder(set->bad_count, 3, 0x1p-1074, true);
        check_finder(set->bad_count, 3, 0x1p51 + 0.5, true);
    }
}

static void test_the_last_value_a_sampler_takes_is_not_refused(void **state)
{
    (void)state;
    EACH_SET(set) {
        check_finder(set->bad_mean, 0, -0.0, false);
        check_finder(set->bad_chance, 0, 1, false);
        check_finder(set->bad_chance, 1, -0.0, false);
        check_finder(set->bad_mean, 0x1p52 - 1, 0x1p-1074, false);
        check_finder(set->bad_count, 0x1p52 - 1, 0x1p51 + 1, false);
        check_finder(set->bad_count, -0.0, 1, false);
        assert_int_equal(set->bad_mean(NULL, 0), -1);
    }
}

static void test_contents_below_a_level_are_found(void **state)
{
    static const double least[] = {0, -1e-6, -INFINITY};

    (void)state;
    EACH_SET(set)
    for (size_t l = 0; l < COUNT_OF(least); l++) {
        const double bad[] = {NAN, -1, -INFINITY, -0x1p-1074};
        for (size_t b = 0; b < COUNT_OF(bad); b++)
            for (size_t at = 0; at < 70; at++) {
                double strip[70] = {0};
                strip[at] = bad[b];
                assert_int_equal(set->not_from(strip, least[l], 70),
                                 bad[b] >= least[l] ? -1 : (long)at);
            }
    }
}

/* ---- sums, moments, sameness, buckets ---- */

static void test_strips_and_numbers_add_up_in_their_order(void **state)
{
    double a[133], b[133], sum[133], number = 1e16;
    const struct strip strips[] = {{a, false}, {&number, true}, {b, false}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(a); i++) {
        a[i] = 1.0 / (double)(i + 3);
        b[i] = -1e16 + (double)i;
    }
    EACH_SET(set)
    for (size_t lanes = 1; lanes <= COUNT_OF(a); lanes += 11) {
        set->sum(sum, strips, NULL, 3, lanes);
        for (size_t i = 0; i < lanes; i++)
            assert_true(sum[i] == ((0 + a[i]) + number) + b[i]);
        set->sum(sum, strips, (const bool[]){false, true, true}, 3, lanes);
        for (size_t i = 0; i < lanes; i++)
            assert_true(sum[i] == ((0 + a[i]) - number) - b[i]);
    }
}

static void check_leaf(const struct kernel_leaf *leaf, const double *x)
{
    double n = 0, total = 0, squares = 0;

    for (int i = 0; i < KERNEL_LEAF; i++)
        if (x[i] == x[i]) {
            n++;
            total += x[i];
        }
    for (int i = 0; i < KERNEL_LEAF; i++)
        squares += x[i] == x[i] ? (x[i] - total / n) * (x[i] - total / n) : 0;
    assert_true(leaf->n == n && leaf->total == total);
    assert_true(n == 0 ? leaf->squares == 0 : fabs(leaf->squares / squares - 1) < 1e-9);
}

static void test_a_strip_has_its_moments_leaf_by_leaf(void **state)
{
    double x[KERNEL_LEAF * KERNEL_LEAVES];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(x); i++)
        x[i] = 1e9 + (double)(i * 37 % 64);
    EACH_SET(set)
    for (size_t leaves = 1; leaves <= KERNEL_LEAVES; leaves++) {
        double sum[KERNEL_SUMS];
        struct kernel_moments m;
        for (int r = 0; r < KERNEL_SUMS; r++)
            sum[r] = r;
        set->moments(sum, &m, x, leaves);
        assert_true(!m.gappy && m.low == 1e9 && m.high == 1e9 + 63);
        for (int r = 0; r < KERNEL_SUMS; r++)
            assert_true(sum[r] == r + (double)leaves * (x[r] + x[r + 16] + x[r + 32] + x[r + 48]));
        for (size_t l = 0; l < leaves; l++) /* squares of 0 .. 63 about 31.5: exact */
            assert_true(m.leaf[l].n == 64 && m.leaf[l].total == 64e9 + 63 * 32 &&
                        m.leaf[l].squares == 64 * (64.0 * 64 - 1) / 12);
    }
}

static void test_gaps_are_left_out_of_moments_and_counted(void **state)
{
    double x[KERNEL_LEAF * KERNEL_LEAVES];
    const size_t leaves = 3;

    (void)state;
    EACH_SET(set)
    for (size_t gap = 0; gap < leaves * KERNEL_LEAF; gap++) {
        double sum[KERNEL_SUMS] = {0}, low = INFINITY, high = -INFINITY, sums = 0, totals = 0;
        struct kernel_moments m;
        uint32_t gaps[KERNEL_SUMS] = {0};
        for (size_t i = 0; i < leaves * KERNEL_LEAF; i++) {
            x[i] = i == gap || (i < gap && i % 5 == 0) ? NAN : -20 + (double)(i * 37 % 64);
            gaps[i % KERNEL_SUMS] += x[i] != x[i];
            low = x[i] < low ? x[i] : low;
            high = x[i] > high ? x[i] : high;
        }
        set->moments(sum, &m, x, leaves);
        assert_true(m.gappy && m.low == low && m.high == high);
        assert_memory_equal(m.gaps, gaps, sizeof gaps);
        for (size_t l = 0; l < leaves; l++) {
            check_leaf(&m.leaf[l], x + l * KERNEL_LEAF);
            totals += m.leaf[l].total;
        }
        for (int r = 0; r < KERNEL_SUMS; r++)
            sums += sum[r];
        assert_true(sums == totals); /* whole numbers: exact in any order */
    }
    for (int i = 0; i < KERNEL_LEAF; i++)
        x[i] = NAN;
    EACH_SET(set)
    {
        double sum[KERNEL_SUMS] = {0};
        struct kernel_moments m;
        set->moments(sum, &m, x, 1);
        assert_true(m.low == INFINITY && m.high == -INFINITY);
        assert_true(m.leaf[0].n == 0 && m.leaf[0].total == 0 && m.leaf[0].squares == 0);
        assert_true(m.gappy && m.gaps[0] == 4 && m.gaps[15] == 4 && sum[7] == 0);
    }
}

static void test_a_strip_is_the_same_only_to_the_bit(void **state)
{
    double x[150];

    (void)state;
    EACH_SET(set)
    for (size_t lanes = 1; lanes <= COUNT_OF(x); lanes++) {
        for (size_t i = 0; i < COUNT_OF(x); i++)
            x[i] = i < lanes ? 0 : 1; /* what is behind is not looked at */
        assert_true(set->all_same(x, lanes));
        for (size_t i = 0; i < lanes && lanes > 1; i += 7) {
            x[i] = -0.0;
            assert_false(set->all_same(x, lanes));
            x[i] = 0;
        }
    }
}

static void test_a_ratio_over_nothing_has_no_value(void **state)
{
    double a[150], b[150], ratio[150];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(a); i++) {
        a[i] = (double)i - 20;
        b[i] = i % 3 ? 7 - (double)i : i % 2 ? 0 : -0.0;
    }
    EACH_SET(set)
    for (size_t lanes = 1; lanes <= COUNT_OF(a); lanes++) {
        for (unsigned one = 0; one < 3; one++) {
            struct strip above = {a, one == 1}, below = {b + 1, one == 2};
            memset(ratio, 0, sizeof ratio);
            set->ratio(ratio, above, below, lanes - 1);
            for (size_t i = 0; i + 1 < lanes; i++) {
                double x = strip_lane(above, i), y = strip_lane(below, i);
                assert_true(y == 0 ? ratio[i] != ratio[i] : ratio[i] == x / y);
            }
            assert_true(ratio[lanes - 1] == 0);
        }
    }
}

/* The window and bucket of a value that is a number. */
static enum bucket_window window_of(double x, int32_t *bucket)
{
    bool whole = fabs(x) < BUCKET_WHOLE_END && x == floor(x);

    *bucket = whole ? (int32_t)x : bucket_key(x);
    return whole ? BUCKETS_WHOLE : x < 0 ? BUCKETS_NEGATIVE : BUCKETS_POSITIVE;
}

/* Spans hold what is there, one after another, whole groups each; places are those of their buckets. */
static void check_places(const struct kernels *set, const double *x, size_t lanes)
{
    struct bucket_span span[BUCKET_WINDOWS];
    uint16_t place[BUCKET_LANES + 1];
    double low = INFINITY, high = -INFINITY;
    uint32_t at = 0;

    for (size_t i = 0; i < lanes; i++) {
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
    }
    place[lanes] = 12345;
    size_t places = set->bucket_places(place, span, x, lanes, low, high);
    assert_int_equal(place[lanes], 12345);
    for (int w = 0; w < BUCKET_WINDOWS; w++) {
        assert_int_equal(span[w].at, at);
        assert_int_equal(span[w].size % BUCKET_ALIGN, 0);
        assert_true(span[w].size == 0 || span[w].first % BUCKET_ALIGN == 0);
        at += span[w].size;
    }
    assert_int_equal(places, at);
    uint16_t *count = calloc(places + 1, sizeof *count); /* of lanes with each place: these come in any order */
    for (size_t i = 0; i < lanes; i++) {
        assert_true(place[i] <= places);
        count[place[i]]++;
    }
    for (size_t i = 0; i < lanes; i++) {
        int32_t bucket;
        if (x[i] != x[i]) {
            count[places]--;
            continue;
        }
        const struct bucket_span *its = &span[window_of(x[i], &bucket)];
        assert_true(bucket >= its->first && bucket < its->first + (int32_t)its->size);
        count[its->at + (uint32_t)(bucket - its->first)]--;
    }
    for (size_t i = 0; i <= places; i++)
        assert_int_equal(count[i], 0);
    free(count);
}

static void test_values_have_the_places_of_their_buckets(void **state)
{
    static const double values[] = {0,    -0.0, 1,    511,     512,      -511,   -512,  0.5,
                                    -0.5, 1e-5, 1e12, 300.125, -1000.75, 0x1p-9, -1e20, 511.5};
    static const double wholes[] = {3, -511, 0, -0.0, 511, 17, 100};
    static const double few[] = {12.25, 13, 12.5, 1e3 / 3};
    static const double shares[] = {0.5, 0, 1, 0.25, 1e-3, 2.0 / 3, 63, -0.0, 17.5};
    static const double sums[] = {512, 512.5, 1800, 2306.25, 12345.75, 600};
    static const double rounded[][6] = {{4 - 0x1p-51, -0x1p-51, 3, 0x1p-41, 2 + 0x1p-40, -7 - 0x1p-50},
                                        {12.25, 13 - 0x1p-49, 12 + 0x1p-40, 14, 13.5, 1000.5},
                                        {0x1p-45, 0.25, 2 - 0x1p-52, 0.75, 2, 1 + 0x1p-39},
                                        {512 - 0x1p-44, 511 + 0x1p-44, 500, 511, 512, 511 - 0x1p-30},
                                        {-512 + 0x1p-44, -511 - 0x1p-44, -0x1p-39, -511.5, 0x1p-40, 0}};
    double x[BUCKET_LANES];

    (void)state;
    EACH_SET(set)
    for (size_t lanes = 1; lanes <= COUNT_OF(x); lanes = lanes < 50 ? lanes + 1 : lanes * 2 + 3)
        for (size_t from = 0; from < COUNT_OF(values); from++) {
            for (size_t i = 0; i < lanes; i++)
                x[i] = values[(from + i * 3) % COUNT_OF(values)];
            check_places(set, x, lanes);
            x[lanes / 2] = lanes > 1 ? NAN : 1;
            check_places(set, x, lanes);
            for (size_t i = 0; i < lanes; i++)
                x[i] = wholes[(from + i) % COUNT_OF(wholes)];
            check_places(set, x, lanes);
            x[lanes - 1] = 7.5;
            check_places(set, x, lanes);
            for (size_t i = 0; i < lanes; i++)
                x[i] = few[(from + i) % COUNT_OF(few)];
            check_places(set, x, lanes);
            for (size_t i = 0; i < lanes; i++)
                x[i] = shares[(from + i) % COUNT_OF(shares)];
            check_places(set, x, lanes);
            x[lanes / 3] = NAN;
            check_places(set, x, lanes);
            for (size_t i = 0; i < lanes; i++)
                x[i] = sums[(from + i) % COUNT_OF(sums)];
            check_places(set, x, lanes);
            for (size_t i = 0; i < lanes; i++)
                x[i] = rounded[from % COUNT_OF(rounded)][(from + i) % 6];
            check_places(set, x, lanes);
        }
}

static void test_few_whole_numbers_are_counted_as_one_by_one(void **state)
{
    static const double other[] = {NAN, 0.5, -0.25};
    double x[BUCKET_LANES];

    (void)state;
    EACH_SET(set)
    for (int32_t first = -512; first < 512; first += first < -64 || first >= 48 ? 112 : BUCKET_ALIGN)
        for (size_t lanes = 32; lanes <= BUCKET_LANES; lanes += 32) {
            uint16_t counts[BUCKET_ALIGN], wanted[BUCKET_ALIGN];
            for (int k = 0; k < BUCKET_ALIGN; k++)
                counts[k] = wanted[k] = (uint16_t)(1000 * k);
            for (size_t i = 0; i < lanes; i++) {
                size_t k = lanes == BUCKET_LANES ? (size_t)(first / 16 & 15) : i * i % 31 % (i < 100 ? 16 : 5);
                x[i] = first + (double)k;
                wanted[k]++;
            }
            bool quick = set->count_few(counts, x, lanes, first);
            assert_int_equal(quick, strncmp(set->name, "avx", 3) == 0);
            if (quick)
                assert_memory_equal(counts, wanted, sizeof counts);
            memcpy(wanted, counts, sizeof counts);
            x[lanes / 2] = other[lanes / 32 % COUNT_OF(other)];
            assert_false(set->count_few(counts, x, lanes, first));
            assert_memory_equal(counts, wanted, sizeof counts);
        }
}

/* Adds lanes at random places, of which some are one, and the place behind the last, which counts nowhere. */
static void check_counting(const struct kernels *set, const uint32_t size[BUCKET_WINDOWS], size_t lanes,
                           uint64_t seed)
{
    static uint16_t counts[BUCKET_PLACES_NEAR], wanted[BUCKET_PLACES_NEAR];
    struct bucket_span span[BUCKET_WINDOWS];
    uint16_t place[BUCKET_LANES] = {0}, *to[BUCKET_WINDOWS];
    size_t places = 0;

    for (int w = 0; w < BUCKET_WINDOWS; w++) {
        span[w] = (struct bucket_span){0, size[w], (uint32_t)places};
        to[w] = size[w] ? counts + places : NULL;
        places += size[w];
    }
    for (size_t i = 0; i < places; i++)
        counts[i] = wanted[i] = (uint16_t)(i * 977 % (BUCKET_FULL - BUCKET_LANES));
    for (size_t i = 0; i < lanes; i++) {
        uint64_t word = next_word(&seed);
        place[i] = (uint16_t)(word % 3 == 0 ? places / 2 : (word >> 33) % (places + 1));
        if (place[i] < places)
            wanted[place[i]]++;
    }
    assert_false(set->count_places(to, span, place, lanes, places));
    assert_memory_equal(counts, wanted, places * sizeof *counts);
    for (size_t at = 0; at < places; at += places / 2 - 1) { /* first, one of the middle, last but one */
        for (size_t i = 0; i < lanes; i++)
            place[i] = (uint16_t)at;
        counts[at] = (uint16_t)(BUCKET_FULL - lanes - 1);
        assert_false(set->count_places(to, span, place, lanes, places));
        assert_int_equal(counts[at], BUCKET_FULL - 1);
        assert_true(set->count_places(to, span, place, 1, places));
        counts[at] = 0;
    }
}

static void test_places_are_counted_until_a_count_is_full(void **state)
{
    static const uint32_t sizes[][BUCKET_WINDOWS] = {
        {BUCKET_ALIGN, 0, 0}, {0, 5 * BUCKET_ALIGN, 0}, {32, 16, 48}, {512, 0, 3584}};

    (void)state;
    EACH_SET(set)
    for (size_t k = 0; k < COUNT_OF(sizes); k++)
        for (size_t lanes = 1; lanes <= BUCKET_LANES; lanes = lanes * 2 + (lanes < 9)) {
            check_counting(set, sizes[k], lanes, lanes);
            check_counting(set, sizes[k], lanes == 1 ? BUCKET_LANES : lanes, k);
        }
}

static void test_too_many_places_and_none_are_refused(void **state)
{
    const double far[] = {1e-300, 1e300}, none[] = {NAN, NAN};
    struct bucket_span span[BUCKET_WINDOWS];
    uint16_t place[2];

    (void)state;
    EACH_SET(set)
    {
        assert_int_equal(set->bucket_places(place, span, far, 2, 1e-300, 1e300), 0);
        assert_int_equal(set->bucket_places(place, span, none, 2, INFINITY, -INFINITY), 0);
    }
}

/* ---- normal quantiles ---- */

static void test_normal_quantiles_are_those_of_r(void **state)
{
    enum { LANES = 20001 };
    static double u[LANES], z[LANES];

    (void)state;
    /* the grid of uniforms: whole range, then both tails by size */
    for (int i = 0; i < LANES; i++) {
        double at = i % 3 == 0 ? (double)i / LANES : exp2(-52.0 * i / LANES);
        double grid = (2 * floor(at * 0x1p51) + 1) * 0x1p-53;

        u[i] = i % 3 == 2 ? 1 - grid : grid;
    }
    EACH_SET(set) {
        set->normal(z, u, LANES);
        for (int i = 0; i < LANES; i++)
            assert_close(z[i], u[i] < 0.5 ? qnorm(u[i], 0, 1, 1, 0) : qnorm(1 - u[i], 0, 1, 0, 0),
                         3e-13);
    }
}

static void test_normal_quantiles_are_odd_and_rise(void **state)
{
    const double seam = (1 - sqrt(1 - exp(-8))) / 2;
    double u[4096], mirrored[4096], z[4096], minus_z[4096];

    (void)state;
    EACH_SET(set)
        for (int part = 0; part < 64; part++) {
            /* Neighbours on the grid, from part/128 up; the last part lies across the seam of the
               two formulas, where 4u(1-u) = exp(-8). */
            double from = part < 63 ? part / 128.0 : (floor(seam * 0x1p52) - 2048) * 0x1p-52;

            for (int i = 0; i < 4096; i++) {
                u[i] = from + (2 * i + 1) * 0x1p-53;
                mirrored[i] = 1 - u[i];
            }
            set->normal(z, u, 4096);
            set->normal(minus_z, mirrored, 4096);
            for (int i = 0; i < 4096; i++) {
                assert_true(z[i] == -minus_z[i]);
                assert_true(i == 0 || z[i] >= z[i - 1]);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_variable_names_the_set_and_nonsense_in_it_is_ignored),
        cmocka_unit_test(test_a_strip_of_uniforms_is_the_draws_one_by_one_at_any_length),
        cmocka_unit_test(test_uniforms_far_along_a_stream_are_right_too),
        cmocka_unit_test(test_every_operation_is_its_expression_in_every_shape_and_set),
        cmocka_unit_test(test_a_pair_is_one_operation_after_the_other),
        cmocka_unit_test(test_a_pair_of_strips_is_so_too_wherever_the_result_goes),
        cmocka_unit_test(test_operations_take_strips_of_any_length),
        cmocka_unit_test(test_the_first_lane_a_sampler_does_not_take_is_found),
        cmocka_unit_test(test_the_last_value_a_sampler_takes_is_not_refused),
        cmocka_unit_test(test_contents_below_a_level_are_found),
        cmocka_unit_test(test_strips_and_numbers_add_up_in_their_order),
        cmocka_unit_test(test_a_strip_has_its_moments_leaf_by_leaf),
        cmocka_unit_test(test_gaps_are_left_out_of_moments_and_counted),
        cmocka_unit_test(test_a_ratio_over_nothing_has_no_value),
        cmocka_unit_test(test_a_strip_is_the_same_only_to_the_bit),
        cmocka_unit_test(test_values_have_the_places_of_their_buckets),
        cmocka_unit_test(test_few_whole_numbers_are_counted_as_one_by_one),
        cmocka_unit_test(test_places_are_counted_until_a_count_is_full),
        cmocka_unit_test(test_too_many_places_and_none_are_refused),
        cmocka_unit_test(test_normal_quantiles_are_those_of_r),
        cmocka_unit_test(test_normal_quantiles_are_odd_and_rise),
    };

    sets = kernels_all(&set_count);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
