/* Mixtures of two scenarios: what differs is found, ends are the scenarios, random numbers stay each input's own. */
#include "check.h"

#include "lua_load.h"
#include "mixture.h"
#include "sample.h"

enum { DRAWS = 512 };

static struct error err;

struct pair {
    struct lua_changes changes[2];
    char paths[2][128];
    struct mixture_side sides[2];
    struct mixture mixture;
};

static void open_pair(struct pair *pair, const char *from, const char *to)
{
    const char *names[] = {from, to};

    for (int i = 0; i < 2; i++) {
        snprintf(pair->paths[i], sizeof pair->paths[i], "%s/%s", load_folder, names[i]);
        pair->sides[i] = (struct mixture_side){
            pair->paths[i], &pair->changes[i],
            lua_model_load(pair->paths[i], &pair->changes[i], &err)};
        if (!pair->sides[i].model)
            fail_msg("%s", err.text);
    }
    if (!mixture_open(&pair->mixture, &pair->sides[0], &pair->sides[1], &err))
        fail_msg("%s", err.text);
}

static void close_pair(struct pair *pair)
{
    mixture_close(&pair->mixture);
    model_free(pair->sides[0].model);
    model_free(pair->sides[1].model);
}

/* Whether the change of mixture `context` is one of the names, "a b". */
struct chosen {
    const struct mixture *mixture;
    const char *names;
};

static bool is_chosen(const void *context, int i)
{
    const struct chosen *chosen = context;
    char name[64], names[256];

    snprintf(name, sizeof name, " %s ", chosen->mixture->changes[i].name);
    snprintf(names, sizeof names, " %s ", chosen->names);
    return strstr(names, name) != NULL;
}

/* Draws of a measure where these changes are made; the caller frees them. */
static double *draws_of(const struct pair *pair, const char *names, const char *text)
{
    const struct chosen chosen = {&pair->mixture, names};
    const struct sample_options options = {.draws = DRAWS, .seed = 4, .threads = 1};
    struct model *model = mixture_load(&pair->mixture, is_chosen, &chosen, &err);
    struct measure measure;

    if (!model || !measure_find(model, text, &measure, &err))
        fail_msg("%s", err.text);
    double *y = sample_draws(&measure, 1, &options, &err);
    assert_non_null(y);
    model_free(model);
    return y;
}

static double *draws_of_model(const struct model *model, const char *text)
{
    const struct sample_options options = {.draws = DRAWS, .seed = 4, .threads = 1};
    struct measure measure;

    if (!measure_find(model, text, &measure, &err))
        fail_msg("%s", err.text);
    return sample_draws(&measure, 1, &options, &err);
}

static void expect_same(double *a, double *b)
{
    assert_true(a && b);
    assert_memory_equal(a, b, DRAWS * sizeof *a);
    free(a);
    free(b);
}

static double correlation(const double *a, const double *b)
{
    double sa = 0, sb = 0, aa = 0, bb = 0, ab = 0;

    for (int i = 0; i < DRAWS; i++) {
        sa += a[i];
        sb += b[i];
    }
    for (int i = 0; i < DRAWS; i++) {
        double x = a[i] - sa / DRAWS, y = b[i] - sb / DRAWS;
        aa += x * x;
        bb += y * y;
        ab += x * y;
    }
    return ab / sqrt(aa * bb);
}

/* ---- the model ---- */

#define SMALL                                                                                       \
    "local w = parameter('w', { default = uniform(0, 1), source = assumed 'x' })\n"                 \
    "local x = parameter('x', { default = 1, source = assumed 'x' })\n"                             \
    "local y = parameter('y', { default = 2, source = assumed 'x' })\n"                             \
    "local z = parameter('z', { axes = { town }, default = { north = 3, south = 4 }, source = assumed 'x' })\n" \
    "local way = switch('way', { 'plain', 'double' }, { default = 'plain', source = assumed 'x' })\n" \
    "if way == 'double' then x = x * parameter('extra', { default = uniform(1, 2), source = assumed 'x' }) end\n" \
    "output('w', w)\noutput('x', x)\noutput('y', y)\noutput('z', z)\noutput('all', w + x * y + z:sum())\n"

static void write_models(void)
{
    load_write("base.lua", AXES SMALL);
    load_write("other.lua", "model { name = 'other', from = '2026-01', to = '2026-12' }\noutput('x', month())\n");
}

/* ---- what differs ---- */

