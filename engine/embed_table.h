/* The table that scripts/embed.sh writes; for embed_find.c only. */
#ifndef POLSIM_EMBED_TABLE_H
#define POLSIM_EMBED_TABLE_H

#include <stddef.h>

struct embed_file {
    const char *text; /* zero-terminated */
    size_t length;
};

extern const struct embed_file embed_files[]; /* in the order of embed_paths */

#endif
