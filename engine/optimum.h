/* The least cost under limits, without derivatives: COBYLA (Powell 1994, "A direct search optimization method that
   models the objective and constraint functions by linear interpolation") of NLopt, from the best of the corners
   and the middle and again from the middle; then what it found put on round values. Knows no model.

   Whether a claim holds in enough draws is a yes or no; what is given to the search is by how much it does: the
   quantile of the draws' margins that must not be below 0 (optimum_limit). It changes smoothly, and is 0 or more
   just where the claim holds in that share of the draws.

     struct optimum_options options = {.lever_count = 2, .low = low, .high = high, .step = step,
                                       .limit_count = 1, .evaluate = evaluate, .context = &model};
     struct optimum optimum;
     if (optimum_find(&options, &optimum, err)) ... optimum.x, optimum.cost, optimum.feasible */
#ifndef POLSIM_OPTIMUM_H
#define POLSIM_OPTIMUM_H

#include "base.h"

enum { OPTIMUM_LEVERS_MAX = 8, OPTIMUM_LIMITS_MAX = 16 };

struct error;

struct optimum_result {
    double cost;
    double limit[OPTIMUM_LIMITS_MAX]; /* kept where 0 or more */
};

/* Of `count` places x[place][lever_count] at once. */
typedef bool optimum_evaluate(void *context, const double *x, int count,
                              struct optimum_result *results, struct error *err);

struct optimum_options {
    int lever_count, limit_count;
    const double *low, *high;
    const double *step; /* the answer's values are low + a whole number of these, or high */
    int evaluations;    /* at most of each search */
    optimum_evaluate *evaluate;
    void *context;
};

struct optimum {
    bool feasible; /* else x is where the limits are missed by the least */
    double x[OPTIMUM_LEVERS_MAX];
    struct optimum_result result;
    int evaluations;
};

/* Errors: those of evaluate; RUN where the search itself fails. */
bool optimum_find(const struct optimum_options *options, struct optimum *optimum,
                  struct error *err);

/* The margin that is reached by a share of the draws: 0 or more just where at least that share has 0 or more. NaN
   counts as the least. */
double optimum_limit(const double *margin, size_t draws, double share);

#endif
