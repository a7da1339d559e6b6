/* What the commands that ask questions have in common: what is asked (stored runs, by the files that the store keeps,
   or scenarios' files), over which draws, the words of the command line, and the answer, which is kept and printed.

     struct settings { struct question_settings asked; ... };
     static const struct option options[] = {..., QUESTION_OPTIONS(struct settings), {0}};

     struct settings settings = {.asked = QUESTION_DEFAULTS};
     struct question question = {.settings = &settings.asked};
     struct show_answer answer = {.kind = "sweep"};
     question_begin(&question, "sweep", argc, argv);
     ... options_parse(...)
     if (question_open(&question, argv, 1, 1024, err)) ...   // question.sides[0].model, .draws, .seed, .sampler
         question_finish(&question, &answer, add_words, job, err);
     show_answer_clear(&answer);
     question_clear(&question); */
#ifndef POLSIM_CMD_QUESTION_H
#define POLSIM_CMD_QUESTION_H

#include "options.h"
#include "points.h"
#include "show_answers.h"

enum { QUESTION_SIDES = 2 };
#define QUESTION_NO_SEED UINT64_MAX

struct question_settings {
    const char *store, *language, *format, *out, *inputs;
    const char *sampler; /* NULL: as the run */
    uint64_t draws;      /* 0: as the run */
    uint64_t seed;       /* QUESTION_NO_SEED: as the run */
    uint64_t threads;    /* 0: one a processor */
    struct option_list set;
    bool no_store, quiet, all;
};
#define QUESTION_DEFAULTS                                                                          \
    {                                                                                              \
        .store = OPTION_STORE_DEFAULT, .language = options_language(), .format = "table",          \
        .seed = QUESTION_NO_SEED                                                                   \
    }

extern const char *const question_formats[];

/* clang-format off */
#define QUESTION_OPTIONS(type)                                                                     \
    {"draws", 'n', OPTION_COUNT, "N", offsetof(type, asked.draws),                                 \
     WORD("draws of each model (default: the run's own; of a file see below)"), .least = 1,        \
     .most = 1 << 30},                                                                             \
    {"seed", 0, OPTION_COUNT, "N", offsetof(type, asked.seed),                                     \
     WORD("seed of the random numbers (default: the run's own; of a file 1)"),                     \
     .most = INT64_MAX - 1},                                                                       \
    {"sampler", 0, OPTION_CHOICE, "sobol|random|expected", offsetof(type, asked.sampler),          \
     WORD("how inputs are drawn (default: as the run; of a file sobol)"),                          \
     .choices = run_samplers},                                                                \
    {"set", 's', OPTION_LIST, "NAME=VALUE", offsetof(type, asked.set),                             \
     .meaning = WORD("change an input or reading first, as in 'polsim run'; of two scenarios the " \
                     "second's")},                                                                 \
    {"inputs", 0, OPTION_TEXT, "FILE", offsetof(type, asked.inputs),                               \
     .meaning = WORD("change the inputs that were edited in FILE, as in 'polsim run'")},           \
    {"format", 'f', OPTION_CHOICE, "table|csv|json", offsetof(type, asked.format),                 \
     WORD("how to print (default: table)"), .choices = question_formats},                          \
    {"out", 'o', OPTION_TEXT, "FILE", offsetof(type, asked.out),                                   \
     .meaning = WORD("write to a file instead of the screen")},                                    \
    {"no-store", 0, OPTION_FLAG, NULL, offsetof(type, asked.no_store),                             \
     .meaning = WORD("keep no answer in the database")},                                           \
    {"quiet", 'q', OPTION_FLAG, NULL, offsetof(type, asked.quiet),                                 \
     .meaning = WORD("no progress and no talk")},                                                  \
    {"threads", 0, OPTION_COUNT, "N", offsetof(type, asked.threads),                               \
     WORD("threads (default: one a processor); results do not depend on it"), .least = 1,          \
     .most = 1024,                                                                                 \
     .advanced = true},                                                                            \
    QUESTION_STORE_OPTIONS(type)
/* Those that a question of a stored run alone has. */
#define QUESTION_STORE_OPTIONS(type)                                                               \
    OPTION_STORE_AT(offsetof(type, asked.store)), OPTION_LANGUAGE_AT(offsetof(type, asked.language))
/* clang-format on */

/* One scenario that is asked about. */
struct question_side {
    bool is_run;
    struct store_run run; /* id 0: of a file */
    struct model *model;  /* with the changes */

    /* as it is loaded again; valid until the question is cleared */
    const char *path;
    struct lua_changes changes;

    struct show_source source; /* of a run */
    struct inputs *inputs;     /* of --inputs */
    const char **set;
};

struct question {
    const struct question_settings *settings;
    struct text command_line;
    double began;        /* seconds, monotonic clock */
    struct store *store; /* NULL: not needed so far */
    int side_count;
    struct question_side sides[QUESTION_SIDES];
    /* those asked for, else the run's (of two the fewer draws), else those of a file */
    uint64_t draws, seed;
    enum run_sampler sampler; /* RUN_EXPECTED: draws is 1 */
};

/* Is there such a file (a variant behind it, "w.lua:b"), or does the name end in .lua? Else it is a run's. */
bool question_is_file(const char *name);

/* Before options are parsed, which puts the words out of order. */
void question_begin(struct question *question, const char *command, int argc, char **argv);
/* Loads the scenarios; --set and --inputs change the last. file_draws: of files, where --draws does not say. Errors:
   SCENARIO, STORE; USAGE: a file of several scenarios without a word which; runs of other seeds or samplers without a
   word which. */
bool question_open(struct question *question, char **names, int count, uint64_t file_draws,
                   struct error *err);
void question_clear(struct question *question);

/* The same model at other inputs, over the question's draws; levers, statements and take are the caller's. */
struct points question_points(const struct question *question);

/* What is asked, as a sentence in a language. */
typedef void question_words(const void *job, const char *language, struct text *out);
/* Says on standard error how long it took (unless quiet), keeps the answer (unless not wanted) and prints it. Kept it
   stands beside the run that was asked, or the latest finished run of the same files and settings, where `polsim plot`
   and `report` find it; else it is said how to get there. Fills in the answer's title and, where they are not
   others than the question's, draws. Errors: STORE. */
bool question_finish(struct question *question, struct show_answer *answer,
                     question_words *add_words, const void *job, struct error *err);

/* ---- words ---- */

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
