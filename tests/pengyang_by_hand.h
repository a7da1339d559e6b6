/* The Pengyang plan's routes in plain arithmetic, for comparison with the model: people as means,
   month by month, 60 months from 2026-01. Every array x[MONTHS] is an amount of the month. The
   numbers here are those of `by_hand_sets`, chosen so that no two are alike, and simple. */
#ifndef POLSIM_TESTS_PENGYANG_BY_HAND_H
#define POLSIM_TESTS_PENGYANG_BY_HAND_H

#include "pengyang.h"

static const char *const by_hand_sets[] = {
    "short_same_month=.75",
    "long_next_month=.6",
    "completion=.9",
    "exam_wait={m0=.25,m1=.4,m2=.2,m3=.15}",
    "pass_rate={L5=.9,L4=.8,L3=.75,L2=.6,L1=.5}",
    "qualification_pass={operations=.8,fire_facility=.6,others=.7}",
    "special_pass=.85",
    "junior_share=.55",
    "high_l3=.8",
    "high_l2=.15",
    "five_share=.6",
    "group_mix={grad=.1,school_leaver=.05,rural_transfer=.6,urban_unemp=.15,hard_to_employ=.1}",
    "subsidy_L5=1200",
    "subsidy_L4=1800",
    "missing_rate=1300",
    "claim_organised=.95",
    "claim_individual=.65",
    "claim_firm=.88",
    "reject_identity=.05",
    "reject_repeat=.03",
    "claim_wait={m0=.4,m1=.3,m2=.2,m3=.1}",
    "check_wait={m0=.5,m1=.3,m2=.2}",
    "notice_wait={m0=.75,m1=.25}",
    "payment_wait={m1=.55,m2=.45}",
    "returned=.1",
    NULL,
};
static const struct sets by_hand = {&plain, by_hand_sets};

enum { L5, L4, L3, L2, L1, LEVELS };

static const double completion = .9, claim_organised = .95, claim_individual = .65,
                    claim_firm = .88;
static const double reject_identity = .05, reject_repeat = .03, returned = .1;
static const double accepted = 1 - .05 - .03;
static const double short_course[] = {.75, .25}, long_course[] = {0, .6, .4};
static const double exam_wait[] = {.25, .4, .2, .15};
static const double claim_wait[] = {.4, .3, .2, .1}, check_wait[] = {.5, .3, .2};
static const double notice_wait[] = {.75, .25}, payment_wait[] = {0, .55, .45};
static const double level_pass[LEVELS] = {.9, .8, .75, .6, .5};
static const double level_yuan[LEVELS] = {1200, 1800, 4000, 5000, 6000};
static const char *const level_name[LEVELS] = {"L5", "L4", "L3", "L2", "L1"};

/* The model's weights of the months, as departments.csv's calendars name them. */
static const double county_weight[12] = {.06, .04, .10, .08, .07, .07,
                                         .07, .07, .08, .10, .14, .12};
static const double firm_weight[12] = {2 / 23., 1 / 23., 2 / 23., 2 / 23., 2 / 23., 2 / 23.,
                                       2 / 23., 2 / 23., 2 / 23., 2 / 23., 2 / 23., 2 / 23.};

/* ---- people in time ---- */

/* out[m] = sum of in[m - j] * share[j]: each waits j months with chance share[j]. */
static inline void wait_for(const double *in, const double *share, int count, double *out)
{
    double x[MONTHS] = {0};

    for (int m = 0; m < MONTHS; m++)
        for (int j = 0; j < count && j <= m; j++)
            x[m] += in[m - j] * share[j];
    memcpy(out, x, sizeof x);
}
#define WAIT(in, share, out) wait_for(in, share, (int)COUNT_OF(share), out)

static inline void later(const double *in, int months, double *out)
{
    double x[MONTHS] = {0};

    for (int m = months; m < MONTHS; m++)
        x[m] = in[m - months];
    memcpy(out, x, sizeof x);
}

/* out += in * factor */
static inline void add_times(const double *in, double factor, double *out)
{
    for (int m = 0; m < MONTHS; m++)
        out[m] += in[m] * factor;
}

static inline double sum_of(const double *x, int months)
{
    double sum = 0;

    for (int m = 0; m < months; m++)
        sum += x[m];
    return sum;
}

