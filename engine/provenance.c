/* What a number rests on: marks spread backwards from the measure, until nothing is added. */
#include "provenance.h"

#include <string.h>

/* What is used of a node: cells and months, each that is used together with some of the other. */
struct use {
    bool *cells, *months; /* NULL: not at all */
    bool changed;         /* since it was passed on */
};

struct provenance {
    const struct graph *graph;
    struct use *uses; /* [nodes] */
};

/* ---- parts of funds ---- */

int provenance_find_part(const struct graph *graph, int fund, int claim, enum fund_part part)
{
    for (int i = 0; i < graph->node_count; i++) {
        const struct node *node = &graph->nodes[i];
        if (node->kind == NODE_PART && node->index == (int)part &&
            graph->nodes[node->args[0]].index == fund &&
            (part >= FUND_APPROPRIATION || node->axis == claim))
            return i;
    }
    return -1;
}

/* ---- marks ---- */

static void mark(struct provenance *rests, int node, const bool *cells, const bool *months)
{
    const struct graph *graph = rests->graph;
    struct use *use = &rests->uses[node];
    size_t count = graph_cells(graph, graph->nodes[node].axes);
    const bool any = memchr(cells, true, count) && memchr(months, true, (size_t)graph->months);

    if (!any)
        return;
    if (!use->cells) {
        use->cells = memory_resize(NULL, count, sizeof *use->cells);
        use->months = memory_resize(NULL, (size_t)graph->months, sizeof *use->months);
        memset(use->cells, 0, count * sizeof *use->cells);
        memset(use->months, 0, (size_t)graph->months * sizeof *use->months);
    }
    for (size_t c = 0; c < count; c++) {
        use->changed = use->changed || (cells[c] && !use->cells[c]);
        use->cells[c] = use->cells[c] || cells[c];
    }
    for (int m = 0; m < graph->months; m++) {
        use->changed = use->changed || (months[m] && !use->months[m]);
        use->months[m] = use->months[m] || months[m];
    }
}

/* The cells of an argument that the used cells of a node need in some of the months, and in which of these. */
static void mark_argument(struct provenance *rests, int node, int arg, const bool *wanted)
{
    const struct graph *graph = rests->graph;
    const struct node *n = &graph->nodes[node];
    size_t count = graph_cells(graph, n->axes);
    size_t to_count = graph_cells(graph, graph->nodes[n->args[arg]].axes);
    double *weights = memory_resize(NULL, count, sizeof *weights);
    bool *cells = memory_resize(NULL, to_count, sizeof *cells);
    bool *months = memory_resize(NULL, (size_t)graph->months, sizeof *months);
    /* What is kept out changes by month in operations alone. */
    bool alike = n->kind != NODE_OP;

    for (size_t c = 0; c < count; c++)
        weights[c] = rests->uses[node].cells[c];
    memset(cells, 0, to_count * sizeof *cells);
    memset(months, 0, (size_t)graph->months * sizeof *months);
    double *to = NULL;
    for (int m = 0, looked = 0; m < graph->months; m++) {
        if (!wanted[m])
            continue;
        if (!looked++ || !alike) {
            free(to);
            to = graph_push_weights(graph, node, arg, weights, m);
            for (size_t c = 0; to && c < to_count; c++)
                cells[c] = cells[c] || to[c] != 0;
        }
        months[m] = to != NULL;
    }
    free(to);
    mark(rests, n->args[arg], cells, months);
    free(weights);
    free(cells);
    free(months);
}

/* Months `by` earlier, and with `most` above it all from there to `most` earlier. */
static void shift_months(const struct graph *graph, const bool *months, int by, int most,
                         bool *shifted)
{
    memset(shifted, 0, (size_t)graph->months * sizeof *shifted);
    for (int m = 0; m < graph->months; m++)
        for (int k = by; months[m] && k <= most && k <= m; k++)
            shifted[m - k] = true;
}

static void mark_all_cells(struct provenance *rests, int node, const bool *months)
{
    size_t count = graph_cells(rests->graph, rests->graph->nodes[node].axes);
    bool *cells = memory_resize(NULL, count, sizeof *cells);

    memset(cells, true, count * sizeof *cells);
    mark(rests, node, cells, months);
    free(cells);
}

/* A fund's cash and arrears are of all that came before. In the month itself what is paid later than the claim
   (priority above) does not matter to it. */
static void mark_fund(struct provenance *rests, const struct fund *fund, int priority,
                      const bool *months)
{
    bool until[MONTHS_MAX] = {0}, before[MONTHS_MAX] = {0};
    bool used = false;

    for (int m = rests->graph->months - 1; m >= 0; m--) {
        before[m] = used;
        used = used || months[m];
        until[m] = used;
    }
    mark_all_cells(rests, fund->appropriation, until);
    for (int c = 0; c < fund->claim_count; c++)
        mark_all_cells(rests, fund->claims[c].node,
                       fund->claims[c].priority > priority ? before : until);
}

