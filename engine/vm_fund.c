/* Paying a fund's claims of a month. Part of vm.h.

   All amounts are whole fen here (doubles below 2^53: exact in any order); the results are in yuan.
   A claim is rounded once, half away from zero. What cannot be paid waits by calendar year of the
   claim; payment goes by priority, then oldest year, then pro rata among cells with the largest
   remainder, ties to the first cell in order of routes and labels. Without an appropriation everything
   is paid at once.

   State strips, never short: owed[year][cell of all claims], then cash. */
#include "vm_private.h"

#include "dmath.h"
#include "word.h"

#include <string.h>

enum { FEN_PER_YUAN = 100 };

/* Output strip of a claim's part this month. */
static size_t part_of(const struct vm *vm, const struct instruction *in, int claim,
                      enum fund_part part, size_t cell)
{
    const struct graph *g = vm->program->graph;
    size_t offset = program_fund_part_offset(g, g->nodes[in->node].index, claim, part);

    return operand_slot(&in->out, vm->month) + offset + cell;
}

static double *part_strip(const struct vm *vm, const struct instruction *in, int claim,
                          enum fund_part part, size_t cell)
{
    return pool_lanes(&vm->pool, part_of(vm, in, claim, part, cell));
}

/* What is paid lane by lane: payments and arrears of all claims, and the fund's own parts. They are written in
   all lanes; once paid, many hold nothing. */
static void each_part(struct vm *vm, const struct instruction *in,
                      void (*visit)(struct pool *, size_t))
{
    const struct fund_program *f = in->fund;

    for (int c = 0; c < f->fund->claim_count; c++)
        for (size_t cell = 0; cell < f->claim_cells[c]; cell++) {
            visit(&vm->pool, part_of(vm, in, c, FUND_PAYMENT, cell));
            visit(&vm->pool, part_of(vm, in, c, FUND_ARREARS, cell));
        }
    for (int part = FUND_APPROPRIATION; part <= FUND_LAPSED; part++)
        visit(&vm->pool, part_of(vm, in, 0, (enum fund_part)part, 0));
}

static void open_part(struct pool *pool, size_t strip)
{
    pool_open(pool, strip);
}

void vm_begin_fund(struct vm *vm, const struct fund_program *f)
{
    for (size_t i = 0; i < f->state_strips; i++)
        memset(pool_open(&vm->pool, f->state + i), 0, vm->pool.lanes * sizeof(double));
}

/* The commitment of a claim's cell, in yuan, and what it adds to what is owed, in fen. */
static void commit(struct vm *vm, size_t commitment, struct strip claim, double *owed)
{
    static const double fen_per_yuan = FEN_PER_YUAN;
    const struct strip factor = {&fen_per_yuan, true};
    struct pool *pool = &vm->pool;

    kernels_apply(vm->kernels, OP_MUL, pool, commitment, claim, factor);
    kernels_apply(vm->kernels, OP_ROUND, pool, commitment, pool_at(pool, commitment), factor);
    struct strip fen = pool_at(pool, commitment);
    for (size_t i = 0; owed && i < pool->lanes; i++)
        owed[i] += strip_lane(fen, i);
    kernels_apply(vm->kernels, OP_DIV, pool, commitment, fen, factor);
}

/* Approves the month's claims: commitments, and what is owed under this year. */
static bool approve(struct vm *vm, const struct instruction *in, int year, struct error *err)
{
    const struct fund_program *f = in->fund;

    for (int c = 0; c < f->fund->claim_count; c++)
        for (size_t cell = 0; cell < f->claim_cells[c]; cell++) {
            struct strip claim = vm_operand(vm, &in->args[c], vm->month, cell);
            size_t owed = f->state + (size_t)year * f->cells + f->claim_offset[c] + cell;
            long bad = vm->kernels->bad_mean(claim.x, claim.one ? 1 : vm->pool.lanes);
            if (bad >= 0)
                return vm_fail(vm, f->fund->claims[c].node, cell, bad, WORD("the claim"),
                               claim.x[bad], "a fund cannot pay less than nothing", err);
            commit(vm, part_of(vm, in, c, FUND_COMMITMENT, cell), claim,
                   f->state_strips ? pool_lanes(&vm->pool, owed) : NULL);
        }
    return true;
}

