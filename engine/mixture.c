#include "mixture.h"

#include "store.h"

#include <string.h>

/* ---- finding ---- */

static const struct parameter *find_parameter(const struct model *model, const char *name)
{
    for (int i = 0; i < model->graph->parameter_count; i++)
        if (strcmp(model->graph->parameters[i].name, name) == 0)
            return &model->graph->parameters[i];
    return NULL;
}

static const struct switch_value *find_switch(const struct model *model, const char *name)
{
    for (int i = 0; i < model->switch_count; i++)
        if (strcmp(model->switches[i].name, name) == 0)
            return &model->switches[i];
    return NULL;
}

static bool has_name(const struct model *model, const char *name)
{
    return find_parameter(model, name) || find_switch(model, name);
}

int mixture_find(const struct mixture *mixture, const char *name)
{
    for (int i = 0; i < mixture->count; i++)
        if (strcmp(mixture->changes[i].name, name) == 0)
            return i;
    return -1;
}

/* ---- what differs ---- */

/* By the same cells, named alike, over the same months? */
static bool is_same_shape(const struct model *a, const struct parameter *p, const struct model *b,
                          const struct parameter *q)
{
    size_t cells = graph_cells(a->graph, p->axes);
    char of_p[1024], of_q[1024];

    if (cells != graph_cells(b->graph, q->axes) || a->graph->months != b->graph->months)
        return false;
    for (size_t c = 0; c < cells; c++) {
        graph_cell_text(a->graph, p->axes, c, of_p, sizeof of_p);
        graph_cell_text(b->graph, q->axes, c, of_q, sizeof of_q);
        if (strcmp(of_p, of_q) != 0)
            return false;
    }
    return true;
}

static const struct parameter_cell *cell_at(const struct model *model, const struct parameter *p,
                                            int month, size_t cell)
{
    int period = p->periods > 1 ? p->period_of_month[month] : 0;

    return period < 0 ? NULL
                      : &p->cells[(size_t)period * graph_cells(model->graph, p->axes) + cell];
}

static bool is_same_cell(const struct parameter *p, const struct parameter_cell *a,
                         const struct parameter *q, const struct parameter_cell *b)
{
    char of_a[STORE_DIST_TEXT_MAX], of_b[STORE_DIST_TEXT_MAX];

    if (!a || !b)
        return a == b;
    if (a->input < 0 && b->input < 0) /* however it came about */
        return a->value * a->scale + a->offset == b->value * b->scale + b->offset;
    if (a->input < 0 || b->input < 0 || a->scale != b->scale || a->offset != b->offset ||
        strcmp(p->inputs[a->input].key, q->inputs[b->input].key) != 0)
        return false;
    dist_text(p->inputs[a->input].dist, of_a, sizeof of_a);
    dist_text(q->inputs[b->input].dist, of_b, sizeof of_b);
    return strcmp(of_a, of_b) == 0;
}

/* "w3.lua:9" -> 9; INT_MAX where no line is known. */
static int line_of(const struct mixture_change *change)
{
    const char *colon = strrchr(change->place, ':');
    int line = colon ? atoi(colon + 1) : 0;

    return line > 0 ? line : INT32_MAX;
}

static struct mixture_change *add_change(struct mixture *mixture, enum mixture_kind kind,
                                         const char *name)
{
    mixture->changes =
        memory_resize(mixture->changes, (size_t)mixture->count + 1, sizeof *mixture->changes);
    struct mixture_change *change = &mixture->changes[mixture->count++];
    *change = (struct mixture_change){.kind = kind, .name = name};
    return change;
}

static void describe_cell(const struct parameter *p, const struct parameter_cell *cell,
                          struct text *out)
{
    struct store_value value;

    if (!cell)
        return;
    store_describe_value(p, cell, STORE_ONE_VALUE, &value);
    text_add(out, "%s", value.text);
}

