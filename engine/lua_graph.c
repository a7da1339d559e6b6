/* The value and axis types, their operators, and the words of ops.def. */
#include "lua_graph.h"

#include "word.h"

#include <math.h>
#include <string.h>

static const char VALUE[] = LUA_VALUE_TYPE, AXIS[] = "polsim.axis", AXES[] = "polsim.axes";

struct lua_value {
    int node;
};

struct lua_axis {
    int axis;
};

/* [-0, +0, -] */
struct graph *lua_graph_here(lua_State *L)
{
    return lua_state_host(L)->model->graph;
}

static struct place line_being_run(void *L)
{
    return lua_place_of_caller(L);
}

/* [-1, +0, raises] */
void lua_define_word(lua_State *L, const char *name)
{
    lua_set_word(L, name);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, "polsim.words");
    lua_pushstring(L, name);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
}

/* [-0, +1, raises] */
int lua_push_result(lua_State *L, int node, const char *subject, const struct error *err)
{
    if (node < 0)
        lua_fail_error(L, subject, err);
    lua_push_node(L, node);
    return 1;
}

/* ---- values and axes as objects ---- */

/* [-0, +1, raises] */
void lua_push_node(lua_State *L, int node)
{
    struct lua_value *value = lua_newuserdatauv(L, sizeof *value, 1);

    value->node = node;
    lua_rawgetp(L, LUA_REGISTRYINDEX, VALUE);
    lua_setmetatable(L, -2);
}

/* The userdata at `index` whose metatable is at the address `type`, or NULL. As luaL_testudata, which looks for the
   type by its name. [-0, +0, -] */
static void *to_type(lua_State *L, int index, const void *type)
{
    void *object = lua_touserdata(L, index);

    if (!object || !lua_getmetatable(L, index))
        return NULL;
    if (lua_topointer(L, -1) != type)
        object = NULL;
    lua_pop(L, 1);
    return object;
}

/* [-0, +0, -] */
static struct lua_value *to_value(lua_State *L, int index)
{
    return to_type(L, index, lua_state_host(L)->value_type);
}

/* [-0, +0, -] */
static struct lua_axis *to_axis(lua_State *L, int index)
{
    return to_type(L, index, lua_state_host(L)->axis_type);
}

/* [-0, +0, -] */
bool lua_is_node(lua_State *L, int index)
{
    return to_value(L, index) != NULL;
}

/* [-0, +0, -] */
bool lua_is_axis(lua_State *L, int index)
{
    return to_axis(L, index) != NULL;
}

/* What a thing that is no value is called: "a distribution", "nil". [-0, +1, raises] */
static const char *kind_of(lua_State *L, int index)
{
    if (luaL_getmetafield(L, index, "__name") == LUA_TSTRING)
        return spoken(lua_tostring(L, -1));
    if (lua_isnil(L, index))
        return lua_pushstring(L, spoken("nil (nothing: a missing argument or field)"));
    return lua_push_spoken(L, "a %s", lua_type_word(luaL_typename(L, index)));
}

static const char *advice_for(lua_State *L, int index)
{
    if (lua_istable(L, index) && !lua_getmetatable(L, index))
        return spoken(": a table by label, such as a column of a CSV file, becomes a value with "
                      "parameter(name, "
                      "{ default = ... }) or stack(axis, { ... })");
    if (luaL_getmetafield(L, index, "__advice") == LUA_TSTRING)
        return spoken(lua_tostring(L, -1));
    return "";
}

/* ": write 0.15 for 15%" where a text that people read as a number stands for one. [-0, +1, raises] */
static const char *number_hint(lua_State *L, int index)
{
    const char *text = lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : NULL;
    char plain[64];

    if (!text || !lua_plain_number(text, plain, sizeof plain))
        return NULL;
    return strcmp(plain, text) == 0 ? lua_pushstring(L, spoken(": write it without quotes"))
                                    : lua_push_spoken(L, ": write %s for %s", plain, text);
}

