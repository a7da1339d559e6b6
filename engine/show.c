#include "show_private.h"

#include "inputs.h"
#include "options.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* What people see of each section; CSV and JSON hold every column. An average case (--sampler expected)
   has neither probabilities nor quantiles to show. */
static const struct section {
    enum store_query query;
    const char *columns, *average_columns; /* NULL: all; the same as columns */
    struct words title;
} sections[] = {
    {STORE_TARGETS,
     "label cell_label period goal probability se? verdict? p05 p50 p95 unit",
     "label cell_label period goal met mean unit",
     {"Targets", "目标"}},
    {STORE_BUDGET,
     "label period appropriation commitment mean p50 p80 arrears balance",
     "label period appropriation commitment mean arrears balance",
     {"Budget by fund and year, in yuan", "各资金渠道分年资金（万元）"}},
    {STORE_DEPARTMENTS,
     "label period task done p10 p90 rate probability",
     "label period task done rate",
     {"Task and work done", "任务完成情况"}},
    {STORE_MILESTONES,
     "label period goal probability p05 p50 p95 source_kind unit",
     "label period goal met mean source_kind unit",
     {"Milestones on the way to the targets", "目标的分年节点"}},
    {STORE_RATIOS,
     "label cell_label period goal p05 p50 p95 probability verdict",
     "label cell_label period goal met mean",
     {"Measures against their goal", "指标与目标值"}},
    {STORE_PARAMETERS,
     "label period cell_label value unit mean? p05? p95? source_kind source",
     NULL,
     {"Inputs", "参数"}},
    {STORE_ASSUMPTIONS,
     "label period cell_label value unit mean? p05? p95? source",
     NULL,
     {"Assumptions", "假设"}},
    {STORE_SWITCHES,
     "label value_label default_label choice_labels source_kind source",
     NULL,
     {"Readings", "口径选择"}},
    {STORE_DIFFERENCES,
     "label cell_label period mean p05 p95 unit",
     "label cell_label period mean unit",
     {"Differences from a base run, draw by draw", "与比较方案的同条件差额"}},
    {STORE_SERIES,
     "output cell period mean se p05 p50 p80 p95 unit",
     "output cell period mean unit",
     {"Series", "数据序列"}},
    {STORE_OUTPUTS, "output label kind unit role axes", NULL, {"Outputs", "输出"}},
    {STORE_PATH,
     "label period p05 p50 p95 cumulative unit",
     "label period mean cumulative unit",
     {"Path by month", "分月进度"}},
    {STORE_FUND_MONTHS,
     "label period commitment mean p50 p80 arrears balance",
     "label period commitment mean arrears balance",
     {"Money by fund and month, in yuan", "各资金渠道分月资金（万元）"}},
    {STORE_BUDGET_SPLIT,
     "label period mean p50 p80 near_p80",
     "label period mean",
     {"Payments by fund, year and quarter, in yuan", "各资金渠道分年、分季度兑付资金（万元）"}},
    {STORE_ROLL_FORWARD,
     "period label owed_before commitment payment arrears balance_before? balance? "
     "appropriation not_funded",
     NULL,
     {"Due, paid, owed: means, in yuan", "应兑付、已兑付、未兑付：平均（万元）"}},
    {STORE_PROGRESS,
     "period label task done rate certificates certificate_rate place",
     NULL,
     {"Progress by department: means", "任务完成进度通报：平均"}},
    {STORE_FINDINGS, NULL, NULL, {"Findings", "发现的问题"}},
    {STORE_SETTINGS, NULL, NULL, {"Settings of the command line", "命令行设定"}},
    {STORE_FILES, NULL, NULL, {"Files", "文件"}},
};

const char *const show_sections[] = {
    "targets",    "budget",      "departments", "milestones",   "ratios",
    "parameters", "assumptions", "switches",    "differences",  "series",
    "outputs",    "path",        "fund_months", "budget_split", "roll_forward",
    "progress",   "findings",    "settings",    "files",        NULL,
};

/* What people ask first; `polsim run` prints the first two. */
static const struct section *const first_sections[] = {&sections[0], &sections[1], &sections[2],
                                                       &sections[3], &sections[4]};

static const struct section *find_section(const char *name, struct error *err)
{
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        if (strcmp(store_query_name(sections[i].query), name) == 0)
            return &sections[i];
    error_set(err, ERROR_USAGE, "unknown section '%s'", name);
    options_suggest(err, name, show_sections);
    return NULL;
}

