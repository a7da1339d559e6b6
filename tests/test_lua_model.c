/* Declarations: what scripts declare stands in the model; what is wrong is refused with the right word. */
#include "lua_load.h"

#define SOURCE "source = assumed 'x'"

/* ---- refusals: one or more for every key of every declaration ---- */

static void test_model_refuses_what_it_does_not_know(void **state)
{
    static const struct refusal refusals[] = {
        {"model { nam = 't', from = '2026-01', to = '2026-12' }", "did you mean 'name'?"},
        {"model { from = '2026-01', to = '2026-12' }", "model needs name ="},
        {"model { name = 3, from = '2026-01', to = '2026-12' }", "model: name must be a text"},
        {"model { name = 'a b', from = '2026-01', to = '2026-12' }", "'a b' is not a name"},
        {"model { name = 't', title = { de = 'x' }, from = '2026-01', to = '2026-12' }", "en and zh, not 'de'"},
        {"model { name = 't', title = 3, from = '2026-01', to = '2026-12' }", "model: title must be"},
        {"model { name = 't', from = '2026-1', to = '2026-12' }", "not '2026-1'"},
        {"model { name = 't', from = '2026-01', to = '2026-13' }", "not '2026-13'"},
        {"model { name = 't', from = '2026-01' }", "model needs to ="},
        {"model { name = 't', from = '2026-05', to = '2026-01' }", "is before from"},
        {"model { name = 't', from = '2026-01', to = '2026-12', tail = '2026-11' }", "is before to"},
        {"model { name = 't', from = '2026-01', to = '2226-12' }", "months are too many"},
        {"model { name = 't', from = '2026-01', to = '2026-12', units = 'class' }", "model: units must be a table"},
        {"model { name = 't', from = '2026-01', to = '2026-12', units = { 3 } }", "units is a list of names"},
        {"model { name = 't', from = '2026-01', to = '2026-12', units = { 'a b' } }", "not a name of a unit"},
        {"model 't'", "its options stand in a table"},
        {"model { 't' }", "entry 1 has no key"},
        {PRELUDE PRELUDE, "model is called twice"},
        {PRELUDE "scenario { model = 'x.lua' }", "either model or scenario"},
        {"local x = 1", "calls neither model"},
        {"axis('a', { 'x' })", "'axis' before model"},
        {"month()", "'month' before model"},
    };

    (void)state;
    load_all_refused("", refusals, COUNT_OF(refusals));
}

static void test_axis_switch_and_label_refuse_what_they_do_not_know(void **state)
{
    static const struct refusal refusals[] = {
        {"axis(level, { 'x' })", "its first argument is a name in quotes, not an axis"},
        {"axis('level', { 'x' })", "declared twice"},
        {"axis('a', 'x')", "its labels are a list"},
        {"axis('a', {})", "has 0 labels"},
        {"axis('a', { 'x', 'x' })", "label 'x' twice"},
        {"axis('a', { 'x', 3 })", "entry '2' is a number"},
        {"axis('a', { 'x=y' })", "is not an id"},
        {"axis('a', { x = 'y' })", "entry 'x' is not in the list"},
        {"axis('a', { 'x' }, { labels = 'x' })", "did you mean 'label'?"},
        {"axis('a', { 'x' }, { label = 3 })", "axis 'a': label must be"},
        {"axis('fund', { 'x' })", "kept for the outputs that funds make"},
        {"level:column 'x'", "was not made of a CSV file"},
        {"level:lables()", "no field 'lables'"},
        {"switch('s', { 'a' }, { default = 'a', " SOURCE " })", "two or more texts"},
        {"switch('s', { 'a', 'b' }, { default = 'c', " SOURCE " })", "it has: a, b"},
        {"switch('s', { 'a', 'b' }, { " SOURCE " })", "needs default ="},
        {"switch('s', { 'a', 'b' }, { default = 'a' })", "needs source ="},
        {"switch('s', { 'a', 'b' }, { default = true, " SOURCE " })", "default must be a text"},
        {"switch('s', { 'a', 'b' }, { default = 'a', source = 'x' })", "must be plan"},
        {"switch('s', { 'a', 'b' }, { defalt = 'a', " SOURCE " })", "did you mean 'default'?"},
        {"switch('s', { 'a', 'b' }, { default = 'a', label = { 'x' }, " SOURCE " })", "label must name its languages"},
        {"switch('s', { 'a', 'b' })", "its options stand in a table"},
        {"label('level', 'L2', { en = 'x' })", "has no label 'L2'"},
        {"label('levle', 'L3', { en = 'x' })", "did you mean 'level'?"},
        {"label('level', 'L3')", "takes a scope, an id"},
        {"label('level', 'L3', { fr = 'x' })", "not 'fr'"},
        {"csv(3)", "takes the path of a file"},
        {"csv 'no.csv'", "no.csv"},
    };

    (void)state;
    load_all_refused(AXES, refusals, COUNT_OF(refusals));
}

