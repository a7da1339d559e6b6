#include "vm_private.h"

/* Two loops are made of one text, with and without timing. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* The most that one instruction adds up. */
static size_t most_addends(const struct program *p)
{
    size_t most = ADDENDS_MAX;

    for (int i = 0; i < p->draw_count + p->month_count; i++) {
        const struct instruction *in =
            i < p->draw_count ? &p->draw[i] : &p->month[i - p->draw_count];
        size_t cells = in->first ? graph_cells(p->graph, p->graph->nodes[in->node].axes) : 0;
        for (size_t cell = 0; cell < cells; cell++)
            if (in->first[cell + 1] - in->first[cell] > most)
                most = in->first[cell + 1] - in->first[cell];
    }
    return most;
}

/* ---- steps: instructions with their operands looked up ---- */

static size_t count_spots(const struct instruction *list, int count)
{
    size_t spots = 0;

    for (int i = 0; i < count; i++)
        spots += 1 + (size_t)(list[i].arg_count > OP_ARITY_MAX ? list[i].arg_count : OP_ARITY_MAX);
    return spots;
}

static size_t most_cells(const struct program *p)
{
    size_t most = 1;

    for (int i = 0; i < p->draw_run_count; i++)
        most = p->draw_runs[i].cells > most ? p->draw_runs[i].cells : most;
    for (int i = 0; i < p->month_run_count; i++)
        most = p->month_runs[i].cells > most ? p->month_runs[i].cells : most;
    return most > p->most_cells ? most : p->most_cells;
}

/* Does the operand lie elsewhere in another month? */
static bool moves(const struct operand *operand)
{
    return operand->slot_of_month || operand->depth > 1;
}

static void add_spot(struct vm *vm, struct spot *spot, const struct operand *operand)
{
    *spot = (struct spot){.map = operand->kind == OPERAND_STRIP ? vm->same_cell
                                 : operand->map                 ? operand->map
                                                                : vm->own_cell,
                          .base = vm_operand_base(vm, operand, 0)};
    if (moves(operand))
        vm->moving[vm->moving_count++] = (struct moving){spot, operand};
}

static struct step *make_steps(struct vm *vm, const struct instruction *list, int count,
                               struct spot **next)
{
    struct step *steps = memory_resize(NULL, (size_t)count, sizeof *steps);

    for (int i = 0; i < count; i++) {
        const struct instruction *in = &list[i];
        int args = in->arg_count > OP_ARITY_MAX ? in->arg_count : OP_ARITY_MAX;
        struct spot *spots = *next;
        steps[i] =
            (struct step){.code = in->code == CODE_OP ? (int)in->op : OP_COUNT + (int)in->code,
                          .in = in,
                          .out = spots,
                          .args = spots + 1};
        add_spot(vm, spots, &in->out);
        for (int a = 0; a < in->arg_count; a++)
            add_spot(vm, spots + 1 + a, &in->args[a]);
        for (int a = in->arg_count; a < args; a++) /* what is not there reads a zero */
            spots[1 + a] = (struct spot){vm->same_cell, vm->zero};
        *next += 1 + args;
    }
    return steps;
}

static void make_program(struct vm *vm)
{
    const struct program *p = vm->program;
    size_t spots = count_spots(p->draw, p->draw_count) + count_spots(p->month, p->month_count);
    size_t cells = most_cells(p);

    vm->own_cell = memory_resize(NULL, cells, sizeof *vm->own_cell);
    vm->same_cell = memory_resize(NULL, cells, sizeof *vm->same_cell);
    for (size_t i = 0; i < cells; i++) {
        vm->own_cell[i] = (uint32_t)i;
        vm->same_cell[i] = 0;
    }
    vm->spots = memory_resize(NULL, spots, sizeof *vm->spots);
    vm->moving = memory_resize(NULL, spots, sizeof *vm->moving);
    struct spot *next = vm->spots;
    vm->draw = make_steps(vm, p->draw, p->draw_count, &next);
    vm->month_steps = make_steps(vm, p->month, p->month_count, &next);
}

struct vm *vm_new(const struct program *program, const struct kernels *kernels, size_t lanes_max)
{
    struct vm *vm = memory_resize(NULL, 1, sizeof *vm);

    *vm = (struct vm){
        .program = program,
        .kernels = kernels,
        .pool = pool_new(program->strips, program->known_count + 1, lanes_max, kernels->all_same),
        .zero = program->strips + program->known_count,
    };
    for (const struct known *known = program->known; known; known = known->next)
        for (size_t i = 0; i < known->count; i++)
            pool_set(&vm->pool, program->strips + known->base + i, known->numbers[i]);
    vm->uniform = memory_resize(NULL, vm->pool.lanes_max + VM_UNIFORM_GROUP, sizeof *vm->uniform);
    vm->scratch = memory_resize(NULL, vm->pool.lanes_max, sizeof *vm->scratch);
    vm->addends = memory_resize(NULL, most_addends(program), sizeof *vm->addends);
    make_program(vm);
    return vm;
}

