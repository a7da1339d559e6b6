#include "kept.h"

#include "packed.h"
#include "pages.h"

#include <string.h>

struct kept {
    size_t strips, draws, block, blocks;
    struct packed *pieces; /* [blocks][strips]; without bytes: all `least` */
};

static size_t blocks_a_stretch(size_t block)
{
    return (KEPT_STRETCH + block - 1) / block;
}

static size_t count_blocks(size_t draws, size_t block)
{
    size_t rest = draws % KEPT_STRETCH;

    return draws / KEPT_STRETCH * blocks_a_stretch(block) + (rest + block - 1) / block;
}

struct kept *kept_new(size_t strips, size_t draws, size_t block)
{
    struct kept *kept = memory_resize(NULL, 1, sizeof *kept);

    must(block > 0 && block <= KEPT_STRETCH);
    *kept = (struct kept){strips, draws, block, count_blocks(draws, block), NULL};
    kept->pieces = pages_new(size_product(strips, kept->blocks), sizeof *kept->pieces);
    return kept;
}

void kept_free(struct kept *kept)
{
    if (kept)
        pages_free(kept->pieces, kept->strips * kept->blocks, sizeof *kept->pieces);
    free(kept);
}

size_t kept_bytes(size_t strips, size_t draws, size_t block)
{
    return size_product(strips, size_product(draws, sizeof(double)) +
                                    count_blocks(draws, block) * sizeof(struct packed));
}

static size_t block_of(const struct kept *kept, size_t first)
{
    return first / KEPT_STRETCH * blocks_a_stretch(kept->block) +
           first % KEPT_STRETCH / kept->block;
}

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many draws of the block that begins with draw `first` are kept. */
static size_t count_lanes(const struct kept *kept, size_t first)
{
    return least_of(kept->block,
                    least_of(kept->draws - first, KEPT_STRETCH - first % KEPT_STRETCH));
}

void kept_put(struct kept *kept, struct arena *memory, size_t strip, size_t first, struct strip x,
              size_t lanes)
{
    if (first >= kept->draws || strip_is_nothing(x))
        return;
    struct packed *piece = &kept->pieces[block_of(kept, first) * kept->strips + strip];
    size_t count = count_lanes(kept, first);
    double room[KEPT_STRETCH];

    must(strip < kept->strips && lanes >= count);
    if (x.one) {
        piece->least = *x.x;
        return;
    }
    *piece = packed_make(x.x, count, room);
    void *bytes = arena_array(memory, piece->length, 1);
    piece->bytes = memcpy(bytes, room, piece->length);
}

void kept_read(const struct kept *kept, size_t strip, double *x)
{
    must(strip < kept->strips);
    for (size_t first = 0, lanes; first < kept->draws; first += lanes) {
        const struct packed *piece = &kept->pieces[block_of(kept, first) * kept->strips + strip];
        lanes = count_lanes(kept, first);
        if (piece->bytes)
            packed_read(piece, x + first);
        for (size_t i = 0; !piece->bytes && i < lanes; i++)
            x[first + i] = piece->least;
    }
}
