/* How the county acts on the Pengyang plan, against plain arithmetic (pengyang_by_hand.h): catching
   up, places that are full, late and batched payments, the claim window, and purses with too little
   money. */
#include "pengyang_by_hand.h"

static struct level_people levels;

/* 143 places a year of one department, a tenth of them at level 3 and up. */
#define WOMEN "annual_task[department=women]=143", "level_part[department=women]=.4"

/* The claims of that department, from the certificate to the month they are due. */
static void women_due(double *yuan)
{
    const double task[3] = {143, 143, 143};
    double courses[MONTHS], high[MONTHS];

    open_places(task, county_weight, courses);
    take_high(courses, courses, .10, high);
    take_levels(courses, high, .3 / .9, &levels);
    level_money(&levels, L5, 1, yuan);
}

/* ---- places ---- */

/* All kinds of training that a department begins, from the classes of 40 it opens. */
static void expect_places(const char *department, const double *places)
{
    double classes[MONTHS] = {0};
    char cell[64];

    add_times(places, 1 / 40., classes);
    snprintf(cell, sizeof cell, "department=%s", department);
    compare_months("classes", cell, classes, 1e-9);
}

static void expect_pace(const char *filling, const char *catch_up, const double pace[3])
{
    const char *const set[] = {WOMEN, filling, catch_up, NULL};
    const double asked[3] = {143 * pace[0], 143 * pace[1], 143 * pace[2]};
    double places[MONTHS];

    open_places(asked, county_weight, places);
    pengyang_expect(&(struct sets){&by_hand, set});
    expect_places("women", places);
    pengyang_stop();
}

static void test_a_years_shortfall_is_caught_up_to_the_limit_or_lost(void **unused)
{
    (void)unused;
    expect_pace("year_filling=by_year{[2026]=.5}", "catch_up=off", (double[]){.5, 1, 1});
    expect_pace("year_filling=by_year{[2026]=.5}", "catch_up=on", (double[]){.5, 1.25, 1.25});
    expect_pace("year_filling=by_year{[2026]=.9}", "catch_up=on", (double[]){.9, 1.1, 1});
    expect_pace("year_filling=by_year{[2026]=.5,[2027]=1.1}", "catch_up=on",
                (double[]){.5, 1.25, 1.25});
    expect_pace("year_filling=by_year{[2026]=.2,[2027]=.8}", "catch_up=on",
                (double[]){.2, 1.25, 1.25});
    expect_pace("year_filling=by_year{[2027]=.95}", "catch_up=on", (double[]){1, .95, 1.05});
}

/* `room` places for two departments in proportion to those who want in, in whole people; the first
   of the two stands first in departments.csv. */
static void admit(double wants[2], double room, double admitted[2])
{
    double all = wants[0] + wants[1];

    admitted[0] = all <= room ? wants[0] : round(room * wants[0] / all);
    admitted[1] = fmin(all, room) - admitted[0];
    wants[0] -= admitted[0];
    wants[1] -= admitted[1];
}

static void test_who_finds_no_place_in_winter_waits_for_the_next(void **unused)
{
    static const char *const set[] = {
        "annual_task[department=women]=700", "annual_task[department=disabled]=500",
        "course_weight=by_month{[1]=.06/.46,[2]=.04/.46,[3]=.10/.46,[11]=.14/.46,[12]=.12/.46,"
        "otherwise=0}",
        "course_capacity=by_month{[1]=245,[2]=245,[3]=245,[11]=245,[12]=245,otherwise=0}", NULL};
    const double winter[12] = {.06 / .46, .04 / .46, .10 / .46, [10] = .14 / .46, .12 / .46};
    double wanted[2][MONTHS], places[2][MONTHS] = {{0}}, waiting[MONTHS], queue[2] = {0};

    (void)unused;
    open_places((double[]){700, 700, 700}, winter, wanted[0]);
    open_places((double[]){500, 500, 500}, winter, wanted[1]);
    for (int m = 0; m < MONTHS; m++) {
        double admitted[2];
        bool open = m < PLAN_MONTHS && (m % 12 < 3 || m % 12 > 9);
        for (int d = 0; d < 2; d++)
            queue[d] += wanted[d][m];
        admit(queue, open ? 245 : 0, admitted);
        for (int d = 0; d < 2; d++)
            places[d][m] = admitted[d];
        waiting[m] = queue[0] + queue[1];
    }
    assert_true(waiting[11] > 100 && waiting[2] > 10); /* the cap binds in both winters of a year */
    pengyang_expect(&(struct sets){&by_hand, set});
    expect_places("women", places[0]);
    expect_places("disabled", places[1]);
    compare_months("not_admitted", "", waiting, 1e-9); /* who still waits in the end is reported */
    pengyang_stop();
}

