/* What is done with a whole strip: sums, moments, buckets, and looking for lanes that are not right. */
#ifndef POLSIM_KERNELS_STRIPS_H
#define POLSIM_KERNELS_STRIPS_H

#include <math.h>

#include "kernels.h"
#include "kernels_divide.h"
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

static double least_of(vdouble x)
{
    double least = x[0];

    for (int i = 1; i < LANES_WIDTH; i++)
        least = x[i] < least ? x[i] : least;
    return least;
}

enum { PARTS = KERNEL_SUMS / LANES_WIDTH }; /* vectors of the 16 sums */

/* The vectors of the 16 accumulators, without a loop around short loops: gcc 12 leaves those as loops. */
#define EACH_SUM _Pragma("GCC unroll 8") for (int v = 0; v < PARTS; v++)

/* As kernel_tree_sum, in registers: a strip has sixteen. */
LANES_INLINE double tree_sum(const vdouble x[PARTS])
{
    vdouble sum[PARTS];

    EACH_SUM sum[v] = x[v];
    for (int half = PARTS / 2; half; half /= 2)
        for (int v = 0; v < half; v++)
            sum[v] += sum[v + half];
    return lanes_tree_sum(sum[0]);
}

LANES_INLINE vdouble leaf_part(const double *x, int quarter, int v)
{
    return lanes_load(x + quarter * KERNEL_SUMS + v * LANES_WIDTH);
}

/* Of a leaf in which lanes are not a number: these are left out, and counted. */
static __attribute__((noinline)) void leaf_with_gaps(vdouble sum[PARTS], struct kernel_leaf *leaf,
                                                     uint32_t gaps[KERNEL_SUMS], const double *x)
{
    vdouble squares[PARTS], there[PARTS];
    double counts[KERNEL_SUMS];

    EACH_SUM sum[v] = squares[v] = there[v] = lanes_all(0.0);
    for (int q = 0; q < 4; q++)
        EACH_SUM
        {
            vdouble a = leaf_part(x, q, v);
            vmask is = lanes_at_most(a, a);

            there[v] += lanes_keep(is, lanes_all(1.0));
            sum[v] += lanes_keep(is, a);
        }
    leaf->n = tree_sum(there);
    leaf->total = tree_sum(sum);
    vdouble mean = lanes_all(leaf->total / leaf->n);
    for (int q = 0; q < 4; q++)
        EACH_SUM
        {
            vdouble a = leaf_part(x, q, v), apart = lanes_keep(lanes_at_most(a, a), a - mean);

            squares[v] += apart * apart;
        }
    leaf->squares = tree_sum(squares);
    EACH_SUM lanes_store(counts + v * LANES_WIDTH, there[v]);
    for (int r = 0; r < KERNEL_SUMS; r++)
        gaps[r] += 4 - (uint32_t)counts[r];
}

static double greatest_of(vdouble x)
{
    return -least_of(-x);
}

/* Two leaves' numbers are worked on at a time by the processor: the fold of a leaf to its total and squares
   waits for few. Least and greatest are folded once a strip. */
static void moments_strip(double *total_sum, struct kernel_moments *m, const double *x,
                          size_t leaves)
{
    vdouble all[PARTS], low = lanes_all(INFINITY), high = lanes_all(-INFINITY);
    vdouble low_2 = low, high_2 = high; /* two chains of half the length */

    m->gappy = false;
    memset(m->gaps, 0, sizeof m->gaps);
    EACH_SUM all[v] = lanes_load(total_sum + v * LANES_WIDTH);
    for (size_t l = 0; l < leaves; l++, x += KERNEL_LEAF) {
        struct kernel_leaf *leaf = &m->leaf[l];
        vdouble sum[PARTS], squares[PARTS];

        EACH_SUM
        {
            vdouble a = leaf_part(x, 0, v), b = leaf_part(x, 1, v);
            vdouble c = leaf_part(x, 2, v), d = leaf_part(x, 3, v);

            sum[v] = (a + b) + (c + d);
            low = lanes_min(a, lanes_min(b, low));
            high = lanes_max(a, lanes_max(b, high));
            low_2 = lanes_min(c, lanes_min(d, low_2));
            high_2 = lanes_max(c, lanes_max(d, high_2));
        }
        leaf->n = KERNEL_LEAF;
        leaf->total = tree_sum(sum);
        if (__builtin_expect(leaf->total != leaf->total, 0)) {
            m->gappy = true;
            leaf_with_gaps(sum, leaf, m->gaps, x);
        } else {
            vdouble mean = lanes_all(leaf->total * (1.0 / KERNEL_LEAF));
            EACH_SUM
            {
                vdouble a = leaf_part(x, 0, v) - mean, b = leaf_part(x, 1, v) - mean;
                vdouble c = leaf_part(x, 2, v) - mean, d = leaf_part(x, 3, v) - mean;

                squares[v] = (a * a + b * b) + (c * c + d * d);
            }
            leaf->squares = tree_sum(squares);
        }
        EACH_SUM all[v] += sum[v];
    }
    EACH_SUM lanes_store(total_sum + v * LANES_WIDTH, all[v]);
    m->low = least_of(lanes_min(low, low_2));
    m->high = greatest_of(lanes_max(high, high_2));
}

