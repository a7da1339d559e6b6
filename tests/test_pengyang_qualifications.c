/* Qualifications of the Pengyang plan (route R2), month by month, against plain arithmetic
   (pengyang_by_hand.h): courses and items, the pool of persons, the cap of two subsidies a person. */
#include "pengyang_by_hand.h"

static const struct course {
    double share, pass;
    bool driver; /* four months, for the licence */
} courses_r2[] = {{.5, .8, false}, {.1, .6, false}, {.1, .7, true}, {.3, .7, false}};

static const struct item_r2 {
    const char *id;
    int course;
    double share; /* of its course's certificates */
    double yuan;
} items_r2[] = {{"K22", 0, .8, 1400},         {"K1", 0, .2, 1300},  {"K23", 1, 1, 2400},
                {"K26", 2, .6, 6000},         {"K27", 2, .4, 5000}, {"K24", 3, 2 / 3., 1400},
                {"unlisted", 3, 1 / 3., 1000}};

static const char *const r2_sets[] = {"annual_task[department=hr]=211",
                                      "qualification_part=1",
                                      "qualification_pool=100",
                                      "item_mix=0",
                                      "item_mix={K22=.4,K1=.1,K23=.1,K26=.06,K27=.04,K24=.2,"
                                      "unlisted=.1}",
                                      NULL};
static const struct sets r2 = {&by_hand, r2_sets};

static struct qualification_people {
    double started[3][MONTHS];                   /* by subsidies used */
    double passed[COUNT_OF(courses_r2)][MONTHS]; /* by course */
    double approved[COUNT_OF(courses_r2)][MONTHS];
    double first[MONTHS], second[MONTHS], third[MONTHS];
} q;

/* Passed in month m of those with `used` subsidies who started on course c; `dropped` and `failed`
   too. */
static void course_ends(int used, int c, int m, double *passed, double *dropped, double *failed)
{
    *passed = *dropped = *failed = 0;
    for (int s = 0; s <= m; s++) {
        double starts = q.started[used][s] * courses_r2[c].share, over = 0, examined = 0;
        int age = m - s;
        if (courses_r2[c].driver) {
            over = age == 4;
            examined = age >= 4 && age < 8 ? exam_wait[age - 4] : 0;
        } else {
            over = age < 2 ? short_course[age] : 0;
            for (int j = 0; j < 2; j++)
                if (age - j >= 0 && age - j < 4)
                    examined += short_course[j] * exam_wait[age - j];
        }
        *dropped += starts * over * (1 - completion);
        *passed += starts * examined * completion * courses_r2[c].pass;
        *failed += starts * examined * completion * (1 - courses_r2[c].pass);
    }
}

/* A month of the persons of the pool: who starts comes from those who are free, whatever they have
   used. */
static void pool_month(double free_persons[3], double wanted, int m)
{
    double all = free_persons[0] + free_persons[1] + free_persons[2], gained[3] = {0};
    double starts = fmin(wanted, all);

    for (int u = 0; u < 3; u++) {
        q.started[u][m] = starts * free_persons[u] / all;
        for (size_t c = 0; c < COUNT_OF(courses_r2); c++) {
            double passed, dropped, failed;
            course_ends(u, (int)c, m, &passed, &dropped, &failed);
            double entitled = m < PLAN_MONTHS ? passed : 0;
            double paid = u < 2 ? entitled * claim_individual * accepted : 0;
            q.passed[c][m] += passed;
            q.approved[c][m] += paid;
            if (u < 2) {
                *(u == 0 ? &q.first[m] : &q.second[m]) += paid;
                gained[u + 1] += paid; /* a right is used by a claim that is approved */
            } else {
                q.third[m] += entitled * claim_individual;
            }
            gained[u] += dropped + failed + passed - paid;
        }
    }
    for (int u = 0; u < 3; u++)
        free_persons[u] += gained[u] - q.started[u][m];
}