static void test_winter_without_a_limit_of_places_takes_everybody(void **unused)
{
    static const char *const set[] = {
        WOMEN,
        "course_weight=by_month{[1]=.06/.46,[2]=.04/.46,[3]=.10/.46,[11]=.14/.46,[12]=.12/.46,"
        "otherwise=0}",
        NULL};
    const double winter[12] = {.06 / .46, .04 / .46, .10 / .46, [10] = .14 / .46, .12 / .46};
    double places[MONTHS];

    (void)unused;
    open_places((double[]){143, 143, 143}, winter, places);
    pengyang_expect(&(struct sets){&by_hand, set});
    expect_places("women", places);
    assert_true(value_of("not_admitted", "", "plan") == 0);
    pengyang_stop();
}

/* ---- claims ---- */

static void expect_women_money(const char *change, const double *yuan)
{
    const char *const set[] = {WOMEN, change, NULL};

    pengyang_expect(&(struct sets){&by_hand, set});
    expect_money("department_own", "R1_own", yuan, 1);
    pengyang_stop();
}

static void test_delays_of_claim_and_payment_move_the_money_by_as_many_months(void **unused)
{
    double yuan[MONTHS], late[MONTHS];

    (void)unused;
    women_due(yuan);
    later(yuan, 6, late);
    expect_women_money("payment_delay=6", late);
    later(yuan, 5, late);
    expect_women_money("claim_delay=5", late);
}

static void test_payment_in_december_holds_the_years_money_until_then(void **unused)
{
    double yuan[MONTHS], batch[MONTHS] = {0}, held = 0;

    (void)unused;
    women_due(yuan);
    for (int m = 0; m < MONTHS; m++) {
        held += yuan[m];
        if (m % 12 == 11) {
            batch[m] = held;
            held = 0;
        }
    }
    expect_women_money("payment_batch=december", batch);
}

/* One class in June 2026, certified at once: later months are months after the certificate. */
static const char *const one_class_sets[] = {
    "annual_task[department=women]=by_year{[2026]=100,otherwise=0}",
    "course_weight=by_month{[6]=1,otherwise=0}",
    "level_part=1",
    "high_skill_share_planned=0",
    "short_same_month=1",
    "exam_wait={m0=1,m1=0,m2=0,m3=0}",
    "claim_window=1",
    NULL,
};
static const struct sets one_class = {&by_hand, one_class_sets};

static void test_claims_after_the_window_are_turned_down_as_late(void **unused)
{
    double certificates = 100 * completion * (.55 * .9 + .45 * .8);
    double late = claim_wait[2] + claim_wait[3];

    (void)unused;
    pengyang_expect(&one_class);
    assert_close(value_of("certified", "kind=level", "all"), certificates, 1e-12);
    assert_close(value_of("refused", "kind=level;reason=late", "all"),
                 certificates * claim_organised * late, 1e-12);
    assert_close(value_of("refused", "kind=level;reason=identity", "all"),
                 certificates * claim_organised * reject_identity, 1e-12);
    assert_close(value_of("due", "kind=level", "all"),
                 certificates * claim_organised * (accepted - late), 1e-12);
    pengyang_stop();
}

