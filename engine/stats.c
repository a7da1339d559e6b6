#include "stats.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "sketch.h"

enum { LOCKS = 256, REPLICATE_LEAF = STATS_LEAF / STATS_REPLICATES, USUAL_BUCKETS = 300 };

static const int percents[STATS_QUANTILES] = {5, 10, 20, 25, 50, 75, 80, 90, 95};
const double stats_levels[STATS_QUANTILES] = {.05, .10, .20, .25, .50, .75, .80, .90, .95};

/* What is known of a series over some leaves. */
struct moments {
    double sum[STATS_REPLICATES];
    double n, total, squares; /* of values; total about 0, squares about total / n */
    double low, high;         /* INFINITY, -INFINITY where n is 0 */
    uint32_t leaves;
    bool gaps_seen;
    uint32_t gaps[STATS_REPLICATES]; /* places of the leaves without a value, by replicate */
};

/* A lock a cache line, so that threads at different series do not disturb each other. */
struct lock {
    _Alignas(64) pthread_mutex_t mutex;
};

struct stats {
    size_t count;
    struct moments *totals; /* [count]: stretches 0 .. next - 1 */
    uint32_t *sketch_of;    /* [count]: index of sketches, or UINT32_MAX */
    struct sketch *sketches;
    size_t sketch_count;
    atomic_size_t sketch_bytes;
    struct lock *locks;         /* sketch i is behind locks[i % LOCKS] */
    pthread_mutex_t turn_mutex; /* guards next; totals belong to the thread whose turn it is */
    pthread_cond_t turn_passed;
    uint64_t next;
};

struct stats_part {
    struct stats *stats;
    struct moments *open; /* [count] */
};

/* ---- one leaf ---- */

/* x[0] + .. + x[15], pairwise. */
static double tree_sum(const double *x)
{
    double s[8];

    for (int i = 0; i < 8; i++)
        s[i] = x[i] + x[i + 8];
    for (int i = 0; i < 4; i++)
        s[i] += s[i + 4];
    return (s[0] + s[2]) + (s[1] + s[3]);
}

static const struct moments no_values = {.low = INFINITY, .high = -INFINITY};

/* A leaf of 64 values; false where one of them is NaN. Sums of equal values come out exact. */
static bool full_leaf(const double *restrict x, struct moments *restrict leaf)
{
    double low[STATS_REPLICATES], high[STATS_REPLICATES], squares[STATS_REPLICATES];

    for (int r = 0; r < STATS_REPLICATES; r++) {
        double a = x[r], b = x[r + 16], c = x[r + 32], d = x[r + 48];
        leaf->sum[r] = (a + b) + (c + d);
        double ab = a < b ? a : b, cd = c < d ? c : d;
        low[r] = ab < cd ? ab : cd;
        ab = a > b ? a : b, cd = c > d ? c : d;
        high[r] = ab > cd ? ab : cd;
    }
    leaf->total = tree_sum(leaf->sum);
    if (leaf->total != leaf->total)
        return false;
    double mean = leaf->total * (1.0 / STATS_LEAF);
    for (int r = 0; r < STATS_REPLICATES; r++) {
        double a = x[r] - mean, b = x[r + 16] - mean, c = x[r + 32] - mean, d = x[r + 48] - mean;
        squares[r] = (a * a + b * b) + (c * c + d * d);
    }
    leaf->squares = tree_sum(squares);
    for (int half = STATS_REPLICATES / 2; half > 0; half /= 2)
        for (int r = 0; r < half; r++) {
            low[r] = low[r] < low[r + half] ? low[r] : low[r + half];
            high[r] = high[r] > high[r + half] ? high[r] : high[r + half];
        }
    leaf->low = low[0], leaf->high = high[0];
    leaf->n = STATS_LEAF;
    leaf->leaves = 1;
    leaf->gaps_seen = false;
    return true;
}

/* A leaf with fewer draws or with NaN among them. */
static void gappy_leaf(const double *x, size_t lanes, struct moments *leaf)
{
    double squares[STATS_REPLICATES] = {0};

    *leaf = no_values;
    leaf->leaves = 1;
    leaf->gaps_seen = true;
    for (size_t i = 0; i < STATS_LEAF; i++) {
        if (i >= lanes || x[i] != x[i]) {
            leaf->gaps[i % STATS_REPLICATES]++;
            continue;
        }
        leaf->sum[i % STATS_REPLICATES] += x[i];
        leaf->low = x[i] < leaf->low ? x[i] : leaf->low;
        leaf->high = x[i] > leaf->high ? x[i] : leaf->high;
        leaf->n++;
    }
    leaf->total = tree_sum(leaf->sum);
    double mean = leaf->total / leaf->n;
    for (size_t i = 0; i < lanes; i++)
        if (x[i] == x[i])
            squares[i % STATS_REPLICATES] += (x[i] - mean) * (x[i] - mean);
    leaf->squares = tree_sum(squares);
}

/* into += more, which comes after it in the order of draws. */
static void merge(struct moments *restrict into, const struct moments *restrict more)
{
    for (int r = 0; r < STATS_REPLICATES; r++)
        into->sum[r] += more->sum[r];
    if (more->gaps_seen) {
        into->gaps_seen = true;
        for (int r = 0; r < STATS_REPLICATES; r++)
            into->gaps[r] += more->gaps[r];
    }
    into->leaves += more->leaves;
    if (more->n == 0)
        return;
    if (into->n == 0) {
        into->squares = more->squares;
    } else {
        double apart = more->total / more->n - into->total / into->n;
        into->squares += more->squares + apart * apart * (into->n * more->n / (into->n + more->n));
    }
    into->n += more->n;
    into->total += more->total;
    into->low = more->low < into->low ? more->low : into->low;
    into->high = more->high > into->high ? more->high : into->high;
}

