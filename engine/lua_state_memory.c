#include "lua_state_memory.h"

#include <string.h>

enum { PIECE_BYTES = 1 << 16 };

struct lua_memory_piece {
    struct lua_memory_piece *next, *previous;
    _Alignas(LUA_MEMORY_STEP) char data[];
};

/* ---- pieces ---- */

static void link_piece(struct lua_memory *memory, struct lua_memory_piece *piece)
{
    piece->previous = NULL;
    piece->next = memory->pieces;
    if (piece->next)
        piece->next->previous = piece;
    memory->pieces = piece;
}

static void unlink_piece(struct lua_memory *memory, struct lua_memory_piece *piece)
{
    if (piece->next)
        piece->next->previous = piece->previous;
    if (piece->previous)
        piece->previous->next = piece->next;
    else
        memory->pieces = piece->next;
}

static struct lua_memory_piece *piece_of(void *block)
{
    return (struct lua_memory_piece *)((char *)block - offsetof(struct lua_memory_piece, data));
}

/* LUA_MEMORY_APART: each block comes from the system, for the test that has each refused. */
static bool is_small(size_t bytes)
{
#ifdef LUA_MEMORY_APART
    return bytes == 0;
#else
    return bytes <= LUA_MEMORY_SMALL;
#endif
}

static void *take_large(struct lua_memory *memory, size_t bytes)
{
    struct lua_memory_piece *piece = malloc(sizeof *piece + bytes);

    if (!piece)
        return NULL;
    link_piece(memory, piece);
    return piece->data;
}

static void *resize_large(struct lua_memory *memory, void *old, size_t bytes)
{
    struct lua_memory_piece *piece = piece_of(old);

    unlink_piece(memory, piece);
    struct lua_memory_piece *moved = realloc(piece, sizeof *piece + bytes);
    link_piece(memory, moved ? moved : piece);
    return moved ? moved->data : NULL;
}

/* ---- small blocks ---- */

static size_t step_of(size_t bytes)
{
    return (bytes + LUA_MEMORY_STEP - 1) / LUA_MEMORY_STEP;
}

static void *take_small(struct lua_memory *memory, size_t bytes)
{
    size_t step = step_of(bytes), rounded = step * LUA_MEMORY_STEP;
    void *block = memory->free[step];

    if (block) {
        memcpy(&memory->free[step], block, sizeof block);
        return block;
    }
    if ((size_t)(memory->end - memory->at) < rounded) { /* the rest is left */
        char *piece = take_large(memory, PIECE_BYTES);
        if (!piece)
            return NULL;
        memory->at = piece;
        memory->end = piece + PIECE_BYTES;
    }
    block = memory->at;
    memory->at += rounded;
    return block;
}

static void *take(struct lua_memory *memory, size_t bytes)
{
    return is_small(bytes) ? take_small(memory, bytes) : take_large(memory, bytes);
}

/* ---- all ---- */

void *lua_memory_resize(struct lua_memory *memory, void *old, size_t old_bytes, size_t new_bytes)
{
    if (!old)
        return take(memory, new_bytes);
    if (!is_small(old_bytes) && !is_small(new_bytes))
        return resize_large(memory, old, new_bytes);
    if (is_small(old_bytes) && is_small(new_bytes) && step_of(old_bytes) == step_of(new_bytes))
        return old;
    void *moved = take(memory, new_bytes);
    if (!moved)
        return NULL;
    memcpy(moved, old, old_bytes < new_bytes ? old_bytes : new_bytes);
    lua_memory_give(memory, old, old_bytes);
    return moved;
}

void lua_memory_give(struct lua_memory *memory, void *old, size_t bytes)
{
    if (!old)
        return;
    if (is_small(bytes)) {
        size_t step = step_of(bytes);
        memcpy(old, &memory->free[step], sizeof old);
        memory->free[step] = old;
    } else {
        unlink_piece(memory, piece_of(old));
        free(piece_of(old));
    }
}

void lua_memory_clear(struct lua_memory *memory)
{
    for (struct lua_memory_piece *piece = memory->pieces, *next; piece; piece = next) {
        next = piece->next;
        free(piece);
    }
    *memory = (struct lua_memory){0};
}