/* Those paid are the ones who came in time: nobody claims in the second month after the window's
   one. */
static void test_nobody_who_is_paid_claimed_after_the_window(void **unused)
{
    static const char *const set[] = {"check_wait={m0=1,m1=0,m2=0}", "returned=0", NULL};

    (void)unused;
    pengyang_expect(&(struct sets){&one_class, set}); /* accepted in the month of the claim */
    assert_true(value_of("certified", "kind=level", "2026-06") > 0);
    assert_true(value_of("checked", "kind=level", "2026-07") > 0);
    for (int m = 7; m < MONTHS; m++)
        assert_true(value_of("checked", "kind=level", month_name(m)) == 0);
    pengyang_stop();
}

static void test_a_pass_rate_of_one_passes_everybody_and_of_zero_nobody(void **unused)
{
    static const char *const all[] = {WOMEN, "pass_rate=1", NULL};
    static const char *const none[] = {WOMEN, "pass_rate=0", NULL};

    (void)unused;
    pengyang_expect(&(struct sets){&by_hand, none});
    assert_true(value_of("examined", "kind=level", "all") > 0);
    assert_true(value_of("certified", "kind=level", "all") == 0);
    pengyang_stop();
    pengyang_expect(&(struct sets){&by_hand, all});
    assert_close(value_of("certified", "kind=level", "all"),
                 value_of("examined", "kind=level", "all"), 1e-12);
    pengyang_stop();
}

/* X18 with X13: what the employment fund is asked for, by whomever, it pays in part. */
static void test_the_employment_fund_pays_its_share_of_other_departments_too(void **unused)
{
    static const char *const set[] = {WOMEN, "department_pay=employment", "employment_share=.8",
                                      NULL};
    double yuan[MONTHS];

    (void)unused;
    women_due(yuan);
    pengyang_expect(&(struct sets){&by_hand, set});
    expect_money("employment", "R1_own", yuan, .8);
    assert_within(value_of("not_yet_funded", "", "all"), .2 * sum_of(yuan, MONTHS),
                  2 * MONTHS * HALF_A_FEN);
    pengyang_stop();
}

/* X3 with X6: a department whose task counts as the firms' own stands outside a base of subsidised
   trainings. */
static void test_the_base_of_subsidised_trainings_follows_the_class_of_tasks(void **unused)
{
    static const char *const set[] = {"task_class=reconciled", "share_base=gov", NULL};

    (void)unused;
    pengyang_expect(&(struct sets){NULL, set});
    assert_true(value_of("high_skill_share", "department=hr", "2026") >= .10);
    assert_true(value_of("high_skill_share", "department=industry", "2026") == 0);
    assert_true(value_of("high_skill_share", "department=education", "2026") == 0);
    pengyang_stop();
}

/* ---- purses with a limit ---- */

struct purse {
    double yearly, first_quarter, cash, owed[2];
    bool carry_over;
};

static void money_comes(struct purse *p, int m)
{
    if (m % 12 == 0)
        p->cash += p->yearly * p->first_quarter;
    if (m % 12 == 3)
        p->cash += p->yearly * (1 - p->first_quarter);
}

static void pay_owed(struct purse *p, double paid[2])
{
    for (int r = 0; r < 2; r++) { /* qualifications before work-for-training */
        paid[r] = fmin(p->cash, p->owed[r]);
        p->owed[r] -= paid[r];
        p->cash -= paid[r];
    }
}

/* What R2 and R5 of `limit_sets` ask for each month, in yuan. */
static const char *const limit_sets[] = {
    "annual_task[department=hr]=250",
    "qualification_part=1",
    "qualification_pass=.8",
    "item_mix=0",
    "item_mix[item=unlisted]=1",
    "cap_period=none",
    "annual_task[department=industry]=230",
    "work_part=1",
    "fund_limit=constant",
    "minning_appropriation=70000",
    "county_appropriation=by_year{otherwise=0}",
    NULL,
};

