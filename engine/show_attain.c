/* An answer of polsim attain, for people. Part of show.h. */
#include "show.h"

#include "show_grid.h"
#include "word.h"

#include <math.h>
#include <string.h>

enum { TIMES, MONTHS, JOINT, PAIRS }; /* the parts of the answer */
enum { MATRIX_MAX = 10 };             /* goals that stand beside each other in 80 columns */

static const char *in_language(const struct store_table *table, size_t row, const char *column,
                               const char *language)
{
    char name[64];

    snprintf(name, sizeof name, "%s_%s", column, language);
    return store_table_text(table, row, name);
}

static bool is_average(const struct store_table *times)
{
    return store_table_number(times, 0, "n") == 1;
}

static void add_number(const struct store_table *table, size_t row, struct grid *grid)
{
    text_add(grid_next_cell(grid), "%.0f", store_table_number(table, row, "number"));
}

static void add_share(const struct store_table *table, size_t row, const char *column,
                      struct grid *grid)
{
    struct text *cell = grid_next_cell(grid);
    double share = store_table_number(table, row, column);

    if (!isnan(share))
        table_add_share(share, cell);
}

/* ---- when ---- */

static void add_month(const struct store_table *times, size_t row, const char *column,
                      struct grid *grid)
{
    const char *month = store_table_text(times, row, column);

    grid_add_cell(grid, *month ? month : "–");
}

static void add_time(const struct store_table *times, size_t row, const char *language,
                     struct grid *grid)
{
    add_number(times, row, grid);
    grid_add_cell(grid, in_language(times, row, "label", language));
    table_add_goal(times, row, language, grid_next_cell(grid));
    grid_add_cell(grid, store_table_text(times, row, "due"));
    if (is_average(times)) {
        add_month(times, row, "p50", grid);
        return;
    }
    add_share(times, row, "probability", grid);
    add_month(times, row, "p05", grid);
    add_month(times, row, "p50", grid);
    add_month(times, row, "p95", grid);
    add_share(times, row, "never", grid);
}

/* Goals of one event: "reached" or "exceeded". */
static void add_times(const struct store_table *times, const char *event, const char *title,
                      const char *language, struct text *out)
{
    struct grid grid = {0};
    bool any = false;

    grid_add_heading(&grid, "", true);
    grid_add_heading(&grid, table_heading("targets", "label", language), false);
    grid_add_heading(&grid, table_heading("targets", "goal", language), true);
    grid_add_heading(&grid, word(language, WORD_IN("attainment", "due")), false);
    if (is_average(times)) {
        grid_add_heading(&grid, word(language, WORD_IN("attainment", "month")), false);
    } else {
        grid_add_heading(&grid, word(language, WORD_IN("attainment", "met when due")), true);
        grid_add_heading(&grid, "P5", false);
        grid_add_heading(&grid, "P50", false);
        grid_add_heading(&grid, "P95", false);
        grid_add_heading(&grid, word(language, WORD_IN("attainment", "never")), true);
    }
    for (size_t row = 0; row < times->row_count; row++)
        if (strcmp(store_table_text(times, row, "event"), event) == 0) {
            add_time(times, row, language, &grid);
            any = true;
        }
    if (any)
        text_add(out, "%s\n\n", title);
    else
        grid_end_line(&grid);
    struct text table = {0};
    grid_print(&grid, any ? out : &table);
    text_clear(&table);
}

/* Goals that were reached in time and lost again by their month. */
static void add_lost(const struct store_table *times, const char *language, struct text *out)
{
    for (size_t row = 0; row < times->row_count; row++) {
        double lost = store_table_number(times, row, "lost");
        struct text line = {0}, share = {0};
        if (!(lost > 0))
            continue;
        table_add_share(lost, &share);
        text_add(&line,
                 word(language,
                      "%s: in %s of the draws reached before its month and lost again by then"),
                 in_language(times, row, "label", language), text_string(&share));
        text_add_wrapped(out, text_string(&line), 0, 2, TABLE_WIDTH);
        text_clear(&line);
        text_clear(&share);
    }
}

/* ---- together ---- */

static bool is_kind(const struct store_table *joint, size_t row, const char *kind)
{
    return strcmp(store_table_text(joint, row, "kind"), kind) == 0;
}

static void add_with_error(const struct store_table *joint, size_t row, const char *language,
                           struct text *out)
{
    double se = store_table_number(joint, row, "se");

    table_add_share(store_table_number(joint, row, "share"), out);
    if (se > 0)
        text_add(out, word(language, " (± %.2f points)"), 100 * se);
}

static void add_all(const struct store_table *joint, const char *language, struct text *out)
{
    double all = store_table_number(joint, 0, "number");

    for (size_t row = 0; row < joint->row_count; row++) {
        double count = store_table_number(joint, row, "number");
        if (is_kind(joint, row, "all"))
            text_add(out, word(language, "All %.0f at once: "), count);
        else if (is_kind(joint, row, "open") && count < all)
            text_add(out, word(language, "The %.0f that are neither always met nor never: "),
                     count);
        else
            continue;
        add_with_error(joint, row, language, out);
        text_add(out, "\n");
    }
    text_add(out, "\n");
}

