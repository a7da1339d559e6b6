/* Parameters, funds, and the end of building. Part of graph.h. */
#include "graph_private.h"

#include "text.h"
#include "word.h"

#include <string.h>

/* ---- parameters ---- */

static double fixed_number(const void *context, int month, size_t cell)
{
    const struct parameter *p = ((const struct parameter *const *)context)[0];
    const size_t cells = *((const size_t *const *)context)[1];
    size_t period = p->periods > 1 ? (size_t)p->period_of_month[month] : 0;
    const struct parameter_cell *c = &p->cells[period * cells + cell];

    return c->value * c->scale + c->offset;
}

int graph_parameter(struct graph *graph, const struct parameter *parameter, struct error *err)
{
    const size_t cells = graph_cells(graph, parameter->axes);

    for (int i = 0; i < graph->parameter_count; i++)
        if (strcmp(graph->parameters[i].name, parameter->name) == 0) {
            error_set(err, ERROR_SCENARIO, "parameter '%s' is declared already, at line %d",
                      parameter->name, graph->parameters[i].place.line);
            return -1;
        }
    if (!graph_check_cells(graph, parameter->axes, err))
        return -1;
    for (int month = 0; parameter->periods > 1 && month < graph->months; month++)
        must(parameter->period_of_month[month] >= 0);
    graph->parameters = memory_grow(graph->parameters, (size_t)graph->parameter_count,
                                    &graph->tables->parameter_capacity, sizeof *graph->parameters);
    struct parameter *new = &graph->parameters[graph->parameter_count++];
    *new = *parameter;
    new->place = graph_place(graph);
    if (new->input_count == 0 && !graph->symbolic) {
        const void *context[] = {new, &cells};
        new->node = graph_make_known(graph, new->axes, new->unit, false, new->periods > 1,
                                     fixed_number, context);
    } else {
        struct node node = {.kind = NODE_PARAMETER,
                            .index = graph->parameter_count - 1,
                            .name = new->name,
                            .axes = new->axes,
                            .unit = new->unit};
        new->node = graph_add_node(graph, &node, true);
    }
    return new->node;
}

/* ---- funds ---- */

static bool is_money(const struct graph *graph, int node)
{
    struct unit yuan = {{0}};

    for (int i = 0; i < graph->unit_count; i++)
        yuan.power[i] = strcmp(graph->unit_names[i], "yuan") == 0;
    return unit_equal(graph->nodes[node].unit, yuan) || graph_is_all(graph, node, 0);
}

int graph_fund(struct graph *graph, const char *name, int appropriation, bool carry_over,
               struct error *err)
{
    for (int i = 0; i < graph->fund_count; i++)
        if (strcmp(graph->funds[i].name, name) == 0) {
            error_set(err, ERROR_SCENARIO, "fund '%s' is declared already, at line %d", name,
                      graph->funds[i].place.line);
            return -1;
        }
    if (appropriation >= 0 &&
        (!is_money(graph, appropriation) || graph->nodes[appropriation].axes)) {
        error_set(err, ERROR_SCENARIO, "the appropriation of fund '%s' must be one amount in yuan",
                  name);
        return -1;
    }
    graph->funds = memory_grow(graph->funds, (size_t)graph->fund_count,
                               &graph->tables->fund_capacity, sizeof *graph->funds);
    struct node node = {
        .kind = NODE_FUND, .index = graph->fund_count, .name = arena_copy(graph->arena, name)};
    struct fund *fund = &graph->funds[graph->fund_count++];
    *fund = (struct fund){.name = node.name,
                          .appropriation = appropriation,
                          .carry_over = carry_over,
                          .place = graph_place(graph)};
    fund->node = graph_add_node(graph, &node, true);
    return graph->fund_count - 1;
}

int graph_fund_pay(struct graph *graph, int fund, const char *route, int claim, int priority,
                   struct error *err)
{
    struct fund *f = &graph->funds[fund];

    for (int i = 0; i < f->claim_count; i++)
        if (strcmp(f->claims[i].route, route) == 0) {
            error_set(err, ERROR_SCENARIO, "fund '%s' pays route '%s' already, at line %d", f->name,
                      route, f->claims[i].place.line);
            return -1;
        }
    if (!is_money(graph, claim)) {
        char unit[128];
        graph_unit_text(graph, graph->nodes[claim].unit, unit, sizeof unit);
        error_set(
            err, ERROR_SCENARIO,
            "what fund '%s' pays for route '%s' must be in yuan, this is in %s: multiply people by "
            "their subsidy",
            f->name, route, unit[0] ? unit : spoken("plain numbers"));
        return -1;
    }
    f->claims = memory_resize(f->claims, (size_t)f->claim_count + 1, sizeof *f->claims);
    f->claims[f->claim_count] = (struct fund_claim){.route = arena_copy(graph->arena, route),
                                                    .node = claim,
                                                    .priority = priority,
                                                    .place = graph_place(graph)};
    return f->claim_count++;
}

