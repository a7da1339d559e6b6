/* What runs have cost, by line of the model, as `polsim run --profile` prints it. */
#ifndef POLSIM_SHOW_PROFILE_H
#define POLSIM_SHOW_PROFILE_H

#include "run.h"
#include "text.h"

/* Dearest first, lines below 1 % of the computing in one; within 100 columns. `storing`: seconds of the processor. */
void show_profile(const struct run_profile *profile, double storing, uint64_t draws,
                  const char *language, struct text *out);

#endif
