/* What the texts of answers and tables say at their edges: average cases side by side, intervals that end nowhere, a goal
   that is not reached ever more, what cannot be known. Whole answers are in the tests of each question. */
#include "shell.h"

/* n is 12 (x + gift), money 10 yuan each. */
static const char model_text[] =
    "model { name = 'm', from = '2026-01', to = '2026-12' }\n"
    "local x = parameter('x', { default = uniform(0, 2), source = assumed 'x' })\n"
    "local gift = parameter('gift', { default = 0, source = assumed 'x' })\n"
    "local n = x + gift\n"
    "local purse = fund('purse', {})\n"
    "purse:pay('all', n * amount(10, 'yuan'))\n"
    "output('n', n)\n"
    "output('flat', month())\n"
    "output('seldom', ratio(n, poisson('few', 0.05)), { keep = true })\n"
    "target('many', { of = total(n), by = '2026-12', at_least = 12, label = { en = 'Many' } })\n";

static int start(void **state)
{
    if (set_environment(state) || !make_shell_folder())
        return -1;
    put("m.lua", model_text);
    put("bare.lua", "model { name = 'bare', from = '2026-01', to = '2026-12' }\n"
                    "output('n', parameter('x', { default = uniform(0, 1), source = assumed 'x' }))\n");
    does("for gift in 0 0.1 0.2 0.3 0.4 0.5; do $P run m.lua --set gift=$gift --sampler expected -q --store mean.db; done");
    does("$P run m.lua -q -n 512 --store m.db && $P run m.lua -q -n 512 --set gift=0.5 --store m.db");
    return 0;
}

/* ---- compare ---- */

static void test_average_cases_stand_side_by_side_without_probabilities(void **unused)
{
    (void)unused;
    does("$P compare 1 2 3 4 5 6 --store mean.db");
    assert_contains(out, "Runs compared: expected\n");
    assert_contains(out, "\nm (1)    12\nm (2)  13.2\n");
    assert_contains(out, "\n  m (1)   120\n  m (2)   132\n");
    assert_null(strstr(out, "P50"));
    does("$P compare 1 6 --part regret --format json --store mean.db");
    assert_contains(out, "\"run\": 1, \"scenario\": \"m\", \"n\": 1, \"regret\": 6,");
    does("$P compare 1 2 3 --store mean.db && $P show 1 compare --format markdown --store mean.db");
    assert_contains(out, "Runs compared: expected\n");
}

static void test_runs_without_targets_or_money_have_nothing_to_compare(void **unused)
{
    (void)unused;
    does("$P run bare.lua -q -n 64 --store bare.db && $P run bare.lua -q -n 64 --set x=1 --store bare.db");
    does("$P compare 1 2 --store bare.db");
    assert_contains(out, "Runs compared: 64 draws, seed 1, sobol\n");
    assert_null(strstr(out, "Differences"));
}

/* Shares differ by points; a target that a run has not leaves its place empty. */
static void test_targets_that_a_run_has_not_stay_empty(void **unused)
{
    (void)unused;
    put("share.lua", "model { name = 'share', from = '2026-01', to = '2026-12' }\n"
                     "local q = parameter('q', { default = uniform(0, 1), source = assumed 'x' })\n"
                     "local gift = parameter('gift', { default = 0, source = assumed 'x' })\n"
                     "local way = switch('way', { 'two', 'one' }, { default = 'two', source = assumed 'x' })\n"
                     "target('half', { of = q + gift, by = '2026-12', at_least = 0.5 })\n"
                     "if way == 'two' then target('other', { of = q, by = '2026-12', at_least = 0.25 }) end\n");
    does("$P run share.lua -q -n 512 --store s.db && for i in 1 2 3 4 5; do"
         " $P run share.lua --set gift=0.$i --set \"way='one'\" -q -n 512 --store s.db; done");
    does("$P compare 1 2 3 --store s.db");
    assert_contains(out, "\nother   2026-12  ≥ 25.0 %     75.0 %\n");
    assert_contains(out, "\nhalf, points, 2026-12\n  share (2)            +10.0 ");
    assert_contains(out, "\nhalf, 2026-12, points\n  share (1) ");
    does("$P compare 1 2 3 4 5 6 --store s.db");
    assert_contains(out, "\nshare (1)     50.0 %  75.0 %\nshare (2)     60.4 %\n");
}

