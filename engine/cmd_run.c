/* polsim run: loads every scenario, stores what is known, computes them side by side, stores the
   results, prints the tables. */
#include "audit.h"
#include "cmd_run_draw.h"
#include "cmd_run_until.h"
#include "cmd_scenarios.h"
#include "command.h"
#include "digest.h"
#include "print.h"
#include "progress.h"
#include "show.h"
#include "show_profile.h"
#include "ticks.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
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

/* The scenarios to compute together: the group's and their bases, a base before those that need it. */
struct group {
    int number;
    int count;
    int *scenario, *base; /* [count]: of job.scenarios; of this group, or -1 */
    const struct model **models;
};

/* What one call holds; empty and valid from the start. */
struct job {
    struct scenarios scenarios;
    int64_t *ids;
    bool *stored;  /* [scenarios]: with results */
    int *group_of; /* [scenarios]: those of one group are computed together */
    int groups, threads;
    double seconds;
    struct store *store;
    struct text command_line;
    struct inputs *inputs;      /* of --inputs, or NULL */
    struct lua_changes changes; /* of --set and --inputs */
    struct audit_look *looks;   /* [scenarios], until they are noted */
    pthread_t looker;
    bool looking;
    struct run_profile profile;
    struct until until; /* of --until; empty without */
    double storing;     /* seconds of the processor */

    /* the store is opened, one in memory while the scenarios are loaded, and what is known is stored, beside
       the first group's computing */
    pthread_t opener;
    bool opening;
    atomic_bool refused; /* by the store: nothing will come of it */
    struct error refusal;
    const struct settings *settings;

    struct group group; /* that is computed */
    struct run *run;    /* its results, until all is made of them */

    /* of what is not stored, made of the group's results while tables are */
    char (*digests)[DIGEST_HEX]; /* [scenarios] */
    pthread_t digester;
    bool digesting;
};

static void clear_job(struct job *job)
{
    if (job->opening)
        pthread_join(job->opener, NULL);
    store_close(job->store);
    free(job->digests);
    free(job->group.scenario);
    free(job->group.base);
    free(job->group.models);
    scenarios_clear(&job->scenarios);
    inputs_free(job->inputs);
    free(job->ids);
    free(job->stored);
    free(job->group_of);
    text_clear(&job->command_line);
    run_profile_clear(&job->profile);
    until_clear(&job->until);
}

/* ---- before it runs ---- */

static void print_warnings(const char *about, const struct text *lines)
{
    for (char *line = lines->bytes, *end; line && (end = strchr(line, '\n')); line = end + 1)
        print_format(stderr, spoken("polsim: warning: %s%.*s\n"), about, (int)(end - line), line);
}

/* What was changed to no effect is most often a mistake. */
static void warn_of_idle(const struct model *model, const struct lua_changes *changes,
                         const char *language)
{
    struct text lines = {0}, about = {0};

    text_add(&about, "'%s': ", model->scenario);
    lua_model_idle_changes(model, changes, language, &lines);
    print_warnings(text_string(&about), &lines);
    text_clear(&lines);
    text_clear(&about);
}

/* What the file of inputs changes, before anything runs; the same for several scenarios is said once. */
static void print_edits(const struct job *job, const char *language)
{
    struct text last = {0};

    for (int i = 0; i < job->scenarios.count; i++) {
        const struct model *model = job->scenarios.models[i];
        struct text out = {0};
        inputs_add_edits(model, job->inputs, language, &out);
        if (strcmp(text_string(&out), text_string(&last)) != 0)
            print_format(stderr, i ? "%s: %s\n" : "%.0s%s\n", model->scenario, text_string(&out));
        text_clear(&last);
        last = out;
    }
    text_clear(&last);
}

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

    if (loaded && job->inputs && !settings->quiet)
        print_edits(job, settings->language);
    for (int i = 0; loaded && !settings->quiet && i < job->scenarios.count; i++)
        warn_of_idle(job->scenarios.models[i], &job->changes, settings->language);
    if (loaded && !settings->quiet)
        print_warnings("", &warnings);
    text_clear(&warnings);
    return loaded;
}

/* ---- findings, which are stored with the results: looked for while the run computes ---- */

static void *look_for_findings(void *context)
{
    struct job *job = context;

    for (int i = 0; i < job->scenarios.count; i++)
        job->looks[i] = audit_look(job->scenarios.models[i], &job->changes);
    return NULL;
}

static void begin_looking(struct job *job, const struct settings *settings)
{
    if (settings->no_store)
        return;
    job->looks = memory_resize(NULL, (size_t)job->scenarios.count, sizeof *job->looks);
    job->looking = pthread_create(&job->looker, NULL, look_for_findings, job) == 0;
    if (!job->looking)
        look_for_findings(job);
}