bool show_is_average(const struct store_run *run)
{
    return strcmp(run->sampler, "expected") == 0;
}

/* ---- text ---- */

void show_add_title(const char *title, const struct show_options *options, struct text *out)
{
    text_add(out, "%s%s\n\n", options->format == SHOW_MARKDOWN ? "## " : "", title);
}

void show_add_table(const struct store_table *table, const char *section, const char *columns,
                    const struct show_options *options, struct text *out)
{
    const char *language = options->language;

    switch (options->format) {
    case SHOW_CSV: table_csv(table, section, options->csv, language, out); break;
    case SHOW_JSON: table_json(table, out); break;
    case SHOW_MARKDOWN:
        table_markdown(table, section, columns, language, out);
        text_add(out, "\n"); /* a note right below would be a row of it */
        break;
    case SHOW_TABLE:
        table_text_within(table, section, columns, language,
                          options->width ? options->width : TABLE_WIDTH, out);
    }
}

/* "Difference from 'w1-limited' (run 3), draw by draw" */
static bool add_difference_title(struct store *store, const struct store_run *run,
                                 const struct show_options *options, struct text *out,
                                 struct error *err)
{
    bool zh = strcmp(options->language, "zh") == 0;
    char number[32];
    struct store_run base;
    struct text title = {0};

    snprintf(number, sizeof number, "%" PRId64, run->base_run);
    if (!store_find_run(store, number, &base, err))
        return false;
    if (!zh)
        text_add(&title, "Difference from '%s' (run %" PRId64 "), draw by draw", base.scenario,
                 base.id);
    else if (base.title_zh[0])
        text_add(&title, "与“%s”（%s，第%" PRId64 "号）的同条件差额", base.title_zh, base.scenario,
                 base.id);
    else
        text_add(&title, "与“%s”（第%" PRId64 "号）的同条件差额", base.scenario, base.id);
    show_add_title(text_string(&title), options, out);
    text_clear(&title);
    return true;
}

static bool add_title(struct store *store, const struct store_run *run,
                      const struct section *section, const struct show_options *options,
                      struct text *out, struct error *err)
{
    if (section->query == STORE_DIFFERENCES && run->base_run)
        return add_difference_title(store, run, options, out, err);
    show_add_title(words_in(section->title, options->language, ""), options, out);
    return true;
}

static void add_nothing(const struct section *section, const struct store_run *run,
                        const char *language, struct text *out)
{
    bool zh = strcmp(language, "zh") == 0;

    if (section->query == STORE_DIFFERENCES && !run->base_run)
        text_add(out, "%s\n",
                 zh ? "本次运行没有与其他方案比较。" : "None: the run has no base run.");
    else if (section->query == STORE_DIFFERENCES)
        text_add(out, "%s\n", zh ? "没有差异。" : "None: nothing differs.");
    else
        text_add(out, "%s\n", zh ? "（无）" : "(none)");
}

/* What is to be said beside a target, once each. */
static void add_notes(const struct store_table *table, const char *language, struct text *out)
{
    const char *colon = strcmp(language, "zh") == 0 ? "：" : ": ", *last = "";

    for (size_t row = 0; row < table->row_count; row++) {
        const char *note = store_table_text(table, row, "note");
        if (note[0] && strcmp(note, last) != 0) {
            struct text line = {0};
            text_add(&line, "%s%s%s%s", strcmp(language, "zh") == 0 ? "注：" : "Note: ",
                     store_table_text(table, row, "label"), colon, note);
            text_add_wrapped(out, text_string(&line), 0, 2, TABLE_WIDTH);
            text_clear(&line);
        }
        last = note;
    }
}

static void add_finding(int number, const char *finding, const char *source_kind,
                        const char *source, const char *language, int width, struct text *out)
{
    struct text line = {0};

    text_add(&line, "%d. %s", number, finding);
    if (source_kind && source_kind[0])
        text_add(&line, strcmp(language, "zh") == 0 ? "【%s：%s】" : " [%s: %s]",
                 table_word(source_kind, language), source ? source : "");
    text_add_wrapped(out, text_string(&line), 2, 5, width);
    text_clear(&line);
}

void show_add_finding(int number, const char *finding, const char *source_kind, const char *source,
                      const char *language, struct text *out)
{
    add_finding(number, finding, source_kind, source, language, TABLE_WIDTH, out);
}