static void test_parameter_refuses_what_it_does_not_know(void **state)
{
    static const struct refusal refusals[] = {
        {"parameter({ default = 1 })", "its first argument is a name in quotes"},
        {"parameter('x')", "its options stand in a table"},
        {"parameter('x', { defualt = 1, " SOURCE " })", "did you mean 'default'?"},
        {"parameter('x', { " SOURCE " })", "needs default ="},
        {"parameter('x', { default = 1 })", "needs source ="},
        {"parameter('x', { default = 'a', " SOURCE " })", "default is a string"},
        {"parameter('x', { default = 0/0, " SOURCE " })", "a number must be finite"},
        {"parameter('x', { default = month(), " SOURCE " })", "is a simulated value"},
        {"parameter('x', { default = scaled(2), " SOURCE " })", "stand in a scenario's `set`"},
        {"parameter('x', { default = 1, source = 'plan' })", "must be plan"},
        {"parameter('x', { default = 1, unit = 'yaun', " SOURCE " })", "did you mean 'yuan'?"},
        {"parameter('x', { default = 1, unit = 3, " SOURCE " })", "unit must be a text"},
        {"parameter('x', { default = 1, range = 3, " SOURCE " })", "must be { low, high }"},
        {"parameter('x', { default = 1, range = { 3, 2 }, " SOURCE " })", "low below high"},
        {"parameter('x', { default = 4, range = { 2, 3 }, " SOURCE " })", "4 is outside its range 2 to 3"},
        {"parameter('x', { default = pert(0, 1, 2), range = { 0, 1.5 }, " SOURCE " })", "2 is outside its range"},
        {"parameter('x', { default = normal(0, 1), range = { 0, 1 }, " SOURCE " })", "use a bounded distribution"},
        {"parameter('x', { default = 1, label = 3, " SOURCE " })", "label must be"},
        {"parameter('x', { default = 1, axes = level, " SOURCE " })", "axes must be a list of axes"},
        {"parameter('x', { default = 1, axes = { 'level' }, " SOURCE " })", "name it without quotes"},
        {"parameter('x', { default = 1, axes = { level, level }, " SOURCE " })", "'level' twice"},
        {"parameter('x', { default = { L5 = 1 }, " SOURCE " })", "but has no axes"},
        {"parameter('x', { default = {}, " SOURCE " })", "default is empty"},
        {"parameter('x', { default = { L5 = 1, L4 = 2 }, axes = { level }, " SOURCE " })", "no value for 'L3'"},
        {"parameter('x', { default = { L5 = 1, L4 = 2, L33 = 3 }, axes = { level }, " SOURCE " })",
         "no label 'L33', did you mean 'L3'?"},
        {"parameter('x', { default = { 1, 2, 3 }, axes = { level }, " SOURCE " })", "entry 1 is no label of axis 'level': write by_month"},
        {"parameter('x', { default = { north = 1, otherwise = 2 }, axes = { level, town }, " SOURCE " })",
         "is a label of axis 'town'"},
        {"parameter('x', { default = { otherwise = { otherwise = { a = 1 } } }, axes = { level, town }, " SOURCE " })",
         "nest deeper than its axes"},
        {"parameter('x', { default = by_year { [2026] = 1, [2027] = 2 }, " SOURCE " })", "no value for 2028"},
        {"parameter('x', { default = 1, " SOURCE " }) parameter('x', { default = 1, " SOURCE " })",
         "declared already, at model.lua:5"},
        {"parameter('x', { default = each(3), " SOURCE " })", "each takes a distribution"},
        {"parameter('x', { default = pert(3, 2, 1), " SOURCE " })", "pert"},
        {"parameter('x', { default = pert(1, 2), " SOURCE " })", "pert takes 3 numbers (low, mode, high)"},
        {"parameter('x', { default = pert(1, 2, 'x'), " SOURCE " })", "argument 3 of pert"},
        {"parameter('x', { default = choice({ 1, 2 }, { 1 }), " SOURCE " })", "one weight for each value"},
        {"parameter('x', { default = choice(1, 2), " SOURCE " })", "two lists"},
        {"parameter('x', { default = choice({ 'a' }, { 1 }), " SOURCE " })", "must be numbers"},
        {"parameter('x', { default = 1, source = plan(3) })", "as a text"},
        {"parameter('x', { default = 1, source = cited('a', 3) })", "takes texts"},
        {"local y = p.pass_rat", "no parameter 'pass_rat' is declared before this line, did you mean 'pass_rate'?"},
        {"p.x = 3", "cannot be set"},
        {"p.pass_rate = 3", "cannot be set"},
    };

    (void)state;
    load_all_refused(AXES "parameter('pass_rate', { default = 1, " SOURCE " })\n", refusals, COUNT_OF(refusals));
}

