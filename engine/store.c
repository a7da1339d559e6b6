#include "store_private.h"

#include "embed.h"
#include "word.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BUSY_MS = 10000,
    VALUE_BYTES_MAX = 64 << 20 /* a file of 16 MB, and all draws of a series */
};

/* Of a new file. Draws are long: in SQLite's usual 4 KB pages storing them takes three times as long. */
#define NEW_PAGES "PRAGMA page_size = 16384"

/* Step i brings the tables from version i + 1 to i + 2; the views are made anew afterwards. Version 1 is
   schema.sql as first released; a change of schema.sql adds a step here and raises STORE_VERSION. What a
   column means stands there. */
static const char *const migrations[] = {
    "CREATE TABLE finding ("
    " run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, position INTEGER NOT NULL,"
    " id TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('plan', 'general')),"
    " en TEXT, zh TEXT, about TEXT, source_kind TEXT, source TEXT,"
    " PRIMARY KEY (run, position)) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 2",

    /* Of equal statistics only new runs keep one. Draws stay as they are: doubles, each once. Renaming
       comes first, while the views, people's own too, still find all they name. */
    "ALTER TABLE draws RENAME COLUMN data TO packed;"
    "ALTER TABLE draws ADD COLUMN format TEXT NOT NULL DEFAULT 'd'"
    " CHECK (format IN ('d', 'B', 'H', 'I'));"
    "ALTER TABLE draws ADD COLUMN least REAL NOT NULL DEFAULT 0;"
    "ALTER TABLE draws ADD COLUMN times INTEGER NOT NULL DEFAULT 1;"
    "CREATE TABLE old_period AS SELECT * FROM period;"
    "DROP TABLE period;"
    "CREATE TABLE period ("
    " run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, period TEXT NOT NULL,"
    " kind TEXT NOT NULL CHECK (kind IN ('month', 'quarter', 'year', 'plan', 'all')),"
    " first_month TEXT NOT NULL, last_month TEXT NOT NULL, position INTEGER NOT NULL,"
    " PRIMARY KEY (run, period)) STRICT, WITHOUT ROWID;"
    "INSERT INTO period SELECT *, row_number() OVER (PARTITION BY run ORDER BY"
    " CASE kind WHEN 'month' THEN 0 WHEN 'quarter' THEN 1 WHEN 'year' THEN 2 WHEN 'plan' THEN 3 "
    "ELSE 4"
    " END, first_month) - 1 FROM old_period;"
    "DROP TABLE old_period;"
    "CREATE TABLE place ("
    " place INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,"
    " base_run INTEGER REFERENCES run (run) ON DELETE CASCADE, output TEXT NOT NULL,"
    " cell TEXT NOT NULL, months_like INTEGER, years_like INTEGER) STRICT;"
    "INSERT INTO place (run, output, cell) SELECT DISTINCT run, output, cell FROM series;"
    "INSERT INTO place (run, base_run, output, cell)"
    " SELECT DISTINCT run, base_run, output, cell FROM difference;"
    "CREATE UNIQUE INDEX place_name ON place (run, output, cell, coalesce(base_run, 0));"
    "CREATE INDEX place_base ON place (base_run) WHERE base_run IS NOT NULL;"
    "CREATE TABLE statistic ("
    " id INTEGER PRIMARY KEY, n INTEGER NOT NULL, mean REAL, se REAL, sd REAL, min REAL, p05 REAL,"
    " p10 REAL, p20 REAL, p25 REAL, p50 REAL, p75 REAL, p80 REAL, p90 REAL, p95 REAL, max REAL) "
    "STRICT;"
    "INSERT INTO statistic SELECT 4096 * l.place + p.position, n, mean, se, sd, min, p05, p10, "
    "p20, p25,"
    " p50, p75, p80, p90, p95, max FROM series AS s JOIN place AS l USING (run, output, cell)"
    " JOIN period AS p USING (run, period) WHERE l.base_run IS NULL ORDER BY 1;"
    "INSERT INTO statistic SELECT 4096 * l.place + p.position, n, mean, se, sd, min, p05, p10, "
    "p20, p25,"
    " p50, p75, p80, p90, p95, max FROM difference AS s JOIN place AS l USING (run, base_run, "
    "output, cell)"
    " JOIN period AS p USING (run, period) ORDER BY 1;"
    "DROP TABLE series;"
    "DROP TABLE difference;"
    "CREATE TRIGGER place_deleted AFTER DELETE ON place BEGIN"
    " DELETE FROM statistic WHERE id BETWEEN 4096 * old.place AND 4096 * old.place + 4095; END;"
    "PRAGMA user_version = 3",

    "CREATE TABLE answer (answer INTEGER PRIMARY KEY, kind TEXT NOT NULL, run INTEGER"
    " REFERENCES run (run) ON DELETE CASCADE, other_run INTEGER REFERENCES run (run) ON"
    " DELETE CASCADE, scenario TEXT NOT NULL, question_en TEXT NOT NULL, question_zh TEXT"
    " NOT NULL, draws INTEGER NOT NULL, seed INTEGER NOT NULL, models INTEGER NOT NULL,"
    " seconds REAL NOT NULL, engine_version TEXT NOT NULL, asked_at TEXT NOT NULL,"
    " command_line TEXT NOT NULL) STRICT;"
    "CREATE INDEX answer_run ON answer (run);"
    "CREATE INDEX answer_other_run ON answer (other_run) WHERE other_run IS NOT NULL;"
    "CREATE TABLE answer_row (answer INTEGER NOT NULL REFERENCES answer (answer) ON DELETE"
    " CASCADE, part TEXT NOT NULL, position INTEGER NOT NULL, cells TEXT NOT NULL, PRIMARY"
    " KEY (answer, part, position)) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 4",

    /* views of answers, which come with every step */
    "PRAGMA user_version = 5",

    /* views of answers to several statements, and of precision */
    "PRAGMA user_version = 6",

    /* Of equal draws only new runs keep one. */
    "CREATE TABLE draws_of ("
    " run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, output TEXT NOT NULL,"
    " target TEXT NOT NULL, cell TEXT NOT NULL, period TEXT NOT NULL, strip INTEGER NOT NULL,"
    " PRIMARY KEY (run, output, target, cell, period)) STRICT, WITHOUT ROWID;"
    "INSERT INTO draws_of SELECT run, output, target, cell, period, rowid FROM draws;"
    "CREATE TABLE strip ("
    " strip INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,"
    " packed BLOB NOT NULL, format TEXT NOT NULL DEFAULT 'd'"
    " CHECK (format IN ('d', 'B', 'H', 'I')),"
    " least REAL NOT NULL DEFAULT 0, times INTEGER NOT NULL DEFAULT 1) STRICT;"
    "INSERT INTO strip SELECT rowid, run, packed, format, least, times FROM draws ORDER BY rowid;"
    "CREATE INDEX strip_run ON strip (run);"
    "DROP TABLE draws;"
    "PRAGMA user_version = 7",
};

