#include "show_pairs.h"

#include "show_private.h"
#include "word.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* ---- may they be paired? ---- */

/* "w.lua:b": the run's file, relative to its folder, and its variant. */
static bool add_path(struct store *store, const struct store_run *run, struct text *out,
                     struct error *err)
{
    struct store_table files;

    if (!store_read(store, STORE_FILES, run->id, "en", &files, err))
        return false;
    if (files.row_count) {
        struct text path = {0};
        text_add(&path, "%s", store_table_text(&files, 0, "path"));
        show_add_variant(run, text_string(&path), &path);
        show_add_shell_word(text_string(&path), out);
        text_clear(&path);
    }
    store_table_clear(&files);
    return true;
}

static bool refuse_pair(struct store *store, const struct store_run *a, const struct store_run *b,
                        const char *what, struct error *err)
{
    struct text command = {0};
    bool known = true;

    text_add(&command, "polsim run ");
    known = add_path(store, a, &command, err);
    text_add(&command, " ");
    known = known && add_path(store, b, &command, err);
    text_add(&command, " --draws %" PRIu64 " --seed %" PRIu64 " --sampler %s", a->draws, a->seed,
             a->sampler);
    if (known)
        error_set(err, ERROR_USAGE,
                  "run %jd '%s' and run %jd '%s' cannot be compared draw by draw: "
                  "their %s; run them together, in their folder: %s",
                  (intmax_t)a->id, a->scenario, (intmax_t)b->id, b->scenario, what,
                  text_string(&command));
    text_clear(&command);
    return false;
}

bool pairs_check(struct store *store, const struct store_run *runs, int count, bool paired,
                 struct error *err)
{
    char what[160];

    for (int i = 0; i < count; i++) {
        const struct store_run *a = &runs[0], *b = &runs[i];
        if (!store_needs_results(b, err))
            return false;
        what[0] = '\0';
        if (strcmp(a->sampler, b->sampler) != 0)
            snprintf(what, sizeof what, spoken("samplers differ, %s and %s"), a->sampler,
                     b->sampler);
        else if (a->draws != b->draws)
            snprintf(what, sizeof what, spoken("numbers of draws differ, %ju and %ju"),
                     (uintmax_t)a->draws, (uintmax_t)b->draws);
        else if (a->seed != b->seed)
            snprintf(what, sizeof what, spoken("seeds differ, %ju and %ju"), (uintmax_t)a->seed,
                     (uintmax_t)b->seed);
        if (what[0] && paired)
            return refuse_pair(store, a, b, what, err);
    }
    return true;
}

/* ---- rows ---- */

/* Row of `table` that has the same keys as `row` of `other`, or -1. */
static long find_row(const struct store_table *table, const struct store_table *other, size_t row,
                     const char *const *keys)
{
    for (size_t i = 0; i < table->row_count; i++) {
        bool same = true;
        for (int k = 0; keys[k] && same; k++)
            same = strcmp(store_table_text(table, i, keys[k]),
                          store_table_text(other, row, keys[k])) == 0;
        if (same)
            return (long)i;
    }
    return -1;
}

static const char *const target_keys[] = {"name", "cell", "period", NULL};
static const char *const money_keys[] = {"output",      "cell",       "period",
                                         "first_month", "last_month", NULL};

static void copy_texts(struct store_table *to, const struct store_table *from, size_t row,
                       const char *const *columns)
{
    for (int i = 0; columns[i]; i++)
        table_set_text(to, columns[i], store_table_text(from, row, columns[i]));
}

static void copy_numbers(struct store_table *to, const struct store_table *from, size_t row,
                         const char *const *columns)
{
    for (int i = 0; columns[i]; i++)
        table_set_number(to, columns[i], store_table_number(from, row, columns[i]));
}

static void set_run(struct store_table *to, const struct store_run *run)
{
    table_set_number(to, "run", (double)run->id);
    table_set_text(to, "scenario", run->scenario);
}

