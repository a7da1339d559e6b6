/* Rewrites a scenario file when it is loaded, so that Lua's blind spots can speak. Lua decides `and or not
   == ~= if while until` at once, without asking a value that is simulated later. So

       if a == 3 and b then           becomes      if __check(a, 1) == 3 and __check(b, 2) then

   with a site of line, column and advice for each number; the check raises when it is given a simulated
   value. Operands that can never be one (literals, results of comparisons) are left alone, and so is
   comparison with nil. More rewritings: a ^ b becomes __power(a, b), which gives the same bits on
   every machine, and `return f(x)` becomes `return __keep(f(x))`, for a tail call would lose the line of
   the script. And what can be done again and again, the body of a loop or of a function and a goto, begins
   with `__step();`: a script that never ends is seen there, without Lua counting every instruction. No line
   is added or joined, so that Lua's own messages name the right line.

   The rewritten chunk is called with the four functions and returns the script as a function; their names
   are none of the text. A text that is no Lua may be rewritten or not: Lua refuses
   what comes of it too, since every token but ^ stays as it is, in its order. */
#include "lua_state_private.h"
#include "lua_state_tokens.h"

#include <ctype.h>
#include <string.h>

/* As Lua limits its own parser: a text beyond it does not pass that one. */
enum { DEPTH_MAX = 200 };

/* What is put into the text, in the order in which edits of one place follow each other. */
enum edit_kind { CLOSE, CLOSE_CHECK, STEP, OPEN_CHECK, OPEN_POWER, OPEN_KEEP, COMMA };

struct edit {
    size_t at;
    int order; /* they were made in */
    enum edit_kind kind;
    int site; /* of CLOSE_CHECK */
};

/* An expression is safe (never simulated), the literal nil, a call, or another. */
enum nature { SAFE, NIL, CALL, OTHER };

struct operand {
    enum nature nature;
    size_t first, end;
};

/* A growing list in a userdata, so that it counts as the script's memory and no error can lose it. */
struct list {
    int slot; /* of Lua's stack */
    int count, capacity;
    size_t item_bytes, head_bytes;
};

struct rewriter {
    lua_State *L;
    struct lua_tokens tokens;
    struct lua_token now;
    size_t last_end; /* of the token before `now` */
    struct list edits, sites;
    int depth;
    bool underlined; /* a name of the text begins as those that are put in: with "__" */
    int missing; /* kind of the token that is missing at `now`, where the text is not understood; or 0 */
};

/* ---- lists ---- */

static void *list_items(const struct rewriter *r, const struct list *list)
{
    return (char *)lua_touserdata(r->L, list->slot) + list->head_bytes;
}

/* The new item. [-0, +0, raises] */
static void *list_add(struct rewriter *r, struct list *list)
{
    if (list->count == list->capacity) {
        size_t used = list->head_bytes + (size_t)list->count * list->item_bytes;
        list->capacity *= 2;
        void *moved = lua_newuserdatauv(
            r->L, list->head_bytes + (size_t)list->capacity * list->item_bytes, 0);
        memcpy(moved, lua_touserdata(r->L, list->slot), used);
        lua_replace(r->L, list->slot);
    }
    return (char *)list_items(r, list) + (size_t)list->count++ * list->item_bytes;
}

/* [-0, +1, raises] */
static struct list list_push(lua_State *L, size_t item_bytes, size_t head_bytes)
{
    enum { CAPACITY = 64 };

    lua_newuserdatauv(L, head_bytes + CAPACITY * item_bytes, 0);
    return (struct list){lua_gettop(L), 0, CAPACITY, item_bytes, head_bytes};
}

/* ---- edits ---- */

static void edit(struct rewriter *r, size_t at, enum edit_kind kind, int site)
{
    struct edit *added = list_add(r, &r->edits);

    *added = (struct edit){at, r->edits.count, kind, site};
}

static void check(struct rewriter *r, const struct operand *operand, int site)
{
    if (operand->nature == SAFE || operand->nature == NIL)
        return;
    edit(r, operand->first, OPEN_CHECK, 0);
    edit(r, operand->end, CLOSE_CHECK, site);
}

/* A new site at a word the user wrote -> its number, from 1. */
static int add_site(struct rewriter *r, const struct lua_token *word, const struct operand *left,
                    const struct operand *right)
{
    struct lua_site *site = list_add(r, &r->sites);

    *site = (struct lua_site){.kind = word->kind,
                              .line = word->line,
                              .column = (int)(word->first - word->line_start),
                              .width = (int)(word->end - word->first)};
    if (left)
        site->first[0] = left->first, site->end[0] = left->end;
    if (right)
        site->first[1] = right->first, site->end[1] = right->end;
    site->operands = (left != NULL) + (right != NULL);
    return r->sites.count;
}

