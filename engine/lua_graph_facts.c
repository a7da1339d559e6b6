/* What words need to know of a value while the model is built. Part of lua_graph.h. */
#include "lua_graph.h"

#include <math.h>

/* Shared parts count each time they are met; past this many visits nothing is claimed. */
enum { VISITS_MAX = 10000 };

/* What was found of a node, which does not change once it is made, and the visits that it took. */
struct node_facts {
    struct node_limits limits;
    int visits;
};

static const struct node_limits unknown = {-INFINITY, INFINITY, false};

static struct node_limits join(struct node_limits a, struct node_limits b)
{
    return (struct node_limits){fmin(a.low, b.low), fmax(a.high, b.high), a.whole && b.whole};
}

static struct node_limits of_number(double x)
{
    return (struct node_limits){x, x, x == floor(x)};
}

static struct node_limits of_dist(const struct dist *dist)
{
    struct node_limits limits = {0, 0, dist->kind == DIST_CHOICE};

    dist_support(dist, &limits.low, &limits.high);
    for (int i = 0; dist->kind == DIST_CHOICE && i < dist->choices; i++)
        limits.whole = limits.whole && dist->value[i] == floor(dist->value[i]);
    return limits;
}

static struct node_limits of_parameter(const struct graph *graph, const struct parameter *p)
{
    size_t count = graph_cells(graph, p->axes) * (size_t)p->periods;
    struct node_limits all = {INFINITY, -INFINITY, true};

    for (size_t i = 0; i < count; i++) {
        const struct parameter_cell *cell = &p->cells[i];
        struct node_limits one =
            cell->input < 0 ? of_number(cell->value) : of_dist(p->inputs[cell->input].dist);
        double a = one.low * cell->scale + cell->offset, b = one.high * cell->scale + cell->offset;
        one.whole =
            one.whole && cell->scale == floor(cell->scale) && cell->offset == floor(cell->offset);
        all = join(all, (struct node_limits){fmin(a, b), fmax(a, b), one.whole});
    }
    return all;
}

static struct node_limits of_known(const struct graph *graph, const struct node *node)
{
    size_t count =
        graph_cells(graph, node->axes) * (size_t)(node->kind == NODE_DATED ? graph->months : 1);
    struct node_limits all = of_number(node->numbers[0]);

    for (size_t i = 1; i < count; i++)
        all = join(all, of_number(node->numbers[i]));
    return all;
}

static struct node_limits of_product(struct node_limits a, struct node_limits b)
{
    double x[] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};

    if (isnan(x[0] + x[1] + x[2] + x[3])) /* 0 times infinity */
        return unknown;
    return (struct node_limits){fmin(fmin(x[0], x[1]), fmin(x[2], x[3])),
                                fmax(fmax(x[0], x[1]), fmax(x[2], x[3])), a.whole && b.whole};
}

static struct node_limits of_op(enum op op, const struct node_limits *x)
{
    const struct node_limits a = x[0], b = x[1], c = x[2];

    switch (op) {
    case OP_ADD: return (struct node_limits){a.low + b.low, a.high + b.high, a.whole && b.whole};
    case OP_SUB: return (struct node_limits){a.low - b.high, a.high - b.low, a.whole && b.whole};
    case OP_MUL: return of_product(a, b);
    case OP_NEG: return (struct node_limits){-a.high, -a.low, a.whole};
    case OP_MIN:
        return (struct node_limits){fmin(a.low, b.low), fmin(a.high, b.high), a.whole && b.whole};
    case OP_MAX:
        return (struct node_limits){fmax(a.low, b.low), fmax(a.high, b.high), a.whole && b.whole};
    case OP_FLOOR: return (struct node_limits){floor(a.low), floor(a.high), true};
    case OP_CEIL: return (struct node_limits){ceil(a.low), ceil(a.high), true};
    case OP_ROUND: return (struct node_limits){round(a.low), round(a.high), true};
    case OP_CLAMP:
        return (struct node_limits){fmin(fmax(a.low, b.low), c.high),
                                    fmax(fmin(a.high, c.high), b.low),
                                    a.whole && b.whole && c.whole};
    case OP_WHERE: return join(b, c);
    default: return unknown;
    }
}

static struct node_limits limits_of(const struct graph *graph, int index, int *visits);

/* None, or as many as are drawn or marked; all that are drawn where there are no others. */
static struct node_limits of_urn(const struct graph *graph, const struct node *node, int *visits)
{
    struct node_limits drawn = limits_of(graph, node->args[0], visits);
    struct node_limits marked = limits_of(graph, node->args[1], visits);
    struct node_limits others = limits_of(graph, node->args[2], visits);

    return (struct node_limits){fmax(0, drawn.low - others.high), fmin(drawn.high, marked.high),
                                true};
}

