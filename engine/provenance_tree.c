/* The tree of what a number is made of: its steps. Part of provenance_tree.h. */
#include "provenance_private.h"

#include <math.h>

#include "lua_graph.h"

enum { STEPS_MAX = 3000 }; /* beyond, steps are not taken apart */

double *provenance_copy(const double *weights, size_t count, double factor)
{
    double *copy = memory_resize(NULL, count, sizeof *copy);

    for (size_t c = 0; c < count; c++)
        copy[c] = weights[c] * factor;
    return copy;
}

void provenance_add_part(struct provenance_tree *tree, int parent, struct look look, int sign)
{
    bool adds = false;

    if (!look.weights || look.first > look.last || look.first < 0) {
        free(look.weights);
        return;
    }
    for (size_t c = 0; c < cells_of(tree, look.node); c++)
        adds = adds || look.weights[c] > 0;
    for (size_t c = 0; c < cells_of(tree, look.node) && !adds; c++)
        look.weights[c] = -look.weights[c];
    tree->steps = memory_grow(tree->steps, tree->count, &tree->capacity, sizeof *tree->steps);
    tree->steps[tree->count++] = (struct provenance_step){
        .parent = parent,
        .depth = parent < 0 ? 0 : tree->steps[parent].depth + 1,
        .node = look.node,
        .weights = look.weights,
        .reading = look.reading,
        .first = look.first,
        .last = look.last,
        .sign = adds ? sign : -sign,
        .same = -1,
        .near = NAN,
    };
}

static struct look look_of(const struct provenance_step *step)
{
    return (struct look){step->node, step->weights, step->reading, step->first, step->last};
}

/* ---- values behind a step that do not add up to it ---- */

/* Does it add up over cells: an amount, not a rate or a price? */
static bool is_amount(const struct node *node, enum node_tempo tempo)
{
    bool has_unit = false;

    if (tempo == TEMPO_NONE)
        return false;
    for (int i = 0; i < UNIT_NAMES_MAX; i++) {
        if (node->unit.power[i] < 0)
            return false;
        has_unit = has_unit || node->unit.power[i] > 0;
    }
    return has_unit || (tempo != TEMPO_UNCLEAR && (node->kind != NODE_OP || node->op != OP_DIV));
}

/* Takes over the weights, of which NULL adds nothing: cells that are not 0 are looked at. */
static void add_behind(struct provenance_tree *tree, int parent, int node, double *weights,
                       const struct look *of)
{
    enum node_tempo tempo = lua_graph_tempo(tree->model->graph, node);
    bool amount = is_amount(node_of(tree, node), tempo);
    size_t used = 0, cells = cells_of(tree, node);
    struct look look = {node, weights, of->reading, of->first, of->last};

    if (!weights)
        return;
    for (size_t c = 0; c < cells; c++)
        used += weights[c] != 0;
    for (size_t c = 0; c < cells; c++)
        weights[c] = weights[c] == 0 ? 0 : amount ? 1 : 1 / (double)used;
    if (look.reading == READING_SUM && !(amount && tempo == TEMPO_FLOW))
        look.reading = READING_MEAN;
    provenance_add_part(tree, parent, look, 0);
}

static void add_arguments(struct provenance_tree *tree, int step)
{
    const struct look look = look_of(&tree->steps[step]);
    const struct node *node = node_of(tree, look.node);

    for (int arg = 0; arg < node->arg_count; arg++)
        add_behind(tree, step, node->args[arg], region_push(tree, arg, &look), &look);
}

void provenance_add_region(struct provenance_tree *tree, int step, const struct look *look,
                           int state)
{
    struct region region = {.tree = tree, .place = node_of(tree, look->node)->place};

    region_walk(&region, look);
    for (int i = look->node; i >= 0; i--) {
        const struct node *node = node_of(tree, i);
        if (!region.weights[i] || i == state || (node_is_number(node) && !node->axes) ||
            (node_is_number(node) && place_is_same(node->place, region.place)))
            continue;
        add_behind(tree, step, i, region.weights[i], look);
        region.weights[i] = NULL;
    }
    region_clear(&region);
}

