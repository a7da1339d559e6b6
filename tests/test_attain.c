/* polsim attain as a user drives it: months that can be worked out, what is kept, what is refused. */
#include "shell.h"

/* x a month, x uniform in 5 to 15: 90 are reached in month ceil(90 / x), by its 12th where x >= 7.5. y is one in four
   a month, each for itself. Money goes up by 10 a month and passes 65 in the seventh. */
static const char model_text[] =
    "model { name = 'm', from = '2026-01', to = '2026-12', tail = '2027-06', title = { en = 'Small', zh = '小模型' } }\n"
    "local x = parameter('x', { default = uniform(5, 15), source = assumed 'x' })\n"
    "local one = binomial('y', amount(1, 'person'), 0.25)\n"
    "output('x', x)\n"
    "target('even', { of = total(x), by = '2026-12', at_least = 90, label = { en = 'Even pace', zh = '均衡' } })\n"
    "target('some', { of = total(one), by = '2026-12', at_least = 1, label = { en = 'Some luck', zh = '偶然' } })\n"
    "target('limit', { of = total(10 + 0 * month()), by = '2026-06', at_most = 65, label = { en = 'Limit', zh = '上限' } })\n"
    "target('late', { of = total(10 + 0 * month()), by = '2026-06', at_least = 65, label = { en = 'Late', zh = '迟' } })\n";

static int start(void **state)
{
    if (set_environment(state) || !make_shell_folder())
        return -1;
    put("m.lua", model_text);
    put("none.lua", "model { name = 'none', from = '2026-01', to = '2026-12' }\noutput('n', month())\n");
    return sh("$P run m.lua -n 4096 --quiet") || sh("$P attain m");
}

/* A text of a view in the last answer. */
static const char *kept(const char *column, const char *view, const char *where)
{
    does("sqlite3 out/polsim.db \"SELECT printf('%%s', %s) FROM %s WHERE answer = (SELECT max(answer) FROM answer WHERE "
         "kind = 'attain' AND run = 1) AND %s\"",
         column, view, where);
    out[strcspn(out, "\n")] = '\0';
    return out;
}

static double number(const char *column, const char *view, const char *where)
{
    return atof(kept(column, view, where));
}

static void test_months_are_those_of_the_closed_form(void **unused)
{
    double share = 1;

    (void)unused;
    /* ceil(90 / x) is 7 for x in 12.86 to 15: over 5 %; 9 for 10 to 11.25, the median; 17 for 5.29 to 5.63 */
    assert_string_equal(kept("p05", "v_attain", "name = 'even'"), "2026-07");
    assert_string_equal(kept("p50", "v_attain", "name = 'even'"), "2026-09");
    assert_string_equal(kept("p95", "v_attain", "name = 'even'"), "2027-05");
    assert_within(number("probability", "v_attain", "name = 'even'"), 0.75, 2e-3);
    assert_true(number("never", "v_attain", "name = 'even'") == 0); /* x > 5 reaches 90 in month 18 */
    /* geometric: P(by month k) = 1 - .75^k */
    for (int month = 1; month <= 18; month++) {
        char where[64];
        share *= 0.75;
        snprintf(where, sizeof where, "name = 'some' AND month = '%d-%02d'", 2026 + (month - 1) / 12,
                 (month - 1) % 12 + 1);
        assert_within(number("share", "v_attain_months", where), 1 - share, 4 * sqrt(0.25 / 4096));
    }
    assert_within(number("never", "v_attain", "name = 'some'"), share, 4 * sqrt(share / 4096));
    assert_string_equal(kept("event || ' ' || p05 || ' ' || p95 || ' ' || probability", "v_attain", "name = 'limit'"),
                        "exceeded 2026-07 2026-07 1.0");
    assert_string_equal(kept("event || ' ' || p50 || ' ' || probability || ' ' || never", "v_attain", "name = 'late'"),
                        "reached 2026-07 0.0 0.0");
}

static void test_goals_together(void **unused)
{
    (void)unused;
    double luck = 1 - pow(0.75, 12);
    double both = number("\"both\"", "v_attain_pairs", "name = 'even' AND other_name = 'some'");
    assert_within(both, 0.75 * luck, 4 * sqrt(0.2 / 4096));
    assert_within(number("given", "v_attain_pairs", "name = 'even' AND other_name = 'some'"), 0.75, 0.03);
    assert_true(isnan(number("coalesce(given, 'nan')", "v_attain_pairs", "name = 'even' AND other_name = 'late'")));
    assert_true(number("share", "v_attain_joint", "kind = 'all'") == 0); /* the late one is never met */
    assert_within(number("share", "v_attain_joint", "kind = 'open'"), both, 1e-12);
    assert_within(number("share", "v_attain_joint", "kind = 'alone' AND name = 'even'"), 0.25 * luck,
                  4 * sqrt(0.2 / 4096));
    assert_string_equal(kept("count(*)", "v_attain_joint", "kind = 'alone'"), "2");
    assert_within(number("sum(share)", "v_attain_joint", "kind = 'count'"), 1, 1e-12);
}

