/* Several runs side by side. Part of show.h. */
#include "show_private.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Row of `table` for the same target as row `row` of `base`, or -1. */
static long find_target(const struct store_table *table, const struct store_table *base, size_t row)
{
    static const char *const keys[] = {"name", "cell", "period"};

    for (size_t i = 0; i < table->row_count; i++) {
        bool same = true;
        for (size_t k = 0; k < COUNT_OF(keys) && same; k++)
            same = strcmp(store_table_text(table, i, keys[k]),
                          store_table_text(base, row, keys[k])) == 0;
        if (same)
            return (long)i;
    }
    return -1;
}

/* One row: a target as a run has it, and how the probability differs from the base's. */
static void add_target(struct store_table *out, const struct store_table *table, size_t row,
                       const char *scenario, double base_probability)
{
    static const char *const texts[] = {"label", "cell_label", "period", "op", "unit"};
    static const char *const numbers[] = {"threshold", "probability", "mean", "p05", "p50", "p95"};

    table_add_row(out);
    table_set_text(out, "scenario", scenario);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        table_set_text(out, texts[i], store_table_text(table, row, texts[i]));
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        table_set_number(out, numbers[i], store_table_number(table, row, numbers[i]));
    table_set_number(out, "change",
                     store_table_number(table, row, "probability") - base_probability);
}

static void add_targets(const struct store_table *tables, const struct store_run *runs, int count,
                        const char *language, struct text *out)
{
    struct store_table side;

    table_start(&side, "label cell_label scenario period op threshold probability change mean p05 "
                       "p50 p95 unit");
    for (size_t row = 0; row < tables[0].row_count; row++) {
        double base = store_table_number(&tables[0], row, "probability");
        add_target(&side, &tables[0], row, runs[0].scenario, NAN);
        for (int i = 1; i < count; i++) {
            long at = find_target(&tables[i], &tables[0], row);
            if (at >= 0)
                add_target(&side, &tables[i], (size_t)at, runs[i].scenario, base);
        }
    }
    text_add(out, "%s\n\n",
             strcmp(language, "zh") == 0 ? "各方案目标对比" : "Targets side by side");
    bool average = strcmp(runs[0].sampler, "expected") == 0;
    table_text(&side, "targets",
               average ? "label cell_label scenario goal met mean unit"
                       : "label cell_label scenario goal probability change p05 p50 p95 unit",
               language, out);
    text_add(out, "\n");
    store_table_clear(&side);
}

static bool add_differences(struct store *store, const struct store_run *run,
                            const struct show_options *options, struct text *out, struct error *err)
{
    text_add(out, strcmp(options->language, "zh") == 0 ? "方案 %s：" : "%s: ", run->scenario);
    return show_run(store, run, "differences", options, out, err);
}

bool show_comparison(struct store *store, const struct store_run *runs, int count,
                     const struct show_options *options, struct text *out, struct error *err)
{
    struct store_table *tables = memory_resize(NULL, (size_t)count, sizeof *tables);
    struct text goals = {0};
    bool read = true;
    int done = 0;

    must(count > 0);
    tables[0] = (struct store_table){0};
    for (; done < count && read; done++)
        read =
            store_read(store, STORE_TARGETS, runs[done].id, options->language, &tables[done], err);
    if (read && tables[0].row_count)
        add_targets(tables, runs, count, options->language, out);
    if (read && show_add_goals(store, &runs[0], options, &goals, err))
        text_add(out, "%s%s", text_string(&goals), goals.length ? "\n" : "");
    for (int i = 1; i < count && read; i++)
        read = add_differences(store, &runs[i], options, out, err);
    for (int i = 0; i < done; i++)
        store_table_clear(&tables[i]);
    text_clear(&goals);
    free(tables);
    return read;
}

/* ---- one run in brief ---- */

/* All funds together over the longest period there is: "due 504.87, paid 458.57, …". */
static void add_money(const struct store_table *table, size_t row, bool average,
                      const char *language, struct text *out)
{
    static const char *const columns[] = {"commitment", "mean", "p80", "arrears"};
    bool zh = strcmp(language, "zh") == 0;
    struct text period = {0};

    table_add_period(store_table_text(table, row, "period"), language, &period);
    text_add(out, zh ? "资金（万元，%s）：" : "Money (yuan, %s): ", text_string(&period));
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        if (average && strcmp(columns[i], "p80") == 0)
            continue;
        text_add(out, "%s%s ",
                 i == 0 ? ""
                 : zh   ? "，"
                        : ", ",
                 table_heading("budget", columns[i], language));
        table_add_money(store_table_number(table, row, columns[i]), language, out);
    }
    text_add(out, "\n");
    text_clear(&period);
}

bool show_run_in_brief(struct store *store, const struct store_run *run,
                       const struct show_options *options, struct text *out, struct error *err)
{
    struct store_table table;
    bool zh = strcmp(options->language, "zh") == 0;
    struct words title = {run->title_en[0] ? run->title_en : NULL,
                          run->title_zh[0] ? run->title_zh : NULL};

    if (!store_read(store, STORE_BUDGET, run->id, options->language, &table, err))
        return false;
    text_add(out, zh ? "%s（%s，第%" PRId64 "号）\n" : "%s (%s, run %" PRId64 ")\n",
             words_in(title, options->language, run->scenario), run->scenario, run->id);
    if (table.row_count && !store_table_text(&table, table.row_count - 1, "fund")[0])
        add_money(&table, table.row_count - 1, show_is_average(run), options->language, out);
    store_table_clear(&table);
    if (options->store) {
        text_add(out, zh ? "全部表格：" : "All tables: ");
        show_add_hint(run, "", options, out);
        text_add(out, "\n");
    }
    text_add(out, "\n");
    return true;
}
