#include "sensitivity_private.h"

#include "parallel.h"

#include <math.h>
#include <string.h>

const double SENSITIVITY_T = 2.131449545559323;

static const struct sensitivity_estimate nothing = {NAN, NAN};

static void *zeros(size_t count, size_t bytes)
{
    void *room = memory_resize(NULL, count, bytes);

    memset(room, 0, count * bytes);
    return room;
}

/* ---- each input by itself ---- */

static void start_room(void *context, void *room)
{
    first_start(room, context);
}

static void end_room(void *room)
{
    first_clear(room);
}

/* Mean 0 and variance 1; all 0 where there is one value. */
static void keep_ranks(const double *rank, size_t n, double *out)
{
    double middle = 0.5 * (double)(n + 1), squares = 0;

    for (size_t i = 0; i < n; i++)
        squares += (rank[i] - middle) * (rank[i] - middle);
    double scale = squares > 0 ? sqrt((double)n / squares) : 0;
    for (size_t i = 0; i < n; i++)
        out[i] = (rank[i] - middle) * scale;
}

/* A correlation from sums over replicates, less one of them. */
struct crossed {
    double x[REPLICATES], x2[REPLICATES];
};

static double correlation(const struct problem *problem, const struct crossed *crossed,
                          const double *xy, const double *y, const double *y2, int without)
{
    double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;

    for (int r = 0; r < REPLICATES; r++)
        if (r != without) {
            n += problem->n[r];
            sx += crossed->x[r];
            sxx += crossed->x2[r];
            sy += y[r];
            syy += y2[r];
            sxy += xy[r];
        }
    double spread = (sxx - sx * sx / n) * (syy - sy * sy / n);
    return spread > 0 ? (sxy - sx * sy / n) / sqrt(spread) : 0;
}

/* Spearman's with all measures. */
static void correlate(const struct problem *problem, const double *x,
                      struct sensitivity_effect *effects)
{
    const size_t width = (size_t)problem->padded / 2;
    struct crossed crossed = {{0}, {0}};
    pair *xy = memory_resize(NULL, 2 * REPLICATES * width, sizeof *xy);
    double deleted[REPLICATES], one[REPLICATES], y1[REPLICATES];

    memset(xy, 0, 2 * REPLICATES * width * sizeof *xy);
    for (size_t i = 0; i < problem->draws; i++) {
        const int r = problem->replicate[i];
        const pair both = {x[i], x[i]}, *y = problem->ranks + i * width;
        pair *to = xy + 2 * (size_t)r * width;
        crossed.x[r] += x[i];
        crossed.x2[r] += x[i] * x[i];
        for (size_t m = 0; m < width; m++) {
            to[m] += both * y[m];
            to[width + m] += y[m];
        }
    }
    for (int m = 0; m < problem->measures; m++) {
        for (int r = 0; r < REPLICATES; r++) {
            one[r] = ((const double *)(xy + 2 * (size_t)r * width))[m];
            y1[r] = ((const double *)(xy + (2 * (size_t)r + 1) * width))[m];
        }
        for (int d = -1; d < REPLICATES; d++)
            *(d < 0 ? &effects[m].rank.value : &deleted[d]) =
                correlation(problem, &crossed, one, y1, problem->rank2[m], d);
        effects[m].rank.se = jackknife_error(deleted);
    }
    free(xy);
}

static void one_input(void *context, int i, void *room)
{
    struct problem *problem = context;
    struct first_room *first_room = room;
    const size_t m = (size_t)problem->measures;
    struct sensitivity_effect *effects = problem->effects + (size_t)i * m;
    struct sensitivity_estimate *first = memory_resize(NULL, m, sizeof *first);
    double *ranks = problem->x_ranks + (size_t)i * problem->draws;

    problem->placed[i] = place_input(problem, problem->x[i], first_room);
    first_order(problem, &(struct seen){problem->y, (const double(*)[REPLICATES])problem->y1, NULL},
                &problem->placed[i], first_room, first, problem->deleted + (size_t)i * m);
    keep_ranks(first_room->rank, problem->draws, ranks);
    correlate(problem, ranks, effects);
    worth_of_knowing(problem, first_room, effects);
    for (size_t k = 0; k < m; k++) {
        effects[k].first = effects[k].independent = first[k];
        effects[k].partial = nothing;
    }
    free(first);
}

/* ---- the measures ---- */

