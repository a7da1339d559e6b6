/* polsim check: what was found in the plan, and the inputs by their weight. */
#include "cmd_check.h"
#include "show.h"
#include "word.h"

#include <math.h>
#include <string.h>

enum { SHOWN_FIRST = 12 };

static void add_title(const char *title, const char *language, struct text *out)
{
    text_add(out, "%s\n\n", word(language, title));
}

/* The first line of an error: the quoted script below it is for errors that stop a command. */
static void add_error(const char *what, const struct error *err, struct text *out)
{
    struct text line = {0};

    text_add(&line, "%s%.*s", what, (int)strcspn(err->text, "\n"), err->text);
    text_add_wrapped(out, text_string(&line), 2, 4, CHECK_WIDTH);
    text_clear(&line);
}

/* ---- findings ---- */

void check_add_findings(const struct model *model, const struct audit *audit,
                        const struct error *not_looked, const char *language, struct text *out)
{

    add_title(WORD("Findings"), language, out);
    for (int i = 0; i < model->finding_count; i++) {
        const struct finding *finding = &model->findings[i];
        show_add_finding(i + 1, words_in(finding->text, language, finding->id),
                         finding->source_kind, finding->source_text, language, out);
    }
    if (!model->finding_count)
        text_add(out, "  %s\n", word(language, "no contradiction found"));
    if (not_looked)
        add_error(word(language, "not looked for inputs that nothing uses: "), not_looked, out);
    if (audit->best_error.kind != ERROR_NONE)
        add_error(word(language, "a best case was not computed: "), &audit->best_error, out);
    text_add(out, "\n");
}

/* ---- weights: a table whose two columns of words are wrapped ---- */

enum { INPUT, CLASS, LOW, HIGH, MOST, AT_LOW, AT_HIGH, COLUMNS };

struct row {
    struct text cells[COLUMNS];
};

static bool is_wrapped(int column)
{
    return column == INPUT || column == MOST;
}

static bool is_words(int column)
{
    return is_wrapped(column) || column == CLASS;
}

static void set_headings(struct row *row, const char *language)
{
    static const char *const words[COLUMNS] = {
        WORD("input"),      WORD("class"),  WORD("P10"),    WORD("P90"),
        WORD("moves most"), WORD("at P10"), WORD("at P90"),
    };

    for (int k = 0; k < COLUMNS; k++)
        text_add(&row->cells[k], "%s", word(language, words[k]));
}

static void add_change(double share, struct text *out)
{
    double percent = 100 * share;

    text_add(out, fabs(percent) >= 999.5 ? "%+.0f %%" : "%+.1f %%", percent);
}

static void set_row(struct row *row, const struct model *model, const struct audit *audit,
                    const struct audit_input *input, const char *language)
{
    const struct parameter *parameter = &model->graph->parameters[input->parameter];
    bool changed = parameter->cells[input->cell].change != NULL;

    audit_add_input_name(model, input, language, &row->cells[INPUT]);
    text_add(&row->cells[CLASS], "%s",
             table_word(changed ? "scenario" : parameter->source_kind, language));
    table_add_few_digits(input->low, &row->cells[LOW]);
    table_add_few_digits(input->high, &row->cells[HIGH]);
    if (input->most < 0) {
        text_add(&row->cells[MOST], "%s", word(language, "nothing"));
        return;
    }
    audit_add_result_name(model, &audit->results[input->most], language, &row->cells[MOST]);
    add_change(input->at_low, &row->cells[AT_LOW]);
    add_change(input->at_high, &row->cells[AT_HIGH]);
}

/* Words take what the numbers leave: the result what it needs, up to two fifths. */
static void find_widths(const struct row *rows, int count, int width[COLUMNS])
{
    int left = CHECK_WIDTH - 2 - 2 * (COLUMNS - 1);

    memset(width, 0, COLUMNS * sizeof *width);
    for (int r = 0; r < count; r++)
        for (int k = 0; k < COLUMNS; k++) {
            int columns = text_columns(text_string(&rows[r].cells[k]));
            width[k] = columns > width[k] ? columns : width[k];
        }
    for (int k = 0; k < COLUMNS; k++)
        left -= is_wrapped(k) ? 0 : width[k];
    if (width[INPUT] + width[MOST] <= left)
        return;
    int most = left * 2 / 5;
    width[MOST] = width[MOST] < most ? width[MOST] : most;
    width[INPUT] = width[INPUT] < left - width[MOST] ? width[INPUT] : left - width[MOST];
}

/* Line `line` of a wrapped cell, or "". */
static void add_cell_line(const char *cell, int width, int line, bool right, bool last,
                          struct text *out)
{
    struct text wrapped = {0};

    text_add_wrapped(&wrapped, cell, 0, 0, width);
    const char *at = text_string(&wrapped);
    for (; line > 0 && *at; line--)
        at += strcspn(at, "\n") + 1;
    struct text part = {0};
    text_add_bytes(&part, at, strcspn(at, "\n"));
    int space = width - text_columns(text_string(&part));
    space = space > 0 ? space : 0;
    if (right)
        text_add(out, "%*s%s", space, "", text_string(&part));
    else
        text_add(out, "%s%*s", text_string(&part), last ? 0 : space, "");
    text_clear(&part);
    text_clear(&wrapped);
}

