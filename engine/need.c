#include "need.h"

#include <math.h>
#include <string.h>

enum { COARSE = 5, ENDS = 2, ROUNDS_MOST = 40, GAPS_MOST = 2 };

#define CURVE_LOW 0.5
#define CURVE_HIGH 0.95
#define GAP_WIDE 0.15

void need_clear(struct need *need)
{
    for (int i = 0; i < need->count; i++)
        free(need->points[i].margin);
    need->count = 0;
}

const struct need_point *need_point_at(const struct need *need, int place)
{
    for (int i = 0; i < need->count; i++)
        if (need->points[i].place == place)
            return &need->points[i];
    return NULL;
}

/* ---- running points ---- */

static void insert(struct need *need, struct need_point point)
{
    int at = need->count++;

    for (; at > 0 && need->points[at - 1].place > point.place; at--)
        need->points[at] = need->points[at - 1];
    need->points[at] = point;
}

static bool is_wanted(const struct need *need, const int *places, int count, int place, int last)
{
    if (place < 0 || place > last || need_point_at(need, place))
        return false;
    for (int i = 0; i < count; i++)
        if (places[i] == place)
            return false;
    return true;
}

/* Runs those of the places that are not run yet. */
static bool run(const struct need_options *options, struct need *need, const int *wanted, int count,
                struct error *err)
{
    int places[NEED_POINTS_MAX], left = 0;
    double *margins[NEED_POINTS_MAX];

    for (int i = 0; i < count && need->count + left < NEED_POINTS_MAX; i++)
        if (is_wanted(need, places, left, wanted[i], options->last))
            places[left++] = wanted[i];
    if (!left)
        return true;
    for (int i = 0; i < left; i++)
        margins[i] = memory_resize(NULL, options->draws, sizeof *margins[i]);
    bool done = options->evaluate(options->context, places, left, margins, err);
    for (int i = 0; i < left; i++)
        if (done)
            insert(need, (struct need_point){places[i], margins[i],
                                             estimate_share(margins[i], options->draws)});
        else
            free(margins[i]);
    return done;
}

/* ---- where a draw's margin passes 0 ---- */

/* Between points i - 1, at which this draw fails, and i, at which it does not. */
static double crossing(const struct need *need, int i, size_t draw)
{
    const struct need_point *a = &need->points[i - 1], *b = &need->points[i];
    double below = a->margin[draw], above = b->margin[draw], gap = b->place - a->place, at = NAN;

    if (above > 0) {
        at = a->place + gap * (-below / (above - below));
    } else if (i >= 2) { /* it ends on 0: where the line before it would have come there */
        const struct need_point *before = &need->points[i - 2];
        double slope = (below - before->margin[draw]) / (a->place - before->place);
        at = slope > 0 ? a->place - below / slope : NAN;
    }
    if (isnan(at)) /* nothing is known: spread evenly over the gap */
        at = a->place + gap * ((double)draw + 0.5) / (double)need->draws;
    return at > a->place && at <= b->place ? at : b->place;
}

