/* Divisions in fewer cycles than the processor's own, rounded as those: products and what they lack, each in one
   rounding. Nothing may over- or underflow on the way: lanes of other sizes are divided. Of kernels.c. */
#ifndef POLSIM_KERNELS_DIVIDE_H
#define POLSIM_KERNELS_DIVIDE_H

#include <math.h>

#include "kernels_groups.h"

#ifdef LANES_FMA
LANES_INLINE vmask is_within(double low, vdouble size, double high)
{
    return mask_and(lanes_at_most(lanes_all(low), size), lanes_at_most(size, lanes_all(high)));
}

/* a / b, where y is 1 / b rounded. With the product's error in one rounding, the second product is the quotient rounded
   (P. Markstein, Computation of elementary functions on the IBM RISC System/6000 processor, IBM J. Res. Dev. 34 (1), 1990;
   N. Brisebarre, J.-M. Muller, S. K. Raina, Accelerating correctly rounded floating-point division when the divisor is
   known in advance, IEEE Trans. Computers 53 (8), 2004). `near` is the first, of the quotient's sign. */
LANES_INLINE vdouble corrected_quotient(vdouble a, vdouble b, vdouble y, vdouble near)
{
    return lanes_fma(lanes_fma(-b, near, a), y, near);
}

/* A division takes a Xeon 16 cycles for eight lanes, this 5: a tenth of money-36. Looking for zeros only where a lane is of
   another size is 2 % of it more, 6 % with AVX2. False, with nothing done, for some b. */
static bool divide_by(double *out, const double *a, double b, size_t lanes)
{
    const vdouble divisor = lanes_all(b), y = lanes_all(1 / b);

    if (!(fabs(b) >= 0x1p-100 && fabs(b) <= 0x1p100))
        return false;
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble x[LANES_GROUP], q[LANES_GROUP];
        vmask good[LANES_GROUP];

        load_group(x, a, i, false, lanes);
        EACH q[j] = corrected_quotient(x[j], divisor, y, x[j] * y);
        EACH good[j] = is_within(0x1p-800, lanes_size(x[j]), 0x1p800);
        if (!group_all(good)) {
            EACH
            {
                vmask is_zero = lanes_at_most(lanes_size(x[j]), lanes_all(0.0));
                q[j] = lanes_select(is_zero, x[j] * y, q[j]); /* which keeps its sign */
                good[j] = mask_or(good[j], is_zero);
            }
            if (!group_all(good))
                EACH q[j] = x[j] / divisor;
        }
        store_group(out, i, lanes, q);
    }
    return true;
}
#else
static bool divide_by(double *out, const double *a, double b, size_t lanes)
{
    (void)out, (void)a, (void)b, (void)lanes;
    return false;
}
#endif

#ifdef LANES_RECIPROCAL
/* 1 / b, rounded. Two steps leave 2^-28 and 2^-56 of an error of 2^-14, the third rounds (Markstein 1990); not where all bits
   of b are ones. */
LANES_INLINE vdouble rounded_reciprocal(vdouble b)
{
    vdouble y = lanes_reciprocal(b);

    for (int step = 0; step < 3; step++)
        y = lanes_fma(y, lanes_fma(-b, y, lanes_all(1.0)), y);
    return y;
}

LANES_INLINE vmask is_all_ones(vdouble b)
{
    vdouble digits = (vdouble)(((vword)b & 0x000FFFFFFFFFFFFFu) | 0x3FF0000000000000u);

    return lanes_at_most(lanes_all(0x1.fffffffffffffp0), digits);
}

/* a / b in the lanes that stay good. */
LANES_INLINE vdouble quotient_by_products(vdouble a, vdouble b, vmask *good)
{
    vdouble y = rounded_reciprocal(b), near = a * y, size = lanes_size(a);
    vmask is_zero = lanes_at_most(size, lanes_all(0.0));

    *good = mask_and(*good, mask_or(is_zero, is_within(0x1p-400, size, 0x1p400)));
    *good = mask_and(*good, is_within(0x1p-400, lanes_size(b), 0x1p400));
    *good = mask_and(*good, mask_not(is_all_ones(b)));
    return lanes_select(is_zero, near, corrected_quotient(a, b, y, near));
}

/* Of two vectors, one takes the divider and one the multipliers, which work at the same time: half the time of two divisions,
   a tenth of money-36 on a Xeon (all by the multipliers: 0.8 of the time; two thirds: 0.55). */
LANES_INLINE void quotients(vdouble q[LANES_GROUP], const vdouble a[LANES_GROUP],
                            const vdouble b[LANES_GROUP])
{
    vmask good = mask_not((vmask){0});

    EACH q[j] = j % 2 ? quotient_by_products(a[j], b[j], &good) : a[j] / b[j];
    if (mask_any(mask_not(good)))
        EACH q[j] = a[j] / b[j];
}
#else
LANES_INLINE void quotients(vdouble q[LANES_GROUP], const vdouble a[LANES_GROUP],
                            const vdouble b[LANES_GROUP])
{
    EACH q[j] = a[j] / b[j];
}
#endif

static void divide(double *out, const double *a, bool a_one, const double *b, size_t lanes)
{
    const double number = a_one ? *a : 0; /* which may lie in `out` */

    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble x[LANES_GROUP], divisor[LANES_GROUP], q[LANES_GROUP];

        load_group(x, a_one ? &number : a, i, a_one, lanes);
        load_group(divisor, b, i, false, lanes);
        quotients(q, x, divisor);
        store_group(out, i, lanes, q);
    }
}

/* a / b; scalars as for kernel_op. False, with nothing done, where one number divides in no quick way. */
static bool divide_quickly(double *out, const double *a, const double *b, unsigned scalars,
                           size_t lanes)
{
    if (scalars & 2)
        return divide_by(out, a, *b, lanes);
    divide(out, a, scalars & 1, b, lanes);
    return true;
}

#endif
