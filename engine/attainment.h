/* When goals are reached, and which together, over draws. Knows no model.

     attainment_times(&path, &goal, first);                // first[draws]: month, or -1
     attainment_quantile(first, draws, 0.95)               // "in 95 draws of 100 by month …"
     attainment_alone(met, goals, draws, i, x)             // x[draws]: 1 where goal i alone is missed

   Shares and their standard errors come of stats_describe over the 1s and 0s. */
#ifndef POLSIM_ATTAINMENT_H
#define POLSIM_ATTAINMENT_H

#include "base.h"

struct attainment_goal {
    int threshold; /* +1: reached once the value is at least `value`; -1: left once it is above */
    double value;
};

static inline bool attainment_is_met(struct attainment_goal goal, double x)
{
    return goal.threshold > 0 ? x >= goal.value : x <= goal.value; /* NaN: not met */
}

/* x[months * draws], month by month. first[draws]: the first month in which a goal of at least is met, or one of at
   most is not met any more; -1: in none. NaN is no value: neither. */
void attainment_times(const double *x, int months, size_t draws, struct attainment_goal goal,
                      int *first);

/* The least month by which at least that share of all draws have come; -1 where so many never do. A quantile of
   the time with 'never' above every month (Kaplan and Meier's estimate where all are watched to the end). */
int attainment_quantile(const int *first, size_t draws, double share);

/* met[goals * draws], goal by goal, 1 or 0. Each makes x[draws] of 1s and 0s. */
void attainment_all(const double *met, int goals, size_t draws, double *x);
void attainment_count(const double *met, int goals, size_t draws, int count,
                      double *x); /* exactly so many */
void attainment_both(const double *met, size_t draws, int i, int k, double *x);
/* Goal i is missed and all others are met: without it all would be. */
void attainment_alone(const double *met, int goals, size_t draws, int i, double *x);

/* P(i | k) and its standard error from the 16 replicates (draw d counts for replicate d mod 16), of the ratio of sums
   by its linearisation (Cochran 1977, "Sampling techniques", 6.3). NaN where k is met in no draw; the error also below
   32 draws. */
struct attainment_share {
    double share, se;
};
struct attainment_share attainment_given(const double *met, size_t draws, int i, int k);

#endif
