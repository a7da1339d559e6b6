/* The workbook: its sheets, each declared once in `sheets` below. A sheet is a named query of the store with
   columns, or a function of its own (export_money.c, export_forms.c). Part of export.h. */
#include "export_private.h"
#include "show.h"

#include "error.h"
#include "word.h"

#include <math.h>
#include <string.h>

enum when { ALWAYS, UNCERTAIN, AVERAGE /* runs it is shown of */ };

/* How a column of a query is shown. */
enum look {
    LOOK_TEXT,
    LOOK_LITERAL, /* an input as written, its numbers with few digits */
    LOOK_WORD,    /* one of the program's own ids, in words */
    LOOK_PERIOD,  /* a period's name */
    LOOK_COUNT,
    LOOK_NUMBER,
    LOOK_MONEY,
    LOOK_SHARE,
    LOOK_AMOUNT, /* by the row's unit */
    LOOK_UNIT,   /* of amounts: 万元 in Chinese where it is yuan */
    LOOK_RAW_UNIT,
    LOOK_OPERATOR,
    LOOK_VERDICT, /* a probability in words; "see note" where the row has one */
    LOOK_HAND,    /* empty, to fill in by hand; `id` names nothing */
};

struct column {
    const char *id;
    enum look look;
    double width;        /* characters */
    const char *heading; /* NULL: as on the screen */
    enum when when;
};

struct sheet {
    const char *tab, *title, *note; /* note may be NULL */
    enum store_query query;         /* where there is no fill */
    const struct column *columns;   /* ended by id NULL */
    int frozen;
    bool notes_chance; /* its note speaks of quantiles: not said of an average case */
    const char *chart; /* the column of shares that bars show below the table; NULL: none */
    const char *chart_title;
    bool (*fill)(struct book *book, const struct export_source *source, struct error *err);
    bool (*drop)(const struct store_table *table, size_t row); /* rows to leave out */
};

/* ---- columns ---- */

static const struct column target_columns[] = {
    {"label", LOOK_TEXT, 22, NULL, ALWAYS},
    {"cell_label", LOOK_TEXT, 22, NULL, ALWAYS},
    {"period", LOOK_PERIOD, 9, NULL, ALWAYS},
    {"op", LOOK_OPERATOR, 4, "", ALWAYS},
    {"threshold", LOOK_AMOUNT, 9, WORD("goal"), ALWAYS},
    {"unit", LOOK_UNIT, 8, NULL, ALWAYS},
    {"probability", LOOK_SHARE, 10, WORD("chance of meeting it"), UNCERTAIN},
    {"probability", LOOK_VERDICT, 12, WORD("in words"), UNCERTAIN},
    {"mean", LOOK_AMOUNT, 9, NULL, ALWAYS},
    {"p05", LOOK_AMOUNT, 9, NULL, UNCERTAIN},
    {"p50", LOOK_AMOUNT, 9, NULL, UNCERTAIN},
    {"p95", LOOK_AMOUNT, 9, NULL, UNCERTAIN},
    {"source_kind", LOOK_WORD, 10, NULL, ALWAYS},
    {"source", LOOK_TEXT, 26, NULL, ALWAYS},
    {"note", LOOK_TEXT, 30, NULL, ALWAYS},
    {0},
};

static const struct column budget_columns[] = {
    {"label", LOOK_TEXT, 24, WORD("fund"), ALWAYS},
    {"period", LOOK_PERIOD, 14, NULL, ALWAYS},
    {"mean", LOOK_MONEY, 18, WORD("mean (adds up)"), ALWAYS},
    {"p50", LOOK_MONEY, 18, WORD_IN("workbook", "P50"), UNCERTAIN},
    {"p80", LOOK_MONEY, 18, WORD_IN("workbook", "P80"), UNCERTAIN},
    {"p95", LOOK_MONEY, 18, WORD_IN("workbook", "P95"), UNCERTAIN},
    {"near_p80", LOOK_MONEY, 26, WORD("share of the total's P80 (adds up)"), UNCERTAIN},
    {0},
};

