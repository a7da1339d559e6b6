/* Simulated values in Lua: a userdata that holds a node; arithmetic operators and the words of ops.def
   build the graph; comparison operators raise and name the word to use. Primitive node makers are given
   to the library of scripts/ in the table `core`, which adds words and methods (x:sum x:only x:at
   x:share) in Lua.

   A value userdata may carry a table as its user value: its record. A key of the record's field
   `methods` is then a method of that value only (stocks: s:gains ...). A Lua table whose metatable has a
   function `__node` stands for the node that function returns (by_year tables of numbers). */
#ifndef POLSIM_LUA_GRAPH_H
#define POLSIM_LUA_GRAPH_H

#include "lua_state.h"

/* Defines the value and axis types and the words of ops.def. [-0, +0, raises] */
void lua_graph_open(lua_State *L);
/* Adds the primitives (core.lag, core.state, core.poisson ...) to the table on top. [-0, +0, raises] */
void lua_graph_core(lua_State *L);

/* lua_set_word, and remembers the name for the reference (registry "polsim.words"). [-1, +0, raises] */
void lua_define_word(lua_State *L, const char *name);

void lua_push_node(lua_State *L, int node); /* [-0, +1, raises] */
bool lua_is_node(lua_State *L, int index);  /* [-0, +0, -] */
bool lua_is_axis(lua_State *L, int index);  /* [-0, +0, -] */
/* Value or number at index -> node. what: "argument 2 of clamp". [-0, +0, raises] */
int lua_to_node(lua_State *L, int index, const char *what);
/* The same; `subject` (or NULL) is underlined where it is none. */
int lua_to_node_of(lua_State *L, int index, const char *what, const char *subject);
void lua_push_axis(lua_State *L, int axis); /* [-0, +1, raises]: always the same object */
/* An axis object at index -> its number. [-0, +0, raises] */
int lua_to_axis(lua_State *L, int index, const char *what);
/* A list of axis objects -> their bits; nil is none. [-0, +0, raises] */
uint32_t lua_to_axes(lua_State *L, int index, const char *what);

/* The graph being built. [-0, +0, -] */
struct graph *lua_graph_here(lua_State *L);
/* Pushes the node, or raises err when it is -1. Returns 1. [-0, +1, raises] */
int lua_push_result(lua_State *L, int node, const char *subject, const struct error *err);

/* ---- facts about a node that a word needs while the model is built (lua_graph_facts.c) ---- */

/* Limits of a value over all cells, months and draws, as far as constants and parameters tell them. */
struct node_limits {
    double low, high; /* -inf, inf where nothing is known */
    bool whole;       /* always a whole number */
};
struct node_limits lua_graph_limits(const struct graph *graph, int node);
/* Is a value an amount per month, or a content (stock, total, arrears)? Sums, parts, delays and constant
   multiples are what their terms are. */
enum node_tempo {
    TEMPO_NONE, /* made of constants and parameters only */
    TEMPO_FLOW,
    TEMPO_LEVEL,
    TEMPO_UNCLEAR, /* mixes both, or computes with contents: only the modeller knows */
};
enum node_tempo lua_graph_tempo(const struct graph *graph, int node);

#endif
