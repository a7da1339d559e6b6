#include "text.h"

#include "error.h"
#include "word.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void text_clear(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

static void reserve(struct text *text, size_t extra)
{
    while (text->length + extra + 1 > text->capacity) {
        text->capacity = text->capacity ? size_product(text->capacity, 2) : 128;
        text->bytes = memory_resize(text->bytes, text->capacity, 1);
    }
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    reserve(text, length);
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_add_list(struct text *text, const char *format, va_list args)
{
    va_list again;

    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    must(length >= 0);
    reserve(text, (size_t)length);
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    va_end(again);
    text->length += (size_t)length;
}

void text_add(struct text *text, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    text_add_list(text, format, args);
    va_end(args);
}

const char *text_string(const struct text *text)
{
    return text->bytes ? text->bytes : "";
}

char *text_duplicate(const char *string)
{
    return text_duplicate_bytes(string ? string : "", string ? strlen(string) : 0);
}

char *text_duplicate_bytes(const char *bytes, size_t length)
{
    char *copy = memory_resize(NULL, length + 1, 1);

    copy[length] = '\0';
    return memcpy(copy, bytes, length);
}

/* Decodes one UTF-8 character; a malformed byte counts as itself. */
static uint32_t next_character(const unsigned char **at)
{
    const unsigned char *s = *at;
    int extra = s[0] >= 0xF0 ? 3 : s[0] >= 0xE0 ? 2 : s[0] >= 0xC0 ? 1 : 0;
    uint32_t c = extra == 3 ? s[0] & 7u : extra == 2 ? s[0] & 15u : extra == 1 ? s[0] & 31u : s[0];

    for (int i = 1; i <= extra; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            *at = s + 1;
            return s[0];
        }
        c = c << 6 | (s[i] & 63u);
    }
    *at = s + 1 + extra;
    return c;
}

/* East Asian Width classes W and F, in the ranges our texts use (Unicode 15, EastAsianWidth.txt). */
static int character_columns(uint32_t c)
{
    bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);

    return wide ? 2 : 1;
}

int text_columns(const char *string)
{
    const unsigned char *at = (const unsigned char *)string;
    int columns = 0;

    while (*at)
        columns += character_columns(next_character(&at));
    return columns;
}

/* ---- lines ---- */

/* Not at the beginning of a line (GB/T 15834-2011, 5.1.1): closing marks and stops. */
static bool may_begin_line(uint32_t c)
{
    static const uint32_t never[] = {0x3001, 0x3002, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF09,
                                     0xFF01, 0xFF1F, 0x300B, 0x300D, 0x201D, 0x3011};

    for (size_t i = 0; i < COUNT_OF(never); i++)
        if (c == never[i])
            return false;
    return true;
}

/* Not at the end of a line (the same, 5.1.1): opening marks. */
static bool may_end_line(uint32_t c)
{
    static const uint32_t never[] = {0xFF08, 0x300A, 0x300C, 0x201C, 0x3010};

    for (size_t i = 0; i < COUNT_OF(never); i++)
        if (c == never[i])
            return false;
    return true;
}

/* The next piece that stays together, with the spaces before it: a word, or a wide character, and the marks
   that may not begin a line after it. */
static const char *piece_end(const char *at)
{
    const unsigned char *next = (const unsigned char *)at + strspn(at, " ");

    if (!*next)
        return (const char *)next;
    uint32_t last = next_character(&next);
    while (*next && *next != ' ') {
        const unsigned char *after = next;
        uint32_t c = next_character(&after);
        bool wide = character_columns(last) == 2 || character_columns(c) == 2;
        if (wide && may_begin_line(c) && may_end_line(last))
            break;
        next = after;
        last = c;
    }
    return (const char *)next;
}

void text_add_wrapped(struct text *text, const char *string, int indent, int hang, int width)
{
    int column = indent;
    bool fresh = false; /* nothing stands in a line after the first */
    struct text piece = {0};

    text_add(text, "%*s", indent, "");
    while (*string) {
        const char *end = piece_end(string);
        text_clear(&piece);
        text_add_bytes(&piece, string, (size_t)(end - string));
        string = end;
        const char *word = text_string(&piece);
        if (column > indent && !fresh && column + text_columns(word) > width) {
            text_add(text, "\n%*s", hang, "");
            column = hang;
            fresh = true;
        }
        word += fresh ? strspn(word, " ") : 0;
        text_add(text, "%s", word);
        column += text_columns(word);
        fresh = false;
    }
    text_add(text, "\n");
    text_clear(&piece);
}

