/* What the files of provenance_tree.h share; nobody else includes it.

   provenance_tree.c (steps) · provenance_fund.c (those of stocks and funds) · provenance_region.c (which nodes are one
   step) · provenance_values.c (means). */
#ifndef POLSIM_PROVENANCE_PRIVATE_H
#define POLSIM_PROVENANCE_PRIVATE_H

#include "provenance.h"
#include "provenance_tree.h"

#include <string.h>

/* ---- steps ---- */

/* A value to look at: a node's cells, over months. */
struct look {
    int node;
    double *weights;
    enum provenance_reading reading;
    int first, last;
};

static inline const struct node *node_of(const struct provenance_tree *tree, int node)
{
    return &tree->model->graph->nodes[node];
}

static inline size_t cells_of(const struct provenance_tree *tree, int node)
{
    return graph_cells(tree->model->graph, node_of(tree, node)->axes);
}

double *provenance_copy(const double *weights, size_t count, double factor);

/* A part of a step; takes over the weights, of which NULL adds nothing, as do no months. What takes away from a sum
   is told as it is, with the sign -1. */
void provenance_add_part(struct provenance_tree *tree, int parent, struct look look, int sign);
/* What a line takes from elsewhere to make `look.node`, without a sign; but for the content `state` itself (-1: none).
   The weights stay the caller's. */
void provenance_add_region(struct provenance_tree *tree, int step, const struct look *look,
                           int state);

void provenance_expand_stock(struct provenance_tree *tree, int step);
void provenance_expand_fund(struct provenance_tree *tree, int step);

/* ---- regions: the nodes of one line of the script that make a value, and those behind it ---- */

struct region {
    struct provenance_tree *tree;
    struct place place; /* the line */
    bool sums;          /* of nodes that add up; else any */
    int root;
    double **weights; /* [root + 1] of the nodes behind it; NULL: not one */
};

/* From look.node back. Where sums is set weights are those with which the nodes behind add up to it, else 1 for the
   cells that matter in some of the months. A node that is not inside is behind itself. */
void region_walk(struct region *region, const struct look *look);
void region_clear(struct region *region);
/* Are all cells that count 0 throughout? */
bool region_is_nothing(const struct region *region, int node);
/* Cells of an argument that matter in some of the months. The caller frees it; NULL: none. */
double *region_push(const struct provenance_tree *tree, int arg, const struct look *look);

static inline bool node_is_number(const struct node *node)
{
    return node->kind == NODE_CONSTANT || node->kind == NODE_DATED;
}

static inline bool place_is_same(struct place a, struct place b)
{
    return a.line == b.line && (a.file == b.file || (a.file && b.file && !strcmp(a.file, b.file)));
}

#endif
