#include "lua_report.h"

#include "embed.h"
#include "lua_state.h"
#include "options.h"
#include "show_pairs.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* What bindings hold while they may raise stays here, and is freed when the page is made. */
struct report {
    const struct report_job *job;
    struct store_table table;
    struct text text;
    struct pairs pairs; /* runs beside the first, once they were asked for */
    bool compared, paired;
    char *file; /* a template that was read */
    struct text *html;
};

static struct report *report_of(lua_State *L)
{
    return lua_state_host(L)->context;
}

static const char *language_of(lua_State *L)
{
    return report_of(L)->job->language;
}

static struct text *empty_text(lua_State *L)
{
    struct text *text = &report_of(L)->text;

    text_clear(text);
    return text;
}

/* [-0, +1, raises] */
static int push_text(lua_State *L)
{
    const struct text *text = &report_of(L)->text;

    lua_pushlstring(L, text_string(text), text->length);
    return 1;
}

/* ---- tables ---- */

/* Sets field `column` of the table on top to the cell's number or text. [-0, +0, raises] */
static void set_cell(lua_State *L, const struct store_table *table, size_t row, int column)
{
    const char *cell = table->cells[row * (size_t)table->column_count + (size_t)column];

    if (!cell)
        return;
    if (table->numeric[column])
        lua_pushnumber(L, strtod(cell, NULL));
    else
        lua_pushstring(L, cell);
    lua_setfield(L, -2, table->columns[column]);
}

static void set_words(lua_State *L, const struct store_table *table, size_t row,
                      const char *section, const char *column)
{
    table_add_cell(table, row, section, column, language_of(L), empty_text(L));
    push_text(L);
    lua_setfield(L, -2, column);
}

/* The words of a row, as the field `text` of the table on top. [-0, +0, raises] */
static void set_row_words(lua_State *L, const struct store_table *table, size_t row,
                          const char *section)
{
    lua_createtable(L, 0, table->column_count);
    for (int i = 0; i < table->column_count; i++)
        set_words(L, table, row, section, table->columns[i]);
    if (store_table_column(table, "op") >= 0 && store_table_column(table, "note") >= 0) {
        set_words(L, table, row, section, "goal");
        set_words(L, table, row, section, "met");
        set_words(L, table, row, section, "verdict");
    }
    lua_setfield(L, -2, "text");
}

/* Rows of months are many, and nobody shows all: they have numbers only. */
static bool has_words(const char *section)
{
    return strcmp(section, "series") != 0 && strcmp(section, "path") != 0;
}

/* [-0, +1, raises] */
static void push_table(lua_State *L, const struct store_table *table, const char *section)
{
    lua_createtable(L, (int)table->row_count, 0);
    for (size_t row = 0; row < table->row_count; row++) {
        lua_createtable(L, 0, table->column_count + 1);
        for (int i = 0; i < table->column_count; i++)
            set_cell(L, table, row, i);
        if (has_words(section))
            set_row_words(L, table, row, section);
        lua_rawseti(L, -2, (lua_Integer)row + 1);
    }
}

/* The number of a run among the report's, argument `at`; the first where it is left out. */
static const struct store_run *run_argument(lua_State *L, int at)
{
    const struct report_job *job = report_of(L)->job;
    lua_Integer number = luaL_optinteger(L, at, 1);

    if (number < 1 || number > job->count)
        lua_fail(L, NULL, "there is no run %d in this report, which has %d", (int)number,
                 job->count);
    return &job->runs[number - 1];
}

static enum store_query query_argument(lua_State *L)
{
    const char *names[STORE_QUERY_COUNT + 1] = {NULL};
    const char *name = luaL_checkstring(L, 1);

    for (int i = 0; i < STORE_QUERY_COUNT; i++)
        names[i] = store_query_name((enum store_query)i);
    for (int i = 0; i < STORE_QUERY_COUNT; i++)
        if (strcmp(names[i], name) == 0)
            return (enum store_query)i;
    lua_fail(L, name, "there is no table '%s'%s", name, lua_did_you_mean(L, name, names));
}

