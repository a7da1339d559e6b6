/* Binomial counts of a group of lanes, by the inverse of the distribution function: that of the sum from
   below where n min(p, 1-p) is under 28, else the lattice quantile. Which, depends on the lane's n
   and p only; where the expansion finds the same count sooner than the sum, it is taken
   (sampler_lattice.h).

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

/* Counts of lanes whose mean is at least 28; those not in `large` get anything. */
LANES_INLINE void binomial_lattice(vdouble k[LANES_GROUP], const struct binomial *b,
                                   const vmask large[LANES_GROUP])
{
    vdouble w[LANES_GROUP], z[LANES_GROUP], y[LANES_GROUP], v[LANES_GROUP], d[LANES_GROUP];

    EACH
    {
        w[j] = (b->u[j] - 0.5) + (b->u[j] - 0.5);
        v[j] =
            lanes_select(large[j], b->mean[j] * (1.0 - b->r[j]), lanes_all(LATTICE_IDLE_VARIANCE));
        d[j] = 1.0 - (b->r[j] + b->r[j]);
    }
    normal_quantile(z, w);
    lattice(y, z, b->mean, v, d, false);
    EACH k[j] = nearest_whole(lanes_max(y[j], lanes_all(0.0)));
}

LANES_INLINE void binomial_group(vdouble k[LANES_GROUP], const vdouble u[LANES_GROUP],
                                 const vdouble n[LANES_GROUP], const vdouble p[LANES_GROUP])
{
    struct binomial b;
    vmask large[LANES_GROUP], small[LANES_GROUP];
    vmask four[LANES_GROUP], some[LANES_GROUP];

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

/* Distribution functions of one p and n = 0..15, for strips that share their p:
   sum[k][n] = P(X <= k) as binomial_below sums it, 2 from k = n on. */
enum { TABLE_FEW = 8, TABLE_ALL = 16 };

struct binomial_table {
    double sum[TABLE_ALL - 1][TABLE_ALL];
};

static __attribute__((noinline)) void binomial_table_fill(struct binomial_table *table, double r,
                                                          int most)
{
    const double s = r / (1.0 - r);
    const int columns = most < TABLE_FEW ? TABLE_FEW : TABLE_ALL;
    const int vectors = columns / LANES_WIDTH;
    double number[2 * GROUP_LANES], none[2 * GROUP_LANES];
    vdouble n[TABLE_ALL / LANES_WIDTH], p[TABLE_ALL / LANES_WIDTH], sum[TABLE_ALL / LANES_WIDTH];

    for (int from = 0; from < columns; from += GROUP_LANES) {
        vdouble its_n[LANES_GROUP], its_r[LANES_GROUP], its_none[LANES_GROUP];

        for (int i = from; i < from + GROUP_LANES; i++)
            number[i] = i % TABLE_ALL;
        EACH
        {
            its_n[j] = lanes_load(number + from + j * LANES_WIDTH);
            its_r[j] = lanes_all(r);
        }
        power_of_few(its_none, its_n, its_r);
        EACH lanes_store(none + from + j * LANES_WIDTH, its_none[j]);
    }
    for (int v = 0; v < vectors; v++) {
        n[v] = lanes_load(number + v * LANES_WIDTH);
        sum[v] = p[v] = lanes_load(none + v * LANES_WIDTH);
    }
    for (int k = 0; k < most; k++)
        for (int v = 0; v < vectors; v++) {
            vmask goes_on = lanes_less(lanes_all(k), n[v]);

            lanes_store(table->sum[k] + v * LANES_WIDTH,
                        lanes_select(goes_on, sum[v], lanes_all(2.0)));
            p[v] = p[v] * (((n[v] + 1.0) * s) * reciprocals[k + 1] - s);
            sum[v] = sum[v] + p[v];
        }
}

/* Row `row`, for n <= most. */
LANES_INLINE vdouble table_sums(const struct binomial_table *table, int row, const int most,
                                vdouble n)
{
    vword index = (vword)(n + 0x1p52); /* the whole number stands in the low bits */

    return most < 4   ? lanes_lookup_4(table->sum[row], index)
           : most < 8 ? lanes_lookup_8(table->sum[row], index)
                      : lanes_lookup_16(table->sum[row], index);
}

/* Counts of lanes with n <= `most` (1, 3, 7 or 15) by the table, which holds for the r of all of
   them. */
LANES_INLINE void binomial_by_table(vdouble k[LANES_GROUP], const struct binomial *b,
                                    const struct binomial_table *table, const int most)
{
    vmask more[LANES_GROUP];

    EACH k[j] = lanes_all(0.0);
    for (int row = 0; row < most; row++) {
        EACH
        {
            more[j] = lanes_less(table_sums(table, row, most, b->n[j]), b->u[j]);
            k[j] = lanes_select(more[j], lanes_all(row + 1), k[j]);
        }
        if (row >= 2 && !group_any(more))
            break;
    }
}

/* Counts of lanes with n <= 1: the first step of binomial_below_tiny. */
LANES_INLINE void binomial_below_two(vdouble k[LANES_GROUP], const struct binomial *b)
{
    EACH k[j] = lanes_keep(lanes_less(1.0 - b->r[j], b->u[j]), lanes_all(1.0));
}

#endif