static void limited_claims(double claims[2][MONTHS])
{
    double starts[MONTHS];

    memset(claims, 0, 2 * sizeof claims[0]);
    open_places((double[]){250, 250, 250}, county_weight, starts);
    later(starts, 1, starts);
    add_times(starts, .8 * 1000, claims[0]);
    open_places((double[]){230, 230, 230}, firm_weight, starts);
    later(starts, 1 + 3 + 1, starts);
    add_times(starts, 1500, claims[1]);
}

static void expect_purses(const char *const *set, struct purse minning, struct purse county)
{
    static const char *const route[] = {"R2", "R5"};
    double claims[2][MONTHS], paid[2][2][MONTHS], owed[2][MONTHS], cash[2][MONTHS];

    limited_claims(claims);
    for (int m = 0; m < MONTHS; m++) {
        double now[2];
        money_comes(&minning, m);
        money_comes(&county, m);
        double left = minning.cash;
        for (int r = 0; r < 2;
             r++) { /* Minning money takes what its cash allows, the county the rest */
            double part = fmin(left, claims[r][m]);
            minning.owed[r] += part;
            county.owed[r] += claims[r][m] - part;
            left -= part;
        }
        pay_owed(&minning, now);
        paid[0][0][m] = now[0], paid[0][1][m] = now[1];
        pay_owed(&county, now);
        paid[1][0][m] = now[0], paid[1][1][m] = now[1];
        owed[0][m] = county.owed[0], owed[1][m] = county.owed[1];
        assert_true(minning.owed[0] + minning.owed[1] == 0);
        if (m % 12 == 11 && !county.carry_over)
            minning.cash = county.cash = 0;
        cash[0][m] = minning.cash, cash[1][m] = county.cash;
    }
    pengyang_expect(&(struct sets){&plain, set});
    for (int r = 0; r < 2; r++) {
        char cell[64];
        snprintf(cell, sizeof cell, "fund=minning;route=%s", route[r]);
        compare_months("payment", cell, paid[0][r], HALF_A_FEN);
        snprintf(cell, sizeof cell, "fund=county_special;route=%s", route[r]);
        compare_months("payment", cell, paid[1][r], HALF_A_FEN);
        compare_months("arrears", cell, owed[r], HALF_A_FEN);
    }
    compare_months("balance", "fund=minning", cash[0], HALF_A_FEN);
    compare_months("balance", "fund=county_special", cash[1], HALF_A_FEN);
}

/* The purses' yearly money is one number here, for each of the five budget years. */
static void limit_and_expect(double minning, double county, double first_quarter, bool carry_over)
{
    const char *set[COUNT_OF(limit_sets) + 4];
    char text[4][64];
    size_t count = COUNT_OF(limit_sets) - 3; /* but its two purses and the end */

    memcpy(set, limit_sets, count * sizeof *set);
    snprintf(text[0], sizeof text[0], "minning_appropriation=%.17g", minning);
    snprintf(text[1], sizeof text[1], "county_appropriation=%.17g", county);
    snprintf(text[2], sizeof text[2], "first_quarter=%.17g", first_quarter);
    snprintf(text[3], sizeof text[3], "carry_over=%s", carry_over ? "yes" : "no");
    for (size_t i = 0; i < COUNT_OF(text); i++)
        set[count++] = text[i];
    set[count] = NULL;
    expect_purses(
        set,
        (struct purse){.yearly = minning, .first_quarter = first_quarter, .carry_over = carry_over},
        (struct purse){.yearly = county, .first_quarter = first_quarter, .carry_over = carry_over});
}

static void test_minning_money_goes_first_and_what_is_owed_waits_for_the_countys(void **unused)
{
    (void)unused;
    limit_and_expect(70000, 110000, 1, true);
    assert_true(value_of("arrears", "", "2027") > value_of("arrears", "", "2026"));
    assert_true(value_of("arrears", "", "2030") < value_of("arrears", "", "2029"));
    pengyang_stop();
}