/* ---- quotients ---- */

static void ratio_strip(double *ratio, struct strip a, struct strip b, size_t lanes)
{
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble above[LANES_GROUP], below[LANES_GROUP], q[LANES_GROUP];

        load_group(above, a.x, i, a.one, lanes);
        load_group(below, b.x, i, b.one, lanes);
        quotients(q, above, below);
        EACH
        {
            vmask zero = mask_and(lanes_at_most(below[j], lanes_all(0.0)),
                                  lanes_at_most(lanes_all(0.0), below[j]));

            q[j] = lanes_select(zero, lanes_all(NAN), q[j]);
        }
        store_group(ratio, i, lanes, q);
    }
}

/* ---- refusals ---- */

/* Index of the first lane that is not right; `is` is over x[j]. The zeros that fill up the last group
   are all right. A strip of one number is common, and is looked at without its group. */
#define FIRST_LANE_THAT_IS_NOT(is)                                                                 \
    if (lanes == 1) {                                                                              \
        const vdouble x[] = {lanes_all(*strip)};                                                   \
        const int j = 0;                                                                           \
                                                                                                   \
        return mask_bits(mask_not(is)) ? 0 : -1;                                                   \
    }                                                                                              \
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

static long bad_chance(const double *strip, size_t lanes)
{
    FIRST_LANE_THAT_IS_NOT(is_probability(x[j]))
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

/* Codes of values while the spans are not known: bucket_whole + CODE_WHOLE, or key and the window's bit. */
enum { KEYS_FEW = 1024 };
enum { CODE_WHOLE = BUCKET_WHOLE_END, CODE_POSITIVE = 20, CODE_NEGATIVE = 21, CODE_NONE = 22 };

/* The next group; lanes that are not there are like the first that is. */
LANES_INLINE void load_filled_group(vdouble x[LANES_GROUP], const double *strip, size_t at,
                                    size_t lanes)
{
    load_group(x, strip, at, false, lanes);
    if (__builtin_expect(lanes - at < GROUP_LANES, 0))
        for (size_t i = lanes - at; i < GROUP_LANES; i++)
            x[i / LANES_WIDTH][i % LANES_WIDTH] = strip[at];
}

/* A group's places, lane after lane of each vector: their order says nothing to who counts them, and narrowing in order
   takes AVX2 three times the instructions. */
LANES_INLINE void store_places(uint16_t *place, size_t at, size_t lanes, const vword x[LANES_GROUP])
{
    const vword together = (x[0] | x[1] << 16) | (x[2] << 32 | x[3] << 48);

    if (__builtin_expect(lanes - at >= GROUP_LANES, 1))
        memcpy(place + at, &together, sizeof together);
    else
        for (size_t i = 0; at + i < lanes; i++)
            place[at + i] = (uint16_t)x[i / LANES_WIDTH][i % LANES_WIDTH];
}

LANES_INLINE vword whole_numbers(vdouble x)
{
    return (vword)(x + bucket_whole_shift) - (vword)lanes_all(bucket_whole_shift);
}

/* Buckets first .. last begin at place *at, which is moved on. */
static struct bucket_span span_of(int32_t first, int32_t last, uint32_t *at)
{
    struct bucket_span span = {first & ~(BUCKET_ALIGN - 1), 0, *at};

    if (first <= last)
        span.size = (uint32_t)(last - span.first + BUCKET_ALIGN) & ~(uint32_t)(BUCKET_ALIGN - 1);
    *at += span.size;
    return span;
}

/* Most strips of people; false, with anything in place, where a lane is no such number. */
static bool whole_places(uint16_t *place, const double *x, size_t lanes, int32_t first)
{
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble group[LANES_GROUP];
        vword out[LANES_GROUP];
        vmask whole[LANES_GROUP];

        load_filled_group(group, x, i, lanes);
        EACH
        {
            whole[j] = is_whole(group[j]);
            out[j] = whole_numbers(group[j]) - (uint64_t)(int64_t)first;
        }
        if (!group_all(whole))
            return false;
        store_places(place, i, lanes, out);
    }
    return true;
}

