/* Compiled once per instruction set, with -DKERNELS_SET=sse2, avx2, avx512 or portable. The bits of
   a result do not depend on the set: only operations exactly rounded by IEEE 754 are used, in one
   order, without contraction of a*b+c. The samplers themselves are in sampler_*.h. */
#ifndef KERNELS_SET
#error "compile with -DKERNELS_SET=sse2, avx2, avx512 or portable"
#endif

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define TEXT_(a) #a
#define TEXT(a) TEXT_(a)

#define KERNELS_IS_portable 1
#define KERNELS_IS_sse2 0
#define KERNELS_IS_avx2 0
#define KERNELS_IS_avx512 0
#if JOIN(KERNELS_IS_, KERNELS_SET)
#define LANES_PORTABLE
#endif

#include "kernels.h"

#include <math.h>

#include "dmath.h"
#include "lanes.h"
#include "sampler_binomial.h"
#include "sampler_poisson.h"
#include "threefry_rounds.h"

/* ---- operations of ops.def ---- */

/* No lane depends on another; without it the compiler would have to ask whether strips overlap. */
#ifdef __clang__
#define INDEPENDENT_LANES _Pragma("clang loop vectorize(assume_safety)")
#else
#define INDEPENDENT_LANES _Pragma("GCC ivdep")
#endif

/* The inner loops have a constant count: gcc 12 at -O2 vectorises only those ("very-cheap"), and
   -O3 slows the samplers. */
enum { OP_CHUNK = 16 };

