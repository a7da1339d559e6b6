/* Quantiles of the beta distribution; see dist_shape.h. I_x(a, b) is written as
   x^a y^b / B(a, b) / fraction(x), for x below (a+1) / (a+b+2); above it the same with x, y and
   a, b changed over. */
#include "dist_shape.h"

/* derived[] */
enum { SHAPE_A, SHAPE_B, CENTRE_X, CENTRE_Y, LOG_PEAK, LOG_BETA, LOWER_SHARE };

/* One side of the distribution, as seen from x = 0. */
struct side {
    double a, b;
    double x0, y0;             /* a / (a+b), b / (a+b) as rounded */
    double log_peak, log_beta; /* log(x0^a y0^b / B), log B */
    double x_end, y_end;       /* where this side stops */
};

struct point {
    double x, y; /* the smaller is what counts, the other is 1 - it */
};

static struct side side_of(const double *derived, bool lower)
{
    double a = derived[lower ? SHAPE_A : SHAPE_B], b = derived[lower ? SHAPE_B : SHAPE_A];
    double inverse = 1.0 / (a + b + 2.0);
    return (struct side){
        .a = a,
        .b = b,
        .x0 = derived[lower ? CENTRE_X : CENTRE_Y],
        .y0 = derived[lower ? CENTRE_Y : CENTRE_X],
        .log_peak = derived[LOG_PEAK],
        .log_beta = derived[LOG_BETA],
        .x_end = (a + 1.0) * inverse,
        .y_end = (b + 1.0) * inverse,
    };
}

/* The continued fraction of x^a y^b / (B I_x(a, b)), even part of DLMF 8.17.22 (Didonato & Morris
   1992, eq. 9), by the forward recurrence: one independent division a term. Converges in about
   12 terms for shapes below 6, O(sqrt(max(a, b))) in general; the last change is far above what is
   left. */
