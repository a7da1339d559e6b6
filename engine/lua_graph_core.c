/* Primitive node makers for the library in scripts/: the functions of the table `core`. They trust the
   library to have checked keys and names, and check what only C knows. Part of lua_graph.h. */
#include "lua_graph.h"

#include "word.h"

#include <math.h>
#include <string.h>

/* ---- asking ---- */

/* core.is_value(x) */
static int core_is_value(lua_State *L)
{
    lua_pushboolean(L, lua_is_node(L, 1));
    return 1;
}

/* core.value(x, what, subject or nil) -> x as a value, or an error that underlines the subject */
static int core_value(lua_State *L)
{
    if (lua_is_node(L, 1))
        lua_settop(L, 1);
    else
        lua_push_node(L, lua_to_node_of(L, 1, luaL_checkstring(L, 2), luaL_optstring(L, 3, NULL)));
    return 1;
}

/* core.id(x) -> the number of its node: equal for equal values */
static int core_id(lua_State *L)
{
    lua_pushinteger(L, lua_to_node(L, 1, WORD("the value")));
    return 1;
}

/* core.unit(x) -> "yuan/year", "" */
static int core_unit(lua_State *L)
{
    const struct graph *graph = lua_graph_here(L);
    char text[256];

    graph_unit_text(graph, graph->nodes[lua_to_node(L, 1, WORD("the value"))].unit, text,
                    sizeof text);
    lua_pushstring(L, text);
    return 1;
}

static struct unit unit_argument(lua_State *L, int index)
{
    struct unit unit;
    struct error err;
    const char *text = luaL_optstring(L, index, "");

    if (!graph_parse_unit(lua_graph_here(L), text, &unit, &err))
        lua_fail_error(L, text, &err);
    return unit;
}

/* core.same_unit(x, "yuan") */
static int core_same_unit(lua_State *L)
{
    const struct graph *graph = lua_graph_here(L);
    int node = lua_to_node(L, 1, WORD("the value"));

    lua_pushboolean(L, unit_equal(graph->nodes[node].unit, unit_argument(L, 2)));
    return 1;
}

/* core.name(x) -> what messages call it */
static int core_name(lua_State *L)
{
    char text[256];

    graph_node_text(lua_graph_here(L), lua_to_node(L, 1, WORD("the value")), text, sizeof text);
    lua_pushstring(L, text);
    return 1;
}

/* Pushes a list of the axes of `axes` in byte order of their names. [-0, +1, raises] */
static void push_axes(lua_State *L, const struct graph *graph, uint32_t axes)
{
    int order[AXES_MAX], count = graph_axes_in_order(graph, axes, order);

    lua_createtable(L, count, 0);
    for (int i = 0; i < count; i++) {
        lua_push_axis(L, order[i]);
        lua_rawseti(L, -2, i + 1);
    }
}

/* core.axes(x) -> list of axes in byte order of their names, the order of cells */
static int core_axes(lua_State *L)
{
    const struct graph *graph = lua_graph_here(L);

    push_axes(L, graph, graph->nodes[lua_to_node(L, 1, WORD("the value"))].axes);
    return 1;
}

/* core.in_order{axes} -> the same in byte order of their names */
static int core_in_order(lua_State *L)
{
    push_axes(L, lua_graph_here(L), lua_to_axes(L, 1, "axes"));
    return 1;
}

/* core.is_axis(x) */
static int core_is_axis(lua_State *L)
{
    lua_pushboolean(L, lua_is_axis(L, 1));
    return 1;
}

