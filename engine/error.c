#include "error.h"

#include <stdarg.h>
#include <string.h>

static const struct {
    const char *name;
    int status;
} kinds[] = {
#define X(name, status) {#name, status},
    ERROR_KINDS(X)
#undef X
};

/* A cut at the end of the buffer must not leave half a UTF-8 character. */
static void drop_partial_character(char *text)
{
    size_t end = strlen(text), start = end;

    while (start > 0 && end - start < 4 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t expected = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (expected > 1 && end - (start - 1) < expected)
        text[start - 1] = '\0';
}

bool error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, spoken(format), args);
    va_end(args);
    drop_partial_character(err->text);
    err->kind = kind;
    return false;
}

bool error_prefix(struct error *err, const char *format, ...)
{
    char old[sizeof err->text];
    va_list args;

    memcpy(old, err->text, sizeof old);
    va_start(args, format);
    int length = vsnprintf(err->text, sizeof err->text, spoken(format), args);
    va_end(args);
    if (length >= 0 && (size_t)length < sizeof err->text)
        snprintf(err->text + length, sizeof err->text - (size_t)length, "%s", old);
    drop_partial_character(err->text);
    return false;
}

bool error_append(struct error *err, const char *format, ...)
{
    size_t length = strlen(err->text);
    va_list args;

    va_start(args, format);
    vsnprintf(err->text + length, sizeof err->text - length, spoken(format), args);
    va_end(args);
    drop_partial_character(err->text);
    return false;
}

int error_exit_status(enum error_kind kind)
{
    return kinds[kind].status;
}

const char *error_kind_name(enum error_kind kind)
{
    return kinds[kind].name;
}
