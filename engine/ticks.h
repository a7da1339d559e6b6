/* The cheapest clock there is, for what takes nanoseconds: the processor's time stamp counter where it has
   one that a program may read, else the monotonic clock. A tick has no unit; how many nanoseconds it is
   comes of two readings of both clocks. Never for anything that enters a result.

     uint64_t before = ticks_now();
     work();
     double ticks = (double)(ticks_now() - before); */
#ifndef POLSIM_TICKS_H
#define POLSIM_TICKS_H

#include "base.h"

#include <time.h>

static inline double ticks_seconds_of(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline uint64_t ticks_now(void)
{
#if defined(__x86_64__) || defined(__i386__)
    return __builtin_ia32_rdtsc();
#else
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
#endif
}

/* Seconds of processor time that this thread, and all threads, have used. */
static inline double ticks_thread_seconds(void)
{
    return ticks_seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

static inline double ticks_process_seconds(void)
{
    return ticks_seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

#endif
