/* polsim run --only-draw: one draw of a scenario alone, with all that it had and gave. */
#ifndef POLSIM_CMD_RUN_DRAW_H
#define POLSIM_CMD_RUN_DRAW_H

#include "run.h"

/* Prints the draw's inputs, the most unusual first, then its targets and outputs by year: the numbers that it has in a
   run of all draws with this seed and sampler. Of a draw that fails the inputs are printed before the error. */
bool run_draw_alone(const struct model *model, const struct run_options *options, uint64_t draw,
                    const char *language, struct error *err);

#endif
