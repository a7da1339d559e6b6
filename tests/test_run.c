/* Whole runs of a small model: the promises about threads, blocks, draws and order, and what is
   said when a run cannot go on. */
#include "check.h"
#include "draws.h"

#include "run.h"

#include <stdatomic.h>

static struct error err;

static int good(int node)
{
    if (node < 0)
        fail_msg("%s", err.text);
    return node;
}

/* ---- the model ---- */

enum { PEOPLE, PASSED, POOL, RATE, GRID, OUTPUTS };

struct change {
    bool reversed;        /* outputs and labels declared in another order */
    double mean_scale;    /* 0: 1 */
    int tail;             /* months more than 24 */
    double bad_from;      /* not 0: a probability of people / bad_from, outside [0, 1] in few draws */
    double leak;          /* share of the pool's gains that is lost: the identity does not hold */
    bool keep, monthly_quantiles;
};

static int number(struct graph *g, double x)
{
    return graph_number(g, x);
}

static int op2(struct graph *g, enum op op, int a, int b)
{
    return good(graph_apply(g, op, (int[]){a, b}, 2, &err));
}

static int poisson(struct graph *g, const char *name, int mean)
{
    return good(graph_poisson(g, name, "", 0, mean, &err));
}

static int binomial(struct graph *g, const char *name, int count, int chance)
{
    return good(graph_binomial(g, name, "", 0, count, chance, &err));
}

/* An uncertain number without axes: uniform from low to high. */
static int uniform_parameter(struct model *model, const char *name, double low, double high)
{
    struct parameter_input *input = arena_array(model->arena, 1, sizeof *input);
    struct parameter_cell *cell = arena_array(model->arena, 1, sizeof *cell);
    struct dist *dist = arena_array(model->arena, 1, sizeof *dist);

    assert_true(dist_make(dist, DIST_UNIFORM, (double[]){low, high}, 2, &err));
    *input = (struct parameter_input){.dist = dist, .dimension = model->dimensions++, .key = name};
    *cell = (struct parameter_cell){.input = 0, .scale = 1};
    struct parameter parameter = {.name = name, .periods = 1, .cells = cell, .input_count = 1,
                                  .inputs = input, .range_low = -INFINITY, .range_high = INFINITY,
                                  .source_kind = "assumed", .source_text = "test"};
    return good(graph_parameter(model->graph, &parameter, &err));
}

static void add_view(struct graph *g, struct output *output, uint32_t axes, int value, int below)
{
    uint32_t over = g->nodes[value].axes & ~axes;

    output->views[output->view_count++] = (struct output_view){
        axes, over ? good(graph_sum(g, value, over, &err)) : value,
        below < 0 ? -1 : over ? good(graph_sum(g, below, over, &err)) : below};
}

static void add_output(struct model *model, const char *name, enum output_kind kind, int value,
                       int below)
{
    struct output *output = model_add_output(model);
    uint32_t axes = model->graph->nodes[value].axes;

    *output = (struct output){.name = name, .kind = kind, .role = "", .axes = axes};
    add_view(model->graph, output, axes, value, below);
    add_view(model->graph, output, 0, value, below);
}

static void add_target(struct model *model, const char *name, int value, int month, double threshold)
{
    struct target *target = model_add_target(model);

    *target = (struct target){.name = name, .value = value, .axes = model->graph->nodes[value].axes,
                              .month = month, .threshold = 1, .threshold_value = threshold,
                              .source_kind = "plan", .source_text = "one", .note = {.en = "a note"}};
}

static void add_outputs(struct model *model, struct change change, const int values[OUTPUTS])
{
    static const char *const names[] = {"people", "passed", "pool", "rate", "grid"};

    for (int i = 0; i < OUTPUTS; i++) {
        int o = change.reversed ? OUTPUTS - 1 - i : i;
        enum output_kind kind = o == POOL ? OUTPUT_LEVEL : o == RATE ? OUTPUT_RATIO : OUTPUT_FLOW;
        add_output(model, names[o], kind, values[o], o == RATE ? values[PEOPLE] : -1);
        struct output *output = &model->outputs[model->output_count - 1];
        output->keep = change.keep;
        output->monthly_quantiles = change.monthly_quantiles;
        if (o == RATE) {
            output->threshold = 1;
            output->threshold_value = 0.7;
        }
    }
}

