/* polsim check: everything short of running. What is found in the plan, what the model has, what a
   run would take, which assumptions weigh most, what happens in a month, whether its identities
   hold on a few draws. */
#include "cmd_check.h"
#include "command.h"
#include "lua_model.h"
#include "print.h"
#include "run.h"
#include "show.h"

#include <inttypes.h>
#include <pthread.h>
#include <string.h>

enum { CHECK_DRAWS = 16, LABEL_WIDTH = 16 };

struct settings {
    uint64_t draws, seed;
    const char *language, *inputs_file;
    struct option_list set;
    const struct inputs *inputs; /* of the file, or NULL */
    bool order, all;
};

static const struct option options[] = {
    {"order", 0, OPTION_FLAG, NULL, offsetof(struct settings, order),
     .meaning = WORD("print every step of a month instead, in order")},
    {"all", 0, OPTION_FLAG, NULL, offsetof(struct settings, all),
     .meaning = WORD("every input by its weight, and the whole table of assumptions")},
    {"set", 's', OPTION_LIST, "NAME=VALUE", offsetof(struct settings, set),
     .meaning = WORD("change an input, as in 'polsim run'")},
    {"inputs", 0, OPTION_TEXT, "FILE", offsetof(struct settings, inputs_file),
     .meaning = WORD("change the inputs that were edited in FILE, as in 'polsim run'")},
    {"draws", 'n', OPTION_COUNT, "N", offsetof(struct settings, draws),
     WORD("say what a run of N draws takes (default: 8192)"), .least = 1,
     .most = (uint64_t)1 << 40},
    {"seed", 0, OPTION_COUNT, "S", offsetof(struct settings, seed),
     WORD("seed of the draws that are checked (default: 1)"), .most = INT64_MAX},
    OPTION_LANGUAGE(struct settings),
    {0},
};

static struct lua_changes changes_of(const struct settings *settings)
{
    return (struct lua_changes){
        .count = settings->set.count, .set = settings->set.items, .inputs = settings->inputs};
}

/* ---- what the model has ---- */

struct inventory {
    int plan, cited, assumed, scenario; /* parameters by the source of their first cell */
    int uncertain, streams, states;
};

static bool is_new_stream(const struct graph *graph, int at)
{
    for (int i = 0; i < at; i++)
        if (graph_is_chance(&graph->nodes[i]) &&
            strcmp(graph->nodes[i].name, graph->nodes[at].name) == 0)
            return false;
    return true;
}

static struct inventory count_model(const struct graph *graph)
{
    struct inventory count = {0};

    for (int i = 0; i < graph->parameter_count; i++) {
        const struct parameter *parameter = &graph->parameters[i];
        int *kind = parameter->cells[0].change                     ? &count.scenario
                    : strcmp(parameter->source_kind, "plan") == 0  ? &count.plan
                    : strcmp(parameter->source_kind, "cited") == 0 ? &count.cited
                                                                   : &count.assumed;
        ++*kind;
        count.uncertain += parameter->input_count;
    }
    for (int i = 0; i < graph->node_count; i++) {
        count.streams += graph_is_chance(&graph->nodes[i]) && is_new_stream(graph, i);
        count.states += graph->nodes[i].kind == NODE_STATE;
    }
    return count;
}

static void add_line(struct text *out, const char *language, const char *title)
{
    const char *name = word(language, title);

    text_add(out, "  %s%*s", name, LABEL_WIDTH - text_columns(name), "");
}

static void add_axes(const struct graph *graph, const char *language, struct text *out)
{
    add_line(out, language, WORD("axes"));
    for (int i = 0; i < graph->axis_count; i++)
        text_add(out, "%s%s (%d)", i ? ", " : "", graph->axes[i].name, graph->axes[i].count);
    text_add(out, "%s\n", graph->axis_count ? "" : word(language, "none"));
}

