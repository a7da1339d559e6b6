/* What the tables of sensitivity share. Part of show_sensitivity.h. */
#include "sensitivity.h"
#include "show_grid.h"
#include "show_private.h"
#include "show_sensitivity_page.h"
#include "word.h"

#include <math.h>
#include <string.h>

/* Rows that say something: the first of a measure, and what explains as much as this. */
enum { FIRST_ROWS = 3, ROWS_MOST = 10 };

const char *page_label(const struct page *page, const struct store_table *table, size_t row,
                       const char *column)
{
    char name[64];

    snprintf(name, sizeof name, "%s_%s", column, page->language);
    return store_table_text(table, row, name);
}

bool page_is(const struct store_table *table, size_t row, const char *column, const char *text)
{
    return strcmp(store_table_text(table, row, column), text) == 0;
}

static int width_of(const struct page *page)
{
    return page->options->width ? page->options->width : TABLE_WIDTH;
}

void page_add_paragraph(const struct page *page, const char *text, int indent)
{
    text_add_wrapped(page->out, text, indent, indent, width_of(page));
}

/* ---- numbers ---- */

/* "12.3 %", "-0.2 %" */
static void add_percent(double share, struct text *out)
{
    if (isfinite(share))
        text_add(out, "%.1f %%", 100 * share + 0.0);
}

/* "83.1 % ± 1.2", in per cent: of "NAME" and "NAME_se". */
void page_add_estimate(const struct store_table *table, size_t row, const char *name,
                       struct text *out)
{
    char column[64];

    snprintf(column, sizeof column, "%s_se", name);
    double value = store_table_number(table, row, name),
           se = store_table_number(table, row, column);
    add_percent(value, out);
    if (isfinite(value) && isfinite(se))
        text_add(out, " ± %.1f", 100 * SENSITIVITY_T * se);
}

void page_add_amount(const struct page *page, const struct store_table *table, size_t row, double x,
                     struct text *out)
{
    const char *unit = store_table_text(table, row, "unit");

    if (isfinite(x))
        table_add_value(x, unit, !*unit, page->language, out);
}

/* "1,234 yuan": the unit behind; of a share none. */
void page_add_amount_with_unit(const struct page *page, const struct store_table *table, size_t row,
                               double x, struct text *out)
{
    const char *unit = store_table_text(table, row, "unit");

    page_add_amount(page, table, row, x, out);
    if (*unit) {
        text_add(out, " ");
        table_add_unit(unit, page->language, out);
    }
}

/* ---- a table of inputs ---- */

void page_share_cell(const struct page *page, const struct store_table *table, size_t row,
                     struct text *out)
{
    (void)page;
    page_add_estimate(table, row, "first", out);
}

static void print_grid(const struct page *page, struct grid *grid)
{
    grid->width = width_of(page);
    grid_print(grid, page->out);
}

void page_add_rows(const struct page *page, const struct store_table *table, const size_t *rows,
                   size_t count, const struct column *columns, size_t column_count)
{
    struct grid grid = {0};

    grid_add_heading(&grid, word(page->language, "input"), false);
    grid_add_heading(&grid, word(page->language, "class"), false);
    for (size_t c = 0; c < column_count; c++)
        grid_add_heading(&grid, word(page->language, columns[c].heading), true);
    for (size_t k = 0; k < count; k++) {
        const char *class = store_table_text(table, rows[k], "class");
        grid_add_cell(&grid, page_label(page, table, rows[k], "label"));
        grid_add_cell(&grid, strcmp(class, "chance") == 0 ? "" : table_word(class, page->language));
        for (size_t c = 0; c < column_count; c++)
            columns[c].add(page, table, rows[k], grid_next_cell(&grid));
    }
    print_grid(page, &grid);
}

/* Rows of a measure, as far as `weight` is worth a line; *left: how many are not. */
size_t page_choose_rows(const struct page *page, const struct store_table *table,
                        const char *measure, const char *weight, double least, size_t *rows,
                        size_t *left)
{
    size_t count = 0;

    *left = 0;
    for (size_t row = 0; row < table->row_count; row++) {
        if (!page_is(table, row, "measure", measure))
            continue;
        bool worth = count < FIRST_ROWS ||
                     (count < ROWS_MOST && store_table_number(table, row, weight) >= least);
        if (worth || page->options->all)
            rows[count++] = row;
        else
            ++*left;
    }
    return count;
}

void page_add_left(const struct page *page, size_t left)
{
    struct text line = {0};

    if (!left)
        return;
    text_add(&line, word(page->language, "%d more move less: --all"), (int)left);
    page_add_paragraph(page, text_string(&line), 2);
    text_clear(&line);
}

void page_add_heading(const struct page *page, const char *heading)
{
    show_add_title(heading, page->options, page->out);
}
