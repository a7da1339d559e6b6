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
    const char *title;
} sections[] = {
    {STORE_TARGETS, "label cell_label period goal probability se? verdict? p05 p50 p95 unit",
     "label cell_label period goal met mean unit", WORD("Targets")},
    {STORE_BUDGET, "label period appropriation commitment mean p50 p80 arrears balance",
     "label period appropriation commitment mean arrears balance",
     WORD("Budget by fund and year, in yuan")},
    {STORE_DEPARTMENTS, "label period task done p10 p90 rate probability",
     "label period task done rate", WORD("Task and work done")},
    {STORE_MILESTONES, "label period goal probability p05 p50 p95 source_kind unit",
     "label period goal met mean source_kind unit", WORD("Milestones on the way to the targets")},
    {STORE_RATIOS, "label cell_label period goal p05 p50 p95 probability verdict",
     "label cell_label period goal met mean", WORD("Measures against their goal")},
    {STORE_PARAMETERS, "label period cell_label value unit mean? p05? p95? source_kind source",
     NULL, WORD("Inputs")},
    {STORE_ASSUMPTIONS, "label period cell_label value unit mean? p05? p95? source", NULL,
     WORD("Assumptions")},
    {STORE_SWITCHES, "label value_label default_label choice_labels source_kind source", NULL,
     WORD("Readings")},
    {STORE_DIFFERENCES, "label cell_label period mean p05 p95 unit",
     "label cell_label period mean unit", WORD("Differences from a base run, draw by draw")},
    {STORE_SERIES, "output cell period mean se p05 p50 p80 p95 unit",
     "output cell period mean unit", WORD("Series")},
    {STORE_OUTPUTS, "output label kind unit role axes", NULL, WORD("Outputs")},
    {STORE_PATH, "label period p05 p50 p95 cumulative unit", "label period mean cumulative unit",
     WORD("Path by month")},
    {STORE_FUND_MONTHS, "label period commitment mean p50 p80 arrears balance",
     "label period commitment mean arrears balance", WORD("Money by fund and month, in yuan")},
    {STORE_BUDGET_SPLIT, "label period mean p50 p80 near_p80", "label period mean",
     WORD("Payments by fund, year and quarter, in yuan")},
    {STORE_ROLL_FORWARD,
     "period label owed_before commitment payment arrears balance_before? balance? "
     "appropriation not_funded",
     NULL, WORD("Due, paid, owed: means, in yuan")},
    {STORE_PROGRESS, "period label task done rate certificates certificate_rate place", NULL,
     WORD("Progress by department: means")},
    {STORE_FINDINGS, NULL, NULL, WORD("Findings")},
    {STORE_SETTINGS, NULL, NULL, WORD("Settings of the command line")},
    {STORE_FILES, NULL, NULL, WORD("Files")},
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
    const char *language = options->language;
    struct store_run base;
    struct text title = {0};

    if (!store_find_run_by_id(store, run->base_run, &base, err))
        return false;
    const char *title_here = strcmp(language, "zh") == 0 ? base.title_zh : ""; /* English is long */
    if (title_here[0])
        text_add(&title, word(language, "Difference from '%s' (%s, run %jd), draw by draw"),
                 title_here, base.scenario, (intmax_t)base.id);
    else
        text_add(&title, word(language, "Difference from '%s' (run %jd), draw by draw"),
                 base.scenario, (intmax_t)base.id);
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
    show_add_title(word(options->language, section->title), options, out);
    return true;
}

static void add_nothing(const struct section *section, const struct store_run *run,
                        const char *language, struct text *out)
{

    if (section->query == STORE_DIFFERENCES && !run->base_run)
        text_add(out, "%s\n", word(language, "None: the run has no base run."));
    else if (section->query == STORE_DIFFERENCES)
        text_add(out, "%s\n", word(language, "None: nothing differs."));
    else
        text_add(out, "%s\n", word(language, "(none)"));
}

