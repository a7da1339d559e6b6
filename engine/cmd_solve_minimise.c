/* polsim solve --minimise: several levers at the least cost so that statements hold with probabilities. */
#include "cmd_solve.h"
#include "error.h"
#include "estimate.h"
#include "expression.h"
#include "optimum.h"
#include "progress.h"
#include "show_minimise.h"

#include <math.h>
#include <string.h>

enum { STEPS_LEAST = 1000, EVALUATIONS = 60, CHECK_TIMES = 4 };

/* What one call holds; empty and valid from the start. */
struct job {
    struct question *question;
    struct show_answer answer;
    const struct solve_settings *settings;
    int lever_count;
    struct lever levers[OPTIMUM_LEVERS_MAX];
    struct solve_claims claims;
    bool together; /* one limit: all in the same draw; else each statement is one */
    double shares[OPTIMUM_LIMITS_MAX];
    struct text cost;              /* the measure of the cost, where it is one */
    struct expression *expression; /* NULL: the cost is a measure's mean */
    struct optimum optimum;
    struct progress progress;
    size_t models;

    double best[SOLVE_CLAIMS_MAX]; /* the most of each statement by itself at any values */
    struct outcome {
        struct estimate together;
        struct solve_shares each;
        double cost;
    } found, fresh; /* at the answer, in the search and on fresh draws */

    /* of the points under way */
    const double *x;
    struct optimum_result *results;
    uint64_t draws;
    double *margin;          /* [draws] */
    struct outcome *outcome; /* where take puts it too; NULL: nowhere */
};

/* ---- what is asked ---- */

static bool read_levers(struct job *job, struct error *err)
{
    const struct option_list *list = &job->settings->lever;

    if (list->count < 1 || list->count > OPTIMUM_LEVERS_MAX)
        return error_set(err, ERROR_USAGE,
                         "--minimise needs 1 to %d --lever NAME=LOW..HIGH, but got %d",
                         OPTIMUM_LEVERS_MAX, list->count);
    if (job->settings->between)
        return error_set(
            err, ERROR_USAGE,
            "--between is for one lever; with --minimise write --lever NAME=LOW..HIGH");
    if (job->settings->step || job->settings->largest)
        return error_set(err, ERROR_USAGE, "--%s does not go with --minimise",
                         job->settings->step ? "step" : "largest");
    for (int i = 0; i < list->count; i++) {
        if (!solve_read_lever(list->items[i], NULL, &job->levers[i], err))
            return false;
        for (int k = 0; k < i; k++)
            if (strcmp(job->levers[k].name, job->levers[i].name) == 0)
                return error_set(err, ERROR_USAGE, "--lever '%s' stands here twice",
                                 job->levers[i].name);
    }
    job->lever_count = list->count;
    return true;
}

static bool check_levers(struct job *job, struct error *err)
{
    for (int i = 0; i < job->lever_count; i++)
        if (!question_find_parameter(job->question->sides[0].model, job->levers[i].name, err))
            return error_prefix(err, "--lever: ");
    return true;
}

static int limit_count(const struct job *job)
{
    return job->together ? 1 : job->claims.count;
}

static bool read_statements(struct job *job, int count, char **texts, struct error *err)
{
    const struct option_list *with = &job->settings->with;

    if (count < 1)
        return error_set(
            err, ERROR_USAGE,
            "--minimise needs statements that shall hold, such as 'arrears@2028 <= 0'");
    if (!solve_read_claims(job->question->sides[0].model, count, texts, &job->claims, err))
        return false;
    count = job->claims.count;
    if (with->count > 1 && with->count != count)
        return error_set(
            err, ERROR_USAGE,
            "there are %d statements and %d --with: give one for all in the same draw, or "
            "one for each by itself",
            count, with->count);
    job->together = count > 1 && with->count < 2;
    for (int l = 0; l < limit_count(job); l++) {
        job->shares[l] = 0.8;
        if (with->count && !solve_read_share(with->items[l], &job->shares[l], err))
            return false;
    }
    return true;
}

/* An expression of levers, else a measure. */
static bool read_cost(struct job *job, struct error *err)
{
    const char *names[OPTIMUM_LEVERS_MAX];
    const char *text = job->settings->minimise;
    struct statement statement;
    struct error not_measure;

    for (int i = 0; i < job->lever_count; i++)
        names[i] = job->levers[i].name;
    job->expression = expression_parse(text, names, job->lever_count, err);
    if (job->expression)
        return true;
    if (!statement_find(job->question->sides[0].model, text, &statement, &not_measure))
        return error_prefix(err, "--minimise ") ||
               error_append(err, "; and it is no measure: %s", not_measure.text);
    measure_add_text(&statement.measure, &job->cost);
    return true;
}

static bool read_question(struct job *job, int argc, char **argv, struct error *err)
{
    return read_levers(job, err) && solve_open(job->question, argv, err) &&
           check_levers(job, err) && read_statements(job, argc - 1, argv + 1, err) &&
           read_cost(job, err);
}

