/* Figures: heads of templates, quoting, gnuplot, the command on a small database made here. */
#include "check.h"

#include "command.h"
#include "embed.h"
#include "error.h"
#include "plot.h"
#include "store_sql.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/polsim-test-plot-XXXXXX";
static char store_path[64];

#define HEAD "# title.en: A\n# title.zh: 甲\n# shows.en: shows a\n#   and b\n# shows.zh: 乙\n"

/* ---- the small database ---- */

/* `path`: where; `more`: SQL after the common rows. */
static void make_store(const char *path, const char *const *more)
{
    struct error err = {0};
    sqlite3 *db = NULL;
    char *message = NULL;
    static const char common[] =
        "INSERT INTO run (run, model, scenario, title_zh, status, draws, seed, sampler, "
        " engine_version, input_digest, first_month, plan_end, last_month, started_at, "
        "finished_at, "
        " threads, command_line) VALUES (1, 'small', 'base', '基准', 'done', 100, 7, 'sobol', "
        "'0.1.0',"
        " 'x', '2026-01', '2026-02', '2027-01', '2026-11-23T00:00:00Z', '2026-11-23T00:00:01Z', 1, "
        "'');"
        "INSERT INTO period VALUES (1, '2026-01', 'month', '2026-01', '2026-01', 0),"
        " (1, '2026-02', 'month', '2026-02', '2026-02', 1),"
        " (1, '2026', 'year', '2026-01', '2026-12', 2),"
        " (1, 'plan', 'plan', '2026-01', '2026-02', 3),"
        " (1, 'all', 'all', '2026-01', '2027-01', 4),"
        " (1, '2026Q1', 'quarter', '2026-01', '2026-03', 5);";

    struct store *store = store_open(path, STORE_CREATE, &err);
    if (!store)
        fail_msg("%s", err.text);
    store_close(store);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, common, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
    for (; *more; more++)
        if (sqlite3_exec(db, *more, NULL, NULL, &message) != SQLITE_OK)
            fail_msg("%s", message);
    sqlite3_close(db);
}

#define SERIES(output, cell, period, mean)                                                         \
    "INSERT OR IGNORE INTO place (run, output, cell) VALUES (1, '" output "', '" cell "');"        \
    "INSERT INTO statistic SELECT 4096*place + position, 100, " mean ", 1, 1, "                    \
    "0.8*" mean ", 0.85*" mean ", 0.9*" mean ", 0.93*" mean ", 0.95*" mean ", " mean               \
    ", 1.05*" mean ", 1.07*" mean ", 1.1*" mean ", 1.15*" mean ", 1.2*" mean                       \
    " FROM place JOIN period USING (run) WHERE output = '" output "' AND cell = '" cell            \
    "' AND period = '" period "';"
#define OUTPUT(output, position, kind, unit, role, axes)                                           \
    "INSERT INTO output VALUES (1, '" output "', " position ", '" output "', NULL, '" kind         \
    "', '" unit "', '" role "', '" axes "');"
#define TARGET(position, name, output, cell, period, threshold)                                     \
    "INSERT INTO target VALUES (1, " position ", '" name "', '" output "', 'T', '目标甲', '" cell   \
    "', '" period "', '>=', " threshold ", 'person', 100, 0.42, 0.01, 9, 7, 9, 11, 'plan', '一', " \
    "NULL, NULL);"

/* A plan with regions instead of departments, one fund, hostile labels. */
static const char plan_of_regions[] =
    "INSERT INTO label VALUES (1, 'region', 'north', 0, 'North', '北区 `touch broken`'),"
    " (1, 'region', 'south', 1, 'South \"$(touch broken)', '南区'''),"
    " (1, 'fund', 'purse', 0, 'Purse', '县资金'');system(\"touch broken\")#');" OUTPUT(
        "trained_total", "0", "level", "person", "path:trained",
        "") OUTPUT("paid", "1", "flow", "yuan", "payment",
                   "fund") OUTPUT("asked", "2", "flow", "person", "task", "region")
        OUTPUT("trained", "3", "flow", "person", "done",
               "region") OUTPUT("share", "4", "ratio", "", "",
                                "region") OUTPUT("enrolled", "5", "flow", "person", "stage:1", "")
            OUTPUT("certified", "6", "flow", "person", "stage:2", "") TARGET(
                "0", "trained", "", "", "2026-02",
                "10") TARGET("1", "no_path", "", "", "2026-02",
                             "12") TARGET("2", "share", "share", "region=north", "2026",
                                          "0.1") SERIES("trained_total", "", "2026-01", "5")
                SERIES("trained_total", "", "2026-02", "9") SERIES("paid", "", "2026-01", "120000")
                    SERIES("paid", "fund=purse", "2026-01",
                           "120000") SERIES("paid", "", "2026", "1234567")
                        SERIES("paid", "fund=purse", "2026", "1234567")
                            SERIES("paid", "", "all", "1234567")
                                SERIES("asked", "region=north", "plan", "100")
                                    SERIES("asked", "region=south", "plan", "0")
                                        SERIES("trained", "region=north", "plan", "90")
                                            SERIES("trained", "region=south", "plan", "20")
                                                SERIES("share", "region=north", "plan", "0.11")
                                                    SERIES("share", "region=south", "plan", "0.2")
                                                        SERIES("enrolled", "", "all", "12")
                                                            SERIES("certified", "", "all", "9");

