#include "show_solve.h"

#include <math.h>
#include <string.h>

#include "show_private.h"
#include "word.h"

/* ---- the one row ---- */

static double number(const struct store_table *parts, const char *column)
{
    return store_table_number(&parts[SOLVE_ROW], 0, column);
}

static const char *text(const struct store_table *parts, const char *column)
{
    return store_table_text(&parts[SOLVE_ROW], 0, column);
}

static const char *label(const struct store_table *parts, const char *en, const char *zh,
                         const char *language)
{
    return text(parts, strcmp(language, "zh") == 0 ? zh : en);
}

static bool is(const struct store_table *parts, const char *column, const char *value)
{
    return strcmp(text(parts, column), value) == 0;
}

/* "0.141", "1.2 times what it was", "60 yuan/year" */
static void add_value(const struct store_table *parts, double x, const char *language,
                      struct text *out)
{
    const char *unit = text(parts, "unit");
    struct text number_ = {0};

    text_add(&number_, "%.12g", x);
    if (number(parts, "scaled") != 0) {
        text_add(out, word(language, "%s times what it was"), text_string(&number_));
    } else {
        text_add(out, "%s", text_string(&number_));
        if (*unit) {
            text_add(out, " ");
            table_add_raw_unit(unit, language, out);
        }
    }
    text_clear(&number_);
}

static void add_share_(double share, struct text *out)
{
    text_clear(out);
    table_add_share(share, out);
}

/* ---- in words ---- */

void show_solve_question(const struct store_table *parts, const char *language, struct text *out)
{
    bool smallest = is(parts, "side", "smallest"), one = parts[SOLVE_STATEMENTS].row_count <= 1;
    struct text share = {0};

    add_share_(number(parts, "confidence"), &share);
    if (one)
        text_add(out,
                 word(language,
                      smallest ? WORD("The smallest '%s' so that '%s' holds in %s of the draws")
                               : WORD("The largest '%s' so that '%s' holds in %s of the draws")),
                 label(parts, "lever_en", "lever_zh", language),
                 label(parts, "label_en", "label_zh", language), text_string(&share));
    else
        text_add(out,
                 word(language,
                      smallest
                          ? WORD("The smallest '%s' so that these hold in %s of the draws, %s")
                          : WORD("The largest '%s' so that these hold in %s of the draws, %s")),
                 label(parts, "lever_en", "lever_zh", language), text_string(&share),
                 label(parts, "label_en", "label_zh", language));
    text_clear(&share);
}

static void add_question(const struct store_table *parts, const struct show_options *options,
                         struct text *out)
{
    struct text title = {0};

    show_solve_question(parts, options->language, &title);
    show_add_title(text_string(&title), options, out);
    text_clear(&title);
}

/* "between 0.139 and 0.143", open at an end where the draws do not say. */
static void add_interval(const struct store_table *parts, const char *language, struct text *out)
{
    double low = number(parts, "low"), high = number(parts, "high");
    struct text from = {0}, to = {0};

    text_add(&from, "%.12g", low);
    text_add(&to, "%.12g", high);
    if (!isnan(low) && !isnan(high))
        text_add(out, word(language, "the draws allow %s to %s (95 %%)"), text_string(&from),
                 text_string(&to));
    else if (!isnan(low))
        text_add(out,
                 word(language, "the draws allow %s and more, beyond what was looked at (95 %%)"),
                 text_string(&from));
    else if (!isnan(high))
        text_add(out,
                 word(language, "the draws allow %s and less, beyond what was looked at (95 %%)"),
                 text_string(&to));
    else
        text_add(out, "%s", word(language, "the draws do not bound it"));
    text_clear(&from);
    text_clear(&to);
}

