/* What the tables for people leave out. Part of show.h; CSV and JSON hold every row. */
#include "show_inputs.h"
#include "show_private.h"
#include "word.h"

#include <math.h>
#include <string.h>

/* One past the last row from `first` on that has the same `column`. */
static size_t same_until(const struct store_table *table, size_t first, const char *column)
{
    size_t row = first + 1;

    while (row < table->row_count && strcmp(store_table_text(table, row, column),
                                            store_table_text(table, first, column)) == 0)
        row++;
    return row;
}

/* ---- money ---- */

static bool is_all(const struct store_table *table, size_t row)
{
    return strcmp(store_table_text(table, row, "period"), "all") == 0;
}

/* Whether a row of period "all" says the same as the row of "plan" before it. */
static bool repeats_plan(const struct store_table *table, size_t row)
{
    static const char *const columns[] = {"mean", "commitment", "arrears", "balance", "sd"};

    for (size_t i = 0; i < COUNT_OF(columns); i++)
        if (store_table_column(table, columns[i]) >= 0 &&
            strcmp(store_table_text(table, row, columns[i]),
                   store_table_text(table, row - 1, columns[i])) != 0)
            return false;
    return true;
}

static bool tail_adds_nothing(const struct store_table *table)
{
    for (size_t row = 1; row < table->row_count; row++)
        if (is_all(table, row) && !repeats_plan(table, row))
            return false;
    return true;
}

static size_t count_funds(const struct store_table *table)
{
    size_t funds = 0;

    for (size_t row = 0; row < table->row_count; row++)
        funds += store_table_text(table, row, "fund")[0] &&
                 strcmp(store_table_text(table, row, "period"), "plan") == 0;
    return funds;
}

/* Whether a row's columns all show as 0: less than `least`, or no value. */
static bool is_nothing(const struct store_table *table, size_t row, const char *const *columns,
                       double least)
{
    for (size_t i = 0; columns[i]; i++)
        if (store_table_column(table, columns[i]) >= 0 &&
            fabs(store_table_number(table, row, columns[i])) >= least)
            return false;
    return true;
}

enum { LEAST_YUAN = 50 }; /* half a hundredth of 万元 */

/* What money is shown as 0: half a hundredth of 万元, half a yuan. */
static double least_money(const char *language)
{
    return strcmp(language, "zh") == 0 ? LEAST_YUAN : 0.5;
}

/* What falls due in a few draws of the last months is nothing beside what the fund pays. */
static const double LITTLE = 1e-4;

static void drop_idle_money(struct store_table *table, const char *language)
{
    static const char *const columns[] = {"appropriation", "commitment", "mean", "p95",
                                          "arrears",       "balance",    NULL};

    for (size_t first = 0, next; first < table->row_count; first = next) {
        double most = 0;
        next = same_until(table, first, "fund");
        for (size_t row = first; row < next; row++)
            most = fmax(most, store_table_number(table, row, "commitment"));
        double least = fmax(least_money(language), LITTLE * most);
        for (size_t row = next; row-- > first;)
            if (is_nothing(table, row, columns, least)) {
                table_drop_row(table, row);
                next--;
            }
    }
}

static void forget(struct store_table *table, size_t row, const char *column)
{
    char **cell =
        &table
             ->cells[row * (size_t)table->column_count + (size_t)store_table_column(table, column)];

    free(*cell);
    *cell = NULL;
}

/* A fund that pays without any appropriation is without limit: its 0 would mislead, and so would a sum
   of the others. */
static void hide_unlimited(struct store_table *table)
{
    bool some = false;

    for (size_t first = 0, next; first < table->row_count; first = next) {
        const char *fund = store_table_text(table, first, "fund");
        double appropriation = 0, commitment = 0;
        for (next = first;
             next < table->row_count && strcmp(store_table_text(table, next, "fund"), fund) == 0;
             next++) {
            appropriation = fmax(appropriation, store_table_number(table, next, "appropriation"));
            commitment = fmax(commitment, store_table_number(table, next, "commitment"));
        }
        bool unlimited = fund[0] ? appropriation <= 0 && commitment > 0 : some;
        some = some || unlimited;
        for (size_t row = first; unlimited && row < next; row++) {
            forget(table, row, "appropriation");
            forget(table, row, "balance");
        }
    }
}

/* The total of one fund is that fund; a tail where nothing happens needs no row. */
static void trim_budget(struct store_table *table, const char *language)
{
    bool drop_total = count_funds(table) == 1, drop_all = tail_adds_nothing(table);

    for (size_t row = table->row_count; row-- > 0;)
        if ((drop_total && !store_table_text(table, row, "fund")[0]) ||
            (drop_all && is_all(table, row)))
            table_drop_row(table, row);
    drop_idle_money(table, language);
}

/* Years and quarters in which all that is said of a fund shows as 0. */
static void drop_no_money(struct store_table *table)
{
    static const char *const columns[] = {"mean",       "p95",     "near_p80", "owed_before",
                                          "commitment", "payment", "arrears",  "appropriation",
                                          "balance",    NULL};

    for (size_t row = table->row_count; row-- > 0;)
        if (is_nothing(table, row, columns, LEAST_YUAN))
            table_drop_row(table, row);
}

/* ---- people ---- */

static void trim_departments(struct store_table *table)
{
    static const char *const columns[] = {"task", "done", "p90", NULL};

    for (size_t row = table->row_count; row-- > 0;)
        if (is_nothing(table, row, columns, 1e-9))
            table_drop_row(table, row);
}