static void push_lines(lua_State *L, const struct text *text)
{
    const char *at = text_string(text);

    lua_newtable(L);
    for (int i = 1; *at; i++) {
        size_t length = strcspn(at, "\n");
        lua_pushlstring(L, at, length);
        lua_rawseti(L, -2, i);
        at += length + (at[length] == '\n');
    }
}

static int read_rows(lua_State *L, bool all)
{
    struct report *report = report_of(L);
    enum store_query query = query_argument(L);
    const struct store_run *run = run_argument(L, 2);
    const struct show_options options = {.language = report->job->language, .all = all};
    struct text notes = {0};
    struct error err;

    store_table_clear(&report->table);
    if (!store_read(report->job->store, query, run->id, report->job->language, &report->table,
                    &err))
        lua_fail_error(L, NULL, &err);
    show_trim(query, run, &options, &report->table, &notes);
    text_clear(&report->text);
    report->text = notes;
    push_lines(L, &report->text);
    push_table(L, &report->table, store_query_name(query));
    lua_insert(L, -2);
    lua_setfield(L, -2, "notes");
    return 1;
}

/* rows(query [, run]) */
static int rows(lua_State *L)
{
    return read_rows(L, true);
}

/* short(query [, run]) */
static int short_rows(lua_State *L)
{
    return read_rows(L, false);
}

/* ---- questions that were asked ---- */

/* answer(kind, part [, run]) -> rows of the latest answer of that kind; none where nobody asked */
static int answer_rows(lua_State *L)
{
    struct report *report = report_of(L);
    const char *kind = luaL_checkstring(L, 1), *part = luaL_checkstring(L, 2);
    const struct store_run *run = run_argument(L, 3);
    struct error err;
    int64_t answer;

    store_table_clear(&report->table);
    if (!store_find_answer(report->job->store, kind, run->id, 0, &answer, &err) ||
        !store_read_part(report->job->store, answer, part, &report->table, &err))
        lua_fail_error(L, NULL, &err);
    push_table(L, &report->table, kind);
    return 1;
}

/* ---- runs beside the first ---- */

static void compare_once(lua_State *L)
{
    struct report *report = report_of(L);
    const struct report_job *job = report->job;
    struct error err, unpaired;

    if (report->compared)
        return;
    report->paired = pairs_check(job->store, job->runs, job->count, true, &unpaired);
    report->compared = true;
    if (!pairs_make(&report->pairs, job->store, job->runs, job->count, job->language,
                    report->paired, &err))
        lua_fail_error(L, NULL, &err);
}

/* compared(part) -> rows; paired: whether the runs have the same draws */
static int compared(lua_State *L)
{
    static const char *const parts[] = {"targets", "money", "differences", "regret", NULL};
    struct report *report = report_of(L);
    const char *part = luaL_checkstring(L, 1);
    const struct store_table *tables[] = {&report->pairs.target_rows, &report->pairs.money_rows,
                                          &report->pairs.difference_rows,
                                          &report->pairs.regret_rows};

    for (size_t i = 0; parts[i]; i++)
        if (strcmp(part, parts[i]) == 0) {
            compare_once(L);
            push_table(L, tables[i], strcmp(part, "money") == 0 ? "money" : "compared");
            lua_pushboolean(L, report->paired);
            lua_setfield(L, -2, "paired");
            return 1;
        }
    lua_fail(L, part, "runs are compared by targets, money, differences or regret, not by '%s'%s",
             part, lua_did_you_mean(L, part, parts));
}

/* ---- numbers and words ---- */

/* number(x [, decimals]) */
static int number(lua_State *L)
{
    table_add_number(luaL_checknumber(L, 1), (int)luaL_optinteger(L, 2, 0), empty_text(L));
    return push_text(L);
}

/* few(x): few digits */
static int few(lua_State *L)
{
    table_add_few_digits(luaL_checknumber(L, 1), empty_text(L));
    return push_text(L);
}

/* money(yuan): the number in 万元 or yuan */
static int money(lua_State *L)
{
    table_add_money(luaL_checknumber(L, 1), language_of(L), empty_text(L));
    return push_text(L);
}

/* share(p): "12.3 %" */
static int share(lua_State *L)
{
    table_add_share(luaL_checknumber(L, 1), empty_text(L));
    return push_text(L);
}

