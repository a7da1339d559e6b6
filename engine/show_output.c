/* One output of a run by month, quarter or year. Part of show.h. */
#include "show_answers.h"
#include "show_private.h"

#include "error.h"

#include <string.h>

enum { WORDS_MAX = 4096 };

/* Words for "did you mean"; they point into tables that live as long. */
struct candidates {
    size_t count;
    const char *words[WORDS_MAX + 1];
};

static void add_candidate(struct candidates *list, const char *word)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->words[i], word) == 0)
            return;
    if (list->count < WORDS_MAX && word[0])
        list->words[list->count++] = word;
    list->words[list->count] = NULL;
}

static size_t find_output(const struct store_table *outputs, const char *output)
{
    size_t row = 0;

    while (row < outputs->row_count &&
           strcmp(store_table_text(outputs, row, "output"), output) != 0)
        row++;
    return row;
}

static bool refuse_output(const struct store_table *outputs, const char *output, struct error *err)
{
    struct candidates *list = memory_resize(NULL, 1, sizeof *list);

    list->count = 0;
    list->words[0] = NULL;
    for (size_t i = 0; show_sections[i]; i++)
        add_candidate(list, show_sections[i]);
    for (size_t i = 0; show_answer_section(i); i++)
        add_candidate(list, show_answer_section(i));
    for (size_t row = 0; row < outputs->row_count; row++)
        add_candidate(list, store_table_text(outputs, row, "output"));
    error_set(err, ERROR_USAGE, "the run has no section or output '%s'", output);
    const char *nearest = text_nearest(output, list->words);
    if (nearest)
        error_append(err, "; did you mean '%s'?", nearest);
    else
        error_append(err, "; 'polsim show RUN outputs' lists the outputs, 'polsim help show' the "
                          "sections");
    free(list);
    return false;
}

/* ---- cells ---- */

/* Does row `row` of the table of cells answer to what the user asked for? */
static bool is_asked(const struct store_table *cells, size_t row, const char *asked)
{
    if (strcmp(asked, "all") == 0)
        return true;
    if (!asked[0])
        return !store_table_text(cells, row, "cell")[0];
    return strcmp(store_table_text(cells, row, "cell"), asked) == 0 ||
           strcmp(store_table_text(cells, row, "cell_label"), asked) == 0 ||
           strcmp(store_table_text(cells, row, "axes"), asked) == 0;
}

static bool refuse_cell(const struct store_table *cells, const char *output, const char *asked,
                        struct error *err)
{
    struct candidates *list = memory_resize(NULL, 1, sizeof *list);

    list->count = 0;
    list->words[0] = NULL;
    for (size_t row = 0; row < cells->row_count; row++)
        if (strcmp(store_table_text(cells, row, "output"), output) == 0) {
            add_candidate(list, store_table_text(cells, row, "axes"));
            add_candidate(list, store_table_text(cells, row, "cell"));
            add_candidate(list, store_table_text(cells, row, "cell_label"));
        }
    error_set(err, ERROR_USAGE, "output '%s' has no cell '%s'", output, asked);
    const char *nearest = text_nearest(asked, list->words);
    if (!list->count)
        error_append(err, "; it is one number: leave out --cell");
    else if (nearest)
        error_append(err, "; did you mean '%s'?", nearest);
    else
        error_append(err, "; --cell takes an axis, a cell as in '%s', or 'all'", list->words[0]);
    free(list);
    return false;
}

/* ---- rows ---- */

static bool is_period_of(const char *period, const char *by)
{
    if (strcmp(by, "month") == 0)
        return strlen(period) == 7 && period[4] == '-';
    if (strcmp(by, "quarter") == 0)
        return strchr(period, 'Q') != NULL;
    if (strcmp(by, "year") == 0)
        return strlen(period) == 4 && period[0] != 'p';
    return strcmp(period, by) == 0;
}

static const char columns[] = "cell cell_label period unit n mean se sd min p05 p10 p20 p25 p50 "
                              "p75 p80 p90 p95 max";

