/* Words of scripts/safe.lua that a model runs at every declaration, and would wait for in Lua: pairs in
   sorted order, texts without addresses, patterns that end. */
#include "lua_state_private.h"

#include <string.h>

/* ---- keys in sorted order: numbers, strings, booleans ---- */

enum { RANK_NUMBER, RANK_STRING, RANK_BOOLEAN, KEYS_ON_STACK = 64 };

struct key {
    int rank;
    bool is_integer, truth;
    lua_Integer integer;
    lua_Number number;
    const char *text; /* of a string, which the table holds */
    size_t length;
};

static int compare_numbers(lua_State *L, const struct key *x, const struct key *y)
{
    if (x->is_integer && y->is_integer)
        return x->integer < y->integer ? -1 : 1;
    for (const struct key *key = x; key; key = key == x ? y : NULL)
        if (key->is_integer)
            lua_pushinteger(L, key->integer);
        else
            lua_pushnumber(L, key->number);
    bool before = lua_compare(L, -2, -1, LUA_OPLT); /* exact, as Lua compares */
    lua_pop(L, 2);
    return before ? -1 : 1;
}

/* Keys of a table differ. */
static int compare_keys(const void *a, const void *b, void *L)
{
    const struct key *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->rank == RANK_NUMBER)
        return compare_numbers(L, x, y);
    if (x->rank == RANK_BOOLEAN)
        return (x->truth > y->truth) - (x->truth < y->truth);
    int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

/* Describes the key on top. [-0, +0, raises] */
static struct key read_key(lua_State *L)
{
    struct key key = {.rank = RANK_NUMBER};

    switch (lua_type(L, -1)) {
    case LUA_TNUMBER:
        key.is_integer = lua_isinteger(L, -1);
        if (key.is_integer)
            key.integer = lua_tointeger(L, -1);
        else
            key.number = lua_tonumber(L, -1);
        break;
    case LUA_TSTRING:
        key.rank = RANK_STRING;
        key.text = lua_tolstring(L, -1, &key.length);
        break;
    case LUA_TBOOLEAN:
        key.rank = RANK_BOOLEAN;
        key.truth = lua_toboolean(L, -1);
        break;
    default:
        lua_fail(L, "pairs",
                 "pairs cannot put a key of type %s in order: use numbers or strings as keys",
                 luaL_typename(L, -1));
    }
    return key;
}

static void push_key(lua_State *L, const struct key *key)
{
    if (key->rank == RANK_STRING)
        lua_pushlstring(L, key->text, key->length);
    else if (key->rank == RANK_BOOLEAN)
        lua_pushboolean(L, key->truth);
    else if (key->is_integer)
        lua_pushinteger(L, key->integer);
    else
        lua_pushnumber(L, key->number);
}

/* Describes up to `most` keys of the table at `index` as they come; returns how many there are. [-0, +0,
   raises] */
static int read_keys(lua_State *L, int index, struct key *keys, int most)
{
    int count = 0;

    lua_pushnil(L);
    for (; lua_next(L, index); count++) {
        lua_pop(L, 1);
        if (count < most)
            keys[count] = read_key(L);
    }
    return count;
}

static void sort_keys(lua_State *L, struct key *keys, int count)
{
    int sorted = 1;

    while (sorted < count && compare_keys(&keys[sorted - 1], &keys[sorted], L) < 0)
        sorted++;
    if (sorted < count)
        qsort_r(keys, (size_t)count, sizeof *keys, compare_keys, L);
}

/* The keys of the table at `index` (absolute) as a list in sorted order. [-0, +1, raises] */
static void push_sorted_keys(lua_State *L, int index)
{
    struct key on_stack[KEYS_ON_STACK], *keys = on_stack;
    int count = read_keys(L, index, keys, KEYS_ON_STACK);

    if (count > KEYS_ON_STACK) {
        keys = lua_newuserdatauv(L, (size_t)count * sizeof *keys, 0);
        read_keys(L, index, keys, count);
    }
    sort_keys(L, keys, count);
    lua_createtable(L, count, 0);
    for (int i = 0; i < count; i++) {
        push_key(L, &keys[i]);
        lua_rawseti(L, -2, i + 1);
    }
    if (count > KEYS_ON_STACK)
        lua_remove(L, -2);
}

/* sorted_keys(t) */
int lua_sorted_keys(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    push_sorted_keys(L, 1);
    return 1;
}

/* The next key and its value; upvalues: the table, its keys, how many were given. What was removed since
   is left out. [-n, +2, raises] */
static int next_pair(lua_State *L)
{
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(3));

    lua_settop(L, 0);
    while (lua_rawgeti(L, lua_upvalueindex(2), ++at) != LUA_TNIL) {
        lua_pushvalue(L, 1);
        if (lua_gettable(L, lua_upvalueindex(1)) != LUA_TNIL)
            break;
        lua_settop(L, 0);
    }
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(3));
    lua_settop(L, 2);
    return 2;
}

/* pairs(t) */
static int pairs(lua_State *L)
{
    lua_settop(L, 1);
    if (!lua_istable(L, 1))
        lua_fail(L, "pairs", "pairs needs a table, not %s", luaL_typename(L, 1));
    lua_pushvalue(L, 1);
    push_sorted_keys(L, 1);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_pair, 3);
    lua_insert(L, 1);
    lua_pushnil(L);
    return 3;
}

/* ---- texts without addresses ---- */

static bool shows_address(lua_State *L, int index)
{
    int type = lua_type(L, index);

    return type == LUA_TTABLE || type == LUA_TUSERDATA || type == LUA_TFUNCTION ||
           type == LUA_TTHREAD || type == LUA_TLIGHTUSERDATA;
}

