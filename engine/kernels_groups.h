/* Strips taken a group of vectors at a time, and what may stand in them. Of kernels.c, like all
   kernels_*.h: compiled once per instruction set. */
#ifndef POLSIM_KERNELS_GROUPS_H
#define POLSIM_KERNELS_GROUPS_H

#include "buckets.h"
#include "sampler_math.h"

LANES_INLINE vmask is_mean(vdouble x)
{
    return mask_and(lanes_at_most(lanes_all(0.0), x), lanes_less(x, lanes_all(0x1p52)));
}

LANES_INLINE vmask is_count(vdouble x)
{
    vdouble near = nearest_whole(x);

    return mask_and(is_mean(x), mask_and(lanes_at_most(x, near), lanes_at_most(near, x)));
}

LANES_INLINE vmask is_probability(vdouble x)
{
    return mask_and(lanes_at_most(lanes_all(0.0), x), lanes_at_most(x, lanes_all(1.0)));
}

LANES_INLINE vmask is_whole(vdouble x) /* |x| < 2^51 */
{
    vdouble near = (x + bucket_whole_shift) - bucket_whole_shift;

    return mask_and(lanes_at_most(x, near), lanes_at_most(near, x));
}

LANES_INLINE vmask is_finite(vdouble x)
{
    vdouble nothing = x - x; /* not a number for both */

    return lanes_at_most(nothing, nothing);
}

/* The next group of an operand: its one number in all lanes, a whole group of its strip, or what is
   left of the strip and zeros, which every sampler takes as n, p, mean and u. */
LANES_INLINE void load_group(vdouble x[LANES_GROUP], const double *strip, size_t at, bool one,
                             size_t lanes)
{
    double last[GROUP_LANES];
    const double *from = strip + at;

    if (one) {
        EACH x[j] = lanes_all(*strip);
        return;
    }
    if (__builtin_expect(lanes - at < GROUP_LANES, 0)) {
        for (size_t i = 0; i < GROUP_LANES; i++)
            last[i] = i < lanes - at ? from[i] : 0.0;
        from = last;
    }
    EACH x[j] = lanes_load(from + j * LANES_WIDTH);
}

LANES_INLINE void store_group(double *strip, size_t at, size_t lanes, const vdouble x[LANES_GROUP])
{
    double last[GROUP_LANES];
    bool whole = lanes - at >= GROUP_LANES;
    double *to = whole ? strip + at : last;

    EACH lanes_store(to + j * LANES_WIDTH, x[j]);
    if (__builtin_expect(!whole, 0))
        memcpy(strip + at, last, (lanes - at) * sizeof *last);
}

#endif
