/* Weights against closed forms, best cases, and the rules for any plan. */
#include "lua_load.h"

#include "audit.h"

/* Loads a text and audits it; both are for the caller to free. */
static struct audit *audit_text(const char *text, struct model **model)
{
    *model = load_text(text);
    return audit_new(*model);
}

static const struct audit_input *input_of(const struct audit *audit, const struct model *model,
                                          const char *key)
{
    for (int i = 0; i < audit->input_count; i++) {
        const struct audit_input *input = &audit->inputs[i];
        if (strcmp(model->graph->parameters[input->parameter].inputs[input->input].key, key) == 0)
            return input;
    }
    fail_msg("no input '%s'", key);
    return NULL;
}

static bool *find_unused(const struct model *model, const struct lua_changes *changes)
{
    bool *unused = calloc((size_t)model->graph->parameter_count + 1, sizeof *unused);
    struct error err;

    if (!lua_model_unused(model, changes, unused, &err))
        fail_msg("%s", err.text);
    return unused;
}

/* The findings' ids in order, joined by spaces. */
static const char *found(struct model *model, const struct audit *audit)
{
    static char ids[512];
    bool *unused = find_unused(model, NULL);

    audit_add_findings(model, audit, unused);
    free(unused);
    ids[0] = '\0';
    for (int i = 0; i < model->finding_count; i++) {
        size_t used = strlen(ids);
        snprintf(ids + used, sizeof ids - used, "%s%s", i ? " " : "", model->findings[i].id);
    }
    return ids;
}

static void finds(const char *text, const char *ids)
{
    struct model *model;
    struct audit *audit = audit_text(text, &model);

    assert_string_equal(found(model, audit), ids);
    audit_free(audit);
    model_free(model);
}

/* ---- weights ---- */

/* At the end of 2026 `sum` is 3x + 2y + 5 of 50; each month of 30 costs 100x yuan, in all 15,000 at x = 5. */
#define LINEAR(goal)                                                                               \
    PRELUDE "local x = parameter('x', { default = uniform(0, 10), source = assumed 'x' })\n"       \
            "local y = parameter('y', { default = uniform(0, 2), source = cited('y') })\n"         \
            "target('sum', { of = 3 * x + 2 * y + 5, by = '2026-12', at_least = " goal " })\n"
#define MONEY                                                                                      \
    "local f = fund('county')\n"                                                                   \
    "f:pay('school', x * amount(100, 'yuan'))\n"

static void test_the_swing_of_a_linear_model_is_its_closed_form(void **state)
{
    struct model *model;
    struct audit *audit = audit_text(LINEAR("50"), &model);
    const struct audit_input *x = input_of(audit, model, "x"), *y = input_of(audit, model, "y");

    (void)state;
    assert_int_equal(audit->weights_error.kind, ERROR_NONE);
    assert_int_equal(audit->input_count, 2);
    assert_ptr_equal(x, &audit->inputs[0]); /* the heaviest first */
    assert_int_equal(audit->result_count, 1);
    assert_false(audit->has_money);
    assert_close(audit->results[0].at_mean, 3 * 5 + 2 * 1 + 5, 1e-12);
    assert_close(audit->results[0].scale, 50, 1e-15);
    assert_close(x->low, 1, 1e-12); /* P10 of uniform(0, 10) */
    assert_close(x->high, 9, 1e-12);
    assert_close(x->at_low, 3 * (1 - 5) / 50., 1e-12);
    assert_close(x->at_high, 3 * (9 - 5) / 50., 1e-12);
    assert_close(x->swing, 3 * 8 / 50., 1e-12);
    assert_close(y->at_low, 2 * (.2 - 1) / 50., 1e-12);
    assert_close(y->swing, 2 * 1.6 / 50., 1e-12);
    audit_free(audit);
    model_free(model);
}

static void test_money_of_all_months_is_relative_to_its_mean(void **state)
{
    struct model *model;
    struct audit *audit = audit_text(LINEAR("50") MONEY, &model);

    (void)state;
    const struct audit_input *x = input_of(audit, model, "x"), *y = input_of(audit, model, "y");
    assert_true(audit->has_money);
    assert_int_equal(audit->result_count, 2);
    assert_close(audit->results[1].at_mean, 30 * 100 * 5, 1e-12);
    assert_int_equal(x->most, 1); /* 160 % of the money, 48 % of the target */
    assert_close(x->at_low, -.8, 1e-12);
    assert_close(x->at_high, .8, 1e-12);
    assert_int_equal(y->most, 0);
    assert_true(audit->fund_drawn[0]);
    audit_free(audit);
    model_free(model);
}

