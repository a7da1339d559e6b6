/* Questions and their answers. Part of store.h. */
#include "store_private.h"

#include <inttypes.h>
#include <string.h>

/* ---- writing ---- */

static int64_t write_answer(struct store *store, const struct store_answer *answer,
                            struct error *err)
{
    sqlite3_stmt *statement = store_prepare(
        store,
        "INSERT INTO answer (kind, run, other_run, scenario, question_en, question_zh, draws, "
        "seed, "
        "models, seconds, engine_version, asked_at, command_line) VALUES (?, nullif(?, 0), "
        "nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?)",
        err);

    if (!statement)
        return 0;
    store_bind(statement, "siisssiiidss", answer->kind, answer->run, answer->other_run,
               answer->scenario, answer->question.en, answer->question.zh, (int64_t)answer->draws,
               (int64_t)answer->seed, (int64_t)answer->models, answer->seconds, POLSIM_VERSION,
               answer->command_line);
    bool written = store_step(store, statement, err);
    sqlite3_finalize(statement);
    return written ? sqlite3_last_insert_rowid(store->db) : 0;
}

/* "INSERT INTO answer_row VALUES (?, ?, ?, json_object('name', ?, 'mean', ?))" */
static sqlite3_stmt *prepare_rows(struct store *store, const struct store_table *table,
                                  struct error *err)
{
    struct text sql = {0};

    text_add(&sql, "INSERT INTO answer_row VALUES (?, ?, ?, json_object(");
    for (int c = 0; c < table->column_count; c++)
        text_add(&sql, "%s'%s', ?", c ? ", " : "", table->columns[c]);
    text_add(&sql, "))");
    sqlite3_stmt *statement = store_prepare(store, text_string(&sql), err);
    text_clear(&sql);
    return statement;
}

static bool write_part(struct store *store, int64_t answer, const struct store_part *part,
                       struct error *err)
{
    const struct store_table *table = part->table;
    sqlite3_stmt *statement = prepare_rows(store, table, err);
    bool written = statement;

    for (size_t row = 0; row < table->row_count && written; row++) {
        store_bind(statement, "isi", answer, part->name, (int64_t)row);
        for (int c = 0; c < table->column_count; c++) {
            const char *cell = table->cells[row * (size_t)table->column_count + (size_t)c];
            int code = !cell ? sqlite3_bind_null(statement, 4 + c)
                       : table->numeric[c]
                           ? sqlite3_bind_double(statement, 4 + c, strtod(cell, NULL))
                           : sqlite3_bind_text(statement, 4 + c, cell, -1, SQLITE_STATIC);
            must(code == SQLITE_OK);
        }
        written = store_step(store, statement, err);
    }
    sqlite3_finalize(statement);
    return written;
}

int64_t store_write_answer(struct store *store, const struct store_answer *answer,
                           const struct store_part *parts, int count, struct error *err)
{
    if (!store_begin(store, err))
        return 0;
    int64_t id = write_answer(store, answer, err);
    bool written = id != 0;
    for (int i = 0; i < count && written; i++)
        written = write_part(store, id, &parts[i], err);
    return store_finish(store, written, err) ? id : 0;
}

/* ---- reading ---- */

static bool read_number(struct store *store, sqlite3_stmt *statement, int64_t *number,
                        struct error *err)
{
    bool read =
        sqlite3_step(statement) == SQLITE_ROW || store_refuse(store, err, "cannot read '%s': %s%s");

    if (read)
        *number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return read;
}

bool store_find_same_run(struct store *store, const char *input_digest, int64_t *run,
                         struct error *err)
{
    sqlite3_stmt *statement = store_prepare(
        store, "SELECT coalesce(max(run), 0) FROM run WHERE status = 'done' AND input_digest = ?",
        err);

    if (!statement)
        return false;
    store_bind(statement, "s", input_digest);
    return read_number(store, statement, run, err);
}

