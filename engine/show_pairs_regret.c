/* Runs against the best of them in each draw. Part of show_pairs.h. */
#include "show_pairs.h"

#include "regret.h"
#include "stats.h"
#include "word.h"

#include <math.h>
#include <string.h>

/* ---- rows ---- */

/* Kept draws of one value, of every run; the shortest counts. */
struct kept {
    double **x;
    size_t draws;
    int count;
};

static void clear_kept(struct kept *kept)
{
    for (int i = 0; i < kept->count; i++)
        free(kept->x[i]);
    free(kept->x);
    *kept = (struct kept){0};
}

/* draws 0 where some run has not kept them. */
static bool read_kept(const struct pairs *pairs, struct store_draws_key key, struct kept *kept,
                      struct error *err)
{
    size_t count;

    *kept = (struct kept){.x = memory_resize(NULL, (size_t)pairs->count, sizeof *kept->x),
                          .draws = SIZE_MAX};
    for (int i = 0; i < pairs->count; i++) {
        if (!store_read_draws(pairs->store, pairs->runs[i].id, key, &kept->x[i], &count, err))
            return false;
        kept->count++;
        kept->draws = count < kept->draws ? count : kept->draws;
    }
    return true;
}

/* Whether the target is met in place of its value: 1 or 0. */
static void make_met(struct kept *kept, int better, double threshold)
{
    for (int i = 0; i < kept->count; i++)
        for (size_t d = 0; d < kept->draws; d++)
            kept->x[i][d] = better > 0 ? kept->x[i][d] >= threshold : kept->x[i][d] <= threshold;
}

static void add_rows(struct pairs *pairs, const struct kept *kept, int better, const char *aspect,
                     const struct store_table *from, size_t row)
{
    static const char *const texts[] = {"label", "cell", "period", NULL};
    struct store_table *rows = &pairs->regret_rows;
    bool target = from == &pairs->targets[0];
    double *y = memory_resize(NULL, kept->draws, sizeof *y);
    const double *const *x = (const double *const *)kept->x;

    for (int i = 0; i < pairs->count; i++) {
        table_add_row(rows);
        for (int k = 0; texts[k]; k++)
            table_set_text(rows, texts[k], store_table_text(from, row, texts[k]));
        table_set_text(rows, "kind", target ? "target" : "money");
        table_set_text(rows, "name", store_table_text(from, row, target ? "name" : "output"));
        table_set_text(rows, "cell_label",
                       store_table_text(from, row, target ? "cell_label" : "fund_label"));
        table_set_text(rows, "aspect", aspect);
        table_set_text(rows, "unit", target ? store_table_text(from, row, "unit") : "yuan");
        table_set_number(rows, "threshold",
                         target ? store_table_number(from, row, "threshold") : (double)NAN);
        table_set_text(rows, "better", better > 0 ? "more" : "less");
        table_set_number(rows, "run", (double)pairs->runs[i].id);
        table_set_text(rows, "scenario", pairs->runs[i].scenario);
        regret_of(x, pairs->count, kept->draws, better, i, y);
        struct stats_row regret = stats_describe(y, kept->draws).difference;
        table_set_number(rows, "n", regret.n);
        table_set_number(rows, "regret", regret.mean);
        table_set_number(rows, "se", regret.se);
        table_set_number(rows, "p95", regret.quantile[STATS_QUANTILES - 1]);
        regret_best(x, pairs->count, kept->draws, better, i, y);
        table_set_number(rows, "best", stats_describe(y, kept->draws).difference.mean);
        regret_alone(x, pairs->count, kept->draws, better, i, y);
        table_set_number(rows, "alone", stats_describe(y, kept->draws).difference.mean);
    }
    free(y);
}

static bool add_value(struct pairs *pairs, const struct store_table *from, size_t row,
                      struct error *err)
{
    bool target = from == &pairs->targets[0];
    int better = pairs_better(pairs, from, row);
    const struct store_draws_key key = {
        .output = target ? "" : store_table_text(from, row, "output"),
        .target = target ? store_table_text(from, row, "name") : "",
        .cell = store_table_text(from, row, "cell"),
        .period = store_table_text(from, row, "period"),
    };
    struct kept kept;
    bool read = read_kept(pairs, key, &kept, err);

    if (read && kept.draws) {
        add_rows(pairs, &kept, better, "value", from, row);
        if (target) {
            make_met(&kept, better, store_table_number(from, row, "threshold"));
            add_rows(pairs, &kept, 1, "probability", from, row);
        }
    }
    clear_kept(&kept);
    return read;
}

