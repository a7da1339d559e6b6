/* Distributions as Lua objects, and the registration of parameters. Part of lua_model.h.
   A distribution is a userdata "polsim.dist" that holds a pointer into the model's arena. */
#include "lua_model_declare.h"

#include "word.h"

#include <math.h>
#include <string.h>

static const char DIST[] = "polsim.dist";

/* ---- distributions ---- */

/* Numbers of the list at index into `numbers`; returns how many. [-0, +0, raises] */
static int list_of_numbers(lua_State *L, int index, double *numbers, const char *what)
{
    int count = 0;

    if (!lua_istable(L, index))
        lua_fail(L, "choice", "choice takes two lists: choice({values}, {weights})");
    for (; lua_rawgeti(L, index, count + 1) != LUA_TNIL; lua_pop(L, 1)) {
        if (count == DIST_CHOICES_MAX)
            lua_fail(L, "choice", "choice has more than %d %s", DIST_CHOICES_MAX, what);
        if (lua_type(L, -1) != LUA_TNUMBER)
            lua_fail(L, "choice", "the %s of choice must be numbers, number %d is a %s", what,
                     count + 1, luaL_typename(L, -1));
        numbers[count++] = lua_tonumber(L, -1);
    }
    lua_pop(L, 1);
    return count;
}

static int choice_parameters(lua_State *L, double *numbers)
{
    int values = list_of_numbers(L, 1, numbers, "values");
    int weights = list_of_numbers(L, 2, numbers + values, "weights");

    if (lua_gettop(L) != 2 || values != weights || values == 0)
        lua_fail(L, "choice", "choice has %d values and %d weights; give one weight for each value",
                 values, weights);
    return 2 * values;
}

static int plain_parameters(lua_State *L, const struct dist_info *info, double *numbers)
{
    int count = lua_gettop(L), wanted = 1;

    for (const char *c = info->parameters; *c; c++)
        wanted += *c == ',';
    if (count != wanted)
        lua_fail(L, info->word, "%s takes %d numbers (%s), not %d", info->word, wanted,
                 info->parameters, count);
    for (int i = 0; i < count; i++) {
        if (lua_type(L, i + 1) != LUA_TNUMBER)
            lua_fail(L, info->word, "argument %d of %s(%s) must be a number, not a %s", i + 1,
                     info->word, info->parameters, luaL_typename(L, i + 1));
        numbers[i] = lua_tonumber(L, i + 1);
    }
    return count;
}

/* pert(...) and its like; upvalue 1: the kind. [-args, +1, raises] */
static int word_dist(lua_State *L)
{
    enum dist_kind kind = (enum dist_kind)lua_tointeger(L, lua_upvalueindex(1));
    double numbers[2 * DIST_CHOICES_MAX];
    int count = kind == DIST_CHOICE ? choice_parameters(L, numbers)
                                    : plain_parameters(L, &dist_table[kind], numbers);
    struct dist **object = lua_newuserdatauv(L, sizeof *object, 0);
    struct error err;

    *object = arena_array(lua_state_host(L)->model->arena, 1, sizeof **object);
    luaL_setmetatable(L, DIST);
    if (!dist_make(*object, kind, numbers, count, &err))
        lua_fail_error(L, dist_table[kind].word, &err);
    return 1;
}

static int dist_refuse(lua_State *L)
{
    lua_fail(L, NULL,
             "a distribution cannot be computed with: it becomes a value with parameter(name, "
             "{ default = ... }), or a fresh draw each month with noise(stream, ...)");
}

static int dist_tostring(lua_State *L)
{
    struct dist *const *dist = luaL_checkudata(L, 1, DIST);
    char text[1024];

    dist_text(*dist, text, sizeof text);
    lua_pushstring(L, text);
    return 1;
}

