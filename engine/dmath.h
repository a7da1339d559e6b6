/* Mathematical functions with the same bits on every machine: libm differs in the last bit between
   versions and processors, and the answer of a run must not. Compile with -ffp-contract=off and
   without fast-math. Only + - * /, sqrt, comparisons and bit patterns are used: all exactly rounded
   by IEEE 754. (Which of the many NaNs a NaN is, its sign and payload, is not promised.)

   The functions of the first group are inline and free of branches on data, so that loops over
   them vectorise; they are the ones ops.def may use. Stated errors are measured in the tests
   against long double libm. An ulp is the distance of neighbouring doubles at the true result.

     dm_floor dm_ceil dm_round   exact            dm_log    0.9 ulp
     dm_exp     0.7 ulp (0.8 where subnormal)     dm_pow    0.8 ulp, exact where it can be
     dm_log1p   1.2 ulp                           dm_expm1  1 ulp
     dm_log1p_minus, dm_stirling_error, dm_lgamma, dm_normal_quantile: below

   Polynomials: interpolation at Chebyshev nodes, computed with 80 decimals and rounded to doubles;
   Q of log to 2^-66 of the logarithm for s^2 <= 0.02945, E of exp to 2^-60 for |r| <= ln2 / 2. */
#ifndef POLSIM_DMATH_H
#define POLSIM_DMATH_H

#include "base.h"

#include <string.h>

static inline uint64_t dm_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double dm_from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Adding and subtracting it rounds |x| < 2^51 to the nearest whole number, ties to even; after the
   addition the low bits hold that number. */
#define DM_MAGIC 0x1.8p52
#define DM_SIGN 0x8000000000000000ull
#define DM_INFINITY __builtin_inf()
#define DM_NAN __builtin_nan("")

static inline double dm_abs(double x)
{
    return dm_from_bits(dm_bits(x) & ~DM_SIGN);
}

/* |size| with the sign of `sign`. size >= 0 */
static inline double dm_with_sign(double size, double sign)
{
    return dm_from_bits(dm_bits(size) | (dm_bits(sign) & DM_SIGN));
}

/* The first 26 bits of x, cut: products of two such are exact. */
static inline double dm_head(double x)
{
    return dm_from_bits(dm_bits(x) & ~0x7ffffffull);
}

/* Rounding of sizes at or above 2^52, infinities and NaN gives the number itself; zeros keep their
   sign, and what rounds to zero keeps the sign of x. */
static inline double dm_floor(double x)
{
    double size = dm_abs(x);
    double near = (size + 0x1p52) - 0x1p52;
    double signed_near = dm_with_sign(near, x);
    double down = signed_near > x ? signed_near - 1.0 : signed_near;
    return size < 0x1p52 ? down : x;
}

static inline double dm_ceil(double x)
{
    return -dm_floor(-x);
}

/* Halves away from zero: 2.5 -> 3, -2.5 -> -3. */
static inline double dm_round(double x)
{
    double size = dm_abs(x);
    double near = (size + 0x1p52) - 0x1p52;
    double up = size - near >= 0.5 ? near + 1.0 : near; /* size - near is exact */
    return size < 0x1p52 ? dm_with_sign(up, x) : x;
}

/* (atanh(s) / s - 1 - z/3) / z^2 for z = s^2 <= 0.0295, that is for log m, m = (1+s)/(1-s) in
   [sqrt 1/2, sqrt 2]: log m = 2 s (1 + z/3 + z^2 Q(z)) */
static inline double dm_atanh_q(double z)
{
    double z2 = z * z, z4 = z2 * z2;
    double q0 = 0x1.2492492492522p-3 * z + 0x1.999999999999ap-3;
    double q2 = 0x1.745d177aad02ap-4 * z + 0x1.c71c71c6ea871p-4;
    double q4 = 0x1.1118c9ee5b8a4p-4 * z + 0x1.3b1395c881220p-4;
    double q6 = 0x1.e032e4d8436a1p-5 * z + 0x1.df7c5bc7c7563p-5;
    return (q6 * z2 + q4) * z4 + (q2 * z2 + q0);
}

/* (atanh(s) / s - 1) / z */
static inline double dm_atanh_p(double z)
{
    return z * dm_atanh_q(z) + 0x1.5555555555555p-2;
}