static void test_money_that_a_run_has_not_is_left_out(void **unused)
{
    (void)unused;
    put("funds.lua", "model { name = 'funds', from = '2026-01', to = '2026-12' }\n"
                     "local way = switch('way', { 'two', 'one' }, { default = 'two', source = assumed 'x' })\n"
                     "local a = fund('a', {})\n"
                     "a:pay('all', amount(10, 'yuan'))\n"
                     "if way == 'two' then fund('b', {}):pay('more', amount(20, 'yuan')) end\n");
    does("$P run funds.lua -q -n 64 --store u.db && $P run funds.lua --set \"way='one'\" -q -n 64 --store u.db");
    does("$P compare 1 2 --part money --format csv --store u.db && grep -c '^b,' .out");
    does("$P compare 1 2 --part money --format csv --store u.db | grep '^b,' | cut -d, -f4 | sort -u");
    assert_string_equal(out, "1\n");
}

static void test_several_average_cases_are_told_in_brief(void **unused)
{
    (void)unused;
    put("more.lua", "scenario { model = 'm.lua', set = { gift = 0.5 } }\n");
    does("$P run m.lua more.lua --sampler expected --store brief.db");
    assert_contains(out, "Money (yuan, ");
    assert_contains(out, "due 120, paid");
    assert_null(strstr(out, "P80"));
}

/* ---- solve and sweep ---- */

static void test_an_interval_may_be_open_where_nothing_more_was_looked_at(void **unused)
{
    (void)unused;
    does("$P solve m.lua --lever gift=0..1 many --with 0.98 --draws 64 --no-store -q");
    assert_contains(out, " and more, beyond what");
    does("$P solve m.lua --lever gift=-1..1 'n <= 12' --largest --with 0.98 --draws 64 --no-store -q");
    assert_contains(out, " and less, beyond what");
}

static void test_what_holds_and_no_longer_holds_is_told(void **unused)
{
    (void)unused;
    put("hump.lua", "model { name = 'hump', from = '2026-01', to = '2026-12' }\n"
                    "local x = parameter('x', { default = 1, source = assumed 'x' })\n"
                    "local z = parameter('z', { default = uniform(0, 1), source = assumed 'x' })\n"
                    "output('n', where(all(gt(x, 2), lt(x, 5)), 1, 0) + z, { kind = 'level' })\n");
    does("$P solve hump.lua --lever x=0..8 'n >= 1' --with 0.95 --no-store -q");
    assert_contains(out, "Answer: 2.005;");
    assert_contains(out, "Note: not monotone: the probability falls by up to 100.0 % from one value to a\n  later one");
}

static void test_a_least_cost_that_is_a_measure_has_its_unit(void **unused)
{
    (void)unused;
    does("$P solve m.lua --lever gift=0..1 --minimise payment@all many --with 0.9 --no-store -q");
    assert_contains(out, "Least cost found: payment@all = ");
    assert_contains(out, " yuan\n\ninput ");
}

static void test_a_large_grid_is_shown_by_some_of_its_points(void **unused)
{
    (void)unused;
    does("$P sweep m.lua --over gift=0..1:15 --over x=0..2:23 'n >= 12' --draws 32 --no-store -q");
    for (char *line = strtok(out, "\n"); line; line = strtok(NULL, "\n"))
        assert_true(text_columns(line) <= 80);
    does("$P sweep m.lua --over gift=0..1:15 --over x=0..2:23 'n >= 12' --draws 32 --no-store -q --format csv | wc -l");
    assert_true(atoi(out) >= 15 * 23);
}

/* ---- sensitivity ---- */

static void test_what_nothing_moves_and_what_is_not_known_is_said(void **unused)
{
    (void)unused;
    does("$P sensitivity 1 flat --method sobol --draws 256 --store m.db");
    assert_contains(out, "  the same in all draws: nothing moves it\n");
    refuses_with(2, "polsim: '--with seldom@plan' has no value in draw ", "$P sensitivity 1 n --with seldom --store m.db");
}

/* Draws without a value are left out of indices; an odd number of draws is taken whole. */
static void test_draws_without_a_value_or_an_odd_number_of_them_are_no_hindrance(void **unused)
{
    (void)unused;
    does("$P sensitivity 1 seldom --method sobol --draws 256 --store m.db");
    assert_contains(out, "seldom, plan\n\ninput ");
    does("$P run m.lua -q -n 513 --store odd.db && $P sensitivity 1 n --store odd.db");
    assert_contains(out, "x ");
}

/* ---- show ---- */