/* Of those who write. What is committed moves from the WAL into the file when the store is closed, after people
   have read their tables; of many large runs every 128 MB, so that the WAL does not grow without end. Pages
   are written in order and not read again: a small cache, whose memory stays warm, is the faster one. */
#define WRITE_ONCE "PRAGMA wal_autocheckpoint = 8192; PRAGMA cache_size = -1024"

/* ---- small parts, for all store files ---- */

bool store_refuse(struct store *store, struct error *err, const char *format)
{
    int code = sqlite3_errcode(store->db);
    const char *advice = "";

    switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        advice = WORD("; another program holds it: close that, then try again");
        break;
    case SQLITE_FULL:
        advice = WORD("; the disk is full: make room, then try again; what is stored is whole");
        break;
    case SQLITE_IOERR:
        advice = WORD("; the disk cannot be used: look whether it is full, failing or gone, then "
                      "try again; or choose another file with --store");
        break;
    case SQLITE_CANTOPEN:
        advice = WORD("; the file or its folder may not be used: choose another with --store");
        break;
    case SQLITE_READONLY:
        advice = WORD("; it is write-protected: choose another with --store");
        break;
    case SQLITE_CORRUPT:
        advice = WORD(
            "; the file is damaged: save what it has with 'sqlite3 FILE .recover', or delete it");
        break;
    case SQLITE_NOTADB: advice = WORD("; choose another file with --store"); break;
    }
    return error_set(err, ERROR_STORE, format, store->path, sqlite3_errmsg(store->db),
                     spoken(advice));
}

bool store_exec(struct store *store, const char *sql, struct error *err)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return store_refuse(store, err, "cannot use '%s': %s%s");
    return true;
}

sqlite3_stmt *store_prepare(struct store *store, const char *sql, struct error *err)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK) {
        store_refuse(store, err, "cannot use '%s': %s%s");
        return NULL;
    }
    return statement;
}

