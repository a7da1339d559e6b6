/* The findings of rules for any plan, and names for people. Part of audit.h. */
#include "audit_private.h"

#include "lua_model.h"
#include "table.h"
#include "word.h"

#include <math.h>
#include <string.h>

/* ---- names ---- */

/* "department=civil;level=L3" in words, "@year=2027" as the year. */
static void add_labels(const struct model *model, const char *cell, const char *language,
                       struct text *out)
{
    char part[512];

    for (size_t length; *cell; cell += length + (cell[length] == ';')) {
        length = strcspn(cell, ";");
        snprintf(part, sizeof part, "%.*s", (int)length, cell);
        char *equals = strchr(part, '=');
        if (!equals)
            continue;
        *equals = '\0';
        const char *label = equals + 1;
        if (strcmp(label, "otherwise") == 0)
            label = word(language, WORD_IN("period", "otherwise"));
        if (strcmp(part, "@month") == 0)
            text_add(out, word(language, WORD_IN("month of an input", "%s")), label);
        else
            text_add(out, "%s", part[0] == '@' ? label : model_label(model, part, label, language));
        if (cell[length])
            text_add(out, word(language, ", "));
    }
}

static void add_named(const struct model *model, const char *name, const char *cell,
                      const char *language, struct text *out)
{
    text_add(out, "%s", name);
    if (*cell)
        text_add(out, word(language, ": "));
    add_labels(model, cell, language, out);
}

void audit_add_input_name(const struct model *model, const struct audit_input *input,
                          const char *language, struct text *out)
{
    const struct parameter *parameter = &model->graph->parameters[input->parameter];
    const char *open = strchr(parameter->inputs[input->input].key, '[');
    char cell[512];

    snprintf(cell, sizeof cell, "%s", open ? open + 1 : "");
    cell[strcspn(cell, "]")] = '\0';
    add_named(model, model_label(model, "", parameter->name, language), cell, language, out);
}

void audit_add_result_name(const struct model *model, const struct audit_result *result,
                           const char *language, struct text *out)
{
    char cell[512];

    if (!result->target) {
        text_add(out, "%s", word(language, "money committed"));
        return;
    }
    graph_cell_text(model->graph, result->target->axes, result->cell, cell, sizeof cell);
    add_named(model, words_in(result->target->label, language, result->target->name), cell,
              language, out);
}

/* ---- texts ---- */

void audit_add_finding(struct model *model, const char *id, const char *about, audit_write *write,
                       const void *subject)
{
    struct text en = {0}, zh = {0};

    write(model, subject, "en", &en);
    write(model, subject, "zh", &zh);
    *model_add_finding(model) = (struct finding){
        .id = id,
        .general = true,
        .text = {arena_copy(model->arena, text_string(&en)),
                 arena_copy(model->arena, text_string(&zh))},
        .about = about,
    };
    text_clear(&en);
    text_clear(&zh);
}

/* "Class size (class_size)" */
static void add_label_and_name(const struct model *model, const char *scope, const char *name,
                               const char *language, struct text *out)
{
    const char *label = model_label(model, scope, name, language);

    text_add(out, "%s", label);
    if (strcmp(label, name) != 0)
        text_add(out, word(language, " (%s)"), name);
}

/* A list, since one reading often leaves several inputs idle. */
static void write_unused(const struct model *model, const void *subject, const char *language,
                         struct text *out)
{
    const struct graph *graph = model->graph;
    const bool *unused = subject;
    const char *separator = "";
    int count = 0;

    for (int i = 0; i < graph->parameter_count; i++) {
        if (!unused[i])
            continue;
        text_add(out, "%s", separator);
        add_label_and_name(model, "", graph->parameters[i].name, language, out);
        separator = word(language, ", ");
        count++;
    }
    text_add(out, "%s",
             count > 1 ? word(language, ": no output, target or identity depends on these inputs "
                                        "under the readings in force")
                       : word(language, ": no output, target or identity depends on this input "
                                        "under the readings in force"));
}

static void write_unclaimed(const struct model *model, const void *subject, const char *language,
                            struct text *out)
{
    const struct fund *fund = subject;

    add_label_and_name(model, "fund", fund->name, language, out);
    text_add(out, word(language, ": no claim is ever made on this fund"));
}

static bool is_undrawn(const struct audit *audit, const struct fund *fund, int number)
{
    return audit->ran && fund->claim_count > 0 && !audit->fund_drawn[number];
}

