/* Steps behind stocks and funds: their ledgers. Part of provenance_tree.h. */
#include "provenance_private.h"

/* ---- stocks ---- */

static bool is_all(const double *a, const double *b, size_t count)
{
    for (size_t c = 0; c < count; c++)
        if (a[c] != b[c])
            return false;
    return true;
}

static bool is_zero(const struct provenance_tree *tree, int node)
{
    const struct node *n = node_of(tree, node);

    for (size_t c = 0; n->kind == NODE_CONSTANT && c < cells_of(tree, node); c++)
        if (n->numbers[c] != 0)
            return false;
    return n->kind == NODE_CONSTANT;
}

/* What it began with. */
static void add_initial(struct provenance_tree *tree, int step, int state, const double *weights)
{
    const int initial = node_of(tree, state)->args[0];

    if (!is_zero(tree, initial))
        provenance_add_part(
            tree, step,
            (struct look){initial, graph_push_weights(tree->model->graph, state, 0, weights, 0),
                          READING_END, 0, 0},
            1);
}

/* The term with which this_year() (scripts/time.lua) keeps what it has but in January; else -1. */
static int find_kept_year(const struct region *region, int state)
{
    const struct node *s = node_of(region->tree, state);
    const bool is_year = s->hidden && strcmp(s->name, "this_year") == 0;

    for (int i = region->root; is_year && i >= 0; i--) {
        const struct node *node = node_of(region->tree, i);
        if (region->weights[i] && node->kind == NODE_OP && node->op == OP_WHERE &&
            node->args[2] == state)
            return i;
    }
    return -1;
}

/* A state that becomes what it was and something is, at the end of a month, what it began with and all these since
   month 0 (of this_year: since January). False: it becomes something else. */
static bool add_ledger(struct provenance_tree *tree, int step, int state, double *weights,
                       int month)
{
    const struct graph *graph = tree->model->graph;
    const int next = node_of(tree, state)->args[1], root = node_of(tree, next)->args[0];
    struct look look = {root, weights, READING_SUM, 0, month};
    struct region region = {.tree = tree, .place = node_of(tree, next)->place, .sums = true};

    region_walk(&region, &look);
    int year = find_kept_year(&region, state), self = year >= 0 ? year : state;
    bool kept = self <= root && region.weights[self] &&
                is_all(region.weights[self], weights, cells_of(tree, state));
    if (year >= 0 && month >= graph_calendar_month(graph, month))
        look.first = month - graph_calendar_month(graph, month) + 1;
    else if (kept)
        add_initial(tree, step, state, weights);
    for (int i = root; kept && i >= 0; i--) {
        if (!region.weights[i] || i == self || region_is_nothing(&region, i))
            continue;
        look.node = i;
        look.weights = region.weights[i];
        provenance_add_part(tree, step, look, 1);
        region.weights[i] = NULL;
    }
    region_clear(&region);
    return kept;
}

void provenance_expand_stock(struct provenance_tree *tree, int step)
{
    const struct provenance_step s = tree->steps[step];
    const struct node *node = node_of(tree, s.node);
    /* A state is read at the start of the month. */
    int state = node->kind == NODE_STATE ? s.node : node->index;
    int month = node->kind == NODE_STATE ? s.last - 1 : s.last;
    double *weights = provenance_copy(s.weights, cells_of(tree, s.node), 1);

    tree->steps[step].how = HOW_STOCK;
    if (month < 0) {
        add_initial(tree, step, state, weights);
    } else if (s.reading != READING_END || !add_ledger(tree, step, state, weights, month)) {
        const int becomes = node_of(tree, node_of(tree, state)->args[1])->args[0];
        tree->steps[step].how = HOW_COMPUTED;
        provenance_add_region(tree, step,
                              &(struct look){becomes, weights, s.reading, s.first, s.last}, state);
    }
    free(weights);
}

/* ---- funds ---- */

/* A part of the fund over months; weights: of the claim's cells, NULL: all. */
static void add_fund_part(struct provenance_tree *tree, int step, int claim, enum fund_part part,
                          struct look look, int sign)
{
    const struct graph *graph = tree->model->graph;
    int fund = graph->nodes[node_of(tree, tree->steps[step].node)->args[0]].index;

