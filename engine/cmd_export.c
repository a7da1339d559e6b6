/* polsim export: a run's results as a workbook, CSV, JSON. */
#include "command.h"
#include "error.h"
#include "export.h"

#include <string.h>

struct settings {
    const char *store, *language, *xlsx, *csv, *json;
};

static const struct option options[] = {
    {"xlsx", 'x', OPTION_TEXT, "FILE", offsetof(struct settings, xlsx),
     .meaning = WORD("a workbook: targets, money by fund, departments, forms for finance offices")},
    {"csv", 'c', OPTION_TEXT, "DIR", offsetof(struct settings, csv),
     .meaning = WORD("every table as CSV (UTF-8 with byte order mark), all digits, money in yuan")},
    {"json", 'j', OPTION_TEXT, "FILE", offsetof(struct settings, json),
     .meaning = WORD("the same tables in one JSON file")},
    OPTION_STORE(struct settings),
    OPTION_LANGUAGE(struct settings),
    {0},
};

/* What a file is made by, and the option that names it. */
static const struct {
    size_t offset;
    bool (*write)(struct store *, const struct store_run *, const char *, const char *,
                  struct error *);
} kinds[] = {
    {offsetof(struct settings, xlsx), export_workbook},
    {offsetof(struct settings, csv), export_csv},
    {offsetof(struct settings, json), export_json},
};

static const char *path_of(const struct settings *settings, size_t kind)
{
    return *(const char *const *)((const char *)settings + kinds[kind].offset);
}

static bool check_paths(const struct settings *settings, struct error *err)
{
    bool any = false;

    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const char *path = path_of(settings, i);
        if (path && !*path)
            return error_set(err, ERROR_USAGE, "the name of a file or folder is empty");
        any = any || path;
    }
    return any || error_set(err, ERROR_USAGE,
                            "nothing to write: give --xlsx FILE, --csv DIR or --json FILE");
}

/* A run that is not finished has no results to hand on. */
static bool check_run(const struct store_run *run, struct error *err)
{
    return strcmp(run->status, "done") == 0 ||
           error_set(err, ERROR_STORE, "run %lld is not finished (%s): it has no results",
                     (long long)run->id, run->status);
}

static bool write_all(struct store *store, const char *name, const struct settings *settings,
                      struct error *err)
{
    struct store_run run;
    bool written = store_find_run(store, name, &run, err) && check_run(&run, err);

    for (size_t i = 0; i < COUNT_OF(kinds) && written; i++) {
        const char *path = path_of(settings, i);
        written = !path || kinds[i].write(store, &run, settings->language, path, err);
        if (path && written)
            puts(path);
    }
    return written;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.store = OPTION_STORE_DEFAULT, .language = options_language()};

    if (!options_parse(command->options, &argc, argv, &settings, err) ||
        !command_needs(command, argc, 0, 1, err) || !check_paths(&settings, err))
        return false;
    struct store *store = store_open(settings.store, STORE_READ, err);
    bool written = store && write_all(store, argc ? argv[0] : "@", &settings, err);
    store_close(store);
    return written;
}

const struct command command_export = {
    .name = "export",
    .arguments = "[RUN]",
    .summary = WORD("write a run's results as a workbook (xlsx), CSV or JSON"),
    .details =
        WORD("RUN is a number, a scenario's name (its latest run), @ (the last, the default).\n"
             "Several files may be asked for at once; one that is there is replaced.\n"
             "Parquet is not offered: no Debian 12 package writes it from C.\n\n"
             "  polsim export baseline --xlsx plan.xlsx --lang zh\n"
             "  polsim export @ --csv tables --json run.json"),
    .options = options,
    .run = run,
};
