#include "print.h"

#include "quote.h"
#include "text.h"

#include <string.h>

void print_text(FILE *to, const char *text)
{
    const char *from = text;

    for (size_t left = strlen(text), bytes; left > 0; text += bytes, left -= bytes) {
        bytes = quote_character_bytes(text, left);
        bool stays = !quote_is_control(text, bytes) || *text == '\n' || *text == '\t' ||
                     (*text == '\r' && text[1] == '\n');
        bytes += bytes == 0;
        if (stays)
            continue;
        fwrite(from, 1, (size_t)(text - from), to);
        fputc('?', to);
        from = text + bytes;
    }
    fwrite(from, 1, (size_t)(text - from), to);
}

void print_format(FILE *to, const char *format, ...)
{
    struct text text = {0};
    va_list args;

    va_start(args, format);
    text_add_list(&text, format, args);
    va_end(args);
    print_text(to, text_string(&text));
    text_clear(&text);
}
