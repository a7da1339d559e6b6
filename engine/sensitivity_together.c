/* Inputs that move together: rank correlations of all with all, partial correlations, what is left of an input when
   those correlated with it are known. Part of sensitivity.h. */
#include "sensitivity_private.h"

#include "dmath.h"
#include "parallel.h"

#include <math.h>
#include <string.h>

enum { ROWS = 4, STRETCH = 1024 };
/* Less of an input's variance than this is what ranks leave of one that follows from the others. */
static const double LEAST_LEFT = 1e-3;

/* ---- all with all ---- */

struct crossing {
    const struct problem *problem;
    double *with; /* [inputs][inputs]: the lower triangle, then both */
};

/* Four rows with two over a stretch of draws. */
static void cross(const double *const rows[ROWS], const double *a, const double *b, size_t n,
                  double out[ROWS][2])
{
    pair sums[ROWS][2] = {0};

    for (size_t i = 0; i + 2 <= n; i += 2) {
        pair x = {a[i], a[i + 1]}, y = {b[i], b[i + 1]};
        for (int r = 0; r < ROWS; r++) {
            pair z = {rows[r][i], rows[r][i + 1]};
            sums[r][0] += z * x;
            sums[r][1] += z * y;
        }
    }
    for (int r = 0; r < ROWS; r++) {
        out[r][0] += sums[r][0][0] + sums[r][0][1];
        out[r][1] += sums[r][1][0] + sums[r][1][1];
        if (n % 2) {
            out[r][0] += rows[r][n - 1] * a[n - 1];
            out[r][1] += rows[r][n - 1] * b[n - 1];
        }
    }
}

static const double *row_of(const struct problem *problem, int i)
{
    return problem->x_ranks +
           (size_t)(i < problem->inputs ? i : problem->inputs - 1) * problem->draws;
}

/* Rows 4 block .. + 3 with all before them and themselves. */
static void cross_rows(void *context, int block, void *room)
{
    const struct crossing *crossing = context;
    const struct problem *problem = crossing->problem;
    const int first = ROWS * block, p = problem->inputs;

    (void)room;
    for (int j = 0; j < first + ROWS && j < p; j += 2) {
        double sums[ROWS][2] = {{0}};
        for (size_t from = 0; from < problem->draws; from += STRETCH) {
            size_t n = problem->draws - from < STRETCH ? problem->draws - from : STRETCH;
            const double *rows[ROWS];
            for (int r = 0; r < ROWS; r++)
                rows[r] = row_of(problem, first + r) + from;
            cross(rows, row_of(problem, j) + from, row_of(problem, j + 1) + from, n, sums);
        }
        for (int r = 0; r < ROWS && first + r < p; r++)
            for (int c = 0; c < 2 && j + c <= first + r; c++)
                crossing->with[(size_t)(first + r) * (size_t)p + (size_t)(j + c)] =
                    crossing->with[(size_t)(j + c) * (size_t)p + (size_t)(first + r)] =
                        sums[r][c] / (double)problem->draws;
    }
}

/* Cholesky's lower factor of n rows in its place; false: there is none. */
static bool factor(double *a, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= a[i * n + k] * a[j * n + k];
            if (i == j && sum < 1e-12)
                return false;
            a[i * n + j] = i == j ? sqrt(sum) : sum / a[j * n + j];
        }
    return true;
}

/* The inverse of a symmetric matrix, which is used up; false: it has none. */
static bool invert(double *a, size_t n, double *inverse)
{
    if (!factor(a, n))
        return false;
    double *half = memory_resize(NULL, n * n, sizeof *half); /* the factor's inverse */
    memset(half, 0, n * n * sizeof *half);
    memset(inverse, 0, n * n * sizeof *inverse);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            for (size_t j = 0; j <= k; j++)
                half[i * n + j] -= a[i * n + k] * half[k * n + j];
        for (size_t j = 0; j < i; j++)
            half[i * n + j] /= a[i * n + i];
        half[i * n + i] = 1 / a[i * n + i];
    }
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i <= k; i++)
            for (size_t j = 0; j <= k; j++)
                inverse[i * n + j] += half[k * n + i] * half[k * n + j];
    free(half);
    return true;
}

/* ---- partial correlations ---- */

/* From the inverse of the inputs' correlations and theirs with y: standard coefficients b, and of each
   b / sqrt(b^2 + inverse[i][i] * (1 - R^2)), which is the t of a regression written as a correlation. */
static void set_partial(struct problem *problem, const double *inverse, int measure)
{
    const size_t p = (size_t)problem->inputs;
    double *b = memory_resize(NULL, p, sizeof *b), explained = 0;
    const double freedom = (double)problem->draws - (double)p - 2;

    for (size_t i = 0; i < p; i++) {
        b[i] = 0;
        for (size_t j = 0; j < p; j++)
            b[i] += inverse[i * p + j] *
                    problem->effects[j * (size_t)problem->measures + (size_t)measure].rank.value;
        explained +=
            b[i] * problem->effects[i * (size_t)problem->measures + (size_t)measure].rank.value;
    }
    for (size_t i = 0; i < p; i++) {
        double left = fmax(1 - explained, 0) * inverse[i * p + i];
        double partial = b[i] == 0 ? 0 : b[i] / sqrt(b[i] * b[i] + left);
        problem->effects[i * (size_t)problem->measures + (size_t)measure].partial =
            (struct sensitivity_estimate){partial, (1 - partial * partial) / sqrt(freedom)};
    }
    free(b);
}

