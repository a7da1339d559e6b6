#include "vm_private.h"

#include "sampler_hypergeometric.h"
#include "sobol.h"

#include <string.h>

enum { LANES_ALIGNMENT = 64 };

static double *strips_new(size_t count, size_t lanes)
{
    size_t bytes = size_product(size_product(count ? count : 1, lanes), sizeof(double));
    double *strips = aligned_alloc(LANES_ALIGNMENT, (bytes + 63) / 64 * 64);

    if (!strips) {
        fprintf(stderr, "polsim: out of memory (%zu bytes)\n", bytes);
        abort();
    }
    memset(strips, 0, bytes);
    return strips;
}

static int longest_run(const struct program *p)
{
    int longest = 1;

    for (int i = 0; i < p->draw_run_count; i++)
        longest = p->draw_runs[i].count > longest ? p->draw_runs[i].count : longest;
    for (int i = 0; i < p->month_run_count; i++)
        longest = p->month_runs[i].count > longest ? p->month_runs[i].count : longest;
    return longest;
}

struct vm *vm_new(const struct program *program, const struct kernels *kernels, size_t lanes_max)
{
    struct vm *vm = memory_resize(NULL, 1, sizeof *vm);

    *vm = (struct vm){.program = program, .kernels = kernels, .lanes_max = (lanes_max + 7) / 8 * 8};
    vm->pool = strips_new(program->strips, vm->lanes_max);
    vm->uniform = strips_new(1, vm->lanes_max);
    vm->first = strips_new(1, vm->lanes_max);
    vm->second = strips_new(1, vm->lanes_max);
    vm->slots = memory_resize(NULL, (size_t)longest_run(program) * VM_SLOTS, sizeof *vm->slots);
    return vm;
}

void vm_free(struct vm *vm)
{
    if (!vm)
        return;
    free(vm->pool);
    free(vm->uniform);
    free(vm->first);
    free(vm->second);
    free(vm->slots);
    free(vm);
}

/* ---- operands ---- */

/* The strip or the one number of an operand in `cell`; `slot` is operand_slot of the month. */
static inline const double *operand_at(const struct vm *vm, const struct operand *operand,
                                       size_t slot, size_t cell)
{
    if (operand->kind == OPERAND_STRIP)
        return vm_strip(vm, operand->base);
    size_t index = slot + (operand->map ? operand->map[cell] : cell);
    return operand->kind == OPERAND_KNOWN ? operand->numbers + index : vm_strip(vm, index);
}

static inline double *result_at(const struct vm *vm, const struct operand *out, size_t slot,
                                size_t cell)
{
    return vm_strip(vm, out->kind == OPERAND_STRIP ? out->base : slot + cell);
}

static void fill(double *out, double x, size_t lanes)
{
    for (size_t i = 0; i < lanes; i++)
        out[i] = x;
}

/* Copies an operand into `out`, one number to all lanes. */
static void spread(const struct vm *vm, double *out, const struct operand *operand, const double *x)
{
    if (operand->kind == OPERAND_KNOWN)
        fill(out, *x, vm->lanes);
    else if (out != x)
        memcpy(out, x, vm->lanes * sizeof *out);
}

static void do_op(const struct vm *vm, enum op op, const struct instruction *in, double *out,
                  const double *const x[OP_ARITY_MAX])
{
    unsigned scalars = 0;

    for (int i = 0; i < in->arg_count; i++)
        scalars |= (unsigned)(in->args[i].kind == OPERAND_KNOWN) << i;
    vm->kernels->op[op](out, x[0], x[1], x[2], scalars, vm->lanes);
}

static bool all_zero(const double *x, size_t lanes)
{
    for (size_t i = 0; i < lanes; i++)
        if (x[i] != 0)
            return false; /* mostly at once */
    return true;
}

/* ---- chance ---- */

static void draw_uniform(struct vm *vm, const struct instruction *in, size_t cell)
{
    const struct node *node = &vm->program->graph->nodes[in->node];
    uint64_t time = (uint64_t)vm->month;

    if (node->per_year)
        time = (uint64_t)(graph_calendar_year(vm->program->graph, vm->month) -
                          vm->program->graph->first_year);
    vm->kernels->uniform(vm->uniform, vm->lanes, &in->keys[cell], vm->first_draw, time,
                         node->purpose);
}

static bool do_poisson(struct vm *vm, const struct instruction *in, double *out, const double *mean,
                       size_t cell, struct error *err)
{
    bool known = in->args[0].kind == OPERAND_KNOWN;
    size_t checked = known ? 1 : vm->lanes;
    long bad = vm->kernels->bad_mean(mean, checked);

    if (bad >= 0)
        return vm_fail(vm, in->node, cell, bad, "the mean", mean[bad], "it must not be negative",
                       err);
    if (vm->program->options.expected) {
        spread(vm, out, &in->args[0], mean);
        return true;
    }
    if (all_zero(mean, checked)) {
        fill(out, 0, vm->lanes);
        return true;
    }
    draw_uniform(vm, in, cell);
    vm->kernels->poisson(out, vm->uniform, mean, known, vm->lanes);
    return true;
}

