/* Values in Lua: operators, words, methods, delays, chance. What scripts compute is looked at in the
   graph; numbers that are known while building are folded there, so many results can be read off. */
#include "lua_load.h"

#include "lua_graph.h"

/* The number that an expression of a model folds to. */
static double folded(const char *expression)
{
    char text[2048];

    snprintf(text, sizeof text, AXES "output('x', %s)", expression);
    struct model *model = load_text(text);
    const struct node *node = load_output_node(model, "x", -1);
    assert_int_equal(node->kind, NODE_CONSTANT);
    double x = node->numbers[0];
    model_free(model);
    return x;
}

static void test_operators_compute_as_in_arithmetic(void **state)
{
    (void)state;
    assert_close(folded("amount(6, '') / 4 + 2 ^ amount(3, '') - -amount(1, '')"), 10.5, 1e-15);
    assert_close(folded("3 * amount(2, '') - 1"), 5, 1e-15);
}

static void test_words_of_ops_def_take_values_and_numbers(void **state)
{
    (void)state;
    assert_close(folded("min(amount(3, ''), 2, 5)"), 2, 0);
    assert_close(folded("max(amount(3, ''), 2, 5)"), 5, 0);
    assert_close(folded("clamp(amount(3, ''), 0, 2)"), 2, 0);
    assert_close(folded("where(all(lt(1, 2), ge(2, 2), ne(1, 3)), 7, 8)"), 7, 0);
    assert_close(folded("where(any(gt(1, 2), le(3, 2), not_(eq(1, 1))), 7, 8)"), 8, 0);
    assert_close(
        folded("abs(amount(-2, '')) + floor(amount(2.5, '')) + ceil(amount(2.5, '')) + round(2.5)"),
        2 + 2 + 3 + 3, 0);
    assert_close(folded("exp(amount(0, '')) + log(amount(1, '')) + sqrt(amount(9, ''))"), 4, 1e-15);
}

static void test_words_on_plain_numbers_give_plain_numbers(void **state)
{
    (void)state;
    struct model *model = load_text(PRELUDE "for i = 1, max(2, 3) do output('x' .. i, i) end");
    assert_int_equal(model->output_count, 3);
    model_free(model);
}

static void test_lookup_is_piecewise_linear_and_flat_outside(void **state)
{
    (void)state;
    assert_close(folded("lookup(-1, {{0, 10}, {2, 20}, {4, 0}})"), 10, 0);
    assert_close(folded("lookup(1, {{0, 10}, {2, 20}, {4, 0}})"), 15, 1e-15);
    assert_close(folded("lookup(2, {{0, 10}, {2, 20}, {4, 0}})"), 20, 0);
    assert_close(folded("lookup(3, {{0, 10}, {2, 20}, {4, 0}})"), 10, 1e-15);
    assert_within(folded("lookup(9, {{0, 10}, {2, 20}, {4, 0}})"), 0, 0);
    assert_close(folded("lookup(amount(3, 'yuan'), {{0, 10}, {2, 20}, {4, 0}})"), 10, 1e-15);
}

static void test_methods_change_the_shape(void **state)
{
    (void)state;
    assert_close(folded("stack(level, { L5 = 1, L4 = 2, L3 = 4 }):sum()"), 7, 0);
    assert_close(folded("stack(level, { L5 = 1, L4 = 2, L3 = 4 }):at(level, 'L4')"), 2, 0);
    assert_close(
        folded("stack(level, { L5 = 1, L4 = 2, L3 = 4 }):only { level = { 'L5', 'L3' } }:sum()"), 5,
        0);
    assert_close(
        folded("stack(level, { L5 = 1, L4 = 2, L3 = 4 }):only { level = 'L3' }:sum(level)"), 4, 0);
    assert_close(folded("regroup(stack(level, { L5 = 1, L4 = 2, L3 = 4 }), level, town,"
                        "{ L5 = 'south', L4 = 'north', L3 = 'south' }):at(town, 'south')"),
                 5, 0);
    assert_close(folded("stack(level, { L5 = 1, L4 = 1, L3 = 2 }):share():at(level, 'L3')"), 0.5,
                 0);
    assert_close(folded("stack(level, { L5 = 0, L4 = 0, L3 = 0 }):share(level):sum()"), 0, 0);
}

