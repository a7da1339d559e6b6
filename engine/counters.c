#include "counters.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#if defined(__linux__) && __has_include(<linux/perf_event.h>)
#include <linux/perf_event.h>
#include <sys/syscall.h>

static int open_one(uint64_t what)
{
    struct perf_event_attr about = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof about,
        .config = what,
        .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
        .inherit = 1, /* threads started later are counted in, once they have ended */
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };

    return (int)syscall(SYS_perf_event_open, &about, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

/* Counters that are more than the processor has take turns: what was not counted is scaled up. */
static bool read_one(int file, double *count)
{
    struct {
        uint64_t count, enabled, running;
    } now;

    if (read(file, &now, sizeof now) != (ssize_t)sizeof now || !now.running)
        return false;
    *count = (double)now.count * ((double)now.enabled / (double)now.running);
    return true;
}

struct counters counters_open(void)
{
    static const uint64_t whats[] = {PERF_COUNT_HW_INSTRUCTIONS, PERF_COUNT_HW_CACHE_MISSES};
    struct counters counters = {.files = {-1, -1}};

    for (int i = 0; i < 2 && !counters.refused; i++)
        if ((counters.files[i] = open_one(whats[i])) < 0)
            counters.refused = errno;
    return counters;
}

void counters_close(struct counters *counters)
{
    double *const counts[] = {&counters->instructions, &counters->misses};

    for (int i = 0; i < 2; i++) {
        if (!counters->refused && !read_one(counters->files[i], counts[i]))
            counters->refused = EIO;
        if (counters->files[i] >= 0)
            close(counters->files[i]);
    }
}

#else

struct counters counters_open(void)
{
    return (struct counters){.refused = ENOSYS, .files = {-1, -1}};
}

void counters_close(struct counters *counters)
{
    (void)counters;
}

#endif