static void work_out_r2(double persons)
{
    const double task[3] = {211, 211, 211};
    double wanted[MONTHS], free_persons[3] = {persons, 0, 0};

    memset(&q, 0, sizeof q);
    open_places(task, county_weight, wanted);
    for (int m = 0; m < MONTHS; m++)
        pool_month(free_persons, wanted[m], m);
}

static void test_qualifications_go_by_item_and_end_at_two_subsidies_a_person(void **unused)
{
    double yuan[MONTHS] = {0}, certificates[MONTHS] = {0};
    struct claim_steps steps;

    (void)unused;
    work_out_r2(100);
    pengyang_expect(&r2);
    for (size_t i = 0; i < COUNT_OF(items_r2); i++) {
        const struct item_r2 *item = &items_r2[i];
        double certified[MONTHS] = {0};
        char cell[64];
        snprintf(cell, sizeof cell, "item=%s", item->id);
        add_times(q.passed[item->course], item->share, certified);
        compare_months("item_certificates", cell, certified, 1e-9);
        take_steps(q.approved[item->course], &steps);
        add_times(steps.due, item->share * item->yuan, yuan);
    }
    for (size_t c = 0; c < COUNT_OF(courses_r2); c++)
        add_times(q.passed[c], 1, certificates);
    compare_months("certified", "kind=qualification", certificates, 1e-9);
    assert_close(target_value("T5"), sum_of(certificates, PLAN_MONTHS), 1e-12);
    assert_true(target_value("T4") == 0 && target_value("T6") == 0 && target_value("T3") == 0);
    expect_money("minning", "R2", yuan, .5);
    expect_money("county_special", "R2", yuan, .5);
    pengyang_stop();
}

static void test_a_third_claim_is_refused_and_an_unclaimed_certificate_uses_no_right(void **unused)
{
    double late[MONTHS] = {0}, third[MONTHS];
    struct claim_steps steps;

    (void)unused;
    work_out_r2(100);
    pengyang_expect(&r2);
    compare_months("persons_subsidised", "", q.first, 1e-9);
    compare_months("persons_twice", "", q.second, 1e-9);
    take_steps(q.third, &steps);
    memcpy(third, steps.checked, sizeof third);
    compare_months("refused", "kind=qualification;reason=third", third, 1e-9);
    assert_true(sum_of(q.third, MONTHS) > 10 && sum_of(q.second, MONTHS) > 10);
    /* a certificate of 2029 earns nothing, and is reported */
    for (size_t c = 0; c < COUNT_OF(courses_r2); c++)
        add_times(q.passed[c], 1, late);
    memset(late, 0, PLAN_MONTHS * sizeof *late);
    assert_true(sum_of(late, MONTHS) > 10);
    compare_months("no_rate", "kind=qualification", late, 1e-9);
    pengyang_stop();
}

/* In whole people: 10 persons can never have more than 20 subsidies, whatever happens. */
static void test_ten_persons_have_at_most_twenty_subsidies_in_any_draw(void **unused)
{
    static const char *const set[] = {"qualification_pool=10", "claim_individual=1", NULL};
    struct run_options options = {.draws = 1024, .seed = 3, .threads = 2};
    struct error err = {0};

    (void)unused;
    model = pengyang_load(&(struct sets){&r2, set});
    run = run_start((const struct model *const[]){model}, 1, &options, &err);
    if (!run)
        fail_msg("%s", err.text);
    struct stats_row once =
        run_series(run, 0, record_find(run_plan(run, 0), "persons_subsidised", "", "all"));
    struct stats_row twice =
        run_series(run, 0, record_find(run_plan(run, 0), "persons_twice", "", "all"));
    assert_true(once.max <= 10 && twice.max <= 10);
    assert_true(once.mean > 9 &&
                twice.mean > 8); /* 211 places a year: nearly all rights are used */
    pengyang_stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_qualifications_go_by_item_and_end_at_two_subsidies_a_person),
        cmocka_unit_test(test_a_third_claim_is_refused_and_an_unclaimed_certificate_uses_no_right),
        cmocka_unit_test(test_ten_persons_have_at_most_twenty_subsidies_in_any_draw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
