/* The answer of `polsim solve --minimise` for people and programs, from its parts as they are stored. */
#ifndef POLSIM_SHOW_MINIMISE_H
#define POLSIM_SHOW_MINIMISE_H

#include "show_answers.h"

/* minimise: one row. of_measure: 1: cost is a measure's mean, `unit` its unit; status: "found" or "never" (the
   values are those that miss the limits by the least).
   levers: a row each. constraints: a row a statement; check_verdict: on fresh draws: "holds", "chance" (short of the
   wanted share, within its interval of 95 %), "misses"; best: the most at any values that were run. Of statements that
   shall hold in the same draw the first row is all together, the others have no confidence. */
enum { MINIMISE_ROW, MINIMISE_LEVERS, MINIMISE_CONSTRAINTS };
#define MINIMISE_ROW_COLUMNS                                                                       \
    "cost_text of_measure unit status cost check_seed check_draws check_cost"
#define MINIMISE_LEVERS_COLUMNS "lever label_en label_zh unit scaled low high value"
#define MINIMISE_CONSTRAINTS_COLUMNS                                                               \
    "statement label_en label_zh confidence probability probability_se check_probability "         \
    "check_se check_verdict best"

void show_minimise(const struct show_answer *answer, const struct show_options *options,
                   struct text *out);

#endif
