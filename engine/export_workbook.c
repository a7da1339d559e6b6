/* The workbook: its sheets, each declared once in `sheets` below. A sheet is a named query of the store with
   columns, or a function of its own (export_money.c, export_forms.c). Part of export.h. */
#include "export_private.h"
#include "show.h"

#include "error.h"

#include <math.h>
#include <string.h>

enum when { ALWAYS, UNCERTAIN, AVERAGE /* runs it is shown of */ };

/* How a column of a query is shown. */
enum look {
    LOOK_TEXT,
    LOOK_LITERAL, /* an input as written, its numbers with few digits */
    LOOK_WORD,    /* one of the program's own ids, in words */
    LOOK_PERIOD,  /* a period's name */
    LOOK_COUNT,
    LOOK_NUMBER,
    LOOK_MONEY,
    LOOK_SHARE,
    LOOK_AMOUNT, /* by the row's unit */
    LOOK_UNIT,   /* of amounts: 万元 in Chinese where it is yuan */
    LOOK_RAW_UNIT,
    LOOK_OPERATOR,
    LOOK_VERDICT, /* a probability in words; "see note" where the row has one */
    LOOK_HAND,    /* empty, to fill in by hand; `id` names nothing */
};

struct column {
    const char *id;
    enum look look;
    double width;         /* characters */
    struct words heading; /* NULL: as on the screen */
    enum when when;
};

struct sheet {
    struct words tab, title, note;
    enum store_query query;       /* where there is no fill */
    const struct column *columns; /* ended by id NULL */
    int frozen;
    bool notes_chance; /* its note speaks of quantiles: not said of an average case */
    const char *chart; /* the column of shares that bars show below the table; NULL: none */
    struct words chart_title;
    bool (*fill)(struct book *book, const struct export_source *source, struct error *err);
    bool (*drop)(const struct store_table *table, size_t row); /* rows to leave out */
};

/* ---- columns ---- */

static const struct column target_columns[] = {
    {"label", LOOK_TEXT, 22, {NULL, NULL}, ALWAYS},
    {"cell_label", LOOK_TEXT, 22, {NULL, NULL}, ALWAYS},
    {"period", LOOK_PERIOD, 9, {NULL, NULL}, ALWAYS},
    {"op", LOOK_OPERATOR, 4, {"", ""}, ALWAYS},
    {"threshold", LOOK_AMOUNT, 9, {"goal", "目标值"}, ALWAYS},
    {"unit", LOOK_UNIT, 8, {NULL, NULL}, ALWAYS},
    {"probability", LOOK_SHARE, 10, {"chance of meeting it", "完成把握"}, UNCERTAIN},
    {"probability", LOOK_VERDICT, 12, {"in words", "判断"}, UNCERTAIN},
    {"mean", LOOK_AMOUNT, 9, {NULL, NULL}, ALWAYS},
    {"p05", LOOK_AMOUNT, 9, {NULL, NULL}, UNCERTAIN},
    {"p50", LOOK_AMOUNT, 9, {NULL, NULL}, UNCERTAIN},
    {"p95", LOOK_AMOUNT, 9, {NULL, NULL}, UNCERTAIN},
    {"source_kind", LOOK_WORD, 10, {NULL, NULL}, ALWAYS},
    {"source", LOOK_TEXT, 26, {NULL, NULL}, ALWAYS},
    {"note", LOOK_TEXT, 30, {NULL, NULL}, ALWAYS},
    {0},
};

static const struct column budget_columns[] = {
    {"label", LOOK_TEXT, 24, {"fund", "资金渠道"}, ALWAYS},
    {"period", LOOK_PERIOD, 14, {NULL, NULL}, ALWAYS},
    {"mean", LOOK_MONEY, 18, {"mean (adds up)", "平均（可相加）"}, ALWAYS},
    {"p50", LOOK_MONEY, 18, {"P50", "五成把握额度P50"}, UNCERTAIN},
    {"p80", LOOK_MONEY, 18, {"P80", "八成把握额度P80"}, UNCERTAIN},
    {"p95", LOOK_MONEY, 18, {"P95", "九成五把握额度P95"}, UNCERTAIN},
    {"near_p80",
     LOOK_MONEY,
     26,
     {"share of the total's P80 (adds up)", "合计八成把握额度的分摊（可相加）"},
     UNCERTAIN},
    {0},
};

