/* Answers of `polsim sensitivity` as people read them. Part of show.h. */
#ifndef POLSIM_SHOW_SENSITIVITY_H
#define POLSIM_SHOW_SENSITIVITY_H

#include "show.h"

/* The parts of one answer (docs/database.md). CSV has the table of inputs alone, JSON all. */
void show_sensitivity(const char *const *names, const struct store_table *parts, int count,
                      const struct show_options *options, struct text *out);

/* The latest answers of each kind that the database has of the run. Errors: STORE. */
bool show_stored_sensitivity(struct store *store, const struct store_run *run,
                             const struct show_options *options, struct text *out,
                             struct error *err);

#endif
