/* The graph: axes and cells, units, folding, sharing, streams, loops. Half of it is refusals. */
#include "check.h"

#include "graph.h"

#include <string.h>

static struct arena *arena;
static struct graph *g;
static struct error err;

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    g = graph_new(arena);
    g->months = g->plan_months = 24;
    g->first_year = 2026;
    g->first_month = 1;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    graph_free(g);
    arena_free(arena);
    return 0;
}

static int good(int node)
{
    if (node < 0)
        fail_msg("%s", err.text);
    return node;
}

static struct unit unit(const char *text)
{
    struct unit parsed;

    if (!graph_parse_unit(g, text, &parsed, &err))
        fail_msg("%s", err.text);
    return parsed;
}

static int in_unit(double x, const char *text)
{
    return good(graph_constant(g, 0, &x, unit(text)));
}

static int chance(const char *name, double mean, const char *text)
{
    return good(graph_poisson(g, name, "", 0, in_unit(mean, text), &err));
}

static int apply2(enum op op, int a, int b)
{
    return graph_apply(g, op, (int[]){a, b}, 2, &err);
}

/* ---- axes ---- */

static void test_labels_are_numbered_in_byte_order_and_shown_as_listed(void **unused)
{
    int axis = good(graph_add_axis(g, "town", (const char *[]){"c", "a", "b"}, 3, &err));

    (void)unused;
    assert_string_equal(g->axes[axis].labels[0], "a");
    assert_int_equal(graph_find_label(g, axis, "c"), 2);
    assert_int_equal(g->axes[axis].shown[0], 2);
    assert_int_equal(graph_find_label(g, axis, "d"), -1);
}

static void test_cells_run_over_axes_by_name_the_last_fastest(void **unused)
{
    int y = good(graph_add_axis(g, "y", (const char *[]){"p", "q"}, 2, &err));
    int x = good(graph_add_axis(g, "x", (const char *[]){"a", "b", "c"}, 3, &err));
    uint32_t axes = 1u << x | 1u << y;
    char text[64];

    (void)unused;
    assert_int_equal(graph_cells(g, axes), 6);
    graph_cell_text(g, axes, 3, text, sizeof text);
    assert_string_equal(text, "x=b;y=q");
    assert_int_equal(graph_cell_label(g, axes, 3, x), 1);
    assert_int_equal(graph_project_cell(g, axes, 3, 1u << y), 1);
    graph_cell_text(g, 0, 0, text, sizeof text);
    assert_string_equal(text, "");
}

static void test_a_label_or_axis_named_twice_is_refused(void **unused)
{
    (void)unused;
    assert_int_equal(graph_add_axis(g, "x", (const char *[]){"a", "a"}, 2, &err), -1);
    assert_contains(err.text, "axis 'x' has the label 'a' twice");
    good(graph_add_axis(g, "x", (const char *[]){"a"}, 1, &err));
    assert_int_equal(graph_add_axis(g, "x", (const char *[]){"b"}, 1, &err), -1);
    assert_contains(err.text, "axis 'x' is declared twice");
}

static void test_a_label_that_is_no_id_is_refused(void **unused)
{
    (void)unused;
    assert_int_equal(graph_add_axis(g, "x", (const char *[]){"a;b"}, 1, &err), -1);
    assert_contains(err.text, "'a;b'");
    assert_int_equal(graph_add_axis(g, "x", NULL, 0, &err), -1);
    assert_contains(err.text, "0 labels");
}

/* ---- units ---- */

static void test_units_multiply_and_divide(void **unused)
{
    int rate = apply2(OP_DIV, chance("a", 5, "yuan"), chance("b", 5, "person*year"));
    char text[64];

    (void)unused;
    graph_unit_text(g, g->nodes[rate].unit, text, sizeof text);
    assert_string_equal(text, "yuan/person/year");
    assert_true(unit_equal(g->nodes[rate].unit, unit("yuan/person/year")));
    int back = apply2(OP_MUL, rate, chance("c", 1, "year"));
    assert_true(unit_equal(g->nodes[back].unit, unit("yuan/person")));
}

static void test_an_unknown_unit_names_the_nearest(void **unused)
{
    struct unit parsed;

    (void)unused;
    assert_false(graph_parse_unit(g, "persn_time/year", &parsed, &err));
    assert_contains(err.text, "unknown unit 'persn_time', did you mean 'person_time'?");
    assert_false(graph_parse_unit(g, "yuan/", &parsed, &err));
    assert_contains(err.text, "write it like 'yuan/year'");
}