static double fraction(double a, double b, double x, double y)
{
    const double enough = 0x1p-48, large = 0x1p400;
    double base = a * y - b * x + 1.0, two_x = 2.0 - x; /* base > -1 this side of the end */
    double n0 = 1.0, d0 = 0.0, n1 = a * base / (a + 1.0), d1 = 1.0;

    for (int m = 1; m < 20000; m++) {
        double am = a + m, low = am + (m - 1.0), high = low + 2.0;
        double inverse = 1.0 / (low * high);
        double q = m * (b - m) * x, i_low = inverse * high; /* 1 / low */
        double alpha = (am - 1.0) * (am - 1.0 + b) * (q * x) * (i_low * i_low);
        double beta = m + q * i_low + am * (base + m * two_x) * (inverse * low);
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

/* log(x^a y^b / B). The terms linear in d cancel but for the rounding of the centre, which counts
   1e-15 sqrt(a + b). */
static double log_weight(const struct side *s, struct point p)
{
    double d = p.x <= p.y ? p.x - s->x0 : s->y0 - p.y;
    double deviance = s->a * dist_deviance(d / s->x0, p.x / s->x0) +
                      s->b * dist_deviance(-d / s->y0, p.y / s->y0);

    return s->log_peak + deviance;
}

/* log I_x(a, b); *fraction_out gets the fraction. */
static double log_share(const struct side *s, struct point p, double *fraction_out)
{
    *fraction_out = fraction(s->a, s->b, p.x, p.y);
    return log_weight(s, p) - dm_log(*fraction_out);
}

static struct point point_at(double x)
{
    return (struct point){x, 1.0 - x};
}

/* From the normal quantile, for shapes of 1 and more: Abramowitz & Stegun 26.5.22. */
static struct point guess_from_normal(const struct side *s, double z)
{
    double r = (z * z - 3.0) / 6.0;
    double i = 1.0 / (2.0 * s->a - 1.0), j = 1.0 / (2.0 * s->b - 1.0), h = 2.0 / (i + j);
    double root = h + r > 0 ? __builtin_sqrt(h + r) : 0.0;
    double w = -z * root / h - (j - i) * (r + 5.0 / 6.0 - 2.0 / (3.0 * h));
    double odds = s->b * dm_exp(2.0 * w), whole = s->a + odds;
    return odds < whole * 0.5 ? (struct point){1.0 - odds / whole, odds / whole}
                              : point_at(s->a / whole);
}

/* Sets *exact where the guess is as good as a double can be. */
static struct point first_guess(const struct side *s, double u, double log_u, bool *exact)
{
    double a = s->a, b = s->b, a1 = a + 1.0;
    double w = dm_exp((log_u + dm_log(a) + s->log_beta) / a); /* I_x ~ x^a / (a B) */

    *exact = w * (b + 1.0) < 1e-17;
    if (w < 0.3 * s->x_end) { /* reversion of its power series, DLMF 8.17.7 */
        double second = (b - 1.0) / a1;
        double third = second * (a * a + 3.0 * a * b - a + 5.0 * b - 4.0) / (2.0 * a1 * (a + 2.0));
        return point_at(*exact ? w : w * (1.0 + w * (second + w * third)));
    }
    if (a >= 1.0 && b >= 1.0)
        return guess_from_normal(s, dm_normal_quantile(u));
    return point_at(w);
}

static struct point hold(const struct side *s, struct point p)
{
    if (!(p.x < s->x_end))
        return (struct point){s->x_end, s->y_end};
    return p;
}

static struct point solve(const struct side *s, double u)
{
    double log_u = dm_log(u);
    bool done;
    struct point p = hold(s, first_guess(s, u, log_u, &done));

    for (int round = 0; !done && round < 60; round++) {
        double f, lambda = log_u - log_share(s, p, &f);
        double ratio = p.x / p.y, bend = (s->b - 1.0) * ratio;
        double grow = dist_growth(dist_step(lambda, f / p.y, s->a - bend, -bend / p.y, &done));

        if (p.x <= p.y) {
            p = point_at(p.x + p.x * grow);
        } else {
            p.y = p.y - p.x * grow;
            p.x = 1.0 - p.y;
        }
        p = hold(s, p);
    }
    return p;
}

void dist_beta_prepare(double derived[DIST_DERIVED], double a, double b)
{
    const double log_2pi = 0x1.d67f1c864beb5p0;
    double n = a + b, x0 = a / n, y0 = b / n;

    if (x0 <= y0)
        y0 = 1.0 - x0;
    else
        x0 = 1.0 - y0;
    derived[SHAPE_A] = a;
    derived[SHAPE_B] = b;
    derived[CENTRE_X] = x0;
    derived[CENTRE_Y] = y0;
    derived[LOG_PEAK] = 0.5 * (dm_log(a) + dm_log(b) - dm_log(n) - log_2pi) +
                        (dm_stirling_error(n) - dm_stirling_error(a) - dm_stirling_error(b));
    double log_x0 = x0 <= y0 ? dm_log(x0) : dm_log1p(-y0);
    double log_y0 = x0 <= y0 ? dm_log1p(-x0) : dm_log(y0);
    derived[LOG_BETA] = (a * log_x0 + b * log_y0) - derived[LOG_PEAK];

    struct side lower = side_of(derived, true);
    double f;
    derived[LOWER_SHARE] = dm_exp(log_share(&lower, (struct point){lower.x_end, lower.y_end}, &f));
}

void dist_beta_quantile(const double derived[DIST_DERIVED], double u, double *x, double *y)
{
    bool is_lower = u <= derived[LOWER_SHARE];
    struct side side = side_of(derived, is_lower);
    struct point p = solve(&side, is_lower ? u : 1.0 - u);

    *x = is_lower ? p.x : p.y;
    *y = is_lower ? p.y : p.x;
}

double dist_beta_odds(const double derived[DIST_DERIVED])
{
    return derived[SHAPE_A] / derived[SHAPE_B];
}

double dist_beta_log_weight(const double derived[DIST_DERIVED], double x, double y, double *slope,
                            double *bend)
{
    struct side lower = side_of(derived, true);

    *slope = lower.a * y - lower.b * x;
    *bend = -(lower.a + lower.b) * (x * y);
    return log_weight(&lower, (struct point){x, y});
}
