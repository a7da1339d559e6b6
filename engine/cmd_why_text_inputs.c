/* polsim why: the inputs that have a say, for people. Part of cmd_why.h. */
#include <math.h>
#include <string.h>

#include "cmd_why.h"
#include "table.h"
#include "word.h"

enum { VALUES_SHOWN = 3, INPUTS_SHOWN = 12, INDENT = WHY_INDENT };

static bool is_number_of(const struct store_table *table, size_t row, const char *column)
{
    return !isnan(store_table_number(table, row, column));
}

/* "explains 34.1 % of the spread, rank correlation +0.58" */
static void add_weight(const struct why *why, size_t row, struct text *line)
{
    const struct store_table *table = &why->inputs;
    const char *language = why->language;

    if (is_number_of(table, row, "share")) {
        text_add(line, "%s", word(language, "; "));
        text_add(line, word(language, "explains %.1f %% of the spread"),
                 fmax(0, 100 * store_table_number(table, row, "share")));
    }
    if (is_number_of(table, row, "rank")) {
        text_add(line, "%s", word(language, "; "));
        text_add(line, word(language, "rank correlation %+.2f"),
                 store_table_number(table, row, "rank"));
    }
}

static const char *in_language(const struct why *why, size_t row)
{
    return store_table_text(&why->inputs, row,
                            strcmp(why->language, "zh") == 0 ? "label_zh" : "label_en");
}

static void add_value(const struct why *why, size_t row, struct text *out)
{
    const struct store_table *table = &why->inputs;
    const char *language = why->language, *unit = store_table_text(table, row, "unit");
    const char *where[] = {store_table_text(table, row, "cell"),
                           store_table_text(table, row, "period")};
    struct text line = {0};

    for (int i = 0; i < 2; i++)
        if (*where[i])
            text_add(&line, "%s%s", line.length ? word(language, ", ") : "", where[i]);
    if (line.length > 60) { /* the first few tell enough */
        line.length = 57;
        while (line.bytes[line.length] != ',' && line.length > 20)
            line.length--;
        line.bytes[line.length] = '\0';
        text_add(&line, word(language, " … (%.0f values)"),
                 store_table_number(table, row, "cells"));
    }
    if (line.length)
        text_add(&line, "%s", word(language, ": "));
    table_add_literal(store_table_text(table, row, "value"), &line);
    if (*unit) {
        text_add(&line, " ");
        table_add_raw_unit(unit, language, &line);
    }
    if (store_table_number(table, row, "uncertain") != 0) {
        text_add(&line, "%s", word(language, "; "));
        text_add(&line, "%s", word(language, "mean of the draws "));
        table_add_few_digits(store_table_number(table, row, "mean"), &line);
    }
    why_end_line(&line, INDENT + 3, INDENT + 5, out);
}

static void add_source(const struct why *why, size_t row, struct text *out)
{
    const struct store_table *table = &why->inputs;
    const char *kind = store_table_text(table, row, "source_kind");
    struct text line = {0};

    text_add(&line, word(why->language, "%s: %s"), table_word(kind, why->language),
             store_table_text(table, row, "source"));
    why_end_line(&line, INDENT + 3, INDENT + 5, out);
    text_add(&line, "%s", store_table_text(table, row, "place"));
    if (*store_table_text(table, row, "line"))
        text_add(&line, ": %s", store_table_text(table, row, "line"));
    why_end_line(&line, INDENT + 3, INDENT + 7, out);
}

static size_t end_of_input(const struct store_table *table, size_t row)
{
    size_t end = row + 1;

    while (end < table->row_count &&
           strcmp(store_table_text(table, end, "name"), store_table_text(table, row, "name")) == 0)
        end++;
    return end;
}

static void add_input(const struct why *why, size_t row, int number, struct text *out)
{
    const size_t end = end_of_input(&why->inputs, row);
    const char *name = store_table_text(&why->inputs, row, "name");
    const char *label = in_language(why, row);
    struct text line = {0};

    text_add(&line, "%d. %s", number, label);
    if (strcmp(label, name) != 0)
        text_add(&line, " (%s)", name);
    add_weight(why, row, &line);
    why_end_line(&line, INDENT, INDENT + 3, out);
    for (size_t i = row; i < end && i < row + VALUES_SHOWN; i++)
        add_value(why, i, out);
    if (end > row + VALUES_SHOWN)
        text_add(out, word(why->language, "     … %zu more values\n"), end - row - VALUES_SHOWN);
    add_source(why, row, out);
}

struct tally {
    int inputs, uncertain, assumed, scenario;
};

static bool has(const struct store_table *table, size_t row, size_t end, const char *kind)
{
    for (; row < end; row++)
        if (kind ? strcmp(store_table_text(table, row, "source_kind"), kind) == 0
                 : store_table_number(table, row, "uncertain") != 0)
            return true;
    return false;
}

/* An input counts where some value of it is such. */
static struct tally count_inputs(const struct store_table *table)
{
    struct tally tally = {0};

    for (size_t row = 0, end; row < table->row_count; row = end) {
        end = end_of_input(table, row);
        tally.inputs++;
        tally.uncertain += has(table, row, end, NULL);
        tally.assumed += has(table, row, end, "assumed");
        tally.scenario += has(table, row, end, "scenario");
    }
    return tally;
}

static void add_hints(const struct why *why, const struct tally *tally, int left, struct text *out)
{
    const char *language = why->language;
    struct text line = {0};

    if (left)
        text_add(&line, word(language, "%d more inputs: --all, or --format json. "), left);
    if (!why->apart)
        text_add(&line, "%s",
                 word(language, "Fixed inputs cannot be told apart in this model and are left "
                                "out. "));
    if (tally->uncertain && !is_number_of(&why->inputs, 0, "rank"))
        text_add(&line, "%s",
                 word(language, "What matters most cannot be said: too few draws, or nothing "
                                "varies. "));
    if (why->model->switch_count)
        text_add(&line, "%s",
                 word(language, "Readings in force choose between the lines of the script before "
                                "anything is computed: 'polsim show RUN switches' lists them."));
    if (line.length) {
        text_add(out, "\n");
        why_end_line(&line, INDENT, INDENT, out);
    }
}

void why_add_inputs(const struct why *why, bool all, struct text *out)
{
    const struct tally tally = count_inputs(&why->inputs);
    const char *language = why->language;
    struct text line = {0};
    int number = 0;

    text_add(out, "\n%s\n\n", word(language, "What has a say in it"));
    text_add(&line,
             word(language, "%d of the model's %d inputs: %d uncertain, %d assumed, %d changed by "
                            "the scenario. What explains most of the spread comes first."),
             tally.inputs, why->model->graph->parameter_count, tally.uncertain, tally.assumed,
             tally.scenario);
    why_end_line(&line, INDENT, INDENT, out);
    for (size_t row = 0; row < why->inputs.row_count && (all || number < INPUTS_SHOWN);
         row = end_of_input(&why->inputs, row)) {
        text_add(out, "\n");
        add_input(why, row, ++number, out);
    }
    add_hints(why, &tally, tally.inputs - number, out);
}
