/* The two distributions that need more than a formula: quantiles of the standard beta and gamma.
   For dist.c only. What depends on the shapes alone stands in `derived`, made once by _prepare.

   Method: the smaller of F and 1-F is written as density times a continued fraction or series, its
   logarithm G as a function of t = log x, and G(t) = log u is solved by a step of fourth order
   (Householder: the series of the inverse function to the third power), from a guess that is good
   to a few per cent. One to three evaluations. The density is taken about its centre (Loader 2000),
   so that nothing is lost for large shapes. */
#ifndef POLSIM_DIST_SHAPE_H
#define POLSIM_DIST_SHAPE_H

#include "dmath.h"

enum { DIST_DERIVED = 8 };

/* x and y = 1 - x, each to its own relative precision. 0 < u < 1 */
void dist_beta_prepare(double derived[DIST_DERIVED], double a, double b);
void dist_beta_quantile(const double derived[DIST_DERIVED], double u, double *x, double *y);

double dist_beta_odds(const double derived[DIST_DERIVED]); /* a / b, those of the mean */
/* log of x^a y^b / B(a, b), the density of log (x / y), and its first two derivatives by that. */
double dist_beta_log_weight(const double derived[DIST_DERIVED], double x, double y, double *slope,
                            double *bend);

/* The gamma of scale 1. */
void dist_gamma_prepare(double derived[DIST_DERIVED], double shape);
double dist_gamma_quantile(const double derived[DIST_DERIVED], double u);
/* log of x^a e^-x / Gamma(a), the density of log x, and its first two derivatives by that. */
double dist_gamma_log_weight(const double derived[DIST_DERIVED], double x, double *slope,
                             double *bend);

/* One step to G(t + step) = target, where lambda = target - G(t), g = G'(t), psi and dpsi are the
   first two derivatives of the log of the density of t. Sets *done where the next error will be
   below 1e-16 of F: it is about lambda (A step)^3, A the scale of the derivatives. */
static inline double dist_step(double lambda, double g, double psi, double dpsi, bool *done)
{
    double newton = lambda / g, bend = psi - g; /* bend = G''/G' */
    double scale2 = bend * bend + dm_abs(dpsi) + dm_abs(g * bend);
    double size2 = scale2 * newton * newton;

    /* after a long step rounding would count, however small the bend */
    *done = dm_abs(lambda) < 0.5 && lambda * lambda * size2 * size2 * size2 < 1e-32;
    if (size2 > 0.5) /* the series is of no use yet */
        return newton > 1.0 ? 1.0 : newton < -1.0 ? -1.0 : newton;
    double third = (2.0 * bend * bend - dpsi + g * bend) * (1.0 / 6.0);
    return newton * (1.0 + newton * (newton * third - 0.5 * bend));
}

/* exp(step) - 1, quick for the small steps */
static inline double dist_growth(double step)
{
    return dm_abs(step) < 0.34 ? step + (step * step) * dm_exp_e(step) : dm_exp(step) - 1.0;
}

/* log(1+e) - e, ratio being 1 + e to its own precision: right for e near -1 too. */
static inline double dist_deviance(double e, double ratio)
{
    return e > -0.29 && e < 0.41 ? dm_log1p_minus(e) : dm_log(ratio) - e;
}

#endif
