/* Shared by the files of vm.h only: vm.c (making and running), vm_codes.c, vm_urn.c and vm_fund.c (what
   instructions do), vm_fail.c (messages), vm_time.c (what they cost). */
#ifndef POLSIM_VM_PRIVATE_H
#define POLSIM_VM_PRIVATE_H

#include "compile_program.h"
#include "pool.h"
#include "ticks.h"
#include "vm.h"

/* Where an operand of this month lies: strip base + map[cell] of the pool. */
struct spot {
    const uint32_t *map;
    size_t base;
};

/* An instruction ready to run. */
struct step {
    int code; /* of enum op, or OP_COUNT + enum code */
    const struct instruction *in;
    const struct spot *out, *args; /* args[arg_count], of operations at least [OP_ARITY_MAX] */
};

struct moving { /* a place that changes from month to month */
    struct spot *spot;
    const struct operand *operand;
};

struct step_cost {
    int64_t ticks;
    uint64_t strips, one_number;
};

/* What vm_time adds. */
struct timing {
    struct step_cost *draw, *month; /* of each instruction of the two programs */
    struct step_cost *now;          /* of the one that runs */
    int64_t reading;                /* ticks that reading the clock takes */
    int64_t suspicious;             /* ticks so many that others may have had the processor */
    double tick;                    /* seconds */
    uint64_t last, begun, ended;    /* readings: of a step, of a month */
    uint64_t readings;              /* so many */
    double wall, processor;         /* seconds, when it was last known what others took */
    int64_t taken;                  /* ticks that they took */
    int64_t all; /* ticks of all that was run; reading and what others took are in it */
};

struct vm {
    const struct program *program;
    const struct kernels *kernels;
    uint64_t first_draw;
    int month;
    struct pool pool; /* the program's strips, then what is known, then a zero */
    size_t zero;
    double *uniform, *scratch; /* [lanes_max] */
    struct strip *addends;     /* what a sum adds up */
    struct step *draw, *month_steps;
    struct spot *spots;
    struct moving *moving;
    size_t moving_count;
    uint32_t *own_cell, *same_cell; /* maps: cell c to c, to 0 */
    struct timing *timing;          /* NULL: it is not timed */
    struct vm_fault fault;
};

static inline size_t vm_spot(const struct spot *spot, size_t cell)
{
    return spot->base + spot->map[cell];
}

static inline size_t vm_operand_base(const struct vm *vm, const struct operand *operand, int month)
{
    if (operand->kind == OPERAND_STRIP)
        return operand->base;
    return operand_slot(operand, month) +
           (operand->kind == OPERAND_KNOWN ? vm->program->strips : 0);
}

static inline size_t vm_operand_spot(const struct vm *vm, const struct operand *operand, int month,
                                     size_t cell)
{
    size_t own = operand->kind == OPERAND_STRIP ? 0 : operand->map ? operand->map[cell] : cell;

    return vm_operand_base(vm, operand, month) + own;
}

static inline struct strip vm_operand(const struct vm *vm, const struct operand *operand, int month,
                                      size_t cell)
{
    return pool_at(&vm->pool, vm_operand_spot(vm, operand, month, cell));
}

/* What instructions do in a cell, from strips of the pool into strip `out`: vm_codes.c. False with err where a check fails. */
bool vm_poisson(struct vm *vm, const struct instruction *in, size_t out, size_t mean, size_t cell,
                struct error *err);
bool vm_binomial(struct vm *vm, const struct instruction *in, size_t out, size_t people,
                 size_t chance, size_t cell, struct error *err);
bool vm_hypergeometric(struct vm *vm, const struct instruction *in, size_t out,
                       const size_t from[OP_ARITY_MAX], size_t cell, struct error *err);
void vm_noise(struct vm *vm, const struct instruction *in, size_t out, size_t cell);
bool vm_next(struct vm *vm, const struct instruction *in, size_t out, size_t from, size_t cell,
             struct error *err);
void vm_add(struct vm *vm, const struct step *step, size_t out, size_t cell);
void vm_sum(struct vm *vm, const struct step *step, size_t out, size_t cell);
void vm_gather(struct vm *vm, const struct step *step, size_t out, size_t cell);
bool vm_lag_by(struct vm *vm, const struct instruction *in, size_t out, struct strip months,
               size_t cell, struct error *err);
/* All cells of a parameter. */
void vm_parameter(struct vm *vm, const struct instruction *in);

/* A block begins: nothing is owed, and there is no cash; see vm_fund.c. */
void vm_begin_fund(struct vm *vm, const struct fund_program *f);

/* Pays a fund's claims of this month. */
bool vm_pay_fund(struct vm *vm, const struct instruction *in, struct error *err);

/* ---- vm_time.c ---- */
/* Around one of the two programs. */
void vm_time_begin(struct vm *vm, struct step_cost *costs);
void vm_time_end(struct vm *vm);
/* A parameter or a fund has run: all its strips at once. */
void vm_time_whole(struct vm *vm, const struct instruction *in, struct step_cost *cost);
/* Ticks, of the last `most`, in which this thread did not run. */
int64_t vm_time_taken(struct timing *timing, int64_t most);
void vm_timing_free(struct timing *timing);

/* The step that ended now began where the last one ended. */
static inline void vm_time_step(struct timing *timing, struct step_cost *cost, bool one_number)
{
    uint64_t now = ticks_now();
    int64_t ticks = (int64_t)(now - timing->last);

    timing->last = now;
    if (ticks > timing->suspicious)
        ticks -= vm_time_taken(timing, ticks);
    cost->ticks += ticks - timing->reading;
    cost->strips++;
    cost->one_number += one_number;
    timing->readings++;
}

/* Fills err: what is wrong in a lane of a node's cell, with cell, month, draw and line. */
bool vm_fail(struct vm *vm, int node, size_t cell, long lane, const char *what, double value,
             const char *rule, struct error *err);

/* The same where more people are taken than there are. */
bool vm_fail_taking(struct vm *vm, int node, size_t cell, long lane, double taken,
                    double there, struct error *err);

/* Counts of `hypergeometric`, x = {drawn, marked, others}: whole, not negative, no more drawn than there
   are; where expected, fractions may be, and drawn may pass the pool by rounding. */
bool vm_check_urn(struct vm *vm, const struct instruction *in,
                  const struct strip x[OP_ARITY_MAX], size_t cell, struct error *err);

/* drawn * marked / (marked + others), 0 of an empty pool; never more than drawn or marked. */
void vm_expect_urn(const struct vm *vm, double *out, const struct strip x[OP_ARITY_MAX]);

#endif
