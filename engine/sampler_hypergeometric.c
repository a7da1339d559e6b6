/* See sampler_hypergeometric.h. The rarer of drawn and left, and of marked and others, are counted,
   so that counts run from 0 to the smaller of the two; then u is compared with sums of
   probabilities from the far end of its own tail, so that both tails keep their relative accuracy,
   about 1e-13. This is what makes counts monotone in drawn and marked too: distribution functions
   of neighbours differ by more than that wherever a uniform can tell them apart.

   Up to a standard deviation of 100 the probabilities are added up, from the middle outwards
   until they are nothing. Beyond, the sum is an integral with corrections: 24 values of the
   probability give it. */
#include "sampler_hypergeometric.h"

#include "dmath.h"

/* Weights (the middle's is 1) below NOTHING are left out: the least uniform, 2^-53, loses 2^-40
   of itself. A variance under WIDE_FROM reaches it within 1,220 steps: the slowest is Poisson's,
   of mean 10^4. */
enum { SIDE = 1536 };
static const double NOTHING = 0x1p-100, WIDE_FROM = 1e4;

/* ---- the rarer half ---- */

/* Counts 0 .. drawn of those marked, drawn <= marked <= others. The wanted count is base +
   count, or base - count of 1 - u where `falls`. */
struct urn {
    double drawn, marked, pool;
    double base;
    bool falls;
};

static struct urn urn_of(double drawn, double marked, double others)
{
    double pool = marked + others, left = pool - drawn;
    bool count_others = others < marked, count_left = left < drawn;
    double a = count_left ? left : drawn, b = count_others ? others : marked;
    struct urn urn = {a < b ? a : b, a < b ? b : a, pool, 0, count_others != count_left};

    if (urn.falls)
        urn.base = count_others ? drawn : marked;
    else if (count_others)
        urn.base = drawn - others; /* others left = others - (drawn - k) */
    return urn;
}

/* P(k + 1) / P(k) */
static double ratio_up(const struct urn *urn, double k)
{
    double neither = (urn->pool - urn->marked) - urn->drawn;

    return ((urn->marked - k) * (urn->drawn - k)) / ((k + 1.0) * (neither + (k + 1.0)));
}

static double ratio_down(const struct urn *urn, double k)
{
    double neither = (urn->pool - urn->marked) - urn->drawn;

    return (k * (neither + k)) / ((urn->marked - k + 1.0) * (urn->drawn - k + 1.0));
}

/* ---- sums ---- */

/* Weights relative to the middle's, added up from the far ends. */
struct sums {
    double middle, all;
    int lower, upper;   /* how many counts stand below and above the middle */
    double below[SIDE]; /* [i]: of counts up to middle - 1 - i */
    double above[SIDE]; /* [i]: of counts beyond middle + i; 0 at `upper` */
};

static void add_from_the_end(double *weights, int count)
{
    for (int i = count - 2; i >= 0; i--)
        weights[i] += weights[i + 1];
}

static void sums_fill(struct sums *sums, const struct urn *urn)
{
    double middle = dm_floor((urn->drawn + 1.0) * ((urn->marked + 1.0) / (urn->pool + 2.0)));
    double weight = 1.0;
    int count = 0;

    middle = middle > urn->drawn ? urn->drawn : middle;
    for (double k = middle; k > 0 && weight > NOTHING && count < SIDE; k -= 1.0)
        sums->below[count++] = weight *= ratio_down(urn, k);
    must(count < SIDE);
    sums->lower = count;
    add_from_the_end(sums->below, count);
    weight = 1.0;
    count = 0;
    for (double k = middle; k < urn->drawn && weight > NOTHING && count < SIDE - 1; k += 1.0)
        sums->above[count++] = weight *= ratio_up(urn, k);
    must(count < SIDE - 1);
    sums->upper = count;
    add_from_the_end(sums->above, count);
    sums->above[count] = 0;
    sums->middle = middle;
    sums->all = (sums->lower ? sums->below[0] : 0) + 1.0 + sums->above[0];
}

/* The thresholds of each side rise with k, and the side is chosen by one of them: monotone in u. */
static double sums_count(const struct sums *sums, double u)
{
    double low = u * sums->all, high = (1.0 - u) * sums->all;
    int i = 0;

    if (sums->lower && low <= sums->below[0]) {
        while (i + 1 < sums->lower && low <= sums->below[i + 1])
            i++;
        return sums->middle - 1.0 - i;
    }
    while (i < sums->upper && sums->above[i] > high)
        i++;
    return sums->middle + i;
}

/* ---- integrals, for wide distributions ---- */

/* Nodes and weights of Gauss and Legendre of order 24 on [-1, 1], those above 0. For the tail of
   a normal density from z = -0.25 to 9, cut as in wide_tail, they are right to 2e-16. */