static void one_measure(void *context, int m, void *room)
{
    struct problem *problem = context;
    struct first_room *first_room = room;
    const size_t n = problem->draws, step = (size_t)problem->padded;
    double *y = (double *)problem->y + m, *ranks = (double *)problem->ranks + m, mean = 0;
    double *whole = zeros(n, sizeof *whole);

    for (size_t i = 0; i < n; i++)
        mean += y[i * step] / (double)n;
    for (size_t i = 0; i < n; i++) {
        const int r = problem->replicate[i];
        whole[i] = y[i * step];
        y[i * step] -= mean;
        problem->y1[m][r] += y[i * step];
        problem->y2[m][r] += y[i * step] * y[i * step];
    }
    sorted_fill(problem, m, whole, first_room);
    sensitivity_rank(whole, n, first_room->rank, first_room->order);
    for (size_t i = 0; i < n; i++) {
        double rank = first_room->rank[i] - 0.5 * (double)(n + 1);
        ranks[i * step] = rank;
        problem->rank2[m][problem->replicate[i]] += rank * rank;
    }
    free(whole);
}

/* ---- what is left ---- */

/* First-order indices of inputs (NULL: all) added up; step: between those of one measure. */
static struct sensitivity_estimate add_shares(const struct sensitivity_effect *effects,
                                              const double (*from)[REPLICATES], size_t step,
                                              const int *inputs, int count,
                                              double deleted[REPLICATES])
{
    struct sensitivity_estimate sum = {0, 0};

    memset(deleted, 0, REPLICATES * sizeof *deleted);
    for (int k = 0; k < count; k++) {
        size_t i = (size_t)(inputs ? inputs[k] : k) * step;
        sum.value += effects[i].first.value;
        for (int d = 0; d < REPLICATES; d++)
            deleted[d] += from[i][d];
    }
    sum.se = jackknife_error(deleted);
    return sum;
}

int find_heaviest(const struct problem *problem, int measure, int heaviest[HEAVIEST])
{
    int count = 0;

    for (int i = 0; i < problem->inputs; i++) {
        double share =
            problem->effects[(size_t)i * (size_t)problem->measures + (size_t)measure].first.value;
        int at = count < HEAVIEST ? count++ : HEAVIEST;
        for (; at > 0; at--) {
            size_t other = (size_t)heaviest[at - 1] * (size_t)problem->measures + (size_t)measure;
            if (problem->effects[other].first.value >= share)
                break;
            if (at < HEAVIEST)
                heaviest[at] = heaviest[at - 1];
        }
        if (at < HEAVIEST)
            heaviest[at] = i;
    }
    return count;
}

/* Adds the share of y's variance in the product of two inputs' ranks, without each replicate and (last) with all. */
static void add_product(const struct problem *problem, int measure, const double *a,
                        const double *b, double share[REPLICATES + 1])
{
    const double *y = (const double *)(problem->left ? problem->left : problem->y) + measure;
    double sums[REPLICATES] = {0};

    for (size_t i = 0; i < problem->draws; i++)
        sums[problem->replicate[i]] += y[i * (size_t)problem->padded] * a[i] * b[i];
    for (int without = 0; without <= REPLICATES; without++) {
        struct square square = {0};
        double squares = 0;
        for (int r = 0; r < REPLICATES; r++)
            if (r != without) {
                square_add(&square, sums[r], problem->n[r]);
                squares += problem->y2[measure][r];
            }
        share[without] += square_of(&square) * square.n / squares;
    }
}

struct totals {
    struct problem *problem;
    struct sensitivity_total *all;
};

static void one_total(void *context, int m, void *room)
{
    const struct problem *problem = ((struct totals *)context)->problem;
    struct sensitivity_total *total = &((struct totals *)context)->all[m];
    int heaviest[HEAVIEST], count = find_heaviest(problem, m, heaviest);
    double share[REPLICATES + 1] = {0}, alone[REPLICATES], rest[REPLICATES];

    (void)room;
    total->alone =
        add_shares(problem->effects + m, (const double(*)[REPLICATES])problem->deleted + m,
                   (size_t)problem->measures, NULL, problem->inputs, alone);
    for (int a = 0; a < count; a++)
        for (int b = 0; b < a; b++)
            add_product(problem, m, problem->x_ranks + (size_t)heaviest[a] * problem->draws,
                        problem->x_ranks + (size_t)heaviest[b] * problem->draws, share);
    total->pairs = (struct sensitivity_estimate){share[REPLICATES], jackknife_error(share)};
    for (int d = 0; d < REPLICATES; d++)
        rest[d] = 1 - alone[d] - share[d];
    total->rest = (struct sensitivity_estimate){1 - total->alone.value - total->pairs.value,
                                                jackknife_error(rest)};
}

/* ---- measures that have values in the same draws ---- */

