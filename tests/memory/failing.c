/* Linked with the program into build/tests/polsim_failing: the POLSIM_FAIL_AT-th block of memory that anybody in it
   asks for, the C library, SQLite and the others too, is not given; with POLSIM_FAIL_ON nor is any after it. That
   one was refused is told by a byte to descriptor FAILING_TOLD. glibc only; where a sanitizer gives the memory
   nothing is refused. */
#include "failing.h"

#if FAILING_WORKS
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *old, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);

static atomic_long left; /* blocks until the one that is refused; 0 before main(): none */
static bool on;

/* After the libraries are ready. */
__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("POLSIM_FAIL_AT");

    on = getenv("POLSIM_FAIL_ON");
    left = at ? atol(at) : 0;
}

/* What counts coverage writes its counts when the program has ended. */
__attribute__((destructor)) static void end(void)
{
    left = 0;
}

static bool refused(void)
{
    if (left == 0)
        return false;
    if (left < 0) {
        if (on)
            errno = ENOMEM;
        return on;
    }
    if (atomic_fetch_sub(&left, 1) != 1)
        return false;
    left = -1;
    (void)!write(FAILING_TOLD, "!", 1);
    errno = ENOMEM;
    return true;
}

void *malloc(size_t bytes)
{
    return refused() ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
    return refused() ? NULL : __libc_calloc(count, bytes);
}

void *realloc(void *old, size_t bytes)
{
    return refused() ? NULL : __libc_realloc(old, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
    return refused() ? NULL : __libc_memalign(alignment, bytes);
}
#endif
