/* Runs compared, for people. With few runs a target is a line; with more, a run is. */
#include "show_pairs.h"

#include "show_private.h"
#include "word.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Of targets beside the names of runs. */
enum { MATRIX_COLUMNS = 6 };

/* ---- words ---- */

const char *pairs_say(const struct pairs *pairs, const char *english)
{
    return word(pairs->language, english);
}

bool pairs_are_average(const struct pairs *pairs)
{
    return show_is_average(&pairs->runs[0]);
}

/* A run's name, with its number where another has the same. */
void pairs_name_run(const struct pairs *pairs, int i, struct text *out)
{
    bool twice = false;

    for (int k = 0; k < pairs->count; k++)
        twice = twice || (k != i && strcmp(pairs->runs[k].scenario, pairs->runs[i].scenario) == 0);
    text_add(out, "%s", pairs->runs[i].scenario);
    if (twice)
        text_add(out, " (%" PRId64 ")", pairs->runs[i].id);
}

static void add_run_heading(struct grid *grid, const struct pairs *pairs, int i)
{
    struct text name = {0};

    pairs_name_run(pairs, i, &name);
    grid_add_heading(grid, text_string(&name), true);
    text_clear(&name);
}

static int find_run(const struct pairs *pairs, double id)
{
    for (int i = 0; i < pairs->count; i++)
        if ((double)pairs->runs[i].id == id)
            return i;
    return 0;
}

/* Below the line of what it is a run's. */
void pairs_add_run_cell(struct grid *grid, const struct pairs *pairs,
                        const struct store_table *table, size_t row)
{
    struct text *cell = grid_next_cell(grid);

    text_add(cell, "  ");
    pairs_name_run(pairs, find_run(pairs, store_table_number(table, row, "run")), cell);
}

static void add_period_cell(struct grid *grid, const struct pairs *pairs,
                            const struct store_table *table, size_t row)
{
    table_add_period(store_table_text(table, row, "period"), pairs->language, grid_next_cell(grid));
}

/* A dimensionless value with a goal of at most 1 is a share. */
bool pairs_is_share(const struct store_table *table, size_t row)
{
    return !store_table_text(table, row, "unit")[0] &&
           fabs(store_table_number(table, row, "threshold")) <= 1;
}

static void add_value_cell(struct grid *grid, const struct pairs *pairs,
                           const struct store_table *table, size_t row, const char *column)
{
    struct text *cell = grid_next_cell(grid);
    double x = store_table_number(table, row, column);

    if (strcmp(column, "probability") == 0 && !isnan(x))
        table_add_share(x, cell);
    else if (!isnan(x))
        table_add_value(x, store_table_text(table, row, "unit"), pairs_is_share(table, row),
                        pairs->language, cell);
}

void pairs_add_name(const struct store_table *table, size_t row, struct text *out)
{
    const char *cell = store_table_text(table, row, "cell_label");

    text_add(out, "%s%s%s", store_table_text(table, row, "label"), cell[0] ? ", " : "", cell);
}

/* One past the last row of the same value, which has a row for each run that has it. */
size_t pairs_end_of_value(const struct store_table *table, size_t first)
{
    static const char *const keys[] = {"name", "cell", "period"};
    size_t row = first + 1;

    for (; row < table->row_count; row++)
        for (size_t k = 0; k < COUNT_OF(keys); k++)
            if (strcmp(store_table_text(table, row, keys[k]),
                       store_table_text(table, first, keys[k])) != 0)
                return row;
    return row;
}

/* The row of a run among first..end, or end. */
static size_t row_of_run(const struct store_table *table, size_t first, size_t end,
                         const struct store_run *run)
{
    while (first < end && store_table_number(table, first, "run") != (double)run->id)
        first++;
    return first;
}

/* ---- the runs ---- */

