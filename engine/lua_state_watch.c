/* The watchdog: ends the program where a script stays in one call of C that no limit sees. Its thread looks at the
   clock of the watched one and at what that said of itself, never into the Lua state. A script runs before
   anything is written, so that ending is safe; a database that is open stays whole in any case. */
#include "lua_state_private.h"

#include "print.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

/* Seconds. Time of the processor goes by no faster than that of the wall. */
#define SHORTEST_LOOK 0.05

struct lua_watch {
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    bool ended;
    struct place place;
    clockid_t clock; /* of the watched thread */
    double limit;    /* on that clock */
    double seconds;
};

static double time_of(clockid_t clock)
{
    struct timespec now;

    if (clock_gettime(clock, &now) != 0)
        return 0;
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

_Noreturn static void end_program(const struct lua_watch *watch)
{
    struct place place = watch->place;
    struct error err;

    error_set(&err, ERROR_SCENARIO,
              "the script does not end: it ran for %.3g seconds and stays in one step, so the "
              "program was ended",
              watch->seconds);
    if (place.file && place.line > 0)
        error_prefix(&err, "%s:%d: ", place.file, place.line);
    else if (place.file)
        error_prefix(&err, WORD_IN("place", "%s: %s"), place.file, "");
    fflush(stdout);
    print_format(stderr, "polsim: %s\n", err.text);
    _exit(error_exit_status(err.kind));
}

static void *look(void *context)
{
    struct lua_watch *watch = context;

    pthread_mutex_lock(&watch->lock);
    while (!watch->ended) {
        double left = watch->limit - time_of(watch->clock);
        if (left < 0)
            end_program(watch);
        double until = time_of(CLOCK_MONOTONIC) + (left > SHORTEST_LOOK ? left : SHORTEST_LOOK);
        const struct timespec then = {(time_t)until, (long)(1e9 * (until - (double)(time_t)until))};
        pthread_cond_timedwait(&watch->changed, &watch->lock, &then);
    }
    pthread_mutex_unlock(&watch->lock);
    return NULL;
}

static void clear(struct lua_watch *watch)
{
    pthread_cond_destroy(&watch->changed);
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}

struct lua_watch *lua_watch_start(double seconds)
{
    struct lua_watch *watch = memory_resize(NULL, 1, sizeof *watch);
    pthread_condattr_t attributes;

    *watch = (struct lua_watch){.seconds = seconds};
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&watch->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&watch->lock, NULL);
    if (pthread_getcpuclockid(pthread_self(), &watch->clock) == 0) {
        watch->limit = time_of(watch->clock) + seconds;
        if (pthread_create(&watch->thread, NULL, look, watch) == 0)
            return watch;
    }
    clear(watch);
    return NULL;
}

void lua_watch_place(struct lua_watch *watch, struct place place)
{
    if (!watch)
        return;
    pthread_mutex_lock(&watch->lock);
    watch->place = place;
    pthread_mutex_unlock(&watch->lock);
}

void lua_watch_end(struct lua_watch *watch)
{
    if (!watch)
        return;
    pthread_mutex_lock(&watch->lock);
    watch->ended = true;
    pthread_cond_signal(&watch->changed);
    pthread_mutex_unlock(&watch->lock);
    pthread_join(watch->thread, NULL);
    clear(watch);
}
