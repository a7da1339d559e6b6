/* The digest of a scenario's results: everything in byte order of names, so that the order in which
   a script declares things does not enter. Cells and periods are in such an order already
   (graph.h). */
#include "run_private.h"

#include <math.h>
#include <string.h>

#include "digest.h"

enum { ROW_NUMBERS = 6 + STATS_QUANTILES, SAME_NUMBERS = 2, AXES_TEXT = 2048 };

/* NaN has many bit patterns, and processors differ in which one they make. */
static void add_numbers(struct digest *digest, double *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (numbers[i] != numbers[i])
            numbers[i] = (double)NAN;
    digest_add_doubles(digest, numbers, count);
}

/* A value that all draws share is told by two numbers: most series of a plan have one, 0. How many numbers a
   row has stands before them. */
static void add_row(struct digest *digest, const struct stats_row *row)
{
    double numbers[1 + ROW_NUMBERS] = {ROW_NUMBERS, row->n,   row->mean, row->se,
                                       row->sd,     row->min, row->max};

    memcpy(numbers + 7, row->quantile, sizeof row->quantile);
    if (row->min == row->max)
        numbers[0] = SAME_NUMBERS;
    add_numbers(digest, numbers, 1 + (size_t)numbers[0]);
}

/* ---- views in order ---- */

struct view_place {
    const char *output;
    char axes[AXES_TEXT]; /* names, each ended by ';' */
    int output_index, view_index;
    size_t cells;
    uint32_t shape;
};

static void name_axes(const struct graph *graph, uint32_t axes, char *text)
{
    int order[AXES_MAX], count = graph_axes_in_order(graph, axes, order);
    size_t length = 0;

    text[0] = '\0';
    for (int i = 0; i < count && length < AXES_TEXT; i++)
        length +=
            (size_t)snprintf(text + length, AXES_TEXT - length, "%s;", graph->axes[order[i]].name);
}

static int compare_views(const void *a, const void *b)
{
    const struct view_place *x = a, *y = b;
    int order = strcmp(x->output, y->output);

    return order ? order : strcmp(x->axes, y->axes);
}

/* Every view of every output, in byte order; the caller frees it. */
static struct view_place *list_views(const struct model *model, size_t *count)
{
    struct view_place *views =
        memory_resize(NULL, (size_t)model->output_count * OUTPUT_VIEWS_MAX, sizeof *views);

    *count = 0;
    for (int o = 0; o < model->output_count; o++)
        for (int v = 0; v < model->outputs[o].view_count; v++) {
            struct view_place *view = &views[(*count)++];
            view->output = model->outputs[o].name;
            view->shape = model->outputs[o].views[v].axes;
            view->output_index = o;
            view->view_index = v;
            view->cells = graph_cells(model->graph, view->shape);
            name_axes(model->graph, view->shape, view->axes);
        }
    qsort(views, *count, sizeof *views, compare_views);
    return views;
}

/* Who takes the rows, or NULL, and where they are put for it. */
struct taker {
    run_rows *take;
    void *context;
    struct stats_row *rows; /* [periods] */
};

static void add_cell(struct digest *digest, const struct scenario *scenario,
                     const struct view_place *view, size_t cell, const struct taker *taker)
{
    const struct record_plan *plan = scenario->plan;
    size_t periods = (size_t)plan->period_count;
    size_t first = record_cell_first(plan, view->output_index, view->view_index, cell);
    char text[1024];

    if (first == SIZE_MAX)
        return;
    for (size_t p = 0; p < periods; p++) /* all at once: a quarter of the time of all rows */
        run_series_prefetch(scenario, first + p);
    for (size_t p = 0; p < periods; p++)
        taker->rows[p] = run_series_row(scenario, first + p);
    if (taker->take)
        taker->take(taker->context, first, taker->rows);
    graph_cell_text(scenario->model->graph, view->shape, cell, text, sizeof text);
    digest_add_string(digest, view->output);
    digest_add_string(digest, text);
    for (size_t p = 0; p < periods; p++)
        add_row(digest, &taker->rows[p]);
}

static void add_all_series(struct digest *digest, const struct scenario *scenario, run_rows *take,
                           void *context)
{
    size_t count;
    struct view_place *views = list_views(scenario->model, &count);
    struct taker taker = {take, context, NULL};

    taker.rows = memory_resize(NULL, (size_t)scenario->plan->period_count, sizeof *taker.rows);
    for (int p = 0; p < scenario->plan->period_count; p++)
        digest_add_string(digest, scenario->plan->periods[p].name);
    for (size_t v = 0; v < count; v++)
        for (size_t cell = 0; cell < views[v].cells; cell++)
            add_cell(digest, scenario, &views[v], cell, &taker);
    free(taker.rows);
    free(views);
}

/* ---- targets ---- */

static int compare_rows(const void *a, const void *b)
{
    const struct run_target *x = *(const struct run_target *const *)a;
    const struct run_target *y = *(const struct run_target *const *)b;
    int order = strcmp(x->name, y->name);

    order = order ? order : strcmp(x->output, y->output);
    order = order ? order : strcmp(x->cell, y->cell);
    return order ? order : strcmp(x->period, y->period);
}

static void add_targets(struct digest *digest, const struct scenario *scenario)
{
    const struct run_target **rows = memory_resize(NULL, scenario->row_count, sizeof *rows);

    for (size_t i = 0; i < scenario->row_count; i++)
        rows[i] = &scenario->rows[i];
    qsort(rows, scenario->row_count, sizeof *rows, compare_rows);
    for (size_t i = 0; i < scenario->row_count; i++) {
        const struct run_target *row = rows[i];
        double numbers[] = {row->threshold, row->threshold_value,
                            row->n,         row->probability,
                            row->se,        row->mean,
                            row->p05,       row->p50,
                            row->p95};
        digest_add_string(digest, row->name);
        digest_add_string(digest, row->cell);
        digest_add_string(digest, row->period);
        add_numbers(digest, numbers, COUNT_OF(numbers));
    }
    free(rows);
}

void run_digest_rows(const struct run *run, int scenario, run_rows *take, void *context,
                     char hex[65])
{
    struct digest digest;

    must(scenario >= 0 && scenario < run->scenario_count);
    digest_start(&digest);
    add_all_series(&digest, &run->scenarios[scenario], take, context);
    add_targets(&digest, &run->scenarios[scenario]);
    digest_end_hex(&digest, hex);
}

void run_digest(const struct run *run, int scenario, char hex[65])
{
    run_digest_rows(run, scenario, NULL, NULL, hex);
}