bool store_find_answer(struct store *store, const char *kind, int64_t run, int64_t other_run,
                       int64_t *answer, struct error *err)
{
    sqlite3_stmt *statement =
        store_prepare(store,
                      "SELECT coalesce(max(answer), 0) FROM answer WHERE kind = ? AND run = ? AND "
                      "(?3 = 0 OR other_run = ?3)",
                      err);

    if (!statement)
        return false;
    store_bind(statement, "sii", kind, run, other_run);
    return read_number(store, statement, answer, err);
}

/* A table that is read cell by cell: columns are those of the first row, in its order. */
struct reading {
    struct store_table *table;
    size_t capacity;
    struct text names; /* each ended by a zero byte */
    bool has_text[STORE_COLUMNS_MAX];
};

static bool is_new_row(const struct reading *reading, int64_t position)
{
    return (size_t)position >= reading->table->row_count;
}

static void add_row(struct reading *reading)
{
    struct store_table *table = reading->table;

    table->cells = memory_grow(table->cells, table->row_count, &reading->capacity,
                               sizeof *table->cells * STORE_COLUMNS_MAX);
    memset(table->cells + table->row_count * STORE_COLUMNS_MAX, 0,
           STORE_COLUMNS_MAX * sizeof *table->cells);
    table->row_count++;
}

/* The column's number; -1: there is none. */
static int column_of(struct reading *reading, const char *name)
{
    const char *known = text_string(&reading->names);
    int count = reading->table->column_count;

    for (int c = 0; c < count; c++, known += strlen(known) + 1)
        if (strcmp(known, name) == 0)
            return c;
    if (reading->table->row_count > 1 || count == STORE_COLUMNS_MAX)
        return -1;
    text_add_bytes(&reading->names, name, strlen(name) + 1);
    reading->table->column_count++;
    return count;
}

static void add_cell(struct reading *reading, sqlite3_stmt *cell)
{
    const char *name = (const char *)sqlite3_column_text(cell, 1); /* NULL: cells of no columns */
    int column = name ? column_of(reading, name) : -1;
    struct store_table *table = reading->table;
    char number[STORE_NUMBER_SIZE];

    if (column < 0 || sqlite3_column_type(cell, 2) == SQLITE_NULL)
        return;
    bool is_text = sqlite3_column_type(cell, 2) == SQLITE_TEXT;
    const char *value = number;
    char **place = &table->cells[(table->row_count - 1) * STORE_COLUMNS_MAX + (size_t)column];
    if (is_text)
        value = (const char *)sqlite3_column_text(cell, 2);
    else
        store_number_text(sqlite3_column_double(cell, 2), number);
    reading->has_text[column] |= is_text;
    table->numeric[column] = !reading->has_text[column];
    free(*place); /* a name may stand in a row twice */
    *place = text_duplicate(value);
}

/* Rows stand STORE_COLUMNS_MAX cells apart until all columns are known. */
static void close_up(struct reading *reading)
{
    struct store_table *table = reading->table;
    size_t columns = (size_t)table->column_count;

    for (size_t row = 0; row < table->row_count; row++)
        memmove(table->cells + row * columns, table->cells + row * STORE_COLUMNS_MAX,
                columns * sizeof *table->cells);
    table->names = reading->names.bytes; /* the table's own from here on */
    char *name = table->names;
    for (size_t c = 0; c < columns; c++, name += strlen(name) + 1)
        table->columns[c] = name;
}

bool store_read_part(struct store *store, int64_t answer, const char *part,
                     struct store_table *table, struct error *err)
{
    struct reading reading = {.table = table};
    sqlite3_stmt *statement = store_prepare(
        store,
        "SELECT r.position, j.key, j.value FROM answer_row AS r, json_each(r.cells) AS j "
        "WHERE r.answer = ? AND r.part = ? ORDER BY r.position",
        err);
    int code;

    *table = (struct store_table){.partial = true};
    if (!statement)
        return false;
    store_bind(statement, "is", answer, part);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (is_new_row(&reading, sqlite3_column_int64(statement, 0)))
            add_row(&reading);
        add_cell(&reading, statement);
    }
    bool read = code == SQLITE_DONE || store_refuse(store, err, "cannot read '%s': %s%s");
    sqlite3_finalize(statement);
    close_up(&reading);
    if (!read)
        store_table_clear(table);
    return read;
}
