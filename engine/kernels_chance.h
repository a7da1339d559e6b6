/* The samplers over strips: see kernels.h for what they promise. */
#ifndef POLSIM_KERNELS_CHANCE_H
#define POLSIM_KERNELS_CHANCE_H

#include "kernels_groups.h"
#include "sampler_binomial.h"
#include "sampler_central.h"
#include "sampler_poisson.h"

LANES_INLINE bool any_rare(const vdouble u[LANES_GROUP])
{
    vmask rare[LANES_GROUP];

    EACH rare[j] = is_rare(u[j]);
    return group_any(rare);
}

/* Groups of any kind, whole or not. Not inline: much code. */
static __attribute__((noinline)) void poisson_any(double *k, const double *u, const double *mean,
                                                  size_t at, bool one_mean, size_t lanes)
{
    vdouble gu[LANES_GROUP], gm[LANES_GROUP], gk[LANES_GROUP];

    load_group(gu, u, at, false, lanes);
    load_group(gm, mean, at, one_mean, lanes);
    poisson_group(gk, gu, gm);
    store_group(k, at, lanes, gk);
}

static __attribute__((noinline)) void binomial_any(double *k, const double *u, const double *n,
                                                   const double *p, size_t at, bool one_n,
                                                   bool one_p, size_t lanes)
{
    vdouble gu[LANES_GROUP], gn[LANES_GROUP], gp[LANES_GROUP], gk[LANES_GROUP];

    load_group(gu, u, at, false, lanes);
    load_group(gn, n, at, one_n, lanes);
    load_group(gp, p, at, one_p, lanes);
    binomial_group(gk, gu, gn, gp);
    store_group(k, at, lanes, gk);
}

/* Lanes of a group whose neighbours are quicker, put by until there are enough for a group of their own.
   Measured on the Pengyang plan, where one lane in 15 had to wait: 25 % of the time of its binomials. */
struct put_by {
    double u[2 * GROUP_LANES], n[2 * GROUP_LANES], p[2 * GROUP_LANES], k[GROUP_LANES];
    size_t lane[2 * GROUP_LANES];
    size_t count;
};

/* A strip to be counted. Poisson: n are the means, p is not used. */
struct chance_work {
    double *k;
    const double *u, *n, *p;
    bool one_n, one_p, poisson;
    bool central; /* whether to try count_central */
    size_t lanes;
    struct put_by by;
};

/* Counts the first lanes put by, a group or less: the rest of that are like the first, since a group of one kind is
   counted sooner. */
static __attribute__((noinline)) void count_put_by(struct chance_work *w)
{
    struct put_by *by = &w->by;
    size_t count = by->count < GROUP_LANES ? by->count : GROUP_LANES;

    for (size_t i = count; i < GROUP_LANES; i++) {
        by->u[i] = by->u[0];
        by->n[i] = by->n[0];
        by->p[i] = by->p[0];
    }
    if (w->poisson)
        poisson_any(by->k, by->u, by->n, 0, false, GROUP_LANES);
    else
        binomial_any(by->k, by->u, by->n, by->p, 0, false, false, GROUP_LANES);
    for (size_t i = 0; i < count; i++)
        w->k[by->lane[i]] = by->k[i];
    by->count -= count;
    for (size_t i = 0; i < by->count; i++) {
        by->u[i] = by->u[count + i];
        by->n[i] = by->n[count + i];
        by->p[i] = by->p[count + i];
        by->lane[i] = by->lane[count + i];
    }
}

/* The lanes of the group at `at` that `which` has a bit for, before the counts of the group are stored; those put by
   earlier are counted where they are a group. */
