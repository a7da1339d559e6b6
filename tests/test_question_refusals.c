/* What sweep, solve, explain, attain and sensitivity do with too much, too little and what does not go together, and
   with points that fail: message and exit status. What they answer is in test_questions.c and the tests of each. */
#include "shell.h"

/* Certified 12 (x y + z) a year; a chance above 1 where c exceeds a half. */
static const char model_text[] =
    "model { name = 'm', from = '2026-01', to = '2026-12' }\n"
    "local x = parameter('x', { default = 2, source = assumed 'x' })\n"
    "local y = parameter('y', { default = 3, source = assumed 'x' })\n"
    "local z = parameter('z', { default = uniform(0, 1), source = assumed 'x' })\n"
    "local c = parameter('c', { default = 0.4, source = assumed 'x' })\n"
    "local way = switch('way', { 'plain', 'double' }, { default = 'plain', source = assumed 'x' })\n"
    "local n = x * y + z\n"
    "if way == 'double' then n = 2 * n end\n"
    "output('n', n)\n"
    "output('luck', binomial('luck', poisson('all', 9), c * (1 + z)))\n"
    "target('many', { of = total(n), by = '2026-12', at_least = 80 })\n";

static int start(void **state)
{
    if (set_environment(state) || !make_shell_folder())
        return -1;
    put("m.lua", model_text);
    put("bare.lua", "model { name = 'bare', from = '2026-01', to = '2026-12' }\n"
                    "output('n', parameter('x', { default = uniform(0, 1), source = assumed 'x' }))\n");
    put("wide.lua", "model { name = 'wide', from = '2026-01', to = '2026-12' }\n"
                    "local all = 0\n"
                    "for i = 1, 70 do all = all + parameter('p' .. i, { default = 1, source = assumed 'x' }) end\n"
                    "for i = 1, 70 do target('t' .. i, { of = total(all), by = '2026-12', at_least = i }) end\n");
    return 0;
}

/* It is wrong usage, and said in the one line. */
#define wrong(line, arguments) refuses(2, "polsim: " line, "$P %s --no-store -q", arguments)

/* ---- sweep and solve ---- */

static void test_too_many_points_values_and_statements_are_refused_with_the_most(void **unused)
{
    char many[2048] = "";

    (void)unused;
    for (int i = 0; i < 65; i++)
        snprintf(many + strlen(many), sizeof many - strlen(many), "'n >= %d' ", i);
    wrong("1000000 points are more than 10201; ask for fewer, ':11'", "sweep m.lua --over x=1..5:1000 --over y=1..6:1000");
    refuses(2, "polsim: more than 64 measures; ask for fewer", "$P sweep m.lua --over x=1..5 %s --no-store", many);
    refuses(2, "polsim: there are more than 16 statements: leave some out",
            "$P solve m.lua --lever x=1..5 --minimise x %s --no-store", many);
    wrong("--step '0.000001' makes more than 1000000 values", "solve m.lua --lever x=1..500 --step 0.000001 many");
    wrong("--minimise needs 1 to 8 --lever NAME=LOW..HIGH, but got 0", "solve m.lua --minimise x many");
}

