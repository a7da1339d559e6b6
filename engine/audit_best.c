/* The best case of a target that nothing met so far: every uncertain input at the end of its
   support that favours it. Part of audit.h.

   The ends are first chosen one by one, by what P10 and P90 did; then they are changed as long as
   changing one input helps. What is still not met is not so because of an end chosen for its
   effect alone. */
#include "audit_private.h"

#include <math.h>
#include <string.h>

enum { ROUNDS_MAX = 16, CLIMBS_MAX = 32 };

static const double TAIL = 0.001; /* P0.1 and P99.9, where the support has no end */

/* Ends of the draws themselves: a scenario's factors do not matter here. */
static void set_ends(const struct trial *trial, double *low, double *high)
{
    const struct graph *graph = trial->model->graph;

    for (int p = 0; p < graph->parameter_count; p++)
        for (int i = 0; i < graph->parameters[p].input_count; i++) {
            const struct dist *dist = graph->parameters[p].inputs[i].dist;
            int at = trial->first_input[p] + i;
            dist_support(dist, &low[at], &high[at]);
            low[at] = isfinite(low[at]) ? low[at] : dist_quantile(dist, TAIL);
            high[at] = isfinite(high[at]) ? high[at] : dist_quantile(dist, 1 - TAIL);
        }
}

/* More is better; no value is worst. */
static double merit_at(const struct trial *trial, int r, size_t lane)
{
    double value = trial_value(trial, r, lane);

    return isnan(value)                                     ? -INFINITY
           : trial->audit->results[r].target->threshold > 0 ? value
                                                            : -value;
}

/* By the tornado, which is the last evaluation: the mean where it is better than both, the upper
   end where neither does anything alone, as at a saddle. */
static void choose_ends(const struct trial *trial, int r, int inputs, const double *low,
                        const double *high, double *vector)
{
    for (int i = 0; i < inputs; i++) {
        bool turned = trial->low[i] > trial->high[i]; /* see place_input in audit.c */
        double at_low = merit_at(trial, r, 1 + 2 * (size_t)i),
               at_high = merit_at(trial, r, 2 + 2 * (size_t)i), mean = merit_at(trial, r, 0);
        if (at_low < mean && at_high < mean)
            vector[i] = trial->middle[i];
        else
            vector[i] = (at_low > at_high) != turned ? low[i] : high[i];
    }
}

/* ---- climbing ---- */

/* Sets in `next` every input that alone does better at another end than `middle`; returns the best
   single lane, 0 where none does. */
static size_t better_ends(const struct trial *trial, int r, int inputs, double *next)
{
    const double least = 1e-9 * trial->audit->results[r].scale; /* less is rounding */
    size_t best = 0;

    memcpy(next, trial->middle, (size_t)inputs * sizeof *next);
    for (int i = 0; i < inputs; i++) {
        size_t lane = 1 + 2 * (size_t)i;
        double low = merit_at(trial, r, lane), high = merit_at(trial, r, lane + 1);
        size_t better = low >= high ? lane : lane + 1;
        if (!(fmax(low, high) > merit_at(trial, r, 0) + least))
            continue;
        next[i] = better == lane ? trial->low[i] : trial->high[i];
        if (best == 0 || merit_at(trial, r, better) > merit_at(trial, r, best))
            best = better;
    }
    return best;
}

/* `middle` becomes all better ends at once, or where that does worse than the best alone, that
   one. */
static void move(struct trial *trial, int r, int inputs, size_t best, double *next)
{
    const double alone = merit_at(trial, r, best);
    const int i = (int)(best - 1) / 2;
    double *before = memory_resize(NULL, (size_t)inputs, sizeof *before);
    struct error ignored; /* all at once may leave what the model allows; one alone did not */

    memcpy(before, trial->middle, (size_t)inputs * sizeof *before);
    before[i] = next[i];
    memcpy(trial->middle, next, (size_t)inputs * sizeof *next);
    if (!trial_evaluate(trial, 1, &ignored) || merit_at(trial, r, 0) < alone)
        memcpy(trial->middle, before, (size_t)inputs * sizeof *before);
    free(before);
}

/* From `middle` on, until the target is met or no change of one input helps. */
static bool climb(struct trial *trial, int r, int inputs, double *next, struct error *err)
{
    struct audit_result *result = &trial->audit->results[r];

    for (int round = 0; round < ROUNDS_MAX; round++) {
        if (!trial_evaluate(trial, 1 + 2 * (size_t)inputs, err))
            return false;
        size_t best = better_ends(trial, r, inputs, next);
        result->best = trial_value(trial, r, 0);
        if (best == 0 || audit_is_met(result->target, result->best))
            return true;
        move(trial, r, inputs, best, next);
    }
    return true;
}

/* ---- all targets ---- */

/* Is the target met, or without value, in some lane of the tornado? */
static bool is_near(const struct trial *trial, int r)
{
    for (size_t lane = 0; lane < trial->lanes; lane++) {
        double value = trial_value(trial, r, lane);
        if (isnan(value) || audit_is_met(trial->audit->results[r].target, value))
            return true;
    }
    return false;
}

/* What is not known to be the best is no finding. */
static void climb_from(struct trial *trial, int r, int inputs, const double *vector, double *next)
{
    struct audit *audit = trial->audit;
    struct error err;

    memcpy(trial->middle, vector, (size_t)inputs * sizeof *vector);
    if (climb(trial, r, inputs, next, &err))
        return;
    error_prefix(&err, "%s: ", audit->results[r].target->name);
    audit->results[r].best = NAN;
    audit->best_error = err;
}

void audit_find_best(struct trial *trial)
{
    struct audit *audit = trial->audit;
    const int targets = audit->result_count - audit->has_money, inputs = audit->input_count;
    double *low = memory_resize(NULL, (size_t)inputs, sizeof *low);
    double *high = memory_resize(NULL, (size_t)inputs, sizeof *high);
    double *next = memory_resize(NULL, (size_t)inputs, sizeof *next);
    double *vectors = memory_resize(NULL, (size_t)inputs * CLIMBS_MAX, sizeof *vectors);
    int far[CLIMBS_MAX], count = 0, all = 0;

    set_ends(trial, low, high);
    for (int r = 0; r < targets; r++) {
        if (is_near(trial, r) || all++ >= CLIMBS_MAX)
            continue;
        choose_ends(trial, r, inputs, low, high, vectors + (size_t)count * (size_t)inputs);
        far[count++] = r;
    }
    if (all > CLIMBS_MAX)
        error_set(&audit->best_error, ERROR_RUN,
                  "only the first %d of %d goals that are far from met were tried", CLIMBS_MAX,
                  all);
    memcpy(trial->low, low, (size_t)inputs * sizeof *low);
    memcpy(trial->high, high, (size_t)inputs * sizeof *high);
    trial->goals_only = true;
    for (int k = 0; k < count; k++)
        climb_from(trial, far[k], inputs, vectors + (size_t)k * (size_t)inputs, next);
    free(low);
    free(high);
    free(next);
    free(vectors);
}
