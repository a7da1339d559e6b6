/* The promises of the engine, end to end: scripts to results. Digests that do not move with threads, blocks
   or order; draws that stay when something is added; common random numbers; monotone answers; nobody lost. */
#include "check.h"
#include "draws.h"

#include "lua_model.h"
#include "run.h"
#include "text.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/polsim-promises-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char path[128];
    const char *const names[] = {"m.lua", "s.lua", "towns.csv"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

static void write_file(const char *name, const char *text)
{
    char path[128];
    struct error err;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!text_write_file(path, text, strlen(text), &err))
        fail_msg("%s", err.text);
}

static struct model *load(const char *name, const char *set)
{
    char path[128];
    struct error err;
    struct lua_changes changes = {.count = set ? 1 : 0, .set = &set};

    snprintf(path, sizeof path, "%s/%s", folder, name);
    struct model *model = lua_model_load(path, &changes, &err);
    if (!model)
        fail_msg("%s", err.text);
    return model;
}

static struct run *compute(const struct model *const *models, int count, struct run_options options)
{
    struct error err;

    if (!options.draws)
        options.draws = 2048;
    if (!options.seed)
        options.seed = 11;
    if (!options.threads)
        options.threads = 2;
    struct run *run = run_start(models, count, &options, &err);
    if (!run)
        fail_msg("%s", err.text);
    return run;
}

static void digest_of(const char *name, const char *set, struct run_options options, char hex[65])
{
    struct model *model = load(name, set);
    struct run *run = compute((const struct model *const[]){model}, 1, options);

    run_digest(run, 0, hex);
    run_free(run);
    model_free(model);
}

/* A small model with every kind of value; %s is a place for more lines. */
static const char *const base_model =
    "model { name = 'm', from = '2026-01', to = '2027-06', tail = '2027-12' }\n"
    "local town = axis('town', csv 'towns.csv')\n"
    "local rate = parameter('rate', { axes = { town }, default = { ash = pert(20, 30, 40), elm = "
    "25,\n"
    "  oak = beta(2, 3) }, source = assumed 'test' })\n"
    "local pass = parameter('pass', { default = pert(.6, .7, .9), range = { 0, 1 }, source = "
    "assumed 'test' })\n"
    "local price = parameter('price', { default = between(800, 1800), unit = 'yuan/person',\n"
    "  source = assumed 'test' })\n"
    "local people = poisson('people', in_plan() * rate) * amount(1, 'person')\n"
    "local passed = binomial('passed', delayed(people, 1), pass)\n"
    "local out = waiting('out', passed, { [0] = .2, [1] = .5, [3] = .3 })\n"
    "local purse = fund('purse', { appropriation = amount(1e6, 'yuan') })\n"
    "local paid = purse:pay('aid', out:sum() * price)\n"
    "output('people', people, { by = { town } })\n"
    "output('passed', passed, { by = { town } })\n"
    "output('out', out, { by = { town } })\n"
    "output('paid', paid)\n"
    "output('pass_share', ratio(passed, people), { by = { town }, at_least = .6, source = assumed "
    "'x' })\n"
    "target('many', { of = total(passed:sum()), by = '2027-06', at_least = 600, source = assumed "
    "'x' })\n"
    "%s\n";

static void write_model(const char *more)
{
    char text[8192];

    snprintf(text, sizeof text, base_model, more);
    write_file("m.lua", text);
    write_file("towns.csv", "id,en\nash,Ash\nelm,Elm\noak,Oak\n");
    write_file("s.lua", "scenario { model = 'm.lua' }\n");
}

/* ---- 1: the same answer everywhere ---- */

static void test_the_digest_is_the_same_for_any_threads_and_blocks(void **unused)
{
    const struct run_options ways[] = {{.threads = 1, .block = 64},
                                       {.threads = 2, .block = 512},
                                       {.threads = 7, .block = 64},
                                       {.threads = 7, .block = 512},
                                       {.threads = 2, .block = 512}};
    char first[65], other[65];

    (void)unused;
    write_model("");
    digest_of("m.lua", NULL, ways[0], first);
    for (size_t i = 1; i < COUNT_OF(ways); i++) {
        digest_of("m.lua", NULL, ways[i], other);
        assert_string_equal(first, other);
    }
    digest_of("m.lua", NULL, (struct run_options){.seed = 12}, other);
    assert_string_not_equal(first, other);
    digest_of("m.lua", "pass=.7", (struct run_options){0}, other);
    assert_string_not_equal(first, other);
}

