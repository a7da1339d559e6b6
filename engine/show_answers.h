/* Answers to questions, fresh or stored, for people and programs. One table (show_answers.c) knows the kinds: their
   parts, how each is shown, and the command that asks; a new kind is a line there.

     struct show_answer answer = {.kind = "sweep", .draws = 1024};
     ... answer.parts[SWEEP_POINTS] ...
     show_answer(&answer, &options, &out);
     show_answer_clear(&answer);

     show_stored_answer(store, &run, "sweep", &options, &out, err)      // what `polsim show RUN sweep` prints */
#ifndef POLSIM_SHOW_ANSWERS_H
#define POLSIM_SHOW_ANSWERS_H

#include "show.h"

enum { SHOW_PARTS_MAX = 4 };

struct show_answer {
    const char *kind;  /* as the database has it: "sweep", "sensitivity_sobol" */
    const char *title; /* of the scenario; where the kind needs it */
    uint64_t draws;
    size_t models;
    const char *part; /* the one that CSV holds; NULL: what people ask first */
    struct store_table parts[SHOW_PARTS_MAX];
};

/* Names of the kind's parts in their order, ended by NULL. */
const char *const *show_answer_parts(const char *kind);
void show_answer(const struct show_answer *answer, const struct show_options *options,
                 struct text *out);
void show_answer_clear(struct show_answer *answer);

/* Parts as one JSON object; names are ended by NULL. */
void show_parts_json(const char *const *names, const struct store_table *parts, struct text *out);

/* ---- stored answers, the latest of a kind that was asked of the run ---- */

/* Section i, NULL behind the last. Sections are kinds, but that "sensitivity" has all ways of asking for it. */
const char *show_answer_section(size_t i);
bool show_is_answer(const char *section);
/* Errors: USAGE: nobody asked; STORE. */
bool show_stored_answer(struct store *store, const struct store_run *run, const char *section,
                        const struct show_options *options, struct text *out, struct error *err);

#endif
