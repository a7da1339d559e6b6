/* Making nodes: sharing of equal ones, folding of what is known, shapes and units. Part of graph.h. */
#include "graph_private.h"

#include "hash.h"
#include "text.h"
#include "word.h"

#include <string.h>

/* ---- sharing ---- */

static size_t number_count(const struct graph *graph, const struct node *node)
{
    size_t cells = graph_cells(graph, node->axes);

    return node->kind == NODE_DATED ? cells * (size_t)graph->months : cells;
}

static uint64_t node_hash(const struct graph *graph, const struct node *node)
{
    int fields[] = {(int)node->kind, (int)node->op, node->index, node->axis, node->condition};
    uint64_t hash = hash_bytes(HASH_START, fields, sizeof fields);

    hash = hash_bytes(hash, &node->axes, sizeof node->axes);
    hash = hash_bytes(hash, &node->unit, sizeof node->unit);
    hash = hash_bytes(hash, node->args, (size_t)node->arg_count * sizeof *node->args);
    if (node->numbers)
        hash = hash_bytes(hash, node->numbers, number_count(graph, node) * sizeof *node->numbers);
    return hash;
}

static bool nodes_equal(const struct graph *graph, const struct node *a, const struct node *b)
{
    return a->kind == b->kind && a->op == b->op && a->index == b->index && a->axis == b->axis &&
           a->axes == b->axes && a->condition == b->condition && unit_equal(a->unit, b->unit) &&
           a->arg_count == b->arg_count && !a->name && !b->name &&
           (a->arg_count == 0 ||
            memcmp(a->args, b->args, (size_t)a->arg_count * sizeof *a->args) == 0) &&
           !a->numbers == !b->numbers &&
           (!a->numbers ||
            memcmp(a->numbers, b->numbers, number_count(graph, a) * sizeof *a->numbers) == 0);
}

static void grow_slots(struct graph *graph)
{
    struct graph_tables *t = graph->tables;
    struct graph_slot *old = t->slots;
    size_t old_count = t->slot_count;

    t->slot_count = old_count ? 4 * old_count : 4096;
    t->slots = memory_resize(NULL, t->slot_count, sizeof *t->slots);
    memset(t->slots, 0, t->slot_count * sizeof *t->slots);
    for (size_t i = 0; i < old_count; i++) {
        if (!old[i].node)
            continue;
        size_t at = old[i].hash & (t->slot_count - 1);
        while (t->slots[at].node)
            at = (at + 1) & (t->slot_count - 1);
        t->slots[at] = old[i];
    }
    free(old);
}

static unsigned char node_varies(const struct graph *graph, const struct node *node)
{
    unsigned varies = 0;

    switch (node->kind) {
    case NODE_CONSTANT: return 0;
    case NODE_DATED: return VARIES_BY_MONTH;
    case NODE_PARAMETER:
        return graph->parameters[node->index].periods > 1 ? VARIES_BY_DRAW | VARIES_BY_MONTH
                                                          : VARIES_BY_DRAW;
    case NODE_OP:
    case NODE_SUM:
    case NODE_AT:
    case NODE_STACK:
        for (int i = 0; i < node->arg_count; i++)
            varies |= graph->nodes[node->args[i]].varies;
        return (unsigned char)varies;
    default: return VARIES_BY_DRAW | VARIES_BY_MONTH;
    }
}

int graph_add_node(struct graph *graph, const struct node *node, bool unique)
{
    struct graph_tables *t = graph->tables;
    uint64_t hash = 0;
    size_t at = 0;

    if (!unique) {
        if (2 * (t->used + 1) > t->slot_count)
            grow_slots(graph);
        hash = node_hash(graph, node);
        at = hash & (t->slot_count - 1);
        for (; t->slots[at].node; at = (at + 1) & (t->slot_count - 1))
            if (t->slots[at].hash == hash &&
                nodes_equal(graph, &graph->nodes[t->slots[at].node - 1], node))
                return t->slots[at].node - 1;
    }
    graph->nodes = memory_grow(graph->nodes, (size_t)graph->node_count, &t->node_capacity,
                               sizeof *graph->nodes);
    struct node *new = &graph->nodes[graph->node_count];
    *new = *node;
    new->place = graph_place(graph);
    new->args = arena_array(graph->arena, (size_t)node->arg_count, sizeof *node->args);
    if (node->arg_count)
        memcpy(new->args, node->args, (size_t)node->arg_count * sizeof *node->args);
    new->varies = node_varies(graph, new);
    if (!unique) {
        t->slots[at] = (struct graph_slot){hash, graph->node_count + 1};
        t->used++;
    }
    return graph->node_count++;
}

