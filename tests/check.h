/* What every test includes, and the only place that includes cmocka. A test file holds static
   functions with sentences for names and ends in

     int main(void)
     {
         const struct CMUnitTest tests[] = {cmocka_unit_test(test_where_keeps_nan_out)};
         return cmocka_run_group_tests(tests, NULL, NULL);
     } */
#ifndef POLSIM_TESTS_CHECK_H
#define POLSIM_TESTS_CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* cmocka 1.1.5 compares doubles as floats; this does not. Relative to the larger of |b| and 1e-300. */
#define assert_close(a, b, relative)                                                               \
    do {                                                                                           \
        double a_ = (a), b_ = (b), r_ = (relative);                                                \
        if (!(fabs(a_ - b_) <= r_ * fmax(fabs(b_), 1e-300)))                                       \
            fail_msg("%s = %.17g is not within %g of %s = %.17g", #a, a_, r_, #b, b_);             \
    } while (0)

/* |a - b| <= absolute */
#define assert_within(a, b, absolute)                                                              \
    do {                                                                                           \
        double a_ = (a), b_ = (b), d_ = (absolute);                                                \
        if (!(fabs(a_ - b_) <= d_))                                                                \
            fail_msg("%s = %.17g is not within %g of %s = %.17g", #a, a_, d_, #b, b_);             \
    } while (0)

/* The text contains the part; shows both when not. */
#define assert_contains(text, part)                                                                \
    do {                                                                                           \
        const char *t_ = (text), *p_ = (part);                                                     \
        if (!strstr(t_, p_))                                                                       \
            fail_msg("'%s' is not in:\n%s", p_, t_);                                               \
    } while (0)

#endif
