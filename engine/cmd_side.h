/* What a question is asked of: a stored run, by the files that the store keeps, or a scenario's file.

     struct side side = {0};
     if (side_open(&side, store, "baseline", NULL, err)) ...      // side.model
     side_close(&side); */
#ifndef POLSIM_CMD_SIDE_H
#define POLSIM_CMD_SIDE_H

#include "options.h"
#include "run.h"
#include "show.h"

struct side {
    bool is_run;
    struct store_run run; /* id 0: of a file */
    struct model *model;

    struct show_source source; /* of a run */
    struct text path;          /* of a file */
    struct lua_changes changes;
};

/* Is there such a file (a variant behind it, "w.lua:b"), or does the name end in .lua? Else it is a run's. */
bool side_is_file(const char *name);
/* `set` (may be NULL) changes a file's inputs; the list outlives the side. The store is needed for runs alone. On
   failure the side is still to be closed. */
bool side_open(struct side *side, struct store *store, const char *name,
               const struct option_list *set, struct error *err);
void side_close(struct side *side);

/* As it is loaded again; valid until the side is closed. */
const char *side_path(const struct side *side);
const struct lua_changes *side_changes(const struct side *side);

/* "sobol" "random" "expected", ended by NULL, in order of enum run_sampler. */
extern const char *const side_samplers[];
enum run_sampler side_sampler(const char *name);

#endif
