/* Counts from the middle of a distribution that has some variance, Poisson or binomial: a short expansion with
   short approximations, and whether its count is sure to be the exact one. Most lanes are sure (all but one in
   500 at a variance of 100, one in 60 at 6) and take half the time of the other ways; the rest are counted by
   those, so that every lane has the count they give.

   With S = 1/v, Z = z^2, d = 1 - 2p, as in sampler_lattice.h but to order 2 (Poisson: v = mean, d = 1)
     y = mean + sigma z (1 + S E2) + d O1
   to be rounded to the nearest whole number: sure where y is further from a step, the middle between two whole
   numbers, than it can be wrong. p may be on either side of 1/2: the expansion serves both. */
#ifndef POLSIM_SAMPLER_CENTRAL_H
#define POLSIM_SAMPLER_CENTRAL_H

#include "sampler_math.h"

/* Of the lanes that are counted so: least variance, from which y is above -1/2 and below n + 1/2; a number (binomial)
   or mean (Poisson) that doubles hold well enough; and u. */
#define CENTRAL_VARIANCE 6.0
#define CENTRAL_NUMBER 0x1p27
#define CENTRAL_TAIL (1.0 / 2048)

/* How far y can be from the steps of the exact distribution function. Orders from 3 on, times v: the most they are
   is 0.91 of this, by a search of v >= 3, every step between the tails and p <= 1/2 (23 million steps of 200,000
   distributions; tests/test_sampler.c tries both sides of it). The rest in units of sigma z: 1.06e-6 for the error of
   z, half of that for what it moves O1 where v is least, 5.8e-7 for that of sigma. Rounding: under 2^-22 in all. */
#define CENTRAL_DOUBT(Z) (0.026 + 0.0085 * ((Z) * (Z)))
#define CENTRAL_ROUGHNESS 2.2e-6
#define CENTRAL_ROUNDING 0x1p-20

/* 1/sqrt(v), v >= 1, relative error 5.8e-7: half the exponent by bits, then two steps of Newton. The first guess and
   the constants of the steps, found by search, spread what each leaves to both sides of nothing. */
LANES_INLINE vdouble rough_inverse_root(vdouble v)
{
    vdouble x = (vdouble)(0x5FE6E9A0CDBDD8C9u - ((vword)v >> 1));

    x = x * (1.5016718519833374 - (0.50079685198334545 * v) * (x * x));
    return x * (1.500000861 - (0.500000287 * v) * (x * x));
}

/* k: counts of the lanes that are sure; anything in the others. Lanes need v >= CENTRAL_VARIANCE and a number below
   CENTRAL_NUMBER. */
LANES_INLINE void central_counts(vdouble k[LANES_GROUP], vmask sure[LANES_GROUP],
                                 const vdouble u[LANES_GROUP], const vdouble mean[LANES_GROUP],
                                 const vdouble v[LANES_GROUP], const vdouble d[LANES_GROUP],
                                 const bool poisson)
{
    vdouble x[LANES_GROUP], z[LANES_GROUP], root[LANES_GROUP];

    EACH x[j] = u[j] * (1.0 - u[j]);
    EACH
    {
        vdouble x2 = x[j] * x[j], x4 = x2 * x2;

        z[j] = (u[j] - 0.5) * (ESTRIN7(x[j], x2, x4, CENTRAL_N) / ESTRIN7(x[j], x2, x4, CENTRAL_D));
    }
    EACH root[j] = rough_inverse_root(v[j]);
    EACH
    {
        vdouble S = root[j] * root[j], Z = z[j] * z[j], D = d[j] * d[j];
        vdouble even = poisson ? LATTICE_POISSON_2(Z) : LATTICE_BINOMIAL_2(Z, D);
        vdouble odd = poisson ? LATTICE_POISSON_1(Z) : LATTICE_BINOMIAL_1(Z, D);
        vdouble deviation = (v[j] * root[j]) * z[j];
        vdouble y = mean[j] + (deviation * (1.0 + S * even) + (poisson ? odd : d[j] * odd));

        k[j] = (y + 0x1.8p52) - 0x1.8p52; /* right below 0 too, where the least y are */
        sure[j] =
            mask_and(lanes_at_most(lanes_all(CENTRAL_TAIL * (1.0 - CENTRAL_TAIL)), x[j]),
                     lanes_less(lanes_size(y - k[j]), ((0.5 - CENTRAL_ROUNDING) -
                                                       CENTRAL_ROUGHNESS * lanes_size(deviation)) -
                                                          S * CENTRAL_DOUBT(Z)));
    }
}

#endif
