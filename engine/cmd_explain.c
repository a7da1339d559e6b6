/* polsim explain: which change moves the difference between two scenarios how much. */
#include "cmd_explain.h"

#include "cmd_question.h"
#include "command.h"
#include "error.h"

#include <string.h>

enum {
    DRAWS_DEFAULT = 8192,  /* of scenario files, as polsim run */
    DRAWS_LEAST = 512,     /* where many models are run */
    WORK_DEFAULT = 1 << 16 /* draws of all models together, where nothing is asked for */
};

static const size_t VALUES_MOST = (size_t)1 << 28; /* held at a time: 2 GB */

struct settings {
    struct question_settings asked;
    const char *order;
    uint64_t pairs;
    struct option_list together;
};

static const struct option options[] = {
    {"together", 't', OPTION_LIST, "A,B", offsetof(struct settings, together),
     .meaning = WORD("explain these changes as one; several times for several groups")},
    {"order", 0, OPTION_TEXT, "A,B", offsetof(struct settings, order),
     .meaning = WORD("these changes first, one after the other (default: the scenario's lines)")},
    {"pairs", 0, OPTION_COUNT, "N", offsetof(struct settings, pairs),
     WORD("of more than 8 changes: orders, in pairs with their reverse (default: 12)"), .least = 2,
     .most = 100000, .advanced = true},
    QUESTION_OPTIONS(struct settings),
    {0},
};

/* ---- the job ---- */

struct job {
    const struct settings *settings;
    struct question question;
    struct show_answer answer;
    struct explain explain;
    struct progress progress;
};

static struct mixture_side mixture_side(const struct question_side *side)
{
    return (struct mixture_side){side->path, &side->changes, side->model};
}

/* Fewer draws where many models are run, unless asked for. */
static bool fit_draws(struct job *job, struct error *err)
{
    struct explain *explain = &job->explain;
    uint64_t most = WORK_DEFAULT / explain_expected_sets(explain);

    most = most < DRAWS_LEAST ? DRAWS_LEAST : most;
    if (explain->draws > most)
        explain->draws = most;
    if (job->settings->asked.draws)
        explain->draws = job->settings->asked.draws;
    if (explain->sampler == RUN_EXPECTED)
        explain->draws = 1;
    size_t values = explain_expected_sets(explain) * (size_t)explain->number_count;
    return explain->draws <= VALUES_MOST / values ||
           error_set(err, ERROR_USAGE,
                     "%ju draws of %zu models take more than 2 GB: ask for at most %zu, or name "
                     "fewer measures",
                     (uintmax_t)explain->draws, explain_expected_sets(explain),
                     VALUES_MOST / values);
}

static bool prepare(struct job *job, int argc, char **argv, struct error *err)
{
    const struct settings *settings = job->settings;
    const struct question *question = &job->question;
    struct explain *explain = &job->explain;

    if (!question_open(&job->question, argv, 2, DRAWS_DEFAULT, err))
        return false;
    const struct mixture_side from = mixture_side(&question->sides[0]),
                              to = mixture_side(&question->sides[1]);
    explain->draws = question->draws;
    explain->seed = question->seed;
    explain->sampler = question->sampler;
    explain->threads = (int)settings->asked.threads;
    explain->pairs = (int)settings->pairs;
    explain->progress = &job->progress;
    if (!mixture_open(&explain->mixture, &from, &to, err))
        return false;
    if (!explain->mixture.count)
        return error_set(err, ERROR_USAGE,
                         "nothing differs between '%s' and '%s': no input, no reading, and the "
                         "model is the same",
                         from.model->scenario, to.model->scenario);
    if (!explain_make_groups(explain, &settings->together, settings->order, err) ||
        !explain_make_measures(explain, argv + 2, argc - 2, err))
        return false;
    return fit_draws(job, err);
}

static bool compute(struct job *job, struct error *err)
{
    progress_start(&job->progress, "explain", job->settings->asked.quiet);
    bool computed = explain_compute(&job->explain, err);
    progress_end(&job->progress);
    if (computed)
        explain_make_tables(&job->explain, &job->answer.parts[0], &job->answer.parts[1]);
    return computed;
}

static void add_question(const void *context, const char *language, struct text *out)
{
    const struct job *job = context;
    const struct model *from = job->question.sides[0].model, *to = job->question.sides[1].model;

    text_add(out, word(language, "What makes the difference between \"%s\" and \"%s\"?"),
             words_in(from->scenario_title, language, from->scenario),
             words_in(to->scenario_title, language, to->scenario));
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.asked = QUESTION_DEFAULTS, .pairs = 12};
    struct job job = {.settings = &settings,
                      .question = {.settings = &settings.asked},
                      .answer = {.kind = "explain"}};

    question_begin(&job.question, "explain", argc, argv);
    bool done = options_parse(options, &argc, argv, &settings, err) &&
                command_needs(command, argc, 2, -1, err) && prepare(&job, argc, argv, err) &&
                compute(&job, err);
    job.answer.draws = job.explain.draws;
    job.answer.models = job.explain.set_count;
    done = done && question_finish(&job.question, &job.answer, add_question, &job, err);
    explain_clear(&job.explain);
    show_answer_clear(&job.answer);
    question_clear(&job.question);
    return done;
}

const struct command command_explain = {
    .name = "explain",
    .arguments = "A B [MEASURE…]",
    .summary = WORD("which change moves the difference between two scenarios how much"),
    .details = WORD("A and B are stored runs (a number, a scenario's name, @) or scenario files of "
                    "one model. What differs is "
                    "found by itself: inputs, readings, the model's own text. Every mixture of the "
                    "two is run over the same "
                    "draws, so that the parts add up to the whole difference in each.\n"
                    "MEASURE is a target or an output, NAME[axis=label]@PERIOD (default: the "
                    "targets and all money paid).\n"
                    "Example: polsim explain baseline w5-catalogue-b\n"
                    "         polsim explain base.lua base.lua --set pass_rate=0.9 "
                    "'payment[fund=county]@2028'"),
    .options = options,
    .run = run,
};
