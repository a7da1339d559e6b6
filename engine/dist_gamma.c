/* Quantiles of the gamma distribution of scale 1; see dist_shape.h. Below shape + 1 the power
   series of P(a, x) is used, above it the continued fraction of Q(a, x), both as x^a e^-x /
   Gamma(a) times a factor. */
#include "dist_shape.h"

/* derived[] */
enum { SHAPE, LOG_PEAK, LOG_GAMMA, LOWER_SHARE };

/* sum of x^n / (a (a+1) ... (a+n)), DLMF 8.11.4: P(a, x) = x^a e^-x / Gamma(a) * this. */
static double lower_factor(double a, double x)
{
    double term = 1.0, sum = 1.0;
    for (double n = a + 1.0; term > sum * 0x1p-54; n += 1.0) {
        term *= x / n;
        sum += term;
    }
    return sum / a;
}

/* Legendre's fraction, DLMF 8.9.2 contracted: Q(a, x) = x^a e^-x / Gamma(a) * this. x >= a + 1 */
static double upper_factor(double a, double x)
{
    const double enough = 0x1p-52, large = 0x1p400;
    double n0 = 0.0, d0 = 1.0, n1 = 1.0, d1 = x + 1.0 - a;

    for (int m = 1; m < 20000; m++) {
        double alpha = m * (a - m), beta = x - a + (2.0 * m + 1.0);
        double n2 = beta * n1 + alpha * n0, d2 = beta * d1 + alpha * d0;
        double change = n2 * d1 - n1 * d2;

        if (dm_abs(change) <= enough * dm_abs(n2 * d1))
            return n2 / d2;
        n0 = n1, d0 = d1, n1 = n2, d1 = d2;
        if (dm_abs(n1) > large || dm_abs(d1) > large)
            n0 /= large, d0 /= large, n1 /= large, d1 /= large;
    }
    return n1 / d1;
}

/* log(x^a e^-x / Gamma(a)) */
static double log_weight(const double *derived, double x)
{
    double a = derived[SHAPE];
    return derived[LOG_PEAK] + a * dist_deviance((x - a) / a, x / a);
}

/* log P or log Q at x; *factor gets the series or the fraction. */
static double log_share(const double *derived, bool lower, double x, double *factor)
{
    double a = derived[SHAPE];
    *factor = lower ? lower_factor(a, x) : upper_factor(a, x);
    return log_weight(derived, x) + dm_log(*factor);
}

/* Wilson & Hilferty 1931 where the shape allows, else the leading terms of either tail. */
static double first_guess(const double *derived, bool lower, double u, double log_u, bool *exact)
{
    double a = derived[SHAPE], a1 = a + 1.0;
    *exact = false;

    if (lower) {
        double w = dm_exp((log_u + dm_log(a) + derived[LOG_GAMMA]) / a); /* P ~ x^a / Gamma(a+1) */
        *exact = w < 1e-17;
        if (w < 0.3 * a1 || a < 0.5)
            return w * (1.0 + w / a1 * (1.0 + w * (3.0 * a + 5.0) / (2.0 * a1 * (a + 2.0))));
    } else if (a < 0.5) {
        double l = -log_u - derived[LOG_GAMMA]; /* Q ~ x^(a-1) e^-x / Gamma(a) */
        return l > a1 ? l + (a - 1.0) * dm_log(l) : a1;
    }
    double z = lower ? dm_normal_quantile(u) : -dm_normal_quantile(u);
    double root = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * __builtin_sqrt(a));
    return root > 0.05 ? a * (root * root * root) : a * 1e-4;
}

static double solve(const double *derived, bool lower, double u)
{
    double a = derived[SHAPE], end = a + 1.0, log_u = dm_log(u);
    bool done;
    double x = first_guess(derived, lower, u, log_u, &done);

    for (int round = 0; !done && round < 60; round++) {
        x = (x < end) == lower ? x : end;
        double factor, lambda = log_u - log_share(derived, lower, x, &factor);
        double g = (lower ? 1.0 : -1.0) / factor;
        x += x * dist_growth(dist_step(lambda, g, a - x, -x, &done));
    }
    return x;
}

void dist_gamma_prepare(double derived[DIST_DERIVED], double shape)
{
    const double log_2pi = 0x1.d67f1c864beb5p0;
    double factor;

    derived[SHAPE] = shape;
    derived[LOG_PEAK] = 0.5 * (dm_log(shape) - log_2pi) - dm_stirling_error(shape);
    derived[LOG_GAMMA] = dm_lgamma(shape);
    derived[LOWER_SHARE] = dm_exp(log_share(derived, true, shape + 1.0, &factor));
}

double dist_gamma_quantile(const double derived[DIST_DERIVED], double u)
{
    bool lower = u <= derived[LOWER_SHARE];
    return solve(derived, lower, lower ? u : 1.0 - u);
}

double dist_gamma_log_weight(const double derived[DIST_DERIVED], double x, double *slope,
                             double *bend)
{
    *slope = derived[SHAPE] - x;
    *bend = -x;
    return log_weight(derived, x);
}
