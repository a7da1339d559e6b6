/* The buckets of a histogram (sketch.h) and which of them a value falls into.

   A whole number -511 .. 511 has a bucket of its own; every other value shares one with those of the same
   leading 20 bits: sign, exponent, 8 bits of mantissa. */
#ifndef POLSIM_BUCKETS_H
#define POLSIM_BUCKETS_H

#include "base.h"

#include <string.h>

enum bucket_window { BUCKETS_WHOLE, BUCKETS_POSITIVE, BUCKETS_NEGATIVE, BUCKET_WINDOWS };

enum {
    BUCKET_WHOLE_END = 512, /* whole numbers from here on go by their leading bits */
    BUCKET_KEY_SHIFT = 44,  /* bits of a double below its key */
    BUCKET_KEYS = 1 << 19,  /* of one sign */
};

/* Adding this to |x| < 2^51 leaves x, rounded to a whole number, in the low bits of the sum. */
static const double bucket_whole_shift = 0x1.8p52;

static inline uint64_t bucket_bits(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* Leading bits without the sign: of the windows of positive and of negative values. */
static inline int32_t bucket_key(double x)
{
    return (int32_t)(bucket_bits(x) >> BUCKET_KEY_SHIFT & (BUCKET_KEYS - 1));
}

/* x is whole and less than BUCKET_WHOLE_END in size. */
static inline int32_t bucket_whole(double x)
{
    return (int32_t)(uint32_t)bucket_bits(x + bucket_whole_shift);
}

/* What a count of 16 bits does not reach between two strips: both leading bits. */
enum { BUCKET_FULL = 0xC000 };

enum { BUCKET_ALIGN = 16, BUCKET_LANES = 512 };
enum { BUCKET_PLACES_MAX = 65535, BUCKET_PLACES_NEAR = 4096 };

/* A stretch of a window, of whole groups of buckets. */
struct bucket_span {
    int32_t first; /* bucket */
    uint32_t size; /* 0: nothing lies in this window */
    uint32_t at;   /* place of the first among those of all windows */
};

#endif
