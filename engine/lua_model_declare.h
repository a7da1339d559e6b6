/* Shared by the files of lua_model.h only: the parts of the table `core` that fill the model. */
#ifndef POLSIM_LUA_MODEL_DECLARE_H
#define POLSIM_LUA_MODEL_DECLARE_H

#include "lua_graph.h"
#include "lua_model.h"

/* Each adds its primitives to the table on top. [-0, +0, raises] */
void lua_declare_core(lua_State *L);   /* model, axes, switches, labels, files, errors */
void lua_report_core(lua_State *L);    /* outputs, targets, identities */
void lua_parameter_core(lua_State *L); /* distributions, parameters */
void lua_inputs_core(lua_State *L);    /* files of inputs */
void lua_borrow_core(lua_State *L);    /* values of other models */

/* Whether values come from other models (lua_changes.value_from); `changes`, which may be NULL, live as long as the
   state. [-0, +0, -] */
bool lua_borrow_begin(lua_State *L, const struct lua_changes *changes);

/* The file as scripts/inputs.lua takes it, nil for NULL. [-0, +1, raises] */
void lua_push_inputs(lua_State *L, const struct inputs *inputs);
/* Among the model's files, after its own. */
void lua_keep_inputs(struct model *model, const struct inputs *inputs);

/* A distribution that outlives the state. [-0, +1, raises] */
void lua_push_dist(lua_State *L, const struct dist *dist);

/* Makes the words of the distributions. [-0, +0, raises] */
void lua_parameter_open(lua_State *L);

/* Runs the libraries of scripts/ and makes their words global; the table `core` is left on top.
   [-0, +1, raises] */
void lua_open_language(lua_State *L);

/* Field of the table at index, copied into the arena; NULL where nil. [-0, +0, raises] */
const char *lua_text_field(lua_State *L, int index, const char *key);
struct words lua_words_field(lua_State *L, int index, const char *key);
double lua_number_field(lua_State *L, int index, const char *key, double otherwise);
struct unit lua_unit_field(lua_State *L, int index, const char *key);

#endif