static void trim_series(struct store_table *table)
{
    static const char *const columns[] = {"mean", "p05", "p50", "p80", "p95", NULL};

    bool *drop = memory_resize(NULL, table->row_count + 1, sizeof *drop);

    for (size_t row = 0; row < table->row_count; row++)
        drop[row] = is_nothing(table, row, columns, 1e-9);
    table_drop_rows(table, drop);
    free(drop);
}

/* Of the differences: the whole, over the plan and with the tail where that says more. */
static void trim_differences(struct store_table *table, const char *language)
{
    static const char *const columns[] = {"mean", "sd", "p05", "p95", NULL};

    for (size_t row = table->row_count; row-- > 0;) {
        bool plan = strcmp(store_table_text(table, row, "period"), "plan") == 0;
        bool money = strcmp(store_table_text(table, row, "unit"), "yuan") == 0;
        if (store_table_text(table, row, "cell")[0] || !(plan || is_all(table, row)) ||
            is_nothing(table, row, columns, money ? least_money(language) : 1e-9) ||
            (is_all(table, row) && row && repeats_plan(table, row)))
            table_drop_row(table, row);
    }
}

/* ---- goals of outputs ---- */

struct cells {
    size_t met, all; /* cells that meet the goal in every period and draw; cells with a value */
};

static void drop_empty(struct store_table *table)
{
    for (size_t row = table->row_count; row-- > 0;)
        if (!(store_table_number(table, row, "n") > 0))
            table_drop_row(table, row);
}

static bool is_met(const struct store_table *table, size_t row, bool average)
{
    double x = store_table_number(table, row, "mean");
    double goal = store_table_number(table, row, "threshold");
    bool at_least = strcmp(store_table_text(table, row, "op"), ">=") == 0;

    return average ? (at_least ? x >= goal : x <= goal)
                   : store_table_number(table, row, "probability") >= 1;
}

static bool cell_is_met(const struct store_table *table, size_t first, size_t next, bool average)
{
    for (size_t row = first; row < next; row++)
        if (!is_met(table, row, average))
            return false;
    return true;
}

/* An output's rows from `first`: leaves one row of each cell that is always met. Returns one past what
   is left. */
static size_t shorten_goal(struct store_table *table, size_t first, bool average,
                           struct cells *cells)
{
    size_t end = same_until(table, first, "name");

    for (size_t row = first; row < end;) {
        size_t next = same_until(table, row, "cell");
        next = next < end ? next : end;
        bool met = cell_is_met(table, row, next, average);
        cells->all++;
        cells->met += met;
        for (; met && next - row > 1; next--, end--)
            table_drop_row(table, row); /* the plan's comes last */
        row = next;
    }
    return end;
}

static const char *always(bool average, const char *language)
{
    return average ? word(language, "in every period")
                   : word(language, "in every period and every simulated future");
}

static void add_goal_met(const struct store_table *table, size_t first, size_t count, bool average,
                         const char *language, struct text *notes)
{
    const char *what = store_table_text(table, first, "label");
    const char *who = store_table_text(table, first, "cell_label");
    struct text goal = {0}, line = {0};

    table_add_goal(table, first, language, &goal);
    if (count > 1)
        text_add(&line, word(language, "%s: %s and the others, all %zu, are %s %s"), what, who,
                 count, text_string(&goal), always(average, language));
    else if (who[0])
        text_add(&line, word(language, "%s: %s is %s %s"), what, who, text_string(&goal),
                 always(average, language));
    else
        text_add(&line, word(language, "%s is %s %s"), what, text_string(&goal),
                 always(average, language));
    text_add_wrapped(notes, text_string(&line), 0, 2, TABLE_WIDTH);
    text_clear(&goal);
    text_clear(&line);
}

/* A goal that all cells meet in every draw, as a quota that is planned, is one line. */
static void trim_ratios(const struct store_run *run, const struct show_options *options,
                        struct store_table *table, struct text *notes)
{
    const char *language = options->language;
    bool average = show_is_average(run);
    size_t before = table->row_count;

    drop_empty(table);
    for (size_t first = 0; first < table->row_count;) {
        struct cells cells = {0};
        size_t end = shorten_goal(table, first, average, &cells);
        if (cells.all && cells.met == cells.all) {
            add_goal_met(table, first, cells.all, average, language, notes);
            for (; end > first; end--)
                table_drop_row(table, first);
        } else if (cells.met) {
            text_add(notes, word(language, "%zu that meet it %s have one row each\n"), cells.met,
                     always(average, language));
        }
        first = end;
    }
    if (table->row_count < before && options->store) {
        text_add(notes, word(language, "All rows: "));
        show_add_hint(run, " ratios --all", options, notes);
        text_add(notes, "\n");
    }
}

void show_trim(enum store_query query, const struct store_run *run,
               const struct show_options *options, struct store_table *table, struct text *notes)
{
    if (query == STORE_BUDGET || query == STORE_FUND_MONTHS)
        hide_unlimited(table);
    if (options->all)
        return;
    if (query == STORE_BUDGET)
        trim_budget(table, options->language);
    else if (query == STORE_FUND_MONTHS)
        drop_idle_money(table, options->language);
    else if (query == STORE_BUDGET_SPLIT || query == STORE_ROLL_FORWARD)
        drop_no_money(table);
    else if (query == STORE_DEPARTMENTS || query == STORE_PROGRESS)
        trim_departments(table);
    else if (query == STORE_PATH || query == STORE_SERIES)
        trim_series(table);
    else if (query == STORE_DIFFERENCES)
        trim_differences(table, options->language);
    else if (query == STORE_PARAMETERS || query == STORE_ASSUMPTIONS)
        show_tidy_inputs(table, query == STORE_ASSUMPTIONS, options->language);
    else if (query == STORE_RATIOS)
        trim_ratios(run, options, table, notes);
}