static int count_lines(const char *cell, int width)
{
    struct text wrapped = {0};
    int lines = 0;

    text_add_wrapped(&wrapped, cell, 0, 0, width);
    for (const char *at = text_string(&wrapped); *at; at++)
        lines += *at == '\n';
    text_clear(&wrapped);
    return lines;
}

static void trim_right(struct text *out)
{
    while (out->length && out->bytes[out->length - 1] == ' ')
        out->bytes[--out->length] = '\0';
}

static void write_row(const struct row *row, const int width[COLUMNS], struct text *out)
{
    int lines = 1;

    for (int k = 0; k < COLUMNS; k++) {
        int own = count_lines(text_string(&row->cells[k]), width[k]);
        lines = own > lines ? own : lines;
    }
    for (int line = 0; line < lines; line++) {
        text_add(out, "  ");
        for (int k = 0; k < COLUMNS; k++) {
            bool last = k + 1 == COLUMNS;
            const char *cell = line == 0 || is_wrapped(k) ? text_string(&row->cells[k]) : "";
            add_cell_line(cell, width[k], line, !is_words(k), last, out);
            text_add(out, "%s", last ? "" : "  ");
        }
        trim_right(out);
        text_add(out, "\n");
    }
}

static void add_rule(const int width[COLUMNS], struct text *out)
{
    text_add(out, "  ");
    for (int k = 0; k < COLUMNS; k++) {
        for (int i = 0; i < width[k]; i++)
            text_add(out, "-");
        text_add(out, "%s", k + 1 == COLUMNS ? "\n" : "  ");
    }
}

static void add_table(const struct model *model, const struct audit *audit, int shown,
                      const char *language, struct text *out)
{
    struct row *rows = memory_resize(NULL, (size_t)shown + 1, sizeof *rows);
    int width[COLUMNS];

    memset(rows, 0, ((size_t)shown + 1) * sizeof *rows);
    set_headings(&rows[0], language);
    for (int i = 0; i < shown; i++)
        set_row(&rows[i + 1], model, audit, &audit->inputs[i], language);
    find_widths(rows, shown + 1, width);
    write_row(&rows[0], width, out);
    add_rule(width, out);
    for (int i = 1; i <= shown; i++)
        write_row(&rows[i], width, out);
    for (int i = 0; i <= shown; i++)
        for (int k = 0; k < COLUMNS; k++)
            text_clear(&rows[i].cells[k]);
    free(rows);
}

/* ---- what is not weighed ---- */

static int count_fixed(const struct graph *graph)
{
    int count = 0;

    for (int i = 0; i < graph->parameter_count; i++) {
        const struct parameter *parameter = &graph->parameters[i];
        count += parameter->input_count == 0 && !parameter->cells[0].change &&
                 strcmp(parameter->source_kind, "assumed") == 0;
    }
    return count;
}

static void add_rest(const struct model *model, const struct audit *audit, int shown,
                     const char *language, struct text *out)
{
    int left = audit->input_count - shown, fixed = count_fixed(model->graph);
    struct text line = {0};

    if (left) {
        text_add(&line, word(language, "%d more move less: --all"), left);
        text_add_wrapped(out, text_string(&line), 2, 4, CHECK_WIDTH);
        text_clear(&line);
    }
    if (fixed) {
        text_add(
            &line,
            word(language,
                 "fixed, not varied: assumed inputs that are plain numbers, %d; a range, such as "
                 "pert(low, mode, high), would show their weight. All assumptions with their "
                 "sources: --all, or after a run polsim show @ assumptions"),
            fixed);
        text_add_wrapped(out, text_string(&line), 2, 4, CHECK_WIDTH);
        text_clear(&line);
    }
}

void check_add_weights(const struct model *model, const struct audit *audit, bool all,
                       const char *language, struct text *out)
{
    int shown = !all && audit->input_count > SHOWN_FIRST ? SHOWN_FIRST : audit->input_count;

    text_add(out, "\n");
    add_title(WORD("Assumptions by weight"), language, out);
    if (audit->weights_error.kind != ERROR_NONE)
        add_error(
            word(language,
                 "not weighed: it fails with all inputs at their means or one at its P10 or P90: "),
            &audit->weights_error, out);
    if (shown && audit->result_count == 0) {
        text_add(out, "  %s\n", word(language, "no target and no money to weigh them by"));
        shown = audit->input_count;
    } else if (shown) {
        text_add_wrapped(out,
                         word(language,
                              "which result each uncertain input moves most between its P10 and "
                              "P90, all else and "
                              "chance at their means: targets in per cent of their threshold, the "
                              "money committed "
                              "of its mean"),
                         2, 2, CHECK_WIDTH);
        text_add(out, "\n");
        add_table(model, audit, shown, language, out);
        text_add(out, "\n");
    } else if (audit->weights_error.kind == ERROR_NONE) {
        text_add(out, "  %s\n", word(language, "no input is uncertain"));
    }
    add_rest(model, audit, shown, language, out);
}
