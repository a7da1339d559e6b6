/* Messages: where the user's code stands, the line, and carets under the word that is meant. */
#include "lua_state_private.h"

#include "text.h"
#include "word.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

enum { CALL_LINES_MAX = 60, MESSAGE_BYTES_MAX = 3072, SUBJECT_BYTES_MAX = 512 };

char lua_failure_tag;

/* ---- places ---- */

void lua_add_source(struct lua_host_private *host, struct lua_source source)
{
    host->sources = memory_grow(host->sources, host->source_count, &host->source_capacity,
                                sizeof *host->sources);
    host->sources[host->source_count++] = source;
}

/* The latest: expressions of the command line share a name. */
static const struct lua_source *find_source(const struct lua_host_private *host, const char *name,
                                            bool by_chunk)
{
    for (size_t i = host->source_count; i-- > 0;) {
        const struct lua_source *source = &host->sources[i];
        if (strcmp(name, by_chunk ? source->chunk : source->name) == 0)
            return source;
    }
    return NULL;
}

/* From `level` of the stack outwards. */
static struct place place_from(lua_State *L, int level)
{
    const struct lua_host_private *host = lua_private(L);
    lua_Debug activation;

    for (; lua_getstack(L, level, &activation); level++) {
        lua_getinfo(L, "S", &activation);
        if (activation.source[0] != '@' && strncmp(activation.source, "=--", 3) != 0)
            continue;
        const struct lua_source *source = find_source(host, activation.source, true);
        if (!source)
            continue;
        lua_getinfo(L, "l", &activation); /* Lua must search for the line */
        return (struct place){source->name, activation.currentline};
    }
    if (host->standing && host->source_count)
        return (struct place){host->sources[0].name, host->standing};
    return (struct place){host->running, 0};
}

struct place lua_place(lua_State *L)
{
    return place_from(L, 0);
}

struct place lua_place_of_caller(lua_State *L)
{
    return place_from(L, 1);
}

void lua_stand_at(lua_State *L, int line)
{
    lua_private(L)->standing = line;
}

/* ---- finding the subject ---- */

/* Would the two, side by side, be one word: of letters and digits, or of Chinese? */
static bool are_joined(char a, char b)
{
    bool wide_a = (unsigned char)a >= 0x80, wide_b = (unsigned char)b >= 0x80;

    return (wide_a && wide_b) ||
           ((isalnum((unsigned char)a) || a == '_') && (isalnum((unsigned char)b) || b == '_'));
}

/* Is the subject at `at` of text[0..length), and not a part of a longer word? */
static bool is_word_at(const char *text, size_t length, size_t at, const char *subject)
{
    size_t width = strlen(subject);

    if (width > length - at || memcmp(text + at, subject, width) != 0)
        return false;
    if (at > 0 && are_joined(text[at - 1], subject[0]))
        return false;
    return !(at + width < length && are_joined(subject[width - 1], text[at + width]));
}

/* Length of "[[", "[=[" ... at `at`, or 0. */
static size_t long_bracket(const struct lua_source *source, size_t at)
{
    size_t end = at + 1;

    if (at >= source->length || source->text[at] != '[')
        return 0;
    while (end < source->length && source->text[end] == '=')
        end++;
    return end < source->length && source->text[end] == '[' ? end + 1 - at : 0;
}

/* The end of a long string or comment whose opening bracket of `width` bytes is at `at`. */
static size_t skip_long(const struct lua_source *source, size_t at, size_t width)
{
    for (size_t i = at + width; i + width <= source->length; i++)
        if (source->text[i] == ']' && source->text[i + width - 1] == ']' &&
            memcmp(source->text + i + 1, source->text + at + 1, width - 2) == 0)
            return i + width;
    return source->length;
}

/* A comment at `at` -> its end; else `at`. */
static size_t skip_comment(const struct lua_source *source, size_t at)
{
    if (source->length - at < 2 || source->text[at] != '-' || source->text[at + 1] != '-')
        return at;
    size_t width = long_bracket(source, at + 2);
    return width ? skip_long(source, at + 2, width)
                 : quote_line_end(source->text, source->length, at);
}

