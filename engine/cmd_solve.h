/* What cmd_solve.c (one lever), cmd_solve_minimise.c (several at the least cost) and cmd_solve_claims.c (what shall
   hold) share. */
#ifndef POLSIM_CMD_SOLVE_H
#define POLSIM_CMD_SOLVE_H

#include "cmd_question.h"
#include "command.h"
#include "estimate.h"
#include "optimum.h"

enum { SOLVE_DRAWS = 1024 }; /* of a scenario's file */

struct solve_settings {
    struct question_settings asked;
    const char *between, *step, *minimise;
    struct option_list lever, with;
    bool largest;
};

/* text: "NAME" with `between`, or "NAME=LOW..HIGH" without (NULL). Errors: USAGE. */
bool solve_read_lever(const char *text, const char *between, struct lever *lever,
                      struct error *err);
bool solve_read_share(const char *text, double *share, struct error *err);
/* The scenario, where its draws tell a probability. Errors: USAGE; those of question_open. */
bool solve_open(struct question *question, char **names, struct error *err);
/* cmd_solve_minimise.c */
bool solve_minimise(int argc, char **argv, const struct solve_settings *settings,
                    struct question *question, struct error *err);

/* ---- cmd_solve_claims.c: the statements that shall hold ---- */

enum { SOLVE_CLAIMS_MAX = OPTIMUM_LIMITS_MAX };

struct solve_claims {
    int count;
    struct text texts[SOLVE_CLAIMS_MAX]; /* as statement.h reads them */
};

/* Of the command line; the word 'targets' is every target with its goal but for milestones. Errors: USAGE. The caller
   clears the claims, also on failure. */
bool solve_read_claims(const struct model *model, int count, char **texts,
                       struct solve_claims *claims, struct error *err);
void solve_clear_claims(struct solve_claims *claims);

/* One in words; all of them: one as it is, several "all at once: Trainings, 2028-12; Owed, 2028-12". */
void solve_add_claim(const struct model *model, const struct solve_claims *claims, int k,
                     const char *language, struct text *out);
void solve_add_claims(const struct model *model, const struct solve_claims *claims,
                      const char *language, struct text *out);
/* "T1 >= 6000; arrears@2028-12 <= 0" */
void solve_add_claims_text(const struct solve_claims *claims, struct text *out);
/* Sets label_en and label_zh of a row: of claim k, or with -1 of all. */
void solve_set_labels(const struct model *model, const struct solve_claims *claims, int k,
                      struct store_table *table);

/* By how much all hold in a draw of y[statement * draws + draw]: 0 and above where every one does; NaN where one has
   no value. Of one statement in its unit, of several the least of those relative to their thresholds. */
double solve_margin(const struct statement *statements, int count, const double *y, uint64_t draws,
                    uint64_t draw);

/* How each does among the others over the draws of one point. */
struct solve_shares {
    struct estimate holds[SOLVE_CLAIMS_MAX]; /* by itself */
    double alone[SOLVE_CLAIMS_MAX];          /* it fails and all others hold */
};
void solve_count_shares(const struct statement *statements, int count, const double *y,
                        uint64_t draws, struct solve_shares *shares);

#endif
