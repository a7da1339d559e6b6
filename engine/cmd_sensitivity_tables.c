/* polsim sensitivity: the rows of its tables, and inputs drawn again. Part of cmd_sensitivity.h. */
#include "cmd_sensitivity.h"
#include "parallel.h"
#include "table.h"
#include "vm.h"
#include "word.h"

#include <math.h>
#include <string.h>

struct store_table *sensitivity_part(struct sensitivity_question *question, const char *name,
                                     const char *columns)
{
    const char *const *names = show_answer_parts(question->answer.kind);
    int i = 0;

    while (strcmp(names[i], name) != 0)
        must(names[++i]);
    table_start(&question->answer.parts[i], columns);
    return &question->answer.parts[i];
}

void sensitivity_add_title(const struct measure *measure, const char *language, struct text *out)
{
    measure_add_name(measure, language, out);
    if (measure->target)
        return;
    text_add(out, "%s", word(language, ", "));
    table_add_period(measure->period, language, out);
}

typedef void add_words(const void *subject, const char *language, struct text *out);

static void set_both(struct store_table *table, const char *columns[2], add_words *add,
                     const void *subject)
{
    static const char *const languages[] = {"en", "zh"};

    for (int i = 0; i < 2; i++) {
        struct text words = {0};
        add(subject, languages[i], &words);
        table_set_text(table, columns[i], text_string(&words));
        text_clear(&words);
    }
}

static void add_measure_words(const void *measure, const char *language, struct text *out)
{
    sensitivity_add_title(measure, language, out);
}

void sensitivity_set_measure(const struct sensitivity_question *question, int measure,
                             struct store_table *table)
{
    const struct measure *asked = &question->measures[measure];
    struct text text = {0};
    char unit[128];

    measure_add_text(asked, &text);
    table_set_text(table, "measure", text_string(&text));
    text_clear(&text);
    set_both(table, (const char *[]){"measure_en", "measure_zh"}, add_measure_words, asked);
    graph_unit_text(question->model->graph, measure_unit(asked), unit, sizeof unit);
    if (store_table_column(table, "unit") >= 0)
        table_set_text(table, "unit", unit);
}

struct named_input {
    const struct model *model;
    const struct audit_input *input;
};

static void add_input_words(const void *subject, const char *language, struct text *out)
{
    const struct named_input *named = subject;

    audit_add_input_name(named->model, named->input, language, out);
}

const struct parameter_input *sensitivity_input(const struct sensitivity_question *question,
                                                int input)
{
    const struct audit_input *at = &question->inputs[input];

    return &question->model->graph->parameters[at->parameter].inputs[at->input];
}

void sensitivity_set_input(const struct sensitivity_question *question, int input,
                           struct store_table *table)
{
    const struct audit_input *at = &question->inputs[input];

    table_set_text(table, "name", sensitivity_input(question, input)->key);
    set_both(table, (const char *[]){"label_en", "label_zh"}, add_input_words,
             &(struct named_input){question->model, at});
    table_set_text(table, "class", audit_input_class(question->model, at));
    if (store_table_column(table, "parameter") < 0)
        return;
    table_set_text(table, "parameter", question->model->graph->parameters[at->parameter].name);
    table_set_number(table, "p10", at->low);
    table_set_number(table, "p90", at->high);
}

void sensitivity_set_result(const struct sensitivity_question *question, int with,
                            struct store_table *table)
{
    const struct measure *result = &question->measures[question->measure_count + with];
    struct text text = {0};

    measure_add_text(result, &text);
    table_set_text(table, "name", text_string(&text));
    table_set_text(table, "class", "result");
    set_both(table, (const char *[]){"label_en", "label_zh"}, add_measure_words, result);
    text_clear(&text);
}

void sensitivity_set_words(struct store_table *table, const char *name, const char *english)
{
    table_set_text(table, "name", name);
    table_set_text(table, "label_en", word("en", english));
    table_set_text(table, "label_zh", word("zh", english));
}

void sensitivity_set_estimate(struct store_table *table, const char *name,
                              struct sensitivity_estimate estimate)
{
    const struct {
        const char *suffix;
        double value;
    } numbers[] = {
        {"", estimate.value},
        {"_se", estimate.se},
        {"_low", estimate.value - SENSITIVITY_T * estimate.se},
        {"_high", estimate.value + SENSITIVITY_T * estimate.se},
    };

