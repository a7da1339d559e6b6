/* What a number rests on: which values of the model, in which cells and months, back to the inputs and where they
   come from.

     struct provenance *rests = provenance_new(&measure);
     if (provenance_uses_input(rests, parameter, period, cell)) ...
     provenance_free(rests);

   A value counts as used where a change of it could change the number by the way it is computed: through sums,
   chance, stocks, delays and funds; not where a choice or a factor that is known from the start keeps it out
   ("only", in_plan(), an axis' other labels, a year that was closed before). In a model that was loaded as
   lua_changes.symbolic fixed inputs are told apart too; else only uncertain ones. What a script chose with a plain
   `if` (a reading) left no trace in the graph. */
#ifndef POLSIM_PROVENANCE_H
#define POLSIM_PROVENANCE_H

#include "measure.h"

struct provenance;

/* The measure's model must outlive it. */
struct provenance *provenance_new(const struct measure *measure);
void provenance_free(struct provenance *rests); /* NULL is fine */

bool provenance_uses_node(const struct provenance *rests, int node);
/* Of graph->parameters, of the parameter's periods (0 where it has one), of its cells. */
bool provenance_uses_input(const struct provenance *rests, int parameter, int period, size_t cell);
bool provenance_uses_parameter(const struct provenance *rests, int parameter); /* some cell of it */

/* The node of a part of a fund that the model made (graph.h, NODE_PART), or -1. */
int provenance_find_part(const struct graph *graph, int fund, int claim, enum fund_part part);

#endif
