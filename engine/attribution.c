#include "attribution.h"

#include <math.h>
#include <string.h>

#include "threefry.h"

void attribution_beside(const struct attribution *a, uint64_t set, int i, double *part)
{
    const double *without = a->value(a->context, set);
    const double *with = a->value(a->context, set | UINT64_C(1) << i);

    for (size_t d = 0; d < a->draws; d++)
        part[d] = with[d] - without[d];
}

void attribution_listed(const struct attribution *a, double *part)
{
    for (int i = 0; i < a->count; i++)
        attribution_beside(a, attribution_all(i), i, part + (size_t)i * a->draws);
}

/* ---- Shapley, exactly ---- */

static int size_of(uint64_t set)
{
    return __builtin_popcountll(set);
}

/* The share of orders in which exactly the changes of a set of `size` stand before a given other one:
   size! (count - size - 1)! / count! */
static double weight(int size, int count)
{
    double share = 1.0 / count;

    for (int k = 1; k <= size; k++)
        share *= (double)k / (count - k);
    return share;
}

void attribution_exact(const struct attribution *a, double *part)
{
    double weights[ATTRIBUTION_EXACT_MAX];

    must(a->count <= ATTRIBUTION_EXACT_MAX);
    memset(part, 0, (size_t)a->count * a->draws * sizeof *part);
    for (int size = 0; size < a->count; size++)
        weights[size] = weight(size, a->count);
    for (uint64_t set = 0; set < attribution_all(a->count); set++)
        for (int i = 0; i < a->count; i++) {
            double *x = part + (size_t)i * a->draws;
            if (set >> i & 1)
                continue;
            const double *without = a->value(a->context, set);
            const double *with = a->value(a->context, set | UINT64_C(1) << i);
            for (size_t d = 0; d < a->draws; d++)
                x[d] += weights[size_of(set)] * (with[d] - without[d]);
        }
}

/* ---- Shapley over sampled orders ---- */

/* Fisher and Yates's shuffle (Durstenfeld 1964). */
static void shuffle(const struct threefry_key *key, uint64_t number, int count, int *order)
{
    for (int i = 0; i < count; i++)
        order[i] = i;
    for (int i = count - 1; i > 0; i--) {
        int k = (int)(threefry_uniform(key, number, (uint64_t)i, 0) * (i + 1));
        int swapped = order[i];
        order[i] = order[k];
        order[k] = swapped;
    }
}

void attribution_orders(uint64_t seed, int count, int pairs, int *order)
{
    const struct threefry_key key = threefry_stream_key(seed, "attribution", "", "");

    for (int p = 0; p < pairs; p++) {
        int *one = order + 2 * p * count, *reverse = one + count;
        shuffle(&key, (uint64_t)p, count, one);
        for (int i = 0; i < count; i++)
            reverse[i] = one[count - 1 - i];
    }
}

static double mean_of(const double *x, size_t count)
{
    double sum = 0;
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        if (!isnan(x[i])) {
            sum += x[i];
            n++;
        }
    return n ? sum / (double)n : (double)NAN;
}

/* Adds the effects along one order to part, and their means over draws to mean. */
static void add_order(const struct attribution *a, const int *order, double *part, double *mean,
                      double *room)
{
    uint64_t set = 0;

    for (int place = 0; place < a->count; place++) {
        int i = order[place];
        double *x = part + (size_t)i * a->draws;
        attribution_beside(a, set, i, room);
        for (size_t d = 0; d < a->draws; d++)
            x[d] += room[d];
        mean[i] += mean_of(room, a->draws) / 2;
        set |= UINT64_C(1) << i;
    }
}

void attribution_sampled(const struct attribution *a, const int *order, int pairs, double *part,
                         double *error)
{
    double *room = memory_resize(NULL, a->draws, sizeof *room);
    size_t count = (size_t)a->count;
    double sum[ATTRIBUTION_MAX] = {0}, squares[ATTRIBUTION_MAX] = {0};

    memset(part, 0, count * a->draws * sizeof *part);
    for (int p = 0; p < pairs; p++) {
        double mean[ATTRIBUTION_MAX] = {0};
        add_order(a, order + 2 * p * a->count, part, mean, room);
        add_order(a, order + (2 * p + 1) * a->count, part, mean, room);
        for (size_t i = 0; i < count; i++) { /* Welford's update */
            double before = mean[i] - sum[i];
            sum[i] += before / (p + 1);
            squares[i] += before * (mean[i] - sum[i]);
        }
    }
    for (size_t i = 0; i < count * a->draws; i++)
        part[i] /= 2 * pairs;
    for (size_t i = 0; i < count; i++)
        error[i] = pairs > 1 ? sqrt(squares[i] / (pairs - 1) / pairs) : (double)NAN;
    free(room);
}