    for (size_t k = 0; k < COUNT_OF(numbers); k++) {
        char column[64];
        snprintf(column, sizeof column, "%s%s", name, numbers[k].suffix);
        if (store_table_column(table, column) >= 0)
            table_set_number(table, column, numbers[k].value);
    }
}

static const double *weights; /* of the sort; one thread sorts */

static int heavier(const void *a, const void *b)
{
    int i = *(const int *)a, k = *(const int *)b;
    double x = isnan(weights[i]) ? -INFINITY : weights[i];
    double y = isnan(weights[k]) ? -INFINITY : weights[k];

    return x > y ? -1 : x < y ? 1 : i - k;
}

int *sensitivity_order(const double *weight, int count)
{
    int *order = memory_resize(NULL, (size_t)count, sizeof *order);

    for (int i = 0; i < count; i++)
        order[i] = i;
    weights = weight;
    qsort(order, (size_t)count, sizeof *order, heavier);
    return order;
}

double sensitivity_level(const struct measure *measure)
{
    return measure->target && measure->target->threshold > 0 ? 0.2 : 0.8;
}

/* ---- inputs drawn again ---- */

enum { BLOCK = 512 };

struct drawing {
    const struct sensitivity_question *question;
    const struct sensitivity_sample *sample;
    double *x;
};

/* Places go for the input itself where ranks alone are looked at; a choice has few values, which are looked at. */
static void draw_input(void *context, int i, void *room)
{
    const struct drawing *drawing = context;
    const struct sensitivity_sample *sample = drawing->sample;
    struct parameter_input input = *sensitivity_input(drawing->question, i);
    const bool places = sample->places && input.dist->kind != DIST_CHOICE;
    double *x = drawing->x + (size_t)i * sample->draws, u[BLOCK];
    struct arena *arena = arena_new();
    const struct dist_curve *curve = places ? NULL : dist_curve_new(input.dist, arena);

    (void)room;
    input.dimension += sample->shift;
    for (uint64_t first = 0; first < sample->draws; first += BLOCK) {
        uint64_t left = sample->draws - first;
        const struct vm_draws draws = {sample->seed, sample->random, first,
                                       left < BLOCK ? left : BLOCK};
        if (places)
            vm_draw_uniform(&input, kernels_best(), &draws, x + first);
        else
            vm_draw_input(&input, curve, kernels_best(), &draws, u, x + first);
    }
    arena_free(arena);
}

double *sensitivity_draw_inputs(const struct sensitivity_question *question,
                                const struct sensitivity_sample *sample)
{
    struct drawing drawing = {
        question, sample,
        memory_resize(NULL, size_product((size_t)question->input_count, sample->draws),
                      sizeof *drawing.x)};

    parallel_do(&(struct parallel){
        .count = question->input_count, .work = draw_input, .context = &drawing});
    return drawing.x;
}

struct sensitivity_groups sensitivity_group_inputs(const struct sensitivity_question *question)
{
    const size_t count = (size_t)question->input_count;
    struct sensitivity_groups groups = {.of = memory_resize(NULL, count, sizeof *groups.of),
                                        .first = memory_resize(NULL, count, sizeof *groups.first)};

    for (int i = 0; i < question->input_count; i++) {
        bool same = !question->each && i > 0 &&
                    question->inputs[i].parameter == question->inputs[i - 1].parameter;
        if (!same)
            groups.first[groups.count++] = i;
        groups.of[i] = groups.count - 1;
    }
    return groups;
}

/* A parameter of several inputs by its own name. */
void sensitivity_set_group(const struct sensitivity_question *question,
                           const struct sensitivity_groups *groups, int group,
                           struct store_table *table)
{
    const int first = groups->first[group];
    const struct model *model = question->model;
    const char *name = model->graph->parameters[question->inputs[first].parameter].name;
    int count = 0;

    for (int i = 0; i < question->input_count; i++)
        count += groups->of[i] == group;
    sensitivity_set_input(question, first, table);
    if (count > 1) {
        table_set_text(table, "name", name);
        table_set_text(table, "label_en", model_label(model, "", name, "en"));
        table_set_text(table, "label_zh", model_label(model, "", name, "zh"));
    }
    table_set_number(table, "inputs", count);
}

void sensitivity_clear_groups(struct sensitivity_groups *groups)
{
    free(groups->of);
    free(groups->first);
}
