#include "cmd_scenarios.h"

#include "error.h"
#include "inputs.h"
#include "print.h"
#include "word.h"

#include <string.h>

void scenarios_clear(struct scenarios *scenarios)
{
    for (int i = 0; i < scenarios->count; i++)
        model_free(scenarios->models[i]);
    free(scenarios->models);
    free(scenarios->bases);
    *scenarios = (struct scenarios){0};
}

/* ---- loading ---- */

/* Runs are found by name: a variant must not look like another file. */
static bool is_new_name(const struct scenarios *scenarios, const struct model *model,
                        struct error *err)
{
    for (int i = 0; i < scenarios->count; i++) {
        const struct model *other = scenarios->models[i];
        if ((model->variant || other->variant) && strcmp(model->scenario, other->scenario) == 0)
            return error_set(err, ERROR_USAGE,
                             "'%s' and '%s' are both called '%s'; name each once, or rename one",
                             other->scenario_path, model->scenario_path, model->scenario);
    }
    return true;
}

static bool add_scenario(struct scenarios *scenarios, const char *path,
                         const struct lua_changes *changes, struct error *err)
{
    struct model *model = lua_model_load(path, changes, err);

    if (!model)
        return false;
    bool fine = is_new_name(scenarios, model, err) &&
                (scenarios->count < SCENARIOS_MAX ||
                 error_set(err, ERROR_USAGE,
                           "more than %d scenarios in one call; run some of them "
                           "at a time",
                           SCENARIOS_MAX));
    if (!fine) {
        model_free(model);
        return false;
    }
    scenarios->models = memory_grow(scenarios->models, (size_t)scenarios->count,
                                    &scenarios->capacity, sizeof *scenarios->models);
    scenarios->models[scenarios->count++] = model;
    return true;
}

bool scenarios_load(struct scenarios *scenarios, int count, char **paths,
                    const struct lua_changes *changes, struct error *err)
{
    for (int i = 0; i < count; i++) {
        if (!add_scenario(scenarios, paths[i], changes, err))
            return false;
        const char *const *further = scenarios->models[scenarios->count - 1]->further;
        for (; further && *further; further++)
            if (!add_scenario(scenarios, *further, changes, err))
                return error_prefix(err, "%s: ", *further);
    }
    return true;
}

/* ---- bases ---- */

/* The scenario of that name; else the first of the file with that stem; else -1. */
static int find_scenario(const struct scenarios *scenarios, const char *name)
{
    for (int i = 0; i < scenarios->count; i++)
        if (strcmp(scenarios->models[i]->scenario, name) == 0)
            return i;
    for (int i = 0; i < scenarios->count; i++)
        if (strcmp(scenarios->models[i]->file_stem, name) == 0)
            return i;
    return -1;
}

static const char *name_of(const struct scenarios *scenarios, int i)
{
    return scenarios->models[i]->scenario;
}

/* Following `against` from i: does it come back to i? */
static bool leads_to(const struct scenarios *scenarios, const int *against, int from, int to)
{
    for (int steps = 0; from >= 0 && steps <= scenarios->count; steps++) {
        if (from == to)
            return true;
        from = against[from];
    }
    return false;
}

static bool refuse_circles(const struct scenarios *scenarios, const int *against, struct error *err)
{
    for (int i = 0; i < scenarios->count; i++)
        if (against[i] >= 0 && leads_to(scenarios, against, against[i], i))
            return error_set(err, ERROR_SCENARIO,
                             "'%s' is compared with '%s', and that in turn with '%s'; leave out "
                             "'against' in one of them",
                             name_of(scenarios, i), name_of(scenarios, against[i]),
                             name_of(scenarios, i));
    return true;
}

static void warn_of_missing(const struct scenarios *scenarios, int i, struct text *warnings)
{
    const char **names = memory_resize(NULL, (size_t)scenarios->count + 1, sizeof *names);
    const char *wanted = scenarios->models[i]->against;
    int base = scenarios->bases[i];

    for (int k = 0; k < scenarios->count; k++)
        names[k] = name_of(scenarios, k);
    names[scenarios->count] = NULL;
    const char *nearest = text_nearest(wanted, names);
    text_add(warnings, spoken("'%s' is to be compared with '%s', which is not in this call"),
             name_of(scenarios, i), wanted);
    if (nearest)
        text_add(warnings, spoken(" (did you mean '%s'?)"), nearest);
    if (base < 0)
        text_add(warnings, "%s", spoken(": it is compared with none\n"));
    else
        text_add(warnings, spoken(": compared with '%s' instead\n"), name_of(scenarios, base));
    free(names);
}

bool scenarios_find_bases(struct scenarios *scenarios, struct text *warnings, struct error *err)
{
    int count = scenarios->count, otherwise = find_scenario(scenarios, "baseline");
    int *against = memory_resize(NULL, (size_t)count, sizeof *against);

    scenarios->bases = memory_resize(scenarios->bases, (size_t)count, sizeof *scenarios->bases);
    otherwise = otherwise < 0 ? 0 : otherwise;
    for (int i = 0; i < count; i++) {
        const char *wanted = scenarios->models[i]->against;
        against[i] = wanted ? find_scenario(scenarios, wanted) : -1;
        against[i] = against[i] == i ? -1 : against[i]; /* one variant is the base of the others */
    }
    bool fine = refuse_circles(scenarios, against, err);
    for (int i = 0; i < count && fine; i++) {
        const char *wanted = scenarios->models[i]->against;
        scenarios->bases[i] = against[i] >= 0                              ? against[i]
                              : leads_to(scenarios, against, otherwise, i) ? -1
                                                                           : otherwise;
        if (wanted && count > 1 && find_scenario(scenarios, wanted) < 0)
            warn_of_missing(scenarios, i, warnings);
    }
    free(against);
    return fine;
}

/* ---- what is said of them before anything runs ---- */

static void print_warnings(const char *about, const struct text *lines)
{
    for (char *line = lines->bytes, *end; line && (end = strchr(line, '\n')); line = end + 1)
        print_format(stderr, spoken("polsim: warning: %s%.*s\n"), about, (int)(end - line), line);
}

/* What was changed to no effect is most often a mistake. */
static void warn_of_idle(const struct model *model, const struct lua_changes *changes,
                         const char *language)
{
    struct text lines = {0}, about = {0};

    text_add(&about, "'%s': ", model->scenario);
    lua_model_idle_changes(model, changes, language, &lines);
    print_warnings(text_string(&about), &lines);
    text_clear(&lines);
    text_clear(&about);
}

/* What the file of inputs changes, before anything runs; the same for several scenarios is said once. */
static void print_edits(const struct scenarios *scenarios, const struct inputs *inputs,
                        const char *language)
{
    struct text last = {0};

    for (int i = 0; i < scenarios->count; i++) {
        const struct model *model = scenarios->models[i];
        struct text out = {0};
        inputs_add_edits(model, inputs, language, &out);
        if (strcmp(text_string(&out), text_string(&last)) != 0)
            print_format(stderr, i ? "%s: %s\n" : "%.0s%s\n", model->scenario, text_string(&out));
        text_clear(&last);
        last = out;
    }
    text_clear(&last);
}

void scenarios_talk(const struct scenarios *scenarios, const struct lua_changes *changes,
                    const struct text *warnings, const char *language)
{
    if (changes->inputs)
        print_edits(scenarios, changes->inputs, language);
    for (int i = 0; i < scenarios->count; i++)
        warn_of_idle(scenarios->models[i], changes, language);
    print_warnings("", warnings);
}
