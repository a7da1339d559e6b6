/* Indices of functions that are known in closed form. */
#include "check.h"

#include "dmath.h"
#include "sensitivity.h"
#include "sobol.h"

#include <math.h>

enum { DRAWS = 8192, INPUTS_MAX = 200 };

static const double PI = 3.14159265358979323846;

static double x[INPUTS_MAX][DRAWS], y[3][DRAWS];
static const double *const first_y[] = {y[0], y[1], y[2]};
static const double *inputs[INPUTS_MAX];

/* Uniform inputs by the design of a run. */
static void fill(int count, uint64_t seed)
{
    for (int i = 0; i < count; i++) {
        sobol_fill(x[i], DRAWS, seed, (unsigned)i, 0);
        inputs[i] = x[i];
    }
}

static struct sensitivity *look_at(size_t draws, int count, int measures, const double *levels, int threads,
                                   bool independent)
{
    return sensitivity_new(&(struct sensitivity_data){.draws = draws,
                                                      .input_count = count,
                                                      .inputs = inputs,
                                                      .measure_count = measures,
                                                      .measures = first_y,
                                                      .levels = levels,
                                                      .independent = independent,
                                                      .threads = threads});
}

static struct sensitivity *look(int count, int measures, const double *levels, int threads)
{
    return look_at(DRAWS, count, measures, levels, threads, false);
}

static const double eighty[] = {0.8, 0.8, 0.2};

/* Within four standard errors, which have to be small, and half a per cent for what eight cosines miss. */
static void expect_share(struct sensitivity_estimate found, double known, double se_most)
{
    assert_true(found.se >= 0 && found.se < se_most);
    assert_within(found.value, known, 4 * found.se + 0.002);
}

/* ---- first order, alone and together ---- */

/* Ishigami & Homma 1990, a = 7, b = 0.1: S = 0.3139, 0.4424, 0; x1 and x3 together 0.2437. */
static double ishigami(double u, double v, double w)
{
    double a = PI * (2 * u - 1), b = PI * (2 * v - 1), c = PI * (2 * w - 1);

    return sin(a) + 7 * sin(b) * sin(b) + 0.1 * c * c * c * c * sin(a);
}

static const double ishigami_first[] = {0.31391, 0.44241, 0}, ishigami_total[] = {0.55759, 0.44241, 0.24368};

static void test_ishigami_has_its_known_indices(void **unused)
{
    (void)unused;
    fill(3, 1);
    for (int i = 0; i < DRAWS; i++)
        y[0][i] = ishigami(x[0][i], x[1][i], x[2][i]);
    struct sensitivity *found = look(3, 1, eighty, 1);
    for (int i = 0; i < 3; i++)
        expect_share(found->effects[i].first, ishigami_first[i], 0.02);
    assert_true(fabs(found->effects[1].rank.value) < 0.03); /* it rises and falls: no rank correlation */
    assert_false(found->correlated);
    expect_share(found->totals[0].alone, 0.75632, 0.02);
    sensitivity_free(found);
}

static const double g_of[] = {0, 1, 4.5, 9, 99, 99, 99, 99};

/* Sobol's G (Saltelli & Sobol 1995): partial variances 1 / (3 (1 + a)^2). */
static void test_sobol_g_has_its_known_indices(void **unused)
{
    double known[8], all = 1;

    (void)unused;
    fill(8, 2);
    for (int i = 0; i < 8; i++) {
        known[i] = 1 / (3 * (1 + g_of[i]) * (1 + g_of[i]));
        all *= 1 + known[i];
    }
    for (int i = 0; i < DRAWS; i++) {
        y[0][i] = 1;
        for (int k = 0; k < 8; k++)
            y[0][i] *= (fabs(4 * x[k][i] - 2) + g_of[k]) / (1 + g_of[k]);
    }
    struct sensitivity *found = look(8, 1, eighty, 2);
    for (int i = 0; i < 8; i++)
        expect_share(found->effects[i].first, known[i] / (all - 1), 0.02);
    sensitivity_free(found);
}

