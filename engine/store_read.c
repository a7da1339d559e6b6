/* Reading: runs by name, named queries as tables, draws, files. */
#include "store_private.h"

#include "word.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { SCENARIOS_MAX = 256 };

/* ---- runs by name ---- */

#define RUN_COLUMNS                                                                                \
    "SELECT run, model, scenario, coalesce(title_en, ''), coalesce(title_zh, ''), status, "        \
    "sampler, "                                                                                    \
    "draws, seed, started_at, coalesce(finished_at, ''), engine_version, coalesce(output_digest, " \
    "''), input_digest, coalesce(seconds, 0), coalesce(base_run, 0), coalesce(message, '') FROM "  \
    "run "

static void copy_text(sqlite3_stmt *statement, int column, char *text, size_t size)
{
    const char *from = (const char *)sqlite3_column_text(statement, column);

    snprintf(text, size, "%s", from ? from : "");
}

static void copy_run(sqlite3_stmt *row, struct store_run *found)
{
    *found = (struct store_run){.id = sqlite3_column_int64(row, 0),
                                .draws = (uint64_t)sqlite3_column_int64(row, 7),
                                .seed = (uint64_t)sqlite3_column_int64(row, 8),
                                .seconds = sqlite3_column_double(row, 14),
                                .base_run = sqlite3_column_int64(row, 15)};
    copy_text(row, 1, found->model, sizeof found->model);
    copy_text(row, 2, found->scenario, sizeof found->scenario);
    copy_text(row, 3, found->title_en, sizeof found->title_en);
    copy_text(row, 4, found->title_zh, sizeof found->title_zh);
    copy_text(row, 5, found->status, sizeof found->status);
    copy_text(row, 6, found->sampler, sizeof found->sampler);
    copy_text(row, 9, found->started_at, sizeof found->started_at);
    copy_text(row, 10, found->finished_at, sizeof found->finished_at);
    copy_text(row, 11, found->engine_version, sizeof found->engine_version);
    copy_text(row, 12, found->output_digest, sizeof found->output_digest);
    copy_text(row, 13, found->input_digest, sizeof found->input_digest);
    copy_text(row, 16, found->message, sizeof found->message);
}

/* One run by a query with one argument. found->id is 0 where there is none. */
static bool query_run(struct store *store, const char *sql, const char *type, int64_t number,
                      const char *text, struct store_run *found, struct error *err)
{
    sqlite3_stmt *statement = store_prepare(store, sql, err);

    *found = (struct store_run){0};
    if (!statement)
        return false;
    if (type[0] == 'i')
        store_bind(statement, "i", number);
    else
        store_bind(statement, "s", text);
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        copy_run(statement, found);
    bool read = code == SQLITE_ROW || code == SQLITE_DONE ||
                store_refuse(store, err, "cannot read '%s': %s%s");
    sqlite3_finalize(statement);
    return read;
}

static bool refuse_number(struct store *store, const char *name, struct error *err)
{
    struct store_run last;

    if (!query_run(store, RUN_COLUMNS "WHERE ? = 0 ORDER BY run DESC LIMIT 1", "i", 0, NULL, &last,
                   err))
        return false;
    if (!last.id)
        return error_set(err, ERROR_STORE, "no runs in '%s' yet; 'polsim run SCENARIO' makes one",
                         store->path);
    return error_set(err, ERROR_STORE,
                     "no run %s in '%s'; the latest is %jd ('%s'), 'polsim runs' lists all", name,
                     store->path, (intmax_t)last.id, last.scenario);
}

/* "@" and "@n": the last finished run, or n before it. */
static bool find_recent(struct store *store, const char *name, struct store_run *found,
                        struct error *err)
{
    char *end;
    long back = name[1] ? strtol(name + 1, &end, 10) : 0;

