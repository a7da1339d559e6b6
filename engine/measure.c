#include "measure.h"

#include <string.h>

#include "text.h"
#include "word.h"

enum { TEXT_MAX = 1024, LABELS_LISTED = 16 };

/* ---- names of what there is ---- */

/* Every target and output, ended by NULL; the caller frees it. */
static const char **list_names(const struct model *model)
{
    const char **names = memory_resize(
        NULL, (size_t)model->target_count + (size_t)model->output_count + 1, sizeof *names);
    int count = 0;

    for (int i = 0; i < model->target_count; i++)
        names[count++] = model->targets[i].name;
    for (int i = 0; i < model->output_count; i++)
        names[count++] = model->outputs[i].name;
    names[count] = NULL;
    return names;
}

static bool refuse_name(const struct model *model, const char *name, struct error *err)
{
    const char **names = list_names(model);
    const char *nearest = text_nearest(name, names);

    error_set(err, ERROR_USAGE, "no target or output '%s'", name);
    if (nearest)
        error_append(err, ", did you mean '%s'?", nearest);
    else
        error_append(err, "; 'polsim show @ targets' and 'polsim show @ outputs' list them");
    free(names);
    return false;
}

/* ---- cells ---- */

/* A cell as it is asked for: "axis=label;axis=label" in any order. */
struct asked_cell {
    uint32_t axes;
    int label[AXES_MAX];    /* of those axes */
    int lacking;            /* the axis that has no such label, or -1 */
    char unknown[TEXT_MAX]; /* that label */
};

/* false where an axis or a label is unknown. */
static bool parse_cell(const struct graph *graph, const char *text, struct asked_cell *asked)
{
    char all[TEXT_MAX], part[TEXT_MAX];

    *asked = (struct asked_cell){.lacking = -1};
    snprintf(all, sizeof all, "%s", text);
    for (char *rest = all, *one; (one = strsep(&rest, ";,")) != NULL && *all;) {
        char *equals = strchr(one, '=');
        if (!equals)
            return false;
        snprintf(part, sizeof part, "%.*s", (int)(equals - one), one);
        int axis = graph_find_axis(graph, part);
        if (axis < 0)
            return false;
        asked->label[axis] = graph_find_label(graph, axis, equals + 1);
        if (asked->label[axis] < 0) {
            asked->lacking = axis;
            snprintf(asked->unknown, sizeof asked->unknown, "%s", equals + 1);
            return false;
        }
        asked->axes |= 1u << axis;
    }
    return true;
}

/* Puts the cell's number in *cell where text names one of the shape. */
static bool read_cell(const struct graph *graph, uint32_t axes, const char *text, size_t *cell)
{
    struct asked_cell asked;

    if (!parse_cell(graph, text, &asked) || asked.axes != axes)
        return false;
    for (size_t c = 0, cells = graph_cells(graph, axes); c < cells; c++) {
        bool same = true;
        for (int axis = 0; axis < graph->axis_count && same; axis++)
            same =
                !(axes >> axis & 1) || graph_cell_label(graph, axes, c, axis) == asked.label[axis];
        if (same) {
            *cell = c;
            return true;
        }
    }
    return false;
}

/* The nearest label that the axis has, or else all (of many the first few). */
static void append_label(const struct axis *axis, const char *unknown, struct error *err)
{
    const char **labels = memory_resize(NULL, (size_t)axis->count + 1, sizeof *labels);

    for (int i = 0; i < axis->count; i++)
        labels[i] = axis->labels[i];
    labels[axis->count] = NULL;
    const char *nearest = text_nearest(unknown, labels);
    free(labels);
    if (nearest) {
        error_append(err, ", did you mean '%s=%s'?", axis->name, nearest);
        return;
    }
    error_append(err, "; '%s' has", axis->name);
    for (int i = 0; i < axis->count && i < LABELS_LISTED; i++)
        error_append(err, " %s", axis->labels[i]);
    if (axis->count > LABELS_LISTED)
        error_append(err, " %s", "…");
}

static bool refuse_cell(const char *name, const char *cell, uint32_t axes,
                        const struct graph *graph, struct error *err)
{
    struct asked_cell asked;

    error_set(err, ERROR_USAGE, "'%s' has no cell '%s'; it ", name, cell);
    if (!axes)
        return error_append(err, "is not by any axis");
    error_append(err, "is by");
    for (int axis = 0; axis < graph->axis_count; axis++)
        if (axes >> axis & 1)
            error_append(err, " %s=%s|%s", graph->axes[axis].name, graph->axes[axis].labels[0],
                         graph->axes[axis].count > 1 ? "…" : "");
    parse_cell(graph, cell, &asked);
    if (asked.lacking >= 0)
        append_label(&graph->axes[asked.lacking], asked.unknown, err);
    return false;
}

/* ---- targets and outputs ---- */

