/* Single draws for other programs: one row a draw, one column a value. Part of export.h. */
#include "export_private.h"

#include "error.h"
#include "vm.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 256 }; /* draws of an input at once */

struct column {
    struct text name;
    double *x; /* [draws] */
};

struct draws {
    struct column *columns;
    size_t count, capacity, rows;
};

static struct column *add_column(struct draws *draws)
{
    draws->columns =
        memory_grow(draws->columns, draws->count, &draws->capacity, sizeof *draws->columns);
    draws->columns[draws->count] = (struct column){0};
    return &draws->columns[draws->count++];
}

static void clear_draws(struct draws *draws)
{
    for (size_t i = 0; i < draws->count; i++) {
        text_clear(&draws->columns[i].name);
        free(draws->columns[i].x);
    }
    free(draws->columns);
}

/* ---- results ---- */

/* Targets, and the whole of each output over the plan and with its tail. */
static bool is_wanted(const struct store_table *kept, size_t row)
{
    const char *period = store_table_text(kept, row, "period");

    return store_table_text(kept, row, "target")[0] ||
           (!store_table_text(kept, row, "cell")[0] &&
            (strcmp(period, "plan") == 0 || strcmp(period, "all") == 0));
}

static void add_name(const struct store_draws_key *key, struct text *out)
{
    text_add(out, "%s.%s", key->target[0] ? "target" : "output",
             key->target[0] ? key->target : key->output);
    if (key->cell[0])
        text_add(out, "[%s]", key->cell);
    text_add(out, ".%s", key->period);
}

static bool add_results(struct store *store, int64_t run, struct draws *draws, struct error *err)
{
    struct store_table kept;
    bool read = store_read(store, STORE_KEPT_DRAWS, run, "en", &kept, err);

    if (!read)
        return false;
    for (size_t row = 0; row < kept.row_count && read; row++) {
        struct store_draws_key key = {
            store_table_text(&kept, row, "output"), store_table_text(&kept, row, "target"),
            store_table_text(&kept, row, "cell"), store_table_text(&kept, row, "period")};
        size_t rows;
        if (!is_wanted(&kept, row))
            continue;
        struct column *column = add_column(draws);
        add_name(&key, &column->name);
        read = store_read_draws(store, run, key, &column->x, &rows, err);
        draws->rows = draws->count == 1 || rows < draws->rows ? rows : draws->rows;
    }
    store_table_clear(&kept);
    return read;
}

/* ---- inputs: not stored, drawn again ---- */

static void draw_input(const struct parameter_input *input, const struct store_run *run,
                       struct draws *draws)
{
    struct column *column = add_column(draws);
    struct arena *arena = arena_new();
    const struct dist_curve *curve = dist_curve_new(input->dist, arena);
    const struct kernels *kernels = kernels_best();
    double u[BLOCK];

    text_add(&column->name, "input.%s", input->key);
    column->x = memory_resize(NULL, draws->rows, sizeof *column->x);
    for (size_t first = 0; first < draws->rows; first += BLOCK) {
        size_t left = draws->rows - first;
        const struct vm_draws block = {run->seed, run_sampler_named(run->sampler) == RUN_RANDOM,
                                       first, left < BLOCK ? left : BLOCK};
        vm_draw_input(input, curve, kernels, &block, u, column->x + first);
    }
    arena_free(arena);
}

static void add_inputs(const struct model *model, const struct store_run *run, struct draws *draws)
{
    const struct graph *graph = model->graph;

    for (int i = 0; i < graph->parameter_count; i++)
        for (int k = 0; k < graph->parameters[i].input_count; k++)
            draw_input(&graph->parameters[i].inputs[k], run, draws);
}

/* ---- the file ---- */

static void add_rows(const struct draws *draws, struct text *out)
{
    char number[STORE_NUMBER_SIZE];

    text_add(out, "\xEF\xBB\xBF"
                  "draw");
    for (size_t i = 0; i < draws->count; i++) {
        text_add(out, ",");
        table_add_field(text_string(&draws->columns[i].name), ",\"\r\n", true, out);
    }
    for (size_t row = 0; row < draws->rows; row++) {
        text_add(out, "\r\n%zu", row);
        for (size_t i = 0; i < draws->count; i++) {
            double x = draws->columns[i].x[row];
            store_number_text(x, number);
            text_add(out, ",%s", isnan(x) ? "" : number);
        }
    }
    text_add(out, "\r\n");
}

bool export_draws(struct store *store, const struct store_run *run, const struct model *model,
                  const char *folder, struct error *err)
{
    struct draws draws = {0};
    struct text path = {0}, out = {0};
    bool read = show_is_average(run) || add_results(store, run->id, &draws, err);
    bool written = read;

    if (read && draws.rows) {
        if (model)
            add_inputs(model, run, &draws);
        add_rows(&draws, &out);
        text_add(&path, "%s/draws.csv", folder);
        written = export_write(text_string(&path), &out, err);
    }
    clear_draws(&draws);
    text_clear(&path);
    text_clear(&out);
    return written;
}
