/* polsim solve: what it takes: the value of one lever so that statements hold with a probability; and, with
   --minimise, the values of several at the least cost (cmd_solve_minimise.c). */
#include "cmd_solve.h"
#include "error.h"
#include "need.h"
#include "progress.h"
#include "show_solve.h"

#include <math.h>
#include <string.h>

enum { STEPS_LEAST = 1000, PLACES_MOST = 1000000, DRAWS_LEAST = 32, DRAWS_MOST = 1 << 20 };

static const struct option options[] = {
    {"lever", 0, OPTION_LIST, "NAME", offsetof(struct solve_settings, lever),
     .meaning = WORD("the input that is looked for: NAME with --between, or NAME=LOW..HIGH; with "
                     "--minimise several")},
    {"between", 0, OPTION_TEXT, "RANGE", offsetof(struct solve_settings, between),
     .meaning = WORD("where to look, LOW..HIGH; 'scaled(0.5..2)': times what it is")},
    {"with", 0, OPTION_LIST, "SHARE", offsetof(struct solve_settings, with),
     .meaning =
         WORD("in what share of the draws all statements shall hold together (default: 0.8); "
              "with --minimise also one for each by itself")},
    {"largest", 0, OPTION_FLAG, NULL, offsetof(struct solve_settings, largest),
     .meaning = WORD("the largest value that will do, not the smallest")},
    {"step", 0, OPTION_TEXT, "X", offsetof(struct solve_settings, step),
     .meaning = WORD("how fine the answer is (default: a thousandth of the range, rounded)")},
    {"minimise", 0, OPTION_TEXT, "COST", offsetof(struct solve_settings, minimise),
     .meaning = WORD("several levers at the least cost: '1000*a + b' of levers' names, or a "
                     "measure, whose mean counts")},
    QUESTION_OPTIONS(struct solve_settings),
    {0},
};

/* What one call holds; empty and valid from the start. */
struct job {
    struct question *question;
    struct show_answer answer;
    const struct solve_settings *settings;
    struct lever lever;
    struct solve_claims claims; /* all in the same draw */
    double share, step;
    int last;
    struct need need;
    struct estimate check; /* on fresh draws */
    /* how the statements do at each value that was tried, in any order */
    int tried_count;
    struct tried {
        double x;
        struct solve_shares shares;
    } tried[NEED_POINTS_MAX];

