/* What the export_*.c files share; nobody else includes it. */
#ifndef POLSIM_EXPORT_PRIVATE_H
#define POLSIM_EXPORT_PRIVATE_H

#include "export.h"

/* ---- files ---- */

/* Writes "PATH.part" and moves it to `path`. */
bool export_write(const char *path, const struct text *content, struct error *err);
bool export_place(const char *path, const char *part, struct error *err); /* moves it */
void export_add_part(const char *path, struct text *part);                /* "PATH.part" */

/* Makes the folder and "PATH.part" before all the work, with the reason of the operating system where it cannot;
   libxlsxwriter would say it in words of its own on standard error. */
bool export_try_file(const char *path, struct error *err);

/* ---- export_book.c: a workbook, cell by cell ---- */

/* How a cell looks; one that is `strong` (a total) is bold as well. */
enum book_style {
    BOOK_TEXT,    /* wrapped */
    BOOK_WORD,    /* centred: a period, a verdict */
    BOOK_COUNT,   /* whole, with separators */
    BOOK_DECIMAL, /* two decimals */
    BOOK_FINE,    /* four */
    BOOK_MONEY,   /* zh: 万元 with two decimals; en: yuan */
    BOOK_SHARE,   /* per cent */
    BOOK_HEAD,    /* of columns */
    BOOK_SIDE,    /* of rows, in a form */
    BOOK_TITLE,
    BOOK_NOTE,
    BOOK_HAND, /* to be filled in by hand */
    BOOK_HAND_MONEY,
    BOOK_PLAIN, /* a number with the digits it has */
    BOOK_ID,    /* a name that is the program's, not the reader's */
    BOOK_EDIT,  /* a text or number to be changed where the sheet is locked */
    BOOK_EDIT_TEXT,
    BOOK_STYLES
};

struct book;
struct book_area { /* cells, both ends included */
    int row, column, last_row, last_column;
};

/* run: said above and below each page; NULL: none. NULL where it cannot be made. Errors: STORE. */
struct book *book_new(const char *path, const struct store_run *run, const char *language,
                      struct error *err);
/* Writes the file; frees the book in any case. */
bool book_close(struct book *book, const char *path, struct error *err);
void book_drop(struct book *book); /* without a file at its place */

bool book_zh(const struct book *book);
const char *book_say(const struct book *book, const char *english) __attribute__((format_arg(2)));

/* The next sheet; what follows is written to it. */
void book_sheet(struct book *book, const char *tab);
void book_width(struct book *book, int column, double characters); /* before its cells */

/* Text is never a formula, whatever it begins with. NULL and NaN are empty cells of the style. */
void book_text(struct book *book, int row, int column, enum book_style style, bool strong,
               const char *text);
void book_number(struct book *book, int row, int column, enum book_style style, bool strong,
                 double x);
/* One of ours, never a user's: with what it gives while cells by hand are empty (""). */
void book_formula(struct book *book, int row, int column, enum book_style style,
                  const char *formula);
void book_merge(struct book *book, struct book_area area, enum book_style style, const char *text);

/* Locks all but BOOK_EDIT and BOOK_EDIT_TEXT, without a password. */
void book_lock(struct book *book);
/* A number in this cell lies between; a text is free. `title` and `message` show beside the cell. */
void book_limit(struct book *book, int row, int column, double least, double most,
                const char *title, const char *message);
/* The cell holds one of the choices (ended by NULL); false where a list cannot hold them. */
bool book_choices(struct book *book, int row, int column, const char *const *choices);

/* Ends a sheet: A4, landscape, fit to the width, or all of it to one page; rows 0..head-1 stay in sight and
   head_first..head-1 are printed on each page. */
void book_page(struct book *book, int head_first, int head, int frozen_columns, bool one_page,
               struct book_area print);
void book_break(struct book *book, int row); /* a page ends before it; before book_page */

/* Charts over cells of this sheet. `names`: labels along the axis; each of the series has its name in a cell. */
enum book_chart { BOOK_BARS, BOOK_STACKED };
struct book_series {
    struct book_area values, name;
};
void book_add_chart(struct book *book, enum book_chart kind, int row, int column, const char *title,
                    const char *axis, struct book_area names, const struct book_series *series,
                    int count);

/* ---- sheets ---- */

struct export_source {
    struct store *store;
    const struct store_run *run;
    const char *language;
    const char *inputs; /* "98 inputs, of which 71 are assumed", under each title */
};

/* Of the sheets that are no plain table of a query; all are declared in export_workbook.c. */
bool export_fill_money(struct book *book, const struct export_source *source, struct error *err);
bool export_fill_months(struct book *book, const struct export_source *source, struct error *err);
bool export_fill_goals(struct book *book, const struct export_source *source, struct error *err);
bool export_fill_review(struct book *book, const struct export_source *source, struct error *err);
bool export_fill_about(struct book *book, const struct export_source *source, struct error *err);

/* Title and notes in rows 0 and 1, over `columns` columns; returns the next free row. */
int export_head(struct book *book, const struct export_source *source, const char *title,
                const char *note, int columns);

/* What a sheet shows as no money at all: half a hundredth of 万元. */
#define EXPORT_LEAST_MONEY 50

/* A period in words: "2026年1季度". */
void export_add_period(const char *period, const char *language, struct text *out);

#endif
