/* The inputs of a model as a file that people edit in a spreadsheet program: one row a cell of a parameter,
   and one a switch. CSV in UTF-8 with a byte order mark on the way out; on the way in also what spreadsheet
   programs make of it: no mark, GBK (GB 18030) or UTF-16, semicolons or tabs between the cells, quotes added or
   dropped, columns in another order, months turned into dates. What a row means to a model is
   scripts/inputs.lua's affair.

     struct inputs *inputs = inputs_read("edited.csv", err);              // the way in
     struct lua_changes changes = {.inputs = inputs};
     struct model *model = lua_model_load("baseline.lua", &changes, err); // refuses, applies
     inputs_add_edits(model, inputs, "zh", &out);                         // what differs, as a table
     inputs_free(inputs);                                                 // after all models

     inputs_make_table(model, model, "zh", &table);                       // the way out
     inputs_csv(&table, "zh", &out);
     store_table_clear(&table); */
#ifndef POLSIM_INPUTS_H
#define POLSIM_INPUTS_H

#include "table.h"

/* X(id, English, Chinese, what the file holds): the columns, in order. Reading takes all three for a heading. */
#define INPUTS_COLUMNS(X)                                                                          \
    X(name, "name", "代码")                                                                        \
    X(label, "input", "参数")                                                                      \
    X(cell, "cell", "单元代码")                                                                    \
    X(cell_label, "of", "范围")                                                                    \
    X(period, "period", "时期")                                                                    \
    X(unit, "unit", "计量")                                                                        \
    X(value, "value", "取值")                                                                      \
    X(was, "value before", "原取值")                                                               \
    X(least, "least allowed", "最小允许值")                                                        \
    X(most, "most allowed", "最大允许值")                                                          \
    X(allowed, "allowed words", "可选")                                                            \
    X(source_kind, "class", "来源类别")                                                            \
    X(source, "source", "来源")

/* A row as it is read: texts without the blanks around them, "" for none; periods as the model names them
   ("2026", "03", "2026-03", "otherwise") where they can be understood. */
struct inputs_row {
    int line; /* of the file, where the row begins */
#define X(id, en, zh) const char *id;
    INPUTS_COLUMNS(X)
#undef X
};

struct inputs {
    struct arena *arena;
    const char *path, *file; /* as given; without its folder */
    const char *text;        /* in UTF-8, without a byte order mark */
    size_t length;
    char separator; /* ',' ';' or '\t' */
    size_t row_count;
    struct inputs_row *rows;
};

/* Errors: STORE where the file cannot be read, SCENARIO ("edited.csv:12: …") where it is not understood. */
struct inputs *inputs_read(const char *path, struct error *err);
void inputs_free(struct inputs *inputs); /* NULL is fine */

/* Where a run keeps the file among its own: "@inputs/edited.csv". No file of a scenario is called so. */
#define INPUTS_FOLDER "@inputs/"

/* Every cell of every parameter as `now` has it, and every switch; "was" is what `before` has: the same
   model without what the command line changes. Equal cells share a row. The caller clears the table. */
void inputs_make_table(const struct model *now, const struct model *before, const char *language,
                       struct store_table *table);
void inputs_csv(const struct store_table *table, const char *language, struct text *out);

/* What the rows changed in the model, as a table, and what is to be said beside it, a line each. */
void inputs_add_edits(const struct model *model, const struct inputs *inputs, const char *language,
                      struct text *out);

#endif
