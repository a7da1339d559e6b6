/* Kept draws and kept files of a run, and the SQL functions that look into draws. */
#include "store_private.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

/* ---- draws ---- */

/* Draws and whose they are. */
struct owned {
    const struct run_target *target; /* NULL: a series' */
    struct run_draws draws;
};

struct strips {
    struct store *store;
    const struct record_plan *plan;
    int64_t id;
    sqlite3_stmt *insert, *insert_of; /* into strip and draws_of */
    void *bytes;                      /* for one strip after the other; all are as long */
    int64_t *written;                 /* [strip of the run's]: its number there; 0: not yet */
};

/* Of all series that are kept, and of targets without one; the caller frees it. */
static struct owned *list_owned(const struct run *run, int scenario, size_t *count)
{
    size_t series = run_draws_count(run, scenario), targets = run_target_count(run, scenario);
    struct owned *owned = memory_resize(NULL, series + targets, sizeof *owned);

    for (*count = 0; *count < series; ++*count)
        owned[*count] = (struct owned){NULL, run_draws(run, scenario, *count)};
    for (size_t i = 0; i < targets; i++) {
        const struct run_target *target = run_target(run, scenario, i);
        if (!target->output[0]) /* else its draws are its output's */
            owned[(*count)++] = (struct owned){target, run_target_draws(run, scenario, i)};
    }
    return owned;
}

/* The same draws are written once: 9 MB of the plan instead of 16. */
static bool write_strip(struct strips *strips, const struct run_draws *draws, struct error *err)
{
    sqlite3_stmt *insert = strips->insert;

    if (strips->written[draws->strip])
        return true;
    if (!strips->bytes)
        strips->bytes = memory_resize(NULL, draws->count, sizeof(double));
    struct packed strip = run_pack_draws(draws, strips->bytes);
    char format[] = {strip.format, '\0'};
    store_bind(insert, "i", strips->id);
    must(sqlite3_bind_blob64(insert, 2, strip.bytes, strip.length, SQLITE_STATIC) == SQLITE_OK &&
         sqlite3_bind_text(insert, 3, format, 1, SQLITE_STATIC) == SQLITE_OK &&
         sqlite3_bind_double(insert, 4, strip.least) == SQLITE_OK &&
         sqlite3_bind_int64(insert, 5, (int64_t)strip.times) == SQLITE_OK);
    if (!store_step(strips->store, insert, err))
        return false;
    strips->written[draws->strip] = sqlite3_last_insert_rowid(strips->store->db);
    return true;
}

static bool write_owner(struct strips *strips, const struct owned *owned, struct error *err)
{
    const struct model *model = strips->plan->model;
    const struct run_target *target = owned->target;
    struct store_draws_key key;
    char cell[CELL_TEXT_MAX];

    if (target) {
        key = (struct store_draws_key){"", target->name, target->cell, target->period};
    } else {
        const struct series *series = &strips->plan->series[owned->draws.series];
        const struct output *output = &model->outputs[series->output];
        graph_cell_text(model->graph, output->views[series->view].axes, series->cell, cell,
                        sizeof cell);
        key = (struct store_draws_key){output->name, "", cell,
                                       strips->plan->periods[series->period].name};
    }
    store_bind(strips->insert_of, "issssi", strips->id, key.output, key.target, key.cell,
               key.period, strips->written[owned->draws.strip]);
    return store_step(strips->store, strips->insert_of, err);
}

/* All strips first. In turn with their owners, SQLite would write the root of the owners' table, spill it and write it
   again, and then add up the checks of all pages after it once more: 7 % of storing. */
static bool write_all(struct strips *strips, const struct owned *owned, size_t count,
                      struct error *err)
{
    bool written = true;

    for (size_t i = 0; i < count && written; i++)
        written = write_strip(strips, &owned[i].draws, err);
    for (size_t i = 0; i < count && written; i++)
        written = write_owner(strips, &owned[i], err);
    return written;
}

bool store_write_draws(struct store *store, int64_t id, const struct run *run, int scenario,
                       struct error *err)
{
    struct strips strips = {.store = store, .plan = run_plan(run, scenario), .id = id};
    size_t count, most = run_draws_count(run, scenario) + run_target_count(run, scenario);
    struct owned *owned = list_owned(run, scenario, &count);

