/* Bytes as a database of runs, as changes of cells of a whole one, and as a template of a report. */
#ifndef POLSIM_TESTS_FUZZ_FEED_STORE_H
#define POLSIM_TESTS_FUZZ_FEED_STORE_H

#include "feed_folder.h"

#include "command.h"
#include "error.h"

#include <fcntl.h>
#include <sqlite3.h>

/* Small, and with what the store keeps of a run: funds, targets, ratios, findings, axes, inputs of all kinds. */
static const char feed_plan[] =
    "model { name = 'small', from = '2026-01', to = '2026-03', title = { en = 'Small plan', zh = '小方案' } }\n"
    "local who = axis('who', { 'a', 'b' }, { label = { en = 'Who', zh = '单位' } })\n"
    "label('who', 'a', { en = 'A & B', zh = '甲' })\n"
    "local rate = parameter('rate', { default = pert(.5, .8, .9), range = { 0, 1 }, source = assumed 'a < b' })\n"
    "local task = parameter('task', { axes = { who }, default = { a = 10, b = 20 }, unit = 'person/month',\n"
    "  source = plan 'Annex 2', label = { en = 'Task', zh = '任务' } })\n"
    "local base = switch('base', { 'all', 'some' }, { default = 'all', source = plan '一' })\n"
    "local started = poisson('started', task * amount(1, 'month'))\n"
    "local done = binomial('done', started, rate)\n"
    "local purse = fund('purse', { label = { en = 'County money', zh = '县级' } })\n"
    "purse:pay('grant', done:sum(who) * amount(base == 'all' and 1500 or 1000, 'yuan/person'))\n"
    "output('asked', task * amount(1, 'month'), { by = { who }, unit = 'person', role = 'task' })\n"
    "output('done', done, { by = { who }, unit = 'person', role = 'done', label = { en = 'Done', zh = '完成' } })\n"
    "output('share', ratio(done, started), { at_least = .5, source = plan 'p. 2' })\n"
    "finding('odd', { en = '1 < 2', zh = '一<二', source = plan 'p. 1' })\n"
    "target('many', { of = total(done:sum(who)), by = '2026-03', at_least = 60, source = assumed 'ours' })\n";

/* What is written to file descriptor `from` goes nowhere, until feed_unmute is given what this returns. */
static inline int feed_mute(int from)
{
    int kept = dup(from), nowhere = open("/dev/null", O_WRONLY);

    must(kept >= 0 && nowhere >= 0 && dup2(nowhere, from) >= 0);
    close(nowhere);
    return kept;
}

static inline void feed_unmute(int kept, int from)
{
    must(dup2(kept, from) >= 0);
    close(kept);
}

/* Runs a command line, words ended by blanks, on the database at `store`; whether it went well. */
static inline bool feed_command(const char *line, const char *store, struct error *err)
{
    char copy[1024], *words[16], *rest = copy;
    int count = 0;

    fflush(stdout);
    int kept = feed_mute(STDOUT_FILENO);

    snprintf(copy, sizeof copy, "%s --store %s", line, store);
    for (char *word; (word = strsep(&rest, " ")) && count < 16;)
        words[count++] = word;
    const struct command *command = command_find(command_list, words[0], err);
    must(command);
    bool done = command->run(command, count - 1, words + 1, err);
    fflush(stdout);
    feed_unmute(kept, STDOUT_FILENO);
    return done;
}

static inline void feed_make_runs(const char *path)
{
    char line[512];
    int talk = feed_mute(STDERR_FILENO);
    const char *plan = feed_text("plan.lua", feed_plan);
    struct error err = {0};
    static const char *const lines[] = {
        "run %s -q --draws 256 --threads 1",
        "run %s -q --draws 256 --threads 1 --set rate=0.7",
        "sweep %s --over rate=0.5..0.9:3 many -q --draws 64 --threads 1",
        "solve %s --lever rate --between 0.5..0.9 many -q --draws 64 --threads 1",
        "solve %s --lever rate=0.5..0.9 --minimise rate many -q --draws 64 --threads 1",
        "explain 1 2 -q --threads 1",
        "attain 1 --threads 1",
        "compare 1 2",
        "sensitivity 1",
    };

    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        snprintf(line, sizeof line, lines[i], plan);
        if (!feed_command(line, path, &err)) {
            feed_unmute(talk, STDERR_FILENO);
            fprintf(stderr, "%s: %s\n", line, err.text);
            abort();
        }
    }
    feed_unmute(talk, STDERR_FILENO);
}

