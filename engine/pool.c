#include "pool.h"

#include "pages.h"

#include <string.h>

enum { LANES_MULTIPLE = 8 };

static size_t round_up(size_t lanes)
{
    return (lanes + LANES_MULTIPLE - 1) / LANES_MULTIPLE * LANES_MULTIPLE;
}

struct pool pool_new(size_t strips, size_t numbers, size_t lanes_max, pool_all_same *all_same)
{
    struct pool pool = {.strips = strips,
                        .lanes_max = round_up(lanes_max),
                        .idle_count = strips,
                        .all_same = all_same};

    must(strips < POOL_SHORT);
    pool.memory = pages_new(strips, pool.lanes_max * sizeof(double));
    pool.number = memory_resize(NULL, strips + numbers, sizeof *pool.number);
    memset(pool.number, 0, (strips + numbers) * sizeof *pool.number);
    pool.buffer = memory_resize(NULL, strips + numbers, sizeof *pool.buffer);
    memset(pool.buffer, 0xff, (strips + numbers) * sizeof *pool.buffer);
    pool.sharers = memory_resize(NULL, strips, sizeof *pool.sharers);
    pool.idle = memory_resize(NULL, strips, sizeof *pool.idle);
    for (size_t i = 0; i < strips; i++)
        pool.idle[i] = (uint32_t)(strips - 1 - i);
    return pool;
}

void pool_clear(struct pool *pool)
{
    pages_free(pool->memory, pool->strips, pool->lanes_max * sizeof(double));
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
