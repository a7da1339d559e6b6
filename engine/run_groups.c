/* Which scenarios to run together where all at once take too much memory. Each is set up alone and
   measured, so that what this takes does not grow with their number; groups are then made of sums. Part
   of run.h. */
#include "run_private.h"

#include <string.h>

/* What a scenario takes. */
struct measure {
    size_t fixed, sketches, kept; /* once, without differences */
    size_t thread;                /* for each thread, without differences */
    size_t difference, difference_sketches, difference_thread; /* where it is compared */
    size_t base_thread; /* where others are compared with it: the strips it leaves them */
};

struct planner {
    int count, threads;
    const int *bases;
    const struct measure *measures;
    int *order;  /* scenarios by base, so that those of one base come together */
    bool *leads; /* [count]: has no base, but is one */
    int *group;
    /* the group being made */
    bool *member, *needed; /* [count]; needed: the base of a member */
    int members;
    size_t limit;
    bool spare; /* leaves room for histograms to grow as far as run_start lets them */
};

/* The most series of one month that may be compared. */
static size_t most_paired(const struct scenario *scenario)
{
    const struct record_plan *plan = scenario->plan;
    size_t months = (size_t)scenario->model->graph->months, most = 0;
    size_t *paired = memory_resize(NULL, months, sizeof *paired);

    memset(paired, 0, months * sizeof *paired);
    for (size_t i = 0; i < plan->series_count; i++)
        paired[plan->periods[plan->series[i].period].last] += plan->series[i].paired;
    for (size_t m = 0; m < months; m++)
        most = paired[m] > most ? paired[m] : most;
    free(paired);
    return most;
}

static size_t difference_bytes(size_t count, int threads)
{
    return stats_bytes(count, 0, threads);
}

/* As run_count_bytes counts, in parts. Pairs are at most those that a plan can have. A group's blocks
   are at most as large as those of its members alone. */
static struct measure measure_run(const struct run *run)
{
    const struct scenario *scenario = &run->scenarios[0];
    struct run_bytes one = run_count_bytes(run, 1), two = run_count_bytes(run, 2);
    size_t pairs = scenario->plan->paired_count;

    return (struct measure){
        .fixed = one.fixed,
        .sketches = one.sketches,
        .kept = one.kept,
        .thread = two.blocks - one.blocks,
        .difference = difference_bytes(pairs, 0),
        .difference_sketches = stats_bytes(0, pairs, 0),
        .difference_thread = difference_bytes(pairs, 1) - difference_bytes(pairs, 0),
        .base_thread = size_product(most_paired(scenario), run->options.block * sizeof(double)),
    };
}

static bool measure_model(const struct model *model, const struct run_options *options,
                          struct measure *measure, struct error *err)
{
    struct run_options alone = *options;

    alone.bases = NULL;
    struct run *run = run_prepare(&model, 1, &alone, err);
    if (run)
        *measure = measure_run(run);
    run_free(run);
    return run || error_prefix(err, "scenario '%s': ", model->scenario);
}

/* ---- making groups ---- */

static size_t group_bytes(const struct planner *planner)
{
    size_t bytes = 0, sketches = 0, threads = (size_t)planner->threads;

    for (int s = 0; s < planner->count; s++) {
        const struct measure *m = &planner->measures[s];
        if (!planner->member[s] && !planner->needed[s])
            continue;
        bytes += m->fixed + m->kept + m->thread * threads;
        sketches += m->sketches;
        bytes += planner->needed[s] ? m->base_thread * threads : 0;
        if (planner->member[s] && planner->bases[s] >= 0) {
            bytes += m->difference + m->difference_thread * threads;
            sketches += m->difference_sketches;
        }
    }
    return bytes + sketches * (planner->spare ? 2 : 1);
}

static void start_group(struct planner *planner)
{
    memset(planner->member, 0, (size_t)planner->count * sizeof(bool));
    memset(planner->needed, 0, (size_t)planner->count * sizeof(bool));
    planner->members = 0;
}

/* How many scenarios the group computes. */
static int group_size(const struct planner *planner)
{
    int size = 0;

    for (int s = 0; s < planner->count; s++)
        size += planner->member[s] || planner->needed[s];
    return size;
}

