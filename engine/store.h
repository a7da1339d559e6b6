/* The database of runs: SQLite, schema in schema.sql and views.sql. store.c opens and migrates, store_begin.c and
   store_end.c write, store_read.c reads; the store_*.c files alone include sqlite3.h. People query it
   too, so tables and views are public.

     struct store *store = store_open("out/polsim.db", STORE_CREATE, err);
     int64_t id = store_begin_run(store, model, &about, err);     // 'running', files, parameters
     store_end_run(store, id, run, scenario, err);                // one transaction; status 'done'
     store_close(store);

   One store is used by one thread at a time; several processes may use one file (they wait up to 10 s). */
#ifndef POLSIM_STORE_H
#define POLSIM_STORE_H

#include "run.h"
#include "text.h"

enum { STORE_APPLICATION_ID = 0x706f6c73 /* "pols" */, STORE_VERSION = 7 };

enum store_mode { STORE_READ, STORE_CREATE, STORE_TABLES };

struct store;

/* Opens (STORE_CREATE: makes folder and file where missing), checks application_id, migrates older
   user_versions forward, refuses newer ones saying what to do. STORE_TABLES: a database in memory (path
   ":memory:") for the tables that `run` prints, with what their queries read and nothing else (store_tables.c): of
   statistics those of years, plan and all, of the whole and, of money, by fund; no files, values of inputs, draws,
   digest. Runs left 'running' by a process that is gone are marked 'interrupted'. Error: STORE. */
struct store *store_open(const char *path, enum store_mode mode, struct error *err);
void store_close(struct store *store); /* NULL is fine */
/* Whether answers can be kept: not in a file that is write-protected. */
bool store_is_writable(const struct store *store);

/* ---- writing ---- */
struct store_about {
    uint64_t draws, seed; /* at most INT64_MAX, SQLite's largest whole number */
    const char *sampler;  /* "sobol" "random" "expected" */
    const char *command_line;
    int set_count; /* --set expressions, as given */
    const char *const *set;
    int64_t base_run; /* 0: none */
    int threads;
};

/* The run's row, status 'running', with all that is needed to run it again: files, --set, seed,
   draws, sampler; and its parameters, switches, outputs, labels. One transaction. 0 with err. */
int64_t store_begin_run(struct store *store, const struct model *model,
                        const struct store_about *about, struct error *err);
/* The run that it is compared with, before it is done; for a base that is stored after it. */
bool store_set_base_run(struct store *store, int64_t id, int64_t base_run, struct error *err);
/* Writes results and marks the run done, or nothing at all. */
bool store_end_run(struct store *store, int64_t id, const struct run *run, int scenario,
                   struct error *err);
/* status "failed" or "interrupted"; the message is kept. */
bool store_fail_run(struct store *store, int64_t id, const char *status, const char *message,
                    struct error *err);

/* A failed or interrupted run begins again under its number: 'running', by this process and this version of polsim.
   Errors: STORE (it is done, or another program computes it). */
bool store_resume_run(struct store *store, int64_t id, struct error *err);

/* Where a run's inputs and results differ from those of the same run computed again into `again`, a store in memory
   (store_open of ":memory:"), which is closed afterwards: by table and name, the rows that only one of the two has. */
struct store_mismatch {
    const char *part; /* "inputs" "switches" "targets" "outputs" "words" "findings" "series" … */
    char name[128];   /* of the input, target or output */
    char cell[256], period[16]; /* of the first such row */
    int64_t rows;
};
struct store_mismatches { /* empty and valid as {0}; the caller frees items */
    int count;
    size_t capacity;
    struct store_mismatch *items;
};
bool store_compare(const struct store *store, int64_t run, struct store *again, int64_t run_again,
                   struct store_mismatches *list, struct error *err);

/* Is the file itself whole, by SQLite's own check, which reads all of it? Error STORE: it is not. */
bool store_check_file(struct store *store, struct error *err);

/* Takes a run out of all tables, with the differences from it; one that is running is refused. The file
   keeps its size, later runs fill it. */
bool store_delete_run(struct store *store, int64_t id, struct error *err);

/* ---- the values of a parameter, as the database and files of inputs have them ---- */

/* How alike its cells are in one period; equal ones share a row. */
enum store_likeness {
    STORE_ONE_VALUE, /* one number, or one draw that all share */
    STORE_ONE_KIND,  /* a draw of its own for each cell, all of one distribution: each(…) */
    STORE_DIFFERENT,
};
enum store_likeness store_compare_cells(const struct parameter *parameter,
                                        const struct parameter_cell *cells, size_t count);

/* What a cell holds, its changes included: "pert(0.6, 0.78, 0.9) * 0.7", "each(…)" where all are of that
   one kind. */
enum { STORE_DIST_TEXT_MAX = 4096 };
struct store_value {
    char text[STORE_DIST_TEXT_MAX + 128];
    double mean, p05, p95; /* NaN: certain */
};
void store_describe_value(const struct parameter *parameter, const struct parameter_cell *cell,
                          enum store_likeness likeness, struct store_value *value);

