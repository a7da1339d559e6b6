/* polsim inputs: writes the inputs of a model as a file to be edited and given back with --inputs. */
#include "cmd_inputs.h"

#include "cmd_question.h"
#include "command.h"
#include "error.h"
#include "lua_model.h"
#include "show.h"

#include <string.h>

struct settings {
    const char *store, *language, *format, *out;
};

static const char *const formats[] = {"csv", "json", NULL};

static const struct option options[] = {
    {"out", 'o', OPTION_TEXT, "FILE", offsetof(struct settings, out),
     .meaning = WORD("write to a file instead of the screen")},
    {"format", 'f', OPTION_CHOICE, "csv|json", offsetof(struct settings, format),
     WORD("csv for spreadsheet programs and --inputs (default), or json"), .choices = formats},
    OPTION_STORE(struct settings),
    OPTION_LANGUAGE(struct settings),
    {0},
};

/* ---- what the table is made of ---- */

static bool table_of_file(const char *path, const char *language, struct store_table *table,
                          struct error *err)
{
    struct model *model = lua_model_load(path, NULL, err);

    if (!model)
        return false;
    inputs_make_table(model, model, language, table);
    model_free(model);
    return true;
}

static bool table_of_run(struct store *store, const char *name, const char *language,
                         struct store_table *table, struct error *err)
{
    struct store_run run;
    struct model *now, *before;

    if (!store_find_run(store, name, &run, err) ||
        !show_load_model(store, &run, &now, &before, err))
        return false;
    inputs_make_table(now, before, language, table);
    model_free(now);
    model_free(before);
    return true;
}

bool inputs_of(const char *name, const char *store_path, const char *language,
               struct store_table *table, struct error *err)
{
    if (question_is_file(name))
        return table_of_file(name, language, table, err);
    struct store *store = store_open(store_path, STORE_READ, err);
    bool made = store && table_of_run(store, name, language, table, err);
    store_close(store);
    return made;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {
        .store = OPTION_STORE_DEFAULT, .language = options_language(), .format = "csv"};
    struct store_table table;
    struct text out = {0};

    if (!options_parse(options, &argc, argv, &settings, err) ||
        !command_needs(command, argc, 1, 1, err) ||
        !inputs_of(argv[0], settings.store, settings.language, &table, err))
        return false;
    if (strcmp(settings.format, "json") == 0) {
        table_json(&table, &out);
        text_add(&out, "\n");
    } else {
        inputs_csv(&table, settings.language, &out);
    }
    store_table_clear(&table);
    bool made = command_write(settings.out, &out, err);
    text_clear(&out);
    return made;
}

const struct command command_inputs = {
    .name = "inputs",
    .arguments = "SCENARIO|RUN",
    .summary = WORD("write the inputs of a scenario or a stored run as a table to be edited"),
    .details =
        WORD("Edit the column 'value' in a spreadsheet program, save as CSV, and run with it; rows "
             "that are not edited, or deleted, change nothing.\n"
             "Example: polsim inputs scenarios/pengyang/baseline.lua --out inputs.csv\n"
             "         polsim run scenarios/pengyang/baseline.lua --inputs inputs.csv"),
    .options = options,
    .run = run,
};
