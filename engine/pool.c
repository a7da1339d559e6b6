#include "pool.h"

#include "pages.h"

#include <string.h>

enum { LANES_MULTIPLE = 8 };

static size_t round_up(size_t lanes)
{
    return (lanes + LANES_MULTIPLE - 1) / LANES_MULTIPLE * LANES_MULTIPLE;
}

/* More strips behind those there are, all numbers: 0. `buffers` more of all may be long at a time. */
static void extend(struct pool *pool, size_t strips, size_t buffers)
{
    size_t all = pool->strips + strips;

    must(all < POOL_SHORT && pool->idle_count == pool->buffers);
    pages_free(pool->memory, pool->buffers, pool->lanes_max * sizeof(double));
    pool->number = memory_resize(pool->number, all, sizeof *pool->number);
    memset(pool->number + pool->strips, 0, strips * sizeof *pool->number);
    pool->buffer = memory_resize(pool->buffer, all, sizeof *pool->buffer);
    memset(pool->buffer + pool->strips, 0xff, strips * sizeof *pool->buffer);
    pool->strips = all;
    pool->buffers += buffers;
    pool->memory = pages_new(pool->buffers, pool->lanes_max * sizeof(double));
    pool->sharers = memory_resize(pool->sharers, pool->buffers, sizeof *pool->sharers);
    pool->idle = memory_resize(pool->idle, pool->buffers, sizeof *pool->idle);
    pool->idle_count = pool->buffers;
    for (size_t i = 0; i < pool->buffers; i++)
        pool->idle[i] = (uint32_t)(pool->buffers - 1 - i);
}

struct pool pool_new(size_t strips, size_t numbers, size_t lanes_max, pool_all_same *all_same)
{
    struct pool pool = {.lanes_max = round_up(lanes_max), .all_same = all_same};

    extend(&pool, strips + numbers, strips);
    return pool;
}

size_t pool_extend(struct pool *pool, size_t strips)
{
    size_t first = pool->strips;

    extend(pool, strips, strips);
    return first;
}

void pool_clear(struct pool *pool)
{
    pages_free(pool->memory, pool->buffers, pool->lanes_max * sizeof(double));
    free(pool->number);
    free(pool->buffer);
    free(pool->sharers);
    free(pool->idle);
    *pool = (struct pool){0};
}

size_t pool_bytes(size_t strips, size_t numbers, size_t lanes_max)
{
    return size_product(strips, round_up(lanes_max) * sizeof(double) + 2 * sizeof(uint32_t)) +
           size_product(strips + numbers, sizeof(double) + sizeof(uint32_t));
}

void pool_copy(struct pool *pool, size_t strip, struct strip x)
{
    if (x.one)
        pool_set(pool, strip, *x.x);
    else
        memcpy(pool_open(pool, strip), x.x, pool->lanes * sizeof *x.x);
}

const double *pool_wide(const struct pool *pool, struct strip x, double *scratch)
{
    if (!x.one)
        return x.x;
    for (size_t i = 0, lanes = pool->lanes; i < lanes; i++)
        scratch[i] = *x.x;
    return scratch;
}
