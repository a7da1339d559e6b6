/* The Lua state a scenario runs in: sandboxed, bounded in memory and time, closed before the first draw.
   It knows files, errors and limits; nothing of models (lua_graph.h, lua_model.h).

   - Globals are strict: reading or writing an unknown one is an error with the nearest known word.
   - Scenario files are rewritten when loaded (lua_state_rewrite.c): the operands of `and or not == ~=` and
     the conditions of `if while repeat` go through a check that raises, with line and column, when one is a
     simulated value. Files of scripts/ are not rewritten.
   - No file outside the scenario's folder, no network, no process, no clock, no pcall, no coroutine.
   - Bounded: memory, instructions (counted once a script has gone on for a while), and what one call of a
     library function may cost. What the limits cannot see (a few slow functions in a loop) ends at
     LUA_STATE_SECONDS_MAX of processor time; what does not come to an end even then, by the watchdog's
     thread, with the program.
   - One protected call, here, at the door.

     struct lua_host *host = lua_host_new(model, "scenarios/pengyang/w3-high-skill.lua", err);
     bool done = host && lua_host_call(host, load, NULL, err);      // load: a lua_CFunction
     lua_host_free(host);

   lua_state.c (state, limits, protected call), lua_state_words.c (strict globals), lua_state_error.c and
   lua_state_explain.c (messages), lua_state_files.c (reading, running, require), lua_state_rewrite.c,
   lua_state_tokens.c and lua_state_advice.c (rewriting), lua_state_safe.c (words of ours for some of Lua's),
   lua_state_memory.c, lua_state_csv.c, lua_state_watch.c (the watchdog). */
#ifndef POLSIM_LUA_STATE_H
#define POLSIM_LUA_STATE_H

#include "model.h"

#include <lauxlib.h>
#include <lua.h>

/* Of a fuzzer, which would spend its time on scripts without end, a tenth and less. */
#ifdef LUA_STATE_SMALL
#define LUA_STATE_LIMIT(usual, small) small
#else
#define LUA_STATE_LIMIT(usual, small) usual
#endif

enum {
    LUA_STATE_BYTES_MAX = LUA_STATE_LIMIT(256 << 20, 24 << 20),      /* of the Lua state */
    LUA_STATE_MODEL_BYTES_MAX = LUA_STATE_LIMIT(1 << 30, 128 << 20), /* of the model's arena */
    LUA_STATE_INSTRUCTIONS_MAX = LUA_STATE_LIMIT(100000000, 1000000),
    /* of processor time, seen between two steps */
    LUA_STATE_SECONDS_MAX = LUA_STATE_LIMIT(60, 5),
    LUA_STATE_PATIENCE = 5, /* seconds more, then the watchdog ends the program within a step */
    LUA_STATE_FILE_BYTES_MAX = 16 << 20, /* of one file read */
};

/* Name of the metatable of simulated values. The check that rewriting puts into scenario files knows a
   simulated value by it, or by a function `__node` in the metatable. */
#define LUA_VALUE_TYPE "polsim value"

struct lua_host { /* reachable from every binding: lua_state_host(L) */
    lua_State *L;
    struct model *model; /* being filled */
    char folder[4096];   /* of the scenario as given, ends in '/'; "" for the current folder */
    const char *file;    /* the scenario's file name in that folder: "w3-high-skill.lua" */
    size_t bytes, bytes_max;
    void *context;                      /* the declarations' own (lua_model.c) */
    const void *value_type, *axis_type; /* addresses of these metatables (lua_graph.c) */
};

/* Makes the state with the safe globals; `model` gets the files read, and must outlive the host.
   NULL with err on failure: STORE where there is no such folder or file (names the nearest). */
struct lua_host *lua_host_new(struct model *model, const char *scenario_path, struct error *err);
/* A state of its own for templates: it has no folder, reads no file and knows no `require`. `model` holds the
   texts that are run. */
struct lua_host *lua_host_new_alone(struct model *model, struct error *err);
void lua_host_free(struct lua_host *host); /* NULL is fine */
struct lua_host *lua_state_host(lua_State *L);

/* Runs `function` with `argument` as its light userdata argument in protected mode: the one pcall.
   false with err SCENARIO: file:line, what is wrong, the line, carets:

     scenarios/pengyang/model.lua:42: unknown key 'defalt' in parameter 'pass_rate', did you mean 'default'?
        42 |   defalt = pert(.6, .78, .9),
           |   ^^^^^^

   Control characters of a script do not reach the terminal. */
bool lua_host_call(struct lua_host *host, lua_CFunction function, void *argument,
                   struct error *err);

/* ---- for bindings, inside the protected call ---- */

/* The name of a file at `index`, a string. [-0, +0, raises] where it is none, or has a zero byte in it, behind which
   C would not look. */
const char *lua_path_argument(lua_State *L, int index);
/* Reads a file of the scenario's folder into model->files (once) and returns it; the pointer holds until
   the next file is read, its texts as long as the model. `path` is relative to the folder.
   [-0, +0, raises] when missing (names the nearest file there), outside the folder or too large. */
const struct model_file *lua_read_scenario_file(lua_State *L, const char *path);
/* Loads and runs a Lua file of the scenario's folder, rewritten, in the strict environment.
   [-0, +results, raises]; returns the number of results. */