/* ---- running points ---- */

/* How far limit l is kept; the margins stay in job->margin. */
static double keep_limit(struct job *job, int l, const struct statement *statements,
                         const double *y)
{
    int count = job->together ? job->claims.count : 1;

    for (uint64_t i = 0; i < job->draws; i++)
        job->margin[i] =
            solve_margin(&statements[l], count, y + (uint64_t)l * job->draws, job->draws, i);
    return optimum_limit(job->margin, job->draws, job->shares[l]);
}

static bool take_point(void *context, size_t point, const struct statement *statements,
                       const double *y)
{
    struct job *job = context;
    struct optimum_result *result = &job->results[point];
    int count = job->claims.count;
    struct outcome outcome = {0};

    for (int l = 0; l < limit_count(job); l++)
        result->limit[l] = keep_limit(job, l, statements, y);
    outcome.together = estimate_share(job->margin, job->draws);
    solve_count_shares(statements, count, y, job->draws, &outcome.each);
    for (int k = 0; k < count; k++)
        job->best[k] = fmax(job->best[k], outcome.each.holds[k].value);
    result->cost =
        job->expression
            ? expression_value(job->expression, job->x + point * (size_t)job->lever_count)
            : estimate_mean(y + (uint64_t)count * job->draws, job->draws).value;
    outcome.cost = result->cost;
    if (job->outcome)
        *job->outcome = outcome;
    job->models++;
    return progress_update(&job->progress, job->models, 2 * EVALUATIONS);
}

static bool run_points(struct job *job, const double *x, int count, uint64_t draws, uint64_t seed,
                       struct optimum_result *results, struct error *err)
{
    const char *texts[SOLVE_CLAIMS_MAX + 1];
    struct points points = question_points(job->question);

    for (int k = 0; k < job->claims.count; k++)
        texts[k] = text_string(&job->claims.texts[k]);
    texts[job->claims.count] = text_string(&job->cost);
    points.levers = job->levers;
    points.lever_count = job->lever_count;
    points.statements = texts;
    points.statement_count = job->claims.count + !job->expression;
    points.sample.draws = draws;
    points.sample.seed = seed;
    points.take = take_point;
    points.context = job;
    job->x = x;
    job->results = results;
    job->draws = draws;
    return points_run(&points, x, (size_t)count, err);
}

static bool evaluate(void *context, const double *x, int count, struct optimum_result *results,
                     struct error *err)
{
    struct job *job = context;

    return run_points(job, x, count, job->question->draws, job->question->seed, results, err);
}

/* The answer once more, for the shares, and on draws that had no part in finding it. */
static bool check(struct job *job, struct error *err)
{
    uint64_t draws = job->question->draws, seed = job->question->seed;
    struct optimum_result again;

    job->outcome = &job->found;
    if (!run_points(job, job->optimum.x, 1, draws, seed, &again, err))
        return false;
    job->outcome = &job->fresh;
    return run_points(job, job->optimum.x, 1, CHECK_TIMES * draws, seed + 1, &again, err);
}

static bool compute(struct job *job, struct error *err)
{
    double low[OPTIMUM_LEVERS_MAX], high[OPTIMUM_LEVERS_MAX], step[OPTIMUM_LEVERS_MAX];
    const struct optimum_options options = {
        .lever_count = job->lever_count,
        .limit_count = limit_count(job),
        .low = low,
        .high = high,
        .step = step,
        .evaluations = EVALUATIONS,
        .evaluate = evaluate,
        .context = job,
    };

    for (int i = 0; i < job->lever_count; i++) {
        low[i] = job->levers[i].low;
        high[i] = job->levers[i].high;
        step[i] = lever_step(&job->levers[i], STEPS_LEAST);
    }
    job->margin = memory_resize(NULL, CHECK_TIMES * job->question->draws, sizeof *job->margin);
    progress_start(&job->progress, "polsim solve", job->settings->asked.quiet);
    bool done = optimum_find(&options, &job->optimum, err) && check(job, err);
    progress_end(&job->progress);
    return done;
}

/* ---- tables ---- */

static void make_levers(struct job *job)
{
    struct store_table *table = &job->answer.parts[MINIMISE_LEVERS];
    const struct model *model = job->question->sides[0].model;
    struct error err;
    char unit[256];

    table_start(table, MINIMISE_LEVERS_COLUMNS);
    for (int i = 0; i < job->lever_count; i++) {
        const struct lever *lever = &job->levers[i];
        const struct parameter *parameter = question_find_parameter(model, lever->name, &err);
        struct text en = {0}, zh = {0};
        must(parameter);
        question_add_lever(model, lever->name, "en", &en);
        question_add_lever(model, lever->name, "zh", &zh);
        graph_unit_text(model->graph, parameter->unit, unit, sizeof unit);
        table_add_row(table);
        table_set_text(table, "lever", lever->name);
        table_set_text(table, "label_en", text_string(&en));
        table_set_text(table, "label_zh", text_string(&zh));
        table_set_text(table, "unit", unit);
        table_set_number(table, "scaled", lever_is_scaled(lever));
        table_set_number(table, "low", lever->low);
        table_set_number(table, "high", lever->high);
        table_set_number(table, "value", job->optimum.x[i]);
        text_clear(&en);
        text_clear(&zh);
    }
}

