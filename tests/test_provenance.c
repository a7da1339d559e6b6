/* What a number rests on: exactly the inputs that can move it; and what it is made of: parts of a sum add up. */
#include "lua_load.h"

#include "provenance.h"
#include "provenance_tree.h"
#include "sanitized.h"

static struct error err;

static struct model *load_apart(const char *text)
{
    const struct lua_changes changes = {.symbolic = true};

    load_write("model.lua", text);
    struct model *model = load_file("model.lua", &changes, &err);
    if (!model)
        fail_msg("%s\nof a model that does not load:\n%s", err.text, text);
    return model;
}

static struct measure find(const struct model *model, const char *text)
{
    struct measure measure;

    if (!measure_find(model, text, &measure, &err))
        fail_msg("%s", err.text);
    return measure;
}

/* ---- what it rests on ---- */

/* "a b[level=L5] c@2026": the inputs with a say, cell by cell where they have cells. */
static void add_inputs(const struct model *model, const struct measure *measure, struct text *out)
{
    const struct graph *graph = model->graph;
    struct provenance *rests = provenance_new(measure);

    for (int p = 0; p < graph->parameter_count; p++) {
        const struct parameter *parameter = &graph->parameters[p];
        for (int period = 0; period < parameter->periods; period++)
            for (size_t cell = 0; cell < graph_cells(graph, parameter->axes); cell++) {
                char label[128];
                if (!provenance_uses_input(rests, p, period, cell))
                    continue;
                graph_cell_text(graph, parameter->axes, cell, label, sizeof label);
                text_add(out, "%s%s", out->length ? " " : "", parameter->name);
                if (*label)
                    text_add(out, "[%s]", label);
                if (parameter->periods > 1)
                    text_add(out, "@%s", parameter->period_names[period]);
            }
        assert_true(provenance_uses_parameter(rests, p) == provenance_uses_node(rests, parameter->node));
    }
    provenance_free(rests);
}

static void expect_inputs(const char *script, const char *measure_text, const char *inputs)
{
    struct text text = {0}, found = {0};

    text_add(&text, "%s%s", AXES "local function given(name, more)\n"
                                 "  local t = more or {}\n"
                                 "  t.default, t.source = default(t.default, 0.5), assumed 'a test'\n"
                                 "  return parameter(name, t)\n"
                                 "end\n"
                                 "local function yuan(name) return given(name, { unit = 'yuan', default = 5 }) end\n"
                                 "local function yearly(name)\n"
                                 "  return given(name, { default = by_year { [2026] = 1, [2027] = 2, [2028] = 3 } })\n"
                                 "end\n",
             script);
    struct model *model = load_apart(text_string(&text));
    struct measure measure = find(model, measure_text);
    add_inputs(model, &measure, &found);
    if (strcmp(text_string(&found), inputs) != 0)
        fail_msg("%s\n%s rests on:\n%s\nnot:\n%s", script, measure_text, text_string(&found), inputs);
    text_clear(&text);
    text_clear(&found);
    model_free(model);
}

static void test_arithmetic_reaches_what_stands_in_it(void **unused)
{
    (void)unused;
    expect_inputs("local a, b, c = given 'a', given 'b', given 'c'\n"
                  "output('y', a * poisson('p', 4) + b) output('z', poisson('q', c))",
                  "y@2026", "a b");
    expect_inputs("local a, b, c = given 'a', given 'b', given 'c'\n"
                  "output('y', where(lt(a, b), poisson('p', 4), poisson('q', c)))",
                  "y@2026", "a b c");
    expect_inputs("local a, b, idle = given 'a', given 'b', given 'idle'\n"
                  "output('y', ratio(poisson('p', a), poisson('q', b)) ) output('z', poisson('r', idle))",
                  "y@2026", "a b");
    expect_inputs("local a, off = given 'a', given 'off'\n"
                  "output('y', poisson('p', 4) * a + 0 * off)",
                  "y@2026", "a");
}

