/* Arithmetic over named numbers as people type it: "1000*a + b", with + - * / and brackets. A name is an input's,
   with its cells: "pass_rate[level=L3]".

     struct expression *cost = expression_parse("1000*a + b", names, 2, err);
     double x = expression_value(cost, (double[]){0.3, 20});
     expression_free(cost); */
#ifndef POLSIM_EXPRESSION_H
#define POLSIM_EXPRESSION_H

#include "base.h"

struct error;
struct expression;

/* Errors: USAGE: what stands where, the nearest name. */
struct expression *expression_parse(const char *text, const char *const *names, int count,
                                    struct error *err);
void expression_free(struct expression *expression); /* NULL is fine */
/* values[count], in the order of the names. */
double expression_value(const struct expression *expression, const double *values);

#endif
