#include "pages.h"

#include <string.h>
#include <sys/mman.h>

enum { LARGE_PAGE = 2 << 20, ALIGNMENT = 64 };

/* Bytes of a block, those of large ones whole pages. */
static size_t size_of(size_t count, size_t item_bytes)
{
    size_t bytes = size_product(count, item_bytes),
           unit = bytes < LARGE_PAGE ? ALIGNMENT : LARGE_PAGE;

    return (bytes / unit + 1) * unit;
}

static void *check(void *block, size_t bytes)
{
    if (!block || block == MAP_FAILED)
        memory_spent(bytes);
    return block;
}

void *pages_new(size_t count, size_t item_bytes)
{
    size_t bytes = size_of(count, item_bytes);

    if (bytes < LARGE_PAGE) /* the heap has large pages too (heap.h) */
        return memset(check(aligned_alloc(ALIGNMENT, bytes), bytes), 0, bytes);
    /* room to begin with a large page; what lies before and behind is given back */
    char *mapped = check(
        mmap(NULL, bytes + LARGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
        bytes);
    size_t before = (size_t)(-(uintptr_t)mapped % LARGE_PAGE);
    if (before)
        munmap(mapped, before);
    if (before < LARGE_PAGE)
        munmap(mapped + before + bytes, LARGE_PAGE - before);
    madvise(mapped + before, bytes, MADV_HUGEPAGE); /* where there are none, small ones do */
    return mapped + before;
}

void pages_free(void *block, size_t count, size_t item_bytes)
{
    size_t bytes = size_of(count, item_bytes);

    if (bytes < LARGE_PAGE)
        free(block);
    else if (block)
        munmap(block, bytes);
}
