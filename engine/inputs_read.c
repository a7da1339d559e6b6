/* Reads a file of inputs: its encoding, its cells, its headings. Part of inputs.h. */
#include "inputs.h"

#include "arena.h"
#include "error.h"
#include "quote.h"

#include <ctype.h>
#include <iconv.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

enum { COLUMNS_MAX = 64 };

/* ---- encoding ---- */

static bool is_utf8(const char *bytes, size_t length)
{
    for (size_t at = 0, step; at < length; at += step) {
        step = (unsigned char)bytes[at] < 0x80 ? 1 : quote_character_bytes(bytes + at, length - at);
        if (!step)
            return false;
    }
    return true;
}

/* false where the bytes are none of `encoding`. */
static bool convert(const char *encoding, char *bytes, size_t length, struct text *out)
{
    iconv_t converter = iconv_open("UTF-8", encoding);
    char buffer[4096];
    bool fine = converter != (iconv_t)-1;

    while (fine && length > 0) {
        char *to = buffer;
        size_t left = sizeof buffer, before = length;
        size_t got = iconv(converter, &bytes, &length, &to, &left);
        text_add_bytes(out, buffer, sizeof buffer - left);
        fine = got != (size_t)-1 || length < before; /* the buffer was full */
    }
    if (converter != (iconv_t)-1)
        iconv_close(converter);
    return fine;
}

static bool refuse_encoding(const char *path, const char *what, struct error *err)
{
    return error_set(err, ERROR_SCENARIO,
                     "'%s' is %s, not a table in CSV: in the spreadsheet program choose 'Save as' "
                     "and the type 'CSV UTF-8 (comma delimited)'",
                     path, what);
}

static bool decode(const char *path, char *bytes, size_t length, struct text *out,
                   struct error *err)
{
    bool wide_little = length >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0;
    bool wide_big = length >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0;

    if (length >= 4 &&
        (memcmp(bytes, "PK\3\4", 4) == 0 || memcmp(bytes, "\xD0\xCF\x11\xE0", 4) == 0))
        return refuse_encoding(path, spoken("a workbook"), err);
    if (wide_little || wide_big) {
        if (!convert(wide_little ? "UTF-16LE" : "UTF-16BE", bytes + 2, length - 2, out))
            return refuse_encoding(path, spoken("cut off within a character"), err);
    } else if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 && is_utf8(bytes, length)) {
        text_add_bytes(out, bytes + 3, length - 3);
    } else if (is_utf8(bytes, length)) {
        text_add_bytes(out, bytes, length);
    } else if (!convert("GB18030", bytes, length, out)) {
        return refuse_encoding(path, spoken("in neither UTF-8 nor GBK"), err);
    }
    if (memchr(text_string(out), '\0', out->length))
        return refuse_encoding(path, spoken("no text"), err);
    return true;
}

/* ---- cells ---- */

struct reader {
    struct inputs *inputs;
    size_t at;
    int line; /* of `at`, from 1 */
    int column_count;
    const char *columns[COLUMNS_MAX]; /* of the record read last, without blanks around them */
    int record_line;
};

static bool refuse_line(const struct reader *r, int line, struct error *err, const char *format,
                        ...) __attribute__((format(printf, 4, 5)));
static bool refuse_line(const struct reader *r, int line, struct error *err, const char *format,
                        ...)
{
    char message[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, spoken(format), arguments);
    va_end(arguments);
    error_set(err, ERROR_SCENARIO, "%s:%d: %s", r->inputs->path, line, message);
    const struct quote_spot spot = quote_whole_line(r->inputs->text, r->inputs->length, line);
    if (spot.line)
        quote_append(err, r->inputs->text, r->inputs->length, &spot, true);
    return false;
}

static char here(const struct reader *r)
{
    return r->at < r->inputs->length ? r->inputs->text[r->at] : '\0';
}

static bool at_line_end(const struct reader *r)
{
    return r->at >= r->inputs->length || here(r) == '\n' || here(r) == '\r';
}

