/* sobol.h: the bare points against SciPy's, and the scrambled ones against what nested uniform
   scrambling (Owen 1995, 1997) must show. Seeds are fixed; limits are 5 standard deviations. */
#include "check.h"

#include "base.h"
#include "sobol.h"

/* Point `index` of a replicate, all by the public door. */
static double point(uint64_t seed, unsigned dimension, unsigned replicate, uint64_t index)
{
    double u;
    sobol_fill(&u, 1, seed, dimension, index * SOBOL_REPLICATES + replicate);
    return u;
}

/* u[count] = points 0 .. count - 1 of one replicate */
static void fill_replicate(double *u, size_t count, uint64_t seed, unsigned dimension,
                           unsigned replicate)
{
    static double all[SOBOL_REPLICATES << 10];

    assert_true(count <= 1 << 10);
    sobol_fill(all, count * SOBOL_REPLICATES, seed, dimension, 0);
    for (size_t i = 0; i < count; i++)
        u[i] = all[i * SOBOL_REPLICATES + replicate];
}

/* scipy 1.10: qmc.Sobol(1024, scramble=False, bits=32), rows 1, 2, 3, 5, 21, 42, 63 and, for the
   late directions, 123456789. SciPy numbers its points by Gray code: row i is our i ^ (i >> 1). */
