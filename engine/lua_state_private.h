/* What the files of the Lua state share; for them and their tests only. Bindings use lua_state.h. */
#ifndef POLSIM_LUA_STATE_PRIVATE_H
#define POLSIM_LUA_STATE_PRIVATE_H

#include "lua_state.h"
#include "lua_state_memory.h"
#include "quote.h"

#include <limits.h>

/* A text of the user's that is or was run; messages show its lines. */
struct lua_source {
    const char *chunk; /* name of the chunk in Lua: "@data/x.lua", "=--set" */
    const char *name;  /* as shown: folder and path, or "--set" */
    const char *text;
    size_t length;
    int shift; /* bytes that were put in front of its first line when it was run */
};

struct lua_host_private {
    struct lua_host shared;     /* first: both are reached by one pointer */
    struct lua_memory memory;   /* of the Lua state */
    struct error failure;       /* what is being raised */
    char folder_real[PATH_MAX]; /* host->folder without links, no '/' at its end */
    struct lua_source *sources;
    size_t source_count, source_capacity;
    int standing; /* line of the scenario's file that errors outside user code belong to, or 0 */
    const char *running;    /* name of the source being run, or NULL */
    long long instructions; /* counted since counting began */
    size_t steps, allocations;
    bool counting;
    int refusals;            /* of memory */
    double started;          /* seconds of processor time */
    double next_look;        /* seconds of the clock on the wall: when to ask for that time again */
    struct place last_place; /* where memory was refused last */
    double seconds_max;      /* LUA_STATE_SECONDS_MAX, less in tests */
    double patience;
    struct lua_watch *watch; /* while a call is under way */
    char hint[256];          /* of lua_did_you_mean */
};

/* lua_host_new with another limit of memory, for the test that fails each allocation. */
struct lua_host *lua_host_new_limited(struct model *model, const char *scenario_path,
                                      size_t bytes_max, struct error *err);

struct lua_host_private *lua_private(lua_State *L);
/* Raises when the script has used up its time or memory; for functions that do much in one call. */
void lua_check_limits(lua_State *L);

/* step(): called by rewritten files where a script may do something again; after many, and where it takes much
   memory, Lua counts each instruction, which costs it time. [-0, +0, raises] */
int lua_count_step(lua_State *L);

/* ---- lua_state_watch.c ---- */
/* Watches the calling thread from a thread of its own: when it has used `seconds` of processor time, the program
   ends with the exit status of a wrong scenario and a message that names the place. NULL where no thread can be
   had: the other limits stand. */
struct lua_watch *lua_watch_start(double seconds);
/* What is being run; line 0 where no line is known. What is pointed to must live until the watch ends. */
void lua_watch_place(struct lua_watch *watch, struct place place); /* NULL is fine */
void lua_watch_end(struct lua_watch *watch);                       /* NULL is fine */

/* ---- lua_state_words.c ---- */
/* Loads the standard libraries and makes the table of safe words. [-0, +0, raises] */
void lua_words_open(lua_State *L);
/* Puts the strict globals in the place of the standard ones. [-0, +0, raises] */
void lua_words_seal(lua_State *L);
/* Pushes the environment of library files. [-0, +1, raises] */
void lua_push_library_environment(lua_State *L);

/* ---- lua_state_safe.c ---- */
/* Sets pairs, tostring, format, match, gmatch, gsub and find in the table on top. [-0, +0, raises] */
void lua_safe_functions(lua_State *L);
/* sorted_keys(t) -> list of the keys of a table, in the order of `pairs` */
int lua_sorted_keys(lua_State *L);

/* ---- lua_state_files.c ---- */
/* Splits the scenario's path into folder and file and checks both. STORE. */
bool lua_files_open(struct lua_host_private *host, const char *scenario_path, struct error *err);
/* require(name); before the globals are sealed. [-0, +0, raises] */
void lua_files_words(lua_State *L);
/* Reads a file of the scenario's folder as a text that messages can show. [-0, +0, raises] */
struct lua_source lua_read_source(lua_State *L, const char *path);
/* Loads a file of scripts/ as a function whose globals are those of now. [-0, +1, raises] */
void lua_load_library(lua_State *L, const char *path);

/* ---- lua_state_rewrite.c ---- */
struct lua_site {            /* a word that could meet a simulated value */
    int kind;                /* of its token, such as LUA_TOKEN_EQUAL */
    int line, column, width; /* line from 1, column from 0 */
    int operands;            /* 0 .. 2, as written: bytes first .. end - 1 of the text */
    size_t first[2], end[2];
};

struct lua_sites {
    const char *text;
    int count;
    struct lua_site at[];
};

/* Pushes the sites, numbered from 1 in `at`, as a userdata, and the rewritten text; the text given must live
   as long as the sites. false, pushing why, where the text is not understood, which is then no Lua.
   [-0, +2 or +1, raises only for memory] */
bool lua_rewrite(lua_State *L, const char *text, size_t length);

/* ---- lua_state_advice.c ---- */
/* What to write instead. */
void lua_site_advice(const struct lua_sites *sites, const struct lua_site *site, char *to,
                     size_t size);

/* ---- lua_state_error.c ---- */
/* The value that is raised: the text is in host->failure. */
extern char lua_failure_tag;
/* Registers a text; what it points to must live as long as the model. */
void lua_add_source(struct lua_host_private *host, struct lua_source source);
/* Raises; underlines `width` bytes from byte `column` (0: the first) of the line. */
_Noreturn void lua_fail_column(lua_State *L, struct place place, int column, int width,
                               const char *message);
/* Fills host->failure with "place: message", the line and carets. */
void lua_show_failure(struct lua_host_private *host, enum error_kind kind, struct place place,
                      const char *subject, const struct quote_spot *spot, const char *message);

/* ---- lua_state_number.c ---- */
/* Is there a "15%" or "60万" in the line, outside quotes? Its text as written, and as Lua reads it. */
bool lua_find_written_number(const struct lua_source *source, int line, char *written, char *plain,
                             size_t size);

/* ---- lua_state_explain.c ---- */
/* Message handler of the protected call: turns Lua's own messages into ours. */
int lua_explain_error(lua_State *L);
/* Raises the syntax error on top of the stack, which loading `source` gave. */
_Noreturn void lua_fail_syntax(lua_State *L, const struct lua_source *source);

#endif