/* Optimal string alignment distance (Damerau 1964, restricted), bytes; words are short ids. */
static size_t edit_distance(const char *a, const char *b)
{
    enum { MOST = 64 };
    size_t rows[3][MOST + 1], la = strlen(a), lb = strlen(b);

    if (la > MOST || lb > MOST)
        return SIZE_MAX;
    for (size_t j = 0; j <= lb; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= la; i++) {
        size_t *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < best)
                best = last[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
    }
    return rows[la % 3][lb];
}

const char *text_nearest(const char *word, const char *const *words)
{
    const char *nearest = NULL;
    size_t limit = strlen(word) / 3 + 1, best = limit + 1;

    for (; *words; words++) {
        size_t distance = edit_distance(word, *words);
        if (distance < best && distance < strlen(*words)) {
            best = distance;
            nearest = *words;
        }
    }
    return nearest;
}

/* Opens a regular file that is not too large; NULL with the reason, and does not wait for a pipe. */
static FILE *open_file(const char *path, const char **why)
{
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat status;

    if (descriptor < 0 || fstat(descriptor, &status) != 0)
        *why = spoken_errno(errno);
    else if (S_ISDIR(status.st_mode))
        *why = spoken_errno(EISDIR);
    else if (!S_ISREG(status.st_mode))
        *why = spoken("it is not a file");
    else if (status.st_size > TEXT_FILE_BYTES_MAX)
        *why = spoken("it is larger than 256 MB");
    else
        return fdopen(descriptor, "rb");
    if (descriptor >= 0)
        close(descriptor);
    return NULL;
}

bool text_read_file(const char *path, char **bytes, size_t *length, struct error *err)
{
    const char *why = spoken_errno(ENOMEM);
    FILE *file = open_file(path, &why);
    char *data = NULL;
    size_t used = 0, size = 0;

    if (!file)
        return error_set(err, ERROR_STORE, "cannot read '%s': %s", path, why);
    do {
        size = size ? size_product(size, 2) : 4096;
        data = memory_resize(data, size + 1, 1);
        used += fread(data + used, 1, size - used, file);
    } while (used == size && size <= TEXT_FILE_BYTES_MAX);
    int failed = ferror(file), reason = errno;
    fclose(file);
    if (failed) {
        free(data);
        return error_set(err, ERROR_STORE, "cannot read '%s': %s", path, spoken_errno(reason));
    }
    data[used] = '\0';
    *bytes = data;
    *length = used;
    return true;
}

bool text_write_file(const char *path, const char *bytes, size_t length, struct error *err)
{
    FILE *file = fopen(path, "wb");

    if (!file)
        return error_set(err, ERROR_STORE, "cannot write '%s': %s", path, spoken_errno(errno));
    bool written = fwrite(bytes, 1, length, file) == length;
    if (fclose(file) != 0 || !written)
        return error_set(err, ERROR_STORE, "cannot write '%s': %s", path, spoken_errno(errno));
    return true;
}

/* The folders of the first `length` bytes of a path. */
static bool make_folders(const char *path, size_t length, struct error *err)
{
    struct text folder = {0};
    bool made = true;

    for (size_t at = 0; made && at < length;) {
        at += strspn(path + at, "/");
        at += strcspn(path + at, "/");
        text_clear(&folder);
        text_add_bytes(&folder, path, at);
        if (mkdir(text_string(&folder), 0777) != 0 && errno != EEXIST)
            made = error_set(err, ERROR_STORE, "cannot make folder '%s': %s", text_string(&folder),
                             spoken_errno(errno));
    }
    text_clear(&folder);
    return made;
}

bool text_make_folder(const char *path, struct error *err)
{
    return make_folders(path, strlen(path), err);
}

bool text_make_folders_above(const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/');

    return make_folders(path, slash ? (size_t)(slash - path) : 0, err);
}
