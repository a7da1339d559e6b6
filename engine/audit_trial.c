/* Runs lanes of inputs chosen one by one. Part of audit.h. */
#include "audit_private.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 256 };

/* ---- the inputs of a lane ---- */

static void fill_input(const void *context, int parameter, int input, double *x,
                       uint64_t first_draw, size_t lanes)
{
    const struct trial *trial = context;
    int i = trial->first_input[parameter] + input;

    for (size_t lane = 0; lane < lanes; lane++) {
        size_t draw = (size_t)first_draw + lane;
        x[lane] = draw == 1 + 2 * (size_t)i   ? trial->low[i]
                  : draw == 2 + 2 * (size_t)i ? trial->high[i]
                                              : trial->middle[i];
    }
}

/* ---- what is read ---- */

/* The whole of what all funds commit, or NULL where no fund is claimed from. */
static const struct output_view *money_view(const struct model *model)
{
    for (int i = 0; i < model->output_count; i++)
        if (strcmp(model->outputs[i].role, "commitment") == 0 &&
            model->outputs[i].kind == OUTPUT_FLOW)
            return &model->outputs[i].views[model->outputs[i].view_count - 1];
    return NULL;
}

/* The same by fund: the view whose one axis is the funds'. */
static const struct output_view *fund_view(const struct model *model)
{
    int axis = graph_find_axis(model->graph, "fund");

    for (int i = 0; i < model->output_count; i++)
        for (int v = 0; v < model->outputs[i].view_count; v++) {
            const struct output_view *view = &model->outputs[i].views[v];
            if (strcmp(model->outputs[i].role, "commitment") == 0 && axis >= 0 &&
                view->axes == 1u << axis)
                return view;
        }
    return NULL;
}

static void note_funds(struct trial *trial)
{
    const struct graph *graph = trial->model->graph;
    const struct output_view *view = fund_view(trial->model);

    for (int f = 0; view && f < graph->fund_count; f++) {
        int label = graph_find_label(graph, graph_find_axis(graph, "fund"), graph->funds[f].name);
        if (label >= 0 && *vm_read(trial->vm, view->value, (size_t)label) != 0)
            trial->audit->fund_drawn[f] = true;
    }
}

static void read_month(struct trial *trial, int month, size_t first, size_t lanes)
{
    const struct output_view *money = money_view(trial->model);

    for (int r = 0; r < trial->audit->result_count; r++) {
        const struct audit_result *result = &trial->audit->results[r];
        double *values = trial->values + (size_t)r * trial->lanes + first;
        if (result->target && result->target->month == month) {
            const double *x = vm_read(trial->vm, result->target->value, result->cell);
            for (size_t i = 0; i < lanes; i++)
                values[i] = isfinite(x[i]) ? x[i] : NAN;
        } else if (!result->target && !trial->goals_only) {
            const double *x = vm_read(trial->vm, money->value, 0);
            for (size_t i = 0; i < lanes; i++)
                values[i] += x[i];
        }
    }
    if (first == 0 && !trial->goals_only)
        note_funds(trial);
}

/* ---- running ---- */

static int months_of(const struct trial *trial)
{
    int months = 0;

    if (!trial->goals_only)
        return trial->model->graph->months;
    for (int t = 0; t < trial->model->target_count; t++)
        if (trial->model->targets[t].month >= months)
            months = trial->model->targets[t].month + 1;
    return months;
}

bool trial_evaluate(struct trial *trial, size_t lanes, struct error *err)
{
    size_t count = size_product((size_t)trial->audit->result_count, lanes);

    if (count > trial->capacity) {
        trial->values = memory_resize(trial->values, count, sizeof *trial->values);
        trial->capacity = count;
    }
    const int months = months_of(trial);
    trial->lanes = lanes;
    for (size_t i = 0; i < count; i++)
        trial->values[i] = 0;
    for (size_t first = 0; first < lanes; first += BLOCK) {
        size_t some = lanes - first < BLOCK ? lanes - first : BLOCK;
        if (!vm_begin(trial->vm, first, some, err))
            return false;
        for (int month = 0; month < months; month++) {
            if (!vm_month(trial->vm, month, err))
                return false;
            read_month(trial, month, first, some);
        }
    }
    return true;
}

/* ---- making ---- */

static void list_results(const struct model *model, struct audit *audit)
{
    size_t count = 1;

    for (int t = 0; t < model->target_count; t++)
        count += graph_cells(model->graph, model->targets[t].axes);
    audit->results = memory_resize(NULL, count, sizeof *audit->results);
    for (int t = 0; t < model->target_count; t++)
        for (size_t cell = 0; cell < graph_cells(model->graph, model->targets[t].axes) &&
                              !model_is_milestone(model, &model->targets[t]);
             cell++)
            audit->results[audit->result_count++] = (struct audit_result){
                .target = &model->targets[t], .cell = cell, .at_mean = NAN, .best = NAN};
    audit->has_money = money_view(model) != NULL;
    if (audit->has_money)
        audit->results[audit->result_count++] = (struct audit_result){.at_mean = NAN, .best = NAN};
}

static void number_inputs(struct trial *trial)
{
    const struct graph *graph = trial->model->graph;
    size_t count = (size_t)graph->parameter_count;

    trial->first_input = memory_resize(NULL, count + 1, sizeof *trial->first_input);
    trial->first_input[0] = 0;
    for (size_t p = 0; p < count; p++)
        trial->first_input[p + 1] = trial->first_input[p] + graph->parameters[p].input_count;
    size_t inputs = (size_t)trial->first_input[count];
    trial->middle = memory_resize(NULL, inputs, sizeof *trial->middle);
    trial->low = memory_resize(NULL, inputs, sizeof *trial->low);
    trial->high = memory_resize(NULL, inputs, sizeof *trial->high);
}

/* Targets, and what is committed. The caller frees it. */
static int *list_roots(const struct model *model, int *count)
{
    int *roots = memory_resize(
        NULL, (size_t)model->target_count + (size_t)model->output_count * OUTPUT_VIEWS_MAX,
        sizeof *roots);

    *count = 0;
    for (int t = 0; t < model->target_count; t++)
        roots[(*count)++] = model->targets[t].value;
    for (int o = 0; o < model->output_count; o++)
        for (int v = 0; v < model->outputs[o].view_count; v++)
            if (strcmp(model->outputs[o].role, "commitment") == 0)
                roots[(*count)++] = model->outputs[o].views[v].value;
    return roots;
}

bool trial_start(struct trial *trial, const struct model *model, struct audit *audit,
                 struct error *err)
{
    *trial = (struct trial){.model = model, .audit = audit};
    list_results(model, audit);
    number_inputs(trial);
    int root_count, *roots = list_roots(model, &root_count);
    const struct compile_options options = {
        .seed = 1,
        .expected = true,
        .roots = roots,
        .root_count = root_count,
        .design = {.fill = fill_input, .context = trial},
    };
    trial->program = program_compile(model, &options, err);
    free(roots);
    if (!trial->program)
        return false;
    size_t lanes = 1 + 2 * (size_t)trial->first_input[model->graph->parameter_count];
    trial->vm = vm_new(trial->program, kernels_best(), lanes < BLOCK ? lanes : BLOCK);
    return true;
}

void trial_clear(struct trial *trial)
{
    vm_free(trial->vm);
    program_free(trial->program);
    free(trial->first_input);
    free(trial->middle);
    free(trial->low);
    free(trial->high);
    free(trial->values);
}
