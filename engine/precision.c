#include "precision.h"

#include <math.h>
#include <string.h>

#include "error.h"
#include "text.h"

enum { TEXT_MAX = 1024 };

#define FORMS                                                                                      \
    "write 'target:NAME se<0.005', 'probability of STATEMENT within 1%', 'p80 of MEASURE within "  \
    "1%' or 'mean of MEASURE within 1%'"

/* ---- reading ---- */

/* The last " within " or " se<" of a text; the word's length in *length, NULL where there is none. */
static const char *find_limit(const char *text, size_t *length, bool *standard)
{
    static const struct {
        const char *word;
        bool standard;
    } words[] = {{" within ", false}, {" se<", true}, {" se <", true}};
    const char *found = NULL;

    for (size_t i = 0; i < COUNT_OF(words); i++)
        for (const char *at = text; (at = strstr(at, words[i].word)); at++)
            if (!found || at > found) {
                found = at;
                *length = strlen(words[i].word);
                *standard = words[i].standard;
            }
    return found;
}

static bool refuse_form(const char *text, struct error *err)
{
    static const char *const words[] = {"target", "probability", "mean", "p80", "p50",
                                        "p95",    "within",      "se<",  "of",  NULL};
    char word[64];

    error_set(err, ERROR_USAGE, "--until '%s' is not understood", text);
    for (const char *at = text; *at; at += strspn(at, " :")) {
        size_t length = strcspn(at, " :");
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        at += length;
        const char *nearest = text_nearest(word, words);
        if (nearest && strcmp(nearest, word) != 0) {
            error_append(err, ": '%s', did you mean '%s'?", word, nearest);
            break;
        }
    }
    return error_append(err, "; %s", FORMS);
}

static bool read_wanted(const char *text, const char *number, struct precision *precision,
                        struct error *err)
{
    bool percent = strchr(number, '%') != NULL;

    number += strspn(number, "= ");
    if (!statement_read_number(number, &precision->wanted) || precision->wanted <= 0)
        return error_set(err, ERROR_USAGE,
                         "--until '%s': '%s' is no number above 0, such as 0.005 or 1%%", text,
                         number);
    precision->relative = percent && precision->of != PRECISION_PROBABILITY;
    return true;
}

/* "p80 of payment": what it is of; the measure's begin, or NULL. */
static const char *read_kind(const char *text, struct precision *precision)
{
    int percent, length = 0;

    if (strncmp(text, "target:", 7) == 0)
        return text + 7;
    if (strncmp(text, "probability of ", 15) == 0)
        return text + 15;
    precision->of = PRECISION_MEAN;
    if (strncmp(text, "mean of ", 8) == 0)
        return text + 8;
    precision->of = PRECISION_QUANTILE;
    if (sscanf(text, "p%d of %n", &percent, &length) == 1 && length && percent > 0 &&
        percent < 100) {
        precision->level = percent / 100.0;
        return text + length;
    }
    return NULL;
}

bool precision_find(const struct model *model, const char *text, struct precision *precision,
                    struct error *err)
{
    size_t length;
    char head[TEXT_MAX];

    *precision = (struct precision){.of = PRECISION_PROBABILITY};
    const char *begin = text + strspn(text, " ");
    const char *limit = find_limit(begin, &length, &precision->standard);
    if (!limit || limit - begin >= TEXT_MAX)
        return refuse_form(text, err);
    snprintf(head, sizeof head, "%.*s", (int)(limit - begin), begin);
    const char *measure = read_kind(head, precision);
    if (!measure)
        return refuse_form(text, err);
    bool claim = precision->of == PRECISION_PROBABILITY;
    if (!read_wanted(text, limit + length, precision, err) ||
        !(claim ? statement_find_claim : statement_find)(model, measure, &precision->statement,
                                                         err))
        return false;
    if (strncmp(head, "target:", 7) != 0 || precision->statement.measure.target)
        return true;
    return error_set(err, ERROR_USAGE,
                     "--until '%s': '%s' is an output, not a target; write 'probability of %s >= "
                     "NUMBER …'",
                     text, measure, measure);
}

/* ---- looking at draws ---- */

struct estimate precision_estimate(const struct precision *precision, const double *y, size_t draws)
{
    if (precision->of == PRECISION_MEAN)
        return estimate_mean(y, draws);
    if (precision->of == PRECISION_QUANTILE)
        return estimate_quantile(y, draws, precision->level);
    double *margin = memory_resize(NULL, draws, sizeof *margin);
    for (size_t i = 0; i < draws; i++)
        margin[i] = statement_margin(&precision->statement, y[i]);
    struct estimate share = estimate_share(margin, draws);
    free(margin);
    return share;
}

double precision_reached(const struct precision *precision, struct estimate estimate)
{
    double reached = precision->standard ? estimate.se : estimate_half(estimate);

    return precision->relative ? reached / fabs(estimate.value) : reached;
}