/* ---- reading ---- */
struct store_run {
    int64_t id;
    char model[128], scenario[128], title_en[256], title_zh[256], status[16], sampler[16];
    uint64_t draws, seed;
    char started_at[32], finished_at[32], engine_version[16], output_digest[65], input_digest[65];
    char message[512]; /* what went wrong, where it did; begins as stored */
    double seconds;
    int64_t base_run; /* 0: none */
};

/* A run by id ("12", finished or not), scenario name or file (its latest finished run), "@" (the last
   finished) or "@n" (n before it). Error STORE names what there is: "no run 'basline'; did you mean
   'baseline'?" */
bool store_find_run(struct store *store, const char *name, struct store_run *found,
                    struct error *err);
/* The same by id alone. */
bool store_find_run_by_id(struct store *store, int64_t id, struct store_run *found,
                          struct error *err);

/* Error USAGE where the run is not done: it has no results. */
bool store_needs_results(const struct store_run *run, struct error *err);

/* Another version of the program began it, whose results may be others. */
bool store_run_is_foreign(const struct store_run *run);

/* Its title in a language, else in the other, else the scenario's name. */
const char *store_run_title(const struct store_run *run, const char *language);

/* A table of text cells from a named query: the one way show, plot and report read results. Numbers
   are the shortest text that reads back as the same double. The caller clears it. */
enum { STORE_COLUMNS_MAX = 32 };
struct store_table {
    int column_count;
    const char *columns[STORE_COLUMNS_MAX]; /* ids; headings for people: table.h */
    bool numeric[STORE_COLUMNS_MAX];
    size_t row_count;
    char **cells; /* [row_count * column_count]; NULL: no value */
    char *names;  /* what columns point into, for store_table_clear */
    bool partial; /* made of what was stored, by whatever wrote it: cells may be missing */
};
void store_table_clear(struct store_table *table);
/* The number of a column, or -1. */
int store_table_column(const struct store_table *table, const char *id);
/* The cell's text ("" for no value) and its number (NaN for no value). There must be such a cell, but in a partial
   table, where one that is missing has no value. */
const char *store_table_text(const struct store_table *table, size_t row, const char *column);
double store_table_number(const struct store_table *table, size_t row, const char *column);

/* The shortest text that reads back as the same double. */
enum { STORE_NUMBER_SIZE = 32 };
void store_number_text(double x, char text[STORE_NUMBER_SIZE]);

/* X(id, name, columns). Arguments of all: run (RUNS: 0 for all) and language "zh" or "en", which picks
   `…label` and `title` columns: that language, else the other, else the id.

   Cells: "department=civil;level=L3", "" for the whole. Periods: "2026-03" "2026Q1" "2026" "plan"
   "all". Fund '' in BUDGET and FUND_MONTHS is all funds together, whose quantiles are of the sum.
   BUDGET: years, plan and all; commitment, appropriation: means; arrears, balance: means at the end.
   BUDGET_SPLIT: payments by fund, year and quarter; near_p80: the mean over the draws near the P80 of all
   payments together (scaled to it), which adds up over funds and periods.
   ROLL_FORWARD: by fund and year; owed_before + commitment - payment = arrears, balance_before + appropriation
   - payment = balance; not_funded: what is due of a fund without appropriation, else
   commitment - payment; it adds up. Means.
   PROGRESS: what was asked and done, by year and in the plan; certificates: of the output with that role; place: rank
   by rate, to a tenth of a per cent, among those with a task. Means.
   PATH: each month of each output's whole; cumulative: running sum of a flow's means, else its mean.
   DEPARTMENTS: by label of the first axis of the output with role 'task' (else 'done'), years of
   the plan and plan; probability that done >= task, from kept draws, else by interpolation between done's
   quantiles where the task is certain.
   CELLS: what each output is seen in, the whole first; axes: "department;level" of such a cell.
   FINDINGS: what contradicts itself or is unclear in the plan, in the order of `polsim check`.
   MONEY: outputs with roles of money by year, plan and all: the whole (fund '') and each fund.
   RATIOS: outputs with at_least / at_most, one row a cell and year; TARGETS: the others, MILESTONES: steps
   on the way to these.
   KEPT_DRAWS: the series whose draws are kept, as store_read_draws takes them.
   ANSWERS: questions asked of the run, the latest first.
   COUNTS: one row: inputs, how many of them are assumed in some cell; rows of RATIOS that have a value;
   findings. */
