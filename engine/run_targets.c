/* Rows of targets: each cell of a target{}, and each declared cell, year and plan of an output with
   a threshold. */
#include "run_private.h"

#include <string.h>

static struct run_target *add_row(struct scenario *scenario, struct row_source source)
{
    scenario->sources[scenario->row_count] = source;
    return &scenario->rows[scenario->row_count++];
}

static void add_target_rows(struct scenario *scenario, int t)
{
    const struct model *model = scenario->model;
    const struct target *target = &model->targets[t];

    must(target->month >= 0 && target->month < model->graph->months);
    for (size_t cell = 0, cells = graph_cells(model->graph, target->axes); cell < cells; cell++) {
        struct run_target *row =
            add_row(scenario, (struct row_source){.target = t, .cell = cell, .series = SIZE_MAX});
        *row = (struct run_target){
            .name = target->name,
            .output = "",
            .threshold = target->threshold,
            .threshold_value = target->threshold_value,
            .source_kind = target->source_kind,
            .source_text = target->source_text,
            .note = target->note,
            .label = target->label,
            .unit = target->unit,
        };
        graph_cell_text(model->graph, target->axes, cell, row->cell, sizeof row->cell);
        graph_month_text(model->graph, target->month, row->period);
    }
}

static void add_threshold_row(struct scenario *scenario, size_t i)
{
    const struct model *model = scenario->model;
    const struct series *series = &scenario->plan->series[i];
    const struct output *output = &model->outputs[series->output];

    struct series_use *use = run_use_of(scenario, i);

    use->row = (uint32_t)scenario->row_count;
    run_link_series(scenario, i);
    struct run_target *row = add_row(
        scenario,
        (struct row_source){.target = -1, .series = i, .values = use->stats, .kept = use->kept});
    *row = (struct run_target){
        .name = output->name,
        .output = output->name,
        .threshold = output->threshold,
        .threshold_value = output->threshold_value,
        .source_kind = output->source_kind,
        .source_text = output->source_text,
        .label = output->label,
        .unit = output->unit,
    };
    graph_cell_text(model->graph, output->views[series->view].axes, series->cell, row->cell,
                    sizeof row->cell);
    memcpy(row->period, scenario->plan->periods[series->period].name, sizeof row->period);
}

static size_t count_rows(const struct scenario *scenario)
{
    const struct model *model = scenario->model;
    size_t rows = 0;

    for (int t = 0; t < model->target_count; t++)
        rows += graph_cells(model->graph, model->targets[t].axes);
    for (size_t i = 0; i < scenario->plan->series_count; i++)
        rows += scenario->plan->series[i].threshold;
    return rows;
}

void run_rows_make(struct scenario *scenario)
{
    size_t most = count_rows(scenario), series = scenario->plan->series_count;

    must(most < NO_INDEX);
    scenario->rows = memory_resize(NULL, most, sizeof *scenario->rows);
    scenario->sources = memory_resize(NULL, most, sizeof *scenario->sources);
    for (int t = 0; t < scenario->model->target_count; t++)
        add_target_rows(scenario, t);
    scenario->target_rows = scenario->row_count;
    for (size_t i = 0; i < series; i++)
        if (scenario->plan->series[i].threshold)
            add_threshold_row(scenario, i);

    size_t values = scenario->plan->own_count, met = values + scenario->target_rows;
    for (size_t row = 0; row < scenario->row_count; row++) {
        if (row < scenario->target_rows) {
            scenario->sources[row].values = values++;
            scenario->sources[row].kept = (uint32_t)scenario->kept_count++;
        }
        scenario->sources[row].met = met++;
    }
    scenario->stats_count = met;
}

void run_rows_fill(struct scenario *scenario)
{
    for (size_t i = 0; i < scenario->row_count; i++) {
        struct run_target *row = &scenario->rows[i];
        struct stats_row values = stats_result(scenario->stats, scenario->sources[i].values);
        struct stats_row met = stats_result(scenario->stats, scenario->sources[i].met);
        if (scenario->exact)
            memcpy(values.quantile, scenario->exact[scenario->sources[i].kept],
                   sizeof values.quantile);
        row->n = met.n;
        row->probability = met.mean;
        row->se = met.se;
        row->mean = values.mean;
        row->p05 = values.quantile[0];
        row->p50 = values.quantile[4];
        row->p95 = values.quantile[8];
    }
}
