/* The words of tables: headings, units, periods and the program's own ids. Part of table.h. */
#include "table_private.h"

#include "word.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* "section.column" goes before "column". */
static const struct heading {
    const char *id;
    const char *words;
    enum table_style style;
} headings[] = {
    {"budget.mean", WORD("paid, mean"), STYLE_MONEY},
    {"budget.se", WORD("std error"), STYLE_MONEY},
    {"budget.p05", WORD("paid, P5"), STYLE_MONEY},
    {"budget.p20", WORD("paid, P20"), STYLE_MONEY},
    {"budget.p50", WORD("paid, P50"), STYLE_MONEY},
    {"budget.p80", WORD("paid, P80"), STYLE_MONEY},
    {"budget.p95", WORD("paid, P95"), STYLE_MONEY},
    {"budget.label", WORD("fund"), STYLE_TEXT},
    {"budget.fund", WORD("fund id"), STYLE_TEXT},
    {"near_p80", WORD("share of the total's P80"), STYLE_MONEY},
    {"roll_forward.label", WORD("fund"), STYLE_TEXT},
    {"roll_forward.payment", WORD("paid"), STYLE_MONEY},
    {"owed_before", WORD("owed at the start"), STYLE_MONEY},
    {"balance_before", WORD("carried over before"), STYLE_MONEY},
    {"not_funded", WORD("not yet funded"), STYLE_MONEY},
    {"fund", WORD("fund id"), STYLE_TEXT},
    {"appropriation", WORD("appropriated"), STYLE_MONEY},
    {"commitment", WORD("due"), STYLE_MONEY},
    {"arrears", WORD("arrears"), STYLE_MONEY},
    {"arrears_p80", WORD("arrears, P80"), STYLE_MONEY},
    {"balance", WORD("carried over"), STYLE_MONEY},
    {"targets.name", WORD_IN("id", "target"), STYLE_TEXT},
    {"target", WORD_IN("id", "target"), STYLE_TEXT},
    {"targets.label", WORD("target"), STYLE_TEXT},
    {"targets.period", WORD("by"), STYLE_PERIOD},
    {"ratios.label", WORD("measure"), STYLE_TEXT},
    {"answer", WORD("answer"), STYLE_TEXT},
    {"answers.kind", WORD("command"), STYLE_TEXT},
    {"question", WORD("question"), STYLE_TEXT},
    {"models", WORD("model runs"), STYLE_TEXT},
    {"asked_at", WORD("asked at"), STYLE_TEXT},
    {"command_line", WORD("command line"), STYLE_TEXT},
    {"goal", WORD("goal"), STYLE_AMOUNT},
    {"verdict", WORD("verdict"), STYLE_TEXT},
    {"met", WORD("met"), STYLE_TEXT},
    {"threshold", WORD("threshold"), STYLE_AMOUNT},
    {"op", WORD("op"), STYLE_OPERATOR},
    {"probability", WORD("probability"), STYLE_SHARE},
    {"compared.se", WORD("std error"), STYLE_AMOUNT},
    {"money.fund", WORD("fund id"), STYLE_TEXT},
    {"fund_label", WORD("fund"), STYLE_TEXT},
    {"first_month", WORD("first month"), STYLE_TEXT},
    {"last_month", WORD("last month"), STYLE_TEXT},
    {"above", WORD("chance above"), STYLE_SHARE},
    {"from", WORD("from"), STYLE_TEXT},
    {"change", WORD("change, points"), STYLE_POINTS},
    {"targets.se", WORD("± s.e."), STYLE_SHARE},
    {"ratios.se", WORD("± s.e."), STYLE_SHARE},
    {"departments.label", WORD("who"), STYLE_TEXT},
    {"task", WORD("task"), STYLE_NUMBER},
    {"done", WORD("done, mean"), STYLE_NUMBER},
    {"rate", WORD("rate"), STYLE_SHARE},
    {"progress.label", WORD("who"), STYLE_TEXT},
    {"roll_forward.arrears", WORD("owed at the end"), STYLE_MONEY},
    {"certificates", WORD("certificates"), STYLE_NUMBER},
    {"certificate_rate", WORD("certificates per training"), STYLE_SHARE},
    {"place", WORD("rank"), STYLE_PLAIN},
    {"departments.probability", WORD("chance of ≥ task"), STYLE_SHARE},
    {"departments.p10", WORD("P10"), STYLE_NUMBER},
    {"departments.p50", WORD("P50"), STYLE_NUMBER},
    {"departments.p90", WORD("P90"), STYLE_NUMBER},
    {"parameters.value", WORD("value"), STYLE_LITERAL},
    {"parameters.unit", WORD("unit"), STYLE_RAW_UNIT},
    {"assumptions.value", WORD("value"), STYLE_LITERAL},
    {"assumptions.unit", WORD("unit"), STYLE_RAW_UNIT},
    {"parameters.mean", WORD("mean"), STYLE_NUMBER},
    {"parameters.p05", WORD("P5"), STYLE_NUMBER},
    {"parameters.p95", WORD("P95"), STYLE_NUMBER},
    {"assumptions.mean", WORD("mean"), STYLE_NUMBER},
    {"assumptions.p05", WORD("P5"), STYLE_NUMBER},
    {"assumptions.p95", WORD("P95"), STYLE_NUMBER},
    {"parameters.label", WORD("input"), STYLE_TEXT},
    {"assumptions.label", WORD("assumption"), STYLE_TEXT},
    {"switches.label", WORD("reading"), STYLE_TEXT},
    {"value", WORD("value id"), STYLE_TEXT},
    {"value_label", WORD("value"), STYLE_TEXT},
    {"default_value", WORD("default id"), STYLE_TEXT},
    {"default_label", WORD("default"), STYLE_TEXT},
    {"choices", WORD("choice ids"), STYLE_TEXT},
    {"choice_labels", WORD("choices"), STYLE_TEXT},
    {"changed", WORD("changed"), STYLE_PLAIN},
    {"source_kind", WORD("kind of source"), STYLE_WORD},
    {"source", WORD("source"), STYLE_TEXT},
    {"note", WORD("note"), STYLE_TEXT},
    {"finding", WORD("finding"), STYLE_TEXT},
    {"about", WORD("about"), STYLE_TEXT},
    {"unit", WORD("unit"), STYLE_UNIT},
    {"period", WORD("period"), STYLE_PERIOD},
    {"cell", WORD("cell"), STYLE_TEXT},
    {"cell_label", WORD("of"), STYLE_TEXT},
    {"label", WORD("name"), STYLE_TEXT},
    {"label_zh", WORD("name in Chinese"), STYLE_TEXT},
    {"label_en", WORD("name in English"), STYLE_TEXT},
    {"name", WORD("id"), STYLE_TEXT},
    {"output", WORD("output"), STYLE_TEXT},
    {"axis", WORD("axis"), STYLE_TEXT},
    {"cells.axes", WORD_IN("axes", "by"), STYLE_TEXT},
    {"outputs.axes", WORD_IN("axes", "by"), STYLE_TEXT},
    {"kind", WORD("kind"), STYLE_WORD},
    {"role", WORD("role"), STYLE_WORD},
    {"n", WORD("draws with a value"), STYLE_COUNT},
    {"mean", WORD("mean"), STYLE_AMOUNT},
    {"se", WORD("std error"), STYLE_AMOUNT},
    {"sd", WORD("std deviation"), STYLE_AMOUNT},
    {"min", WORD("least"), STYLE_AMOUNT},
    {"max", WORD("most"), STYLE_AMOUNT},
    {"p05", WORD("P5"), STYLE_AMOUNT},
    {"p10", WORD("P10"), STYLE_AMOUNT},
    {"p20", WORD("P20"), STYLE_AMOUNT},
    {"p25", WORD("P25"), STYLE_AMOUNT},
    {"p50", WORD("P50"), STYLE_AMOUNT},
    {"p75", WORD("P75"), STYLE_AMOUNT},
    {"p80", WORD("P80"), STYLE_AMOUNT},
    {"p90", WORD("P90"), STYLE_AMOUNT},
    {"p95", WORD("P95"), STYLE_AMOUNT},
    {"cumulative", WORD("cumulative"), STYLE_AMOUNT},
    {"run", WORD("run"), STYLE_PLAIN},
    {"base_run", WORD("base"), STYLE_PLAIN},
    {"scenario", WORD("scenario"), STYLE_TEXT},
    {"title", WORD("title"), STYLE_TEXT},
    {"model", WORD("model"), STYLE_TEXT},
    {"status", WORD("status"), STYLE_WORD},
    {"draws", WORD("draws"), STYLE_COUNT},
    {"seed", WORD("seed"), STYLE_PLAIN},
    {"sampler", WORD("sampler"), STYLE_WORD},
    {"started_at", WORD("started"), STYLE_TEXT},
    {"seconds", WORD("seconds"), STYLE_NUMBER},
    {"digest", WORD("digest"), STYLE_DIGEST},
    {"path", WORD("file"), STYLE_TEXT},
    {"bytes", WORD("bytes"), STYLE_COUNT},
    {"expression", WORD("setting"), STYLE_TEXT},
    {"inputs", WORD("inputs"), STYLE_COUNT},
    {"assumed", WORD_IN("class of source", "assumed"), STYLE_COUNT},
    {"goals", WORD("goals"), STYLE_COUNT},
    {"findings", WORD("findings"), STYLE_COUNT},
    {"sweep.label", WORD("measure"), STYLE_TEXT},
    {"sweep.measure", WORD("measure id"), STYLE_TEXT},
    {"sweep.x", WORD("value"), STYLE_NUMBER},
    {"sweep.y", WORD("second value"), STYLE_NUMBER},
    {"confidence", WORD("confidence"), STYLE_SHARE},
    {"condition", WORD("asked for"), STYLE_TEXT},
    {"precision.wanted", WORD("wanted"), STYLE_TEXT},
    {"reached", WORD("reached"), STYLE_TEXT},
    {"estimate", WORD("estimate"), STYLE_TEXT},
    {"solve.label", WORD("statement"), STYLE_TEXT},
    {"solve.probability", WORD("by itself"), STYLE_SHARE},
    {"solve.alone", WORD("alone missed"), STYLE_SHARE},
    {"solve.best", WORD("at best"), STYLE_SHARE},
    {"solve.best_at", WORD("best at"), STYLE_NUMBER},
    {"minimise.label", WORD("statement"), STYLE_TEXT},
    {"minimise.confidence", WORD("wanted"), STYLE_SHARE},
    {"minimise.probability", WORD("in the search"), STYLE_SHARE},
    {"check_probability", WORD("on fresh draws"), STYLE_SHARE},
    {"check_se", WORD("± s.e."), STYLE_SHARE},
    {"check_verdict", WORD("fresh draws say"), STYLE_WORD},
    {"needed", WORD("needed"), STYLE_TEXT},
    {"need", WORD("needed"), STYLE_NUMBER},
    {"at_start", WORD("met at the start"), STYLE_PLAIN},
    {"probability_se", WORD("± s.e."), STYLE_SHARE},
    {"sensitivity.measure_en", WORD("measure"), STYLE_TEXT},
    {"sensitivity.measure_zh", WORD("measure"), STYLE_TEXT},
    {"sensitivity.label_en", WORD("input"), STYLE_TEXT},
    {"sensitivity.label_zh", WORD("input"), STYLE_TEXT},
    {"sensitivity.class", WORD("class"), STYLE_WORD},
    {"sensitivity.first", WORD("share"), STYLE_SHARE},
    {"sensitivity.rank", WORD("rank corr."), STYLE_NUMBER},
    {"sensitivity.known", WORD("worth knowing"), STYLE_AMOUNT},
    {"edits.label", WORD("input"), STYLE_TEXT},
    {"edits.unit", WORD("unit"), STYLE_RAW_UNIT},
    {"was", WORD("was"), STYLE_LITERAL},
    {"is", WORD("is"), STYLE_LITERAL},
    {"line", WORD("line"), STYLE_PLAIN},
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

    return heading ? word(language, heading->words) : column;
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
        const char *words;
    } scale[] = {
        {.99, WORD("virtually certain")},
        {.90, WORD("very likely")},
        {.66, WORD("likely")},
        {.33, WORD("about as likely as not")},
        {.10, WORD("unlikely")},
        {.01, WORD("very unlikely")},
        {0, WORD("exceptionally unlikely")},
    };

    if (isnan(probability)) /* no draw has a value */
        return word(language, "no data");
    for (size_t i = 0; i < COUNT_OF(scale); i++)
        if (probability >= scale[i].least)
            return word(language, scale[i].words);
    return "";
}

