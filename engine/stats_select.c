/* Values by their rank. Part of stats.h. */
#include "stats.h"

enum { SORT_BELOW = 24 };

static void swap(double *a, double *b)
{
    double x = *a;

    *a = *b;
    *b = x;
}

static void sort_few(double *x, size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++)
        for (size_t j = i; j > from && x[j] < x[j - 1]; j--)
            swap(&x[j], &x[j - 1]);
}

/* Hoare's selection, for several ranks at once. */
void stats_select(double *x, size_t from, size_t to, const size_t *rank, int count)
{
    while (count > 0) {
        if (to - from < SORT_BELOW) {
            sort_few(x, from, to);
            return;
        }
        double pivot = x[from + (to - from) / 2];
        size_t i = from, j = to - 1;
        for (;;) {
            while (x[i] < pivot)
                i++;
            while (pivot < x[j])
                j--;
            if (i >= j)
                break;
            swap(&x[i++], &x[j--]);
        }
        size_t middle = j + 1; /* x[from..middle) <= pivot <= x[middle..to) */
        if (middle == to)
            middle--; /* the pivot was the largest, and stands last */
        int below = 0;
        while (below < count && rank[below] < middle)
            below++;
        stats_select(x, from, middle, rank, below);
        from = middle;
        rank += below;
        count -= below;
    }
}