static __attribute__((noinline)) void put_lanes_by(struct chance_work *w, uint64_t which, size_t at)
{
    struct put_by *by = &w->by;

    if (by->count >= GROUP_LANES)
        count_put_by(w);
    for (; which; which &= which - 1) {
        size_t i = at + (size_t)__builtin_ctzll(which), to = by->count++;

        by->u[to] = w->u[i];
        by->n[to] = w->n[w->one_n ? 0 : i];
        by->p[to] = w->p[w->one_p ? 0 : i];
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

/* Counts a group half of whose lanes have some variance, and puts by the lanes that are not sure; false, with nothing
   done, for other groups, after which the strip's next, likely to be as this one, are not asked. Measured: whole runs
   of cohort-36 take a fifth less at a scale of 300, two fifths at 100,000. */
LANES_INLINE bool count_central(struct chance_work *w, size_t at, const vdouble u[LANES_GROUP],
                                const vdouble n[LANES_GROUP], const vdouble mean[LANES_GROUP],
                                const vdouble v[LANES_GROUP], const vdouble d[LANES_GROUP],
                                const bool poisson)
{
    vdouble k[LANES_GROUP];
    vmask sure[LANES_GROUP], others[LANES_GROUP];
    uint64_t bits;

    if (w->lanes - at < GROUP_LANES)
        return false;
    EACH others[j] = mask_not(mask_and(lanes_at_most(lanes_all(CENTRAL_VARIANCE), v[j]),
                                       lanes_less(n[j], lanes_all(CENTRAL_NUMBER))));
    w->central = __builtin_popcountll(group_bits(others, GROUP_LANES)) <= GROUP_LANES / 2;
    if (!w->central)
        return false;
    central_counts(k, sure, u, mean, v, d, poisson);
    EACH others[j] = mask_or(others[j], mask_not(sure[j]));
    bits = group_bits(others, GROUP_LANES);
    if (bits)
        put_lanes_by(w, bits, at);
    store_group(w->k, at, w->lanes, k);
    return true;
}

/* ---- Poisson ---- */

/* The one mean under CENTRAL_VARIANCE: by its table, but for groups with a rare u. */
LANES_INLINE bool poisson_lanes(struct chance_work *w, const bool one_mean)
{
    struct below_table table;
    const bool below = one_mean && !w->central;
    vmask right[LANES_GROUP];

    EACH right[j] = is_mean(lanes_all(0.0));
    table.steps = 0;
    if (below)
        poisson_table_fill(&table, *w->n);
    for (size_t i = 0; i < w->lanes; i += GROUP_LANES) {
        vdouble u[LANES_GROUP], mean[LANES_GROUP], k[LANES_GROUP];

        load_group(u, w->u, i, false, w->lanes);
        load_group(mean, w->n, i, one_mean, w->lanes);
        EACH right[j] = mask_and(right[j], is_mean(mean[j]));
        if (below && !any_rare(u)) {
            count_by_table(k, u, &table);
            store_group(w->k, i, w->lanes, k);
        } else if (!w->central || !count_central(w, i, u, mean, mean, mean, mean, true)) {
            poisson_any(w->k, w->u, w->n, i, one_mean, w->lanes);
        }
    }
    while (w->by.count)
        count_put_by(w);
    return group_all(right);
}

static bool poisson_strip(double *k, const double *u, const double *mean, unsigned scalars,
                          size_t lanes)
{
    const double mean0 = *mean; /* may be in the memory of k */
    const bool one = scalars & 1;
    struct chance_work w;

    w.k = k;
    w.u = u;
    w.n = w.p = one ? &mean0 : mean;
    w.one_n = w.one_p = one;
    w.poisson = true;
    w.central = !one || mean0 >= CENTRAL_VARIANCE;
    w.lanes = lanes;
    w.by.count = 0;
    return one ? poisson_lanes(&w, true) : poisson_lanes(&w, false);
}

/* ---- binomial ---- */

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

LANES_INLINE bool binomial_central_lanes(struct chance_work *w, size_t at, const bool one_p)
{
    vdouble u[LANES_GROUP], n[LANES_GROUP], p[LANES_GROUP];
    vdouble mean[LANES_GROUP], v[LANES_GROUP], d[LANES_GROUP];

    load_group(u, w->u, at, false, w->lanes);
    load_group(n, w->n, at, w->one_n, w->lanes);
    load_group(p, w->p, at, one_p, w->lanes);
    EACH
    {
        vdouble q = 1.0 - p[j];

        mean[j] = n[j] * p[j];
        v[j] = mean[j] * q;
        d[j] = q - p[j];
    }
    return count_central(w, at, u, n, mean, v, d, false);
}

/* Not inline: its constants would leave no registers to the loop around it. A copy for one p takes 5 to 8 % less with
   AVX2. */
static __attribute__((noinline)) bool binomial_central(struct chance_work *w, size_t at)
{
    return binomial_central_lanes(w, at, false);
}

static __attribute__((noinline)) bool binomial_central_of_one_p(struct chance_work *w, size_t at)
{
    return binomial_central_lanes(w, at, true);
}

/* Puts by, or counts at once where they are many, the lanes of a group whose n is too large for the quick ways.
   True: the whole group is counted. */
LANES_INLINE bool count_others(struct chance_work *w, size_t at, const vdouble n[LANES_GROUP],
                               double quick_below, const bool one_p)
{
    vmask many[LANES_GROUP];
    uint64_t others;

    EACH many[j] = lanes_at_most(lanes_all(quick_below), n[j]);
    others = group_bits(many, w->lanes - at);
    if (__builtin_popcountll(others) > GROUP_LANES / 4) {
        if (!w->central || !(one_p ? binomial_central_of_one_p : binomial_central)(w, at))
            binomial_any(w->k, w->u, w->n, w->p, at, w->one_n, one_p, w->lanes);
        return true;
    }
    if (others)
        put_lanes_by(w, others, at);
    return false;
}

/* With one p: n are at most `most`, or some beyond that. The table is made for the first group that wants it. */
LANES_INLINE void binomial_lanes_of_one_p(struct chance_work *w, const int most, const bool beyond)
{
    struct binomial_table table;
    const double q = 1.0 - *w->p, r = q < *w->p ? q : *w->p;
    bool filled = false;

    for (size_t i = 0; i < w->lanes; i += GROUP_LANES) {
        vdouble gu[LANES_GROUP], gn[LANES_GROUP], gp[LANES_GROUP], gk[LANES_GROUP];
        struct binomial b;

        load_group(gn, w->n, i, w->one_n, w->lanes);
        if (beyond && count_others(w, i, gn, TABLE_ALL, true))
            continue;
        load_group(gu, w->u, i, false, w->lanes);
        load_group(gp, w->p, i, true, w->lanes);
        binomial_fold(&b, gu, gn, gp);
        if (__builtin_expect(any_rare(b.u), 0)) {
            binomial_any(w->k, w->u, w->n, w->p, i, w->one_n, true, w->lanes);
            continue;
        }
        if (!filled)
            binomial_table_fill(&table, r, most);
        filled = true;
        binomial_by_table(gk, &b, &table, most);
        binomial_unfold(gk, &b);
        store_group(w->k, i, w->lanes, gk);
    }
}

/* n are at most `most`, or some beyond that. False where a p is none. */
LANES_INLINE bool binomial_lanes(struct chance_work *w, const int most, const bool beyond)
{
    vmask right[LANES_GROUP];

    EACH right[j] = is_mean(lanes_all(0.0));
    for (size_t i = 0; i < w->lanes; i += GROUP_LANES) {
        vdouble gu[LANES_GROUP], gn[LANES_GROUP], gp[LANES_GROUP], gk[LANES_GROUP];
        struct binomial b;

        load_group(gn, w->n, i, w->one_n, w->lanes);
        load_group(gp, w->p, i, false, w->lanes);
        EACH /* the lesser of p and 1 - p is negative where p is not from 0 to 1 */
            right[j] = mask_and(
                right[j], mask_or(lanes_at_most(gn[j], lanes_all(0.0)),
                                  lanes_at_most(lanes_all(0.0), lanes_min(1.0 - gp[j], gp[j]))));
        if (beyond && count_others(w, i, gn, 4.0, false))
            continue;
        load_group(gu, w->u, i, false, w->lanes);
        binomial_fold(&b, gu, gn, gp);
        if (__builtin_expect(any_rare(b.u), 0)) {
            binomial_any(w->k, w->u, w->n, w->p, i, w->one_n, false, w->lanes);
            continue;
        }
        if (beyond)
            EACH b.n[j] = lanes_keep(lanes_less(b.n[j], lanes_all(4.0)), b.n[j]);
        if (most == 1)
            binomial_below_two(gk, &b);
        else
            binomial_below_tiny(gk, &b);
        binomial_unfold(gk, &b);
        store_group(w->k, i, w->lanes, gk);
    }
    return group_all(right);
}

/* A strip is taken by the largest n in it. Measured on the Pengyang plan, where 25 % of strips have n <= 1,
   30 % up to 3, 22 % up to 7: choosing anew in each group makes binomials a tenth slower, by branches
   that cannot be foreseen. Groups with a rare u, one in 10^7, go to binomial_any. */
static bool binomial_strip(double *k, const double *u, const double *n, const double *p,
                           unsigned scalars, size_t lanes)
{
    const double n0 = *n, p0 = *p; /* may be in the memory of k */
    struct chance_work w;
    uint64_t bits;
    bool right = true;

    w.k = k;
    w.u = u;
    w.one_n = scalars & 1;
    w.one_p = scalars & 2;
    w.n = w.one_n ? &n0 : n;
    w.p = w.one_p ? &p0 : p;
    w.poisson = false;
    w.central = true;
    w.lanes = lanes;
    w.by.count = 0;
    if (!look_at_numbers(&bits, n, w.one_n ? 1 : lanes) ||
        (w.one_p && bits && !(p0 >= 0 && p0 <= 1)))
        return false;
    if (w.one_p && bits > 7)
        bits > 15 ? binomial_lanes_of_one_p(&w, 15, true) : binomial_lanes_of_one_p(&w, 15, false);
    else if (w.one_p && bits > 1)
        bits > 3 ? binomial_lanes_of_one_p(&w, 7, false) : binomial_lanes_of_one_p(&w, 3, false);
    else if (w.one_p)
        binomial_lanes_of_one_p(&w, 1, false);
    else if (bits > 3)
        right = binomial_lanes(&w, 3, true);
    else
        right = bits > 1 ? binomial_lanes(&w, 3, false) : binomial_lanes(&w, 1, false);
    while (w.by.count)
        count_put_by(&w);
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