/* ---- sums ---- */

/* The months of what a delay hands on; before the first month that is nothing. */
static void shift(const struct node *lag, struct look *look)
{
    look->first -= lag->index;
    look->last -= lag->index;
    if (look->reading == READING_SUM && look->first < 0)
        look->first = 0;
}

/* The nodes that its line adds up to the step's; one alone takes its place. */
struct terms {
    struct region region;
    int count, only; /* only: the last that was met */
};

static struct terms find_terms(struct provenance_tree *tree, const struct look *look)
{
    struct terms terms = {
        {.tree = tree, .place = node_of(tree, look->node)->place, .sums = true}, 0, -1};

    region_walk(&terms.region, look);
    for (int i = look->node; i >= 0; i--)
        if (terms.region.weights[i] && !region_is_nothing(&terms.region, i)) {
            terms.count++;
            terms.only = i;
        }
    return terms;
}

static bool is_positive(const double *weights, size_t count)
{
    for (size_t c = 0; c < count; c++)
        if (weights[c] < 0)
            return false;
    return true;
}

static bool is_delay(const struct provenance_step *step, const struct node *node)
{
    return node->kind == NODE_LAG && step->reading != READING_MEAN && step->last >= node->index;
}

/* Goes down where a step is one other value alone: a name for it, a delay, one cell of it. */
static void go_down(struct provenance_tree *tree, int at)
{
    struct provenance_step *step = &tree->steps[at];

    for (;;) {
        const struct node *node = node_of(tree, step->node);
        struct look look = look_of(step);
        if (is_delay(step, node)) {
            look.node = node->args[0];
            look.weights = graph_push_weights(tree->model->graph, step->node, 0, step->weights, 0);
            shift(node, &look);
        } else {
            struct terms terms = find_terms(tree, &look);
            int only = terms.count == 1 && terms.only != step->node ? terms.only : -1;
            if (only >= 0 && is_positive(terms.region.weights[only], cells_of(tree, only))) {
                look.node = only;
                look.weights = terms.region.weights[only];
                terms.region.weights[only] = NULL;
            }
            region_clear(&terms.region);
        }
        if (look.node == step->node)
            return;
        free(step->weights);
        step->node = look.node;
        step->weights = look.weights;
        step->first = look.first;
        step->last = look.last;
    }
}

static void expand_sum(struct provenance_tree *tree, int step)
{
    const struct look of = look_of(&tree->steps[step]);
    struct terms terms = find_terms(tree, &of);

    for (int i = of.node; i >= 0; i--) {
        if (!terms.region.weights[i] || region_is_nothing(&terms.region, i))
            continue;
        struct look look = of;
        look.node = i;
        look.weights = terms.region.weights[i];
        terms.region.weights[i] = NULL;
        provenance_add_part(tree, step, look, 1);
    }
    region_clear(&terms.region);
}

/* ---- all kinds ---- */

static enum provenance_how how_of(const struct provenance_tree *tree, const struct look *look)
{
    const struct node *node = node_of(tree, look->node);

    switch (node->kind) {
    case NODE_CONSTANT:
    case NODE_DATED:
    case NODE_PARAMETER:
    case NODE_NOISE: return HOW_GIVEN;
    case NODE_POISSON: return HOW_POISSON;
    case NODE_BINOMIAL: return HOW_BINOMIAL;
    case NODE_HYPERGEOMETRIC: return HOW_URN;
    case NODE_LAG:
    case NODE_LAG_BY: return HOW_DELAY;
    case NODE_OP: return node->op == OP_MUL ? HOW_PRODUCT : HOW_COMPUTED;
    default: return HOW_COMPUTED;
    }
}

/* Of an average over cells parts are told by their own averages: they are put side by side, not added up. */
static bool is_averaged(const struct provenance_tree *tree, const struct look *look)
{
    for (size_t c = 0; c < cells_of(tree, look->node); c++)
        if (look->weights[c] > 0 && look->weights[c] < 1)
            return true;
    return false;
}