static void compare_parameter(struct mixture *mixture, const struct parameter *p)
{
    const struct model *a = mixture->from.model, *b = mixture->to.model;
    const struct parameter *q = find_parameter(b, p->name);
    struct mixture_change *change = NULL;
    size_t cells = graph_cells(a->graph, p->axes), differ = 0;

    if (!q || !is_same_shape(a, p, b, q))
        return;
    for (size_t c = 0; c < cells; c++) {
        bool is_new = true; /* a cell counts once, whatever its months */
        for (int month = 0; month < a->graph->months; month++) {
            const struct parameter_cell *before = cell_at(a, p, month, c),
                                        *after = cell_at(b, q, month, c);
            if (is_same_cell(p, before, q, after))
                continue;
            const char *place = after && after->change ? after->change
                                : before               ? before->change
                                                       : NULL;
            differ += is_new;
            is_new = false;
            if (change)
                break;
            change = add_change(mixture, MIXTURE_INPUT, p->name);
            snprintf(change->place, sizeof change->place, "%s", place ? place : "");
            describe_cell(p, before, &change->from);
            describe_cell(q, after, &change->to);
        }
    }
    if (change && (cells > 1 || p->periods > 1 || q->periods > 1)) {
        change->cells = differ;
        change->all_cells = cells;
        text_add(&change->from, " …");
        text_add(&change->to, " …");
    }
}

static void compare_switch(struct mixture *mixture, const struct switch_value *a)
{
    const struct switch_value *b = find_switch(mixture->to.model, a->name);

    if (!b || strcmp(a->value, b->value) == 0)
        return;
    struct mixture_change *change = add_change(mixture, MIXTURE_READING, a->name);
    text_add(&change->from, "%s", a->value);
    text_add(&change->to, "%s", b->value);
}

/* ---- the model's own text ---- */

/* Neither a scenario nor a file of inputs. */
static bool is_of_model(const struct model *model, const struct model_file *file)
{
    bool is_scenario = file == &model->files[0] && strcmp(file->path, model->model_file) != 0;

    return !is_scenario && file->path[0] != '@';
}

static const struct model_file *find_file(const struct model *model, const char *path)
{
    for (int i = 0; i < model->file_count; i++)
        if (strcmp(model->files[i].path, path) == 0)
            return &model->files[i];
    return NULL;
}

/* The first file that both read and that is not the same, or NULL; a file that one alone reads belongs to a reading. */
static const char *differing_file(const struct model *a, const struct model *b)
{
    for (int i = 0; i < a->file_count; i++) {
        const struct model_file *file = &a->files[i], *other = find_file(b, file->path);
        if (is_of_model(a, file) && other && is_of_model(b, other) &&
            (file->length != other->length || memcmp(file->text, other->text, file->length) != 0))
            return file->path;
    }
    return strcmp(a->model_file, b->model_file) != 0 ? b->model_file : NULL;
}

static void compare_text(struct mixture *mixture)
{
    const char *file = differing_file(mixture->from.model, mixture->to.model);

    if (file) {
        struct mixture_change *change = add_change(mixture, MIXTURE_TEXT, MIXTURE_TEXT_NAME);
        snprintf(change->place, sizeof change->place, "%s", file);
    }
}

/* ---- random numbers ---- */

static const struct parameter_input *find_input(const struct model *model, const char *key)
{
    for (int i = 0; i < model->graph->parameter_count; i++)
        for (int k = 0; k < model->graph->parameters[i].input_count; k++)
            if (strcmp(model->graph->parameters[i].inputs[k].key, key) == 0)
                return &model->graph->parameters[i].inputs[k];
    return NULL;
}

static bool uses_dimension(const struct model *model, int dimension)
{
    for (int i = 0; i < model->graph->parameter_count; i++)
        for (int k = 0; k < model->graph->parameters[i].input_count; k++)
            if (model->graph->parameters[i].inputs[k].dimension == dimension)
                return true;
    return false;
}