void store_bind(sqlite3_stmt *statement, const char *types, ...)
{
    va_list args;
    int code = SQLITE_OK;

    va_start(args, types);
    for (int at = 1; types[at - 1] && code == SQLITE_OK; at++) {
        if (types[at - 1] == 'i') {
            code = sqlite3_bind_int64(statement, at, va_arg(args, int64_t));
        } else if (types[at - 1] == 's') {
            code = sqlite3_bind_text(statement, at, va_arg(args, const char *), -1, SQLITE_STATIC);
        } else {
            double x = va_arg(args, double);
            must(types[at - 1] == 'd' || types[at - 1] == 'n');
            code = !isfinite(x)           ? sqlite3_bind_null(statement, at)
                   : types[at - 1] == 'n' ? sqlite3_bind_int64(statement, at, (int64_t)x)
                                          : sqlite3_bind_double(statement, at, x);
        }
    }
    va_end(args);
    must(code == SQLITE_OK);
}

bool store_step(struct store *store, sqlite3_stmt *statement, struct error *err)
{
    int code = sqlite3_step(statement);
    bool done = code == SQLITE_DONE || code == SQLITE_ROW ||
                store_refuse(store, err, "cannot write to '%s': %s%s");

    sqlite3_reset(statement);
    return done;
}

bool store_begin(struct store *store, struct error *err)
{
    return store_exec(store, "BEGIN IMMEDIATE", err);
}