    look.node = provenance_find_part(graph, fund, claim, part);
    if (look.node < 0 || look.first < 0)
        return;
    size_t cells = cells_of(tree, look.node);
    double *copy = memory_resize(NULL, cells, sizeof *copy);
    for (size_t c = 0; c < cells; c++)
        copy[c] = look.weights ? look.weights[c] : 1;
    look.weights = copy;
    provenance_add_part(tree, step, look, sign);
}

/* Over a span: what was owed before it, what became due in it, less what is owed after it. */
static void expand_payment(struct provenance_tree *tree, int step, int claim, const struct look *s)
{
    const struct look before = {0, s->weights, READING_END, s->first - 1, s->first - 1},
                      after = {0, s->weights, READING_END, s->last, s->last},
                      cash = {0, NULL, s->reading, s->first, s->last};

    tree->steps[step].how = s->reading == READING_SUM ? HOW_PAID : HOW_COMPUTED;
    if (s->reading == READING_SUM) {
        add_fund_part(tree, step, claim, FUND_ARREARS, before, 1);
        add_fund_part(tree, step, claim, FUND_COMMITMENT, *s, 1);
        add_fund_part(tree, step, claim, FUND_ARREARS, after, -1);
    } else {
        add_fund_part(tree, step, claim, FUND_COMMITMENT, *s, 0);
    }
    add_fund_part(tree, step, claim, FUND_APPROPRIATION, cash, 0);
}

/* Contents are of all months so far; read otherwise than at an end they are told by the same parts, without sign. */
static void expand_content(struct provenance_tree *tree, int step, int claim, const struct look *s,
                           int claim_count)
{
    int sign = s->reading == READING_END;
    struct look so_far = {0, s->weights, READING_SUM, 0, s->last};

    if (node_of(tree, s->node)->index == FUND_ARREARS) {
        tree->steps[step].how = sign ? HOW_OWED : HOW_COMPUTED;
        add_fund_part(tree, step, claim, FUND_COMMITMENT, so_far, sign);
        add_fund_part(tree, step, claim, FUND_PAYMENT, so_far, -sign);
        return;
    }
    so_far.weights = NULL;
    tree->steps[step].how = sign ? HOW_CASH : HOW_COMPUTED;
    add_fund_part(tree, step, -1, FUND_APPROPRIATION, so_far, sign);
    for (int c = 0; c < claim_count; c++)
        add_fund_part(tree, step, c, FUND_PAYMENT, so_far, -sign);
    add_fund_part(tree, step, -1, FUND_LAPSED, so_far, -sign);
}

/* The one value that a part of a fund is, rounded to the fen. */
static void expand_rounded(struct provenance_tree *tree, int step, struct look look)
{
    look.weights = provenance_copy(look.weights, cells_of(tree, look.node), 1);
    tree->steps[step].how = HOW_FEN;
    provenance_add_part(tree, step, look, 0);
}

void provenance_expand_fund(struct provenance_tree *tree, int step)
{
    const struct provenance_step s = tree->steps[step];
    const struct node *part = node_of(tree, s.node);
    const struct fund *fund = &tree->model->graph->funds[node_of(tree, part->args[0])->index];
    struct look look = {s.node, s.weights, s.reading, s.first, s.last};

    /* Without a limit what is due is paid at once: a payment is the commitment itself (graph_fund_part), and nothing is
       ever owed. */
    if (fund->appropriation < 0 && part->index != FUND_COMMITMENT)
        return;
    switch ((enum fund_part)part->index) {
    case FUND_APPROPRIATION:
        look.node = fund->appropriation;
        expand_rounded(tree, step, look);
        break;
    case FUND_COMMITMENT:
        look.node = fund->claims[part->axis].node;
        expand_rounded(tree, step, look);
        break;
    case FUND_PAYMENT: expand_payment(tree, step, part->axis, &look); break;
    case FUND_ARREARS:
    case FUND_BALANCE: expand_content(tree, step, part->axis, &look, fund->claim_count); break;
    case FUND_LAPSED: break;
    }
}
