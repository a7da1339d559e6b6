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
    table.steps = 0;
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

LANES_INLINE void binomial_any_lanes(double *k, const double *u, const double *n, const double *p,
                                     size_t at, bool one_n, const bool one_p, size_t lanes)
{
    vdouble gu[LANES_GROUP], gn[LANES_GROUP], gp[LANES_GROUP], gk[LANES_GROUP];

    load_group(gu, u, at, false, lanes);
    load_group(gn, n, at, one_n, lanes);
    load_group(gp, p, at, one_p, lanes);
    binomial_group(gk, gu, gn, gp);
    store_group(k, at, lanes, gk);
}

/* A group of any kind. Not inline: much code. With one p, a copy of its own takes a sixth less where n is
   large. */
static __attribute__((noinline)) void binomial_any(double *k, const double *u, const double *n,
                                                   const double *p, size_t at, bool one_n,
                                                   size_t lanes)
{
    binomial_any_lanes(k, u, n, p, at, one_n, false, lanes);
}

static __attribute__((noinline)) void binomial_any_of_one_p(double *k, const double *u,
                                                            const double *n, const double *p,
                                                            size_t at, bool one_n, size_t lanes)
{
    binomial_any_lanes(k, u, n, p, at, one_n, true, lanes);
}

/* Lanes of a group whose neighbours are quicker, put by until there are enough for a group of their own.
   Measured on the Pengyang plan, where one lane in 15 had to wait: 25 % of the time of its binomials. */
struct put_by {
    double u[2 * GROUP_LANES], n[2 * GROUP_LANES], p[2 * GROUP_LANES], k[GROUP_LANES];
    size_t lane[2 * GROUP_LANES];
    size_t count;
};

/* Counts the first lanes put by, a group or less. */
static __attribute__((noinline)) void count_put_by(struct put_by *by, double *k)
{
    size_t count = by->count < GROUP_LANES ? by->count : GROUP_LANES;

    binomial_any(by->k, by->u, by->n, by->p, 0, false, count);
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

/* The lanes of the group at `at` that `which` has a bit for. */
static __attribute__((noinline)) void put_lanes_by(struct put_by *by, uint64_t which, size_t at,
                                                   const double *u, const double *n,
                                                   const double *p, bool one_n, bool one_p)
{
    for (; which; which &= which - 1) {
        size_t i = at + (size_t)__builtin_ctzll(which), to = by->count++;

        by->u[to] = u[i];
        by->n[to] = n[one_n ? 0 : i];
        by->p[to] = p[one_p ? 0 : i];
        by->lane[to] = i;
    }
}

/* Bit i is lane i of the group; none of what fills up the last one. */
LANES_INLINE uint64_t group_bits(const vmask which[LANES_GROUP], size_t lanes)
{
    uint64_t bits = 0;

    EACH bits |= (uint64_t)mask_bits(which[j]) << (j * LANES_WIDTH);
    return lanes < GROUP_LANES ? bits & ((UINT64_C(1) << lanes) - 1) : bits;
}

/* The bits of all n of a strip, or'ed; false where one is no count. Adding 2^52 leaves no bits for a
   fraction and the whole number in the low ones; those above show that it is negative, too large or no
   number. Vectors are or'ed rather than compared, since masks go through few registers. */
LANES_INLINE bool look_at_numbers(uint64_t *bits, const double *n, size_t lanes)
{
    vword all = words_all(0), fractions = words_all(0);

    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble group[LANES_GROUP];

        load_group(group, n, i, false, lanes);
        EACH
        {
            vdouble shifted = group[j] + 0x1p52;

            all |= (vword)shifted ^ (vword)lanes_all(0x1p52);
            fractions |= (vword)((shifted - 0x1p52) - group[j]);
        }
    }
    *bits = words_or(all);
    return *bits >> 52 == 0 && !words_any(fractions);
}

/* A strip, taken by the largest n in it. Measured on the Pengyang plan, where 25 % of strips have n <= 1,
   30 % up to 3, 22 % up to 7: choosing anew in each group makes binomials a tenth slower, by branches
   that cannot be foreseen. Groups with a rare u, one in 10^7, go to binomial_any. */
struct binomial_work {
    double *k;
    const double *u, *n, *p;
    bool one_n;
    size_t lanes;
    struct put_by by;
};

/* Puts by, or counts at once where they are many, the lanes of a group that are not for the quick ways.
   True: the whole group is counted. */
LANES_INLINE bool count_others(struct binomial_work *w, size_t at, const vdouble n[LANES_GROUP],
                               double quick_below, const bool one_p)
{
    vmask many[LANES_GROUP];
    uint64_t others;

    EACH many[j] = lanes_at_most(lanes_all(quick_below), n[j]);
    others = group_bits(many, w->lanes - at);
    if (__builtin_popcountll(others) > GROUP_LANES / 4) {
        (one_p ? binomial_any_of_one_p : binomial_any)(w->k, w->u, w->n, w->p, at, w->one_n,
                                                       w->lanes);
        return true;
    }
    if (others)
        put_lanes_by(&w->by, others, at, w->u, w->n, w->p, w->one_n, one_p);
    return false;
}

