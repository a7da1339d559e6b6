#include "show_sweep.h"

#include <math.h>
#include <string.h>

#include "show_private.h"
#include "word.h"

enum { ACROSS_MOST = 7, DOWN_MOST = 11 };

static const char *label_in(const struct store_table *table, size_t row, const char *language)
{
    const char *zh = store_table_text(table, row, "label_zh");
    const char *en = store_table_text(table, row, "label_en");

    return strcmp(language, "zh") == 0 ? (*zh ? zh : en) : (*en ? en : zh);
}

/* "County money (times what it is), yuan/year" */
static void add_lever(const struct store_table *parts, size_t row, const char *language,
                      struct text *out)
{
    const char *unit = store_table_text(&parts[SWEEP_LEVERS], row, "unit");
    bool scaled = store_table_number(&parts[SWEEP_LEVERS], row, "scaled") != 0;

    text_add(out, "%s", label_in(&parts[SWEEP_LEVERS], row, language));
    if (scaled) {
        text_add(out, "%s", word(language, " (times what it was)"));
    } else if (*unit) {
        text_add(out, "%s", word(language, ", "));
        table_add_raw_unit(unit, language, out);
    }
}

/* ---- everything in one table ---- */

static void copy_number(const struct store_table *from, size_t row, const char *column,
                        struct store_table *to)
{
    table_set_number(to, column, store_table_number(from, row, column));
}

static void add_point(const struct store_table *parts, size_t row, size_t measure,
                      const char *language, struct store_table *table)
{
    static const char *const numbers[] = {"x",   "y",   "n",   "mean",        "se",
                                          "p05", "p50", "p95", "probability", "probability_se"};

    table_add_row(table);
    table_set_text(table, "measure", store_table_text(&parts[SWEEP_MEASURES], measure, "measure"));
    table_set_text(table, "label", label_in(&parts[SWEEP_MEASURES], measure, language));
    table_set_text(table, "unit", store_table_text(&parts[SWEEP_MEASURES], measure, "unit"));
    table_set_text(table, "op", store_table_text(&parts[SWEEP_MEASURES], measure, "op"));
    copy_number(&parts[SWEEP_MEASURES], measure, "threshold", table);
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        copy_number(&parts[SWEEP_POINTS], row, numbers[i], table);
}

/* Measure by measure, each over the points in their order. */
static void join(const struct store_table *parts, const char *language, struct store_table *table)
{
    table_start(table, "measure label x y n mean se p05 p50 p95 op threshold probability "
                       "probability_se unit");
    for (size_t m = 0; m < parts[SWEEP_MEASURES].row_count; m++)
        for (size_t row = 0; row < parts[SWEEP_POINTS].row_count; row++)
            if (strcmp(store_table_text(&parts[SWEEP_POINTS], row, "measure"),
                       store_table_text(&parts[SWEEP_MEASURES], m, "measure")) == 0)
                add_point(parts, row, m, language, table);
}

/* ---- two levers: grids ---- */

static bool has_probability(const struct store_table *parts, size_t measure)
{
    return *store_table_text(&parts[SWEEP_MEASURES], measure, "op") != '\0';
}

/* Every how many values are shown so that at most `most` are. */
static int stride(int count, int most)
{
    int by = 1;

    while ((count - 1) / by + 1 > most)
        by++;
    return by;
}

static void add_grid(const struct store_table *parts, size_t measure, const struct store_table *all,
                     const struct show_options *options, struct text *out)
{
    const char *language = options->language;
    double points[] = {store_table_number(&parts[SWEEP_LEVERS], 0, "points"),
                       store_table_number(&parts[SWEEP_LEVERS], 1, "points")};
    if (!(points[0] >= 1 && points[1] >= 1 && points[0] * points[1] <= (double)all->row_count))
        return; /* of a damaged database */
    int across = (int)points[0], down = (int)points[1];
    int by_x = stride(across, ACROSS_MOST), by_y = stride(down, DOWN_MOST);
    int columns = (across - 1) / by_x + 2, rows = (down - 1) / by_y + 1;
    size_t first = measure * (size_t)across * (size_t)down;
    struct text *cells = memory_resize(NULL, (size_t)columns * (size_t)(rows + 1), sizeof *cells);
    bool right[ACROSS_MOST + 1], chance = has_probability(parts, measure);

    memset(cells, 0, (size_t)columns * (size_t)(rows + 1) * sizeof *cells);
    text_add(&cells[0], "%s", word(language, "down / across"));
    for (int c = 0; c < columns; c++)
        right[c] = true;
    for (int c = 0; c + 1 < columns; c++)
        table_add_few_digits(store_table_number(all, first + (size_t)(c * by_x * down), "x"),
                             &cells[c + 1]);
    for (int r = 0; r < rows; r++) {
        struct text *line = &cells[(r + 1) * columns];
        table_add_few_digits(store_table_number(all, first + (size_t)(r * by_y), "y"), &line[0]);
        for (int c = 0; c + 1 < columns; c++)
            table_add_cell(all, first + (size_t)(c * by_x * down + r * by_y), "sweep",
                           chance ? "probability" : "mean", language, &line[c + 1]);
    }
    table_grid(cells, (size_t)rows, columns, right, 0, out); /* few columns: it fits */
    for (int i = 0; i < columns * (rows + 1); i++)
        text_clear(&cells[i]);
    free(cells);
}

static void add_grids(const struct store_table *parts, const struct store_table *all,
                      const struct show_options *options, struct text *out)
{
    const char *language = options->language;

    for (size_t m = 0; m < parts[SWEEP_MEASURES].row_count; m++) {
        struct text caption = {0};
        text_add(&caption, "%s", label_in(&parts[SWEEP_MEASURES], m, language));
        text_add(
            &caption, "%s",
            word(language, has_probability(parts, m) ? WORD(": probability") : WORD(": mean")));
        text_add(&caption, "%s", word(language, "; across: "));
        add_lever(parts, 0, language, &caption);
        text_add(&caption, "%s", word(language, "; down: "));
        add_lever(parts, 1, language, &caption);
        text_add(out, "%s", m ? "\n" : "");
        text_add_wrapped(out, text_string(&caption), 0, 2,
                         options->width ? options->width : TABLE_WIDTH);
        text_clear(&caption);
        text_add(out, "\n");
        add_grid(parts, m, all, options, out);
    }
}

/* ---- all of it ---- */

void show_sweep(const struct show_answer *answer, const struct show_options *options,
                struct text *out)
{
    const struct store_table *parts = answer->parts;
    struct store_table all;
    struct text title = {0};
    bool words = options->format == SHOW_TABLE || options->format == SHOW_MARKDOWN;

    join(parts, options->language, &all);
    if (words) {
        text_add(&title, "%s", word(options->language, "Sweep over "));
        for (size_t i = 0; i < parts[SWEEP_LEVERS].row_count; i++) {
            text_add(&title, "%s", i ? word(options->language, " and ") : "");
            add_lever(parts, i, options->language, &title);
        }
        show_add_title(text_string(&title), options, out);
    }
    if (options->format == SHOW_TABLE && parts[SWEEP_LEVERS].row_count == 2)
        add_grids(parts, &all, options, out);
    else
        show_add_table(&all, "sweep",
                       "label x y mean se? p05 p50 p95 probability probability_se? unit", options,
                       out);
    if (options->format == SHOW_JSON)
        text_add(out, "\n");
    text_clear(&title);
    store_table_clear(&all);
}
