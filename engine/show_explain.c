/* An answer of polsim explain, for people. Part of show.h. */
#include "show.h"

#include "show_grid.h"
#include "word.h"

#include <math.h>
#include <string.h>

/* Rows of one number: from, the changes, to, difference. */
struct number {
    const struct store_table *effects;
    size_t first, end;
    bool share;  /* per cent, its effects in points */
    bool is_met; /* whether a target is met: 0 or 1 in a draw, of which quantiles say nothing */
};

static const char *in_language(const struct store_table *table, size_t row, const char *column,
                               const char *language)
{
    char name[64];

    snprintf(name, sizeof name, "%s_%s", column, language);
    return store_table_text(table, row, name);
}

static bool is_kind(const struct store_table *table, size_t row, const char *kind)
{
    return strcmp(store_table_text(table, row, "kind"), kind) == 0;
}

static struct number number_at(const struct store_table *effects, size_t first)
{
    struct number number = {effects, first, first + 1, false, false};

    while (number.end < effects->row_count && !is_kind(effects, number.end, "from"))
        number.end++;
    number.is_met = strcmp(store_table_text(effects, first, "aspect"), "probability") == 0;
    number.share = number.is_met || (!store_table_text(effects, first, "unit")[0] &&
                                     fabs(store_table_number(effects, first, "threshold")) <= 1);
    return number;
}

/* ---- the changes ---- */

static void add_values(const struct store_table *changes, size_t row, const char *language,
                       struct text *out)
{
    double cells = store_table_number(changes, row, "cells"),
           all = store_table_number(changes, row, "all_cells");

    if (is_kind(changes, row, "model")) {
        text_add(out, "%s", store_table_text(changes, row, "place"));
        return;
    }
    table_add_literal(in_language(changes, row, "before", language), out);
    text_add(out, " → ");
    table_add_literal(in_language(changes, row, "after", language), out);
    if (all > 1)
        text_add(out, word(language, " (%.0f of %.0f cells)"), cells, all);
}

static void add_changes(const struct store_table *changes, const char *language, struct text *out)
{
    struct grid grid = {0};

    grid_add_heading(&grid, word(language, WORD_IN("explanation", "change")), false);
    grid_add_heading(&grid, word(language, WORD_IN("explanation", "from, to")), false);
    grid_add_heading(&grid, word(language, WORD_IN("explanation", "set in")), false);
    for (size_t row = 0; row < changes->row_count; row++) {
        grid_add_cell(&grid, in_language(changes, row, "change", language));
        add_values(changes, row, language, grid_next_cell(&grid));
        grid_add_cell(
            &grid, is_kind(changes, row, "model") ? "" : store_table_text(changes, row, "place"));
    }
    grid_print(&grid, out);
}

/* ---- the effects ---- */

static bool is_nothing(const struct number *number)
{
    for (size_t row = number->first + 1; row + 2 < number->end; row++)
        if (store_table_number(number->effects, row, "mean") != 0 ||
            store_table_number(number->effects, row, "se") > 0)
            return false;
    return store_table_number(number->effects, number->end - 1, "mean") == 0;
}

static bool is_average(const struct number *number)
{
    return store_table_number(number->effects, number->first, "n") == 1;
}

static bool is_sampled(const struct number *number)
{
    return !isnan(store_table_number(number->effects, number->first + 1, "order_se"));
}

/* From A, through each change, to B: one change adds nothing by its place. */
static bool has_places(const struct number *number)
{
    return number->end - number->first > 4;
}

static void add_headings(const struct number *number, const char *language, struct grid *grid)
{
    grid_add_heading(grid, "", false);
    grid_add_heading(grid,
                     number->share ? word(language, "points")
                                   : word(language, WORD_IN("explanation", "effect")),
                     true);
    if (!is_average(number))
        grid_add_heading(grid, word(language, WORD_IN("comparison", "± s.e.")), true);
    if (!is_average(number) && !number->is_met) {
        grid_add_heading(grid, "P5", true);
        grid_add_heading(grid, "P95", true);
        grid_add_heading(grid, word(language, WORD_IN("explanation", "P(> 0)")), true);
    }
    if (is_sampled(number))
        grid_add_heading(grid, word(language, WORD_IN("explanation", "± of orders")), true);
    if (!has_places(number))
        return;
    grid_add_heading(grid, word(language, WORD_IN("explanation", "in turn")), true);
    grid_add_heading(grid, word(language, WORD_IN("explanation", "first")), true);
    grid_add_heading(grid, word(language, WORD_IN("explanation", "last")), true);
}

static void add_effect_cell(const struct number *number, size_t row, const char *column,
                            bool has_sign, const char *language, struct grid *grid)
{
    double x =
        table_rounded(number->effects, row, store_table_number(number->effects, row, column));
    const char *unit = store_table_text(number->effects, row, "unit");
    struct text cell = {0};

    table_add_difference(x, unit, number->share, language, &cell);
    const char *shown = text_string(&cell);
    grid_add_cell(grid, shown + (!has_sign && shown[0] == '+'));
    text_clear(&cell);
}