static void next_line(struct reader *r)
{
    if (here(r) == '\r')
        r->at++;
    if (here(r) == '\n')
        r->at++;
    r->line++;
}

static const char *const blanks[] = {" ", "\t", "\n", "\r", "\xC2\xA0", "\xE3\x80\x80"};

/* Bytes of the blank, no-break or wide space that `at` begins with; 0: none. */
static size_t blank_at(const char *at)
{
    for (size_t i = 0; i < COUNT_OF(blanks); i++)
        if (strncmp(at, blanks[i], strlen(blanks[i])) == 0)
            return strlen(blanks[i]);
    return 0;
}

static const char *trimmed(struct arena *arena, const char *text)
{
    size_t start = 0, end = 0;

    while (blank_at(text + start))
        start += blank_at(text + start);
    for (size_t i = start; text[i];) {
        size_t blank = blank_at(text + i);
        i += blank ? blank : 1;
        end = blank ? end : i;
    }
    return end > start ? arena_copy_bytes(arena, text + start, end - start) : "";
}

static bool read_quoted(struct reader *r, struct text *cell, struct error *err)
{
    int line = r->line;

    for (r->at++;; r->at++) {
        if (r->at >= r->inputs->length)
            return refuse_line(
                r, line, err,
                "this quote is not closed: a cell that begins with \" must end with \"");
        if (here(r) == '"' && (++r->at, here(r) != '"'))
            return true;
        r->line += here(r) == '\n' || (here(r) == '\r' && r->inputs->text[r->at + 1] != '\n');
        text_add_bytes(cell, &r->inputs->text[r->at], 1);
    }
}

static bool read_cell(struct reader *r, char separator, struct error *err)
{
    struct text cell = {0};
    bool fine = true;

    while (here(r) == ' ')
        r->at++;
    if (here(r) == '"')
        fine = read_quoted(r, &cell, err);
    for (; fine && !at_line_end(r) && here(r) != separator; r->at++)
        text_add_bytes(&cell, &r->inputs->text[r->at], 1);
    if (fine && r->column_count == COLUMNS_MAX)
        fine = refuse_line(r, r->line, err, "more than %d cells in a line", COLUMNS_MAX);
    if (fine)
        r->columns[r->column_count++] =
            table_field_text(trimmed(r->inputs->arena, text_string(&cell)));
    text_clear(&cell);
    return fine;
}

/* The next record that is not empty; column_count 0 at the end of the file. */
static bool read_record(struct reader *r, char separator, struct error *err)
{
    bool empty = true;

    for (r->column_count = 0; empty && r->at < r->inputs->length;) {
        r->column_count = 0;
        r->record_line = r->line;
        for (;;) {
            if (!read_cell(r, separator, err))
                return false;
            empty = empty && !r->columns[r->column_count - 1][0];
            if (at_line_end(r))
                break;
            r->at++;
        }
        next_line(r);
    }
    if (empty)
        r->column_count = 0;
    return true;
}

/* ---- headings ---- */

static const struct column {
    const char *id, *heading;
    size_t offset;
} columns[] = {
#define X(id, english) {#id, english, offsetof(struct inputs_row, id)},
    INPUTS_COLUMNS(X)
#undef X
};

enum { LANGUAGES_MAX = 8 };

/* Its id, then its heading in each language. */
static size_t names_of(const struct column *column, const char **names)
{
    size_t count = 0;

    names[count++] = column->id;
    for (size_t i = 0; word_languages[i]; i++) {
        must(count <= LANGUAGES_MAX);
        names[count++] = word(word_languages[i], column->heading);
    }
    return count;
}

static const struct column *find_column(const char *heading)
{
    const char *names[LANGUAGES_MAX + 1];

    for (size_t i = 0; i < COUNT_OF(columns); i++)
        for (size_t k = 0; k < names_of(&columns[i], names); k++)
            if (strcasecmp(heading, names[k]) == 0)
                return &columns[i];
    return NULL;
}

