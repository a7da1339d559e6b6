/* polsim run: loads every scenario, stores what is known, computes them side by side, stores the
   results, prints the tables.

   cmd_scenarios.h (models, bases) · cmd_run_until.h (how many draws) · cmd_run_groups.h (what is computed together) ·
   cmd_run_storing.h (the store) · cmd_run_draw.h (--only-draw). */
#include "cmd_run_draw.h"
#include "cmd_run_groups.h"
#include "cmd_run_storing.h"
#include "cmd_run_until.h"
#include "command.h"
#include "print.h"
#include "progress.h"
#include "show.h"
#include "show_profile.h"

#include <inttypes.h>
#include <string.h>

/* Of more scenarios than this the comparison is a line each. */
enum { FEW_SCENARIOS = 4 };
#define ALL_DRAWS UINT64_MAX /* of --only-draw */

struct settings {
    uint64_t draws, seed, threads, block, memory, only_draw;
    const char *sampler, *store, *language, *inputs;
    struct option_list set, until;
    bool no_store, quiet, full, profile;
};

static const struct option options[] = {
    {"draws", 'n', OPTION_COUNT, "N", offsetof(struct settings, draws),
     WORD("draws; powers of two are best (default: 8192)"), .least = 1, .most = (uint64_t)1 << 40},
    {"seed", 0, OPTION_COUNT, "S", offsetof(struct settings, seed),
     WORD("seed of all random numbers (default: 1)"), .most = INT64_MAX},
    {"set", 's', OPTION_LIST, "NAME=VALUE", offsetof(struct settings, set),
     .meaning =
         WORD("change an input of every scenario: --set 'pass_rate[level=L3]=0.8'; repeatable")},
    {"inputs", 0, OPTION_TEXT, "FILE", offsetof(struct settings, inputs),
     .meaning = WORD("change the inputs that were edited in FILE, which 'polsim inputs' wrote")},
    {"until", 0, OPTION_LIST, "PRECISION", offsetof(struct settings, until),
     .meaning = WORD("double the draws until it is as precise: --until 'target:T6 se<0.005', "
                     "--until 'p80 of payment@all within 1%'; repeatable")},
    {"only-draw", 0, OPTION_COUNT, "N", offsetof(struct settings, only_draw),
     WORD("run draw N alone, counted from 0, and print its inputs, targets and outputs; stores "
          "nothing"),
     .most = (uint64_t)1 << 40},
    {"sampler", 0, OPTION_CHOICE, "sobol|random|expected", offsetof(struct settings, sampler),
     WORD("how inputs are drawn (default: sobol); expected: one draw of means, at once"),
     .choices = run_samplers},
    OPTION_STORE(struct settings),
    {"no-store", 0, OPTION_FLAG, NULL, offsetof(struct settings, no_store),
     .meaning = WORD("print only, store nothing")},
    {"quiet", 'q', OPTION_FLAG, NULL, offsetof(struct settings, quiet),
     .meaning = WORD("no progress, no talk, no tables")},
    {"full", 0, OPTION_FLAG, NULL, offsetof(struct settings, full),
     .meaning = WORD("of several scenarios, all tables of each after the comparison")},
    {"profile", 0, OPTION_FLAG, NULL, offsetof(struct settings, profile),
     .meaning = WORD("which line of the model costs how much time; results do not depend on it")},
    OPTION_LANGUAGE(struct settings),
    {"threads", 't', OPTION_COUNT, "N", offsetof(struct settings, threads),
     WORD("threads (default: one a processor); results do not depend on it"), .least = 1,
     .most = 1024},
    {"memory", 0, OPTION_BYTES, "SIZE", offsetof(struct settings, memory),
     WORD("run in groups, or refuse to start, when more is needed (default: 1G)"),
     .least = 1 << 20},
    {"block", 0, OPTION_COUNT, "N", offsetof(struct settings, block),
     WORD("draws of a block, a multiple of 64; results do not depend on it"), .least = 64,
     .most = STATS_STRETCH, .advanced = true},
    {0},
};

