/* Tables for programs: CSV and JSON; and tables filled by hand. Part of table.h. */
#include "table_private.h"

#include "word.h"

#include <math.h>
#include <string.h>

static bool is_number(const char *field)
{
    char *end;

    strtod(field, &end);
    return end != field && !*end && strspn(field, "+-.0123456789eE") == strlen(field);
}

/* Would a spreadsheet program compute it? Apostrophes before it do not count, so that one more can be taken off
   again. */
static bool is_formula(const char *field)
{
    field += strspn(field, "'");
    return *field && strchr("=+-@\t\r", *field) && !is_number(field);
}

void table_add_field(const char *field, const char *quoted, bool is_text, struct text *out)
{
    const char *quote = strpbrk(field, quoted) ? "\"" : "";

    text_add(out, "%s%s", quote, is_text && is_formula(field) ? "'" : "");
    for (; *field; field++) {
        if (*field == '"')
            text_add(out, "\"");
        text_add_bytes(out, field, 1);
    }
    text_add(out, "%s", quote);
}

const char *table_field_text(const char *field)
{
    return field[0] == '\'' && is_formula(field + 1) ? field + 1 : field;
}

static void add_field(const char *field, bool is_text, struct text *out)
{
    table_add_field(field, ",\"\r\n", is_text, out);
}

static bool is_share(enum table_style style)
{
    return style == STYLE_SHARE || style == STYLE_POINTS;
}

static void add_csv_heading(const char *section, const char *column, enum table_csv_style style,
                            const char *language, struct text *out)
{
    struct text heading = {0};
    bool excel = style == TABLE_EXCEL;

    text_add(&heading, "%s", excel ? table_heading(section, column, language) : column);
    if (excel && table_is_money(section, column))
        text_add(&heading, "%s", word(language, " (yuan)"));
    if (excel && table_style(section, column) == STYLE_SHARE)
        text_add(&heading, "%s", word(language, " (%)"));
    add_field(text_string(&heading), false, out);
    text_clear(&heading);
}

/* ---- cells of CSV ---- */

static void add_rounded(double x, const char *format, int digits, struct text *out)
{
    char number[400];

    snprintf(number, sizeof number, format, digits, x);
    text_add(out, "%s", number + (number[0] == '-' && strspn(number, "-0.") == strlen(number)));
}

/* The shortest text of x rounded to `digits`. */
static void add_digits(double x, const char *format, int digits, struct text *out)
{
    char number[400], shortest[STORE_NUMBER_SIZE];

    snprintf(number, sizeof number, format, digits, x);
    double rounded = strtod(number, NULL);
    store_number_text(fabs(rounded) > 0 ? rounded : 0, shortest);
    text_add(out, "%s", shortest);
}

/* As on the screen; never 0 or 100 unless it is exactly so. */
static void add_percent(double share, struct text *out)
{
    bool nearly = (share > 0 && share < 0.0005) || (share < 1 && share >= 0.9995);

    add_rounded(share * 100, nearly ? "%.*g" : "%.*f", nearly ? (share < 0.5 ? 2 : 6) : 1, out);
}

static void add_excel_number(double x, enum table_style style, enum table_amount amount,
                             const char *language, struct text *out)
{
    if (style == STYLE_MONEY || (style == STYLE_AMOUNT && amount == AMOUNT_MONEY))
        add_rounded(strcmp(language, "zh") == 0 ? x / 1e4 : x, "%.*f", 2, out);
    else if (is_share(style) || (style == STYLE_AMOUNT && amount == AMOUNT_SHARE))
        add_percent(x, out);
    else
        add_digits(x, "%.*g", 12, out);
}

static void add_csv_number(const struct store_table *table, size_t row, const char *cell,
                           enum table_style style, enum table_csv_style csv, const char *language,
                           struct text *out)
{
    enum table_amount amount = table_row_amount(table, row);
    double x = table_tidy(table, row, strtod(cell, NULL));

    if (csv == TABLE_EXCEL)
        add_excel_number(x, style, amount, language, out);
    else if (style == STYLE_MONEY || (style == STYLE_AMOUNT && amount == AMOUNT_MONEY))
        add_digits(x, "%.*f", 2, out);
    else
        add_digits(fabs(x) > 0 ? strtod(cell, NULL) : 0, "%.*g", 15, out);
}

static void add_csv_text(const struct store_table *table, size_t row, const char *section,
                         const char *column, const char *cell, enum table_csv_style csv,
                         const char *language, struct text *out)
{
    struct text words = {0};
    enum table_style style = table_style(section, column);

    if (csv == TABLE_PLAIN || style == STYLE_DIGEST || style == STYLE_LITERAL)
        text_add(&words, "%s", cell);
    else if (style == STYLE_UNIT && table_row_is_points(table, row, section))
        table_add_points_unit(language, &words);
    else if (style == STYLE_UNIT && table_row_amount(table, row) == AMOUNT_SHARE)
        text_add(&words, "%%");
    else
        table_add_words(style, cell, language, &words);
    add_field(text_string(&words), csv == TABLE_EXCEL, out);
    text_clear(&words);
}

