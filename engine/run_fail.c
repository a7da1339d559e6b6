/* Draws that fail a check: the first is told of with its inputs, the others are counted. Each is run again alone, so that
   what is said depends neither on threads nor on blocks, and is what --only-draw says of it. */
#include "run_private.h"

#include "word.h"

#include <math.h>
#include <string.h>

enum {
    NAMED = 4,        /* draws that are named */
    INPUTS_NAMED = 8, /* inputs of the first of them */
    FAILED_MOST = 256,
    LOOKED_MOST = 8192, /* draws: then counting ends */
};

struct failures {
    uint64_t draw[NAMED]; /* as the user counts them */
    uint64_t count, looked;
    int scenario; /* that failed in the first of them */
    struct vm_fault fault;
};

/* Counts the draws of a leaf that fail; err is of the first of all. */
static void count_leaf(struct run *run, struct worker *worker, uint64_t first, size_t lanes,
                       struct failures *failures, struct error *err)
{
    struct error other;

    if (run_worker_try(worker, first, lanes, &other))
        return;
    for (uint64_t draw = first; draw < first + lanes; draw++) {
        if (run_worker_try(worker, draw, 1, failures->count ? &other : err))
            continue;
        if (failures->count == 0) {
            failures->scenario = run_worker_scenario(worker);
            failures->fault = vm_fault(run_worker_vm(worker, failures->scenario));
        }
        if (failures->count < NAMED)
            failures->draw[failures->count] = run->options.first_draw + draw;
        failures->count++;
    }
}

/* ---- the inputs of a draw ---- */

static double how_unusual(const struct run_input *input)
{
    return fabs(input->below - 0.5);
}

/* The most unusual first; else by name, which is the same on every machine. */
static int compare_inputs(const void *a, const void *b)
{
    const struct run_input *x = a, *y = b;
    double left = how_unusual(x), right = how_unusual(y);

    return left != right ? (left < right) - (left > right)
                         : strcmp(x->parameter->name, y->parameter->name);
}

/* In the first cell that draws from it. */
static bool find_input(const struct graph *graph, const struct parameter *parameter, int input,
                       const struct vm_draws *draws, struct run_input *found)
{
    size_t cell = 0,
           cells = size_product((size_t)parameter->periods, graph_cells(graph, parameter->axes));
    double u[1 + VM_UNIFORM_GROUP], x;

    while (cell < cells && parameter->cells[cell].input != input)
        cell++;
    if (cell == cells)
        return false;
    vm_draw_input(&parameter->inputs[input], NULL, kernels_best(), draws, u, &x);
    *found = (struct run_input){
        parameter, cell, x * parameter->cells[cell].scale + parameter->cells[cell].offset, u[0]};
    return true;
}

struct run_input *run_draw_inputs(const struct model *model, const struct run_options *options,
                                  uint64_t draw, size_t *count)
{
    const struct graph *graph = model->graph;
    const struct vm_draws draws = {options->seed, options->sampler == RUN_RANDOM, draw, 1};
    struct run_input *list = NULL;
    size_t capacity = 0;

    *count = 0;
    for (int i = 0; i < graph->parameter_count; i++)
        for (int k = 0; k < graph->parameters[i].input_count; k++) {
            list = memory_grow(list, *count, &capacity, sizeof *list);
            *count += find_input(graph, &graph->parameters[i], k, &draws, &list[*count]);
        }
    if (*count)
        qsort(list, *count, sizeof *list, compare_inputs);
    return list;
}

void run_input_name(const struct model *model, const struct run_input *input, char *name,
                    size_t size)
{
    const struct parameter *parameter = input->parameter;
    size_t cells = graph_cells(model->graph, parameter->axes);
    char cell[512];

    graph_cell_text(model->graph, parameter->axes, input->cell % cells, cell, sizeof cell);
    snprintf(name, size, "%s%s%s%s%s%s", parameter->name, cell[0] ? "[" : "", cell,
             cell[0] ? "]" : "", parameter->period_names ? " " : "",
             parameter->period_names ? parameter->period_names[input->cell / cells] : "");
}

static void add_inputs(const struct model *model, const struct run_options *options, uint64_t draw,
                       struct error *err)
{
    size_t count;
    struct run_input *inputs = run_draw_inputs(model, options, draw, &count);

    for (size_t i = 0; i < count && i < INPUTS_NAMED; i++) {
        char name[640];
        run_input_name(model, &inputs[i], name, sizeof name);
        error_append(err, i ? WORD(", %s = %.6g") : WORD("\n  its inputs: %s = %.6g"), name,
                     inputs[i].x);
    }
    if (count > INPUTS_NAMED)
        error_append(err, " and %zu less unusual ones", count - INPUTS_NAMED);
    free(inputs);
}

/* ---- all of it ---- */

static void add_count(const struct failures *failures, struct error *err)
{
    error_append(err, "\n  %ju of the %ju draws looked at fail: ", (uintmax_t)failures->count,
                 (uintmax_t)failures->looked);
    for (uint64_t i = 0; i < failures->count && i < NAMED; i++)
        error_append(err, i ? ", %ju" : "%ju", (uintmax_t)failures->draw[i]);
    error_append(err,
                 failures->count > NAMED ? WORD(" …; '--only-draw %ju' runs the first alone")
                                         : WORD("; '--only-draw %ju' runs the first alone"),
                 (uintmax_t)failures->draw[0]);
}

/* Ctrl-C ends the counting; the error is known by then. */
static bool must_end(const struct run *run, uint64_t draw)
{
    return run->options.progress &&
           !run->options.progress(run->options.context, draw, run->options.draws);
}

bool run_find_failure(struct run *run, struct worker *worker, uint64_t stretch, struct error *err)
{
    struct failures failures = {0};
    uint64_t first = stretch * STATS_STRETCH;

    for (uint64_t draw = first; draw < run->options.draws; draw += STATS_LEAF) {
        uint64_t left = run->options.draws - draw;
        size_t lanes = left < STATS_LEAF ? (size_t)left : STATS_LEAF;
        if (failures.count >= FAILED_MOST || draw - first >= LOOKED_MOST ||
            (failures.count && must_end(run, draw)))
            break;
        count_leaf(run, worker, draw, lanes, &failures, err);
        failures.looked = draw + lanes;
    }
    if (!failures.count)
        return false;
    const struct model *model = run->scenarios[failures.scenario].model;
    const struct compile_options options = run_compile_options(&run->options);
    run_add_stock_account(model, &options, &failures.fault, err);
    if (run->options.sampler == RUN_EXPECTED || run->options.first_draw)
        return true;
    add_inputs(model, &run->options, failures.draw[0], err);
    add_count(&failures, err);
    return true;
}