/* People come to departments a, b, c; some pass; those who do not pass stay in a pool. */
static struct model *make_model(const char *scenario, struct change change)
{
    static const char *const labels[] = {"a", "b", "c"}, *const reversed[] = {"c", "b", "a"};
    struct model *model = model_new();
    struct graph *g = model->graph;

    model->scenario = scenario;
    g->first_year = 2026;
    g->first_month = 1;
    g->plan_months = 12;
    g->months = 24 + change.tail;
    int d = good(graph_add_axis(g, "department", change.reversed ? reversed : labels, 3, &err));
    double means[] = {0.2, 6, 40};
    for (int i = 0; i < 3; i++)
        means[i] *= change.mean_scale != 0 ? change.mean_scale : 1;
    int filling = uniform_parameter(model, "filling", 0.8, 1.2);
    int chance = uniform_parameter(model, "chance", 0.6, 0.9);
    int mean = op2(g, OP_MUL, graph_constant(g, 1u << d, means, (struct unit){{0}}), filling);
    int people = poisson(g, "people", mean), passed = binomial(g, "passed", people, chance);
    int failed = op2(g, OP_SUB, people, passed);
    int pool = good(graph_state(g, "pool", 1u << d, number(g, 10), &err));
    int next = op2(g, OP_ADD, pool, op2(g, OP_MUL, failed, number(g, 1 - change.leak)));
    int closing = good(graph_state_next(g, pool, next, false, &err));
    if (change.bad_from != 0)
        passed = op2(g, OP_ADD, passed,
                     binomial(g, "bad", number(g, 1), op2(g, OP_DIV, people, number(g, change.bad_from))));
    int l = good(graph_add_axis(g, "level", reversed + 1, 2, &err));
    int split = graph_constant(g, 1u << l, (double[]){0.25, 0.75}, (struct unit){{0}});
    add_outputs(model, change,
                (int[]){people, passed, closing, passed, op2(g, OP_MUL, people, split)});
    int whole = good(graph_sum(g, closing, 1u << d, &err));
    if (!change.reversed)
        add_target(model, "pool", whole, 11, 150);
    add_target(model, "pool_by_department", closing, 23, 12);
    if (change.reversed)
        add_target(model, "pool", whole, 11, 150);
    struct identity *identity = model_add_identity(model);
    *identity = (struct identity){.name = "pool", .place = {"model.lua", 7}};
    identity->value = op2(g, OP_SUB, op2(g, OP_ADD, pool, failed), closing);
    if (!graph_finish(g, &err))
        fail_msg("%s", err.text);
    return model;
}

/* ---- running ---- */

static struct run_options options_of(uint64_t draws, int threads, size_t block)
{
    return (struct run_options){.draws = draws, .seed = 11, .threads = threads, .block = block};
}

static struct run *start(const struct model *const *models, int count, struct run_options options)
{
    struct run *run = run_start(models, count, &options, &err);

    if (!run)
        fail_msg("%s", err.text);
    return run;
}

static size_t find(const struct run *run, int scenario, const char *output, const char *cell,
                   const char *period)
{
    size_t i = record_find(run_plan(run, scenario), output, cell, period);

    if (i == SIZE_MAX)
        fail_msg("no series %s %s %s", output, cell, period);
    return i;
}

static struct run_draws draws_of(const struct run *run, int scenario, size_t series)
{
    for (size_t i = 0; i < run_draws_count(run, scenario); i++)
        if (run_draws(run, scenario, i).series == series)
            return run_draws(run, scenario, i);
    fail_msg("no draws of series %zu", series);
    return (struct run_draws){0};
}

static const struct run_target *target_of(const struct run *run, const char *name, const char *cell,
                                          const char *period, size_t *index)
{
    for (size_t i = 0; i < run_target_count(run, 0); i++) {
        const struct run_target *row = run_target(run, 0, i);
        *index = i;
        if (!strcmp(row->name, name) && !strcmp(row->cell, cell) && !strcmp(row->period, period))
            return row;
    }
    fail_msg("no target %s %s %s", name, cell, period);
    return NULL;
}

/* ---- the same everywhere ---- */

