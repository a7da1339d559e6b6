#include "optimum.h"

#include <math.h>
#include <string.h>

#include <nlopt.h>

#include "error.h"
#include "lever.h"
#include "stats.h"

enum { CORNERS_MOST = 4 /* levers */, STARTS_MOST = (1 << CORNERS_MOST) + 1 };

#define PRECISION 5e-4 /* of the ranges: where a search ends */

struct search {
    const struct optimum_options *options;
    struct optimum *best;
    double scale[OPTIMUM_LIMITS_MAX]; /* what margins are measured in; 0: not known yet */
    double cost_scale;
    bool any;
    double last[OPTIMUM_LEVERS_MAX]; /* in parts of the ranges: the place that `result` is of */
    struct optimum_result result;
    bool known;
    nlopt_opt opt;
    struct error *err;
    bool failed;
};

double optimum_limit(const double *margin, size_t draws, double share)
{
    double *sorted = memory_resize(NULL, draws, sizeof *sorted), least = 0;
    size_t wanted = (size_t)ceil(share * (double)draws - 1e-9);
    size_t rank = draws - (wanted < 1 ? 1 : wanted > draws ? draws : wanted);

    for (size_t i = 0; i < draws; i++)
        least = margin[i] < least ? margin[i] : least;
    for (size_t i = 0; i < draws; i++)
        sorted[i] = isnan(margin[i]) ? 2 * least - 1 : margin[i];
    stats_select(sorted, 0, draws, &rank, 1);
    double limit = sorted[rank];
    free(sorted);
    return limit;
}

/* ---- what is best so far ---- */

/* How far limits are missed, in their scales; 0: all are kept. */
static double missed(const struct search *search, const struct optimum_result *result)
{
    double sum = 0;

    for (int k = 0; k < search->options->limit_count; k++)
        sum += result->limit[k] < 0 ? -result->limit[k] / search->scale[k] : 0;
    return sum;
}

static void note(struct search *search, const double *x, const struct optimum_result *result)
{
    struct optimum *best = search->best;
    bool feasible = true;

    best->evaluations++;
    for (int k = 0; k < search->options->limit_count; k++)
        feasible = feasible && result->limit[k] >= 0;
    bool better = !search->any || (feasible && !best->feasible);
    if (!better && feasible == best->feasible)
        better = feasible ? result->cost < best->result.cost
                          : missed(search, result) < missed(search, &best->result);
    if (!better)
        return;
    search->any = true;
    best->feasible = feasible;
    best->result = *result;
    memcpy(best->x, x, (size_t)search->options->lever_count * sizeof *x);
}

static bool evaluate(struct search *search, const double *x, int count,
                     struct optimum_result *results)
{
    if (!search->options->evaluate(search->options->context, x, count, results, search->err)) {
        search->failed = true;
        return false;
    }
    return true;
}

static double value_of(const struct search *search, int lever, double part)
{
    double low = search->options->low[lever], high = search->options->high[lever];
    double x = low + (high - low) * part;

    return x < low ? low : x > high ? high : lever_round(x);
}

/* ---- where to start ---- */

/* All corners, where levers are few, and the middle, which comes first. */
static int list_starts(const struct search *search, double *parts)
{
    int levers = search->options->lever_count;
    int corners = levers <= CORNERS_MOST ? 1 << levers : 0;

    for (int lever = 0; lever < levers; lever++)
        parts[lever] = 0.5;
    for (int i = 0; i < corners; i++)
        for (int lever = 0; lever < levers; lever++)
            parts[(i + 1) * levers + lever] = i >> lever & 1;
    return corners + 1;
}

/* What limits and cost differ by over the starts is what they are measured in. */
static void find_scales(struct search *search, const struct optimum_result *results, int count)
{
    for (int k = 0; k < search->options->limit_count; k++) {
        double low = results[0].limit[k], high = low;
        for (int i = 1; i < count; i++) {
            low = fmin(low, results[i].limit[k]);
            high = fmax(high, results[i].limit[k]);
        }
        search->scale[k] = high > low ? high - low : fabs(low) > 0 ? fabs(low) : 1;
    }
    double low = results[0].cost, high = low;
    for (int i = 1; i < count; i++) {
        low = fmin(low, results[i].cost);
        high = fmax(high, results[i].cost);
    }
    search->cost_scale = high > low ? high - low : 1;
}

static bool start(struct search *search)
{
    int levers = search->options->lever_count;
    double parts[STARTS_MOST * OPTIMUM_LEVERS_MAX], x[STARTS_MOST * OPTIMUM_LEVERS_MAX];
    struct optimum_result results[STARTS_MOST];
    int count = list_starts(search, parts);

    for (int i = 0; i < count * levers; i++)
        x[i] = value_of(search, i % levers, parts[i]);
    if (!evaluate(search, x, count, results))
        return false;
    find_scales(search, results, count);
    for (int i = 0; i < count; i++)
        note(search, x + i * levers, &results[i]);
    return true;
}

/* ---- COBYLA ---- */