/* ---- known values ---- */

int graph_number(struct graph *graph, double number)
{
    return graph_constant(graph, 0, &number, (struct unit){{0}});
}

static int add_numbers(struct graph *graph, enum node_kind kind, uint32_t axes,
                       const double *numbers, struct unit unit, bool condition)
{
    struct node node = {
        .kind = kind, .axes = axes, .unit = unit, .condition = condition, .numbers = numbers};
    size_t count = number_count(graph, &node);
    double *copy = arena_array(graph->arena, count, sizeof *copy);

    for (size_t i = 0; i < count; i++)
        copy[i] = numbers[i] == 0 ? 0 : numbers[i]; /* no -0: equal values are one node */
    node.numbers = copy;
    return graph_add_node(graph, &node, false);
}

int graph_constant(struct graph *graph, uint32_t axes, const double *cells, struct unit unit)
{
    return add_numbers(graph, NODE_CONSTANT, axes, cells, unit, false);
}

int graph_dated(struct graph *graph, uint32_t axes, const double *months_cells, struct unit unit)
{
    return add_numbers(graph, NODE_DATED, axes, months_cells, unit, false);
}

int graph_make_known(struct graph *graph, uint32_t axes, struct unit unit, bool condition,
                     bool dated, graph_number_of *number, const void *context)
{
    size_t cells = graph_cells(graph, axes);
    int months = dated ? graph->months : 1;
    double *numbers = memory_resize(NULL, cells * (size_t)months, sizeof *numbers);
    bool changes = false;

    for (int month = 0; month < months; month++)
        for (size_t cell = 0; cell < cells; cell++) {
            double x = number(context, month, cell);
            numbers[(size_t)month * cells + cell] = x;
            /* bits, since not a number differs from itself */
            changes = changes || (month > 0 && memcmp(&x, &numbers[cell], sizeof x) != 0);
        }
    int node =
        add_numbers(graph, changes ? NODE_DATED : NODE_CONSTANT, axes, numbers, unit, condition);
    free(numbers);
    return node;
}

bool graph_is_all(const struct graph *graph, int node, double x)
{
    const struct node *n = &graph->nodes[node];

    if (!node_is_known(n))
        return false;
    for (size_t i = 0, count = number_count(graph, n); i < count; i++)
        if (n->numbers[i] != x)
            return false;
    return true;
}

/* ---- units of operations ---- */

/* 0 as a bare number fits every unit. */
static bool is_bare_zero(const struct graph *graph, int node)
{
    return unit_equal(graph->nodes[node].unit, (struct unit){{0}}) && graph_is_all(graph, node, 0);
}

static const char *unit_for_message(const struct graph *graph, struct unit unit, char *text,
                                    size_t size)
{
    graph_unit_text(graph, unit, text, size);
    return text[0] ? text : spoken("a plain number");
}

bool graph_same_units(const struct graph *graph, const char *word, const int *args, int count,
                      struct unit *unit, struct error *err)
{
    int first = -1;
    char a[128], b[128];

    *unit = (struct unit){{0}};
    for (int i = 0; i < count; i++) {
        if (is_bare_zero(graph, args[i]))
            continue;
        if (first < 0) {
            first = args[i];
            *unit = graph->nodes[first].unit;
        } else if (!unit_equal(graph->nodes[args[i]].unit, *unit)) {
            const char *one = unit_for_message(graph, *unit, a, sizeof a);
            const char *other = unit_for_message(graph, graph->nodes[args[i]].unit, b, sizeof b);
            return error_set(err, ERROR_SCENARIO,
                             "units differ in '%s': %s and %s; give a number its unit with "
                             "amount(x, \"%s\"), or multiply by a rate",
                             word, one, other, a[0] ? a : b); /* "" is a plain number's */
        }
    }
    return true;
}

