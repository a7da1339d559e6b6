/* Quantiles of Poisson and binomial with large variance: a normal quantile put through the
   Cornish-Fisher expansion of a distribution on whole numbers, to be rounded to the nearest.

   With sigma^2 = v, S = 1/v, Z = z^2, d = 1 - 2p, D = d^2 (Poisson: d = 1)
     y = mean + sigma z (1 + S (E2 + S (E4 + S Ehigh))) + d (O1 + S (O3 + S Ohigh))
   where the cumulants are those of the distribution less those of the uniform on (-1/2, 1/2)
   (Euler-Maclaurin) in the expansion of Hill and Davis 1968; at D = 1 it is Giles's for the Poisson
   (ACM TOMS 42(1), 2016). Ehigh, Ohigh by tier: v >= 1000 none, v >= 160 the exact orders 5 and 6,
   below a minimax fit. Largest error of the distribution function: 9.1e-11.

   The high orders seldom change what y is rounded to: they are worked out for lanes whose y without them lies
   nearer to a step than they can move it, one in 4,000 at a mean of 28 and fewer above. Means from 10 to 28,
   and from 5 beside them, take the same expansion, where an error of it and of what it leaves out cannot
   matter; the others (one in 500 at a mean of 10, in 130 at 5) are counted from below. So every lane has the
   count that it has without these short cuts, which take a third of the time away where means are 10 to 100
   (docs/benchmarks.md).

   A group computes a tier if any of its lanes needs it and the other lanes discard it, so that a
   lane gets the same bits in any company. */
#ifndef POLSIM_SAMPLER_LATTICE_H
#define POLSIM_SAMPLER_LATTICE_H

#include "sampler_math.h"

#define LATTICE_FIT_BELOW 160.0
#define LATTICE_SERIES_BELOW 1000.0
/* A variance of the upper tier, for the lanes whose result is not wanted. */
#define LATTICE_IDLE_VARIANCE 1e6

/* How far what is left out can move a step, times v^2. The most it does, by a search of mean >= 5, |z| <= 8.3 and
   p <= 1/2, is 0.91 of this at |z| = 8 and 0.7 where |z| < 4, from y by the tiers or, where the mean is under 28,
   from the steps of the exact distribution function (tests/test_sampler.c tries both sides of it). */
#define LATTICE_DOUBT(Z) (0.06 + 0.0024 * ((Z) * (Z) * (Z)))

/* Lanes of y, worked out to order 4, that may be rounded to another number than they should be; those under -1/2, in
   the far tail of few, are looked at too. */
LANES_INLINE vmask lattice_doubt(vdouble y, vdouble S, vdouble Z)
{
    vdouble count = nearest_whole(lanes_max(y, lanes_all(0.0)));

    return lanes_less(0.5 - lanes_max(y - count, count - y), (S * S) * LATTICE_DOUBT(Z));
}

/* What an expansion is made of: deviation = sigma z, even = E4 + S Ehigh, odd = O3 + S Ohigh. */
struct lattice {
    vdouble mean[LANES_GROUP], v[LANES_GROUP], d[LANES_GROUP], deviation[LANES_GROUP];
    vdouble S[LANES_GROUP], Z[LANES_GROUP], D[LANES_GROUP];
    vdouble even[LANES_GROUP], odd[LANES_GROUP];
};

/* y of vector j. `poisson`: d = 1. */
LANES_INLINE vdouble lattice_sum(const struct lattice *x, int j, const bool poisson)
{
    vdouble even = (poisson ? LATTICE_POISSON_2(x->Z[j]) : LATTICE_BINOMIAL_2(x->Z[j], x->D[j])) +
                   x->S[j] * x->even[j];
    vdouble odd = (poisson ? LATTICE_POISSON_1(x->Z[j]) : LATTICE_BINOMIAL_1(x->Z[j], x->D[j])) +
                  x->S[j] * x->odd[j];

    return x->mean[j] +
           (x->deviation[j] * (1.0 + x->S[j] * even) + (poisson ? odd : x->d[j] * odd));
}

/* y with Ehigh and Ohigh, of the lanes that are doubtful; the others get anything. Seldom wanted, so it stands
   apart. */
