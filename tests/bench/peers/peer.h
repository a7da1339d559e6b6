/* The frame of the C programs that are timed beside polsim: options, random numbers, summary.

   A program defines simulate_draw() and one line of main:

       static void simulate_draw(struct rng *rng, double scale, double *series) { ... }
       int main(int argc, char **argv) { return peer_main(argc, argv); }

   Usage of each: PROGRAM DRAWS [SCALE] [fixed]. With `fixed` uncertain inputs stand at their means.
   Printed are lines of series,month,mean,sd,p05,p50,p95, as all the peers print them. */
#ifndef PEER_H
#define PEER_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PEER_CELLS = 260,
    PEER_MONTHS = 36,
    PEER_SERIES = 5,
    PEER_VALUES = PEER_SERIES * PEER_MONTHS
};

static bool peer_inputs_fixed;

/* ---- random numbers: xoshiro256++ (Blackman and Vigna), one stream a draw ---- */

struct rng {
    uint64_t s[4];
};

static inline uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static struct rng rng_of_draw(uint64_t draw)
{
    struct rng rng;
    uint64_t state = 0x2545f4914f6cdd1du ^ ((draw + 1) * 0xd1342543de82ef95u);

    for (int i = 0; i < 4; i++)
        rng.s[i] = splitmix(&state);
    return rng;
}

static inline uint64_t rotate_left(uint64_t x, int by)
{
    return (x << by) | (x >> (64 - by));
}

static inline uint64_t rng_bits(struct rng *rng)
{
    uint64_t *s = rng->s, result = rotate_left(s[0] + s[3], 23) + s[0], shifted = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

/* in [0, 1) */
static inline double rng_uniform(struct rng *rng)
{
    return (double)(rng_bits(rng) >> 11) * 0x1p-53;
}

/* Marsaglia and Tsang, shape of 1 and more. */
static double rng_gamma(struct rng *rng, double shape)
{
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);

    for (;;) {
        double x = sqrt(-2 * log1p(-rng_uniform(rng))) * cos(2 * M_PI * rng_uniform(rng));
        double v = 1 + c * x;
        if (v <= 0)
            continue;
        v = v * v * v;
        if (log1p(-rng_uniform(rng)) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v;
    }
}

/* An uncertain input. */
static double input_beta(struct rng *rng, double a, double b)
{
    if (peer_inputs_fixed)
        return a / (a + b);
    double x = rng_gamma(rng, a), y = rng_gamma(rng, b);
    return x / (x + y);
}

static const double SEASON[12] = {1.4, 1.3464101615137755, 1.2, 1, 0.8, 0.6535898384862245,
                                  0.6, 0.6535898384862245, 0.8, 1, 1.2, 1.3464101615137755};

/* ---- summary ---- */

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The k-th smallest comes to its place, smaller ones before it, larger ones behind (Hoare). */
static double select_kth(double *v, int count, int k)
{
    int low = 0, high = count - 1;

    while (high - low > 8) {
        double pivot = v[(low + high) / 2];
        int i = low, j = high;
        while (i <= j) {
            while (v[i] < pivot)
                i++;
            while (v[j] > pivot)
                j--;
            if (i <= j) {
                double swap = v[i];
                v[i++] = v[j];
                v[j--] = swap;
            }
        }
        if (k <= j)
            high = j;
        else if (k >= i)
            low = i;
        else
            return v[k];
    }
    qsort(v + low, (size_t)(high - low + 1), sizeof *v, compare_doubles);
    return v[k];
}

static double quantile(double *v, int count, double p)
{
    double place = (count - 1) * p;
    int k = (int)place;
    double below = select_kth(v, count, k), above = below;

    if (k + 1 < count) {
        above = v[k + 1];
        for (int i = k + 2; i < count; i++)
            above = v[i] < above ? v[i] : above;
    }
    return below + (place - k) * (above - below);
}

static void print_summary(const double *results, int draws)
{
    double *v = malloc((size_t)draws * sizeof *v);

    for (int i = 0; v && i < PEER_VALUES; i++) {
        double sum = 0, squares = 0;
        for (int n = 0; n < draws; n++)
            sum += v[n] = results[(size_t)n * PEER_VALUES + (size_t)i];
        for (int n = 0; n < draws; n++)
            squares += (v[n] - sum / draws) * (v[n] - sum / draws);
        double median = quantile(v, draws, .5), low = quantile(v, draws, .05);
        printf("%d,%d,%.15g,%.9g,%.9g,%.9g,%.9g\n", i / PEER_MONTHS, i % PEER_MONTHS, sum / draws,
               sqrt(squares / draws), low, median, quantile(v, draws, .95));
    }
    free(v);
}

/* series[PEER_SERIES][PEER_MONTHS] of one draw */
static void simulate_draw(struct rng *rng, double scale, double *series);

static int peer_main(int argc, char **argv)
{
    int draws = argc > 1 ? atoi(argv[1]) : 0;
    double scale = argc > 2 ? atof(argv[2]) : 1;

    peer_inputs_fixed = argc > 3 && strcmp(argv[3], "fixed") == 0;
    double *results = malloc((size_t)draws * PEER_VALUES * sizeof *results);
    if (draws < 1 || !results)
        return 1;
    for (int n = 0; n < draws; n++) {
        struct rng rng = rng_of_draw((uint64_t)n);
        simulate_draw(&rng, scale, results + (size_t)n * PEER_VALUES);
    }
    print_summary(results, draws);
    free(results);
    return 0;
}

#endif
