/* polsim explain as a user drives it: models whose effects are known, what is kept, what is refused. */
#include "shell.h"

/* Certified 12 (x y + z) a year; z is uncertain, and what is paid is 100 yuan a head. */
static const char model_text[] =
    "model { name = 'm', from = '2026-01', to = '2026-12', title = { en = 'Small', zh = '小模型' } }\n"
    "local x = parameter('x', { default = 2, source = assumed 'x', label = { en = 'People', zh = '人数' } })\n"
    "local y = parameter('y', { default = 3, source = assumed 'x', label = { en = 'Share', zh = '比例' } })\n"
    "local z = parameter('z', { default = uniform(0, 1), source = assumed 'x' })\n"
    "local idle = parameter('idle', { default = 1, source = assumed 'x' })\n"
    "local way = switch('way', { 'plain', 'double' }, { default = 'plain', source = assumed 'x' })\n"
    "local n = x * y + z\n"
    "if way == 'double' then n = 2 * n end\n"
    "output('idle', idle)\n"
    "output('n', n, { label = { en = 'Number', zh = '数目' } })\n"
    "target('many', { of = total(n), by = '2026-12', at_least = 80, label = { en = 'Many', zh = '多人' } })\n";

static int start(void **state)
{
    if (set_environment(state) || !make_shell_folder())
        return -1;
    put("m.lua", model_text);
    put("b.lua", "scenario { model = 'm.lua', title = { en = 'Both', zh = '都变' },\n"
                 "  set = {\n"
                 "    y = 7,\n"
                 "    x = 5 } }\n");
    put("together.lua", "scenario { model = 'm.lua', together = { { 'x', 'y' } },\n"
                        "  set = { x = 5, y = 7, z = plus(1) } }\n");
    put("other.lua", "model { name = 'other', from = '2026-01', to = '2026-12' }\noutput('n', month())\n");
    return 0;
}

/* A number of the last answer; rows by measure, aspect and change, "difference" and "from" among these. */
static double effect(const char *column, const char *measure, const char *aspect, const char *change)
{
    char line[1024];

    snprintf(line, sizeof line,
             "sqlite3 out/polsim.db \"SELECT printf('%%!.17g', %s) FROM v_explain WHERE answer = (SELECT "
             "max(answer) FROM answer) AND measure = '%s' AND aspect = '%s' AND (change = '%s' OR kind = '%s')\"",
             column, measure, aspect, change, change);
    does("%s", line);
    if (!*out)
        fail_msg("no row for %s", line);
    return atof(out);
}

/* x y from 2 * 3 to 5 * 7, twelve times: Shapley 15 and 14, in turn (y first, as the file has it) 8 and 21. */
static void test_a_product_is_shared_as_shapley_says(void **unused)
{
    (void)unused;
    does("$P explain m.lua b.lua n -n 256");
    assert_contains(out, "From \"Small\" to \"Both\": 256 shared draws of 4 models");
    assert_true(effect("mean", "n@plan", "value", "x") == 12 * 15);
    assert_true(effect("mean", "n@plan", "value", "y") == 12 * 14);
    assert_true(effect("se", "n@plan", "value", "x") == 0);
    assert_true(effect("above", "n@plan", "value", "x") == 1);
    assert_true(effect("listed", "n@plan", "value", "y") == 12 * 8);
    assert_true(effect("listed", "n@plan", "value", "x") == 12 * 21);
    assert_true(effect("first", "n@plan", "value", "x") == 12 * 9);
    assert_true(effect("last", "n@plan", "value", "x") == 12 * 21);
    assert_true(effect("interaction", "n@plan", "value", "x") == 12 * 12);
    assert_true(effect("mean", "n@plan", "value", "difference") == 12 * 29);
    assert_within(effect("mean", "n@plan", "value", "from"), 12 * 6.5, 0.05);
    assert_within(effect("start", "n@plan", "value", "x"), 12 * 20.5, 0.05); /* the waterfall */
    does("$P explain m.lua b.lua n -n 256 --order x");
    assert_true(effect("listed", "n@plan", "value", "x") == 12 * 9);
}

