/* Probability distributions of uncertain parameters, by their quantile functions.

     struct dist pass_rate;
     dist_make(&pass_rate, DIST_PERT, (double[]){0.6, 0.78, 0.9}, 3, err)
     double x = dist_quantile(&pass_rate, 0.5);

   Accuracy over the whole range of u, 2^-53 to 1 - 2^-53: |F(q(u)) - u| <= 1e-12 min(u, 1-u), F
   being R's, and as far as the grid of doubles at q(u) allows (near the upper end of a beta, or far
   from 0 for a narrow range, one step of x is more). Quantiles never decrease between values of u
   that differ by more than that. Own code throughout (dmath.h): the same bits everywhere. All
   functions are safe in threads; none allocates.

   Time: uniform, triangular 3 ns, normal 10 ns, lognormal 25 ns, pert, beta and gamma 0.1 to 0.4 us
   (shapes above a thousand 1 to 4 us, which grow as their square root), with a curve 50 ns. */
#ifndef POLSIM_DIST_H
#define POLSIM_DIST_H

#include "arena.h"
#include "error.h"

/* X(id, word, parameters, meaning, source of the formula). `choice` takes values and weights. */
#define DIST_KINDS(X)                                                                              \
    X(UNIFORM, "uniform", "low, high", "every value between low and high alike", "")               \
    X(TRIANGULAR, "triangular", "low, mode, high", "rising to the mode, then falling", "")         \
    X(PERT, "pert", "low, mode, high",                                                             \
      "smooth, between low and high, most weight at the mode: beta with shapes 1+4(mode-low)/"     \
      "(high-low), 1+4(high-mode)/(high-low)",                                                     \
      "Malcolm et al. 1959; Vose, Risk Analysis, 3rd ed.")                                         \
    X(BETA, "beta", "a, b", "a share, from a-1 successes and b-1 failures", "")                    \
    X(NORMAL, "normal", "mean, sd", "the bell curve; it has no limits, see truncated ranges", "")  \
    X(LOGNORMAL, "lognormal", "meanlog, sdlog", "exp of a normal", "")                             \
    X(GAMMA, "gamma", "shape, scale", "positive, skewed; mean shape * scale", "")                  \
    X(BETWEEN, "between", "p5, p95",                                                               \
      "nine chances in ten to lie between: lognormal where both are above 0, else normal", "")     \
    X(CHOICE, "choice", "{values}, {weights}", "one of the values, by weight", "")

enum dist_kind {
#define X(id, word, parameters, meaning, source) DIST_##id,
    DIST_KINDS(X)
#undef X
        DIST_KIND_COUNT
};

struct dist_info {
    const char *word, *parameters, *meaning, *source;
};

extern const struct dist_info dist_table[DIST_KIND_COUNT];

enum { DIST_CHOICES_MAX = 64 };

struct dist {
    enum dist_kind kind;
    double parameter[4]; /* as given, in the order of DIST_KINDS */
    int choices;         /* CHOICE: number of values, sorted ascending */
    double value[DIST_CHOICES_MAX], weight[DIST_CHOICES_MAX]; /* weights sum to 1 */
    double derived[8]; /* what the quantile needs ready, made by dist_make */
};

/* Checks the parameters and fills `dist`. CHOICE takes count = 2 * number of choices: values, then
   weights (positive; they are scaled to sum to 1). Error: SCENARIO, naming the parameter that is
   wrong and its value. low = high is refused: write the number. Shapes of beta and gamma are 0.02
   to 1e5; a value of CHOICE may stand once. `dist` is of no use after an error. */
bool dist_make(struct dist *dist, enum dist_kind kind, const double *parameters, int count,
               struct error *err);

double dist_quantile(const struct dist *dist, double u); /* 0 < u < 1 */

/* A table for many quantiles of one beta, pert or gamma: 10 KB, made in the time of some 130 quantiles. NULL
   where there is none: for the other kinds, which are quick, and shapes under 1. */
struct dist_curve;
const struct dist_curve *dist_curve_new(const struct dist *dist, struct arena *arena);

/* As accurate as dist_quantile, but with other last bits where there is a curve. It may be NULL. */
void dist_quantiles(const struct dist *dist, const struct dist_curve *curve, double *x,
                    const double *u, size_t count);

double dist_mean(const struct dist *dist);
/* What expected mode takes: the mean; for CHOICE the likeliest value, of equals the first given. */
double dist_expected(const struct dist *dist);
double dist_sd(const struct dist *dist);
/* Ends of the support; -inf or inf where there is none. */
void dist_support(const struct dist *dist, double *low, double *high);

/* "pert(0.6, 0.78, 0.9)", "choice({1, 2}, {0.25, 0.75})": the shortest text that reads back as the
   same. Cut to `size`; 4 KiB hold any. */
void dist_text(const struct dist *dist, char *text, size_t size);

#endif
