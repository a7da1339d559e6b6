/* Series of periods, against sums made here by hand from what the vm says each month. */
#include "check.h"

#include "record.h"

enum { LANES = 32, MONTHS_MOST = 40, FLOW = 0, LEVEL = 1, RATIO = 2, CELLS = 6 };

static struct error err;

static int good(int node)
{
    if (node < 0)
        fail_msg("%s", err.text);
    return node;
}

/* The views of an output by department and level: declared, each axis, the whole. */
static void add_views(struct graph *g, struct output *output, int value, int denominator)
{
    uint32_t axes = g->nodes[value].axes, keep[4] = {axes, 1, 2, 0};

    output->axes = axes;
    output->view_count = 4;
    for (int v = 0; v < 4; v++) {
        uint32_t over = axes & ~keep[v];
        output->views[v] =
            (struct output_view){keep[v], over ? good(graph_sum(g, value, over, &err)) : value,
                                 denominator < 0 ? -1
                                 : over          ? good(graph_sum(g, denominator, over, &err))
                                                 : denominator};
    }
}

static int poisson(struct graph *g, const char *name, int department, int level, double mean)
{
    double means[CELLS];
    size_t cells = graph_cells(g, 1u << department | 1u << level);

    assert_true(cells <= CELLS);
    for (size_t i = 0; i < cells; i++)
        means[i] = mean * (double)(i + 1);
    int node = graph_constant(g, 1u << department | 1u << level, means, (struct unit){{0}});
    return good(graph_poisson(g, name, "", 0, node, &err));
}

struct shape {
    int first_year, first_month, plan_months, months;
    const char *const *departments; /* three, or NULL for the usual */
};

/* Outputs "people" (flow), "pool" (level), "rate" (ratio) over department {a, b, c} and level {x,
   y}. */
static struct model *make_model(struct shape shape)
{
    static const char *const departments[] = {"a", "b", "c"}, *const levels[] = {"x", "y"};
    struct model *model = model_new();
    struct graph *g = model->graph;

    g->first_year = shape.first_year;
    g->first_month = shape.first_month;
    g->plan_months = shape.plan_months;
    g->months = shape.months;
    int d = good(graph_add_axis(g, "department",
                                shape.departments ? shape.departments : departments, 3, &err));
    int l = good(graph_add_axis(g, "level", levels, 2, &err));
    int people = poisson(g, "people", d, l, 3), some = poisson(g, "some", d, l, 0.2);
    int other = poisson(g, "other", d, l, 0.1);
    int pool = good(graph_state(g, "pool", 1u << d | 1u << l, graph_number(g, 0), &err));
    int next = good(graph_apply(g, OP_ADD, (int[]){pool, people}, 2, &err));
    next = good(graph_state_next(g, pool, next, false, &err));
    static const char *const names[] = {"people", "pool", "rate"};
    int values[] = {people, next, some}, below[] = {-1, -1, other};
    for (int o = 0; o < 3; o++) {
        struct output *output = model_add_output(model);
        *output = (struct output){.name = names[o], .kind = (enum output_kind)o, .role = ""};
        add_views(g, output, values[o], below[o]);
    }
    return model;
}

static void finish(struct model *model)
{
    if (!graph_finish(model->graph, &err))
        fail_msg("%s", err.text);
}

/* ---- periods against sums by hand ---- */

struct collector {
    const struct record_plan *plan;
    int month;
    size_t last;        /* series emitted before in this month, or SIZE_MAX */
    int *emitted;       /* [series] times */
    double (*x)[LANES]; /* [series] */
};

static bool collect(void *context, size_t series, struct strip x)
{
    struct collector *c = context;

    assert_true(c->last == SIZE_MAX || series > c->last);
    assert_int_equal(c->plan->periods[c->plan->series[series].period].last, c->month);
    c->last = series;
    c->emitted[series]++;
    for (size_t i = 0; i < LANES; i++)
        c->x[series][i] = x.x[x.one ? 0 : i];
    return true;
}

/* x[month][lane] of the node behind a view's cell. */
struct history {
    double value[MONTHS_MOST][LANES], below[MONTHS_MOST][LANES];
};

