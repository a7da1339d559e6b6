/* json_extract for the views over answers. SQLite's own may not be called by a view of a file that is not trusted
   (store.c), as if it could do harm; Debian's 3.40 has it so. This one does what SQLite's does, by asking it in a
   database of its own that is empty, and views may call it. Part of store.h. */
#include "store_private.h"

struct json {
    sqlite3 *db; /* in memory, with nothing in it */
    sqlite3_stmt *statement;
};

static void json_free(void *context)
{
    struct json *json = context;

    sqlite3_finalize(json->statement);
    sqlite3_close(json->db);
    free(json);
}

static void extract(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct json *json = sqlite3_user_data(context);

    (void)count;
    sqlite3_bind_value(json->statement, 1, values[0]);
    sqlite3_bind_value(json->statement, 2, values[1]);
    if (sqlite3_step(json->statement) == SQLITE_ROW)
        sqlite3_result_value(context, sqlite3_column_value(json->statement, 0));
    else
        sqlite3_result_error(context, sqlite3_errmsg(json->db), -1);
    sqlite3_reset(json->statement);
}

bool store_add_json(struct store *store, struct error *err)
{
    enum { FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };
    struct json *json = memory_resize(NULL, 1, sizeof *json);

    *json = (struct json){0};
    if (sqlite3_open(":memory:", &json->db) != SQLITE_OK ||
        sqlite3_prepare_v2(json->db, "SELECT json_extract(?1, ?2)", -1, &json->statement, NULL) !=
            SQLITE_OK) {
        error_set(err, ERROR_STORE, "cannot use '%s': %s%s", store->path, sqlite3_errmsg(json->db),
                  "");
        json_free(json);
        return false;
    }
    if (sqlite3_create_function_v2(store->db, "json_extract", 2, FLAGS, json, extract, NULL, NULL,
                                   json_free) != SQLITE_OK) /* which has freed it */
        return store_refuse(store, err, "cannot use '%s': %s%s");
    return true;
}