static void test_probabilities_are_shared_too(void **unused)
{
    (void)unused;
    does("$P explain m.lua m.lua --set 'x=2.1' --set 'z=scaled(2)' -n 8192");
    /* 12 (6 + z) >= 80 where z >= 2/3: 1/3; with x 12 (6.3 + z): z >= 11/30; with z twice as large: z >= 1/3;
       with both: z >= 11/60 */
    double none = 1 / 3., x = 19 / 30., z = 2 / 3., both = 49 / 60.;
    assert_within(effect("mean", "many@2026-12", "probability", "from"), none, 1e-3);
    assert_within(effect("mean", "many@2026-12", "probability", "x"), (x - none + both - z) / 2, 1e-3);
    assert_within(effect("mean", "many@2026-12", "probability", "z"), (z - none + both - x) / 2, 1e-3);
    assert_within(effect("mean", "many@2026-12", "probability", "difference"), both - none, 1e-3);
    assert_true(effect("se", "many@2026-12", "probability", "x") < 1e-3);
}

static void test_what_changes_nothing_has_exactly_zero(void **unused)
{
    (void)unused;
    does("$P explain m.lua m.lua --set idle=9 --set 'z=scaled(2)' n -n 300");
    assert_true(effect("mean", "n@plan", "value", "idle") == 0 && effect("se", "n@plan", "value", "idle") == 0);
    assert_true(effect("above", "n@plan", "value", "idle") == 0 && effect("p95", "n@plan", "value", "idle") == 0);
    assert_true(effect("mean", "n@plan", "value", "z") > 0);
    does("$P explain m.lua m.lua --set idle=9 --no-store");
    assert_contains(out, "Not moved in any draw: Many, 2026-12, probability");
    assert_null(strstr(out, "s.e."));
}

static void test_changes_that_belong_together_are_one(void **unused)
{
    (void)unused;
    does("$P explain m.lua together.lua n -n 128");
    assert_contains(out, "128 shared draws of 4 models");
    assert_true(effect("mean", "n@plan", "value", "x+y") == 12 * 29);
    assert_within(effect("mean", "n@plan", "value", "z"), 12, 1e-12);
    does("$P explain m.lua together.lua n -n 128 --together x,z --together y");
    assert_contains(out, "People + z");
    assert_true(effect("mean", "n@plan", "value", "y") > 0);
}

/* ---- runs ---- */

static void test_runs_are_explained_from_what_the_store_keeps(void **unused)
{
    (void)unused;
    does("$P run m.lua b.lua -n 128 --seed 5 --quiet && $P run m.lua -n 200 --seed 5 --set x=4 --set way=double --quiet");
    does("mv m.lua kept.lua; $P explain 1 3 -n 64 n; status=$?; mv kept.lua m.lua; exit $status");
    assert_contains(out, "way");
    assert_contains(out, "plain → double");
    assert_contains(out, "--set");
    does("sqlite3 out/polsim.db 'SELECT run, other_run, draws, seed, models, kind FROM answer ORDER BY answer DESC LIMIT 1'");
    assert_string_equal(out, "3|1|64|5|4|explain\n");
    does("$P explain 1 b n && sqlite3 out/polsim.db 'SELECT draws FROM answer ORDER BY answer DESC LIMIT 1'");
    assert_contains(out, "128\n");
    /* the difference is that of the runs */
    double explained = effect("mean", "n@plan", "value", "difference");
    does("sqlite3 out/polsim.db \"SELECT mean FROM difference WHERE run = 2 AND output = 'n' AND cell = '' AND period = "
         "'plan'\"");
    assert_within(explained, atof(out), 1e-9);
    does("$P show 2 explain");
    assert_contains(out, "From \"Small\" to \"Both\"");
    does("POLSIM_LANG=zh $P show 2 explain");
    assert_contains(out, "从“小模型”到“都变”");
}

/* A file of inputs and an edited default count as a --set does. */
static void test_inputs_and_edited_models_are_changes_too(void **unused)
{
    (void)unused;
    does("$P inputs m.lua --out in.csv && sed -i 's/^x,\\(.*\\),2,2,/x,\\1,5,2,/' in.csv && grep -c ',5,2,' in.csv");
    does("mkdir -p new && sed 's/default = 3/default = 7/' m.lua >new/m.lua");
    does("$P run m.lua -n 64 --quiet --store in.db && $P run m.lua --inputs in.csv -n 64 --quiet --store in.db && "
         "$P run new/m.lua -n 64 --quiet --store in.db");
    does("$P explain 1 2 n --no-store --store in.db");
    assert_contains(out, "2 → 5");
    assert_contains(out, "in.csv:");
    assert_contains(out, "+108"); /* 12 * 3 * (5 - 2) */
    does("$P explain 2 3 n --no-store --store in.db");
    assert_contains(out, "5 → 2");
    assert_contains(out, "3 → 7");
    assert_contains(out, "the model's own text"); /* the file is another, and does the same */
    assert_contains(out, "-180");                 /* 12 (2 - 5) (3 + 7) / 2 */
    assert_contains(out, "+168");                 /* 12 (7 - 3) (5 + 2) / 2 */
}

