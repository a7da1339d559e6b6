/* What questions are asked about: one number of each draw, a target's value at its month or an output in a
   cell over a period, as a series of a run holds it (record.h).

     struct measure measure;
     if (!measure_find(model, "payment[fund=county]@2028", &measure, err)) ...

   Written NAME, NAME[CELL], NAME@PERIOD or NAME[CELL]@PERIOD. NAME is a target's (its period is its own: the
   last of its name, or the milestone of that month) or an output's (PERIOD: '2026-03' '2026Q1' '2026' 'plan'
   'all'; default plan). CELL is 'axis=label;axis=label' in any order, '' for the whole. */
#ifndef POLSIM_MEASURE_H
#define POLSIM_MEASURE_H

#include "record.h"

struct measure {
    const struct model *model;
    const struct target *target; /* NULL: of an output */
    const struct output *output; /* NULL: of a target */
    enum output_kind kind;       /* of a target: OUTPUT_LEVEL */
    int value, denominator;      /* nodes; denominator -1: none */
    size_t cell;
    uint32_t axes;   /* of the cell */
    int first, last; /* months */
    char period[8];
};

/* Errors: USAGE, with what there is and the nearest: no such target or output, cell or period. */
bool measure_find(const struct model *model, const char *text, struct measure *measure,
                  struct error *err);
struct measure measure_of_target(const struct model *model, const struct target *target,
                                 size_t cell);
/* The same in the form measure_find reads, with the period. */
struct text;
void measure_add_text(const struct measure *measure, struct text *out);
/* "Certificates: Senior, 2027" in words of the model. */
void measure_add_name(const struct measure *measure, const char *language, struct text *out);
struct unit measure_unit(const struct measure *measure);

#endif
