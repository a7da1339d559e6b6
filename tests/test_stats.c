/* Sums and histograms: that they merge to the same bits, and that what they say is right. */
#include "check.h"

#include <pthread.h>

#include "sketch.h"
#include "stats.h"

enum { MOST_DRAWS = 1 << 16 };

static double values[MOST_DRAWS];

/* splitmix64: the tests' own randomness. */
static uint64_t random_state;

static uint64_t random_bits(void)
{
    uint64_t z = random_state += 0x9E3779B97F4A7C15;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

static double uniform(void)
{
    return ((double)(random_bits() >> 11) + 0.5) * 0x1p-53;
}

/* Sum of 12 uniforms less 6: near normal, mean 0, sd 1. */
static double bell(void)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += uniform();
    return sum;
}

/* ---- a run of many series over threads ---- */

enum { SERIES = 5 };

static double series_value(size_t series, uint64_t draw)
{
    double x = values[draw];

    switch (series) {
    case 0: return x;
    case 1: return rint(40 + 14 * x);
    case 2: return 1e9 + x;
    case 3: return draw % 7 == 0 ? (double)NAN : x * 1e5;
    default: return draw / 300 % 2 ? 3 : 0.5;
    }
}

struct crew {
    struct stats *stats;
    uint64_t draws;
    size_t block;
    uint64_t next; /* stretch */
    pthread_mutex_t mutex;
};

static void *crew_member(void *context)
{
    struct crew *crew = context;
    struct stats_part *part = stats_part_new(crew->stats);

    for (;;) {
        pthread_mutex_lock(&crew->mutex);
        uint64_t stretch = crew->next++;
        pthread_mutex_unlock(&crew->mutex);
        uint64_t draw = stretch * STATS_STRETCH, end = draw + STATS_STRETCH;
        if (draw >= crew->draws)
            break;
        end = end < crew->draws ? end : crew->draws;
        for (size_t lanes; draw < end; draw += lanes) {
            double x[STATS_STRETCH];
            lanes = end - draw < crew->block ? (size_t)(end - draw) : crew->block;
            for (size_t series = 0; series < SERIES; series++) {
                for (size_t i = 0; i < lanes; i++)
                    x[i] = series_value(series, draw + i);
                stats_add(part, series, (struct strip){x, false}, lanes, draw);
            }
        }
        stats_end_stretch(part, stretch, false);
    }
    stats_part_free(part);
    return NULL;
}

static void run_crew(int threads, size_t block, uint64_t draws, struct stats_row rows[SERIES])
{
    struct crew crew = {stats_new(SERIES, (bool[SERIES]){true, true, true, true, true}, draws), draws,
                        block, 0, PTHREAD_MUTEX_INITIALIZER};
    pthread_t thread[8];

    for (int i = 0; i < threads; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, crew_member, &crew), 0);
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    for (size_t i = 0; i < SERIES; i++)
        rows[i] = stats_result(crew.stats, i);
    stats_free(crew.stats);
}

static void fill_values(uint64_t seed)
{
    random_state = seed;
    for (int i = 0; i < MOST_DRAWS; i++)
        values[i] = bell();
}

static void test_threads_and_blocks_give_the_same_bits(void **unused)
{
    static const int threads[] = {1, 2, 7};
    static const size_t blocks[] = {64, 128, 256, 512};
    struct stats_row first[SERIES], rows[SERIES];
    uint64_t draws = 9 * STATS_STRETCH + 3 * STATS_LEAF + 17;

    (void)unused;
    fill_values(1);
    run_crew(1, 64, draws, first);
    assert_true(first[0].sd > 0.9 && first[3].n == (double)(draws - (draws + 6) / 7));
    for (size_t t = 0; t < COUNT_OF(threads); t++)
        for (size_t b = 0; b < COUNT_OF(blocks); b++) {
            run_crew(threads[t], blocks[b], draws, rows);
            assert_memory_equal(rows, first, sizeof rows);
        }
}

/* ---- one series ---- */

static struct stats_row row_of_blocks(const double *x, uint64_t draws, bool sketched, size_t block)
{
    struct stats *stats = stats_new(1, &sketched, draws);
    struct stats_part *part = stats_part_new(stats);