static void test_stock_and_fund_refuse_what_they_do_not_know(void **state)
{
    static const struct refusal refusals[] = {
        {"stock('s', { inital = 1 })", "did you mean 'initial'?"},
        {"stock('s', { initial = 'x' })", "initial is a string"},
        {"stock('s', { initial = month() })", "may not change by month"},
        {"stock('s', { initial = { L5 = 1, L4 = 2 }, axes = { level } })", "no value for 'L3'"},
        {"stock('s', { initial = { L5 = pert(1,2,3), otherwise = 1 }, axes = { level } })", "only numbers"},
        {"stock('s', { initial = amount(3, 'yuan'), unit = 'person' })", "initial is in yuan"},
        {"stock('s', { axes = 'level' })", "axes must be a list"},
        {"stock('s', { unit = 'persn' })", "did you mean 'person'?"},
        {"stock('s', { may_be_negative = 1 })", "must be true or false"},
        {"stock('s', { label = 1 })", "label must be"},
        {"stock('s') stock('s')", "declared already"},
        {"stock('s'):gains(n)", "has no axis 'level', which 'n' has"},
        {"stock('s', { unit = 'yuan' }):gains(1)", "stock 's' is in yuan, what it gains is a plain number"},
        {"stock('s', { unit = 'yuan' }):loses(amount(1, 'person'))", "what it loses is in person"},
        {"stock('s', { unit = 'yuan' }):becomes(amount(1, 'person'))", "what it is to become is in person"},
        {"local s = stock('s') s:gains(1) s:becomes(2)", "gains or loses already"},
        {"local s = stock('s') s:becomes(1) s:gains(2)", "from becomes, at line 5"},
        {"local s = stock('s') s:becomes(1) s:becomes(2)", "from becomes, at line 5"},
        {"local s = stock('s') s:gain(1)", "no method 'gain'"},
        {"fund('f', { apropriation = 1 })", "did you mean 'appropriation'?"},
        {"fund('f', { appropriation = 6e5 })", "amount(6e5, \"yuan/year\")"},
        {"fund('f', { appropriation = 'x' })", "appropriation is a string"},
        {"fund('f', { appropriation = amount(1, 'yuan/year') * n })", "has axes: sum over them"},
        {"fund('f', { appropriation = amount(1, 'yuan/year'), first_quarter = 2 })", "share from 0 to 1"},
        {"fund('f', { appropriation = amount(1, 'yuan'), first_quarter = .2 })", "for an appropriation in yuan/year"},
        {"fund('f', { first_quarter = .2 })", "needs an appropriation"},
        {"fund('f', { carry_over = 'yes' })", "must be true or false"},
        {"fund('f', { label = 1 })", "label must be"},
        {"fund('f') fund('f')", "declared already"},
        {"fund('f'):pay(n, n)", "name in quotes"},
        {"fund('f'):pay('r', n)", "must be in yuan"},
        {"fund('f'):pay('r', money, { prio = 1 })", "did you mean 'priority'?"},
        {"fund('f'):pay('r', money, { first = 1 })", "has no key 'first'; it has: priority"},
        {"fund('f'):pay('r', money, { priority = 1.5 })", "whole number"},
        {"local f = fund('f') f:pay('r', money) f:pay('r', money)", "pays route 'r' already, at line 5"},
        {"local f = fund('f') f:pay('rest', money) f:arrears('ret')", "did you mean 'rest'?"},
        {"fund('f'):balance()", "has no appropriation, so no balance"},
        {"fund('f'):balence()", "did you mean 'balance'?"},
        {"local f = fund('f') f.pay('r', money)", "with a colon"},
        {"output('payment', money) fund('f'):pay('r', money)", "funds make an output of this name"},
    };

    (void)state;
    load_all_refused(AXES "local n = poisson('n', stack(level, { L5 = 1, L4 = 2, L3 = 3 })) local money = n * amount(9, 'yuan')\n",
                     refusals, COUNT_OF(refusals));
}

static void test_outputs_and_targets_refuse_what_they_do_not_know(void **state)
{
    static const struct refusal refusals[] = {
        {"output(n, n)", "name in quotes"},
        {"output('x')", "its value is nil"},
        {"output('x', lt(n, amount(3, 'person')))", "a condition cannot be reported"},
        {"output('x', n, { By = { level } })", "no key 'By'"},
        {"output('x', n, { by = level })", "must be a list of axes"},
        {"output('x', n, { by = { town } })", "by names axis 'town', but 'n' has only level"},
        {"output('x', ratio(n, n:sum()), { by = { level } })", "by names axis 'level'"},
        {"output('x', n, { unit = 'yuan' })", "its unit is 'person', not 'yuan'"},
        {"output('x', n, { unit = 'yaun' })", "did you mean 'yuan'?"},
        {"output('x', n, { kind = 'levl' })", "did you mean 'level'?"},
        {"output('x', n, { kind = 'ratio' })", "made with ratio(a, b)"},
        {"output('x', ratio(n, n), { kind = 'flow' })", "does not fit"},
        {"output('x', total(n) - previous(total(n)))", "kind = \"flow\" (added up over a year)"},
        {"output('x', min(total(n), amount(9, 'person')))", "or a content itself, kind = \"level\""},
        {"output('x', n + total(n))", "kind = \"flow\""},
        {"output('x', n, { role = 'paymnt' })", "did you mean 'payment'?"},
        {"output('x', n, { role = 3 })", "role must be a text"},
        {"output('x', n, { at_least = '3' })", "at_least must be a number"},
        {"output('x', n, { at_least = 3, at_most = 4 })", "either at_least or at_most"},
        {"output('x', n, { at_most = n })", "at_most must be a number"},
        {"output('x', n, { source = 'x' })", "source must be plan"},
        {"output('x', n, { keep = 1 })", "keep must be true or false"},
        {"output('x', n, { monthly_quantiles = 1 })", "must be true or false"},
        {"output('x', n, { label = 1 })", "label must be"},
        {"output('x', n) output('x', n)", "output 'x' is declared already"},
        {"target('x', { of = n, by = '2026-12', atleast = 1 })", "did you mean 'at_least'?"},
        {"target('x', { by = '2026-12', at_least = 1 })", "needs of ="},
        {"target('x', { of = n, at_least = 1 })", "needs by ="},
        {"target('x', { of = n, by = '2026-12' })", "needs at_least = or at_most ="},
        {"target('x', { of = n, by = '2026-12', at_least = 1, at_most = 3 })", "not both"},
        {"target('x', { of = n, by = '2030-12', at_least = 1 })", "outside the months"},
        {"target('x', { of = n, by = 2026, at_least = 1 })", "by must be a text"},
        {"target('x', { of = ratio(n, n), by = '2026-12', at_least = 1 })", "a ratio is no target's value"},
        {"target('x', { of = n, by = '2026-12', at_least = 1, unit = 'yuan' })", "its unit is 'person'"},
        {"target('x', { of = n, by = '2026-12', at_least = 1, source = 'x' })", "source must be plan"},
        {"target('x', { of = n, by = '2026-12', at_least = 1, note = 3 })", "note must be {"},
        {"target('x', { of = n, by = '2026-12', at_most = 1, label = 3 })", "label must be"},
        {"conserve(n, n)", "its first argument is a text"},
        {"conserve('x', gt(n, 0))", "a condition cannot be reported"},
    };

    (void)state;
    load_all_refused(AXES "local n = poisson('n', stack(level, { L5 = amount(1, 'person'), L4 = 0, L3 = 0 }))\n",
                     refusals, COUNT_OF(refusals));
}

