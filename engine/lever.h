/* An input that is tried at many values, as the command line has it: NAME=FROM..TO, NAME=scaled(FROM..TO), with
   :POINTS behind it for evenly spaced ones; NAME may name cells, "pass_rate[level=L3]".

     struct lever lever;
     if (!lever_parse("county_appropriation=scaled(0.5..1.5):21", 11, &lever, err)) ...
     lever_add_set(&lever, lever_value(&lever, 3), &set);      // "county_appropriation=scaled(0.65)"

   Whether the model has such an input, and may have such a value, is said by loading it with that --set. */
#ifndef POLSIM_LEVER_H
#define POLSIM_LEVER_H

#include "base.h"

enum { LEVER_TEXT_MAX = 256, LEVER_POINTS_MAX = 1001 };

struct error;
struct text;

struct lever {
    char name[LEVER_TEXT_MAX];                          /* "pass_rate[level=L3]" */
    char before[LEVER_TEXT_MAX], after[LEVER_TEXT_MAX]; /* of the value: "scaled(" and ")" */
    double low, high;                                   /* low < high */
    int points;                                         /* 2 … LEVER_POINTS_MAX */
};

/* points: where the text says none. Errors: USAGE. */
bool lever_parse(const char *text, int points, struct lever *lever, struct error *err);

/* The value of point i, in decimals that people would write: 0.3, not 0.30000000000000004. */
double lever_value(const struct lever *lever, int i);
double lever_round(double x); /* to 12 digits, as they are written */

/* The expression for --set, exact: what is written reads back as x (as rounded). */
void lever_add_set(const struct lever *lever, double x, struct text *out);
/* The value as it would be written: "scaled(0.65)". */
void lever_add_value(const struct lever *lever, double x, struct text *out);
bool lever_is_scaled(const struct lever *lever);

/* A width of steps that people would choose (1, 2 or 5 times a power of ten), so that from low to high there are
   at least `least` of them. */
double lever_step(const struct lever *lever, int least);

#endif
