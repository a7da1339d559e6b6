/* polsim plot: chooses figures and languages, runs their queries, writes data and scripts, has
   gnuplot draw them. A figure is a file NAME.gp (cmd_plot_list.h): the program's, or of a folder that the
   user names. gnuplot does what a template says, running of programs included: none is taken from a scenario's folder,
   nor from the folder one happens to be in. */
#include "cmd_plot_list.h"
#include "command.h"
#include "embed.h"
#include "error.h"
#include "print.h"
#include "store_sql.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { SCRIPTS_MAX = 2 * PLOT_LIST_MAX, TOGETHER_MAX = 8 };

struct settings {
    const char *store, *language, *out, *format, *templates;
    bool terminal, sixel, quiet, list;
};

static const char *const languages[] = {"zh", "en", "both", NULL};

static const struct option options[] = {
    OPTION_STORE(struct settings),
    {"out", 'o', OPTION_TEXT, "DIR", offsetof(struct settings, out),
     .meaning = WORD("where pictures, data and scripts go (default: out/plots/RUN-SCENARIO)")},
    {"format", 0, OPTION_TEXT, "LIST", offsetof(struct settings, format),
     .meaning = WORD("kinds of picture: svg, png, pdf (default: svg,png)")},
    {"lang", 0, OPTION_CHOICE, "zh|en|both", offsetof(struct settings, language),
     WORD("language of the pictures (default: from POLSIM_LANG, LC_ALL, LC_MESSAGES, LANG)"),
     .choices = languages},
    {"templates", 0, OPTION_TEXT, "DIR", offsetof(struct settings, templates),
     .meaning = WORD(
         "figures of your own: a file NAME.gp there is one more, or takes the place of polsim's")},
    {"terminal", 't', OPTION_FLAG, NULL, offsetof(struct settings, terminal),
     .meaning = WORD("draw into the terminal, write no files")},
    {"sixel", 0, OPTION_FLAG, NULL, offsetof(struct settings, sixel),
     .meaning = WORD("the same in colour, for terminals that know sixel graphics")},
    {"list", 'l', OPTION_FLAG, NULL, offsetof(struct settings, list),
     .meaning = WORD("name the figures there are, draw nothing")},
    {"quiet", 'q', OPTION_FLAG, NULL, offsetof(struct settings, quiet),
     .meaning = WORD("do not name the pictures")},
    {0},
};

/* All there is to draw from and to. */
struct plotting {
    struct store *store;
    struct store_run run;
    struct text folder, formats; /* formats: "svg png" */
    struct text without;         /* the figures that the run has no data for */
    const char *common;
    struct plot_list figures;
    bool terminal, quiet;
    int script_count;
    char *scripts[SCRIPTS_MAX]; /* "budget.zh" */
};

/* ---- figures ---- */

static const char *in(const char *language, const char *en, const char *zh)
{
    return strcmp(language, "zh") == 0 ? zh : en;
}

/* The language of what is printed, where pictures are drawn in both. */
static const char *talk(const char *language)
{
    return strcmp(language, "both") == 0 ? options_language() : language;
}

static void left_out(const struct plotting *plotting, const char *why)
{
    if (!plotting->quiet)
        print_format(stderr, "polsim: %s\n", why);
}

static void print_figure(const struct plot_list *list, int i, const char *language)
{
    struct plot_figure figure;
    struct error err = {0};
    struct text line = {0};
    bool read = plot_list_read(list, i, &figure, &err);

    text_add(&line, "%-16s  %s", list->names[i],
             read ? in(language, figure.title_en, figure.title_zh) : err.text);
    if (read && list->folders[i])
        text_add(&line, "  (%s/%s.gp)", list->folders[i], list->names[i]);
    print_format(stdout, "%s\n", text_string(&line));
    text_clear(&line);
    plot_figure_clear(&figure);
}

static void print_figures(const struct plot_list *list, const char *language)
{
    for (int i = 0; i < list->count; i++)
        print_figure(list, i, language);
    puts(word(
        language,
        "\nTo draw: polsim plot RUN [FIGURE…], RUN as in polsim runs, @ is the last. A template\n"
        "NAME.gp in the folder of --templates is a figure too."));
}

/* ---- data and scripts ---- */

