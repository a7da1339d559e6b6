/* The words of tables: headings, units, periods and the program's own ids. Part of table.h. */
#include "table_private.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* "section.column" goes before "column". */
static const struct heading {
    const char *id;
    struct words words;
    enum table_style style;
} headings[] = {
    {"budget.mean", {"paid, mean", "已兑付平均"}, STYLE_MONEY},
    {"budget.se", {"std error", "标准误"}, STYLE_MONEY},
    {"budget.p05", {"paid, P5", "已兑付P5"}, STYLE_MONEY},
    {"budget.p20", {"paid, P20", "已兑付P20"}, STYLE_MONEY},
    {"budget.p50", {"paid, P50", "已兑付P50"}, STYLE_MONEY},
    {"budget.p80", {"paid, P80", "八成把握额度"}, STYLE_MONEY},
    {"budget.p95", {"paid, P95", "已兑付P95"}, STYLE_MONEY},
    {"budget.label", {"fund", "资金渠道"}, STYLE_TEXT},
    {"budget.fund", {"fund id", "资金代码"}, STYLE_TEXT},
    {"near_p80", {"share of the total's P80", "合计八成把握额度的分摊"}, STYLE_MONEY},
    {"roll_forward.label", {"fund", "资金渠道"}, STYLE_TEXT},
    {"roll_forward.payment", {"paid", "已兑付"}, STYLE_MONEY},
    {"owed_before", {"owed at the start", "期初未兑付"}, STYLE_MONEY},
    {"balance_before", {"carried over before", "上期结转"}, STYLE_MONEY},
    {"not_funded", {"not yet funded", "未落实"}, STYLE_MONEY},
    {"fund", {"fund id", "资金代码"}, STYLE_TEXT},
    {"appropriation", {"appropriated", "拨款"}, STYLE_MONEY},
    {"commitment", {"due", "应兑付"}, STYLE_MONEY},
    {"arrears", {"arrears", "应付未付"}, STYLE_MONEY},
    {"arrears_p80", {"arrears, P80", "应付未付P80"}, STYLE_MONEY},
    {"balance", {"carried over", "结转"}, STYLE_MONEY},
    {"targets.name", {"target", "目标代码"}, STYLE_TEXT},
    {"target", {"target", "目标代码"}, STYLE_TEXT},
    {"targets.label", {"target", "目标"}, STYLE_TEXT},
    {"targets.period", {"by", "截至"}, STYLE_PERIOD},
    {"ratios.label", {"measure", "指标"}, STYLE_TEXT},
    {"goal", {"goal", "目标值"}, STYLE_AMOUNT},
    {"verdict", {"verdict", "判断"}, STYLE_TEXT},
    {"met", {"met", "达到"}, STYLE_TEXT},
    {"threshold", {"threshold", "目标值"}, STYLE_AMOUNT},
    {"op", {"op", "比较"}, STYLE_OPERATOR},
    {"probability", {"probability", "完成把握"}, STYLE_SHARE},
    {"compared.se", {"std error", "标准误"}, STYLE_AMOUNT},
    {"money.fund", {"fund id", "资金代码"}, STYLE_TEXT},
    {"fund_label", {"fund", "资金渠道"}, STYLE_TEXT},
    {"first_month", {"first month", "起始月"}, STYLE_TEXT},
    {"last_month", {"last month", "截止月"}, STYLE_TEXT},
    {"above", {"chance above", "更高的把握"}, STYLE_SHARE},
    {"from", {"from", "取自"}, STYLE_TEXT},
    {"change", {"change, points", "增减（百分点）"}, STYLE_POINTS},
    {"targets.se", {"± s.e.", "标准误"}, STYLE_SHARE},
    {"ratios.se", {"± s.e.", "标准误"}, STYLE_SHARE},
    {"departments.label", {"who", "单位"}, STYLE_TEXT},
    {"task", {"task", "任务数"}, STYLE_NUMBER},
    {"done", {"done, mean", "完成平均"}, STYLE_NUMBER},
    {"rate", {"rate", "完成率"}, STYLE_SHARE},
    {"progress.label", {"who", "单位"}, STYLE_TEXT},
    {"roll_forward.arrears", {"owed at the end", "期末未兑付"}, STYLE_MONEY},
    {"certificates", {"certificates", "取证数"}, STYLE_NUMBER},
    {"certificate_rate", {"certificates per training", "取证率"}, STYLE_SHARE},
    {"place", {"rank", "排名"}, STYLE_PLAIN},
    {"departments.probability", {"chance of ≥ task", "完成把握"}, STYLE_SHARE},
    {"departments.p10", {"P10", "P10"}, STYLE_NUMBER},
    {"departments.p50", {"P50", "P50"}, STYLE_NUMBER},
    {"departments.p90", {"P90", "P90"}, STYLE_NUMBER},
    {"parameters.value", {"value", "取值"}, STYLE_LITERAL},
    {"parameters.unit", {"unit", "计量"}, STYLE_RAW_UNIT},
    {"assumptions.value", {"value", "取值"}, STYLE_LITERAL},
    {"assumptions.unit", {"unit", "计量"}, STYLE_RAW_UNIT},
    {"parameters.mean", {"mean", "平均"}, STYLE_NUMBER},
    {"parameters.p05", {"P5", "P5"}, STYLE_NUMBER},
    {"parameters.p95", {"P95", "P95"}, STYLE_NUMBER},
    {"assumptions.mean", {"mean", "平均"}, STYLE_NUMBER},
    {"assumptions.p05", {"P5", "P5"}, STYLE_NUMBER},
    {"assumptions.p95", {"P95", "P95"}, STYLE_NUMBER},
    {"parameters.label", {"input", "参数"}, STYLE_TEXT},
    {"assumptions.label", {"assumption", "假设"}, STYLE_TEXT},
    {"switches.label", {"reading", "口径选择"}, STYLE_TEXT},
    {"value", {"value id", "取值代码"}, STYLE_TEXT},
    {"value_label", {"value", "取值"}, STYLE_TEXT},
    {"default_value", {"default id", "默认代码"}, STYLE_TEXT},
    {"default_label", {"default", "默认"}, STYLE_TEXT},
    {"choices", {"choice ids", "可选代码"}, STYLE_TEXT},
    {"choice_labels", {"choices", "可选"}, STYLE_TEXT},
    {"changed", {"changed", "已改"}, STYLE_PLAIN},
    {"source_kind", {"kind of source", "来源类别"}, STYLE_WORD},
    {"source", {"source", "来源"}, STYLE_TEXT},
    {"note", {"note", "说明"}, STYLE_TEXT},
    {"finding", {"finding", "发现的问题"}, STYLE_TEXT},
    {"about", {"about", "涉及"}, STYLE_TEXT},
    {"unit", {"unit", "计量"}, STYLE_UNIT},
    {"period", {"period", "时期"}, STYLE_PERIOD},
    {"cell", {"cell", "单元代码"}, STYLE_TEXT},
    {"cell_label", {"of", "范围"}, STYLE_TEXT},
    {"label", {"name", "名称"}, STYLE_TEXT},
    {"label_zh", {"name in Chinese", "中文名称"}, STYLE_TEXT},
    {"label_en", {"name in English", "英文名称"}, STYLE_TEXT},
    {"name", {"id", "代码"}, STYLE_TEXT},
    {"output", {"output", "输出代码"}, STYLE_TEXT},
    {"axis", {"axis", "维度"}, STYLE_TEXT},
    {"cells.axes", {"by", "分组"}, STYLE_TEXT},
    {"outputs.axes", {"by", "分组"}, STYLE_TEXT},
    {"kind", {"kind", "类型"}, STYLE_WORD},
    {"role", {"role", "作用"}, STYLE_WORD},
    {"n", {"draws with a value", "有效模拟次数"}, STYLE_COUNT},
    {"mean", {"mean", "平均"}, STYLE_AMOUNT},
    {"se", {"std error", "标准误"}, STYLE_AMOUNT},
    {"sd", {"std deviation", "标准差"}, STYLE_AMOUNT},
    {"min", {"least", "最小"}, STYLE_AMOUNT},
    {"max", {"most", "最大"}, STYLE_AMOUNT},
    {"p05", {"P5", "P5"}, STYLE_AMOUNT},
    {"p10", {"P10", "P10"}, STYLE_AMOUNT},
    {"p20", {"P20", "P20"}, STYLE_AMOUNT},
    {"p25", {"P25", "P25"}, STYLE_AMOUNT},
    {"p50", {"P50", "P50"}, STYLE_AMOUNT},
    {"p75", {"P75", "P75"}, STYLE_AMOUNT},
    {"p80", {"P80", "P80"}, STYLE_AMOUNT},
    {"p90", {"P90", "P90"}, STYLE_AMOUNT},
    {"p95", {"P95", "P95"}, STYLE_AMOUNT},
    {"cumulative", {"cumulative", "累计"}, STYLE_AMOUNT},
    {"run", {"run", "编号"}, STYLE_PLAIN},
    {"base_run", {"base", "基准"}, STYLE_PLAIN},
    {"scenario", {"scenario", "方案"}, STYLE_TEXT},
    {"title", {"title", "标题"}, STYLE_TEXT},
    {"model", {"model", "模型"}, STYLE_TEXT},
    {"status", {"status", "状态"}, STYLE_WORD},
    {"draws", {"draws", "模拟次数"}, STYLE_COUNT},
    {"seed", {"seed", "随机种子"}, STYLE_PLAIN},
    {"sampler", {"sampler", "抽样方式"}, STYLE_WORD},
    {"started_at", {"started", "开始时间"}, STYLE_TEXT},
    {"seconds", {"seconds", "用时（秒）"}, STYLE_NUMBER},
    {"digest", {"digest", "摘要"}, STYLE_DIGEST},
    {"path", {"file", "文件"}, STYLE_TEXT},
    {"bytes", {"bytes", "字节"}, STYLE_COUNT},
    {"expression", {"setting", "设定"}, STYLE_TEXT},
    {"inputs", {"inputs", "参数"}, STYLE_COUNT},
    {"assumed", {"assumed", "假设"}, STYLE_COUNT},
    {"goals", {"goals", "指标目标"}, STYLE_COUNT},
    {"findings", {"findings", "发现的问题"}, STYLE_COUNT},
    {"edits.label", {"input", "参数"}, STYLE_TEXT},
    {"edits.unit", {"unit", "计量"}, STYLE_RAW_UNIT},
    {"was", {"was", "原取值"}, STYLE_LITERAL},
    {"is", {"is", "现取值"}, STYLE_LITERAL},
    {"line", {"line", "行"}, STYLE_PLAIN},
};

