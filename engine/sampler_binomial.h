/* Binomial counts of a group of lanes, by the inverse of the distribution function: from below
   where n min(p, 1-p) is under 28, else by the lattice quantile. Which, depends on the lane's n
   and p only.

   For p > 1/2 failures are counted, with 1 - u: exact, monotone in u still, and precise where the
   mean of failures is small. */
#ifndef POLSIM_SAMPLER_BINOMIAL_H
#define POLSIM_SAMPLER_BINOMIAL_H

#include "sampler_below.h"
#include "sampler_lattice.h"

/* A group with the rarer of success and failure counted. */
struct binomial {
    vdouble u[LANES_GROUP], n[LANES_GROUP], r[LANES_GROUP], mean[LANES_GROUP];
    vmask failures[LANES_GROUP];
};

LANES_INLINE void binomial_fold(struct binomial *b, const vdouble u[LANES_GROUP],
                                const vdouble n[LANES_GROUP], const vdouble p[LANES_GROUP])
{
    EACH
    {
        vdouble q = 1.0 - p[j];

        b->failures[j] = lanes_less(q, p[j]);
        b->r[j] = lanes_select(b->failures[j], q, p[j]);
        b->u[j] = lanes_select(b->failures[j], 1.0 - u[j], u[j]);
        b->n[j] = n[j] + 0.0; /* -0 becomes 0 */
        b->mean[j] = b->n[j] * b->r[j];
    }
}

LANES_INLINE void binomial_unfold(vdouble k[LANES_GROUP], const struct binomial *b)
{
    EACH
    {
        vdouble count = lanes_min(k[j], b->n[j]);

        k[j] = lanes_select(b->failures[j], b->n[j] - count, count);
    }
}

/* (1-r)^n for n < 16, by squaring; lanes not `wanted` get anything. Stops at the highest bit of the
   group: a step with no bit changes nothing. */
LANES_INLINE void power_of_few(vdouble power[LANES_GROUP], const vdouble n[LANES_GROUP],
                               const vdouble r[LANES_GROUP])
{
    vdouble base[LANES_GROUP];
    vword bits[LANES_GROUP];

    EACH
    {
        base[j] = 1.0 - r[j];
        power[j] = lanes_all(1.0);
        bits[j] = (vword)(n[j] + 0x1p52) & 15; /* the whole number stands in the low bits */
    }
    for (int bit = 0; bit < 4; bit++) {
        vmask odd[LANES_GROUP], more[LANES_GROUP];

        EACH
        {
            /* shifted into the exponent, any bit makes a number greater than 0 */
            odd[j] = lanes_less(lanes_all(0.0), (vdouble)((bits[j] & 1) << 52));
            bits[j] = bits[j] >> 1;
            more[j] = lanes_less(lanes_all(0.0), (vdouble)(bits[j] << 52));
        }
        EACH power[j] = lanes_select(odd[j], power[j] * base[j], power[j]);
        if (!group_any(more))
            break;
        EACH base[j] = base[j] * base[j];
    }
}

/* (1-r)^n: by squaring where n < 16, else by logarithm. n under 2^52, whole. */
LANES_INLINE void binomial_none(vdouble first[LANES_GROUP], const vdouble n[LANES_GROUP],
                                const vdouble r[LANES_GROUP])
{
    vmask few[LANES_GROUP], many[LANES_GROUP];
    vdouble power[LANES_GROUP];

    EACH
    {
        few[j] = lanes_less(n[j], lanes_all(16.0));
        many[j] = mask_not(few[j]);
        first[j] = lanes_all(1.0);
    }
    if (group_any(few)) {
        vdouble its_n[LANES_GROUP];

        EACH its_n[j] = lanes_keep(few[j], n[j]);
        power_of_few(first, its_n, r);
    }
    if (group_any(many)) {
        vdouble rate[LANES_GROUP];

        negative_log_complement(rate, r);
        EACH rate[j] = lanes_keep(many[j], n[j]) * rate[j];
        exp_of_negative(power, rate);
        EACH first[j] = lanes_select(many[j], power[j], first[j]);
    }
}

