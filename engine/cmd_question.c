#include "cmd_question.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "error.h"
#include "print.h"
#include "ticks.h"

const char *const question_formats[] = {"table", "csv", "json", NULL};

void question_begin(struct question *question, const char *command, int argc, char **argv)
{
    question->began = ticks_seconds_of(CLOCK_MONOTONIC);
    show_add_command_line(command, argc, argv, &question->command_line);
}

/* ---- a scenario ---- */

bool question_is_file(const char *name)
{
    const char *colon = strrchr(name, ':');
    size_t length = colon ? (size_t)(colon - name) : strlen(name);
    char path[4096];

    snprintf(path, sizeof path, "%.*s", (int)length, name);
    return access(name, F_OK) == 0 || access(path, F_OK) == 0 ||
           (length > 4 && strncmp(name + length - 4, ".lua", 4) == 0);
}

/* What is computed anew of a run of another program version need not be what the run has. */
static void warn_of_version(const struct store_run *run)
{
    print_format(
        stderr,
        spoken("polsim: warning: run %jd was made by polsim %s, this is %s: what is computed "
               "now may differ from the run's own results\n"),
        (intmax_t)run->id, run->engine_version, POLSIM_VERSION);
}

static bool find_run(struct question *question, struct question_side *side, const char *name,
                     struct error *err)
{
    const struct question_settings *settings = question->settings;

    if (!question->store && !(question->store = store_open(settings->store, STORE_READ, err)))
        return false;
    if (!store_find_run(question->store, name, &side->run, err)) {
        bool could_be_file = name[strspn(name, "@0123456789")];
        return could_be_file && error_append(err, "; nor is '%s' a scenario's file", name);
    }
    if (store_run_is_foreign(&side->run) && !settings->quiet)
        warn_of_version(&side->run);
    if (!show_source_open(&side->source, question->store, &side->run, err))
        return false;
    side->is_run = true;
    side->path = text_string(&side->source.path);
    side->changes = side->source.changes;
    return true;
}

/* --set behind those there are; the later win. */
static bool add_changes(struct question_side *side, const struct question_settings *settings,
                        struct error *err)
{
    struct lua_changes *changes = &side->changes;
    int count = changes->count;

    if (settings->inputs && changes->inputs)
        return error_set(err, ERROR_USAGE,
                         "run %jd has a file of inputs of its own, and a scenario takes one: edit "
                         "what 'polsim inputs %jd' writes, and ask the scenario's file",
                         (intmax_t)side->run.id, (intmax_t)side->run.id);
    if (settings->inputs && !(side->inputs = inputs_read(settings->inputs, err)))
        return false;
    if (side->inputs)
        changes->inputs = side->inputs;
    side->set = memory_resize(NULL, (size_t)(count + settings->set.count) + 1, sizeof *side->set);
    for (int i = 0; i < count + settings->set.count; i++)
        side->set[i] = i < count ? changes->set[i] : settings->set.items[i - count];
    changes->set = side->set;
    changes->count += settings->set.count;
    return true;
}

/* last: what --set and --inputs change. On failure it is still to be closed. */
static bool open_side(struct question *question, struct question_side *side, const char *name,
                      bool last, struct error *err)
{
    side->path = name;
    if ((!question_is_file(name) && !find_run(question, side, name, err)) ||
        (last && !add_changes(side, question->settings, err)))
        return false;
    side->model = lua_model_load(side->path, &side->changes, err);
    if (!side->model && side->is_run)
        return error_prefix(err, "run %jd '%s': ", (intmax_t)side->run.id, side->run.scenario);
    if (!side->model || side->is_run || !side->model->further || !side->model->further[0])
        return side->model;
    return error_set(err, ERROR_USAGE, "'%s' stands for several scenarios; name one: %s", name,
                     side->model->scenario_path);
}

static void close_side(struct question_side *side)
{
    model_free(side->model);
    inputs_free(side->inputs);
    show_source_close(&side->source);
    free(side->set);
}

/* ---- over which draws ---- */

/* Two runs must have the same seed and sampler where the command line does not say. */
static bool runs_agree(const struct question_settings *settings, const struct store_run *a,
                       const struct store_run *b, struct error *err)
{
    if (a->seed != b->seed && settings->seed == QUESTION_NO_SEED)
        return error_set(err, ERROR_USAGE,
                         "run %jd has seed %ju and run %jd seed %ju: say with --seed over which "
                         "random numbers they "
                         "are to be explained",
                         (intmax_t)a->id, (uintmax_t)a->seed, (intmax_t)b->id, (uintmax_t)b->seed);
    if (strcmp(a->sampler, b->sampler) != 0 && !settings->sampler)
        return error_set(
            err, ERROR_USAGE,
            "run %jd has the sampler %s and run %jd %s: say with --sampler which to take",
            (intmax_t)a->id, a->sampler, (intmax_t)b->id, b->sampler);
    return true;
}

