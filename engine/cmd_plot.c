/* polsim plot: chooses figures and languages, runs their queries, writes data and scripts, has
   gnuplot draw them. A figure is a file plots/NAME.gp, embedded or below POLSIM_PATH. */
#include "command.h"
#include "embed.h"
#include "error.h"
#include "plot.h"
#include "store_sql.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIGURES_MAX = 128, SCRIPTS_MAX = 2 * FIGURES_MAX };

struct settings {
    const char *store, *language, *out, *format;
    bool terminal, sixel, quiet;
};

static const char *const languages[] = {"zh", "en", "both", NULL};

static const struct option options[] = {
    OPTION_STORE(struct settings),
    {"out", 'o', OPTION_TEXT, "DIR", offsetof(struct settings, out),
     .meaning = {"where pictures, data and scripts go (default: out/plots/RUN-SCENARIO)",
                 "图片、数据和绘图脚本的存放目录（默认：out/plots/编号-方案）"}},
    {"format", 0, OPTION_TEXT, "LIST", offsetof(struct settings, format),
     .meaning = {"kinds of picture: svg, png, pdf (default: svg,png)",
                 "图片格式：svg、png、pdf（默认：svg,png）"}},
    {"lang",
     0,
     OPTION_CHOICE,
     "zh|en|both",
     offsetof(struct settings, language),
     {"language of the pictures (default: from POLSIM_LANG, LC_ALL, LC_MESSAGES, LANG)",
      "图片语言（默认取自 POLSIM_LANG、LC_ALL、LC_MESSAGES、LANG）"},
     .choices = languages},
    {"terminal", 't', OPTION_FLAG, NULL, offsetof(struct settings, terminal),
     .meaning = {"draw into the terminal, write no files", "直接画在终端里，不写文件"}},
    {"sixel", 0, OPTION_FLAG, NULL, offsetof(struct settings, sixel),
     .meaning = {"the same in colour, for terminals that know sixel graphics",
                 "同上，彩色图像（终端须支持 sixel）"}},
    {"quiet", 'q', OPTION_FLAG, NULL, offsetof(struct settings, quiet),
     .meaning = {"do not name the pictures", "不显示图片文件名"}},
    {0},
};

/* All there is to draw from and to. */
struct plotting {
    struct store *store;
    struct store_run run;
    struct text folder, formats; /* formats: "svg png" */
    const char *common;
    bool terminal, quiet;
    int script_count;
    char *scripts[SCRIPTS_MAX]; /* "budget.zh" */
};

/* ---- figures ---- */

struct figures {
    int count;
    const char *names[FIGURES_MAX + 1]; /* ended by NULL, allocated */
};

static void add_figure(struct figures *figures, const char *file)
{
    size_t length = strlen(file);

    if (length < 4 || strcmp(file + length - 3, ".gp") != 0 || strcmp(file, "common.gp") == 0)
        return;
    char *name = strndup(file, length - 3);
    must(name);
    for (int i = 0; i < figures->count; i++)
        if (strcmp(figures->names[i], name) == 0) {
            free(name);
            return;
        }
    must(figures->count < FIGURES_MAX);
    figures->names[figures->count++] = name;
}

static void list_figures(struct figures *figures)
{
    const char *path = getenv("POLSIM_PATH");
    struct text folder = {0};

    for (int i = 0; embed_paths[i]; i++)
        if (strncmp(embed_paths[i], "plots/", 6) == 0)
            add_figure(figures, embed_paths[i] + 6);
    text_add(&folder, "%s/plots", path ? path : "");
    DIR *open = path && *path ? opendir(text_string(&folder)) : NULL;
    for (struct dirent *entry; open && (entry = readdir(open));)
        add_figure(figures, entry->d_name);
    if (open)
        closedir(open);
    text_clear(&folder);
}

static void clear_figures(struct figures *figures)
{
    for (int i = 0; i < figures->count; i++)
        free((char *)figures->names[i]);
}

static bool know_figure(const struct figures *figures, const char *name, struct error *err)
{
    for (int i = 0; i < figures->count; i++)
        if (strcmp(figures->names[i], name) == 0)
            return true;
    error_set(err, ERROR_USAGE, "unknown figure '%s'", name);
    return options_suggest(err, name, figures->names);
}

/* ---- data and scripts ---- */

