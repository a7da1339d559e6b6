/* Logarithm, exponential and normal quantile of a group of vectors: the samplers' share of
   mathematics. Ranges are narrow, as stated; general functions are in dmath.h.

   A group is LANES_GROUP vectors worked on side by side, statement by statement: the chains of one
   vector are long, and four in flight hide their latency (measured: 25-35 % faster than one). All
   loops over EACH have no branch, so that a lane's result depends on its own operands only. */
#ifndef POLSIM_SAMPLER_MATH_H
#define POLSIM_SAMPLER_MATH_H

#include "lanes.h"
#include "sampler_coefficients.h"

enum { LANES_GROUP = 4, GROUP_LANES = LANES_GROUP * LANES_WIDTH };

#define EACH _Pragma("GCC unroll 4") for (int j = 0; j < LANES_GROUP; j++)

LANES_INLINE bool group_any(const vmask m[LANES_GROUP])
{
    return mask_any(mask_or(mask_or(m[0], m[1]), mask_or(m[2], m[3])));
}

LANES_INLINE bool group_all(const vmask m[LANES_GROUP])
{
    vmask not[LANES_GROUP];

    EACH not[j] = mask_not(m[j]);
    return !group_any(not);
}

/* Nearest whole number, ties to even, of 0 <= x < 2^52: adding 2^52 leaves no bits for a
   fraction. */
LANES_INLINE vdouble nearest_whole(vdouble x)
{
    return (x + 0x1p52) - 0x1p52;
}

/* -log(x), 2^-1022 <= x <= 1. x = 2^k m with m in [sqrt 1/2, sqrt 2), log m = 2 atanh(s),
   s = (m-1)/(m+1); error 1 ulp. */
LANES_INLINE void negative_log(vdouble out[LANES_GROUP], const vdouble x[LANES_GROUP])
{
    vdouble k[LANES_GROUP], m[LANES_GROUP], s[LANES_GROUP], z[LANES_GROUP], p[LANES_GROUP];

    EACH
    {
        /* bits of 1.0 less those of sqrt 1/2: moves the seam of the exponent to sqrt 1/2 */
        vword bits = (vword)x[j] + (0x3FF0000000000000u - 0x3FE6A09E00000000u);

        k[j] = (vdouble)((bits >> 52) | 0x4330000000000000u) - (0x1p52 + 1023.0);
        m[j] = (vdouble)((bits & 0x000FFFFFFFFFFFFFu) + 0x3FE6A09E00000000u);
    }
    EACH s[j] = (m[j] - 1.0) / (m[j] + 1.0);
    EACH z[j] = s[j] * s[j];
    EACH
    {
        vdouble z2 = z[j] * z[j], z4 = z2 * z2;

        p[j] = z[j] * ESTRIN7(z[j], z2, z4, ATANH_NARROW);
    }
    EACH
    {
        vdouble t = s[j] + s[j];

        out[j] = -(k[j] * LOG2_HIGH + (t + (k[j] * LOG2_LOW + t * p[j])));
    }
}

/* -log(1 - r), 0 <= r <= 1/2, as 2 atanh(r / (2 - r)): precise for small r. */
LANES_INLINE void negative_log_complement(vdouble out[LANES_GROUP], const vdouble r[LANES_GROUP])
{
    vdouble s[LANES_GROUP], z[LANES_GROUP];

    EACH s[j] = r[j] / (2.0 - r[j]);
    EACH z[j] = s[j] * s[j];
    EACH
    {
        vdouble z2 = z[j] * z[j], z4 = z2 * z2, z8 = z4 * z4;
        vdouble t = s[j] + s[j];

        out[j] = t + t * (z[j] * ESTRIN10(z[j], z2, z4, z8, ATANH_WIDE));
    }
}

/* exp(-y), 0 <= y <= 700: y = k log 2 - r, then a polynomial and k into the exponent. */
LANES_INLINE void exp_of_negative(vdouble out[LANES_GROUP], const vdouble y[LANES_GROUP])
{
    const double magic = 0x1.8p52; /* whole numbers, also negative, stand in its low bits */
    vdouble whole[LANES_GROUP], r[LANES_GROUP];

    EACH
    {
        whole[j] = y[j] * -0x1.71547652b82fep0 + magic; /* 1 / log 2 */
        vdouble k = whole[j] - magic;
        r[j] = (-y[j] - k * LOG2_HIGH) - k * LOG2_LOW;
    }
    EACH
    {
        vdouble r2 = r[j] * r[j], r4 = r2 * r2, r8 = r4 * r4;
        vdouble e = 1.0 + (r[j] + r2 * ESTRIN10(r[j], r2, r4, r8, EXP_TAIL));

        out[j] = (vdouble)((vword)e + ((vword)whole[j] << 52));
    }
}

/* 1/sqrt(v), 1 <= v <= 1e16: from half the exponent by bits (relative error 3.5 %), then four steps
   of Newton, which leave only rounding. No quicker with the dividing unit, and the same bits. */
LANES_INLINE void inverse_root(vdouble out[LANES_GROUP], const vdouble v[LANES_GROUP])
{
    vdouble half[LANES_GROUP];

    EACH
    {
        out[j] = (vdouble)(0x5FE6EB50C7B537A9u - ((vword)v[j] >> 1));
        half[j] = v[j] * 0.5;
    }
    _Pragma("GCC unroll 4") for (int step = 0; step < 4; step++) EACH out[j] =
        out[j] * (1.5 - (half[j] * out[j]) * out[j]);
}

/* Standard normal quantile of u; w = 2u - 1 must be exact. Odd in w by construction. */
LANES_INLINE void normal_quantile(vdouble z[LANES_GROUP], const vdouble w[LANES_GROUP])
{
    vdouble x[LANES_GROUP], t[LANES_GROUP], n[LANES_GROUP], d[LANES_GROUP];
    vmask tail[LANES_GROUP];

    EACH x[j] = (1.0 - w[j]) * (1.0 + w[j]);
    negative_log(t, x);
    EACH
    {
        vdouble t2 = t[j] * t[j], t4 = t2 * t2;

        n[j] = ESTRIN8(t[j], t2, t4, NORMAL_CENTRE_N);
        d[j] = ESTRIN8(t[j], t2, t4, NORMAL_CENTRE_D);
        tail[j] = lanes_less(lanes_all(NORMAL_SEAM), t[j]);
    }
    if (__builtin_expect(group_any(tail), 0)) {
        EACH
        {
            vdouble t2 = t[j] * t[j], t4 = t2 * t2;

            n[j] = lanes_select(tail[j], ESTRIN8(t[j], t2, t4, NORMAL_TAIL_N), n[j]);
            d[j] = lanes_select(tail[j], ESTRIN8(t[j], t2, t4, NORMAL_TAIL_D), d[j]);
        }
    }
    EACH z[j] = w[j] * (n[j] / d[j]);
}

#endif