/* Answers about run 1: what makes the difference (run 2 stands for the other), and when and which together. */
static const char answers_about_runs[] =
    "INSERT INTO answer VALUES (11, 'explain', 1, 2, 'base', 'q', 'q', 64, 1, 4, 0.1, '0', '', ''),"
    " (12, 'attain', 1, NULL, 'base', 'q', 'q', 64, 1, 1, 0.1, '0', '', '');"
    "WITH step(i, kind, en, zh, start, \"end\", mean) AS (VALUES (0, 'from', 'Other', '另一方案', 0, 1e6, 1e6), "
    " (1, 'change', 'Grant', '拨款额', 1e6, 1.5e6, 5e5), (2, 'change', 'Share', '比例', 1.5e6, 1.376e6, -1.24e5), "
    " (3, 'to', 'Base', '基准', 0, 1.376e6, 1.376e6), (4, 'difference', NULL, NULL, NULL, NULL, 3.76e5)) "
    "INSERT INTO answer_row SELECT 11, 'effects', i, json_object('measure', 'paid@all', 'measure_en', 'Paid', "
    " 'measure_zh', '已付', 'period', 'all', 'aspect', 'value', 'unit', 'yuan', 'step', i, 'kind', kind, 'change_en', en, "
    " 'change_zh', zh, 'start', start, 'end', \"end\", 'mean', mean, 'se', 10, 'p05', 0.8 * mean, 'p95', 1.2 * mean) "
    "FROM step;"
    "INSERT INTO answer_row VALUES (12, 'times', 0, json_object('number', 1, 'label_en', 'First goal', 'label_zh', '目标一', "
    " 'due', '2026-12', 'end', '2027-12', 'op', '>=', 'event', 'reached', 'probability', 0.61, 'never', 0.0, 'p05', "
    " '2026-08', 'p50', '2026-11', 'p95', '2027-02')), (12, 'times', 1, json_object('number', 2, 'label_en', 'Second goal', "
    " 'label_zh', '目标二', 'due', '2026-12', 'end', '2027-12', 'op', '>=', 'event', 'reached', 'probability', 0.25, "
    " 'never', 0.375, 'p05', '2026-11', 'p50', NULL, 'p95', NULL));"
    "WITH pair(i, k, p) AS (VALUES (1, 1, 0.61), (1, 2, 0.214), (2, 1, 0.214), (2, 2, 0.25)) "
    "INSERT INTO answer_row SELECT 12, 'pairs', 2 * i + k, json_object('number', i, 'other_number', k, 'both', p) FROM pair;"
    "INSERT INTO answer_row VALUES (12, 'joint', 0, json_object('kind', 'all', 'number', 2, 'share', 0.214)), "
    " (12, 'joint', 1, json_object('kind', 'alone', 'number', 1, 'share', 0.036)), "
    " (12, 'joint', 2, json_object('kind', 'alone', 'number', 2, 'share', 0.396));";

/* What pictures of draws, of months and of two scenarios need besides. 20 draws: one fund pays 50,001 ... 50,020,
   the other just the reverse and 100 times the first's number more, so that the totals are 100,121 ... 102,021. */
#define DRAWS(output, cell, period, packed, format, least)                                         \
    "INSERT INTO draws VALUES (1, '" output "', '', '" cell "', '" period "', " packed ", '" format \
    "', " least ", 1);"
#define UP "x'0102030405060708090A0B0C0D0E0F1011121314'"
#define DOWN_AND_MORE                                                                               \
    "x'7800DB003E01A10104026702CA022D039003F3035604B9041C057F05E2054506A8060B076E07D107'"
#define TOTAL                                                                                       \
    "x'7900DD004101A50109026D02D10235039903FD036104C50429058D05F1055506B9061D078107E507'"
static const char draws_and_a_scenario[] =
    "INSERT INTO label VALUES (1, 'fund', 'bag', 1, 'Bag', '口袋');" OUTPUT(
        "owed", "7", "level", "yuan", "arrears",
        "fund") OUTPUT("due", "8", "flow", "yuan", "commitment",
                       "fund") SERIES("paid", "fund=bag", "all", "51071")
        SERIES("paid", "fund=bag", "2026", "51071") SERIES("paid", "", "2026Q1", "120000") SERIES(
            "paid", "fund=purse", "2026Q1",
            "120000") SERIES("owed", "", "2026-01",
                             "3000") SERIES("owed", "", "2026-02",
                                            "7000") SERIES("due", "", "all", "101071")
            SERIES("asked", "region=north", "2026", "100") SERIES(
                "trained", "region=north", "2026",
                "60") SERIES("share", "region=north", "2026",
                             "0.08") "INSERT INTO target VALUES (1, 9, 'trained', '', 'T', '目标甲', "
                                     "'', '2026-01', '>=', 4, 'person', 100, 0.77, 0.01, 5, 4, 5, "
                                     "6, 'plan', '一', NULL, NULL);"
    "INSERT INTO run (run, model, scenario, title_en, title_zh, status, draws, seed, sampler, "
    " engine_version, input_digest, base_run, first_month, plan_end, last_month, started_at, "
    " finished_at, threads, command_line) VALUES (2, 'small', 'other', 'Other', '另一情景', 'done', "
    "100, 7, 'sobol', '0.1.0', 'x', 1, '2026-01', '2026-02', '2027-01', '2026-11-23T00:00:00Z', "
    "'2026-11-22T00:00:01Z', 1, '');"
    "INSERT INTO period SELECT 2, period, kind, first_month, last_month, position FROM period;"
    "INSERT INTO target SELECT 2, position, name, output, label_en, label_zh, cell, period, op, "
    "threshold, unit, n, 0.9, se, mean, p05, p50, p95, source_kind, source, note_en, note_zh FROM "
    "target WHERE name = 'trained';"
    "INSERT INTO place (run, base_run, output, cell) VALUES (2, 1, 'trained_total', ''), "
    "(2, 1, 'due', '');"
    "INSERT INTO statistic SELECT 4096*place + position, 100, 2, 1, 1, -1, -1, 0, 0, 1, 2, 3, 3, 4, "
    "5, 6 FROM place JOIN period USING (run) WHERE run = 2 AND (output = 'trained_total') = (period = "
    "'2026-02') AND period IN ('2026-02', 'all');" DRAWS("paid", "", "2026", TOTAL, "H", "100000")
        DRAWS("paid", "", "all", TOTAL, "H", "100000")
            DRAWS("paid", "fund=purse", "2026", UP, "B", "50000") DRAWS(
                "paid", "fund=purse", "all", UP, "B",
                "50000") DRAWS("paid", "fund=bag", "2026", DOWN_AND_MORE, "H",
                               "50000") DRAWS("paid", "fund=bag", "all", DOWN_AND_MORE, "H",
                                              "50000") DRAWS("due", "", "all", TOTAL, "H", "100000");

