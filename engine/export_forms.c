/* Forms as finance offices have them, filled as far as the model goes: 绩效目标表 and 绩效自评表 (财预〔2021〕101号
   has the layout), and what the run is. Part of export.h. */
#include "export_private.h"
#include "show.h"
#include "store_sql.h"
#include "word.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { COLUMNS = 9 };

struct form {
    struct book *book;
    const struct export_source *source;
    struct store_table targets, milestones, ratios, split, budget;
    int line;
};

static bool is(const struct store_table *table, size_t row, const char *column, const char *text)
{
    return strcmp(store_table_text(table, row, column), text) == 0;
}

static bool read_form(struct form *form, struct error *err)
{
    const struct {
        enum store_query query;
        struct store_table *table;
    } parts[] = {{STORE_TARGETS, &form->targets},
                 {STORE_MILESTONES, &form->milestones},
                 {STORE_RATIOS, &form->ratios},
                 {STORE_BUDGET_SPLIT, &form->split},
                 {STORE_BUDGET, &form->budget}};

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (!store_read(form->source->store, parts[i].query, form->source->run->id,
                        form->source->language, parts[i].table, err))
            return false;
    return true;
}

static void clear_form(struct form *form)
{
    store_table_clear(&form->targets);
    store_table_clear(&form->milestones);
    store_table_clear(&form->ratios);
    store_table_clear(&form->split);
    store_table_clear(&form->budget);
}

static const char *say(const struct form *form, const char *english)
{
    return book_say(form->book, english);
}

static void merge(struct form *form, int first, int last, enum book_style style, const char *text)
{
    book_merge(form->book, (struct book_area){form->line, first, form->line, last}, style, text);
}

/* Heading cells of a line; each of `ends` is the last column of one. */
static void heads(struct form *form, const char *const *words, const int *ends, int count)
{
    for (int i = 0, first = 0; i < count; first = ends[i++] + 1)
        merge(form, first, ends[i], BOOK_HEAD, words[i]);
    form->line++;
}

/* ---- the head of both forms ---- */

static void side(struct form *form, int first, int last, const char *words)
{
    merge(form, first, last, BOOK_SIDE, words);
}

static void add_project(struct form *form, const char *years)
{
    const struct store_run *run = form->source->run;
    struct text name = {0};

    text_add(&name, "%s", store_run_title(run, form->source->language));
    side(form, 0, 1, say(form, "Project (scenario simulated)"));
    merge(form, 2, COLUMNS - 1, BOOK_TEXT, text_string(&name));
    form->line++;
    side(form, 0, 1, say(form, "Office in charge"));
    merge(form, 2, 4, BOOK_HAND, "");
    side(form, 5, 6, say(form, "Office that carries it out"));
    merge(form, 7, COLUMNS - 1, BOOK_HAND, "");
    form->line++;
    side(form, 0, 1, say(form, "Period"));
    merge(form, 2, 4, BOOK_TEXT, years);
    side(form, 5, 6, say(form, "Kind of project"));
    merge(form, 7, COLUMNS - 1, BOOK_HAND, "");
    form->line++;
    text_clear(&name);
}

static double split_of(const struct form *form, const char *fund, const char *period,
                       const char *column)
{
    const struct store_table *split = &form->split;

    for (size_t row = 0; row < split->row_count; row++)
        if (is(split, row, "fund", fund) && is(split, row, "period", period))
            return store_table_number(split, row, column);
    return (double)NAN;
}

/* The part of the total's P80; an average case has none. */
static double near_of(const struct form *form, const char *fund, const char *period)
{
    return show_is_average(form->source->run) ? (double)NAN
                                              : split_of(form, fund, period, "near_p80");
}

static double appropriation_of(const struct form *form, const char *fund, const char *period)
{
    const struct store_table *budget = &form->budget;

    for (size_t row = 0; row < budget->row_count; row++)
        if (is(budget, row, "fund", fund) && is(budget, row, "period", period))
            return store_table_number(budget, row, "appropriation");
    return (double)NAN;
}

static const char *near_heading(const struct form *form)
{
    return show_is_average(form->source->run) ? "" : say(form, "share of P80, yuan (simulated)");
}

/* The next fund that pays something, the total first; row_count at the end. */
static size_t next_fund(const struct form *form, size_t row, bool total)
{
    const struct store_table *split = &form->split;

    for (; row < split->row_count; row++)
        if (is(split, row, "kind", "all") && store_table_number(split, row, "mean") >= 0.5 &&
            !store_table_text(split, row, "fund")[0] == total)
            return row;
    return row;
}

