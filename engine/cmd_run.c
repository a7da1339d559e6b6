/* polsim run: loads every scenario, stores what is known, computes them side by side, stores the
   results, prints the tables. */
#include "audit.h"
#include "command.h"
#include "lua_model.h"
#include "progress.h"
#include "show.h"

#include <inttypes.h>
#include <string.h>

enum { SCENARIOS_MAX = 64 };

struct settings {
    uint64_t draws, seed, threads, block, memory;
    const char *sampler, *store, *language;
    struct option_list set;
    bool no_store, quiet, full;
};

static const char *const samplers[] = {"sobol", "random", "expected", NULL};

static const struct option options[] = {
    {"draws",
     'n',
     OPTION_COUNT,
     "N",
     offsetof(struct settings, draws),
     {"draws; powers of two are best (default: 8192)", "模拟次数，2 的幂最好（默认 8192）"},
     .least = 1,
     .most = (uint64_t)1 << 40},
    {"seed",
     0,
     OPTION_COUNT,
     "S",
     offsetof(struct settings, seed),
     {"seed of all random numbers (default: 1)", "随机种子（默认 1）"},
     .most = INT64_MAX},
    {"set", 's', OPTION_LIST, "NAME=VALUE", offsetof(struct settings, set),
     .meaning = {"change an input of every scenario: --set 'pass_rate[level=L3]=0.8'; repeatable",
                 "修改各方案的一项参数，例：--set 'pass_rate[level=L3]=0.8'，可多次"}},
    {"sampler",
     0,
     OPTION_CHOICE,
     "sobol|random|expected",
     offsetof(struct settings, sampler),
     {"how inputs are drawn (default: sobol); expected: one draw of means, at once",
      "抽样方式（默认 sobol）；expected 为平均情形测算，立即得出"},
     .choices = samplers},
    OPTION_STORE(struct settings),
    {"no-store", 0, OPTION_FLAG, NULL, offsetof(struct settings, no_store),
     .meaning = {"print only, store nothing", "只显示，不存入数据库"}},
    {"quiet", 'q', OPTION_FLAG, NULL, offsetof(struct settings, quiet),
     .meaning = {"no progress, no talk, no tables", "不显示进度、说明和表格"}},
    {"full", 0, OPTION_FLAG, NULL, offsetof(struct settings, full),
     .meaning = {"of several scenarios, all tables of each after the comparison",
                 "多个方案时，对比之后显示每个方案的全部表格"}},
    OPTION_LANGUAGE(struct settings),
    {"threads",
     't',
     OPTION_COUNT,
     "N",
     offsetof(struct settings, threads),
     {"threads (default: one a processor); results do not depend on it",
      "线程数（默认每个处理器一个），不影响结果"},
     .least = 1,
     .most = 1024},
    {"memory",
     0,
     OPTION_BYTES,
     "SIZE",
     offsetof(struct settings, memory),
     {"refuse to start when more is needed (default: 1G)", "所需内存超过此数则不开始（默认 1G）"},
     .least = 1 << 20},
    {"block",
     0,
     OPTION_COUNT,
     "N",
     offsetof(struct settings, block),
     {"draws of a block, a multiple of 64; results do not depend on it",
      "每块的模拟次数，64 的倍数，不影响结果"},
     .least = 64,
     .most = STATS_STRETCH,
     .advanced = true},
    {0},
};

/* What one call holds; empty and valid from the start. */
struct job {
    int count;
    struct model *models[SCENARIOS_MAX];
    int64_t ids[SCENARIOS_MAX];
    struct store *store;
    struct run *run;
    struct text command_line;
};

static void clear_job(struct job *job)
{
    run_free(job->run);
    store_close(job->store);
    for (int i = 0; i < job->count; i++)
        model_free(job->models[i]);
    text_clear(&job->command_line);
}

/* What was changed to no effect is most often a mistake. */
static void warn_of_idle(const struct model *model, const struct lua_changes *changes)
{
    struct text lines = {0};

    lua_model_idle_changes(model, changes, "en", &lines);
    for (char *line = lines.bytes, *end; line && (end = strchr(line, '\n')); line = end + 1)
        fprintf(stderr, "polsim: warning: '%s': %.*s\n", model->scenario, (int)(end - line), line);
    text_clear(&lines);
}

static bool load_models(struct job *job, int count, char **paths, const struct settings *settings,
                        struct error *err)
{
    struct lua_changes changes = {.count = settings->set.count, .set = settings->set.items};

    for (int i = 0; i < count; i++) {
        struct model *model = lua_model_load(paths[i], &changes, err);
        if (!model)
            return false;
        job->models[job->count++] = model;
        if (!settings->quiet)
            warn_of_idle(model, &changes);
        if (!settings->no_store)
            audit_find(model, &changes);
    }
    return true;
}

/* The first scenario is the base that the others are compared with. */
static bool begin_runs(struct job *job, const struct settings *settings, struct error *err)
{
    struct store_about about = {
        .draws = strcmp(settings->sampler, "expected") == 0 ? 1 : settings->draws,
        .seed = settings->seed,
        .sampler = settings->sampler,
        .command_line = text_string(&job->command_line),
        .set_count = settings->set.count,
        .set = settings->set.items,
        .threads = (int)settings->threads,
    };

    job->store = store_open(settings->no_store ? ":memory:" : settings->store, STORE_CREATE, err);
    if (!job->store)
        return false;
    for (int i = 0; i < job->count; i++) {
        about.base_run = i ? job->ids[0] : 0;
        job->ids[i] = store_begin_run(job->store, job->models[i], &about, err);
        if (!job->ids[i])
            return false;
    }
    return true;
}