/* Sentences, not columns. */
static void add_findings(const struct store_table *table, const char *language, int width,
                         struct text *out)
{
    for (size_t row = 0; row < table->row_count; row++)
        add_finding((int)row + 1, store_table_text(table, row, "finding"),
                    store_table_text(table, row, "source_kind"),
                    store_table_text(table, row, "source"), language, width, out);
}

/* How the numbers of a section add up, which its headings cannot say. */
static void add_sums(enum store_query query, const struct store_run *run, const char *language,
                     struct text *out)
{
    static const struct words split = {
        "Means and the last column add up over funds, quarters and years; P50 and P80 do not, "
        "since "
        "not all is dear at once. Last column: the mean of the draws whose total is near its P80, "
        "scaled to it.",
        "平均和最后一列可以按渠道、季度、年度相加；P50、P80不能相加，因为各渠道、各季度不会同时偏高"
        "。"
        "最后一列：合计接近八成把握额度的各次模拟的平均，按比例调整到该额度。"};
    static const struct words roll = {
        "Owed at the start + due - paid = owed at the end. Not yet funded: all that is due from a "
        "fund without appropriation in this run, else due - paid.",
        "期初未兑付＋应兑付－已兑付＝期末未兑付。未落实：本次测算没有拨款数的渠道为全部应兑付，"
        "有拨款的为应兑付减已兑付。"};
    const struct words *words = query == STORE_ROLL_FORWARD                            ? &roll
                                : query == STORE_BUDGET_SPLIT && !show_is_average(run) ? &split
                                                                                       : NULL;

    if (words)
        text_add_wrapped(out, words_in(*words, language, ""), 0, 2, TABLE_WIDTH);
}

static void add_rows(const struct store_run *run, const struct section *section,
                     const struct store_table *table, const struct show_options *options,
                     struct text *out)
{
    if (section->query == STORE_FINDINGS) {
        add_findings(table, options->language, options->width ? options->width : TABLE_WIDTH, out);
        return;
    }
    bool average = show_is_average(run) && section->average_columns;

    show_add_table(table, store_query_name(section->query),
                   average ? section->average_columns : section->columns, options, out);
}

/* may_be_empty: a section without rows is there all the same and says so. */
static bool add_text_section(struct store *store, const struct store_run *run,
                             const struct section *section, bool may_be_empty,
                             const struct show_options *options, struct text *out,
                             struct error *err)
{
    const char *language = options->language;
    struct store_table table;
    struct text notes = {0};

    if (!store_read(store, section->query, run->id, language, &table, err))
        return false;
    if (!may_be_empty && table.row_count == 0) {
        store_table_clear(&table);
        return true;
    }
    show_trim(section->query, run, options, &table, &notes);
    bool titled = add_title(store, run, section, options, out, err);
    if (titled && table.row_count) {
        add_rows(run, section, &table, options, out);
        add_sums(section->query, run, language, out);
    } else if (titled && !notes.length) {
        add_nothing(section, run, language, out);
    }
    if (section->query == STORE_TARGETS || section->query == STORE_MILESTONES ||
        section->query == STORE_RATIOS)
        add_notes(&table, language, out);
    text_add(out, "%s\n", text_string(&notes));
    store_table_clear(&table);
    text_clear(&notes);
    return titled;
}

void show_add_hint(const struct store_run *run, const char *rest,
                   const struct show_options *options, struct text *out)
{
    if (!options->store)
        return;
    text_add(out, "polsim show %" PRId64 "%s", run->id, rest);
    if (strcmp(options->store, OPTION_STORE_DEFAULT) != 0) {
        text_add(out, " --store ");
        show_add_shell_word(options->store, out);
    }
}

