/* Bytes as what people write: a scenario, a table, an option, a file of inputs. */
#ifndef POLSIM_TESTS_FUZZ_FEED_LOAD_H
#define POLSIM_TESTS_FUZZ_FEED_LOAD_H

#include "feed_folder.h"

#include "command.h"
#include "expression.h"
#include "lever.h"
#include "lua_model.h"
#include "lua_state.h"
#include "precision.h"
#include "run.h"
#include "show.h"
#include "statement.h"

enum { FEED_MEMORY = 64 << 20 };

/* The model that --set and files of inputs change: every kind of input. */
static const char feed_model[] =
    "model { name = 'm', from = '2026-01', to = '2027-12', title = { en = 'M', zh = '模' } }\n"
    "local level = axis('level', { 'L5', 'L4', 'L3' })\n"
    "local rate = parameter('rate', { axes = { level }, range = { 0, 1 }, source = assumed 'no data',\n"
    "  default = { L5 = pert(.5, .8, .9), L4 = .7, L3 = 2 / 23 }, label = { en = 'Pass rate', zh = '通过率' } })\n"
    "local fill = parameter('fill', { default = each(pert(.8, 1, 1.2)), axes = { level }, source = assumed 'x' })\n"
    "local cost = parameter('cost', { default = by_year { [2026] = 6000, otherwise = 6500 }, unit = 'yuan/person',\n"
    "  range = { 0, 20000 }, source = plan 'Annex 2' })\n"
    "local weight = parameter('weight', { default = { L5 = .5, L4 = .3, L3 = .2 }, axes = { level }, adds_to = 1,\n"
    "  source = plan '二' })\n"
    "local base = switch('base', { 'all', 'some' }, { default = 'all', source = plan '一' })\n"
    "local intake = poisson('intake', amount(base == 'all' and 100 or 50, 'person') * weight * fill)\n"
    "output('passed', binomial('passed', intake, rate), { unit = 'person', by = { level } })\n"
    "output('paid', intake:sum() * cost, { unit = 'yuan', role = 'commitment' })\n"
    "target('many', { of = total(intake:sum()), by = '2027-12', at_least = 100, source = assumed 'ours' })\n";

/* As `polsim run` goes on with a model that was loaded. Frees it. */
static inline void feed_run(struct model *model)
{
    const struct run_options options = {
        .draws = 8, .seed = 1, .threads = 1, .memory_bytes = FEED_MEMORY, .kept_draws = 8};
    const struct show_options show = {.format = SHOW_TABLE, .language = "zh"};
    struct run_needs needs;
    struct error err = {0};
    struct text out = {0};

    if (model && run_needs(model, &options, &needs, &err) && needs.bytes < FEED_MEMORY) {
        struct run *run = run_start((const struct model *const[]){model}, 1, &options, &err);
        struct store *store = run ? store_open(":memory:", STORE_TABLES, &err) : NULL;
        const struct store_about about = {.draws = 8, .seed = 1, .sampler = "sobol", .command_line = "", .threads = 1};
        struct store_run found;
        if (store) {
            int64_t id = store_begin_run(store, model, &about, &err);
            if (id && store_end_run(store, id, run, 0, &err) && store_find_run(store, "@", &found, &err))
                show_run_in_short(store, &found, &show, &out, &err);
        }
        store_close(store);
        run_free(run);
    }
    text_clear(&out);
    model_free(model);
}

static inline void feed_script(const uint8_t *bytes, size_t length)
{
    static bool prepared;
    struct error err = {0};

    if (!prepared) {
        feed_text("towns.csv", "town,zh,people,rate\nnorth,北,1200,0.5\nsouth,南,800,0.25\n");
        feed_text("base.lua", feed_model);
        prepared = true;
    }
    feed_run(lua_model_load(feed_file("model.lua", bytes, length), NULL, &err));
}

static inline int feed_read_csv(lua_State *L)
{
    lua_read_csv(L, "table.csv");
    return 0;
}

