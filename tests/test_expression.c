/* Arithmetic over levers, and levers as the command line has them. */
#include "check.h"

#include "error.h"
#include "expression.h"
#include "lever.h"
#include "text.h"

static struct error err;
static const char *const names[] = {"a", "pass_rate[level=L3]", "县"};

static double value(const char *text)
{
    struct expression *expression = expression_parse(text, names, 3, &err);

    if (!expression)
        fail_msg("%s", err.text);
    double x = expression_value(expression, (double[]){3, 0.5, 7});
    expression_free(expression);
    return x;
}

static void refused(const char *text, const char *why)
{
    assert_null(expression_parse(text, names, 3, &err));
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_contains(err.text, why);
}

static void test_arithmetic(void **unused)
{
    (void)unused;
    assert_true(value("1000*a + pass_rate[level=L3]") == 3000.5);
    assert_true(value("a - 1 - 1") == 1);
    assert_true(value("12 / a / 2") == 2);
    assert_true(value("-(a + 2*县)*1e3") == -17000);
    assert_true(value("2*-a") == -6);
    refused("", "a number or a lever's name is missing behind ''");
    refused("a +", "a number or a lever's name is missing behind 'a +'");
    refused("a b", "what follows is not understood behind 'a '");
    refused("(a", "')' is missing behind '(a'");
    refused("pass_rate[level=L2]", "did you mean 'pass_rate[level=L3]'?");
    refused("zzz*2", "'zzz' is none of the levers; these are a, pass_rate[level=L3], 县");
}

static void expect_lever(const char *text, const char *name, double low, double high, int points, const char *third)
{
    struct lever lever;
    struct text set = {0};

    if (!lever_parse(text, 11, &lever, &err))
        fail_msg("%s", err.text);
    assert_string_equal(lever.name, name);
    assert_true(lever.low == low && lever.high == high && lever.points == points);
    lever_add_set(&lever, lever_value(&lever, 2), &set);
    assert_string_equal(text_string(&set), third);
    text_clear(&set);
}

static void test_levers_are_read_and_written(void **unused)
{
    struct lever lever;

    (void)unused;
    expect_lever("a=0..1", "a", 0, 1, 11, "a=0.2");
    expect_lever("a=1..2:3", "a", 1, 2, 3, "a=2");
    expect_lever("pass_rate[level=L3] = .5..0.9:5", "pass_rate[level=L3]", 0.5, 0.9, 5, "pass_rate[level=L3]=0.7");
    expect_lever("money=scaled(0.5..1.5):21", "money", 0.5, 1.5, 21, "money=scaled(0.6)");
    expect_lever("x=-1e-3..1e-3:5", "x", -1e-3, 1e-3, 5, "x=0");
    assert_true(lever_parse("a=0.1..0.4:4", 11, &lever, &err) && lever_value(&lever, 2) == 0.3);
    assert_true(lever_step(&lever, 1000) == 0.0002 && !lever_is_scaled(&lever));
    assert_true(lever_parse("a=scaled(200..1000)", 11, &lever, &err) && lever_step(&lever, 1000) == 0.5);
    assert_true(lever_is_scaled(&lever));
    assert_false(lever_parse("a=1..b", 11, &lever, &err));
    assert_false(lever_parse("=1..2", 11, &lever, &err));
    assert_false(lever_parse("a=1..2:5.5", 11, &lever, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arithmetic),
        cmocka_unit_test(test_levers_are_read_and_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