    for (uint64_t draw = 0; draw < draws; draw += block) {
        size_t lanes = draws - draw < block ? (size_t)(draws - draw) : block;
        stats_add(part, 0, (struct strip){x + draw, false}, lanes, draw);
        if ((draw + block) % STATS_STRETCH == 0 || draw + block >= draws)
            stats_end_stretch(part, draw / STATS_STRETCH, false);
    }
    struct stats_row row = stats_result(stats, 0);
    stats_part_free(part);
    stats_free(stats);
    return row;
}

static struct stats_row row_of(const double *x, uint64_t draws)
{
    return row_of_blocks(x, draws, true, 256);
}

/* Whole leaves of one number, in the short form where `brief`, in a pattern of 64-draw pieces. */
static struct stats_row row_of_pieces(const char *pattern, bool brief, size_t block)
{
    double *x = malloc(8 * STATS_STRETCH * sizeof *x);
    const uint64_t draws = strlen(pattern) * STATS_LEAF;
    struct stats *stats = stats_new(1, (bool[]){true}, draws);
    struct stats_part *part = stats_part_new(stats);

    for (uint64_t i = 0; i < draws; i++)
        switch (pattern[i / STATS_LEAF]) {
        case '0': x[i] = 0; break;
        case 'c': x[i] = 3.7; break;
        case 'n': x[i] = NAN; break;
        case 'm': x[i] = -0.0; break;
        default: x[i] = (double)(i * 7919 % 1009) / 3 - 20;
        }
    for (uint64_t draw = 0, lanes; draw < draws; draw += lanes) {
        lanes = draws - draw < block ? draws - draw : block;
        bool one = brief && kernels_best()->all_same(x + draw, lanes);
        stats_add(part, 0, (struct strip){x + draw, one}, lanes, draw);
        if ((draw + lanes) % STATS_STRETCH == 0 || draw + lanes == draws)
            stats_end_stretch(part, draw / STATS_STRETCH, false);
    }
    struct stats_row row = stats_result(stats, 0);
    stats_part_free(part);
    stats_free(stats);
    free(x);
    return row;
}

static void test_the_short_form_of_a_strip_gives_the_same_bits(void **unused)
{
    /* 8 pieces are a stretch */
    static const char *const patterns[] = {
        "0000000000000000" "0000000000000000" "00000000",
        "0000000000000000" "0000xx00000000cc" "0000000000000000" "0",
        "00000000ccccccccn" "nnnncc00000000000" "00000000000000",
        "0000000000000000" "mmmm000000000000",
        "cccccccccccccccc" "cccc",
        "nnnnnnnnnnnnnnnn" "0000",
        "0000000000000000" "xxxxxxxxxxxxxxxx" "0000000000000000",
    };

    (void)unused;
    for (size_t p = 0; p < COUNT_OF(patterns); p++) {
        struct stats_row wide = row_of_pieces(patterns[p], false, 64);
        for (size_t block = 64; block <= STATS_STRETCH; block *= 2) {
            struct stats_row row = row_of_pieces(patterns[p], true, block);
            assert_memory_equal(&row, &wide, sizeof row);
        }
    }
}

static void test_mean_and_sd_agree_with_long_doubles(void **unused)
{
    static const double mean[] = {0, 1, -3e5, 1e9}, sd[] = {1, 1e-3, 7, 1};

    (void)unused;
    for (size_t k = 0; k < COUNT_OF(mean); k++)
        for (uint64_t draws = 2; draws <= 5000; draws = draws * 3 + 1) {
            long double sum = 0, squares = 0, low = INFINITY, high = -INFINITY;
            random_state = draws;
            for (uint64_t i = 0; i < draws; i++) {
                values[i] = mean[k] + sd[k] * bell();
                sum += values[i];
                low = values[i] < low ? values[i] : low;
                high = values[i] > high ? values[i] : high;
            }
            for (uint64_t i = 0; i < draws; i++)
                squares += (values[i] - sum / draws) * (values[i] - sum / draws);
            struct stats_row row = row_of(values, draws);
            /* sums of n values lose at most log2(n) + 16 roundings of the largest */
            assert_within(row.mean, (double)(sum / draws),
                          32 * 0x1p-53 * (fabs(mean[k]) + 6 * sd[k]));
            /* a shift of the leaves' means by one rounding; sums of squares about 0 would lose the
               square of mean / sd */
            assert_close(row.sd, (double)sqrtl(squares / (draws - 1)),
                         1e-13 + 0x1p-53 * fabs(mean[k]) / sd[k]);
            assert_true(row.n == (double)draws && row.min == (double)low &&
                        row.max == (double)high);
        }
}

