/* Indices from designs of further runs. Part of sensitivity.h. */
#include "sensitivity_private.h"

#include "threefry.h"

#include <math.h>
#include <string.h>

/* ---- Sobol's indices of two samples ---- */

struct sums {
    double n, y, y2, first, total;
};

/* Of all replicates but one. The variance is of both samples together. */
static void indices_of(const struct sums sums[REPLICATES], int without, double *first,
                       double *total)
{
    struct sums all = {0};

    for (int r = 0; r < REPLICATES; r++)
        if (r != without) {
            all.n += sums[r].n;
            all.y += sums[r].y;
            all.y2 += sums[r].y2;
            all.first += sums[r].first;
            all.total += sums[r].total;
        }
    double mean = all.y / (2 * all.n), variance = all.y2 / (2 * all.n) - mean * mean;
    *first = all.first / all.n / variance;
    *total = all.total / (2 * all.n) / variance;
}

/* y of both samples is taken about the mean of a, which changes nothing on average and keeps the error small. */
struct sensitivity_indices sensitivity_of_group(const double *a, const double *b,
                                                const double *mixed, size_t draws)
{
    struct sums sums[REPLICATES] = {{0}};
    struct sensitivity_indices found;
    double mean = 0, n = 0, first[REPLICATES], total[REPLICATES];

    for (size_t i = 0; i < draws; i++)
        if (isfinite(a[i])) {
            mean += a[i];
            n++;
        }
    mean /= n;
    for (size_t i = 0; i < draws; i++) {
        if (!isfinite(a[i] + b[i] + mixed[i])) /* no value */
            continue;
        struct sums *to = &sums[i % REPLICATES];
        double x = a[i] - mean, y = b[i] - mean, z = mixed[i] - mean;
        to->n++;
        to->y += x + y;
        to->y2 += x * x + y * y;
        to->first += y * (z - x);
        to->total += (x - z) * (x - z);
    }
    indices_of(sums, -1, &found.first.value, &found.total.value);
    for (int d = 0; d < REPLICATES; d++)
        indices_of(sums, d, &first[d], &total[d]);
    found.first.se = jackknife_error(first);
    found.total.se = jackknife_error(total);
    return found;
}

/* ---- Morris ---- */

enum { LEVELS = 4 };

/* Whole numbers 0 .. below - 1, one after another. */
struct chances {
    struct threefry_key key;
    uint64_t next;
};

static int chance(struct chances *chances, int below)
{
    return (int)(threefry_uniform(&chances->key, chances->next++, 0, 0) * below);
}

static void make_trajectory(struct chances *chances, int inputs, double *u, int *moved)
{
    for (int i = 0; i < inputs; i++) {
        u[i] = (chance(chances, LEVELS) + 0.5) / LEVELS;
        moved[i] = i;
    }
    for (int i = inputs - 1; i > 0; i--) { /* Fisher and Yates */
        int k = chance(chances, i + 1), swap = moved[i];
        moved[i] = moved[k];
        moved[k] = swap;
    }
    for (int step = 0; step < inputs; step++) {
        double *to = u + (size_t)(step + 1) * (size_t)inputs, *x = &to[moved[step]];
        memcpy(to, to - inputs, (size_t)inputs * sizeof *to);
        *x += *x < 0.5 ? 0.5 : -0.5;
    }
}

struct trajectory {
    const double *u; /* [point][input] */
    const int *moved;
};

/* What (x - y)^2 of one coordinate becomes when x moves to `to`. */
static double moved_square(double x, double to, double y)
{
    return (to - y) * (to - y) - (x - y) * (x - y);
}

/* The distance of two trajectories: the sum over all pairs of their points (Campolongo et al. 2007, equation 10);
   from point to point one coordinate changes. */
static double distance(struct trajectory a, struct trajectory b, int inputs)
{
    double sum = 0, first = 0;

    for (int i = 0; i < inputs; i++)
        first += (a.u[i] - b.u[i]) * (a.u[i] - b.u[i]);
    for (int p = 0;; p++) {
        const double *x = a.u + p * inputs;
        double squares = first;
        for (int q = 0;; q++) {
            const double *y = b.u + q * inputs;
            sum += sqrt(fmax(squares, 0));
            if (q == inputs)
                break;
            int i = b.moved[q];
            squares += moved_square(y[i], y[inputs + i], x[i]);
        }
        if (p == inputs)
            return sum;
        int i = a.moved[p];
        first += moved_square(x[i], x[inputs + i], b.u[i]);
    }
}

