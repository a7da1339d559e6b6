/* Running the mixtures of two scenarios, and the tables of what each change does. Part of cmd_explain.h. */
#include "cmd_explain.h"

#include "error.h"
#include "stats.h"

#include <math.h>
#include <string.h>

/* ---- mixtures ---- */

struct made {
    const struct explain *explain;
    uint64_t set;
};

static bool is_made(const void *context, int change)
{
    const struct made *made = context;

    for (int g = 0; g < made->explain->group_count; g++)
        for (int i = 0; i < made->explain->groups[g].count; i++)
            if (made->explain->groups[g].changes[i] == change)
                return made->set >> g & 1;
    return false;
}

/* "with 'a' and 'b' changed and the rest as in 'x': …" before what a mixture that cannot be run says. */
static bool refuse_mixture(const struct explain *explain, uint64_t set, struct error *err)
{
    struct text names = {0};

    for (int i = 0; i < explain->mixture.count; i++)
        if (is_made(&(struct made){explain, set}, i))
            text_add(&names, "%s%s", names.length ? ", " : "", explain->mixture.changes[i].name);
    error_prefix(err, "with %s as in '%s' and the rest as in '%s': ",
                 names.length ? text_string(&names) : "nothing",
                 explain->mixture.to.model->scenario, explain->mixture.from.model->scenario);
    text_clear(&names);
    return error_append(err,
                        "\n(changes that only go together are explained as one: --together a,b)");
}

/* y[number * draws]: values, and for numbers of kind `met` whether the target is met. */
static double *numbers_of(const struct explain *explain, const struct measure *measures,
                          const double *values)
{
    size_t draws = explain->draws;
    double *y = memory_resize(NULL, size_product((size_t)explain->number_count, draws), sizeof *y);

    for (int n = 0; n < explain->number_count; n++) {
        const struct explain_number *number = &explain->numbers[n];
        const double *x = values + (size_t)number->measure * draws;
        const struct target *target = measures[number->measure].target;
        for (size_t d = 0; d < draws; d++)
            y[(size_t)n * draws + d] = !number->met ? x[d]
                                       : target->threshold > 0
                                           ? (double)(x[d] >= target->threshold_value)
                                           : (double)(x[d] <= target->threshold_value);
    }
    return y;
}

static double *run_model(const struct explain *explain, const struct model *model,
                         struct error *err)
{
    int count = explain->measure_count;
    struct measure *measures = memory_resize(NULL, (size_t)count, sizeof *measures);
    const struct sample_options options = {.draws = explain->draws,
                                           .seed = explain->seed,
                                           .sampler = explain->sampler,
                                           .threads = explain->threads};
    bool found = true;
    double *y = NULL;

    for (int m = 0; m < count && found; m++)
        found = measure_find(model, explain->measure_texts[m], &measures[m], err);
    double *values = found ? sample_draws(measures, count, &options, err) : NULL;
    if (values)
        y = numbers_of(explain, measures, values);
    free(values);
    free(measures);
    return y;
}

static bool run_set(struct explain *explain, uint64_t set, struct error *err)
{
    const struct made made = {explain, set};
    struct model *model = mixture_load(&explain->mixture, is_made, &made, err);
    double *y = model ? run_model(explain, model, err) : NULL;

    model_free(model);
    if (!y)
        return err->kind == ERROR_INTERRUPTED ? false : refuse_mixture(explain, set, err);
    explain->sets = memory_resize(explain->sets, explain->set_count + 1, sizeof *explain->sets);
    explain->y = memory_resize(explain->y, explain->set_count + 1, sizeof *explain->y);
    explain->sets[explain->set_count] = set;
    explain->y[explain->set_count++] = y;
    return progress_update(explain->progress, explain->set_count, explain->expected_sets) ||
           error_set(err, ERROR_INTERRUPTED, "stopped");
}

static const double *find_set(const struct explain *explain, uint64_t set)
{
    for (size_t i = 0; i < explain->set_count; i++)
        if (explain->sets[i] == set)
            return explain->y[i];
    return NULL;
}

