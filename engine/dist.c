#include "dist.h"

#include "dist_private.h"

#include <stdarg.h>

const struct dist_info dist_table[DIST_KIND_COUNT] = {
#define X(id, word, parameters, meaning, source) {word, parameters, meaning, source},
    DIST_KINDS(X)
#undef X
};

const int dist_parameter_count[DIST_KIND_COUNT] = {
    [DIST_UNIFORM] = 2, [DIST_TRIANGULAR] = 3, [DIST_PERT] = 3,  [DIST_BETA] = 2,
    [DIST_NORMAL] = 2,  [DIST_LOGNORMAL] = 2,  [DIST_GAMMA] = 2, [DIST_BETWEEN] = 2,
};

/* ---- text ---- */

const char *dist_number_text(double x, char text[32])
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, 32, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            break;
    }
    return text;
}

/* snprintf to the end of `text`, within `size` in all. */
__attribute__((format(printf, 3, 4))) static void append(char *text, size_t size,
                                                         const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;

    va_start(arguments, format);
    if (used < size)
        vsnprintf(text + used, size - used, format, arguments);
    va_end(arguments);
}

static void append_numbers(char *text, size_t size, const double *numbers, int count)
{
    char number[32];
    for (int i = 0; i < count; i++)
        append(text, size, "%s%s", i ? ", " : "", dist_number_text(numbers[i], number));
}

static void append_braced(char *text, size_t size, const double *numbers, int count)
{
    append(text, size, "{");
    append_numbers(text, size, numbers, count);
    append(text, size, "}");
}

void dist_text(const struct dist *dist, char *text, size_t size)
{
    if (size == 0)
        return;
    text[0] = 0;
    append(text, size, "%s(", dist_table[dist->kind].word);
    if (dist->kind == DIST_CHOICE) {
        append_braced(text, size, dist->value, dist->choices);
        append(text, size, ", ");
        append_braced(text, size, dist->weight, dist->choices);
    } else {
        append_numbers(text, size, dist->parameter, dist_parameter_count[dist->kind]);
    }
    append(text, size, ")");
}

/* ---- quantiles ---- */

