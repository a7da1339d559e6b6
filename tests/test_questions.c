/* sweep and solve as a user drives them, on a model whose answers are known: what is left of given money after a
   normal need. */
#include "shell.h"

#include <math.h>

static const char model_text[] =
    "model { name = \"need\", title = { en = \"Need\", zh = \"需求\" }, from = \"2026-01\", to = \"2026-12\" }\n"
    "local function money(name, default)\n"
    "  return parameter(name, { default = default, unit = \"yuan\", source = assumed \"t\",\n"
    "    label = { en = \"Money \" .. name, zh = \"资金\" .. name } })\n"
    "end\n"
    "local need, more = money(\"need\", normal(500, 60)), money(\"more\", normal(900, 80))\n"
    "local county, city = money(\"county\", 400), money(\"city\", 0)\n"
    "local left = county - need\n"
    "output(\"left\", left, { unit = \"yuan\", kind = \"level\" })\n"
    "output(\"both\", county + city - more, { unit = \"yuan\", kind = \"level\" })\n"
    "output(\"classes\", floor(county / amount(40, \"yuan\")) * amount(40, \"yuan\") - need,\n"
    "  { unit = \"yuan\", kind = \"level\" })\n"
    "target(\"enough\", { of = left, by = \"2026-12\", at_least = 0, unit = \"yuan\", source = plan \"t\",\n"
    "  label = { en = \"Enough\", zh = \"够用\" } })\n";

static int setup(void **state)
{
    if (set_environment(state) || !make_shell_folder())
        return -1;
    put("m.lua", model_text);
    return 0;
}

/* The first line of a query's result, by columns. */
static double ask(const char *column, const char *from)
{
    does("sqlite3 t.db \"SELECT %s FROM %s ORDER BY answer DESC LIMIT 1\"", column, from);
    return strtod(out, NULL);
}

static double value(const char *json, const char *key)
{
    char name[64];
    const char *at;

    snprintf(name, sizeof name, "\"%s\":", key);
    if (!(at = strstr(json, name)))
        fail_msg("no %s in %s", key, json);
    return strtod(at + strlen(name) + strspn(at + strlen(name), " "), NULL);
}

/* ---- solve ---- */

static void test_the_need_of_a_normal_is_its_quantile(void **unused)
{
    static const struct {
        const char *with;
        double z; /* normal quantile */
    } cases[] = {{"0.5", 0}, {"80%", 0.841621}, {"0.9", 1.281552}, {"0.95", 1.644854}};

    (void)unused;
    for (size_t i = 0; i < 4; i++) {
        does("$P solve m.lua --lever county --between 200..1000 enough --with %s --format json --store t.db -q",
             cases[i].with);
        double exact = 500 + 60 * cases[i].z, low = value(out, "low"), high = value(out, "high");
        assert_within(value(out, "value"), exact, 2);
        assert_true(low < value(out, "value") && high >= value(out, "value") && high - low < 12);
        assert_within(value(out, "check_probability"), value(out, "confidence"), 0.01);
        assert_true(value(out, "turned") == 0 && value(out, "fall") == 0);
    }
    assert_within(ask("need", "v_solve_curve WHERE confidence = 0.8"), 500 + 60 * 0.841621, 2);
    assert_true(ask("count(*)", "v_solve_points") >= 10);
}

static void test_the_answer_does_and_its_neighbour_does_not(void **unused)
{
    (void)unused;
    does("$P solve m.lua --lever county --between 200..1000 'left >= 0' --step 0.5 --format json --no-store -q");
    double answer = value(out, "value");
    assert_true(value(out, "probability") >= 0.8 && value(out, "before") < 0.8);
    for (int k = 0; k < 2; k++) { /* as a run of its own finds */
        does("$P run m.lua --set county=%.17g --draws 1024 --store t.db -q", answer - 0.5 * k);
        does("$P show @ targets --format json --store t.db");
        assert_int_equal(value(out, "probability") >= 0.8, k == 0);
    }
}

static void test_steps_scaled_values_and_the_largest(void **unused)
{
    (void)unused;
    does("$P solve m.lua --lever county --between 200..1000 'classes >= 0' --step 1 --format json --no-store -q");
    assert_within(value(out, "value"), 560, 0); /* 14 classes of 40; 550.5 is needed */
    does("$P solve m.lua --lever county --between 'scaled(0.5..2)' enough --format json --no-store -q");
    assert_within(value(out, "value"), (500 + 60 * 0.841621) / 400, 0.005);
    assert_true(value(out, "scaled") == 1);
    does("$P solve m.lua --lever 'county=200..1000' --largest 'left <= 0' --format json --no-store -q");
    assert_within(value(out, "value"), 500 - 60 * 0.841621, 2);
    assert_true(value(out, "low") < value(out, "high"));
}