static const struct heading *find_heading(const char *section, const char *column)
{
    char name[96];

    if (strcmp(section, "fund_months") == 0 || strcmp(section, "budget_split") == 0)
        section = "budget"; /* the same by month and quarter */
    snprintf(name, sizeof name, "%s.%s", section, column);
    for (size_t i = 0; i < COUNT_OF(headings); i++)
        if (strcmp(headings[i].id, name) == 0)
            return &headings[i];
    for (size_t i = 0; i < COUNT_OF(headings); i++)
        if (strcmp(headings[i].id, column) == 0)
            return &headings[i];
    return NULL;
}

const char *table_heading(const char *section, const char *column, const char *language)
{
    const struct heading *heading = find_heading(section, column);

    return heading ? words_in(heading->words, language, column) : column;
}

enum table_style table_style(const char *section, const char *column)
{
    const struct heading *heading = find_heading(section, column);

    return heading ? heading->style : STYLE_TEXT;
}

bool table_is_money(const char *section, const char *column)
{
    return table_style(section, column) == STYLE_MONEY;
}

const char *table_verdict(double probability, const char *language)
{
    static const struct {
        double least;
        struct words words;
    } scale[] = {
        {.99, {"virtually certain", "几乎确定"}},
        {.90, {"very likely", "很可能"}},
        {.66, {"likely", "可能"}},
        {.33, {"about as likely as not", "或许可能"}},
        {.10, {"unlikely", "不太可能"}},
        {.01, {"very unlikely", "很不可能"}},
        {0, {"exceptionally unlikely", "几乎不可能"}},
    };

    if (isnan(probability)) /* no draw has a value */
        return language[0] == 'z' ? "没有数据" : "no data";
    for (size_t i = 0; i < COUNT_OF(scale); i++)
        if (probability >= scale[i].least)
            return words_in(scale[i].words, language, "");
    return "";
}