static void test_a_scenarios_negative_factor_turns_the_ends(void **state)
{
    const struct lua_changes changes = {.count = 1, .set = (const char *const[]){"x = scaled(-2)"}};
    struct error err;

    (void)state;
    load_write("model.lua", LINEAR("50"));
    struct model *model = load_file("model.lua", &changes, &err);
    assert_non_null(model);
    struct audit *audit = audit_new(model);
    const struct audit_input *x = input_of(audit, model, "x");
    assert_close(x->low, -18, 1e-12);
    assert_close(x->high, -2, 1e-12);
    assert_close(x->at_low, 3 * (-18 + 10) / 50., 1e-12);
    assert_close(x->at_high, 3 * (-2 + 10) / 50., 1e-12);
    assert_close(audit->results[0].best, 3 * 0 + 2 * 2 + 5, 1e-12);
    audit_free(audit);
    model_free(model);
}

static void test_inputs_of_cells_and_years_are_named(void **state)
{
    struct model *model;
    struct audit *audit = audit_text(
        AXES "label('level', 'L3', { en = 'Senior', zh = '高级工' })\n"
             "local rate = parameter('rate', { axes = { level }, source = assumed 'x',\n"
             "  default = by_year { [2026] = { L3 = uniform(0, 1), otherwise = .5 }, otherwise = .5 },\n"
             "  label = { en = 'Pass rate', zh = '合格率' } })\n"
             "target('t', { of = total(rate), by = '2026-12', at_least = 3 })\n",
        &model);
    struct text en = {0}, zh = {0}, result = {0};

    (void)state;
    assert_int_equal(audit->input_count, 1);
    audit_add_input_name(model, &audit->inputs[0], "en", &en);
    audit_add_input_name(model, &audit->inputs[0], "zh", &zh);
    assert_string_equal(text_string(&en), "Pass rate: 2026, Senior");
    assert_string_equal(text_string(&zh), "合格率：2026、高级工");
    assert_int_equal(audit->result_count, 3); /* a cell each */
    audit_add_result_name(model, &audit->results[audit->inputs[0].most], "en", &result);
    assert_string_equal(text_string(&result), "t: Senior");
    assert_close(audit->inputs[0].swing, 12 * .8 / 3, 1e-12);
    text_clear(&en);
    text_clear(&zh);
    text_clear(&result);
    audit_free(audit);
    model_free(model);
}

static void test_many_inputs_take_several_blocks(void **state)
{
    struct model *model;
    /* 300 inputs are 601 lanes: three blocks; each weighs the same, but the last twice as much */
    struct audit *audit = audit_text(
        PRELUDE "local labels, weights = {}, {}\n"
                "for i = 1, 300 do labels[i] = ('c%03d'):format(i) weights[labels[i]] = 1 end\n"
                "weights.c300 = 2\n"
                "local c = axis('c', labels)\n"
                "local w = parameter('w', { axes = { c }, default = weights, source = assumed 'x' })\n"
                "local x = parameter('x', { axes = { c }, default = each(uniform(0, 1)),"
                " source = assumed 'x' })\n"
                "target('t', { of = (w * x):sum(), by = '2026-01', at_least = 200 })\n",
        &model);

    (void)state;
    assert_int_equal(audit->input_count, 300);
    assert_ptr_equal(input_of(audit, model, "x[c=c300]"), &audit->inputs[0]);
    assert_close(audit->inputs[0].swing, 2 * .8 / 200, 1e-9);
    for (int i = 1; i < 300; i++)
        assert_close(audit->inputs[i].swing, .8 / 200, 1e-9);
    assert_close(audit->results[0].best, 301, 1e-12);
    audit_free(audit);
    model_free(model);
}

static void test_what_cannot_be_weighed_says_why(void **state)
{
    struct model *model;
    struct audit *audit = audit_text(
        PRELUDE "local x = parameter('x', { default = uniform(0, 1.6), source = assumed 'x' })\n"
                "target('t', { of = binomial('b', poisson('n', 5), x), by = '2026-01', at_least = 1 })\n",
        &model);

    (void)state;
    assert_int_equal(audit->weights_error.kind, ERROR_RUN);
    assert_contains(audit->weights_error.text, "the chance");
    assert_int_equal(audit->input_count, 0);
    assert_string_equal(found(model, audit), "");
    audit_free(audit);
    model_free(model);
}

/* ---- targets no input could reach ---- */

static double best_of(const char *lines)
{
    char text[1024];
    struct model *model;

    snprintf(text, sizeof text,
             PRELUDE "local function input(name, d) return parameter(name, { default = d,"
                     " source = assumed 'x' }) end\n%s",
             lines);
    struct audit *audit = audit_text(text, &model);
    assert_int_equal(audit->weights_error.kind, ERROR_NONE);
    double best = audit->results[0].best;
    audit_free(audit);
    model_free(model);
    return best;
}