LANES_INLINE uint64_t sum_words(vword x)
{
    uint64_t sum = 0;

    for (int i = 0; i < LANES_WIDTH; i++)
        sum += x[i];
    return sum;
}

/* A third of the plan's strips. A vector's lane holds eight counts of 8 bits, and another vector's the upper eight: a lane
   is counted by a 1 shifted to its place, without a table whose entries wait for each other. Measured: a tenth of the
   time of histograms. Two lanes to a vector have no such shift, and too many lanes for 8 bits. */
static bool count_few(uint16_t counts[BUCKET_ALIGN], const double *x, size_t lanes, int32_t first)
{
    const vword none = {0}, each = none + UINT64_C(0x00ff00ff00ff00ff);
    vword all = none, upper = none;

    if (LANES_WIDTH < 4 || lanes % GROUP_LANES != 0 || lanes > BUCKET_LANES)
        return false;
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble group[LANES_GROUP];
        vmask whole[LANES_GROUP];

        load_group(group, x, i, false, lanes);
        EACH
        {
            vword place = whole_numbers(group[j]) - (uint64_t)(int64_t)first;
            vword one = (none + 1) << (place << 3 & 63);

            whole[j] = is_whole(group[j]);
            all += one;
            upper += one & -(place >> 3);
        }
        if (!group_all(whole))
            return false;
    }
    const vword lower = all - upper;
    const uint64_t sums[4] = {sum_words(lower & each), sum_words(lower >> 8 & each),
                              sum_words(upper & each), sum_words(upper >> 8 & each)};
    for (int k = 0; k < BUCKET_ALIGN; k++)
        counts[k] += (uint16_t)(sums[k / 8 * 2 + k % 2] >> (k % 8 / 2 * 16));
    return true;
}

static double least_above_0(const double *x, size_t lanes)
{
    const vdouble none = lanes_all(INFINITY);
    vdouble least = none;

    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble group[LANES_GROUP];

        load_filled_group(group, x, i, lanes);
        EACH least =
            lanes_min(least, lanes_select(lanes_less(lanes_all(0.0), group[j]), group[j], none));
    }
    return least_of(least);
}

/* False, with anything in place, where a lane has no value. whole: some lanes may be whole numbers with buckets of
   their own. */
LANES_INLINE bool store_positive_places(uint16_t *place, const double *x, size_t lanes,
                                        uint64_t add_whole, uint64_t add_key, const bool whole)
{
    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble group[LANES_GROUP];
        vword out[LANES_GROUP];
        vmask there[LANES_GROUP];

        load_filled_group(group, x, i, lanes);
        EACH
        {
            vdouble a = group[j];

            there[j] = lanes_at_most(a, a);
            out[j] = (((vword)a >> BUCKET_KEY_SHIFT) & (BUCKET_KEYS - 1)) + add_key;
            if (whole) {
                vmask is = mask_and(is_whole(a), lanes_less(a, lanes_all(BUCKET_WHOLE_END)));
                out[j] = (vword)lanes_select(is, (vdouble)(whole_numbers(a) + add_whole),
                                             (vdouble)out[j]);
            }
        }
        if (!group_all(there))
            return false;
        store_places(place, i, lanes, out);
    }
    return true;
}

/* Strips of money and shares: values from 0 on. The spans are as wide as their ends allow, so that a value's place is known
   in one pass. Measured with store_places: the plan takes 6 % less.
   Returns 0, with anything in place and span, where it cannot be so. */
