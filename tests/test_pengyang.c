/* The Pengyang plan's arithmetic, to the digit: certificates, high-skilled workers and money that
   follow from tasks and rates by multiplication alone, each computed by the model with those inputs
   as constants; and the identities of the model, by name and in draws with too little money. */
#include "pengyang.h"

/* Sums and products of about a hundred terms: each rounds by at most 2^-53. */
#define TO_THE_DIGIT 1e-13

/* ---- the tables of inputs: what each case sets, beside `plain` ---- */

/* 4000 places of the HR bureau and 2000 of firms, all of them courses that open in June; in 250s,
   so that 10 % and 11.2 % of each year's are whole people. */
static const char *const six_thousand_sets[] = {
    "annual_task[department=hr]=by_year{[2026]=1250,[2027]=1250,[2028]=1500,otherwise=0}",
    "annual_task[department=industry]=by_year{[2026]=750,[2027]=750,[2028]=500,otherwise=0}",
    "course_weight=by_month{[6]=1,otherwise=0}",
    "firm_weight=by_month{[6]=1,otherwise=0}",
    "qualification_part=0",
    "work_part=0",
    "level_part=1",
    "long_next_month=1",
    "completion=.93",
    NULL,
};
static const struct sets six_thousand = {&plain, six_thousand_sets};

static const char *const certificates_sets[] = {"pass_rate=.83", "high_skill_share_planned=.10",
                                                NULL};
static const struct sets certificates_all = {&six_thousand, certificates_sets};
static const char *const gov_only_sets[] = {"cert_base=gov_only", NULL};
static const struct sets certificates_gov_only = {&certificates_all, gov_only_sets};

static const char *const ten_percent_sets[] = {"pass_rate=.80", "high_skill_share_planned=.10",
                                               NULL};
static const struct sets ten_percent = {&six_thousand, ten_percent_sets};
static const char *const share_needed_sets[] = {"high_skill_share_planned=.112", NULL};
static const struct sets share_needed = {&ten_percent, share_needed_sets};
static const char *const share_exact_sets[] = {"high_skill_share_planned=500/(6000*.93*.80)", NULL};
static const struct sets share_exact = {&ten_percent, share_exact_sets};

/* 625 trainings of key groups at level 3 and up, of which 500 pass. */
static const char *const five_hundred_sets[] = {
    "annual_task[department=hr]=by_year{[2026]=205,[2027]=210,[2028]=210,otherwise=0}",
    "course_weight=by_month{[6]=1,otherwise=0}",
    "qualification_part=0",
    "level_part=1",
    "high_skill_share_planned=1",
    "long_next_month=1",
    "pass_rate=.80",
    "five_share=1",
    NULL,
};
static const struct sets five_hundred = {&plain, five_hundred_sets};
static const char *const all_l3_sets[] = {"high_l3=1", "high_l2=0", NULL};
static const struct sets all_l3 = {&five_hundred, all_l3_sets};
static const char *const flow_split_sets[] = {"high_l3=.934", "high_l2=.05", NULL};
static const struct sets flow_split = {&five_hundred, flow_split_sets};
static const char *const stock_split_sets[] = {"high_l3=47/60", "high_l2=10/60", NULL};
static const struct sets stock_split = {&five_hundred, stock_split_sets};

/* 3000 level certificates, 500 of them high-skilled, and 1000 qualifications: at a pass rate of .8
   from 3125, 625 and 1250 trainings. Nobody is held back by the two-subsidy cap here. */
static const char *const envelope_sets[] = {
    "annual_task[department=hr]=by_year{[2026]=2000,[2027]=2000,[2028]=1000,otherwise=0}",
    "course_weight=by_month{[6]=1,otherwise=0}",
    "county_weight=by_month{[6]=1,otherwise=0}",
    "firm_weight=by_month{[6]=1,otherwise=0}",
    "qualification_part=.25",
    "level_part=1",
    "high_skill_share_planned=.125",
    "work_part=1",
    "long_next_month=1",
    "driver_months=0",
    "pass_rate=.80",
    "qualification_pass=.80",
    "five_share=1",
    "cap_period=none",
    "item_mix=0",
    NULL,
};
static const struct sets envelope = {&plain, envelope_sets};
/* the cheapest way: level 5 and 3, unlisted qualifications, 900 of work-for-training kept by three
   in four */
