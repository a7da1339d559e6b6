/* Draws of goals by month, and the tables of when and which together they are met. Part of cmd_attain.h. */
#include "cmd_attain.h"

#include "error.h"
#include "stats.h"
#include "text.h"

#include <math.h>
#include <string.h>

enum {
    VALUES_USUAL = 1 << 25, /* months' values held at a time, of several goals: 256 MB */
    VALUES_MOST = 1 << 26   /* of one */
};

/* ---- goals ---- */

static bool add_goal(struct attain *attain, const struct target *target, struct error *err)
{
    size_t cells = graph_cells(attain->model->graph, target->axes);

    if ((size_t)attain->count + cells > ATTAIN_GOALS_MAX)
        return error_set(err, ERROR_USAGE, "there are more than %d goals: name some of them",
                         ATTAIN_GOALS_MAX);
    for (size_t c = 0; c < cells; c++)
        attain->goals[attain->count++] = measure_of_target(attain->model, target, c);
    return true;
}

static bool refuse_target(const struct model *model, const char *name, struct error *err)
{
    const char **names = memory_resize(NULL, (size_t)model->target_count + 1, sizeof *names);

    for (int i = 0; i < model->target_count; i++)
        names[i] = model->targets[i].name;
    names[model->target_count] = NULL;
    const char *nearest = text_nearest(name, names);
    error_set(err, ERROR_USAGE, "the model '%s' has no target '%s'", model->name, name);
    if (nearest)
        error_append(err, ", did you mean '%s'?", nearest);
    else
        for (int i = 0; i < model->target_count; i++)
            if (!model_is_milestone(model, &model->targets[i]))
                error_append(err, "%s%s", i ? ", " : "; it has: ", names[i]);
    free(names);
    return false;
}

bool attain_find_goals(struct attain *attain, char **names, int count, struct error *err)
{
    const struct model *model = attain->model;

    attain->months = model->graph->months;
    for (int n = 0; n < (count ? count : 1); n++) {
        int before = attain->count;
        for (int i = 0; i < model->target_count; i++) {
            const struct target *target = &model->targets[i];
            if (model_is_milestone(model, target) || (count && strcmp(target->name, names[n]) != 0))
                continue;
            if (!add_goal(attain, target, err))
                return false;
        }
        if (count && attain->count == before)
            return refuse_target(model, names[n], err);
    }
    return attain->count > 0 ||
           error_set(err, ERROR_USAGE, "the model '%s' has no targets", model->name);
}

static struct attainment_goal goal_of(const struct measure *measure)
{
    return (struct attainment_goal){measure->target->threshold, measure->target->threshold_value};
}

/* ---- draws ---- */

/* What of goal i in every month the model gave: y[months * draws]. */
static void take_goal(struct attain *attain, int i, const double *y)
{
    size_t draws = attain->draws;
    struct attainment_goal goal = goal_of(&attain->goals[i]);
    const double *due = y + (size_t)attain->goals[i].last * draws;

    for (size_t d = 0; d < draws; d++)
        attain->met[(size_t)i * draws + d] = attainment_is_met(goal, due[d]);
    attainment_times(y, attain->months, draws, goal, attain->first + (size_t)i * draws);
}

/* Goals first .. end - 1 in one run of the model. */
static bool run_goals(struct attain *attain, int first, int end, struct error *err)
{
    int count = (end - first) * attain->months;
    struct measure *measures = memory_resize(NULL, (size_t)count, sizeof *measures);
    const struct sample_options options = {.draws = attain->draws,
                                           .seed = attain->seed,
                                           .sampler = attain->sampler,
                                           .threads = attain->threads};

    for (int k = 0; k < count; k++) {
        measures[k] = attain->goals[first + k / attain->months];
        measures[k].first = measures[k].last = k % attain->months;
    }
    double *y = sample_draws(measures, count, &options, err);
    free(measures);
    if (!y)
        return false;
    for (int i = first; i < end; i++)
        take_goal(attain, i, y + (size_t)(i - first) * (size_t)attain->months * attain->draws);
    free(y);
    attain->runs++;
    return true;
}

uint64_t attain_draws_most(const struct attain *attain)
{
    return (uint64_t)(VALUES_MOST / attain->months);
}