/* ---- ids ---- */

/* The program's own words, whatever column they stand in. */
static const struct {
    const char *id;
    struct words words;
} ids[] = {
    {"plan", {"plan", "方案原文"}},
    {"general", {"general", "通用规则"}},
    {"cited", {"cited", "引用资料"}},
    {"assumed", {"assumed", "假设"}},
    {"scenario", {"scenario", "情景改动"}},
    {"running", {"running", "运行中"}},
    {"done", {"done", "完成"}},
    {"failed", {"failed", "失败"}},
    {"interrupted", {"interrupted", "中断"}},
    {"sobol", {"sobol", "低差异抽样"}},
    {"random", {"random", "随机抽样"}},
    {"expected", {"expected", "平均情形"}},
    {"flow", {"flow", "流量"}},
    {"level", {"level", "存量"}},
    {"ratio", {"ratio", "比率"}},
    {"task", {"task", "任务"}},
    {"commitment", {"due", "应兑付"}},
    {"payment", {"paid", "已兑付"}},
    {"arrears", {"arrears", "应付未付"}},
    {"balance", {"carried over", "结转"}},
    {"appropriation", {"appropriated", "拨款"}},
};

static void add_word(const char *id, const char *language, struct text *out)
{
    bool zh = strcmp(language, "zh") == 0;

    if (strncmp(id, "stage:", 6) == 0)
        text_add(out, zh ? "流程第%s步" : "stage %s", id + 6);
    else if (strncmp(id, "path:", 5) == 0)
        text_add(out, zh ? "目标%s进度" : "path of %s", id + 5);
    else
        text_add(out, "%s", table_word(id, language));
}

