/* Statistics in memory as a table that SQLite reads: rows_in_memory(?), of what store_bind_rows bound. A place's rows
   are then one statement, where each by itself has 16 values to bind and a statement to begin and end: a fifth of their
   time. */
#include "store_private.h"

#include <math.h>

static const char pointer_type[] = "struct store_rows";

enum { COLUMN_ID, COLUMN_N, COLUMN_MEAN, COLUMN_SE, COLUMN_SD, COLUMN_MIN, COLUMN_QUANTILE };
enum { COLUMN_MAX = COLUMN_QUANTILE + STATS_QUANTILES, COLUMN_SOURCE };

struct cursor {
    sqlite3_vtab_cursor base; /* first */
    const struct store_rows *rows;
    int at;
};

static int64_t id_at(const struct cursor *cursor)
{
    return cursor->rows->id + cursor->rows->which[cursor->at];
}

static int connect(sqlite3 *db, void *context, int count, const char *const *arguments,
                   sqlite3_vtab **table, char **message)
{
    static const char columns[] =
        "CREATE TABLE rows_in_memory (id, n, mean, se, sd, min, p05, p10, p20, "
        "p25, p50, p75, p80, p90, p95, max, source HIDDEN)";

    (void)context, (void)count, (void)arguments, (void)message;
    *table = memory_resize(NULL, 1, sizeof **table);
    **table = (sqlite3_vtab){0};
    return sqlite3_declare_vtab(db, columns);
}

static int disconnect(sqlite3_vtab *table)
{
    free(table);
    return SQLITE_OK;
}

/* There is one way to read it: with its source. */
static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    for (int i = 0; i < info->nConstraint; i++)
        if (info->aConstraint[i].iColumn == COLUMN_SOURCE && info->aConstraint[i].usable) {
            info->aConstraintUsage[i].argvIndex = 1;
            info->aConstraintUsage[i].omit = 1;
            return SQLITE_OK;
        }
    return SQLITE_CONSTRAINT;
}

static int open(sqlite3_vtab *table, sqlite3_vtab_cursor **base)
{
    struct cursor *cursor = memory_resize(NULL, 1, sizeof *cursor);

    (void)table;
    *cursor = (struct cursor){0};
    *base = &cursor->base;
    return SQLITE_OK;
}

static int close(sqlite3_vtab_cursor *base)
{
    free(base);
    return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *base, int number, const char *text, int count,
                  sqlite3_value **source)
{
    struct cursor *cursor = (struct cursor *)base;

    (void)number, (void)text, (void)count;
    cursor->rows = sqlite3_value_pointer(source[0], pointer_type);
    cursor->at = 0;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base)
{
    ((struct cursor *)base)->at++;
    return SQLITE_OK;
}

static int is_over(sqlite3_vtab_cursor *base)
{
    const struct cursor *cursor = (const struct cursor *)base;

    return !cursor->rows || cursor->at == cursor->rows->count;
}

static int row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *id)
{
    *id = id_at((const struct cursor *)base);
    return SQLITE_OK;
}

static double value_of(const struct stats_row *row, int column)
{
    switch (column) {
    case COLUMN_MEAN: return row->mean;
    case COLUMN_SE: return row->se;
    case COLUMN_SD: return row->sd;
    case COLUMN_MIN: return row->min;
    case COLUMN_MAX: return row->max;
    default: return row->quantile[column - COLUMN_QUANTILE];
    }
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *result, int column)
{
    const struct cursor *cursor = (const struct cursor *)base;
    const struct stats_row *row = &cursor->rows->rows[cursor->rows->which[cursor->at]];

    if (column == COLUMN_ID)
        sqlite3_result_int64(result, id_at(cursor));
    else if (column == COLUMN_N)
        sqlite3_result_int64(result, (int64_t)row->n);
    else if (column < COLUMN_SOURCE && isfinite(value_of(row, column)))
        sqlite3_result_double(result, value_of(row, column));
    return SQLITE_OK; /* without a result: NULL */
}

bool store_add_rows(struct store *store, struct error *err)
{
    static const sqlite3_module module = {.xConnect = connect,
                                          .xBestIndex = best_index,
                                          .xDisconnect = disconnect,
                                          .xOpen = open,
                                          .xClose = close,
                                          .xFilter = filter,
                                          .xNext = next,
                                          .xEof = is_over,
                                          .xColumn = column,
                                          .xRowid = row_id};

    return sqlite3_create_module(store->db, "rows_in_memory", &module, NULL) == SQLITE_OK ||
           store_refuse(store, err, "cannot use '%s': %s%s");
}

void store_bind_rows(sqlite3_stmt *statement, const struct store_rows *rows)
{
    must(sqlite3_bind_pointer(statement, 1, (void *)rows, pointer_type, NULL) == SQLITE_OK);
}