static void test_texts_too_long_to_be_names_are_refused_cut(void **unused)
{
    static const char a100[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    (void)unused;
    refuses(2, "polsim: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…' is too long for a statement",
            "$P sweep m.lua --over x=1..5 '%s%s%s%s%s%s%s%s%s%s%s >= 2' --no-store", a100, a100, a100, a100, a100, a100, a100,
            a100, a100, a100, a100);
    refuses(2, "polsim: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…' is too long for a target or output",
            "$P explain m.lua m.lua --set x=3 %s%s%s%s%s%s%s%s%s%s%s --no-store", a100, a100, a100, a100, a100, a100, a100,
            a100, a100, a100, a100);
    refuses_with(2, "=1..5': it is too long; write NAME=FROM..TO",
                 "$P sweep m.lua --over %s%s%s=1..5 --no-store", a100, a100, a100);
}

static void test_options_that_do_not_go_together_are_named(void **unused)
{
    (void)unused;
    wrong("--between is for one lever; with --minimise write --lever NAME=LOW..HIGH",
          "solve m.lua --lever x=1..5 --between 1..5 --minimise x many");
    wrong("--step does not go with --minimise", "solve m.lua --lever x=1..5 --step 1 --minimise x many");
    wrong("--largest does not go with --minimise", "solve m.lua --lever x=1..5 --largest --minimise x many");
    wrong("--lever 'x' stands here twice", "solve m.lua --lever x=1..5 --lever x=1..6 --minimise x many");
    wrong("both --over are of 'x'", "sweep m.lua --over x=1..5 --over x=1..6");
}

static void test_levers_and_measures_that_are_not_there_are_named(void **unused)
{
    (void)unused;
    wrong("--lever: the model has no parameter 'qqqqqq'; 'polsim inputs' lists them",
          "solve m.lua --lever qqqqqq=1..5 --minimise qqqqqq many");
    wrong("--over: the model has no parameter 'qqqqqq'; 'polsim inputs' lists them", "sweep m.lua --over qqqqqq=1..5");
    wrong("--minimise needs statements that shall hold, such as 'arrears@2028 <= 0'",
          "solve m.lua --lever x=1..5 --minimise x");
    wrong("the model 'bare' has no targets", "solve bare.lua --lever x=0..1 targets");
    wrong("the model has no target; name a measure, such as 'n'", "sweep bare.lua --over x=0..1");
    wrong("target 'many' is not due in '2026-11'; write its name alone for its last month",
          "sweep m.lua --over x=1..5 many@2026-11");
    wrong("'many' has no cell 'a=b'; it is not by any axis", "sweep m.lua --over x=1..5 'many[a=b]'");
    wrong("'n' has no cell 'a=b'; it is not by any axis", "sweep m.lua --over x=1..5 'n[a=b]'");
    wrong("--until 'target:n >= 2 se<0.01': 'n >= 2' is an output, not a target; write 'probability of n >= 2 >= NUMBER …'",
          "run m.lua --until 'target:n >= 2 se<0.01'");
    does("$P run m.lua --until 'probability of n >= 78 se<0.05' --store p.db -q && sqlite3 p.db "
         "\"SELECT kind, abs(estimate - 0.5) < 0.2 FROM v_precision LIMIT 1\"");
    assert_string_equal(out, "probability|1\n");
}

static void test_what_is_minimised_is_a_sum_of_bounded_length(void **unused)
{
    char deep[400] = "", minus[400] = "", long_one[1600] = "x";

    (void)unused;
    for (int i = 0; i < 100; i++) {
        strcat(deep, "(");
        strcat(minus, "-");
    }
    for (int i = 0; i < 300; i++)
        strcat(long_one, "+1");
    refuses_with(2, "': it is too deep behind '((((((", "$P solve m.lua --lever x=1..5 --minimise '%sx' many --no-store", deep);
    refuses_with(2, "': it is too deep behind '------", "$P solve m.lua --lever x=1..5 --minimise '%sx' many --no-store", minus);
    refuses_with(2, "'x+1+1", "$P solve m.lua --lever x=1..5 --minimise '%s' many --no-store", long_one);
    refuses_with(2, "--minimise '.*x': a number is wrong behind ''", "$P solve m.lua --lever x=1..5 --minimise '.*x' many");
}

/* The earliest point that fails is the one reported, on any number of threads. */
static void test_a_point_that_fails_is_named_with_the_reason(void **unused)
{
    static const char *const questions[] = {
        "sweep m.lua --over c=0.1..0.9:5 luck",
        "solve m.lua --lever c=0.1..0.9 'luck >= 50'",
        "solve m.lua --lever c=0.1..0.9 --minimise c 'luck >= 50'",
    };

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(questions); i++)
        for (int threads = 1; threads <= 3; threads++) {
            assert_int_equal(sh("$P %s --threads %d --draws 2048 --no-store -q", questions[i], threads), 4);
            assert_string_equal(out, "");
            assert_contains(err_text, "polsim: at c=0.");
            assert_contains(err_text, "m.lua:10: the chance of 'luck' is 1.");
            assert_contains(err_text, ": it must lie between 0 and 1\n");
        }
    refuses_with(4, "polsim: at c=0.7: m.lua:10: ", "$P sweep m.lua --over c=0.1..0.9:5 luck --draws 2048 --no-store");
    refuses_with(3, "polsim: at x=scaled(scaled(1)): scaled takes a number, not a change",
                 "$P sweep m.lua --over 'x=scaled(scaled(1..5))' --no-store");
}

