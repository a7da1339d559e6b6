/* polsim why: from a printed number to what it is made of, down to the inputs and their sources. */
#include "cmd_why.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "cmd_sensitivity.h"
#include "command.h"
#include "error.h"
#include "show.h"

enum { DRAWS_USUAL = 8192 };

struct settings {
    const char *store, *language, *format, *out;
    uint64_t depth, draws;
    bool all;
};

static const char *const formats[] = {"table", "csv", "json", NULL};

static const struct option options[] = {
    {"depth", 'd', OPTION_COUNT, "N", offsetof(struct settings, depth),
     WORD("so many steps back from the number (default: 4)"), .most = 100},
    {"all", 'a', OPTION_FLAG, NULL, offsetof(struct settings, all),
     .meaning = WORD("every input that has a say, not the first twelve")},
    {"draws", 'n', OPTION_COUNT, "N", offsetof(struct settings, draws),
     WORD("draws that are computed again (default: the run's, at most 8192)"), .least = 1,
     .most = 1 << 24},
    {"format", 'f', OPTION_CHOICE, "table|csv|json", offsetof(struct settings, format),
     WORD("how to print (default: table); csv holds the inputs, json all parts"),
     .choices = formats},
    {"out", 'o', OPTION_TEXT, "FILE", offsetof(struct settings, out),
     .meaning = WORD("write to a file instead of the screen")},
    OPTION_STORE(struct settings),
    OPTION_LANGUAGE(struct settings),
    {0},
};

/* ---- what is asked ---- */

/* "payment fund=county 2028" -> "payment[fund=county]@2028"; one word alone is such already. */
static bool join_words(int count, char **words, struct text *measure, struct error *err)
{
    struct text cell = {0};
    const char *period = NULL;
    bool fine = true;

    for (int i = 1; i < count && fine; i++) {
        if (strchr(words[i], '='))
            text_add(&cell, "%s%s", cell.length ? ";" : "", words[i]);
        else if (period)
            fine = error_set(err, ERROR_USAGE,
                             "'%s' and '%s' are two periods; write cells as axis=label", period,
                             words[i]);
        else
            period = words[i];
    }
    if (fine && count > 1 && strpbrk(words[0], "[@"))
        fine = error_set(err, ERROR_USAGE,
                         "'%s' has a cell or period already; write either NAME[axis=label]@PERIOD "
                         "or NAME axis=label PERIOD",
                         words[0]);
    text_add(measure, cell.length ? "%s[%s]" : "%s%s", words[0], text_string(&cell));
    if (period)
        text_add(measure, "@%s", period);
    text_clear(&cell);
    return fine;
}

/* With fixed inputs told apart, where that can be. */
static struct model *load(struct store *store, const struct store_run *run, bool *apart,
                          struct error *err)
{
    struct show_source source;
    struct model *model = NULL;

    *apart = false;
    if (show_source_open(&source, store, run, err)) {
        struct lua_changes changes = source.changes;
        struct error ignored; /* the model as it is says what is wrong with it */
        changes.symbolic = true;
        model = lua_model_load(text_string(&source.path), &changes, &ignored);
        *apart = model;
        if (!model)
            model = lua_model_load(text_string(&source.path), &source.changes, err);
    }
    show_source_close(&source);
    return model;
}

/* ---- the number as it was printed ---- */

static bool read_stored(struct why *why, struct error *err)
{
    const struct measure *measure = &why->measure;
    struct store_table table = {0};
    char cell[1024];

    if (measure->target) /* shown from its draws, which are kept */
        return true;
    if (!store_read(why->store, STORE_SERIES, why->run->id, "en", &table, err))
        return false;
    graph_cell_text(why->model->graph, measure->axes, measure->cell, cell, sizeof cell);
    for (size_t row = 0; row < table.row_count; row++) {
        if (strcmp(store_table_text(&table, row, "output"), measure->output->name) != 0 ||
            strcmp(store_table_text(&table, row, "cell"), cell) != 0 ||
            strcmp(store_table_text(&table, row, "period"), measure->period) != 0)
            continue;
        why->mean = (struct estimate){store_table_number(&table, row, "mean"),
                                      store_table_number(&table, row, "se")};
        if (isnan(why->quantile.value) || isnan(store_table_number(&table, row, "p80")))
            continue;
        why->p50 = store_table_number(&table, row, "p50");
        why->quantile.value = store_table_number(&table, row, "p80"); /* of outputs the level */
    }
    store_table_clear(&table);
    return true;
}

static void estimate(struct why *why)
{
    bool average = show_is_average(why->run);

    why->level = sensitivity_level(&why->measure);
    why->mean = estimate_mean(why->y, why->draws);
    why->again = why->mean.value;
    why->quantile =
        average ? (struct estimate){NAN, NAN} : estimate_quantile(why->y, why->draws, why->level);
    why->p50 = average ? NAN : estimate_quantile(why->y, why->draws, 0.5).value;
}

/* The draws next to the quantile in order of the number; NULL where there are none to tell apart. */
static bool *mark_near(const struct why *why)
{
    const double low = estimate_quantile(why->y, why->draws, why->level - WHY_NEAR).value,
                 high = estimate_quantile(why->y, why->draws, why->level + WHY_NEAR).value;
    bool *near;

    if (show_is_average(why->run) || isnan(low) || !(low < high))
        return NULL;
    near = memory_resize(NULL, why->draws, sizeof *near);
    for (uint64_t i = 0; i < why->draws; i++)
        near[i] = why->y[i] >= low && why->y[i] <= high;
    return near;
}