/* x > 0 as m * 2^k, m in [sqrt 1/2, sqrt 2) nearly; subnormals included. */
static inline double dm_split(double x, double *k)
{
    bool small = x < 0x1p-1022;
    double scaled = small ? x * 0x1p54 : x;
    uint64_t b = dm_bits(scaled) + (0x3FF0000000000000ull - 0x3FE6A09E00000000ull);

    *k = dm_from_bits((b >> 52) | 0x4330000000000000ull) - (0x1p52 + (small ? 1077.0 : 1023.0));
    return dm_from_bits((b & 0x000FFFFFFFFFFFFFull) + 0x3FE6A09E00000000ull);
}

/* log of a negative number is NaN, of +0 and -0 it is -inf. With m = 1 + f and s = f / (2 + f),
   log m = f - f^2/2 + s (f^2/2 + 2 z P(z)): f is exact, so that the error stays below 1 ulp (after
   fdlibm's e_log.c, Sun Microsystems 1993). */
static inline double dm_log(double x)
{
    double k, m = dm_split(x, &k);
    double f = m - 1.0, s = f / (m + 1.0), z = s * s;
    double half = 0.5 * f * f, r = 2.0 * (z * dm_atanh_p(z));
    double low = s * (half + r) + k * 0x1.a39ef35793c76p-33;
    double result = k * 0x1.62e42fee00000p-1 - ((half - low) - f);

    result = x < DM_INFINITY ? result : x; /* inf and NaN */
    result = x < 0 ? DM_NAN : result;
    return x == 0 ? -DM_INFINITY : result;
}

/* (exp(r) - 1 - r) / r^2 for |r| <= ln2 / 2; the leading 1/2 is exact. */
static inline double dm_exp_e(double r)
{
    double r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
    double e0 = 0x1.5555555555555p-5 * r + 0x1.5555555555556p-3;
    double e2 = 0x1.6c16c16c167e1p-10 * r + 0x1.11111111109b3p-7;
    double e4 = 0x1.a01a01a47b054p-16 * r + 0x1.a01a01a7c41d5p-13;
    double e6 = 0x1.27e4e1f48534fp-22 * r + 0x1.71de0dae63bb3p-19;
    double e8 = 0x1.1f66df7fca49fp-29 * r + 0x1.af38a9b0ec855p-26;
    return 0.5 + r * (e8 * r8 + ((e6 * r2 + e4) * r4 + (e2 * r2 + e0)));
}

/* exp(r + low) * 2^k for |r| <= ln2 / 2, |low| < 2^-52, whole |k| <= 1080. 1 + r is split exactly
   into sum and rest, so that one rounding counts; the power of two comes in two steps, so that the
   result overflows to infinity and underflows gradually. */
static inline double dm_exp_scaled(double r, double low, double k)
{
    double sum = 1.0 + r, rest = (1.0 - sum) + r;
    double e = sum + (rest + (low + (r * r) * dm_exp_e(r)));
    double half = k * 0.5 + DM_MAGIC, other = (k - (half - DM_MAGIC)) + DM_MAGIC;
    double first = dm_from_bits((dm_bits(half) + 1023) << 52);
    double second = dm_from_bits((dm_bits(other) + 1023) << 52);
    return (e * first) * second;
}

static inline double dm_exp(double x)
{
    double top = x > 710.0 ? 710.0 : x;        /* already infinite */
    double held = top < -746.0 ? -746.0 : top; /* already zero */
    double k = (held * 0x1.71547652b82fep0 + DM_MAGIC) - DM_MAGIC;
    double high = held - k * 0x1.62e42fee00000p-1; /* exact: ln2 to 32 bits */
    double part = k * 0x1.a39ef35793c76p-33;
    double r = high - part;
    return dm_exp_scaled(r, (high - r) - part, k);
}

/* log2(x) = *t1 + *t2 to about 2^-63 of itself, for finite x > 0; t1 has at most 26 bits.
   log2 m = c s (3 + z + 3 z^2 Q(z)), s in two parts (after fdlibm's e_pow.c). */
static inline void dm_log2_pair(double x, double *t1, double *t2)
{
    const double c = 0x1.ec709dc3a03fdp-1; /* 2 / (3 ln 2), and in two parts */
    const double c_high = 0x1.ec709d8000000p-1, c_low = 0x1.0e80ff5d27f05p-27;
    double k, m = dm_split(x, &k);
    double f = m - 1.0, d = m + 1.0, d_low = m - (d - 1.0), inverse = 1.0 / d;
    double s_high = dm_head(f * inverse), d_head = dm_head(d);
    double rest = (((f - s_high * d_head) - s_high * (d - d_head)) - s_high * d_low);
    double s_low = rest * inverse, s = s_high + s_low;
    double z_high = s_high * s_high, z_low = s_low * (s_high + s), z = z_high + z_low;
    double tail = z_low + 3.0 * ((z * z) * dm_atanh_q(z));
    double t_high = dm_head(3.0 + (z_high + tail));
    double t_low = tail - ((t_high - 3.0) - z_high);
    double u = s_high * t_high, v = s_low * t_high + t_low * s;
    double p_high = dm_head(u + v), p_low = v - (p_high - u);
    double l_high = c_high * p_high, l_low = c_low * p_high + p_low * c;

    *t1 = dm_head((l_high + l_low) + k);
    *t2 = l_low - ((*t1 - k) - l_high);
}

