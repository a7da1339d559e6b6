#include "stats.h"

#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "pages.h"
#include "sketch.h"

_Static_assert(STATS_STRETCH == KERNEL_LEAF * KERNEL_LEAVES, "a strip has its leaves");

enum { LOCKS = 256, REPLICATE_LEAF = STATS_LEAF / STATS_REPLICATES, USUAL_BUCKETS = 600 };

static const int percents[STATS_QUANTILES] = {5, 10, 20, 25, 50, 75, 80, 90, 95};
const double stats_levels[STATS_QUANTILES] = {.05, .10, .20, .25, .50, .75, .80, .90, .95};

/* What is known of a series over some leaves. */
struct moments {
    double sum[STATS_REPLICATES];
    double n, total, squares; /* of values; total about 0, squares about total / n */
    double low, high;         /* any where n is 0 */
    uint32_t leaves;
    uint32_t *gaps; /* [STATS_REPLICATES]: places of the leaves without a value; NULL: none */
};

/* The moments of `count` series. Many series are 0 in all draws: of them there is a number of leaves and
   no more, and they cost neither time nor memory that is touched. A series has moments or zeros, and
   moments of zeros are the same bits however the leaves are put together. */
struct table {
    struct moments *moments; /* in order of first use: half of the memory is never touched */
    uint32_t count;          /* of moments in use */
    uint32_t *place;         /* [series]: of moments, plus 1; 0: none yet */
    bool *used;              /* [series]: by moments, in this stretch */
    uint32_t *zeros;         /* leaves of +0 in all 64 draws */
};

/* A lock a cache line, so that threads at different series do not disturb each other. */
struct lock {
    _Alignas(64) pthread_mutex_t mutex;
};

struct stats {
    size_t count;
    const struct kernels *kernels;
    double *only;        /* [count]: of a run of one draw, which has no more than this; else NULL */
    struct table totals; /* stretches 0 .. next - 1 */
    uint32_t *sketch_of; /* [count]: index of sketches, or UINT32_MAX */
    struct sketch *sketches; /* all values of series that are not 0 in all draws */
    size_t sketch_count;
    atomic_size_t sketch_bytes;
    struct arena **memory; /* [memory_count]: of histograms, one a part */
    size_t memory_count, memory_capacity;
    struct lock *locks;         /* sketch i is behind locks[i % LOCKS] */
    pthread_mutex_t turn_mutex; /* guards next; totals belong to the thread whose turn it is */
    pthread_cond_t turn_passed;
    uint64_t next;
};

struct stats_part {
    struct stats *stats;
    struct arena *memory; /* for what its histograms grow; the stats' own */
    struct table open;
};

/* ---- moments ---- */

/* The same bits as kernels.moments makes of a strip of one number. */
static void even_moments(double *sum, struct kernel_moments *m, double number, size_t leaves)
{
    for (size_t l = 0; l < leaves; l++) {
        for (int r = 0; r < STATS_REPLICATES; r++)
            sum[r] += REPLICATE_LEAF * number;
        m->leaf[l] = (struct kernel_leaf){STATS_LEAF, STATS_LEAF * number, 0};
    }
    m->low = m->high = number;
    m->gappy = false;
}

/* into += n > 0 values that come after it in the order of draws; not yet counted in the range. */
static void merge_values(struct moments *into, double n, double total, double squares)
{
    if (into->n > 0) {
        double apart = total / n - into->total / into->n;
        squares += apart * apart * (into->n * n / (into->n + n));
    }
    into->squares += squares;
    into->n += n;
    into->total += total;
}

static void merge_range(struct moments *into, double low, double high)
{
    into->low = into->n > 0 && into->low < low ? into->low : low;
    into->high = into->n > 0 && into->high > high ? into->high : high;
}