static void test_values_broadcast_by_axis_name(void **state)
{
    (void)state;
    struct model *model =
        load_text(AXES "local a = poisson('a', stack(level, { L5 = 1, L4 = 2, L3 = 3 }))\n"
                       "local b = poisson('b', stack(town, { north = 1, south = 2 }))\n"
                       "output('x', a * b, { by = { town, level } })");
    const struct node *x = load_output_node(model, "x", 0);
    assert_int_equal(x->axes, 3);
    assert_int_equal(load_output(model, "x")->view_count, 4);
    model_free(model);
}

static void test_units_multiply_and_zero_fits_all(void **state)
{
    (void)state;
    char unit[64];
    struct model *model = load_text(
        PRELUDE
        "local n = poisson('n', amount(3, 'person_time'))\n"
        "output('money', max(n * amount(600, 'yuan/person_time') + 0, 0), { unit = 'yuan' })");
    graph_unit_text(model->graph, load_output(model, "money")->unit, unit, sizeof unit);
    assert_string_equal(unit, "yuan");
    model_free(model);
}

static void test_calendar_words_are_known_in_every_month(void **state)
{
    (void)state;
    struct model *model =
        load_text(PRELUDE "output('m', month())\noutput('y', year())\noutput('p', in_plan())");
    const struct node *m = load_output_node(model, "m", 0), *y = load_output_node(model, "y", 0),
                      *p = load_output_node(model, "p", 0);
    assert_int_equal(m->kind, NODE_DATED);
    assert_close(m->numbers[13], 2, 0);
    assert_close(y->numbers[12], 2027, 0);
    assert_close(p->numbers[23], 1, 0);
    assert_close(p->numbers[24], 0, 0);
    model_free(model);
}

static void test_dated_tables_of_numbers_are_values(void **state)
{
    (void)state;
    struct model *model =
        load_text(PRELUDE "output('x', by_year { [2026] = 5, otherwise = 7 } * 2)\n"
                          "output('y', min(9, by_month { [2] = 1, otherwise = 4 }))");
    const struct node *x = load_output_node(model, "x", 0), *y = load_output_node(model, "y", 0);
    assert_close(x->numbers[11], 10, 0);
    assert_close(x->numbers[12], 14, 0);
    assert_close(y->numbers[13], 1, 0);
    assert_close(y->numbers[14], 4, 0);
    model_free(model);
}

static void test_total_asked_twice_is_one_state(void **state)
{
    (void)state;
    struct model *model = load_text(PRELUDE "local n = poisson('n', 3)\n"
                                            "output('a', total(n))\noutput('b', total(n) + 1)\n"
                                            "output('c', this_year(n))");
    assert_int_equal(load_count(model, NODE_STATE), 2);
    assert_int_equal(load_output_node(model, "a", 0)->kind, NODE_NEXT);
    assert_true(load_output_node(model, "a", 0)->may_be_negative);
    assert_int_equal(load_output(model, "a")->kind, OUTPUT_LEVEL);
    assert_int_equal(load_output(model, "b")->kind, OUTPUT_LEVEL);
    assert_int_equal(load_output(model, "c")->kind, OUTPUT_LEVEL);
    model_free(model);
}

static void test_delays_by_a_number_or_a_parameter(void **state)
{
    (void)state;
    struct model *model = load_text(
        PRELUDE "local n = poisson('n', 3)\n"
                "local k = parameter('k', { default = choice({1, 3, 9}, {1, 2, 1}), source = "
                "assumed 'x' })\n"
                "local f = parameter('f', { default = pert(1, 3, 9.5), source = assumed 'x' })\n"
                "output('a', delayed(n, 2))\noutput('b', delayed(n, k))\n"
                "output('c', delayed(n, min(round(f), 8)))\noutput('d', previous(n))\noutput('e', "
                "delayed(n, 0))");
    assert_int_equal(load_output_node(model, "a", 0)->kind, NODE_LAG);
    assert_int_equal(load_output_node(model, "a", 0)->index, 2);
    assert_int_equal(load_output_node(model, "b", 0)->kind, NODE_LAG_BY);
    assert_int_equal(load_output_node(model, "b", 0)->index, 9);
    assert_int_equal(load_output_node(model, "c", 0)->index, 8);
    assert_int_equal(load_output_node(model, "d", 0)->index, 1);
    assert_int_equal(load_output_node(model, "e", 0)->kind, NODE_POISSON);
    model_free(model);
}

