/* Answers from designs of further runs. Part of show_sensitivity.h. */
#include "sensitivity.h"
#include "show_sensitivity_page.h"
#include "word.h"

#include <math.h>
#include <string.h>

static void total_cell(const struct page *page, const struct store_table *table, size_t row,
                       struct text *out)
{
    (void)page;
    page_add_estimate(table, row, "total", out);
}

static const struct column sobol_columns[] = {
    {WORD("alone"), page_share_cell},
    {WORD("in all"), total_cell},
};

static void about_cell(const struct page *page, const struct store_table *table, size_t row,
                       struct text *out)
{
    page_add_amount(page, table, row, store_table_number(table, row, "about"), out);
    text_add(out, " ± ");
    page_add_amount(page, table, row, SENSITIVITY_T * store_table_number(table, row, "about_se"),
                    out);
}

static void mean_cell(const struct page *page, const struct store_table *table, size_t row,
                      struct text *out)
{
    page_add_amount(page, table, row, store_table_number(table, row, "mean"), out);
}

static void sigma_cell(const struct page *page, const struct store_table *table, size_t row,
                       struct text *out)
{
    page_add_amount(page, table, row, store_table_number(table, row, "sigma"), out);
}

static const struct column morris_columns[] = {
    {WORD("size (μ*)"), about_cell},
    {WORD("mean (μ)"), mean_cell},
    {WORD("spread (σ)"), sigma_cell},
};

static void low_cell(const struct page *page, const struct store_table *table, size_t row,
                     struct text *out)
{
    (void)page;
    table_add_few_digits(store_table_number(table, row, "p10"), out);
}

static void high_cell(const struct page *page, const struct store_table *table, size_t row,
                      struct text *out)
{
    (void)page;
    table_add_few_digits(store_table_number(table, row, "p90"), out);
}

static void at_low_cell(const struct page *page, const struct store_table *table, size_t row,
                        struct text *out)
{
    page_add_amount(page, table, row, store_table_number(table, row, "at_p10"), out);
}

static void at_high_cell(const struct page *page, const struct store_table *table, size_t row,
                         struct text *out)
{
    page_add_amount(page, table, row, store_table_number(table, row, "at_p90"), out);
}

static const struct column tornado_columns[] = {
    {WORD("P10"), low_cell},
    {WORD("P90"), high_cell},
    {WORD("at P10"), at_low_cell},
    {WORD("at P90"), at_high_cell},
};

/* A way of asking whose answer is one table, by measure. */
static const struct design {
    const char *part, *weight, *title, *meaning;
    double least; /* of the weight, relative to the heaviest where it is no share */
    bool share;
    const struct column *columns;
    size_t column_count;
} designs[] = {
    {"totals", "total", WORD("Total sensitivity indices (Sobol)"),
     WORD("alone: the part of the variance that would go if the input were known; in all: the part "
          "that would be left if everything but it were known, its joint effects with others "
          "included; chance is what another seed changes; ± as of intervals of 95 per cent"),
     0.01, true, sobol_columns, COUNT_OF(sobol_columns)},
    {"effects", "about", WORD("Elementary effects (Morris)"),
     WORD("how far the result moves for the whole range of an input, measured by steps of half its "
          "probability from many places; μ*: mean size, ± as of an interval of 95 per cent; μ: "
          "mean with sign; "
          "σ: how much it depends on the place, and so on other inputs; chance at its mean"),
     0.02, false, morris_columns, COUNT_OF(morris_columns)},
    {"tornado", "swing", WORD("One input at a time, from its P10 to its P90"),
     WORD("all other inputs and chance at their means"), 0.02, false, tornado_columns,
     COUNT_OF(tornado_columns)},
};

/* "Paid, with tail (yuan): 5,571,234 with all inputs at their means" */
static void add_design_heading(const struct page *page, const struct store_table *table, size_t row)
{
    struct text line = {0};
    const char *unit =
        store_table_column(table, "unit") < 0 ? "" : store_table_text(table, row, "unit");

    text_add(&line, "%s", page_label(page, table, row, "measure"));
    if (*unit) {
        text_add(&line, "%s", word(page->language, " ("));
        table_add_unit(unit, page->language, &line);
        text_add(&line, "%s", word(page->language, ")"));
    }
    if (store_table_column(table, "at_mean") >= 0) {
        text_add(&line, "%s", word(page->language, ": with all inputs at their means "));
        page_add_amount(page, table, row, store_table_number(table, row, "at_mean"), &line);
    }
    page_add_heading(page, text_string(&line));
    text_clear(&line);
}

static void add_design(const struct page *page, const struct design *design,
                       const struct store_table *table)
{
    size_t *rows = memory_resize(NULL, table->row_count, sizeof *rows), left;

    page_add_heading(page, word(page->language, design->title));
    page_add_paragraph(page, word(page->language, design->meaning), 2);
    text_add(page->out, "\n");
    for (size_t row = 0; row < table->row_count; row++) {
        const char *measure = store_table_text(table, row, "measure");
        if (row && page_is(table, row - 1, "measure", measure))
            continue;
        double heaviest = store_table_number(table, row, design->weight);
        size_t count =
            page_choose_rows(page, table, measure, design->weight,
                             design->least * (design->share ? 1 : heaviest), rows, &left);
        add_design_heading(page, table, row);
        if (heaviest > 0)
            page_add_rows(page, table, rows, count, design->columns, design->column_count);
        else
            page_add_paragraph(page,
                               word(page->language, "the same in all draws: nothing moves it"), 2);
        if (heaviest > 0)
            page_add_left(page, left);
        text_add(page->out, "\n");
    }
    free(rows);
}

bool page_add_design(const struct page *page, const char *part, const struct store_table *table)
{
    for (size_t d = 0; d < COUNT_OF(designs); d++)
        if (strcmp(designs[d].part, part) == 0) {
            add_design(page, &designs[d], table);
            return true;
        }
    return false;
}