static void add_gaps(struct moments *into, const uint32_t *gaps)
{
    if (!into->gaps) {
        into->gaps = memory_resize(NULL, STATS_REPLICATES, sizeof *into->gaps);
        memset(into->gaps, 0, STATS_REPLICATES * sizeof *into->gaps);
    }
    for (int r = 0; r < STATS_REPLICATES; r++)
        into->gaps[r] += gaps[r];
}

/* The leaves of m, whose sums are in `into` already. */
static void merge_leaves(struct moments *into, const struct kernel_moments *m, size_t leaves)
{
    if (m->low <= m->high)
        merge_range(into, m->low, m->high);
    for (size_t l = 0; l < leaves; l++)
        if (m->leaf[l].n > 0)
            merge_values(into, m->leaf[l].n, m->leaf[l].total, m->leaf[l].squares);
    into->leaves += (uint32_t)leaves;
    if (m->gappy)
        add_gaps(into, m->gaps);
}

static void merge(struct moments *restrict into, const struct moments *restrict more)
{
    for (int r = 0; r < STATS_REPLICATES; r++)
        into->sum[r] += more->sum[r];
    into->leaves += more->leaves;
    if (more->gaps)
        add_gaps(into, more->gaps);
    if (more->n > 0) {
        merge_range(into, more->low, more->high);
        merge_values(into, more->n, more->total, more->squares);
    }
}

/* ---- tables of moments ---- */

/* Zero, and nothing where nobody touches it. */
static struct table table_new(size_t count)
{
    return (struct table){.moments = pages_new(count, sizeof(struct moments)),
                          .place = pages_new(count, sizeof(uint32_t)),
                          .used = pages_new(count, sizeof(bool)),
                          .zeros = pages_new(count, sizeof(uint32_t))};
}

static struct moments *moments_at(const struct table *table, size_t i)
{
    return &table->moments[table->place[i] - 1];
}

static void forget(struct table *table, size_t i)
{
    if (table->used[i])
        free(moments_at(table, i)->gaps);
    table->used[i] = false;
    table->zeros[i] = 0;
}

static void table_clear(struct table *table, size_t count)
{
    for (size_t i = 0; i < count; i++)
        forget(table, i);
    pages_free(table->moments, count, sizeof(struct moments));
    pages_free(table->place, count, sizeof(uint32_t));
    pages_free(table->used, count, sizeof(bool));
    pages_free(table->zeros, count, sizeof(uint32_t));
}

static struct moments moments_of_zeros(uint32_t leaves)
{
    return (struct moments){.n = (double)STATS_LEAF * leaves, .leaves = leaves};
}

/* The moments of a series, its zeros made into some. */
static struct moments *use_moments(struct table *table, size_t i)
{
    if (!table->used[i]) {
        table->used[i] = true;
        if (!table->place[i])
            table->place[i] = ++table->count;
        *moments_at(table, i) = moments_of_zeros(table->zeros[i]);
        table->zeros[i] = 0;
    }
    return moments_at(table, i);
}

/* ---- making and freeing ---- */

struct stats *stats_new(size_t count, const bool *sketched, uint64_t draws)
{
    struct stats *stats = memory_resize(NULL, 1, sizeof *stats);

    *stats = (struct stats){.count = count, .kernels = kernels_best()};
    stats->sketch_of = memory_resize(NULL, count, sizeof *stats->sketch_of);
    for (size_t i = 0; i < count; i++)
        stats->sketch_of[i] = sketched[i] ? (uint32_t)stats->sketch_count++ : UINT32_MAX;
    must(stats->sketch_count < UINT32_MAX);
    if (draws == 1) {
        stats->only = pages_new(count, sizeof *stats->only);
    } else {
        stats->totals = table_new(count);
        stats->sketches = pages_new(stats->sketch_count, sizeof *stats->sketches);
    }
    stats->locks = aligned_alloc(64, LOCKS * sizeof *stats->locks);
    if (!stats->locks)
        memory_spent(LOCKS * sizeof *stats->locks);
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_init(&stats->locks[i].mutex, NULL);
    pthread_mutex_init(&stats->turn_mutex, NULL);
    pthread_cond_init(&stats->turn_passed, NULL);
    return stats;
}

