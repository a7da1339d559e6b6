#include "arena.h"

#include <stdarg.h>
#include <string.h>

enum { ARENA_ALIGNMENT = 64, ARENA_CHUNK_BYTES = 1 << 16 };

struct chunk {
    struct chunk *next;
    size_t used, size;
    _Alignas(ARENA_ALIGNMENT) unsigned char data[];
};

struct arena {
    struct chunk *chunks; /* newest first */
    size_t bytes, bytes_max;
    void (*full)(void *context); /* NULL: there is no limit */
    void *context;
};

struct arena *arena_new(void)
{
    struct arena *arena = memory_resize(NULL, 1, sizeof *arena);

    *arena = (struct arena){0};
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    for (struct chunk *chunk = arena->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    free(arena);
}

static struct chunk *chunk_new(size_t bytes)
{
    size_t size = bytes > ARENA_CHUNK_BYTES ? bytes : ARENA_CHUNK_BYTES;
    size_t total =
        (sizeof(struct chunk) + size + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    struct chunk *chunk = aligned_alloc(ARENA_ALIGNMENT, total);

    if (!chunk)
        memory_spent(total);
    *chunk = (struct chunk){.size = size};
    return chunk;
}

void arena_limit(struct arena *arena, size_t bytes_max, void (*full)(void *context), void *context)
{
    arena->bytes_max = bytes_max;
    arena->full = full;
    arena->context = context;
}

static void check_limit(struct arena *arena, size_t bytes)
{
    void (*full)(void *) = arena->full;

    if (!full || (arena->bytes <= arena->bytes_max && bytes <= arena->bytes_max - arena->bytes))
        return;
    arena->full = NULL; /* what is said of it may need memory */
    full(arena->context);
    must(!"a full arena is gone on with");
}

void *arena_array(struct arena *arena, size_t count, size_t item_bytes)
{
    size_t bytes = size_product(count, item_bytes);
    size_t rounded = (bytes + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    struct chunk *chunk;

    check_limit(arena, rounded);
    chunk = arena->chunks;
    if (!chunk || chunk->size - chunk->used < rounded) {
        chunk = chunk_new(rounded);
        chunk->next = arena->chunks;
        arena->chunks = chunk;
    }
    void *block = chunk->data + chunk->used;
    chunk->used += rounded;
    arena->bytes += rounded;
    return memset(block, 0, bytes);
}

char *arena_copy_bytes(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = arena_array(arena, length + 1, 1);

    memcpy(copy, bytes, length);
    return copy;
}

char *arena_copy(struct arena *arena, const char *string)
{
    return string ? arena_copy_bytes(arena, string, strlen(string)) : NULL;
}

char *arena_text(struct arena *arena, const char *format, ...)
{
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    must(length >= 0);
    char *text = arena_array(arena, (size_t)length + 1, 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

size_t arena_bytes(const struct arena *arena)
{
    return arena->bytes;
}