static bool need_set(struct explain *explain, uint64_t set, struct error *err)
{
    return find_set(explain, set) || run_set(explain, set, err);
}

static bool is_exact(const struct explain *explain)
{
    return explain->group_count <= ATTRIBUTION_EXACT_MAX;
}

size_t explain_expected_sets(const struct explain *explain)
{
    size_t count = (size_t)explain->group_count;

    /* none, all, those one short of either, and along the orders those between */
    return is_exact(explain) ? (size_t)1 << count
                             : 2 + 2 * count + (size_t)(2 * explain->pairs) * (count - 3);
}

static bool run_orders(struct explain *explain, struct error *err)
{
    int count = explain->group_count;
    uint64_t all = attribution_all(count), set = 0;

    for (int i = 0; i < count; i++) {
        if (!need_set(explain, attribution_all(i), err) ||
            !need_set(explain, UINT64_C(1) << i, err) ||
            !need_set(explain, all & ~(UINT64_C(1) << i), err))
            return false;
    }
    for (int i = 0; i < 2 * explain->pairs * count; i++) {
        set = i % count ? set | UINT64_C(1) << explain->order[i - 1] : 0;
        if (!need_set(explain, set, err))
            return false;
    }
    return need_set(explain, all, err);
}

bool explain_compute(struct explain *explain, struct error *err)
{
    int count = explain->group_count;

    explain->expected_sets = explain_expected_sets(explain);
    if (!is_exact(explain)) {
        explain->order =
            memory_resize(NULL, (size_t)(2 * explain->pairs * count), sizeof *explain->order);
        attribution_orders(explain->seed, count, explain->pairs, explain->order);
        return run_orders(explain, err);
    }
    for (uint64_t set = 0; set <= attribution_all(count); set++)
        if (!need_set(explain, set, err))
            return false;
    return true;
}

void explain_clear(struct explain *explain)
{
    for (int i = 0; i < explain->measure_count; i++)
        free(explain->measure_texts[i]);
    for (int g = 0; g < explain->group_count; g++)
        free(explain->groups[g].changes);
    for (size_t i = 0; i < explain->set_count; i++)
        free(explain->y[i]);
    free(explain->measures);
    free(explain->measure_texts);
    free(explain->numbers);
    free(explain->sets);
    free(explain->y);
    free(explain->order);
    mixture_close(&explain->mixture);
    *explain = (struct explain){0};
}

/* ---- names ---- */

/* Of a group: the names of its changes, ids with '+' between. */
static void add_group_name(const struct explain *explain, int g, const char *language,
                           struct text *out)
{
    for (int i = 0; i < explain->groups[g].count; i++) {
        const struct mixture_change *change =
            &explain->mixture.changes[explain->groups[g].changes[i]];
        const char *name = change->name;
        if (language && change->kind == MIXTURE_TEXT)
            name = word(language, "the model's own text");
        else if (language)
            name = model_label(explain->mixture.to.model, "", name, language);
        text_add(out, "%s%s", i == 0 ? "" : language ? " + " : "+", name);
    }
}

static void set_group_name(const struct explain *explain, int g, struct store_table *table)
{
    static const char *const columns[] = {"change", "change_en", "change_zh"};
    static const char *const languages[] = {NULL, "en", "zh"};

    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        struct text name = {0};
        add_group_name(explain, g, languages[i], &name);
        table_set_text(table, columns[i], text_string(&name));
        text_clear(&name);
    }
}

static void set_scenario_name(const struct model *model, struct store_table *table)
{
    table_set_text(table, "change", model->scenario);
    table_set_text(table, "change_en", words_in(model->scenario_title, "en", model->scenario));
    table_set_text(table, "change_zh", words_in(model->scenario_title, "zh", model->scenario));
}

/* ---- the changes ---- */

