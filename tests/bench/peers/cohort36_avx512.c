/* cohort-36 at the limit of the machine, as far as we know it: AVX-512 by hand, eight cells at once, all
   people of a draw in the first cache. Every variate is the exact quantile of one uniform number; which
   method finds it depends on size alone:

   - 7 people and fewer: the distribution function stands in registers, the quantile is how many of its
     values are not above u;
   - a mean below 10: the distribution function is summed term by term;
   - else: a normal quantile, rough if that will do, and three terms of Cornish and Fisher's expansion for a
     lattice, rounded up. The few lanes nearer to a step than this can err are settled by the exact function.

   Cells of one level share their chances, so a level is a strip of vectors, in order of size,
   worked on in two groups. */
#include "peer.h"

#include <immintrin.h>

enum { LANES = 8, LEVELS = 5, LEVEL_CELLS = PEER_CELLS / LEVELS, STRIP = 7, GROUP = 4, STEPS = 7 };
enum { TABLE_MOST = 7, FORMULA_FROM = 10, FACTORIALS = 256, SUM_TERMS = 256 };

typedef __m512d lanes; /* GCC lets + - * / work on these, and on one of them and a number */
typedef __mmask8 marks;

#define INLINE static inline __attribute__((always_inline))
#define EACH(i) _Pragma("GCC unroll 4") for (int i = 0; i < count; i++) /* of a group of vectors */

INLINE lanes all(double x)
{
    return _mm512_set1_pd(x);
}

INLINE lanes choose(marks which, lanes yes, lanes no)
{
    return _mm512_mask_blend_pd(which, no, yes);
}

INLINE marks less(lanes a, lanes b)
{
    return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ);
}

