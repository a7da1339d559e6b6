/* What the cmd_attain*.c files share: goals, their draws, and the tables made of them. Nobody else includes it. */
#ifndef POLSIM_CMD_ATTAIN_H
#define POLSIM_CMD_ATTAIN_H

#include "attainment.h"
#include "sample.h"
#include "table.h"

enum { ATTAIN_GOALS_MAX = 64 };

struct attain {
    const struct model *model;
    int count;
    struct measure goals[ATTAIN_GOALS_MAX]; /* of targets, in their own month */
    int months;                             /* of the model, its tail included */
    uint64_t draws, seed;
    enum run_sampler sampler;
    int threads;

    size_t runs; /* how often the model was run */
    double *met; /* [count * draws]: 1 where a goal is met in its month */
    int *first;  /* [count * draws]: attainment_times */
};

/* The targets named, in all their cells, or with none all of the model; each where it is due last. Errors: USAGE. */
bool attain_find_goals(struct attain *attain, char **names, int count, struct error *err);
/* Draws of which every month of a goal can be held at a time (512 MB). */
uint64_t attain_draws_most(const struct attain *attain);
/* Errors: SCENARIO, RUN. */
bool attain_compute(struct attain *attain, struct error *err);
void attain_clear(struct attain *attain);

/* The parts of the answer (docs/questions.md has their columns). */
enum { ATTAIN_TIMES, ATTAIN_MONTHS, ATTAIN_JOINT, ATTAIN_PAIRS, ATTAIN_PARTS };
void attain_make_tables(const struct attain *attain, struct store_table tables[ATTAIN_PARTS]);

#endif
