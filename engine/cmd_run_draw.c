#include "cmd_run_draw.h"
#include "print.h"

#include "table.h"
#include "word.h"

#include <math.h>
#include <string.h>

/* A table of words, filled row by row. */
struct grid {
    struct text *cells;
    size_t rows, filled;
    int columns;
};

static struct text *next_cell(struct grid *grid)
{
    must(grid->filled < (grid->rows + 1) * (size_t)grid->columns);
    return &grid->cells[grid->filled++];
}

static struct grid start_grid(size_t rows, int columns)
{
    size_t count = size_product(rows + 1, (size_t)columns);
    struct grid grid = {memory_resize(NULL, count, sizeof *grid.cells), rows, 0, columns};

    memset(grid.cells, 0, count * sizeof *grid.cells);
    return grid;
}

static void add_number(struct grid *grid, double x)
{
    text_add(next_cell(grid), isfinite(x) ? "%.10g" : "", x);
}

/* Prints it below a heading, numbers to the right, and lets it go. */
static void print_grid(struct grid *grid, const char *heading)
{
    bool *right = memory_resize(NULL, (size_t)grid->columns, sizeof *right);
    struct text out = {0};

    for (int i = 0; i < grid->columns; i++)
        right[i] = i > 0;
    text_add(&out, "%s\n\n", heading);
    table_grid(grid->cells, grid->rows, grid->columns, right, TABLE_WIDTH, &out);
    print_format(stdout, "%s\n", text_string(&out));
    for (size_t i = 0; i < (grid->rows + 1) * (size_t)grid->columns; i++)
        text_clear(&grid->cells[i]);
    text_clear(&out);
    free(grid->cells);
    free(right);
}

static void print_inputs(const struct model *model, const struct run_options *options,
                         uint64_t draw, const char *language)
{
    size_t count;
    struct run_input *inputs = run_draw_inputs(model, options, draw, &count);
    struct grid grid = start_grid(count, 3);

    text_add(next_cell(&grid), "%s", word(language, "input"));
    text_add(next_cell(&grid), "%s", word(language, "value"));
    text_add(next_cell(&grid), "%s", word(language, "a lower value has"));
    for (size_t i = 0; i < count; i++) {
        char name[640];
        run_input_name(model, &inputs[i], name, sizeof name);
        text_add(next_cell(&grid), "%s", name);
        add_number(&grid, inputs[i].x);
        text_add(next_cell(&grid), "%.1f %%", 100 * inputs[i].below);
    }
    print_grid(&grid, word(language, "Inputs, the most unusual first"));
    free(inputs);
}

static void print_targets(const struct run *run, const char *language)
{
    size_t count = run_target_count(run, 0);
    struct grid grid = start_grid(count, 4);

    text_add(next_cell(&grid), "%s", word(language, WORD_IN("id", "target")));
    text_add(next_cell(&grid), "%s", word(language, "by"));
    text_add(next_cell(&grid), "%s", word(language, "goal"));
    text_add(next_cell(&grid), "%s", word(language, "value"));
    for (size_t i = 0; i < count; i++) {
        const struct run_target *target = run_target(run, 0, i);
        text_add(next_cell(&grid), "%s%s%s", target->name, target->cell[0] ? " " : "",
                 target->cell);
        text_add(next_cell(&grid), "%s", target->period);
        text_add(next_cell(&grid), "%s %.10g", target->threshold > 0 ? "≥" : "≤",
                 target->threshold_value);
        add_number(&grid, target->mean);
    }
    print_grid(&grid, word(language, "Targets"));
}

/* The whole of each output by year, in the plan and with its tail. */
static void print_outputs(const struct run *run, const char *language)
{
    const struct record_plan *plan = run_plan(run, 0);
    int first = 0;

    while (plan->periods[first].kind < PERIOD_YEAR)
        first++;
    struct grid grid =
        start_grid((size_t)plan->model->output_count, 1 + plan->period_count - first);
    text_add(next_cell(&grid), "%s", word(language, "output"));
    for (int p = first; p < plan->period_count; p++)
        table_add_period(plan->periods[p].name, language, next_cell(&grid));
    for (int o = 0; o < plan->model->output_count; o++) {
        size_t at = record_cell_first(plan, o, 0, 0);
        text_add(next_cell(&grid), "%s", plan->model->outputs[o].name);
        for (int p = first; p < plan->period_count; p++)
            add_number(&grid,
                       at == SIZE_MAX ? (double)NAN : run_series(run, 0, at + (size_t)p).mean);
    }
    print_grid(&grid, word(language, "Outputs"));
}

bool run_draw_alone(const struct model *model, const struct run_options *options, uint64_t draw,
                    const char *language, struct error *err)
{
    struct run_options alone = *options;

    alone.draws = 1;
    alone.first_draw = draw;
    print_inputs(model, options, draw, language);
    struct run *run = run_start(&model, 1, &alone, err);
    if (!run)
        return false;
    if (run_target_count(run, 0))
        print_targets(run, language);
    print_outputs(run, language);
    run_free(run);
    return true;
}
