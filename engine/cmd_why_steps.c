/* polsim why: the steps of the tree, and their words. Part of cmd_why.h. */
#include "cmd_why.h"

#include <math.h>
#include <string.h>

#include "quote.h"
#include "table.h"
#include "word.h"

enum { LABELS_MAX = 3, LINE_MAX = 64 };

/* ---- places ---- */

void why_add_place(const struct why *why, struct place place, struct text *out)
{
    if (place.file)
        text_add(out, "%s:%d", model_file_name(why->model, place), place.line);
}

void why_add_line(const struct why *why, struct place place, struct text *out)
{
    size_t length = 0;
    const char *line = model_line(why->model, place, &length);
    size_t shown = 0, bytes = 1;

    while (shown < length && shown < LINE_MAX && bytes)
        shown += bytes = quote_character_bytes(line + shown, length - shown);
    if (line)
        text_add_bytes(out, line, shown);
    if (shown < length)
        text_add(out, "…");
}

/* What a fund makes of itself is defined where the fund is: that of the cell, else the first. */
struct place why_place(const struct why *why)
{
    const struct measure *measure = &why->measure;
    const struct graph *graph = why->model->graph;
    int axis = graph_find_axis(graph, "fund");

    if (measure->target)
        return measure->target->place;
    if (axis < 0 || !(measure->output->axes >> axis & 1) || !*measure->output->role)
        return measure->output->place;
    int label = measure->axes >> axis & 1
                    ? graph_cell_label(graph, measure->axes, measure->cell, axis)
                    : -1;
    for (int f = 0; f < graph->fund_count && label >= 0; f++)
        if (strcmp(graph->funds[f].name, graph->axes[axis].labels[label]) == 0)
            return graph->funds[f].place;
    return graph->funds[0].place;
}

static const struct node *node_of(const struct why *why, const struct provenance_step *step)
{
    return &why->model->graph->nodes[step->node];
}

static const struct fund *fund_of(const struct why *why, const struct node *part)
{
    const struct graph *graph = why->model->graph;

    return &graph->funds[graph->nodes[part->args[0]].index];
}

/* Equal numbers are made once, wherever they stand: one number has the place where it is used. */
static bool is_one_number(const struct node *node)
{
    return node->kind == NODE_CONSTANT && !node->axes;
}

struct place why_step_place(const struct why *why, const struct provenance_step *step)
{
    if (step->parent < 0)
        return why_place(why);
    const struct node *node = node_of(why, step);
    if (is_one_number(node))
        return why_step_place(why, &why->tree->steps[step->parent]);
    if (node->kind == NODE_PARAMETER)
        return why->model->graph->parameters[node->index].place;
    return node->kind == NODE_PART && node->index < FUND_APPROPRIATION
               ? fund_of(why, node)->claims[node->axis].place
               : node->place;
}

void why_step_unit(const struct why *why, const struct provenance_step *step, char *text,
                   size_t size)
{
    graph_unit_text(why->model->graph,
                    step->node < 0 ? measure_unit(&why->measure) : node_of(why, step)->unit, text,
                    size);
}

/* ---- what a step is called ---- */

static const char *part_word(const struct node *node)
{
    static const char *const words[] = {
        [FUND_COMMITMENT] = WORD("Due"),
        [FUND_PAYMENT] = WORD("Paid"),
        [FUND_ARREARS] = WORD("Owed and not yet paid"),
        [FUND_APPROPRIATION] = WORD("Appropriated"),
        [FUND_BALANCE] = WORD("Cash in the fund"),
        [FUND_LAPSED] = WORD("Lapsed at the end of the year"),
    };

    return words[node->index];
}

static void add_part_name(const struct why *why, const struct node *node, const char *language,
                          struct text *out)
{
    const struct fund *fund = fund_of(why, node);

    text_add(out, word(language, "%s: %s"), word(language, part_word(node)),
             model_label(why->model, "fund", fund->name, language));
    if (node->index < FUND_APPROPRIATION)
        text_add(out, "%s%s", word(language, ", "),
                 model_label(why->model, "route", fund->claims[node->axis].route, language));
}