static void test_chance_reaches_counts_and_probabilities(void **unused)
{
    (void)unused;
    expect_inputs("local mean, chance, other = given 'mean', given 'chance', given 'other'\n"
                  "local yes, no = split('s', poisson('p', mean), chance)\n"
                  "output('yes', yes) output('no', no) output('o', binomial('b', poisson('q', 3), other))",
                  "no@2027", "mean chance");
    expect_inputs("local n, one, two = given 'n', given 'one', given 'two'\n"
                  "local parts = multinomial('m', poisson('p', n), { a = one, b = two, rest = 'c' })\n"
                  "output('a', parts.a) output('c', parts.c)",
                  "a@2026", "n one");
    expect_inputs("local n, first, second = given 'n', given 'first', given 'second'\n"
                  "output('y', waiting('w', poisson('p', n), { [0] = first, [1] = 1 - first }))\n"
                  "output('z', poisson('q', second))",
                  "y@2026", "n first");
    expect_inputs("local drawn, marked, others = given 'drawn', given 'marked', given 'others'\n"
                  "output('y', hypergeometric('h', floor(drawn), ceil(marked), ceil(others)))",
                  "y@2026", "drawn marked others");
}

static void test_only_the_cells_that_count_are_reached(void **unused)
{
    const char *rates = "local rate = given('rate', { axes = { level }, default = { L5 = .1, L4 = .2, L3 = .3 } })\n"
                        "local people = binomial('b', stack(level, { otherwise = poisson('p', 9) }), rate)\n";
    char script[1024];

    (void)unused;
    snprintf(script, sizeof script, "%soutput('y', people, { by = { level } })", rates);
    expect_inputs(script, "y[level=L4]@2026", "rate[level=L4]");
    expect_inputs(script, "y@2026", "rate[level=L3] rate[level=L4] rate[level=L5]");
    snprintf(script, sizeof script, "%soutput('y', people:only { level = { 'L5', 'L3' } })", rates);
    expect_inputs(script, "y@2026", "rate[level=L3] rate[level=L5]");
    snprintf(script, sizeof script, "%soutput('y', people:at(level, 'L3'))", rates);
    expect_inputs(script, "y@2026", "rate[level=L3]");
    snprintf(script, sizeof script,
             "%soutput('y', regroup(people, level, town, { L5 = 'north', L4 = 'north', L3 = 'south' }),"
             " { by = { town } })",
             rates);
    expect_inputs(script, "y[town=north]@2026", "rate[level=L4] rate[level=L5]");
}

static void test_only_the_dates_that_count_are_reached(void **unused)
{
    (void)unused;
    expect_inputs("output('y', poisson('p', yearly 'n'))", "y@2027", "n@2027");
    expect_inputs("output('y', delayed(poisson('p', yearly 'n'), 12))", "y@2027", "n@2026");
    expect_inputs("output('y', delayed(poisson('p', yearly 'n'), 6))", "y@2027", "n@2026 n@2027");
    expect_inputs("local lag = given('lag', { default = 3, range = { 0, 12 } })\n"
                  "output('y', delayed(poisson('p', yearly 'n'), round(lag)))",
                  "y@2027-12", "lag n@2027");
    expect_inputs("local lag = given('lag', { default = choice({ 3, 12 }, { .5, .5 }) })\n"
                  "output('y', delayed(poisson('p', yearly 'n'), lag))",
                  "y@2027-12", "lag n@2026 n@2027");
    expect_inputs("output('y', total(poisson('p', yearly 'n')))", "y@2027-06", "n@2026 n@2027");
    expect_inputs("output('y', this_year(poisson('p', yearly 'n')))", "y@2027-06", "n@2027");
    expect_inputs("output('y', previous(poisson('p', yearly 'n')))", "y@2027-01", "n@2026");
    expect_inputs("output('y', in_plan() * poisson('p', yearly 'n') + poisson('q', given 'm'))", "y@2028", "m");
    expect_inputs("output('y', where(eq(month(), 12), poisson('p', yearly 'n'), 0))", "y@2027-06", "");
    expect_inputs("output('y', where(eq(month(), 12), poisson('p', yearly 'n'), 0))", "y@2027", "n@2027");
}

static void test_stocks_reach_what_enters_leaves_and_was_there(void **unused)
{
    const char *stocks = "local pool = stock('pool', { initial = given 'start' })\n"
                         "local other = stock('other', { initial = given 'elsewhere' })\n"
                         "other:gains(poisson('o', given 'more'))\n"
                         "pool:gains(poisson('in', yearly 'n'))\n"
                         "pool:loses(pool * given 'leave')\n"
                         "output('pool', pool) output('other', other)";

    (void)unused;
    expect_inputs(stocks, "pool@2027", "start n@2026 n@2027 leave");
    expect_inputs(stocks, "other@2026", "elsewhere more");
    expect_inputs("local pool = stock('pool', { initial = given 'start' })\n"
                  "pool:becomes(poisson('p', yearly 'n')) output('pool', pool)",
                  "pool@2027", "n@2027");
}

