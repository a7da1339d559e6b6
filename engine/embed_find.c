/* Finds a file in the tables that scripts/embed.sh and scripts/dump.c write, or below POLSIM_PATH. */
#include "embed.h"

#include "embed_table.h"
#include "text.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* Files read from POLSIM_PATH: kept until the program ends, as the embedded ones are. */
static struct replaced {
    struct replaced *next;
    char *path, *text;
    size_t length;
} * replaced_files;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards the list */

/* NULL with err untouched where POLSIM_PATH has no such file. */
static const struct replaced *find_replaced(const char *path, struct error *err)
{
    const char *folder = getenv("POLSIM_PATH");
    struct text full = {0};
    struct replaced *file = NULL;

    if (!folder || !*folder)
        return NULL;
    text_add(&full, "%s/%s", folder, path);
    pthread_mutex_lock(&mutex);
    for (file = replaced_files; file; file = file->next)
        if (strcmp(file->path, text_string(&full)) == 0)
            goto out;
    if (access(text_string(&full), F_OK) != 0)
        goto out;
    file = memory_resize(NULL, 1, sizeof *file);
    if (!text_read_file(text_string(&full), &file->text, &file->length, err)) {
        free(file);
        file = NULL;
        goto out;
    }
    file->path = full.bytes;
    file->next = replaced_files;
    replaced_files = file;
    full = (struct text){0};

out:
    pthread_mutex_unlock(&mutex);
    text_clear(&full);
    return file;
}

const char *embed_text(const char *path, size_t *length, struct error *err)
{
    struct error failure = {.kind = ERROR_NONE};
    const struct replaced *replaced = find_replaced(path, &failure);

    if (failure.kind != ERROR_NONE) {
        *err = failure;
        return NULL;
    }
    if (replaced) {
        *length = replaced->length;
        return replaced->text;
    }
    for (int i = 0; embed_paths[i]; i++)
        if (strcmp(embed_paths[i], path) == 0) {
            *length = embed_files[i].length;
            return embed_files[i].text;
        }
    error_set(err, ERROR_STORE, "there is no file '%s' in polsim", path);
    return NULL;
}

const void *embed_code(const char *path, size_t *length)
{
    struct error ignored = {.kind = ERROR_NONE};

    if (find_replaced(path, &ignored) || ignored.kind != ERROR_NONE)
        return NULL;
    for (const struct embed_code *code = embed_codes; code->path; code++)
        if (strcmp(code->path, path) == 0) {
            *length = code->length;
            return code->bytes;
        }
    return NULL;
}
