#include "lua_state_tokens.h"

#include <ctype.h>
#include <string.h>

/* Bytes of names; none is beyond ASCII, in any locale. */
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char byte_at(const struct lua_tokens *t, size_t at)
{
    return at < t->length ? t->text[at] : '\0';
}

/* ---- lines ---- */

/* Passes the line end at t->at. */
static void pass_line_end(struct lua_tokens *t)
{
    char c = t->text[t->at++], next = byte_at(t, t->at);

    if ((next == '\n' || next == '\r') && next != c && t->at < t->length)
        t->at++;
    t->line++;
    t->line_start = t->at;
}

static bool at_line_end(const struct lua_tokens *t)
{
    return t->text[t->at] == '\n' || t->text[t->at] == '\r';
}

static void pass(struct lua_tokens *t, size_t end)
{
    const char *text = t->text + t->at;
    size_t length = end - t->at;

    if (!memchr(text, '\n', length) && !memchr(text, '\r', length)) { /* most strings */
        t->at = end;
        return;
    }
    while (t->at < end && t->at < t->length)
        if (at_line_end(t))
            pass_line_end(t);
        else
            t->at++;
}

/* ---- strings and comments ---- */

/* Bytes of "[[", "[=[" ... at `at`, or 0. */
static size_t long_bracket(const struct lua_tokens *t, size_t at)
{
    size_t end = at + 1;

    if (byte_at(t, at) != '[')
        return 0;
    while (byte_at(t, end) == '=')
        end++;
    return byte_at(t, end) == '[' ? end + 1 - at : 0;
}

/* The end of what a bracket of `width` bytes at `at` opens: of the text, where nothing closes it. */
static size_t long_end(const struct lua_tokens *t, size_t at, size_t width)
{
    for (size_t i = at + width; i + width <= t->length; i++) {
        const char *close = memchr(t->text + i, ']', t->length - i);
        if (!close)
            break;
        i = (size_t)(close - t->text);
        if (i + width <= t->length && close[width - 1] == ']' &&
            memcmp(close + 1, t->text + at + 1, width - 2) == 0)
            return i + width;
    }
    return t->length;
}

static size_t string_end(const struct lua_tokens *t, size_t at)
{
    char quote = t->text[at];

    for (at++; at < t->length && t->text[at] != quote; at++)
        at += t->text[at] == '\\';
    return at < t->length ? at + 1 : t->length;
}

static void skip_comment(struct lua_tokens *t)
{
    size_t width = long_bracket(t, t->at + 2);

    if (width) {
        pass(t, long_end(t, t->at + 2, width));
        return;
    }
    while (t->at < t->length && !at_line_end(t))
        t->at++;
}

/* To the next token; blanks are those of the C locale. */
static void skip_blanks(struct lua_tokens *t)
{
    while (t->at < t->length) {
        char c = t->text[t->at];
        if (c == '\n' || c == '\r')
            pass_line_end(t);
        else if (c == ' ' || (c >= '\t' && c <= '\r'))
            t->at++;
        else if (c == '-' && byte_at(t, t->at + 1) == '-')
            skip_comment(t);
        else
            break;
    }
}

/* ---- tokens ---- */

/* As Lua reads numbers: also what is none, such as 3x, is one token, so that Lua refuses it. */
static size_t number_end(const struct lua_tokens *t, size_t at)
{
    char exponent = 'e';

    if (t->text[at] == '0' && (byte_at(t, at + 1) | 32) == 'x')
        exponent = 'p', at += 2;
    for (char c; (c = byte_at(t, at), is_digit(c) || is_letter(c) || c == '.'); at++)
        if ((c | 32) == exponent && (byte_at(t, at + 1) == '+' || byte_at(t, at + 1) == '-'))
            at++;
    return at;
}

static const char *const names[] = {
#define X(kind, text) text,
    LUA_TOKENS(X)
#undef X
};

/* The first word of Lua's that begins with a letter, 0 for none; they stand in order. */
static const short first_word[26] = {
    ['a' - 'a'] = LUA_TOKEN_AND,   ['b' - 'a'] = LUA_TOKEN_BREAK,  ['d' - 'a'] = LUA_TOKEN_DO,
    ['e' - 'a'] = LUA_TOKEN_ELSE,  ['f' - 'a'] = LUA_TOKEN_FALSE,  ['g' - 'a'] = LUA_TOKEN_GOTO,
    ['i' - 'a'] = LUA_TOKEN_IF,    ['l' - 'a'] = LUA_TOKEN_LOCAL,  ['n' - 'a'] = LUA_TOKEN_NIL,
    ['o' - 'a'] = LUA_TOKEN_OR,    ['r' - 'a'] = LUA_TOKEN_REPEAT, ['t' - 'a'] = LUA_TOKEN_THEN,
    ['u' - 'a'] = LUA_TOKEN_UNTIL, ['w' - 'a'] = LUA_TOKEN_WHILE};

static int word_kind(const char *word, size_t length)
{
    int kind = *word >= 'a' && *word <= 'z' ? first_word[*word - 'a'] : 0;

    for (; kind && kind < LUA_TOKEN_NAME; kind++) {
        const char *name = names[kind - LUA_TOKEN_FIRST];
        if (*name != *word)
            break;
        if (strlen(name) == length && memcmp(name, word, length) == 0)
            return kind;
    }
    return LUA_TOKEN_NAME;
}

static void read_word(const struct lua_tokens *t, struct lua_token *token)
{
    size_t end = token->first + 1;

    while (is_letter(byte_at(t, end)) || is_digit(byte_at(t, end)))
        end++;
    token->end = end;
    token->kind = word_kind(t->text + token->first, end - token->first);
}

static void read_symbol(const struct lua_tokens *t, struct lua_token *token)
{
    const char *at = t->text + token->first;

    token->kind = (unsigned char)*at;
    token->end = token->first + 1;
    if (!memchr("=~<>/:.", *at, 7))
        return;
    for (int kind = LUA_TOKEN_EQUAL; kind < LUA_TOKEN_EOF; kind++) { /* "..." is the last */
        const char *name = names[kind - LUA_TOKEN_FIRST];
        if (*name != *at)
            continue;
        size_t length = strlen(name);
        if (length <= t->length - token->first && memcmp(at, name, length) == 0) {
            token->kind = kind;
            token->end = token->first + length;
        }
    }
}

struct lua_token lua_tokens_next(struct lua_tokens *t)
{
    skip_blanks(t);
    struct lua_token token = {LUA_TOKEN_EOF, t->at, t->at, t->line, t->line_start};
    if (t->at == t->length)
        return token;
    char c = t->text[t->at];
    size_t width = c == '[' ? long_bracket(t, t->at) : 0;
    if (is_letter(c)) {
        read_word(t, &token);
    } else if (is_digit(c) || (c == '.' && is_digit(byte_at(t, t->at + 1)))) {
        token.kind = LUA_TOKEN_NUMBER;
        token.end = number_end(t, t->at);
    } else if (width || c == '"' || c == '\'') {
        token.kind = LUA_TOKEN_STRING;
        token.end = width ? long_end(t, t->at, width) : string_end(t, t->at);
        pass(t, token.end);
    } else {
        read_symbol(t, &token);
    }
    t->at = token.end;
    return token;
}

const char *lua_token_name(int kind, char buffer[2])
{
    if (kind >= LUA_TOKEN_FIRST)
        return names[kind - LUA_TOKEN_FIRST];
    buffer[0] = (char)kind;
    buffer[1] = '\0';
    return buffer;
}
