/* The pages of polsim doc that are not about a word of the language. Shared by cmd_doc*.c alone. */
#ifndef POLSIM_CMD_DOC_H
#define POLSIM_CMD_DOC_H

#include "command.h"
#include "error.h"

/* Kinds of errors with their exit status and what to do; roles that outputs may have. */
void doc_add_errors(const char *language, struct text *out);
void doc_add_roles(const char *language, struct text *out);

/* The options of every command, or the whole help of one. Errors: USAGE, with the nearest command. */
bool doc_add_options(const char *command, const char *language, struct text *out,
                     struct error *err);

/* The outputs of a scenario's file: unit, kind, axes, role and both labels. Errors: SCENARIO, STORE. */
bool doc_add_outputs(const char *path, const char *language, struct text *out, struct error *err);

/* What an error of the kind means, in English and marked for the catalogue (word.h). */
const char *doc_error_meaning(enum error_kind kind);

/* The manual page, polsim(1), as roff. */
void doc_manual(const char *language, struct text *out);

#endif
