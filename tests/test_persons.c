/* Qualifications with at most two subsidies a person, simulated person by person in plain C with
   its own random numbers, against the engine: per_person_cap, draw_from, multinomial, waiting and
   pipeline in a model of their own, and route R2 of the Pengyang plan, with so few persons that
   second and third certificates are common. Whole distributions over draws are compared. */
#include "check.h"
#include "sanitized.h"

#include "lua_load.h"
#include "run.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

enum { MONTHS = 60, PERSONS_MAX = 100, ITEMS = 4, STATISTICS = 7 };
enum { DRAWS = SANITIZED ? 1024 : 8192 }; /* tolerances follow */

/* ---- the world of persons ---- */

struct item {
    double share, yuan, pass;
    int months; /* of the course; 0: this month or, three in ten, the next */
};

struct world {
    int persons, plan_months, months;
    int wanted[MONTHS]; /* who is to start in each month, as far as there are free persons */
    struct item items[ITEMS];
    double completion, claim, refused; /* refused: of those who claim */
    bool capped, yearly; /* yearly: subsidies of earlier years do not count */
    bool third_is_refused; /* third claims count among the refused, as in the plan's model */
    int early_month;       /* money paid up to the end of this month is a statistic of its own */
};

enum statistic { CERTIFICATES, FIRST, SECOND, REFUSED, THIRD, PAID_EARLY, PAID };

static const double exam_wait[] = {.10, .45, .35, .10}, claim_wait[] = {.30, .45, .20, .05},
                    check_wait[] = {.34, .45, .21}, notice_wait[] = {.70, .30},
                    payment_wait[] = {0, .55, .45};

enum state { FREE, IN_COURSE, BEFORE_EXAM };

struct person {
    enum state state;
    int until; /* month in which the course or the wait ends */
    int used;  /* subsidies */
    const struct item *item;
};

/* SplitMix64 (Steele, Lea, Flood 2014): nothing in common with the engine's counters. */
static uint64_t random_state;

