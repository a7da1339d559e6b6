/* What is explained, and by what: groups of changes, and measures. Part of cmd_explain.h. */
#include "cmd_explain.h"

#include <string.h>

/* ---- groups ---- */

/* NULL-ended names of what changed; the caller frees it. */
static const char **list_changes(const struct mixture *mixture)
{
    const char **names = memory_resize(NULL, (size_t)mixture->count + 1, sizeof *names);

    for (int i = 0; i < mixture->count; i++)
        names[i] = mixture->changes[i].name;
    names[mixture->count] = NULL;
    return names;
}

static bool refuse_name(const struct mixture *mixture, const char *option, const char *name,
                        struct error *err)
{
    const char **names = list_changes(mixture);

    error_set(err, ERROR_USAGE, "%s: '%s' does not differ between '%s' and '%s'", option, name,
              mixture->from.model->scenario, mixture->to.model->scenario);
    options_suggest(err, name, names);
    free(names);
    return false;
}

/* The numbers of changes that "a,b" names, in *list, which the caller frees. */
static bool read_names(const struct mixture *mixture, const char *option, const char *text,
                       int **list, int *count, struct error *err)
{
    char name[256];

    *list = NULL;
    *count = 0;
    for (const char *rest = text; *rest;) {
        size_t length = strcspn(rest, ",");
        snprintf(name, sizeof name, "%.*s", (int)length, rest);
        rest += length + (rest[length] == ',');
        int change = mixture_find(mixture, name);
        if (change < 0)
            return refuse_name(mixture, option, name, err);
        *list = memory_resize(*list, (size_t)*count + 1, sizeof **list);
        (*list)[(*count)++] = change;
    }
    return *count > 0 ||
           error_set(err, ERROR_USAGE, "%s needs names of changes, a comma between", option);
}

/* The group that a change is in, or -1. */
static int group_of(const struct explain *explain, int change)
{
    for (int g = 0; g < explain->group_count; g++)
        for (int i = 0; i < explain->groups[g].count; i++)
            if (explain->groups[g].changes[i] == change)
                return g;
    return -1;
}

/* Takes the list over. */
static bool add_group(struct explain *explain, int *list, int count, struct error *err)
{
    bool fine = explain->group_count < ATTRIBUTION_MAX ||
                error_set(err, ERROR_USAGE,
                          "more than %d changes: explain some of them as one with --together a,b",
                          ATTRIBUTION_MAX);

    for (int i = 0; i < count && fine; i++) {
        bool twice = group_of(explain, list[i]) >= 0;
        for (int k = 0; k < i; k++)
            twice = twice || list[k] == list[i];
        if (twice)
            fine = error_set(err, ERROR_USAGE, "'%s' stands in two groups of changes",
                             explain->mixture.changes[list[i]].name);
    }
    if (!fine) {
        free(list);
        return false;
    }
    explain->groups[explain->group_count++] = (struct explain_group){count, list};
    return true;
}

static bool add_asked(struct explain *explain, const char *names, struct error *err)
{
    int *list, count;

    if (read_names(&explain->mixture, "--together", names, &list, &count, err))
        return add_group(explain, list, count, err);
    free(list);
    return false;
}

/* Of a scenario those that changed here and are in no group yet. */
static bool add_declared(struct explain *explain, const struct model *model, struct error *err)
{
    for (int g = 0; model->together && model->together[g]; g++) {
        int *list = NULL, count = 0;
        for (int i = 0; model->together[g][i]; i++) {
            int change = mixture_find(&explain->mixture, model->together[g][i]);
            if (change < 0 || group_of(explain, change) >= 0)
                continue;
            list = memory_resize(list, (size_t)count + 1, sizeof *list);
            list[count++] = change;
        }
        if (count && !add_group(explain, list, count, err))
            return false;
    }
    return true;
}

/* The first change of a group is its place in the list. */
static int place_of(const struct explain_group *group, const int *asked, int asked_count)
{
    int least = INT32_MAX;

    for (int i = 0; i < group->count; i++) {
        int place = asked_count + group->changes[i];
        for (int k = 0; k < asked_count; k++)
            if (asked[k] == group->changes[i])
                place = k;
        least = place < least ? place : least;
    }
    return least;
}

static bool sort_groups(struct explain *explain, const char *order, struct error *err)
{
    int *asked = NULL, count = 0;

    if (order && !read_names(&explain->mixture, "--order", order, &asked, &count, err)) {
        free(asked);
        return false;
    }
    for (int i = 1; i < explain->group_count; i++)
        for (int k = i; k > 0; k--) {
            struct explain_group *pair = &explain->groups[k - 1], swapped = pair[0];
            if (place_of(&pair[0], asked, count) <= place_of(&pair[1], asked, count))
                break;
            pair[0] = pair[1];
            pair[1] = swapped;
        }
    free(asked);
    return true;
}

bool explain_make_groups(struct explain *explain, const struct option_list *together,
                         const char *order, struct error *err)
{
    for (int i = 0; i < together->count; i++)
        if (!add_asked(explain, together->items[i], err))
            return false;
    if (!add_declared(explain, explain->mixture.to.model, err) ||
        !add_declared(explain, explain->mixture.from.model, err))
        return false;
    for (int change = 0; change < explain->mixture.count; change++) {
        if (group_of(explain, change) >= 0)
            continue;
        int *list = memory_resize(NULL, 1, sizeof *list);
        list[0] = change;
        if (!add_group(explain, list, 1, err))
            return false;
    }
    return sort_groups(explain, order, err);
}

/* ---- measures ---- */

static void add_number(struct explain *explain, int measure, bool met)
{
    explain->numbers = memory_resize(explain->numbers, (size_t)explain->number_count + 1,
                                     sizeof *explain->numbers);
    explain->numbers[explain->number_count++] = (struct explain_number){measure, met};
}

static void add_measure(struct explain *explain, const struct measure *measure)
{
    struct text text = {0};
    int i = explain->measure_count++;

    explain->measures = memory_resize(explain->measures, (size_t)i + 1, sizeof *explain->measures);
    explain->measure_texts =
        memory_resize(explain->measure_texts, (size_t)i + 1, sizeof *explain->measure_texts);
    explain->measures[i] = *measure;
    measure_add_text(measure, &text);
    explain->measure_texts[i] = text.bytes; /* which takes it over */
    if (measure->target)
        add_number(explain, i, true);
    add_number(explain, i, false);
}

static void add_targets(struct explain *explain, const struct model *model)
{
    for (int i = 0; i < model->target_count; i++) {
        const struct target *target = &model->targets[i];
        size_t cells = graph_cells(model->graph, target->axes);
        for (size_t c = 0; c < cells && !model_is_milestone(model, target); c++) {
            struct measure measure = measure_of_target(model, target, c);
            add_measure(explain, &measure);
        }
    }
}

bool explain_make_measures(struct explain *explain, char **names, int count, struct error *err)
{
    const struct model *model = explain->mixture.from.model;
    struct measure measure;
    char text[1024];

    for (int i = 0; i < count; i++) {
        if (!measure_find(model, names[i], &measure, err))
            return false;
        add_measure(explain, &measure);
    }
    if (count)
        return true;
    add_targets(explain, model);
    for (int i = 0; i < model->output_count; i++) {
        snprintf(text, sizeof text, "%s@all", model->outputs[i].name);
        if (strcmp(model->outputs[i].role, "payment") == 0 &&
            measure_find(model, text, &measure, err))
            add_measure(explain, &measure);
    }
    return explain->measure_count > 0 ||
           error_set(err, ERROR_USAGE,
                     "the model '%s' has neither targets nor payments: name an output",
                     model->name);
}