static bool do_binomial(struct vm *vm, const struct instruction *in, double *out,
                        const double *count, const double *chance, size_t cell, struct error *err)
{
    bool n_known = in->args[0].kind == OPERAND_KNOWN, p_known = in->args[1].kind == OPERAND_KNOWN;
    bool expected = vm->program->options.expected; /* its people are fractions */
    long bad =
        (expected ? vm->kernels->bad_mean : vm->kernels->bad_count)(count, n_known ? 1 : vm->lanes);

    if (bad >= 0)
        return vm_fail(vm, in->node, cell, bad, "the number of people", count[bad],
                       expected ? "it must not be negative" : "it must be whole and not negative",
                       err);
    bad = vm->kernels->bad_probability(chance, p_known ? 1 : vm->lanes);
    if (bad >= 0)
        return vm_fail(vm, in->node, cell, bad, "the chance", chance[bad],
                       "it must lie between 0 and 1", err);
    if (expected) {
        do_op(vm, OP_MUL, in, out, (const double *const[OP_ARITY_MAX]){count, chance, NULL});
        return true;
    }
    if (p_known && *chance == 1) {
        spread(vm, out, &in->args[0], count);
        return true;
    }
    if ((p_known && *chance == 0) || all_zero(count, n_known ? 1 : vm->lanes)) {
        fill(out, 0, vm->lanes);
        return true;
    }
    draw_uniform(vm, in, cell);
    vm->kernels->binomial(out, vm->uniform, count, chance,
                          (unsigned)n_known | (unsigned)p_known << 1, vm->lanes);
    return true;
}

static bool do_hypergeometric(struct vm *vm, const struct instruction *in, double *out,
                              const double *const x[OP_ARITY_MAX], size_t cell, struct error *err)
{
    unsigned known = 0;
    bool zero[3];

    if (!vm_check_urn(vm, in, x, cell, err))
        return false;
    if (vm->program->options.expected) {
        vm_expect_urn(vm, in, out, x);
        return true;
    }
    for (int i = 0; i < 3; i++) {
        known |= (unsigned)(in->args[i].kind == OPERAND_KNOWN) << i;
        zero[i] = all_zero(x[i], known >> i & 1 ? 1 : vm->lanes);
    }
    if (zero[0] || zero[1]) {
        fill(out, 0, vm->lanes);
        return true;
    }
    if (zero[2]) {
        spread(vm, out, &in->args[0], x[0]);
        return true;
    }
    draw_uniform(vm, in, cell);
    sampler_hypergeometric(out, vm->uniform, x[0], x[1], x[2], known, vm->lanes);
    return true;
}

static void do_noise(struct vm *vm, const struct instruction *in, double *out, size_t cell)
{
    const struct dist *dist = vm->program->graph->nodes[in->node].dist;

    if (vm->program->options.expected) {
        fill(out, dist_expected(dist), vm->lanes);
        return;
    }
    draw_uniform(vm, in, cell);
    dist_quantiles(dist, out, vm->uniform, vm->lanes);
}

/* ---- the rest of the codes ---- */

static bool do_copy(struct vm *vm, const struct instruction *in, double *out, const double *x,
                    size_t cell, struct error *err)
{
    const struct node *node = &vm->program->graph->nodes[in->node];
    long bad;

    spread(vm, out, &in->args[0], x);
    if (node->kind != NODE_NEXT)
        return true;
    bad = vm->kernels->not_a_number(out, vm->lanes);
    if (bad >= 0)
        return vm_fail(vm, in->node, cell, bad, "the content", out[bad], "it must be a number",
                       err);
    if (node->may_be_negative)
        return true;
    /* expected people are fractions: a remainder of rounding is not a lack */
    double low = vm->program->options.expected ? -1e-6 : 0;
    for (size_t i = 0; i < vm->lanes; i++)
        if (out[i] < low)
            return vm_fail(vm, in->node, cell, (long)i, "the content", out[i],
                           "a stock holds no less than nothing: let less leave it, or declare "
                           "may_be_negative = true",
                           err);
    return true;
}

static void do_sum(struct vm *vm, const struct instruction *in, double *out, size_t slot,
                   size_t cell)
{
    const uint32_t *list = in->cells + cell * in->count;
    const struct operand *x = &in->args[0];

    spread(vm, out, x, operand_at(vm, x, slot, list[0]));
    for (size_t i = 1; i < in->count; i++)
        vm->kernels->op[OP_ADD](out, out, operand_at(vm, x, slot, list[i]), NULL,
                                x->kind == OPERAND_KNOWN ? 2 : 0, vm->lanes);
}

