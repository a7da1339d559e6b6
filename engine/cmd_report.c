/* polsim report: finds the runs, has their pictures drawn, has the templates make a page in each language,
   writes it. What stands in a page is the templates' affair (scripts/page*.lua, lua_report.h). */
#include "cmd_report_pictures.h"
#include "command.h"
#include "embed.h"
#include "print.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

enum { RUNS_MAX = 64 };

struct settings {
    const char *store, *language, *out, *templates, *copy, *pictures;
    bool plain;
};

static const char *const languages[] = {"zh", "en", "both", NULL};

static const struct option options[] = {
    {"out", 'o', OPTION_TEXT, "DIR", offsetof(struct settings, out),
     .meaning = WORD("where the pages go: report.zh.html, report.en.html (default: out)")},
    {"lang", 0, OPTION_CHOICE, "zh|en|both", offsetof(struct settings, language),
     WORD("language of the page; both: one page each (default)"), .choices = languages},
    {"templates", 0, OPTION_TEXT, "DIR", offsetof(struct settings, templates),
     .meaning = WORD(
         "templates and figures of your own: a file there takes the place of polsim's of the same "
         "name")},
    {"copy-templates", 0, OPTION_TEXT, "DIR", offsetof(struct settings, copy),
     .meaning = WORD("write polsim's templates to DIR, to be changed there; needs no RUN")},
    {"pictures", 0, OPTION_TEXT, "DIR", offsetof(struct settings, pictures),
     .meaning =
         WORD("take the run's pictures from DIR, where 'polsim plot' has drawn them as svg")},
    {"no-pictures", 0, OPTION_FLAG, NULL, offsetof(struct settings, plain),
     .meaning = WORD("leave the pictures out")},
    OPTION_STORE(struct settings),
    {0},
};

/* ---- templates ---- */

static bool is_template(const char *path)
{
    return strncmp(path, "scripts/page", 12) == 0;
}

/* Copies that are there already are somebody's work, and stay. */
static bool copy_templates(const char *folder, struct error *err)
{
    struct text path = {0};
    struct stat status;
    bool written = text_make_folder(folder, err);
    size_t length;

    for (int i = 0; written && embed_paths[i]; i++) {
        if (!is_template(embed_paths[i]))
            continue;
        const char *text = embed_text(embed_paths[i], &length, err);
        text_clear(&path);
        text_add(&path, "%s/%s", folder, embed_paths[i] + strlen("scripts/"));
        if (text && stat(text_string(&path), &status) == 0) {
            written = error_set(err, ERROR_USAGE,
                                "'%s' is there already and was not replaced; name another folder",
                                text_string(&path));
            continue;
        }
        written = text && text_write_file(text_string(&path), text, length, err);
        if (written)
            print_format(stdout, "%s\n", text_string(&path));
    }
    text_clear(&path);
    return written;
}

/* A file page_anwser.lua takes nothing's place, and its writer would not see why. */
static void note_misspelt(const char *folder, const char *file)
{
    const char *names[256] = {NULL};
    size_t length = strlen(file), count = 0;

    if (length < 5 || strncmp(file, "page", 4) != 0 || strcmp(file + length - 4, ".lua") != 0)
        return;
    for (int i = 0; embed_paths[i] && count + 1 < COUNT_OF(names); i++)
        if (is_template(embed_paths[i]))
            names[count++] = embed_paths[i] + strlen("scripts/");
    const char *nearest = text_nearest(file, names);
    if (nearest && strcmp(nearest, file) != 0)
        print_format(
            stderr, spoken("polsim: note: '%s/%s' takes no template's place; did you mean '%s'?\n"),
            folder, file, nearest);
}

static bool look_at_templates(const char *folder, struct error *err)
{
    DIR *open = opendir(folder);

    if (!open)
        return error_set(err, ERROR_STORE,
                         "cannot read the folder of templates '%s': %s; --copy-templates makes one "
                         "to begin with",
                         folder, spoken_errno(errno));
    for (struct dirent *entry; (entry = readdir(open));)
        note_misspelt(folder, entry->d_name);
    closedir(open);
    return true;
}

