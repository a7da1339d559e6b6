/* Which series a run keeps, and their making, month by month, from what the vm computed.

   A series is an output, a view's cell and a period: each month ("2026-03"), quarter ("2026Q1"),
   year ("2026"), the plan ("plan": from..to) and the whole ("all": from..tail); a quarter or year
   that the horizon cuts holds the months inside. Flows add up over a period, levels are read at its
   end, ratios divide the sums. Periods are made per draw, before any statistic.

   Kept of each: n, mean, se, sd, min, max; quantiles (to 0.2 %, exact for whole numbers below 512 and where
   the draws are kept) for years, plan and all of every cell, and for
   months and quarters of the whole and of each single axis (all, where the output asks for
   monthly_quantiles). Draws are kept of years, plan and all of the whole, of every cell where the
   output says keep, of what its threshold is tested on, of departments' tasks and of payments by fund (quarters
   too). Paired between scenarios: years, plan
   and all of every cell, and months of the whole.

   Many cells hold what another holds (graph.h, graph_sources): their series are kept, and computed, once.
   In the Pengyang plan that is a quarter of those that are not 0.

     struct record_plan *plan = record_plan_new(model);
     struct recorder *recorder = recorder_new(plan, vm);   // one a vm
     recorder_month(recorder, month, emit, context, err);  // emit(context, series, x) */
#ifndef POLSIM_RECORD_H
#define POLSIM_RECORD_H

#include "stats.h"
#include "vm.h"

enum period_kind { PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR, PERIOD_PLAN, PERIOD_ALL };
enum { PERIOD_KINDS = PERIOD_ALL + 1 };

struct period {
    enum period_kind kind;
    int first, last; /* months since month 0 */
    char name[8];
};

struct series {
    int output, view;
    uint32_t cell;
    int period; /* index of plan.periods */
    uint32_t
        same; /* the first series that has the same value in every draw, by the way both are made:
                      itself, or one before it whose period ends with the same month; emitted for both */
    bool sketched, kept, paired;
    bool threshold; /* the output's threshold is tested on it: a declared cell's year or plan */
};

struct record_cell {
    int output, view;
    uint32_t cell;
    uint32_t first; /* its first series */
};

/* The list of series of a model; the same for all blocks and threads. */
struct record_plan {
    const struct model *model;
    int period_count;
    struct period *periods; /* of record_periods */
    size_t series_count, kept_count, paired_count;
    size_t own_count, sketched_count; /* of the series that are the same as no other before */
    struct series *series;            /* by output, view, cell, period; each cell has all periods */
    size_t *view_first; /* [output * OUTPUT_VIEWS_MAX + view]: place of its cells in cell_first */
    size_t own_cell_count;
    struct record_cell
        *own_cells; /* [own_cell_count]: those that are the same as no other before, in order */
    size_t *
        cell_first; /* first series of each cell, or SIZE_MAX: a fund's route that does not exist */
};

/* The first series of a cell; its others follow in order of periods. */
static inline size_t record_cell_first(const struct record_plan *plan, int output, int view,
                                       size_t cell)
{
    return plan->cell_first[plan->view_first[output * OUTPUT_VIEWS_MAX + view] + cell];
}

/* The series of the same period of the first cell that has a series' draws. */
static inline size_t record_leader(const struct record_plan *plan, size_t series)
{
    size_t same = plan->series[series].same;

    return same - (size_t)plan->series[same].period + (size_t)plan->series[series].period;
}

/* All periods of a model's months: months first, so that period m is month m; then by kind and time. The caller
   frees them. */
struct period *record_periods(const struct graph *graph, int *count);

/* What the plan itself takes, before it is made. */
size_t record_plan_bytes(const struct model *model);
/* The model must outlive the plan. */
struct record_plan *record_plan_new(const struct model *model);
void record_plan_free(struct record_plan *plan); /* NULL is fine */
/* Index of a series, or SIZE_MAX. cell as text, "" for the whole; period by name. */
size_t record_find(const struct record_plan *plan, const char *output, const char *cell,
                   const char *period);
/* match[series_count of plan]: the series of `base` with the same name and kind of output, the same
   cell (by names of axes and labels), and the same period (name and calendar months); SIZE_MAX
   where there is none or one of the two is not paired. */
void record_match(const struct record_plan *plan, const struct record_plan *base, size_t *match);

/* One thread's accumulators for one scenario: sums of open periods for a block. */
struct recorder;
/* Takes x, which is valid in the call. Whether all lanes are finite: whoever takes moments knows. */
typedef bool record_emit(void *context, size_t series, struct strip x);

/* Keeps its sums in strips of the vm's pool, taken before the first vm_begin. The vm must outlive it. */
struct recorder *recorder_new(const struct record_plan *plan, struct vm *vm);
void recorder_free(struct recorder *recorder);                           /* NULL is fine */
size_t recorder_bytes(const struct record_plan *plan, size_t lanes_max); /* what one takes */
/* After vm_month(month), months in order from 0: reads every output, and calls emit for each series
   whose period ends with this month and that is the same as no other before, in order of series. Error RUN: a flow, a
   level, or a part of a ratio that is infinite or not a number. */
bool recorder_month(struct recorder *recorder, int month, record_emit *emit, void *context,
                    struct error *err);

#endif
