/* From a scenario file to a complete model: the declarations of the model language (docs/language.md).

     struct model *model = lua_model_load("scenarios/pengyang/w3-high-skill.lua", &changes, err);

   The file either calls scenario{...} once (model = "model.lua" names its model) or is a model itself
   (calls model{...}) and then is its own scenario without changes. A scenario with variants or factors stands
   for several: "FILE:b" is one of them, FILE alone the first, whose model->further names the others. The Lua
   state is closed on return. */
#ifndef POLSIM_LUA_MODEL_H
#define POLSIM_LUA_MODEL_H

#include "inputs.h"
#include "model.h"
#include "text.h"

struct lua_changes { /* --set NAME=VALUE of the command line, as Lua expressions */
    int count;
    const char *const *set; /* "pass_rate[level=L3]=0.8" "county_appropriation=scaled(0.7)" */
    const char
        *without; /* name of an input whose changes are left out, also the scenario's; or NULL */
    const struct inputs
        *inputs;   /* a file of inputs, before `set`; or NULL. Lives as long as the models. */
    bool symbolic; /* fixed inputs stay apart in the graph, to see what needs them; slower to run */
    /* Whose value an input or reading has instead of its own, whatever the scenario and `set` say of it: that of a
       model with the same axes, which lives as long as the one that is loaded; NULL: its own. Each uncertain input
       keeps the random numbers that it has there. */
    const struct model *(*value_from)(const void *context, const char *name);
    const void *context;
};

/* NULL with err (SCENARIO or STORE) on failure. `changes` may be NULL. */
struct model *lua_model_load(const char *path, const struct lua_changes *changes,
                             struct error *err);

/* Adds a line for each input that the scenario or `changes` changed and that no output, target or identity
   depends on ("county_appropriation was changed (w.lua:5), but ..."). Loads the model again for each change
   of a fixed input. */
void lua_model_idle_changes(const struct model *model, const struct lua_changes *changes,
                            const char *language, struct text *out);

/* unused[parameters of the graph]: whether no output, target or identity needs it under the readings in
   force. Loads the model again, with fixed inputs kept apart (changes as for `model`). May run in a thread
   of its own. Errors as of lua_model_load: a model whose fixed inputs may not be uncertain. */
bool lua_model_unused(const struct model *model, const struct lua_changes *changes, bool *unused,
                      struct error *err);

/* ---- the reference: every word of the language, for `polsim doc` and the tests ---- */
struct lua_word {
    const char *word, *kind, *signature, *en, *zh, *example;
};
/* What examples run after that call neither model nor scenario: a model with axes `level` and `town` and
   the value `people`. Their scenarios name it "model.lua"; data/towns.csv and fees.lua stand beside it
   (tests/test_lua_words.c writes them). */
extern const char lua_example_prelude[];
/* All words sorted by kind and word, in memory of `arena`; returns the count, or 0 with err. */
size_t lua_model_words(struct arena *arena, struct lua_word **words, struct error *err);

#endif
