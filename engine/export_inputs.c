/* The inputs of a model as a workbook to be edited in a spreadsheet program. Part of export.h. */
#include "export_private.h"

#include "error.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { CHOICES_MAX = 64 };

/* How the columns look, in the order of INPUTS_COLUMNS. */
#define WIDTHS(X)                                                                                  \
    X(name, 18, BOOK_ID)                                                                           \
    X(label, 30, BOOK_TEXT)                                                                        \
    X(cell, 18, BOOK_ID)                                                                           \
    X(cell_label, 22, BOOK_TEXT)                                                                   \
    X(period, 10, BOOK_WORD)                                                                       \
    X(unit, 12, BOOK_WORD)                                                                         \
    X(value, 28, BOOK_EDIT)                                                                        \
    X(was, 24, BOOK_PLAIN)                                                                         \
    X(least, 10, BOOK_PLAIN)                                                                       \
    X(most, 10, BOOK_PLAIN)                                                                        \
    X(allowed, 30, BOOK_TEXT)                                                                      \
    X(source_kind, 10, BOOK_WORD)                                                                  \
    X(source, 50, BOOK_EDIT_TEXT)

static const struct {
    const char *id;
    double width;
    enum book_style style;
} columns[] = {
#define X(id, width, style) {#id, width, style},
    WIDTHS(X)
#undef X
};

static const char *const headings[] = {
#define X(id, english) english,
    INPUTS_COLUMNS(X)
#undef X
};

/* Whole, as a number is written by the program itself. */
static bool read_number(const char *text, double *x)
{
    char *end;

    *x = strtod(text, &end);
    return end != text && !*end && isfinite(*x);
}

/* ---- choices of a switch: "rows = sum of the rows; printed = printed total" ---- */

/* The choice at `at`, of `length` bytes, and in *next what comes behind it; false at the end. */
static bool read_choice(const char *at, size_t *length, const char **next)
{
    static const char *const signs[] = {"; ", "；"};

    *length = strlen(at);
    *next = at + *length;
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        const char *sign = strstr(at, signs[i]);
        if (!sign || (size_t)(sign - at) >= *length)
            continue;
        *length = (size_t)(sign - at);
        *next = sign + strlen(signs[i]);
    }
    return *length > 0;
}

/* A choice with its words, as its row lists it. */
static void add_choice(const char *allowed, const char *id, struct text *out)
{
    size_t length, own = strlen(id);

    for (const char *next; read_choice(allowed, &length, &next); allowed = next)
        if (length >= own && strncmp(allowed, id, own) == 0 &&
            (length == own || allowed[own] == ' ')) {
            text_add_bytes(out, allowed, length);
            return;
        }
    text_add(out, "%s", id);
}

static bool is_switch(const struct store_table *table, size_t row)
{
    return store_table_text(table, row, "allowed")[0] != '\0';
}

/* ---- the table ---- */

static void add_cell(struct book *book, const struct store_table *table, size_t row, int at)
{
    const char *cell = store_table_text(table, row, columns[at].id);
    enum book_style style = columns[at].style;
    bool is_value = style == BOOK_EDIT || style == BOOK_PLAIN;
    int line = (int)row + 1;
    struct text words = {0};
    double x;

    if (is_value && read_number(cell, &x)) {
        book_number(book, line, at, style, false, x);
        return;
    }
    if (is_value && is_switch(table, row) && cell[0])
        add_choice(store_table_text(table, row, "allowed"), cell, &words);
    else
        text_add(&words, "%s", cell);
    book_text(book, line, at, style == BOOK_PLAIN ? BOOK_TEXT : style, false, text_string(&words));
    text_clear(&words);
}

static double limit_of(const struct store_table *table, size_t row, const char *column, double none)
{
    double x;

    return read_number(store_table_text(table, row, column), &x) ? x : none;
}

/* The range of a value beside its cell, and kept to by the program. */
static void add_limit(struct book *book, const struct store_table *table, size_t row, int at)
{
    double least = limit_of(table, row, "least", -INFINITY);
    double most = limit_of(table, row, "most", INFINITY);
    struct text message = {0};

    if (!isfinite(least) && !isfinite(most))
        return;
    if (isfinite(least) && isfinite(most))
        text_add(&message, book_say(book, "a number from %.12g to %.12g"), least, most);
    else if (isfinite(least))
        text_add(&message, book_say(book, "a number of at least %.12g"), least);
    else
        text_add(&message, book_say(book, "a number of at most %.12g"), most);
    text_add(&message, "%s", book_say(book, "; or a distribution such as pert(low, mode, high)"));
    book_limit(book, (int)row + 1, at, least, most, book_say(book, "allowed"),
               text_string(&message));
    text_clear(&message);
}