/* ---- 绩效目标表 ---- */

static void add_fund_goal(struct form *form, size_t row)
{
    const struct store_table *split = &form->split;
    bool total = !store_table_text(split, row, "fund")[0];
    int line = form->line;

    merge(form, 0, 2, total ? BOOK_SIDE : BOOK_TEXT, store_table_text(split, row, "label"));
    merge(form, 3, 4, BOOK_HAND, "");
    book_number(form->book, line, 5, BOOK_MONEY, total, store_table_number(split, row, "mean"));
    book_number(form->book, line, 6, BOOK_MONEY, total,
                near_of(form, store_table_text(split, row, "fund"), "all"));
    merge(form, 7, COLUMNS - 1, BOOK_HAND, "");
    form->line++;
}

static void add_money_goal(struct form *form)
{
    const int ends[] = {2, 4, 5, 6, COLUMNS - 1};
    const char *const words[] = {say(form, "Money, whole period with tail"),
                                 say(form, "level: central, region, county …"),
                                 say(form, "mean need, yuan (simulated)"), near_heading(form),
                                 say(form, "amount applied for")};

    heads(form, words, ends, COUNT_OF(ends));
    for (int total = 1; total >= 0; total--)
        for (size_t row = next_fund(form, 0, total); row < form->split.row_count;
             row = next_fund(form, row + 1, total))
            add_fund_goal(form, row);
}

/* "各类职业技能培训 ≥ 6,000 人次；…" */
static void add_overall(struct form *form)
{
    struct text goals = {0};
    const struct store_table *targets = &form->targets;

    for (size_t row = 0; row < targets->row_count; row++) {
        text_add(&goals, "%s%s ", row ? say(form, "; ") : "",
                 store_table_text(targets, row, "label"));
        table_add_goal(targets, row, form->source->language, &goals);
        text_add(&goals, " ");
        table_add_unit(store_table_text(targets, row, "unit"), form->source->language, &goals);
    }
    side(form, 0, 1, say(form, "Goal of the whole period"));
    merge(form, 2, COLUMNS - 1, BOOK_TEXT, text_string(&goals));
    form->line++;
    text_clear(&goals);
}

enum { GOAL_FIRST = 0, GOAL_SECOND, GOAL_THIRD, GOAL_VALUE, GOAL_UNIT, GOAL_CHANCE, GOAL_MEAN };

/* The three cells of the tree. */
static void add_tree(struct form *form, const char *first, const char *second, const char *third)
{
    book_text(form->book, form->line, GOAL_FIRST, BOOK_TEXT, false, first);
    book_text(form->book, form->line, GOAL_SECOND, BOOK_TEXT, false, second);
    book_text(form->book, form->line, GOAL_THIRD, third ? BOOK_TEXT : BOOK_HAND, false, third);
}

static void add_goal_words(const struct store_table *table, size_t row, const char *language,
                           struct text *goal, struct text *unit)
{
    const char *of = store_table_text(table, row, "unit");

    table_add_goal(table, row, language, goal);
    table_add_unit(of, language, unit);
}

static enum book_style style_of(const struct store_table *table, size_t row)
{
    const char *unit = store_table_text(table, row, "unit");

    return strcmp(unit, "yuan") == 0 ? BOOK_MONEY : *unit ? BOOK_COUNT : BOOK_SHARE;
}

static const char *kind_of_source(const struct form *form, const struct store_table *table,
                                  size_t row, struct text *out)
{
    const char *kind = store_table_text(table, row, "source_kind");

    text_add(out, "%s%s%s", table_word(kind, form->source->language), *kind ? say(form, ": ") : "",
             store_table_text(table, row, "source"));
    return text_string(out);
}