/* A reading's choice in words, an input's values as they are. */
static void set_value(const struct explain *explain, const struct mixture_change *change,
                      const char *column, const char *value, struct store_table *table)
{
    static const char *const languages[] = {"en", "zh"};

    table_set_text(table, column, value);
    for (size_t i = 0; i < COUNT_OF(languages); i++) {
        char name[32];
        snprintf(name, sizeof name, "%s_%s", column, languages[i]);
        table_set_text(
            table, name,
            change->kind == MIXTURE_READING
                ? model_label(explain->mixture.to.model, change->name, value, languages[i])
                : value);
    }
}

static void make_changes(const struct explain *explain, struct store_table *table)
{
    static const char *const kinds[] = {"reading", "input", "model"};

    table_start(table, "step change change_en change_zh name kind before before_en before_zh after "
                       "after_en after_zh cells all_cells place");
    for (int g = 0; g < explain->group_count; g++)
        for (int i = 0; i < explain->groups[g].count; i++) {
            const struct mixture_change *change =
                &explain->mixture.changes[explain->groups[g].changes[i]];
            table_add_row(table);
            table_set_number(table, "step", g + 1);
            set_group_name(explain, g, table);
            table_set_text(table, "name", change->name);
            table_set_text(table, "kind", kinds[change->kind]);
            set_value(explain, change, "before", text_string(&change->from), table);
            set_value(explain, change, "after", text_string(&change->to), table);
            table_set_number(table, "cells", change->cells ? (double)change->cells : (double)NAN);
            table_set_number(table, "all_cells",
                             change->all_cells ? (double)change->all_cells : (double)NAN);
            table_set_text(table, "place", change->place);
        }
}

/* ---- the effects ---- */

struct effects {
    const struct explain *explain;
    int number;
    double *part, *listed; /* [groups * draws] */
    double *room;          /* [draws] */
    double error[ATTRIBUTION_MAX];
    double level; /* of the waterfall: the mean of A and of the effects before */
    struct store_table *table;
};

static const double *value_of(void *context, uint64_t set)
{
    const struct effects *effects = context;

    return find_set(effects->explain, set) + (size_t)effects->number * effects->explain->draws;
}

static void set_row_of_number(const struct effects *effects, int step, const char *kind)
{
    const struct explain *explain = effects->explain;
    const struct explain_number *number = &explain->numbers[effects->number];
    const struct measure *measure = &explain->measures[number->measure];
    struct text en = {0}, zh = {0};
    char unit[128];

    measure_add_name(measure, "en", &en);
    measure_add_name(measure, "zh", &zh);
    graph_unit_text(measure->model->graph, measure_unit(measure), unit, sizeof unit);
    table_add_row(effects->table);
    table_set_text(effects->table, "measure", explain->measure_texts[number->measure]);
    table_set_text(effects->table, "measure_en", text_string(&en));
    table_set_text(effects->table, "measure_zh", text_string(&zh));
    table_set_text(effects->table, "period", measure->period);
    table_set_text(effects->table, "aspect", number->met ? "probability" : "value");
    table_set_text(effects->table, "unit", number->met ? "" : unit);
    table_set_number(effects->table, "threshold",
                     measure->target ? measure->target->threshold_value : (double)NAN);
    table_set_number(effects->table, "step", step);
    table_set_text(effects->table, "kind", kind);
    text_clear(&en);
    text_clear(&zh);
}

/* Mean, error, P5, P95, share above 0 of x[draws]; returns the mean. */
static double set_statistics(const struct effects *effects, const double *x, bool is_effect)
{
    struct stats_pair pair = stats_describe(x, effects->explain->draws);
    const struct stats_row *row = &pair.difference;

    table_set_number(effects->table, "n", row->n);
    table_set_number(effects->table, "mean", row->mean);
    table_set_number(effects->table, "se", row->se);
    table_set_number(effects->table, "p05", row->quantile[0]);
    table_set_number(effects->table, "p50", row->quantile[4]);
    table_set_number(effects->table, "p95", row->quantile[STATS_QUANTILES - 1]);
    if (is_effect)
        table_set_number(effects->table, "above", pair.above);
    return row->mean;
}

