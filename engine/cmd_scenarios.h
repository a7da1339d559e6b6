/* The scenarios of a command line: their models, and which is compared with which.

     struct scenarios scenarios = {0};
     if (scenarios_load(&scenarios, argc, argv, &changes, err) && scenarios_find_bases(&scenarios, &warnings, err))
         ...                                      // scenarios.bases[i] is the base of scenarios.models[i]
     scenarios_clear(&scenarios); */
#ifndef POLSIM_CMD_SCENARIOS_H
#define POLSIM_CMD_SCENARIOS_H

#include "lua_model.h"

enum { SCENARIOS_MAX = 512 };

struct scenarios {
    int count;
    size_t capacity;
    struct model **models;
    int *bases; /* [count]: of models, or -1; after scenarios_find_bases */
};

void scenarios_clear(struct scenarios *scenarios);

/* Loads every file once for each scenario it stands for, in the order of the paths. Errors: SCENARIO,
   STORE; USAGE where there are too many, or a variant is named like another scenario. */
bool scenarios_load(struct scenarios *scenarios, int count, char **paths,
                    const struct lua_changes *changes, struct error *err);

/* The base of each: the scenario that its `against` names, where that is one of these; else the one named
   "baseline", else the first; none where that would lead back to itself. Adds a line for each `against`
   that is not here. Errors: SCENARIO (two that are compared with each other). */
bool scenarios_find_bases(struct scenarios *scenarios, struct text *warnings, struct error *err);

/* On standard error: what a file of inputs changes in them, what was changed to no effect, and the warnings. */
void scenarios_talk(const struct scenarios *scenarios, const struct lua_changes *changes,
                    const struct text *warnings, const char *language);

#endif
