/* Conservation: runs a few draws and looks at every identity in each cell, month and draw, and so at every stock. */
#include "run.h"

#include <math.h>
#include <string.h>

#include "word.h"

enum { CHECK_LANES = 64, TERMS_SHOWN = 6 };

struct check {
    const struct model *model;
    uint64_t seed;
};

static struct program *compile(const struct check *check, const int *roots, int count,
                               struct error *err)
{
    return program_compile(
        check->model,
        &(struct compile_options){.seed = check->seed, .roots = roots, .root_count = count}, err);
}

/* ---- what an identity that does not hold is made of ---- */

struct spot { /* where it was found */
    const struct identity *identity;
    size_t cell;
    int month;
    uint64_t draw;
};

/* Named values are told as they are, and so is what was before this month. */
static bool is_term(const void *context, int index)
{
    const struct graph *graph = context;
    enum node_kind kind = graph->nodes[index].kind;

    return graph->nodes[index].name || kind == NODE_LAG || kind == NODE_LAG_BY;
}

/* The terms by node: weights of their cells. The caller frees these. */
static double **find_terms(const struct graph *graph, const struct spot *spot)
{
    int root = spot->identity->value;
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

/* One lane of a block, run again up to the month. */
static struct vm *run_again(const struct program *program, const struct spot *spot,
                            struct error *err)
{
    struct vm *vm = vm_new(program, kernels_best(), CHECK_LANES);
    bool ran = vm_begin(vm, spot->draw / CHECK_LANES * CHECK_LANES, CHECK_LANES, err);

    for (int month = 0; ran && month <= spot->month; month++)
        ran = vm_month(vm, month, err);
    if (ran)
        return vm;
    vm_free(vm);
    return NULL;
}

/* "; in: 10 'people' (m.lua:5)" of the terms above 0, or "; out: …" of those below. */
static void add_side(const struct check *check, struct vm *vm, const struct spot *spot,
                     double *const *weights, int sign, struct error *err)
{
    const struct graph *graph = check->model->graph;
    int shown = 0;

    for (int node = 0; node <= spot->identity->value; node++) {
        const struct node *n = &graph->nodes[node];
        double sum = 0;
        char name[256];
        for (size_t c = 0; weights[node] && c < graph_cells(graph, n->axes); c++)
            if (weights[node][c] != 0)
                sum += weights[node][c] * vm_read(vm, node, c)[spot->draw % CHECK_LANES];
        if (sum * sign <= 0 || shown++ >= TERMS_SHOWN)
            continue;
        graph_node_text(graph, node, name, sizeof name);
        if (shown == 1)
            error_append(err, "%s", sign > 0 ? spoken("; in: ") : spoken("; out: "));
        error_append(err, n->place.file ? "%s%.15g %s (%s:%d)" : "%s%.15g %s",
                     shown == 1 ? "" : spoken(", "), fabs(sum), name,
                     n->place.file ? model_file_name(check->model, n->place) : "", n->place.line);
    }
    if (shown > TERMS_SHOWN)
        error_append(err, spoken(" and %d more"), shown - TERMS_SHOWN);
}

/* Adds what entered and what left, where it is more than one number. */
static void add_account(const struct check *check, const struct spot *spot, struct error *err)
{
    const struct graph *graph = check->model->graph;
    double **weights = find_terms(graph, spot);
    int *roots = memory_resize(NULL, (size_t)spot->identity->value + 1, sizeof *roots), count = 0;
    struct error ignored; /* what ran before runs again */

    for (int i = 0; i <= spot->identity->value; i++)
        if (weights[i])
            roots[count++] = i;
    struct program *program = count > 1 ? compile(check, roots, count, &ignored) : NULL;
    struct vm *vm = program ? run_again(program, spot, &ignored) : NULL;
    if (vm) {
        add_side(check, vm, spot, weights, 1, err);
        add_side(check, vm, spot, weights, -1, err);
    }
    vm_free(vm);
    program_free(program);
    for (int i = 0; i <= spot->identity->value; i++)
        free(weights[i]);
    free(weights);
    free(roots);
}

/* ---- looking ---- */

static bool report(const struct check *check, const struct spot *spot, double left,
                   struct error *err)
{
    const struct graph *graph = check->model->graph;
    const struct identity *identity = spot->identity;
    char cell_text[512], month_text[8];

    graph_cell_text(graph, graph->nodes[identity->value].axes, spot->cell, cell_text,
                    sizeof cell_text);
    graph_month_text(graph, spot->month, month_text);
    error_set(err, ERROR_CHECK,
              *cell_text ? WORD("'%s' does not add up in cell '%s', month %s, draw %llu: %.17g is "
                                "left and should be 0")
                         : WORD("'%s' does not add up in the whole%s, month %s, draw %llu: %.17g "
                                "is left and should be 0"),
              identity->name, cell_text, month_text, (unsigned long long)spot->draw, left);
    add_account(check, spot, err);
    return model_show_place(check->model, identity->place, identity->name, err);
}

static bool identity_holds(const struct check *check, const struct identity *identity,
                           struct vm *vm, int month, uint64_t first_draw, size_t lanes,
                           struct error *err)
{
    const struct graph *graph = check->model->graph;
    uint32_t axes = graph->nodes[identity->value].axes;

    for (size_t cell = 0, cells = graph_cells(graph, axes); cell < cells; cell++) {
        const double *x = vm_read(vm, identity->value, cell);
        size_t i = 0;
        while (i < lanes && x[i] == 0)
            i++;
        if (i < lanes)
            return report(check, &(struct spot){identity, cell, month, first_draw + i}, x[i], err);
    }
    return true;
}

static bool block_holds(const struct check *check, struct vm *vm, uint64_t first_draw, size_t lanes,
                        struct error *err)
{
    const struct model *model = check->model;

    if (!vm_begin(vm, first_draw, lanes, err))
        return false;
    for (int month = 0; month < model->graph->months; month++) {
        if (!vm_month(vm, month, err))
            return false;
        for (int i = 0; i < model->identity_count; i++)
            if (!identity_holds(check, &model->identities[i], vm, month, first_draw, lanes, err))
                return false;
    }
    return true;
}

/* The identities; and what stocks become, also of those that no identity is about: below 0 the vm says so. */
static struct program *compile_all(const struct check *check, struct error *err)
{
    const struct model *model = check->model;
    int *roots = memory_resize(
        NULL, (size_t)model->identity_count + (size_t)model->graph->node_count, sizeof *roots);
    int count = 0;

    for (int i = 0; i < model->identity_count; i++)
        roots[count++] = model->identities[i].value;
    for (int i = 0; i < model->graph->node_count; i++)
        if (model->graph->nodes[i].kind == NODE_NEXT &&
            !model->graph->nodes[model->graph->nodes[i].index].hidden)
            roots[count++] = i;
    struct program *program = compile(check, roots, count, err);
    free(roots);
    return program;
}

bool run_check_identities(const struct model *model, uint64_t draws, uint64_t seed,
                          struct error *err)
{
    const struct check check = {model, seed};
    struct program *program = compile_all(&check, err);

    if (!program)
        return false;
    struct vm *vm = vm_new(program, kernels_best(), CHECK_LANES);
    bool holds = true;
    for (uint64_t draw = 0; holds && draw < draws; draw += CHECK_LANES) {
        size_t lanes = draws - draw < CHECK_LANES ? (size_t)(draws - draw) : CHECK_LANES;
        holds = block_holds(&check, vm, draw, lanes, err);
    }
    vm_free(vm);
    program_free(program);
    return holds;
}
