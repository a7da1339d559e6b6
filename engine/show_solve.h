/* The answer of `polsim solve` for people and programs, from its parts as they are stored. */
#ifndef POLSIM_SHOW_SOLVE_H
#define POLSIM_SHOW_SOLVE_H

#include "show_answers.h"

/* solve: one row. side: "smallest" or "largest"; status: "found", "at_start" (the first value does already) or
   "never" (value: where the probability is greatest). low, high: interval of 95 % of the value, empty where it goes
   on beyond least or most. probability: at the value; before: one step short of it; check_…: at the value on
   draws of another seed. turned: share of draws in which the statement holds at some value and not at a later one;
   fall: the most by which the probability falls from one value to a later one; flat: 1 where the lever moves nothing.
   curve: the value needed for each confidence, empty where no value does, `at_start` 1 where the first does.
   points: what was run. statements: a row each, of those that shall hold in the same draw: by itself at the value;
   alone: it fails there and all others hold; best: the most at any value that was run. */
enum { SOLVE_ROW, SOLVE_CURVE, SOLVE_POINTS, SOLVE_STATEMENTS };
#define SOLVE_ROW_COLUMNS                                                                          \
    "statement label_en label_zh lever lever_en lever_zh unit scaled side confidence status "      \
    "value "                                                                                       \
    "low high step least most probability probability_se before check_seed check_probability "     \
    "check_se turned fall flat"
#define SOLVE_CURVE_COLUMNS "confidence need at_start"
#define SOLVE_POINTS_COLUMNS "x probability probability_se"
#define SOLVE_STATEMENTS_COLUMNS                                                                   \
    "statement label_en label_zh probability probability_se alone best best_at"

/* "The smallest 'x' so that 'y ≥ 1' holds in 80 % of the draws" */
void show_solve_question(const struct store_table *parts, const char *language, struct text *out);

/* In words with the curve below. */
void show_solve(const struct show_answer *answer, const struct show_options *options,
                struct text *out);

#endif
