/* What a run cost, summed over threads and put together by line of the model. Part of run.h. */
#include "run_private.h"

#include <string.h>

void run_profile_clear(struct run_profile *profile)
{
    free(profile->lines);
    *profile = (struct run_profile){0};
}

static bool is_of(const struct run_line *line, struct place place)
{
    if (!line->place.file || !place.file)
        return !line->place.file && !place.file;
    return line->place.line == place.line && strcmp(line->place.file, place.file) == 0;
}

static struct run_line *line_of(struct run_profile *profile, const struct model *model,
                                struct place place)
{
    for (size_t i = 0; i < profile->line_count; i++)
        if (is_of(&profile->lines[i], place))
            return &profile->lines[i];
    profile->lines = memory_grow(profile->lines, profile->line_count, &profile->line_capacity,
                                 sizeof *profile->lines);
    struct run_line *line = &profile->lines[profile->line_count++];
    *line = (struct run_line){.model = model, .place = place};
    return line;
}

/* One instruction over all threads, whose programs are the same. Returns its seconds. */
static double add_instruction(const struct run *run, struct worker *const *workers, int count,
                              int scenario, size_t i)
{
    const struct model *model = run->scenarios[scenario].model;
    struct run_line *line = NULL;
    double seconds = 0;

    for (int w = 0; w < count; w++) {
        struct vm_cost cost = vm_cost(run_worker_vm(workers[w], scenario), i);
        double its = cost.ticks * run_worker_tick(workers[w]);
        if (!line) {
            line = line_of(run->options.profile, model, model->graph->nodes[cost.node].place);
            line->cells += cost.cells;
            line->variates += cost.variates;
        }
        line->work_seconds[cost.work] += its;
        line->strips += cost.strips;
        line->one_number += cost.one_number;
        seconds += its;
    }
    line->seconds += seconds;
    return seconds;
}

void run_profile_add(const struct run *run, struct worker *const *workers, int count)
{
    struct run_profile *profile = run->options.profile;
    double computing = 0, lines = 0, timing = 0;

    for (int s = 0; s < run->scenario_count; s++) {
        size_t instructions = vm_cost_count(run_worker_vm(workers[0], s));
        for (int w = 0; w < count; w++) {
            const struct vm *vm = run_worker_vm(workers[w], s);
            computing += vm_ticks(vm) * run_worker_tick(workers[w]);
            timing += vm_timing_ticks(vm) * run_worker_tick(workers[w]);
        }
        for (size_t i = 0; i < instructions; i++)
            lines += add_instruction(run, workers, count, s, i);
    }
    profile->between += computing > lines ? computing - lines : 0;
    profile->recording -= computing + timing;
    profile->reading = vm_reading_ticks(run_worker_vm(workers[0], 0)) * run_worker_tick(workers[0]);
}
