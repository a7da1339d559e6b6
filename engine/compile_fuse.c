/* Nodes that need no instruction of their own: what only one other node reads is worked out there, so that
   it takes no strip and no look. Part of compile.h. Measured on the Pengyang plan: 1,700 of 9,600 cells a
   month. */
#include "compile_private.h"

#include <string.h>

static bool is_addition(const struct node *n)
{
    return n->kind == NODE_OP && (n->op == OP_ADD || n->op == OP_SUB);
}

/* How many needed nodes read each. */
static int *count_uses(const struct compiler *c)
{
    const struct graph *g = c->graph;
    int *uses = memory_resize(NULL, (size_t)g->node_count + 1, sizeof *uses);

    memset(uses, 0, (size_t)g->node_count * sizeof *uses);
    for (int i = 0; i < g->node_count; i++)
        for (int a = 0; c->marks[i].needed && a < g->nodes[i].arg_count; a++)
            uses[g->nodes[i].args[a]]++;
    return uses;
}

static bool is_read_only_by(const struct compiler *c, const int *uses, int node, int reader)
{
    const struct mark *mark = &c->marks[node];

    return uses[node] == 1 && !mark->root && !mark->read &&
           mark->by_month == c->marks[reader].by_month;
}

/* (a + b) - c and so on, from the left as they stand: the same sums in one pass over the lanes. */
static void fuse_additions(struct compiler *c, const int *uses, int node)
{
    const struct node *n = &c->graph->nodes[node], *left = &c->graph->nodes[n->args[0]];
    const struct inputs *its = &c->inputs[n->args[0]];

    if (!is_addition(left) || its->pair || left->axes != n->axes || its->count >= ADDENDS_MAX ||
        !is_read_only_by(c, uses, n->args[0], node))
        return;
    int *args = arena_array(c->program->arena, (size_t)its->count + 1, sizeof *args);
    bool *minus = arena_array(c->program->arena, (size_t)its->count + 1, sizeof *minus);
    memcpy(args, its->args, (size_t)its->count * sizeof *args);
    if (its->minus)
        memcpy(minus, its->minus, (size_t)its->count * sizeof *minus);
    else
        minus[1] = left->op == OP_SUB;
    args[its->count] = n->args[1];
    minus[its->count] = n->op == OP_SUB;
    c->inputs[node] = (struct inputs){.count = its->count + 1, .args = args, .minus = minus};
    c->marks[n->args[0]].fused = true;
}

static bool is_paired(const struct node *n)
{
    static const bool paired[OP_COUNT] = {
#define PAIRED(op) [OP_##op] = true,
        OPS_INNER(PAIRED)
#undef PAIRED
    };

    return n->kind == NODE_OP && paired[n->op];
}

/* An operation on the result of another, which nobody else reads: two in one pass. Measured: 6 % of money-36,
   whose instructions are a tenth fewer; nothing in the Pengyang plan. */
static void fuse_pair(struct compiler *c, const int *uses, int node)
{
    const struct node *n = &c->graph->nodes[node];

    for (int i = 0; i < 2 && is_paired(n); i++) {
        const struct node *arg = &c->graph->nodes[n->args[i]];
        const struct inputs *its = &c->inputs[n->args[i]];
        if (!is_paired(arg) || arg->axes != n->axes || its->minus || its->pair ||
            !is_read_only_by(c, uses, n->args[i], node))
            continue;
        int *args = arena_array(c->program->arena, 3, sizeof *args);
        args[0] = arg->args[0];
        args[1] = arg->args[1];
        args[2] = n->args[1 - i];
        c->inputs[node] = (struct inputs){
            .count = 3, .args = args, .pair = true, .inner = arg->op, .result_last = i == 1};
        c->marks[n->args[i]].fused = true;
        return;
    }
}

static bool is_zero(const struct graph *g, int node)
{
    const struct node *n = &g->nodes[node];

    for (size_t i = 0, cells = graph_cells(g, n->axes); n->kind == NODE_CONSTANT && i < cells; i++)
        if (n->numbers[i] != 0)
            return false;
    return n->kind == NODE_CONSTANT;
}

/* A sum over where(known, x, 0) adds up the cells of x that count. */
static void fuse_selection(struct compiler *c, const int *uses, int node)
{
    const struct graph *g = c->graph;
    const int arg = g->nodes[node].args[0];
    const struct node *where = &g->nodes[arg];

    if (where->kind != NODE_OP || where->op != OP_WHERE ||
        g->nodes[where->args[0]].kind != NODE_CONSTANT || !is_zero(g, where->args[2]) ||
        !is_read_only_by(c, uses, arg, node))
        return;
    c->inputs[node] = (struct inputs){.count = 1,
                                      .args = &where->args[1],
                                      .filtered = true,
                                      .filter = where->args[0],
                                      .axes = where->axes};
    c->marks[arg].fused = true;
}

void compile_fuse(struct compiler *c)
{
    const struct graph *g = c->graph;
    int *uses = count_uses(c);

    c->inputs = arena_array(c->program->arena, (size_t)g->node_count + 1, sizeof *c->inputs);
    for (int i = 0; i < g->node_count; i++) { /* what a node reads stands before it */
        const struct node *n = &g->nodes[i];
        c->inputs[i] = (struct inputs){.count = n->arg_count, .args = n->args};
        if (n->kind == NODE_SUM)
            c->inputs[i].axes = g->nodes[n->args[0]].axes;
        if (c->marks[i].needed && is_addition(n))
            fuse_additions(c, uses, i);
        else if (c->marks[i].needed && n->kind == NODE_SUM)
            fuse_selection(c, uses, i);
        if (c->marks[i].needed && !c->inputs[i].minus)
            fuse_pair(c, uses, i);
    }
    free(uses);
}
