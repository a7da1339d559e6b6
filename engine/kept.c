#include "kept.h"

#include "hash.h"
#include "pages.h"

#include <math.h>
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
    enum { ROUNDING = 64 }; /* of an arena */

    return size_product(strips,
                        size_product(draws, sizeof(double)) +
                            count_blocks(draws, block) * (sizeof(struct packed) + ROUNDING));
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

static const struct packed *piece_of(const struct kept *kept, size_t strip, size_t block)
{
    must(strip < kept->strips);
    return &kept->pieces[block * kept->strips + strip];
}

/* Calls for draws first .. first + count - 1 of a strip, block by block in order. */
typedef void take_block(void *context, size_t first, const double *x, size_t count);

static void each_block(const struct kept *kept, size_t strip, take_block *take, void *context)
{
    for (size_t first = 0, count; first < kept->draws; first += count) {
        const struct packed *piece = piece_of(kept, strip, block_of(kept, first));
        double x[KEPT_STRETCH];
        count = count_lanes(kept, first);
        if (piece->bytes)
            packed_read(piece, x);
        for (size_t i = 0; !piece->bytes && i < count; i++)
            x[i] = piece->least;
        take(context, first, x, count);
    }
}

static void copy_block(void *context, size_t first, const double *x, size_t count)
{
    memcpy((double *)context + first, x, count * sizeof *x);
}

void kept_read(const struct kept *kept, size_t strip, double *x)
{
    each_block(kept, strip, copy_block, x);
}

/* ---- the same draws again ---- */

static bool equal_pieces(const struct packed *a, const struct packed *b)
{
    return memcmp(&a->least, &b->least, sizeof a->least) == 0 && a->format == b->format &&
           a->length == b->length && (a->length == 0 || memcmp(a->bytes, b->bytes, a->length) == 0);
}

static bool equal(const struct kept *kept, size_t a, size_t b)
{
    size_t block = 0;

    while (block < kept->blocks && equal_pieces(piece_of(kept, a, block), piece_of(kept, b, block)))
        block++;
    return block == kept->blocks;
}

/* From the ends of its blocks. */
static uint64_t hash_of(const struct kept *kept, size_t strip)
{
    enum { END = 16 };
    uint64_t hash = HASH_START;

    for (size_t block = 0; block < kept->blocks; block++) {
        const struct packed *piece = piece_of(kept, strip, block);
        hash = hash_bytes(hash, &piece->least, sizeof piece->least);
        hash = hash_word(hash, piece->length);
        hash = hash_bytes(hash, piece->bytes, least_of(piece->length, END));
    }
    return hash;
}

struct place {
    uint64_t hash;
    uint32_t strip; /* and 1; 0: a free place */
};

void kept_match(const struct kept *kept, uint32_t *first)
{
    size_t count = 1;

    while (count <= 2 * kept->strips)
        count *= 2;
    struct place *places = memory_resize(NULL, count, sizeof *places);
    memset(places, 0, count * sizeof *places);
    for (size_t strip = 0; strip < kept->strips; strip++) {
        const uint64_t hash = hash_of(kept, strip);
        struct place *place = &places[hash & (count - 1)];
        while (place->strip && !(place->hash == hash && equal(kept, place->strip - 1, strip)))
            place = &places[((size_t)(place - places) + 1) & (count - 1)];
        if (!place->strip)
            *place = (struct place){hash, (uint32_t)strip + 1};
        first[strip] = place->strip - 1;
    }
    free(places);
}

/* ---- whole numbers ---- */

static bool is_whole(double x)
{
    return fabs(x) < 0x1p51 && x == floor(x) && !(x == 0 && signbit(x));
}

bool kept_is_whole(const struct kept *kept, size_t strip, double *least, double *most)
{
    *least = INFINITY;
    *most = -INFINITY;
    for (size_t b = 0; b < kept->blocks; b++) {
        const struct packed *piece = piece_of(kept, strip, b);
        double low = piece->least, high = piece->bytes ? piece->most : low;
        if (piece->bytes ? piece->format == 'd' : !is_whole(low))
            return false;
        *least = low < *least ? low : *least;
        *most = high > *most ? high : *most;
    }
    return kept->blocks > 0;
}

struct counting {
    double least;
    uint32_t *counts;
};

static void count_block(void *context, size_t first, const double *x, size_t count)
{
    const struct counting *counting = context;

    (void)first;
    for (size_t i = 0; i < count; i++)
        counting->counts[(uint32_t)(int64_t)(x[i] - counting->least)]++;
}

void kept_count(const struct kept *kept, size_t strip, double least, uint32_t *counts)
{
    each_block(kept, strip, count_block, &(struct counting){least, counts});
}

/* ---- packing all ---- */

struct packing {
    struct packed *packed;
    unsigned char *bytes;
};

static void pack_block(void *context, size_t first, const double *x, size_t count)
{
    const struct packing *packing = context;
    struct packed *packed = packing->packed;

    (void)first;
    packed->length +=
        packed_put(packed->format, packed->least, x, count, packing->bytes + packed->length);
}

static struct packed pack_numbers(const struct kept *kept, size_t strip, void *bytes)
{
    double *x = memory_resize(NULL, kept->draws, sizeof *x);

    kept_read(kept, strip, x);
    struct packed packed = packed_make(x, kept->draws, bytes);
    free(x);
    return packed;
}

struct packed kept_pack(const struct kept *kept, size_t strip, void *bytes)
{
    double least, most;

    if (!kept_is_whole(kept, strip, &least, &most) || least == most ||
        packed_format(least, most) == 'd')
        return pack_numbers(kept, strip, bytes);
    struct packed packed = {.format = packed_format(least, most),
                            .least = least,
                            .most = most,
                            .times = 1,
                            .bytes = bytes};
    each_block(kept, strip, pack_block, &(struct packing){&packed, bytes});
    return packed;
}