    if (name[1] && (!isdigit((unsigned char)name[1]) || *end))
        return error_set(err, ERROR_STORE,
                         "no run '%s': write @ for the last, @1 for the one before", name);
    if (!query_run(store, RUN_COLUMNS "WHERE status = 'done' ORDER BY run DESC LIMIT 1 OFFSET ?",
                   "i", back, NULL, found, err))
        return false;
    return found->id || error_set(err, ERROR_STORE,
                                  "no finished run '%s' in '%s'; 'polsim runs' lists "
                                  "what there is",
                                  name, store->path);
}

static bool refuse_scenario(struct store *store, const char *name, struct error *err)
{
    sqlite3_stmt *list = store_prepare(
        store, "SELECT DISTINCT scenario FROM run WHERE status = 'done' ORDER BY run DESC", err);
    struct text words[SCENARIOS_MAX] = {{0}};
    const char *names[SCENARIOS_MAX + 1];
    int count = 0;

    if (!list)
        return false;
    for (; count < SCENARIOS_MAX && sqlite3_step(list) == SQLITE_ROW; count++) {
        text_add(&words[count], "%s", (const char *)sqlite3_column_text(list, 0));
        names[count] = text_string(&words[count]);
    }
    names[count] = NULL;
    sqlite3_finalize(list);
    const char *nearest = text_nearest(name, names);
    error_set(err, ERROR_STORE,
              nearest ? WORD("no finished run '%s' in '%s'; did you mean '%s'?")
              : count ? WORD("no finished run '%s' in '%s'; 'polsim runs' lists what there is")
                      : WORD("no finished run '%s' in '%s'; 'polsim run SCENARIO' makes one"),
              name, store->path, nearest);
    for (int i = 0; i < count; i++)
        text_clear(&words[i]);
    return false;
}

/* "scenarios/pengyang/base.lua" and "base" name the same. */
static bool find_scenario(struct store *store, const char *name, struct store_run *found,
                          struct error *err)
{
    const char *slash = strrchr(name, '/');
    struct text word = {0};

    text_add(&word, "%s", slash ? slash + 1 : name);
    if (word.length > 4 && strcmp(word.bytes + word.length - 4, ".lua") == 0)
        word.bytes[word.length - 4] = '\0';
    bool read = query_run(store,
                          RUN_COLUMNS "WHERE scenario = ? AND status = 'done' "
                                      "ORDER BY run DESC LIMIT 1",
                          "s", 0, text_string(&word), found, err);
    if (read && !found->id)
        read = refuse_scenario(store, text_string(&word), err);
    text_clear(&word);
    return read;
}

const char *store_run_title(const struct store_run *run, const char *language)
{
    struct words title = {run->title_en[0] ? run->title_en : NULL,
                          run->title_zh[0] ? run->title_zh : NULL};

    return words_in(title, language, run->scenario);
}

bool store_find_run(struct store *store, const char *name, struct store_run *found,
                    struct error *err)
{
    struct store_run run;
    char *end;
    long long id = isdigit((unsigned char)name[0]) ? strtoll(name, &end, 10) : 0;
    bool is_number = isdigit((unsigned char)name[0]) && !*end;
    bool read;

    if (is_number)
        read = query_run(store, RUN_COLUMNS "WHERE run = ?", "i", id, NULL, &run, err) &&
               (run.id || refuse_number(store, name, err));
    else if (name[0] == '@')
        read = find_recent(store, name, &run, err);
    else
        read = find_scenario(store, name, &run, err);
    if (read)
        *found = run;
    return read;
}

bool store_find_run_by_id(struct store *store, int64_t id, struct store_run *found,
                          struct error *err)
{
    char name[32];

    snprintf(name, sizeof name, "%" PRId64, id);
    return store_find_run(store, name, found, err);
}

bool store_run_is_foreign(const struct store_run *run)
{
    return strcmp(run->engine_version, POLSIM_VERSION) != 0;
}

bool store_needs_results(const struct store_run *run, struct error *err)
{
    if (strcmp(run->status, "done") == 0)
        return true;
    error_set(err, ERROR_USAGE, "run %jd '%s' is not finished (%s): it has no results",
              (intmax_t)run->id, run->scenario, run->status);
    if (strcmp(run->status, "interrupted") == 0)
        error_append(err, "; to compute it: polsim runs --resume %jd", (intmax_t)run->id);
    return false;
}

