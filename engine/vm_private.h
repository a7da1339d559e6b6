/* Shared by vm.c, vm_fund.c and vm_fail.c only. */
#ifndef POLSIM_VM_PRIVATE_H
#define POLSIM_VM_PRIVATE_H

#include "compile_program.h"
#include "pool.h"
#include "vm.h"

struct vm {
    const struct program *program;
    const struct kernels *kernels;
    uint64_t first_draw;
    int month;
    struct pool pool;          /* program->strips; its lanes are the block's */
    double *uniform, *scratch; /* [lanes_max] */
    struct strip *addends;     /* what a sum adds up */
    size_t *slots;             /* of the operands of a run's instructions, VM_SLOTS each */
};

enum { VM_SLOTS = OP_ARITY_MAX + 1 }; /* three operands and the result */

/* What an operand holds in `cell`; `slot` is operand_slot of the month. */
static inline struct strip vm_operand(const struct vm *vm, const struct operand *operand,
                                      size_t slot, size_t cell)
{
    if (operand->kind == OPERAND_STRIP)
        return pool_at(&vm->pool, operand->base);
    size_t index = slot + (operand->map ? operand->map[cell] : cell);
    if (operand->kind == OPERAND_KNOWN)
        return (struct strip){operand->numbers + index, true};
    return pool_at(&vm->pool, index);
}

/* A block begins: nothing is owed, and there is no cash; see vm_fund.c. */
void vm_begin_fund(struct vm *vm, const struct fund_program *f);

/* Pays a fund's claims of this month. */
bool vm_pay_fund(struct vm *vm, const struct instruction *in, struct error *err);

/* Fills err: what is wrong in a lane of a node's cell, with cell, month, draw and line. */
bool vm_fail(const struct vm *vm, int node, size_t cell, long lane, const char *what, double value,
             const char *rule, struct error *err);

/* The same where more people are taken than there are. */
bool vm_fail_taking(const struct vm *vm, int node, size_t cell, long lane, double taken,
                    double there, struct error *err);

/* Counts of `hypergeometric`, x = {drawn, marked, others}: whole, not negative, no more drawn than there
   are; where expected, fractions may be, and drawn may pass the pool by rounding. */
bool vm_check_urn(const struct vm *vm, const struct instruction *in,
                  const struct strip x[OP_ARITY_MAX], size_t cell, struct error *err);

/* drawn * marked / (marked + others), 0 of an empty pool; never more than drawn or marked. */
void vm_expect_urn(const struct vm *vm, double *out, const struct strip x[OP_ARITY_MAX]);

#endif