static inline void feed_csv(const uint8_t *bytes, size_t length)
{
    struct model *model = model_new();
    struct error err = {0};

    feed_file("table.csv", bytes, length);
    struct lua_host *host = lua_host_new(model, feed_text("model.lua", ""), &err);
    must(host);
    lua_host_call(host, feed_read_csv, NULL, &err);
    lua_host_free(host);
    model_free(model);
}

/* One --set, then a model that it changed. */
static inline void feed_set(const uint8_t *bytes, size_t length)
{
    struct text set = {0};
    struct error err = {0};

    text_add_bytes(&set, (const char *)bytes, length);
    const char *one = text_string(&set);
    struct lua_changes changes = {.count = 1, .set = &one};
    feed_run(lua_model_load(feed_text("base.lua", feed_model), &changes, &err));
    text_clear(&set);
}

/* A file of inputs, and what it says to a model. */
static inline void feed_inputs(const uint8_t *bytes, size_t length)
{
    struct error err = {0};
    struct inputs *inputs = inputs_read(feed_file("inputs.csv", bytes, length), &err);
    struct lua_changes changes = {.inputs = inputs};
    struct text out = {0};

    if (inputs) {
        struct model *model = lua_model_load(feed_text("base.lua", feed_model), &changes, &err);
        if (model)
            inputs_add_edits(model, inputs, "zh", &out);
        feed_run(model);
    }
    text_clear(&out);
    inputs_free(inputs);
}

/* ---- the command line ---- */

enum { FEED_WORDS_MAX = 32, FEED_SETTINGS_BYTES = 1 << 16 };

/* A command line, a line a word; the first names the command. */
static inline void feed_command_line(char *text)
{
    static max_align_t settings[FEED_SETTINGS_BYTES / sizeof(max_align_t)];
    char *words[FEED_WORDS_MAX + 1] = {NULL}, *rest = text;
    int count = 0;
    struct error err = {0};

    while (rest && count < FEED_WORDS_MAX)
        words[count++] = strsep(&rest, "\n");
    options_spoken_language(count, words);
    const struct command *command = command_find(command_list, words[0], &err);
    memset(settings, 0, sizeof settings);
    if (command && --count >= 0)
        options_parse(command->options, &count, words + 1, settings, &err);
}

/* The texts that options take. */
static inline void feed_options(const uint8_t *bytes, size_t length)
{
    static const char *const names[] = {"a", "b", "pass_rate[level=L3]"};
    static struct model *model;
    struct text text = {0}, out = {0};
    struct error err = {0};
    struct lever lever;
    struct statement statement;
    struct measure measure;
    struct precision precision;
    char plain[64];
    double number;

    if (!model)
        must((model = lua_model_load(feed_text("base.lua", feed_model), NULL, &err)));
    text_add_bytes(&text, (const char *)bytes, length);
    const char *value = text_string(&text);
    struct expression *expression = expression_parse(value, names, COUNT_OF(names), &err);
    if (expression)
        expression_value(expression, (double[]){1, 2, 3});
    expression_free(expression);
    if (lever_parse(value, 11, &lever, &err))
        for (int i = 0; i < lever.points; i++) {
            double x = lever_value(&lever, i);
            lever_add_set(&lever, x, &out);
            lever_add_value(&lever, x, &out);
            text_clear(&out);
        }
    if (statement_find(model, value, &statement, &err))
        statement_add_text(&statement, &out);
    if (measure_find(model, value, &measure, &err))
        measure_add_name(&measure, "zh", &out);
    if (precision_find(model, value, &precision, &err))
        precision_estimate(&precision, (double[64]){0}, 64);
    statement_read_number(value, &number);
    lua_plain_number(value, plain, sizeof plain);
    text_add_wrapped(&out, value, 2, 4, 40);
    if (text.length > 0)
        feed_command_line(text.bytes);
    text_clear(&out);
    text_clear(&text);
}

#endif
