/* The options of a command, from one table: parsing, help and "did you mean" all read it.

     struct settings { uint64_t draws; const char *store; bool quiet; };
     static const struct option options[] = {
         {"draws", 'n', OPTION_COUNT, "N", offsetof(struct settings, draws),
          WORD("how many"), .least = 1, .most = 1 << 30},
         {"quiet", 'q', OPTION_FLAG, NULL, offsetof(struct settings, quiet),
          .meaning = WORD("no talk")},
         {0}};
     struct settings settings = {.draws = 8192};                  // the defaults
     if (!options_parse(options, &argc, argv, &settings, err))    // argv[0 .. argc - 1]: what is left
         return false;

   Long options take "--name value" and "--name=value", letters "-n value" and "-nvalue". Options may
   stand anywhere; "--" ends them, "-" is an argument. -h and --help are main's affair (main.c looks
   for them before a command runs). */
#ifndef POLSIM_OPTIONS_H
#define POLSIM_OPTIONS_H

#include "model.h"
#include "text.h"
#include "word.h"

enum option_kind {
    OPTION_FLAG,   /* bool: set to true */
    OPTION_TEXT,   /* const char * into argv */
    OPTION_COUNT,  /* uint64_t: a whole number least..most */
    OPTION_BYTES,  /* uint64_t: a whole number with K, M or G (powers of 1024) behind it or none */
    OPTION_CHOICE, /* const char *: one of `choices`, the table's own string */
    OPTION_LIST,   /* struct option_list: may be given several times */
};

enum { OPTION_LIST_MAX = 256 };

struct option_list {
    int count;
    const char *items[OPTION_LIST_MAX];
};

struct option {
    const char *name; /* without dashes; NULL ends the table */
    char letter;      /* 0: none */
    enum option_kind kind;
    const char *argument;       /* what help calls the value: "N", "FILE"; NULL for a flag */
    size_t offset;              /* of its place in the command's settings */
    const char *meaning;        /* one line of help, marked by WORD */
    const char *const *choices; /* OPTION_CHOICE, ended by NULL */
    uint64_t least, most;       /* OPTION_COUNT, OPTION_BYTES; most 0: no limit */
    bool advanced;              /* help lists it last */
};

/* Fills `settings`, moves what is no option to the front of argv and sets *argc to how many; argv[0]
   is an argument already, not the program's name. Errors: USAGE. */
bool options_parse(const struct option *options, int *argc, char **argv, void *settings,
                   struct error *err);

/* The lines of help for a table. */
void options_help(const struct option *options, const char *language, struct text *text);

/* "; did you mean 'x'?" for a word not in `words` (ended by NULL), else "; there are: a, b, c".
   Appends to err; returns false. */
bool options_suggest(struct error *err, const char *word, const char *const *words);

/* "zh" or "en" from POLSIM_LANG, LC_ALL, LC_MESSAGES, LANG (the first that is set and not empty). */
const char *options_language(void);

/* The language in which to speak of errors, those of the command line among them: what --lang says anywhere before
   "--", where that is a language, else options_language(). */
const char *options_spoken_language(int argc, char **argv);

/* Options that several commands have; `type` is the type of the command's settings. */
#define OPTION_LANGUAGE(type) OPTION_LANGUAGE_AT(offsetof(type, language))
#define OPTION_LANGUAGE_AT(place)                                                                  \
    {                                                                                              \
        "lang", 0, OPTION_CHOICE, "zh|en", place,                                                  \
            WORD("language of what is printed (default: from POLSIM_LANG, LC_ALL, LC_MESSAGES, "   \
                 "LANG)"),                                                                         \
            .choices = word_languages                                                              \
    }
#define OPTION_STORE(type) OPTION_STORE_AT(offsetof(type, store))
#define OPTION_STORE_AT(place)                                                                     \
    {                                                                                              \
        "store", 0, OPTION_TEXT, "FILE", place,                                                    \
            .meaning = WORD("the database of runs (default: out/polsim.db)")                       \
    }
#define OPTION_STORE_DEFAULT "out/polsim.db"

#endif
