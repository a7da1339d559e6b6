/* The strict globals: what a script may name, and what it is told when it names something else. */
#include "lua_state_private.h"

#include "dmath.h"
#include "embed.h"
#include "text.h"

#include <lualib.h>
#include <string.h>

enum { CANDIDATES_MAX = 1024 };

static const char words_key, library_key; /* of the registry, by address */

/* Lua words that scenario scripts do not have, and what to do instead. */
static const struct {
    const char *word, *advice;
} absent[] = {
    {"print", "'error(text)' stops with a text, 'polsim show' prints results"},
    {"io", "files are read with 'csv' and 'require'"},
    {"os", "a model cannot see the system or the clock"},
    {"debug", "it is not safe in a model"},
    {"package", "other files are loaded with 'require'"},
    {"load", "other files are loaded with 'require'"},
    {"loadstring", "other files are loaded with 'require'"},
    {"loadfile", "other files are loaded with 'require'"},
    {"dofile", "other files are loaded with 'require'"},
    {"pcall", "an error ends the script, so that none is missed"},
    {"xpcall", "an error ends the script, so that none is missed"},
    {"coroutine", "a model only describes, it does not run"},
    {"collectgarbage", "memory is managed for you"},
    {"next", "use 'pairs', which runs in sorted order"},
    {"getmetatable", "a model has no metatables"},
    {"setmetatable", "a model has no metatables"},
    {"rawget", "index the table"},
    {"rawset", "assign to the table"},
    {"rawequal", "use '=='"},
    {"rawlen", "use '#'"},
    {"unpack", "use 'table.unpack'"},
    {"_G", "globals are the words of the language; use 'local'"},
};

/* ---- unknown words ---- */

struct candidates {
    int count;
    const char *words[CANDIDATES_MAX + 1];
};

static void add_candidate(struct candidates *list, const char *word)
{
    if (list->count < CANDIDATES_MAX && word[0] != '(' && strncmp(word, "__", 2) != 0 &&
        strcmp(word, "_ENV") != 0)
        list->words[list->count++] = word;
}

/* The local variables that the function of `activation` sees. [-0, +0, -] */
static void add_locals(lua_State *L, lua_Debug *activation, struct candidates *list)
{
    const char *name;

    lua_getinfo(L, "f", activation);
    for (int i = 1; (name = lua_getlocal(L, activation, i)); i++) {
        add_candidate(list, name);
        lua_pop(L, 1);
    }
    for (int i = 1; (name = lua_getupvalue(L, -1, i)); i++) {
        add_candidate(list, name);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* Those of the user's functions that are being called: what is outside a function is not seen from
   within it unless it is used there, but may well be meant. [-0, +0, -] */
static void add_all_locals(lua_State *L, struct candidates *list)
{
    lua_Debug activation;

    for (int level = 1; level < 100 && lua_getstack(L, level, &activation); level++) {
        lua_getinfo(L, "S", &activation);
        if (activation.source[0] == '@')
            add_locals(L, &activation, list);
    }
}

/* Keys of the table on top; they live as long as it does. [-0, +0, -] */
static void add_keys(lua_State *L, struct candidates *list)
{
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) == LUA_TSTRING)
            add_candidate(list, lua_tostring(L, -1));
    }
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, since ties go to the first and the order of a hash table must not be seen. */
static const char *nearest_hint(lua_State *L, const char *word, struct candidates *list)
{
    qsort(list->words, (size_t)list->count, sizeof *list->words, compare_words);
    list->words[list->count] = NULL;
    return lua_did_you_mean(L, word, list->words);
}

static void refuse_absent(lua_State *L, const char *word)
{
    for (size_t i = 0; i < COUNT_OF(absent); i++)
        if (strcmp(word, absent[i].word) == 0)
            lua_fail(L, word, "there is no '%s' in a model: %s", word, absent[i].advice);
}

/* " (polsim's own scripts/x.lua:7)" where the function at level 1 is of a library: a bug of ours. */
static const char *library_note(lua_State *L, char note[128])
{
    lua_Debug activation;

    note[0] = '\0';
    if (lua_getstack(L, 1, &activation) && lua_getinfo(L, "Sl", &activation) &&
        strncmp(activation.source, "=polsim ", 8) == 0)
        snprintf(note, 128, " (polsim's own %s:%d)", activation.source + 8, activation.currentline);
    return note;
}

