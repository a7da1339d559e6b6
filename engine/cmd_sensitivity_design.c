/* polsim sensitivity: what designs of further runs say. */
#include "cmd_sensitivity.h"
#include "error.h"
#include "sample.h"
#include "table.h"
#include "word.h"

#include <math.h>
#include <string.h>

/* ---- Sobol: two samples, and each group of the one from the other ---- */

struct mixing {
    const struct sensitivity_question *question;
    const double *a, *b; /* [inputs][draws] */
    const int *of;       /* [inputs]: their group; NULL with swapped -1 */
    int swapped;         /* the group that comes from b; -1: none, all: every one */
    int *first_input;    /* [parameters + 1] */
};

enum { NO_GROUP = -1, EVERY_GROUP = -2 };

static void fill_mixed(const void *context, int parameter, int input, double *x,
                       uint64_t first_draw, size_t lanes)
{
    const struct mixing *mixing = context;
    const int i = mixing->first_input[parameter] + input;
    const bool from_b = mixing->swapped == EVERY_GROUP || mixing->of[i] == mixing->swapped;

    memcpy(x, (from_b ? mixing->b : mixing->a) + (size_t)i * mixing->question->draws + first_draw,
           lanes * sizeof *x);
}

static int *number_inputs(const struct graph *graph)
{
    int *first = memory_resize(NULL, (size_t)graph->parameter_count + 1, sizeof *first);

    first[0] = 0;
    for (int p = 0; p < graph->parameter_count; p++)
        first[p + 1] = first[p] + graph->parameters[p].input_count;
    return first;
}

/* y[measure][draws] with one group from b; chance by `seed`. */
static double *run_mixed(struct sensitivity_question *question, struct mixing *mixing, int swapped,
                         uint64_t seed, uint64_t all, struct error *err)
{
    const struct sample_options options = {
        .draws = question->draws, .seed = seed, .design = {fill_mixed, mixing}};

    if (!progress_update(question->progress, question->models, all)) {
        error_set(err, ERROR_INTERRUPTED, "stopped");
        return NULL;
    }
    mixing->swapped = swapped;
    question->models++;
    return sample_draws(question->measures, question->measure_count, &options, err);
}

static void add_indices(struct sensitivity_question *question,
                        const struct sensitivity_groups *groups,
                        const struct sensitivity_indices *found, struct store_table *table)
{
    const int rows = groups->count + 1;
    double *weight = memory_resize(NULL, (size_t)rows, sizeof *weight);

    for (int m = 0; m < question->measure_count; m++) {
        for (int g = 0; g < rows; g++)
            weight[g] = found[g * question->measure_count + m].total.value;
        int *order = sensitivity_order(weight, rows);
        for (int place = 0; place < rows; place++) {
            int g = order[place];
            table_add_row(table);
            sensitivity_set_measure(question, m, table);
            table_set_number(table, "place", place + 1);
            if (g == groups->count) {
                sensitivity_set_words(table, "chance", WORD("chance"));
                table_set_text(table, "class", "chance");
            } else {
                sensitivity_set_group(question, groups, g, table);
            }
            sensitivity_set_estimate(table, "first", found[g * question->measure_count + m].first);
            sensitivity_set_estimate(table, "total", found[g * question->measure_count + m].total);
        }
        free(order);
    }
    free(weight);
}

/* Chance is a group of its own, which another seed gives anew. */
static bool run_groups(struct sensitivity_question *question, struct mixing *mixing,
                       const struct sensitivity_groups *groups, struct sensitivity_indices *found,
                       struct error *err)
{
    const uint64_t seed = question->run->seed, other = seed + 1, all = (uint64_t)groups->count + 3;
    const size_t draws = question->draws;
    double *a = run_mixed(question, mixing, NO_GROUP, seed, all, err);
    double *b = a ? run_mixed(question, mixing, EVERY_GROUP, other, all, err) : NULL;
    bool made = b;