void pairs_add_runs(const struct pairs *pairs, struct text *out)
{
    const struct store_run *first = &pairs->runs[0];
    struct grid grid = {0};
    struct text draws = {0};
    char number[32];

    text_add(out, "%s", pairs_say(pairs, "Runs compared: "));
    if (!pairs_are_average(pairs)) {
        table_add_number((double)first->draws, 0, &draws);
        text_add(out, pairs_say(pairs, "%s draws, seed %ju, "), text_string(&draws),
                 (uintmax_t)first->seed);
        text_clear(&draws);
    }
    text_add(out, "%s\n\n", table_word(first->sampler, pairs->language));
    grid_add_heading(&grid, table_heading("runs", "run", pairs->language), true);
    grid_add_heading(&grid, table_heading("runs", "scenario", pairs->language), false);
    grid_add_heading(&grid, table_heading("runs", "title", pairs->language), false);
    for (int i = 0; i < pairs->count; i++) {
        const struct store_run *run = &pairs->runs[i];
        struct words title = {run->title_en[0] ? run->title_en : NULL,
                              run->title_zh[0] ? run->title_zh : NULL};
        snprintf(number, sizeof number, "%" PRId64, run->id);
        grid_add_cell(&grid, number);
        grid_add_cell(&grid, run->scenario);
        grid_add_cell(&grid, words_in(title, pairs->language, ""));
    }
    grid_print(&grid, out);
}

/* ---- targets ---- */

/* false, and nothing added, where they do not stand beside each other. */
static bool add_few_targets(const struct pairs *pairs, struct text *out)
{
    const struct store_table *rows = &pairs->target_rows;
    bool average = pairs_are_average(pairs);
    struct grid grid = {0};

    grid_add_heading(&grid, table_heading("targets", "label", pairs->language), false);
    grid_add_heading(&grid, table_heading("targets", "period", pairs->language), false);
    grid_add_heading(&grid, table_heading("targets", "goal", pairs->language), true);
    for (int i = 0; i < pairs->count; i++) {
        add_run_heading(&grid, pairs, i);
        if (!average)
            grid_add_heading(&grid, "P50", true);
    }
    for (size_t first = 0, end; first < rows->row_count; first = end) {
        end = pairs_end_of_value(rows, first);
        pairs_add_name(rows, first, grid_next_cell(&grid));
        add_period_cell(&grid, pairs, rows, first);
        table_add_goal(rows, first, pairs->language, grid_next_cell(&grid));
        for (int i = 0; i < pairs->count; i++) {
            size_t row = row_of_run(rows, first, end, &pairs->runs[i]);
            if (row == end) {
                grid_add_cell(&grid, "");
                if (!average)
                    grid_add_cell(&grid, "");
                continue;
            }
            add_value_cell(&grid, pairs, rows, row, average ? "mean" : "probability");
            if (!average)
                add_value_cell(&grid, pairs, rows, row, "p50");
        }
    }
    bool fits = grid_fits(&grid);
    struct text text = {0};
    grid_print(&grid, &text);
    text_add(out, "%s", fits ? text_string(&text) : "");
    text_clear(&text);
    return fits;
}

/* First rows of the targets from number `from` on; returns how many there are, MATRIX_COLUMNS at most. */
static int list_targets(const struct store_table *rows, int from, size_t *first)
{
    int number = 0, count = 0;

    for (size_t row = 0; row < rows->row_count && count < MATRIX_COLUMNS;
         row = pairs_end_of_value(rows, row), number++)
        if (number >= from)
            first[count++] = row;
    return count;
}

static void add_matrix(const struct pairs *pairs, int from, const size_t *first, int count,
                       const char *column, const char *heading, struct text *out)
{
    const struct store_table *rows = &pairs->target_rows;
    struct grid grid = {0};
    char number[32];

    grid_add_heading(&grid, heading, false);
    for (int k = 0; k < count; k++) {
        snprintf(number, sizeof number, "[%d]", from + k + 1);
        grid_add_heading(&grid, number, true);
    }
    for (int i = 0; i < pairs->count; i++) {
        pairs_name_run(pairs, i, grid_next_cell(&grid));
        for (int k = 0; k < count; k++) {
            size_t end = pairs_end_of_value(rows, first[k]);
            size_t row = row_of_run(rows, first[k], end, &pairs->runs[i]);
            if (row == end)
                grid_add_cell(&grid, "");
            else
                add_value_cell(&grid, pairs, rows, row, column);
        }
    }
    grid_print(&grid, out);
}

/* Targets by number, then a line a run. */
static void add_many_targets(const struct pairs *pairs, struct text *out)
{
    const struct store_table *rows = &pairs->target_rows;
    size_t first[MATRIX_COLUMNS];
    int number = 0;

    for (size_t row = 0; row < rows->row_count; row = pairs_end_of_value(rows, row)) {
        text_add(out, "[%d] ", ++number);
        pairs_add_name(rows, row, out);
        text_add(out, " ");
        table_add_goal(rows, row, pairs->language, out);
        text_add(out, "%s", pairs_say(pairs, ", by "));
        table_add_period(store_table_text(rows, row, "period"), pairs->language, out);
        text_add(out, "\n");
    }
    text_add(out, "\n");
    for (int from = 0, count; from < number; from += count) {
        count = list_targets(rows, from, first);
        if (pairs_are_average(pairs)) {
            add_matrix(pairs, from, first, count, "mean",
                       table_heading("targets", "mean", pairs->language), out);
            continue;
        }
        add_matrix(pairs, from, first, count, "probability",
                   table_heading("targets", "probability", pairs->language), out);
        add_matrix(pairs, from, first, count, "p50", "P50", out);
    }
}