static const struct column roll_columns[] = {
    {"period", LOOK_PERIOD, 10, WORD("year"), ALWAYS},
    {"label", LOOK_TEXT, 24, WORD("fund"), ALWAYS},
    {"owed_before", LOOK_MONEY, 15, WORD("owed at the start"), ALWAYS},
    {"commitment", LOOK_MONEY, 15, WORD_IN("in a period", "due"), ALWAYS},
    {"payment", LOOK_MONEY, 15, WORD_IN("in a period", "paid"), ALWAYS},
    {"arrears", LOOK_MONEY, 15, WORD("owed at the end"), ALWAYS},
    {"balance_before", LOOK_MONEY, 15, WORD("carried over from before"), ALWAYS},
    {"appropriation", LOOK_MONEY, 15, WORD_IN("in a period", "appropriated"), ALWAYS},
    {"balance", LOOK_MONEY, 15, WORD_IN("in a period", "carried over"), ALWAYS},
    {"not_funded", LOOK_MONEY, 15, WORD("not yet funded"), ALWAYS},
    {0},
};

static const struct column fund_month_columns[] = {
    {"label", LOOK_TEXT, 24, WORD("fund"), ALWAYS},
    {"period", LOOK_PERIOD, 10, WORD("month"), ALWAYS},
    {"commitment", LOOK_MONEY, 14, WORD("due"), ALWAYS},
    {"mean", LOOK_MONEY, 14, WORD("paid, mean"), ALWAYS},
    {"p50", LOOK_MONEY, 14, WORD("paid, P50"), UNCERTAIN},
    {"p80", LOOK_MONEY, 14, WORD_IN("workbook", "paid, P80"), UNCERTAIN},
    {"p95", LOOK_MONEY, 14, WORD("paid, P95"), UNCERTAIN},
    {"arrears", LOOK_MONEY, 14, WORD("owed"), ALWAYS},
    {"balance", LOOK_MONEY, 14, WORD("carried over"), ALWAYS},
    {0},
};

static const struct column progress_columns[] = {
    {"period", LOOK_PERIOD, 10, NULL, ALWAYS},
    {"label", LOOK_TEXT, 26, WORD("who"), ALWAYS},
    {"task", LOOK_COUNT, 10, WORD("task"), ALWAYS},
    {"done", LOOK_COUNT, 10, WORD("done (mean)"), ALWAYS},
    {"rate", LOOK_SHARE, 10, WORD("rate"), ALWAYS},
    {"", LOOK_HAND, 10, WORD("certificates asked"), ALWAYS},
    {"certificates", LOOK_COUNT, 12, WORD("certificates (mean)"), ALWAYS},
    {"certificate_rate", LOOK_SHARE, 10, WORD("certificates per training"), ALWAYS},
    {"place", LOOK_COUNT, 8, WORD("rank"), ALWAYS},
    {"", LOOK_HAND, 30, WORD("problems"), ALWAYS},
    {0},
};

static const struct column parameter_columns[] = {
    {"source_kind", LOOK_WORD, 10, WORD("class"), ALWAYS},
    {"label", LOOK_TEXT, 26, NULL, ALWAYS},
    {"period", LOOK_PERIOD, 9, NULL, ALWAYS},
    {"cell_label", LOOK_TEXT, 20, NULL, ALWAYS},
    {"value", LOOK_LITERAL, 26, NULL, ALWAYS},
    {"unit", LOOK_RAW_UNIT, 12, NULL, ALWAYS},
    {"mean", LOOK_NUMBER, 11, NULL, ALWAYS},
    {"p05", LOOK_NUMBER, 11, WORD("P5"), ALWAYS},
    {"p95", LOOK_NUMBER, 11, WORD("P95"), ALWAYS},
    {"source", LOOK_TEXT, 50, NULL, ALWAYS},
    {"name", LOOK_TEXT, 20, NULL, ALWAYS},
    {0},
};

static const struct column switch_columns[] = {
    {"label", LOOK_TEXT, 26, NULL, ALWAYS},         {"value_label", LOOK_TEXT, 28, NULL, ALWAYS},
    {"default_label", LOOK_TEXT, 28, NULL, ALWAYS}, {"choice_labels", LOOK_TEXT, 44, NULL, ALWAYS},
    {"source_kind", LOOK_WORD, 10, NULL, ALWAYS},   {"source", LOOK_TEXT, 44, NULL, ALWAYS},
    {"name", LOOK_TEXT, 18, NULL, ALWAYS},          {0},
};