static void add_head(const struct store_run *run, const char *language, struct text *out)
{
    bool zh = strcmp(language, "zh") == 0;
    struct words title = {run->title_en[0] ? run->title_en : NULL,
                          run->title_zh[0] ? run->title_zh : NULL};

    struct text line = {0};

    text_add(out, "%s\n", words_in(title, language, run->scenario));
    text_add(&line, zh ? "编号 %" PRId64 "，方案 %s，模拟次数 " : "run %" PRId64 ", scenario %s, ",
             run->id, run->scenario);
    table_add_number((double)run->draws, 0, &line);
    text_add(&line,
             zh ? "，随机种子 %" PRIu64 "，%s，%s，polsim %s"
                : " draws, seed %" PRIu64 ", %s, %s, polsim %s",
             run->seed, table_word(run->sampler, language), run->started_at, run->engine_version);
    text_add_wrapped(out, text_string(&line), 0, 2, TABLE_WIDTH);
    text_clear(&line);
    if (show_is_average(run))
        text_add(out, "%s\n",
                 zh ? "平均情形测算：每项输入和随机性都取平均，没有完成把握"
                    : "Average case: every input and chance at its mean; no "
                      "probabilities");
    if (strcmp(run->status, "done") != 0)
        text_add(out,
                 zh ? "注意：本次运行未完成（%s），没有结果。%s\n"
                    : "Note: this run is not finished (%s) and has no results. %s\n",
                 table_word(run->status, language), run->message);
    text_add(out, "\n");
}

/* ", see polsim show 3 ratios" */
static void add_where(const struct store_run *run, const char *rest,
                      const struct show_options *options, struct text *out)
{
    bool zh = strcmp(options->language, "zh") == 0;

    text_add(out, "%s", !options->store ? "" : zh ? "，见 " : "; see ");
    show_add_hint(run, rest, options, out);
    text_add(out, "\n");
}

static void add_goals(const struct store_table *counts, const struct store_run *run,
                      const struct show_options *options, struct text *out)
{
    bool zh = strcmp(options->language, "zh") == 0;
    const char *goals = store_table_text(counts, 0, "goals");

    if (strcmp(goals, "0") == 0)
        return;
    text_add(out,
             zh ? "注：另有 %s 项指标目标（逐单元、逐年）"
                : "Note: goals of outputs, by cell and year: %s",
             goals);
    add_where(run, " ratios", options, out);
}

bool show_add_goals(struct store *store, const struct store_run *run,
                    const struct show_options *options, struct text *out, struct error *err)
{
    struct store_table counts;

    if (!store_read(store, STORE_COUNTS, run->id, "en", &counts, err))
        return false;
    add_goals(&counts, run, options, out);
    store_table_clear(&counts);
    return true;
}

/* What there is beside the tables: goals of outputs, inputs that are assumed, findings. */
static bool add_count_notes(struct store *store, const struct store_run *run,
                            const struct show_options *options, struct text *out, struct error *err)
{
    struct store_table counts;
    bool zh = strcmp(options->language, "zh") == 0;

    if (!store_read(store, STORE_COUNTS, run->id, "en", &counts, err))
        return false;
    const char *assumed = store_table_text(&counts, 0, "assumed"),
               *findings = store_table_text(&counts, 0, "findings");
    add_goals(&counts, run, options, out);
    if (strcmp(assumed, "0") != 0) {
        const char *inputs = store_table_text(&counts, 0, "inputs");
        text_add(out,
                 zh ? "注：%s 项参数中有 %s 项是假设（没有来源）"
                    : "Note: inputs that are assumed: %s of %s",
                 zh ? inputs : assumed, zh ? assumed : inputs);
        add_where(run, " assumptions", options, out);
    }
    if (strcmp(findings, "0") != 0) {
        text_add(out, zh ? "注：发现方案和模型中的问题 %s 处" : "Note: findings about the plan: %s",
                 findings);
        add_where(run, " findings", options, out);
    }
    store_table_clear(&counts);
    return true;
}

/* Head, sections and notes; a section that a plan has nothing for is left out. */
static bool add_text(struct store *store, const struct store_run *run, size_t count,
                     const struct show_options *options, struct text *out, struct error *err)
{
    add_head(run, options->language, out);
    for (size_t i = 0; i < count; i++)
        if (!add_text_section(store, run, first_sections[i], false, options, out, err))
            return false;
    return add_count_notes(store, run, options, out, err);
}

bool show_run_in_short(struct store *store, const struct store_run *run,
                       const struct show_options *options, struct text *out, struct error *err)
{
    return add_text(store, run, 2, options, out, err);
}

/* ---- JSON and CSV ---- */

static bool add_data_section(struct store *store, const struct store_run *run,
                             const struct section *section, const struct show_options *options,
                             struct text *out, struct error *err)
{
    struct store_table table;

    if (!store_read(store, section->query, run->id, options->language, &table, err))
        return false;
    show_add_table(&table, store_query_name(section->query), NULL, options, out);
    store_table_clear(&table);
    return true;
}

