/* Strips of lanes: a strip is one cell's numbers for the draws of a block, or, where all lanes hold the
   same, that one number. Most cells of a plan hold nothing in most months: in the short form they cost
   next to nothing (measured on the Pengyang plan: 60 % of all strips, a run takes half the time).

     struct pool pool = pool_new(strips, 0, 256, kernels->all_same);
     double *out = pool_open(&pool, 3);          // to be written in all lanes
     pool_close(&pool, 3);                       // short where all came out the same
     struct strip x = pool_at(&pool, 3);         // x.x[0] for all lanes where x.one, else x.x[lane]

   Whether a strip is short never changes a result: the same numbers come of both forms, to the bit. */
#ifndef POLSIM_POOL_H
#define POLSIM_POOL_H

#include "base.h"

struct strip {
    const double *x;
    bool one;
};

typedef bool pool_all_same(const double *x, size_t lanes); /* the same bits in all lanes? */

struct pool {
    size_t lanes_max, lanes; /* lanes in use, all that is looked at; the owner sets it */
    double *memory;          /* [strips][lanes_max] */
    double *number;          /* [strips + numbers]: of the short ones */
    bool *one;               /* [strips + numbers] */
    pool_all_same *all_same;
};

/* Strips 0 .. strips - 1, and behind them strips that are always numbers; all hold 0. lanes_max is
   rounded up to 8. Ends the program when memory is short. */
struct pool pool_new(size_t strips, size_t numbers, size_t lanes_max, pool_all_same *all_same);
void pool_clear(struct pool *pool);
size_t pool_bytes(size_t strips, size_t numbers, size_t lanes_max);

static inline double *pool_lanes(const struct pool *pool, size_t strip)
{
    return pool->memory + strip * pool->lanes_max;
}

static inline struct strip pool_at(const struct pool *pool, size_t strip)
{
    bool one = pool->one[strip];

    return (struct strip){one ? &pool->number[strip] : pool_lanes(pool, strip), one};
}

static inline void pool_set(struct pool *pool, size_t strip, double number)
{
    pool->one[strip] = true;
    pool->number[strip] = number;
}

static inline double *pool_open(struct pool *pool, size_t strip)
{
    pool->one[strip] = false;
    return pool_lanes(pool, strip);
}

/* After an opened strip is written. The first look is at three lanes: most strips end there. */
static inline void pool_close(struct pool *pool, size_t strip)
{
    const double *x = pool_lanes(pool, strip);
    size_t last = pool->lanes - 1;

    if (x[0] == x[last] && x[0] == x[last / 2] && pool->all_same(x, pool->lanes))
        pool_set(pool, strip, x[0]);
}

/* strip = x, which may be another strip of the pool or none of it. */
void pool_copy(struct pool *pool, size_t strip, struct strip x);

/* All lanes of x; `scratch`[lanes] is filled and returned where x is one number. */
const double *pool_wide(const struct pool *pool, struct strip x, double *scratch);

#endif