static void set_partials(struct problem *problem, const double *with)
{
    const size_t p = (size_t)problem->inputs;
    double *a = memory_resize(NULL, p * p, sizeof *a),
           *inverse = memory_resize(NULL, p * p, sizeof *a);

    memcpy(a, with, p * p * sizeof *a);
    if (problem->draws > 2 * p && invert(a, p, inverse))
        for (int m = 0; m < problem->measures; m++)
            set_partial(problem, inverse, m);
    free(a);
    free(inverse);
}

/* ---- independent effects ---- */

/* Inputs that are correlated, one through another, have the same number. Draws of independent inputs come to 8
   standard errors in no pair of a thousand inputs. */
static bool find_families(const struct problem *problem, const double *with, int *family)
{
    const int p = problem->inputs;
    const double least = 8 / sqrt((double)problem->draws);
    bool any = false;

    for (int i = 0; i < p; i++)
        family[i] = i;
    for (int i = 0; i < p; i++)
        for (int j = 0; j < i; j++) {
            int from = family[i], to = family[j];
            if (fabs(with[(size_t)i * (size_t)p + (size_t)j]) < least || from == to)
                continue;
            any = true;
            for (int k = 0; k < p; k++)
                if (family[k] == from)
                    family[k] = to;
        }
    return any;
}

/* Normal scores of the inputs of a family. */
static double *scores_of(const struct problem *problem, const int *member, int count)
{
    const size_t n = problem->draws;
    double *z = memory_resize(NULL, (size_t)count * n, sizeof *z);
    double *rank = memory_resize(NULL, n, sizeof *rank);
    uint32_t *order = memory_resize(NULL, n, sizeof *order);

    for (int k = 0; k < count; k++) {
        sensitivity_rank(row_of(problem, member[k]), n, rank, order);
        for (size_t i = 0; i < n; i++)
            z[(size_t)k * n + i] = dm_normal_quantile((rank[i] - 0.5) / (double)n);
    }
    free(rank);
    free(order);
    return z;
}

static double *inverse_of_scores(const double *z, size_t count, size_t n)
{
    double *with = memory_resize(NULL, count * count, sizeof *with);
    double *inverse = memory_resize(NULL, count * count, sizeof *inverse);

    for (size_t j = 0; j < count; j++)
        for (size_t k = 0; k < count; k++) {
            double sum = 0;
            for (size_t i = 0; i < n; i++)
                sum += z[j * n + i] * z[k * n + i];
            with[j * count + k] = sum / (double)n;
        }
    for (size_t j = 0; j < count; j++)
        with[j * count + j] *= 1 + 1e-9; /* two that are one are no division by 0 */
    must(invert(with, count, inverse));
    free(with);
    return inverse;
}

/* What is left of one input when the others of its family are known is their row of the inverse applied to the
   scores; nothing is left of one that follows from the others. */
static void set_independent(struct problem *problem, const int *member, int count)
{
    const size_t n = problem->draws, m = (size_t)problem->measures;
    double *z = scores_of(problem, member, count), *left = memory_resize(NULL, n, sizeof *left);
    double *inverse = inverse_of_scores(z, (size_t)count, n);
    struct sensitivity_estimate *first = memory_resize(NULL, m, sizeof *first);
    double(*deleted)[REPLICATES] = memory_resize(NULL, m, sizeof *deleted);
    struct first_room room;

    first_start(&room, problem);
    for (int k = 0; k < count; k++) {
        const double *row = inverse + k * count;
        for (size_t i = 0; i < n; i++) {
            left[i] = 0;
            for (int j = 0; j < count; j++)
                left[i] += row[j] * z[(size_t)j * n + i];
        }
        bool nothing = 1 / row[k] < LEAST_LEFT;
        if (!nothing) {
            struct placed placed = place_input(problem, left, &room);
            first_order(problem,
                        &(struct seen){problem->y, (const double(*)[REPLICATES])problem->y1, NULL},
                        &placed, &room, first, deleted);
            placed_clear(&placed);
        }
        for (size_t y = 0; y < m; y++)
            problem->effects[(size_t)member[k] * m + y].independent =
                nothing ? (struct sensitivity_estimate){0, 0} : first[y];
    }
    first_clear(&room);
    free(z);
    free(left);
    free(inverse);
    free(first);
    free(deleted);
}

bool effects_together(struct problem *problem)
{
    const size_t p = (size_t)problem->inputs;
    struct crossing crossing = {problem, memory_resize(NULL, p * p, sizeof(double))};
    int *family = memory_resize(NULL, 2 * p, sizeof *family), *member = family + p;

    parallel_do(&(struct parallel){.count = (problem->inputs + ROWS - 1) / ROWS,
                                   .threads = problem->threads,
                                   .work = cross_rows,
                                   .context = &crossing});
    for (size_t i = 0; i < p; i++)
        crossing.with[i * p + i] = 1; /* of one that is a number too */
    set_partials(problem, crossing.with);
    bool any = !problem->independent && find_families(problem, crossing.with, family);
    for (int f = 0; any && f < problem->inputs; f++) {
        int count = 0;
        for (int i = 0; i < problem->inputs; i++)
            if (family[i] == f)
                member[count++] = i;
        if (count > 1)
            set_independent(problem, member, count);
    }
    free(crossing.with);
    free(family);
    return any;
}
