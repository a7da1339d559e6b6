#include "lever.h"

#include <math.h>
#include <string.h>

#include "error.h"
#include "text.h"

static bool refuse(const char *text, const char *why, struct error *err)
{
    return error_set(err, ERROR_USAGE,
                     "'%s': %s; write NAME=FROM..TO or NAME=scaled(FROM..TO), with :POINTS behind "
                     "it for how many",
                     text, spoken(why));
}

/* The '=' behind the name, whose cell has some of its own. */
static const char *find_equals(const char *text)
{
    const char *at = strpbrk(text, "[=");

    if (at && *at == '[')
        at = strchr(at, ']');
    return at ? strchr(at, '=') : NULL;
}

static bool copy(char *to, const char *from, const char *end)
{
    while (from < end && *from == ' ')
        from++;
    while (end > from && end[-1] == ' ')
        end--;
    return snprintf(to, LEVER_TEXT_MAX, "%.*s", (int)(end - from), from) < LEVER_TEXT_MAX;
}

static bool read_number(const char *begin, const char *end, double *x)
{
    char digits[64], *stop;

    if (end <= begin || (size_t)(end - begin) >= sizeof digits)
        return false;
    snprintf(digits, sizeof digits, "%.*s", (int)(end - begin), begin);
    *x = strtod(digits, &stop);
    return stop == digits + strlen(digits) && isfinite(*x);
}

/* ":21" at the end */
static bool read_points(const char *text, const char **end, struct lever *lever, struct error *err)
{
    const char *colon = strrchr(text, ':');
    double points;

    *end = text + strlen(text);
    if (!colon || strchr(colon, ']'))
        return true;
    if (!read_number(colon + 1, *end, &points) || points != floor(points) || points < 2 ||
        points > LEVER_POINTS_MAX)
        return error_set(err, ERROR_USAGE, "'%s': points are a whole number from 2 to %d, not '%s'",
                         text, LEVER_POINTS_MAX, colon + 1);
    lever->points = (int)points;
    *end = colon;
    return true;
}

static bool is_of_number(char c)
{
    return c && strchr("0123456789.eE+-", c);
}

bool lever_parse(const char *text, int points, struct lever *lever, struct error *err)
{
    const char *equals = find_equals(text), *end;

    *lever = (struct lever){.points = points};
    if (!equals)
        return refuse(text, WORD("there is no '='"), err);
    if (!read_points(text, &end, lever, err))
        return false;
    const char *dots = strstr(equals, "..");
    if (!dots || dots >= end)
        return refuse(text, WORD("there is no 'FROM..TO'"), err);
    const char *from = dots, *to = dots + 2;
    while (from > equals + 1 && is_of_number(from[-1]))
        from--;
    while (to < end && is_of_number(*to))
        to++;
    if (!read_number(from, dots, &lever->low) || !read_number(dots + 2, to, &lever->high))
        return refuse(text, WORD("FROM and TO are numbers"), err);
    if (!copy(lever->name, text, equals) || !copy(lever->before, equals + 1, from) ||
        !copy(lever->after, to, end))
        return refuse(text, WORD("it is too long"), err);
    if (!lever->name[0])
        return refuse(text, WORD("there is no NAME"), err);
    if (lever->low >= lever->high)
        return error_set(err, ERROR_USAGE, "'%s': FROM must be less than TO", text);
    return true;
}

double lever_round(double x)
{
    char digits[32];

    snprintf(digits, sizeof digits, "%.12g", x);
    return strtod(digits, NULL) + 0.0; /* no -0 */
}

double lever_value(const struct lever *lever, int i)
{
    must(i >= 0 && i < lever->points);
    double part = (double)i / (lever->points - 1);

    return i == lever->points - 1 ? lever->high
                                  : lever_round(lever->low + (lever->high - lever->low) * part);
}

void lever_add_value(const struct lever *lever, double x, struct text *out)
{
    text_add(out, "%s%.12g%s", lever->before, x, lever->after);
}

void lever_add_set(const struct lever *lever, double x, struct text *out)
{
    text_add(out, "%s=", lever->name);
    lever_add_value(lever, x, out);
}

bool lever_is_scaled(const struct lever *lever)
{
    return strcmp(lever->before, "scaled(") == 0;
}

double lever_step(const struct lever *lever, int least)
{
    static const double steps[] = {5, 2, 1};
    double most = (lever->high - lever->low) / least, power = pow(10, floor(log10(most)));

    for (size_t i = 0; i < COUNT_OF(steps); i++)
        if (steps[i] * power <= most * (1 + 1e-9))
            return lever_round(steps[i] * power);
    return lever_round(power / 2); /* rounding alone */
}
