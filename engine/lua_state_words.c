/* The strict globals: what a script may name, and what it is told when it names something else. */
#include "lua_state_private.h"

#include "dmath.h"
#include "embed.h"
#include "text.h"
#include "word.h"

#include <ctype.h>
#include <lualib.h>
#include <string.h>

enum { CANDIDATES_MAX = 1024 };

static const char words_key, library_key; /* of the registry, by address */

/* Lua words that scenario scripts do not have, and what to do instead. */
static const struct {
    const char *word, *advice;
} absent[] = {
    {"print", WORD("'error(text)' stops with a text, 'polsim show' prints results")},
    {"io", WORD("files are read with 'csv' and 'require'")},
    {"os", WORD("a model cannot see the system or the clock")},
    {"debug", WORD("it is not safe in a model")},
    {"package", WORD("other files are loaded with 'require'")},
    {"load", WORD("other files are loaded with 'require'")},
    {"loadstring", WORD("other files are loaded with 'require'")},
    {"loadfile", WORD("other files are loaded with 'require'")},
    {"dofile", WORD("other files are loaded with 'require'")},
    {"pcall", WORD("an error ends the script, so that none is missed")},
    {"xpcall", WORD("an error ends the script, so that none is missed")},
    {"coroutine", WORD("a model only describes, it does not run")},
    {"collectgarbage", WORD("memory is managed for you")},
    {"next", WORD("use 'pairs', which runs in sorted order")},
    {"getmetatable", WORD("a model has no metatables")},
    {"setmetatable", WORD("a model has no metatables")},
    {"rawget", WORD("index the table")},
    {"rawset", WORD("assign to the table")},
    {"rawequal", WORD("use '=='")},
    {"rawlen", WORD("use '#'")},
    {"unpack", WORD("use 'table.unpack'")},
    {"_G", WORD("globals are the words of the language; use 'local'")},
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
            lua_fail(L, word, "there is no '%s' in a model: %s", word, spoken(absent[i].advice));
}

/* " (polsim's own scripts/x.lua:7)" where the function at level 1 is of a library: a bug of ours. */
static const char *library_note(lua_State *L, char note[128])
{
    lua_Debug activation;

    note[0] = '\0';
    if (lua_getstack(L, 1, &activation) && lua_getinfo(L, "Sl", &activation) &&
        strncmp(activation.source, "=polsim ", 8) == 0)
        snprintf(note, 128, spoken(" (polsim's own %s:%d)"), activation.source + 8,
                 activation.currentline);
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

/* is_name(x): a text of letters, digits, '_', '-', '.', ':' and what is beyond ASCII */
static int is_name(lua_State *L)
{
    size_t length = 0, at = 0;
    const char *text = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &length) : NULL;

    while (at < length && (isalnum((unsigned char)text[at]) || (unsigned char)text[at] >= 0x80 ||
                           memchr("_-.:", text[at], 4)))
        at++;
    lua_pushboolean(L, length > 0 && at == length);
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

/* Does a translated format name its arguments by their places, as in "%2$s"? */
static bool has_places(const char *format)
{
    for (const char *at = format; (at = strchr(at, '$')); at++) {
        const char *digit = at;
        while (digit > format && isdigit((unsigned char)digit[-1]))
            digit--;
        if (digit < at && digit > format && digit[-1] == '%')
            return true;
    }
    return false;
}

/* Pushes the format without its places, for string.format knows none, then the arguments (behind `format_at`) in the
   order it wants them; returns how many. [-0, +1 + n, raises] */
static int push_in_order(lua_State *L, const char *format, int format_at, int last)
{
    enum { MOST = 16 };
    int order[MOST], count = 0;
    luaL_Buffer plain;

    luaL_buffinit(L, &plain);
    while (*format) {
        char *end;
        if (format[0] == '%' && format[1] == '%') {
            luaL_addlstring(&plain, format, 2);
            format += 2;
            continue;
        }
        luaL_addchar(&plain, *format);
        if (*format++ != '%')
            continue;
        long place = strtol(format, &end, 10);
        must(*end == '$' && count < MOST); /* msgfmt --check has seen to the rest */
        order[count++] = (int)place;
        format = end + 1;
    }
    luaL_pushresult(&plain);
    luaL_checkstack(L, count, NULL);
    for (int i = 0; i < count; i++)
        lua_pushvalue(L, format_at + order[i] <= last ? format_at + order[i] : last);
    return count;
}

/* Pushes the text of the English format at `format_at` and what stands behind it, in the language of messages;
   upvalue 1: string.format. [-0, +1, raises] */
static const char *push_spoken(lua_State *L, int format_at)
{
    const char *format = spoken(luaL_checkstring(L, format_at));
    int last = lua_gettop(L), count = last - format_at;

    lua_pushvalue(L, lua_upvalueindex(1));
    if (has_places(format)) {
        count = push_in_order(L, format, format_at, last);
    } else {
        lua_pushstring(L, format);
        luaL_checkstack(L, count, NULL);
        for (int i = 1; i <= count; i++)
            lua_pushvalue(L, format_at + i);
    }
    lua_call(L, count + 1, 1);
    return lua_tostring(L, -1);
}

/* say(format, ...) [-n, +1, raises] */
static int say(lua_State *L)
{
    push_spoken(L, 1);
    return 1;
}

/* fail(subject, format, ...) [-n, +0, raises] */
static int fail(lua_State *L)
{
    const char *subject = luaL_optstring(L, 1, NULL);

    lua_fail(L, subject, "%s", push_spoken(L, 2));
}

/* Sets fail and say of the table on top; they keep string.format, which stands below it. [-0, +0, raises] */
static void set_speakers(lua_State *L)
{
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, fail, 1);
    lua_setfield(L, -2, "fail");
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, say, 1);
    lua_setfield(L, -2, "say");
}

const char *lua_type_word(const char *type)
{
    static const char *const types[] = {
        WORD_IN("type in Lua", "nil"),      WORD_IN("type in Lua", "boolean"),
        WORD_IN("type in Lua", "number"),   WORD_IN("type in Lua", "string"),
        WORD_IN("type in Lua", "table"),    WORD_IN("type in Lua", "function"),
        WORD_IN("type in Lua", "userdata"), WORD_IN("type in Lua", "value that is simulated later"),
    };

    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (strcmp(strchr(types[i], '\004') + 1, type) == 0)
            return spoken(types[i]);
    return type;
}

/* type_name(x) -> "a table" */
static int type_name(lua_State *L)
{
    lua_push_spoken(L, "a %s", lua_type_word(luaL_typename(L, 1)));
    return 1;
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
                                  {"type_name", type_name},
                                  {"sorted_keys", lua_sorted_keys},
                                  {"is_name", is_name},
                                  {"is_plain", is_plain},
                                  {"is", is_of_kind},
                                  {NULL, NULL}};

    luaL_setfuncs(L, functions, 0);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &words_key);
    lua_getfield(L, -1, "string");
    lua_getfield(L, -1, "format");
    lua_pushvalue(L, -4);
    set_speakers(L);
    lua_pop(L, 4);
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
    lua_pushvalue(L, -3);
    set_speakers(L);
    lua_pop(L, 3);
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