static void test_in_the_first_quarter_only_its_part_of_the_money_is_paid(void **unused)
{
    (void)unused;
    limit_and_expect(70000, 110000, .25, true);
    /* in 2027 and 2028 more was owed than that part: it is paid to the fen, and no fen more */
    for (int y = 1; y < 3; y++) {
        double quarter = value_of("payment", "fund=county_special", y == 1 ? "2027Q1" : "2028Q1");
        assert_close(quarter, 110000 * .25, 1e-13);
    }
    pengyang_stop();
}

static void test_money_left_in_december_is_carried_over_or_lapses(void **unused)
{
    (void)unused;
    limit_and_expect(200000, 250000, .25, true);
    assert_true(value_of("balance", "", "2026") > 5e4);
    double carried = value_of("payment", "", "plan");
    pengyang_stop();
    limit_and_expect(200000, 250000, .25, false);
    assert_true(value_of("balance", "", "2026") == 0);
    assert_true(value_of("payment", "", "plan") < carried - 5e4);
    pengyang_stop();
}

/* What is admitted within the budget costs the budget, but for places rounded to whole people. */
static void test_admission_within_the_budget_asks_for_what_it_holds(void **unused)
{
    const double qualification = 250 * .8 * 1000, work = 230 * 1500, yearly = 60000;
    const double part = 5 * 2 * yearly / (3 * (qualification + work));
    char text[2][64];
    const char *set[COUNT_OF(limit_sets) + 2];
    size_t count = COUNT_OF(limit_sets) - 3;

    (void)unused;
    assert_true(part < .5);
    memcpy(set, limit_sets, count * sizeof *set);
    snprintf(text[0], sizeof text[0], "minning_appropriation=%.17g", yearly);
    snprintf(text[1], sizeof text[1], "county_appropriation=%.17g", yearly);
    set[count] = text[0], set[count + 1] = text[1];
    set[count + 2] = "admission=within_budget", set[count + 3] = NULL;
    pengyang_expect(&(struct sets){&plain, set});
    assert_close(value_of("started", "kind=qualification", "plan"), 3 * round(250 * part), 1e-12);
    assert_close(value_of("started", "kind=work", "plan"), 3 * round(230 * part), 1e-12);
    assert_within(value_of("county_guaranteed_due", "", "all"), 5 * 2 * yearly,
                  3 * .5 * (.8 * 1000 + 1500));
    pengyang_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_years_shortfall_is_caught_up_to_the_limit_or_lost),
        cmocka_unit_test(test_who_finds_no_place_in_winter_waits_for_the_next),
        cmocka_unit_test(test_winter_without_a_limit_of_places_takes_everybody),
        cmocka_unit_test(test_delays_of_claim_and_payment_move_the_money_by_as_many_months),
        cmocka_unit_test(test_payment_in_december_holds_the_years_money_until_then),
        cmocka_unit_test(test_claims_after_the_window_are_turned_down_as_late),
        cmocka_unit_test(test_minning_money_goes_first_and_what_is_owed_waits_for_the_countys),
        cmocka_unit_test(test_in_the_first_quarter_only_its_part_of_the_money_is_paid),
        cmocka_unit_test(test_money_left_in_december_is_carried_over_or_lapses),
        cmocka_unit_test(test_admission_within_the_budget_asks_for_what_it_holds),
        cmocka_unit_test(test_nobody_who_is_paid_claimed_after_the_window),
        cmocka_unit_test(test_a_pass_rate_of_one_passes_everybody_and_of_zero_nobody),
        cmocka_unit_test(test_the_employment_fund_pays_its_share_of_other_departments_too),
        cmocka_unit_test(test_the_base_of_subsidised_trainings_follows_the_class_of_tasks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
