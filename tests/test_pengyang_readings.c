/* Each reading of the Pengyang plan moves what it should and nothing else: the model with one
   choice changed, over the same draws, differs in the outputs listed here and by exactly 0 in every
   series of all others. And the identities hold under every reading. */
#include "pengyang.h"

enum { DRAWS = 256 };
enum { TOGETHER = 6 };

/* ---- what may move ---- */

/* a claim's way, from those who claim to the money */
#define CLAIMED "claimed checked published due handed_back refused on_the_way "
#define MONEY "public_money_due due_by_kind cost_per_certificate commitment payment "
#define COUNTY_MONEY "county_guaranteed_due " MONEY
#define PEOPLE                                                                                     \
    "enrolled completed examined certified started ended dropped failed no_rate unclaimed done "   \
    "remaining certificates certificates_by_kind attainment certificate_rate high_skill_share "    \
    "high_skill_share_county high_skill_share_completed row_tasks_met "
#define LEVELS "level_certificates group_certificates "
#define ITEMS "qualification_certificates item_certificates persons_subsidised persons_twice "
/* more or fewer trainings of all kinds */
#define TRAININGS                                                                                  \
    PEOPLE CLAIMED COUNTY_MONEY LEVELS ITEMS "classes work_due work_left T1 T2 T3 T4 T5 T6 "
/* Who completes and passes is drawn apart for persons by the subsidies they have used: where their
   number by subsidies changes, these draws change, by chance and without a direction. */
#define QUALIFICATIONS_BY_CHANCE                                                                   \
    "~completed ~examined ~certified ~ended ~dropped ~failed ~done ~remaining ~certificates "      \
    "~certificates_by_kind ~attainment ~certificate_rate ~high_skill_share_completed "             \
    "~row_tasks_met ~qualification_certificates ~item_certificates ~T1 ~T2 ~T5 "

#define APPRENTICES "apprentice_intake={L3={one=20,two=20},L2=0,L1=0}"
#define SLOW_START "year_filling=by_year{[2026]=.5}"

/* `moves`: outputs and targets (T1 is the target and its way T1_total) that differ in some draw,
   all of them; with ~ they differ by chance only: on average by nothing. */
