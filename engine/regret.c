#include "regret.h"

#include <math.h>

/* The best of a draw, leaving scenario `except` out (-1: none); NaN where some scenario has no value. */
static double best_of(const double *const *x, int count, size_t draw, int better, int except)
{
    double best = -INFINITY;

    for (int i = 0; i < count; i++) {
        double value = better * x[i][draw];
        if (isnan(value))
            return NAN;
        if (i != except && value > best)
            best = value;
    }
    return best;
}

void regret_of(const double *const *x, int count, size_t draws, int better, int i, double *y)
{
    for (size_t d = 0; d < draws; d++)
        y[d] = best_of(x, count, d, better, -1) - better * x[i][d];
}

void regret_best(const double *const *x, int count, size_t draws, int better, int i, double *y)
{
    for (size_t d = 0; d < draws; d++) {
        double best = best_of(x, count, d, better, -1);
        y[d] = isnan(best) ? (double)NAN : better * x[i][d] == best;
    }
}

void regret_alone(const double *const *x, int count, size_t draws, int better, int i, double *y)
{
    for (size_t d = 0; d < draws; d++) {
        double others = best_of(x, count, d, better, i);
        y[d] = isnan(others) ? (double)NAN : better * x[i][d] > others;
    }
}
