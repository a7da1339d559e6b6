#include "command.h"
#include "error.h"
#include "show_answers.h"

#include <string.h>

struct settings {
    const char *store, *language, *format, *out, *files, *by, *cell;
    uint64_t width;
    bool excel, all;
};

static const char *const formats[] = {"table", "csv", "json", "markdown", NULL};
static const char *const kinds_of_period[] = {"month", "quarter", "year", NULL};

static const struct option options[] = {
    {"format", 'f', OPTION_CHOICE, "table|csv|json|markdown", offsetof(struct settings, format),
     WORD("how to print (default: table)"), .choices = formats},
    {"excel", 0, OPTION_FLAG, NULL, offsetof(struct settings, excel),
     .meaning = WORD("csv with byte order mark and headings in words, for spreadsheet programs")},
    {"all", 'a', OPTION_FLAG, NULL, offsetof(struct settings, all),
     .meaning = WORD("every row: of nothing, of goals that are always met, of equal inputs")},
    {"by", 0, OPTION_CHOICE, "month|quarter|year", offsetof(struct settings, by),
     WORD("periods of an output (default: year)"), .choices = kinds_of_period},
    {"cell", 0, OPTION_TEXT, "CELL", offsetof(struct settings, cell),
     .meaning = WORD("of an output: department=hr, an axis for all its cells, or 'all' "
                     "(default: the whole)")},
    {"width", 'w', OPTION_COUNT, "N", offsetof(struct settings, width),
     WORD("columns of a line (default: 80)"), .least = 40, .most = 10000},
    {"out", 'o', OPTION_TEXT, "FILE", offsetof(struct settings, out),
     .meaning = WORD("write to a file instead of the screen")},
    {"files", 0, OPTION_TEXT, "DIR", offsetof(struct settings, files),
     .meaning =
         WORD("write the run's scripts and data below DIR and print the command to run it again")},
    OPTION_STORE(struct settings),
    OPTION_LANGUAGE(struct settings),
    {0},
};

static bool is_section(const char *word)
{
    for (size_t i = 0; show_sections[i]; i++)
        if (strcmp(show_sections[i], word) == 0)
            return true;
    return show_is_answer(word);
}

static bool write_files(struct store *store, const struct store_run *run, const char *folder,
                        struct text *out, struct error *err)
{
    struct text scenario = {0};
    bool written = store_extract_files(store, run->id, folder, &scenario, err) &&
                   show_command(store, run, text_string(&scenario), out, err);

    text_add(out, "\n");
    text_clear(&scenario);
    return written;
}

/* The run of that name; where there is none, 'show enrolled' is an output of the last run. */
static bool find_run(struct store *store, const char **name, const char **section,
                     struct store_run *run, struct error *err)
{
    struct error ignored;
    struct store_run last;

    if (store_find_run(store, *name, run, err))
        return true;
    if (*section || !store_find_run(store, "@", &last, &ignored) ||
        !show_has_output(store, &last, *name))
        return false;
    *section = *name;
    *run = last;
    return true;
}

static bool make_text(struct store *store, const char *name, const char *section,
                      const struct settings *settings, struct text *out, struct error *err)
{
    struct store_run run;
    struct show_options show = {
        .format = settings->excel || strcmp(settings->format, "csv") == 0 ? SHOW_CSV
                  : strcmp(settings->format, "json") == 0                 ? SHOW_JSON
                  : strcmp(settings->format, "markdown") == 0             ? SHOW_MARKDOWN
                                                                          : SHOW_TABLE,
        .csv = settings->excel ? TABLE_EXCEL : TABLE_PLAIN,
        .language = settings->language,
        .all = settings->all,
        .store = settings->store,
        .width = (int)settings->width,
    };

    if (!find_run(store, &name, &section, &run, err))
        return false;
    if (settings->files)
        return write_files(store, &run, settings->files, out, err);
    if (section && !is_section(section))
        return show_output(store, &run, section, settings->by ? settings->by : "year",
                           settings->cell, &show, out, err);
    if (settings->by || settings->cell)
        return error_set(err, ERROR_USAGE, "option '--%s' is for an output: polsim show RUN OUTPUT",
                         settings->by ? "by" : "cell");
    if (section && show_is_answer(section))
        return show_stored_answer(store, &run, section, &show, out, err);
    return show_run(store, &run, section, &show, out, err);
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {
        .store = OPTION_STORE_DEFAULT, .language = options_language(), .format = "table"};
    struct text out = {0};

    if (!options_parse(options, &argc, argv, &settings, err) ||
        !command_needs(command, argc, 0, 2, err))
        return false;
    /* 'show targets' is the last run's; a scenario of such a name is found by number or with @ */
    bool section_alone = argc == 1 && is_section(argv[0]);
    const char *name = argc == 0 || section_alone ? "@" : argv[0];
    const char *section = section_alone ? argv[0] : argc == 2 ? argv[1] : NULL;
    struct store *store = store_open(settings.store, STORE_READ, err);
    if (!store)
        return false;
    bool made = make_text(store, name, section, &settings, &out, err);
    store_close(store);
    made = made && command_write(settings.out, &out, err);
    text_clear(&out);
    return made;
}

const struct command command_show = {
    .name = "show",
    .arguments = "[RUN] [SECTION|OUTPUT]",
    .summary = WORD("print a run's targets, budget and departments, or one section"),
    .details = WORD(
        "RUN is a number, a scenario's name (its latest run), @ (the last, the default), @1 "
        "(one before).\n"
        "SECTION is one of: targets budget budget_split roll_forward fund_months departments "
        "progress milestones ratios\nparameters assumptions switches findings differences series "
        "outputs path settings files;\nof questions that "
        "were asked: sweep solve minimise precision explain attain sensitivity compare.\n"
        "OUTPUT is an output of the model ('polsim show @ outputs' lists them).\n"
        "Example: polsim show baseline budget --excel --out budget.csv\n"
        "         polsim show baseline enrolled --by quarter"),
    .options = options,
    .run = run,
};
