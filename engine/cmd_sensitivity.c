/* polsim sensitivity: which inputs the spread of results comes from, and what it would be worth to know one. */
#include "cmd_sensitivity.h"
#include "cmd_question.h"
#include "command.h"
#include "error.h"

#include <string.h>

enum { MEASURES_MAX = 64, DEFAULT_MEASURES = 16, TRAJECTORIES_MAX = 1000 };

struct settings {
    struct question_settings asked;
    const char *method, *by;
    bool tornado;
    uint64_t draws;
    struct option_list readings, with;
};

static const char *const formats[] = {"table", "csv", "json", "markdown", NULL};
static const char *const methods[] = {"draws", "sobol", "morris", NULL};
static const char *const ways[] = {"parameter", "input", NULL};

static const struct option options[] = {
    {"method", 'm', OPTION_CHOICE, "draws|sobol|morris", offsetof(struct settings, method),
     WORD("draws: from the run, no model run (default); sobol: total indices, with chance as a "
          "group; morris: elementary effects"),
     .choices = methods},
    {"tornado", 't', OPTION_FLAG, NULL, offsetof(struct settings, tornado),
     .meaning = WORD("one input at a time from its P10 to its P90, all else and chance at their "
                     "means")},
    {"by", 0, OPTION_CHOICE, "parameter|input", offsetof(struct settings, by),
     WORD("of sobol: a parameter's inputs together (default), or each"), .choices = ways},
    {"draws", 'n', OPTION_COUNT, "N", offsetof(struct settings, draws),
     WORD("of sobol: draws of each model run (default: 1024); of morris: trajectories (default: "
          "20)"),
     .least = 2, .most = 1 << 20},
    {"reading", 'r', OPTION_LIST, "RUN", offsetof(struct settings, readings),
     .meaning =
         WORD("a run of the same draws under another reading, repeatable: what the choice of "
              "reading does, beside inputs and chance")},
    {"with", 0, OPTION_LIST, "MEASURE", offsetof(struct settings, with),
     .meaning =
         WORD("a result that will be known first, such as enrolled@2026, looked at as inputs are; "
              "repeatable")},
    {"all", 'a', OPTION_FLAG, NULL, offsetof(struct settings, asked.all),
     .meaning = WORD("every input, also those that explain next to nothing")},
    {"format", 'f', OPTION_CHOICE, "table|csv|json|markdown",
     offsetof(struct settings, asked.format), WORD("how to print (default: table)"),
     .choices = formats},
    {"out", 'o', OPTION_TEXT, "FILE", offsetof(struct settings, asked.out),
     .meaning = WORD("write to a file instead of the screen")},
    QUESTION_STORE_OPTIONS(struct settings),
    {0},
};

/* A way of asking: what the answer is called in the database, what does it. */
static const struct way {
    const char *kind;
    bool (*answer)(struct sensitivity_question *question, struct error *err);
    const char *question; /* "%s": the measures */
    uint64_t draws;
} draws_way = {"sensitivity", sensitivity_from_draws,
               WORD("which inputs the spread of %s comes from"), 0},
  sobol_way = {"sensitivity_sobol", sensitivity_by_sobol, WORD("total sensitivity indices of %s"),
               1024},
  morris_way = {"sensitivity_morris", sensitivity_by_morris, WORD("elementary effects on %s"), 20},
  tornado_way = {"sensitivity_tornado", sensitivity_one_at_a_time,
                 WORD("inputs one at a time from P10 to P90: %s"), 0};

static const struct way *way_of(const struct settings *settings)
{
    return settings->tornado                         ? &tornado_way
           : strcmp(settings->method, "sobol") == 0  ? &sobol_way
           : strcmp(settings->method, "morris") == 0 ? &morris_way
                                                     : &draws_way;
}

