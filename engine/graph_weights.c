/* From the cells of a node back to those of its arguments. Part of graph.h. */
#include "graph_private.h"

#include <string.h>

/* Is argument `arg` kept out of cell `cell` of the node in that month: by a factor 0, or a condition? */
static bool is_kept_out(const struct graph *graph, const struct node *node, int arg, size_t cell,
                        int month)
{
    if (node->kind != NODE_OP || (node->op != OP_MUL && node->op != OP_WHERE))
        return false;
    int by = node->op == OP_WHERE ? 0 : 1 - arg;
    const struct node *other = &graph->nodes[node->args[by]];
    if (by == arg || !node_is_known(other))
        return false;
    double number =
        node_number(graph, other, month, graph_project_cell(graph, node->axes, cell, other->axes));
    return node->op == OP_MUL ? number == 0 : (number != 0) != (arg == 1);
}

/* ---- one step back ---- */

/* SUM and AT: the argument has more axes than the node. */
static bool push_to_more(const struct graph *graph, const struct node *node, const double *weights,
                         double *to)
{
    const struct node *from = &graph->nodes[node->args[0]];
    bool some = false;

    for (size_t c = 0, cells = graph_cells(graph, from->axes); c < cells; c++) {
        if (node->kind == NODE_AT &&
            graph_cell_label(graph, from->axes, c, node->axis) != node->index)
            continue;
        to[c] = weights[graph_project_cell(graph, from->axes, c, node->axes)];
        some = some || to[c] != 0;
    }
    return some;
}

static bool push_to_fewer(const struct graph *graph, const struct node *node, int arg,
                          const double *weights, int month, double *to)
{
    const struct node *from = &graph->nodes[node->args[arg]];
    bool some = false;

    for (size_t c = 0, cells = graph_cells(graph, node->axes); c < cells; c++) {
        if (weights[c] == 0 || is_kept_out(graph, node, arg, c, month) ||
            (node->kind == NODE_STACK && graph_cell_label(graph, node->axes, c, node->axis) != arg))
            continue;
        size_t place = graph_project_cell(graph, node->axes, c, from->axes);
        to[place] += weights[c];
        some = some || to[place] != 0;
    }
    return some;
}

double *graph_push_weights(const struct graph *graph, int node, int arg, const double *weights,
                           int month)
{
    const struct node *n = &graph->nodes[node];
    size_t cells = graph_cells(graph, graph->nodes[n->args[arg]].axes);
    double *to = memory_resize(NULL, cells, sizeof *to);

    memset(to, 0, cells * sizeof *to);
    if (n->kind == NODE_SUM || n->kind == NODE_AT
            ? push_to_more(graph, n, weights, to)
            : push_to_fewer(graph, n, arg, weights, month, to))
        return to;
    free(to);
    return NULL;
}

/* ---- all the way back through sums ---- */

static bool is_constant(const struct graph *graph, const struct node *node, int arg)
{
    return graph->nodes[node->args[arg]].kind == NODE_CONSTANT;
}

/* The constant argument of a product or quotient, or -1. */
static int factor_of(const struct graph *graph, const struct node *node)
{
    if (node->kind != NODE_OP || (node->op != OP_MUL && node->op != OP_DIV))
        return -1;
    if (is_constant(graph, node, 1))
        return 1;
    return node->op == OP_MUL && is_constant(graph, node, 0) ? 0 : -1;
}

static bool is_sum(const struct graph *graph, const struct node *node)
{
    switch (node->kind) {
    case NODE_SUM:
    case NODE_AT:
    case NODE_STACK:
    case NODE_LAG:
    case NODE_LAG_BY: return true;
    case NODE_OP:
        return node->op == OP_ADD || node->op == OP_SUB || node->op == OP_NEG ||
               (node->op == OP_WHERE && is_constant(graph, node, 0)) || factor_of(graph, node) >= 0;
    default: return false;
    }
}

/* With what factor an argument stands in the cell of a sum; 0: it only chooses, delays or multiplies. */
static double factor_in(const struct graph *graph, const struct node *node, int arg, size_t cell)
{
    int by = factor_of(graph, node);

    if (node->kind == NODE_LAG_BY)
        return arg == 0;
    if (node->kind != NODE_OP)
        return 1;
    if (node->op == OP_WHERE)
        return arg > 0;
    if (by < 0)
        return node->op == OP_NEG || (node->op == OP_SUB && arg == 1) ? -1 : 1;
    const struct node *factor = &graph->nodes[node->args[by]];
    double number = factor->numbers[graph_project_cell(graph, node->axes, cell, factor->axes)];
    return arg == by ? 0 : node->op == OP_MUL ? number : 1 / number;
}

static void add_to(const struct graph *graph, int node, double *more, double **weights)
{
    if (!weights[node]) {
        weights[node] = more;
        return;
    }
    for (size_t c = 0; more && c < graph_cells(graph, graph->nodes[node].axes); c++)
        weights[node][c] += more[c];
    free(more);
}

static void take_apart(const struct graph *graph, int index, double **weights)
{
    const struct node *node = &graph->nodes[index];
    const size_t cells = graph_cells(graph, node->axes);
    double *scaled = memory_resize(NULL, cells, sizeof *scaled);

    for (int arg = 0; arg < node->arg_count; arg++) {
        for (size_t c = 0; c < cells; c++)
            scaled[c] =
                weights[index][c] == 0 ? 0 : weights[index][c] * factor_in(graph, node, arg, c);
        add_to(graph, node->args[arg], graph_push_weights(graph, index, arg, scaled, 0), weights);
    }
    free(scaled);
    free(weights[index]);
    weights[index] = NULL;
}

/* Arguments stand before what is made of them: one sweep. */
void graph_spread_weights(const struct graph *graph, int root, double **weights,
                          bool (*is_end)(const void *context, int node), const void *context)
{
    for (int i = root; i >= 0; i--)
        if (weights[i] && is_sum(graph, &graph->nodes[i]) && !is_end(context, i))
            take_apart(graph, i, weights);
}