static void test_bare_points_are_those_of_scipy(void **state)
{
    static const uint32_t rows[] = {1, 2, 3, 5, 21, 42, 63};
    static const struct {
        unsigned dimension;
        uint32_t first_byte[7]; /* 6 bits decide 64 points */
        uint32_t far_away;
    } known[] = {
        {0, {0x80, 0xc0, 0x40, 0xe0, 0xf8, 0xfc, 0x04}, 0xf9d46f20},
        {1, {0x80, 0x40, 0xc0, 0xe0, 0x98, 0x54, 0xcc}, 0xcadcd1a0},
        {2, {0x80, 0x40, 0xc0, 0x20, 0x58, 0x04, 0x5c}, 0x1a3d160},
        {3, {0x80, 0x40, 0xc0, 0x60, 0xc8, 0xbc, 0x74}, 0xe8a64f20},
        {7, {0x80, 0xc0, 0x40, 0x60, 0xb8, 0x9c, 0x24}, 0xb138e220},
        {36, {0x80, 0x40, 0xc0, 0x20, 0x68, 0xb4, 0xdc}, 0x461f48a0},
        {100, {0x80, 0x40, 0xc0, 0x20, 0xb8, 0x2c, 0x94}, 0x8907ede0},
        {500, {0x80, 0x40, 0xc0, 0xe0, 0x98, 0x3c, 0xa4}, 0x8ba60520},
        {1023, {0x80, 0xc0, 0x40, 0x60, 0x88, 0x0c, 0x84}, 0xab7b28a0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        for (size_t j = 0; j < COUNT_OF(rows); j++)
            assert_int_equal(sobol_point(known[i].dimension, rows[j] ^ rows[j] >> 1),
                             known[i].first_byte[j] << 24);
        assert_int_equal(sobol_point(known[i].dimension, 123456789 ^ 123456789 >> 1),
                         known[i].far_away);
    }
    assert_int_equal(sobol_point(5, 0), 0);
}

/* Every aligned run of 2^k points has one in each of 2^k cells, for all k and in each replicate. */
static void test_each_replicate_is_stratified_in_each_dimension(void **state)
{
    enum { POINTS = 1 << 9 };
    static const unsigned dimensions[] = {0, 1, 2, 17, 255, 512, 1000, 1023};
    static double u[POINTS];
    bool taken[POINTS];

    (void)state;
    for (size_t d = 0; d < COUNT_OF(dimensions); d++)
        for (unsigned r = 0; r < SOBOL_REPLICATES; r++) {
            fill_replicate(u, POINTS, 11, dimensions[d], r);
            for (int cells = 1; cells <= POINTS; cells *= 2)
                for (int start = 0; start < POINTS; start += cells) {
                    memset(taken, 0, sizeof taken);
                    for (int i = start; i < start + cells; i++) {
                        int cell = (int)(u[i] * cells);
                        assert_false(taken[cell]);
                        taken[cell] = true;
                    }
                }
        }
}

/* The first two dimensions are a (0,2)-sequence: 2^k points, one in each box 2^-a by 2^-(k-a). */
static void test_the_first_two_dimensions_fill_every_elementary_box_once(void **state)
{
    enum { BITS = 9, POINTS = 1 << BITS };
    static double x[POINTS], y[POINTS];
    bool taken[POINTS];

    (void)state;
    for (unsigned r = 0; r < SOBOL_REPLICATES; r++) {
        fill_replicate(x, POINTS, 12, 0, r);
        fill_replicate(y, POINTS, 12, 1, r);
        for (int a = 0; a <= BITS; a++) {
            memset(taken, 0, sizeof taken);
            for (int i = 0; i < POINTS; i++) {
                int box = (int)(x[i] * (1 << a)) << (BITS - a) | (int)(y[i] * (1 << (BITS - a)));
                assert_false(taken[box]);
                taken[box] = true;
            }
        }
    }
}

static void test_numbers_lie_on_the_grid_of_random_draws(void **state)
{
    double u[1000];

    (void)state;
    sobol_fill(u, 1000, 3, 4, 77);
    for (int i = 0; i < 1000; i++) {
        double odd = u[i] * 0x1p53;
        assert_true(odd >= 1 && odd <= 0x1p53 - 1);
        assert_true(fmod(odd, 2) == 1);
    }
}

static void test_a_number_depends_on_seed_dimension_and_draw_alone(void **state)
{
    double whole[300], piece[300];

    (void)state;
    sobol_fill(whole, 300, 5, 9, 1000);
    for (size_t at = 0, length = 1; at < 300; at += length, length = length * 2 % 23 + 1) {
        length = length < 300 - at ? length : 300 - at;
        sobol_fill(piece, length, 5, 9, 1000 + at);
        assert_memory_equal(piece, whole + at, length * sizeof *piece);
    }
    int same_seed = 0, same_dimension = 0, same_replicate = 0;
    sobol_fill(piece, 300, 6, 9, 1000);
    for (int i = 0; i < 300; i++)
        same_seed += piece[i] == whole[i];
    sobol_fill(piece, 300, 5, 10, 1000);
    for (int i = 0; i < 300; i++)
        same_dimension += piece[i] == whole[i];
    for (int i = 1; i < 300; i++)
        same_replicate += whole[i] == whole[i - 1];
    assert_int_equal(same_seed + same_dimension + same_replicate, 0);
    sobol_fill(piece, 16, 5, 9, ((uint64_t)1 << 36) - 16); /* the last there are */
    assert_true(piece[15] > 0 && piece[15] < 1);
}

/* Sum of (count - expected)^2 / expected over equal bins; mean bins - 1, variance twice that. */
static void assert_flat(const int *counts, int bins, int total)
{
    double expected = (double)total / bins, sum = 0;
    for (int i = 0; i < bins; i++)
        sum += (counts[i] - expected) * (counts[i] - expected) / expected;
    assert_within(sum, bins - 1, 5 * sqrt(2.0 * (bins - 1)));
}

static void test_one_draw_is_uniform_over_seeds_in_its_high_and_low_bits(void **state)
{
    static const struct {
        unsigned dimension;
        uint64_t index;
    } draws[] = {{0, 0}, {0, 1}, {1, 0}, {5, 511}, {1023, 12345}};

    (void)state;
    for (size_t d = 0; d < COUNT_OF(draws); d++) {
        int high[256] = {0}, middle[256] = {0}, low[256] = {0};
        for (uint64_t seed = 0; seed < 16384; seed++) {
            double u = point(seed, draws[d].dimension, (unsigned)(seed % 16), draws[d].index);
            uint64_t a = (uint64_t)(u * 0x1p52); /* 52 bits */
            high[a >> 44]++;
            middle[a >> 20 & 255]++; /* the last of Sobol's own */
            low[a & 255]++;
        }
        assert_flat(high, 256, 16384);
        assert_flat(middle, 256, 16384);
        assert_flat(low, 256, 16384);
    }
}

/* Points i and j share the first `shared` bits and differ in the next: so must the scrambled ones,
   and all bits after that are independent of each other. */
static void test_bits_below_the_first_difference_are_independent(void **state)
{
    static const struct {
        uint64_t i, j;
        int shared;
    } pairs[] = {{0, 1, 0}, {0, 16, 4}, {5, 261, 8}, {0, 1 << 19, 19}};

    (void)state;
    for (size_t p = 0; p < COUNT_OF(pairs); p++) {
        int counts[256] = {0};
        for (uint64_t seed = 0; seed < 16384; seed++) {
            uint64_t a = (uint64_t)(point(seed, 0, 3, pairs[p].i) * 0x1p52);
            uint64_t b = (uint64_t)(point(seed, 0, 3, pairs[p].j) * 0x1p52);
            int next = 52 - pairs[p].shared - 1;
            assert_int_equal((a ^ b) >> next, 1);
            counts[(a >> (next - 4) & 15) << 4 | (b >> (next - 4) & 15)]++;
        }
        assert_flat(counts, 256, 16384);
    }
}

/* With nested uniform scrambling the points of a replicate are independent and uniform each within
   its cell, so that the mean of u has the variance 1 / (12 N^3) (Owen 1997); 16 replicates of many
   seeds give a sample variance with relative deviation sqrt(2 / count). */
static void test_the_mean_of_a_replicate_has_the_variance_of_nested_scrambling(void **state)
{
    enum { SEEDS = 200, SAMPLES = SEEDS * SOBOL_REPLICATES };
    static double u[SOBOL_REPLICATES * 256];

    (void)state;
    for (int n = 4; n <= 256; n *= 4)
        for (unsigned dimension = 0; dimension < 1024; dimension += 341) {
            double sum = 0, squares = 0, unit = sqrt(1 / (12.0 * n * n * n));
            for (uint64_t seed = 0; seed < SEEDS; seed++) {
                sobol_fill(u, (size_t)n * SOBOL_REPLICATES, seed, dimension, 0);
                for (int r = 0; r < SOBOL_REPLICATES; r++) {
                    double mean = 0;
                    for (int i = 0; i < n; i++)
                        mean += u[i * SOBOL_REPLICATES + r] - 0.5;
                    sum += mean / n / unit;
                    squares += mean / n / unit * (mean / n / unit);
                }
            }
            assert_within(sum / SAMPLES, 0, 5 / sqrt(SAMPLES));
            assert_within(squares / SAMPLES, 1, 5 * sqrt(2.0 / SAMPLES));
        }
}

/* Correlation of the same point, and of the mean of points 0 .. 7, between all 120 pairs of
   replicates, over seeds: standard deviation 1 / sqrt(SEEDS) each. */
static void test_replicates_are_uncorrelated(void **state)
{
    enum { SEEDS = 4000, POINTS = 8 };
    static double single[SOBOL_REPLICATES][SEEDS], mean[SOBOL_REPLICATES][SEEDS];
    double u[SOBOL_REPLICATES * POINTS], scale = 12 * POINTS * POINTS * POINTS;

    (void)state;
    for (int seed = 0; seed < SEEDS; seed++) {
        sobol_fill(u, COUNT_OF(u), (uint64_t)seed, 2, 0);
        for (int r = 0; r < SOBOL_REPLICATES; r++) {
            single[r][seed] = u[5 * SOBOL_REPLICATES + r] - 0.5;
            mean[r][seed] = 0;
            for (int i = 0; i < POINTS; i++)
                mean[r][seed] += (u[i * SOBOL_REPLICATES + r] - 0.5) / POINTS;
        }
    }
    for (int r = 0; r < SOBOL_REPLICATES; r++)
        for (int q = 0; q < r; q++) {
            double of_points = 0, of_means = 0;
            for (int seed = 0; seed < SEEDS; seed++) {
                of_points += 12 * single[r][seed] * single[q][seed];
                of_means += scale * mean[r][seed] * mean[q][seed];
            }
            assert_within(of_points / SEEDS, 0, 5 / sqrt(SEEDS));
            assert_within(of_means / SEEDS, 0, 5 / sqrt(SEEDS));
        }
}

/* A smooth function of eight dimensions whose mean is 1: prod (1 + (u_d - 1/2) / 2). The spread of
   the 16 replicate means must explain the error (t with 15 degrees of freedom), and be a tenth or
   less of random sampling's: variance (1 + 1/48)^8 - 1 over the number of draws. */
static void test_the_spread_of_replicates_is_the_error_of_the_mean(void **state)
{
    enum { DRAWS = 8192, DIMENSIONS = 8 };
    static double u[DRAWS], product[DRAWS];
    int far = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        double sums[SOBOL_REPLICATES] = {0}, mean = 0, squares = 0;
        for (int i = 0; i < DRAWS; i++)
            product[i] = 1;
        for (unsigned d = 0; d < DIMENSIONS; d++) {
            sobol_fill(u, DRAWS, seed, d * 13, 0);
            for (int i = 0; i < DRAWS; i++)
                product[i] *= 1 + 0.5 * (u[i] - 0.5);
        }
        for (int i = 0; i < DRAWS; i++)
            sums[i % SOBOL_REPLICATES] += product[i] / (DRAWS / SOBOL_REPLICATES);
        for (int r = 0; r < SOBOL_REPLICATES; r++)
            mean += sums[r] / SOBOL_REPLICATES;
        for (int r = 0; r < SOBOL_REPLICATES; r++)
            squares += (sums[r] - mean) * (sums[r] - mean);
        double error = sqrt(squares / SOBOL_REPLICATES / (SOBOL_REPLICATES - 1));
        assert_true(error < 0.1 * sqrt((pow(1 + 1 / 48.0, DIMENSIONS) - 1) / DRAWS));
        far += fabs(mean - 1) > 2.131 * error; /* 5 % of 40 by chance: mean 2, deviation 1.4 */
        assert_within(mean, 1, 8 * error);     /* t15 beyond 8: 1e-6 */
    }
    assert_in_range(far, 0, 9);
}

