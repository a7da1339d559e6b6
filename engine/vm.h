/* Runs a program over one block of draws, month by month. One vm a thread and scenario.

     struct vm *vm = vm_new(program, kernels_best(), 256);
     vm_begin(vm, first_draw, lanes, err);
     for (int month = 0; month < months; month++) {
         vm_month(vm, month, err);
         const double *x = vm_read(vm, node, cell);      // x[lanes], until the next call
     }

   All memory is taken in vm_new. A failed check (a probability outside [0, 1], a stock below zero, not
   a number in a stock) is error RUN with name, cell, month, draw and line of the script. */
#ifndef POLSIM_VM_H
#define POLSIM_VM_H

#include "compile.h"
#include "kernels.h"
#include "pool.h"

struct vm;

struct vm *vm_new(const struct program *program, const struct kernels *kernels, size_t lanes_max);
void vm_free(struct vm *vm);

/* Draws first_draw .. first_draw + lanes - 1; first_draw is a multiple of 16, lanes <= lanes_max. */
bool vm_begin(struct vm *vm, uint64_t first_draw, size_t lanes, struct error *err);
/* Months in order from 0, each once. */
bool vm_month(struct vm *vm, int month, struct error *err);
/* A root in the month just run; it holds until the next vm_month. */
struct strip vm_look(const struct vm *vm, int node, size_t cell);
/* The same in all lanes, x[lanes]. The pointer is into the vm or its scratch strip: it holds until the
   next vm_read or vm_month. */
const double *vm_read(struct vm *vm, int node, size_t cell);

/* A good width of block for the program: a power of two from 64 to 512. */
size_t vm_good_lanes(const struct program *program);

#endif
