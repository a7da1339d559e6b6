/* Cells that are words already, lined up in columns for a page of a width. For table.c.

   What is too wide is made narrower in this order, as far as it takes: a column that says the same in every row
   goes above the table; columns that can be spared go; headings of numbers break into lines; texts break into
   lines; columns at the left that repeat over rows become lines of their own; the last columns go below their
   row. Numbers stay whole. */
#ifndef POLSIM_TABLE_LAYOUT_H
#define POLSIM_TABLE_LAYOUT_H

#include "text.h"

enum { LAYOUT_COLUMNS_MAX = 40 };

enum layout_place { LAYOUT_COLUMN, LAYOUT_ABOVE, LAYOUT_GROUP, LAYOUT_BELOW, LAYOUT_GONE };

struct layout {
    int count; /* of columns */
    size_t rows;
    bool right[LAYOUT_COLUMNS_MAX], spare[LAYOUT_COLUMNS_MAX];
    const struct text *cells; /* [rows + 1][count], headings first; the caller's */
    /* the rest is filled here */
    int width[LAYOUT_COLUMNS_MAX];
    enum layout_place place[LAYOUT_COLUMNS_MAX];
};

/* width 0: as wide as it is. Where the first column repeats it is left blank, but for what did not fit into the
   rows before. */
void layout_write(struct layout *layout, int width, struct text *out);
bool layout_is_whole(struct layout *layout, int width); /* no column below its row? */
void layout_markdown(const struct layout *layout, struct text *out);

#endif
