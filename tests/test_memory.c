/* Memory that is refused: whichever block the system does not give, a command ends with a message and an exit status,
   or does all that it should; the database is whole, and no run or answer in it is a part of one. Tried are some
   blocks of each command; POLSIM_FAIL_STEP=1 tries each (hours), 10 every tenth. */
#include "memory/failing.h"
#include "shell.h"

#include "lua_model.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/wait.h>

struct trial {
    const char *arguments; /* of the program, as the shell takes them */
    const char *made;      /* a file that it writes, or NULL */
};

static const struct trial trials[] = {
    {"check words.lua changed.lua", NULL},
    {"run words.lua changed.lua --draws 64 --threads 1 --store x.db", NULL},
    {"run words.lua --until 'target:many se<0.5' --threads 2 --store x.db", NULL},
    {"runs --store x.db", NULL},
    {"runs --delete 2 --store x.db", NULL},
    {"show 1 --store x.db", NULL},
    {"show 1 series --format csv --store x.db", NULL},
    {"compare 1 2 --store x.db", NULL},
    {"plot 1 --list --store x.db", NULL},
    {"plot 1 attainment --format svg --out made --store x.db", NULL},
    {"report 1 2 --no-pictures --lang en --out made --store x.db", "made/report.en.html"},
    {"export 1 --csv made --json made/x.json --store x.db", "made/x.json"},
    {"export 1 --xlsx made/x.xlsx --store x.db", "made/x.xlsx"},
    {"export words.lua --inputs made/i.xlsx --store x.db", "made/i.xlsx"},
    {"inputs words.lua --out made/i.csv", "made/i.csv"},
    {"run words.lua --draws 64 --inputs inputs.csv --set step=2 --store x.db", NULL},
    {"sweep words.lua --over dropout=0..0.5:3 many --draws 64 --threads 1 --store x.db", NULL},
    {"solve words.lua --lever dropout --between 0..0.5 'many >= 1' --draws 64 --threads 1 --store x.db", NULL},
    {"solve words.lua --lever dropout=0..0.5 --minimise dropout 'many >= 1' --draws 64 --threads 1 --store x.db", NULL},
    {"explain 1 2 --threads 1 --store x.db", NULL},
    {"attain 1 --threads 1 --store x.db", NULL},
    {"sensitivity 1 --store x.db", NULL},
    {"doc pipeline", NULL},
    {"doc words.lua", NULL},
    {"doc --man", NULL},
};

/* The next block to try after the k-th. */
static long next_block(long k)
{
    const char *step = getenv("POLSIM_FAIL_STEP");

    return step ? k + atol(step) : 8 * k + k % 3;
}

/* ---- what one leaves ---- */

static int one_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    int number = -1;

    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

/* Run 1 is the measure: every run that is done has as many rows of each kind, being of the same model. So has every
   answer of one kind. */
static const char *const faults[] = {
    "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    "SELECT count(*) FROM pragma_foreign_key_check",
    "SELECT count(*) FROM run WHERE status = 'done' AND (output_digest IS NULL OR finished_at IS NULL)",
    "SELECT count(*) FROM run AS r WHERE status = 'done' AND (SELECT count(*) FROM series AS s WHERE s.run = r.run)"
    " <> (SELECT count(*) FROM series AS s WHERE s.run = 1)",
    "SELECT count(*) FROM run AS r WHERE status = 'done' AND (SELECT count(*) FROM draws AS s WHERE s.run = r.run)"
    " <> (SELECT count(*) FROM draws AS s WHERE s.run = 1)",
    "SELECT count(*) FROM run AS r WHERE status = 'done' AND (SELECT count(*) FROM target AS s WHERE s.run = r.run)"
    " <> (SELECT count(*) FROM target AS s WHERE s.run = 1)",
    "SELECT count(*) FROM run AS r WHERE (SELECT count(*) FROM output AS s WHERE s.run = r.run)"
    " <> (SELECT count(*) FROM output AS s WHERE s.run = 1)",
    "SELECT count(*) FROM (SELECT kind FROM (SELECT kind, (SELECT count(*) FROM answer_row AS r"
    " WHERE r.answer = a.answer) AS rows FROM answer AS a) GROUP BY kind HAVING min(rows) <> max(rows))",
};

/* The first fault of the folder's database, or NULL. */
static const char *fault_of_database(void)
{
    const char *fault = NULL;
    char path[256];
    sqlite3 *db;

    snprintf(path, sizeof path, "%.63s/x.db", folder);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        fault = "it does not open";
    for (size_t i = 0; !fault && i < COUNT_OF(faults); i++)
        if (one_number(db, faults[i]) != 0)
            fault = faults[i];
    if (!fault && one_number(db, "SELECT count(*) FROM run WHERE run = 1 AND status = 'done'") != 1)
        fault = "the run of before is gone";
    sqlite3_close(db);
    return fault;
}

/* Each number is one '#': clocks and counts of runs differ. */
static char *without_numbers(char *text)
{
    char *to = text;

    for (const char *from = text; *from; from++)
        if (!strchr("0123456789.", *from))
            *to++ = *from;
        else if (to == text || to[-1] != '#')
            *to++ = '#';
    *to = '\0';
    return text;
}

static off_t bytes_of(const char *name)
{
    char path[256];
    struct stat status;

    snprintf(path, sizeof path, "%.63s/%s", folder, name);
    return stat(path, &status) == 0 ? status.st_size : -1;
}

/* ---- trials ---- */