static void add_goal_row(struct form *form, const char *second, const struct store_table *table,
                         size_t row)
{
    struct text goal = {0}, unit = {0}, third = {0}, source = {0};
    int line = form->line;
    bool average = show_is_average(form->source->run);
    double chance = average ? (double)NAN : store_table_number(table, row, "probability");

    text_add(&third, "%s", store_table_text(table, row, "label"));
    if (strlen(store_table_text(table, row, "period")) == 7)
        text_add(&third, say(form, " (by %s)"), store_table_text(table, row, "period"));
    add_goal_words(table, row, form->source->language, &goal, &unit);
    add_tree(form, say(form, WORD_IN("performance goals", "Outputs")), second, text_string(&third));
    book_text(form->book, line, GOAL_VALUE, BOOK_WORD, false, text_string(&goal));
    book_text(form->book, line, GOAL_UNIT, BOOK_WORD, false, text_string(&unit));
    if (store_table_number(table, row, "n") > 0)
        book_number(form->book, line, GOAL_CHANCE, BOOK_SHARE, false, chance);
    else
        book_text(form->book, line, GOAL_CHANCE, BOOK_WORD, false, say(form, "no data"));
    book_number(form->book, line, GOAL_MEAN, style_of(table, row), false,
                store_table_number(table, row, "mean"));
    merge(form, GOAL_MEAN + 1, COLUMNS - 1, BOOK_TEXT, kind_of_source(form, table, row, &source));
    form->line++;
    text_clear(&goal);
    text_clear(&unit);
    text_clear(&third);
    text_clear(&source);
}

/* What the model says nothing of. */
static void add_hand_row(struct form *form, const char *first, const char *second,
                         const char *third)
{
    add_tree(form, first, second, third);
    for (int column = GOAL_VALUE; column <= GOAL_MEAN; column++)
        book_text(form->book, form->line, column, BOOK_HAND, false, NULL);
    merge(form, GOAL_MEAN + 1, COLUMNS - 1, BOOK_HAND, "");
    form->line++;
}

static void add_cost_row(struct form *form, const char *third, double value, double mean,
                         enum book_style style, const char *unit)
{
    int line = form->line;

    add_tree(form, say(form, WORD_IN("performance goals", "Outputs")), say(form, "cost"), third);
    book_number(form->book, line, GOAL_VALUE, style, false, value);
    book_text(form->book, line, GOAL_UNIT, BOOK_WORD, false, unit);
    book_text(form->book, line, GOAL_CHANCE, BOOK_WORD, false, "");
    book_number(form->book, line, GOAL_MEAN, style, false, mean);
    merge(form, GOAL_MEAN + 1, COLUMNS - 1, BOOK_TEXT,
          say(form, "simulated need, not in the plan"));
    form->line++;
}

/* What one certificate, one training costs: ratios in yuan a unit, of the whole plan. */
static const char unit_costs[] =
    "SELECT CASE :lang WHEN 'zh' THEN coalesce(o.label_zh, o.label_en, o.output) "
    "ELSE coalesce(o.label_en, o.label_zh, o.output) END AS label, o.unit, s.mean, s.p80 "
    "FROM output AS o JOIN series AS s ON s.run = o.run AND s.output = o.output "
    "WHERE o.run = :run AND o.kind = 'ratio' AND o.unit GLOB 'yuan/*' AND s.cell = '' "
    "AND s.period = 'plan' AND s.n > 0 ORDER BY o.position";

static void add_unit_cost(struct form *form, const struct store_table *costs, size_t row)
{
    struct text unit = {0}, third = {0};
    const char *label = store_table_text(costs, row, "label");

    table_add_unit(store_table_text(costs, row, "unit"), form->source->language, &unit);
    text_add(&third, show_is_average(form->source->run) ? "%s" : say(form, "%s (P80)"), label);
    add_cost_row(form, text_string(&third), store_table_number(costs, row, "p80"),
                 store_table_number(costs, row, "mean"), BOOK_DECIMAL, text_string(&unit));
    text_clear(&unit);
    text_clear(&third);
}

static bool add_costs(struct form *form, struct error *err)
{
    double all = split_of(form, "", "all", "p80");
    struct store_table costs;
    struct store_sql_arguments arguments = {form->source->run->id, 0, form->source->language};

    if (!store_sql(form->source->store, unit_costs, &arguments, &costs, err))
        return false;
    if (!isnan(all) && !show_is_average(form->source->run))
        add_cost_row(form, say(form, "Money in all (P80)"), all, split_of(form, "", "all", "mean"),
                     BOOK_MONEY, say(form, WORD_IN("amounts", "yuan")));
    for (size_t row = 0; row < costs.row_count; row++)
        add_unit_cost(form, &costs, row);
    store_sql_clear(&costs);
    return true;
}

static bool is_whole_plan_goal(const struct store_table *ratios, size_t row)
{
    return !store_table_text(ratios, row, "cell")[0] && is(ratios, row, "period", "plan");
}