const char *table_word(const char *id, const char *language)
{
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        if (strcmp(ids[i].id, id) == 0)
            return words_in(ids[i].words, language, id);
    return id;
}

/* ---- units ---- */

/* Alone, above a line in a product, below it. */
static const struct {
    const char *unit;
    struct words alone, above, below;
} units[] = {
    {"person_time", {"person-times", "人次"}, {"person-times", "人次"}, {"person-time", "人次"}},
    {"person", {"persons", "人"}, {"persons", "人"}, {"person", "人"}},
    {"yuan", {"yuan", "元"}, {"yuan", "元"}, {"yuan", "元"}},
    {"dollar", {"dollars", "美元"}, {"dollars", "美元"}, {"dollar", "美元"}},
    {"class", {"classes", "班"}, {"classes", "班"}, {"class", "班"}},
    {"grant", {"grants", "个"}, {"grants", "个"}, {"grant", "个"}},
    {"animal", {"animals", "只"}, {"animals", "只"}, {"animal", "只"}},
    {"month", {"months", "个月"}, {"months", "月"}, {"month", "月"}},
    {"year", {"years", "年"}, {"years", "年"}, {"year", "年"}},
    {"day", {"days", "天"}, {"days", "天"}, {"day", "天"}},
};

static void add_unit_word(const char *unit, size_t length, bool alone, bool below,
                          const char *language, struct text *out)
{
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (strlen(units[i].unit) == length && strncmp(units[i].unit, unit, length) == 0) {
            struct words words = alone ? units[i].alone : below ? units[i].below : units[i].above;
            text_add(out, "%s", words_in(words, language, units[i].unit));
            return;
        }
    text_add_bytes(out, unit, length);
}

