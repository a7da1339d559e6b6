/* What one input does by itself. Part of sensitivity.h. */
#include "sensitivity_private.h"

#include "dmath.h"

#include <math.h>
#include <string.h>

static const double PI = 3.14159265358979323846;

double jackknife_error(const double deleted[REPLICATES])
{
    double mean = 0, squares = 0;

    for (int d = 0; d < REPLICATES; d++)
        mean += deleted[d] / REPLICATES;
    for (int d = 0; d < REPLICATES; d++)
        squares += (deleted[d] - mean) * (deleted[d] - mean);
    return sqrt(squares * (REPLICATES - 1) / REPLICATES);
}

void first_start(struct first_room *room, const struct problem *problem)
{
    size_t draws = problem->draws;

    classes_start(&room->classes, draws);
    room->rank = memory_resize(NULL, draws, sizeof *room->rank);
    room->order = memory_resize(NULL, draws, sizeof *room->order);
    room->list = memory_resize(NULL, draws, sizeof *room->list);
    room->sums = memory_resize(NULL, CLASSES_MAX * REPLICATES * (size_t)problem->padded / 2,
                               sizeof *room->sums);
}

void first_clear(struct first_room *room)
{
    classes_clear(&room->classes);
    free(room->rank);
    free(room->order);
    free(room->list);
    free(room->sums);
}

struct placed place_input(const struct problem *problem, const double *x, struct first_room *room)
{
    const struct classes *classes = &room->classes;
    const size_t draws = problem->draws, n_bytes = CLASSES_MAX * sizeof *classes->n;

    sensitivity_rank(x, draws, room->rank, room->order);
    classes_fill(&room->classes, room->rank, room->order, draws, problem->replicate);
    struct placed placed = {.few = classes->few,
                            .classes = classes->count,
                            .place = memory_resize(NULL, draws, sizeof *placed.place)};
    if (placed.few)
        placed.n = memcpy(memory_resize(NULL, 1, n_bytes), classes->n, n_bytes);
    for (size_t i = 0; i < draws; i++)
        placed.place[i] = placed.few ? classes->of[i] : (uint32_t)(room->rank[i] - 0.5);
    return placed;
}

void placed_clear(struct placed *placed)
{
    free(placed->place);
    free(placed->n);
}

/* Sums over all replicates but one; `without` -1: all. */
struct moments {
    double n, mean, variance;
};

/* The mean of y as it is seen, the variance of all that y is. */
static struct moments moments_of(const struct problem *problem, const struct seen *seen,
                                 int measure, int without)
{
    struct moments all = {0};
    double squares = 0, mean = 0;

    for (int r = 0; r < REPLICATES; r++)
        if (r != without) {
            all.n += problem->n[r];
            all.mean += seen->y1[measure][r];
            mean += problem->y1[measure][r];
            squares += problem->y2[measure][r];
        }
    all.mean /= all.n;
    mean /= all.n;
    all.variance = squares / all.n - mean * mean;
    return all;
}

/* ---- few values: the means over each ---- */

/* sums[class][replicate][measure] of y. */
static void add_up(const struct problem *problem, const struct seen *seen,
                   const struct placed *placed, struct first_room *room)
{
    const size_t width = (size_t)problem->padded / 2;

    memset(room->sums, 0, CLASSES_MAX * REPLICATES * width * sizeof *room->sums);
    for (size_t i = 0; i < problem->draws; i++) {
        pair *to =
            room->sums + ((size_t)placed->place[i] * REPLICATES + problem->replicate[i]) * width;
        const pair *from = seen->y + i * width;
        for (size_t m = 0; m < width; m++)
            to[m] += from[m];
    }
}

static double explained_by_values(const struct problem *problem, const struct seen *seen,
                                  const struct placed *placed, const double *sums, int measure,
                                  int without)
{
    struct moments all = moments_of(problem, seen, measure, without);
    double between = 0;

    for (int c = 0; c < placed->classes; c++) {
        struct square square = {0};
        double n = 0, taken = seen->taken ? seen->taken[measure].at[c] : 0;
        for (int r = 0; r < REPLICATES; r++)
            if (r != without) {
                double here = placed->n[c][r];
                double sum = sums[(c * REPLICATES + r) * problem->padded + measure];
                square_add(&square, sum + here * (taken - all.mean), problem->n[r]);
                n += here;
            }
        if (n > 0)
            between += square_of(&square) * all.n / n;
    }
    return between / all.variance;
}