/* What is paid at once is what is committed: read from there (graph.h). */
static void pay_all(struct vm *vm, const struct instruction *in)
{
    const struct fund_program *f = in->fund;

    for (int c = 0; c < f->fund->claim_count; c++)
        for (size_t cell = 0; cell < f->claim_cells[c]; cell++)
            pool_set(&vm->pool, part_of(vm, in, c, FUND_ARREARS, cell), 0);
    for (int part = FUND_APPROPRIATION; part <= FUND_LAPSED; part++)
        pool_set(&vm->pool, part_of(vm, in, 0, (enum fund_part)part, 0), 0);
}

/* A layer: what one priority is owed from one year, over the cells of its claims. */
struct layer {
    struct vm *vm;
    const struct instruction *in;
    int first, last; /* places in fund_program.order */
    int year;
};

typedef void layer_cell(double *owed, double *paid, void *context);

static void each_cell(const struct layer *layer, size_t lane, layer_cell *visit, void *context)
{
    const struct fund_program *f = layer->in->fund;

    for (int o = layer->first; o <= layer->last; o++) {
        int c = f->order[o];
        for (size_t cell = 0; cell < f->claim_cells[c]; cell++)
            visit(pool_lanes(&layer->vm->pool, f->state + (size_t)layer->year * f->cells +
                                                   f->claim_offset[c] + cell) +
                      lane,
                  part_strip(layer->vm, layer->in, c, FUND_PAYMENT, cell) + lane, context);
    }
}

static void add_owed(double *owed, double *paid, void *context)
{
    (void)paid;
    *(double *)context += *owed;
}

static void pay_whole(double *owed, double *paid, void *context)
{
    (void)context;
    *paid += *owed;
    *owed = 0;
}

struct shares {
    double cash, owed; /* of the layer, in fen */
    double given;      /* by the whole parts */
    double best;       /* largest remainder found in this pass below `below` */
    double *best_owed, *best_paid;
    double below;
    int left; /* fen to give to the largest remainders */
};

struct share {
    double whole, remainder;
};

/* cash * owed / total in whole fen and the remainder of the division, exact: the quotient of doubles is out by few,
   so that the remainder is small and right modulo 2^64, and tells by how many. owed <= total < 2^53, cash < 2^53. */
static struct share share_of(double cash, double owed, double total)
{
    const int64_t all = (int64_t)total;
    uint64_t whole = (uint64_t)(cash * owed / total);
    int64_t rest = (int64_t)((uint64_t)cash * (uint64_t)owed - whole * (uint64_t)all);

    for (; rest < 0; rest += all)
        whole--;
    for (; rest >= all; rest -= all)
        whole++;
    return (struct share){(double)whole, (double)rest};
}

static void give_whole_share(double *owed, double *paid, void *context)
{
    struct shares *s = context;
    double share = share_of(s->cash, *owed, s->owed).whole;

    (void)paid;
    s->given += share;
}

/* Gives each its whole share, and one fen more where its remainder is at least `below` (found before). */
static void find_remainder(double *owed, double *paid, void *context)
{
    struct shares *s = context;
    double remainder = share_of(s->cash, *owed, s->owed).remainder;

    (void)paid;
    if (remainder < s->below && remainder > s->best)
        s->best = remainder;
}

static void count_remainder(double *owed, double *paid, void *context)
{
    struct shares *s = context;

    (void)paid;
    if (share_of(s->cash, *owed, s->owed).remainder == s->best)
        s->left--;
}

static void pay_share(double *owed, double *paid, void *context)
{
    struct shares *s = context;
    struct share share = share_of(s->cash, *owed, s->owed);
    double fen = share.whole;

    if (share.remainder > s->below || (share.remainder == s->below && s->left > 0)) {
        if (share.remainder == s->below)
            s->left--;
        fen++;
    }
    *paid += fen;
    *owed -= fen;
}

/* Cash below what the layer is owed: pro rata by largest remainder. `below` ends as the smallest
   remainder that still gets a fen, `left` as how many of those equal to it get one. */
