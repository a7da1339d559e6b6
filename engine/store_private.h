/* What the store_*.c files share; nobody else includes it. */
#ifndef POLSIM_STORE_PRIVATE_H
#define POLSIM_STORE_PRIVATE_H

#include "packed.h"
#include "store.h"

#include <pthread.h>
#include <sqlite3.h>

enum { CELL_TEXT_MAX = 1024, UNIT_TEXT_MAX = 256 };

struct store {
    sqlite3 *db;
    char *path;
    struct text uri; /* the path as SQLite opens it */
    bool wrote;      /* since it was opened */
    bool for_tables; /* STORE_TABLES */
    bool syncing;    /* a thread brings what is written to the disk */
    pthread_t syncer;
};

/* err: by a format such as "cannot read '%s': %s%s" of the path, SQLite's reason and advice; false. */
bool store_refuse(struct store *store, struct error *err, const char *format);

/* One statement without results. */
bool store_exec(struct store *store, const char *sql, struct error *err);

sqlite3_stmt *store_prepare(struct store *store, const char *sql, struct error *err); /* or NULL */

/* Binds by `types`: i int64_t, s const char * (NULL: no value), d double (not finite: no value),
   n double that is a whole number or not finite. Text must live until the statement has run. */
void store_bind(sqlite3_stmt *statement, const char *types, ...);

/* Runs a bound statement that gives no rows and makes it ready for the next binding. */
bool store_step(struct store *store, sqlite3_stmt *statement, struct error *err);

bool store_begin(struct store *store, struct error *err); /* a transaction that writes */
/* Commits where `worked`, else rolls back and leaves err as it is; returns whether it is committed. */
bool store_finish(struct store *store, bool worked, struct error *err);

/* store_tables.c: makes what a database for tables (STORE_TABLES) has, in one just opened. */
bool store_make_tables(struct store *store, struct error *err);

/* ---- parts of store_end_run, inside its transaction ---- */

/* Writes the statistics of a run place by place, or with a base those of its differences. NULL with err. */
struct store_series *store_series_new(struct store *store, int64_t id, int64_t base,
                                      const struct record_plan *plan, struct error *err);
/* rows[periods] of the place whose first series is `first`; of which has[p], NULL: all. */
bool store_series_write(struct store_series *writer, size_t first, const struct stats_row *rows,
                        const bool *has, struct error *err);
void store_series_free(struct store_series *writer); /* NULL is fine */

/* store_rows.c: rows[which[k]] for k < count, under the ids `id` + which[k], as the table rows_in_memory(?) of a
   statement that reads them (columns of `statistic`); they must live until it has run. */
struct store_rows {
    const struct stats_row *rows;
    const int *which;
    int count;
    int64_t id;
};
bool store_add_rows(struct store *store, struct error *err); /* once a connection */
void store_bind_rows(sqlite3_stmt *statement, const struct store_rows *rows);

bool store_write_differences(struct store *store, int64_t id, int64_t base, const struct run *run,
                             int scenario, struct error *err);

bool store_write_draws(struct store *store, int64_t id, const struct run *run, int scenario,
                       struct error *err);

/* store_results.c: series and draws, and the digest of all results; for tables (STORE_TABLES) no draws and
   no digest, which is "" then. */
bool store_takes_period(const struct store *store, enum period_kind kind);
/* Does the store take the place (the periods of a cell) that begins with series `first`? */
bool store_takes_place(const struct store *store, const struct record_plan *plan, size_t first);
bool store_write_results(struct store *store, int64_t id, const struct run *run, int scenario,
                         char hex[65], struct error *err);
void store_end_sync(struct store *store); /* waits for `syncer` */

/* The strip of four arguments of an SQL function: packed, format, least, times. */
struct packed store_value_strip(struct sqlite3_value **values);

/* store_queries.c; ?1 is the run, ?2 the language. */
extern const char *const store_query_sql[STORE_QUERY_COUNT];
extern const char *const store_query_columns[STORE_QUERY_COUNT]; /* separated by single spaces */

/* SQL functions of the queries, see store_draws.c and store_functions.c. */
bool store_add_functions(struct store *store, struct error *err);
bool store_add_draw_functions(struct store *store, struct error *err);
/* store_json.c: json_extract, also for views. */
bool store_add_json(struct store *store, struct error *err);

/* store_split.c: of this connection alone, the view v_budget_split: payments by
   fund and period in the draws near the P80 of all payments together. */
bool store_add_split(struct store *store, struct error *err);

/* Who computes: "BOOT NAMESPACE PID START", see store_process.c. */
void store_process_text(char *text, size_t size);
/* False only when that process is surely gone. */
bool store_process_lives(const char *text);

#endif