static bool add_goals(struct form *form, struct error *err)
{
    const int ends[] = {0, 1, 2, 3, 4, 5, 6, COLUMNS - 1};
    const char *const words[] = {say(form, "level 1"),
                                 say(form, "level 2"),
                                 say(form, "level 3"),
                                 say(form, "value aimed at"),
                                 say(form, "unit"),
                                 say(form, "chance of meeting it (simulated)"),
                                 say(form, "mean expected (simulated)"),
                                 say(form, "where it comes from")};
    const char *effects = say(form, "Effects");

    heads(form, words, ends, COUNT_OF(ends));
    for (size_t row = 0; row < form->targets.row_count; row++)
        add_goal_row(form, say(form, "quantity"), &form->targets, row);
    for (size_t row = 0; row < form->ratios.row_count; row++)
        if (is_whole_plan_goal(&form->ratios, row))
            add_goal_row(form, say(form, "quality"), &form->ratios, row);
    for (size_t row = 0; row < form->milestones.row_count; row++)
        add_goal_row(form, say(form, "timeliness (milestones)"), &form->milestones, row);
    if (!add_costs(form, err))
        return false;
    add_hand_row(form, effects, say(form, "economic"), NULL);
    add_hand_row(form, effects, say(form, "social"), NULL);
    add_hand_row(form, effects, say(form, "lasting"), NULL);
    add_hand_row(form, say(form, "Satisfaction"), say(form, "of those served"), NULL);
    return true;
}

static void set_widths(struct book *book)
{
    static const double widths[COLUMNS] = {13, 15, 34, 15, 12, 14, 16, 14, 26};

    for (int i = 0; i < COLUMNS; i++)
        book_width(book, i, widths[i]);
}

static void begin_form(struct form *form, const char *tab, const char *title)
{
    book_sheet(form->book, tab);
    set_widths(form->book);
    form->line = export_head(form->book, form->source, title,
                             say(form, "Yellow cells are to be filled in by hand."), COLUMNS);
}

/* First and last month of the plan, from a period of the series: the first and the latest goal. */
static bool read_span(struct form *form, struct text *span, struct error *err)
{
    struct store_table money;

    if (!store_read(form->source->store, STORE_PATH, form->source->run->id, "en", &money, err))
        return false;
    const char *first = money.row_count ? store_table_text(&money, 0, "period") : "";
    const char *last = "";
    for (size_t row = 0; row < form->targets.row_count; row++)
        if (strcmp(store_table_text(&form->targets, row, "period"), last) > 0)
            last = store_table_text(&form->targets, row, "period");
    text_add(span, "%s — %s", first, last);
    store_table_clear(&money);
    return true;
}

bool export_fill_goals(struct book *book, const struct export_source *source, struct error *err)
{
    struct form form = {.book = book, .source = source};
    struct text span = {0};
    bool read = read_form(&form, err) && read_span(&form, &span, err);

    if (read && form.targets.row_count) {
        begin_form(&form, say(&form, "Performance goals"),
                   say(&form, "Performance goals of the project"));
        add_project(&form, text_string(&span));
        add_money_goal(&form);
        add_overall(&form);
        read = add_goals(&form, err);
        book_page(book, 0, 2, 0, false, (struct book_area){0, 0, form.line - 1, COLUMNS - 1});
    }
    text_clear(&span);
    clear_form(&form);
    return read;
}

/* ---- 绩效自评表: one for each year with a goal ---- */

static void add_fund_review(struct form *form, size_t row, const char *year)
{
    const struct store_table *split = &form->split;
    const char *fund = store_table_text(split, row, "fund");
    bool total = !*fund;
    int line = form->line;
    double given = appropriation_of(form, fund, year);
    char formula[128];

    side(form, 0, 1, store_table_text(split, row, "label"));
    book_text(form->book, line, 2, BOOK_HAND, false, NULL);
    book_number(form->book, line, 3, BOOK_MONEY, total, split_of(form, fund, year, "mean"));
    book_number(form->book, line, 4, BOOK_MONEY, total, near_of(form, fund, year));
    book_number(form->book, line, 5, given > 0 ? BOOK_MONEY : BOOK_HAND_MONEY, total && given > 0,
                given > 0 ? given : (double)NAN);
    book_number(form->book, line, 6, BOOK_HAND_MONEY, false, (double)NAN);
    snprintf(formula, sizeof formula,
             "=IF(AND(ISNUMBER(F%d),ISNUMBER(G%d),N(F%d)<>0),G%d/F%d,\"\")", line + 1, line + 1,
             line + 1, line + 1, line + 1);
    book_formula(form->book, line, 7, BOOK_SHARE, formula);
    book_text(form->book, line, 8, BOOK_HAND, false, NULL);
    form->line++;
}