static void test_threads_and_blocks_give_the_same_digest(void **unused)
{
    static const struct { int threads; size_t block; } ways[] = {
        {1, 64}, {1, 512}, {2, 512}, {7, 64}, {7, 0}};
    struct model *models[] = {make_model("one", (struct change){0}),
                              make_model("two", (struct change){.mean_scale = 1.1})};
    const struct model *const scenarios[] = {models[0], models[1]};
    char digest[2][65], first[2][65] = {"", ""};
    struct stats_row row, first_row;

    (void)unused;
    for (size_t w = 0; w < COUNT_OF(ways); w++) {
        struct run *run =
            start(scenarios, 2, options_of(6 * 1024 + 100, ways[w].threads, ways[w].block));
        assert_int_equal(run_threads(run), ways[w].threads);
        assert_true(run_difference(run, 1, find(run, 1, "people", "", "all"), &row));
        for (int s = 0; s < 2; s++) {
            run_digest(run, s, digest[s]);
            if (!first[s][0])
                strcpy(first[s], digest[s]), first_row = row;
            assert_string_equal(digest[s], first[s]);
        }
        assert_memory_equal(&row, &first_row, sizeof row);
        run_free(run);
    }
    assert_string_not_equal(first[0], first[1]);
    model_free(models[0]);
    model_free(models[1]);
}

static void digest_of(struct change change, struct run_options options, char digest[65])
{
    struct model *model = make_model("x", change);
    struct run *run = start((const struct model *const[]){model}, 1, options);

    run_digest(run, 0, digest);
    run_free(run);
    model_free(model);
}

static void test_the_order_of_declarations_does_not_enter_the_digest(void **unused)
{
    char a[65], b[65], other_seed[65], more[65];
    struct run_options options = options_of(500, 2, 0), changed = options;

    (void)unused;
    changed.seed++;
    digest_of((struct change){0}, options, a);
    digest_of((struct change){.reversed = true}, options, b);
    digest_of((struct change){0}, changed, other_seed);
    digest_of((struct change){.monthly_quantiles = true}, options, more);
    assert_string_equal(a, b);
    assert_string_not_equal(a, other_seed);
    assert_string_not_equal(a, more); /* quantiles count too */
}

static void test_more_draws_leave_the_first_as_they_were(void **unused)
{
    struct model *model = make_model("x", (struct change){.keep = true});
    const struct model *const models[] = {model};
    struct run *few = start(models, 1, options_of(1000, 1, 64));
    struct run *many = start(models, 1, options_of(2500, 2, 256));

    (void)unused;
    assert_true(run_draws_count(few, 0) > 4);
    for (size_t i = 0; i < run_draws_count(few, 0); i++) {
        struct run_draws a = run_draws(few, 0, i), b = run_draws(many, 0, i);
        assert_int_equal(a.series, b.series);
        assert_int_equal(a.count, 1000);
        assert_int_equal(b.count, 2500);
        const double *x = numbers_of(a), *y = numbers_of(b);
        for (size_t k = 0; k < a.count; k++)
            assert_true(x[k] == y[k] || (isnan(x[k]) && isnan(y[k])));
    }
    run_free(few);
    run_free(many);
    model_free(model);
}

/* ---- statistics, targets, differences against the draws ---- */

static double mean_of(const double *x, size_t n)
{
    long double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return (double)(sum / n);
}

static void test_series_are_the_statistics_of_their_draws(void **unused)
{
    struct model *model = make_model("x", (struct change){0});
    struct run *run = start((const struct model *const[]){model}, 1, options_of(3000, 2, 0));
    size_t i = find(run, 0, "people", "", "plan");
    struct run_draws draws = draws_of(run, 0, i);
    struct stats_row row = run_series(run, 0, i);

    (void)unused;
    assert_int_equal(draws.count, 3000);
    assert_true(row.n == 3000);
    assert_close(row.mean, mean_of(numbers_of(draws), 3000), 1e-14);
    /* filling has mean 1; variance: Poisson 12 * 46.2, and (12 * 46.2)^2 0.16/12 for filling */
    double mean = 12 * 46.2, sd = sqrt(mean + mean * mean * 0.16 / 12);
    assert_within(row.mean, mean, 5 * sd / sqrt(3000));
    assert_true(row.se > 0 && row.sd > 0 && row.min >= 0 && row.max > row.quantile[8]);
    row = run_series(run, 0, find(run, 0, "rate", "department=a", "2026-01"));
    /* P(nobody came) = E exp(-0.2 filling), within 5 sd of a share of 3000 */
    double nobody = (exp(-0.16) - exp(-0.24)) / 0.08;
    assert_within(row.n / 3000, 1 - nobody, 5 * sqrt(nobody * (1 - nobody) / 3000));
    assert_true(isnan(row.quantile[4]) == false && row.max <= 1);
    assert_true(run_seconds(run) > 0);
    run_free(run);
    model_free(model);
}

