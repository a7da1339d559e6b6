#include "table_layout.h"
#include "table_private.h"
#include "word.h"

#include <math.h>
#include <string.h>

/* ---- numbers ---- */

void table_add_number(double x, int decimals, struct text *out)
{
    char digits[400];

    snprintf(digits, sizeof digits, "%.*f", decimals, fabs(x));
    size_t whole = strcspn(digits, ".");
    if (x < 0 && strspn(digits, "0.") != strlen(digits)) /* never "-0" */
        text_add(out, "-");
    for (size_t i = 0; digits[i]; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            text_add(out, ",");
        text_add_bytes(out, &digits[i], 1);
    }
}

void table_add_money(double yuan, const char *language, struct text *out)
{
    if (strcmp(language, "zh") == 0)
        table_add_number(yuan / 1e4, 2, out);
    else
        table_add_number(yuan, 0, out);
}

/* Never "100.0 %" nor "0.0 %" unless it is exactly so. */
void table_add_share(double share, struct text *out)
{
    if (share > 0 && share < 0.0005)
        text_add(out, "< 0.1 %%");
    else if (share < 1 && share >= 0.9995)
        text_add(out, "> 99.9 %%");
    else {
        table_add_number(share * 100, 1, out);
        text_add(out, " %%");
    }
}

void table_add_few_digits(double x, struct text *out)
{
    double size = fabs(x);
    int decimals = size >= 99.95 || x == floor(x) ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;

    if (size > 0 && size < 0.0995)
        text_add(out, "%.3g", x);
    else
        table_add_number(x, decimals, out);
}

double table_tidy(const struct store_table *table, size_t row, double x)
{
    static const char *const statistics[] = {"mean", "sd",  "min", "max", "p05",
                                             "p25",  "p50", "p75", "p95"};
    double scale = 0;
    char digits[64];

    if (fabs(x) < 1e-12)
        return 0;
    for (size_t i = 0; fabs(x) < 1e-3 && i < COUNT_OF(statistics); i++)
        if (store_table_column(table, statistics[i]) >= 0)
            scale = fmax(scale, fabs(store_table_number(table, row, statistics[i])));
    if (fabs(x) < 1e-9 * scale)
        return 0;
    snprintf(digits, sizeof digits, "%.12g", x);
    return strtod(digits, NULL);
}

double table_rounded(const struct store_table *table, size_t row, double x)
{
    return isnan(x) ? x : table_tidy(table, row, x);
}

/* ---- cells as people read them ---- */

/* Dimensionless amounts are shares where they can be: the goal, else the mean, is at most 1. */
enum table_amount table_row_amount(const struct store_table *table, size_t row)
{
    bool has_goal = store_table_column(table, "threshold") >= 0;
    const char *by = has_goal ? "threshold" : "mean";

    if (store_table_column(table, "unit") < 0)
        return AMOUNT_NUMBER;
    const char *unit = store_table_text(table, row, "unit");
    if (strcmp(unit, "yuan") == 0)
        return AMOUNT_MONEY;
    return unit[0] == '\0' && store_table_column(table, by) >= 0 &&
                   fabs(store_table_number(table, row, by)) <= 1
               ? AMOUNT_SHARE
               : AMOUNT_NUMBER;
}

bool table_row_is_points(const struct store_table *table, size_t row, const char *section)
{
    return strcmp(section, "differences") == 0 && table_row_amount(table, row) == AMOUNT_SHARE;
}

void table_add_points_unit(const char *language, struct text *out)
{
    text_add(out, "%s", word(language, "points"));
}

void table_add_value(double x, const char *unit, bool share, const char *language, struct text *out)
{
    if (strcmp(unit, "yuan") == 0)
        table_add_money(x, language, out);
    else if (share)
        table_add_share(x, out);
    else
        table_add_few_digits(x, out);
}

void table_add_difference(double x, const char *unit, bool share, const char *language,
                          struct text *out)
{
    struct text number = {0};