static void test_funds_reach_what_competes_for_their_cash(void **unused)
{
    const char *limited = "local f = fund('f', { appropriation = yuan 'money' })\n"
                          "local g = fund('g', {})\n"
                          "f:pay('first', yuan 'one', { priority = 1 })\n"
                          "f:pay('second', yuan 'two', { priority = 2 })\n"
                          "g:pay('third', yuan 'three') g:pay('fourth', yuan 'four')\n";

    (void)unused;
    expect_inputs(limited, "payment[fund=f;route=first]@2026-01", "money one");
    expect_inputs(limited, "payment[fund=f;route=first]@2026-02", "money one two");
    expect_inputs(limited, "payment[fund=f;route=second]@2026-01", "money one two");
    expect_inputs(limited, "commitment[fund=f;route=second]@2026", "two");
    expect_inputs(limited, "arrears[fund=f]@2026", "money one two");
    expect_inputs(limited, "balance[fund=f]@2026", "money one two");
    expect_inputs(limited, "appropriation[fund=f]@2026", "money");
    expect_inputs(limited, "payment[fund=g;route=third]@2026", "three");
    expect_inputs(limited, "payment[fund=g]@2026", "three four");
    expect_inputs(limited, "payment@2026-01", "money one two three four");
    expect_inputs(limited, "arrears[fund=g]@2026", "");
}

/* Exactly: an input that is not listed moves nothing, one that is moves something (where it is not 0 times). */
static void test_what_is_reached_is_what_moves_the_number(void **unused)
{
    const char *const names[] = {"n", "claim", "rate", "money", "aside", "later"};
    const bool expected[] = {true, true, true, true, false, false};
    const char *text =
        PRELUDE "local function given(name, x, unit)\n"
                "  return parameter(name, { default = uniform(x / 2, x), unit = unit, source = assumed 'a test' })\n"
                "end\n"
                "local people = poisson('p', given('n', 40))\n"
                "local f = fund('f', { appropriation = given('money', 900, 'yuan') })\n"
                "f:pay('r', delayed(binomial('claim', people, given('claim', 0.8)), 2) * given('rate', 60, 'yuan'))\n"
                "output('aside', poisson('q', given('aside', 5)))\n"
                "output('late', where(gt(year(), 2027), poisson('l', given('later', 5)), 0))\n";
    const struct sample_options options = {.draws = 64, .seed = 3};
    struct model *model = load_apart(text);
    struct measure measure = find(model, "payment@2026");
    struct provenance *rests = provenance_new(&measure);
    double *y = sample_draws(&measure, 1, &options, &err);

    (void)unused;
    assert_non_null(y);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const int index = (int)(load_parameter(model, names[i]) - model->graph->parameters);
        char path[128], set[64];
        snprintf(path, sizeof path, "%s/model.lua", load_folder);
        snprintf(set, sizeof set, "%s=scaled(0.5)", names[i]);
        struct model *other = lua_model_load(path, &(struct lua_changes){.count = 1, .set = (const char *[]){set}}, &err);
        assert_non_null(other);
        struct measure moved = find(other, "payment@2026");
        double *z = sample_draws(&moved, 1, &options, &err);
        assert_true(provenance_uses_parameter(rests, index) == expected[i]);
        assert_true((memcmp(y, z, 64 * sizeof *y) != 0) == expected[i]);
        free(z);
        model_free(other);
    }
    free(y);
    provenance_free(rests);
    model_free(model);
}

/* ---- what it is made of ---- */

enum { DRAWS = SANITIZED ? 60 : 300 };

struct seen {
    int how[HOW_COMPUTED + 1], sums;
};

static void check_sums(const struct provenance_tree *tree, const char *what, struct seen *seen)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct provenance_step *step = &tree->steps[i];
        double mean = 0, near = 0, size = fabs(step->mean) + 1e-6;
        int parts = 0;
        for (size_t k = i + 1; k < tree->count; k++) {
            const struct provenance_step *part = &tree->steps[k];
            if (part->parent != (int)i || !part->sign)
                continue;
            mean += part->sign * part->mean;
            near += part->sign * part->near;
            size += fabs(part->mean);
            parts++;
        }
        seen->how[step->how] += !step->further && step->same < 0;
        seen->sums += parts > 1;
        if (parts && !(fabs(mean - step->mean) <= 1e-9 * size))
            fail_msg("%s: step %zu (how %d) is %.12g, its parts %.12g", what, i, step->how, step->mean, mean);
        if (parts && !isnan(near) && !(fabs(near - step->near) <= 1e-7 * size))
            fail_msg("%s: step %zu (how %d) is near %.12g, its parts %.12g", what, i, step->how, step->near, near);
    }
}

