/* What happens in a month, in order. Part of audit.h. */
#include "audit_private.h"

#include "word.h"

#include <string.h>

/* Named events in an order in which each stands after those it needs in the same month. */
struct order {
    const struct graph *graph;
    bool *needed, *seen;   /* [nodes] */
    int *stack, *next_arg; /* [nodes] */
    int *events;           /* nodes of chance and funds, each stream once */
    int count;
};

/* A stream of several parts (levels, waits) is one event. */
static bool is_listed(const struct order *order, const struct node *node)
{
    for (int i = 0; i < order->count; i++) {
        const struct node *other = &order->graph->nodes[order->events[i]];
        if (graph_is_chance(other) && strcmp(other->name, node->name) == 0)
            return true;
    }
    return false;
}

static void end_node(struct order *order, int index)
{
    const struct node *node = &order->graph->nodes[index];

    if (node->kind == NODE_FUND || (graph_is_chance(node) && !is_listed(order, node)))
        order->events[order->count++] = index;
}

/* What a node reads of this month: not a state, which is of the month before, nor a delay. */
static int args_of_month(const struct node *node)
{
    return node->kind == NODE_STATE || node->kind == NODE_LAG ? 0 : node->arg_count;
}

/* Depth first, on a stack of its own: graphs are deep. */
static void visit(struct order *order, int root)
{
    int depth = 0;

    if (order->seen[root])
        return;
    order->seen[root] = true;
    order->stack[depth] = root;
    order->next_arg[depth++] = 0;
    while (depth) {
        int index = order->stack[depth - 1];
        const struct node *node = &order->graph->nodes[index];
        if (order->next_arg[depth - 1] == args_of_month(node)) {
            end_node(order, index);
            depth--;
            continue;
        }
        int arg = node->args[order->next_arg[depth - 1]++];
        if (order->seen[arg])
            continue;
        order->seen[arg] = true;
        order->stack[depth] = arg;
        order->next_arg[depth++] = 0;
    }
}

/* All that a value rests on, in any month. */
static void need(struct order *order, int root)
{
    int depth = 0;

    if (root < 0 || order->needed[root])
        return;
    order->needed[root] = true;
    order->stack[depth++] = root;
    while (depth) {
        const struct node *node = &order->graph->nodes[order->stack[--depth]];
        for (int i = 0; i < node->arg_count; i++)
            if (!order->needed[node->args[i]]) {
                order->needed[node->args[i]] = true;
                order->stack[depth++] = node->args[i];
            }
    }
}

static void need_results(struct order *order, const struct model *model)
{
    for (int o = 0; o < model->output_count; o++)
        for (int v = 0; v < model->outputs[o].view_count; v++) {
            need(order, model->outputs[o].views[v].value);
            need(order, model->outputs[o].views[v].denominator);
        }
    for (int i = 0; i < model->target_count; i++)
        need(order, model->targets[i].value);
}

/* In order of declaration, as far as what is needed allows. */
static void list_events(struct order *order, const struct model *model)
{
    size_t count = (size_t)model->graph->node_count + 1;

    *order = (struct order){
        .graph = model->graph,
        .needed = memory_resize(NULL, count, sizeof *order->needed),
        .seen = memory_resize(NULL, count, sizeof *order->seen),
        .stack = memory_resize(NULL, count, sizeof *order->stack),
        .next_arg = memory_resize(NULL, count, sizeof *order->next_arg),
        .events = memory_resize(NULL, count, sizeof *order->events),
    };
    memset(order->needed, 0, count * sizeof *order->needed);
    memset(order->seen, 0, count * sizeof *order->seen);
    need_results(order, model);
    for (int i = 0; i < model->graph->node_count; i++)
        if (order->needed[i] && graph_is_chance(&model->graph->nodes[i]))
            visit(order, i);
    for (int i = 0; i < model->graph->node_count; i++)
        if (order->needed[i])
            visit(order, i);
}

static void clear_order(struct order *order)
{
    free(order->needed);
    free(order->seen);
    free(order->stack);
    free(order->next_arg);
    free(order->events);
}

/* ---- words ---- */

/* "County special fund (school, bonus)" */
static void add_fund(const struct model *model, const struct fund *fund, const char *language,
                     struct text *out)
{

    text_add(out, "%s", model_label(model, "fund", fund->name, language));
    for (int c = 0; c < fund->claim_count; c++)
        text_add(out, "%s%s", c ? word(language, ", ") : word(language, " ("),
                 model_label(model, "route", fund->claims[c].route, language));
    if (fund->claim_count)
        text_add(out, word(language, ")"));
}

static void start_line(int *number, const char *what, struct text *out)
{
    text_add(out, "%d. %s", ++*number, what);
}

static void end_line(struct text *line, int width, struct text *out)
{
    text_add_wrapped(out, text_string(line), 2, 5, width);
    text_clear(line);
}

static bool is_stock(const struct order *order, int index)
{
    const struct node *node = &order->graph->nodes[index];

    return node->kind == NODE_STATE && !node->hidden && order->needed[index];
}

static void add_stocks(const struct model *model, const struct order *order, const char *what,
                       const char *language, int *number, int width, struct text *out)
{
    struct text line = {0};
    int count = 0;

    for (int i = 0; i < model->graph->node_count; i++) {
        if (!is_stock(order, i))
            continue;
        if (count++ == 0)
            start_line(number, what, &line);
        text_add(&line, "%s%s", count == 1 ? "" : word(language, ", "),
                 model_label(model, "", model->graph->nodes[i].name, language));
    }
    if (count)
        end_line(&line, width, out);
}

/* Neighbours of one kind share a line. */
static void add_events(const struct model *model, const struct order *order, const char *language,
                       int *number, int width, struct text *out)
{
    bool last_fund = false;
    struct text line = {0};

    for (int i = 0; i < order->count; i++) {
        const struct node *node = &model->graph->nodes[order->events[i]];
        bool fund = node->kind == NODE_FUND;
        if (i > 0 && fund == last_fund) {
            text_add(&line, word(language, ", "));
        } else {
            if (i > 0)
                end_line(&line, width, out);
            start_line(number,
                       fund ? word(language, "funds pay: ") : word(language, "chance decides: "),
                       &line);
        }
        if (fund)
            add_fund(model, &model->graph->funds[node->index], language, &line);
        else
            text_add(&line, "%s", model_label(model, "", node->name, language));
        last_fund = fund;
    }
    if (order->count)
        end_line(&line, width, out);
}

void audit_add_order(const struct model *model, const char *language, int width, struct text *out)
{
    struct order order;
    struct text line = {0};
    int number = 0;

    list_events(&order, model);
    add_stocks(model, &order, word(language, "stocks are read: "), language, &number, width, out);
    add_events(model, &order, language, &number, width, out);
    add_stocks(model, &order, word(language, "stocks change: "), language, &number, width, out);
    start_line(&number, word(language, "outputs and targets are read"), &line);
    end_line(&line, width, out);
    clear_order(&order);
}