static bool read_tables(struct plotting *plotting, const struct plot_figure *figure,
                        const char *language, struct store_table *tables, struct error *err)
{
    struct store_sql_arguments arguments = {plotting->run.id, plotting->run.base_run, language};

    for (int i = 0; i < figure->data_count; i++)
        if (!store_sql(plotting->store, figure->data[i].sql, &arguments, &tables[i], err))
            return error_prefix(err, "figure '%s', data.%s: ", figure->name, figure->data[i].name);
    return true;
}

/* Writes a figure's data and script in one language, where the run has something for it. */
static bool prepare(struct plotting *plotting, const struct plot_figure *figure,
                    const char *language, struct error *err)
{
    struct store_table tables[PLOT_DATA_MAX] = {0};
    struct plot_job job = {figure,
                           plotting->common,
                           tables,
                           &plotting->run,
                           language,
                           text_string(&plotting->folder),
                           text_string(&plotting->formats)};
    bool done = read_tables(plotting, figure, language, tables, err);

    if (done && tables[0].row_count > 0) {
        done = plot_write(&job, err);
        must(plotting->script_count < SCRIPTS_MAX);
        struct text name = {0};
        text_add(&name, "%s.%s", figure->name, language);
        plotting->scripts[plotting->script_count++] = name.bytes;
    }
    for (int i = 0; i < figure->data_count; i++)
        store_sql_clear(&tables[i]);
    return done;
}

/* What the run lacks, in words. */
static void add_lack(const struct plotting *plotting, const struct plot_figure *figure,
                     const char *language, struct text *text)
{
    const char *title = in(language, figure->title_en, figure->title_zh);
    const char *needs = in(language, figure->needs_en, figure->needs_zh);

    text_add(text, word(language, "run %lld has no data for figure '%s' (%s)"),
             (long long)plotting->run.id, figure->name, title);
    if (needs)
        text_add(text, word(language, "; it needs %s"), needs);
    else
        text_add(text, word(language, ": its query data.%s finds nothing"), figure->data[0].name);
}

static bool prepare_figure(struct plotting *plotting, const struct plot_figure *figure,
                           const char *language, bool asked, struct error *err)
{
    static const char *const each[] = {"zh", "en"};
    int before = plotting->script_count;
    bool done = true;

    for (size_t i = 0; done && i < COUNT_OF(each); i++)
        if (strcmp(language, "both") == 0 || strcmp(language, each[i]) == 0)
            done = prepare(plotting, figure, each[i], err);
    if (!done || plotting->script_count > before)
        return done;
    if (!asked) {
        if (!figure->question)
            text_add(&plotting->without, "%s%s", plotting->without.length ? " " : "", figure->name);
        return true;
    }
    struct text lack = {0};
    add_lack(plotting, figure, talk(language), &lack);
    done = error_set(err, ERROR_STORE, "%s", text_string(&lack));
    text_clear(&lack);
    return done;
}

/* `asked`: the user named it, so that having no data is an error. A user's own template that is wrong keeps
   no other figure from being drawn. */
static bool prepare_number(struct plotting *plotting, int i, const char *language, bool asked,
                           struct error *err)
{
    struct plot_figure figure;
    struct error why = {0};
    bool done = plot_list_read(&plotting->figures, i, &figure, &why) &&
                prepare_figure(plotting, &figure, language, asked, &why);

    plot_figure_clear(&figure);
    if (!done && !asked && plotting->figures.folders[i]) {
        left_out(plotting, why.text);
        return true;
    }
    if (!done)
        *err = why;
    return done;
}

/* ---- drawing ---- */

/* A template of one's own may draw nothing, or elsewhere. */
static bool print_files(const struct plotting *plotting, const char *script, struct error *err)
{
    const char *format = text_string(&plotting->formats);
    struct text file = {0};
    bool there = true;

    while (*format && there) {
        size_t length = strcspn(format, " ");
        text_clear(&file);
        text_add(&file, "%s/%s.%.*s", text_string(&plotting->folder), script, (int)length, format);
        there = access(text_string(&file), F_OK) == 0 ||
                error_set(err, ERROR_STORE,
                          "the template of this figure drew no '%s': it must say eval(canvas)",
                          text_string(&file));
        if (there && !plotting->quiet)
            print_format(stdout, "%s\n", text_string(&file));
        format += length + (format[length] == ' ');
    }
    text_clear(&file);
    return there;
}

static int together(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    return processors < 1 ? 1 : processors > TOGETHER_MAX ? TOGETHER_MAX : (int)processors;
}

/* As many at a time as there are processors, oldest awaited first. All that were started are awaited; the
   first error stays. */