/* [-0, +0, raises] */
void lua_parameter_open(lua_State *L)
{
    static const char *const events[] = {"__add", "__sub",      "__mul",    "__div",  "__pow",
                                         "__unm", "__mod",      "__lt",     "__le",   "__index",
                                         "__len", "__newindex", "__concat", "__call", NULL};

    luaL_newmetatable(L, DIST);
    for (int i = 0; events[i]; i++) {
        lua_pushcfunction(L, dist_refuse);
        lua_setfield(L, -2, events[i]);
    }
    lua_pushcfunction(L, dist_tostring);
    lua_setfield(L, -2, "__tostring");
    lua_pushstring(L, WORD("a distribution"));
    lua_setfield(L, -2, "__name");
    lua_pushstring(
        L, WORD(": a distribution becomes a value with parameter(name, { default = ... })"));
    lua_setfield(L, -2, "__advice");
    lua_pop(L, 1);
    for (int kind = 0; kind < DIST_KIND_COUNT; kind++) {
        lua_pushinteger(L, kind);
        lua_pushcclosure(L, word_dist, 1);
        lua_define_word(L, dist_table[kind].word);
    }
}

/* [-0, +1, raises] */
void lua_push_dist(lua_State *L, const struct dist *dist)
{
    const struct dist **object = lua_newuserdatauv(L, sizeof *object, 0);

    *object = dist;
    luaL_setmetatable(L, DIST);
}

/* core.is_dist(x) */
static int core_is_dist(lua_State *L)
{
    lua_pushboolean(L, luaL_testudata(L, 1, DIST) != NULL);
    return 1;
}

/* core.support(dist) -> low, high */
static int core_support(lua_State *L)
{
    struct dist *const *dist = luaL_checkudata(L, 1, DIST);
    double low, high;

    dist_support(*dist, &low, &high);
    lua_pushnumber(L, low);
    lua_pushnumber(L, high);
    return 2;
}

/* core.distributions() -> list of { word=, parameters=, meaning=, source= } */
static int core_distributions(lua_State *L)
{
    lua_createtable(L, DIST_KIND_COUNT, 0);
    for (int kind = 0; kind < DIST_KIND_COUNT; kind++) {
        lua_createtable(L, 0, 4);
        lua_pushstring(L, dist_table[kind].word);
        lua_setfield(L, -2, "word");
        lua_pushstring(L, dist_table[kind].parameters);
        lua_setfield(L, -2, "parameters");
        lua_pushstring(L, dist_table[kind].meaning);
        lua_setfield(L, -2, "meaning");
        lua_pushstring(L, dist_table[kind].source);
        lua_setfield(L, -2, "source");
        lua_rawseti(L, -2, kind + 1);
    }
    return 1;
}

/* ---- parameters ---- */

/* Number i (from 1) of the list `key` of the table at 1. [-0, +0, raises] */
static double list_number(lua_State *L, const char *key, size_t i, double otherwise)
{
    double x = otherwise;

    lua_getfield(L, 1, key);
    if (lua_rawgeti(L, -1, (lua_Integer)i) != LUA_TNIL)
        x = luaL_checknumber(L, -1);
    lua_pop(L, 2);
    return x;
}

static const char *list_text(lua_State *L, const char *key, size_t i)
{
    const char *text = NULL;

    lua_getfield(L, 1, key);
    if (lua_rawgeti(L, -1, (lua_Integer)i) != LUA_TNIL)
        text = arena_copy(lua_state_host(L)->model->arena, luaL_checkstring(L, -1));
    lua_pop(L, 2);
    return text;
}

static size_t list_length(lua_State *L, const char *key)
{
    lua_getfield(L, 1, key);
    size_t length = lua_rawlen(L, -1);
    lua_pop(L, 1);
    return length;
}

static void read_inputs(lua_State *L, struct parameter *p)
{
    p->input_count = (int)list_length(L, "dists");
    p->inputs =
        arena_array(lua_state_host(L)->model->arena, (size_t)p->input_count, sizeof *p->inputs);
    for (int i = 0; i < p->input_count; i++) {
        lua_getfield(L, 1, "dists");
        lua_rawgeti(L, -1, i + 1);
        struct dist *const *dist = luaL_checkudata(L, -1, DIST);
        p->inputs[i].dist = *dist;
        lua_pop(L, 2);
        p->inputs[i].dimension = (int)list_number(L, "dimension", (size_t)i + 1, 0);
        p->inputs[i].key = list_text(L, "key", (size_t)i + 1);
    }
}

