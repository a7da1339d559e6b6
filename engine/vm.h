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

/* Draws first_draw .. first_draw + lanes - 1, lanes <= lanes_max; quickest where first_draw is a multiple of 4. */
bool vm_begin(struct vm *vm, uint64_t first_draw, size_t lanes, struct error *err);
uint64_t vm_first_draw(const struct vm *vm); /* of the block */
/* Months in order from 0, each once. */
bool vm_month(struct vm *vm, int month, struct error *err);
/* The check that failed last: where a content, a chance or the like is what it must not be. */
struct vm_fault {
    int node;
    size_t cell;
    int month;
    uint64_t draw;
    double value;
};
struct vm_fault vm_fault(const struct vm *vm);
/* A root in the month just run; it holds until the next vm_month. */
struct strip vm_look(const struct vm *vm, int node, size_t cell);
/* Which strip of the vm's pool that is, for who keeps what it holds in strips of its own there (pool_extend, before
   vm_begin; pool_share). */
size_t vm_place(const struct vm *vm, int node, size_t cell);
struct pool *vm_pool(struct vm *vm);
/* The same in all lanes, x[lanes]. The pointer is into the vm or its scratch strip: it holds until the
   next vm_read or vm_month. */
const double *vm_read(struct vm *vm, int node, size_t cell);

/* ---- inputs alone ---- */

struct vm_draws {
    uint64_t seed;
    bool random; /* not Sobol points */
    uint64_t first;
    size_t lanes;
};

enum {
    VM_UNIFORM_GROUP = 4
}; /* u has room for lanes + VM_UNIFORM_GROUP where `first` is no multiple of it */

/* u[lanes]: how probable it is that an uncertain input is below what it is in these draws. */
void vm_draw_uniform(const struct parameter_input *input, const struct kernels *kernels,
                     const struct vm_draws *draws, double *u);
/* x[lanes]: an uncertain input in these draws, before any cell's scale and offset; u[lanes] is room for the way
   there. curve: of dist_curve_new, or NULL. Thread-safe. */
void vm_draw_input(const struct parameter_input *input, const struct dist_curve *curve,
                   const struct kernels *kernels, const struct vm_draws *draws, double *u,
                   double *x);

/* ---- what it costs, for `polsim run --profile` ---- */

/* What an instruction is, in the words of the profile. */
enum vm_work {
    VM_DRAW,       /* chance */
    VM_SUM,        /* over cells */
    VM_ARITHMETIC, /* cell by cell */
    VM_FUND,
    VM_STOCK,
    VM_CHOICE, /* of cells: stack */
    VM_DELAY,  /* by a number of months that is drawn */
    VM_INPUT,  /* a parameter, once a block */
    VM_WORKS
};

struct vm_cost { /* of one instruction */
    int node;
    enum vm_work work;
    size_t cells, variates;      /* strips each time it runs; variates a draw */
    double ticks;                /* of ticks.h, over all that the vm has run */
    uint64_t strips, one_number; /* written; of them the same in all lanes */
};

/* From now on it is timed: after each cell of each instruction the counter of ticks.h is read. What the
   reading takes is measured here and taken off, and so is what other programs take of the processor
   meanwhile. Results stay what they are. */
void vm_time(struct vm *vm);
size_t vm_timing_bytes(const struct program *program);

size_t vm_cost_count(const struct vm *vm);
struct vm_cost vm_cost(const struct vm *vm, size_t i);
/* Ticks of all that was run, which is more than its instructions take. */
double vm_ticks(const struct vm *vm);
/* What the timing itself took, in no other figure; and one reading of the counter. */
double vm_timing_ticks(const struct vm *vm);
double vm_reading_ticks(const struct vm *vm);

/* A good width of block for the program: a power of two from 64 to 512. */
size_t vm_good_lanes(const struct program *program);

#endif
