/* What each of several changes does to a number, draw by draw, from the values under sets of them. Knows no model.

   v(S), S a set of changes as bits, is the number where those of S are made and the others not. The effect of change
   i beside S is v(S + i) - v(S). Three summaries, each draw by draw:

     listed    beside the changes before it (one after the other): adds up to v(all) - v(none)
     Shapley   the mean over all orders in which the changes can be made (Shapley 1953, "A value for n-person games";
               for simulations Owen 2014, "Sobol' indices and Shapley value"): adds up too, whatever the order
     first, last   beside none and beside all others: where they differ, the change acts through the others

   Of more than ATTRIBUTION_EXACT_MAX changes the mean is over sampled orders (Castro, Gómez, Tejada 2009,
   "Polynomial calculation of the Shapley value based on sampling"), in pairs of an order and its reverse (Mitchell,
   Cooper, Frank, Holmes 2022, "Sampling permutations for Shapley value estimation"), which still adds up in each draw.

   A change without effect beside any set has parts of exactly 0. NaN in v is NaN in the parts of that draw. */
#ifndef POLSIM_ATTRIBUTION_H
#define POLSIM_ATTRIBUTION_H

#include "base.h"

enum { ATTRIBUTION_EXACT_MAX = 8, ATTRIBUTION_MAX = 64 };

/* v(S) of every draw. */
typedef const double *attribution_value(void *context, uint64_t set);

struct attribution {
    attribution_value *value;
    void *context;
    int count; /* changes, at most ATTRIBUTION_MAX */
    size_t draws;
};

static inline uint64_t attribution_all(int count)
{
    return count == ATTRIBUTION_MAX ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

/* part[draws] of change i beside the set: v(set + i) - v(set). */
void attribution_beside(const struct attribution *a, uint64_t set, int i, double *part);

/* part[count * draws], change by change. Exact: at most ATTRIBUTION_EXACT_MAX changes, 2^count sets. */
void attribution_listed(const struct attribution *a, double *part);
void attribution_exact(const struct attribution *a, double *part);

/* order[pairs * 2 * count]: orders and their reverses in turn; the same for the same seed. */
void attribution_orders(uint64_t seed, int count, int pairs, int *order);
/* The mean over these orders. error[count]: the standard error, over pairs, of a part's mean over draws (those that
   have a value); NaN for one pair. */
void attribution_sampled(const struct attribution *a, const int *order, int pairs, double *part,
                         double *error);

#endif