static const char *const envelope_low_sets[] = {
    "junior_share=1",
    "high_l3=1",
    "high_l2=0",
    "subsidy_L5=1000",
    "item_mix[item=unlisted]=1",
    "annual_task[department=industry]=by_year{[2026]=300,[2027]=300,[2028]=300,otherwise=0}",
    "retention=.75",
    NULL,
};
static const struct sets envelope_low = {&envelope, envelope_low_sets};
/* a dear way: level 4 at 2000 and level 1, fire-facility operators, 2000 of work-for-training */
static const char *const envelope_high_sets[] = {
    "junior_share=0",
    "high_l3=0",
    "high_l2=0",
    "subsidy_L4=2000",
    "item_mix[item=K23]=1",
    "annual_task[department=industry]=by_year{[2026]=667,[2027]=667,[2028]=666,otherwise=0}",
    NULL,
};
static const struct sets envelope_high = {&envelope, envelope_high_sets};
/* the most that the plan's own limits allow */
static const char *const ceiling_sets[] = {"subsidy_L4=4000", "item_mix[item=K23]=0",
                                           "item_mix[item=K26]=1", NULL};
static const struct sets ceiling = {&envelope_high, ceiling_sets};

/* 300 a year of work-for-training, all of them begun in January. */
static const char *const work_sets[] = {
    "annual_task[department=industry]=by_year{[2026]=300,[2027]=300,[2028]=300,otherwise=0}",
    "firm_weight=by_month{[1]=1,otherwise=0}",
    "work_part=1",
    "work_completion=.95",
    "retention=.75",
    NULL,
};
static const struct sets work = {&plain, work_sets};
/* the same with the waits of the baseline */
static const char *const work_waits_sets[] = {
    "claim_wait={m0=.30,m1=.45,m2=.20,m3=.05}",
    "check_wait={m0=.34,m1=.45,m2=.21}",
    "notice_wait={m0=.70,m1=.30}",
    "payment_wait={m1=.55,m2=.45}",
    "returned=.05",
    NULL,
};
static const struct sets work_waits = {&work, work_waits_sets};

/* ---- the values ---- */

static void test_four_thousand_subsidised_trainings_give_3087_level_certificates(void **unused)
{
    (void)unused;
    pengyang_expect(&certificates_gov_only);
    assert_close(target_value("T1"), 6000 * .93, TO_THE_DIGIT);
    assert_close(target_value("T2"), 4000 * .93, TO_THE_DIGIT);
    assert_close(target_value("T4"), 3087.6, TO_THE_DIGIT);
    assert_close(value_of("T4_total", "", "all"), 3087.6, TO_THE_DIGIT); /* nobody comes later */
    pengyang_stop();
}

static void test_six_thousand_trainings_give_4631_level_certificates(void **unused)
{
    (void)unused;
    pengyang_expect(&certificates_all);
    assert_close(target_value("T3"), 2000 * .93, TO_THE_DIGIT);
    assert_close(target_value("T4"), 4631.4, TO_THE_DIGIT);
    assert_close(value_of("level_certificates", "department=hr", "plan"), 3087.6, TO_THE_DIGIT);
    assert_close(value_of("level_certificates", "department=industry", "plan"), 1543.8,
                 TO_THE_DIGIT);
    pengyang_stop();
}

static void test_a_tenth_of_six_thousand_gives_446_high_skilled(void **unused)
{
    (void)unused;
    pengyang_expect(&ten_percent);
    assert_close(target_value("T6"), 446.4, TO_THE_DIGIT);
    assert_close(value_of("high_skill_share_county", "", "plan"), .10, TO_THE_DIGIT);
    pengyang_stop();
}

static void test_a_share_of_11_2_percent_gives_the_five_hundred(void **unused)
{
    (void)unused;
    pengyang_expect(&share_needed);
    assert_close(target_value("T6"), 672 * .93 * .80, TO_THE_DIGIT); /* 499.968 */
    pengyang_stop();

    /* the exact share is rounded up to whole people in each department and year */
    const int task[] = {1250, 1250, 1500, 750, 750, 500};
    double places = 0;
    for (size_t i = 0; i < COUNT_OF(task); i++)
        places += ceil(task[i] * (500 / (6000 * .93 * .80)));
    pengyang_expect(&share_exact);
    assert_close(target_value("T6"), places * .93 * .80, TO_THE_DIGIT);
    assert_true(target_value("T6") >= 500 && target_value("T6") < 500 + COUNT_OF(task) * .93 * .80);
    pengyang_stop();
}

static void expect_high_skill_money(const struct sets *split, double yuan)
{
    pengyang_expect(split);
    assert_close(target_value("T6"), 500, TO_THE_DIGIT);
    assert_close(value_of("public_money_due", "", "all"), yuan, TO_THE_DIGIT);
    assert_close(value_of("due_by_kind", "kind=level", "all"), yuan, TO_THE_DIGIT);
    pengyang_stop();
}

static void test_five_hundred_high_skilled_cost_two_million_by_the_split_of_levels(void **unused)
{
    (void)unused;
    expect_high_skill_money(&all_l3, 2.00e6);
    expect_high_skill_money(&flow_split, 467 * 4000 + 25 * 5000 + 8 * 6000);
    expect_high_skill_money(&stock_split,
                            500 * (47. / 60 * 4000 + 10. / 60 * 5000 + 3. / 60 * 6000));
}

