/* What a model says before any chance: which inputs weigh most, which targets no input could
   reach, which funds are never drawn; and the findings that follow.

     struct audit *audit = audit_new(model);
     for (int i = 0; i < audit->input_count; i++) audit->inputs[i] ...    // heaviest first
     audit_add_findings(model, audit);
     audit_free(audit);

   All of it is computed in expected mode: chance is its mean, and each lane of a block holds its
   own choice of inputs. Lane 0 has every uncertain input at its mean; for each input two more have
   it at its P10 and P90 with all others at their means (nominal range sensitivity; Morgan &
   Henrion, Uncertainty, 1990, chapter 8). What is nonlinear or depends on two inputs together is
   seen only as far as these lines go. */
#ifndef POLSIM_AUDIT_H
#define POLSIM_AUDIT_H

#include "model.h"
#include "text.h"

enum { AUDIT_INPUTS_MAX = 1000 }; /* more are not weighed one by one */

/* What an input may move: a cell of a target, or the last: the money committed in all funds and
   years. */
struct audit_result {
    const struct target *target; /* NULL: the money */
    size_t cell;
    double at_mean; /* with all inputs at their means; NaN: no value */
    double scale;   /* threshold, or mean where that is 0: what changes are relative to */
    double best; /* of a target that no P10 or P90 meets: each input at its better end; else NaN */
};

struct audit_input {
    int parameter, input; /* of graph.parameters, and of its inputs */
    size_t cell;          /* the first of parameter.cells that draws from it */
    double low, high;     /* its P10 and P90, a scenario's changes included */
    int most;             /* the result it moves most; -1: none */
    double swing;         /* how far that moves between low, mean and high, relative to its scale */
    double at_low, at_high; /* by how much, with its sign, relative to its scale */
};

struct audit {
    int input_count; /* uncertain inputs; 0 of inputs where they are too many */
    struct audit_input *inputs;
    int result_count;
    struct audit_result *results;
    bool has_money;   /* the last result */
    bool ran;         /* with all inputs at their means, at least: what follows is known */
    bool *fund_drawn; /* [funds]: committed anything in any month */
    struct error weights_error; /* kind NONE, or why nothing was computed */
    struct error best_error;    /* kind NONE, or why a best case was not */
};

/* Never NULL: what cannot be computed says why in its errors. */
struct audit *audit_new(const struct model *model);
void audit_free(struct audit *audit); /* NULL is fine */

/* Adds the findings of rules for any plan to model->findings: inputs that nothing uses (`unused` by
   parameter, of lua_model_unused; NULL: not looked for), funds never drawn, targets no input could
   reach, what leaves a stock and enters nowhere, in part or twice. */
void audit_add_findings(struct model *model, const struct audit *audit, const bool *unused);

/* All of the above for a run: looks, which only reads the model and may go on in a thread of its own while
   the model is run; then notes what was found in the model. What cannot be computed is no finding, check
   says why. */
struct audit_look {
    struct audit *audit;
    bool *unused; /* [parameters], where `looked` */
    bool looked;
};
struct lua_changes;
struct audit_look audit_look(const struct model *model, const struct lua_changes *changes);
void audit_note(struct model *model, struct audit_look *look);

/* The uncertain inputs in order of declaration, with `parameter`, `input`, `cell`, `low` and `high` alone; the caller
   frees them. */
struct audit_input *audit_list_inputs(const struct model *model, int *count);
/* What gives its low and high values, before the cell's scale and offset: a scenario's negative factor turns them
   round. */
void audit_find_ends(const struct model *model, const struct audit_input *input, double *low,
                     double *high);
/* "plan", "cited", "assumed"; "scenario" where one changed it. */
const char *audit_input_class(const struct model *model, const struct audit_input *input);

/* "Pass rate: Senior, 2027": an uncertain input in words. */
void audit_add_input_name(const struct model *model, const struct audit_input *input,
                          const char *language, struct text *out);
/* "Certificates: Senior"; the money: "money committed". */
void audit_add_result_name(const struct model *model, const struct audit_result *result,
                           const char *language, struct text *out);

/* ---- the order of events ---- */

/* What happens in a month, in the order in which it is needed: stocks, streams and funds by their
   names for people, lines of at most `width` columns. */
void audit_add_order(const struct model *model, const char *language, int width, struct text *out);

#endif