static const char *verdict_of(struct estimate share, double wanted)
{
    return share.value >= wanted                          ? "holds"
           : share.value + estimate_half(share) >= wanted ? "chance"
                                                          : "misses";
}

/* Claim k, or with -1 all of them in the same draw; wanted NaN: it is not a limit by itself. */
static void add_constraint(struct job *job, int k, double wanted, struct estimate found,
                           struct estimate fresh)
{
    struct store_table *table = &job->answer.parts[MINIMISE_CONSTRAINTS];
    struct text all = {0};

    solve_add_claims_text(&job->claims, &all);
    table_add_row(table);
    table_set_text(table, "statement", text_string(k < 0 ? &all : &job->claims.texts[k]));
    solve_set_labels(job->question->sides[0].model, &job->claims, k, table);
    table_set_number(table, "confidence", wanted);
    table_set_number(table, "probability", found.value);
    table_set_number(table, "probability_se", found.se);
    table_set_number(table, "check_probability", fresh.value);
    table_set_number(table, "check_se", fresh.se);
    table_set_text(table, "check_verdict", isnan(wanted) ? "" : verdict_of(fresh, wanted));
    table_set_number(table, "best", k < 0 ? NAN : job->best[k]);
    text_clear(&all);
}

static void make_constraints(struct job *job)
{
    table_start(&job->answer.parts[MINIMISE_CONSTRAINTS], MINIMISE_CONSTRAINTS_COLUMNS);
    if (job->together)
        add_constraint(job, -1, job->shares[0], job->found.together, job->fresh.together);
    for (int k = 0; k < job->claims.count; k++)
        add_constraint(job, k, job->together ? (double)NAN : job->shares[k],
                       job->found.each.holds[k], job->fresh.each.holds[k]);
}

static void make_row(struct job *job)
{
    struct store_table *table = &job->answer.parts[MINIMISE_ROW];
    struct statement statement;
    struct error err;
    char unit[256] = "";

    if (!job->expression) {
        must(statement_find(job->question->sides[0].model, text_string(&job->cost), &statement,
                            &err));
        graph_unit_text(job->question->sides[0].model->graph, measure_unit(&statement.measure),
                        unit, sizeof unit);
    }
    table_start(table, MINIMISE_ROW_COLUMNS);
    table_add_row(table);
    table_set_text(table, "cost_text", job->settings->minimise);
    table_set_number(table, "of_measure", job->expression == NULL);
    table_set_text(table, "unit", unit);
    table_set_text(table, "status", job->optimum.feasible ? "found" : "never");
    table_set_number(table, "cost", job->optimum.result.cost);
    table_set_number(table, "check_seed", (double)job->question->seed + 1);
    table_set_number(table, "check_draws", (double)(CHECK_TIMES * job->question->draws));
    table_set_number(table, "check_cost", job->fresh.cost);
}

/* ---- all of it ---- */

static void add_question(const void *context, const char *language, struct text *out)
{
    const struct job *job = context;
    const struct model *model = job->question->sides[0].model;
    struct text list = {0};

    for (int k = 0; k < job->claims.count; k++) {
        text_add(&list, "%s", k ? word(language, ", ") : "");
        solve_add_claim(model, &job->claims, k, language, &list);
        if (!job->together) {
            text_add(&list, " (");
            table_add_share(job->shares[k], &list);
            text_add(&list, ")");
        }
    }
    if (job->together) {
        struct text share = {0};
        table_add_share(job->shares[0], &share);
        text_add(
            out,
            word(language, "The least '%s' so that these hold in %s of the draws, all at once: %s"),
            job->settings->minimise, text_string(&share), text_string(&list));
        text_clear(&share);
    } else {
        text_add(out, word(language, "The least '%s' so that these hold: %s"),
                 job->settings->minimise, text_string(&list));
    }
    text_clear(&list);
}

static void clear_job(struct job *job)
{
    solve_clear_claims(&job->claims);
    text_clear(&job->cost);
    show_answer_clear(&job->answer);
    expression_free(job->expression);
    free(job->margin);
}

bool solve_minimise(int argc, char **argv, const struct solve_settings *settings,
                    struct question *question, struct error *err)
{
    struct job job = {.question = question, .answer = {.kind = "minimise"}, .settings = settings};
    bool done = read_question(&job, argc, argv, err) && compute(&job, err);

    if (done) {
        make_levers(&job);
        make_constraints(&job);
        make_row(&job);
        job.answer.models = job.models;
    }
    done = done && question_finish(question, &job.answer, add_question, &job, err);
    clear_job(&job);
    return done;
}