/* ---- ids ---- */

/* The program's own words, whatever column they stand in. */
static const struct {
    const char *id;
    const char *words;
} ids[] = {
    {"plan", WORD_IN("class of source", "plan")},
    {"general", WORD_IN("class of source", "general")},
    {"cited", WORD_IN("class of source", "cited")},
    {"assumed", WORD_IN("class of source", "assumed")},
    {"scenario", WORD_IN("class of source", "scenario")},
    {"result", WORD_IN("class of source", "result")},
    {"running", WORD("running")},
    {"done", WORD("done")},
    {"failed", WORD("failed")},
    {"interrupted", WORD("interrupted")},
    {"holds", WORD("holds")},
    {"chance", WORD("by chance")},
    {"misses", WORD("misses")},
    {"sobol", WORD("sobol")},
    {"random", WORD("random")},
    {"expected", WORD("expected")},
    {"flow", WORD("flow")},
    {"level", WORD("level")},
    {"ratio", WORD("ratio")},
    {"task", WORD_IN("role", "task")},
    {"commitment", WORD("due")},
    {"payment", WORD("paid")},
    {"arrears", WORD("arrears")},
    {"balance", WORD("carried over")},
    {"appropriation", WORD("appropriated")},
};

static void add_word(const char *id, const char *language, struct text *out)
{
    if (strncmp(id, "stage:", 6) == 0)
        text_add(out, word(language, "stage %s"), id + 6);
    else if (strncmp(id, "path:", 5) == 0)
        text_add(out, word(language, "path of %s"), id + 5);
    else
        text_add(out, "%s", table_word(id, language));
}