/* ---- axes and data ---- */

static void test_an_axis_from_csv_has_columns_and_display_names(void **state)
{
    (void)state;
    load_write("towns.csv", "id,zh,en,task\nsouth,南,South,30\nnorth,北,North,10\n");
    struct model *model = load_text(
        PRELUDE "local town = axis('town', csv 'towns.csv', { label = { zh = '乡镇' } })\n"
                "local task = parameter('task', { default = town:column 'task', " SOURCE " })\n"
                "output('first', ({ south = 1, north = 2 })[town:labels()[1]])\n"
                "output('x', task, { by = { town } })");
    assert_string_equal(model->graph->axes[0].labels[0], "north");
    assert_int_equal(model->graph->axes[0].shown[0], 1);
    assert_close(load_output_node(model, "first", 0)->numbers[0], 1, 0);
    assert_close(load_output_node(model, "x", 0)->numbers[0], 10, 0);
    assert_string_equal(model_label(model, "town", "south", "zh"), "南");
    assert_string_equal(model_label(model, "axis", "town", "zh"), "乡镇");
    model_free(model);
    load_refused(PRELUDE "axis('town', csv 'towns.csv'):column 'tsk'", "did you mean 'task'?");
    load_refused(PRELUDE "local x = csv('towns.csv').rows[1].tsk", "did you mean 'task'?");
    load_refused(PRELUDE "label('town', '南', { en = 'x' })", "the scope 'town' is no axis");
    load_refused(PRELUDE "local town = axis('town', csv 'towns.csv')\nlabel('town', '南', { en = 'x' })",
                 "'南' is called 'south'");
    load_write("towns.csv", "id,task\nsouth,8OO\nnorth,10\n");
    load_refused(PRELUDE "local town = axis('town', csv 'towns.csv')\n"
                         "parameter('task', { default = town:column 'task', " SOURCE " })",
                 "towns.csv:2:7: column 'task': '8OO' of 'south' is not a number");
}

/* ---- parameters ---- */

static void test_dimensions_go_to_cells_in_order_of_declaration(void **state)
{
    (void)state;
    struct model *model = load_text(
        AXES "parameter('a', { axes = { level }, default = { L5 = pert(1,2,3), L4 = 2, L3 = pert(1,2,4) }, " SOURCE " })\n"
             "parameter('b', { axes = { level }, default = pert(1,2,3), " SOURCE " })\n"
             "parameter('c', { axes = { level }, default = each(pert(1,2,3)), " SOURCE " })\n"
             "parameter('d', { default = by_year { [2027] = pert(1,2,3), otherwise = pert(2,3,4) }, " SOURCE " })");
    const struct parameter *a = load_parameter(model, "a"), *b = load_parameter(model, "b"),
                           *c = load_parameter(model, "c"), *d = load_parameter(model, "d");
    assert_int_equal(a->input_count, 2);
    assert_string_equal(a->inputs[0].key, "a[level=L3]");
    assert_int_equal(a->inputs[1].dimension, 1);
    assert_int_equal(a->cells[1].input, -1);
    assert_int_equal(b->input_count, 1);
    assert_string_equal(b->inputs[0].key, "b");
    assert_int_equal(b->inputs[0].dimension, 2);
    assert_int_equal(c->input_count, 3);
    assert_int_equal(c->inputs[2].dimension, 5);
    assert_string_equal(c->inputs[2].key, "c[level=L5]");
    assert_int_equal(d->periods, 2);
    assert_string_equal(d->inputs[1].key, "d[@year=2027]");
    assert_int_equal(d->inputs[1].dimension, 7);
    assert_int_equal(model->dimensions, 8);
    model_free(model);
}

static void test_dated_values_and_labels_nest_either_way(void **state)
{
    (void)state;
    struct model *model = load_text(
        AXES "local a = parameter('a', { axes = { level, town }, " SOURCE ", default = {\n"
             "  L5 = by_year { [2026] = 1, otherwise = { north = 2, south = 3 } }, otherwise = 9 } })\n"
             "local b = parameter('b', { axes = { level }, " SOURCE ", default = by_month { [2] = { L5 = 1, otherwise = 2 },\n"
             "  otherwise = by_year { [2027] = 5, otherwise = 6 } } })\n"
             "output('a', a, { by = { level, town } })\noutput('b', b, { by = { level } })");
    const struct node *a = load_output_node(model, "a", 0), *b = load_output_node(model, "b", 0);
    assert_close(a->numbers[4], 1, 0);            /* L5 is the last label; 2026 */
    assert_close(a->numbers[12 * 6 + 5], 3, 0);   /* 2027, L5, south */
    assert_close(a->numbers[12 * 6 + 0], 9, 0);
    assert_close(b->numbers[1 * 3 + 2], 1, 0);    /* February, L5 */
    assert_close(b->numbers[13 * 3 + 0], 2, 0);
    assert_close(b->numbers[12 * 3], 5, 0);
    assert_close(b->numbers[24 * 3], 6, 0);
    model_free(model);
}

static void test_p_finds_parameters_by_name(void **state)
{
    (void)state;
    struct model *model = load_text(PRELUDE "parameter('a', { default = pert(1,2,3), " SOURCE " })\noutput('x', p.a)");
    assert_int_equal(load_output_node(model, "x", 0)->kind, NODE_PARAMETER);
    model_free(model);
}