static void test_results_have_the_recorded_bits(void **state)
{
    static double u[512];
    uint64_t hash = 0xcbf29ce484222325u, bits;

    (void)state;
    for (unsigned dimension = 0; dimension < SOBOL_DIMENSIONS; dimension += 31) {
        sobol_fill(u, 512, 20260101, dimension, dimension * 100);
        for (int i = 0; i < 512; i++) {
            memcpy(&bits, &u[i], sizeof bits);
            hash = (hash ^ bits) * 0x100000001b3u;
        }
    }
    if (hash != 0x3ce5ab906bde38ffu)
        fail_msg("the bits have changed: %#llx", (unsigned long long)hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bare_points_are_those_of_scipy),
        cmocka_unit_test(test_each_replicate_is_stratified_in_each_dimension),
        cmocka_unit_test(test_the_first_two_dimensions_fill_every_elementary_box_once),
        cmocka_unit_test(test_numbers_lie_on_the_grid_of_random_draws),
        cmocka_unit_test(test_a_number_depends_on_seed_dimension_and_draw_alone),
        cmocka_unit_test(test_one_draw_is_uniform_over_seeds_in_its_high_and_low_bits),
        cmocka_unit_test(test_bits_below_the_first_difference_are_independent),
        cmocka_unit_test(test_the_mean_of_a_replicate_has_the_variance_of_nested_scrambling),
        cmocka_unit_test(test_replicates_are_uncorrelated),
        cmocka_unit_test(test_the_spread_of_replicates_is_the_error_of_the_mean),
        cmocka_unit_test(test_results_have_the_recorded_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
