#include "vm_private.h"

#include "sampler_hypergeometric.h"
#include "sobol.h"

#include <math.h>

static int longest_run(const struct program *p)
{
    int longest = 1;

    for (int i = 0; i < p->draw_run_count; i++)
        longest = p->draw_runs[i].count > longest ? p->draw_runs[i].count : longest;
    for (int i = 0; i < p->month_run_count; i++)
        longest = p->month_runs[i].count > longest ? p->month_runs[i].count : longest;
    return longest;
}

/* The most that one sum adds up. */
static size_t longest_sum(const struct program *p)
{
    size_t longest = 1;

    for (int i = 0; i < p->draw_count; i++)
        longest = p->draw[i].count > longest ? p->draw[i].count : longest;
    for (int i = 0; i < p->month_count; i++)
        longest = p->month[i].count > longest ? p->month[i].count : longest;
    return longest;
}

struct vm *vm_new(const struct program *program, const struct kernels *kernels, size_t lanes_max)
{
    struct vm *vm = memory_resize(NULL, 1, sizeof *vm);

    *vm = (struct vm){
        .program = program, .kernels = kernels, .pool = pool_new(program->strips, lanes_max)};
    vm->uniform = memory_resize(NULL, vm->pool.lanes_max, sizeof *vm->uniform);
    vm->scratch = memory_resize(NULL, vm->pool.lanes_max, sizeof *vm->scratch);
    vm->addends = memory_resize(NULL, longest_sum(program), sizeof *vm->addends);
    vm->slots = memory_resize(NULL, (size_t)longest_run(program) * VM_SLOTS, sizeof *vm->slots);
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
    free(vm->slots);
    free(vm);
}

/* ---- operations ---- */

static void do_op(struct vm *vm, enum op op, int arity, size_t out,
                  const struct strip x[OP_ARITY_MAX])
{
    const unsigned all = (1u << arity) - 1;
    unsigned ones = 0;

    for (int i = 0; i < arity; i++)
        ones |= (unsigned)x[i].one << i;
    if (ones == all) {
        pool_set(&vm->pool, out,
                 op_evaluate(op, *x[0].x, arity > 1 ? *x[1].x : 0, arity > 2 ? *x[2].x : 0));
        return;
    }
    vm->kernels->op[op](pool_open(&vm->pool, out), x[0].x, x[1].x, x[2].x, ones, vm->pool.lanes);
    pool_close(&vm->pool, out);
}

/* ---- chance ---- */

static void draw_uniform(struct vm *vm, const struct instruction *in, size_t cell)
{
    const struct node *node = &vm->program->graph->nodes[in->node];
    uint64_t time = (uint64_t)vm->month;

    if (node->per_year)
        time = (uint64_t)(graph_calendar_year(vm->program->graph, vm->month) -
                          vm->program->graph->first_year);
    vm->kernels->uniform(vm->uniform, vm->pool.lanes, &in->keys[cell], vm->first_draw, time,
                         node->purpose);
}

/* Is the mean none a sampler takes, in some lane? */
static bool refuse_mean(const struct vm *vm, const struct instruction *in, struct strip mean,
                        size_t cell, struct error *err)
{
    long bad = vm->kernels->bad_mean(mean.x, mean.one ? 1 : vm->pool.lanes);

    return bad >= 0 && !vm_fail(vm, in->node, cell, bad, "the mean", mean.x[bad],
                                "it must not be negative", err);
}

static bool do_poisson(struct vm *vm, const struct instruction *in, size_t out, struct strip mean,
                       size_t cell, struct error *err)
{
    if (vm->program->options.expected || mean.one) {
        if (refuse_mean(vm, in, mean, cell, err))
            return false;
        if (vm->program->options.expected || *mean.x == 0) {
            pool_copy(&vm->pool, out, mean);
            return true;
        }
    }
    draw_uniform(vm, in, cell);
    if (!vm->kernels->poisson(pool_open(&vm->pool, out), vm->uniform, mean.x, mean.one,
                              vm->pool.lanes))
        return !refuse_mean(vm, in, mean, cell, err);
    pool_close(&vm->pool, out);
    return true;
}

/* Is the number of people none a sampler takes, in some lane, or the chance where there are people? */
static bool refuse_binomial(const struct vm *vm, const struct instruction *in, struct strip n,
                            struct strip p, size_t cell, struct error *err)
{
    bool expected = vm->program->options.expected; /* its people are fractions */
    size_t lanes = n.one && p.one ? 1 : vm->pool.lanes;
    long bad = (expected ? vm->kernels->bad_mean
                         : vm->kernels->bad_count)(n.x, n.one ? 1 : vm->pool.lanes);

