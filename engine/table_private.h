/* What the table_*.c files share; nobody else includes it. */
#ifndef POLSIM_TABLE_PRIVATE_H
#define POLSIM_TABLE_PRIVATE_H

#include "table.h"

/* How a column's cells are shown. */
enum table_style {
    STYLE_TEXT,
    STYLE_PLAIN,    /* as it is stored */
    STYLE_COUNT,    /* whole, with separators */
    STYLE_NUMBER,   /* few digits */
    STYLE_SHARE,    /* per cent */
    STYLE_POINTS,   /* a change of a share, in percentage points with its sign */
    STYLE_MONEY,    /* yuan, 万元 */
    STYLE_AMOUNT,   /* by the row's unit: money, per cent, number */
    STYLE_UNIT,     /* a unit's name, money in 万元 */
    STYLE_RAW_UNIT, /* a unit's name beside values in yuan */
    STYLE_PERIOD,   /* a period's name */
    STYLE_WORD,     /* one of the program's own words: a status, a sampler, a kind of source … */
    STYLE_LITERAL,  /* an input as written: its numbers with few digits */
    STYLE_OPERATOR, /* ">=" */
    STYLE_DIGEST,   /* the first digits */
};

/* STYLE_TEXT where the column is unknown. */
enum table_style table_style(const char *section, const char *column);

/* A cell of a style that is words; a row's shares carry their "%" in the number on the screen, in the
   unit in a file. */
void table_add_words(enum table_style style, const char *text, const char *language,
                     struct text *out);

/* How the numbers of a row of STYLE_AMOUNT are read. */
enum table_amount { AMOUNT_NUMBER, AMOUNT_MONEY, AMOUNT_SHARE };
enum table_amount table_row_amount(const struct store_table *table, size_t row);

/* A difference of shares is in percentage points: its unit, and no "%" behind the number. */
bool table_row_is_points(const struct store_table *table, size_t row, const char *section);
void table_add_points_unit(const char *language, struct text *out);

/* A cell's number without what adding up doubles left behind: 0 where it is nothing beside the row's
   other statistics, else to 12 digits. */
double table_tidy(const struct store_table *table, size_t row, double x);

#endif