    strips.written = memory_resize(NULL, most, sizeof *strips.written);
    memset(strips.written, 0, most * sizeof *strips.written);
    strips.insert = store_prepare(
        store, "INSERT INTO strip (run, packed, format, least, times) VALUES (?, ?, ?, ?, ?)", err);
    strips.insert_of =
        strips.insert ? store_prepare(store, "INSERT INTO draws_of VALUES (?, ?, ?, ?, ?, ?)", err)
                      : NULL;
    bool written = strips.insert_of && write_all(&strips, owned, count, err);
    sqlite3_finalize(strips.insert);
    sqlite3_finalize(strips.insert_of);
    free(strips.written);
    free(strips.bytes);
    free(owned);
    return written;
}

/* The strip of a row's four columns from `at`; its bytes are the statement's. */
static struct packed column_strip(sqlite3_stmt *row, int at)
{
    const unsigned char *format = sqlite3_column_text(row, at + 1);
    const void *bytes = sqlite3_column_blob(row, at);

    return (struct packed){.bytes = bytes,
                           .length = (size_t)sqlite3_column_bytes(row, at),
                           .format = format ? (char)format[0] : '\0',
                           .least = sqlite3_column_double(row, at + 2),
                           .times = (size_t)sqlite3_column_int64(row, at + 3)};
}

bool store_read_draws(struct store *store, int64_t run, struct store_draws_key key, double **x,
                      size_t *count, struct error *err)
{
    sqlite3_stmt *find = store_prepare(store,
                                       "SELECT packed, format, least, times FROM draws WHERE "
                                       "run = ? AND output = ? AND target = ? AND cell = ? AND "
                                       "period = ?",
                                       err);

    *x = NULL;
    *count = 0;
    if (!find)
        return false;
    store_bind(find, "issss", run, key.output, key.target, key.cell, key.period);
    int code = sqlite3_step(find);
    bool read = code == SQLITE_ROW || code == SQLITE_DONE ||
                store_refuse(store, err, "cannot read '%s': %s%s");
    if (code == SQLITE_ROW) {
        struct packed strip = column_strip(find, 0);
        *count = packed_count(&strip);
        if (*count) {
            *x = memory_resize(NULL, *count, sizeof **x);
            packed_read(&strip, *x);
        } else {
            read = error_set(err, ERROR_STORE,
                             "the draws of run %jd in '%s' are damaged; compute it again",
                             (intmax_t)run, store->path);
        }
    }
    sqlite3_finalize(find);
    return read;
}

bool store_read_difference(struct store *store, int64_t run, int64_t base_run,
                           struct store_draws_key key, struct store_difference *difference,
                           bool *found, struct error *err)
{
    sqlite3_stmt *find = store_prepare(store,
                                       "SELECT n, mean, se, sd, p05, p95 FROM difference WHERE "
                                       "run = ? AND base_run = ? AND output = ? AND cell = ? AND "
                                       "period = ?",
                                       err);
    double x[6];

    *found = false;
    if (!find)
        return false;
    store_bind(find, "iisss", run, base_run, key.output, key.cell, key.period);
    int code = sqlite3_step(find);
    for (int i = 0; i < 6 && code == SQLITE_ROW; i++)
        x[i] = sqlite3_column_type(find, i) == SQLITE_NULL ? (double)NAN
                                                           : sqlite3_column_double(find, i);
    *found = code == SQLITE_ROW;
    if (*found)
        *difference = (struct store_difference){x[0], x[1], x[2], x[3], x[4], x[5]};
    bool read = code == SQLITE_ROW || code == SQLITE_DONE ||
                store_refuse(store, err, "cannot read '%s': %s%s");
    sqlite3_finalize(find);
    return read;
}

/* The strip of four arguments of a function. */
struct packed store_value_strip(sqlite3_value **values)
{
    const void *bytes = sqlite3_value_blob(values[0]);
    const unsigned char *format = sqlite3_value_text(values[1]);

    return (struct packed){.bytes = bytes,
                           .length = (size_t)sqlite3_value_bytes(values[0]),
                           .format = format ? (char)format[0] : '\0',
                           .least = sqlite3_value_double(values[2]),
                           .times = (size_t)sqlite3_value_int64(values[3])};
}

/* draws_at_least(packed, format, least, times of a, the same of b): the share of draws in which both have a
   value and a >= b. */
static void draws_at_least(sqlite3_context *context, int arguments, sqlite3_value **values)
{
    struct packed a = store_value_strip(values), b = store_value_strip(values + 4);
    size_t count_a = packed_count(&a), count_b = packed_count(&b);
    double *x = memory_resize(NULL, count_a, sizeof *x),
           *y = memory_resize(NULL, count_b, sizeof *y);
    double met = 0, all = 0;

    (void)arguments;
    packed_read(&a, x);
    packed_read(&b, y);
    for (size_t i = 0; i < count_a && i < count_b; i++) {
        all += !isnan(x[i]) && !isnan(y[i]);
        met += x[i] >= y[i];
    }
    free(x);
    free(y);
    if (all > 0)
        sqlite3_result_double(context, met / all);
}

