/* Quantiles of Poisson and binomial with large variance: a normal quantile put through the
   Cornish-Fisher expansion of a distribution on whole numbers, to be rounded to the nearest.

   With sigma^2 = v, S = 1/v, Z = z^2, d = 1 - 2p, D = d^2 (Poisson: d = 1)
     y = mean + sigma z (1 + S (E2 + S (E4 + S Ehigh))) + d (O1 + S (O3 + S Ohigh))
   where the cumulants are those of the distribution less those of the uniform on (-1/2, 1/2)
   (Euler-Maclaurin) in the expansion of Hill and Davis 1968; at D = 1 it is Giles's for the Poisson
   (ACM TOMS 42(1), 2016). Ehigh, Ohigh by tier: v >= 1000 none, v >= 160 the exact orders 5 and 6,
   below a minimax fit. Largest error of the distribution function: 9.1e-11.

   A group computes a tier if any of its lanes needs it and the other lanes discard it, so that a
   lane gets the same bits in any company. */
#ifndef POLSIM_SAMPLER_LATTICE_H
#define POLSIM_SAMPLER_LATTICE_H

#include "sampler_math.h"

#define LATTICE_FIT_BELOW 160.0
#define LATTICE_SERIES_BELOW 1000.0
/* A variance of the upper tier, for the lanes whose result is not wanted. */
#define LATTICE_IDLE_VARIANCE 1e6

/* Which lanes of a group need which tier. */
struct lattice_tiers {
    vmask fit[LANES_GROUP], corrected[LANES_GROUP]; /* v < 160, v < 1000 */
    bool any_fit, any_series, any_corrected;
};

LANES_INLINE struct lattice_tiers lattice_tiers_of(const vdouble v[LANES_GROUP])
{
    struct lattice_tiers tiers;
    vmask series[LANES_GROUP];

    EACH
    {
        tiers.corrected[j] = lanes_less(v[j], lanes_all(LATTICE_SERIES_BELOW));
        tiers.fit[j] = lanes_less(v[j], lanes_all(LATTICE_FIT_BELOW));
        series[j] = mask_and(tiers.corrected[j], mask_not(tiers.fit[j]));
    }
    tiers.any_corrected = group_any(tiers.corrected);
    tiers.any_fit = group_any(tiers.fit);
    tiers.any_series = group_any(series);
    return tiers;
}

/* y of each lane for the binomial: z normal quantiles, v = n p (1-p) >= 14, d = 1 - 2p. */
LANES_INLINE void lattice_binomial(vdouble y[LANES_GROUP], const vdouble z[LANES_GROUP],
                                   const vdouble mean[LANES_GROUP], const vdouble v[LANES_GROUP],
                                   const vdouble d[LANES_GROUP])
{
    vdouble root[LANES_GROUP], S[LANES_GROUP], Z[LANES_GROUP], D[LANES_GROUP];
    vdouble even[LANES_GROUP], odd[LANES_GROUP];
    struct lattice_tiers tiers = lattice_tiers_of(v);

    inverse_root(root, v);
    EACH
    {
        S[j] = root[j] * root[j];
        Z[j] = z[j] * z[j];
        D[j] = d[j] * d[j];
    }
    EACH even[j] = LATTICE_BINOMIAL_4(Z[j], D[j]);
    EACH odd[j] = LATTICE_BINOMIAL_3(Z[j], D[j]);
    if (tiers.any_corrected) {
        vdouble high_even[LANES_GROUP], high_odd[LANES_GROUP];

        EACH high_even[j] = high_odd[j] = lanes_all(0.0);
        if (tiers.any_series)
            EACH
            {
                high_even[j] = LATTICE_BINOMIAL_6(Z[j], D[j]);
                high_odd[j] = LATTICE_BINOMIAL_5(Z[j], D[j]);
            }
        if (tiers.any_fit)
            EACH
            {
                vdouble fit_even = LATTICE_BINOMIAL_FIT_EVEN(Z[j], D[j], S[j]);
                vdouble fit_odd = LATTICE_BINOMIAL_FIT_ODD(Z[j], D[j], S[j]);

                high_even[j] = lanes_select(tiers.fit[j], fit_even, high_even[j]);
                high_odd[j] = lanes_select(tiers.fit[j], fit_odd, high_odd[j]);
            }
        EACH
        {
            even[j] = even[j] + lanes_keep(tiers.corrected[j], S[j] * high_even[j]);
            odd[j] = odd[j] + lanes_keep(tiers.corrected[j], S[j] * high_odd[j]);
        }
    }
    EACH even[j] = S[j] * (LATTICE_BINOMIAL_2(Z[j], D[j]) + S[j] * even[j]);
    EACH odd[j] = LATTICE_BINOMIAL_1(Z[j], D[j]) + S[j] * odd[j];
    EACH y[j] = mean[j] + (((v[j] * root[j]) * z[j]) * (1.0 + even[j]) + d[j] * odd[j]);
}

/* The same for the Poisson, whose variance is its mean, >= 28. */
LANES_INLINE void lattice_poisson(vdouble y[LANES_GROUP], const vdouble z[LANES_GROUP],
                                  const vdouble mean[LANES_GROUP])
{
    vdouble root[LANES_GROUP], S[LANES_GROUP], Z[LANES_GROUP];
    vdouble even[LANES_GROUP], odd[LANES_GROUP];
    struct lattice_tiers tiers = lattice_tiers_of(mean);

    inverse_root(root, mean);
    EACH
    {
        S[j] = root[j] * root[j];
        Z[j] = z[j] * z[j];
    }
    EACH even[j] = LATTICE_POISSON_4(Z[j]);
    EACH odd[j] = LATTICE_POISSON_3(Z[j]);
    if (tiers.any_corrected) {
        vdouble high_even[LANES_GROUP], high_odd[LANES_GROUP];

        EACH high_even[j] = high_odd[j] = lanes_all(0.0);
        if (tiers.any_series)
            EACH
            {
                high_even[j] = LATTICE_POISSON_6(Z[j]);
                high_odd[j] = LATTICE_POISSON_5(Z[j]);
            }
        if (tiers.any_fit)
            EACH
            {
                vdouble fit_even = LATTICE_POISSON_FIT_EVEN(Z[j], S[j]);
                vdouble fit_odd = LATTICE_POISSON_FIT_ODD(Z[j], S[j]);

                high_even[j] = lanes_select(tiers.fit[j], fit_even, high_even[j]);
                high_odd[j] = lanes_select(tiers.fit[j], fit_odd, high_odd[j]);
            }
        EACH
        {
            even[j] = even[j] + lanes_keep(tiers.corrected[j], S[j] * high_even[j]);
            odd[j] = odd[j] + lanes_keep(tiers.corrected[j], S[j] * high_odd[j]);
        }
    }
    EACH even[j] = S[j] * (LATTICE_POISSON_2(Z[j]) + S[j] * even[j]);
    EACH odd[j] = LATTICE_POISSON_1(Z[j]) + S[j] * odd[j];
    EACH y[j] = mean[j] + (((mean[j] * root[j]) * z[j]) * (1.0 + even[j]) + odd[j]);
}

#endif
