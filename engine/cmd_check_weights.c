/* polsim check: what was found in the plan, and the inputs by their weight. */
#include "cmd_check.h"
#include "show.h"
#include "show_grid.h"
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

/* ---- weights ---- */

static void add_headings(struct grid *grid, const char *language)
{
    static const struct {
        const char *words;
        bool right;
    } headings[] = {
        {WORD("input"), false}, {WORD("class"), false},      {WORD("P10"), true},
        {WORD("P90"), true},    {WORD("moves most"), false}, {WORD("at P10"), true},
        {WORD("at P90"), true},
    };

    for (size_t k = 0; k < COUNT_OF(headings); k++)
        grid_add_heading(grid, word(language, headings[k].words), headings[k].right);
}

static void add_change(double share, struct text *out)
{
    double percent = 100 * share;

    text_add(out, fabs(percent) >= 999.5 ? "%+.0f %%" : "%+.1f %%", percent);
}

static void add_input(const struct model *model, const struct audit *audit,
                      const struct audit_input *input, const char *language, struct grid *grid)
{
    audit_add_input_name(model, input, language, grid_next_cell(grid));
    grid_add_cell(grid, table_word(audit_input_class(model, input), language));
    table_add_few_digits(input->low, grid_next_cell(grid));
    table_add_few_digits(input->high, grid_next_cell(grid));
    if (input->most < 0) {
        grid_add_cell(grid, word(language, "nothing"));
        grid_end_line(grid);
        return;
    }
    audit_add_result_name(model, &audit->results[input->most], language, grid_next_cell(grid));
    add_change(input->at_low, grid_next_cell(grid));
    add_change(input->at_high, grid_next_cell(grid));
}

static void add_table(const struct model *model, const struct audit *audit, int shown,
                      const char *language, struct text *out)
{
    struct grid grid = {0};

    add_headings(&grid, language);
    for (int i = 0; i < shown; i++)
        add_input(model, audit, &audit->inputs[i], language, &grid);
    grid_print(&grid, out);
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
    } else if (audit->weights_error.kind == ERROR_NONE) {
        text_add(out, "  %s\n", word(language, "no input is uncertain"));
    }
    add_rest(model, audit, shown, language, out);
}