static void test_goals_that_are_always_met_are_one_line_each(void **unused)
{
    (void)unused;
    put("met.lua", "model { name = 'met', from = '2026-01', to = '2026-12' }\n"
                   "local town, only = axis('town', { 'a', 'b' }), axis('only', { 'c' })\n"
                   "local n = parameter('n', { axes = { town }, default = { a = 3, b = 4 }, source = assumed 'x' })\n"
                   "local k = parameter('k', { axes = { only }, default = { c = 3 }, source = assumed 'x' })\n"
                   "output('rate', ratio(n, n), { by = { town }, at_least = .5 })\n"
                   "output('alone', ratio(k, k), { by = { only }, at_least = .5 })\n");
    does("$P run met.lua --sampler expected -q --store met.db && $P show 1 --store met.db");
    assert_contains(out, " are ≥ 50.0 % in every period\n");
    assert_contains(out, "alone: c is ≥ 50.0 % in every period\n");
    does("$P run met.lua -n 64 -q --store met.db && $P show 2 --store met.db");
    assert_contains(out, "in every period and every simulated future\n");
}

static void test_a_cell_that_is_not_there_is_refused_with_what_there_is(void **unused)
{
    (void)unused;
    put("by.lua", "model { name = 'by', from = '2026-01', to = '2026-12' }\n"
                  "local town = axis('town', { 'a', 'b' })\n"
                  "output('n', poisson('n', stack(town, { otherwise = 3 })), { by = { town } })\n");
    does("$P run by.lua -q -n 64 --store by.db");
    refuses(2, "polsim: output 'n' has no cell 'qqqqqqqqqqqqqqq'; --cell takes an axis, a cell as in 'town', or 'all'",
            "$P show 1 n --cell qqqqqqqqqqqqqqq --store by.db");
    refuses(2, "polsim: 'show' takes at most 2 arguments, but got 3: polsim show [RUN] [SECTION|OUTPUT]", "$P show a b c");
}

/* A word that is longer than its column ends a line within it, between characters. */
static void test_long_words_of_two_bytes_are_broken_between_characters(void **unused)
{
    (void)unused;
    put("word.lua", "model { name = 'word', from = '2026-01', to = '2026-12' }\n"
                    "output('n', month(), { label = { en = ('é'):rep(200) } })\n"
                    "output('m', month(), { label = { en = ('é'):rep(150) } })\n");
    does("$P run word.lua -q -n 64 --store word.db && $P show 1 outputs --store word.db >t && iconv -f UTF-8 -t UTF-8 t");
    for (char *line = strtok(out, "\n"); line; line = strtok(NULL, "\n"))
        assert_true(text_columns(line) <= 80);
}

static void test_an_option_before_the_command_is_refused(void **unused)
{
    (void)unused;
    refuses(2, "polsim: unknown option '--store' before the command; 'polsim help' lists the commands",
            "$P --store m.db show 1");
}

/* ---- verify and plot ---- */

static void test_of_many_tables_that_differ_the_first_are_named(void **unused)
{
    (void)unused;
    put("wide.lua", "model { name = 'wide', from = '2026-01', to = '2026-12' }\n"
                    "for i = 1, 40 do output('n' .. i, poisson('z' .. i, 3)) end\n");
    does("$P run wide.lua -q -n 64 --store w.db && sqlite3 w.db 'UPDATE statistic SET mean = mean + 1'");
    assert_int_equal(sh("$P verify 1 --store w.db"), 1);
    assert_contains(out, "  output 'n1': 19 values (the first: 2026)\n");
    const char *more = strstr(out, "  and ");
    if (!more || !strstr(more, " more tables and outputs\n"))
        fail_msg("how many more is not said:\n%s", out);
}

static void test_a_run_without_anything_to_draw_is_said(void **unused)
{
    (void)unused;
    does("$P run bare.lua -q -n 64 --store plain.db");
    refuses_with(5, "polsim: run 1 has nothing that a figure could show\n", "$P plot 1 --store plain.db --out f");
    assert_contains(err_text, "polsim: no data in run 1 for: attainment ");
}

/* ---- run ---- */

static void test_late_values_have_their_own_line_in_a_profile(void **unused)
{
    (void)unused;
    put("late.lua", "model { name = 'late', from = '2026-01', to = '2026-12' }\n"
                    "local k = parameter('k', { default = choice({ 0, 2 }, { 1, 1 }), source = assumed 'x' })\n"
                    "local n = poisson('n', 3)\n"
                    "output('n', delayed(n, k))\n");
    does("$P run late.lua -n 4096 --no-store --profile 2>&1");
    assert_contains(out, "late.lua:4");
    assert_contains(out, "  delay  ");
    does("$P run late.lua -q -n 4096 --store late.db && $P why 1 n 2026 --store late.db");
    assert_contains(out, "late.lua:2");
    does("$P why 1 n 2026-01 --store late.db");
}