static const struct column finding_columns[] = {
    {"kind", LOOK_WORD, 12, WORD("found in"), ALWAYS},
    {"finding", LOOK_TEXT, 90, NULL, ALWAYS},
    {"about", LOOK_TEXT, 24, NULL, ALWAYS},
    {"source_kind", LOOK_WORD, 10, NULL, ALWAYS},
    {"source", LOOK_TEXT, 40, NULL, ALWAYS},
    {0},
};

static const struct column difference_columns[] = {
    {"label", LOOK_TEXT, 30, NULL, ALWAYS},
    {"cell_label", LOOK_TEXT, 24, NULL, ALWAYS},
    {"period", LOOK_PERIOD, 10, NULL, ALWAYS},
    {"mean", LOOK_AMOUNT, 12, NULL, ALWAYS},
    {"se", LOOK_AMOUNT, 12, NULL, UNCERTAIN},
    {"p05", LOOK_AMOUNT, 12, NULL, UNCERTAIN},
    {"p95", LOOK_AMOUNT, 12, NULL, UNCERTAIN},
    {"unit", LOOK_UNIT, 12, NULL, ALWAYS},
    {0},
};

/* ---- rows that say nothing ---- */

static bool is_below(const struct store_table *table, size_t row, const char *column, double least)
{
    return !(fabs(store_table_number(table, row, column)) >= least);
}

static bool no_money(const struct store_table *table, size_t row, const char *column)
{
    return is_below(table, row, column, EXPORT_LEAST_MONEY);
}

static bool no_money_paid(const struct store_table *table, size_t row)
{
    return no_money(table, row, "mean") && no_money(table, row, "p95");
}

static bool no_money_moved(const struct store_table *table, size_t row)
{
    return no_money(table, row, "commitment") && no_money(table, row, "payment") &&
           no_money(table, row, "arrears") && no_money(table, row, "appropriation") &&
           no_money(table, row, "balance");
}

static bool no_money_in_month(const struct store_table *table, size_t row)
{
    return no_money_paid(table, row) && no_money(table, row, "commitment") &&
           no_money(table, row, "arrears") && no_money(table, row, "balance");
}

static bool nothing_asked_or_done(const struct store_table *table, size_t row)
{
    return is_below(table, row, "task", 0.5) && is_below(table, row, "done", 0.5);
}

static bool no_data(const struct store_table *table, size_t row)
{
    return !(store_table_number(table, row, "n") > 0);
}

static bool no_difference(const struct store_table *table, size_t row)
{
    return store_table_text(table, row, "cell")[0] ||
           is_below(table, row, "mean",
                    strcmp(store_table_text(table, row, "unit"), "yuan") == 0 ? EXPORT_LEAST_MONEY
                                                                              : 1e-9);
}

/* ---- the sheets, in their order ---- */

