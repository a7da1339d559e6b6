/* polsim inputs: writes the inputs of a model as a file to be edited and given back with --inputs. */
#include "cmd_inputs.h"

#include "command.h"
#include "error.h"
#include "lua_model.h"
#include "show.h"

#include <errno.h>
#include <ftw.h>
#include <string.h>
#include <unistd.h>

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

static bool table_of(const char *path, const struct lua_changes *changes, const char *language,
                     struct store_table *table, struct error *err)
{
    struct model *now = lua_model_load(path, changes, err);
    struct model *before = now ? lua_model_load(path, NULL, err) : NULL;

    if (before)
        inputs_make_table(now, before, language, table);
    bool made = before;
    model_free(now);
    model_free(before);
    return made;
}

/* Is there a file of that name, apart from a variant behind it? */
static bool is_file(const char *name)
{
    const char *colon = strrchr(name, ':');
    struct text path = {0};

    text_add(&path, "%.*s", (int)(colon ? colon - name : (ptrdiff_t)strlen(name)), name);
    bool is = access(name, F_OK) == 0 || access(text_string(&path), F_OK) == 0;
    text_clear(&path);
    return is;
}

/* ---- of a stored run ---- */

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

/* The run's scenario in the folder, with the changes of its command line. */
static bool table_of_files(struct store *store, const struct store_run *run, const char *folder,
                           const char *language, struct store_table *table, struct error *err)
{
    struct text scenario = {0}, file = {0};
    struct store_table settings = {0};
    struct lua_changes changes = {0};
    struct inputs *inputs = NULL;
    bool made = store_extract_files(store, run->id, folder, &scenario, err) &&
                show_inputs_file(store, run, text_string(&scenario), &file, err) &&
                store_read(store, STORE_SETTINGS, run->id, "en", &settings, err);
    const char **set = memory_resize(NULL, settings.row_count + 1, sizeof *set);

    for (size_t row = 0; row < settings.row_count; row++)
        set[row] = store_table_text(&settings, row, "expression");
    if (made && file.length)
        made = (inputs = inputs_read(text_string(&file), err)) != NULL;
    if (made) {
        changes =
            (struct lua_changes){.count = (int)settings.row_count, .set = set, .inputs = inputs};
        show_add_variant(run, text_string(&scenario), &scenario);
        made = table_of(text_string(&scenario), &changes, language, table, err);
    }
    inputs_free(inputs);
    free(set);
    store_table_clear(&settings);
    text_clear(&scenario);
    text_clear(&file);
    return made;
}

static bool table_of_run(struct store *store, const char *name, const char *language,
                         struct store_table *table, struct error *err)
{
    struct store_run run;
    const char *place = getenv("TMPDIR");
    char folder[4096];

    if (!store_find_run(store, name, &run, err))
        return false;
    snprintf(folder, sizeof folder, "%s/polsim-inputs-XXXXXX", place && *place ? place : "/tmp");
    if (!mkdtemp(folder))
        return error_set(err, ERROR_STORE, "cannot make a folder in '%s': %s", folder,
                         spoken_errno(errno));
    bool made = table_of_files(store, &run, folder, language, table, err);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return made;
}

bool inputs_of(const char *name, const char *store_path, const char *language,
               struct store_table *table, struct error *err)
{
    size_t length = strlen(name);

    if (is_file(name) || (length > 4 && strcmp(name + length - 4, ".lua") == 0))
        return table_of(name, NULL, language, table, err);
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
    bool made = true;
    if (settings.out)
        made = text_write_file(settings.out, text_string(&out), out.length, err);
    else
        fputs(text_string(&out), stdout);
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
