/* Making nodes that change the shape or the time of a value, chance and state. Part of graph.h. */
#include "graph_private.h"

#include "text.h"
#include "word.h"

#include <string.h>

/* ---- sum, at, stack, only ---- */

struct reshape {
    const struct graph *graph;
    struct node x, mask;
    uint32_t *map, axes;
    int axis, label, shift;
    const struct node *parts;
    double *sums;
};

static double at_number(const void *context, int month, size_t cell)
{
    const struct reshape *r = context;

    return node_number(r->graph, &r->x, month,
                       graph_replace_label(r->graph, r->axes, cell, r->x.axes, r->axis, r->label));
}

static double sum_number(const void *context, int month, size_t cell)
{
    const struct reshape *r = context;
    size_t cells = graph_cells(r->graph, r->x.axes);
    double sum = 0;

    for (size_t i = 0; i < cells; i++)
        if (r->map[i] == cell)
            sum += node_number(r->graph, &r->x, month, i);
    return sum;
}

int graph_sum(struct graph *graph, int x, uint32_t over, struct error *err)
{
    struct node node = {.kind = NODE_SUM, .arg_count = 1, .args = &x};
    uint32_t axes = graph->nodes[x].axes;

    for (int a = 0; a < graph->axis_count; a++)
        if ((over & ~axes) >> a & 1) {
            char text[256];
            graph_node_text(graph, x, text, sizeof text);
            error_set(err, ERROR_SCENARIO, "cannot sum over axis '%s': %s does not have it",
                      graph->axes[a].name, text);
            return -1;
        }
    if (graph->nodes[x].condition) {
        error_set(err, ERROR_SCENARIO, "cannot sum a condition: use where(condition, 1, 0)");
        return -1;
    }
    if (!over)
        return x;
    node.axes = axes & ~over;
    node.unit = graph->nodes[x].unit;
    if (!node_is_known(&graph->nodes[x]))
        return graph_add_node(graph, &node, false);
    struct reshape r = {.graph = graph, .x = graph->nodes[x]};
    r.map = graph_projection(graph, axes, node.axes);
    int sum = graph_make_known(graph, node.axes, node.unit, false, r.x.kind == NODE_DATED,
                               sum_number, &r);
    free(r.map);
    return sum;
}

static bool check_axis(const struct graph *graph, int x, int axis, const char *what,
                       struct error *err)
{
    char text[256];

    if (graph->nodes[x].axes >> axis & 1)
        return true;
    graph_node_text(graph, x, text, sizeof text);
    return error_set(err, ERROR_SCENARIO, "cannot take %s of axis '%s': %s does not have it", what,
                     graph->axes[axis].name, text);
}

int graph_at(struct graph *graph, int x, int axis, int label, struct error *err)
{
    const struct node *arg = &graph->nodes[x];
    struct node node = {.kind = NODE_AT, .arg_count = 1, .args = &x, .axis = axis, .index = label};

    if (!check_axis(graph, x, axis, "a label", err))
        return -1;
    node.axes = arg->axes & ~(1u << axis);
    node.unit = arg->unit;
    node.condition = arg->condition;
    if (arg->kind == NODE_STACK && arg->axis == axis &&
        graph->nodes[arg->args[label]].axes == node.axes)
        return arg->args[label];
    if (!node_is_known(arg))
        return graph_add_node(graph, &node, false);
    struct reshape r = {.graph = graph, .x = *arg, .axes = node.axes, .axis = axis, .label = label};
    return graph_make_known(graph, node.axes, node.unit, node.condition, arg->kind == NODE_DATED,
                            at_number, &r);
}

static double stack_number(const void *context, int month, size_t cell)
{
    const struct reshape *r = context;
    const struct node *part = &r->parts[graph_cell_label(r->graph, r->axes, cell, r->axis)];

    return node_number(r->graph, part, month,
                       graph_project_cell(r->graph, r->axes, cell, part->axes));
}