static const struct sheet sheets[] = {
    {.tab = WORD("Targets"),
     .title = WORD("Will the targets be met, and how surely?"),
     .note = WORD("P5 and P95: in 90 of 100 simulated futures the result lies between them."),
     .notes_chance = true,
     .query = STORE_TARGETS,
     .columns = target_columns,
     .frozen = 1,
     .chart = "probability",
     .chart_title = WORD("Chance of meeting each target")},
    {.tab = WORD("Money by year"), .fill = export_fill_money},
    {.tab = WORD("Budget by quarter"),
     .title = WORD("Money to pay by fund, year and quarter"),
     .note = WORD(
         "Means and the last column add up over funds, quarters and years. P50, P80 and P95 do "
         "not: funds "
         "and quarters are not all dear at once. Last column: the mean of the simulated futures "
         "whose total "
         "lies between its P75 and P85, scaled to its P80."),
     .notes_chance = true,
     .query = STORE_BUDGET_SPLIT,
     .columns = budget_columns,
     .frozen = 2,
     .drop = no_money_paid},
    {.tab = WORD("Due, paid, owed"),
     .title = WORD("Due, paid, owed (means)"),
     .note = WORD(
         "Owed at the start + due − paid = owed at the end. Not yet funded: what is due from a "
         "fund without an appropriation in this run; of one that has it, due − paid (below 0 in a "
         "year that pays what was owed). It adds up over years."),
     .query = STORE_ROLL_FORWARD,
     .columns = roll_columns,
     .frozen = 2,
     .drop = no_money_moved},
    {.tab = WORD("By month"), .fill = export_fill_months},
    {.tab = WORD("Money by month"),
     .title = WORD("Money by fund and month"),
     .note = WORD("Months without money are left out."),
     .query = STORE_FUND_MONTHS,
     .columns = fund_month_columns,
     .frozen = 2,
     .drop = no_money_in_month},
    {.tab = WORD("Departments"),
     .title = WORD("Tasks and work done (simulated)"),
     .note =
         WORD("Yellow cells are to be filled in by hand. Rank by rate among those with a task."),
     .query = STORE_PROGRESS,
     .columns = progress_columns,
     .frozen = 2,
     .drop = nothing_asked_or_done},
    {.tab = WORD("Performance goals"), .fill = export_fill_goals},
    {.tab = WORD("Self-assessment"), .fill = export_fill_review},
    {.tab = WORD("Milestones"),
     .title = WORD("Milestones on the way to the targets"),
     .note = WORD("Steps by year; where the plan has none they are assumptions of the model."),
     .query = STORE_MILESTONES,
     .columns = target_columns,
     .frozen = 1},
    {.tab = WORD("Measures"),
     .title = WORD("Measures against their goal"),
     .query = STORE_RATIOS,
     .columns = target_columns,
     .frozen = 2,
     .drop = no_data},
    {.tab = WORD("Differences"),
     .title = WORD("Difference from the base run, draw by draw"),
     .query = STORE_DIFFERENCES,
     .columns = difference_columns,
     .frozen = 1,
     .drop = no_difference},
    {.tab = WORD("Inputs"),
     .title = WORD("Inputs, their class and source"),
     .note = WORD("Class: plan (its text), cited (another source), assumed (no source), scenario "
                  "(changed in this run)."),
     .query = STORE_PARAMETERS,
     .columns = parameter_columns,
     .frozen = 2},
    {.tab = WORD("Readings"),
     .title = WORD("How the plan is read"),
     .query = STORE_SWITCHES,
     .columns = switch_columns,
     .frozen = 1},
    {.tab = WORD("Findings"),
     .title = WORD("What contradicts itself or is unclear in the plan"),
     .query = STORE_FINDINGS,
     .columns = finding_columns,
     .frozen = 0},
    {.tab = WORD("About"), .fill = export_fill_about},
};

/* ---- a table of a query ---- */

void export_add_period(const char *period, const char *language, struct text *out)
{
    if (strlen(period) == 6 && period[4] == 'Q')
        text_add(out, word(language, "%.4sQ%s"), period, period + 5);
    else
        table_add_period(period, language, out);
}

static bool is_shown(const struct column *column, const struct export_source *source,
                     const struct store_table *table)
{
    bool average = show_is_average(source->run);

    if ((column->when == UNCERTAIN && average) || (column->when == AVERAGE && !average))
        return false;
    if (column->look == LOOK_HAND)
        return true;
    for (size_t row = 0; row < table->row_count; row++) /* all empty: says nothing */
        if (store_table_text(table, row, column->id)[0])
            return true;
    return false;
}

static void add_heading(struct book *book, const struct sheet *sheet, const struct column *column,
                        const char *language, int row, int at)
{
    struct text heading = {0};
    const char *words = column->heading
                            ? word(language, column->heading)
                            : table_heading(store_query_name(sheet->query), column->id, language);

    text_add(&heading, "%s", words);
    if (column->look == LOOK_MONEY)
        text_add(&heading, "%s", word(language, ", yuan"));
    book_text(book, row, at, BOOK_HEAD, false, text_string(&heading));
    text_clear(&heading);
}

static enum book_style amount_style(const struct store_table *table, size_t row)
{
    const char *unit = store_table_text(table, row, "unit");
    const char *by = store_table_column(table, "threshold") >= 0 ? "threshold" : "mean";

    if (strcmp(unit, "yuan") == 0)
        return BOOK_MONEY;
    if (!*unit && fabs(store_table_number(table, row, by)) <= 1)
        return BOOK_SHARE;
    return strchr(unit, '/') ? BOOK_DECIMAL : BOOK_COUNT;
}

