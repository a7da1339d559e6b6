/* Two series of kept draws compared draw by draw. Part of stats.h. */
#include "stats.h"

#include <math.h>
#include <string.h>

/* By the accumulators of a run, so that the digits are those that it stores. */
static struct stats_row sum_up(const double *x, size_t count)
{
    struct stats *stats = stats_new(1, (bool[]){false}, count);
    struct stats_part *part = stats_part_new(stats);

    for (size_t first = 0; first < count; first += STATS_STRETCH) {
        size_t lanes = count - first < STATS_STRETCH ? count - first : STATS_STRETCH;
        stats_add(part, 0, (struct strip){x + first, false}, lanes, first);
        stats_end_stretch(part, first / STATS_STRETCH, false);
    }
    struct stats_row row = stats_result(stats, 0);
    stats_part_free(part);
    stats_free(stats);
    return row;
}

struct stats_pair stats_describe(const double *draws, size_t count)
{
    double *x = memory_resize(NULL, count, sizeof *x);
    size_t n = 0, above = 0, below = 0, rank[STATS_QUANTILES];
    struct stats_pair pair = {.difference = sum_up(draws, count), .above = NAN, .below = NAN};

    for (size_t i = 0; i < count; i++)
        if (!isnan(draws[i])) {
            above += draws[i] > 0;
            below += draws[i] < 0;
            x[n++] = draws[i];
        }
    if (n) {
        pair.above = (double)above / (double)n;
        pair.below = (double)below / (double)n;
        for (int q = 0; q < STATS_QUANTILES; q++)
            rank[q] = (n * (size_t)(stats_levels[q] * 100 + 0.5) + 99) / 100 - 1;
        stats_select(x, 0, n, rank, STATS_QUANTILES);
    }
    for (int q = 0; q < STATS_QUANTILES && n; q++)
        pair.difference.quantile[q] = x[rank[q]];
    free(x);
    return pair;
}

struct stats_pair stats_compare(const double *a, const double *b, size_t count)
{
    double *x = memory_resize(NULL, count, sizeof *x);

    for (size_t i = 0; i < count; i++)
        x[i] = isfinite(a[i]) && isfinite(b[i]) ? a[i] - b[i] : NAN;
    struct stats_pair pair = stats_describe(x, count);
    free(x);
    return pair;
}