static void add_counts(const struct store_table *joint, const char *language, struct text *out)
{
    struct grid grid = {0};
    double all = store_table_number(joint, 0, "number");

    if (all + 2 > GRID_MAX)
        return;
    grid_add_heading(&grid, word(language, WORD_IN("attainment", "targets met")), false);
    for (int k = 0; k <= (int)all; k++) {
        char number[16];
        snprintf(number, sizeof number, "%d", k);
        grid_add_heading(&grid, number, true);
    }
    grid_add_cell(&grid, word(language, WORD_IN("attainment", "share of draws")));
    for (size_t row = 0; row < joint->row_count; row++)
        if (is_kind(joint, row, "count"))
            add_share(joint, row, "share", &grid);
    grid_print(&grid, out);
}

/* The row of a kind and number, or -1. */
static long find_row(const struct store_table *joint, const char *kind, double number)
{
    for (size_t row = 0; row < joint->row_count; row++)
        if (is_kind(joint, row, kind) && store_table_number(joint, row, "number") == number)
            return (long)row;
    return -1;
}

static void add_binding(const struct store_table *joint, const char *language, struct text *out)
{
    struct grid grid = {0};

    grid_add_heading(&grid, "", true);
    grid_add_heading(&grid, table_heading("targets", "label", language), false);
    grid_add_heading(&grid, word(language, WORD_IN("attainment", "missed")), true);
    grid_add_heading(&grid, word(language, WORD_IN("attainment", "missed alone")), true);
    grid_add_heading(&grid, word(language, WORD_IN("comparison", "± s.e.")), true);
    for (size_t row = 0; row < joint->row_count; row++) {
        if (!is_kind(joint, row, "missed"))
            continue;
        long alone = find_row(joint, "alone", store_table_number(joint, row, "number"));
        add_number(joint, row, &grid);
        grid_add_cell(&grid, in_language(joint, row, "label", language));
        add_share(joint, row, "share", &grid);
        if (alone < 0) {
            grid_end_line(&grid);
            continue;
        }
        add_share(joint, (size_t)alone, "share", &grid);
        text_add(grid_next_cell(&grid), "%.2f",
                 100 * store_table_number(joint, (size_t)alone, "se"));
    }
    text_add(out, "%s\n\n",
             word(language,
                  "What stands in the way (missed alone: while all others are met that can be)"));
    grid_print(&grid, out);
}

/* A column of the pairs as a matrix, rows and columns by number. */
static void add_matrix(const struct store_table *pairs, int count, const char *column,
                       const char *title, const char *language, struct text *out)
{
    struct grid grid = {0};

    if (count > MATRIX_MAX || pairs->row_count != (size_t)count * (size_t)count)
        return;
    text_add(out, "%s\n\n", title);
    grid_add_heading(&grid, "", true);
    for (int k = 0; k < count; k++) {
        char number[16];
        snprintf(number, sizeof number, "%d", k + 1);
        grid_add_heading(&grid, number, true);
    }
    for (size_t row = 0; row < pairs->row_count; row++) {
        if (row % (size_t)count == 0)
            add_number(pairs, row, &grid);
        struct text *cell = grid_next_cell(&grid);
        double share = store_table_number(pairs, row, column);
        text_add(cell, "%s", isnan(share) ? word(language, WORD_IN("attainment", "–")) : "");
        if (!isnan(share))
            table_add_share(share, cell);
    }
    grid_print(&grid, out);
}

void show_attained(const struct store_table parts[4], const char *scenario, const char *language,
                   struct text *out)
{
    const struct store_table *times = &parts[TIMES];
    struct text count = {0}, title = {0};
    int goals = (int)times->row_count;

    if (!goals)
        return;
    table_add_number(store_table_number(times, 0, "n"), 0, &count);
    if (is_average(times))
        text_add(out, word(language, "Targets of \"%s\": average case\n\n"), scenario);
    else
        text_add(out, word(language, "Targets of \"%s\": %s draws\n\n"), scenario,
                 text_string(&count));
    text_add(&title, word(language, "First month in which a target is reached (never: not by %s)"),
             store_table_text(times, 0, "end"));
    add_times(times, "reached", text_string(&title), language, out);
    text_clear(&title);
    text_add(&title, word(language, "First month in which a limit is exceeded (never: not by %s)"),
             store_table_text(times, 0, "end"));
    add_times(times, "exceeded", text_string(&title), language, out);
    text_clear(&title);
    text_clear(&count);
    add_lost(times, language, out);
    if (is_average(times) || goals < 2)
        return;
    add_all(&parts[JOINT], language, out);
    add_counts(&parts[JOINT], language, out);
    add_binding(&parts[JOINT], language, out);
    add_matrix(&parts[PAIRS], goals, "both",
               word(language, "Both met: probability (on the diagonal: of each)"), language, out);
    add_matrix(
        &parts[PAIRS], goals, "given",
        word(language,
             "Met where the other is: probability of the row's target where the column's is met"),
        language, out);
}
