/* What to write instead of a word of Lua's that met a simulated value. */
#include "lua_state_private.h"
#include "lua_state_tokens.h"
#include "word.h"

#include <ctype.h>
#include <string.h>

/* Is one of `and or not` among the words, or what looks like one? Such operands are not repeated. */
static bool has_operator_word(const char *text, size_t length)
{
    for (size_t i = 0; i + 2 < length; i++) {
        bool starts = i == 0 || !isalnum((unsigned char)text[i - 1]);
        if (!starts || !strchr("ano", text[i]) || !strchr("nro", text[i + 1]))
            continue;
        if (!isalnum((unsigned char)text[i + 2]) ||
            (strchr("dt", text[i + 2]) && i + 3 < length && !isalnum((unsigned char)text[i + 3])))
            return true;
    }
    return false;
}

static bool is_plain(const char *text, size_t length)
{
    enum { SHORT = 30 };

    for (size_t i = 0; i < length; i++)
        if (text[i] == '\0' || strchr("\r\n=~<>", text[i]))
            return false;
    return length <= SHORT && !has_operator_word(text, length);
}

/* "eq(a, 3)": the operands as written, where they are short and plain; else letters. */
static void example(const struct lua_sites *sites, const struct lua_site *site, const char *word,
                    char *to, size_t size)
{
    const char *text[2];
    int length[2];
    bool plain = true;

    for (int i = 0; i < site->operands; i++) {
        text[i] = sites->text + site->first[i];
        length[i] = (int)(site->end[i] - site->first[i]);
        plain = plain && is_plain(text[i], (size_t)length[i]);
    }
    if (!plain)
        snprintf(to, size, "%s(%s)", word, site->operands == 1 ? "a" : "a, b");
    else if (site->operands == 1)
        snprintf(to, size, "%s(%.*s)", word, length[0], text[0]);
    else
        snprintf(to, size, "%s(%.*s, %.*s)", word, length[0], text[0], length[1], text[1]);
}

void lua_site_advice(const struct lua_sites *sites, const struct lua_site *site, char *to,
                     size_t size)
{
    char use[128];

    switch (site->kind) {
    case LUA_TOKEN_EQUAL:
        example(sites, site, "eq", use, sizeof use);
        snprintf(to, size, spoken("'==' cannot compare a value that is simulated later: use %s"),
                 use);
        break;
    case LUA_TOKEN_UNEQUAL:
        example(sites, site, "ne", use, sizeof use);
        snprintf(to, size, spoken("'~=' cannot compare a value that is simulated later: use %s"),
                 use);
        break;
    case LUA_TOKEN_AND:
        example(sites, site, "all", use, sizeof use);
        snprintf(to, size, spoken("'and' cannot combine a value that is simulated later: use %s"),
                 use);
        break;
    case LUA_TOKEN_OR:
        example(sites, site, "any", use, sizeof use);
        snprintf(to, size,
                 spoken("'or' cannot combine a value that is simulated later: use %s, or "
                        "default(x, value) where x may be "
                        "missing"),
                 use);
        break;
    case LUA_TOKEN_NOT:
        example(sites, site, "not_", use, sizeof use);
        snprintf(to, size, spoken("'not' cannot negate a value that is simulated later: use %s"),
                 use);
        break;
    case LUA_TOKEN_IF:
    case LUA_TOKEN_ELSEIF:
        snprintf(to, size,
                 spoken("'if' cannot decide on a value that is simulated later: use "
                        "where(condition, yes, no)"));
        break;
    default:
        snprintf(to, size,
                 spoken("a loop cannot depend on a value that is simulated later: the script runs "
                        "once, before the first month"));
    }
}
