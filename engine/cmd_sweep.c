/* polsim sweep: measures over one or two inputs, every point over the same draws. */
#include "cmd_question.h"
#include "command.h"
#include "error.h"
#include "estimate.h"
#include "print.h"
#include "progress.h"
#include "show_sweep.h"
#include "stats.h"

#include <math.h>
#include <string.h>

enum { LEVERS_MOST = 2, MEASURES_MOST = 64, POINTS_ONE = 11, POINTS_MOST = 10201 };
enum { DRAWS_DEFAULT = 1024 }; /* of a scenario's file */

struct settings {
    struct question_settings asked;
    struct option_list over;
};

static const struct option options[] = {
    {"over", 0, OPTION_LIST, "NAME=FROM..TO", offsetof(struct settings, over),
     .meaning = WORD("an input and its values: --over 'pass_rate[level=L3]=0.7..0.9:21' for 21 of "
                     "them (default: 11), --over 'NAME=scaled(0.5..1.5)'; once or twice")},
    QUESTION_OPTIONS(struct settings),
    {0},
};

/* What one call holds; empty and valid from the start. */
struct job {
    struct question question;
    struct show_answer answer;
    struct lever levers[LEVERS_MOST];
    int lever_count;
    struct text measures[MEASURES_MOST]; /* as statement.h reads them */
    int measure_count;
    size_t count;             /* of points */
    double *x;                /* [count][lever_count] */
    struct store_table *made; /* [count]: rows of points, which come in any order */
    size_t done;
    struct progress progress;
};

static void clear_job(struct job *job)
{
    for (int m = 0; m < job->measure_count; m++)
        text_clear(&job->measures[m]);
    for (size_t i = 0; job->made && i < job->count; i++)
        store_table_clear(&job->made[i]);
    free(job->made);
    free(job->x);
    show_answer_clear(&job->answer);
    question_clear(&job->question);
}

/* ---- what is asked ---- */

static bool read_levers(struct job *job, const struct settings *settings, struct error *err)
{
    int count = settings->over.count;

    if (count < 1 || count > LEVERS_MOST)
        return error_set(err, ERROR_USAGE,
                         "'sweep' needs one or two --over 'NAME=FROM..TO', but got %d", count);
    job->count = 1;
    for (int i = 0; i < count; i++) {
        if (!lever_parse(settings->over.items[i], POINTS_ONE, &job->levers[i], err))
            return error_prefix(err, "--over ");
        job->count *= (size_t)job->levers[i].points;
    }
    job->lever_count = count;
    if (count == 2 && strcmp(job->levers[0].name, job->levers[1].name) == 0)
        return error_set(err, ERROR_USAGE, "both --over are of '%s'", job->levers[0].name);
    if (job->count > POINTS_MOST)
        return error_set(err, ERROR_USAGE, "%zu points are more than %d; ask for fewer, ':11'",
                         job->count, POINTS_MOST);
    return true;
}

static void list_points(struct job *job)
{
    int down = job->lever_count == 2 ? job->levers[1].points : 1;

    job->x = memory_resize(NULL, job->count * (size_t)job->lever_count, sizeof *job->x);
    for (size_t i = 0; i < job->count; i++) {
        double *x = job->x + i * (size_t)job->lever_count;
        x[0] = lever_value(&job->levers[0], (int)(i / (size_t)down));
        if (job->lever_count == 2)
            x[1] = lever_value(&job->levers[1], (int)(i % (size_t)down));
    }
    job->made = memory_resize(NULL, job->count, sizeof *job->made);
    memset(job->made, 0, job->count * sizeof *job->made);
}

static bool add_measure(struct job *job, const struct statement *statement, struct error *err)
{
    if (job->measure_count == MEASURES_MOST)
        return error_set(err, ERROR_USAGE, "more than %d measures; ask for fewer", MEASURES_MOST);
    statement_add_text(statement, &job->measures[job->measure_count++]);
    return true;
}

/* Every target as a whole where none is asked for, but for milestones. */
static bool add_targets(struct job *job, struct error *err)
{
    const struct model *model = job->question.sides[0].model;
    bool added = true;

    for (int i = 0; i < model->target_count && added; i++) {
        struct statement statement;
        if (model->targets[i].axes || model_is_milestone(model, &model->targets[i]))
            continue;
        added = statement_find(model, model->targets[i].name, &statement, err) &&
                add_measure(job, &statement, err);
    }
    if (added && !job->measure_count)
        return error_set(err, ERROR_USAGE, "the model has no target; name a measure, such as '%s'",
                         model->output_count ? model->outputs[0].name : "OUTPUT");
    return added;
}