static void check_target(const struct run *run, const char *name, const char *cell,
                         const char *period, double threshold)
{
    size_t index, met = 0, n = 0;
    const struct run_target *row = target_of(run, name, cell, period, &index);
    struct run_draws draws = run_target_draws(run, 0, index);

    const double *x = numbers_of(draws);
    assert_int_equal(draws.count, 3000);
    for (size_t i = 0; i < draws.count; i++) {
        n += !isnan(x[i]);
        met += x[i] >= threshold;
    }
    assert_true(met > 0 && met < n);
    assert_true(row->n == (double)n && row->threshold_value == threshold);
    assert_close(row->probability, (double)met / (double)n, 1e-15);
    assert_true(row->se > 0 && row->p05 <= row->p50 && row->p50 <= row->p95 && row->mean > 0);
}

static void test_targets_count_the_draws_that_meet_them(void **unused)
{
    struct model *model = make_model("x", (struct change){0});
    struct run *run = start((const struct model *const[]){model}, 1, options_of(3000, 2, 0));
    size_t i;

    (void)unused;
    check_target(run, "pool", "", "2026-12", 150);
    check_target(run, "pool_by_department", "department=a", "2027-12", 12);
    check_target(run, "rate", "department=b", "plan", 0.7);
    check_target(run, "rate", "department=a", "2026", 0.7);
    assert_true(target_of(run, "rate", "department=a", "2026", &i)->n < 3000);
    assert_true(run_target_draws(run, 0, i).series == find(run, 0, "rate", "department=a", "2026"));
    assert_string_equal(target_of(run, "rate", "department=c", "2026", &i)->output, "rate");
    assert_string_equal(target_of(run, "pool", "", "2026-12", &i)->note.en, "a note");
    assert_string_equal(run_target(run, 0, i)->output, "");
    assert_true(run_target_draws(run, 0, i).series == SIZE_MAX);
    assert_int_equal(run_target_count(run, 0), 1 + 3 + 3 * 2); /* 2026 and plan, not the tail's 2027 */
    struct stats_row pool = run_series(run, 0, find(run, 0, "pool", "", "2026"));
    assert_true(pool.quantile[4] == target_of(run, "pool", "", "2026-12", &i)->p50);
    run_free(run);
    model_free(model);
}

static void test_a_scenario_that_changes_nothing_differs_by_zero(void **unused)
{
    struct model *models[] = {make_model("a", (struct change){0}),
                              make_model("b", (struct change){.tail = 5, .reversed = true})};
    struct run *run = start((const struct model *const[]){models[0], models[1]}, 2,
                            options_of(1500, 2, 0));
    size_t paired = 0;
    struct stats_row row;

    (void)unused;
    for (size_t i = 0; i < run_plan(run, 1)->series_count; i++) {
        assert_false(run_difference(run, 0, i % run_plan(run, 0)->series_count, &row));
        if (!run_difference(run, 1, i, &row))
            continue;
        paired++;
        if (row.n == 0)
            continue;
        assert_true(row.mean == 0 && row.sd == 0 && row.min == 0 && row.max == 0 && row.se == 0);
        assert_true(row.quantile[0] == 0 && row.quantile[8] == 0);
    }
    assert_false(run_difference(run, 1, find(run, 1, "people", "", "all"), &row)); /* other months */
    assert_false(run_difference(run, 1, find(run, 1, "people", "", "2028"), &row));
    /* 2026, 2027 and plan of 3 cells and the whole (grid: 6 and the whole), and 24 months */
    assert_int_equal(paired, 4 * (4 * 3 + 24) + 7 * 3 + 24);
    run_free(run);
    model_free(models[0]);
    model_free(models[1]);
}

