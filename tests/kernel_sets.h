/* For tests of kernels: each instruction set that the processor has, and numbers at which operations differ. */
#ifndef POLSIM_TESTS_KERNEL_SETS_H
#define POLSIM_TESTS_KERNEL_SETS_H

#include "kernels.h"

#include <math.h>

static const struct kernels *const *sets; /* [set_count]: kernels_all, which main asks for */
static size_t set_count;

#define EACH_SET(set)                                                                              \
    for (size_t set##_i = 0; set##_i < set_count; set##_i++)                                       \
        for (const struct kernels *set = sets[set##_i]; set; set = NULL)

static const double edges[] = {
    0.0,     -0.0,    1.0,       -1.0,   2.0,    -3.0,   0.5,     -0.5,     1.5,    2.5,   -2.5,
    1e-300,  -1e-300, 0x1p-1074, 1e300,  -1e300, 1e17,   0x1p52,  -0x1p52,  0.1,    7.0,   710.5,
    -745.5,  1.0e-9,  1024.0,    -1.1,   INFINITY, -INFINITY, NAN, 0x1.fffffffffffffp1023,
};
enum { EDGES = COUNT_OF(edges) };

static inline bool same_number(double a, double b)
{
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}

static inline uint64_t next_word(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 11 ^ *seed << 40;
}

#endif