static const struct column roll_columns[] = {
    {"period", LOOK_PERIOD, 10, {"year", "年度"}, ALWAYS},
    {"label", LOOK_TEXT, 24, {"fund", "资金渠道"}, ALWAYS},
    {"owed_before", LOOK_MONEY, 15, {"owed at the start", "期初未兑付"}, ALWAYS},
    {"commitment", LOOK_MONEY, 15, {"due", "本期应兑付"}, ALWAYS},
    {"payment", LOOK_MONEY, 15, {"paid", "本期已兑付"}, ALWAYS},
    {"arrears", LOOK_MONEY, 15, {"owed at the end", "期末未兑付"}, ALWAYS},
    {"balance_before", LOOK_MONEY, 15, {"carried over from before", "上期结转"}, ALWAYS},
    {"appropriation", LOOK_MONEY, 15, {"appropriated", "本期拨款"}, ALWAYS},
    {"balance", LOOK_MONEY, 15, {"carried over", "期末结转"}, ALWAYS},
    {"not_funded", LOOK_MONEY, 15, {"not yet funded", "未落实"}, ALWAYS},
    {0},
};

static const struct column fund_month_columns[] = {
    {"label", LOOK_TEXT, 24, {"fund", "资金渠道"}, ALWAYS},
    {"period", LOOK_PERIOD, 10, {"month", "月份"}, ALWAYS},
    {"commitment", LOOK_MONEY, 14, {"due", "应兑付"}, ALWAYS},
    {"mean", LOOK_MONEY, 14, {"paid, mean", "已兑付平均"}, ALWAYS},
    {"p50", LOOK_MONEY, 14, {"paid, P50", "已兑付P50"}, UNCERTAIN},
    {"p80", LOOK_MONEY, 14, {"paid, P80", "已兑付P80"}, UNCERTAIN},
    {"p95", LOOK_MONEY, 14, {"paid, P95", "已兑付P95"}, UNCERTAIN},
    {"arrears", LOOK_MONEY, 14, {"owed", "未兑付"}, ALWAYS},
    {"balance", LOOK_MONEY, 14, {"carried over", "结转"}, ALWAYS},
    {0},
};

static const struct column progress_columns[] = {
    {"period", LOOK_PERIOD, 10, {NULL, NULL}, ALWAYS},
    {"label", LOOK_TEXT, 26, {"who", "单位"}, ALWAYS},
    {"task", LOOK_COUNT, 10, {"task", "任务数"}, ALWAYS},
    {"done", LOOK_COUNT, 10, {"done (mean)", "完成数（平均）"}, ALWAYS},
    {"rate", LOOK_SHARE, 10, {"rate", "完成率"}, ALWAYS},
    {"", LOOK_HAND, 10, {"certificates asked", "取证任务"}, ALWAYS},
    {"certificates", LOOK_COUNT, 12, {"certificates (mean)", "取证数（平均）"}, ALWAYS},
    {"certificate_rate", LOOK_SHARE, 10, {"certificates per training", "取证率"}, ALWAYS},
    {"place", LOOK_COUNT, 8, {"rank", "排名"}, ALWAYS},
    {"", LOOK_HAND, 30, {"problems", "存在问题"}, ALWAYS},
    {0},
};

