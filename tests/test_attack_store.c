/* Databases of strangers: a schema that does what ours does not, values of other kinds, damaged pages. Whatever is in
   the file, a command gives its table or says what is wrong, and ends. */
#include "shell.h"

static const char model[] =
    "model { name = 'm', from = '2026-01', to = '2027-12' }\n"
    "local function money(name, default) return parameter(name, { default = default, unit = 'yuan',\n"
    "  source = assumed 't' }) end\n"
    "local need, county, city = money('need', normal(500, 60)), money('county', 400), money('city', 0)\n"
    "local left = county + city - need\n"
    "output('left', left, { kind = 'level' })\n"
    "target('enough', { of = left, by = '2027-12', at_least = 0, unit = 'yuan', source = plan 't' })\n"
    "target('much', { of = left, by = '2027-12', at_least = 20, unit = 'yuan', source = plan 't' })\n";

/* good.db: two runs and an answer of each kind. */
static int setup(void **state)
{
    if (set_environment(state) || !make_shell_folder())
        return -1;
    put("m.lua", model);
    put("n.lua", "scenario { model = 'm.lua', set = { county = 520 } }\n");
    does("S='--store good.db -q'; $P run m.lua -n 256 $S && $P run n.lua --base m -n 256 $S ||"
         " $P run m.lua n.lua -n 256 $S");
    does("S='-n 64 --store good.db -q'; $P sweep m.lua --over county=400..600:3 --over city=0..80:3 'left >= 0' $S && "
         "$P solve m.lua --lever county --between 200..1000 enough $S && "
         "$P solve m.lua --lever county=200..1000 --minimise county enough $S");
    does("$P explain m.lua n.lua left -n 64 --store good.db && $P attain @ --store good.db && "
         "$P sensitivity @ --store good.db && $P run m.lua -n 100 --until 'target:enough se<0.05' --store good.db -q");
    does("sqlite3 good.db \"UPDATE answer SET run = 1, other_run = 2\"");
    /* loose.db: the same without types */
    does("cp good.db loose.db && sqlite3 loose.db \"PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql ="
         " replace(replace(sql, 'STRICT, ', ''), 'STRICT', '') WHERE type = 'table'; PRAGMA schema_version = 999\"");
    return 0;
}

static void change(const char *from, const char *sql)
{
    put("change.sql", sql);
    does("rm -f bad.db* && cp %s bad.db && sqlite3 bad.db < change.sql", from);
}

static const char *const of_answers[] = {
    "show 1 sweep",  "show 1 solve",  "show 1 minimise",    "show 1 precision",
    "show 1 explain", "show 1 attain", "show 1 sensitivity", "report 1 --no-pictures --lang en --out page",
};
static const char *const of_runs[] = {
    "show 1 --all",          "show 1 --format json", "compare 1 2",        "plot 1 attainment --terminal",
    "export 1 --csv csv",    "show 1 left",          "export 1 --xlsx x.xlsx", "report 2 1 --no-pictures --lang en --out page",
};

/* Ends by itself, with a status of its own and, where that is not 0, with a message. */
static void ends_well(const char *command, const char *what)
{
    int status = sh("timeout 60 $P %s --store bad.db --lang en", command);

    if (status > 5 || (status > 0 && strncmp(err_text, "polsim: ", 8) != 0) || strstr(err_text, "internal error"))
        fail_msg("%s\npolsim %s has status %d:\n%s", what, command, status, err_text);
}

static void answers_end_well(const char *what)
{
    for (size_t i = 0; i < COUNT_OF(of_answers); i++)
        ends_well(of_answers[i], what);
}

/* ---- the schema ---- */

#define ENDLESS "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c;"