/* An input of both models has one dimension in both, and no dimension has two inputs. */
static void unite_dimensions(const struct model *a, struct model *b)
{
    int next = a->dimensions > b->dimensions ? a->dimensions : b->dimensions;

    for (int i = 0; i < b->graph->parameter_count; i++)
        for (int k = 0; k < b->graph->parameters[i].input_count; k++) {
            struct parameter_input *input = &b->graph->parameters[i].inputs[k];
            const struct parameter_input *same = find_input(a, input->key);
            if (same)
                input->dimension = same->dimension;
            else if (uses_dimension(a, input->dimension))
                input->dimension = next++;
        }
    b->dimensions = next;
}

/* ---- opening ---- */

static int compare_places(const void *a, const void *b)
{
    const struct mixture_change *x = a, *y = b;
    int lines[] = {line_of(x), line_of(y)};

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return lines[0] != lines[1] ? (lines[0] < lines[1] ? -1 : 1) : 0;
}

/* In place, and stable, as qsort is not. */
static void sort_changes(struct mixture *mixture)
{
    for (int i = 1; i < mixture->count; i++)
        for (int k = i; k > 0; k--) {
            struct mixture_change *pair = &mixture->changes[k - 1], swapped = pair[0];
            if (compare_places(&pair[0], &pair[1]) <= 0)
                break;
            pair[0] = pair[1];
            pair[1] = swapped;
        }
}

bool mixture_open(struct mixture *mixture, const struct mixture_side *from,
                  const struct mixture_side *to, struct error *err)
{
    const struct model *a = from->model, *b = to->model;

    *mixture = (struct mixture){.from = *from, .to = *to};
    if (strcmp(a->name, b->name) != 0)
        return error_set(err, ERROR_USAGE,
                         "'%s' is of the model '%s' and '%s' of the model '%s': a difference is "
                         "explained between "
                         "scenarios of one model",
                         a->scenario, a->name, b->scenario, b->name);
    for (int i = 0; i < a->switch_count; i++)
        compare_switch(mixture, &a->switches[i]);
    for (int i = 0; i < a->graph->parameter_count; i++)
        compare_parameter(mixture, &a->graph->parameters[i]);
    compare_text(mixture);
    sort_changes(mixture);
    unite_dimensions(a, to->model);
    return true;
}

void mixture_close(struct mixture *mixture)
{
    for (int i = 0; i < mixture->count; i++) {
        text_clear(&mixture->changes[i].from);
        text_clear(&mixture->changes[i].to);
    }
    free(mixture->changes);
    *mixture = (struct mixture){0};
}

/* ---- mixing ---- */

struct mixing {
    const struct mixture *mixture;
    mixture_has *has;
    const void *context;
    const struct mixture_side *side; /* whose files are read */
};

/* Of what does not differ: the value of the model whose files are read, or of the other where a reading declares it
   there alone. */
static const struct model *value_from(const void *context, const char *name)
{
    const struct mixing *mixing = context;
    const struct mixture *mixture = mixing->mixture;
    const struct mixture_side *other =
        mixing->side == &mixture->from ? &mixture->to : &mixture->from;
    int change = mixture_find(mixture, name);

    if (change >= 0)
        return mixing->has(mixing->context, change) ? mixture->to.model : mixture->from.model;
    if (has_name(mixing->side->model, name))
        return mixing->side->model;
    return has_name(other->model, name) ? other->model : NULL;
}

struct model *mixture_load(const struct mixture *mixture, mixture_has *has, const void *context,
                           struct error *err)
{
    int text = mixture_find(mixture, MIXTURE_TEXT_NAME);
    struct mixing mixing = {mixture, has, context, &mixture->from};

    if (text >= 0 && has(context, text))
        mixing.side = &mixture->to;
    struct lua_changes changes =
        mixing.side->changes ? *mixing.side->changes : (struct lua_changes){0};
    changes.value_from = value_from;
    changes.context = &mixing;
    return lua_model_load(mixing.side->path, &changes, err);
}