#define OP(id, word, arity, rule, expression, meaning)                                             \
    LANES_INLINE double value_##id(double a, double b, double c)                                   \
    {                                                                                              \
        (void)a, (void)b, (void)c;                                                                 \
        return expression;                                                                         \
    }                                                                                              \
                                                                                                   \
    LANES_INLINE void loop_##id(double *out, const double *a, const double *b, const double *c,    \
                                const unsigned scalars, size_t lanes)                              \
    {                                                                                              \
        const double a0 = scalars & 1 ? *a : 0, b0 = scalars & 2 ? *b : 0;                         \
        const double c0 = scalars & 4 ? *c : 0;                                                    \
        size_t i = 0;                                                                              \
                                                                                                   \
        for (; lanes - i >= OP_CHUNK; i += OP_CHUNK)                                               \
            INDEPENDENT_LANES                                                                      \
        for (size_t j = 0; j < OP_CHUNK; j++)                                                      \
            out[i + j] = value_##id(scalars & 1 ? a0 : a[i + j], scalars & 2 ? b0 : b[i + j],      \
                                    scalars & 4 ? c0 : c[i + j]);                                  \
        for (; i < lanes; i++)                                                                     \
            out[i] = value_##id(scalars & 1 ? a0 : a[i], scalars & 2 ? b0 : b[i],                  \
                                scalars & 4 ? c0 : c[i]);                                          \
    }                                                                                              \
                                                                                                   \
    static void op_##id(double *out, const double *a, const double *b, const double *c,            \
                        unsigned scalars, size_t lanes)                                            \
    {                                                                                              \
        static const double none = 0; /* operands beyond the arity: one number, not read */        \
        const double *b_or = arity > 1 ? b : &none, *c_or = arity > 2 ? c : &none;                 \
                                                                                                   \
        switch (scalars | (arity > 1 ? 0 : 2) | (arity > 2 ? 0 : 4)) {                             \
            SHAPES_##arity(loop_##id) default : /* 7: one result for all lanes */                  \
                                                fill(out, value_##id(*a, *b_or, *c_or), lanes);    \
        }                                                                                          \
    }

static void fill(double *out, double value, size_t lanes)
{
    for (size_t i = 0; i < lanes; i++)
        out[i] = value;
}

#define SHAPE(loop, shape)                                                                         \
    case shape:                                                                                    \
        loop(out, a, b_or, c_or, shape, lanes);                                                    \
        break;
#define SHAPES_1(loop) SHAPE(loop, 6)
#define SHAPES_2(loop) SHAPE(loop, 4) SHAPE(loop, 5) SHAPE(loop, 6)
#define SHAPES_3(loop)                                                                             \
    SHAPE(loop, 0)                                                                                 \
    SHAPE(loop, 1) SHAPE(loop, 2) SHAPE(loop, 3) SHAPE(loop, 4) SHAPE(loop, 5) SHAPE(loop, 6)

#include "ops.def"
#undef OP

/* ---- uniforms ---- */

/* As threefry_to_uniform: 52 bits under the exponent of 1 give 1 + a 2^-52; all steps are exact. */
LANES_INLINE vdouble words_to_uniforms(vword x)
{
    return (vdouble)((x >> 12) | 0x3FF0000000000000u) - (1.0 - 0x1p-53);
}

/* Each lane of a vector is one block of four words. Vectors are worked on side by side, round by
   round: the rounds of one are a single chain. */
enum { UNIFORM_VECTORS = 4, BLOCK_DRAWS = 4 * LANES_WIDTH };
enum { UNIFORM_DRAWS = UNIFORM_VECTORS * BLOCK_DRAWS };

#define EACH_VECTOR _Pragma("GCC unroll 4") for (int v = 0; v < UNIFORM_VECTORS; v++)
#define ROUND(a, b, r, c, d, s)                                                                    \
    EACH_VECTOR x[v][a] += x[v][b];                                                                \
    EACH_VECTOR x[v][c] += x[v][d];                                                                \
    EACH_VECTOR x[v][b] = THREEFRY_TURN(x[v][b], r);                                               \
    EACH_VECTOR x[v][d] = THREEFRY_TURN(x[v][d], s);                                               \
    EACH_VECTOR x[v][b] ^= x[v][a];                                                                \
    EACH_VECTOR x[v][d] ^= x[v][c];
#define INJECT(n, i, j, k, l)                                                                      \
    EACH_VECTOR x[v][0] += key[i];                                                                 \
    EACH_VECTOR x[v][1] += key[j];                                                                 \
    EACH_VECTOR x[v][2] += key[k];                                                                 \
    EACH_VECTOR x[v][3] += key[l] + n;

LANES_INLINE void uniform_group(double out[UNIFORM_DRAWS], const uint64_t key[5], uint64_t block,
                                uint64_t month, uint64_t purpose)
{
    vword x[UNIFORM_VECTORS][4];

    EACH_VECTOR
    {
        x[v][0] = lanes_block_order() + (block + (uint64_t)(v * LANES_WIDTH));
        x[v][1] = words_all(month);
        x[v][2] = words_all(purpose);
        x[v][3] = words_all(0);
    }
    THREEFRY_STEPS(ROUND, INJECT)
    EACH_VECTOR
    {
        vdouble u[4];

        for (int w = 0; w < 4; w++)
            u[w] = words_to_uniforms(x[v][w]);
        lanes_store_blocks(out + v * BLOCK_DRAWS, u);
    }
}

static void uniform_strip(double *u, size_t lanes, const struct threefry_key *key,
                          uint64_t first_draw, uint64_t month, uint64_t purpose)
{
    const uint64_t *k = key->word;
    const uint64_t word[5] = {k[0], k[1], k[2], k[3], k[0] ^ k[1] ^ k[2] ^ k[3] ^ THREEFRY_PARITY};
    uint64_t block = first_draw / 4;

    for (size_t i = 0; i < lanes; i += UNIFORM_DRAWS) { /* one copy of the long group serves both */
        bool whole = lanes - i >= UNIFORM_DRAWS;
        double last[UNIFORM_DRAWS], *to = whole ? u + i : last;

        uniform_group(to, word, block, month, purpose);
        if (__builtin_expect(!whole, 0))
            memcpy(u + i, last, (lanes - i) * sizeof *u);
        block += UNIFORM_DRAWS / 4;
    }
}

/* ---- what samplers take ---- */

LANES_INLINE vmask is_mean(vdouble x)
{
    return mask_and(lanes_at_most(lanes_all(0.0), x), lanes_less(x, lanes_all(0x1p52)));
}

LANES_INLINE vmask is_count(vdouble x)
{
    vdouble near = nearest_whole(x);

    return mask_and(is_mean(x), mask_and(lanes_at_most(x, near), lanes_at_most(near, x)));
}

LANES_INLINE vmask is_probability(vdouble x)
{
    return mask_and(lanes_at_most(lanes_all(0.0), x), lanes_at_most(x, lanes_all(1.0)));
}

LANES_INLINE vmask is_whole(vdouble x) /* |x| < 2^51 */
{
    vdouble near = (x + bucket_whole_shift) - bucket_whole_shift;

    return mask_and(lanes_at_most(x, near), lanes_at_most(near, x));
}

LANES_INLINE vmask is_finite(vdouble x)
{
    vdouble nothing = x - x; /* not a number for both */

    return lanes_at_most(nothing, nothing);
}

/* ---- samplers ---- */

/* The next group of an operand: its one number in all lanes, a whole group of its strip, or what is
   left of the strip and zeros, which every sampler takes as n, p, mean and u. */
LANES_INLINE void load_group(vdouble x[LANES_GROUP], const double *strip, size_t at, bool one,
                             size_t lanes)
{
    double last[GROUP_LANES];
    const double *from = strip + at;

    if (one) {
        EACH x[j] = lanes_all(*strip);
        return;
    }
    if (__builtin_expect(lanes - at < GROUP_LANES, 0)) {
        for (size_t i = 0; i < GROUP_LANES; i++)
            last[i] = i < lanes - at ? from[i] : 0.0;
        from = last;
    }
    EACH x[j] = lanes_load(from + j * LANES_WIDTH);
}

LANES_INLINE void store_group(double *strip, size_t at, size_t lanes, const vdouble x[LANES_GROUP])
{
    double last[GROUP_LANES];
    bool whole = lanes - at >= GROUP_LANES;
    double *to = whole ? strip + at : last;

    EACH lanes_store(to + j * LANES_WIDTH, x[j]);
    if (__builtin_expect(!whole, 0))
        memcpy(strip + at, last, (lanes - at) * sizeof *last);
}

LANES_INLINE bool any_rare(const vdouble u[LANES_GROUP])
{
    vmask rare[LANES_GROUP];

    EACH rare[j] = is_rare(u[j]);
    return group_any(rare);
}

/* The one mean under 28: by its table, but for groups with a rare u. */
LANES_INLINE bool poisson_lanes(double *k, const double *u, const double *mean, size_t lanes,
                                const bool one_mean)
{
    struct below_table table;
    const bool below = one_mean && *mean < SAMPLER_LATTICE_FROM;
    vmask right[LANES_GROUP];

    EACH right[j] = is_mean(lanes_all(0.0));
    if (below)
        poisson_table_fill(&table, *mean);
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble gu[LANES_GROUP], gm[LANES_GROUP], gk[LANES_GROUP];

        load_group(gu, u, i, false, lanes);
        load_group(gm, mean, i, one_mean, lanes);
        EACH right[j] = mask_and(right[j], is_mean(gm[j]));
        if (below && !any_rare(gu))
            count_by_table(gk, gu, &table);
        else
            poisson_group(gk, gu, gm);
        store_group(k, i, lanes, gk);
    }
    return group_all(right);
}