int graph_stack(struct graph *graph, int axis, const int *args, struct error *err)
{
    int count = graph->axes[axis].count;
    struct node node = {.kind = NODE_STACK, .arg_count = count, .axis = axis, .axes = 1u << axis};
    struct node *parts = arena_array(graph->arena, (size_t)count, sizeof *parts);
    bool known = true, dated = false;

    node.args = arena_array(graph->arena, (size_t)count, sizeof *args);
    memcpy(node.args, args, (size_t)count * sizeof *args);
    for (int i = 0; i < count; i++) {
        parts[i] = graph->nodes[args[i]];
        if (parts[i].axes >> axis & 1) {
            error_set(err, ERROR_SCENARIO, "the value stacked for '%s' has axis '%s' already",
                      graph->axes[axis].labels[i], graph->axes[axis].name);
            return -1;
        }
        if (!graph_is_all(graph, args[i], 0)) {
            if (unit_equal(node.unit, (struct unit){{0}}))
                node.unit = parts[i].unit;
            if (!unit_equal(node.unit, parts[i].unit)) {
                error_set(err, ERROR_SCENARIO, "units differ along axis '%s' at '%s'",
                          graph->axes[axis].name, graph->axes[axis].labels[i]);
                return -1;
            }
        }
        node.axes |= parts[i].axes;
        known = known && node_is_known(&parts[i]);
        dated = dated || parts[i].kind == NODE_DATED;
    }
    if (!known)
        return graph_add_node(graph, &node, false);
    struct reshape r = {.graph = graph, .axes = node.axes, .axis = axis, .parts = parts};
    return graph_make_known(graph, node.axes, node.unit, false, dated, stack_number, &r);
}

int graph_only(struct graph *graph, int x, int axis, const bool *labels, struct error *err)
{
    int count = graph->axes[axis].count;
    double *mask = arena_array(graph->arena, (size_t)count, sizeof *mask);

    if (!check_axis(graph, x, axis, "some labels", err))
        return -1;
    for (int i = 0; i < count; i++)
        mask[i] = labels[i];
    int one = graph_constant(graph, 1u << axis, mask, (struct unit){{0}});
    int chosen = graph_apply(graph, OP_NE, (int[]){one, graph_number(graph, 0)}, 2, err);
    return graph_apply(graph, OP_WHERE, (int[]){chosen, x, graph_number(graph, 0)}, 3, err);
}

/* ---- lags and states ---- */

static double lag_number(const void *context, int month, size_t cell)
{
    const struct reshape *r = context;

    return month < r->shift ? 0 : node_number(r->graph, &r->x, month - r->shift, cell);
}

static double from_month(const void *context, int month, size_t cell)
{
    (void)cell;
    return month >= *(const int *)context;
}

/* x from month number `months` on, 0 before. */
static int zero_before(struct graph *graph, int x, int months, struct error *err)
{
    int since = graph_make_known(graph, 0, (struct unit){{0}}, true, true, from_month, &months);

    return graph_apply(graph, OP_WHERE, (int[]){since, x, graph_number(graph, 0)}, 3, err);
}

/* The content of a state at the end of a month, `months` ago. A look back through its buffer would find the
   initial content before the first month, where a delay has 0. */
static int lag_of_content(struct graph *graph, int next, int months, struct error *err)
{
    int start = graph_lag(graph, graph->nodes[next].index, months - 1, err);

    return start < 0 ? -1 : zero_before(graph, start, months, err);
}