static void test_no_answer_is_said_with_what_there_is(void **unused)
{
    (void)unused;
    does("$P solve m.lua --lever county --between 100..400 enough --no-store -q");
    assert_contains(out, "No value from 100 to 400 does: it holds in 0.0 % of the draws at one end and in\n  4.8 % at the other");
    does("$P solve m.lua --lever county --between 800..900 enough --no-store -q");
    assert_contains(out, "Answer: 800 yuan, an end of the range: it holds there already");
    does("$P solve m.lua --lever city --between 100..400 enough --no-store -q");
    assert_contains(out, "Note: this input moves nothing here");
    does("$P sweep m.lua --over city=100..400:3 enough both --no-store");
    assert_contains(err_text, "warning: 'enough@2026-12 >= 0' is the same at every point");
    assert_null(strstr(err_text, "both"));
    does("$P solve m.lua --lever county --between 100..400 enough --no-store -q --lang zh");
    assert_contains(out, "没有可行的值");
}

/* county >= P80 of N(500, 60), and with city >= P90 of N(900, 80): county dear, so as little of it as may be. */
static void test_the_least_cost_stands_where_both_limits_meet(void **unused)
{
    double county = 500 + 60 * 0.841621, both = 900 + 80 * 1.281552;

    (void)unused;
    does("$P solve m.lua --lever county=200..1000 --lever city=0..1000 --minimise '2*county + city' enough 'both >= 0' "
         "--with 0.8 --with 0.9 --format json --store t.db -q");
    assert_contains(out, "\"status\": \"found\"");
    assert_within(value(out, "cost"), county + both, 5);
    assert_within(ask("value", "v_minimise_levers WHERE lever = 'county'"), county, 2);
    assert_within(ask("value", "v_minimise_levers WHERE lever = 'city'"), both - county, 3);
    assert_within(ask("check_probability", "v_minimise_constraints WHERE confidence = 0.9"), 0.9, 0.01);
    assert_true(ask("probability", "v_minimise_constraints WHERE confidence = 0.8") >= 0.8);
    does("$P solve m.lua --lever county=200..1000 --lever city=0..1000 --minimise 'both' 'both >= 0' --with 0.9 "
         "--format json --no-store -q");
    assert_within(value(out, "cost"), 80 * 1.281552, 3); /* a measure's mean */
    does("$P solve m.lua --lever county=200..300 --minimise county enough --no-store -q");
    assert_contains(out, "Nothing in these ranges keeps every limit");
}

/* ---- several statements in the same draw ---- */

/* P(need <= x) P(more <= x + 300) of two independent normals; increasing in x. */
static double both_at(double x)
{
    return 0.25 * (1 + erf((x - 500) / 60 / sqrt(2))) * (1 + erf((x - 600) / 80 / sqrt(2)));
}

static double both_need(double share)
{
    double low = 200, high = 1000;

    for (int i = 0; i < 60; i++)
        *(both_at((low + high) / 2) < share ? &low : &high) = (low + high) / 2;
    return low;
}

static void test_several_statements_hold_in_the_same_draw(void **unused)
{
    (void)unused;
    does("$P solve m.lua --set city=300 --lever county --between 200..1000 enough 'both >= 0' --with 0.8 --format json "
         "--store j.db -q");
    assert_within(value(out, "value"), both_need(0.8), 3);
    assert_true(value(out, "probability") >= 0.8 && value(out, "before") < 0.8);
    assert_within(value(out, "check_probability"), 0.8, 0.02);
    double x = both_need(0.8);
    does("sqlite3 j.db \"SELECT probability, alone, best FROM v_solve_statements WHERE statement LIKE 'both%%'\"");
    double p, alone, best, first = 0.5 * (1 + erf((x - 500) / 60 / sqrt(2)));
    assert_int_equal(sscanf(out, "%lf|%lf|%lf", &p, &alone, &best), 3);
    assert_within(p, 0.8 / first, 0.02);
    assert_within(alone, first - 0.8, 0.02);
    assert_true(best == 1);
    /* the pairing counts: 'left' with itself is one statement, not its square */
    does("$P solve m.lua --lever county --between 200..1000 enough 'left >= 0' --with 0.8 --format json --no-store -q");
    assert_within(value(out, "value"), 500 + 60 * 0.841621, 2);
    does("$P solve m.lua --set city=300 --lever county=200..1000 --minimise county enough 'both >= 0' --with 0.8 "
         "--format json --store j.db -q");
    assert_within(value(out, "cost"), both_need(0.8), 4);
    does("sqlite3 j.db \"SELECT count(*), count(confidence) FROM v_minimise_constraints\"");
    assert_string_equal(out, "3|1\n");
    does("$P solve m.lua --lever county --between 200..1000 targets --with 0.8 --no-store -q");
    assert_contains(out, "'Enough, 2026-12 ≥ 0 yuan' holds in 80.0 % of the draws");
}