/* Labels of an axis that count; 0: all do. */
static int list_labels(const struct why *why, const struct provenance_step *step, int axis,
                       int *labels)
{
    const struct graph *graph = why->model->graph;
    uint32_t axes = node_of(why, step)->axes;
    int count = 0, all = graph->axes[axis].count;
    bool *used = memory_resize(NULL, (size_t)all, sizeof *used);

    memset(used, 0, (size_t)all * sizeof *used);
    for (size_t c = 0; c < graph_cells(graph, axes); c++)
        if (step->weights[c] != 0)
            used[graph_cell_label(graph, axes, c, axis)] = true;
    for (int i = 0; i < all; i++)
        if (used[i] && count++ < LABELS_MAX)
            labels[count - 1] = i;
    free(used);
    return count == all ? 0 : count;
}

static void add_cells(const struct why *why, const struct provenance_step *step,
                      const char *language, struct text *out)
{
    const struct graph *graph = why->model->graph;
    const char *before = word(language, ": ");

    for (int axis = 0; axis < graph->axis_count; axis++) {
        int labels[LABELS_MAX];
        int count = node_of(why, step)->axes >> axis & 1 ? list_labels(why, step, axis, labels) : 0;
        for (int i = 0; i < count && i < LABELS_MAX; i++) {
            text_add(out, "%s%s", before,
                     model_label(why->model, graph->axes[axis].name,
                                 graph->axes[axis].labels[labels[i]], language));
            before = word(language, ", ");
        }
        if (count > LABELS_MAX)
            text_add(out, " … (%d)", count);
    }
}

static const struct node *named_node(const struct why *why, const struct provenance_step *step)
{
    const struct node *node = node_of(why, step);

    return node->kind == NODE_NEXT ? &why->model->graph->nodes[node->index] : node;
}

bool why_is_named(const struct why *why, const struct provenance_step *step)
{
    const struct node *node = step->parent < 0 ? NULL : named_node(why, step);

    return !node || node->kind == NODE_PART || (node->name && !node->hidden) || is_one_number(node);
}

void why_add_step_name(const struct why *why, const struct provenance_step *step,
                       const char *language, struct text *out)
{
    if (step->parent < 0) {
        measure_add_name(&why->measure, language, out);
        return;
    }
    const struct node *node = named_node(why, step);
    if (node->kind == NODE_PART)
        add_part_name(why, node, language, out);
    else if (is_one_number(node))
        text_add(out, "%s", word(language, "a number of the script"));
    else if (why_is_named(why, step))
        text_add(out, "%s", model_label(why->model, "", node->name, language));
    else
        why_add_line(why, node_of(why, step)->place, out);
    add_cells(why, step, language, out);
}

void why_add_step_months(const struct why *why, const struct provenance_step *step,
                         const char *language, struct text *out)
{
    const struct graph *graph = why->model->graph;
    struct text span = {0};
    char first[8], last[8];
    int count;
    struct period *periods = record_periods(graph, &count), *found = NULL;

    for (int p = count - 1; p >= 0; p--)
        if (periods[p].first == step->first && periods[p].last == step->last)
            found = &periods[p];
    graph_month_text(graph, step->first, first);
    graph_month_text(graph, step->last, last);
    if (step->reading == READING_END && step->node >= 0 &&
        node_of(why, step)->varies & VARIES_BY_MONTH)
        text_add(out, word(language, "at the end of %s"), last);
    else if (step->reading != READING_END) {
        if (found)
            table_add_period(found->name, language, &span);
        else
            text_add(&span, word(language, "%s to %s"), first, last);
        if (step->reading == READING_SUM)
            text_add(out, "%s", text_string(&span));
        else if (node_of(why, step)->varies & VARIES_BY_MONTH)
            text_add(out, word(language, "monthly average of %s"), text_string(&span));
    }
    text_clear(&span);
    free(periods);
}