    /* of the points under way */
    const double *x;
    double *const *margin;
    bool fresh; /* of draws that have no part in finding the answer */
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

bool solve_open(struct question *question, char **names, struct error *err)
{
    if (!question_open(question, names, 1, SOLVE_DRAWS, err))
        return false;
    if (question->sampler == RUN_EXPECTED)
        return error_set(err, ERROR_USAGE,
                         "'solve' looks for a share of the draws, and an average case has none; "
                         "--sampler sobol makes draws");
    return (question->draws >= DRAWS_LEAST && question->draws <= DRAWS_MOST) ||
           error_set(err, ERROR_USAGE,
                     "'solve' takes %d to %d draws, not %ju: say how many with --draws",
                     DRAWS_LEAST, DRAWS_MOST, (uintmax_t)question->draws);
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

    if (settings->lever.count != 1)
        return error_set(
            err, ERROR_USAGE,
            "'solve' needs one --lever, but got %d; several levers need --minimise COST",
            settings->lever.count);
    if (argc < 2)
        return error_set(err, ERROR_USAGE,
                         "'solve' needs behind the run or scenario a statement, such as "
                         "'arrears@2028 <= 0', or 'targets' for all targets at once");
    if (settings->with.count > 1)
        return error_set(err, ERROR_USAGE,
                         "--with stands here twice; statements are asked of the same draw, and "
                         "each with a share of its own only with --minimise");
    job->share = 0.8;
    return solve_read_lever(settings->lever.items[0], settings->between, &job->lever, err) &&
           read_step(job, err) &&
           (!settings->with.count || solve_read_share(settings->with.items[0], &job->share, err)) &&
           solve_open(job->question, argv, err) &&
           question_find_parameter(job->question->sides[0].model, job->lever.name, err) &&
           solve_read_claims(job->question->sides[0].model, argc - 1, argv + 1, &job->claims, err);
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
    uint64_t draws = job->question->draws;
    int count = job->claims.count;

    for (uint64_t i = 0; i < draws; i++)
        job->margin[point][i] = solve_margin(statements, count, y, draws, i);
    if (!job->fresh) {
        struct tried *tried = &job->tried[job->tried_count++];
        tried->x = job->x[point];
        solve_count_shares(statements, count, y, draws, &tried->shares);
    }
    job->models++;
    return progress_update(&job->progress, job->models, NEED_POINTS_USUAL);
}

static bool run_points(struct job *job, const double *x, int count, uint64_t seed,
                       double *const *margin, struct error *err)
{
    const char *statements[SOLVE_CLAIMS_MAX];
    struct points points = question_points(job->question);

    for (int k = 0; k < job->claims.count; k++)
        statements[k] = text_string(&job->claims.texts[k]);
    points.levers = &job->lever;
    points.lever_count = 1;
    points.statements = statements;
    points.statement_count = job->claims.count;
    points.sample.seed = seed;
    points.take = take_margin;
    points.context = job;
    job->x = x;
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
    return run_points(job, x, count, job->question->seed, margin, err);
}

/* The answer again on draws that had no part in finding it. */
static bool check(struct job *job, struct error *err)
{
    double *margin = memory_resize(NULL, job->question->draws, sizeof *margin);
    double x = value_at(job, job->need.answer);

    job->fresh = true;
    bool done = run_points(job, &x, 1, job->question->seed + 1, &margin, err);

    if (done)
        job->check = estimate_share(margin, job->question->draws);
    free(margin);
    return done;
}

static bool compute(struct job *job, struct error *err)
{
    const struct need_options need = {
        .last = job->last,
        .share = job->share,
        .draws = job->question->draws,
        .evaluate = evaluate,
        .context = job,
    };

    progress_start(&job->progress, "polsim solve", job->settings->asked.quiet);
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
    const struct model *model = job->question->sides[0].model;
    struct text en = {0}, zh = {0}, statement = {0};
    struct error err;
    char unit[256];

    solve_set_labels(model, &job->claims, -1, table);
    solve_add_claims_text(&job->claims, &statement);
    question_add_lever(model, job->lever.name, "en", &en);
    question_add_lever(model, job->lever.name, "zh", &zh);
    table_set_text(table, "statement", text_string(&statement));
    table_set_text(table, "lever_en", text_string(&en));
    table_set_text(table, "lever_zh", text_string(&zh));
    const struct parameter *parameter = question_find_parameter(model, job->lever.name, &err);
    must(parameter);
    graph_unit_text(model->graph, parameter->unit, unit, sizeof unit);
    table_set_text(table, "unit", unit);
    text_clear(&en);
    text_clear(&zh);
    text_clear(&statement);
}

static void make_row(struct job *job)
{
    static const char *const statuses[] = {"found", "at_start", "never"};
    struct store_table *table = &job->answer.parts[SOLVE_ROW];
    const struct need *need = &job->need;
    const struct need_point *answer = need_point_at(need, need->answer);
    const struct need_point *before = need_point_at(need, need->answer - 1);
    bool largest = job->settings->largest;

    table_start(table, SOLVE_ROW_COLUMNS);
    table_add_row(table);
    set_words(job, table);
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
    table_set_number(table, "check_seed", (double)job->question->seed + 1);
    table_set_number(table, "check_probability", job->check.value);
    table_set_number(table, "check_se", job->check.se);
    table_set_number(table, "turned", (double)need->turned / (double)need->draws);
    table_set_number(table, "fall", need->fall);
    table_set_number(table, "flat", need->flat);
}

static void add_to_curve(struct job *job, double confidence)
{
    struct store_table *table = &job->answer.parts[SOLVE_CURVE];
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

    table_start(&job->answer.parts[SOLVE_CURVE], SOLVE_CURVE_COLUMNS);
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
    struct store_table *table = &job->answer.parts[SOLVE_POINTS];

    table_start(table, SOLVE_POINTS_COLUMNS);
    for (int i = 0; i < job->need.count; i++) {
        const struct need_point *point =
            &job->need.points[job->settings->largest ? job->need.count - 1 - i : i];
        table_add_row(table);
        table_set_number(table, "x", value_at(job, point->place));
        table_set_number(table, "probability", point->share.value);
        table_set_number(table, "probability_se", point->share.se);
    }
}

/* The value at which a statement holds in most draws; of several the least. */
static const struct tried *best_of(const struct job *job, int k)
{
    const struct tried *best = &job->tried[0];

    for (int i = 1; i < job->tried_count; i++) {
        const struct tried *tried = &job->tried[i];
        double more = tried->shares.holds[k].value - best->shares.holds[k].value;
        if (more > 0 || (more == 0 && tried->x < best->x))
            best = tried;
    }
    return best;
}

/* How each statement does at the answer, and at best. */
static void make_statements(struct job *job)
{
    struct store_table *table = &job->answer.parts[SOLVE_STATEMENTS];
    double x = value_at(job, job->need.answer);
    const struct tried *answer = job->tried;

    while (answer->x != x)
        must(++answer < job->tried + job->tried_count);
    table_start(table, SOLVE_STATEMENTS_COLUMNS);
    for (int k = 0; k < job->claims.count; k++) {
        const struct tried *best = best_of(job, k);
        table_add_row(table);
        table_set_text(table, "statement", text_string(&job->claims.texts[k]));
        solve_set_labels(job->question->sides[0].model, &job->claims, k, table);
        table_set_number(table, "probability", answer->shares.holds[k].value);
        table_set_number(table, "probability_se", answer->shares.holds[k].se);
        table_set_number(table, "alone", answer->shares.alone[k]);
        table_set_number(table, "best", best->shares.holds[k].value);
        table_set_number(table, "best_at", best->x);
    }
}

/* ---- all of it ---- */

static void add_question(const void *context, const char *language, struct text *out)
{
    show_solve_question(((const struct job *)context)->answer.parts, language, out);
}

static bool solve_one(int argc, char **argv, const struct solve_settings *settings,
                      struct question *question, struct error *err)
{
    struct job job = {.question = question, .answer = {.kind = "solve"}, .settings = settings};
    bool done = read_question(&job, argc, argv, err) && compute(&job, err);

