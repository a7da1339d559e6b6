/* The routes of the Pengyang plan but qualifications (test_pengyang_qualifications.c), each alone,
   month by month, against plain arithmetic from the route's definition (pengyang_by_hand.h): people
   by group and level, money by purse. */
#include "pengyang_by_hand.h"

static struct level_people levels; /* large: not on the stack */

static const struct group {
    const char *id;
    double share; /* of the HR bureau's level certificates */
} groups[] = {
    {"grad", .6 * .1},
    {"school_leaver", .6 * .05},
    {"rural_transfer", .6 * .6},
    {"urban_unemp", .6 * .15},
    {"hard_to_employ", .6 * .1},
    {"employee", .4},
    {"sixth", 0},
};

static void expect_level_certificates(const char *department)
{
    for (int l = 0; l < LEVELS; l++) {
        char cell[64];
        snprintf(cell, sizeof cell, "department=%s;level=%s", department, level_name[l]);
        compare_months("level_certificates", cell, levels.certified[l], 1e-9);
    }
}

/* Sum over levels `from`.. of what `x` holds. */
static void sum_levels(double x[LEVELS][MONTHS], int from, double *out)
{
    memset(out, 0, MONTHS * sizeof *out);
    for (int l = from; l < LEVELS; l++)
        add_times(x[l], 1, out);
}

/* ---- R1 ---- */

static const double task_r1[3] = {307, 307, 307};
static const char *const r1_sets[] = {"annual_task[department=hr]=307", "qualification_part=0",
                                      "level_part[department=hr]=.85", NULL};
static const struct sets r1 = {&by_hand, r1_sets};

/* Level 5 and 4 among courses at `level_part`, of which `share` are at level 3 and up. */
static double low_share(double level_part, double share)
{
    return (level_part - share) / (1 - share);
}

static void work_out_r1(double *courses)
{
    double high[MONTHS];

    open_places(task_r1, county_weight, courses);
    take_high(courses, courses, .10, high);
    take_levels(courses, high, low_share(.85, .10), &levels);
}

static void test_level_training_of_the_hr_bureau_goes_by_group_and_level(void **unused)
{
    double courses[MONTHS], all[MONTHS], counted[MONTHS] = {0}, other[MONTHS];

    (void)unused;
    work_out_r1(courses);
    pengyang_expect(&r1);
    expect_level_certificates("hr");
    sum_levels(levels.certified, L5, all);
    for (size_t g = 0; g < COUNT_OF(groups); g++) {
        double part[MONTHS] = {0};
        char cell[64];
        add_times(all, groups[g].share, part);
        snprintf(cell, sizeof cell, "group=%s", groups[g].id);
        compare_months("group_certificates", cell, part, 1e-9);
    }
    assert_close(target_value("T4"), sum_of(all, PLAN_MONTHS), 1e-12);
    sum_levels(levels.certified, L3, all);
    assert_close(target_value("T6"), sum_of(all, PLAN_MONTHS), 1e-12);
    /* T1 and T2 count who completes, with courses for no level certificate */
    sum_levels(levels.completed, L5, counted);
    WAIT(levels.other, short_course, other);
    add_times(other, completion, counted);
    compare_months("done", "department=hr", counted, 1e-9);
    assert_close(target_value("T1"), sum_of(counted, PLAN_MONTHS), 1e-12);
    assert_close(target_value("T2"), sum_of(counted, PLAN_MONTHS), 1e-12);
    assert_true(target_value("T3") == 0 && target_value("T5") == 0);
    pengyang_stop();
}