static void run_and_collect(const struct model *model, struct collector *c, struct history *history)
{
    struct program *program = program_compile(model, &(struct compile_options){.seed = 5}, &err);
    assert_non_null(program);
    struct vm *vm = vm_new(program, kernels_best(), LANES);
    struct recorder *recorder = recorder_new(c->plan, vm);

    assert_true(recorder_bytes(c->plan, LANES) >=
                (2 * 3 * 12 * 3 - 3 * 12 * 3) * LANES * sizeof(double));
    for (int pass = 0; pass < 2; pass++) { /* the second block must not see the first */
        memset(c->emitted, 0, c->plan->series_count * sizeof *c->emitted);
        assert_true(vm_begin(vm, 64u * (unsigned)pass, LANES, &err));
        for (int month = 0; month < model->graph->months; month++) {
            assert_true(vm_month(vm, month, &err));
            for (size_t i = 0; i < c->plan->series_count; i += (size_t)c->plan->period_count) {
                const struct series *s = &c->plan->series[i];
                const struct output_view *view = &model->outputs[s->output].views[s->view];
                struct history *h = &history[i / (size_t)c->plan->period_count];
                memcpy(h->value[month], vm_read(vm, view->value, s->cell), sizeof h->value[month]);
                if (view->denominator >= 0)
                    memcpy(h->below[month], vm_read(vm, view->denominator, s->cell),
                           sizeof h->below[month]);
            }
            c->month = month;
            c->last = SIZE_MAX;
            if (!recorder_month(recorder, month, collect, c, &err))
                fail_msg("%s", err.text);
        }
    }
    recorder_free(recorder);
    vm_free(vm);
    program_free(program);
}

static double expected_value(enum output_kind kind, const struct history *h,
                             const struct period *period, int lane)
{
    double sum = 0, below = 0;

    if (kind == OUTPUT_LEVEL)
        return h->value[period->last][lane];
    for (int month = period->first; month <= period->last; month++) {
        sum += h->value[month][lane]; /* whole numbers: exact in any order */
        below += h->below[month][lane];
    }
    return kind == OUTPUT_FLOW ? sum : below == 0 ? (double)NAN : sum / below;
}

static void check_shape(struct shape shape)
{
    struct model *model = make_model(shape);
    finish(model);
    struct record_plan *plan = record_plan_new(model);
    size_t views = plan->series_count / (size_t)plan->period_count, gaps = 0;
    struct collector c = {.plan = plan};
    struct history *history = calloc(views, sizeof *history);

    c.emitted = calloc(plan->series_count, sizeof *c.emitted);
    c.x = calloc(plan->series_count, sizeof *c.x);
    assert_int_equal(views, 3 * (6 + 3 + 2 + 1));
    run_and_collect(model, &c, history);
    for (size_t i = 0; i < plan->series_count; i++) {
        const struct series *s = &plan->series[i];
        assert_int_equal(c.emitted[i], s->same == i);
        assert_true(s->same == i || (s->same < i && model->outputs[s->output].kind == OUTPUT_LEVEL));
        for (int lane = 0; lane < LANES; lane++) {
            double want = expected_value(model->outputs[s->output].kind,
                                         &history[i / (size_t)plan->period_count],
                                         &plan->periods[s->period], lane);
            gaps += isnan(want);
            double x = c.x[s->same][lane];
            if (isnan(want) ? !isnan(x) : x != want)
                fail_msg("series %zu, period %s: %g instead of %g", i, plan->periods[s->period].name, x, want);
        }
    }
    assert_true(gaps > 0);
    free(history);
    free(c.emitted);
    free(c.x);
    record_plan_free(plan);
    model_free(model);
}

