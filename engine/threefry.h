/* Threefry4x64-20 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3";
   constants of Random123) and the addressing of every random number of polsim:

     key     = 256-bit hash of (seed, stream name, suffix, cell labels)
     counter = (draw / 4, month, purpose, 0);  draw i takes word i mod 4

   so that a number depends on names and draw only: not on order, threads, blocks or the machine. */
#ifndef POLSIM_THREEFRY_H
#define POLSIM_THREEFRY_H

#include "base.h"

struct threefry_key {
    uint64_t word[4];
};

/* One block: 4 words from key and counter. Known-answer vectors of Random123 are in the tests. */
void threefry_block(const struct threefry_key *key, const uint64_t counter[4], uint64_t out[4]);

/* The key of a stream's cell: BLAKE2b-256 of the four, each with its length. `cell` is the text
   "axis=label;axis=label", axes by name, "" for none. */
struct threefry_key threefry_stream_key(uint64_t seed, const char *stream, const char *suffix,
                                        const char *cell);

/* The uniform of one word: (2a + 1) * 2^-53 with a = word >> 12, so 2^-53 <= u <= 1 - 2^-53 and
   1-u, u-1/2 and 2u-1 are exact. */
static inline double threefry_to_uniform(uint64_t word)
{
    return (double)(2 * (word >> 12) + 1) * 0x1p-53;
}

/* The uniform of one draw; kernels.h makes them by the strip, with the same bits. */
double threefry_uniform(const struct threefry_key *key, uint64_t draw, uint64_t month,
                        uint64_t purpose);

#endif
