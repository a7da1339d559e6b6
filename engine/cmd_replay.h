/* A stored run computed again from what the store keeps: its files, --set, inputs, draws, seed and sampler. The run
   that it is compared with is computed beside it, so that their differences are there too.

     struct replay replay;
     if (replay_open(&replay, store, &run, err) && replay_compute(&replay, &options, err))
         ... replay.run, of which the stored run is scenario replay_place(&replay)
     replay_close(&replay); */
#ifndef POLSIM_CMD_REPLAY_H
#define POLSIM_CMD_REPLAY_H

#include "options.h"
#include "run.h"
#include "show.h"

enum { REPLAY_MODELS_MAX = 2 };

struct replay {
    struct store_run stored, base; /* base.id 0: it is compared with none */
    int count;
    struct show_source sources[REPLAY_MODELS_MAX]; /* of the base, where there is one; of the run */
    struct model *models[REPLAY_MODELS_MAX];
    struct run *run; /* NULL before it is computed */
};

/* Loads the models. To be closed on failure too. Errors: SCENARIO, STORE. */
bool replay_open(struct replay *replay, struct store *store, const struct store_run *run,
                 struct error *err);
void replay_close(struct replay *replay);

/* The run's place among the models: behind its base. */
int replay_place(const struct replay *replay);
struct model *replay_model(const struct replay *replay);
/* What changes the run's model, as it was loaded. */
const struct lua_changes *replay_changes(const struct replay *replay);

struct replay_options {
    uint64_t threads, memory; /* as `polsim run` takes them; results do not depend on them */
    bool quiet;
    const char *what; /* stands before the bar of progress */
};

/* The results, and the findings of the run's model. Ctrl-C stops it. Errors: as of run_start. */
bool replay_compute(struct replay *replay, const struct replay_options *options, struct error *err);

/* Options of the commands that compute stored runs; `type` is the type of their settings. */
#define REPLAY_OPTIONS(type)                                                                       \
    {"threads",                                                                                    \
     't',                                                                                          \
     OPTION_COUNT,                                                                                 \
     "N",                                                                                          \
     offsetof(type, threads),                                                                      \
     WORD("threads (default: one a processor); results do not depend on it"),                      \
     .least = 1,                                                                                   \
     .most = 1024},                                                                                \
    {                                                                                              \
        "memory", 0, OPTION_BYTES, "SIZE", offsetof(type, memory),                                 \
            WORD("refuse to start when more is needed (default: 1G)"), .least = 1 << 20            \
    }

#endif
