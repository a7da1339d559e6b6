/* A small model made by hand, and a folder for databases: what the tests of the store share. */
#ifndef POLSIM_TESTS_SMALL_MODEL_H
#define POLSIM_TESTS_SMALL_MODEL_H

#include "check.h"
#include "folder.h"

#include "run.h"
#include "store.h"

#include <sqlite3.h>

static inline void add_file(struct model *model, const char *path, const char *text)
{
    struct model_file *file = model_add_file(model);

    file->path = path;
    file->text = text;
    file->length = strlen(text);
}

static inline void add_label(struct model *model, const char *scope, const char *id, const char *en,
                             const char *zh)
{
    *model_add_label(model) = (struct model_label){scope, id, {en, zh}};
}

static inline struct output *add_output(struct model *model, const char *name, const char *role,
                                        enum output_kind kind, int value, int denominator)
{
    struct graph *graph = model->graph;
    struct error err = {0};
    struct output *output = model_add_output(model);
    uint32_t axes = graph->nodes[value].axes;

    *output = (struct output){.name = name,
                              .role = role,
                              .kind = kind,
                              .axes = axes,
                              .unit = graph->nodes[value].unit,
                              .keep = true};
    output->views[output->view_count++] = (struct output_view){axes, value, denominator};
    if (axes)
        output->views[output->view_count++] =
            (struct output_view){0, graph_sum(graph, value, axes, &err),
                                 denominator < 0 ? -1 : graph_sum(graph, denominator, axes, &err)};
    return output;
}

/* What the planner asks of each department is `task`; the people who come are Poisson around it. */
static inline int add_parameters(struct model *model, int axis)
{
    struct graph *graph = model->graph;
    struct error err = {0};
    struct dist *rate = arena_array(model->arena, 1, sizeof *rate);
    struct parameter_cell *cell = arena_array(model->arena, 1, sizeof *cell);
    struct parameter_cell *tasks = arena_array(model->arena, 2, sizeof *tasks);
    struct parameter_input *input = arena_array(model->arena, 1, sizeof *input);

    assert_true(dist_make(rate, DIST_PERT, (double[]){0.8, 1, 1.2}, 3, &err));
    *input = (struct parameter_input){.dist = rate, .dimension = 0, .key = "rate"};
    *cell = (struct parameter_cell){.input = 0, .scale = 0.5, .change = "base.lua:3"};
    tasks[0] = (struct parameter_cell){.input = -1, .value = 30, .scale = 1};
    tasks[1] = (struct parameter_cell){.input = -1, .value = 20, .scale = 1};
    struct parameter filling = {.name = "rate",
                                .periods = 1,
                                .cells = cell,
                                .input_count = 1,
                                .inputs = input,
                                .range_low = -INFINITY,
                                .range_high = INFINITY,
                                .source_kind = "assumed",
                                .source_text = "no record"};
    struct parameter task = {.name = "task",
                             .axes = 1u << axis,
                             .periods = 1,
                             .cells = tasks,
                             .range_low = -INFINITY,
                             .range_high = INFINITY,
                             .source_kind = "assumed",
                             .source_text = "Annex 2"};
    int rate_node = graph_parameter(graph, &filling, &err);
    int task_node = graph_parameter(graph, &task, &err);
    assert_true(rate_node >= 0 && task_node >= 0);
    model->dimensions = 1;
    return graph_apply(graph, OP_MUL, (int[]){rate_node, task_node}, 2, &err);
}

static inline void add_outputs(struct model *model, int department, int fund, int mean)
{
    struct graph *graph = model->graph;
    struct error err = {0};
    int came = graph_poisson(graph, "came", "", 1, mean, &err);
    int tasks = graph_constant(graph, 1u << department, (double[]){15, 10}, (struct unit){{0}});
    int whole = graph_sum(graph, came, 1u << department, &err);
    int paid = graph_apply(
        graph, OP_MUL,
        (int[]){whole, graph_constant(graph, 1u << fund, (double[]){600, 400}, (struct unit){{0}})},
        2, &err);
    struct target *target;

    add_output(model, "came", "done", OUTPUT_FLOW, came, -1)->label =
        (struct words){"Came", "到课"};
    add_output(model, "asked", "task", OUTPUT_FLOW, tasks, -1);
    add_output(model, "paid", "payment", OUTPUT_FLOW, paid, -1);
    add_output(model, "owed", "arrears", OUTPUT_LEVEL, paid, -1);
    struct output *share = add_output(model, "share", "", OUTPUT_RATIO, came, tasks);
    share->threshold = 1;
    share->threshold_value = 0.9;
    share->source_kind = "plan";
    share->source_text = "II";
    target = model_add_target(model);
    *target = (struct target){.name = "many",
                              .value = whole,
                              .month = 2,
                              .threshold = 1,
                              .threshold_value = 20,
                              .source_kind = "plan",
                              .source_text = "I",
                              .label = {"Many come", "人数"}};
}