/* An object: the run's row, then what people ask first. */
static bool add_json(struct store *store, const struct store_run *run,
                     const struct show_options *options, struct text *out, struct error *err)
{
    struct store_table table;

    if (!store_read(store, STORE_RUNS, run->id, options->language, &table, err))
        return false;
    text_add(out, "{\n\"runs\": ");
    table_json(&table, out);
    store_table_clear(&table);
    for (size_t i = 0; i < COUNT_OF(first_sections); i++) {
        text_add(out, ",\n\"%s\": ", store_query_name(first_sections[i]->query));
        if (!add_data_section(store, run, first_sections[i], options, out, err))
            return false;
    }
    text_add(out, "\n}\n");
    return true;
}

bool show_run(struct store *store, const struct store_run *run, const char *name,
              const struct show_options *options, struct text *out, struct error *err)
{
    const struct section *section = name ? find_section(name, err) : NULL;

    if (name && !section)
        return false;
    if (!name && options->format == SHOW_CSV) {
        error_set(err, ERROR_USAGE, "csv holds one table: name a section");
        return options_suggest(err, "", show_sections);
    }
    if (!name && options->format == SHOW_JSON)
        return add_json(store, run, options, out, err);
    if (!name)
        return add_text(store, run, COUNT_OF(first_sections), options, out, err);
    if (options->format == SHOW_TABLE || options->format == SHOW_MARKDOWN)
        return add_text_section(store, run, section, true, options, out, err) &&
               (section->query != STORE_TARGETS || show_add_goals(store, run, options, out, err));
    bool added = add_data_section(store, run, section, options, out, err);
    if (added && options->format == SHOW_JSON)
        text_add(out, "\n");
    return added;
}

/* ---- to run it again ---- */

void show_add_shell_word(const char *word, struct text *out)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./=:,@%+";

    if (word[0] && strspn(word, plain) == strlen(word)) {
        text_add(out, "%s", word);
        return;
    }
    text_add(out, "'");
    for (; *word; word++)
        if (*word == '\'')
            text_add(out, "'\\''");
        else
            text_add_bytes(out, word, 1);
    text_add(out, "'");
}

/* A variant's scenario is called after its file and itself. */
void show_add_variant(const struct store_run *run, const char *path, struct text *out)
{
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
    size_t stem = strlen(file);

    if (stem > 4 && strcmp(file + stem - 4, ".lua") == 0)
        stem -= 4;
    if (strncmp(run->scenario, file, stem) == 0 && run->scenario[stem] == '-')
        text_add(out, ":%s", run->scenario + stem + 1);
}

/* The file of inputs lies where the scenario's files do. */
bool show_inputs_file(struct store *store, const struct store_run *run, const char *scenario,
                      struct text *out, struct error *err)
{
    struct store_table files;

    if (!store_read(store, STORE_FILES, run->id, "en", &files, err))
        return false;
    for (size_t row = 0; row < files.row_count; row++) {
        const char *path = store_table_text(&files, row, "path");
        if (strncmp(path, INPUTS_FOLDER, strlen(INPUTS_FOLDER)) != 0)
            continue;
        size_t folder = strlen(scenario) - strlen(store_table_text(&files, 0, "path"));
        text_add(out, "%.*s%s", (int)folder, scenario, path);
    }
    store_table_clear(&files);
    return true;
}

bool show_command(struct store *store, const struct store_run *run, const char *scenario,
                  struct text *out, struct error *err)
{
    struct text path = {0}, inputs = {0};
    struct store_table settings;

    if (!store_read(store, STORE_SETTINGS, run->id, "en", &settings, err))
        return false;
    if (!show_inputs_file(store, run, scenario, &inputs, err)) {
        store_table_clear(&settings);
        return false;
    }
    text_add(&path, "%s", scenario);
    show_add_variant(run, scenario, &path);
    text_add(out, "polsim run ");
    show_add_shell_word(text_string(&path), out);
    text_clear(&path);
    text_add(out, " --draws %" PRIu64 " --seed %" PRIu64 " --sampler %s", run->draws, run->seed,
             run->sampler);
    for (size_t row = 0; row < settings.row_count; row++) {
        text_add(out, " --set ");
        show_add_shell_word(store_table_text(&settings, row, "expression"), out);
    }
    if (inputs.length) {
        text_add(out, " --inputs ");
        show_add_shell_word(text_string(&inputs), out);
    }
    store_table_clear(&settings);
    text_clear(&inputs);
    return true;
}
