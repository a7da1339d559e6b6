/* Values of inputs and readings that come from another model (lua_changes.value_from), as scripts/parameter.lua and
   declare.lua take them. Part of lua_model.h. */
#include "lua_model_declare.h"

#include <string.h>

static const char changes_key; /* of the registry, by address */

bool lua_borrow_begin(lua_State *L, const struct lua_changes *changes)
{
    if (!changes || !changes->value_from)
        return false;
    lua_pushlightuserdata(L, (void *)(uintptr_t)changes);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &changes_key);
    return true;
}

/* Whose value the name at 1 has, or NULL. [-0, +0, raises] */
static const struct model *owner(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &changes_key);
    const struct lua_changes *changes = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return changes ? changes->value_from(changes->context, luaL_checkstring(L, 1)) : NULL;
}

/* ---- parameters ---- */

static const struct parameter *find_parameter(const struct model *model, const char *name)
{
    for (int i = 0; i < model->graph->parameter_count; i++)
        if (strcmp(model->graph->parameters[i].name, name) == 0)
            return &model->graph->parameters[i];
    return NULL;
}

/* Item i (from 0) of the list `key` of the table on top is the value above it. [-1, +0, raises] */
static void set_item(lua_State *L, const char *key, int i)
{
    lua_getfield(L, -2, key);
    lua_insert(L, -2);
    lua_rawseti(L, -2, i + 1);
    lua_pop(L, 1);
}

static void add_cell(lua_State *L, const struct parameter_cell *cell, int i)
{
    lua_pushinteger(L, cell->input + 1);
    set_item(L, "input", i);
    lua_pushnumber(L, cell->value);
    set_item(L, "value", i);
    lua_pushnumber(L, cell->scale);
    set_item(L, "scale", i);
    lua_pushnumber(L, cell->offset);
    set_item(L, "offset", i);
}

static void add_input(lua_State *L, const struct parameter_input *input, int i)
{
    lua_push_dist(L, input->dist);
    set_item(L, "dists", i);
    lua_pushinteger(L, input->dimension);
    set_item(L, "dimension", i);
    lua_pushstring(L, input->key);
    set_item(L, "key", i);
}

static void add_periods(lua_State *L, const struct parameter *p, const struct graph *graph)
{
    if (p->periods == 1)
        return;
    for (int i = 0; i < p->periods; i++) {
        lua_pushstring(L, p->period_names[i]);
        set_item(L, "periods", i);
    }
    for (int month = 0; month < graph->months; month++) {
        lua_pushinteger(L, p->period_of_month[month] + 1);
        set_item(L, "period_of_month", month);
    }
}

/* core.borrowed(name) -> nil: the parameter has its own value; else the lists of core.add_parameter that make up
   the other model's, with `change` and `made_by` empty */
static int core_borrowed(lua_State *L)
{
    static const char *const lists[] = {"input",   "value",           "scale",  "offset",
                                        "dists",   "dimension",       "key",    "periods",
                                        "made_by", "period_of_month", "change", NULL};
    const struct model *model = owner(L);
    const struct parameter *p = model ? find_parameter(model, lua_tostring(L, 1)) : NULL;

    if (!p)
        return 0;
    lua_newtable(L);
    for (int i = 0; lists[i]; i++) {
        lua_newtable(L);
        lua_setfield(L, -2, lists[i]);
    }
    int count = (int)graph_cells(model->graph, p->axes) * p->periods;
    for (int i = 0; i < count; i++)
        add_cell(L, &p->cells[i], i);
    for (int i = 0; i < p->input_count; i++)
        add_input(L, &p->inputs[i], i);
    add_periods(L, p, model->graph);
    lua_pushinteger(L, model->dimensions);
    lua_setfield(L, -2, "dimensions");
    return 1;
}

/* ---- readings ---- */

/* core.borrowed_choice(name) -> nil, or the choice of the other model */
static int core_borrowed_choice(lua_State *L)
{
    const struct model *model = owner(L);

    for (int i = 0; model && i < model->switch_count; i++)
        if (strcmp(model->switches[i].name, lua_tostring(L, 1)) == 0) {
            lua_pushstring(L, model->switches[i].value);
            return 1;
        }
    return 0;
}

/* [-0, +0, raises] */
void lua_borrow_core(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"borrowed", core_borrowed}, {"borrowed_choice", core_borrowed_choice}, {NULL, NULL}};

    luaL_setfuncs(L, functions, 0);
}