static bool power_unit(const struct graph *graph, const int *args, struct unit *unit,
                       struct error *err)
{
    const struct node *base = &graph->nodes[args[0]], *exponent = &graph->nodes[args[1]];
    char text[128];

    *unit = base->unit;
    if (!unit_equal(exponent->unit, (struct unit){{0}}))
        return error_set(err, ERROR_SCENARIO,
                         "an exponent must be a plain number, this one is in %s",
                         unit_for_message(graph, exponent->unit, text, sizeof text));
    if (unit_equal(base->unit, (struct unit){{0}}))
        return true;
    if (exponent->kind != NODE_CONSTANT || exponent->axes || exponent->numbers[0] < 1 ||
        exponent->numbers[0] > 9 || exponent->numbers[0] != (int)exponent->numbers[0])
        return error_set(err, ERROR_SCENARIO,
                         "a value in %s can only be raised to a constant whole power from 1 to 9",
                         unit_for_message(graph, base->unit, text, sizeof text));
    for (int i = 0; i < UNIT_NAMES_MAX; i++)
        unit->power[i] = (signed char)(base->unit.power[i] * (int)exponent->numbers[0]);
    return true;
}

static bool root_unit(const struct graph *graph, int arg, struct unit *unit, struct error *err)
{
    char text[128];

    *unit = graph->nodes[arg].unit;
    for (int i = 0; i < UNIT_NAMES_MAX; i++) {
        if (unit->power[i] % 2)
            return error_set(err, ERROR_SCENARIO, "the square root of %s has no unit",
                             unit_for_message(graph, graph->nodes[arg].unit, text, sizeof text));
        unit->power[i] /= 2;
    }
    return true;
}

static bool check_conditions(const struct graph *graph, enum op op, const int *args,
                             struct error *err)
{
    const struct op_info *info = &op_table[op];

    for (int i = 0; i < info->arity; i++) {
        bool wanted = info->rule == OP_RULE_LOGIC || (info->rule == OP_RULE_CHOOSE && i == 0);
        bool is = graph->nodes[args[i]].condition;
        if (wanted && !is)
            return error_set(
                err, ERROR_SCENARIO,
                "'%s' needs a condition as its argument %d: make one with lt, le, gt, ge, "
                "eq or ne",
                info->word, i + 1);
        if (!wanted && is && info->rule != OP_RULE_CHOOSE)
            return error_set(err, ERROR_SCENARIO,
                             "'%s' cannot take a condition: turn it into a number with "
                             "where(condition, 1, 0)",
                             info->word);
    }
    return true;
}

static bool op_unit(const struct graph *graph, enum op op, const int *args, struct unit *unit,
                    struct error *err)
{
    const struct op_info *info = &op_table[op];
    const struct unit a = graph->nodes[args[0]].unit;
    char text[128];

    *unit = (struct unit){{0}};
    switch (info->rule) {
    case OP_RULE_SAME: return graph_same_units(graph, info->word, args, info->arity, unit, err);
    case OP_RULE_CHOOSE: return graph_same_units(graph, info->word, args + 1, 2, unit, err);
    case OP_RULE_COMPARE:
        if (!graph_same_units(graph, info->word, args, 2, unit, err))
            return false;
        *unit = (struct unit){{0}};
        return true;
    case OP_RULE_PRODUCT:
    case OP_RULE_QUOTIENT:
        for (int i = 0; i < UNIT_NAMES_MAX; i++) {
            int b = graph->nodes[args[1]].unit.power[i];
            unit->power[i] = (signed char)(a.power[i] + (info->rule == OP_RULE_PRODUCT ? b : -b));
        }
        return true;
    case OP_RULE_KEEP: *unit = a; return true;
    case OP_RULE_NUMBER:
        if (!unit_equal(a, *unit))
            return error_set(err, ERROR_SCENARIO, "'%s' needs a plain number, this is in %s",
                             info->word, unit_for_message(graph, a, text, sizeof text));
        return true;
    case OP_RULE_POWER: return power_unit(graph, args, unit, err);
    case OP_RULE_ROOT: return root_unit(graph, args[0], unit, err);
    case OP_RULE_LOGIC: return true;
    }
    must(!"a rule of ops.h");
}

