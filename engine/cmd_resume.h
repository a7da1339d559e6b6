/* polsim runs --resume: computes interrupted and failed runs again from what the store keeps. */
#ifndef POLSIM_CMD_RESUME_H
#define POLSIM_CMD_RESUME_H

#include "cmd_replay.h"

struct resume_options {
    struct replay_options replay;
    const char *store, *language; /* path of the database */
};

/* Each run keeps its number, and is done with the digest that it would have had. One that fails is marked so and told
   of, and the next is computed; Ctrl-C ends it all. Errors: those of the last run that was not computed. */
bool resume_runs(struct store *store, const struct store_run *runs, int count,
                 const struct resume_options *options, struct error *err);

#endif