static void add_found(const struct store_table *parts, const char *language, struct text *out)
{
    struct text value = {0}, interval = {0}, share = {0}, other = {0};

    add_value(parts, number(parts, "value"), language, &value);
    if (is(parts, "status", "at_start")) {
        text_add(out, word(language, "Answer: %s, an end of the range: it holds there already"),
                 text_string(&value));
    } else {
        add_interval(parts, language, &interval);
        text_add(out, word(language, "Answer: %s; %s"), text_string(&value),
                 text_string(&interval));
    }
    text_add(out, "\n");
    add_share_(number(parts, "probability"), &share);
    add_share_(number(parts, "probability_se"), &other);
    text_add(out, word(language, "It holds there in %s of the draws (standard error %s)"),
             text_string(&share), text_string(&other));
    if (is(parts, "status", "found")) {
        add_share_(number(parts, "before"), &share);
        text_add(out, word(language, ", a step of %.12g short of it in %s"), number(parts, "step"),
                 text_string(&share));
    }
    add_share_(number(parts, "check_probability"), &share);
    add_share_(number(parts, "check_se"), &other);
    text_add(out, word(language, "; on fresh draws (seed %.0f) in %s (standard error %s)\n"),
             number(parts, "check_seed"), text_string(&share), text_string(&other));
    text_clear(&value);
    text_clear(&interval);
    text_clear(&share);
    text_clear(&other);
}

static double end_share(const struct store_table *parts, bool last)
{
    return store_table_number(&parts[SOLVE_POINTS], last ? parts[SOLVE_POINTS].row_count - 1 : 0,
                              "probability");
}

static void add_never(const struct store_table *parts, const char *language, struct text *out)
{
    struct text low = {0}, high = {0}, best = {0};

    add_share_(end_share(parts, false), &low);
    add_share_(end_share(parts, true), &high);
    add_share_(number(parts, "probability"), &best);
    text_add(out,
             word(language, "No value from %.12g to %.12g does: it holds in %s of the draws at one "
                            "end and in %s at the other, at most in %s, at %.12g\n"),
             number(parts, "least"), number(parts, "most"), text_string(&low), text_string(&high),
             text_string(&best), number(parts, "value"));
    text_clear(&low);
    text_clear(&high);
    text_clear(&best);
}

bool show_in_the_way(const struct store_table *statements, size_t row, double wanted,
                     const char *language, struct text *out)
{
    double best = store_table_number(statements, row, "best");
    bool zh = strcmp(language, "zh") == 0;
    const char *name = store_table_text(statements, row, zh ? "label_zh" : "label_en");
    struct text share = {0};

    if (!(best < wanted))
        return false;
    add_share_(best, &share);
    if (best == 0)
        text_add(out,
                 word(language, "In the way: '%s' holds in no draw at any of the values tried"),
                 name);
    else
        text_add(out, word(language, "In the way: '%s' holds by itself in %s of the draws at most"),
                 name, text_string(&share));
    text_clear(&share);
    return true;
}

/* Which statements keep several from holding together. */
static void add_in_the_way(const struct store_table *parts, const char *language, struct text *out)
{
    const struct store_table *statements = &parts[SOLVE_STATEMENTS];
    bool any = false;

    if (statements->row_count < 2)
        return;
    for (size_t row = 0; row < statements->row_count; row++)
        if (show_in_the_way(statements, row, number(parts, "confidence"), language, out)) {
            text_add(out, "\n");
            any = true;
        }
    text_add(
        out, "%s",
        any ? word(language, "This input alone does not bring these about: leave them out to ask "
                             "for the others, or change what else they depend on\n")
            : word(language, "Each of them can be had by itself with this input, but not all in "
                             "the same draw\n"));
}

#define FALL_WORTH_A_WARNING 0.01

/* Where more of the lever does not always help, the answer is the first place that does. Chance moves a few draws
   to and fro where an input changes who is drawn: that is not worth a word of warning. */