/* Waits for what is looked for, once. */
static void end_looking(struct job *job)
{
    if (job->looking)
        pthread_join(job->looker, NULL);
    job->looking = false;
    for (int i = 0; job->looks && i < job->scenarios.count; i++)
        audit_note(job->scenarios.models[i], &job->looks[i]);
    free(job->looks);
    job->looks = NULL;
}

/* In the order of the command line, in which a base may come after those that are compared with it. */
static bool begin_runs(struct job *job, const struct settings *settings, struct error *err)
{
    int count = job->scenarios.count;
    struct store_about about = {
        .draws = strcmp(settings->sampler, "expected") == 0 ? 1 : settings->draws,
        .seed = settings->seed,
        .sampler = settings->sampler,
        .command_line = text_string(&job->command_line),
        .set_count = settings->set.count,
        .set = settings->set.items,
        .threads = (int)settings->threads,
    };

    for (int i = 0; i < count; i++) {
        job->ids[i] = store_begin_run(job->store, job->scenarios.models[i], &about, err);
        if (!job->ids[i])
            return false;
    }
    for (int i = 0; i < count; i++) {
        int base = job->scenarios.bases[i];
        if (base >= 0 && !store_set_base_run(job->store, job->ids[i], job->ids[base], err))
            return false;
    }
    return true;
}

static void *open_store(void *context)
{
    struct job *job = context;
    bool no_store = job->settings->no_store;
    double used = ticks_thread_seconds();

    job->store = store_open(no_store ? ":memory:" : job->settings->store,
                            no_store ? STORE_TABLES : STORE_CREATE, &job->refusal);
    if (!job->store)
        atomic_store(&job->refused, true);
    job->storing += ticks_thread_seconds() - used;
    return NULL;
}

static void *begin_storing(void *context)
{
    struct job *job = context;

    if (!job->store)
        open_store(job);
    double used = ticks_thread_seconds();
    if (job->store && !begin_runs(job, job->settings, &job->refusal))
        atomic_store(&job->refused, true);
    job->storing += ticks_thread_seconds() - used;
    return NULL;
}

static void begin_opening(struct job *job, void *(*function)(void *context))
{
    if (job->opening)
        pthread_join(job->opener, NULL);
    job->opening = pthread_create(&job->opener, NULL, function, job) == 0;
    if (!job->opening)
        function(job);
}

/* Nothing is left of a database in memory when a scenario does not load. */
static void begin_memory(struct job *job, const struct settings *settings)
{
    job->settings = settings;
    if (settings->no_store && !settings->quiet)
        begin_opening(job, open_store);
}

/* Takes 8 ms of the plan without a file, 20 with one; a failure stops the computing. */
static void begin_store(struct job *job, const struct settings *settings)
{
    size_t count = (size_t)job->scenarios.count;

    if (settings->no_store && settings->quiet) /* nobody will read it */
        return;
    job->ids = memory_resize(NULL, count, sizeof *job->ids);
    memset(job->ids, 0, count * sizeof *job->ids);
    job->stored = memory_resize(NULL, count, sizeof *job->stored);
    memset(job->stored, 0, count * sizeof *job->stored);
    if (settings->no_store)
        job->digests = memory_resize(NULL, count, sizeof *job->digests);
    begin_opening(job, begin_storing);
}

/* Waits for the store, once; false where it could not be used. */
static bool end_opening(struct job *job, struct error *err)
{
    if (job->opening)
        pthread_join(job->opener, NULL);
    job->opening = false;
    if (atomic_load(&job->refused))
        *err = job->refusal;
    return !atomic_load(&job->refused);
}

/* How to go on with the runs that are not stored: "polsim runs --resume 3", of many "--resume all". */
static void add_resume(const struct job *job, int left, const char *store, struct text *out)
{
    text_add(out, "polsim runs");
    for (int i = 0; i < job->scenarios.count && left <= FEW_SCENARIOS; i++)
        if (!job->stored[i])
            text_add(out, " --resume %jd", (intmax_t)job->ids[i]);
    if (left > FEW_SCENARIOS)
        text_add(out, " --resume all");
    if (strcmp(store, OPTION_STORE_DEFAULT) != 0) {
        text_add(out, " --store ");
        show_add_shell_word(store, out);
    }
}

/* A run that failed alone fails again. */
static void say_what_is_stored(const struct job *job, const struct settings *settings,
                               struct error *err)
{
    int count = job->scenarios.count, left = count;
    struct text command = {0};