#define GOAL(of, goal) "target('t', { of = " of ", by = '2027-03', " goal " })\n"

static void test_the_best_case_takes_the_better_end_of_every_input(void **state)
{
    (void)state;
    assert_close(best_of("local x, y = input('x', uniform(0, 10)), input('y', pert(1, 2, 6))\n"
                         GOAL("2 * x - y", "at_least = 100")),
                 2 * 10 - 1, 1e-12);
    assert_close(best_of("local x, y = input('x', uniform(1, 10)), input('y', choice({ 1, 4, 2 }, { 1, 1, 1 }))\n"
                         GOAL("x / y", "at_most = .1")),
                 1. / 4, 1e-12);
    assert_close(best_of("local x = input('x', normal(5, 2))\n" GOAL("x", "at_least = 100")),
                 5 + 2 * 3.090232306167813, 1e-12); /* the 0.999 quantile, to 16 digits */
    assert_close(best_of("local x = input('x', normal(5, 2))\n" GOAL("x", "at_most = -100")),
                 5 - 2 * 3.090232306167813, 1e-12);
    assert_close(best_of(GOAL("3", "at_least = 4")), 3, 1e-15); /* nothing is uncertain */
}

static void test_ends_that_matter_only_together_are_found(void **state)
{
    (void)state;
    /* saddles: neither x nor y does anything alone */
    assert_close(best_of("local x, y = input('x', uniform(0, 10)), input('y', uniform(0, 10))\n"
                         GOAL("(x - 5) * (y - 5)", "at_least = 100")),
                 25, 1e-12);
    assert_close(best_of("local x, y = input('x', uniform(0, 10)), input('y', uniform(0, 10))\n"
                         GOAL("(x - 5) * (5 - y)", "at_least = 100")),
                 25, 1e-12);
    /* best in the middle: x stays at its mean */
    assert_close(best_of("local x = input('x', uniform(0, 10))\n" GOAL("10 - abs(x - 5)", "at_least = 100")),
                 10, 1e-12);
    /* y helps only where x is at its end: first one way by P10 and P90, then turned */
    assert_close(best_of("local x, y = input('x', uniform(0, 10)), input('y', uniform(0, 10))\n"
                         GOAL("x - y / 100 + where(gt(x, 9.5), y, 0)", "at_least = 100")),
                 10 - .1 + 10, 1e-12);
}

static void test_a_target_that_some_input_reaches_is_no_finding(void **state)
{
    (void)state;
    finds(PRELUDE "local x = parameter('x', { default = uniform(0, 10), source = assumed 'x' })\n"
                  "target('p90', { of = x, by = '2026-12', at_least = 9 })\n"
                  "target('end', { of = x, by = '2026-12', at_least = 10 })\n"
                  "target('past', { of = x, by = '2026-12', at_least = 10.1 })\n"
                  "target('kept', { of = x, by = '2026-12', at_most = 0 })\n"
                  "target('not_kept', { of = x, by = '2026-12', at_most = -.1 })\n",
          "past not_kept");
}

/* ---- funds and inputs ---- */

static void test_funds_never_drawn_are_found(void **state)
{
    (void)state;
    finds(PRELUDE "local a, b, c = fund('claimed'), fund('idle'), fund('forgotten')\n"
                  "a:pay('school', amount(5, 'yuan'))\n"
                  "b:pay('school', amount(0, 'yuan') * month())\n",
          "idle forgotten");
    finds(PRELUDE "fund('alone')\noutput('x', month())\n", "alone");
    finds(PRELUDE "local a = fund('last_month')\n"
                  "a:pay('school', where(all(eq(month(), 6), eq(year(), 2028)), amount(5, 'yuan'), 0))\n",
          "");
}

static void test_inputs_that_nothing_uses_are_found(void **state)
{
    (void)state;
    finds(AXES
          "local function input(name, t) t.source = assumed 'x' return parameter(name, t) end\n"
          "input('fixed', { default = 1 })\n"
          "input('uncertain', { default = uniform(0, 1) })\n"
          "input('dated', { default = by_year { [2026] = 1, otherwise = 2 } })\n"
          "input('shares', { axes = { level }, default = { L5 = .5, L4 = .3, L3 = .2 }, adds_to = 1 })\n"
          "input('shares_2', { axes = { level }, default = { L5 = uniform(.5, .5000000001), L4 = .3, L3 = .2 },"
          " adds_to = 1 })\n"
          "local lag, one = input('lag', { default = 2 }), input('one', { default = 1 })\n"
          "local zero, start = input('zero', { default = 0 }), input('start', { default = 3 })\n"
          "local kept, goal = input('kept', { default = 1 }), input('goal', { default = 1 })\n"
          "local s = stock('s', { initial = start })\n"
          "output('x', delayed(month(), lag) * one + zero)\n" /* known numbers fold; the uses stay */
          "output('s', s)\n"
          "conserve('kept', kept - kept)\n"
          "target('t', { of = goal, by = '2026-12', at_least = 1 })\n",
          "fixed uncertain dated shares shares_2");
}