static double normal(double u)
{
    return dm_normal_quantile(u);
}

/* y = sum of b z + chance: S = b^2 / V, correlations of ranks 6/pi asin(r/2), what it is worth to know z:
   z80 sd (1 - sqrt(1 - S)). */
static void test_linear_models_have_their_known_indices(void **unused)
{
    static const double b[] = {4, -2, 1, 0};
    static const double variance = 16 + 4 + 1 + 4;

    (void)unused;
    fill(5, 3);
    for (int i = 0; i < DRAWS; i++) {
        y[0][i] = 100 + 2 * normal(x[4][i]);
        for (int k = 0; k < 4; k++)
            y[0][i] += b[k] * normal(x[k][i]);
        y[1][i] = -y[0][i];
        y[2][i] = y[0][i];
    }
    struct sensitivity *found = look(4, 3, eighty, 2);
    for (int k = 0; k < 4; k++) {
        const struct sensitivity_effect *effect = &found->effects[k * 3];
        double r = b[k] / sqrt(variance), left = 4 + b[k] * b[k];
        expect_share(effect->first, b[k] * b[k] / variance, 0.01);
        assert_true(effect->independent.value == effect->first.value);
        assert_within(effect->rank.value, 6 / PI * asin(r / 2), 4 * effect->rank.se + 0.001);
        assert_within(effect->partial.value, 6 / PI * asin(b[k] / sqrt(left) / 2), 0.04);
        assert_within(effect->known.value, 0.84162 * 5 * (1 - sqrt(1 - r * r)),
                      4 * effect->known.se + 0.01);
        assert_true(effect->known.se < 0.05);
        assert_close(effect[1].rank.value, -effect->rank.value, 1e-9);
        /* a level below one half asks what would surely be reached */
        assert_within(effect[2].known.value, effect->known.value, 4 * effect->known.se + 0.01);
    }
    expect_share(found->totals[0].alone, 21.0 / 25, 0.01);
    expect_share(found->totals[0].rest, 4.0 / 25, 0.01);
    assert_within(found->totals[0].quantile, 100 + 0.84162 * 5, 0.15);
    struct sensitivity_estimate group = sensitivity_sum(found, (const int[]){0, 1}, 2, 0);
    expect_share(group, 20.0 / 25, 0.01);
    sensitivity_free(found);
}

/* z1, z2 correlated by r, z3 alone: full ((b1 + r b2)^2) / V and independent (b1^2 (1 - r^2)) / V. */
static void test_inputs_that_move_together_have_full_and_independent_effects(void **unused)
{
    const double r = 0.8, b1 = 1, b2 = 2, b3 = 1.5, variance = b1 * b1 + b2 * b2 + 2 * r * b1 * b2 + b3 * b3;

    (void)unused;
    fill(3, 4);
    for (int i = 0; i < DRAWS; i++) {
        double z1 = normal(x[0][i]), z2 = r * z1 + sqrt(1 - r * r) * normal(x[1][i]);
        x[0][i] = z1;
        x[1][i] = exp(z2); /* any increasing function */
        x[2][i] = normal(x[2][i]);
        y[0][i] = b1 * z1 + b2 * z2 + b3 * x[2][i];
    }
    struct sensitivity *found = look(3, 1, eighty, 2);
    assert_true(found->correlated);
    expect_share(found->effects[0].first, (b1 + r * b2) * (b1 + r * b2) / variance, 0.01);
    expect_share(found->effects[0].independent, b1 * b1 * (1 - r * r) / variance, 0.01);
    expect_share(found->effects[1].first, (b2 + r * b1) * (b2 + r * b1) / variance, 0.01);
    expect_share(found->effects[1].independent, b2 * b2 * (1 - r * r) / variance, 0.01);
    assert_true(found->effects[2].independent.value == found->effects[2].first.value);
    assert_true(isnan(found->totals[0].alone.value)); /* shares do not add up */
    sensitivity_free(found);

    for (int i = 0; i < DRAWS; i++)
        x[1][i] = 3 * x[0][i]; /* a scaled copy: knows nothing that the other does not */
    found = look(3, 1, eighty, 2);
    assert_close(found->effects[0].first.value, found->effects[1].first.value, 1e-9);
    assert_true(found->effects[0].independent.value == 0 && found->effects[1].independent.value == 0);
    sensitivity_free(found);
}

