/* polsim explain: which change moves the difference between two scenarios how much. */
#include "cmd_explain.h"

#include "cmd_side.h"
#include "command.h"
#include "error.h"
#include "ticks.h"

#include <string.h>

enum {
    DRAWS_DEFAULT = 8192,  /* of scenario files, as polsim run */
    DRAWS_LEAST = 512,     /* where many models are run */
    WORK_DEFAULT = 1 << 16 /* draws of all models together, where nothing is asked for */
};

static const size_t VALUES_MOST = (size_t)1 << 28; /* held at a time: 2 GB */

struct settings {
    const char *store, *language, *format, *out, *order, *sampler;
    uint64_t draws, seed, threads, pairs;
    struct option_list together, set;
    bool no_store, quiet;
};

static const char *const formats[] = {"table", "csv", "json", NULL};

static const struct option options[] = {
    {"together", 't', OPTION_LIST, "A,B", offsetof(struct settings, together),
     .meaning = WORD("explain these changes as one; several times for several groups")},
    {"order", 0, OPTION_TEXT, "A,B", offsetof(struct settings, order),
     .meaning = WORD("these changes first, one after the other (default: the scenario's lines)")},
    {"set", 's', OPTION_LIST, "NAME=VALUE", offsetof(struct settings, set),
     .meaning = WORD("change an input or reading of B, where B is a scenario's file")},
    {"draws", 'n', OPTION_COUNT, "N", offsetof(struct settings, draws),
     WORD("draws of each model (default: the runs' own, fewer where many models are run)"),
     .least = 1, .most = 1 << 30},
    {"seed", 0, OPTION_COUNT, "N", offsetof(struct settings, seed),
     WORD("seed of the random numbers (default: the runs' own)"), .most = INT64_MAX},
    {"sampler", 0, OPTION_CHOICE, "sobol|random|expected", offsetof(struct settings, sampler),
     WORD("how inputs are drawn (default: as the runs)"), .choices = side_samplers},
    {"pairs", 0, OPTION_COUNT, "N", offsetof(struct settings, pairs),
     WORD("of more than 8 changes: orders, in pairs with their reverse (default: 12)"), .least = 2,
     .most = 100000, .advanced = true},
    {"threads", 0, OPTION_COUNT, "N", offsetof(struct settings, threads),
     WORD("threads (default: one for each processor)"), .most = 1024, .advanced = true},
    {"format", 'f', OPTION_CHOICE, "table|csv|json", offsetof(struct settings, format),
     WORD("how to print (default: table)"), .choices = formats},
    {"out", 'o', OPTION_TEXT, "FILE", offsetof(struct settings, out),
     .meaning = WORD("write to a file instead of the screen")},
    {"no-store", 0, OPTION_FLAG, NULL, offsetof(struct settings, no_store),
     .meaning = WORD("keep no answer in the database")},
    {"quiet", 'q', OPTION_FLAG, NULL, offsetof(struct settings, quiet),
     .meaning = WORD("no progress")},
    OPTION_STORE(struct settings),
    OPTION_LANGUAGE(struct settings),
    {0},
};

/* ---- the job ---- */

struct job {
    const struct settings *settings;
    struct store *store; /* NULL: neither a run nor an answer kept */
    struct side sides[2];
    struct explain explain;
    struct progress progress;
    struct text command_line;
    struct store_table changes, effects;
};

static struct mixture_side mixture_side(const struct side *side)
{
    return (struct mixture_side){side_path(side), side_changes(side), side->model};
}

static bool open_sides(struct job *job, char **names, struct error *err)
{
    const struct settings *settings = job->settings;
    bool of_file[] = {side_is_file(names[0]), side_is_file(names[1])};

    if (settings->set.count && !of_file[1])
        return error_set(err, ERROR_USAGE,
                         "--set changes a scenario's file, and '%s' is a stored run: name its file",
                         names[1]);
    if (!of_file[0] || !of_file[1] || !settings->no_store) {
        job->store =
            store_open(settings->store, of_file[0] && of_file[1] ? STORE_CREATE : STORE_READ, err);
        if (!job->store)
            return false;
    }
    for (int i = 0; i < 2; i++)
        if (!side_open(&job->sides[i], job->store, names[i], i ? &settings->set : NULL, err))
            return false;
    return true;
}

/* Seed and sampler of the runs, which must be the same where the command line does not say. */
static bool choose_draws(struct job *job, struct error *err)
{
    const struct settings *settings = job->settings;
    const struct store_run *a = &job->sides[0].run, *b = &job->sides[1].run;
    const struct store_run *first = job->sides[0].is_run ? a : job->sides[1].is_run ? b : NULL;
    bool both = job->sides[0].is_run && job->sides[1].is_run;
    struct explain *explain = &job->explain;

    if (both && a->seed != b->seed && settings->seed == UINT64_MAX)
        return error_set(err, ERROR_USAGE,
                         "run %jd has seed %ju and run %jd seed %ju: say with --seed over which "
                         "random numbers they "
                         "are to be explained",
                         (intmax_t)a->id, (uintmax_t)a->seed, (intmax_t)b->id, (uintmax_t)b->seed);
    if (both && strcmp(a->sampler, b->sampler) != 0 && !settings->sampler)
        return error_set(
            err, ERROR_USAGE,
            "run %jd has the sampler %s and run %jd %s: say with --sampler which to take",
            (intmax_t)a->id, a->sampler, (intmax_t)b->id, b->sampler);
    explain->seed = settings->seed != UINT64_MAX ? settings->seed : first ? first->seed : 1;
    explain->sampler = side_sampler(settings->sampler ? settings->sampler
                                    : first           ? first->sampler
                                                      : "sobol");
    explain->draws = first ? first->draws : DRAWS_DEFAULT;
    if (both && b->draws < explain->draws)
        explain->draws = b->draws;
    return true;
}

