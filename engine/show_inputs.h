/* For show.c only: makes a table of inputs (STORE_PARAMETERS, STORE_ASSUMPTIONS) short for people. */
#ifndef POLSIM_SHOW_INPUTS_H
#define POLSIM_SHOW_INPUTS_H

#include "table.h"

/* Equal values of a parameter share a row, which names their labels and periods; a source stands once a
   parameter. sorted: parameters that are uncertain come first. */
void show_tidy_inputs(struct store_table *table, bool sorted, const char *language);

#endif
