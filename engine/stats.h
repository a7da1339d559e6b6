/* Statistics of many series over draws, that merge exactly: the same bits for any number of threads
   and any size of block.

     struct stats *stats = stats_new(count, sketched, draws);
     struct stats_part *part = stats_part_new(stats);          // one a thread
     stats_add(part, series, x, 256, first_draw);              // blocks of one stretch, in order
     stats_end_stretch(part, first_draw / STATS_STRETCH, false);
     struct stats_row row = stats_result(stats, series);       // when all stretches have ended

   Sums: draws come in leaves of 64; a leaf has 16 accumulators (draw i adds to i mod 16, its Sobol
   replicate) and its squares are taken about its own mean; leaves are added in order within a
   stretch of STATS_STRETCH draws, which one thread takes alone, and stretches are added in order.
   Squares are merged by Chan, Golub and LeVeque (1983), so that a small spread about a large mean
   keeps its digits. Quantiles: counts in a histogram (sketch.h); counts add in any order.

   A value that is NaN is "no value" (a ratio with denominator 0): left out and not counted in n. */
#ifndef POLSIM_STATS_H
#define POLSIM_STATS_H

#include "kernels.h"

enum {
    STATS_LEAF = KERNEL_LEAF,
    STATS_REPLICATES = KERNEL_SUMS,
    STATS_STRETCH = 512,
    STATS_QUANTILES = 9
};

/* Counts are of 32 bits: a run has fewer draws than this. */
#define STATS_DRAWS_END (UINT64_C(1) << 32)

extern const double stats_levels[STATS_QUANTILES]; /* .05 .10 .20 .25 .50 .75 .80 .90 .95 */

struct stats_row {
    double n;
    double mean, min, max; /* NaN where n is 0 */
    double sd;             /* by n - 1; NaN where n < 2; exactly 0 where min is max */
    double se;             /* of the mean, from the spread of the means of the 16 replicates
                                          (Student's t with 15 degrees of freedom); NaN where some
                                          replicate has fewer than 2 values; 0 where min is max */
    double
        quantile[STATS_QUANTILES]; /* least value with at least that share of the values at or below
                                          it, to 0.2 % (sketch.h); NaN where not kept or n is 0 */
};

struct stats;      /* shared by the threads of a run: `count` series */
struct stats_part; /* one thread's open stretch */

/* sketched[i]: keep a histogram for series i. count may be 0. Of a run of one draw nothing but its values
   is kept. */
struct stats *stats_new(size_t count, const bool *sketched, uint64_t draws);
void stats_free(struct stats *stats); /* NULL is fine */
/* Estimate, before: all but the histograms is exact; of these a usual one of 600 buckets is assumed
   (they grow with the range of the values while the run goes on; see stats_sketch_bytes). */
size_t stats_bytes(size_t count, size_t sketched_count, int threads);
/* What the histograms take now. Any thread, any time. */
size_t stats_sketch_bytes(const struct stats *stats);

struct stats_part *stats_part_new(struct stats *stats);
void stats_part_free(struct stats_part *part); /* NULL is fine */

/* Are all of x finite numbers? Adds x of one series for draws first_draw .. ; first_draw is a multiple of 64 and lanes is
   a multiple of 64 but in the run's last block; within one stretch in order of draws. About 1 ns a
   value, 3 where sketched. */
bool stats_add(struct stats_part *part, size_t series, struct strip x, size_t lanes,
               uint64_t first_draw);
/* The stretch number first_draw / STATS_STRETCH is complete: waits for its turn and merges. Every
   stretch of a run, from 0, must be ended once, also when it is abandoned (abandoned = true adds
   nothing but to the histograms). The thread that holds the lowest open stretch never waits. */
void stats_end_stretch(struct stats_part *part, uint64_t stretch, bool abandoned);

/* Of a[i] - b[i] over draws that both have a value in, for draws kept in order from 0: n, mean, sd, min,
   max and se as stats_result has them. Quantiles are exact, as of kept draws (run.h); their levels are
   stats_levels. `above`, `below`: the share of these draws with a[i] > b[i], a[i] < b[i]; NaN where n is 0. */
struct stats_pair {
    struct stats_row difference;
    double above, below;
};
struct stats_pair stats_compare(const double *a, const double *b, size_t count);
/* The same of differences that are taken already, or of any draws: finite, or NaN for no value. */
struct stats_pair stats_describe(const double *draws, size_t count);

/* Puts the values of the ascending ranks in their places among x[from..to), which has no NaN: what a full sort
   would put there. */
void stats_select(double *x, size_t from, size_t to, const size_t *rank, int count);

/* Asks the cache for what stats_result will read. */
void stats_prefetch(const struct stats *stats, size_t series);
/* After all stretches. Safe to call from several threads then. */
struct stats_row stats_result(const struct stats *stats, size_t series);

#endif
