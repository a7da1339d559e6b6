/* polsim why: the inputs that have a say in a number. Part of cmd_why.h. */
#include <math.h>
#include <string.h>

#include "cmd_sensitivity.h"
#include "cmd_why.h"
#include "table.h"

enum { LIST_LENGTH = 1000 }; /* bytes of a list of cells or periods */

/* ---- how much they weigh: as `polsim sensitivity` tells it ---- */

struct weights {
    struct sensitivity_question question; /* its parts are tables; none where nothing can be said */
    double *x;                            /* [input][draws] */
};

static bool find_weights(const struct why *why, struct weights *weights, struct error *err)
{
    struct sensitivity_question *question = &weights->question;

    *weights = (struct weights){.question = {.store = why->store,
                                             .run = why->run,
                                             .model = why->model,
                                             .measure_count = 1,
                                             .measures = &why->measure,
                                             .answer = {.kind = "sensitivity"}}};
    question->inputs = audit_list_inputs(why->model, &question->input_count);
    weights->x = sensitivity_draw_inputs(
        question,
        &(struct sensitivity_sample){.seed = why->run->seed,
                                     .draws = why->draws,
                                     .random = run_sampler_named(why->run->sampler) == RUN_RANDOM});
    return show_is_average(why->run) || !question->input_count ||
           why->run->draws < SENSITIVITY_DRAWS_MIN || sensitivity_from_draws(question, err);
}

static void clear_weights(struct weights *weights)
{
    show_answer_clear(&weights->question.answer);
    free((void *)weights->question.inputs);
    free(weights->x);
}

static const struct store_table *find_part(const struct weights *weights, const char *name)
{
    const struct show_answer *answer = &weights->question.answer;
    const char *const *parts = show_answer_parts(answer->kind);

    for (int i = 0; parts[i]; i++)
        if (strcmp(parts[i], name) == 0)
            return &answer->parts[i];
    return NULL;
}

/* The number of a column in the row of the parameter, the first there is; NaN: none. */
static double weight_of(const struct weights *weights, const char *part, const char *key,
                        const char *parameter, const char *column)
{
    const struct store_table *table = find_part(weights, part);

    for (size_t row = 0; table && row < table->row_count; row++)
        if (strcmp(store_table_text(table, row, key), parameter) == 0)
            return store_table_number(table, row, column);
    return NAN;
}

/* ---- the values of an input ---- */

struct one_value {
    const struct parameter *parameter;
    int index; /* of graph->parameters */
    struct store_value value;
    const struct parameter_cell *first; /* with that value */
    size_t cells;                       /* with it, of all periods */
    double sum;                         /* of their means over the draws */
    struct text periods, labels;        /* where it holds; "" where it holds throughout */
};

static double mean_over_draws(const struct why *why, const struct weights *weights, int parameter,
                              const struct parameter_cell *cell)
{
    const struct sensitivity_question *question = &weights->question;
    double sum = 0;

    if (cell->input < 0)
        return cell->value * cell->scale + cell->offset;
    if (show_is_average(why->run))
        return dist_expected(why->model->graph->parameters[parameter].inputs[cell->input].dist) *
                   cell->scale +
               cell->offset;
    int input = 0;
    while (question->inputs[input].parameter != parameter ||
           question->inputs[input].input != cell->input)
        input++;
    for (uint64_t i = 0; i < why->draws; i++)
        sum += weights->x[(uint64_t)input * why->draws + i];
    return sum / (double)why->draws * cell->scale + cell->offset;
}

/* Adds an item that is not there yet; a long list ends in "…". */
static void add_once(struct text *list, const char *item)
{
    const size_t length = strlen(item);
    const char *found = text_string(list);

    while (*item && (found = strstr(found, item)) != NULL) {
        bool begins = found == list->bytes || found[-1] == ' ';
        found += length;
        if (begins && (*found == '\0' || *found == ','))
            return;
    }
    if (*item && list->length < LIST_LENGTH)
        text_add(list, "%s%s", list->length ? ", " : "",
                 list->length + length < LIST_LENGTH ? item : "…");
}

static bool is_same_value(const struct one_value *a, const struct store_value *value,
                          const struct parameter_cell *cell)
{
    const char *change = cell->change ? cell->change : "",
               *other = a->first->change ? a->first->change : "";

    return strcmp(a->value.text, value->text) == 0 && strcmp(change, other) == 0;
}

struct values {
    struct one_value *items;
    size_t count, capacity;
};