static void test_adding_different_units_is_refused_and_zero_fits_all(void **unused)
{
    (void)unused;
    assert_int_equal(apply2(OP_ADD, chance("a", 1, "yuan"), chance("b", 1, "person")), -1);
    assert_contains(err.text, "units differ in '+': yuan and person");
    assert_int_equal(apply2(OP_LT, chance("c", 1, "yuan"), graph_number(g, 3)), -1);
    assert_contains(err.text, "amount(x, \"yuan\")");
    assert_int_equal(apply2(OP_LT, graph_number(g, 3), chance("e", 1, "yuan")), -1);
    assert_contains(err.text, "a plain number and yuan; give a number its unit with amount(x, \"yuan\")");
    good(apply2(OP_MAX, chance("d", 1, "yuan"), graph_number(g, 0)));
}

static void test_conditions_are_not_numbers(void **unused)
{
    int condition = apply2(OP_GT, chance("a", 1, ""), graph_number(g, 3));

    (void)unused;
    assert_int_equal(apply2(OP_ADD, condition, graph_number(g, 1)), -1);
    assert_contains(err.text, "where(condition, 1, 0)");
    assert_int_equal(apply2(OP_ALL, condition, graph_number(g, 1)), -1);
    assert_contains(err.text, "needs a condition as its argument 2");
    assert_int_equal(graph_sum(g, condition, 0, &err), -1);
}

static void test_a_root_or_power_of_a_unit_must_exist(void **unused)
{
    int money = chance("a", 1, "yuan");

    (void)unused;
    assert_int_equal(graph_apply(g, OP_SQRT, &money, 1, &err), -1);
    assert_contains(err.text, "square root of yuan");
    int square = apply2(OP_POW, money, graph_number(g, 2));
    assert_true(unit_equal(g->nodes[square].unit, unit("yuan^2")));
    assert_int_equal(apply2(OP_POW, money, graph_number(g, .5)), -1);
    assert_int_equal(graph_apply(g, OP_EXP, &money, 1, &err), -1);
    assert_contains(err.text, "'exp' needs a plain number, this is in yuan");
}

/* ---- folding and sharing ---- */

static void test_what_is_known_is_computed_at_once(void **unused)
{
    int axis = good(graph_add_axis(g, "x", (const char *[]){"a", "b"}, 2, &err));
    double months[24];

    (void)unused;
    for (int i = 0; i < 24; i++)
        months[i] = i;
    int x = graph_constant(g, 1u << axis, (double[]){2, 3}, unit(""));
    int dated = graph_dated(g, 0, months, unit(""));
    int product = apply2(OP_MUL, x, dated);
    int sum = good(graph_sum(g, product, 1u << axis, &err));
    int late = good(graph_lag(g, sum, 2, &err));
    assert_int_equal(g->nodes[product].kind, NODE_DATED);
    assert_int_equal(g->nodes[late].kind, NODE_DATED);
    assert_true(g->nodes[late].numbers[1] == 0 && g->nodes[late].numbers[10] == 5 * 8);
    int one = good(graph_at(g, x, axis, 1, &err));
    assert_int_equal(g->nodes[one].kind, NODE_CONSTANT);
    assert_true(g->nodes[one].numbers[0] == 3);
}

static void test_not_a_number_stays_one_constant(void **unused)
{
    int nan = apply2(OP_DIV, graph_number(g, 0), graph_number(g, 0));

    (void)unused;
    assert_int_equal(g->nodes[nan].kind, NODE_CONSTANT);
    assert_int_equal(nan, apply2(OP_DIV, graph_number(g, 0), graph_number(g, 0)));
}

static void test_equal_values_are_one_node_and_streams_are_not(void **unused)
{
    int a = chance("a", 4, ""), b = chance("b", 4, "");

    (void)unused;
    assert_int_not_equal(a, b);
    assert_int_equal(apply2(OP_MUL, a, b), apply2(OP_MUL, a, b));
    assert_int_equal(apply2(OP_MUL, a, graph_number(g, 1)), a);
    assert_int_equal(apply2(OP_ADD, graph_number(g, 0), a), a);
    assert_int_equal(graph_number(g, -0.0), graph_number(g, 0));
}

