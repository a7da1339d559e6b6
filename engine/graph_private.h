/* Shared by the files of graph.h only. */
#ifndef POLSIM_GRAPH_PRIVATE_H
#define POLSIM_GRAPH_PRIVATE_H

#include "graph.h"

struct graph_slot {
    uint64_t hash;
    int node; /* + 1; 0 is free */
};

struct graph_tables {
    struct graph_slot *slots; /* open addressing over equal nodes */
    size_t slot_count, used;
    size_t node_capacity, parameter_capacity, fund_capacity;
    int *chances; /* nodes of chance */
    size_t chance_count, chance_capacity;
    bool finished;
};

/* The cells of shape `to` (a subset) that the cells of `from` lie in; the caller frees it. */
uint32_t *graph_projection(const struct graph *graph, uint32_t from, uint32_t to);

/* The cell of shape `to` that has the labels of `cell` in `from`, but `label` on `axis`. */
size_t graph_replace_label(const struct graph *graph, uint32_t from, size_t cell, uint32_t to,
                           int axis, int label);

/* Adds a node as it is (place and varies are filled in here); equal ones are shared unless `unique`. */
int graph_add_node(struct graph *graph, const struct node *node, bool unique);

/* Numbers of a node that is known now: true for CONSTANT and DATED. */
static inline bool node_is_known(const struct node *node)
{
    return node->kind == NODE_CONSTANT || node->kind == NODE_DATED;
}

/* Number of cell `cell` in month `month` of a known node. */
static inline double node_number(const struct graph *graph, const struct node *node, int month,
                                 size_t cell)
{
    size_t row = node->kind == NODE_DATED ? (size_t)month * graph_cells(graph, node->axes) : 0;

    return node->numbers[row + cell];
}

/* Refuses shapes above CELLS_MAX. */
bool graph_check_cells(const struct graph *graph, uint32_t axes, struct error *err);

/* The one unit of all arguments of `word` (0 as a plain number fits any); errors: they differ. */
bool graph_same_units(const struct graph *graph, const char *word, const int *args, int count,
                      struct unit *unit, struct error *err);

/* Every number of a known node equals x. */
bool graph_is_all(const struct graph *graph, int node, double x);

/* A known node computed from known nodes: number(context, month, cell) for each cell and, when
   `dated`, each month. Dated results that do not change become constant. */
typedef double graph_number_of(const void *context, int month, size_t cell);
int graph_make_known(struct graph *graph, uint32_t axes, struct unit unit, bool condition,
                     bool dated, graph_number_of *number, const void *context);

#endif
