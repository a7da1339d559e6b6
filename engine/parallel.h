/* Independent pieces of work on several threads.

     parallel_do(&(struct parallel){.count = 100, .threads = 0, .work = one_piece, .context = &job}); */
#ifndef POLSIM_PARALLEL_H
#define POLSIM_PARALLEL_H

#include "base.h"

struct parallel {
    int count, threads; /* pieces 0 .. count - 1; threads 0: one a processor */
    void (*work)(void *context, int piece, void *room);
    void *context;
    /* A thread's own room, all of it optional: so many bytes, made ready before its first piece, cleared after its
       last. */
    size_t room_bytes;
    void (*start)(void *context, void *room);
    void (*end)(void *room);
};

/* Returns when all is done. Pieces are taken in order, and each writes where no other does. */
void parallel_do(const struct parallel *parallel);

#endif
