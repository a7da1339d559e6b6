/* How precise a run shall be, as people ask for it, and whether it is:

     target:T6 se<0.005                 standard error of the probability that the target is met
     probability of arrears@2028-12 <= 0 within 1%      half its interval of 95 %, in points of a per cent
     p80 of payment@all within 1%       half the interval of a quantile, in per cent of it
     mean of payment[fund=county] within 5000           or in the measure's unit

   struct precision precision;
   if (precision_find(model, text, &precision, err)) {
       struct estimate estimate = precision_estimate(&precision, y, draws);      // y of precision.statement.measure
       if (precision_reached(&precision, estimate) <= precision.wanted) ...
   } */
#ifndef POLSIM_PRECISION_H
#define POLSIM_PRECISION_H

#include "estimate.h"
#include "statement.h"

struct precision {
    struct statement statement;
    enum { PRECISION_PROBABILITY, PRECISION_MEAN, PRECISION_QUANTILE } of;
    double level;  /* of the quantile */
    bool standard; /* se<: the standard error is meant, else half the interval of 95 % */
    bool relative; /* to the estimate */
    double wanted;
};

/* Errors: USAGE: what is not understood, with the nearest word; those of statement_find. */
bool precision_find(const struct model *model, const char *text, struct precision *precision,
                    struct error *err);
struct estimate precision_estimate(const struct precision *precision, const double *y,
                                   size_t draws);
/* What is compared with `wanted`. NaN: too few draws, or no value. */
double precision_reached(const struct precision *precision, struct estimate estimate);

#endif
