/* The answer of `polsim solve --minimise` for people and programs, from its tables as they are stored. */
#ifndef POLSIM_SHOW_MINIMISE_H
#define POLSIM_SHOW_MINIMISE_H

#include "show.h"

/* minimise: one row. of_measure: 1: cost is a measure's mean, `unit` its unit; status: "found" or "never" (the
   values are those that miss the limits by the least).
   levers: a row each. constraints: a row a statement; check_verdict: on fresh draws: "holds", "chance" (short of the
   wanted share, within its interval of 95 %), "misses". */
struct minimise_tables {
    struct store_table minimise, levers, constraints;
};
#define MINIMISE_ROW "cost_text of_measure unit status cost check_seed check_draws check_cost"
#define MINIMISE_LEVERS "lever label_en label_zh unit scaled low high value"
#define MINIMISE_CONSTRAINTS                                                                       \
    "statement label_en label_zh confidence probability probability_se check_probability "         \
    "check_se "                                                                                    \
    "check_verdict"

bool show_minimise_read(struct store *store, int64_t answer, struct minimise_tables *tables,
                        struct error *err);
void show_minimise_clear(struct minimise_tables *tables);
/* CSV: the levers; JSON: all three. */
void show_minimise(const struct minimise_tables *tables, const struct show_options *options,
                   struct text *out);

#endif