static bool read_measures(struct job *job, int count, char **texts, struct error *err)
{
    bool added = true;

    for (int i = 0; i < count && added; i++) {
        struct statement statement;
        added = statement_find(job->question.sides[0].model, texts[i], &statement, err) &&
                add_measure(job, &statement, err);
    }
    return added && (count || add_targets(job, err));
}

/* ---- tables ---- */

static bool make_lever_table(struct job *job, struct error *err)
{
    struct store_table *table = &job->answer.parts[SWEEP_LEVERS];
    const struct model *model = job->question.sides[0].model;
    static const char *const languages[] = {"en", "zh"};
    static const char *const columns[] = {"label_en", "label_zh"};
    char unit[256];

    table_start(table, SWEEP_LEVERS_COLUMNS);
    for (int i = 0; i < job->lever_count; i++) {
        const struct lever *lever = &job->levers[i];
        const struct parameter *parameter = question_find_parameter(model, lever->name, err);
        if (!parameter)
            return error_prefix(err, "--over: ");
        table_add_row(table);
        table_set_text(table, "lever", lever->name);
        for (int k = 0; k < 2; k++) {
            struct text label = {0};
            question_add_lever(model, lever->name, languages[k], &label);
            table_set_text(table, columns[k], text_string(&label));
            text_clear(&label);
        }
        graph_unit_text(model->graph, parameter->unit, unit, sizeof unit);
        table_set_text(table, "unit", unit);
        table_set_number(table, "scaled", lever_is_scaled(lever));
        table_set_number(table, "low", lever->low);
        table_set_number(table, "high", lever->high);
        table_set_number(table, "points", lever->points);
    }
    return true;
}

static bool make_measure_table(struct job *job, struct error *err)
{
    struct store_table *table = &job->answer.parts[SWEEP_MEASURES];
    const struct model *model = job->question.sides[0].model;
    char unit[256];

    table_start(table, SWEEP_MEASURES_COLUMNS);
    for (int m = 0; m < job->measure_count; m++) {
        struct statement statement;
        struct text en = {0}, zh = {0};
        const char *text = text_string(&job->measures[m]);
        if (!statement_find(model, text, &statement, err))
            return false;
        question_add_measure(&statement.measure, "en", &en);
        question_add_measure(&statement.measure, "zh", &zh);
        graph_unit_text(model->graph, measure_unit(&statement.measure), unit, sizeof unit);
        table_add_row(table);
        table_set_text(table, "measure", text);
        table_set_text(table, "label_en", text_string(&en));
        table_set_text(table, "label_zh", text_string(&zh));
        table_set_text(table, "unit", unit);
        table_set_text(table, "op",
                       statement.threshold > 0   ? ">="
                       : statement.threshold < 0 ? "<="
                                                 : "");
        table_set_number(table, "threshold", statement.threshold ? statement.threshold_value : NAN);
        text_clear(&en);
        text_clear(&zh);
    }
    return true;
}

static void set_statistics(struct store_table *table, const struct statement *statement,
                           const double *y, uint64_t draws)
{
    struct stats_row row = stats_describe(y, draws).difference;
    struct estimate share = {NAN, NAN};

    if (statement->threshold) {
        double *margin = memory_resize(NULL, draws, sizeof *margin);
        for (uint64_t i = 0; i < draws; i++)
            margin[i] = statement_margin(statement, y[i]);
        share = estimate_share(margin, draws);
        free(margin);
    }
    table_set_number(table, "n", row.n);
    table_set_number(table, "mean", row.mean);
    table_set_number(table, "se", row.se);
    table_set_number(table, "p05", row.quantile[0]);
    table_set_number(table, "p50", row.quantile[4]);
    table_set_number(table, "p95", row.quantile[8]);
    table_set_number(table, "probability", row.n > 0 ? share.value : NAN);
    table_set_number(table, "probability_se", row.n > 0 ? share.se : NAN);
}

static bool take_point(void *context, size_t point, const struct statement *statements,
                       const double *y)
{
    struct job *job = context;
    struct store_table *table = &job->made[point];
    const double *x = job->x + point * (size_t)job->lever_count;

    table_start(table, SWEEP_POINTS_COLUMNS);
    for (int m = 0; m < job->measure_count; m++) {
        table_add_row(table);
        table_set_number(table, "x", x[0]);
        table_set_number(table, "y", job->lever_count == 2 ? x[1] : NAN);
        table_set_text(table, "measure", text_string(&job->measures[m]));
        set_statistics(table, &statements[m], y + (size_t)m * job->question.draws,
                       job->question.draws);
    }
    return progress_update(&job->progress, ++job->done, job->count);
}