    for (int g = 0; g <= groups->count && made; g++) {
        bool chance = g == groups->count;
        double *mixed =
            run_mixed(question, mixing, chance ? NO_GROUP : g, chance ? other : seed, all, err);
        made = mixed;
        for (int m = 0; m < question->measure_count && made; m++)
            found[g * question->measure_count + m] = sensitivity_of_group(
                a + (size_t)m * draws, b + (size_t)m * draws, mixed + (size_t)m * draws, draws);
        free(mixed);
    }
    free(a);
    free(b);
    return made;
}

bool sensitivity_by_sobol(struct sensitivity_question *question, struct error *err)
{
    struct sensitivity_groups groups = sensitivity_group_inputs(question);
    struct sensitivity_sample sample = {.seed = question->run->seed, .draws = question->draws};
    double *a = sensitivity_draw_inputs(question, &sample);
    sample.shift = question->model->dimensions;
    double *b = sensitivity_draw_inputs(question, &sample);
    struct mixing mixing = {.question = question,
                            .a = a,
                            .b = b,
                            .of = groups.of,
                            .first_input = number_inputs(question->model->graph)};
    struct sensitivity_indices *found = memory_resize(
        NULL, (size_t)(groups.count + 1) * (size_t)question->measure_count, sizeof *found);

    bool made = run_groups(question, &mixing, &groups, found, err);
    if (made)
        add_indices(question, &groups, found,
                    sensitivity_part(question, "totals",
                                     "measure measure_en measure_zh place name label_en label_zh "
                                     "class inputs first first_se first_low first_high total "
                                     "total_se total_low total_high"));
    free(a);
    free(b);
    free(mixing.first_input);
    free(found);
    sensitivity_clear_groups(&groups);
    return made;
}

/* ---- designs in which chance is its mean: a lane is a choice of inputs ---- */

struct lanes {
    const struct sensitivity_question *question;
    const double *x; /* [inputs][lanes] */
    uint64_t count;
    int *first_input;
};

static void fill_lanes(const void *context, int parameter, int input, double *x,
                       uint64_t first_draw, size_t lanes)
{
    const struct lanes *all = context;
    const size_t i = (size_t)(all->first_input[parameter] + input);

    memcpy(x, all->x + i * all->count + first_draw, lanes * sizeof *x);
}

/* y[measure][lanes] */
static double *run_lanes(struct sensitivity_question *question, const double *x, uint64_t count,
                         struct error *err)
{
    struct lanes lanes = {question, x, count, number_inputs(question->model->graph)};
    const struct sample_options options = {.draws = count,
                                           .seed = question->run->seed,
                                           .sampler = RUN_EXPECTED,
                                           .design = {fill_lanes, &lanes}};
    double *y = sample_draws(question->measures, question->measure_count, &options, err);

    free(lanes.first_input);
    question->models++;
    return y;
}

/* ---- Morris ---- */

/* Of so many candidates for each trajectory, as far as these are so many in all: choosing takes the square of them. */
enum { CANDIDATES = 4, CANDIDATES_MAX = 200 };

static void add_effects(struct sensitivity_question *question, const double *y, const double *u,
                        const int *moved, int trajectories)
{
    struct store_table *table = sensitivity_part(
        question, "effects",
        "measure measure_en measure_zh unit place name label_en label_zh parameter "
        "class p10 p90 about about_se about_low about_high mean sigma");
    const int count = question->input_count;
    const size_t points = (size_t)trajectories * (size_t)(count + 1);
    struct sensitivity_morris *effects = memory_resize(NULL, (size_t)count, sizeof *effects);
    double *weight = memory_resize(NULL, (size_t)count, sizeof *weight);

    for (int m = 0; m < question->measure_count; m++) {
        sensitivity_effects(y + (size_t)m * points, u, moved, count, trajectories, effects);
        for (int i = 0; i < count; i++)
            weight[i] = effects[i].about.value;
        int *order = sensitivity_order(weight, count);
        for (int place = 0; place < count; place++) {
            const struct sensitivity_morris *effect = &effects[order[place]];
            table_add_row(table);
            sensitivity_set_measure(question, m, table);
            table_set_number(table, "place", place + 1);
            sensitivity_set_input(question, order[place], table);
            sensitivity_set_estimate(table, "about", effect->about);
            table_set_number(table, "mean", effect->mean);
            table_set_number(table, "sigma", effect->sigma);
        }
        free(order);
    }
    free(effects);
    free(weight);
}