static bool is_computed(const struct node *node)
{
    return node->kind == NODE_OP || node->kind == NODE_SUM || node->kind == NODE_AT ||
           node->kind == NODE_STACK;
}

static void expand_other(struct provenance_tree *tree, int step)
{
    const struct look look = look_of(&tree->steps[step]);
    struct terms terms = find_terms(tree, &look);
    bool sum = (terms.count != 1 || terms.only != look.node) && !is_averaged(tree, &look);

    region_clear(&terms.region);
    tree->steps[step].how = sum ? HOW_SUM : how_of(tree, &look);
    if (sum)
        expand_sum(tree, step);
    else if (is_computed(node_of(tree, look.node)))
        provenance_add_region(tree, step, &look, -1);
    else
        add_arguments(tree, step);
}

static bool is_same(const struct provenance_tree *tree, const struct provenance_step *a,
                    const struct provenance_step *b)
{
    return a->node == b->node && a->node >= 0 && a->reading == b->reading && a->first == b->first &&
           a->last == b->last &&
           memcmp(a->weights, b->weights, cells_of(tree, a->node) * sizeof *a->weights) == 0;
}

static bool has_parts(const struct provenance_tree *tree, const struct provenance_step *step)
{
    const struct node *node = node_of(tree, step->node);

    return node->arg_count > 0 && !(node->kind == NODE_PART && node->index == FUND_LAPSED);
}

static void expand(struct provenance_tree *tree, int step, int depth)
{
    go_down(tree, step);
    struct provenance_step *s = &tree->steps[step];
    for (int i = 0; i < step && s->same < 0; i++)
        if (is_same(tree, &tree->steps[i], s))
            s->same = i;
    if (s->same >= 0 || !has_parts(tree, s))
        return;
    s->further = s->depth >= depth || tree->count > STEPS_MAX;
    if (s->further)
        return;
    switch (node_of(tree, s->node)->kind) {
    case NODE_PART: provenance_expand_fund(tree, step); break;
    case NODE_STATE:
    case NODE_NEXT: provenance_expand_stock(tree, step); break;
    default: expand_other(tree, step);
    }
}

/* ---- the whole ---- */

static void add_root(struct provenance_tree *tree, int parent, int node)
{
    const struct measure *measure = tree->measure;
    size_t cells = cells_of(tree, node);
    double *weights = memory_resize(NULL, cells, sizeof *weights);
    bool level = measure->kind == OUTPUT_LEVEL;

    for (size_t c = 0; c < cells; c++)
        weights[c] = c == measure->cell;
    provenance_add_part(tree, parent,
                        (struct look){node, weights, level ? READING_END : READING_SUM,
                                      level ? measure->last : measure->first, measure->last},
                        0);
}

static void add_ratio(struct provenance_tree *tree)
{
    tree->steps = memory_grow(tree->steps, tree->count, &tree->capacity, sizeof *tree->steps);
    tree->steps[tree->count++] = (struct provenance_step){.parent = -1,
                                                          .node = -1,
                                                          .how = HOW_RATIO,
                                                          .first = tree->measure->first,
                                                          .last = tree->measure->last,
                                                          .same = -1,
                                                          .mean = NAN,
                                                          .near = NAN};
    add_root(tree, 0, tree->measure->value);
    add_root(tree, 0, tree->measure->denominator);
}

struct provenance_tree *provenance_tree_new(const struct measure *measure, int depth)
{
    struct provenance_tree *tree = memory_resize(NULL, 1, sizeof *tree);

    *tree = (struct provenance_tree){.model = measure->model, .measure = measure};
    if (measure->kind == OUTPUT_RATIO)
        add_ratio(tree);
    else
        add_root(tree, -1, measure->value);
    for (size_t i = measure->kind == OUTPUT_RATIO; i < tree->count; i++)
        expand(tree, (int)i, depth);
    return tree;
}

void provenance_tree_free(struct provenance_tree *tree)
{
    if (!tree)
        return;
    for (size_t i = 0; i < tree->count; i++)
        free(tree->steps[i].weights);
    free(tree->steps);
    free(tree);
}