static void read_periods(lua_State *L, struct parameter *p, const struct graph *graph)
{
    p->periods = (int)list_length(L, "periods");
    if (p->periods <= 1) {
        p->periods = 1;
        return;
    }
    p->period_names = arena_array(graph->arena, (size_t)p->periods, sizeof *p->period_names);
    p->period_of_month =
        arena_array(graph->arena, (size_t)graph->months, sizeof *p->period_of_month);
    for (int i = 0; i < p->periods; i++)
        p->period_names[i] = list_text(L, "periods", (size_t)i + 1);
    for (int month = 0; month < graph->months; month++)
        p->period_of_month[month] =
            (int)list_number(L, "period_of_month", (size_t)month + 1, 0) - 1;
}

/* Lists over periods and cells (cells fastest, in the order of graph.h): input (0 where fixed), value,
   scale, offset, change. */
static void read_cells(lua_State *L, struct parameter *p, const struct graph *graph)
{
    size_t count = graph_cells(graph, p->axes) * (size_t)p->periods;

    p->cells = arena_array(graph->arena, count, sizeof *p->cells);
    for (size_t i = 0; i < count; i++) {
        struct parameter_cell *cell = &p->cells[i];
        cell->input = (int)list_number(L, "input", i + 1, 0) - 1;
        cell->value = list_number(L, "value", i + 1, 0);
        cell->scale = list_number(L, "scale", i + 1, 1);
        cell->offset = list_number(L, "offset", i + 1, 0);
        cell->change = list_text(L, "change", i + 1);
    }
}

/* core.add_parameter{ name=, axes={}, unit=, source_kind=, source_text=, low=, high=,
   periods={names}, period_of_month={from 1}, dists={}, dimension={}, key={}, and lists by cell }
   -> its value, its number */
static int core_add_parameter(lua_State *L)
{
    struct graph *graph = lua_graph_here(L);
    struct parameter p = {.name = lua_text_field(L, 1, "name"),
                          .source_kind = lua_text_field(L, 1, "source_kind"),
                          .source_text = lua_text_field(L, 1, "source_text"),
                          .unit = lua_unit_field(L, 1, "unit"),
                          .range_low = lua_number_field(L, 1, "low", -INFINITY),
                          .range_high = lua_number_field(L, 1, "high", INFINITY)};
    struct error err;

    lua_getfield(L, 1, "axes");
    p.axes = lua_to_axes(L, -1, "axes");
    lua_pop(L, 1);
    read_periods(L, &p, graph);
    read_inputs(L, &p);
    read_cells(L, &p, graph);
    lua_push_result(L, graph_parameter(graph, &p, &err), p.name, &err);
    lua_pushinteger(L, graph->parameter_count - 1);
    return 2;
}

/* core.set_dimension(parameter, input from 1, dimension) */
static int core_set_dimension(lua_State *L)
{
    struct graph *graph = lua_state_host(L)->model->graph;

    graph->parameters[luaL_checkinteger(L, 1)].inputs[luaL_checkinteger(L, 2) - 1].dimension =
        (int)luaL_checkinteger(L, 3);
    return 0;
}

/* core.set_dimensions(count): Sobol dimensions in use */
static int core_set_dimensions(lua_State *L)
{
    lua_state_host(L)->model->dimensions = (int)luaL_checkinteger(L, 1);
    return 0;
}

/* [-0, +0, raises] */
void lua_parameter_core(lua_State *L)
{
    static const luaL_Reg functions[] = {{"is_dist", core_is_dist},
                                         {"support", core_support},
                                         {"distributions", core_distributions},
                                         {"add_parameter", core_add_parameter},
                                         {"set_dimension", core_set_dimension},
                                         {"set_dimensions", core_set_dimensions},
                                         {NULL, NULL}};

    luaL_setfuncs(L, functions, 0);
}
