#include "quote.h"

#include "text.h"

#include <ctype.h>
#include <string.h>

enum { SHOWN_BYTES_MAX = 110 };

/* ---- lines ---- */

size_t quote_line_start(const char *text, size_t length, int line)
{
    size_t at = 0;

    for (int i = 1; i < line && at < length; at++)
        i += text[at] == '\n';
    return at;
}

size_t quote_line_end(const char *text, size_t length, size_t at)
{
    while (at < length && text[at] != '\n')
        at++;
    return at;
}

struct quote_spot quote_whole_line(const char *text, size_t length, int line)
{
    size_t start = quote_line_start(text, length, line), end = quote_line_end(text, length, start);
    size_t first = start;

    while (first < end && isspace((unsigned char)text[first]))
        first++;
    while (end > first && isspace((unsigned char)text[end - 1]))
        end--;
    return (struct quote_spot){end > first ? line : 0, first - start, end - first};
}

/* ---- showing ---- */

size_t quote_character_bytes(const char *at, size_t left)
{
    unsigned char lead = (unsigned char)at[0], second = left > 1 ? (unsigned char)at[1] : 0;
    size_t bytes = lead < 0x80   ? 1
                   : lead < 0xC2 ? 0
                   : lead < 0xE0 ? 2
                   : lead < 0xF0 ? 3
                   : lead < 0xF5 ? 4
                                 : 0;

    if (bytes > left)
        return 0;
    for (size_t i = 1; i < bytes; i++)
        if (((unsigned char)at[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    bool beyond = (lead == 0xED && second >= 0xA0) || (lead == 0xF4 && second >= 0x90);
    return overlong || beyond ? 0 : bytes;
}

/* Of two or three bytes: U+061C, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069. Text after one of them is
   read in another order than it is written, or on another line. */
static bool turns_text(const unsigned char *at, size_t bytes)
{
    unsigned last = at[bytes - 1];

    if (bytes == 2)
        return at[0] == 0xD8 && last == 0x9C;
    return bytes == 3 && at[0] == 0xE2 &&
           ((at[1] == 0x80 && (last == 0x8E || last == 0x8F || (last >= 0xA8 && last <= 0xAE))) ||
            (at[1] == 0x81 && last >= 0xA6 && last <= 0xA9));
}

bool quote_is_control(const char *at, size_t bytes)
{
    unsigned char c = (unsigned char)*at;

    if (bytes <= 1)
        return bytes == 0 || c < ' ' || c == 0x7F;
    return (c == 0xC2 && (unsigned char)at[1] < 0xA0) ||
           turns_text((const unsigned char *)at, bytes);
}

void quote_make_printable(char *text, bool keep_lines)
{
    for (size_t left = strlen(text), bytes; left > 0; text += bytes, left -= bytes) {
        bytes = quote_character_bytes(text, left);
        bool blank = *text == '\t' || *text == '\r' || (*text == '\n' && !keep_lines);
        if (*text != '\n' && quote_is_control(text, bytes))
            memset(text, '?', bytes + (bytes == 0));
        if (blank)
            *text = ' ';
        bytes += bytes == 0;
    }
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Where the character begins that has the byte at `at`; `at` itself in bytes that are no UTF-8. */
static size_t character_start(const char *text, size_t at)
{
    for (size_t back = 0; back < 4 && back <= at; back++)
        if (!is_continuation(text[at - back]))
            return at - back;
    return at;
}

/* Columns of a terminal for the first `length` bytes. */
static int columns_of(const char *text, size_t length)
{
    struct text part = {0};

    text_add_bytes(&part, text, length);
    int columns = text_columns(part.bytes);
    text_clear(&part);
    return columns;
}

void quote_append(struct error *err, const char *text, size_t length, const struct quote_spot *spot,
                  bool numbered)
{
    size_t start = quote_line_start(text, length, spot->line),
           end = quote_line_end(text, length, start);
    size_t from = start, to = end, subject = start + spot->start;
    char line[2 * SHOWN_BYTES_MAX], number[16] = "";

    if (subject > end)
        subject = end;
    if (end - start > SHOWN_BYTES_MAX && subject - start > SHOWN_BYTES_MAX / 2)
        from = character_start(text, subject - SHOWN_BYTES_MAX / 4);
    if (to - from > SHOWN_BYTES_MAX)
        to = character_start(text, from + SHOWN_BYTES_MAX);
    for (size_t i = from; i < to; i++)
        line[i - from] = text[i] ? text[i] : '?'; /* a zero byte would end the line */
    line[to - from] = '\0';
    quote_make_printable(line, false);
    size_t subject_end = to - subject > spot->width ? subject + spot->width : to;
    int before = columns_of(line, subject - from);
    int width = columns_of(line + (subject - from), subject_end - subject);
    if (numbered)
        snprintf(number, sizeof number, "%d", spot->line);
    error_append(err, "\n%5s | %s%s%s\n      | %s%*s", number, from > start ? "... " : "", line,
                 to < end ? " ..." : "", from > start ? "    " : "", before, "");
    for (int i = 0; i < (width > 0 ? width : 1); i++)
        error_append(err, "^");
}
