/* Hypergeometric counts by the inverse of the distribution function: of `drawn` people taken at
   random, without replacement, from `marked` and `others`, how many are marked.

     sampler_hypergeometric(k, u, drawn, marked, others, 0, 256);

   Plain C without libm, compiled once: the same bits on every machine and instruction set. A
   lane's result depends on that lane's operands only. No function allocates or fails; all are
   safe in threads. */
#ifndef POLSIM_SAMPLER_HYPERGEOMETRIC_H
#define POLSIM_SAMPLER_HYPERGEOMETRIC_H

#include "base.h"

/* k[lanes]: the smallest k with P(X <= k) >= u, exact to 1e-12 of the nearer tail; non-decreasing
   in u, in drawn and in marked. Whole numbers 0 <= marked, others < 2^52, 0 <= drawn <= marked +
   others; 0 < u < 1, a multiple of 2^-53; others are the caller's to refuse. Bit i of `scalars`:
   operand i of drawn, marked, others is one number for all lanes. k may be the same strip as an
   operand.

   The cost grows with the standard deviation up to 100 (some 30 terms a unit), and not at all
   beyond; lanes in a row with the same operands share it. */
void sampler_hypergeometric(double *k, const double *u, const double *drawn, const double *marked,
                            const double *others, unsigned scalars, size_t lanes);

#endif