/* The money of a case by route, in all and from county special and Minning money together. */
static void expect_envelope(const struct sets *sets, double level, double qualification,
                            double work_money)
{
    pengyang_expect(sets);
    assert_close(target_value("T4"), 3000, TO_THE_DIGIT);
    assert_close(target_value("T5"), 1000, TO_THE_DIGIT);
    assert_close(target_value("T6"), 500, TO_THE_DIGIT);
    assert_close(value_of("due_by_kind", "kind=level", "all"), level, TO_THE_DIGIT);
    assert_close(value_of("due_by_kind", "kind=qualification", "all"), qualification, TO_THE_DIGIT);
    assert_close(value_of("due_by_kind", "kind=work", "all"), work_money, TO_THE_DIGIT);
    assert_close(value_of("public_money_due", "", "all"), level + qualification + work_money,
                 TO_THE_DIGIT);
    assert_close(value_of("county_guaranteed_due", "", "all"), qualification + work_money,
                 TO_THE_DIGIT);
    /* what the purses are asked for is the same to the fen a route and month */
    double committed = value_of("commitment", "fund=minning", "all") +
                       value_of("commitment", "fund=county_special", "all");
    assert_within(committed, qualification + work_money, .01);
    assert_within(value_of("commitment", "", "all"), level + qualification + work_money, .01);
}

static void test_every_target_reached_the_cheapest_way_costs_6_5_million(void **unused)
{
    (void)unused;
    expect_envelope(&envelope_low, 2500 * 1000 + 500 * 4000, 1000 * 1000, 900 * .75 * 1500);
    assert_close(value_of("public_money_due", "", "all"), 6.5125e6, TO_THE_DIGIT);
    assert_close(value_of("county_guaranteed_due", "", "all"), 2.0125e6, TO_THE_DIGIT);
    pengyang_stop();
}

static void test_every_target_reached_a_dear_way_costs_13_4_million(void **unused)
{
    (void)unused;
    expect_envelope(&envelope_high, 2500 * 2000 + 500 * 6000, 1000 * 2400, 2000 * 1500);
    assert_close(value_of("public_money_due", "", "all"), 13.4e6, TO_THE_DIGIT);
    assert_close(value_of("county_guaranteed_due", "", "all"), 5.4e6, TO_THE_DIGIT);
    pengyang_stop();
}

static void test_the_plans_own_limits_allow_22_million(void **unused)
{
    (void)unused;
    expect_envelope(&ceiling, 2500 * 4000 + 500 * 6000, 1000 * 6000, 2000 * 1500);
    assert_close(value_of("public_money_due", "", "all"), 22.0e6, TO_THE_DIGIT);
    pengyang_stop();
}

static void test_nine_hundred_of_work_for_training_cost_961875_from_the_sixth_month(void **unused)
{
    (void)unused;
    pengyang_expect(&work);
    assert_close(value_of("due_by_kind", "kind=work", "all"), 961875, TO_THE_DIGIT);
    /* one month of training, three in work, one from the notice to the money: January's are paid in
       June */
    for (int m = 0; m < MONTHS; m++)
        assert_close(value_of("due_by_kind", "kind=work", month_name(m)),
                     m % 12 == 5 && m < PLAN_MONTHS ? 320625 : 0, TO_THE_DIGIT);
    pengyang_stop();
}

static void test_with_the_usual_waits_it_is_paid_from_the_sixth_month_at_the_earliest(void **unused)
{
    (void)unused;
    pengyang_expect(&work_waits);
    for (int m = 0; m < 5; m++)
        assert_true(value_of("due_by_kind", "kind=work", month_name(m)) == 0);
    assert_close(value_of("due_by_kind", "kind=work", "2026-06"),
                 320625 * (.30 * .34 * .95 * .70 * .55), TO_THE_DIGIT);
    assert_close(value_of("due_by_kind", "kind=work", "all"), 961875, TO_THE_DIGIT);
    /* and the last: 1 + 3 months, then 3 + 2 + 1 (handed back) + 1 + 2 */
    assert_close(value_of("due_by_kind", "kind=work", "2029-02"),
                 320625 * (.05 * .21 * .05 * .30 * .45), TO_THE_DIGIT);
    assert_true(value_of("due_by_kind", "kind=work", "2029-03") == 0);
    pengyang_stop();
}

/* ---- identities ---- */

static bool has_identity(const struct model *of, const char *name)
{
    for (int i = 0; i < of->identity_count; i++)
        if (strcmp(of->identities[i].name, name) == 0)
            return true;
    return false;
}

