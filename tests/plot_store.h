/* polsim plot on a small database made here, which has something for every figure: run 1 with answers to questions, and
   run 2, another scenario of it. */
#ifndef POLSIM_TESTS_PLOT_STORE_H
#define POLSIM_TESTS_PLOT_STORE_H

#include "check.h"
#include "folder.h"

#include "command.h"
#include "error.h"
#include "store.h"
#include "text.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

static char store_path[128];

/* ---- the database ---- */

/* Rows of the database, as SQL; numbers are strings too. */
#define OUTPUT(output, position, kind, unit, role, axes)                                                               \
    "INSERT INTO output VALUES (1, '" output "', " position ", '" output "', NULL, '" kind "', '" unit "', '" role     \
    "', '" axes "');"
#define SERIES(output, cell, period, mean)                                                                             \
    "INSERT OR IGNORE INTO place (run, output, cell) VALUES (1, '" output "', '" cell "');"                            \
    "INSERT INTO statistic SELECT 4096*place + position, 100, " mean ", 1, 1, 0.8*" mean ", 0.85*" mean ", 0.9*" mean  \
    ", 0.93*" mean ", 0.95*" mean ", " mean ", 1.05*" mean ", 1.07*" mean ", 1.1*" mean ", 1.15*" mean ", 1.2*" mean   \
    " FROM place JOIN period USING (run) WHERE output = '" output "' AND cell = '" cell "' AND period = '" period "';"
#define TARGET(position, name, output, cell, period, threshold)                                                        \
    "INSERT INTO target VALUES (1, " position ", '" name "', '" output "', 'T', '目标甲', '" cell "', '" period        \
    "', '>=', " threshold ", 'person', 100, 0.42, 0.01, 9, 7, 9, 11, 'plan', '一', NULL, NULL);"
#define DRAWS(output, cell, period, packed, format, least)                                                             \
    "INSERT INTO strip (run, packed, format, least) VALUES (1, " packed ", '" format "', " least ");"                  \
    "INSERT INTO draws_of VALUES (1, '" output "', '', '" cell "', '" period "', last_insert_rowid());"

/* A plan with regions instead of departments, one fund, hostile labels. */
static const char plan_of_regions[] =
    "INSERT INTO label VALUES (1, 'region', 'north', 0, 'North', '北区 `touch broken`'),"
    " (1, 'region', 'south', 1, 'South \"$(touch broken)', '南区'''),"
    " (1, 'fund', 'purse', 0, 'Purse', '县资金'');system(\"touch broken\")#');"
    OUTPUT("trained_total", "0", "level", "person", "path:trained", "")
    OUTPUT("paid", "1", "flow", "yuan", "payment", "fund")
    OUTPUT("asked", "2", "flow", "person", "task", "region")
    OUTPUT("trained", "3", "flow", "person", "done", "region")
    OUTPUT("share", "4", "ratio", "", "", "region")
    OUTPUT("enrolled", "5", "flow", "person", "stage:1", "")
    OUTPUT("certified", "6", "flow", "person", "stage:2", "")
    TARGET("0", "trained", "", "", "2026-02", "10")
    TARGET("1", "no_path", "", "", "2026-02", "12")
    TARGET("2", "share", "share", "region=north", "2026", "0.1")
    SERIES("trained_total", "", "2026-01", "5")
    SERIES("trained_total", "", "2026-02", "9")
    SERIES("paid", "", "2026-01", "120000")
    SERIES("paid", "fund=purse", "2026-01", "120000")
    SERIES("paid", "", "2026", "1234567")
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

/* 20 draws: one fund pays 50,001 ... 50,020, the other just the reverse and 100 times the first's number more, so that
   the totals are 100,121 ... 102,021. */
#define UP "x'0102030405060708090A0B0C0D0E0F1011121314'"
#define DOWN_AND_MORE "x'7800DB003E01A10104026702CA022D039003F3035604B9041C057F05E2054506A8060B076E07D107'"
#define TOTAL "x'7900DD004101A50109026D02D10235039903FD036104C50429058D05F1055506B9061D078107E507'"