bool attain_compute(struct attain *attain, struct error *err)
{
    size_t of_goal = (size_t)attain->months * attain->draws;
    int at_a_time = VALUES_USUAL / of_goal > 0 ? (int)(VALUES_USUAL / of_goal) : 1;
    bool computed = true;

    attain->met = memory_resize(NULL, (size_t)attain->count * attain->draws, sizeof *attain->met);
    attain->first =
        memory_resize(NULL, (size_t)attain->count * attain->draws, sizeof *attain->first);
    for (int i = 0; i < attain->count && computed; i += at_a_time) {
        int end = i + at_a_time < attain->count ? i + at_a_time : attain->count;
        computed = run_goals(attain, i, end, err);
    }
    return computed;
}

void attain_clear(struct attain *attain)
{
    free(attain->met);
    free(attain->first);
    *attain = (struct attain){0};
}

/* ---- tables ---- */

static const double *met_of(const struct attain *attain, int i)
{
    return attain->met + (size_t)i * attain->draws;
}

static const int *first_of(const struct attain *attain, int i)
{
    return attain->first + (size_t)i * attain->draws;
}

/* The share of 1s among x[draws], and its error in column `se`. */
static void set_share(const struct attain *attain, struct store_table *table, const char *column,
                      const char *se, const double *x)
{
    struct stats_row row = stats_describe(x, attain->draws).difference;

    table_set_number(table, column, row.mean);
    table_set_number(table, se, row.se);
}

static void set_goal(const struct attain *attain, int i, struct store_table *table)
{
    const struct measure *goal = &attain->goals[i];
    struct text en = {0}, zh = {0};

    measure_add_name(goal, "en", &en);
    measure_add_name(goal, "zh", &zh);
    table_set_number(table, "number", i + 1);
    table_set_text(table, "name", goal->target->name);
    table_set_text(table, "label_en", text_string(&en));
    table_set_text(table, "label_zh", text_string(&zh));
    text_clear(&en);
    text_clear(&zh);
}

static void set_month(const struct attain *attain, struct store_table *table, const char *column,
                      int month)
{
    char text[8];

    if (month < 0)
        return;
    graph_month_text(attain->model->graph, month, text);
    table_set_text(table, column, text);
}

static void add_time(const struct attain *attain, int i, double *room, struct store_table *table)
{
    const struct measure *goal = &attain->goals[i];
    const int *first = first_of(attain, i);
    char cell[1024], unit[128];

    graph_cell_text(attain->model->graph, goal->axes, goal->cell, cell, sizeof cell);
    graph_unit_text(attain->model->graph, measure_unit(goal), unit, sizeof unit);
    table_add_row(table);
    set_goal(attain, i, table);
    table_set_text(table, "cell", cell);
    set_month(attain, table, "due", goal->last);
    set_month(attain, table, "end", attain->months - 1);
    table_set_text(table, "op", goal->target->threshold > 0 ? ">=" : "<=");
    table_set_number(table, "threshold", goal->target->threshold_value);
    table_set_text(table, "unit", unit);
    table_set_text(table, "event", goal->target->threshold > 0 ? "reached" : "exceeded");
    table_set_number(table, "n", (double)attain->draws);
    set_share(attain, table, "probability", "se", met_of(attain, i));
    for (size_t d = 0; d < attain->draws; d++)
        room[d] = first[d] < 0;
    set_share(attain, table, "never", "never_se", room);
    for (size_t d = 0; d < attain->draws; d++)
        room[d] = goal->target->threshold > 0 && first[d] >= 0 && first[d] <= goal->last &&
                  met_of(attain, i)[d] == 0;
    set_share(attain, table, "lost", "lost_se", room);
    set_month(attain, table, "p05", attainment_quantile(first, attain->draws, 0.05));
    set_month(attain, table, "p50", attainment_quantile(first, attain->draws, 0.50));
    set_month(attain, table, "p95", attainment_quantile(first, attain->draws, 0.95));
}

/* Every month of a goal: the share of draws that have come by it, and in it. */
static void add_months(const struct attain *attain, int i, double *room, struct store_table *table)
{
    const int *first = first_of(attain, i);
    double before = 0;

    for (int month = 0; month < attain->months; month++) {
        table_add_row(table);
        set_goal(attain, i, table);
        set_month(attain, table, "month", month);
        for (size_t d = 0; d < attain->draws; d++)
            room[d] = first[d] >= 0 && first[d] <= month;
        set_share(attain, table, "share", "se", room);
        double share = stats_describe(room, attain->draws).difference.mean;
        table_set_number(table, "inside", share - before);
        before = share;
    }
}

/* ---- together ---- */

static void add_joint(const struct attain *attain, const char *kind, int number, const double *x,
                      struct store_table *table)
{
    table_add_row(table);
    table_set_text(table, "kind", kind);
    table_set_number(table, "number", number);
    set_share(attain, table, "share", "se", x);
}

