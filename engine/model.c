#include "model.h"

#include "quote.h"

#include <string.h>

struct model *model_new(void)
{
    struct model *model = memory_resize(NULL, 1, sizeof *model);

    *model = (struct model){.arena = arena_new()};
    model->graph = graph_new(model->arena);
    return model;
}

void model_free(struct model *model)
{
    if (!model)
        return;
    graph_free(model->graph);
    arena_free(model->arena);
    free(model->outputs);
    free(model->targets);
    free(model->identities);
    free(model->switches);
    free(model->files);
    free(model->labels);
    free(model->findings);
    free(model->edits);
    free(model);
}

/* Room for one more zeroed item at the end of a list. The capacity is not stored: it is 8, or the
   power of two that the count has just reached. */
static void *list_add(void *items, int *count, size_t item_bytes)
{
    size_t old = (size_t)*count;

    if (old == 0)
        items = memory_resize(items, 8, item_bytes);
    else if (old >= 8 && (old & (old - 1)) == 0)
        items = memory_resize(items, 2 * old, item_bytes);
    memset((char *)items + old * item_bytes, 0, item_bytes);
    ++*count;
    return items;
}

struct output *model_add_output(struct model *model)
{
    model->outputs = list_add(model->outputs, &model->output_count, sizeof *model->outputs);
    return &model->outputs[model->output_count - 1];
}

struct target *model_add_target(struct model *model)
{
    model->targets = list_add(model->targets, &model->target_count, sizeof *model->targets);
    return &model->targets[model->target_count - 1];
}

bool model_is_milestone(const struct model *model, const struct target *target)
{
    for (int i = 0; i < model->target_count; i++)
        if (model->targets[i].month > target->month &&
            strcmp(model->targets[i].name, target->name) == 0)
            return true;
    return false;
}

struct identity *model_add_identity(struct model *model)
{
    model->identities =
        list_add(model->identities, &model->identity_count, sizeof *model->identities);
    return &model->identities[model->identity_count - 1];
}

struct switch_value *model_add_switch(struct model *model)
{
    model->switches = list_add(model->switches, &model->switch_count, sizeof *model->switches);
    return &model->switches[model->switch_count - 1];
}

struct model_file *model_add_file(struct model *model)
{
    model->files = list_add(model->files, &model->file_count, sizeof *model->files);
    return &model->files[model->file_count - 1];
}

struct model_label *model_add_label(struct model *model)
{
    model->labels = list_add(model->labels, &model->label_count, sizeof *model->labels);
    return &model->labels[model->label_count - 1];
}

struct model_edit *model_add_edit(struct model *model)
{
    model->edits = list_add(model->edits, &model->edit_count, sizeof *model->edits);
    return &model->edits[model->edit_count - 1];
}

struct finding *model_add_finding(struct model *model)
{
    model->findings = list_add(model->findings, &model->finding_count, sizeof *model->findings);
    return &model->findings[model->finding_count - 1];
}

const char *words_in(struct words words, const char *language, const char *otherwise)
{
    bool chinese = strcmp(language, "zh") == 0;
    const char *first = chinese ? words.zh : words.en, *second = chinese ? words.en : words.zh;

    return first ? first : second ? second : otherwise;
}

const char *model_label(const struct model *model, const char *scope, const char *id,
                        const char *language)
{
    for (int i = 0; i < model->label_count; i++) {
        const struct model_label *label = &model->labels[i];
        if (strcmp(label->id, id) == 0 && strcmp(label->scope, scope) == 0)
            return words_in(label->text, language, id);
    }
    return id;
}

/* The file of a place, which names it with the scenario's folder in front. */
static const struct model_file *file_of_place(const struct model *model, const char *path)
{
    const char *scenario = model->scenario_path ? model->scenario_path : "";
    const char *slash = strrchr(scenario, '/');
    size_t folder = slash ? (size_t)(slash + 1 - scenario) : 0;

    if (strncmp(path, scenario, folder) != 0)
        return NULL;
    for (int i = 0; i < model->file_count; i++)
        if (strcmp(model->files[i].path, path + folder) == 0)
            return &model->files[i];
    return NULL;
}

/* Where the subject stands in a line, best as a text in quotes; the whole line where it does not. */
static struct quote_spot spot_of(const struct model_file *file, int line, const char *subject)
{
    struct quote_spot whole = quote_whole_line(file->text, file->length, line), spot = whole;
    size_t start = quote_line_start(file->text, file->length, line);
    size_t width = subject ? strlen(subject) : 0;
    bool found = false;

    if (whole.line == 0 || width == 0)
        return whole;
    for (size_t at = whole.start; at + width <= whole.start + whole.width; at++) {
        const char *text = file->text + start + at;
        if (memcmp(text, subject, width) != 0)
            continue;
        bool quoted = at > 0 && (text[-1] == '"' || text[-1] == '\'') && text[width] == text[-1];
        if (quoted || !found)
            spot.start = at, spot.width = width, found = true;
    }
    return spot;
}

bool model_show_place(const struct model *model, struct place place, const char *subject,
                      struct error *err)
{
    const struct model_file *file = place.file ? file_of_place(model, place.file) : NULL;

    if (!place.file)
        return false;
    error_prefix(err, "%s:%d: ", place.file, place.line);
    if (!file)
        return false;
    struct quote_spot spot = spot_of(file, place.line, subject);
    if (spot.line)
        quote_append(err, file->text, file->length, &spot, true);
    return false;
}

const char *model_line(const struct model *model, struct place place, size_t *length)
{
    const struct model_file *file = place.file ? file_of_place(model, place.file) : NULL;

    if (!file)
        return NULL;
    struct quote_spot spot = quote_whole_line(file->text, file->length, place.line);
    if (!spot.line)
        return NULL;
    *length = spot.width;
    return file->text + quote_line_start(file->text, file->length, place.line) + spot.start;
}

const char *model_file_name(const struct model *model, struct place place)
{
    const struct model_file *file = file_of_place(model, place.file);

    return file ? file->path : place.file;
}

const char *output_kind_name(enum output_kind kind)
{
    static const char *const names[] = {
        [OUTPUT_FLOW] = "flow", [OUTPUT_LEVEL] = "level", [OUTPUT_RATIO] = "ratio"};

    return names[kind];
}
