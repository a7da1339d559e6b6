/* What failing.c and test_memory.c share. */
#ifndef POLSIM_TESTS_MEMORY_FAILING_H
#define POLSIM_TESTS_MEMORY_FAILING_H

#include <features.h>

#include "../sanitized.h"

enum { FAILING_TOLD = 9 }; /* a file descriptor */

#if SANITIZED || !defined(__GLIBC__)
#define FAILING_WORKS 0
#else
#define FAILING_WORKS 1
#endif

#endif