#define STORE_QUERIES(X)                                                                           \
    X(RUNS, "runs",                                                                                \
      "run scenario title model status draws seed sampler started_at seconds base_run digest")     \
    X(TARGETS, "targets",                                                                          \
      "name label cell cell_label period op threshold unit n probability se mean p05 p50 p95 "     \
      "source_kind source note")                                                                   \
    X(MILESTONES, "milestones",                                                                    \
      "name label cell cell_label period op threshold unit n probability se mean p05 p50 p95 "     \
      "source_kind source note")                                                                   \
    X(RATIOS, "ratios",                                                                            \
      "name label cell cell_label period op threshold unit n probability se mean p05 p50 p95 "     \
      "source_kind source note")                                                                   \
    X(BUDGET, "budget",                                                                            \
      "fund label period appropriation commitment mean se p05 p20 p50 p80 p95 arrears "            \
      "arrears_p80 balance")                                                                       \
    X(FUND_MONTHS, "fund_months",                                                                  \
      "fund label period appropriation commitment mean p05 p20 p50 p80 p95 arrears balance")       \
    X(BUDGET_SPLIT, "budget_split", "fund label period kind mean p50 p80 p95 near_p80")            \
    X(ROLL_FORWARD, "roll_forward",                                                                \
      "fund label period owed_before commitment payment arrears balance_before appropriation "     \
      "balance not_funded")                                                                        \
    X(PATH, "path",                                                                                \
      "output label role kind unit period mean p05 p10 p25 p50 p75 p90 p95 cumulative")            \
    X(DEPARTMENTS, "departments",                                                                  \
      "axis cell label period task done p10 p50 p90 unit rate probability")                        \
    X(PROGRESS, "progress",                                                                        \
      "period cell label task done unit rate certificates certificate_rate place")                 \
    X(SERIES, "series",                                                                            \
      "output cell period unit n mean se sd min p05 p10 p20 p25 p50 p75 p80 p90 p95 max")          \
    X(OUTPUTS, "outputs", "output label kind unit role axes")                                      \
    X(CELLS, "cells", "output cell cell_label axes")                                               \
    X(PARAMETERS, "parameters",                                                                    \
      "name label period cell cell_label unit value mean p05 p95 source_kind source")              \
    X(ASSUMPTIONS, "assumptions",                                                                  \
      "name label period cell cell_label unit value mean p05 p95 source")                          \
    X(SWITCHES, "switches",                                                                        \
      "name label value value_label default_value default_label choices choice_labels changed "    \
      "source_kind source")                                                                        \
    X(DIFFERENCES, "differences",                                                                  \
      "base_run output label cell cell_label period unit n mean se sd p05 p50 p95")                \
    X(FINDINGS, "findings", "name kind finding about source_kind source")                          \
    X(MONEY, "money",                                                                              \
      "output label role fund fund_label cell period kind first_month last_month mean p50 p80")    \
    X(KEPT_DRAWS, "kept_draws", "target output cell period unit")                                  \
    X(COUNTS, "counts", "inputs assumed goals findings")                                           \
    X(ANSWERS, "answers", "answer kind question draws seed models seconds asked_at command_line")  \
    X(SETTINGS, "settings", "expression")                                                          \
    X(FILES, "files", "path bytes digest")

enum store_query {
#define X(id, name, columns) STORE_##id,
    STORE_QUERIES(X)
#undef X
        STORE_QUERY_COUNT
};

const char *store_query_name(enum store_query query); /* "fund_months" */
bool store_read(struct store *store, enum store_query query, int64_t run, const char *language,
                struct store_table *table, struct error *err);

/* Kept draws of one series, or with output "" of the target{} of that name, in draw order (NaN: no
   value); the caller frees *x. Where none are kept the result is true, *count 0 and *x NULL. */
struct store_draws_key {
    const char *output, *target, *cell, *period; /* target "" for a series */
};
bool store_read_draws(struct store *store, int64_t run, struct store_draws_key key, double **x,
                      size_t *count, struct error *err);

/* The stored difference run - base_run of one series: false in *found where there is none. */
struct store_difference {
    double n, mean, se, sd, p05, p95; /* NaN: no value */
};
bool store_read_difference(struct store *store, int64_t run, int64_t base_run,
                           struct store_draws_key key, struct store_difference *difference,
                           bool *found, struct error *err);

/* ---- questions asked of runs, and their answers (schema.sql: answer) ---- */
struct store_answer {
    int64_t id;             /* 0 before it is written */
    const char *kind;       /* name of the command */
    int64_t run, other_run; /* 0: none */
    const char *scenario;
    struct words question;
    uint64_t draws, seed, models;
    double seconds;
    const char *command_line;
};
struct store_part { /* one of an answer's tables */
    const char *name;
    const struct store_table *table;
};

/* Writes an answer with its parts in one transaction; the number of the answer, or 0 with err. */
int64_t store_write_answer(struct store *store, const struct store_answer *answer,
                           const struct store_part *parts, int count, struct error *err);
/* The latest answer of a kind that was asked of the run (with `other_run` where that is not 0), or 0: none. */
bool store_find_answer(struct store *store, const char *kind, int64_t run, int64_t other_run,
                       int64_t *answer, struct error *err);
/* The latest finished run of the same files and --set (model.h: input_digest), or 0: none. */
bool store_find_same_run(struct store *store, const char *input_digest, int64_t *run,
                         struct error *err);
/* A part as it was written, but numbers to 15 digits; no row and no column where there is no such part. The
   caller clears it. */
bool store_read_part(struct store *store, int64_t answer, const char *part,
                     struct store_table *table, struct error *err);
/* Writes the files of a run below `folder`, which is made; appends to `scenario` the path of the
   scenario in it, as `polsim run` takes it. Errors: STORE (a file is there with another content). */
bool store_extract_files(struct store *store, int64_t run, const char *folder,
                         struct text *scenario, struct error *err);

#endif
