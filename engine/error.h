/* One error, its kind and its complete text. A function that can fail for a reason the user must
   hear of returns bool and takes `struct error *err` last; err is untouched on success.

     if (!graph_apply(...))                         // err is filled
         return error_prefix(err, "scenario '%s': ", name);    // always false

   Formats stand in English and are written in the language of messages (word_speak in word.h); what is put into them
   is to be spoken() too where it is words.

   Wording: no capital, no full stop, the failure first, the subject in single quotes, then what to do. */
#ifndef POLSIM_ERROR_H
#define POLSIM_ERROR_H

#include "base.h"
#include "word.h"

/* X(name, exit status). What each means to people: cmd_doc_pages.c. */
#define ERROR_KINDS(X)                                                                             \
    X(NONE, 0)                                                                                     \
    X(CHECK, 1)         /* a check says no */                                                      \
    X(USAGE, 2)         /* the command line is wrong */                                            \
    X(SCENARIO, 3)      /* the scenario or its model is wrong */                                   \
    X(RUN, 4)           /* the run failed */                                                       \
    X(STORE, 5)         /* the database or a file cannot be read or written */                     \
    X(INTERRUPTED, 130) /* the user stopped the run */

enum error_kind {
#define X(name, status) ERROR_##name,
    ERROR_KINDS(X)
#undef X
};

struct error {
    enum error_kind kind;
    char text[4096]; /* whole UTF-8 characters, always terminated */
};

/* Sets kind and text; returns false so that `return error_set(...)` reads well. */
bool error_set(struct error *err, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts text in front of an error that is set; returns false. */
bool error_prefix(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends text to an error that is set; returns false. */
bool error_append(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

int error_exit_status(enum error_kind kind);
const char *error_kind_name(enum error_kind kind);

#endif
