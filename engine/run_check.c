/* Conservation: runs a few draws and looks at every identity in each cell, month and draw. */
#include "run.h"

#include "word.h"

enum { CHECK_LANES = 64 };

static bool identity_holds(const struct model *model, const struct identity *identity,
                           struct vm *vm, int month, uint64_t first_draw, size_t lanes,
                           struct error *err)
{
    const struct graph *graph = model->graph;
    uint32_t axes = graph->nodes[identity->value].axes;

    for (size_t cell = 0, cells = graph_cells(graph, axes); cell < cells; cell++) {
        const double *x = vm_read(vm, identity->value, cell);
        size_t i = 0;
        while (i < lanes && x[i] == 0)
            i++;
        if (i == lanes)
            continue;
        char cell_text[512], month_text[8];
        graph_cell_text(graph, axes, cell, cell_text, sizeof cell_text);
        graph_month_text(graph, month, month_text);
        error_set(
            err, ERROR_CHECK,
            *cell_text ? WORD("'%s' does not add up in cell '%s', month %s, draw %llu: %.17g is "
                              "left and should be 0")
                       : WORD("'%s' does not add up in the whole%s, month %s, draw %llu: %.17g is "
                              "left and should be 0"),
            identity->name, cell_text, month_text, (unsigned long long)(first_draw + i), x[i]);
        return model_show_place(model, identity->place, identity->name, err);
    }
    return true;
}

static bool block_holds(const struct model *model, struct vm *vm, uint64_t first_draw, size_t lanes,
                        struct error *err)
{
    if (!vm_begin(vm, first_draw, lanes, err))
        return false;
    for (int month = 0; month < model->graph->months; month++) {
        if (!vm_month(vm, month, err))
            return false;
        for (int i = 0; i < model->identity_count; i++)
            if (!identity_holds(model, &model->identities[i], vm, month, first_draw, lanes, err))
                return false;
    }
    return true;
}

bool run_check_identities(const struct model *model, uint64_t draws, uint64_t seed,
                          struct error *err)
{
    struct compile_options options = {.seed = seed, .identities = true};
    struct program *program = program_compile(model, &options, err);

    if (!program)
        return false;
    struct vm *vm = vm_new(program, kernels_best(), CHECK_LANES);
    bool holds = true;
    for (uint64_t draw = 0; holds && draw < draws; draw += CHECK_LANES) {
        size_t lanes = draws - draw < CHECK_LANES ? (size_t)(draws - draw) : CHECK_LANES;
        holds = block_holds(model, vm, draw, lanes, err);
    }
    vm_free(vm);
    program_free(program);
    return holds;
}
