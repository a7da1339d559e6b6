/* polsim sensitivity: from the draws that a run kept, and its inputs drawn again. */
#include "cmd_sensitivity.h"
#include "error.h"
#include "sample.h"
#include "table.h"

#include <math.h>
#include <string.h>

/* Draws of inputs that are looked at: 256 MB. Of many inputs the first draws do. */
static const size_t VALUES_MAX = (size_t)1 << 25;

/* ---- what was drawn ---- */

/* The draws of a measure that a run kept; none: *y is NULL. */
static bool read_kept(const struct sensitivity_question *question, const struct store_run *run,
                      const struct measure *measure, double **y, size_t *draws, struct error *err)
{
    char cell[1024];

    graph_cell_text(question->model->graph, measure->axes, measure->cell, cell, sizeof cell);
    const struct store_draws_key key = {
        .output = measure->target ? "" : measure->output->name,
        .target = measure->target ? measure->target->name : "",
        .cell = cell,
        .period = measure->period,
    };
    return store_read_draws(question->store, run->id, key, y, draws, err);
}

/* Measures, and results that one could know. */
static int series_of(const struct sensitivity_question *question)
{
    return question->measure_count + question->with_count;
}

/* Those that the run did not keep are computed again with its seed. */
static bool sample_missing(struct sensitivity_question *question, double **y, size_t draws,
                           struct error *err)
{
    struct measure *missing = memory_resize(NULL, (size_t)series_of(question), sizeof *missing);
    const struct sample_options options = {
        .draws = draws,
        .seed = question->run->seed,
        .sampler = run_sampler_named(question->run->sampler),
    };
    int count = 0;

    for (int m = 0; m < series_of(question); m++)
        if (!y[m])
            missing[count++] = question->measures[m];
    double *sampled = count ? sample_draws(missing, count, &options, err) : NULL;
    question->models += sampled != NULL;
    for (int m = 0, k = 0; sampled && m < series_of(question); m++)
        if (!y[m]) {
            y[m] = memory_resize(NULL, draws, sizeof *y[m]);
            memcpy(y[m], sampled + (size_t)k++ * draws, draws * sizeof *y[m]);
        }
    free(missing);
    free(sampled);
    return !count || sampled;
}

/* y[measure], all of as many draws. */
static bool read_measures(struct sensitivity_question *question, double **y, size_t *draws,
                          struct error *err)
{
    bool read = true;

    *draws = question->run->draws < 65536 ? question->run->draws : 65536;
    for (int m = 0; m < series_of(question) && read; m++) {
        size_t count;
        read = read_kept(question, question->run, &question->measures[m], &y[m], &count, err);
        if (read && count && count < *draws)
            *draws = count;
    }
    if (read && *draws < SENSITIVITY_DRAWS_MIN)
        read = error_set(err, ERROR_USAGE,
                         "run %lld has %zu draws; sensitivity needs %d at least: 'polsim run … "
                         "--draws 8192'",
                         (long long)question->run->id, *draws, SENSITIVITY_DRAWS_MIN);
    while (*draws > SENSITIVITY_DRAWS_MIN && *draws * (size_t)question->input_count > VALUES_MAX)
        *draws = *draws / 2 / SENSITIVITY_REPLICATES * SENSITIVITY_REPLICATES;
    return read && sample_missing(question, y, *draws, err);
}

/* A result that is looked at as inputs are has a value in every draw. */
static bool check_with(const struct sensitivity_question *question, double *const *y, size_t draws,
                       struct error *err)
{
    struct text name = {0};

    for (int m = question->measure_count; m < series_of(question); m++)
        for (size_t i = 0; i < draws; i++)
            if (isnan(y[m][i])) {
                measure_add_text(&question->measures[m], &name);
                error_set(err, ERROR_USAGE,
                          "'--with %s' has no value in draw %zu, and cannot be what is known",
                          text_string(&name), i);
                text_clear(&name);
                return false;
            }
    return true;
}

/* ---- other readings ---- */

