/* Answers of questions that were asked of a run's scenario, the latest of a kind, as `polsim show RUN sweep` prints
   them. */
#ifndef POLSIM_SHOW_ANSWERS_H
#define POLSIM_SHOW_ANSWERS_H

#include "show.h"

/* Kinds that can be shown, ended by NULL: "sweep" "solve" "minimise" "precision". */
extern const char *const show_answer_kinds[];
bool show_is_answer(const char *kind);

/* Errors: USAGE: nobody asked; STORE. */
bool show_answer(struct store *store, const struct store_run *run, const char *kind,
                 const struct show_options *options, struct text *out, struct error *err);

#endif
