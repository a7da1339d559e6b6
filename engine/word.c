#include "word.h"

#include "word_table.h"

#include <string.h>

/* The head of a file of GNU gettext ("The Format of GNU MO Files" in its manual), the least byte of a number first:
   the strings are sorted, each table holds a length and a place a string. */
enum { MO_MAGIC, MO_REVISION, MO_COUNT, MO_ENGLISH, MO_TRANSLATED };

static uint32_t number_at(const unsigned char *bytes, size_t place)
{
    const unsigned char *b = bytes + place;

    return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
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

static const char *language_spoken = "en";

const char *word(const char *language, const char *english)
{
    const char *context_end = strchr(english, '\004'), *found = NULL;

    for (const struct word_catalogue *c = word_catalogues; english[0] && c->language; c++)
        if (strcmp(c->language, language) == 0)
            found = find(c->bytes, english);
    return found ? found : context_end ? context_end + 1 : english;
}

void word_speak(const char *language)
{
    language_spoken = language;
}

const char *spoken(const char *english)
{
    return word(language_spoken, english);
}

const char *spoken_errno(int number)
{
    static const char *const usual[] = {
        WORD("No such file or directory"),
        WORD("Permission denied"),
        WORD("Is a directory"),
        WORD("Not a directory"),
        WORD("File exists"),
        WORD("No space left on device"),
        WORD("Read-only file system"),
        WORD("File name too long"),
        WORD("Too many open files"),
        WORD("Input/output error"),
        WORD("Disk quota exceeded"),
        WORD("Broken pipe"),
        WORD("Bad file descriptor"),
        WORD("Operation not permitted"),
    };
    const char *text = strerror(number);

    for (size_t i = 0; i < COUNT_OF(usual); i++)
        if (strcmp(text, usual[i]) == 0)
            return spoken(usual[i]);
    return text;
}
