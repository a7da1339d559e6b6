/* A thread of a run: takes stretches of draws, cuts them into blocks, and runs all scenarios side
   by side over each block, calendar month by calendar month. */
#include "run_private.h"

#include "ticks.h"

#include <math.h>
#include <string.h>

struct lane_state { /* one scenario's */
    struct vm *vm;
    struct recorder *recorder;
    struct stats_part *part, *difference_part;
    uint32_t next; /* of the scenario's uses: series that came in this block */
};

struct worker {
    struct run *run;
    struct lane_state *states; /* [scenarios] */
    const struct kernels *kernels;
    struct pool pairing;      /* a strip a slot: this month's values of bases; then a difference */
    double *scratch, *values; /* [block] */
    struct arena *memory;     /* the run's, for kept draws */
    /* the block being run */
    int scenario; /* whose month is being recorded */
    uint64_t first_draw;
    size_t lanes;
    double ticks, seconds; /* of all its work: by two clocks */
};

enum { REPORTS_A_SECOND = 10 };

double run_clock(void)
{
    return ticks_seconds_of(CLOCK_MONOTONIC);
}

/* ---- making ---- */

struct worker *run_worker_new(struct run *run)
{
    struct worker *worker = memory_resize(NULL, 1, sizeof *worker);
    size_t block = run->options.block;

    *worker = (struct worker){
        .run = run,
        .kernels = kernels_best(),
        .pairing = pool_new(run->slot_count + 1, 0, block, kernels_best()->all_same)};
    run->memory =
        memory_grow(run->memory, run->memory_count, &run->memory_capacity, sizeof *run->memory);
    worker->memory = run->memory[run->memory_count++] = arena_new();
    worker->states = memory_resize(NULL, (size_t)run->scenario_count, sizeof *worker->states);
    worker->scratch = memory_resize(NULL, block, sizeof(double));
    worker->values = memory_resize(NULL, block, sizeof(double));
    for (int s = 0; s < run->scenario_count; s++) {
        struct scenario *scenario = &run->scenarios[s];
        struct vm *vm = vm_new(scenario->program, kernels_best(), block);
        worker->states[s] = (struct lane_state){
            .vm = vm,
            .recorder = recorder_new(scenario->plan, vm),
            .part = stats_part_new(scenario->stats),
            .difference_part = scenario->differences ? stats_part_new(scenario->differences) : NULL,
        };
        if (run->options.profile)
            vm_time(worker->states[s].vm);
    }
    return worker;
}

void run_worker_free(struct worker *worker)
{
    if (!worker)
        return;
    for (int s = 0; s < worker->run->scenario_count; s++) {
        recorder_free(worker->states[s].recorder);
        vm_free(worker->states[s].vm);
        stats_part_free(worker->states[s].part);
        stats_part_free(worker->states[s].difference_part);
    }
    free(worker->states);
    pool_clear(&worker->pairing);
    free(worker->scratch);
    free(worker->values);
    free(worker);
}

size_t run_worker_bytes(const struct run *run, size_t lanes)
{
    size_t bytes = pool_bytes(run->slot_count + 1, 0, lanes) + 2 * lanes * sizeof(double);

    for (int s = 0; s < run->scenario_count; s++)
        bytes += size_product(program_size(run->scenarios[s].program).bytes_per_lane, lanes) +
                 program_size(run->scenarios[s].program).bytes_per_vm +
                 (run->options.profile ? vm_timing_bytes(run->scenarios[s].program) : 0) +
                 recorder_bytes(run->scenarios[s].plan, lanes);
    return bytes;
}

/* ---- what is done with a strip ---- */

static void keep_draws(const struct worker *worker, uint32_t kept, struct strip x)
{
    kept_put(worker->run->scenarios[worker->scenario].kept, worker->memory, kept,
             worker->first_draw, x, worker->lanes);
}

/* 1 where the row's threshold is met, 0 where not, no value where there is none. Overwrites
   scratch. */
static void count_met(struct worker *worker, size_t row, struct strip x)
{
    struct scenario *scenario = &worker->run->scenarios[worker->scenario];
    const struct run_target *target = &scenario->rows[row];
    double threshold = target->threshold_value;

    for (size_t i = 0; i < worker->lanes; i++) {
        double value = strip_lane(x, i);
        bool met = target->threshold > 0 ? value >= threshold : value <= threshold;
        worker->scratch[i] = value != value ? NAN : met;
    }
    stats_add(worker->states[worker->scenario].part, scenario->sources[row].met,
              (struct strip){worker->scratch, false}, worker->lanes, worker->first_draw);
}