static bool poisson_strip(double *k, const double *u, const double *mean, unsigned scalars,
                          size_t lanes)
{
    if (scalars & 1) {
        double one = *mean; /* may be in the memory of k */

        return poisson_lanes(k, u, &one, lanes, true);
    }
    return poisson_lanes(k, u, mean, lanes, false);
}

/* Lanes of a group whose neighbours are quicker, put by until there are enough for a group of their own.
   Measured on the Pengyang plan, where one lane in 15 has n > 7: 25 % of the time of its binomials. */
struct put_by {
    double u[2 * GROUP_LANES], n[2 * GROUP_LANES], p[2 * GROUP_LANES], k[2 * GROUP_LANES];
    size_t lane[2 * GROUP_LANES];
    size_t count;
};

/* Counts the first lanes put by, a group or less. */
static __attribute__((noinline)) void count_put_by(struct put_by *by, double *k)
{
    vdouble gu[LANES_GROUP], gn[LANES_GROUP], gp[LANES_GROUP], gk[LANES_GROUP];
    size_t count = by->count < GROUP_LANES ? by->count : GROUP_LANES;

    load_group(gu, by->u, 0, false, count);
    load_group(gn, by->n, 0, false, count);
    load_group(gp, by->p, 0, false, count);
    binomial_group(gk, gu, gn, gp);
    store_group(by->k, 0, count, gk);
    for (size_t i = 0; i < count; i++)
        k[by->lane[i]] = by->k[i];
    by->count -= count;
    for (size_t i = 0; i < by->count; i++) {
        by->u[i] = by->u[count + i];
        by->n[i] = by->n[count + i];
        by->p[i] = by->p[count + i];
        by->lane[i] = by->lane[count + i];
    }
}

