/* The values of a parameter in words and numbers. Part of store.h. */
#include "store.h"

#include <math.h>
#include <string.h>

static bool same_dist(const struct parameter *parameter, int a, int b)
{
    char text_a[STORE_DIST_TEXT_MAX], text_b[STORE_DIST_TEXT_MAX];
    const struct dist *dist_a = parameter->inputs[a].dist, *dist_b = parameter->inputs[b].dist;

    if (dist_a == dist_b)
        return true;
    dist_text(dist_a, text_a, sizeof text_a);
    dist_text(dist_b, text_b, sizeof text_b);
    return strcmp(text_a, text_b) == 0;
}

enum store_likeness store_compare_cells(const struct parameter *parameter,
                                        const struct parameter_cell *cells, size_t count)
{
    enum store_likeness likeness = STORE_ONE_VALUE;

    for (size_t i = 1; i < count; i++) {
        const struct parameter_cell *a = &cells[0], *b = &cells[i];
        if (a->scale != b->scale || a->offset != b->offset || a->change != b->change ||
            (a->input < 0) != (b->input < 0) || (a->input < 0 && a->value != b->value))
            return STORE_DIFFERENT;
        if (a->input >= 0 && a->input != b->input) {
            if (!same_dist(parameter, a->input, b->input))
                return STORE_DIFFERENT;
            likeness = STORE_ONE_KIND;
        }
    }
    return likeness;
}

static void add_to(char *text, size_t size, const char *sign, const char *number)
{
    size_t used = strlen(text);

    snprintf(text + used, size - used, "%s%s", sign, number);
}

/* What a cell's value is in words and numbers, its scenario's changes included. */
void store_describe_value(const struct parameter *parameter, const struct parameter_cell *cell,
                          enum store_likeness likeness, struct store_value *value)
{
    char number[STORE_NUMBER_SIZE], words[STORE_DIST_TEXT_MAX];

    *value = (struct store_value){.p05 = NAN, .p95 = NAN};
    if (cell->input < 0) {
        value->mean = cell->value * cell->scale + cell->offset;
        store_number_text(value->mean, value->text);
        return;
    }
    const struct dist *dist = parameter->inputs[cell->input].dist;
    double low = dist_quantile(dist, 0.05) * cell->scale + cell->offset;
    double high = dist_quantile(dist, 0.95) * cell->scale + cell->offset;
    value->mean = dist_mean(dist) * cell->scale + cell->offset;
    value->p05 = fmin(low, high);
    value->p95 = fmax(low, high);
    dist_text(dist, words, sizeof words);
    snprintf(value->text, sizeof value->text, likeness == STORE_ONE_KIND ? "each(%s)" : "%s",
             words);
    if (cell->scale != 1) {
        store_number_text(cell->scale, number);
        add_to(value->text, sizeof value->text, " * ", number);
    }
    if (cell->offset != 0) {
        store_number_text(cell->offset, number);
        add_to(value->text, sizeof value->text, " + ", number);
    }
}