static double uniform01(void)
{
    uint64_t z = (random_state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static bool happens(double chance)
{
    return uniform01() < chance;
}

static int pick(const double *shares, int count)
{
    double u = uniform01();
    int i = 0;

    while (i < count - 1 && u >= shares[i])
        u -= shares[i++];
    return i;
}

static const struct item *pick_item(const struct world *world)
{
    double shares[ITEMS];

    for (int i = 0; i < ITEMS; i++)
        shares[i] = world->items[i].share;
    return &world->items[pick(shares, ITEMS)];
}

/* The claim goes its way: claimed, checked, some handed back for a month, published, paid. */
static int month_of_payment(int month)
{
    month += pick(claim_wait, COUNT_OF(claim_wait)) + pick(check_wait, COUNT_OF(check_wait));
    if (happens(.05))
        month++;
    return month + pick(notice_wait, COUNT_OF(notice_wait)) +
           pick(payment_wait, COUNT_OF(payment_wait));
}

/* A certificate of this month: claimed by the person, if at all, and approved or not. */
static void earn_certificate(const struct world *world, struct person *person, int month, double *x)
{
    if (month >= world->plan_months)
        return;
    x[CERTIFICATES]++;
    if (!happens(world->claim))
        return;
    if (world->capped && person->used == 2) {
        x[world->third_is_refused ? REFUSED : THIRD]++;
        return;
    }
    if (happens(world->refused)) {
        x[REFUSED]++;
        return;
    }
    if (person->used < 2)
        x[person->used++ == 0 ? FIRST : SECOND]++;
    int paid = month_of_payment(month);
    x[PAID] += paid < world->months ? person->item->yuan : 0;
    x[PAID_EARLY] += paid <= world->early_month ? person->item->yuan : 0;
}

/* Of the persons free as the month begins, `wanted` start: each as likely, whatever they had. */
static void start_courses(const struct world *world, struct person *persons, int month)
{
    int free_ones[PERSONS_MAX], count = 0;

    for (int i = 0; i < world->persons; i++)
        if (persons[i].state == FREE)
            free_ones[count++] = i;
    for (int k = 0; k < world->wanted[month] && k < count; k++) {
        int other = k + (int)(uniform01() * (count - k)), chosen = free_ones[other];
        free_ones[other] = free_ones[k];
        struct person *person = &persons[chosen];
        person->item = pick_item(world);
        person->state = IN_COURSE;
        person->until = month + (person->item->months ? person->item->months : happens(.3));
    }
}

static void live_through(const struct world *world, double *x)
{
    struct person persons[PERSONS_MAX] = {{.state = FREE}};

    for (int month = 0; month < world->months; month++) {
        for (int i = 0; i < world->persons && world->yearly && month % 12 == 0; i++)
            persons[i].used = 0;
        start_courses(world, persons, month);
        for (int i = 0; i < world->persons; i++) {
            struct person *person = &persons[i];
            if (person->state == IN_COURSE && person->until == month) {
                person->state = happens(world->completion) ? BEFORE_EXAM : FREE;
                person->until = month + pick(exam_wait, COUNT_OF(exam_wait));
            }
            if (person->state == BEFORE_EXAM && person->until == month) {
                person->state = FREE; /* from the next month on */
                if (happens(person->item->pass))
                    earn_certificate(world, person, month, x);
            }
        }
    }
}

/* ---- comparing two samples of whole distributions ---- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Chi-square of homogeneity of two samples of n each: values are cells, merged upwards until each
   side expects 5 or more. Sorts both. */
static double chi_square_p(double *x, double *y, size_t n)
{
    double sum = 0, last = 0, here[2] = {0, 0};
    size_t at[2] = {0, 0};
    int cells = 0;

    qsort(x, n, sizeof *x, by_value);
    qsort(y, n, sizeof *y, by_value);
    while (at[0] < n || at[1] < n) {
        double value = fmin(at[0] < n ? x[at[0]] : INFINITY, at[1] < n ? y[at[1]] : INFINITY);
        for (; at[0] < n && x[at[0]] == value; at[0]++)
            here[0]++;
        for (; at[1] < n && y[at[1]] == value; at[1]++)
            here[1]++;
        size_t left = 2 * n - at[0] - at[1];
        if (here[0] + here[1] < 10 || (left > 0 && left < 10))
            continue;
        last = (here[0] - here[1]) * (here[0] - here[1]) / (here[0] + here[1]);
        sum += last;
        cells++;
        here[0] = here[1] = 0;
    }
    assert_true(here[0] + here[1] == 0);
    assert_true(cells >= (n < 8192 ? 3 : 5)); /* else the distribution says little */
    return pchisq(sum, cells - 1, 0, 0);
}

/* Two-sample Kolmogorov-Smirnov, limit distribution with Stephens's (1970) correction; cautious
   where values are tied. Sorts both. */
static double kolmogorov_p(double *x, double *y, size_t n)
{
    double most = 0, p = 0, root = sqrt((double)n / 2);

    qsort(x, n, sizeof *x, by_value);
    qsort(y, n, sizeof *y, by_value);
    for (size_t i = 0, j = 0; i < n && j < n;) {
        double value = fmin(x[i], y[j]);
        while (i < n && x[i] == value)
            i++;
        while (j < n && y[j] == value)
            j++;
        most = fmax(most, fabs((double)i - (double)j) / (double)n);
    }
    double z = (root + .12 + .11 / root) * most;
    if (z < .3)
        return 1;
    for (int k = 1; k <= 20; k++)
        p += (k % 2 ? 2 : -2) * exp(-2 * k * k * z * z);
    return p;
}

/* ---- the engine's side ---- */

struct output_of { /* where the engine reports a statistic; NULL: not compared */
    const char *output, *period;
};

struct comparison {
    double p[STATISTICS]; /* 1: not compared */
};

static void copy_draws(struct run *run, const struct output_of *where, double *x)
{
    size_t series = record_find(run_plan(run, 0), where->output, "", where->period);

    for (size_t i = 0; i < run_draws_count(run, 0); i++) {
        struct run_draws draws = run_draws(run, 0, i);
        if (draws.series == series && draws.count == DRAWS) {
            run_read_draws(&draws, x);
            return;
        }
    }
    fail_msg("no draws of '%s' in %s", where->output, where->period);
}

static struct run *start(const struct model *model)
{
    struct run_options options = {.draws = DRAWS, .seed = 20, .threads = 2};
    struct error err;
    struct run *run = run_start((const struct model *const[]){model}, 1, &options, &err);

    if (!run)
        fail_msg("%s", err.text);
    return run;
}

/* p of each statistic between the run's draws and as many lives of the world. */
static struct comparison compare(struct run *run, const struct world *world,
                                 const struct output_of where[STATISTICS])
{
    static double lived[DRAWS][STATISTICS], x[DRAWS], y[DRAWS];
    struct comparison result;

    memset(lived, 0, sizeof lived);
    random_state = 2026;
    for (int draw = 0; draw < DRAWS; draw++)
        live_through(world, lived[draw]);
    for (int k = 0; k < STATISTICS; k++) {
        result.p[k] = 1;
        if (!where[k].output)
            continue;
        copy_draws(run, &where[k], x);
        for (int draw = 0; draw < DRAWS; draw++)
            y[draw] = lived[draw][k];
        result.p[k] =
            k == PAID || k == PAID_EARLY ? kolmogorov_p(x, y, DRAWS) : chi_square_p(x, y, DRAWS);
        print_message("%s %s: p = %.4g\n", where[k].output, where[k].period, result.p[k]);
    }
    return result;
}

/* One false alarm in 1000 for each statistic; the seeds of both sides are fixed. */
static void assert_same(struct comparison found)
{
    for (int k = 0; k < STATISTICS; k++)
        if (!(found.p[k] > .001))
            fail_msg("statistic %d: the distributions differ, p = %g", k, found.p[k]);
}

/* ---- the words of the library ---- */

#define SMALL_MODEL(may)                                                                           \
    "model { name = 'few', from = '2026-01', to = '2027-12', tail = '2028-12' }\n"                 \
    "local course = axis('course', { 'short', 'long' })\n"                                         \
    "local cap = per_person_cap('takers', { persons = amount(60, 'person'), most = 2 })\n"         \
    "local started = cap:starts(min(in_plan() * amount(8, 'person'), cap.free:sum()))\n"           \
    "local by_course = multinomial('course_of', started,\n"                                        \
    "  stack(course, { short = .7, long = .3 }))\n"                                                \
    "local over = delayed(by_course:only { course = 'long' }, 4)\n"                                \
    "  + waiting('in_course', by_course:only { course = 'short' }, { [0] = .7, [1] = .3 })\n"      \
    "local completed, dropped = split('completed', over, .9)\n"                                    \
    "local examined = waiting('exam', completed,\n"                                                \
    "  { [0] = .10, [1] = .45, [2] = .35, [3] = .10 })\n"                                          \
    "local passed, failed = split('passed', examined,\n"                                           \
    "  stack(course, { short = .85, long = .7 }))\n"                                               \
    "local entitled = passed * in_plan()\n"                                                        \
    "local within = entitled:only { takers_used = " may " }\n"                                     \
    "local outcome = multinomial('outcome', within,\n"                                             \
    "  { approved = .7, refused = .1, rest = 'unclaimed' })\n"                                     \
    "local third = binomial('third', entitled - within, .8)\n"                                     \
    "local approved = outcome.approved\n"                                                          \
    "cap:uses(approved:only { takers_used = { '0', '1' } }:sum(course))\n"                         \
    "cap:returns((dropped + failed + passed - approved\n"                                          \
    "  + approved:only { takers_used = '2' }):sum(course))\n"                                      \
    "local item = multinomial('item', approved:sum(cap.axis),\n"                                   \
    "  { a = stack(course, { short = 5 / 7, long = 0 }),\n"                                        \
    "    b = stack(course, { short = 2 / 7, long = 0 }), rest = 'c' })\n"                          \
    "local rate_line = axis('line', { 'a', 'b', 'c' })\n"                                          \
    "local steps = pipeline('claim', stack(rate_line, { a = item.a:sum(), b = item.b:sum(),\n"     \
    "  c = item.c:sum() }), {\n"                                                                   \
    "  { name = 'claimed', wait = { [0] = .30, [1] = .45, [2] = .20, [3] = .05 } },\n"             \
    "  { name = 'checked', wait = { [0] = .34, [1] = .45, [2] = .21 },\n"                          \
    "    again = { chance = .05 } },\n"                                                            \
    "  { name = 'published', wait = { [0] = .70, [1] = .30 } },\n"                                 \
    "  { name = 'due', wait = { [1] = .55, [2] = .45 } } })\n"                                     \
    "local rate = stack(rate_line, { a = 800, b = 1400, c = 5000 }) * amount(1, 'yuan/person')\n"  \
    "local paid = fund('purse'):pay('R2', (steps.due.people * rate):sum())\n"                      \
    "output('certificates', entitled:sum(), { unit = 'person', kind = 'flow' })\n"                 \
    "output('first', approved:at(cap.axis, '0'):sum(), { unit = 'person', kind = 'flow' })\n"      \
    "output('second', approved:at(cap.axis, '1'):sum(), { unit = 'person', kind = 'flow' })\n"     \
    "output('refused', outcome.refused:sum(), { unit = 'person', kind = 'flow' })\n"               \
    "output('third', third:sum(), { unit = 'person', kind = 'flow' })\n"                           \
    "output('paid', total(paid), { unit = 'yuan', kind = 'level' })\n"

static const struct output_of small_outputs[STATISTICS] = {
    {"certificates", "all"}, {"first", "all"}, {"second", "all"}, {"refused", "all"},
    {"third", "all"},        {"paid", "2026"}, {"paid", "all"},
};

static struct world small_world(void)
{
    struct world world = {
        .persons = 60,
        .plan_months = 24,
        .months = 36,
        .items = {{.5, 800, .85, 0}, {.2, 1400, .85, 0}, {.3, 5000, .7, 4}, {0}},
        .completion = .9,
        .claim = .8,
        .refused = .1 / .8,
        .capped = true,
        .early_month = 11,
    };

    for (int month = 0; month < world.plan_months; month++)
        world.wanted[month] = 8;
    return world;
}

static void test_the_words_agree_with_persons_one_by_one(void **unused)
{
    struct world world = small_world();
    (void)unused;
    struct model *model = load_text(SMALL_MODEL("{ '0', '1' }"));
    struct run *run = start(model);

    assert_same(compare(run, &world, small_outputs));
    run_free(run);
    model_free(model);
}

/* The comparison can fail: a model without the cap is far from persons who have it, in money and in
   claims turned down, and not in what does not depend on the cap. */
static void test_words_without_the_cap_are_told_from_persons_with_it(void **unused)
{
    struct output_of outputs[STATISTICS];
    struct world world = small_world();
    (void)unused;
    struct model *model = load_text(SMALL_MODEL("{ '0', '1', '2' }"));
    struct run *run = start(model);

    memcpy(outputs, small_outputs, sizeof outputs);
    outputs[THIRD].output = NULL; /* none in any draw: no distribution */
    struct comparison found = compare(run, &world, outputs);
    assert_true(found.p[CERTIFICATES] > .001);
    assert_true(found.p[REFUSED] < 1e-9 && found.p[PAID] < 1e-9);
    run_free(run);
    model_free(model);
}

/* ---- the plan's own model ---- */

static const char *const few_persons[] = {
    "filling=1",
    "department_filling=1",
    "annual_task={ hr = 160, otherwise = 0 }",
    "qualification_part=1",
    "qualification_pool=60",
    "completion=0.9",
    "qualification_pass={ operations = 0.85, fire_facility = 0.6, others = 0.7 }",
    "qualification_spread=0",
    "claim_individual=0.8",
    "reject_identity=0.05",
    "reject_repeat=0.03",
    "item_mix={ K22 = 0.4, K24 = 0.3, K23 = 0.1, K26 = 0.2, otherwise = 0 }",
};

static const struct output_of plan_outputs[STATISTICS] = {
    [CERTIFICATES] = {"T5_total", "plan"},
    [FIRST] = {"persons_subsidised", "all"},
    [SECOND] = {"persons_twice", "all"},
    [REFUSED] = {"refused", "all"},
    [PAID_EARLY] = {"county_guaranteed_due", "2026"},
    [PAID] = {"county_guaranteed_due", "all"},
};

/* Months' places: the year's task by data of the month, rounded as a running total. */
static struct world plan_world(void)
{
    static const double weight[] = {.06, .04, .10, .08, .07, .07, .07, .07, .08, .10, .14, .12};
    struct world world = {
        .persons = 60,
        .plan_months = 36,
        .months = 60,
        .items = {{.4, 1400, .85, 0}, {.3, 1400, .7, 0}, {.1, 2400, .6, 0}, {.2, 6000, .7, 4}},
        .completion = .9,
        .claim = .8,
        .refused = .08,
        .capped = true,
        .third_is_refused = true,
        .early_month = 11,
    };

    for (int year = 0; year < 3; year++) {
        double due = 0;
        int opened = 0;
        for (int month = 0; month < 12; month++) {
            due += 160 * weight[month];
            world.wanted[12 * year + month] = (int)floor(due + .5) - opened;
            opened += world.wanted[12 * year + month];
        }
    }
    return world;
}

static struct model *load_plan(const char *cap_period)
{
    const char *set[COUNT_OF(few_persons) + 1];
    struct lua_changes changes = {.count = COUNT_OF(set), .set = set};
    struct error err;

    memcpy(set, few_persons, sizeof few_persons);
    set[COUNT_OF(few_persons)] = cap_period;
    struct model *model = lua_model_load("scenarios/pengyang/baseline.lua", &changes, &err);

    if (!model)
        fail_msg("%s", err.text);
    return model;
}

static void test_the_plan_agrees_with_persons_one_by_one(void **unused)
{
    struct world world = plan_world();
    (void)unused;
    struct model *model = load_plan("cap_period=plan");
    struct run *run = start(model);

    assert_same(compare(run, &world, plan_outputs));
    run_free(run);
    model_free(model);
}

/* Who is in a course at the turn of the year begins the new year with both rights, too. */
static void test_two_subsidies_a_year_agree_with_persons_one_by_one(void **unused)
{
    struct world world = plan_world();
    (void)unused;
    struct model *model = load_plan("cap_period=year");
    struct run *run = start(model);

    world.yearly = true;
    assert_same(compare(run, &world, plan_outputs));
    run_free(run);
    model_free(model);
}

static void test_the_plan_without_the_cap_agrees_with_persons_without_it_only(void **unused)
{
    struct world world = plan_world();
    (void)unused;
    struct model *model = load_plan("cap_period=none");
    struct run *run = start(model);

    world.capped = false;
    assert_same(compare(run, &world, plan_outputs));
    world.capped = true;
    struct comparison found = compare(run, &world, plan_outputs);
    assert_true(found.p[CERTIFICATES] > .001);
    assert_true(found.p[REFUSED] < 1e-9 && found.p[PAID] < 1e-9);
    run_free(run);
    model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_words_agree_with_persons_one_by_one),
        cmocka_unit_test(test_words_without_the_cap_are_told_from_persons_with_it),
        cmocka_unit_test(test_the_plan_agrees_with_persons_one_by_one),
        cmocka_unit_test(test_two_subsidies_a_year_agree_with_persons_one_by_one),
        cmocka_unit_test(test_the_plan_without_the_cap_agrees_with_persons_without_it_only),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    load_remove();
    return failed;
}
