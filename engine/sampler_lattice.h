/* Quantiles of Poisson and binomial with large variance: a normal quantile put through the
   Cornish-Fisher expansion of a distribution on whole numbers, to be rounded to the nearest.

   With sigma^2 = v, S = 1/v, Z = z^2, d = 1 - 2p, D = d^2 (Poisson: d = 1)
     y = mean + sigma z (1 + S (E2 + S (E4 + S Ehigh))) + d (O1 + S (O3 + S Ohigh))
   where the cumulants are those of the distribution less those of the uniform on (-1/2, 1/2)
   (Euler-Maclaurin) in the expansion of Hill and Davis 1968; at D = 1 it is Giles's for the Poisson
   (ACM TOMS 42(1), 2016). Ehigh, Ohigh by tier: v >= 1000 none, v >= 160 the exact orders 5 and 6,
   below a minimax fit. Largest error of the distribution function: 9.1e-11. Most lanes do not come here, but are
   counted sooner to the same result (sampler_central.h).

   A group computes a tier if any of its lanes needs it and the other lanes discard it, so that a
   lane gets the same bits in any company. */
#ifndef POLSIM_SAMPLER_LATTICE_H
#define POLSIM_SAMPLER_LATTICE_H

#include "sampler_math.h"

#define LATTICE_FIT_BELOW 160.0
#define LATTICE_SERIES_BELOW 1000.0
/* A variance of the upper tier, for the lanes whose result is not wanted. */
#define LATTICE_IDLE_VARIANCE 1e6

/* y of each lane: z normal quantiles, v the variance, at least 14, d = 1 - 2p (Poisson: 1, and v = mean >= 28). */
LANES_INLINE void lattice(vdouble y[LANES_GROUP], const vdouble z[LANES_GROUP],
                          const vdouble mean[LANES_GROUP], const vdouble v[LANES_GROUP],
                          const vdouble d[LANES_GROUP], const bool poisson)
{
    vdouble root[LANES_GROUP], S[LANES_GROUP], Z[LANES_GROUP], D[LANES_GROUP];
    vdouble even[LANES_GROUP], odd[LANES_GROUP], high_even[LANES_GROUP], high_odd[LANES_GROUP];
    vmask fit[LANES_GROUP], series[LANES_GROUP];

    inverse_root(root, v);
    EACH
    {
        S[j] = root[j] * root[j];
        Z[j] = z[j] * z[j];
        D[j] = d[j] * d[j];
        fit[j] = lanes_less(v[j], lanes_all(LATTICE_FIT_BELOW));
        series[j] = mask_and(lanes_less(v[j], lanes_all(LATTICE_SERIES_BELOW)), mask_not(fit[j]));
        high_even[j] = high_odd[j] = lanes_all(0.0);
    }
    if (group_any(series))
        EACH
        {
            high_even[j] = lanes_keep(series[j], poisson ? LATTICE_POISSON_6(Z[j])
                                                         : LATTICE_BINOMIAL_6(Z[j], D[j]));
            high_odd[j] = lanes_keep(series[j], poisson ? LATTICE_POISSON_5(Z[j])
                                                        : LATTICE_BINOMIAL_5(Z[j], D[j]));
        }
    if (group_any(fit))
        EACH
        {
            vdouble fit_even = poisson ? LATTICE_POISSON_FIT_EVEN(Z[j], S[j])
                                       : LATTICE_BINOMIAL_FIT_EVEN(Z[j], D[j], S[j]);
            vdouble fit_odd = poisson ? LATTICE_POISSON_FIT_ODD(Z[j], S[j])
                                      : LATTICE_BINOMIAL_FIT_ODD(Z[j], D[j], S[j]);

            high_even[j] = lanes_select(fit[j], fit_even, high_even[j]);
            high_odd[j] = lanes_select(fit[j], fit_odd, high_odd[j]);
        }
    EACH
    {
        even[j] = (poisson ? LATTICE_POISSON_4(Z[j]) : LATTICE_BINOMIAL_4(Z[j], D[j])) +
                  S[j] * high_even[j];
        odd[j] = (poisson ? LATTICE_POISSON_3(Z[j]) : LATTICE_BINOMIAL_3(Z[j], D[j])) +
                 S[j] * high_odd[j];
    }
    EACH
    {
        even[j] =
            (poisson ? LATTICE_POISSON_2(Z[j]) : LATTICE_BINOMIAL_2(Z[j], D[j])) + S[j] * even[j];
        odd[j] =
            (poisson ? LATTICE_POISSON_1(Z[j]) : LATTICE_BINOMIAL_1(Z[j], D[j])) + S[j] * odd[j];
    }
    EACH y[j] = mean[j] + (((v[j] * root[j]) * z[j]) * (1.0 + S[j] * even[j]) +
                           (poisson ? odd[j] : d[j] * odd[j]));
}

#endif
