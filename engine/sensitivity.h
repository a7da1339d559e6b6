/* Which inputs the spread of a result comes from: from draws that are at hand, and from designs of further runs.
   Knows no model: arrays in, indices out.

     struct sensitivity *found = sensitivity_new(&(struct sensitivity_data){
         .draws = 8192, .input_count = 2, .inputs = x, .measure_count = 1, .measures = y, .levels = &(double){0.8}});
     found->effects[input * found->measure_count + measure].first.value ...
     sensitivity_free(found);

   Draw i belongs to replicate i mod 16 (sobol.h). Standard errors are the jackknife's that leaves out one
   replicate after another (Efron & Stein 1981: not too small on average), with 15 degrees of freedom; so
   value ± SENSITIVITY_T * se is a 95 % interval. */
#ifndef POLSIM_SENSITIVITY_H
#define POLSIM_SENSITIVITY_H

#include "base.h"

enum { SENSITIVITY_DRAWS_MIN = 256, SENSITIVITY_REPLICATES = 16 };

extern const double SENSITIVITY_T; /* Student's t, 15 degrees of freedom, 97.5 % */

struct sensitivity_estimate {
    double value, se; /* NaN: cannot be said */
};

/* ---- from draws at hand ---- */

struct sensitivity_data {
    size_t draws;
    int input_count, measure_count;
    const double *const *inputs; /* [input_count]: x[draws], or any increasing function of x */
    const double *const
        *measures;        /* [measure_count]: y[draws]; NaN: no value, that draw is left out */
    const double *levels; /* [measure_count]: of the quantile that `known` is about */
    /* The inputs were drawn independently: correlations among them are chance, and what the heaviest do is taken out of
       y before another is looked at, which leaves less chance in first-order indices. */
    bool independent;
    int threads; /* 0: one a processor */
};

struct sensitivity_effect { /* of an input on a measure */
    /* Spearman's rank correlation; and that with the other inputs' linear part taken out of both (partial;
       NaN: too many inputs for these draws). */
    struct sensitivity_estimate rank, partial;
    /* First-order index Var(E[y|x]) / Var(y), everything that moves with x taken along ("full"). E[y|x] is fitted by
       sixteen functions of x's rank: normal score, its square and 14 cosines (from given data, by sorted output:
       Plischke 2010, RESS 95; cosines: Plischke 2012, Environmental Modelling & Software 35), of an input of few values
       by the means over each. Squares are products over different replicates, so that chance adds nothing on average
       and an index may be slightly negative. Of a jump at a threshold some 6 % are missed, of one in the tail more. */
    struct sensitivity_estimate first;
    /* The same of what is left of x when the inputs that are correlated with it are known (Mara & Tarantola 2012,
       RESS 107; conditional means linear in normal scores); the same number where none is. */
    struct sensitivity_estimate independent;
    /* By how much the quantile of y at its level would come nearer to the middle on average if x were known:
       q(y) - E[q(y|x)], the other way round for levels below one half. In 16 classes of equal probability, less what
       classes at random seem to bring. As of the value of partial perfect information (Howard 1966). */
    struct sensitivity_estimate known;
};

struct sensitivity_total {        /* of a measure */
    double n, mean, sd, quantile; /* quantile: at its level */
    /* Shares of the variance: of the inputs one by one, of pairs of the 16 heaviest (products of ranks), and what is
       left: chance, and inputs acting together in other ways. NaN where inputs are correlated: shares do not add up. */
    struct sensitivity_estimate alone, pairs, rest;
};

struct sensitivity {
    int input_count, measure_count;
    bool correlated;                    /* some inputs are, beyond what chance does */
    struct sensitivity_effect *effects; /* [input * measure_count + measure] */
    struct sensitivity_total *totals;   /* [measure_count] */
    double (
        *deleted)[SENSITIVITY_REPLICATES]; /* as effects: first-order indices without a replicate */
};

/* draws at least SENSITIVITY_DRAWS_MIN. A measure that does not vary has NaN throughout. */
struct sensitivity *sensitivity_new(const struct sensitivity_data *data);
void sensitivity_free(struct sensitivity *found); /* NULL is fine */

/* First-order indices of several inputs added up: the share of a group of independent ones, each by itself. */
struct sensitivity_estimate sensitivity_sum(const struct sensitivity *found, const int *inputs,
                                            int count, int measure);

/* Runs of the same draws under other readings, which are all held to be as good: y[run][draw]. The variance of all
   together is that between the runs' means (reading), that of the draws' means over the runs (common: inputs and
   chance), and what is left (joint), as in an analysis of variance of two ways. mean[draws]: the draws' means; NaN where
   a run has no value. */
struct sensitivity_readings {
    struct sensitivity_estimate reading, common, joint;
};
struct sensitivity_readings sensitivity_of_readings(const double *const *y, int runs, size_t draws,
                                                    double *mean);
/* Shares of a measure of `mean` become shares of the variance over all runs. `known` is not known of it. */
void sensitivity_scale(struct sensitivity *found, int measure, double common);

/* ---- from designs ---- */

/* y of two independent samples a, b, and of a with one group of inputs from b: first-order and total index.
   Draws without a value in one of them are left out. Total: Jansen 1999; first order: Saltelli et al. 2010 (Computer Physics Communications 181, table 2). */
struct sensitivity_indices {
    struct sensitivity_estimate first, total;
};
struct sensitivity_indices sensitivity_of_group(const double *a, const double *b,
                                                const double *mixed, size_t draws);

/* Morris' trajectories (1991): each begins somewhere and moves every input once, in random order, by half of the
   range of probability, among four levels 1/8, 3/8, 5/8, 7/8. Of `candidates` random ones those that lie far
   apart are kept, one exchanged for another while that helps (Campolongo et al. 2007; Ruano et al. 2012).
   u[trajectory][point][input], inputs + 1 points; moved[trajectory][inputs]: which input moves to point + 1. */
void sensitivity_trajectories(int inputs, int trajectories, int candidates, uint64_t seed,
                              double *u, int *moved);

/* Elementary effects: the change of y for a change of u by 1. y[trajectory][point]. */
struct sensitivity_morris {
    double mean, sigma;                /* over the trajectories */
    struct sensitivity_estimate about; /* mu*: the mean of their sizes */
};
void sensitivity_effects(const double *y, const double *u, const int *moved, int inputs,
                         int trajectories, struct sensitivity_morris *effects);

/* ---- parts, for the tests ---- */

/* Mean ranks from 1, equal values share theirs; order[n]: ascending. x has no NaN. */
void sensitivity_rank(const double *x, size_t n, double *rank, uint32_t *order);

#endif
