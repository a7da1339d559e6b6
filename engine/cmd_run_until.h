/* polsim run --until: how many draws it takes until what people ask for is precise enough (precision.h). Only the
   measures that are asked about are computed, draw by draw on from those there are, twice as many each time; the
   run itself then takes that many draws once, and is the same as one that was asked for with so many.

     struct until until = {0};
     if (until_find_draws(&until, models, count, &settings, &draws, err)) ...
     until_talk(&until, language, seconds);
     until_keep(&until, store, ids, &about, err);
     until_clear(&until); */
#ifndef POLSIM_CMD_RUN_UNTIL_H
#define POLSIM_CMD_RUN_UNTIL_H

#include "options.h"
#include "precision.h"
#include "run.h"
#include "store.h"

enum { UNTIL_LEAST = 512 }; /* draws; of fewer the replicates say little */

struct until_settings {
    const struct option_list *conditions;
    struct run_options run; /* draws: to begin with; seed, sampler, threads, memory_bytes */
    bool quiet;
};

struct until {
    int model_count, condition_count;
    const struct model *const *models;
    struct precision *precisions;  /* [model_count][condition_count] */
    const char *const *conditions; /* as typed */
    double **y;                    /* the same shape: [draws] */
    uint64_t draws;
    struct store_table *growth; /* [model_count]: UNTIL_COLUMNS */
};
/* A row a condition and number of draws. of: "probability" "mean" "quantile"; standard 1: `reached` and `wanted` are
   standard errors, else half intervals of 95 %; relative 1: to the estimate. */
#define UNTIL_COLUMNS                                                                              \
    "condition label_en label_zh draws of unit estimate se standard relative reached wanted holds"

/* draws: what is needed, in all scenarios. Errors: USAGE; those of sample_draws; RUN: what would be needed takes more
   than the memory or the number of draws there may be. */
bool until_find_draws(struct until *until, const struct model *const *models, int count,
                      const struct until_settings *settings, uint64_t *draws, struct error *err);
/* On standard error: what was reached, and what twice the precision would cost; seconds: of the run. */
void until_talk(const struct until *until, double seconds);
/* An answer "precision" beside each run. */
bool until_keep(const struct until *until, struct store *store, const int64_t *runs,
                const struct until_settings *settings, const char *command_line, struct error *err);
void until_clear(struct until *until);

#endif