static const double legendre[12][2] = {
    {0x1.fd892de691982p-1, 0x1.9465bd3112202p-7}, {0x1.f30f9f0cbf876p-1, 0x1.d375514486f1dp-6},
    {0x1.e06585a70aa4dp-1, 0x1.6ab884f57c979p-5}, {0x1.c5d841864d0f5p-1, 0x1.e5c6255d25edap-5},
    {0x1.a3d74ce0d3700p-1, 0x1.2c6d5c2eff064p-4}, {0x1.7af18edb9ddd6p-1, 0x1.6108ef504463ap-4},
    {0x1.4bd2ee5fa1086p-1, 0x1.8fd8936444b16p-4}, {0x1.17417bac4d72bp-1, 0x1.b8177ba4a68dcp-4},
    {0x1.bc345d81e24b5p-2, 0x1.d91c78acb1b2dp-4}, {0x1.429a8c588e910p-2, 0x1.f25cbce1d1ff6p-4},
    {0x1.8769542b94f8dp-3, 0x1.01b7117cf8bd8p-3}, {0x1.0660853eda2e8p-4, 0x1.060475e763736p-3},
};

/* Counts as whole numbers s away from the middle; cells of the table marked or not by drawn or
   not. */
struct wide {
    const struct urn *urn;
    double middle, from_mean; /* middle - mean */
    double cell[4];           /* at the middle; of s more, 0 and 3 have s more, 1 and 2 s less */
    double tilt;              /* log (cell[0] cell[3] / (cell[1] cell[2])) */
    double top;               /* probability of the middle */
    double sd, skewness;
};

/* Stirling's error of x >= 1000, to 1e-18: see dm_stirling_error. */
static double stirling(double x)
{
    return (1.0 / 12.0 - (1.0 / 360.0) / (x * x)) / x;
}

/* (1 + r) log(1 + r) - r */
static double deviance(double r)
{
    return (1.0 + r) * dm_log1p_minus(r) + r * r;
}

static double variance_of(const struct urn *urn)
{
    double n = urn->drawn, pool = urn->pool;

    return n == 0 ? 0
                  : urn->marked * (n / pool) * ((pool - urn->marked) / pool) *
                        ((pool - n) / (pool - 1.0));
}

/* Probability of the middle by Stirling's formula, with the deviances of the cells from what the
   margins let expect (Loader 2000, "Fast and accurate computation of binomial probabilities"). */
static double wide_top(const struct wide *w, double n, double marked, double pool)
{
    const double two_pi = 0x1.921fb54442d18p2, *x = w->cell;
    const double margin[4] = {n, pool - n, marked, pool - marked};
    double log_p = -stirling(pool), e = w->from_mean;

    for (int i = 0; i < 4; i++) {
        double sign = i == 0 || i == 3 ? 1.0 : -1.0, expected = x[i] - sign * e;

        log_p += stirling(margin[i]) - stirling(x[i]) - expected * deviance(sign * e / expected);
    }
    return dm_exp(log_p) *
           __builtin_sqrt((margin[0] / x[0]) * (margin[1] / x[1]) * (margin[2] / x[2]) *
                          (margin[3] / x[3]) / (two_pi * pool));
}

static void wide_fill(struct wide *w, const struct urn *urn)
{
    double n = urn->drawn, marked = urn->marked, pool = urn->pool;
    double m = dm_floor(n * (marked / pool));
    /* m pool - n marked is less than 2^55, though its two products may not fit: they wrap around
       alike */
    double cross = (double)(int64_t)((uint64_t)m * (uint64_t)pool - (uint64_t)n * (uint64_t)marked);

    *w = (struct wide){.urn = urn, .middle = m, .from_mean = cross / pool};
    w->cell[0] = m;
    w->cell[1] = marked - m;
    w->cell[2] = n - m;
    w->cell[3] = (pool - marked) - (n - m);
    w->tilt = dm_log1p(cross / (w->cell[1] * w->cell[2]));
    w->top = wide_top(w, n, marked, pool);
    w->sd = __builtin_sqrt(variance_of(urn));
    w->skewness = ((pool - 2.0 * marked) / pool) * ((pool - 2.0 * n) / (pool - 2.0)) / w->sd;
}

/* Density at s, a real number, relative to the middle's. */
static double wide_density(const struct wide *w, double s)
{
    double log_p = -s * w->tilt, fall = 1.0;

    for (int i = 0; i < 4; i++) {
        double x = w->cell[i], step = i == 0 || i == 3 ? s : -s, r = step / x;

        log_p += (stirling(x) - stirling(x + step)) - x * deviance(r);
        fall *= 1.0 + r;
    }
    return dm_exp(log_p) / __builtin_sqrt(fall);
}

