/* The ledger of stocks: does what leaves one come in somewhere, once? Part of audit.h.

   A stock becomes what it was and a sum of flows; taken apart (graph_spread_weights) each flow has a weight in each
   stock, above 0 where it enters, below 0 where it leaves, delays and all. What leaves one stock and enters others
   must do so as often as it leaves; what enters none must be seen by somebody else: an output, a target, a claim,
   an identity of the script's own, what is computed of it. A plan may mean it otherwise, so it is a finding and no error. What is multiplied by an
   uncertain share is a flow of its own here; whether such shares add up only conserve() can say. */
#include "audit_private.h"

#include <math.h>
#include <string.h>

#include "word.h"

static const double SLACK = 1e-9;

struct entry {       /* a flow in a stock */
    int stock, flow; /* nodes: a state; what enters or leaves it */
    double *weights; /* of the flow's cells */
};

struct ledger {
    const struct model *model;
    struct entry *entries;
    size_t count, capacity;
    bool *seen; /* [nodes]: somebody else needs it */
    bool *read; /* [nodes]: an output, a target or an identity is just that */
};

static const struct node *node_of(const struct ledger *ledger, int node)
{
    return &ledger->model->graph->nodes[node];
}

static size_t cells_of(const struct ledger *ledger, int node)
{
    return graph_cells(ledger->model->graph, node_of(ledger, node)->axes);
}

static bool is_content(const struct node *node)
{
    return node->kind == NODE_STATE || node->kind == NODE_NEXT;
}

static bool is_stock(const struct node *node)
{
    return node->kind == NODE_STATE && !node->hidden;
}

/* ---- entries ---- */

/* A change of the unit is no move of the same thing. */
static bool is_other_thing(const void *context, int index)
{
    const struct graph *graph = context;
    const struct node *node = &graph->nodes[index];

    for (int arg = 0; arg < node->arg_count; arg++) {
        const struct node *from = &graph->nodes[node->args[arg]];
        bool chooses = node->kind == NODE_LAG_BY ? arg == 1 : from->kind == NODE_CONSTANT;
        if (!chooses && !unit_equal(from->unit, node->unit))
            return true;
    }
    return false;
}

static void list_entries(struct ledger *ledger, int stock)
{
    const struct graph *graph = ledger->model->graph;
    int root = node_of(ledger, node_of(ledger, stock)->args[1])->args[0];
    double **weights = memory_resize(NULL, (size_t)root + 1, sizeof *weights);

    memset(weights, 0, ((size_t)root + 1) * sizeof *weights);
    weights[root] = memory_resize(NULL, cells_of(ledger, root), sizeof **weights);
    for (size_t c = 0; c < cells_of(ledger, root); c++)
        weights[root][c] = 1;
    graph_spread_weights(graph, root, weights, is_other_thing, graph);
    for (int i = 0; i <= root; i++) {
        const struct node *node = node_of(ledger, i);
        if (!weights[i] || is_content(node) || node->kind == NODE_CONSTANT ||
            node->kind == NODE_DATED) {
            free(weights[i]);
            continue;
        }
        ledger->entries =
            memory_grow(ledger->entries, ledger->count, &ledger->capacity, sizeof *ledger->entries);
        ledger->entries[ledger->count++] = (struct entry){stock, i, weights[i]};
    }
    free(weights);
}

static bool has_sign(const struct ledger *ledger, const struct entry *entry, int sign)
{
    for (size_t c = 0; c < cells_of(ledger, entry->flow); c++)
        if (entry->weights[c] * sign > SLACK)
            return true;
    return false;
}

/* ---- who else needs what ---- */

/* Stocks are not looked into: what leaves them would be needed by what they are. */
static void see(struct ledger *ledger, int root)
{
    size_t depth = 0, capacity = 0;
    int *stack = NULL;

    for (int at = root; at >= 0; at = depth ? stack[--depth] : -1) {
        const struct node *node = node_of(ledger, at);
        const struct node *state = node->kind == NODE_NEXT ? node_of(ledger, node->index) : node;
        if (ledger->seen[at] || is_stock(state))
            continue;
        ledger->seen[at] = true;
        for (int arg = 0; arg < node->arg_count; arg++) {
            stack = memory_grow(stack, depth, &capacity, sizeof *stack);
            stack[depth++] = node->args[arg];
        }
    }
    free(stack);
}

static void see_result(struct ledger *ledger, int node)
{
    if (node < 0)
        return;
    see(ledger, node);
    ledger->read[node] = true;
}

