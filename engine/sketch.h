/* A histogram from which quantiles of doubles are read: exact for whole numbers of less than 512 in
   size, within 0.2 % of the value for all others. Counts add in any order, so the same values give
   the same quantiles whatever threads and blocks they came in.

     struct sketch sketch = {0};
     sketch_add(&sketch, arena, kernels_best(), x, 256, low, high);
     sketch_quantiles(&sketch, n, percents, 9, low, high, quantile);

   Buckets (buckets.h) lie in three windows (whole, positive, negative), dense arrays of counts from the
   least to the greatest bucket seen: a count costs one addition and no search, and 2 bytes a bucket in
   the range; that is 1 KB a binade the values span, at most 4 MB where they span all that a double can.

   Not thread safe: the caller locks. Memory grows with the range of the values, not with their
   number. */
#ifndef POLSIM_SKETCH_H
#define POLSIM_SKETCH_H

#include "arena.h"
#include "kernels.h"

struct sketch {
    uint16_t *counts;              /* the three windows, one after the other */
    int32_t first[BUCKET_WINDOWS]; /* bucket number of a window's first count */
    uint32_t size[BUCKET_WINDOWS];
    uint32_t spill_count;
    struct spill *spills; /* what did not fit into 16 bits: few buckets of runs with many draws */
};

/* Counts x[lanes]; NaN is left out. low and high are the least and the greatest of x (any where all
   are NaN). */
void sketch_add(struct sketch *sketch, struct arena *memory, const struct kernels *kernels,
                const double *x, size_t lanes, double low, double high);

/* Counts x, which is not NaN, `times` times. */
void sketch_add_one(struct sketch *sketch, struct arena *memory, double x, size_t times);

/* quantile[i] is the least value v with  #(x <= v) >= percent[i] / 100 * n  (the inverse of the
   empirical distribution, type 1 of Hyndman and Fan 1996), read from the buckets: a whole number's
   own value, else the middle of the bucket, never outside [low, high], the least and the greatest
   of all n > 0 values counted. percent is ascending. */
void sketch_quantiles(const struct sketch *sketch, uint64_t n, const int *percent, int count,
                      double low, double high, double *quantile);

/* Asks the cache for what sketch_quantiles will read first. */
void sketch_prefetch(const struct sketch *sketch);

/* Memory beside the struct itself. */
size_t sketch_bytes(const struct sketch *sketch);

#endif