/* As C's pow: a negative base takes a whole exponent only (else NaN), pow(x, 0) and pow(1, y) are 1
   even for NaN, 0 to a negative power is infinite. Exact where the result is a double, hence for
   small whole numbers; b = 0, 1, 2 are rounded once. Otherwise within 0.9 ulp. */
static inline double dm_pow(double a, double b)
{
    double size = dm_abs(a), t1, t2;
    dm_log2_pair(size, &t1, &t2);
    /* beyond 2^70 every power of a double other than 1 is 0 or infinite */
    double low_b = b < -0x1p70 ? -0x1p70 : b, held = low_b > 0x1p70 ? 0x1p70 : low_b;
    double head = dm_head(held);
    double p_high = head * t1, p_low = (held - head) * t1 + held * t2;
    double p = p_high + p_low;
    bool out = !(dm_abs(p) < 1080.0); /* far over or under, or NaN */
    double far = p > 0 ? 1080.0 : -1080.0;
    p_high = out ? far : p_high;
    p_low = out ? 0.0 : p_low;
    double k = ((p_high + p_low) + DM_MAGIC) - DM_MAGIC;
    double whole = p_high - k; /* exact */
    double t = dm_head(whole + p_low);
    double u = t * 0x1.62e42f8000000p-1; /* ln 2 to 26 bits */
    double v = (p_low - (t - whole)) * 0x1.62e42fefa39efp-1 + t * 0x1.be8e7bcd5e4f2p-27;
    double w = u + v;
    double result = dm_exp_scaled(w, v - (w - u), k);

    /* & and |, and one choice a line: && and nested ?: would be branches, and not vectorise */
    double half_b = b * 0.5;
    bool is_whole = dm_floor(b) == b, is_odd = is_whole & (dm_floor(half_b) != half_b);
    bool no_root = (a < 0) & (size < DM_INFINITY) & !is_whole, no_number = (a != a) | (b != b);
    bool is_one = (b == 0) | (a == 1.0);
    double at_zero = b < 0 ? DM_INFINITY : 0.0, at_infinity = b < 0 ? 0.0 : DM_INFINITY;
    double signed_result;
    result = size == 0 ? at_zero : result;
    result = size == DM_INFINITY ? at_infinity : result;
    signed_result = dm_with_sign(result, a);
    result = is_odd ? signed_result : result;
    result = (no_root | no_number) ? DM_NAN : result;
    result = b == 1.0 ? a : result;
    result = b == 2.0 ? a * a : result;
    return is_one ? 1.0 : result;
}

/* The second group: not inline, may branch. */

/* log(1 + x), right for small x too; -inf at -1, NaN below. */
double dm_log1p(double x);
/* exp(x) - 1, right for small x too. */
double dm_expm1(double x);
/* log(1 + x) - x for x > -1: relative error 1e-15 for -0.29 < x < 0.41, absolute 3e-16 max(1, |x|)
   outside (so near -1 take log of the ratio instead). For deviances of beta, gamma, Poisson. */
double dm_log1p_minus(double x);
/* log Gamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2) for x > 0, error 1e-15 max(1, |result|). */
double dm_stirling_error(double x);
/* log Gamma(x) for x > 0, error 3e-15 max(1, |result|): near 1 and 2, its zeros, it is absolute. */
double dm_lgamma(double x);
/* z with Phi(z) = u, 0 < u < 1, relative error 2e-15: the scalar, exact companion of the kernels'
   `normal`. Odd about 1/2 to the bit where 1-u is exact. Wichura 1988, AS 241 (PPND16). */
double dm_normal_quantile(double u);

/* Makes libraries compute with doubles too: of 32-bit x86 they use a unit that keeps 64 bits and would round twice.
   At the start of the program, before any thread: threads inherit it. Nothing elsewhere. */
void dm_prepare(void);

#endif