/* The separator with which most headings are known; the reader stays where it is. */
static char find_separator(const struct reader *r)
{
    static const char separators[] = ",;\t";
    char best = ',';
    int most = 0;

    for (size_t i = 0; separators[i]; i++) {
        struct reader trial = *r;
        struct error ignored;
        int known = 0;
        if (!read_record(&trial, separators[i], &ignored))
            continue;
        for (int k = 0; k < trial.column_count; k++)
            known += find_column(trial.columns[k]) != NULL;
        if (known > most) {
            most = known;
            best = separators[i];
        }
    }
    return best;
}

static const char *nearest_heading(const char *heading)
{
    const char *words[(LANGUAGES_MAX + 1) * COUNT_OF(columns) + 1];
    size_t count = 0;

    for (size_t i = 0; i < COUNT_OF(columns); i++)
        count += names_of(&columns[i], &words[count]);
    words[count] = NULL;
    return text_nearest(heading, words);
}

/* "'value' or '取值'" */
static void add_names(const char *id, struct text *out)
{
    const char *names[LANGUAGES_MAX + 1];
    const struct column *column = find_column(id);

    for (size_t i = 0, count = names_of(column, names); i < count; i++)
        if (i == 0 || strcmp(names[i], id) != 0)
            text_add(out, "%s'%s'", i ? spoken(" or ") : "", names[i]);
}

/* places[column of the file]: the column it is, NULL for one of the user's own. */
static bool read_headings(struct reader *r, const struct column **places, struct error *err)
{
    bool name = false, value = false;

    for (int i = 0; i < r->column_count; i++) {
        places[i] = find_column(r->columns[i]);
        const char *near = places[i] || !r->columns[i][0] ? NULL : nearest_heading(r->columns[i]);
        if (near)
            return refuse_line(r, r->record_line, err, "unknown heading '%s', did you mean '%s'?",
                               r->columns[i], near);
        for (int k = 0; places[i] && k < i; k++)
            if (places[k] == places[i])
                return refuse_line(r, r->record_line, err,
                                   "two columns are headed '%s': delete one", r->columns[i]);
        name = name || (places[i] && strcmp(places[i]->id, "name") == 0);
        value = value || (places[i] && strcmp(places[i]->id, "value") == 0);
    }
    if (!name || !value) {
        struct text names = {0};
        add_names(name ? "value" : "name", &names);
        refuse_line(r, r->record_line ? r->record_line : 1, err,
                    "no column is headed %s: the first line of the file is the headings that "
                    "'polsim inputs' wrote",
                    text_string(&names));
        text_clear(&names);
        return false;
    }
    return true;
}

/* ---- periods ---- */

static int month_of_name(const char *word, size_t length)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

    for (int i = 0; length >= 3 && i < 12; i++)
        if (strncasecmp(word, months + (size_t)(3 * i), 3) == 0)
            return i + 1;
    return 0;
}

/* "2026-03" for "2026-03" "2026/3" "2026年3月" "2026/3/1" "Mar-26" "26-Mar"; "03" for "3" "3月";
   "otherwise" for "其余". What is no period stays, and is refused later with what there is. */
