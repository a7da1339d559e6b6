/* Paired differences, for people. Part of show_pairs.h. */
#include "show_pairs.h"

#include "word.h"

#include <math.h>
#include <string.h>

static void add_difference(const struct pairs *pairs, size_t row, struct grid *grid)
{
    static const char *const columns[] = {"mean", "se", "p05", "p95"};
    static const char *const shares[] = {"above", "better"};
    const struct store_table *rows = &pairs->difference_rows;
    const char *unit = store_table_text(rows, row, "unit");

    for (size_t k = 0; k < (pairs_are_average(pairs) ? 1 : COUNT_OF(columns)); k++) {
        double x = table_rounded(rows, row, store_table_number(rows, row, columns[k]));
        struct text number = {0};
        table_add_difference(x, unit, pairs_is_share(rows, row), pairs->language, &number);
        const char *shown = text_string(&number);
        grid_add_cell(grid, shown + (k == 1 && shown[0] == '+')); /* an error has no sign */
        text_clear(&number);
    }
    if (pairs_are_average(pairs))
        return;
    for (size_t k = 0; k < COUNT_OF(shares); k++) {
        struct text *cell = grid_next_cell(grid);
        double share = store_table_number(rows, row, shares[k]);
        if (!isnan(share))
            table_add_share(share, cell);
    }
}

static void add_difference_headings(const struct pairs *pairs, bool money, struct grid *grid)
{
    grid_add_heading(grid, money ? pairs_say(pairs, "money") : pairs_say(pairs, "target"), false);
    grid_add_heading(grid, table_heading("money", "mean", pairs->language), true);
    if (pairs_are_average(pairs))
        return;
    grid_add_heading(grid, pairs_say(pairs, WORD_IN("comparison", "± s.e.")), true);
    grid_add_heading(grid, "P5", true);
    grid_add_heading(grid, "P95", true);
    grid_add_heading(grid, pairs_say(pairs, "above"), true);
    grid_add_heading(grid, pairs_say(pairs, "better"), true);
}

/* "Trainings, persons-times, 2028-12"; "due, total, 2026". */
static void name_value(const struct pairs *pairs, size_t row, bool money, struct text *out)
{
    const struct store_table *rows = &pairs->difference_rows;
    const char *comma = pairs_say(pairs, WORD_IN("clause", ", "));

    if (money) {
        text_add(out, "%s%s%s", table_word(store_table_text(rows, row, "role"), pairs->language),
                 comma, store_table_text(rows, row, "cell_label"));
    } else {
        pairs_add_name(rows, row, out);
        if (pairs_is_share(rows, row)) {
            text_add(out, "%s%s", comma, pairs_say(pairs, "points"));
        } else if (store_table_text(rows, row, "unit")[0]) {
            text_add(out, "%s", comma);
            table_add_unit(store_table_text(rows, row, "unit"), pairs->language, out);
        }
    }
    text_add(out, "%s", comma);
    table_add_period(store_table_text(rows, row, "period"), pairs->language, out);
}

/* Of two runs a value is one line; of more it has a line above those of the runs. */
static void add_difference_lines(const struct pairs *pairs, size_t first, size_t end, bool money,
                                 struct grid *grid)
{
    name_value(pairs, first, money, grid_next_cell(grid));
    if (pairs->count > 2)
        grid_end_line(grid);
    for (size_t row = first; row < end; row++) {
        if (pairs->count > 2)
            pairs_add_run_cell(grid, pairs, &pairs->difference_rows, row);
        add_difference(pairs, row, grid);
    }
}

static bool is_nothing(const struct store_table *rows, size_t first, size_t end)
{
    for (size_t row = first; row < end; row++)
        if (fabs(store_table_number(rows, row, "mean")) > 0 ||
            fabs(store_table_number(rows, row, "p05")) > 0 ||
            fabs(store_table_number(rows, row, "p95")) > 0)
            return false;
    return true;
}

