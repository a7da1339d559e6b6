/* Shared by compile.c (what is needed, in which order), compile_fuse.c (what needs no instruction),
   compile_place.c (where it lies in memory) and
   compile_emit.c (operands, instructions, sizes) only. */
#ifndef POLSIM_COMPILE_PRIVATE_H
#define POLSIM_COMPILE_PRIVATE_H

#include "compile_program.h"
#include "pool.h"

/* What is known of a node while compiling. */
struct mark {
    bool needed, root;
    bool by_month;   /* computed every month, else once a block */
    int depth;       /* slots its buffer needs */
    int run;         /* index of its run; -1 before it is scheduled */
    int last_use;    /* place in the order of its last reader this month */
    bool fused;      /* worked out by its only reader */
    bool gathered;   /* SUM: added up in the run that makes its parts */
    bool read;       /* a root by itself, not through an alias */
    bool leaves_run; /* read by another run, another month, another cell or from outside */
    size_t base;     /* its first strip */
    /* Of the oldest month that its buffer keeps: the place of the last reader, or -1 where it must stay; do
       all readers of that run look at their own cell? */
    int oldest_last_use;
    bool oldest_by_cell;
};

/* What the instruction of a node reads: its arguments, or those of nodes fused into it. */
struct inputs {
    int count;
    const int *args;
    const bool *minus; /* [count], of several additions in one: which are taken away; else NULL */
    bool pair; /* an operation on args[0] and args[1], then the node's own on that and args[2] */
    enum op inner;    /* of a pair: the first of the two */
    bool result_last; /* of a pair: on args[2] and that */
    uint32_t axes;    /* SUM: of what is added up */
    bool filtered;    /* SUM: only where the constant `filter` is not 0 */
    int filter;
};

struct shape_map { /* cell of shape `from` -> cell of shape `to` */
    struct shape_map *next;
    uint32_t from, to;
    const uint32_t *map;
};

struct compiler {
    const struct model *model;
    struct schedule *schedule; /* of the program being ordered; compile.c's own */
    struct shape_map *maps;
    size_t *known_base; /* [nodes]: where the numbers of a known node begin, plus 1; 0: not yet */
    const struct graph *graph;
    struct program *program;
    struct mark *marks;
    struct inputs *inputs; /* [nodes] */
    int *order[2];         /* nodes of the draw and the month program in order of execution */
    int count[2];
    struct instruction_run *runs[2];
    int run_count[2];
};

/* A value as a look at the buffer of another node. */
struct alias {
    int node; /* that has a buffer, or is known */
    int lag;
    int part_of; /* the PART node when the buffer is a fund's, else -1 */
};

/* Follows delays, states, labels and parts to the node that is computed. */
struct alias compile_resolve(const struct graph *graph, int node);

/* Is the node computed by an instruction of its own? */
bool compile_has_buffer(const struct graph *graph, int node);

/* Does a node of shape `axes` that reads `arg` find it at its own cell, whatever the month? */
bool compile_reads_own_cell(const struct graph *graph, uint32_t axes, int arg);

/* Is the oldest month of a node let go cell by cell, by its last reader? */
bool compile_ends_by_cell(const struct compiler *c, int node);

/* Fills c->inputs, and marks what is fused; needs and roots must be known. */
void compile_fuse(struct compiler *c);

/* Must the node's buffer survive the month or the block? */
bool compile_is_lasting(const struct compiler *c, int node);

/* Gives every needed node its strips. */
void compile_place(struct compiler *c);

/* Fills the program: operands, instructions, states, sizes. */
void compile_emit(struct compiler *c);

#endif
