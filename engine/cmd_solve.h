/* What cmd_solve.c and cmd_solve_minimise.c share. */
#ifndef POLSIM_CMD_SOLVE_H
#define POLSIM_CMD_SOLVE_H

#include "cmd_question.h"
#include "command.h"
#include "lever.h"
#include "show.h"

struct solve_settings {
    uint64_t draws, seed, threads;
    const char *store, *language, *inputs, *format, *out, *between, *step, *minimise;
    struct option_list set, lever, with;
    bool no_store, quiet, largest;
};

/* text: "NAME" with `between`, or "NAME=LOW..HIGH" without (NULL). Errors: USAGE. */
bool solve_read_lever(const char *text, const char *between, struct lever *lever,
                      struct error *err);
bool solve_read_share(const char *text, double *share, struct error *err);
struct show_options solve_show_options(const struct solve_settings *settings);
/* cmd_solve_minimise.c */
bool solve_minimise(int argc, char **argv, const struct solve_settings *settings,
                    struct question *question, struct error *err);

#endif