void stats_free(struct stats *stats)
{
    if (!stats)
        return;
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&stats->locks[i].mutex);
    pthread_mutex_destroy(&stats->turn_mutex);
    pthread_cond_destroy(&stats->turn_passed);
    free(stats->locks);
    for (size_t i = 0; i < stats->memory_count; i++)
        arena_free(stats->memory[i]);
    free(stats->memory);
    free(stats->sketch_of);
    if (stats->only) {
        pages_free(stats->only, stats->count, sizeof *stats->only);
    } else {
        table_clear(&stats->totals, stats->count);
        pages_free(stats->sketches, stats->sketch_count, sizeof *stats->sketches);
    }
    free(stats);
}

size_t stats_bytes(size_t count, size_t sketched_count, int threads)
{
    size_t row = sizeof(struct moments) + sizeof(bool) + 2 * sizeof(uint32_t);
    size_t series = row * ((size_t)threads + 1) + sizeof(uint32_t);
    size_t sketch = sizeof(struct sketch) + USUAL_BUCKETS * sizeof(uint16_t);

    return size_product(count, series) + size_product(sketched_count, sketch) +
           sizeof(struct stats) + LOCKS * sizeof(struct lock);
}

size_t stats_sketch_bytes(const struct stats *stats)
{
    return atomic_load_explicit(&stats->sketch_bytes, memory_order_relaxed);
}

struct stats_part *stats_part_new(struct stats *stats)
{
    struct stats_part *part = memory_resize(NULL, 1, sizeof *part);

    *part = (struct stats_part){.stats = stats, .memory = arena_new()};
    if (!stats->only)
        part->open = table_new(stats->count);
    pthread_mutex_lock(&stats->turn_mutex);
    stats->memory = memory_grow(stats->memory, stats->memory_count, &stats->memory_capacity,
                                sizeof *stats->memory);
    stats->memory[stats->memory_count++] = part->memory;
    pthread_mutex_unlock(&stats->turn_mutex);
    return part;
}

void stats_part_free(struct stats_part *part)
{
    if (!part)
        return;
    if (!part->stats->only)
        table_clear(&part->open, part->stats->count);
    free(part);
}

/* ---- adding ---- */

static void count_values(struct stats_part *part, uint32_t sketch, struct strip x, size_t lanes,
                         double low, double high)
{
    struct stats *stats = part->stats;
    pthread_mutex_t *mutex = &stats->locks[sketch % LOCKS].mutex;

    pthread_mutex_lock(mutex);
    size_t before = sketch_bytes(&stats->sketches[sketch]);
    if (x.one)
        sketch_add_one(&stats->sketches[sketch], part->memory, *x.x, lanes);
    else
        sketch_add(&stats->sketches[sketch], part->memory, stats->kernels, x.x, lanes, low, high);
    size_t grown = sketch_bytes(&stats->sketches[sketch]) - before;
    pthread_mutex_unlock(mutex);
    if (grown)
        atomic_fetch_add_explicit(&stats->sketch_bytes, grown, memory_order_relaxed);
}

/* A series that was all zeros has got another value: the zeros belong into its histogram. */
static void count_zeros(struct stats_part *part, size_t series, uint32_t leaves)
{
    static const double zero = 0;

    uint32_t sketch = part->stats->sketch_of[series];

    if (leaves && sketch != UINT32_MAX)
        count_values(part, sketch, (struct strip){&zero, true}, (size_t)leaves * STATS_LEAF, 0, 0);
}