/* Does the text after a line end go on with the call that stands before it? */
static bool goes_on(const struct lua_source *source, size_t at)
{
    while (at < source->length && isspace((unsigned char)source->text[at]))
        at++;
    return at < source->length && source->text[at] && strchr(":.", source->text[at]);
}

/* How a subject is looked for: "default =" is a key of a table, "\"L5\"" a text in quotes. */
enum mark { MARK_NONE, MARK_KEY, MARK_QUOTES };

struct subject {
    char word[SUBJECT_BYTES_MAX];
    enum mark mark;
};

static struct subject read_subject(const char *text)
{
    size_t length = strlen(text);
    struct subject subject = {.mark = MARK_NONE};

    if (length > 2 && strcmp(text + length - 2, " =") == 0)
        subject.mark = MARK_KEY, length -= 2;
    else if (length > 2 && text[0] == '"' && text[length - 1] == '"')
        subject.mark = MARK_QUOTES, text++, length -= 2;
    snprintf(subject.word, sizeof subject.word, "%.*s", (int)length, text);
    return subject;
}

static bool is_key_end(const struct lua_source *source, size_t at)
{
    while (at < source->length && (source->text[at] == ' ' || source->text[at] == '\t'))
        at++;
    return at < source->length && source->text[at] == '=' &&
           !(at + 1 < source->length && source->text[at + 1] == '=');
}

static bool is_subject_at(const struct lua_source *source, size_t at, const struct subject *subject)
{
    size_t end = at + strlen(subject->word);
    char before = at > 0 ? source->text[at - 1] : '\0';

    if (!is_word_at(source->text, source->length, at, subject->word))
        return false;
    if (subject->mark == MARK_KEY)
        return is_key_end(source, end);
    return subject->mark == MARK_NONE || ((before == '"' || before == '\'') &&
                                          end < source->length && source->text[end] == before);
}

/* Looks for the subject from the start of `line` to the end of the call that starts there; outside
   comments. A reader of brackets and quotes is enough: it only decides what to underline. */
