/* polsim attain: when the targets are reached, which of them together, and which one stands in the way. */
#include "cmd_attain.h"

#include "cmd_side.h"
#include "command.h"
#include "error.h"
#include "ticks.h"

#include <string.h>

enum { DRAWS_DEFAULT = 8192 }; /* of a scenario's file, as polsim run */

struct settings {
    const char *store, *language, *format, *out, *part, *sampler;
    uint64_t draws, seed, threads;
    bool no_store;
};

static const char *const formats[] = {"table", "csv", "json", NULL};
static const char *const parts[] = {"times", "months", "joint", "pairs", NULL}; /* ATTAIN_TIMES … */

static const struct option options[] = {
    {"draws", 'n', OPTION_COUNT, "N", offsetof(struct settings, draws),
     WORD("draws (default: the run's own; of a file 8,192)"), .least = 1, .most = 1 << 30},
    {"seed", 0, OPTION_COUNT, "N", offsetof(struct settings, seed),
     WORD("seed of the random numbers (default: the run's own)"), .most = INT64_MAX},
    {"sampler", 0, OPTION_CHOICE, "sobol|random|expected", offsetof(struct settings, sampler),
     WORD("how inputs are drawn (default: as the run)"), .choices = side_samplers},
    {"threads", 0, OPTION_COUNT, "N", offsetof(struct settings, threads),
     WORD("threads (default: one for each processor)"), .most = 1024, .advanced = true},
    {"format", 'f', OPTION_CHOICE, "table|csv|json", offsetof(struct settings, format),
     WORD("how to print (default: table)"), .choices = formats},
    {"part", 'p', OPTION_CHOICE, "PART", offsetof(struct settings, part),
     WORD("csv of times (default), months, joint or pairs"), .choices = parts},
    {"out", 'o', OPTION_TEXT, "FILE", offsetof(struct settings, out),
     .meaning = WORD("write to a file instead of the screen")},
    {"no-store", 0, OPTION_FLAG, NULL, offsetof(struct settings, no_store),
     .meaning = WORD("keep no answer in the database")},
    OPTION_STORE(struct settings),
    OPTION_LANGUAGE(struct settings),
    {0},
};

struct job {
    const struct settings *settings;
    struct store *store; /* NULL: neither a run nor an answer kept */
    struct side side;
    struct attain attain;
    struct text command_line;
    struct store_table tables[ATTAIN_PARTS];
};

/* Of a run with more draws than can be held the first are taken. */
static bool fit_draws(struct job *job, struct error *err)
{
    struct attain *attain = &job->attain;
    uint64_t most = attain_draws_most(attain);

    if (attain->draws <= most)
        return true;
    if (job->settings->draws)
        return error_set(err, ERROR_USAGE,
                         "%ju draws of %d months are too many: ask for at most %ju",
                         (uintmax_t)attain->draws, attain->months, (uintmax_t)most);
    attain->draws = most / 64 * 64;
    return true;
}

static bool prepare(struct job *job, int argc, char **argv, struct error *err)
{
    const struct settings *settings = job->settings;
    struct attain *attain = &job->attain;
    bool of_file = side_is_file(argv[0]);

    if (!of_file || !settings->no_store) {
        job->store = store_open(settings->store, of_file ? STORE_CREATE : STORE_READ, err);
        if (!job->store)
            return false;
    }
    if (!side_open(&job->side, job->store, argv[0], NULL, err))
        return false;
    const struct store_run *run = job->side.is_run ? &job->side.run : NULL;
    attain->model = job->side.model;
    attain->seed = settings->seed != UINT64_MAX ? settings->seed : run ? run->seed : 1;
    attain->sampler = side_sampler(settings->sampler ? settings->sampler
                                   : run             ? run->sampler
                                                     : "sobol");
    attain->draws = settings->draws ? settings->draws : run ? run->draws : DRAWS_DEFAULT;
    if (attain->sampler == RUN_EXPECTED)
        attain->draws = 1;
    attain->threads = (int)settings->threads;
    return attain_find_goals(attain, argv + 1, argc - 1, err) && fit_draws(job, err);
}

static void add_question(const struct job *job, const char *language, struct text *out)
{
    text_add(out, word(language, "When and which together are the targets of \"%s\" reached?"),
             words_in(job->side.model->scenario_title, language, job->side.model->scenario));
}

static bool keep(struct job *job, double seconds, struct error *err)
{
    struct text en = {0}, zh = {0};
    struct store_part kept[ATTAIN_PARTS];

    for (int i = 0; i < ATTAIN_PARTS; i++)
        kept[i] = (struct store_part){parts[i], &job->tables[i]};
    add_question(job, "en", &en);
    add_question(job, "zh", &zh);
    const struct store_answer answer = {
        .kind = "attain",
        .run = job->side.run.id,
        .scenario = job->side.model->scenario,
        .question = {text_string(&en), text_string(&zh)},
        .draws = job->attain.draws,
        .seed = job->attain.seed,
        .models = job->attain.runs,
        .seconds = seconds,
        .command_line = text_string(&job->command_line),
    };
    bool done = store_write_answer(job->store, &answer, kept, ATTAIN_PARTS, err) != 0;
    text_clear(&en);
    text_clear(&zh);
    return done;
}

static int part_named(const char *name)
{
    int i = 0;

    while (name && parts[i] && strcmp(parts[i], name) != 0)
        i++;
    return i;
}

static bool print(const struct job *job, struct error *err)
{
    const struct settings *settings = job->settings;
    struct text out = {0};

    if (strcmp(settings->format, "csv") == 0)
        table_csv(&job->tables[part_named(settings->part)], "attain", TABLE_PLAIN,
                  settings->language, &out);
    else if (strcmp(settings->format, "json") == 0)
        show_parts_json(parts, job->tables, ATTAIN_PARTS, &out);
    else
        show_attained(job->tables,
                      words_in(job->side.model->scenario_title, settings->language,
                               job->side.model->scenario),
                      settings->language, &out);
    bool printed = command_write(settings->out, &out, err);
    text_clear(&out);
    return printed;
}

static void clear_job(struct job *job)
{
    attain_clear(&job->attain);
    side_close(&job->side);
    store_close(job->store);
    text_clear(&job->command_line);
    for (int i = 0; i < ATTAIN_PARTS; i++)
        store_table_clear(&job->tables[i]);
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.store = OPTION_STORE_DEFAULT,
                                .language = options_language(),
                                .format = "table",
                                .seed = UINT64_MAX};
    struct job job = {.settings = &settings};
    double started = ticks_seconds_of(CLOCK_MONOTONIC);

    show_add_command_line("attain", argc, argv, &job.command_line);
    bool done = options_parse(options, &argc, argv, &settings, err) &&
                command_needs(command, argc, 1, -1, err) && prepare(&job, argc, argv, err) &&
                attain_compute(&job.attain, err);
    if (done)
        attain_make_tables(&job.attain, job.tables);
    done = done &&
           (settings.no_store || keep(&job, ticks_seconds_of(CLOCK_MONOTONIC) - started, err)) &&
           print(&job, err);
    clear_job(&job);
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
                    "RUN is a number, a scenario's name or @; a scenario's file will do. TARGET is "
                    "a target's name (default: all).\n"
                    "Example: polsim attain @\n"
                    "         polsim attain baseline high_skilled --format csv --part months"),
    .options = options,
    .run = run,
};
