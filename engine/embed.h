/* The files of scripts/ and plots/ and the SQL files of engine/, inside the binary so that polsim works from
   any folder. A file of the same path below the folder named by POLSIM_PATH is taken instead. */
#ifndef POLSIM_EMBED_H
#define POLSIM_EMBED_H

#include "error.h"

/* path as in the source tree: "scripts/people.lua". The text is zero-terminated and must not be freed;
   error STORE when there is no such file. */
const char *embed_text(const char *path, size_t *length, struct error *err);

/* The library file `path` as lua_dump gave it when the program was built; NULL where there is none or another text is
   to be taken instead. */
const void *embed_code(const char *path, size_t *length);

/* Embedded paths in byte order, ended by NULL. */
extern const char *const embed_paths[];

#endif