static void test_views_that_are_not_ours_are_refused(void **unused)
{
    static const char *const schemas[][2] = {
        {"DROP VIEW v_targets; CREATE VIEW v_targets AS " ENDLESS, "v_targets"},
        {"DROP VIEW series; CREATE VIEW \"SERIES\" AS " ENDLESS, "SERIES"},
        {"DROP TABLE target; CREATE VIEW target AS " ENDLESS, "target"},
        {"DROP TABLE run; CREATE VIEW Run(run, scenario) AS SELECT 1, load_extension('x');", "Run"},
        {"DROP VIEW v_runs; CREATE VIEW v_runs AS SELECT * FROM run WHERE run > 1;", "v_runs"},
    };
    char part[64];

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(schemas); i++) {
        change("good.db", schemas[i][0]);
        snprintf(part, sizeof part, "its view '%s' is not as polsim made it", schemas[i][1]);
        assert_int_equal(sh("timeout 60 $P show --store bad.db --lang en"), 5);
        assert_contains(err_text, part);
        assert_int_equal(sh("timeout 60 $P run m.lua -q --store bad.db --lang en"), 5);
        assert_contains(err_text, part);
    }
    change("good.db", "CREATE VIEW mine AS SELECT count(*) FROM run; CREATE TABLE notes (x)");
    does("$P show 1 --store bad.db"); /* people may add views of their own */
}

static void test_triggers_of_a_file_do_not_run(void **unused)
{
    (void)unused;
    change("good.db", "CREATE TABLE trace (x); CREATE TRIGGER t AFTER INSERT ON run BEGIN INSERT INTO trace VALUES (1);"
                      " UPDATE run SET scenario = 'forged'; END;"
                      "CREATE TRIGGER u AFTER INSERT ON answer_row BEGIN INSERT INTO trace " ENDLESS " END;");
    does("$P run m.lua -n 16 -q --store bad.db && timeout 60 $P sweep m.lua --over county=400..600:3 left -n 16 -q"
         " --store bad.db && sqlite3 bad.db \"SELECT count(*), (SELECT count(*) FROM run WHERE scenario = 'forged')"
         " FROM trace\"");
    assert_string_equal(strrchr(out, '0') ? strrchr(out, '0') - 2 : out, "0|0\n");
    /* ours does: nothing is left of a run that is deleted */
    does("$P runs --delete 2 --store bad.db && sqlite3 bad.db \"SELECT count(*) FROM statistic WHERE id / 4096 NOT IN"
         " (SELECT place FROM place)\"");
    assert_string_equal(out + strlen(out) - 2, "0\n");
}

/* ---- values ---- */

static void test_values_of_other_kinds_are_no_crash(void **unused)
{
    static const char *const values[] = {"NULL", "x''", "9223372036854775807", "'a=b;c'", "-1e308"};
    char *list, *rest, sql[512];
    size_t i = 0;

    (void)unused;
    does("sqlite3 loose.db \"SELECT 'UPDATE OR IGNORE ' || m.name || ' SET ' || group_concat(p.name || ' = VALUE', ', ')"
         " FROM sqlite_schema AS m, pragma_table_info(m.name) AS p WHERE m.type = 'table' AND p.pk = 0 AND p.name <> 'run'"
         " AND m.name NOT LIKE 'sqlite%%' GROUP BY m.name\"");
    list = strdup(out);
    for (char *line = strtok_r(list, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        const char *value = values[i % COUNT_OF(values)];
        struct text text = {0};
        text_add(&text, "PRAGMA ignore_check_constraints = 1; PRAGMA foreign_keys = 0; PRAGMA writable_schema = 1;"
                        "UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') WHERE type = 'table';"
                        "PRAGMA schema_version = 1000;\n");
        change("loose.db", text_string(&text));
        text_clear(&text);
        for (char *at = line; *at; at++)
            if (strncmp(at, "VALUE", 5) == 0) {
                text_add(&text, "%s", value);
                at += 4;
            } else {
                text_add_bytes(&text, at, 1);
            }
        put("change.sql", text_string(&text));
        sh("sqlite3 bad.db < change.sql");
        snprintf(sql, sizeof sql, "%.480s", text_string(&text));
        text_clear(&text);
        for (size_t k = 0; k < 3; k++)
            ends_well(of_runs[(i * 3 + k) % COUNT_OF(of_runs)], sql);
        i++;
    }
    free(list);
    assert_true(i > 15);
}

static void test_packed_draws_of_absurd_counts_are_read_as_none(void **unused)
{
    static const char *const changes[] = {
        "UPDATE strip SET times = 9223372036854775807", "UPDATE strip SET times = 268435456, packed = zeroblob(8)",
        "UPDATE strip SET times = -1",                  "UPDATE strip SET times = 0",
        "UPDATE strip SET format = 'Z'",                "UPDATE strip SET format = ''",
        "UPDATE strip SET format = 'd', packed = x'0102'", "UPDATE strip SET packed = NULL",
        "UPDATE strip SET packed = 'text', format = 1", "UPDATE strip SET least = 'x', times = 'y'",
        "UPDATE strip SET packed = zeroblob(30000000), format = 'B'",
    };
    static const char *const readers[] = {"compare 1 2", "export 1 --csv csv", "sensitivity 1"};

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        char sql[256];
        snprintf(sql, sizeof sql, "PRAGMA ignore_check_constraints = 1; PRAGMA writable_schema = 1; UPDATE sqlite_schema SET"
                                  " sql = replace(sql, 'NOT NULL', '') WHERE name = 'strip'; PRAGMA schema_version = 1000;");
        change("loose.db", sql);
        put("change.sql", changes[i]);
        does("sqlite3 -cmd 'PRAGMA ignore_check_constraints = 1' bad.db < change.sql");
        for (size_t k = 0; k < COUNT_OF(readers); k++)
            ends_well(readers[k], changes[i]);
    }
}

