/* Weighs the uncertain inputs. Part of audit.h. */
#include "audit.h"

#include "audit_private.h"

#include <math.h>
#include <string.h>

static const double LOW = 0.1, HIGH = 0.9; /* P10 and P90 */

bool audit_is_met(const struct target *target, double value)
{
    double slack = 1e-9 * fabs(target->threshold_value); /* sums of fractions of people */

    return target->threshold > 0 ? value >= target->threshold_value - slack
                                 : value <= target->threshold_value + slack;
}

/* The first cell that draws from it; -1 where none does. */
static long cell_of(const struct graph *graph, const struct parameter *parameter, int input)
{
    size_t count = graph_cells(graph, parameter->axes) * (size_t)parameter->periods;

    for (size_t i = 0; i < count; i++)
        if (parameter->cells[i].input == input)
            return (long)i;
    return -1;
}

void audit_find_ends(const struct model *model, const struct audit_input *input, double *low,
                     double *high)
{
    const struct parameter *parameter = &model->graph->parameters[input->parameter];
    const struct dist *dist = parameter->inputs[input->input].dist;
    bool turned = parameter->cells[input->cell].scale < 0;

    *low = dist_quantile(dist, turned ? HIGH : LOW);
    *high = dist_quantile(dist, turned ? LOW : HIGH);
}

const char *audit_input_class(const struct model *model, const struct audit_input *input)
{
    const struct parameter *parameter = &model->graph->parameters[input->parameter];

    return parameter->cells[input->cell].change ? "scenario" : parameter->source_kind;
}

static struct audit_input describe(const struct model *model, int p, int input)
{
    const struct parameter *parameter = &model->graph->parameters[p];
    long cell = cell_of(model->graph, parameter, input);
    double low, high;

    must(cell >= 0);
    struct audit_input found = {.parameter = p, .input = input, .cell = (size_t)cell, .most = -1};
    audit_find_ends(model, &found, &low, &high);
    found.low = low * parameter->cells[cell].scale + parameter->cells[cell].offset;
    found.high = high * parameter->cells[cell].scale + parameter->cells[cell].offset;
    return found;
}

struct audit_input *audit_list_inputs(const struct model *model, int *count)
{
    const struct graph *graph = model->graph;
    int all = 0;

    *count = 0;
    for (int p = 0; p < graph->parameter_count; p++)
        all += graph->parameters[p].input_count;
    struct audit_input *inputs = memory_resize(NULL, (size_t)all, sizeof *inputs);
    for (int p = 0; p < graph->parameter_count; p++)
        for (int i = 0; i < graph->parameters[p].input_count; i++)
            inputs[(*count)++] = describe(model, p, i);
    return inputs;
}

static void place_input(struct trial *trial, int i)
{
    const struct audit_input *input = &trial->audit->inputs[i];

    trial->middle[i] =
        dist_expected(trial->model->graph->parameters[input->parameter].inputs[input->input].dist);
    audit_find_ends(trial->model, input, &trial->low[i], &trial->high[i]);
}

/* What changes of a result are relative to: its threshold; where that is 0 or there is none, its
   mean; where that is 0 too, the largest of its values. */
static double scale_of(const struct trial *trial, int r)
{
    const struct audit_result *result = &trial->audit->results[r];
    double scale = result->target ? fabs(result->target->threshold_value) : 0;

    if (scale == 0 && isfinite(result->at_mean))
        scale = fabs(result->at_mean);
    for (size_t lane = 0; scale == 0 && lane < trial->lanes; lane++)
        scale = fmax(scale, fabs(trial_value(trial, r, lane)));
    return scale;
}

static void weigh_results(struct trial *trial)
{
    for (int r = 0; r < trial->audit->result_count; r++) {
        trial->audit->results[r].at_mean = trial_value(trial, r, 0);
        trial->audit->results[r].scale = scale_of(trial, r);
    }
}

/* Where a result has no value at one of the three, nothing is said of it. */
static void weigh_input(const struct trial *trial, int i)
{
    struct audit_input *input = &trial->audit->inputs[i];
    const size_t lane = 1 + 2 * (size_t)i;

    for (int r = 0; r < trial->audit->result_count; r++) {
        const struct audit_result *result = &trial->audit->results[r];
        double low = (trial_value(trial, r, lane) - result->at_mean) / result->scale;
        double high = (trial_value(trial, r, lane + 1) - result->at_mean) / result->scale;
        double swing = fmax(fmax(low, high), 0) - fmin(fmin(low, high), 0);
        if (isfinite(low) && isfinite(high) && swing > input->swing) {
            input->most = r;
            input->swing = swing;
            input->at_low = low;
            input->at_high = high;
        }
    }
}

static int compare_inputs(const void *a, const void *b)
{
    const struct audit_input *x = a, *y = b;

    if (x->swing != y->swing)
        return x->swing > y->swing ? -1 : 1;
    return x->parameter != y->parameter ? x->parameter - y->parameter : x->input - y->input;
}

static bool weigh(struct trial *trial, struct error *err)
{
    struct audit *audit = trial->audit;
    int count;

    audit->inputs = audit_list_inputs(trial->model, &count);
    for (int i = 0; i < count; i++)
        place_input(trial, i);
    bool weighed = count <= AUDIT_INPUTS_MAX;
    if (!trial_evaluate(trial, weighed ? 1 + 2 * (size_t)count : 1, err))
        return false;
    audit->ran = true;
    weigh_results(trial);
    if (!weighed)
        return error_set(err, ERROR_RUN,
                         "%d uncertain inputs are too many to weigh one by one; the most is %d",
                         count, AUDIT_INPUTS_MAX);
    for (int i = 0; i < count; i++)
        weigh_input(trial, i);
    audit->input_count = count;
    return true;
}

struct audit *audit_new(const struct model *model)
{
    struct audit *audit = memory_resize(NULL, 1, sizeof *audit);
    size_t funds = (size_t)model->graph->fund_count;
    struct trial trial;

    *audit = (struct audit){.fund_drawn = memory_resize(NULL, funds, sizeof *audit->fund_drawn)};
    memset(audit->fund_drawn, 0, funds * sizeof *audit->fund_drawn);
    audit->weights_error.kind = audit->best_error.kind = ERROR_NONE;
    if (trial_start(&trial, model, audit, &audit->weights_error) &&
        weigh(&trial, &audit->weights_error)) {
        audit_find_best(&trial);
        qsort(audit->inputs, (size_t)audit->input_count, sizeof *audit->inputs, compare_inputs);
    }
    trial_clear(&trial);
    return audit;
}

void audit_free(struct audit *audit)
{
    if (!audit)
        return;
    free(audit->inputs);
    free(audit->results);
    free(audit->fund_drawn);
    free(audit);
}