int lua_to_node_of(lua_State *L, int index, const char *what, const char *subject)
{
    struct lua_value *value = to_value(L, index);

    if (value)
        return value->node;
    index = lua_absindex(L, index);
    if (lua_type(L, index) == LUA_TNUMBER) {
        double x = lua_tonumber(L, index);
        if (!isfinite(x))
            lua_fail(L, subject, "%s is %s: a number must be finite", spoken(what),
                     isnan(x) ? spoken("not a number") : spoken("infinite"));
        return graph_number(lua_graph_here(L), x);
    }
    if (luaL_getmetafield(L, index, "__node") == LUA_TFUNCTION) {
        lua_pushvalue(L, index);
        lua_call(L, 1, 1);
        value = to_value(L, -1);
        lua_pop(L, 1);
        if (value)
            return value->node;
    }
    const char *hint = number_hint(L, index);
    lua_fail(L, subject, "%s is %s, not a value or a number%s", spoken(what), kind_of(L, index),
             hint ? hint : advice_for(L, index));
}

int lua_to_node(lua_State *L, int index, const char *what)
{
    return lua_to_node_of(L, index, what, NULL);
}

/* The one object of each axis stands in a registry table by number. [-0, +1, raises] */
void lua_push_axis(lua_State *L, int axis)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, AXES);
    if (lua_rawgeti(L, -1, axis) == LUA_TNIL) {
        lua_pop(L, 1);
        struct lua_axis *object = lua_newuserdatauv(L, sizeof *object, 1);
        object->axis = axis;
        luaL_setmetatable(L, AXIS);
        lua_pushvalue(L, -1);
        lua_rawseti(L, -3, axis);
    }
    lua_remove(L, -2);
}

/* [-0, +0, raises] */
int lua_to_axis(lua_State *L, int index, const char *what)
{
    const struct lua_axis *axis = to_axis(L, index);

    if (!axis)
        lua_fail(L, NULL, "%s is %s, not an axis%s", spoken(what), kind_of(L, index),
                 lua_type(L, index) == LUA_TSTRING ? ": name it without quotes" : "");
    return axis->axis;
}

