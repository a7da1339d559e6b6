/* What the files of run.h share; nobody else includes it.

   run.c (start, results) · run_setup.c (options, lists, memory) · run_groups.c (what to run together) ·
   run_worker.c (a thread's blocks) · run_fail.c (draws that fail) · run_targets.c (rows for people) · run_digest.c ·
   run_check.c (identities) · run_account.c (what came in and went out) · run_profile.c (what it cost). */
#ifndef POLSIM_RUN_PRIVATE_H
#define POLSIM_RUN_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "run.h"

#define NO_INDEX UINT32_MAX
#define NO_STRETCH UINT64_MAX

enum { RUN_BLOCK_MIN = STATS_LEAF, THREADS_MAX = 1024 };

/* What is done with a series' draws. They lie in the order in which series come in a block (by the month that
   ends their period), and so do the statistics, so that memory is walked forward. A series that is the same as
   another (record.h) shares its statistics, kept draws and slot, and is a link of its chain where something
   of its own is to be done. NO_INDEX: nothing. */
struct series_use {
    uint32_t stats; /* of scenario.stats */
    uint32_t kept;  /* of scenario.kept */
    uint32_t exact; /* of scenario.exact: whose quantiles are told of it */
    uint32_t row;   /* of scenario.rows: the output's threshold is tested on it */
    uint32_t slot;  /* of the worker's pairing buffer, where its draws are left for the others */
    uint32_t base_slot;  /* the same of its base's series, whose draws are subtracted */
    uint32_t difference; /* of scenario.differences */
    uint32_t next; /* of use: a series of the same draws, whose row and difference are made too */
};

/* Where a row of targets gets its numbers. */
struct row_source {
    int target;    /* of model.targets, or -1 */
    size_t cell;   /* of the target */
    size_t series; /* of the plan, or SIZE_MAX */
    size_t values; /* of scenario.stats: the values */
    size_t met;    /* of scenario.stats: 1 where the threshold is met, else 0 */
    uint32_t kept; /* of scenario.kept */
};

struct scenario {
    const struct model *model;
    struct program *program;
    struct record_plan *plan;
    int base;               /* the scenario it is compared with, or -1 */
    int start;              /* calendar month of month 0: year * 12 + month - 1 */
    struct series_use *use; /* [series], in order: run_use_of */
    uint32_t *order; /* series as they come in a block; then those that are the same as another */
    uint32_t *place; /* [series]: in order */
    size_t row_count, target_rows; /* rows of target{} come first */
    struct run_target *rows;
    struct row_source *sources;
    size_t stats_count; /* own series in order; values of target rows; "met" of all rows */
    struct stats *stats;
    size_t difference_count;
    struct stats *differences;        /* NULL without a base */
    size_t kept_count;                /* strips: of kept series, then of target rows */
    size_t *kept_series;              /* [plan.kept_count] */
    struct kept *kept;                /* kept_count strips of run.kept_draws */
    double (*exact)[STATS_QUANTILES]; /* [kept_count], or NULL where not all draws are kept */
};

struct run {
    struct run_options options; /* with the defaults put in */
    int scenario_count;
    struct scenario *scenarios;
    int start, end;    /* calendar months of all scenarios */
    size_t slot_count; /* strips of a worker's pairing buffer */
    uint64_t kept_draws;
    uint64_t stretch_count;
    size_t sketch_limit; /* bytes the histograms may take */
    int threads;
    double seconds;
    struct arena **memory; /* [memory_count]: of kept draws, one a worker */
    size_t memory_count, memory_capacity;

    /* while it runs */
    atomic_uint_fast64_t next_stretch, done_draws;
    atomic_uint_fast64_t failed_stretch; /* the lowest, or NO_STRETCH */
    atomic_bool cancelled;
    pthread_mutex_t mutex; /* guards what follows, and the call of progress */
    struct error error;    /* of failed_stretch */
    bool reported;
    double last_report; /* seconds, monotonic clock */
};

/* run_setup.c, in this order. Puts the defaults in; error USAGE. */
bool run_check_options(struct run_options *options, struct error *err);
/* Compiles and lists everything but takes none of the memory that depends on draws or blocks. */
bool run_set_up(struct run *run, const struct model *const *models, struct error *err);
bool run_check_memory(const struct run *run, struct error *err);
struct compile_options run_compile_options(const struct run_options *options);
int run_processors(void);

/* A run that has not started: options checked, everything set up. NULL with err. */
struct run *run_prepare(const struct model *const *models, int count,
                        const struct run_options *options, struct error *err);

struct run_bytes {
    size_t fixed, kept, sketches; /* statistics and lists; draws; histograms (an estimate) */
    size_t blocks;                /* what the threads take */
    size_t all;
};
struct run_bytes run_count_bytes(const struct run *run, int threads);

/* One thread's working memory. */
struct worker;
/* ---- run_quantiles.c ---- */
/* Is every draw kept? */
static inline bool run_has_exact_quantiles(const struct run *run)
{
    return run->kept_draws == run->options.draws;
}
/* After the last draw: strips of the same draws are made one, and have exact quantiles when every draw is kept. */
void run_find_quantiles(struct run *run);
/* A series' statistics, its quantiles exact where they can be; and asking the cache for them first. */
struct stats_row run_series_row(const struct scenario *scenario, size_t series);
void run_series_prefetch(const struct scenario *scenario, size_t series);

struct worker *run_worker_new(struct run *run);
void run_worker_free(struct worker *worker);
size_t run_worker_bytes(const struct run *run,
                        size_t lanes); /* without its parts of the statistics */
/* Takes stretches until there are none left or the run stops. */
void run_worker_work(struct worker *worker);
/* Runs draws again, and nothing is recorded; false with err: one of them fails. */
bool run_worker_try(struct worker *worker, uint64_t first_draw, size_t lanes, struct error *err);
/* The scenario that failed last. */
int run_worker_scenario(const struct worker *worker);

/* ---- run_fail.c ---- */
/* Fills err with what is wrong in the first draw that fails, from the stretch on: with its inputs, and how many others
   fail. False: none fails. */
bool run_find_failure(struct run *run, struct worker *worker, uint64_t stretch, struct error *err);

/* ---- run_account.c ---- */

struct account_spot { /* a node's number */
    int value;
    size_t cell;
    int month;
    uint64_t draw;
};
/* Adds "; in: 10 'people' (m.lua:5); out: …": the named values that the number is the sum of, where there are several. */
void run_add_account(const struct model *model, const struct compile_options *options,
                     const struct account_spot *spot, struct error *err);
/* The same of a stock that fell below nothing, in lines of their own; of other faults nothing. */
void run_add_stock_account(const struct model *model, const struct compile_options *options,
                           const struct vm_fault *fault, struct error *err);

/* The machine of a scenario, and the seconds of a tick of its clock. */
const struct vm *run_worker_vm(const struct worker *worker, int scenario);
double run_worker_tick(const struct worker *worker);

/* ---- run_profile.c ---- */
/* Adds what the threads have computed to options.profile, and takes it off its time for recording, which
   is what is left of all the time. */
void run_profile_add(const struct run *run, struct worker *const *workers, int count);

double run_clock(void); /* seconds, monotonic */

static inline struct series_use *run_use_of(const struct scenario *scenario, size_t series)
{
    return &scenario->use[scenario->place[series]];
}

/* Makes series i a link of the chain of the one it is the same as. */
void run_link_series(struct scenario *scenario, size_t i);

/* Rows: made before the run (their count, names, thresholds), filled after it. */
void run_rows_make(struct scenario *scenario);
void run_rows_fill(struct scenario *scenario);

#endif