static void test_key_groups_are_paid_at_every_level_and_employees_from_level_3(void **unused)
{
    double courses[MONTHS], yuan[MONTHS];

    (void)unused;
    work_out_r1(courses);
    pengyang_expect(&r1);
    level_money(&levels, L5, .6, yuan);
    expect_money("employment", "R1", yuan, 1);
    level_money(&levels, L3, .4, yuan);
    expect_money("unemployment", "R1_employee", yuan, .5);
    expect_money("skill_special", "R1_employee", yuan, .5);
    assert_true(value_of("commitment", "fund=minning", "all") == 0);
    assert_true(value_of("commitment", "fund=county_special", "all") == 0);
    assert_true(value_of("commitment", "fund=department_own", "all") == 0);
    pengyang_stop();
}

static void test_who_is_not_paid_is_counted_by_reason(void **unused)
{
    double courses[MONTHS], entitled[MONTHS] = {0}, none[MONTHS] = {0}, part[MONTHS] = {0};
    struct claim_steps steps;

    (void)unused;
    work_out_r1(courses);
    pengyang_expect(&r1);
    for (int l = 0; l < LEVELS; l++) {
        add_times(levels.certified[l], l < L3 ? .6 : 1, entitled);
        add_times(levels.certified[l], l < L3 ? .4 : 0, none);
    }
    compare_months("no_rate", "kind=level", none, 1e-9);
    add_times(entitled, 1 - claim_organised, part);
    compare_months("unclaimed", "kind=level", part, 1e-9);
    take_steps(entitled, &steps); /* a claim is turned down when it has been checked */
    for (int i = 0; i < 2; i++) {
        memset(part, 0, sizeof part);
        add_times(steps.checked, claim_organised * (i ? reject_repeat : reject_identity), part);
        compare_months("refused", i ? "kind=level;reason=repeat" : "kind=level;reason=identity",
                       part, 1e-9);
    }
    memset(part, 0, sizeof part);
    add_times(steps.claimed, claim_organised, part); /* whether rightly or not */
    compare_months("claimed", "kind=level", part, 1e-9);
    memset(part, 0, sizeof part);
    add_times(steps.published, claim_organised * accepted, part);
    compare_months("published", "kind=level", part, 1e-9);
    pengyang_stop();
}

/* ---- R1' and R3 ---- */

static void test_other_departments_pay_their_own_trainees_at_every_level(void **unused)
{
    static const char *const set[] = {"annual_task[department=women]=143",
                                      "level_part[department=women]=.4", NULL};
    const double task[3] = {143, 143, 143};
    double courses[MONTHS], high[MONTHS], yuan[MONTHS];

    (void)unused;
    open_places(task, county_weight, courses);
    take_high(courses, courses, .10, high);
    take_levels(courses, high, low_share(.4, .10), &levels);
    pengyang_expect(&(struct sets){&by_hand, set});
    expect_level_certificates("women");
    level_money(&levels, L5, 1, yuan);
    expect_money("department_own", "R1_own", yuan, 1);
    assert_within(value_of("commitment", "", "all"), sum_of(yuan, MONTHS), MONTHS * HALF_A_FEN);
    assert_true(target_value("T2") > 0 && target_value("T3") == 0);
    pengyang_stop();
}

static void test_other_courses_count_as_trainings_and_as_no_target_certificate(void **unused)
{
    static const char *const set[] = {"annual_task[department=disabled]=211",
                                      "level_part=0",
                                      "high_skill_share_planned=0",
                                      "special_part=.3",
                                      "other_cost=321",
                                      NULL};
    const double task[3] = {211, 211, 211};
    double courses[MONTHS], ended[MONTHS], completed[MONTHS] = {0}, c3[MONTHS] = {0},
                                           c4[MONTHS] = {0}, yuan[MONTHS] = {0}, exam[MONTHS];

    (void)unused;
    open_places(task, county_weight, courses);
    WAIT(courses, short_course, ended);
    add_times(ended, completion, completed);
    add_times(completed, .7, c4);
    WAIT(completed, exam_wait, exam);
    add_times(exam, .3 * .85, c3);
    add_times(completed, 321, yuan);
    pengyang_expect(&(struct sets){&by_hand, set});
    compare_months("certificates_by_kind", "certificate=C3", c3, 1e-9);
    compare_months("certificates_by_kind", "certificate=C4", c4, 1e-9);
    compare_months("done", "department=disabled", completed, 1e-9);
    expect_money("department_own", "R3", yuan, 1); /* a cost of the course, when it ends */
    assert_close(target_value("T1"), sum_of(completed, PLAN_MONTHS), 1e-12);
    assert_close(target_value("T2"), sum_of(completed, PLAN_MONTHS), 1e-12);
    assert_true(target_value("T4") == 0 && target_value("T5") == 0 && target_value("T6") == 0);
    pengyang_stop();
}

