/* The table of inputs that people edit, and what their edits changed. Part of inputs.h. */
#include "inputs.h"

#include "word.h"

#include <math.h>
#include <string.h>

enum { CELL_TEXT_MAX = 1024, UNIT_TEXT_MAX = 256 };

/* ---- words ---- */

/* "civil, L3" for a cell, "" for all. */
static void add_cell_words(const struct model *model, uint32_t axes, size_t cell,
                           const char *language, struct text *out)
{
    const struct graph *graph = model->graph;
    int order[AXES_MAX], count = graph_axes_in_order(graph, axes, order);

    for (int i = 0; i < count; i++) {
        const struct axis *axis = &graph->axes[order[i]];
        const char *label = axis->labels[graph_cell_label(graph, axes, cell, order[i])];
        text_add(out, "%s%s", !i ? "" : word(language, ", "),
                 model_label(model, axis->name, label, language));
    }
}

/* Sets a cell of the last row to words, and empties them. */
static void set_words(struct store_table *table, const char *column, struct text *words)
{
    table_set_text(table, column, text_string(words));
    text_clear(words);
}

static void set_limit(struct store_table *table, const char *column, double x)
{
    char number[STORE_NUMBER_SIZE];

    if (!isfinite(x))
        return;
    store_number_text(x, number);
    table_set_text(table, column, number);
}

/* ---- parameters ---- */

/* Position of a label in the order in which the script lists them. */
static int shown_position(const struct axis *axis, int label)
{
    for (int i = 0; axis->shown && i < axis->count; i++)
        if (axis->shown[i] == label)
            return i;
    return label;
}

/* The number of a cell among those of its shape as people expect them, the script's order of labels. */
static size_t shown_rank(const struct graph *graph, uint32_t axes, size_t cell)
{
    int order[AXES_MAX], count = graph_axes_in_order(graph, axes, order);
    size_t rank = 0;

    for (int i = 0; i < count; i++) {
        const struct axis *axis = &graph->axes[order[i]];
        int label = graph_cell_label(graph, axes, cell, order[i]);
        rank = rank * (size_t)axis->count + (size_t)shown_position(axis, label);
    }
    return rank;
}

/* cells[count] of the shape in that order. */
static size_t *shown_cells(const struct graph *graph, uint32_t axes, size_t count)
{
    size_t *cells = memory_resize(NULL, count, sizeof *cells);

    for (size_t cell = 0; cell < count; cell++)
        cells[shown_rank(graph, axes, cell)] = cell;
    return cells;
}

/* One period of a parameter, in both models. */
struct slice {
    const struct model *model;
    const struct parameter *parameter;
    const char *period;
    size_t count; /* of cells */
    const struct parameter *before_parameter;
    const struct parameter_cell *cells, *before;
    enum store_likeness likeness, before_likeness;
};

/* The cells of the model before that hold in a month of this period: changes may have split periods. */
static const struct parameter_cell *cells_before(const struct graph *graph,
                                                 const struct parameter *now, int period,
                                                 const struct parameter *before, size_t count)
{
    for (int month = 0; now->period_of_month && month < graph->months; month++)
        if (now->period_of_month[month] == period && before->period_of_month)
            return before->cells + (size_t)before->period_of_month[month] * count;
    return before->cells;
}

static void set_source(struct store_table *table, const struct parameter *parameter,
                       const struct parameter_cell *cell, const char *language)
{
    table_set_text(table, "source_kind",
                   table_word(cell->change ? "scenario" : parameter->source_kind, language));
    table_set_text(table, "source",
                   cell->change             ? cell->change
                   : parameter->source_text ? parameter->source_text
                                            : "");
}