/* What is to be said beside a target, once each. */
static void add_notes(const struct store_table *table, const char *language, struct text *out)
{
    const char *colon = word(language, ": "), *last = "";

    for (size_t row = 0; row < table->row_count; row++) {
        const char *note = store_table_text(table, row, "note");
        if (note[0] && strcmp(note, last) != 0) {
            struct text line = {0};
            text_add(&line, "%s%s%s%s", word(language, "Note: "),
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
        text_add(&line, word(language, " [%s: %s]"), table_word(source_kind, language),
                 source ? source : "");
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
    const char *sums = NULL;

    if (query == STORE_ROLL_FORWARD)
        sums = WORD("Owed at the start + due - paid = owed at the end. Not yet funded: all that is "
                    "due from a "
                    "fund without appropriation in this run, else due - paid.");
    else if (query == STORE_BUDGET_SPLIT && !show_is_average(run))
        sums = WORD(
            "Means and the last column add up over funds, quarters and years; P50 and P80 do not, "
            "since not all is dear at once. Last column: the mean of the draws whose total is near "
            "its P80, scaled to it.");
    if (sums)
        text_add_wrapped(out, word(language, sums), 0, 2, TABLE_WIDTH);
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

    struct text draws = {0}, line = {0};

    text_add(out, "%s\n", store_run_title(run, language));
    table_add_number((double)run->draws, 0, &draws);
    text_add(&line, word(language, "run %jd, scenario %s, %s draws, seed %ju, %s, %s, polsim %s"),
             (intmax_t)run->id, run->scenario, text_string(&draws), (uintmax_t)run->seed,
             table_word(run->sampler, language), run->started_at, run->engine_version);
    text_add_wrapped(out, text_string(&line), 0, 2, TABLE_WIDTH);
    text_clear(&draws);
    text_clear(&line);
    if (show_is_average(run))
        text_add(out, "%s\n",
                 word(language, "Average case: every input and chance at its mean; no "
                                "probabilities"));
    if (strcmp(run->status, "done") != 0)
        text_add(out,
                 word(language, "Note: this run is not finished (%s) and has no results. %s\n"),
                 table_word(run->status, language), word(language, run->message));
    if (strcmp(run->status, "interrupted") == 0)
        text_add(out, word(language, "To compute it: polsim runs --resume %jd\n"),
                 (intmax_t)run->id);
    text_add(out, "\n");
}

/* ", see polsim show 3 ratios" */
static void add_where(const struct store_run *run, const char *rest,
                      const struct show_options *options, struct text *out)
{
    const char *language = options->language;

    text_add(out, "%s", !options->store ? "" : word(language, "; see "));
    show_add_hint(run, rest, options, out);
    text_add(out, "\n");
}

static void add_goals(const struct store_table *counts, const struct store_run *run,
                      const struct show_options *options, struct text *out)
{
    const char *language = options->language;
    const char *goals = store_table_text(counts, 0, "goals");

    if (strcmp(goals, "0") == 0)
        return;
    text_add(out, word(language, "Note: goals of outputs, by cell and year: %s"), goals);
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
    const char *language = options->language;

    if (!store_read(store, STORE_COUNTS, run->id, "en", &counts, err))
        return false;
    const char *assumed = store_table_text(&counts, 0, "assumed"),
               *findings = store_table_text(&counts, 0, "findings");
    add_goals(&counts, run, options, out);
    if (strcmp(assumed, "0") != 0) {
        const char *inputs = store_table_text(&counts, 0, "inputs");
        text_add(out, word(language, "Note: inputs that are assumed: %s of %s"), assumed, inputs);
        add_where(run, " assumptions", options, out);
    }
    if (strcmp(findings, "0") != 0) {
        text_add(out, word(language, "Note: findings about the plan: %s"), findings);
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
    for (size_t i = 0; i < count; i++) {
        if (!add_text_section(store, run, first_sections[i], false, options, out, err))
            return false;
        if (options->made)
            options->made(out);
    }
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

/* Is what the section shows known before a run has results? */
static bool is_known_before(enum store_query query)
{
    return query == STORE_PARAMETERS || query == STORE_ASSUMPTIONS || query == STORE_SWITCHES ||
           query == STORE_SETTINGS || query == STORE_FILES || query == STORE_OUTPUTS ||
           query == STORE_CELLS;
}

bool show_run(struct store *store, const struct store_run *run, const char *name,
              const struct show_options *options, struct text *out, struct error *err)
{
    const struct section *section = name ? find_section(name, err) : NULL;
    if (name && (!section || (!is_known_before(section->query) && !store_needs_results(run, err))))
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

void show_add_command_line(const char *command, int argc, char **argv, struct text *out)
{
    text_add(out, "polsim %s", command);
    for (int i = 0; i < argc; i++) {
        text_add(out, " ");
        show_add_shell_word(argv[i], out);
    }
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