static void test_periods_are_sums_levels_and_ratios_of_sums(void **unused)
{
    (void)unused;
    check_shape((struct shape){2026, 1, 36, 40, NULL}); /* the plan ends with a year */
    check_shape((struct shape){2026, 11, 4, 17, NULL}); /* begins and ends within quarters */
    check_shape((struct shape){2026, 2, 20, 23, NULL}); /* the plan ends within a quarter */
    check_shape((struct shape){2025, 12, 7, 13, NULL}); /* ... at a quarter's end within a year */
    check_shape((struct shape){2026, 7, 1, 1, NULL});
    check_shape((struct shape){2026, 4, 9, 9, NULL}); /* plan and all are the same */
}

static void test_the_horizon_cuts_quarters_and_years(void **unused)
{
    struct model *model = make_model((struct shape){2026, 11, 4, 17, NULL});
    struct record_plan *plan = record_plan_new(model);
    static const struct {
        const char *name;
        int first, last;
    } want[] = {{"2026-11", 0, 0}, {"2026-12", 1, 1},  {"2028-03", 16, 16}, {"2026Q4", 0, 1},
                {"2027Q1", 2, 4},  {"2028Q1", 14, 16}, {"2026", 0, 1},      {"2027", 2, 13},
                {"2028", 14, 16},  {"plan", 0, 3},     {"all", 0, 16}};

    (void)unused;
    assert_int_equal(plan->period_count, 17 + 6 + 3 + 2);
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        size_t series = record_find(plan, "people", "", want[i].name);
        assert_true(series != SIZE_MAX);
        const struct period *period = &plan->periods[plan->series[series].period];
        assert_string_equal(period->name, want[i].name);
        assert_int_equal(period->first, want[i].first);
        assert_int_equal(period->last, want[i].last);
    }
    record_plan_free(plan);
    model_free(model);
}

static bool keep_last(void *context, size_t series, struct strip x)
{
    double *last = context;

    last[series] = x.x[x.one ? 0 : LANES - 1];
    return true;
}

/* Both parts are known numbers, which the vm hands out in one strip of its own. */
static void test_a_ratio_of_fixed_numbers_is_their_ratio(void **unused)
{
    struct model *model = make_model((struct shape){2026, 1, 12, 12, NULL});
    struct graph *g = model->graph;

    (void)unused;
    model->outputs[RATIO].views[3] =
        (struct output_view){0, graph_number(g, 2), graph_number(g, 5)};
    finish(model);
    struct program *program = program_compile(model, &(struct compile_options){.seed = 5}, &err);
    assert_non_null(program);
    struct vm *vm = vm_new(program, kernels_best(), LANES);
    struct record_plan *plan = record_plan_new(model);
    struct recorder *recorder = recorder_new(plan, vm);
    double *last = calloc(plan->series_count, sizeof *last);
    assert_true(vm_begin(vm, 0, LANES, &err));
    assert_true(vm_month(vm, 0, &err));
    assert_true(recorder_month(recorder, 0, keep_last, last, &err));
    assert_true(last[record_find(plan, "rate", "", "2026-01")] == 0.4);
    free(last);
    recorder_free(recorder);
    record_plan_free(plan);
    vm_free(vm);
    program_free(program);
    model_free(model);
}

/* ---- what is kept of what ---- */

static const struct series *find(const struct record_plan *plan, const char *output,
                                 const char *cell, const char *period)
{
    size_t i = record_find(plan, output, cell, period);

    if (i == SIZE_MAX)
        fail_msg("no series %s %s %s", output, cell, period);
    return &plan->series[i];
}

static void test_series_are_found_by_their_names(void **unused)
{
    struct model *model = make_model((struct shape){2026, 1, 12, 24, NULL});
    struct record_plan *plan = record_plan_new(model);
    const struct series *s = find(plan, "rate", "department=b;level=y", "2027Q3");

    (void)unused;
    assert_int_equal(s->output, RATIO);
    assert_int_equal(s->view, 0);
    assert_int_equal(s->cell, 3);
    assert_string_equal(plan->periods[s->period].name, "2027Q3");
    assert_int_equal(find(plan, "pool", "level=y", "all")->view, 2);
    assert_int_equal(find(plan, "pool", "", "all")->view, 3);
    assert_true(record_find(plan, "rates", "", "all") == SIZE_MAX);
    assert_true(record_find(plan, "rate", "level=z", "all") == SIZE_MAX);
    assert_true(record_find(plan, "rate", "level", "all") == SIZE_MAX);
    assert_true(record_find(plan, "rate", "", "2028") == SIZE_MAX);
    assert_true(record_plan_bytes(model) >= plan->series_count * sizeof *plan->series);
    record_plan_free(plan);
    model_free(model);
}

