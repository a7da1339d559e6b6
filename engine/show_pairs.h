/* Runs compared with the first of them: the rows, one a value and run, for text, CSV and JSON. Shared by
   show_pairs*.c; see show_compared in show.h. */
#ifndef POLSIM_SHOW_PAIRS_H
#define POLSIM_SHOW_PAIRS_H

#include "show.h"
#include "show_grid.h"

/* With more runs than this a run is a line, not a target. */
enum { FEW_RUNS = 4 };

struct pairs {
    struct store *store;
    const struct store_run *runs;
    int count;
    const char *language;
    struct store_table *targets, *money; /* [count]: what the store has of each run */
    /* "name label cell cell_label period op threshold unit run scenario n probability se mean p05 p50
       p95", by targets of the first run */
    struct store_table target_rows;
    /* "fund label period run scenario mean p50 p80": what falls due, tail included */
    struct store_table money_rows;
    /* "kind name label role fund cell cell_label period threshold unit run scenario n mean se p05 p95
       above better equal from"; from: "draws" or "differences"; better, equal: the share of draws in which the run is
       better than the first, or the same */
    struct store_table difference_rows;
    /* "kind name label cell cell_label period aspect unit threshold better run scenario n regret se p95 best alone":
       targets (aspect "value" and "probability") and money over the whole time against the best run of each draw */
    struct store_table regret_rows;
    size_t left_out; /* differences that nothing is kept of */
};

/* differences: make their rows too, for which the runs must be of the same draws. */
bool pairs_make(struct pairs *pairs, struct store *store, const struct store_run *runs, int count,
                const char *language, bool differences, struct error *err);
void pairs_clear(struct pairs *pairs);

/* Seed, draws and sampler are the same, and all are finished; else an error that says how to run them
   together. */
bool pairs_check(struct store *store, const struct store_run *runs, int count, bool paired,
                 struct error *err);

/* Whether more of a row of `targets` or `money` is better: +1, less: -1; 0 where neither can be said, as of money
   paid, which may be less because it is lacking. */
int pairs_better(const struct pairs *pairs, const struct store_table *from, size_t row);
bool pairs_make_regret(struct pairs *pairs, struct error *err); /* show_pairs_regret.c */

/* Sections as text. */
void pairs_add_runs(const struct pairs *pairs, struct text *out);
void pairs_add_targets(const struct pairs *pairs, struct text *out);
void pairs_add_money(const struct pairs *pairs, struct text *out);
void pairs_add_differences(const struct pairs *pairs,
                           struct text *out); /* show_pairs_differences.c */
void pairs_add_regret(const struct pairs *pairs, struct text *out);

/* ---- what these have in common ---- */
const char *pairs_say(const struct pairs *pairs, const char *english)
    __attribute__((format_arg(2)));
bool pairs_are_average(const struct pairs *pairs); /* of --sampler expected */
void pairs_name_run(const struct pairs *pairs, int i, struct text *out);
void pairs_add_run_cell(struct grid *grid, const struct pairs *pairs,
                        const struct store_table *table, size_t row);
/* "Certificates, L3" */
void pairs_add_name(const struct store_table *table, size_t row, struct text *out);
bool pairs_is_share(const struct store_table *table, size_t row);
/* One past the last row of the same value, which has a row for each run that has it. */
size_t pairs_end_of_value(const struct store_table *table, size_t first);
int pairs_count_funds(const struct store_table *money_rows);

#endif
