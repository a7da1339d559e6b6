/* The answer of `polsim sweep` for people and programs, from its parts as they are stored. */
#ifndef POLSIM_SHOW_SWEEP_H
#define POLSIM_SHOW_SWEEP_H

#include "show_answers.h"

/* The parts of an answer.
   levers: one row or two: lever label_en label_zh unit scaled low high points
   measures: measure label_en label_zh unit op threshold
   points: x y measure n mean se p05 p50 p95 probability probability_se; y is empty with one lever */
enum { SWEEP_LEVERS, SWEEP_MEASURES, SWEEP_POINTS };
#define SWEEP_LEVERS_COLUMNS "lever label_en label_zh unit scaled low high points"
#define SWEEP_MEASURES_COLUMNS "measure label_en label_zh unit op threshold"
#define SWEEP_POINTS_COLUMNS "x y measure n mean se p05 p50 p95 probability probability_se"

/* One lever: a table; two: as text, a grid a measure, thinned out where it is too wide. CSV and JSON hold all. */
void show_sweep(const struct show_answer *answer, const struct show_options *options,
                struct text *out);

#endif
