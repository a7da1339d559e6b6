/* A run's results as files for other programs: a workbook (export_workbook.c and the sheets it lists), a folder
   of CSV, one JSON; the inputs of a model to be edited and given back. The only user of libxlsxwriter. Parquet: no Debian 12 package writes it from C.

     export_workbook(store, &run, "zh", "plan.xlsx", err);
     export_csv(store, &run, "zh", "tables/", err); */
#ifndef POLSIM_EXPORT_H
#define POLSIM_EXPORT_H

#include "inputs.h"
#include "show.h"

/* A file is written beside its place and moved there when it is whole: an older one stays where that
   fails. Folders are made. Errors: STORE. */

/* Amounts are the database's own, in 万元 in Chinese, in yuan in English; the format rounds. */
bool export_workbook(struct store *store, const struct store_run *run, const char *language,
                     const char *path, struct error *err);

/* FOLDER/targets.csv and so on, one for each named query (store.h): UTF-8 with byte order mark, ids as
   headings, yuan, the shortest text of each number that reads back as the same double. Text that a
   spreadsheet program would take for a formula has an apostrophe before it. */
bool export_csv(struct store *store, const struct store_run *run, const char *language,
                const char *folder, struct error *err);

/* FOLDER/draws.csv: a row a draw (number from 0), as export_csv writes; a column "target.NAME.PERIOD" a target, one
   "output.NAME.plan" and "….all" the whole of an output, one "input.NAME[CELL]" an uncertain input before a
   scenario's scaled() and plus(), drawn again from `model` (NULL: without inputs), which is the run's.
   Nothing is written where no draws are kept. */
bool export_draws(struct store *store, const struct store_run *run, const struct model *model,
                  const char *folder, struct error *err);

/* {"run": {…}, "tables": {"targets": [{…}, …], …}} with the same tables. */
bool export_json(struct store *store, const struct store_run *run, const char *language,
                 const char *path, struct error *err);

/* The table of inputs_make_table as the workbook "FILE.xlsx" or as "FILE.csv". In the workbook the first sheet is
   the table, headings in its first line, so that it can be saved as CSV and read back; only values and sources
   can be changed, a number only within its range. Errors: USAGE (another ending), STORE. */
bool export_inputs(const struct store_table *table, const char *language, const char *path,
                   struct error *err);

#endif
