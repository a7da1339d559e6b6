/* Which scenarios of polsim run are computed together: all, or as many as fit into memory, each with the base it is
   compared with.

     struct groups groups = {0};
     if (groups_plan(&groups, &scenarios, &run_options, err))
         for (int number = 0; number < groups.count; number++) {
             const struct group *group = groups_list(&groups, number);
             ... run_start(group->models, group->count, …)      // with .bases = group->base
         }
     groups_clear(&groups); */
#ifndef POLSIM_CMD_RUN_GROUPS_H
#define POLSIM_CMD_RUN_GROUPS_H

#include "cmd_scenarios.h"
#include "run.h"

/* The group's scenarios and their bases, a base before those that need it. */
struct group {
    int count;
    int *scenario, *base; /* [count]: of scenarios; of this group, or -1 */
    bool *own;            /* [count]: false for a base that is another group's */
    const struct model **models;
};

struct groups {
    int count;
    const struct scenarios *scenarios;
    int *of;            /* [scenarios]: the group */
    struct group group; /* that was listed last */
};

/* The scenarios have their bases and stay where they are. Errors as run_plan_groups. */
bool groups_plan(struct groups *groups, const struct scenarios *scenarios,
                 const struct run_options *options, struct error *err);
/* Valid until the next call. */
const struct group *groups_list(struct groups *groups, int number);
void groups_clear(struct groups *groups);

#endif
