/* What the instructions do that are no elementwise operation: chance, sums, delays, stocks, parameters.
   Part of vm.h. */
#include "vm_private.h"

#include "sampler_hypergeometric.h"
#include "sobol.h"
#include "word.h"

#include <math.h>
#include <string.h>

/* ---- chance ---- */

/* Uniforms are made four draws at a time; those before the first are left out. */
static void fill_uniform(const struct kernels *kernels, double *u, size_t lanes,
                         const struct threefry_key *key, uint64_t first, uint64_t time,
                         uint64_t purpose)
{
    size_t before = first % VM_UNIFORM_GROUP;

    kernels->uniform(u, lanes + before, key, first - before, time, purpose);
    if (before)
        memmove(u, u + before, lanes * sizeof *u);
}

static void draw_uniform(struct vm *vm, const struct instruction *in, size_t cell)
{
    const struct node *node = &vm->program->graph->nodes[in->node];
    uint64_t time = (uint64_t)vm->month;

    if (node->per_year)
        time = (uint64_t)(graph_calendar_year(vm->program->graph, vm->month) -
                          vm->program->graph->first_year);
    fill_uniform(vm->kernels, vm->uniform, vm->pool.lanes, &in->keys[cell], vm->first_draw, time,
                 node->purpose);
}

/* Is the mean none a sampler takes, in some lane? */
static bool refuse_mean(struct vm *vm, const struct instruction *in, struct strip mean,
                        size_t cell, struct error *err)
{
    long bad = vm->kernels->bad_mean(mean.x, mean.one ? 1 : vm->pool.lanes);

    return bad >= 0 && !vm_fail(vm, in->node, cell, bad, WORD("the mean"), mean.x[bad],
                                WORD("it must not be negative"), err);
}

bool vm_poisson(struct vm *vm, const struct instruction *in, size_t out, size_t from, size_t cell,
                struct error *err)
{
    struct strip mean = pool_at(&vm->pool, from);