/* ---- R4 ---- */

static void test_firms_own_training_is_paid_from_level_3_and_counts_as_theirs(void **unused)
{
    static const char *const set[] = {"annual_task[department=industry]=230",
                                      "work_part=0",
                                      "level_part[department=industry]=.3",
                                      "special_part=.25",
                                      "firm_cost=123",
                                      NULL};
    const double task[3] = {230, 230, 230};
    double courses[MONTHS], high[MONTHS], yuan[MONTHS], ended[MONTHS], cost[MONTHS] = {0};

    (void)unused;
    open_places(task, firm_weight, courses);
    take_high(courses, courses, .10, high);
    take_levels(courses, high, low_share(.3, .10), &levels);
    pengyang_expect(&(struct sets){&by_hand, set});
    expect_level_certificates("industry");
    level_money(&levels, L3, 1, yuan);
    expect_money("unemployment", "R4_level", yuan, .5);
    expect_money("skill_special", "R4_level", yuan, .5);
    WAIT(levels.other, short_course, ended);
    add_times(ended, completion * 123, cost);
    expect_money("enterprise", "R4", cost, 1);
    assert_true(target_value("T2") == 0 && target_value("T3") > 0);
    assert_true(target_value("T1") == target_value("T3"));
    pengyang_stop();
}

/* ---- R5 ---- */

static void test_work_for_training_is_paid_after_the_training_and_the_months_in_work(void **unused)
{
    static const char *const set[] = {"annual_task[department=industry]=230",
                                      "work_part=1",
                                      "work_eligible=.7",
                                      "work_months=2",
                                      "hold_months=4",
                                      "work_completion=.8",
                                      "retention=.75",
                                      NULL};
    const double task[3] = {230 * .7, 230 * .7, 230 * .7};
    double started[MONTHS], ended[MONTHS], completed[MONTHS] = {0}, held[MONTHS],
                                           approved[MONTHS] = {0}, yuan[MONTHS] = {0};
    struct claim_steps steps;

    (void)unused;
    open_places(task, firm_weight, started);
    later(started, 2, ended);
    add_times(ended, .8, completed);
    later(completed, 4, held);
    add_times(held, .75 * claim_firm * accepted, approved);
    take_steps(approved, &steps);
    add_times(steps.due, 1500, yuan);
    pengyang_expect(&(struct sets){&by_hand, set});
    compare_months("started", "kind=work", started, 1e-9);
    compare_months("certificates_by_kind", "certificate=C5", completed, 1e-9);
    compare_months("work_due", "kind=work", steps.due, 1e-9);
    expect_money("minning", "R5", yuan, .5);
    expect_money("county_special", "R5", yuan, .5);
    assert_close(target_value("T3"), sum_of(completed, PLAN_MONTHS), 1e-12);
    assert_true(target_value("T2") == 0 && target_value("T4") == 0);
    pengyang_stop();
}

/* ---- R6 ---- */

/* Certificates of apprentices who started `count` in 2026-03, 2027-03 and 2028-01. */
static void apprentices(double count, int months, double *certified)
{
    const int start[] = {2, 14, 24};

    memset(certified, 0, MONTHS * sizeof *certified);
    for (size_t i = 0; i < COUNT_OF(start); i++)
        certified[start[i] + months] += count * .75;
}

