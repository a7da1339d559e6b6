/* polsim attain: when the targets are reached, which of them together, and which one stands in the way. */
#include "cmd_attain.h"

#include "cmd_question.h"
#include "command.h"
#include "error.h"

#include <string.h>

enum { DRAWS_DEFAULT = 8192 }; /* of a scenario's file, as polsim run */

struct settings {
    struct question_settings asked;
    const char *part;
};

static const char *const parts[] = {"times", "months", "joint", "pairs", NULL}; /* ATTAIN_TIMES … */

static const struct option options[] = {
    {"part", 'p', OPTION_CHOICE, "PART", offsetof(struct settings, part),
     WORD("csv of times (default), months, joint or pairs"), .choices = parts},
    QUESTION_OPTIONS(struct settings),
    {0},
};

struct job {
    struct question question;
    struct show_answer answer;
    struct attain attain;
};

/* Of a run with more draws than can be held the first are taken. */
static bool fit_draws(struct job *job, struct error *err)
{
    struct attain *attain = &job->attain;
    uint64_t most = attain_draws_most(attain);

    if (attain->draws <= most)
        return true;
    if (job->question.settings->draws)
        return error_set(err, ERROR_USAGE,
                         "%ju draws of %d months are too many: ask for at most %ju",
                         (uintmax_t)attain->draws, attain->months, (uintmax_t)most);
    attain->draws = most / 64 * 64;
    return true;
}

static bool prepare(struct job *job, int argc, char **argv, struct error *err)
{
    struct attain *attain = &job->attain;

    if (!question_open(&job->question, argv, 1, DRAWS_DEFAULT, err))
        return false;
    attain->model = job->question.sides[0].model;
    attain->seed = job->question.seed;
    attain->sampler = job->question.sampler;
    attain->draws = job->question.draws;
    attain->threads = (int)job->question.settings->threads;
    return attain_find_goals(attain, argv + 1, argc - 1, err) && fit_draws(job, err);
}

static void add_question(const void *context, const char *language, struct text *out)
{
    const struct model *model = ((const struct job *)context)->attain.model;

    text_add(out, word(language, "When and which together are the targets of \"%s\" reached?"),
             words_in(model->scenario_title, language, model->scenario));
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.asked = QUESTION_DEFAULTS};
    struct job job = {.question = {.settings = &settings.asked}, .answer = {.kind = "attain"}};

    question_begin(&job.question, "attain", argc, argv);
    bool done = options_parse(options, &argc, argv, &settings, err) &&
                command_needs(command, argc, 1, -1, err) && prepare(&job, argc, argv, err) &&
                attain_compute(&job.attain, err);
    if (done) {
        attain_make_tables(&job.attain, job.answer.parts);
        job.answer.draws = job.attain.draws;
        job.answer.models = job.attain.runs;
        job.answer.part = settings.part;
    }
    done = done && question_finish(&job.question, &job.answer, add_question, &job, err);
    attain_clear(&job.attain);
    show_answer_clear(&job.answer);
    question_clear(&job.question);
    return done;
}

const struct command command_attain = {
    .name = "attain",
    .arguments = "RUN|SCENARIO [TARGET…]",
    .summary =
        WORD("when the targets are reached, which of them together, and which one is in the way"),
    .details = WORD("The model is run once more over the same draws and the targets are looked at "
                    "in every month: the first in "
                    "which each is reached, how surely all, any two and each alone are met.\n"
                    "RUN is a number, a scenario's name or @; a scenario's file will do (8,192 "
                    "draws). TARGET is "
                    "a target's name (default: all).\n"
                    "Example: polsim attain @\n"
                    "         polsim attain baseline high_skilled --format csv --part months"),
    .options = options,
    .run = run,
};
