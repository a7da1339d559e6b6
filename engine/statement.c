#include "statement.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "error.h"
#include "text.h"

enum { TEXT_MAX = 1024 };

static const struct sign {
    const char *sign;
    int threshold; /* 0: one that we do not take */
} signs[] = {{">=", 1}, {"<=", -1}, {"≥", 1}, {"≤", -1}, {"=>", 0},
             {"=<", 0}, {"==", 0},  {">", 0}, {"<", 0}};

bool statement_read_number(const char *text, double *number)
{
    char *end;

    *number = strtod(text, &end);
    if (end == text)
        return false;
    end += strspn(end, " ");
    if (*end == '%') {
        *number /= 100;
        end += 1 + strspn(end + 1, " ");
    }
    return !*end && isfinite(*number);
}

/* The first sign behind the cell, which has '=' of its own; NULL: none. */
static const struct sign *find_sign(const char *text, const char **at)
{
    const char *bracket = strchr(text, ']');

    for (*at = bracket ? bracket : text; **at; ++*at)
        for (size_t i = 0; i < COUNT_OF(signs); i++)
            if (strncmp(*at, signs[i].sign, strlen(signs[i].sign)) == 0)
                return &signs[i];
    return NULL;
}

bool statement_find(const struct model *model, const char *text, struct statement *statement,
                    struct error *err)
{
    char name[TEXT_MAX];
    const char *at, *begin = text + strspn(text, " ");
    const struct sign *sign = find_sign(begin, &at);
    size_t length = (size_t)(at - begin);

    while (length && isspace((unsigned char)begin[length - 1]))
        length--;
    if (length >= sizeof name)
        return error_set(err, ERROR_USAGE, "'%.40s…' is too long for a statement", text);
    snprintf(name, sizeof name, "%.*s", (int)length, begin);
    *statement = (struct statement){0};
    if (!measure_find(model, name, &statement->measure, err))
        return false;
    const struct target *target = statement->measure.target;
    statement->threshold = target ? target->threshold : 0;
    statement->threshold_value = target ? target->threshold_value : NAN;
    if (!sign)
        return true;
    if (!sign->threshold)
        return error_set(err, ERROR_USAGE, "'%s': write '%s >= NUMBER' or '%s <= NUMBER', not '%s'",
                         text, name, name, sign->sign);
    statement->threshold = sign->threshold;
    if (!statement_read_number(at + strlen(sign->sign), &statement->threshold_value))
        return error_set(err, ERROR_USAGE, "'%s': what stands behind '%s' is no number", text,
                         sign->sign);
    return true;
}

bool statement_find_claim(const struct model *model, const char *text, struct statement *statement,
                          struct error *err)
{
    if (!statement_find(model, text, statement, err))
        return false;
    if (statement->threshold)
        return true;
    return error_set(
        err, ERROR_USAGE,
        "'%s' says nothing that could be true or false; write '%s >= NUMBER' or '%s <= "
        "NUMBER'",
        text, text, text);
}

double statement_margin(const struct statement *statement, double y)
{
    return statement->threshold < 0 ? statement->threshold_value - y
                                    : y - statement->threshold_value;
}

void statement_add_text(const struct statement *statement, struct text *out)
{
    measure_add_text(&statement->measure, out);
    if (statement->threshold)
        text_add(out, " %s %.12g",
                 statement->threshold > 0 ? ">=" : "<=", statement->threshold_value);
}