/* Adds whole leaves of x, or one that is padded; *low and *high are widened to its range. False: with gaps. */
static bool add_leaves(const struct stats *stats, struct moments *open, struct strip x,
                       size_t leaves, double *low, double *high)
{
    struct kernel_moments m;

    if (x.one)
        even_moments(open->sum, &m, *x.x, leaves);
    else
        stats->kernels->moments(open->sum, &m, x.x, leaves);
    merge_leaves(open, &m, leaves);
    *low = m.low < *low ? m.low : *low;
    *high = m.high > *high ? m.high : *high;
    return !m.gappy;
}

/* Lanes that are not there, in a leaf that is not whole, are gaps; so is a number that is none (false). */
static bool add_padded(const struct stats *stats, struct moments *open, struct strip x, size_t from,
                       size_t lanes, double *low, double *high)
{
    double padded[STATS_LEAF];
    bool whole = true;

    for (size_t i = 0; i < STATS_LEAF; i++) {
        padded[i] = from + i < lanes ? strip_lane(x, from + i) : NAN;
        whole &= from + i >= lanes || padded[i] == padded[i];
    }
    add_leaves(stats, open, (struct strip){padded, false}, 1, low, high);
    return whole;
}

/* Lanes without a value, the last leaf's that are not there among them: what add_padded makes of each leaf. */
static void add_nothing(struct moments *open, size_t lanes)
{
    uint32_t gaps[STATS_REPLICATES], leaves = (uint32_t)((lanes + STATS_LEAF - 1) / STATS_LEAF);

    for (int r = 0; r < STATS_REPLICATES; r++)
        gaps[r] = REPLICATE_LEAF * leaves;
    open->leaves += leaves;
    add_gaps(open, gaps);
}

bool stats_add(struct stats_part *part, size_t series, struct strip x, size_t lanes,
               uint64_t first_draw)
{
    struct stats *stats = part->stats;
    double low = INFINITY, high = -INFINITY;
    size_t whole = lanes / STATS_LEAF;

    must(series < stats->count && first_draw % STATS_LEAF == 0 && lanes <= STATS_STRETCH);
    if (stats->only) {
        stats->only[series] = *x.x;
        return isfinite(*x.x);
    }
    if (strip_is_nothing(x) && !part->open.used[series] && lanes % STATS_LEAF == 0) {
        part->open.zeros[series] += (uint32_t)(lanes / STATS_LEAF);
        return true;
    }
    count_zeros(part, series, part->open.zeros[series]);
    struct moments *open = use_moments(&part->open, series);
    if (x.one && *x.x != *x.x) {
        add_nothing(open, lanes);
        return false;
    }
    bool numbers = !whole || add_leaves(stats, open, x, whole, &low, &high);
    for (size_t i = whole * STATS_LEAF; i < lanes; i += STATS_LEAF)
        numbers &= add_padded(stats, open, x, i, lanes, &low, &high);
    if (stats->sketch_of[series] != UINT32_MAX && low <= high)
        count_values(part, stats->sketch_of[series], x, lanes, low, high);
    return numbers && low >= -DBL_MAX && high <= DBL_MAX;
}

/* Zeros after zeros stay zeros; else they are values like others. */
static void merge_series(struct stats *stats, struct stats_part *part, size_t i)
{
    uint32_t zeros = part->open.zeros[i];

    if (!part->open.used[i] && !stats->totals.used[i]) {
        stats->totals.zeros[i] += zeros;
        return;
    }
    count_zeros(part, i, zeros + stats->totals.zeros[i]);
    struct moments more = moments_of_zeros(zeros);
    merge(use_moments(&stats->totals, i), part->open.used[i] ? moments_at(&part->open, i) : &more);
}