/* Copies the rows of one cell of the series: in the order of the periods, which is theirs. */
static void copy_rows(const struct store_table *series, const char *output, const char *cell,
                      const char *label, const char *by, struct store_table *table)
{
    for (size_t row = 0; row < series->row_count; row++) {
        if (strcmp(store_table_text(series, row, "output"), output) != 0 ||
            strcmp(store_table_text(series, row, "cell"), cell) != 0 ||
            !is_period_of(store_table_text(series, row, "period"), by))
            continue;
        table_add_row(table);
        table_set_text(table, "cell_label", label);
        for (int i = 0; i < table->column_count; i++) {
            int at = store_table_column(series, table->columns[i]);
            if (at >= 0 && series->numeric[at])
                table_set_number(table, table->columns[i],
                                 store_table_number(series, row, table->columns[i]));
            else if (at >= 0)
                table_set_text(table, table->columns[i],
                               store_table_text(series, row, table->columns[i]));
        }
    }
}

/* By years the plan and, where its tail adds something, the whole come last. */
static void copy_cell(const struct store_table *series, const char *output, const char *cell,
                      const char *label, const char *by, struct store_table *table)
{
    copy_rows(series, output, cell, label, by, table);
    if (strcmp(by, "year") != 0)
        return;
    copy_rows(series, output, cell, label, "plan", table);
    copy_rows(series, output, cell, label, "all", table);
    size_t last = table->row_count - 1;
    if (last > 0 && strcmp(store_table_text(table, last, "period"), "all") == 0 &&
        strcmp(store_table_text(table, last, "mean"), store_table_text(table, last - 1, "mean")) ==
            0 &&
        strcmp(store_table_text(table, last, "max"), store_table_text(table, last - 1, "max")) == 0)
        table_drop_row(table, last);
}

static bool collect(const struct store_table *series, const struct store_table *cells,
                    const char *output, const char *by, const char *asked,
                    struct store_table *table, struct error *err)
{
    bool found = false;

    table_start(table, columns);
    for (size_t row = 0; row < cells->row_count; row++) {
        if (strcmp(store_table_text(cells, row, "output"), output) != 0 ||
            !is_asked(cells, row, asked))
            continue;
        found = true;
        copy_cell(series, output, store_table_text(cells, row, "cell"),
                  store_table_text(cells, row, "cell_label"), by, table);
    }
    return found || refuse_cell(cells, output, asked, err);
}

static void add_rows(const struct store_run *run, const struct store_table *outputs, size_t row,
                     struct store_table *table, const struct show_options *options,
                     struct text *out)
{
    struct text notes = {0};
    bool words = options->format == SHOW_TABLE || options->format == SHOW_MARKDOWN;

    if (words) {
        show_trim(STORE_SERIES, run, options, table, &notes);
        show_add_title(store_table_text(outputs, row, "label"), options, out);
    }
    show_add_table(table, "series",
                   show_is_average(run) ? "cell_label period mean unit"
                                        : "cell_label period mean se p05 p50 p80 p95 unit",
                   options, out);
    if (words || options->format == SHOW_JSON)
        text_add(out, "\n");
    text_clear(&notes);
}

bool show_has_output(struct store *store, const struct store_run *run, const char *output)
{
    struct store_table outputs;
    struct error ignored;

    if (!store_read(store, STORE_OUTPUTS, run->id, "en", &outputs, &ignored))
        return false;
    bool has = find_output(&outputs, output) < outputs.row_count;
    store_table_clear(&outputs);
    return has;
}

bool show_output(struct store *store, const struct store_run *run, const char *output,
                 const char *by, const char *cell, const struct show_options *options,
                 struct text *out, struct error *err)
{
    struct store_table outputs = {0}, cells = {0}, series = {0}, table = {0};
    const char *language = options->language;
    bool made = store_needs_results(run, err) &&
                store_read(store, STORE_OUTPUTS, run->id, language, &outputs, err);
    size_t row = made ? find_output(&outputs, output) : 0;

    if (made && row == outputs.row_count)
        made = refuse_output(&outputs, output, err);
    made = made && store_read(store, STORE_CELLS, run->id, language, &cells, err) &&
           store_read(store, STORE_SERIES, run->id, language, &series, err) &&
           collect(&series, &cells, output, by, cell ? cell : "", &table, err);
    if (made)
        add_rows(run, &outputs, row, &table, options, out);
    store_table_clear(&outputs);
    store_table_clear(&cells);
    store_table_clear(&series);
    store_table_clear(&table);
    return made;
}