/* Counts of lanes whose mean is under 28; other lanes must come with u = n = r = 0. */
LANES_INLINE void binomial_below(vdouble k[LANES_GROUP], const struct binomial *b)
{
    struct below from;
    vdouble common[LANES_GROUP];
    vmask rare[LANES_GROUP];

    EACH
    {
        rare[j] = is_rare(b->u[j]);
        common[j] = lanes_select(rare[j], lanes_all(0.0), b->u[j]);
        from.s[j] = b->r[j] / (1.0 - b->r[j]);
        from.a[j] = (b->n[j] + 1.0) * from.s[j];
    }
    binomial_none(from.first, b->n, b->r);
    count_from_below(k, common, &from, false);
    count_if_rare(k, rare, b->u, &from, b->n, b->mean);
}

/* The same for groups with n <= 3 in all lanes, most of a county's cells: the loop laid flat. The
   arithmetic of each lane is that of binomial_below. */
LANES_INLINE void binomial_below_tiny(vdouble k[LANES_GROUP], const struct binomial *b)
{
    struct below from;
    vmask rare[LANES_GROUP];

    EACH
    {
        vdouble n = b->n[j], q = 1.0 - b->r[j];
        vmask two = lanes_at_most(lanes_all(2.0), n), three = lanes_at_most(lanes_all(3.0), n);

        /* q^n; n = 0 takes q as well, since its count is cut to 0 at the end */
        from.first[j] = lanes_select(two, q * lanes_select(three, q * q, q), q);
        from.s[j] = b->r[j] / q;
        from.a[j] = (n + 1.0) * from.s[j];
        rare[j] = is_rare(b->u[j]);
    }
    EACH
    {
        vdouble u = b->u[j], a = from.a[j], s = from.s[j], sum0 = from.first[j];
        vdouble p1 = sum0 * (a - s), sum1 = sum0 + p1;
        vdouble sum2 = sum1 + p1 * (a * 0.5 - s);
        vdouble count = lanes_keep(lanes_less(sum0, u), lanes_all(1.0));

        count = lanes_select(lanes_less(sum1, u), lanes_all(2.0), count);
        k[j] = lanes_select(lanes_less(sum2, u), lanes_all(3.0), count);
    }
    count_if_rare(k, rare, b->u, &from, b->n, b->mean);
}

/* Counts of lanes whose mean is at least 28; those not in `wanted` get anything. */
LANES_INLINE void binomial_lattice(vdouble k[LANES_GROUP], const struct binomial *b,
                                   const vmask wanted[LANES_GROUP])
{
    vdouble w[LANES_GROUP], z[LANES_GROUP], y[LANES_GROUP], v[LANES_GROUP], d[LANES_GROUP];

    EACH
    {
        w[j] = (b->u[j] - 0.5) + (b->u[j] - 0.5);
        v[j] =
            lanes_select(wanted[j], b->mean[j] * (1.0 - b->r[j]), lanes_all(LATTICE_IDLE_VARIANCE));
        d[j] = 1.0 - (b->r[j] + b->r[j]);
    }
    normal_quantile(z, w);
    lattice_binomial(y, z, b->mean, v, d);
    EACH k[j] = nearest_whole(lanes_max(y[j], lanes_all(0.0)));
}

LANES_INLINE void binomial_group(vdouble k[LANES_GROUP], const vdouble u[LANES_GROUP],
                                 const vdouble n[LANES_GROUP], const vdouble p[LANES_GROUP])
{
    struct binomial b;
    vmask large[LANES_GROUP], small[LANES_GROUP], four[LANES_GROUP], some[LANES_GROUP];

    EACH
    {
        some[j] = lanes_less(lanes_all(0.0), n[j]);
        four[j] = lanes_at_most(lanes_all(4.0), n[j]);
        k[j] = lanes_all(0.0);
    }
    if (!group_any(some)) /* whole strips of nobody are common */
        return;
    binomial_fold(&b, u, n, p);
    if (!group_any(four)) {
        binomial_below_tiny(k, &b);
        binomial_unfold(k, &b);
        return;
    }
    EACH
    {
        large[j] = lanes_at_most(lanes_all(SAMPLER_LATTICE_FROM), b.mean[j]);
        small[j] = mask_not(large[j]);
    }
    if (group_any(large))
        binomial_lattice(k, &b, large);
    if (group_any(small)) {
        struct binomial its;
        vdouble count[LANES_GROUP];

        EACH
        {
            its.u[j] = lanes_keep(small[j], b.u[j]);
            its.n[j] = lanes_keep(small[j], b.n[j]);
            its.r[j] = lanes_keep(small[j], b.r[j]);
            its.mean[j] = lanes_keep(small[j], b.mean[j]);
        }
        binomial_below(count, &its);
        EACH k[j] = lanes_select(small[j], count[j], k[j]);
    }
    binomial_unfold(k, &b);
}