static void add_words(struct book *book, const struct store_table *table, size_t row,
                      const struct column *column, const char *language, int line, int at,
                      bool strong)
{
    const char *cell = store_table_text(table, row, column->id);
    struct text words = {0};
    enum book_style style = BOOK_WORD;

    switch (column->look) {
    case LOOK_WORD: text_add(&words, "%s", table_word(cell, language)); break;
    case LOOK_PERIOD: export_add_period(cell, language, &words); break;
    case LOOK_UNIT: table_add_unit(cell, language, &words); break;
    case LOOK_RAW_UNIT: table_add_raw_unit(cell, language, &words); break;
    case LOOK_OPERATOR: text_add(&words, "%s", strcmp(cell, "<=") == 0 ? "≤" : "≥"); break;
    case LOOK_VERDICT:
        text_add(&words, "%s",
                 store_table_text(table, row, "note")[0]
                     ? book_say(book, WORD_IN("workbook", "see note"))
                     : table_verdict(store_table_number(table, row, column->id), language));
        break;
    case LOOK_LITERAL:
        table_add_literal(cell, &words);
        style = BOOK_TEXT;
        break;
    default: text_add(&words, "%s", cell); style = BOOK_TEXT;
    }
    book_text(book, line, at, style, strong, text_string(&words));
    text_clear(&words);
}

static enum book_style number_style(double x)
{
    return x == floor(x) ? BOOK_COUNT : BOOK_FINE;
}

static void add_cell(struct book *book, const struct store_table *table, size_t row,
                     const struct column *column, const char *language, int line, int at,
                     bool strong)
{
    static const enum book_style styles[] = {
        [LOOK_COUNT] = BOOK_COUNT, [LOOK_MONEY] = BOOK_MONEY, [LOOK_SHARE] = BOOK_SHARE};

    switch (column->look) {
    case LOOK_NUMBER:
        book_number(book, line, at, number_style(store_table_number(table, row, column->id)),
                    strong, store_table_number(table, row, column->id));
        break;
    case LOOK_COUNT:
    case LOOK_MONEY:
    case LOOK_SHARE:
        book_number(book, line, at, styles[column->look], strong,
                    store_table_number(table, row, column->id));
        break;
    case LOOK_AMOUNT:
        book_number(book, line, at, amount_style(table, row), strong,
                    store_table_number(table, row, column->id));
        break;
    case LOOK_HAND: book_text(book, line, at, BOOK_HAND, false, NULL); break;
    default: add_words(book, table, row, column, language, line, at, strong);
    }
}

/* The whole of all funds, and years among quarters. */
static bool is_strong(const struct store_table *table, size_t row)
{
    return (store_table_column(table, "fund") >= 0 && !store_table_text(table, row, "fund")[0]) ||
           (store_table_column(table, "kind") >= 0 && store_table_column(table, "near_p80") >= 0 &&
            strcmp(store_table_text(table, row, "kind"), "quarter") != 0);
}

enum { SHOWN_MAX = 24 };

static int add_columns(struct book *book, const struct sheet *sheet,
                       const struct export_source *source, const struct store_table *table,
                       const struct column *shown[SHOWN_MAX])
{
    int count = 0;

    for (const struct column *column = sheet->columns; column->id; column++)
        if (is_shown(column, source, table)) {
            must(count < SHOWN_MAX);
            book_width(book, count, column->width);
            shown[count++] = column;
        }
    return count;
}

enum { CHART_ROWS = 20 };

/* Bars of a column below the rows first..last, with the first column as their names. */
static bool add_chart(struct book *book, const struct sheet *sheet,
                      const struct column *const *shown, int count, int first, int last)
{
    int at = 0;

    while (at < count && strcmp(shown[at]->id, sheet->chart) != 0)
        at++;
    if (at == count)
        return false;
    struct book_series series = {{first, at, last, at}, {first - 1, at, first - 1, at}};
    book_add_chart(book, BOOK_BARS, last + 2, 0, book_say(book, sheet->chart_title), NULL,
                   (struct book_area){first, 0, last, 0}, &series, 1);
    return true;
}