/* The points in order, in one table. */
static void join_points(struct job *job)
{
    static const char *const numbers[] = {"x",   "y",   "n",   "mean",        "se",
                                          "p05", "p50", "p95", "probability", "probability_se"};
    struct store_table *all = &job->answer.parts[SWEEP_POINTS];

    table_start(all, SWEEP_POINTS_COLUMNS);
    for (size_t i = 0; i < job->count; i++)
        for (size_t row = 0; row < job->made[i].row_count; row++) {
            table_add_row(all);
            table_set_text(all, "measure", store_table_text(&job->made[i], row, "measure"));
            for (size_t k = 0; k < COUNT_OF(numbers); k++)
                table_set_number(all, numbers[k],
                                 store_table_number(&job->made[i], row, numbers[k]));
        }
}

/* ---- what moves nothing is most often a mistake ---- */

static bool is_flat(const struct store_table *points, size_t measure, size_t measures)
{
    static const char *const numbers[] = {"mean", "p05", "p50", "p95", "probability"};

    for (size_t row = measure + measures; row < points->row_count; row += measures)
        for (size_t k = 0; k < COUNT_OF(numbers); k++)
            if (strcmp(store_table_text(points, measure, numbers[k]),
                       store_table_text(points, row, numbers[k])) != 0)
                return false;
    return true;
}

static void warn_of_flat(const struct job *job)
{
    for (int m = 0; m < job->measure_count; m++)
        if (is_flat(&job->answer.parts[SWEEP_POINTS], (size_t)m, (size_t)job->measure_count))
            print_format(
                stderr,
                spoken(
                    "polsim: warning: '%s' is the same at every point; 'polsim check' says which "
                    "inputs nothing uses under the readings in force\n"),
                text_string(&job->measures[m]));
}

/* ---- all of it ---- */

static bool compute(struct job *job, struct error *err)
{
    const char *texts[MEASURES_MOST];
    struct points points = question_points(&job->question);

    points.levers = job->levers;
    points.lever_count = job->lever_count;
    points.statements = texts;
    points.statement_count = job->measure_count;
    points.take = take_point;
    points.context = job;
    for (int m = 0; m < job->measure_count; m++)
        texts[m] = text_string(&job->measures[m]);
    list_points(job);
    progress_start(&job->progress, "polsim sweep", job->question.settings->quiet);
    bool done = points_run(&points, job->x, job->count, err);
    progress_end(&job->progress);
    if (done)
        join_points(job);
    job->answer.models = job->count;
    return done;
}

static void add_question(const void *context, const char *language, struct text *out)
{
    const struct job *job = context;
    struct text levers = {0};

    for (int i = 0; i < job->lever_count; i++) {
        const struct lever *lever = &job->levers[i];
        text_add(&levers, "%s", i ? word(language, " and ") : "");
        question_add_lever(job->question.sides[0].model, lever->name, language, &levers);
        text_add(&levers, " %s%.12g..%.12g%s", lever->before, lever->low, lever->high,
                 lever->after);
    }
    text_add(out, word(language, "What do targets and measures come to over %s?"),
             text_string(&levers));
    text_clear(&levers);
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.asked = QUESTION_DEFAULTS};
    struct job job = {.question = {.settings = &settings.asked}, .answer = {.kind = "sweep"}};

    question_begin(&job.question, "sweep", argc, argv);
    bool done = options_parse(options, &argc, argv, &settings, err) &&
                command_needs(command, argc, 1, -1, err) && read_levers(&job, &settings, err) &&
                question_open(&job.question, argv, 1, DRAWS_DEFAULT, err) &&
                read_measures(&job, argc - 1, argv + 1, err) && make_lever_table(&job, err) &&
                make_measure_table(&job, err) && compute(&job, err);
    if (done && !settings.asked.quiet)
        warn_of_flat(&job);
    done = done && question_finish(&job.question, &job.answer, add_question, &job, err);
    clear_job(&job);
    return done;
}

const struct command command_sweep = {
    .name = "sweep",
    .arguments = "RUN|SCENARIO --over NAME=FROM..TO [MEASURE…]",
    .summary = WORD("measures and targets over one or two inputs, on the same draws"),
    .details = WORD(
        "RUN is a stored run (a number, a scenario's name, @), with its own inputs, seed and "
        "draws; "
        "or a scenario's file (1,024 draws).\n"
        "MEASURE is a target, an output with cell and period, or a statement: T6, "
        "'payment[fund=county_special]@2028', 'arrears@2028 <= 0'; none: every target.\n"
        "Every point is the scenario with one more --set, over the draws of one seed: what differs "
        "from point to point is the input's doing.\n"
        "Example: polsim sweep baseline --over "
        "high_skill_share_planned=0.1..0.2:21 T6 payment@all"),
    .options = options,
    .run = run,
};
