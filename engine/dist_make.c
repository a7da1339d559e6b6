/* dist_make: the checks of parameters, and what quantiles need ready. */
#include "dist_private.h"

#include "word.h"

#include <stdarg.h>

/* Name number `index` of "low, mode, high", as "low" of length *length. */
static const char *parameter_name(enum dist_kind kind, int index, int *length)
{
    const char *name = dist_table[kind].parameters;
    while (index-- > 0)
        name = strchr(name, ',') + 2;
    *length = (int)strcspn(name, ",");
    return name;
}

/* "pert(0.9, 0.8, 1): " in front of a reason, both as one error. */
__attribute__((format(printf, 3, 4))) static bool refuse_dist(const struct dist *dist,
                                                              struct error *err, const char *format,
                                                              ...)
{
    char written[160], reason[320];
    va_list arguments;

    dist_text(dist, written, sizeof written);
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, spoken(format), arguments);
    va_end(arguments);
    return error_set(err, ERROR_SCENARIO, "%s: %s", written, reason);
}

static bool check_finite(const struct dist *dist, struct error *err)
{
    for (int i = 0; i < dist_parameter_count[dist->kind]; i++) {
        if (dm_abs(dist->parameter[i]) < DM_INFINITY)
            continue;
        int length;
        const char *name = parameter_name(dist->kind, i, &length);
        return refuse_dist(dist, err, "%.*s is %s", length, name,
                           dist->parameter[i] != dist->parameter[i] ? spoken("not a number")
                                                                    : spoken("infinite"));
    }
    return true;
}

static bool check_positive(const struct dist *dist, int index, struct error *err)
{
    char number[32];
    int length;
    const char *name = parameter_name(dist->kind, index, &length);

    return dist->parameter[index] > 0 ||
           refuse_dist(dist, err, "%.*s is %s but must be above 0", length, name,
                       dist_number_text(dist->parameter[index], number));
}

/* Between these the promise of dist.h is kept. Below, draws begin to be smaller than any double (at
   0.02 one in three million); above, the rounding of x alone comes near to it, and a normal is the
   same to one part in a hundred. */
static const double shape_min = 0.02, shape_max = 1e5;

static bool check_shape(const struct dist *dist, int index, struct error *err)
{
    char number[32];
    int length;
    const char *name = parameter_name(dist->kind, index, &length);
    double x = dist->parameter[index];

    dist_number_text(x, number);
    if (!check_positive(dist, index, err))
        return false;
    if (x < shape_min)
        return refuse_dist(dist, err, "%.*s is %s but may be 0.02 at least; use choice", length,
                           name, number);
    if (x > shape_max)
        return refuse_dist(dist, err, "%.*s is %s but may be 1e5 at most; use normal", length, name,
                           number);
    return true;
}

/* low < high, and low <= mode <= high where there is a mode. */
static bool check_range(const struct dist *dist, struct error *err)
{
    bool has_mode = dist_parameter_count[dist->kind] == 3;
    double low = dist->parameter[0], high = dist->parameter[has_mode ? 2 : 1];
    double mode = has_mode ? dist->parameter[1] : low;
    char l[32], m[32], h[32];

    dist_number_text(low, l), dist_number_text(mode, m), dist_number_text(high, h);
    if (low == high)
        return refuse_dist(dist, err, "low and high are both %s; write the number %s instead", l,
                           l);
    if (low > high)
        return refuse_dist(dist, err, "low %s is above high %s", l, h);
    if (mode < low)
        return refuse_dist(dist, err, "the mode %s is below the low end %s", m, l);
    if (mode > high)
        return refuse_dist(dist, err, "the mode %s is above the high end %s", m, h);
    return high - low < DM_INFINITY || refuse_dist(dist, err, "the range is too wide for a number");
}

static bool prepare_pert(struct dist *dist)
{
    const double *p = dist->parameter;
    double width = p[2] - p[0];
    dist_beta_prepare(dist->derived, 1.0 + 4.0 * ((p[1] - p[0]) / width),
                      1.0 + 4.0 * ((p[2] - p[1]) / width));
    return true;
}

/* Mean and sd must be ordinary numbers, and so must what the farthest uniforms (2^-53 from 0 and
   from 1) give; but those of a gamma may be 0. */
static bool check_fits(const struct dist *dist, struct error *err)
{
    double first = dist_quantile(dist, 0x1p-53), last = dist_quantile(dist, 1.0 - 0x1p-53);
    double low, high, mean = dist_mean(dist), sd = dist_sd(dist);

    dist_support(dist, &low, &high);
    if (first > -DM_INFINITY && last < DM_INFINITY && dm_abs(mean) < DM_INFINITY &&
        sd < DM_INFINITY && sd > 0x1p-1000 && (low < 0 || first > 0 || dist->kind == DIST_GAMMA))
        return true;
    return refuse_dist(dist, err, "its values are too large or too small for a number");
}

/* z of 95 % */
static const double z95 = 0x1.a515209676abbp0;

