#include "attainment.h"

#include <math.h>

enum { REPLICATES = 16 }; /* of Sobol draws: stats.h */

void attainment_times(const double *x, int months, size_t draws, struct attainment_goal goal,
                      int *first)
{
    for (size_t d = 0; d < draws; d++)
        first[d] = -1;
    for (int month = months - 1; month >= 0; month--) {
        const double *now = x + (size_t)month * draws;
        for (size_t d = 0; d < draws; d++)
            if (!isnan(now[d]) && attainment_is_met(goal, now[d]) == (goal.threshold > 0))
                first[d] = month;
    }
}

/* How many draws have come by a month. */
static size_t count_by(const int *first, size_t draws, int month)
{
    size_t count = 0;

    for (size_t d = 0; d < draws; d++)
        count += first[d] >= 0 && first[d] <= month;
    return count;
}

int attainment_quantile(const int *first, size_t draws, double share)
{
    size_t needed = (size_t)ceil(share * (double)draws - 1e-9);
    int last = -1, low = 0;

    for (size_t d = 0; d < draws; d++)
        last = first[d] > last ? first[d] : last;
    if (last < 0 || count_by(first, draws, last) < needed)
        return -1;
    for (int high = last; low < high;) {
        int middle = low + (high - low) / 2;
        if (count_by(first, draws, middle) >= needed)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* ---- several goals ---- */

static int met_of(const double *met, int goals, size_t draws, size_t d)
{
    int count = 0;

    for (int i = 0; i < goals; i++)
        count += met[(size_t)i * draws + d] != 0;
    return count;
}

void attainment_count(const double *met, int goals, size_t draws, int count, double *x)
{
    for (size_t d = 0; d < draws; d++)
        x[d] = met_of(met, goals, draws, d) == count;
}

void attainment_all(const double *met, int goals, size_t draws, double *x)
{
    attainment_count(met, goals, draws, goals, x);
}

void attainment_both(const double *met, size_t draws, int i, int k, double *x)
{
    for (size_t d = 0; d < draws; d++)
        x[d] = met[(size_t)i * draws + d] != 0 && met[(size_t)k * draws + d] != 0;
}

void attainment_alone(const double *met, int goals, size_t draws, int i, double *x)
{
    for (size_t d = 0; d < draws; d++)
        x[d] = met[(size_t)i * draws + d] == 0 && met_of(met, goals, draws, d) == goals - 1;
}

struct attainment_share attainment_given(const double *met, size_t draws, int i, int k)
{
    const double *a = met + (size_t)i * draws, *b = met + (size_t)k * draws;
    double both[REPLICATES] = {0}, given[REPLICATES] = {0}, sum_both = 0, sum_given = 0,
           squares = 0;
    struct attainment_share result = {NAN, NAN};

    for (size_t d = 0; d < draws; d++) {
        both[d % REPLICATES] += a[d] != 0 && b[d] != 0;
        given[d % REPLICATES] += b[d] != 0;
    }
    for (int r = 0; r < REPLICATES; r++) {
        sum_both += both[r];
        sum_given += given[r];
    }
    if (sum_given == 0)
        return result;
    result.share = sum_both / sum_given;
    for (int r = 0; r < REPLICATES; r++) {
        double residual = both[r] - result.share * given[r];
        squares += residual * residual;
    }
    if (draws >= 2 * REPLICATES)
        result.se = sqrt(squares * REPLICATES / (REPLICATES - 1)) / sum_given;
    return result;
}