static void test_answers_that_lack_something_are_no_crash(void **unused)
{
    static const char *const cells[] = {"'{}'",
                                        "'null'",
                                        "'-1e308'",
                                        "'[1, 2]'",
                                        "'{\"points\": 1e18, \"number\": -5, \"x\": null, \"share\": \"text\"}'",
                                        "json_set(cells, '$.points', 2147483648, '$.number', 99, '$.readings', 1e300)",
                                        "json_remove(cells, '$.name', '$.number', '$.mean', '$.kind', '$.share')"};
    char sql[512];

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        snprintf(sql, sizeof sql, "UPDATE answer_row SET cells = %s", cells[i]);
        change("loose.db", sql);
        answers_end_well(cells[i]);
    }
    change("loose.db", "DELETE FROM answer_row WHERE position % 2 = 1");
    answers_end_well("every second row");
    change("loose.db", "UPDATE answer_row SET cells = 'no json'");
    assert_int_equal(sh("$P show 1 sweep --store bad.db --lang en"), 5);
    assert_contains(err_text, "malformed JSON");
}

/* ---- the file ---- */

static void test_damaged_pages_are_no_crash(void **unused)
{
    (void)unused;
    for (int k = 0; k < 16; k++) {
        /* forty bytes in places that differ from round to round, past the file's head */
        does("rm -f bad.db* && cp good.db bad.db && size=$(stat -c %%s bad.db) && for i in 1 2 3 4 5 6 7 8; do"
             " printf '\\%%03o\\377\\0\\377\\1' $(( (%d * 7 + i) %% 256 )) | dd of=bad.db bs=1 conv=notrunc status=none"
             " seek=$(( 100 + (%d * 7919 + i * 104729) %% (size - 200) )); done",
             k, k);
        ends_well(of_runs[(size_t)k % COUNT_OF(of_runs)], "damaged pages");
        ends_well(of_answers[(size_t)k % COUNT_OF(of_answers)], "damaged pages");
    }
    does("head -c 20000 good.db > bad.db");
    ends_well("show 1", "cut short");
    assert_contains(err_text, "the file is damaged");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_views_that_are_not_ours_are_refused),
        cmocka_unit_test(test_triggers_of_a_file_do_not_run),
        cmocka_unit_test(test_values_of_other_kinds_are_no_crash),
        cmocka_unit_test(test_packed_draws_of_absurd_counts_are_read_as_none),
        cmocka_unit_test(test_answers_that_lack_something_are_no_crash),
        cmocka_unit_test(test_damaged_pages_are_no_crash),
    };

    return cmocka_run_group_tests(tests, setup, remove_shell_folder);
}
