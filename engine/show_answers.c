#include "show_answers.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "error.h"
#include "show_minimise.h"
#include "show_private.h"
#include "show_solve.h"
#include "show_sweep.h"
#include "word.h"

const char *const show_answer_kinds[] = {"sweep",   "solve",  "minimise", "precision",
                                         "explain", "attain", NULL};

bool show_is_answer(const char *kind)
{
    for (size_t i = 0; show_answer_kinds[i]; i++)
        if (strcmp(show_answer_kinds[i], kind) == 0)
            return true;
    return false;
}

static bool add_sweep(struct store *store, int64_t answer, const struct show_options *options,
                      struct text *out, struct error *err)
{
    struct sweep_tables tables;

    if (!show_sweep_read(store, answer, &tables, err))
        return false;
    show_sweep(&tables, options, out);
    show_sweep_clear(&tables);
    return true;
}

static bool add_solve(struct store *store, int64_t answer, const struct show_options *options,
                      struct text *out, struct error *err)
{
    struct solve_tables tables;

    if (!show_solve_read(store, answer, &tables, err))
        return false;
    show_solve(&tables, options, out);
    show_solve_clear(&tables);
    return true;
}

static bool add_minimise(struct store *store, int64_t answer, const struct show_options *options,
                         struct text *out, struct error *err)
{
    struct minimise_tables tables;

    if (!show_minimise_read(store, answer, &tables, err))
        return false;
    show_minimise(&tables, options, out);
    show_minimise_clear(&tables);
    return true;
}

/* ---- how precise the run was asked to be ---- */

static void set_amount(struct store_table *to, const char *column, const struct store_table *from,
                       size_t row, bool share)
{
    struct text text = {0};
    double x = store_table_number(from, row, column);

    if (share)
        text_add(&text, "%.3g %%", 100 * x);
    else
        text_add(&text, "%.6g", x);
    table_set_text(to, column, isnan(x) ? "" : text_string(&text));
    text_clear(&text);
}

static void add_growth(const struct store_table *growth, const struct show_options *options,
                       struct text *out)
{
    struct store_table shown;

    table_start(&shown, "condition draws estimate reached wanted");
    for (size_t row = 0; row < growth->row_count; row++) {
        bool chance = strcmp(store_table_text(growth, row, "of"), "probability") == 0;
        bool relative = store_table_number(growth, row, "relative") != 0;
        table_add_row(&shown);
        table_set_text(&shown, "condition", store_table_text(growth, row, "condition"));
        table_set_number(&shown, "draws", store_table_number(growth, row, "draws"));
        set_amount(&shown, "estimate", growth, row, chance);
        set_amount(&shown, "reached", growth, row, chance || relative);
        set_amount(&shown, "wanted", growth, row, chance || relative);
    }
    show_add_title(word(options->language, "With how many draws it was precise enough"), options,
                   out);
    show_add_table(&shown, "precision", NULL, options, out);
    store_table_clear(&shown);
}

static bool add_precision(struct store *store, int64_t answer, const struct show_options *options,
                          struct text *out, struct error *err)
{
    struct store_table growth;

    if (!store_read_part(store, answer, "growth", &growth, err))
        return false;
    if (options->format == SHOW_TABLE || options->format == SHOW_MARKDOWN)
        add_growth(&growth, options, out);
    else
        show_add_table(&growth, "precision", NULL, options, out);
    store_table_clear(&growth);
    return true;
}

/* ---- any of them ---- */

/* The command to ask with. */
static const char *command_of(const char *kind)
{
    return strcmp(kind, "minimise") == 0    ? "solve --minimise"
           : strcmp(kind, "precision") == 0 ? "run --until"
                                            : kind;
}

bool show_answer(struct store *store, const struct store_run *run, const char *kind,
                 const struct show_options *options, struct text *out, struct error *err)
{
    int64_t answer;

    if (show_has_parts(kind))
        return show_answer_parts(store, run, kind, options, out, err);
    if (!store_find_answer(store, kind, run->id, 0, &answer, err))
        return false;
    if (!answer)
        return error_set(err, ERROR_USAGE,
                         "run %jd has no answer of 'polsim %s'; 'polsim help %.*s' says how "
                         "to ask, and 'polsim runs' lists other runs",
                         (intmax_t)run->id, command_of(kind), (int)strcspn(command_of(kind), " "),
                         command_of(kind));
    return strcmp(kind, "sweep") == 0      ? add_sweep(store, answer, options, out, err)
           : strcmp(kind, "solve") == 0    ? add_solve(store, answer, options, out, err)
           : strcmp(kind, "minimise") == 0 ? add_minimise(store, answer, options, out, err)
                                           : add_precision(store, answer, options, out, err);
}