struct measure measure_of_target(const struct model *model, const struct target *target,
                                 size_t cell)
{
    struct measure measure = {.model = model,
                              .target = target,
                              .kind = OUTPUT_LEVEL,
                              .value = target->value,
                              .denominator = -1,
                              .cell = cell,
                              .axes = target->axes,
                              .first = target->month,
                              .last = target->month};

    graph_month_text(model->graph, target->month, measure.period);
    return measure;
}

static bool of_target(const struct model *model, const char *name, const char *cell,
                      const char *period, struct measure *measure, struct error *err)
{
    const struct target *found = NULL;
    size_t c = 0;

    for (int i = 0; i < model->target_count; i++) {
        const struct target *target = &model->targets[i];
        char month[8];
        graph_month_text(model->graph, target->month, month);
        if (strcmp(target->name, name) == 0 &&
            (*period ? strcmp(month, period) == 0 : !model_is_milestone(model, target)))
            found = target;
    }
    if (!found)
        return error_set(err, ERROR_USAGE,
                         "target '%s' is not due in '%s'; write its name alone for its last month",
                         name, period);
    if (!read_cell(model->graph, found->axes, cell, &c))
        return refuse_cell(name, cell, found->axes, model->graph, err);
    *measure = measure_of_target(model, found, c);
    return true;
}

static bool find_period(const struct model *model, const char *name, struct measure *measure,
                        struct error *err)
{
    int count;
    struct period *periods = record_periods(model->graph, &count);
    bool found = false;

    for (int p = 0; p < count && !found; p++) {
        found = strcmp(periods[p].name, name) == 0;
        measure->first = periods[p].first;
        measure->last = periods[p].last;
    }
    snprintf(measure->period, sizeof measure->period, "%.7s", name);
    if (!found)
        error_set(err, ERROR_USAGE,
                  "no period '%s'; periods are months like '%s', quarters, years, 'plan' and 'all'",
                  name, periods[0].name);
    free(periods);
    return found;
}

static bool of_output(const struct model *model, const struct output *output, const char *cell,
                      const char *period, struct measure *measure, struct error *err)
{
    *measure = (struct measure){.model = model, .output = output, .kind = output->kind};
    if (!find_period(model, *period ? period : "plan", measure, err))
        return false;
    for (int v = 0; v < output->view_count; v++) {
        const struct output_view *view = &output->views[v];
        if (!read_cell(model->graph, view->axes, cell, &measure->cell))
            continue;
        measure->axes = view->axes;
        measure->value = view->value;
        measure->denominator = output->kind == OUTPUT_RATIO ? view->denominator : -1;
        return true;
    }
    return refuse_cell(output->name, cell, output->axes, model->graph, err);
}

bool measure_find(const struct model *model, const char *text, struct measure *measure,
                  struct error *err)
{
    char name[TEXT_MAX], empty[] = "", *cell = empty, *period = empty;

    if (snprintf(name, sizeof name, "%s", text) >= (int)sizeof name)
        return error_set(err, ERROR_USAGE, "'%.40s…' is too long for a target or output", text);
    char *at = strrchr(name, '@'), *bracket = strchr(name, '[');
    if (at) {
        *at = '\0';
        period = at + 1;
    }
    if (bracket) {
        char *end = strchr(bracket, ']');
        if (!end || end[1])
            return error_set(err, ERROR_USAGE,
                             "'%s' has no ']' at its end; write NAME[axis=label]@PERIOD", text);
        *bracket = *end = '\0';
        cell = bracket + 1;
    }
    for (int i = 0; i < model->target_count; i++)
        if (strcmp(model->targets[i].name, name) == 0)
            return of_target(model, name, cell, period, measure, err);
    for (int i = 0; i < model->output_count; i++)
        if (strcmp(model->outputs[i].name, name) == 0)
            return of_output(model, &model->outputs[i], cell, period, measure, err);
    return refuse_name(model, name, err);
}

/* ---- as text ---- */

static const char *id_of(const struct measure *measure)
{
    return measure->target ? measure->target->name : measure->output->name;
}

struct unit measure_unit(const struct measure *measure)
{
    return measure->target ? measure->target->unit : measure->output->unit;
}

void measure_add_text(const struct measure *measure, struct text *out)
{
    char cell[TEXT_MAX];

    graph_cell_text(measure->model->graph, measure->axes, measure->cell, cell, sizeof cell);
    text_add(out, *cell ? "%s[%s]@%s" : "%s%s@%s", id_of(measure), cell, measure->period);
}

void measure_add_name(const struct measure *measure, const char *language, struct text *out)
{
    const struct graph *graph = measure->model->graph;
    struct words label = measure->target ? measure->target->label : measure->output->label;
    const char *before = word(language, ": ");

    text_add(out, "%s", words_in(label, language, id_of(measure)));
    for (int axis = 0; axis < graph->axis_count; axis++)
        if (measure->axes >> axis & 1) {
            int i = graph_cell_label(graph, measure->axes, measure->cell, axis);
            text_add(out, "%s%s", before,
                     model_label(measure->model, graph->axes[axis].name,
                                 graph->axes[axis].labels[i], language));
            before = word(language, ", ");
        }
}