void stats_end_stretch(struct stats_part *part, uint64_t stretch, bool abandoned)
{
    struct stats *stats = part->stats;

    pthread_mutex_lock(&stats->turn_mutex);
    while (stats->next != stretch)
        pthread_cond_wait(&stats->turn_passed, &stats->turn_mutex);
    pthread_mutex_unlock(&stats->turn_mutex);
    for (size_t i = 0; i < stats->count && !stats->only; i++) {
        if (!abandoned)
            merge_series(stats, part, i);
        forget(&part->open, i);
    }
    pthread_mutex_lock(&stats->turn_mutex);
    stats->next++;
    pthread_cond_broadcast(&stats->turn_passed);
    pthread_mutex_unlock(&stats->turn_mutex);
}

/* ---- results ---- */

/* Standard error of the mean by the spread of the replicates' means. */
static double standard_error(const struct moments *moments)
{
    double mean[STATS_REPLICATES], squares[STATS_REPLICATES];

    for (int r = 0; r < STATS_REPLICATES; r++) {
        double n =
            (double)REPLICATE_LEAF * moments->leaves - (moments->gaps ? moments->gaps[r] : 0);
        if (n < 2)
            return NAN;
        mean[r] = moments->sum[r] / n;
    }
    if (moments->low == moments->high)
        return 0;
    double middle = kernel_tree_sum(mean) / STATS_REPLICATES;
    for (int r = 0; r < STATS_REPLICATES; r++)
        squares[r] = (mean[r] - middle) * (mean[r] - middle);
    return sqrt(kernel_tree_sum(squares) / (STATS_REPLICATES * (STATS_REPLICATES - 1.0)));
}

static struct stats_row row_of_one(double x, bool sketched)
{
    struct stats_row row = {x == x, x, x, x, NAN, NAN, {0}};

    for (int i = 0; i < STATS_QUANTILES; i++)
        row.quantile[i] = sketched ? x : NAN;
    return row;
}

/* What the moments of so many leaves of zeros come to. */
static struct stats_row row_of_zeros(uint32_t leaves, bool sketched)
{
    struct stats_row row = row_of_one(leaves ? 0 : NAN, sketched);

    row.n = (double)STATS_LEAF * leaves;
    row.sd = row.se = leaves ? 0 : NAN;
    return row;
}

void stats_prefetch(const struct stats *stats, size_t series)
{
    uint32_t sketch = stats->sketch_of[series];

    if (stats->only || !stats->totals.used[series])
        return;
    const char *total = (const char *)moments_at(&stats->totals, series);
    for (size_t at = 0; at < sizeof(struct moments); at += 64)
        __builtin_prefetch(total + at);
    if (sketch != UINT32_MAX)
        sketch_prefetch(&stats->sketches[sketch]);
}

struct stats_row stats_result(const struct stats *stats, size_t series)
{
    must(series < stats->count);
    if (stats->only)
        return row_of_one(stats->only[series], stats->sketch_of[series] != UINT32_MAX);
    uint32_t sketch = stats->sketch_of[series];
    if (!stats->totals.used[series])
        return row_of_zeros(stats->totals.zeros[series], sketch != UINT32_MAX);
    const struct moments *total = moments_at(&stats->totals, series);
    struct stats_row row = {total->n, NAN, NAN, NAN, NAN, NAN, {0}};

    for (int i = 0; i < STATS_QUANTILES; i++)
        row.quantile[i] = NAN;
    if (total->n == 0)
        return row;
    row.min = total->low;
    row.max = total->high;
    double mean = total->total / total->n;
    row.mean = mean < row.min ? row.min : mean > row.max ? row.max : mean; /* rounding alone */
    if (total->n >= 2)
        row.sd = row.min == row.max ? 0 : sqrt(total->squares / (total->n - 1));
    row.se = standard_error(total);
    if (sketch != UINT32_MAX && row.min == row.max)
        for (int i = 0; i < STATS_QUANTILES; i++)
            row.quantile[i] = row.min;
    else if (sketch != UINT32_MAX)
        sketch_quantiles(&stats->sketches[sketch], (uint64_t)total->n, percents, STATS_QUANTILES,
                         row.min, row.max, row.quantile);
    return row;
}
