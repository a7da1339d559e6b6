/* Strips of lanes: a strip is one cell's numbers for the draws of a block, or, where all lanes hold the
   same, that one number. Most cells of a plan hold nothing in most months: in the short form they cost
   next to nothing (measured on the Pengyang plan: 60 % of all strips, a run takes half the time).

     struct pool pool = pool_new(strips, 0, 256, kernels->all_same);
     double *out = pool_open(&pool, 3);          // to be written in all lanes
     pool_close(&pool, 3);                       // short where all came out the same
     struct strip x = pool_at(&pool, 3);         // x.x[0] for all lanes where x.one, else x.x[lane]

   Whether a strip is short never changes a result: the same numbers come of both forms, to the bit.

   A long strip has a buffer, which a copy of the strip shares until one of the two is opened again. The
   buffer that was let go last is taken first, while it is in the cache. */
#ifndef POLSIM_POOL_H
#define POLSIM_POOL_H

#include "base.h"

#include <math.h>

struct strip {
    const double *x;
    bool one;
};

static inline double strip_lane(struct strip strip, size_t lane)
{
    return strip.x[strip.one ? 0 : lane];
}

/* +0 in all lanes: what a strip is that nobody has written. */
static inline bool strip_is_nothing(struct strip strip)
{
    return strip.one && *strip.x == 0 && !signbit(*strip.x);
}

typedef bool pool_all_same(const double *x, size_t lanes); /* the same bits in all lanes? */

#define POOL_SHORT UINT32_MAX

struct pool {
    size_t strips, buffers;  /* numbers are strips without a buffer of their own */
    size_t lanes_max, lanes; /* lanes in use, all that is looked at; the owner sets it */
    double *number;          /* [strips]: of the short ones */
    uint32_t *buffer;        /* [strips]: of the long ones; else POOL_SHORT */
    double *memory;          /* [buffers][lanes_max] */
    uint32_t *sharers;       /* [buffers]: strips that have it */
    uint32_t *idle;          /* [idle_count]: buffers of no strip */
    size_t idle_count;
    pool_all_same *all_same;
};

/* Strips 0 .. strips - 1, and behind them strips that are always numbers; all hold 0. lanes_max is
   rounded up to 8. Ends the program when memory is short. */
struct pool pool_new(size_t strips, size_t numbers, size_t lanes_max, pool_all_same *all_same);
void pool_clear(struct pool *pool);
/* The first of so many strips more, while all are numbers. */
size_t pool_extend(struct pool *pool, size_t strips);
size_t pool_bytes(size_t strips, size_t numbers, size_t lanes_max);

static inline bool pool_is_short(const struct pool *pool, size_t strip)
{
    return pool->buffer[strip] == POOL_SHORT;
}

/* All three: the number of a short one has all bits. */
static inline bool pool_are_short(const struct pool *pool, size_t a, size_t b, size_t c)
{
    return (pool->buffer[a] & pool->buffer[b] & pool->buffer[c]) == POOL_SHORT;
}

/* Of a long strip. */
static inline double *pool_lanes(const struct pool *pool, size_t strip)
{
    return pool->memory + pool->buffer[strip] * pool->lanes_max;
}

static inline struct strip pool_at(const struct pool *pool, size_t strip)
{
    bool one = pool_is_short(pool, strip);

    return (struct strip){one ? &pool->number[strip] : pool_lanes(pool, strip), one};
}

static inline void pool_let_go(struct pool *pool, size_t strip)
{
    uint32_t buffer = pool->buffer[strip];

    if (buffer != POOL_SHORT && --pool->sharers[buffer] == 0)
        pool->idle[pool->idle_count++] = buffer;
}

static inline void pool_set(struct pool *pool, size_t strip, double number)
{
    pool_let_go(pool, strip);
    pool->buffer[strip] = POOL_SHORT;
    pool->number[strip] = number;
}

/* What the strip held may be gone, but for a strip that is an operand of its own result. */
static inline double *pool_open(struct pool *pool, size_t strip)
{
    uint32_t buffer = pool->buffer[strip];

    if (buffer == POOL_SHORT || pool->sharers[buffer] > 1) {
        pool_let_go(pool, strip);
        buffer = pool->idle[--pool->idle_count];
        pool->buffer[strip] = buffer;
        pool->sharers[buffer] = 1;
    }
    return pool_lanes(pool, strip);
}

/* After an opened strip is written. The first look is at three lanes: most strips end there. They lie in
   front: the last were written only now, and a read of them would wait for the memory (measured: a fifth
   of the time of plain arithmetic). */
static inline void pool_close(struct pool *pool, size_t strip)
{
    const double *x = pool_lanes(pool, strip);

    if (x[0] == x[pool->lanes / 8] && x[0] == x[pool->lanes / 4] && pool->all_same(x, pool->lanes))
        pool_set(pool, strip, x[0]);
}

/* strip `to` becomes as strip `from`. */
static inline void pool_share(struct pool *pool, size_t to, size_t from)
{
    uint32_t buffer = pool->buffer[from];

    if (buffer != POOL_SHORT)
        pool->sharers[buffer]++;
    pool_let_go(pool, to);
    pool->buffer[to] = buffer;
    pool->number[to] = pool->number[from];
}

/* strip = x, which is of another pool. */
void pool_copy(struct pool *pool, size_t strip, struct strip x);

/* All lanes of x; `scratch`[lanes] is filled and returned where x is one number. */
const double *pool_wide(const struct pool *pool, struct strip x, double *scratch);

#endif
