/* Exact quantiles of the series whose draws are all kept: those people read first (targets, totals,
   departments, funds by year). Others have them from histograms, to 0.2 %. Part of run.h. */
#include "run_private.h"

#include <math.h>
#include <string.h>

/* ---- only the values near a quantile are sorted ---- */

enum { BUCKETS = 1024, NOT_WANTED = STATS_QUANTILES };

/* Equal spans from the least to the greatest value: the few that hold a rank are wanted, each with its values in
   a row of `near`. Five times as fast as a selection among all, which is what is done where nearly all
   values lie in one span. */
struct spans {
    double low, scale;
    uint32_t count[BUCKETS + 1];
    unsigned char wanted[BUCKETS + 1]; /* number of the row */
    size_t end[STATS_QUANTILES +
               1]; /* of each row; the last takes what is not wanted, one at a time */
    double *near;
};

static size_t span_of(const struct spans *spans, double x)
{
    return (size_t)((x - spans->low) * spans->scale);
}

static void count_spans(struct spans *spans, const double *x, size_t n)
{
    double low = x[0], high = x[0];

    for (size_t i = 1; i < n; i++) {
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
    }
    double scale = BUCKETS / (high - low);
    spans->low = low;
    spans->scale = isfinite(scale) ? scale : 0;
    memset(spans->count, 0, sizeof spans->count);
    memset(spans->wanted, NOT_WANTED, sizeof spans->wanted);
    for (size_t i = 0; i < n; i++)
        spans->count[span_of(spans, x[i])]++;
}

/* Collects the values of the wanted spans; `near` has room for one more than all values. */
static void collect_near(struct spans *spans, const double *x, size_t n, size_t rows)
{
    size_t at[STATS_QUANTILES + 1];

    memcpy(at + 1, spans->end, (rows - 1) * sizeof *at);
    at[0] = 0;
    at[NOT_WANTED] = spans->end[rows - 1];
    for (size_t i = 0; i < n; i++) {
        size_t row = spans->wanted[span_of(spans, x[i])];
        spans->near[at[row]] = x[i];
        at[row] += row != NOT_WANTED;
    }
}

/* Place of a quantile among n > 0 values in order: the smallest with at least that share of them at or below it
   (type 1). */
static size_t rank_of(int q, size_t n)
{
    size_t percent = (size_t)(stats_levels[q] * 100 + 0.5);

    return (n * percent + 99) / 100 - 1;
}

static void quantiles_of(struct spans *spans, const double *x, size_t n,
                         double quantile[STATS_QUANTILES])
{
    size_t rank[STATS_QUANTILES], row_of[STATS_QUANTILES], span = 0, below = 0, rows = 0, first = 0;

    count_spans(spans, x, n);
    for (int q = 0; q < STATS_QUANTILES; q++) {
        rank[q] = rank_of(q, n);
        while (below + spans->count[span] <= rank[q])
            below += spans->count[span++];
        if (spans->wanted[span] == NOT_WANTED) {
            spans->wanted[span] = (unsigned char)rows;
            spans->end[rows] = (rows ? spans->end[rows - 1] : 0) + spans->count[span];
            rows++;
        }
        row_of[q] = rows - 1;
        rank[q] += (rows > 1 ? spans->end[rows - 2] : 0) - below; /* in `near` */
    }
    collect_near(spans, x, n, rows);
    for (size_t row = 0; row < rows; row++) {
        int count = 0;
        size_t q = first;
        for (; q < STATS_QUANTILES && row_of[q] == row; q++)
            count++;
        stats_select(spans->near, row ? spans->end[row - 1] : 0, spans->end[row], rank + first,
                     count);
        first = q;
    }
    for (int q = 0; q < STATS_QUANTILES; q++)
        quantile[q] = spans->near[rank[q]];
}

/* ---- whole numbers in a narrow range are counted ---- */

enum { COUNTED = 1 << 14 }; /* numbers that are counted at most: 64 KB of counts */