/* Pushes a text for the value at `index`, whose kind stands for its address. [-0, +1, raises] */
static void push_text(lua_State *L, int index)
{
    if (shows_address(L, index) && luaL_getmetafield(L, index, "__tostring") == LUA_TNIL) {
        if (luaL_getmetafield(L, index, "__name") == LUA_TNIL)
            lua_pushstring(L, luaL_typename(L, index));
        return;
    }
    luaL_tolstring(L, index, NULL);
}

/* tostring(x) */
static int to_text(lua_State *L)
{
    if (lua_gettop(L) == 0)
        lua_fail(L, "tostring", "tostring needs a value");
    push_text(L, 1);
    return 1;
}

/* Puts texts in the place of arguments that %s would print by address; refuses %p. [-0, +0, raises] */
static void replace_addresses(lua_State *L)
{
    int count = lua_gettop(L), argument = 1;
    size_t length;
    const char *at = lua_tolstring(L, 1, &length), *end = at + length;

    while ((at = memchr(at, '%', (size_t)(end - at)))) {
        at += 1 + strspn(at + 1, "-+ #0123456789."); /* Lua ends a text with a zero */
        if (at >= end)
            return;
        argument += *at != '%';
        if (*at == 'p')
            lua_fail(L, "format", "'%%p' is not available: an address is not the same in two runs");
        if (*at == 's' && argument <= count && shows_address(L, argument)) {
            push_text(L, argument);
            lua_replace(L, argument);
        }
        at++;
    }
}

/* string.format; upvalue 1: Lua's own, which runs as this function so that its errors name it. */
static int format_text(lua_State *L)
{
    if (lua_type(L, 1) == LUA_TSTRING)
        replace_addresses(L);
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* ---- what a pattern may cost ---- */

/* One single-character item of a pattern ("a", ".", "%d", "[^x]") -> what follows it. */
static const char *skip_item(const char *at, const char *end)
{
    if (*at == '%')
        return end - at >= 2 ? at + 2 : end;
    if (*at != '[')
        return at + 1;
    at++;
    if (at < end && *at == '^')
        at++;
    do { /* a ']' at the start stands for itself */
        if (at == end)
            return end;
        at += *at == '%' && end - at >= 2 ? 2 : 1;
    } while (at < end && *at != ']');
    return at < end ? at + 1 : end;
}

/* Upper limit of the steps that matching can take: backtracking tries each length of each repeat, from
   each start. Lua matches inside C, where no instruction is counted. */
static double pattern_steps(const char *pattern, size_t pattern_length, size_t text_length)
{
    const char *at = pattern, *end = pattern + pattern_length;
    double length = (double)text_length + 1, steps = 1 + (double)pattern_length / 8;

    if (at < end && *at == '^')
        at++;
    else
        steps *= length;
    while (at < end) {
        bool two = *at == '%' && end - at >= 2;
        if (two && (at[1] == 'b' || (at[1] >= '0' && at[1] <= '9')))
            steps *= length;
        at = two && at[1] == 'b' ? at + (end - at < 4 ? end - at : 4) : skip_item(at, end);
        if (at < end && (*at == '*' || *at == '+' || *at == '-'))
            steps *= length;
        else if (at < end && *at == '?')
            steps *= 2;
    }
    return steps;
}

/* Of text and pattern, arguments 1 and 2; is it a long one? [-0, +0, raises] */
static bool check_pattern(lua_State *L, bool plain)
{
    enum { STEPS_MAX = 1000000000, STEPS_LONG = 10000000 };
    size_t text_length, pattern_length;

    luaL_checklstring(L, 1, &text_length);
    const char *pattern = luaL_checklstring(L, 2, &pattern_length);
    double steps = plain ? (double)text_length * (double)pattern_length
                         : pattern_steps(pattern, pattern_length, text_length);
    if (steps > STEPS_MAX)
        lua_fail(L, NULL,
                 "this pattern could run too long on a text of %zu bytes: match smaller parts, "
                 "with fewer repeats (* + -) in one pattern",
                 text_length);
    return steps > STEPS_LONG;
}

/* Runs Lua's own function, upvalue 1, as this one. The watchdog hears where a long one stands. */
static int run_bounded(lua_State *L, bool plain)
{
    struct lua_host_private *host = lua_private(L);

    if (!check_pattern(L, plain))
        return lua_tocfunction(L, lua_upvalueindex(1))(L);
    lua_watch_place(host->watch, lua_place_of_caller(L));
    int results = lua_tocfunction(L, lua_upvalueindex(1))(L);
    lua_watch_place(host->watch, (struct place){host->running, 0});
    return results;
}

/* match, gmatch, gsub */
static int match_bounded(lua_State *L)
{
    return run_bounded(L, false);
}

/* find(text, pattern, init, plain) */
static int find_bounded(lua_State *L)
{
    return run_bounded(L, lua_toboolean(L, 4));
}

/* ---- the words ---- */

void lua_safe_functions(lua_State *L)
{
    static const luaL_Reg functions[] = {{"pairs", pairs}, {"tostring", to_text}, {NULL, NULL}};
    static const luaL_Reg bounded[] = {{"format", format_text},
                                       {"match", match_bounded},
                                       {"gmatch", match_bounded},
                                       {"gsub", match_bounded},
                                       {"find", find_bounded}};

    luaL_setfuncs(L, functions, 0);
    lua_getglobal(L, "string");
    for (size_t i = 0; i < COUNT_OF(bounded); i++) {
        lua_getfield(L, -1, bounded[i].name);
        lua_pushcclosure(L, bounded[i].func, 1);
        lua_setfield(L, -3, bounded[i].name);
    }
    lua_pop(L, 1);
}