static const struct reading {
    const char *rule, *both, *set, *moves;
} readings[] = {
    {"X1", NULL, "dept_total=printed", TRAININGS "task "},
    {"X3 X4", NULL, "task_class=reconciled", "T2 T3"},
    {"X5", NULL, "cert_base=gov_only", "T4 T6"},
    {"X6", NULL, "share_base=gov",
     PEOPLE CLAIMED MONEY "level_certificates T1 T3 T4 T6"}, /* of firms' courses */
    {"X7", NULL, "count_talent=unique", "T6"},
    {"X8", NULL, "share_scope=county_total", PEOPLE CLAIMED MONEY LEVELS "T1 T2 T3 T4 T6"},
    {"X9", NULL, "cap_period=year",
     QUALIFICATIONS_BY_CHANCE CLAIMED COUNTY_MONEY
     "persons_subsidised persons_twice ~no_rate ~unclaimed"},
    {"X9", NULL, "cap_period=none",
     CLAIMED COUNTY_MONEY "~unclaimed ~qualification_certificates ~item_certificates"},
    {"X10", NULL, "sixth_group=yes", CLAIMED MONEY "no_rate unclaimed group_certificates"},
    {"X12", NULL, "work_counts=T2", "T2 T3"},
    {"X13 X26", NULL, "department_pay=employment", "commitment payment"}, /* from another purse */
    {"X14", NULL, "employee_low=as_groups", CLAIMED MONEY "no_rate unclaimed"},
    {"X15", NULL, "annual_task[department=untasked]=100",
     PEOPLE CLAIMED COUNTY_MONEY "task classes level_certificates work_due work_left T1 T3 T4 T6"},
    {"X16", NULL, "claim_window=1",
     QUALIFICATIONS_BY_CHANCE CLAIMED COUNTY_MONEY
     "work_due persons_subsidised persons_twice ~no_rate ~unclaimed"},
    {"X16", NULL, SLOW_START, TRAININGS},
    {"X18", NULL, "employment_share=.8", "commitment payment arrears not_yet_funded"},
    {"X19", NULL, "driver_licence=k26_only",
     "completed examined certified ended dropped failed no_rate unclaimed done remaining "
     "certificates certificates_by_kind attainment certificate_rate high_skill_share_completed "
     "row_tasks_met T1 T2 T5 " CLAIMED COUNTY_MONEY ITEMS},
    {"X20", NULL, "item_mix={K20=.05,K24=.05}",
     "completed examined certified ended dropped failed no_rate unclaimed done remaining "
     "certificates certificates_by_kind attainment certificate_rate high_skill_share_completed "
     "row_tasks_met T1 T2 T5 " CLAIMED COUNTY_MONEY ITEMS},
    {"X22", NULL, "high_skilled_from=L2", "T6"},
    {"T5 T6", NULL, "qualification_l3_counts=yes", "T6"},
    {"X24", NULL, "t1_counted=start",
     "done remaining attainment certificate_rate row_tasks_met T1 T2 T3"},
    {"X25", NULL, "other_cost=300", MONEY},
    {"X27", NULL, "employee_registration=registered",
     QUALIFICATIONS_BY_CHANCE CLAIMED COUNTY_MONEY
     "persons_subsidised persons_twice no_rate unclaimed"},
    {"X28", NULL, "fire_l3_pay=level", COUNTY_MONEY},
    {"the amounts that the text lacks", NULL, "missing_rates=low", COUNTY_MONEY},
    {"the amounts that the text lacks", NULL, "missing_rates=high", COUNTY_MONEY},
    {"W1", NULL, "fund_limit=constant",
     "commitment payment arrears balance appropriation paid_rate execution_rate"},
    {"W1", NULL, "admission=within_budget", TRAININGS},
    {"W7", NULL, "payment_batch=december", COUNTY_MONEY "due work_due on_the_way"},
    {"L41", "fund_limit=constant", "carry_over=no",
     "commitment payment arrears balance paid_rate execution_rate"},
    {"W6", SLOW_START, "catch_up=on", TRAININGS},
    {"X11", APPRENTICES, "apprentice_pay=each_year", MONEY},
    {"X11", APPRENTICES, "apprentice_stacking=level", MONEY},
    {"X23", APPRENTICES, "apprentice_counts=T3", "T2 T3"},
    {"W4", APPRENTICES, "apprentice_places=added",
     PEOPLE CLAIMED MONEY LEVELS "classes T1 T2 T4 T6"},
};

/* X of the list of contradictions that are no choice: both are printed (X2), a date beside a date
   (X17), a comparison of rates (X21). */
static const int no_choice[] = {2, 17, 21};

static bool has_word(const char *list, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = list; (at = strstr(at, word)); at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' '))
            return true;
    return false;
}

/* In `moves`: of an output, also as the target whose way it is. */
enum allowance { MUST_NOT, MAY_BY_CHANCE, MUST };

static enum allowance allowance_of(const char *moves, const char *output)
{
    char name[64], chance[68];
    size_t length = strlen(output);

    snprintf(name, sizeof name, "%s", output);
    if (length == 8 && strcmp(output + 2, "_total") == 0)
        name[2] = '\0';
    snprintf(chance, sizeof chance, "~%s", name);
    return has_word(moves, name) ? MUST : has_word(moves, chance) ? MAY_BY_CHANCE : MUST_NOT;
}

/* ---- comparing ---- */

static bool same_row(const struct stats_row *a, const struct stats_row *b)
{
    if (a->n != b->n)
        return false;
    return a->n == 0 || (a->mean == b->mean && a->min == b->min && a->max == b->max &&
                         (a->n < 2 || a->sd == b->sd));
}

