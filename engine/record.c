#include "record.h"

#include <string.h>

/* ---- periods ---- */

struct period_list {
    struct period *periods;
    int count;
};

static void add_period(struct period_list *list, enum period_kind kind, int first, int last,
                       const char *name)
{
    struct period *period = &list->periods[list->count++];

    *period = (struct period){.kind = kind, .first = first, .last = last};
    snprintf(period->name, sizeof period->name, "%.7s", name);
}

/* Calendar spans of `months` months (3 or 12) that the horizon touches, cut to it. */
static void add_calendar_periods(struct period_list *list, const struct graph *graph,
                                 enum period_kind kind, int months)
{
    for (int first = 0, last; first < graph->months; first = last + 1) {
        char name[32];
        int within = graph_calendar_month(graph, first) - 1; /* 0 is January */
        last = first + months - within % months - 1;
        if (last >= graph->months)
            last = graph->months - 1;
        if (kind == PERIOD_QUARTER)
            snprintf(name, sizeof name, "%dQ%d", graph_calendar_year(graph, first), within / 3 + 1);
        else
            snprintf(name, sizeof name, "%d", graph_calendar_year(graph, first));
        add_period(list, kind, first, last, name);
    }
}

static size_t periods_at_most(const struct graph *graph)
{
    return (size_t)graph->months * 2 + 8;
}

struct period *record_periods(const struct graph *graph, int *count)
{
    size_t most = periods_at_most(graph);
    struct period_list list = {memory_resize(NULL, most, sizeof *list.periods), 0};

    for (int month = 0; month < graph->months; month++) {
        char name[8];
        graph_month_text(graph, month, name);
        add_period(&list, PERIOD_MONTH, month, month, name);
    }
    add_calendar_periods(&list, graph, PERIOD_QUARTER, 3);
    add_calendar_periods(&list, graph, PERIOD_YEAR, 12);
    add_period(&list, PERIOD_PLAN, 0, graph->plan_months - 1, "plan");
    add_period(&list, PERIOD_ALL, 0, graph->months - 1, "all");
    must((size_t)list.count <= most);
    *count = list.count;
    return list.periods;
}

/* ---- series ---- */

static bool single_axis(uint32_t axes)
{
    return (axes & (axes - 1)) == 0;
}

/* The draws of what people read first are kept: quantiles and probabilities of them are exact. Departments by
   their tasks, within the plan; money paid by fund and quarter, year and in all, for the split that adds up
   (store_split.c). */
static bool is_read_first(const struct record_plan *plan, const struct output *output,
                          uint32_t axes, const struct period *period)
{
    const struct graph *graph = plan->model->graph;
    const char *role = output->role ? output->role : "";

    if (!single_axis(axes))
        return false;
    if (strcmp(role, "done") == 0 || strcmp(role, "task") == 0)
        return period->kind == PERIOD_PLAN ||
               (period->kind == PERIOD_YEAR && period->first < graph->plan_months);
    if (strcmp(role, "payment") != 0 || period->kind == PERIOD_MONTH)
        return false;
    int fund = graph_find_axis(graph, "fund");
    return fund >= 0 && axes == 1u << fund;
}

/* What a view's first cell has in a period. */
static struct series make_series(const struct record_plan *plan, int o, int v, int p)
{
    const struct output *output = &plan->model->outputs[o];
    const struct period *period = &plan->periods[p];
    uint32_t axes = output->views[v].axes;
    bool fine = period->kind == PERIOD_MONTH || period->kind == PERIOD_QUARTER;
    bool tested =
        output->threshold != 0 && v == 0 &&
        ((period->kind == PERIOD_PLAN && output->kind != OUTPUT_FLOW) ||
         (period->kind == PERIOD_YEAR && period->first < plan->model->graph->plan_months));

    return (struct series){
        .output = o,
        .view = v,
        .period = p,
        .sketched = !fine || single_axis(axes) || output->monthly_quantiles,
        .kept = (!fine && (axes == 0 || output->keep || tested)) ||
                is_read_first(plan, output, axes, period),
        .paired = !fine || (period->kind == PERIOD_MONTH && axes == 0),
        .threshold = tested,
    };
}

/* ---- cells that are the same ---- */

/* Where a cell's value comes from. Cells of one kind with one origin have the same draws. */
struct origin {
    enum output_kind kind;
    struct graph_source value, denominator;
    size_t first; /* of the cell's series; SIZE_MAX: it has none */
};