/* ---- many: functions of the rank ---- */

/* cos(pi u), 0 <= u <= 1, as the sine of x = pi (1/2 - u) by its series, to 5e-16: libm's last bits differ. */
static double cosine(double u)
{
    double x = PI * (0.5 - u), sine = 1;

    for (int k = 22; k > 1; k -= 2)
        sine = 1 - x * x / (k * (k + 1)) * sine;
    return x * sine;
}

/* z, z^2 and cosines at the rank's place u, z its normal score, made orthonormal over the ranks one after another
   (Gram & Schmidt). z takes what is linear in a normal input, z^2 the bend of a skew one. */
double *basis_new(size_t draws)
{
    double *basis = memory_resize(NULL, draws * TERMS, sizeof *basis);

    for (size_t i = 0; i < draws; i++) {
        double u = ((double)i + 0.5) / (double)draws, z = dm_normal_quantile(u);
        double *at = basis + i * TERMS;
        at[0] = z;
        at[1] = z * z;
        double twice = 2 * cosine(u),
               before = 1; /* cos(k x) = 2 cos(x) cos((k - 1) x) - cos((k - 2) x) */
        at[2] = twice / 2;
        for (int k = 3; k < TERMS; k++, before = at[k - 2])
            at[k] = twice * at[k - 1] - before;
    }
    for (int k = 0; k < TERMS; k++) {
        for (int before = -1; before < k; before++) { /* -1: what is the same everywhere */
            double along = 0;
            for (size_t i = 0; i < draws; i++)
                along += basis[i * TERMS + (size_t)k] *
                         (before < 0 ? 1 : basis[i * TERMS + (size_t)before]) / (double)draws;
            for (size_t i = 0; i < draws; i++)
                basis[i * TERMS + (size_t)k] -=
                    along * (before < 0 ? 1 : basis[i * TERMS + (size_t)before]);
        }
        double squares = 0;
        for (size_t i = 0; i < draws; i++)
            squares += basis[i * TERMS + (size_t)k] * basis[i * TERMS + (size_t)k] / (double)draws;
        for (size_t i = 0; i < draws; i++)
            basis[i * TERMS + (size_t)k] /= sqrt(squares);
    }
    return basis;
}

/* Sums over a replicate's draws of the terms, and of the terms times two measures. */
static void project_pair(const struct problem *problem, const struct seen *seen,
                         const struct placed *placed, int replicate, size_t column,
                         double y[TERMS][2], double n[TERMS])
{
    const size_t width = (size_t)problem->padded / 2;
    pair sums[2][TERMS / 2] = {{{0}}}, counts[TERMS / 2] = {{0}};

    for (size_t at = problem->begin[replicate]; at < problem->begin[replicate + 1]; at++) {
        const size_t i = problem->by_replicate[at];
        const pair *terms = (const pair *)(problem->basis + (size_t)placed->place[i] * TERMS);
        const pair both = seen->y[i * width + column];
        const pair a = {both[0], both[0]}, b = {both[1], both[1]};
        for (int k = 0; k < TERMS / 2; k++) {
            sums[0][k] += a * terms[k];
            sums[1][k] += b * terms[k];
            counts[k] += terms[k];
        }
    }
    for (int k = 0; k < TERMS; k++) {
        y[k][0] = sums[0][k / 2][k % 2];
        y[k][1] = sums[1][k / 2][k % 2];
        n[k] = counts[k / 2][k % 2];
    }
}

struct coefficients { /* of two measures */
    double y[REPLICATES][TERMS][2], n[REPLICATES][TERMS];
};

