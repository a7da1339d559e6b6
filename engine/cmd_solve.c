/* polsim solve: what it takes: the value of one lever so that a statement holds with a probability; and, with
   --minimise, the values of several at the least cost (cmd_solve_minimise.c). */
#include "cmd_solve.h"
#include "error.h"
#include "need.h"
#include "points.h"
#include "print.h"
#include "progress.h"
#include "show_solve.h"

#include <math.h>
#include <string.h>

enum { STEPS_LEAST = 1000, PLACES_MOST = 1000000 };

static const char *const formats[] = {"table", "csv", "json", NULL};

static const struct option options[] = {
    {"lever", 0, OPTION_LIST, "NAME", offsetof(struct solve_settings, lever),
     .meaning = WORD("the input that is looked for: NAME with --between, or NAME=LOW..HIGH; with "
                     "--minimise several")},
    {"between", 0, OPTION_TEXT, "RANGE", offsetof(struct solve_settings, between),
     .meaning = WORD("where to look, LOW..HIGH; 'scaled(0.5..2)': times what it is")},
    {"with", 0, OPTION_LIST, "SHARE", offsetof(struct solve_settings, with),
     .meaning = WORD("in what share of the draws the statement shall hold (default: 0.8); with "
                     "--minimise one for all or one a statement")},
    {"largest", 0, OPTION_FLAG, NULL, offsetof(struct solve_settings, largest),
     .meaning = WORD("the largest value that will do, not the smallest")},
    {"step", 0, OPTION_TEXT, "X", offsetof(struct solve_settings, step),
     .meaning = WORD("how fine the answer is (default: a thousandth of the range, rounded)")},
    {"minimise", 0, OPTION_TEXT, "COST", offsetof(struct solve_settings, minimise),
     .meaning = WORD("several levers at the least cost: '1000*a + b' of levers' names, or a "
                     "measure, whose mean counts")},
    {"draws", 'n', OPTION_COUNT, "N", offsetof(struct solve_settings, draws),
     WORD("draws of each point (default: 1024)"), .least = 32, .most = (uint64_t)1 << 20},
    {"seed", 0, OPTION_COUNT, "S", offsetof(struct solve_settings, seed),
     WORD("seed of all random numbers (default: 1)"), .most = INT64_MAX - 1},
    {"set", 's', OPTION_LIST, "NAME=VALUE", offsetof(struct solve_settings, set),
     .meaning = WORD("change an input, as in 'polsim run'")},
    {"inputs", 0, OPTION_TEXT, "FILE", offsetof(struct solve_settings, inputs),
     .meaning = WORD("change the inputs that were edited in FILE, as in 'polsim run'")},
    {"format", 'f', OPTION_CHOICE, "table|csv|json", offsetof(struct solve_settings, format),
     WORD("how to print (default: table)"), .choices = formats},
    {"out", 'o', OPTION_TEXT, "FILE", offsetof(struct solve_settings, out),
     .meaning = WORD("write to a file instead of the screen")},
    OPTION_STORE(struct solve_settings),
    {"no-store", 0, OPTION_FLAG, NULL, offsetof(struct solve_settings, no_store),
     .meaning = WORD("print only, store nothing")},
    {"quiet", 'q', OPTION_FLAG, NULL, offsetof(struct solve_settings, quiet),
     .meaning = WORD("no progress and no talk")},
    OPTION_LANGUAGE(struct solve_settings),
    {"threads", 't', OPTION_COUNT, "N", offsetof(struct solve_settings, threads),
     WORD("threads (default: one a processor); results do not depend on it"), .least = 1,
     .most = 64},
    {0},
};

/* What one call holds; empty and valid from the start. */
struct job {
    struct question question;
    const struct solve_settings *settings;
    struct lever lever;
    struct text statement; /* as statement.h reads it */
    double share, step;
    int last;
    struct need need;
    struct solve_tables tables;
    struct estimate check; /* on fresh draws */
    double *const *margin; /* of the points under way */
    size_t models;
    struct progress progress;
};

/* ---- shared with cmd_solve_minimise.c ---- */

bool solve_read_lever(const char *text, const char *between, struct lever *lever, struct error *err)
{
    struct text whole = {0};

    text_add(&whole, "%s%s%s", text, between ? "=" : "", between ? between : "");
    bool read =
        lever_parse(text_string(&whole), STEPS_LEAST, lever, err) || error_prefix(err, "--lever ");
    text_clear(&whole);
    return read;
}

