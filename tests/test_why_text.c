/* The text of polsim why where there is much to say or little: many parts, many cells, no value, inputs that cannot be
   told apart, a stored number that is not computed again. What it answers is in test_why.c. */
#include "shell.h"

static const char model_text[] =
    "model { name = 'w', from = '2026-01', to = '2026-12' }\n"
    "local town = axis('town', { 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n' })\n"
    "local each_town = parameter('each_town', { axes = { town }, source = assumed 'x', default = { j = 1, k = 2,\n"
    "  l = 3, m = 4, n = 5, otherwise = 9 } })\n"
    "local years = parameter('years', { source = assumed 'x', default = by_year { [2026] = 3, otherwise = 4 } })\n"
    "local people = poisson('people', stack(town, { otherwise = 10 }) * each_town)\n"
    "output('most', people:sum() - people:at(town, 'a'))\n"
    "output('level', people:sum() * years, { kind = 'level' })\n"
    "local never = poisson('never', 0)\n"
    "output('none', ratio(people:sum(), never))\n"
    "local sum = 0\n"
    "for i = 1, 20 do sum = sum + poisson('p' .. i, i) end\n"
    "output('sum', sum)\n"
    "local chance = parameter('chance', { default = 0.4, source = assumed 'x' })\n"
    "local more = parameter('more', { default = uniform(0, 1), source = assumed 'x' })\n"
    "output('luck', binomial('luck', poisson('all', 9), chance * (1 + more)))\n"
    "local purse = fund('purse', { appropriation = parameter('money', { default = 1e4, unit = 'yuan/year', source = assumed 'x' }) })\n"
    "output('paid_now', purse:pay('fees', poisson('bills', 10) * amount(100, 'yuan')), { unit = 'yuan', kind = 'level' })\n";

static int make_folder(void **state)
{
    (void)state;
    if (set_environment(state) || !make_shell_folder())
        return -1;
    put("w.lua", model_text);
    does("$P run w.lua -n 256 -q");
    return 0;
}

static void test_what_is_read_is_said_of_each_kind(void **unused)
{
    (void)unused;
    does("$P why w level 2026");
    assert_contains(out, "level@2026: an output, read at the end of the period, in each draw by itself\n");
    does("$P why w none 2026");
    assert_contains(out, "none@2026: an output: the ratio of two sums over its months, in each draw by\n    itself\n");
}

/* The eight largest of 20 are 20 to 13, twelve times; the rest, 1 to 12, are 12 * 78 = 936 in the mean. */
static void test_the_largest_parts_are_told_and_the_rest_together(void **unused)
{
    const char *rest;

    (void)unused;
    does("$P why w sum 2026");
    assert_contains(out, "  p13  ");
    assert_null(strstr(out, "  p12  "));
    if (!(rest = strstr(out, "… 12 more, together ")))
        fail_msg("no rest in:\n%s", out);
    assert_within(atof(rest + strlen("… 12 more, together ")), 936, 10);
}

static void test_long_lists_of_cells_and_values_are_cut(void **unused)
{
    (void)unused;
    does("$P why w most 2026");
    assert_contains(out, "each_town: b, c, d … (13)  w.lua:3");
    assert_contains(out, "\n     town=a, town=b, town=c, town=d, town=e, town=f, town=g … (9 values): 9\n"
                         "     town=j: 1\n     town=k: 2\n     … 3 more values\n");
}

/* A value of several cells and periods is one line, each cell and period in it once. */
static void test_a_value_of_several_periods_names_each_once(void **unused)
{
    (void)unused;
    put("two.lua", "model { name = 'two', from = '2026-01', to = '2027-12' }\n"
                   "local kind = axis('kind', { 'x', 'y' })\n"
                   "output('q', parameter('q', { axes = { kind }, source = assumed 'x',\n"
                   "  default = by_year { [2026] = { x = 3, y = 4 }, [2027] = { x = 5, y = 4 } } }))\n");
    does("$P run two.lua --sampler expected -q --store two.db && $P why two q --store two.db");
    assert_contains(out, "     kind=x, 2026: 3\n     kind=y, 2026, 2027: 4\n     kind=x, 2027: 5\n");
}