/* ---- tables ---- */

void store_table_clear(struct store_table *table)
{
    for (size_t i = 0; i < size_product(table->row_count, (size_t)table->column_count); i++)
        free(table->cells[i]);
    free(table->cells);
    free(table->names);
    *table = (struct store_table){0};
}

int store_table_column(const struct store_table *table, const char *id)
{
    for (int i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i], id) == 0)
            return i;
    return -1;
}

/* NULL also where there is no such column or row: an answer is stored as rows of names and values, and may lack
   what it should have. */
static const char *find_cell(const struct store_table *table, size_t row, const char *column)
{
    int at = store_table_column(table, column);
    bool there = at >= 0 && row < table->row_count;

    return there ? table->cells[row * (size_t)table->column_count + (size_t)at] : NULL;
}

const char *store_table_text(const struct store_table *table, size_t row, const char *column)
{
    const char *cell = find_cell(table, row, column);

    return cell ? cell : "";
}

double store_table_number(const struct store_table *table, size_t row, const char *column)
{
    const char *cell = find_cell(table, row, column);

    return cell && cell[0] ? strtod(cell, NULL) : NAN;
}

/* The columns' ids, from the list in store.h; the statement must name the same. */
static void name_columns(struct store_table *table, enum store_query query, sqlite3_stmt *statement)
{
    char *rest;

    table->names = text_duplicate(store_query_columns[query]);
    for (char *word = strtok_r(table->names, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        must(table->column_count < STORE_COLUMNS_MAX);
        const char *name =
            sqlite3_column_name(statement, table->column_count); /* NULL: no memory */
        must(!name || strcmp(word, name) == 0);
        table->columns[table->column_count++] = word;
    }
    must(table->column_count == sqlite3_column_count(statement));
}

static char *read_cell(sqlite3_stmt *statement, int column)
{
    char number[STORE_NUMBER_SIZE];

    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL: return NULL;
    case SQLITE_FLOAT:
        store_number_text(sqlite3_column_double(statement, column), number);
        return text_duplicate(number);
    default: {
        const char *text = (const char *)sqlite3_column_text(statement, column);
        return text ? text_duplicate(text) : NULL;
    }
    }
}

/* A column is numeric when it has numbers and nothing else. */
static void read_row(struct store_table *table, sqlite3_stmt *statement, bool *has_text)
{
    char **row = table->cells + table->row_count * (size_t)table->column_count;

    for (int i = 0; i < table->column_count; i++) {
        int type = sqlite3_column_type(statement, i);
        has_text[i] = has_text[i] || type == SQLITE_TEXT || type == SQLITE_BLOB;
        table->numeric[i] = !has_text[i] && (table->numeric[i] || type != SQLITE_NULL);
        row[i] = read_cell(statement, i);
    }
    table->row_count++;
}

bool store_read(struct store *store, enum store_query query, int64_t run, const char *language,
                struct store_table *table, struct error *err)
{
    sqlite3_stmt *statement = store_prepare(store, store_query_sql[query], err);
    bool has_text[STORE_COLUMNS_MAX] = {false};
    size_t capacity = 0;
    int code;

    *table = (struct store_table){0};
    if (!statement)
        return false;
    name_columns(table, query, statement);
    must(sqlite3_bind_int64(statement, 1, run) == SQLITE_OK);
    if (sqlite3_bind_parameter_count(statement) > 1)
        must(sqlite3_bind_text(statement, 2, language, -1, SQLITE_STATIC) == SQLITE_OK);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        table->cells = memory_grow(table->cells, table->row_count, &capacity,
                                   sizeof *table->cells * (size_t)table->column_count);
        read_row(table, statement, has_text);
    }
    bool read = code == SQLITE_DONE || store_refuse(store, err, "cannot read '%s': %s%s");
    sqlite3_finalize(statement);
    if (!read)
        store_table_clear(table);
    return read;
}
