/* A run beside the same run computed again, row by row; and whether the file itself is whole. */
#include "store_private.h"

#include <string.h>

/* Rows that only one of the two has, by what they are of: name, cell and period. */
#define COMPARE(columns, table)                                                                    \
    "WITH was AS (" columns " FROM kept." table " WHERE run = ?1), "                               \
    "now AS (" columns " FROM main." table " WHERE run = ?2) "                                     \
    "SELECT name, min(cell), period, count(*) FROM ("                                              \
    "SELECT name, cell, period FROM (SELECT * FROM was EXCEPT SELECT * FROM now) UNION "           \
    "SELECT name, cell, period FROM (SELECT * FROM now EXCEPT SELECT * FROM was)) "                \
    "GROUP BY name ORDER BY name"

#define STATISTICS                                                                                 \
    "SELECT output AS name, cell, period, n, mean, se, sd, min, p05, p10, p20, p25, p50, p75, "    \
    "p80, p90, "                                                                                   \
    "p95, max"

/* Of draws the values are compared: how they are packed says nothing. */
static const struct {
    const char *part, *sql;
} comparisons[] = {
    {"inputs",
     COMPARE("SELECT name, cell, period, unit, value, mean, p05, p95, source_kind, source, "
             "label_en, label_zh",
             "parameter")},
    {"switches",
     COMPARE("SELECT name, '' AS cell, '' AS period, value, default_value, choices, changed, "
             "source_kind, source, label_en, label_zh",
             "switch")},
    {"targets",
     COMPARE("SELECT name, cell, period, op, threshold, unit, n, probability, se, mean, p05, "
             "p50, p95, source_kind, source, label_en, label_zh, note_en, note_zh",
             "target")},
    {"outputs",
     COMPARE("SELECT output AS name, '' AS cell, '' AS period, kind, unit, role, axes, label_en, "
             "label_zh",
             "output")},
    {"words",
     COMPARE("SELECT id AS name, '' AS cell, '' AS period, scope, position, en, zh", "label")},
    {"findings",
     COMPARE("SELECT id AS name, '' AS cell, '' AS period, position, kind, en, zh, about, "
             "source_kind, source",
             "finding")},
    {"series", COMPARE(STATISTICS, "series")},
    {"differences", COMPARE(STATISTICS, "difference")},
    {"draws", COMPARE("SELECT output || target AS name, cell, period, output, "
                      "draws_digest(packed, format, least, times) AS digest",
                      "draws")},
};

static void add_mismatch(struct store_mismatches *list, const char *part, sqlite3_stmt *row)
{
    list->items =
        memory_grow(list->items, (size_t)list->count, &list->capacity, sizeof *list->items);
    struct store_mismatch *item = &list->items[list->count++];

    *item = (struct store_mismatch){.part = part, .rows = sqlite3_column_int64(row, 3)};
    snprintf(item->name, sizeof item->name, "%s", (const char *)sqlite3_column_text(row, 0));
    snprintf(item->cell, sizeof item->cell, "%s", (const char *)sqlite3_column_text(row, 1));
    snprintf(item->period, sizeof item->period, "%s", (const char *)sqlite3_column_text(row, 2));
}

static bool compare(struct store *again, int which, int64_t run, int64_t run_again,
                    struct store_mismatches *list, struct error *err)
{
    sqlite3_stmt *find = store_prepare(again, comparisons[which].sql, err);
    int code;

    if (!find)
        return false;
    store_bind(find, "ii", run, run_again);
    while ((code = sqlite3_step(find)) == SQLITE_ROW)
        add_mismatch(list, comparisons[which].part, find);
    bool done = code == SQLITE_DONE || store_refuse(again, err, "cannot read '%s': %s%s");
    sqlite3_finalize(find);
    return done;
}

/* The database in memory looks into the file, which it only reads: the one place where that is allowed. */
static bool attach(struct store *again, const struct store *store, struct error *err)
{
    sqlite3_limit(again->db, SQLITE_LIMIT_ATTACHED, 1);
    sqlite3_stmt *attach = store_prepare(again, "ATTACH ? AS kept", err);

    if (!attach)
        return false;
    store_bind(attach, "s", text_string(&store->uri));
    bool done = store_step(again, attach, err);
    sqlite3_finalize(attach);
    return done;
}

bool store_compare(const struct store *store, int64_t run, struct store *again, int64_t run_again,
                   struct store_mismatches *list, struct error *err)
{
    bool done = attach(again, store, err);

    for (size_t i = 0; i < COUNT_OF(comparisons) && done; i++)
        done = compare(again, (int)i, run, run_again, list, err);
    return done;
}

bool store_check_file(struct store *store, struct error *err)
{
    sqlite3_stmt *check = store_prepare(store, "PRAGMA integrity_check(1)", err);
    bool whole = check && (sqlite3_step(check) == SQLITE_ROW ||
                           store_refuse(store, err, "cannot read '%s': %s%s"));

    if (whole) {
        const char *said = (const char *)sqlite3_column_text(check, 0);
        whole = strcmp(said, "ok") == 0 ||
                error_set(err, ERROR_STORE,
                          "'%s' is damaged: %s; save what it has with 'sqlite3 FILE .recover', or "
                          "go back to a copy",
                          store->path, said);
    }
    sqlite3_finalize(check);
    return whole;
}