    if (isnan(x))
        return;
    if (share)
        table_add_number(x * 100, 1, &number);
    else
        table_add_value(x, unit, false, language, &number);
    bool is_zero = strspn(text_string(&number), "0.") == number.length;
    text_add(out, "%s%s", x > 0 && !is_zero ? "+" : "", text_string(&number));
    text_clear(&number);
}

static void add_amount(const struct store_table *table, size_t row, double x, const char *language,
                       struct text *out)
{
    switch (table_row_amount(table, row)) {
    case AMOUNT_MONEY: table_add_money(x, language, out); break;
    case AMOUNT_SHARE: table_add_share(x, out); break;
    case AMOUNT_NUMBER: table_add_few_digits(x, out); break;
    }
}

void table_add_goal(const struct store_table *table, size_t row, const char *language,
                    struct text *out)
{
    table_add_words(STYLE_OPERATOR, store_table_text(table, row, "op"), language, out);
    text_add(out, " ");
    add_amount(table, row, store_table_number(table, row, "threshold"), language, out);
}

static void add_made_cell(const struct store_table *table, size_t row, const char *column,
                          const char *language, struct text *out)
{
    if (strcmp(column, "goal") == 0) {
        table_add_goal(table, row, language, out);
    } else if (strcmp(column, "met") == 0) {
        bool at_least = strcmp(store_table_text(table, row, "op"), ">=") == 0;
        double x = store_table_number(table, row, "mean");
        double goal = store_table_number(table, row, "threshold");
        bool met = at_least ? x >= goal : x <= goal;
        text_add(out, "%s", isnan(x) ? "" : met ? word(language, "yes") : word(language, "no"));
    } else {
        const char *note = store_table_text(table, row, "note");
        double probability = store_table_number(table, row, "probability");
        const char *verdict = table_verdict(probability, language);
        text_add(out, "%s", !note[0] ? verdict : word(language, "see note"));
    }
}

static bool is_made(const char *column)
{
    return strcmp(column, "goal") == 0 || strcmp(column, "verdict") == 0 ||
           strcmp(column, "met") == 0;
}

static void add_styled(const struct store_table *table, size_t row, enum table_style style,
                       const char *text, const char *language, struct text *out)
{
    double x = table_tidy(table, row, strtod(text, NULL));

    switch (style) {
    case STYLE_COUNT: table_add_number(x, 0, out); break;
    case STYLE_NUMBER: table_add_few_digits(x, out); break;
    case STYLE_SHARE: table_add_share(x, out); break;
    case STYLE_POINTS:
        text_add(out, "%s", x >= 0.0005 ? "+" : "");
        table_add_number(x * 100, 1, out);
        break;
    case STYLE_MONEY: table_add_money(x, language, out); break;
    case STYLE_AMOUNT: add_amount(table, row, x, language, out); break;
    default: table_add_words(style, text, language, out);
    }
}

/* style: table_style of the column, which is looked up once for all rows. */
static void add_cell(const struct store_table *table, size_t row, const char *section,
                     const char *column, enum table_style style, const char *language,
                     struct text *out)
{
    if (is_made(column)) {
        add_made_cell(table, row, column, language, out);
        return;
    }
    const char *text = store_table_text(table, row, column);
    int at = store_table_column(table, column);
    if (at < 0 || row >= table->row_count ||
        !table->cells[row * (size_t)table->column_count + (size_t)at])
        return;
    bool points = table_row_is_points(table, row, section);
    if (points && style == STYLE_UNIT)
        table_add_points_unit(language, out);
    else
        add_styled(table, row, points && style == STYLE_AMOUNT ? STYLE_POINTS : style, text,
                   language, out);
}

void table_add_cell(const struct store_table *table, size_t row, const char *section,
                    const char *column, const char *language, struct text *out)
{
    add_cell(table, row, section, column, table_style(section, column), language, out);
}

/* ---- text ---- */

enum { SHOWN_MAX = STORE_COLUMNS_MAX + 3 };

/* The cells of a table in words. */
struct words_of_table {
    char *names; /* what columns point into */
    const char *columns[SHOWN_MAX];
    struct text *cells;
    struct layout layout;
};

