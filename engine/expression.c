#include "expression.h"

#include <ctype.h>
#include <string.h>

#include "error.h"
#include "text.h"

enum { STEPS_MOST = 256, DEEP_MOST = 64 };

/* In the order of a stack: numbers and names are put on it, operators take two from it. */
struct step {
    enum { NUMBER, NAME, ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE } what;
    double number;
    int name;
};

struct expression {
    int count;
    struct step steps[STEPS_MOST];
};

struct parsing {
    const char *text, *at;
    const char *const *names;
    int count, depth;
    struct expression *to;
    struct error *err;
};

static bool parse_sum(struct parsing *parsing);

static void skip(struct parsing *parsing)
{
    parsing->at += strspn(parsing->at, " \t");
}

static bool refuse(struct parsing *parsing, const char *why)
{
    int length = (int)(parsing->at - parsing->text);

    return error_set(parsing->err, ERROR_USAGE, "'%s': %s behind '%.*s'", parsing->text,
                     spoken(why), length, parsing->text);
}

static bool add(struct parsing *parsing, struct step step)
{
    if (parsing->to->count == STEPS_MOST)
        return refuse(parsing, WORD("it is too long"));
    parsing->to->steps[parsing->to->count++] = step;
    return true;
}

/* "pass_rate[level=L3]": with what stands in brackets. */
static size_t name_length(const char *at)
{
    size_t length = 0;

    while (isalnum((unsigned char)at[length]) || (unsigned char)at[length] >= 0x80 ||
           (at[length] && strchr("_.", at[length])))
        length++;
    if (length && at[length] == '[') {
        const char *end = strchr(at + length, ']');
        length = end ? (size_t)(end - at) + 1 : strlen(at);
    }
    return length;
}

static bool parse_name(struct parsing *parsing)
{
    size_t length = name_length(parsing->at);
    char name[256];
    const char *known[65] = {NULL};

    snprintf(name, sizeof name, "%.*s", (int)length, parsing->at);
    for (int i = 0; i < parsing->count; i++) {
        if (strcmp(parsing->names[i], name) == 0) {
            parsing->at += length;
            return add(parsing, (struct step){.what = NAME, .name = i});
        }
        if (i < 64)
            known[i] = parsing->names[i];
    }
    const char *nearest = text_nearest(name, known);
    error_set(parsing->err, ERROR_USAGE, "'%s': '%s' is none of the levers", parsing->text, name);
    for (int i = 0; !nearest && known[i]; i++)
        error_append(parsing->err, "%s%s", i ? ", " : "; these are ", known[i]);
    if (nearest)
        error_append(parsing->err, ", did you mean '%s'?", nearest);
    return false;
}

static bool parse_item(struct parsing *parsing)
{
    char *end;

    skip(parsing);
    if (*parsing->at == '-') {
        parsing->at++;
        if (++parsing->depth > DEEP_MOST)
            return refuse(parsing, WORD("it is too deep"));
        bool parsed = parse_item(parsing);
        parsing->depth--;
        return parsed && add(parsing, (struct step){.what = NEGATE});
    }
    if (*parsing->at == '(') {
        parsing->at++;
        if (++parsing->depth > DEEP_MOST)
            return refuse(parsing, WORD("it is too deep"));
        if (!parse_sum(parsing))
            return false;
        parsing->depth--;
        if (*parsing->at != ')')
            return refuse(parsing, WORD("')' is missing"));
        parsing->at++;
        return true;
    }
    if (isdigit((unsigned char)*parsing->at) || *parsing->at == '.') {
        double number = strtod(parsing->at, &end);
        if (end == parsing->at)
            return refuse(parsing, WORD("a number is wrong"));
        parsing->at = end;
        return add(parsing, (struct step){.what = NUMBER, .number = number});
    }
    return name_length(parsing->at)
               ? parse_name(parsing)
               : refuse(parsing, WORD("a number or a lever's name is missing"));
}

static bool parse_product(struct parsing *parsing)
{
    bool parsed = parse_item(parsing);

    for (skip(parsing); parsed && (*parsing->at == '*' || *parsing->at == '/'); skip(parsing)) {
        bool times = *parsing->at++ == '*';
        parsed =
            parse_item(parsing) && add(parsing, (struct step){.what = times ? MULTIPLY : DIVIDE});
    }
    return parsed;
}

static bool parse_sum(struct parsing *parsing)
{
    bool parsed = parse_product(parsing);

    for (skip(parsing); parsed && (*parsing->at == '+' || *parsing->at == '-'); skip(parsing)) {
        bool plus = *parsing->at++ == '+';
        parsed =
            parse_product(parsing) && add(parsing, (struct step){.what = plus ? ADD : SUBTRACT});
    }
    return parsed;
}

struct expression *expression_parse(const char *text, const char *const *names, int count,
                                    struct error *err)
{
    struct expression *expression = memory_resize(NULL, 1, sizeof *expression);
    struct parsing parsing = {
        .text = text, .at = text, .names = names, .count = count, .to = expression, .err = err};

    expression->count = 0;
    if (parse_sum(&parsing) && (!*parsing.at || refuse(&parsing, "what follows is not understood")))
        return expression;
    free(expression);
    return NULL;
}

void expression_free(struct expression *expression)
{
    free(expression);
}

double expression_value(const struct expression *expression, const double *values)
{
    double stack[STEPS_MOST];
    int top = -1;

    for (int i = 0; i < expression->count; i++) {
        const struct step *step = &expression->steps[i];
        switch (step->what) {
        case NUMBER: stack[++top] = step->number; continue;
        case NAME: stack[++top] = values[step->name]; continue;
        case NEGATE: stack[top] = -stack[top]; continue;
        default: top--;
        }
        double a = stack[top], b = stack[top + 1];
        stack[top] = step->what == ADD        ? a + b
                     : step->what == SUBTRACT ? a - b
                     : step->what == MULTIPLY ? a * b
                                              : a / b;
    }
    return stack[0];
}
