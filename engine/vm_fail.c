/* Messages of checks that fail while a program runs. Part of vm.h. */
#include "vm_private.h"

bool vm_fail(const struct vm *vm, int node, size_t cell, long lane, const char *what, double value,
             const char *rule, struct error *err)
{
    const struct graph *g = vm->program->graph;
    const struct node *n = &g->nodes[node];
    char name[256], number[32] = "not a number", cell_text[512], month[8];

    graph_node_text(g, node, name, sizeof name);
    graph_cell_text(g, n->axes, cell, cell_text, sizeof cell_text);
    graph_month_text(g, vm->month, month);
    if (value == value) /* the sign of NaN differs between machines */
        snprintf(number, sizeof number, "%.10g", value);
    else
        rule = "look for a division by zero, or log or sqrt of a negative number";
    error_set(err, ERROR_RUN, "%s of %s is %s%s%s in %s, draw %llu: %s", what, name, number,
              cell_text[0] ? " for " : "", cell_text, month,
              (unsigned long long)vm->first_draw + (unsigned long long)lane, rule);
    return model_show_place(vm->program->model, n->place, n->name, err);
}
