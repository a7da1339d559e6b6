#include "sketch.h"

#include <math.h>
#include <string.h>

enum { KEY_INFINITE = 0x7FF00 };

/* PART of a full count moves to a spill, so that what was counted is never 0 again. */
enum { PART = 0x8000 };

struct spill {
    enum bucket_window window;
    int32_t bucket;
    uint32_t parts;
};

static double from_bits(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

static bool is_whole(double x)
{
    return (fabs(x) < BUCKET_WHOLE_END) & ((x + bucket_whole_shift) - bucket_whole_shift == x);
}

static uint32_t window_base(const struct sketch *sketch, enum bucket_window window)
{
    uint32_t base = 0;

    for (int w = 0; w < (int)window; w++)
        base += sketch->size[w];
    return base;
}

static uint32_t count_buckets(const struct sketch *sketch)
{
    return window_base(sketch, BUCKET_WINDOWS);
}

size_t sketch_bytes(const struct sketch *sketch)
{
    return count_buckets(sketch) * sizeof *sketch->counts +
           sketch->spill_count * sizeof *sketch->spills;
}

/* Widens a window to hold buckets low .. high, with an eighth to spare on the side that grows. */
static void cover(struct sketch *sketch, struct arena *memory, enum bucket_window window,
                  int32_t low, int32_t high)
{
    int32_t first = sketch->first[window], end = first + (int32_t)sketch->size[window];

    if (first <= low && high < end)
        return;
    int32_t bottom = window == BUCKETS_WHOLE ? -BUCKET_WHOLE_END : 0;
    int32_t top = window == BUCKETS_WHOLE ? BUCKET_WHOLE_END : BUCKET_KEYS;
    bool fresh = sketch->size[window] == 0;
    int32_t new_first = fresh || low < first ? low : first;
    int32_t new_end = fresh || high >= end ? high + 1 : end;
    int32_t spare = (new_end - new_first) / 8;
    if (fresh || new_first < first)
        new_first -= spare;
    if (fresh || new_end > end)
        new_end += spare;
    new_first = (new_first < bottom ? bottom : new_first) & ~(BUCKET_ALIGN - 1);
    new_end = ((new_end > top ? top : new_end) + BUCKET_ALIGN - 1) & ~(BUCKET_ALIGN - 1);

    struct sketch wide = *sketch;
    wide.first[window] = new_first;
    wide.size[window] = (uint32_t)(new_end - new_first);
    wide.counts = arena_array(memory, count_buckets(&wide), sizeof *wide.counts);
    for (int w = 0; w < BUCKET_WINDOWS; w++)
        if (sketch->size[w])
            memcpy(wide.counts + window_base(&wide, w) + (sketch->first[w] - wide.first[w]),
                   sketch->counts + window_base(sketch, w), sketch->size[w] * sizeof *wide.counts);
    *sketch = wide;
}

static struct spill *spill_of(const struct sketch *sketch, enum bucket_window window,
                              int32_t bucket)
{
    for (uint32_t i = 0; i < sketch->spill_count; i++)
        if (sketch->spills[i].bucket == bucket && sketch->spills[i].window == window)
            return &sketch->spills[i];
    return NULL;
}

static void spill(struct sketch *sketch, struct arena *memory, enum bucket_window window,
                  int32_t bucket, uint32_t parts)
{
    struct spill *there = spill_of(sketch, window, bucket);

    if (!there) {
        struct spill *more = arena_array(memory, sketch->spill_count + 1, sizeof *more);
        if (sketch->spill_count)
            memcpy(more, sketch->spills, sketch->spill_count * sizeof *more);
        sketch->spills = more;
        there = &sketch->spills[sketch->spill_count++];
        *there = (struct spill){window, bucket, 0};
    }
    there->parts += parts;
}

/* Of the window's counts that are full. */
static void spill_full(struct sketch *sketch, struct arena *memory, enum bucket_window window)
{
    uint16_t *counts = sketch->counts + window_base(sketch, window);

    for (uint32_t i = 0; i < sketch->size[window]; i++)
        if (counts[i] >= BUCKET_FULL) {
            counts[i] = (uint16_t)(counts[i] - PART);
            spill(sketch, memory, window, sketch->first[window] + (int32_t)i, 1);
        }
}

static void count_bucket(struct sketch *sketch, struct arena *memory, enum bucket_window window,
                         int32_t at, size_t times)
{
    cover(sketch, memory, window, at, at);
    uint16_t *count =
        &sketch->counts[window_base(sketch, window) + (uint32_t)(at - sketch->first[window])];
    size_t all = *count + times, left = all < BUCKET_FULL ? all : (all - 1) % PART + 1;
    *count = (uint16_t)left;
    if (left < all)
        spill(sketch, memory, window, at, (uint32_t)((all - left) / PART));
}

void sketch_add_one(struct sketch *sketch, struct arena *memory, double x, size_t times)
{
    if (is_whole(x))
        count_bucket(sketch, memory, BUCKETS_WHOLE, bucket_whole(x), times);
    else
        count_bucket(sketch, memory, x < 0 ? BUCKETS_NEGATIVE : BUCKETS_POSITIVE, bucket_key(x),
                     times);
}

/* ---- strips ---- */

enum { LINE_COUNTS = 64 / sizeof(uint16_t) };

static uint16_t *counts_of(const struct sketch *sketch, enum bucket_window window,
                           const struct bucket_span *span)
{
    return span->size ? sketch->counts + window_base(sketch, window) +
                            (span->first - sketch->first[window])
                      : NULL;
}

/* The counts were last touched 512 draws ago: asked for while the lanes are counted, they are there when the columns are
   added to them (a tenth of the time of histograms). */
static bool count_near(const struct sketch *sketch, const struct kernels *kernels,
                       const struct bucket_span span[BUCKET_WINDOWS], const uint16_t *place,
                       size_t lanes, size_t places)
{
    uint16_t *counts[BUCKET_WINDOWS];

    for (int w = 0; w < BUCKET_WINDOWS; w++) {
        counts[w] = counts_of(sketch, (enum bucket_window)w, &span[w]);
        for (size_t b = 0; b < span[w].size; b += LINE_COUNTS)
            __builtin_prefetch(counts[w] + b, 1);
    }
    return kernels->count_places(counts, span, place, lanes, places);
}

/* Straight into the counts: a wide strip has few lanes a bucket. */
static bool count_far(const struct sketch *sketch, const struct bucket_span span[BUCKET_WINDOWS],
                      const uint16_t *place, size_t lanes, size_t places)
{
    uint16_t *counts[BUCKET_WINDOWS];
    bool full = false;

    for (int w = 0; w < BUCKET_WINDOWS; w++)
        counts[w] = counts_of(sketch, (enum bucket_window)w, &span[w]);
    for (size_t i = 0; i < lanes; i++) {
        int w = (place[i] >= span[1].at) + (place[i] >= span[2].at);
        if (place[i] < places)
            full |= ++counts[w][place[i] - span[w].at] >= BUCKET_FULL;
    }
    return full;
}

/* Whole numbers within one group of buckets; false, with nothing done, where they are others. */
static bool add_few(struct sketch *sketch, struct arena *memory, const struct kernels *kernels,
                    const double *x, size_t lanes, double low, double high)
{
    uint16_t counts[BUCKET_ALIGN] = {0};

    if (!(low > -BUCKET_WHOLE_END && low <= high && high < BUCKET_WHOLE_END && low == floor(low)))
        return false;
    const struct bucket_span span = {(int32_t)low & ~(BUCKET_ALIGN - 1), BUCKET_ALIGN, 0};
    const int32_t last = span.first + BUCKET_ALIGN - 1;
    if (high > last || !kernels->count_few(counts, x, lanes, span.first))
        return false;
    cover(sketch, memory, BUCKETS_WHOLE, span.first, last);
    uint16_t *to = counts_of(sketch, BUCKETS_WHOLE, &span);
    bool full = false;
    for (int k = 0; k < BUCKET_ALIGN; k++)
        full |= (to[k] = (uint16_t)(to[k] + counts[k])) >= BUCKET_FULL;
    if (full)
        spill_full(sketch, memory, BUCKETS_WHOLE);
    return true;
}

static void add_lanes(struct sketch *sketch, struct arena *memory, const struct kernels *kernels,
                      const double *x, size_t lanes, double low, double high)
{
    uint16_t place[BUCKET_LANES];
    struct bucket_span span[BUCKET_WINDOWS];

    if (add_few(sketch, memory, kernels, x, lanes, low, high))
        return;
    size_t places = kernels->bucket_places(place, span, x, lanes, low, high);

    for (size_t i = 0; i < lanes && !places; i++) /* from next to nothing to very much */
        if (x[i] == x[i])
            sketch_add_one(sketch, memory, x[i], 1);
    if (!places)
        return;
    for (int w = 0; w < BUCKET_WINDOWS; w++)
        if (span[w].size)
            cover(sketch, memory, (enum bucket_window)w, span[w].first,
                  span[w].first + (int32_t)span[w].size - 1);
    bool full = places <= BUCKET_PLACES_NEAR
                    ? count_near(sketch, kernels, span, place, lanes, places)
                    : count_far(sketch, span, place, lanes, places);
    for (int w = 0; full && w < BUCKET_WINDOWS; w++)
        spill_full(sketch, memory, (enum bucket_window)w);
}

void sketch_add(struct sketch *sketch, struct arena *memory, const struct kernels *kernels,
                const double *x, size_t lanes, double low, double high)
{
    for (size_t i = 0; i < lanes; i += BUCKET_LANES)
        add_lanes(sketch, memory, kernels, x + i,
                  lanes - i < BUCKET_LANES ? lanes - i : BUCKET_LANES, low, high);
}

/* ---- reading: the buckets in order of their values ---- */

struct walk {
    const struct sketch *sketch;
    const uint16_t *whole, *positive, *negative; /* counts of the windows */
    uint32_t at_whole, at_positive, left_negative;
};

/* The end of a positive bucket nearest to zero. */
static double edge(int32_t key)
{
    return from_bits((uint64_t)key << BUCKET_KEY_SHIFT);
}

static double middle(int32_t key)
{
    uint64_t half = 1ULL << (BUCKET_KEY_SHIFT - 1);

    return key >= KEY_INFINITE ? INFINITY : from_bits((uint64_t)key << BUCKET_KEY_SHIFT | half);
}

static void walk_start(struct walk *walk, const struct sketch *sketch)
{
    *walk = (struct walk){.sketch = sketch, .left_negative = sketch->size[BUCKETS_NEGATIVE]};
    walk->whole = sketch->counts;
    walk->positive = sketch->counts + window_base(sketch, BUCKETS_POSITIVE);
    walk->negative = sketch->counts + window_base(sketch, BUCKETS_NEGATIVE);
}

static uint32_t count_of(const struct sketch *sketch, enum bucket_window window, uint16_t count,
                         int32_t bucket)
{
    const struct spill *more = sketch->spill_count ? spill_of(sketch, window, bucket) : NULL;

    return count + (more ? more->parts * PART : 0);
}

/* The next bucket that is not empty: its count and value; false at the end. A whole number is an
   edge of the others' buckets, never inside one: it comes after the negative bucket that ends at it
   and before the positive one that begins at it. */
static bool walk_next(struct walk *walk, uint32_t *count, double *value)
{
    const struct sketch *s = walk->sketch;

    while (walk->left_negative && !walk->negative[walk->left_negative - 1])
        walk->left_negative--;
    while (walk->at_whole < s->size[BUCKETS_WHOLE] && !walk->whole[walk->at_whole])
        walk->at_whole++;
    while (walk->at_positive < s->size[BUCKETS_POSITIVE] && !walk->positive[walk->at_positive])
        walk->at_positive++;

    bool whole_left = walk->at_whole < s->size[BUCKETS_WHOLE];
    double whole = whole_left ? s->first[BUCKETS_WHOLE] + (int32_t)walk->at_whole : INFINITY;
    int32_t negative = s->first[BUCKETS_NEGATIVE] + (int32_t)walk->left_negative - 1;
    int32_t positive = s->first[BUCKETS_POSITIVE] + (int32_t)walk->at_positive;
    bool positive_left = walk->at_positive < s->size[BUCKETS_POSITIVE];

    if (walk->left_negative && -edge(negative) <= whole) {
        *count = count_of(s, BUCKETS_NEGATIVE, walk->negative[--walk->left_negative], negative);
        *value = -middle(negative);
    } else if (whole_left && (!positive_left || whole <= edge(positive))) {
        *count = count_of(s, BUCKETS_WHOLE, walk->whole[walk->at_whole++], (int32_t)whole);
        *value = whole;
    } else if (positive_left) {
        *count = count_of(s, BUCKETS_POSITIVE, walk->positive[walk->at_positive++], positive);
        *value = middle(positive);
    } else {
        return false;
    }
    return true;
}

/* The first lines: what comes after them, the processor expects by itself. */
void sketch_prefetch(const struct sketch *sketch)
{
    enum { LINES = 8 };
    uint32_t size = count_buckets(sketch);

    for (uint32_t at = 0; at < size && at < LINES * LINE_COUNTS; at += LINE_COUNTS)
        __builtin_prefetch(sketch->counts + at);
}

/* From bucket *at of one window on, until `rank` draws are counted: how many are. */
static uint64_t count_on(const uint16_t *counts, uint32_t *at, uint32_t size, uint64_t below,
                         uint64_t rank)
{
    while (below < rank && *at < size)
        below += counts[(*at)++];
    return below;
}

/* Most histograms have one window, in which no bucket is another's: a tenth of the time of a run's results. */
static uint64_t walk_alone(struct walk *walk, uint64_t below, uint64_t rank, double *value)
{
    const struct sketch *s = walk->sketch;

    if (walk->left_negative || s->spill_count)
        return below;
    if (walk->at_positive == s->size[BUCKETS_POSITIVE]) {
        below = count_on(walk->whole, &walk->at_whole, s->size[BUCKETS_WHOLE], below, rank);
        *value = s->first[BUCKETS_WHOLE] + (int32_t)walk->at_whole - 1;
    } else if (walk->at_whole == s->size[BUCKETS_WHOLE]) {
        below =
            count_on(walk->positive, &walk->at_positive, s->size[BUCKETS_POSITIVE], below, rank);
        *value = middle(s->first[BUCKETS_POSITIVE] + (int32_t)walk->at_positive - 1);
    }
    return below;
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
        if (below < rank)
            below = walk_alone(&walk, below, rank, &value);
        while (below < rank && walk_next(&walk, &here, &value))
            below += here;
        quantile[i] = value < low ? low : value > high ? high : value;
    }
}
