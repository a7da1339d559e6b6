/* What fills the model apart from values: its name and time, axes, switches, labels, files; and how the
   library in scripts/ reports errors. Part of lua_model.h. */
#include "lua_model_declare.h"

#include "word.h"

#include <string.h>

/* ---- reading the tables that the library hands over ---- */

const char *lua_text_field(lua_State *L, int index, const char *key)
{
    const char *text = NULL;

    if (lua_getfield(L, index, key) != LUA_TNIL)
        text = arena_copy(lua_state_host(L)->model->arena, luaL_checkstring(L, -1));
    lua_pop(L, 1);
    return text;
}

/* { en = , zh = } */
static struct words words_at(lua_State *L, int index)
{
    struct words words = {0};

    if (lua_istable(L, index)) {
        words.en = lua_text_field(L, index, "en");
        words.zh = lua_text_field(L, index, "zh");
    }
    return words;
}

/* key = { en = , zh = } */
struct words lua_words_field(lua_State *L, int index, const char *key)
{
    lua_getfield(L, index, key);
    struct words words = words_at(L, lua_gettop(L));
    lua_pop(L, 1);
    return words;
}

/* core.is_words(x): a text, or { en = , zh = } of texts */
static int core_is_words(lua_State *L)
{
    bool fits = lua_istable(L, 1) && !lua_getmetatable(L, 1);
    size_t length;

    lua_settop(L, 1);
    lua_pushnil(L);
    while (fits && lua_next(L, 1)) {
        const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tolstring(L, 2, &length) : NULL;
        fits = key && length == 2 && (memcmp(key, "en", 2) == 0 || memcmp(key, "zh", 2) == 0) &&
               lua_type(L, 3) == LUA_TSTRING;
        lua_settop(L, 2);
    }
    lua_pushboolean(L, fits || lua_type(L, 1) == LUA_TSTRING);
    return 1;
}

double lua_number_field(lua_State *L, int index, const char *key, double otherwise)
{
    double x = otherwise;

    if (lua_getfield(L, index, key) != LUA_TNIL)
        x = luaL_checknumber(L, -1);
    lua_pop(L, 1);
    return x;
}

struct unit lua_unit_field(lua_State *L, int index, const char *key)
{
    struct unit unit = {{0}};
    struct error err;
    const char *text = NULL;

    if (lua_getfield(L, index, key) != LUA_TNIL) {
        text = luaL_checkstring(L, -1);
        if (!graph_parse_unit(lua_graph_here(L), text, &unit, &err))
            lua_fail_error(L, text, &err);
    }
    lua_pop(L, 1);
    return unit;
}

/* ---- places ---- */

/* core.place() -> file (relative to the scenario), line of the user's line that is being run; nil where
   there is none */
static int core_place(lua_State *L)
{
    struct place place = lua_place(L);
    const char *folder = lua_state_host(L)->folder;
    size_t length = strlen(folder);

    if (!place.file || place.line == 0)
        return 0;
    lua_pushstring(L, strncmp(place.file, folder, length) == 0 ? place.file + length : place.file);
    lua_pushinteger(L, place.line);
    return 2;
}

/* A place as core.place gives it. */
static struct place place_arguments(lua_State *L, int index)
{
    struct model *model = lua_state_host(L)->model;

    return (struct place){
        arena_text(model->arena, "%s%s", lua_state_host(L)->folder, luaL_checkstring(L, index)),
        (int)luaL_checkinteger(L, index + 1)};
}

/* core.fail_at(file or nil, line, subject or nil, text) */
static int core_fail_at(lua_State *L)
{
    struct place nowhere = {NULL, 0};

    lua_fail_at(L, lua_isnil(L, 1) ? nowhere : place_arguments(L, 1), lua_tostring(L, 3), "%s",
                luaL_checkstring(L, 4));
}

/* core.fail_cell(path, line, column from 1, text): of a CSV file */
static int core_fail_cell(lua_State *L)
{
    struct place place = {luaL_checkstring(L, 1), (int)luaL_checkinteger(L, 2)};

    lua_fail_cell(L, place, (int)luaL_checkinteger(L, 3), luaL_checkstring(L, 4));
}

/* core.stand_at(file, line): nodes made from now on, after the scripts have ended, belong there */
static int core_stand_at(lua_State *L)
{
    lua_state_host(L)->model->graph->place = place_arguments(L, 1);
    return 0;
}

/* ---- the model and its time ---- */