static void test_quantiles_draws_and_pairs_are_kept_where_said(void **unused)
{
    struct model *model = make_model((struct shape){2026, 1, 12, 24, NULL});
    size_t sketched = 0, kept = 0, paired = 0;

    (void)unused;
    model->outputs[LEVEL].keep = true;
    model->outputs[LEVEL].monthly_quantiles = true;
    model->outputs[RATIO].threshold = 1;
    struct record_plan *plan = record_plan_new(model);
    const char *cell = "department=a;level=x";
    assert_true(find(plan, "people", cell, "2026")->sketched);
    assert_true(find(plan, "people", cell, "plan")->sketched);
    assert_false(find(plan, "people", cell, "2026-01")->sketched);
    assert_false(find(plan, "people", cell, "2026Q1")->sketched);
    assert_true(find(plan, "people", "level=x", "2026-01")->sketched);
    assert_true(find(plan, "people", "", "2026Q1")->sketched);
    assert_true(find(plan, "pool", cell, "2026-01")->sketched);

    assert_true(find(plan, "people", "", "all")->kept);
    assert_false(find(plan, "people", "", "2026Q1")->kept);
    assert_false(find(plan, "people", "level=x", "2026")->kept);
    assert_true(find(plan, "pool", "level=x", "2026")->kept);
    assert_false(find(plan, "pool", cell, "2026-01")->kept);
    assert_true(find(plan, "rate", cell, "2026")->kept);
    assert_false(find(plan, "rate", "level=x", "2026")->kept);

    assert_true(find(plan, "rate", cell, "plan")->threshold);
    assert_false(find(plan, "rate", cell, "all")->threshold);
    assert_false(find(plan, "rate", cell, "2027")->threshold); /* after the plan */
    assert_false(find(plan, "people", cell, "2026")->threshold);

    assert_true(find(plan, "people", cell, "2026")->paired);
    assert_false(find(plan, "people", cell, "2026-01")->paired);
    assert_true(find(plan, "people", "", "2026-01")->paired);
    assert_false(find(plan, "people", "", "2026Q1")->paired);
    bool *told = calloc(plan->series_count, sizeof *told); /* by the first of those that are the same */
    for (size_t i = 0; i < plan->series_count; i++) {
        size_t same = plan->series[i].same;
        sketched += plan->series[i].sketched && !told[same];
        told[same] |= plan->series[i].sketched;
        kept += plan->series[i].kept;
        paired += plan->series[i].paired;
    }
    free(told);
    assert_int_equal(plan->sketched_count, sketched);
    assert_int_equal(plan->kept_count, kept);
    assert_int_equal(plan->paired_count, paired);
    record_plan_free(plan);
    model_free(model);
}

/* ---- matching ---- */

static void series_text(const struct record_plan *plan, size_t i, char *text, size_t size)
{
    const struct series *s = &plan->series[i];
    const struct output *output = &plan->model->outputs[s->output];
    char cell[256];

    graph_cell_text(plan->model->graph, output->views[s->view].axes, s->cell, cell, sizeof cell);
    snprintf(text, size, "%s %s %s", output->name, cell, plan->periods[s->period].name);
}