static size_t positive_places(uint16_t *place, struct bucket_span span[BUCKET_WINDOWS],
                              const double *x, size_t lanes, double low, double high)
{
    const double least = low > 0 ? low : least_above_0(x, lanes);
    const double first = ceil(low);
    const double last =
        low == 0 && least >= BUCKET_WHOLE_END ? 0 : fmin(floor(high), BUCKET_WHOLE_END - 1);
    uint32_t places = 0;

    if (!(low >= 0 && high < INFINITY && least <= high))
        return 0;
    if (least == floor(least) && bucket_key(high) - bucket_key(least) > KEYS_FEW)
        return 0; /* it may have no bucket in the window of keys */
    span[BUCKETS_WHOLE] =
        first <= last ? span_of((int32_t)first, (int32_t)last, &places) : span_of(1, 0, &places);
    span[BUCKETS_POSITIVE] = span_of(bucket_key(least), bucket_key(high), &places);
    span[BUCKETS_NEGATIVE] = span_of(1, 0, &places);
    if (places > BUCKET_PLACES_MAX)
        return 0;
    const uint64_t add_whole =
        span[BUCKETS_WHOLE].at - (uint64_t)(int64_t)span[BUCKETS_WHOLE].first;
    const uint64_t add_key =
        span[BUCKETS_POSITIVE].at - (uint64_t)(int64_t)span[BUCKETS_POSITIVE].first;
    bool all_there = first <= last
                         ? store_positive_places(place, x, lanes, add_whole, add_key, true)
                         : store_positive_places(place, x, lanes, add_whole, add_key, false);
    return all_there ? places : 0;
}

/* The values at the ends of each window, where it has some; else low > high. */
struct bucket_ends {
    double low_whole, high_whole;
    double low_positive;  /* least positive value that is not in the window of whole numbers */
    double high_negative; /* the negative one nearest to zero */
};

static struct bucket_ends code_values(uint64_t *code, const double *x, size_t lanes)
{
    const vdouble none = lanes_all(INFINITY);
    /* least whole, least of the others above 0; the same below 0 with the sign turned */
    vdouble whole_low = none, whole_turned = none, low = none, turned = none;

    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble group[LANES_GROUP], out[LANES_GROUP];

        load_filled_group(group, x, i, lanes);
        EACH
        {
            vdouble a = group[j], size = lanes_max(a, -a);
            vmask there = lanes_at_most(a, a);
            vmask whole = mask_and(is_whole(a), lanes_less(size, lanes_all(BUCKET_WHOLE_END)));
            vmask below = lanes_less(a, lanes_all(0.0)), other = mask_and(there, mask_not(whole));
            vword key = ((vword)a >> BUCKET_KEY_SHIFT) & (BUCKET_KEYS - 1);
            vdouble window = lanes_select(below, (vdouble)(key | 1ULL << CODE_NEGATIVE),
                                          (vdouble)(key | 1ULL << CODE_POSITIVE));

            out[j] = lanes_select(whole, (vdouble)(whole_numbers(a) + CODE_WHOLE), window);
            out[j] = lanes_select(there, out[j], (vdouble)(key * 0 + (1ULL << CODE_NONE)));
            whole_low = lanes_min(whole_low, lanes_select(whole, a, none));
            whole_turned = lanes_min(whole_turned, lanes_select(whole, -a, none));
            low = lanes_min(low, lanes_select(mask_and(other, mask_not(below)), a, none));
            turned = lanes_min(turned, lanes_select(mask_and(other, below), -a, none));
        }
        store_group((double *)code, i, lanes, out);
    }
    return (struct bucket_ends){least_of(whole_low), -least_of(whole_turned), least_of(low),
                                -least_of(turned)};
}