static void clear_problem(struct problem *problem)
{
    for (int m = 0; problem->sorted && m < problem->measures; m++) {
        free(problem->sorted[m].draw);
        free(problem->sorted[m].y);
        free(problem->sorted[m].replicate);
    }
    for (int i = 0; i < problem->inputs; i++)
        placed_clear(&problem->placed[i]);
    free(problem->placed);
    free(problem->by_replicate);
    free(problem->basis);
    free(problem->y);
    free(problem->ranks);
    free(problem->y1);
    free(problem->y2);
    free(problem->rank2);
    free(problem->sorted);
    free(problem->x_ranks);
    free(problem->effects);
    free(problem->deleted);
    free(problem->left);
}

static void take_room(struct problem *problem)
{
    size_t m = (size_t)problem->measures, p = (size_t)problem->inputs, n = problem->draws;

    problem->y = zeros(n * (size_t)problem->padded, sizeof(double));
    problem->ranks = zeros(n * (size_t)problem->padded, sizeof(double));
    problem->y1 = zeros(m, sizeof *problem->y1);
    problem->y2 = zeros(m, sizeof *problem->y2);
    problem->rank2 = zeros(m, sizeof *problem->rank2);
    problem->sorted = zeros(m, sizeof *problem->sorted);
    problem->placed = zeros(p, sizeof *problem->placed);
    problem->x_ranks = memory_resize(NULL, p * n, sizeof *problem->x_ranks);
    problem->effects = zeros(p * m, sizeof *problem->effects);
    problem->deleted = zeros(p * m, sizeof *problem->deleted);
    if (problem->independent)
        problem->left = zeros(n * (size_t)problem->padded, sizeof(double));
}

static void list_by_replicate(struct problem *problem)
{
    size_t place = 0;

    problem->by_replicate = memory_resize(NULL, problem->draws, sizeof *problem->by_replicate);
    for (int r = 0; r < REPLICATES; r++) {
        problem->begin[r] = place;
        for (size_t i = 0; i < problem->draws; i++)
            if (problem->replicate[i] == r)
                problem->by_replicate[place++] = (uint32_t)i;
        problem->n[r] = (double)(place - problem->begin[r]);
    }
    problem->begin[REPLICATES] = place;
}

static void solve(struct problem *problem, const double *const *y, struct sensitivity_total *totals,
                  bool *correlated)
{
    take_room(problem);
    list_by_replicate(problem);
    problem->basis = basis_new(problem->draws);
    for (size_t i = 0; i < problem->draws; i++)
        for (int m = 0; m < problem->measures; m++)
            ((double *)problem->y)[i * (size_t)problem->padded + (size_t)m] = y[m][i];
    struct parallel each = {.count = problem->measures,
                            .threads = problem->threads,
                            .work = one_measure,
                            .context = problem,
                            .room_bytes = sizeof(struct first_room),
                            .start = start_room,
                            .end = end_room};
    parallel_do(&each);
    each.count = problem->inputs;
    each.work = one_input;
    parallel_do(&each);
    if (problem->independent)
        sharpen(problem);
    if (effects_together(problem))
        *correlated = true;
    parallel_do(&(struct parallel){.count = problem->measures,
                                   .threads = problem->threads,
                                   .work = one_total,
                                   .context = &(struct totals){problem, totals}});
    for (int m = 0; m < problem->measures; m++)
        totals[m].quantile = problem->sorted[m].whole.value;
}

/* ---- all of it ---- */

static double spread_of(const double *y, size_t draws, struct sensitivity_total *total)
{
    double squares = 0;

    for (size_t i = 0; i < draws; i++)
        if (!isnan(y[i])) {
            double step = y[i] - total->mean;
            total->n++;
            total->mean = total->n == 1 ? y[i] : total->mean + step / total->n;
            squares += total->n == 1 ? 0 : step * (y[i] - total->mean);
        }
    total->sd = total->n > 1 ? sqrt(squares / (total->n - 1)) : NAN;
    return total->sd;
}

/* Places the numbers of some measures among all. */
static void place_effects(struct sensitivity *found, const struct problem *problem,
                          const int *measures)
{
    for (int i = 0; i < problem->inputs; i++)
        for (int m = 0; m < problem->measures; m++) {
            size_t from = (size_t)i * (size_t)problem->measures + (size_t)m;
            size_t to = (size_t)i * (size_t)found->measure_count + (size_t)measures[m];
            found->effects[to] = problem->effects[from];
            memcpy(found->deleted[to], problem->deleted[from], sizeof problem->deleted[from]);
        }
}

