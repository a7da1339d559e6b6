#include "store_sql.h"

#include "error.h"
#include "store_private.h"
#include "word.h"

#include <string.h>
#include <strings.h>

/* Where the statement begins, past white space and comments. */
static const char *skip_blank(const char *sql)
{
    for (;;) {
        sql += strspn(sql, " \t\r\n;");
        if (strncmp(sql, "--", 2) != 0)
            return sql;
        sql += strcspn(sql, "\n");
    }
}

/* PRAGMA, ATTACH and the like count as read-only for SQLite; only queries are wanted here. */
static bool is_query(const char *sql)
{
    sql = skip_blank(sql);
    return strncasecmp(sql, "select", 6) == 0 || strncasecmp(sql, "with", 4) == 0;
}

static bool prepare(struct store *store, const char *sql, sqlite3_stmt **statement,
                    struct error *err)
{
    const char *rest = NULL;

    if (!is_query(sql))
        return error_set(err, ERROR_STORE, "not a query: it must begin with SELECT or WITH");
    if (sqlite3_prepare_v2(store->db, sql, -1, statement, &rest) != SQLITE_OK)
        return error_set(err, ERROR_STORE, "the query is wrong: %s", sqlite3_errmsg(store->db));
    if (*skip_blank(rest))
        return error_set(err, ERROR_STORE, "more than one query: only the first may stand here");
    if (!sqlite3_stmt_readonly(*statement))
        return error_set(err, ERROR_STORE, "the query would change the database");
    if (sqlite3_column_count(*statement) > STORE_COLUMNS_MAX)
        return error_set(err, ERROR_STORE, "the query has %d columns, at most %d fit",
                         sqlite3_column_count(*statement), STORE_COLUMNS_MAX);
    return true;
}

static bool bind(sqlite3_stmt *statement, const struct store_sql_arguments *arguments,
                 struct error *err)
{
    static const char *const known[] = {":run", ":base", ":lang", NULL};

    for (int i = 1; i <= sqlite3_bind_parameter_count(statement); i++) {
        const char *name = sqlite3_bind_parameter_name(statement, i);
        if (name && strcmp(name, ":run") == 0)
            sqlite3_bind_int64(statement, i, arguments->run);
        else if (name && strcmp(name, ":base") == 0 && arguments->base)
            sqlite3_bind_int64(statement, i, arguments->base);
        else if (name && strcmp(name, ":lang") == 0)
            sqlite3_bind_text(statement, i, arguments->language, -1, SQLITE_TRANSIENT);
        else if (!name || strcmp(name, ":base") != 0) {
            const char *nearest = text_nearest(name ? name : "?", known);
            error_set(err, ERROR_STORE, "unknown parameter '%s' in the query", name ? name : "?");
            return error_append(err,
                                nearest ? WORD("; did you mean '%s'?") : WORD("; there are: %s"),
                                nearest ? nearest : ":run, :base, :lang");
        }
    }
    return true;
}

/* A column's value as text, or NULL. SQLite's own 15 digits may read back as another double. */
static char *cell_text(sqlite3_stmt *statement, int column)
{
    char number[40];

    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL: return NULL;
    case SQLITE_FLOAT: {
        double value = sqlite3_column_double(statement, column);
        snprintf(number, sizeof number, "%.15g", value);
        if (strtod(number, NULL) != value)
            snprintf(number, sizeof number, "%.17g", value);
        return text_duplicate(number);
    }
    default: return text_duplicate((const char *)sqlite3_column_text(statement, column));
    }
}

static void add_row(sqlite3_stmt *statement, struct store_table *table, size_t *capacity)
{
    size_t count = table->row_count * (size_t)table->column_count;

    for (int i = 0; i < table->column_count; i++, count++) {
        int type = sqlite3_column_type(statement, i);
        table->cells = memory_grow(table->cells, count, capacity, sizeof *table->cells);
        table->cells[count] = cell_text(statement, i);
        if (type != SQLITE_NULL && type != SQLITE_INTEGER && type != SQLITE_FLOAT)
            table->numeric[i] = false;
    }
    table->row_count++;
}

bool store_sql(struct store *store, const char *sql, const struct store_sql_arguments *arguments,
               struct store_table *table, struct error *err)
{
    sqlite3_stmt *statement = NULL;
    size_t capacity = 0;
    int code = SQLITE_DONE;

    *table = (struct store_table){0};
    bool done = prepare(store, sql, &statement, err) && bind(statement, arguments, err);
    if (done) {
        table->column_count = sqlite3_column_count(statement);
        for (int i = 0; i < table->column_count; i++) {
            table->columns[i] = text_duplicate(sqlite3_column_name(statement, i));
            table->numeric[i] = true;
        }
        while ((code = sqlite3_step(statement)) == SQLITE_ROW)
            add_row(statement, table, &capacity);
    }
    if (done && code != SQLITE_DONE)
        done = error_set(err, ERROR_STORE, "the query failed: %s", sqlite3_errmsg(store->db));
    sqlite3_finalize(statement);
    if (!done)
        store_sql_clear(table);
    return done;
}

void store_sql_clear(struct store_table *table)
{
    for (size_t i = 0; i < table->row_count * (size_t)table->column_count; i++)
        free(table->cells[i]);
    free(table->cells);
    for (int i = 0; i < table->column_count; i++)
        free((char *)table->columns[i]);
    *table = (struct store_table){0};
}