static void test_a_constant_has_no_spread_at_all(void **unused)
{
    (void)unused;
    for (int i = 0; i < 5000; i++)
        values[i] = 0.1;
    for (uint64_t draws = 32; draws <= 5000; draws += 331) {
        struct stats_row row = row_of(values, draws);
        assert_true(row.mean == 0.1 && row.sd == 0 && row.se == 0);
        assert_true(row.quantile[0] == 0.1 && row.quantile[8] == 0.1);
    }
}

static void test_one_draw_has_a_value_and_no_spread(void **unused)
{
    double x = 41.7;
    struct stats_row row = row_of(&x, 1);

    (void)unused;
    assert_true(row.n == 1 && row.mean == x && row.min == x && row.max == x);
    assert_true(isnan(row.sd) && isnan(row.se));
    for (int i = 0; i < STATS_QUANTILES; i++)
        assert_true(row.quantile[i] == x);
}

static void test_se_is_claimed_from_two_draws_a_replicate(void **unused)
{
    (void)unused;
    fill_values(3);
    assert_true(isnan(row_of(values, 31).se));
    assert_true(row_of(values, 32).se > 0);
    values[5] = NAN;
    assert_true(isnan(row_of(values, 32).se)); /* replicate 5 has one left */
}

/* E se^2 is var / n exactly; se^2 has relative sd sqrt(2 / 15), the mean of 1500 sqrt(2 / 15 /
   1500): five of those are less than the 1 / 16 that a wrong number of degrees of freedom would
   make. */
static void test_se_squared_is_unbiased_on_independent_draws(void **unused)
{
    enum { RUNS = 1500, DRAWS = 1024 + 40 };
    double sum = 0;

    (void)unused;
    random_state = 4;
    for (int k = 0; k < RUNS; k++) {
        for (int i = 0; i < DRAWS; i++)
            values[i] = 5 + uniform();
        struct stats_row row = row_of(values, DRAWS);
        sum += row.se * row.se;
    }
    double expected = 1.0 / 12 / DRAWS;
    assert_within(sum / RUNS / expected, 1, 5 * sqrt(2.0 / 15 / RUNS));
}

static void test_values_that_are_not_numbers_are_left_out(void **unused)
{
    double present[3000];
    size_t count = 0;

    (void)unused;
    fill_values(5);
    for (int i = 0; i < 3000; i++) {
        if (i % 5 == 2 || i / 64 == 3)
            values[i] = NAN;
        else
            present[count++] = values[i];
    }
    struct stats_row row = row_of(values, 3000), without = row_of(present, count);
    assert_true(row.n == (double)count && row.min == without.min && row.max == without.max);
    assert_close(row.mean, without.mean, 1e-12);
    assert_close(row.sd, without.sd, 1e-12);
    assert_true(row.se > 0);
    assert_memory_equal(row.quantile, without.quantile, sizeof row.quantile);
    for (int i = 0; i < 3000; i++)
        values[i] = NAN;
    row = row_of(values, 3000);
    assert_true(row.n == 0 && isnan(row.mean) && isnan(row.sd) && isnan(row.se) && isnan(row.min) &&
                isnan(row.max) && isnan(row.quantile[4]));
}

static void test_a_series_without_histogram_has_no_quantiles(void **unused)
{
    (void)unused;
    fill_values(6);
    struct stats_row row = row_of_blocks(values, 500, false, 64);
    assert_true(row.sd > 0);
    for (int i = 0; i < STATS_QUANTILES; i++)
        assert_true(isnan(row.quantile[i]));
}