static void test_the_digest_is_the_same_for_every_instruction_set(void **unused)
{
    char first[65], other[65];
    size_t count;
    const struct kernels *const *sets = kernels_all(&count);

    (void)unused;
    write_model("");
    digest_of("m.lua", NULL, (struct run_options){0}, first);
    for (size_t i = 0; i < count; i++) {
        setenv("POLSIM_ISA", sets[i]->name, 1);
        digest_of("m.lua", NULL, (struct run_options){0}, other);
        unsetenv("POLSIM_ISA");
        assert_string_equal(first, other);
    }
}

static void test_the_order_of_labels_in_a_csv_does_not_matter(void **unused)
{
    char first[65], other[65];

    (void)unused;
    write_model("");
    digest_of("m.lua", NULL, (struct run_options){0}, first);
    write_file("towns.csv", "id,en\noak,Oak\nash,Ash\nelm,Elm\n");
    digest_of("m.lua", NULL, (struct run_options){0}, other);
    assert_string_equal(first, other);
}

/* ---- 2: draw i stays draw i ---- */

/* Draws of an output's plan total in the whole. */
static size_t plan_draws(const struct run *run, int scenario, const char *output, double *x,
                         size_t most)
{
    size_t series = record_find(run_plan(run, scenario), output, "", "plan");

    assert_true(series != SIZE_MAX);
    for (size_t i = 0; i < run_draws_count(run, scenario); i++) {
        struct run_draws draws = run_draws(run, scenario, i);
        if (draws.series != series)
            continue;
        size_t count = draws.count < most ? draws.count : most;
        memcpy(x, numbers_of(draws), count * sizeof *x);
        return count;
    }
    fail_msg("no draws of '%s' are kept", output);
    return 0;
}

static void draws_of(const char *name, const char *set, uint64_t draws, const char *output,
                     double *x)
{
    struct model *model = load(name, set);
    struct run *run =
        compute((const struct model *const[]){model}, 1, (struct run_options){.draws = draws});

    assert_int_equal(plan_draws(run, 0, output, x, draws), draws);
    run_free(run);
    model_free(model);
}

static void test_the_first_draws_of_a_longer_run_are_those_of_a_shorter(void **unused)
{
    double shorter[1024], longer[2048];

    (void)unused;
    write_model("");
    draws_of("m.lua", NULL, 1024, "out", shorter);
    draws_of("m.lua", NULL, 2048, "out", longer);
    assert_memory_equal(shorter, longer, sizeof shorter);
}

