/* Sheets that lay rows of the store out as a grid: money by fund and year, the plan by month. Part of
   export.h. */
#include "export_private.h"
#include "show.h"
#include "word.h"

#include <math.h>
#include <string.h>

enum { YEARS_MAX = 64, FUNDS_MAX = 64, OUTPUTS_MAX = 40 };

/* ---- money by fund and year ---- */

struct money {
    struct book *book;
    struct store_table split, roll;
    int year_count, fund_count;
    size_t years[YEARS_MAX]; /* rows of the split: the total by year */
    size_t funds[FUNDS_MAX]; /* rows of the split: each fund in all */
    bool average;
};

static bool is(const struct store_table *table, size_t row, const char *column, const char *text)
{
    return strcmp(store_table_text(table, row, column), text) == 0;
}

/* The number of a fund ('' all) in a period; NaN where there is none. */
static double amount_of(const struct store_table *table, const char *fund, const char *period,
                        const char *column)
{
    for (size_t row = 0; row < table->row_count; row++)
        if (is(table, row, "fund", fund) && is(table, row, "period", period))
            return store_table_number(table, row, column);
    return (double)NAN;
}

/* Years and funds with money. */
static void list_money(struct money *money)
{
    const struct store_table *split = &money->split;

    for (size_t row = 0; row < split->row_count; row++) {
        bool some = store_table_number(split, row, "mean") >= EXPORT_LEAST_MONEY;
        bool total = !store_table_text(split, row, "fund")[0];
        if (some && total && is(split, row, "kind", "year") && money->year_count < YEARS_MAX)
            money->years[money->year_count++] = row;
        if (some && !total && is(split, row, "kind", "all") && money->fund_count < FUNDS_MAX)
            money->funds[money->fund_count++] = row;
    }
}

static const char *year_of(const struct money *money, int i)
{
    return i < money->year_count ? store_table_text(&money->split, money->years[i], "period")
                                 : "all";
}

static void add_years(struct money *money, int line, const char *first)
{
    book_text(money->book, line, 0, BOOK_HEAD, false, first);
    for (int i = 0; i < money->year_count; i++)
        book_text(money->book, line, 1 + i, BOOK_HEAD, false, year_of(money, i));
    book_text(money->book, line, 1 + money->year_count, BOOK_HEAD, false,
              book_say(money->book, "all years"));
}

static void add_line(struct money *money, int line, const char *label,
                     const struct store_table *table, const char *fund, const char *column,
                     bool strong)
{
    book_text(money->book, line, 0, BOOK_TEXT, strong, label);
    for (int i = 0; i <= money->year_count; i++)
        book_number(money->book, line, 1 + i, BOOK_MONEY, strong || i == money->year_count,
                    amount_of(table, fund, year_of(money, i), column));
}

/* Funds and their sum; returns the line behind. */
static int add_block(struct money *money, int line, const char *heading, const char *column)
{
    struct text first = {0};

    text_add(&first, "%s%s", book_say(money->book, heading), book_say(money->book, ", yuan"));
    add_years(money, line++, text_string(&first));
    text_clear(&first);
    for (int i = 0; i < money->fund_count; i++)
        add_line(money, line++, store_table_text(&money->split, money->funds[i], "label"),
                 &money->split, store_table_text(&money->split, money->funds[i], "fund"), column,
                 false);
    add_line(money, line++, book_say(money->book, "total"), &money->split, "", column, true);
    return line;
}

static int add_quantiles(struct money *money, int line)
{
    static const struct {
        const char *column;
        const char *label;
    } rows[] = {
        {"p50", WORD("total, P50")}, {"p80", WORD("total, P80")}, {"p95", WORD("total, P95")}};

    add_years(money, line++, book_say(money->book, "Totals that do not add up over years"));
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        add_line(money, line++, book_say(money->book, rows[i].label), &money->split, "",
                 rows[i].column, false);
    return line;
}

static void add_chart(struct money *money, int first, int line)
{
    struct book_series series[FUNDS_MAX];
    int last_year = money->year_count;

    for (int i = 0; i < money->fund_count; i++)
        series[i] = (struct book_series){{first + 1 + i, 1, first + 1 + i, last_year},
                                         {first + 1 + i, 0, first + 1 + i, 0}};
    book_add_chart(money->book, BOOK_STACKED, line, 0,
                   book_say(money->book, "Mean payments by fund and year"),
                   book_say(money->book, WORD_IN("amounts", "yuan")),
                   (struct book_area){first, 1, first, last_year}, series, money->fund_count);
}

static void fill_money(struct money *money, const struct export_source *source)
{
    struct book *book = money->book;
    int columns = money->year_count + 2;

    book_sheet(book, book_say(book, "Money by year"));
    book_width(book, 0, 40);
    for (int i = 1; i < columns; i++)
        book_width(book, i, 14);
    int first = export_head(
        book, source, book_say(book, "How much money, from which fund, in which year?"),
        book_say(book, "Not yet funded: what is due without an appropriation, or beyond it."),
        columns);
    int line = add_block(money, first, WORD("Mean (adds up)"), "mean");
    if (!money->average) {
        line = add_block(money, line + 1,
                         /* xgettext:no-c-format */
                         WORD("Enough for all in 80 % of futures (adds up)"), "near_p80");
        line = add_quantiles(money, line + 1);
    }
    add_line(money, line++, book_say(book, "Not yet funded (mean)"), &money->roll, "", "not_funded",
             true);
    add_chart(money, first, line + 1);
    book_page(book, first, first + 1, 1, true, (struct book_area){0, 0, line + 19, columns - 1});
}

