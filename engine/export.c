/* Files that take the place of others only when they are whole. Part of export.h. */
#include "export_private.h"

#include "error.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool export_make_folders(const char *path, struct error *err)
{
    char *copy = strdup(path);
    bool made = true;

    must(copy);
    for (char *slash = strchr(copy + (*copy == '/'), '/'); slash && made;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST)
            made = error_set(err, ERROR_STORE, "cannot make the folder '%s': %s", copy,
                             strerror(errno));
        *slash = '/';
    }
    free(copy);
    return made;
}

void export_add_part(const char *path, struct text *part)
{
    text_add(part, "%s.part", path);
}

bool export_place(const char *path, const char *part, struct error *err)
{
    if (rename(part, path) == 0)
        return true;
    error_set(err, ERROR_STORE, "cannot write '%s': %s", path, strerror(errno));
    unlink(part);
    return false;
}

bool export_write(const char *path, const struct text *content, struct error *err)
{
    struct text part = {0};

    export_add_part(path, &part);
    bool written =
        export_make_folders(path, err) &&
        text_write_file(text_string(&part), text_string(content), content->length, err) &&
        export_place(path, text_string(&part), err);
    text_clear(&part);
    return written;
}