static struct quote_spot find_subject(const struct lua_source *source, int line,
                                      const struct subject *subject)
{
    size_t at = quote_line_start(source->text, source->length, line), start = at;
    int depth = 0, last_line = line + CALL_LINES_MAX;
    char quote = '\0';

    while (at < source->length && line <= last_line) {
        char c = source->text[at];
        size_t after = quote ? at : skip_comment(source, at);
        if (after > at) {
            for (; at < after; at++)
                if (source->text[at] == '\n')
                    line++, start = at + 1;
            continue;
        }
        if (is_subject_at(source, at, subject))
            return (struct quote_spot){line, at - start, strlen(subject->word)};
        if (c == '\n') {
            if (depth <= 0 && !goes_on(source, at))
                break;
            line++, start = at + 1;
            quote = '\0';
        } else if (quote) {
            at += c == '\\' && at + 1 < source->length && source->text[at + 1] != '\n';
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else {
            depth += (strchr("([{", c) && c) - (strchr(")]}", c) && c);
        }
        at++;
    }
    return (struct quote_spot){0};
}

/* ---- showing ---- */

/* A marked subject that is nowhere is looked for without its mark. */
static struct quote_spot find_marked(const struct lua_source *source, int line, const char *text)
{
    struct subject subject = read_subject(text);
    struct quote_spot spot = find_subject(source, line, &subject);

    if (spot.line == 0 && subject.mark != MARK_NONE) {
        subject.mark = MARK_NONE;
        spot = find_subject(source, line, &subject);
    }
    return spot;
}

/* In characters, from 1. */
static int column_of(const struct lua_source *source, const struct quote_spot *spot)
{
    const char *line = source->text + quote_line_start(source->text, source->length, spot->line);
    int count = 1;

    for (size_t i = 0; i < spot->start; i++)
        count += ((unsigned char)line[i] & 0xC0) != 0x80;
    return count;
}

void lua_show_failure(struct lua_host_private *host, enum error_kind kind, struct place place,
                      const char *subject, const struct quote_spot *known, const char *message)
{
    const struct lua_source *source = place.file ? find_source(host, place.file, false) : NULL;
    struct quote_spot spot = {0};
    struct error *err = &host->failure;

    if (known)
        spot = *known;
    else if (source && place.line > 0 && subject && *subject)
        spot = find_marked(source, place.line, subject);
    if (source && place.line > 0 && spot.line == 0)
        spot = quote_whole_line(source->text, source->length, place.line);
    if (spot.line > 0)
        place.line = spot.line;
    if (!place.file)
        error_set(err, kind, "%s", message);
    else if (place.line <= 0 || (source && source->chunk[0] != '@'))
        error_set(err, kind, WORD_IN("place", "%s: %s"), place.file, message);
    else if (known)
        error_set(err, kind, "%s:%d:%d: %s", place.file, place.line, column_of(source, &spot),
                  message);
    else
        error_set(err, kind, "%s:%d: %s", place.file, place.line, message);
    quote_make_printable(err->text, true);
    if (source && spot.line > 0)
        quote_append(err, source->text, source->length, &spot, source->chunk[0] == '@');
}

/* ---- raising ---- */

_Noreturn static void raise_failure(lua_State *L)
{
    lua_settop(L, 0);
    lua_pushlightuserdata(L, &lua_failure_tag);
    lua_error(L);
    abort(); /* lua_error does not return; its declaration does not say so */
}

const char *lua_push_spoken(lua_State *L, const char *format, ...)
{
    char text[MESSAGE_BYTES_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, spoken(format), args);
    va_end(args);
    return lua_pushstring(L, text);
}

void lua_fail(lua_State *L, const char *subject, const char *format, ...)
{
    char message[MESSAGE_BYTES_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, spoken(format), args);
    va_end(args);
    lua_show_failure(lua_private(L), ERROR_SCENARIO, lua_place(L), subject, NULL, message);
    raise_failure(L);
}

void lua_fail_at(lua_State *L, struct place place, const char *subject, const char *format, ...)
{
    char message[MESSAGE_BYTES_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, spoken(format), args);
    va_end(args);
    lua_show_failure(lua_private(L), ERROR_SCENARIO, place, subject, NULL, message);
    raise_failure(L);
}

void lua_fail_column(lua_State *L, struct place place, int column, int width, const char *message)
{
    const struct lua_source *source = find_source(lua_private(L), place.file, false);
    int shift = source && place.line == 1 ? source->shift : 0;
    const struct quote_spot spot = {place.line, (size_t)(column - shift), (size_t)width};

    lua_show_failure(lua_private(L), ERROR_SCENARIO, place, NULL, &spot, message);
    raise_failure(L);
}

void lua_fail_error(lua_State *L, const char *subject, const struct error *err)
{
    enum error_kind kind = err->kind == ERROR_NONE ? ERROR_SCENARIO : err->kind;

    lua_show_failure(lua_private(L), kind, lua_place(L), subject, NULL, err->text);
    raise_failure(L);
}

/* ---- names ---- */

const char *lua_did_you_mean(lua_State *L, const char *word, const char *const *words)
{
    struct lua_host_private *host = lua_private(L);
    const char *nearest = text_nearest(word, words);

    host->hint[0] = '\0';
    if (nearest && strlen(nearest) < sizeof host->hint - 24)
        snprintf(host->hint, sizeof host->hint, spoken(", did you mean '%s'?"), nearest);
    return host->hint;
}

static bool is_listed(const char *key, const char *const *keys)
{
    for (; *keys; keys++)
        if (strcmp(key, *keys) == 0)
            return true;
    return false;
}

void lua_check_keys(lua_State *L, int index, const char *what, const char *const *keys)
{
    const char *wrong = NULL;

    index = lua_absindex(L, index);
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) == LUA_TNUMBER)
            lua_fail(L, NULL,
                     "%s takes values by name (key = value), not in order: there is no [%.14g]",
                     what, lua_tonumber(L, -1));
        if (lua_type(L, -1) != LUA_TSTRING)
            lua_fail(L, NULL, "%s takes values by name (key = value), not a key of type %s", what,
                     luaL_typename(L, -1));
        const char *key = lua_tostring(L, -1); /* lives while the table does */
        if (!is_listed(key, keys) && (!wrong || strcmp(key, wrong) < 0))
            wrong = key;
    }
    if (wrong)
        lua_fail(L, wrong, "unknown key '%s' in %s%s", wrong, what,
                 lua_did_you_mean(L, wrong, keys));
}
