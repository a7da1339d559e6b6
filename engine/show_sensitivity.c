#include "show_sensitivity.h"

#include "sensitivity.h"
#include "show_grid.h"
#include "show_private.h"
#include "word.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Rows that say something: the first of a measure, and what explains as much as this. */
enum { FIRST_ROWS = 3, ROWS_MOST = 10 };
static const double LEAST_SHARE = 0.01;

struct page {
    const struct show_options *options;
    const char *language;
    struct text *out;
};

static const char *label_of(const struct page *page, const struct store_table *table, size_t row,
                            const char *column)
{
    char name[64];

    snprintf(name, sizeof name, "%s_%s", column, page->language);
    return store_table_text(table, row, name);
}

static bool is_of(const struct store_table *table, size_t row, const char *column, const char *text)
{
    return strcmp(store_table_text(table, row, column), text) == 0;
}

static const struct store_table *part_of(const char *const *names, const struct store_table *parts,
                                         int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return &parts[i];
    return NULL;
}

static int width_of(const struct page *page)
{
    return page->options->width ? page->options->width : TABLE_WIDTH;
}

static void add_paragraph(const struct page *page, const char *text, int indent)
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
static void add_estimate(const struct store_table *table, size_t row, const char *name,
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

static void add_correlation(double x, struct text *out)
{
    if (isfinite(x))
        text_add(out, "%+.2f", x);
}

static void add_amount(const struct page *page, const struct store_table *table, size_t row,
                       double x, struct text *out)
{
    const char *unit = store_table_text(table, row, "unit");

    if (isfinite(x))
        table_add_value(x, unit, !*unit, page->language, out);
}

/* "1,234 yuan": the unit behind; of a share none. */
static void add_amount_with_unit(const struct page *page, const struct store_table *table,
                                 size_t row, double x, struct text *out)
{
    const char *unit = store_table_text(table, row, "unit");

    add_amount(page, table, row, x, out);
    if (*unit) {
        text_add(out, " ");
        table_add_unit(unit, page->language, out);
    }
}

/* ---- a table of inputs ---- */

struct column {
    const char *heading;
    void (*add)(const struct page *page, const struct store_table *table, size_t row,
                struct text *out);
};

static void print_grid(const struct page *page, struct grid *grid)
{
    grid->width = width_of(page);
    grid_print(grid, page->out);
}

static void add_rows(const struct page *page, const struct store_table *table, const size_t *rows,
                     size_t count, const struct column *columns, size_t column_count)
{
    struct grid grid = {0};

    grid_add_heading(&grid, word(page->language, "input"), false);
    grid_add_heading(&grid, word(page->language, "class"), false);
    for (size_t c = 0; c < column_count; c++)
        grid_add_heading(&grid, word(page->language, columns[c].heading), true);
    for (size_t k = 0; k < count; k++) {
        const char *class = store_table_text(table, rows[k], "class");
        grid_add_cell(&grid, label_of(page, table, rows[k], "label"));
        grid_add_cell(&grid, strcmp(class, "chance") == 0 ? "" : table_word(class, page->language));
        for (size_t c = 0; c < column_count; c++)
            columns[c].add(page, table, rows[k], grid_next_cell(&grid));
    }
    print_grid(page, &grid);
}

/* Rows of a measure, as far as `weight` is worth a line; *left: how many are not. */
static size_t choose_rows(const struct page *page, const struct store_table *table,
                          const char *measure, const char *weight, double least, size_t *rows,
                          size_t *left)
{
    size_t count = 0;

    *left = 0;
    for (size_t row = 0; row < table->row_count; row++) {
        if (!is_of(table, row, "measure", measure))
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

static void add_left(const struct page *page, size_t left)
{
    struct text line = {0};

    if (!left)
        return;
    text_add(&line, word(page->language, "%d more move less: --all"), (int)left);
    add_paragraph(page, text_string(&line), 2);
    text_clear(&line);
}

static void add_heading(const struct page *page, const char *heading)
{
    show_add_title(heading, page->options, page->out);
}

/* ---- from the draws ---- */

static void share_cell(const struct page *page, const struct store_table *table, size_t row,
                       struct text *out)
{
    (void)page;
    add_estimate(table, row, "first", out);
}

static void independent_cell(const struct page *page, const struct store_table *table, size_t row,
                             struct text *out)
{
    (void)page;
    add_estimate(table, row, "independent", out);
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
        add_amount(page, table, row, store_table_number(table, row, "known"), out);
    else
        text_add(out, "–");
}

static const struct column independent_columns[] = {
    {WORD("full share"), share_cell},    {WORD("independent"), independent_cell},
    {WORD("rank corr."), rank_cell},     {WORD("partial"), partial_cell},
    {WORD("worth knowing"), known_cell},
};
static const struct column draws_columns[] = {
    {WORD("share"), share_cell},
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
        add_estimate(measures, row, names[i], &part[i]);
    text_add(&line,
             word(page->language,
                  "All inputs one by one: %s; pairs of them acting together: %s; chance and the "
                  "rest: %s"),
             text_string(&part[0]), text_string(&part[1]), text_string(&part[2]));
    add_paragraph(page, text_string(&line), 2);
    text_clear(&line);
    for (int i = 0; i < 3; i++)
        text_clear(&part[i]);
}

/* "By class of source: assumed 80.1 % ± 1.0; cited 3.2 % ± 0.2" */
static void add_classes(const struct page *page, const struct store_table *groups,
                        const char *measure)
{
    struct text line = {0};

    for (size_t row = 0; row < groups->row_count; row++) {
        if (!is_of(groups, row, "measure", measure) || !is_of(groups, row, "kind", "class"))
            continue;
        text_add(&line, "%s%s ",
                 line.length ? word(page->language, "; ")
                             : word(page->language, "By class of source: "),
                 table_word(store_table_text(groups, row, "name"), page->language));
        add_estimate(groups, row, "share", &line);
    }
    if (line.length)
        add_paragraph(page, text_string(&line), 2);
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
        if (is_of(inputs, row, "measure", store_table_text(measures, at, "measure")) &&
            known > most && store_table_number(inputs, row, "known_low") > 0) {
            most = known;
            best = row;
        }
    }
    if (best == inputs->row_count)
        return;
    bool falls = store_table_number(measures, at, "level") > 0.5;
    bool money = is_of(measures, at, "unit", "yuan");
    double interval = SENSITIVITY_T * store_table_number(inputs, best, "known_se");
    add_amount_with_unit(page, measures, at, to_margin(most, interval), &less);
    add_amount(page, measures, at, to_margin(interval, interval), &margin);
    add_amount_with_unit(page, measures, at, store_table_number(measures, at, "quantile"), &now);
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
        label_of(page, inputs, best, "label"), text_string(&less), text_string(&margin),
        text_string(&now));
    add_paragraph(page, text_string(&line), 2);
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
    size_t count = choose_rows(page, inputs, measure, "first", LEAST_SHARE, rows, &left);
    bool correlated = store_table_number(measures, at, "correlated") > 0;

    add_heading(page, label_of(page, measures, at, "measure"));
    if (!isfinite(store_table_number(inputs, rows[0], "first")))
        add_paragraph(page, word(page->language, "the same in all draws: nothing moves it"), 2);
    else {
        add_rows(page, inputs, rows, count, correlated ? independent_columns : draws_columns,
                 correlated ? COUNT_OF(independent_columns) : COUNT_OF(draws_columns));
        add_left(page, left);
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
    add_heading(page, word(page->language, "Which inputs the spread comes from"));
    add_paragraph(
        page,
        word(page->language,
             "share: the part of the variance that would go if the input were known (first-order "
             "index), ± as of an interval of 95 per cent; rank corr.: whether the result rises or "
             "falls with "
             "it; partial: the same with all other inputs held; worth knowing: by how much the "
             "value of 80 per cent confidence would come nearer on average"),
        2);
    text_add(page->out, "\n");
    for (size_t row = 0; row < measures->row_count; row++)
        add_measure(page, measures, row, inputs, groups);
}

/* ---- from designs ---- */

static void total_cell(const struct page *page, const struct store_table *table, size_t row,
                       struct text *out)
{
    (void)page;
    add_estimate(table, row, "total", out);
}

static const struct column sobol_columns[] = {
    {WORD("alone"), share_cell},
    {WORD("in all"), total_cell},
};

static void about_cell(const struct page *page, const struct store_table *table, size_t row,
                       struct text *out)
{
    add_amount(page, table, row, store_table_number(table, row, "about"), out);
    text_add(out, " ± ");
    add_amount(page, table, row, SENSITIVITY_T * store_table_number(table, row, "about_se"), out);
}

static void mean_cell(const struct page *page, const struct store_table *table, size_t row,
                      struct text *out)
{
    add_amount(page, table, row, store_table_number(table, row, "mean"), out);
}

static void sigma_cell(const struct page *page, const struct store_table *table, size_t row,
                       struct text *out)
{
    add_amount(page, table, row, store_table_number(table, row, "sigma"), out);
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
    add_amount(page, table, row, store_table_number(table, row, "at_p10"), out);
}

static void at_high_cell(const struct page *page, const struct store_table *table, size_t row,
                         struct text *out)
{
    add_amount(page, table, row, store_table_number(table, row, "at_p90"), out);
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

    text_add(&line, "%s", label_of(page, table, row, "measure"));
    if (*unit) {
        text_add(&line, "%s", word(page->language, " ("));
        table_add_unit(unit, page->language, &line);
        text_add(&line, "%s", word(page->language, ")"));
    }
    if (store_table_column(table, "at_mean") >= 0) {
        text_add(&line, "%s", word(page->language, ": with all inputs at their means "));
        add_amount(page, table, row, store_table_number(table, row, "at_mean"), &line);
    }
    add_heading(page, text_string(&line));
    text_clear(&line);
}

static void add_design(const struct page *page, const struct design *design,
                       const struct store_table *table)
{
    size_t *rows = memory_resize(NULL, table->row_count, sizeof *rows), left;

    add_heading(page, word(page->language, design->title));
    add_paragraph(page, word(page->language, design->meaning), 2);
    text_add(page->out, "\n");
    for (size_t row = 0; row < table->row_count; row++) {
        const char *measure = store_table_text(table, row, "measure");
        if (row && is_of(table, row - 1, "measure", measure))
            continue;
        double heaviest = store_table_number(table, row, design->weight);
        size_t count = choose_rows(page, table, measure, design->weight,
                                   design->least * (design->share ? 1 : heaviest), rows, &left);
        add_design_heading(page, table, row);
        if (heaviest > 0)
            add_rows(page, table, rows, count, design->columns, design->column_count);
        else
            add_paragraph(page, word(page->language, "the same in all draws: nothing moves it"), 2);
        if (heaviest > 0)
            add_left(page, left);
        text_add(page->out, "\n");
    }
    free(rows);
}

/* ---- an answer ---- */

static void add_text(const struct page *page, const char *const *names,
                     const struct store_table *parts, int count)
{
    const struct store_table *measures = part_of(names, parts, count, "measures");
    const struct store_table *inputs = part_of(names, parts, count, "inputs");
    const struct store_table *groups = part_of(names, parts, count, "groups");

    if (measures && inputs && groups)
        add_from_draws(page, measures, inputs, groups);
    for (size_t d = 0; d < COUNT_OF(designs); d++) {
        const struct store_table *table = part_of(names, parts, count, designs[d].part);
        if (table)
            add_design(page, &designs[d], table);
    }
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
                         "run %" PRId64 " was not asked for its sensitivity; 'polsim sensitivity "
                         "%" PRId64 "' does",
                         run->id, run->id);
    text_add(out, word(options->language, "Not asked yet: polsim sensitivity %" PRId64 "\n"),
             run->id);
    return true;
}