/* What one call holds; empty and valid from the start. */
struct job {
    struct scenarios scenarios;
    struct inputs *inputs;      /* of --inputs, or NULL */
    struct lua_changes changes; /* of --set and --inputs */
    struct text command_line;
    struct until until; /* of --until; empty without */

    struct groups groups;
    struct storing storing;
    struct run *run; /* results of a group, until all is made of them */
    struct run_profile profile;
    int threads;
    double seconds;
};

static void clear_job(struct job *job)
{
    storing_clear(&job->storing);
    groups_clear(&job->groups);
    scenarios_clear(&job->scenarios);
    inputs_free(job->inputs);
    text_clear(&job->command_line);
    run_profile_clear(&job->profile);
    until_clear(&job->until);
}

/* ---- before it runs ---- */

static bool load_models(struct job *job, int count, char **paths, const struct settings *settings,
                        struct error *err)
{
    struct text warnings = {0};

    if (settings->inputs && !(job->inputs = inputs_read(settings->inputs, err)))
        return false;
    job->changes = (struct lua_changes){
        .count = settings->set.count, .set = settings->set.items, .inputs = job->inputs};
    bool loaded = scenarios_load(&job->scenarios, count, paths, &job->changes, err) &&
                  scenarios_find_bases(&job->scenarios, &warnings, err);

    if (loaded && !settings->quiet)
        scenarios_talk(&job->scenarios, &job->changes, &warnings, settings->language);
    text_clear(&warnings);
    return loaded;
}

/* ---- what is stored ---- */

/* Else nothing is begun: nobody would see what is in memory. */
static bool is_read(const struct settings *settings)
{
    return !settings->no_store || !settings->quiet;
}

static void begin_storing(struct job *job, const struct settings *settings)
{
    const struct store_about about = {
        .draws = strcmp(settings->sampler, "expected") == 0 ? 1 : settings->draws,
        .seed = settings->seed,
        .sampler = settings->sampler,
        .command_line = text_string(&job->command_line),
        .set_count = settings->set.count,
        .set = settings->set.items,
        .threads = (int)settings->threads,
    };

    if (is_read(settings))
        storing_begin(&job->storing, &job->scenarios, &job->changes, &about);
}

/* ---- running ---- */

static struct run_options run_options_of(struct job *job, const struct settings *settings)
{
    return (struct run_options){
        .draws = settings->draws,
        .seed = settings->seed,
        .sampler = run_sampler_named(settings->sampler),
        .threads = (int)settings->threads,
        .block = settings->block,
        .memory_bytes = settings->memory,
        .profile = settings->profile && !settings->quiet ? &job->profile : NULL,
    };
}

/* Frees the results when all is made of them. */
static void end_group(struct job *job)
{
    storing_end_digests(&job->storing);
    run_free(job->run);
    job->run = NULL;
}

struct watch {
    struct job *job;
    struct progress progress;
};

static bool go_on(void *context, uint64_t done, uint64_t all)
{
    struct watch *watch = context;

    return progress_update(&watch->progress, done, all) &&
           !storing_is_refused(&watch->job->storing);
}

static bool compute_group(struct job *job, const struct group *group,
                          const struct settings *settings, struct watch *watch, struct error *err)
{
    struct run_options run_options = run_options_of(job, settings);

    run_options.bases = group->base;
    run_options.progress = go_on;
    run_options.context = watch;
    job->run = run_start(group->models, group->count, &run_options, err);
    return storing_wait(&job->storing, err) && job->run;
}

/* Ctrl-C asks to stop until all is stored. */
static bool run_group(struct job *job, int number, const struct settings *settings,
                      struct error *err)
{
    const struct group *group = groups_list(&job->groups, number);
    struct watch watch = {.job = job};
    char what[64] = "polsim run";

    if (job->groups.count > 1)
        snprintf(what, sizeof what, "polsim run %d/%d", number + 1, job->groups.count);
    progress_start(&watch.progress, what, settings->quiet);
    bool done = compute_group(job, group, settings, &watch, err);
    if (done) {
        job->seconds += run_seconds(job->run);
        job->threads = run_threads(job->run) > job->threads ? run_threads(job->run) : job->threads;
        done = storing_end_group(&job->storing, group, job->run, err);
    }
    progress_end(&watch.progress);
    if (done && number + 1 < job->groups.count && progress_interrupted())
        done = error_set(err, ERROR_INTERRUPTED, "stopped");
    return done;
}

