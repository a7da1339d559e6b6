/* The compiled form of a model, for compile.c, which makes it, and the vm, which runs it.

   Memory of a block is one pool of strips (a strip is `lanes` doubles, one cell's draws). A node that is
   computed has a buffer of depth * cells strips: month t is written to slot t mod depth, so that a delay or
   a state is only a look at an older slot. Nodes used by their own run alone live in one strip. */
#ifndef POLSIM_COMPILE_PROGRAM_H
#define POLSIM_COMPILE_PROGRAM_H

#include "compile.h"
#include "threefry.h"

enum operand_kind {
    OPERAND_NONE,
    OPERAND_KNOWN,  /* numbers[row of the month][cell], the same for all draws */
    OPERAND_BUFFER, /* strips of the pool */
    OPERAND_STRIP,  /* one strip of the pool, whatever the cell */
};

/* Where an instruction finds an operand: of its cell c, strip or number map[c] (c itself when map is NULL)
   of the slot for the month. */
struct operand {
    enum operand_kind kind;
    int lag;                  /* months back */
    int depth;                /* slots of the buffer; 1: the same in all months */
    const int *slot_of_month; /* a dated parameter: which slot a month reads; else NULL */
    size_t base,
        slot; /* first strip, strips of a slot; KNOWN: of program.known, numbers of a slot */
    const double *numbers; /* KNOWN: numbers[0] is number `base` */
    const uint32_t *map;
};

enum { ADDENDS_MAX = 32 }; /* of CODE_ADD */

enum code {
    CODE_OP,
    CODE_COPY,   /* NEXT */
    CODE_ADD,    /* args[0] + or - args[1] + or - args[2] .. */
    CODE_PAIR,   /* args[0] `inner` args[1], then `op` with args[2] */
    CODE_SUM,    /* args[0] over cells[first[c] .. first[c + 1] - 1] */
    CODE_GATHER, /* out + args[0], cell by cell of args[0]; see `turns` */
    CODE_STACK,  /* args[part[c]] at cells[c] */
    CODE_LAG_BY,
    CODE_POISSON,
    CODE_BINOMIAL,
    CODE_HYPERGEOMETRIC,
    CODE_NOISE,
    CODE_PARAMETER,
    CODE_FUND,
};

/* Of a part of a sum: before the first, the sum is 0; some do not count. */
enum turn { TURN_FIRST = 1, TURN_NONE = 2 };

struct instruction {
    enum code code;
    enum op op, inner; /* inner: of a pair, the first of the two */
    bool result_last;  /* of a pair: args[2] op what is between args[0] and args[1] */
    int node;          /* for messages, and what else is needed of it */
    int arg_count;
    unsigned dying; /* bit a: args[a] is a strip that nobody reads after this */
    struct operand *args;
    struct operand out;
    const uint32_t *cells;           /* SUM, STACK */
    const uint32_t *part;            /* STACK */
    const size_t *first;             /* SUM */
    const uint8_t *turns;            /* GATHER: bits of enum turn, a cell */
    const bool *minus;               /* ADD */
    const struct threefry_key *keys; /* chance: one a cell */
    size_t first_input;              /* PARAMETER: of program.inputs' strips */
    size_t variates;                 /* chance: a draw, over all months and cells */
    struct fund_program *fund;
    const struct dist_curve **curves; /* PARAMETER: [inputs], NOISE: one; may be NULL */
};

/* Instructions of one shape, run cell by cell. */
struct instruction_run {
    size_t cells;
    int first, count;
};

/* Strips of a fund's state, besides its output slots: see vm_fund.c. */
struct fund_program {
    const struct fund *fund;
    int years;                  /* calendar years of the horizon */
    int *order;                 /* claims by priority */
    size_t *claim_cells;        /* cells of each claim */
    size_t *claim_offset;       /* of each claim in the concatenated cells */
    size_t cells;               /* of all claims */
    size_t state, state_strips; /* arrears[year][cells] and cash, in fen */
};

struct state_program {
    int node;               /* NODE_STATE */
    struct operand initial; /* by cell of the state */
    size_t base, slot;      /* buffer of its next */
    int depth;
};

/* Numbers that are the same in all draws, in one row of known_count for all nodes. */
struct known {
    struct known *next;
    const double *numbers;
    size_t base, count;
};

/* Strips that nobody reads after a run of the month program. */
struct dead_strips {
    int run;
    size_t base, count;
};

/* The buffer of a node that keeps older months: before month t is written, slot t mod depth is dead. */
struct ring {
    size_t base, slot;
    int depth;
};

struct program {
    const struct model *model;
    const struct graph *graph;
    struct compile_options options;
    struct arena *arena;
    size_t strips; /* of the pool */
    int draw_count, month_count;
    struct instruction *draw; /* once a block: parameters and what follows from them alone */
    struct instruction *month;
    int draw_run_count, month_run_count;
    struct instruction_run *draw_runs, *month_runs;
    int state_count;
    struct state_program *states;
    struct operand *operands; /* [nodes]: where each root is found; kind NONE for other nodes */
    size_t input_strips;      /* most inputs of one parameter */
    size_t inputs_base;       /* strips they are drawn into */
    size_t
        cleared_strips; /* the first strips of the pool, zeroed when a block begins: older months */
    struct dead_strips *dead; /* [dead_count], by run */
    struct ring *rings;       /* [ring_count] */
    int dead_count, ring_count;
    struct known *known;
    size_t known_count;
    size_t most_cells; /* of any operand */
    struct program_size size;
};

/* Strip (or number) index of an operand for a month and cell, without the base of numbers. */
static inline size_t operand_slot(const struct operand *operand, int month)
{
    int slot = operand->slot_of_month ? operand->slot_of_month[month]
               : operand->depth > 1
                   ? (month - operand->lag + operand->depth * (operand->lag + 1)) % operand->depth
                   : 0;

    return operand->base + (size_t)slot * operand->slot;
}

/* Number of strips of a node's value in one month: its cells; for a fund, all its parts'. */
size_t program_node_cells(const struct graph *graph, int node);
/* First strip of a fund's part within its slot. */
size_t program_fund_part_offset(const struct graph *graph, int fund, int claim,
                                enum fund_part part);

#endif
