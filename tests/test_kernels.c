#include "check.h"
#include "kernels.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

static const struct kernels *const *sets;
static size_t set_count;

#define EACH_SET(set)                                                                              \
    for (size_t set##_i = 0; set##_i < set_count; set##_i++)                                       \
        for (const struct kernels *set = sets[set##_i]; set; set = NULL)

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

static const double edges[] = {
    0.0,     -0.0,    1.0,       -1.0,   2.0,    -3.0,   0.5,     -0.5,     1.5,    2.5,   -2.5,
    1e-300,  -1e-300, 0x1p-1074, 1e300,  -1e300, 1e17,   0x1p52,  -0x1p52,  0.1,    7.0,   710.5,
    -745.5,  1.0e-9,  1024.0,    -1.1,   INFINITY, -INFINITY, NAN, 0x1.fffffffffffffp1023,
};
enum { EDGES = COUNT_OF(edges) };

static bool same_number(double a, double b)
{
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}

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

static void check_pair(const struct kernels *set, enum op first, enum op second, unsigned shape,
                       const double operand[3][EDGES])
{
    const double *x[3] = {operand[0], operand[1], operand[2]};
    const unsigned scalars = shape & 7;
    const bool last = shape & 8;
    double out[EDGES + 1];

    out[EDGES] = -7;
    set->pair[first][second](out, x, scalars, last, EDGES);
    for (int i = 0; i < EDGES; i++) {
        double c = x[2][scalars & 4 ? 0 : i];
        double result = op_evaluate(first, x[0][scalars & 1 ? 0 : i], x[1][scalars & 2 ? 0 : i], 0);
        double expected = op_evaluate(second, last ? c : result, last ? result : c, 0);

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
    assert_int_equal(pairs, 36 * set_count);
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

static void test_a_leaf_has_its_moments(void **state)
{
    double x[KERNEL_LEAF];

    (void)state;
    for (int i = 0; i < KERNEL_LEAF; i++)
        x[i] = 1e9 + (i * 37 % 64);
    EACH_SET(set)
    {
        struct leaf_moments leaf;
        assert_true(set->leaf(&leaf, x));
        for (int r = 0; r < KERNEL_SUMS; r++)
            assert_true(leaf.sum[r] == x[r] + x[r + 16] + x[r + 32] + x[r + 48]);
        assert_true(leaf.total == 64e9 + 63 * 32 && leaf.low == 1e9 && leaf.high == 1e9 + 63);
        assert_true(leaf.squares == 64 * (64.0 * 64 - 1) / 12); /* of 0 .. 63 about 31.5: exact */
        for (int i = 0; i < KERNEL_LEAF; i++) {
            double there = x[i];
            x[i] = NAN;
            assert_false(set->leaf(&leaf, x));
            x[i] = there;
        }
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

static void test_wholes_are_told_from_fractions(void **state)
{
    static const double fractions[] = {0.5, -0x1p-1074, 1e-9, 12345.25, 0x1p50 + 0.5, NAN};
    double x[100];

    (void)state;
    EACH_SET(set)
    for (size_t i = 0; i < COUNT_OF(x); i++) {
        for (size_t k = 0; k < COUNT_OF(x); k++)
            x[k] = (double)k * (double)k * 1e8 * (k % 2 ? 1 : -1);
        assert_true(set->all_whole(x, COUNT_OF(x)));
        x[i] = fractions[i % COUNT_OF(fractions)];
        assert_false(set->all_whole(x, COUNT_OF(x)));
    }
}

static uint64_t code_of(double x)
{
    if (fabs(x) < BUCKET_WHOLE_END && x == floor(x))
        return (uint64_t)(x + BUCKET_CODE_WHOLE);
    return (uint64_t)bucket_key(x) + (x < 0 ? BUCKET_CODE_NEGATIVE : BUCKET_CODE_POSITIVE);
}

static void test_values_have_the_code_of_their_bucket(void **state)
{
    static const double values[] = {0,    -0.0, 1,    511,     512,      -511,     -512,  0.5,
                                    -0.5, 1e-5, 1e12, 300.125, -1000.75, 0x1p-900, -1e99, 511.5};
    uint64_t code[50];
    double x[50];

    (void)state;
    EACH_SET(set)
    for (size_t lanes = 1; lanes <= COUNT_OF(x); lanes++)
        for (size_t from = 0; from < COUNT_OF(values); from++) {
            struct bucket_ranges r;
            double low_whole = INFINITY, high_whole = -INFINITY, low = INFINITY, high = -INFINITY;
            for (size_t i = 0; i < lanes; i++) {
                x[i] = values[(from + i * 3) % COUNT_OF(values)];
                if (code_of(x[i]) < BUCKET_CODE_POSITIVE) {
                    low_whole = fmin(low_whole, x[i]);
                    high_whole = fmax(high_whole, x[i]);
                } else if (x[i] > 0) {
                    low = fmin(low, x[i]);
                } else {
                    high = fmax(high, x[i]);
                }
            }
            assert_true(set->bucket_codes(code, &r, x, lanes));
            for (size_t i = 0; i < lanes; i++)
                assert_int_equal(code[i], code_of(x[i]));
            assert_true(r.low_whole == low_whole && r.high_whole == high_whole);
            assert_true(r.low_positive == low && r.high_negative == high);
            x[lanes / 2] = NAN;
            assert_false(set->bucket_codes(code, &r, x, lanes));
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
        cmocka_unit_test(test_operations_take_strips_of_any_length),
        cmocka_unit_test(test_the_first_lane_a_sampler_does_not_take_is_found),
        cmocka_unit_test(test_the_last_value_a_sampler_takes_is_not_refused),
        cmocka_unit_test(test_contents_below_a_level_are_found),
        cmocka_unit_test(test_strips_and_numbers_add_up_in_their_order),
        cmocka_unit_test(test_a_leaf_has_its_moments),
        cmocka_unit_test(test_a_strip_is_the_same_only_to_the_bit),
        cmocka_unit_test(test_wholes_are_told_from_fractions),
        cmocka_unit_test(test_values_have_the_code_of_their_bucket),
        cmocka_unit_test(test_normal_quantiles_are_those_of_r),
        cmocka_unit_test(test_normal_quantiles_are_odd_and_rise),
    };

    sets = kernels_all(&set_count);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