/* A file whose folder is deleted goes on taking what is written, for nobody. */
static bool is_there(struct store *store, struct error *err)
{
    int moved = 0;

    if (store->for_tables ||
        sqlite3_file_control(store->db, NULL, SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK)
        return true;
    return !moved || error_set(err, ERROR_STORE,
                               "'%s' was deleted or moved while it was in use, and what was to be "
                               "stored is lost: run again",
                               store->path);
}

bool store_finish(struct store *store, bool worked, struct error *err)
{
    if (worked && is_there(store, err) && store_exec(store, "COMMIT", err)) {
        store->wrote = true;
        return true;
    }
    if (!sqlite3_get_autocommit(store->db)) /* some errors have rolled back already */
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

/* Of at most 15 digits, and not -0. */
static bool is_whole(double x)
{
    return fabs(x) < 1e15 && x == trunc(x) && (x != 0 || !signbit(x));
}

/* Whole numbers are most of a budget's, and need no trying. */
void store_number_text(double x, char text[STORE_NUMBER_SIZE])
{
    if (is_whole(x)) {
        snprintf(text, STORE_NUMBER_SIZE, "%" PRId64, (int64_t)x);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, STORE_NUMBER_SIZE, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            return;
    }
}

/* ---- opening ---- */

static bool read_number(struct store *store, const char *sql, int64_t *number, struct error *err)
{
    sqlite3_stmt *statement = store_prepare(store, sql, err);
    bool read = statement && (sqlite3_step(statement) == SQLITE_ROW ||
                              store_refuse(store, err, "cannot read '%s': %s%s"));

    if (read)
        *number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return read;
}

struct identity_card {
    int64_t application, version, tables;
};

static bool read_card(struct store *store, struct identity_card *card, struct error *err)
{
    return read_number(store, "PRAGMA application_id", &card->application, err) &&
           read_number(store, "PRAGMA user_version", &card->version, err) &&
           read_number(store, "SELECT count(*) FROM sqlite_schema", &card->tables, err);
}

static bool is_empty(const struct identity_card *card)
{
    return card->application == 0 && card->version == 0 && card->tables == 0;
}

static bool check_card(struct store *store, const struct identity_card *card, struct error *err)
{
    if (card->application != STORE_APPLICATION_ID)
        return error_set(
            err, ERROR_STORE,
            "'%s' is a database of another program (application_id %lld); choose another "
            "file with --store",
            store->path, (long long)card->application);
    if (card->version > STORE_VERSION)
        return error_set(err, ERROR_STORE,
                         "'%s' was made by a newer polsim (database version %lld, polsim %s knows "
                         "%d); install that polsim, or choose another file "
                         "with --store",
                         store->path, (long long)card->version, POLSIM_VERSION, STORE_VERSION);
    if (card->version < 1)
        return error_set(
            err, ERROR_STORE,
            "'%s' has database version %lld, which polsim never wrote: it is damaged or "
            "made by hand; choose another file with --store",
            store->path, (long long)card->version);
    return true;
}

static bool run_script(struct store *store, const char *name, struct error *err)
{
    size_t length;
    const char *script = embed_text(name, &length, err);

    return script && store_exec(store, script, err);
}

/* In one transaction, and looking again inside it: another process may have been faster. */
static bool create_or_migrate(struct store *store, struct error *err)
{
    struct identity_card card;

    if (!store_begin(store, err))
        return false;
    bool worked = read_card(store, &card, err);
    if (worked && is_empty(&card))
        worked = run_script(store, "engine/schema.sql", err) && read_card(store, &card, err);
    worked = worked && check_card(store, &card, err);
    for (int64_t version = worked ? card.version : STORE_VERSION; version < STORE_VERSION && worked;
         version++)
        worked = store_exec(store, migrations[version - 1], err);
    worked = worked && run_script(store, "engine/views.sql", err);
    return store_finish(store, worked, err);
}

#define PROGRAM_ENDED WORD("the program ended before the run was done")

/* Marks as interrupted what a process that is gone left running. */
static bool mark_interrupted(struct store *store, struct error *err)
{
    sqlite3_stmt *find =
        store_prepare(store, "SELECT run, process FROM run WHERE status = 'running'", err);
    sqlite3_stmt *mark = store_prepare(store,
                                       "UPDATE run SET status = 'interrupted', message = "
                                       "'" PROGRAM_ENDED "' "
                                       "WHERE run = ? AND status = 'running'",
                                       err);
    bool worked = find && mark;
    int64_t dead[64];
    int count = 0, code = SQLITE_DONE;

    while (worked && count < (int)COUNT_OF(dead) && (code = sqlite3_step(find)) == SQLITE_ROW) {
        const char *process = (const char *)sqlite3_column_text(find, 1);
        if (!process || !store_process_lives(process))
            dead[count++] = sqlite3_column_int64(find, 0);
    }
    if (worked && code != SQLITE_DONE && code != SQLITE_ROW)
        worked = store_refuse(store, err, "cannot read '%s': %s%s");
    sqlite3_finalize(find);
    for (int i = 0; i < count && worked; i++) {
        store_bind(mark, "i", dead[i]);
        worked = store_step(store, mark, err);
    }
    sqlite3_finalize(mark);
    return worked;
}

/* Settings of the connection that need no look at the file. A file is not trusted: no functions from its schema, no
   triggers, no further files, no writing past SQLite's own checks, and its pages are looked at before they are
   used ("Defense Against The Dark Arts" in SQLite's manual). */
static bool set_up(struct store *store, struct error *err)
{
    sqlite3_busy_timeout(store->db, BUSY_MS);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0,
                      NULL); /* but for our own, temporary ones */
    sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(store->db, SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX);
    return store_exec(store,
                      "PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; "
                      "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0",
                      err) &&
           store_add_functions(store, err);
}

static bool stands_in(const char *script, const char *kind, const char *name, const char *after)
{
    struct text head = {0};

    text_add(&head, "CREATE %s %s %s", kind, name, after);
    bool stands = strcasestr(script, text_string(&head)) != NULL;
    text_clear(&head);
    return stands;
}

/* Is a view, if it has one of our names, as we made it? Another could go on for ever, or show what no run gave.
   People may add views of their own, which polsim does not read. The views of an older version (not `current`) are
   about to be made anew. */
static bool check_views(struct store *store, bool current, struct error *err)
{
    size_t length;
    const char *views = embed_text("engine/views.sql", &length, err);
    const char *tables = views ? embed_text("engine/schema.sql", &length, err) : NULL;
    sqlite3_stmt *list =
        tables ? store_prepare(store,
                               "SELECT name, sql FROM main.sqlite_schema WHERE type = 'view'", err)
               : NULL;
    bool fine = list;
    int code = SQLITE_DONE;

    while (fine && (code = sqlite3_step(list)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(list, 0);
        const char *sql = (const char *)sqlite3_column_text(list, 1);
        fine = name && sql && !stands_in(tables, "TABLE", name, "(") &&
               (!current || !stands_in(views, "VIEW", name, "AS") || strstr(views, sql));
        if (!fine)
            error_set(err, ERROR_STORE,
                      "'%s': its view '%s' is not as polsim made it: the database was changed, and "
                      "is not "
                      "read; copy its tables to another, or choose another file with --store",
                      store->path, name ? name : "");
    }
    if (fine && code != SQLITE_DONE)
        fine = store_refuse(store, err, "cannot read '%s': %s%s");
    sqlite3_finalize(list);
    return fine;
}

/* The trigger of schema.sql, for the file's own do not run. */
#define OWN_TRIGGER                                                                                \
    "CREATE TEMP TRIGGER place_gone AFTER DELETE ON main.place BEGIN "                             \
    "DELETE FROM statistic WHERE id BETWEEN 4096 * old.place AND 4096 * old.place + 4095; END"

bool store_is_writable(const struct store *store)
{
    return sqlite3_db_readonly(store->db, "main") == 0;
}

/* WAL only once the file is known to be ours: it changes the file. */
static bool use(struct store *store, enum store_mode mode, struct error *err)
{
    struct identity_card card = {0};
    bool writable = store_is_writable(store);

    if (!set_up(store, err) || !read_card(store, &card, err))
        return false;
    if (is_empty(&card) && mode == STORE_READ)
        return error_set(err, ERROR_STORE, "'%s' is empty; 'polsim run' fills it", store->path);
    if (!is_empty(&card) &&
        !(check_card(store, &card, err) && check_views(store, card.version == STORE_VERSION, err)))
        return false;
    if (!writable)
        return (card.version == STORE_VERSION && mode == STORE_READ) ||
               error_set(err, ERROR_STORE, "'%s' is write-protected%s", store->path,
                         mode == STORE_READ
                             ? spoken(" and of an older polsim: copy it to where it can be "
                                      "written")
                             : spoken("; choose another file with --store"));
    if (is_empty(&card) && !store_exec(store, NEW_PAGES, err))
        return false;
    return (card.version == STORE_VERSION || create_or_migrate(store, err)) &&
           store_exec(store, "PRAGMA journal_mode = WAL; " OWN_TRIGGER, err) &&
           (mode == STORE_READ || store_exec(store, WRITE_ONCE, err)) &&
           mark_interrupted(store, err);
}

/* Beside a file in a folder that cannot be written there can be no log: SQLite reads it only where it is told that
   nobody writes there. */
static bool is_frozen(const char *path)
{
    struct text log = {0}, folder = {0};
    const char *slash = strrchr(path, '/');

    text_add(&log, "%s-wal", path);
    text_add(&folder, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    bool frozen = access(text_string(&folder), W_OK) != 0 && access(text_string(&log), F_OK) != 0;
    text_clear(&log);
    text_clear(&folder);
    return frozen;
}

static void add_uri(const char *path, enum store_mode mode, struct text *uri)
{
    text_add(uri, *path == '/' ? "file://" : "file:");
    for (const char *c = path; *c; c++)
        text_add(uri, strchr("%?#", *c) ? "%%%02X" : "%c", (unsigned char)*c);
    if (mode == STORE_READ && is_frozen(path))
        text_add(uri, "?immutable=1");
}

struct store *store_open(const char *path, enum store_mode mode, struct error *err)
{
    struct store *store;
    struct stat status;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI |
                (mode != STORE_READ ? SQLITE_OPEN_CREATE : 0);

    if (!*path) { /* SQLite would take it for a file that goes when it is closed */
        error_set(err, ERROR_STORE, "--store needs the name of a file, not ''");
        return NULL;
    }
    if (mode == STORE_READ && stat(path, &status) != 0) {
        error_set(err, ERROR_STORE, "no database '%s' here%s", path,
                  errno == ENOENT
                      ? spoken("; 'polsim run SCENARIO' makes it, --store names another")
                      : "");
        return NULL;
    }
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) { /* SQLite would wait for a pipe */
        error_set(err, ERROR_STORE, "cannot open '%s': %s", path, spoken("it is not a file"));
        return NULL;
    }
    if (mode == STORE_CREATE && !text_make_folders_above(path, err))
        return NULL;
    store = memory_resize(NULL, 1, sizeof *store);
    *store = (struct store){.path = memory_resize(NULL, strlen(path) + 1, 1),
                            .for_tables = mode == STORE_TABLES};
    memcpy(store->path, path, strlen(path) + 1);
    add_uri(path, mode, &store->uri);
    /* Nobody asks SQLite how much memory it has, and counting takes a lock each time. Only before its first use;
       later it refuses, and nothing changes. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    bool opened = sqlite3_open_v2(text_string(&store->uri), &store->db, flags, NULL) == SQLITE_OK ||
                  store_refuse(store, err, "cannot open '%s': %s%s");
    if (opened && store_add_rows(store, err) &&
        (store->for_tables ? store_make_tables(store, err)
                           : use(store, mode, err) && store_add_split(store, err)))
        return store;
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    store_end_sync(store);
    if (store->wrote) /* SQLite does so itself only where no other program has the file open */
        sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    sqlite3_close(store->db);
    free(store->path);
    text_clear(&store->uri);
    free(store);
}
