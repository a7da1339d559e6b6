#include "show_grid.h"

struct text *grid_next_cell(struct grid *grid)
{
    grid->cells = memory_grow(grid->cells, grid->count, &grid->capacity, sizeof *grid->cells);
    grid->cells[grid->count] = (struct text){0};
    return &grid->cells[grid->count++];
}

void grid_add_cell(struct grid *grid, const char *string)
{
    text_add(grid_next_cell(grid), "%s", string);
}

void grid_add_heading(struct grid *grid, const char *string, bool right)
{
    must(grid->columns < GRID_MAX);
    grid->right[grid->columns++] = right;
    grid_add_cell(grid, string);
}

static size_t rows_of(const struct grid *grid)
{
    must(grid->count % (size_t)grid->columns == 0);
    return grid->count / (size_t)grid->columns - 1;
}

bool grid_fits(const struct grid *grid)
{
    return table_grid_fits(grid->cells, rows_of(grid), grid->columns, grid->right,
                           grid->width ? grid->width : TABLE_WIDTH);
}

void grid_print(struct grid *grid, struct text *out)
{
    table_grid(grid->cells, rows_of(grid), grid->columns, grid->right,
               grid->width ? grid->width : TABLE_WIDTH, out);
    text_add(out, "\n");
    for (size_t i = 0; i < grid->count; i++)
        text_clear(&grid->cells[i]);
    free(grid->cells);
    *grid = (struct grid){0};
}

void grid_end_line(struct grid *grid)
{
    while (grid->count % (size_t)grid->columns != 0)
        grid_add_cell(grid, "");
}