static void test_changes_are_found_in_the_order_of_the_scenario(void **unused)
{
    struct pair pair = {.changes = {{0}}};

    (void)unused;
    write_models();
    load_write("b.lua", "scenario { model = 'base.lua',\n"
                        "  set = {\n"
                        "    z = { south = by_year { [2027] = 9 } },\n"
                        "    y = 2,\n" /* as it was */
                        "    x = uniform(0, 4),\n"
                        "    way = 'double',\n"
                        "    w = scaled(2) } }\n");
    open_pair(&pair, "base.lua", "b.lua");
    const struct mixture_change *changes = pair.mixture.changes;
    assert_int_equal(pair.mixture.count, 4);
    assert_string_equal(changes[0].name, "way");
    assert_true(changes[0].kind == MIXTURE_READING);
    assert_string_equal(text_string(&changes[0].from), "plain");
    assert_string_equal(text_string(&changes[0].to), "double");
    assert_string_equal(changes[1].name, "z");
    assert_string_equal(changes[1].place, "b.lua:3");
    assert_string_equal(text_string(&changes[1].from), "4 …");
    assert_string_equal(text_string(&changes[1].to), "9 …");
    assert_true(changes[1].cells == 1 && changes[1].all_cells == 2);
    assert_string_equal(changes[2].name, "x");
    assert_string_equal(text_string(&changes[2].to), "uniform(0, 4)");
    assert_true(changes[2].cells == 0);
    assert_string_equal(changes[3].name, "w");
    assert_string_equal(text_string(&changes[3].to), "uniform(0, 1) * 2");
    assert_int_equal(mixture_find(&pair.mixture, "x"), 2);
    assert_int_equal(mixture_find(&pair.mixture, "y"), -1);
    close_pair(&pair);
}

static void test_the_same_scenario_has_no_change(void **unused)
{
    static const char *const sets[] = {"x=0.5+0.5"};
    struct pair pair = {.changes = {{0}, {.count = 1, .set = sets}}};

    (void)unused;
    write_models();
    open_pair(&pair, "base.lua", "base.lua");
    assert_int_equal(pair.mixture.count, 0);
    close_pair(&pair);
}

static void test_scenarios_of_two_models_are_refused(void **unused)
{
    struct mixture_side from, to;
    struct mixture mixture;

    (void)unused;
    write_models();
    from = (struct mixture_side){"", NULL, load_file("base.lua", NULL, &err)};
    to = (struct mixture_side){"", NULL, load_file("other.lua", NULL, &err)};
    assert_false(mixture_open(&mixture, &from, &to, &err));
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_string_equal(err.text, "'base' is of the model 't' and 'other' of the model 'other': a difference is "
                                  "explained between scenarios of one model");
    mixture_close(&mixture);
    model_free(from.model);
    model_free(to.model);
}

/* ---- mixing ---- */

static void test_none_is_the_one_scenario_and_all_is_the_other(void **unused)
{
    struct pair pair = {.changes = {{0}}};

    (void)unused;
    write_models();
    load_write("a.lua", "scenario { model = 'base.lua', set = { x = scaled(3), y = by_year { [2026] = 1 } } }\n");
    load_write("b.lua", "scenario { model = 'base.lua', set = { x = uniform(0, 4), w = 0.5,\n"
                        "  z = { north = each(uniform(0, 1)), south = by_year { [2027] = 9 } } } }\n");
    open_pair(&pair, "a.lua", "b.lua");
    expect_same(draws_of(&pair, "", "all@plan"), draws_of_model(pair.sides[0].model, "all@plan"));
    expect_same(draws_of(&pair, "w x y z", "all@plan"), draws_of_model(pair.sides[1].model, "all@plan"));
    expect_same(draws_of(&pair, "y", "y@plan"), draws_of_model(pair.sides[1].model, "y@plan"));
    expect_same(draws_of(&pair, "w y z", "x@plan"), draws_of_model(pair.sides[0].model, "x@plan"));
    close_pair(&pair);
}

/* x and z are uncertain through the scenario alone: their dimensions come of which others are so. */
static void test_an_input_keeps_its_random_numbers_in_every_mixture(void **unused)
{
    struct pair pair = {.changes = {{0}}};

    (void)unused;
    write_models();
    load_write("b.lua", "scenario { model = 'base.lua', set = { x = uniform(0, 4), y = uniform(1, 2),\n"
                        "  z = uniform(5, 6) } }\n");
    open_pair(&pair, "base.lua", "b.lua");
    expect_same(draws_of(&pair, "z", "z@plan"), draws_of_model(pair.sides[1].model, "z@plan"));
    expect_same(draws_of(&pair, "y", "y@plan"), draws_of_model(pair.sides[1].model, "y@plan"));
    expect_same(draws_of(&pair, "y z", "w@plan"), draws_of_model(pair.sides[0].model, "w@plan"));
    close_pair(&pair);
}

static void test_two_inputs_never_share_their_random_numbers(void **unused)
{
    struct pair pair = {.changes = {{0}}};

    (void)unused;
    write_models();
    load_write("a.lua", "scenario { model = 'base.lua', set = { x = uniform(0, 4) } }\n");
    load_write("b.lua", "scenario { model = 'base.lua', set = { y = uniform(0, 4) } }\n");
    open_pair(&pair, "a.lua", "b.lua");
    double *x = draws_of(&pair, "y", "x@plan"), *y = draws_of(&pair, "y", "y@plan");
    assert_within(correlation(x, y), 0, 4 / sqrt(DRAWS));
    free(x);
    free(y);
    close_pair(&pair);
}