static void make_target_rows(struct pairs *pairs)
{
    static const char *const texts[] = {"name",   "label", "cell", "cell_label",
                                        "period", "op",    "unit", NULL};
    static const char *const numbers[] = {"threshold", "n",   "probability", "se", "mean",
                                          "p05",       "p50", "p95",         NULL};
    const struct store_table *first = &pairs->targets[0];

    table_start(&pairs->target_rows, "name label cell cell_label period op threshold unit run "
                                     "scenario n probability se mean p05 p50 p95");
    for (size_t row = 0; row < first->row_count; row++)
        for (int i = 0; i < pairs->count; i++) {
            long at = find_row(&pairs->targets[i], first, row, target_keys);
            if (at < 0)
                continue;
            table_add_row(&pairs->target_rows);
            copy_texts(&pairs->target_rows, &pairs->targets[i], (size_t)at, texts);
            copy_numbers(&pairs->target_rows, &pairs->targets[i], (size_t)at, numbers);
            set_run(&pairs->target_rows, &pairs->runs[i]);
        }
}

static void make_money_rows(struct pairs *pairs)
{
    static const char *const numbers[] = {"mean", "p50", "p80", NULL};
    const struct store_table *first = &pairs->money[0];

    table_start(&pairs->money_rows, "fund label period run scenario mean p50 p80");
    for (size_t row = 0; row < first->row_count; row++) {
        if (strcmp(store_table_text(first, row, "role"), "commitment") != 0 ||
            strcmp(store_table_text(first, row, "period"), "all") != 0)
            continue;
        for (int i = 0; i < pairs->count; i++) {
            long at = find_row(&pairs->money[i], first, row, money_keys);
            if (at < 0)
                continue;
            table_add_row(&pairs->money_rows);
            table_set_text(&pairs->money_rows, "fund", store_table_text(first, row, "fund"));
            table_set_text(&pairs->money_rows, "label", store_table_text(first, row, "fund_label"));
            table_set_text(&pairs->money_rows, "period", "all");
            copy_numbers(&pairs->money_rows, &pairs->money[i], (size_t)at, numbers);
            set_run(&pairs->money_rows, &pairs->runs[i]);
        }
    }
}

/* ---- paired differences ---- */

struct difference {
    double n, mean, se, p05, p95, above, below;
    const char *from; /* NULL: nothing is kept */
};

static struct difference from_draws(const double *x, const double *base, size_t count)
{
    struct stats_pair pair = stats_compare(x, base, count);
    const struct stats_row *row = &pair.difference;

    return (struct difference){
        row->n,     row->mean,  row->se, row->quantile[0], row->quantile[STATS_QUANTILES - 1],
        pair.above, pair.below, "draws"};
}

/* Where every draw differs by the same it is known how many are above and below. */
static struct difference from_table(const struct store_difference *stored)
{
    bool known = stored->sd == 0;
    double above = known ? (double)(stored->mean > 0) : (double)NAN;
    double below = known ? (double)(stored->mean < 0) : (double)NAN;

    return (struct difference){stored->n,   stored->mean, stored->se, stored->p05,
                               stored->p95, above,        below,      "differences"};
}

/* Draws of the base's value are read once for all runs. */
static bool find_difference(const struct pairs *pairs, int i, struct store_draws_key key,
                            const double *base, size_t base_count, struct difference *difference,
                            struct error *err)
{
    struct store_difference stored;
    double *x = NULL;
    size_t count = 0;
    bool found = false;

    *difference = (struct difference){.from = NULL};
    if (!store_read_draws(pairs->store, pairs->runs[i].id, key, &x, &count, err))
        return false;
    if (count && base_count)
        *difference = from_draws(x, base, count < base_count ? count : base_count);
    free(x);
    if (difference->from || pairs->runs[i].base_run != pairs->runs[0].id || key.target[0])
        return true;
    if (!store_read_difference(pairs->store, pairs->runs[i].id, pairs->runs[0].id, key, &stored,
                               &found, err))
        return false;
    if (found)
        *difference = from_table(&stored);
    return true;
}

int pairs_better(const struct pairs *pairs, const struct store_table *from, size_t row)
{
    if (from == &pairs->targets[0])
        return strcmp(store_table_text(from, row, "op"), ">=") == 0 ? 1 : -1;
    const char *role = store_table_text(from, row, "role");
    return strcmp(role, "commitment") == 0 || strcmp(role, "arrears") == 0 ? -1 : 0;
}

static void add_difference(struct pairs *pairs, int i, const struct difference *difference,
                           int better)
{
    struct store_table *rows = &pairs->difference_rows;

    table_set_number(rows, "n", difference->n);
    table_set_number(rows, "mean", difference->mean);
    table_set_number(rows, "se", difference->se);
    table_set_number(rows, "p05", difference->p05);
    table_set_number(rows, "p95", difference->p95);
    table_set_number(rows, "above", difference->above);
    table_set_number(rows, "better",
                     better > 0   ? difference->above
                     : better < 0 ? difference->below
                                  : (double)NAN);
    table_set_number(rows, "equal", 1 - difference->above - difference->below);
    table_set_text(rows, "from", difference->from);
    set_run(rows, &pairs->runs[i]);
}