static inline bool feed_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    bool done = sqlite3_open(path, &db) == SQLITE_OK && sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;

    sqlite3_close(db);
    return done;
}

/* The bytes of a whole database, in pages as small as may be. */
static inline const char *feed_database_bytes(size_t *length)
{
    static char *bytes;
    static size_t size;
    struct error err;

    if (!bytes) {
        const char *path = feed_path("first.db");
        feed_make_runs(path);
        must(feed_sql(path, "PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM;"));
        must(text_read_file(path, &bytes, &size, &err));
    }
    *length = size;
    return bytes;
}

/* One of the ways to look at a database. */
static inline void feed_look(unsigned which, const char *path)
{
    static const char *const looks[] = {
        "show @ --all", "show @ --lang zh", "show 1 --format json", "runs", "compare 1 2 --no-store", "compare 2 1",
        "show 1 targets", "show 1 budget", "show 1 departments", "show 1 milestones", "show 1 ratios",
        "show 1 parameters", "show 1 assumptions", "show 1 switches", "show 2 differences", "show 1 series --format csv",
        "show 1 outputs", "show 1 path", "show 1 fund_months", "show 1 budget_split", "show 1 roll_forward",
        "show 1 progress", "show 1 findings", "show 2 settings", "show 1 files", "show 1 explain", "show 1 attain",
        "show 1 sensitivity", "show @ sweep", "show 1 sweep --format json", "show 1 solve", "show 1 minimise",
        "show 2 explain", "show 1 done --by month --cell all", "inputs 1", "sensitivity 1", "attain 1 --no-store",
        "explain 1 2 -q --no-store", "runs --delete 1", "plot 1 --list",
    };
    char line[256];
    struct error err = {0};
    unsigned i = which % (COUNT_OF(looks) + 3);

    if (i < COUNT_OF(looks))
        feed_command(looks[i], path, &err);
    else {
        snprintf(line, sizeof line,
                 i == COUNT_OF(looks)       ? "export 1 --xlsx %s/out.xlsx"
                 : i == COUNT_OF(looks) + 1 ? "export 1 --csv %s/out --json %s/out.json"
                                            : "report 1 2 --no-pictures --lang zh --out %s",
                 feed_folder, feed_folder);
        feed_command(line, path, &err);
    }
}

static inline const char *feed_new_database(const void *bytes, size_t length)
{
    unlink(feed_path("fed.db-wal"));
    unlink(feed_path("fed.db-shm"));
    return feed_file("fed.db", bytes, length);
}

/* ---- bytes of the file ---- */

struct feed_changes {
    const uint8_t *at, *end;
};

static inline unsigned feed_byte(struct feed_changes *changes)
{
    return changes->at < changes->end ? *changes->at++ : 0;
}

/* The first byte says how it is looked at, the second what follows: a file, or changes of a whole one's bytes, each
   the place in three bytes, how many, and they. */
static inline void feed_database(const uint8_t *bytes, size_t length)
{
    struct feed_changes changes = {bytes, bytes + length};
    size_t size;
    const char *whole = feed_database_bytes(&size);
    unsigned look = feed_byte(&changes);

    if (feed_byte(&changes) % 2 == 0) {
        feed_look(look, feed_new_database(changes.at, (size_t)(changes.end - changes.at)));
        return;
    }
    char *copy = memcpy(memory_resize(NULL, size, 1), whole, size);
    while (changes.at < changes.end) {
        size_t place = feed_byte(&changes) << 16;
        place |= feed_byte(&changes) << 8;
        place |= feed_byte(&changes);
        for (unsigned count = feed_byte(&changes); count > 0 && changes.at < changes.end; count--)
            copy[place++ % size] = (char)feed_byte(&changes);
    }
    feed_look(look, feed_new_database(copy, size));
    free(copy);
}

/* ---- changes of cells ---- */