static void add_difference(struct worker *worker, const struct series_use *use, struct strip x)
{
    struct pool *pool = &worker->pairing;
    const size_t apart = worker->run->slot_count;

    kernels_apply(worker->kernels, OP_SUB, pool, apart, x, pool_at(pool, use->base_slot));
    stats_add(worker->states[worker->scenario].difference_part, use->difference,
              pool_at(pool, apart), worker->lanes, worker->first_draw);
}

static bool take_series(void *context, size_t series, struct strip x)
{
    struct worker *worker = context;
    const struct scenario *scenario = &worker->run->scenarios[worker->scenario];
    const uint32_t at = worker->states[worker->scenario].next++;
    const struct series_use *uses = scenario->use, *use = &uses[at];

    must(scenario->order[at] == series);
    bool finite = stats_add(worker->states[worker->scenario].part, use->stats, x, worker->lanes,
                            worker->first_draw);
    if (use->kept != NO_INDEX)
        keep_draws(worker, use->kept, x);
    for (uint32_t i = at; i != NO_INDEX; i = uses[i].next) {
        if (uses[i].row != NO_INDEX)
            count_met(worker, uses[i].row, x);
        if (uses[i].base_slot != NO_INDEX)
            add_difference(worker, &uses[i], x);
    }
    if (use->slot != NO_INDEX)
        pool_copy(&worker->pairing, use->slot, x);
    return finite;
}

static bool ignore_series(void *context, size_t series, struct strip x)
{
    const struct worker *worker = context;

    (void)series;
    return worker->kernels->not_finite(x.x, x.one ? 1 : worker->lanes) < 0;
}

/* Rows of target{} whose month this is. A quotient may have no value in a draw: left out, as in
   ratios. */
static void take_targets(struct worker *worker, int month)
{
    struct scenario *scenario = &worker->run->scenarios[worker->scenario];
    struct lane_state *state = &worker->states[worker->scenario];

    for (size_t row = 0; row < scenario->target_rows; row++) {
        const struct row_source *source = &scenario->sources[row];
        const struct target *target = &scenario->model->targets[source->target];
        if (target->month != month)
            continue;
        const double *x = vm_read(state->vm, target->value, source->cell);
        struct strip values = {worker->values, false};
        for (size_t i = 0; i < worker->lanes; i++)
            worker->values[i] = isfinite(x[i]) ? x[i] : NAN;
        stats_add(state->part, source->values, values, worker->lanes, worker->first_draw);
        keep_draws(worker, source->kept, values);
        count_met(worker, row, values);
    }
}

/* ---- blocks and stretches ---- */

/* A failure at a stretch stops those after it; those before it go on, so that the lowest is
   found. */
static bool must_stop(struct run *run, uint64_t stretch)
{
    return atomic_load_explicit(&run->cancelled, memory_order_relaxed) ||
           stretch > atomic_load_explicit(&run->failed_stretch, memory_order_relaxed);
}

static bool run_scenario_month(struct worker *worker, int s, int month, record_emit *emit,
                               struct error *err)
{
    struct lane_state *state = &worker->states[s];

    worker->scenario = s;
    if (!vm_month(state->vm, month, err) ||
        !recorder_month(state->recorder, month, emit, worker, err))
        return false;
    if (emit == take_series)
        take_targets(worker, month);
    return true;
}

/* False with err.kind NONE: stopped. */
static bool run_block(struct worker *worker, uint64_t first_draw, size_t lanes, record_emit *emit,
                      struct error *err)
{
    struct run *run = worker->run;
    int s = 0;

    const uint64_t number = run->options.first_draw + first_draw;
    worker->first_draw = first_draw;
    worker->lanes = worker->pairing.lanes = lanes;
    for (s = 0; s < run->scenario_count; s++) {
        worker->states[s].next = 0;
        if (!vm_begin(worker->states[s].vm, number, lanes, err))
            goto failed;
    }
    for (int calendar = run->start; calendar < run->end; calendar++) {
        if (emit == take_series && must_stop(run, first_draw / STATS_STRETCH))
            return false;
        for (s = 0; s < run->scenario_count; s++) {
            int month = calendar - run->scenarios[s].start;
            if (month < 0 || month >= run->scenarios[s].model->graph->months)
                continue;
            if (!run_scenario_month(worker, s, month, emit, err))
                goto failed;
        }
    }
    return true;

failed:
    worker->scenario = s;
    if (run->scenario_count > 1)
        error_prefix(err, "scenario '%s': ", run->scenarios[s].model->scenario);
    return false;
}

