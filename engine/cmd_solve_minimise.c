/* polsim solve --minimise: several levers at the least cost so that statements hold with probabilities. */
#include "cmd_solve.h"
#include "error.h"
#include "estimate.h"
#include "expression.h"
#include "optimum.h"
#include "points.h"
#include "print.h"
#include "progress.h"
#include "show_minimise.h"

#include <math.h>
#include <string.h>

enum { STEPS_LEAST = 1000, EVALUATIONS = 60, CHECK_TIMES = 4, PARTS = 3 };

/* What one call holds; empty and valid from the start. */
struct job {
    struct question *question;
    const struct solve_settings *settings;
    int lever_count, statement_count; /* the measure of the cost comes behind the statements */
    struct lever levers[OPTIMUM_LEVERS_MAX];
    struct text statements[OPTIMUM_LIMITS_MAX + 1];
    double shares[OPTIMUM_LIMITS_MAX];
    struct expression *expression; /* NULL: the cost is a measure's mean */
    struct optimum optimum;
    struct minimise_tables tables;
    struct progress progress;
    size_t models;

    /* of the points under way */
    const double *x;
    struct optimum_result *results;
    uint64_t draws;
    double *margin; /* [draws] */
    /* on fresh draws */
    struct estimate check[OPTIMUM_LIMITS_MAX], found[OPTIMUM_LIMITS_MAX];
    double check_cost;
    struct estimate *shares_to; /* where take puts shares too; NULL: nowhere */
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
        if (!question_find_parameter(job->question->model, job->levers[i].name, err))
            return error_prefix(err, "--lever: ");
    return true;
}

