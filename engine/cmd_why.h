/* What the files of `polsim why` share.

   cmd_why.c (the command) · cmd_why_inputs.c (the inputs that have a say) · cmd_why_steps.c (how it comes about, its
   words) · cmd_why_text.c, cmd_why_text_inputs.c (the answer for
   people). */
#ifndef POLSIM_CMD_WHY_H
#define POLSIM_CMD_WHY_H

#include "estimate.h"
#include "measure.h"
#include "provenance.h"
#include "provenance_tree.h"
#include "store.h"

/* Draws are near the quantile whose number lies as much of all draws below or above it. */
#define WHY_NEAR 0.025

struct why {
    struct store *store;
    const struct store_run *run;
    const struct model *model;
    bool apart; /* the model's fixed inputs are told apart (lua_model.h, symbolic) */
    struct measure measure;
    const char *language;

    /* Of the draws that were computed again: the run's first. */
    uint64_t draws;
    double *y;    /* [draws] */
    double again; /* their mean */
    double level; /* of the quantile that is held with 80 % confidence */

    /* What was printed: of all draws of the run, where it keeps the series; else of these. */
    struct estimate mean, quantile;
    double p50;

    struct provenance *rests;
    struct provenance_tree *tree;
    struct store_table number, steps, inputs;
};

/* A row for each value of an input that has a say, the heaviest input first, fixed ones last. Errors: STORE, RUN. */
bool why_list_inputs(struct why *why, struct error *err);
/* A row a step. */
void why_list_steps(struct why *why);

/* ---- for people ---- */

enum { WHY_INDENT = 2 };

/* `all`: every input, else the first few. */
void why_add_text(const struct why *why, bool all, struct text *out);

void why_add_inputs(const struct why *why, bool all, struct text *out);
/* Wraps a line that is complete, and empties it. */
void why_end_line(struct text *line, int indent, int hang, struct text *out);

/* ---- words ---- */

/* Has it a name of its own, and not only a line of the script? */
bool why_is_named(const struct why *why, const struct provenance_step *step);
/* "Paid: County special, R1", or the line, with its cells where these are not all. */
void why_add_step_name(const struct why *why, const struct provenance_step *step,
                       const char *language, struct text *out);
/* "2028", "December 2027", "average of 2028". */
void why_add_step_months(const struct why *why, const struct provenance_step *step,
                         const char *language, struct text *out);
/* "money.lua:12", and how the text of that line begins; nothing where no line is known. */
void why_add_place(const struct why *why, struct place place, struct text *out);
void why_add_line(const struct why *why, struct place place, struct text *out);
/* "what was owed before, and due, less what is still owed"; "" for a step without parts. */
const char *why_how(enum provenance_how how, const char *language);
/* Where the number is defined; where a step is. */
struct place why_place(const struct why *why);
struct place why_step_place(const struct why *why, const struct provenance_step *step);
void why_step_unit(const struct why *why, const struct provenance_step *step, char *text,
                   size_t size);

#endif