/* "yuan/person_time" -> 元/人次, "person*month" -> 人·月. */
void table_add_raw_unit(const char *unit, const char *language, struct text *out)
{
    bool alone = !strpbrk(unit, "*/^"), below = false;

    while (*unit) {
        size_t length = strcspn(unit, "*/^");
        add_unit_word(unit, length, alone, below, language, out);
        unit += length;
        below = below || *unit == '/';
        if (*unit == '^')
            for (text_add_bytes(out, unit++, 1); isdigit((unsigned char)*unit); unit++)
                text_add_bytes(out, unit, 1);
        else if (*unit)
            text_add(out, "%s", *unit++ == '*' ? "·" : "/");
    }
}

void table_add_unit(const char *unit, const char *language, struct text *out)
{
    if (strcmp(language, "zh") == 0 && strcmp(unit, "yuan") == 0)
        text_add(out, "万元");
    else
        table_add_raw_unit(unit, language, out);
}

/* ---- periods ---- */

static void add_one_period(const char *period, const char *language, struct text *out)
{
    static const struct {
        const char *id;
        struct words words;
    } periods[] = {{"plan", {"plan", "规划期"}},
                   {"all", {"with tail", "含收尾期"}},
                   {"otherwise", {"otherwise", "其余"}}};

    for (size_t i = 0; i < COUNT_OF(periods); i++)
        if (strcmp(periods[i].id, period) == 0) {
            text_add(out, "%s", words_in(periods[i].words, language, period));
            return;
        }
    if (strlen(period) == 2 && strcmp(language, "zh") == 0 && atoi(period))
        text_add(out, "%d月", atoi(period)); /* a dated value's month */
    else
        text_add(out, "%s", period);
}

/* Rows of equal inputs name several: "03, 10". */
void table_add_period(const char *period, const char *language, struct text *out)
{
    char one[64];

    for (size_t length; *period; period += length) {
        length = strcspn(period, ", ");
        snprintf(one, sizeof one, "%.*s", (int)length, period);
        add_one_period(one, language, out);
        for (; period[length] == ',' || period[length] == ' '; length++)
            text_add_bytes(out, &period[length], 1);
    }
}

/* ---- inputs as written ---- */

static void add_short_number(const char *number, size_t length, struct text *out)
{
    char digits[64];
    size_t significant = 0;
    bool fraction = memchr(number, '.', length) || memchr(number, 'e', length);

    for (size_t i = 0; i < length && number[i] != 'e'; i++)
        significant += isdigit((unsigned char)number[i]) && (significant || number[i] != '0');
    if (!fraction || significant <= 6 || length >= sizeof digits) {
        text_add_bytes(out, number, length);
        return;
    }
    double x = strtod(number, NULL);
    int whole = fabs(x) >= 1 ? (int)floor(log10(fabs(x))) + 1 : 0;
    text_add(out, "%.*g", whole > 4 ? whole : 4, x);
}

/* "0.08695652173913043 * 2" -> "0.08696 * 2"; digits of names stay. */
void table_add_literal(const char *text, struct text *out)
{
    while (*text) {
        char *end = NULL;
        size_t word = 0;
        while (isalnum((unsigned char)text[word]) || text[word] == '_')
            word++;
        if (isdigit((unsigned char)*text)) {
            strtod(text, &end);
            add_short_number(text, (size_t)(end - text), out);
            text = end;
        } else {
            word = word ? word : 1;
            text_add_bytes(out, text, word);
            text += word;
        }
    }
}

void table_add_words(enum table_style style, const char *text, const char *language,
                     struct text *out)
{
    switch (style) {
    case STYLE_UNIT: table_add_unit(text, language, out); break;
    case STYLE_RAW_UNIT: table_add_raw_unit(text, language, out); break;
    case STYLE_PERIOD: table_add_period(text, language, out); break;
    case STYLE_WORD: add_word(text, language, out); break;
    case STYLE_LITERAL: table_add_literal(text, out); break;
    case STYLE_OPERATOR:
        text_add(out, "%s", strcmp(text, ">=") == 0 ? "≥" : strcmp(text, "<=") == 0 ? "≤" : text);
        break;
    case STYLE_DIGEST: text_add(out, "%.12s", text); break;
    default: text_add(out, "%s", text);
    }
}