/* An input of few values explains what the means over these do; three levels of which the middle one is high. */
static void test_few_values_are_classes(void **unused)
{
    (void)unused;
    fill(2, 5);
    for (int i = 0; i < DRAWS; i++) {
        x[0][i] = x[0][i] < 0.25 ? 7 : x[0][i] < 0.5 ? 1 : 3;
        y[0][i] = (x[0][i] == 3 ? 1 : 0) + normal(x[1][i]);
    }
    struct sensitivity *found = look(1, 1, eighty, 1);
    expect_share(found->effects[0].first, 0.25 / 1.25, 0.01);
    sensitivity_free(found);
}

/* Pairs: y = g1 g2 has no first order and all of its variance in one product. */
static void test_pairs_are_told_from_chance(void **unused)
{
    (void)unused;
    fill(4, 6);
    for (int i = 0; i < DRAWS; i++)
        y[0][i] = x[0][i] + 12 * (x[1][i] - 0.5) * (x[2][i] - 0.5) + 0.5 * normal(x[3][i]);
    const double alone = 1.0 / 12, pairs = 1, chance = 0.25, all = alone + pairs + chance;
    struct sensitivity *found = look(3, 1, eighty, 1);
    expect_share(found->totals[0].alone, alone / all, 0.02);
    expect_share(found->totals[0].pairs, pairs / all, 0.03);
    expect_share(found->totals[0].rest, chance / all, 0.03);
    sensitivity_free(found);
}

/* What waves over the whole range cannot follow: y = 1 where x is above a threshold. Known, and told in docs/questions.md. */
static void test_little_of_a_jump_is_missed(void **unused)
{
    static const struct {
        double threshold, least;
    } cases[] = {{0.5, 0.96}, {0.37, 0.96}, {0.95, 0.86}};

    (void)unused;
    fill(3, 8);
    for (int m = 0; m < 3; m++)
        for (int i = 0; i < DRAWS; i++)
            y[m][i] = x[m][i] >= cases[m].threshold;
    struct sensitivity *found = look(3, 3, eighty, 1);
    for (int m = 0; m < 3; m++)
        if (!(found->effects[m * 3 + m].first.value > cases[m].least && found->effects[m * 3 + m].first.value < 1.001))
            fail_msg("of a jump at %g a share of %g is found", cases[m].threshold, found->effects[m * 3 + m].first.value);
    sensitivity_free(found);
}

/* What the heaviest do taken out first: the same on average, with less chance. 40 inputs and 1,024 draws, of which Sobol
   points have some pairs that lie badly; one of the inputs has few values, and one that is idle rises with none. */