static void test_what_stands_in_the_way_is_named(void **unused)
{
    (void)unused;
    does("$P solve m.lua --lever county --between 500..900 enough 'both >= 1e4' --no-store -q");
    assert_contains(out, "No value from 500 to 900 does");
    assert_contains(out, "In the way: 'both, plan ≥ 10,000 yuan' holds in no draw");
    assert_null(strstr(out, "In the way: 'Enough"));
    assert_null(strstr(out, "not within the range"));
    does("$P solve m.lua --lever county --between 400..500 'left >= 0' 'left <= 10' --with 0.4 --no-store -q");
    assert_contains(out, "Each of them can be had by itself with this input, but not all in the same draw\n");
    does("$P solve m.lua --lever county=500..900 --minimise county enough 'both >= 1e4' --no-store -q");
    assert_contains(out, "In the way: 'both, plan ≥ 10,000 yuan' holds in no draw");
    assert_contains(out, "all of these at once");
}

/* ---- sweep ---- */

static void test_a_point_is_what_a_run_says(void **unused)
{
    (void)unused;
    does("$P sweep m.lua --over county=300..600:4 enough both --draws 1000 --seed 5 --format json --no-store -q");
    char *swept = strdup(strstr(out, "\"x\": 500"));
    does("$P run m.lua --set county=500 --draws 1000 --seed 5 --store t.db -q && "
         "$P show @ targets --format json --store t.db");
    static const char *const same[] = {"mean", "p05", "p50", "p95", "probability"};
    for (size_t i = 0; i < 5; i++)
        assert_true(value(swept, same[i]) == value(out, same[i]));
    assert_true(value(swept, "probability_se") == value(out, "se"));
    free(swept);
}

static void test_a_grid_over_two_inputs(void **unused)
{
    (void)unused;
    does("$P run m.lua --store t.db -q && $P sweep m.lua --over county=400..600:5 --over 'city=0..800:3' 'both >= 0' "
         "--store t.db --threads 1");
    char *alone = strdup(out);
    assert_contains(err_text, "beside run ");
    assert_contains(out, "down / across");
    does("$P sweep m.lua --over county=400..600:5 --over 'city=0..800:3' 'both >= 0' --store t.db --threads 2 -q");
    assert_string_equal(out, alone);
    assert_int_equal(ask("count(*)", "v_sweep GROUP BY answer"), 15);
    double p = ask("probability", "v_sweep WHERE x = 550 AND y = 400"); /* 950 of N(900, 80) */
    assert_within(p, 0.5 * (1 + erf(50 / 80.0 / sqrt(2))), 0.005);
    free(alone);
}

/* ---- of a stored run ---- */