static void write_undrawn(const struct model *model, const void *subject, const char *language,
                          struct text *out)
{
    const struct audit *audit = subject;
    const struct graph *graph = model->graph;
    const char *separator = "";
    int count = 0;

    for (int i = 0; i < graph->fund_count; i++) {
        if (!is_undrawn(audit, &graph->funds[i], i))
            continue;
        text_add(out, "%s", separator);
        add_label_and_name(model, "fund", graph->funds[i].name, language, out);
        separator = word(language, ", ");
        count++;
    }
    text_add(out, "%s",
             count > 1
                 ? word(language, ": never drawn: they commit nothing in any month under the "
                                  "readings in force, with every input and chance at its mean")
                 : word(language, ": never drawn: it commits nothing in any month under the "
                                  "readings in force, with every input and chance at its mean"));
}

static void add_amount(const struct graph *graph, struct unit unit, double x, const char *language,
                       struct text *out)
{
    char name[128];

    graph_unit_text(graph, unit, name, sizeof name);
    if (strcmp(name, "yuan") == 0)
        table_add_money(x, language, out);
    else
        table_add_few_digits(x, out);
}

static void write_unreached(const struct model *model, const void *subject, const char *language,
                            struct text *out)
{
    const struct audit_result *result = subject;
    const struct target *target = result->target;
    bool least = target->threshold > 0;
    char unit[128];

    graph_unit_text(model->graph, target->unit, unit, sizeof unit);
    audit_add_result_name(model, result, language, out);
    if (target->label.en || target->label.zh)
        text_add(out, word(language, " (%s)"), target->name);
    text_add(out, "%s",
             least ? word(language, ": not reached even with every uncertain input at its most "
                                    "favourable end, chance at its mean: ")
                   : word(language, ": not kept even with every uncertain input at its most "
                                    "favourable end, chance at its mean: "));
    add_amount(model->graph, target->unit, result->best, language, out);
    text_add(out, "%s", least ? word(language, " of ") : word(language, " of at most "));
    add_amount(model->graph, target->unit, target->threshold_value, language, out);
    if (unit[0])
        text_add(out, " ");
    table_add_unit(unit, language, out);
}

/* ---- rules ---- */

void audit_add_findings(struct model *model, const struct audit *audit, const bool *unused)
{
    const struct graph *graph = model->graph;

    for (int i = 0; i < audit->result_count; i++) {
        const struct audit_result *result = &audit->results[i];
        if (result->target && !isnan(result->best) && !audit_is_met(result->target, result->best))
            audit_add_finding(model, result->target->name, result->target->name, write_unreached,
                              result);
    }
    struct text undrawn = {0}, idle = {0}; /* names of what is found: the finding's id */
    for (int i = 0; i < graph->fund_count; i++)
        if (is_undrawn(audit, &graph->funds[i], i))
            text_add(&undrawn, "%s%s", undrawn.length ? " " : "", graph->funds[i].name);
    for (int i = 0; unused && i < graph->parameter_count; i++)
        if (unused[i])
            text_add(&idle, "%s%s", idle.length ? " " : "", graph->parameters[i].name);
    const char *names = arena_copy(model->arena, text_string(&undrawn));
    if (*names)
        audit_add_finding(model, names, names, write_undrawn, audit);
    for (int i = 0; i < graph->fund_count; i++)
        if (graph->funds[i].claim_count == 0)
            audit_add_finding(model, graph->funds[i].name, graph->funds[i].name, write_unclaimed,
                              &graph->funds[i]);
    names = arena_copy(model->arena, text_string(&idle));
    if (*names)
        audit_add_finding(model, names, names, write_unused, unused);
    text_clear(&undrawn);
    text_clear(&idle);
    audit_add_ledger(model);
}

struct audit_look audit_look(const struct model *model, const struct lua_changes *changes)
{
    struct audit_look look = {
        .audit = audit_new(model),
        .unused = memory_resize(NULL, (size_t)model->graph->parameter_count, sizeof(bool))};
    struct error ignored;

    look.looked = lua_model_unused(model, changes, look.unused, &ignored);
    return look;
}

void audit_note(struct model *model, struct audit_look *look)
{
    audit_add_findings(model, look->audit, look->looked ? look->unused : NULL);
    free(look->unused);
    audit_free(look->audit);
    *look = (struct audit_look){0};
}