/* ---- operations ---- */

struct fold {
    const struct graph *graph;
    enum op op;
    int count;
    struct node args[OP_ARITY_MAX];
    uint32_t *map[OP_ARITY_MAX];
};

static double fold_number(const void *context, int month, size_t cell)
{
    const struct fold *fold = context;
    double x[OP_ARITY_MAX] = {0};

    for (int i = 0; i < fold->count; i++)
        x[i] = node_number(fold->graph, &fold->args[i], month, fold->map[i][cell]);
    return op_evaluate(fold->op, x[0], x[1], x[2]);
}

/* Of single numbers, as most are. */
static int fold_numbers(struct graph *graph, const struct node *node)
{
    double x[OP_ARITY_MAX] = {0};

    for (int i = 0; i < node->arg_count; i++)
        x[i] = graph->nodes[node->args[i]].numbers[0];
    const double result = op_evaluate(node->op, x[0], x[1], x[2]);
    return add_numbers(graph, NODE_CONSTANT, 0, &result, node->unit, node->condition);
}

static int fold_op(struct graph *graph, const struct node *node)
{
    bool dated = false;

    for (int i = 0; i < node->arg_count; i++)
        dated = dated || graph->nodes[node->args[i]].kind == NODE_DATED;
    if (!node->axes && !dated)
        return fold_numbers(graph, node);
    struct fold fold = {.graph = graph, .op = node->op, .count = node->arg_count};
    for (int i = 0; i < fold.count; i++) {
        fold.args[i] = graph->nodes[node->args[i]];
        fold.map[i] = graph_projection(graph, node->axes, fold.args[i].axes);
    }
    int folded =
        graph_make_known(graph, node->axes, node->unit, node->condition, dated, fold_number, &fold);
    for (int i = 0; i < fold.count; i++)
        free(fold.map[i]);
    return folded;
}

/* x + 0, x - 0, x * 1, x / 1, x ^ 1: the node that is the result, or -1. */
static int identity_of(const struct graph *graph, const struct node *node)
{
    const int *a = node->args;
    bool sum = node->op == OP_ADD || node->op == OP_SUB;
    bool product = node->op == OP_MUL || node->op == OP_DIV || node->op == OP_POW;
    double neutral = sum ? 0 : 1;

    if (!sum && !product)
        return -1;
    if (graph_is_all(graph, a[1], neutral) && graph->nodes[a[0]].axes == node->axes &&
        unit_equal(graph->nodes[a[0]].unit, node->unit))
        return a[0];
    if ((node->op == OP_ADD || node->op == OP_MUL) && graph_is_all(graph, a[0], neutral) &&
        graph->nodes[a[1]].axes == node->axes && unit_equal(graph->nodes[a[1]].unit, node->unit))
        return a[1];
    return -1;
}

bool graph_check_cells(const struct graph *graph, uint32_t axes, struct error *err)
{
    if (graph_cells(graph, axes) <= CELLS_MAX)
        return true;
    return error_set(err, ERROR_SCENARIO,
                     "a value with %zu cells; the most is %d: sum over an axis first",
                     graph_cells(graph, axes), CELLS_MAX);
}

int graph_apply(struct graph *graph, enum op op, const int *args, int count, struct error *err)
{
    struct node node = {.kind = NODE_OP, .op = op, .arg_count = count};
    bool known = true;
    int same;

    must(count == op_table[op].arity);
    node.args = (int[OP_ARITY_MAX]){0};
    for (int i = 0; i < count; i++) {
        node.args[i] = args[i];
        node.axes |= graph->nodes[args[i]].axes;
        known = known && node_is_known(&graph->nodes[args[i]]);
    }
    if (!check_conditions(graph, op, args, err) || !op_unit(graph, op, args, &node.unit, err) ||
        !graph_check_cells(graph, node.axes, err))
        return -1;
    node.condition = op_table[op].rule == OP_RULE_COMPARE || op_table[op].rule == OP_RULE_LOGIC ||
                     (op == OP_WHERE && graph->nodes[args[1]].condition);
    if (known)
        return fold_op(graph, &node);
    same = identity_of(graph, &node);
    return same >= 0 ? same : graph_add_node(graph, &node, false);
}