/* core.labels(axis) -> ids in byte order; one list for each axis, which is only read */
static int core_labels(lua_State *L)
{
    const struct axis *axis = &lua_graph_here(L)->axes[lua_to_axis(L, 1, WORD("the axis"))];

    if (lua_getiuservalue(L, 1, 1) == LUA_TTABLE)
        return 1;
    lua_pop(L, 1);
    lua_createtable(L, axis->count, 0);
    for (int i = 0; i < axis->count; i++) {
        lua_pushstring(L, axis->labels[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, 1, 1);
    return 1;
}

/* core.by_label(axis, t) -> a list of what the table has for each label in byte order, or has as `otherwise`; nil and
   the label where it has nothing for one */
static int core_by_label(lua_State *L)
{
    enum { AXIS = 1, TABLE, LABELS, OTHERWISE, LIST };

    lua_settop(L, TABLE);
    core_labels(L);
    lua_getfield(L, TABLE, "otherwise");
    lua_createtable(L, (int)lua_rawlen(L, LABELS), 0);
    for (lua_Integer i = 1; lua_rawgeti(L, LABELS, i) != LUA_TNIL; i++) {
        lua_pushvalue(L, -1);
        if (lua_rawget(L, TABLE) == LUA_TNIL && lua_isnil(L, OTHERWISE)) {
            lua_insert(L, -2);
            return 2;
        }
        if (lua_isnil(L, -1))
            lua_pushvalue(L, OTHERWISE);
        lua_rawseti(L, LIST, i);
        lua_settop(L, LIST);
    }
    lua_settop(L, LIST);
    return 1;
}

/* core.shown_labels(axis) -> ids in the script's order, a new list */
static int core_shown_labels(lua_State *L)
{
    const struct axis *axis = &lua_graph_here(L)->axes[lua_to_axis(L, 1, WORD("the axis"))];

    lua_createtable(L, axis->count, 0);
    for (int i = 0; i < axis->count; i++) {
        lua_pushstring(L, axis->labels[axis->shown[i]]);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

/* core.has_label(axis, x) */
static int core_has_label(lua_State *L)
{
    int axis = lua_to_axis(L, 1, WORD("the axis"));
    const struct graph *graph = lua_state_host(L)->model->graph;
    const char *label = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : NULL;

    lua_pushboolean(L, label && strlen(label) == lua_rawlen(L, 2) &&
                           graph_find_label(graph, axis, label) >= 0);
    return 1;
}

/* core.limits(x) -> low, high, whole: what constants and parameters tell */
static int core_limits(lua_State *L)
{
    struct node_limits limits =
        lua_graph_limits(lua_graph_here(L), lua_to_node(L, 1, WORD("the value")));

    lua_pushnumber(L, limits.low);
    lua_pushnumber(L, limits.high);
    lua_pushboolean(L, limits.whole);
    return 3;
}

/* core.tempo(x) -> "none", "flow", "level" or "unclear" */
static int core_tempo(lua_State *L)
{
    static const char *const names[] = {[TEMPO_NONE] = "none",
                                        [TEMPO_FLOW] = "flow",
                                        [TEMPO_LEVEL] = "level",
                                        [TEMPO_UNCLEAR] = "unclear"};

    lua_pushstring(L,
                   names[lua_graph_tempo(lua_graph_here(L), lua_to_node(L, 1, WORD("the value")))]);
    return 1;
}

/* core.is_condition(x), core.by_month(x) */
static int core_is_condition(lua_State *L)
{
    const struct graph *graph = lua_graph_here(L);

    lua_pushboolean(L, graph->nodes[lua_to_node(L, 1, WORD("the value"))].condition);
    return 1;
}

static int core_by_month(lua_State *L)
{
    const struct graph *graph = lua_graph_here(L);

    lua_pushboolean(L, graph->nodes[lua_to_node(L, 1, WORD("the value"))].varies & VARIES_BY_MONTH);
    return 1;
}

/* ---- known values ---- */

/* core.number(x, unit) */
static int core_number(lua_State *L)
{
    double x = luaL_checknumber(L, 1);
    struct unit unit = unit_argument(L, 2);

    if (!isfinite(x))
        lua_fail(L, NULL, "a number must be finite");
    lua_push_node(L, graph_constant(lua_graph_here(L), 0, &x, unit));
    return 1;
}

/* core.known(axes, numbers, unit, dated): numbers by cell, or by month and cell when dated */
static int core_known(lua_State *L)
{
    struct graph *graph = lua_graph_here(L);
    uint32_t axes = lua_to_axes(L, 1, "axes");
    struct unit unit = unit_argument(L, 3);
    bool dated = lua_toboolean(L, 4);
    size_t count = graph_cells(graph, axes) * (size_t)(dated ? graph->months : 1);
    double *numbers = lua_newuserdatauv(L, count * sizeof *numbers, 0);

    must(lua_rawlen(L, 2) == count);
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(L, 2, (lua_Integer)i + 1);
        numbers[i] = luaL_checknumber(L, -1);
        lua_pop(L, 1);
    }
    lua_push_node(L, dated ? graph_dated(graph, axes, numbers, unit)
                           : graph_constant(graph, axes, numbers, unit));
    return 1;
}

/* ---- shapes ---- */

/* core.sum(x, axes): over all axes when the list is empty */
static int core_sum(lua_State *L)
{
    struct graph *graph = lua_graph_here(L);
    int x = lua_to_node(L, 1, WORD("what is summed"));
    uint32_t over = lua_to_axes(L, 2, "'sum'");
    struct error err;

    return lua_push_result(L, graph_sum(graph, x, over ? over : graph->nodes[x].axes, &err), "sum",
                           &err);
}

static int label_argument(lua_State *L, const struct graph *graph, int axis, int index)
{
    const struct axis *a = &graph->axes[axis];
    const char *label = luaL_tolstring(L, index, NULL);
    int found = graph_find_label(graph, axis, label);

    if (found >= 0)
        return found;
    const char **labels = lua_newuserdatauv(L, ((size_t)a->count + 1) * sizeof *labels, 0);
    memcpy(labels, a->labels, (size_t)a->count * sizeof *labels);
    labels[a->count] = NULL;
    lua_fail(L, label, "axis '%s' has no label '%s'%s", a->name, label,
             lua_did_you_mean(L, label, labels));
}

/* core.at(x, axis, label) */
static int core_at(lua_State *L)
{
    struct graph *graph = lua_graph_here(L);
    int x = lua_to_node(L, 1, WORD("the value")),
        axis = lua_to_axis(L, 2, WORD("argument 1 of 'at'"));
    struct error err;

    return lua_push_result(L, graph_at(graph, x, axis, label_argument(L, graph, axis, 3), &err),
                           "at", &err);
}

/* core.only(x, axis, labels) */
static int core_only(lua_State *L)
{
    struct graph *graph = lua_graph_here(L);
    int x = lua_to_node(L, 1, WORD("the value")),
        axis = lua_to_axis(L, 2, WORD("the axis of 'only'"));
    size_t count = (size_t)graph->axes[axis].count;
    bool *chosen = lua_newuserdatauv(L, count, 0);
    struct error err;

    memset(chosen, 0, count);
    for (lua_Integer i = 1; lua_rawgeti(L, 3, i) != LUA_TNIL; i++)
        chosen[label_argument(L, graph, axis, -1)] = true;
    return lua_push_result(L, graph_only(graph, x, axis, chosen, &err), "only", &err);
}

/* core.stack(axis, values): a list in byte order of labels */
static int core_stack(lua_State *L)
{
    int axis = lua_to_axis(L, 1, WORD("argument 1 of 'stack'"));
    struct graph *graph = lua_graph_here(L);
    int count = graph->axes[axis].count;
    int *args = lua_newuserdatauv(L, (size_t)count * sizeof *args, 0);
    struct error err;

    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 2, i + 1);
        args[i] = lua_to_node(L, -1, WORD("a value of 'stack'"));
        lua_pop(L, 1);
    }
    return lua_push_result(L, graph_stack(graph, axis, args, &err), "stack", &err);
}

/* ---- time ---- */

/* core.lag(x, months) */
static int core_lag(lua_State *L)
{
    int x = lua_to_node(L, 1, WORD("what is delayed"));
    double months = luaL_checknumber(L, 2);
    struct error err;

    if (months != floor(months) || months < 0 || months >= MONTHS_MAX)
        lua_fail(L, NULL, "a delay of %.14g months: it must be a whole number from 0 to %d", months,
                 MONTHS_MAX - 1);
    return lua_push_result(L, graph_lag(lua_graph_here(L), x, (int)months, &err), NULL, &err);
}

/* core.lag_by(x, months, most) */
static int core_lag_by(lua_State *L)
{
    int x = lua_to_node(L, 1, WORD("what is delayed")),
        months = lua_to_node(L, 2, WORD("the delay"));
    struct error err;

    return lua_push_result(
        L, graph_lag_by(lua_graph_here(L), x, months, (int)luaL_checkinteger(L, 3), &err), NULL,
        &err);
}

/* core.state(name, axes, initial [, hidden]) */
static int core_state(lua_State *L)
{
    struct graph *graph = lua_graph_here(L);
    uint32_t axes = lua_to_axes(L, 2, "axes");
    int initial = lua_to_node(L, 3, "initial");
    struct error err;
    int state = graph_state(graph, luaL_checkstring(L, 1), axes, initial, &err);

    if (state >= 0)
        graph->nodes[state].hidden = lua_toboolean(L, 4);
    return lua_push_result(L, state, NULL, &err);
}

/* core.state_next(state, next, may_be_negative) -> the content at the end of the month */
static int core_state_next(lua_State *L)
{
    int state = lua_to_node(L, 1, WORD("the state")),
        next = lua_to_node(L, 2, WORD("the next content"));
    struct error err;

    return lua_push_result(
        L, graph_state_next(lua_graph_here(L), state, next, lua_toboolean(L, 3), &err), NULL, &err);
}

/* ---- chance ---- */

/* core.poisson(stream, suffix, purpose, mean) */
static int core_poisson(lua_State *L)
{
    const char *stream = luaL_checkstring(L, 1), *suffix = luaL_checkstring(L, 2);
    int mean = lua_to_node(L, 4, WORD("the mean of 'poisson'"));
    struct error err;

    return lua_push_result(L,
                           graph_poisson(lua_graph_here(L), stream, suffix,
                                         (uint64_t)luaL_checkinteger(L, 3), mean, &err),
                           stream, &err);
}

/* core.binomial(stream, suffix, purpose, people, chance) */
static int core_binomial(lua_State *L)
{
    const char *stream = luaL_checkstring(L, 1), *suffix = luaL_checkstring(L, 2);
    int people = lua_to_node(L, 4, WORD("the people of 'binomial'"));
    int chance = lua_to_node(L, 5, WORD("the chance of 'binomial'"));
    struct error err;

    return lua_push_result(L,
                           graph_binomial(lua_graph_here(L), stream, suffix,
                                          (uint64_t)luaL_checkinteger(L, 3), people, chance, &err),
                           stream, &err);
}

/* core.hypergeometric(stream, suffix, purpose, drawn, marked, others) */
static int core_hypergeometric(lua_State *L)
{
    const char *stream = luaL_checkstring(L, 1), *suffix = luaL_checkstring(L, 2);
    int drawn = lua_to_node(L, 4, WORD("the number drawn")),
        marked = lua_to_node(L, 5, WORD("those marked"));
    int others = lua_to_node(L, 6, WORD("the others"));
    struct error err;

    return lua_push_result(L,
                           graph_hypergeometric(lua_graph_here(L), stream, suffix,
                                                (uint64_t)luaL_checkinteger(L, 3), drawn, marked,
                                                others, &err),
                           stream, &err);
}

/* core.noise(stream, axes, dist, per_year) */
static int core_noise(lua_State *L)
{
    const char *stream = luaL_checkstring(L, 1);
    uint32_t axes = lua_to_axes(L, 2, "axes");
    const struct dist *const *dist = luaL_checkudata(L, 3, "polsim.dist");
    struct error err;

    return lua_push_result(
        L, graph_noise(lua_graph_here(L), stream, axes, *dist, lua_toboolean(L, 4), &err), stream,
        &err);
}

/* ---- funds ---- */

/* core.fund(name, appropriation or nil, carry_over) -> its number */
static int core_fund(lua_State *L)
{
    int appropriation = lua_isnil(L, 2) ? -1 : lua_to_node(L, 2, "appropriation");
    const char *name = luaL_checkstring(L, 1);
    struct error err;
    int fund = graph_fund(lua_graph_here(L), name, appropriation, lua_toboolean(L, 3), &err);

    if (fund < 0)
        lua_fail_error(L, name, &err);
    lua_pushinteger(L, fund);
    return 1;
}

/* core.fund_pay(fund, route, claims, priority) -> the number of the claim */
static int core_fund_pay(lua_State *L)
{
    int claims = lua_to_node(L, 3, WORD("the claims"));
    const char *route = luaL_checkstring(L, 2);
    struct error err;
    int claim = graph_fund_pay(lua_graph_here(L), (int)luaL_checkinteger(L, 1), route, claims,
                               (int)luaL_checkinteger(L, 4), &err);

    if (claim < 0)
        lua_fail_error(L, route, &err);
    lua_pushinteger(L, claim);
    return 1;
}

/* core.fund_part(fund, claim, "payment"); claim is ignored for the fund's own parts */
static int core_fund_part(lua_State *L)
{
    static const char *const parts[] = {"commitment", "payment", "arrears", "appropriation",
                                        "balance",    "lapsed",  NULL};
    enum fund_part part = (enum fund_part)luaL_checkoption(L, 3, NULL, parts);
    int claim = part >= FUND_APPROPRIATION ? -1 : (int)luaL_checkinteger(L, 2);

    lua_push_node(L, graph_fund_part(lua_graph_here(L), (int)luaL_checkinteger(L, 1), claim, part));
    return 1;
}

/* ---- objects ---- */

/* core.object(x, record) -> the value as a new object that carries the record (its field `methods`) */
static int core_object(lua_State *L)
{
    lua_push_node(L, lua_to_node(L, 1, WORD("the value")));
    lua_pushvalue(L, 2);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

/* core.record(x) -> the record of an object, nil for other values */
static int core_record(lua_State *L)
{
    if (!lua_is_node(L, 1))
        lua_pushnil(L);
    else
        lua_getiuservalue(L, 1, 1);
    return 1;
}

/* [-0, +0, raises] */
void lua_graph_core(lua_State *L)
{
    static const luaL_Reg functions[] = {{"is_value", core_is_value},
                                         {"value", core_value},
                                         {"id", core_id},
                                         {"unit", core_unit},
                                         {"same_unit", core_same_unit},
                                         {"name", core_name},
                                         {"axes", core_axes},
                                         {"in_order", core_in_order},
                                         {"is_axis", core_is_axis},
                                         {"labels", core_labels},
                                         {"by_label", core_by_label},
                                         {"shown_labels", core_shown_labels},
                                         {"has_label", core_has_label},
                                         {"limits", core_limits},
                                         {"tempo", core_tempo},
                                         {"is_condition", core_is_condition},
                                         {"by_month", core_by_month},
                                         {"number", core_number},
                                         {"known", core_known},
                                         {"sum", core_sum},
                                         {"at", core_at},
                                         {"only", core_only},
                                         {"stack", core_stack},
                                         {"lag", core_lag},
                                         {"lag_by", core_lag_by},
                                         {"state", core_state},
                                         {"state_next", core_state_next},
                                         {"poisson", core_poisson},
                                         {"binomial", core_binomial},
                                         {"hypergeometric", core_hypergeometric},
                                         {"noise", core_noise},
                                         {"fund", core_fund},
                                         {"fund_pay", core_fund_pay},
                                         {"fund_part", core_fund_part},
                                         {"object", core_object},
                                         {"record", core_record},
                                         {NULL, NULL}};

    luaL_setfuncs(L, functions, 0);
    luaL_getmetatable(L, LUA_VALUE_TYPE);
    lua_getfield(L, -1, "methods");
    lua_setfield(L, -3, "value_methods");
    lua_setfield(L, -2, "value_type");
    luaL_getmetatable(L, "polsim.axis");
    lua_getfield(L, -1, "methods");
    lua_setfield(L, -3, "axis_methods");
    lua_pop(L, 1);
}
