/* Figures: heads of templates, quoting, gnuplot, the command on a small database made here. */
#include "check.h"

#include "command.h"
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
static void make_store(const char *path, const char *more)
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
        " (1, 'all', 'all', '2026-01', '2027-01', 4);";

    struct store *store = store_open(path, STORE_CREATE, &err);
    if (!store)
        fail_msg("%s", err.text);
    store_close(store);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, common, NULL, NULL, &message) != SQLITE_OK ||
        sqlite3_exec(db, more, NULL, NULL, &message) != SQLITE_OK)
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

static void test_every_figure_makes_pictures_data_and_scripts(void **state)
{
    static const char *const figures[] = {"attainment", "budget", "budget_months", "departments",
                                          "funnel"};
    static const char *const endings[] = {"zh.svg", "zh.png", "zh.gp",
                                          "zh.dat", "en.svg", "en.png"};
    struct error err = {0};

    (void)state;
    if (!PLOT(&err, "base", "--out", path_in("deep/er"), "--lang", "both"))
        fail_msg("%s", err.text);
    char *printed = read_text(path_in("printed"));
    for (size_t i = 0; i < COUNT_OF(figures); i++)
        for (size_t k = 0; k < COUNT_OF(endings); k++) {
            char name[64];
            snprintf(name, sizeof name, "deep/er/%s.%s", figures[i], endings[k]);
            if (!is_file(path_in(name)))
                fail_msg("no file %s", name);
            if (k < 2)
                assert_contains(printed, path_in(name));
        }
    free(printed);
    char *svg = read_text(path_in("deep/er/attainment.zh.svg"));
    assert_contains(svg, "完成把握 42%");
    assert_contains(svg, "目标甲");
    assert_contains(svg, "情景“基准”");
    free(svg);
    svg = read_text(path_in("deep/er/budget.zh.svg"));
    assert_contains(svg, "123 万元");
    assert_contains(svg, "县资金');system(");
    free(svg);
    svg = read_text(path_in("deep/er/departments.zh.svg"));
    assert_contains(svg, "北区 `touch broken`");
    assert_contains(svg, "未下达任务");
    free(svg);
    assert_false(is_file(path_in("deep/er/broken"))); /* no label was run as a command */
}

static void test_a_script_redraws_alone(void **state)
{
    struct error err = {0};
    struct text printed = {0};

    (void)state;
    assert_true(
        PLOT(&err, "@", "budget", "--out", path_in("first"), "--lang", "zh", "--format", "pdf"));
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
    make_store(store_path, TARGET("0", "t", "", "", "2026-02", "10"));
    bool all = PLOT(&err, "base", "--out", path_in("few"), "--format", "svg", "--lang", "en");
    bool one = all && PLOT(&err, "base", "budget", "--out", path_in("few"));
    strcpy(store_path, kept);
    if (!all)
        fail_msg("%s", err.text);
    assert_true(is_file(path_in("few/attainment.en.svg")));
    assert_false(is_file(path_in("few/funnel.en.gp")));
    assert_false(one);
    assert_contains(err.text, "run 1 has no data for figure 'budget'");
}

static void test_adding_a_figure_is_adding_one_file(void **state)
{
    static const char mine[] =
        HEAD "# data.run: SELECT scenario, draws FROM run WHERE run = :run\n\n"
             "width = 400; height = 300\neval(canvas)\n"
             "plot data index 'run' using 0:(column('draws')) with points\neval(heading_off)\n";
    struct error err = {0};

    (void)state;
    assert_int_equal(mkdir(path_in("more"), 0700), 0);
    assert_int_equal(mkdir(path_in("more/plots"), 0700), 0);
    assert_true(text_write_file(path_in("more/plots/mine.gp"), mine, strlen(mine), &err));
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

/* ---- queries ---- */

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
    make_store(store_path, plan_of_regions);
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
        cmocka_unit_test(test_every_figure_makes_pictures_data_and_scripts),
        cmocka_unit_test(test_a_script_redraws_alone),
        cmocka_unit_test(test_the_terminal_gets_the_picture_and_no_file_stays),
        cmocka_unit_test(test_wrong_words_name_the_nearest),
        cmocka_unit_test(test_figures_without_data_are_left_out_or_refused),
        cmocka_unit_test(test_adding_a_figure_is_adding_one_file),
        cmocka_unit_test(test_a_query_reads_with_its_parameters_and_only_reads),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