LANES_INLINE void lattice_correct(vdouble y[LANES_GROUP], struct lattice *x,
                                  const vmask doubtful[LANES_GROUP], const bool poisson)
{
    vdouble even[LANES_GROUP], odd[LANES_GROUP];
    vmask fit[LANES_GROUP], any_fit[LANES_GROUP], any_series[LANES_GROUP];

    EACH
    {
        fit[j] = lanes_less(x->v[j], lanes_all(LATTICE_FIT_BELOW));
        any_fit[j] = mask_and(doubtful[j], fit[j]);
        any_series[j] = mask_and(doubtful[j], mask_not(fit[j]));
        even[j] = odd[j] = lanes_all(0.0);
    }
    if (group_any(any_series))
        EACH
        {
            even[j] = poisson ? LATTICE_POISSON_6(x->Z[j]) : LATTICE_BINOMIAL_6(x->Z[j], x->D[j]);
            odd[j] = poisson ? LATTICE_POISSON_5(x->Z[j]) : LATTICE_BINOMIAL_5(x->Z[j], x->D[j]);
        }
    if (group_any(any_fit))
        EACH
        {
            vdouble fit_even = poisson ? LATTICE_POISSON_FIT_EVEN(x->Z[j], x->S[j])
                                       : LATTICE_BINOMIAL_FIT_EVEN(x->Z[j], x->D[j], x->S[j]);
            vdouble fit_odd = poisson ? LATTICE_POISSON_FIT_ODD(x->Z[j], x->S[j])
                                      : LATTICE_BINOMIAL_FIT_ODD(x->Z[j], x->D[j], x->S[j]);

            even[j] = lanes_select(fit[j], fit_even, even[j]);
            odd[j] = lanes_select(fit[j], fit_odd, odd[j]);
        }
    EACH
    {
        x->even[j] = x->even[j] + x->S[j] * even[j];
        x->odd[j] = x->odd[j] + x->S[j] * odd[j];
        y[j] = lattice_sum(x, j, poisson);
    }
}

static __attribute__((noinline, cold)) void lattice_correct_poisson(
    vdouble y[LANES_GROUP], struct lattice *x, const vmask doubtful[LANES_GROUP])
{
    lattice_correct(y, x, doubtful, true);
}

static __attribute__((noinline, cold)) void lattice_correct_binomial(
    vdouble y[LANES_GROUP], struct lattice *x, const vmask doubtful[LANES_GROUP])
{
    lattice_correct(y, x, doubtful, false);
}

/* y of each lane: z normal quantiles, v the variance, d = 1 - 2p. `large`: lanes whose mean is at least 28. Of the
   others, `doubtful` are those that must be counted in another way. */
LANES_INLINE void lattice(vdouble y[LANES_GROUP], vmask doubtful[LANES_GROUP],
                          const vdouble z[LANES_GROUP], const vdouble mean[LANES_GROUP],
                          const vdouble v[LANES_GROUP], const vdouble d[LANES_GROUP],
                          const vmask large[LANES_GROUP], const bool poisson)
{
    vdouble root[LANES_GROUP];
    vmask corrected[LANES_GROUP];
    struct lattice x;

    inverse_root(root, v);
    EACH
    {
        x.mean[j] = mean[j];
        x.v[j] = v[j];
        x.d[j] = d[j];
        x.deviation[j] = (v[j] * root[j]) * z[j];
        x.S[j] = root[j] * root[j];
        x.Z[j] = z[j] * z[j];
        x.D[j] = d[j] * d[j];
    }
    EACH x.even[j] = poisson ? LATTICE_POISSON_4(x.Z[j]) : LATTICE_BINOMIAL_4(x.Z[j], x.D[j]);
    EACH x.odd[j] = poisson ? LATTICE_POISSON_3(x.Z[j]) : LATTICE_BINOMIAL_3(x.Z[j], x.D[j]);
    EACH
    {
        y[j] = lattice_sum(&x, j, poisson);
        doubtful[j] = lanes_less(v[j], lanes_all(LATTICE_SERIES_BELOW));
    }
    if (!group_any(doubtful))
        return;
    EACH
    {
        doubtful[j] = mask_and(doubtful[j], lattice_doubt(y[j], x.S[j], x.Z[j]));
        corrected[j] = mask_and(doubtful[j], large[j]);
        doubtful[j] = mask_and(doubtful[j], mask_not(large[j]));
    }
    if (__builtin_expect(group_any(corrected), 0)) { /* copies: see count_if_rare */
        struct lattice its_x = x;
        vdouble its_y[LANES_GROUP];
        vmask these[LANES_GROUP];

        EACH these[j] = corrected[j];
        (poisson ? lattice_correct_poisson : lattice_correct_binomial)(its_y, &its_x, these);
        EACH y[j] = lanes_select(corrected[j], its_y[j], y[j]);
    }
}

#endif