static void test_sources_are_kept(void **state)
{
    (void)state;
    struct model *model = load_text(PRELUDE "parameter('a', { default = 1, source = plan '附件2' })\n"
                                            "parameter('b', { default = 1, source = cited('W 2020', 'p. 3') })");
    assert_string_equal(load_parameter(model, "a")->source_kind, "plan");
    assert_string_equal(load_parameter(model, "a")->source_text, "附件2");
    assert_string_equal(load_parameter(model, "b")->source_kind, "cited");
    assert_string_equal(load_parameter(model, "b")->source_text, "W 2020: p. 3");
    model_free(model);
}

/* ---- scenarios ---- */

static const char base_model[] = AXES
    "local base = switch('cert_base', { 'all', 'gov_only' }, { default = 'all', " SOURCE " })\n"
    "local rate = parameter('rate', { axes = { level }, range = { 0, 1 }, " SOURCE ",\n"
    "  default = { L5 = pert(.1, .2, .3), L4 = .4, L3 = pert(.2, .3, .4) } })\n"
    "local fixed = parameter('fixed', { axes = { level, town }, default = 8, " SOURCE " })\n"
    "local last = parameter('last', { default = pert(1, 2, 3), " SOURCE " })\n"
    "output(base == 'all' and 'everyone' or 'gov', rate, { by = { level } })\n"
    "output('fixed', fixed, { by = { level, town } })\noutput('last', last)\n";

static struct model *load_scenario(const char *scenario, const char *const *sets, int count)
{
    struct lua_changes changes = {.count = count, .set = sets};
    struct error err = {0};

    load_write("model.lua", base_model);
    load_write("cut.lua", scenario);
    struct model *model = load_file("cut.lua", &changes, &err);
    if (!model)
        fail_msg("%s\ndoes not load:\n%s", scenario, err.text);
    return model;
}

static void test_a_scenario_without_changes_is_its_model(void **state)
{
    (void)state;
    struct model *model = load_scenario("scenario { model = 'model.lua', title = 'As planned' }", NULL, 0);
    assert_string_equal(model->name, "t");
    assert_string_equal(model->scenario, "cut");
    assert_string_equal(model->scenario_title.en, "As planned");
    assert_string_equal(model->files[0].path, "cut.lua");
    assert_int_equal(model->dimensions, 3);
    assert_string_equal(load_output_node(model, "everyone", 0)->name, "rate");
    model_free(model);
}

static void test_dimensions_stay_when_a_scenario_overrides(void **state)
{
    (void)state;
    struct model *model = load_scenario("scenario {\n  model = 'model.lua',\n"
                                        "  set = {\n    rate = { L3 = .5, L4 = uniform(.1, .2) },\n"
                                        "    fixed = { L5 = { north = pert(1, 2, 3) } } } }", NULL, 0);
    const struct parameter *rate = load_parameter(model, "rate"), *last = load_parameter(model, "last"),
                           *fixed = load_parameter(model, "fixed");
    assert_int_equal(rate->cells[0].input, -1);
    assert_close(rate->cells[0].value, .5, 0);
    assert_string_equal(rate->cells[0].change, "cut.lua:4");
    assert_null(rate->cells[2].change);
    assert_int_equal(rate->inputs[rate->cells[2].input].dimension, 1); /* L5 keeps what it had */
    assert_int_equal(last->inputs[0].dimension, 2);
    assert_int_equal(fixed->inputs[0].dimension, 3); /* then what the scenario adds, by name */
    assert_string_equal(fixed->inputs[0].key, "fixed[level=L5;town=north]");
    assert_int_equal(rate->inputs[rate->cells[1].input].dimension, 4);
    assert_string_equal(fixed->cells[4].change, "cut.lua:5");
    assert_int_equal(model->dimensions, 5);
    model_free(model);
}

static void test_a_changed_distribution_keeps_its_random_numbers(void **state)
{
    (void)state;
    struct model *model = load_scenario("scenario { model = 'model.lua', set = { rate = { L3 = uniform(.3, .6) },\n"
                                        "last = uniform(5, 6) } }", NULL, 0);
    const struct parameter *rate = load_parameter(model, "rate"), *last = load_parameter(model, "last");
    const struct parameter_input *l3 = &rate->inputs[rate->cells[0].input];
    assert_int_equal(l3->dimension, 0);
    assert_string_equal(l3->key, "rate[level=L3]");
    assert_int_equal(l3->dist->kind, DIST_UNIFORM);
    assert_int_equal(last->inputs[0].dimension, 2);
    assert_int_equal(model->dimensions, 3);
    model_free(model);
}

static void test_scaled_and_plus_compose_on_the_default(void **state)
{
    const char *const sets[] = {"rate=plus(.1)", "rate[level=L3]=scaled(.5)"};

    (void)state;
    struct model *model = load_scenario("scenario { model = 'model.lua', set = { rate = scaled(.5) } }", sets, 2);
    const struct parameter *rate = load_parameter(model, "rate");
    assert_close(rate->cells[2].scale, .5, 1e-15);
    assert_close(rate->cells[2].offset, .1, 1e-15);
    assert_close(rate->cells[0].scale, .25, 1e-15);
    assert_close(rate->cells[0].offset, .05, 1e-15);
    assert_string_equal(rate->cells[1].change, "--set");
    model_free(model);
}

