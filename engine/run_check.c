/* Conservation: runs a few draws and looks at every identity in each cell, month and draw, and so at every stock, output
   and target. */
#include "run_private.h"

#include "word.h"

enum { CHECK_LANES = 64 };

struct check {
    const struct model *model;
    struct compile_options options; /* but for the roots */
};

static bool report(const struct check *check, const struct identity *identity,
                   const struct account_spot *spot, double left, struct error *err)
{
    const struct graph *graph = check->model->graph;
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
    run_add_account(check->model, &check->options, spot, err);
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
            return report(check, identity,
                          &(struct account_spot){identity->value, cell, month, first_draw + i},
                          x[i], err);
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
        if (!vm_month(vm, month, err)) {
            const struct vm_fault fault = vm_fault(vm);
            run_add_stock_account(model, &check->options, &fault, err);
            return false;
        }
        for (int i = 0; i < model->identity_count; i++)
            if (!identity_holds(check, &model->identities[i], vm, month, first_draw, lanes, err))
                return false;
    }
    return true;
}

static void add_root(int **roots, int *count, size_t *capacity, int node)
{
    *roots = memory_grow(*roots, (size_t)*count, capacity, sizeof **roots);
    (*roots)[(*count)++] = node;
}

/* The identities; and stocks, outputs and targets, also those that no identity is about: what the vm refuses there,
   below 0 or no chance, it says. */
static struct program *compile_all(const struct check *check, struct error *err)
{
    const struct model *model = check->model;
    const struct graph *graph = model->graph;
    struct compile_options options = check->options;
    size_t capacity = 0;
    int *roots = NULL, count = 0;

    for (int i = 0; i < model->identity_count; i++)
        add_root(&roots, &count, &capacity, model->identities[i].value);
    for (int i = 0; i < graph->node_count; i++)
        if (graph->nodes[i].kind == NODE_NEXT && !graph->nodes[graph->nodes[i].index].hidden)
            add_root(&roots, &count, &capacity, i);
    for (int o = 0; o < model->output_count; o++)
        for (int v = 0; v < model->outputs[o].view_count; v++)
            add_root(&roots, &count, &capacity, model->outputs[o].views[v].value);
    for (int t = 0; t < model->target_count; t++)
        add_root(&roots, &count, &capacity, model->targets[t].value);
    options.roots = roots;
    options.root_count = count;
    struct program *program = program_compile(model, &options, err);
    free(roots);
    return program;
}

bool run_check_identities(const struct model *model, uint64_t draws, uint64_t seed,
                          struct error *err)
{
    const struct check check = {model, {.seed = seed}};
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