int lua_run_scenario_file(lua_State *L, const char *path);
/* The same for a text that was read elsewhere; `name` stands in messages. [-0, +results, raises] */
int lua_run_text(lua_State *L, const char *name, const char *text);
/* A text that the user gave beside the scenario's files: errors in it quote the line. All must live as long as
   the host. [-0, +0, -] */
void lua_know_text(lua_State *L, const char *name, const char *text, size_t length);
/* Value of a Lua expression in the strict environment, rewritten. `what` stands where the file name does
   in messages, and begins with "--": "--set", or "--set pass_rate". [-0, +1, raises] */
void lua_run_expression(lua_State *L, const char *what, const char *expression);
/* Loads and runs a file of scripts/ ("scripts/people.lua") with the table `core` (top of stack) as its
   argument, in an environment of standard globals plus the words defined so far.
   [-1, +1 (what it returns), raises] */
void lua_run_library(lua_State *L, const char *path);

/* Makes the value on top of the stack the global `name` that scripts see. [-1, +0, raises memory] */
void lua_set_word(lua_State *L, const char *name);

/* Adds to the table on top what libraries need to refuse like C does:
     fail(subject or nil, format, ...)     lua_fail, formatted by string.format; the format stands in English
     say(format, ...)                      a text in the language of messages, for a part of one
     type_name(x)                          "a table"
     check_keys(table, what, {keys})       lua_check_keys
     nearest(word, {words})                the nearest word, or nil
     did_you_mean(word, {words})           ", did you mean 'x'?" or ""
     is_simulated(x)                       lua_is_simulated
     is_name(x)                            a text of letters, digits, '_', '-', '.', ':' and what is beyond ASCII
     plain_number(text)                    "0.15" for "15%", "1000" for "1,000"; or nil
   [-0, +0, raises] */
void lua_state_core(lua_State *L);

/* Pushes an English format and its arguments in the language of messages; returns the text. [-0, +1, raises] */
const char *lua_push_spoken(lua_State *L, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A name of Lua's types, "table", in the language of messages; any other text as it is. */
const char *lua_type_word(const char *type);

/* Is this a value that is simulated later (LUA_VALUE_TYPE, or `__node` in its metatable)? [-0, +0, -] */
bool lua_is_simulated(lua_State *L, int index);

/* The place of the user's line that is being run: the innermost level in a scenario file (library code
   is skipped). `file` begins with host->folder, lives as long as the model, and is the same pointer for
   the same file; file + strlen(host->folder) is the path relative to the scenario. Where no user code
   runs: the file being run, line 0, or NULL. [-0, +0, -] */
struct place lua_place(lua_State *L);
/* The same within a function of C, which is not looked at. */
struct place lua_place_of_caller(lua_State *L);

/* While no user code runs, errors belong to this line of the scenario's file; 0: to none. [-0, +0, -] */
void lua_stand_at(lua_State *L, int line);

/* Raises an error at the user's line (lua_place), its format in English, in the language of messages. `subject` (or NULL) is the word to underline with
   carets: looked for in that line, then in the lines of a call that goes on below it (60 at most); the
   message then names the line where it was found. "default =" is looked for as the key of a table and
   "\"L5\"" as a text in quotes first. The whole line is underlined where there is none.
   The text: what is wrong, then what to do. Nothing that needs freeing may be held. Never returns.
   [-0, +0, raises] */
_Noreturn void lua_fail(lua_State *L, const char *subject, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same at a place known from before: a declaration, a row of a data file. */
_Noreturn void lua_fail_at(lua_State *L, struct place place, const char *subject,
                           const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The same from a struct error that graph or dist filled. */
_Noreturn void lua_fail_error(lua_State *L, const char *subject, const struct error *err);

/* Refuses keys of the table at `index` that are not in `keys` (ended by NULL), naming the nearest; of
   several the first in sorted order. what: "parameter 'pass_rate'". [-0, +0, raises] */
void lua_check_keys(lua_State *L, int index, const char *what, const char *const *keys);

/* A number as people write it ("1,000", "15%", "60万", "8OO", "５００") as Lua reads it: "0.15".
   false where the text is no such number. */
bool lua_plain_number(const char *text, char *plain, size_t size);

/* ", did you mean 'x'?" for the nearest of `words`, or "" (in a buffer of the state, until next call). */
const char *lua_did_you_mean(lua_State *L, const char *word, const char *const *words);

/* CSV (RFC 4180, UTF-8 with or without BOM; '#' lines are comments): a table
   { columns = {names in order}, rows = { {col = text-or-number} ... }, path =, line = {of each row} }
   Numbers become numbers, but not in the first column (ids) nor in quotes; empty cells are absent, ids
   never. Errors: ragged rows, quotes not closed, a column or an id used twice, text that is not UTF-8.
   [-0, +1, raises] with file:line:column. */
void lua_read_csv(lua_State *L, const char *path);
/* Raises at cell `column` (from 1) of the row of a CSV file that begins in place.line; place.file is the
   path that lua_read_csv gave. [-0, +0, raises] */
_Noreturn void lua_fail_cell(lua_State *L, struct place place, int column, const char *message);

#endif