static void test_a_scenario_that_stands_for_several_cannot_be_asked(void **unused)
{
    (void)unused;
    put("ends.lua", "scenario { model = 'm.lua', factors = { x = { low = 1, high = 3 } } }\n");
    wrong("'ends.lua' stands for several scenarios; name one: ends.lua:high", "sweep ends.lua --over y=1..3 n");
    does("$P sweep ends.lua:low --over y=1..3:3 n --no-store -q --format csv");
}

static void test_a_run_has_one_file_of_inputs(void **unused)
{
    (void)unused;
    does("$P inputs m.lua --out i.csv && sed -i '/^x,/s/,2,/,2.5,/' i.csv && $P run m.lua --inputs i.csv -q -n 64 --store i.db");
    refuses(2, "polsim: run 1 has a file of inputs of its own, and a scenario takes one: edit what 'polsim inputs 1' "
               "writes, and ask the scenario's file", "$P sweep 1 --inputs i.csv --over y=1..3:3 n --store i.db");
    does("$P sweep 1 --set z=1 --over y=1..3:3 n --store i.db --format csv");
    assert_contains(err_text, "ask again: polsim run SCENARIO --set z=1 --inputs FILE --store i.db");
    does("$P sweep m.lua --inputs i.csv --over y=1..3:3 n --store i.db -q >t && "
         "sqlite3 i.db 'SELECT x, mean FROM v_sweep ORDER BY answer DESC, x LIMIT 1'");
    double x, mean;
    assert_int_equal(sscanf(out, "%lf|%lf", &x, &mean), 2);
    assert_within(mean, 12 * (2.5 * 1 + 0.5), 0.1); /* 2.5 is of the file */
}

/* A target by an axis is no measure of its own; of a long axis some labels are listed. */
static void test_cells_are_asked_by_axis_and_label(void **unused)
{
    (void)unused;
    put("towns.lua", "model { name = 'towns', from = '2026-01', to = '2026-12' }\n"
                     "local town = axis('town', { 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p',\n"
                     "  'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z' })\n"
                     "local x = parameter('x', { default = 1, source = assumed 'x' })\n"
                     "local n = poisson('n', x * stack(town, { otherwise = 3 }))\n"
                     "output('n', n, { by = { town } })\n"
                     "target('each', { of = total(n), by = '2026-12', at_least = 3 })\n"
                     "target('all', { of = total(n:sum()), by = '2026-12', at_least = 3 })\n");
    refuses_with(2, "polsim: 'n' has no cell 'town=qqqqqq'; it is by town=a|…; 'town' has a b c d e f ",
                 "$P sweep towns.lua --over x=1..2:3 'n[town=qqqqqq]' --no-store");
    assert_contains(err_text, " …\n");
    does("$P sweep towns.lua --over x=1..2:3 --draws 64 --no-store -q --format csv | cut -d, -f1 | sort -u");
    assert_string_equal(out, "all@2026-12 >= 3\nmeasure\n");
}

static void test_a_run_whose_files_do_not_load_is_named(void **unused)
{
    (void)unused;
    does("$P run m.lua -q -n 64 --store bad.db && sqlite3 bad.db \"UPDATE run_file SET content = x'00'\"");
    refuses_with(3, "polsim: run 1 'm': ", "$P sweep 1 --over x=1..3:3 n --store bad.db");
}

/* ---- explain, attain, sensitivity ---- */

static void test_changes_to_explain_are_some_and_not_too_many(void **unused)
{
    char set[1024] = "";

    (void)unused;
    for (int i = 1; i <= 65; i++)
        snprintf(set + strlen(set), sizeof set - strlen(set), "p%d=2,", i);
    does("printf 'scenario { model = \"wide.lua\", set = { %s } }' > more.lua", set);
    wrong("more than 64 changes: explain some of them as one with --together a,b", "explain wide.lua more.lua t1");
    wrong("--together needs names of changes, a comma between", "explain m.lua m.lua --set x=3 --together ''");
    wrong("--together: 'q' does not differ between 'm' and 'm'; there are: x, y",
          "explain m.lua m.lua --set x=3 --set y=4 --together x,q");
    wrong("the model 'bare' has neither targets nor payments: name an output", "explain bare.lua bare.lua --set x=3");
}

