/* Starting a run and reading its results. */
#include "run_private.h"

#include "ticks.h"

#include <string.h>

const char *const run_samplers[] = {"sobol", "random", "expected", NULL};

enum run_sampler run_sampler_named(const char *name)
{
    for (int i = 0; run_samplers[i]; i++)
        if (strcmp(run_samplers[i], name) == 0)
            return (enum run_sampler)i;
    return RUN_SOBOL;
}

/* What has exact quantiles, of kept draws, needs no histogram. */
static void take_memory(struct run *run)
{
    const bool exact = run_has_exact_quantiles(run);

    for (int s = 0; s < run->scenario_count; s++) {
        struct scenario *scenario = &run->scenarios[s];
        size_t most = scenario->stats_count > scenario->difference_count
                          ? scenario->stats_count
                          : scenario->difference_count;
        bool *sketched = memory_resize(NULL, most, sizeof *sketched);
        for (size_t i = 0; i < scenario->stats_count; i++)
            sketched[i] = !exact && i >= scenario->plan->own_count &&
                          i < scenario->plan->own_count + scenario->target_rows;
        for (size_t i = 0; i < scenario->plan->series_count; i++) {
            const struct series_use *use = run_use_of(scenario, i);
            sketched[use->stats] |=
                scenario->plan->series[i].sketched && !(exact && use->exact != NO_INDEX);
        }
        scenario->stats = stats_new(scenario->stats_count, sketched, run->options.draws);
        for (size_t i = 0; i < scenario->difference_count; i++)
            sketched[i] = true;
        if (scenario->base >= 0)
            scenario->differences =
                stats_new(scenario->difference_count, sketched, run->options.draws);
        free(sketched);
        scenario->kept = kept_new(scenario->kept_count, run->kept_draws, run->options.block);
    }
}

/* ---- running ---- */

static void *thread_main(void *worker)
{
    run_worker_work(worker);
    return NULL;
}

/* Works in this thread and in as many more as can be started. */
static void work(struct run *run, struct worker **workers)
{
    pthread_t threads[THREADS_MAX];
    int started = 1;

    while (started < run->threads &&
           pthread_create(&threads[started], NULL, thread_main, workers[started]) == 0)
        started++;
    run_worker_work(workers[0]);
    for (int i = 1; i < started; i++)
        pthread_join(threads[i], NULL);
    run->threads = started;
}

static bool settle(struct run *run, struct worker *worker, struct error *err)
{
    uint64_t failed = atomic_load(&run->failed_stretch);

    if (failed != NO_STRETCH) {
        if (!run_find_failure(run, worker, failed, err))
            *err = run->error; /* not of the model: the limit of memory */
        return false;
    }
    if (atomic_load(&run->cancelled) && atomic_load(&run->done_draws) < run->options.draws)
        return error_set(err, ERROR_INTERRUPTED, "stopped after %llu of %llu draws",
                         (unsigned long long)atomic_load(&run->done_draws),
                         (unsigned long long)run->options.draws);
    return true;
}

static bool run_compute(struct run *run, struct error *err)
{
    double begin = run_clock();
    int count = run->threads;

    take_memory(run);
    struct worker **workers = memory_resize(NULL, (size_t)count, sizeof *workers);
    for (int i = 0; i < count; i++)
        workers[i] = run_worker_new(run);
    work(run, workers);
    bool done = settle(run, workers[0], err);
    if (done && run->options.profile)
        run_profile_add(run, workers, count);
    for (int i = 0; i < count; i++)
        run_worker_free(workers[i]);
    free(workers);
    if (done)
        run_find_quantiles(run);
    for (int s = 0; done && s < run->scenario_count; s++)
        run_rows_fill(&run->scenarios[s]);
    if (done && run->options.progress)
        run->options.progress(run->options.context, run->options.draws, run->options.draws);
    run->seconds = run_clock() - begin;
    return done;
}

/* The processor's time and counters stand around all of it. */
static bool run_compute_profiled(struct run *run, struct error *err)
{
    struct run_profile *profile = run->options.profile;
    double seconds = ticks_process_seconds();
    struct counters counters = counters_open();
    bool done = run_compute(run, err);

    counters_close(&counters);
    profile->recording += ticks_process_seconds() - seconds; /* less what run_profile_add knows */
    profile->counters.refused = counters.refused;
    profile->counters.instructions += counters.instructions;
    profile->counters.misses += counters.misses;
    return done;
}

static struct run *run_new(int count, const struct run_options *options)
{
    struct run *run = memory_resize(NULL, 1, sizeof *run);

    memset(run, 0, sizeof *run);
    run->options = *options;
    run->scenario_count = count;
    run->scenarios = memory_resize(NULL, (size_t)count, sizeof *run->scenarios);
    memset(run->scenarios, 0, (size_t)count * sizeof *run->scenarios);
    atomic_init(&run->failed_stretch, NO_STRETCH);
    pthread_mutex_init(&run->mutex, NULL);
    return run;
}

