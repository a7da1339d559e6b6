/* Which nodes of the graph are one step of a tree. Part of provenance_tree.h. */
#include "provenance_private.h"

#include <math.h>

/* A node that is a step of its own wherever it stands. */
static bool is_apart(const struct node *node)
{
    return graph_is_chance(node) || node->kind == NODE_PARAMETER || node->kind == NODE_PART ||
           node->kind == NODE_STATE || node->kind == NODE_NEXT || node->kind == NODE_LAG ||
           node->kind == NODE_LAG_BY || node_is_number(node);
}

/* Zeros and ones, as those of "only". */
static bool is_mask(const struct provenance_tree *tree, int node)
{
    const struct node *n = node_of(tree, node);

    for (size_t c = 0; n->kind == NODE_CONSTANT && c < cells_of(tree, node); c++)
        if (n->numbers[c] != 0 && n->numbers[c] != 1)
            return false;
    return n->kind == NODE_CONSTANT;
}

/* A factor is told apart from what it multiplies. */
static bool is_product(const struct provenance_tree *tree, const struct node *node)
{
    return node->kind == NODE_OP &&
           (node->op == OP_DIV ||
            (node->op == OP_MUL && !is_mask(tree, node->args[0]) && !is_mask(tree, node->args[1])));
}

static bool is_inside(const struct region *region, int index)
{
    const struct node *node = node_of(region->tree, index);

    return index == region->root || (!is_apart(node) && place_is_same(node->place, region->place));
}

static bool is_end(const void *context, int index)
{
    const struct region *region = context;
    const struct node *node = node_of(region->tree, index);

    return !is_inside(region, index) || is_apart(node) || is_product(region->tree, node);
}

/* Takes over `more`, zeros and ones. */
static void add_cells(struct region *region, int node, double *more)
{
    double *weights = region->weights[node];

    if (!weights) {
        region->weights[node] = more;
        return;
    }
    for (size_t c = 0; more && c < cells_of(region->tree, node); c++)
        weights[c] = fmax(weights[c], more[c]);
    free(more);
}

double *region_push(const struct provenance_tree *tree, int arg, const struct look *look)
{
    const struct graph *graph = tree->model->graph;
    size_t cells = cells_of(tree, graph->nodes[look->node].args[arg]);
    double *all = NULL;

    for (int m = look->first; m <= look->last; m++) {
        double *one = graph_push_weights(graph, look->node, arg, look->weights, m);
        for (size_t c = 0; one && c < cells; c++)
            one[c] = one[c] != 0 || (all && all[c] != 0);
        if (one) {
            free(all);
            all = one;
        }
    }
    return all;
}

static void pass_on(struct region *region, int index, const struct look *look)
{
    const struct node *node = node_of(region->tree, index);
    struct look here = *look;

    here.node = index;
    here.weights = region->weights[index];
    for (int arg = 0; arg < node->arg_count; arg++)
        add_cells(region, node->args[arg], region_push(region->tree, arg, &here));
    free(region->weights[index]);
    region->weights[index] = NULL;
}

/* Arguments stand before what is made of them; a state, which leads round a circle, is never inside. */
void region_walk(struct region *region, const struct look *look)
{
    const size_t count = (size_t)look->node + 1;

    region->root = look->node;
    region->weights = memory_resize(NULL, count, sizeof *region->weights);
    memset(region->weights, 0, count * sizeof *region->weights);
    region->weights[look->node] =
        provenance_copy(look->weights, cells_of(region->tree, look->node), 1);
    if (region->sums) {
        graph_spread_weights(region->tree->model->graph, look->node, region->weights, is_end,
                             region);
        return;
    }
    for (int i = look->node; i >= 0; i--)
        if (region->weights[i] && is_inside(region, i))
            pass_on(region, i, look);
}

void region_clear(struct region *region)
{
    for (int i = 0; i <= region->root; i++)
        free(region->weights[i]);
    free(region->weights);
}

bool region_is_nothing(const struct region *region, int node)
{
    const struct node *n = node_of(region->tree, node);

    for (size_t c = 0; c < cells_of(region->tree, node); c++)
        if (region->weights[node][c] != 0 && !(n->kind == NODE_CONSTANT && n->numbers[c] == 0))
            return false;
    return true;
}