static void test_set_takes_labels_switches_dates_and_expressions(void **state)
{
    const char *const sets[] = {"cert_base=gov_only", "fixed[level=L5; town=north]=2 * 3", "fixed[town=south]={L4=1}",
                                "last = by_year { [2027] = 7, otherwise = 8 }"};

    (void)state;
    struct model *model = load_scenario("scenario { model = 'model.lua', question = 'why?' }", sets, 4);
    const struct parameter *fixed = load_parameter(model, "fixed"), *last = load_parameter(model, "last");
    assert_close(fixed->cells[4].value, 6, 0);
    assert_close(fixed->cells[3].value, 1, 0);
    assert_close(fixed->cells[5].value, 8, 0);
    assert_int_equal(last->periods, 2);
    assert_close(last->cells[last->period_of_month[12]].value, 7, 0);
    assert_int_equal(last->input_count, 0);
    assert_string_equal(model->switches[0].value, "gov_only");
    assert_true(model->switches[0].changed);
    load_output_node(model, "gov", 0);
    model_free(model);
}

static void test_a_model_is_its_own_scenario_and_takes_sets(void **state)
{
    const char *const sets[] = {"last=3", "cert_base='gov_only'"};
    struct lua_changes changes = {.count = 2, .set = sets};
    struct error err;
    char plain_digest[65];

    (void)state;
    struct model *model = load_text(base_model);
    strcpy(plain_digest, model->input_digest);
    assert_string_equal(model->scenario, "model");
    model_free(model);
    model = load_file("model.lua", &changes, &err);
    assert_non_null(model);
    assert_close(load_output_node(model, "last", 0)->numbers[0], 3, 0);
    assert_string_not_equal(model->input_digest, plain_digest);
    model_free(model);
}

static void test_scenarios_refuse_what_the_model_does_not_know(void **state)
{
    static const struct refusal refusals[] = {
        {"scenario { modl = 'model.lua' }", "did you mean 'model'?"},
        {"scenario { set = {} }", "scenario needs model ="},
        {"scenario { model = 3 }", "model must be a text"},
        {"scenario { model = 'modl.lua' }", "modl.lua"},
        {"scenario { model = 'cut.lua' }", "not another scenario"},
        {"scenario { model = 'model.lua', title = 3 }", "title must be"},
        {"scenario { model = 'model.lua', question = 3 }", "question must be { en = "},
        {"scenario { model = 'model.lua', set = 3 }", "set must be a table"},
        {"scenario { model = 'model.lua', set = { 'x' } }", "set is a table by name"},
        {"scenario { model = 'model.lua' } scenario { model = 'model.lua' }", "scenario is called twice"},
        {"scenario { model = 'model.lua' } parameter('x', { default = 1 })", "'parameter' belongs in its model"},
        {"scenario { model = 'model.lua' }\n" PRELUDE, "either model or scenario"},
        {"scenario { model = 'model.lua',\n set = { rat = 1 } }", "cut.lua:2: set: the model has no parameter or switch 'rat', did you mean 'rate'?"},
        {"scenario { model = 'model.lua',\n set = { rate = { L2 = 1 } } }", "cut.lua:2: set: parameter 'rate': axis 'level' has no label 'L2'"},
        {"scenario { model = 'model.lua',\n set = { rate = scaled(9) } }", "cut.lua:2: set: parameter 'rate' at level=L3: 3.6 is outside its range 0 to 1"},
        {"scenario { model = 'model.lua', set = { rate = 'x' } }", "parameter 'rate' is a string"},
        {"scenario { model = 'model.lua', set = { rate = plan 'x' } }", "parameter 'rate' is a source"},
        {"scenario { model = 'model.lua', set = { last = { L3 = 1 } } }", "but has no axes"},
        {"scenario { model = 'model.lua', set = { last = { [2026] = 1 } } }", "write by_year { [2026] = ... }"},
        {"scenario { model = 'model.lua', set = { base = 'all' } }", "did you mean 'cert_base'?"},
        {"scenario { model = 'model.lua', set = { cert_base = 'gov' } }", "has no choice 'gov'"},
        {"scenario { model = 'model.lua', set = { cert_base = 3 } }", "one of its choices in quotes, not a number"},
        {"scenario { model = 'model.lua', set = { rate = scaled('x') } }", "scaled takes a number"},
    };
    struct error err;
    struct model *model;

    (void)state;
    load_write("model.lua", base_model);
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        load_write("cut.lua", refusals[i].script);
        model = load_file("cut.lua", NULL, &err);
        if (model)
            fail_msg("%s\nshould be refused: %s", refusals[i].script, refusals[i].part);
        assert_contains(err.text, refusals[i].part);
    }
}

static void test_sets_that_make_no_sense_are_refused(void **state)
{
    static const struct refusal refusals[] = {
        {"last", "write NAME=VALUE"},
        {"last=", "write NAME=VALUE"},
        {"=3", "write NAME=VALUE"},
        {"rate[level=L3=3", "write NAME=VALUE"},
        {"rate[level]=3", "'level' is not axis=label"},
        {"rate[level=L3;level=L4]=3", "names axis 'level' twice"},
        {"rate[level=L9]=3", "has no label 'L9'"},
        {"rate[town=north]=.3", "has no axis 'town'"},
        {"rat=3", "did you mean 'rate'?"},
        {"rate[level=L3]={L3=.3}", "but has no axes"},
        {"rate=2", "2 is outside its range 0 to 1"},
        {"rate=pret(1,2,3)", "did you mean 'pert'?"},
        {"rate=1 +", "rate=1 +"},
        {"cert_base=none", "it has: all, gov_only"},
        {"cert_base[level=L3]=all", "a switch has no labels"},
    };

    (void)state;
    load_write("model.lua", base_model);
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        struct lua_changes changes = {.count = 1, .set = &refusals[i].script};
        struct error err;
        struct model *model = load_file("model.lua", &changes, &err);
        if (model)
            fail_msg("--set %s should be refused: %s", refusals[i].script, refusals[i].part);
        assert_contains(err.text, refusals[i].part);
    }
}

/* ---- stocks ---- */