static bool plan_groups(struct job *job, const struct settings *settings, struct error *err)
{
    const struct run_options run_options = run_options_of(job, settings);

    if (!groups_plan(&job->groups, &job->scenarios, &run_options, err))
        return false;
    if (job->groups.count > 1 && !settings->quiet)
        print_format(
            stderr,
            spoken(
                "polsim: %d scenarios do not fit into memory together (--memory): they run in %d "
                "groups, each with the bases it is compared with\n"),
            job->scenarios.count, job->groups.count);
    return true;
}

/* Leaves the results of the last group. */
static bool compute(struct job *job, const struct settings *settings, struct error *err)
{
    bool done = plan_groups(job, settings, err);

    for (int number = 0; done && number < job->groups.count; number++) {
        end_group(job);
        done = run_group(job, number, settings, err);
    }
    return storing_wait(&job->storing, err) && done;
}

/* ---- what is printed ---- */

static bool find_runs(struct job *job, struct store_run *runs, struct error *err)
{
    for (int i = 0; i < job->scenarios.count; i++)
        if (!store_find_run_by_id(job->storing.store, job->storing.ids[i], &runs[i], err))
            return false;
    return true;
}

/* Each table as soon as it is made: that of the targets is there 2 ms before that of the money. */
static void print_made(struct text *out)
{
    print_text(stdout, text_string(out));
    fflush(stdout);
    text_clear(out);
}

/* Of several scenarios first what people compare, then a few lines of each; of many the comparison. */
static bool print_tables(struct job *job, const struct store_run *runs,
                         const struct settings *settings, struct error *err)
{
    const struct show_options show = {.format = SHOW_TABLE,
                                      .language = settings->language,
                                      .store = settings->no_store ? NULL : settings->store,
                                      .made = print_made};
    int count = job->scenarios.count;
    bool many = count > FEW_SCENARIOS;
    struct text out = {0};
    bool made =
        count == 1 || (many ? show_side_by_side(job->storing.store, runs, count, &show, &out, err)
                            : show_comparison(job->storing.store, runs, count, &show, &out, err));

    for (int i = 0; i < count && made && (!many || settings->full); i++)
        made = count == 1 || settings->full
                   ? show_run_in_short(job->storing.store, &runs[i], &show, &out, err)
                   : show_run_in_brief(job->storing.store, &runs[i], &show, &out, err);
    if (made)
        print_made(&out);
    text_clear(&out);
    return made;
}

/* Of a short run hundredths of a second say nothing. */
static void talk_of_time(double seconds, int threads)
{
    bool brief = seconds < 0.1;

    print_format(stderr,
                 threads == 1 ? spoken("polsim: %.2f %s on %d thread\n")
                              : spoken("polsim: %.2f %s on %d threads\n"),
                 brief ? seconds * 1e3 : seconds, brief ? spoken("ms") : spoken("s"), threads);
}

static void talk(const struct job *job, const struct store_run *runs,
                 const struct settings *settings)
{
    for (int i = 0; i < job->scenarios.count; i++) {
        if (settings->no_store)
            print_format(stderr, spoken("polsim: '%s' not stored, digest %.12s\n"),
                         runs[i].scenario, job->storing.digests[i]);
        else
            print_format(stderr, spoken("polsim: run %jd '%s' stored in %s, digest %.12s\n"),
                         (intmax_t)runs[i].id, runs[i].scenario, settings->store,
                         runs[i].output_digest);
    }
    talk_of_time(job->seconds, job->threads);
    if (settings->until.count)
        until_talk(&job->until, job->seconds);
}

/* Beside what is said of the time: the tables stay the same from run to run, and this does not. */
static void talk_of_lines(const struct job *job, const struct settings *settings)
{
    bool expected = strcmp(settings->sampler, "expected") == 0;
    struct text out = {0};

    show_profile(&job->profile, job->storing.seconds, expected ? 1 : settings->draws,
                 settings->language, &out);
    print_format(stderr, "\n%s", text_string(&out));
    text_clear(&out);
}