/* Runs a command with the k-th block refused (0: none); whether one was. */
static bool run_refused(const struct trial *trial, long k, bool on, int *status)
{
    *status = sh("rm -rf made x.db* && mkdir made && cp first.db x.db && rm -f told &&"
                 " POLSIM_FAIL_AT=%ld %s \"$F\" %s %d>told",
                 k, on ? "POLSIM_FAIL_ON=1" : "", trial->arguments, FAILING_TOLD);
    return bytes_of("told") > 0;
}

/* Whether it ended as it should; says what is wrong. */
static bool ended_well(const struct trial *trial, long k, bool on, int status, const char *all, off_t made)
{
    const char *fault = fault_of_database();
    bool spoke = strstr(err_text, "memory") != NULL;
    const char *wrong = fault                                      ? fault
                        : status >= 128                            ? "it crashed"
                        : status == 0 && strcmp(without_numbers(out), all) != 0 ? "it printed something else"
                        : status == 0 && trial->made && labs((long)(bytes_of(trial->made) - made)) > 16
                            ? "it wrote something else"
                        : status != 0 && status != 3 && status != 4 && status != 5 ? "not a status of want of memory"
                        : status != 0 && !spoke                                    ? "it does not say why"
                                                                                   : NULL;

    if (wrong)
        print_error("%s\nblock %ld refused%s, exit status %d: %s\nerrors: %s\nprinted: %.300s\n", trial->arguments, k,
                 on ? " and all after it" : "", status, wrong, err_text, out);
    return !wrong;
}

static void test_a_command_without_memory_does_all_or_says_that_it_has_none(void **state)
{
    const char *only = getenv("POLSIM_FAIL_ONLY"); /* the command line begins so; empty: all */
    int status, faulty = 0;

    (void)state;
    if (!FAILING_WORKS) {
        print_message("skipped: the sanitizer gives the memory here\n");
        skip();
    }
    for (size_t i = 0; i < COUNT_OF(trials); i++) {
        const struct trial *trial = &trials[i];
        if (only && strncmp(trial->arguments, only, strlen(only)) != 0)
            continue;
        assert_false(run_refused(trial, 0, false, &status));
        if (status != 0)
            fail_msg("%s: exit status %d\n%s", trial->arguments, status, err_text);
        char *all = strdup(without_numbers(out));
        off_t made = trial->made ? bytes_of(trial->made) : 0;
        bool refused = true, on = i % 2;
        long k = 1, tried = 0;
        for (; refused; k = next_block(k), on = !on, tried++) {
            refused = run_refused(trial, k, on, &status);
            faulty += !ended_well(trial, k, on, status, all, made);
        }
        print_message("%-40.40s %ld blocks refused\n", trial->arguments, tried - 1);
        assert_true(tried > 2);
        free(all);
    }
    assert_int_equal(faulty, 0);
}

/* What is refused while the words' scenario loads is refused to each of them. */
static void test_the_scenario_has_every_word(void **state)
{
    struct arena *arena = arena_new();
    struct text text = {0};
    struct error err;
    struct lua_word *words;
    static const char *const files[] = {"words.lua", "changed.lua"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char *file = read_here(files[i]);
        text_add(&text, "%s", file);
        free(file);
    }
    size_t count = lua_model_words(arena, &words, &err);
    assert_true(count > 80);
    for (size_t i = 0; i < count; i++)
        assert_contains(text_string(&text), words[i].word);
    text_clear(&text);
    arena_free(arena);
}

/* The library of workbooks does not look whether it is given memory. It is: the heap has 256 MB set aside before the
   first block (heap.h), or there is none for anybody. */
static void test_with_few_addresses_a_workbook_is_whole_or_the_program_says_so(void **state)
{
    int whole = 0, refused = 0;

    (void)state;
    if (!FAILING_WORKS) {
        print_message("skipped: the sanitizer takes the addresses here\n");
        skip();
    }
    does("rm -rf made x.db* && mkdir made && cp first.db x.db && $P export 1 --xlsx made/all.xlsx --store x.db");
    for (long megabytes = 60; megabytes <= 600; megabytes += 20) {
        int status = sh("ulimit -v %ld && exec $P export 1 --xlsx made/x.xlsx --store x.db", megabytes * 1024);
        if (status == 0) {
            does("cmp made/all.xlsx made/x.xlsx && rm made/x.xlsx");
            whole++;
        } else if (status != 127) { /* of the loader: no place for the libraries */
            assert_int_equal(status, 4);
            assert_contains(err_text, "not enough memory");
            does("test ! -e made/x.xlsx");
            refused++;
        }
    }
    assert_true(whole > 0 && refused > 0);
}

static int prepare(void **state)
{
    char failing[4200];

    if (set_environment(state) || !make_shell_folder())
        return -1;
    snprintf(failing, sizeof failing, "%s", getenv("P"));
    snprintf(strrchr(failing, '/'), 64, "/tests/polsim_failing");
    setenv("F", failing, 1);
    return sh("cp \"$R\"/tests/memory/*.lua \"$R\"/tests/memory/*.csv . && $P inputs words.lua --out inputs.csv &&"
              " $P run words.lua changed.lua --draws 256 --quiet --store first.db &&"
              " $P sensitivity 1 --store first.db && $P compare 1 2 --store first.db &&"
              " $P sweep words.lua --over dropout=0..0.5:3 many -n 64 -q --store first.db &&"
              " $P solve words.lua --lever dropout --between 0..0.5 'many >= 1' -n 64 -q --store first.db &&"
              " $P explain 1 2 -q --store first.db && $P attain 1 --store first.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_scenario_has_every_word),
        cmocka_unit_test(test_a_command_without_memory_does_all_or_says_that_it_has_none),
        cmocka_unit_test(test_with_few_addresses_a_workbook_is_whole_or_the_program_says_so),
    };

    return cmocka_run_group_tests(tests, prepare, remove_shell_folder);
}