/* Measures of data->measures[measures[…]], which all have a value in the same draws. */
static void solve_some(struct sensitivity *found, const struct sensitivity_data *data,
                       const int *measures, int count)
{
    const size_t p = (size_t)data->input_count;
    const double *asked = data->measures[measures[0]];
    double **x = memory_resize(NULL, p + (size_t)count, sizeof *x), **y = x + p;
    double *levels = memory_resize(NULL, (size_t)count, sizeof *levels);
    struct sensitivity_total *totals = zeros((size_t)count, sizeof *totals);
    uint8_t *replicate = memory_resize(NULL, data->draws, sizeof *replicate);
    struct problem problem = {.inputs = data->input_count,
                              .measures = count,
                              .padded = count + count % 2,
                              .replicate = replicate,
                              .levels = levels,
                              .threads = data->threads,
                              .independent = data->independent};

    for (size_t i = 0; i < data->draws; i++)
        if (!isnan(asked[i]))
            replicate[problem.draws++] = (uint8_t)(i % REPLICATES);
    bool whole = problem.draws == data->draws;
    for (size_t k = 0; k < p + (size_t)count; k++) {
        const double *from = k < p ? data->inputs[k] : data->measures[measures[k - p]];
        x[k] = whole ? (double *)from : memory_resize(NULL, problem.draws, sizeof **x);
        for (size_t i = 0, to = 0; !whole && i < data->draws; i++)
            if (!isnan(asked[i]))
                x[k][to++] = from[i];
    }
    for (int m = 0; m < count; m++)
        levels[m] = data->levels[measures[m]];
    problem.x = (const double *const *)x;
    solve(&problem, (const double *const *)y, totals, &found->correlated);
    place_effects(found, &problem, measures);
    for (int m = 0; m < count; m++) {
        struct sensitivity_total *to = &found->totals[measures[m]];
        to->alone = totals[m].alone;
        to->pairs = totals[m].pairs;
        to->rest = totals[m].rest;
        to->quantile = totals[m].quantile;
    }
    for (size_t k = 0; !whole && k < p + (size_t)count; k++)
        free(x[k]);
    clear_problem(&problem);
    free(totals);
    free(levels);
    free(replicate);
    free(x);
}

static struct sensitivity *start(const struct sensitivity_data *data)
{
    struct sensitivity *found = zeros(1, sizeof *found);
    size_t m = (size_t)data->measure_count, count = size_product((size_t)data->input_count, m);
    const struct sensitivity_effect unknown = {nothing, nothing, nothing, nothing, nothing};

    *found = (struct sensitivity){.input_count = data->input_count,
                                  .measure_count = data->measure_count,
                                  .effects = memory_resize(NULL, count, sizeof *found->effects),
                                  .totals = zeros(m, sizeof *found->totals),
                                  .deleted = zeros(count, sizeof *found->deleted)};
    for (size_t i = 0; i < count; i++)
        found->effects[i] = unknown;
    for (size_t k = 0; k < m; k++)
        found->totals[k] = (struct sensitivity_total){
            .quantile = NAN, .alone = nothing, .pairs = nothing, .rest = nothing};
    return found;
}

struct sensitivity *sensitivity_new(const struct sensitivity_data *data)
{
    struct sensitivity *found = start(data);
    int *whole = memory_resize(NULL, (size_t)data->measure_count, sizeof *whole), whole_count = 0;

    must(data->draws >= SENSITIVITY_DRAWS_MIN && data->draws < UINT32_MAX);
    for (int m = 0; m < data->measure_count; m++) {
        struct sensitivity_total *total = &found->totals[m];
        double sd = spread_of(data->measures[m], data->draws, total);
        if (!(sd > 0) || total->n < SENSITIVITY_DRAWS_MIN || data->input_count == 0)
            continue;
        if (total->n == (double)data->draws)
            whole[whole_count++] = m;
        else
            solve_some(found, data, &m, 1);
    }
    if (whole_count)
        solve_some(found, data, whole, whole_count);
    for (int m = 0; m < data->measure_count && found->correlated; m++)
        found->totals[m].alone = found->totals[m].pairs = found->totals[m].rest = nothing;
    free(whole);
    return found;
}

void sensitivity_free(struct sensitivity *found)
{
    if (!found)
        return;
    free(found->effects);
    free(found->totals);
    free(found->deleted);
    free(found);
}

struct sensitivity_estimate sensitivity_sum(const struct sensitivity *found, const int *inputs,
                                            int count, int measure)
{
    double deleted[REPLICATES];

    return add_shares(found->effects + measure,
                      (const double(*)[REPLICATES])found->deleted + measure,
                      (size_t)found->measure_count, inputs, count, deleted);
}
