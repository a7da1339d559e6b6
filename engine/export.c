/* Files that take the place of others only when they are whole. Part of export.h. */
#include "export_private.h"

#include "error.h"
#include "word.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void export_add_part(const char *path, struct text *part)
{
    text_add(part, "%s.part", path);
}

/* A folder, and a device such as /dev/stdout, is not replaced. */
static bool may_be_placed(const char *path, struct error *err)
{
    struct stat status;

    return stat(path, &status) != 0 || S_ISREG(status.st_mode) ||
           error_set(err, ERROR_STORE, "cannot write '%s': %s", path, spoken("it is not a file"));
}

bool export_try_file(const char *path, struct error *err)
{
    struct text part = {0};

    export_add_part(path, &part);
    bool can = may_be_placed(path, err) && text_make_folders_above(path, err) &&
               text_write_file(text_string(&part), "", 0, err);
    text_clear(&part);
    return can;
}

bool export_place(const char *path, const char *part, struct error *err)
{
    if (rename(part, path) == 0)
        return true;
    error_set(err, ERROR_STORE, "cannot write '%s': %s", path, spoken_errno(errno));
    unlink(part);
    return false;
}

bool export_write(const char *path, const struct text *content, struct error *err)
{
    struct text part = {0};

    export_add_part(path, &part);
    bool written =
        may_be_placed(path, err) && text_make_folders_above(path, err) &&
        text_write_file(text_string(&part), text_string(content), content->length, err) &&
        export_place(path, text_string(&part), err);
    text_clear(&part);
    return written;
}
