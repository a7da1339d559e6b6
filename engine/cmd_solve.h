/* What cmd_solve.c and cmd_solve_minimise.c share. */
#ifndef POLSIM_CMD_SOLVE_H
#define POLSIM_CMD_SOLVE_H

#include "cmd_question.h"
#include "command.h"

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

#endif