static void test_independent_inputs_leave_less_chance(void **unused)
{
    enum { INPUTS = 40, FEW = 1024, TIMES = 24 };
    static double mean[2][INPUTS], squares[2][INPUTS];
    const double weights[] = {5, 4, 3, 2, 1, 1}, chance = 1, all = 25 + 16 + 9 + 4 + 1 + 1 + chance;

    (void)unused;
    memset(mean, 0, sizeof mean);
    memset(squares, 0, sizeof squares);
    for (uint64_t seed = 200; seed < 200 + TIMES; seed++) {
        fill(INPUTS + 1, seed);
        for (int i = 0; i < FEW; i++) {
            x[3][i] = x[3][i] < 0.5 ? 0 : 1;
            y[0][i] = sqrt(chance) * normal(x[INPUTS][i]) + 2 * weights[3] * x[3][i];
            for (int k = 0; k < 6; k++)
                y[0][i] += k == 3 ? 0 : weights[k] * normal(x[k][i]);
        }
        for (int way = 0; way < 2; way++) {
            struct sensitivity *found = look_at(FEW, INPUTS, 1, eighty, 2, way == 1);
            for (int k = 0; k < INPUTS; k++) {
                mean[way][k] += found->effects[k].first.value / TIMES;
                squares[way][k] += pow(found->effects[k].first.value, 2) / TIMES;
            }
            assert_true(way == 0 || !found->correlated);
            sensitivity_free(found);
        }
    }
    for (int k = 0; k < INPUTS; k++) {
        double known = k < 6 ? weights[k] * weights[k] / all : 0;
        double spread = sqrt(squares[1][k] - mean[1][k] * mean[1][k]);
        assert_within(mean[1][k], known, 4 * spread / sqrt(TIMES) + 0.002);
        if (k >= 2) /* in the heaviest the error of their own variance is left */
            assert_true(spread < sqrt(squares[0][k] - mean[0][k] * mean[0][k]) / 2);
    }
    assert_true(squares[1][20] < squares[0][20] / 16); /* of an idle one, a quarter of the error at most */
}

/* ---- what is missing, what is the same ---- */

static void test_draws_without_a_value_are_left_out(void **unused)
{
    (void)unused;
    fill(2, 7);
    for (int i = 0; i < DRAWS; i++) {
        y[0][i] = x[0][i] < 0.5 ? NAN : x[0][i] + x[1][i];
        y[1][i] = 5;
        y[2][i] = x[0][i];
    }
    struct sensitivity *found = look(2, 3, eighty, 2);
    assert_within(found->totals[0].n, DRAWS / 2, 1);
    expect_share(found->effects[0].first, 0.2, 0.03); /* variance of half a range against a whole one */
    expect_share(found->effects[3].first, 0.8, 0.03);
    assert_true(isnan(found->effects[1].first.value)); /* does not vary */
    expect_share(found->effects[2].first, 1, 0.01);
    sensitivity_free(found);
}

static void test_threads_and_other_measures_change_no_digit(void **unused)
{
    (void)unused;
    fill(30, 8);
    for (int i = 0; i < DRAWS; i++)
        for (int m = 0; m < 3; m++) {
            y[m][i] = 0;
            for (int k = 0; k < 30; k++)
                y[m][i] += x[k][i] * ((k * (m + 3)) % 7);
        }
    struct sensitivity *one = look(30, 1, eighty, 1), *all = look(30, 3, eighty, 4);
    for (int k = 0; k < 30; k++)
        assert_memory_equal(&one->effects[k], &all->effects[3 * k], sizeof *one->effects);
    sensitivity_free(one);
    sensitivity_free(all);
}

/* In 19 samples of 20 the interval holds the truth. Of 300 (30 samples of 10 inputs with weight, and of 10 without)
   0.95 less two standard errors of a binomial are 0.925. */
static void test_intervals_hold_the_truth_as_often_as_they_say(void **unused)
{
    int inside[2] = {0}, tried[2] = {0};

    (void)unused;
    for (uint64_t seed = 100; seed < 130; seed++) {
        fill(21, seed);
        for (int i = 0; i < DRAWS; i++) {
            y[0][i] = 3 * normal(x[20][i]);
            for (int k = 0; k < 10; k++)
                y[0][i] += normal(x[k][i]);
        }
        struct sensitivity *found = look(20, 1, eighty, 0);
        for (int k = 0; k < 20; k++) {
            const struct sensitivity_estimate first = found->effects[k].first;
            double known = k < 10 ? 1.0 / 19 : 0;
            tried[k < 10]++;
            inside[k < 10] += fabs(first.value - known) <= SENSITIVITY_T * first.se;
        }
        sensitivity_free(found);
    }
    for (int k = 0; k < 2; k++)
        assert_true(inside[k] >= 0.925 * tried[k]);
}