/* Answers to questions: a sweep over one input, over two, a solve, and a run until it is precise. */
#define NUMBERS(name, last) "WITH RECURSIVE " name "(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM " name " WHERE i < " last ") "
static const char answers[] =
    "INSERT INTO answer VALUES (1, 'sweep', 1, NULL, 'base', 'q', 'q', 64, 1, 5, 0.1, '0', '', ''),"
    " (2, 'sweep', 1, NULL, 'base', 'q', 'q', 64, 1, 20, 0.1, '0', '', ''),"
    " (3, 'solve', 1, NULL, 'base', 'q', 'q', 64, 1, 9, 0.1, '0', '', ''),"
    " (4, 'precision', 1, NULL, 'base', 'q', 'q', 64, 1, 1, 0.1, '0', '', '');"
    "INSERT INTO answer_row SELECT answer, 'levers', 0, json_object('lever', 'grant', 'label_en', 'Grant', 'label_zh', "
    " '拨款额', 'unit', 'yuan', 'scaled', 1, 'low', 0, 'high', 4, 'points', 5) FROM answer WHERE answer < 3;"
    "INSERT INTO answer_row VALUES (2, 'levers', 1, json_object('lever', 'share', 'label_en', 'Share', 'label_zh', "
    " '比例', 'unit', '', 'scaled', 0, 'low', 0, 'high', 3, 'points', 4));"
    "INSERT INTO answer_row SELECT answer, 'measures', 0, json_object('measure', 'T', 'label_en', 'Trained', 'label_zh', "
    " '已培训', 'unit', 'person', 'op', '>=', 'threshold', 250) FROM answer WHERE answer < 3;"
    "INSERT INTO answer_row SELECT answer, 'measures', 1, json_object('measure', 'P', 'label_en', 'Paid', 'label_zh', "
    " '已付', 'unit', 'yuan', 'op', '', 'threshold', NULL) FROM answer WHERE answer < 3;"
    NUMBERS("n", "9") "INSERT INTO answer_row SELECT 1, 'points', i, json_object('x', i / 2, 'y', NULL, 'measure', "
    " CASE i % 2 WHEN 0 THEN 'T' ELSE 'P' END, 'n', 64, 'mean', 100 * i, 'se', 1, 'p05', 90 * i, 'p50', 100 * i, 'p95', "
    " 110 * i + 1, 'probability', CASE i % 2 WHEN 0 THEN i / 10.0 END, 'probability_se', 0.01) FROM n;"
    NUMBERS("n", "39") "INSERT INTO answer_row SELECT 2, 'points', i, json_object('x', i / 8, 'y', i / 2 % 4, 'measure', "
    " CASE i % 2 WHEN 0 THEN 'T' ELSE 'P' END, 'n', 64, 'mean', 1000 * i, 'se', 1, 'p05', 90 * i, 'p50', 100 * i, "
    " 'p95', 110 * i, 'probability', CASE i % 2 WHEN 0 THEN (i / 8 + i / 2 % 4) / 7.0 END, 'probability_se', 0.01) FROM n;"
    "INSERT INTO answer_row VALUES (3, 'solve', 0, json_object('statement', 'T >= 250', 'label_en', 'Trained ≥ 250', "
    " 'label_zh', '已培训 ≥ 250', 'lever', 'grant', 'lever_en', 'Grant', 'lever_zh', '拨款额', 'unit', 'yuan', 'scaled', 1, "
    " 'side', 'smallest', 'confidence', 0.8, 'status', 'found', 'value', 3.2, 'low', 3, 'high', 3.5, 'step', 0.1, "
    " 'least', 0, 'most', 4, 'probability', 0.81, 'probability_se', 0.01, 'check_probability', 0.8, 'check_se', 0.01, "
    " 'turned', 0, 'fall', 0));"
    NUMBERS("n", "9") "INSERT INTO answer_row SELECT 3, 'curve', i, json_object('confidence', 0.5 + i / 20.0, 'need', "
    " 2 + 0.2 * i, 'at_start', 0) FROM n;"
    NUMBERS("n", "8") "INSERT INTO answer_row SELECT 3, 'points', i, json_object('x', i / 2.0, 'probability', "
    " min(i / 8.0, 1), 'probability_se', 0.01) FROM n;"
    NUMBERS("n", "5") "INSERT INTO answer_row SELECT 4, 'growth', i, CASE i % 2 WHEN 0 THEN json_object('condition', "
    " 'target:T se<0.01', 'label_en', 'Chance of Trained', 'label_zh', '已培训的把握', 'draws', 512 << i / 2, 'of', "
    " 'probability', 'unit', 'person', 'estimate', 0.4, 'se', 0.02 / (1 + i), 'standard', 1, 'relative', 0, 'reached', "
    " 0.02 / (1 + i), 'wanted', 0.01) ELSE json_object('condition', 'p80 of P within 1%', 'label_en', 'P80 of Paid', "
    " 'label_zh', 'P80：已付', 'draws', 512 << i / 2, 'of', 'quantile', 'unit', 'yuan', 'estimate', 1234567, 'se', 0, "
    " 'standard', 0, 'relative', 1, 'reached', 0.03 / (1 + i), 'wanted', 0.01) END FROM n;";
/* An answer of polsim sensitivity to run 1: one measure, two inputs. */
static const char answer_about_inputs[] =
    "INSERT INTO answer VALUES (101, 'sensitivity', 1, NULL, 'base', 'which', '哪些', 100, 7, 0, 0.1, '0.1.0', "
    "'2026-11-23T00:00:02Z', '');"
    "INSERT INTO answer_row VALUES (101, 'measures', 0, json_object('measure', 'paid@all', 'measure_en', 'Paid', "
    "'measure_zh', '已付', 'unit', 'yuan', 'level', 0.8, 'sd', 9.0, 'rest', 0.1, 'rest_low', 0.05, 'rest_high', 0.15)), "
    "(101, 'inputs', 0, json_object('measure', 'paid@all', 'place', 1, 'name', 'a', 'label_en', 'Input a', 'label_zh', "
    "'参数甲', 'class', 'assumed', 'first', 0.7, 'first_low', 0.6, 'first_high', 0.8, 'known', 123456, 'known_low', 1)), "
    "(101, 'inputs', 1, json_object('measure', 'paid@all', 'place', 2, 'name', 'b', 'label_en', 'Input b', 'label_zh', "
    "'参数乙', 'class', 'plan', 'first', 0.2, 'first_low', 0.1, 'first_high', 0.3, 'known', 5, 'known_low', -1));";

