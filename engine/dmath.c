#include "dmath.h"

#ifdef __i386__
#include <fpu_control.h>
#endif

/* log(1 + f) = f - f^2/2 + s (f^2/2 + 2 z P(z)) holds without reduction in this range */
static bool needs_no_reduction(double f)
{
    return f > -0.29 && f < 0.41;
}

double dm_log1p(double x)
{
    if (needs_no_reduction(x)) {
        double s = x / (2.0 + x), z = s * s, half = 0.5 * x * x;
        return x - (half - s * (half + 2.0 * (z * dm_atanh_p(z))));
    }
    double sum = 1.0 + x;
    double rest = x > 1.0 ? 1.0 - (sum - x) : x - (sum - 1.0); /* what the sum lost, exactly */
    double result = dm_log(sum);
    return sum > 0 && sum < 0x1p60 ? result + rest / sum : result;
}

double dm_expm1(double x)
{
    if (dm_abs(x) < 0.34)
        return x + (x * x) * dm_exp_e(x);
    if (!(x < 40.0)) /* 1 is lost anyway; NaN */
        return dm_exp(x);
    if (x < -40.0)
        return -1.0;
    double k = (x * 0x1.71547652b82fep0 + DM_MAGIC) - DM_MAGIC;
    double high = x - k * 0x1.62e42fee00000p-1, part = k * 0x1.a39ef35793c76p-33;
    double r = high - part, low = (high - r) - part;
    double scale = dm_from_bits((dm_bits(k + DM_MAGIC) + 1023) << 52);
    double sum = 1.0 + r, rest = ((1.0 - sum) + r) + (low + (r * r) * dm_exp_e(r));
    double grown = sum * scale, less = grown - 1.0;
    double lost = grown > 1.0 ? (grown - less) - 1.0 : grown - (less + 1.0);
    return less + (lost + rest * scale);
}

double dm_log1p_minus(double x)
{
    if (!needs_no_reduction(x))
        return dm_log1p(x) - x;
    double s = x / (2.0 + x), z = s * s;
    return s * (2.0 * (z * dm_atanh_p(z)) - x); /* since 2s - x = -s x */
}

/* delta(x) - delta(x + 1) = (x + 1/2) log(1 + 1/x) - 1 = atanh(s) / s - 1 with s = 1 / (2x + 1),
   from Gamma(x + 1) = x Gamma(x); summed up to x >= 10, where Stirling's series (DLMF 5.11.1)
   holds. */
double dm_stirling_error(double x)
{
    double sum = 0.0;
    for (; x < 10.0; x += 1.0) {
        double s = 1.0 / (2.0 * x + 1.0), z = s * s;
        sum += z < 0.0294 ? z * dm_atanh_p(z) : (x + 0.5) * dm_log1p(1.0 / x) - 1.0;
    }
    double i = 1.0 / x, i2 = i * i;
    double series = 1.0 / 156.0;
    series = series * i2 - 691.0 / 360360.0;
    series = series * i2 + 1.0 / 1188.0;
    series = series * i2 - 1.0 / 1680.0;
    series = series * i2 + 1.0 / 1260.0;
    series = series * i2 - 1.0 / 360.0;
    series = series * i2 + 1.0 / 12.0;
    return sum + series * i;
}

double dm_lgamma(double x)
{
    const double half_log_2pi = 0x1.d67f1c864beb5p-1;
    return ((x - 0.5) * dm_log(x) - x) + (half_log_2pi + dm_stirling_error(x));
}

/* Numerator and denominator of AS 241, highest power first: centre, tail, far tail. */
static const double as241[3][2][8] = {
    {{2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
      13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608},
     {5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
      5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0}},
    {{7.7454501427834140764e-4, .0227238449892691845833, .24178072517745061177,
      1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959,
      1.42343711074968357734},
     {1.05075007164441684324e-9, 5.475938084995344946e-4, .0151986665636164571966,
      .14810397642748007459, .68976733498510000455, 1.6763848301838038494, 2.05319162663775882187,
      1.0}},
    {{2.01033439929228813265e-7, 2.71155556874348757815e-5, .0012426609473880784386,
      .026532189526576123093, .29656057182850489123, 1.7848265399172913358, 5.4637849111641143699,
      6.6579046435011037772},
     {2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
      7.868691311456132591e-4, .0148753612908506148525, .13692988092273580531,
      .59983220655588793769, 1.0}},
};

static double as241_ratio(int region, double r)
{
    double n = as241[region][0][0], d = as241[region][1][0];
    for (int i = 1; i < 8; i++) {
        n = n * r + as241[region][0][i];
        d = d * r + as241[region][1][i];
    }
    return n / d;
}

double dm_normal_quantile(double u)
{
    double q = u - 0.5;
    if (dm_abs(q) <= 0.425)
        return q * as241_ratio(0, 0.180625 - q * q);
    double r = __builtin_sqrt(-dm_log(q < 0 ? u : 1.0 - u));
    double size = r <= 5.0 ? as241_ratio(1, r - 1.6) : as241_ratio(2, r - 5.0);
    return q < 0 ? -size : size;
}

void dm_prepare(void)
{
#ifdef __i386__
    fpu_control_t control;

    _FPU_GETCW(control);
    control = (fpu_control_t)((control & ~_FPU_EXTENDED) | _FPU_DOUBLE);
    _FPU_SETCW(control);
#endif
}
