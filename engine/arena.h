/* Memory that is freed all at once: a model and its program live in one arena each.

     struct arena *arena = arena_new();
     char *name = arena_text(arena, "cell %d", 3);
     arena_free(arena);                          // name is gone too */
#ifndef POLSIM_ARENA_H
#define POLSIM_ARENA_H

#include "base.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine */

/* `count` zeroed items, aligned to 64 bytes; out of memory ends the program. */
void *arena_array(struct arena *arena, size_t count, size_t item_bytes);

char *arena_copy(struct arena *arena, const char *string);
char *arena_copy_bytes(struct arena *arena, const char *bytes,
                       size_t length); /* adds a zero byte */
char *arena_text(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Bytes handed out so far. */
size_t arena_bytes(const struct arena *arena);

/* From now on `full` is called, and must not return, where more than bytes_max would be handed out; the limit is
   then gone. full NULL: no limit, as in a new arena. */
void arena_limit(struct arena *arena, size_t bytes_max, void (*full)(void *context), void *context);

#endif