/* Fewer draws where many models are run, unless asked for. */
static bool fit_draws(struct job *job, struct error *err)
{
    struct explain *explain = &job->explain;
    uint64_t most = WORK_DEFAULT / explain_expected_sets(explain);

    most = most < DRAWS_LEAST ? DRAWS_LEAST : most;
    if (explain->draws > most)
        explain->draws = most;
    if (job->settings->draws)
        explain->draws = job->settings->draws;
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

static bool prepare(struct job *job, int measure_count, char **measures, struct error *err)
{
    const struct settings *settings = job->settings;
    struct explain *explain = &job->explain;
    const struct mixture_side from = mixture_side(&job->sides[0]),
                              to = mixture_side(&job->sides[1]);

    explain->threads = (int)settings->threads;
    explain->pairs = (int)settings->pairs;
    explain->progress = &job->progress;
    if (!mixture_open(&explain->mixture, &from, &to, err) || !choose_draws(job, err))
        return false;
    if (!explain->mixture.count)
        return error_set(err, ERROR_USAGE,
                         "nothing differs between '%s' and '%s': no input, no reading, and the "
                         "model is the same",
                         from.model->scenario, to.model->scenario);
    if (!explain_make_groups(explain, &settings->together, settings->order, err) ||
        !explain_make_measures(explain, measures, measure_count, err))
        return false;
    return fit_draws(job, err);
}

static bool compute(struct job *job, struct error *err)
{
    progress_start(&job->progress, "explain", job->settings->quiet);
    bool computed = explain_compute(&job->explain, err);
    progress_end(&job->progress);
    if (computed)
        explain_make_tables(&job->explain, &job->changes, &job->effects);
    return computed;
}

/* ---- the answer ---- */

static void add_question(const struct job *job, const char *language, struct text *out)
{
    const struct model *from = job->sides[0].model, *to = job->sides[1].model;

    text_add(out, word(language, "What makes the difference between \"%s\" and \"%s\"?"),
             words_in(from->scenario_title, language, from->scenario),
             words_in(to->scenario_title, language, to->scenario));
}

static bool keep(struct job *job, double seconds, struct error *err)
{
    struct text en = {0}, zh = {0};
    const struct store_part parts[] = {{"changes", &job->changes}, {"effects", &job->effects}};

    add_question(job, "en", &en);
    add_question(job, "zh", &zh);
    const struct store_answer answer = {
        .kind = "explain",
        .run = job->sides[1].run.id,
        .other_run = job->sides[0].run.id,
        .scenario = job->sides[1].model->scenario,
        .question = {text_string(&en), text_string(&zh)},
        .draws = job->explain.draws,
        .seed = job->explain.seed,
        .models = job->explain.set_count,
        .seconds = seconds,
        .command_line = text_string(&job->command_line),
    };
    bool kept = store_write_answer(job->store, &answer, parts, COUNT_OF(parts), err) != 0;
    text_clear(&en);
    text_clear(&zh);
    return kept;
}

static bool print(const struct job *job, struct error *err)
{
    const struct settings *settings = job->settings;
    struct text out = {0};

    if (strcmp(settings->format, "csv") == 0)
        table_csv(&job->effects, "explain", TABLE_PLAIN, settings->language, &out);
    else if (strcmp(settings->format, "json") == 0)
        show_parts_json((const char *const[]){"changes", "effects"},
                        (const struct store_table[]){job->changes, job->effects}, 2, &out);
    else
        show_explained(&job->changes, &job->effects, job->explain.draws, job->explain.set_count,
                       settings->language, &out);
    bool printed = command_write(settings->out, &out, err);
    text_clear(&out);
    return printed;
}

static void clear_job(struct job *job)
{
    explain_clear(&job->explain);
    side_close(&job->sides[0]);
    side_close(&job->sides[1]);
    store_close(job->store);
    text_clear(&job->command_line);
    store_table_clear(&job->changes);
    store_table_clear(&job->effects);
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.store = OPTION_STORE_DEFAULT,
                                .language = options_language(),
                                .format = "table",
                                .seed = UINT64_MAX,
                                .pairs = 12};
    struct job job = {.settings = &settings};
    double started = ticks_seconds_of(CLOCK_MONOTONIC);

    show_add_command_line("explain", argc, argv, &job.command_line);
    bool done =
        options_parse(options, &argc, argv, &settings, err) &&
        command_needs(command, argc, 2, -1, err) && open_sides(&job, argv, err) &&
        prepare(&job, argc - 2, argv + 2, err) && compute(&job, err) &&
        (settings.no_store || keep(&job, ticks_seconds_of(CLOCK_MONOTONIC) - started, err)) &&
        print(&job, err);
    clear_job(&job);
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