int graph_lag(struct graph *graph, int x, int months, struct error *err)
{
    const struct node *arg = &graph->nodes[x];

    if (months < 0 || months >= MONTHS_MAX) {
        error_set(err, ERROR_SCENARIO, "a delay of %d months; it must be from 0 to %d", months,
                  MONTHS_MAX - 1);
        return -1;
    }
    if (months == 0)
        return x;
    if (node_is_known(arg)) {
        struct reshape r = {.graph = graph, .x = *arg, .shift = months};
        return graph_make_known(graph, arg->axes, arg->unit, arg->condition, true, lag_number, &r);
    }
    if (!(arg->varies & VARIES_BY_MONTH))
        return zero_before(graph, x, months, err);
    if (arg->kind == NODE_NEXT && !graph_is_all(graph, graph->nodes[arg->index].args[0], 0))
        return lag_of_content(graph, x, months, err);
    if (arg->kind == NODE_AT) { /* the label of the delayed: delays stand next to what they delay */
        int axis = arg->axis, label = arg->index,
            late = graph_lag(graph, arg->args[0], months, err);
        return late < 0 ? -1 : graph_at(graph, late, axis, label, err);
    }
    if (arg->kind == NODE_LAG) {
        months += arg->index;
        x = arg->args[0];
    }
    struct node node = {.kind = NODE_LAG,
                        .arg_count = 1,
                        .args = &x,
                        .index = months,
                        .axes = graph->nodes[x].axes,
                        .unit = graph->nodes[x].unit,
                        .condition = graph->nodes[x].condition};
    return graph_add_node(graph, &node, false);
}

int graph_lag_by(struct graph *graph, int x, int months, int most, struct error *err)
{
    const struct node *k = &graph->nodes[months];
    char text[256];

    if (k->varies & VARIES_BY_MONTH) {
        graph_node_text(graph, months, text, sizeof text);
        error_set(err, ERROR_SCENARIO, "a delay may not change by month, and %s does", text);
        return -1;
    }
    if (most < 0 || most >= MONTHS_MAX) {
        error_set(err, ERROR_SCENARIO, "a delay of up to %d months; the most is %d", most,
                  MONTHS_MAX - 1);
        return -1;
    }
    if (k->kind == NODE_CONSTANT && k->axes == 0)
        return graph_lag(graph, x, (int)k->numbers[0], err);
    struct node node = {.kind = NODE_LAG_BY,
                        .arg_count = 2,
                        .args = (int[]){x, months},
                        .index = most,
                        .axes = graph->nodes[x].axes | k->axes,
                        .unit = graph->nodes[x].unit,
                        .condition = graph->nodes[x].condition};
    return graph_add_node(graph, &node, false);
}

int graph_state(struct graph *graph, const char *name, uint32_t axes, int initial,
                struct error *err)
{
    struct node node = {.kind = NODE_STATE,
                        .arg_count = 2,
                        .args = (int[]){initial, -1},
                        .name = arena_copy(graph->arena, name),
                        .axes = axes | graph->nodes[initial].axes,
                        .unit = graph->nodes[initial].unit};

    if (graph->nodes[initial].varies & VARIES_BY_MONTH && !node_is_known(&graph->nodes[initial])) {
        error_set(err, ERROR_SCENARIO, "the initial content of '%s' may not change by month", name);
        return -1;
    }
    return graph_add_node(graph, &node, true);
}

int graph_state_next(struct graph *graph, int state, int next, bool may_be_negative,
                     struct error *err)
{
    struct node *s = &graph->nodes[state];
    char a[128], b[128];

    must(s->kind == NODE_STATE && s->args[1] == -1);
    if (graph->nodes[next].axes & ~s->axes) {
        error_set(err, ERROR_SCENARIO, "what enters or leaves '%s' has axes that it has not",
                  s->name);
        return -1;
    }
    if (!unit_equal(s->unit, graph->nodes[next].unit) && !graph_is_all(graph, next, 0)) {
        if (graph_is_all(graph, s->args[0], 0)) {
            s->unit = graph->nodes[next].unit;
        } else {
            graph_unit_text(graph, s->unit, a, sizeof a);
            graph_unit_text(graph, graph->nodes[next].unit, b, sizeof b);
            error_set(err, ERROR_SCENARIO, "'%s' holds %s, but its next content is in %s", s->name,
                      a[0] ? a : spoken("plain numbers"), b[0] ? b : spoken("plain numbers"));
            return -1;
        }
    }
    struct node node = {.kind = NODE_NEXT,
                        .arg_count = 1,
                        .args = &next,
                        .name = s->name,
                        .axes = s->axes,
                        .unit = s->unit,
                        .index = state,
                        .may_be_negative = may_be_negative};
    int added = graph_add_node(graph, &node, true);
    graph->nodes[state].args[1] = added;
    return added;
}

