/* Answers of `polsim sensitivity` as people read them. Part of show_answers.h. */
#ifndef POLSIM_SHOW_SENSITIVITY_H
#define POLSIM_SHOW_SENSITIVITY_H

#include "show_answers.h"

/* Of the kinds "sensitivity" "sensitivity_sobol" "sensitivity_morris" "sensitivity_tornado" (docs/database.md). */
void show_sensitivity(const struct show_answer *answer, const struct show_options *options,
                      struct text *out);

#endif