/* ---- small parts ---- */

static char *path_in(const char *name)
{
    static char path[8][256];
    static int next;
    char *place = path[next++ % 8];

    snprintf(place, sizeof path[0], "%s/%s", folder, name);
    return place;
}

static char *read_text(const char *path)
{
    struct error err = {0};
    char *bytes = NULL;
    size_t length;

    if (!text_read_file(path, &bytes, &length, &err))
        fail_msg("%s", err.text);
    return bytes;
}

static bool is_file(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && status.st_size > 0;
}

/* Runs the command; what it prints goes to the file `printed` of the test's folder. */
static bool plot(struct error *err, const char *const *arguments)
{
    char *argv[16];
    int argc = 0;

    while (arguments[argc]) {
        argv[argc] = (char *)arguments[argc];
        argc++;
    }
    fflush(stdout);
    int kept = dup(STDOUT_FILENO), file = creat(path_in("printed"), 0600);
    dup2(file, STDOUT_FILENO);
    bool done = command_plot.run(&command_plot, argc, argv, err);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    close(file);
    return done;
}

#define PLOT(err, ...) plot(err, (const char *const[]){__VA_ARGS__, "--store", store_path, NULL})

static void refuse_head(const char *text, const char *part)
{
    struct plot_figure figure;
    struct error err = {0};

    assert_false(plot_figure_parse(&figure, "broken", "plots/broken.gp", text, &err));
    assert_int_equal(err.kind, ERROR_STORE);
    assert_contains(err.text, part);
    assert_null(figure.text);
}

/* ---- heads ---- */

static void test_a_head_gives_titles_and_queries(void **state)
{
    struct plot_figure figure;
    struct error err = {0};

    (void)state;
    assert_true(plot_figure_parse(&figure, "x", "plots/x.gp",
                                  HEAD "# data.first_part:\n#   SELECT 1\n#     AS a\n"
                                       "# data.other: SELECT 2\n\n# free: words\nplot x\n",
                                  &err));
    assert_string_equal(figure.title_zh, "甲");
    assert_string_equal(figure.shows_en, "shows a and b");
    assert_int_equal(figure.data_count, 2);
    assert_string_equal(figure.data[0].name, "first_part");
    assert_string_equal(figure.data[0].sql, "SELECT 1\nAS a");
    assert_string_equal(figure.data[1].sql, "SELECT 2");
    plot_figure_clear(&figure);
}

static void test_a_wrong_head_is_refused_with_its_line(void **state)
{
    (void)state;
    refuse_head("# titel.en: A\n",
                "plots/broken.gp:1: unknown key 'titel.en'; did you mean 'title.en'?");
    refuse_head("# title.en: A\n# title.en: B\n",
                "plots/broken.gp:2: this key stands here a second");
    refuse_head("#   more\n", "plots/broken.gp:1: the head begins with a key");
    refuse_head("# title.en: A\n# what is this\n", "plots/broken.gp:2: the head has lines");
    refuse_head(HEAD "plot x\n", "the head needs a query");
    refuse_head("# title.en: A\n# data.a: SELECT 1\nplot x\n", "the head needs title.en, title.zh");
    refuse_head(HEAD "# data.a: SELECT 1\n# data.a: SELECT 2\n", "this block stands here a second");
    refuse_head(HEAD "# data.A1: SELECT 1\n", "a block's name is of small letters");
    refuse_head(HEAD "# data.a:\n", "a block of data has no query");
}

/* ---- quoting ---- */

static void test_gnuplot_reads_back_any_string(void **state)
{
    static const char hostile[] = "it's `touch broken` \"$(x)\" @a \\n 'q' 中文 %s {/=20 x}";
    struct text script = {0}, printed = {0};
    struct error err = {0};

    (void)state;
    text_add(&script, "set print '-'\nprint ");
    plot_add_string(&script, hostile);
    text_add(&script, "\n");
    assert_true(text_write_file(path_in("string.gp"), text_string(&script), script.length, &err));
    assert_true(plot_gnuplot(folder, "string.gp", NULL, &printed, &err));
    assert_int_equal(strncmp(text_string(&printed), hostile, strlen(hostile)), 0);
    assert_false(is_file(path_in("broken")));
    text_clear(&script);
    plot_add_string(&script, "a\nsystem('x')\tb");
    assert_string_equal(text_string(&script), "'a system(''x'') b'");
    text_clear(&script);
    text_clear(&printed);
}

static void test_a_cell_cannot_end_its_field_or_line(void **state)
{
    char *cells[] = {(char *)"a\tb\n\"c\" \\n", (char *)"1.5", NULL, (char *)"-2"};
    struct store_table table = {.column_count = 2,
                                .columns = {"text", "number"},
                                .numeric = {false, true},
                                .row_count = 2,
                                .cells = cells};
    struct text text = {0};

    (void)state;
    plot_add_table(&text, "block", &table);
    assert_string_equal(text_string(&text), "# block\n\"text\"\t\"number\"\n"
                                            "\"a b 'c' /n\"\t1.5\nNaN\t-2\n");
    text_clear(&text);
}

static void test_a_long_cell_is_cut_between_characters(void **state)
{
    char cell[PLOT_CELL_BYTES_MAX + 10] = "x";
    char *cells[] = {cell};
    struct store_table table = {
        .column_count = 1, .columns = {"c"}, .row_count = 1, .cells = cells};
    struct text text = {0};

    (void)state;
    for (size_t i = 1; i + 3 < sizeof cell; i += 3)
        memcpy(cell + i, "中", 4);
    plot_add_table(&text, "b", &table);
    assert_int_equal(strlen(strrchr(text_string(&text), 'x')),
                     1 + (PLOT_CELL_BYTES_MAX - 1) / 3 * 3 + 2);
    text_clear(&text);
}