static void test_ranks_share_what_is_equal(void **unused)
{
    const double values[] = {3, -1, 3, 0, -0.0, INFINITY, 3, -INFINITY};
    const double ranks[] = {6, 2, 6, 3.5, 3.5, 8, 6, 1};
    double rank[8];
    uint32_t order[8];

    (void)unused;
    sensitivity_rank(values, 8, rank, order);
    for (int i = 0; i < 8; i++)
        assert_true(rank[i] == ranks[i]);
    for (int i = 1; i < 8; i++)
        assert_true(values[order[i - 1]] <= values[order[i]]);
}

/* Three readings that differ by -1, 0, 3 and by the slope of x: y = shift + slope x + z. Between them 26/9; of the means
   over them the variance of 2 x + z; what is left is that of the slopes (1, 2, 3) times that of x. */
static void test_readings_are_told_from_what_they_have_in_common(void **unused)
{
    static const double shift[] = {-1, 0, 3}, slope[] = {1, 2, 3};
    static double mean[DRAWS];
    const double between = 26.0 / 9, common = 4.0 + 1, joint = 2.0 / 3, all = between + common + joint;

    (void)unused;
    fill(2, 21);
    for (int i = 0; i < DRAWS; i++)
        for (int r = 0; r < 3; r++)
            y[r][i] = 1e6 + shift[r] + slope[r] * normal(x[0][i]) + normal(x[1][i]);
    struct sensitivity_readings readings = sensitivity_of_readings(first_y, 3, DRAWS, mean);
    expect_share(readings.reading, between / all, 0.01);
    expect_share(readings.common, common / all, 0.01);
    expect_share(readings.joint, joint / all, 0.01);
    memcpy(y[0], mean, sizeof mean);
    struct sensitivity *found = look(2, 1, eighty, 1);
    sensitivity_scale(found, 0, readings.common.value);
    expect_share(found->effects[0].first, 4 / all, 0.01);
    expect_share(found->effects[1].first, 1 / all, 0.01);
    expect_share(sensitivity_sum(found, (const int[]){0, 1}, 2, 0), common / all, 0.01);
    assert_true(isnan(found->effects[0].known.value));
    sensitivity_free(found);
}

/* ---- designs ---- */

static void test_two_samples_give_total_indices(void **unused)
{
    static double mixed[DRAWS], other[3][DRAWS];

    (void)unused;
    fill(3, 11);
    for (int k = 0; k < 3; k++)
        sobol_fill(other[k], DRAWS, 11, (unsigned)k + 3, 0);
    for (int i = 0; i < DRAWS; i++) {
        y[0][i] = ishigami(x[0][i], x[1][i], x[2][i]);
        y[1][i] = ishigami(other[0][i], other[1][i], other[2][i]);
    }
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < DRAWS; i++)
            mixed[i] = ishigami(k == 0 ? other[0][i] : x[0][i], k == 1 ? other[1][i] : x[1][i],
                                k == 2 ? other[2][i] : x[2][i]);
        struct sensitivity_indices found = sensitivity_of_group(y[0], y[1], mixed, DRAWS);
assert_true(found.first.se < 0.02 && found.total.se < 0.02);
        assert_within(found.first.value, ishigami_first[k], 4 * found.first.se + 0.001);
        assert_within(found.total.value, ishigami_total[k], 4 * found.total.se + 0.001);
    }
}

enum { TRAJECTORIES = 10 };

static void morris(int count, int candidates, double (*f)(const double *u),
                   struct sensitivity_morris *effects, double *u, int *moved)
{
    double values[TRAJECTORIES * (INPUTS_MAX + 1)];

    sensitivity_trajectories(count, TRAJECTORIES, candidates, 5, u, moved);
    for (int p = 0; p < TRAJECTORIES * (count + 1); p++)
        values[p] = f(u + p * count);
    sensitivity_effects(values, u, moved, count, TRAJECTORIES, effects);
}

static double linear(const double *u)
{
    return 3 * u[0] - 2 * u[1] + 0.5 * u[2];
}