static void test_a_stream_used_twice_is_refused(void **unused)
{
    (void)unused;
    g->place = (struct place){"m.lua", 7};
    chance("enrolled", 4, "");
    assert_int_equal(graph_poisson(g, "enrolled", "", 0, graph_number(g, 3), &err), -1);
    assert_contains(err.text, "stream 'enrolled' is used already, at line 7");
}

static void test_a_chance_of_one_needs_no_variate(void **unused)
{
    int people = chance("people", 4, "person");

    (void)unused;
    assert_int_equal(graph_binomial(g, "all", "", 0, people, graph_number(g, 1), &err), people);
    assert_int_equal(graph_binomial(g, "some", "", 0, people, in_unit(.5, "yuan"), &err), -1);
    assert_contains(err.text, "the chance of 'some' must be a plain number, this is in yuan");
}

static void test_a_cell_left_out_is_known_to_be_zero(void **unused)
{
    int axis = good(graph_add_axis(g, "x", (const char *[]){"a", "b", "c"}, 3, &err));
    int people = chance("people", 4, "");
    int ones = graph_constant(g, 1u << axis, (double[]){1, 1, 1}, unit(""));
    int only = good(
        graph_only(g, good(apply2(OP_MUL, people, ones)), axis, (bool[]){true, false, true}, &err));
    int stack = good(graph_stack(g, axis, (int[]){people, graph_number(g, 0), people}, &err));

    int sum = good(graph_sum(g, stack, 1u << axis, &err));
    struct graph_sources *sources = graph_sources_new(g, (int[]){only, stack, sum}, 3);

    (void)unused;
    assert_int_not_equal(graph_source_of(sources, only, 0).node, -1);
    assert_int_equal(graph_source_of(sources, only, 1).node, -1);
    assert_int_equal(graph_source_of(sources, stack, 1).node, -1);
    assert_int_not_equal(graph_source_of(sources, stack, 2).node, -1);
    assert_int_equal(graph_source_of(sources, sum, 0).node, sum);
    graph_sources_free(sources);
}

/* ---- states and loops ---- */

static void test_a_loop_within_a_month_is_printed(void **unused)
{
    int fund = good(graph_fund(g, "county", -1, true, &err));
    int claim = graph_fund_pay(g, fund, "aid", in_unit(0, "yuan"), 1, &err);
    int paid = graph_fund_part(g, fund, claim, FUND_PAYMENT);
    int doubled = good(apply2(OP_ADD, paid, paid));

    (void)unused;
    g->funds[fund].claims[claim].node = doubled;
    assert_false(graph_finish(g, &err));
    assert_contains(err.text, "need each other in the same month");
    assert_contains(err.text, "'county'");
    assert_contains(err.text, "previous()");
}

static void test_a_state_between_breaks_a_loop(void **unused)
{
    int state = good(graph_state(g, "pool", 0, graph_number(g, 10), &err));

    (void)unused;
    good(graph_state_next(g, state, good(apply2(OP_MUL, state, state)), false, &err));
    assert_true(graph_finish(g, &err));
}

static void test_a_state_refuses_other_units_and_axes(void **unused)
{
    int axis = good(graph_add_axis(g, "x", (const char *[]){"a", "b"}, 2, &err));
    int state = good(graph_state(g, "cash", 0, in_unit(10, "yuan"), &err));
    int wide = graph_constant(g, 1u << axis, (double[]){1, 2}, unit("yuan"));

    (void)unused;
    assert_int_equal(graph_state_next(g, state, chance("p", 1, "person"), false, &err), -1);
    assert_contains(err.text, "'cash' holds yuan, but its next content is in person");
    assert_int_equal(graph_state_next(g, state, wide, false, &err), -1);
    assert_contains(err.text, "axes that it has not");
}

static void test_a_delay_may_not_change_by_month(void **unused)
{
    (void)unused;
    assert_int_equal(graph_lag_by(g, chance("x", 1, ""), chance("k", 1, ""), 3, &err), -1);
    assert_contains(err.text, "a delay may not change by month");
    assert_int_equal(graph_lag(g, chance("y", 1, ""), -1, &err), -1);
    assert_contains(err.text, "delay of -1 months");
}