/* With one p: n are at most `most`, or some beyond that. */
LANES_INLINE void binomial_lanes_of_one_p(struct binomial_work *w,
                                          const struct binomial_table *table, const int most,
                                          const bool beyond)
{
    for (size_t i = 0; i < w->lanes; i += GROUP_LANES) {
        vdouble gu[LANES_GROUP], gn[LANES_GROUP], gp[LANES_GROUP], gk[LANES_GROUP];
        struct binomial b;

        load_group(gu, w->u, i, false, w->lanes);
        load_group(gn, w->n, i, w->one_n, w->lanes);
        load_group(gp, w->p, i, true, w->lanes);
        binomial_fold(&b, gu, gn, gp);
        if (__builtin_expect(any_rare(b.u), 0)) {
            binomial_any_of_one_p(w->k, w->u, w->n, w->p, i, w->one_n, w->lanes);
            continue;
        }
        if (beyond && count_others(w, i, gn, TABLE_ALL, true))
            continue;
        binomial_by_table(gk, &b, table, most);
        binomial_unfold(gk, &b);
        store_group(w->k, i, w->lanes, gk);
        if (beyond && w->by.count >= GROUP_LANES)
            count_put_by(&w->by, w->k);
    }
}

static void binomial_strip_of_one_p(struct binomial_work *w, uint64_t bits)
{
    struct binomial_table table;
    double q = 1.0 - *w->p, r = q < *w->p ? q : *w->p;

    binomial_table_fill(&table, r, bits > 7 ? 15 : bits > 3 ? 7 : bits > 1 ? 3 : 1);
    if (bits > 15)
        binomial_lanes_of_one_p(w, &table, 15, true);
    else if (bits > 7)
        binomial_lanes_of_one_p(w, &table, 15, false);
    else if (bits > 3)
        binomial_lanes_of_one_p(w, &table, 7, false);
    else if (bits > 1)
        binomial_lanes_of_one_p(w, &table, 3, false);
    else
        binomial_lanes_of_one_p(w, &table, 1, false);
}

/* n are at most `most`, or some beyond that. False where a p is none. */
LANES_INLINE bool binomial_lanes(struct binomial_work *w, const int most, const bool beyond)
{
    vmask right[LANES_GROUP];

    EACH right[j] = is_mean(lanes_all(0.0));
    for (size_t i = 0; i < w->lanes; i += GROUP_LANES) {
        vdouble gu[LANES_GROUP], gn[LANES_GROUP], gp[LANES_GROUP], gk[LANES_GROUP];
        struct binomial b;

        load_group(gu, w->u, i, false, w->lanes);
        load_group(gn, w->n, i, w->one_n, w->lanes);
        load_group(gp, w->p, i, false, w->lanes);
        binomial_fold(&b, gu, gn, gp);
        EACH /* r is negative where p is not from 0 to 1 */
            right[j] = mask_and(right[j], mask_or(lanes_at_most(gn[j], lanes_all(0.0)),
                                                  lanes_at_most(lanes_all(0.0), b.r[j])));
        if (__builtin_expect(any_rare(b.u), 0)) {
            binomial_any(w->k, w->u, w->n, w->p, i, w->one_n, w->lanes);
            continue;
        }
        if (beyond && count_others(w, i, gn, 4.0, false))
            continue;
        if (beyond)
            EACH b.n[j] = lanes_keep(lanes_less(b.n[j], lanes_all(4.0)), b.n[j]);
        if (most == 1)
            binomial_below_two(gk, &b);
        else
            binomial_below_tiny(gk, &b);
        binomial_unfold(gk, &b);
        store_group(w->k, i, w->lanes, gk);
        if (beyond && w->by.count >= GROUP_LANES)
            count_put_by(&w->by, w->k);
    }
    return group_all(right);
}

static bool binomial_strip(double *k, const double *u, const double *n, const double *p,
                           unsigned scalars, size_t lanes)
{
    const double n0 = *n, p0 = *p; /* may be in the memory of k */
    const bool one_n = scalars & 1, one_p = scalars & 2;
    struct binomial_work w;
    uint64_t bits;
    bool right = true;

    if (!look_at_numbers(&bits, n, one_n ? 1 : lanes))
        return false;
    w.k = k;
    w.u = u;
    w.n = one_n ? &n0 : n;
    w.p = one_p ? &p0 : p;
    w.one_n = one_n;
    w.lanes = lanes;
    w.by.count = 0;
    if (one_p && bits && !(p0 >= 0 && p0 <= 1))
        return false;
    if (one_p)
        binomial_strip_of_one_p(&w, bits);
    else if (bits > 3)
        right = binomial_lanes(&w, 3, true);
    else
        right = bits > 1 ? binomial_lanes(&w, 3, false) : binomial_lanes(&w, 1, false);
    while (w.by.count)
        count_put_by(&w.by, k);
    return right;
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