static void test_plans_are_matched_by_names_and_calendar(void **unused)
{
    static const char *const departments[] = {"d", "c", "b"};
    struct model *model = make_model((struct shape){2026, 1, 12, 30, departments});
    struct model *base_model = make_model((struct shape){2025, 12, 13, 31, NULL});

    (void)unused;
    model->outputs[LEVEL].kind = OUTPUT_FLOW;
    struct record_plan *plan = record_plan_new(model), *base = record_plan_new(base_model);
    size_t *match = calloc(plan->series_count, sizeof *match), matched = 0;
    record_match(plan, base, match);
    for (size_t i = 0; i < plan->series_count; i++) {
        char text[300], other[300];
        const char *period = plan->periods[plan->series[i].period].name;
        series_text(plan, i, text, sizeof text);
        bool same_months = strcmp(period, "plan") != 0 && strcmp(period, "all") != 0;
        bool both = !strstr(text, "department=d") && plan->series[i].output != LEVEL;
        assert_int_equal(match[i] != SIZE_MAX, both && same_months && plan->series[i].paired);
        if (match[i] == SIZE_MAX)
            continue;
        series_text(base, match[i], other, sizeof other);
        assert_string_equal(text, other);
        matched++;
    }
    /* people and rate: 4 + 2 + 2 + 1 cells in 3 years, and the whole in 30 months */
    assert_int_equal(matched, 2 * (9 * 3 + 30));
    free(match);
    record_plan_free(plan);
    record_plan_free(base);
    model_free(model);
    model_free(base_model);
}

/* ---- refusals ---- */

static bool ignore(void *context, size_t series, struct strip x)
{
    (void)context, (void)series;
    return kernels_best()->not_finite(x.x, x.one ? 1 : LANES) < 0;
}

/* The output's value is numerator / denominator where the draw's count is not 2, which is hit. */
static void check_refused(double numerator, const char *message, const char *other)
{
    struct model *model = make_model((struct shape){2026, 1, 12, 12, NULL});
    struct graph *g = model->graph;
    int people = model->outputs[FLOW].views[0].value;
    int zero = good(graph_apply(g, OP_NE, (int[]){people, graph_number(g, 2)}, 2, &err));
    int one = graph_number(g, 1), nothing = graph_number(g, 0);
    int below = good(graph_apply(g, OP_WHERE, (int[]){zero, one, nothing}, 3, &err));
    int value = good(graph_apply(g, OP_DIV, (int[]){graph_number(g, numerator), below}, 2, &err));

    struct output *output = model_add_output(model);
    *output = (struct output){.name = "quotient", .role = "", .place = {"model.lua", 12}};
    add_views(g, output, value, -1);
    finish(model);
    struct program *program = program_compile(model, &(struct compile_options){.seed = 5}, &err);
    assert_non_null(program);
    struct vm *vm = vm_new(program, kernels_best(), LANES);
    struct record_plan *plan = record_plan_new(model);
    struct recorder *recorder = recorder_new(plan, vm);
    assert_true(vm_begin(vm, 4096, LANES, &err));
    assert_true(vm_month(vm, 0, &err));
    int lane = 0;
    while (lane < LANES && vm_read(vm, people, 0)[lane] != 2)
        lane++;
    assert_true(lane < LANES);
    err.kind = ERROR_NONE;
    assert_false(recorder_month(recorder, 0, ignore, NULL, &err));
    assert_int_equal(err.kind, ERROR_RUN);
    char draw[32];
    snprintf(draw, sizeof draw, "draw %d", 4096 + lane);
    assert_contains(err.text, draw);
    assert_contains(err.text, message);
    assert_contains(err.text, other);
    recorder_free(recorder);
    record_plan_free(plan);
    vm_free(vm);
    program_free(program);
    model_free(model);
}

static void test_an_output_that_is_not_a_number_is_refused(void **unused)
{
    (void)unused;
    check_refused(0,
                  "output 'quotient' is not a number in cell 'department=a;level=x', month 2026-01",
                  "model.lua:12: output");
    check_refused(1, "output 'quotient' is infinite in cell", "division by zero");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_periods_are_sums_levels_and_ratios_of_sums),
        cmocka_unit_test(test_the_horizon_cuts_quarters_and_years),
        cmocka_unit_test(test_a_ratio_of_fixed_numbers_is_their_ratio),
        cmocka_unit_test(test_series_are_found_by_their_names),
        cmocka_unit_test(test_quantiles_draws_and_pairs_are_kept_where_said),
        cmocka_unit_test(test_plans_are_matched_by_names_and_calendar),
        cmocka_unit_test(test_an_output_that_is_not_a_number_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