    if (vm->program->options.expected || mean.one) {
        if (refuse_mean(vm, in, mean, cell, err))
            return false;
        if (vm->program->options.expected || *mean.x == 0) {
            pool_share(&vm->pool, out, from);
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
static bool refuse_binomial(struct vm *vm, const struct instruction *in, struct strip n,
                            struct strip p, size_t cell, struct error *err)
{
    bool expected = vm->program->options.expected; /* its people are fractions */
    size_t lanes = n.one && p.one ? 1 : vm->pool.lanes;
    bool good = vm->kernels->bad_chance(p.x, p.one ? 1 : vm->pool.lanes) < 0;
    long bad = (expected ? vm->kernels->bad_mean
                         : vm->kernels->bad_count)(n.x, n.one ? 1 : vm->pool.lanes);

    if (bad >= 0)
        return !vm_fail(vm, in->node, cell, bad, WORD("the number of people"), n.x[bad],
                        expected ? WORD("it must not be negative")
                                 : WORD("it must be whole and not negative"),
                        err);
    for (size_t i = 0; !good && i < lanes; i++) {
        double chance = strip_lane(p, i);
        if (strip_lane(n, i) > 0 && !(chance >= 0 && chance <= 1))
            return !vm_fail(vm, in->node, cell, (long)i, WORD("the chance"), chance,
                            WORD("it must lie between 0 and 1"), err);
    }
    return false;
}

bool vm_binomial(struct vm *vm, const struct instruction *in, size_t out, size_t people,
                 size_t chance, size_t cell, struct error *err)
{
    struct strip n = pool_at(&vm->pool, people), p = pool_at(&vm->pool, chance);
    bool nobody = n.one && *n.x == 0, all = p.one && *p.x == 1, none = p.one && *p.x == 0;

    if (nobody) {
        pool_set(&vm->pool, out, 0);
        return true;
    }
    if (vm->program->options.expected || all || none) {
        if (refuse_binomial(vm, in, n, p, cell, err))
            return false;
        if (all)
            pool_share(&vm->pool, out, people);
        else if (none)
            pool_set(&vm->pool, out, 0);
        else
            kernels_apply(vm->kernels, OP_MUL, &vm->pool, out, n, p);
        return true;
    }
    draw_uniform(vm, in, cell);
    if (!vm->kernels->binomial(pool_open(&vm->pool, out), vm->uniform, n.x, p.x,
                               (unsigned)n.one | (unsigned)p.one << 1, vm->pool.lanes))
        return !refuse_binomial(vm, in, n, p, cell, err);
    pool_close(&vm->pool, out);
    return true;
}

bool vm_hypergeometric(struct vm *vm, const struct instruction *in, size_t out,
                       const size_t from[OP_ARITY_MAX], size_t cell, struct error *err)
{
    struct strip x[OP_ARITY_MAX];
    unsigned ones = 0;

    for (int i = 0; i < OP_ARITY_MAX; i++)
        x[i] = pool_at(&vm->pool, from[i]);
    if (!vm_check_urn(vm, in, x, cell, err))
        return false;
    if (vm->program->options.expected) {
        vm_expect_urn(vm, pool_open(&vm->pool, out), x);
    } else if ((x[0].one && *x[0].x == 0) || (x[1].one && *x[1].x == 0)) {
        pool_set(&vm->pool, out, 0);
        return true;
    } else if (x[2].one && *x[2].x == 0) {
        pool_share(&vm->pool, out, from[0]);
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

void vm_noise(struct vm *vm, const struct instruction *in, size_t out, size_t cell)
{
    const struct dist *dist = vm->program->graph->nodes[in->node].dist;

    if (vm->program->options.expected) {
        pool_set(&vm->pool, out, dist_expected(dist));
        return;
    }
    draw_uniform(vm, in, cell);
    dist_quantiles(dist, in->curves[0], pool_open(&vm->pool, out), vm->uniform, vm->pool.lanes);
    pool_close(&vm->pool, out);
}

/* ---- the rest of the codes ---- */

/* The end of a month: what a stock holds from now on. */
bool vm_next(struct vm *vm, const struct instruction *in, size_t out, size_t from, size_t cell,
             struct error *err)
{
    struct strip x = pool_at(&vm->pool, from);
    const struct node *node = &vm->program->graph->nodes[in->node];
    /* expected people are fractions: a remainder of rounding is not a lack */
    double low = node->may_be_negative ? -INFINITY : vm->program->options.expected ? -1e-6 : 0;
    long bad = vm->kernels->not_from(x.x, low, x.one ? 1 : vm->pool.lanes);

    if (bad >= 0 && x.x[bad] != x.x[bad])
        return vm_fail(vm, in->node, cell, bad, WORD("the content"), x.x[bad],
                       WORD("it must be a number"), err);
    if (bad >= 0)
        return vm_fail(vm, in->node, cell, bad, WORD("the content"), x.x[bad],
                       WORD("a stock holds no less than nothing: let less leave it, or declare "
                            "may_be_negative = true"),
                       err);
    pool_share(&vm->pool, out, from);
    return true;
}

/* out = the addends in their order, beginning with +0: so it is never -0, and what is 0 in all lanes was
   left out. */
static void add_up(struct vm *vm, size_t out, size_t count, const bool *minus)
{
    bool all_numbers = true;
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        all_numbers = all_numbers && vm->addends[i].one;
    if (!all_numbers) {
        vm->kernels->sum(pool_open(&vm->pool, out), vm->addends, minus, count, vm->pool.lanes);
        pool_close(&vm->pool, out);
        return;
    }
    for (size_t i = 0; i < count; i++)
        sum = minus && minus[i] ? sum - *vm->addends[i].x : sum + *vm->addends[i].x;
    pool_set(&vm->pool, out, sum);
}

static bool is_nothing(struct strip x)
{
    return x.one && *x.x == 0;
}

void vm_add(struct vm *vm, const struct step *step, size_t out, size_t cell)
{
    bool minus[ADDENDS_MAX];
    size_t count = 0;

    for (int i = 0; i < step->in->arg_count; i++) {
        struct strip x = pool_at(&vm->pool, vm_spot(&step->args[i], cell));
        if (is_nothing(x))
            continue;
        minus[count] = step->in->minus[i];
        vm->addends[count++] = x;
    }
    add_up(vm, out, count, minus);
}

void vm_sum(struct vm *vm, const struct step *step, size_t out, size_t cell)
{
    const struct instruction *in = step->in;
    const struct spot *from = &step->args[0];
    size_t count = 0;

    for (size_t i = in->first[cell]; i < in->first[cell + 1]; i++) {
        struct strip x = pool_at(&vm->pool, from->base + from->map[in->cells[i]]);
        if (!is_nothing(x))
            vm->addends[count++] = x;
    }
    add_up(vm, out, count, NULL);
}

/* As vm_sum, part by part; the sum lies in the cache. */
void vm_gather(struct vm *vm, const struct step *step, size_t out, size_t cell)
{
    struct pool *pool = &vm->pool;
    const unsigned turn = step->in->turns[cell];
    struct strip part = pool_at(pool, vm_spot(&step->args[0], cell));

    if (turn & TURN_FIRST)
        pool_set(pool, out, 0);
    if (!(turn & TURN_NONE) && !is_nothing(part))
        kernels_apply(vm->kernels, OP_ADD, pool, out, pool_at(pool, out), part);
}

/* Lane by lane, since each draw may look back another number of months. */
bool vm_lag_by(struct vm *vm, const struct instruction *in, size_t out, struct strip months,
               size_t cell, struct error *err)
{
    const struct operand *x = &in->args[0];
    const int most = vm->program->graph->nodes[in->node].index;
    double *lanes = pool_open(&vm->pool, out);

    for (size_t i = 0; i < vm->pool.lanes; i++) {
        double k = strip_lane(months, i);
        int back = vm->program->options.expected ? (int)(k + 0.5) : (int)k;
        if (!(k >= 0 && k <= most) || (back != k && !vm->program->options.expected))
            return vm_fail(vm, in->node, cell, (long)i, WORD("the delay"), k,
                           WORD("it must be a whole number of months within the parameter's range"),
                           err);
        if (back > vm->month) {
            lanes[i] = 0;
            continue;
        }
        int month = x->depth > 1 || x->slot_of_month ? vm->month - back : vm->month;
        struct strip then = vm_operand(vm, x, month, cell);
        lanes[i] = strip_lane(then, i);
    }
    pool_close(&vm->pool, out);
    return true;
}

void vm_draw_uniform(const struct parameter_input *input, const struct kernels *kernels,
                     const struct vm_draws *draws, double *u)
{
    if (draws->random || input->dimension >= SOBOL_DIMENSIONS) {
        struct threefry_key key = threefry_stream_key(draws->seed, "parameter", input->key, "");
        fill_uniform(kernels, u, draws->lanes, &key, draws->first, 0, 0);
    } else {
        sobol_fill(u, draws->lanes, draws->seed, (unsigned)input->dimension, draws->first);
    }
}

void vm_draw_input(const struct parameter_input *input, const struct dist_curve *curve,
                   const struct kernels *kernels, const struct vm_draws *draws, double *u,
                   double *x)
{
    vm_draw_uniform(input, kernels, draws, u);
    dist_quantiles(input->dist, curve, x, u, draws->lanes);
}

/* Draws of an input, before any cell's scale and offset, into its strip. */
static void draw_input(struct vm *vm, const struct instruction *in, int i)
{
    const struct program *p = vm->program;
    const int index = p->graph->nodes[in->node].index;
    const struct parameter_input *input = &p->graph->parameters[index].inputs[i];
    const size_t strip = p->inputs_base + (size_t)i, lanes = vm->pool.lanes;
    const struct vm_draws draws = {p->options.seed, p->options.random, vm->first_draw, lanes};

    if (p->options.design.fill) {
        p->options.design.fill(p->options.design.context, index, i, pool_open(&vm->pool, strip),
                               vm->first_draw, lanes);
        return;
    }
    if (p->options.expected) {
        pool_set(&vm->pool, strip, dist_expected(input->dist));
        return;
    }
    vm_draw_input(input, in->curves[i], vm->kernels, &draws, vm->uniform,
                  pool_open(&vm->pool, strip));
}

void vm_parameter(struct vm *vm, const struct instruction *in)
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