/* The number itself is the mean of its draws, and all sums below it add up. */
static void check_tree(const struct model *model, const char *what, int depth, enum run_sampler sampler,
                       struct seen *seen)
{
    const struct sample_options options = {.draws = sampler == RUN_EXPECTED ? 1 : DRAWS, .seed = 5, .sampler = sampler};
    struct measure measure = find(model, what);
    struct provenance_tree *tree = provenance_tree_new(&measure, depth);
    double *y = sample_draws(&measure, 1, &options, &err), sum = 0;
    bool near[DRAWS];

    assert_non_null(y);
    for (size_t i = 0; i < options.draws; i++) {
        sum += y[i];
        near[i] = i % 7 == 0;
    }
    if (!provenance_tree_run(tree, &options, near, &err))
        fail_msg("%s", err.text);
    if (measure.kind == OUTPUT_RATIO)
        assert_true(isnan(tree->steps[0].mean));
    else
        assert_within(tree->steps[0].mean, sum / (double)options.draws, 1e-9 * (1 + fabs(sum)));
    check_sums(tree, what, seen);
    provenance_tree_free(tree);
    free(y);
}

static const char all_kinds[] = AXES
    "local function given(name, x, unit)\n"
    "  return parameter(name, { default = uniform(x / 2, x), unit = unit, source = assumed 'a test' })\n"
    "end\n"
    "local n = given('n', 40)\n"
    "local people = poisson('p', stack(level, { L5 = n, L4 = 2 * n, L3 = 3 }))\n"
    "local both = people + delayed(people, 2) - people:only { level = { 'L3' } }\n"
    "local yes, no = split('s', people:sum(level), given('chance', 0.8))\n"
    "local out = waiting('w', yes, { [0] = .2, [1] = .5, [2] = .3 })\n"
    "local pool = stock('pool', { axes = { level }, initial = { L5 = 100, L4 = 200, L3 = 300 } })\n"
    "pool:gains(people)\n"
    "local left = pool:loses(binomial('leave', pool, .05))\n"
    "local turned = stock('turned', { initial = 7 })\n"
    "turned:becomes(min(turned + 1, 9))\n"
    "local f = fund('f', { appropriation = given('money', 20000, 'yuan/year'), carry_over = false })\n"
    "f:pay('r', out * given('rate', 30, 'yuan'), { priority = 1 })\n"
    "f:pay('s', stack(level, function(l) return people:at(level, l) * amount(9.5, 'yuan') end), { priority = 2 })\n"
    "local g = fund('g', {})\n"
    "g:pay('t', left * amount(3.337, 'yuan'))\n"
    "output('both', both, { by = { level } })\n"
    "output('so_far', total(both:sum()) - total(out), { kind = 'level' })\n"
    "output('year', this_year(both:sum()) + 0 * total(out), { kind = 'level' })\n"
    "output('pool', pool, { by = { level } })\n"
    "output('before', previous(pool))\n"
    "output('turned', turned)\n"
    "output('net', no - out, { kind = 'flow' })\n"
    "output('rate', ratio(out, people:sum(level)))\n"
    "output('drawn', hypergeometric('h', min(out, 3), yes, no))\n"
    "target('goal', { of = total(out), by = '2027-06', at_least = 1, source = assumed 'a test' })\n";

