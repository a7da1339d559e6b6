/* What the commands that ask questions of a scenario have in common: its model, the stored run that it is the same
   as, the words of the command line, and where the answer goes.

     struct question question = {0};
     question_begin(&question, "sweep", argc, argv);
     ... options_parse(...)
     if (question_load(&question, argv[0], &settings.set, settings.inputs, err) ...)
         question_store(&question, settings.store, &answer, parts, 3, err);
     question_clear(&question); */
#ifndef POLSIM_CMD_QUESTION_H
#define POLSIM_CMD_QUESTION_H

#include "lua_model.h"
#include "options.h"
#include "statement.h"
#include "store.h"

struct question {
    struct text command_line;
    const char *path; /* of the scenario */
    struct inputs *inputs;
    struct lua_changes changes; /* of --set and --inputs */
    struct model *model;        /* with these */
    double began;               /* seconds, monotonic clock */
};

/* Before options are parsed, which puts the words out of order. */
void question_begin(struct question *question, const char *command, int argc, char **argv);
/* Loads the scenario; `set` and the name of the file of inputs (or NULL) live as long as the question. Errors:
   SCENARIO, STORE; USAGE: a file of several scenarios without a word which. */
bool question_load(struct question *question, const char *path, const struct option_list *set,
                   const char *inputs, struct error *err);
void question_clear(struct question *question);
double question_seconds(const struct question *question);

/* Writes the answer: as asked of the latest finished run of the same files and --set where there is one, so that
   `polsim plot` and `report` find it there. Fills in what it knows of the answer; says on standard error where it
   is, but not when quiet. */
bool question_store(const struct question *question, const char *store, bool quiet,
                    struct store_answer *answer, const struct store_part *parts, int count,
                    struct error *err);

/* A measure and a statement in words of the model: "Paid: County special money, 2028", "Owed, December 2028 ≤ 0 yuan". */
void question_add_measure(const struct measure *measure, const char *language, struct text *out);
void question_add_statement(const struct statement *statement, const char *language,
                            struct text *out);

/* The name of a lever's input in words, with its cells. */
void question_add_lever(const struct model *model, const char *lever, const char *language,
                        struct text *out);
/* NULL with err (USAGE): the model has no such input; with the nearest. */
const struct parameter *question_find_parameter(const struct model *model, const char *lever,
                                                struct error *err);

#endif
