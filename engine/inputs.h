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
#include "word.h"

/* X(id, heading): the columns, in order. Reading takes the id and the heading in any language. */
#define INPUTS_COLUMNS(X)                                                                          \
    X(name, WORD_IN("inputs file", "name"))                                                        \
    X(label, WORD_IN("inputs file", "input"))                                                      \
    X(cell, WORD_IN("inputs file", "cell"))                                                        \
    X(cell_label, WORD_IN("inputs file", "of"))                                                    \
    X(period, WORD_IN("inputs file", "period"))                                                    \
    X(unit, WORD_IN("inputs file", "unit"))                                                        \
    X(value, WORD_IN("inputs file", "value"))                                                      \
    X(was, WORD_IN("inputs file", "value before"))                                                 \
    X(least, WORD_IN("inputs file", "least allowed"))                                              \
    X(most, WORD_IN("inputs file", "most allowed"))                                                \
    X(allowed, WORD_IN("inputs file", "allowed words"))                                            \
    X(source_kind, WORD_IN("inputs file", "class"))                                                \
    X(source, WORD_IN("inputs file", "source"))

/* A row as it is read: texts without the blanks around them, "" for none; periods as the model names them
   ("2026", "03", "2026-03", "otherwise") where they can be understood. */
struct inputs_row {
    int line; /* of the file, where the row begins */
#define X(id, english) const char *id;
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