/* ---- making and freeing ---- */

struct stats *stats_new(size_t count, const bool *sketched)
{
    struct stats *stats = memory_resize(NULL, 1, sizeof *stats);

    *stats = (struct stats){.count = count};
    stats->totals = memory_resize(NULL, count, sizeof *stats->totals);
    stats->sketch_of = memory_resize(NULL, count, sizeof *stats->sketch_of);
    for (size_t i = 0; i < count; i++) {
        stats->totals[i] = no_values;
        stats->sketch_of[i] = sketched[i] ? (uint32_t)stats->sketch_count++ : UINT32_MAX;
    }
    must(stats->sketch_count < UINT32_MAX);
    stats->sketches = memory_resize(NULL, stats->sketch_count, sizeof *stats->sketches);
    for (size_t i = 0; i < stats->sketch_count; i++)
        stats->sketches[i] = (struct sketch){0};
    stats->locks = aligned_alloc(64, LOCKS * sizeof *stats->locks);
    must(stats->locks);
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
    for (size_t i = 0; i < stats->sketch_count; i++)
        sketch_clear(&stats->sketches[i]);
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&stats->locks[i].mutex);
    pthread_mutex_destroy(&stats->turn_mutex);
    pthread_cond_destroy(&stats->turn_passed);
    free(stats->locks);
    free(stats->sketches);
    free(stats->sketch_of);
    free(stats->totals);
    free(stats);
}

size_t stats_bytes(size_t count, size_t sketched_count, int threads)
{
    size_t series = sizeof(struct moments) * ((size_t)threads + 1) + sizeof(uint32_t);
    size_t sketch = sizeof(struct sketch) + USUAL_BUCKETS * sizeof(uint32_t);

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

    part->stats = stats;
    part->open = memory_resize(NULL, stats->count, sizeof *part->open);
    for (size_t i = 0; i < stats->count; i++)
        part->open[i] = no_values;
    return part;
}

void stats_part_free(struct stats_part *part)
{
    if (!part)
        return;
    free(part->open);
    free(part);
}

/* ---- adding ---- */

static void count_values(struct stats *stats, uint32_t sketch, const double *x, size_t lanes,
                         double low, double high)
{
    pthread_mutex_t *mutex = &stats->locks[sketch % LOCKS].mutex;

    pthread_mutex_lock(mutex);
    size_t before = sketch_bytes(&stats->sketches[sketch]);
    sketch_add(&stats->sketches[sketch], x, lanes, low, high);
    size_t grown = sketch_bytes(&stats->sketches[sketch]) - before;
    pthread_mutex_unlock(mutex);
    if (grown)
        atomic_fetch_add_explicit(&stats->sketch_bytes, grown, memory_order_relaxed);
}

void stats_add(struct stats_part *part, size_t series, const double *x, size_t lanes,
               uint64_t first_draw)
{
    struct stats *stats = part->stats;
    struct moments *open = &part->open[series], leaf;
    double low = INFINITY, high = -INFINITY;

    must(series < stats->count && first_draw % STATS_LEAF == 0);
    for (size_t i = 0; i < lanes; i += STATS_LEAF) {
        if (lanes - i < STATS_LEAF || !full_leaf(x + i, &leaf))
            gappy_leaf(x + i, lanes - i < STATS_LEAF ? lanes - i : STATS_LEAF, &leaf);
        merge(open, &leaf);
        low = leaf.low < low ? leaf.low : low;
        high = leaf.high > high ? leaf.high : high;
    }
    if (stats->sketch_of[series] != UINT32_MAX && low <= high)
        count_values(stats, stats->sketch_of[series], x, lanes, low, high);
}

void stats_end_stretch(struct stats_part *part, uint64_t stretch, bool abandoned)
{
    struct stats *stats = part->stats;

    pthread_mutex_lock(&stats->turn_mutex);
    while (stats->next != stretch)
        pthread_cond_wait(&stats->turn_passed, &stats->turn_mutex);
    pthread_mutex_unlock(&stats->turn_mutex);
    for (size_t i = 0; i < stats->count; i++) {
        if (!abandoned)
            merge(&stats->totals[i], &part->open[i]);
        part->open[i] = no_values;
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
        double n = (double)REPLICATE_LEAF * moments->leaves - moments->gaps[r];
        if (n < 2)
            return NAN;
        mean[r] = moments->sum[r] / n;
    }
    if (moments->low == moments->high)
        return 0;
    double middle = tree_sum(mean) / STATS_REPLICATES;
    for (int r = 0; r < STATS_REPLICATES; r++)
        squares[r] = (mean[r] - middle) * (mean[r] - middle);
    return sqrt(tree_sum(squares) / (STATS_REPLICATES * (STATS_REPLICATES - 1.0)));
}

struct stats_row stats_result(const struct stats *stats, size_t series)
{
    must(series < stats->count);
    const struct moments *total = &stats->totals[series];
    struct stats_row row = {total->n, NAN, NAN, NAN, NAN, NAN, {0}};
    uint32_t sketch = stats->sketch_of[series];

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
    if (sketch != UINT32_MAX)
        sketch_quantiles(&stats->sketches[sketch], (uint64_t)total->n, percents, STATS_QUANTILES,
                         row.min, row.max, row.quantile);
    return row;
}