static bool same_draws(const struct store_run *a, const struct store_run *b)
{
    return a->draws == b->draws && a->seed == b->seed && strcmp(a->sampler, b->sampler) == 0;
}

static bool check_readings(const struct sensitivity_question *question, struct error *err)
{
    const struct store_run *run = question->run;

    for (int r = 0; r < question->reading_count; r++)
        if (!same_draws(run, &question->readings[r]))
            return error_set(err, ERROR_USAGE,
                             "run %lld is not of the same draws, seed and sampler as run %lld; run "
                             "both with one 'polsim run'",
                             (long long)question->readings[r].id, (long long)run->id);
    return true;
}

static bool read_other(const struct sensitivity_question *question, int reading, int m,
                       size_t draws, double **y, struct error *err)
{
    const struct store_run *run = &question->readings[reading];
    struct text name = {0};
    size_t count;

    if (!read_kept(question, run, &question->measures[m], y, &count, err))
        return false;
    if (count >= draws)
        return true;
    measure_add_text(&question->measures[m], &name);
    error_set(err, ERROR_USAGE,
              "run %lld keeps no draws of '%s'; leave out '--reading %lld' or ask "
              "for another measure",
              (long long)run->id, text_string(&name), (long long)run->id);
    text_clear(&name);
    return false;
}

/* y[m] becomes the mean over the readings. */
static bool take_readings(const struct sensitivity_question *question, int m, double **y,
                          size_t draws, struct sensitivity_readings *found, struct error *err)
{
    const int runs = 1 + question->reading_count;
    double **all = memory_resize(NULL, (size_t)runs, sizeof *all);
    double *mean = memory_resize(NULL, draws, sizeof *mean);
    bool read = true;

    all[0] = y[m];
    for (int r = 1; r < runs; r++)
        all[r] = NULL;
    for (int r = 1; r < runs && read; r++)
        read = read_other(question, r - 1, m, draws, &all[r], err);
    if (read)
        *found = sensitivity_of_readings((const double *const *)all, runs, draws, mean);
    for (int r = 0; r < runs; r++)
        free(all[r]);
    free(all);
    y[m] = mean;
    return read;
}

/* readings[measure], or NULL where no other reading is asked of. */
static bool read_readings(const struct sensitivity_question *question, double **y, size_t draws,
                          struct sensitivity_readings **readings, struct error *err)
{
    bool read = check_readings(question, err);

    *readings = NULL;
    if (!read || !question->reading_count)
        return read;
    *readings = memory_resize(NULL, (size_t)question->measure_count, sizeof **readings);
    for (int m = 0; m < question->measure_count && read; m++)
        read = take_readings(question, m, y, draws, &(*readings)[m], err);
    return read;
}

/* ---- tables ---- */

static void add_measures(struct sensitivity_question *question, const struct sensitivity *found,
                         const struct sensitivity_readings *readings)
{
    struct store_table *table = sensitivity_part(
        question, "measures",
        "measure measure_en measure_zh unit n mean sd level quantile alone alone_se alone_low "
        "alone_high "
        "pairs pairs_se pairs_low pairs_high rest rest_se rest_low rest_high correlated "
        "readings reading reading_se reading_low reading_high joint joint_se joint_low joint_high");

    for (int m = 0; m < question->measure_count; m++) {
        const struct sensitivity_total *total = &found->totals[m];
        table_add_row(table);
        sensitivity_set_measure(question, m, table);
        table_set_number(table, "n", total->n);
        table_set_number(table, "mean", total->mean);
        table_set_number(table, "sd", total->sd);
        table_set_number(table, "level", sensitivity_level(&question->measures[m]));
        table_set_number(table, "quantile", total->quantile);
        sensitivity_set_estimate(table, "alone", total->alone);
        sensitivity_set_estimate(table, "pairs", total->pairs);
        sensitivity_set_estimate(table, "rest", total->rest);
        table_set_number(table, "correlated", found->correlated);
        table_set_number(table, "readings", 1 + question->reading_count);
        if (!readings)
            continue;
        sensitivity_set_estimate(table, "reading", readings[m].reading);
        sensitivity_set_estimate(table, "joint", readings[m].joint);
    }
}