/* value(x, unit [, is_share]) */
static int value(lua_State *L)
{
    table_add_value(luaL_checknumber(L, 1), luaL_checkstring(L, 2), lua_toboolean(L, 3),
                    language_of(L), empty_text(L));
    return push_text(L);
}

/* unit(id): what value(x, id) counts in, "yuan" -> "万元" */
static int unit(lua_State *L)
{
    table_add_unit(luaL_checkstring(L, 1), language_of(L), empty_text(L));
    return push_text(L);
}

/* raw_unit(id): of a number that is not money of a table, "yuan" -> "元" */
static int raw_unit(lua_State *L)
{
    table_add_raw_unit(luaL_checkstring(L, 1), language_of(L), empty_text(L));
    return push_text(L);
}

/* period(id): "plan" -> "规划期" */
static int period(lua_State *L)
{
    table_add_period(luaL_checkstring(L, 1), language_of(L), empty_text(L));
    return push_text(L);
}

/* word(id): "assumed" -> "假设" */
static int word_of_id(lua_State *L)
{
    lua_pushstring(L, table_word(luaL_checkstring(L, 1), language_of(L)));
    return 1;
}

/* verdict(probability) */
static int verdict(lua_State *L)
{
    lua_pushstring(L, table_verdict(luaL_checknumber(L, 1), language_of(L)));
    return 1;
}

/* heading(table, column) */
static int heading(lua_State *L)
{
    lua_pushstring(L,
                   table_heading(luaL_checkstring(L, 1), luaL_checkstring(L, 2), language_of(L)));
    return 1;
}

/* ---- templates ---- */

/* A template in the user's folder, which becomes report->file; NULL where there is none. */
static const char *read_own(lua_State *L, struct text *path)
{
    struct report *report = report_of(L);
    const char *folder = report->job->folder;
    struct error err;
    size_t length;

    free(report->file);
    report->file = NULL;
    if (!folder)
        return NULL;
    text_add(path, "%s/%s.lua", folder, lua_tostring(L, 1));
    if (access(text_string(path), F_OK) == 0 &&
        !text_read_file(text_string(path), &report->file, &length, &err))
        lua_fail_error(L, NULL, &err);
    return report->file;
}

static void check_template_name(lua_State *L, const char *name)
{
    if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
        lua_fail(L, name, "a template's name is of small letters, digits and '_', without '.lua'");
}

/* include(name) -> what the template returns */
static int include(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1), *text;
    struct text *path = empty_text(L);
    struct error err;
    size_t length;

    check_template_name(L, name);
    lua_settop(L, 1);
    text = read_own(L, path);
    if (!text) {
        text_clear(path);
        text_add(path, "scripts/%s.lua", name);
        text = embed_text(text_string(path), &length, &err);
    }
    if (!text)
        lua_fail(L, name, "there is no template '%s.lua', neither polsim's own nor an office's",
                 name);
    push_text(L); /* its path, before the template uses the text for itself */
    return lua_run_text(L, lua_tostring(L, 2), text);
}

/* ---- what templates see ---- */

static void set_string(lua_State *L, const char *key, const char *text)
{
    lua_pushstring(L, text);
    lua_setfield(L, -2, key);
}

static void set_integer(lua_State *L, const char *key, uint64_t x)
{
    lua_pushinteger(L, (lua_Integer)x);
    lua_setfield(L, -2, key);
}

/* The commands that compute a run again from the database: { write, run } */
static void push_commands(lua_State *L, const struct store_run *run)
{
    struct report *report = report_of(L);
    const struct report_job *job = report->job;
    struct text *text = empty_text(L);
    struct error err;

    text_add(text, "polsim show %" PRId64 " --files again", run->id);
    if (strcmp(job->store_path, OPTION_STORE_DEFAULT) != 0) {
        text_add(text, " --store ");
        show_add_shell_word(job->store_path, text);
    }
    lua_newtable(L);
    push_text(L);
    lua_rawseti(L, -2, 1);
    store_table_clear(&report->table);
    if (!store_read(job->store, STORE_FILES, run->id, job->language, &report->table, &err))
        lua_fail_error(L, NULL, &err);
    if (report->table.row_count) {
        lua_pushfstring(L, "again/%s", store_table_text(&report->table, 0, "path"));
        if (!show_command(job->store, run, lua_tostring(L, -1), empty_text(L), &err))
            lua_fail_error(L, NULL, &err);
        lua_pop(L, 1);
        push_text(L);
        lua_rawseti(L, -2, 2);
    }
}