static double explained_by_terms(const struct problem *problem, const struct seen *seen,
                                 const struct coefficients *found, int measure, int without)
{
    struct moments all = moments_of(problem, seen, measure, without);
    double between = 0;

    for (int k = 0; k < TERMS; k++) {
        struct square square = {0};
        double taken = seen->taken ? seen->taken[measure].at[k] : 0;
        for (int r = 0; r < REPLICATES; r++)
            if (r != without)
                square_add(&square,
                           found->y[r][k][measure % 2] - found->n[r][k] * all.mean +
                               taken * problem->n[r],
                           problem->n[r]);
        between += square_of(&square);
    }
    return between / all.variance;
}

void first_order(const struct problem *problem, const struct seen *seen,
                 const struct placed *placed, struct first_room *room,
                 struct sensitivity_estimate *first, double (*deleted)[REPLICATES])
{
    struct coefficients found;

    if (placed->few)
        add_up(problem, seen, placed, room);
    for (int m = 0; m < problem->measures; m++) {
        for (int r = 0; r < REPLICATES && !placed->few && m % 2 == 0; r++)
            project_pair(problem, seen, placed, r, (size_t)m / 2, found.y[r], found.n[r]);
        for (int without = -1; without < REPLICATES; without++) {
            double share = placed->few ? explained_by_values(problem, seen, placed,
                                                             (const double *)room->sums, m, without)
                                       : explained_by_terms(problem, seen, &found, m, without);
            *(without < 0 ? &first[m].value : &deleted[m][without]) = share;
        }
        first[m].se = jackknife_error(deleted[m]);
    }
}

/* ---- what it is worth to know it ---- */

/* Quantile of n sorted values (Hyndman & Fan 1996, definition 8): rank and the part of the step after it. */
struct place {
    size_t rank; /* from 0 */
    double part;
};

static struct place place_of(double n, double level)
{
    double at = (n + 1.0 / 3) * level + 1.0 / 3;
    double rank = fmin(fmax(floor(at), 1), fmax(n - 1, 1));

    return (struct place){(size_t)rank - 1, n < 2 ? 0 : fmin(fmax(at - rank, 0), 1)};
}

/* A class's draws as places in the measure's ascending order. */
struct member {
    const uint32_t *list;
    size_t count;
    double n[REPLICATES];
};

/* The quantile without each replicate; walks from where the first of them may be. */
static void quantiles_without(const struct sorted *sorted, const struct member *member,
                              double level, double out[REPLICATES])
{
    struct place place[REPLICATES];
    size_t passed[REPLICATES] = {0}, from = member->count, left = REPLICATES;
    double low[REPLICATES];

    for (int r = 0; r < REPLICATES; r++) {
        place[r] = place_of((double)member->count - member->n[r], level);
        from = place[r].rank < from ? place[r].rank : from;
        out[r] = NAN;
    }
    size_t seen[REPLICATES] = {0}; /* of each replicate, before */
    for (size_t i = 0; i < from; i++)
        seen[sorted->replicate[member->list[i]]]++;
    for (int r = 0; r < REPLICATES; r++)
        passed[r] = from - seen[r];
    for (size_t i = from; i < member->count && left; i++) {
        double y = sorted->y[member->list[i]];
        for (int r = 0; r < REPLICATES; r++) {
            if (r == sorted->replicate[member->list[i]])
                continue;
            if (passed[r] == place[r].rank)
                out[r] = low[r] = y;
            else if (passed[r] == place[r].rank + 1) {
                out[r] = low[r] + place[r].part * (y - low[r]);
                left--;
            }
            passed[r]++;
        }
    }
}

static double quantile_of(const struct sorted *sorted, const struct member *member, double level)
{
    struct place place = place_of((double)member->count, level);
    double low = sorted->y[member->list[place.rank]];

    if (member->count < 2)
        return low;
    return low + place.part * (sorted->y[member->list[place.rank + 1]] - low);
}

