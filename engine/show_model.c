/* The model of a stored run, loaded again from the files that the store keeps. Part of show.h. */
#include "show.h"

#include "error.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define FOLDER "polsim-files-" /* and the process that it is of */

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

static void remove_folder(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* What processes of this user left that were killed, or had no memory. */
static void remove_left_behind(const char *place)
{
    DIR *folder = opendir(place);
    struct dirent *entry;
    struct stat status;
    char path[4096];
    int process;

    while (folder && (entry = readdir(folder)))
        if (sscanf(entry->d_name, FOLDER "%d-", &process) == 1 && process > 0 &&
            kill(process, 0) != 0 && errno == ESRCH &&
            snprintf(path, sizeof path, "%s/%s", place, entry->d_name) < (int)sizeof path &&
            lstat(path, &status) == 0 && status.st_uid == geteuid())
            remove_folder(path);
    if (folder)
        closedir(folder);
}

static bool make_folder(struct show_source *source, struct error *err)
{
    const char *place = getenv("TMPDIR");

    place = place && *place ? place : "/tmp";
    remove_left_behind(place);
    snprintf(source->folder, sizeof source->folder, "%s/" FOLDER "%d-XXXXXX", place, (int)getpid());
    if (mkdtemp(source->folder))
        return true;
    error_set(err, ERROR_STORE, "cannot make a folder in '%s': %s", source->folder,
              strerror(errno));
    source->folder[0] = '\0';
    return false;
}

bool show_source_open(struct show_source *source, struct store *store, const struct store_run *run,
                      struct error *err)
{
    struct text file = {0};

    *source = (struct show_source){0};
    bool made = make_folder(source, err) &&
                store_extract_files(store, run->id, source->folder, &source->path, err) &&
                show_inputs_file(store, run, text_string(&source->path), &file, err) &&
                store_read(store, STORE_SETTINGS, run->id, "en", &source->settings, err);
    source->set = memory_resize(NULL, source->settings.row_count + 1, sizeof *source->set);
    for (size_t row = 0; row < source->settings.row_count; row++)
        source->set[row] = store_table_text(&source->settings, row, "expression");
    if (made && file.length)
        made = (source->inputs = inputs_read(text_string(&file), err)) != NULL;
    if (made)
        show_add_variant(run, text_string(&source->path), &source->path);
    source->changes = (struct lua_changes){
        .count = (int)source->settings.row_count, .set = source->set, .inputs = source->inputs};
    text_clear(&file);
    return made;
}

void show_source_close(struct show_source *source)
{
    if (source->folder[0])
        remove_folder(source->folder);
    inputs_free(source->inputs);
    free(source->set);
    store_table_clear(&source->settings);
    text_clear(&source->path);
    *source = (struct show_source){0};
}

bool show_load_model(struct store *store, const struct store_run *run, struct model **now,
                     struct model **before, struct error *err)
{
    struct show_source source;
    bool loaded = show_source_open(&source, store, run, err);

    *now = NULL;
    if (before)
        *before = NULL;
    if (loaded)
        *now = lua_model_load(text_string(&source.path), &source.changes, err);
    if (*now && before)
        *before = lua_model_load(text_string(&source.path), NULL, err);
    loaded = *now && (!before || *before);
    if (!loaded) {
        model_free(*now);
        *now = NULL;
    }
    show_source_close(&source);
    return loaded;
}