LANES_INLINE void put_lanes_by(struct put_by *by, size_t at, size_t lanes,
                               const vmask which[LANES_GROUP], const vdouble u[LANES_GROUP],
                               const vdouble n[LANES_GROUP], const vdouble p[LANES_GROUP])
{
    for (int j = 0; j < LANES_GROUP; j++)
        for (unsigned bits = mask_bits(which[j]); bits; bits &= bits - 1) {
            int i = __builtin_ctz(bits);
            if (at + (size_t)(j * LANES_WIDTH + i) >= lanes) /* what fills up the last group */
                return;
            by->u[by->count] = u[j][i];
            by->n[by->count] = n[j][i];
            by->p[by->count] = p[j][i];
            by->lane[by->count++] = at + (size_t)(j * LANES_WIDTH + i);
        }
}

LANES_INLINE int count_lanes(const vmask which[LANES_GROUP])
{
    int count = 0;

    for (int j = 0; j < LANES_GROUP; j++)
        count += __builtin_popcount(mask_bits(which[j]));
    return count;
}

LANES_INLINE bool binomial_lanes(double *k, const double *u, const double *n, const double *p,
                                 size_t lanes, bool one_n, const bool one_p)
{
    struct binomial_table table = {.filled = false};
    struct put_by by;
    vmask right[LANES_GROUP];

    by.count = 0;
    EACH right[j] = is_mean(lanes_all(0.0));
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble gu[LANES_GROUP], gn[LANES_GROUP], gp[LANES_GROUP], gk[LANES_GROUP];
        vmask many[LANES_GROUP], others[LANES_GROUP];

        load_group(gu, u, i, false, lanes);
        load_group(gn, n, i, one_n, lanes);
        load_group(gp, p, i, one_p, lanes);
        EACH
        {
            vmask nobody = lanes_at_most(gn[j], lanes_all(0.0));

            right[j] = mask_and(right[j],
                                mask_and(is_count(gn[j]), mask_or(nobody, is_probability(gp[j]))));
            many[j] = mask_not(lanes_less(gn[j], lanes_all(one_p ? 8.0 : 4.0)));
        }
        if (group_any(many) && count_lanes(many) > GROUP_LANES / 4) {
            binomial_group(gk, gu, gn, gp);
            store_group(k, i, lanes, gk);
            continue;
        }
        if (one_p)
            binomial_group_of_one_chance(gk, gu, gn, gp[0], &table, others);
        else
            binomial_group_of_few(gk, gu, gn, gp, others);
        store_group(k, i, lanes, gk);
        if (group_any(others))
            put_lanes_by(&by, i, lanes, others, gu, gn, gp);
        if (by.count >= GROUP_LANES)
            count_put_by(&by, k);
    }
    while (by.count)
        count_put_by(&by, k);
    return group_all(right);
}

/* Two copies of the code, not four: n is one number only where a cohort is known to a head. */
static bool binomial_strip(double *k, const double *u, const double *n, const double *p,
                           unsigned scalars, size_t lanes)
{
    double n0 = scalars & 1 ? *n : 0, p0 = scalars & 2 ? *p : 0; /* may be in the memory of k */
    bool one_n = scalars & 1;

    if (scalars & 2)
        return binomial_lanes(k, u, one_n ? &n0 : n, &p0, lanes, one_n, true);
    return binomial_lanes(k, u, one_n ? &n0 : n, p, lanes, one_n, false);
}

/* ---- sums ---- */

/* The sum stays in registers while the strips pass by: one load a number added. */
static void sum_strips(double *sum, const struct strip *x, const bool *minus, size_t count,
                       size_t lanes)
{
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble all[LANES_GROUP];

        EACH all[j] = lanes_all(0.0);
        for (size_t k = 0; k < count; k++) {
            vdouble more[LANES_GROUP];

            load_group(more, x[k].x, i, x[k].one, lanes);
            if (minus && minus[k])
                EACH all[j] = all[j] - more[j];
            else
                EACH all[j] = all[j] + more[j];
        }
        store_group(sum, i, lanes, all);
    }
}

/* ---- moments ---- */

#define EACH_SUM for (int r = 0; r < KERNEL_SUMS; r++)