static const struct column parameter_columns[] = {
    {"source_kind", LOOK_WORD, 10, {"class", "类别"}, ALWAYS},
    {"label", LOOK_TEXT, 26, {NULL, NULL}, ALWAYS},
    {"period", LOOK_PERIOD, 9, {NULL, NULL}, ALWAYS},
    {"cell_label", LOOK_TEXT, 20, {NULL, NULL}, ALWAYS},
    {"value", LOOK_LITERAL, 26, {NULL, NULL}, ALWAYS},
    {"unit", LOOK_RAW_UNIT, 12, {NULL, NULL}, ALWAYS},
    {"mean", LOOK_NUMBER, 11, {NULL, NULL}, ALWAYS},
    {"p05", LOOK_NUMBER, 11, {"P5", "P5"}, ALWAYS},
    {"p95", LOOK_NUMBER, 11, {"P95", "P95"}, ALWAYS},
    {"source", LOOK_TEXT, 50, {NULL, NULL}, ALWAYS},
    {"name", LOOK_TEXT, 20, {NULL, NULL}, ALWAYS},
    {0},
};

static const struct column switch_columns[] = {
    {"label", LOOK_TEXT, 26, {NULL, NULL}, ALWAYS},
    {"value_label", LOOK_TEXT, 28, {NULL, NULL}, ALWAYS},
    {"default_label", LOOK_TEXT, 28, {NULL, NULL}, ALWAYS},
    {"choice_labels", LOOK_TEXT, 44, {NULL, NULL}, ALWAYS},
    {"source_kind", LOOK_WORD, 10, {NULL, NULL}, ALWAYS},
    {"source", LOOK_TEXT, 44, {NULL, NULL}, ALWAYS},
    {"name", LOOK_TEXT, 18, {NULL, NULL}, ALWAYS},
    {0},
};

static const struct column finding_columns[] = {
    {"kind", LOOK_WORD, 12, {"found in", "出处"}, ALWAYS},
    {"finding", LOOK_TEXT, 90, {NULL, NULL}, ALWAYS},
    {"about", LOOK_TEXT, 24, {NULL, NULL}, ALWAYS},
    {"source_kind", LOOK_WORD, 10, {NULL, NULL}, ALWAYS},
    {"source", LOOK_TEXT, 40, {NULL, NULL}, ALWAYS},
    {0},
};

static const struct column difference_columns[] = {
    {"label", LOOK_TEXT, 30, {NULL, NULL}, ALWAYS},
    {"cell_label", LOOK_TEXT, 24, {NULL, NULL}, ALWAYS},
    {"period", LOOK_PERIOD, 10, {NULL, NULL}, ALWAYS},
    {"mean", LOOK_AMOUNT, 12, {NULL, NULL}, ALWAYS},
    {"se", LOOK_AMOUNT, 12, {NULL, NULL}, UNCERTAIN},
    {"p05", LOOK_AMOUNT, 12, {NULL, NULL}, UNCERTAIN},
    {"p95", LOOK_AMOUNT, 12, {NULL, NULL}, UNCERTAIN},
    {"unit", LOOK_UNIT, 12, {NULL, NULL}, ALWAYS},
    {0},
};

/* ---- rows that say nothing ---- */

static bool is_below(const struct store_table *table, size_t row, const char *column, double least)
{
    return !(fabs(store_table_number(table, row, column)) >= least);
}

static bool no_money(const struct store_table *table, size_t row, const char *column)
{
    return is_below(table, row, column, EXPORT_LEAST_MONEY);
}

static bool no_money_paid(const struct store_table *table, size_t row)
{
    return no_money(table, row, "mean") && no_money(table, row, "p95");
}

static bool no_money_moved(const struct store_table *table, size_t row)
{
    return no_money(table, row, "commitment") && no_money(table, row, "payment") &&
           no_money(table, row, "arrears") && no_money(table, row, "appropriation") &&
           no_money(table, row, "balance");
}

static bool no_money_in_month(const struct store_table *table, size_t row)
{
    return no_money_paid(table, row) && no_money(table, row, "commitment") &&
           no_money(table, row, "arrears") && no_money(table, row, "balance");
}

static bool nothing_asked_or_done(const struct store_table *table, size_t row)
{
    return is_below(table, row, "task", 0.5) && is_below(table, row, "done", 0.5);
}

static bool no_data(const struct store_table *table, size_t row)
{
    return !(store_table_number(table, row, "n") > 0);
}