static void fill_rows(struct book *book, const struct sheet *sheet,
                      const struct export_source *source, const struct store_table *table)
{
    const struct column *shown[SHOWN_MAX];
    int count = add_columns(book, sheet, source, table, shown);
    bool silent = sheet->notes_chance && show_is_average(source->run);
    int head = export_head(book, source, book_say(book, sheet->title),
                           silent || !sheet->note ? "" : book_say(book, sheet->note), count);
    int line = head + 1;

    for (int at = 0; at < count; at++)
        add_heading(book, sheet, shown[at], source->language, head, at);
    for (size_t row = 0; row < table->row_count; row++) {
        if (sheet->drop && sheet->drop(table, row))
            continue;
        for (int at = 0; at < count; at++)
            add_cell(book, table, row, shown[at], source->language, line, at,
                     is_strong(table, row));
        line++;
    }
    int last = line > head + 1 ? line - 1 : head;
    bool charted =
        sheet->chart && line > head + 1 && add_chart(book, sheet, shown, count, head + 1, last);
    last += charted ? CHART_ROWS : 0;
    book_page(book, head, head + 1, sheet->frozen, charted,
              (struct book_area){0, 0, last, count - 1});
}

static bool has_rows(const struct sheet *sheet, const struct store_table *table)
{
    for (size_t row = 0; row < table->row_count; row++)
        if (!sheet->drop || !sheet->drop(table, row))
            return true;
    return false;
}

/* A sheet that would have no rows is left out. */
static bool fill_query(struct book *book, const struct sheet *sheet,
                       const struct export_source *source, struct error *err)
{
    struct store_table table;

    if (!store_read(source->store, sheet->query, source->run->id, source->language, &table, err))
        return false;
    if (has_rows(sheet, &table)) {
        book_sheet(book, book_say(book, sheet->tab));
        fill_rows(book, sheet, source, &table);
    }
    store_table_clear(&table);
    return true;
}

int export_head(struct book *book, const struct export_source *source, const char *title,
                const char *note, int columns)
{
    struct text notes = {0};

    if (*note)
        text_add(&notes, word(source->language, WORD_IN("two sentences", "%s %s")), source->inputs,
                 note);
    else
        text_add(&notes, "%s", source->inputs);
    book_merge(book, (struct book_area){0, 0, 0, columns - 1}, BOOK_TITLE, title);
    book_merge(book, (struct book_area){1, 0, 1, columns - 1}, BOOK_NOTE, text_string(&notes));
    text_clear(&notes);
    return 2;
}

/* ---- the workbook ---- */

/* Said under each title: what the plan does not say stands on assumptions. */
static bool count_inputs(struct store *store, const struct store_run *run, const char *language,
                         struct text *out, struct error *err)
{
    struct store_table table;
    const char *last = "", *last_assumed = "";
    int all = 0, assumed = 0;

    if (!store_read(store, STORE_PARAMETERS, run->id, language, &table, err))
        return false;
    for (size_t row = 0; row < table.row_count; row++) { /* rows of one input stand together */
        const char *name = store_table_text(&table, row, "name");
        bool is_assumed = strcmp(store_table_text(&table, row, "source_kind"), "assumed") == 0;
        all += strcmp(name, last) != 0;
        assumed += is_assumed && strcmp(name, last_assumed) != 0;
        last = name;
        last_assumed = is_assumed ? name : last_assumed;
    }
    text_add(
        out,
        word(language,
             "Simulated results, neither appropriations nor records. Of %d inputs %d are assumed "
             "(no "
             "source): see the sheet 'Inputs'."),
        all, assumed);
    store_table_clear(&table);
    return true;
}

static bool fill_sheets(struct book *book, const struct export_source *source, struct error *err)
{
    for (size_t i = 0; i < COUNT_OF(sheets); i++) {
        const struct sheet *sheet = &sheets[i];
        if (!sheet->fill && !fill_query(book, sheet, source, err))
            return false;
        if (sheet->fill && !sheet->fill(book, source, err))
            return false;
    }
    return true;
}

bool export_workbook(struct store *store, const struct store_run *run, const char *language,
                     const char *path, struct error *err)
{
    struct text inputs = {0};

    if (!count_inputs(store, run, language, &inputs, err))
        return false;
    struct export_source source = {store, run, language, text_string(&inputs)};
    struct book *book = book_new(path, run, language, err);
    bool filled = book && fill_sheets(book, &source, err);
    if (filled)
        filled = book_close(book, path, err);
    else if (book)
        book_drop(book);
    text_clear(&inputs);
    return filled;
}
