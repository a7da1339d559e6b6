/* For the tests of lua_*: models as texts, loaded from a folder of their own. */
#ifndef POLSIM_TESTS_LUA_LOAD_H
#define POLSIM_TESTS_LUA_LOAD_H

#include "check.h"
#include "lua_model.h"
#include "text.h"

#include <unistd.h>

#define PRELUDE "model { name = 't', from = '2026-01', to = '2027-12', tail = '2028-06' }\n"
#define AXES                                                                                       \
    PRELUDE "local level = axis('level', { 'L5', 'L4', 'L3' })\n"                                  \
            "local town = axis('town', { 'north', 'south' })\n"

static char load_folder[64];

static inline void load_write(const char *name, const char *content)
{
    char path[128];
    struct error err;

    if (!load_folder[0]) {
        strcpy(load_folder, "/tmp/polsim_lua_XXXXXX");
        assert_non_null(mkdtemp(load_folder));
    }
    snprintf(path, sizeof path, "%s/%s", load_folder, name);
    assert_true(text_write_file(path, content, strlen(content), &err));
}

static inline void load_remove(void)
{
    char command[128];

    if (!load_folder[0])
        return;
    snprintf(command, sizeof command, "rm -r %s", load_folder);
    assert_int_equal(system(command), 0);
    load_folder[0] = '\0';
}

static inline struct model *load_file(const char *name, const struct lua_changes *changes,
                                      struct error *err)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", load_folder, name);
    return lua_model_load(path, changes, err);
}

/* The model of a text; fails the test with the message where it does not load. */
static inline struct model *load_text(const char *text)
{
    struct error err = {0};

    load_write("model.lua", text);
    struct model *model = load_file("model.lua", NULL, &err);
    if (!model)
        fail_msg("%s\ndoes not load:\n%s", text, err.text);
    return model;
}

/* The text is refused with a message that contains `part`. */
static inline void load_refused(const char *text, const char *part)
{
    struct error err = {0};

    load_write("model.lua", text);
    struct model *model = load_file("model.lua", NULL, &err);
    if (model)
        fail_msg("%s\nloads, but should be refused: %s", text, part);
    if (!strstr(err.text, part))
        fail_msg("%s\nis refused with:\n%s\nbut should be with: %s", text, err.text, part);
}

struct refusal {
    const char *script, *part;
};

static inline void load_all_refused(const char *prelude, const struct refusal *refusals,
                                    size_t count)
{
    char text[4096];

    for (size_t i = 0; i < count; i++) {
        snprintf(text, sizeof text, "%s%s", prelude, refusals[i].script);
        load_refused(text, refusals[i].part);
    }
}

/* Node of the first view of an output (its declared axes), or of the whole for view -1. */
static inline const struct node *load_output_node(const struct model *model, const char *name,
                                                  int view)
{
    for (int i = 0; i < model->output_count; i++) {
        const struct output *o = &model->outputs[i];
        if (strcmp(o->name, name) == 0)
            return &model->graph->nodes[o->views[view < 0 ? o->view_count - 1 : view].value];
    }
    fail_msg("no output '%s'", name);
    return NULL;
}

static inline const struct output *load_output(const struct model *model, const char *name)
{
    for (int i = 0; i < model->output_count; i++)
        if (strcmp(model->outputs[i].name, name) == 0)
            return &model->outputs[i];
    fail_msg("no output '%s'", name);
    return NULL;
}

static inline const struct parameter *load_parameter(const struct model *model, const char *name)
{
    for (int i = 0; i < model->graph->parameter_count; i++)
        if (strcmp(model->graph->parameters[i].name, name) == 0)
            return &model->graph->parameters[i];
    fail_msg("no parameter '%s'", name);
    return NULL;
}

static inline int load_count(const struct model *model, enum node_kind kind)
{
    int count = 0;

    for (int i = 0; i < model->graph->node_count; i++)
        count += model->graph->nodes[i].kind == kind;
    return count;
}

static inline bool load_has_identity(const struct model *model, const char *part)
{
    for (int i = 0; i < model->identity_count; i++)
        if (strstr(model->identities[i].name, part))
            return true;
    return false;
}

#endif
