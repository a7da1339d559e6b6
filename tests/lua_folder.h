/* A folder of scenario files in /tmp for one test, and running a script in it. */
#ifndef POLSIM_TESTS_LUA_FOLDER_H
#define POLSIM_TESTS_LUA_FOLDER_H

#include "check.h"
#include "lua_state_private.h"
#include "text.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[64];       /* "/tmp/polsim-XXXXXX/", or with "in/" behind it */
static char result[65536];    /* what the script gave to result(...), joined by ' ' */
static struct error last_err; /* of the run */

static inline int make_folder(void **state)
{
    char name[] = "/tmp/polsim-XXXXXX";

    (void)state;
    if (!mkdtemp(name))
        return -1;
    snprintf(folder, sizeof folder, "%s/", name);
    return 0;
}

static inline int remove_folder(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

/* Writes a file; `path` is relative to the folder. */
static inline void put_bytes(const char *path, const char *bytes, size_t length)
{
    char full[256];

    snprintf(full, sizeof full, "%s%s", folder, path);
    for (char *slash = full + strlen(folder); (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        mkdir(full, 0777);
    }
    assert_true(text_write_file(full, bytes, length, &last_err));
}

static inline void put(const char *path, const char *text)
{
    put_bytes(path, text, strlen(text));
}

/* result(...): kept for the test. */
static inline int keep_result(lua_State *L)
{
    size_t used = 0;

    result[0] = '\0';
    for (int i = 1; i <= lua_gettop(L); i++) {
        used += (size_t)snprintf(result + used, sizeof result - used, "%s%s", i > 1 ? " " : "",
                                 luaL_tolstring(L, i, NULL));
        lua_pop(L, 1);
        assert_true(used < sizeof result);
    }
    return 0;
}

/* sim(): a stand-in for a simulated value. */
static inline int make_simulated(lua_State *L)
{
    lua_newuserdatauv(L, 1, 0);
    luaL_newmetatable(L, LUA_VALUE_TYPE);
    lua_setmetatable(L, -2);
    return 1;
}

static inline int read_csv_word(lua_State *L)
{
    lua_read_csv(L, luaL_checkstring(L, 1));
    return 1;
}

/* fail_at_word(subject, text): as a declaration would refuse a word of the user's. */
static inline int refuse_word(lua_State *L)
{
    lua_fail(L, luaL_optstring(L, 1, NULL), "%s", luaL_checkstring(L, 2));
}

static inline int run_script(lua_State *L)
{
    const luaL_Reg words[] = {{"result", keep_result},   {"sim", make_simulated},
                              {"csv", read_csv_word},    {"refuse", refuse_word},
                              {"binomial", refuse_word}, {NULL, NULL}};

    for (const luaL_Reg *word = words; word->name; word++) {
        lua_pushcfunction(L, word->func);
        lua_set_word(L, word->name);
    }
    lua_run_scenario_file(L, lua_touserdata(L, 1));
    return 0;
}

/* Runs a file of the folder; true when it went well. `bytes_max` 0: the usual limit. */
static inline bool run_file(const char *path, size_t bytes_max)
{
    char full[256];
    struct model *model = model_new();
    bool done = false;

    last_err = (struct error){.kind = ERROR_NONE};
    result[0] = '\0';
    snprintf(full, sizeof full, "%s%s", folder, path);
    struct lua_host *host =
        lua_host_new_limited(model, full, bytes_max ? bytes_max : LUA_STATE_BYTES_MAX, &last_err);
    if (host)
        done = lua_host_call(host, run_script, (void *)(uintptr_t)host->file, &last_err);
    lua_host_free(host);
    model_free(model);
    return done;
}

/* The script's result, or its error text without the folder's name in front. */
static inline const char *run(const char *script)
{
    put("model.lua", script);
    if (run_file("model.lua", 0))
        return result;
    size_t skip = strncmp(last_err.text, folder, strlen(folder)) == 0 ? strlen(folder) : 0;
    return last_err.text + skip;
}

/* Runs the script and compares the whole error text, or a part of it. */
#define assert_error(script, text) assert_string_equal(run(script), text)
#define assert_error_contains(script, part) assert_contains(run(script), part)

#endif
