/* Memory of one Lua state: small blocks by size from larger pieces, which go back all at once, so that the
   state need not be taken apart when its script is done. For lua_state.c; counts nothing and limits nothing. */
#ifndef POLSIM_LUA_STATE_MEMORY_H
#define POLSIM_LUA_STATE_MEMORY_H

#include "base.h"

enum { LUA_MEMORY_STEP = 16, LUA_MEMORY_SMALL = 512 }; /* bytes */

struct lua_memory {                                     /* zeroed: empty */
    void *free[LUA_MEMORY_SMALL / LUA_MEMORY_STEP + 1]; /* lists by size in steps */
    char *at, *end;                                     /* of the newest piece */
    struct lua_memory_piece *pieces;                    /* also the blocks that are not small */
};

/* As realloc and free, given the size of old: NULL where the system has no memory, with old as it was.
   new_bytes is above 0. */
void *lua_memory_resize(struct lua_memory *memory, void *old, size_t old_bytes, size_t new_bytes);
void lua_memory_give(struct lua_memory *memory, void *old, size_t bytes);
void lua_memory_clear(struct lua_memory *memory); /* gives all back */

#endif