static void add_money_review(struct form *form, const char *year)
{
    const int ends[] = {1, 2, 3, 4, 5, 6, 7, 8};
    const char *const words[] = {
        say(form, "Money of the year"),
        say(form, "level: central, region, county …"),
        say(form, WORD_IN("self-assessment", "mean need, yuan (simulated)")),
        near_heading(form),
        say(form, "budget of the year (A), yuan"),
        say(form, "spent in the year (B), yuan"),
        say(form, "rate B/A"),
        say(form, "reasons")};

    heads(form, words, ends, COUNT_OF(ends));
    for (int total = 1; total >= 0; total--)
        for (size_t row = next_fund(form, 0, total); row < form->split.row_count;
             row = next_fund(form, row + 1, total))
            add_fund_review(form, row, year);
}

static void add_result_review(struct form *form, const char *second,
                              const struct store_table *table, size_t row)
{
    int line = form->line;
    enum book_style style = style_of(table, row);
    struct text third = {0};
    char formula[128];

    text_add(&third, is(table, row, "op", "<=") ? say(form, "%s (at most)") : "%s",
             store_table_text(table, row, "label"));
    add_tree(form, say(form, WORD_IN("performance goals", "Outputs")), second, text_string(&third));
    text_clear(&third);
    book_number(form->book, line, 3, style, false, store_table_number(table, row, "threshold"));
    book_number(form->book, line, 4, style, false, store_table_number(table, row, "mean"));
    book_number(form->book, line, 5, BOOK_SHARE, false,
                show_is_average(form->source->run) ? (double)NAN
                                                   : store_table_number(table, row, "probability"));
    book_text(form->book, line, 6, BOOK_HAND, false, NULL);
    snprintf(formula, sizeof formula, "=IF(AND(ISNUMBER(G%d),N(D%d)<>0),G%d/D%d,\"\")", line + 1,
             line + 1, line + 1, line + 1);
    book_formula(form->book, line, 7, BOOK_SHARE, formula);
    book_text(form->book, line, 8, BOOK_HAND, false, NULL);
    form->line++;
}

static bool in_year(const struct store_table *table, size_t row, const char *year)
{
    return strncmp(store_table_text(table, row, "period"), year, 4) == 0;
}

static void add_result_heads(struct form *form)
{
    const int ends[] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    const char *const words[] = {say(form, "level 1"),
                                 say(form, "level 2"),
                                 say(form, "level 3"),
                                 say(form, "value aimed at by the year's end"),
                                 say(form, "mean expected (simulated)"),
                                 say(form, "chance (simulated)"),
                                 say(form, "actual by the year's end"),
                                 say(form, "actual/aimed at"),
                                 say(form, "reasons and remedies")};

    heads(form, words, ends, COUNT_OF(ends));
}

static void add_hand_review(struct form *form, const char *first, const char *second)
{
    add_tree(form, first, second, NULL);
    for (int column = 3; column < COLUMNS; column++)
        book_text(form->book, form->line, column, BOOK_HAND, false, NULL);
    form->line++;
}

static void add_results(struct form *form, const char *year)
{
    const char *effects = say(form, "Effects");

    add_result_heads(form);
    for (size_t row = 0; row < form->milestones.row_count; row++)
        if (in_year(&form->milestones, row, year))
            add_result_review(form, say(form, "quantity"), &form->milestones, row);
    for (size_t row = 0; row < form->targets.row_count; row++)
        if (in_year(&form->targets, row, year))
            add_result_review(form, say(form, "quantity"), &form->targets, row);
    for (size_t row = 0; row < form->ratios.row_count; row++)
        if (in_year(&form->ratios, row, year) && !store_table_text(&form->ratios, row, "cell")[0])
            add_result_review(form, say(form, "quality"), &form->ratios, row);
    add_hand_review(form, effects, say(form, "economic"));
    add_hand_review(form, effects, say(form, "social"));
    add_hand_review(form, effects, say(form, "lasting"));
    add_hand_review(form, say(form, "Satisfaction"), say(form, "of those served"));
}

