/* Inversion from below: k is counted up while the sum of probabilities is under u. For means under
   28, all lanes of a group together; since k is the same in all lanes, 1/k comes from a table and
   the loop has no division.

   The probabilities follow p[k] = p[k-1] (a/k - s): Poisson a = mean, s = 0; binomial, r the
   chance, s = r/(1-r), a = (n+1) s.

   The sum never passes 1 - 1e-15, so u above 1 - 2^-30 goes to sampler_from_above, lane by lane: a
   chance of 1e-9, so it costs nothing, and such lanes keep the relative accuracy of the tail. */
#ifndef POLSIM_SAMPLER_BELOW_H
#define POLSIM_SAMPLER_BELOW_H

#include "sampler_math.h"

#define SAMPLER_LATTICE_FROM 28.0 /* mean from which sampler_lattice.h takes over */
#define SAMPLER_RARE 0x1p-30      /* 1 - u below which the count goes from above */

/* A mean of 28 reaches 1 - 2^-30 at k = 65 and 2^-113 at k = 120. */
enum { BELOW_STEPS = 160 };

#define R1(k) 1.0 / (k)
#define R4(k) R1(k), R1(k + 1), R1(k + 2), R1(k + 3)
#define R16(k) R4(k), R4(k + 4), R4(k + 8), R4(k + 12)
static const double reciprocals[BELOW_STEPS + 16] = {
    0.0,     R1(1),   R1(2),   R1(3),   R4(4),    R4(8),    R4(12),   R16(16),  R16(32),
    R16(48), R16(64), R16(80), R16(96), R16(112), R16(128), R16(144), R16(160),
};
#undef R1
#undef R4
#undef R16

/* The count of one lane whose 1 - u = v is under 2^-30: probabilities from the top down until they
   pass v. Terms under 2^-60 v are left out. */
static __attribute__((noinline, cold)) double sampler_from_above(double first, double a, double s,
                                                                 double n, double mean, double v)
{
    double p[BELOW_STEPS + 1], sum = 0;
    int top = 0;

    p[0] = first;
    while (top < BELOW_STEPS && top < n && (top < mean || p[top] > v * 0x1p-60)) {
        p[top + 1] = p[top] * (a * reciprocals[top + 1] - s);
        top++;
    }
    for (int k = top; k > 0; k--) {
        sum += p[k];
        if (sum > v)
            return k;
    }
    return 0;
}

/* What the count starts from. */
struct below {
    vdouble first[LANES_GROUP]; /* probability of 0 */
    vdouble a[LANES_GROUP], s[LANES_GROUP];
};

/* Counts of the lanes that are not rare; rare ones get anything. The probability of a lane that has
   stopped is set to 0, since left alone it runs into subnormal numbers, which cost three times. */
LANES_INLINE void count_from_below(vdouble count[LANES_GROUP], const vdouble u[LANES_GROUP],
                                   const struct below *from, const bool poisson)
{
    vdouble p[LANES_GROUP], sum[LANES_GROUP];

    EACH
    {
        p[j] = sum[j] = from->first[j];
        count[j] = lanes_all(0.0);
    }
    for (int k = 1; k <= BELOW_STEPS; k++) {
        vdouble reciprocal = lanes_all(reciprocals[k]), this_many = lanes_all(k);
        vmask active[LANES_GROUP];

        EACH active[j] = lanes_less(sum[j], u[j]);
        if (!group_any(active))
            break;
        EACH
        {
            vdouble ratio = from->a[j] * reciprocal;

            count[j] = lanes_select(active[j], this_many, count[j]);
            p[j] = lanes_keep(active[j], p[j] * (poisson ? ratio : ratio - from->s[j]));
            sum[j] = sum[j] + p[j];
        }
    }
}

/* The distribution function of one set of parameters, as far as it can be needed: the same sums as
   count_from_below makes, once for a whole strip. */
struct below_table {
    double sum[BELOW_STEPS + 1];
    int steps; /* sum[steps - 1] is the first >= 1 - 2^-30 */
};

static inline void below_table_fill(struct below_table *table, double first, double a, double s)
{
    double p = first, sum = first;
    int k = 0;

    table->sum[0] = sum;
    while (sum < 1.0 - SAMPLER_RARE && k < BELOW_STEPS) {
        k++;
        p = p * (a * reciprocals[k] - s);
        sum = sum + p;
        table->sum[k] = sum;
    }
    table->steps = k + 1;
}

LANES_INLINE void count_by_table(vdouble count[LANES_GROUP], const vdouble u[LANES_GROUP],
                                 const struct below_table *table)
{
    EACH count[j] = lanes_all(0.0);
    for (int k = 0; k < table->steps; k++) {
        vdouble sum = lanes_all(table->sum[k]);
        vmask active[LANES_GROUP];

        EACH active[j] = lanes_less(sum, u[j]);
        if (!group_any(active))
            break;
        EACH count[j] = count[j] + lanes_keep(active[j], lanes_all(1.0));
    }
}

LANES_INLINE vmask is_rare(vdouble u) /* 1 - u < SAMPLER_RARE, as both are exact */
{
    return lanes_less(lanes_all(1.0 - SAMPLER_RARE), u);
}

/* Puts the counts of rare lanes right. Lanes of the other regime have u = 0, so are never rare. */
static __attribute__((noinline, cold)) void count_rare_lanes(vdouble count[LANES_GROUP],
                                                             const vdouble u[LANES_GROUP],
                                                             const struct below *from,
                                                             const vdouble n[LANES_GROUP],
                                                             const vdouble mean[LANES_GROUP])
{
    for (int j = 0; j < LANES_GROUP; j++)
        for (int i = 0; i < LANES_WIDTH; i++)
            if (1.0 - u[j][i] < SAMPLER_RARE)
                count[j][i] = sampler_from_above(from->first[j][i], from->a[j][i], from->s[j][i],
                                                 n[j][i], mean[j][i], 1.0 - u[j][i]);
}

/* The call of it on copies: an array whose address goes to a function is kept in memory everywhere,
   the hot loops included. */
LANES_INLINE void count_if_rare(vdouble count[LANES_GROUP], const vmask rare[LANES_GROUP],
                                const vdouble u[LANES_GROUP], const struct below *from,
                                const vdouble n[LANES_GROUP], const vdouble mean[LANES_GROUP])
{
    if (__builtin_expect(group_any(rare), 0)) {
        vdouble its_count[LANES_GROUP], its_u[LANES_GROUP], its_n[LANES_GROUP];
        vdouble its_mean[LANES_GROUP];
        struct below its_from;

        EACH
        {
            its_count[j] = count[j];
            its_u[j] = u[j];
            its_n[j] = n[j];
            its_mean[j] = mean[j];
            its_from.first[j] = from->first[j];
            its_from.a[j] = from->a[j];
            its_from.s[j] = from->s[j];
        }
        count_rare_lanes(its_count, its_u, &its_from, its_n, its_mean);
        EACH count[j] = its_count[j];
    }
}

#endif
