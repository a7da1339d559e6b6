/* How many of a sample drawn without replacement are marked: the hypergeometric quantile, one lane at a time.
   Plain C, compiled once, so that every instruction set gives the same bits; for pools and samples of people,
   of which a model draws few a month (kernels.h has the samplers that run over strips).

     double k = sampler_hypergeometric(u, 40, 1200, 1800);   // of 40 drawn from 3,000

   Not for: checking its arguments (the caller's). */
#ifndef POLSIM_SAMPLER_HYPERGEOMETRIC_H
#define POLSIM_SAMPLER_HYPERGEOMETRIC_H

/* The smallest k with P(X <= k) >= u, exact to 1e-10 of probability; non-decreasing in u, in drawn and in marked
   as far as that precision goes. All whole, >= 0, below 2^52; drawn <= marked + others; 0 < u < 1.
   Method: weights relative to the mode by the ratio of neighbours, P(k+1)/P(k) =
   (marked-k)(drawn-k) / ((k+1)(others-drawn+k+1)), summed outwards until they no longer count: no factorials, only
   + - * /. Takes some 20 standard deviations' steps. */
double sampler_hypergeometric(double u, double drawn, double marked, double others);

#endif