/* Lane by lane, since each draw may look back another number of months. */
static bool do_lag_by(struct vm *vm, const struct instruction *in, double *out,
                      const double *months, size_t cell, struct error *err)
{
    const struct operand *x = &in->args[0];
    const int most = vm->program->graph->nodes[in->node].index;
    size_t step = in->args[1].kind == OPERAND_KNOWN ? 0 : 1;

    for (size_t i = 0; i < vm->lanes; i++) {
        double k = months[i * step];
        int back = vm->program->options.expected ? (int)(k + 0.5) : (int)k;
        if (!(k >= 0 && k <= most) || (back != k && !vm->program->options.expected))
            return vm_fail(vm, in->node, cell, (long)i, "the delay", k,
                           "it must be a whole number of months within the parameter's range", err);
        if (back > vm->month) {
            out[i] = 0;
            continue;
        }
        struct operand then = *x;
        int month = x->depth > 1 || x->slot_of_month ? vm->month - back : vm->month;
        const double *strip = operand_at(vm, &then, operand_slot(&then, month), cell);
        out[i] = strip[x->kind == OPERAND_KNOWN ? 0 : i];
    }
    return true;
}

static void do_parameter(struct vm *vm, const struct instruction *in)
{
    const struct program *p = vm->program;
    const struct parameter *parameter = &p->graph->parameters[p->graph->nodes[in->node].index];
    size_t cells = program_node_cells(p->graph, in->node);

    for (int i = 0; i < parameter->input_count; i++) {
        const struct parameter_input *input = &parameter->inputs[i];
        double *x = vm_strip(vm, p->inputs_base + (size_t)i);
        if (p->options.design.fill) {
            p->options.design.fill(p->options.design.context, p->graph->nodes[in->node].index, i, x,
                                   vm->first_draw, vm->lanes);
            continue;
        }
        if (p->options.expected) {
            fill(x, dist_expected(input->dist), vm->lanes);
            continue;
        }
        if (p->options.random || input->dimension >= SOBOL_DIMENSIONS) {
            struct threefry_key key =
                threefry_stream_key(p->options.seed, "parameter", input->key, "");
            vm->kernels->uniform(vm->uniform, vm->lanes, &key, vm->first_draw, 0, 0);
        } else {
            sobol_fill(vm->uniform, vm->lanes, p->options.seed, (unsigned)input->dimension,
                       vm->first_draw);
        }
        dist_quantiles(input->dist, x, vm->uniform, vm->lanes);
    }
    for (size_t cell = 0; cell < cells; cell++) {
        const struct parameter_cell *c = &parameter->cells[cell];
        double *out = vm_strip(vm, in->out.base + cell);
        if (c->input < 0) {
            fill(out, c->value * c->scale + c->offset, vm->lanes);
            continue;
        }
        const double *x = vm_strip(vm, p->inputs_base + (size_t)c->input);
        for (size_t i = 0; i < vm->lanes; i++)
            out[i] = x[i] * c->scale + c->offset;
    }
}

/* ---- running ---- */

static bool run_cell(struct vm *vm, const struct instruction *in, const size_t *slots, size_t cell,
                     struct error *err)
{
    double *out = result_at(vm, &in->out, slots[OP_ARITY_MAX], cell);
    const double *x[OP_ARITY_MAX] = {NULL};

    if (in->code == CODE_STACK) {
        const struct operand *part = &in->args[in->part[cell]];
        spread(vm, out, part, operand_at(vm, part, operand_slot(part, vm->month), in->cells[cell]));
        return true;
    }
    if (in->code == CODE_SUM) {
        do_sum(vm, in, out, slots[0], cell);
        return true;
    }
    for (int i = 0; i < in->arg_count; i++)
        x[i] = operand_at(vm, &in->args[i], slots[i], cell);
    switch (in->code) {
    case CODE_OP: do_op(vm, in->op, in, out, x); return true;
    case CODE_COPY: return do_copy(vm, in, out, x[0], cell, err);
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
        for (size_t cell = 0; cell < s->slot; cell++)
            spread(vm, vm_strip(vm, before + cell), &s->initial,
                   operand_at(vm, &s->initial, operand_slot(&s->initial, 0), cell));
    }
}

bool vm_begin(struct vm *vm, uint64_t first_draw, size_t lanes, struct error *err)
{
    const struct program *p = vm->program;

    must(lanes <= vm->lanes_max && first_draw % 4 == 0);
    vm->first_draw = first_draw;
    vm->lanes = lanes;
    vm->month = 0;
    memset(vm->pool, 0, p->cleared_strips * vm->lanes_max * sizeof *vm->pool);
    for (int i = 0; i < p->month_count; i++)
        if (p->month[i].code == CODE_FUND)
            memset(vm_strip(vm, p->month[i].fund->state), 0,
                   p->month[i].fund->state_strips * vm->lanes_max * sizeof *vm->pool);
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

const double *vm_read(struct vm *vm, int node, size_t cell)
{
    const struct operand *operand = &vm->program->operands[node];

    must(operand->kind != OPERAND_NONE && operand->kind != OPERAND_STRIP);
    const double *x = operand_at(vm, operand, operand_slot(operand, vm->month), cell);
    if (operand->kind != OPERAND_KNOWN)
        return x;
    fill(vm->first, *x, vm->lanes);
    return vm->first;
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
