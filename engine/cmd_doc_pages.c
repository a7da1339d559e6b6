/* polsim doc: errors, roles, options, and the outputs of a model. */
#include "cmd_doc.h"
#include "error.h"
#include "lua_model.h"
#include "table.h"

#include <assert.h>
#include <string.h>

/* ---- errors ---- */

static const struct {
    enum error_kind kind;
    const char *meaning, *remedy;
} errors[] = {
    {ERROR_CHECK, WORD("a check says no"),
     WORD("An identity of the model does not hold: the message names it with cell, month and draw. "
          "Mend "
          "the model; its results are not to be used.")},
    {ERROR_USAGE, WORD("the command line is wrong"),
     WORD("The message names the wrong word and the nearest right one; 'polsim help COMMAND' lists "
          "what "
          "there is.")},
    {ERROR_SCENARIO, WORD("the scenario or its model, a table or a file of inputs is wrong"),
     WORD("The message begins with file:line and shows the line with the wrong part marked. Change "
          "that line "
          "and run again; nothing was computed.")},
    {ERROR_RUN, WORD("the run failed"),
     WORD("A value became impossible, such as a stock below zero or a chance above 1: the message "
          "names cell, "
          "month, draw and line. 'polsim check SCENARIO.lua' tries 16 draws; a range on the input "
          "that "
          "leads there "
          "keeps it out. Or memory was wanting: then close other programs, or take fewer draws.")},
    {ERROR_STORE, WORD("the database or a file cannot be read or written"),
     WORD("The message gives the path and the reason: see whether it is there, may be written, and "
          "whether the "
          "disk is full; '--store FILE' takes another database.")},
    {ERROR_INTERRUPTED, WORD("the user stopped the run"),
     WORD("Nothing of the run was kept as a result; 'polsim runs' lists it as interrupted. Run it "
          "again.")},
};

#define X(name, status) +1
static_assert(COUNT_OF(errors) == ERROR_KINDS(X) - 1, "each kind but NONE has its words");
#undef X

const char *doc_error_meaning(enum error_kind kind)
{
    for (size_t i = 0; i < COUNT_OF(errors); i++)
        if (errors[i].kind == kind)
            return errors[i].meaning;
    return "";
}

void doc_add_errors(const char *language, struct text *out)
{
    for (size_t i = 0; i < COUNT_OF(errors); i++) {
        struct text head = {0};
        text_add(&head, word(language, "%s, exit status %d: %s"), error_kind_name(errors[i].kind),
                 error_exit_status(errors[i].kind), word(language, errors[i].meaning));
        text_add(out, "%s", i ? "\n" : "");
        text_add_wrapped(out, text_string(&head), 0, 4, TABLE_WIDTH);
        text_clear(&head);
        text_add_wrapped(out, word(language, errors[i].remedy), 4, 4, TABLE_WIDTH);
    }
    text_add(out, "\n");
    text_add_wrapped(
        out,
        word(language,
             "All went well: exit status 0. Errors go to standard error, after 'polsim: '."),
        0, 0, TABLE_WIDTH);
}

/* ---- roles ---- */

static const struct {
    const char *role;
    const char *meaning;
} roles[] = {
    {"stage:1, stage:2 …",
     WORD("steps of the people's path in order: enrolled, completed, certified")},
    {"path:NAME", WORD("how the total grows that the target NAME is about; for its figure")},
    {"task", WORD("what a cell is asked to do, compared with 'done'")},
    {"done", WORD("what counts against 'task'")},
    {"certificates", WORD("certificates, beside 'done' in the departments' table")},
    {"commitment", WORD("claims approved; made by funds, with axes fund and route")},
    {"payment", WORD("money paid out")},
    {"arrears", WORD("approved and not yet paid, at the end of a period")},
    {"balance", WORD("cash of a fund at the end of a period")},
    {"appropriation", WORD("money that came in")},
};

void doc_add_roles(const char *language, struct text *out)
{
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        text_add(out, "  %s%*s%s\n", roles[i].role, 20 - text_columns(roles[i].role), "",
                 word(language, roles[i].meaning));
}

/* ---- options ---- */

bool doc_add_options(const char *name, const char *language, struct text *out, struct error *err)
{
    const struct command *one = name ? command_find(command_list, name, err) : NULL;

    if (name && !one)
        return false;
    if (one)
        command_help(one, language, out);
    for (int i = 0; !one && command_list[i]; i++) {
        const struct command *command = command_list[i];
        text_add(out, "%spolsim %s %s\n  %s\n", i ? "\n" : "", command->name, command->arguments,
                 word(language, command->summary));
        if (command->options)
            options_help(command->options, language, out);
    }
    return true;
}

/* ---- outputs ---- */

static void add_output(const struct model *model, const struct output *output,
                       struct store_table *table)
{
    const struct graph *graph = model->graph;
    int order[AXES_MAX], count = graph_axes_in_order(graph, output->axes, order);
    struct text axes = {0};
    char unit[256];

    graph_unit_text(graph, output->unit, unit, sizeof unit);
    for (int k = 0; k < count; k++)
        text_add(&axes, "%s%s", k ? ";" : "", graph->axes[order[k]].name);
    table_add_row(table);
    table_set_text(table, "output", output->name);
    table_set_text(table, "label_en", words_in(output->label, "en", ""));
    table_set_text(table, "label_zh", words_in(output->label, "zh", ""));
    table_set_text(table, "kind", output_kind_name(output->kind));
    table_set_text(table, "unit", unit);
    table_set_text(table, "axes", text_string(&axes));
    table_set_text(table, "role", output->role);
    text_clear(&axes);
}

bool doc_add_outputs(const char *path, const char *language, struct text *out, struct error *err)
{
    struct model *model = lua_model_load(path, NULL, err);
    struct store_table table;

    if (!model)
        return false;
    table_start(&table, "output label_zh label_en kind unit axes role");
    for (int i = 0; i < model->output_count; i++)
        add_output(model, &model->outputs[i], &table);
    table_text(&table, "outputs", NULL, language, out);
    store_table_clear(&table);
    model_free(model);
    text_add(out, "\n");
    text_add_wrapped(
        out,
        word(language,
             "A flow is summed over a period, a level read at its end, a ratio is of sums. "
             "'polsim doc "
             "roles' explains the roles; after a run 'polsim show @ OUTPUT' shows one."),
        0, 0, TABLE_WIDTH);
    return true;
}
