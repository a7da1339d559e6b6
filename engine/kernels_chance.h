/* The samplers over strips: see kernels.h for what they promise. */
#ifndef POLSIM_KERNELS_CHANCE_H
#define POLSIM_KERNELS_CHANCE_H

#include "kernels_groups.h"
#include "sampler_binomial.h"
#include "sampler_poisson.h"

LANES_INLINE bool any_rare(const vdouble u[LANES_GROUP])
{
    vmask rare[LANES_GROUP];

    EACH rare[j] = is_rare(u[j]);
    return group_any(rare);
}

/* The one mean under 28: by its table, but for groups with a rare u. */
LANES_INLINE bool poisson_lanes(double *k, const double *u, const double *mean, size_t lanes,
                                const bool one_mean)
{
    struct below_table table;
    const bool below = one_mean && *mean < SAMPLER_LATTICE_FROM;
    vmask right[LANES_GROUP];

    EACH right[j] = is_mean(lanes_all(0.0));
    if (below)
        poisson_table_fill(&table, *mean);
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble gu[LANES_GROUP], gm[LANES_GROUP], gk[LANES_GROUP];

        load_group(gu, u, i, false, lanes);
        load_group(gm, mean, i, one_mean, lanes);
        EACH right[j] = mask_and(right[j], is_mean(gm[j]));
        if (below && !any_rare(gu))
            count_by_table(gk, gu, &table);
        else
            poisson_group(gk, gu, gm);
        store_group(k, i, lanes, gk);
    }
    return group_all(right);
}

static bool poisson_strip(double *k, const double *u, const double *mean, unsigned scalars,
                          size_t lanes)
{
    if (scalars & 1) {
        double one = *mean; /* may be in the memory of k */

        return poisson_lanes(k, u, &one, lanes, true);
    }
    return poisson_lanes(k, u, mean, lanes, false);
}

/* Lanes of a group whose neighbours are quicker, put by until there are enough for a group of their own.
   Measured on the Pengyang plan, where one lane in 15 has n > 7: 25 % of the time of its binomials. */
struct put_by {
    double u[2 * GROUP_LANES], n[2 * GROUP_LANES], p[2 * GROUP_LANES], k[GROUP_LANES];
    size_t lane[2 * GROUP_LANES];
    size_t count;
};

/* Counts the first lanes put by, a group or less. */
static __attribute__((noinline)) void count_put_by(struct put_by *by, double *k)
{
    vdouble gu[LANES_GROUP], gn[LANES_GROUP], gp[LANES_GROUP], gk[LANES_GROUP];
    size_t count = by->count < GROUP_LANES ? by->count : GROUP_LANES;

    load_group(gu, by->u, 0, false, count);
    load_group(gn, by->n, 0, false, count);
    load_group(gp, by->p, 0, false, count);
    binomial_group(gk, gu, gn, gp);
    store_group(by->k, 0, count, gk);
    for (size_t i = 0; i < count; i++)
        k[by->lane[i]] = by->k[i];
    by->count -= count;
    for (size_t i = 0; i < by->count; i++) {
        by->u[i] = by->u[count + i];
        by->n[i] = by->n[count + i];
        by->p[i] = by->p[count + i];
        by->lane[i] = by->lane[count + i];
    }
}

LANES_INLINE void put_lanes_by(struct put_by *by, size_t at, size_t lanes,
                               const vmask which[LANES_GROUP], const vdouble u[LANES_GROUP],
                               const vdouble n[LANES_GROUP], const vdouble p[LANES_GROUP])
{
    for (int j = 0; j < LANES_GROUP; j++)
        for (unsigned bits = mask_bits(which[j]); bits; bits &= bits - 1) {
            int i = __builtin_ctz(bits);
            if (at + (size_t)(j * LANES_WIDTH + i) >= lanes) /* what fills up the last group */
                return;
            by->u[by->count] = u[j][i];
            by->n[by->count] = n[j][i];
            by->p[by->count] = p[j][i];
            by->lane[by->count++] = at + (size_t)(j * LANES_WIDTH + i);
        }
}

LANES_INLINE int count_lanes(const vmask which[LANES_GROUP])
{
    int count = 0;

    for (int j = 0; j < LANES_GROUP; j++)
        count += __builtin_popcount(mask_bits(which[j]));
    return count;
}

LANES_INLINE bool binomial_lanes(double *k, const double *u, const double *n, const double *p,
                                 size_t lanes, bool one_n, const bool one_p)
{
    struct binomial_table table = {.filled = false};
    struct put_by by;
    vmask right[LANES_GROUP];

    by.count = 0;
    EACH right[j] = is_mean(lanes_all(0.0));
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble gu[LANES_GROUP], gn[LANES_GROUP], gp[LANES_GROUP], gk[LANES_GROUP];
        vmask many[LANES_GROUP], others[LANES_GROUP];

        load_group(gu, u, i, false, lanes);
        load_group(gn, n, i, one_n, lanes);
        load_group(gp, p, i, one_p, lanes);
        EACH
        {
            vmask nobody = lanes_at_most(gn[j], lanes_all(0.0));

            right[j] = mask_and(right[j],
                                mask_and(is_count(gn[j]), mask_or(nobody, is_probability(gp[j]))));
            many[j] = mask_not(lanes_less(gn[j], lanes_all(one_p ? 8.0 : 4.0)));
        }
        if (group_any(many) && count_lanes(many) > GROUP_LANES / 4) {
            binomial_group(gk, gu, gn, gp);
            store_group(k, i, lanes, gk);
            continue;
        }
        if (one_p)
            binomial_group_of_one_chance(gk, gu, gn, gp[0], &table, others);
        else
            binomial_group_of_few(gk, gu, gn, gp, others);
        store_group(k, i, lanes, gk);
        if (group_any(others))
            put_lanes_by(&by, i, lanes, others, gu, gn, gp);
        if (by.count >= GROUP_LANES)
            count_put_by(&by, k);
    }
    while (by.count)
        count_put_by(&by, k);
    return group_all(right);
}

/* Two copies of the code, not four: n is one number only where a cohort is known to a head. */
static bool binomial_strip(double *k, const double *u, const double *n, const double *p,
                           unsigned scalars, size_t lanes)
{
    double n0 = scalars & 1 ? *n : 0, p0 = scalars & 2 ? *p : 0; /* may be in the memory of k */
    bool one_n = scalars & 1;

    if (scalars & 2)
        return binomial_lanes(k, u, one_n ? &n0 : n, &p0, lanes, one_n, true);
    return binomial_lanes(k, u, one_n ? &n0 : n, p, lanes, one_n, false);
}

static void normal_strip(double *z, const double *u, size_t lanes)
{
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble w[LANES_GROUP], gz[LANES_GROUP];

        load_group(w, u, i, false, lanes);
        EACH w[j] = (w[j] - 0.5) + (w[j] - 0.5);
        normal_quantile(gz, w);
        store_group(z, i, lanes, gz);
    }
}

#endif
