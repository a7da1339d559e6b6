/* Poisson counts of a group of lanes, by the inverse of the distribution function: that of the sum from below where
   the mean is under 28, else the lattice quantile. Which, depends on the lane's mean only. */
#ifndef POLSIM_SAMPLER_POISSON_H
#define POLSIM_SAMPLER_POISSON_H

#include "sampler_below.h"
#include "sampler_lattice.h"

/* Counts for means under 28 (and u under any uniform, 0, for lanes of the other regime). */
LANES_INLINE void poisson_below(vdouble k[LANES_GROUP], const vdouble u[LANES_GROUP],
                                const vdouble mean[LANES_GROUP])
{
    struct below from;
    vdouble common[LANES_GROUP], endless[LANES_GROUP];
    vmask rare[LANES_GROUP];

    EACH
    {
        rare[j] = is_rare(u[j]);
        common[j] = lanes_select(rare[j], lanes_all(0.0), u[j]);
        from.a[j] = mean[j];
        from.s[j] = lanes_all(0.0);
        endless[j] = lanes_all(0x1p60);
    }
    exp_of_negative(from.first, mean);
    count_from_below(k, common, &from, true);
    count_if_rare(k, rare, u, &from, endless, mean);
}

LANES_INLINE void poisson_lattice(vdouble k[LANES_GROUP], const vdouble u[LANES_GROUP],
                                  const vdouble mean[LANES_GROUP])
{
    vdouble w[LANES_GROUP], z[LANES_GROUP], y[LANES_GROUP];

    EACH w[j] = (u[j] - 0.5) + (u[j] - 0.5);
    normal_quantile(z, w);
    lattice(y, z, mean, mean, mean, true);
    EACH k[j] = nearest_whole(lanes_max(y[j], lanes_all(0.0)));
}

LANES_INLINE void poisson_group(vdouble k[LANES_GROUP], const vdouble u[LANES_GROUP],
                                const vdouble mean[LANES_GROUP])
{
    vmask large[LANES_GROUP], small[LANES_GROUP], some[LANES_GROUP];

    EACH
    {
        some[j] = lanes_less(lanes_all(0.0), mean[j]);
        large[j] = lanes_at_most(lanes_all(SAMPLER_LATTICE_FROM), mean[j]);
        small[j] = mask_not(large[j]);
        k[j] = lanes_all(0.0);
    }
    if (!group_any(some)) /* months of no enrolment */
        return;
    if (group_any(large)) {
        vdouble its_mean[LANES_GROUP];

        EACH its_mean[j] = lanes_select(large[j], mean[j], lanes_all(LATTICE_IDLE_VARIANCE));
        poisson_lattice(k, u, its_mean);
    }
    if (group_any(small)) {
        vdouble count[LANES_GROUP], its_mean[LANES_GROUP], its_u[LANES_GROUP];

        EACH
        {
            its_mean[j] = lanes_keep(small[j], mean[j]);
            its_u[j] = lanes_keep(small[j], u[j]);
        }
        poisson_below(count, its_u, its_mean);
        EACH k[j] = lanes_select(small[j], count[j], k[j]);
    }
}

/* The table of one mean under 28. */
static inline void poisson_table_fill(struct below_table *table, double mean)
{
    vdouble means[LANES_GROUP], first[LANES_GROUP];

    EACH means[j] = lanes_all(mean);
    exp_of_negative(first, means);
    below_table_fill(table, first[0][0], mean, 0.0);
}

#endif