static void test_waiting_has_a_binomial_a_month_but_none_for_zero_shares_and_the_last(void **state)
{
    (void)state;
    struct model *model = load_text(
        PRELUDE "local n = poisson('n', 3)\n"
                "output('x', waiting('w', n, { [0] = .1, [1] = 0, [2] = .5, [3] = .4 }))");
    assert_int_equal(load_count(model, NODE_BINOMIAL), 2);
    assert_true(load_has_identity(model, "'w': in = out + still waiting"));
    assert_false(load_has_identity(model, "shares sum to 1"));
    for (int i = 0; i < model->graph->node_count; i++) {
        const struct node *node = &model->graph->nodes[i];
        if (node->kind == NODE_BINOMIAL && node->purpose == 2)
            assert_close(model->graph->nodes[node->args[1]].numbers[0], 5. / 9, 1e-12);
    }
    model_free(model);
}

static void test_waiting_with_uncertain_shares_registers_their_sum(void **state)
{
    (void)state;
    struct model *model = load_text(
        PRELUDE "local q = parameter('q', { default = pert(.1, .2, .3), source = assumed 'x' })\n"
                "output('x', waiting('w', poisson('n', 3), { [0] = q, [1] = 1 - q }))");
    assert_int_equal(load_count(model, NODE_BINOMIAL), 1);
    assert_true(load_has_identity(model, "'w': shares sum to 1"));
    model_free(model);
}

static void test_multinomial_runs_over_labels_in_byte_order(void **state)
{
    (void)state;
    struct model *model = load_text(AXES "local n = poisson('n', 9)\n"
                                         "output('x', multinomial('m', n, stack(level, { L5 = .5, "
                                         "L4 = .3, L3 = .2 })), { by = { level } })");
    const char *expected[] = {"level=L3", "level=L4"};
    int at = 0;
    for (int i = 0; i < model->graph->node_count; i++)
        if (model->graph->nodes[i].kind == NODE_BINOMIAL)
            assert_string_equal(model->graph->nodes[i].suffix, expected[at++]);
    assert_int_equal(at, 2);
    assert_true(load_has_identity(model, "'m': parts = people"));
    model_free(model);
}

static void test_multinomial_by_name_gives_a_table_and_the_rest(void **state)
{
    (void)state;
    struct model *model = load_text(
        PRELUDE "local m = multinomial('m', poisson('n', 9), { a = .5, b = .3, rest = 'c' })\n"
                "output('a', m.a)\noutput('b', m.b)\noutput('c', m.c)");
    assert_int_equal(load_output_node(model, "a", 0)->kind, NODE_BINOMIAL);
    assert_int_equal(load_output_node(model, "c", 0)->kind, NODE_OP);
    assert_int_equal(load_count(model, NODE_BINOMIAL), 2);
    model_free(model);
}

static void test_split_gives_both_parts(void **state)
{
    (void)state;
    struct model *model = load_text(PRELUDE "local yes, no = split('s', poisson('n', 9), .3)\n"
                                            "output('yes', yes)\noutput('no', no)");
    assert_int_equal(load_output_node(model, "yes", 0)->kind, NODE_BINOMIAL);
    assert_int_equal(load_output_node(model, "no", 0)->op, OP_SUB);
    model_free(model);
}

static void test_noise_is_fresh_each_month_or_year(void **state)
{
    (void)state;
    struct model *model =
        load_text(AXES "output('m', noise('a', normal(1, .1)))\n"
                       "output('y', noise('b', normal(1, .1), { axes = { town }, per = 'year' }), "
                       "{ by = { town } })");
    assert_false(load_output_node(model, "m", 0)->per_year);
    assert_true(load_output_node(model, "y", 0)->per_year);
    model_free(model);
}

static void test_tostring_of_a_value_shows_unit_and_axes(void **state)
{
    (void)state;
    load_refused(
        AXES "local n = poisson('n', stack(level, { L5 = amount(1, 'person'), L4 = 0, L3 = 0 }))\n"
             "error(tostring(n))",
        "value: 'n' (person by level)");
}