const char *table_word(const char *id, const char *language)
{
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        if (strcmp(ids[i].id, id) == 0)
            return word(language, ids[i].words);
    return id;
}

/* ---- units ---- */

/* Alone, above a line in a product, below it. */
static const struct {
    const char *unit;
    const char *alone, *above, *below;
} units[] = {
    {"person_time", WORD_IN("unit", "person-times"), WORD_IN("unit", "person-times"),
     WORD_IN("unit", "person-time")},
    {"person", WORD_IN("unit", "persons"), WORD_IN("unit", "persons"), WORD_IN("unit", "person")},
    {"yuan", WORD_IN("unit", "yuan"), WORD_IN("unit", "yuan"), WORD_IN("unit", "yuan")},
    {"dollar", WORD_IN("unit", "dollars"), WORD_IN("unit", "dollars"), WORD_IN("unit", "dollar")},
    {"class", WORD_IN("unit", "classes"), WORD_IN("unit", "classes"), WORD_IN("unit", "class")},
    {"grant", WORD("grants"), WORD("grants"), WORD("grant")},
    {"animal", WORD("animals"), WORD("animals"), WORD("animal")},
    {"month", WORD_IN("unit", "months"), WORD_IN("unit in a product", "months"),
     WORD_IN("unit", "month")},
    {"year", WORD_IN("unit", "years"), WORD_IN("unit", "years"), WORD_IN("unit", "year")},
    {"day", WORD_IN("unit", "days"), WORD_IN("unit", "days"), WORD_IN("unit", "day")},
};

static void add_unit_word(const char *unit, size_t length, bool alone, bool below,
                          const char *language, struct text *out)
{
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (strlen(units[i].unit) == length && strncmp(units[i].unit, unit, length) == 0) {
            const char *words = alone ? units[i].alone : below ? units[i].below : units[i].above;
            text_add(out, "%s", word(language, words));
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
    if (strcmp(unit, "yuan") == 0)
        text_add(out, "%s", word(language, WORD_IN("amounts", "yuan")));
    else
        table_add_raw_unit(unit, language, out);
}

/* ---- periods ---- */

static void add_one_period(const char *period, const char *language, struct text *out)
{
    static const struct {
        const char *id;
        const char *words;
    } periods[] = {{"plan", WORD_IN("period", "plan")},
                   {"all", WORD("with tail")},
                   {"otherwise", WORD_IN("period", "otherwise")}};

    for (size_t i = 0; i < COUNT_OF(periods); i++)
        if (strcmp(periods[i].id, period) == 0) {
            text_add(out, "%s", word(language, periods[i].words));
            return;
        }
    if (strlen(period) == 2 && atoi(period)) /* a dated value's month */
        text_add(out, word(language, WORD_IN("month of a year", "%02d")), atoi(period));
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