bool export_fill_money(struct book *book, const struct export_source *source, struct error *err)
{
    struct money money = {.book = book, .average = show_is_average(source->run)};
    bool read = store_read(source->store, STORE_BUDGET_SPLIT, source->run->id, source->language,
                           &money.split, err);

    read = read && store_read(source->store, STORE_ROLL_FORWARD, source->run->id, source->language,
                              &money.roll, err);
    if (read)
        list_money(&money);
    if (read && money.year_count && money.fund_count)
        fill_money(&money, source);
    store_table_clear(&money.split);
    store_table_clear(&money.roll);
    return read;
}

/* ---- the plan by month ---- */

/* What people follow from month to month; the rest of the outputs is in the CSV. */
static bool is_followed(const char *role)
{
    static const char *const roles[] = {"task",    "done",    "certificates", "commitment",
                                        "payment", "arrears", "balance"};

    for (size_t i = 0; i < COUNT_OF(roles); i++)
        if (strcmp(role, roles[i]) == 0)
            return true;
    return strncmp(role, "path:", 5) == 0;
}

static bool is_money(const struct store_table *path, size_t row)
{
    return is(path, row, "unit", "yuan");
}

/* Its heading: "已兑付（万元）", with the word for what is summed up to the month. */
static void add_output(struct book *book, const struct export_source *source,
                       const struct store_table *path, size_t row, int head, int at)
{
    struct text heading = {0};
    bool level = is(path, row, "kind", "level");
    const char *state = level && !is_money(path, row) ? book_say(book, "so far, ") : "";

    text_add(&heading, book_say(book, "%s (%s"), store_table_text(path, row, "label"), state);
    table_add_unit(store_table_text(path, row, "unit"), source->language, &heading);
    text_add(&heading, "%s", book_say(book, ")"));
    book_text(book, head, at, BOOK_HEAD, false, text_string(&heading));
    text_clear(&heading);
}

/* Months behind the last in which something happens are left out. */
static int busy_months(const struct store_table *path, const size_t *firsts, int count, int months)
{
    for (; months > 1; months--)
        for (int i = 0; i < count; i++) {
            size_t row = firsts[i] + (size_t)months - 1;
            double least = is_money(path, row) ? EXPORT_LEAST_MONEY : 0.5;
            if (is(path, row, "kind", "flow") && store_table_number(path, row, "mean") >= least)
                return months;
        }
    return months;
}

/* Rows of the table come output by output, each with all months. */
static void fill_months(struct book *book, const struct export_source *source,
                        const struct store_table *path, const size_t *firsts, int count, int months)
{
    book_sheet(book, book_say(book, "By month"));
    for (int i = 0; i <= count; i++)
        book_width(book, i, i ? 13 : 10);
    int head = export_head(
        book, source, book_say(book, "The plan month by month (means)"),
        book_say(book,
                 "'So far': summed from the first month; owed and carried over: at the end of "
                 "the month; the others: of the month."),
        count + 1);
    book_text(book, head, 0, BOOK_HEAD, false, book_say(book, "month"));
    for (int i = 0; i < count; i++)
        add_output(book, source, path, firsts[i], head, 1 + i);
    for (int month = 0; month < months; month++) {
        int line = head + 1 + month;
        book_text(book, line, 0, BOOK_WORD, false,
                  store_table_text(path, firsts[0] + (size_t)month, "period"));
        for (int i = 0; i < count; i++) {
            size_t row = firsts[i] + (size_t)month;
            book_number(book, line, 1 + i, is_money(path, row) ? BOOK_MONEY : BOOK_COUNT, false,
                        store_table_number(path, row, "mean"));
        }
    }
    book_page(book, head, head + 1, 1, false, (struct book_area){0, 0, head + months, count});
}

bool export_fill_months(struct book *book, const struct export_source *source, struct error *err)
{
    struct store_table path;
    size_t firsts[OUTPUTS_MAX], months = 0;
    int count = 0;

    if (!store_read(source->store, STORE_PATH, source->run->id, source->language, &path, err))
        return false;
    for (size_t row = 0, end; row < path.row_count; row = end) {
        for (end = row + 1; end < path.row_count &&
                            is(&path, end, "output", store_table_text(&path, row, "output"));)
            end++;
        months = row ? months : end;
        if (end - row == months && count < OUTPUTS_MAX &&
            is_followed(store_table_text(&path, row, "role")))
            firsts[count++] = row;
    }
    if (count)
        fill_months(book, source, &path, firsts, count,
                    busy_months(&path, firsts, count, (int)months));
    store_table_clear(&path);
    return true;
}
