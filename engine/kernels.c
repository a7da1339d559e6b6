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

#include "dmath.h"
#include "kernels_chance.h"
#include "kernels_divide.h"
#include "kernels_strips.h"
#include "lanes.h"
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
        if (OP_##id == OP_DIV && divide_quickly(out, a, b, scalars & 3, lanes))                    \
            return;                                                                                \
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

/* A number is widened to a chunk of lanes, which is read again and again. */
LANES_INLINE const double *pair_operand(const double *x, bool one, double wide[OP_CHUNK])
{
    for (size_t j = 0; one && j < OP_CHUNK; j++)
        wide[j] = *x;
    return one ? wide : x;
}

#define PAIR_LOOP(result)                                                                          \
    for (; lanes - i >= OP_CHUNK; i += OP_CHUNK, a += a_step, b += b_step, c += c_step)            \
        INDEPENDENT_LANES                                                                          \
    for (size_t j = 0; j < OP_CHUNK; j++)                                                          \
        out[i + j] = result;                                                                       \
    for (size_t j = 0; j < lanes - i; j++)                                                         \
        out[i + j] = result;

#define PAIR(first, second)                                                                        \
    static void pair_##first##_##second(double *out, const double *const x[3], unsigned scalars,   \
                                        bool result_last, size_t lanes)                            \
    {                                                                                              \
        double wide[3][OP_CHUNK];                                                                  \
        const double *a = pair_operand(x[0], scalars & 1, wide[0]);                                \
        const double *b = pair_operand(x[1], scalars & 2, wide[1]);                                \
        const double *c = pair_operand(x[2], scalars & 4, wide[2]);                                \
        const size_t a_step = scalars & 1 ? 0 : OP_CHUNK, b_step = scalars & 2 ? 0 : OP_CHUNK;     \
        const size_t c_step = scalars & 4 ? 0 : OP_CHUNK;                                          \
        size_t i = 0;                                                                              \
                                                                                                   \
        if (result_last) {                                                                         \
            PAIR_LOOP(value_##second(c[j], value_##first(a[j], b[j], 0), 0))                       \
        } else {                                                                                   \
            PAIR_LOOP(value_##second(value_##first(a[j], b[j], 0), c[j], 0))                       \
        }                                                                                          \
    }
#define PAIRS(first) OPS_OUTER(PAIR, first)
OPS_INNER(PAIRS)

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
    .pair =
        {
#define PAIR_ENTRY(first, second) [OP_##second] = pair_##first##_##second,
#define PAIR_ROW(first) [OP_##first] = {OPS_OUTER(PAIR_ENTRY, first)},
            OPS_INNER(PAIR_ROW)},
    .uniform = uniform_strip,
    .poisson = poisson_strip,
    .binomial = binomial_strip,
    .all_same = all_same,
    .bucket_places = bucket_places,
    .count_few = count_few,
    .count_places = count_places,
    .sum = sum_strips,
    .moments = moments_strip,
    .ratio = ratio_strip,
    .bad_mean = bad_mean,
    .bad_count = bad_count,
    .bad_chance = bad_chance,
    .not_finite = not_finite,
    .not_from = not_from,
    .normal = normal_strip,
};