static bool no_difference(const struct store_table *table, size_t row)
{
    return store_table_text(table, row, "cell")[0] ||
           is_below(table, row, "mean",
                    strcmp(store_table_text(table, row, "unit"), "yuan") == 0 ? EXPORT_LEAST_MONEY
                                                                              : 1e-9);
}

/* ---- the sheets, in their order ---- */

#define HAND_NOTE_EN "Yellow cells are to be filled in by hand."
#define HAND_NOTE_ZH "黄色单元格由人工填写。"

static const struct sheet sheets[] = {
    {.tab = {"Targets", "目标"},
     .title = {"Will the targets be met, and how surely?", "各项目标能否完成、把握多大"},
     .note = {"P5 and P95: in 90 of 100 simulated futures the result lies between them.",
              "P5—P95：100次模拟中约有90次落在两者之间。"},
     .notes_chance = true,
     .query = STORE_TARGETS,
     .columns = target_columns,
     .frozen = 1,
     .chart = "probability",
     .chart_title = {"Chance of meeting each target", "各项目标的完成把握"}},
    {.tab = {"Money by year", "分年资金"}, .fill = export_fill_money},
    {.tab = {"Budget by quarter", "分季资金"},
     .title = {"Money to pay by fund, year and quarter", "各资金渠道分年、分季度兑付资金"},
     .note =
         {"Means and the last column add up over funds, quarters and years. P50, P80 and P95 do "
          "not: funds "
          "and quarters are not all dear at once. Last column: the mean of the simulated futures "
          "whose total "
          "lies between its P75 and P85, scaled to its P80.",
          "平均值和最后一列可以按渠道、季度、年度相加；P50、P80、P95不能相加，因为各渠道、各季度不"
          "会同时偏高。最后"
          "一列：全部资金合计处于P75至P85之间的各次模拟的平均，按比例调整到合计的八成把握额度。"},
     .notes_chance = true,
     .query = STORE_BUDGET_SPLIT,
     .columns = budget_columns,
     .frozen = 2,
     .drop = no_money_paid},
    {.tab = {"Due, paid, owed", "兑付滚动"},
     .title = {"Due, paid, owed (means)", "应兑付、已兑付、未兑付（平均）"},
     .note =
         {"Owed at the start + due − paid = owed at the end. Not yet funded: what is due from a "
          "fund without an appropriation in this run; of one that has it, due − paid (below 0 in a "
          "year that pays what was owed). It adds up over years.",
          "期初未兑付＋本期应兑付－本期已兑付＝期末未兑付。未落实：该渠道在本次测算中没有拨款数时为"
          "全部应兑付；有拨款时为应兑付减已兑付（补付往年欠款的年度可为负数）。各年可以相加。"},
     .query = STORE_ROLL_FORWARD,
     .columns = roll_columns,
     .frozen = 2,
     .drop = no_money_moved},
    {.tab = {"By month", "分月进度"}, .fill = export_fill_months},
    {.tab = {"Money by month", "分月资金"},
     .title = {"Money by fund and month", "各资金渠道分月资金"},
     .note = {"Months without money are left out.", "没有资金往来的月份不列。"},
     .query = STORE_FUND_MONTHS,
     .columns = fund_month_columns,
     .frozen = 2,
     .drop = no_money_in_month},
    {.tab = {"Departments", "进度通报"},
     .title = {"Tasks and work done (simulated)", "任务完成进度通报（模拟预计）"},
     .note = {HAND_NOTE_EN " Rank by rate among those with a task.",
              HAND_NOTE_ZH "排名按完成率，只排有任务的单位。"},
     .query = STORE_PROGRESS,
     .columns = progress_columns,
     .frozen = 2,
     .drop = nothing_asked_or_done},
    {.tab = {"Performance goals", "绩效目标表"}, .fill = export_fill_goals},
    {.tab = {"Self-assessment", "绩效自评表"}, .fill = export_fill_review},
    {.tab = {"Milestones", "分年节点"},
     .title = {"Milestones on the way to the targets", "目标的分年节点"},
     .note = {"Steps by year; where the plan has none they are assumptions of the model.",
              "分年节点；方案没有写明的，是模型的假设。"},
     .query = STORE_MILESTONES,
     .columns = target_columns,
     .frozen = 1},
    {.tab = {"Measures", "指标与目标值"},
     .title = {"Measures against their goal", "指标与目标值"},
     .query = STORE_RATIOS,
     .columns = target_columns,
     .frozen = 2,
     .drop = no_data},
    {.tab = {"Differences", "同条件差额"},
     .title = {"Difference from the base run, draw by draw", "与比较方案的同条件差额"},
     .query = STORE_DIFFERENCES,
     .columns = difference_columns,
     .frozen = 1,
     .drop = no_difference},
    {.tab = {"Inputs", "参数"},
     .title = {"Inputs, their class and source", "参数、类别和来源"},
     .note = {"Class: plan (its text), cited (another source), assumed (no source), scenario "
              "(changed in this run).",
              "类别：方案原文、引用资料、假设（没有来源）、情景改动（本次测算改过）。"},
     .query = STORE_PARAMETERS,
     .columns = parameter_columns,
     .frozen = 2},
    {.tab = {"Readings", "口径选择"},
     .title = {"How the plan is read", "口径选择"},
     .query = STORE_SWITCHES,
     .columns = switch_columns,
     .frozen = 1},
    {.tab = {"Findings", "发现的问题"},
     .title = {"What contradicts itself or is unclear in the plan", "方案中矛盾或不清之处"},
     .query = STORE_FINDINGS,
     .columns = finding_columns,
     .frozen = 0},
    {.tab = {"About", "说明"}, .fill = export_fill_about},
};

