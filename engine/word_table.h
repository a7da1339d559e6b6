/* The table that scripts/catalogues.sh writes; for word.c only. */
#ifndef POLSIM_WORD_TABLE_H
#define POLSIM_WORD_TABLE_H

struct word_catalogue {
    const char *language;       /* "zh" */
    const unsigned char *bytes; /* as msgfmt wrote them */
};

extern const struct word_catalogue word_catalogues[]; /* ended by a language that is NULL */

#endif
