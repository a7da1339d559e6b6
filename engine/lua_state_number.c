/* Numbers as people write them, for messages that say what to write instead: "1,000", "15%", "60万". */
#include "lua_state_private.h"

#include <ctype.h>
#include <string.h>

enum { WRITTEN_MAX = 64 };

/* What may follow a number, and what one of it is. */
static const struct {
    const char *sign;
    double factor;
} scales[] = {{"%", 0.01}, {"％", 0.01}, {"‰", 0.001}, {"百", 1e2}, {"千", 1e3},
              {"万", 1e4}, {"萬", 1e4},  {"亿", 1e8},  {"億", 1e8}, {"元", 1}};

/* Signs of a Chinese keyboard, and letters that look like digits. */
static const struct {
    const char *sign;
    char plain;
} likes[] = {{"，", ','}, {"．", '.'}, {"－", '-'}, {"O", '0'}, {"o", '0'}, {"l", '1'}, {"I", '1'}};

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* The digit or sign that `*at` begins with as Lua writes it, and steps over it; '\0' where there is none. */
static char take_sign(const char **at)
{
    const unsigned char *c = (const unsigned char *)*at;

    if (c[0] == 0xEF && c[1] == 0xBC && c[2] >= 0x90 && c[2] <= 0x99) { /* U+FF10 to U+FF19 */
        *at += 3;
        return (char)('0' + (c[2] - 0x90));
    }
    for (size_t i = 0; i < COUNT_OF(likes); i++)
        if (starts_with(*at, likes[i].sign)) {
            *at += strlen(likes[i].sign);
            return likes[i].plain;
        }
    if (isdigit(c[0]) || (c[0] && strchr(".,-+_'", c[0])))
        return *(*at)++;
    return '\0';
}

/* Drops the separators of thousands: three digits stand behind each. false where they do not. */
static bool drop_separators(char *digits)
{
    char *to = digits;
    bool grouped = false;

    for (const char *from = digits; *from; from++) {
        if (strchr(",_'", *from)) {
            if (from == digits || strspn(from + 1, "0123456789") != 3)
                return false;
            grouped = true;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    return !grouped || strlen(digits) > 3;
}

/* What follows the digits: their factor, or 0 where it is no word for one. */
static double take_scale(const char *at)
{
    double factor = 1;

    while (*at) {
        size_t i = 0;
        while (i < COUNT_OF(scales) && !starts_with(at, scales[i].sign))
            i++;
        if (i < COUNT_OF(scales))
            factor *= scales[i].factor, at += strlen(scales[i].sign);
        else if (isspace((unsigned char)*at))
            at++;
        else
            return 0;
    }
    return factor;
}

bool lua_plain_number(const char *text, char *plain, size_t size)
{
    char digits[WRITTEN_MAX], *end;
    size_t count = 0;

    while (isspace((unsigned char)*text))
        text++;
    for (char sign; count + 1 < sizeof digits && (sign = take_sign(&text)) != '\0';)
        digits[count++] = sign;
    digits[count] = '\0';
    double factor = take_scale(text);
    if (factor == 0 || !strpbrk(digits, "0123456789") || !drop_separators(digits))
        return false;
    double x = strtod(digits, &end);
    if (*end)
        return false;
    snprintf(plain, size, "%.12g", x * factor);
    return true;
}

/* Length of "15%" or "60 万" at `at`, where more of an expression does not follow; else 0. */
static size_t written_length(const char *at, const char *end)
{
    const char *sign = at;

    while (sign < end && (isdigit((unsigned char)*sign) || *sign == '.'))
        sign++;
    if (sign == at)
        return 0;
    while (sign < end && *sign == ' ')
        sign++;
    for (size_t i = 0; i < COUNT_OF(scales); i++) {
        const char *after = sign + strlen(scales[i].sign);
        if (after > end || !starts_with(sign, scales[i].sign))
            continue;
        size_t length = (size_t)(after - at);
        while (after < end && isspace((unsigned char)*after))
            after++;
        return after == end || !isalnum((unsigned char)*after) ? length : 0;
    }
    return 0;
}

bool lua_find_written_number(const struct lua_source *source, int line, char *written, char *plain,
                             size_t size)
{
    size_t start = quote_line_start(source->text, source->length, line);
    const char *at = source->text + start, *begin = at;
    const char *end = source->text + quote_line_end(source->text, source->length, start);
    char quote = '\0';

    for (; at < end; at++) {
        if (quote ? *at == quote : *at == '"' || *at == '\'') {
            quote = quote ? '\0' : *at;
        } else if (!quote && end - at > 1 && starts_with(at, "--")) {
            return false;
        } else if (!quote && isdigit((unsigned char)*at) &&
                   (at == begin || !(isalnum((unsigned char)at[-1]) || strchr("_.", at[-1])))) {
            snprintf(written, size, "%.*s", (int)written_length(at, end), at);
            if (*written && lua_plain_number(written, plain, size))
                return true;
        }
    }
    return false;
}
