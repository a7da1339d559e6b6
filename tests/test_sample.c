/* Draws of single measures: the same bits as a run keeps; texts of measures; errors. */
#include "check.h"
#include "draws.h"

#include "lua_model.h"
#include "sample.h"

#include <math.h>

enum { DRAWS = 300 }; /* no multiple of a block */

static struct error err;

static struct model *plan(void)
{
    struct model *model = lua_model_load("scenarios/pengyang/baseline.lua", NULL, &err);

    if (!model)
        fail_msg("%s", err.text);
    return model;
}

static void expect_same(const struct run_draws draws, const double *y, const char *what)
{
    const double *x = numbers_of(draws);

    assert_int_equal(draws.count, DRAWS);
    for (size_t i = 0; i < DRAWS; i++)
        if (!(x[i] == y[i] || (isnan(x[i]) && isnan(y[i]))))
            fail_msg("%s: draw %zu is %.17g, not %.17g", what, i, y[i], x[i]);
}

/* Every target, and every series that a run keeps: flows, levels and ratios, of cells and the whole. */
static void test_draws_are_those_of_a_run(void **unused)
{
    struct model *model = plan();
    const struct run_options options = {.draws = DRAWS, .seed = 7, .threads = 2};
    struct run *run = run_start((const struct model *const[]){model}, 1, &options, &err);
    struct measure measures[400];
    struct run_draws draws[400];
    int count = 0, kinds[3] = {0};

    (void)unused;
    assert_non_null(run);
    for (size_t i = 0; i < run_draws_count(run, 0) && count < 300; i += 2) {
        const struct series *series = &run_plan(run, 0)->series[run_draws(run, 0, i).series];
        const struct output *output = &model->outputs[series->output];
        struct text text = {0};
        char cell[1024];
        graph_cell_text(model->graph, output->views[series->view].axes, series->cell, cell,
                        sizeof cell);
        text_add(&text, "%s[%s]@%s", output->name, cell,
                 run_plan(run, 0)->periods[series->period].name);
        if (measure_find(model, text_string(&text), &measures[count], &err)) {
            draws[count] = run_draws(run, 0, i);
            kinds[measures[count++].kind]++;
        } else { /* a target goes before an output of its name */
            assert_non_null(strstr(err.text, "target '"));
        }
        text_clear(&text);
    }
    for (size_t i = 0; i < run_target_count(run, 0); i++) {
        const struct run_target *row = run_target(run, 0, i);
        struct text text = {0};
        if (row->output[0])
            continue;
        text_add(&text, "%s[%s]@%s", row->name, row->cell, row->period);
        if (!measure_find(model, text_string(&text), &measures[count], &err))
            fail_msg("%s", err.text);
        draws[count++] = run_target_draws(run, 0, i);
        text_clear(&text);
    }
    assert_true(kinds[OUTPUT_FLOW] > 20 && kinds[OUTPUT_LEVEL] > 20 && kinds[OUTPUT_RATIO] > 20);
    const struct sample_options sample = {.draws = DRAWS, .seed = 7, .threads = 2};
    double *y = sample_draws(measures, count, &sample, &err);
    if (!y)
        fail_msg("%s", err.text);
    for (int m = 0; m < count; m++) {
        struct text text = {0};
        measure_add_text(&measures[m], &text);
        expect_same(draws[m], y + (size_t)m * DRAWS, text_string(&text));
        text_clear(&text);
    }
    free(y);
    run_free(run);
    model_free(model);
}

static void test_draws_go_on_from_a_leaf(void **unused)
{
    struct model *model = plan();
    struct measure measures[2];
    struct sample_options options = {.draws = DRAWS, .seed = 7};

    (void)unused;
    assert_true(measure_find(model, "payment@all", &measures[0], &err));
    assert_true(measure_find(model, "T6", &measures[1], &err));
    double *all = sample_draws(measures, 2, &options, &err);
    options.first = 192;
    double *rest = sample_draws(measures, 2, &options, &err);
    assert_true(all && rest);
    for (int m = 0; m < 2; m++)
        assert_memory_equal(rest + (size_t)m * (DRAWS - 192), all + (size_t)m * DRAWS + 192,
                            (DRAWS - 192) * sizeof *all);
    free(all);
    free(rest);
    model_free(model);
}

