#include "cmd_report_pictures.h"

#include "command.h"
#include "embed.h"
#include "svg.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* ---- drawing ---- */

static bool make_folder(struct report_pictures *pictures, struct error *err)
{
    const char *temporary = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";

    snprintf(pictures->folder, sizeof pictures->folder - 32, "%s/polsim-report-XXXXXX", temporary);
    if (mkdtemp(pictures->folder))
        return true;
    error_set(err, ERROR_STORE, "cannot make a temporary folder '%s': %s", pictures->folder,
              spoken_errno(errno));
    pictures->folder[0] = '\0';
    return false;
}

static void folder_of_run(const struct report_pictures *pictures, int run, struct text *path)
{
    text_clear(path);
    if (run == 0 && pictures->drawn)
        text_add(path, "%s", pictures->drawn);
    else
        text_add(path, "%s/%d", pictures->folder, run);
}

/* figure NULL: all */
static bool draw_run(const struct report_pictures *pictures, const char *store,
                     const char *templates, const struct store_run *run, int number,
                     const char *figure, const char *language, struct error *err)
{
    struct text folder = {0};
    char id[32];

    folder_of_run(pictures, number, &folder);
    snprintf(id, sizeof id, "%" PRId64, run->id);
    const char *words[] = {id,
                           figure ? figure : "--quiet",
                           "--quiet",
                           "--store",
                           store,
                           "--format",
                           "svg",
                           "--lang",
                           language,
                           "--out",
                           text_string(&folder),
                           "--templates",
                           templates};
    int count = (int)COUNT_OF(words) - (templates ? 0 : 2);
    char *argv[COUNT_OF(words) + 1] = {NULL};
    for (int i = 0; i < count; i++)
        argv[i] = (char *)words[i];
    bool drawn = command_plot.run(&command_plot, count, argv, err);
    text_clear(&folder);
    return drawn;
}

bool report_pictures_draw(struct report_pictures *pictures, const char *store,
                          const char *templates, const struct store_run *runs, int count,
                          const char *language, struct error *err)
{
    struct error nothing_to_compare;

    if (!make_folder(pictures, err) ||
        (!pictures->drawn &&
         !draw_run(pictures, store, templates, &runs[0], 0, NULL, language, err)))
        return false;
    for (int i = 1; i < count; i++)
        if (runs[i].base_run == runs[0].id)
            draw_run(pictures, store, templates, &runs[i], i, "comparison", language,
                     &nothing_to_compare);
    return true;
}

/* ---- reading ---- */

static void clear_list(struct report_pictures *pictures)
{
    for (int i = 0; i < pictures->count; i++) {
        free(pictures->list[i].name);
        free(pictures->list[i].title);
        free(pictures->list[i].shows);
        free(pictures->list[i].svg);
    }
    pictures->count = 0;
}

/* What plot writes into the first lines of a script: "# title", "# what it shows". */
static char *comment_line(const char *script, int line)
{
    while (line-- > 0)
        script += strcspn(script, "\n") + (script[strcspn(script, "\n")] == '\n');
    script += strspn(script, "# ");
    return text_duplicate_bytes(script, strcspn(script, "\n"));
}

/* Is the script of this run? It names the number and the time. */
static bool is_of_run(const char *script, const struct store_run *run)
{
    char number[64], date[64];

    snprintf(number, sizeof number, "\nrun_id = %" PRId64 "\n", run->id);
    snprintf(date, sizeof date, "\nrun_date = '%s'\n", run->finished_at);
    return strstr(script, number) && strstr(script, date);
}

static struct report_picture *add_picture(struct report_pictures *pictures)
{
    size_t capacity = (size_t)pictures->capacity;

    pictures->list =
        memory_grow(pictures->list, (size_t)pictures->count, &capacity, sizeof *pictures->list);
    pictures->capacity = (int)capacity;
    pictures->list[pictures->count] = (struct report_picture){0};
    return &pictures->list[pictures->count++];
}