void vm_free(struct vm *vm)
{
    if (!vm)
        return;
    pool_clear(&vm->pool);
    free(vm->uniform);
    free(vm->scratch);
    free(vm->addends);
    free(vm->own_cell);
    free(vm->same_cell);
    free(vm->spots);
    free(vm->moving);
    free(vm->draw);
    free(vm->month_steps);
    vm_timing_free(vm->timing);
    free(vm);
}

/* ---- running ---- */

/* An operation whose operands are numbers costs a look and the operation; only strips go to a kernel. */
ALWAYS_INLINE void run_op(struct vm *vm, const struct step *step, size_t out, size_t cell)
{
    struct pool *pool = &vm->pool;
    size_t a = vm_spot(&step->args[0], cell), b = vm_spot(&step->args[1], cell);
    size_t c = vm_spot(&step->args[2], cell);

    if (pool_are_short(pool, a, b, c)) {
        pool_set(
            pool, out,
            op_evaluate((enum op)step->code, pool->number[a], pool->number[b], pool->number[c]));
    } else if (step->code == OP_WHERE && pool_is_short(pool, a)) {
        pool_share(pool, out, pool->number[a] != 0 ? b : c);
    } else {
        unsigned ones = (unsigned)pool_is_short(pool, a) | (unsigned)pool_is_short(pool, b) << 1 |
                        (unsigned)pool_is_short(pool, c) << 2;
        vm->kernels->op[step->code](pool_open(pool, out), pool_at(pool, a).x, pool_at(pool, b).x,
                                    pool_at(pool, c).x, ones, pool->lanes);
        pool_close(pool, out);
    }
}

static void run_pair(struct vm *vm, const struct step *step, size_t out, size_t cell)
{
    const struct instruction *in = step->in;
    struct strip x[3];

    for (int i = 0; i < 3; i++)
        x[i] = pool_at(&vm->pool, vm_spot(&step->args[i], cell));
    kernels_apply_pair(vm->kernels, in->inner, in->op, &vm->pool, out, x, in->result_last);
}

ALWAYS_INLINE bool run_cell(struct vm *vm, const struct step *step, size_t cell, struct error *err)
{
    const size_t out = vm_spot(step->out, cell);
    const struct instruction *in = step->in;
    const struct spot *args = step->args;
    struct pool *pool = &vm->pool;

    if (step->code < OP_COUNT) {
        run_op(vm, step, out, cell);
        return true;
    }
    switch (in->code) {
    case CODE_STACK: {
        const struct spot *part = &args[in->part[cell]];
        pool_share(pool, out, part->base + part->map[in->cells[cell]]);
        return true;
    }
    case CODE_PAIR: run_pair(vm, step, out, cell); return true;
    case CODE_ADD: vm_add(vm, step, out, cell); return true;
    case CODE_SUM: vm_sum(vm, step, out, cell); return true;
    case CODE_GATHER: vm_gather(vm, step, out, cell); return true;
    case CODE_COPY: return vm_next(vm, in, out, vm_spot(&args[0], cell), cell, err);
    case CODE_LAG_BY:
        return vm_lag_by(vm, in, out, pool_at(pool, vm_spot(&args[1], cell)), cell, err);
    case CODE_POISSON: return vm_poisson(vm, in, out, vm_spot(&args[0], cell), cell, err);
    case CODE_BINOMIAL:
        return vm_binomial(vm, in, out, vm_spot(&args[0], cell), vm_spot(&args[1], cell), cell,
                           err);
    case CODE_HYPERGEOMETRIC: {
        size_t from[OP_ARITY_MAX];
        for (int i = 0; i < OP_ARITY_MAX; i++)
            from[i] = vm_spot(&args[i], cell);
        return vm_hypergeometric(vm, in, out, from, cell, err);
    }
    case CODE_NOISE: vm_noise(vm, in, out, cell); return true;
    default: must(!"a code that runs cell by cell");
    }
}

/* Instructions of one shape, cell by cell; what a step is the last to read frees its buffer at once. With
   `costs` NULL nothing of the timing is left in the loop. */
ALWAYS_INLINE bool run_cells(struct vm *vm, const struct instruction_run *run,
                             const struct step *steps, struct step_cost *costs, struct error *err)
{
    for (size_t cell = 0; cell < run->cells; cell++)
        for (int i = 0; i < run->count; i++) {
            if (!run_cell(vm, &steps[i], cell, err))
                return false;
            for (unsigned dying = steps[i].in->dying; dying; dying &= dying - 1)
                pool_set(&vm->pool, vm_spot(&steps[i].args[__builtin_ctz(dying)], cell), 0);
            if (costs)
                vm_time_step(vm->timing, &costs[i],
                             pool_is_short(&vm->pool, vm_spot(steps[i].out, cell)));
        }
    return true;
}

static bool run_run(struct vm *vm, const struct instruction_run *run, const struct step *steps,
                    struct error *err)
{
    const struct step *first = &steps[run->first];