static void test_differences_are_paired_draw_by_draw(void **unused)
{
    struct model *models[] = {make_model("a", (struct change){0}),
                              make_model("b", (struct change){.mean_scale = 1.2}),
                              make_model("c", (struct change){.mean_scale = 0.9})};
    struct run *run = start((const struct model *const[]){models[0], models[1], models[2]}, 3,
                            options_of(2000, 2, 128));
    static const char *const outputs[] = {"people", "rate", "pool"};

    (void)unused;
    for (int s = 1; s < 3; s++)
        for (size_t o = 0; o < COUNT_OF(outputs); o++) {
            double difference[2000];
            struct stats_row row;
            size_t i = find(run, s, outputs[o], "", "2027");
            const double *a = numbers_of(draws_of(run, 0, find(run, 0, outputs[o], "", "2027")));
            const double *b = numbers_of(draws_of(run, s, i));
            for (int k = 0; k < 2000; k++)
                difference[k] = b[k] - a[k];
            assert_true(run_difference(run, s, i, &row));
            assert_true(row.n == 2000);
            assert_within(row.mean, mean_of(difference, 2000), 1e-12);
            assert_true(row.mean != 0 && row.quantile[0] < row.quantile[8]);
            if (o == 0) /* monotone variates: more people in every draw */
                assert_true(s == 1 ? row.min > 0 : row.max < 0);
        }
    run_free(run);
    for (int s = 0; s < 3; s++)
        model_free(models[s]);
}

static void test_kept_draws_are_bounded(void **unused)
{
    struct model *model = make_model("x", (struct change){0});
    struct run_options options = options_of(2000, 2, 0);
    size_t i;

    (void)unused;
    options.kept_draws = 300;
    struct run *run = start((const struct model *const[]){model}, 1, options);
    assert_int_equal(draws_of(run, 0, find(run, 0, "people", "", "plan")).count, 300);
    const struct run_target *row = target_of(run, "pool", "", "2026-12", &i);
    assert_int_equal(run_target_draws(run, 0, i).count, 300);
    assert_true(row->n == 2000);
    run_free(run);
    model_free(model);
}

static void test_expected_mode_is_one_draw_without_spread(void **unused)
{
    struct model *model = make_model("x", (struct change){0});
    struct run_options options = options_of(5000, 2, 0);
    size_t i;

    (void)unused;
    options.sampler = RUN_EXPECTED;
    struct run *run = start((const struct model *const[]){model}, 1, options);
    struct stats_row row = run_series(run, 0, find(run, 0, "people", "", "plan"));
    assert_true(row.n == 1 && isnan(row.se) && isnan(row.sd));
    assert_close(row.mean, 12 * 46.2, 1e-12);
    assert_true(row.quantile[0] == row.mean && row.quantile[8] == row.mean);
    const struct run_target *target = target_of(run, "pool", "", "2026-12", &i);
    assert_close(target->mean, 30 + 12 * 46.2 * 0.25, 1e-12);
    assert_true(target->probability == 1 && isnan(target->se) && target->n == 1);
    run_free(run);
    model_free(model);
}

/* ---- what goes wrong ---- */

static void test_the_error_reported_does_not_depend_on_threads_or_blocks(void **unused)
{
    static const struct { int threads; size_t block; } ways[] = {
        {1, 64}, {1, 512}, {2, 64}, {7, 256}};
    struct model *good_model = make_model("good", (struct change){0});
    struct model *bad_model = make_model("bad", (struct change){.bad_from = 68});
    char first[sizeof err.text] = "";

    (void)unused;
    for (size_t w = 0; w < COUNT_OF(ways); w++) {
        struct run_options options = options_of(1024, ways[w].threads, ways[w].block);
        err.kind = ERROR_NONE;
        assert_null(run_start((const struct model *const[]){good_model, bad_model}, 2, &options,
                              &err));
        assert_int_equal(err.kind, ERROR_RUN);
        if (!first[0])
            strcpy(first, err.text);
        assert_string_equal(err.text, first);
    }
    assert_contains(first, "scenario 'bad': ");
    assert_contains(first, "department=c");
    unsigned draw;
    assert_int_equal(sscanf(strstr(first, "draw "), "draw %u", &draw), 1);
    assert_true(draw >= 64); /* in the first leaf the size of blocks would make no difference */
    model_free(good_model);
    model_free(bad_model);
}

struct watch {
    uint64_t calls, last, stop_after;
    atomic_int inside;
    bool wrong; /* a thread of the run cannot fail a test by itself */
};

