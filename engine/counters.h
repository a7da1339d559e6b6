/* The processor's own counters, where the kernel lets a program read them (Linux, perf_event_open; inside
   virtual machines it mostly does not): instructions and cache misses of this thread and of those it
   starts from now on, outside the kernel.

     struct counters counters = counters_open();
     ... start threads and join them ...
     counters_close(&counters);
     if (!counters.refused) use(counters.instructions, counters.misses); */
#ifndef POLSIM_COUNTERS_H
#define POLSIM_COUNTERS_H

#include "base.h"

struct counters {
    int refused; /* why there are none, an errno; 0: there are */
    double instructions, misses;
    int files[2]; /* while they are open */
};

struct counters counters_open(void);
void counters_close(struct counters *counters);

#endif