    if (done) {
        make_row(&job);
        make_curve(&job);
        make_points(&job);
        make_statements(&job);
        job.answer.models = job.models;
    }
    done = done && question_finish(question, &job.answer, add_question, &job, err);
    need_clear(&job.need);
    show_answer_clear(&job.answer);
    solve_clear_claims(&job.claims);
    return done;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct solve_settings settings = {.asked = QUESTION_DEFAULTS};
    struct question question = {.settings = &settings.asked};

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
    .arguments = "RUN|SCENARIO --lever NAME --between RANGE STATEMENT…",
    .summary = WORD("what it takes: an input so that statements hold with a probability"),
    .details = WORD(
        "RUN is a stored run (a number, a scenario's name, @), with its own inputs, seed and "
        "draws; "
        "or a scenario's file (1,024 draws).\n"
        "STATEMENT is MEASURE >= NUMBER, MEASURE <= NUMBER, or a target alone, which means its own "
        "goal; measures as in 'polsim sweep'. Several hold in the same draw; 'targets' is all "
        "targets.\n"
        "Every value is tried over the same draws; the answer is the first that does, with the "
        "interval that so many draws allow.\n"
        "With --minimise the levers' values at the least cost that keep every statement are "
        "searched "
        "for (NLopt, COBYLA), and tried on fresh draws.\n"
        "Example: polsim solve baseline --lever high_skill_share_planned --between 0.05..0.3 T6 "
        "--with 0.9\n"
        "         polsim solve m.lua --lever a=0..1 --lever b=0..500 --minimise '1000*a + b' "
        "'payment@2028 >= 5e6' T1 --with 0.9 --with 0.8"),
    .options = options,
    .run = run,
};
