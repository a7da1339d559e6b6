#include "sampler_hypergeometric.h"

#include "dmath.h"

/* Weights below this part of the mode's, however many, do not change a sum of at least 1. */
static const double NEGLIGIBLE = 0x1p-100;

struct urn {
    double drawn, marked, others;
};

/* P(k + 1) / P(k) */
static double ratio_up(const struct urn *urn, double k)
{
    return (urn->marked - k) * (urn->drawn - k) / ((k + 1) * (urn->others - urn->drawn + k + 1));
}

static double sum_from(const struct urn *urn, double mode, double end, double step)
{
    double weight = 1, sum = 0;

    for (double k = mode; k != end && weight > NEGLIGIBLE; k += step) {
        weight = step > 0 ? weight * ratio_up(urn, k) : weight / ratio_up(urn, k - 1);
        sum += weight;
    }
    return sum;
}

double sampler_hypergeometric(double u, double drawn, double marked, double others)
{
    const struct urn urn = {drawn, marked, others};
    double low = drawn > others ? drawn - others : 0, high = drawn < marked ? drawn : marked;

    if (low >= high)
        return high;
    double mode = dm_floor((drawn + 1) / (marked + others + 2) * (marked + 1));
    mode = mode < low ? low : mode > high ? high : mode;
    double below = sum_from(&urn, mode, low, -1);
    double wanted = u * (below + 1 + sum_from(&urn, mode, high, 1)), k = mode, weight = 1;

    if (wanted <=
        below) { /* below is P(X < k), taken down to the first k that it no longer reaches */
        while (k > low && wanted <= below) {
            weight /= ratio_up(&urn, k - 1);
            below -= weight;
            k--;
        }
        return k;
    }
    double reached = below + 1;
    while (k < high && reached < wanted && weight > NEGLIGIBLE) {
        weight *= ratio_up(&urn, k);
        reached += weight;
        k++;
    }
    return k;
}