/* ---- pages ---- */

static bool find_runs(struct store *store, int count, char **names, struct store_run *runs,
                      struct error *err)
{
    for (int i = 0; i < count; i++) {
        if (!store_find_run(store, names[i], &runs[i], err) || !store_needs_results(&runs[i], err))
            return false;
        for (int k = 0; k < i; k++)
            if (runs[k].id == runs[i].id)
                return error_set(err, ERROR_USAGE, "'%s' and '%s' are the same run, %jd", names[k],
                                 names[i], (intmax_t)runs[i].id);
    }
    return true;
}

static bool write_page(const struct report_job *job, const char *folder, struct error *err)
{
    struct text html = {0}, path = {0};

    text_add(&path, "%s/report.%s.html", folder, job->language);
    bool written = lua_report_write(job, &html, err) && text_make_folder(folder, err) &&
                   text_write_file(text_string(&path), text_string(&html), html.length, err);
    if (written)
        print_format(stdout, "%s\n", text_string(&path));
    text_clear(&html);
    text_clear(&path);
    return written;
}

/* A report without pictures is still one; the page says why they are not there. */
static void draw_pictures(struct report_pictures *pictures, const struct settings *settings,
                          struct report_job *job, struct error *why)
{
    if (settings->plain || report_pictures_draw(pictures, settings->store, settings->templates,
                                                job->runs, job->count, settings->language, why))
        return;
    print_format(stderr, spoken("polsim: note: the report has no pictures: %s\n"), why->text);
    job->pictures_missing = why->text;
}

static bool write_pages(const struct settings *settings, struct report_job *job, struct error *err)
{
    struct report_pictures pictures = {.drawn = settings->pictures};
    struct error why = {0};
    bool written = true;

    draw_pictures(&pictures, settings, job, &why);
    for (int i = 0; written && strcmp(languages[i], "both") != 0; i++) {
        if (strcmp(settings->language, "both") != 0 &&
            strcmp(settings->language, languages[i]) != 0)
            continue;
        job->language = languages[i];
        written = job->pictures_missing || settings->plain ||
                  report_pictures_read(&pictures, job->runs, job->count, languages[i], err);
        job->pictures = pictures.list;
        job->picture_count = pictures.count;
        written = written && write_page(job, settings->out, err);
    }
    report_pictures_clear(&pictures);
    return written;
}

static bool report(struct store *store, const struct settings *settings, int count, char **names,
                   struct error *err)
{
    struct store_run *runs = memory_resize(NULL, (size_t)count, sizeof *runs);
    struct report_job job = {.store = store,
                             .store_path = settings->store,
                             .runs = runs,
                             .count = count,
                             .folder = settings->templates};

    bool done = find_runs(store, count, names, runs, err) &&
                (!settings->templates || look_at_templates(settings->templates, err)) &&
                write_pages(settings, &job, err);
    free(runs);
    return done;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.store = OPTION_STORE_DEFAULT, .language = "both", .out = "out"};

    if (!options_parse(options, &argc, argv, &settings, err))
        return false;
    if (settings.copy && argc == 0)
        return copy_templates(settings.copy, err);
    if (!command_needs(command, argc, 1, RUNS_MAX, err))
        return false;
    struct store *store = store_open(settings.store, STORE_READ, err);
    bool done = store && report(store, &settings, argc, argv, err);
    store_close(store);
    return done;
}

const struct command command_report = {
    .name = "report",
    .arguments = "RUN…",
    .summary =
        WORD("write a run's report, or a comparison of several, as a web page that stands alone"),
    .details = WORD(
        "The page needs nothing beside it: pictures and looks are in it. Several runs are "
        "compared\n"
        "with the first. What stands in it is written by templates that an office can change.\n\n"
        "  polsim report @                                     both languages, in out/\n"
        "  polsim report baseline w3-high-skill --lang zh --out out/w3\n"
        "  polsim report --copy-templates office               polsim's templates, to be changed\n"
        "  polsim report @ --templates office"),
    .options = options,
    .run = run,
};
