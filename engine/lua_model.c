/* Loading a scenario and its model. The declarations themselves are words of scripts/ over the
   primitives of lua_graph_core.c and lua_model_*.c. */
#include "lua_model.h"

#include "digest.h"
#include "lua_model_declare.h"

#include <string.h>
#include <unistd.h>

/* In this order: later ones use words and helpers of earlier ones. */
static const char *const libraries[] = {
    "scripts/check.lua", "scripts/declare.lua", "scripts/values.lua",   "scripts/time.lua",
    "scripts/cells.lua", "scripts/inputs.lua",  "scripts/findings.lua", "scripts/parameter.lua",
    "scripts/stock.lua", "scripts/people.lua",  "scripts/sampling.lua", "scripts/process.lua",
    "scripts/money.lua", "scripts/report.lua",  "scripts/variants.lua",
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
    lua_inputs_core(L);
    lua_borrow_core(L);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, "polsim.words");
    lua_setfield(L, -2, "words");
    for (size_t i = 0; i < COUNT_OF(libraries); i++) {
        lua_pushvalue(L, -1);
        lua_run_library(L, libraries[i]);
        set_words(L);
    }
}

struct load {
    const char *file;    /* the scenario without its folder */
    const char *variant; /* or NULL */
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
    lua_pushstring(L, load->variant);
    lua_push_inputs(L, load->changes ? load->changes->inputs : NULL);
    lua_pushboolean(L, lua_borrow_begin(L, load->changes));
    call_core(L, "begin", 5, 0);
    lua_settop(L, 1);
    lua_run_scenario_file(L, load->file);
    lua_settop(L, 1);
    lua_pushstring(L, load->file);
    call_core(L, "base", 1, 2);
    struct model *model = lua_state_host(L)->model;
    model->model_file =
        arena_copy(model->arena, lua_isstring(L, 2) ? lua_tostring(L, 2) : load->file);
    if (lua_isstring(L, 2)) {
        lua_stand_at(L, (int)lua_tointeger(L, 3)); /* of scenario { model = ... } */
        lua_read_scenario_file(L, lua_path_argument(L, 2));
        lua_stand_at(L, 0);
        lua_run_scenario_file(L, lua_tostring(L, 2));
    }
    lua_settop(L, 1);
    call_core(L, "finish", 0, 0);
    if (!graph_finish(model->graph, &err))
        lua_fail_at(L, model->graph->place, NULL, "%s", err.text);
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
    for (int i = 0; i < model->edit_count; i++)
        if (model->edits[i].applied) {
            digest_add_string(&digest, model->edits[i].name);
            digest_add_string(&digest, model->edits[i].cell);
            digest_add_string(&digest, model->edits[i].period);
            digest_add_string(&digest, model->edits[i].is);
        }
    for (int i = 0; changes && i < changes->count; i++)
        digest_add_string(&digest, changes->set[i]);
    if (model->variant)
        digest_add_string(&digest, model->variant);
    digest_end_hex(&digest, model->input_digest);
}

/* "w.lua:b" -> "w.lua" and "b"; a file may be called so itself. Both in memory of the arena; the variant is
   NULL where none is named. */
static const char *cut_variant(struct arena *arena, const char *path, const char **variant)
{
    const char *colon = strrchr(path, ':'), *slash = strrchr(path, '/');

    *variant = NULL;
    if (!colon || (slash && colon < slash) || access(path, F_OK) == 0)
        return arena_copy(arena, path);
    *variant = arena_copy(arena, colon + 1);
    return arena_copy_bytes(arena, path, (size_t)(colon - path));
}

/* Called before the file is read and after it, when the variant is known. */
static void name_scenario(struct model *model, const char *path)
{
    const char *file = file_of(path);
    int length = (int)strlen(file);

    if (length > 4 && strcmp(file + length - 4, ".lua") == 0)
        length -= 4;
    model->file_stem = arena_copy_bytes(model->arena, file, (size_t)length);
    model->scenario = model->variant
                          ? arena_text(model->arena, "%s-%s", model->file_stem, model->variant)
                          : model->file_stem;
    model->scenario_path =
        model->variant ? arena_text(model->arena, "%s:%s", path, model->variant) : path;
}

/* Paths of the scenarios that are to be loaded after this one. */
static void list_further(struct model *model, const char *path)
{
    int count = 0;

    while (model->variants && model->variants[count])
        count++;
    const char **further = arena_array(model->arena, (size_t)count + 1, sizeof *further);
    for (int i = 1; i < count; i++)
        further[i - 1] = arena_text(model->arena, "%s:%s", path, model->variants[i]);
    model->further = further;
}

struct model *lua_model_load(const char *path, const struct lua_changes *changes, struct error *err)
{
    struct model *model = model_new();
    const char *variant, *file = cut_variant(model->arena, path, &variant);
    struct load load = {.file = file_of(file), .variant = variant, .changes = changes};

    model->graph->symbolic = changes && changes->symbolic;
    name_scenario(model, file);
    struct lua_host *host = lua_host_new(model, file, err);
    bool fine = host && lua_host_call(host, load_files, &load, err);
    lua_host_free(host);
    if (!fine) {
        model_free(model);
        return NULL;
    }
    if (!model->scenario_title.en && !model->scenario_title.zh)
        model->scenario_title = model->title;
    name_scenario(model, file);
    if (!variant)
        list_further(model, file);
    add_digest(model, changes);
    if (changes && changes->inputs) /* after the digest: of the file only what it changes counts */
        lua_keep_inputs(model, changes->inputs);
    return model;
}
