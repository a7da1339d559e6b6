/* Where a feed puts the bytes that it was given: a folder of the process's own, in memory where there is some. */
#ifndef POLSIM_TESTS_FUZZ_FEED_FOLDER_H
#define POLSIM_TESTS_FUZZ_FEED_FOLDER_H

#include "error.h"
#include "text.h"

#include <ftw.h>
#include <string.h>
#include <unistd.h>

static char feed_folder[64]; /* "" until it is made */

static inline int feed_remove_entry(const char *path, const struct stat *status, int kind, struct FTW *ftw)
{
    (void)status, (void)kind, (void)ftw;
    return remove(path);
}

static inline void feed_remove_folder(void)
{
    if (feed_folder[0])
        nftw(feed_folder, feed_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    feed_folder[0] = '\0';
}

/* A path in the folder; the last four stay valid. */
static inline const char *feed_path(const char *name)
{
    static char paths[4][256];
    static unsigned next;
    char *path = paths[next++ % 4];

    if (!feed_folder[0]) {
        snprintf(feed_folder, sizeof feed_folder, "%s/polsim-fuzz-XXXXXX",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        must(mkdtemp(feed_folder));
        atexit(feed_remove_folder);
    }
    snprintf(path, sizeof paths[0], "%s/%s", feed_folder, name);
    return path;
}

/* The bytes as a file of the folder; its path. */
static inline const char *feed_file(const char *name, const void *bytes, size_t length)
{
    const char *path = feed_path(name);
    struct error err;

    must(text_write_file(path, bytes, length, &err));
    return path;
}

static inline const char *feed_text(const char *name, const char *text)
{
    return feed_file(name, text, strlen(text));
}

#endif
