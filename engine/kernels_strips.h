/* What is done with a whole strip: sums, moments, buckets, and looking for lanes that are not right. */
#ifndef POLSIM_KERNELS_STRIPS_H
#define POLSIM_KERNELS_STRIPS_H

#include <math.h>

#include "kernels.h"
#include "kernels_groups.h"

/* ---- sums ---- */

/* A piece of the sum stays in registers while the strips pass by: one load a number added. Eight vectors of
   a strip at a time, which the processor fetches ahead: a quarter faster than four. */
enum { SUM_VECTORS = 8, SUM_LANES = SUM_VECTORS * LANES_WIDTH };
#define EACH_TERM _Pragma("GCC unroll 8") for (int j = 0; j < SUM_VECTORS; j++)

LANES_INLINE void sum_piece(double *sum, const struct strip *x, const bool *minus, size_t count,
                            size_t at)
{
    vdouble all[SUM_VECTORS];

    EACH_TERM all[j] = lanes_all(0.0);
    for (size_t k = 0; k < count; k++) {
        const double *from = x[k].x + at;
        const bool less = minus && minus[k];

        if (x[k].one && less)
            EACH_TERM all[j] = all[j] - *x[k].x;
        else if (x[k].one)
            EACH_TERM all[j] = all[j] + *x[k].x;
        else if (less)
            EACH_TERM all[j] = all[j] - lanes_load(from + j * LANES_WIDTH);
        else
            EACH_TERM all[j] = all[j] + lanes_load(from + j * LANES_WIDTH);
    }
    EACH_TERM lanes_store(sum + at + j * LANES_WIDTH, all[j]);
}

static void sum_strips(double *sum, const struct strip *x, const bool *minus, size_t count,
                       size_t lanes)
{
    size_t i = 0;

    for (; lanes - i >= SUM_LANES; i += SUM_LANES)
        sum_piece(sum, x, minus, count, i);
    for (; i < lanes; i += GROUP_LANES) { /* what is left; all, of the 16 draws of findings */
        vdouble all[LANES_GROUP], more[LANES_GROUP];

        EACH all[j] = lanes_all(0.0);
        for (size_t k = 0; k < count; k++) {
            load_group(more, x[k].x, i, x[k].one, lanes);
            if (minus && minus[k])
                EACH all[j] = all[j] - more[j];
            else
                EACH all[j] = all[j] + more[j];
        }
        store_group(sum, i, lanes, all);
    }
}

/* ---- moments ---- */

#define EACH_SUM for (int r = 0; r < KERNEL_SUMS; r++)

static bool leaf_strip(struct leaf_moments *leaf, const double *x)
{
    double sum[KERNEL_SUMS], low[KERNEL_SUMS], high[KERNEL_SUMS], squares[KERNEL_SUMS];
    double half_sum[KERNEL_SUMS];

    EACH_SUM half_sum[r] = x[r] + x[r + 16];
    EACH_SUM sum[r] = half_sum[r] + (x[r + 32] + x[r + 48]);
    EACH_SUM low[r] = x[r] < x[r + 16] ? x[r] : x[r + 16];
    EACH_SUM low[r] = low[r] < x[r + 32] ? low[r] : x[r + 32];
    EACH_SUM low[r] = low[r] < x[r + 48] ? low[r] : x[r + 48];
    EACH_SUM high[r] = x[r] > x[r + 16] ? x[r] : x[r + 16];
    EACH_SUM high[r] = high[r] > x[r + 32] ? high[r] : x[r + 32];
    EACH_SUM high[r] = high[r] > x[r + 48] ? high[r] : x[r + 48];
    double total = kernel_tree_sum(sum), mean = total * (1.0 / KERNEL_LEAF);
    EACH_SUM
    {
        double a = x[r] - mean, b = x[r + 16] - mean, c = x[r + 32] - mean, d = x[r + 48] - mean;

        squares[r] = (a * a + b * b) + (c * c + d * d);
    }
    for (int r = 0; r < 8; r++) {
        low[r] = low[r] < low[r + 8] ? low[r] : low[r + 8];
        high[r] = high[r] > high[r + 8] ? high[r] : high[r + 8];
    }
    for (int half = 4; half > 0; half /= 2)
        for (int r = 0; r < half; r++) {
            low[r] = low[r] < low[r + half] ? low[r] : low[r + half];
            high[r] = high[r] > high[r + half] ? high[r] : high[r + half];
        }
    memcpy(leaf->sum, sum, sizeof sum);
    leaf->total = total;
    leaf->squares = kernel_tree_sum(squares);
    leaf->low = low[0];
    leaf->high = high[0];
    return total == total;
}

/* ---- refusals ---- */

/* Index of the first lane that is not right; `is` is over x[j]. The zeros that fill up the last group
   are all right. */