static bool watch(void *context, uint64_t done, uint64_t all)
{
    struct watch *w = context;

    w->wrong |= atomic_fetch_add(&w->inside, 1) != 0 || done < w->last || done > all;
    w->last = done;
    w->calls++;
    atomic_fetch_sub(&w->inside, 1);
    return w->calls < w->stop_after;
}

static void test_progress_is_told_and_ends_with_all(void **unused)
{
    struct model *model = make_model("x", (struct change){0});
    struct watch w = {.stop_after = UINT64_MAX};
    struct run_options options = options_of(5000, 3, 64);

    (void)unused;
    options.progress = watch;
    options.context = &w;
    run_free(start((const struct model *const[]){model}, 1, options));
    assert_true(w.calls >= 2 && w.last == 5000 && !w.wrong);
    model_free(model);
}

static void test_a_run_can_be_cancelled(void **unused)
{
    struct model *model = make_model("x", (struct change){0});

    (void)unused;
    for (int threads = 1; threads <= 4; threads++) {
        struct watch w = {.stop_after = 1};
        struct run_options options = options_of(200000, threads, 64);
        options.progress = watch;
        options.context = &w;
        err.kind = ERROR_NONE;
        assert_null(run_start((const struct model *const[]){model}, 1, &options, &err));
        assert_int_equal(err.kind, ERROR_INTERRUPTED);
        assert_contains(err.text, "of 200000 draws");
        assert_true(w.calls == 1 && !w.wrong);
    }
    model_free(model);
}

static void assert_refused(const struct model *model, struct run_options options,
                           enum error_kind kind, const char *message)
{
    err.kind = ERROR_NONE;
    assert_null(run_start(&model, 1, &options, &err));
    assert_int_equal(err.kind, kind);
    assert_contains(err.text, message);
}

static void test_a_run_over_its_memory_is_refused(void **unused)
{
    struct model *model = make_model("x", (struct change){0});
    struct run_options options = options_of(1024, 1, 64);
    struct run_needs needs, wide;

    (void)unused;
    assert_true(run_needs(model, &options, &needs, &err));
    options.block = 512;
    assert_true(run_needs(model, &options, &wide, &err));
    assert_true(wide.bytes > needs.bytes);
    struct record_plan *plan = record_plan_new(model);
    assert_int_equal(needs.series, plan->series_count);
    assert_int_equal(needs.sketched, plan->sketched_count);
    assert_int_equal(needs.paired, plan->paired_count);
    assert_int_equal(needs.kept, plan->kept_count);
    assert_true(needs.program.instructions > 0);
    record_plan_free(plan);

    options.block = 64;
    options.memory_bytes = needs.bytes;
    run_free(start((const struct model *const[]){model}, 1, options));
    options.memory_bytes = needs.bytes - 1;
    assert_refused(model, options, ERROR_RUN, "the run needs ");
    assert_contains(err.text, "--memory");
    options.memory_bytes = 1000;
    assert_refused(model, options, ERROR_RUN, "the list of series alone needs");
    model_free(model);
}

/* Threads nobody asked for are given up before the run is refused. */
static void test_threads_are_fewer_where_memory_is_short(void **unused)
{
    struct model *model = make_model("x", (struct change){0});
    struct run_options options = options_of(4096, 1, 512);
    struct run_needs needs;

    (void)unused;
    options.kept_draws = 64;
    assert_true(run_needs(model, &options, &needs, &err));
    options.memory_bytes = needs.bytes;
    options.threads = 2;
    assert_refused(model, options, ERROR_RUN, "2 threads of 512 draws at a time");
    options.threads = 0;
    struct run *run = start((const struct model *const[]){model}, 1, options);
    assert_int_equal(run_threads(run), 1);
    run_free(run);
    model_free(model);
}

static void test_threads_without_a_stretch_are_not_started(void **unused)
{
    struct model *model = make_model("x", (struct change){0});
    struct run *run = start((const struct model *const[]){model}, 1, options_of(1025, 8, 0));

    (void)unused;
    assert_int_equal(run_threads(run), 3);
    run_free(run);
    model_free(model);
}