    if (bad >= 0)
        return !vm_fail(vm, in->node, cell, bad, "the number of people", n.x[bad],
                        expected ? "it must not be negative" : "it must be whole and not negative",
                        err);
    for (size_t i = 0; i < lanes; i++) {
        double chance = p.x[p.one ? 0 : i];
        if (n.x[n.one ? 0 : i] > 0 && !(chance >= 0 && chance <= 1))
            return !vm_fail(vm, in->node, cell, (long)i, "the chance", chance,
                            "it must lie between 0 and 1", err);
    }
    return false;
}

static bool do_binomial(struct vm *vm, const struct instruction *in, size_t out, struct strip n,
                        struct strip p, size_t cell, struct error *err)
{
    bool nobody = n.one && *n.x == 0, all = p.one && *p.x == 1, none = p.one && *p.x == 0;

    if (nobody) {
        pool_set(&vm->pool, out, 0);
        return true;
    }
    if (vm->program->options.expected || all || none) {
        if (refuse_binomial(vm, in, n, p, cell, err))
            return false;
        if (all)
            pool_copy(&vm->pool, out, n);
        else if (none)
            pool_set(&vm->pool, out, 0);
        else
            do_op(vm, OP_MUL, 2, out, (const struct strip[OP_ARITY_MAX]){n, p});
        return true;
    }
    draw_uniform(vm, in, cell);
    if (!vm->kernels->binomial(pool_open(&vm->pool, out), vm->uniform, n.x, p.x,
                               (unsigned)n.one | (unsigned)p.one << 1, vm->pool.lanes))
        return !refuse_binomial(vm, in, n, p, cell, err);
    pool_close(&vm->pool, out);
    return true;
}

static bool do_hypergeometric(struct vm *vm, const struct instruction *in, size_t out,
                              const struct strip x[OP_ARITY_MAX], size_t cell, struct error *err)
{
    unsigned ones = 0;

    if (!vm_check_urn(vm, in, x, cell, err))
        return false;
    if (vm->program->options.expected) {
        vm_expect_urn(vm, pool_open(&vm->pool, out), x);
    } else if ((x[0].one && *x[0].x == 0) || (x[1].one && *x[1].x == 0)) {
        pool_set(&vm->pool, out, 0);
        return true;
    } else if (x[2].one && *x[2].x == 0) {
        pool_copy(&vm->pool, out, x[0]);
        return true;
    } else {
        for (int i = 0; i < 3; i++)
            ones |= (unsigned)x[i].one << i;
        draw_uniform(vm, in, cell);
        sampler_hypergeometric(pool_open(&vm->pool, out), vm->uniform, x[0].x, x[1].x, x[2].x, ones,
                               vm->pool.lanes);
    }
    pool_close(&vm->pool, out);
    return true;
}

static void do_noise(struct vm *vm, const struct instruction *in, size_t out, size_t cell)
{
    const struct dist *dist = vm->program->graph->nodes[in->node].dist;

    if (vm->program->options.expected) {
        pool_set(&vm->pool, out, dist_expected(dist));
        return;
    }
    draw_uniform(vm, in, cell);
    dist_quantiles(dist, pool_open(&vm->pool, out), vm->uniform, vm->pool.lanes);
    pool_close(&vm->pool, out);
}

/* ---- the rest of the codes ---- */

/* The end of a month: what a stock holds from now on. */
static bool do_next(struct vm *vm, const struct instruction *in, size_t out, struct strip x,
                    size_t cell, struct error *err)
{
    const struct node *node = &vm->program->graph->nodes[in->node];
    /* expected people are fractions: a remainder of rounding is not a lack */
    double low = node->may_be_negative ? -INFINITY : vm->program->options.expected ? -1e-6 : 0;
    long bad = vm->kernels->not_from(x.x, low, x.one ? 1 : vm->pool.lanes);

    if (bad >= 0 && x.x[bad] != x.x[bad])
        return vm_fail(vm, in->node, cell, bad, "the content", x.x[bad], "it must be a number",
                       err);
    if (bad >= 0)
        return vm_fail(vm, in->node, cell, bad, "the content", x.x[bad],
                       "a stock holds no less than nothing: let less leave it, or declare "
                       "may_be_negative = true",
                       err);
    pool_copy(&vm->pool, out, x);
    return true;
}

