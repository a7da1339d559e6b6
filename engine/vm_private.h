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

#endif
