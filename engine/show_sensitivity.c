#include "show_sensitivity.h"

#include "sensitivity.h"
#include "show_sensitivity_page.h"
#include "word.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const double LEAST_SHARE = 0.01; /* that is worth a line */

/* ---- from the draws ---- */

static void add_correlation(double x, struct text *out)
{
    if (isfinite(x))
        text_add(out, "%+.2f", x);
}

static void independent_cell(const struct page *page, const struct store_table *table, size_t row,
                             struct text *out)
{
    (void)page;
    page_add_estimate(table, row, "independent", out);
}

static void rank_cell(const struct page *page, const struct store_table *table, size_t row,
                      struct text *out)
{
    (void)page;
    add_correlation(store_table_number(table, row, "rank"), out);
}

static void partial_cell(const struct page *page, const struct store_table *table, size_t row,
                         struct text *out)
{
    (void)page;
    add_correlation(store_table_number(table, row, "partial"), out);
}

/* What is not told from nothing is a dash. */
static void known_cell(const struct page *page, const struct store_table *table, size_t row,
                       struct text *out)
{
    if (store_table_number(table, row, "known_low") > 0)
        page_add_amount(page, table, row, store_table_number(table, row, "known"), out);
    else
        text_add(out, "–");
}

static const struct column independent_columns[] = {
    {WORD("full share"), page_share_cell}, {WORD("independent"), independent_cell},
    {WORD("rank corr."), rank_cell},       {WORD("partial"), partial_cell},
    {WORD("worth knowing"), known_cell},
};
static const struct column draws_columns[] = {
    {WORD("share"), page_share_cell},
    {WORD("rank corr."), rank_cell},
    {WORD("partial"), partial_cell},
    {WORD("worth knowing"), known_cell},
};

/* "All inputs one by one 83.1 % ± 1.2, pairs of them 0.7 % ± 0.2; chance and the rest 16.2 % ± 1.1" */
static void add_totals(const struct page *page, const struct store_table *measures, size_t row)
{
    struct text line = {0}, part[3] = {{0}};
    static const char *const names[] = {"alone", "pairs", "rest"};

    if (!isfinite(store_table_number(measures, row, "alone")))
        return;
    for (int i = 0; i < 3; i++)
        page_add_estimate(measures, row, names[i], &part[i]);
    text_add(&line,
             word(page->language,
                  "All inputs one by one: %s; pairs of them acting together: %s; chance and the "
                  "rest: %s"),
             text_string(&part[0]), text_string(&part[1]), text_string(&part[2]));
    page_add_paragraph(page, text_string(&line), 2);
    text_clear(&line);
    for (int i = 0; i < 3; i++)
        text_clear(&part[i]);
}

/* "Choice of reading (4 runs): 45.1 % ± 0.3; readings and the rest acting together: 1.2 % ± 0.1" */
static void add_readings(const struct page *page, const struct store_table *measures, size_t row)
{
    struct text line = {0}, reading = {0}, joint = {0};

    if (!isfinite(store_table_number(measures, row, "reading")))
        return;
    page_add_estimate(measures, row, "reading", &reading);
    page_add_estimate(measures, row, "joint", &joint);
    text_add(&line,
             word(page->language, "Choice of reading (%d runs): %s; readings acting together with "
                                  "inputs and chance: %s"),
             (int)store_table_number(measures, row, "readings"), text_string(&reading),
             text_string(&joint));
    page_add_paragraph(page, text_string(&line), 2);
    text_clear(&line);
    text_clear(&reading);
    text_clear(&joint);
}

/* "By class of source: assumed 80.1 % ± 1.0; cited 3.2 % ± 0.2" */
static void add_classes(const struct page *page, const struct store_table *groups,
                        const char *measure)
{
    struct text line = {0};

    for (size_t row = 0; row < groups->row_count; row++) {
        if (!page_is(groups, row, "measure", measure) || !page_is(groups, row, "kind", "class"))
            continue;
        text_add(&line, "%s%s ",
                 line.length ? word(page->language, "; ")
                             : word(page->language, "By class of source: "),
                 table_word(store_table_text(groups, row, "name"), page->language));
        page_add_estimate(groups, row, "share", &line);
    }
    if (line.length)
        page_add_paragraph(page, text_string(&line), 2);
    text_clear(&line);
}

/* To two digits of its margin: 73,868 ± 14,893 is 74,000 ± 15,000. */
static double to_margin(double x, double margin)
{
    double step = pow(10, floor(log10(margin)) - 1);

    return margin > 0 ? step * round(x / step) : x;
}