static void add_csv_cell(const struct store_table *table, size_t row, int at, const char *section,
                         enum table_csv_style csv, const char *language, struct text *out)
{
    const char *column = table->columns[at];
    const char *cell = table->cells[row * (size_t)table->column_count + (size_t)at];
    enum table_style style = table_style(section, column);

    if (cell && table->numeric[at] && style != STYLE_PLAIN) /* a seed keeps its 19 digits */
        add_csv_number(table, row, cell, style, csv, language, out);
    else
        add_csv_text(table, row, section, column, cell ? cell : "", csv, language, out);
}

void table_csv(const struct store_table *table, const char *section, enum table_csv_style csv,
               const char *language, struct text *out)
{
    if (csv == TABLE_EXCEL)
        text_add(out, "\xEF\xBB\xBF");
    for (int i = 0; i < table->column_count; i++) {
        add_csv_heading(section, table->columns[i], csv, language, out);
        text_add(out, "%s", i + 1 < table->column_count ? "," : "\r\n");
    }
    for (size_t row = 0; row < table->row_count; row++)
        for (int i = 0; i < table->column_count; i++) {
            add_csv_cell(table, row, i, section, csv, language, out);
            text_add(out, "%s", i + 1 < table->column_count ? "," : "\r\n");
        }
}

void table_json_string(const char *string, struct text *out)
{
    text_add(out, "\"");
    for (; *string; string++) {
        unsigned char c = (unsigned char)*string;
        if (c == '"' || c == '\\')
            text_add(out, "\\%c", c);
        else if (c == '\n')
            text_add(out, "\\n");
        else if (c < 0x20)
            text_add(out, "\\u%04x", c);
        else
            text_add_bytes(out, string, 1);
    }
    text_add(out, "\"");
}

void table_json(const struct store_table *table, struct text *out)
{
    text_add(out, "[");
    for (size_t row = 0; row < table->row_count; row++) {
        text_add(out, "%s\n  {", row ? "," : "");
        for (int i = 0; i < table->column_count; i++) {
            const char *cell = table->cells[row * (size_t)table->column_count + (size_t)i];
            text_add(out, "%s\"%s\": ", i ? ", " : "", table->columns[i]);
            if (!cell)
                text_add(out, "null");
            else if (table->numeric[i])
                text_add(out, "%s", cell);
            else
                table_json_string(cell, out);
        }
        text_add(out, "}");
    }
    text_add(out, "%s]", table->row_count ? "\n" : "");
}

void table_drop_row(struct store_table *table, size_t row)
{
    size_t columns = (size_t)table->column_count;
    char **cells = table->cells + row * columns;

    must(row < table->row_count);
    for (size_t i = 0; i < columns; i++)
        free(cells[i]);
    memmove(cells, cells + columns, (table->row_count - row - 1) * columns * sizeof *cells);
    table->row_count--;
}

void table_drop_rows(struct store_table *table, const bool *drop)
{
    size_t columns = (size_t)table->column_count, kept = 0;

    for (size_t row = 0; row < table->row_count; row++) {
        char **cells = table->cells + row * columns;
        for (size_t i = 0; drop[row] && i < columns; i++)
            free(cells[i]);
        if (!drop[row])
            memmove(table->cells + kept++ * columns, cells, columns * sizeof *cells);
    }
    table->row_count = kept;
}

/* ---- filled by hand ---- */

void table_start(struct store_table *table, const char *columns)
{
    char *rest;

    *table = (struct store_table){.names = text_duplicate(columns)};
    for (char *word = strtok_r(table->names, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        must(table->column_count < STORE_COLUMNS_MAX);
        table->columns[table->column_count++] = word;
    }
}

void table_add_row(struct store_table *table)
{
    size_t columns = (size_t)table->column_count, cells = table->row_count * columns;

    table->cells = memory_resize(table->cells, cells + columns, sizeof *table->cells);
    for (size_t i = 0; i < columns; i++)
        table->cells[cells + i] = NULL;
    table->row_count++;
}

static char **last_cell(struct store_table *table, int column)
{
    must(column >= 0 && table->row_count > 0);
    char **cell =
        &table->cells[(table->row_count - 1) * (size_t)table->column_count + (size_t)column];
    free(*cell);
    *cell = NULL;
    return cell;
}

void table_set_text(struct store_table *table, const char *column, const char *text)
{
    *last_cell(table, store_table_column(table, column)) = text_duplicate(text);
}

void table_set_number(struct store_table *table, const char *column, double x)
{
    char number[STORE_NUMBER_SIZE];
    int at = store_table_column(table, column);
    char **cell = last_cell(table, at);

    table->numeric[at] = true;
    if (!isfinite(x))
        return;
    store_number_text(x, number);
    *cell = text_duplicate(number);
}
