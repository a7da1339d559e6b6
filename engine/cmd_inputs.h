/* The inputs of a scenario's file or of a stored run as a table, for polsim inputs and for exports. */
#ifndef POLSIM_CMD_INPUTS_H
#define POLSIM_CMD_INPUTS_H

#include "inputs.h"

/* Loads `name` as `polsim run` does where there is such a file ("w3.lua", "w10.lua:b"), else the files of the
   stored run of that name ("12", "baseline", "@"), with the changes that it was run with. The caller clears
   the table. Errors: SCENARIO, STORE. */
bool inputs_of(const char *name, const char *store, const char *language, struct store_table *table,
               struct error *err);

#endif
