/* What the show_sensitivity*.c files share; nobody else includes it.

   show_sensitivity.c (from the draws; stored answers) · show_sensitivity_design.c (Sobol, Morris, one at a time) ·
   show_sensitivity_page.c (their common parts). Tables are the parts of an answer, with a row's measure in the columns
   measure, measure_en, measure_zh and unit, its input in label_en, label_zh and class. */
#ifndef POLSIM_SHOW_SENSITIVITY_PAGE_H
#define POLSIM_SHOW_SENSITIVITY_PAGE_H

#include "show.h"

struct page {
    const struct show_options *options;
    const char *language;
    struct text *out;
};

/* "label" or "measure" of a row in the page's language. */
const char *page_label(const struct page *page, const struct store_table *table, size_t row,
                       const char *column);
bool page_is(const struct store_table *table, size_t row, const char *column, const char *text);

void page_add_heading(const struct page *page, const char *heading);
void page_add_paragraph(const struct page *page, const char *text, int indent);
/* "83.1 % ± 1.2", in per cent: of the columns NAME and NAME_se. */
void page_add_estimate(const struct store_table *table, size_t row, const char *name,
                       struct text *out);
/* In the row's unit; nothing for NaN. */
void page_add_amount(const struct page *page, const struct store_table *table, size_t row, double x,
                     struct text *out);
void page_add_amount_with_unit(const struct page *page, const struct store_table *table, size_t row,
                               double x, struct text *out);

/* ---- a table of inputs: their names and classes, and these columns ---- */
struct column {
    const char *heading;
    void (*add)(const struct page *page, const struct store_table *table, size_t row,
                struct text *out);
};

/* The column "first". */
void page_share_cell(const struct page *page, const struct store_table *table, size_t row,
                     struct text *out);
/* Rows of a measure, as far as `weight` is worth a line (all, where the options say so); *left: how many are not. */
size_t page_choose_rows(const struct page *page, const struct store_table *table,
                        const char *measure, const char *weight, double least, size_t *rows,
                        size_t *left);
void page_add_rows(const struct page *page, const struct store_table *table, const size_t *rows,
                   size_t count, const struct column *columns, size_t column_count);
void page_add_left(const struct page *page, size_t left);

/* show_sensitivity_design.c: prints a part that is a whole answer; false: it is none of these. */
bool page_add_design(const struct page *page, const char *part, const struct store_table *table);

#endif