static void test_average_runs_have_no_intervals(void **unused)
{
    (void)unused;
    does("$P explain m.lua b.lua n --sampler expected");
    assert_true(effect("mean", "n@plan", "value", "x") == 12 * 15);
    assert_null(strstr(out, "P95"));
    does("$P explain m.lua b.lua n --sampler expected --no-store");
    assert_null(strstr(out, "s.e."));
    assert_contains(out, "+180");
}

/* ---- many changes ---- */

static void test_more_than_eight_changes_are_sampled(void **unused)
{
    struct text model = {0};

    (void)unused;
    text_add(&model, "model { name = 'wide', from = '2026-01', to = '2026-12' }\nlocal n = 1\n");
    for (int i = 0; i < 10; i++)
        text_add(&model, "n = n * parameter('p%d', { default = 1, source = assumed 'x' })\n", i);
    text_add(&model, "output('n', n)\n");
    put("wide.lua", text_string(&model));
    text_clear(&model);
    put("up.lua", "scenario { model = 'wide.lua', set = { p0 = 2, p1 = 2, p2 = 2, p3 = 2, p4 = 2, p5 = 2, p6 = 2,\n"
                  "  p7 = 2, p8 = 2, p9 = 2 } }\n");
    does("$P explain wide.lua up.lua n -n 64 --pairs 6");
    assert_contains(out, "± of orders");
    /* all alike: a tenth of 12 (1024 - 1) each, but for the orders that were taken */
    double error = effect("order_se", "n@plan", "value", "p3"), mean = effect("mean", "n@plan", "value", "p3");
    assert_true(error > 0);
    assert_within(mean, 12 * 102.3, 6 * error); /* t with 5 degrees of freedom */
    does("sqlite3 out/polsim.db \"SELECT printf('%%!.17g', sum(mean)) FROM v_explain WHERE kind = 'change' AND answer = "
         "(SELECT max(answer) FROM answer)\"");
    assert_close(atof(out), 12 * 1023, 1e-12);
}

/* ---- output ---- */

static void test_the_answer_is_written_as_asked(void **unused)
{
    (void)unused;
    does("$P explain m.lua b.lua n -n 64 --no-store -f csv --out e.csv && head -1 e.csv && grep -c change e.csv");
    assert_contains(out, "measure,measure_en,measure_zh,period,aspect");
    does("$P explain m.lua b.lua n -n 64 --no-store -f json | python3 -c 'import json, sys; d = json.load(sys.stdin); "
         "print(len(d[\"changes\"]), [r[\"mean\"] for r in d[\"effects\"] if r[\"kind\"] == \"change\"])'");
    assert_string_equal(out, "2 [168, 180]\n");
    does("POLSIM_LANG=zh $P explain m.lua b.lua -n 64 --no-store");
    assert_contains(out, "人数");
    assert_null(strstr(out, "effect"));
}

static void test_the_answer_has_a_picture_and_a_place_in_the_report(void **unused)
{
    (void)unused;
    does("$P run m.lua b.lua -n 128 --quiet --store page.db");
    assert_int_equal(sh("$P plot b explain --store page.db --out pictures"), 5);
    assert_contains(err_text, "an answer of 'polsim explain A B', where B is this run");
    does("$P report b --store page.db --out page && grep -c 'id=\"explain\"' page/report.en.html || true");
    assert_string_equal(strrchr(out, '\n') - 1, "0\n");
    does("$P explain m b n --store page.db -q && $P report b --store page.db --out page");
    does("grep -c 'id=\"explain\"' page/report.en.html page/report.zh.html");
    assert_string_equal(out, "page/report.en.html:1\npage/report.zh.html:1\n");
    does("grep -o 'What makes the difference\\|b.lua:4\\|+180' page/report.en.html | sort -u | wc -l");
    assert_int_equal(atoi(out), 3);
    if (sh("command -v gnuplot") != 0)
        skip();
    does("$P plot b explain --store page.db --out pictures --format svg --lang both && ls pictures");
    assert_contains(out, "explain.en.svg");
    does("$P plot b explain --store page.db --terminal");
    assert_contains(out, "Number, plan");
    assert_contains(out, "+180");
}