    if (first->in->code == CODE_PARAMETER) {
        vm_parameter(vm, first->in);
        return true;
    }
    if (first->in->code == CODE_FUND)
        return vm_pay_fund(vm, first->in, err);
    return run_cells(vm, run, first, NULL, err);
}

static bool run_timed(struct vm *vm, const struct instruction_run *run, const struct step *steps,
                      struct error *err)
{
    const struct step *first = &steps[run->first];
    struct step_cost *costs = &vm->timing->now[run->first];

    vm->timing->readings++;
    vm->timing->last = ticks_now();
    if (first->in->code != CODE_PARAMETER && first->in->code != CODE_FUND)
        return run_cells(vm, run, first, costs, err);
    if (!run_run(vm, run, steps, err))
        return false;
    vm_time_whole(vm, first->in, costs);
    return true;
}

typedef bool run_function(struct vm *vm, const struct instruction_run *run,
                          const struct step *steps, struct error *err);

static void let_go(struct vm *vm, size_t base, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pool_set(&vm->pool, base + i, 0);
}

/* The initial content of every state goes to the slot of the month before the first. */
static void begin_states(struct vm *vm)
{
    const struct program *p = vm->program;

    for (int i = 0; i < p->state_count; i++) {
        const struct state_program *s = &p->states[i];
        size_t before = s->base + (size_t)((s->depth - 1) % s->depth) * s->slot;
        for (size_t cell = 0; cell < s->slot; cell++)
            pool_share(&vm->pool, before + cell, vm_operand_spot(vm, &s->initial, 0, cell));
    }
}

static bool begin(struct vm *vm, run_function *one, struct error *err)
{
    const struct program *p = vm->program;

    let_go(vm, 0, p->cleared_strips);
    for (int i = 0; i < p->month_count; i++)
        if (p->month[i].code == CODE_FUND)
            vm_begin_fund(vm, p->month[i].fund);
    for (int r = 0; r < p->draw_run_count; r++)
        if (!one(vm, &p->draw_runs[r], vm->draw, err))
            return false;
    begin_states(vm);
    return true;
}

bool vm_begin(struct vm *vm, uint64_t first_draw, size_t lanes, struct error *err)
{
    must(lanes <= vm->pool.lanes_max);
    vm->first_draw = first_draw;
    vm->pool.lanes = lanes;
    vm->month = 0;
    if (!vm->timing)
        return begin(vm, run_run, err);
    vm_time_begin(vm, vm->timing->draw);
    bool done = begin(vm, run_timed, err);
    vm_time_end(vm);
    return done;
}

static bool run_month(struct vm *vm, run_function *one, struct error *err)
{
    const struct program *p = vm->program;

    for (size_t i = 0; i < vm->moving_count; i++)
        vm->moving[i].spot->base = vm_operand_base(vm, vm->moving[i].operand, vm->month);
    for (int i = 0; i < p->ring_count; i++)
        let_go(vm, p->rings[i].base + (size_t)(vm->month % p->rings[i].depth) * p->rings[i].slot,
               p->rings[i].slot);
    for (int r = 0, dead = 0; r < p->month_run_count; r++) {
        if (!one(vm, &p->month_runs[r], vm->month_steps, err))
            return false;
        for (; dead < p->dead_count && p->dead[dead].run == r; dead++)
            let_go(vm, p->dead[dead].base, p->dead[dead].count);
    }
    return true;
}

bool vm_month(struct vm *vm, int month, struct error *err)
{
    vm->month = month;
    if (!vm->timing)
        return run_month(vm, run_run, err);
    vm_time_begin(vm, vm->timing->month);
    bool done = run_month(vm, run_timed, err);
    vm_time_end(vm);
    return done;
}

size_t vm_place(const struct vm *vm, int node, size_t cell)
{
    const struct operand *operand = &vm->program->operands[node];

    must(operand->kind != OPERAND_NONE && operand->kind != OPERAND_STRIP);
    return vm_operand_spot(vm, operand, vm->month, cell);
}

struct strip vm_look(const struct vm *vm, int node, size_t cell)
{
    return pool_at(&vm->pool, vm_place(vm, node, cell));
}

uint64_t vm_first_draw(const struct vm *vm)
{
    return vm->first_draw;
}

struct pool *vm_pool(struct vm *vm)
{
    return &vm->pool;
}

const double *vm_read(struct vm *vm, int node, size_t cell)
{
    return pool_wide(&vm->pool, vm_look(vm, node, cell), vm->scratch);
}

/* Strips of 512 keep a cell's work in L1 and the cost of a call small; the pool as a whole streams. Only very
   wide models get shorter strips, to stay within the last-level cache. Measured: docs/benchmarks.md. */
size_t vm_good_lanes(const struct program *program)
{
    const size_t cache_bytes = 32 << 20;
    size_t lanes = 512;

    while (lanes > 64 && program->strips * lanes * sizeof(double) > cache_bytes)
        lanes /= 2;
    return lanes;
}