static double g(const double *u)
{
    double product = 1;

    for (int k = 0; k < 8; k++)
        product *= (fabs(4 * u[k] - 2) + g_of[k]) / (1 + g_of[k]);
    return product;
}

/* All pairs of points of all pairs of trajectories. */
static double spread_of(const double *u, int count)
{
    double sum = 0;

    for (int p = 0; p < TRAJECTORIES * (count + 1); p++)
        for (int q = 0; q < p; q++) {
            double squares = 0;
            for (int i = 0; i < count && p / (count + 1) != q / (count + 1); i++)
                squares += (u[p * count + i] - u[q * count + i]) * (u[p * count + i] - u[q * count + i]);
            sum += sqrt(squares);
        }
    return sum;
}

static void test_trajectories_move_each_input_once_and_lie_far_apart(void **unused)
{
    static double u[2][TRAJECTORIES * 9 * 8];
    static int moved[TRAJECTORIES * 8];
    struct sensitivity_morris effects[8];

    (void)unused;
    morris(8, TRAJECTORIES, g, effects, u[0], moved);
    morris(8, 60, g, effects, u[1], moved);
    assert_true(spread_of(u[1], 8) > 1.02 * spread_of(u[0], 8));
    for (int t = 0; t < TRAJECTORIES; t++) {
        bool seen[8] = {false};
        for (int step = 0; step < 8; step++) {
            const double *from = u[1] + (t * 9 + step) * 8;
            int i = moved[t * 8 + step];
            assert_false(seen[i]);
            seen[i] = true;
            for (int k = 0; k < 8; k++) {
                assert_true(from[8 + k] == 0.125 || from[8 + k] == 0.375 || from[8 + k] == 0.625 ||
                            from[8 + k] == 0.875);
                assert_true(fabs(from[8 + k] - from[k]) == (k == i ? 0.5 : 0));
            }
        }
    }
}

static void test_elementary_effects_of_a_line_are_its_slopes(void **unused)
{
    static double u[TRAJECTORIES * 9 * 8];
    static int moved[TRAJECTORIES * 8];
    struct sensitivity_morris effects[8];
    static const double slope[] = {3, -2, 0.5};

    (void)unused;
    morris(3, 40, linear, effects, u, moved);
    for (int i = 0; i < 3; i++) {
        assert_within(effects[i].mean, slope[i], 1e-12);
        assert_within(effects[i].about.value, fabs(slope[i]), 1e-12);
        assert_within(effects[i].sigma, 0, 1e-12);
    }
    morris(8, 60, g, effects, u, moved); /* each from 1/8 to 5/8 or 3/8 to 7/8: up as often as down */
    for (int i = 1; i < 5; i++)
        assert_true(effects[i - 1].about.value > effects[i].about.value);
    assert_true(effects[0].sigma > effects[0].about.value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ishigami_has_its_known_indices),
        cmocka_unit_test(test_sobol_g_has_its_known_indices),
        cmocka_unit_test(test_linear_models_have_their_known_indices),
        cmocka_unit_test(test_inputs_that_move_together_have_full_and_independent_effects),
        cmocka_unit_test(test_few_values_are_classes),
        cmocka_unit_test(test_pairs_are_told_from_chance),
        cmocka_unit_test(test_little_of_a_jump_is_missed),
        cmocka_unit_test(test_independent_inputs_leave_less_chance),
        cmocka_unit_test(test_draws_without_a_value_are_left_out),
        cmocka_unit_test(test_threads_and_other_measures_change_no_digit),
        cmocka_unit_test(test_intervals_hold_the_truth_as_often_as_they_say),
        cmocka_unit_test(test_ranks_share_what_is_equal),
        cmocka_unit_test(test_readings_are_told_from_what_they_have_in_common),
        cmocka_unit_test(test_two_samples_give_total_indices),
        cmocka_unit_test(test_trajectories_move_each_input_once_and_lie_far_apart),
        cmocka_unit_test(test_elementary_effects_of_a_line_are_its_slopes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
