/* Lua's own messages in plain words: what is wrong, then what to do. The texts it knows are those of
   Lua 5.4's ldebug.c, lauxlib.c and lparser.c; any other is passed on as it is. */
#include "lua_state_private.h"

#include "word.h"

#include <string.h>

enum { TEXT_MAX = 1024, WHAT_MAX = 512, NAME_MAX_BYTES = 128 };

struct explanation {
    char text[TEXT_MAX];
    char subject[NAME_MAX_BYTES]; /* "" where nothing is to be underlined */
};

/* ---- reading a message ---- */

/* Copies what stands between `before` and the next `after` in `text`; false where there is none. */
static bool between(const char *text, const char *before, const char *after,
                    char part[NAME_MAX_BYTES])
{
    const char *start = strstr(text, before);
    const char *end = start ? strstr(start + strlen(before), after) : NULL;

    if (!end)
        return false;
    snprintf(part, NAME_MAX_BYTES, "%.*s", (int)(end - start - (long)strlen(before)),
             start + strlen(before));
    return true;
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* "(field 'pass_rat')" at the end of a message -> kind and name. */
static bool variable_of(const char *message, char kind[NAME_MAX_BYTES], char name[NAME_MAX_BYTES])
{
    const char *open = strrchr(message, '(');

    kind[0] = name[0] = '\0';
    return open && between(open, "(", " '", kind) && between(open, " '", "')", name) &&
           strcmp(name, "?") != 0 && name[0];
}

/* ---- errors while running ---- */

/* A type of ours names itself with its article: "an axis". */
static bool has_article(const char *type)
{
    return starts_with(type, "a ") || starts_with(type, "an ");
}

static const char *type_word(const char *type)
{
    return has_article(type) ? spoken(type) : lua_type_word(type);
}

/* "table" -> "a table" */
static const char *with_article(const char *type, char to[NAME_MAX_BYTES])
{
    snprintf(to, NAME_MAX_BYTES, has_article(type) ? "%s" : spoken("a %s"), type_word(type));
    return to;
}

/* "attempt to call a nil value (method 'smu')" */
static bool explain_call(const char *type, const char *kind, const char *name,
                         struct explanation *to)
{
    bool nil = strcmp(type, "nil") == 0;
    char what[NAME_MAX_BYTES];

    if (!name[0])
        snprintf(to->text, TEXT_MAX, spoken("what is called here is %s, not a function"),
                 with_article(type, what));
    else if (nil && strcmp(kind, "method") == 0)
        snprintf(to->text, TEXT_MAX, spoken("there is no method '%s' here: check its spelling"),
                 name);
    else if (nil)
        snprintf(to->text, TEXT_MAX,
                 spoken("there is no function '%s' here (it is nil): check its spelling, or "
                        "declare it above this line"),
                 name);
    else
        snprintf(to->text, TEXT_MAX,
                 spoken("'%s' is %s, not a function: is a comma or an operator missing "
                        "before the bracket?"),
                 name, with_article(type, what));
    return true;
}

/* What cannot be done with a value of a wrong type; X(Lua's verb, what it is used for) */
static const struct {
    const char *verb, *nil_use, *other_use;
} uses[] = {
    {"index", WORD("nothing can be read from it"), WORD("it has no fields")},
    {"perform arithmetic on", WORD("nothing can be computed from it"),
     WORD("it cannot be computed with")},
    {"perform bitwise operation on", WORD("nothing can be computed from it"),
     WORD("it has no bits")},
    {"concatenate", WORD("it cannot be joined to a text"), WORD("it cannot be joined to a text")},
    {"get length of", WORD("it has no length"), WORD("it has no length")},
};

static bool explain_use(const char *verb, const char *type, const char *name,
                        struct explanation *to)
{
    const char *quote = name[0] ? "'" : "", *what = name[0] ? name : spoken("a part of this line");
    char is[NAME_MAX_BYTES];

    for (size_t i = 0; i < COUNT_OF(uses); i++) {
        if (strcmp(verb, uses[i].verb) != 0)
            continue;
        if (strcmp(type, "nil") == 0)
            snprintf(to->text, TEXT_MAX,
                     spoken("%s%s%s has no value (nil), so %s: check its spelling, or give it "
                            "a value above this line"),
                     quote, what, quote, spoken(uses[i].nil_use));
        else
            snprintf(to->text, TEXT_MAX, spoken("%s%s%s is %s: %s"), quote, what, quote,
                     with_article(type, is), spoken(uses[i].other_use));
        return true;
    }
    return false;
}

/* "attempt to VERB a TYPE value (KIND 'NAME')" */
static bool explain_attempt(const char *message, struct explanation *to)
{
    char verb[NAME_MAX_BYTES], type[NAME_MAX_BYTES], kind[NAME_MAX_BYTES], name[NAME_MAX_BYTES];

    if (!between(message, "attempt to ", " a ", verb) || !between(message, " a ", " value", type))
        return false;
    if (strstr(message, " a " LUA_VALUE_TYPE " value"))
        snprintf(type, sizeof type, "value that is simulated later");
    variable_of(message, kind, name);
    snprintf(to->subject, NAME_MAX_BYTES, "%s", name);
    return strcmp(verb, "call") == 0 ? explain_call(type, kind, name, to)
                                     : explain_use(verb, type, name, to);
}

/* "attempt to compare number with nil", "attempt to compare two table values" */
static bool explain_comparison(const char *message, struct explanation *to)
{
    const char *types = message + strlen("attempt to compare ");
    const char *advice =
        strstr(types, "nil") ? spoken(": one side has no value (nil); check its spelling") : "";
    const char *with = strstr(types, " with ");
    char one[NAME_MAX_BYTES];

    if (!with && between(types, "two ", " values", one) && !has_article(one)) {
        snprintf(to->text, TEXT_MAX, spoken("cannot compare two %s values%s"), lua_type_word(one),
                 advice);
        return true;
    }
    if (with)
        snprintf(one, sizeof one, "%.*s", (int)(with - types), types);
    snprintf(to->text, TEXT_MAX, spoken("cannot compare %s with %s%s"), type_word(one),
             type_word(with ? with + strlen(" with ") : one), advice);
    return true;
}

/* "table expected, got nil", in the language of messages; any other text as it is. */
static void translate_reason(char why[WHAT_MAX])
{
    char wanted[NAME_MAX_BYTES], got[NAME_MAX_BYTES];

    if (sscanf(why, "%127s expected, got %127[^\n]", wanted, got) == 2)
        snprintf(why, WHAT_MAX, spoken("%s expected, got %s"), lua_type_word(wanted),
                 lua_type_word(got));
}

/* "bad argument #1 to 'insert' (table expected, got nil)" */
static bool explain_argument(const char *message, struct explanation *to)
{
    char number[NAME_MAX_BYTES], why[WHAT_MAX];
    const char *open = strstr(message, "' (");

    if (!open || !between(message, "#", " to '", number) ||
        !between(message, " to '", "'", to->subject))
        return false;
    snprintf(why, sizeof why, "%s", open + 3);
    if (why[0] && why[strlen(why) - 1] == ')')
        why[strlen(why) - 1] = '\0';
    bool simulated = strstr(why, "got " LUA_VALUE_TYPE);
    translate_reason(why);
    if (!simulated)
        snprintf(to->text, TEXT_MAX, spoken("argument %s of '%s': %s"), number, to->subject, why);
    else if (strstr(" abs ceil exp floor log max min sqrt ", to->subject))
        snprintf(to->text, TEXT_MAX,
                 spoken("argument %s of '%s' is a value that is simulated later: use %s(...) "
                        "without 'math.'"),
                 number, to->subject, to->subject);
    else
        snprintf(to->text, TEXT_MAX,
                 spoken("argument %s of '%s' is a value that is simulated later: it takes what is "
                        "known now"),
                 number, to->subject);
    return true;
}

static const char *part_of_for(const char *part)
{
    static const char *const parts[] = {WORD_IN("of 'for'", "initial"),
                                        WORD_IN("of 'for'", "limit"), WORD_IN("of 'for'", "step")};

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (strcmp(strchr(parts[i], '\004') + 1, part) == 0)
            return spoken(parts[i]);
    return part;
}

/* "bad 'for' limit (number expected, got polsim value)" */
static bool explain_for(const char *message, struct explanation *to)
{
    char part[NAME_MAX_BYTES];

    snprintf(to->subject, NAME_MAX_BYTES, "for");
    if (strstr(message, "got " LUA_VALUE_TYPE) && between(message, "'for' ", " (", part))
        snprintf(
            to->text, TEXT_MAX,
            spoken("the %s of a 'for' is a value that is simulated later: the script runs once, "
                   "before the "
                   "first month"),
            part_of_for(part));
    else
        snprintf(to->text, TEXT_MAX, spoken("a 'for' counts in numbers: %.500s"), message);
    return true;
}

static bool explain_running(const char *message, struct explanation *to)
{
    if (starts_with(message, "attempt to compare "))
        return explain_comparison(message, to);
    if (starts_with(message, "attempt to "))
        return explain_attempt(message, to);
    if (starts_with(message, "bad argument #"))
        return explain_argument(message, to);
    if (starts_with(message, "bad 'for' ") || starts_with(message, "'for' "))
        return explain_for(message, to);
    if (starts_with(message, "stack overflow") || starts_with(message, "C stack overflow")) {
        snprintf(to->text, TEXT_MAX,
                 spoken("functions call each other without end, or brackets are nested too "
                        "deep"));
        return true;
    }
    return false;
}

/* ---- errors of syntax ---- */

/* "... near 'x'" or "... near <eof>": cuts it off and gives the token. */
static bool split_near(char message[WHAT_MAX], char token[NAME_MAX_BYTES])
{
    char *near = NULL;

    for (char *next = message; (next = strstr(next, " near ")); next++)
        near = next;
    if (!near)
        return false;
    const char *name = near + strlen(" near ");
    size_t length = strlen(name);
    if (length >= 2 && name[0] == '\'' && name[length - 1] == '\'')
        snprintf(token, NAME_MAX_BYTES, "%.*s", (int)length - 2, name + 1);
    else
        snprintf(token, NAME_MAX_BYTES, "%s", name);
    *near = '\0';
    return true;
}

/* "... (to close '(' at line 2)" -> that, in the language of messages, or "" */
static void find_opened(const char *what, char opened[WHAT_MAX])
{
    const char *at = strstr(what, " (to close '");
    char bracket[NAME_MAX_BYTES], line[NAME_MAX_BYTES];

    opened[0] = '\0';
    if (at && between(at, "close '", "'", bracket) && between(at, "at line ", ")", line))
        snprintf(opened, WHAT_MAX, spoken(" (to close '%s' at line %s)"), bracket, line);
}

static bool explain_token(const char *what, const char *token, struct explanation *to)
{
    bool end = strcmp(token, "<eof>") == 0;
    char expected[NAME_MAX_BYTES], opened[WHAT_MAX];

    find_opened(what, opened);

    if (starts_with(what, "unfinished string") || starts_with(what, "unfinished long"))
        snprintf(to->text, TEXT_MAX,
                 spoken("a text is not closed: its quote or bracket is missing at the end"));
    else if (starts_with(what, "unexpected symbol") || starts_with(what, "syntax error"))
        snprintf(to->text, TEXT_MAX,
                 end ? spoken("the file ends where more is expected")
                     : spoken("'%s' is not expected here"),
                 token);
    else if (between(what, "'", "' expected", expected) && end)
        snprintf(to->text, TEXT_MAX, spoken("'%s' is missing at the end of the file%s"), expected,
                 opened);
    else if (between(what, "'", "' expected", expected) && strchr("})", expected[0]))
        snprintf(to->text, TEXT_MAX, spoken("'%s' is expected before '%s'%s: is a comma missing?"),
                 expected, token, opened);
    else if (between(what, "'", "' expected", expected))
        snprintf(to->text, TEXT_MAX, spoken("'%s' is expected before '%s'%s"), expected, token,
                 opened);
    else
        snprintf(to->text, TEXT_MAX, spoken("%s near %s"), what, token);
    return true;
}

/* Wide punctuation that a Chinese keyboard gives, and what Lua knows. */
static const struct {
    const char *wide, *plain;
} wide_signs[] = {{"，", ","}, {"。", "."}, {"；", ";"}, {"：", ":"}, {"（", "("}, {"）", ")"},
                  {"“", "\""}, {"”", "\""}, {"‘", "'"},  {"’", "'"},  {"＝", "="}, {"＋", "+"},
                  {"－", "-"}, {"＊", "*"}, {"／", "/"}, {"｛", "{"}, {"｝", "}"}, {"［", "["},
                  {"］", "]"}, {"、", ","}, {"　", " "}};

/* The first character of the line beyond ASCII, outside quotes and comments -> its bytes, or 0. */
static size_t find_wide(const struct lua_source *source, int line, const char **found)
{
    const char *at = source->text, *end = source->text + source->length;
    char quote = '\0';

    for (int i = 1; i < line && at < end; at++)
        i += *at == '\n';
    for (; at < end && *at != '\n'; at++) {
        if (!quote && (unsigned char)*at >= 0x80) {
            *found = at;
            return quote_character_bytes(at, (size_t)(end - at));
        }
        if (quote ? *at == quote : *at == '"' || *at == '\'')
            quote = quote ? '\0' : *at;
        else if (!quote && starts_with(at, "--"))
            return 0;
    }
    return 0;
}

/* "... near '<\239>'": a byte that begins no word of Lua's. */
static bool explain_wide(const struct lua_source *source, int line, struct explanation *to)
{
    const char *at;
    size_t bytes = find_wide(source, line, &at);

    if (bytes == 0)
        return false;
    snprintf(to->subject, NAME_MAX_BYTES, "%.*s", (int)bytes, at);
    for (size_t i = 0; i < COUNT_OF(wide_signs); i++)
        if (strcmp(to->subject, wide_signs[i].wide) == 0) {
            snprintf(to->text, TEXT_MAX,
                     spoken("'%s' is a wide character that Lua does not know: write '%s'"),
                     to->subject, wide_signs[i].plain);
            return true;
        }
    snprintf(to->text, TEXT_MAX,
             spoken("'%s' cannot stand here: names are made of A-Z a-z 0-9 and _, other text "
                    "stands in quotes"),
             to->subject);
    return true;
}

/* "15%", "60万": what people write for 0.15 and 600000. */
static bool explain_number(const struct lua_source *source, int line, struct explanation *to)
{
    char plain[NAME_MAX_BYTES];

    if (!lua_find_written_number(source, line, to->subject, plain, NAME_MAX_BYTES))
        return false;
    snprintf(to->text, TEXT_MAX, spoken("'%s' is not a number that Lua knows: write %s"),
             to->subject, plain);
    return true;
}

static bool explain_syntax(const char *message, struct explanation *to)
{
    char what[WHAT_MAX], token[NAME_MAX_BYTES];

    snprintf(what, sizeof what, "%s", message);
    if (starts_with(what, "attempt to assign to const variable '") &&
        between(what, "variable '", "'", to->subject)) {
        snprintf(to->text, TEXT_MAX, spoken("'%s' is constant: it cannot be given another value"),
                 to->subject);
        return true;
    }
    if (!split_near(what, token))
        return false;
    snprintf(to->subject, NAME_MAX_BYTES, "%s", strcmp(token, "<eof>") == 0 ? "" : token);
    return explain_token(what, token, to);
}

/* ---- places in front of messages ---- */

/* "model.lua:42: text" where the chunk is shown as `id` -> 42 and the text; else 0. */
static int prefix_line(const char *message, const char *id, const char **rest)
{
    size_t length = strlen(id);
    int line = 0, used = 0;

    if (strncmp(message, id, length) != 0 ||
        sscanf(message + length, ":%d: %n", &line, &used) != 1 || used == 0)
        return 0;
    *rest = message + length + used;
    return line;
}

/* Lua shortens long names of chunks in messages; the same here. */
static void chunk_id(const char *chunk, char id[LUA_IDSIZE])
{
    size_t length = strlen(chunk + 1);

    if (length < LUA_IDSIZE)
        snprintf(id, LUA_IDSIZE, "%s", chunk + 1);
    else if (chunk[0] == '=')
        snprintf(id, LUA_IDSIZE, "%.*s", LUA_IDSIZE - 1, chunk + 1);
    else
        snprintf(id, LUA_IDSIZE, "...%s", chunk + 1 + length - (LUA_IDSIZE - 4));
}

/* Takes the place off the front of a message; a library's place is kept in `note`. */
static struct place take_place(lua_State *L, const char **message, char note[128])
{
    const struct lua_host_private *host = lua_private(L);
    char id[LUA_IDSIZE];
    int line;

    note[0] = '\0';
    for (size_t i = 0; i < host->source_count; i++) {
        chunk_id(host->sources[i].chunk, id);
        line = prefix_line(*message, id, message);
        if (line)
            return (struct place){host->sources[i].name, line};
    }
    if (starts_with(*message, "polsim scripts/")) {
        const char *end = strchr(*message, ':');
        const char *text = end ? strchr(end + 1, ' ') : NULL;
        bool passes_on = starts_with(*message, "polsim scripts/safe.lua"); /* what the user did */
        if (text && !passes_on)
            snprintf(note, 128, spoken(" (polsim's own %.*s)"), (int)(text - 1 - *message) - 7,
                     *message + 7);
        if (text)
            *message = text + 1;
    }
    return lua_place(L);
}

int lua_explain_error(lua_State *L)
{
    struct explanation explained = {.text = ""};
    char note[128], text[TEXT_MAX + 128];

    if (lua_touserdata(L, 1) == &lua_failure_tag)
        return 1;
    const char *message = lua_type(L, 1) == LUA_TSTRING ? lua_tostring(L, 1) : NULL;
    if (!message) {
        snprintf(explained.text, TEXT_MAX,
                 spoken("the script ends with an error that is a %s, not a text"),
                 lua_type_word(luaL_typename(L, 1)));
        message = explained.text;
    }
    struct place place = take_place(L, &message, note);
    snprintf(text, sizeof text, "%s%s",
             explain_running(message, &explained) ? explained.text : message, note);
    lua_show_failure(lua_private(L), ERROR_SCENARIO, place, explained.subject, NULL, text);
    lua_pushlightuserdata(L, &lua_failure_tag);
    return 1;
}

/* Lua's binary chunks begin with an escape, UTF-16 with FF FE or FE FF; programs and pictures have zero bytes. */
static bool is_text(const struct lua_source *source)
{
    return source->length == 0 || (!strchr("\x1B\xFE\xFF", source->text[0]) &&
                                   !memchr(source->text, '\0', source->length));
}

void lua_fail_syntax(lua_State *L, const struct lua_source *source)
{
    const struct place whole_file = {source->name, 0};
    struct explanation explained = {.text = ""};
    const char *message = lua_tostring(L, -1);
    char id[LUA_IDSIZE];

    if (!message)
        lua_error(L);
    if (!is_text(source))
        lua_fail_at(L, whole_file, NULL,
                    "this is not a text in UTF-8: a scenario is a Lua script, saved as UTF-8");
    chunk_id(source->chunk, id);
    int line = prefix_line(message, id, &message);
    bool known = explain_number(source, line, &explained) ||
                 (strstr(message, "<\\") && explain_wide(source, line, &explained)) ||
                 explain_syntax(message, &explained);
    lua_fail_at(L, (struct place){source->name, line}, explained.subject, "%s",
                known ? explained.text : message);
}
