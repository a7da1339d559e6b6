/* What the show*.c files share; nobody else includes it. */
#ifndef POLSIM_SHOW_PRIVATE_H
#define POLSIM_SHOW_PRIVATE_H

#include "show.h"

/* A table in the format of the options, with the columns that people want of it. */
void show_add_table(const struct store_table *table, const char *section, const char *columns,
                    const struct show_options *options, struct text *out);

/* "Targets" as the title of a table. */
void show_add_title(const char *title, const struct show_options *options, struct text *out);

/* "polsim show 3 ratios --all", with --store where it is not the default; nothing where the run is not
   stored. */
void show_add_hint(const struct store_run *run, const char *rest,
                   const struct show_options *options, struct text *out);

/* show_solve.c: the line on a statement that holds in less than the wanted share at every value that was tried: the
   column `best` of its row. False: it is not in the way. */
bool show_in_the_way(const struct store_table *statements, size_t row, double wanted,
                     const char *language, struct text *out);

/* How many goals outputs have and where they are, where there are some. */
bool show_add_goals(struct store *store, const struct store_run *run,
                    const struct show_options *options, struct text *out, struct error *err);
#endif
