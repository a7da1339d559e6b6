/* polsim why: the number and how it comes about, for people. Part of cmd_why.h. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "cmd_why.h"
#include "show.h"
#include "table.h"
#include "word.h"

enum { PARTS_SHOWN = 8, INDENT = WHY_INDENT };

static void add_amount(const struct why *why, double x, const char *unit, struct text *out)
{
    if (isnan(x)) {
        text_add(out, "%s", word(why->language, "no value"));
        return;
    }
    table_add_value(x, unit, false, why->language, out);
    if (*unit) {
        text_add(out, " ");
        table_add_unit(unit, why->language, out);
    }
}

void why_end_line(struct text *line, int indent, int hang, struct text *out)
{
    text_add_wrapped(out, text_string(line), indent, hang, TABLE_WIDTH);
    text_clear(line);
}

/* "money.lua:12: output("payment", …", as far as it fits. */
static void add_source_line(const struct why *why, struct place place, int indent, struct text *out)
{
    struct text line = {0}, text = {0};

    why_add_place(why, place, &line);
    why_add_line(why, place, &text);
    if (line.length && text.length)
        text_add(&line, ": %s", text_string(&text));
    if (line.length)
        why_end_line(&line, indent, indent + 4, out);
    text_clear(&text);
}

/* ---- the number ---- */

static void add_quantiles(const struct why *why, const char *unit, struct text *line)
{
    const char *language = why->language;

    if (isnan(why->quantile.value))
        return;
    text_add(line, "%s", word(language, "; P50 "));
    add_amount(why, why->p50, unit, line);
    text_add(line, "%s%.0f ", word(language, ", P"), why->level * 100);
    add_amount(why, why->quantile.value, unit, line);
    if (!isnan(why->quantile.se)) {
        text_add(line, word(language, " (standard error "));
        add_amount(why, why->quantile.se, unit, line);
        text_add(line, "%s", word(language, ")"));
    }
}

static void add_number(const struct why *why, const char *unit, struct text *out)
{
    const char *language = why->language;
    struct text line = {0};

    text_add(&line, word(language, "mean "));
    add_amount(why, why->mean.value, unit, &line);
    if (!isnan(why->mean.se) && why->run->draws > 1) {
        text_add(&line, word(language, " (standard error "));
        add_amount(why, why->mean.se, unit, &line);
        text_add(&line, "%s", word(language, ")"));
    }
    add_quantiles(why, unit, &line);
    why_end_line(&line, INDENT, INDENT + 2, out);
}

static const char *kind_words(const struct measure *measure)
{
    if (measure->target)
        return WORD("a target, read at the end of its month, in each draw by itself");
    switch (measure->kind) {
    case OUTPUT_FLOW: return WORD("an output, added up over its months, in each draw by itself");
    case OUTPUT_LEVEL:
        return WORD("an output, read at the end of the period, in each draw by itself");
    case OUTPUT_RATIO:
        return WORD("an output: the ratio of two sums over its months, in each draw by itself");
    }
    return "";
}

static void add_run(const struct why *why, struct text *out)
{
    const char *language = why->language;
    const struct store_run *run = why->run;
    struct text line = {0};

    text_add(&line, word(language, "run %lld, \"%s\": "), (long long)run->id,
             store_run_title(run, language));
    if (show_is_average(run))
        text_add(&line, "%s", word(language, "an average case, every chance at its mean"));
    else
        text_add(&line, word(language, "%ju draws, sampler %s, seed %ju"), (uintmax_t)run->draws,
                 table_word(run->sampler, language), (uintmax_t)run->seed);
    why_end_line(&line, INDENT, INDENT + 2, out);
}

