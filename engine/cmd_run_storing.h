/* What polsim run stores. Beside the first group's computing the store is opened, what is known of the scenarios goes in,
   and their findings are looked for; each group's results go in when they are there. Without a file the store is in
   memory, for the tables that are printed, and opened while the scenarios are loaded. A storing that is never begun
   takes nothing and never fails.

     struct storing storing = {.file = path};                   // NULL: in memory
     storing_open_memory(&storing);                             // without a file; then load the scenarios
     storing_begin(&storing, &scenarios, &changes, &about);
     for each group: run = run_start(…);                        // stops where storing_is_refused
         if (storing_wait(&storing, err) && run)
             storing_end_group(&storing, group, run, err);
     if it failed: storing_fail(&storing, err);
     show what storing.store has of the runs storing.ids;
     storing_end_digests(&storing);                             // before the run is freed
     storing_clear(&storing); */
#ifndef POLSIM_CMD_RUN_STORING_H
#define POLSIM_CMD_RUN_STORING_H

#include <pthread.h>
#include <stdatomic.h>

#include "audit.h"
#include "cmd_run_groups.h"
#include "digest.h"
#include "store.h"

struct storing {
    const char *file; /* NULL: none */
    bool one_by_one;  /* nothing goes on beside the computing, or the tables */

    const struct scenarios *scenarios;
    const struct lua_changes *changes;
    struct store_about about;
    struct store *store; /* another thread's until storing_wait */
    int64_t *ids;        /* [scenarios]: runs of the store */
    bool *stored;        /* [scenarios]: with results */
    double seconds;      /* of the processor */

    pthread_t opener;
    bool opening;
    atomic_bool refused; /* by the store: nothing will come of it */
    struct error refusal;

    /* with a file */
    struct audit_look *looks; /* [scenarios], until they are noted */
    pthread_t looker;
    bool looking;

    /* without a file: a store in memory makes no digests */
    char (*digests)[DIGEST_HEX]; /* [scenarios], after storing_end_digests */
    const struct group *group;
    const struct run *run;
    pthread_t digester;
    bool digesting;
    bool undigested; /* nor begun */
};

/* Begins to open the store in memory: nothing is left of it when a scenario does not load. */
void storing_open_memory(struct storing *storing);
/* Begins the runs, in the order of the scenarios, which stay where they are, as what `about` points to. */
void storing_begin(struct storing *storing, const struct scenarios *scenarios,
                   const struct lua_changes *changes, const struct store_about *about);
/* Waits until the runs have begun. Errors: STORE. */
bool storing_wait(struct storing *storing, struct error *err);
/* Whether it is known that storing_wait will fail; at once, from any thread. */
bool storing_is_refused(struct storing *storing);

/* Stores the results of the group's own scenarios; without a file their digests need group and run until
   storing_end_digests, and are begun beside it where that gains. Errors: STORE; INTERRUPTED between two runs. */
bool storing_end_group(struct storing *storing, const struct group *group, const struct run *run,
                       struct error *err);
/* Makes the digests, or waits for those that were begun; nothing where there are none. */
void storing_end_digests(struct storing *storing);

/* What went wrong stays in the database beside each run without results, and err says how to go on. */
void storing_fail(struct storing *storing, struct error *err);
void storing_clear(struct storing *storing);

#endif