/* ---- a table of a query ---- */

void export_add_period(const char *period, const char *language, struct text *out)
{
    bool zh = strcmp(language, "zh") == 0;

    if (zh && strlen(period) == 6 && period[4] == 'Q')
        text_add(out, "%.4s年%s季度", period, period + 5);
    else
        table_add_period(period, language, out);
}

static bool is_shown(const struct column *column, const struct export_source *source,
                     const struct store_table *table)
{
    bool average = show_is_average(source->run);

    if ((column->when == UNCERTAIN && average) || (column->when == AVERAGE && !average))
        return false;
    if (column->look == LOOK_HAND)
        return true;
    for (size_t row = 0; row < table->row_count; row++) /* all empty: says nothing */
        if (store_table_text(table, row, column->id)[0])
            return true;
    return false;
}

static void add_heading(struct book *book, const struct sheet *sheet, const struct column *column,
                        const char *language, int row, int at)
{
    struct text heading = {0};
    bool zh = book_zh(book);
    const char *words =
        words_in(column->heading, language,
                 table_heading(store_query_name(sheet->query), column->id, language));

    text_add(&heading, "%s", words);
    if (column->look == LOOK_MONEY)
        text_add(&heading, "%s", zh ? "（万元）" : ", yuan");
    book_text(book, row, at, BOOK_HEAD, false, text_string(&heading));
    text_clear(&heading);
}

static enum book_style amount_style(const struct store_table *table, size_t row)
{
    const char *unit = store_table_text(table, row, "unit");
    const char *by = store_table_column(table, "threshold") >= 0 ? "threshold" : "mean";

    if (strcmp(unit, "yuan") == 0)
        return BOOK_MONEY;
    if (!*unit && fabs(store_table_number(table, row, by)) <= 1)
        return BOOK_SHARE;
    return strchr(unit, '/') ? BOOK_DECIMAL : BOOK_COUNT;
}

