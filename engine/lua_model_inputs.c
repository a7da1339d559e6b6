/* Files of inputs (inputs.h) as scripts/inputs.lua sees them, and what it says of them. Part of lua_model.h. */
#include "inputs.h"
#include "lua_model_declare.h"
#include "quote.h"

#include <string.h>

static const char file_key; /* of the registry, by address: the file's path */

void lua_push_inputs(lua_State *L, const struct inputs *inputs)
{
    if (!inputs) {
        lua_pushnil(L);
        return;
    }
    lua_know_text(L, inputs->path, inputs->text, inputs->length);
    lua_pushlightuserdata(L, (void *)(uintptr_t)inputs);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &file_key);
    lua_newtable(L);
    lua_pushstring(L, inputs->path);
    lua_setfield(L, -2, "path");
    lua_pushstring(L, inputs->file);
    lua_setfield(L, -2, "file");
    lua_pushlstring(L, &inputs->separator, 1);
    lua_setfield(L, -2, "separator");
    for (size_t i = 0; i < inputs->row_count; i++) {
        const struct inputs_row *row = &inputs->rows[i];
        lua_newtable(L);
#define X(id, english)                                                                             \
    lua_pushstring(L, row->id);                                                                    \
    lua_setfield(L, -2, #id);
        INPUTS_COLUMNS(X)
#undef X
        lua_pushinteger(L, row->line);
        lua_setfield(L, -2, "line");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

/* The subject where it stands in that line as it is; else NULL, and the whole line is underlined. */
static const char *subject_in_line(const struct inputs *inputs, int line, const char *subject)
{
    size_t start = quote_line_start(inputs->text, inputs->length, line);
    size_t end = quote_line_end(inputs->text, inputs->length, start);
    bool stands = subject && memmem(inputs->text + start, end - start, subject, strlen(subject));

    return stands ? subject : NULL;
}

/* core.fail_inputs(line, subject or nil, text): at a line of the file */
static int core_fail_inputs(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &file_key);
    const struct inputs *inputs = lua_touserdata(L, -1);
    struct place place = {inputs->path, (int)luaL_checkinteger(L, 1)};

    lua_fail_at(L, place, subject_in_line(inputs, place.line, lua_tostring(L, 2)), "%s",
                luaL_checkstring(L, 3));
}

/* Is what the file says the unit in one of our languages? */
static bool says_unit(const char *said, const char *unit)
{
    static const char *const languages[] = {"en", "zh"};
    bool same = strcmp(said, unit) == 0;

    for (size_t i = 0; i < COUNT_OF(languages) && !same; i++) {
        struct text words = {0};
        table_add_raw_unit(unit, languages[i], &words);
        same = strcmp(said, text_string(&words)) == 0;
        text_clear(&words);
    }
    return same;
}

/* core.wrong_unit(what the file says, unit of the parameter as the script has it) -> nil where it is that unit or
   nothing is said, else the right one */
static int core_wrong_unit(lua_State *L)
{
    struct graph *graph = lua_state_host(L)->model->graph;
    const char *said = luaL_checkstring(L, 1);
    char text[256];
    struct unit unit, other;
    struct error err;

    if (!said[0])
        return 0;
    if (!graph_parse_unit(graph, luaL_checkstring(L, 2), &unit, &err))
        return 0; /* the parameter itself is refused for it */
    graph_unit_text(graph, unit, text, sizeof text);
    if (says_unit(said, text) ||
        (graph_parse_unit(graph, said, &other, &err) && unit_equal(unit, other)))
        return 0;
    lua_pushstring(L, text);
    return 1;
}

/* core.add_edit{ name=, cell=, period=, was=, is=, line=, applied= } */
static int core_add_edit(lua_State *L)
{
    struct model_edit *edit = model_add_edit(lua_state_host(L)->model);

    edit->name = lua_text_field(L, 1, "name");
    edit->cell = lua_text_field(L, 1, "cell");
    edit->period = lua_text_field(L, 1, "period");
    edit->was = lua_text_field(L, 1, "was");
    edit->is = lua_text_field(L, 1, "is");
    edit->line = (int)lua_number_field(L, 1, "line", 0);
    lua_getfield(L, 1, "applied");
    edit->applied = lua_toboolean(L, -1);
    return 0;
}

void lua_inputs_core(lua_State *L)
{
    static const luaL_Reg functions[] = {{"fail_inputs", core_fail_inputs},
                                         {"wrong_unit", core_wrong_unit},
                                         {"add_edit", core_add_edit},
                                         {NULL, NULL}};

    luaL_setfuncs(L, functions, 0);
}

void lua_keep_inputs(struct model *model, const struct inputs *inputs)
{
    struct model_file file = {
        .path = arena_text(model->arena, INPUTS_FOLDER "%s", inputs->file),
        .text = arena_copy_bytes(model->arena, inputs->text, inputs->length),
        .length = inputs->length,
    };

    *model_add_file(model) = file;
}