/* What went wrong stays in the database beside each run; the first error is the one to print. */
static bool fail_runs(struct job *job, const struct error *err)
{
    struct error second;
    const char *status = err->kind == ERROR_INTERRUPTED ? "interrupted" : "failed";

    for (int i = 0; i < job->count; i++)
        if (job->ids[i])
            store_fail_run(job->store, job->ids[i], status, err->text, &second);
    return false;
}

static bool compute(struct job *job, const struct settings *settings, struct error *err)
{
    static const enum run_sampler kinds[] = {RUN_SOBOL, RUN_RANDOM, RUN_EXPECTED};
    struct progress progress;
    struct run_options run_options = {
        .draws = settings->draws,
        .seed = settings->seed,
        .threads = (int)settings->threads,
        .block = settings->block,
        .memory_bytes = settings->memory,
        .progress = progress_update,
        .context = &progress,
    };

    for (size_t i = 0; samplers[i]; i++)
        if (strcmp(samplers[i], settings->sampler) == 0)
            run_options.sampler = kinds[i];
    progress_start(&progress, "polsim run", settings->quiet);
    job->run = run_start((const struct model *const *)job->models, job->count, &run_options, err);
    progress_end(&progress);
    return job->run != NULL;
}

static bool end_runs(struct job *job, struct error *err)
{
    for (int i = 0; i < job->count; i++)
        if (!store_end_run(job->store, job->ids[i], job->run, i, err))
            return false;
    return true;
}

/* ---- what is printed ---- */

static bool find_runs(struct job *job, struct store_run *runs, struct error *err)
{
    char name[32];

    for (int i = 0; i < job->count; i++) {
        snprintf(name, sizeof name, "%" PRId64, job->ids[i]);
        if (!store_find_run(job->store, name, &runs[i], err))
            return false;
    }
    return true;
}

/* Of several scenarios first what people compare, then a few lines of each. */
static bool print_tables(struct job *job, const struct store_run *runs,
                         const struct settings *settings, struct error *err)
{
    const struct show_options show = {.format = SHOW_TABLE,
                                      .language = settings->language,
                                      .store = settings->no_store ? NULL : settings->store};
    struct text out = {0};
    bool made = job->count == 1 || show_comparison(job->store, runs, job->count, &show, &out, err);

    for (int i = 0; i < job->count && made; i++)
        made = job->count == 1 || settings->full
                   ? show_run_in_short(job->store, &runs[i], &show, &out, err)
                   : show_run_in_brief(job->store, &runs[i], &show, &out, err);
    if (made)
        fputs(text_string(&out), stdout);
    text_clear(&out);
    return made;
}

static void talk(const struct job *job, const struct store_run *runs,
                 const struct settings *settings)
{
    for (int i = 0; i < job->count; i++) {
        if (settings->no_store)
            fprintf(stderr, "polsim: '%s' not stored, digest %.12s\n", runs[i].scenario,
                    runs[i].output_digest);
        else
            fprintf(stderr, "polsim: run %" PRId64 " '%s' stored in %s, digest %.12s\n", runs[i].id,
                    runs[i].scenario, settings->store, runs[i].output_digest);
    }
    fprintf(stderr, "polsim: %.2f s on %d thread%s\n", run_seconds(job->run), run_threads(job->run),
            run_threads(job->run) == 1 ? "" : "s");
}

static bool report(struct job *job, const struct settings *settings, struct error *err)
{
    struct store_run runs[SCENARIOS_MAX];

    if (settings->quiet)
        return true;
    if (!find_runs(job, runs, err) || !print_tables(job, runs, settings, err))
        return false;
    fflush(stdout);
    talk(job, runs, settings);
    return true;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.draws = 8192,
                                .seed = 1,
                                .sampler = "sobol",
                                .store = OPTION_STORE_DEFAULT,
                                .language = options_language()};
    struct job job = {0};

    text_add(&job.command_line, "polsim run");
    for (int i = 0; i < argc; i++) {
        text_add(&job.command_line, " ");
        show_add_shell_word(argv[i], &job.command_line);
    }
    bool done = options_parse(options, &argc, argv, &settings, err) &&
                command_needs(command, argc, 1, SCENARIOS_MAX, err) &&
                load_models(&job, argc, argv, &settings, err);
    if (done && begin_runs(&job, &settings, err) && compute(&job, &settings, err) &&
        end_runs(&job, err))
        done = report(&job, &settings, err);
    else
        done = done && fail_runs(&job, err);
    clear_job(&job);
    return done;
}

const struct command command_run = {
    .name = "run",
    .arguments = "SCENARIO…",
    .summary = {"compute scenarios side by side over the same random numbers and store them",
                "用同一组随机数计算一个或多个方案，并存入数据库"},
    .details = {"The first scenario is the base of the differences.\n"
                "Example: polsim run scenarios/pengyang/baseline.lua "
                "scenarios/pengyang/county-cut.lua --draws 8192",
                "第一个方案是比较的基准。\n"
                "例：polsim run scenarios/pengyang/baseline.lua "
                "scenarios/pengyang/county-cut.lua --draws 8192"},
    .options = options,
    .run = run,
};