/* A list to choose from: with the words, else of ids alone. */
static void add_choices(struct book *book, const struct store_table *table, size_t row, int at)
{
    for (int words = 1; words >= 0; words--) {
        const char *allowed = store_table_text(table, row, "allowed"), *next;
        struct text choices[CHOICES_MAX] = {{0}};
        const char *list[CHOICES_MAX + 1] = {NULL};
        size_t length, count = 0;
        for (; count < CHOICES_MAX && read_choice(allowed, &length, &next); allowed = next)
            text_add_bytes(&choices[count++], allowed,
                           words                             ? length
                           : strcspn(allowed, " ;") < length ? strcspn(allowed, " ;")
                                                             : length);
        for (size_t i = 0; i < count; i++)
            list[i] = text_string(&choices[i]);
        bool fits = book_choices(book, (int)row + 1, at, list);
        for (size_t i = 0; i < count; i++)
            text_clear(&choices[i]);
        if (fits)
            return;
    }
}

static void fill_table(struct book *book, const struct store_table *table)
{
    int last = (int)COUNT_OF(columns) - 1;

    must(table->column_count == last + 1);
    book_sheet(book, book_say(book, "Inputs"));
    for (int at = 0; at <= last; at++) {
        must(strcmp(table->columns[at], columns[at].id) == 0);
        book_width(book, at, columns[at].width);
        book_text(book, 0, at, BOOK_HEAD, false, book_say(book, headings[at]));
    }
    for (size_t row = 0; row < table->row_count; row++)
        for (int at = 0; at <= last; at++) {
            add_cell(book, table, row, at);
            if (columns[at].style != BOOK_EDIT)
                continue;
            if (is_switch(table, row))
                add_choices(book, table, row, at);
            else
                add_limit(book, table, row, at);
        }
    book_lock(book);
    book_page(book, 0, 1, 2, false, (struct book_area){0, 0, (int)table->row_count, last});
}

/* What to do with it: not on the first sheet, which is saved as it stands. */
static void fill_steps(struct book *book)
{
    static const char *const steps[] = {
        WORD("Change the yellow cells of the first sheet: a number, or a distribution such as "
             "pert(low, mode, high), uniform(low, high), normal(mean, sd). The column of sources "
             "may "
             "be "
             "changed too, to say why."),
        WORD("The other cells are locked without a password. Rows that are not changed change "
             "nothing."),
        WORD("Go to the first sheet and save it as CSV: 'Save as', type 'CSV UTF-8'."),
        WORD("Run with the CSV file: polsim run SCENARIO.lua --inputs FILE.csv. It shows what "
             "differs "
             "before it "
             "computes, and refuses what is out of range with the line of the file."),
    };

    book_sheet(book, book_say(book, "What to do"));
    book_width(book, 0, 100);
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        book_text(book, (int)i, 0, BOOK_TEXT, false, book_say(book, steps[i]));
    book_page(book, 0, 0, 0, true, (struct book_area){0, 0, (int)COUNT_OF(steps) - 1, 0});
}

static bool write_workbook(const struct store_table *table, const char *language, const char *path,
                           struct error *err)
{
    struct book *book = book_new(path, NULL, language, err);

    if (!book)
        return false;
    fill_table(book, table);
    fill_steps(book);
    return book_close(book, path, err);
}

static bool write_csv(const struct store_table *table, const char *language, const char *path,
                      struct error *err)
{
    struct text out = {0};

    inputs_csv(table, language, &out);
    bool written = export_write(path, &out, err);
    text_clear(&out);
    return written;
}

bool export_inputs(const struct store_table *table, const char *language, const char *path,
                   struct error *err)
{
    const char *dot = strrchr(path, '.');

    if (dot && strcasecmp(dot, ".xlsx") == 0)
        return write_workbook(table, language, path, err);
    if (dot && strcasecmp(dot, ".csv") == 0)
        return write_csv(table, language, path, err);
    return error_set(err, ERROR_USAGE,
                     "the file of inputs '%s' is neither a workbook nor CSV: name it FILE.xlsx or "
                     "FILE.csv",
                     path);
}
