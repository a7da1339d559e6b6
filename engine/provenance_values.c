/* What the steps of a tree amount to: the model is run again, and lanes are added up month by month. Part of
   provenance_tree.h. */
#include "provenance_private.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>

#include "error.h"
#include "parallel.h"

/* Over the draws of a block: all, and those near. */
struct sums {
    double all, near;
};

struct job {
    struct provenance_tree *tree;
    const struct sample_options *options;
    const bool *near;
    struct program *program;
    size_t block;
    int months;
    struct sums *sums; /* [block][step] */
    pthread_mutex_t mutex;
    atomic_int failed; /* the earliest block that did; INT32_MAX: none */
    struct error error;
};

static struct sums add_lanes(const struct job *job, struct strip x, uint64_t first, size_t lanes)
{
    struct sums sums = {0, 0};

    for (size_t i = 0; i < lanes; i++) {
        sums.all += strip_lane(x, i);
        sums.near += job->near && job->near[first + i] ? strip_lane(x, i) : 0;
    }
    return sums;
}

static bool is_read(const struct provenance_step *step, int month)
{
    return month <= step->last &&
           month >= (step->reading == READING_END ? step->last : step->first);
}

static void read_step(const struct job *job, const struct vm *vm, size_t at, uint64_t first,
                      size_t lanes, struct sums *sums)
{
    const struct provenance_step *step = &job->tree->steps[at];
    double months = step->reading == READING_MEAN ? step->last - step->first + 1 : 1;

    for (size_t c = 0, cells = cells_of(job->tree, step->node); c < cells; c++) {
        if (step->weights[c] == 0)
            continue;
        struct sums one = add_lanes(job, vm_look(vm, step->node, c), first, lanes);
        sums->all += one.all * step->weights[c] / months;
        sums->near += one.near * step->weights[c] / months;
    }
}

static bool run_block(const struct job *job, struct vm *vm, int block, struct error *err)
{
    uint64_t first = (uint64_t)block * job->block, left = job->options->draws - first;
    size_t lanes = left < job->block ? left : job->block, count = job->tree->count;
    struct sums *sums = job->sums + (size_t)block * count;

    if (!vm_begin(vm, first, lanes, err))
        return false;
    for (int month = 0; month < job->months; month++) {
        if (!vm_month(vm, month, err))
            return false;
        for (size_t i = 0; i < count; i++)
            if (job->tree->steps[i].node >= 0 && is_read(&job->tree->steps[i], month))
                read_step(job, vm, i, first, lanes, &sums[i]);
    }
    return true;
}

static void make_room(void *context, void *room)
{
    const struct job *job = context;

    *(struct vm **)room = vm_new(job->program, kernels_best(), job->block);
}

static void clear_room(void *room)
{
    vm_free(*(struct vm **)room);
}

/* Blocks are dealt in order, so that of several failures the earliest is known. */
static void take_block(void *context, int block, void *room)
{
    struct job *job = context;
    struct error error;

    if (job->failed != INT32_MAX || run_block(job, *(struct vm **)room, block, &error))
        return;
    pthread_mutex_lock(&job->mutex);
    if (block < job->failed) {
        job->failed = block;
        job->error = error;
    }
    pthread_mutex_unlock(&job->mutex);
}

static bool compile(struct job *job, struct error *err)
{
    const struct sample_options *options = job->options;
    int *roots = memory_resize(NULL, job->tree->count, sizeof *roots), root_count = 0;

    for (size_t i = 0; i < job->tree->count; i++) {
        const struct provenance_step *step = &job->tree->steps[i];
        if (step->node < 0)
            continue;
        roots[root_count++] = step->node;
        job->months = step->last >= job->months ? step->last + 1 : job->months;
    }
    job->program = program_compile(job->tree->model,
                                   &(struct compile_options){
                                       .seed = options->seed,
                                       .expected = options->sampler == RUN_EXPECTED,
                                       .random = options->sampler == RUN_RANDOM,
                                       .curves = options->sampler != RUN_EXPECTED,
                                       .roots = roots,
                                       .root_count = root_count,
                                   },
                                   err);
    free(roots);
    return job->program;
}

static void set_means(const struct job *job, int blocks)
{
    double near_count = 0;

    for (uint64_t i = 0; job->near && i < job->options->draws; i++)
        near_count += job->near[i];
    for (size_t s = 0; s < job->tree->count; s++) {
        struct provenance_step *step = &job->tree->steps[s];
        double all = 0, near = 0;
        for (int b = 0; step->node >= 0 && b < blocks; b++) {
            all += job->sums[(size_t)b * job->tree->count + s].all;
            near += job->sums[(size_t)b * job->tree->count + s].near;
        }
        step->mean = step->node < 0 ? NAN : all / (double)job->options->draws;
        step->near = step->node < 0 || near_count == 0 ? NAN : near / near_count;
    }
}

bool provenance_tree_run(struct provenance_tree *tree, const struct sample_options *options,
                         const bool *near, struct error *err)
{
    struct job job = {.tree = tree,
                      .options = options,
                      .near = near,
                      .failed = INT32_MAX,
                      .mutex = PTHREAD_MUTEX_INITIALIZER};

    if (!compile(&job, err))
        return false;
    job.block = vm_good_lanes(job.program);
    int blocks = (int)((options->draws + job.block - 1) / job.block);
    size_t count = size_product((size_t)blocks, tree->count);
    job.sums = memory_resize(NULL, count, sizeof *job.sums);
    memset(job.sums, 0, count * sizeof *job.sums);
    parallel_do(&(struct parallel){.count = blocks,
                                   .threads = options->threads,
                                   .work = take_block,
                                   .context = &job,
                                   .room_bytes = sizeof(struct vm *),
                                   .start = make_room,
                                   .end = clear_room});
    if (job.failed == INT32_MAX)
        set_means(&job, blocks);
    else
        *err = job.error;
    program_free(job.program);
    free(job.sums);
    return job.failed == INT32_MAX;
}