void pairs_add_targets(const struct pairs *pairs, struct text *out)
{
    if (!pairs->target_rows.row_count)
        return;
    text_add(out, "%s\n\n",
             pairs_are_average(pairs)
                 ? pairs_say(pairs, "Targets side by side")
                 : pairs_say(pairs, "Targets side by side: probability and P50"));
    if (pairs->count > FEW_RUNS || !add_few_targets(pairs, out))
        add_many_targets(pairs, out);
}

/* ---- money ---- */

static bool is_same_money(const struct store_table *rows, size_t first, size_t end)
{
    static const char *const columns[] = {"mean", "p50", "p80"};

    for (size_t row = first + 1; row < end; row++)
        for (size_t k = 0; k < COUNT_OF(columns); k++)
            if (strcmp(store_table_text(rows, row, columns[k]),
                       store_table_text(rows, first, columns[k])) != 0)
                return false;
    return true;
}

static size_t end_of_fund(const struct store_table *rows, size_t first)
{
    size_t row = first + 1;

    while (row < rows->row_count &&
           strcmp(store_table_text(rows, row, "fund"), store_table_text(rows, first, "fund")) == 0)
        row++;
    return row;
}

int pairs_count_funds(const struct store_table *rows)
{
    int funds = 0;

    for (size_t row = 0; row < rows->row_count; row = end_of_fund(rows, row))
        funds += store_table_text(rows, row, "fund")[0] != '\0';
    return funds;
}

static void add_fund(const struct pairs *pairs, size_t first, size_t end, struct grid *grid)
{
    static const char *const columns[] = {"mean", "p50", "p80"};
    const struct store_table *rows = &pairs->money_rows;
    size_t count = pairs_are_average(pairs) ? 1 : COUNT_OF(columns);

    grid_add_cell(grid, store_table_text(rows, first, "label"));
    grid_end_line(grid);
    for (size_t row = first; row < end; row++) {
        pairs_add_run_cell(grid, pairs, rows, row);
        for (size_t k = 0; k < count; k++)
            table_add_money(store_table_number(rows, row, columns[k]), pairs->language,
                            grid_next_cell(grid));
    }
}

static void add_same(const struct pairs *pairs, const char *funds, struct text *out)
{
    struct text line = {0};

    text_add(&line, "%s%s", pairs_say(pairs, "The same in all: "), funds);
    text_add_wrapped(out, text_string(&line), 0, 2, TABLE_WIDTH);
    text_add(out, "\n");
    text_clear(&line);
}

/* The total, and each fund of which a run needs something else than the others. */
void pairs_add_money(const struct pairs *pairs, struct text *out)
{
    const struct store_table *rows = &pairs->money_rows;
    struct grid grid = {0};
    struct text same = {0};

    if (!rows->row_count)
        return;
    text_add(out, "%s\n\n", pairs_say(pairs, "Money due over the whole time, in yuan"));
    grid_add_heading(&grid, table_heading("budget", "label", pairs->language), false);
    grid_add_heading(&grid, table_heading("money", "mean", pairs->language), true);
    for (int k = 0; k < 2 && !pairs_are_average(pairs); k++)
        grid_add_heading(&grid, k ? "P80" : "P50", true);
    for (size_t first = 0, end; first < rows->row_count; first = end) {
        const char *fund = store_table_text(rows, first, "fund");
        end = end_of_fund(rows, first);
        if (!fund[0] || (pairs_count_funds(rows) > 1 && !is_same_money(rows, first, end)))
            add_fund(pairs, first, end, &grid);
        else if (pairs_count_funds(rows) > 1)
            text_add(&same, "%s%s", same.length ? pairs_say(pairs, ", ") : "",
                     store_table_text(rows, first, "label"));
    }
    grid_print(&grid, out);
    if (same.length)
        add_same(pairs, text_string(&same), out);
    text_clear(&same);
}