/* The mean over classes of their quantiles, weighed by their draws; deleted may be NULL. */
static double mean_of_quantiles(const struct problem *problem, int measure, const uint16_t *of,
                                int classes, uint32_t *list, double *deleted)
{
    const struct sorted *sorted = &problem->sorted[measure];
    size_t begin[CLASSES_MAX + 1] = {0}, end[CLASSES_MAX];
    double mean = 0, weight[REPLICATES] = {0};

    for (size_t i = 0; i < problem->draws; i++)
        begin[of[i] + 1]++;
    for (int c = 0; c < classes; c++)
        end[c] = begin[c + 1] += begin[c];
    for (int c = 0; c < classes; c++)
        end[c] = begin[c];
    for (size_t place = 0; place < problem->draws; place++)
        list[end[of[sorted->draw[place]]]++] = (uint32_t)place;
    for (int r = 0; deleted && r < REPLICATES; r++)
        deleted[r] = 0;
    for (int c = 0; c < classes; c++) {
        struct member member = {list + begin[c], end[c] - begin[c], {0}};
        double without[REPLICATES];
        if (!member.count)
            continue;
        mean += (double)member.count * quantile_of(sorted, &member, problem->levels[measure]);
        if (!deleted)
            continue;
        for (size_t i = 0; i < member.count; i++)
            member.n[sorted->replicate[member.list[i]]]++;
        quantiles_without(sorted, &member, problem->levels[measure], without);
        for (int r = 0; r < REPLICATES; r++)
            if (isfinite(without[r])) {
                weight[r] += (double)member.count - member.n[r];
                deleted[r] += ((double)member.count - member.n[r]) * without[r];
            }
    }
    for (int r = 0; deleted && r < REPLICATES; r++)
        deleted[r] /= weight[r];
    return mean / (double)problem->draws;
}

static double sign_of(const struct problem *problem, int measure)
{
    return problem->levels[measure] < 0.5 ? -1 : 1;
}

void worth_of_knowing(const struct problem *problem, struct first_room *room,
                      struct sensitivity_effect *effects)
{
    const struct classes *classes = &room->classes;
    double deleted[REPLICATES];

    for (int m = 0; m < problem->measures; m++) {
        const struct sorted *sorted = &problem->sorted[m];
        double mean =
            mean_of_quantiles(problem, m, classes->of, classes->count, room->list, deleted);
        double sign = sign_of(problem, m);
        for (int r = 0; r < REPLICATES; r++)
            deleted[r] = sign * (sorted->deleted[r] - deleted[r]);
        effects[m].known.value =
            sign * (sorted->whole.value - mean - sorted->chance * classes->count / EQUAL_CLASSES);
        effects[m].known.se = jackknife_error(deleted);
    }
}

/* Numbers without order, the same everywhere: the finalizer of splitmix64 (Steele, Lea & Flood 2014). */
static uint64_t scatter(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* Quantiles of small classes are off by some 1/n: what EQUAL_CLASSES at random bring, the mean of several. */
static double chance_of(const struct problem *problem, int measure, struct first_room *room)
{
    enum { TIMES = 16 };
    double sum = 0;

    for (uint64_t t = 0; t < TIMES; t++) {
        for (size_t i = 0; i < problem->draws; i++)
            room->classes.of[i] =
                (uint16_t)(scatter((i * TIMES + t + 1) * UINT64_C(0x9e3779b97f4a7c15)) %
                           EQUAL_CLASSES);
        sum +=
            problem->sorted[measure].whole.value -
            mean_of_quantiles(problem, measure, room->classes.of, EQUAL_CLASSES, room->list, NULL);
    }
    return sum / TIMES;
}

void sorted_fill(struct problem *problem, int measure, const double *y, struct first_room *room)
{
    struct sorted *sorted = &problem->sorted[measure];
    const size_t draws = problem->draws;

    sorted->draw = memory_resize(NULL, draws, sizeof *sorted->draw);
    sorted->y = memory_resize(NULL, draws, sizeof *sorted->y);
    sorted->replicate = memory_resize(NULL, draws, sizeof *sorted->replicate);
    sensitivity_rank(y, draws, room->rank, sorted->draw);
    for (size_t i = 0; i < draws; i++) {
        sorted->y[i] = y[sorted->draw[i]];
        sorted->replicate[i] = problem->replicate[sorted->draw[i]];
        room->classes.of[i] = 0;
    }
    sorted->whole.value =
        mean_of_quantiles(problem, measure, room->classes.of, 1, room->list, sorted->deleted);
    sorted->whole.se = jackknife_error(sorted->deleted);
    sorted->chance = chance_of(problem, measure, room);
}
