/* From the graph to a program: what never changes is folded, what no root needs is pruned, equal work
   is shared, and the rest is scheduled into runs of one shape.

     struct program *program = program_compile(model, &(struct compile_options){.seed = 1}, err);

   Roots are the nodes somebody reads: values of outputs and targets, or a list. */
#ifndef POLSIM_COMPILE_H
#define POLSIM_COMPILE_H

#include "model.h"

/* What uncertain inputs are in each lane, instead of drawn: see audit.h. fill() writes x[lanes], which is
   draws first_draw .. of input `input` of parameter `parameter`, before a cell's scale and offset. */
struct compile_design {
    void (*fill)(const void *context, int parameter, int input, double *x, uint64_t first_draw,
                 size_t lanes);
    const void *context;
};

struct compile_options {
    uint64_t seed;
    bool expected; /* every variate and uncertain input replaced by its mean */
    bool random;   /* parameters by plain random numbers instead of Sobol points */
    const int *
        roots; /* [root_count]: nodes, in place of outputs and targets; NULL: these. Read while compiling. */
    int root_count;
    bool curves; /* uncertain inputs from dist_curve: quicker from 150 draws on, other last bits */
    size_t gather_cells; /* so many cells are added up as they are made; 0: where it pays */
    struct compile_design design; /* fill NULL: inputs are drawn, with `expected` their means */
};

struct program; /* compile_program.h: only compile.c and the vm look inside */

/* The model must outlive the program. NULL with err filled on failure. */
struct program *program_compile(const struct model *model, const struct compile_options *options,
                                struct error *err);
void program_free(struct program *program);

struct program_size {
    size_t variates_per_draw; /* over all months */
    size_t instructions;      /* per month */
    size_t bytes_per_lane;    /* working memory a draw of a block takes */
    size_t bytes_per_vm;      /* and a vm besides */
    size_t fixed_bytes;
    bool multilinear; /* expected mode is exact (people and money flows of products only) */
};

struct program_size program_size(const struct program *program);

/* The order of events of a month, one line each, for `polsim check --order`. */
struct text;
void program_print_order(const struct program *program, struct text *text);

#endif
