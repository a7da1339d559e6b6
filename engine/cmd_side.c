#include "cmd_side.h"

#include <string.h>
#include <unistd.h>

bool side_is_file(const char *name)
{
    const char *colon = strrchr(name, ':');
    size_t length = colon ? (size_t)(colon - name) : strlen(name);
    char path[4096];

    snprintf(path, sizeof path, "%.*s", (int)length, name);
    return access(name, F_OK) == 0 || access(path, F_OK) == 0 ||
           (length > 4 && strncmp(name + length - 4, ".lua", 4) == 0);
}

static bool open_run(struct side *side, struct store *store, const char *name, struct error *err)
{
    side->is_run = true;
    if (!store_find_run(store, name, &side->run, err) ||
        !show_source_open(&side->source, store, &side->run, err))
        return false;
    side->model = lua_model_load(text_string(&side->source.path), &side->source.changes, err);
    return side->model;
}

bool side_open(struct side *side, struct store *store, const char *name,
               const struct option_list *set, struct error *err)
{
    *side = (struct side){0};
    if (!side_is_file(name))
        return open_run(side, store, name, err);
    text_add(&side->path, "%s", name);
    if (set)
        side->changes = (struct lua_changes){.count = set->count, .set = set->items};
    side->model = lua_model_load(name, &side->changes, err);
    return side->model;
}

void side_close(struct side *side)
{
    model_free(side->model);
    show_source_close(&side->source);
    text_clear(&side->path);
    *side = (struct side){0};
}

const char *side_path(const struct side *side)
{
    return text_string(side->is_run ? &side->source.path : &side->path);
}

const struct lua_changes *side_changes(const struct side *side)
{
    return side->is_run ? &side->source.changes : &side->changes;
}

const char *const side_samplers[] = {"sobol", "random", "expected", NULL};

enum run_sampler side_sampler(const char *name)
{
    int i = 0;

    while (side_samplers[i] && strcmp(side_samplers[i], name) != 0)
        i++;
    return side_samplers[i] ? (enum run_sampler)i : RUN_SOBOL;
}
