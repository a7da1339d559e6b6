/* The model of a stored run, loaded again from the files that the store keeps. Part of show.h. */
#include "show.h"

#include "error.h"
#include "inputs.h"
#include "lua_model.h"

#include <errno.h>
#include <ftw.h>
#include <string.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

/* The run's scenario in the folder, with the changes of its command line and without. */
static bool load_files(struct store *store, const struct store_run *run, const char *folder,
                       struct model **now, struct model **before, struct error *err)
{
    struct text scenario = {0}, file = {0};
    struct store_table settings = {0};
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
        struct lua_changes changes = {
            .count = (int)settings.row_count, .set = set, .inputs = inputs};
        show_add_variant(run, text_string(&scenario), &scenario);
        *now = lua_model_load(text_string(&scenario), &changes, err);
        if (*now && before)
            *before = lua_model_load(text_string(&scenario), NULL, err);
        made = *now && (!before || *before);
    }
    inputs_free(inputs);
    free(set);
    store_table_clear(&settings);
    text_clear(&scenario);
    text_clear(&file);
    return made;
}

bool show_load_model(struct store *store, const struct store_run *run, struct model **now,
                     struct model **before, struct error *err)
{
    const char *place = getenv("TMPDIR");
    char folder[4096];

    *now = NULL;
    if (before)
        *before = NULL;
    snprintf(folder, sizeof folder, "%s/polsim-files-XXXXXX", place && *place ? place : "/tmp");
    if (!mkdtemp(folder))
        return error_set(err, ERROR_STORE, "cannot make a folder in '%s': %s", folder,
                         strerror(errno));
    bool loaded = load_files(store, run, folder, now, before, err);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (!loaded) {
        model_free(*now);
        *now = NULL;
    }
    return loaded;
}