/* Money by fund and route has a cell for every pair; most pairs never pay. */
static bool is_absent(const struct output *output, int v, const struct origin *origin)
{
    const char *role = output->role;
    bool money = role && (strcmp(role, "payment") == 0 || strcmp(role, "commitment") == 0 ||
                          strcmp(role, "arrears") == 0);

    return money && output->views[v].axes != 0 && origin->value.node < 0;
}

static int compare_numbers(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int compare_sources(struct graph_source a, struct graph_source b)
{
    return a.node != b.node ? (a.node > b.node) - (a.node < b.node)
                            : compare_numbers(a.cell, b.cell);
}

static int compare_origins(const struct origin *a, const struct origin *b)
{
    int value = compare_sources(a->value, b->value);

    return a->kind != b->kind ? (int)a->kind - (int)b->kind
           : value            ? value
                              : compare_sources(a->denominator, b->denominator);
}

static int compare_cells(const void *a, const void *b)
{
    const struct origin *x = a, *y = b;
    int origins = compare_origins(x, y);

    return origins ? origins : compare_numbers(x->first, y->first);
}

static struct graph_sources *find_sources(const struct model *model)
{
    int *nodes =
        memory_resize(NULL, (size_t)model->output_count * OUTPUT_VIEWS_MAX * 2, sizeof *nodes);
    int count = 0;

    for (int o = 0; o < model->output_count; o++)
        for (int v = 0; v < model->outputs[o].view_count; v++) {
            nodes[count++] = model->outputs[o].views[v].value;
            if (model->outputs[o].kind == OUTPUT_RATIO)
                nodes[count++] = model->outputs[o].views[v].denominator;
        }
    struct graph_sources *sources = graph_sources_new(model->graph, nodes, count);
    free(nodes);
    return sources;
}

/* The first series with the draws of a cell's period: of a level, that of the period's last month. */
static size_t same_of(const struct record_plan *plan, const struct origin *leader, size_t period)
{
    bool level = leader->kind == OUTPUT_LEVEL;

    return leader->first + (level ? (size_t)plan->periods[period].last : period);
}

/* Sets `same` of all series. Sorts the origins. */
static void match_cells(struct record_plan *plan, struct origin *origins, size_t cells)
{
    const struct origin *leader = origins;

    qsort(origins, cells, sizeof *origins, compare_cells);
    for (size_t i = 0; i < cells; i++) {
        if (compare_origins(leader, &origins[i]) != 0)
            leader = &origins[i];
        for (size_t p = 0; p < (size_t)plan->period_count && origins[i].first != SIZE_MAX; p++)
            plan->series[origins[i].first + p].same = (uint32_t)same_of(plan, leader, p);
    }
}

/* Those of series that are the same are told by the first of them. */
static void list_own(struct record_plan *plan)
{
    bool *sketched = memory_resize(NULL, plan->series_count, sizeof *sketched);
    size_t periods = (size_t)plan->period_count;

    plan->own_cells = memory_resize(NULL, plan->series_count / periods, sizeof *plan->own_cells);
    for (size_t i = 0; i < plan->series_count; i += periods) {
        const struct series *series = &plan->series[i];
        if (series->same == i)
            plan->own_cells[plan->own_cell_count++] =
                (struct record_cell){series->output, series->view, series->cell, (uint32_t)i};
    }
    memset(sketched, 0, plan->series_count * sizeof *sketched);
    for (size_t i = 0; i < plan->series_count; i++) {
        size_t same = plan->series[i].same;
        plan->own_count += same == i;
        plan->sketched_count += plan->series[i].sketched && !sketched[same];
        sketched[same] |= plan->series[i].sketched;
    }
    free(sketched);
}

/* Adds the series of a view; `first` is the place of its cells in cell_first, origins are those of its
   cells. */
static void add_series(struct record_plan *plan, const struct graph_sources *sources, int o, int v,
                       size_t first, struct origin *origins)
{
    const struct output *output = &plan->model->outputs[o];
    const struct output_view *view = &output->views[v];
    struct series *first_cell = memory_resize(NULL, (size_t)plan->period_count, sizeof *first_cell);

    for (int p = 0; p < plan->period_count; p++)
        first_cell[p] = make_series(plan, o, v, p);
    plan->view_first[o * OUTPUT_VIEWS_MAX + v] = first;
    for (size_t cell = 0, cells = graph_cells(plan->model->graph, view->axes); cell < cells;
         cell++) {
        struct origin *origin = &origins[cell];
        *origin = (struct origin){.kind = output->kind,
                                  .value = graph_source_of(sources, view->value, cell)};
        if (output->kind == OUTPUT_RATIO)
            origin->denominator = graph_source_of(sources, view->denominator, cell);
        bool absent = is_absent(output, v, origin);
        plan->cell_first[first + cell] = origin->first = absent ? SIZE_MAX : plan->series_count;
        for (int p = 0; p < plan->period_count && !absent; p++) {
            struct series series = first_cell[p];
            series.cell = (uint32_t)cell;
            plan->series[plan->series_count++] = series;
            plan->kept_count += series.kept;
            plan->paired_count += series.paired;
        }
    }
    free(first_cell);
}

/* Of all views of all outputs. */
static size_t count_cells(const struct model *model)
{
    size_t cells = 0;

    for (int o = 0; o < model->output_count; o++)
        for (int v = 0; v < model->outputs[o].view_count; v++)
            cells += graph_cells(model->graph, model->outputs[o].views[v].axes);
    return cells;
}

size_t record_plan_bytes(const struct model *model)
{
    return size_product(size_product(count_cells(model), periods_at_most(model->graph)),
                        sizeof(struct series));
}

struct record_plan *record_plan_new(const struct model *model)
{
    struct record_plan *plan = memory_resize(NULL, 1, sizeof *plan);
    size_t cells = count_cells(model), first = 0;
    struct graph_sources *sources = find_sources(model);
    struct origin *origins = memory_resize(NULL, cells, sizeof *origins);

    *plan = (struct record_plan){.model = model};
    plan->periods = record_periods(model->graph, &plan->period_count);
    plan->series =
        memory_resize(NULL, size_product(cells, (size_t)plan->period_count), sizeof *plan->series);
    plan->view_first = memory_resize(NULL, (size_t)model->output_count * OUTPUT_VIEWS_MAX,
                                     sizeof *plan->view_first);
    plan->cell_first = memory_resize(NULL, cells, sizeof *plan->cell_first);
    for (int o = 0; o < model->output_count; o++)
        for (int v = 0; v < model->outputs[o].view_count; v++) {
            add_series(plan, sources, o, v, first, origins + first);
            first += graph_cells(model->graph, model->outputs[o].views[v].axes);
        }
    must(plan->series_count < UINT32_MAX);
    match_cells(plan, origins, cells);
    list_own(plan);
    free(origins);
    graph_sources_free(sources);
    return plan;
}

void record_plan_free(struct record_plan *plan)
{
    if (!plan)
        return;
    free(plan->periods);
    free(plan->series);
    free(plan->view_first);
    free(plan->cell_first);
    free(plan->own_cells);
    free(plan);
}

/* ---- finding ---- */

static size_t series_at(const struct record_plan *plan, int o, int v, size_t cell, int period)
{
    size_t first = record_cell_first(plan, o, v, cell);

    return first == SIZE_MAX ? SIZE_MAX : first + (size_t)period;
}

static int find_output(const struct model *model, const char *name)
{
    for (int o = 0; o < model->output_count; o++)
        if (strcmp(model->outputs[o].name, name) == 0)
            return o;
    return -1;
}

static int find_period(const struct record_plan *plan, const char *name)
{
    for (int p = 0; p < plan->period_count; p++)
        if (strcmp(plan->periods[p].name, name) == 0)
            return p;
    return -1;
}

size_t record_find(const struct record_plan *plan, const char *output, const char *cell,
                   const char *period)
{
    const struct graph *graph = plan->model->graph;
    int o = find_output(plan->model, output), p = find_period(plan, period);

    if (o < 0 || p < 0)
        return SIZE_MAX;
    for (int v = 0; v < plan->model->outputs[o].view_count; v++) {
        uint32_t axes = plan->model->outputs[o].views[v].axes;
        if ((axes == 0) != (*cell == '\0'))
            continue;
        for (size_t c = 0, cells = graph_cells(graph, axes); c < cells; c++) {
            char text[1024];
            graph_cell_text(graph, axes, c, text, sizeof text);
            if (strcmp(text, cell) == 0)
                return series_at(plan, o, v, c, p);
        }
    }
    return SIZE_MAX;
}

/* ---- matching two plans ---- */

/* From the cells of a shape of one graph to those of a shape of another with axes of the same
   names. */
struct cell_map {
    int axis_count;
    int counts[AXES_MAX], base_counts[AXES_MAX];
    int *labels[AXES_MAX]; /* label number in base, or -1 */
};

static void cell_map_clear(struct cell_map *map)
{
    for (int i = 0; i < map->axis_count; i++)
        free(map->labels[i]);
}

/* False, with nothing to clear, where the names of the axes differ. */
static bool cell_map_make(struct cell_map *map, const struct graph *graph, uint32_t axes,
                          const struct graph *base, uint32_t base_axes)
{
    int order[AXES_MAX], base_order[AXES_MAX];

    *map = (struct cell_map){.axis_count = graph_axes_in_order(graph, axes, order)};
    if (graph_axes_in_order(base, base_axes, base_order) != map->axis_count)
        return false;
    for (int i = 0; i < map->axis_count; i++)
        if (strcmp(graph->axes[order[i]].name, base->axes[base_order[i]].name) != 0)
            return false;
    for (int i = 0; i < map->axis_count; i++) {
        const struct axis *axis = &graph->axes[order[i]];
        map->counts[i] = axis->count;
        map->base_counts[i] = base->axes[base_order[i]].count;
        map->labels[i] = memory_resize(NULL, (size_t)axis->count, sizeof *map->labels[i]);
        for (int label = 0; label < axis->count; label++)
            map->labels[i][label] = graph_find_label(base, base_order[i], axis->labels[label]);
    }
    return true;
}

/* Cells are numbered in mixed radix, the last axis fastest (graph.h). */
static size_t cell_map_look_up(const struct cell_map *map, size_t cell)
{
    size_t base_cell = 0, stride = 1;

    for (int i = map->axis_count - 1; i >= 0; i--) {
        int label = map->labels[i][cell % (size_t)map->counts[i]];
        if (label < 0)
            return SIZE_MAX;
        base_cell += (size_t)label * stride;
        stride *= (size_t)map->base_counts[i];
        cell /= (size_t)map->counts[i];
    }
    return base_cell;
}

/* period_map[period of plan]: the period of base with the same name and calendar months, or -1. */
static void match_periods(const struct record_plan *plan, const struct record_plan *base,
                          int *period_map)
{
    const struct graph *graph = plan->model->graph, *other = base->model->graph;
    int later =
        (graph->first_year - other->first_year) * 12 + graph->first_month - other->first_month;

    for (int p = 0; p < plan->period_count; p++) {
        const struct period *period = &plan->periods[p];
        int q = find_period(base, period->name);
        bool same = q >= 0 && base->periods[q].first == period->first + later &&
                    base->periods[q].last == period->last + later;
        period_map[p] = same ? q : -1;
    }
}

static void match_views(const struct record_plan *plan, int o, int v,
                        const struct record_plan *base, int base_o, int base_v,
                        const int *period_map, size_t *match)
{
    const struct graph *graph = plan->model->graph;
    uint32_t axes = plan->model->outputs[o].views[v].axes;
    struct cell_map map;

    if (!cell_map_make(&map, graph, axes, base->model->graph,
                       base->model->outputs[base_o].views[base_v].axes))
        return;
    for (size_t cell = 0, cells = graph_cells(graph, axes); cell < cells; cell++) {
        size_t base_cell = cell_map_look_up(&map, cell);
        for (int p = 0; p < plan->period_count && base_cell != SIZE_MAX; p++) {
            if (period_map[p] < 0)
                continue;
            size_t i = series_at(plan, o, v, cell, p);
            size_t j = series_at(base, base_o, base_v, base_cell, period_map[p]);
            if (i != SIZE_MAX && j != SIZE_MAX && plan->series[i].paired && base->series[j].paired)
                match[i] = j;
        }
    }
    cell_map_clear(&map);
}

void record_match(const struct record_plan *plan, const struct record_plan *base, size_t *match)
{
    int *period_map = memory_resize(NULL, (size_t)plan->period_count, sizeof *period_map);

    match_periods(plan, base, period_map);
    for (size_t i = 0; i < plan->series_count; i++)
        match[i] = SIZE_MAX;
    for (int o = 0; o < plan->model->output_count; o++) {
        const struct output *output = &plan->model->outputs[o];
        int base_o = find_output(base->model, output->name);
        if (base_o < 0 || base->model->outputs[base_o].kind != output->kind)
            continue;
        for (int v = 0; v < output->view_count; v++)
            for (int w = 0; w < base->model->outputs[base_o].view_count; w++)
                match_views(plan, o, v, base, base_o, w, period_map, match);
    }
    free(period_map);
}