static inline struct model *make_model(const char *scenario)
{
    struct model *model = model_new();
    struct graph *graph = model->graph;
    struct error err = {0};
    static const char *const choices[] = {"all", "some", NULL};

    model->name = "small";
    model->scenario = scenario;
    model->scenario_path = "base.lua";
    model->title = (struct words){"Small", "小"};
    memset(model->input_digest, 'b', 64);
    graph->first_year = 2026;
    graph->first_month = 1;
    graph->plan_months = 12;
    graph->months = 15;
    int department =
        graph_add_axis(graph, "department", (const char *[]){"works", "civil"}, 2, &err);
    int fund = graph_add_axis(graph, "fund", (const char *[]){"county", "minning"}, 2, &err);
    assert_true(department >= 0 && fund >= 0);
    add_outputs(model, department, fund, add_parameters(model, department));
    add_file(model, "base.lua", "model { name = \"small\" }\n");
    add_file(model, "data/d.csv", "department\nworks\ncivil\n");
    add_label(model, "department", "civil", "Civil affairs", "民政局");
    add_label(model, "", "county", "County", "县级");
    *model_add_switch(model) = (struct switch_value){.name = "base",
                                                     .value = "some",
                                                     .default_value = "all",
                                                     .choices = choices,
                                                     .source_kind = "assumed",
                                                     .source_text = "X5",
                                                     .changed = true};
    *model_add_finding(model) = (struct finding){.id = "sum",
                                                 .text = {"50 more", "多 50"},
                                                 .about = "many",
                                                 .source_kind = "plan",
                                                 .source_text = "Annex 2"};
    *model_add_finding(model) = (struct finding){.id = "idle", .general = true, .text = {.en = "x"}};
    if (!graph_finish(graph, &err))
        fail_msg("%s", err.text);
    return model;
}

static const struct store_about about = {.draws = 256,
                                         .seed = 7,
                                         .sampler = "sobol",
                                         .command_line = "polsim run base.lua",
                                         .threads = 1,
                                         .set_count = 1,
                                         .set = (const char *const[]){"rate=scaled(0.5)"}};

static inline struct store *open_store(const char *name)
{
    struct error err = {0};
    struct store *store = store_open(path_of(name), STORE_CREATE, &err);

    if (!store)
        fail_msg("%s", err.text);
    return store;
}

/* Runs the small model and stores it; returns the run's number. */
static inline int64_t run_small(struct store *store, const char *scenario)
{
    struct error err = {0};
    struct model *model = make_model(scenario);
    struct run *run = run_start((const struct model *const[]){model}, 1,
                                &(struct run_options){.draws = 256, .seed = 7, .threads = 1}, &err);

    if (!run)
        fail_msg("%s", err.text);
    int64_t id = store_begin_run(store, model, &about, &err);
    if (!id || !store_end_run(store, id, run, 0, &err))
        fail_msg("%s", err.text);
    run_free(run);
    model_free(model);
    return id;
}

static inline void read_table(struct store *store, enum store_query query, int64_t id,
                              const char *language, struct store_table *table)
{
    struct error err = {0};

    if (!store_read(store, query, id, language, table, &err))
        fail_msg("%s", err.text);
}

/* Straight into the file, past the store. */
static inline void raw(const char *path, const char *sql)
{
    sqlite3 *db;
    char *message = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    sqlite3_close(db);
}

static inline void not_found(struct store *store, const char *name, const char *why)
{
    struct store_run run;
    struct error err = {0};

    assert_false(store_find_run(store, name, &run, &err));
    assert_contains(err.text, why);
}

#endif