/* A column without any value says nothing; an empty table shows what it would have. */
static bool has_values(const struct store_table *table, const char *column)
{
    int at = store_table_column(table, column);

    for (size_t row = 0; at >= 0 && row < table->row_count; row++)
        if (store_table_text(table, row, column)[0])
            return true;
    return at < 0 || table->row_count == 0;
}

static void choose_columns(const struct store_table *table, const char *columns,
                           struct words_of_table *words)
{
    struct text all = {0};
    char *rest;

    for (int i = 0; !columns && i < table->column_count; i++)
        text_add(&all, "%s ", table->columns[i]);
    if (columns)
        text_add(&all, "%s", columns);
    *words = (struct words_of_table){.names = all.bytes, .layout.rows = table->row_count};
    for (char *word = strtok_r(all.bytes, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        char *sign = strchr(word, '?');
        if (sign)
            *sign = '\0';
        must(words->layout.count < SHOWN_MAX);
        /* an answer of a damaged database may lack a column */
        if (!has_values(table, word) || (!is_made(word) && store_table_column(table, word) < 0))
            continue;
        words->layout.spare[words->layout.count] = sign != NULL;
        words->columns[words->layout.count++] = word;
    }
}

static void make_words(const struct store_table *table, const char *section, const char *columns,
                       const char *language, struct words_of_table *words)
{
    choose_columns(table, columns, words);
    size_t count = (size_t)words->layout.count, all = size_product(table->row_count + 1, count);

    words->cells = memory_resize(NULL, all, sizeof *words->cells);
    memset(words->cells, 0, all * sizeof *words->cells);
    words->layout.cells = words->cells;
    for (size_t k = 0; k < count; k++) {
        const char *column = words->columns[k];
        enum table_style style = table_style(section, column);
        int at = store_table_column(table, column);
        words->layout.right[k] = at >= 0 ? table->numeric[at] : strcmp(column, "goal") == 0;
        text_add(&words->cells[k], "%s", table_heading(section, column, language));
        for (size_t row = 0; row < table->row_count; row++)
            add_cell(table, row, section, column, style, language,
                     &words->cells[(row + 1) * count + k]);
    }
}

static void clear_words(struct words_of_table *words)
{
    for (size_t i = 0; i < (words->layout.rows + 1) * (size_t)words->layout.count; i++)
        text_clear(&words->cells[i]);
    free(words->cells);
    free(words->names);
}

void table_text(const struct store_table *table, const char *section, const char *columns,
                const char *language, struct text *out)
{
    table_text_within(table, section, columns, language, TABLE_WIDTH, out);
}

void table_text_within(const struct store_table *table, const char *section, const char *columns,
                       const char *language, int width, struct text *out)
{
    struct words_of_table words;

    make_words(table, section, columns, language, &words);
    if (words.layout.count) /* else no cell has a value */
        layout_write(&words.layout, width, out);
    clear_words(&words);
}

void table_markdown(const struct store_table *table, const char *section, const char *columns,
                    const char *language, struct text *out)
{
    struct words_of_table words;

    make_words(table, section, columns, language, &words);
    if (words.layout.count)
        layout_markdown(&words.layout, out);
    clear_words(&words);
}

static struct layout layout_of(const struct text *cells, size_t rows, int columns,
                               const bool *right)
{
    struct layout layout = {.count = columns, .rows = rows, .cells = cells};

    must(columns > 0 && columns <= SHOWN_MAX);
    memcpy(layout.right, right, (size_t)columns * sizeof *right);
    return layout;
}

void table_grid(const struct text *cells, size_t rows, int columns, const bool *right, int width,
                struct text *out)
{
    struct layout layout = layout_of(cells, rows, columns, right);

    layout_write(&layout, width, out);
}

bool table_grid_fits(const struct text *cells, size_t rows, int columns, const bool *right,
                     int width)
{
    struct layout layout = layout_of(cells, rows, columns, right);

    return layout_is_whole(&layout, width);
}