/* A negative factor of a scenario turns an input round, and its correlations. */
static struct sensitivity_estimate turned(const struct sensitivity_question *question, int input,
                                          struct sensitivity_estimate estimate)
{
    if (input >= question->input_count)
        return estimate;
    const struct audit_input *at = &question->inputs[input];
    double scale = question->model->graph->parameters[at->parameter].cells[at->cell].scale;

    return (struct sensitivity_estimate){scale < 0 ? -estimate.value : estimate.value, estimate.se};
}

static void add_inputs(struct sensitivity_question *question, const struct sensitivity *found)
{
    struct store_table *table = sensitivity_part(
        question, "inputs",
        "measure measure_en measure_zh unit place name label_en label_zh parameter class p10 p90 "
        "first first_se first_low "
        "first_high independent independent_se rank rank_se partial partial_se known known_se "
        "known_low known_high");
    const int count = question->input_count + question->with_count;
    double *weight = memory_resize(NULL, (size_t)count, sizeof *weight);

    for (int m = 0; m < question->measure_count; m++) {
        for (int i = 0; i < count; i++)
            weight[i] = found->effects[i * found->measure_count + m].first.value;
        int *order = sensitivity_order(weight, count);
        for (int place = 0; place < count; place++) {
            int i = order[place];
            const struct sensitivity_effect *effect = &found->effects[i * found->measure_count + m];
            table_add_row(table);
            sensitivity_set_measure(question, m, table);
            table_set_number(table, "place", place + 1);
            if (i < question->input_count)
                sensitivity_set_input(question, i, table);
            else
                sensitivity_set_result(question, i - question->input_count, table);
            sensitivity_set_estimate(table, "first", effect->first);
            sensitivity_set_estimate(table, "independent", effect->independent);
            sensitivity_set_estimate(table, "rank", turned(question, i, effect->rank));
            sensitivity_set_estimate(table, "partial", turned(question, i, effect->partial));
            sensitivity_set_estimate(table, "known", effect->known);
        }
        free(order);
    }
    free(weight);
}

/* ---- groups: what several inputs explain, each by itself ---- */

struct theme {
    const char *kind; /* "parameter", "class", "file" */
    const char *name;
    struct words label;
};

/* What an input belongs to; the label is the parameter's own, else looked up where it is shown. */
static struct theme theme_of(const struct sensitivity_question *question, int input, int kind)
{
    const struct audit_input *at = &question->inputs[input];
    const struct parameter *parameter = &question->model->graph->parameters[at->parameter];

    if (kind == 0)
        return (struct theme){"parameter",
                              parameter->name,
                              {model_label(question->model, "", parameter->name, "en"),
                               model_label(question->model, "", parameter->name, "zh")}};
    if (kind == 1) {
        const char *class = audit_input_class(question->model, at);
        return (struct theme){"class", class, {table_word(class, "en"), table_word(class, "zh")}};
    }
    const char *file = model_file_name(question->model, parameter->place);
    return (struct theme){"file", file, {file, file}};
}

struct group {
    struct theme theme;
    int count, *inputs;
    struct sensitivity_estimate share;
};

static int list_groups(const struct sensitivity_question *question, int kind, struct group *groups)
{
    int count = 0;

    for (int i = 0; i < question->input_count; i++) {
        struct theme theme = theme_of(question, i, kind);
        int g = 0;
        while (g < count && strcmp(groups[g].theme.name, theme.name) != 0)
            g++;
        if (g == count)
            groups[count++] = (struct group){
                .theme = theme,
                .inputs = memory_resize(NULL, (size_t)question->input_count, sizeof(int))};
        groups[g].inputs[groups[g].count++] = i;
    }
    return count;
}

