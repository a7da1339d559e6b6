#include "pool.h"

#include <string.h>

enum { LANES_ALIGNMENT = 64, LANES_MULTIPLE = 8 };

static size_t round_up(size_t lanes)
{
    return (lanes + LANES_MULTIPLE - 1) / LANES_MULTIPLE * LANES_MULTIPLE;
}

struct pool pool_new(size_t strips, size_t numbers, size_t lanes_max, pool_all_same *all_same)
{
    struct pool pool = {.lanes_max = round_up(lanes_max), .all_same = all_same};
    size_t count = strips + numbers + 1;
    size_t bytes = size_product(size_product(strips + 1, pool.lanes_max), sizeof(double));

    pool.memory = aligned_alloc(LANES_ALIGNMENT, bytes);
    pool.number = calloc(count, sizeof *pool.number);
    pool.one = memory_resize(NULL, count, sizeof *pool.one);
    if (!pool.memory || !pool.number) {
        fprintf(stderr, "polsim: out of memory (%zu bytes)\n", bytes);
        abort();
    }
    memset(pool.one, true, count * sizeof *pool.one);
    return pool;
}

void pool_clear(struct pool *pool)
{
    free(pool->memory);
    free(pool->number);
    free(pool->one);
    *pool = (struct pool){0};
}

size_t pool_bytes(size_t strips, size_t numbers, size_t lanes_max)
{
    return size_product(strips, round_up(lanes_max) * sizeof(double)) +
           size_product(strips + numbers, sizeof(double) + sizeof(bool));
}

void pool_copy(struct pool *pool, size_t strip, struct strip x)
{
    if (x.one)
        pool_set(pool, strip, *x.x);
    else if (x.x != pool_lanes(pool, strip))
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