static void test_a_fund_takes_only_money_and_each_route_once(void **unused)
{
    int fund = good(graph_fund(g, "county", -1, true, &err));

    (void)unused;
    assert_int_equal(graph_fund_pay(g, fund, "aid", chance("n", 3, "person"), 1, &err), -1);
    assert_contains(err.text, "must be in yuan, this is in person");
    assert_int_equal(graph_fund_pay(g, fund, "aid", in_unit(3, "yuan"), 1, &err), 0);
    assert_int_equal(graph_fund_pay(g, fund, "aid", in_unit(4, "yuan"), 1, &err), -1);
    assert_contains(err.text, "pays route 'aid' already");
    assert_int_equal(graph_fund(g, "county", -1, true, &err), -1);
    assert_int_equal(graph_fund(g, "other", chance("m", 3, "person"), true, &err), -1);
    assert_contains(err.text, "must be one amount in yuan");
}

static void test_sums_and_labels_need_the_axis(void **unused)
{
    int axis = good(graph_add_axis(g, "x", (const char *[]){"a", "b"}, 2, &err));
    int plain = chance("n", 3, "");

    (void)unused;
    assert_int_equal(graph_sum(g, plain, 1u << axis, &err), -1);
    assert_contains(err.text, "cannot sum over axis 'x': 'n' does not have it");
    assert_int_equal(graph_at(g, plain, axis, 0, &err), -1);
    assert_int_equal(graph_only(g, plain, axis, (bool[]){true, false}, &err), -1);
    int wide =
        good(apply2(OP_MUL, plain, graph_constant(g, 1u << axis, (double[]){1, 2}, unit(""))));
    assert_int_equal(graph_stack(g, axis, (int[]){wide, plain}, &err), -1);
    assert_contains(err.text, "has axis 'x' already");
}

/* ---- what a script is not let do before, the graph refuses too ---- */

static void refused(int node, const char *why)
{
    assert_int_equal(node, -1);
    assert_string_equal(err.text, why);
}

static void test_the_graph_refuses_by_itself_what_words_refuse_before(void **unused)
{
    const struct parameter twice = {.name = "twice", .cells = &(struct parameter_cell){.input = -1}, .periods = 1};

    (void)unused;
    refused(graph_add_axis(g, "a b", (const char *[]){"x"}, 1, &err), "'a b' is not a name for an axis");
    good(graph_parameter(g, &twice, &err));
    assert_int_equal(graph_parameter(g, &twice, &err), -1);
    assert_contains(err.text, "parameter 'twice' is declared already, at line ");
    refused(graph_lag_by(g, chance("n", 3, "person"), in_unit(2, ""), 1200, &err),
            "a delay of up to 1200 months; the most is 1199");
    refused(graph_state(g, "s", 0, chance("m", 3, "person"), &err), "the initial content of 's' may not change by month");
}

static void test_an_empty_stock_takes_the_unit_of_what_it_becomes(void **unused)
{
    int state = good(graph_state(g, "s", 0, in_unit(0, ""), &err));

    (void)unused;
    good(graph_state_next(g, state, chance("n", 3, "person"), false, &err));
    assert_true(unit_equal(g->nodes[state].unit, unit("person")));
    assert_true(unit_equal(unit(NULL), unit("1"))); /* none written: a plain number */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_labels_are_numbered_in_byte_order_and_shown_as_listed),
        TEST(test_cells_run_over_axes_by_name_the_last_fastest),
        TEST(test_a_label_or_axis_named_twice_is_refused),
        TEST(test_a_label_that_is_no_id_is_refused),
        TEST(test_units_multiply_and_divide),
        TEST(test_an_unknown_unit_names_the_nearest),
        TEST(test_adding_different_units_is_refused_and_zero_fits_all),
        TEST(test_conditions_are_not_numbers),
        TEST(test_a_root_or_power_of_a_unit_must_exist),
        TEST(test_what_is_known_is_computed_at_once),
        TEST(test_not_a_number_stays_one_constant),
        TEST(test_equal_values_are_one_node_and_streams_are_not),
        TEST(test_a_stream_used_twice_is_refused),
        TEST(test_a_chance_of_one_needs_no_variate),
        TEST(test_a_cell_left_out_is_known_to_be_zero),
        TEST(test_a_loop_within_a_month_is_printed),
        TEST(test_a_state_between_breaks_a_loop),
        TEST(test_a_state_refuses_other_units_and_axes),
        TEST(test_a_delay_may_not_change_by_month),
        TEST(test_a_fund_takes_only_money_and_each_route_once),
        TEST(test_sums_and_labels_need_the_axis),
        TEST(test_the_graph_refuses_by_itself_what_words_refuse_before),
        TEST(test_an_empty_stock_takes_the_unit_of_what_it_becomes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