static void assert_identity(const char *name)
{
    if (!has_identity(model, name))
        fail_msg("the model does not register the identity '%s'", name);
}

static void test_the_invariants_of_the_plan_are_registered_by_name(void **unused)
{
    static const char *const names[] = {
        "T1 = T2 + T3",
        "rows add up to T1",
        "T6 within T4",
        "no more level certificates than completions",
        "no more qualification certificates than completions",
        "no more level claims than certificates", /* R5: than those still in work */
        "no more than two subsidies a person",
        "everyone started has completed, dropped out or is in training at the end",
        "certified = claimed rightly + turned down + unclaimed + without a rate",
        "claimed rightly = on the way + due",
        "county and Minning money: due = paid + owed",
    };

    (void)unused;
    model = pengyang_load(NULL);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_identity(names[i]);
    pengyang_stop();
}

/* Each purse keeps a ledger of claims for each of its routes, and one of cash where it is limited. */
static void test_every_purse_keeps_its_two_ledgers(void **unused)
{
    static const char *const limit[] = {"fund_limit=constant", NULL};
    static const char *const limited[] = {"minning", "county_special", "unfunded"};
    int ledgers = 0;

    (void)unused;
    model = pengyang_load(&(struct sets){NULL, limit});
    for (size_t i = 0; i < COUNT_OF(limited); i++) {
        char name[128];
        snprintf(name, sizeof name, "fund '%s': opening + appropriation = paid + lapsed + closing",
                 limited[i]);
        assert_identity(name);
    }
    for (int i = 0; i < model->graph->fund_count; i++) {
        const struct fund *f = &model->graph->funds[i];
        for (int c = 0; c < f->claim_count; c++, ledgers++) {
            char name[160];
            snprintf(name, sizeof name,
                     "fund '%s', route '%s': opening arrears + approved = paid + closing arrears",
                     f->name, f->claims[c].route);
            assert_identity(name);
        }
    }
    assert_true(ledgers > 15);
    pengyang_stop();
}

static void test_every_identity_holds_with_seven_tenths_of_the_money(void **unused)
{
    static const char *const cut[] = {"fund_limit=constant", "county_appropriation=scaled(0.7)",
                                      "minning_appropriation=scaled(0.7)", NULL};
    struct error err = {0};

    (void)unused;
    model = pengyang_load(&(struct sets){NULL, cut});
    if (!run_check_identities(model, 256, 9, &err))
        fail_msg("%s", err.text);
    pengyang_stop();
    /* the money does not suffice, so that arrears were part of what held */
    pengyang_expect(&(struct sets){NULL, cut});
    assert_true(value_of("arrears", "", "plan") > 1e5);
    pengyang_stop();
}

static void test_other_departments_never_draw_on_the_employment_fund_or_the_county(void **unused)
{
    static const char *const never[] = {"employment", "unemployment", "skill_special", "minning",
                                        "county_special"};

    (void)unused;
    pengyang_expect(NULL);
    for (size_t i = 0; i < COUNT_OF(never); i++) {
        char cell[64];
        snprintf(cell, sizeof cell, "fund=%s;route=R1_own", never[i]);
        assert_false(has_series("commitment", cell));
        snprintf(cell, sizeof cell, "fund=%s;route=R3", never[i]);
        assert_false(has_series("commitment", cell));
    }
    assert_true(value_of("commitment", "fund=department_own;route=R1_own", "all") > 0);
    pengyang_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_four_thousand_subsidised_trainings_give_3087_level_certificates),
        cmocka_unit_test(test_six_thousand_trainings_give_4631_level_certificates),
        cmocka_unit_test(test_a_tenth_of_six_thousand_gives_446_high_skilled),
        cmocka_unit_test(test_a_share_of_11_2_percent_gives_the_five_hundred),
        cmocka_unit_test(test_five_hundred_high_skilled_cost_two_million_by_the_split_of_levels),
        cmocka_unit_test(test_every_target_reached_the_cheapest_way_costs_6_5_million),
        cmocka_unit_test(test_every_target_reached_a_dear_way_costs_13_4_million),
        cmocka_unit_test(test_the_plans_own_limits_allow_22_million),
        cmocka_unit_test(test_nine_hundred_of_work_for_training_cost_961875_from_the_sixth_month),
        cmocka_unit_test(test_with_the_usual_waits_it_is_paid_from_the_sixth_month_at_the_earliest),
        cmocka_unit_test(test_the_invariants_of_the_plan_are_registered_by_name),
        cmocka_unit_test(test_every_purse_keeps_its_two_ledgers),
        cmocka_unit_test(test_every_identity_holds_with_seven_tenths_of_the_money),
        cmocka_unit_test(test_other_departments_never_draw_on_the_employment_fund_or_the_county),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
