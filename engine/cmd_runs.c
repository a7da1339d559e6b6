#include "cmd_resume.h"
#include "command.h"
#include "error.h"
#include "print.h"

#include <inttypes.h>
#include <string.h>

struct settings {
    const char *store, *language, *format;
    struct option_list deleted, resumed;
    uint64_t threads, memory;
    bool quiet;
};

static const char *const formats[] = {"table", "csv", "json", NULL};

static const struct option options[] = {
    {"format", 'f', OPTION_CHOICE, "table|csv|json", offsetof(struct settings, format),
     WORD("how to print (default: table)"), .choices = formats},
    {"delete", 0, OPTION_LIST, "RUN", offsetof(struct settings, deleted),
     .meaning =
         WORD("delete a run, named by its number, and all that is stored of it; repeatable")},
    {"resume", 0, OPTION_LIST, "RUN", offsetof(struct settings, resumed),
     .meaning = WORD("compute an interrupted or failed run again from what is stored of it, under "
                     "its number; 'all': every such run; repeatable")},
    {"quiet", 'q', OPTION_FLAG, NULL, offsetof(struct settings, quiet),
     .meaning = WORD("no progress, no talk, no tables")},
    OPTION_STORE(struct settings),
    OPTION_LANGUAGE(struct settings),
    REPLAY_OPTIONS(struct settings),
    {0},
};

static void print_runs(const struct store_table *table, const struct settings *settings,
                       struct text *out)
{
    if (strcmp(settings->format, "csv") == 0) {
        table_csv(table, "runs", TABLE_PLAIN, settings->language, out);
    } else if (strcmp(settings->format, "json") == 0) {
        table_json(table, out);
        text_add(out, "\n");
    } else {
        table_text(table, "runs",
                   "run scenario status draws seed sampler base_run started_at "
                   "seconds digest title",
                   settings->language, out);
    }
}

/* Only by number: what @ and names mean changes with every run. */
static bool find_by_number(struct store *store, const char *option, const char *name,
                           struct store_run *found, struct error *err)
{
    if (!name[0] || strspn(name, "0123456789") != strlen(name))
        return error_set(err, ERROR_USAGE, "option '--%s' takes the number of a run, not '%s'",
                         option, name);
    return store_find_run(store, name, found, err);
}

static bool delete_runs(struct store *store, const struct settings *settings, struct error *err)
{
    const char *language = settings->language;
    struct store_run found;

    for (int i = 0; i < settings->deleted.count; i++)
        if (!find_by_number(store, "delete", settings->deleted.items[i], &found, err))
            return false; /* all are looked up before the first goes */
    for (int i = 0; i < settings->deleted.count; i++) {
        if (!find_by_number(store, "delete", settings->deleted.items[i], &found, err) ||
            !store_delete_run(store, found.id, err))
            return false;
        print_format(stdout, word(language, "deleted: run %jd '%s', %s, %s\n"), (intmax_t)found.id,
                     found.scenario, found.started_at, table_word(found.status, language));
    }
    struct text path = {0};
    show_add_shell_word(settings->store, &path);
    print_format(
        stdout,
        word(language,
             "The file keeps its size, later runs use the space; to shrink it now: sqlite3 %s "
             "VACUUM\n"),
        text_string(&path));
    text_clear(&path);
    return true;
}

/* ---- resuming ---- */

struct run_list {
    int count;
    size_t capacity;
    struct store_run *runs;
};

static void add_run(struct run_list *list, const struct store_run *run)
{
    list->runs = memory_grow(list->runs, (size_t)list->count, &list->capacity, sizeof *list->runs);
    list->runs[list->count++] = *run;
}

/* Every run that is not done, the first first. */
static bool add_unfinished(struct store *store, struct run_list *list, struct error *err)
{
    struct store_table table;
    struct store_run run;

    if (!store_read(store, STORE_RUNS, 0, "en", &table, err))
        return false;
    bool found = true;
    for (size_t row = table.row_count; found && row-- > 0;) {
        const char *status = store_table_text(&table, row, "status");
        if (strcmp(status, "interrupted") != 0 && strcmp(status, "failed") != 0)
            continue;
        found = store_find_run(store, store_table_text(&table, row, "run"), &run, err);
        if (found)
            add_run(list, &run);
    }
    store_table_clear(&table);
    return found;
}

static bool list_resumed(struct store *store, const struct option_list *names,
                         struct run_list *list, struct error *err)
{
    struct store_run run;

    for (int i = 0; i < names->count; i++) {
        if (strcmp(names->items[i], "all") == 0) {
            if (!add_unfinished(store, list, err))
                return false;
            continue;
        }
        if (!find_by_number(store, "resume", names->items[i], &run, err))
            return false;
        add_run(list, &run);
    }
    return true;
}

static bool resume(struct store *store, const struct settings *settings, struct error *err)
{
    const struct resume_options how = {.replay = {.threads = settings->threads,
                                                  .memory = settings->memory,
                                                  .quiet = settings->quiet,
                                                  .what = "polsim runs --resume"},
                                       .store = settings->store,
                                       .language = settings->language};
    struct run_list list = {0};
    bool done = list_resumed(store, &settings->resumed, &list, err) &&
                resume_runs(store, list.runs, list.count, &how, err);

    if (list.count == 0 && done && !settings->quiet)
        print_text(stderr, spoken("polsim: no run is interrupted or failed\n"));
    free(list.runs);
    return done;
}

/* ---- listing ---- */

static bool list_runs(struct store *store, const struct settings *settings, struct error *err)
{
    struct store_table table;
    struct text out = {0};

    if (!store_read(store, STORE_RUNS, 0, settings->language, &table, err))
        return false;
    print_runs(&table, settings, &out);
    print_text(stdout, text_string(&out));
    text_clear(&out);
    store_table_clear(&table);
    return true;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {
        .store = OPTION_STORE_DEFAULT, .language = options_language(), .format = "table"};

    if (!options_parse(options, &argc, argv, &settings, err) ||
        !command_needs(command, argc, 0, 0, err))
        return false;
    struct store *store = store_open(settings.store, STORE_READ, err);
    if (!store)
        return false;
    bool done = settings.deleted.count   ? delete_runs(store, &settings, err)
                : settings.resumed.count ? resume(store, &settings, err)
                                         : list_runs(store, &settings, err);
    store_close(store);
    return done;
}

const struct command command_runs = {
    .name = "runs",
    .arguments = "",
    .summary = WORD("list the stored runs, latest first; delete some, or finish interrupted ones"),
    .details = WORD("An interrupted run is computed again from its stored files, changes, draws "
                    "and seed, whatever the files are now.\n"
                    "Example: polsim runs --resume 3"),
    .options = options,
    .run = run,
};