/* Distribution functions of one p and n = 0..7, for strips that share their p:
   sum[k][n] = P(X <= k) as binomial_below sums it, 2 from k = n on. */
struct binomial_table {
    bool filled;
    double sum[7][8];
};

static __attribute__((noinline)) void binomial_table_fill(struct binomial_table *table, double r)
{
    vdouble n[LANES_GROUP], rs[LANES_GROUP], p[LANES_GROUP], sum[LANES_GROUP], s[LANES_GROUP];
    double lane[GROUP_LANES];

    for (int i = 0; i < GROUP_LANES; i++)
        lane[i] = i & 7;
    EACH
    {
        n[j] = lanes_load(lane + j * LANES_WIDTH);
        rs[j] = lanes_all(r);
        s[j] = rs[j] / (1.0 - rs[j]);
    }
    power_of_few(p, n, rs);
    EACH sum[j] = p[j];
    for (int k = 0; k < 7; k++) {
        EACH
        {
            vdouble ended = lanes_all(2.0);

            lanes_store(lane + j * LANES_WIDTH,
                        lanes_select(lanes_less(lanes_all(k), n[j]), sum[j], ended));
            p[j] = p[j] * (((n[j] + 1.0) * s[j]) * reciprocals[k + 1] - s[j]);
            sum[j] = sum[j] + p[j];
        }
        memcpy(table->sum[k], lane, sizeof table->sum[k]);
    }
    table->filled = true;
}

/* Counts of lanes with n <= 7 by the table, which holds for the r of all of them. */
LANES_INLINE void binomial_by_table(vdouble k[LANES_GROUP], const struct binomial *b,
                                    const struct binomial_table *table, int rows)
{
    EACH k[j] = lanes_all(0.0);
    for (int row = 0; row < rows; row++)
        EACH
        {
            /* the whole number stands in the low bits */
            vdouble sum = lanes_lookup(table->sum[row], (vword)(b->n[j] + 0x1p52));

            k[j] = lanes_select(lanes_less(sum, b->u[j]), lanes_all(row + 1), k[j]);
        }
}

/* Counts of the lanes of a group with one p, the same as binomial_group makes, but for `others`, whose
   counts are none: those with n > 7 or a rare u. */
LANES_INLINE void binomial_group_of_one_chance(vdouble k[LANES_GROUP], const vdouble u[LANES_GROUP],
                                               const vdouble n[LANES_GROUP], vdouble p,
                                               struct binomial_table *table,
                                               vmask others[LANES_GROUP])
{
    struct binomial b;
    vdouble ps[LANES_GROUP];
    vmask four[LANES_GROUP];

    EACH ps[j] = p;
    binomial_fold(&b, u, n, ps);
    EACH
    {
        others[j] = mask_or(lanes_at_most(lanes_all(8.0), n[j]), is_rare(b.u[j]));
        four[j] = mask_and(lanes_at_most(lanes_all(4.0), n[j]), mask_not(others[j]));
    }
    if (!table->filled)
        binomial_table_fill(table, b.r[0][0]);
    if (group_any(four))
        binomial_by_table(k, &b, table, 7);
    else
        binomial_by_table(k, &b, table, 3);
    binomial_unfold(k, &b);
}

/* The same of a group with n <= 3 in all lanes but `others`. */
LANES_INLINE void binomial_group_of_few(vdouble k[LANES_GROUP], const vdouble u[LANES_GROUP],
                                        const vdouble n[LANES_GROUP], const vdouble p[LANES_GROUP],
                                        vmask others[LANES_GROUP])
{
    struct binomial b;
    vdouble few[LANES_GROUP];

    EACH
    {
        others[j] = mask_not(lanes_less(n[j], lanes_all(4.0)));
        few[j] = lanes_keep(mask_not(others[j]), n[j]);
    }
    binomial_fold(&b, u, few, p);
    binomial_below_tiny(k, &b);
    binomial_unfold(k, &b);
}

#endif