static void test_an_abandoned_stretch_adds_nothing(void **unused)
{
    bool sketched = false;
    struct stats *stats = stats_new(1, &sketched, STATS_DRAWS_END);
    struct stats_part *part = stats_part_new(stats);

    (void)unused;
    fill_values(7);
    for (uint64_t stretch = 0; stretch < 3; stretch++) {
        stats_add(part, 0, (struct strip){values, false}, STATS_STRETCH,
                  stretch * STATS_STRETCH);
        stats_end_stretch(part, stretch, stretch == 1);
    }
    assert_true(stats_result(stats, 0).n == 2 * STATS_STRETCH);
    stats_part_free(part);
    stats_free(stats);
}

/* ---- quantiles ---- */

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* The least value with at least the share `level` (in hundredths) of the values at or below it. */
static double sorted_quantile(const double *sorted, size_t n, int percent)
{
    size_t rank = ((size_t)percent * n + 99) / 100;

    return sorted[rank - 1];
}

static const int percents[STATS_QUANTILES] = {5, 10, 20, 25, 50, 75, 80, 90, 95};

static void assert_quantiles(const double *x, size_t n, double relative)
{
    static double sorted[MOST_DRAWS];
    struct stats_row row = row_of(x, n);

    memcpy(sorted, x, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, compare_doubles);
    for (int i = 0; i < STATS_QUANTILES; i++) {
        assert_true(lround(100 * stats_levels[i]) == percents[i]);
        assert_close(row.quantile[i], sorted_quantile(sorted, n, percents[i]), relative);
    }
}

static void test_quantiles_of_whole_numbers_are_exact(void **unused)
{
    static const struct {
        double mean, sd;
    } cases[] = {{0, 1}, {3, 3}, {40, 14}, {250, 80}, {-300, 60}, {0, 150}, {510.4, 0.3}};

    (void)unused;
    random_state = 8;
    for (size_t k = 0; k < COUNT_OF(cases); k++)
        for (size_t n = 1; n < 6000; n = n * 2 + 3) {
            for (size_t i = 0; i < n; i++)
                values[i] = fmax(-511, fmin(511, rint(cases[k].mean + cases[k].sd * bell())));
            assert_quantiles(values, n, 0);
        }
}

/* Half a bucket is 1/512 of the bucket's lower end. */
static void test_other_quantiles_are_within_a_fifth_of_a_percent(void **unused)
{
    static const struct {
        double mean, sd;
        bool whole;
    } cases[] = {{0, 1, false},         {5.3e6, 5e5, false}, {512, 40, true},
                 {512, 40, false},      {-9e4, 1e5, true},   {1e-200, 1e-201, false},
                 {1e300, 1e299, false}, {0.25, 0.001, false}};

    (void)unused;
    random_state = 9;
    for (size_t k = 0; k < COUNT_OF(cases); k++)
        for (size_t n = 1; n < 20000; n = n * 3 + 2) {
            for (size_t i = 0; i < n; i++) {
                double x = cases[k].mean + cases[k].sd * bell();
                values[i] = cases[k].whole ? rint(x) : x;
            }
            assert_quantiles(values, n, 1.0 / 512);
        }
}

static void test_whole_numbers_stand_between_their_neighbours(void **unused)
{
    static const double x[] = {-2.001, -2, -1.999, -1, -0.0001, 0, 0.0001, 1, 1.001, 2, 2.001};

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(x); i++) /* the middle one of three is the median */
        for (size_t j = 0; j < i; j++)
            for (size_t k = i + 1; k < COUNT_OF(x); k++) {
                double three[] = {x[k], x[j], x[i]};
                struct stats_row row = row_of(three, 3);
                assert_close(row.quantile[4], x[i], x[i] == rint(x[i]) ? 0 : 1.0 / 512);
            }
}

static void test_extreme_values_stay_within_min_and_max(void **unused)
{
    static const double x[] = {INFINITY, 1.7e308, 1e-310, 5e-324, 0.0,  -0.0,   -5e-324,
                               -1.7e308, 511,     512,    -511,   -512, 0x1p52, -0x1p60};

    (void)unused;
    for (size_t i = 0; i < 700; i++)
        values[i] = x[random_bits() % COUNT_OF(x)];
    struct stats_row row = row_of(values, 700);
    for (int i = 0; i < STATS_QUANTILES; i++) {
        assert_true(row.quantile[i] >= row.min && row.quantile[i] <= row.max);
        assert_true(i == 0 || row.quantile[i] >= row.quantile[i - 1]);
    }
}

