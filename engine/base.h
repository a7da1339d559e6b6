/* Sizes, checked arithmetic and `must`, the check for our own bugs.
   Not for errors a user can cause: those are `struct error` (error.h). */
#ifndef POLSIM_BASE_H
#define POLSIM_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define POLSIM_VERSION "0.1.0"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Stops the program with file and line when `condition` is false: a bug of ours, never of the user. */
#define must(condition) ((condition) ? (void)0 : must_fail(#condition, __FILE__, __LINE__))

_Noreturn static inline void must_fail(const char *condition, const char *file, int line)
{
    fprintf(stderr, "polsim: internal error at %s:%d: %s\n", file, line, condition);
    abort();
}

/* a * b, stopping the program where it does not fit in a size_t. */
static inline size_t size_product(size_t a, size_t b)
{
    size_t product;

    must(!__builtin_mul_overflow(a, b, &product));
    return product;
}

/* Ends the program for want of memory, `bytes` of it (0: unknown); heap.h. */
_Noreturn void memory_spent(size_t bytes);

/* malloc and realloc of `count` items that never return NULL: out of memory ends the program. */
static inline void *memory_resize(void *old, size_t count, size_t item_bytes)
{
    size_t bytes = size_product(count, item_bytes);
    void *block = realloc(old, bytes ? bytes : 1);

    if (!block)
        memory_spent(bytes);
    return block;
}

/* Makes room for item number `count` in the growable array `items` of capacity `*capacity`. */
static inline void *memory_grow(void *items, size_t count, size_t *capacity, size_t item_bytes)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity ? size_product(*capacity, 2) : 8;
    return memory_resize(items, *capacity, item_bytes);
}

#endif
