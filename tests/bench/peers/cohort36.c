/* cohort-36 as a good programmer would write it in plain C: one draw at a time, all its people in the
   first cache, every step of a cell one after another. Samplers are exact: inversion below a mean of 10,
   above it Hörmann's transformed rejection with squeeze (BTRS, 1993, and PTRS, 1993). */
#include "peer.h"

enum { LEVELS = 5, INVERSION_BELOW = 10, FACTORIALS = 256, POWERS = 16 };

static double log_factorials[FACTORIALS], reciprocals[FACTORIALS];

static double log_factorial(double k)
{
    if (k < FACTORIALS)
        return log_factorials[(int)k];
    double x = k + 1, i = 1 / x, i2 = i * i; /* Stirling's series */
    return (x - 0.5) * log(x) - x + 0.91893853320467274 +
           i * (1.0 / 12 - i2 * (1.0 / 360 - i2 / 1260));
}

/* What a binomial needs of its chance, computed once a draw. The rarer outcome is counted. */
struct chance {
    double p, q, odds, log_q, log_odds, q_to_the[POWERS];
    bool counts_failures;
};

static struct chance chance_of(double p)
{
    struct chance c = {.counts_failures = p > 0.5};

    c.p = p > 0.5 ? 1 - p : p;
    c.q = 1 - c.p;
    c.odds = c.p / c.q;
    c.log_q = log(c.q);
    c.log_odds = log(c.odds);
    c.q_to_the[0] = 1;
    for (int n = 1; n < POWERS; n++)
        c.q_to_the[n] = c.q_to_the[n - 1] * c.q;
    return c;
}

static int binomial_by_rejection(struct rng *rng, int n, const struct chance *c)
{
    double sd = sqrt(n * c->p * c->q), b = 1.15 + 2.53 * sd, a = -0.0873 + 0.0248 * b + 0.01 * c->p;
    double middle = n * c->p + 0.5, quick = 0.92 - 4.2 / b, alpha = (2.83 + 5.1 / b) * sd;
    double mode = floor((n + 1) * c->p);

    for (;;) {
        double u = rng_uniform(rng) - 0.5, v = rng_uniform(rng), us = 0.5 - fabs(u);
        double k = floor((2 * a / us + b) * u + middle);
        if (us >= 0.07 && v <= quick)
            return (int)k;
        if (k < 0 || k > n)
            continue;
        v = log(v * alpha / (a / (us * us) + b));
        if (v <= log_factorial(mode) + log_factorial(n - mode) - log_factorial(k) -
                     log_factorial(n - k) + (k - mode) * c->log_odds)
            return (int)k;
    }
}

static int binomial_by_inversion(struct rng *rng, int n, const struct chance *c)
{
    double f = n < POWERS ? c->q_to_the[n] : exp(n * c->log_q);
    double u = rng_uniform(rng), step = (n + 1) * c->odds;
    int k = 0;

    while (u >= f && k < n && k < FACTORIALS - 1) {
        u -= f;
        k++;
        f *= step * reciprocals[k] - c->odds;
    }
    return k;
}

static inline int binomial(struct rng *rng, int n, const struct chance *c)
{
    if (n == 0)
        return 0;
    int k = n * c->p < INVERSION_BELOW ? binomial_by_inversion(rng, n, c)
                                       : binomial_by_rejection(rng, n, c);
    return c->counts_failures ? n - k : k;
}

static int poisson_by_rejection(struct rng *rng, double mean)
{
    double b = 0.931 + 2.53 * sqrt(mean), a = -0.059 + 0.02483 * b;
    double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), quick = 0.9277 - 3.6224 / (b - 2);

    for (;;) {
        double u = rng_uniform(rng) - 0.5, v = rng_uniform(rng), us = 0.5 - fabs(u);
        double k = floor((2 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= quick)
            return (int)k;
        if (k < 0 || (us < 0.013 && v > us))
            continue;
        if (log(v * inverse_alpha / (a / (us * us) + b)) <= k * log(mean) - mean - log_factorial(k))
            return (int)k;
    }
}

static inline int poisson(struct rng *rng, double mean)
{
    if (mean >= INVERSION_BELOW)
        return poisson_by_rejection(rng, mean);
    double f = exp(-mean), u = rng_uniform(rng);
    int k = 0;
    while (u >= f && k < FACTORIALS - 1) {
        u -= f;
        k++;
        f *= mean * reciprocals[k];
    }
    return k;
}

static void simulate_draw(struct rng *rng, double scale, double *series)
{
    struct chance take_up = chance_of(0.9), stays = chance_of(0.95), pass[LEVELS];
    int people[PEER_CELLS][6] = {0};
    double filling = input_beta(rng, 45, 5);
    struct chance finishes = chance_of(1 - input_beta(rng, 5, 45));

    for (int level = 0; level < LEVELS; level++)
        pass[level] = chance_of(input_beta(rng, 60 - 10 * level, 10));
    for (int month = 0; month < PEER_MONTHS; month++) {
        double factor = SEASON[month % 12] * filling * scale;
        long enrolled = 0, finished = 0, certified = 0, claimed = 0, paid = 0;
        for (int cell = 0; cell < PEER_CELLS; cell++) {
            int *in = people[cell];
            int out[6] = {poisson(rng, (0.2 + 0.025 * (cell % 40)) * factor),
                          binomial(rng, in[0], &finishes),
                          binomial(rng, in[1], &pass[cell % LEVELS]),
                          binomial(rng, in[2], &take_up),
                          binomial(rng, in[3], &stays),
                          binomial(rng, in[4], &stays)};
            enrolled += out[0];
            finished += out[1];
            certified += out[2];
            claimed += out[3];
            paid += binomial(rng, in[5], &stays);
            memcpy(in, out, sizeof out);
        }
        series[month] = (double)enrolled;
        series[PEER_MONTHS + month] = (double)finished;
        series[2 * PEER_MONTHS + month] = (double)certified;
        series[3 * PEER_MONTHS + month] = (double)claimed;
        series[4 * PEER_MONTHS + month] = (double)paid;
    }
}

int main(int argc, char **argv)
{
    for (int k = 1; k < FACTORIALS; k++) {
        log_factorials[k] = log_factorials[k - 1] + log(k);
        reciprocals[k] = 1.0 / k;
    }
    return peer_main(argc, argv);
}