/* The share up to point i, from its margins; sorted places at which draws begin to hold behind point i - 1. */
static size_t list_crossings(const struct need *need, int i, double *at)
{
    const struct need_point *a = &need->points[i - 1], *b = &need->points[i];
    size_t count = 0;

    for (size_t draw = 0; draw < need->draws; draw++)
        if (!(a->margin[draw] >= 0) && b->margin[draw] >= 0)
            at[count++] = crossing(need, i, draw);
    return count;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Between points i - 1 and i, whose shares lie on both sides of `share`: the rise is dealt out in the order in
   which draws begin to hold. */
static double read_between(const struct need *need, int i, double share)
{
    const struct need_point *a = &need->points[i - 1], *b = &need->points[i];
    double part = (share - a->share.value) / (b->share.value - a->share.value);
    double *at = memory_resize(NULL, need->draws, sizeof *at), place = b->place;
    size_t count = list_crossings(need, i, at);

    qsort(at, count, sizeof *at, compare);
    if (count) {
        double rank = ceil(part * (double)count - 1e-9);
        place = at[rank < 1 ? 0 : rank > (double)count ? count - 1 : (size_t)rank - 1];
    }
    free(at);
    return place;
}

/* The first point with at least that share; count: none. */
static int first_with(const struct need *need, double share)
{
    int i = 0;

    while (i < need->count && need->points[i].share.value < share)
        i++;
    return i;
}

double need_at(const struct need *need, double share)
{
    int i = first_with(need, share);

    return i == 0 ? -INFINITY : i == need->count ? INFINITY : read_between(need, i, share);
}

/* ---- the search ---- */

/* Two places between a and b: around the guess while guessing halves the distance, else at its thirds. */
static void choose(const struct need *need, int i, bool guessing, int *places)
{
    int a = need->points[i - 1].place, b = need->points[i].place, gap = b - a;
    int guess = (int)ceil(read_between(need, i, need->wanted));
    int around = gap / 16;

    if (!guessing) {
        places[0] = a + gap / 3;
        places[1] = b - gap / 3;
    } else {
        places[0] = guess - 1 - around;
        places[1] = guess + around;
    }
    for (int k = 0; k < 2; k++)
        places[k] = places[k] <= a ? a + 1 : places[k] >= b ? b - 1 : places[k];
}

/* Brings the two together between which the wanted share is passed. */
static bool close_in(const struct need_options *options, struct need *need, struct error *err)
{
    bool guessing = true;
    int places[2];

    for (int round = 0; round < ROUNDS_MOST; round++) {
        int i = first_with(need, need->wanted);
        if (i == 0 || i == need->count)
            return true;
        int gap = need->points[i].place - need->points[i - 1].place;
        if (gap == 1)
            return true;
        choose(need, i, guessing, places);
        if (!run(options, need, places, 2, err))
            return false;
        i = first_with(need, need->wanted);
        guessing =
            i == 0 || 2 * (need->points[i].place - need->points[i - 1].place) <= gap || !guessing;
    }
    return true;
}

/* Where no place does, those between the first ones may. */
static bool look_between(const struct need_options *options, struct need *need, struct error *err)
{
    int places[COARSE - 1];

    if (first_with(need, need->wanted) < need->count)
        return true;
    for (int i = 0; i < COARSE - 1; i++)
        places[i] = (int)((int64_t)options->last * (2 * i + 1) / (2 * (COARSE - 1)));
    return run(options, need, places, COARSE - 1, err);
}

/* The middle, by share, of the widest gap between neighbours on the part of the curve that people see; false where
   none is wide. */
static bool find_gap(const struct need *need, double *share)
{
    double widest = GAP_WIDE;

    for (int i = 1; i < need->count; i++) {
        double from = fmax(need->points[i - 1].share.value, CURVE_LOW);
        double to = fmin(need->points[i].share.value, CURVE_HIGH);
        if (to - from > widest && need->points[i].place - need->points[i - 1].place > 1) {
            widest = to - from;
            *share = (from + to) / 2;
        }
    }
    return widest > GAP_WIDE;
}

static bool run_at(const struct need_options *options, struct need *need, const double *share,
                   int count, struct error *err)
{
    int places[ENDS], known = 0;

    for (int i = 0; i < count; i++) {
        double at = need_at(need, share[i]);
        if (isfinite(at))
            places[known++] = (int)(at + 0.5);
    }
    return run(options, need, places, known, err);
}

/* Fills in the curve that people see, where it says more than the places run so far. */
static bool pin_curve(const struct need_options *options, struct need *need, struct error *err)
{
    static const double ends[ENDS] = {CURVE_LOW, CURVE_HIGH};
    double share;
    bool done = run_at(options, need, ends, ENDS, err);

    for (int i = 0; i < GAPS_MOST && done && find_gap(need, &share); i++)
        done = run_at(options, need, &share, 1, err);
    return done;
}

/* By how much the share is less at some point than at one before it. */
static double find_fall(const struct need *need)
{
    double fall = 0, most = 0;

    for (int i = 0; i < need->count; i++) {
        most = fmax(most, need->points[i].share.value);
        fall = fmax(fall, most - need->points[i].share.value);
    }
    return fall;
}

static size_t count_turned(const struct need *need)
{
    size_t turned = 0;

    for (size_t draw = 0; draw < need->draws; draw++) {
        bool held = false, turns = false;
        for (int i = 0; i < need->count; i++) {
            bool holds = need->points[i].margin[draw] >= 0;
            turns = turns || (held && !holds);
            held = holds;
        }
        turned += turns;
    }
    return turned;
}

static bool is_flat(const struct need *need)
{
    size_t bytes = need->draws * sizeof *need->points[0].margin;

    for (int i = 1; i < need->count; i++)
        if (memcmp(need->points[0].margin, need->points[i].margin, bytes) != 0)
            return false;
    return true;
}

static void conclude(struct need *need)
{
    int i = first_with(need, need->wanted), best = 0;

    need->status = i == 0 ? NEED_AT_START : i == need->count ? NEED_NEVER : NEED_FOUND;
    for (int k = 1; k < need->count; k++)
        if (need->points[k].share.value > need->points[best].share.value)
            best = k;
    need->answer = need->points[i == need->count ? best : i].place;
    double half = estimate_half(need->points[i == need->count ? best : i].share);
    if (!(half >= 0)) /* too few draws for an error */
        half = INFINITY;
    need->low = need_at(need, fmax(need->wanted - half, 0));
    need->high = need->wanted + half > 1 ? INFINITY : need_at(need, need->wanted + half);
    need->turned = count_turned(need);
    need->fall = find_fall(need);
    need->flat = is_flat(need);
}

bool need_find(const struct need_options *options, struct need *need, struct error *err)
{
    int coarse[COARSE];

    must(options->last >= 1 && options->draws > 0);
    memset(need, 0, sizeof *need);
    need->wanted = options->share;
    need->draws = options->draws;
    for (int i = 0; i < COARSE; i++)
        coarse[i] = (int)((int64_t)options->last * i / (COARSE - 1));
    if (run(options, need, coarse, COARSE, err) && look_between(options, need, err) &&
        close_in(options, need, err) && pin_curve(options, need, err)) {
        conclude(need);
        return true;
    }
    need_clear(need);
    return false;
}