static bool choose_draws(struct question *question, uint64_t file_draws, struct error *err)
{
    const struct question_settings *settings = question->settings;
    const struct store_run *first = NULL;

    question->draws = file_draws;
    question->seed = 1;
    question->sampler = RUN_SOBOL;
    for (int i = 0; i < question->side_count; i++) {
        const struct store_run *run = &question->sides[i].run;
        if (!question->sides[i].is_run)
            continue;
        if (first && !runs_agree(settings, first, run, err))
            return false;
        if (!first || run->draws < question->draws)
            question->draws = run->draws;
        if (!first) {
            question->seed = run->seed;
            question->sampler = run_sampler_named(run->sampler);
        }
        first = first ? first : run;
    }
    if (settings->draws)
        question->draws = settings->draws;
    if (settings->seed != QUESTION_NO_SEED)
        question->seed = settings->seed;
    if (settings->sampler)
        question->sampler = run_sampler_named(settings->sampler);
    if (question->sampler == RUN_EXPECTED)
        question->draws = 1;
    return true;
}

bool question_open(struct question *question, char **names, int count, uint64_t file_draws,
                   struct error *err)
{
    must(count <= QUESTION_SIDES);
    for (int i = 0; i < count; i++) {
        question->side_count = i + 1;
        if (!open_side(question, &question->sides[i], names[i], i == count - 1, err))
            return false;
    }
    return choose_draws(question, file_draws, err);
}

void question_clear(struct question *question)
{
    for (int i = 0; i < question->side_count; i++)
        close_side(&question->sides[i]);
    store_close(question->store);
    text_clear(&question->command_line);
    *question = (struct question){0};
}

struct points question_points(const struct question *question)
{
    const struct question_side *side = &question->sides[question->side_count - 1];

    return (struct points){.path = side->path,
                           .changes = &side->changes,
                           .sample = {.draws = question->draws,
                                      .seed = question->seed,
                                      .sampler = question->sampler,
                                      .threads = (int)question->settings->threads}};
}

/* ---- the answer ---- */

/* The run that an answer about this side stands beside; 0: none. */
static bool find_place(struct question *question, int side, int64_t *run, struct error *err)
{
    const struct question_side *asked = &question->sides[side];
    const struct question_settings *settings = question->settings;
    bool changed = side == question->side_count - 1 && (settings->set.count || settings->inputs);

    *run = asked->run.id;
    return (asked->is_run && !changed) ||
           store_find_same_run(question->store, asked->model->input_digest, run, err);
}

/* What stands beside no run has no figure: how to get one. */
static void talk_of_place(const struct question *question, int64_t answer, int64_t run)
{
    const struct question_side *side = &question->sides[question->side_count - 1];
    const struct question_settings *settings = question->settings;
    struct text command = {0};

    if (run) {
        print_format(stderr, spoken("polsim: answer %jd stored in %s, beside run %jd\n"),
                     (intmax_t)answer, settings->store, (intmax_t)run);
        return;
    }
    print_format(stderr, spoken("polsim: answer %jd stored in %s, beside no run\n"),
                 (intmax_t)answer, settings->store);
    text_add(&command, "polsim run ");
    if (side->is_run) /* a changed one; where its files lay is not known */
        text_add(&command, "SCENARIO");
    else
        show_add_shell_word(side->path, &command);
    for (int i = 0; i < side->changes.count; i++) {
        text_add(&command, " --set ");
        show_add_shell_word(side->changes.set[i], &command);
    }
    if (side->changes.inputs) {
        text_add(&command, " --inputs ");
        show_add_shell_word(settings->inputs ? settings->inputs : "FILE", &command);
    }
    if (strcmp(settings->store, OPTION_STORE_DEFAULT) != 0) {
        text_add(&command, " --store ");
        show_add_shell_word(settings->store, &command);
    }
    print_format(
        stderr,
        spoken("polsim: for a figure and a place in reports run the scenario first, then ask "
               "again: %s\n"),
        text_string(&command));
    text_clear(&command);
}