/* What pictures of draws, of months and of two scenarios need besides. */
static const char draws_and_a_scenario[] =
    "INSERT INTO label VALUES (1, 'fund', 'bag', 1, 'Bag', '口袋');"
    OUTPUT("owed", "7", "level", "yuan", "arrears", "fund")
    OUTPUT("due", "8", "flow", "yuan", "commitment", "fund")
    SERIES("paid", "fund=bag", "all", "51071")
    SERIES("paid", "fund=bag", "2026", "51071")
    SERIES("paid", "", "2026Q1", "120000")
    SERIES("paid", "fund=purse", "2026Q1", "120000")
    SERIES("owed", "", "2026-01", "3000")
    SERIES("owed", "", "2026-02", "7000")
    SERIES("due", "", "all", "101071")
    SERIES("asked", "region=north", "2026", "100")
    SERIES("trained", "region=north", "2026", "60")
    SERIES("share", "region=north", "2026", "0.08")
    "INSERT INTO target VALUES (1, 9, 'trained', '', 'T', '目标甲', '', '2026-01', '>=', 4, 'person', 100, 0.77, 0.01, 5,"
    " 4, 5, 6, 'plan', '一', NULL, NULL);"
    "INSERT INTO run (run, model, scenario, title_en, title_zh, status, draws, seed, sampler, engine_version,"
    " input_digest, base_run, first_month, plan_end, last_month, started_at, finished_at, threads, command_line)"
    " VALUES (2, 'small', 'other', 'Other', '另一情景', 'done', 100, 7, 'sobol', '0.1.0', 'x', 1, '2026-01', '2026-02',"
    " '2027-01', '2026-11-23T00:00:00Z', '2026-11-22T00:00:01Z', 1, '');"
    "INSERT INTO period SELECT 2, period, kind, first_month, last_month, position FROM period;"
    "INSERT INTO target SELECT 2, position, name, output, label_en, label_zh, cell, period, op, threshold, unit, n, 0.9,"
    " se, mean, p05, p50, p95, source_kind, source, note_en, note_zh FROM target WHERE name = 'trained';"
    "INSERT INTO place (run, base_run, output, cell) VALUES (2, 1, 'trained_total', ''), (2, 1, 'due', '');"
    "INSERT INTO statistic SELECT 4096*place + position, 100, 2, 1, 1, -1, -1, 0, 0, 1, 2, 3, 3, 4, 5, 6"
    " FROM place JOIN period USING (run) WHERE run = 2 AND (output = 'trained_total') = (period = '2026-02')"
    " AND period IN ('2026-02', 'all');"
    DRAWS("paid", "", "2026", TOTAL, "H", "100000")
    DRAWS("paid", "", "all", TOTAL, "H", "100000")
    DRAWS("paid", "fund=purse", "2026", UP, "B", "50000")
    DRAWS("paid", "fund=purse", "all", UP, "B", "50000")
    DRAWS("paid", "fund=bag", "2026", DOWN_AND_MORE, "H", "50000")
    DRAWS("paid", "fund=bag", "all", DOWN_AND_MORE, "H", "50000")
    DRAWS("due", "", "all", TOTAL, "H", "100000");

/* Answers to questions: a sweep over one input, over two, a solve, and a run until it is precise. */
#define NUMBERS(name, last)                                                                                            \
    "WITH RECURSIVE " name "(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM " name " WHERE i < " last ") "
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

/* `path`: where; `more`: SQL after the common rows. */
static inline void make_store(const char *path, const char *const *more)
{
    struct error err = {0};
    sqlite3 *db = NULL;
    char *message = NULL;
    static const char common[] =
        "INSERT INTO run (run, model, scenario, title_zh, status, draws, seed, sampler, engine_version, input_digest,"
        " first_month, plan_end, last_month, started_at, finished_at, threads, command_line)"
        " VALUES (1, 'small', 'base', '基准', 'done', 100, 7, 'sobol', '0.1.0', 'x', '2026-01', '2026-02', '2027-01',"
        " '2026-11-23T00:00:00Z', '2026-11-23T00:00:01Z', 1, '');"
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

/* ---- the command ---- */

/* Not inlined: gcc 12 would take what was read for the address of `bytes`, and warn. */
static __attribute__((noinline)) char *read_text(const char *path)
{
    struct error err = {0};
    char *bytes = NULL;
    size_t length;

    if (!text_read_file(path, &bytes, &length, &err))
        fail_msg("%s", err.text);
    return bytes;
}

static inline bool is_file(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && status.st_size > 0;
}

/* Runs the command; what it prints goes to the file `printed` of the test's folder. */
static inline bool plot(struct error *err, const char *const *arguments)
{
    char *argv[16];
    int argc = 0;

    while (arguments[argc]) {
        argv[argc] = (char *)arguments[argc];
        argc++;
    }
    fflush(stdout);
    int kept = dup(STDOUT_FILENO), file = creat(path_of("printed"), 0600);
    dup2(file, STDOUT_FILENO);
    bool done = command_plot.run(&command_plot, argc, argv, err);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    close(file);
    return done;
}

#define PLOT(err, ...) plot(err, (const char *const[]){__VA_ARGS__, "--store", store_path, NULL})

/* A folder with the database. */
static inline int make_folder_and_store(void **state)
{
    if (make_folder(state) != 0)
        return -1;
    snprintf(store_path, sizeof store_path, "%s/runs.db", folder);
    make_store(store_path, (const char *const[]){plan_of_regions, draws_and_a_scenario, answers, answers_about_runs,
                                                 answer_about_inputs, NULL});
    return 0;
}

#endif
