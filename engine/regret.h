/* Scenarios against the best of them, draw by draw. Knows no model.

   Regret is what a scenario falls short of the best scenario in the same draw, the best known only afterwards (Savage
   1951, "The theory of statistical decision"); its mean is the expected opportunity loss (Raiffa, Schlaifer 1961,
   "Applied statistical decision theory", 4.5). The scenario of the least mean regret is the one of the best mean. */
#ifndef POLSIM_REGRET_H
#define POLSIM_REGRET_H

#include "base.h"

/* x[i][draws] of scenario i; better +1: more is better, -1: less is. A draw without value (NaN) in any scenario is NaN
   in all that is made of it. Each fills y[draws] for scenario i: */
void regret_of(const double *const *x, int count, size_t draws, int better, int i, double *y);
/* 1 where no other is better (several may be best), else 0. */
void regret_best(const double *const *x, int count, size_t draws, int better, int i, double *y);
/* 1 where all others are worse, else 0. */
void regret_alone(const double *const *x, int count, size_t draws, int better, int i, double *y);

#endif
