/* What a scenario's scripts declared, complete: the graph, and what people read about it (titles,
   labels, sources, files). Filled by the Lua side (lua_model.h), read by everything after it. */
#ifndef POLSIM_MODEL_H
#define POLSIM_MODEL_H

#include "graph.h"

struct words { /* one text in the languages we print; zh or en may be NULL */
    const char *en, *zh;
};

enum output_kind {
    OUTPUT_FLOW,  /* summed over a period */
    OUTPUT_LEVEL, /* its value at the end of a period */
    OUTPUT_RATIO, /* ratio of the sums over a period; none in a draw whose denominator is 0 */
};

/* An output is seen in several views: its declared axes, each single axis, and the whole. */
struct output_view {
    uint32_t axes;
    int value;       /* node: flow, level, or the ratio's numerator */
    int denominator; /* node, or -1 */
};

enum { OUTPUT_VIEWS_MAX = AXES_MAX + 2 };

struct output {
    const char *name;
    enum output_kind kind;
    struct unit unit;
    const char *role; /* "commitment payment arrears balance appropriation stage:1 ..." or "" */
    struct words label;
    uint32_t axes; /* declared */
    int view_count;
    struct output_view views[OUTPUT_VIEWS_MAX]; /* the declared axes first, the whole last */
    bool keep; /* keep draws of every series of years and plan, not of the whole only */
    bool monthly_quantiles;
    int threshold; /* 0 none, +1 at_least, -1 at_most: makes a target a cell and year */
    double threshold_value;
    const char *source_kind, *source_text; /* of the threshold */
    struct place place;
};

struct target {
    const char *name;
    struct words label;
    int value;     /* node, read at the end of month `month` */
    uint32_t axes; /* one row a cell */
    int month;     /* months since month 0 */
    struct unit unit;
    int threshold; /* +1 at_least, -1 at_most */
    double threshold_value;
    const char *source_kind, *source_text;
    struct words note; /* e.g. "decided by the reading"; none: both NULL */
    struct place place;
};

/* Something that must be exactly 0 in each cell, month and draw; evaluated by check and the tests. */
struct identity {
    const char *name;
    int value;
    bool of_input; /* says of an input what it adds up to: no use of the input */
    bool own;      /* the script's own: conserve() */
    struct place place;
};

/* What contradicts itself or is unclear in the plan: found by its scripts, by the library or by an audit. */
struct finding {
    const char *id;
    bool general; /* a rule for any plan found it, else the plan's own script */
    struct words text;
    const char *about; /* the target, output, input or fund it speaks of, or NULL */
    const char *source_kind, *source_text; /* NULL where there is none */
};

struct switch_value {
    const char *name, *value, *default_value;
    const char *const *choices; /* ended by NULL */
    const char *source_kind, *source_text;
    struct words label;
    bool changed; /* by the scenario */
};

/* A row of a file of inputs (inputs.h) that changed the model; or, not applied, one that speaks of another
   value than the model has. */
struct model_edit {
    const char *name, *cell, *period; /* "" for all cells, for all months */
    const char *was, *is;             /* in words: of the model before; of the file */
    int line;                         /* of the file */
    bool applied;
};

struct model_file {
    const char *path; /* relative to the scenario's folder, '/' between */
    const char *text;
    size_t length;
};

enum label_kind { LABEL_NAME, LABEL_AXIS, LABEL_CELL };

struct model_label { /* what people read for an id */
    const char
        *scope; /* "" for parameters, outputs, targets, funds, routes; "axis"; or an axis' name */
    const char *id;
    struct words text;
};

struct model {
    struct arena *arena;
    struct graph *graph;
    const char *name;          /* of the model */
    const char *scenario;      /* file name without folder and .lua; "-b" behind it for variant b */
    const char *scenario_path; /* as given on the command line; ":b" behind it for variant b */
    struct words title;        /* of the model */
    struct words scenario_title; /* of the scenario; the model's where it has none */
    int output_count, target_count, identity_count, switch_count, file_count, label_count;
    int finding_count, edit_count;
    struct output *outputs;
    struct target *targets;
    struct identity *identities;
    struct switch_value *switches;
    struct model_file *files; /* the scenario first */
    struct model_label *labels;
    struct finding *findings;
    struct model_edit *edits; /* in order of declaration */
    const char *model_file;   /* the file that calls model{}: the scenario's, or the one it names */
    const char *file_stem;    /* file name of the scenario without folder and .lua */
    const char *variant;      /* of the scenario's file; NULL where the file is one scenario */
    const char *const *variants; /* all of the file's, ended by NULL; or NULL */
    const char *const *further; /* paths of the file's scenarios after this one, ended by NULL; NULL
                                    where the path named one */
    const char *against;        /* name of the scenario that this one is compared with, or NULL */
    const char *const *const
        *together; /* lists of inputs and readings whose changes are explained as one, each ended
                                           by NULL, as all are; or NULL */
    struct words question; /* that the scenario answers; none: both NULL */
    int dimensions;        /* Sobol dimensions in use */
    char input_digest[65]; /* over files and --set */
};

struct model *model_new(void);
void model_free(struct model *model); /* NULL is fine */

/* Growing lists; each returns the new item, zeroed, valid until the next of its kind. */
struct output *model_add_output(struct model *model);
struct target *model_add_target(struct model *model);
/* A step on the way: another target of its name is due later. */
bool model_is_milestone(const struct model *model, const struct target *target);
struct identity *model_add_identity(struct model *model);
struct switch_value *model_add_switch(struct model *model);
struct model_file *model_add_file(struct model *model);
struct model_label *model_add_label(struct model *model);
struct finding *model_add_finding(struct model *model);
struct model_edit *model_add_edit(struct model *model);

/* The text for an id in language "zh" or "en": that language, else the other, else the id itself. */
const char *words_in(struct words words, const char *language, const char *otherwise);
const char *model_label(const struct model *model, const char *scope, const char *id,
                        const char *language);

/* Puts "file:line: " of the place in front of an error that is set, and under it that line of the user's
   file with carets under `subject` (the last of those in quotes, else anywhere; or NULL) or all of it.
   Returns false. */
bool model_show_place(const struct model *model, struct place place, const char *subject,
                      struct error *err);

/* The line of a place, without the blanks around it, in *length bytes, not ended by a zero; NULL where the
   file is not known or the line is empty. */
const char *model_line(const struct model *model, struct place place, size_t *length);
/* The file of a place as it is named from the scenario's folder. */
const char *model_file_name(const struct model *model, struct place place);

const char *output_kind_name(enum output_kind kind); /* "flow" "level" "ratio" */

#endif