/* A row of cell `cell`, or of all cells where they are alike. */
static void add_parameter_row(const struct slice *slice, size_t cell, bool all,
                              const char *language, struct store_table *table)
{
    const struct graph *graph = slice->model->graph;
    const struct parameter *parameter = slice->parameter;
    char text[CELL_TEXT_MAX] = "", unit[UNIT_TEXT_MAX];
    struct store_value value;
    struct text words = {0};

    table_add_row(table);
    table_set_text(table, "name", parameter->name);
    table_set_text(table, "label", model_label(slice->model, "", parameter->name, language));
    if (!all) {
        graph_cell_text(graph, parameter->axes, cell, text, sizeof text);
        add_cell_words(slice->model, parameter->axes, cell, language, &words);
    }
    table_set_text(table, "cell", text);
    set_words(table, "cell_label", &words);
    table_add_period(slice->period, language, &words);
    set_words(table, "period", &words);
    graph_unit_text(graph, parameter->unit, unit, sizeof unit);
    table_add_raw_unit(unit, language, &words);
    set_words(table, "unit", &words);
    store_describe_value(parameter, &slice->cells[cell], all ? slice->likeness : STORE_DIFFERENT,
                         &value);
    table_set_text(table, "value", value.text);
    store_describe_value(slice->before_parameter, &slice->before[cell],
                         all ? slice->before_likeness : STORE_DIFFERENT, &value);
    table_set_text(table, "was", value.text);
    set_limit(table, "least", parameter->range_low);
    set_limit(table, "most", parameter->range_high);
    set_source(table, parameter, &slice->cells[cell], language);
}

static void add_parameter(const struct model *now, const struct model *before, int index,
                          const char *language, struct store_table *table)
{
    const struct graph *graph = now->graph;
    const struct parameter *parameter = &graph->parameters[index];
    struct slice slice = {
        .model = now,
        .parameter = parameter,
        .before_parameter = &before->graph->parameters[index],
        .count = graph_cells(graph, parameter->axes),
    };
    size_t *cells = shown_cells(graph, parameter->axes, slice.count);

    for (int period = 0; period < parameter->periods; period++) {
        slice.period = parameter->period_names ? parameter->period_names[period] : "";
        slice.cells = parameter->cells + (size_t)period * slice.count;
        slice.before = cells_before(graph, parameter, period, slice.before_parameter, slice.count);
        slice.likeness = store_compare_cells(parameter, slice.cells, slice.count);
        slice.before_likeness =
            store_compare_cells(slice.before_parameter, slice.before, slice.count);
        bool all = slice.likeness != STORE_DIFFERENT && slice.before_likeness != STORE_DIFFERENT;
        for (size_t i = 0; i < (all ? 1 : slice.count); i++)
            add_parameter_row(&slice, cells[i], all, language, table);
    }
    free(cells);
}

/* ---- switches ---- */

/* "rows = sum of the rows; printed = printed total" */
static void add_choices(const struct model *model, const struct switch_value *s,
                        const char *language, struct text *out)
{
    for (int i = 0; s->choices[i]; i++) {
        const char *words = model_label(model, s->name, s->choices[i], language);
        text_add(out, "%s%s", !i ? "" : word(language, "; "), s->choices[i]);
        if (strcmp(words, s->choices[i]) != 0)
            text_add(out, " = %s", words);
    }
}

static void add_switch(const struct model *now, const struct model *before, int index,
                       const char *language, struct store_table *table)
{
    const struct switch_value *s = &now->switches[index];
    struct text words = {0};

    table_add_row(table);
    table_set_text(table, "name", s->name);
    table_set_text(table, "label", words_in(s->label, language, s->name));
    table_set_text(table, "value", s->value);
    table_set_text(table, "was", before->switches[index].value);
    add_choices(now, s, language, &words);
    set_words(table, "allowed", &words);
    table_set_text(table, "source_kind", table_word(s->source_kind, language));
    table_set_text(table, "source", s->source_text ? s->source_text : "");
}

void inputs_make_table(const struct model *now, const struct model *before, const char *language,
                       struct store_table *table)
{
#define X(id, english) #id " "
    table_start(table, INPUTS_COLUMNS(X));
#undef X
    must(now->graph->parameter_count == before->graph->parameter_count &&
         now->switch_count == before->switch_count);
    for (int i = 0; i < now->graph->parameter_count; i++)
        add_parameter(now, before, i, language, table);
    for (int i = 0; i < now->switch_count; i++)
        add_switch(now, before, i, language, table);
}

/* ---- CSV ---- */

static void add_field(const char *field, struct text *out)
{
    table_add_field(field, ",;\"\r\n\t", true, out);
}

