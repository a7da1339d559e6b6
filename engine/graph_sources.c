/* Cells that hold the very value of another cell, or 0, by the way they are made. Part of graph.h. */
#include "graph_private.h"

#include <string.h>

struct graph_sources {
    const struct graph *graph;
    struct graph_source **of; /* [nodes][cells]; NULL: each cell is its own */
    int node_count;
};

static const struct graph_source zero = {-1, 0};

static bool is_zero(struct graph_source source)
{
    return source.node < 0;
}

/* Is a known cell 0 (or, where not `nought`, anything else) in all months? */
static bool is_known_as(const struct graph *graph, int node, size_t cell, bool nought)
{
    const struct node *n = &graph->nodes[node];

    if (!node_is_known(n))
        return false;
    for (int month = 0; month < (n->kind == NODE_DATED ? graph->months : 1); month++)
        if ((node_number(graph, n, month, cell) == 0) != nought)
            return false;
    return true;
}

/* Can a cell of it be a copy? */
static bool may_copy(const struct node *node)
{
    switch (node->kind) {
    case NODE_CONSTANT:
    case NODE_DATED:
    case NODE_SUM:
    case NODE_AT:
    case NODE_STACK:
    case NODE_NEXT: return true;
    case NODE_OP: return node->op == OP_WHERE || node->op == OP_ADD || node->op == OP_SUB;
    default: return false;
    }
}

/* Argument a at the place of cell `cell` of node n. */
static struct graph_source of_argument(const struct graph_sources *sources, const struct node *n,
                                       int a, size_t cell)
{
    const struct graph *graph = sources->graph;
    uint32_t axes = graph->nodes[n->args[a]].axes;

    return graph_source_of(sources, n->args[a], graph_project_cell(graph, n->axes, cell, axes));
}

static struct graph_source of_operation(const struct graph_sources *sources, int node, size_t cell)
{
    const struct graph *graph = sources->graph;
    const struct node *n = &graph->nodes[node];
    const struct graph_source itself = {node, (uint32_t)cell};

    if (n->op == OP_WHERE) {
        size_t at = graph_project_cell(graph, n->axes, cell, graph->nodes[n->args[0]].axes);
        struct graph_source yes = of_argument(sources, n, 1, cell);
        struct graph_source no = of_argument(sources, n, 2, cell);
        bool same = yes.node == no.node && yes.cell == no.cell;
        return is_known_as(graph, n->args[0], at, true)            ? no
               : same || is_known_as(graph, n->args[0], at, false) ? yes
                                                                   : itself;
    }
    struct graph_source a = of_argument(sources, n, 0, cell), b = of_argument(sources, n, 1, cell);
    return is_zero(b) ? a : is_zero(a) && n->op == OP_ADD ? b : itself;
}

static struct graph_source find(const struct graph_sources *sources, int node, size_t cell)
{
    const struct graph *graph = sources->graph;
    const struct node *n = &graph->nodes[node];
    const struct graph_source itself = {node, (uint32_t)cell};

    switch (n->kind) {
    case NODE_CONSTANT:
    case NODE_DATED: return is_known_as(graph, node, cell, true) ? zero : itself;
    case NODE_OP: return of_operation(sources, node, cell);
    case NODE_NEXT: return of_argument(sources, n, 0, cell);
    case NODE_AT:
        return graph_source_of(sources, n->args[0],
                               graph_replace_label(graph, n->axes, cell,
                                                   graph->nodes[n->args[0]].axes, n->axis,
                                                   n->index));
    case NODE_STACK:
        return of_argument(sources, n, graph_cell_label(graph, n->axes, cell, n->axis), cell);
    default: return itself;
    }
}

/* A sum in which all but one cell are 0 is that cell. */
static void find_sums(const struct graph_sources *sources, int node, struct graph_source *of)
{
    const struct graph *graph = sources->graph;
    const struct node *n = &graph->nodes[node];
    uint32_t axes = graph->nodes[n->args[0]].axes;
    uint32_t *map = graph_projection(graph, axes, n->axes);

    for (size_t cell = 0, cells = graph_cells(graph, n->axes); cell < cells; cell++)
        of[cell] = zero;
    for (size_t i = 0, cells = graph_cells(graph, axes); i < cells; i++) {
        struct graph_source part = graph_source_of(sources, n->args[0], i);
        if (!is_zero(part))
            of[map[i]] = is_zero(of[map[i]]) ? part : (struct graph_source){node, map[i]};
    }
    free(map);
}

static void find_cells(const struct graph_sources *sources, int node, struct graph_source *of)
{
    if (sources->graph->nodes[node].kind == NODE_SUM) {
        find_sums(sources, node, of);
        return;
    }
    for (size_t c = 0, cells = graph_cells(sources->graph, sources->graph->nodes[node].axes);
         c < cells; c++)
        of[c] = find(sources, node, c);
}

/* What a node is made of comes before it, but for a stock's next month, which no copy looks at. */
struct graph_sources *graph_sources_new(const struct graph *graph, const int *nodes, int count)
{
    struct graph_sources *sources = memory_resize(NULL, 1, sizeof *sources);
    bool *needed = memory_resize(NULL, (size_t)graph->node_count, sizeof *needed);

    *sources = (struct graph_sources){.graph = graph, .node_count = graph->node_count};
    sources->of = memory_resize(NULL, (size_t)graph->node_count, sizeof *sources->of);
    memset(needed, 0, (size_t)graph->node_count * sizeof *needed);
    for (int i = 0; i < count; i++)
        needed[nodes[i]] = true;
    for (int i = graph->node_count - 1; i >= 0; i--) {
        needed[i] = needed[i] && may_copy(&graph->nodes[i]);
        for (int a = 0; needed[i] && a < graph->nodes[i].arg_count; a++)
            needed[graph->nodes[i].args[a]] = true;
    }
    for (int i = 0; i < graph->node_count; i++) {
        struct graph_source *of = NULL;
        if (needed[i]) {
            of = memory_resize(NULL, graph_cells(graph, graph->nodes[i].axes), sizeof *of);
            find_cells(sources, i, of);
        }
        sources->of[i] = of;
    }
    free(needed);
    return sources;
}

void graph_sources_free(struct graph_sources *sources)
{
    if (!sources)
        return;
    for (int i = 0; i < sources->node_count; i++)
        free(sources->of[i]);
    free(sources->of);
    free(sources);
}

struct graph_source graph_source_of(const struct graph_sources *sources, int node, size_t cell)
{
    return sources->of[node] ? sources->of[node][cell]
                             : (struct graph_source){node, (uint32_t)cell};
}