/* [-0, +0, raises] */
uint32_t lua_to_axes(lua_State *L, int index, const char *what)
{
    uint32_t axes = 0;

    if (lua_isnoneornil(L, index))
        return 0;
    if (!lua_istable(L, index))
        lua_fail(L, NULL, "%s must be a list of axes, such as { department }, not %s", spoken(what),
                 kind_of(L, index));
    index = lua_absindex(L, index);
    for (lua_Integer i = 1; lua_rawgeti(L, index, i) != LUA_TNIL; i++) {
        uint32_t bit = 1u << lua_to_axis(L, -1, what);
        if (axes & bit)
            lua_fail(L, NULL, "%s names an axis twice", spoken(what));
        axes |= bit;
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return axes;
}

/* ---- operators ---- */

/* The node of a value or a number, which is most; -1 where more must be said. [-0, +0, -] */
static int plain_operand(lua_State *L, struct graph *graph, int index)
{
    const struct lua_value *value = to_value(L, index);

    if (value)
        return value->node;
    if (lua_type(L, index) == LUA_TNUMBER && isfinite(lua_tonumber(L, index)))
        return graph_number(graph, lua_tonumber(L, index));
    return -1;
}

/* Upvalue 1: the operation. [-args, +1, raises] */
static int operator_apply(lua_State *L)
{
    enum op op = (enum op)lua_tointeger(L, lua_upvalueindex(1));
    int count = op_table[op].arity, args[OP_ARITY_MAX];
    struct graph *graph = lua_graph_here(L);
    char what[64];
    struct error err;

    for (int i = 0; i < count; i++) {
        args[i] = plain_operand(L, graph, i + 1);
        if (args[i] >= 0)
            continue;
        snprintf(what, sizeof what, spoken("the %s of '%s'"),
                 i ? spoken("right side") : spoken("left side"), op_table[op].word);
        args[i] = lua_to_node(L, i + 1, what);
    }
    return lua_push_result(L, graph_apply(graph, op, args, count, &err), NULL, &err);
}

/* Upvalue 1: the text. [-0, +0, raises] */
static int operator_refuse(lua_State *L)
{
    lua_fail(L, lua_tostring(L, lua_upvalueindex(2)), "%s", lua_tostring(L, lua_upvalueindex(1)));
}

static const struct {
    const char *event, *subject, *text;
} refusals[] = {
    {"__lt", "<",
     WORD("'<' and '>' cannot compare a value that is still to be simulated: use lt(a, b) or gt(a, "
          "b) in a where")},
    {"__le", "<=",
     WORD("'<=' and '>=' cannot compare a value that is still to be simulated: use le(a, b) or "
          "ge(a, b) in a where")},
    {"__eq", "==",
     WORD("'==' and '~=' cannot compare a value that is still to be simulated: use eq(a, b) or "
          "ne(a, b) in a where")},
    {"__concat", "..",
     WORD("'..' cannot put into a text a value that is still to be simulated: report it with "
          "output")},
    {"__len", "#",
     WORD("'#' has no meaning for a value that is still to be simulated: the number of labels of "
          "an axis is #a:labels()")},
    {"__call", NULL,
     WORD("this is a value that is still to be simulated, not a function: is a '*' missing before "
          "the parenthesis?")},
    {"__mod", "%",
     /* xgettext:no-c-format */
     WORD("'%' is not for a value that is still to be simulated: use a - b * floor(a / b)")},
    {"__idiv", "//",
     WORD("'//' is not for a value that is still to be simulated: use floor(a / b)")},
    {"__band", "&", WORD("'&' is not for a value that is still to be simulated: use all(a, b)")},
    {"__bor", "|", WORD("'|' is not for a value that is still to be simulated: use any(a, b)")},
    {"__bxor", "~", WORD("'~' is not for a value that is still to be simulated: use ne(a, b)")},
    {"__bnot", "~", WORD("'~' is not for a value that is still to be simulated: use not_(a)")},
    {"__shl", "<<", WORD("'<<' is not for a value that is still to be simulated: use lt(a, b)")},
    {"__shr", ">>", WORD("'>>' is not for a value that is still to be simulated: use gt(a, b)")},
    {"__newindex", NULL, WORD("fields of a value that is still to be simulated cannot be set")},
};

static const struct {
    const char *event;
    enum op op;
} operators[] = {{"__add", OP_ADD}, {"__sub", OP_SUB}, {"__mul", OP_MUL},
                 {"__div", OP_DIV}, {"__pow", OP_POW}, {"__unm", OP_NEG}};

/* ---- methods, text ---- */

static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The keys of a table in byte order, for messages; ended by NULL. [-0, +1, raises] */
static const char **keys_of(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    size_t count = 0;
    lua_pushnil(L);
    for (; lua_next(L, index); count++)
        lua_pop(L, 1);
    const char **keys = lua_newuserdatauv(L, (count + 1) * sizeof *keys, 0);
    count = 0;
    lua_pushnil(L);
    for (; lua_next(L, index); lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING)
            keys[count++] = lua_tostring(L, -2);
    keys[count] = NULL;
    qsort(keys, count, sizeof *keys, compare_keys);
    return keys;
}

/* Adds the keys of the table on top to the table at `index`. [-1, +0, raises] */
static void add_keys(lua_State *L, int index)
{
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, index);
    }
    lua_pop(L, 1);
}

/* "at, only, sum" [-0, +1, raises] */
static const char *list_of(lua_State *L, const char *const *keys)
{
    lua_pushstring(L, keys[0]);
    for (int i = 1; keys[i]; i++)
        lua_pushfstring(L, "%s%s%s", lua_tostring(L, -1), spoken(", "), keys[i]);
    return lua_tostring(L, -1);
}

