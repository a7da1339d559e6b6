/* polsim compare: runs against the first of them, from what the database keeps. */
#include "command.h"
#include "error.h"
#include "print.h"
#include "show.h"

#include <string.h>

enum { RUNS_MAX = 512 };

struct settings {
    const char *store, *language, *format, *out, *part;
    bool no_store;
};

static const char *const formats[] = {"table", "csv", "json", NULL};

static const struct option options[] = {
    {"format", 'f', OPTION_CHOICE, "table|csv|json", offsetof(struct settings, format),
     WORD("how to print (default: table)"), .choices = formats},
    {"part", 'p', OPTION_CHOICE, "PART", offsetof(struct settings, part),
     .meaning = WORD("only targets, money, differences or regret; csv needs one"),
     .choices = show_parts},
    {"out", 'o', OPTION_TEXT, "FILE", offsetof(struct settings, out),
     .meaning = WORD("write to a file instead of the screen")},
    {"no-store", 0, OPTION_FLAG, NULL, offsetof(struct settings, no_store),
     .meaning = WORD("keep no answer in the database")},
    OPTION_STORE(struct settings),
    OPTION_LANGUAGE(struct settings),
    {0},
};

static bool find_runs(struct store *store, int count, char **names, struct store_run *runs,
                      struct error *err)
{
    for (int i = 0; i < count; i++) {
        if (!store_find_run(store, names[i], &runs[i], err))
            return false;
        for (int k = 0; k < i; k++)
            if (runs[k].id == runs[i].id)
                return error_set(err, ERROR_USAGE, "'%s' and '%s' are the same run, %lld", names[k],
                                 names[i], (long long)runs[i].id);
    }
    return true;
}

static bool compare(struct store *store, int count, char **names, const struct settings *settings,
                    struct store_answer *answer, struct text *out, struct text *notes,
                    struct error *err)
{
    struct store_run *runs = memory_resize(NULL, (size_t)count, sizeof *runs);
    const struct show_options show = {
        .format = strcmp(settings->format, "csv") == 0    ? SHOW_CSV
                  : strcmp(settings->format, "json") == 0 ? SHOW_JSON
                                                          : SHOW_TABLE,
        .csv = TABLE_PLAIN,
        .language = settings->language,
        .store = settings->store,
    };
    bool made = find_runs(store, count, names, runs, err) &&
                show_compared(store, runs, count, settings->part, &show, answer, out, notes, err);

    free(runs);
    return made;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {
        .store = OPTION_STORE_DEFAULT, .language = options_language(), .format = "table"};
    struct text out = {0}, notes = {0}, command_line = {0};

    show_add_command_line("compare", argc, argv, &command_line);
    struct store_answer answer = {.command_line = text_string(&command_line)};
    struct store *store = NULL;
    bool made = options_parse(options, &argc, argv, &settings, err) &&
                command_needs(command, argc, 2, RUNS_MAX, err) &&
                (store = store_open(settings.store, STORE_READ, err)) != NULL;
    bool keeps = made && !settings.no_store && store_is_writable(store);
    made = made && compare(store, argc, argv, &settings, keeps ? &answer : NULL, &out, &notes, err);
    store_close(store);
    if (made && strcmp(settings.format, "table") == 0)
        text_add(&out, "%s", text_string(&notes));
    else if (made)
        print_text(stderr, text_string(&notes));
    made = made && command_write(settings.out, &out, err);
    text_clear(&out);
    text_clear(&notes);
    text_clear(&command_line);
    return made;
}

const struct command command_compare = {
    .name = "compare",
    .arguments = "RUN RUN…",
    .summary =
        WORD("compare stored runs with the first of them: targets, money, paired differences"),
    .details =
        WORD("RUN is a number, a scenario's name (its latest run; of a variant FILE-b), @ (the "
             "last), @1 (one before).\n"
             "Differences are taken draw by draw, so the runs must have the same seed, draws and "
             "sampler, as those of one 'polsim run' have.\n"
             "Example: polsim compare baseline w3-high-skill --part differences --format csv"),
    .options = options,
    .run = run,
};