/* Of money: what differs, the need of all funds in any case; of many runs over the whole time only, and so
   of single funds. */
static bool is_told(const struct pairs *pairs, size_t first, size_t end)
{
    const struct store_table *rows = &pairs->difference_rows;
    bool all = strcmp(store_table_text(rows, first, "period"), "all") == 0;
    bool fund = store_table_text(rows, first, "fund")[0];
    bool need = strcmp(store_table_text(rows, first, "role"), "commitment") == 0 && !fund;

    if (strcmp(store_table_text(rows, first, "kind"), "target") == 0)
        return true;
    if (fund && (!all || pairs_count_funds(&pairs->money_rows) == 1))
        return false;
    return (all && need) || ((all || pairs->count <= FEW_RUNS) && !is_nothing(rows, first, end));
}

/* Whether the runs differ in a value as they do in the one before it: a year that is the whole plan. */
static bool repeats(const struct store_table *rows, size_t before, size_t first, size_t end)
{
    static const char *const columns[] = {"name", "cell", "run", "mean", "se", "p05", "p95"};

    if (before == SIZE_MAX || pairs_end_of_value(rows, before) - before != end - first)
        return false;
    for (size_t i = 0; first + i < end; i++)
        for (size_t k = 0; k < COUNT_OF(columns); k++)
            if (strcmp(store_table_text(rows, before + i, columns[k]),
                       store_table_text(rows, first + i, columns[k])) != 0)
                return false;
    return true;
}

static size_t add_differences_of(const struct pairs *pairs, bool money, struct text *out)
{
    const struct store_table *rows = &pairs->difference_rows;
    struct grid grid = {0};
    size_t shown = 0, values = 0, before = SIZE_MAX;

    add_difference_headings(pairs, money, &grid);
    for (size_t first = 0, end; first < rows->row_count; first = end) {
        end = pairs_end_of_value(rows, first);
        if ((strcmp(store_table_text(rows, first, "kind"), "money") == 0) != money)
            continue;
        values++;
        if (!is_told(pairs, first, end) || repeats(rows, before, first, end))
            continue;
        shown++;
        before = first;
        add_difference_lines(pairs, first, end, money, &grid);
    }
    struct text text = {0};
    grid_print(&grid, &text);
    if (shown)
        text_add(out, "%s", text_string(&text));
    text_clear(&text);
    return values - shown;
}

static void add_hidden(const struct pairs *pairs, size_t count, struct text *out)
{
    struct text line = {0};

    text_add(&line,
             pairs_say(pairs,
                       "Money of single years or funds, and what repeats or does not differ: "
                       "%zu more values, in --part differences --format csv"),
             count);
    text_add_wrapped(out, text_string(&line), 0, 2, TABLE_WIDTH);
    text_add(out, "\n");
    text_clear(&line);
}

void pairs_add_differences(const struct pairs *pairs, struct text *out)
{
    struct text name = {0}, notes = {0};

    if (!pairs->difference_rows.row_count)
        return;
    if (pairs->count == 2) {
        pairs_name_run(pairs, 1, &name);
        text_add(&name, "%s", pairs_say(pairs, " less "));
    }
    pairs_name_run(pairs, 0, &name);
    text_add(out, pairs_say(pairs, "Differences, draw by draw: %s%s\n"),
             pairs->count == 2 ? "" : pairs_say(pairs, "each less "), text_string(&name));
    text_clear(&name);
    if (!pairs_are_average(pairs))
        text_add(
            &notes, "%s",
            pairs_say(pairs, "Above: the chance to lie above it; better: to be better than it. "));
    text_add(&notes, "%s", pairs_say(pairs, "Money is in yuan."));
    text_add_wrapped(out, text_string(&notes), 0, 0, TABLE_WIDTH);
    text_add(out, "\n");
    text_clear(&notes);
    add_differences_of(pairs, false, out);
    size_t hidden = add_differences_of(pairs, true, out);
    if (hidden)
        add_hidden(pairs, hidden, out);
}