static void add_kind(struct sensitivity_question *question, const struct sensitivity *found,
                     int kind, struct store_table *table)
{
    struct group *groups = memory_resize(NULL, (size_t)question->input_count, sizeof *groups);
    double *weight = memory_resize(NULL, (size_t)question->input_count, sizeof *weight);
    int count = list_groups(question, kind, groups);

    for (int m = 0; m < question->measure_count; m++) {
        for (int g = 0; g < count; g++) {
            groups[g].share = sensitivity_sum(found, groups[g].inputs, groups[g].count, m);
            weight[g] = groups[g].share.value;
        }
        int *order = sensitivity_order(weight, count);
        for (int place = 0; place < count && !isnan(found->totals[m].alone.value); place++) {
            const struct group *group = &groups[order[place]];
            table_add_row(table);
            sensitivity_set_measure(question, m, table);
            table_set_text(table, "kind", group->theme.kind);
            table_set_number(table, "place", place + 1);
            table_set_text(table, "name", group->theme.name);
            table_set_text(table, "label_en", group->theme.label.en);
            table_set_text(table, "label_zh", group->theme.label.zh);
            table_set_number(table, "inputs", group->count);
            sensitivity_set_estimate(table, "share", group->share);
        }
        free(order);
    }
    for (int g = 0; g < count; g++)
        free(groups[g].inputs);
    free(groups);
    free(weight);
}

static void add_groups(struct sensitivity_question *question, const struct sensitivity *found)
{
    struct store_table *table = sensitivity_part(
        question, "groups",
        "measure measure_en measure_zh kind place name label_en label_zh inputs share share_se "
        "share_low share_high");

    for (int kind = 0; kind < 3; kind++)
        add_kind(question, found, kind, table);
}

/* ---- all of it ---- */

static struct sensitivity *look(const struct sensitivity_question *question, double *const *y,
                                const double *x, size_t draws)
{
    const int count = question->input_count + question->with_count;
    const double **inputs = memory_resize(NULL, (size_t)count, sizeof *inputs);
    double *levels = memory_resize(NULL, (size_t)question->measure_count, sizeof *levels);

    for (int i = 0; i < question->input_count; i++)
        inputs[i] = x + (size_t)i * draws;
    for (int k = 0; k < question->with_count; k++)
        inputs[question->input_count + k] = y[question->measure_count + k];
    for (int m = 0; m < question->measure_count; m++)
        levels[m] = sensitivity_level(&question->measures[m]);
    struct sensitivity *found =
        sensitivity_new(&(struct sensitivity_data){.draws = draws,
                                                   .input_count = count,
                                                   .inputs = inputs,
                                                   .measure_count = question->measure_count,
                                                   .measures = (const double *const *)y,
                                                   .levels = levels,
                                                   .independent = !question->with_count});
    free(inputs);
    free(levels);
    return found;
}

bool sensitivity_from_draws(struct sensitivity_question *question, struct error *err)
{
    const size_t count = (size_t)series_of(question);
    double **y = memory_resize(NULL, count, sizeof *y);
    struct sensitivity_readings *readings = NULL;
    size_t draws;

    for (size_t m = 0; m < count; m++)
        y[m] = NULL;
    bool read = read_measures(question, y, &draws, err) && check_with(question, y, draws, err) &&
                read_readings(question, y, draws, &readings, err);
    if (read) {
        question->draws = draws;
        double *x = sensitivity_draw_inputs(
            question, &(struct sensitivity_sample){
                          .seed = question->run->seed,
                          .draws = draws,
                          .random = run_sampler_named(question->run->sampler) == RUN_RANDOM,
                          .places = true});
        struct sensitivity *found = look(question, y, x, draws);
        for (int m = 0; readings && m < question->measure_count; m++)
            sensitivity_scale(found, m, readings[m].common.value);
        add_measures(question, found, readings);
        add_inputs(question, found);
        add_groups(question, found);
        sensitivity_free(found);
        free(x);
    }
    for (size_t m = 0; m < count; m++)
        free(y[m]);
    free(y);
    free(readings);
    return read;
}
