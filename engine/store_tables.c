/* A database in memory for the tables that `run` prints (STORE_TABLES), where nothing is stored. It has what their
   queries read and no more: show_run_in_short, show_run_in_brief, show_comparison, show_side_by_side. */
#include "store_private.h"

#include "embed.h"

#include <string.h>

/* A fourth of what schema.sql and views.sql have. */
static const struct part {
    const char *script, *head;
} parts[] = {
    {"engine/schema.sql", "CREATE TABLE run ("},
    {"engine/schema.sql", "CREATE TABLE parameter ("},
    {"engine/schema.sql", "CREATE TABLE output ("},
    {"engine/schema.sql", "CREATE TABLE label ("},
    {"engine/schema.sql", "CREATE TABLE period ("},
    {"engine/schema.sql", "CREATE TABLE cell ("},
    {"engine/schema.sql", "CREATE TABLE place ("},
    {"engine/schema.sql", "CREATE UNIQUE INDEX place_name "},
    {"engine/schema.sql", "CREATE TABLE statistic ("},
    {"engine/schema.sql", "CREATE TABLE target ("},
    {"engine/schema.sql", "CREATE TABLE finding ("},
    {"engine/views.sql", "CREATE VIEW series AS"},
    {"engine/views.sql", "CREATE VIEW difference AS"},
    {"engine/views.sql", "CREATE VIEW v_budget AS"},
};

/* Executes the one statement that begins with the part's head. */
static bool make_part(struct store *store, const struct part *part, struct error *err)
{
    size_t length;
    const char *script = embed_text(part->script, &length, err);
    const char *sql = script ? strstr(script, part->head) : NULL;

    if (!sql) /* of a script that people replaced: the query that reads the part will say so */
        return script != NULL;
    sqlite3_stmt *create = store_prepare(store, sql, err);
    bool made = create && store_step(store, create, err);
    sqlite3_finalize(create);
    return made;
}

/* What fails here is not tried again: no journal, and no checks of what other programs might have written. */
bool store_make_tables(struct store *store, struct error *err)
{
    if (!store_exec(store, "PRAGMA journal_mode = OFF", err) || !store_begin(store, err))
        return false;
    bool made = true;
    for (size_t i = 0; i < COUNT_OF(parts) && made; i++)
        made = make_part(store, &parts[i], err);
    return store_finish(store, made, err);
}