/* A sum begins with +0, so that it is never -0 and a cell that holds nothing can be passed over. */
static void do_sum(struct vm *vm, const struct instruction *in, size_t out, size_t slot,
                   size_t cell)
{
    const uint32_t *list = in->cells + cell * in->count;
    size_t addends = 0;
    bool all_numbers = true;
    double sum = 0;

    for (size_t i = 0; i < in->count; i++) {
        struct strip x = vm_operand(vm, &in->args[0], slot, list[i]);
        if (x.one && *x.x == 0)
            continue;
        vm->addends[addends++] = x;
        all_numbers = all_numbers && x.one;
    }
    if (all_numbers) {
        for (size_t i = 0; i < addends; i++)
            sum += *vm->addends[i].x;
        pool_set(&vm->pool, out, sum);
        return;
    }
    vm->kernels->sum(pool_open(&vm->pool, out), vm->addends, addends, vm->pool.lanes);
    pool_close(&vm->pool, out);
}

/* Lane by lane, since each draw may look back another number of months. */
static bool do_lag_by(struct vm *vm, const struct instruction *in, size_t out, struct strip months,
                      size_t cell, struct error *err)
{
    const struct operand *x = &in->args[0];
    const int most = vm->program->graph->nodes[in->node].index;
    double *lanes = pool_open(&vm->pool, out);

    for (size_t i = 0; i < vm->pool.lanes; i++) {
        double k = months.x[months.one ? 0 : i];
        int back = vm->program->options.expected ? (int)(k + 0.5) : (int)k;
        if (!(k >= 0 && k <= most) || (back != k && !vm->program->options.expected))
            return vm_fail(vm, in->node, cell, (long)i, "the delay", k,
                           "it must be a whole number of months within the parameter's range", err);
        if (back > vm->month) {
            lanes[i] = 0;
            continue;
        }
        int month = x->depth > 1 || x->slot_of_month ? vm->month - back : vm->month;
        struct strip then = vm_operand(vm, x, operand_slot(x, month), cell);
        lanes[i] = then.x[then.one ? 0 : i];
    }
    pool_close(&vm->pool, out);
    return true;
}

/* Draws of an input, before any cell's scale and offset, into its strip. */
static void draw_input(struct vm *vm, const struct instruction *in, int i)
{
    const struct program *p = vm->program;
    const int index = p->graph->nodes[in->node].index;
    const struct parameter_input *input = &p->graph->parameters[index].inputs[i];
    const size_t strip = p->inputs_base + (size_t)i, lanes = vm->pool.lanes;

    if (p->options.design.fill) {
        p->options.design.fill(p->options.design.context, index, i, pool_open(&vm->pool, strip),
                               vm->first_draw, lanes);
        return;
    }
    if (p->options.expected) {
        pool_set(&vm->pool, strip, dist_expected(input->dist));
        return;
    }
    if (p->options.random || input->dimension >= SOBOL_DIMENSIONS) {
        struct threefry_key key = threefry_stream_key(p->options.seed, "parameter", input->key, "");
        vm->kernels->uniform(vm->uniform, lanes, &key, vm->first_draw, 0, 0);
    } else {
        sobol_fill(vm->uniform, lanes, p->options.seed, (unsigned)input->dimension, vm->first_draw);
    }
    dist_quantiles(input->dist, pool_open(&vm->pool, strip), vm->uniform, lanes);
}

static void do_parameter(struct vm *vm, const struct instruction *in)
{
    const struct program *p = vm->program;
    const struct parameter *parameter = &p->graph->parameters[p->graph->nodes[in->node].index];
    size_t cells = program_node_cells(p->graph, in->node);

    for (int i = 0; i < parameter->input_count; i++)
        draw_input(vm, in, i);
    for (size_t cell = 0; cell < cells; cell++) {
        const struct parameter_cell *c = &parameter->cells[cell];
        size_t strip = in->out.base + cell;
        if (c->input < 0) {
            pool_set(&vm->pool, strip, c->value * c->scale + c->offset);
            continue;
        }
        struct strip x = pool_at(&vm->pool, p->inputs_base + (size_t)c->input);
        if (x.one) {
            pool_set(&vm->pool, strip, *x.x * c->scale + c->offset);
            continue;
        }
        double *out = pool_open(&vm->pool, strip);
        for (size_t i = 0; i < vm->pool.lanes; i++)
            out[i] = x.x[i] * c->scale + c->offset;
        pool_close(&vm->pool, strip);
    }
}

/* ---- running ---- */

static bool run_cell(struct vm *vm, const struct instruction *in, const size_t *slots, size_t cell,
                     struct error *err)
{
    const size_t out = in->out.kind == OPERAND_STRIP ? in->out.base : slots[OP_ARITY_MAX] + cell;
    struct strip x[OP_ARITY_MAX] = {{NULL, false}};