bool solve_read_share(const char *text, double *share, struct error *err)
{
    if (statement_read_number(text, share) && *share > 0 && *share <= 1)
        return true;
    return error_set(
        err, ERROR_USAGE,
        "--with '%s': a share of the draws is above 0 and at most 1, such as 0.8 or 80%%", text);
}

struct show_options solve_show_options(const struct solve_settings *settings)
{
    return (struct show_options){.format = strcmp(settings->format, "csv") == 0    ? SHOW_CSV
                                           : strcmp(settings->format, "json") == 0 ? SHOW_JSON
                                                                                   : SHOW_TABLE,
                                 .language = settings->language};
}

/* ---- what is asked ---- */

static bool read_step(struct job *job, struct error *err)
{
    const char *text = job->settings->step;
    double width = job->lever.high - job->lever.low;

    job->step = lever_step(&job->lever, STEPS_LEAST);
    if (text && (!statement_read_number(text, &job->step) || job->step <= 0 || job->step > width))
        return error_set(err, ERROR_USAGE,
                         "--step '%s': a number above 0 and at most the range's width, %.12g", text,
                         width);
    if (width / job->step > PLACES_MOST)
        return error_set(err, ERROR_USAGE, "--step '%s' makes more than %d values", text,
                         PLACES_MOST);
    job->last = (int)ceil(width / job->step - 1e-9);
    return true;
}

static bool read_question(struct job *job, int argc, char **argv, struct error *err)
{
    const struct solve_settings *settings = job->settings;
    struct statement statement;

    if (settings->lever.count != 1)
        return error_set(
            err, ERROR_USAGE,
            "'solve' needs one --lever, but got %d; several levers need --minimise COST",
            settings->lever.count);
    if (argc != 2)
        return error_set(err, ERROR_USAGE,
                         "'solve' needs a scenario and one statement, such as 'arrears@2028 <= 0', "
                         "but got %d arguments",
                         argc);
    if (settings->with.count > 1)
        return error_set(err, ERROR_USAGE, "--with stands here twice");
    job->share = 0.8;
    if (!solve_read_lever(settings->lever.items[0], settings->between, &job->lever, err) ||
        !read_step(job, err) ||
        (settings->with.count && !solve_read_share(settings->with.items[0], &job->share, err)) ||
        !question_load(&job->question, argv[0], &settings->set, settings->inputs, err) ||
        !question_find_parameter(job->question.model, job->lever.name, err) ||
        !statement_find_claim(job->question.model, argv[1], &statement, err))
        return false;
    statement_add_text(&statement, &job->statement);
    return true;
}

/* ---- running points ---- */

static double value_at(const struct job *job, double place)
{
    double low = job->lever.low, high = job->lever.high;
    double x = job->settings->largest ? high - place * job->step : low + place * job->step;

    return x < low ? low : x > high ? high : lever_round(x);
}

static bool take_margin(void *context, size_t point, const struct statement *statements,
                        const double *y)
{
    struct job *job = context;

    for (uint64_t i = 0; i < job->settings->draws; i++)
        job->margin[point][i] = statement_margin(&statements[0], y[i]);
    job->models++;
    return progress_update(&job->progress, job->models, NEED_POINTS_USUAL);
}

static bool run_points(struct job *job, const double *x, int count, uint64_t seed,
                       double *const *margin, struct error *err)
{
    const char *const statements[] = {text_string(&job->statement)};
    const struct points points = {
        .path = job->question.path,
        .changes = &job->question.changes,
        .levers = &job->lever,
        .lever_count = 1,
        .statements = statements,
        .statement_count = 1,
        .sample = {.draws = job->settings->draws,
                   .seed = seed,
                   .threads = (int)job->settings->threads},
        .take = take_margin,
        .context = job,
    };

    job->margin = margin;
    return points_run(&points, x, (size_t)count, err);
}

static bool evaluate(void *context, const int *place, int count, double *const *margin,
                     struct error *err)
{
    struct job *job = context;
    double x[NEED_POINTS_MAX];

    for (int i = 0; i < count; i++)
        x[i] = value_at(job, place[i]);
    return run_points(job, x, count, job->settings->seed, margin, err);
}

/* The answer again on draws that had no part in finding it. */
static bool check(struct job *job, struct error *err)
{
    double *margin = memory_resize(NULL, job->settings->draws, sizeof *margin);
    double x = value_at(job, job->need.answer);
    bool done = run_points(job, &x, 1, job->settings->seed + 1, &margin, err);

    if (done)
        job->check = estimate_share(margin, job->settings->draws);
    free(margin);
    return done;
}

