/* How much of something it takes so that a claim holds in a wanted share of the draws, found by running few points.
   Knows no model: places 0 … last are values of a lever, evenly spaced, in the order from the wanted end (of the
   smallest value that will do, upwards); a caller tells for some of them by how much the claim holds in each draw.

     struct need_options options = {.last = 1000, .share = 0.8, .draws = 1024,
                                    .evaluate = evaluate, .context = &model};
     struct need need;
     if (need_find(&options, &need, err))
         ... need.answer, need.low, need.high, need_at(&need, 0.95)
     need_clear(&need);

   How: 5 places over the whole, then the two between which the share passes the wanted one are brought together
   until they are neighbours. Where to look comes of the draws: with the same random numbers at every place the
   margin of one draw is a smooth curve, so where it passes 0 is read between two places (by the secant through
   the last two that fail where it ends on 0, as money owed does), and the wanted quantile of these is the guess;
   when that does not halve the distance, a third of it does. So the answer itself is always a place that was run,
   and so is its neighbour that does not do. Some more points fill in the curve from 50 to 95 %.

   The interval: all values at which the share is less than ESTIMATE_T standard errors from the wanted one, read
   off the curve (Woodruff 1952, "Confidence intervals for medians and other position measures"). */
#ifndef POLSIM_NEED_H
#define POLSIM_NEED_H

#include "estimate.h"

enum { NEED_POINTS_MAX = 128, NEED_POINTS_USUAL = 15 /* for a bar of progress */ };

struct error;

/* margin[i][draw]: of place[i]; 0 and above: the claim holds in this draw; NaN: it has no value. */
typedef bool need_evaluate(void *context, const int *place, int count, double *const *margin,
                           struct error *err);

struct need_options {
    int last; /* at least 1 */
    double share;
    size_t draws;
    need_evaluate *evaluate;
    void *context;
};

enum need_status {
    NEED_FOUND,    /* the answer does, its neighbour does not */
    NEED_AT_START, /* the claim holds surely enough at place 0 already: the answer is 0 */
    NEED_NEVER,    /* at none of the places that were run */
};

struct need_point {
    int place;
    double *margin; /* [draws] */
    struct estimate share;
};

struct need {
    enum need_status status;
    int answer; /* place; of NEED_NEVER the one with the largest share */
    double low,
        high; /* interval of 95 %, in places; -INFINITY, INFINITY: it goes on beyond the end */
    double wanted;
    size_t draws;
    /* Draws in which the claim holds at some place and no longer at one behind it. */
    size_t turned;
    bool flat;   /* the margins of every draw are the same at all places: the lever moves nothing */
    double fall; /* the most by which the share falls behind a point; 0: it never does */
    int count;
    struct need_point points[NEED_POINTS_MAX]; /* by place */
};

/* Errors: those of evaluate. `need` is empty then. */
bool need_find(const struct need_options *options, struct need *need, struct error *err);
void need_clear(struct need *need);

/* The point of that place, or NULL. */
const struct need_point *need_point_at(const struct need *need, int place);
/* The place at which the share reaches `share`, read between points; -INFINITY: it is there before the first place;
   INFINITY: not up to the last. */
double need_at(const struct need *need, double share);

#endif