bool sensitivity_by_morris(struct sensitivity_question *question, struct error *err)
{
    const int count = question->input_count, trajectories = (int)question->draws;
    const size_t points = (size_t)trajectories * (size_t)(count + 1);
    double *u = memory_resize(NULL, size_product(points, (size_t)count), sizeof *u);
    double *x = memory_resize(NULL, size_product(points, (size_t)count), sizeof *x);
    int *moved = memory_resize(NULL, (size_t)trajectories * (size_t)count, sizeof *moved);

    int candidates = CANDIDATES * trajectories <= CANDIDATES_MAX ? CANDIDATES * trajectories
                     : trajectories > CANDIDATES_MAX             ? trajectories
                                                                 : CANDIDATES_MAX;
    sensitivity_trajectories(count, trajectories, candidates, question->run->seed, u, moved);
    for (int i = 0; i < count; i++) {
        const struct dist *dist = sensitivity_input(question, i)->dist;
        double level[4];
        for (int k = 0; k < 4; k++)
            level[k] = dist_quantile(dist, (k + 0.5) / 4);
        for (size_t p = 0; p < points; p++)
            x[(size_t)i * points + p] = level[(int)(4 * u[p * (size_t)count + (size_t)i])];
    }
    double *y = run_lanes(question, x, points, err);
    if (y)
        add_effects(question, y, u, moved, trajectories);
    free(u);
    free(x);
    free(moved);
    free(y);
    return y;
}

/* ---- one at a time ---- */

/* x[input][lane]: lane 0 has all at their means, 1 + 2i and 2 + 2i input i at its P10 and P90 (audit.h). */
static double *fill_tornado(const struct sensitivity_question *question, size_t lanes)
{
    double *x = memory_resize(NULL, size_product((size_t)question->input_count, lanes), sizeof *x);

    for (int i = 0; i < question->input_count; i++) {
        double *row = x + (size_t)i * lanes;
        for (size_t lane = 0; lane < lanes; lane++)
            row[lane] = dist_expected(sensitivity_input(question, i)->dist);
        audit_find_ends(question->model, &question->inputs[i], &row[1 + 2 * i], &row[2 + 2 * i]);
    }
    return x;
}

static void add_tornado(struct sensitivity_question *question, const double *y, size_t lanes)
{
    struct store_table *table = sensitivity_part(
        question, "tornado",
        "measure measure_en measure_zh unit place name label_en label_zh parameter class p10 p90 "
        "at_mean at_p10 at_p90 swing");
    double *weight = memory_resize(NULL, (size_t)question->input_count, sizeof *weight);

    for (int m = 0; m < question->measure_count; m++) {
        const double *at = y + (size_t)m * lanes;
        for (int i = 0; i < question->input_count; i++)
            weight[i] = fmax(fmax(at[1 + 2 * i], at[2 + 2 * i]), at[0]) -
                        fmin(fmin(at[1 + 2 * i], at[2 + 2 * i]), at[0]);
        int *order = sensitivity_order(weight, question->input_count);
        for (int place = 0; place < question->input_count; place++) {
            int i = order[place];
            table_add_row(table);
            sensitivity_set_measure(question, m, table);
            table_set_number(table, "place", place + 1);
            sensitivity_set_input(question, i, table);
            table_set_number(table, "at_mean", at[0]);
            table_set_number(table, "at_p10", at[1 + 2 * i]);
            table_set_number(table, "at_p90", at[2 + 2 * i]);
            table_set_number(table, "swing", weight[i]);
        }
        free(order);
    }
    free(weight);
}

bool sensitivity_one_at_a_time(struct sensitivity_question *question, struct error *err)
{
    const size_t lanes = 1 + 2 * (size_t)question->input_count;
    double *x = fill_tornado(question, lanes), *y = run_lanes(question, x, lanes, err);

    question->draws = lanes;
    if (y)
        add_tornado(question, y, lanes);
    free(x);
    free(y);
    return y;
}