static void test_wide_characters_keep_the_columns_behind_them(void **state)
{
    struct text fitted = {0};

    (void)state;
    plot_fit_columns(" 中文     |\n a中  b 文   |\nplain    |\n", &fitted);
    assert_string_equal(text_string(&fitted), " 中文   |\n a中 b 文  |\nplain    |\n");
    text_clear(&fitted);
}

/* ---- gnuplot ---- */

static void test_without_gnuplot_the_error_says_what_to_install(void **state)
{
    struct error err = {0};
    char *path = strdup(getenv("PATH"));

    (void)state;
    setenv("PATH", "/nowhere", 1);
    bool done = PLOT(&err, "base", "funnel", "--out", path_in("without"), "--lang", "zh");
    setenv("PATH", path, 1);
    free(path);
    assert_false(done);
    assert_int_equal(err.kind, ERROR_STORE);
    assert_contains(err.text, "gnuplot is not installed");
    assert_contains(err.text, "apt-get install gnuplot-nox");
    assert_true(is_file(path_in("without/funnel.zh.gp")));
    assert_true(is_file(path_in("without/funnel.zh.dat")));
}

static void test_gnuplots_own_message_is_passed_on(void **state)
{
    struct error err = {0};

    (void)state;
    assert_true(text_write_file(path_in("bad.gp"), "plot nosuch\n", 12, &err));
    assert_false(plot_gnuplot(folder, "bad.gp", NULL, NULL, &err));
    assert_int_equal(err.kind, ERROR_STORE);
    assert_contains(err.text, "gnuplot failed on 'bad.gp'; it says:\n");
    assert_contains(err.text, "undefined variable: nosuch");
}

/* ---- the command ---- */

/* What each figure must say, and how many marks (paths of the picture) it has at least. */
static const struct {
    const char *name, *run, *en, *zh, *says_en, *says_zh;
    int marks;
} figures[] = {
    {"attainment", "1", "Will the targets be met?", "目标能否完成", "42% chance", "完成把握 42%", 20},
    {"budget", "1", "from which fund, in which year?", "各年度各渠道资金需要多少", "95% confidence (P95)",
     "123 万元", 10},
    {"budget_months", "1", "When is money paid", "各月已兑付与未兑付资金", "due, not yet paid",
     "月末未兑付，元", 15},
    {"budget_quarters", "1", "in which quarter?", "各季度各渠道资金需要多少", "Q1", "一季度", 8},
    {"budget_split", "1", "A split of the 80% amount", "八成把握额度的分解", "All funds", "各年合计", 8},
    {"chance", "1", "How sure is each target", "完成把握随时间的变化", "milestone, at its date", "77%", 10},
    {"comparison", "2", "What does the scenario change?", "情景比较", "42% → 90%", "对照：基准", 5},
    {"departments", "1", "Who does its task", "各单位任务完成情况", "90 / 100", "未下达任务", 5},
    {"departments_years", "1", "Every department, year by year", "各单位分年度完成情况", "60% ▽",
     "≥ 10%：share", 6},
    {"explain", "1", "What makes the difference?", "差别从何而来", "-124", "+50.0", 6},
    {"funnel", "1", "From enrolment to payment", "培训—取证—兑付流程", "of previous", "占上一环节", 5},
    {"solve", "1", "What does it take?", "需要多少才有把握", "in 80% of the futures: 3.2 times what it was", "拨款额（现值的倍数）", 10},
    {"sweep", "1", "What changes with this input?", "参数取不同值时结果如何变化", "chance of ≥ 250 people", "每个取值模拟 64 次", 8},
    {"sweep_grid", "1", "Two inputs at once", "两项参数同时变化时的把握", "Paid, mean", "已培训 ≥ 250 人", 4},
    {"joint_attainment", "1", "which is in the way?", "哪一项拖后腿", "All 2 at once: 21.4%", "39.6%", 6},
    {"need", "1", "How much money will it take", "最终资金需求的可能分布", "80% confidence (P80)",
     "八成把握额度（P80）", 20},
    {"precision", "1", "How precise is it", "模拟多少次才够精确", "Chance of Trained: 40.0%, standard error 0.4% (allowed 1%)",
     "123.5 万元，± 0.5%（允许 1%）", 6},
    {"sensitivity", "1", "Which inputs the spread comes from", "结果的波动来自哪些参数", "123 thousand yuan",
     "12 万元", 6},
    {"time_to_target", "1", "When is each target reached?", "各项目标何时达到", "37.5%", "期末仍未达到", 6},
};

