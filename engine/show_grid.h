/* A table of words that is filled cell by cell, row by row, headings first. For show_*.c.

     struct grid grid = {0};
     grid_add_heading(&grid, "fund", false);
     grid_add_heading(&grid, "mean", true);        // to the right
     grid_add_cell(&grid, "county");
     table_add_money(x, "en", grid_next_cell(&grid));
     grid_print(&grid, &out);                      // and it is empty again */
#ifndef POLSIM_SHOW_GRID_H
#define POLSIM_SHOW_GRID_H

#include "table.h"

enum { GRID_MAX = 16 };

struct grid {
    struct text *cells;
    size_t count, capacity;
    int columns;
    bool right[GRID_MAX];
    int width; /* of the page; 0: TABLE_WIDTH */
};

void grid_add_heading(struct grid *grid, const char *string, bool right);
/* The next cell, to be filled before the one after it is asked for. */
struct text *grid_next_cell(struct grid *grid);
void grid_add_cell(struct grid *grid, const char *string);
/* Fills the line that is begun with empty cells. */
void grid_end_line(struct grid *grid);
bool grid_fits(const struct grid *grid); /* every column beside the others? */
/* Prints it with a blank line below, and empties it. */
void grid_print(struct grid *grid, struct text *out);

#endif
