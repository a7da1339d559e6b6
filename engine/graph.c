#include "graph.h"

#include "graph_private.h"
#include "text.h"
#include "word.h"

#include <string.h>

static const char *const standard_units[] = {"person", "person_time", "yuan", "year",
                                             "month",  "day",         "class"};

struct graph *graph_new(struct arena *arena)
{
    struct graph *graph = arena_array(arena, 1, sizeof *graph);
    struct error ignored;

    graph->arena = arena;
    graph->tables = memory_resize(NULL, 1, sizeof *graph->tables);
    *graph->tables = (struct graph_tables){0};
    graph->months = graph->plan_months = 1;
    graph->first_year = 2000;
    graph->first_month = 1;
    for (size_t i = 0; i < COUNT_OF(standard_units); i++)
        must(graph_add_unit_name(graph, standard_units[i], &ignored));
    return graph;
}

void graph_free(struct graph *graph)
{
    if (!graph)
        return;
    free(graph->nodes);
    free(graph->parameters);
    for (int i = 0; i < graph->fund_count; i++)
        free(graph->funds[i].claims);
    free(graph->funds);
    free(graph->tables->slots);
    free(graph->tables->chances);
    free(graph->tables);
}

struct place graph_place(const struct graph *graph)
{
    struct place line = {NULL, 0};

    if (graph->find_place)
        line = graph->find_place(graph->script);
    return line.file && line.line > 0 ? line : graph->place;
}

/* ---- time ---- */

int graph_calendar_year(const struct graph *graph, int month)
{
    return graph->first_year + (graph->first_month - 1 + month) / 12;
}

int graph_calendar_month(const struct graph *graph, int month)
{
    return (graph->first_month - 1 + month) % 12 + 1;
}

void graph_month_text(const struct graph *graph, int month, char text[8])
{
    snprintf(text, 8, "%04u-%02u", (unsigned)graph_calendar_year(graph, month) % 10000u,
             (unsigned)graph_calendar_month(graph, month) % 100u);
}

/* ---- axes ---- */

int graph_find_axis(const struct graph *graph, const char *name)
{
    for (int i = 0; i < graph->axis_count; i++)
        if (strcmp(graph->axes[i].name, name) == 0)
            return i;
    return -1;
}

