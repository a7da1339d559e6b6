#include "heap.h"

#include "base.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

/* Addresses that are set aside at once; only what is used takes memory. Blocks of BLOCK_BYTES, the most that
   glibc allows, and larger ones are mapped by themselves. */
enum { HEAP_BYTES = 1 << 28, BLOCK_BYTES = 1 << 25, HUGE_PAGE_BYTES = 2 << 20 };

enum { STATUS = 4 }; /* of ERROR_RUN */

static const char *spent = "not enough memory";

/* Never used: the heap goes on at a whole page. Volatile, or the compiler would leave it out. */
static void *volatile before_first_page;

void heap_prepare(void)
{
    mallopt(M_TOP_PAD, HEAP_BYTES);
    mallopt(M_TRIM_THRESHOLD, INT32_MAX);
    mallopt(M_MMAP_THRESHOLD, BLOCK_BYTES);
    mallopt(M_ARENA_MAX, 1); /* threads allocate little, and from the same heap */
    char *block = malloc(HUGE_PAGE_BYTES / 2);
    if (!block)
        return;
    /* The first page that malloc has not written to, not even the head of what is free. */
    uintptr_t first = (uintptr_t)block / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES + 2 * HUGE_PAGE_BYTES;
    uintptr_t end = (uintptr_t)sbrk(0) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES;
    if (first < end)
        madvise((void *)first, end - first, MADV_HUGEPAGE);
    free(block);
    before_first_page = malloc(first - (uintptr_t)block);
}

void heap_speak(const char *message)
{
    spent = message;
}

/* No exit(): it would write out what stands half printed, and wait for what other threads hold. */
void memory_spent(size_t bytes)
{
    fprintf(stderr, bytes ? "polsim: %s (%zu bytes)\n" : "polsim: %s\n", spent, bytes);
    _exit(STATUS);
}