static void push_run(lua_State *L, const struct store_run *run)
{

    lua_newtable(L);
    set_integer(L, "id", (uint64_t)run->id);
    set_integer(L, "base", (uint64_t)run->base_run);
    set_integer(L, "draws", run->draws);
    set_string(L, "model", run->model);
    set_string(L, "scenario", run->scenario);
    set_string(L, "title", store_run_title(run, language_of(L)));
    set_string(L, "sampler", run->sampler);
    set_string(L, "started", run->started_at);
    set_string(L, "finished", run->finished_at);
    set_string(L, "version", run->engine_version);
    set_string(L, "digest", run->output_digest);
    set_string(L, "input_digest", run->input_digest);
    lua_pushfstring(L, "%I", (LUAI_UACINT)run->seed);
    lua_setfield(L, -2, "seed");
    push_commands(L, run);
    lua_setfield(L, -2, "commands");
}

static void push_picture(lua_State *L, const struct report_picture *picture)
{
    lua_newtable(L);
    set_integer(L, "run", (uint64_t)picture->run + 1);
    set_string(L, "name", picture->name);
    set_string(L, "title", picture->title);
    set_string(L, "shows", picture->shows);
    set_string(L, "svg", picture->svg);
}

static void set_results(lua_State *L, const struct report_job *job)
{
    lua_newtable(L);
    for (int i = 0; i < job->count; i++) {
        push_run(L, &job->runs[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_set_word(L, "runs");
    lua_newtable(L);
    for (int i = 0; i < job->picture_count; i++) {
        push_picture(L, &job->pictures[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_set_word(L, "pictures");
    lua_pushstring(L, job->pictures_missing ? job->pictures_missing : "");
    lua_set_word(L, "pictures_missing");
    lua_pushstring(L, job->language);
    lua_set_word(L, "language");
}

static void set_functions(lua_State *L)
{
    static const luaL_Reg functions[] = {{"rows", rows},
                                         {"short", short_rows},
                                         {"compared", compared},
                                         {"answer", answer_rows},
                                         {"include", include},
                                         {"number", number},
                                         {"few", few},
                                         {"money", money},
                                         {"share", share},
                                         {"value", value},
                                         {"unit", unit},
                                         {"raw_unit", raw_unit},
                                         {"period", period},
                                         {"word", word_of_id},
                                         {"verdict", verdict},
                                         {"heading", heading},
                                         {NULL, NULL}};

    for (const luaL_Reg *f = functions; f->name; f++) {
        lua_pushcfunction(L, f->func);
        lua_set_word(L, f->name);
    }
}

/* Words of scripts/page_html.lua, which may use what templates may not. */
static void set_html_words(lua_State *L)
{
    lua_newtable(L);
    lua_state_core(L);
    lua_run_library(L, "scripts/page_html.lua");
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_set_word(L, lua_tostring(L, -2));
    }
    lua_pop(L, 1);
}

/* The page, in protected mode. */
static int make_page(lua_State *L)
{
    struct report *report = lua_touserdata(L, 1);
    size_t length;

    lua_state_host(L)->context = report;
    set_functions(L);
    set_results(L, report->job);
    set_html_words(L);
    lua_settop(L, 0);
    lua_pushcfunction(L, include);
    lua_pushstring(L, "page");
    lua_call(L, 1, 1);
    const char *page = lua_tolstring(L, -1, &length);
    if (!page)
        lua_fail(L, NULL, "the template 'page.lua' must return a text, as render(…) makes it");
    text_add_bytes(report->html, page, length);
    return 0;
}

bool lua_report_write(const struct report_job *job, struct text *html, struct error *err)
{
    struct report report = {.job = job, .html = html};
    struct model *model = model_new();
    struct lua_host *host = lua_host_new_alone(model, err);
    bool made = host && lua_host_call(host, make_page, &report, err);

    lua_host_free(host);
    model_free(model);
    store_table_clear(&report.table);
    text_clear(&report.text);
    if (report.compared)
        pairs_clear(&report.pairs);
    free(report.file);
    return made;
}