static void test_a_stored_run_is_asked_as_it_was_run(void **unused)
{
    (void)unused;
    does("$P run m.lua --set need=550 --set county=600 --draws 640 --seed 9 --store r.db -q");
    does("$P sweep m --over city=100..400:3 both --store r.db --format json -q");
    char *of_run = strdup(out);
    does("$P sweep m.lua --set need=550 --set county=600 --draws 640 --seed 9 --over city=100..400:3 both --store r.db "
         "--format json");
    assert_string_equal(out, of_run);
    free(of_run);
    assert_contains(err_text, "beside run 1");
    does("$P sweep @ --set county=500 --over city=100..400:3 both --store r.db --format csv");
    assert_contains(err_text, "beside no run");
    assert_contains(err_text, "polsim run SCENARIO --set need=550 --set county=600 --set county=500 --store r.db");
    does("$P sweep m.lua --set county=450 --over city=100..400:3 both --store r.db");
    assert_contains(err_text, "ask again: polsim run m.lua --set county=450 --store r.db");
    does("sqlite3 r.db \"SELECT group_concat(coalesce(run, 0) || ':' || draws) FROM answer\"");
    assert_string_equal(out, "1:640,1:640,0:640,0:1024\n");
    does("$P solve 1 --lever county --between 400..700 'left >= 0' --with 0.5 --format json --store r.db -q");
    assert_within(value(out, "value"), 550, 1);
    does("$P solve 1 --lever county=400..700 --minimise county 'left >= 0' --format json --store r.db -q");
    assert_within(value(out, "cost"), 550, 1);
    does("$P show 1 sweep --store r.db && $P show 1 solve --store r.db && $P show 1 minimise --store r.db");
    assert_contains(out, "Sweep over Money city");
    assert_contains(out, "Answer: 55");
    assert_contains(out, "Least cost found: county = 5");
}

static void test_a_run_that_cannot_be_asked_says_why(void **unused)
{
    (void)unused;
    does("$P run m.lua --sampler expected --store e.db -q && $P run m.lua --draws 20 --store e.db -q");
    assert_int_equal(sh("$P solve 1 --lever county --between 1..900 enough --store e.db"), 2);
    assert_contains(err_text, "an average case has none; --sampler sobol makes draws");
    assert_int_equal(sh("$P solve 2 --lever county --between 1..900 enough --store e.db"), 2);
    assert_contains(err_text, "not 20: say how many with --draws");
    does("$P sweep 1 --over county=1..900:3 left --store e.db -q --format csv");
    assert_int_equal(sh("$P sweep mm --over county=1..900:3 --store e.db"), 5);
    assert_contains(err_text, "no finished run 'mm'");
    assert_contains(err_text, "nor is 'mm' a scenario's file");
    assert_int_equal(sh("$P show 2 sweep --store e.db"), 2);
    assert_contains(err_text, "'polsim sweep 2 --over NAME=FROM..TO' answers and keeps it");
    does("sqlite3 e.db \"UPDATE run SET engine_version = '0.0.1'\"");
    does("$P sweep 2 --over county=1..900:3 left --store e.db");
    assert_contains(err_text, "warning: run 2 was made by polsim 0.0.1");
}

/* ---- precision ---- */

/* The draws go on from those there are, also from a number that fills no leaf; the run is the same as one of so many. */
static void test_a_run_goes_on_until_it_is_precise(void **unused)
{
    (void)unused;
    does("$P run m.lua --draws 700 --until 'target:enough se<0.0009' --until 'p80 of both within 0.05' --store p.db -q");
    does("sqlite3 p.db 'SELECT draws FROM run'");
    long draws = strtol(out, NULL, 10);
    assert_true(draws > 1400 && draws % 700 == 0);
    does("sqlite3 p.db \"SELECT estimate, se, (SELECT probability FROM target) FROM v_precision WHERE kind = "
         "'probability' AND draws = %ld\"", draws);
    double estimate, se, probability;
    assert_int_equal(sscanf(out, "%lf|%lf|%lf", &estimate, &se, &probability), 3);
    assert_true(estimate == probability && se < 0.0009);
    does("sqlite3 p.db 'SELECT se FROM target'");
    assert_close(strtod(out, NULL), se, 1e-12);
    does("sqlite3 p.db 'SELECT count(*), max(holds) FROM v_precision WHERE draws = %ld'", draws / 2);
    assert_string_equal(out, "2|1.0\n"); /* one was enough before, both were not */
    does("sqlite3 p.db 'SELECT output_digest FROM run' > digest && $P run m.lua --draws %ld --store p.db -q && "
         "sqlite3 p.db 'SELECT output_digest FROM run WHERE run = 2' | cmp - digest", draws);
    does("$P show 1 precision --store p.db");
    assert_contains(out, "target:enough se<0.0009");
    does("$P report 1 --no-pictures --out rep --store p.db && grep -o 'Chance of Enough, 2026-12 ≥ 0 yuan: standard error' "
         "rep/report.en.html && grep -c 'P80：' rep/report.zh.html");
    does("$P run m.lua --draws 512 --until 'mean of left within 5%%' --no-store");
    assert_contains(err_text, "--until 'mean of left within 5%' holds with 512 draws: -100");
    assert_contains(err_text, "twice the precision takes up to 4 times the draws (--draws 2048)");
}