static void describe_target(struct pairs *pairs, size_t row)
{
    static const char *const texts[] = {"name",   "label", "cell", "cell_label",
                                        "period", "unit",  NULL};
    struct store_table *rows = &pairs->difference_rows;

    table_add_row(rows);
    table_set_text(rows, "kind", "target");
    copy_texts(rows, &pairs->targets[0], row, texts);
    table_set_number(rows, "threshold", store_table_number(&pairs->targets[0], row, "threshold"));
}

static void describe_money(struct pairs *pairs, size_t row)
{
    static const char *const texts[] = {"role", "fund", "label", "cell", "period", NULL};
    const struct store_table *money = &pairs->money[0];
    struct store_table *rows = &pairs->difference_rows;

    table_add_row(rows);
    table_set_text(rows, "kind", "money");
    table_set_text(rows, "name", store_table_text(money, row, "output"));
    copy_texts(rows, money, row, texts);
    table_set_text(rows, "cell_label", store_table_text(money, row, "fund_label"));
    table_set_text(rows, "unit", "yuan");
}

/* One value: a row for each run that has it. */
static bool add_value(struct pairs *pairs, size_t row, bool target, struct error *err)
{
    const struct store_table *tables = target ? pairs->targets : pairs->money;
    struct store_draws_key key = {
        .output = target ? "" : store_table_text(&tables[0], row, "output"),
        .target = target ? store_table_text(&tables[0], row, "name") : "",
        .cell = store_table_text(&tables[0], row, "cell"),
        .period = store_table_text(&tables[0], row, "period"),
    };
    double *base;
    size_t count;
    bool read = store_read_draws(pairs->store, pairs->runs[0].id, key, &base, &count, err);

    for (int i = 1; i < pairs->count && read; i++) {
        struct difference difference;
        if (find_row(&tables[i], &tables[0], row, target ? target_keys : money_keys) < 0)
            continue;
        read = find_difference(pairs, i, key, base, count, &difference, err);
        if (!read || !difference.from) {
            pairs->left_out += read;
            continue;
        }
        if (target)
            describe_target(pairs, row);
        else
            describe_money(pairs, row);
        add_difference(pairs, i, &difference, pairs_better(pairs, &tables[0], row));
    }
    free(base);
    return read;
}

static bool make_difference_rows(struct pairs *pairs, struct error *err)
{
    bool made = true;

    for (size_t row = 0; row < pairs->targets[0].row_count && made; row++)
        made = add_value(pairs, row, true, err);
    for (size_t row = 0; row < pairs->money[0].row_count && made; row++)
        made = add_value(pairs, row, false, err);
    return made;
}

/* ---- all of it ---- */

bool pairs_make(struct pairs *pairs, struct store *store, const struct store_run *runs, int count,
                const char *language, bool differences, struct error *err)
{
    size_t bytes = (size_t)count * sizeof(struct store_table);

    *pairs = (struct pairs){.store = store, .runs = runs, .count = count, .language = language};
    pairs->targets = memset(memory_resize(NULL, 1, bytes), 0, bytes);
    pairs->money = memset(memory_resize(NULL, 1, bytes), 0, bytes);
    for (int i = 0; i < count; i++)
        if (!store_read(store, STORE_TARGETS, runs[i].id, language, &pairs->targets[i], err) ||
            !store_read(store, STORE_MONEY, runs[i].id, language, &pairs->money[i], err))
            return false;
    make_target_rows(pairs);
    make_money_rows(pairs);
    table_start(&pairs->difference_rows, "kind name label role fund cell cell_label period "
                                         "threshold unit run scenario n mean se p05 p95 above "
                                         "better equal from");
    return !differences || (make_difference_rows(pairs, err) && pairs_make_regret(pairs, err));
}

void pairs_clear(struct pairs *pairs)
{
    for (int i = 0; i < pairs->count; i++) {
        store_table_clear(&pairs->targets[i]);
        store_table_clear(&pairs->money[i]);
    }
    free(pairs->targets);
    free(pairs->money);
    store_table_clear(&pairs->target_rows);
    store_table_clear(&pairs->money_rows);
    store_table_clear(&pairs->difference_rows);
    store_table_clear(&pairs->regret_rows);
}