/* Sets parameter 1 to a value of the bytes: nothing, a whole number, a number, a text, bytes. */
static inline void feed_bind(sqlite3_stmt *update, struct feed_changes *changes)
{
    unsigned kind = feed_byte(changes) % 5, wanted = feed_byte(changes);
    size_t left = (size_t)(changes->end - changes->at), length = wanted < left ? wanted : left;
    int64_t whole = 0;
    double number = 0;

    memcpy(&whole, changes->at, length < sizeof whole ? length : sizeof whole);
    memcpy(&number, changes->at, length < sizeof number ? length : sizeof number);
    switch (kind) {
    case 1: sqlite3_bind_int64(update, 1, whole); break;
    case 2: sqlite3_bind_double(update, 1, number); break;
    case 3: sqlite3_bind_text(update, 1, (const char *)changes->at, (int)length, SQLITE_TRANSIENT); break;
    case 4: sqlite3_bind_blob(update, 1, changes->at, (int)length, SQLITE_TRANSIENT); break;
    default: break;
    }
    changes->at += length;
}

/* Gives another value to a column, picked by a byte, in the rows that have the same there as the row picked by the
   next byte; 255: in all. */
static inline void feed_change(sqlite3 *db, struct feed_changes *changes)
{
    static const char pick[] =
        "WITH c AS (SELECT t.name AS t, i.name AS c FROM sqlite_schema AS t, pragma_table_info(t.name) AS i"
        " WHERE t.type = 'table' ORDER BY t.name, i.cid) "
        "SELECT format('UPDATE \"%w\" SET \"%w\" = ?1 WHERE %d OR \"%w\" IS (SELECT \"%w\" FROM \"%w\" LIMIT 1 OFFSET %d)',"
        " t, c, ?2 = 255, c, c, t, ?2) FROM c LIMIT 1 OFFSET ?1 % (SELECT count(*) FROM c)";
    sqlite3_stmt *picked, *update = NULL;

    must(sqlite3_prepare_v2(db, pick, -1, &picked, NULL) == SQLITE_OK);
    sqlite3_bind_int(picked, 1, (int)feed_byte(changes));
    sqlite3_bind_int(picked, 2, (int)feed_byte(changes));
    if (sqlite3_step(picked) == SQLITE_ROW)
        sqlite3_prepare_v2(db, (const char *)sqlite3_column_text(picked, 0), -1, &update, NULL);
    sqlite3_finalize(picked);
    if (!update)
        return;
    feed_bind(update, changes);
    sqlite3_step(update);
    sqlite3_finalize(update);
}

/* Without STRICT and the CHECKs: what a stranger's tables of the same names may hold. */
#define FEED_LOOSEN                                                                                          \
    "PRAGMA writable_schema = ON;"                                                                           \
    "UPDATE sqlite_schema SET sql = replace(replace(sql, 'STRICT, WITHOUT ROWID', 'WITHOUT ROWID'), ') STRICT', ')')" \
    " WHERE type = 'table'; PRAGMA writable_schema = OFF; VACUUM;"

/* The first byte says how it is looked at, the second whether columns keep their types; then changes. */
static inline void feed_cells(const uint8_t *bytes, size_t length)
{
    static char *loose;
    static size_t loose_length;
    struct feed_changes changes = {bytes, bytes + length};
    size_t strict_length;
    const char *strict = feed_database_bytes(&strict_length);
    struct error err;

    if (!loose) {
        const char *path = feed_new_database(strict, strict_length);
        must(feed_sql(path, FEED_LOOSEN) && text_read_file(path, &loose, &loose_length, &err));
    }
    unsigned look = feed_byte(&changes);
    bool keep = feed_byte(&changes) % 2;
    const char *path = feed_new_database(keep ? strict : loose, keep ? strict_length : loose_length);
    sqlite3 *db;
    must(sqlite3_open(path, &db) == SQLITE_OK);
    sqlite3_exec(db, "PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; BEGIN",
                 NULL, NULL, NULL);
    for (int i = 0; i < 16 && changes.at < changes.end; i++)
        feed_change(db, &changes);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(db);
    feed_look(look, path);
}

/* A template in the place of the report's first. */
static inline void feed_template(const uint8_t *bytes, size_t length)
{
    static const char *store;
    static char line[256];
    struct error err;
    size_t size;

    if (!store) {
        feed_database_bytes(&size);
        must(text_make_folder(feed_path("own"), &err));
        snprintf(line, sizeof line, "report 1 2 --no-pictures --lang en --out %s --templates %s/own", feed_folder,
                 feed_folder);
        store = "kept";
    }
    feed_file("own/page.lua", bytes, length);
    feed_command(line, feed_path("first.db"), &err);
}

#endif