    if (settings->no_store ||
        (err->kind != ERROR_INTERRUPTED && (err->kind != ERROR_RUN || count == 1)))
        return;
    for (int i = 0; i < count; i++)
        left -= job->stored[i];
    add_resume(job, left, settings->store, &command);
    if (count == 1)
        error_append(err, "; the run stays in the list: to compute it, %s", text_string(&command));
    else
        error_append(err, "; %d of %d runs are stored; to compute the rest: %s", count - left,
                     count, text_string(&command));
    text_clear(&command);
}

/* What went wrong stays in the database beside each run; the first error is the one to print. */
static bool fail_runs(struct job *job, const struct settings *settings, struct error *err)
{
    struct error second;
    const char *status = err->kind == ERROR_INTERRUPTED ? "interrupted" : "failed";

    if (!job->ids)
        return false;
    for (int i = 0; i < job->scenarios.count; i++)
        if (job->ids[i] && !job->stored[i])
            store_fail_run(job->store, job->ids[i], status, err->text, &second);
    say_what_is_stored(job, settings, err);
    return false;
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

static bool plan_groups(struct job *job, const struct settings *settings, struct error *err)
{
    int count = job->scenarios.count;
    struct run_options run_options = run_options_of(job, settings);

    run_options.bases = job->scenarios.bases;
    job->group_of = memory_resize(NULL, (size_t)count, sizeof *job->group_of);
    job->group_of[0] = 0;
    job->groups = 1;
    if (count == 1) /* its own memory is checked as it starts */
        return true;
    if (!run_plan_groups((const struct model *const *)job->scenarios.models, count, &run_options,
                         job->group_of, &job->groups, err))
        return false;
    if (job->groups > 1 && !settings->quiet)
        print_format(
            stderr,
            spoken(
                "polsim: %d scenarios do not fit into memory together (--memory): they run in %d "
                "groups, each with the bases it is compared with\n"),
            count, job->groups);
    return true;
}

static int depth_of(const int *bases, int i)
{
    int depth = 0;

    for (; bases[i] >= 0; i = bases[i])
        depth++;
    return depth;
}

static void list_group(const struct job *job, int number, struct group *group)
{
    const int *bases = job->scenarios.bases;
    int count = job->scenarios.count, left = 0;
    int *place = memory_resize(NULL, (size_t)count, sizeof *place);

    for (int i = 0; i < count; i++)
        place[i] = -1;
    for (int i = 0; i < count; i++)
        if (job->group_of[i] == number) {
            place[i] = 0;
            if (bases[i] >= 0)
                place[bases[i]] = 0;
        }
    for (int i = 0; i < count; i++)
        left += place[i] >= 0;
    group->number = number;
    group->count = 0;
    for (int depth = 0; group->count < left; depth++)
        for (int i = 0; i < count; i++) {
            if (place[i] < 0 || depth_of(bases, i) != depth)
                continue;
            bool member = job->group_of[i] == number;
            place[i] = group->count;
            group->scenario[group->count] = i;
            group->base[group->count] = member && bases[i] >= 0 ? place[bases[i]] : -1;
            group->models[group->count++] = job->scenarios.models[i];
        }
    free(place);
}

/* Ctrl-C between two runs leaves out the rest; what is computed and alone is stored first. */
static bool end_runs(struct job *job, struct error *err)
{
    const struct group *group = &job->group;
    bool any = false;

    for (int k = 0; job->store && k < group->count; k++) {
        int i = group->scenario[k];
        if (job->group_of[i] != group->number)
            continue;
        if (progress_interrupted() && any)
            return error_set(err, ERROR_INTERRUPTED, "stopped");
        if (!store_end_run(job->store, job->ids[i], job->run, k, err))
            return false;
        any = job->stored[i] = true;
    }
    return true;
}

/* ---- digests of what is not stored, which are said after the tables ---- */

static void *make_digests(void *context)
{
    struct job *job = context;

    for (int k = 0; k < job->group.count; k++)
        if (job->group_of[job->group.scenario[k]] == job->group.number)
            run_digest(job->run, k, job->digests[job->group.scenario[k]]);
    return NULL;
}

static void begin_digests(struct job *job)
{
    if (!job->digests)
        return;
    job->digesting = run_threads_most(job->run) > 1 && !job->settings->profile &&
                     pthread_create(&job->digester, NULL, make_digests, job) == 0;
    if (!job->digesting)
        make_digests(job);
}

/* Frees the results when all is made of them. */
static void end_group(struct job *job)
{
    if (job->digesting)
        pthread_join(job->digester, NULL);
    job->digesting = false;
    run_free(job->run);
    job->run = NULL;
}

/* ---- a group ---- */

struct watch {
    struct job *job;
    struct progress progress;
};

static bool go_on(void *context, uint64_t done, uint64_t all)
{
    struct watch *watch = context;

    return progress_update(&watch->progress, done, all) && !atomic_load(&watch->job->refused);
}

static bool compute_group(struct job *job, const struct settings *settings, struct watch *watch,
                          struct error *err)
{
    struct run_options run_options = run_options_of(job, settings);

    run_options.bases = job->group.base;
    run_options.progress = go_on;
    run_options.context = watch;
    job->run = run_start(job->group.models, job->group.count, &run_options, err);
    return end_opening(job, err) && job->run;
}

/* Ctrl-C asks to stop until all is stored. */
static bool run_group(struct job *job, int number, const struct settings *settings,
                      struct error *err)
{
    struct watch watch = {.job = job};
    char what[64] = "polsim run";

    list_group(job, number, &job->group);
    if (job->groups > 1)
        snprintf(what, sizeof what, "polsim run %d/%d", number + 1, job->groups);
    progress_start(&watch.progress, what, settings->quiet);
    bool done = compute_group(job, settings, &watch, err);
    if (done) {
        job->seconds += run_seconds(job->run);
        job->threads = run_threads(job->run) > job->threads ? run_threads(job->run) : job->threads;
        end_looking(job);
        double used = ticks_process_seconds();
        begin_digests(job);
        done = end_runs(job, err);
        job->storing += ticks_process_seconds() - used;
    }
    progress_end(&watch.progress);
    if (done && number + 1 < job->groups && progress_interrupted())
        done = error_set(err, ERROR_INTERRUPTED, "stopped");
    return done;
}

/* Leaves the results of the last group. */
static bool compute(struct job *job, const struct settings *settings, struct error *err)
{
    size_t count = (size_t)job->scenarios.count;
    struct group *group = &job->group;

    group->scenario = memory_resize(NULL, count, sizeof *group->scenario);
    group->base = memory_resize(NULL, count, sizeof *group->base);
    group->models = memory_resize(NULL, count, sizeof *group->models);
    bool done = plan_groups(job, settings, err);

    for (int number = 0; done && number < job->groups; number++) {
        end_group(job);
        done = run_group(job, number, settings, err);
    }
    return end_opening(job, err) && done;
}

/* ---- what is printed ---- */

static bool find_runs(struct job *job, struct store_run *runs, struct error *err)
{
    for (int i = 0; i < job->scenarios.count; i++)
        if (!store_find_run_by_id(job->store, job->ids[i], &runs[i], err))
            return false;
    return true;
}

/* Of several scenarios first what people compare, then a few lines of each; of many the comparison. */
static bool print_tables(struct job *job, const struct store_run *runs,
                         const struct settings *settings, struct error *err)
{
    const struct show_options show = {.format = SHOW_TABLE,
                                      .language = settings->language,
                                      .store = settings->no_store ? NULL : settings->store};
    int count = job->scenarios.count;
    bool many = count > FEW_SCENARIOS;
    struct text out = {0};
    bool made = count == 1 || (many ? show_side_by_side(job->store, runs, count, &show, &out, err)
                                    : show_comparison(job->store, runs, count, &show, &out, err));

    for (int i = 0; i < count && made && (!many || settings->full); i++)
        made = count == 1 || settings->full
                   ? show_run_in_short(job->store, &runs[i], &show, &out, err)
                   : show_run_in_brief(job->store, &runs[i], &show, &out, err);
    if (made)
        print_text(stdout, text_string(&out));
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
                         runs[i].scenario, job->digests[i]);
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

    show_profile(&job->profile, job->storing, expected ? 1 : settings->draws, settings->language,
                 &out);
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
        fflush(stdout);
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
           until_keep(&job->until, job->store, job->ids, &until, text_string(&job->command_line),
                      err);
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
    if (done && settings.only_draw == ALL_DRAWS)
        begin_memory(&job, &settings);
    done = done && load_models(&job, argc, argv, &settings, err);
    if (done && settings.only_draw != ALL_DRAWS) {
        done = run_alone(&job, &settings, err);
        clear_job(&job);
        return done;
    }
    done = done && find_draws(&job, &settings, err);
    if (done)
        begin_looking(&job, &settings);
    if (settings.profile) /* what findings take is not the run's, nor what opening takes */
        end_looking(&job);
    if (done)
        begin_store(&job, &settings);
    bool begun = done && (!settings.profile || end_opening(&job, err));
    if (begun && compute(&job, &settings, err))
        done = keep_precision(&job, &settings, err) && report(&job, &settings, err);
    else
        done = done && fail_runs(&job, &settings, err);
    end_looking(&job);
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
