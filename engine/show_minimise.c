#include "show_minimise.h"

#include <string.h>

#include "show_private.h"
#include "word.h"

bool show_minimise_read(struct store *store, int64_t answer, struct minimise_tables *tables,
                        struct error *err)
{
    *tables = (struct minimise_tables){0};
    if (store_read_part(store, answer, "minimise", &tables->minimise, err) &&
        store_read_part(store, answer, "levers", &tables->levers, err) &&
        store_read_part(store, answer, "constraints", &tables->constraints, err))
        return true;
    show_minimise_clear(tables);
    return false;
}

void show_minimise_clear(struct minimise_tables *tables)
{
    store_table_clear(&tables->minimise);
    store_table_clear(&tables->levers);
    store_table_clear(&tables->constraints);
}

static double number(const struct minimise_tables *tables, const char *column)
{
    return store_table_number(&tables->minimise, 0, column);
}

static void add_cost(const struct minimise_tables *tables, double cost, const char *language,
                     struct text *out)
{
    const char *unit = store_table_text(&tables->minimise, 0, "unit");

    if (number(tables, "of_measure") == 0) {
        text_add(out, "%.12g", cost);
        return;
    }
    table_add_value(cost, unit, false, language, out);
    if (*unit) {
        text_add(out, " ");
        table_add_unit(unit, language, out);
    }
}

static void add_summary(const struct minimise_tables *tables, const char *language,
                        struct text *out)
{
    bool found = strcmp(store_table_text(&tables->minimise, 0, "status"), "found") == 0;
    struct text cost = {0};

    add_cost(tables, number(tables, "cost"), language, &cost);
    if (found)
        text_add(out, word(language, "Least cost found: %s = %s"),
                 store_table_text(&tables->minimise, 0, "cost_text"), text_string(&cost));
    else
        text_add(out, "%s",
                 word(language, "Nothing in these ranges keeps every limit; the values below miss "
                                "them by the least"));
    text_clear(&cost);
    text_add(out, "\n\n");
}

static const char *label_of(const char *language)
{
    return strcmp(language, "zh") == 0 ? "label_zh" : "label_en";
}

static void add_levers(const struct minimise_tables *tables, const struct show_options *options,
                       struct text *out)
{
    const struct store_table *levers = &tables->levers;
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

static void add_constraints(const struct minimise_tables *tables,
                            const struct show_options *options, struct text *out)
{
    static const char *const numbers[] = {"confidence", "probability", "check_probability",
                                          "check_se"};
    const struct store_table *all = &tables->constraints;
    struct store_table shown;

    table_start(&shown, "label confidence probability check_probability check_se check_verdict");
    for (size_t row = 0; row < all->row_count; row++) {
        table_add_row(&shown);
        table_set_text(&shown, "label", store_table_text(all, row, label_of(options->language)));
        for (size_t i = 0; i < COUNT_OF(numbers); i++)
            table_set_number(&shown, numbers[i], store_table_number(all, row, numbers[i]));
        table_set_text(&shown, "check_verdict", store_table_text(all, row, "check_verdict"));
    }
    show_add_table(&shown, "minimise", NULL, options, out);
    store_table_clear(&shown);
}

static void add_check(const struct minimise_tables *tables, const struct show_options *options,
                      struct text *out)
{
    struct text line = {0}, draws = {0};

    table_add_number(number(tables, "check_draws"), 0, &draws);
    text_add(
        &line,
        word(options->language,
             "Fresh draws: %s that had no part in the search (seed %.0f). 'by chance' is short "
             "of the wanted share by less than its interval of 95 %%; 'misses' by more: ask "
             "for a little more confidence, or for more draws."),
        text_string(&draws), number(tables, "check_seed"));
    text_add(out, "\n");
    text_add_wrapped(out, text_string(&line), 0, 2, options->width ? options->width : TABLE_WIDTH);
    text_clear(&line);
    text_clear(&draws);
}

static void add_json(const struct minimise_tables *tables, struct text *out)
{
    text_add(out, "{\n\"minimise\": ");
    table_json(&tables->minimise, out);
    text_add(out, ",\n\"levers\": ");
    table_json(&tables->levers, out);
    text_add(out, ",\n\"constraints\": ");
    table_json(&tables->constraints, out);
    text_add(out, "\n}\n");
}

void show_minimise(const struct minimise_tables *tables, const struct show_options *options,
                   struct text *out)
{
    if (options->format == SHOW_JSON) {
        add_json(tables, out);
        return;
    }
    if (options->format == SHOW_CSV) {
        table_csv(&tables->levers, "minimise", options->csv, options->language, out);
        return;
    }
    add_summary(tables, options->language, out);
    add_levers(tables, options, out);
    add_constraints(tables, options, out);
    add_check(tables, options, out);
}