/* ---- chance ---- */

static bool check_stream(const struct graph *graph, const char *stream, const char *suffix,
                         uint64_t purpose, struct error *err)
{
    for (size_t i = 0; i < graph->tables->chance_count; i++) {
        const struct node *n = &graph->nodes[graph->tables->chances[i]];
        if (strcmp(n->name, stream) == 0 && strcmp(n->suffix, suffix) == 0 && n->purpose == purpose)
            return error_set(
                err, ERROR_SCENARIO,
                "stream '%s' is used already, at line %d: every stream has its own name", stream,
                n->place.line);
    }
    return true;
}

static int add_chance(struct graph *graph, struct node *node, const char *stream,
                      const char *suffix, uint64_t purpose, struct error *err)
{
    if (!check_stream(graph, stream, suffix, purpose, err))
        return -1;
    node->name = arena_copy(graph->arena, stream);
    node->suffix = arena_copy(graph->arena, suffix);
    node->purpose = purpose;
    int added = graph_add_node(graph, node, true);
    struct graph_tables *t = graph->tables;
    t->chances = memory_grow(t->chances, t->chance_count, &t->chance_capacity, sizeof *t->chances);
    t->chances[t->chance_count++] = added;
    return added;
}

int graph_poisson(struct graph *graph, const char *stream, const char *suffix, uint64_t purpose,
                  int mean, struct error *err)
{
    struct node node = {.kind = NODE_POISSON,
                        .arg_count = 1,
                        .args = &mean,
                        .axes = graph->nodes[mean].axes,
                        .unit = graph->nodes[mean].unit};

    return add_chance(graph, &node, stream, suffix, purpose, err);
}

int graph_binomial(struct graph *graph, const char *stream, const char *suffix, uint64_t purpose,
                   int count, int probability, struct error *err)
{
    const struct node *n = &graph->nodes[count], *p = &graph->nodes[probability];
    struct node node = {.kind = NODE_BINOMIAL,
                        .arg_count = 2,
                        .args = (int[]){count, probability},
                        .axes = n->axes | p->axes,
                        .unit = n->unit};
    char text[128];

    if (!unit_equal(p->unit, (struct unit){{0}})) {
        graph_unit_text(graph, p->unit, text, sizeof text);
        error_set(err, ERROR_SCENARIO, "the chance of '%s' must be a plain number, this is in %s",
                  stream, text);
        return -1;
    }
    if (graph_is_all(graph, probability, 1) && n->axes == node.axes)
        return check_stream(graph, stream, suffix, purpose, err) ? count : -1;
    return add_chance(graph, &node, stream, suffix, purpose, err);
}

/* Nothing is folded but 0 drawn: an empty or uniform pool must still hold as many as are drawn. */
int graph_hypergeometric(struct graph *graph, const char *stream, const char *suffix,
                         uint64_t purpose, int drawn, int marked, int others, struct error *err)
{
    int args[] = {drawn, marked, others};
    struct node node = {.kind = NODE_HYPERGEOMETRIC, .arg_count = COUNT_OF(args), .args = args};

    for (size_t i = 0; i < COUNT_OF(args); i++)
        node.axes |= graph->nodes[args[i]].axes;
    if (!graph_same_units(graph, "hypergeometric", args, COUNT_OF(args), &node.unit, err) ||
        !graph_check_cells(graph, node.axes, err))
        return -1;
    if (graph_is_all(graph, drawn, 0) && graph->nodes[drawn].axes == node.axes)
        return check_stream(graph, stream, suffix, purpose, err) ? drawn : -1;
    return add_chance(graph, &node, stream, suffix, purpose, err);
}

int graph_noise(struct graph *graph, const char *stream, uint32_t axes, const struct dist *dist,
                bool per_year, struct error *err)
{
    struct dist *copy = arena_array(graph->arena, 1, sizeof *copy);
    struct node node = {.kind = NODE_NOISE, .axes = axes, .dist = copy, .per_year = per_year};

    *copy = *dist;
    return add_chance(graph, &node, stream, "", 0, err);
}
