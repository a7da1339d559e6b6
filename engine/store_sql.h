/* A SELECT of somebody else's (a figure's template), run over the public tables and views of the
   database (schema.sql). Not for the engine's own statements: those are in the store_*.c files.

     struct store_table table = {0};
     if (store_sql(store, "SELECT name FROM target WHERE run = :run", &arguments, &table, err)) ...
     store_sql_clear(&table); */
#ifndef POLSIM_STORE_SQL_H
#define POLSIM_STORE_SQL_H

#include "store.h"

/* Values of the named parameters, all of them free to use or not. */
struct store_sql_arguments {
    int64_t run;          /* :run */
    int64_t base;         /* :base; 0: no value */
    const char *language; /* :lang, "zh" or "en" */
};

/* Runs one read-only SELECT (or WITH … SELECT) and fills `table`; on failure the table is empty.
   Cells are text as in store_read: numbers read back as the same double, NULL is no value. A column is
   numeric when all its values are numbers. Errors: STORE, with SQLite's reason; a statement that would
   write, a second statement, an unknown parameter. */
bool store_sql(struct store *store, const char *sql, const struct store_sql_arguments *arguments,
               struct store_table *table, struct error *err);

/* Frees what store_sql filled, the column names too (which store_table_clear does not own). */
void store_sql_clear(struct store_table *table);

#endif
