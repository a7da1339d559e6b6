/* What the cmd_explain*.c files share: the mixtures of two scenarios, run over the same draws, and what each change
   does. Nobody else includes it. */
#ifndef POLSIM_CMD_EXPLAIN_H
#define POLSIM_CMD_EXPLAIN_H

#include "attribution.h"
#include "mixture.h"
#include "options.h"
#include "progress.h"
#include "sample.h"
#include "store.h"

/* Changes that are explained as one. */
struct explain_group {
    int count;
    int *changes; /* of the mixture */
};

/* A number that is explained: a measure's value, or whether a target is met. */
struct explain_number {
    int measure;
    bool met; /* 1 where the target is met, 0 where not */
};

struct explain {
    struct mixture mixture;
    int group_count;
    struct explain_group groups[ATTRIBUTION_MAX];

    int measure_count;
    struct measure *measures; /* of mixture.from.model */
    char **measure_texts;     /* as measure_find takes them in any mixture */
    int number_count;
    struct explain_number *numbers;

    uint64_t draws, seed;
    enum run_sampler sampler;
    int threads, pairs; /* of orders, where there are too many groups for all */
    struct progress *progress;

    /* what was computed: of set i, y[number * draws + draw] */
    size_t set_count, expected_sets;
    uint64_t *sets;
    double **y;
    int *order; /* [2 * pairs * groups], or NULL: exact */
};

/* Groups of `together` of either scenario and of the command line ("a,b"); the others alone; those that `order` names
   first, in its order, the rest as the mixture lists them. Errors: USAGE: a name that did not change or stands twice,
   too many. */
bool explain_make_groups(struct explain *explain, const struct option_list *together,
                         const char *order, struct error *err);

/* Those asked for; with none every target of the model and the money paid. Errors: USAGE. */
bool explain_make_measures(struct explain *explain, char **names, int count, struct error *err);

/* How many models will be run: 2^groups, or those along sampled orders. */
size_t explain_expected_sets(const struct explain *explain);

/* Runs every mixture that is needed. Errors: SCENARIO, RUN, INTERRUPTED. */
bool explain_compute(struct explain *explain, struct error *err);

/* The parts of the answer: "changes", "effects" (docs/questions.md has their columns). The caller clears both. */
void explain_make_tables(const struct explain *explain, struct store_table *changes,
                         struct store_table *effects);

void explain_clear(struct explain *explain);

#endif