static void add_words(struct book *book, const struct store_table *table, size_t row,
                      const struct column *column, const char *language, int line, int at,
                      bool strong)
{
    const char *cell = store_table_text(table, row, column->id);
    struct text words = {0};
    enum book_style style = BOOK_WORD;

    switch (column->look) {
    case LOOK_WORD: text_add(&words, "%s", table_word(cell, language)); break;
    case LOOK_PERIOD: export_add_period(cell, language, &words); break;
    case LOOK_UNIT: table_add_unit(cell, language, &words); break;
    case LOOK_RAW_UNIT: table_add_raw_unit(cell, language, &words); break;
    case LOOK_OPERATOR: text_add(&words, "%s", strcmp(cell, "<=") == 0 ? "≤" : "≥"); break;
    case LOOK_VERDICT:
        text_add(&words, "%s",
                 store_table_text(table, row, "note")[0]
                     ? book_say(book, (struct words){"see note", "见说明"})
                     : table_verdict(store_table_number(table, row, column->id), language));
        break;
    case LOOK_LITERAL:
        table_add_literal(cell, &words);
        style = BOOK_TEXT;
        break;
    default: text_add(&words, "%s", cell); style = BOOK_TEXT;
    }
    book_text(book, line, at, style, strong, text_string(&words));
    text_clear(&words);
}

static enum book_style number_style(double x)
{
    return x == floor(x) ? BOOK_COUNT : BOOK_FINE;
}

static void add_cell(struct book *book, const struct store_table *table, size_t row,
                     const struct column *column, const char *language, int line, int at,
                     bool strong)
{
    static const enum book_style styles[] = {
        [LOOK_COUNT] = BOOK_COUNT, [LOOK_MONEY] = BOOK_MONEY, [LOOK_SHARE] = BOOK_SHARE};

    switch (column->look) {
    case LOOK_NUMBER:
        book_number(book, line, at, number_style(store_table_number(table, row, column->id)),
                    strong, store_table_number(table, row, column->id));
        break;
    case LOOK_COUNT:
    case LOOK_MONEY:
    case LOOK_SHARE:
        book_number(book, line, at, styles[column->look], strong,
                    store_table_number(table, row, column->id));
        break;
    case LOOK_AMOUNT:
        book_number(book, line, at, amount_style(table, row), strong,
                    store_table_number(table, row, column->id));
        break;
    case LOOK_HAND: book_text(book, line, at, BOOK_HAND, false, NULL); break;
    default: add_words(book, table, row, column, language, line, at, strong);
    }
}

/* The whole of all funds, and years among quarters. */
static bool is_strong(const struct store_table *table, size_t row)
{
    return (store_table_column(table, "fund") >= 0 && !store_table_text(table, row, "fund")[0]) ||
           (store_table_column(table, "kind") >= 0 && store_table_column(table, "near_p80") >= 0 &&
            strcmp(store_table_text(table, row, "kind"), "quarter") != 0);
}

enum { SHOWN_MAX = 24 };

static int add_columns(struct book *book, const struct sheet *sheet,
                       const struct export_source *source, const struct store_table *table,
                       const struct column *shown[SHOWN_MAX])
{
    int count = 0;

    for (const struct column *column = sheet->columns; column->id; column++)
        if (is_shown(column, source, table)) {
            must(count < SHOWN_MAX);
            book_width(book, count, column->width);
            shown[count++] = column;
        }
    return count;
}

enum { CHART_ROWS = 20 };

/* Bars of a column below the rows first..last, with the first column as their names. */
static bool add_chart(struct book *book, const struct sheet *sheet,
                      const struct column *const *shown, int count, int first, int last)
{
    int at = 0;

    while (at < count && strcmp(shown[at]->id, sheet->chart) != 0)
        at++;
    if (at == count)
        return false;
    struct book_series series = {{first, at, last, at}, {first - 1, at, first - 1, at}};
    book_add_chart(book, BOOK_BARS, last + 2, 0, book_say(book, sheet->chart_title), NULL,
                   (struct book_area){first, 0, last, 0}, &series, 1);
    return true;
}