static void test_what_a_reading_leaves_out_is_unused_under_it(void **state)
{
    const char *text = PRELUDE
        "local way = switch('way', { 'a', 'b' }, { default = 'a', source = assumed 'x' })\n"
        "local a = parameter('of_a', { default = 1, source = assumed 'x' })\n"
        "local b = parameter('of_b', { default = 1, source = assumed 'x' })\n"
        "local x = a\nif way == 'b' then x = b end\noutput('x', x * month())\n";
    const struct lua_changes changes = {.count = 1, .set = (const char *const[]){"way=b"}};
    struct error err;

    (void)state;
    finds(text, "of_b");
    struct model *model = load_file("model.lua", &changes, &err);
    assert_non_null(model);
    bool *unused = find_unused(model, &changes);
    assert_true(unused[0]);
    assert_false(unused[1]);
    free(unused);
    model_free(model);
}

static void test_a_plan_without_contradiction_has_no_finding(void **state)
{
    (void)state;
    finds(LINEAR("39") MONEY, ""); /* 3 * 10 + 2 * 2 + 5 */
    finds(LINEAR("39.01") MONEY, "sum");
}

/* ---- the order of events ---- */

static void test_events_stand_after_what_they_need(void **state)
{
    struct model *model = load_text(
        PRELUDE "local pool = stock('pool', { initial = 100, label = { en = 'Pool', zh = '人员' } })\n"
                "label('name', 'came', { en = 'Enrolled', zh = '参训' })\n"
                "local f = fund('county', { label = { en = 'County', zh = '县' } })\n"
                "local came = binomial('came', pool, .1)\n"
                "local left = split('exam', came, .8)\n"
                "local paid = f:pay('fee', left * amount(100, 'yuan'))\n"
                "local later = poisson('later', paid / amount(100, 'yuan'))\n"
                "local unseen = poisson('unseen', 5)\n"
                "f:pay('late', delayed(unseen, 1) * amount(1, 'yuan'))\n"
                "pool:loses(came)\n"
                "output('total', total(later)) output('pool', pool)\n"
                "local idle = poisson('idle', 1)\n");
    struct text en = {0}, zh = {0};

    (void)state;
    audit_add_order(model, "en", 60, &en);
    assert_string_equal(text_string(&en), "  1. stocks are read: Pool\n"
                                          "  2. chance decides: Enrolled, exam\n"
                                          "  3. funds pay: County (fee, late)\n"
                                          "  4. chance decides: later, unseen\n"
                                          "  5. stocks change: Pool\n"
                                          "  6. outputs and targets are read\n");
    audit_add_order(model, "zh", 60, &zh);
    assert_contains(text_string(&zh), "  2. 随机事件：参训、exam\n  3. 资金支付：县（fee、late）\n");
    text_clear(&en);
    text_clear(&zh);
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
        cmocka_unit_test(test_the_swing_of_a_linear_model_is_its_closed_form),
        cmocka_unit_test(test_money_of_all_months_is_relative_to_its_mean),
        cmocka_unit_test(test_a_scenarios_negative_factor_turns_the_ends),
        cmocka_unit_test(test_inputs_of_cells_and_years_are_named),
        cmocka_unit_test(test_many_inputs_take_several_blocks),
        cmocka_unit_test(test_what_cannot_be_weighed_says_why),
        cmocka_unit_test(test_the_best_case_takes_the_better_end_of_every_input),
        cmocka_unit_test(test_ends_that_matter_only_together_are_found),
        cmocka_unit_test(test_a_target_that_some_input_reaches_is_no_finding),
        cmocka_unit_test(test_funds_never_drawn_are_found),
        cmocka_unit_test(test_inputs_that_nothing_uses_are_found),
        cmocka_unit_test(test_what_a_reading_leaves_out_is_unused_under_it),
        cmocka_unit_test(test_a_plan_without_contradiction_has_no_finding),
        cmocka_unit_test(test_events_stand_after_what_they_need),
    };
    return cmocka_run_group_tests(tests, NULL, remove_folder);
}
