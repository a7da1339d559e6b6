/* A sentence about one number of each draw that is true or false: "arrears@2028-12 <= 0", "T6 >= 500". A target
   alone means its own goal.

     struct statement statement;
     if (!statement_find(model, "high_skilled >= 500", &statement, err)) ...
     bool holds = statement_margin(&statement, y) >= 0;

   Written MEASURE >= NUMBER, MEASURE <= NUMBER (≥ ≤ too) or MEASURE; measures as measure.h has them, a number
   in their unit, "80%" for 0.8. */
#ifndef POLSIM_STATEMENT_H
#define POLSIM_STATEMENT_H

#include "measure.h"

struct statement {
    struct measure measure;
    int threshold; /* +1 at least, -1 at most; 0: a measure alone that has no goal, which nothing can fail */
    double threshold_value;
};

/* Errors: USAGE: those of measure_find; another sign; what is no number. */
bool statement_find(const struct model *model, const char *text, struct statement *statement,
                    struct error *err);
/* The same, and refuses a measure without a goal. */
bool statement_find_claim(const struct model *model, const char *text, struct statement *statement,
                          struct error *err);

/* By how much it holds, in the measure's unit: 0 and above where it does; NaN where there is no value. Exact:
   a difference of doubles is 0 or more just where the first is the greater or equal. */
double statement_margin(const struct statement *statement, double y);

/* Such as statement_find reads. */
void statement_add_text(const struct statement *statement, struct text *out);

/* A number alone, or with "%" behind it. */
bool statement_read_number(const char *text, double *number);

#endif