int graph_find_label(const struct graph *graph, int axis, const char *label)
{
    const struct axis *a = &graph->axes[axis];
    int low = 0, high = a->count - 1;

    while (low <= high) {
        int middle = (low + high) / 2, order = strcmp(a->labels[middle], label);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return -1;
}

static bool is_label(const char *label)
{
    if (label[0] == '\0')
        return false;
    for (const unsigned char *c = (const unsigned char *)label; *c; c++)
        if (*c <= ' ' || *c == '=' || *c == ';' || *c == '"' || *c == '\'' || *c == 127)
            return false;
    return true;
}

static int compare_labels(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool check_labels(const struct graph *graph, const char *name, const char *const *labels,
                         int count, struct error *err)
{
    if (!is_label(name))
        return error_set(err, ERROR_SCENARIO, "'%s' is not a name for an axis", name);
    if (graph_find_axis(graph, name) >= 0)
        return error_set(err, ERROR_SCENARIO, "axis '%s' is declared twice", name);
    if (graph->axis_count == AXES_MAX)
        return error_set(err, ERROR_SCENARIO, "more than %d axes", AXES_MAX);
    if (count < 1 || count > CELLS_MAX)
        return error_set(err, ERROR_SCENARIO, "axis '%s' has %d labels; it needs 1 to %d", name,
                         count, CELLS_MAX);
    for (int i = 0; i < count; i++)
        if (!is_label(labels[i]))
            return error_set(err, ERROR_SCENARIO,
                             "label '%s' of axis '%s' is not an id: no spaces, quotes, '=' or ';'",
                             labels[i], name);
    return true;
}

int graph_add_axis(struct graph *graph, const char *name, const char *const *labels, int count,
                   struct error *err)
{
    if (!check_labels(graph, name, labels, count, err))
        return -1;

    struct axis *axis = &graph->axes[graph->axis_count];
    axis->name = arena_copy(graph->arena, name);
    axis->count = count;
    axis->labels = arena_array(graph->arena, (size_t)count, sizeof *axis->labels);
    axis->shown = arena_array(graph->arena, (size_t)count, sizeof *axis->shown);
    for (int i = 0; i < count; i++)
        axis->labels[i] = arena_copy(graph->arena, labels[i]);
    qsort(axis->labels, (size_t)count, sizeof *axis->labels, compare_labels);
    for (int i = 1; i < count; i++)
        if (strcmp(axis->labels[i - 1], axis->labels[i]) == 0) {
            error_set(err, ERROR_SCENARIO, "axis '%s' has the label '%s' twice", name,
                      axis->labels[i]);
            return -1;
        }
    graph->axis_count++;
    for (int i = 0; i < count; i++)
        axis->shown[i] = graph_find_label(graph, graph->axis_count - 1, labels[i]);
    return graph->axis_count - 1;
}

/* ---- shapes ---- */

int graph_axes_in_order(const struct graph *graph, uint32_t axes, int order[AXES_MAX])
{
    int count = 0;

    for (; axes; axes &= axes - 1) {
        int a = __builtin_ctz(axes), at = count++;
        for (; at > 0 && strcmp(graph->axes[order[at - 1]].name, graph->axes[a].name) > 0; at--)
            order[at] = order[at - 1];
        order[at] = a;
    }
    return count;
}

size_t graph_cells(const struct graph *graph, uint32_t axes)
{
    size_t cells = 1;

    for (int a = 0; axes; a++, axes >>= 1)
        if (axes & 1)
            cells = size_product(cells, (size_t)graph->axes[a].count);
    return cells;
}

/* Fills label numbers by axis for a cell. */
static void cell_labels(const struct graph *graph, uint32_t axes, size_t cell, int labels[AXES_MAX])
{
    int order[AXES_MAX];

    for (int i = graph_axes_in_order(graph, axes, order) - 1; i >= 0; i--) {
        size_t count = (size_t)graph->axes[order[i]].count;
        labels[order[i]] = (int)(cell % count);
        cell /= count;
    }
}

int graph_cell_label(const struct graph *graph, uint32_t axes, size_t cell, int axis)
{
    int labels[AXES_MAX];

    cell_labels(graph, axes, cell, labels);
    return labels[axis];
}

static size_t cell_of_labels(const struct graph *graph, uint32_t axes, const int labels[AXES_MAX])
{
    int order[AXES_MAX], count = graph_axes_in_order(graph, axes, order);
    size_t cell = 0;

    for (int i = 0; i < count; i++)
        cell = cell * (size_t)graph->axes[order[i]].count + (size_t)labels[order[i]];
    return cell;
}

size_t graph_project_cell(const struct graph *graph, uint32_t from, size_t cell, uint32_t to)
{
    int labels[AXES_MAX];

    if (from == to)
        return cell;
    cell_labels(graph, from, cell, labels);
    return cell_of_labels(graph, to, labels);
}

uint32_t *graph_projection(const struct graph *graph, uint32_t from, uint32_t to)
{
    int order[AXES_MAX], count = graph_axes_in_order(graph, from, order), label[AXES_MAX] = {0};
    size_t cells = graph_cells(graph, from);
    uint32_t *map = memory_resize(NULL, cells, sizeof *map);

    for (size_t cell = 0; cell < cells; cell++) {
        size_t target = 0;
        for (int i = 0; i < count; i++)
            if (to >> order[i] & 1)
                target = target * (size_t)graph->axes[order[i]].count + (size_t)label[i];
        map[cell] = (uint32_t)target;
        for (int i = count - 1; i >= 0 && ++label[i] == graph->axes[order[i]].count; i--)
            label[i] = 0;
    }
    return map;
}

size_t graph_replace_label(const struct graph *graph, uint32_t from, size_t cell, uint32_t to,
                           int axis, int label)
{
    int labels[AXES_MAX];

    cell_labels(graph, from, cell, labels);
    labels[axis] = label;
    return cell_of_labels(graph, to, labels);
}

void graph_cell_text(const struct graph *graph, uint32_t axes, size_t cell, char *text, size_t size)
{
    int order[AXES_MAX], labels[AXES_MAX], count = graph_axes_in_order(graph, axes, order);
    size_t used = 0;

    cell_labels(graph, axes, cell, labels);
    text[0] = '\0';
    for (int i = 0; i < count && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s=%s", i ? ";" : "",
                                 graph->axes[order[i]].name,
                                 graph->axes[order[i]].labels[labels[order[i]]]);
}

/* ---- messages ---- */

static const char *kind_text(const struct node *node)
{
    switch (node->kind) {
    case NODE_CONSTANT: return spoken("the constant");
    case NODE_DATED: return spoken("the dated value");
    case NODE_OP: return op_table[node->op].word;
    case NODE_SUM: return spoken("the sum");
    case NODE_AT: return spoken("the part");
    case NODE_STACK: return spoken("the stack");
    case NODE_LAG:
    case NODE_LAG_BY: return spoken("the delay");
    case NODE_FUND: return spoken("the fund");
    case NODE_PART: return spoken("the payment");
    default: return spoken("the value");
    }
}

void graph_node_text(const struct graph *graph, int node, char *text, size_t size)
{
    const struct node *n = &graph->nodes[node];

    if (n->name)
        snprintf(text, size, "'%s'", n->name);
    else if (n->place.file)
        snprintf(text, size, spoken("%s at line %d"), kind_text(n), n->place.line);
    else
        snprintf(text, size, "%s", kind_text(n));
}