/* The input that is worth most to know, in a sentence. */
static void add_worth(const struct page *page, const struct store_table *measures, size_t at,
                      const struct store_table *inputs)
{
    struct text line = {0}, less = {0}, margin = {0}, now = {0};
    size_t best = inputs->row_count;
    double most = 0;

    for (size_t row = 0; row < inputs->row_count; row++) {
        double known = store_table_number(inputs, row, "known");
        if (page_is(inputs, row, "measure", store_table_text(measures, at, "measure")) &&
            known > most && store_table_number(inputs, row, "known_low") > 0) {
            most = known;
            best = row;
        }
    }
    if (best == inputs->row_count)
        return;
    bool falls = store_table_number(measures, at, "level") > 0.5;
    bool money = page_is(measures, at, "unit", "yuan");
    double interval = SENSITIVITY_T * store_table_number(inputs, best, "known_se");
    page_add_amount_with_unit(page, measures, at, to_margin(most, interval), &less);
    page_add_amount(page, measures, at, to_margin(interval, interval), &margin);
    page_add_amount_with_unit(page, measures, at, store_table_number(measures, at, "quantile"),
                              &now);
    text_add(
        &line,
        word(
            page->language,
            money && falls
                ? WORD("If we knew \"%s\", the amount to set aside for 80 %% confidence would fall "
                       "by about %s on average (± %s); now it is %s")
            : falls ? WORD("If we knew \"%s\", the value that is kept with 80 %% confidence would "
                           "fall by about %s on average (± %s); now it is %s")
                    : WORD("If we knew \"%s\", the value that is reached with 80 %% confidence "
                           "would rise by about %s on average (± %s); now it is %s")),
        page_label(page, inputs, best, "label"), text_string(&less), text_string(&margin),
        text_string(&now));
    page_add_paragraph(page, text_string(&line), 2);
    text_clear(&line);
    text_clear(&less);
    text_clear(&margin);
    text_clear(&now);
}

static void add_measure(const struct page *page, const struct store_table *measures, size_t at,
                        const struct store_table *inputs, const struct store_table *groups)
{
    const char *measure = store_table_text(measures, at, "measure");
    size_t *rows = memory_resize(NULL, inputs->row_count, sizeof *rows), left;
    size_t count = page_choose_rows(page, inputs, measure, "first", LEAST_SHARE, rows, &left);
    bool correlated = store_table_number(measures, at, "correlated") > 0;

    page_add_heading(page, page_label(page, measures, at, "measure"));
    if (!isfinite(store_table_number(inputs, rows[0], "first")))
        page_add_paragraph(page, word(page->language, "the same in all draws: nothing moves it"),
                           2);
    else {
        page_add_rows(page, inputs, rows, count, correlated ? independent_columns : draws_columns,
                      correlated ? COUNT_OF(independent_columns) : COUNT_OF(draws_columns));
        page_add_left(page, left);
        add_readings(page, measures, at);
        add_totals(page, measures, at);
        add_classes(page, groups, measure);
        add_worth(page, measures, at, inputs);
    }
    text_add(page->out, "\n");
    free(rows);
}

static void add_from_draws(const struct page *page, const struct store_table *measures,
                           const struct store_table *inputs, const struct store_table *groups)
{
    page_add_heading(page, word(page->language, "Which inputs the spread comes from"));
    page_add_paragraph(
        page,
        word(page->language,
             "share: the part of the variance that would go if the input were known (first-order "
             "index), ± as of an interval of 95 per cent; rank corr.: whether the result rises or "
             "falls with "
             "it; partial: the same with all other inputs held; worth knowing: by how much the "
             "value of 80 per cent confidence would come nearer on average"),
        2);
    if (measures->row_count && store_table_number(measures, 0, "correlated") > 0)
        page_add_paragraph(
            page,
            word(page->language,
                 "full share: with all that moves with it; independent: what it adds when "
                 "those it moves with are known"),
            2);
    text_add(page->out, "\n");
    for (size_t row = 0; row < measures->row_count; row++)
        add_measure(page, measures, row, inputs, groups);
}

/* ---- an answer ---- */

void show_sensitivity(const struct show_answer *answer, const struct show_options *options,
                      struct text *out)
{
    const char *const *names = show_answer_parts(answer->kind);
    const struct page page = {options, options->language, out};

    if (strcmp(answer->kind, "sensitivity") == 0)
        add_from_draws(&page, &answer->parts[0], &answer->parts[1], &answer->parts[2]);
    else
        page_add_design(&page, names[0], &answer->parts[0]);
}