static bool output_exists(const struct model *in, const char *name)
{
    for (int i = 0; i < in->output_count; i++)
        if (strcmp(in->outputs[i].name, name) == 0)
            return true;
    return false;
}

/* Which outputs of scenario s differ from scenario 0 in some draw of a paired series or in what the
   draws of any other come to; `astray[o]` is the largest mean difference in its standard errors. */
static void find_moved(int s, bool *moved, double *astray)
{
    const struct record_plan *plan = run_plan(run, s), *base = run_plan(run, 0);
    size_t *match = malloc(plan->series_count * sizeof *match);
    struct stats_row difference;

    record_match(plan, base, match);
    for (size_t i = 0; i < plan->series_count; i++) {
        int o = plan->series[i].output;
        if (run_difference(run, s, i, &difference)) {
            if (difference.n == 0 || (difference.min == 0 && difference.max == 0))
                continue;
            moved[o] = true;
            astray[o] =
                fmax(astray[o], fabs(difference.mean) / (difference.sd / sqrt(difference.n)));
        } else if (match[i] != SIZE_MAX) {
            struct stats_row a = run_series(run, 0, match[i]), b = run_series(run, s, i);
            moved[o] |= !same_row(&a, &b);
        }
    }
    for (int o = 0; o < plan->model->output_count; o++) /* made by one side only */
        moved[o] |= !output_exists(base->model, plan->model->outputs[o].name);
    free(match);
}

/* A line for each output that moved and should not, or the other way round. */
static int judge_outputs(const struct reading *r, int s)
{
    const struct model *changed = run_plan(run, s)->model;
    bool *moved = calloc((size_t)changed->output_count, sizeof *moved);
    double *astray = calloc((size_t)changed->output_count, sizeof *astray);
    int wrong = 0;

    find_moved(s, moved, astray);
    for (int o = 0; o < changed->output_count; o++) {
        const char *name = changed->outputs[o].name;
        enum allowance allowance = allowance_of(r->moves, name);
        const char *fault = moved[o] && allowance == MUST_NOT ? "moves and should not"
                            : !moved[o] && allowance == MUST  ? "should move and does not"
                            /* one false alarm in 150,000 series */
                            : allowance == MAY_BY_CHANCE && astray[o] > 4.5
                                ? "moves by more than chance"
                                : NULL;
        if (fault)
            print_error("%s: '%s' %s\n", r->set, name, fault);
        wrong += fault != NULL;
    }
    free(astray);
    free(moved);
    return wrong;
}

static int judge_targets(const struct reading *r, int s)
{
    int wrong = 0;

    for (size_t i = 0; i < run_target_count(run, s); i++) {
        const struct run_target *a = run_target(run, 0, i), *b = run_target(run, s, i);
        if (*b->output) /* an output's threshold: judged with the output */
            break;
        assert_string_equal(a->name, b->name);
        bool same = a->mean == b->mean && a->probability == b->probability && a->p05 == b->p05 &&
                    a->p50 == b->p50 && a->p95 == b->p95;
        if (!same && allowance_of(r->moves, b->name) == MUST_NOT) {
            print_error("%s: target '%s' moves and should not\n", r->set, b->name);
            wrong++;
        }
    }
    return wrong;
}

static struct model *load_reading(const char *both, const char *set)
{
    const char *list[3];
    int count = 0;

    if (both)
        list[count++] = both;
    if (set)
        list[count++] = set;
    list[count] = NULL;
    return pengyang_load(&(struct sets){NULL, list});
}