void inputs_csv(const struct store_table *table, const char *language, struct text *out)
{
    static const char *const headings[] = {
#define X(id, english) english,
        INPUTS_COLUMNS(X)
#undef X
    };
    size_t columns = (size_t)table->column_count;

    must(columns == COUNT_OF(headings));
    text_add(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < columns; i++) {
        add_field(word(language, headings[i]), out);
        text_add(out, "%s", i + 1 < columns ? "," : "\r\n");
    }
    for (size_t i = 0; i < table->row_count * columns; i++) {
        add_field(table->cells[i] ? table->cells[i] : "", out);
        text_add(out, "%s", (i + 1) % columns ? "," : "\r\n");
    }
}

/* ---- what differs ---- */

static const struct parameter *find_parameter(const struct graph *graph, const char *name)
{
    for (int i = 0; i < graph->parameter_count; i++)
        if (strcmp(graph->parameters[i].name, name) == 0)
            return &graph->parameters[i];
    return NULL;
}

/* "level=L3;town=north" in words; the labels may stand in any order. */
static void add_labels(const struct model *model, const char *cell, const char *language,
                       struct text *out)
{
    char axis[256], label[256];

    for (int i = 0; *cell; i++) {
        size_t length = strcspn(cell, ";"), name = strcspn(cell, "=");
        snprintf(axis, sizeof axis, "%.*s", (int)name, cell);
        snprintf(label, sizeof label, "%.*s", name < length ? (int)(length - name - 1) : 0,
                 cell + name + 1);
        text_add(out, "%s%s", !i ? "" : word(language, ", "),
                 model_label(model, axis, label, language));
        cell += length + (cell[length] == ';');
    }
}

static void add_edit_row(const struct model *model, const struct model_edit *edit,
                         const char *language, struct store_table *table)
{
    const struct parameter *parameter = find_parameter(model->graph, edit->name);
    const char *label = model_label(model, "", edit->name, language);
    char unit[UNIT_TEXT_MAX] = "";
    struct text words = {0};

    table_add_row(table);
    text_add(&words, "%s", label);
    if (strcmp(label, edit->name) != 0)
        text_add(&words, " (%s)", edit->name);
    set_words(table, "label", &words);
    add_labels(model, edit->cell, language, &words);
    set_words(table, "cell_label", &words);
    table_set_text(table, "period", edit->period);
    if (parameter) {
        table_set_text(table, "was", edit->was);
        table_set_text(table, "is", edit->is);
        graph_unit_text(model->graph, parameter->unit, unit, sizeof unit);
    } else {
        table_set_text(table, "was", model_label(model, edit->name, edit->was, language));
        table_set_text(table, "is", model_label(model, edit->name, edit->is, language));
    }
    table_set_text(table, "unit", unit);
    table_set_number(table, "line", edit->line);
}

static void add_stale(const struct model *model, const struct model_edit *edit,
                      const char *language, struct text *out)
{
    text_add(out,
             word(language,
                  "Note: line %d was not edited, but %s%s%s%s is %s in the model now, not %s as in "
                  "the file; the model's is used\n"),
             edit->line, model_label(model, "", edit->name, language), edit->cell[0] ? "[" : "",
             edit->cell, edit->cell[0] ? "]" : "", edit->was, edit->is);
}

void inputs_add_edits(const struct model *model, const struct inputs *inputs, const char *language,
                      struct text *out)
{
    struct store_table table;

    table_start(&table, "line label cell_label period was is unit");
    size_t stale = 0;
    for (int i = 0; i < model->edit_count; i++)
        if (model->edits[i].applied)
            add_edit_row(model, &model->edits[i], language, &table);
        else
            stale++;
    if (table.row_count) {
        text_add(out, word(language, "changed by %s: %zu\n\n"), inputs->path, table.row_count);
        table_text(&table, "edits", NULL, language, out);
    } else {
        text_add(out, word(language, "%s changes nothing: its %zu rows are as in the model\n"),
                 inputs->path, inputs->row_count - stale);
    }
    for (int i = 0; i < model->edit_count; i++)
        if (!model->edits[i].applied)
            add_stale(model, &model->edits[i], language, out);
    store_table_clear(&table);
}