static void test_parts_add_up_in_every_kind(void **unused)
{
    static const char *const measures[] = {
        "both@2026",
        "both[level=L4]@2027",
        "so_far@2027-03",
        "year@2027-03",
        "year@2026-05",
        "pool@2026",
        "pool[level=L5]@2028",
        "before@2026-01",
        "before@2027",
        "turned@2027",
        "net@all",
        "rate@2027",
        "drawn@plan",
        "goal",
        "payment@2026",
        "payment@2027",
        "payment[fund=f;route=s]@2027Q2",
        "payment[fund=g]@all",
        "commitment[fund=f]@2026",
        "arrears[fund=f]@2026",
        "arrears@2027-07",
        "balance@2026-07",
        "balance@2027",
        "appropriation@plan",
    };
    struct model *model = load_apart(all_kinds);
    struct seen seen = {0};

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(measures); i++) {
        check_tree(model, measures[i], 6, RUN_SOBOL, &seen);
        check_tree(model, measures[i], 6, RUN_EXPECTED, &seen);
    }
    for (int how = 0; how <= HOW_COMPUTED; how++)
        if (!seen.how[how])
            fail_msg("no step of kind %d was met", how);
    model_free(model);
}

static void test_parts_add_up_in_the_plan(void **unused)
{
    static const char *const measures[] = {
        "payment[fund=county_special]@2028", "payment@all", "arrears@2028", "balance@2027", "T6", "T1",
        "on_the_way@2027", "not_yet_funded@2028", "classes@2027-05", "unclaimed@2028",
    };
    const struct lua_changes changes = {.symbolic = true};
    struct model *model = lua_model_load("scenarios/pengyang/w1-limited.lua", &changes, &err);
    struct seen seen = {0};

    (void)unused;
    if (!model)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < COUNT_OF(measures); i++)
        check_tree(model, measures[i], 5, RUN_SOBOL, &seen);
    assert_true(seen.sums > 100 && seen.how[HOW_PAID] && seen.how[HOW_OWED] && seen.how[HOW_STOCK]);
    model_free(model);
}

/* Fixed inputs apart are folded nowhere, and all is computed as in the run. */
static void test_numbers_are_those_of_the_run(void **unused)
{
    static const char *const measures[] = {"payment[fund=county_special]@2028", "T6", "arrears@2028", "classes@plan"};
    const struct lua_changes changes = {.symbolic = true};
    const struct sample_options options = {.draws = DRAWS, .seed = 2};
    struct model *plain = lua_model_load("scenarios/pengyang/w1-limited.lua", NULL, &err);
    struct model *apart = lua_model_load("scenarios/pengyang/w1-limited.lua", &changes, &err);

    (void)unused;
    assert_true(plain && apart);
    for (size_t i = 0; i < COUNT_OF(measures); i++) {
        struct measure a = find(plain, measures[i]), b = find(apart, measures[i]);
        double *x = sample_draws(&a, 1, &options, &err), *y = sample_draws(&b, 1, &options, &err);
        assert_memory_equal(x, y, DRAWS * sizeof *x);
        free(x);
        free(y);
    }
    model_free(plain);
    model_free(apart);
}

static void test_depth_and_repetition_end_the_tree(void **unused)
{
    struct model *model = load_apart(all_kinds);
    struct measure measure = find(model, "payment@2027");
    struct provenance_tree *tree = provenance_tree_new(&measure, 0);
    size_t deep;

    (void)unused;
    assert_int_equal(tree->count, 1);
    assert_true(tree->steps[0].further);
    provenance_tree_free(tree);
    tree = provenance_tree_new(&measure, 60);
    deep = tree->count;
    for (size_t i = 0; i < tree->count; i++)
        assert_true(tree->steps[i].same < (int)i && tree->steps[i].parent < (int)i);
    provenance_tree_free(tree);
    tree = provenance_tree_new(&measure, 100); /* all is shown once */
    assert_int_equal(tree->count, deep);
    provenance_tree_free(tree);
    model_free(model);
}

static int remove_models(void **state)
{
    (void)state;
    load_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arithmetic_reaches_what_stands_in_it),
        cmocka_unit_test(test_chance_reaches_counts_and_probabilities),
        cmocka_unit_test(test_only_the_cells_that_count_are_reached),
        cmocka_unit_test(test_only_the_dates_that_count_are_reached),
        cmocka_unit_test(test_stocks_reach_what_enters_leaves_and_was_there),
        cmocka_unit_test(test_funds_reach_what_competes_for_their_cash),
        cmocka_unit_test(test_what_is_reached_is_what_moves_the_number),
        cmocka_unit_test(test_parts_add_up_in_every_kind),
        cmocka_unit_test(test_parts_add_up_in_the_plan),
        cmocka_unit_test(test_numbers_are_those_of_the_run),
        cmocka_unit_test(test_depth_and_repetition_end_the_tree),
    };

    return cmocka_run_group_tests(tests, NULL, remove_models);
}