/* Of money what is due and what is owed in the end, of all funds. */
static bool is_regretted(const struct pairs *pairs, size_t row)
{
    const struct store_table *money = &pairs->money[0];

    return pairs_better(pairs, money, row) && !store_table_text(money, row, "cell")[0] &&
           strcmp(store_table_text(money, row, "period"), "all") == 0;
}

bool pairs_make_regret(struct pairs *pairs, struct error *err)
{
    bool made = true;

    table_start(
        &pairs->regret_rows,
        "kind name label cell cell_label period aspect unit threshold better run scenario n "
        "regret se p95 best alone");
    for (size_t row = 0; row < pairs->targets[0].row_count && made; row++)
        made = add_value(pairs, &pairs->targets[0], row, err);
    for (size_t row = 0; row < pairs->money[0].row_count && made; row++)
        made = !is_regretted(pairs, row) || add_value(pairs, &pairs->money[0], row, err);
    return made;
}

/* ---- as text ---- */

static bool is_met(const struct store_table *rows, size_t row)
{
    return strcmp(store_table_text(rows, row, "aspect"), "probability") == 0;
}

/* "Certificates, persons, 2028-12"; "…: met". */
static void name_value(const struct pairs *pairs, size_t row, struct text *out)
{
    const struct store_table *rows = &pairs->regret_rows;
    const char *comma = pairs_say(pairs, WORD_IN("clause", ", "));
    const char *unit = store_table_text(rows, row, "unit");

    pairs_add_name(rows, row, out);
    text_add(out, "%s", comma);
    table_add_period(store_table_text(rows, row, "period"), pairs->language, out);
    text_add(out, "%s", comma);
    if (is_met(rows, row) || pairs_is_share(rows, row))
        text_add(out, "%s",
                 is_met(rows, row) ? pairs_say(pairs, "missed where another meets it, points")
                                   : pairs_say(pairs, "points"));
    else
        table_add_unit(unit, pairs->language, out);
}

static void add_amount(const struct pairs *pairs, size_t row, const char *column, struct grid *grid)
{
    const struct store_table *rows = &pairs->regret_rows;
    double x = table_rounded(rows, row, store_table_number(rows, row, column));
    struct text cell = {0};

    table_add_difference(x, store_table_text(rows, row, "unit"),
                         is_met(rows, row) || pairs_is_share(rows, row), pairs->language, &cell);
    const char *shown = text_string(&cell);
    grid_add_cell(grid, shown + (shown[0] == '+')); /* never below 0: without its sign */
    text_clear(&cell);
}

static bool is_nothing(const struct store_table *rows, size_t first, size_t end)
{
    for (size_t row = first; row < end; row++)
        if (store_table_number(rows, row, "regret") > 0)
            return false;
    return true;
}

void pairs_add_regret(const struct pairs *pairs, struct text *out)
{
    const struct store_table *rows = &pairs->regret_rows;
    struct grid grid = {0};
    size_t count = (size_t)pairs->count, shown = 0;
    struct text table = {0};

    grid_add_heading(&grid, "", false);
    grid_add_heading(&grid, pairs_say(pairs, WORD_IN("regret", "falls short by")), true);
    if (!pairs_are_average(pairs)) {
        grid_add_heading(&grid, pairs_say(pairs, WORD_IN("comparison", "± s.e.")), true);
        grid_add_heading(&grid, "P95", true);
        grid_add_heading(&grid, pairs_say(pairs, WORD_IN("regret", "best")), true);
        grid_add_heading(&grid, pairs_say(pairs, WORD_IN("regret", "alone")), true);
    }
    for (size_t first = 0; first < rows->row_count; first += count) {
        if (is_nothing(rows, first, first + count))
            continue;
        shown++;
        name_value(pairs, first, grid_next_cell(&grid));
        grid_end_line(&grid);
        for (size_t row = first; row < first + count; row++) {
            pairs_add_run_cell(&grid, pairs, rows, row);
            add_amount(pairs, row, "regret", &grid);
            if (pairs_are_average(pairs))
                continue;
            add_amount(pairs, row, "se", &grid);
            if (is_met(rows, row)) /* 0 or 1 in a draw: its quantiles say nothing */
                grid_add_cell(&grid, "");
            else
                add_amount(pairs, row, "p95", &grid);
            table_add_share(store_table_number(rows, row, "best"), grid_next_cell(&grid));
            table_add_share(store_table_number(rows, row, "alone"), grid_next_cell(&grid));
        }
    }
    grid_print(&grid, &table);
    if (shown) {
        text_add(
            out, "%s\n\n",
            pairs_say(pairs, "Regret: what a run falls short of the best of them, draw by draw"));
        text_add(out, "%s", text_string(&table));
    }
    text_clear(&table);
}
