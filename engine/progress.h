/* Progress of a long computation on the terminal, and stopping it with Ctrl-C.

     struct progress progress;
     progress_start(&progress, "run", quiet);      // from here on Ctrl-C asks to stop
     ... progress_update(&progress, done, all) ... // false: the user wants to stop
     progress_end(&progress);                      // the line is gone, Ctrl-C as before

   A bar with the time left is drawn where standard error is a terminal, at most ten times a second.
   The first Ctrl-C (or SIGTERM) asks politely, the second ends the program at once. One at a time. */
#ifndef POLSIM_PROGRESS_H
#define POLSIM_PROGRESS_H

#include "base.h"

#include <signal.h>

struct progress {
    const char *what;
    bool shown;              /* draws a bar */
    bool drawn;              /* a line stands on the terminal */
    double started, updated; /* seconds of the steady clock */
    struct sigaction old_interrupt, old_terminate;
};

void progress_start(struct progress *progress, const char *what, bool quiet);
/* As run_options.progress wants it; from one thread at a time. */
bool progress_update(void *progress, uint64_t done, uint64_t all);
bool progress_interrupted(void);
void progress_end(struct progress *progress);

/* The line: "run [#####---------------] 25 %, 9 s left"; seconds: since the start. */
void progress_line(const char *what, uint64_t done, uint64_t all, double seconds, char *line,
                   size_t size);

#endif