static bool keep(struct question *question, const struct show_answer *answer,
                 question_words *add_words, const void *job, struct error *err)
{
    const struct question_settings *settings = question->settings;
    const char *const *names = show_answer_parts(answer->kind);
    struct store_part parts[SHOW_PARTS_MAX];
    struct text en = {0}, zh = {0};
    int last = question->side_count - 1, count = 0;
    struct store_answer stored = {.kind = answer->kind,
                                  .scenario = question->sides[last].model->scenario,
                                  .draws = answer->draws,
                                  .seed = question->seed,
                                  .models = answer->models,
                                  .seconds = ticks_seconds_of(CLOCK_MONOTONIC) - question->began,
                                  .command_line = text_string(&question->command_line)};

    if (!question->store && !(question->store = store_open(settings->store, STORE_CREATE, err)))
        return false;
    if (!store_is_writable(question->store)) /* it is printed all the same */
        return true;
    for (; names[count]; count++)
        parts[count] = (struct store_part){names[count], &answer->parts[count]};
    add_words(job, "en", &en);
    add_words(job, "zh", &zh);
    stored.question = (struct words){text_string(&en), text_string(&zh)};
    bool kept = find_place(question, last, &stored.run, err) &&
                (last == 0 || find_place(question, 0, &stored.other_run, err)) &&
                (stored.id = store_write_answer(question->store, &stored, parts, count, err));
    if (kept && !settings->quiet)
        talk_of_place(question, stored.id, stored.run);
    text_clear(&en);
    text_clear(&zh);
    return kept;
}

static void talk_of_time(const struct question *question, const struct show_answer *answer)
{
    double seconds = ticks_seconds_of(CLOCK_MONOTONIC) - question->began;

    print_format(stderr, spoken("polsim: %zu models of %ju draws in %.2f s\n"), answer->models,
                 (uintmax_t)answer->draws, seconds);
}

static bool print(const struct question *question, const struct show_answer *answer,
                  struct error *err)
{
    const struct question_settings *settings = question->settings;
    const struct show_options show = {
        .format = strcmp(settings->format, "csv") == 0        ? SHOW_CSV
                  : strcmp(settings->format, "json") == 0     ? SHOW_JSON
                  : strcmp(settings->format, "markdown") == 0 ? SHOW_MARKDOWN
                                                              : SHOW_TABLE,
        .csv = TABLE_PLAIN,
        .language = settings->language,
        .all = settings->all,
        .store = settings->store,
    };
    struct text out = {0};

    show_answer(answer, &show, &out);
    bool printed = command_write(settings->out, &out, err);
    text_clear(&out);
    return printed;
}

bool question_finish(struct question *question, struct show_answer *answer,
                     question_words *add_words, const void *job, struct error *err)
{
    const struct question_settings *settings = question->settings;
    const struct model *model = question->sides[question->side_count - 1].model;

    answer->title = words_in(model->scenario_title, settings->language, model->scenario);
    if (!answer->draws)
        answer->draws = question->draws;
    if (!settings->quiet && answer->models)
        talk_of_time(question, answer);
    return (settings->no_store || keep(question, answer, add_words, job, err)) &&
           print(question, answer, err);
}

/* ---- in words ---- */

void question_add_measure(const struct measure *measure, const char *language, struct text *out)
{
    measure_add_name(measure, language, out);
    text_add(out, "%s", word(language, ", "));
    table_add_period(measure->period, language, out);
}

void question_add_statement(const struct statement *statement, const char *language,
                            struct text *out)
{
    bool share = fabs(statement->threshold_value) <= 1;
    char unit[256];

    question_add_measure(&statement->measure, language, out);
    if (!statement->threshold)
        return;
    graph_unit_text(statement->measure.model->graph, measure_unit(&statement->measure), unit,
                    sizeof unit);
    text_add(out, statement->threshold > 0 ? " ≥ " : " ≤ ");
    table_add_value(statement->threshold_value, unit, share && !*unit, language, out);
    if (*unit) {
        text_add(out, " ");
        table_add_unit(unit, language, out);
    }
}

static size_t name_length(const char *lever)
{
    return strcspn(lever, "[");
}

const struct parameter *question_find_parameter(const struct model *model, const char *lever,
                                                struct error *err)
{
    const struct graph *graph = model->graph;
    const char **names = memory_resize(NULL, (size_t)graph->parameter_count + 1, sizeof *names);
    char name[256];
    const struct parameter *found = NULL;

    snprintf(name, sizeof name, "%.*s", (int)name_length(lever), lever);
    for (int i = 0; i < graph->parameter_count; i++) {
        names[i] = graph->parameters[i].name;
        if (strcmp(names[i], name) == 0)
            found = &graph->parameters[i];
    }
    names[graph->parameter_count] = NULL;
    if (!found) {
        const char *nearest = text_nearest(name, names);
        error_set(err, ERROR_USAGE, "the model has no parameter '%s'", name);
        if (nearest)
            error_append(err, ", did you mean '%s'?", nearest);
        else
            error_append(err, "; 'polsim inputs' lists them");
    }
    free(names);
    return found;
}

void question_add_lever(const struct model *model, const char *lever, const char *language,
                        struct text *out)
{
    size_t length = name_length(lever);
    char name[256];

    snprintf(name, sizeof name, "%.*s", (int)length, lever);
    text_add(out, "%s%s", model_label(model, "", name, language), lever + length);
}
