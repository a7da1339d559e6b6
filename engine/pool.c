#include "pool.h"

#include <string.h>

enum { LANES_ALIGNMENT = 64, LANES_MULTIPLE = 8 };

static size_t round_up(size_t lanes)
{
    return (lanes + LANES_MULTIPLE - 1) / LANES_MULTIPLE * LANES_MULTIPLE;
}

struct pool pool_new(size_t strips, size_t lanes_max)
{
    struct pool pool = {.lanes_max = round_up(lanes_max)};
    size_t count = strips ? strips : 1;
    size_t bytes = size_product(size_product(count, pool.lanes_max), sizeof(double));

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

size_t pool_bytes(size_t strips, size_t lanes_max)
{
    return size_product(strips,
                        round_up(lanes_max) * sizeof(double) + sizeof(double) + sizeof(bool));
}

bool pool_all_same(const double *x, size_t lanes)
{
    uint64_t first, bits, differ = 0;
    size_t i = 0;

    memcpy(&first, x, sizeof first);
    for (; lanes - i >= 16 && !differ; i += 16)
        for (size_t j = 0; j < 16; j++) {
            memcpy(&bits, &x[i + j], sizeof bits);
            differ |= bits ^ first;
        }
    for (; i < lanes; i++) {
        memcpy(&bits, &x[i], sizeof bits);
        differ |= bits ^ first;
    }
    return !differ;
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