static bool draw_files(struct plotting *plotting, struct error *err)
{
    struct plot_drawing drawings[TOGETHER_MAX];
    const char *folder = text_string(&plotting->folder);
    int started = 0, most = together();
    bool done = true;

    for (int ended = 0; ended < started || (done && started < plotting->script_count);) {
        if (done && started < plotting->script_count && started - ended < most) {
            struct text file = {0};
            text_add(&file, "%s.gp", plotting->scripts[started]);
            done = plot_start(&drawings[started % most], folder, text_string(&file), NULL, err);
            text_clear(&file);
            started += done;
            continue;
        }
        struct error why = {0};
        bool drawn = plot_finish(&drawings[ended % most], NULL, &why) &&
                     print_files(plotting, plotting->scripts[ended], &why);
        if (!drawn && done)
            *err = why;
        done = done && drawn;
        ended++;
    }
    return done;
}

static int terminal_columns(void)
{
    struct winsize size = {0};
    const char *columns = getenv("COLUMNS");

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 60)
        return size.ws_col > 160 ? 160 : size.ws_col - 1;
    return columns && atoi(columns) >= 60 && atoi(columns) <= 300 ? atoi(columns) : 110;
}

static bool draw_here(struct plotting *plotting, const char *script, struct error *err)
{
    struct text file = {0}, setting = {0}, drawn = {0}, fitted = {0};
    const char *format = text_string(&plotting->formats);

    text_add(&file, "%s.gp", script);
    text_add(&setting, "format='%s'; columns=%d", format, terminal_columns());
    bool done = plot_gnuplot(text_string(&plotting->folder), text_string(&file),
                             text_string(&setting), &drawn, err);
    if (done && strcmp(format, "dumb") == 0)
        plot_fit_columns(text_string(&drawn), &fitted);
    const struct text *shown = fitted.length ? &fitted : &drawn;
    if (done && strcmp(format, "dumb") == 0)
        print_text(stdout, text_string(shown));
    else if (done)
        fwrite(text_string(shown), 1, shown->length, stdout);
    text_clear(&file);
    text_clear(&setting);
    text_clear(&drawn);
    text_clear(&fitted);
    return done;
}

/* ---- where to ---- */

/* "out/plots/7-base". A database of a stranger may call a scenario "../../x". */
static void add_own_folder(const struct store_run *run, struct text *folder)
{
    text_add(folder, "out/plots/%lld-", (long long)run->id);
    for (const char *c = run->scenario; *c; c++)
        text_add_bytes(folder, *c == '/' ? "_" : c, 1);
}

static bool choose_folder(struct plotting *plotting, const struct settings *settings,
                          struct error *err)
{
    const char *temporary = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";

    if (!plotting->terminal) {
        if (settings->out)
            text_add(&plotting->folder, "%s", settings->out);
        else
            add_own_folder(&plotting->run, &plotting->folder);
        return text_make_folder(text_string(&plotting->folder), err);
    }
    text_add(&plotting->folder, "%s/polsim-plot-XXXXXX", temporary);
    if (!mkdtemp(plotting->folder.bytes))
        return error_set(err, ERROR_STORE, "cannot make a temporary folder '%s': %s",
                         text_string(&plotting->folder), spoken_errno(errno));
    return true;
}

static void remove_temporary(struct plotting *plotting)
{
    static const char *const extensions[] = {"dat", "gp"};

    for (int i = 0; i < plotting->script_count; i++)
        for (size_t k = 0; k < COUNT_OF(extensions); k++) {
            struct text path = {0};
            text_add(&path, "%s/%s.%s", text_string(&plotting->folder), plotting->scripts[i],
                     extensions[k]);
            unlink(text_string(&path));
            text_clear(&path);
        }
    rmdir(text_string(&plotting->folder));
}

/* "svg,png" as "svg png" */
static bool choose_formats(struct plotting *plotting, const struct settings *settings,
                           struct error *err)
{
    static const char *const known[] = {"svg", "png", "pdf", NULL};