/* __index of the table of words, which is that of the strict globals: what is none. [-2, +0, raises] */
static int read_unknown(lua_State *L)
{
    struct candidates list = {.count = 0};
    char note[128];

    if (lua_type(L, 2) != LUA_TSTRING)
        lua_fail(L, NULL, "globals have names, not a key of type %s", luaL_typename(L, 2));
    const char *word = lua_tostring(L, 2);
    refuse_absent(L, word);
    add_all_locals(L, &list);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &words_key);
    add_keys(L, &list);
    lua_fail(L, word, "unknown word '%s'%s%s", word, nearest_hint(L, word, &list),
             library_note(L, note));
}

/* __newindex of the strict globals. [-3, +0, raises] */
static int write_global(lua_State *L)
{
    char note[128];

    if (lua_type(L, 2) != LUA_TSTRING)
        lua_fail(L, NULL, "globals cannot be written: keep values in a local table");
    const char *word = lua_tostring(L, 2);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &words_key);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, -2) != LUA_TNIL)
        lua_fail(L, word,
                 "'%s' is a word of the language and cannot be changed: write 'local' before "
                 "it, or take another name%s",
                 word, library_note(L, note));
    lua_fail(L, word, "'%s' is not declared: write 'local' before it%s", word,
             library_note(L, note));
}

/* unknown_member(library, key, functions): "string.sbu". [-3, +0, raises] */
static int refuse_member(lua_State *L)
{
    struct candidates list = {0};
    const char *library = luaL_checkstring(L, 1), *key = luaL_tolstring(L, 2, NULL);

    lua_settop(L, 4);
    lua_rotate(L, 3, 1); /* library, key, its text, functions */
    add_keys(L, &list);
    lua_fail(L, key, "there is no '%s.%s' in a model%s", library, key, nearest_hint(L, key, &list));
}

/* ---- mathematics that is the same on every machine ---- */

static int exponential(lua_State *L)
{
    lua_pushnumber(L, dm_exp(luaL_checknumber(L, 1)));
    return 1;
}

/* log(x [, base]) */
static int logarithm(lua_State *L)
{
    double x = luaL_checknumber(L, 1);

    lua_pushnumber(L,
                   lua_isnoneornil(L, 2) ? dm_log(x) : dm_log(x) / dm_log(luaL_checknumber(L, 2)));
    return 1;
}

/* ---- the core of libraries ---- */

bool lua_is_simulated(lua_State *L, int index)
{
    int type = lua_type(L, index);
    bool simulated = false;

    if (type != LUA_TUSERDATA && type != LUA_TTABLE)
        return false;
    if (luaL_getmetafield(L, index, "__node") != LUA_TNIL) {
        lua_pop(L, 1);
        return true;
    }
    if (luaL_getmetafield(L, index, "__name") != LUA_TNIL) {
        const char *name = lua_tostring(L, -1);
        simulated = name && strcmp(name, LUA_VALUE_TYPE) == 0;
        lua_pop(L, 1);
    }
    return simulated;
}

static int is_simulated(lua_State *L)
{
    lua_pushboolean(L, lua_is_simulated(L, 1));
    return 1;
}

/* is_plain(x): a table without a metatable */
static int is_plain(lua_State *L)
{
    lua_pushboolean(L, lua_istable(L, 1) && !lua_getmetatable(L, 1));
    return 1;
}

/* is(kind, x): a table whose metatable is `kind` */
static int is_of_kind(lua_State *L)
{
    lua_pushboolean(L, lua_istable(L, 2) && lua_getmetatable(L, 2) && lua_rawequal(L, 1, -1));
    return 1;
}

/* fail(subject, format, ...); upvalue 1: string.format. [-n, +0, raises] */
static int fail(lua_State *L)
{
    const char *subject = luaL_optstring(L, 1, NULL);

    luaL_checkstring(L, 2);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 2);
    lua_call(L, lua_gettop(L) - 2, 1);
    lua_fail(L, subject, "%s", lua_tostring(L, -1));
}

/* The list of strings at `index`, ended by NULL, in a userdata on top. [-0, +1, raises] */
static const char **string_list(lua_State *L, int index)
{
    luaL_checktype(L, index, LUA_TTABLE);
    size_t count = lua_rawlen(L, index);
    const char **words = lua_newuserdatauv(L, (count + 1) * sizeof *words, 0);
    for (size_t i = 0; i < count; i++) {
        if (lua_rawgeti(L, index, (lua_Integer)i + 1) != LUA_TSTRING)
            luaL_error(L, "a list of strings expected");
        words[i] = lua_tostring(L, -1);
        lua_pop(L, 1); /* still in the list */
    }
    words[count] = NULL;
    return words;
}

