/* One draw alone has the numbers that it has in a run of all, and draws that fail are told of one by one. */
#include "draws.h"
#include "shell.h"

#include "lua_model.h"
#include "run.h"

#include <math.h>

static const char bad[] =
    "model { name = 'bad', from = '2026-01', to = '2026-12' }\n"
    "local rate = parameter('rate', { default = normal(.8, .06), source = assumed 'a test' })\n"
    "local other = parameter('other', { default = uniform(0, 1), source = assumed 'a test' })\n"
    "output('certified', binomial('certified', poisson('enrolled', amount(10, 'person')), rate), "
    "{ unit = 'person' })\n";

static int start(void **state)
{
    (void)state;
    if (!make_shell_folder())
        return -1;
    put("bad.lua", bad);
    return 0;
}

static struct run *compute(const struct model *model, enum run_sampler sampler, uint64_t first, uint64_t draws)
{
    struct error err = {0};
    const struct run_options options = {
        .draws = draws, .first_draw = first, .seed = 3, .sampler = sampler, .threads = 2};
    struct run *run = run_start(&model, 1, &options, &err);

    if (!run)
        fail_msg("%s", err.text);
    return run;
}

static void expect_same(struct run_draws all, struct run_draws alone, uint64_t draw)
{
    double a = numbers_of(all)[draw], b = numbers_of(alone)[0];

    if (memcmp(&a, &b, sizeof a) != 0 && !(isnan(a) && isnan(b)))
        fail_msg("draw %ju, series %zu: %.17g, alone %.17g", (uintmax_t)draw, all.series, a, b);
}

/* Every kept value of the draw, bit for bit: targets, and outputs by year. */
static void compare_draw(const struct run *all, const struct run *alone, uint64_t draw)
{
    assert_true(run_draws_count(all, 0) > 100);
    for (size_t i = 0; i < run_draws_count(all, 0); i++)
        expect_same(run_draws(all, 0, i), run_draws(alone, 0, i), draw);
    for (size_t i = 0; i < run_target_count(all, 0); i++)
        expect_same(run_target_draws(all, 0, i), run_target_draws(alone, 0, i), draw);
}

static void test_a_draw_alone_is_the_draw_of_the_whole_run(void **state)
{
    static const enum run_sampler samplers[] = {RUN_SOBOL, RUN_RANDOM};
    static const uint64_t draws[] = {0, 1, 62, 515, 1027, 1099};
    struct error err = {0};
    struct model *model = lua_model_load("scenarios/pengyang/baseline.lua", NULL, &err);

    (void)state;
    if (!model)
        fail_msg("%s", err.text);
    for (size_t s = 0; s < COUNT_OF(samplers); s++) {
        struct run *all = compute(model, samplers[s], 0, 1100);
        for (size_t d = 0; d < COUNT_OF(draws); d++) {
            struct run *alone = compute(model, samplers[s], draws[d], 1);
            compare_draw(all, alone, draws[d]);
            run_free(alone);
        }
        run_free(all);
    }
    model_free(model);
}

static const char told[] =
    "polsim: bad.lua:4: the chance of 'certified' is 1.06580694 in 2026-01, draw 2130: it must lie between 0 and 1\n";
static const char count[] = "\n  its inputs: rate = 1.06581, other = 0.70718\n"
                            "  3 of the 8192 draws looked at fail: 2130, 2649, 4878; '--only-draw 2130' runs the first "
                            "alone\n";

static void test_a_bad_draw_is_told_with_its_inputs_and_how_many_others_fail(void **state)
{
    (void)state;
    assert_int_equal(sh("$P run bad.lua --threads 1 --block 64"), 4);
    assert_contains(err_text, told);
    assert_contains(err_text, count);
    assert_int_equal(sh("$P run bad.lua --threads 3 --block 512"), 4);
    assert_contains(err_text, count);
    assert_int_equal(sh("$P run bad.lua --only-draw 2130"), 4);
    assert_contains(err_text, told);
    assert_null(strstr(err_text, "looked at"));
    assert_contains(out, "\nrate     1.06580694            100.0 %\n");
    does("$P run bad.lua --only-draw 2131");
    assert_contains(out, "\ncertified ");
    put("all.lua", "model { name = 'all', from = '2026-01', to = '2026-12' }\n"
                   "local x = parameter('x', { default = uniform(1, 2), source = assumed 'a test' })\n"
                   "output('y', x / (month() - 3))\n");
    assert_int_equal(sh("$P run all.lua -n 100000"), 4);
    assert_contains(err_text, "output 'y' is infinite in the whole, month 2026-03, draw 0");
    assert_contains(err_text, "256 of the 256 draws looked at fail: 0, 1, 2, 3 …; '--only-draw 0' runs");
}

static void test_one_draw_is_printed_in_both_languages_and_not_stored(void **state)
{
    (void)state;
    does("$P run $R/scenarios/pengyang/baseline.lua --only-draw 700 --lang zh");
    assert_contains(out, "目标\n");
    assert_contains(out, "2028-12");
    does("test ! -e out");
    assert_int_equal(sh("$P run bad.lua $R/scenarios/pengyang/baseline.lua --only-draw 1"), 2);
    assert_int_equal(sh("$P run bad.lua --only-draw 1 --sampler expected"), 2);
    assert_contains(err_text, "--only-draw is for one scenario");
}

#define test(name) cmocka_unit_test_setup_teardown(name, start, remove_shell_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_draw_alone_is_the_draw_of_the_whole_run),
        test(test_a_bad_draw_is_told_with_its_inputs_and_how_many_others_fail),
        test(test_one_draw_is_printed_in_both_languages_and_not_stored),
    };

    return cmocka_run_group_tests(tests, set_environment, NULL);
}