static void test_impossible_options_are_refused(void **unused)
{
    struct model *model = make_model("x", (struct change){0});

    (void)unused;
    assert_refused(model, options_of(0, 1, 0), ERROR_USAGE, "at least 1 draw");
    assert_refused(model, options_of(UINT64_C(1) << 32, 1, 0), ERROR_USAGE, "draws are too many");
    assert_refused(model, options_of(10, -1, 0), ERROR_USAGE, "-1 threads");
    assert_refused(model, options_of(10, 1, 100), ERROR_USAGE, "block of 100");
    assert_refused(model, options_of(10, 1, 2048), ERROR_USAGE, "block of 2048");
    model_free(model);
}

static void test_identities_hold_or_are_named(void **unused)
{
    struct model *holds = make_model("x", (struct change){0});

    (void)unused;
    if (!run_check_identities(holds, 300, 1, &err))
        fail_msg("%s", err.text);
    model_free(holds);
    for (int sign = -1; sign <= 1; sign += 2) {
        struct model *leaks = make_model("x", (struct change){.leak = 0.5 * sign});
        err.kind = ERROR_NONE;
        assert_false(run_check_identities(leaks, 300, 1, &err));
        assert_int_equal(err.kind, ERROR_CHECK);
        assert_contains(err.text, "'pool' does not add up in cell 'department=");
        assert_contains(err.text, "month 2026-01, draw ");
        assert_contains(err.text, "model.lua:7: 'pool'");
        model_free(leaks);
    }
}

/* ---- what it costs ---- */

static void test_a_profile_has_all_variates_and_leaves_the_digest(void **unused)
{
    struct model *model = make_model("x", (struct change){0});
    struct run_profile profile = {0};
    struct run_options plain = options_of(5000, 2, 64), timed = plain;
    struct run_needs needs, more;
    char digest[2][65];
    size_t variates = 0;
    double seconds = 0;

    (void)unused;
    timed.profile = &profile;
    assert_true(run_needs(model, &plain, &needs, &err));
    assert_true(run_needs(model, &timed, &more, &err));
    assert_true(more.bytes > needs.bytes); /* what the timing takes is reckoned with */
    for (int i = 0; i < 2; i++) {
        const struct model *models[] = {model};
        struct run *run = run_start(models, 1, i ? &timed : &plain, &err);
        assert_non_null(run);
        run_digest(run, 0, digest[i]);
        run_free(run);
    }
    assert_string_equal(digest[0], digest[1]);
    for (size_t i = 0; i < profile.line_count; i++) {
        variates += profile.lines[i].variates;
        seconds += profile.lines[i].seconds;
        assert_true(profile.lines[i].one_number <= profile.lines[i].strips);
    }
    assert_int_equal(variates, needs.program.variates_per_draw);
    assert_true(seconds > 0);
    assert_true(profile.between >= 0);
    assert_true(profile.recording > 0);
    assert_true(profile.reading > 0 && profile.reading < 1e-5);
    assert_true(profile.counters.refused ||
                profile.counters.instructions > profile.counters.misses);
    run_profile_clear(&profile);
    model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_and_blocks_give_the_same_digest),
        cmocka_unit_test(test_the_order_of_declarations_does_not_enter_the_digest),
        cmocka_unit_test(test_more_draws_leave_the_first_as_they_were),
        cmocka_unit_test(test_series_are_the_statistics_of_their_draws),
        cmocka_unit_test(test_targets_count_the_draws_that_meet_them),
        cmocka_unit_test(test_a_scenario_that_changes_nothing_differs_by_zero),
        cmocka_unit_test(test_differences_are_paired_draw_by_draw),
        cmocka_unit_test(test_kept_draws_are_bounded),
        cmocka_unit_test(test_expected_mode_is_one_draw_without_spread),
        cmocka_unit_test(test_the_error_reported_does_not_depend_on_threads_or_blocks),
        cmocka_unit_test(test_progress_is_told_and_ends_with_all),
        cmocka_unit_test(test_a_run_can_be_cancelled),
        cmocka_unit_test(test_a_run_over_its_memory_is_refused),
        cmocka_unit_test(test_threads_are_fewer_where_memory_is_short),
        cmocka_unit_test(test_threads_without_a_stretch_are_not_started),
        cmocka_unit_test(test_impossible_options_are_refused),
        cmocka_unit_test(test_identities_hold_or_are_named),
        cmocka_unit_test(test_a_profile_has_all_variates_and_leaves_the_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