static bool compute(struct job *job, struct error *err)
{
    const struct need_options need = {
        .last = job->last,
        .share = job->share,
        .draws = job->settings->draws,
        .evaluate = evaluate,
        .context = job,
    };

    progress_start(&job->progress, "polsim solve", job->settings->quiet);
    bool done = need_find(&need, &job->need, err) && check(job, err);
    progress_end(&job->progress);
    return done;
}

/* ---- tables ---- */

static void set_place(struct store_table *table, const char *column, const struct job *job,
                      double place)
{
    table_set_number(table, column, isfinite(place) ? value_at(job, place) : NAN);
}

static void set_words(struct job *job, struct store_table *table)
{
    const struct model *model = job->question.model;
    static const char *const languages[] = {"en", "zh"};
    static const char *const labels[] = {"label_en", "label_zh"}, *const levers[] = {"lever_en",
                                                                                     "lever_zh"};
    struct statement statement;
    struct error err;
    char unit[256];

    must(statement_find(model, text_string(&job->statement), &statement, &err));
    for (int k = 0; k < 2; k++) {
        struct text label = {0}, lever = {0};
        question_add_statement(&statement, languages[k], &label);
        question_add_lever(model, job->lever.name, languages[k], &lever);
        table_set_text(table, labels[k], text_string(&label));
        table_set_text(table, levers[k], text_string(&lever));
        text_clear(&label);
        text_clear(&lever);
    }
    const struct parameter *parameter = question_find_parameter(model, job->lever.name, &err);
    must(parameter);
    graph_unit_text(model->graph, parameter->unit, unit, sizeof unit);
    table_set_text(table, "unit", unit);
}

static void make_row(struct job *job)
{
    static const char *const statuses[] = {"found", "at_start", "never"};
    struct store_table *table = &job->tables.solve;
    const struct need *need = &job->need;
    const struct need_point *answer = need_point_at(need, need->answer);
    const struct need_point *before = need_point_at(need, need->answer - 1);
    bool largest = job->settings->largest;

    table_start(table, SOLVE_ROW);
    table_add_row(table);
    set_words(job, table);
    table_set_text(table, "statement", text_string(&job->statement));
    table_set_text(table, "lever", job->lever.name);
    table_set_number(table, "scaled", lever_is_scaled(&job->lever));
    table_set_text(table, "side", largest ? "largest" : "smallest");
    table_set_number(table, "confidence", job->share);
    table_set_text(table, "status", statuses[need->status]);
    set_place(table, "value", job, need->answer);
    set_place(table, largest ? "high" : "low", job, floor(need->low));
    set_place(table, largest ? "low" : "high", job, ceil(need->high));
    table_set_number(table, "step", job->step);
    table_set_number(table, "least", job->lever.low);
    table_set_number(table, "most", job->lever.high);
    table_set_number(table, "probability", answer->share.value);
    table_set_number(table, "probability_se", answer->share.se);
    table_set_number(table, "before",
                     need->status == NEED_FOUND && before ? before->share.value : NAN);
    table_set_number(table, "check_seed", (double)job->settings->seed + 1);
    table_set_number(table, "check_probability", job->check.value);
    table_set_number(table, "check_se", job->check.se);
    table_set_number(table, "turned", (double)need->turned / (double)need->draws);
    table_set_number(table, "fall", need->fall);
    table_set_number(table, "flat", need->flat);
}

static void add_to_curve(struct job *job, double confidence)
{
    struct store_table *table = &job->tables.curve;
    double place = ceil(need_at(&job->need, confidence));

    table_add_row(table);
    table_set_number(table, "confidence", confidence);
    set_place(table, "need", job, place == -INFINITY ? 0 : place);
    table_set_number(table, "at_start", place == -INFINITY);
}

/* P50 … P95, and the wanted share in its place. */
static void make_curve(struct job *job)
{
    bool wanted = false;

    table_start(&job->tables.curve, SOLVE_CURVE);
    for (int percent = 50; percent <= 95; percent += 5) {
        double confidence = percent / 100.0;
        if (!wanted && job->share <= confidence + 1e-9) {
            if (job->share < confidence - 1e-9)
                add_to_curve(job, job->share);
            wanted = true;
        }
        add_to_curve(job, confidence);
    }
    if (!wanted)
        add_to_curve(job, job->share);
}

