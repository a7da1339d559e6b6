/* What a run needs, before it takes anything large: options, lists of series, pairs, memory. */
#include "run_private.h"

#include <math.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_MEMORY_BYTES ((size_t)1000 * 1000 * 1000)
#define DEFAULT_KEPT_DRAWS 65536

/* ---- options ---- */

int run_processors(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set);
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}

bool run_check_options(struct run_options *options, struct error *err)
{
    if (options->sampler == RUN_EXPECTED)
        options->draws = 1;
    if (options->draws == 0)
        return error_set(err, ERROR_USAGE, "a run needs at least 1 draw");
    if (options->draws >= STATS_DRAWS_END)
        return error_set(err, ERROR_USAGE, "%llu draws are too many; a run takes at most %llu",
                         (unsigned long long)options->draws,
                         (unsigned long long)STATS_DRAWS_END - 1);
    if (options->threads < 0 || options->threads > THREADS_MAX)
        return error_set(err, ERROR_USAGE, "%d threads are not possible; 0 to %d are",
                         options->threads, THREADS_MAX);
    if (options->block % STATS_LEAF != 0 || options->block > STATS_STRETCH)
        return error_set(err, ERROR_USAGE,
                         "a block of %zu draws is not possible; multiples of %d up to %d "
                         "are",
                         options->block, STATS_LEAF, STATS_STRETCH);
    if (options->memory_bytes == 0)
        options->memory_bytes = DEFAULT_MEMORY_BYTES;
    if (options->kept_draws == 0)
        options->kept_draws = DEFAULT_KEPT_DRAWS;
    return true;
}

static size_t choose_block(const struct run *run)
{
    size_t block = STATS_STRETCH;
    uint64_t draws = (run->options.draws + STATS_LEAF - 1) / STATS_LEAF * STATS_LEAF;

    for (int s = 0; s < run->scenario_count; s++) {
        size_t good = vm_good_lanes(run->scenarios[s].program) / STATS_LEAF * STATS_LEAF;
        block = good < block ? good : block;
    }
    block = draws < block ? (size_t)draws : block;
    return block < RUN_BLOCK_MIN ? RUN_BLOCK_MIN : block;
}

/* ---- memory ---- */

struct run_bytes run_count_bytes(const struct run *run, int threads)
{
    struct run_bytes needs = {0};

    for (int s = 0; s < run->scenario_count; s++) {
        const struct scenario *scenario = &run->scenarios[s];
        size_t sketched = scenario->plan->sketched_count + scenario->target_rows;
        size_t plain = stats_bytes(scenario->stats_count, 0, 0) +
                       stats_bytes(scenario->difference_count, 0, 0);
        needs.fixed += program_size(scenario->program).fixed_bytes + plain +
                       size_product(scenario->plan->series_count, sizeof *scenario->plan->series +
                                                                      sizeof *scenario->use +
                                                                      2 * sizeof *scenario->order) +
                       scenario->row_count * sizeof *scenario->rows;
        needs.sketches += stats_bytes(0, sketched + scenario->difference_count, 0);
        needs.blocks += stats_bytes(scenario->stats_count, 0, threads) +
                        stats_bytes(scenario->difference_count, 0, threads) - plain;
        needs.kept += kept_bytes(scenario->kept_count, run->kept_draws, run->options.block);
    }
    needs.blocks += size_product(run_worker_bytes(run, run->options.block), (size_t)threads);
    needs.all = needs.fixed + needs.sketches + needs.blocks + needs.kept;
    return needs;
}

static size_t count_series(const struct run *run)
{
    size_t series = 0;

    for (int s = 0; s < run->scenario_count; s++)
        series += run->scenarios[s].plan->series_count;
    return series;
}

/* As many threads as there are processors and stretches, fewer where memory is short and the user
   did not say. */
static void settle_threads(struct run *run)
{
    int threads = run->options.threads ? run->options.threads : run_processors();
    size_t limit = run->options.memory_bytes;

    threads = threads > THREADS_MAX ? THREADS_MAX : threads;
    if ((uint64_t)threads > run->stretch_count)
        threads = (int)run->stretch_count;
    while (run->options.threads == 0 && threads > 1 && run_count_bytes(run, threads).all > limit)
        threads--;
    run->threads = threads;
    struct run_bytes needs = run_count_bytes(run, threads);
    size_t left = needs.all < limit ? limit - needs.all : 0;
    run->sketch_limit = needs.sketches + (left > needs.sketches ? left : needs.sketches);
}

