/* What the files of `polsim sensitivity` share.

   cmd_sensitivity.c (the command) · cmd_sensitivity_tables.c (rows, inputs drawn again) · cmd_sensitivity_draws.c (from the draws of a run) · cmd_sensitivity_design.c (Sobol,
   Morris, one at a time). */
#ifndef POLSIM_CMD_SENSITIVITY_H
#define POLSIM_CMD_SENSITIVITY_H

#include "audit.h"
#include "measure.h"
#include "progress.h"
#include "sensitivity.h"
#include "show_answers.h"

/* What is asked of a run, and the tables of the answer. */
struct sensitivity_question {
    struct store *store;
    const struct store_run *run;
    const struct model *model;
    int measure_count, input_count;
    const struct measure *measures; /* [measure_count + with_count] */
    int with_count;                 /* results that one could know, looked at as inputs are */
    const struct audit_input *inputs;
    int reading_count; /* further runs of the same draws under other readings */
    const struct store_run *readings;
    bool each; /* inputs one by one, not a parameter's together */
    uint64_t draws;
    struct progress *progress;

    uint64_t models; /* how often the model was run for it */
    struct show_answer answer;
};

/* Each fills the parts of the answer. Errors: USAGE (too few draws, no uncertain input), STORE, RUN. */
bool sensitivity_from_draws(struct sensitivity_question *question, struct error *err);
bool sensitivity_by_sobol(struct sensitivity_question *question, struct error *err);
bool sensitivity_by_morris(struct sensitivity_question *question, struct error *err);
bool sensitivity_one_at_a_time(struct sensitivity_question *question, struct error *err);

/* ---- shared ---- */

/* "Trainings", "Paid, with tail". */
void sensitivity_add_title(const struct measure *measure, const char *language, struct text *out);

/* A part of the answer, empty. */
struct store_table *sensitivity_part(struct sensitivity_question *question, const char *name,
                                     const char *columns);
/* "measure", and of the row's subject "name", "label_en", "label_zh". */
void sensitivity_set_measure(const struct sensitivity_question *question, int measure,
                             struct store_table *table);
void sensitivity_set_input(const struct sensitivity_question *question, int input,
                           struct store_table *table);
/* The same columns of a result that one could know. */
void sensitivity_set_result(const struct sensitivity_question *question, int with,
                            struct store_table *table);
void sensitivity_set_words(struct store_table *table, const char *name, const char *english);
/* "NAME", "NAME_se", and the ends of its 95 % interval "NAME_low", "NAME_high". */
void sensitivity_set_estimate(struct store_table *table, const char *name,
                              struct sensitivity_estimate estimate);
const struct parameter_input *sensitivity_input(const struct sensitivity_question *question,
                                                int input);
/* The inputs' numbers by descending weight; NaN last. The caller frees it. */
int *sensitivity_order(const double *weight, int count);
/* The level of the value that is held with 80 % confidence: of what has to be reached 0.2, else 0.8. */
double sensitivity_level(const struct measure *measure);

/* Draws 0 .. draws - 1 of an input, before a cell's scale and offset; or, `places`, how probable it is that it is below.
   shift: so many Sobol dimensions on, another sample of the same. */
struct sensitivity_sample {
    uint64_t seed, draws;
    bool random, places;
    int shift;
};
/* x[input][draws], on several threads; the caller frees it. */
double *sensitivity_draw_inputs(const struct sensitivity_question *question,
                                const struct sensitivity_sample *sample);

/* Inputs that are looked at together: those of a parameter, or each by itself. */
struct sensitivity_groups {
    int count;
    int *of;    /* [inputs] */
    int *first; /* [groups]: its first input */
};
struct sensitivity_groups sensitivity_group_inputs(const struct sensitivity_question *question);
void sensitivity_set_group(const struct sensitivity_question *question,
                           const struct sensitivity_groups *groups, int group,
                           struct store_table *table);
void sensitivity_clear_groups(struct sensitivity_groups *groups);

#endif