/* x[0] + .. + x[15], pairwise. */
LANES_INLINE double tree_sum(const double x[KERNEL_SUMS])
{
    double s[8], t[4];

    for (int i = 0; i < 8; i++)
        s[i] = x[i] + x[i + 8];
    for (int i = 0; i < 4; i++)
        t[i] = s[i] + s[i + 4];
    return (t[0] + t[2]) + (t[1] + t[3]);
}

static bool leaf_strip(struct leaf_moments *leaf, const double *x)
{
    double sum[KERNEL_SUMS], low[KERNEL_SUMS], high[KERNEL_SUMS], squares[KERNEL_SUMS];
    double half_sum[KERNEL_SUMS];

    EACH_SUM half_sum[r] = x[r] + x[r + 16];
    EACH_SUM sum[r] = half_sum[r] + (x[r + 32] + x[r + 48]);
    EACH_SUM low[r] = x[r] < x[r + 16] ? x[r] : x[r + 16];
    EACH_SUM low[r] = low[r] < x[r + 32] ? low[r] : x[r + 32];
    EACH_SUM low[r] = low[r] < x[r + 48] ? low[r] : x[r + 48];
    EACH_SUM high[r] = x[r] > x[r + 16] ? x[r] : x[r + 16];
    EACH_SUM high[r] = high[r] > x[r + 32] ? high[r] : x[r + 32];
    EACH_SUM high[r] = high[r] > x[r + 48] ? high[r] : x[r + 48];
    double total = tree_sum(sum), mean = total * (1.0 / KERNEL_LEAF);
    EACH_SUM
    {
        double a = x[r] - mean, b = x[r + 16] - mean, c = x[r + 32] - mean, d = x[r + 48] - mean;

        squares[r] = (a * a + b * b) + (c * c + d * d);
    }
    for (int r = 0; r < 8; r++) {
        low[r] = low[r] < low[r + 8] ? low[r] : low[r + 8];
        high[r] = high[r] > high[r + 8] ? high[r] : high[r + 8];
    }
    for (int half = 4; half > 0; half /= 2)
        for (int r = 0; r < half; r++) {
            low[r] = low[r] < low[r + half] ? low[r] : low[r + half];
            high[r] = high[r] > high[r + half] ? high[r] : high[r + half];
        }
    memcpy(leaf->sum, sum, sizeof sum);
    leaf->total = total;
    leaf->squares = tree_sum(squares);
    leaf->low = low[0];
    leaf->high = high[0];
    return total == total;
}

static void normal_strip(double *z, const double *u, size_t lanes)
{
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble w[LANES_GROUP], gz[LANES_GROUP];

        load_group(w, u, i, false, lanes);
        EACH w[j] = (w[j] - 0.5) + (w[j] - 0.5);
        normal_quantile(gz, w);
        store_group(z, i, lanes, gz);
    }
}

/* ---- refusals ---- */

/* Index of the first lane that is not right; `is` is over x[j]. The zeros that fill up the last group
   are all right. */
#define FIRST_LANE_THAT_IS_NOT(is)                                                                 \
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {                                              \
        vdouble x[LANES_GROUP];                                                                    \
        vmask bad[LANES_GROUP];                                                                    \
                                                                                                   \
        load_group(x, strip, i, false, lanes);                                                     \
        EACH bad[j] = mask_not(is);                                                                \
        if (__builtin_expect(!group_any(bad), 1))                                                  \
            continue;                                                                              \
        for (int j = 0; j < LANES_GROUP; j++)                                                      \
            for (size_t lane = 0; lane < LANES_WIDTH; lane++)                                      \
                if (mask_bits(bad[j]) >> lane & 1 && i + (size_t)j * LANES_WIDTH + lane < lanes)   \
                    return (long)(i + (size_t)j * LANES_WIDTH + lane);                             \
    }                                                                                              \
    return -1;

static long bad_mean(const double *strip, size_t lanes)
{
    FIRST_LANE_THAT_IS_NOT(is_mean(x[j]))
}

static long bad_count(const double *strip, size_t lanes)
{
    FIRST_LANE_THAT_IS_NOT(is_count(x[j]))
}

static long not_finite(const double *strip, size_t lanes)
{
    FIRST_LANE_THAT_IS_NOT(is_finite(x[j]))
}

static long not_from(const double *strip, double low, size_t lanes)
{
    FIRST_LANE_THAT_IS_NOT(lanes_at_most(lanes_all(low), x[j]))
}