/* ---- the parser: finds where operands begin and end ---- */

static int kind(const struct rewriter *r)
{
    return r->now.kind;
}

static void advance(struct rewriter *r)
{
    r->last_end = r->now.end;
    r->now = lua_tokens_next(&r->tokens);
    if (r->now.kind == LUA_TOKEN_NAME && r->now.end - r->now.first > 2 &&
        memcmp(r->tokens.text + r->now.first, "__", 2) == 0)
        r->underlined = true;
}

static bool accept(struct rewriter *r, int wanted)
{
    if (r->now.kind != wanted)
        return false;
    advance(r);
    return true;
}

static bool expect(struct rewriter *r, int wanted)
{
    if (accept(r, wanted))
        return true;
    if (!r->missing)
        r->missing = wanted;
    return false;
}

static bool enter(struct rewriter *r)
{
    if (++r->depth <= DEPTH_MAX)
        return true;
    if (!r->missing)
        r->missing = LUA_TOKEN_EOF;
    return false;
}

static bool expression(struct rewriter *r, int limit, struct operand *result);
static bool block(struct rewriter *r);

/* A block that may run again and again, behind the token read last. */
static bool repeated_block(struct rewriter *r)
{
    edit(r, r->last_end, STEP, 0);
    return block(r);
}

static bool condition(struct rewriter *r, const struct lua_token *word)
{
    struct operand operand;

    if (!expression(r, 0, &operand))
        return false;
    check(r, &operand, add_site(r, word, NULL, NULL));
    return true;
}

static bool expressions(struct rewriter *r)
{
    struct operand ignored;

    do
        if (!expression(r, 0, &ignored))
            return false;
    while (accept(r, ','));
    return true;
}

/* name = */
static bool at_key(const struct rewriter *r)
{
    struct lua_tokens ahead = r->tokens;

    return r->now.kind == LUA_TOKEN_NAME && lua_tokens_next(&ahead).kind == '=';
}

static bool field(struct rewriter *r)
{
    struct operand ignored;

    if (accept(r, '[')) {
        if (!expression(r, 0, &ignored) || !expect(r, ']') || !expect(r, '='))
            return false;
    } else if (at_key(r)) {
        advance(r);
        advance(r);
    }
    return expression(r, 0, &ignored);
}

static bool table(struct rewriter *r)
{
    if (!expect(r, '{'))
        return false;
    while (kind(r) != '}')
        if (!field(r))
            return false;
        else if (!accept(r, ',') && !accept(r, ';'))
            break;
    return expect(r, '}');
}

/* Parameters and body, after `function` and its name. */
static bool body(struct rewriter *r)
{
    if (!expect(r, '('))
        return false;
    if (kind(r) != ')')
        do
            if (!accept(r, LUA_TOKEN_DOTS) && !expect(r, LUA_TOKEN_NAME))
                return false;
        while (accept(r, ','));
    return expect(r, ')') && repeated_block(r) && expect(r, LUA_TOKEN_END);
}

static bool arguments(struct rewriter *r)
{
    if (kind(r) == '{')
        return table(r);
    if (accept(r, LUA_TOKEN_STRING))
        return true;
    return expect(r, '(') && (accept(r, ')') || (expressions(r) && expect(r, ')')));
}

static bool primary(struct rewriter *r, enum nature *nature)
{
    struct operand inner;

    if (!accept(r, '(')) {
        *nature = OTHER;
        return expect(r, LUA_TOKEN_NAME);
    }
    if (!expression(r, 0, &inner))
        return false;
    *nature = inner.nature == CALL ? OTHER : inner.nature; /* brackets cut a call to one value */
    return expect(r, ')');
}

static bool suffixed(struct rewriter *r, enum nature *nature)
{
    struct operand ignored;

    if (!primary(r, nature))
        return false;
    for (;;) {
        bool fine;
        switch (kind(r)) {
        case '.':
            *nature = OTHER;
            advance(r);
            fine = expect(r, LUA_TOKEN_NAME);
            break;
        case '[':
            *nature = OTHER;
            advance(r);
            fine = expression(r, 0, &ignored) && expect(r, ']');
            break;
        case ':':
            *nature = CALL;
            advance(r);
            fine = expect(r, LUA_TOKEN_NAME) && arguments(r);
            break;
        case '(':
        case '{':
        case LUA_TOKEN_STRING:
            *nature = CALL;
            fine = arguments(r);
            break;
        default: return true;
        }
        if (!fine)
            return false;
    }
}

