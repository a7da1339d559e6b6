/* For the tests of the Pengyang plan: its model with changes as --set takes them, in expected mode
   (every chance is its mean, people are fractions) or in draws, and the values of its outputs by
   name. */
#ifndef POLSIM_TESTS_PENGYANG_H
#define POLSIM_TESTS_PENGYANG_H

#include "check.h"

#include "lua_model.h"
#include "run.h"

#define PENGYANG "scenarios/pengyang/baseline.lua"

/* The horizon is 2026-01 .. 2030-12, the plan ends with 2028-12. */
enum { MONTHS = 60, PLAN_MONTHS = 36, SETS_MAX = 64 };

/* Changes to the baseline; each table may name others by their address through `also`. NULL ends. */
struct sets {
    const struct sets *also; /* these first, or NULL */
    const char *const *set;
};

static struct model *model;
static struct run *run;

static inline int sets_collect(const struct sets *sets, const char **list, int count)
{
    if (sets->also)
        count = sets_collect(sets->also, list, count);
    for (int i = 0; sets->set[i]; i++) {
        assert_true(count < SETS_MAX);
        list[count++] = sets->set[i];
    }
    return count;
}

static inline struct model *pengyang_load(const struct sets *sets)
{
    const char *list[SETS_MAX];
    struct error err = {0};
    struct lua_changes changes = {.count = sets ? sets_collect(sets, list, 0) : 0, .set = list};
    struct model *loaded = lua_model_load(PENGYANG, &changes, &err);

    if (!loaded)
        fail_msg("%s", err.text);
    return loaded;
}

/* Runs `loaded` once, with every chance and uncertain input at its mean; it is freed by pengyang_stop. */
static inline void pengyang_expect_model(struct model *loaded)
{
    struct error err = {0};
    struct run_options options = {.draws = 1, .seed = 1, .threads = 1, .sampler = RUN_EXPECTED};

    model = loaded;
    run = run_start((const struct model *const[]){model}, 1, &options, &err);
    if (!run)
        fail_msg("%s", err.text);
}

static inline void pengyang_expect(const struct sets *sets)
{
    pengyang_expect_model(pengyang_load(sets));
}

static inline void pengyang_stop(void)
{
    run_free(run);
    model_free(model);
    run = NULL;
    model = NULL;
}

static inline double value_of(const char *output, const char *cell, const char *period)
{
    size_t series = record_find(run_plan(run, 0), output, cell, period);

    if (series == SIZE_MAX)
        fail_msg("no series '%s' [%s] in %s", output, cell, period);
    return run_series(run, 0, series).mean;
}

/* The value behind a target{}: what counts by the end of 2028. */
static inline double target_value(const char *name)
{
    for (size_t i = 0; i < run_target_count(run, 0); i++)
        if (strcmp(run_target(run, 0, i)->name, name) == 0)
            return run_target(run, 0, i)->mean;
    fail_msg("no target '%s'", name);
    return 0;
}

/* Month m of the horizon, 0 = 2026-01, as "2026-01". */
static inline const char *month_name(int m)
{
    static char name[24];

    snprintf(name, sizeof name, "%d-%02d", 2026 + m / 12, m % 12 + 1);
    return name;
}

/* Compares an output's cell with what the test worked out, month by month. */
static inline void compare_months(const char *output, const char *cell, const double *expected,
                                  double absolute)
{
    for (int m = 0; m < MONTHS; m++) {
        double x = value_of(output, cell, month_name(m));
        if (!(fabs(x - expected[m]) <= absolute + 1e-10 * fabs(expected[m])))
            fail_msg("%s [%s] in %s is %.12g, by hand %.12g", output, cell, month_name(m), x,
                     expected[m]);
    }
}

/* False where the model makes no such cell, such as a route that a fund never pays. */
static inline bool has_series(const char *output, const char *cell)
{
    return record_find(run_plan(run, 0), output, cell, "all") != SIZE_MAX;
}

/* Every wait, chance and share that plays no part in a hand calculation, out of the way: no waits
   but the month from public notice to payment, everybody completes and claims, nobody is turned
   down. */
static const char *const plain_sets[] = {
    "filling=1",
    "department_filling=1",
    "year_filling=1",
    "annual_task=0",
    "short_same_month=1",
    "completion=1",
    "work_completion=1",
    "retention=1",
    "exam_wait={m0=1,m1=0,m2=0,m3=0}",
    "pass_spread=0",
    "qualification_spread=0",
    "pass_common=0",
    "level_part_shift=0",
    "claim_organised=1",
    "claim_individual=1",
    "claim_firm=1",
    "reject_identity=0",
    "reject_repeat=0",
    "returned=0",
    "claim_wait={m0=1,m1=0,m2=0,m3=0}",
    "check_wait={m0=1,m1=0,m2=0}",
    "notice_wait={m0=1,m1=0}",
    "payment_wait={m1=1,m2=0}",
    NULL,
};
static const struct sets plain = {NULL, plain_sets};

#endif