static const char *tidy_period(struct arena *arena, const char *text)
{
    int numbers[3], count = 0, named = 0, others = 0;
    bool other_first = false;

    for (const char *at = text; *at;) {
        size_t word = 0;
        while (isalpha((unsigned char)at[word]))
            word++;
        if (isdigit((unsigned char)*at) && count < 3) {
            numbers[count++] = (int)strtol(at, (char **)&at, 10);
        } else if (word == 9 && strncasecmp(at, "otherwise", 9) == 0) {
            other_first = other_first || count == 0;
            others++, at += word;
        } else if (strncmp(at, "其余", strlen("其余")) == 0) {
            other_first = other_first || count == 0;
            others++, at += strlen("其余");
        } else if (word && (named = month_of_name(at, word)) != 0) {
            at += word;
        } else if (strncmp(at, "年", strlen("年")) == 0 || strncmp(at, "月", strlen("月")) == 0) {
            at += strlen("年");
        } else if (strchr("-/. ", *at)) {
            at++;
        } else {
            return text;
        }
    }
    bool year = count > 0 && numbers[0] >= 1000;
    if (others == 1 && count == 0)
        return "otherwise";
    if (others == 1 && count == 1)
        return other_first ? arena_text(arena, "otherwise-%02d", numbers[0])
                           : arena_text(arena, "%d-otherwise", numbers[0]);
    if (others == 2)
        return "otherwise-otherwise";
    if (named && count == 1)
        return arena_text(arena, "%d-%02d", numbers[0] < 100 ? 2000 + numbers[0] : numbers[0],
                          named);
    if (year && (count == 2 || (count == 3 && numbers[2] == 1)))
        return arena_text(arena, "%d-%02d", numbers[0], numbers[1]);
    if (count == 1 && !named)
        return arena_text(arena, year ? "%d" : "%02d", numbers[0]);
    return text;
}

/* ---- the file ---- */

static bool read_rows(struct reader *r, struct error *err)
{
    const struct column *places[COLUMNS_MAX];
    struct inputs *inputs = r->inputs;
    size_t capacity = 0;
    struct inputs_row *rows = NULL;

    if (strncmp(inputs->text, "sep=", 4) == 0) { /* what Excel writes for itself */
        while (!at_line_end(r))
            r->at++;
        next_line(r);
    }
    inputs->separator = find_separator(r);
    bool fine = read_record(r, inputs->separator, err) && read_headings(r, places, err);
    int headings = r->column_count;
    while (fine && (fine = read_record(r, inputs->separator, err)) && r->column_count) {
        rows = memory_grow(rows, inputs->row_count, &capacity, sizeof *rows);
        struct inputs_row *row = &rows[inputs->row_count++];
        *row = (struct inputs_row){.line = r->record_line};
        for (size_t i = 0; i < COUNT_OF(columns); i++)
            memcpy((char *)row + columns[i].offset, &(const char *){""}, sizeof(const char *));
        for (int i = 0; fine && i < r->column_count; i++) {
            if (i >= headings && r->columns[i][0])
                fine =
                    refuse_line(r, r->record_line, err,
                                "the line has more cells than there are headings (%d): a cell that "
                                "holds the separator '%c' stands in quotes",
                                headings, inputs->separator);
            else if (i < headings && places[i])
                memcpy((char *)row + places[i]->offset, &r->columns[i], sizeof(const char *));
        }
        row->period = tidy_period(inputs->arena, row->period);
    }
    inputs->rows = rows;
    return fine;
}

struct inputs *inputs_read(const char *path, struct error *err)
{
    struct inputs *inputs = memory_resize(NULL, 1, sizeof *inputs);
    const char *slash = strrchr(path, '/');
    struct text text = {0};
    char *bytes = NULL;
    size_t length = 0;

    *inputs = (struct inputs){.arena = arena_new()};
    inputs->path = arena_copy(inputs->arena, path);
    inputs->file = arena_copy(inputs->arena, slash ? slash + 1 : path);
    bool fine =
        text_read_file(path, &bytes, &length, err) && decode(path, bytes, length, &text, err);
    if (fine) {
        inputs->text = arena_copy_bytes(inputs->arena, text_string(&text), text.length);
        inputs->length = text.length;
        struct reader reader = {.inputs = inputs, .line = 1};
        fine = read_rows(&reader, err);
    }
    text_clear(&text);
    free(bytes);
    if (fine)
        return inputs;
    inputs_free(inputs);
    return NULL;
}

void inputs_free(struct inputs *inputs)
{
    if (!inputs)
        return;
    free(inputs->rows);
    arena_free(inputs->arena);
    free(inputs);
}
