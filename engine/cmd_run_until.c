#include "cmd_run_until.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "cmd_question.h"
#include "error.h"
#include "print.h"
#include "progress.h"
#include "sample.h"
#include "table.h"

void until_clear(struct until *until)
{
    for (int i = 0; i < until->model_count * until->condition_count; i++)
        free(until->y[i]);
    for (int m = 0; m < until->model_count; m++)
        store_table_clear(&until->growth[m]);
    free(until->y);
    free(until->precisions);
    free(until->growth);
    *until = (struct until){0};
}

/* ---- what is asked ---- */

static bool read_conditions(struct until *until, struct error *err)
{
    for (int m = 0; m < until->model_count; m++)
        for (int c = 0; c < until->condition_count; c++)
            if (!precision_find(until->models[m], until->conditions[c],
                                &until->precisions[m * until->condition_count + c], err))
                return false;
    return true;
}

static void take_memory(struct until *until, const struct model *const *models, int count,
                        const struct until_settings *settings)
{
    int conditions = settings->conditions->count;
    size_t all = (size_t)count * (size_t)conditions;

    *until = (struct until){.models = models,
                            .conditions = settings->conditions->items,
                            .precisions = memory_resize(NULL, all, sizeof *until->precisions),
                            .y = memory_resize(NULL, all, sizeof *until->y),
                            .growth = memory_resize(NULL, (size_t)count, sizeof *until->growth)};
    until->model_count = count;
    until->condition_count = conditions;
    for (size_t i = 0; i < all; i++)
        until->y[i] = NULL;
    for (int m = 0; m < count; m++)
        table_start(&until->growth[m], UNTIL_COLUMNS);
}

/* ---- more draws ---- */

/* Those of one model up to `draws`, behind those there are. */
static bool sample_more(struct until *until, int model, uint64_t draws,
                        const struct until_settings *settings, struct error *err)
{
    int count = until->condition_count;
    struct measure *measures = memory_resize(NULL, (size_t)count, sizeof *measures);
    const struct sample_options options = {
        .draws = draws,
        .first = until->draws - until->draws % STATS_LEAF, /* a leaf that was not full again */
        .seed = settings->run.seed,
        .sampler = settings->run.sampler,
        .threads = settings->run.threads,
    };

    for (int c = 0; c < count; c++)
        measures[c] = until->precisions[model * count + c].statement.measure;
    double *y = sample_draws(measures, count, &options, err);
    for (int c = 0; c < count && y; c++) {
        double **kept = &until->y[model * count + c];
        size_t more = (size_t)(draws - options.first);
        *kept = memory_resize(*kept, (size_t)draws, sizeof **kept);
        memcpy(*kept + options.first, y + (size_t)c * more, more * sizeof *y);
    }
    free(y);
    free(measures);
    return y != NULL;
}

/* ---- is it enough? ---- */

static const char *const kinds[] = {"probability", "mean", "quantile"};

/* "P80 of Paid, with tail" */
static void set_label(const struct precision *precision, const char *language, const char *column,
                      struct store_table *table)
{
    struct text subject = {0}, label = {0};

    question_add_statement(&precision->statement, language, &subject);
    if (precision->of == PRECISION_PROBABILITY)
        text_add(&label, word(language, "Chance of %s"), text_string(&subject));
    else if (precision->of == PRECISION_MEAN)
        text_add(&label, word(language, "Mean of %s"), text_string(&subject));
    else
        text_add(&label, word(language, "P%.0f of %s"), 100 * precision->level,
                 text_string(&subject));
    table_set_text(table, column, text_string(&label));
    text_clear(&subject);
    text_clear(&label);
}

static void add_row(struct until *until, int model, int condition, struct estimate estimate,
                    double reached)
{
    const struct precision *precision =
        &until->precisions[model * until->condition_count + condition];
    struct store_table *table = &until->growth[model];
    char unit[256];

    graph_unit_text(until->models[model]->graph, measure_unit(&precision->statement.measure), unit,
                    sizeof unit);
    table_add_row(table);
    table_set_text(table, "condition", until->conditions[condition]);
    set_label(precision, "en", "label_en", table);
    set_label(precision, "zh", "label_zh", table);
    table_set_number(table, "draws", (double)until->draws);
    table_set_text(table, "of", kinds[precision->of]);
    table_set_text(table, "unit", unit);
    table_set_number(table, "estimate", estimate.value);
    table_set_number(table, "se", estimate.se);
    table_set_number(table, "standard", precision->standard);
    table_set_number(table, "relative", precision->relative);
    table_set_number(table, "reached", reached);
    table_set_number(table, "wanted", precision->wanted);
    table_set_number(table, "holds", reached <= precision->wanted);
}

