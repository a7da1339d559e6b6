#include "command.h"
#include "error.h"
#include "print.h"
#include "show.h"

#include <inttypes.h>
#include <string.h>

struct settings {
    const char *store, *language, *format;
    struct option_list deleted;
};

static const char *const formats[] = {"table", "csv", "json", NULL};

static const struct option options[] = {
    {"format", 'f', OPTION_CHOICE, "table|csv|json", offsetof(struct settings, format),
     WORD("how to print (default: table)"), .choices = formats},
    {"delete", 0, OPTION_LIST, "RUN", offsetof(struct settings, deleted),
     .meaning =
         WORD("delete a run, named by its number, and all that is stored of it; repeatable")},
    OPTION_STORE(struct settings),
    OPTION_LANGUAGE(struct settings),
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
static bool find_deleted(struct store *store, const char *name, struct store_run *found,
                         struct error *err)
{
    if (!name[0] || strspn(name, "0123456789") != strlen(name))
        return error_set(err, ERROR_USAGE, "option '--delete' takes the number of a run, not '%s'",
                         name);
    return store_find_run(store, name, found, err);
}

static bool delete_runs(struct store *store, const struct settings *settings, struct error *err)
{
    const char *language = settings->language;
    struct store_run found;

    for (int i = 0; i < settings->deleted.count; i++)
        if (!find_deleted(store, settings->deleted.items[i], &found, err))
            return false; /* all are looked up before the first goes */
    for (int i = 0; i < settings->deleted.count; i++) {
        if (!find_deleted(store, settings->deleted.items[i], &found, err) ||
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

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {
        .store = OPTION_STORE_DEFAULT, .language = options_language(), .format = "table"};
    struct store_table table;
    struct text out = {0};

    if (!options_parse(options, &argc, argv, &settings, err) ||
        !command_needs(command, argc, 0, 0, err))
        return false;
    struct store *store = store_open(settings.store, STORE_READ, err);
    if (!store)
        return false;
    if (settings.deleted.count) {
        bool deleted = delete_runs(store, &settings, err);
        store_close(store);
        return deleted;
    }
    bool read = store_read(store, STORE_RUNS, 0, settings.language, &table, err);
    store_close(store);
    if (!read)
        return false;
    print_runs(&table, &settings, &out);
    print_text(stdout, text_string(&out));
    text_clear(&out);
    store_table_clear(&table);
    return true;
}

const struct command command_runs = {
    .name = "runs",
    .arguments = "",
    .summary = WORD("list the stored runs, latest first, or delete some"),
    .options = options,
    .run = run,
};
