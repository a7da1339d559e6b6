/* Loading a scenario and its model. The declarations themselves are words of scripts/ over the
   primitives of lua_graph_core.c and lua_model_*.c. */
#include "lua_model.h"

#include "digest.h"
#include "lua_model_declare.h"

#include <string.h>

/* In this order: later ones use words and helpers of earlier ones. */
static const char *const libraries[] = {
    "scripts/check.lua", "scripts/declare.lua",   "scripts/values.lua", "scripts/time.lua",
    "scripts/cells.lua", "scripts/parameter.lua", "scripts/stock.lua",  "scripts/people.lua",
    "scripts/money.lua", "scripts/report.lua",    "scripts/sampling.lua",
};

/* The words a library returned (on top) become global. [-1, +0, raises] */
static void set_words(lua_State *L)
{
    if (lua_istable(L, -1)) {
        lua_pushnil(L);
        while (lua_next(L, -2))
            lua_define_word(L, lua_tostring(L, -2));
    }
    lua_pop(L, 1);
}

/* [-0, +1, raises] */
void lua_open_language(lua_State *L)
{
    lua_graph_open(L);
    lua_parameter_open(L);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, "polsim.core");
    lua_state_core(L);
    lua_graph_core(L);
    lua_declare_core(L);
    lua_report_core(L);
    lua_parameter_core(L);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, "polsim.words");
    lua_setfield(L, -2, "words");
    for (size_t i = 0; i < COUNT_OF(libraries); i++) {
        lua_pushvalue(L, -1);
        lua_run_library(L, libraries[i]);
        set_words(L);
    }
}

struct load {
    const char *file; /* the scenario without its folder */
    const struct lua_changes *changes;
};

static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Calls core[name](...) with the arguments on top. [-arguments, +results, raises] */
static void call_core(lua_State *L, const char *name, int arguments, int results)
{
    lua_getfield(L, LUA_REGISTRYINDEX, "polsim.core");
    lua_getfield(L, -1, name);
    lua_remove(L, -2);
    lua_insert(L, -1 - arguments);
    lua_call(L, arguments, results);
}

/* Argument: struct load. [-1, +0, raises] */
static int load_files(lua_State *L)
{
    const struct load *load = lua_touserdata(L, 1);
    struct error err;

    lua_open_language(L);
    lua_newtable(L);
    for (int i = 0; load->changes && i < load->changes->count; i++) {
        lua_pushstring(L, load->changes->set[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_pushstring(L, load->changes ? load->changes->without : NULL);
    call_core(L, "begin", 2, 0);
    lua_settop(L, 1);
    lua_run_scenario_file(L, load->file);
    lua_settop(L, 1);
    lua_pushstring(L, load->file);
    call_core(L, "base", 1, 2);
    if (lua_isstring(L, 2)) {
        lua_stand_at(L, (int)lua_tointeger(L, 3)); /* of scenario { model = ... } */
        lua_read_scenario_file(L, lua_tostring(L, 2));
        lua_stand_at(L, 0);
        lua_run_scenario_file(L, lua_tostring(L, 2));
    }
    lua_settop(L, 1);
    call_core(L, "finish", 0, 0);
    if (!graph_finish(lua_state_host(L)->model->graph, &err))
        lua_fail_at(L, lua_state_host(L)->model->graph->place, NULL, "%s", err.text);
    return 0;
}

static void add_digest(struct model *model, const struct lua_changes *changes)
{
    struct digest digest;

    digest_start(&digest);
    for (int i = 0; i < model->file_count; i++) {
        digest_add_string(&digest, model->files[i].path);
        digest_add(&digest, model->files[i].text, model->files[i].length);
    }
    for (int i = 0; changes && i < changes->count; i++)
        digest_add_string(&digest, changes->set[i]);
    digest_end_hex(&digest, model->input_digest);
}

static void name_scenario(struct model *model, const char *path)
{
    const char *file = file_of(path);
    size_t length = strlen(file);

    if (length > 4 && strcmp(file + length - 4, ".lua") == 0)
        length -= 4;
    model->scenario = arena_copy_bytes(model->arena, file, length);
    model->scenario_path = arena_copy(model->arena, path);
}

struct model *lua_model_load(const char *path, const struct lua_changes *changes, struct error *err)
{
    struct model *model = model_new();
    struct load load = {.file = file_of(path), .changes = changes};

    name_scenario(model, path);
    struct lua_host *host = lua_host_new(model, path, err);
    bool fine = host && lua_host_call(host, load_files, &load, err);
    lua_host_free(host);
    if (!fine) {
        model_free(model);
        return NULL;
    }
    if (!model->scenario_title.en && !model->scenario_title.zh)
        model->scenario_title = model->title;
    add_digest(model, changes);
    return model;
}
