/* polsim export: a run's results as a workbook, CSV, JSON. */
#include "cmd_inputs.h"
#include "command.h"
#include "error.h"
#include "export.h"
#include "print.h"

#include <string.h>

struct settings {
    const char *store, *language, *xlsx, *csv, *json, *inputs;
};

static const struct option options[] = {
    {"xlsx", 'x', OPTION_TEXT, "FILE", offsetof(struct settings, xlsx),
     .meaning = WORD("a workbook: targets, money by fund, departments, forms for finance offices")},
    {"csv", 'c', OPTION_TEXT, "DIR", offsetof(struct settings, csv),
     .meaning = WORD(
         "every table as CSV (UTF-8 with byte order mark), all digits, money in yuan; draws.csv: "
         "a row a draw")},
    {"json", 'j', OPTION_TEXT, "FILE", offsetof(struct settings, json),
     .meaning = WORD("the same tables in one JSON file")},
    {"inputs", 'i', OPTION_TEXT, "FILE", offsetof(struct settings, inputs),
     .meaning = WORD("the inputs to be edited: FILE.xlsx with ranges and choices, or FILE.csv")},
    OPTION_STORE(struct settings),
    OPTION_LANGUAGE(struct settings),
    {0},
};

/* What a file of results is made by, and the option that names it. */
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
    bool any = settings->inputs, empty = any && !*settings->inputs;

    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const char *path = path_of(settings, i);
        empty = empty || (path && !*path);
        any = any || path;
    }
    if (empty)
        return error_set(err, ERROR_USAGE, "the name of a file or folder is empty");
    return any ||
           error_set(err, ERROR_USAGE,
                     "nothing to write: give --xlsx FILE, --csv DIR, --json FILE or --inputs FILE");
}

static bool has_results(const struct settings *settings)
{
    return settings->xlsx || settings->csv || settings->json;
}

static bool write_inputs(const char *name, const struct settings *settings, struct error *err)
{
    struct store_table table;

    if (!inputs_of(name, settings->store, settings->language, &table, err))
        return false;
    bool written = export_inputs(&table, settings->language, settings->inputs, err);
    store_table_clear(&table);
    if (written)
        print_format(stdout, "%s\n", settings->inputs);
    return written;
}

/* The model whose inputs are drawn again; NULL, and the reason is told, where its files make another one. */
static struct model *load_model(struct store *store, const struct store_run *run)
{
    struct model *model;
    struct error why;

    if (!show_load_model(store, run, &model, NULL, &why))
        print_format(stderr, spoken("polsim: draws.csv is without inputs: %s\n"), why.text);
    return model;
}

static bool write_draws(struct store *store, const struct store_run *run, const char *folder,
                        struct error *err)
{
    struct model *model = show_is_average(run) ? NULL : load_model(store, run);
    bool written = export_draws(store, run, model, folder, err);

    model_free(model);
    return written;
}

static bool write_all(struct store *store, const char *name, const struct settings *settings,
                      struct error *err)
{
    struct store_run run;
    bool written = store_find_run(store, name, &run, err) && store_needs_results(&run, err);

    written = written && (!settings->csv || write_draws(store, &run, settings->csv, err));
    for (size_t i = 0; i < COUNT_OF(kinds) && written; i++) {
        const char *path = path_of(settings, i);
        written = !path || kinds[i].write(store, &run, settings->language, path, err);
        if (path && written)
            print_format(stdout, "%s\n", path);
    }
    return written;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.store = OPTION_STORE_DEFAULT, .language = options_language()};

    if (!options_parse(command->options, &argc, argv, &settings, err) ||
        !command_needs(command, argc, 0, 1, err) || !check_paths(&settings, err))
        return false;
    const char *name = argc ? argv[0] : "@";
    if (settings.inputs && !write_inputs(name, &settings, err))
        return false;
    if (!has_results(&settings))
        return true;
    struct store *store = store_open(settings.store, STORE_READ, err);
    bool written = store && write_all(store, name, &settings, err);
    store_close(store);
    return written;
}

const struct command command_export = {
    .name = "export",
    .arguments = "[RUN|SCENARIO]",
    .summary =
        WORD("write a run's results as a workbook (xlsx), CSV or JSON; its inputs to be edited"),
    .details =
        WORD("RUN is a number, a scenario's name (its latest run), @ (the last, the default); for "
             "--inputs "
             "also a scenario's file.\n"
             "Several files may be asked for at once; one that is there is replaced.\n"
             "Parquet is not offered: no Debian 12 package writes it from C.\n\n"
             "  polsim export baseline --xlsx plan.xlsx --lang zh\n"
             "  polsim export @ --csv tables --json run.json\n"
             "  polsim export baseline.lua --inputs inputs.xlsx"),
    .options = options,
    .run = run,
};
