/* Several runs under other readings. Part of sensitivity.h. */
#include "sensitivity_private.h"

#include <math.h>

/* Sums over a replicate's draws that all runs have a value in. */
struct sums {
    double n, squares, mean_squares; /* of all values; of the draws' means */
    double *of_run;                  /* [runs]: sums */
};

static struct sensitivity_readings shares_of(const struct sums sums[REPLICATES], int runs,
                                             int without)
{
    double n = 0, squares = 0, mean_squares = 0, mean = 0, between = 0;

    for (int r = 0; r < REPLICATES; r++)
        if (r != without) {
            n += sums[r].n;
            squares += sums[r].squares;
            mean_squares += sums[r].mean_squares;
        }
    for (int run = 0; run < runs; run++) {
        double sum = 0;
        for (int r = 0; r < REPLICATES; r++)
            sum += r == without ? 0 : sums[r].of_run[run];
        mean += sum / n / runs;
        between += sum / n * (sum / n) / runs;
    }
    double variance = squares / n / runs - mean * mean;
    double reading = (between - mean * mean) / variance;
    double common = (mean_squares / n - mean * mean) / variance;
    return (struct sensitivity_readings){{reading, 0}, {common, 0}, {1 - reading - common, 0}};
}

/* About the first value, so that a small spread about a large mean keeps its digits. */
static void add_draw(struct sums *sums, const double *const *y, int runs, size_t draw,
                     double origin, double *mean)
{
    double sum = 0;

    for (int run = 0; run < runs; run++)
        sum += y[run][draw] - origin;
    *mean = origin + sum / runs;
    if (isnan(sum))
        return;
    sums->n++;
    sums->mean_squares += sum / runs * (sum / runs);
    for (int run = 0; run < runs; run++) {
        double x = y[run][draw] - origin;
        sums->of_run[run] += x;
        sums->squares += x * x;
    }
}

struct sensitivity_readings sensitivity_of_readings(const double *const *y, int runs, size_t draws,
                                                    double *mean)
{
    double *room = memory_resize(NULL, (size_t)(REPLICATES * runs), sizeof *room), origin = 0;
    double deleted[3][REPLICATES];
    struct sums sums[REPLICATES];

    for (int r = 0; r < REPLICATES; r++)
        sums[r] = (struct sums){.of_run = room + r * runs};
    for (int k = 0; k < REPLICATES * runs; k++)
        room[k] = 0;
    for (size_t i = draws; i-- > 0;)
        origin = isnan(y[0][i]) ? origin : y[0][i];
    for (size_t i = 0; i < draws; i++)
        add_draw(&sums[i % REPLICATES], y, runs, i, origin, &mean[i]);
    struct sensitivity_readings found = shares_of(sums, runs, -1);
    for (int d = 0; d < REPLICATES; d++) {
        struct sensitivity_readings without = shares_of(sums, runs, d);
        deleted[0][d] = without.reading.value;
        deleted[1][d] = without.common.value;
        deleted[2][d] = without.joint.value;
    }
    found.reading.se = jackknife_error(deleted[0]);
    found.common.se = jackknife_error(deleted[1]);
    found.joint.se = jackknife_error(deleted[2]);
    free(room);
    return found;
}

static void scale(struct sensitivity_estimate *estimate, double by)
{
    estimate->value *= by;
    estimate->se *= by;
}

void sensitivity_scale(struct sensitivity *found, int measure, double common)
{
    for (int i = 0; i < found->input_count; i++) {
        size_t at = (size_t)i * (size_t)found->measure_count + (size_t)measure;
        scale(&found->effects[at].first, common);
        scale(&found->effects[at].independent, common);
        found->effects[at].known = (struct sensitivity_estimate){NAN, NAN};
        for (int d = 0; d < REPLICATES; d++)
            found->deleted[at][d] *= common;
    }
    scale(&found->totals[measure].alone, common);
    scale(&found->totals[measure].pairs, common);
    scale(&found->totals[measure].rest, common);
}