/* Neither every value (upvalue 1) nor this one has a method `key`. Stack: value, key. [raises] */
_Noreturn static void refuse_method(lua_State *L, const char *key)
{
    const struct graph *graph = lua_state_host(L)->model->graph;
    const struct lua_value *value = lua_touserdata(L, 1);
    char name[256], what[300];

    snprintf(what, sizeof what, "%s", spoken("a value"));
    lua_newtable(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    add_keys(L, 3);
    if (lua_getiuservalue(L, 1, 1) == LUA_TTABLE && lua_getfield(L, -1, "methods") == LUA_TTABLE) {
        add_keys(L, 3);
        graph_node_text(graph, value->node, name, sizeof name);
        snprintf(what, sizeof what, spoken("stock %s"), name);
    }
    const char **keys = keys_of(L, 3), *hint = lua_did_you_mean(L, key, keys);
    if (*hint)
        lua_fail(L, key, "%s has no method '%s'%s", what, key, hint);
    lua_fail(L, key, "%s has no method '%s'; it has: %s", what, key, list_of(L, keys));
}

/* value.key; upvalue 1: methods of every value. [-0, +1, raises] */
static int value_index(lua_State *L)
{
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : NULL;

    if (!key)
        lua_fail(L, NULL,
                 spoken("a value has no field [%s]: for one label write x:at(axis, \"label\")"),
                 luaL_tolstring(L, 2, NULL));
    if (lua_getiuservalue(L, 1, 1) == LUA_TTABLE && lua_getfield(L, -1, "methods") == LUA_TTABLE &&
        lua_getfield(L, -1, key) != LUA_TNIL)
        return 1;
    lua_settop(L, 2);
    if (lua_getfield(L, lua_upvalueindex(1), key) != LUA_TNIL)
        return 1;
    lua_settop(L, 2);
    refuse_method(L, key);
}

/* "value 'enrolled' (person_time by department, level)" [-0, +1, raises] */
static int value_text(lua_State *L)
{
    struct lua_value *value = luaL_checkudata(L, 1, VALUE);
    const struct graph *graph = lua_state_host(L)->model->graph;
    const struct node *node = &graph->nodes[value->node];
    char name[256], unit[256];
    int order[AXES_MAX], count = graph_axes_in_order(graph, node->axes, order);
    luaL_Buffer text;

    graph_node_text(graph, value->node, name, sizeof name);
    graph_unit_text(graph, node->unit, unit, sizeof unit);
    luaL_buffinit(L, &text);
    lua_pushfstring(L, "value: %s (%s", name,
                    node->condition ? "condition"
                    : unit[0]       ? unit
                                    : "plain number");
    luaL_addvalue(&text);
    for (int i = 0; i < count; i++) {
        lua_pushfstring(L, "%s%s", i ? ", " : " by ", graph->axes[order[i]].name);
        luaL_addvalue(&text);
    }
    luaL_addchar(&text, ')');
    luaL_pushresult(&text);
    return 1;
}

/* axis.key: name, or a method of upvalue 1. [-0, +1, raises] */
static int axis_index(lua_State *L)
{
    const struct graph *graph = lua_state_host(L)->model->graph;
    struct lua_axis *axis = luaL_checkudata(L, 1, AXIS);
    static const char *const fields[] = {"name", "labels", "column", NULL};
    const char *key = luaL_tolstring(L, 2, NULL);

    if (strcmp(key, "name") == 0) {
        lua_pushstring(L, graph->axes[axis->axis].name);
        return 1;
    }
    if (lua_getfield(L, lua_upvalueindex(1), key) != LUA_TNIL)
        return 1;
    const char *hint = lua_did_you_mean(L, key, fields);
    lua_fail(L, key, "an axis has no field '%s'%s", key,
             *hint ? hint : spoken(": it has name, labels() and column(name)"));
}

static int axis_text(lua_State *L)
{
    const struct graph *graph = lua_state_host(L)->model->graph;
    struct lua_axis *axis = luaL_checkudata(L, 1, AXIS);

    lua_pushfstring(L, "axis '%s'", graph->axes[axis->axis].name);
    return 1;
}

/* ---- words of ops.def ---- */

static bool folds(enum op op)
{
    return op == OP_MIN || op == OP_MAX || op == OP_ALL || op == OP_ANY;
}

/* Plain numbers stay plain numbers, so that Lua can go on with them. [-0, +1 when true, raises] */
static bool push_of_numbers(lua_State *L, enum op op, int count)
{
    enum op_rule rule = op_table[op].rule;
    double x[OP_ARITY_MAX] = {0};

    if (rule == OP_RULE_COMPARE || rule == OP_RULE_LOGIC || rule == OP_RULE_CHOOSE)
        return false;
    for (int i = 1; i <= count; i++)
        if (lua_type(L, i) != LUA_TNUMBER)
            return false;
    x[0] = lua_tonumber(L, 1);
    if (!folds(op)) {
        x[1] = lua_tonumber(L, 2);
        x[2] = lua_tonumber(L, 3);
        x[0] = op_evaluate(op, x[0], x[1], x[2]);
    }
    for (int i = 2; folds(op) && i <= count; i++)
        x[0] = op_evaluate(op, x[0], lua_tonumber(L, i), 0);
    lua_pushnumber(L, x[0]);
    return true;
}

/* clamp(x, low, high) whose limits are known to be the wrong way round. [-0, +0, raises] */
static void check_clamp(lua_State *L)
{
    const struct graph *graph = lua_state_host(L)->model->graph;
    const struct lua_value *a = to_value(L, 2), *b = to_value(L, 3);
    double low = a ? lua_graph_limits(graph, a->node).low : lua_tonumber(L, 2);
    double high = b ? lua_graph_limits(graph, b->node).high : lua_tonumber(L, 3);

    if ((a || lua_type(L, 2) == LUA_TNUMBER) && (b || lua_type(L, 3) == LUA_TNUMBER) && low > high)
        lua_fail(L, "clamp", "clamp(x, low, high): low is %.10g, which is above high, %.10g", low,
                 high);
}

/* Upvalue 1: the operation. [-args, +1, raises] */
static int word_apply(lua_State *L)
{
    enum op op = (enum op)lua_tointeger(L, lua_upvalueindex(1));
    const struct op_info *info = &op_table[op];
    int count = lua_gettop(L), args[OP_ARITY_MAX], node = 0;
    char what[64];
    struct error err;

    if (count != info->arity && !(folds(op) && count > info->arity))
        lua_fail(L, info->word,
                 folds(op)          ? WORD("'%s' takes at least %d arguments, not %d")
                 : info->arity == 1 ? WORD("'%s' takes %d argument, not %d")
                                    : WORD("'%s' takes %d arguments, not %d"),
                 info->word, info->arity, count);
    if (op == OP_CLAMP)
        check_clamp(L);
    if (push_of_numbers(L, op, count))
        return 1;
    struct graph *graph = lua_graph_here(L);
    for (int i = 0; i < count; i++) {
        int *arg = &args[i < info->arity ? i : 1];
        *arg = plain_operand(L, graph, i + 1);
        if (*arg < 0) {
            snprintf(what, sizeof what, spoken("argument %d of '%s'"), i + 1, info->word);
            *arg = lua_to_node(L, i + 1, what);
        }
        if (i + 1 < info->arity)
            continue;
        node = graph_apply(graph, op, args, info->arity, &err);
        if (node < 0)
            lua_fail_error(L, info->word, &err);
        args[0] = node;
    }
    lua_push_node(L, node);
    return 1;
}

static bool is_word(const char *word)
{
    return (word[0] >= 'a' && word[0] <= 'z') && !strchr(word, ' ');
}

/* ---- the types ---- */

static void make_value_type(lua_State *L)
{
    luaL_newmetatable(L, VALUE);
    lua_state_host(L)->value_type = lua_topointer(L, -1);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, VALUE); /* by address too */
    for (size_t i = 0; i < COUNT_OF(operators); i++) {
        lua_pushinteger(L, operators[i].op);
        lua_pushcclosure(L, operator_apply, 1);
        lua_setfield(L, -2, operators[i].event);
    }
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        lua_pushstring(L, spoken(refusals[i].text));
        lua_pushstring(L, refusals[i].subject);
        lua_pushcclosure(L, operator_refuse, 2);
        lua_setfield(L, -2, refusals[i].event);
    }
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "methods");
    lua_pushcclosure(L, value_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, value_text);
    lua_setfield(L, -2, "__tostring");
    lua_pop(L, 1);
}

static void make_axis_type(lua_State *L)
{
    luaL_newmetatable(L, AXIS);
    lua_state_host(L)->axis_type = lua_topointer(L, -1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "methods");
    lua_pushcclosure(L, axis_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, axis_text);
    lua_setfield(L, -2, "__tostring");
    lua_pushstring(L, WORD("an axis"));
    lua_setfield(L, -2, "__name");
    lua_pop(L, 1);
}

/* [-0, +0, raises] */
void lua_graph_open(lua_State *L)
{
    struct graph *graph = lua_graph_here(L);

    graph->find_place = line_being_run;
    graph->script = L;
    make_value_type(L);
    make_axis_type(L);
    for (int op = 0; op < OP_COUNT; op++) {
        if (!is_word(op_table[op].word))
            continue;
        lua_pushinteger(L, op);
        lua_pushcclosure(L, word_apply, 1);
        lua_define_word(L, op_table[op].word);
    }
}