/* Puts the scenario and its base into the group, or leaves the group as it is where they do not fit; one
   alone always goes in. */
static bool put_together(struct planner *planner, int s)
{
    int base = planner->bases[s];
    bool was_needed = base >= 0 && planner->needed[base];

    planner->member[s] = true;
    if (base >= 0)
        planner->needed[base] = true;
    if (planner->members++ == 0 || group_bytes(planner) <= planner->limit)
        return true;
    planner->member[s] = false;
    if (base >= 0)
        planner->needed[base] = was_needed;
    planner->members--;
    return false;
}

/* Fills groups in order, each as far as it goes; returns how many, and how many scenarios they compute. */
static int fill_groups(struct planner *planner, int *computed)
{
    int group = 0;

    *computed = 0;
    start_group(planner);
    for (int i = 0; i < planner->count; i++) {
        int s = planner->order[i];
        if (!put_together(planner, s)) {
            *computed += group_size(planner);
            start_group(planner);
            put_together(planner, s);
            group++;
        }
        planner->group[s] = group;
    }
    *computed += group_size(planner);
    return group + 1;
}

/* By base, and within one as given; a base goes with those that are compared with it. */
static void order_by_base(struct planner *planner)
{
    int next = 0;

    memset(planner->leads, 0, (size_t)planner->count * sizeof(bool));
    for (int s = 0; s < planner->count; s++)
        if (planner->bases[s] >= 0 && planner->bases[planner->bases[s]] < 0)
            planner->leads[planner->bases[s]] = true;
    for (int base = -1; base < planner->count; base++)
        for (int s = 0; s < planner->count; s++)
            if (planner->leads[s] ? s == base : planner->bases[s] == base)
                planner->order[next++] = s;
    must(next == planner->count);
}

/* Fewer threads need less memory, so that a base is computed in fewer groups: takes what is done soonest,
   more threads where it is the same. Threads that the user asked for stay. */
static int choose_groups(struct planner *planner, bool fixed_threads)
{
    int most = planner->threads, best = most, computed;
    double least = 0;

    for (int threads = most; threads >= 1; threads = fixed_threads ? 0 : threads / 2) {
        planner->threads = threads;
        fill_groups(planner, &computed);
        if (threads == most || (double)computed / threads < least) {
            least = (double)computed / threads;
            best = threads;
        }
    }
    planner->threads = best;
    return fill_groups(planner, &computed);
}

/* One group where all fits as run_start counts; else there is to be room for what it lets grow. */
static int plan_groups(struct planner *planner, const struct run_options *options)
{
    uint64_t stretches = (options->draws + STATS_STRETCH - 1) / STATS_STRETCH;
    int threads = options->threads ? options->threads : run_processors();
    int groups = 2;

    threads = threads > THREADS_MAX ? THREADS_MAX : threads;
    threads = (uint64_t)threads > stretches ? (int)stretches : threads;
    order_by_base(planner);
    for (int pass = 0; pass < 2 && groups > 1; pass++) {
        planner->threads = threads;
        planner->spare = pass > 0;
        groups = choose_groups(planner, options->threads != 0);
    }
    return groups;
}

bool run_plan_groups(const struct model *const *models, int count, const struct run_options *given,
                     int *group, int *group_count, struct error *err)
{
    struct run_options options = *given;
    struct measure *measures = memory_resize(NULL, (size_t)count, sizeof *measures);
    struct planner planner = {
        .count = count,
        .bases = options.bases,
        .measures = measures,
        .order = memory_resize(NULL, (size_t)count, sizeof(int)),
        .leads = memory_resize(NULL, (size_t)count, sizeof(bool)),
        .member = memory_resize(NULL, (size_t)count, sizeof(bool)),
        .needed = memory_resize(NULL, (size_t)count, sizeof(bool)),
        .group = group,
    };
    bool known = run_check_options(&options, err);

    must(count > 0 && options.bases);
    for (int s = 0; s < count && known; s++)
        known = measure_model(models[s], &options, &measures[s], err);
    planner.limit = options.memory_bytes;
    if (known)
        *group_count = plan_groups(&planner, &options);
    free(measures);
    free(planner.order);
    free(planner.leads);
    free(planner.member);
    free(planner.needed);
    return known;
}