static void add_line(const struct number *number, size_t row, const char *language,
                     struct grid *grid)
{
    const struct store_table *effects = number->effects;
    bool is_change = is_kind(effects, row, "change");

    add_effect_cell(number, row, "mean", true, language, grid);
    if (!is_average(number))
        add_effect_cell(number, row, "se", false, language, grid);
    if (!is_average(number) && !number->is_met) {
        add_effect_cell(number, row, "p05", true, language, grid);
        add_effect_cell(number, row, "p95", true, language, grid);
        table_add_share(store_table_number(effects, row, "above"), grid_next_cell(grid));
    }
    if (is_sampled(number) && is_change)
        add_effect_cell(number, row, "order_se", false, language, grid);
    if (!has_places(number) || !is_change) {
        grid_end_line(grid);
        return;
    }
    add_effect_cell(number, row, "listed", true, language, grid);
    add_effect_cell(number, row, "first", true, language, grid);
    add_effect_cell(number, row, "last", true, language, grid);
}

static void add_level(const struct number *number, size_t row, const char *language,
                      struct grid *grid)
{
    double x = store_table_number(number->effects, row, "mean");

    if (!isnan(x))
        table_add_value(x, store_table_text(number->effects, row, "unit"), number->share, language,
                        grid_next_cell(grid));
    grid_end_line(grid);
}

/* "High-skilled, 2028-12, person-times"; "…: probability". */
static void add_title(const struct number *number, const char *language, struct text *out)
{
    const struct store_table *effects = number->effects;
    const char *unit = store_table_text(effects, number->first, "unit");
    const char *comma = word(language, WORD_IN("clause", ", "));

    text_add(out, "%s%s", in_language(effects, number->first, "measure", language), comma);
    table_add_period(store_table_text(effects, number->first, "period"), language, out);
    if (number->is_met) {
        text_add(out, "%s%s", comma, word(language, "probability that the target is met"));
    } else if (unit[0]) {
        text_add(out, "%s", comma);
        table_add_unit(unit, language, out);
    }
}

static void add_number(const struct number *number, const char *language, struct text *out)
{
    struct grid grid = {0};

    add_title(number, language, out);
    text_add(out, "\n\n");
    add_headings(number, language, &grid);
    for (size_t row = number->first; row < number->end; row++) {
        bool is_end = is_kind(number->effects, row, "from") || is_kind(number->effects, row, "to");
        const char *name = is_kind(number->effects, row, "difference")
                               ? word(language, WORD_IN("explanation", "difference"))
                               : in_language(number->effects, row, "change", language);
        text_add(grid_next_cell(&grid), is_end ? "%s" : "  %s", name);
        if (is_end)
            add_level(number, row, language, &grid);
        else
            add_line(number, row, language, &grid);
    }
    grid_print(&grid, out);
}

static void add_notes(const struct number *number, const char *language, struct text *out)
{
    const char *note = is_sampled(number)
                           ? WORD("Effects are Shapley values: means over sampled orders in which "
                                  "the changes can be "
                                  "made; '± of orders' is what other orders would do to them.")
                           : WORD("Effects are Shapley values: means over all orders in which the "
                                  "changes can be made.");

    if (!has_places(number))
        return;
    text_add_wrapped(out, word(language, note), 0, 0, TABLE_WIDTH);
    text_add_wrapped(
        out,
        word(language,
             "They add up to the difference in each draw, as do those 'in turn', one after the "
             "other as listed. 'first' is a change made alone, 'last' when all others are "
             "made: where these differ, it acts through the others."),
        0, 0, TABLE_WIDTH);
}

void show_explained(const struct store_table *changes, const struct store_table *effects,
                    uint64_t draws, size_t models, const char *language, struct text *out)
{
    struct text same = {0}, count = {0};
    struct number number = {0};

    if (!effects->row_count)
        return;
    number = number_at(effects, 0);
    table_add_number((double)draws, 0, &count);
    text_add(out, word(language, "From \"%s\" to \"%s\": %s shared draws of %zu models\n\n"),
             in_language(effects, 0, "change", language),
             in_language(effects, number.end - 2, "change", language), text_string(&count), models);
    add_changes(changes, language, out);
    for (size_t row = 0; row < effects->row_count; row = number.end) {
        number = number_at(effects, row);
        if (!is_nothing(&number)) {
            add_number(&number, language, out);
            continue;
        }
        text_add(&same, "%s", same.length ? word(language, "; ") : "");
        add_title(&number, language, &same);
    }
    if (same.length) {
        struct text line = {0};
        text_add(&line, "%s%s", word(language, "Not moved in any draw: "), text_string(&same));
        text_add_wrapped(out, text_string(&line), 0, 2, TABLE_WIDTH);
        text_clear(&line);
    }
    add_notes(&number, language, out);
    text_clear(&same);
    text_clear(&count);
}