/* NLopt asks for the cost and the limits of one place one after the other. */
static bool know(struct search *search, const double *parts)
{
    size_t bytes = (size_t)search->options->lever_count * sizeof *parts;
    double x[OPTIMUM_LEVERS_MAX];

    if (search->known && memcmp(search->last, parts, bytes) == 0)
        return true;
    for (int lever = 0; lever < search->options->lever_count; lever++)
        x[lever] = value_of(search, lever, parts[lever]);
    if (search->failed || !evaluate(search, x, 1, &search->result)) {
        nlopt_force_stop(search->opt);
        return false;
    }
    note(search, x, &search->result);
    memcpy(search->last, parts, bytes);
    search->known = true;
    return true;
}

static double cost_of(unsigned count, const double *parts, double *gradient, void *context)
{
    struct search *search = context;

    (void)count;
    (void)gradient;
    return know(search, parts) ? search->result.cost / search->cost_scale : HUGE_VAL;
}

static void limits_of(unsigned limits, double *result, unsigned count, const double *parts,
                      double *gradient, void *context)
{
    struct search *search = context;
    bool known = know(search, parts);

    (void)count;
    (void)gradient;
    for (unsigned k = 0; k < limits; k++)
        result[k] = known ? -search->result.limit[k] / search->scale[k] : HUGE_VAL;
}

static bool search_from(struct search *search, const double *from)
{
    const struct optimum_options *options = search->options;
    unsigned levers = (unsigned)options->lever_count;
    double tolerance[OPTIMUM_LIMITS_MAX] = {0}, parts[OPTIMUM_LEVERS_MAX], cost;

    memcpy(parts, from, levers * sizeof *parts);
    nlopt_opt opt = search->opt = nlopt_create(NLOPT_LN_COBYLA, levers);
    must(opt);
    nlopt_set_lower_bounds1(opt, 0);
    nlopt_set_upper_bounds1(opt, 1);
    nlopt_set_min_objective(opt, cost_of, search);
    nlopt_add_inequality_mconstraint(opt, (unsigned)options->limit_count, limits_of, search,
                                     tolerance);
    nlopt_set_initial_step1(opt, 0.2);
    nlopt_set_xtol_abs1(opt, PRECISION);
    nlopt_set_maxeval(opt, options->evaluations);
    search->known = false;
    nlopt_result ended = nlopt_optimize(opt, parts, &cost);
    nlopt_destroy(opt);
    if (search->failed)
        return false;
    if (ended < 0 && ended != NLOPT_ROUNDOFF_LIMITED)
        return error_set(search->err, ERROR_RUN, "the search for the least cost failed (NLopt: %s)",
                         nlopt_result_to_string(ended));
    return true;
}

/* ---- round values ---- */

static double round_value(const struct optimum_options *options, int lever, double x, bool up)
{
    double steps = (x - options->low[lever]) / options->step[lever];
    double whole = up ? ceil(steps - 1e-9) : floor(steps + 1e-9);
    double rounded = lever_round(options->low[lever] + whole * options->step[lever]);

    return rounded > options->high[lever] ? options->high[lever] : rounded;
}

/* The best of the round places about what was found: a little dearer, or outside by a hair and so put aside. */
static bool put_on_round_values(struct search *search)
{
    const struct optimum_options *options = search->options;
    int levers = options->lever_count, count = 1 << levers;
    double *x = memory_resize(NULL, (size_t)(count * levers), sizeof *x);
    struct optimum_result *results = memory_resize(NULL, (size_t)count, sizeof *results);
    struct optimum found = *search->best;

    for (int i = 0; i < count; i++)
        for (int lever = 0; lever < levers; lever++)
            x[i * levers + lever] = round_value(options, lever, found.x[lever], i >> lever & 1);
    bool done = evaluate(search, x, count, results);
    search->any = false;
    for (int i = 0; i < count && done; i++)
        note(search, x + i * levers, &results[i]);
    if (done && found.feasible && !search->best->feasible) {
        int evaluations = search->best->evaluations;
        *search->best = found;
        search->best->evaluations = evaluations;
    }
    free(x);
    free(results);
    return done;
}

bool optimum_find(const struct optimum_options *options, struct optimum *optimum, struct error *err)
{
    struct search search = {.options = options, .best = optimum, .err = err};
    double middle[OPTIMUM_LEVERS_MAX], from[OPTIMUM_LEVERS_MAX];

    must(options->lever_count >= 1 && options->lever_count <= OPTIMUM_LEVERS_MAX &&
         options->limit_count >= 1 && options->limit_count <= OPTIMUM_LIMITS_MAX);
    memset(optimum, 0, sizeof *optimum);
    if (!start(&search))
        return false;
    for (int lever = 0; lever < options->lever_count; lever++) {
        middle[lever] = 0.5;
        from[lever] = (optimum->x[lever] - options->low[lever]) /
                      (options->high[lever] - options->low[lever]);
    }
    return search_from(&search, from) && search_from(&search, middle) &&
           put_on_round_values(&search);
}