static void test_runs_of_two_samplers_are_explained_with_the_one_that_is_named(void **unused)
{
    (void)unused;
    does("$P run m.lua -q --sampler random -n 64 --store two.db && $P run m.lua -q --set x=4 -n 64 --store two.db");
    refuses(2, "polsim: run 1 has the sampler random and run 2 sobol: say with --sampler which to take",
            "$P explain 1 2 --store two.db");
    does("$P explain 1 2 --sampler random --store two.db -q && sqlite3 two.db 'SELECT command_line FROM answer'");
    assert_contains(out, "explain 1 2 --sampler random");
}

static void test_more_goals_than_a_matrix_holds_are_refused(void **unused)
{
    (void)unused;
    wrong("there are more than 64 goals: name some of them", "attain wide.lua -n 64");
    does("$P attain wide.lua t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 t12 -n 64 --no-store -q");
    for (char *line = strtok(out, "\n"); line; line = strtok(NULL, "\n"))
        assert_true(text_columns(line) <= 80); /* no matrix of more than ten */
}

/* Goals times months are kept for each draw: so many are not, of a run that has more. */
static void test_attain_takes_as_many_draws_of_a_run_as_it_can_keep(void **unused)
{
    (void)unused;
    put("long.lua", "model { name = 'long', from = '2000-01', to = '2099-12' }\n"
                    "target('t', { of = total(month()), by = '2099-12', at_least = 3 })\n");
    does("$P run long.lua -q -n 60000 --store long.db && $P attain 1 --store long.db");
    does("sqlite3 long.db 'SELECT draws < 60000 AND draws > 50000 FROM answer'");
    assert_string_equal(out, "1\n");
}

static void test_ways_of_sensitivity_take_their_own_options(void **unused)
{
    (void)unused;
    does("$P run m.lua -q -n 256 --store s.db && $P run m.lua -q -n 256 --set \"way='double'\" --store s.db");
    refuses(2, "polsim: option '--reading' is for --method draws", "$P sensitivity 1 --method sobol --reading 2 --store s.db");
    refuses(2, "polsim: option '--with' is for --method draws", "$P sensitivity 1 --method morris --with n --store s.db");
    refuses(2, "polsim: '--reading 2' is run 2, which is asked of already",
            "$P sensitivity 1 --reading 2 --reading 2 --store s.db");
    refuses(2, "polsim: '--reading 1' is run 1, which is asked of already", "$P sensitivity 1 --reading 1 --store s.db");
    refuses_with(5, "no run 9 in 's.db'", "$P sensitivity 1 --reading 9 --store s.db");
    refuses_with(2, " measures and results are too many, at most 64",
                 "$P sensitivity 1 $(seq 50 | sed 's/.*/n/') $(seq 30 | sed 's/.*/--with luck/') --store s.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_too_many_points_values_and_statements_are_refused_with_the_most),
        cmocka_unit_test(test_texts_too_long_to_be_names_are_refused_cut),
        cmocka_unit_test(test_options_that_do_not_go_together_are_named),
        cmocka_unit_test(test_levers_and_measures_that_are_not_there_are_named),
        cmocka_unit_test(test_what_is_minimised_is_a_sum_of_bounded_length),
        cmocka_unit_test(test_a_point_that_fails_is_named_with_the_reason),
        cmocka_unit_test(test_a_scenario_that_stands_for_several_cannot_be_asked),
        cmocka_unit_test(test_a_run_has_one_file_of_inputs),
        cmocka_unit_test(test_cells_are_asked_by_axis_and_label),
        cmocka_unit_test(test_a_run_whose_files_do_not_load_is_named),
        cmocka_unit_test(test_changes_to_explain_are_some_and_not_too_many),
        cmocka_unit_test(test_runs_of_two_samplers_are_explained_with_the_one_that_is_named),
        cmocka_unit_test(test_more_goals_than_a_matrix_holds_are_refused),
        cmocka_unit_test(test_attain_takes_as_many_draws_of_a_run_as_it_can_keep),
        cmocka_unit_test(test_ways_of_sensitivity_take_their_own_options),
    };
    return cmocka_run_group_tests(tests, start, remove_shell_folder);
}