static bool report(struct job *job, const struct settings *settings, struct error *err)
{
    if (settings->quiet)
        return true;
    struct store_run *runs = memory_resize(NULL, (size_t)job->scenarios.count, sizeof *runs);
    bool made = find_runs(job, runs, err) && print_tables(job, runs, settings, err);
    if (made) {
        end_group(job); /* there are digests now */
        talk(job, runs, settings);
        if (settings->profile)
            talk_of_lines(job, settings);
    }
    free(runs);
    return made;
}

/* ---- as many draws as it takes ---- */

static struct until_settings until_settings_of(struct job *job, const struct settings *settings)
{
    return (struct until_settings){.conditions = &settings->until,
                                   .run = run_options_of(job, settings),
                                   .quiet = settings->quiet};
}

static bool find_draws(struct job *job, struct settings *settings, struct error *err)
{
    const struct until_settings until = until_settings_of(job, settings);

    return settings->until.count == 0 ||
           until_find_draws(&job->until, (const struct model *const *)job->scenarios.models,
                            job->scenarios.count, &until, &settings->draws, err);
}

static bool keep_precision(struct job *job, const struct settings *settings, struct error *err)
{
    const struct until_settings until = until_settings_of(job, settings);

    return settings->until.count == 0 || settings->no_store ||
           until_keep(&job->until, job->storing.store, job->storing.ids, &until,
                      text_string(&job->command_line), err);
}

static bool run_alone(struct job *job, const struct settings *settings, struct error *err)
{
    const struct run_options run_options = run_options_of(job, settings);

    if (job->scenarios.count > 1 || settings->until.count || run_options.sampler == RUN_EXPECTED)
        return error_set(err, ERROR_USAGE,
                         "--only-draw is for one scenario, without --until and not of the average "
                         "case");
    return run_draw_alone(job->scenarios.models[0], &run_options, settings->only_draw,
                          settings->language, err);
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.draws = 8192,
                                .seed = 1,
                                .sampler = "sobol",
                                .only_draw = ALL_DRAWS,
                                .store = OPTION_STORE_DEFAULT,
                                .language = options_language()};
    struct job job = {0};

    show_add_command_line("run", argc, argv, &job.command_line);
    bool done = options_parse(options, &argc, argv, &settings, err) &&
                command_needs(command, argc, 1, SCENARIOS_MAX, err);
    job.storing.file = settings.no_store ? NULL : settings.store;
    job.storing.one_by_one = settings.profile; /* what storing takes is not the run's */
    if (done && settings.no_store && is_read(&settings) && settings.only_draw == ALL_DRAWS)
        storing_open_memory(&job.storing);
    done = done && load_models(&job, argc, argv, &settings, err);
    if (done && settings.only_draw != ALL_DRAWS) {
        done = run_alone(&job, &settings, err);
        clear_job(&job);
        return done;
    }
    done = done && find_draws(&job, &settings, err);
    if (done)
        begin_storing(&job, &settings);
    bool begun = done && (!settings.profile || storing_wait(&job.storing, err));
    if (begun && compute(&job, &settings, err))
        done = keep_precision(&job, &settings, err) && report(&job, &settings, err);
    else if (done) {
        storing_fail(&job.storing, err);
        done = false;
    }
    end_group(&job);
    clear_job(&job);
    return done;
}

const struct command command_run = {
    .name = "run",
    .arguments = "SCENARIO…",
    .summary = WORD("compute scenarios side by side over the same random numbers and store them"),
    .details =
        WORD("A file with variants or factors stands for several scenarios; FILE:b is only that "
             "one.\nEach scenario is compared with the one its 'against' names, else with "
             "'baseline', else with the first.\n"
             "Scenarios that do not fit into --memory together run in groups, with the same "
             "results.\n"
             "Example: polsim run scenarios/pengyang/baseline.lua "
             "scenarios/pengyang/w3-high-skill.lua --draws 8192"),
    .options = options,
    .run = run,
};