static struct node_limits limits_by_kind(const struct graph *graph, const struct node *node,
                                         int *visits)
{
    struct node_limits x[OP_ARITY_MAX], all;

    switch (node->kind) {
    case NODE_CONSTANT:
    case NODE_DATED: return of_known(graph, node);
    case NODE_PARAMETER: return of_parameter(graph, &graph->parameters[node->index]);
    case NODE_AT: return limits_of(graph, node->args[0], visits);
    case NODE_HYPERGEOMETRIC: return of_urn(graph, node, visits);
    case NODE_STACK:
        all = limits_of(graph, node->args[0], visits);
        for (int i = 1; i < node->arg_count; i++)
            all = join(all, limits_of(graph, node->args[i], visits));
        return all;
    case NODE_OP:
        for (int i = 0; i < OP_ARITY_MAX; i++)
            x[i] = i < node->arg_count ? limits_of(graph, node->args[i], visits) : unknown;
        return of_op(node->op, x);
    default: return unknown;
    }
}

static struct node_limits limits_of(const struct graph *graph, int index, int *visits)
{
    struct node *node = &graph->nodes[index];
    const int before = *visits;

    if (node->facts) {
        *visits += node->facts->visits;
        return node->facts->limits;
    }
    if (++*visits > VISITS_MAX)
        return unknown;
    struct node_limits limits = limits_by_kind(graph, node, visits);
    if (*visits <= VISITS_MAX) {
        struct node_facts *facts = arena_array(graph->arena, 1, sizeof *facts);
        *facts = (struct node_facts){limits, *visits - before};
        node->facts = facts;
    }
    return limits;
}

struct node_limits lua_graph_limits(const struct graph *graph, int node)
{
    int visits = 0;
    struct node_limits limits = limits_of(graph, node, &visits);

    return visits > VISITS_MAX ? unknown : limits;
}

/* ---- amount per month, or content? ---- */

static enum node_tempo tempo_of(const struct graph *graph, int index, int *visits);

/* Of several values side by side or added: what is the same in every month (a mask, an offset) goes
   with either; flows and levels together are unclear. */
static enum node_tempo tempo_of_all(const struct graph *graph, const int *args, int count,
                                    int *visits)
{
    enum node_tempo all = TEMPO_NONE;

    for (int i = 0; i < count; i++) {
        enum node_tempo one = tempo_of(graph, args[i], visits);
        if (one == TEMPO_NONE || one == all)
            continue;
        if (all != TEMPO_NONE)
            return TEMPO_UNCLEAR;
        all = one;
    }
    return all;
}

static enum node_tempo tempo_of_op(const struct graph *graph, const struct node *node, int *visits)
{
    enum node_tempo all;

    switch (node->op) {
    case OP_ADD:
    case OP_NEG:
    case OP_ABS:
    case OP_FLOOR:
    case OP_CEIL:
    case OP_ROUND: return tempo_of_all(graph, node->args, node->arg_count, visits);
    case OP_WHERE: return tempo_of_all(graph, node->args + 1, 2, visits);
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
    case OP_EQ:
    case OP_NE:
    case OP_ALL:
    case OP_ANY:
    case OP_NOT: return TEMPO_NONE;
    default: break;
    }
    all = tempo_of_all(graph, node->args, node->arg_count, visits);
    if (all != TEMPO_LEVEL)
        return all;
    /* A content times or less what is fixed is a content; a difference of two contents, a content times a
       rate, or the smaller of a content and a capacity may be either. */
    bool second_fixed = node->arg_count > 1 && graph->nodes[node->args[1]].kind == NODE_CONSTANT;
    bool first_fixed = node->op == OP_MUL && graph->nodes[node->args[0]].kind == NODE_CONSTANT;
    bool linear = node->op == OP_MUL || node->op == OP_DIV || node->op == OP_SUB;
    return linear && (second_fixed || first_fixed) ? TEMPO_LEVEL : TEMPO_UNCLEAR;
}

static enum node_tempo tempo_of(const struct graph *graph, int index, int *visits)
{
    const struct node *node = &graph->nodes[index];

    if (++*visits > VISITS_MAX)
        return TEMPO_UNCLEAR;
    switch (node->kind) {
    case NODE_STATE:
    case NODE_NEXT: return TEMPO_LEVEL;
    case NODE_PART:
        return node->index == FUND_ARREARS || node->index == FUND_BALANCE ? TEMPO_LEVEL
                                                                          : TEMPO_FLOW;
    case NODE_SUM:
    case NODE_AT:
    case NODE_LAG:
    case NODE_LAG_BY: return tempo_of(graph, node->args[0], visits);
    case NODE_STACK: return tempo_of_all(graph, node->args, node->arg_count, visits);
    case NODE_OP: return tempo_of_op(graph, node, visits);
    case NODE_CONSTANT:
    case NODE_DATED:
    case NODE_PARAMETER: return TEMPO_NONE;
    default: return TEMPO_FLOW;
    }
}

enum node_tempo lua_graph_tempo(const struct graph *graph, int node)
{
    int visits = 0;

    return tempo_of(graph, node, &visits);
}