static void fill_rows(struct book *book, const struct sheet *sheet,
                      const struct export_source *source, const struct store_table *table)
{
    const struct column *shown[SHOWN_MAX];
    int count = add_columns(book, sheet, source, table, shown);
    bool silent = sheet->notes_chance && show_is_average(source->run);
    int head = export_head(book, source, book_say(book, sheet->title),
                           silent ? "" : book_say(book, sheet->note), count);
    int line = head + 1;

    for (int at = 0; at < count; at++)
        add_heading(book, sheet, shown[at], source->language, head, at);
    for (size_t row = 0; row < table->row_count; row++) {
        if (sheet->drop && sheet->drop(table, row))
            continue;
        for (int at = 0; at < count; at++)
            add_cell(book, table, row, shown[at], source->language, line, at,
                     is_strong(table, row));
        line++;
    }
    int last = line > head + 1 ? line - 1 : head;
    bool charted =
        sheet->chart && line > head + 1 && add_chart(book, sheet, shown, count, head + 1, last);
    last += charted ? CHART_ROWS : 0;
    book_page(book, head, head + 1, sheet->frozen, charted,
              (struct book_area){0, 0, last, count - 1});
}

static bool has_rows(const struct sheet *sheet, const struct store_table *table)
{
    for (size_t row = 0; row < table->row_count; row++)
        if (!sheet->drop || !sheet->drop(table, row))
            return true;
    return false;
}

/* A sheet that would have no rows is left out. */
static bool fill_query(struct book *book, const struct sheet *sheet,
                       const struct export_source *source, struct error *err)
{
    struct store_table table;

    if (!store_read(source->store, sheet->query, source->run->id, source->language, &table, err))
        return false;
    if (has_rows(sheet, &table)) {
        book_sheet(book, book_say(book, sheet->tab));
        fill_rows(book, sheet, source, &table);
    }
    store_table_clear(&table);
    return true;
}

int export_head(struct book *book, const struct export_source *source, const char *title,
                const char *note, int columns)
{
    struct text notes = {0};

    text_add(&notes, "%s%s%s", source->inputs, *note ? book_zh(book) ? "" : " " : "", note);
    book_merge(book, (struct book_area){0, 0, 0, columns - 1}, BOOK_TITLE, title);
    book_merge(book, (struct book_area){1, 0, 1, columns - 1}, BOOK_NOTE, text_string(&notes));
    text_clear(&notes);
    return 2;
}

/* ---- the workbook ---- */

/* Said under each title: what the plan does not say stands on assumptions. */
static bool count_inputs(struct store *store, const struct store_run *run, const char *language,
                         struct text *out, struct error *err)
{
    struct store_table table;
    const char *last = "", *last_assumed = "";
    int all = 0, assumed = 0;

    if (!store_read(store, STORE_PARAMETERS, run->id, language, &table, err))
        return false;
    for (size_t row = 0; row < table.row_count; row++) { /* rows of one input stand together */
        const char *name = store_table_text(&table, row, "name");
        bool is_assumed = strcmp(store_table_text(&table, row, "source_kind"), "assumed") == 0;
        all += strcmp(name, last) != 0;
        assumed += is_assumed && strcmp(name, last_assumed) != 0;
        last = name;
        last_assumed = is_assumed ? name : last_assumed;
    }
    text_add(
        out,
        strcmp(language, "zh") == 0
            ? "模拟测算结果，不是拨款数或实绩。%d项参数中有%d项是假设（没有来源），见“参数”表。"
            : "Simulated results, neither appropriations nor records. Of %d inputs %d are assumed "
              "(no "
              "source): see the sheet 'Inputs'.",
        all, assumed);
    store_table_clear(&table);
    return true;
}

static bool fill_sheets(struct book *book, const struct export_source *source, struct error *err)
{
    for (size_t i = 0; i < COUNT_OF(sheets); i++) {
        const struct sheet *sheet = &sheets[i];
        if (!sheet->fill && !fill_query(book, sheet, source, err))
            return false;
        if (sheet->fill && !sheet->fill(book, source, err))
            return false;
    }
    return true;
}

bool export_workbook(struct store *store, const struct store_run *run, const char *language,
                     const char *path, struct error *err)
{
    struct text inputs = {0};

    if (!export_try_file(path, err) || !count_inputs(store, run, language, &inputs, err))
        return false;
    struct export_source source = {store, run, language, text_string(&inputs)};
    struct book *book = book_new(path, run, language);
    bool filled = fill_sheets(book, &source, err);
    if (filled)
        filled = book_close(book, path, err);
    else
        book_drop(book);
    text_clear(&inputs);
    return filled;
}