static void test_more_scenarios_than_one_call_takes_are_refused(void **unused)
{
    (void)unused;
    put("ten.lua", "model { name = 'ten', from = '2026-01', to = '2026-01' }\n"
                   "for i = 1, 5 do output('n' .. i, parameter('p' .. i, { default = 1, source = assumed 'x' })) end\n");
    does("for k in 1 2 3; do { echo 'local f = {}'; echo 'for i = 1, 5 do f[\"p\" .. i] = { a = 1, b = 2, c = 3 } end';"
         " echo 'scenario { model = \"ten.lua\", factors = f }'; } > all$k.lua; done");
    refuses(2, "polsim: all3.lua:a-a-c-c-c: more than 512 scenarios in one call; run some of them at a time",
            "$P run all1.lua all2.lua all3.lua --no-store");
}

static void test_of_several_scenarios_the_one_without_results_is_named(void **unused)
{
    (void)unused;
    put("none.lua", "model { name = 'none', from = '2026-01', to = '2026-12' }\nlocal n = poisson('n', 3)\n");
    refuses(3, "polsim: scenario 'none': 'none' has no output and no target: nothing to compute",
            "$P run m.lua none.lua -n 64 -q --no-store");
}

static void test_of_many_failed_runs_all_are_resumed_by_one_word(void **unused)
{
    (void)unused;
    put("fails.lua", "model { name = 'fails', from = '2026-01', to = '2026-12' }\n"
                     "output('n', binomial('n', poisson('all', 9), month() / 10))\n");
    does("for i in 1 2 3 4 5; do echo \"scenario { model = 'fails.lua' }\" > f$i.lua; done");
    refuses_with(4, "; 0 of 5 runs are stored; to compute the rest: polsim runs --resume all --store f.db\n",
                 "$P run f1.lua f2.lua f3.lua f4.lua f5.lua -n 64 -q --store f.db");
    assert_contains(err_text, "polsim: scenario 'f1': fails.lua:2: the chance of 'n' is 1.1 in 2026-11, draw 0: ");
    does("sqlite3 f.db \"UPDATE run SET engine_version = '0.0.1' WHERE run = 3\"");
    refuses_with(4, "polsim: warning: run 3 was begun by polsim 0.0.1, this is ", "$P runs --resume 3 --store f.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_average_cases_stand_side_by_side_without_probabilities),
        cmocka_unit_test(test_runs_without_targets_or_money_have_nothing_to_compare),
        cmocka_unit_test(test_targets_that_a_run_has_not_stay_empty),
        cmocka_unit_test(test_money_that_a_run_has_not_is_left_out),
        cmocka_unit_test(test_several_average_cases_are_told_in_brief),
        cmocka_unit_test(test_an_interval_may_be_open_where_nothing_more_was_looked_at),
        cmocka_unit_test(test_what_holds_and_no_longer_holds_is_told),
        cmocka_unit_test(test_a_least_cost_that_is_a_measure_has_its_unit),
        cmocka_unit_test(test_a_large_grid_is_shown_by_some_of_its_points),
        cmocka_unit_test(test_what_nothing_moves_and_what_is_not_known_is_said),
        cmocka_unit_test(test_draws_without_a_value_or_an_odd_number_of_them_are_no_hindrance),
        cmocka_unit_test(test_goals_that_are_always_met_are_one_line_each),
        cmocka_unit_test(test_a_cell_that_is_not_there_is_refused_with_what_there_is),
        cmocka_unit_test(test_long_words_of_two_bytes_are_broken_between_characters),
        cmocka_unit_test(test_an_option_before_the_command_is_refused),
        cmocka_unit_test(test_of_many_tables_that_differ_the_first_are_named),
        cmocka_unit_test(test_a_run_without_anything_to_draw_is_said),
        cmocka_unit_test(test_late_values_have_their_own_line_in_a_profile),
        cmocka_unit_test(test_more_scenarios_than_one_call_takes_are_refused),
        cmocka_unit_test(test_of_several_scenarios_the_one_without_results_is_named),
        cmocka_unit_test(test_of_many_failed_runs_all_are_resumed_by_one_word),
    };
    return cmocka_run_group_tests(tests, start, remove_shell_folder);
}