/* From codes to places: what a window adds is picked by the window's bit. */
static void place_codes(uint16_t *place, const uint64_t *code, size_t lanes,
                        const struct bucket_span span[BUCKET_WINDOWS], uint64_t places)
{
    uint64_t add[BUCKET_WINDOWS];

    for (int w = 0; w < BUCKET_WINDOWS; w++)
        add[w] = span[w].at - (uint64_t)(int64_t)span[w].first;
    const uint64_t base = add[BUCKETS_WHOLE] - CODE_WHOLE;
    const uint64_t up = add[BUCKETS_POSITIVE] - (1ULL << CODE_POSITIVE) - base;
    const uint64_t down = add[BUCKETS_NEGATIVE] - (1ULL << CODE_NEGATIVE) - base;
    const uint64_t out = places - (1ULL << CODE_NONE) - base;

    for (size_t i = 0; i < lanes; i += GROUP_LANES) {
        vdouble group[LANES_GROUP];
        vword at[LANES_GROUP];

        load_filled_group(group, (const double *)code, i, lanes);
        EACH
        {
            vword c = (vword)group[j];

            at[j] = c + base + (-(c >> CODE_POSITIVE & 1) & up) +
                    (-(c >> CODE_NEGATIVE & 1) & down) + (-(c >> CODE_NONE & 1) & out);
        }
        store_places(place, i, lanes, at);
    }
}

static size_t bucket_places(uint16_t *place, struct bucket_span span[BUCKET_WINDOWS],
                            const double *x, size_t lanes, double low, double high)
{
    uint64_t code[BUCKET_LANES];
    uint32_t places = 0;

    if (low <= high && low > -BUCKET_WHOLE_END && high < BUCKET_WHOLE_END) {
        span[BUCKETS_WHOLE] = span_of((int32_t)floor(low), (int32_t)ceil(high), &places);
        span[BUCKETS_POSITIVE] = span[BUCKETS_NEGATIVE] = span_of(1, 0, &places);
        if (whole_places(place, x, lanes, span[BUCKETS_WHOLE].first))
            return places;
    }
    if ((places = (uint32_t)positive_places(place, span, x, lanes, low, high)))
        return places;
    struct bucket_ends ends = code_values(code, x, lanes);
    span[BUCKETS_WHOLE] =
        ends.low_whole <= ends.high_whole
            ? span_of(bucket_whole(ends.low_whole), bucket_whole(ends.high_whole), &places)
            : span_of(1, 0, &places);
    span[BUCKETS_POSITIVE] = ends.low_positive <= high
                                 ? span_of(bucket_key(ends.low_positive), bucket_key(high), &places)
                                 : span_of(1, 0, &places);
    span[BUCKETS_NEGATIVE] = ends.high_negative >= low
                                 ? span_of(bucket_key(ends.high_negative), bucket_key(low), &places)
                                 : span_of(1, 0, &places);
    if (places > BUCKET_PLACES_MAX)
        return 0;
    place_codes(place, code, lanes, span, places);
    return places;
}

/* ---- counting in a histogram ---- */

enum { COLUMNS = 4 };
#define EACH_COLUMN _Pragma("GCC unroll 4") for (int k = 0; k < COLUMNS; k++)
_Static_assert(BUCKET_ALIGN % COUNTS_WIDTH == 0, "a span has whole vectors of counts");

/* An addition to a count waits for the one before it where both are of one bucket, and the processor guesses
   wrong whether they are: so lanes are counted in four columns in turn, small enough for bytes (BUCKET_LANES
   are 128 a column), and these are added up. Measured: a third of the time. */
static bool count_places(uint16_t *const counts[BUCKET_WINDOWS],
                         const struct bucket_span span[BUCKET_WINDOWS], const uint16_t *place,
                         size_t lanes, size_t places)
{
    uint8_t column[COLUMNS][BUCKET_PLACES_NEAR + BUCKET_ALIGN];
    vcount full = {0};
    size_t i = 0;

    for (int k = 0; k < COLUMNS; k++)
        memset(column[k], 0, places + 1);
    for (; lanes - i >= COLUMNS; i += COLUMNS) {
        column[0][place[i]]++;
        column[1][place[i + 1]]++;
        column[2][place[i + 2]]++;
        column[3][place[i + 3]]++;
    }
    for (; i < lanes; i++)
        column[0][place[i]]++;
    for (int w = 0; w < BUCKET_WINDOWS; w++)
        for (size_t b = 0; b < span[w].size; b += COUNTS_WIDTH) {
            vcount sum;

            memcpy(&sum, counts[w] + b, sizeof sum);
            EACH_COLUMN
            sum += counts_of_bytes(&column[k][span[w].at + b]);
            memcpy(counts[w] + b, &sum, sizeof sum);
            full |= sum & sum << 1; /* BUCKET_FULL: both leading bits */
        }
    return counts_any(full & 0x8000);
}

#endif
