/* The scenario files of the Pengyang plan: each loads, loses nobody and no money, and moves what its question
   asks about in the direction that its change must have. */
#include "pengyang.h"

#include <glob.h>

#define FOLDER "scenarios/pengyang/"

enum { DRAWS = 4 };

static struct model *load(const char *path)
{
    const struct lua_changes none = {.count = 0};
    struct error err = {0};
    struct model *loaded = lua_model_load(path, &none, &err);

    if (!loaded)
        fail_msg("%s: %s", path, err.text);
    return loaded;
}

static int prove(const char *path)
{
    struct model *loaded = load(path);
    struct error err = {0};
    int further = 0;

    if (!run_check_identities(loaded, DRAWS, 3, &err))
        fail_msg("%s: %s", path, err.text);
    for (; loaded->further && loaded->further[further]; further++)
        prove(loaded->further[further]);
    model_free(loaded);
    return 1 + further;
}

static void test_every_scenario_of_the_folder_loses_nobody_and_no_money(void **unused)
{
    glob_t files;
    int scenarios = 0;

    (void)unused;
    assert_int_equal(glob(FOLDER "*.lua", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++)
        scenarios += prove(files.gl_pathv[i]);
    globfree(&files);
    assert_true(scenarios >= 40); /* the baseline and W1 to W11 in their variants */
}

static double value_in(const char *scenario, const char *output, const char *cell,
                       const char *period)
{
    char path[128];

    snprintf(path, sizeof path, FOLDER "%.*s.lua%s", (int)strcspn(scenario, ":"), scenario,
             scenario + strcspn(scenario, ":"));
    pengyang_expect_model(load(path));
    double x = value_of(output, cell, period);
    pengyang_stop();
    return x;
}

enum direction { FALLS = -1, STAYS = 0, RISES = 1 };

/* Against which scenario, what, and whither: what must follow from the one thing that changes. */
static const struct {
    const char *scenario, *base, *output, *cell, *period;
    enum direction direction;
} moves[] = {
    {"as-planned", "baseline", "T1_total", "", "plan", STAYS}, /* filling has the mean 1 */
    {"w1-limited", "baseline", "public_money_due", "", "all", STAYS},
    {"w1-county-cut:a", "w1-limited", "arrears", "", "all", RISES},
    {"w1-county-cut:b", "w1-county-cut:a", "arrears", "", "all", RISES},
    {"w1-county-cut:b", "w1-limited", "T5_total", "", "plan", STAYS},
    {"w1-county-cut:c", "w1-county-cut:a", "arrears", "", "all", FALLS},
    {"w1-county-cut:c", "w1-limited", "T5_total", "", "plan", FALLS},
    {"w2-winter:a", "baseline", "not_admitted", "", "plan", RISES},
    {"w2-winter:b", "baseline", "not_admitted", "", "plan", STAYS},
    {"w2-winter:b", "baseline", "T5_total", "", "plan", STAYS},
    {"w3-high-skill", "baseline", "T6_total", "", "plan", RISES},
    {"w3-high-skill", "baseline", "started", "", "plan", STAYS},
    {"w3-high-skill", "baseline", "T4_total", "", "plan", FALLS},
    {"w4-apprentices:b", "w4-apprentices:a", "T6_total", "", "plan", RISES},
    {"w4-apprentices:c", "w4-apprentices:a", "T6_total", "", "plan", FALLS},
    {"w4-apprentices:c", "w4-apprentices:a", "public_money_due", "", "all", RISES},
    {"w5-catalogue:a", "baseline", "county_guaranteed_due", "", "all", RISES},
    {"w5-catalogue:a", "baseline", "T5_total", "", "plan", STAYS},
    {"w5-catalogue:b", "baseline", "T5_total", "", "plan", RISES},
    {"w6-slow-start:a", "baseline", "T1_total", "", "plan", FALLS},
    {"w6-slow-start:b", "w6-slow-start:a", "T1_total", "", "plan", RISES},
    {"w7-late-payment:a", "baseline", "public_money_due", "", "2026", FALLS},
    {"w7-late-payment:a", "baseline", "public_money_due", "", "all", STAYS},
    {"w7-late-payment:b", "baseline", "public_money_due", "", "2026-11", FALLS},
    {"w7-late-payment:b", "baseline", "public_money_due", "", "2026", STAYS},
    {"w7-late-payment:c", "baseline", "unclaimed", "", "all", RISES},
    {"w8-migration:a", "baseline", "done", "department=agriculture", "plan", FALLS},
    {"w8-migration:b", "w8-migration:a", "T1_total", "", "plan", FALLS},
    {"w9-firms:a", "baseline", "T3_total", "", "plan", RISES},
    {"w9-firms:b", "w9-firms:a", "commitment", "route=R5", "all", RISES},
    {"w11-central-fund:a", "baseline", "not_yet_funded", "", "all", RISES},
    {"w11-central-fund:b", "w11-central-fund:a", "not_yet_funded", "", "all", RISES},
    {"w11-central-fund:b", "baseline", "public_money_due", "", "all", STAYS},
};

static void test_each_scenario_moves_what_its_change_must_move(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(moves); i++) {
        double before = value_in(moves[i].base, moves[i].output, moves[i].cell, moves[i].period);
        double after = value_in(moves[i].scenario, moves[i].output, moves[i].cell, moves[i].period);
        double change = fabs(after - before) <= 1e-9 * fabs(before) ? 0 : after - before;
        if ((change > 0) - (change < 0) != (int)moves[i].direction)
            fail_msg("%s against %s: %s in %s goes from %.10g to %.10g", moves[i].scenario,
                     moves[i].base, moves[i].output, moves[i].period, before, after);
    }
}

static void test_the_hand_check_gives_what_paper_and_pencil_give(void **unused)
{
    (void)unused;
    assert_close(value_in("handcheck:a", "T4_total", "", "plan"), 6000 * .93 * .83, 1e-12);
    assert_close(value_in("handcheck:b", "T4_total", "", "plan"), 4000 * .93 * .83, 1e-12);
    assert_close(value_in("handcheck:c", "T6_total", "", "plan"), 600 * .93 * .80, 1e-12);
    assert_close(value_in("handcheck:d", "commitment", "route=R5", "all"), 900 * .95 * .75 * 1500,
                 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_scenario_of_the_folder_loses_nobody_and_no_money),
        cmocka_unit_test(test_each_scenario_moves_what_its_change_must_move),
        cmocka_unit_test(test_the_hand_check_gives_what_paper_and_pencil_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