/* Lines that begin with a label, long ones broken behind it. */
static void add_facts(struct text *lines, struct text *out)
{
    for (char *line = lines->bytes, *end; line && (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        text_add_wrapped(out, line, 0, LABEL_WIDTH + 2, CHECK_WIDTH);
    }
    text_clear(lines);
}

static void add_inventory(const struct model *model, const char *language, struct text *out)
{
    const struct graph *graph = model->graph;
    struct inventory count = count_model(graph);
    char first[8], end[8], last[8];

    graph_month_text(graph, 0, first);
    graph_month_text(graph, graph->plan_months - 1, end);
    graph_month_text(graph, graph->months - 1, last);
    add_line(out, language, WORD_IN("span of a model", "months"));
    text_add(out, word(language, "%s to %s"), first, end);
    if (graph->months > graph->plan_months)
        text_add(out, word(language, ", with its tail to %s"), last);
    text_add(out, "\n");
    add_axes(graph, language, out);
    add_line(out, language, WORD("inputs"));
    text_add(
        out,
        word(language, "%d: %d from the plan, %d cited, %d assumed, %d changed by the scenario\n"),
        graph->parameter_count, count.plan, count.cited, count.assumed, count.scenario);
    add_line(out, language, WORD("chance"));
    text_add(out, word(language, "%d uncertain dimensions, %d streams of events\n"),
             count.uncertain, count.streams);
    add_line(out, language, WORD("parts"));
    text_add(out,
             word(language, "%d states, %d funds, %d outputs, %d targets, %d readings, %d files\n"),
             count.states, graph->fund_count, model->output_count, model->target_count,
             model->switch_count, model->file_count);
}

/* ---- what a run takes ---- */

static void add_bytes(size_t bytes, struct text *out)
{
    text_add(out, "%.1f MB", (double)bytes / (1 << 20));
}

static bool add_needs(const struct model *model, const struct settings *settings, struct text *out,
                      struct error *err)
{
    const char *language = settings->language;
    struct run_options run_options = {.draws = settings->draws, .seed = settings->seed};
    struct run_needs needs;

    if (!run_needs(model, &run_options, &needs, err))
        return false;
    add_line(out, language, WORD("work"));
    text_add(out, word(language, "%zu random variates a draw, %zu instructions a month\n"),
             needs.program.variates_per_draw, needs.program.instructions);
    add_line(out, language, WORD("results"));
    text_add(out, word(language, "%zu series (%zu with quantiles, %zu with their draws)\n"),
             needs.series, needs.sketched, needs.kept);
    add_line(out, language, WORD("memory"));
    add_bytes(needs.bytes, out);
    text_add(out, word(language, " for %ju draws\n"), (uintmax_t)settings->draws);
    if (!needs.program.multilinear)
        text_add(out, "  %s\n",
                 word(language, "--sampler expected is an approximation for this model"));
    return true;
}

/* ---- what is assumed ---- */

/* The whole tables, as of a run. */
static bool add_tables(const struct model *model, const struct settings *settings, struct text *out,
                       struct error *err)
{
    const struct show_options show = {.format = SHOW_TABLE, .language = settings->language};
    struct store_about about = {.draws = 1, .sampler = "sobol", .command_line = ""};
    struct store *store = store_open(":memory:", STORE_CREATE, err);
    struct store_run stored = {0};
    bool added = store && (stored.id = store_begin_run(store, model, &about, err)) != 0 &&
                 show_run(store, &stored, "assumptions", &show, out, err);

    store_close(store);
    return added;
}

/* "Annual tasks: rows (default), or printed total" */
static void add_reading(const struct model *model, const struct switch_value *s,
                        const char *language, struct text *out)
{
    bool first = true;
    struct text line = {0};

    text_add(&line, word(language, "%s: %s"), words_in(s->label, language, s->name),
             model_label(model, s->name, s->value, language));
    if (strcmp(s->value, s->default_value) == 0)
        text_add(&line, word(language, " (default)"));
    for (int i = 0; s->choices[i]; i++) {
        if (strcmp(s->choices[i], s->value) == 0)
            continue;
        text_add(&line, "%s%s", first ? word(language, "; or ") : word(language, ", or "),
                 model_label(model, s->name, s->choices[i], language));
        first = false;
    }
    text_add_wrapped(out, text_string(&line), 2, 4, CHECK_WIDTH);
    text_clear(&line);
}

static void add_readings(const struct model *model, const char *language, struct text *out)
{
    if (!model->switch_count)
        return;
    text_add(out, "\n%s\n\n", word(language, "Readings"));
    for (int i = 0; i < model->switch_count; i++)
        add_reading(model, &model->switches[i], language, out);
}

static bool add_order(const struct model *model, struct text *out, struct error *err)
{
    struct compile_options compile_options = {.seed = 1};
    struct program *program = program_compile(model, &compile_options, err);

    if (!program)
        return false;
    program_print_order(program, out);
    program_free(program);
    return true;
}

/* What was changed to no effect is most often a mistake. */
static void add_idle(const struct model *model, const struct settings *settings, struct text *out)
{
    const char *language = settings->language;
    const struct lua_changes changes = changes_of(settings);
    struct text lines = {0};

    lua_model_idle_changes(model, &changes, language, &lines);
    for (char *line = lines.bytes, *end; line && (end = strchr(line, '\n')); line = end + 1) {
        add_line(out, language, WORD("warning"));
        text_add(out, "%.*s\n", (int)(end - line), line);
    }
    text_clear(&lines);
}

/* What is found stands first; then what there is, what weighs, what happens. */
static bool add_report(const struct model *model, const struct audit *audit,
                       const struct settings *settings, const struct error *not_looked,
                       struct text *out, struct error *err)
{
    const char *language = settings->language;

    text_add(out, "%s\n",
             words_in(model->scenario_title, language,
                      words_in(model->title, language, model->scenario)));
    if (model->question.en || model->question.zh)
        text_add(out, "%s\n", words_in(model->question, language, ""));
    text_add(out, "\n");
    if (settings->inputs) {
        inputs_add_edits(model, settings->inputs, language, out);
        text_add(out, "\n");
    }
    check_add_findings(model, audit, not_looked, language, out);
    struct text facts = {0};
    add_inventory(model, language, &facts);
    add_idle(model, settings, &facts);
    bool added = add_needs(model, settings, &facts, err);
    add_facts(&facts, out);
    if (!added)
        return false;
    add_readings(model, language, out);
    check_add_weights(model, audit, settings->all, language, out);
    text_add(out, "\n%s\n\n", word(language, "What happens in a month, in order"));
    audit_add_order(model, language, CHECK_WIDTH, out);
    text_add(out, "\n");
    return !settings->all || add_tables(model, settings, out, err);
}

/* ---- what runs beside: the proof of the identities, the search for inputs that nothing uses ----
   */

struct task {
    const struct model *model;
    const struct settings *settings;
    bool (*work)(struct task *task);
    bool *unused; /* by parameter */
    bool done, apart;
    pthread_t thread;
    struct error err;
};

static bool prove(struct task *task)
{
    return run_check_identities(task->model, CHECK_DRAWS, task->settings->seed, &task->err);
}

static bool look_for_unused(struct task *task)
{
    const struct lua_changes changes = changes_of(task->settings);

    return lua_model_unused(task->model, &changes, task->unused, &task->err);
}

static void *thread_main(void *argument)
{
    struct task *task = argument;

    task->done = task->work(task);
    return NULL;
}

static void start_task(struct task *task)
{
    task->err.kind = ERROR_NONE;
    task->apart = pthread_create(&task->thread, NULL, thread_main, task) == 0;
}

static void end_task(struct task *task)
{
    if (task->apart)
        pthread_join(task->thread, NULL);
    else
        thread_main(task);
}

static void add_proof(const struct model *model, const char *language, struct text *out)
{
    text_add(out, word(language, "Holds: %d identities in every cell and month of %d draws.\n"),
             model->identity_count, CHECK_DRAWS);
}

/* The report comes first, so that the reader of a "no" has it. */
static bool check_model(struct model *model, const struct settings *settings, struct text *out,
                        struct error *err)
{
    size_t parameters = (size_t)model->graph->parameter_count;
    struct task proof = {.model = model, .settings = settings, .work = prove};
    struct task search = {.model = model, .settings = settings, .work = look_for_unused};

    search.unused = memory_resize(NULL, parameters, sizeof *search.unused);
    start_task(&proof);
    start_task(&search);
    struct audit *audit = audit_new(model);
    end_task(&search);
    end_task(&proof); /* before the model gets its findings */
    audit_add_findings(model, audit, search.done ? search.unused : NULL);
    bool holds = add_report(model, audit, settings, search.done ? NULL : &search.err, out, err);
    if (holds && proof.done)
        add_proof(model, settings->language, out);
    else if (holds)
        *err = proof.err;
    audit_free(audit);
    free(search.unused);
    return holds && proof.done;
}

static bool check_scenario(struct model *model, const struct settings *settings, struct error *err)
{
    struct text out = {0};
    bool holds =
        settings->order ? add_order(model, &out, err) : check_model(model, settings, &out, err);

    print_text(stdout, text_string(&out));
    text_clear(&out);
    return holds;
}

/* All scenarios of a file; of several the error names the one that it is of. */
static bool check_file(const char *path, const struct settings *settings, struct error *err)
{
    const struct lua_changes changes = changes_of(settings);
    struct model *first = lua_model_load(path, &changes, err);
    bool several = first && first->further && first->further[0];

    if (!first || !check_scenario(first, settings, err)) {
        if (several)
            error_prefix(err, "%s: ", first->scenario_path);
        model_free(first);
        return false;
    }
    bool holds = true;
    for (int i = 0; several && holds && first->further[i]; i++) {
        struct model *model = lua_model_load(first->further[i], &changes, err);
        print_format(stdout, "\n");
        holds = model && check_scenario(model, settings, err);
        if (!holds)
            error_prefix(err, "%s: ", first->further[i]);
        model_free(model);
    }
    model_free(first);
    return holds;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.draws = 8192, .seed = 1, .language = options_language()};

    if (!options_parse(options, &argc, argv, &settings, err) ||
        !command_needs(command, argc, 1, -1, err))
        return false;
    struct inputs *inputs = settings.inputs_file ? inputs_read(settings.inputs_file, err) : NULL;
    bool holds = inputs || !settings.inputs_file;
    settings.inputs = inputs;
    for (int i = 0; holds && i < argc; i++) {
        holds = check_file(argv[i], &settings, err);
        if (!holds && argc > 1)
            error_prefix(err, "%s: ", argv[i]);
    }
    inputs_free(inputs);
    return holds;
}

const struct command command_check = {
    .name = "check",
    .arguments = "SCENARIO…",
    .summary = WORD("everything short of running: what a model has, takes and assumes, and whether "
                    "its identities hold"),
    .details =
        WORD("Of a file with variants or factors each scenario is checked; FILE:b is only that "
             "one."),
    .options = options,
    .run = run,
};
