/* A table of the store for people and programs: aligned text, CSV, JSON. Nothing of any plan is known
   here; headings go by the id of a column and the section (the query's name) it stands in.

     table_text(&table, "budget", "label period mean p80", "zh", &out);
     table_csv(&table, "budget", TABLE_PLAIN, "zh", &out);
     table_json(&table, &out);

   Text shows money in yuan with separators in English, in 万元 with two decimals in Chinese, shares in
   per cent. CSV (RFC 4180) and JSON hold every column; JSON full digits. */
#ifndef POLSIM_TABLE_H
#define POLSIM_TABLE_H

#include "store.h"
#include "text.h"

/* `columns`: ids in the order to show, by single spaces; NULL: all. A "?" behind one: it may go, the first so
   marked first, where the page is too narrow. Three are made here: "goal" (op and
   threshold: "≥ 500"), "verdict" (the probability in words; "see note" where the row has one) and "met"
   (whether the mean meets the goal). Where the first column repeats it is left blank; a column that has
   no value in any row is left out. */
void table_text(const struct store_table *table, const char *section, const char *columns,
                const char *language, struct text *out);
/* On a page of `width` columns (0: without limit; table_text: TABLE_WIDTH); table_layout.h says how. */
enum { TABLE_WIDTH = 80 };
void table_text_within(const struct store_table *table, const char *section, const char *columns,
                       const char *language, int width, struct text *out);
/* The same columns as a table of Markdown. */
void table_markdown(const struct store_table *table, const char *section, const char *columns,
                    const char *language, struct text *out);

/* Plain, for programs: ids as headings, yuan to the fen, shares from 0 to 1, other numbers to 15 digits,
   which is what a double means. Excel, for people: a byte order mark; headings, units and periods in words;
   money as on the screen (zh: 万元) with two decimals, shares in per cent, other numbers to 12 digits; an
   apostrophe before text that a spreadsheet program would take for a formula. */
enum table_csv_style { TABLE_PLAIN, TABLE_EXCEL };
void table_csv(const struct store_table *table, const char *section, enum table_csv_style style,
               const char *language, struct text *out);

/* One cell as table_text shows it; also "goal", "verdict" and "met". */
void table_add_cell(const struct store_table *table, size_t row, const char *section,
                    const char *column, const char *language, struct text *out);

/* A field of CSV (RFC 4180): in quotes, these doubled, where it holds one of `quoted`, a quote among them; of a
   text, an apostrophe before what a spreadsheet program would run as a formula. */
void table_add_field(const char *field, const char *quoted, bool is_text, struct text *out);
/* A field as it was before that apostrophe. */
const char *table_field_text(const char *field);

/* An array of objects; numbers as numbers, no value as null. */
void table_json(const struct store_table *table, struct text *out);
void table_json_string(const char *string, struct text *out); /* in quotes, escaped */

/* The program's own ids in words: "running", "sobol", "flow", "arrears"; others as they are. */
const char *table_word(const char *id, const char *language);

void table_add_period(const char *period, const char *language, struct text *out);

/* The heading of a column, "p80" where none is known. */
const char *table_heading(const char *section, const char *column, const char *language);

/* Whether its numbers are yuan, which a heading says in each language and format in its own way. */
bool table_is_money(const char *section, const char *column);

/* What a target asks for: "≥ 500", "≤ 10.0 %". */
void table_add_goal(const struct store_table *table, size_t row, const char *language,
                    struct text *out);

/* A probability in words: the likelihood scale of the IPCC (Mastrandrea et al., Guidance Note on
   Consistent Treatment of Uncertainties, 2010, table 1), in Chinese as in its official translation. */
const char *table_verdict(double probability, const char *language);

/* Numbers as text() shows them: 1234567.8 -> "1,234,568"; yuan in zh -> "123.46"; 0.1234 -> "12.3 %". */
void table_add_number(double x, int decimals, struct text *out);
void table_add_few_digits(double x, struct text *out); /* whole from 100 on, three digits below */
void table_add_money(double yuan, const char *language, struct text *out);
void table_add_share(double share, struct text *out);
/* By its unit: money, a share in per cent, else few digits. */
void table_add_value(double x, const char *unit, bool share, const char *language,
                     struct text *out);
/* A difference of such values: with its sign, of shares in percentage points; nothing for NaN. */
void table_add_difference(double x, const char *unit, bool share, const char *language,
                          struct text *out);
/* What adding up doubles left behind taken off, beside the row's other statistics; NaN stays. */
double table_rounded(const struct store_table *table, size_t row, double x);
/* A unit in words: "yuan/person_time" -> "元/人次"; amounts of "yuan" alone are in 万元 in Chinese. */
void table_add_unit(const char *unit, const char *language, struct text *out);
void table_add_raw_unit(const char *unit, const char *language,
                        struct text *out); /* "yuan" -> 元 */
/* An input as written, its numbers with few digits: "0.08695652173913043 * 2" -> "0.08696 * 2". */
void table_add_literal(const char *text, struct text *out);

/* Lines up cells that are words already, where what is shown decides the columns: cells[rows + 1][columns]
   row by row, headings first, on a page of `width` columns. Blank where the first column repeats, as in table_text. */
void table_grid(const struct text *cells, size_t rows, int columns, const bool *right, int width,
                struct text *out);

/* Does every column find its place beside the others on such a page? */
bool table_grid_fits(const struct text *cells, size_t rows, int columns, const bool *right,
                     int width);

/* Takes a row out; takes out all those for which drop[row] is true. */
void table_drop_row(struct store_table *table, size_t row);
void table_drop_rows(struct store_table *table, const bool *drop);

/* An empty table to fill by hand: `columns` by single spaces. Numbers may be NaN: no value. */
void table_start(struct store_table *table, const char *columns);
void table_add_row(struct store_table *table);
void table_set_text(struct store_table *table, const char *column, const char *text);
void table_set_number(struct store_table *table, const char *column, double x);

#endif
