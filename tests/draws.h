/* The kept draws of a run as numbers. */
#ifndef POLSIM_TESTS_DRAWS_H
#define POLSIM_TESTS_DRAWS_H

#include "check.h"

#include "run.h"

/* x[draws.count]; valid until three more have been asked for. */
static inline const double *numbers_of(struct run_draws draws)
{
    enum { ROOMS = 4, MOST = 65536 };
    static double rooms[ROOMS][MOST];
    static int last;

    assert_true(draws.count <= MOST);
    last = (last + 1) % ROOMS;
    run_read_draws(&draws, rooms[last]);
    return rooms[last];
}

#endif