    if (in->code == CODE_STACK) {
        const struct operand *part = &in->args[in->part[cell]];
        pool_copy(&vm->pool, out,
                  vm_operand(vm, part, operand_slot(part, vm->month), in->cells[cell]));
        return true;
    }
    if (in->code == CODE_SUM) {
        do_sum(vm, in, out, slots[0], cell);
        return true;
    }
    for (int i = 0; i < in->arg_count; i++)
        x[i] = vm_operand(vm, &in->args[i], slots[i], cell);
    switch (in->code) {
    case CODE_OP: do_op(vm, in->op, in->arg_count, out, x); return true;
    case CODE_COPY: return do_next(vm, in, out, x[0], cell, err);
    case CODE_LAG_BY: return do_lag_by(vm, in, out, x[1], cell, err);
    case CODE_POISSON: return do_poisson(vm, in, out, x[0], cell, err);
    case CODE_BINOMIAL: return do_binomial(vm, in, out, x[0], x[1], cell, err);
    case CODE_HYPERGEOMETRIC: return do_hypergeometric(vm, in, out, x, cell, err);
    case CODE_NOISE: do_noise(vm, in, out, cell); return true;
    default: must(!"a code that runs cell by cell");
    }
}

static bool run_runs(struct vm *vm, const struct instruction_run *runs, int count,
                     const struct instruction *list, struct error *err)
{
    for (int r = 0; r < count; r++) {
        const struct instruction *first = &list[runs[r].first];
        if (first->code == CODE_PARAMETER) {
            do_parameter(vm, first);
            continue;
        }
        if (first->code == CODE_FUND) {
            if (!vm_pay_fund(vm, first, err))
                return false;
            continue;
        }
        for (int i = 0; i < runs[r].count; i++) {
            size_t *slots = vm->slots + (size_t)i * VM_SLOTS;
            slots[OP_ARITY_MAX] = operand_slot(&first[i].out, vm->month);
            for (int a = 0; a < first[i].arg_count && a < OP_ARITY_MAX; a++)
                slots[a] = operand_slot(&first[i].args[a], vm->month);
        }
        for (size_t cell = 0; cell < runs[r].cells; cell++)
            for (int i = 0; i < runs[r].count; i++)
                if (!run_cell(vm, &first[i], vm->slots + (size_t)i * VM_SLOTS, cell, err))
                    return false;
    }
    return true;
}

/* The initial content of every state goes to the slot of the month before the first. */
static void begin_states(struct vm *vm)
{
    const struct program *p = vm->program;

    for (int i = 0; i < p->state_count; i++) {
        const struct state_program *s = &p->states[i];
        size_t before = s->base + (size_t)((s->depth - 1) % s->depth) * s->slot;
        size_t slot = operand_slot(&s->initial, 0);
        for (size_t cell = 0; cell < s->slot; cell++)
            pool_copy(&vm->pool, before + cell, vm_operand(vm, &s->initial, slot, cell));
    }
}

bool vm_begin(struct vm *vm, uint64_t first_draw, size_t lanes, struct error *err)
{
    const struct program *p = vm->program;

    must(lanes <= vm->pool.lanes_max && first_draw % 4 == 0);
    vm->first_draw = first_draw;
    vm->pool.lanes = lanes;
    vm->month = 0;
    for (size_t strip = 0; strip < p->cleared_strips; strip++)
        pool_set(&vm->pool, strip, 0);
    for (int i = 0; i < p->month_count; i++)
        if (p->month[i].code == CODE_FUND)
            vm_begin_fund(vm, p->month[i].fund);
    if (!run_runs(vm, p->draw_runs, p->draw_run_count, p->draw, err))
        return false;
    begin_states(vm);
    return true;
}

bool vm_month(struct vm *vm, int month, struct error *err)
{
    vm->month = month;
    return run_runs(vm, vm->program->month_runs, vm->program->month_run_count, vm->program->month,
                    err);
}

struct strip vm_look(const struct vm *vm, int node, size_t cell)
{
    const struct operand *operand = &vm->program->operands[node];

    must(operand->kind != OPERAND_NONE && operand->kind != OPERAND_STRIP);
    return vm_operand(vm, operand, operand_slot(operand, vm->month), cell);
}

const double *vm_read(struct vm *vm, int node, size_t cell)
{
    return pool_wide(&vm->pool, vm_look(vm, node, cell), vm->scratch);
}

/* Strips of 256 keep a cell's work in L1 and the cost of a call small; the pool as a whole streams. Only very
   wide models get shorter strips, to stay within the last-level cache. Measured: docs/benchmarks.md. */
size_t vm_good_lanes(const struct program *program)
{
    const size_t cache_bytes = 32 << 20;
    size_t lanes = 256;

    while (lanes > 64 && program->strips * lanes * sizeof(double) > cache_bytes)
        lanes /= 2;
    return lanes;
}