/* core.set_model{ name=, title={en=,zh=}, first_year=, first_month=, plan_months=, months=, units={} } */
static int core_set_model(lua_State *L)
{
    struct model *model = lua_state_host(L)->model;
    struct graph *graph = lua_graph_here(L);
    struct error err;

    model->name = lua_text_field(L, 1, "name");
    model->title = lua_words_field(L, 1, "title");
    graph->first_year = (int)lua_number_field(L, 1, "first_year", 0);
    graph->first_month = (int)lua_number_field(L, 1, "first_month", 0);
    graph->plan_months = (int)lua_number_field(L, 1, "plan_months", 0);
    graph->months = (int)lua_number_field(L, 1, "months", 0);
    lua_getfield(L, 1, "units");
    for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++, lua_pop(L, 1))
        if (!graph_add_unit_name(graph, luaL_checkstring(L, -1), &err))
            lua_fail_error(L, lua_tostring(L, -1), &err);
    return 0;
}

/* The field variants= of the table at 1, a list of names; NULL where there is none. */
static const char *const *variants_field(lua_State *L)
{
    struct arena *arena = lua_state_host(L)->model->arena;
    const char **names = NULL;

    if (lua_getfield(L, 1, "variants") == LUA_TTABLE) {
        size_t count = lua_rawlen(L, -1);
        names = arena_array(arena, count + 1, sizeof *names);
        for (size_t i = 0; i < count; i++, lua_pop(L, 1)) {
            lua_rawgeti(L, -1, (lua_Integer)i + 1);
            names[i] = arena_copy(arena, luaL_checkstring(L, -1));
        }
    }
    lua_pop(L, 1);
    return names;
}

/* The lists of names of the field `together`, ended by NULL; NULL: there is none. */
static const char *const *const *together_field(lua_State *L)
{
    struct arena *arena = lua_state_host(L)->model->arena;
    const char *const **lists = NULL;

    if (lua_getfield(L, 1, "together") == LUA_TTABLE) {
        lua_Integer count = luaL_len(L, -1);
        lists = arena_array(arena, (size_t)count + 1, sizeof *lists);
        for (lua_Integer i = 0; i < count; i++) {
            lua_rawgeti(L, -1, i + 1);
            lua_Integer length = luaL_len(L, -1);
            const char **names = arena_array(arena, (size_t)length + 1, sizeof *names);
            for (lua_Integer k = 0; k < length; k++) {
                lua_rawgeti(L, -1, k + 1);
                names[k] = arena_copy(arena, luaL_checkstring(L, -1));
                lua_pop(L, 1);
            }
            lists[i] = names;
            lua_pop(L, 1);
        }
    }
    lua_pop(L, 1);
    return lists;
}

/* core.set_scenario{ title=, question=, against=, variant=, variants={names}, together={{names}} }; what is not given
   stays */
static int core_set_scenario(lua_State *L)
{
    struct model *model = lua_state_host(L)->model;
    struct words title = lua_words_field(L, 1, "title");
    struct words question = lua_words_field(L, 1, "question");
    const char *against = lua_text_field(L, 1, "against");
    const char *variant = lua_text_field(L, 1, "variant");
    const char *const *variants = variants_field(L);
    const char *const *const *together = together_field(L);

    model->scenario_title = title.en || title.zh ? title : model->scenario_title;
    model->question = question.en || question.zh ? question : model->question;
    model->against = against ? against : model->against;
    model->variant = variant ? variant : model->variant;
    model->variants = variants ? variants : model->variants;
    model->together = together ? together : model->together;
    return 0;
}

/* ---- axes, switches, labels ---- */

/* The label that an error of graph_add_axis names, else the axis. */
static const char *named_label(const char **labels, size_t count, const char *message,
                               const char *name)
{
    char quoted[256];

    for (size_t i = 0; i < count; i++) {
        snprintf(quoted, sizeof quoted, spoken("label '%s'"), labels[i]);
        if (strstr(message, quoted))
            return labels[i];
    }
    return name;
}

/* core.add_axis(name, labels) -> the axis */
static int core_add_axis(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    size_t count = lua_rawlen(L, 2);
    const char **labels = lua_newuserdatauv(L, (count + 1) * sizeof *labels, 0);
    struct error err;

    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(L, 2, (lua_Integer)i + 1);
        labels[i] = luaL_checkstring(L, -1);
        lua_pop(L, 1); /* the list still holds it */
    }
    int axis = graph_add_axis(lua_graph_here(L), name, labels, (int)count, &err);
    if (axis < 0)
        lua_fail_error(L, lua_pushfstring(L, "\"%s\"", named_label(labels, count, err.text, name)),
                       &err);
    lua_push_axis(L, axis);
    return 1;
}