static void test_what_cannot_be_reached_is_refused_with_what_it_would_take(void **unused)
{
    (void)unused;
    assert_int_equal(sh("$P run m.lua --until 'mean of left se<1e-12' --memory 16M --no-store -q"), 4);
    assert_contains(err_text, "--until does not hold with ");
    assert_contains(err_text, "draws; ask for less");
}

/* ---- wrong input ---- */

static void refused(const char *arguments, const char *why)
{
    assert_int_equal(sh("$P %s --no-store -q", arguments), 2);
    assert_contains(err_text, why);
}

static void test_wrong_input_says_what_to_write(void **unused)
{
    (void)unused;
    refused("sweep m.lua", "needs one or two --over");
    refused("sweep m.lua --over county", "there is no '='; write NAME=FROM..TO");
    refused("sweep m.lua --over county=5", "there is no 'FROM..TO'");
    refused("sweep m.lua --over county=9..5", "FROM must be less than TO");
    refused("sweep m.lua --over county=1..5:1", "points are a whole number from 2 to 1001, not '1'");
    refused("sweep m.lua --over conty=1..5", "the model has no parameter 'conty', did you mean 'county'?");
    refused("sweep m.lua --over county=1..5 lefft", "no target or output 'lefft', did you mean 'left'?");
    refused("sweep m.lua --over county=1..5 'left > 3'", "write 'left >= NUMBER' or 'left <= NUMBER', not '>'");
    refused("solve m.lua --lever county --between 1..5", "needs behind the run or scenario a statement, such as");
    refused("solve m.lua --lever county --between 1..5 enough both", "'both' says nothing that could be true or false");
    refused("solve m.lua --lever county --between 1..5 enough left --with 0.5 --with 0.6", "only with --minimise");
    refused("solve m.lua --lever county --between 1..5 target", "no target or output 'target'");
    refused("solve m.lua enough", "needs one --lever, but got 0");
    refused("solve m.lua --lever county --between 1..5 left", "says nothing that could be true or false");
    refused("solve m.lua --lever county --between 1..5 'left >= x'", "what stands behind '>=' is no number");
    refused("solve m.lua --lever county --between 1..5 enough --with 1.2", "a share of the draws is above 0");
    refused("solve m.lua --lever county --between 1..5 enough --step 9", "at most the range's width, 4");
    refused("run m.lua --until 'target:enogh se<1'", "no target or output 'enogh', did you mean 'enough'?");
    refused("run m.lua --until 'probabilty of enough se<1'", "'probabilty', did you mean 'probability'?");
    refused("run m.lua --until 'p80 of left within x'", "'x' is no number above 0");
    refused("run m.lua --until 'p80 of left'", "is not understood; write 'target:NAME se<0.005'");
    refused("run m.lua --until 'mean of left se<1' --sampler expected", "--until needs draws");
    refused("solve m.lua --lever county=1..5 --minimise '2*conty' enough",
            "'conty' is none of the levers, did you mean 'county'?");
    refused("solve m.lua --lever county=1..5 --minimise '2*(county' enough", "')' is missing behind '2*(county'");
    refused("solve m.lua --lever county=1..5 --minimise county enough --with 0.5 --with 0.6",
            "there are 1 statements and 2 --with");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_need_of_a_normal_is_its_quantile),
        cmocka_unit_test(test_the_answer_does_and_its_neighbour_does_not),
        cmocka_unit_test(test_steps_scaled_values_and_the_largest),
        cmocka_unit_test(test_no_answer_is_said_with_what_there_is),
        cmocka_unit_test(test_the_least_cost_stands_where_both_limits_meet),
        cmocka_unit_test(test_several_statements_hold_in_the_same_draw),
        cmocka_unit_test(test_what_stands_in_the_way_is_named),
        cmocka_unit_test(test_a_point_is_what_a_run_says),
        cmocka_unit_test(test_a_grid_over_two_inputs),
        cmocka_unit_test(test_a_stored_run_is_asked_as_it_was_run),
        cmocka_unit_test(test_a_run_that_cannot_be_asked_says_why),
        cmocka_unit_test(test_a_run_goes_on_until_it_is_precise),
        cmocka_unit_test(test_what_cannot_be_reached_is_refused_with_what_it_would_take),
        cmocka_unit_test(test_wrong_input_says_what_to_write),
    };
    return cmocka_run_group_tests(tests, setup, remove_shell_folder);
}