static void test_what_cannot_be_done_to_a_value_names_what_can(void **state)
{
    static const struct refusal refusals[] = {
        {"local y = n < 3", "lt(a, b)"},
        {"local y = n >= 3", "le(a, b)"},
        {"local y = n == m", "eq"},
        {"if n then end", "where"},
        {"local y = n and m", "all("},
        {"local y = not n", "not_"},
        {"local y = 'a' .. n", "'..' cannot put into a text"},
        {"local y = #n", "#a:labels()"},
        {"local y = n(3)", "is a '*' missing"},
        {"local y = n % 2", "floor"},
        {"local y = n // 2", "floor(a / b)"},
        {"n.x = 3", "cannot be set"},
        {"local y = n * { 1, 2 }", "a table by label, such as a column"},
        {"local y = n:sun()", "did you mean 'sum'?"},
        {"local y = n[1]", "x:at(axis, \"label\")"},
        {"local y = n + nil", "right side of '+' is nil"},
        {"local y = n * 'x'", "right side of '*' is a string"},
        {"local y = n * pert(1, 2, 3)", "a distribution"},
        {"local y = pert(1, 2, 3) + 1", "a distribution cannot be computed with"},
        {"local y = n * level", "an axis"},
        {"local y = n + (0 / 0)", "must be finite"},
        {"local y = assumed 'x' * n", "a source"},
        {"local y = ratio(n, m) + 1", "only for outputs"},
        {"local y = min(n)", "at least 2 arguments"},
        {"local y = where(n, 1, 2)", "needs a condition"},
        {"local y = n + lt(n, 3)", "cannot take a condition"},
        {"local y = n + amount(3, 'yuan')", "units differ in '+'"},
        {"local y = amount(3, 'yaun')", "did you mean 'yuan'?"},
        {"local y = amount('3', 'yuan')", "its first argument is a string"},
        {"local y = amount(3)", "its second argument is nothing"},
        {"local y = exp(amount(3, 'yuan'))", "needs a plain number"},
        {"local y = n:sum(town)", "does not have it"},
        {"local y = n:sum('town')", "takes axes, argument 1 is a string"},
        {"local y = n:at(level, 'L2')", "has no label 'L2'"},
        {"local y = n:at('level', 'L3')", "takes an axis first"},
        {"local y = n:only { levle = 'L3' }", "did you mean 'level'?"},
        {"local y = n:only { level = { 'L2' } }", "has no label 'L2'"},
        {"local y = n:only {}", "write x:only"},
        {"local y = stack(level, { L5 = 1, L4 = 2 })", "'L3', which has no value"},
        {"local y = stack(level, { L5 = 1, L4 = 2, L3 = 1, L2 = 1 })", "has no label 'L2'"},
        {"local y = stack(level, { L5 = n, L4 = 1, L3 = 1 })", "has axis 'level' already"},
        {"local y = regroup(n, level, town, { L5 = 'north', L4 = 'north' })",
         "'L3' of axis 'level' has no group"},
        {"local y = regroup(n, level, town, { L5 = 'north', L4 = 'norht', L3 = 'south' })",
         "did you mean 'north'?"},
        {"local y = regroup(n, level, town, { L5 = 'north', L4 = 'north', L3 = 'south', L2 = "
         "'south' })",
         "no label 'L2'"},
        {"local y = regroup(m, level, town, { otherwise = 'north' })", "has no group"},
        {"local y = regroup(n, level, 'town', {})", "takes two axes"},
        {"local y = lookup(n, {{1, 2}})", "two points or more"},
        {"local y = lookup(n, {{1, 2}, {1, 3}})", "is not above"},
        {"local y = lookup(n, {{1, 2}, {1, 'a'}})", "two numbers"},
        {"local y = total(lt(n, 3))", "cannot take a condition"},
        {"local y = delayed(n, 1.5)", "whole number"},
        {"local y = delayed(n, -1)", "whole number"},
        {"local y = delayed(n, 'x')", "argument 2 of 'delayed'"},
        {"local y = delayed(n, n)", "may not change by month"},
        {"local y = delayed(n, amount(2, 'yuan'))", "must be in months"},
        {"local y = delayed(n, parameter('k', { default = pert(1, 2, 3), source = plan 'x' }))",
         "round(delay)"},
        {"local y = delayed(n, parameter('k', { default = normal(1, 2), source = plan 'x' }))",
         "no known upper limit"},
        {"local y = delayed(n, parameter('k', { default = choice({-1, 2}, {1, 1}), source = plan "
         "'x' }))",
         "as low as -1"},
        {"local y = by_year { [2026] = 5 } * n", "by_year has no value for 2027"},
        {"local y = by_year { [2026] = pert(1, 2, 3), otherwise = 1 } * n",
         "only numbers may stand here"},
        {"local y = by_year { ['2026'] = 5 }", "'2026' is no year"},
        {"local y = by_month { 1, 2, 3 }", "no value for month 4"},
        {"local y = by_month { [13] = 1, otherwise = 2 }", "'13' is no month"},
        {"local y = by_year(5)", "takes a table"},
    };

    (void)state;
    load_all_refused(AXES "local n = poisson('n', stack(level, { L5 = 1, L4 = 2, L3 = 3 }))\n"
                          "local m = poisson('m', 3)\n",
                     refusals, COUNT_OF(refusals));
}