static void report_progress(struct run *run)
{
    if (!run->options.progress || pthread_mutex_trylock(&run->mutex) != 0)
        return;
    double now = run_clock();
    if (!run->reported || now - run->last_report >= 1.0 / REPORTS_A_SECOND) {
        run->reported = true;
        run->last_report = now;
        if (!run->options.progress(run->options.context, atomic_load(&run->done_draws),
                                   run->options.draws))
            atomic_store(&run->cancelled, true);
    }
    pthread_mutex_unlock(&run->mutex);
}

static bool sketches_fit(const struct run *run, struct error *err)
{
    size_t bytes = 0;

    for (int s = 0; s < run->scenario_count; s++)
        bytes +=
            stats_sketch_bytes(run->scenarios[s].stats) +
            (run->scenarios[s].differences ? stats_sketch_bytes(run->scenarios[s].differences) : 0);
    return bytes <= run->sketch_limit ||
           error_set(
               err, ERROR_RUN,
               "histograms for quantiles have grown to %.0f MB, past the limit of memory; report "
               "fewer cells (`by`), or allow more with --memory",
               (double)bytes / 1e6);
}

static bool run_stretch(struct worker *worker, uint64_t stretch, size_t block, record_emit *emit,
                        struct error *err)
{
    struct run *run = worker->run;
    uint64_t draw = stretch * STATS_STRETCH, end = draw + STATS_STRETCH;

    if (end > run->options.draws)
        end = run->options.draws;
    for (size_t lanes; draw < end; draw += lanes) {
        lanes = end - draw < block ? (size_t)(end - draw) : block;
        if (!run_block(worker, draw, lanes, emit, err))
            return false;
        if (emit != take_series)
            continue;
        atomic_fetch_add(&run->done_draws, lanes);
        report_progress(run);
        if (!sketches_fit(run, err))
            return false;
    }
    return true;
}

static void note_failure(struct run *run, uint64_t stretch, const struct error *err)
{
    pthread_mutex_lock(&run->mutex);
    if (stretch < atomic_load(&run->failed_stretch)) {
        atomic_store(&run->failed_stretch, stretch);
        run->error = *err;
    }
    pthread_mutex_unlock(&run->mutex);
}

static void take_stretches(struct worker *worker)
{
    struct run *run = worker->run;

    for (;;) {
        uint64_t stretch = atomic_fetch_add(&run->next_stretch, 1);
        if (stretch >= run->stretch_count)
            return;
        struct error err;
        err.kind = ERROR_NONE;
        bool done = !must_stop(run, stretch) &&
                    run_stretch(worker, stretch, run->options.block, take_series, &err);
        if (err.kind != ERROR_NONE)
            note_failure(run, stretch, &err);
        for (int s = 0; s < run->scenario_count; s++) {
            stats_end_stretch(worker->states[s].part, stretch, !done);
            if (worker->states[s].difference_part)
                stats_end_stretch(worker->states[s].difference_part, stretch, !done);
        }
        if (!done) /* each stretch that was taken is ended, so that nobody waits for it */
            return;
    }
}

void run_worker_work(struct worker *worker)
{
    uint64_t ticks = ticks_now();
    double seconds = run_clock();

    take_stretches(worker);
    worker->ticks = (double)(ticks_now() - ticks);
    worker->seconds = run_clock() - seconds;
}

const struct vm *run_worker_vm(const struct worker *worker, int scenario)
{
    return worker->states[scenario].vm;
}

double run_worker_tick(const struct worker *worker)
{
    return worker->ticks > 0 ? worker->seconds / worker->ticks : 0; /* it may not have started */
}

bool run_worker_try(struct worker *worker, uint64_t first_draw, size_t lanes, struct error *err)
{
    return run_block(worker, first_draw, lanes, ignore_series, err);
}

int run_worker_scenario(const struct worker *worker)
{
    return worker->scenario;
}