#define FIRST_LANE_THAT_IS_NOT(is)                                                                 \
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {                                              \
        vdouble x[LANES_GROUP];                                                                    \
        vmask bad[LANES_GROUP];                                                                    \
                                                                                                   \
        load_group(x, strip, i, false, lanes);                                                     \
        EACH bad[j] = mask_not(is);                                                                \
        if (__builtin_expect(!group_any(bad), 1))                                                  \
            continue;                                                                              \
        for (int j = 0; j < LANES_GROUP; j++)                                                      \
            for (size_t lane = 0; lane < LANES_WIDTH; lane++)                                      \
                if (mask_bits(bad[j]) >> lane & 1 && i + (size_t)j * LANES_WIDTH + lane < lanes)   \
                    return (long)(i + (size_t)j * LANES_WIDTH + lane);                             \
    }                                                                                              \
    return -1;

static long bad_mean(const double *strip, size_t lanes)
{
    FIRST_LANE_THAT_IS_NOT(is_mean(x[j]))
}

static long bad_count(const double *strip, size_t lanes)
{
    FIRST_LANE_THAT_IS_NOT(is_count(x[j]))
}

static long not_finite(const double *strip, size_t lanes)
{
    FIRST_LANE_THAT_IS_NOT(is_finite(x[j]))
}

static long not_from(const double *strip, double low, size_t lanes)
{
    FIRST_LANE_THAT_IS_NOT(lanes_at_most(lanes_all(low), x[j]))
}

/* Strips of zeros with a few other lanes are common: looked through group by group. */
static bool all_same(const double *x, size_t lanes)
{
    const vword first = (vword)lanes_all(*x);

    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble group[LANES_GROUP];
        vword differ[LANES_GROUP];

        load_group(group, x, i, false, lanes);
        EACH differ[j] = (vword)group[j] ^ first;
        if (lanes - i < GROUP_LANES) {
            for (size_t k = i; k < lanes; k++)
                if (memcmp(x, x + k, sizeof *x) != 0)
                    return false;
        } else if (words_any((differ[0] | differ[1]) | (differ[2] | differ[3]))) {
            return false;
        }
    }
    return true;
}

/* ---- buckets of a histogram ---- */

static bool all_whole(const double *x, size_t lanes)
{
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble group[LANES_GROUP];
        vmask whole[LANES_GROUP];

        load_group(group, x, i, false, lanes);
        EACH whole[j] = is_whole(group[j]);
        if (!group_all(whole))
            return false;
    }
    return true;
}

static double least_of(vdouble x)
{
    double least = x[0];

    for (int i = 1; i < LANES_WIDTH; i++)
        least = x[i] < least ? x[i] : least;
    return least;
}

static bool bucket_codes(uint64_t *code, struct bucket_ranges *ranges, const double *x,
                         size_t lanes)
{
    const vdouble none = lanes_all(INFINITY);
    /* least whole, least of the others above 0; the same below 0 with the sign turned */
    vdouble whole_low = none, whole_turned = none, low = none, turned = none;
    bool missing = false;

    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble group[LANES_GROUP], out[LANES_GROUP];
        vmask absent[LANES_GROUP];

        load_group(group, x, i, false, lanes);
        if (lanes - i < GROUP_LANES) /* a value that is there, instead of the zeros */
            for (size_t k = lanes - i; k < GROUP_LANES; k++)
                group[k / LANES_WIDTH][k % LANES_WIDTH] = x[i];
        EACH
        {
            vdouble a = group[j], size = lanes_max(a, -a);
            vmask whole = mask_and(is_whole(a), lanes_less(size, lanes_all(BUCKET_WHOLE_END)));
            vmask below = lanes_less(a, lanes_all(0.0));
            vword key = ((vword)a >> BUCKET_KEY_SHIFT) & (BUCKET_KEYS - 1);
            vword number = (vword)(a + bucket_whole_shift) - (vword)lanes_all(bucket_whole_shift);
            vdouble other = lanes_select(below, (vdouble)(key + BUCKET_CODE_NEGATIVE),
                                         (vdouble)(key + BUCKET_CODE_POSITIVE));

            out[j] = lanes_select(whole, (vdouble)(number + BUCKET_CODE_WHOLE), other);
            absent[j] = mask_not(lanes_at_most(a, a));
            whole_low = lanes_min(whole_low, lanes_select(whole, a, none));
            whole_turned = lanes_min(whole_turned, lanes_select(whole, -a, none));
            low = lanes_min(low, lanes_select(mask_or(whole, below), none, a));
            turned = lanes_min(turned, lanes_select(mask_and(below, mask_not(whole)), -a, none));
        }
        missing |= group_any(absent);
        store_group((double *)code, i, lanes, out);
    }
    *ranges = (struct bucket_ranges){least_of(whole_low), -least_of(whole_turned), least_of(low),
                                     -least_of(turned)};
    return !missing;
}

#endif
