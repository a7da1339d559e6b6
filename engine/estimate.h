/* What draws say of a number, and how surely: its value from all draws, its standard error from the spread of the
   same number in the 16 replicates (draw i is of replicate i mod 16, stats.h), each of which is a scrambled Sobol
   sequence of its own (Owen 1995; L'Ecuyer & Lemieux 2002, "Recent advances in randomized quasi-Monte Carlo
   methods"): where r_1 … r_16 are independent and the number is their mean, its variance is that of r over 16. Half
   an interval of 95 % is ESTIMATE_T standard errors (Student's t, 15 degrees of freedom).

   Of a quantile: the replicates tell the standard error of the share of draws at or below it, and the quantiles at
   that many shares more and less its interval (Woodruff 1952, "Confidence intervals for medians and other position
   measures"). The spread of the replicates' own quantiles would be too small by a quarter at P5 and P95 where Sobol's
   sequence puts as many draws into each: tests/test_calibration.c tests what is covered, for both kinds of draws.

     struct estimate p80 = estimate_quantile(y, count, 0.8);
     printf("%g ± %g\n", p80.value, estimate_half(p80));

   NaN among the draws is "no value" and left out. */
#ifndef POLSIM_ESTIMATE_H
#define POLSIM_ESTIMATE_H

#include "base.h"

#define ESTIMATE_T 2.131449545559323 /* t with 15 degrees of freedom, 97.5 % */

struct estimate {
    double value; /* NaN: no draw has a value */
    double se;    /* NaN: too few draws: some replicate has fewer than 2 values */
};

struct estimate estimate_mean(const double *y, size_t count);
/* The least value that at least that share of the draws does not exceed; 0 < level < 1. */
struct estimate estimate_quantile(const double *y, size_t count, double level);
/* The share of all draws with margin[i] >= 0; NaN counts as not. Where all are alike the replicates show no spread
   though the share need not be 0 or 1: the interval then ends at 3 / count ("rule of three", Hanley &
   Lippman-Hand 1983), and the standard error is that over ESTIMATE_T. */
struct estimate estimate_share(const double *margin, size_t count);

double estimate_half(struct estimate estimate); /* half the interval of 95 % */

#endif