/* core.add_switch{ name=, value=, default=, choices={}, source_kind=, source_text=, label=, changed= } */
static int core_add_switch(lua_State *L)
{
    struct model *model = lua_state_host(L)->model;
    struct switch_value *s = model_add_switch(model);

    s->name = lua_text_field(L, 1, "name");
    s->value = lua_text_field(L, 1, "value");
    s->default_value = lua_text_field(L, 1, "default");
    s->source_kind = lua_text_field(L, 1, "source_kind");
    s->source_text = lua_text_field(L, 1, "source_text");
    s->label = lua_words_field(L, 1, "label");
    lua_getfield(L, 1, "changed");
    s->changed = lua_toboolean(L, -1);
    lua_getfield(L, 1, "choices");
    size_t count = lua_rawlen(L, -1);
    const char **choices = arena_array(model->arena, count + 1, sizeof *choices);
    for (size_t i = 0; i < count; i++, lua_pop(L, 1)) {
        lua_rawgeti(L, -1, (lua_Integer)i + 1);
        choices[i] = arena_copy(model->arena, luaL_checkstring(L, -1));
    }
    s->choices = choices;
    return 0;
}

/* core.add_label(scope, id, {en=, zh=}); the first for an id holds */
static int core_add_label(lua_State *L)
{
    struct model *model = lua_state_host(L)->model;
    struct model_label *label = model_add_label(model);

    label->scope = arena_copy(model->arena, luaL_checkstring(L, 1));
    label->id = arena_copy(model->arena, luaL_checkstring(L, 2));
    label->text = words_at(L, 3);
    return 0;
}

/* core.label_of(scope, id) -> { en=, zh= }, or nil where the model has no label for it */
static int core_label_of(lua_State *L)
{
    const struct model *model = lua_state_host(L)->model;
    const char *scope = luaL_checkstring(L, 1), *id = luaL_checkstring(L, 2);

    for (int i = 0; i < model->label_count; i++) {
        const struct model_label *label = &model->labels[i];
        if (strcmp(label->scope, scope) != 0 || strcmp(label->id, id) != 0)
            continue;
        lua_createtable(L, 0, 2);
        lua_pushstring(L, label->text.en);
        lua_setfield(L, -2, "en");
        lua_pushstring(L, label->text.zh);
        lua_setfield(L, -2, "zh");
        return 1;
    }
    return 0;
}

/* ---- files and expressions ---- */

/* core.csv(path) -> { columns=, rows=, path=, line= } */
static int core_csv(lua_State *L)
{
    lua_read_csv(L, lua_path_argument(L, 1));
    return 1;
}

/* core.text_of(path) -> the text of a file that was read already, or nil */
static int core_text_of(lua_State *L)
{
    const struct model *model = lua_state_host(L)->model;
    const char *path = luaL_checkstring(L, 1);

    for (int i = 0; i < model->file_count; i++)
        if (strcmp(model->files[i].path, path) == 0) {
            lua_pushlstring(L, model->files[i].text, model->files[i].length);
            return 1;
        }
    return 0;
}

/* core.evaluate(what, expression) -> its value; `what` begins with "--" and names it in messages */
static int core_evaluate(lua_State *L)
{
    lua_run_expression(L, luaL_checkstring(L, 1), luaL_checkstring(L, 2));
    return 1;
}

/* core.library(path) -> what the file of scripts/ returns */
static int core_library(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);

    lua_getfield(L, LUA_REGISTRYINDEX, "polsim.core");
    lua_run_library(L, path);
    return 1;
}

/* core.operations() -> list of { word=, arity=, meaning= } of ops.def */
static int core_operations(lua_State *L)
{
    lua_createtable(L, OP_COUNT, 0);
    for (int op = 0; op < OP_COUNT; op++) {
        lua_createtable(L, 0, 3);
        lua_pushstring(L, op_table[op].word);
        lua_setfield(L, -2, "word");
        lua_pushinteger(L, op_table[op].arity);
        lua_setfield(L, -2, "arity");
        lua_pushstring(L, op_table[op].meaning);
        lua_setfield(L, -2, "meaning");
        lua_rawseti(L, -2, op + 1);
    }
    return 1;
}

/* [-0, +0, raises] */
void lua_declare_core(lua_State *L)
{
    static const luaL_Reg functions[] = {{"is_words", core_is_words},
                                         {"place", core_place},
                                         {"fail_at", core_fail_at},
                                         {"fail_cell", core_fail_cell},
                                         {"stand_at", core_stand_at},
                                         {"set_model", core_set_model},
                                         {"set_scenario", core_set_scenario},
                                         {"add_axis", core_add_axis},
                                         {"add_switch", core_add_switch},
                                         {"add_label", core_add_label},
                                         {"label_of", core_label_of},
                                         {"csv", core_csv},
                                         {"text_of", core_text_of},
                                         {"evaluate", core_evaluate},
                                         {"library", core_library},
                                         {"operations", core_operations},
                                         {NULL, NULL}};

    luaL_setfuncs(L, functions, 0);
}
