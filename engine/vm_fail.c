/* Messages of checks that fail while a program runs. Part of vm.h. */
#include "vm_private.h"

#include "word.h"

static void note(struct vm *vm, int node, size_t cell, long lane, double value)
{
    vm->fault = (struct vm_fault){node, cell, vm->month, vm->first_draw + (uint64_t)lane, value};
}

struct vm_fault vm_fault(const struct vm *vm)
{
    return vm->fault;
}

/* " for level=L3 in 2026-04, draw 17" */
static void place_text(const struct vm *vm, const struct node *n, size_t cell, long lane,
                       char *text, size_t size)
{
    char cell_text[512], month[8];

    graph_cell_text(vm->program->graph, n->axes, cell, cell_text, sizeof cell_text);
    graph_month_text(vm->program->graph, vm->month, month);
    snprintf(text, size, spoken("%s%s in %s, draw %llu"), cell_text[0] ? spoken(" for ") : "",
             cell_text, month, (unsigned long long)vm->first_draw + (unsigned long long)lane);
}

bool vm_fail_taking(struct vm *vm, int node, size_t cell, long lane, double taken, double there,
                    struct error *err)
{
    const struct node *n = &vm->program->graph->nodes[node];
    char place[640];

    note(vm, node, cell, lane, taken);
    place_text(vm, n, cell, lane, place, sizeof place);
    error_set(err, ERROR_RUN,
              "'%s' takes %.10g of %.10g people%s: no more can be drawn than there are", n->name,
              taken, there, place);
    return model_show_place(vm->program->model, n->place, n->name, err);
}

bool vm_fail(struct vm *vm, int node, size_t cell, long lane, const char *what, double value,
             const char *rule, struct error *err)
{
    const struct graph *g = vm->program->graph;
    const struct node *n = &g->nodes[node];
    char name[256], number[32], place[640];

    note(vm, node, cell, lane, value);
    graph_node_text(g, node, name, sizeof name);
    place_text(vm, n, cell, lane, place, sizeof place);
    if (value == value) { /* the sign of NaN differs between machines */
        snprintf(number, sizeof number, "%.10g", value);
    } else {
        snprintf(number, sizeof number, "%s", spoken("not a number"));
        rule = WORD("look for a division by zero, or log or sqrt of a negative number");
    }
    error_set(err, ERROR_RUN, "%s of %s is %s%s: %s", spoken(what), name, number, place,
              spoken(rule));
    return model_show_place(vm->program->model, n->place, n->name, err);
}
