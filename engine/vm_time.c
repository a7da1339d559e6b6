/* What instructions cost: see vm_time in vm.h. Part of vm.h. */
#include "vm_private.h"

#include <string.h>

/* ---- the clock ---- */

/* A step this long is looked at again: others may have had the processor meanwhile. Few steps take so long
   by themselves, and what is taken is mostly milliseconds. */
static const double SUSPICIOUS_SECONDS = 1e-4;

/* Steps without work between them, the least of many rounds: what interrupts them is not theirs. Both clocks
   go on while it is interrupted, so that the length of a tick is right in any case. */
static void measure_clock(struct timing *timing)
{
    enum { ROUNDS = 32, STEPS = 64 };
    struct step_cost cost = {0};
    int64_t least = INT64_MAX;
    double wall = ticks_seconds_of(CLOCK_MONOTONIC);
    uint64_t begun = ticks_now();

    for (int round = 0; round < ROUNDS; round++) {
        struct timing empty = {.last = ticks_now(), .suspicious = INT64_MAX};
        uint64_t before = empty.last;
        for (int i = 0; i < STEPS; i++)
            vm_time_step(&empty, &cost, i & 1);
        int64_t ticks = (int64_t)(empty.last - before) / STEPS;
        least = ticks < least ? ticks : least;
    }
    timing->tick = (ticks_seconds_of(CLOCK_MONOTONIC) - wall) / (double)(ticks_now() - begun);
    timing->reading = least;
    timing->suspicious = (int64_t)(SUSPICIOUS_SECONDS / timing->tick);
}

static void look_at_clocks(struct timing *timing)
{
    timing->wall = ticks_seconds_of(CLOCK_MONOTONIC);
    timing->processor = ticks_thread_seconds();
}

int64_t vm_time_taken(struct timing *timing, int64_t most)
{
    double wall = timing->wall, processor = timing->processor;

    look_at_clocks(timing);
    double seconds = timing->wall - wall - (timing->processor - processor);
    int64_t ticks = seconds > 0 ? (int64_t)(seconds / timing->tick) : 0;
    ticks = ticks < most ? ticks : most;
    timing->taken += ticks;
    return ticks;
}

/* ---- while it runs ---- */

static struct step_cost *no_costs(int count)
{
    struct step_cost *costs = memory_resize(NULL, (size_t)count, sizeof *costs);

    memset(costs, 0, (size_t)count * sizeof *costs);
    return costs;
}

void vm_time(struct vm *vm)
{
    must(!vm->timing);
    vm->timing = memory_resize(NULL, 1, sizeof *vm->timing);
    *vm->timing = (struct timing){
        .draw = no_costs(vm->program->draw_count),
        .month = no_costs(vm->program->month_count),
    };
    measure_clock(vm->timing);
}

size_t vm_timing_bytes(const struct program *program)
{
    return sizeof(struct timing) +
           (size_t)(program->draw_count + program->month_count) * sizeof(struct step_cost);
}

void vm_timing_free(struct timing *timing)
{
    if (!timing)
        return;
    free(timing->draw);
    free(timing->month);
    free(timing);
}

void vm_time_begin(struct vm *vm, struct step_cost *costs)
{
    struct timing *timing = vm->timing;

    timing->now = costs;
    timing->begun = ticks_now();
    if ((int64_t)(timing->begun - timing->ended) > timing->suspicious) {
        look_at_clocks(timing); /* what was taken in the meantime is not ours */
        timing->begun = ticks_now();
    }
}

void vm_time_end(struct vm *vm)
{
    struct timing *timing = vm->timing;

    timing->ended = ticks_now();
    timing->all += (int64_t)(timing->ended - timing->begun);
}

void vm_time_whole(struct vm *vm, const struct instruction *in, struct step_cost *cost)
{
    struct timing *timing = vm->timing;
    size_t first = in->code == CODE_PARAMETER ? in->out.base : operand_slot(&in->out, vm->month);
    size_t cells = program_node_cells(vm->program->graph, in->node);

    vm_time_step(timing, cost, false);
    cost->strips += cells - 1;
    for (size_t cell = 0; cell < cells; cell++)
        cost->one_number += pool_is_short(&vm->pool, first + cell);
}

/* ---- afterwards ---- */

static enum vm_work work_of(enum code code)
{
    switch (code) {
    case CODE_SUM:
    case CODE_GATHER: return VM_SUM;
    case CODE_COPY: return VM_STOCK;
    case CODE_STACK: return VM_CHOICE;
    case CODE_LAG_BY: return VM_DELAY;
    case CODE_POISSON:
    case CODE_BINOMIAL:
    case CODE_HYPERGEOMETRIC:
    case CODE_NOISE: return VM_DRAW;
    case CODE_PARAMETER: return VM_INPUT;
    case CODE_FUND: return VM_FUND;
    default: return VM_ARITHMETIC;
    }
}

size_t vm_cost_count(const struct vm *vm)
{
    return (size_t)(vm->program->draw_count + vm->program->month_count);
}

struct vm_cost vm_cost(const struct vm *vm, size_t i)
{
    const struct program *p = vm->program;
    size_t draws = (size_t)p->draw_count, at = i < draws ? i : i - draws;
    const struct instruction *in = i < draws ? &p->draw[at] : &p->month[at];
    const struct step_cost *cost = i < draws ? &vm->timing->draw[at] : &vm->timing->month[at];

    return (struct vm_cost){
        .node = in->node,
        .work = work_of(in->code),
        .cells = program_node_cells(p->graph, in->node),
        .variates = p->options.expected ? 0 : in->variates,
        .ticks = cost->ticks > 0 ? (double)cost->ticks : 0,
        .strips = cost->strips,
        .one_number = cost->one_number,
    };
}

double vm_ticks(const struct vm *vm)
{
    return (double)(vm->timing->all - vm->timing->taken) - vm_timing_ticks(vm);
}

double vm_timing_ticks(const struct vm *vm)
{
    return (double)vm->timing->reading * (double)vm->timing->readings;
}

double vm_reading_ticks(const struct vm *vm)
{
    return (double)vm->timing->reading;
}
