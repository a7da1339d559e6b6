/* Ranks, and classes of draws. Part of sensitivity.h. */
#include "sensitivity_private.h"

#include <string.h>

enum { DIGIT = 11, DIGITS = 6, BUCKETS = 1 << DIGIT };

/* Doubles as whole numbers of the same order. */
static uint64_t ordered_bits(double x)
{
    uint64_t bits;

    x += 0.0; /* -0 is 0 */
    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

struct keyed {
    uint64_t key;
    uint32_t draw;
};

static bool one_digit_differs(const uint32_t *count, size_t n)
{
    for (int b = 0; b < BUCKETS; b++)
        if (count[b])
            return count[b] != n;
    return false;
}

/* By digits from the lowest, those passed over that are the same in all. */
static struct keyed *sort(struct keyed *from, struct keyed *to, size_t n)
{
    uint32_t count[DIGITS][BUCKETS];

    memset(count, 0, sizeof count);
    for (size_t i = 0; i < n; i++)
        for (int d = 0; d < DIGITS; d++)
            count[d][from[i].key >> DIGIT * d & (BUCKETS - 1)]++;
    for (int d = 0; d < DIGITS; d++) {
        uint32_t place = 0;
        if (!one_digit_differs(count[d], n))
            continue;
        for (int b = 0; b < BUCKETS; b++) {
            uint32_t here = count[d][b];
            count[d][b] = place;
            place += here;
        }
        for (size_t i = 0; i < n; i++)
            to[count[d][from[i].key >> DIGIT * d & (BUCKETS - 1)]++] = from[i];
        struct keyed *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

void sensitivity_rank(const double *x, size_t n, double *rank, uint32_t *order)
{
    struct keyed *room = memory_resize(NULL, 2 * n, sizeof *room);

    for (size_t i = 0; i < n; i++)
        room[i] = (struct keyed){ordered_bits(x[i]), (uint32_t)i};
    const struct keyed *sorted = sort(room, room + n, n);
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && sorted[end].key == sorted[first].key;)
            end++;
        for (size_t i = first; i < end; i++) {
            order[i] = sorted[i].draw;
            rank[order[i]] = 0.5 * (double)(first + 1 + end);
        }
    }
    free(room);
}

/* ---- classes ---- */

void classes_start(struct classes *classes, size_t draws)
{
    *classes = (struct classes){.of = memory_resize(NULL, draws, sizeof *classes->of),
                                .n = memory_resize(NULL, CLASSES_MAX, sizeof *classes->n)};
}

void classes_clear(struct classes *classes)
{
    free(classes->of);
    free(classes->n);
}

/* How many values there are, as far as they are few enough to be classes. */
static int count_values(const double *rank, const uint32_t *order, size_t draws)
{
    int count = 1;

    for (size_t i = 1; i < draws && count <= CLASSES_MAX; i++)
        count += rank[order[i]] != rank[order[i - 1]];
    return count;
}

void classes_fill(struct classes *classes, const double *rank, const uint32_t *order, size_t draws,
                  const uint8_t *replicate)
{
    int values = count_values(rank, order, draws);

    classes->few = values <= CLASSES_MAX && (size_t)values * 4 <= draws;
    classes->count = classes->few ? values : EQUAL_CLASSES;
    if (classes->few)
        for (size_t i = 0, value = 0; i < draws; i++) {
            value += i && rank[order[i]] != rank[order[i - 1]];
            classes->of[order[i]] = (uint16_t)value;
        }
    else
        for (size_t i = 0; i < draws; i++)
            classes->of[i] = (uint16_t)((rank[i] - 0.5) * classes->count / (double)draws);
    memset(classes->n, 0, CLASSES_MAX * sizeof *classes->n);
    for (size_t i = 0; i < draws; i++)
        classes->n[classes->of[i]][replicate[i]]++;
}