static void test_chance_is_refused_where_it_is_known_to_be_wrong(void **state)
{
    static const struct refusal refusals[] = {
        {"poisson(3, 3)", "its first argument is a name in quotes"},
        {"poisson('a b', 3)", "'a b' is not a name"},
        {"poisson('x', nil)", "the mean of 'x' is nil"},
        {"poisson('n', 3)", "stream 'n' is used already, at line 4"},
        {"binomial('x', n, 1.5)", "the chance of 'x' is 1.5"},
        {"binomial('x', n, amount(.5, 'yuan'))", "must be a plain number"},
        {"split('x', n, -0.5)", "the chance of 'x' is -0.5"},
        {"waiting('w', n, .3)", "takes its shares as"},
        {"waiting('w', n, { [0] = .5, [1] = .4 })", "sum to 0.9"},
        {"waiting('w', n, { [0] = 1.5, [1] = -.5 })", "share of 1.5"},
        {"waiting('w', n, { [-1] = .5, [1] = .5 })", "'-1' is not a number of months"},
        {"waiting('w', n, { [0] = .5, a = .5 })", "'a' is not a number of months"},
        {"waiting('w', n, { [0] = .5, [500] = .5 })", "too long"},
        {"multinomial('m', n, { a = .5, b = .4 })",
         "sum to 0.9: they must sum to 1, or name the rest"},
        {"multinomial('m', n, { a = .5, b = .6, rest = 'c' })", "1 or less"},
        {"multinomial('m', n, { a = .5, b = .5, rest = 'b' })", "is the rest too"},
        {"multinomial('m', n, { a = -.5, b = 1.5 })", "outside 0 to 1"},
        {"multinomial('m', n, { rest = 'b' })", "has no shares"},
        {"multinomial('m', n, { .5, .5 })", "its first argument is a name"},
        {"multinomial('m', n, amount(1, ''))", "they have 0"},
        {"multinomial('m', n, 0.5)", "takes shares as a value"},
        {"noise('x', 3)", "takes a distribution"},
        {"noise('x', normal(1, 2), { perr = 'year' })", "did you mean 'per'?"},
        {"noise('x', normal(1, 2), { per = 'week' })", "not 'week'"},
        {"noise('x', normal(1, 2), { axes = town })", "must be a list of axes"},
    };

    (void)state;
    load_all_refused(AXES "local n = poisson('n', 3)\n", refusals, COUNT_OF(refusals));
}

static int remove_folder(void **state)
{
    (void)state;
    load_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operators_compute_as_in_arithmetic),
        cmocka_unit_test(test_words_of_ops_def_take_values_and_numbers),
        cmocka_unit_test(test_words_on_plain_numbers_give_plain_numbers),
        cmocka_unit_test(test_lookup_is_piecewise_linear_and_flat_outside),
        cmocka_unit_test(test_methods_change_the_shape),
        cmocka_unit_test(test_values_broadcast_by_axis_name),
        cmocka_unit_test(test_units_multiply_and_zero_fits_all),
        cmocka_unit_test(test_calendar_words_are_known_in_every_month),
        cmocka_unit_test(test_dated_tables_of_numbers_are_values),
        cmocka_unit_test(test_total_asked_twice_is_one_state),
        cmocka_unit_test(test_delays_by_a_number_or_a_parameter),
        cmocka_unit_test(test_waiting_has_a_binomial_a_month_but_none_for_zero_shares_and_the_last),
        cmocka_unit_test(test_waiting_with_uncertain_shares_registers_their_sum),
        cmocka_unit_test(test_multinomial_runs_over_labels_in_byte_order),
        cmocka_unit_test(test_multinomial_by_name_gives_a_table_and_the_rest),
        cmocka_unit_test(test_split_gives_both_parts),
        cmocka_unit_test(test_noise_is_fresh_each_month_or_year),
        cmocka_unit_test(test_tostring_of_a_value_shows_unit_and_axes),
        cmocka_unit_test(test_what_cannot_be_done_to_a_value_names_what_can),
        cmocka_unit_test(test_chance_is_refused_where_it_is_known_to_be_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, remove_folder);
}
