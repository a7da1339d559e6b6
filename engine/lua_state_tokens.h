/* The tokens of a Lua text, one after another. For the rewriter only; errors of spelling are not its concern:
   what is no token of Lua's is taken as it stands, and Lua's own reader refuses it. Needs no memory. */
#ifndef POLSIM_LUA_STATE_TOKENS_H
#define POLSIM_LUA_STATE_TOKENS_H

#include "base.h"

/* Kinds of tokens; symbols of one byte are that byte. X(kind, its text in messages) */
#define LUA_TOKENS(X)                                                                              \
    X(AND, "and")                                                                                  \
    X(BREAK, "break")                                                                              \
    X(DO, "do")                                                                                    \
    X(ELSE, "else")                                                                                \
    X(ELSEIF, "elseif")                                                                            \
    X(END, "end")                                                                                  \
    X(FALSE, "false")                                                                              \
    X(FOR, "for")                                                                                  \
    X(FUNCTION, "function")                                                                        \
    X(GOTO, "goto")                                                                                \
    X(IF, "if")                                                                                    \
    X(IN, "in")                                                                                    \
    X(LOCAL, "local")                                                                              \
    X(NIL, "nil")                                                                                  \
    X(NOT, "not")                                                                                  \
    X(OR, "or")                                                                                    \
    X(REPEAT, "repeat")                                                                            \
    X(RETURN, "return")                                                                            \
    X(THEN, "then")                                                                                \
    X(TRUE, "true")                                                                                \
    X(UNTIL, "until")                                                                              \
    X(WHILE, "while")                                                                              \
    X(NAME, "name")                                                                                \
    X(NUMBER, "number")                                                                            \
    X(STRING, "string")                                                                            \
    X(EQUAL, "==")                                                                                 \
    X(UNEQUAL, "~=")                                                                               \
    X(AT_MOST, "<=")                                                                               \
    X(AT_LEAST, ">=")                                                                              \
    X(SHIFT_LEFT, "<<")                                                                            \
    X(SHIFT_RIGHT, ">>")                                                                           \
    X(FLOOR_DIVIDE, "//")                                                                          \
    X(LABEL, "::")                                                                                 \
    X(CONCAT, "..")                                                                                \
    X(DOTS, "...")                                                                                 \
    X(EOF, "<eof>")

enum { LUA_TOKEN_FIRST = 256 }; /* above every byte */
enum lua_token_kind {
    LUA_TOKEN_BEFORE_FIRST = LUA_TOKEN_FIRST - 1,
#define X(kind, text) LUA_TOKEN_##kind,
    LUA_TOKENS(X)
#undef X
};

struct lua_token {
    int kind;
    size_t first, end; /* bytes of the text: first .. end - 1 */
    int line;          /* from 1, and where it begins; lines end as in Lua: \n, \r, \r\n or \n\r */
    size_t line_start;
};

struct lua_tokens { /* a reader: where it stands */
    const char *text;
    size_t length, at;
    int line;
    size_t line_start;
};

/* LUA_TOKEN_EOF at the end, however often. */
struct lua_token lua_tokens_next(struct lua_tokens *tokens);
/* Text of a kind, in a buffer of two bytes where it is one of a byte. */
const char *lua_token_name(int kind, char buffer[2]);

#endif