static void test_quantiles_do_not_depend_on_how_values_came(void **unused)
{
    (void)unused;
    fill_values(10);
    for (int i = 0; i < 4096; i++) { /* stretches of equal, whole, large and mixed values */
        int kind = i / 64 % 6;
        values[i] = kind == 0   ? 7
                    : kind == 1 ? rint(30 * values[i])
                    : kind == 2 ? 600 + fabs(values[i])
                    : kind == 3 ? values[i]
                    : kind == 4 ? (i % 3 ? 1e6 * (i % 5 + 1) : (double)NAN)
                                : (i % 3 ? (double)NAN : 8);
    }
    struct stats_row strips = row_of_blocks(values, 4096, true, 64);
    struct stats_row wide = row_of_blocks(values, 4096, true, 512);
    assert_memory_equal(strips.quantile, wide.quantile, sizeof wide.quantile);

    struct sketch sketch = {0};
    struct arena *arena = arena_new();
    double quantile[STATS_QUANTILES];
    for (int i = 4095; i >= 0; i--)
        if (values[i] == values[i])
            sketch_add(&sketch, arena, kernels_best(), &values[i], 1, values[i], values[i]);
    sketch_quantiles(&sketch, (uint64_t)wide.n, percents, STATS_QUANTILES, wide.min, wide.max,
                     quantile);
    assert_memory_equal(quantile, wide.quantile, sizeof quantile);
    arena_free(arena);
}

/* A count of 16 bits is full at 49,152. */
static void test_a_bucket_takes_any_number_of_values(void **unused)
{
    static const double numbers[] = {0, 3, 0.3, -1e6, 700};
    struct sketch sketch = {0};
    struct arena *arena = arena_new();
    double x[1000];
    const size_t rounds = 400;

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(x); i++) /* 1 of 10 each of 0.3, -1e6 and 700; 4 of 0; 3 of 3 */
        x[i] = numbers[i % 10 < 4 ? 0 : i % 10 < 7 ? 1 : i % 10 - 5];
    for (size_t r = 0; r < rounds; r++) {
        double whole[COUNT_OF(x)];
        for (size_t i = 0; i < COUNT_OF(x); i++)
            whole[i] = i % 2 ? 5 : 6;
        sketch_add(&sketch, arena, kernels_best(), x, COUNT_OF(x), -1e6, 700);
        sketch_add(&sketch, arena, kernels_best(), whole, COUNT_OF(whole), 5, 6);
        sketch_add_one(&sketch, arena, 0, 100);
    }
    sketch_add_one(&sketch, arena, 700, 70000);
    /* of 910,000: 40,000 of -1e6, 200,000 of 0, 40,000 of 0.3, 120,000 of 3, 200,000 of 5 and of 6,
       110,000 of 700 */
    const int at[] = {4, 5, 26, 27, 30, 31, 43, 44, 65, 66, 87, 88};
    const double want[] = {-1e6, 0, 0, 0.3, 0.3, 3, 3, 5, 5, 6, 6, 700};
    double found[COUNT_OF(at)];
    sketch_quantiles(&sketch, 910000, at, COUNT_OF(at), -1e6, 700, found);
    for (size_t i = 0; i < COUNT_OF(at); i++)
        assert_true(fabs(found[i] - want[i]) <= 0.002 * fabs(want[i]));
    arena_free(arena);
}

/* Whole numbers alone, or others above zero, or below; few, and more than 16 bits count. */
static void test_a_histogram_of_one_window_is_read_to_its_end(void **unused)
{
    static const double units[] = {1, 0.3, -0.3};
    static const int at[] = {1, 20, 21, 70, 71, 100}; /* 2 of 10 are the least, 3 the greatest */

    (void)unused;
    for (size_t k = 0; k < 2 * COUNT_OF(units); k++) {
        const double unit = units[k / 2], x[] = {3 * unit, 4 * unit, 701 * unit};
        const size_t tenth = k % 2 ? 20000 : 10, least = unit < 0 ? 2 : 0;
        struct sketch sketch = {0};
        struct arena *arena = arena_new();
        double found[COUNT_OF(at)];
        sketch_add_one(&sketch, arena, x[least], 2 * tenth);
        sketch_add_one(&sketch, arena, x[1], 5 * tenth);
        sketch_add_one(&sketch, arena, x[2 - least], 3 * tenth);
        sketch_quantiles(&sketch, 10 * tenth, at, COUNT_OF(at), x[least], x[2 - least], found);
        for (size_t i = 0; i < COUNT_OF(at); i++) {
            double want = x[i < 2 ? least : i < 4 ? 1 : 2 - least];
            assert_true(fabs(found[i] - want) <= 0.002 * fabs(want));
        }
        arena_free(arena);
    }
}