static bool read_statements(struct job *job, int count, char **texts, struct error *err)
{
    const struct option_list *with = &job->settings->with;

    if (count < 1 || count > OPTIMUM_LIMITS_MAX)
        return error_set(
            err, ERROR_USAGE,
            "--minimise needs 1 to %d statements, such as 'arrears@2028 <= 0', but got "
            "%d",
            OPTIMUM_LIMITS_MAX, count);
    if (with->count > 1 && with->count != count)
        return error_set(err, ERROR_USAGE,
                         "there are %d statements and %d --with: give one for all, or one for each",
                         count, with->count);
    for (int i = 0; i < count; i++) {
        struct statement statement;
        job->shares[i] = 0.8;
        if (!statement_find_claim(job->question->model, texts[i], &statement, err) ||
            (with->count &&
             !solve_read_share(with->items[with->count > 1 ? i : 0], &job->shares[i], err)))
            return false;
        statement_add_text(&statement, &job->statements[job->statement_count++]);
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
    if (!statement_find(job->question->model, text, &statement, &not_measure))
        return error_prefix(err, "--minimise ") ||
               error_append(err, "; and it is no measure: %s", not_measure.text);
    measure_add_text(&statement.measure, &job->statements[job->statement_count]);
    return true;
}

static bool read_question(struct job *job, int argc, char **argv, struct error *err)
{
    return read_levers(job, err) &&
           question_load(job->question, argv[0], &job->settings->set, job->settings->inputs, err) &&
           check_levers(job, err) && read_statements(job, argc - 1, argv + 1, err) &&
           read_cost(job, err);
}

/* ---- running points ---- */

static bool take_point(void *context, size_t point, const struct statement *statements,
                       const double *y)
{
    struct job *job = context;
    struct optimum_result *result = &job->results[point];

    for (int k = 0; k < job->statement_count; k++, y += job->draws) {
        for (uint64_t i = 0; i < job->draws; i++)
            job->margin[i] = statement_margin(&statements[k], y[i]);
        result->limit[k] = optimum_limit(job->margin, job->draws, job->shares[k]);
        if (job->shares_to)
            job->shares_to[k] = estimate_share(job->margin, job->draws);
    }
    result->cost = job->expression ? expression_value(job->expression,
                                                      job->x + point * (size_t)job->lever_count)
                                   : estimate_mean(y, job->draws).value;
    job->models++;
    return progress_update(&job->progress, job->models, 2 * EVALUATIONS);
}

static bool run_points(struct job *job, const double *x, int count, uint64_t draws, uint64_t seed,
                       struct optimum_result *results, struct error *err)
{
    const char *texts[OPTIMUM_LIMITS_MAX + 1];
    const struct points points = {
        .path = job->question->path,
        .changes = &job->question->changes,
        .levers = job->levers,
        .lever_count = job->lever_count,
        .statements = texts,
        .statement_count = job->statement_count + !job->expression,
        .sample = {.draws = draws, .seed = seed, .threads = (int)job->settings->threads},
        .take = take_point,
        .context = job,
    };

    for (int i = 0; i < points.statement_count; i++)
        texts[i] = text_string(&job->statements[i]);
    job->x = x;
    job->results = results;
    job->draws = draws;
    return points_run(&points, x, (size_t)count, err);
}

static bool evaluate(void *context, const double *x, int count, struct optimum_result *results,
                     struct error *err)
{
    struct job *job = context;

    return run_points(job, x, count, job->settings->draws, job->settings->seed, results, err);
}

/* The answer once more, for the shares, and on draws that had no part in finding it. */
static bool check(struct job *job, struct error *err)
{
    uint64_t draws = job->settings->draws, seed = job->settings->seed;
    struct optimum_result again;

    job->shares_to = job->found;
    if (!run_points(job, job->optimum.x, 1, draws, seed, &again, err))
        return false;
    job->shares_to = job->check;
    if (!run_points(job, job->optimum.x, 1, CHECK_TIMES * draws, seed + 1, &again, err))
        return false;
    job->check_cost = again.cost;
    return true;
}

static bool compute(struct job *job, struct error *err)
{
    double low[OPTIMUM_LEVERS_MAX], high[OPTIMUM_LEVERS_MAX], step[OPTIMUM_LEVERS_MAX];
    const struct optimum_options options = {
        .lever_count = job->lever_count,
        .limit_count = job->statement_count,
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
    job->margin = memory_resize(NULL, CHECK_TIMES * job->settings->draws, sizeof *job->margin);
    progress_start(&job->progress, "polsim solve", job->settings->quiet);
    bool done = optimum_find(&options, &job->optimum, err) && check(job, err);
    progress_end(&job->progress);
    return done;
}

/* ---- tables ---- */

static void set_labels(struct store_table *table, const struct text *en, const struct text *zh)
{
    table_set_text(table, "label_en", text_string(en));
    table_set_text(table, "label_zh", text_string(zh));
}

static void make_levers(struct job *job)
{
    struct store_table *table = &job->tables.levers;
    const struct model *model = job->question->model;
    struct error err;
    char unit[256];

    table_start(table, MINIMISE_LEVERS);
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
        set_labels(table, &en, &zh);
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

static void make_constraints(struct job *job)
{
    struct store_table *table = &job->tables.constraints;

    table_start(table, MINIMISE_CONSTRAINTS);
    for (int k = 0; k < job->statement_count; k++) {
        struct statement statement;
        struct error err;
        struct text en = {0}, zh = {0};
        const char *text = text_string(&job->statements[k]);
        must(statement_find(job->question->model, text, &statement, &err));
        question_add_statement(&statement, "en", &en);
        question_add_statement(&statement, "zh", &zh);
        table_add_row(table);
        table_set_text(table, "statement", text);
        set_labels(table, &en, &zh);
        table_set_number(table, "confidence", job->shares[k]);
        table_set_number(table, "probability", job->found[k].value);
        table_set_number(table, "probability_se", job->found[k].se);
        table_set_number(table, "check_probability", job->check[k].value);
        table_set_number(table, "check_se", job->check[k].se);
        table_set_text(table, "check_verdict", verdict_of(job->check[k], job->shares[k]));
        text_clear(&en);
        text_clear(&zh);
    }
}

static void make_row(struct job *job)
{
    struct store_table *table = &job->tables.minimise;
    struct statement statement;
    struct error err;
    char unit[256] = "";

    if (!job->expression) {
        must(statement_find(job->question->model,
                            text_string(&job->statements[job->statement_count]), &statement, &err));
        graph_unit_text(job->question->model->graph, measure_unit(&statement.measure), unit,
                        sizeof unit);
    }
    table_start(table, MINIMISE_ROW);
    table_add_row(table);
    table_set_text(table, "cost_text", job->settings->minimise);
    table_set_number(table, "of_measure", job->expression == NULL);
    table_set_text(table, "unit", unit);
    table_set_text(table, "status", job->optimum.feasible ? "found" : "never");
    table_set_number(table, "cost", job->optimum.result.cost);
    table_set_number(table, "check_seed", (double)job->settings->seed + 1);
    table_set_number(table, "check_draws", (double)(CHECK_TIMES * job->settings->draws));
    table_set_number(table, "check_cost", job->check_cost);
}

/* ---- all of it ---- */

static void add_question(const struct job *job, const char *language, struct text *out)
{
    const char *label = strcmp(language, "zh") == 0 ? "label_zh" : "label_en";
    struct text list = {0};

    for (int k = 0; k < job->statement_count; k++) {
        text_add(&list, "%s%s (", k ? word(language, ", ") : "",
                 store_table_text(&job->tables.constraints, (size_t)k, label));
        table_add_share(job->shares[k], &list);
        text_add(&list, ")");
    }
    text_add(out, word(language, "The least '%s' so that these hold: %s"), job->settings->minimise,
             text_string(&list));
    text_clear(&list);
}

static bool keep(struct job *job, struct error *err)
{
    const struct store_part parts[PARTS] = {{"minimise", &job->tables.minimise},
                                            {"levers", &job->tables.levers},
                                            {"constraints", &job->tables.constraints}};
    struct text en = {0}, zh = {0};

    if (job->settings->no_store)
        return true;
    add_question(job, "en", &en);
    add_question(job, "zh", &zh);
    struct store_answer answer = {.kind = "minimise",
                                  .question = {text_string(&en), text_string(&zh)},
                                  .draws = job->settings->draws,
                                  .seed = job->settings->seed,
                                  .models = job->models};
    bool kept = question_store(job->question, job->settings->store, job->settings->quiet, &answer,
                               parts, PARTS, err);
    text_clear(&en);
    text_clear(&zh);
    return kept;
}

static bool print(struct job *job, struct error *err)
{
    const struct show_options show = solve_show_options(job->settings);
    struct text out = {0};

    show_minimise(&job->tables, &show, &out);
    bool printed = command_write(job->settings->out, &out, err);
    text_clear(&out);
    return printed;
}

static void clear_job(struct job *job)
{
    for (int i = 0; i <= OPTIMUM_LIMITS_MAX; i++)
        text_clear(&job->statements[i]);
    show_minimise_clear(&job->tables);
    expression_free(job->expression);
    free(job->margin);
}

bool solve_minimise(int argc, char **argv, const struct solve_settings *settings,
                    struct question *question, struct error *err)
{
    struct job job = {.question = question, .settings = settings};
    bool done = read_question(&job, argc, argv, err) && compute(&job, err);

    if (done) {
        make_levers(&job);
        make_constraints(&job);
        make_row(&job);
        if (!settings->quiet)
            print_format(stderr, spoken("polsim: %zu runs of %ju draws in %.2f s\n"), job.models,
                         (uintmax_t)settings->draws, question_seconds(question));
    }
    done = done && keep(&job, err) && print(&job, err);
    clear_job(&job);
    return done;
}