static void expect_measure(const struct model *model, const char *asked, const char *text,
                           const char *name)
{
    struct measure measure;
    struct text is = {0};

    if (!measure_find(model, asked, &measure, &err))
        fail_msg("%s", err.text);
    measure_add_text(&measure, &is);
    assert_string_equal(text_string(&is), text);
    text_clear(&is);
    measure_add_name(&measure, "en", &is);
    assert_string_equal(text_string(&is), name);
    text_clear(&is);
}

static void expect_error(const struct model *model, const char *asked, const char *text)
{
    struct measure measure;

    assert_false(measure_find(model, asked, &measure, &err));
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_string_equal(err.text, text);
}

static void test_measures_are_found_by_text(void **unused)
{
    struct model *model = plan();

    (void)unused;
    expect_measure(model, "payment", "payment@plan", "Paid");
    expect_measure(model, "payment[fund=county_special]@2028", "payment[fund=county_special]@2028",
                   "Paid: County special money");
    expect_measure(model, "enrolled@2026Q2", "enrolled@2026Q2", "Enrolled for a certificate");
    expect_error(model, "paymnt@2028", "no target or output 'paymnt', did you mean 'payment'?");
    expect_error(model, "payment@2031",
                 "no period '2031'; periods are months like '2026-01', quarters, years, 'plan' and "
                 "'all'");
    expect_error(model, "payment[fund=moon]",
                 "'payment' has no cell 'fund=moon'; it is by fund=county_special|… route=R1|…; 'fund' has "
                 "county_special department_own employment enterprise industry minning other_sources skill_special "
                 "talent unemployment unfunded");
    expect_error(model, "payment[fund=count_special;route=R1]",
                 "'payment' has no cell 'fund=count_special;route=R1'; it is by fund=county_special|… route=R1|…, "
                 "did you mean 'fund=county_special'?");
    expect_error(model, "payment[fund=county",
                 "'payment[fund=county' has no ']' at its end; write NAME[axis=label]@PERIOD");
    model_free(model);
}

/* A design says what inputs are; chance stays. */
static void all_at(const void *context, int parameter, int input, double *x, uint64_t first_draw,
                   size_t lanes)
{
    const struct model *model = context;

    (void)first_draw;
    for (size_t i = 0; i < lanes; i++)
        x[i] = dist_expected(model->graph->parameters[parameter].inputs[input].dist);
}

static double spread(const double *y)
{
    double low = y[0], high = y[0];

    for (size_t i = 0; i < DRAWS; i++) {
        low = fmin(low, y[i]);
        high = fmax(high, y[i]);
    }
    return high - low;
}

static void test_inputs_may_be_held(void **unused)
{
    struct model *model = plan();
    struct measure measure;
    struct sample_options options = {.draws = DRAWS, .seed = 7};

    (void)unused;
    assert_true(measure_find(model, "payment@all", &measure, &err));
    double *free_inputs = sample_draws(&measure, 1, &options, &err);
    options.design = (struct compile_design){all_at, model};
    double *held = sample_draws(&measure, 1, &options, &err);
    options.sampler = RUN_EXPECTED;
    double *certain = sample_draws(&measure, 1, &options, &err);
    assert_true(free_inputs && held && certain);
    assert_true(spread(held) > 0 && spread(held) < spread(free_inputs) / 2);
    assert_true(spread(certain) == 0);
    free(free_inputs);
    free(held);
    free(certain);
    model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_draws_are_those_of_a_run),
        cmocka_unit_test(test_draws_go_on_from_a_leaf),
        cmocka_unit_test(test_measures_are_found_by_text),
        cmocka_unit_test(test_inputs_may_be_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
