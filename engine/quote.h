/* A line of the user's text under a message, with carets under the part that is meant:

        42 |   defalt = pert(.6, .78, .9),
           |   ^^^^^^

   Nothing of a file reaches the terminal but printable characters. */
#ifndef POLSIM_QUOTE_H
#define POLSIM_QUOTE_H

#include "error.h"

struct quote_spot {
    int line;            /* from 1; 0: nothing to show */
    size_t start, width; /* bytes within the line */
};

/* Byte where a line begins, and where the line around byte `at` ends (at its '\n', or the text's end). */
size_t quote_line_start(const char *text, size_t length, int line);
size_t quote_line_end(const char *text, size_t length, size_t at);
/* The line without the blanks around it; line 0 where it is empty. */
struct quote_spot quote_whole_line(const char *text, size_t length, int line);

/* Appends the line of the spot and the carets; of a long line the part around the spot. */
void quote_append(struct error *err, const char *text, size_t length, const struct quote_spot *spot,
                  bool numbered);

/* Makes '?' or a blank of control characters (also U+0080 to U+009F), of marks that turn the direction of text
   around (U+202E and its like) and of malformed UTF-8. */
void quote_make_printable(char *text, bool keep_lines);
/* Would a terminal obey the character at `at`, of `bytes` bytes (0: malformed), instead of showing it? */
bool quote_is_control(const char *at, size_t bytes);
/* Bytes of the UTF-8 character at `at`, of which `left` bytes are left; 0 where it is malformed. */
size_t quote_character_bytes(const char *at, size_t left);

#endif