const char *why_how(enum provenance_how how, const char *language)
{
    static const char *const words[] = {
        [HOW_GIVEN] = "",
        [HOW_SUM] = WORD("is the sum of"),
        [HOW_STOCK] = WORD("is what it began with, and what entered, less what left since"),
        [HOW_PAID] = WORD("is what was owed before, and what became due, less what is still owed; "
                          "as far as there is cash"),
        [HOW_OWED] = WORD("is what became due so far, less what was paid so far"),
        [HOW_CASH] = WORD("is what came in so far, less what was paid and what lapsed"),
        [HOW_FEN] = WORD("rounded to the fen, is"),
        [HOW_RATIO] = WORD("is, in each draw, the first over the second"),
        [HOW_PRODUCT] = WORD("is, cell by cell and month by month, the product of"),
        [HOW_POISSON] = WORD("happens by chance (Poisson), on average as often as"),
        [HOW_BINOMIAL] = WORD("happens by chance (binomial) to the first, with the second as its "
                              "chance"),
        [HOW_URN] = WORD("is by chance (hypergeometric): so many drawn, of so many marked and so "
                         "many others"),
        [HOW_DELAY] = WORD("comes, that many months late, from"),
        [HOW_COMPUTED] = WORD("is computed in its line from"),
    };

    return how == HOW_GIVEN ? "" : word(language, words[how]);
}

/* ---- rows ---- */

static const char *how_name(enum provenance_how how)
{
    static const char *const names[] = {
        [HOW_GIVEN] = "given",     [HOW_SUM] = "sum",           [HOW_STOCK] = "stock",
        [HOW_PAID] = "paid",       [HOW_OWED] = "owed",         [HOW_CASH] = "cash",
        [HOW_FEN] = "rounded",     [HOW_RATIO] = "ratio",       [HOW_PRODUCT] = "product",
        [HOW_POISSON] = "poisson", [HOW_BINOMIAL] = "binomial", [HOW_URN] = "hypergeometric",
        [HOW_DELAY] = "delay",     [HOW_COMPUTED] = "computed",
    };

    return names[how];
}

static const char *reading_name(enum provenance_reading reading)
{
    static const char *const names[] = {
        [READING_SUM] = "sum", [READING_END] = "end", [READING_MEAN] = "mean"};

    return names[reading];
}

typedef void add_words(const struct why *why, const struct provenance_step *step,
                       const char *language, struct text *out);

static void set_words(const struct why *why, const struct provenance_step *step, const char *column,
                      const char *language, add_words *add, struct store_table *table)
{
    struct text text = {0};

    add(why, step, language, &text);
    table_set_text(table, column, text_string(&text));
    text_clear(&text);
}

static void add_step_place(const struct why *why, const struct provenance_step *step,
                           const char *language, struct text *out)
{
    (void)language;
    why_add_place(why, why_step_place(why, step), out);
}

static void add_step_line(const struct why *why, const struct provenance_step *step,
                          const char *language, struct text *out)
{
    (void)language;
    why_add_line(why, why_step_place(why, step), out);
}

void why_list_steps(struct why *why)
{
    const struct graph *graph = why->model->graph;
    struct store_table *table = &why->steps;

    table_start(table, "step parent depth sign how label_en label_zh reading first_month "
                       "last_month mean near unit same further place line");
    for (size_t i = 0; i < why->tree->count; i++) {
        const struct provenance_step *step = &why->tree->steps[i];
        char unit[128], month[8];
        table_add_row(table);
        table_set_number(table, "step", (double)i);
        table_set_number(table, "parent", step->parent < 0 ? NAN : step->parent);
        table_set_number(table, "depth", step->depth);
        table_set_number(table, "sign", step->sign);
        table_set_text(table, "how", step->further || step->same >= 0 ? "" : how_name(step->how));
        set_words(why, step, "label_en", "en", why_add_step_name, table);
        set_words(why, step, "label_zh", "zh", why_add_step_name, table);
        table_set_text(table, "reading", reading_name(step->reading));
        graph_month_text(graph, step->first, month);
        table_set_text(table, "first_month", month);
        graph_month_text(graph, step->last, month);
        table_set_text(table, "last_month", month);
        table_set_number(table, "mean", step->mean);
        table_set_number(table, "near", step->near);
        why_step_unit(why, step, unit, sizeof unit);
        table_set_text(table, "unit", unit);
        table_set_number(table, "same", step->same < 0 ? NAN : step->same);
        table_set_number(table, "further", step->further);
        set_words(why, step, "place", "en", add_step_place, table);
        set_words(why, step, "line", "en", add_step_line, table);
    }
}