/* The sum beyond s + 1/2 is the integral from there, less corrections by central differences of the
   probabilities p[2] at s, p[3] at s + 1: with d = 2 sinh(D / 2), the sum 1 / d is
   1 / D - d / 24 + 17 d^3 / 5760 - 367 d^5 / 967680 ... (from y / asinh y, y = d / 2). */
static double wide_correction(const struct wide *w, double s, double p_at_s)
{
    double p[6], k = w->middle + s;

    p[2] = p_at_s;
    for (int i = 3; i < 6; i++)
        p[i] = p[i - 1] * ratio_up(w->urn, k + (i - 3));
    for (int i = 1; i >= 0; i--)
        p[i] = p[i + 1] * ratio_down(w->urn, k + (i - 1));
    double d1 = p[3] - p[2], d3 = (p[4] - p[1]) - 3.0 * (p[3] - p[2]);
    double d5 = (p[5] - p[0]) - 5.0 * (p[4] - p[1]) + 10.0 * (p[3] - p[2]);
    return d1 / 24.0 - d3 * (17.0 / 5760.0) + d5 * (367.0 / 967680.0);
}

/* Probability, relative to the middle's, of counts up to middle + s where s < 0, else of those
   beyond. */
static double wide_tail(const struct wide *w, double s, double p_at_s)
{
    double way = s < 0 ? -1.0 : 1.0, from = s + 0.5, z = way * from / w->sd, sum = 0;
    /* as far as exp(-z t - t^2 / 2) is above exp(-44) */
    double half = 0.5 * w->sd * (__builtin_sqrt(z * z + 88.0) - z);

    for (int i = 0; i < 12; i++)
        sum += legendre[i][1] * (wide_density(w, from + way * half * (1.0 - legendre[i][0])) +
                                 wide_density(w, from + way * half * (1.0 + legendre[i][0])));
    return half * sum + way * wide_correction(w, s, p_at_s);
}

/* (P(X <= middle + s) - u) / P(X = middle + s): how many counts s is past the one that reaches
   u. */
static double wide_excess(const struct wide *w, double s, double u)
{
    double p = wide_density(w, s), tail = wide_tail(w, s, p);

    return s < 0 ? (tail - u / w->top) / p : ((1.0 - u) / w->top - tail) / p;
}

/* Newton's steps to the count at which the distribution function, as computed, reaches u. It
   rises by more than its error, 1e-13 of a tail, from count to count, so there is one, and where
   the search begins does not matter. */
static double wide_count(const struct wide *w, double u)
{
    double z = dm_normal_quantile(u);
    double s = dm_ceil(w->sd * (z + w->skewness * (z * z - 1.0) / 6.0) - w->from_mean - 0.5);
    const double most = w->urn->drawn - w->middle;

    for (int step = 0; step < 100; step++) {
        s = s < -w->middle ? -w->middle : s > most ? most : s;
        double excess = wide_excess(w, s, u);
        if (excess < 0)
            s += dm_ceil(-excess);
        else if (excess < 1.0 - 1e-6 || wide_excess(w, s - 1.0, u) < 0)
            break; /* one count less has an excess of 1 less, but for rounding */
        else
            s -= excess < 2.0 ? 1.0 : dm_floor(excess);
    }
    return w->middle + s;
}

/* ---- strips ---- */

void sampler_hypergeometric(double *k, const double *u, const double *drawn, const double *marked,
                            const double *others, unsigned scalars, size_t lanes)
{
    const size_t step[3] = {!(scalars & 1), !(scalars & 2), !(scalars & 4)};
    /* one number may be in the memory of k, and a strip is written only where it was read */
    const double one[3] = {*drawn, *marked, *others};
    const double *from[3] = {step[0] ? drawn : &one[0], step[1] ? marked : &one[1],
                             step[2] ? others : &one[2]};
    double last[3] = {-1.0, -1.0, -1.0};
    struct urn urn = {0};
    struct sums sums;
    struct wide wide;
    bool is_wide = false;

    for (size_t i = 0; i < lanes; i++) {
        double now[3];

        for (int a = 0; a < 3; a++)
            now[a] = from[a][i * step[a]] + 0.0; /* -0 becomes 0 */
        if (now[0] != last[0] || now[1] != last[1] || now[2] != last[2]) {
            urn = urn_of(now[0], now[1], now[2]);
            is_wide = variance_of(&urn) >= WIDE_FROM;
            if (is_wide)
                wide_fill(&wide, &urn);
            else
                sums_fill(&sums, &urn);
            memcpy(last, now, sizeof last);
        }
        double its_u = urn.falls ? 1.0 - u[i] : u[i];
        double count = is_wide ? wide_count(&wide, its_u) : sums_count(&sums, its_u);
        k[i] = urn.falls ? urn.base - count : urn.base + count;
    }
}
