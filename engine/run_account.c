/* What a number is made of at one place: of an identity that does not hold, or a stock that is below nothing, what came
   in and what went out, each with its line. Part of run.h. */
#include "run_private.h"

#include <math.h>
#include <string.h>

#include "word.h"

enum { TERMS_SHOWN = 6 };

/* Named values are told as they are, and so is what was before this month. */
static bool is_term(const void *context, int index)
{
    const struct graph *graph = context;
    enum node_kind kind = graph->nodes[index].kind;

    return graph->nodes[index].name || kind == NODE_LAG || kind == NODE_LAG_BY;
}

/* The terms by node: weights of their cells. The caller frees these. */
static double **find_terms(const struct graph *graph, const struct account_spot *spot)
{
    int root = spot->value;
    size_t cells = graph_cells(graph, graph->nodes[root].axes);
    double **weights = memory_resize(NULL, (size_t)root + 1, sizeof *weights);

    memset(weights, 0, ((size_t)root + 1) * sizeof *weights);
    weights[root] = memory_resize(NULL, cells, sizeof **weights);
    memset(weights[root], 0, cells * sizeof **weights);
    weights[root][spot->cell] = 1;
    while (graph->nodes[root].kind == NODE_OP && graph->nodes[root].op == OP_ROUND) {
        int inside = graph->nodes[root].args[0]; /* to the fen, in the ledgers of funds */
        if (graph->nodes[inside].axes != graph->nodes[root].axes)
            break;
        weights[inside] = weights[root];
        weights[root] = NULL;
        root = inside;
    }
    graph_spread_weights(graph, root, weights, is_term, graph);
    return weights;
}

/* The draw alone: others may fail before its month. */
static struct vm *run_again(const struct program *program, const struct account_spot *spot)
{
    struct vm *vm = vm_new(program, kernels_best(), STATS_LEAF);
    struct error ignored; /* what ran before runs again, and may fail again where it did */
    bool ran = vm_begin(vm, spot->draw, 1, &ignored);

    for (int month = 0; ran && month < spot->month; month++)
        ran = vm_month(vm, month, &ignored);
    if (ran) {
        vm_month(vm, spot->month, &ignored);
        return vm;
    }
    vm_free(vm);
    return NULL;
}

/* "10 'people' (m.lua:5)" and so on behind `before`: the terms above 0, or with sign -1 those below. */
static void add_side(const struct model *model, struct vm *vm, const struct account_spot *spot,
                     double *const *weights, int sign, const char *before, struct error *err)
{
    const struct graph *graph = model->graph;
    int shown = 0;

    for (int node = 0; node <= spot->value; node++) {
        const struct node *n = &graph->nodes[node];
        double sum = 0;
        char name[256];
        for (size_t c = 0; weights[node] && c < graph_cells(graph, n->axes); c++)
            if (weights[node][c] != 0)
                sum += weights[node][c] * vm_read(vm, node, c)[0];
        if (sum * sign <= 0 || shown++ >= TERMS_SHOWN)
            continue;
        graph_node_text(graph, node, name, sizeof name);
        if (shown == 1)
            error_append(err, "%s", before);
        error_append(err, n->place.file ? "%s%.15g %s (%s:%d)" : "%s%.15g %s",
                     shown == 1 ? "" : spoken(", "), fabs(sum), name,
                     n->place.file ? model_file_name(model, n->place) : "", n->place.line);
    }
    if (shown > TERMS_SHOWN)
        error_append(err, spoken(" and %d more"), shown - TERMS_SHOWN);
}

static void add_account(const struct model *model, const struct compile_options *options,
                        const struct account_spot *spot, const char *in, const char *out,
                        struct error *err)
{
    double **weights = find_terms(model->graph, spot);
    int *roots = memory_resize(NULL, (size_t)spot->value + 1, sizeof *roots), count = 0;
    struct compile_options only = *options;
    struct error ignored;

    for (int i = 0; i <= spot->value; i++)
        if (weights[i])
            roots[count++] = i;
    only.roots = roots;
    only.root_count = count;
    struct program *program = count > 1 ? program_compile(model, &only, &ignored) : NULL;
    struct vm *vm = program ? run_again(program, spot) : NULL;
    if (vm) {
        add_side(model, vm, spot, weights, 1, in, err);
        add_side(model, vm, spot, weights, -1, out, err);
    }
    vm_free(vm);
    program_free(program);
    for (int i = 0; i <= spot->value; i++)
        free(weights[i]);
    free(weights);
    free(roots);
}

void run_add_account(const struct model *model, const struct compile_options *options,
                     const struct account_spot *spot, struct error *err)
{
    add_account(model, options, spot, spoken("; in: "), spoken("; out: "), err);
}

void run_add_stock_account(const struct model *model, const struct compile_options *options,
                           const struct vm_fault *fault, struct error *err)
{
    const struct node *node = &model->graph->nodes[fault->node];

    if (node->kind != NODE_NEXT || !(fault->value < 0) ||
        model->graph->nodes[node->args[0]].axes != node->axes)
        return;
    add_account(model, options,
                &(struct account_spot){node->args[0], fault->cell, fault->month, fault->draw},
                spoken("\n  in: "), spoken("\n  out: "), err);
}