static const double MEGABYTE = 1 << 20; /* as --memory counts */

bool run_check_memory(const struct run *run, struct error *err)
{
    struct run_bytes needs = run_count_bytes(run, run->threads);

    if (needs.all <= run->options.memory_bytes)
        return true;
    return error_set(
        err, ERROR_RUN,
        "the run needs %.0f MB of memory and may take %.0f MB: statistics of %zu series "
        "%.0f MB, their histograms %.0f MB, %d threads of %zu draws at a time %.0f MB, "
        "kept draws %.0f MB; report fewer cells (`by`) or fewer outputs, or allow more "
        "with --memory",
        (double)needs.all / MEGABYTE, (double)run->options.memory_bytes / MEGABYTE,
        count_series(run), (double)needs.fixed / MEGABYTE, (double)needs.sketches / MEGABYTE,
        run->threads, run->options.block, (double)needs.blocks / MEGABYTE,
        (double)needs.kept / MEGABYTE);
}

/* The list of series is itself memory: refused before it is made. */
static bool list_fits(const struct model *model, size_t limit, struct error *err)
{
    size_t bytes = record_plan_bytes(model);

    return bytes <= limit ||
           error_set(
               err, ERROR_RUN,
               "the list of series alone needs %.0f MB of memory and may take %.0f MB; report "
               "fewer cells (`by`) or fewer outputs, or allow more with --memory",
               (double)bytes / MEGABYTE, (double)limit / MEGABYTE);
}

/* ---- making ---- */

/* Lists series as they come: by the last month of their period, then as in the plan; either those of their own
   or those that are the same as another. Returns how many are listed. */
static uint32_t order_series(struct scenario *scenario, bool own, uint32_t next)
{
    const struct record_plan *plan = scenario->plan;

    for (int month = 0; month < scenario->model->graph->months; month++) {
        int ending[PERIOD_KINDS], count = 0;
        for (int p = 0; p < plan->period_count; p++)
            if (plan->periods[p].last == month)
                ending[count++] = p;
        for (size_t first = 0; first < plan->series_count; first += (size_t)plan->period_count) {
            for (int e = 0; e < count; e++) {
                uint32_t series = (uint32_t)first + (uint32_t)ending[e];
                if ((plan->series[series].same == series) != own)
                    continue;
                scenario->order[next] = series;
                scenario->place[series] = next++;
            }
        }
    }
    return next;
}

static void list_uses(struct scenario *scenario)
{
    const struct record_plan *plan = scenario->plan;
    const struct series_use none = {NO_INDEX, NO_INDEX, NO_INDEX, NO_INDEX,
                                    NO_INDEX, NO_INDEX, NO_INDEX, NO_INDEX};
    size_t kept = 0;

    scenario->order = memory_resize(NULL, plan->series_count, sizeof *scenario->order);
    scenario->place = memory_resize(NULL, plan->series_count, sizeof *scenario->place);
    order_series(scenario, false, order_series(scenario, true, 0));
    scenario->use = memory_resize(NULL, plan->series_count, sizeof *scenario->use);
    scenario->kept_series = memory_resize(NULL, plan->kept_count, sizeof *scenario->kept_series);
    for (size_t i = 0; i < plan->series_count; i++) {
        struct series_use *of = run_use_of(scenario, plan->series[i].same);
        struct series_use *use = run_use_of(scenario, i);
        *use = none;
        use->stats = scenario->place[plan->series[i].same];
        if (!plan->series[i].kept)
            continue;
        if (of->kept == NO_INDEX)
            of->kept = (uint32_t)scenario->kept_count++;
        use->kept = use->exact = of->kept;
        run_use_of(scenario, record_leader(plan, i))->exact = of->kept;
        scenario->kept_series[kept++] = i;
    }
}

void run_link_series(struct scenario *scenario, size_t i)
{
    size_t of = scenario->plan->series[i].same;

    if (of != i) {
        run_use_of(scenario, i)->next = run_use_of(scenario, of)->next;
        run_use_of(scenario, of)->next = scenario->place[i];
    }
}

struct compile_options run_compile_options(const struct run_options *options)
{
    return (struct compile_options){
        .seed = options->seed,
        .expected = options->sampler == RUN_EXPECTED,
        .random = options->sampler == RUN_RANDOM,
        .curves = options->sampler != RUN_EXPECTED,
    };
}

