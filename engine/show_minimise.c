#include "show_minimise.h"

#include <math.h>
#include <string.h>

#include "show_private.h"
#include "word.h"

static double number(const struct store_table *parts, const char *column)
{
    return store_table_number(&parts[MINIMISE_ROW], 0, column);
}

static void add_cost(const struct store_table *parts, double cost, const char *language,
                     struct text *out)
{
    const char *unit = store_table_text(&parts[MINIMISE_ROW], 0, "unit");

    if (number(parts, "of_measure") == 0) {
        text_add(out, "%.12g", cost);
        return;
    }
    table_add_value(cost, unit, false, language, out);
    if (*unit) {
        text_add(out, " ");
        table_add_unit(unit, language, out);
    }
}

static void add_summary(const struct store_table *parts, const char *language, struct text *out)
{
    bool found = strcmp(store_table_text(&parts[MINIMISE_ROW], 0, "status"), "found") == 0;
    struct text cost = {0};

    add_cost(parts, number(parts, "cost"), language, &cost);
    if (found)
        text_add(out, word(language, "Least cost found: %s = %s"),
                 store_table_text(&parts[MINIMISE_ROW], 0, "cost_text"), text_string(&cost));
    else
        text_add(out, "%s",
                 word(language, "Nothing in these ranges keeps every limit; the values below miss "
                                "them by the least"));
    text_clear(&cost);
    text_add(out, "\n\n");
}

/* Which statements keep the others from holding. */
static void add_in_the_way(const struct store_table *parts, const struct show_options *options,
                           struct text *out)
{
    const struct store_table *rows = &parts[MINIMISE_CONSTRAINTS];
    double of_all = store_table_number(rows, 0, "confidence");

    text_add(out, "\n");
    if (strcmp(store_table_text(&parts[MINIMISE_ROW], 0, "status"), "found") == 0)
        return;
    for (size_t row = 0; row < rows->row_count; row++) {
        double own = store_table_number(rows, row, "confidence");
        struct text line = {0};
        if (show_in_the_way(rows, row, isnan(own) ? of_all : own, options->language, &line))
            text_add_wrapped(out, text_string(&line), 0, 2,
                             options->width ? options->width : TABLE_WIDTH);
        text_clear(&line);
    }
    text_add(out, "\n");
}

static const char *label_of(const char *language)
{
    return strcmp(language, "zh") == 0 ? "label_zh" : "label_en";
}

static void add_levers(const struct store_table *parts, const struct show_options *options,
                       struct text *out)
{
    const struct store_table *levers = &parts[MINIMISE_LEVERS];
    struct store_table shown;
    struct text value = {0};

    table_start(&shown, "label value_label unit");
    for (size_t row = 0; row < levers->row_count; row++) {
        bool scaled = store_table_number(levers, row, "scaled") != 0;
        text_clear(&value);
        text_add(&value, "%.12g", store_table_number(levers, row, "value"));
        table_add_row(&shown);
        table_set_text(&shown, "label", store_table_text(levers, row, label_of(options->language)));
        table_set_text(&shown, "value_label", text_string(&value));
        table_set_text(&shown, "unit",
                       scaled ? word(options->language, "times what it was")
                              : store_table_text(levers, row, "unit"));
    }
    show_add_table(&shown, "parameters", NULL, options, out);
    text_add(out, "\n");
    text_clear(&value);
    store_table_clear(&shown);
}

static void add_constraints(const struct store_table *parts, const struct show_options *options,
                            struct text *out)
{
    static const char *const numbers[] = {"confidence", "probability", "check_probability",
                                          "check_se"};
    const struct store_table *all = &parts[MINIMISE_CONSTRAINTS];
    struct store_table shown;

    table_start(&shown, "label confidence probability check_probability check_se check_verdict");
    for (size_t row = 0; row < all->row_count; row++) {
        bool together =
            row == 0 && all->row_count > 1 && isnan(store_table_number(all, 1, "confidence"));
        table_add_row(&shown);
        table_set_text(&shown, "label",
                       together ? word(options->language, "all of these at once")
                                : store_table_text(all, row, label_of(options->language)));
        for (size_t i = 0; i < COUNT_OF(numbers); i++)
            table_set_number(&shown, numbers[i], store_table_number(all, row, numbers[i]));
        table_set_text(&shown, "check_verdict", store_table_text(all, row, "check_verdict"));
    }
    show_add_table(&shown, "minimise", NULL, options, out);
    store_table_clear(&shown);
}

static void add_check(const struct store_table *parts, const struct show_options *options,
                      struct text *out)
{
    struct text line = {0}, draws = {0};

    table_add_number(number(parts, "check_draws"), 0, &draws);
    text_add(
        &line,
        word(options->language,
             "Fresh draws: %s that had no part in the search (seed %.0f). 'by chance' is short "
             "of the wanted share by less than its interval of 95 %%; 'misses' by more: ask "
             "for a little more confidence, or for more draws."),
        text_string(&draws), number(parts, "check_seed"));
    text_add_wrapped(out, text_string(&line), 0, 2, options->width ? options->width : TABLE_WIDTH);
    text_clear(&line);
    text_clear(&draws);
}

void show_minimise(const struct show_answer *answer, const struct show_options *options,
                   struct text *out)
{
    const struct store_table *parts = answer->parts;

    add_summary(parts, options->language, out);
    add_levers(parts, options, out);
    add_constraints(parts, options, out);
    add_in_the_way(parts, options, out);
    add_check(parts, options, out);
}
