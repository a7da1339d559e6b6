/* First-order indices with less chance in them: of inputs that were drawn independently, what the heaviest do to y is
   taken out before another is looked at (control variates; Owen, Monte Carlo theory, methods and examples, 2013,
   chapter 8). It leaves the mean of an estimate where it is; and Sobol points that lie badly in two dimensions
   together, as 1,024 draws of 40 inputs have some, do no harm. Part of sensitivity.h. */
#include "sensitivity_private.h"

#include "parallel.h"

#include <string.h>

/* The heaviest are fitted together, one after another and round again (backfitting; Hastie & Tibshirani 1990): fitted
   once each, they would take what is another's by the chance of the draws. */
enum { ROUNDS = 4 };
static const double LEAST_SHARE =
    0.001; /* of those; what is lighter adds chance and takes none away */

struct sharpening {
    struct problem *problem;
    struct fit *fits; /* [input * measures + measure]: 0 but of the heaviest */
    double (*left1)[REPLICATES];
};

static void start_room(void *context, void *room)
{
    first_start(room, ((struct sharpening *)context)->problem);
}

static void end_room(void *room)
{
    first_clear(room);
}

struct column { /* a heavy input */
    const struct placed *placed;
    struct fit *fit;
};

static void refit_values(const struct column *column, size_t draws, double *left)
{
    double sum[CLASSES_MAX] = {0}, n[CLASSES_MAX] = {0};

    for (size_t i = 0; i < draws; i++) {
        sum[column->placed->place[i]] += left[i];
        n[column->placed->place[i]]++;
    }
    for (int c = 0; c < column->placed->classes; c++) {
        sum[c] /= n[c] > 0 ? n[c] : 1;
        column->fit->at[c] += sum[c];
    }
    for (size_t i = 0; i < draws; i++)
        left[i] -= sum[column->placed->place[i]];
}

static void refit_terms(const struct problem *problem, const struct column *column, double *left)
{
    const size_t draws = problem->draws;
    pair sums[TERMS / 2] = {{0}};

    for (size_t i = 0; i < draws; i++) {
        const pair *terms =
            (const pair *)(problem->basis + (size_t)column->placed->place[i] * TERMS);
        const pair y = {left[i], left[i]};
        for (int k = 0; k < TERMS / 2; k++)
            sums[k] += y * terms[k];
    }
    for (int k = 0; k < TERMS / 2; k++) {
        sums[k] /= (double)draws;
        column->fit->at[2 * k] += sums[k][0];
        column->fit->at[2 * k + 1] += sums[k][1];
    }
    for (size_t i = 0; i < draws; i++) {
        const pair *terms =
            (const pair *)(problem->basis + (size_t)column->placed->place[i] * TERMS);
        pair sum = {0, 0};
        for (int k = 0; k < TERMS / 2; k++)
            sum += sums[k] * terms[k];
        left[i] -= sum[0] + sum[1];
    }
}

/* y without the heaviest inputs, and their fits. */
static void clean_measure(void *context, int m, void *room)
{
    struct sharpening *sharpening = context;
    struct problem *problem = sharpening->problem;
    const size_t draws = problem->draws, step = (size_t)problem->padded;
    double *left = memory_resize(NULL, draws, sizeof *left);
    int heaviest[HEAVIEST], count = find_heaviest(problem, m, heaviest);
    struct column column[HEAVIEST];

    (void)room;
    while (count &&
           problem->effects[(size_t)heaviest[count - 1] * (size_t)problem->measures + (size_t)m]
                   .first.value < LEAST_SHARE)
        count--;
    for (size_t i = 0; i < draws; i++)
        left[i] = ((const double *)problem->y)[i * step + (size_t)m];
    for (int k = 0; k < count; k++)
        column[k] = (struct column){
            &problem->placed[heaviest[k]],
            &sharpening->fits[(size_t)heaviest[k] * (size_t)problem->measures + (size_t)m]};
    for (int round = 0; round < ROUNDS; round++)
        for (int k = 0; k < count; k++)
            if (column[k].placed->few)
                refit_values(&column[k], draws, left);
            else
                refit_terms(problem, &column[k], left);
    for (size_t i = 0; i < draws; i++) {
        ((double *)problem->left)[i * step + (size_t)m] = left[i];
        sharpening->left1[m][problem->replicate[i]] += left[i];
    }
    free(left);
}

static void look_again(void *context, int i, void *room)
{
    const struct sharpening *sharpening = context;
    const struct problem *problem = sharpening->problem;
    const size_t m = (size_t)problem->measures, from = (size_t)i * m;
    struct sensitivity_estimate *first = memory_resize(NULL, m, sizeof *first);

    first_order(problem,
                &(struct seen){problem->left, (const double(*)[REPLICATES])sharpening->left1,
                               sharpening->fits + from},
                &problem->placed[i], room, first, problem->deleted + from);
    for (size_t k = 0; k < m; k++)
        problem->effects[from + k].first = problem->effects[from + k].independent = first[k];
    free(first);
}

void sharpen(struct problem *problem)
{
    const size_t m = (size_t)problem->measures, count = (size_t)problem->inputs * m;
    struct sharpening sharpening = {problem, memory_resize(NULL, count, sizeof *sharpening.fits),
                                    memory_resize(NULL, m, sizeof *sharpening.left1)};
    struct parallel each = {.count = problem->measures,
                            .threads = problem->threads,
                            .work = clean_measure,
                            .context = &sharpening,
                            .room_bytes = sizeof(struct first_room),
                            .start = start_room,
                            .end = end_room};

    memset(sharpening.fits, 0, count * sizeof *sharpening.fits);
    memset(sharpening.left1, 0, m * sizeof *sharpening.left1);
    parallel_do(&each);
    each.count = problem->inputs;
    each.work = look_again;
    parallel_do(&each);
    free(sharpening.fits);
    free(sharpening.left1);
}
