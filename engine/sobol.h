/* Sobol points with Owen scrambling, in 16 interleaved replicates, for the uncertain parameters.

   Draw i is point i / 16 of replicate i mod 16; each replicate has its own scrambling, so that the
   16 means are independent and their spread gives the standard error of their mean.
   Directions: Joe & Kuo 2008 (new-joe-kuo-6.21201), the first SOBOL_DIMENSIONS of them.
   Scrambling: nested uniform by hash (Owen 1995; Laine & Karras 2011; Burley 2020), keyed by
   (seed, dimension, replicate); the bits below the 32 of the point are filled from the same key. */
#ifndef POLSIM_SOBOL_H
#define POLSIM_SOBOL_H

#include "base.h"

enum { SOBOL_DIMENSIONS = 1024, SOBOL_REPLICATES = 16 };

/* u[count]: coordinates of dimension `dimension` (from 0) for draws first_draw .. + count - 1, on
   the grid of threefry_to_uniform. Thread-safe, about 10 ns a number and 1 us a call; a number
   depends on (seed, dimension, draw) alone. dimension < SOBOL_DIMENSIONS, draws below 2^36. */
void sobol_fill(double *u, size_t count, uint64_t seed, unsigned dimension, uint64_t first_draw);

/* Point `index` of the bare sequence, times 2^32: before scrambling, in natural (not Gray code)
   order. For the tests. */
uint32_t sobol_point(unsigned dimension, uint32_t index);

#endif
