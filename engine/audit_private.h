/* What the files of audit.h share; nobody else includes it.

   audit.c (weights) · audit_trial.c (runs lanes of inputs) · audit_best.c (best cases) ·
   audit_findings.c (texts) · audit_ledger.c (what leaves stocks and what enters) · audit_order.c (the order of events). */
#ifndef POLSIM_AUDIT_PRIVATE_H
#define POLSIM_AUDIT_PRIVATE_H

#include "audit.h"
#include "vm.h"

/* Runs lanes, each with its own inputs, in expected mode. Inputs are numbered over all parameters.
   */
struct trial {
    const struct model *model;
    struct audit *audit;
    int *first_input; /* [parameters + 1] */
    struct program *program;
    struct vm *vm;

    /* What the inputs are, by number. Lane 0: middle; lanes 1 + 2i and 2 + 2i: middle, but input i
       at its low and at its high. */
    double *middle, *low, *high;
    bool goals_only; /* no money: months after the last target are left out */

    size_t lanes;   /* of the last evaluation */
    double *values; /* [results][lanes]: NaN where there is none */
    size_t capacity;
};

bool trial_start(struct trial *trial, const struct model *model, struct audit *audit,
                 struct error *err);
void trial_clear(struct trial *trial);
/* Fills values for so many lanes. Errors: RUN. */
bool trial_evaluate(struct trial *trial, size_t lanes, struct error *err);

static inline double trial_value(const struct trial *trial, int result, size_t lane)
{
    return trial->values[(size_t)result * trial->lanes + lane];
}

/* Fills `best` of targets that no lane of the last evaluation met; overwrites middle, low and
   high. */
void audit_find_best(struct trial *trial);

/* Adds a finding of a rule; `write` says it in a language. */
typedef void audit_write(const struct model *model, const void *subject, const char *language,
                         struct text *out);
void audit_add_finding(struct model *model, const char *id, const char *about, audit_write *write,
                       const void *subject);

/* Adds what the stocks' flows say: what leaves one and enters nowhere, twice, or less than wholly. */
void audit_add_ledger(struct model *model);

/* Whether a value meets a target, but for what rounding leaves. */
bool audit_is_met(const struct target *target, double value);

#endif