static void add_head(const struct why *why, const char *unit, struct text *out)
{
    const char *language = why->language;
    const struct measure *measure = &why->measure;
    struct text line = {0};

    measure_add_name(measure, language, &line);
    text_add(&line, "%s", word(language, ", "));
    table_add_period(measure->period, language, &line);
    why_end_line(&line, 0, 0, out);
    text_add(out, "\n");
    add_number(why, unit, out);
    measure_add_text(measure, &line);
    text_add(&line, "%s%s", word(language, ": "), word(language, kind_words(measure)));
    why_end_line(&line, INDENT, INDENT + 2, out);
    add_run(why, out);
    add_source_line(why, why_place(why), INDENT, out);
}

/* ---- how it comes about ---- */

/* The steps of a parent stand together. */
static size_t find_parts(const struct why *why, size_t parent, size_t *count)
{
    size_t first = parent + 1;

    while (first < why->tree->count && why->tree->steps[first].parent != (int)parent)
        first++;
    *count = 0;
    while (first + *count < why->tree->count &&
           why->tree->steps[first + *count].parent == (int)parent)
        ++*count;
    return first;
}

/* Those that amount to something, the largest first where they add up; *rest: what the others amount to. */
static size_t choose_parts(const struct why *why, size_t first, size_t count, size_t *shown,
                           size_t *left, double *rest)
{
    const struct provenance_step *steps = why->tree->steps;
    size_t kept = 0;

    *left = 0;
    *rest = 0;
    for (size_t i = first; i < first + count; i++) {
        if (steps[i].sign && steps[i].mean == 0 && steps[i].how != HOW_GIVEN)
            continue;
        size_t at = kept < PARTS_SHOWN ? kept++ : PARTS_SHOWN;
        while (at > 0 && steps[i].sign && steps[shown[at - 1]].sign &&
               fabs(steps[i].mean) > fabs(steps[shown[at - 1]].mean)) {
            if (at < PARTS_SHOWN)
                shown[at] = shown[at - 1];
            at--;
        }
        if (at < PARTS_SHOWN)
            shown[at] = i;
    }
    for (size_t i = first; i < first + count; i++) {
        bool is_shown = false;
        for (size_t k = 0; k < kept; k++)
            is_shown = is_shown || shown[k] == i;
        *left += !is_shown && (steps[i].mean != 0 || !steps[i].sign);
        *rest += is_shown ? 0 : steps[i].sign * steps[i].mean;
    }
    return kept;
}

static bool is_of_other_months(const struct why *why, const struct provenance_step *step)
{
    const struct provenance_step *parent = &why->tree->steps[step->parent < 0 ? 0 : step->parent];

    return step->first != parent->first || step->last != parent->last ||
           step->reading != parent->reading;
}

/* In brackets, where it shows a difference. */
static void add_near(const struct why *why, const struct provenance_step *step, const char *unit,
                     struct text *line)
{
    struct text mean = {0}, near = {0};

    if (isnan(step->near))
        return;
    table_add_value(step->mean, unit, false, why->language, &mean);
    table_add_value(step->near, unit, false, why->language, &near);
    if (strcmp(text_string(&mean), text_string(&near)) != 0)
        text_add(line, " [%s]", text_string(&near));
    text_clear(&mean);
    text_clear(&near);
}

/* "Paid: R1 (2028)  money.lua:12", or "money.lua:12: local due = … (2028)" */
static void add_what(const struct why *why, const struct provenance_step *step, struct text *line)
{
    const char *language = why->language;
    struct text months = {0}, place = {0};
    bool named = why_is_named(why, step);

    why_add_place(why, why_step_place(why, step), &place);
    if (!named && place.length)
        text_add(line, "%s: ", text_string(&place));
    why_add_step_name(why, step, language, line);
    if (step->parent < 0 || is_of_other_months(why, step))
        why_add_step_months(why, step, language, &months);
    if (months.length)
        text_add(line, word(language, " (%s)"), text_string(&months));
    if (named && place.length)
        text_add(line, "  %s", text_string(&place));
    text_clear(&months);
    text_clear(&place);
}