static void expect_apprentices(const char *intake, int months, const char *level, double yuan_each)
{
    const char *const set[] = {intake, "apprentice_success=.75", "apprentice_places=added", NULL};
    double certified[MONTHS], yuan[MONTHS] = {0}, started[MONTHS] = {0};
    struct claim_steps steps;
    char cell[64];

    apprentices(40, months, certified);
    started[2] = started[14] = started[24] = 40;
    take_steps(certified, &steps);
    add_times(steps.due, yuan_each, yuan);
    pengyang_expect(&(struct sets){&by_hand, set});
    compare_months("started", "kind=apprentice", started, 1e-9);
    compare_months("done", "department=hr", started, 1e-9); /* counted once, at the start */
    snprintf(cell, sizeof cell, "department=hr;level=%s", level);
    compare_months("level_certificates", cell, certified, 1e-9);
    expect_money("employment", "R6", yuan, 1);
    assert_true(target_value("T1") == 120 && target_value("T2") == 120);
    assert_close(target_value("T4"), sum_of(certified, PLAN_MONTHS), 1e-12);
    assert_close(target_value("T6"), sum_of(certified, PLAN_MONTHS), 1e-12);
    assert_close(value_of("T6_total", "", "all"), 90,
                 1e-12); /* the last two-year one ends in 2030 */
    pengyang_stop();
}

static void test_apprentices_of_one_and_two_years_are_paid_by_the_year_at_the_end(void **unused)
{
    (void)unused;
    expect_apprentices("apprentice_intake={L3={one=40,two=0},L2=0,L1=0}", 11, "L3", 8000);
    expect_apprentices("apprentice_intake={L3={one=0,two=40},L2=0,L1=0}", 24, "L3", 2 * 8000);
    expect_apprentices("apprentice_intake={L2={one=40,two=0},L3=0,L1=0}", 11, "L2", 11000);
    expect_apprentices("apprentice_intake={L1={one=0,two=40},L3=0,L2=0}", 24, "L1", 2 * 15000);
}

static void test_apprentices_inside_the_task_take_the_places_of_courses(void **unused)
{
    static const char *const set[] = {"apprentice_intake={L3={one=40,two=0},L2=0,L1=0}", NULL};
    double courses[MONTHS], left[MONTHS] = {0};

    (void)unused;
    open_places(task_r1, county_weight, courses);
    for (int y = 0; y < 3; y++) { /* courses pause until the year's share has caught up */
        double due = 0, opened = 0;
        for (int i = 0; i < 12; i++) {
            due += courses[12 * y + i];
            left[12 * y + i] = fmax(0, due - (i >= (y == 2 ? 0 : 2) ? 40 : 0) - opened);
            opened += left[12 * y + i];
        }
        assert_true(opened == 307 - 40);
    }
    for (int m = 0; m < MONTHS; m++)
        left[m] /= 40;
    pengyang_expect(&(struct sets){&r1, set});
    compare_months("classes", "department=hr", left, 1e-9);
    pengyang_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_level_training_of_the_hr_bureau_goes_by_group_and_level),
        cmocka_unit_test(test_key_groups_are_paid_at_every_level_and_employees_from_level_3),
        cmocka_unit_test(test_who_is_not_paid_is_counted_by_reason),
        cmocka_unit_test(test_other_departments_pay_their_own_trainees_at_every_level),
        cmocka_unit_test(test_other_courses_count_as_trainings_and_as_no_target_certificate),
        cmocka_unit_test(test_firms_own_training_is_paid_from_level_3_and_counts_as_theirs),
        cmocka_unit_test(test_work_for_training_is_paid_after_the_training_and_the_months_in_work),
        cmocka_unit_test(test_apprentices_of_one_and_two_years_are_paid_by_the_year_at_the_end),
        cmocka_unit_test(test_apprentices_inside_the_task_take_the_places_of_courses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