/* Goals that are met in some draws and missed in others: met[*count * draws], which the caller frees, and which they
   are. Those that are decided, by a reading or by plenty, say nothing of what binds. */
static double *open_goals(const struct attain *attain, int numbers[ATTAIN_GOALS_MAX], int *count)
{
    double *met = memory_resize(NULL, (size_t)attain->count * attain->draws, sizeof *met);

    *count = 0;
    for (int i = 0; i < attain->count; i++) {
        struct stats_row row = stats_describe(met_of(attain, i), attain->draws).difference;
        if (row.min == row.max)
            continue;
        memcpy(met + (size_t)*count * attain->draws, met_of(attain, i),
               attain->draws * sizeof *met);
        numbers[(*count)++] = i;
    }
    return met;
}

static void make_joint(const struct attain *attain, double *room, struct store_table *table)
{
    int numbers[ATTAIN_GOALS_MAX], open;
    double *met = open_goals(attain, numbers, &open);

    table_start(table, "kind number name label_en label_zh share se");
    attainment_all(attain->met, attain->count, attain->draws, room);
    add_joint(attain, "all", attain->count, room, table);
    if (open) {
        attainment_all(met, open, attain->draws, room);
        add_joint(attain, "open", open, room, table);
    }
    for (int k = 0; k <= attain->count; k++) {
        attainment_count(attain->met, attain->count, attain->draws, k, room);
        add_joint(attain, "count", k, room, table);
    }
    for (int i = 0; i < attain->count; i++) {
        for (size_t d = 0; d < attain->draws; d++)
            room[d] = 1 - met_of(attain, i)[d];
        add_joint(attain, "missed", i + 1, room, table);
        set_goal(attain, i, table);
    }
    for (int k = 0; k < open; k++) {
        attainment_alone(met, open, attain->draws, k, room);
        add_joint(attain, "alone", numbers[k] + 1, room, table);
        set_goal(attain, numbers[k], table);
    }
    free(met);
}

static void add_pair(const struct attain *attain, int i, int k, double *room,
                     struct store_table *table)
{
    static const char *const sides[] = {"", "other_"};
    struct attainment_share given = attainment_given(attain->met, attain->draws, i, k);
    const int goals[] = {i, k};

    table_add_row(table);
    for (int s = 0; s < 2; s++) {
        const struct measure *goal = &attain->goals[goals[s]];
        struct text words[2] = {{0}};
        char column[32];
        measure_add_name(goal, "en", &words[0]);
        measure_add_name(goal, "zh", &words[1]);
        snprintf(column, sizeof column, "%snumber", sides[s]);
        table_set_number(table, column, goals[s] + 1);
        snprintf(column, sizeof column, "%sname", sides[s]);
        table_set_text(table, column, goal->target->name);
        snprintf(column, sizeof column, "%slabel_en", sides[s]);
        table_set_text(table, column, text_string(&words[0]));
        snprintf(column, sizeof column, "%slabel_zh", sides[s]);
        table_set_text(table, column, text_string(&words[1]));
        text_clear(&words[0]);
        text_clear(&words[1]);
    }
    attainment_both(attain->met, attain->draws, i, k, room);
    set_share(attain, table, "both", "both_se", room);
    table_set_number(table, "given", given.share);
    table_set_number(table, "given_se", given.se);
}

void attain_make_tables(const struct attain *attain, struct store_table tables[ATTAIN_PARTS])
{
    double *room = memory_resize(NULL, attain->draws, sizeof *room);

    table_start(
        &tables[ATTAIN_TIMES],
        "number name label_en label_zh cell due end op threshold unit event n probability se "
        "never never_se lost lost_se p05 p50 p95");
    table_start(&tables[ATTAIN_MONTHS], "number name label_en label_zh month share se inside");
    table_start(&tables[ATTAIN_PAIRS], "number name label_en label_zh other_number other_name "
                                       "other_label_en other_label_zh both both_se given given_se");
    for (int i = 0; i < attain->count; i++) {
        add_time(attain, i, room, &tables[ATTAIN_TIMES]);
        add_months(attain, i, room, &tables[ATTAIN_MONTHS]);
        for (int k = 0; k < attain->count; k++)
            add_pair(attain, i, k, room, &tables[ATTAIN_PAIRS]);
    }
    make_joint(attain, room, &tables[ATTAIN_JOINT]);
    free(room);
}