static bool check_options(const struct settings *settings, struct error *err)
{
    const struct way *way = way_of(settings);

    if (settings->tornado && strcmp(settings->method, "draws") != 0)
        return error_set(err, ERROR_USAGE,
                         "options '--tornado' and '--method %s' are two questions; "
                         "ask one",
                         settings->method);
    if (settings->draws && !way->draws)
        return error_set(err, ERROR_USAGE,
                         "option '--draws' is for --method sobol or morris; a run has the draws it "
                         "has");
    if (settings->readings.count && way != &draws_way)
        return error_set(err, ERROR_USAGE, "option '--reading' is for --method draws");
    if (settings->with.count && way != &draws_way)
        return error_set(err, ERROR_USAGE, "option '--with' is for --method draws");
    if (settings->with.count && settings->readings.count)
        return error_set(err, ERROR_USAGE,
                         "options '--with' and '--reading' are two questions; ask one");
    if (settings->by && way != &sobol_way)
        return error_set(err, ERROR_USAGE, "option '--by' is for --method sobol");
    if (way == &morris_way && settings->draws > TRAJECTORIES_MAX)
        return error_set(err, ERROR_USAGE, "option '--draws' is at most %d for --method morris",
                         TRAJECTORIES_MAX);
    if (way == &sobol_way && settings->draws && settings->draws < SENSITIVITY_DRAWS_MIN)
        return error_set(err, ERROR_USAGE,
                         "option '--draws' must be %d at least for --method sobol",
                         SENSITIVITY_DRAWS_MIN);
    return true;
}

/* ---- measures ---- */

/* Every target at its last month, and the money paid in the end (where there is none, due). */
static int list_measures(const struct model *model, struct measure *measures)
{
    static const char *const roles[] = {"payment", "commitment"};
    int count = 0;

    for (int t = 0; t < model->target_count; t++) {
        const struct target *target = &model->targets[t];
        size_t cells = graph_cells(model->graph, target->axes);
        for (size_t cell = 0; cell < cells && !model_is_milestone(model, target); cell++)
            if (count < DEFAULT_MEASURES - 1)
                measures[count++] = measure_of_target(model, target, cell);
    }
    for (size_t r = 0; r < COUNT_OF(roles); r++)
        for (int o = 0; o < model->output_count; o++) {
            const struct output *output = &model->outputs[o];
            struct error ignored;
            char text[256];
            snprintf(text, sizeof text, "%s@all", output->name);
            if (strcmp(output->role, roles[r]) == 0 && output->kind == OUTPUT_FLOW &&
                measure_find(model, text, &measures[count], &ignored))
                return count + 1;
        }
    return count;
}

static bool find_measures(const struct model *model, int argc, char **argv,
                          struct measure *measures, int *count, struct error *err)
{
    *count = argc;
    for (int i = 0; i < argc; i++)
        if (!measure_find(model, argv[i], &measures[i], err))
            return false;
    if (argc == 0)
        *count = list_measures(model, measures);
    return *count || error_set(err, ERROR_USAGE,
                               "the model has no target and no payments; name an output: polsim "
                               "sensitivity RUN OUTPUT");
}

/* Behind the measures. */
static bool find_with(struct sensitivity_question *question, const struct option_list *names,
                      struct measure *measures, struct error *err)
{
    if (question->measure_count + names->count > MEASURES_MAX)
        return error_set(err, ERROR_USAGE, "%d measures and results are too many, at most %d",
                         question->measure_count + names->count, MEASURES_MAX);
    for (int i = 0; i < names->count; i++)
        if (!measure_find(question->model, names->items[i], &measures[question->measure_count + i],
                          err))
            return false;
    question->with_count = names->count;
    return true;
}

/* ---- asking ---- */

struct job {
    struct question question;
    struct sensitivity_question asked;
    const struct way *way;
    struct measure measures[MEASURES_MAX];
};

static void add_question(const void *context, const char *language, struct text *out)
{
    const struct job *job = context;
    struct text names = {0};

    for (int m = 0; m < job->asked.measure_count; m++) {
        text_add(&names, "%s", m ? word(language, "; ") : "");
        sensitivity_add_title(&job->measures[m], language, &names);
    }
    text_add(out, word(language, job->way->question), text_string(&names));
    text_clear(&names);
}