/* share_at_least(x, min, p05, p10, p20, p25, p50, p75, p80, p90, p95, max): the share of draws at or
   above x, by straight lines between the quantiles; they are all a series keeps. NULL where one is
   missing. */
static void share_at_least(sqlite3_context *context, int count, sqlite3_value **values)
{
    static const double below[] = {0, .05, .10, .20, .25, .50, .75, .80, .90, .95, 1};
    double x = sqlite3_value_double(values[0]);

    for (int i = 0; i < count; i++)
        if (sqlite3_value_type(values[i]) == SQLITE_NULL)
            return;
    if (x <= sqlite3_value_double(values[1])) {
        sqlite3_result_double(context, 1);
        return;
    }
    for (size_t i = 1; i < COUNT_OF(below); i++) {
        double low = sqlite3_value_double(values[i]), high = sqlite3_value_double(values[i + 1]);
        if (x <= high) {
            double part = (x - low) / (high - low);
            sqlite3_result_double(context, 1 - below[i - 1] - part * (below[i] - below[i - 1]));
            return;
        }
    }
    sqlite3_result_double(context, 0);
}

bool store_add_functions(struct store *store, struct error *err)
{
    enum { FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC };

    if (sqlite3_create_function(store->db, "draws_at_least", 8, FLAGS, NULL, draws_at_least, NULL,
                                NULL) != SQLITE_OK ||
        sqlite3_create_function(store->db, "share_at_least", 12, FLAGS, NULL, share_at_least, NULL,
                                NULL) != SQLITE_OK)
        return store_refuse(store, err, "cannot use '%s': %s%s");
    return store_add_draw_functions(store, err) && store_add_json(store, err);
}

/* ---- files ---- */

/* The database may come from a stranger: a path in it must not lead out of the folder. */
static bool is_inside(const char *path)
{
    if (path[0] == '/' || path[0] == '\0')
        return false;
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += part[0] == '/';
        size_t length = strcspn(part, "/");
        if (length == 0 || (length == 2 && strncmp(part, "..", 2) == 0))
            return false;
    }
    return strchr(path, '\\') == NULL;
}

/* Writes a file, or leaves one that has the same content; never replaces another. */
static bool write_new_file(const char *path, const char *bytes, size_t length, struct error *err)
{
    struct stat status;
    char *there = NULL;
    size_t there_length = 0;

    if (lstat(path, &status) != 0)
        return text_make_folders_above(path, err) && text_write_file(path, bytes, length, err);
    if (!S_ISREG(status.st_mode))
        return error_set(err, ERROR_STORE, "'%s' is there already and is not a file", path);
    if (!text_read_file(path, &there, &there_length, err))
        return false;
    bool same = there_length == length && memcmp(there, bytes, length) == 0;
    free(there);
    return same ||
           error_set(err, ERROR_STORE,
                     "'%s' is there already with another content; choose an empty folder", path);
}

static bool extract_file(sqlite3_stmt *row, const char *folder, struct text *scenario, bool first,
                         struct error *err)
{
    const char *path = (const char *)sqlite3_column_text(row, 0);
    const void *bytes = sqlite3_column_blob(row, 1);
    struct text target = {0};

    if (!path || !is_inside(path))
        return error_set(err, ERROR_STORE, "the run's file '%s' would lie outside of '%s'",
                         path ? path : "", folder);
    text_add(&target, "%s/%s", folder, path);
    bool written = write_new_file(text_string(&target), bytes ? bytes : "",
                                  (size_t)sqlite3_column_bytes(row, 1), err);
    if (written && first)
        text_add(scenario, "%s", text_string(&target));
    text_clear(&target);
    return written;
}

bool store_extract_files(struct store *store, int64_t run, const char *folder,
                         struct text *scenario, struct error *err)
{
    sqlite3_stmt *list = store_prepare(
        store, "SELECT path, content FROM run_file WHERE run = ? ORDER BY position", err);
    bool worked = list;
    int count = 0, code = SQLITE_DONE;

    if (list)
        store_bind(list, "i", run);
    for (; worked && (code = sqlite3_step(list)) == SQLITE_ROW; count++)
        worked = extract_file(list, folder, scenario, count == 0, err);
    if (worked && code != SQLITE_DONE)
        worked = store_refuse(store, err, "cannot read '%s': %s%s");
    sqlite3_finalize(list);
    if (worked && count == 0)
        worked = error_set(err, ERROR_STORE, "run %lld has no files in '%s'", (long long)run,
                           store->path);
    return worked;
}