/* Readings first .. first + count - 1 beside their common base. */
static int judge_together(size_t first, int count)
{
    struct run_options options = {.draws = DRAWS, .seed = 1, .threads = 2};
    struct model *models[1 + TOGETHER];
    struct error err = {0};
    int wrong = 0;

    models[0] = load_reading(readings[first].both, NULL);
    for (int i = 0; i < count; i++)
        models[1 + i] = load_reading(readings[first].both, readings[first + (size_t)i].set);
    run = run_start((const struct model *const *)models, 1 + count, &options, &err);
    if (!run)
        fail_msg("%s", err.text);
    for (int i = 0; i < count; i++)
        wrong += judge_outputs(&readings[first + (size_t)i], 1 + i) +
                 judge_targets(&readings[first + (size_t)i], 1 + i);
    run_free(run);
    for (int i = 0; i <= count; i++)
        model_free(models[i]);
    return wrong;
}

static void test_each_reading_moves_what_it_should_and_nothing_else(void **unused)
{
    int wrong = 0;

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(readings);) {
        int count = 1;
        while (count < TOGETHER && i + (size_t)count < COUNT_OF(readings) &&
               readings[i + (size_t)count].both == readings[i].both)
            count++;
        wrong += judge_together(i, count);
        i += (size_t)count;
    }
    assert_int_equal(wrong, 0);
}

/* ---- is the table whole? ---- */

static void test_every_choice_of_every_switch_is_in_the_table(void **unused)
{
    (void)unused;
    model = pengyang_load(NULL);
    assert_true(model->switch_count > 20);
    for (int s = 0; s < model->switch_count; s++) {
        const struct switch_value *sw = &model->switches[s];
        for (int c = 0; sw->choices[c]; c++) {
            bool found = strcmp(sw->choices[c], sw->default_value) == 0;
            char set[128];
            snprintf(set, sizeof set, "%s=%s", sw->name, sw->choices[c]);
            for (size_t i = 0; i < COUNT_OF(readings); i++)
                found |= strcmp(readings[i].set, set) == 0;
            if (!found)
                fail_msg("'%s' is in no row of the table", set);
        }
    }
    pengyang_stop();
}

static void test_every_contradiction_that_has_a_choice_is_in_the_table(void **unused)
{
    (void)unused;
    for (int x = 1; x <= 28; x++) {
        char rule[8];
        bool found = false;
        snprintf(rule, sizeof rule, "X%d", x);
        for (size_t i = 0; i < COUNT_OF(no_choice); i++)
            found |= no_choice[i] == x;
        for (size_t i = 0; i < COUNT_OF(readings); i++)
            found |= has_word(readings[i].rule, rule);
        if (!found)
            fail_msg("no row is for '%s'", rule);
    }
}

static void test_every_name_in_the_table_is_an_output_or_a_target(void **unused)
{
    (void)unused;
    model = load_reading("fund_limit=constant", NULL); /* has all outputs */
    for (size_t i = 0; i < COUNT_OF(readings); i++) {
        char list[2048];
        snprintf(list, sizeof list, "%s", readings[i].moves);
        for (char *word = strtok(list, " "); word; word = strtok(NULL, " ")) {
            const char *name = word + (*word == '~');
            char way[64];
            snprintf(way, sizeof way, "%s_total", name);
            if (!output_exists(model, name) && !output_exists(model, way))
                fail_msg("%s: there is no output '%s'", readings[i].set, name);
        }
    }
    pengyang_stop();
}

static void test_the_identities_hold_under_every_reading(void **unused)
{
    struct error err = {0};

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(readings); i++) {
        model = load_reading(readings[i].both, readings[i].set);
        if (!run_check_identities(model, 64, 17, &err))
            fail_msg("%s: %s", readings[i].set, err.text);
        pengyang_stop();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_choice_of_every_switch_is_in_the_table),
        cmocka_unit_test(test_every_contradiction_that_has_a_choice_is_in_the_table),
        cmocka_unit_test(test_every_name_in_the_table_is_an_output_or_a_target),
        cmocka_unit_test(test_the_identities_hold_under_every_reading),
        cmocka_unit_test(test_each_reading_moves_what_it_should_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