static void add_cell(const struct why *why, const struct weights *weights, int index, int period,
                     size_t at, struct values *values, size_t first)
{
    const struct graph *graph = why->model->graph;
    const struct parameter *p = &graph->parameters[index];
    const struct parameter_cell *cell =
        &p->cells[(size_t)period * graph_cells(graph, p->axes) + at];
    struct store_value value;
    char label[512];
    size_t i = first;

    store_describe_value(p, cell, STORE_ONE_VALUE, &value);
    while (i < values->count && !is_same_value(&values->items[i], &value, cell))
        i++;
    if (i == values->count) {
        values->items =
            memory_grow(values->items, values->count, &values->capacity, sizeof *values->items);
        values->items[values->count++] =
            (struct one_value){.parameter = p, .index = index, .value = value, .first = cell};
    }
    struct one_value *one = &values->items[i];
    one->cells++;
    one->sum += mean_over_draws(why, weights, index, cell);
    graph_cell_text(graph, p->axes, at, label, sizeof label);
    add_once(&one->labels, label);
    add_once(&one->periods, p->periods > 1 ? p->period_names[period] : "");
}

/* One value alone needs no word of where it holds. */
static void list_values(const struct why *why, const struct weights *weights, int index,
                        struct values *values)
{
    const struct parameter *p = &why->model->graph->parameters[index];
    const size_t first = values->count, cells = graph_cells(why->model->graph, p->axes);
    bool all = true;

    for (int period = 0; period < p->periods; period++)
        for (size_t cell = 0; cell < cells; cell++) {
            bool used = provenance_uses_input(why->rests, index, period, cell);
            all = all && used;
            if (used)
                add_cell(why, weights, index, period, cell, values, first);
        }
    if (all && values->count == first + 1) {
        text_clear(&values->items[first].labels);
        text_clear(&values->items[first].periods);
    }
}

/* ---- rows ---- */

static void add_row(struct why *why, const struct weights *weights, const struct one_value *one)
{
    struct store_table *table = &why->inputs;
    const struct parameter *p = one->parameter;
    const struct model *model = why->model;
    struct text place = {0}, line = {0};
    char unit[128];

    graph_unit_text(model->graph, p->unit, unit, sizeof unit);
    why_add_place(why, p->place, &place);
    why_add_line(why, p->place, &line);
    table_add_row(table);
    table_set_text(table, "name", p->name);
    table_set_text(table, "label_en", model_label(model, "", p->name, "en"));
    table_set_text(table, "label_zh", model_label(model, "", p->name, "zh"));
    table_set_number(table, "uncertain", one->first->input >= 0);
    table_set_text(table, "period", text_string(&one->periods));
    table_set_text(table, "cell", text_string(&one->labels));
    table_set_number(table, "cells", (double)one->cells);
    table_set_text(table, "value", one->value.text);
    table_set_text(table, "unit", unit);
    table_set_number(table, "mean", one->sum / (double)one->cells);
    table_set_number(table, "p05", one->value.p05);
    table_set_number(table, "p95", one->value.p95);
    table_set_text(table, "source_kind", one->first->change ? "scenario" : p->source_kind);
    table_set_text(table, "source", one->first->change ? one->first->change : p->source_text);
    table_set_text(table, "place", text_string(&place));
    table_set_text(table, "line", text_string(&line));
    if (p->input_count) {
        table_set_number(table, "share", weight_of(weights, "groups", "name", p->name, "share"));
        table_set_number(table, "share_se",
                         weight_of(weights, "groups", "name", p->name, "share_se"));
        table_set_number(table, "rank", weight_of(weights, "inputs", "parameter", p->name, "rank"));
        table_set_number(table, "rank_se",
                         weight_of(weights, "inputs", "parameter", p->name, "rank_se"));
    }
    text_clear(&place);
    text_clear(&line);
}

/* By share, else by size of the rank correlation; what is fixed last, in order of declaration. */
static void add_rows(struct why *why, const struct weights *weights)
{
    const struct graph *graph = why->model->graph;
    const int count = graph->parameter_count;
    double *weight = memory_resize(NULL, (size_t)count, sizeof *weight);
    struct values values = {0};

    for (int p = 0; p < count; p++) {
        const char *name = graph->parameters[p].name;
        double share = weight_of(weights, "groups", "name", name, "share");
        double rank = fabs(weight_of(weights, "inputs", "parameter", name, "rank"));
        weight[p] = graph->parameters[p].input_count == 0 ? -2
                    : !isnan(share)                       ? share
                    : !isnan(rank)                        ? rank
                                                          : -1;
    }
    int *order = sensitivity_order(weight, count);
    for (int i = 0; i < count; i++)
        list_values(why, weights, order[i], &values);
    for (size_t i = 0; i < values.count; i++) {
        add_row(why, weights, &values.items[i]);
        text_clear(&values.items[i].labels);
        text_clear(&values.items[i].periods);
    }
    free(values.items);
    free(order);
    free(weight);
}

bool why_list_inputs(struct why *why, struct error *err)
{
    struct weights weights;

    table_start(&why->inputs,
                "name label_en label_zh uncertain period cell cells value unit mean p05 p95 "
                "source_kind source place line share share_se rank rank_se");
    bool found = find_weights(why, &weights, err);
    if (found)
        add_rows(why, &weights);
    clear_weights(&weights);
    return found;
}