/* ---- refusals ---- */

static void test_wrong_input_is_refused(void **unused)
{
    (void)unused;
    refuses(2, "polsim: 'm' is of the model 'm' and 'other' of the model 'other': a difference is explained between "
               "scenarios of one model", "$P explain m.lua other.lua");
    refuses(2, "polsim: nothing differs between 'm' and 'm': no input, no reading, and the model is the same",
            "$P explain m.lua m.lua --set x=2");
    refuses(2, "polsim: no target or output 'mary', did you mean 'many'?", "$P explain m.lua b.lua mary");
    refuses(2, "polsim: --order: 'q' does not differ between 'm' and 'b'; there are: y, x",
            "$P explain m.lua b.lua --order q");
    refuses(2, "polsim: 100000000 draws of 4 models take more than 2 GB: ask for at most 33554432, or name fewer measures",
            "$P explain m.lua b.lua -n 100000000 --no-store");
    refuses(2, "polsim: 'x' stands in two groups of changes", "$P explain m.lua b.lua --together x,y --together x");
    does("$P run m.lua -n 64 --seed 1 --quiet --store two.db && $P run b.lua -n 64 --seed 2 --quiet --store two.db");
    refuses(2, "polsim: run 1 has seed 1 and run 2 seed 2: say with --seed over which random numbers they are to be "
               "explained", "$P explain 1 2 --store two.db");
    does("$P explain 1 2 --store two.db --seed 1");
    does("$P explain 1 1 --set x=3 --store two.db --format csv && cut -d, -f1-20 .out | grep -c ',x,'");
    assert_int_equal(sh("$P explain m.lua"), 2);
    assert_int_equal(sh("$P explain 1 9 --store two.db"), 5);
    assert_int_equal(sh("$P explain m.lua nowhere.lua"), 5);
    put("bad.lua", "scenario { model = 'm.lua', together = { { 'x', 'why' } }, set = { x = 3 } }\n");
    assert_int_equal(sh("$P explain m.lua bad.lua"), 3);
    assert_contains(err_text, "bad.lua:1: scenario: together: the model has no parameter or switch 'why'");
    put("bad.lua", "scenario { model = 'm.lua', together = { 'x', 'y' }, set = { x = 3 } }\n");
    assert_int_equal(sh("$P explain m.lua bad.lua"), 3);
    assert_contains(err_text, "together is a list of lists of names");
}

static void test_a_mixture_that_cannot_be_says_which(void **unused)
{
    (void)unused;
    put("tight.lua", "model { name = 'tight', from = '2026-01', to = '2026-12' }\n"
                     "local x = parameter('x', { default = 0.2, source = assumed 'x' })\n"
                     "local y = parameter('y', { default = 0.8, source = assumed 'x' })\n"
                     "output('n', binomial('n', poisson('m', 9), x + y))\n");
    assert_int_equal(sh("$P explain tight.lua tight.lua n --set x=0.5 --set y=0.5 -n 64"), 3);
    assert_contains(err_text, "with x as in 'tight' and the rest as in 'tight': ");
    assert_contains(err_text, "(changes that only go together are explained as one: --together a,b)");
    does("$P explain tight.lua tight.lua n --set x=0.5 --set y=0.5 -n 64 --together x,y");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_product_is_shared_as_shapley_says),
        cmocka_unit_test(test_probabilities_are_shared_too),
        cmocka_unit_test(test_what_changes_nothing_has_exactly_zero),
        cmocka_unit_test(test_changes_that_belong_together_are_one),
        cmocka_unit_test(test_runs_are_explained_from_what_the_store_keeps),
        cmocka_unit_test(test_inputs_and_edited_models_are_changes_too),
        cmocka_unit_test(test_average_runs_have_no_intervals),
        cmocka_unit_test(test_more_than_eight_changes_are_sampled),
        cmocka_unit_test(test_the_answer_is_written_as_asked),
        cmocka_unit_test(test_the_answer_has_a_picture_and_a_place_in_the_report),
        cmocka_unit_test(test_wrong_input_is_refused),
        cmocka_unit_test(test_a_mixture_that_cannot_be_says_which),
    };
    return cmocka_run_group_tests(tests, start, remove_shell_folder);
}