/* Whole places of a year's `asked`, so that those opened since January are its rounded share. */
static inline void open_places(const double asked[3], const double *weight, double *out)
{
    memset(out, 0, MONTHS * sizeof *out);
    for (int y = 0; y < 3; y++) {
        double due = 0, opened = 0;
        for (int i = 0; i < 12; i++) {
            due += asked[y] * weight[i];
            out[12 * y + i] = fmax(0, round(due) - opened);
            opened += out[12 * y + i];
        }
    }
}

/* Of the courses, those at level 3 and up: `share` of the trainings since January, rounded up. */
static inline void take_high(const double *trainings, const double *courses, double share,
                             double *out)
{
    double base = 0, taken = 0;

    memset(out, 0, MONTHS * sizeof *out);
    for (int m = 0; m < PLAN_MONTHS; m++) {
        if (m % 12 == 0)
            base = taken = 0;
        base += trainings[m];
        out[m] = fmin(courses[m], fmax(0, ceil(base * share - 1e-9) - taken));
        taken += out[m];
    }
}

/* ---- claims ---- */

struct claim_steps {
    double claimed[MONTHS], checked[MONTHS], published[MONTHS], due[MONTHS];
};

/* From the certificate to the money; some are handed back when checked and come a month later. */
static inline void take_steps(const double *certified, struct claim_steps *s)
{
    double arrived[MONTHS], again[MONTHS];

    WAIT(certified, claim_wait, s->claimed);
    WAIT(s->claimed, check_wait, arrived);
    later(arrived, 1, again);
    memset(s->checked, 0, sizeof s->checked);
    add_times(arrived, 1 - returned, s->checked);
    add_times(again, returned, s->checked);
    WAIT(s->checked, notice_wait, s->published);
    WAIT(s->published, payment_wait, s->due);
}

/* ---- level certificates ---- */

struct level_people {
    double started[LEVELS][MONTHS], completed[LEVELS][MONTHS], certified[LEVELS][MONTHS];
    double other[MONTHS]; /* places of courses that are for no level certificate */
};

/* Courses of one department, `high` of them at level 3 and up; `low` of the rest at level 5 and 4. */
static inline void take_levels(const double *courses, const double *high, double low,
                               struct level_people *p)
{
    const double part[LEVELS] = {.55, .45, .8, .15, .05};

    memset(p, 0, sizeof *p);
    for (int m = 0; m < MONTHS; m++)
        p->other[m] = (courses[m] - high[m]) * (1 - low);
    for (int l = 0; l < LEVELS; l++) {
        double ended[MONTHS], examined[MONTHS];
        for (int m = 0; m < MONTHS; m++)
            p->started[l][m] = (l < L3 ? (courses[m] - high[m]) * low : high[m]) * part[l];
        if (l < L3)
            WAIT(p->started[l], short_course, ended);
        else
            WAIT(p->started[l], long_course, ended);
        add_times(ended, completion, p->completed[l]);
        WAIT(p->completed[l], exam_wait, examined);
        add_times(examined, level_pass[l], p->certified[l]);
    }
}

/* Money due for `certified` people by level of whom all from `from` up have a rate, and that part
   of them (`share`) is of this channel. */
static inline void level_money(const struct level_people *p, int from, double share, double *yuan)
{
    memset(yuan, 0, MONTHS * sizeof *yuan);
    for (int l = from; l < LEVELS; l++) {
        double approved[MONTHS] = {0};
        struct claim_steps steps;
        add_times(p->certified[l], share * claim_organised * accepted, approved);
        take_steps(approved, &steps);
        add_times(steps.due, level_yuan[l], yuan);
    }
}

/* A purse is asked for whole fen each month: half a fen a month is lost or gained. */
#define HALF_A_FEN .005000001

static inline void expect_money(const char *fund, const char *route, const double *yuan,
                                double share)
{
    double part[MONTHS] = {0};
    char cell[96];

    add_times(yuan, share, part);
    snprintf(cell, sizeof cell, "fund=%s;route=%s", fund, route);
    /* twice: a part of a route is rounded before the purse rounds what is asked of it */
    compare_months("commitment", cell, part, 2 * HALF_A_FEN);
    compare_months("payment", cell, part, 2 * HALF_A_FEN);
}

#endif
