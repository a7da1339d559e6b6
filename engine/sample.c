#include "sample.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "error.h"
#include "parallel.h"

enum { CURVES_FROM = 150 };

struct job {
    const struct measure *measures;
    int count;
    const struct sample_options *options;
    struct program *program;
    size_t block;
    int months; /* up to the last that a measure looks at */
    double *y;
    pthread_mutex_t mutex;
    atomic_uint_least64_t failed; /* first draw of the earliest block that failed */
    struct error error;
};

/* ---- a block ---- */

/* Sums that are still open, of one node: months make quarters, these years, these the whole, as in a run
   (record_months.c), so that the bits are the same. */
enum { SUM_QUARTER, SUM_YEAR, SUM_ALL, SUM_COUNT, NODES = 2 };

static size_t sums_count(const struct job *job)
{
    return size_product((size_t)job->count * NODES * SUM_COUNT, job->block);
}

static double *sums_of(const struct job *job, double *sums, int measure, int node)
{
    return sums + ((size_t)measure * NODES + (size_t)node) * SUM_COUNT * job->block;
}

/* Adds `from` into `to`, and empties it. */
static void pass_on(double *from, double *to, size_t lanes)
{
    for (size_t i = 0; i < lanes; i++) {
        to[i] += from[i];
        from[i] = 0;
    }
}

/* Adds a month of a node to its sums; what is open passes on where its period, or the measure's, ends. */
static void add_month(const struct job *job, const struct measure *measure, struct strip x,
                      int month, size_t lanes, double *sums)
{
    double *quarter = sums, *year = sums + job->block, *all = sums + 2 * job->block;
    int calendar = graph_calendar_month(measure->model->graph, month);
    bool ends = month == measure->last;

    for (size_t i = 0; i < lanes; i++)
        quarter[i] += strip_lane(x, i);
    if (ends || calendar % 3 == 0)
        pass_on(quarter, year, lanes);
    if (ends || calendar == 12)
        pass_on(year, all, lanes);
}

static void read_month(struct job *job, struct vm *vm, int month, uint64_t first, size_t lanes,
                       double *sums)
{
    for (int m = 0; m < job->count; m++) {
        const struct measure *measure = &job->measures[m];
        const struct sample_options *options = job->options;
        double *y = job->y + (size_t)m * (options->draws - options->first) + first - options->first;
        double *above = sums_of(job, sums, m, 0), *below = sums_of(job, sums, m, 1);
        if (month < measure->first || month > measure->last ||
            (measure->kind == OUTPUT_LEVEL && month < measure->last))
            continue;
        add_month(job, measure, vm_look(vm, measure->value, measure->cell), month, lanes, above);
        if (measure->kind == OUTPUT_RATIO)
            add_month(job, measure, vm_look(vm, measure->denominator, measure->cell), month, lanes,
                      below);
        above += SUM_ALL * job->block;
        below += SUM_ALL * job->block;
        for (size_t i = 0; month == measure->last && i < lanes; i++)
            y[i] = measure->kind != OUTPUT_RATIO ? above[i]
                   : below[i] == 0               ? NAN
                                                 : above[i] / below[i];
    }
}

static bool run_block(struct job *job, struct vm *vm, uint64_t first, size_t lanes, double *sums,
                      struct error *err)
{
    memset(sums, 0, sums_count(job) * sizeof *sums);
    if (!vm_begin(vm, first, lanes, err))
        return false;
    for (int month = 0; month < job->months; month++) {
        if (!vm_month(vm, month, err))
            return false;
        read_month(job, vm, month, first, lanes, sums);
    }
    return true;
}

/* ---- threads ---- */

static void note_failure(struct job *job, uint64_t first, const struct error *error)
{
    pthread_mutex_lock(&job->mutex);
    if (first < job->failed) {
        job->failed = first;
        job->error = *error;
    }
    pthread_mutex_unlock(&job->mutex);
}

struct room { /* a thread's own */
    struct vm *vm;
    double *sums;
};

static void make_room(void *context, void *room)
{
    const struct job *job = context;

    *(struct room *)room = (struct room){vm_new(job->program, kernels_best(), job->block),
                                         memory_resize(NULL, sums_count(job), sizeof(double))};
}

static void clear_room(void *room)
{
    vm_free(((struct room *)room)->vm);
    free(((struct room *)room)->sums);
}

/* Blocks are dealt in order, and those before a failure are finished: the earliest is the one reported. */
static void take_block(void *context, int block, void *place)
{
    struct job *job = context;
    const struct sample_options *options = job->options;
    const struct room *room = place;
    uint64_t first = options->first + (uint64_t)block * job->block;
    uint64_t left = options->draws - first;
    struct error error;

    if (job->failed != UINT64_MAX)
        return;
    if (options->stop && atomic_load(options->stop)) {
        error_set(&error, ERROR_INTERRUPTED, "stopped");
        note_failure(job, first, &error);
    } else if (!run_block(job, room->vm, first, left < job->block ? left : job->block, room->sums,
                          &error)) {
        note_failure(job, first, &error);
    }
}

static void work_together(struct job *job)
{
    uint64_t draws = job->options->draws - job->options->first;

    parallel_do(&(struct parallel){.count = (int)((draws + job->block - 1) / job->block),
                                   .threads = job->options->threads,
                                   .work = take_block,
                                   .context = job,
                                   .room_bytes = sizeof(struct room),
                                   .start = make_room,
                                   .end = clear_room});
}

/* ---- all of it ---- */

static struct program *compile(struct job *job, struct error *err)
{
    int *roots = memory_resize(NULL, 2 * (size_t)job->count, sizeof *roots), root_count = 0;
    const struct sample_options *options = job->options;

    for (int m = 0; m < job->count; m++) {
        must(job->measures[m].model == job->measures[0].model);
        roots[root_count++] = job->measures[m].value;
        if (job->measures[m].denominator >= 0)
            roots[root_count++] = job->measures[m].denominator;
        if (job->measures[m].last >= job->months)
            job->months = job->measures[m].last + 1;
    }
    const struct compile_options compile = {
        .seed = options->seed,
        .expected = options->sampler == RUN_EXPECTED,
        .random = options->sampler == RUN_RANDOM,
        .curves = options->sampler != RUN_EXPECTED && options->draws >= CURVES_FROM,
        .roots = roots,
        .root_count = root_count,
        .design = options->design,
    };
    struct program *program = program_compile(job->measures[0].model, &compile, err);
    free(roots);
    return program;
}

double *sample_draws(const struct measure *measures, int count,
                     const struct sample_options *options, struct error *err)
{
    struct job job = {.measures = measures,
                      .count = count,
                      .options = options,
                      .failed = UINT64_MAX,
                      .mutex = PTHREAD_MUTEX_INITIALIZER};

    must(count > 0 && options->draws > options->first && options->first % STATS_LEAF == 0);
    job.program = compile(&job, err);
    if (!job.program)
        return NULL;
    job.block = vm_good_lanes(job.program);
    job.y = memory_resize(NULL, size_product((size_t)count, options->draws - options->first),
                          sizeof *job.y);
    work_together(&job);
    program_free(job.program);
    if (job.failed == UINT64_MAX)
        return job.y;
    *err = job.error;
    free(job.y);
    return NULL;
}
