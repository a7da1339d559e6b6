/* What shall hold: one statement, or several in the same draw. Part of cmd_solve.h. */
#include "cmd_solve.h"
#include "error.h"

#include <math.h>
#include <string.h>

/* ---- reading ---- */

static bool add_claim(const struct statement *statement, struct solve_claims *claims,
                      struct error *err)
{
    if (claims->count == SOLVE_CLAIMS_MAX)
        return error_set(err, ERROR_USAGE, "there are more than %d statements: leave some out",
                         SOLVE_CLAIMS_MAX);
    statement_add_text(statement, &claims->texts[claims->count++]);
    return true;
}

static bool add_targets(const struct model *model, struct solve_claims *claims, struct error *err)
{
    bool added = true;

    for (int i = 0; i < model->target_count && added; i++) {
        const struct target *target = &model->targets[i];
        size_t cells = graph_cells(model->graph, target->axes);
        for (size_t c = 0; c < cells && added && !model_is_milestone(model, target); c++)
            added = add_claim(&(struct statement){measure_of_target(model, target, c),
                                                  target->threshold, target->threshold_value},
                              claims, err);
    }
    return added;
}

/* 'targets' is every target, where the model has nothing of that name. */
static bool read_claim(const struct model *model, const char *text, struct solve_claims *claims,
                       struct error *err)
{
    struct statement statement;
    struct error ignored;

    if (strcmp(text, "targets") == 0 && !statement_find(model, text, &statement, &ignored))
        return add_targets(model, claims, err) &&
               (claims->count > 0 ||
                error_set(err, ERROR_USAGE, "the model '%s' has no targets", model->name));
    return statement_find_claim(model, text, &statement, err) && add_claim(&statement, claims, err);
}

bool solve_read_claims(const struct model *model, int count, char **texts,
                       struct solve_claims *claims, struct error *err)
{
    for (int i = 0; i < count; i++)
        if (!read_claim(model, texts[i], claims, err))
            return false;
    return true;
}

void solve_clear_claims(struct solve_claims *claims)
{
    for (int k = 0; k < claims->count; k++)
        text_clear(&claims->texts[k]);
    claims->count = 0;
}

/* ---- words ---- */

static struct statement claim_of(const struct model *model, const struct solve_claims *claims,
                                 int k)
{
    struct statement statement;
    struct error err;

    must(statement_find(model, text_string(&claims->texts[k]), &statement, &err));
    return statement;
}

void solve_add_claim(const struct model *model, const struct solve_claims *claims, int k,
                     const char *language, struct text *out)
{
    struct statement statement = claim_of(model, claims, k);

    question_add_statement(&statement, language, out);
}

void solve_add_claims(const struct model *model, const struct solve_claims *claims,
                      const char *language, struct text *out)
{
    struct text names = {0};

    if (claims->count == 1) {
        solve_add_claim(model, claims, 0, language, out);
        return;
    }
    for (int k = 0; k < claims->count; k++) {
        struct statement statement = claim_of(model, claims, k);
        text_add(&names, "%s", k ? word(language, "; ") : "");
        question_add_measure(&statement.measure, language, &names);
    }
    text_add(out, word(language, "all at once: %s"), text_string(&names));
    text_clear(&names);
}

void solve_add_claims_text(const struct solve_claims *claims, struct text *out)
{
    for (int k = 0; k < claims->count; k++)
        text_add(out, "%s%s", k ? "; " : "", text_string(&claims->texts[k]));
}

void solve_set_labels(const struct model *model, const struct solve_claims *claims, int k,
                      struct store_table *table)
{
    struct text en = {0}, zh = {0};

    if (k < 0) {
        solve_add_claims(model, claims, "en", &en);
        solve_add_claims(model, claims, "zh", &zh);
    } else {
        solve_add_claim(model, claims, k, "en", &en);
        solve_add_claim(model, claims, k, "zh", &zh);
    }
    table_set_text(table, "label_en", text_string(&en));
    table_set_text(table, "label_zh", text_string(&zh));
    text_clear(&en);
    text_clear(&zh);
}

/* ---- in one draw ---- */

/* Of its goal, so that margins of different units stand beside each other. */
static double relative_margin(const struct statement *statement, double y)
{
    double scale = fabs(statement->threshold_value);

    return statement_margin(statement, y) / (scale > 0 ? scale : 1);
}

double solve_margin(const struct statement *statements, int count, const double *y, uint64_t draws,
                    uint64_t draw)
{
    double least = INFINITY;

    if (count == 1)
        return statement_margin(&statements[0], y[draw]);
    for (int k = 0; k < count; k++) {
        double margin = relative_margin(&statements[k], y[(uint64_t)k * draws + draw]);
        if (isnan(margin))
            return NAN;
        least = margin < least ? margin : least;
    }
    return least;
}

/* The only one of the statements that fails in this draw; -1: none, -2: several. */
static int only_failure(const struct statement *statements, int count, const double *y,
                        uint64_t draws, uint64_t draw)
{
    int failing = -1;

    for (int k = 0; k < count; k++)
        if (!(statement_margin(&statements[k], y[(uint64_t)k * draws + draw]) >= 0)) {
            if (failing >= 0)
                return -2;
            failing = k;
        }
    return failing;
}

void solve_count_shares(const struct statement *statements, int count, const double *y,
                        uint64_t draws, struct solve_shares *shares)
{
    double *margin = memory_resize(NULL, draws, sizeof *margin);
    uint64_t alone[SOLVE_CLAIMS_MAX] = {0};

    for (int k = 0; k < count; k++) {
        for (uint64_t i = 0; i < draws; i++)
            margin[i] = statement_margin(&statements[k], y[(uint64_t)k * draws + i]);
        shares->holds[k] = estimate_share(margin, draws);
    }
    for (uint64_t i = 0; i < draws; i++) {
        int k = only_failure(statements, count, y, draws, i);
        if (k >= 0)
            alone[k]++;
    }
    for (int k = 0; k < count; k++)
        shares->alone[k] = (double)alone[k] / (double)draws;
    free(margin);
}