/* What a run says of its targets, attain says too: the same draws, to the last. */
static void test_probabilities_are_those_of_the_run(void **unused)
{
    (void)unused;
    does("$P run $R/scenarios/pengyang/baseline.lua -n 512 --seed 3 --quiet --store p.db && $P attain @ --store p.db && "
         "sqlite3 p.db \"SELECT count(*), sum(abs(t.probability - a.probability) < 1e-14 AND abs(t.se - a.se) < 1e-14) FROM v_attain AS a JOIN "
         "target AS t ON t.run = a.run AND t.name = a.name AND t.cell = a.cell AND t.period = a.due AND t.output = ''\"");
    assert_string_equal(strrchr(out, '\n') - 3, "6|6\n");
}

static void test_the_answer_is_kept_and_shown(void **unused)
{
    (void)unused;
    does("$P attain m --no-store");
    char *first = strdup(out);
    does("$P show m attain");
    assert_string_equal(out, first);
    free(first);
    assert_contains(out, "Targets of \"Small\": 4,096 draws");
    assert_contains(out, "First month in which a limit is exceeded (never: not by 2027-06)");
    assert_contains(out, "The 2 that are neither always met nor never: ");
    does("POLSIM_LANG=zh $P show m attain");
    assert_contains(out, "均衡");
    assert_null(strstr(out, "target"));
    does("$P show m attain --format csv");
    assert_contains(out, "number,name,label_en");
    does("$P attain m --no-store -f csv --part pairs | wc -l");
    assert_int_equal(atoi(out), 1 + 4 * 4);
    does("$P attain m some --no-store -f json | python3 -c 'import json, sys; d = json.load(sys.stdin); "
         "print(sorted(d), len(d[\"months\"]))'");
    assert_string_equal(out, "['joint', 'months', 'pairs', 'times'] 18\n");
    does("$P attain m.lua --sampler expected --no-store");
    assert_contains(out, "average case");
    assert_null(strstr(out, "P95"));
}

static void test_the_answer_has_pictures_and_a_place_in_the_report(void **unused)
{
    (void)unused;
    does("$P report 1 --out page && grep -c 'id=\"attain\"' page/report.en.html page/report.zh.html");
    assert_contains(out, "page/report.en.html:1\npage/report.zh.html:1\n");
    does("grep -o 'May 2027\\|September 2026\\|neither always met nor never' page/report.en.html | sort -u | wc -l");
    assert_int_equal(atoi(out), 3);
    if (sh("command -v gnuplot") != 0)
        skip();
    does("$P plot 1 time_to_target joint_attainment --out pictures --format svg --lang both && ls pictures");
    assert_contains(out, "joint_attainment.zh.svg");
    assert_contains(out, "time_to_target.en.svg");
    does("$P plot 1 time_to_target joint_attainment --terminal");
    assert_contains(out, "Even pace");
    assert_contains(out, "All 4 at once: 0.0%; the 2 that are neither always met nor never:");
}

/* A share may meet its goal and fall below it again. */
static void test_what_is_reached_and_lost_is_told(void **unused)
{
    (void)unused;
    put("lost.lua", "model { name = 'lost', from = '2026-01', to = '2026-12' }\n"
                    "output('n', month())\n"
                    "target('n', { of = 12 - month(), by = '2026-12', at_least = 8, label = { en = 'Falls' } })\n");
    does("$P attain lost.lua -n 64 --no-store");
    assert_contains(out, "Falls: in 100.0 % of the draws reached before its month and lost again by then");
}

static void test_wrong_input_is_refused(void **unused)
{
    (void)unused;
    refuses(2, "polsim: the model 'm' has no target 'evn', did you mean 'even'?", "$P attain m evn");
    refuses(2, "polsim: the model 'm' has no target 'zzzzz'; it has: even, some, limit, late", "$P attain m zzzzz");
    refuses(2, "polsim: the model 'none' has no targets", "$P attain none.lua --no-store");
    does("$P run m.lua -n 64 --quiet --store new.db");
    refuses(2, "polsim: run 1 'm' was not asked for 'attain' yet; 'polsim attain 1' answers and keeps it",
            "$P show 1 attain --store new.db");
    refuses(2, "polsim: run 1 'm' was not asked for 'explain' yet; 'polsim explain A 1' answers and keeps it",
            "$P show 1 explain --store new.db");
    refuses(2, "polsim: 100000000 draws of 18 months are too many: ask for at most 3728270",
            "$P attain m.lua -n 100000000 --no-store");
    assert_int_equal(sh("$P attain"), 2);
    assert_int_equal(sh("$P attain 7"), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_months_are_those_of_the_closed_form),
        cmocka_unit_test(test_goals_together),
        cmocka_unit_test(test_probabilities_are_those_of_the_run),
        cmocka_unit_test(test_the_answer_is_kept_and_shown),
        cmocka_unit_test(test_the_answer_has_pictures_and_a_place_in_the_report),
        cmocka_unit_test(test_what_is_reached_and_lost_is_told),
        cmocka_unit_test(test_wrong_input_is_refused),
    };
    return cmocka_run_group_tests(tests, start, remove_shell_folder);
}