struct run *run_prepare(const struct model *const *models, int count,
                        const struct run_options *options, struct error *err)
{
    struct run *run = run_new(count, options);

    if (run_check_options(&run->options, err) && run_set_up(run, models, err))
        return run;
    run_free(run);
    return NULL;
}

struct run *run_start(const struct model *const *models, int count,
                      const struct run_options *options, struct error *err)
{
    must(count > 0);
    struct run *run = run_prepare(models, count, options, err);

    if (run && run_check_memory(run, err) &&
        (run->options.profile ? run_compute_profiled : run_compute)(run, err))
        return run;
    run_free(run);
    return NULL;
}

void run_free(struct run *run)
{
    if (!run)
        return;
    for (int s = 0; s < run->scenario_count; s++) {
        struct scenario *scenario = &run->scenarios[s];
        stats_free(scenario->stats);
        stats_free(scenario->differences);
        record_plan_free(scenario->plan);
        program_free(scenario->program);
        free(scenario->use);
        free(scenario->order);
        free(scenario->place);
        free(scenario->rows);
        free(scenario->sources);
        free(scenario->kept_series);
        kept_free(scenario->kept);
        free(scenario->exact);
    }
    for (size_t i = 0; i < run->memory_count; i++)
        arena_free(run->memory[i]);
    free(run->memory);
    pthread_mutex_destroy(&run->mutex);
    free(run->scenarios);
    free(run);
}

bool run_needs(const struct model *model, const struct run_options *options,
               struct run_needs *needs, struct error *err)
{
    struct run *run = run_prepare(&model, 1, options, err);

    if (run) {
        const struct record_plan *plan = run->scenarios[0].plan;
        *needs = (struct run_needs){
            .program = program_size(run->scenarios[0].program),
            .series = plan->series_count,
            .sketched = plan->sketched_count,
            .paired = plan->paired_count,
            .kept = plan->kept_count,
            .bytes = run_count_bytes(run, run->threads).all,
        };
    }
    bool known = run != NULL;
    run_free(run);
    return known;
}

/* ---- results ---- */

static const struct scenario *scenario_at(const struct run *run, int scenario)
{
    must(scenario >= 0 && scenario < run->scenario_count);
    return &run->scenarios[scenario];
}

double run_seconds(const struct run *run)
{
    return run->seconds;
}

int run_threads(const struct run *run)
{
    return run->threads;
}

int run_threads_most(const struct run *run)
{
    return run->options.threads ? run->options.threads : run_processors();
}

const struct record_plan *run_plan(const struct run *run, int scenario)
{
    return scenario_at(run, scenario)->plan;
}

struct stats_row run_series(const struct run *run, int scenario, size_t series)
{
    const struct scenario *of = scenario_at(run, scenario);

    must(series < of->plan->series_count);
    return run_series_row(of, series);
}

bool run_difference(const struct run *run, int scenario, size_t series, struct stats_row *row)
{
    const struct scenario *of = scenario_at(run, scenario);

    must(series < of->plan->series_count);
    if (run_use_of(of, series)->difference == NO_INDEX)
        return false;
    *row = stats_result(of->differences, run_use_of(of, series)->difference);
    return true;
}

size_t run_target_count(const struct run *run, int scenario)
{
    return scenario_at(run, scenario)->row_count;
}

const struct run_target *run_target(const struct run *run, int scenario, size_t i)
{
    must(i < scenario_at(run, scenario)->row_count);
    return &scenario_at(run, scenario)->rows[i];
}

static struct run_draws draws_at(const struct run *run, const struct scenario *scenario,
                                 size_t series, uint32_t kept)
{
    return (struct run_draws){
        .series = series,
        .count = (size_t)run->kept_draws,
        .kept = scenario->kept,
        .strip = kept,
    };
}

size_t run_draws_count(const struct run *run, int scenario)
{
    return scenario_at(run, scenario)->plan->kept_count;
}

struct run_draws run_draws(const struct run *run, int scenario, size_t i)
{
    const struct scenario *of = scenario_at(run, scenario);

    must(i < of->plan->kept_count);
    return draws_at(run, of, of->kept_series[i], run_use_of(of, of->kept_series[i])->kept);
}

struct run_draws run_target_draws(const struct run *run, int scenario, size_t i)
{
    const struct scenario *of = scenario_at(run, scenario);

    must(i < of->row_count);
    return draws_at(run, of, of->sources[i].series, of->sources[i].kept);
}

void run_read_draws(const struct run_draws *draws, double *x)
{
    kept_read(draws->kept, draws->strip, x);
}

struct packed run_pack_draws(const struct run_draws *draws, void *bytes)
{
    return kept_pack(draws->kept, draws->strip, bytes);
}
