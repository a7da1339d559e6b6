/* The tables that scripts/embed.sh and scripts/dump.c write; for embed_find.c only. */
#ifndef POLSIM_EMBED_TABLE_H
#define POLSIM_EMBED_TABLE_H

#include <stddef.h>

struct embed_file {
    const char *text; /* zero-terminated */
    size_t length;
};

extern const struct embed_file embed_files[]; /* in the order of embed_paths */

struct embed_code {
    const char *path;
    const unsigned char *bytes;
    size_t length;
};

extern const struct embed_code embed_codes[]; /* ended by a path that is NULL */

#endif