    if (plotting->terminal) {
        text_add(&plotting->formats, "%s", settings->sixel ? "sixel" : "dumb");
        return true;
    }
    for (const char *at = settings->format;; at++) {
        char word[16];
        size_t length = strcspn(at, ",");
        snprintf(word, sizeof word, "%.*s", length < sizeof word ? (int)length : 15, at);
        int i = 0;
        while (known[i] && strcmp(known[i], word) != 0)
            i++;
        if (!known[i]) {
            error_set(err, ERROR_USAGE, "unknown format '%s' in --format", word);
            return options_suggest(err, word, known);
        }
        text_add(&plotting->formats, "%s%s", plotting->formats.length ? " " : "", word);
        at += length;
        if (!*at)
            return true;
    }
}

/* ---- the command ---- */

static bool prepare_all(struct plotting *plotting, const struct settings *settings, int argc,
                        char **argv, struct error *err)
{
    bool done = true;

    for (int i = 1; done && i < argc; i++)
        done = plot_list_find(&plotting->figures, argv[i], err) >= 0;
    done = done && choose_folder(plotting, settings, err);
    for (int i = 1; done && i < argc; i++)
        done = prepare_number(plotting, plot_list_find(&plotting->figures, argv[i], err),
                              settings->language, true, err);
    for (int i = 0; done && argc == 1 && i < plotting->figures.count; i++)
        done = prepare_number(plotting, i, settings->language, false, err);
    if (done && plotting->without.length) {
        struct text line = {0};
        text_add(&line,
                 word(talk(settings->language),
                      "no data in run %lld for: %s; ask for one by name to hear what it needs"),
                 (long long)plotting->run.id, text_string(&plotting->without));
        left_out(plotting, text_string(&line));
        text_clear(&line);
    }
    if (done && plotting->script_count == 0)
        done = error_set(err, ERROR_STORE, "run %lld has nothing that a figure could show",
                         (long long)plotting->run.id);
    return done;
}

/* All scripts are written before the first picture: without gnuplot they still stand. */
static bool draw(struct plotting *plotting, const struct settings *settings, int argc, char **argv,
                 struct error *err)
{
    size_t length;
    bool done = (plotting->common = embed_text("plots/common.gp", &length, err)) &&
                prepare_all(plotting, settings, argc, argv, err);

    if (done && !plotting->terminal)
        return draw_files(plotting, err);
    for (int i = 0; done && i < plotting->script_count; i++)
        done = draw_here(plotting, plotting->scripts[i], err);
    if (plotting->terminal && plotting->folder.length)
        remove_temporary(plotting);
    return done;
}

static void clear(struct plotting *plotting)
{
    store_close(plotting->store);
    for (int i = 0; i < plotting->script_count; i++)
        free(plotting->scripts[i]);
    plot_list_clear(&plotting->figures);
    text_clear(&plotting->folder);
    text_clear(&plotting->formats);
    text_clear(&plotting->without);
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {
        .store = OPTION_STORE_DEFAULT, .language = options_language(), .format = "svg,png"};
    struct plotting plotting = {0};

    if (!options_parse(command->options, &argc, argv, &settings, err))
        return false;
    plotting.terminal = settings.terminal || settings.sixel;
    plotting.quiet = settings.quiet;
    plot_list_add_program(&plotting.figures);
    bool done =
        choose_formats(&plotting, &settings, err) &&
        (!settings.templates || plot_list_add_folder(&plotting.figures, settings.templates, err));
    if (done && argc > 0)
        done = (plotting.store = store_open(settings.store, STORE_READ, err)) &&
               store_find_run(plotting.store, argv[0], &plotting.run, err) &&
               store_needs_results(&plotting.run, err);
    if (done && (argc == 0 || settings.list))
        print_figures(&plotting.figures, talk(settings.language));
    else if (done)
        done = draw(&plotting, &settings, argc, argv, err);
    clear(&plotting);
    return done;
}

const struct command command_plot = {
    .name = "plot",
    .arguments = "[RUN [FIGURE…]]",
    .summary = WORD("draw a run's figures: svg, png, pdf, or in the terminal"),
    .details = WORD(
        "Without RUN, or with --list: what figures there are, a line each.\n"
        "Without FIGURE: all that the run has data for. Beside each picture stand its data\n"
        "(.dat) and a gnuplot script (.gp) that draws it again without polsim.\n\n"
        "  polsim plot @                        all figures of the last run\n"
        "  polsim plot baseline budget --lang zh --format pdf\n"
        "  polsim plot @ attainment --terminal\n\n"
        "A file NAME.gp in the folder of --templates is one more figure; copy a picture's .gp or\n"
        "one of polsim's templates to begin with. A template is a program: use none of a "
        "stranger's."),
    .options = options,
    .run = run,
};