static void add_year(struct form *form, const char *year, bool first)
{
    if (!first) {
        form->line++;
        book_break(form->book, form->line);
    }
    struct text title = {0};
    text_add(&title, say(form, "Year %s"), year);
    merge(form, 0, COLUMNS - 1, BOOK_HEAD, text_string(&title));
    form->line++;
    add_project(form, year);
    add_money_review(form, year);
    add_results(form, year);
    text_clear(&title);
}

static bool has_goal(const struct form *form, const char *year)
{
    for (size_t row = 0; row < form->milestones.row_count; row++)
        if (in_year(&form->milestones, row, year))
            return true;
    for (size_t row = 0; row < form->targets.row_count; row++)
        if (in_year(&form->targets, row, year))
            return true;
    return false;
}

bool export_fill_review(struct book *book, const struct export_source *source, struct error *err)
{
    struct form form = {.book = book, .source = source};
    bool read = read_form(&form, err), first = true;

    for (int year = 1900; read && year < 2200; year++) {
        char name[8];
        snprintf(name, sizeof name, "%d", year);
        if (!has_goal(&form, name))
            continue;
        if (first)
            begin_form(&form, say(&form, "Self-assessment"),
                       say(&form, "Self-assessment of the project by year"));
        add_year(&form, name, first);
        first = false;
    }
    if (!first)
        book_page(book, 0, 2, 0, false, (struct book_area){0, 0, form.line - 1, COLUMNS - 1});
    clear_form(&form);
    return read;
}

/* ---- what the run is ---- */

static void add_fact(struct form *form, const char *name, const char *value)
{
    book_text(form->book, form->line, 0, BOOK_SIDE, false, name);
    book_text(form->book, form->line, 1, BOOK_TEXT, false, value);
    form->line++;
}

static void add_count(struct form *form, const char *name, uint64_t value)
{
    struct text text = {0};

    text_add(&text, "%" PRIu64, value);
    add_fact(form, name, text_string(&text));
    text_clear(&text);
}

static void add_facts(struct form *form)
{
    const struct store_run *run = form->source->run;

    add_fact(form, say(form, "Scenario"), store_run_title(run, form->source->language));
    add_fact(form, say(form, "File of the scenario"), run->scenario);
    add_fact(form, say(form, "Model"), run->model);
    add_count(form, say(form, "Run"), (uint64_t)run->id);
    add_count(form, say(form, "Draws (simulated futures)"), run->draws);
    add_count(form, say(form, "Seed"), run->seed);
    add_fact(form, say(form, "Sampler"), table_word(run->sampler, form->source->language));
    add_fact(form, say(form, "Computed (UTC)"), run->started_at);
    add_fact(form, "polsim", run->engine_version);
    add_fact(form, say(form, "Digest of the inputs"), run->input_digest);
    add_fact(form, say(form, "Digest of the results: the same digest, the same results"),
             run->output_digest);
}

static bool add_commands(struct form *form, struct error *err)
{
    const struct store_run *run = form->source->run;
    struct text command = {0}, extract = {0}, scenario = {0};
    struct store_table files;

    if (!store_read(form->source->store, STORE_FILES, run->id, "en", &files, err))
        return false;
    text_add(&extract, "polsim show %" PRId64 " files --files again", run->id);
    text_add(&scenario, "again/%s", files.row_count ? store_table_text(&files, 0, "path") : "");
    bool read = show_command(form->source->store, run, text_string(&scenario), &command, err);
    add_fact(form, say(form, "To reproduce: write its files"), text_string(&extract));
    add_fact(form, say(form, "… and run them"), text_string(&command));
    store_table_clear(&files);
    text_clear(&extract);
    text_clear(&command);
    text_clear(&scenario);
    return read;
}

static void add_meanings(struct form *form)
{
    add_fact(form, say(form, "P50, P80, P95"),
             say(form, "the amount that is enough in 50, 80, 95 of 100 simulated futures"));
    add_fact(
        form, say(form, "Chance of meeting a target"),
        say(form, "the share of simulated futures that meet it, under the inputs of this run"));
}

bool export_fill_about(struct book *book, const struct export_source *source, struct error *err)
{
    struct form form = {.book = book, .source = source};

    book_sheet(book, say(&form, "About"));
    book_width(book, 0, 34);
    book_width(book, 1, 100);
    form.line = export_head(book, source, say(&form, "About this run"), "", 2);
    add_facts(&form);
    bool added = add_commands(&form, err);
    if (!show_is_average(source->run))
        add_meanings(&form);
    book_page(book, 0, 2, 0, false, (struct book_area){0, 0, form.line - 1, 1});
    return added;
}