static bool compute(struct job *job, const struct settings *settings, struct error *err)
{
    struct sensitivity_question *asked = &job->asked;
    struct progress progress;

    asked->inputs = audit_list_inputs(asked->model, &asked->input_count);
    asked->draws = settings->draws ? settings->draws : job->way->draws;
    asked->each = settings->by && strcmp(settings->by, "input") == 0;
    progress_start(&progress, "polsim sensitivity", job->way == &draws_way);
    asked->progress = &progress;
    bool answered = asked->input_count
                        ? job->way->answer(asked, err)
                        : error_set(err, ERROR_USAGE, "the run's model has no uncertain input");
    progress_end(&progress);
    free((void *)asked->inputs);
    asked->answer.draws = asked->draws;
    asked->answer.models = asked->models;
    return answered;
}

/* The other readings; the caller frees them. */
static bool find_readings(struct sensitivity_question *question, const struct option_list *names,
                          struct store_run **readings, struct error *err)
{
    *readings = memory_resize(NULL, (size_t)names->count, sizeof **readings);
    question->readings = *readings;
    for (int i = 0; i < names->count; i++) {
        struct store_run *found = &(*readings)[i];
        if (!store_find_run(question->store, names->items[i], found, err))
            return false;
        bool again = found->id == question->run->id;
        for (int k = 0; k < i; k++)
            again = again || found->id == (*readings)[k].id;
        if (again)
            return error_set(err, ERROR_USAGE,
                             "'--reading %s' is run %lld, which is asked of already",
                             names->items[i], (long long)found->id);
    }
    question->reading_count = names->count;
    return true;
}

/* The run and its model. */
static bool open_run(struct job *job, char **argv, struct error *err)
{
    const struct question_side *side = &job->question.sides[0];

    if (!question_open(&job->question, argv, 1, 0, err))
        return false;
    if (!side->is_run)
        return error_set(err, ERROR_USAGE,
                         "'%s' is a scenario's file, and 'sensitivity' looks at the draws of a "
                         "stored run: 'polsim run' it, and ask of '%s'",
                         argv[0], side->model->scenario);
    if (!store_needs_results(&side->run, err))
        return false;
    if (show_is_average(&side->run))
        return error_set(
            err, ERROR_USAGE,
            "run %lld is an average case, in which nothing varies; 'polsim run' without "
            "'--sampler expected' makes draws",
            (long long)side->run.id);
    job->asked.store = job->question.store;
    job->asked.run = &side->run;
    job->asked.model = side->model;
    job->asked.measures = job->measures;
    return true;
}

static bool ask(struct job *job, const struct settings *settings, int argc, char **argv,
                struct error *err)
{
    struct sensitivity_question *asked = &job->asked;
    struct store_run *readings = NULL;

    job->way = way_of(settings);
    asked->answer.kind = job->way->kind;
    bool done =
        open_run(job, argv, err) && find_readings(asked, &settings->readings, &readings, err) &&
        find_measures(asked->model, argc - 1, argv + 1, job->measures, &asked->measure_count,
                      err) &&
        find_with(asked, &settings->with, job->measures, err) && compute(job, settings, err) &&
        question_finish(&job->question, &asked->answer, add_question, job, err);
    show_answer_clear(&asked->answer);
    free(readings);
    return done;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.asked = QUESTION_DEFAULTS, .method = "draws"};
    struct job job = {.question = {.settings = &settings.asked}};

    question_begin(&job.question, "sensitivity", argc, argv);
    bool done = options_parse(options, &argc, argv, &settings, err) &&
                command_needs(command, argc, 1, 1 + MEASURES_MAX, err) &&
                check_options(&settings, err) && ask(&job, &settings, argc, argv, err);
    question_clear(&job.question);
    return done;
}

const struct command command_sensitivity = {
    .name = "sensitivity",
    .arguments = "RUN [MEASURE…]",
    .summary = WORD("which inputs a result's spread comes from; what knowing one would be worth"),
    .details =
        WORD("RUN is a number, a scenario's name (its latest run), @ (the last), @1 (one before).\n"
             "MEASURE is a target or an output: NAME, NAME[axis=label], NAME@PERIOD; default: all "
             "targets and the money paid.\n"
             "The answer is stored: polsim show RUN sensitivity, polsim plot RUN sensitivity.\n"
             "Example: polsim sensitivity @ 'payment[fund=county_special]@2028'\n"
             "         polsim sensitivity @ --method sobol --draws 2048"),
    .options = options,
    .run = run,
};
