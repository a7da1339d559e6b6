/* Runs one or several scenarios side by side over the same draws: blocks dealt to threads,
   statistics, targets, kept draws, paired differences from a base scenario, progress and cancel.

     struct run *run = run_start(models, count, &options, err);   // computes; may take long
     for (size_t i = 0; i < run_series_count(run, 0); i++) run_series(run, 0, i, &row);
     run_free(run); */
#ifndef POLSIM_RUN_H
#define POLSIM_RUN_H

#include "counters.h"
#include "kept.h"
#include "record.h"

enum run_sampler { RUN_SOBOL, RUN_RANDOM, RUN_EXPECTED };
extern const char *const run_samplers[]; /* "sobol" "random" "expected", ended by NULL */
/* RUN_SOBOL where there is none of that name. */
enum run_sampler run_sampler_named(const char *name);

/* What runs have cost, by line of the model. Times are of the processor, of all threads together. Empty and
   valid as {0}; each run that is given it adds itself. Places and models are those of the runs' models. */
struct run_line {
    const struct model *model;
    struct place place; /* file NULL: of what no line is known */
    double seconds, work_seconds[VM_WORKS];
    size_t cells, variates;      /* strips a month (of inputs: a block); a draw */
    uint64_t strips, one_number; /* looked at; of them one number for all lanes */
};

struct run_profile {
    struct run_line *lines; /* [line_count], in no order */
    size_t line_count, line_capacity;
    double between;           /* seconds: computing that is no line's */
    double recording;         /* seconds: statistics, and all else that a run does */
    double reading;           /* seconds that one reading of the clock takes, which are taken off */
    struct counters counters; /* of all of it, with what it took to record */
};
void run_profile_clear(struct run_profile *profile);

struct run_options {
    uint64_t draws, seed;
    uint64_t
        first_draw; /* draws first_draw … first_draw + draws - 1 are run; 0 in all but --only-draw */
    int threads;    /* 0: one a processor */
    size_t block; /* lanes of a block, a multiple of 64, at most STATS_STRETCH; 0: chosen */
    enum run_sampler sampler;
    size_t memory_bytes; /* refuse before start when more is needed; 0: 1 GB */
    uint64_t kept_draws; /* 0: 65,536 */
    /* [count]: the scenario that each is compared with, which stands before it; -1: none. NULL: all
       others are compared with the first. */
    const int *bases;
    struct run_profile *profile; /* NULL: nothing is timed; results do not depend on it */
    /* called now and then from one thread; return false to cancel; may be NULL */
    bool (*progress)(void *context, uint64_t done, uint64_t all);
    void *context;
};

/* One row of results for people: a target's cell, read at the end of its month; or an output's
   threshold in a cell of its declared axes, for each year of the plan and the plan. */
struct run_target {
    const char *name, *output; /* output: "" for a target{} */
    char cell[256], period[8];
    int threshold; /* +1 at least, -1 at most */
    double threshold_value;
    double n;           /* draws that have a value; the rest of the line is over these */
    double probability; /* share that meets the threshold, of all draws */
    double se;          /* of the probability, from the 16 replicates; NaN below 32 draws */
    double mean, p05, p50, p95;
    const char *source_kind, *source_text;
    struct words label, note;
    struct unit unit;
};

struct run_draws { /* kept draws of one series */
    size_t series; /* SIZE_MAX: of a target{}, which is no series */
    size_t count;
    const struct kept *kept;
    uint32_t
        strip; /* of kept; below run_draws_count + run_target_count, and the same where the draws are (kept_match) */
};

struct run;

/* Computes; the models must outlive the run. Takes its memory before the first month, but for the
   histograms, which grow within options.memory_bytes. options.draws counts for nothing under
   RUN_EXPECTED (one draw). NULL with err: USAGE (options), SCENARIO (compile), RUN (a check failed;
   memory), INTERRUPTED. Of several draws that fail the first is the one reported, with the inputs it had and how many
   fail beside it, whatever threads and blocks. */
struct run *run_start(const struct model *const *models, int count,
                      const struct run_options *options, struct error *err);
void run_free(struct run *run);

/* What it would take, without running, for `polsim check`. */
struct run_needs {
    struct program_size program;
    size_t series, sketched, paired, kept, bytes;
};
bool run_needs(const struct model *model, const struct run_options *options,
               struct run_needs *needs, struct error *err);

/* Which scenarios to run together where all at once take too much memory (run_groups.c). A group holds
   its members and the bases that they need; a base is computed in each group that needs it and gives
   the same numbers in all. group[count]: from 0. Sets each model up once, one after the other. Where a
   group cannot be made small enough, run_start refuses it. Errors as run_start before its start. */
bool run_plan_groups(const struct model *const *models, int count,
                     const struct run_options *options, int *group, int *group_count,
                     struct error *err);

double run_seconds(const struct run *run);
int run_threads(const struct run *run);
/* Those there might have been, had there been work for them: as asked for, else one a processor. */
int run_threads_most(const struct run *run);
const struct record_plan *run_plan(const struct run *run, int scenario);
struct stats_row run_series(const struct run *run, int scenario, size_t series);
/* Paired difference scenario - its base of a series of `scenario`; false where the base has no such
   series (record_match) or it is not paired, and where there is no base. All of the row, quantiles
   too, is of the differences; a draw without value in either is left out. */
bool run_difference(const struct run *run, int scenario, size_t series, struct stats_row *row);
size_t run_target_count(const struct run *run, int scenario);
const struct run_target *run_target(const struct run *run, int scenario, size_t i);
/* Kept draws of series, in order of series. */
size_t run_draws_count(const struct run *run, int scenario);
struct run_draws run_draws(const struct run *run, int scenario, size_t i);
/* Draws of the values behind row i of run_target. */
struct run_draws run_target_draws(const struct run *run, int scenario, size_t i);
/* x[draws->count], in draw order; NaN: no value. */
void run_read_draws(const struct run_draws *draws, double *x);
/* The same packed; bytes[draws->count * sizeof(double)]. */
struct packed run_pack_draws(const struct run_draws *draws, void *bytes);
/* BLAKE2b-256 over names, cells, periods and statistics of all series and targets, in byte order of
   names: the order in which a script declares outputs, axes and labels does not enter. */
void run_digest(const struct run *run, int scenario, char hex[65]);
/* The same, and gives what it is made of: for each cell, in that order, the statistics of all its periods,
   rows[plan.period_count], of which `first` is the first series. The rows are valid in the call. */
typedef void run_rows(void *context, size_t first, const struct stats_row *rows);
void run_digest_rows(const struct run *run, int scenario, run_rows *take, void *context,
                     char hex[65]);

/* An uncertain input in one draw. */
struct run_input {
    const struct parameter *parameter;
    size_t cell;     /* of parameter.cells: the first that draws from it */
    double x, below; /* the value there; how probable a lower one is */
};
/* All of a model, the most unusual first; the caller frees them. options: seed and sampler. */
struct run_input *run_draw_inputs(const struct model *model, const struct run_options *options,
                                  uint64_t draw, size_t *count);
/* "pass_rate[level=L3] 2027" */
void run_input_name(const struct model *model, const struct run_input *input, char *name,
                    size_t size);

/* Runs `draws` draws of the identities and of what stocks become: every identity exactly 0 in each cell, month and
   draw. On the first that is not: false, error CHECK naming it with cell, month, draw, what is left, and what entered and
   left by name and line. A stock that falls below 0: error RUN. */
bool run_check_identities(const struct model *model, uint64_t draws, uint64_t seed,
                          struct error *err);

#endif
