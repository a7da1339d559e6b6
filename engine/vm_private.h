/* Shared by vm.c, vm_fund.c and vm_fail.c only. */
#ifndef POLSIM_VM_PRIVATE_H
#define POLSIM_VM_PRIVATE_H

#include "compile_program.h"
#include "vm.h"

struct vm {
    const struct program *program;
    const struct kernels *kernels;
    size_t lanes_max, lanes;
    uint64_t first_draw;
    int month;
    double *pool;                     /* program->strips strips of lanes_max */
    double *uniform, *first, *second; /* scratch strips */
    size_t *slots;                    /* of the operands of a run's instructions, VM_SLOTS each */
};

enum { VM_SLOTS = OP_ARITY_MAX + 1 }; /* three operands and the result */

static inline double *vm_strip(const struct vm *vm, size_t index)
{
    return vm->pool + index * vm->lanes_max;
}

/* Pays a fund's claims of this month; see vm_fund.c. */
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
                  const double *const x[OP_ARITY_MAX], size_t cell, struct error *err);

/* drawn * marked / (marked + others), 0 of an empty pool; never more than drawn or marked. */
void vm_expect_urn(const struct vm *vm, const struct instruction *in, double *out,
                   const double *const x[OP_ARITY_MAX]);

#endif