int graph_fund_part(struct graph *graph, int fund, int claim, enum fund_part part)
{
    const struct fund *f = &graph->funds[fund];
    struct node node = {.kind = NODE_PART,
                        .arg_count = 1,
                        .args = (int[]){f->node},
                        .index = (int)part,
                        .axis = claim};
    struct error ignored;

    if (part == FUND_PAYMENT && f->appropriation < 0)
        node.index = FUND_COMMITMENT;
    must(graph_parse_unit(graph, "yuan", &node.unit, &ignored));
    if (part <= FUND_ARREARS)
        node.axes = graph->nodes[f->claims[claim].node].axes;
    return graph_add_node(graph, &node, false);
}

/* Claims become the arguments of the fund's node, its appropriation the last. */
static void set_fund_arguments(struct graph *graph)
{
    for (int i = 0; i < graph->fund_count; i++) {
        const struct fund *fund = &graph->funds[i];
        struct node *node = &graph->nodes[fund->node];
        node->args = arena_array(graph->arena, (size_t)fund->claim_count + 1, sizeof *node->args);
        for (int c = 0; c < fund->claim_count; c++)
            node->args[node->arg_count++] = fund->claims[c].node;
        if (fund->appropriation >= 0)
            node->args[node->arg_count++] = fund->appropriation;
    }
}

/* ---- loops ---- */

/* Number of arguments that must be computed earlier in the same month. */
static int same_month_arguments(const struct node *node)
{
    return node->kind == NODE_LAG || node->kind == NODE_STATE ? 0 : node->arg_count;
}

struct search {
    struct graph *graph;
    unsigned char *seen; /* 0 new, 1 on the path, 2 done */
    int *path, *next;    /* the path, and the next argument to visit of each */
    int depth;
};

static bool report_loop(const struct search *s, int back_to, struct error *err)
{
    struct text loop = {0};
    char name[256];
    int from = s->depth - 1;

    while (s->path[from] != back_to)
        from--;
    const struct place place = s->graph->nodes[back_to].place;
    for (int i = from; i < s->depth; i++) {
        const struct node *node = &s->graph->nodes[s->path[i]];
        if (!node->name && i + 1 < s->depth && i > from)
            continue;
        graph_node_text(s->graph, s->path[i], name, sizeof name);
        text_add(&loop, "%s%s", i > from ? spoken(" needs ") : "", name);
        if (node->place.file && (node->name || node->place.file != place.file))
            text_add(&loop, " (%s:%d)", node->place.file, node->place.line);
    }
    graph_node_text(s->graph, back_to, name, sizeof name);
    text_add(&loop, spoken(" needs %s"), name);
    error_set(
        err, ERROR_SCENARIO,
        "values that need each other in the same month: %s; put a stock, previous() or delayed() "
        "between",
        text_string(&loop));
    text_clear(&loop);
    s->graph->place = place; /* for the caller's message */
    return false;
}

static bool search_from(struct search *s, int root, struct error *err)
{
    s->depth = 0;
    s->path[s->depth] = root;
    s->next[s->depth++] = 0;
    s->seen[root] = 1;
    while (s->depth) {
        int node = s->path[s->depth - 1], at = s->next[s->depth - 1]++;
        if (at == same_month_arguments(&s->graph->nodes[node])) {
            s->seen[node] = 2;
            s->depth--;
            continue;
        }
        int arg = s->graph->nodes[node].args[at];
        if (s->seen[arg] == 1)
            return report_loop(s, arg, err);
        if (s->seen[arg] == 0) {
            s->seen[arg] = 1;
            s->path[s->depth] = arg;
            s->next[s->depth++] = 0;
        }
    }
    return true;
}

bool graph_finish(struct graph *graph, struct error *err)
{
    size_t count = (size_t)graph->node_count;
    bool fine = true;

    must(!graph->tables->finished);
    graph->tables->finished = true;
    graph->find_place = NULL;
    set_fund_arguments(graph);
    for (int i = 0; i < graph->node_count; i++)
        must(graph->nodes[i].kind != NODE_STATE || graph->nodes[i].args[1] >= 0);
    struct search s = {.graph = graph,
                       .seen = memory_resize(NULL, count, 1),
                       .path = memory_resize(NULL, count, sizeof(int)),
                       .next = memory_resize(NULL, count, sizeof(int))};
    memset(s.seen, 0, count);
    for (int i = 0; i < graph->node_count && fine; i++)
        fine = s.seen[i] != 0 || search_from(&s, i, err);
    free(s.seen);
    free(s.path);
    free(s.next);
    return fine;
}