static double mean_of(const struct effects *effects, const double *x)
{
    return stats_describe(x, effects->explain->draws).difference.mean;
}

static void add_change(struct effects *effects, const struct attribution *a, int g)
{
    const double *part = effects->part + (size_t)g * a->draws;
    struct store_table *table = effects->table;

    set_row_of_number(effects, g + 1, "change");
    set_group_name(effects->explain, g, table);
    double mean = set_statistics(effects, part, true);
    if (!is_exact(effects->explain))
        table_set_number(table, "order_se", effects->error[g]);
    table_set_number(table, "start", effects->level);
    effects->level += mean;
    table_set_number(table, "end", effects->level);
    table_set_number(table, "listed", mean_of(effects, effects->listed + (size_t)g * a->draws));
    attribution_beside(a, 0, g, effects->room);
    double first = mean_of(effects, effects->room);
    attribution_beside(a, attribution_all(a->count) & ~(UINT64_C(1) << g), g, effects->room);
    double last = mean_of(effects, effects->room);
    table_set_number(table, "first", first);
    table_set_number(table, "last", last);
    table_set_number(table, "interaction", last - first);
}

/* A draw in which some mixture has no value counts in none, so that all steps are over the same draws. */
static void copy_with_parts(const struct effects *effects, const double *x, double *to)
{
    for (size_t d = 0; d < effects->explain->draws; d++)
        to[d] = isnan(effects->part[d]) ? (double)NAN : x[d];
}

static void add_end(struct effects *effects, uint64_t set, int step, const char *kind)
{
    const struct mixture *mixture = &effects->explain->mixture;
    const struct model *model = set ? mixture->to.model : mixture->from.model;

    set_row_of_number(effects, step, kind);
    set_scenario_name(model, effects->table);
    copy_with_parts(effects, value_of(effects, set), effects->room);
    effects->level = set_statistics(effects, effects->room, false);
    table_set_number(effects->table, "start", 0);
    table_set_number(effects->table, "end", effects->level);
}

static void add_difference(struct effects *effects, const struct attribution *a)
{
    uint64_t all = attribution_all(a->count);
    const double *from = value_of(effects, 0), *to = value_of(effects, all);

    set_row_of_number(effects, a->count + 2, "difference");
    for (size_t d = 0; d < a->draws; d++)
        effects->room[d] = to[d] - from[d];
    copy_with_parts(effects, effects->room, effects->room);
    double mean = set_statistics(effects, effects->room, true);
    table_set_number(effects->table, "listed", mean);
}

static void add_number(struct effects *effects, const struct attribution *a)
{
    if (is_exact(effects->explain))
        attribution_exact(a, effects->part);
    else
        attribution_sampled(a, effects->explain->order, effects->explain->pairs, effects->part,
                            effects->error);
    attribution_listed(a, effects->listed);
    add_end(effects, 0, 0, "from");
    for (int g = 0; g < a->count; g++)
        add_change(effects, a, g);
    add_end(effects, attribution_all(a->count), a->count + 1, "to");
    add_difference(effects, a);
}

void explain_make_tables(const struct explain *explain, struct store_table *changes,
                         struct store_table *effects)
{
    size_t parts = size_product((size_t)explain->group_count, explain->draws);
    struct effects making = {.explain = explain,
                             .part = memory_resize(NULL, parts, sizeof(double)),
                             .listed = memory_resize(NULL, parts, sizeof(double)),
                             .room = memory_resize(NULL, explain->draws, sizeof(double)),
                             .table = effects};
    const struct attribution a = {value_of, &making, explain->group_count, explain->draws};

    make_changes(explain, changes);
    table_start(effects,
                "measure measure_en measure_zh period aspect unit threshold step kind change "
                "change_en change_zh start end n mean se order_se p05 p50 p95 above listed "
                "first last interaction");
    for (making.number = 0; making.number < explain->number_count; making.number++)
        add_number(&making, &a);
    free(making.part);
    free(making.listed);
    free(making.room);
}