static bool prepare_between(struct dist *dist, struct error *err)
{
    double p5 = dist->parameter[0], p95 = dist->parameter[1];
    char a[32], b[32];

    if (p5 == p95)
        return refuse_dist(dist, err, "p5 and p95 are both %s; write the number %s instead",
                           dist_number_text(p5, a), a);
    if (p5 > p95)
        return refuse_dist(dist, err, "p5 %s is above p95 %s", dist_number_text(p5, a),
                           dist_number_text(p95, b));
    dist->derived[DERIVED_IS_LOGNORMAL] = p5 > 0;
    if (p5 > 0) {
        double growth = (p95 - p5) / p5; /* log1p: right where the two are close */
        dist->derived[DERIVED_CENTRE] = __builtin_sqrt(p5) * __builtin_sqrt(p95);
        dist->derived[DERIVED_SPREAD] =
            (growth < 1e15 ? dm_log1p(growth) : dm_log(p95) - dm_log(p5)) / (2.0 * z95);
    } else {
        dist->derived[DERIVED_CENTRE] = 0.5 * p5 + 0.5 * p95;
        dist->derived[DERIVED_SPREAD] = (0.5 * p95 - 0.5 * p5) / z95;
    }
    return check_fits(dist, err);
}

static bool check_weights(const struct dist *dist, const double *weights, double *sum,
                          struct error *err)
{
    char v[32], w[32];
    *sum = 0.0;
    for (int i = 0; i < dist->choices; i++) {
        dist_number_text(dist->value[i], v);
        if (!(dm_abs(dist->value[i]) < DM_INFINITY))
            return refuse_dist(dist, err, "value %d is not a finite number (%s)", i + 1, v);
        if (!(weights[i] > 0 && weights[i] < DM_INFINITY))
            return refuse_dist(dist, err, "the weight of %s is %s but must be above 0 and finite",
                               v, dist_number_text(weights[i], w));
        for (int j = 0; j < i; j++)
            if (dist->value[j] == dist->value[i])
                return refuse_dist(dist, err, "the value %s is given twice", v);
        *sum += weights[i];
    }
    return *sum < DM_INFINITY || refuse_dist(dist, err, "the weights are too large for a number");
}

static bool prepare_choice(struct dist *dist, const double *parameters, int count,
                           struct error *err)
{
    double sum;

    if (count < 2 || count % 2 != 0)
        return error_set(err, ERROR_SCENARIO,
                         "choice: takes as many weights as values, at least one, not %d numbers",
                         count);
    if (count > 2 * DIST_CHOICES_MAX)
        return error_set(err, ERROR_SCENARIO, "choice: %d values, but there may be %d at most",
                         count / 2, DIST_CHOICES_MAX);
    dist->choices = count / 2;
    memcpy(dist->value, parameters, (size_t)dist->choices * sizeof *parameters);
    memcpy(dist->weight, parameters + dist->choices, (size_t)dist->choices * sizeof *parameters);
    if (!check_weights(dist, parameters + dist->choices, &sum, err))
        return false;
    /* a sum within rounding of 1 is left alone, so that dist_text reads back as the same */
    bool is_one = dm_abs(sum - 1.0) < 1e-14;
    int likeliest = 0;
    for (int i = 1; i < dist->choices; i++)
        if (parameters[dist->choices + i] > parameters[dist->choices + likeliest])
            likeliest = i;
    dist->derived[DERIVED_LIKELIEST] = parameters[likeliest];
    for (int i = 0; i < dist->choices; i++) { /* insertion sort */
        double value = parameters[i], weight = parameters[dist->choices + i];
        int j = i;
        for (; j > 0 && dist->value[j - 1] > value; j--) {
            dist->value[j] = dist->value[j - 1];
            dist->weight[j] = dist->weight[j - 1];
        }
        dist->value[j] = value;
        dist->weight[j] = is_one ? weight : weight / sum;
    }
    return true;
}

static bool prepare(struct dist *dist, struct error *err)
{
    double *p = dist->parameter;

    switch (dist->kind) {
    case DIST_UNIFORM:
    case DIST_TRIANGULAR: return check_range(dist, err);
    case DIST_PERT: return check_range(dist, err) && prepare_pert(dist);
    case DIST_BETA:
        if (!check_shape(dist, 0, err) || !check_shape(dist, 1, err))
            return false;
        dist_beta_prepare(dist->derived, p[0], p[1]);
        return true;
    case DIST_GAMMA:
        if (!check_shape(dist, 0, err) || !check_positive(dist, 1, err))
            return false;
        dist_gamma_prepare(dist->derived, p[0]);
        return check_fits(dist, err);
    case DIST_NORMAL:
    case DIST_LOGNORMAL:
        if (!check_positive(dist, 1, err))
            return false;
        dist->derived[DERIVED_CENTRE] = dist->kind == DIST_NORMAL ? p[0] : dm_exp(p[0]);
        dist->derived[DERIVED_SPREAD] = p[1];
        return check_fits(dist, err);
    case DIST_BETWEEN: return prepare_between(dist, err);
    case DIST_CHOICE:
    case DIST_KIND_COUNT: break;
    }
    must(!"a kind of distribution");
}

bool dist_make(struct dist *dist, enum dist_kind kind, const double *parameters, int count,
               struct error *err)
{
    must(kind < DIST_KIND_COUNT);
    *dist = (struct dist){.kind = kind};
    if (kind == DIST_CHOICE)
        return prepare_choice(dist, parameters, count, err);
    if (count != dist_parameter_count[kind])
        return error_set(err, ERROR_SCENARIO, "%s(%s): takes %d numbers, not %d",
                         dist_table[kind].word, dist_table[kind].parameters,
                         dist_parameter_count[kind], count);
    memcpy(dist->parameter, parameters, (size_t)count * sizeof *parameters);
    return check_finite(dist, err) && prepare(dist, err);
}
