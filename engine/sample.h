/* Draws of a few measures of a model, and nothing else: no statistics, no other outputs are computed. For
   questions that look at many models, or at one model many times, over the same draws.

     const struct sample_options options = {.draws = 1024, .seed = 1};
     double *y = sample_draws(measures, 3, &options, err);   // y[measure * draws + draw]
     ...
     free(y);

   The numbers are those that a run of the model with this seed keeps (run.h), to the bit where it takes as many
   draws: below 150 inputs come from another formula (compile.h, `curves`). */
#ifndef POLSIM_SAMPLE_H
#define POLSIM_SAMPLE_H

#include <stdatomic.h>

#include "measure.h"
#include "run.h"

struct sample_options {
    uint64_t draws, seed;
    uint64_t first; /* draws before it are left out, also of the result; a multiple of 64 */
    enum run_sampler sampler; /* RUN_EXPECTED with `draws` lanes: chance is its mean */
    int threads;              /* 0: one a processor */
    /* What uncertain inputs are instead of drawn; with any sampler. fill is called from several threads. */
    struct compile_design design;
    const atomic_bool *stop; /* looked at now and then: true gives up; may be NULL */
};

/* y[measure * (draws - first) + draw - first]. The measures are of one model. NaN: no value. NULL with err: SCENARIO, RUN (a check failed: the first by draw),
   INTERRUPTED. */
double *sample_draws(const struct measure *measures, int count,
                     const struct sample_options *options, struct error *err);

#endif