static void test_a_histogram_of_people_is_small(void **unused)
{
    bool sketched = true;
    struct stats *stats = stats_new(1, &sketched, STATS_DRAWS_END);
    struct stats_part *part = stats_part_new(stats);

    (void)unused;
    fill_values(11);
    for (int i = 0; i < STATS_STRETCH; i++)
        values[i] = rint(40 + 6 * values[i]);
    stats_add(part, 0, (struct strip){values, false}, STATS_STRETCH, 0);
    stats_end_stretch(part, 0, false);
    assert_true(stats_sketch_bytes(stats) > 0);
    assert_true(stats_sketch_bytes(stats) <=
                2 * 12 * 6 * sizeof(uint16_t)); /* +- 6 sd, once spared */
    stats_part_free(part);
    stats_free(stats);
}

/* In a whole leaf, in the one that is cut, in one number for all. */
static void test_adding_tells_whether_all_are_finite(void **unused)
{
    static const double wrong[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    double x[STATS_STRETCH];

    (void)unused;
    for (size_t i = 0; i < STATS_STRETCH; i++)
        x[i] = (double)(i % 7);
    for (uint64_t draws = 1; draws <= STATS_STRETCH; draws += 73) {
        struct stats *stats = stats_new(2, (bool[]){true, false}, draws);
        struct stats_part *part = stats_part_new(stats);
        assert_true(stats_add(part, 0, (struct strip){x, false}, draws, 0));
        assert_true(stats_add(part, 1, (struct strip){x + 1, true}, draws, 0));
        for (size_t at = 0; at < draws; at += 41)
            for (size_t k = 0; k < COUNT_OF(wrong); k++) {
                double right = x[at];
                x[at] = wrong[k];
                assert_false(stats_add(part, k % 2, (struct strip){x, false}, draws, 0));
                assert_false(stats_add(part, k % 2, (struct strip){&wrong[k], true}, draws, 0));
                x[at] = right;
            }
        stats_end_stretch(part, 0, true);
        stats_part_free(part);
        stats_free(stats);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_and_blocks_give_the_same_bits),
        cmocka_unit_test(test_the_short_form_of_a_strip_gives_the_same_bits),
        cmocka_unit_test(test_mean_and_sd_agree_with_long_doubles),
        cmocka_unit_test(test_a_constant_has_no_spread_at_all),
        cmocka_unit_test(test_one_draw_has_a_value_and_no_spread),
        cmocka_unit_test(test_se_is_claimed_from_two_draws_a_replicate),
        cmocka_unit_test(test_se_squared_is_unbiased_on_independent_draws),
        cmocka_unit_test(test_values_that_are_not_numbers_are_left_out),
        cmocka_unit_test(test_a_series_without_histogram_has_no_quantiles),
        cmocka_unit_test(test_an_abandoned_stretch_adds_nothing),
        cmocka_unit_test(test_quantiles_of_whole_numbers_are_exact),
        cmocka_unit_test(test_other_quantiles_are_within_a_fifth_of_a_percent),
        cmocka_unit_test(test_whole_numbers_stand_between_their_neighbours),
        cmocka_unit_test(test_extreme_values_stay_within_min_and_max),
        cmocka_unit_test(test_quantiles_do_not_depend_on_how_values_came),
        cmocka_unit_test(test_a_bucket_takes_any_number_of_values),
        cmocka_unit_test(test_a_histogram_of_one_window_is_read_to_its_end),
        cmocka_unit_test(test_a_histogram_of_people_is_small),
        cmocka_unit_test(test_adding_tells_whether_all_are_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
