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

static const struct store_table *part_of(const char *const *names, const struct store_table *parts,
                                         int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return &parts[i];
    return NULL;
}

static void add_text(const struct page *page, const char *const *names,
                     const struct store_table *parts, int count)
{
    const struct store_table *measures = part_of(names, parts, count, "measures");
    const struct store_table *inputs = part_of(names, parts, count, "inputs");
    const struct store_table *groups = part_of(names, parts, count, "groups");

    if (measures && inputs && groups)
        add_from_draws(page, measures, inputs, groups);
    for (int i = 0; i < count; i++)
        page_add_design(page, names[i], &parts[i]);
}

static void add_json(const char *const *names, const struct store_table *parts, int count,
                     struct text *out)
{
    text_add(out, "{");
    for (int i = 0; i < count; i++) {
        text_add(out, "%s\n\"%s\": ", i ? "," : "", names[i]);
        table_json(&parts[i], out);
    }
    text_add(out, "\n}\n");
}

void show_sensitivity(const char *const *names, const struct store_table *parts, int count,
                      const struct show_options *options, struct text *out)
{
    const struct store_table *inputs = part_of(names, parts, count, "inputs");
    const struct page page = {options, options->language, out};

    if (options->format == SHOW_JSON)
        add_json(names, parts, count, out);
    else if (options->format == SHOW_CSV)
        table_csv(inputs ? inputs : &parts[0], "sensitivity", options->csv, options->language, out);
    else
        add_text(&page, names, parts, count);
}

/* ---- stored answers ---- */

enum { PARTS_MOST = 3, KINDS = 4 };

/* The first is what CSV and JSON show. */
static const struct kind {
    const char *name;
    const char *parts[PARTS_MOST + 1];
} kinds[KINDS] = {
    {"sensitivity", {"measures", "inputs", "groups", NULL}},
    {"sensitivity_sobol", {"totals", NULL}},
    {"sensitivity_morris", {"effects", NULL}},
    {"sensitivity_tornado", {"tornado", NULL}},
};

static bool add_kind(struct store *store, const struct store_run *run, const struct kind *kind,
                     const struct show_options *options, struct text *out, bool *any,
                     struct error *err)
{
    struct store_table parts[PARTS_MOST] = {{0}};
    int64_t answer;
    int count = 0;
    bool read = store_find_answer(store, kind->name, run->id, 0, &answer, err);

    if (!read || !answer)
        return read;
    for (; kind->parts[count] && read; count++)
        read = store_read_part(store, answer, kind->parts[count], &parts[count], err);
    if (read) {
        show_sensitivity(kind->parts, parts, count, options, out);
        *any = true;
    }
    for (int i = 0; i < count; i++)
        store_table_clear(&parts[i]);
    return read;
}

bool show_stored_sensitivity(struct store *store, const struct store_run *run,
                             const struct show_options *options, struct text *out,
                             struct error *err)
{
    bool text = options->format == SHOW_TABLE || options->format == SHOW_MARKDOWN, any = false;

    for (size_t k = 0; k < KINDS && (text || !any); k++)
        if (!add_kind(store, run, &kinds[k], options, out, &any, err))
            return false;
    if (any)
        return true;
    if (!text)
        return error_set(err, ERROR_STORE,
                         "run %jd was not asked for its sensitivity; 'polsim sensitivity %jd' does",
                         (intmax_t)run->id, (intmax_t)run->id);
    text_add(out, word(options->language, "Not asked yet: polsim sensitivity %jd\n"),
             (intmax_t)run->id);
    return true;
}