static void make_points(struct job *job)
{
    struct store_table *table = &job->tables.points;

    table_start(table, SOLVE_POINTS);
    for (int i = 0; i < job->need.count; i++) {
        const struct need_point *point =
            &job->need.points[job->settings->largest ? job->need.count - 1 - i : i];
        table_add_row(table);
        table_set_number(table, "x", value_at(job, point->place));
        table_set_number(table, "probability", point->share.value);
        table_set_number(table, "probability_se", point->share.se);
    }
}

/* ---- all of it ---- */

static void add_question(const struct job *job, const char *language, struct text *out)
{
    struct text share = {0}, lever = {0};
    bool zh = strcmp(language, "zh") == 0;

    table_add_share(job->share, &share);
    question_add_lever(job->question.model, job->lever.name, language, &lever);
    text_add(out,
             word(language, job->settings->largest
                                ? WORD("The largest '%s' so that '%s' holds in %s of the draws")
                                : WORD("The smallest '%s' so that '%s' holds in %s of the draws")),
             text_string(&lever),
             store_table_text(&job->tables.solve, 0, zh ? "label_zh" : "label_en"),
             text_string(&share));
    text_clear(&share);
    text_clear(&lever);
}

static bool keep(struct job *job, struct error *err)
{
    const struct store_part parts[] = {{"solve", &job->tables.solve},
                                       {"curve", &job->tables.curve},
                                       {"points", &job->tables.points}};
    struct text en = {0}, zh = {0};

    if (job->settings->no_store)
        return true;
    add_question(job, "en", &en);
    add_question(job, "zh", &zh);
    struct store_answer answer = {.kind = "solve",
                                  .question = {text_string(&en), text_string(&zh)},
                                  .draws = job->settings->draws,
                                  .seed = job->settings->seed,
                                  .models = job->models};
    bool kept = question_store(&job->question, job->settings->store, job->settings->quiet, &answer,
                               parts, COUNT_OF(parts), err);
    text_clear(&en);
    text_clear(&zh);
    return kept;
}

static bool print(struct job *job, struct error *err)
{
    const struct show_options show = solve_show_options(job->settings);
    struct text out = {0};

    show_solve(&job->tables, &show, &out);
    bool printed = command_write(job->settings->out, &out, err);
    text_clear(&out);
    return printed;
}

static bool solve_one(int argc, char **argv, const struct solve_settings *settings,
                      struct question *question, struct error *err)
{
    struct job job = {.question = *question, .settings = settings};
    bool done = read_question(&job, argc, argv, err) && compute(&job, err);

    if (done) {
        make_row(&job);
        make_curve(&job);
        make_points(&job);
        if (!settings->quiet)
            print_format(stderr, spoken("polsim: %zu runs of %ju draws in %.2f s\n"), job.models,
                         (uintmax_t)settings->draws, question_seconds(&job.question));
    }
    done = done && keep(&job, err) && print(&job, err);
    need_clear(&job.need);
    show_solve_clear(&job.tables);
    text_clear(&job.statement);
    *question = job.question;
    return done;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct solve_settings settings = {.draws = 1024,
                                      .seed = 1,
                                      .store = OPTION_STORE_DEFAULT,
                                      .language = options_language(),
                                      .format = "table"};
    struct question question = {0};

    question_begin(&question, "solve", argc, argv);
    bool done =
        options_parse(options, &argc, argv, &settings, err) &&
        command_needs(command, argc, 1, -1, err) &&
        (settings.minimise ? solve_minimise : solve_one)(argc, argv, &settings, &question, err);
    question_clear(&question);
    return done;
}

const struct command command_solve = {
    .name = "solve",
    .arguments = "SCENARIO --lever NAME --between RANGE STATEMENT",
    .summary = WORD("what it takes: an input so that a statement holds with a probability"),
    .details = WORD(
        "STATEMENT is MEASURE >= NUMBER, MEASURE <= NUMBER, or a target alone, which means its own "
        "goal; measures as in 'polsim sweep'.\n"
        "Every value is tried over the same draws; the answer is the first that does, with the "
        "interval that so many draws allow.\n"
        "With --minimise the levers' values at the least cost that keep every statement are "
        "searched "
        "for (NLopt, COBYLA), and tried on fresh draws.\n"
        "Example: polsim solve scenarios/pengyang/baseline.lua --lever high_skill_share_planned "
        "--between 0.05..0.3 T6 --with 0.9\n"
        "         polsim solve m.lua --lever a=0..1 --lever b=0..500 --minimise '1000*a + b' "
        "'payment@2028 >= 5e6' T1 --with 0.9 --with 0.8"),
    .options = options,
    .run = run,
};
