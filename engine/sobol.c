#include "sobol.h"

#include "sobol_directions.h"
#include "threefry.h"

_Static_assert(COUNT_OF(sobol_directions) == SOBOL_DIMENSIONS, "one line a dimension");

enum { POINT_BITS = 32, FILL_BITS = 20 }; /* 52 in all, as threefry_to_uniform has */

/* Scrambling of one dimension in one replicate. */
struct scramble {
    uint32_t word[4];
    uint64_t fill;
};

/* directions[j] is what bit j of the index adds. Bratley & Fox 1988, algorithm 659: for a
   polynomial of degree s, v_i = v_{i-s} ^ (v_{i-s} >> s) ^ sum a_k v_{i-k}. */
static void make_directions(uint32_t directions[POINT_BITS], unsigned dimension)
{
    unsigned polynomial = sobol_directions[dimension].polynomial;
    int degree = 0;
    while (polynomial >> (degree + 1))
        degree++;
    for (int i = 0; i < POINT_BITS; i++) {
        if (i < degree || degree == 0) {
            uint32_t m = degree == 0 ? 1 : sobol_directions[dimension].m[i];
            directions[i] = m << (POINT_BITS - 1 - i);
            continue;
        }
        uint32_t v = directions[i - degree] ^ (directions[i - degree] >> degree);
        for (int k = 1; k < degree; k++)
            v ^= polynomial >> (degree - k) & 1 ? directions[i - k] : 0;
        directions[i] = v;
    }
}

static uint32_t point(const uint32_t directions[POINT_BITS], uint32_t index)
{
    uint32_t x = 0;
    for (int bit = 0; index >> bit; bit++) {
        x ^= index >> bit & 1 ? directions[bit] : 0;
        if (bit == POINT_BITS - 1)
            break;
    }
    return x;
}

uint32_t sobol_point(unsigned dimension, uint32_t index)
{
    uint32_t directions[POINT_BITS];

    must(dimension < SOBOL_DIMENSIONS);
    make_directions(directions, dimension);
    return point(directions, index);
}

static struct scramble scramble_of(uint64_t seed, unsigned dimension, unsigned replicate)
{
    const struct threefry_key key = {{seed, 0x6c6f626f73 /* "sobol" */, 0, 0}};
    uint64_t out[4];

    threefry_block(&key, (const uint64_t[4]){dimension, replicate, 0, 0}, out);
    return (struct scramble){
        .word = {(uint32_t)out[0], (uint32_t)(out[0] >> 32), (uint32_t)out[1],
                 (uint32_t)(out[1] >> 32)},
        .fill = out[2],
    };
}

static uint32_t reverse_bits(uint32_t x)
{
    x = x >> 16 | x << 16;
    x = (x >> 8 & 0x00ff00ffu) | (x & 0x00ff00ffu) << 8;
    x = (x >> 4 & 0x0f0f0f0fu) | (x & 0x0f0f0f0fu) << 4;
    x = (x >> 2 & 0x33333333u) | (x & 0x33333333u) << 2;
    return (x >> 1 & 0x55555555u) | (x & 0x55555555u) << 1;
}

/* Each step (x ^ even * x, +, * odd) moves bits upwards only, so that between two reversals a bit
   is changed by the bits above it alone: an Owen scrambling. Laine & Karras 2011, with the
   constants of N. Vegdahl ("Building a better LK hash", 2021), in two rounds with 128 bits of key.
   The tests hold it against what a true nested uniform scrambling must show. */
static uint32_t scramble(const struct scramble *s, uint32_t x)
{
    x = reverse_bits(x);
    for (int round = 0; round < 4; round += 2) {
        x ^= x * 0x3d20adeau;
        x += s->word[round];
        x *= s->word[round + 1] | 1;
        x ^= x * 0x05526c56u;
        x ^= x * 0x53a22864u;
    }
    return reverse_bits(x);
}

/* The bits below those of the point: the finaliser of splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t fill_bits(const struct scramble *s, uint64_t index)
{
    uint64_t z = s->fill + index * 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (z ^ z >> 31) >> (64 - FILL_BITS);
}

void sobol_fill(double *u, size_t count, uint64_t seed, unsigned dimension, uint64_t first_draw)
{
    uint32_t directions[POINT_BITS], x = 0;
    struct scramble scrambles[SOBOL_REPLICATES];

    must(dimension < SOBOL_DIMENSIONS);
    must(first_draw + count <= (uint64_t)SOBOL_REPLICATES << POINT_BITS);
    make_directions(directions, dimension);
    for (unsigned r = 0; r < SOBOL_REPLICATES; r++)
        scrambles[r] = scramble_of(seed, dimension, r);
    for (size_t i = 0; i < count; i++) {
        uint64_t draw = first_draw + i, index = draw / SOBOL_REPLICATES;
        const struct scramble *s = &scrambles[draw % SOBOL_REPLICATES];

        if (i == 0 || draw % SOBOL_REPLICATES == 0)
            x = point(directions, (uint32_t)index);
        uint64_t a = (uint64_t)scramble(s, x) << FILL_BITS | fill_bits(s, index);
        u[i] = threefry_to_uniform(a << 12);
    }
}
