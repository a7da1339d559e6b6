/* Outputs with their views, targets and identities. The library (scripts/report.lua) has checked keys
   and names. Part of lua_model.h. */
#include "lua_model_declare.h"

#include "word.h"

#include <string.h>

static bool add_view(struct graph *graph, struct output *output, uint32_t axes, int value,
                     int denominator, struct error *err)
{
    for (int i = 0; i < output->view_count; i++)
        if (output->views[i].axes == axes)
            return true;
    struct output_view *view = &output->views[output->view_count];
    view->axes = axes;
    view->value = graph_sum(graph, value, graph->nodes[value].axes & ~axes, err);
    view->denominator = denominator < 0 ? -1
                                        : graph_sum(graph, denominator,
                                                    graph->nodes[denominator].axes & ~axes, err);
    output->view_count++;
    return view->value >= 0 && (denominator < 0 || view->denominator >= 0);
}

/* Declared axes, each alone, and the whole; never one shape twice. */
static bool make_views(struct graph *graph, struct output *output, int value, int denominator,
                       struct error *err)
{
    int order[AXES_MAX], count = graph_axes_in_order(graph, output->axes, order);
    bool fine;

    output->view_count = 0;
    fine = add_view(graph, output, output->axes, value, denominator, err);
    for (int i = 0; i < count && fine; i++)
        fine = add_view(graph, output, 1u << order[i], value, denominator, err);
    return fine && add_view(graph, output, 0, value, denominator, err);
}

/* Node of field `key`, or -1 where nil. */
static int node_field(lua_State *L, int index, const char *key)
{
    int node = -1;

    if (lua_getfield(L, index, key) != LUA_TNIL)
        node = lua_to_node(L, -1, key);
    lua_pop(L, 1);
    return node;
}

static uint32_t axes_field(lua_State *L, int index, const char *key)
{
    lua_getfield(L, index, key);
    uint32_t axes = lua_to_axes(L, -1, key);
    lua_pop(L, 1);
    return axes;
}

static bool flag_field(lua_State *L, int index, const char *key)
{
    lua_getfield(L, index, key);
    bool flag = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return flag;
}

/* at_least, at_most -> +1, -1, 0 and the number */
static int threshold_fields(lua_State *L, int index, double *value)
{
    int threshold = 0;

    if (lua_getfield(L, index, "at_least") != LUA_TNIL)
        threshold = 1;
    else if (lua_getfield(L, index, "at_most") != LUA_TNIL)
        threshold = -1;
    *value = threshold ? luaL_checknumber(L, -1) : 0;
    lua_settop(L, index);
    return threshold;
}

/* core.add_output{ name=, value=, denominator=, by={axes}, kind=, unit=, role=, label=, keep=,
   monthly_quantiles=, at_least=, at_most=, source_kind=, source_text= } -> its number */
static int core_add_output(lua_State *L)
{
    static const char *const kinds[] = {"flow", "level", "ratio", NULL};
    struct graph *graph = lua_graph_here(L);
    struct model *model = lua_state_host(L)->model;
    struct output o = {.place = graph_place(graph)};
    struct error err;
    int value = node_field(L, 1, "value"), denominator = node_field(L, 1, "denominator");

    o.name = lua_text_field(L, 1, "name");
    o.role = lua_text_field(L, 1, "role");
    o.role = o.role ? o.role : "";
    o.unit = lua_unit_field(L, 1, "unit");
    o.label = lua_words_field(L, 1, "label");
    o.axes = axes_field(L, 1, "by");
    o.keep = flag_field(L, 1, "keep");
    o.monthly_quantiles = flag_field(L, 1, "monthly_quantiles");
    o.source_kind = lua_text_field(L, 1, "source_kind");
    o.source_text = lua_text_field(L, 1, "source_text");
    o.threshold = threshold_fields(L, 1, &o.threshold_value);
    lua_getfield(L, 1, "kind");
    o.kind = (enum output_kind)luaL_checkoption(L, -1, NULL, kinds);
    if (!make_views(graph, &o, value, denominator, &err))
        lua_fail_error(L, o.name, &err);
    *model_add_output(model) = o;
    lua_pushinteger(L, model->output_count - 1);
    return 1;
}

/* core.set_output_value(number, value): the same views of another value of the same axes */
static int core_set_output_value(lua_State *L)
{
    struct model *model = lua_state_host(L)->model;
    struct output *output = &model->outputs[luaL_checkinteger(L, 1)];
    struct error err;

    if (!make_views(model->graph, output, lua_to_node(L, 2, WORD("the value")), -1, &err))
        lua_fail_error(L, output->name, &err);
    return 0;
}

/* core.add_target{ name=, value=, month=, unit=, label=, at_least=, at_most=, source_kind=,
   source_text=, note= } -> its number */
static int core_add_target(lua_State *L)
{
    struct graph *graph = lua_graph_here(L);
    struct model *model = lua_state_host(L)->model;
    struct target t = {.place = graph_place(graph), .value = node_field(L, 1, "value")};

    t.name = lua_text_field(L, 1, "name");
    t.label = lua_words_field(L, 1, "label");
    t.axes = graph->nodes[t.value].axes;
    t.month = (int)lua_number_field(L, 1, "month", 0);
    t.unit = lua_unit_field(L, 1, "unit");
    t.source_kind = lua_text_field(L, 1, "source_kind");
    t.source_text = lua_text_field(L, 1, "source_text");
    t.note = lua_words_field(L, 1, "note");
    t.threshold = threshold_fields(L, 1, &t.threshold_value);
    *model_add_target(model) = t;
    lua_pushinteger(L, model->target_count - 1);
    return 1;
}

/* core.set_target_value(number, value) */
static int core_set_target_value(lua_State *L)
{
    lua_state_host(L)->model->targets[luaL_checkinteger(L, 1)].value =
        lua_to_node(L, 2, WORD("the value"));
    return 0;
}

/* core.add_identity(name, value [, of_input [, own]]) */
static int core_add_identity(lua_State *L)
{
    struct graph *graph = lua_graph_here(L);
    int value = lua_to_node(L, 2, WORD("an identity"));
    struct model *model = lua_state_host(L)->model;
    struct identity *identity = model_add_identity(model);

    identity->name = arena_copy(model->arena, luaL_checkstring(L, 1));
    identity->value = value;
    identity->of_input = lua_toboolean(L, 3);
    identity->own = lua_toboolean(L, 4);
    identity->place = graph_place(graph);
    return 0;
}

/* core.add_finding{ id=, text={en=,zh=}, general=, about=, source_kind=, source_text= } */
static int core_add_finding(lua_State *L)
{
    struct finding finding = {
        .id = lua_text_field(L, 1, "id"),
        .text = lua_words_field(L, 1, "text"),
        .general = flag_field(L, 1, "general"),
        .about = lua_text_field(L, 1, "about"),
        .source_kind = lua_text_field(L, 1, "source_kind"),
        .source_text = lua_text_field(L, 1, "source_text"),
    };

    *model_add_finding(lua_state_host(L)->model) = finding;
    return 0;
}

/* [-0, +0, raises] */
void lua_report_core(lua_State *L)
{
    static const luaL_Reg functions[] = {{"add_output", core_add_output},
                                         {"set_output_value", core_set_output_value},
                                         {"add_target", core_add_target},
                                         {"set_target_value", core_set_target_value},
                                         {"add_identity", core_add_identity},
                                         {"add_finding", core_add_finding},
                                         {NULL, NULL}};

    luaL_setfuncs(L, functions, 0);
}