/* The greatest of reached / wanted over all; at most 1: it is enough. */
static double look(struct until *until)
{
    double worst = 0;

    for (int m = 0; m < until->model_count; m++)
        for (int c = 0; c < until->condition_count; c++) {
            int i = m * until->condition_count + c;
            const struct precision *precision = &until->precisions[i];
            struct estimate estimate =
                precision_estimate(precision, until->y[i], (size_t)until->draws);
            double reached = precision_reached(precision, estimate);
            double ratio = reached / precision->wanted;
            add_row(until, m, c, estimate, reached);
            worst = isnan(ratio) || ratio > worst ? isnan(ratio) ? INFINITY : ratio : worst;
        }
    return worst;
}

static bool may_grow(const struct until *until, const struct until_settings *settings, double worst,
                     struct error *err)
{
    double bytes = (double)until->model_count * until->condition_count * 16 * 2 * until->draws;
    size_t limit = settings->run.memory_bytes ? settings->run.memory_bytes : (size_t)1 << 30;

    if (2 * until->draws < STATS_DRAWS_END && bytes <= (double)limit)
        return true;
    error_set(err, ERROR_RUN, "--until does not hold with %ju draws, and more take more than %s",
              (uintmax_t)until->draws,
              bytes > (double)limit ? spoken("the memory there may be (--memory)")
                                    : spoken("there may be"));
    if (isfinite(worst))
        error_append(err,
                     ": the precision is %.3g times what was asked for, which takes about "
                     "%.3g draws",
                     worst, worst * worst * (double)until->draws);
    return error_append(err, "; ask for less");
}

bool until_find_draws(struct until *until, const struct model *const *models, int count,
                      const struct until_settings *settings, uint64_t *draws, struct error *err)
{
    struct progress progress;
    bool done, enough = false;

    take_memory(until, models, count, settings);
    if (settings->run.sampler == RUN_EXPECTED)
        return error_set(err, ERROR_USAGE, "--until needs draws; --sampler expected has none");
    done = read_conditions(until, err);
    uint64_t next = settings->run.draws < UNTIL_LEAST ? UNTIL_LEAST : settings->run.draws;
    progress_start(&progress, "polsim run --until", settings->quiet);
    while (done && !enough) {
        for (int m = 0; m < count && done; m++)
            done = sample_more(until, m, next, settings, err) &&
                   (progress_update(&progress, (uint64_t)m + 1, (uint64_t)count) ||
                    error_set(err, ERROR_INTERRUPTED, "stopped"));
        if (!done)
            break;
        until->draws = next;
        double worst = look(until);
        enough = worst <= 1;
        done = enough || may_grow(until, settings, worst, err);
        next *= 2;
    }
    progress_end(&progress);
    *draws = until->draws;
    return done;
}

/* ---- what is said of it ---- */

static void add_amount(const struct store_table *table, size_t row, double x, bool relative,
                       struct text *out)
{
    if (relative || strcmp(store_table_text(table, row, "of"), "probability") == 0)
        text_add(out, "%.3g %%", 100 * x);
    else
        text_add(out, "%.6g", x);
}

void until_talk(const struct until *until, double seconds)
{
    for (int m = 0; m < until->model_count; m++) {
        const struct store_table *table = &until->growth[m];
        for (size_t row = table->row_count - (size_t)until->condition_count; row < table->row_count;
             row++) {
            struct text line = {0};
            bool relative = store_table_number(table, row, "relative") != 0;
            add_amount(table, row, store_table_number(table, row, "estimate"), false, &line);
            text_add(&line, store_table_number(table, row, "standard") != 0
                                ? ", standard error "
                                : ", interval of 95 %% ±");
            add_amount(table, row, store_table_number(table, row, "reached"), relative, &line);
            print_format(stderr, spoken("polsim: '%s': --until '%s' holds with %ju draws: %s\n"),
                         until->models[m]->scenario, store_table_text(table, row, "condition"),
                         (uintmax_t)until->draws, text_string(&line));
            text_clear(&line);
        }
    }
    print_format(
        stderr,
        spoken("polsim: twice the precision takes up to 4 times the draws (--draws %ju) and "
               "about %.2g s\n"),
        (uintmax_t)(4 * until->draws), 4 * seconds);
}

bool until_keep(const struct until *until, struct store *store, const int64_t *runs,
                const struct until_settings *settings, const char *command_line, struct error *err)
{
    bool kept = true;

    for (int m = 0; m < until->model_count && kept; m++) {
        const struct store_part part = {"growth", &until->growth[m]};
        struct text en = {0}, zh = {0};
        for (int c = 0; c < until->condition_count; c++) {
            text_add(&en, word("en", c ? WORD(", %s") : WORD("With how many draws: %s")),
                     until->conditions[c]);
            text_add(&zh, word("zh", c ? WORD(", %s") : WORD("With how many draws: %s")),
                     until->conditions[c]);
        }
        const struct store_answer answer = {.kind = "precision",
                                            .run = runs[m],
                                            .scenario = until->models[m]->scenario,
                                            .question = {text_string(&en), text_string(&zh)},
                                            .draws = until->draws,
                                            .seed = settings->run.seed,
                                            .models = 1,
                                            .command_line = command_line};
        kept = store_write_answer(store, &answer, &part, 1, err) != 0;
        text_clear(&en);
        text_clear(&zh);
    }
    return kept;
}