static void see_all(struct ledger *ledger)
{
    const struct model *model = ledger->model;

    for (int o = 0; o < model->output_count; o++)
        for (int v = 0; v < model->outputs[o].view_count; v++) {
            see_result(ledger, model->outputs[o].views[v].value);
            see_result(ledger, model->outputs[o].views[v].denominator);
        }
    for (int t = 0; t < model->target_count; t++)
        see_result(ledger, model->targets[t].value);
    for (int i = 0; i < model->identity_count; i++)
        if (model->identities[i].own)
            see_result(ledger, model->identities[i].value);
    for (int f = 0; f < model->graph->fund_count; f++)
        see(ledger, model->graph->funds[f].node);
    for (size_t i = 0; i < ledger->count; i++) {
        const struct node *flow = node_of(ledger, ledger->entries[i].flow);
        for (int arg = 0; arg < flow->arg_count && has_sign(ledger, &ledger->entries[i], 1); arg++)
            see(ledger, flow->args[arg]);
    }
}

/* Is all that is seen of it who of it something happened to? Who it did not happen to is nowhere then. */
static bool is_seen_in_part(const struct ledger *ledger, int flow)
{
    const struct graph *graph = ledger->model->graph;
    bool part = false;

    for (int i = 0; i < graph->node_count && !ledger->read[flow]; i++)
        for (int arg = 0; arg < graph->nodes[i].arg_count; arg++) {
            bool chance = graph->nodes[i].kind == NODE_BINOMIAL && arg == 0;
            if (graph->nodes[i].args[arg] != flow)
                continue;
            bool entered = false;
            for (size_t e = 0; e < ledger->count; e++)
                entered = entered || (ledger->entries[e].flow == i &&
                                      has_sign(ledger, &ledger->entries[e], 1));
            if (!chance && ledger->seen[i])
                return false;
            part = part || (chance && (entered || ledger->seen[i]));
        }
    return part;
}

/* Is it a part of something of its own unit? What is made of other things, such as people times a price, is counted
   by those. */
static bool is_part_of_its_kind(const struct ledger *ledger, int flow)
{
    const struct node *node = node_of(ledger, flow);
    bool same = graph_is_chance(node);

    for (int arg = 0; arg < node->arg_count; arg++)
        same = same || unit_equal(node_of(ledger, node->args[arg])->unit, node->unit);
    return same;
}

/* ---- findings ---- */

enum ledger_fault { LEAVES_TWICE, ENTERS_TWICE, MORE_IN, LESS_IN, NOWHERE, IN_PART };

struct fault {
    const struct ledger *ledger;
    enum ledger_fault kind;
    int flow;
    double times; /* as often as it leaves, or enters, where it should once */
};

/* "a, b": the stocks that the flow enters (1) or leaves (-1). */
static void add_stocks(const struct fault *fault, int sign, const char *language, struct text *out)
{
    const struct ledger *ledger = fault->ledger;
    bool some = false;

    for (size_t i = 0; i < ledger->count; i++) {
        const struct entry *entry = &ledger->entries[i];
        if (entry->flow != fault->flow || !has_sign(ledger, entry, sign))
            continue;
        text_add(out, "%s%s", some ? word(language, ", ") : "",
                 model_label(ledger->model, "", node_of(ledger, entry->stock)->name, language));
        some = true;
    }
}

/* "left" (model.lua:5) */
static void add_flow(const struct fault *fault, const char *language, struct text *out)
{
    const struct model *model = fault->ledger->model;
    const struct node *node = node_of(fault->ledger, fault->flow);
    size_t length = 0;
    const char *line = node->name ? NULL : model_line(model, node->place, &length);

    if (node->name)
        text_add(out, "%s", model_label(model, "", node->name, language));
    else if (line)
        text_add_bytes(out, line, length);
    if (node->place.file) {
        struct text place = {0};
        text_add(&place, "%s:%d", model_file_name(model, node->place), node->place.line);
        text_add(out, word(language, " (%s)"), text_string(&place));
        text_clear(&place);
    }
}

static void write_fault(const struct model *model, const void *subject, const char *language,
                        struct text *out)
{
    const struct fault *fault = subject;
    struct text flow = {0}, from = {0}, to = {0};

