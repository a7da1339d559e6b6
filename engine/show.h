/* The tables of a stored run, as `polsim show` and `polsim run` print them. A section is a named query
   of the store (store.h: "targets", "budget" …) with the columns people want of it. */
#ifndef POLSIM_SHOW_H
#define POLSIM_SHOW_H

#include "lua_model.h"
#include "table.h"

enum show_format { SHOW_TABLE, SHOW_CSV, SHOW_JSON, SHOW_MARKDOWN };

struct show_options {
    enum show_format format;
    enum table_csv_style csv;
    const char *language;
    bool all;          /* text: rows of nothing and of what always holds too */
    const char *store; /* the database, for the commands that are named; NULL: nothing is kept */
    int width;         /* columns of a line of text; 0: TABLE_WIDTH */
    /* Of a run's text, after each section: may print it and clear it. May be NULL. */
    void (*made)(struct text *out);
};

/* Section names, ended by NULL. */
extern const char *const show_sections[];

/* One section, or with NULL what people ask first: targets, budget, departments, how much is assumed.
   Errors: USAGE (unknown section; CSV of several), STORE. */
bool show_run(struct store *store, const struct store_run *run, const char *section,
              const struct show_options *options, struct text *out, struct error *err);

/* One output of the run by "month", "quarter" or "year" (with the plan and its tail). cell: "" or NULL is the
   whole; "department=civil" or what people read for it; "department" every cell of those axes; "all".
   Errors: USAGE (an unknown output or cell, with the nearest), STORE. */
bool show_output(struct store *store, const struct store_run *run, const char *output,
                 const char *by, const char *cell, const struct show_options *options,
                 struct text *out, struct error *err);
/* Has the run an output of that name? */
bool show_has_output(struct store *store, const struct store_run *run, const char *output);

/* What `polsim run` prints of each run: head, targets, budget, as text. */
bool show_run_in_short(struct store *store, const struct store_run *run,
                       const struct show_options *options, struct text *out, struct error *err);

/* The run in three lines: title, money, where the tables are. */
bool show_run_in_brief(struct store *store, const struct store_run *run,
                       const struct show_options *options, struct text *out, struct error *err);

/* Targets of several runs side by side and what differs from the first, draw by draw; as text. */
bool show_comparison(struct store *store, const struct store_run *runs, int count,
                     const struct show_options *options, struct text *out, struct error *err);

/* Runs against the first of them. Parts: "targets" side by side, "money" needed, the paired
   "differences" of targets and money, from the kept draws, else from the differences stored, and "regret", against
   the best run of each draw, from the kept draws; NULL: all. Text has a line a run where there are more than four, and
   regret of more than two unless it is asked for. `answer` (may be NULL): written with the parts where differences are
   made; only its command line and seconds need be set. `notes`: lines about what is left out. Errors:
   USAGE (an unknown part; CSV of several; runs that are not of the same draws), STORE. */
bool show_compared(struct store *store, const struct store_run *runs, int count, const char *part,
                   const struct show_options *options, struct store_answer *answer,
                   struct text *out, struct text *notes, struct error *err);
extern const char *const show_parts[]; /* ended by NULL */

/* Targets and money of many runs, a line each, as text. */
bool show_side_by_side(struct store *store, const struct store_run *runs, int count,
                       const struct show_options *options, struct text *out, struct error *err);

/* Takes out of a section what says nothing to people: rows that are 0 throughout, what holds by
   construction, what repeats another row. `notes`: lines to say below the table instead. */
void show_trim(enum store_query query, const struct store_run *run,
               const struct show_options *options, struct store_table *table, struct text *notes);

/* An average case has neither probabilities nor quantiles to show. */
bool show_is_average(const struct store_run *run);

/* The command that computes the run again from its files: "polsim run DIR/base.lua --draws …". */
bool show_command(struct store *store, const struct store_run *run, const char *scenario,
                  struct text *out, struct error *err);

/* The path of the file of inputs that the run was given, beside its scenario's files at `scenario`; adds nothing
   where there was none. */
bool show_inputs_file(struct store *store, const struct store_run *run, const char *scenario,
                      struct text *out, struct error *err);

/* What a stored run was made of, as lua_model_load takes it, in a folder of its own until it is closed; also where
   opening failed. The run's variant stands behind the path. Errors: STORE. */
struct show_source {
    char folder[4096];
    struct text path;
    struct lua_changes changes;

    struct inputs *inputs;
    const char **set;
    struct store_table settings;
};
bool show_source_open(struct show_source *source, struct store *store, const struct store_run *run,
                      struct error *err);
void show_source_close(struct show_source *source);

/* The run's model from the files that the store keeps: with the changes of its command line and of its file of
   inputs, and (where before is not NULL) without. The caller frees both. Errors: SCENARIO, STORE. */
bool show_load_model(struct store *store, const struct store_run *run, struct model **now,
                     struct model **before, struct error *err);

/* An answer of polsim attain: "times", "months", "joint", "pairs". */
void show_attained(const struct store_table parts[4], const char *scenario, const char *language,
                   struct text *out);

/* The parts of an answer of polsim explain. */
void show_explained(const struct store_table *changes, const struct store_table *effects,
                    uint64_t draws, size_t models, const char *language, struct text *out);

/* ":b" for a run of the variant b of the file at `path`; nothing for a file that is one scenario. */
void show_add_variant(const struct store_run *run, const char *path, struct text *out);

/* "  1. what was found [plan: Annex 2]", wrapped; source_kind and source may be NULL or "". */
void show_add_finding(int number, const char *finding, const char *source_kind, const char *source,
                      const char *language, struct text *out);

/* Adds a word as a shell takes it, in quotes where it needs them. */
void show_add_shell_word(const char *word, struct text *out);
/* "polsim run 'a b.lua'": a command with its arguments, as the database keeps it. */
void show_add_command_line(const char *command, int argc, char **argv, struct text *out);

#endif
