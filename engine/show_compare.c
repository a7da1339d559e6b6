/* Several runs side by side. Part of show.h. */
#include "options.h"
#include "show_pairs.h"
#include "show_private.h"
#include "word.h"

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

/* Number of the run that run i is compared with, or -1. */
static int base_of(const struct store_run *runs, int count, int i)
{
    for (int k = 0; k < count; k++)
        if (runs[i].base_run && runs[k].id == runs[i].base_run)
            return k;
    return -1;
}

static double probability_of(const struct store_table *table, long row)
{
    return row < 0 ? (double)NAN : store_table_number(table, (size_t)row, "probability");
}

static void add_targets(const struct store_table *tables, const struct store_run *runs, int count,
                        const char *language, struct text *out)
{
    struct store_table side;

    table_start(&side, "label cell_label scenario period op threshold probability change mean p05 "
                       "p50 p95 unit");
    for (size_t row = 0; row < tables[0].row_count; row++) {
        for (int i = 0; i < count; i++) {
            long at = find_target(&tables[i], &tables[0], row);
            int base = base_of(runs, count, i);
            long base_row = base < 0 ? -1 : find_target(&tables[base], &tables[0], row);
            if (at >= 0)
                add_target(&side, &tables[i], (size_t)at, runs[i].scenario,
                           base < 0 ? (double)NAN : probability_of(&tables[base], base_row));
        }
    }
    text_add(out, "%s\n\n", word(language, "Targets side by side"));
    bool average = show_is_average(&runs[0]);
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
    text_add(out, word(options->language, WORD_IN("scenario", "%s: ")), run->scenario);
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
    read = read && show_add_goals(store, &runs[0], options, &goals, err);
    if (read)
        text_add(out, "%s%s", text_string(&goals), goals.length ? "\n" : "");
    for (int i = 0; i < count && read; i++)
        read = !runs[i].base_run || add_differences(store, &runs[i], options, out, err);
    for (int i = 0; i < done; i++)
        store_table_clear(&tables[i]);
    text_clear(&goals);
    free(tables);
    return read;
}

/* ---- against the first ---- */

const char *const show_parts[] = {"targets", "money", "differences", "regret", NULL};

static void add_compared_text(const struct pairs *pairs, const char *part, struct text *out)
{
    if (!part)
        pairs_add_runs(pairs, out);
    if (!part || strcmp(part, "targets") == 0)
        pairs_add_targets(pairs, out);
    if (!part || strcmp(part, "money") == 0)
        pairs_add_money(pairs, out);
    if (!part || strcmp(part, "differences") == 0)
        pairs_add_differences(pairs, out);
    if (part ? strcmp(part, "regret") == 0 : pairs->count > 2)
        pairs_add_regret(pairs, out);
}

static const struct store_table *part_of(const struct pairs *pairs, const char *part)
{
    return strcmp(part, "targets") == 0  ? &pairs->target_rows
           : strcmp(part, "money") == 0  ? &pairs->money_rows
           : strcmp(part, "regret") == 0 ? &pairs->regret_rows
                                         : &pairs->difference_rows;
}

static void add_compared_data(const struct pairs *pairs, const char *part,
                              const struct show_options *options, struct text *out)
{
    if (options->format == SHOW_CSV) {
        table_csv(part_of(pairs, part), "compared", options->csv, options->language, out);
        return;
    }
    for (size_t i = 0; show_parts[i] && !part; i++) {
        text_add(out, "%s\"%s\": ", i ? ",\n" : "{\n", show_parts[i]);
        table_json(part_of(pairs, show_parts[i]), out);
    }
    if (part)
        table_json(part_of(pairs, part), out);
    text_add(out, "%s", part ? "\n" : "\n}\n");
}

/* What the comparison cannot tell. */
static bool add_compared_notes(const struct pairs *pairs, const char *language, struct text *notes,
                               struct error *err)
{
    const struct store_run *first = &pairs->runs[0];
    double *x = NULL;
    size_t count = 0, row = 0;

    while (row < pairs->targets[0].row_count && !count) {
        struct store_draws_key key = {"", store_table_text(&pairs->targets[0], row, "name"),
                                      store_table_text(&pairs->targets[0], row, "cell"),
                                      store_table_text(&pairs->targets[0], row, "period")};
        if (!store_read_draws(pairs->store, first->id, key, &x, &count, err))
            return false;
        free(x);
        row++;
    }
    if (count && count < first->draws)
        text_add(notes,
                 word(language, "Note: differences are over the %zu first draws, which are kept\n"),
                 count);
    if (pairs->left_out)
        text_add(notes,
                 word(language,
                      "Note: %zu differences are left out: their draws are not kept, nor the "
                      "difference from '%s' (run %jd)\n"),
                 pairs->left_out, first->scenario, (intmax_t)first->id);
    return true;
}