static void test_an_added_flow_output_or_label_leaves_the_other_draws(void **unused)
{
    double before[1024], after[1024];

    (void)unused;
    write_model("");
    draws_of("m.lua", NULL, 1024, "passed", before);
    write_model("local more = poisson('more', rate * 2)\n"
                "output('more', more)\n");
    draws_of("m.lua", NULL, 1024, "passed", after);
    assert_memory_equal(before, after, sizeof before);
    /* another town without people: a fixed 0 of the parameter, so that no dimension moves */
    char text[8192];
    write_file("towns.csv", "id,en\nash,Ash\nelm,Elm\noak,Oak\nabc,Abc\n");
    snprintf(text, sizeof text, base_model, "");
    struct text changed = {0};
    char *elm = strstr(text, "elm = 25");
    text_add_bytes(&changed, text, (size_t)(elm - text));
    text_add(&changed, "abc = 0, %s", elm);
    write_file("m.lua", text_string(&changed));
    text_clear(&changed);
    draws_of("m.lua", NULL, 1024, "passed", after);
    assert_memory_equal(before, after, sizeof before);
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void test_quantiles_of_what_is_kept_are_those_of_the_sorted_draws(void **unused)
{
    static double x[3000];
    const char *const outputs[] = {"people", "out", "paid"};

    (void)unused;
    write_model("");
    struct model *model = load("m.lua", NULL);
    struct run *run =
        compute((const struct model *const[]){model}, 1, (struct run_options){.draws = 3000});
    for (size_t o = 0; o < COUNT_OF(outputs); o++) {
        assert_int_equal(plan_draws(run, 0, outputs[o], x, 3000), 3000);
        qsort(x, 3000, sizeof *x, compare_numbers);
        struct stats_row row =
            run_series(run, 0, record_find(run_plan(run, 0), outputs[o], "", "plan"));
        for (int q = 0; q < STATS_QUANTILES; q++) /* type 1: the 3000 p-th smallest */
            assert_true(row.quantile[q] == x[(size_t)(3000 * stats_levels[q] + .5) - 1]);
    }
    run_free(run);
    model_free(model);
}

/* ---- 3: common random numbers ---- */

static void test_a_scenario_that_changes_nothing_differs_by_exactly_zero(void **unused)
{
    struct stats_row row;
    size_t compared = 0;

    (void)unused;
    write_model("");
    struct model *a = load("m.lua", NULL), *b = load("s.lua", NULL);
    struct run *run = compute((const struct model *const[]){a, b}, 2, (struct run_options){0});
    for (size_t i = 0; i < run_plan(run, 1)->series_count; i++) {
        if (!run_difference(run, 1, i, &row) || row.n == 0)
            continue;
        assert_true(row.mean == 0 && row.sd == 0 && row.min == 0 && row.max == 0);
        compared++;
    }
    assert_true(compared > 50);
    run_free(run);
    model_free(a);
    model_free(b);
}

/* ---- 4: monotone ---- */

static void test_a_better_pass_rate_never_gives_fewer_in_any_draw(void **unused)
{
    static double worse[8192], better[8192];
    int more = 0;

    (void)unused;
    write_model("");
    const char *const outputs[] = {"passed", "out"};
    for (size_t o = 0; o < COUNT_OF(outputs); o++) {
        draws_of("m.lua", "pass=.7", 8192, outputs[o], worse);
        draws_of("m.lua", "pass=.72", 8192, outputs[o], better);
        for (int i = 0; i < 8192; i++) {
            assert_true(better[i] >= worse[i]);
            more += better[i] > worse[i];
        }
    }
    assert_true(more > 8192);
}

/* ---- 5: nobody appears or vanishes ---- */

static void test_every_identity_of_the_model_is_exactly_zero(void **unused)
{
    struct error err;

    (void)unused;
    write_model("");
    struct model *model = load("m.lua", NULL);
    assert_true(model->identity_count >= 3); /* the wait, and the fund's two ledgers */
    if (!run_check_identities(model, 256, 3, &err))
        fail_msg("%s", err.text);
    model_free(model);
    write_model("conserve('wrong', people - passed)");
    model = load("m.lua", NULL);
    assert_false(run_check_identities(model, 256, 3, &err));
    assert_contains(err.text, "wrong");
    model_free(model);
}

/* ---- 6: memory does not grow with the population ---- */

static void test_a_nation_costs_what_a_county_costs(void **unused)
{
    struct run_needs county, nation;
    struct error err;
    struct run_options options = {.draws = 1024};

    (void)unused;
    write_model("");
    struct model *model = load("m.lua", NULL);
    assert_true(run_needs(model, &options, &county, &err));
    model_free(model);
    model = load("m.lua", "rate[town=elm]=25000000");
    assert_true(run_needs(model, &options, &nation, &err));
    model_free(model);
    assert_int_equal(county.program.bytes_per_lane, nation.program.bytes_per_lane);
    assert_int_equal(county.series, nation.series);
    assert_int_equal(county.program.variates_per_draw, nation.program.variates_per_draw);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        TEST(test_the_digest_is_the_same_for_any_threads_and_blocks),
        TEST(test_the_digest_is_the_same_for_every_instruction_set),
        TEST(test_the_order_of_labels_in_a_csv_does_not_matter),
        TEST(test_the_first_draws_of_a_longer_run_are_those_of_a_shorter),
        TEST(test_an_added_flow_output_or_label_leaves_the_other_draws),
        TEST(test_quantiles_of_what_is_kept_are_those_of_the_sorted_draws),
        TEST(test_a_scenario_that_changes_nothing_differs_by_exactly_zero),
        TEST(test_a_better_pass_rate_never_gives_fewer_in_any_draw),
        TEST(test_every_identity_of_the_model_is_exactly_zero),
        TEST(test_a_nation_costs_what_a_county_costs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