/* Strips of zeros with a few other lanes are common: looked through group by group. */
static bool all_same(const double *x, size_t lanes)
{
    const vword first = (vword)lanes_all(*x);

    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble group[LANES_GROUP];
        vword differ[LANES_GROUP];

        load_group(group, x, i, false, lanes);
        EACH differ[j] = (vword)group[j] ^ first;
        if (lanes - i < GROUP_LANES) {
            for (size_t k = i; k < lanes; k++)
                if (memcmp(x, x + k, sizeof *x) != 0)
                    return false;
        } else if (words_any((differ[0] | differ[1]) | (differ[2] | differ[3]))) {
            return false;
        }
    }
    return true;
}

/* ---- buckets of a histogram ---- */

static bool all_whole(const double *x, size_t lanes)
{
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble group[LANES_GROUP];
        vmask whole[LANES_GROUP];

        load_group(group, x, i, false, lanes);
        EACH whole[j] = is_whole(group[j]);
        if (!group_all(whole))
            return false;
    }
    return true;
}

static double least_of(vdouble x)
{
    double least = x[0];

    for (int i = 1; i < LANES_WIDTH; i++)
        least = x[i] < least ? x[i] : least;
    return least;
}

/* The zeros that fill up the last group are told apart by their place. */
static bool bucket_codes(uint64_t *code, struct bucket_ranges *ranges, const double *x,
                         size_t lanes)
{
    const vdouble none = lanes_all(INFINITY);
    /* least whole, least of the others above 0; the same below 0 with the sign turned */
    vdouble whole_low = none, whole_turned = none, low = none, turned = none;
    bool missing = false;

    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble group[LANES_GROUP], out[LANES_GROUP];
        vmask absent[LANES_GROUP];

        load_group(group, x, i, false, lanes);
        if (lanes - i < GROUP_LANES) /* a value that is there, instead of the zeros */
            for (size_t k = lanes - i; k < GROUP_LANES; k++)
                group[k / LANES_WIDTH][k % LANES_WIDTH] = x[i];
        EACH
        {
            vdouble a = group[j], size = lanes_max(a, -a);
            vmask whole = mask_and(is_whole(a), lanes_less(size, lanes_all(BUCKET_WHOLE_END)));
            vmask below = lanes_less(a, lanes_all(0.0));
            vword key = ((vword)a >> BUCKET_KEY_SHIFT) & (BUCKET_KEYS - 1);
            vword number = (vword)(a + bucket_whole_shift) - (vword)lanes_all(bucket_whole_shift);
            vdouble other = lanes_select(below, (vdouble)(key + BUCKET_CODE_NEGATIVE),
                                         (vdouble)(key + BUCKET_CODE_POSITIVE));

            out[j] = lanes_select(whole, (vdouble)(number + BUCKET_CODE_WHOLE), other);
            absent[j] = mask_not(lanes_at_most(a, a));
            whole_low = lanes_min(whole_low, lanes_select(whole, a, none));
            whole_turned = lanes_min(whole_turned, lanes_select(whole, -a, none));
            low = lanes_min(low, lanes_select(mask_or(whole, below), none, a));
            turned = lanes_min(turned, lanes_select(mask_and(below, mask_not(whole)), -a, none));
        }
        missing |= group_any(absent);
        store_group((double *)code, i, lanes, out);
    }
    *ranges = (struct bucket_ranges){least_of(whole_low), -least_of(whole_turned), least_of(low),
                                     -least_of(turned)};
    return !missing;
}

/* ---- the set ---- */

#define KERNELS JOIN(kernels_, KERNELS_SET)

extern const struct kernels KERNELS;

const struct kernels KERNELS = {
    .name = TEXT(KERNELS_SET),
    .op =
        {
#define OP(id, word, arity, rule, expression, meaning) [OP_##id] = op_##id,
#include "ops.def"
#undef OP
        },
    .uniform = uniform_strip,
    .poisson = poisson_strip,
    .binomial = binomial_strip,
    .all_same = all_same,
    .all_whole = all_whole,
    .bucket_codes = bucket_codes,
    .sum = sum_strips,
    .leaf = leaf_strip,
    .bad_mean = bad_mean,
    .bad_count = bad_count,
    .not_finite = not_finite,
    .not_from = not_from,
    .normal = normal_strip,
};