/* apart[i][k]: squared distances of candidates. Exchanges a chosen one for one that is not while the sum over the
   chosen grows. */
static void choose_far_apart(const double *apart, int candidates, int wanted, int *order)
{
    for (bool better = true; better;) {
        better = false;
        for (int in = 0; in < wanted; in++)
            for (int out = wanted; out < candidates; out++) {
                double gain = 0;
                for (int k = 0; k < wanted; k++)
                    if (k != in)
                        gain += apart[order[out] * candidates + order[k]] -
                                apart[order[in] * candidates + order[k]];
                if (gain > 1e-9) {
                    int swap = order[in];
                    order[in] = order[out];
                    order[out] = swap;
                    better = true;
                }
            }
    }
}

void sensitivity_trajectories(int inputs, int trajectories, int candidates, uint64_t seed,
                              double *u, int *moved)
{
    const size_t points = (size_t)(inputs + 1) * (size_t)inputs, moves = (size_t)inputs;
    struct chances chances = {threefry_stream_key(seed, "trajectories", "", ""), 0};
    int all = candidates > trajectories ? candidates : trajectories;
    double *many = memory_resize(NULL, (size_t)all * points, sizeof *many);
    double *apart = memory_resize(NULL, (size_t)all * (size_t)all, sizeof *apart);
    int *many_moved = memory_resize(NULL, (size_t)all * moves, sizeof *many_moved);
    int *order = memory_resize(NULL, (size_t)all, sizeof *order);

    for (int t = 0; t < all; t++) {
        make_trajectory(&chances, inputs, many + (size_t)t * points,
                        many_moved + (size_t)t * moves);
        order[t] = t;
    }
    for (int t = 0; t < all && all > trajectories; t++)
        for (int s = 0; s <= t; s++) {
            const struct trajectory a = {many + (size_t)t * points, many_moved + (size_t)t * moves};
            const struct trajectory b = {many + (size_t)s * points, many_moved + (size_t)s * moves};
            double d = s == t ? 0 : distance(a, b, inputs);
            apart[t * all + s] = apart[s * all + t] = d * d;
        }
    if (all > trajectories)
        choose_far_apart(apart, all, trajectories, order);
    for (int t = 0; t < trajectories; t++) {
        memcpy(u + (size_t)t * points, many + (size_t)order[t] * points, points * sizeof *u);
        memcpy(moved + (size_t)t * moves, many_moved + (size_t)order[t] * moves,
               moves * sizeof *moved);
    }
    free(many);
    free(many_moved);
    free(apart);
    free(order);
}

static void effect_of(const double *effects, int trajectories, struct sensitivity_morris *found)
{
    double mean = 0, size = 0, squares = 0, sizes = 0;
    const double n = trajectories;

    for (int t = 0; t < trajectories; t++) {
        mean += effects[t] / n;
        size += fabs(effects[t]) / n;
    }
    for (int t = 0; t < trajectories; t++) {
        squares += (effects[t] - mean) * (effects[t] - mean);
        sizes += (fabs(effects[t]) - size) * (fabs(effects[t]) - size);
    }
    *found = (struct sensitivity_morris){mean,
                                         n > 1 ? sqrt(squares / (n - 1)) : NAN,
                                         {size, n > 1 ? sqrt(sizes / (n - 1) / n) : NAN}};
}

void sensitivity_effects(const double *y, const double *u, const int *moved, int inputs,
                         int trajectories, struct sensitivity_morris *effects)
{
    double *found = memory_resize(NULL, (size_t)inputs * (size_t)trajectories, sizeof *found);

    for (int t = 0; t < trajectories; t++)
        for (int step = 0; step < inputs; step++) {
            size_t point = (size_t)t * (size_t)(inputs + 1) + (size_t)step;
            int i = moved[t * inputs + step];
            const double *from = u + point * (size_t)inputs;
            found[i * trajectories + t] = (y[point + 1] - y[point]) / (from[inputs + i] - from[i]);
        }
    for (int i = 0; i < inputs; i++)
        effect_of(found + (size_t)i * (size_t)trajectories, trajectories, &effects[i]);
    free(found);
}
