#include "progress.h"

#include "word.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 30 };

/* Set by a signal, read by whichever thread reports progress: lock-free, so a handler may set it. */
static atomic_int interrupted;

static void on_signal(int signal)
{
    (void)signal;
    atomic_store(&interrupted, 1);
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

void progress_start(struct progress *progress, const char *what, bool quiet)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND | SA_RESTART};

    *progress = (struct progress){.what = what, .started = now()};
    progress->shown = !quiet && isatty(STDERR_FILENO);
    atomic_store(&interrupted, 0);
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &progress->old_interrupt);
    sigaction(SIGTERM, &action, &progress->old_terminate);
}

static void add_time(double seconds, char *line, size_t size)
{
    size_t used = strlen(line);

    if (seconds < 90)
        snprintf(line + used, size - used, spoken(", %.0f s left"), seconds < 1 ? 1 : seconds);
    else
        snprintf(line + used, size - used, spoken(", %.0f min left"), seconds / 60);
}

void progress_line(const char *what, uint64_t done, uint64_t all, double seconds, char *line,
                   size_t size)
{
    double part = all ? (double)done / (double)all : 1;
    int filled = (int)(part * BAR);
    char bar[BAR + 1];

    memset(bar, '-', BAR);
    memset(bar, '#', (size_t)filled);
    bar[BAR] = '\0';
    snprintf(line, size, "%s [%s] %.0f %%", what, bar, part * 100);
    if (part > 0 && part < 1 && seconds > 0.3) /* before that it is a guess */
        add_time(seconds * (1 - part) / part, line, size);
}

bool progress_update(void *context, uint64_t done, uint64_t all)
{
    struct progress *progress = context;
    double time = now();
    char line[160];

    if (progress->shown && time - progress->updated >= 0.1) {
        progress->updated = time;
        progress->drawn = true;
        progress_line(progress->what, done, all, time - progress->started, line, sizeof line);
        fprintf(stderr, "\r%s\033[K", line);
        fflush(stderr);
    }
    return !atomic_load(&interrupted);
}

bool progress_interrupted(void)
{
    return atomic_load(&interrupted);
}

void progress_end(struct progress *progress)
{
    if (progress->drawn)
        fputs("\r\033[K", stderr);
    sigaction(SIGINT, &progress->old_interrupt, NULL);
    sigaction(SIGTERM, &progress->old_terminate, NULL);
}
