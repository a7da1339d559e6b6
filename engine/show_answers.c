#include "show_answers.h"

#include <inttypes.h>
#include <string.h>

#include "error.h"
#include "show_minimise.h"
#include "show_solve.h"
#include "show_sweep.h"

const char *const show_answer_kinds[] = {"sweep", "solve", "minimise", NULL};

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

bool show_answer(struct store *store, const struct store_run *run, const char *kind,
                 const struct show_options *options, struct text *out, struct error *err)
{
    int64_t answer;

    if (!store_find_answer(store, kind, run->id, 0, &answer, err))
        return false;
    if (!answer)
        return error_set(err, ERROR_USAGE,
                         "run %" PRId64
                         " has no answer of 'polsim %s'; 'polsim help %s' says how to "
                         "ask, and 'polsim runs' lists other runs",
                         run->id, strcmp(kind, "minimise") == 0 ? "solve --minimise" : kind,
                         strcmp(kind, "minimise") == 0 ? "solve" : kind);
    return strcmp(kind, "sweep") == 0   ? add_sweep(store, answer, options, out, err)
           : strcmp(kind, "solve") == 0 ? add_solve(store, answer, options, out, err)
                                        : add_minimise(store, answer, options, out, err);
}