static double hold(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

/* Counted from the end that is nearer in probability, so that neither tail loses digits. */
static double triangular_quantile(const double *p, double u)
{
    double width = p[2] - p[0], rise = p[1] - p[0], fall = p[2] - p[1];
    return u * width <= rise ? p[0] + __builtin_sqrt(u * width * rise)
                             : p[2] - __builtin_sqrt((1.0 - u) * width * fall);
}

/* From x and y = 1 - x of its beta. */
static double pert_place(const double *p, double x, double y)
{
    double width = p[2] - p[0];
    return hold(x <= y ? p[0] + width * x : p[2] - width * y, p[0], p[2]);
}

static double choice_quantile(const struct dist *dist, double u)
{
    double sum = 0.0;
    for (int i = 0; i < dist->choices - 1; i++)
        if ((sum += dist->weight[i]) >= u)
            return dist->value[i];
    return dist->value[dist->choices - 1];
}

/* exp(spread z) is multiplied by the median rather than exp taken of a sum: the rounding of a large
   meanlog would be a large error of a narrow distribution. */
static double lognormal_quantile(const double *derived, double z)
{
    return derived[DERIVED_CENTRE] * dm_exp(derived[DERIVED_SPREAD] * z);
}

double dist_quantile(const struct dist *dist, double u)
{
    const double *p = dist->parameter, *derived = dist->derived;
    double x, y;

    switch (dist->kind) {
    case DIST_UNIFORM:
        x = u <= 0.5 ? p[0] + u * (p[1] - p[0]) : p[1] - (1.0 - u) * (p[1] - p[0]);
        return hold(x, p[0], p[1]);
    case DIST_TRIANGULAR: return hold(triangular_quantile(p, u), p[0], p[2]);
    case DIST_PERT: dist_beta_quantile(derived, u, &x, &y); return pert_place(p, x, y);
    case DIST_BETA: dist_beta_quantile(derived, u, &x, &y); return x;
    case DIST_NORMAL:
        return derived[DERIVED_CENTRE] + derived[DERIVED_SPREAD] * dm_normal_quantile(u);
    case DIST_LOGNORMAL: return lognormal_quantile(derived, dm_normal_quantile(u));
    case DIST_GAMMA: return p[1] * dist_gamma_quantile(derived, u);
    case DIST_BETWEEN:
        return derived[DERIVED_IS_LOGNORMAL] != 0
                   ? lognormal_quantile(derived, dm_normal_quantile(u))
                   : derived[DERIVED_CENTRE] + derived[DERIVED_SPREAD] * dm_normal_quantile(u);
    case DIST_CHOICE: return choice_quantile(dist, u);
    case DIST_KIND_COUNT: break;
    }
    must(!"a kind of distribution");
}

static double curve_quantile(const struct dist *dist, const struct dist_curve *curve, double u)
{
    const double *p = dist->parameter;
    double l = dist_curve_at(curve, u);

    if (dist->kind == DIST_GAMMA)
        return p[1] * (p[0] * dm_exp(l));
    double odds = dist_beta_odds(dist->derived) * dm_exp(l), whole = 1.0 + odds;
    double x = odds < 1.0 ? odds / whole : 1.0 - 1.0 / whole;
    double y = odds < 1.0 ? 1.0 - x : 1.0 / whole;
    return dist->kind == DIST_BETA ? x : pert_place(p, x, y);
}

void dist_quantiles(const struct dist *dist, const struct dist_curve *curve, double *x,
                    const double *u, size_t count)
{
    for (size_t i = 0; i < count; i++)
        x[i] = curve ? curve_quantile(dist, curve, u[i]) : dist_quantile(dist, u[i]);
}

/* ---- moments and support ---- */

static bool is_lognormal(const struct dist *dist)
{
    return dist->kind == DIST_LOGNORMAL ||
           (dist->kind == DIST_BETWEEN && dist->derived[DERIVED_IS_LOGNORMAL] != 0);
}

double dist_mean(const struct dist *dist)
{
    const double *p = dist->parameter, *derived = dist->derived;
    double spread = derived[DERIVED_SPREAD], sum = 0.0;

    switch (dist->kind) {
    case DIST_UNIFORM: return p[0] + 0.5 * (p[1] - p[0]);
    case DIST_TRIANGULAR: return p[0] + ((p[1] - p[0]) + (p[2] - p[0])) / 3.0;
    case DIST_PERT: return p[0] + (4.0 * (p[1] - p[0]) + (p[2] - p[0])) / 6.0;
    case DIST_BETA: return p[0] / (p[0] + p[1]);
    case DIST_GAMMA: return p[0] * p[1];
    case DIST_NORMAL:
    case DIST_LOGNORMAL:
    case DIST_BETWEEN:
        return is_lognormal(dist) ? derived[DERIVED_CENTRE] * dm_exp(0.5 * spread * spread)
                                  : derived[DERIVED_CENTRE];
    case DIST_CHOICE:
        for (int i = 0; i < dist->choices; i++)
            sum += dist->weight[i] * dist->value[i];
        return sum;
    case DIST_KIND_COUNT: break;
    }
    must(!"a kind of distribution");
}

double dist_expected(const struct dist *dist)
{
    return dist->kind == DIST_CHOICE ? dist->derived[DERIVED_LIKELIEST] : dist_mean(dist);
}

static double beta_sd(double a, double b)
{
    double n = a + b;
    return __builtin_sqrt((a / n) * (b / n) / (n + 1.0));
}

/* Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions, for all closed forms. */
double dist_sd(const struct dist *dist)
{
    const double *p = dist->parameter;
    double width = p[2] - p[0], spread = dist->derived[DERIVED_SPREAD], mean, sum = 0.0;

    switch (dist->kind) {
    case DIST_UNIFORM: return (p[1] - p[0]) / __builtin_sqrt(12.0);
    case DIST_TRIANGULAR: { /* width sqrt((1 - r (1 - r)) / 18), r the place of the mode */
        double r = (p[1] - p[0]) / width;
        return width * __builtin_sqrt((1.0 - r * (1.0 - r)) / 18.0);
    }
    case DIST_PERT:
        return width *
               beta_sd(1.0 + 4.0 * ((p[1] - p[0]) / width), 1.0 + 4.0 * ((p[2] - p[1]) / width));
    case DIST_BETA: return beta_sd(p[0], p[1]);
    case DIST_GAMMA: return __builtin_sqrt(p[0]) * p[1];
    case DIST_NORMAL:
    case DIST_LOGNORMAL:
    case DIST_BETWEEN:
        if (!is_lognormal(dist))
            return spread;
        return dist_mean(dist) * __builtin_sqrt(dm_expm1(spread * spread));
    case DIST_CHOICE:
        mean = dist_mean(dist);
        for (int i = 0; i < dist->choices; i++)
            sum += dist->weight[i] * (dist->value[i] - mean) * (dist->value[i] - mean);
        return __builtin_sqrt(sum);
    case DIST_KIND_COUNT: break;
    }
    must(!"a kind of distribution");
}

void dist_support(const struct dist *dist, double *low, double *high)
{
    const double *p = dist->parameter;
    bool positive = dist->kind == DIST_GAMMA || is_lognormal(dist);

    *low = positive ? 0.0 : -DM_INFINITY;
    *high = DM_INFINITY;
    if (dist->kind == DIST_UNIFORM)
        *low = p[0], *high = p[1];
    else if (dist->kind == DIST_TRIANGULAR || dist->kind == DIST_PERT)
        *low = p[0], *high = p[2];
    else if (dist->kind == DIST_BETA)
        *low = 0.0, *high = 1.0;
    else if (dist->kind == DIST_CHOICE)
        *low = dist->value[0], *high = dist->value[dist->choices - 1];
}
