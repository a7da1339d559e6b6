/* The answer of `polsim sweep` for people and programs, from its tables as they are stored. */
#ifndef POLSIM_SHOW_SWEEP_H
#define POLSIM_SHOW_SWEEP_H

#include "show.h"

/* The tables of an answer.
   levers: one row or two: lever label_en label_zh unit scaled low high points
   measures: measure label_en label_zh unit op threshold
   points: x y measure n mean se p05 p50 p95 probability probability_se; y is empty with one lever */
struct sweep_tables {
    struct store_table levers, measures, points;
};
#define SWEEP_LEVERS "lever label_en label_zh unit scaled low high points"
#define SWEEP_MEASURES "measure label_en label_zh unit op threshold"
#define SWEEP_POINTS "x y measure n mean se p05 p50 p95 probability probability_se"

bool show_sweep_read(struct store *store, int64_t answer, struct sweep_tables *tables,
                     struct error *err);
void show_sweep_clear(struct sweep_tables *tables);

/* One lever: a table; two: as text, a grid a measure, thinned out where it is too wide. CSV and JSON hold all. */
void show_sweep(const struct sweep_tables *tables, const struct show_options *options,
                struct text *out);

#endif