static void test_a_stock_gains_and_loses(void **state)
{
    (void)state;
    struct model *model = load_text(
        AXES "local s = stock('s', { axes = { level }, initial = { L5 = 3, otherwise = 1 }, unit = 'person' })\n"
             "local n = s:gains(poisson('n', amount(3, 'person')))\n"
             "s:loses(binomial('out', s, .1))\n"
             "output('s', s, { by = { level } })\noutput('double', s * 2)\n"
             "target('t', { of = s:sum(), by = '2026-12', at_most = 9 })\n"
             "target('u', { of = s, by = '2026-12', at_most = 9 })");
    const struct node *closing = load_output_node(model, "s", 0);
    assert_int_equal(closing->kind, NODE_NEXT);
    assert_string_equal(closing->name, "s");
    assert_int_equal(load_output(model, "s")->kind, OUTPUT_LEVEL);
    assert_int_equal(load_output(model, "double")->kind, OUTPUT_LEVEL);
    assert_int_equal(model->graph->nodes[model->targets[1].value].kind, NODE_NEXT);
    assert_int_equal(model->targets[1].axes, 1);
    assert_int_equal(model->targets[0].axes, 0);
    assert_true(load_has_identity(model, "stock 's': opening + in - out = closing"));
    model_free(model);
}

static void test_a_stock_becomes_or_stays(void **state)
{
    (void)state;
    struct model *model = load_text(PRELUDE "local a = stock('a', { initial = 5 })\n"
                                            "local b = stock('b', { initial = 1 })\n"
                                            "b:becomes(min(b * 2, 100))\noutput('a', a)\noutput('b', b)");
    const struct node *a = load_output_node(model, "a", 0), *b = load_output_node(model, "b", 0);
    assert_int_equal(a->kind, NODE_NEXT);
    assert_int_equal(model->graph->nodes[a->args[0]].kind, NODE_STATE);
    assert_int_equal(model->graph->nodes[b->args[0]].op, OP_MIN);
    model_free(model);
}

static void test_a_loop_within_a_month_is_refused(void **state)
{
    (void)state;
    load_refused(PRELUDE "local f = fund('f', { appropriation = amount(1, 'yuan') })\n"
                         "f:pay('a', f:balance())",
                 "need each other");
}

/* ---- funds ---- */

static void test_funds_make_their_outputs_and_ledgers(void **state)
{
    (void)state;
    struct model *model = load_text(
        AXES "local claims = poisson('n', stack(level, { L5 = 1, L4 = 2, L3 = 3 })) * amount(100, 'yuan')\n"
             "local a = fund('a', { appropriation = amount(1200, 'yuan/year'), first_quarter = .25, label = { zh = '甲' } })\n"
             "local b = fund('b')\n"
             "output('mine', a:pay('x', claims, { priority = 2 }), { by = { level } })\n"
             "b:pay('y', claims:sum())\na:pay('y', claims:sum())\n"
             "output('owed', a:arrears('x'))\noutput('cash', a:balance())\noutput('due', a:commitment('y'))");
    assert_int_equal(load_output(model, "payment")->view_count, 4);
    assert_string_equal(load_output(model, "payment")->role, "payment");
    assert_int_equal(load_output(model, "arrears")->kind, OUTPUT_LEVEL);
    assert_int_equal(load_output(model, "owed")->kind, OUTPUT_LEVEL);
    assert_int_equal(load_output(model, "cash")->kind, OUTPUT_LEVEL);
    assert_int_equal(load_output(model, "due")->kind, OUTPUT_FLOW);
    assert_int_equal(load_output(model, "balance")->view_count, 2);
    assert_int_equal(load_output(model, "appropriation")->kind, OUTPUT_FLOW);
    assert_int_equal(model->graph->axes[graph_find_axis(model->graph, "route")].count, 2);
    assert_string_equal(model_label(model, "fund", "a", "zh"), "甲");
    assert_true(load_has_identity(model, "fund 'a': opening + appropriation"));
    assert_false(load_has_identity(model, "fund 'b': opening + appropriation"));
    assert_true(load_has_identity(model, "fund 'b', route 'y': opening arrears"));
    assert_int_equal(model->graph->funds[0].claims[0].priority, 2);
    assert_false(model->graph->funds[1].appropriation >= 0);
    model_free(model);
}

static void test_appropriations_come_in_january_and_april(void **state)
{
    (void)state;
    struct model *model = load_text(
        "model { name = 't', from = '2026-05', to = '2027-12' }\n"
        "fund('a', { appropriation = amount(1200, 'yuan/year'), first_quarter = .25 })\n"
        "fund('b', { appropriation = amount(1200, 'yuan/year'), carry_over = false })\n"
        "fund('c', { appropriation = amount(7, 'yuan') })\n");
    const struct graph *g = model->graph;
    const double *a = g->nodes[g->funds[0].appropriation].numbers, *b = g->nodes[g->funds[1].appropriation].numbers;
    assert_close(a[0], 1200, 1e-12); /* the year began: both parts */
    assert_close(a[1], 0, 0);
    assert_close(a[8], 300, 1e-12);
    assert_close(a[11], 900, 1e-12);
    assert_close(b[0], 1200, 1e-12);
    assert_close(b[8], 1200, 1e-12);
    assert_close(b[11], 0, 0);
    assert_true(g->funds[0].carry_over);
    assert_false(g->funds[1].carry_over);
    assert_close(g->nodes[g->funds[2].appropriation].numbers[0], 7, 0);
    model_free(model);
}

/* ---- outputs and targets ---- */