/* A fund without limit owes nothing and pays its commitments, which are the payments then (graph_fund_part). */
static void pass_part(struct provenance *rests, int node)
{
    const struct graph *graph = rests->graph;
    const struct node *part = &graph->nodes[node];
    const struct fund *fund = &graph->funds[graph->nodes[part->args[0]].index];
    const struct use *use = &rests->uses[node];
    const bool own = part->index >= FUND_APPROPRIATION;

    if (part->index == FUND_COMMITMENT)
        mark(rests, fund->claims[part->axis].node, use->cells, use->months);
    else if (fund->appropriation >= 0 && part->index == FUND_APPROPRIATION)
        mark_all_cells(rests, fund->appropriation, use->months);
    else if (fund->appropriation >= 0)
        mark_fund(rests, fund, own ? INT32_MAX : fund->claims[part->axis].priority, use->months);
}

/* At the start of month 0 a state is its initial value, later what it became in the month before. */
static void pass_state(struct provenance *rests, int node)
{
    const struct graph *graph = rests->graph;
    const bool *months = rests->uses[node].months;
    bool first[MONTHS_MAX] = {0}, before[MONTHS_MAX];

    first[0] = months[0];
    mark_argument(rests, node, 0, first);
    shift_months(graph, months, 1, 1, before);
    if (graph->nodes[node].arg_count > 1)
        mark_argument(rests, node, 1, before);
}

static void pass_on(struct provenance *rests, int node)
{
    const struct graph *graph = rests->graph;
    const struct node *n = &graph->nodes[node];
    const bool *months = rests->uses[node].months;
    bool shifted[MONTHS_MAX];

    switch (n->kind) {
    case NODE_PART: pass_part(rests, node); return;
    case NODE_STATE: pass_state(rests, node); return;
    case NODE_LAG:
        shift_months(graph, months, n->index, n->index, shifted);
        mark_argument(rests, node, 0, shifted);
        return;
    case NODE_LAG_BY:
        shift_months(graph, months, 0, n->index, shifted);
        mark_argument(rests, node, 0, shifted);
        mark_argument(rests, node, 1, months);
        return;
    default:
        for (int arg = 0; arg < n->arg_count; arg++)
            mark_argument(rests, node, arg, months);
    }
}

/* Arguments stand before the nodes that they are of, but for what states become: a sweep back, and one more for
   each month that a state hands on. */
static void spread(struct provenance *rests)
{
    bool some = true;

    while (some) {
        some = false;
        for (int i = rests->graph->node_count - 1; i >= 0; i--) {
            if (!rests->uses[i].changed)
                continue;
            rests->uses[i].changed = false;
            pass_on(rests, i);
            some = true;
        }
    }
}

static void mark_measure(struct provenance *rests, const struct measure *measure, int node)
{
    const struct graph *graph = rests->graph;
    size_t count = graph_cells(graph, graph->nodes[node].axes);
    bool *cells = memory_resize(NULL, count, sizeof *cells);
    bool months[MONTHS_MAX] = {0};

    memset(cells, 0, count * sizeof *cells);
    cells[measure->cell] = true;
    for (int m = measure->kind == OUTPUT_LEVEL ? measure->last : measure->first; m <= measure->last;
         m++)
        months[m] = true;
    mark(rests, node, cells, months);
    free(cells);
}

struct provenance *provenance_new(const struct measure *measure)
{
    struct provenance *rests = memory_resize(NULL, 1, sizeof *rests);
    size_t count = (size_t)measure->model->graph->node_count;

    rests->graph = measure->model->graph;
    rests->uses = memory_resize(NULL, count, sizeof *rests->uses);
    memset(rests->uses, 0, count * sizeof *rests->uses);
    mark_measure(rests, measure, measure->value);
    if (measure->denominator >= 0)
        mark_measure(rests, measure, measure->denominator);
    spread(rests);
    return rests;
}

void provenance_free(struct provenance *rests)
{
    if (!rests)
        return;
    for (int i = 0; i < rests->graph->node_count; i++) {
        free(rests->uses[i].cells);
        free(rests->uses[i].months);
    }
    free(rests->uses);
    free(rests);
}

/* ---- asking ---- */

bool provenance_uses_node(const struct provenance *rests, int node)
{
    return rests->uses[node].cells != NULL;
}

bool provenance_uses_input(const struct provenance *rests, int parameter, int period, size_t cell)
{
    const struct parameter *p = &rests->graph->parameters[parameter];
    const struct use *use = &rests->uses[p->node];

    if (rests->graph->nodes[p->node].kind != NODE_PARAMETER || !use->cells || !use->cells[cell])
        return false;
    if (p->periods == 1)
        return true;
    for (int m = 0; m < rests->graph->months; m++)
        if (use->months[m] && p->period_of_month[m] == period)
            return true;
    return false;
}

bool provenance_uses_parameter(const struct provenance *rests, int parameter)
{
    const struct parameter *p = &rests->graph->parameters[parameter];
    size_t cells = graph_cells(rests->graph, p->axes);

    for (int period = 0; period < p->periods; period++)
        for (size_t cell = 0; cell < cells; cell++)
            if (provenance_uses_input(rests, parameter, period, cell))
                return true;
    return false;
}