/* Under the other reading an input is declared that the first has not. */
static void test_a_reading_may_declare_inputs(void **unused)
{
    static const char *const sets[] = {"way=double", "extra=uniform(1, 3)", "w=uniform(0, 3)"};
    struct pair pair = {.changes = {{0}, {.count = 3, .set = sets}}};

    (void)unused;
    write_models();
    open_pair(&pair, "base.lua", "base.lua");
    assert_int_equal(pair.mixture.count, 2);
    expect_same(draws_of(&pair, "way", "x@plan"), draws_of_model(pair.sides[1].model, "x@plan"));
    expect_same(draws_of(&pair, "w", "x@plan"), draws_of_model(pair.sides[0].model, "x@plan"));
    expect_same(draws_of(&pair, "w", "w@plan"), draws_of_model(pair.sides[1].model, "w@plan"));
    close_pair(&pair);
    /* and where the first names an input that the other reading has not */
    struct pair back = {.changes = {{.count = 3, .set = sets}, {0}}};
    open_pair(&back, "base.lua", "base.lua");
    expect_same(draws_of(&back, "way", "x@plan"), draws_of_model(back.sides[1].model, "x@plan"));
    close_pair(&back);
}

/* ---- the model's own text ---- */

static void test_a_changed_text_is_a_change_beside_the_inputs_that_it_sets(void **unused)
{
    struct pair pair = {.changes = {{0}}};
    char folder[128];

    (void)unused;
    write_models();
    snprintf(folder, sizeof folder, "mkdir -p %s/new", load_folder);
    assert_int_equal(system(folder), 0);
    load_write("new/base.lua",
               AXES "local w = parameter('w', { default = uniform(0, 1), source = assumed 'x' })\n"
                    "local x = parameter('x', { default = 5, source = assumed 'x' })\n"
                    "output('w', w)\noutput('all', 100 * x)\n");
    open_pair(&pair, "base.lua", "new/base.lua");
    assert_int_equal(pair.mixture.count, 2);
    assert_string_equal(pair.mixture.changes[0].name, "x");
    assert_string_equal(pair.mixture.changes[1].name, MIXTURE_TEXT_NAME);
    assert_string_equal(pair.mixture.changes[1].place, "base.lua");
    double *text = draws_of(&pair, MIXTURE_TEXT_NAME, "all@plan"), *both = draws_of(&pair, "x " MIXTURE_TEXT_NAME, "all@plan"),
           *none = draws_of(&pair, "", "w@plan"), *w = draws_of(&pair, MIXTURE_TEXT_NAME, "w@plan");
    assert_true(text[0] == 24 * 100 && both[0] == 24 * 500);
    expect_same(none, w);
    free(text);
    free(both);
    close_pair(&pair);
}

static void test_what_does_not_go_together_says_where(void **unused)
{
    static const char *const sets[] = {"x=0", "y=5"};
    struct pair pair = {.changes = {{0}, {.count = 2, .set = sets}}};
    struct chosen chosen = {&pair.mixture, "y"};

    (void)unused;
    load_write("base.lua", AXES "local y = parameter('y', { default = 1, source = assumed 'x' })\n"
                                "local x = parameter('x', { default = 1, source = assumed 'x' })\n"
                                "output('all', x + y)\n");
    open_pair(&pair, "base.lua", "base.lua");
    struct model *model = mixture_load(&pair.mixture, is_chosen, &chosen, &err);
    assert_non_null(model);
    model_free(model);
    load_write("base.lua", "modle {}\n"); /* the files are read again for each mixture */
    assert_null(mixture_load(&pair.mixture, is_chosen, &chosen, &err));
    assert_int_equal(err.kind, ERROR_SCENARIO);
    assert_contains(err.text, "base.lua:1");
    close_pair(&pair);
}

static int clean(void **unused)
{
    (void)unused;
    load_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changes_are_found_in_the_order_of_the_scenario),
        cmocka_unit_test(test_the_same_scenario_has_no_change),
        cmocka_unit_test(test_scenarios_of_two_models_are_refused),
        cmocka_unit_test(test_none_is_the_one_scenario_and_all_is_the_other),
        cmocka_unit_test(test_an_input_keeps_its_random_numbers_in_every_mixture),
        cmocka_unit_test(test_two_inputs_never_share_their_random_numbers),
        cmocka_unit_test(test_a_reading_may_declare_inputs),
        cmocka_unit_test(test_a_changed_text_is_a_change_beside_the_inputs_that_it_sets),
        cmocka_unit_test(test_what_does_not_go_together_says_where),
    };
    return cmocka_run_group_tests(tests, NULL, clean);
}
