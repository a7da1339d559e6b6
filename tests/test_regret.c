/* Regret against counts made by hand and a closed form. */
#include "check.h"

#include "regret.h"
#include "stats.h"

enum { DRAWS = 4 };

static const double a[DRAWS] = {1, 5, 3, 2}, b[DRAWS] = {2, 5, 1, NAN}, c[DRAWS] = {0, 0, 3, 1};
static const double *const all[] = {a, b, c};

static void expect(const double *y, double y0, double y1, double y2)
{
    assert_true(y[0] == y0 && y[1] == y1 && y[2] == y2 && isnan(y[3]));
}

static void test_regret_is_what_the_best_has_more(void **unused)
{
    double y[DRAWS];

    (void)unused;
    regret_of(all, 3, DRAWS, 1, 0, y);
    expect(y, 1, 0, 0);
    regret_of(all, 3, DRAWS, 1, 1, y);
    expect(y, 0, 0, 2);
    regret_of(all, 3, DRAWS, -1, 0, y); /* where less is better */
    expect(y, 1, 5, 2);
    regret_of(all, 3, DRAWS, -1, 2, y);
    expect(y, 0, 0, 2);
}

static void test_several_may_be_best_and_one_alone(void **unused)
{
    double y[DRAWS];

    (void)unused;
    regret_best(all, 3, DRAWS, 1, 0, y);
    expect(y, 0, 1, 1);
    regret_alone(all, 3, DRAWS, 1, 0, y);
    expect(y, 0, 0, 0);
    regret_alone(all, 3, DRAWS, 1, 1, y);
    expect(y, 1, 0, 0);
    regret_best(all, 3, DRAWS, -1, 1, y);
    expect(y, 0, 0, 1);
}

/* The scenario of the best mean has the least mean regret, and regrets differ as means do (Raiffa and Schlaifer). */
static void test_mean_regrets_differ_as_means_do(void **unused)
{
    enum { MANY = 1000, COUNT = 4 };
    static double x[COUNT][MANY], y[MANY];
    const double *scenarios[COUNT];
    double mean[COUNT], regret[COUNT];

    (void)unused;
    for (int i = 0; i < COUNT; i++) {
        scenarios[i] = x[i];
        for (int d = 0; d < MANY; d++)
            x[i][d] = 10 * sin(d * (i + 1)) + i;
        mean[i] = stats_describe(x[i], MANY).difference.mean;
    }
    for (int better = -1; better <= 1; better += 2)
        for (int i = 0; i < COUNT; i++) {
            regret_of(scenarios, COUNT, MANY, better, i, y);
            regret[i] = stats_describe(y, MANY).difference.mean;
            assert_true(stats_describe(y, MANY).difference.min == 0);
            assert_within(regret[i] - regret[0], better * (mean[0] - mean[i]), 1e-10);
        }
}

static void test_one_scenario_or_equal_ones_have_exactly_none(void **unused)
{
    const double *const same[] = {a, a, a};
    double y[DRAWS];

    (void)unused;
    for (int count = 1; count <= 3; count++) {
        regret_of(same, count, DRAWS, 1, 0, y);
        assert_true(y[0] == 0 && y[1] == 0 && y[2] == 0 && y[3] == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_regret_is_what_the_best_has_more),
        cmocka_unit_test(test_several_may_be_best_and_one_alone),
        cmocka_unit_test(test_mean_regrets_differ_as_means_do),
        cmocka_unit_test(test_one_scenario_or_equal_ones_have_exactly_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
