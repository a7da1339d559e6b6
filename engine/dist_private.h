/* What dist.c and dist_make.c share. */
#ifndef POLSIM_DIST_PRIVATE_H
#define POLSIM_DIST_PRIVATE_H

#include "dist.h"
#include "dist_shape.h"

/* Places in derived[] of the kinds that do not belong to dist_shape.h */
enum {
    DERIVED_CENTRE,       /* NORMAL, LOGNORMAL, BETWEEN: mean of a normal, median of a lognormal */
    DERIVED_SPREAD,       /* the same three: sd of the normal, or of the logarithm */
    DERIVED_IS_LOGNORMAL, /* BETWEEN: 1 or 0 */
    DERIVED_LIKELIEST = 0 /* CHOICE: that value, the first given of equals */
};

/* Log of the quantile's odds over those of the mean, of a beta or pert; of a gamma, of it over the mean. */
double dist_curve_at(const struct dist_curve *curve, double u);

/* Parameters a kind takes; 0 for CHOICE, which has as many as it likes. */
extern const int dist_parameter_count[DIST_KIND_COUNT];

/* The shortest of %.15g, %.16g, %.17g that reads back as the same number; returns `text`. */
const char *dist_number_text(double x, char text[32]);

#endif