/* path: without ".svg"; name: "budget" */
static bool read_picture(struct report_pictures *pictures, const char *path, const char *name,
                         int run, const struct store_run *stored, struct error *err)
{
    struct report_picture *picture = add_picture(pictures);
    struct text file = {0}, prefix = {0}, inlined = {0};
    char *script = NULL, *svg = NULL;
    size_t length;

    picture->run = run;
    picture->name = text_duplicate(name);
    text_add(&file, "%s.gp", path);
    bool read = text_read_file(text_string(&file), &script, &length, err);
    if (read && !is_of_run(script, stored))
        read = error_set(err, ERROR_STORE,
                         "'%s' was drawn of another run; draw those of run %jd there with "
                         "'polsim plot', or leave out --pictures",
                         text_string(&file), (intmax_t)stored->id);
    text_clear(&file);
    text_add(&file, "%s.svg", path);
    read = read && text_read_file(text_string(&file), &svg, &length, err);
    if (read) {
        picture->title = comment_line(script, 0);
        picture->shows = comment_line(script, 1);
        text_add(&prefix, "r%d-%s-", run + 1, name);
        read = svg_inline(svg, text_string(&prefix), picture->title, &inlined, err) ||
               error_prefix(err, "%s: ", text_string(&file));
        picture->svg = inlined.bytes;
    }
    free(script);
    free(svg);
    text_clear(&file);
    text_clear(&prefix);
    return read;
}

static const char *wanted_ending; /* scandir's filter takes no context; one thread draws reports */

static int is_wanted(const struct dirent *entry)
{
    size_t name = strlen(entry->d_name), ending = strlen(wanted_ending);

    return name > ending && strcmp(entry->d_name + name - ending, wanted_ending) == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool read_run(struct report_pictures *pictures, int run, const struct store_run *stored,
                     const char *language, struct error *err)
{
    struct text folder = {0}, path = {0}, ending = {0};
    struct dirent **entries = NULL;
    bool read = true;

    text_add(&ending, ".%s.svg", language);
    wanted_ending = text_string(&ending);
    folder_of_run(pictures, run, &folder);
    int count = scandir(text_string(&folder), &entries, is_wanted, by_bytes);
    for (int i = 0; i < count; i++) {
        char *name = entries[i]->d_name;
        text_clear(&path);
        text_add(&path, "%s/%.*s", text_string(&folder), (int)(strlen(name) - strlen(".svg")),
                 name);
        name[strlen(name) - ending.length] = '\0';
        read = read && read_picture(pictures, text_string(&path), name, run, stored, err);
        free(entries[i]);
    }
    free(entries);
    if (count <= 0 && run == 0 && pictures->drawn)
        read = error_set(err, ERROR_STORE,
                         "there are no pictures '*%s' in '%s'; 'polsim plot --format svg --lang %s "
                         "--out %s' draws some",
                         wanted_ending, pictures->drawn, language, pictures->drawn);
    text_clear(&folder);
    text_clear(&path);
    text_clear(&ending);
    return read;
}

bool report_pictures_read(struct report_pictures *pictures, const struct store_run *runs, int count,
                          const char *language, struct error *err)
{
    bool read = true;

    clear_list(pictures);
    for (int i = 0; read && i < count; i++)
        read = read_run(pictures, i, &runs[i], language, err);
    return read;
}

/* ---- the end ---- */

static void remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    struct text inside = {0};

    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        text_clear(&inside);
        text_add(&inside, "%s/%s", path, entry->d_name);
        if (entry->d_type == DT_DIR)
            remove_folder(text_string(&inside));
        else
            unlink(text_string(&inside));
    }
    if (folder)
        closedir(folder);
    text_clear(&inside);
    rmdir(path);
}

void report_pictures_clear(struct report_pictures *pictures)
{
    clear_list(pictures);
    free(pictures->list);
    if (pictures->folder[0])
        remove_folder(pictures->folder);
    *pictures = (struct report_pictures){0};
}