static bool read_tables(struct plotting *plotting, const struct plot_figure *figure,
                        const char *language, struct store_table *tables, struct error *err)
{
    struct store_sql_arguments arguments = {plotting->run.id, plotting->run.base_run, language};

    for (int i = 0; i < figure->data_count; i++)
        if (!store_sql(plotting->store, figure->data[i].sql, &arguments, &tables[i], err))
            return error_prefix(err, "plots/%s.gp, data.%s: ", figure->name, figure->data[i].name);
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

/* `asked`: the user named it, so that having no data is an error. */
static bool prepare_languages(struct plotting *plotting, const char *name, const char *language,
                              bool asked, struct error *err)
{
    static const char *const each[] = {"zh", "en"};
    struct plot_figure figure = {0};
    struct text path = {0};
    int before = plotting->script_count;
    size_t length;

    text_add(&path, "plots/%s.gp", name);
    const char *template = embed_text(text_string(&path), &length, err);
    bool done = template && plot_figure_parse(&figure, name, template, err);
    for (size_t i = 0; done && i < COUNT_OF(each); i++)
        if (strcmp(language, "both") == 0 || strcmp(language, each[i]) == 0)
            done = prepare(plotting, &figure, each[i], err);
    if (done && asked && plotting->script_count == before)
        done = error_set(err, ERROR_STORE,
                         "run %lld has no data for figure '%s' (%s): its query data.%s finds "
                         "nothing",
                         (long long)plotting->run.id, name, figure.title_en, figure.data[0].name);
    plot_figure_clear(&figure);
    text_clear(&path);
    return done;
}

/* ---- drawing ---- */

static bool draw_files(struct plotting *plotting, const char *script, struct error *err)
{
    struct text file = {0};

    text_add(&file, "%s.gp", script);
    bool done = plot_gnuplot(text_string(&plotting->folder), text_string(&file), NULL, NULL, err);
    text_clear(&file);
    const char *format = text_string(&plotting->formats);
    while (done && *format) {
        size_t length = strcspn(format, " ");
        if (!plotting->quiet)
            printf("%s/%s.%.*s\n", text_string(&plotting->folder), script, (int)length, format);
        format += length + (format[length] == ' ');
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
    if (done)
        fwrite(text_string(shown), 1, shown->length, stdout);
    text_clear(&file);
    text_clear(&setting);
    text_clear(&drawn);
    text_clear(&fitted);
    return done;
}

/* ---- where to ---- */

static bool make_folders(const char *path, struct error *err)
{
    char *copy = strdup(path);
    bool done = true;

    must(copy);
    for (char *slash = copy + 1; done && *copy; slash++) {
        char kept = *slash;
        if (kept != '/' && kept)
            continue;
        *slash = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST)
            done =
                error_set(err, ERROR_STORE, "cannot make folder '%s': %s", copy, strerror(errno));
        *slash = kept;
        if (!kept)
            break;
    }
    free(copy);
    return done;
}

static bool choose_folder(struct plotting *plotting, const struct settings *settings,
                          struct error *err)
{
    const char *temporary = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";

    if (!plotting->terminal) {
        if (settings->out)
            text_add(&plotting->folder, "%s", settings->out);
        else
            text_add(&plotting->folder, "out/plots/%lld-%s", (long long)plotting->run.id,
                     plotting->run.scenario);
        return make_folders(text_string(&plotting->folder), err);
    }
    text_add(&plotting->folder, "%s/polsim-plot-XXXXXX", temporary);
    if (!mkdtemp(plotting->folder.bytes))
        return error_set(err, ERROR_STORE, "cannot make a temporary folder '%s': %s",
                         text_string(&plotting->folder), strerror(errno));
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

static bool draw(struct plotting *plotting, const struct settings *settings, int argc, char **argv,
                 struct error *err)
{
    struct figures figures = {0};
    bool done = true;
    size_t length;

    list_figures(&figures);
    for (int i = 1; done && i < argc; i++)
        done = know_figure(&figures, argv[i], err);
    done = done && (plotting->common = embed_text("plots/common.gp", &length, err)) &&
           choose_folder(plotting, settings, err);
    for (int i = 0; done && i < (argc > 1 ? argc - 1 : figures.count); i++)
        done = prepare_languages(plotting, argc > 1 ? argv[i + 1] : figures.names[i],
                                 settings->language, argc > 1, err);
    if (done && plotting->script_count == 0)
        done = error_set(err, ERROR_STORE, "run %lld has nothing that a figure could show",
                         (long long)plotting->run.id);
    /* all scripts are written before the first picture: without gnuplot they still stand */
    for (int i = 0; done && i < plotting->script_count; i++)
        done = plotting->terminal ? draw_here(plotting, plotting->scripts[i], err)
                                  : draw_files(plotting, plotting->scripts[i], err);
    if (plotting->terminal && plotting->folder.length)
        remove_temporary(plotting);
    clear_figures(&figures);
    return done;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {
        .store = OPTION_STORE_DEFAULT, .language = options_language(), .format = "svg,png"};
    struct plotting plotting = {0};

    if (!options_parse(command->options, &argc, argv, &settings, err) ||
        !command_needs(command, argc, 1, -1, err))
        return false;
    plotting.terminal = settings.terminal || settings.sixel;
    plotting.quiet = settings.quiet;
    bool done = choose_formats(&plotting, &settings, err) &&
                (plotting.store = store_open(settings.store, STORE_READ, err)) &&
                store_find_run(plotting.store, argv[0], &plotting.run, err) &&
                draw(&plotting, &settings, argc, argv, err);
    store_close(plotting.store);
    for (int i = 0; i < plotting.script_count; i++)
        free(plotting.scripts[i]);
    text_clear(&plotting.folder);
    text_clear(&plotting.formats);
    return done;
}

const struct command command_plot = {
    .name = "plot",
    .arguments = "RUN [FIGURE…]",
    .summary = {"draw a run's figures: svg, png, pdf, or in the terminal",
                "绘制一次运行的图表：svg、png、pdf，或直接显示在终端"},
    .details =
        {"Without FIGURE: all that the run has data for. Beside each picture stand its data\n"
         "(.dat) and a gnuplot script (.gp) that draws it again without polsim.\n\n"
         "  polsim plot @                        all figures of the last run\n"
         "  polsim plot baseline budget --lang zh --format pdf\n"
         "  polsim plot @ attainment --terminal",
         "不指定图名时，绘制所有有数据的图。每张图旁附数据（.dat）和 gnuplot 脚本\n"
         "（.gp），无需 polsim 即可重画。\n\n"
         "  polsim plot @                        最近一次运行的全部图表\n"
         "  polsim plot baseline budget --lang zh --format pdf\n"
         "  polsim plot @ attainment --terminal"},
    .options = options,
    .run = run,
};