static bool make_scenario(struct scenario *scenario, const struct model *model,
                          const struct run_options *options, struct error *err)
{
    const struct compile_options compile = run_compile_options(options);

    scenario->model = model;
    scenario->start = model->graph->first_year * 12 + model->graph->first_month - 1;
    if (!list_fits(model, options->memory_bytes, err))
        return false;
    scenario->program = program_compile(model, &compile, err);
    if (!scenario->program)
        return false;
    scenario->plan = record_plan_new(model);
    must(scenario->plan->series_count < NO_INDEX);
    list_uses(scenario);
    run_rows_make(scenario);
    return true;
}

/* Where the draws of the base's series are left: one of the slots of its calendar month, since a month's values
   are read before the next month's are written. used_slots: by calendar month from run->start. */
static uint32_t base_slot(struct run *run, struct scenario *base, size_t series, size_t *used_slots)
{
    const struct series *what = &base->plan->series[base->plan->series[series].same];
    struct series_use *use = run_use_of(base, what->same);

    if (use->slot == NO_INDEX) {
        int month = base->start - run->start + base->plan->periods[what->period].last;
        use->slot = (uint32_t)used_slots[month]++;
        run->slot_count = used_slots[month] > run->slot_count ? used_slots[month] : run->slot_count;
    }
    return use->slot;
}

/* A series with the same draws as series i from which the same is subtracted, or NO_INDEX. */
static uint32_t find_pair(const struct scenario *scenario, size_t i, uint32_t slot)
{
    uint32_t at = scenario->place[scenario->plan->series[i].same];

    while (at != NO_INDEX && scenario->use[at].base_slot != slot)
        at = scenario->use[at].next;
    return at;
}

/* Pairs the series of scenario s with those of its base. */
static void pair_scenario(struct run *run, int s, size_t *used_slots)
{
    struct scenario *scenario = &run->scenarios[s], *base = &run->scenarios[scenario->base];
    size_t count = scenario->plan->series_count;
    size_t *match = memory_resize(NULL, count, sizeof *match);

    record_match(scenario->plan, base->plan, match);
    for (size_t rank = 0; rank < count; rank++) {
        size_t i = scenario->order[rank];
        if (match[i] == SIZE_MAX)
            continue;
        struct series_use *use = &scenario->use[rank];
        uint32_t slot = base_slot(run, base, match[i], used_slots),
                 pair = find_pair(scenario, i, slot);
        if (pair != NO_INDEX) {
            use->difference = scenario->use[pair].difference;
            continue;
        }
        use->base_slot = slot;
        use->difference = (uint32_t)scenario->difference_count++;
        if (use->row == NO_INDEX)
            run_link_series(scenario, i);
    }
    free(match);
}

static void pair_scenarios(struct run *run)
{
    size_t months = (size_t)(run->end - run->start);
    size_t *used_slots = memory_resize(NULL, months, sizeof *used_slots);

    memset(used_slots, 0, months * sizeof *used_slots);
    for (int s = 0; s < run->scenario_count; s++)
        if (run->scenarios[s].base >= 0)
            pair_scenario(run, s, used_slots);
    free(used_slots);
}

/* Calendar months that any scenario runs. */
static void span_months(struct run *run)
{
    for (int s = 0; s < run->scenario_count; s++) {
        const struct scenario *scenario = &run->scenarios[s];
        int end = scenario->start + scenario->model->graph->months;
        run->start = s == 0 || scenario->start < run->start ? scenario->start : run->start;
        run->end = s == 0 || end > run->end ? end : run->end;
    }
}

bool run_set_up(struct run *run, const struct model *const *models, struct error *err)
{
    for (int s = 0; s < run->scenario_count; s++) {
        run->scenarios[s].base = run->options.bases ? run->options.bases[s] : s > 0 ? 0 : -1;
        must(run->scenarios[s].base < s); /* whose month is read first */
        if (!make_scenario(&run->scenarios[s], models[s], &run->options, err)) {
            if (run->scenario_count > 1)
                error_prefix(err, "scenario '%s': ", models[s]->scenario);
            return false;
        }
    }
    span_months(run);
    pair_scenarios(run);
    if (run->options.block == 0)
        run->options.block = choose_block(run);
    run->stretch_count = (run->options.draws + STATS_STRETCH - 1) / STATS_STRETCH;
    run->kept_draws =
        run->options.draws < run->options.kept_draws ? run->options.draws : run->options.kept_draws;
    settle_threads(run);
    return true;
}