/* ---- asking ---- */

static bool walk_back(struct why *why, int depth, struct error *err)
{
    const struct sample_options sample = {.draws = why->draws,
                                          .seed = why->run->seed,
                                          .sampler = run_sampler_named(why->run->sampler)};

    why->y = sample_draws(&why->measure, 1, &sample, err);
    if (!why->y)
        return false;
    estimate(why);
    why->rests = provenance_new(&why->measure);
    why->tree = provenance_tree_new(&why->measure, depth);
    bool *near = mark_near(why);
    bool walked = provenance_tree_run(why->tree, &sample, near, err) && read_stored(why, err) &&
                  why_list_inputs(why, err);
    free(near);
    if (walked)
        why_list_steps(why);
    return walked;
}

static void list_number(struct why *why)
{
    struct store_table *table = &why->number;
    const struct measure *measure = &why->measure;
    struct text text = {0};
    char unit[128];

    table_start(table, "measure unit run scenario draws seed sampler mean se p50 level quantile "
                       "quantile_se computed_draws fixed_inputs place line");
    table_add_row(table);
    measure_add_text(measure, &text);
    table_set_text(table, "measure", text_string(&text));
    graph_unit_text(why->model->graph, measure_unit(measure), unit, sizeof unit);
    table_set_text(table, "unit", unit);
    table_set_number(table, "run", (double)why->run->id);
    table_set_text(table, "scenario", why->run->scenario);
    table_set_number(table, "draws", (double)why->run->draws);
    table_set_number(table, "seed", (double)why->run->seed);
    table_set_text(table, "sampler", why->run->sampler);
    table_set_number(table, "mean", why->mean.value);
    table_set_number(table, "se", why->mean.se);
    table_set_number(table, "p50", why->p50);
    table_set_number(table, "level", why->level);
    table_set_number(table, "quantile", why->quantile.value);
    table_set_number(table, "quantile_se", why->quantile.se);
    table_set_number(table, "computed_draws", (double)why->draws);
    table_set_number(table, "fixed_inputs", why->apart);
    text_clear(&text);
    why_add_place(why, why_place(why), &text);
    table_set_text(table, "place", text_string(&text));
    text_clear(&text);
    why_add_line(why, why_place(why), &text);
    table_set_text(table, "line", text_string(&text));
    text_clear(&text);
}

static void print(struct why *why, const struct settings *settings, struct text *out)
{
    list_number(why);
    const struct store_table parts[] = {why->number, why->steps, why->inputs};

    if (strcmp(settings->format, "json") == 0)
        show_parts_json((const char *const[]){"number", "steps", "inputs", NULL}, parts, out);
    else if (strcmp(settings->format, "csv") == 0)
        table_csv(&why->inputs, "why", TABLE_PLAIN, settings->language, out);
    else
        why_add_text(why, settings->all, out);
}

static void clear(struct why *why)
{
    provenance_free(why->rests);
    provenance_tree_free(why->tree);
    store_table_clear(&why->number);
    store_table_clear(&why->steps);
    store_table_clear(&why->inputs);
    free(why->y);
    model_free((struct model *)why->model);
}

static bool ask(struct store *store, const struct settings *settings, int argc, char **argv,
                struct text *out, struct error *err)
{
    struct store_run run;
    struct text name = {0};
    struct why why = {.store = store, .run = &run, .language = settings->language};

    bool asked = store_find_run(store, argv[0], &run, err) && store_needs_results(&run, err) &&
                 join_words(argc - 1, argv + 1, &name, err) &&
                 (why.model = load(store, &run, &why.apart, err)) &&
                 measure_find(why.model, text_string(&name), &why.measure, err);
    if (asked) {
        why.draws = settings->draws ? settings->draws : DRAWS_USUAL;
        why.draws = why.draws < run.draws ? why.draws : run.draws;
        asked = walk_back(&why, (int)settings->depth, err);
    }
    if (asked)
        print(&why, settings, out);
    clear(&why);
    text_clear(&name);
    return asked;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.store = OPTION_STORE_DEFAULT,
                                .language = options_language(),
                                .format = "table",
                                .depth = 4};
    struct text out = {0};
    bool made = options_parse(options, &argc, argv, &settings, err) &&
                command_needs(command, argc, 2, -1, err);
    struct store *store = made ? store_open(settings.store, STORE_READ, err) : NULL;

    made = store && ask(store, &settings, argc, argv, &out, err) &&
           command_write(settings.out, &out, err);
    store_close(store);
    text_clear(&out);
    return made;
}

const struct command command_why = {
    .name = "why",
    .arguments = "RUN OUTPUT [AXIS=LABEL…] [PERIOD]",
    .summary = WORD("where a printed number comes from: its draws, its parts, the inputs and their "
                    "sources, by line"),
    .details =
        WORD("RUN is a number, a scenario's name (its latest run), @ (the last), @1 (one before).\n"
             "OUTPUT is an output or a target; the cell and period as words, or in one as "
             "NAME[axis=label]@PERIOD.\n"
             "The model is loaded again from the files that the run keeps, and computed again with "
             "its seed.\n"
             "Example: polsim why @ payment fund=county_special 2028\n"
             "         polsim why @ 'payment[fund=county_special]@2028' --depth 5\n"
             "         polsim why @ T6"),
    .options = options,
    .run = run,
};