static bool simple(struct rewriter *r, enum nature *nature)
{
    *nature = SAFE;
    switch (kind(r)) {
    case LUA_TOKEN_DOTS:
    case LUA_TOKEN_NIL:
        *nature = kind(r) == LUA_TOKEN_NIL ? NIL : OTHER;
        advance(r);
        return true;
    case LUA_TOKEN_NUMBER:
    case LUA_TOKEN_STRING:
    case LUA_TOKEN_TRUE:
    case LUA_TOKEN_FALSE: advance(r); return true;
    case '{': return table(r);
    case LUA_TOKEN_FUNCTION: advance(r); return body(r);
    default: return suffixed(r, nature);
    }
}

/* Left and right priority, as in Lua's lparser.c; 0 where the token is no operator. */
static int priority(int operator, int * right)
{
    int left = 0;

    switch (operator) {
    case LUA_TOKEN_OR: left = 1; break;
    case LUA_TOKEN_AND: left = 2; break;
    case '<':
    case '>':
    case LUA_TOKEN_AT_MOST:
    case LUA_TOKEN_AT_LEAST:
    case LUA_TOKEN_UNEQUAL:
    case LUA_TOKEN_EQUAL: left = 3; break;
    case '|': left = 4; break;
    case '~': left = 5; break;
    case '&': left = 6; break;
    case LUA_TOKEN_SHIFT_LEFT:
    case LUA_TOKEN_SHIFT_RIGHT: left = 7; break;
    case LUA_TOKEN_CONCAT: *right = 8; return 9;
    case '+':
    case '-': left = 10; break;
    case '*':
    case '/':
    case LUA_TOKEN_FLOOR_DIVIDE:
    case '%': left = 11; break;
    case '^': *right = 13; return 14;
    }
    *right = left;
    return left;
}
enum { UNARY_PRIORITY = 12, COMPARISON_PRIORITY = 3 };

static bool unary(struct rewriter *r, enum nature *nature)
{
    struct lua_token operator= r->now;
    struct operand operand;

    if (operator.kind != LUA_TOKEN_NOT && operator.kind != '-' && operator.kind != '#' &&
        operator.kind != '~')
        return simple(r, nature);
    advance(r);
    if (!expression(r, UNARY_PRIORITY, &operand))
        return false;
    if (operator.kind == LUA_TOKEN_NOT) {
        check(r, &operand, add_site(r, &operator, & operand, NULL));
        operand.nature = SAFE;
    }
    *nature = operand.nature == SAFE ? SAFE : OTHER;
    return true;
}

/* Lua squares by a multiplication. */
static bool is_two(const struct rewriter *r, const struct operand *operand)
{
    return operand->end - operand->first == 1 && r->tokens.text[operand->first] == '2';
}

/* -> the nature of the result of a binary operator */
static enum nature binary(struct rewriter *r, const struct operand *left,
                          const struct lua_token *operator, const struct operand * right)
{
    bool logical = operator->kind == LUA_TOKEN_AND || operator->kind == LUA_TOKEN_OR;
    int ignored;

    if (logical || operator->kind == LUA_TOKEN_EQUAL || operator->kind == LUA_TOKEN_UNEQUAL) {
        if (logical || (left->nature != NIL && right->nature != NIL)) {
            int site = add_site(r, operator, left, right);
            check(r, left, site);
            check(r, right, site);
        }
        return SAFE;
    }
    if (operator->kind == '^' && !is_two(r, right)) {
        edit(r, left->first, OPEN_POWER, 0);
        edit(r, right->end, CLOSE, 0);
        edit(r, operator->first, COMMA, 0);
    }
    return priority(operator->kind, &ignored) == COMPARISON_PRIORITY ? SAFE : OTHER;
}

static bool expression(struct rewriter *r, int limit, struct operand *result)
{
    int right_priority;

    result->first = r->now.first;
    if (!enter(r) || !unary(r, &result->nature))
        return false;
    result->end = r->last_end;
    while (priority(kind(r), &right_priority) > limit) {
        struct lua_token operator= r->now;
        struct operand right;
        advance(r);
        if (!expression(r, right_priority, &right))
            return false;
        result->nature = binary(r, result, &operator, & right);
        result->end = right.end;
    }
    r->depth--;
    return true;
}