static void add_step_line(const struct why *why, size_t at, size_t count, struct text *out)
{
    const struct provenance_step *step = &why->tree->steps[at];
    const char *language = why->language;
    int indent = INDENT + 2 * step->depth;
    struct text line = {0};
    char unit[128];

    why_step_unit(why, step, unit, sizeof unit);
    text_add(&line, "%s", step->sign > 0 ? "+ " : step->sign < 0 ? "- " : "· ");
    add_amount(why, step->node < 0 ? why->mean.value : step->mean, unit, &line);
    add_near(why, step, unit, &line);
    text_add(&line, "  ");
    add_what(why, step, &line);
    if (step->same >= 0)
        text_add(&line, "%s", word(language, " (its parts: see above)"));
    else if (step->further)
        text_add(&line, " …");
    why_end_line(&line, indent, indent + 4, out);
    if (count) {
        text_add(&line, "%s%s", why_how(step->how, language), word(language, ":"));
        why_end_line(&line, indent + 2, indent + 4, out);
    }
}

static void add_steps(const struct why *why, size_t at, struct text *out)
{
    size_t count, first = find_parts(why, at, &count), shown[PARTS_SHOWN], left;
    const char *language = why->language;
    double rest;
    char unit[128];

    add_step_line(why, at, count, out);
    size_t kept = choose_parts(why, first, count, shown, &left, &rest);
    for (size_t k = 0; k < kept; k++)
        add_steps(why, shown[k], out);
    if (!left)
        return;
    struct text line = {0};
    why_step_unit(why, &why->tree->steps[at], unit, sizeof unit);
    text_add(&line, word(language, "… %zu more"), left);
    if (why->tree->steps[first].sign) {
        text_add(&line, word(language, ", together "));
        add_amount(why, rest, unit, &line);
    }
    why_end_line(&line, INDENT + 2 * why->tree->steps[first].depth, 0, out);
}

/* Another version of the program may compute otherwise. */
static void add_difference(const struct why *why, struct text *out)
{
    struct text line = {0};
    char unit[128];

    if (why->draws < why->run->draws ||
        !(fabs(why->again - why->mean.value) > 1e-9 * fabs(why->mean.value)))
        return;
    graph_unit_text(why->model->graph, measure_unit(&why->measure), unit, sizeof unit);
    text_add(&line, "%s", word(why->language, "Attention: computed again the mean is "));
    add_amount(why, why->again, unit, &line);
    text_add(&line,
             word(why->language, ", not what is stored: the run is of version %s of the "
                                 "program, this is %s."),
             why->run->engine_version, POLSIM_VERSION);
    why_end_line(&line, INDENT, INDENT, out);
}

static void add_tree(const struct why *why, struct text *out)
{
    const char *language = why->language;
    struct text line = {0};
    bool average = show_is_average(why->run);

    text_add(out, "\n%s\n\n", word(language, "How it comes about"));
    if (average)
        text_add(&line, "%s", word(language, "Each number is its own in the average case."));
    else if (why->draws < why->run->draws)
        text_add(&line,
                 word(language, "Each number is a mean over the run's first %ju draws, "
                                "computed again."),
                 (uintmax_t)why->draws);
    else
        text_add(&line, word(language, "Each number is a mean over all %ju draws, computed again."),
                 (uintmax_t)why->draws);
    if (!isnan(why->tree->steps[why->tree->count > 1].near))
        text_add(&line,
                 word(language, " In brackets: the same over the draws in which the number lies "
                                "from P%.1f to P%.1f."),
                 100 * (why->level - WHY_NEAR), 100 * (why->level + WHY_NEAR));
    text_add(&line, "%s",
             word(language, " Parts with + and - add up; those with · do not: they go into it in "
                            "the way that is said."));
    why_end_line(&line, INDENT, INDENT, out);
    add_difference(why, out);
    text_add(out, "\n");
    add_steps(why, 0, out);
}

void why_add_text(const struct why *why, bool all, struct text *out)
{
    char unit[128];

    graph_unit_text(why->model->graph, measure_unit(&why->measure), unit, sizeof unit);
    add_head(why, unit, out);
    add_tree(why, out);
    why_add_inputs(why, all, out);
}