static void pay_pro_rata(const struct layer *layer, size_t lane, double cash, double owed)
{
    struct shares s = {.cash = cash, .owed = owed};

    each_cell(layer, lane, give_whole_share, &s);
    int rest = (int)(cash - s.given);
    s.below = owed;
    s.left = rest;
    while (s.left > 0) {
        s.best = 0;
        each_cell(layer, lane, find_remainder, &s);
        rest = s.left;
        each_cell(layer, lane, count_remainder, &s);
        s.below = s.best;
        if (s.left <= 0)
            break;
    }
    s.left = rest;
    if (rest == 0)
        s.below = owed;
    each_cell(layer, lane, pay_share, &s);
}

static double pay_lane(struct layer *layer, size_t lane, double cash, int year)
{
    const struct fund_program *f = layer->in->fund;
    const struct fund_claim *claims = f->fund->claims;

    for (layer->first = 0; layer->first < f->fund->claim_count; layer->first = layer->last + 1) {
        layer->last = layer->first;
        while (layer->last + 1 < f->fund->claim_count &&
               claims[f->order[layer->last + 1]].priority ==
                   claims[f->order[layer->first]].priority)
            layer->last++;
        for (layer->year = 0; layer->year <= year && cash > 0; layer->year++) {
            double owed = 0;
            each_cell(layer, lane, add_owed, &owed);
            if (owed <= cash) {
                each_cell(layer, lane, pay_whole, NULL);
                cash -= owed;
            } else {
                pay_pro_rata(layer, lane, cash, owed);
                cash = 0;
            }
        }
    }
    return cash;
}

/* Payments from fen to yuan, and what is still owed over all years. */
static void report(struct vm *vm, const struct instruction *in, int year)
{
    const struct fund_program *f = in->fund;

    for (int c = 0; c < f->fund->claim_count; c++)
        for (size_t cell = 0; cell < f->claim_cells[c]; cell++) {
            double *paid = part_strip(vm, in, c, FUND_PAYMENT, cell);
            double *arrears = part_strip(vm, in, c, FUND_ARREARS, cell);
            for (size_t i = 0; i < vm->pool.lanes; i++) {
                double owed = 0;
                for (int y = 0; y <= year; y++)
                    owed += pool_lanes(&vm->pool, f->state + (size_t)y * f->cells +
                                                      f->claim_offset[c] + cell)[i];
                paid[i] /= FEN_PER_YUAN;
                arrears[i] = owed / FEN_PER_YUAN;
            }
        }
}

bool vm_pay_fund(struct vm *vm, const struct instruction *in, struct error *err)
{
    const struct fund_program *f = in->fund;
    const struct graph *g = vm->program->graph;
    int year = graph_calendar_year(g, vm->month) - g->first_year;
    bool ends_year = graph_calendar_month(g, vm->month) == 12;
    struct layer layer = {.vm = vm, .in = in};

    if (!approve(vm, in, year, err))
        return false;
    if (!f->state_strips) {
        pay_all(vm, in);
        return true;
    }
    each_part(vm, in, open_part);
    for (int c = 0; c < f->fund->claim_count; c++)
        for (size_t cell = 0; cell < f->claim_cells[c]; cell++)
            memset(part_strip(vm, in, c, FUND_PAYMENT, cell), 0, vm->pool.lanes * sizeof(double));
    const struct strip money = vm_operand(vm, &in->args[in->arg_count - 1], vm->month, 0);
    double *cash = pool_lanes(&vm->pool, f->state + f->cells * (size_t)f->years);
    double *appropriation = part_strip(vm, in, 0, FUND_APPROPRIATION, 0);
    double *balance = part_strip(vm, in, 0, FUND_BALANCE, 0);
    double *lapsed = part_strip(vm, in, 0, FUND_LAPSED, 0);
    for (size_t i = 0; i < vm->pool.lanes; i++) {
        double fen = dm_round(strip_lane(money, i) * FEN_PER_YUAN);
        appropriation[i] = fen / FEN_PER_YUAN;
        cash[i] = pay_lane(&layer, i, cash[i] + fen, year);
        double returned = ends_year && !f->fund->carry_over ? cash[i] : 0;
        cash[i] -= returned;
        lapsed[i] = returned / FEN_PER_YUAN;
        balance[i] = cash[i] / FEN_PER_YUAN;
    }
    report(vm, in, year);
    each_part(vm, in, pool_close);
    return true;
}