/* ---- statements ---- */

static bool loop_body(struct rewriter *r)
{
    return expect(r, LUA_TOKEN_DO) && repeated_block(r) && expect(r, LUA_TOKEN_END);
}

static bool while_statement(struct rewriter *r)
{
    struct lua_token word = r->now;

    advance(r);
    return condition(r, &word) && loop_body(r);
}

static bool repeat_statement(struct rewriter *r)
{
    advance(r);
    if (!repeated_block(r))
        return false;
    struct lua_token word = r->now;
    return expect(r, LUA_TOKEN_UNTIL) && condition(r, &word);
}

static bool if_statement(struct rewriter *r)
{
    do {
        struct lua_token word = r->now;
        advance(r);
        if (!condition(r, &word) || !expect(r, LUA_TOKEN_THEN) || !block(r))
            return false;
    } while (kind(r) == LUA_TOKEN_ELSEIF);
    if (accept(r, LUA_TOKEN_ELSE) && !block(r))
        return false;
    return expect(r, LUA_TOKEN_END);
}

static bool for_statement(struct rewriter *r)
{
    advance(r);
    do
        if (!expect(r, LUA_TOKEN_NAME))
            return false;
    while (accept(r, ','));
    if (!accept(r, '=') && !expect(r, LUA_TOKEN_IN))
        return false;
    return expressions(r) && loop_body(r);
}

static bool function_statement(struct rewriter *r)
{
    advance(r);
    do
        if (!expect(r, LUA_TOKEN_NAME))
            return false;
    while (accept(r, '.') || accept(r, ':'));
    return body(r);
}

static bool local_statement(struct rewriter *r)
{
    advance(r);
    if (accept(r, LUA_TOKEN_FUNCTION))
        return expect(r, LUA_TOKEN_NAME) && body(r);
    do
        if (!expect(r, LUA_TOKEN_NAME) ||
            (accept(r, '<') && (!expect(r, LUA_TOKEN_NAME) || !expect(r, '>'))))
            return false;
    while (accept(r, ','));
    return !accept(r, '=') || expressions(r);
}

static bool at_block_end(const struct rewriter *r)
{
    return kind(r) == LUA_TOKEN_END || kind(r) == LUA_TOKEN_ELSE || kind(r) == LUA_TOKEN_ELSEIF ||
           kind(r) == LUA_TOKEN_UNTIL || kind(r) == LUA_TOKEN_EOF;
}

static bool return_statement(struct rewriter *r)
{
    struct operand operand;

    advance(r);
    if (at_block_end(r) || accept(r, ';'))
        return true;
    if (!expression(r, 0, &operand))
        return false;
    if (accept(r, ',')) {
        if (!expressions(r))
            return false;
    } else if (operand.nature == CALL) {
        edit(r, operand.first, OPEN_KEEP, 0);
        edit(r, operand.end, CLOSE, 0);
    }
    accept(r, ';');
    return true;
}

/* A call or an assignment. */
static bool plain_statement(struct rewriter *r)
{
    enum nature ignored;

    do
        if (!suffixed(r, &ignored))
            return false;
    while (accept(r, ','));
    return !accept(r, '=') || expressions(r);
}

static bool statement(struct rewriter *r)
{
    switch (kind(r)) {
    case ';':
    case LUA_TOKEN_BREAK: advance(r); return true;
    case LUA_TOKEN_GOTO:
        edit(r, r->last_end, STEP, 0);
        advance(r);
        return expect(r, LUA_TOKEN_NAME);
    case LUA_TOKEN_LABEL:
        advance(r);
        return expect(r, LUA_TOKEN_NAME) && expect(r, LUA_TOKEN_LABEL);
    case LUA_TOKEN_DO: advance(r); return block(r) && expect(r, LUA_TOKEN_END);
    case LUA_TOKEN_WHILE: return while_statement(r);
    case LUA_TOKEN_REPEAT: return repeat_statement(r);
    case LUA_TOKEN_IF: return if_statement(r);
    case LUA_TOKEN_FOR: return for_statement(r);
    case LUA_TOKEN_FUNCTION: return function_statement(r);
    case LUA_TOKEN_LOCAL: return local_statement(r);
    default: return plain_statement(r);
    }
}