    (void)model;
    add_flow(fault, language, &flow);
    add_stocks(fault, -1, language, &from);
    add_stocks(fault, 1, language, &to);
    const char *what = text_string(&flow), *source = text_string(&from), *sink = text_string(&to);
    switch (fault->kind) {
    case LEAVES_TWICE:
        text_add(out, word(language, "%s leaves the stock %s %.4g times at once"), what, source,
                 fault->times);
        break;
    case ENTERS_TWICE:
        text_add(out, word(language, "%s enters the stock %s %.4g times at once"), what, sink,
                 fault->times);
        break;
    case MORE_IN:
        text_add(out,
                 word(language, "%s leaves the stock %s and enters %s: for each that leaves, %.4g "
                                "come in; what only counts is a total(), not a stock"),
                 what, source, sink, fault->times);
        break;
    case LESS_IN:
        text_add(out,
                 word(language, "%s leaves the stock %s and enters %s: for each that leaves, %.4g "
                                "come in, the rest is nowhere"),
                 what, source, sink, fault->times);
        break;
    case NOWHERE:
        text_add(out,
                 word(language, "%s leaves the stock %s and enters nowhere: no stock gains it, no "
                                "output, target, claim or conserve() counts it"),
                 what, source);
        break;
    case IN_PART:
        text_add(out,
                 word(language, "%s leaves the stock %s, and only a part of it by chance goes on: "
                                "who is not drawn enters nowhere and is not counted"),
                 what, source);
        break;
    }
    text_clear(&flow);
    text_clear(&from);
    text_clear(&to);
}

/* ---- looking ---- */

/* How often it enters (1) or leaves (-1) all stocks, by cell; most: the most of one stock. */
static void add_up(const struct ledger *ledger, int flow, int sign, double *times, double *most)
{
    *most = 0;
    memset(times, 0, cells_of(ledger, flow) * sizeof *times);
    for (size_t i = 0; i < ledger->count; i++)
        for (size_t c = 0; c < cells_of(ledger, flow) && ledger->entries[i].flow == flow; c++) {
            double weight = ledger->entries[i].weights[c] * sign;
            times[c] += fmax(weight, 0);
            *most = fmax(*most, weight);
        }
}

static bool is_several(double times)
{
    return times > 1 + SLACK && fabs(times - round(times)) < SLACK;
}

/* Of all cells that leave: does one enter more often, or less (but not never: another part may go elsewhere)? */
static bool find_fault(const struct ledger *ledger, int flow, struct fault *fault)
{
    const size_t cells = cells_of(ledger, flow);
    double *in = memory_resize(NULL, cells, sizeof *in), most_in;
    double *out = memory_resize(NULL, cells, sizeof *out), most_out;
    bool leaves = false, enters = false, found = true;

    *fault = (struct fault){.ledger = ledger, .flow = flow};
    add_up(ledger, flow, 1, in, &most_in);
    add_up(ledger, flow, -1, out, &most_out);
    for (size_t c = 0; c < cells; c++) {
        leaves = leaves || out[c] > SLACK;
        enters = enters || in[c] > SLACK;
        if (out[c] > SLACK && in[c] > SLACK && fabs(in[c] - out[c]) > SLACK) {
            fault->kind = in[c] > out[c] ? MORE_IN : LESS_IN;
            fault->times = in[c] / out[c];
        }
    }
    if (is_several(most_out)) {
        fault->kind = LEAVES_TWICE;
        fault->times = most_out;
    } else if (is_several(most_in)) {
        fault->kind = ENTERS_TWICE;
        fault->times = most_in;
    } else if (fault->times == 0 && leaves && !enters && !ledger->seen[flow]) {
        fault->kind = NOWHERE;
        found = is_part_of_its_kind(ledger, flow);
    } else if (fault->times == 0 && leaves && !enters && is_seen_in_part(ledger, flow)) {
        fault->kind = IN_PART;
    } else {
        found = fault->times != 0;
    }
    free(in);
    free(out);
    return found;
}

void audit_add_ledger(struct model *model)
{
    const struct graph *graph = model->graph;
    struct ledger ledger = {.model = model};
    struct fault fault;

    ledger.seen = memory_resize(NULL, (size_t)graph->node_count, sizeof *ledger.seen);
    memset(ledger.seen, 0, (size_t)graph->node_count * sizeof *ledger.seen);
    ledger.read = memory_resize(NULL, (size_t)graph->node_count, sizeof *ledger.read);
    memset(ledger.read, 0, (size_t)graph->node_count * sizeof *ledger.read);
    for (int i = 0; i < graph->node_count; i++)
        if (is_stock(&graph->nodes[i]))
            list_entries(&ledger, i);
    see_all(&ledger);
    for (size_t i = 0; i < ledger.count; i++) {
        const char *stock = node_of(&ledger, ledger.entries[i].stock)->name;
        bool first = true;
        for (size_t k = 0; k < i; k++)
            first = first && ledger.entries[k].flow != ledger.entries[i].flow;
        if (first && find_fault(&ledger, ledger.entries[i].flow, &fault))
            audit_add_finding(model, stock, stock, write_fault, &fault);
    }
    for (size_t i = 0; i < ledger.count; i++)
        free(ledger.entries[i].weights);
    free(ledger.entries);
    free(ledger.seen);
    free(ledger.read);
}