static int count_of(const char *text, const char *part)
{
    int count = 0;

    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

static void check_picture(const char *file, const char *title, const char *says, int marks)
{
    char name[96];
    struct stat status;

    snprintf(name, sizeof name, "%s.svg", file);
    char *svg = read_text(path_in(name));
    assert_contains(svg, title);
    assert_contains(svg, says);
    if (count_of(svg, "<path") + count_of(svg, "<poly") + count_of(svg, "<use") < marks)
        fail_msg("%s has fewer than %d marks", name, marks);
    free(svg);
    snprintf(name, sizeof name, "%s.png", file);
    assert_int_equal(stat(path_in(name), &status), 0);
    if (status.st_size < 24000) /* a sheet of that size with nothing on it has 5,000 to 8,000 bytes */
        fail_msg("%s has only %ld bytes", name, (long)status.st_size);
}

static void test_every_figure_shows_its_data_and_labels_in_both_languages(void **state)
{
    static const char *const endings[] = {"zh.gp", "zh.dat", "en.gp", "en.dat"};
    struct error err = {0};
    char name[96];

    (void)state;
    for (int run = 1; run <= 2; run++) {
        const char *number = run == 1 ? "1" : "2";
        snprintf(name, sizeof name, "deep/er%s", number);
        if (!PLOT(&err, number, "--out", path_in(name), "--lang", "both", "--quiet"))
            fail_msg("%s", err.text);
    }
    for (size_t i = 0; i < COUNT_OF(figures); i++) {
        snprintf(name, sizeof name, "deep/er%s/%s.en", figures[i].run, figures[i].name);
        check_picture(name, figures[i].en, figures[i].says_en, figures[i].marks);
        snprintf(name, sizeof name, "deep/er%s/%s.zh", figures[i].run, figures[i].name);
        check_picture(name, figures[i].zh, figures[i].says_zh, figures[i].marks);
        for (size_t k = 0; k < COUNT_OF(endings); k++) {
            snprintf(name, sizeof name, "deep/er%s/%s.%s", figures[i].run, figures[i].name, endings[k]);
            assert_true(is_file(path_in(name)));
        }
    }
    char *svg = read_text(path_in("deep/er1/attainment.zh.svg"));
    assert_contains(svg, "目标甲");
    assert_contains(svg, "情景“基准”");
    free(svg);
    svg = read_text(path_in("deep/er1/budget.zh.svg"));
    assert_contains(svg, "县资金');system(");
    free(svg);
    svg = read_text(path_in("deep/er1/departments.zh.svg"));
    assert_contains(svg, "北区 `touch broken`");
    free(svg);
    assert_false(is_file(path_in("deep/er1/broken"))); /* no label was run as a command */
}

static void test_no_figure_is_without_a_test(void **state)
{
    int count = 0;

    (void)state;
    for (int i = 0; embed_paths[i]; i++)
        count += strncmp(embed_paths[i], "plots/", 6) == 0;
    assert_int_equal(count - 1, COUNT_OF(figures)); /* common.gp is none */
}

/* The number in a column, counted from 0, of a line of a data file. */
static double number_in(const char *line, int column)
{
    while (column-- > 0)
        line = strchr(line, '\t') + 1;
    return strtod(line, NULL);
}

static void test_the_split_of_the_80_per_cent_amount_adds_up(void **state)
{
    struct error err = {0};

    (void)state;
    assert_true(PLOT(&err, "1", "budget_split", "--out", path_in("split"), "--lang", "en"));
    char *data = read_text(path_in("split/budget_split.en.dat"));
    double parts = 0, whole = 0;
    int lines = 0;
    for (char *line = strtok(data, "\n"); line; line = strtok(NULL, "\n")) {
        if (!strstr(line, "\"All years\""))
            continue;
        lines++;
        if (strstr(line, "\"All funds\""))
            whole = number_in(line, 4);
        else
            parts += number_in(line, 4);
    }
    free(data);
    assert_int_equal(lines, 3);
    assert_close(whole, 1.07 * 1234567, 1e-9); /* the P80 that make_store gives */
    assert_close(parts, whole, 1e-9);
}

static void test_the_figures_are_listed_with_a_line_each(void **state)
{
    struct error err = {0};
    const char *const without[] = {"--lang", "zh", NULL};

    (void)state;
    assert_true(plot(&err, without));
    char *printed = read_text(path_in("printed"));
    for (size_t i = 0; i < COUNT_OF(figures); i++) {
        const char *line = strstr(printed, figures[i].name);
        assert_non_null(line);
        assert_non_null(strstr(line, figures[i].zh));
    }
    assert_contains(printed, "绘制：polsim plot");
    free(printed);
    assert_true(PLOT(&err, "1", "--list", "--lang", "en"));
    printed = read_text(path_in("printed"));
    assert_contains(printed, "How sure is each target, and when does it become sure?");
    assert_contains(printed, "To draw: polsim plot RUN");
    free(printed);
}

static void test_a_script_redraws_alone(void **state)
{
    struct error err = {0};
    struct text printed = {0};

    (void)state;
    assert_true(
        PLOT(&err, "base", "budget", "--out", path_in("first"), "--lang", "zh", "--format", "pdf"));
    assert_true(is_file(path_in("first/budget.zh.pdf")));
    assert_int_equal(mkdir(path_in("moved"), 0700), 0);
    assert_int_equal(rename(path_in("first/budget.zh.gp"), path_in("moved/budget.zh.gp")), 0);
    assert_int_equal(rename(path_in("first/budget.zh.dat"), path_in("moved/budget.zh.dat")), 0);
    if (!plot_gnuplot(path_in("moved"), "budget.zh.gp", NULL, NULL, &err))
        fail_msg("%s", err.text);
    assert_true(is_file(path_in("moved/budget.zh.pdf")));
    assert_true(plot_gnuplot(path_in("moved"), "budget.zh.gp", "format='dumb'", &printed, &err));
    assert_contains(text_string(&printed), "各年合计");
    text_clear(&printed);
}

static void test_the_terminal_gets_the_picture_and_no_file_stays(void **state)
{
    struct error err = {0};

    (void)state;
    setenv("TMPDIR", folder, 1);
    assert_true(PLOT(&err, "1", "funnel", "--terminal", "--lang", "en"));
    unsetenv("TMPDIR");
    char *printed = read_text(path_in("printed"));
    assert_contains(printed, "From enrolment to payment");
    assert_contains(printed, "75%");
    free(printed);
    DIR *open = opendir(folder);
    for (struct dirent *entry; (entry = readdir(open));)
        assert_null(strstr(entry->d_name, "polsim-plot"));
    closedir(open);
}

static void test_wrong_words_name_the_nearest(void **state)
{
    struct error err = {0};

    (void)state;
    assert_false(PLOT(&err, "base", "attainmnet"));
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_string_equal(err.text, "unknown figure 'attainmnet'; did you mean 'attainment'?");
    assert_false(PLOT(&err, "base", "--format", "svg,pgn"));
    assert_contains(err.text, "unknown format 'pgn' in --format; did you mean 'png'?");
    assert_false(PLOT(&err, "base", "common"));
    assert_contains(err.text, "unknown figure 'common'");
}

static void test_figures_without_data_are_left_out_or_refused(void **state)
{
    struct error err = {0};
    char kept[sizeof store_path];

    (void)state;
    strcpy(kept, store_path);
    snprintf(store_path, sizeof store_path, "%s/few.db", folder);
    make_store(store_path,
               (const char *const[]){TARGET("0", "t", "", "", "2026-02", "10"), NULL});
    bool all = PLOT(&err, "base", "--out", path_in("few"), "--format", "svg", "--lang", "en", "--quiet");
    bool one = all && PLOT(&err, "base", "budget", "--out", path_in("few"), "--lang", "zh");
    strcpy(store_path, kept);
    if (!all)
        fail_msg("%s", err.text);
    assert_true(is_file(path_in("few/attainment.en.svg")));
    assert_false(is_file(path_in("few/funnel.en.gp")));
    assert_false(one);
    assert_string_equal(err.text,
                        "第 1 号运行没有“budget”图（各年度各渠道资金需要多少）的数据；需要分渠道的兑付资金（角色为"
                        "“payment”、按 fund 分的指标）");
}

static const char mine[] =
    HEAD "# data.run: SELECT scenario, draws FROM run WHERE run = :run\n\n"
         "width = 400; height = 300\neval(canvas)\n"
         "plot data index 'run' using 0:(column('draws')) with points\neval(heading_off)\n";

static void put_figure(const char *below, const char *name, const char *text)
{
    struct error err = {0};
    struct text path = {0};

    mkdir(path_in(below), 0700);
    text_add(&path, "%s/%s/plots", folder, below);
    mkdir(text_string(&path), 0700);
    text_add(&path, "/%s", name);
    assert_true(text_write_file(text_string(&path), text, strlen(text), &err));
    text_clear(&path);
}

static void test_adding_a_figure_is_adding_one_file(void **state)
{
    struct error err = {0};

    (void)state;
    put_figure("more", "mine.gp", mine);
    setenv("POLSIM_PATH", path_in("more"), 1);
    bool done =
        PLOT(&err, "base", "mine", "--out", path_in("mine"), "--format", "svg", "--lang", "zh");
    unsetenv("POLSIM_PATH");
    if (!done)
        fail_msg("%s", err.text);
    char *svg = read_text(path_in("mine/mine.zh.svg"));
    assert_contains(svg, "甲");
    free(svg);
}

static void run_sql(const char *sql)
{
    char *message = NULL;
    sqlite3 *db;

    assert_int_equal(sqlite3_open(store_path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
    sqlite3_close(db);
}

static void test_a_template_of_the_folder_that_is_named_is_a_figure(void **state)
{
    struct error err = {0};
    char before[256];

    (void)state;
    assert_non_null(getcwd(before, sizeof before));
    put_figure("here", "mine.gp", mine);
    put_figure("here", "mine.zh.gp", "plot x\n"); /* what stands beside a picture is no template */
    put_figure("here", "wrong.gp", "# titel.en: A\n");
    assert_int_equal(chdir(path_in("here")), 0);
    bool listed = PLOT(&err, "base", "--list", "--lang", "en", "--templates", "plots");
    char *printed = read_text(path_in("printed"));
    bool drawn = PLOT(&err, "base", "mine", "--format", "svg", "--lang", "en", "--out", "p", "--templates", "plots");
    bool all = drawn && PLOT(&err, "base", "--format", "svg", "--lang", "en", "--out", "q", "--quiet", "--templates", "plots");
    bool unnamed = PLOT(&err, "base", "mine"), nowhere = PLOT(&err, "base", "--templates", "none");
    bool wrong = PLOT(&err, "base", "wrong", "--templates", "plots");
    assert_int_equal(chdir(before), 0);
    assert_true(listed && drawn && all);
    assert_contains(printed, "mine              A  (plots/mine.gp)");
    assert_contains(printed, "wrong             plots/wrong.gp:1: unknown key 'titel.en'");
    assert_null(strstr(printed, "mine.zh"));
    free(printed);
    assert_true(is_file(path_in("here/p/mine.en.svg")));
    assert_true(is_file(path_in("here/q/budget.en.svg"))); /* a wrong one of one's own hinders no other */
    assert_false(unnamed || nowhere || wrong); /* no folder is looked into that was not named */
    assert_contains(err.text, "did you mean 'title.en'?");
}

static void test_the_template_of_the_manual_draws(void **state)
{
    struct error err = {0};
    char before[256];

    (void)state;
    char *manual = read_text("docs/figures.md");
    char *template = strstr(manual, "# title.en: Trainings by year");
    assert_non_null(template);
    *strstr(template, "```") = '\0';
    put_figure("manual", "by_year.gp", template);
    free(manual);
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(path_in("manual")), 0);
    bool lacks = !PLOT(&err, "1", "by_year", "--out", "p", "--lang", "en", "--templates", "plots");
    assert_int_equal(chdir(before), 0);
    assert_true(lacks); /* that run has no total of what is done */
    assert_string_equal(err.text, "run 1 has no data for figure 'by_year' (Trainings by year); it needs what is done by "
                                  "year (an output with role \"done\")");
    run_sql("INSERT INTO place (run, output, cell) VALUES (1, 'trained', '');"
            "INSERT INTO statistic (id, n, mean) SELECT 4096*place + 2, 100, 77 FROM place WHERE run = 1 AND "
            "output = 'trained' AND cell = '';");
    assert_int_equal(chdir(path_in("manual")), 0);
    bool done = PLOT(&err, "1", "by_year", "--out", "p", "--lang", "zh", "--format", "svg", "--templates", "plots");
    assert_int_equal(chdir(before), 0);
    if (!done)
        fail_msg("%s", err.text);
    char *svg = read_text(path_in("manual/p/by_year.zh.svg"));
    assert_contains(svg, "分年度完成培训");
    assert_contains(svg, "2026");
    free(svg);
}

/* ---- queries ---- */

static double value_of(struct store *store, const char *sql)
{
    const struct store_sql_arguments arguments = {1, 0, "zh"};
    struct store_table table;
    struct error err = {0};

    if (!store_sql(store, sql, &arguments, &table, &err))
        fail_msg("%s", err.text);
    double value = table.cells[0] ? strtod(table.cells[0], NULL) : (double)NAN;
    store_sql_clear(&table);
    return value;
}

static void test_draws_near_a_quantile_add_up_and_between_are_a_share(void **state)
{
    struct error err = {0};
    struct store *store = store_open(store_path, STORE_READ, &err);

    (void)state;
    assert_non_null(store);
    /* ranks 14.25 to 16.15 of 0 ... 19: the values 15 to 18 of 1 ... 20 */
    assert_close(value_of(store, "SELECT draws_near(" UP ", 'B', 0, 1, " UP ", 'B', 0, 1, 0.8)"), 16.5, 1e-12);
    assert_close(value_of(store, "SELECT draws_near(" TOTAL ", 'H', 0, 1, " UP ", 'B', 0, 1, 0.8)")
                     + value_of(store, "SELECT draws_near(" TOTAL ", 'H', 0, 1, " DOWN_AND_MORE ", 'H', 0, 1, 0.8)"),
                 value_of(store, "SELECT draws_near(" TOTAL ", 'H', 0, 1, " TOTAL ", 'H', 0, 1, 0.8)"), 1e-12);
    assert_close(value_of(store, "SELECT draws_between(" UP ", 'B', 0, 1, 6, 11)"), 0.25, 1e-12);
    assert_close(value_of(store, "SELECT draws_between(x'000000000000F87F000000000000F03F', 'd', 0, 1, 0, 2)"), 1, 0);
    assert_true(isnan(value_of(store, "SELECT draws_between(x'', 'B', 0, 1, 0, 2)")));
    assert_true(isnan(value_of(store, "SELECT draws_near(NULL, NULL, 0, 1, NULL, NULL, 0, 1, 0.8)")));
    store_close(store);
}

static void refuse_query(struct store *store, const char *sql, const char *part)
{
    const struct store_sql_arguments arguments = {1, 0, "zh"};
    struct store_table table = {0};
    struct error err = {0};

    assert_false(store_sql(store, sql, &arguments, &table, &err));
    assert_int_equal(err.kind, ERROR_STORE);
    assert_contains(err.text, part);
    assert_int_equal(table.column_count, 0);
}

static void test_a_query_reads_with_its_parameters_and_only_reads(void **state)
{
    const struct store_sql_arguments arguments = {1, 0, "zh"};
    struct store_table table = {0};
    struct error err = {0};
    struct store *store = store_open(store_path, STORE_READ, &err);

    (void)state;
    assert_non_null(store);
    assert_true(store_sql(store,
                          "SELECT :run AS r, :lang AS l, :base AS b, 0.1 + 0.2 AS x -- end\n;",
                          &arguments, &table, &err));
    assert_int_equal(table.row_count, 1);
    assert_string_equal(table.columns[3], "x");
    assert_string_equal(table.cells[0], "1");
    assert_string_equal(table.cells[1], "zh");
    assert_null(table.cells[2]);
    assert_true(strtod(table.cells[3], NULL) == 0.1 + 0.2);
    assert_true(table.numeric[0] && !table.numeric[1] && table.numeric[3]);
    store_sql_clear(&table);
    refuse_query(store, "DELETE FROM run", "must begin with SELECT");
    refuse_query(store, "ATTACH 'x' AS y", "must begin with SELECT");
    refuse_query(store, "WITH a AS (SELECT 1) DELETE FROM run", "would change the database");
    refuse_query(store, "SELECT 1; SELECT 2", "more than one query");
    refuse_query(store, "SELECT nosuch FROM run", "no such column: nosuch");
    refuse_query(store, "SELECT :rum",
                 "unknown parameter ':rum' in the query; did you mean ':run'?");
    refuse_query(store, "SELECT ?", "unknown parameter '?' in the query; there are: :run, :base");
    store_close(store);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(store_path, sizeof store_path, "%s/runs.db", folder);
    make_store(store_path, (const char *const[]){plan_of_regions, draws_and_a_scenario, answers, answers_about_runs, answer_about_inputs,
                                              NULL});
    return 0;
}

static void remove_below(const char *path)
{
    DIR *open = opendir(path);

    for (struct dirent *entry; open && (entry = readdir(open));) {
        char inside[512];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        if (unlink(inside) != 0)
            remove_below(inside);
    }
    if (open)
        closedir(open);
    rmdir(path);
}

static int remove_folder(void **state)
{
    (void)state;
    remove_below(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_head_gives_titles_and_queries),
        cmocka_unit_test(test_a_wrong_head_is_refused_with_its_line),
        cmocka_unit_test(test_gnuplot_reads_back_any_string),
        cmocka_unit_test(test_a_cell_cannot_end_its_field_or_line),
        cmocka_unit_test(test_a_long_cell_is_cut_between_characters),
        cmocka_unit_test(test_wide_characters_keep_the_columns_behind_them),
        cmocka_unit_test(test_without_gnuplot_the_error_says_what_to_install),
        cmocka_unit_test(test_gnuplots_own_message_is_passed_on),
        cmocka_unit_test(test_every_figure_shows_its_data_and_labels_in_both_languages),
        cmocka_unit_test(test_no_figure_is_without_a_test),
        cmocka_unit_test(test_the_split_of_the_80_per_cent_amount_adds_up),
        cmocka_unit_test(test_the_figures_are_listed_with_a_line_each),
        cmocka_unit_test(test_a_script_redraws_alone),
        cmocka_unit_test(test_the_terminal_gets_the_picture_and_no_file_stays),
        cmocka_unit_test(test_wrong_words_name_the_nearest),
        cmocka_unit_test(test_figures_without_data_are_left_out_or_refused),
        cmocka_unit_test(test_adding_a_figure_is_adding_one_file),
        cmocka_unit_test(test_a_template_of_the_folder_that_is_named_is_a_figure),
        cmocka_unit_test(test_the_template_of_the_manual_draws),
        cmocka_unit_test(test_draws_near_a_quantile_add_up_and_between_are_a_share),
        cmocka_unit_test(test_a_query_reads_with_its_parameters_and_only_reads),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
