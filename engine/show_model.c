/* The model of a stored run, loaded again from the files that the store keeps. Part of show.h. */
#include "show.h"

#include "error.h"

#include <errno.h>
#include <ftw.h>
#include <string.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

static bool make_folder(struct show_source *source, struct error *err)
{
    const char *place = getenv("TMPDIR");

    snprintf(source->folder, sizeof source->folder, "%s/polsim-files-XXXXXX",
             place && *place ? place : "/tmp");
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
        nftw(source->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
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