INLINE lanes floor_of(lanes x)
{
    return _mm512_roundscale_pd(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
}

/* ---- random numbers: eight streams of xoshiro256++ side by side ---- */

struct wide_rng {
    __m512i s[4];
};

static struct wide_rng wide_rng_of(struct rng *rng)
{
    struct wide_rng wide;

    for (int i = 0; i < 4; i++) {
        uint64_t seeds[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            uint64_t state = rng_bits(rng);
            seeds[lane] = splitmix(&state);
        }
        wide.s[i] = _mm512_loadu_si512(seeds);
    }
    return wide;
}

/* in (0, 1) */
INLINE lanes wide_uniform(struct wide_rng *rng)
{
    __m512i *s = rng->s, shifted = _mm512_slli_epi64(s[1], 17);
    __m512i bits = _mm512_add_epi64(_mm512_rol_epi64(_mm512_add_epi64(s[0], s[3]), 23), s[0]);

    s[2] = _mm512_xor_si512(s[2], s[0]);
    s[3] = _mm512_xor_si512(s[3], s[1]);
    s[1] = _mm512_xor_si512(s[1], s[2]);
    s[0] = _mm512_xor_si512(s[0], s[3]);
    s[2] = _mm512_xor_si512(s[2], shifted);
    s[3] = _mm512_rol_epi64(s[3], 45);
    __m512i in_1_2 =
        _mm512_or_si512(_mm512_srli_epi64(bits, 12), _mm512_set1_epi64(0x3ff0000000000000));
    return _mm512_castsi512_pd(in_1_2) - (1 - 0x1p-53);
}

/* ---- functions ---- */

static double log_factorials[FACTORIALS];
static _Alignas(64) double reciprocals[SUM_TERMS];
static _Alignas(64) double log_centre[16], log_inverse[16]; /* of 1 + (i + 1/2) / 16 */

static double log_factorial(double k)
{
    if (k < FACTORIALS)
        return log_factorials[(int)k];
    double x = k + 1, i = 1 / x, i2 = i * i; /* Stirling's series */
    return (x - 0.5) * log(x) - x + 0.91893853320467274 +
           i * (1.0 / 12 - i2 * (1.0 / 360 - i2 / 1260));
}

INLINE lanes table_of_16(const double *table, __m512i index)
{
    return _mm512_permutex2var_pd(_mm512_load_pd(table), index, _mm512_load_pd(table + 8));
}

INLINE lanes wide_log(lanes x)
{
    lanes exponent = _mm512_getexp_pd(x),
          m = _mm512_getmant_pd(x, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_src);
    __m512i sixteenth = _mm512_srli_epi64(_mm512_castpd_si512(m), 48); /* its last four bits */
    lanes r = m * table_of_16(log_inverse, sixteenth) - 1, r2 = r * r;
    lanes tail = (1.0 / 3 - r / 4) + r2 * ((1.0 / 5 - r / 6) + r2 * (1.0 / 7 - r / 8));

    return exponent * 0.6931471805599453 + table_of_16(log_centre, sixteenth) +
           (r + r2 * (r * tail - 0.5));
}

INLINE lanes wide_exp(lanes x)
{
    lanes k =
        _mm512_roundscale_pd(x * 1.4426950408889634, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    lanes r = (x - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10,
          sum = all(1.0 / 39916800);
    static const double terms[] = {
        1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120,
        1.0 / 24,      1.0 / 6,      0.5,         1,          1};

    for (int i = 0; i < 11; i++)
        sum = sum * r + terms[i];
    return _mm512_scalef_pd(sum, k);
}

/* The normal quantile is (2u - 1) g(t), t = -log(4u(1-u)), where g is smooth: Chebyshev interpolation of g(t)
   on [0, 6.25], error below 1e-10, and of g(t) as a function of sqrt(t) beyond, error below 9e-8. */
enum { CENTRE_TERMS = 15, TAIL_TERMS = 13 };
static const double CENTRE_TO = 6.25, TAIL_FROM = 2.5, TAIL_TO = 6.1, CENTRE_ERROR = 1e-9,
                    TAIL_ERROR = 1.5e-7;
static const double CENTRE[CENTRE_TERMS] = {
    2.3386207100265932,      1.0613592448056846,     -0.083329093234620774,
    -0.031967473673149158,   0.025184815761339682,   -0.0058515075342867049,
    -0.0017983226844718459,  0.0017452166405399633,  -0.00037451024506757489,
    -0.00017081559249027217, 0.00013360096352659225, -1.3852615966152916e-05,
    -1.8178937418494118e-05, 4.9266122090622613e-06, 8.5422565179644898e-07};
static const double TAIL[TAIL_TERMS] = {
    5.858696529213109,      2.5711542497077184,     0.0028627076211905017, -0.0046541462013226431,
    0.0029101502793809648,  -0.0017356458055893006, 0.0010033812111594118, -0.00011464798257045512,
    0.00035537145529254433, -0.0016322124489042099, 0.0012126611511193769, 0.00019034622672881591,
    -0.00030715860042153126};

INLINE lanes polynomial(const double *c, int terms, lanes x)
{
    lanes even = all(c[terms - 1]), odd = all(c[terms - 2]), x2 = x * x;

    for (int i = terms - 3; i >= 0; i -= 2)
        even = even * x2 + c[i];
    for (int i = terms - 4; i >= 0; i -= 2)
        odd = odd * x2 + c[i];
    return even + x * odd;
}

/* Between TAIL_U and 1 - TAIL_U the quantile is (u - 1/2) N(x)/D(x), x = u (1 - u), relative error 1.06e-6: the
   rational minimax of engine/sampler_coefficients.h. ROUGH_ERROR is that and half of it for the square. */
enum { ROUGH_TERMS = 7 };
static const double TAIL_U = 1.0 / 2048, ROUGH_ERROR = 1.6e-6;
static const double ROUGH_N[ROUGH_TERMS] = {
    0x1.000b61022ce6fp+3,  0x1.602e3ce35e8f2p+15, 0x1.f82898e1c9958p+24, 0x1.1a58671e6d602p+32,
    0x1.09da1b5082a09p+37, 0x1.6f5b80b832d07p+39, 0x1.7223204edd7fap+38};
static const double ROUGH_D[ROUGH_TERMS] = {1,
                                            0x1.a7314f06d6f06p+12,
                                            0x1.65d6ccc68a511p+22,
                                            0x1.e7323928fc9d6p+29,
                                            0x1.2a31ae7371085p+35,
                                            0x1.363b0d6bf4750p+38,
                                            0x1.80c1f9f80c4cbp+38};

/* Of `count` vectors side by side, as all that follows: one alone would wait for its own results. */
INLINE void fine_quantiles(int count, const lanes *u, lanes *w, lanes *error)
{
    lanes t[GROUP], g[GROUP], farthest = all(0);

    EACH(i) t[i] = -wide_log(4 * u[i] * (1 - u[i]));
    EACH(i) g[i] = polynomial(CENTRE, CENTRE_TERMS, t[i] * (2 / CENTRE_TO) - 1);
    EACH(i) farthest = _mm512_max_pd(farthest, t[i]);
    EACH(i) error[i] = all(CENTRE_ERROR);
    if (__builtin_expect(less(all(CENTRE_TO), farthest), 0))
        EACH(i)
        {
            marks far = less(all(CENTRE_TO), t[i]);
            lanes x =
                (_mm512_sqrt_pd(t[i]) - (TAIL_TO + TAIL_FROM) / 2) * (2 / (TAIL_TO - TAIL_FROM));
            g[i] = choose(far, polynomial(TAIL, TAIL_TERMS, x), g[i]);
            error[i] = choose(far, all(TAIL_ERROR), error[i]);
        }
    EACH(i) w[i] = (2 * u[i] - 1) * g[i];
}

/* Roughly, and how far off. */
INLINE void rough_quantiles(int count, const lanes *u, lanes *w, lanes *error)
{
    EACH(i)
    {
        lanes x = u[i] * (1 - u[i]);
        marks tail = less(x, all(TAIL_U * (1 - TAIL_U)));
        w[i] = (u[i] - 0.5) *
               (polynomial(ROUGH_N, ROUGH_TERMS, x) / polynomial(ROUGH_D, ROUGH_TERMS, x));
        error[i] = choose(tail, all(1), _mm512_abs_pd(w[i]) * ROUGH_ERROR);
    }
}

/* ---- the quantile by formula ---- */

/* Terms of Cornish and Fisher's expansion by powers of the normal quantile; a, b, c are the third, fourth and
   fifth cumulant over the variance. */
struct expansion {
    double second, cubic, linear, quartic, square, constant;
};

static struct expansion expansion_of(double a, double b, double c)
{
    return (struct expansion){
        .second = a / 6,
        .cubic = b / 24 - a * a / 18,
        .linear = -b / 8 + 5 * a * a / 36,
        .quartic = c / 120 - a * b / 24 + a * a * a / 27,
        .square = -c / 20 + 5 * a * b / 24 - 53 * a * a * a / 324 + a / 72,
        .constant = c / 40 - a * b / 12 + 17 * a * a * a / 324 - a / 72,
    };
}

INLINE lanes inverse_root(lanes x)
{
    lanes y = _mm512_rsqrt14_pd(x), error = 1 - x * y * y;

    return y + y * error * (0.5 + 0.375 * error);
}

/* The quantiles, and the lanes in which it is that or one more: too near to a step to tell. Returns
   whether there are such lanes. */
INLINE bool quantiles_by_formula(int count, const lanes *u, const lanes *mean,
                                 const lanes *variance, const struct expansion *e, lanes *k,
                                 marks *unsure)
{
    lanes w[GROUP], w2[GROUP], x[GROUP], inverse[GROUP], deviation[GROUP], error[GROUP];
    marks any = 0;

    EACH(i)
    {
        lanes lattice = variance[i] - 1.0 / 12;
        inverse[i] = inverse_root(lattice);
        deviation[i] = lattice * inverse[i];
    }
    for (int pass = 0; pass < 2; pass++) { /* the second where rough quantiles leave a lane unsure */
        if (pass == 0)
            rough_quantiles(count, u, w, error);
        else
            fine_quantiles(count, u, w, error);
        any = 0;
        EACH(i) w2[i] = w[i] * w[i];
        EACH(i)
        {
            lanes first = w[i] * (e->cubic * w2[i] + e->linear);
            lanes second = (e->quartic * w2[i] + e->square) * w2[i] + e->constant;
            x[i] = deviation[i] * w[i] + (e->second * (w2[i] - 1) + (mean[i] - 0.5)) +
                   inverse[i] * (inverse[i] * second + first);
        }
        EACH(i)
        {
            lanes bound =
                inverse[i] * inverse[i] * inverse[i] * (w2[i] * w2[i] * (w2[i] * 0.0008) + 0.03) +
                deviation[i] * error[i] + 1e-8;
            lanes nearest =
                _mm512_roundscale_pd(x[i], _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
            unsure[i] = less(_mm512_abs_pd(x[i] - nearest), bound);
            any |= unsure[i];
            /* where it is sure x is no whole number */
            k[i] = choose(unsure[i], nearest, floor_of(x[i]) + 1);
        }
        if (__builtin_expect(!any, 1))
            break;
    }
    return any;
}

/* P(X <= k) from the nearer tail, whose terms fall; `ratio`(j) is P(j) / P(j - 1) */
struct law {
    double n, odds, mean; /* of a Poisson law n is 0 and the mean counts */
};

static double term_ratio(const struct law *law, double j)
{
    return law->n > 0 ? (law->n - j + 1) / j * law->odds : law->mean / j;
}

static bool is_at_most(double u, double k, double first_term, double mean, const struct law *law)
{
    double term = first_term, sum = 0;

    if (k < mean) {
        for (double j = k; term > sum * 1e-17; j--) {
            sum += term;
            if (j < 1)
                break;
            term /= term_ratio(law, j);
        }
        return u <= sum;
    }
    for (double j = k + 1; (term *= term_ratio(law, j)) > sum * 1e-17; j++)
        sum += term;
    return 1 - u >= sum;
}

static __attribute__((noinline)) lanes settle(lanes u, lanes k, lanes n, lanes mean, double p,
                                              marks unsure)
{
    double us[LANES], ks[LANES], ns[LANES], means[LANES];

    _mm512_storeu_pd(us, u);
    _mm512_storeu_pd(ks, k);
    _mm512_storeu_pd(ns, n);
    _mm512_storeu_pd(means, mean);
    for (int lane = 0; lane < LANES; lane++) {
        if (!(unsure >> lane & 1))
            continue;
        double here = ks[lane], most = ns[lane];
        struct law law = {.n = most, .odds = p / (1 - p), .mean = means[lane]};
        double log_term = most > 0 ? log_factorial(most) - log_factorial(here) -
                                         log_factorial(most - here) + here * log(p) +
                                         (most - here) * log1p(-p)
                                   : here * log(means[lane]) - means[lane] - log_factorial(here);
        if (!is_at_most(us[lane], here, exp(log_term), means[lane], &law))
            ks[lane] = here + 1;
    }
    return _mm512_loadu_pd(ks);
}

/* ---- binomials ---- */

struct chance {
    double p, q, odds, log_q;
    bool counts_failures; /* the rarer outcome is counted */
    struct expansion expansion;
    _Alignas(
        64) double at_most[TABLE_MOST][LANES]; /* P(X <= j) of n = 0..7 people; 2 where it is 1 */
};

static void chance_init(struct chance *c, double p)
{
    c->counts_failures = p > 0.5;
    c->p = p > 0.5 ? 1 - p : p;
    c->q = 1 - c->p;
    c->odds = c->p / c->q;
    c->log_q = log(c->q);
    double pq = c->p * c->q, skew = c->q - c->p, none = 1;
    c->expansion = expansion_of(skew, 1 - 6 * pq, skew * (1 - 12 * pq));
    for (int n = 0; n < LANES; n++, none *= c->q) {
        double term = none, sum = none;
        for (int j = 0; j < TABLE_MOST; j++) {
            c->at_most[j][n] = j >= n ? 2 : sum;
            term *= c->odds * (n - j) / (j + 1);
            sum += term;
        }
    }
}

INLINE void binomials_by_table(int count, const lanes *u, const lanes *n, const struct chance *c,
                               lanes *k)
{
    marks reached[GROUP], any = 0;

    EACH(i) k[i] = all(0);
    for (int j = 0; j < TABLE_MOST; j++) {
        lanes at_most = _mm512_load_pd(c->at_most[j]);
        if (j == 3 && __builtin_expect(!any, 1))
            return;
        any = 0;
        EACH(i)
        {
            reached[i] = less(_mm512_permutexvar_pd(_mm512_cvttpd_epi64(n[i]), at_most), u[i]);
            k[i] = _mm512_mask_add_pd(k[i], reached[i], k[i], all(1));
            any |= reached[i];
        }
    }
}

/* How many terms reach the quantile of nearly all lanes: so many are summed without asking. */
INLINE int terms_for(lanes mean)
{
    double most = _mm512_reduce_max_pd(mean);

    return (int)(most + 3 * sqrt(most) + 2.5);
}

INLINE void binomials_by_sum(int count, const lanes *u, const lanes *n, const struct chance *c,
                             lanes *k)
{
    lanes term[GROUP], sum[GROUP], slope[GROUP], most = n[0];
    marks any = 0;

    EACH(i) most = _mm512_max_pd(most, n[i]);
    int terms = terms_for(most * c->p);
    EACH(i)
    {
        sum[i] = term[i] = wide_exp(n[i] * c->log_q);
        slope[i] = (n[i] + 1) * c->odds;
        k[i] = all(0);
    }
    for (int j = 1; j < SUM_TERMS && (j <= terms || any); j++) {
        any = 0;
        EACH(i)
        {
            marks above = less(sum[i], u[i]);
            k[i] = _mm512_mask_add_pd(k[i], above, k[i], all(1));
            term[i] = _mm512_max_pd(term[i] * (slope[i] * reciprocals[j] - c->odds), all(0));
            sum[i] += term[i];
            any |= above;
        }
    }
    EACH(i) k[i] = _mm512_min_pd(k[i], n[i]);
}

INLINE void binomials_by_formula(int count, const lanes *u, const lanes *n, const struct chance *c,
                                 lanes *k)
{
    lanes mean[GROUP], variance[GROUP];
    marks unsure[GROUP];

    EACH(i) mean[i] = n[i] * c->p;
    EACH(i) variance[i] = mean[i] * c->q;
    bool any = quantiles_by_formula(count, u, mean, variance, &c->expansion, k, unsure);
    EACH(i) k[i] = _mm512_min_pd(_mm512_max_pd(k[i], all(0)), n[i]);
    if (__builtin_expect(any, 0))
        EACH(i) if (unsure[i]) k[i] = settle(u[i], k[i], n[i], mean[i], c->p, unsure[i]);
}

/* One vector of a group that has small and large means. */
static __attribute__((noinline)) lanes binomial_mixed(lanes u, lanes n, const struct chance *c)
{
    marks large = ~less(n * c->p, all(FORMULA_FROM));
    lanes small_n = choose(large, all(0), n), large_n = choose(large, n, all(FORMULA_FROM / c->p)),
          small = all(0), other = all(0);

    if (large != 0xff)
        binomials_by_sum(1, &u, &small_n, c, &small);
    if (large)
        binomials_by_formula(1, &u, &large_n, c, &other);
    return choose(large, other, small);
}

/* `count` vectors of people of one chance. */
INLINE void binomial_group(int count, struct wide_rng *rng, const double *in, double *out,
                           const struct chance *c)
{
    lanes u[GROUP], n[GROUP], k[GROUP], low, high;

    EACH(i) u[i] = wide_uniform(rng);
    EACH(i) n[i] = _mm512_load_pd(in + i * LANES);
    low = high = n[0];
    EACH(i) low = _mm512_min_pd(low, n[i]);
    EACH(i) high = _mm512_max_pd(high, n[i]);
    if (!less(all(TABLE_MOST), high))
        binomials_by_table(count, u, n, c, k);
    else if (!less(low * c->p, all(FORMULA_FROM)))
        binomials_by_formula(count, u, n, c, k);
    else if (!less(all(FORMULA_FROM), high * c->p))
        binomials_by_sum(count, u, n, c, k);
    else
        EACH(i) k[i] = binomial_mixed(u[i], n[i], c);
    EACH(i)
    {
        lanes others = n[i] - k[i];
        _mm512_store_pd(out + i * LANES, c->counts_failures ? others : k[i]);
    }
}

/* people[STRIP][LANES] */
static void binomial_strip(struct wide_rng *rng, const double *in, double *out,
                           const struct chance *c)
{
    struct wide_rng local = *rng;

    binomial_group(GROUP, &local, in, out, c);
    binomial_group(STRIP - GROUP, &local, in + GROUP * LANES, out + GROUP * LANES, c);
    *rng = local;
}

/* ---- arrivals ---- */

INLINE void poissons_by_sum(int count, const lanes *u, const lanes *mean, lanes *k)
{
    lanes term[GROUP], sum[GROUP], most = mean[0];
    marks any = 0;

    EACH(i) most = _mm512_max_pd(most, mean[i]);
    int terms = terms_for(most);
    EACH(i) sum[i] = term[i] = wide_exp(-mean[i]);
    EACH(i) k[i] = all(0);
    for (int j = 1; j < SUM_TERMS && (j <= terms || any); j++) {
        any = 0;
        EACH(i)
        {
            marks above = less(sum[i], u[i]);
            k[i] = _mm512_mask_add_pd(k[i], above, k[i], all(1));
            term[i] *= mean[i] * reciprocals[j];
            sum[i] += term[i];
            any |= above;
        }
    }
}

INLINE void poissons_by_formula(int count, const lanes *u, const lanes *mean,
                                const struct expansion *e, lanes *k)
{
    marks unsure[GROUP];
    bool any = quantiles_by_formula(count, u, mean, mean, e, k, unsure);

    EACH(i) k[i] = _mm512_max_pd(k[i], all(0));
    if (__builtin_expect(any, 0))
        EACH(i) if (unsure[i]) k[i] = settle(u[i], k[i], all(0), mean[i], 0, unsure[i]);
}

static __attribute__((noinline)) lanes poisson_mixed(lanes u, lanes mean, const struct expansion *e)
{
    marks large = ~less(mean, all(FORMULA_FROM));
    lanes small_mean = choose(large, all(0), mean),
          large_mean = choose(large, mean, all(FORMULA_FROM)), small = all(0), other = all(0);

    if (large != 0xff)
        poissons_by_sum(1, &u, &small_mean, &small);
    if (large)
        poissons_by_formula(1, &u, &large_mean, e, &other);
    return choose(large, other, small);
}

INLINE void poisson_group(int count, struct wide_rng *rng, const double *rate, double factor,
                          double *out, const struct expansion *e)
{
    lanes u[GROUP], mean[GROUP], k[GROUP], low, high;

    EACH(i) u[i] = wide_uniform(rng);
    EACH(i) mean[i] = _mm512_load_pd(rate + i * LANES) * factor;
    low = high = mean[0];
    EACH(i) low = _mm512_min_pd(low, mean[i]);
    EACH(i) high = _mm512_max_pd(high, mean[i]);
    if (!less(low, all(FORMULA_FROM)))
        poissons_by_formula(count, u, mean, e, k);
    else if (!less(all(FORMULA_FROM), high))
        poissons_by_sum(count, u, mean, k);
    else
        EACH(i) k[i] = poisson_mixed(u[i], mean[i], e);
    EACH(i) _mm512_store_pd(out + i * LANES, k[i]);
}

static void poisson_strip(struct wide_rng *rng, const double *rate, double factor, double *out)
{
    struct wide_rng local = *rng;
    struct expansion e = expansion_of(1, 1, 1);

    poisson_group(GROUP, &local, rate, factor, out, &e);
    poisson_group(STRIP - GROUP, &local, rate + GROUP * LANES, factor, out + GROUP * LANES, &e);
    *rng = local;
}

/* ---- the model ---- */

/* people[step][level][strip]; the last four lanes of a strip are no cells: they run along as dummies. */
typedef double step_people[LEVELS][STRIP * LANES];

static _Alignas(64) step_people rates;

static double sum_of(step_people people)
{
    lanes sum = all(0);

    for (int level = 0; level < LEVELS; level++) {
        for (int i = 0; i < STRIP - 1; i++)
            sum += _mm512_load_pd(people[level] + i * LANES);
        sum += _mm512_maskz_load_pd(0x0f, people[level] + (STRIP - 1) * LANES);
    }
    return _mm512_reduce_add_pd(sum);
}

static void simulate_draw(struct rng *scalar, double scale, double *series)
{
    static _Alignas(64) step_people buffers[2][STEPS];
    static const int reported[PEER_SERIES] = {0, 1, 2, 3, 6};
    struct chance take_up, stays, finishes, pass[LEVELS];
    double filling = input_beta(scalar, 45, 5);
    step_people *before = buffers[0], *now = buffers[1];

    chance_init(&take_up, 0.9);
    chance_init(&stays, 0.95);
    chance_init(&finishes, 1 - input_beta(scalar, 5, 45));
    for (int level = 0; level < LEVELS; level++)
        chance_init(&pass[level], input_beta(scalar, 60 - 10 * level, 10));
    struct wide_rng rng = wide_rng_of(scalar);
    memset(before, 0, sizeof buffers[0]);
    for (int month = 0; month < PEER_MONTHS; month++) {
        double factor = SEASON[month % 12] * filling * scale;
        for (int level = 0; level < LEVELS; level++) {
            const struct chance *chances[STEPS] = {NULL,   &finishes, &pass[level], &take_up,
                                                   &stays, &stays,    &stays};
            poisson_strip(&rng, rates[level], factor, now[0][level]);
            for (int step = 1; step < STEPS; step++)
                binomial_strip(&rng, before[step - 1][level], now[step][level], chances[step]);
        }
        for (int s = 0; s < PEER_SERIES; s++)
            series[s * PEER_MONTHS + month] = sum_of(now[reported[s]]);
        step_people *swap = before;
        before = now;
        now = swap;
    }
}

/* Cells of a level in order of size; dummies are as the largest. */
static void set_rates(void)
{
    for (int level = 0; level < LEVELS; level++) {
        int count = 0;
        for (int eighth = 0; eighth < 8; eighth++)
            for (int cell = level; cell < PEER_CELLS; cell += LEVELS)
                if (cell % 40 / LEVELS == eighth)
                    rates[level][count++] = 0.2 + 0.025 * (cell % 40);
        for (; count < STRIP * LANES; count++)
            rates[level][count] = rates[level][LEVEL_CELLS - 1];
    }
}

int main(int argc, char **argv)
{
    for (int k = 1; k < FACTORIALS; k++) {
        log_factorials[k] = log_factorials[k - 1] + log(k);
        reciprocals[k] = 1.0 / k;
    }
    for (int i = 0; i < 16; i++) {
        log_inverse[i] = 1 / (1 + (i + 0.5) / 16);
        log_centre[i] = -log(log_inverse[i]);
    }
    set_rates();
    return peer_main(argc, argv);
}
