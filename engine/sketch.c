#include "sketch.h"

#include <math.h>
#include <string.h>

enum {
    WHOLE_END = 512,   /* whole numbers from here on go by their leading bits */
    KEY_SHIFT = 44,    /* bits of a double below its bucket */
    KEY_END = 1 << 19, /* buckets of one sign */
    KEY_INFINITE = 0x7FF00,
};

/* Adding this to |x| < 2^51 leaves x, rounded to a whole number, in the low bits of the sum. */
static const double whole_shift = 0x1.8p52;

static uint64_t bits_of(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

static int32_t key_of(double x)
{
    return (int32_t)(bits_of(x) >> KEY_SHIFT & (KEY_END - 1));
}

/* x is whole and less than WHOLE_END in size. */
static int32_t whole_of(double x)
{
    return (int32_t)(uint32_t)bits_of(x + whole_shift);
}

static bool is_whole(double x)
{
    return (fabs(x) < WHOLE_END) & ((x + whole_shift) - whole_shift == x);
}

void sketch_clear(struct sketch *sketch)
{
    free(sketch->counts);
    *sketch = (struct sketch){0};
}

size_t sketch_bytes(const struct sketch *sketch)
{
    return ((size_t)sketch->size[0] + sketch->size[1] + sketch->size[2]) * sizeof *sketch->counts;
}

static uint32_t window_base(const struct sketch *sketch, enum sketch_window window)
{
    uint32_t base = 0;

    for (int w = 0; w < (int)window; w++)
        base += sketch->size[w];
    return base;
}

/* Widens a window to hold buckets low .. high, with a quarter to spare on the side that grows. */
static void cover(struct sketch *sketch, enum sketch_window window, int32_t low, int32_t high)
{
    int32_t first = sketch->first[window], end = first + (int32_t)sketch->size[window];

    if (first <= low && high < end)
        return;
    int32_t bottom = window == SKETCH_WHOLE ? -WHOLE_END : 0;
    int32_t top = window == SKETCH_WHOLE ? WHOLE_END : KEY_END;
    bool fresh = sketch->size[window] == 0;
    int32_t new_first = fresh || low < first ? low : first;
    int32_t new_end = fresh || high >= end ? high + 1 : end;
    int32_t spare = (new_end - new_first) / 4;
    if (fresh || new_first < first)
        new_first -= spare;
    if (fresh || new_end > end)
        new_end += spare;
    new_first = (new_first < bottom ? bottom : new_first) & ~7;
    new_end = ((new_end > top ? top : new_end) + 7) & ~7;

    struct sketch wide = *sketch;
    wide.first[window] = new_first;
    wide.size[window] = (uint32_t)(new_end - new_first);
    wide.counts = memory_resize(NULL, sketch_bytes(&wide), 1);
    memset(wide.counts, 0, sketch_bytes(&wide));
    for (int w = 0; w < SKETCH_WINDOWS; w++)
        if (sketch->size[w])
            memcpy(wide.counts + window_base(&wide, w) + (sketch->first[w] - wide.first[w]),
                   sketch->counts + window_base(sketch, w), sketch->size[w] * sizeof *wide.counts);
    free(sketch->counts);
    *sketch = wide;
}

/* The count of bucket `at`. */
static uint32_t *count_at(struct sketch *sketch, enum sketch_window window, int32_t at)
{
    cover(sketch, window, at, at);
    return &sketch->counts[window_base(sketch, window) + (uint32_t)(at - sketch->first[window])];
}

static uint32_t *count_of(struct sketch *sketch, double x)
{
    if (is_whole(x))
        return count_at(sketch, SKETCH_WHOLE, whole_of(x));
    return count_at(sketch, x < 0 ? SKETCH_NEGATIVE : SKETCH_POSITIVE, key_of(x));
}

static bool all_whole(const double *x, size_t lanes)
{
    for (size_t i = 0; i < lanes; i += 64) {
        size_t end = lanes - i < 64 ? lanes : i + 64;
        int whole = 1;
        for (size_t j = i; j < end; j++)
            whole &= (x[j] + whole_shift) - whole_shift == x[j];
        if (!whole)
            return false;
    }
    return true;
}

static bool none_missing(const double *x, size_t lanes)
{
    int present = 1;

    for (size_t i = 0; i < lanes; i++)
        present &= x[i] == x[i];
    return present;
}

/* Any mix of values, NaN too. */
static void add_mixed(struct sketch *sketch, const double *x, size_t lanes)
{
    uint32_t base[SKETCH_WINDOWS];
    bool stale = true;

    for (size_t i = 0; i < lanes; i++) {
        if (x[i] != x[i])
            continue;
        bool whole = is_whole(x[i]);
        int window = whole ? SKETCH_WHOLE : x[i] < 0 ? SKETCH_NEGATIVE : SKETCH_POSITIVE;
        int32_t at = whole ? whole_of(x[i]) : key_of(x[i]);
        if (stale)
            for (int w = 0; w < SKETCH_WINDOWS; w++)
                base[w] = window_base(sketch, w);
        uint32_t slot = (uint32_t)(at - sketch->first[window]);
        stale = slot >= sketch->size[window];
        if (stale)
            ++*count_at(sketch, window, at);
        else
            sketch->counts[base[window] + slot]++;
    }
}

void sketch_add_one(struct sketch *sketch, double x, size_t times)
{
    *count_of(sketch, x) += (uint32_t)times;
}

void sketch_add(struct sketch *sketch, const double *x, size_t lanes, double low, double high)
{
    if (low == high) {
        uint32_t present = 0;
        for (size_t i = 0; i < lanes; i++)
            present += x[i] == x[i];
        *count_of(sketch, low) += present;
    } else if (low > -WHOLE_END && high < WHOLE_END && all_whole(x, lanes)) {
        cover(sketch, SKETCH_WHOLE, whole_of(low), whole_of(high));
        uint32_t *counts = sketch->counts;
        int32_t first = sketch->first[SKETCH_WHOLE];
        for (size_t i = 0; i < lanes; i++)
            counts[whole_of(x[i]) - first]++;
    } else if (low >= WHOLE_END && none_missing(x, lanes)) {
        cover(sketch, SKETCH_POSITIVE, key_of(low), key_of(high));
        uint32_t *counts = sketch->counts + window_base(sketch, SKETCH_POSITIVE);
        int32_t first = sketch->first[SKETCH_POSITIVE];
        for (size_t i = 0; i < lanes; i++)
            counts[key_of(x[i]) - first]++;
    } else {
        add_mixed(sketch, x, lanes);
    }
}

/* ---- reading: the buckets in order of their values ---- */

struct walk {
    const struct sketch *sketch;
    const uint32_t *whole, *positive, *negative; /* counts of the windows */
    uint32_t at_whole, at_positive, left_negative;
};

/* The end of a positive bucket nearest to zero. */
static double edge(int32_t key)
{
    return from_bits((uint64_t)key << KEY_SHIFT);
}

static double middle(int32_t key)
{
    uint64_t half = 1ULL << (KEY_SHIFT - 1);

    return key >= KEY_INFINITE ? INFINITY : from_bits((uint64_t)key << KEY_SHIFT | half);
}

static void walk_start(struct walk *walk, const struct sketch *sketch)
{
    *walk = (struct walk){.sketch = sketch, .left_negative = sketch->size[SKETCH_NEGATIVE]};
    walk->whole = sketch->counts;
    walk->positive = sketch->counts + window_base(sketch, SKETCH_POSITIVE);
    walk->negative = sketch->counts + window_base(sketch, SKETCH_NEGATIVE);
}

/* The next bucket that is not empty: its count and value; false at the end. A whole number is an
   edge of the others' buckets, never inside one: it comes after the negative bucket that ends at it
   and before the positive one that begins at it. */
static bool walk_next(struct walk *walk, uint32_t *count, double *value)
{
    const struct sketch *s = walk->sketch;

    while (walk->left_negative && !walk->negative[walk->left_negative - 1])
        walk->left_negative--;
    while (walk->at_whole < s->size[SKETCH_WHOLE] && !walk->whole[walk->at_whole])
        walk->at_whole++;
    while (walk->at_positive < s->size[SKETCH_POSITIVE] && !walk->positive[walk->at_positive])
        walk->at_positive++;

    bool whole_left = walk->at_whole < s->size[SKETCH_WHOLE];
    double whole = whole_left ? s->first[SKETCH_WHOLE] + (int32_t)walk->at_whole : INFINITY;
    int32_t negative = s->first[SKETCH_NEGATIVE] + (int32_t)walk->left_negative - 1;
    int32_t positive = s->first[SKETCH_POSITIVE] + (int32_t)walk->at_positive;
    bool positive_left = walk->at_positive < s->size[SKETCH_POSITIVE];

    if (walk->left_negative && -edge(negative) <= whole) {
        *count = walk->negative[--walk->left_negative];
        *value = -middle(negative);
    } else if (whole_left && (!positive_left || whole <= edge(positive))) {
        *count = walk->whole[walk->at_whole++];
        *value = whole;
    } else if (positive_left) {
        *count = walk->positive[walk->at_positive++];
        *value = middle(positive);
    } else {
        return false;
    }
    return true;
}

void sketch_quantiles(const struct sketch *sketch, uint64_t n, const int *percent, int count,
                      double low, double high, double *quantile)
{
    struct walk walk;
    uint64_t below = 0;
    uint32_t here;
    double value = low;

    walk_start(&walk, sketch);
    for (int i = 0; i < count; i++) {
        uint64_t p = (uint64_t)percent[i], rank = n / 100 * p + (n % 100 * p + 99) / 100;
        while (below < rank && walk_next(&walk, &here, &value))
            below += here;
        quantile[i] = value < low ? low : value > high ? high : value;
    }
}
