#include "word.h"

#include "word_table.h"

#include <string.h>

/* The head of a file of GNU gettext, which msgfmt writes in this machine's order of bytes ("The Format of GNU MO
   Files" in its manual): the strings are sorted, each table holds a length and a place a string. */
enum { MO_MAGIC, MO_REVISION, MO_COUNT, MO_ENGLISH, MO_TRANSLATED };

static uint32_t number_at(const unsigned char *bytes, size_t place)
{
    uint32_t number;

    memcpy(&number, bytes + place, sizeof number);
    return number;
}

static const char *string_at(const unsigned char *bytes, int table, uint32_t index)
{
    size_t entry = number_at(bytes, (size_t)table * 4) + (size_t)index * 8;

    return (const char *)bytes + number_at(bytes, entry + 4);
}

static const char *find(const unsigned char *bytes, const char *english)
{
    uint32_t low = 0, high = number_at(bytes, MO_COUNT * 4);

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(english, string_at(bytes, MO_ENGLISH, middle));
        if (order == 0)
            return string_at(bytes, MO_TRANSLATED, middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *word(const char *language, const char *english)
{
    const char *context_end = strchr(english, '\004'), *found = NULL;

    for (const struct word_catalogue *c = word_catalogues; english[0] && c->language; c++)
        if (strcmp(c->language, language) == 0)
            found = find(c->bytes, english);
    return found ? found : context_end ? context_end + 1 : english;
}
