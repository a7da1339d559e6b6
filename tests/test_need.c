/* The need for a wanted share against closed forms: a normal need, a fund that is used up, steps, a hump, none. */
#include "check.h"

#include "error.h"
#include "need.h"

enum { DRAWS = 1024 };

static double z[DRAWS]; /* a normal sample, by its quantiles, out of order */
static int evaluated;
static struct error err;

/* The normal quantile, by bisection of erf. */
static double quantile(double p)
{
    double low = -10, high = 10;

    for (int i = 0; i < 100; i++) {
        double middle = (low + high) / 2;
        if (0.5 * (1 + erf(middle / sqrt(2))) < p)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

static int make_sample(void **state)
{
    (void)state;
    for (int i = 0; i < DRAWS; i++)
        z[i * 389 % DRAWS] = quantile((i + 0.5) / DRAWS);
    return 0;
}

static void each(const int *place, int count, double *const *margin, double (*of)(double, double))
{
    evaluated += count;
    for (int i = 0; i < count; i++)
        for (int draw = 0; draw < DRAWS; draw++)
            margin[i][draw] = of(place[i], z[draw]);
}

/* The need of a draw is 500 + 60 z; the margin is what is over. */
static double plain(double x, double need) { return x - (500 + 60 * need); }
/* What is owed ends on 0. */
static double fund(double x, double need) { return fmin(plain(x, need), 0) * 3; }
/* Classes of 40: nothing happens between. */
static double steps(double x, double need) { return floor(x / 40) * 40 >= 500 + 60 * need ? 1 : -1; }
/* Too much harms: holds between 300 and 600 + 10 z. */
static double hump(double x, double need) { return fmin(x - 300, 600 + 10 * need - x); }
static double never(double x, double need) { return x - 5000 + need; }
static double always(double x, double need) { return x + 100 + need; }
static double idle(double x, double need) { return 0 * x - need; }
static double missing(double x, double need) { return need < -1 ? NAN : plain(x, need); }

static bool evaluate(void *context, const int *place, int count, double *const *margin, struct error *error)
{
    double (**of)(double, double) = context;

    (void)error;
    each(place, count, margin, *of);
    return true;
}

static struct need find(double (*of)(double, double), double share)
{
    struct need need;
    struct need_options options = {
        .last = 1000, .share = share, .draws = DRAWS, .evaluate = evaluate, .context = &of};

    evaluated = 0;
    assert_true(need_find(&options, &need, &err));
    return need;
}

/* The smallest whole x at which that share of the draws holds, by trying all. */
static int by_trying(double (*of)(double, double), double share)
{
    for (int x = 0; x <= 1000; x++) {
        int holds = 0;
        for (int draw = 0; draw < DRAWS; draw++)
            holds += of(x, z[draw]) >= 0;
        if (holds >= share * DRAWS)
            return x;
    }
    return -1;
}

static void test_a_normal_need_is_found_in_few_points(void **unused)
{
    static const double shares[] = {0.1, 0.5, 0.8, 0.9, 0.99};

    (void)unused;
    for (size_t i = 0; i < 5; i++) {
        struct need need = find(plain, shares[i]);
        assert_int_equal(need.status, NEED_FOUND);
        assert_int_equal(need.answer, by_trying(plain, shares[i]));
        assert_within(need.answer, 500 + 60 * quantile(shares[i]), 1.5);
        assert_true(need_point_at(&need, need.answer)->share.value >= shares[i]);
        assert_true(need_point_at(&need, need.answer - 1)->share.value < shares[i]);
        assert_true(evaluated <= 15);
        assert_int_equal(need.turned, 0);
        need_clear(&need);
    }
}

/* Woodruff: from the quantiles at share - t se and share + t se. */
static void test_the_interval_is_read_off_the_curve(void **unused)
{
    struct need need = find(plain, 0.8);
    double half = estimate_half(need_point_at(&need, need.answer)->share);

    (void)unused;
    assert_true(half > 0 && half < 0.1);
    assert_within(need.low, 500 + 60 * quantile(0.8 - half), 2);
    assert_within(need.high, 500 + 60 * quantile(0.8 + half), 2);
    for (double share = 0.5; share < 0.96; share += 0.05)
        assert_within(need_at(&need, share), 500 + 60 * quantile(share), 3);
    need_clear(&need);
}

static void test_a_fund_that_is_used_up_is_found_by_the_secant(void **unused)
{
    struct need need = find(fund, 0.8);

    (void)unused;
    assert_int_equal(need.answer, by_trying(fund, 0.8));
    assert_true(evaluated <= 15);
    need_clear(&need);
}

static void test_steps_need_more_points_and_are_found(void **unused)
{
    struct need need = find(steps, 0.8);

    (void)unused;
    assert_int_equal(need.answer, by_trying(steps, 0.8));
    assert_int_equal(need.answer % 40, 0);
    assert_true(evaluated <= 30);
    need_clear(&need);
}

static void test_what_harms_in_excess_is_noticed(void **unused)
{
    struct need need = find(hump, 0.8);

    (void)unused;
    assert_int_equal(need.status, NEED_FOUND);
    assert_int_equal(need.answer, 300);
    assert_int_equal(need.turned, DRAWS);
    need_clear(&need);
}

static void test_ends_are_told_apart(void **unused)
{
    struct need need = find(never, 0.8);

    (void)unused;
    assert_int_equal(need.status, NEED_NEVER);
    assert_true(need_point_at(&need, 0)->share.value == 0 && need_point_at(&need, 1000)->share.value == 0);
    assert_true(need_at(&need, 0.5) == INFINITY && !need.flat);
    need_clear(&need);
    need = find(always, 0.8);
    assert_int_equal(need.status, NEED_AT_START);
    assert_int_equal(need.answer, 0);
    assert_true(need.low == -INFINITY);
    need_clear(&need);
    need = find(idle, 0.8);
    assert_true(need.flat);
    need_clear(&need);
}

static void test_a_draw_without_a_value_does_not_hold(void **unused)
{
    struct need need = find(missing, 0.8);

    (void)unused;
    assert_int_equal(need.status, NEED_FOUND);
    assert_int_equal(need.answer, by_trying(missing, 0.8));
    assert_true(need.answer > by_trying(plain, 0.8));
    need_clear(&need);
    need = find(missing, 0.9); /* 16 % have none */
    assert_int_equal(need.status, NEED_NEVER);
    need_clear(&need);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_normal_need_is_found_in_few_points),
        cmocka_unit_test(test_the_interval_is_read_off_the_curve),
        cmocka_unit_test(test_a_fund_that_is_used_up_is_found_by_the_secant),
        cmocka_unit_test(test_steps_need_more_points_and_are_found),
        cmocka_unit_test(test_what_harms_in_excess_is_noticed),
        cmocka_unit_test(test_ends_are_told_apart),
        cmocka_unit_test(test_a_draw_without_a_value_does_not_hold),
    };
    return cmocka_run_group_tests(tests, make_sample, NULL);
}