/* A part is one of show_parts: the options let no other through. */
static bool check_part(const char *part, const struct show_options *options, struct error *err)
{
    if (part || options->format != SHOW_CSV)
        return true;
    error_set(err, ERROR_USAGE, "csv holds one table: name it with --part");
    return options_suggest(err, "", show_parts);
}

/* What is asked, "What do a, b change against c?", in a language. */
static void add_question(const struct pairs *pairs, const char *language, struct text *out)
{
    struct text others = {0};

    for (int i = 1; i < pairs->count; i++)
        text_add(&others, "%s\"%s\"", i > 1 ? word(language, WORD_IN("clause", ", ")) : "",
                 store_run_title(&pairs->runs[i], language));
    text_add(out, word(language, "What do %s change against \"%s\"?"), text_string(&others),
             store_run_title(&pairs->runs[0], language));
    text_clear(&others);
}

static bool keep(const struct pairs *pairs, struct store_answer *answer, struct error *err)
{
    const struct store_part parts[] = {{"targets", &pairs->target_rows},
                                       {"money", &pairs->money_rows},
                                       {"differences", &pairs->difference_rows},
                                       {"regret", &pairs->regret_rows}};
    struct text en = {0}, zh = {0};

    add_question(pairs, "en", &en);
    add_question(pairs, "zh", &zh);
    answer->kind = "compare";
    answer->run = pairs->runs[0].id;
    answer->other_run = pairs->count == 2 ? pairs->runs[1].id : 0;
    answer->scenario = pairs->runs[0].scenario;
    answer->question = (struct words){text_string(&en), text_string(&zh)};
    answer->draws = pairs->runs[0].draws;
    answer->seed = pairs->runs[0].seed;
    answer->id = store_write_answer(pairs->store, answer, parts, COUNT_OF(parts), err);
    text_clear(&en);
    text_clear(&zh);
    return answer->id != 0;
}

bool show_compared(struct store *store, const struct store_run *runs, int count, const char *part,
                   const struct show_options *options, struct store_answer *answer,
                   struct text *out, struct text *notes, struct error *err)
{
    struct pairs pairs = {0};
    bool paired = !part || strcmp(part, "differences") == 0 || strcmp(part, "regret") == 0;
    bool made = check_part(part, options, err) && pairs_check(store, runs, count, paired, err) &&
                pairs_make(&pairs, store, runs, count, options->language, paired, err);

    if (made && options->format == SHOW_TABLE)
        add_compared_text(&pairs, part, out);
    else if (made)
        add_compared_data(&pairs, part, options, out);
    if (made && paired && answer)
        made = keep(&pairs, answer, err);
    made = made && (!paired || add_compared_notes(&pairs, options->language, notes, err));
    pairs_clear(&pairs);
    return made;
}

bool show_side_by_side(struct store *store, const struct store_run *runs, int count,
                       const struct show_options *options, struct text *out, struct error *err)
{
    struct pairs pairs = {0};
    bool made = pairs_make(&pairs, store, runs, count, options->language, false, err);

    if (made) {
        pairs_add_runs(&pairs, out);
        pairs_add_targets(&pairs, out);
        pairs_add_money(&pairs, out);
    }
    if (made && options->store) {
        text_add(out, "%s", word(options->language, "Differences: "));
        text_add(out, "polsim compare");
        for (int i = 0; i < count; i++)
            text_add(out, " %" PRId64, runs[i].id);
        if (strcmp(options->store, OPTION_STORE_DEFAULT) != 0) {
            text_add(out, " --store ");
            show_add_shell_word(options->store, out);
        }
        text_add(out, "\n");
    }
    pairs_clear(&pairs);
    return made;
}

/* ---- one run in brief ---- */

/* All funds together over the longest period there is: "due 504.87, paid 458.57, …". */
static void add_money(const struct store_table *table, size_t row, bool average,
                      const char *language, struct text *out)
{
    static const char *const columns[] = {"commitment", "mean", "p80", "arrears"};
    struct text period = {0};

    table_add_period(store_table_text(table, row, "period"), language, &period);
    text_add(out, word(language, "Money (yuan, %s): "), text_string(&period));
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        if (average && strcmp(columns[i], "p80") == 0)
            continue;
        text_add(out, "%s%s ", i == 0 ? "" : word(language, WORD_IN("clause", ", ")),
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
    const char *language = options->language;

    if (!store_read(store, STORE_BUDGET, run->id, language, &table, err))
        return false;
    text_add(out, word(language, "%s (%s, run %jd)\n"), store_run_title(run, language),
             run->scenario, (intmax_t)run->id);
    if (table.row_count && !store_table_text(&table, table.row_count - 1, "fund")[0])
        add_money(&table, table.row_count - 1, show_is_average(run), language, out);
    store_table_clear(&table);
    if (options->store) {
        text_add(out, word(language, "All tables: "));
        show_add_hint(run, "", options, out);
        text_add(out, "\n");
    }
    text_add(out, "\n");
    return true;
}
