/* A growable string, and the nearest known word to a misspelt one.

     struct text text = {0};
     text_add(&text, "%d of %d", 3, 7);
     puts(text_string(&text));
     text_clear(&text); */
#ifndef POLSIM_TEXT_H
#define POLSIM_TEXT_H

#include "base.h"

#include <stdarg.h>

struct text {
    char *bytes; /* zero-terminated once anything was added */
    size_t length, capacity;
};

void text_clear(struct text *text);
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add_list(struct text *text, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
void text_add_bytes(struct text *text, const char *bytes, size_t length);
const char *text_string(const struct text *text); /* "" when empty; valid until the next change */

/* A copy that the caller frees; NULL is an empty string. The first `length` bytes, a zero byte behind them. */
char *text_duplicate(const char *string);
char *text_duplicate_bytes(const char *bytes, size_t length);

/* Columns a terminal needs for UTF-8 text: 2 for East Asian wide characters, else 1. */
int text_columns(const char *string);

/* Adds a text as lines of at most `width` columns, each ended by a newline: the first indented by `indent`
   columns, the others by `hang`. Breaks at spaces and between wide characters; a longer word stays whole. */
void text_add_wrapped(struct text *text, const char *string, int indent, int hang, int width);

/* The word of `words` (ended by NULL) nearest to `word` by edits (insert, delete, replace, swap),
   or NULL where none is within a third of its length. Ties go to the first. */
const char *text_nearest(const char *word, const char *const *words);

/* Reads a whole file. The caller frees *bytes; a zero byte is added after `*length`.
   Errors: STORE, with the reason of the operating system; also for what is no regular file (a pipe would wait, a
   device may have no end) and for more than TEXT_FILE_BYTES_MAX. */
enum { TEXT_FILE_BYTES_MAX = 1 << 28 };
struct error;
bool text_read_file(const char *path, char **bytes, size_t *length, struct error *err);
/* Writes a whole file, replacing what is there. Errors: STORE. */
bool text_write_file(const char *path, const char *bytes, size_t length, struct error *err);
/* Make a folder, or those above a file, as far as they are missing. Errors: STORE. */
bool text_make_folder(const char *path, struct error *err);
bool text_make_folders_above(const char *path, struct error *err);

#endif