static bool count_quantiles(const struct kept *kept, size_t strip, size_t draws, uint32_t *counts,
                            double quantile[STATS_QUANTILES])
{
    double least, most;
    size_t number = 0, below = 0;

    if (!kept_is_whole(kept, strip, &least, &most) || most - least >= COUNTED ||
        most - least > 2 * (double)draws)
        return false;
    memset(counts, 0, ((size_t)(most - least) + 1) * sizeof *counts);
    kept_count(kept, strip, least, counts);
    for (int q = 0; q < STATS_QUANTILES; q++) {
        while (below + counts[number] <= rank_of(q, draws))
            below += counts[number++];
        quantile[q] = least + (double)number;
    }
    return true;
}

/* ---- of a run ---- */

void run_series_prefetch(const struct scenario *scenario, size_t series)
{
    stats_prefetch(scenario->stats, run_use_of(scenario, series)->stats);
}

struct stats_row run_series_row(const struct scenario *scenario, size_t series)
{
    const struct series_use *use = run_use_of(scenario, series);
    struct stats_row row = stats_result(scenario->stats, use->stats);

    if (scenario->exact && use->exact != NO_INDEX)
        memcpy(row.quantile, scenario->exact[use->exact], sizeof row.quantile);
    for (int q = 0; q < STATS_QUANTILES && !scenario->plan->series[series].sketched; q++)
        row.quantile[q] = NAN; /* of another that is the same */
    return row;
}

/* Of one scenario's kept series, taken by the threads one by one. */
struct task {
    const struct run *run;
    struct scenario *scenario;
    const uint32_t *first; /* [kept_count]: strips of the same draws */
    atomic_size_t next;
};

static void *find_quantiles(void *context)
{
    struct task *task = context;
    const size_t draws = (size_t)task->run->kept_draws;
    double *x = memory_resize(NULL, draws, sizeof *x);
    struct spans spans = {.near = memory_resize(NULL, draws + 1, sizeof *spans.near)};
    uint32_t *counts = memory_resize(NULL, COUNTED, sizeof *counts);

    for (size_t k; (k = atomic_fetch_add(&task->next, 1)) < task->scenario->kept_count;) {
        double *quantile = task->scenario->exact[k];
        size_t n = 0;
        if (task->first[k] != k ||
            count_quantiles(task->scenario->kept, k, draws, counts, quantile))
            continue;
        kept_read(task->scenario->kept, k, x);
        for (size_t i = 0; i < draws; i++)
            if (isfinite(x[i]))
                x[n++] = x[i];
        if (n)
            quantiles_of(&spans, x, n, quantile);
        else
            memset(quantile, 0xff, sizeof task->scenario->exact[k]); /* NaN */
    }
    free(x);
    free(spans.near);
    free(counts);
    return NULL;
}

/* Of the plan's 882 strips 366 are not like another: theirs are all that is found, and stored (store_draws.c). */
static void use_first(struct scenario *scenario, const uint32_t *first)
{
    for (size_t i = 0; i < scenario->plan->series_count; i++) {
        struct series_use *use = &scenario->use[i];
        use->kept = use->kept == NO_INDEX ? NO_INDEX : first[use->kept];
        use->exact = use->exact == NO_INDEX ? NO_INDEX : first[use->exact];
    }
    for (size_t row = 0; row < scenario->row_count; row++)
        scenario->sources[row].kept = first[scenario->sources[row].kept];
}

static void find_all(struct task *task)
{
    pthread_t threads[THREADS_MAX];
    int started = 1;

    task->scenario->exact =
        memory_resize(NULL, task->scenario->kept_count, sizeof *task->scenario->exact);
    while (started < task->run->threads &&
           pthread_create(&threads[started], NULL, find_quantiles, task) == 0)
        started++;
    find_quantiles(task);
    for (int i = 1; i < started; i++)
        pthread_join(threads[i], NULL);
}

void run_find_quantiles(struct run *run)
{
    for (int s = 0; s < run->scenario_count; s++) {
        struct scenario *scenario = &run->scenarios[s];
        uint32_t *first = memory_resize(NULL, scenario->kept_count, sizeof *first);
        struct task task = {.run = run, .scenario = scenario, .first = first};
        atomic_init(&task.next, 0);
        kept_match(scenario->kept, first);
        if (run_has_exact_quantiles(run))
            find_all(&task);
        use_first(scenario, first);
        free(first);
    }
}