static bool block(struct rewriter *r)
{
    while (!at_block_end(r)) {
        if (kind(r) == LUA_TOKEN_RETURN) /* is the last */
            return return_statement(r);
        if (!enter(r) || !statement(r))
            return false;
        r->depth--;
    }
    return true;
}

/* ---- putting together ---- */

struct insert_names {
    char check[32], keep[32], power[32], step[32];
};

static void unused_name(const struct rewriter *r, const char *name, char to[32])
{
    const struct lua_tokens *t = &r->tokens;

    snprintf(to, 32, "%s", name);
    for (int number = 1; r->underlined && memmem(t->text, t->length, to, strlen(to)); number++)
        snprintf(to, 32, "%s%d", name, number);
}

/* What ends first goes first; of what opens at one place, the outer one, which was made later. */
static int compare_edits(const void *a, const void *b)
{
    const struct edit *x = a, *y = b;
    bool x_closes = x->kind <= STEP, y_closes = y->kind <= STEP;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x_closes != y_closes)
        return x_closes ? -1 : 1;
    return (x->order < y->order) == x_closes ? -1 : 1;
}

static void add_edit(luaL_Buffer *out, const struct insert_names *names, const struct edit *edit,
                     bool after_letter)
{
    char text[48];

    switch (edit->kind) {
    case CLOSE: luaL_addchar(out, ')'); return;
    case COMMA: luaL_addchar(out, ','); return;
    case CLOSE_CHECK:
        snprintf(text, sizeof text, ",%d)", edit->site);
        luaL_addstring(out, text);
        return;
    case STEP: /* apart from the word before and from a bracket that follows */
        snprintf(text, sizeof text, " %s();", names->step);
        luaL_addstring(out, text);
        return;
    case OPEN_CHECK:
    case OPEN_POWER:
    case OPEN_KEEP: break;
    }
    if (after_letter) /* not(a): the two names would be one */
        luaL_addchar(out, ' ');
    luaL_addstring(out, edit->kind == OPEN_CHECK   ? names->check
                        : edit->kind == OPEN_POWER ? names->power
                                                   : names->keep);
    luaL_addchar(out, '(');
}

/* The text with its edits, as a string. [-0, +1, raises] */
static void push_joined(struct rewriter *r)
{
    const char *text = r->tokens.text;
    struct edit *edits = list_items(r, &r->edits);
    struct insert_names names;
    size_t copied = 0;
    luaL_Buffer out;

    unused_name(r, "__check", names.check);
    unused_name(r, "__keep", names.keep);
    unused_name(r, "__power", names.power);
    unused_name(r, "__step", names.step);
    qsort(edits, (size_t)r->edits.count, sizeof *edits, compare_edits);
    lua_pushfstring(r->L, "local %s,%s,%s,%s=... return function(...) ", names.check, names.keep,
                    names.power, names.step);
    luaL_buffinitsize(r->L, &out, r->tokens.length + 16 * (size_t)r->edits.count + 128);
    lua_pushvalue(r->L, -2);
    luaL_addvalue(&out);
    for (int i = 0; i < r->edits.count; i++) {
        size_t at = edits[i].at;
        bool fresh = at > copied;
        luaL_addlstring(&out, text + copied, at - copied);
        add_edit(&out, &names, &edits[i],
                 fresh && (isalnum((unsigned char)text[at - 1]) || text[at - 1] == '_'));
        copied = at + (edits[i].kind == COMMA);
    }
    luaL_addlstring(&out, text + copied, r->tokens.length - copied);
    luaL_addstring(&out, "\nend");
    luaL_pushresult(&out);
    lua_remove(r->L, -2);
}

bool lua_rewrite(lua_State *L, const char *text, size_t length)
{
    struct rewriter r = {.L = L, .tokens = {.text = text, .length = length, .line = 1}};
    int top = lua_gettop(L);
    char buffer[2];

    luaL_checkstack(L, 12, NULL);
    r.sites = list_push(L, sizeof(struct lua_site), offsetof(struct lua_sites, at));
    r.edits = list_push(L, sizeof(struct edit), 0);
    advance(&r);
    if (!block(&r) || !expect(&r, LUA_TOKEN_EOF)) {
        lua_settop(L, top);
        lua_pushfstring(L, "rewriting: '%s' expected in line %d", lua_token_name(r.missing, buffer),
                        r.now.line);
        return false;
    }
    push_joined(&r);
    struct lua_sites *sites = lua_touserdata(L, r.sites.slot);
    sites->text = text;
    sites->count = r.sites.count;
    lua_remove(L, r.edits.slot);
    return true;
}
