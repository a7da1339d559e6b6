#include "cmd_plot_list.h"

#include "embed.h"
#include "error.h"
#include "options.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

static void add(struct plot_list *list, const char *file, const char *folder)
{
    size_t length = strspn(file, letters);
    int at = 0;

    if (!length || strcmp(file + length, ".gp") != 0 || strcmp(file, "common.gp") == 0)
        return;
    if (list->count == PLOT_LIST_MAX)
        return;
    char *name = text_duplicate_bytes(file, length);
    char *place = folder ? text_duplicate(folder) : NULL;
    while (at < list->count && strcmp(list->names[at], name) < 0)
        at++;
    if (at < list->count && strcmp(list->names[at], name) == 0) {
        free(name);
        free(list->folders[at]);
        list->folders[at] = place;
        return;
    }
    for (int i = list->count++; i > at; i--) {
        list->names[i] = list->names[i - 1];
        list->folders[i] = list->folders[i - 1];
    }
    list->names[at] = name;
    list->folders[at] = place;
}

bool plot_list_add_folder(struct plot_list *list, const char *folder, struct error *err)
{
    DIR *open = opendir(folder);

    if (!open)
        return error_set(err, ERROR_STORE, "cannot read the folder of templates '%s': %s", folder,
                         spoken_errno(errno));
    for (struct dirent *entry; (entry = readdir(open));)
        add(list, entry->d_name, folder);
    closedir(open);
    return true;
}

void plot_list_add_program(struct plot_list *list)
{
    const char *path = getenv("POLSIM_PATH");
    struct text folder = {0};

    for (int i = 0; embed_paths[i]; i++)
        if (strncmp(embed_paths[i], "plots/", 6) == 0)
            add(list, embed_paths[i] + 6, NULL);
    if (!path || !*path)
        return;
    text_add(&folder, "%s/plots", path);
    DIR *open = opendir(text_string(&folder));
    for (struct dirent *entry; open && (entry = readdir(open));)
        add(list, entry->d_name, NULL); /* embed_text looks there */
    if (open)
        closedir(open);
    text_clear(&folder);
}

void plot_list_clear(struct plot_list *list)
{
    for (int i = 0; i < list->count; i++) {
        free(list->names[i]);
        free(list->folders[i]);
    }
    *list = (struct plot_list){0};
}

int plot_list_find(const struct plot_list *list, const char *name, struct error *err)
{
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->names[i], name) == 0)
            return i;
    error_set(err, ERROR_USAGE, "unknown figure '%s'", name);
    options_suggest(err, name, (const char *const *)list->names);
    return -1;
}

bool plot_list_read(const struct plot_list *list, int i, struct plot_figure *figure,
                    struct error *err)
{
    const char *folder = list->folders[i];
    struct text path = {0};
    char *bytes = NULL;
    size_t length;

    *figure = (struct plot_figure){0};
    text_add(&path, "%s/%s.gp", folder ? folder : "plots", list->names[i]);
    const char *template = NULL;
    if (!folder)
        template = embed_text(text_string(&path), &length, err);
    else if (text_read_file(text_string(&path), &bytes, &length, err))
        template = bytes;
    bool read =
        template && plot_figure_parse(figure, list->names[i], text_string(&path), template, err);
    free(bytes);
    text_clear(&path);
    return read;
}