static void test_outputs_are_seen_by_axes_alone_and_whole(void **state)
{
    (void)state;
    struct model *model = load_text(
        AXES "local n = poisson('n', stack(level, { L5 = 1, L4 = 2, L3 = 3 }) * stack(town, { north = 1, south = 2 }))\n"
             "output('full', n, { by = { town, level }, role = 'stage:1', keep = true, monthly_quantiles = true,\n"
             "  label = { en = 'Enrolled', zh = '参训' } })\n"
             "output('one', n, { by = { town }, at_least = 3, source = plan 'x' })\noutput('none', n)\n"
             "output('rate', ratio(n:at(level, 'L3'), n), { by = { town } })\n"
             "output('level', n, { kind = 'level' })");
    const struct output *full = load_output(model, "full"), *one = load_output(model, "one"),
                        *rate = load_output(model, "rate");
    assert_int_equal(full->view_count, 4);
    assert_int_equal(full->views[0].axes, 3);
    assert_int_equal(full->views[3].axes, 0);
    assert_true(full->keep && full->monthly_quantiles);
    assert_string_equal(full->role, "stage:1");
    assert_string_equal(full->label.zh, "参训");
    assert_string_equal(model_label(model, "", "full", "en"), "Enrolled");
    assert_int_equal(one->view_count, 2);
    assert_int_equal(one->threshold, 1);
    assert_close(one->threshold_value, 3, 0);
    assert_string_equal(one->source_text, "x");
    assert_int_equal(model->graph->nodes[one->views[0].value].kind, NODE_SUM);
    assert_int_equal(load_output(model, "none")->view_count, 1);
    assert_int_equal(rate->kind, OUTPUT_RATIO);
    assert_int_equal(model->graph->nodes[rate->views[0].denominator].axes, 2);
    assert_int_equal(model->graph->nodes[rate->views[1].denominator].axes, 0);
    assert_int_equal(load_output(model, "level")->kind, OUTPUT_LEVEL);
    model_free(model);
}

static void test_targets_keep_month_threshold_and_source(void **state)
{
    (void)state;
    struct model *model = load_text(
        AXES "target('t', { of = total(poisson('n', amount(3, 'person'))), by = '2027-03', at_most = 5, unit = 'person',\n"
             "  source = plan '一', note = 'decided by the reading', label = { zh = '目标' } })");
    const struct target *t = &model->targets[0];
    assert_int_equal(t->month, 14);
    assert_int_equal(t->threshold, -1);
    assert_close(t->threshold_value, 5, 0);
    assert_string_equal(t->note.en, "decided by the reading");
    assert_string_equal(t->source_kind, "plan");
    assert_string_equal(t->label.zh, "目标");
    model_free(model);
}

static void test_conserve_registers_an_identity_with_its_line(void **state)
{
    (void)state;
    struct model *model = load_text(PRELUDE "local n = poisson('n', 3)\nconserve('nothing is lost', n - n)");
    assert_true(load_has_identity(model, "nothing is lost"));
    assert_int_equal(model->identities[0].place.line, 3);
    assert_contains(model->identities[0].place.file, "model.lua");
    model_free(model);
}

static void test_files_are_kept_and_models_may_be_several_files(void **state)
{
    (void)state;
    load_write("part.lua", "local M = {}\nfunction M.people(mean) return poisson('n', mean) end\nreturn M\n");
    struct model *model = load_text(PRELUDE "local part = require 'part'\noutput('n', part.people(3))");
    assert_int_equal(model->file_count, 2);
    assert_string_equal(model->files[1].path, "part.lua");
    assert_int_equal(strlen(model->input_digest), 64);
    model_free(model);
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
        cmocka_unit_test(test_model_refuses_what_it_does_not_know),
        cmocka_unit_test(test_axis_switch_and_label_refuse_what_they_do_not_know),
        cmocka_unit_test(test_parameter_refuses_what_it_does_not_know),
        cmocka_unit_test(test_stock_and_fund_refuse_what_they_do_not_know),
        cmocka_unit_test(test_outputs_and_targets_refuse_what_they_do_not_know),
        cmocka_unit_test(test_an_axis_from_csv_has_columns_and_display_names),
        cmocka_unit_test(test_dimensions_go_to_cells_in_order_of_declaration),
        cmocka_unit_test(test_dated_values_and_labels_nest_either_way),
        cmocka_unit_test(test_p_finds_parameters_by_name),
        cmocka_unit_test(test_sources_are_kept),
        cmocka_unit_test(test_a_scenario_without_changes_is_its_model),
        cmocka_unit_test(test_dimensions_stay_when_a_scenario_overrides),
        cmocka_unit_test(test_a_changed_distribution_keeps_its_random_numbers),
        cmocka_unit_test(test_scaled_and_plus_compose_on_the_default),
        cmocka_unit_test(test_set_takes_labels_switches_dates_and_expressions),
        cmocka_unit_test(test_a_model_is_its_own_scenario_and_takes_sets),
        cmocka_unit_test(test_scenarios_refuse_what_the_model_does_not_know),
        cmocka_unit_test(test_sets_that_make_no_sense_are_refused),
        cmocka_unit_test(test_a_stock_gains_and_loses),
        cmocka_unit_test(test_a_stock_becomes_or_stays),
        cmocka_unit_test(test_a_loop_within_a_month_is_refused),
        cmocka_unit_test(test_funds_make_their_outputs_and_ledgers),
        cmocka_unit_test(test_appropriations_come_in_january_and_april),
        cmocka_unit_test(test_outputs_are_seen_by_axes_alone_and_whole),
        cmocka_unit_test(test_targets_keep_month_threshold_and_source),
        cmocka_unit_test(test_conserve_registers_an_identity_with_its_line),
        cmocka_unit_test(test_files_are_kept_and_models_may_be_several_files),
    };
    return cmocka_run_group_tests(tests, NULL, remove_folder);
}
