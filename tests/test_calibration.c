/* Statistics that could be wrong, over many seeds: do intervals cover as often as they say, are p-values of each
   sampler against its exact distribution uniform, are the 16 replicates independent, do streams of different names
   know nothing of each other, do quantile sketches stay within their bound?

   All seeds are fixed: what passes once passes always. A check fails where what it sees, or worse, has a chance
   under LEVEL if all is right; with CHECKS_MAX of them the chance that a right program of new seeds fails anywhere
   is under one in a million (Bonferroni). `make calibrate` takes twenty times as many seeds and prints a table. `test_calibration words`
   writes random words of streams interleaved, for programs that test generators:

     build/tests/test_calibration words | dieharder -a -g 200 */
#include "check.h"
#include "lua_load.h"

#include "estimate.h"
#include "sample.h"
#include "sketch.h"
#include "stats.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

enum { CHECKS_MAX = 120, SEEDS = 500, SEEDS_MAX = 10000, DRAWS = 1024, CHANCE_DRAWS = 400 };

static const double LEVEL = 1e-6 / CHECKS_MAX;

static int seeds = SEEDS, checks, failures;
static FILE *table; /* NULL: none */

/* p: the chance of what was seen, or worse. */
static void judge(double p, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void judge(double p, const char *format, ...)
{
    char what[256];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    assert_in_range(++checks, 1, CHECKS_MAX);
    if (table)
        fprintf(table, "%-92s %8.2g%s\n", what, p, p >= LEVEL ? "" : "  WRONG");
    if (!(p >= LEVEL)) {
        print_error("%s: p = %g\n", what, p);
        failures++;
    }
}

static int no_failures(void **unused)
{
    (void)unused;
    failures = 0;
    return 0;
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* p-value of Kolmogorov's test that x[count] are uniform; sorts them. Stephens 1970, "Use of the
   Kolmogorov-Smirnov, Cramér-von Mises and related statistics without extensive tables". */
static double uniformity(double *x, int count)
{
    double most = 0, p = 0;

    qsort(x, (size_t)count, sizeof *x, compare_numbers);
    for (int i = 0; i < count; i++)
        most = fmax(most, fmax((i + 1.0) / count - x[i], x[i] - (double)i / count));
    double root = sqrt(count), scaled = (root + 0.12 + 0.11 / root) * most;
    if (scaled < 0.2)
        return 1;
    for (int k = 1; k <= 20; k++)
        p += (k % 2 ? 2 : -2) * exp(-2 * k * k * scaled * scaled);
    return fmax(p, 0);
}

static double two_sided(double below, double above)
{
    return fmin(1, 2 * fmin(below, above));
}

/* ---- intervals ---- */

/* Sum of two inputs: near normal, with a mean and quantiles that are known. */
static const char sum_model[] =
    "model { name = 'sum', from = '2026-01', to = '2026-01' }\n"
    "local a = parameter('a', { default = uniform(0, 1), source = assumed 't' })\n"
    "local b = parameter('b', { default = normal(0, 2), source = assumed 't' })\n"
    "output('sum', a + b, { kind = 'level' })\n";

static double sum_cdf(double x) /* of uniform(0, 1) + normal(0, 2) */
{
    double sum = 0;

    for (int i = 0; i < 2000; i++)
        sum += pnorm(x, (i + 0.5) / 2000, 2, 1, 0) / 2000;
    return sum;
}

static double sum_quantile(double level)
{
    double low = -20, high = 20;

    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        *(sum_cdf(middle) < level ? &low : &high) = middle;
    }
    return low;
}

/* People by chance on both sides of a change. */
static const char chance_model[] =
    "model { name = 'm', from = '2026-01', to = '2026-12' }\n"
    "local rate = parameter('rate', { default = uniform(.3, .7), source = assumed 'x' })\n"
    "output('certified', binomial('c', poisson('e', 10), rate))\n";
static const char changed_chance[] = "scenario { model = 'model.lua', set = { rate = plus(.1) } }\n";
static const double CHANCE_MEAN = 60, CHANCE_DIFFERENCE = 12; /* of 120 people, 0.5 and 0.1 */

struct tally {
    int covered;
    double width, misses, errors; /* sums: of half intervals; of squared misses and squared standard errors */
    double place[SEEDS_MAX];      /* of (value - truth) / se in Student's distribution */
};

static void note(struct tally *tally, int seed, struct estimate estimate, double truth)
{
    double miss = estimate.value - truth;

    tally->covered += fabs(miss) <= estimate_half(estimate);
    tally->width += estimate_half(estimate);
    tally->misses += miss * miss;
    tally->errors += estimate.se * estimate.se;
    tally->place[seed] = pt(miss / estimate.se, 15, 1, 0);
}

/* Where Sobol's points lie more evenly than 16 replicates can tell, more is covered than is said: no fault. */
static void judge_coverage(const struct tally *tally, enum run_sampler sampler, const char *what)
{
    double rate = (double)tally->covered / seeds;
    double below = pbinom(tally->covered, seeds, 0.95, 1, 0), above = pbinom(tally->covered - 1, seeds, 0.95, 0, 0);

    judge(sampler == RUN_SOBOL ? below : two_sided(below, above), "intervals of 95 %%, %s, %s: %.1f %% cover", what,
          sampler == RUN_SOBOL ? "sobol" : "random", 100 * rate);
}

/* The standard error is that of 16 independent replicates: then t has 15 degrees of freedom, and its place is
   uniform; the squares claimed and those that came, of 15 and 1 degrees of freedom a seed, are of one variance. */
static void judge_errors(struct tally *tally, enum run_sampler sampler, const char *what)
{
    double ratio = tally->errors / tally->misses;
    double below = pf(ratio, 15.0 * seeds, seeds, 1, 0), above = pf(ratio, 15.0 * seeds, seeds, 0, 0);
    const char *drawn = sampler == RUN_SOBOL ? "sobol" : "random";

    judge(two_sided(below, above), "squared errors, %s, %s: claimed are %.3f of the true", what, drawn, ratio);
    judge(uniformity(tally->place, seeds), "p-values of t with 15 degrees, %s, %s, are uniform", what, drawn);
}

static struct measure find(struct model *model, const char *name)
{
    struct error err = {0};
    struct measure measure;

    if (!measure_find(model, name, &measure, &err))
        fail_msg("%s", err.text);
    return measure;
}

static double *draw(const struct measure *measures, int count, int draws, int seed, enum run_sampler sampler)
{
    struct error err = {0};
    const struct sample_options options = {
        .draws = (uint64_t)draws, .seed = (uint64_t)seed + 1, .sampler = sampler, .threads = 1};
    double *y = sample_draws(measures, count, &options, &err);

    if (!y)
        fail_msg("%s", err.text);
    return y;
}

static void test_intervals_cover_at_their_rate(void **unused)
{
    static const double levels[] = {0.05, 0.5, 0.8, 0.95};
    static struct tally mean[2], share[2], of_level[2][COUNT_OF(levels)];
    double truth[COUNT_OF(levels)], margin[DRAWS], p = 1 - sum_cdf(2);
    struct model *model = load_text(sum_model);
    const struct measure measure = find(model, "sum");

    (void)unused;
    for (size_t k = 0; k < COUNT_OF(levels); k++)
        truth[k] = sum_quantile(levels[k]);
    for (int s = 0; s < 2; s++) {
        enum run_sampler sampler = s ? RUN_RANDOM : RUN_SOBOL;
        for (int seed = 0; seed < seeds; seed++) {
            double *y = draw(&measure, 1, DRAWS, seed, sampler);
            for (int i = 0; i < DRAWS; i++)
                margin[i] = y[i] - 2;
            note(&mean[s], seed, estimate_mean(y, DRAWS), 0.5);
            note(&share[s], seed, estimate_share(margin, DRAWS), p);
            for (size_t k = 0; k < COUNT_OF(levels); k++)
                note(&of_level[s][k], seed, estimate_quantile(y, DRAWS, levels[k]), truth[k]);
            free(y);
        }
        judge_coverage(&mean[s], sampler, "mean");
        judge_errors(&mean[s], sampler, "mean");
        judge_coverage(&share[s], sampler, "probability");
        for (size_t k = 0; k < COUNT_OF(levels); k++) {
            char what[32];
            snprintf(what, sizeof what, "P%g", 100 * levels[k]);
            judge_coverage(&of_level[s][k], sampler, what);
        }
    }
    assert_true(mean[0].width < mean[1].width / 4); /* what Sobol's sequence is for */
    model_free(model);
    load_remove();
    assert_int_equal(failures, 0);
}

static void test_intervals_of_paired_differences_cover(void **unused)
{
    static struct tally mean[2], difference[2];
    struct error err = {0};
    struct model *before = load_text(chance_model);

    (void)unused;
    load_write("more.lua", changed_chance);
    struct model *after = load_file("more.lua", NULL, &err);
    assert_non_null(after);
    const struct measure first = find(before, "certified"), second = find(after, "certified");
    for (int s = 0; s < 2; s++) {
        enum run_sampler sampler = s ? RUN_RANDOM : RUN_SOBOL;
        for (int seed = 0; seed < seeds; seed++) {
            double *x = draw(&first, 1, DRAWS, seed, sampler), *y = draw(&second, 1, DRAWS, seed, sampler);
            struct stats_pair pair = stats_compare(y, x, DRAWS);
            note(&mean[s], seed, estimate_mean(x, DRAWS), CHANCE_MEAN);
            note(&difference[s], seed, (struct estimate){pair.difference.mean, pair.difference.se},
                 CHANCE_DIFFERENCE);
            free(x);
            free(y);
        }
        judge_coverage(&mean[s], sampler, "mean of people");
        judge_errors(&mean[s], sampler, "mean of people");
        judge_coverage(&difference[s], sampler, "paired difference");
        judge_errors(&difference[s], sampler, "paired difference");
    }
    model_free(before);
    model_free(after);
    load_remove();
    assert_int_equal(failures, 0);
}

/* ---- samplers against their exact distributions ---- */

static double below_choice(double x)
{
    return x < 1 ? 0 : x < 3 ? 0.25 : x < 9 ? 0.75 : 1;
}

/* F(expression) in terms of x: the distribution function of R, or ours where it has none. */
#define SAMPLERS(X)                                                                                          \
    X("poisson('NAME', 0.03)", ppois(x, 0.03, 1, 0), true)                                                   \
    X("poisson('NAME', 2.5)", ppois(x, 2.5, 1, 0), true)                                                     \
    X("poisson('NAME', 27.9)", ppois(x, 27.9, 1, 0), true)                                                   \
    X("poisson('NAME', 28)", ppois(x, 28, 1, 0), true)                                                       \
    X("poisson('NAME', 40000)", ppois(x, 40000, 1, 0), true)                                                 \
    X("binomial('NAME', 1, 0.3)", pbinom(x, 1, 0.3, 1, 0), true)                                             \
    X("binomial('NAME', 15, 0.97)", pbinom(x, 15, 0.97, 1, 0), true)                                         \
    X("binomial('NAME', 90, 0.3)", pbinom(x, 90, 0.3, 1, 0), true)                                           \
    X("binomial('NAME', 100, 0.7)", pbinom(x, 100, 0.7, 1, 0), true)                                         \
    X("binomial('NAME', 1000000, 0.5)", pbinom(x, 1000000, 0.5, 1, 0), true)                                 \
    X("binomial('NAME', 1e9, 2e-9)", pbinom(x, 1e9, 2e-9, 1, 0), true)                                       \
    X("hypergeometric('NAME', 8, 5, 11)", phyper(x, 5, 11, 8, 1, 0), true)                                   \
    X("hypergeometric('NAME', 300, 400, 700)", phyper(x, 400, 700, 300, 1, 0), true)                         \
    X("hypergeometric('NAME', 50000, 4e6, 6e6)", phyper(x, 4e6, 6e6, 50000, 1, 0), true)                     \
    X("noise('NAME', choice({ 1, 3, 9 }, { 1, 2, 1 }))", below_choice(x), true)                              \
    X("noise('NAME', uniform(-2, 5))", punif(x, -2, 5, 1, 0), false)                                         \
    X("noise('NAME', normal(3, 2))", pnorm(x, 3, 2, 1, 0), false)                                            \
    X("noise('NAME', lognormal(1, 2))", plnorm(x, 1, 2, 1, 0), false)                                        \
    X("noise('NAME', gamma(0.3, 2))", pgamma(x, 0.3, 2, 1, 0), false)                                        \
    X("noise('NAME', gamma(70, 0.1))", pgamma(x, 70, 0.1, 1, 0), false)                                      \
    X("noise('NAME', beta(0.4, 3))", pbeta(x, 0.4, 3, 1, 0), false)                                          \
    X("noise('NAME', pert(0, 1, 4))", pbeta(x / 4, 2, 4, 1, 0), false)                                       \
    X("input:beta(45, 5)", pbeta(x, 45, 5, 1, 0), false)                                                     \
    X("input:gamma(12, 2)", pgamma(x, 12, 2, 1, 0), false)                                                   \
    X("input:triangular(0, 1, 1)", x * x, false)

#define X(expression, distribution, whole) 1 +
enum { SAMPLER_COUNT = SAMPLERS(X) 0 };
#undef X

static const struct {
    const char *expression;
    bool whole; /* steps: a place is drawn within the step */
} samplers[] = {
#define X(expression, distribution, whole) {expression, whole},
    SAMPLERS(X)
#undef X
};

static double distribution(int sampler, double x)
{
    int i = 0;

#define X(expression, distribution, whole)                                                                   \
    if (sampler == i++)                                                                                      \
        return distribution;
    SAMPLERS(X)
#undef X
    fail_msg("no sampler %d", sampler);
    return 0;
}

/* A stream for each place within a step, and an output a sampler. */
static struct model *load_samplers(void)
{
    struct text text = {0};

    text_add(&text, "model { name = 'm', from = '2026-01', to = '2026-01' }\n"
                    "output('within', noise('within', uniform(0, 1)))\n");
    for (int i = 0; i < SAMPLER_COUNT; i++) {
        const char *expression = samplers[i].expression, *name = strstr(expression, "NAME");
        text_add(&text, "output('s%d', ", i);
        if (name)
            text_add(&text, "%.*ss%d%s)\n", (int)(name - expression), expression, i, name + strlen("NAME"));
        else
            text_add(&text, "parameter('s%d', { default = %s, source = assumed 't' }), { kind = 'level' })\n", i,
                     expression + strlen("input:"));
    }
    struct model *model = load_text(text_string(&text));
    text_clear(&text);
    return model;
}

/* The distribution function at whole numbers is looked up again and again. */
static double step_at(int sampler, double k)
{
    enum { KNOWN = 4096 };
    static struct {
        double k, below;
    } known[SAMPLER_COUNT][KNOWN];
    size_t at = (size_t)(k + 1) % KNOWN;

    if (k < 0)
        return 0;
    if (known[sampler][at].k != k + 1) {
        known[sampler][at].k = k + 1; /* + 1: 0 is empty */
        known[sampler][at].below = distribution(sampler, k);
    }
    return known[sampler][at].below;
}

/* p-value of chi-square that the counts are of equal chances. */
static double evenness(const int *counts, int parts)
{
    double all = 0, chi = 0;

    for (int i = 0; i < parts; i++)
        all += counts[i];
    for (int i = 0; i < parts; i++)
        chi += (counts[i] - all / parts) * (counts[i] - all / parts) / (all / parts);
    return pchisq(chi, parts - 1, 0, 0);
}

/* The place of a draw in its distribution is uniform; of a whole number, a random place in its step. p-values of
   Kolmogorov's test, a seed each, are uniform then: they are tested for it once more. All draws of all seeds fall
   into equal parts of the distribution alike. */
static void test_samplers_fit_their_distributions(void **unused)
{
    enum { PARTS = 64 };
    static double p[SAMPLER_COUNT][SEEDS_MAX];
    static int fallen[SAMPLER_COUNT][PARTS];
    struct model *model = load_samplers();
    struct measure measures[SAMPLER_COUNT + 1];
    double place[CHANCE_DRAWS];

    (void)unused;
    for (int i = 0; i < SAMPLER_COUNT; i++) {
        char name[16];
        snprintf(name, sizeof name, "s%d", i);
        measures[i] = find(model, name);
    }
    measures[SAMPLER_COUNT] = find(model, "within");
    for (int seed = 0; seed < seeds; seed++) {
        double *y = draw(measures, SAMPLER_COUNT + 1, CHANCE_DRAWS, seed, RUN_RANDOM);
        const double *within = y + SAMPLER_COUNT * CHANCE_DRAWS;
        for (int i = 0; i < SAMPLER_COUNT; i++) {
            for (int d = 0; d < CHANCE_DRAWS; d++) {
                double x = y[i * CHANCE_DRAWS + d];
                if (samplers[i].whole) {
                    double low = step_at(i, x - 1), high = step_at(i, x);
                    place[d] = low + within[d] * (high - low);
                } else {
                    place[d] = distribution(i, x);
                }
                fallen[i][(int)fmin(place[d] * PARTS, PARTS - 1)]++;
            }
            p[i][seed] = uniformity(place, CHANCE_DRAWS);
        }
        free(y);
    }
    for (int i = 0; i < SAMPLER_COUNT; i++) {
        const char *expression = samplers[i].expression;
        judge(uniformity(p[i], seeds), "p-values of the fit are uniform: %s", expression);
        judge(evenness(fallen[i], PARTS), "all draws fit: %s", expression);
    }
    model_free(model);
    load_remove();
    assert_int_equal(failures, 0);
}

/* ---- replicates and streams ---- */

/* The largest of `pairs` correlations of `count` independent pairs, as Fisher's z: P(none is so large). */
static double judge_largest(double largest, int count, double pairs)
{
    double one = 2 * pnorm(atanh(largest) * sqrt(count - 3), 0, 1, 0, 0);

    return -expm1(pairs * log1p(-one));
}

static double correlation(const double *x, const double *y, int count)
{
    double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;

    for (int i = 0; i < count; i++)
        mx += x[i] / count, my += y[i] / count;
    for (int i = 0; i < count; i++) {
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
        xy += (x[i] - mx) * (y[i] - my);
    }
    return xy / sqrt(xx * yy);
}

/* Means of the 16 replicates, over seeds: all 120 pairs. */
static void test_replicates_are_independent(void **unused)
{
    enum { REPLICATES = 16 };
    static double mean[REPLICATES][SEEDS_MAX];
    struct model *model = load_text(chance_model);
    const struct measure measure = find(model, "certified");

    (void)unused;
    for (int s = 0; s < 2; s++) {
        enum run_sampler sampler = s ? RUN_RANDOM : RUN_SOBOL;
        double largest = 0;
        for (int seed = 0; seed < seeds; seed++) {
            double *y = draw(&measure, 1, DRAWS, seed, sampler);
            for (int r = 0; r < REPLICATES; r++) {
                mean[r][seed] = 0;
                for (int i = r; i < DRAWS; i += REPLICATES)
                    mean[r][seed] += y[i];
            }
            free(y);
        }
        for (int a = 0; a < REPLICATES; a++)
            for (int b = 0; b < a; b++)
                largest = fmax(largest, fabs(correlation(mean[a], mean[b], seeds)));
        judge(judge_largest(largest, seeds, REPLICATES * (REPLICATES - 1) / 2.0),
              "means of the 16 replicates, %s: largest correlation of 120 pairs %.3f",
              s ? "random" : "sobol", largest);
    }
    model_free(model);
    load_remove();
    assert_int_equal(failures, 0);
}

/* Streams whose names, cells, months or seeds differ by little. */
struct stream {
    uint64_t seed;
    const char *name, *cell;
    uint64_t month;
};

static const struct {
    const char *what;
    struct stream a, b; /* seeds are added */
} pairs[] = {
    {"other name", {0, "enrolled", "", 3}, {0, "enrolles", "", 3}},
    {"a letter more", {0, "x", "", 0}, {0, "xx", "", 0}},
    {"other cell", {0, "enrolled", "level=L3", 3}, {0, "enrolled", "level=L4", 3}},
    {"next month", {0, "enrolled", "", 3}, {0, "enrolled", "", 4}},
    {"next seed", {0, "enrolled", "", 3}, {1, "enrolled", "", 3}},
};

static void fill(double *u, int count, const struct stream *stream, int seed)
{
    struct threefry_key key = threefry_stream_key(stream->seed + (uint64_t)seed, stream->name, "", stream->cell);

    kernels_best()->uniform(u, (size_t)count, &key, 0, stream->month, 0);
}

/* Pairs (u, v) of two streams fall into 8 x 8 squares alike, draw by draw; and so do the pairs that follow each
   other in the two streams interleaved (v, next u): chi-square with 63 degrees of freedom, the p-values of which are
   uniform over seeds. The correlation of all draws of all seeds is within chance. */
static void test_streams_know_nothing_of_each_other(void **unused)
{
    enum { COUNT = 4096, SIDE = 8 };
    static double u[COUNT], v[COUNT], p[2][SEEDS_MAX];

    (void)unused;
    for (size_t k = 0; k < COUNT_OF(pairs); k++) {
        double products = 0;
        for (int seed = 0; seed < seeds; seed++) {
            int squares[2][SIDE * SIDE] = {{0}};
            fill(u, COUNT, &pairs[k].a, seed);
            fill(v, COUNT, &pairs[k].b, seed);
            for (int i = 0; i < COUNT; i++) {
                products += 12 * (u[i] - 0.5) * (v[i] - 0.5);
                squares[0][SIDE * (int)(SIDE * u[i]) + (int)(SIDE * v[i])]++;
                squares[1][SIDE * (int)(SIDE * v[i]) + (int)(SIDE * u[(i + 1) % COUNT])]++;
            }
            for (int way = 0; way < 2; way++)
                p[way][seed] = evenness(squares[way], SIDE * SIDE);
        }
        double z = products / sqrt((double)COUNT * seeds);
        judge(2 * pnorm(fabs(z), 0, 1, 0, 0), "streams, %s: correlation %.1e", pairs[k].what,
              z / sqrt((double)COUNT * seeds));
        judge(uniformity(p[0], seeds), "streams, %s: p-values of pairs are uniform", pairs[k].what);
        judge(uniformity(p[1], seeds), "streams, %s: p-values of pairs interleaved are uniform", pairs[k].what);
    }
    assert_int_equal(failures, 0);
}

/* ---- quantile sketches ---- */

/* Of wide, narrow and two-sided distributions: the sketch's quantile is within 1/512 of the sorted draws'. */
static void test_sketches_stay_within_their_bound(void **unused)
{
    static const int percents[] = {1, 5, 10, 20, 25, 50, 75, 80, 90, 95, 99};
    double y[DRAWS], quantile[COUNT_OF(percents)], worst = 0;
    const double bound = 1 / 512.0;

    (void)unused;
    for (int seed = 0; seed < seeds; seed++) {
        const struct stream stream = {0, "sketch", "", 0};
        struct sketch sketch = {0};
        struct arena *memory = arena_new();
        double spread = 0.01 * (1 + seed % 50) * (1 + seed % 7), middle = seed % 3 - 1;
        fill(y, DRAWS, &stream, seed);
        for (int i = 0; i < DRAWS; i++) {
            double z = qnorm(y[i], 0, 1, 1, 0);
            y[i] = seed % 2 ? exp(middle * 20 + spread * z) : middle * 1000 + spread * 300 * z;
        }
        double low = y[0], high = y[0];
        for (int i = 1; i < DRAWS; i++)
            low = fmin(low, y[i]), high = fmax(high, y[i]);
        sketch_add(&sketch, memory, kernels_best(), y, DRAWS, low, high);
        sketch_quantiles(&sketch, DRAWS, percents, COUNT_OF(percents), low, high, quantile);
        qsort(y, DRAWS, sizeof *y, compare_numbers);
        for (size_t k = 0; k < COUNT_OF(percents); k++) {
            double sorted = y[(int)ceil(percents[k] * DRAWS / 100.0) - 1];
            worst = fmax(worst, fabs(quantile[k] - sorted) / fabs(sorted));
        }
        arena_free(memory);
    }
    judge(worst <= bound, "quantiles of sketches: worst error %.2e, bound %.2e", worst, bound);
    assert_int_equal(failures, 0);
}

/* Blocks of four words of 16 streams by turns, until nobody reads them. */
static int write_words(void)
{
    enum { STREAMS = 16 };
    struct threefry_key keys[STREAMS];
    uint64_t words[STREAMS][4];
    char name[16];

    for (int s = 0; s < STREAMS; s++) {
        snprintf(name, sizeof name, "stream_%d", s);
        keys[s] = threefry_stream_key(1, name, "", "");
    }
    for (uint64_t block = 0;; block++) {
        for (int s = 0; s < STREAMS; s++)
            threefry_block(&keys[s], (const uint64_t[4]){block, 0, 0, 0}, words[s]);
        if (fwrite(words, sizeof words, 1, stdout) != 1)
            return 0;
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_intervals_cover_at_their_rate, no_failures),
        cmocka_unit_test_setup(test_intervals_of_paired_differences_cover, no_failures),
        cmocka_unit_test_setup(test_samplers_fit_their_distributions, no_failures),
        cmocka_unit_test_setup(test_replicates_are_independent, no_failures),
        cmocka_unit_test_setup(test_streams_know_nothing_of_each_other, no_failures),
        cmocka_unit_test_setup(test_sketches_stay_within_their_bound, no_failures),
    };

    if (argc > 1 && strcmp(argv[1], "words") == 0)
        return write_words();
    if (argc > 1) { /* the long form, with a table into this file */
        seeds = SEEDS_MAX;
        table = fopen(argv[1], "w");
        if (!table)
            return 1;
        fprintf(table, "%-92s %8s\n", "what", "p");
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    if (table)
        fprintf(table, "%d checks over %d seeds; one is wrong where p is under %g\n", checks, seeds, LEVEL);
    return failed || (table && fclose(table) != 0);
}
