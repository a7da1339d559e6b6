/* What failing.c and test_memory.c share. */
#ifndef POLSIM_TESTS_MEMORY_FAILING_H
#define POLSIM_TESTS_MEMORY_FAILING_H

#include <features.h>

enum { FAILING_TOLD = 9 }; /* a file descriptor */

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define FAILING_WORKS 0
#endif
#endif
#if !defined(FAILING_WORKS) && (defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__))
#define FAILING_WORKS 0
#endif
#ifndef FAILING_WORKS
#define FAILING_WORKS 1
#endif

#endif