static int check_keys(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_check_keys(L, 1, luaL_checkstring(L, 2), string_list(L, 3));
    return 0;
}

static int nearest(lua_State *L)
{
    lua_pushstring(L, text_nearest(luaL_checkstring(L, 1), string_list(L, 2)));
    return 1;
}

static int did_you_mean(lua_State *L)
{
    lua_pushstring(L, lua_did_you_mean(L, luaL_checkstring(L, 1), string_list(L, 2)));
    return 1;
}

/* plain_number(text) -> "0.15" for "15%", nil where the text is no number as people write it */
static int plain_number(lua_State *L)
{
    char plain[64];

    lua_pushstring(L, lua_plain_number(luaL_checkstring(L, 1), plain, sizeof plain) ? plain : NULL);
    return 1;
}

void lua_state_core(lua_State *L)
{
    const luaL_Reg functions[] = {{"check_keys", check_keys},
                                  {"nearest", nearest},
                                  {"did_you_mean", did_you_mean},
                                  {"is_simulated", is_simulated},
                                  {"plain_number", plain_number},
                                  {"sorted_keys", lua_sorted_keys},
                                  {"is_plain", is_plain},
                                  {"is", is_of_kind},
                                  {NULL, NULL}};

    luaL_setfuncs(L, functions, 0);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &words_key);
    lua_getfield(L, -1, "string");
    lua_getfield(L, -1, "format");
    lua_pushcclosure(L, fail, 1);
    lua_setfield(L, -4, "fail");
    lua_pop(L, 2);
}

/* ---- setting up ---- */

void lua_set_word(lua_State *L, const char *name)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &words_key);
    lua_insert(L, -2);
    lua_setfield(L, -2, name);
    lua_pop(L, 1);
}

void lua_push_library_environment(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &library_key);
}

/* Gives the table on top a metatable by which its fields are those of the table at `index` too, and which
   refuses to add any. [-0, +0, raises] */
static void read_from(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    lua_newtable(L);
    lua_pushvalue(L, index);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, write_global);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
}

/* What only libraries see. [-0, +1, raises] */
static void push_library_words(lua_State *L)
{
    static const char *const words[] = {"getmetatable", "setmetatable", "next",  "rawget",
                                        "rawset",       "rawequal",     "rawlen"};

    lua_newtable(L);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        lua_getglobal(L, words[i]);
        lua_setfield(L, -2, words[i]);
    }
}

/* Runs scripts/safe.lua with all of standard Lua -> the table of safe words. [-0, +1, raises] */
static void push_safe_words(lua_State *L)
{
    const luaL_Reg functions[] = {{"refuse_member", refuse_member},
                                  {"is_simulated", is_simulated},
                                  {"exp", exponential},
                                  {"log", logarithm},
                                  {NULL, NULL}};

    lua_load_library(L, "scripts/safe.lua");
    lua_newtable(L);
    luaL_setfuncs(L, functions, 0);
    lua_safe_functions(L);
    lua_getglobal(L, "string");
    lua_getfield(L, -1, "format");
    lua_remove(L, -2);
    lua_pushcclosure(L, fail, 1);
    lua_setfield(L, -2, "fail");
    lua_call(L, 1, 1);
}

void lua_words_open(lua_State *L)
{
    static const luaL_Reg libraries[] = {{LUA_GNAME, luaopen_base},
                                         {LUA_STRLIBNAME, luaopen_string},
                                         {LUA_TABLIBNAME, luaopen_table},
                                         {LUA_UTF8LIBNAME, luaopen_utf8},
                                         {LUA_MATHLIBNAME, luaopen_math}};

    for (size_t i = 0; i < COUNT_OF(libraries); i++) {
        luaL_requiref(L, libraries[i].name, libraries[i].func, 1);
        lua_pop(L, 1);
    }
    push_safe_words(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &words_key);
}

/* The globals of a script are an empty table, so that each write is seen; those of libraries hold their own
   words. */
void lua_words_seal(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &words_key);
    int words = lua_gettop(L);
    lua_newtable(L);
    lua_pushcfunction(L, read_unknown);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, words);

    push_library_words(L);
    read_from(L, words);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &library_key);
    lua_newtable(L);
    read_from(L, words);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_settop(L, words - 1);
}