static void add_turned(const struct store_table *parts, const char *language, struct text *out)
{
    struct text share = {0}, fall = {0};

    if (number(parts, "turned") == 0)
        return;
    add_share_(number(parts, "turned"), &share);
    add_share_(number(parts, "fall"), &fall);
    if (number(parts, "fall") > FALL_WORTH_A_WARNING)
        text_add(out,
                 word(language,
                      "Note: not monotone: the probability falls by up to %s from one value to a "
                      "later one, and in %s of the draws the statement holds at some value and no "
                      "longer at a later one; look at the points and try a narrower range\n"),
                 text_string(&fall), text_string(&share));
    else
        text_add(out,
                 word(language, "Note: in %s of the draws the statement holds at some value and no "
                                "longer at a later one, by chance; the probability falls by %s at "
                                "most\n"),
                 text_string(&share), text_string(&fall));
    text_clear(&share);
    text_clear(&fall);
}

static void add_lines(const char *lines, const struct show_options *options, struct text *out)
{
    struct text line = {0};

    while (*lines) {
        size_t length = strcspn(lines, "\n");
        text_clear(&line);
        text_add(&line, "%.*s", (int)length, lines);
        text_add_wrapped(out, text_string(&line), 0, 2,
                         options->width ? options->width : TABLE_WIDTH);
        lines += length + (lines[length] == '\n');
    }
    text_clear(&line);
}

/* Of several: how each does at the answer. */
static void add_statements(const struct store_table *parts, const struct show_options *options,
                           struct text *out)
{
    static const char *const numbers[] = {"probability", "alone", "best", "best_at"};
    const struct store_table *all = &parts[SOLVE_STATEMENTS];
    bool zh = strcmp(options->language, "zh") == 0;
    struct store_table table;

    if (all->row_count < 2)
        return;
    table_start(&table, "label probability alone best best_at");
    for (size_t row = 0; row < all->row_count; row++) {
        table_add_row(&table);
        table_set_text(&table, "label", store_table_text(all, row, zh ? "label_zh" : "label_en"));
        for (size_t i = 0; i < COUNT_OF(numbers); i++)
            table_set_number(&table, numbers[i], store_table_number(all, row, numbers[i]));
    }
    text_add(out, "\n");
    show_add_table(&table, "solve", NULL, options, out);
    store_table_clear(&table);
}

/* A column of words: the need, or why there is none. */
static void add_curve(const struct store_table *parts, const struct show_options *options,
                      struct text *out)
{
    const char *language = options->language;
    struct store_table table;
    struct text need = {0};
    bool any = false;

    table_start(&table, "confidence needed");
    for (size_t row = 0; row < parts[SOLVE_CURVE].row_count; row++) {
        double x = store_table_number(&parts[SOLVE_CURVE], row, "need");
        text_clear(&need);
        if (store_table_number(&parts[SOLVE_CURVE], row, "at_start") != 0)
            text_add(&need, word(language, "met at %.12g already"), x);
        else if (isnan(x))
            text_add(&need, "%s", word(language, "not within the range"));
        else
            text_add(&need, "%.12g", x);
        table_add_row(&table);
        table_set_number(&table, "confidence",
                         store_table_number(&parts[SOLVE_CURVE], row, "confidence"));
        table_set_text(&table, "needed", text_string(&need));
        any = any || !isnan(x);
    }
    text_add(out, "%s", any ? "\n" : "");
    if (any)
        show_add_table(&table, "solve", NULL, options, out);
    text_clear(&need);
    store_table_clear(&table);
}

void show_solve(const struct show_answer *answer, const struct show_options *options,
                struct text *out)
{
    const struct store_table *parts = answer->parts;
    const char *language = options->language;
    struct text said = {0};
    add_question(parts, options, out);
    if (is(parts, "status", "never")) {
        add_never(parts, language, &said);
        add_in_the_way(parts, language, &said);
    } else {
        add_found(parts, language, &said);
    }
    add_turned(parts, language, &said);
    if (number(parts, "flat") == 1)
        text_add(&said, "%s",
                 word(language, "Note: this input moves nothing here: the measure is the same at "
                                "every value; 'polsim check' says which inputs nothing uses under "
                                "the readings in force\n"));
    add_lines(text_string(&said), options, out);
    add_statements(parts, options, out);
    add_curve(parts, options, out);
    text_clear(&said);
}
