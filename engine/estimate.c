#include "estimate.h"

#include <math.h>

#include "stats.h"

double estimate_half(struct estimate estimate)
{
    return ESTIMATE_T * estimate.se;
}

struct estimate estimate_mean(const double *y, size_t count)
{
    struct stats_row row = stats_describe(y, count).difference;

    return (struct estimate){row.mean, row.se};
}

struct estimate estimate_share(const double *margin, size_t count)
{
    double *holds = memory_resize(NULL, count, sizeof *holds);

    for (size_t i = 0; i < count; i++)
        holds[i] = margin[i] >= 0;
    struct estimate share = estimate_mean(holds, count);
    free(holds);
    if (share.value == 0 || share.value == 1)
        share.se = 3 / (double)count / ESTIMATE_T;
    return share;
}

/* ---- quantiles ---- */

/* The share of draws at or below x, of those that have a value. The distribution of the draws has steps of 1 / n,
   which the replicates do not show where each has just as many below: no share is surer than that. */
static struct estimate share_below(const double *y, size_t count, double x)
{
    double *below = memory_resize(NULL, count, sizeof *below), n = 0;

    for (size_t i = 0; i < count; i++) {
        below[i] = isnan(y[i]) ? NAN : y[i] <= x;
        n += !isnan(y[i]);
    }
    struct estimate share = estimate_mean(below, count);
    share.se = sqrt(share.se * share.se + 1 / (n * n));
    free(below);
    return share;
}

static size_t rank_of(size_t n, double level)
{
    double rank = ceil((double)n * level - 1e-9);

    return rank < 1 ? 0 : rank > (double)n ? n - 1 : (size_t)rank - 1;
}

struct estimate estimate_quantile(const double *y, size_t count, double level)
{
    double *room = memory_resize(NULL, count, sizeof *room);
    struct estimate quantile = {NAN, NAN};
    size_t n = 0;

    must(level > 0 && level < 1);
    for (size_t i = 0; i < count; i++)
        if (!isnan(y[i]))
            room[n++] = y[i];
    if (n) {
        size_t rank = rank_of(n, level);
        stats_select(room, 0, n, &rank, 1);
        quantile.value = room[rank];
        double half = estimate_half(share_below(y, count, quantile.value));
        if (!isnan(half)) {
            size_t ends[] = {rank_of(n, level - half), rank_of(n, level + half)};
            stats_select(room, 0, n, ends, 2);
            quantile.se = (room[ends[1]] - room[ends[0]]) / 2 / ESTIMATE_T;
        }
    }
    free(room);
    return quantile;
}
