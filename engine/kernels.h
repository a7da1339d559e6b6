/* Everything that runs over a strip of lanes (draws of one cell), compiled once per instruction set
   and chosen at start. All sets give the same bits; a lane's result depends on that lane's operands
   only, never on its neighbours, its position or the number of lanes.

     const struct kernels *k = kernels_best();
     k->uniform(u, 256, &key, 0, month, 0);
     k->binomial(out, u, people, chance, 256);

   No function allocates or fails; all are safe in threads. Strips need no alignment and may have any
   length; `out` may be the same strip as an operand, but must not overlap one partly. */
#ifndef POLSIM_KERNELS_H
#define POLSIM_KERNELS_H

#include "buckets.h"
#include "ops.h"
#include "pool.h"
#include "threefry.h"

/* Operand i is one number for all lanes when bit i of `scalars` is set, else a strip. */
typedef void kernel_op(double *out, const double *a, const double *b, const double *c,
                       unsigned scalars, size_t lanes);

/* Two operations: x[0] and x[1] by the first, its result and x[2] by the second; or x[2] and the result. */
typedef void kernel_pair(double *out, const double *const x[3], unsigned scalars, bool result_last,
                         size_t lanes);

/* Moments of a strip, leaf of 64 draws by leaf: draw i adds to sum[i mod 16]; a leaf's total is the sum of
   its 16 sums, its squares are about total / n. Lanes that are not a number are gaps: left out, and counted by
   i mod 16. Sums of equal values come out exact. */
enum { KERNEL_LEAF = 64, KERNEL_SUMS = 16, KERNEL_LEAVES = 8 };

struct kernel_leaf {
    double n, total, squares; /* n: of values */
};

struct kernel_moments {
    struct kernel_leaf leaf[KERNEL_LEAVES];
    double low, high; /* INFINITY, -INFINITY where there is no value */
    bool gappy;
    uint32_t gaps[KERNEL_SUMS];
};

/* x[0] + .. + x[15], pairwise. */
static inline double kernel_tree_sum(const double x[KERNEL_SUMS])
{
    double s[8], t[4];

    for (int i = 0; i < 8; i++)
        s[i] = x[i] + x[i + 8];
    for (int i = 0; i < 4; i++)
        t[i] = s[i] + s[i + 4];
    return (t[0] + t[2]) + (t[1] + t[3]);
}

struct kernels {
    const char *name; /* "portable", "sse2", "avx2", "avx512" */

    kernel_op *op[OP_COUNT];
    kernel_pair *pair[OP_COUNT][OP_COUNT]; /* first, second; NULL but for OPS_INNER and OPS_OUTER */

    /* u[lanes]: uniforms of draws first_draw .. first_draw + lanes - 1; first_draw is a multiple of 4. */
    void (*uniform)(double *u, size_t lanes, const struct threefry_key *key, uint64_t first_draw,
                    uint64_t month, uint64_t purpose);

    /* k[lanes]: the smallest k with P(X <= k) >= u, exact to 1e-10 of probability; non-decreasing in
       u, in mean, in n and in p. mean >= 0; n a whole number, 0 <= n < 2^52; 0 <= p <= 1 where n > 0.
       False, with anything in k, where a lane has others. Method: inversion from below where mean or
       n min(p, 1-p) is under 28, else a fitted lattice Cornish-Fisher quantile; what finds the same count sooner,
       where there is any. */
    bool (*poisson)(double *k, const double *u, const double *mean, unsigned scalars, size_t lanes);
    bool (*binomial)(double *k, const double *u, const double *n, const double *p, unsigned scalars,
                     size_t lanes); /* bit 0: n, bit 1: p is one number */

    /* sum[lanes] = ((0 + x[0]) + x[1]) + .. of `count` strips, - x[i] where minus[i]; minus NULL: none.
       Must not overlap one. */
    void (*sum)(double *sum, const struct strip *x, const bool *minus, size_t count, size_t lanes);

    /* Of x[64 * leaves], at most KERNEL_LEAVES; sum[16] is added to, leaf after leaf. */
    void (*moments)(double *sum, struct kernel_moments *moments, const double *x, size_t leaves);

    /* a / b; not a number, "no value", where b is 0. */
    void (*ratio)(double *ratio, struct strip a, struct strip b, size_t lanes);

    pool_all_same *all_same;

    /* Where the bucket of each lane lies among those of `span`, which are found and laid one after another:
       place[lanes], in any order, lanes <= BUCKET_LANES, low and high the least and the greatest of x that are numbers (low >
       high where none is). A lane that is not a number gets the place behind the last. Returns the number of
       places, or 0, with anything in place, where there are none or more than BUCKET_PLACES_MAX. */
    size_t (*bucket_places)(uint16_t *place, struct bucket_span span[BUCKET_WINDOWS],
                            const double *x, size_t lanes, double low, double high);

    /* counts[k] += lanes that are first + k, of x that lie within first .. first + BUCKET_ALIGN - 1 where they are
       numbers. False, with counts as they were, where a lane is not whole, or the set has no quick way. */
    bool (*count_few)(uint16_t counts[BUCKET_ALIGN], const double *x, size_t lanes, int32_t first);

    /* counts[w][b] += lanes of place span[w].at + b, of each window; places <= BUCKET_PLACES_NEAR, and counts below
       BUCKET_FULL. True where a count has reached it. */
    bool (*count_places)(uint16_t *const counts[BUCKET_WINDOWS],
                         const struct bucket_span span[BUCKET_WINDOWS], const uint16_t *place,
                         size_t lanes, size_t places);

    /* Index of the first lane that is not what it should be, or -1. */
    long (*bad_mean)(const double *mean, size_t lanes); /* negative, not finite, >= 2^52 */
    long (*bad_count)(const double *n, size_t lanes);   /* the same, or not whole */
    long (*bad_chance)(const double *p, size_t lanes);  /* outside 0 .. 1 or not a number */
    long (*not_finite)(const double *x, size_t lanes);
    long (*not_from)(const double *x, double low, size_t lanes); /* x < low or not a number */

    /* z[lanes]: standard normal quantile of u, relative error <= 3e-13. */
    void (*normal)(double *z, const double *u, size_t lanes);
};

/* The best set this processor has, or the one named by the environment variable POLSIM_ISA
   (an unknown or unsupported name there is ignored). */
const struct kernels *kernels_best(void);

/* Strip `out` = a op b, of two operands, short where both are or where all lanes come out the same. The
   operands may be strips of the pool, but only `out` itself or others. */
void kernels_apply(const struct kernels *kernels, enum op op, struct pool *pool, size_t out,
                   struct strip a, struct strip b);

/* Strip `out` = (x[0] inner x[1]) op x[2], or, where the result is last, x[2] op (x[0] inner x[1]), in one pass. */
void kernels_apply_pair(const struct kernels *kernels, enum op inner, enum op op, struct pool *pool,
                        size_t out, const struct strip x[3], bool result_last);

/* All sets this processor can run, best last, for tests; *count of them. */
const struct kernels *const *kernels_all(size_t *count);

#endif