static void test_no_value_is_said(void **unused)
{
    (void)unused;
    does("$P why w none 2026");
    assert_contains(out, "  mean no value\n");
    assert_contains(out, "  · no value  none (2026)  w.lua:10\n");
}

/* paid in the last month: it cannot be told by what was owed, since that is read at another time */
static void test_a_payment_of_one_month_rests_on_what_was_due_and_the_cash(void **unused)
{
    (void)unused;
    does("$P why w paid_now 2026-01");
    assert_contains(out, "    is computed in its line from:\n");
    assert_contains(out, "yuan  Due: purse, fees  w.lua:18");
    assert_contains(out, "10,000 yuan  Appropriated: purse  w.lua:17");
}

/* An exponent of a unit must be a number, so that this model cannot keep its inputs apart. */
static void test_inputs_that_cannot_be_told_apart_are_left_out_and_said(void **unused)
{
    (void)unused;
    put("cube.lua", "model { name = 'cube', from = '2026-01', to = '2026-12' }\n"
                    "local power = parameter('power', { default = 3, source = assumed 'x' })\n"
                    "output('cube', amount(2, 'person') ^ power, { unit = 'person^3' })\n");
    does("$P run cube.lua -n 64 -q --store cube.db && $P why cube cube 2026 --store cube.db");
    assert_contains(out, "  mean 96 persons^3 ");
    assert_contains(out, "  0 of the model's 1 inputs");
    assert_contains(out, "Fixed inputs cannot be told apart in this model and are left out. ");
}

static void test_a_stored_number_that_is_not_computed_again_is_said(void **unused)
{
    (void)unused;
    does("cp out/polsim.db other.db && sqlite3 other.db \"UPDATE statistic SET mean = 7 WHERE id IN (SELECT 4096 * place + "
         "position FROM place JOIN period USING (run) WHERE output = 'sum' AND period = '2026');"
         "UPDATE run SET engine_version = '0.0.1'\"");
    does("$P why w sum 2026 --store other.db");
    assert_contains(out, "  mean 7 ");
    assert_contains(out, "Attention: computed again the mean is 2,5");
    assert_contains(out, "not what is stored: the run is of\n  version 0.0.1 of the program");
    does("$P why w sum 2026");
    assert_null(strstr(out, "Attention"));
}

/* Files that are not what the run was computed from: no model, and a draw that fails. */
static void test_changed_files_are_refused_with_their_fault(void **unused)
{
    (void)unused;
    does("$P run w.lua --sampler expected -q --store bad.db && sqlite3 bad.db \"UPDATE run_file SET content = "
         "CAST(replace(content, 'default = 0.4', 'default = 0.9') AS BLOB)\"");
    refuses_with(4, "w.lua:16: the chance of 'luck' is 1.35 in 2026-01", "$P why w luck 2026 --store bad.db");
    does("sqlite3 bad.db \"UPDATE run_file SET content = x'00'\"");
    refuses_with(3, "w.lua: this is not a text in UTF-8", "$P why w luck 2026 --store bad.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_read_is_said_of_each_kind),
        cmocka_unit_test(test_the_largest_parts_are_told_and_the_rest_together),
        cmocka_unit_test(test_long_lists_of_cells_and_values_are_cut),
        cmocka_unit_test(test_a_value_of_several_periods_names_each_once),
        cmocka_unit_test(test_no_value_is_said),
        cmocka_unit_test(test_a_payment_of_one_month_rests_on_what_was_due_and_the_cash),
        cmocka_unit_test(test_inputs_that_cannot_be_told_apart_are_left_out_and_said),
        cmocka_unit_test(test_a_stored_number_that_is_not_computed_again_is_said),
        cmocka_unit_test(test_changed_files_are_refused_with_their_fault),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_shell_folder);
}
