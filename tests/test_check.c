/* polsim check where a scenario fails, and where something cannot be looked at: what it says instead. What it finds in a
   plan is in test_audit.c and the cases. */
#include "shell.h"

static const char model_text[] =
    "model { name = 'con', from = '2026-01', to = '2027-12' }\n"
    "local c = parameter('c', { default = 1, source = assumed 'x' })\n"
    "local idle = parameter('idle', { default = by_year { [2026] = 1, [2027] = 2 }, source = assumed 'x' })\n"
    "local p = poisson('p', 9)\n"
    "conserve('nothing is lost', p * (c - 1))\n"
    "output('n', p)\n";

static int start(void **state)
{
    if (set_environment(state) || !make_shell_folder())
        return -1;
    put("con.lua", model_text);
    put("last.lua", "scenario { model = 'con.lua', factors = { c = { low = 1, top = 2 } } }\n");
    put("first.lua", "scenario { model = 'con.lua', factors = { c = { low = 2, top = 1 } } }\n");
    return 0;
}

#define LOST "con.lua:5: 'nothing is lost' does not add up in the whole, month 2026-01, draw 0: "

static void test_of_several_scenarios_the_one_that_fails_is_named(void **unused)
{
    (void)unused;
    refuses_with(1, "polsim: first.lua:low: " LOST, "$P check first.lua");
    refuses_with(1, "polsim: last.lua:top: " LOST, "$P check last.lua");
    assert_contains(out, "Holds: 1 identities in every cell and month"); /* of the first */
    refuses_with(1, "polsim: first.lua: first.lua:low: " LOST, "$P check con.lua first.lua last.lua");
}

static void test_a_dated_input_that_was_changed_for_nothing_is_named(void **unused)
{
    (void)unused;
    does("$P check con.lua --set 'idle=by_year { [2026] = 1, [2027] = 3 }'");
    assert_contains(out, "  warning         idle was changed (--set), but no output, target or identity\n                  depends on it\n");
    does("$P check con.lua --set 'idle=by_year { [2026] = 1, [2027] = 2 }'");
    assert_null(strstr(out, "was changed (--set)"));
}

static void test_inputs_that_are_not_told_apart_are_not_looked_for(void **unused)
{
    (void)unused;
    put("cube.lua", "model { name = 'cube', from = '2026-01', to = '2026-12' }\n"
                    "local power = parameter('power', { default = 3, source = assumed 'x' })\n"
                    "output('c', amount(2, 'person') ^ power)\n");
    does("$P check cube.lua");
    assert_contains(out, "  not looked for inputs that nothing uses: cube.lua:3: a value in person can\n");
}

/* Far goals are tried at the best ends of all inputs together, which no draw may reach. */
static void test_a_best_case_that_fails_says_why(void **unused)
{
    (void)unused;
    put("best.lua", "model { name = 'best', from = '2026-01', to = '2026-12' }\n"
                    "local c = parameter('c', { default = uniform(.1, .5), source = assumed 'x' })\n"
                    "local d = parameter('d', { default = uniform(.1, .5), source = assumed 'x' })\n"
                    "local n = binomial('n', poisson('m', 9), where(gt(c * d, .2), 1.2, .5))\n"
                    "target('lots', { of = total(n), by = '2026-12', at_least = 1000 })\n");
    does("$P check best.lua");
    assert_contains(out, "  a best case was not computed: lots: best.lua:4: the chance of 'n' is 1.2 in\n");
}

static void test_too_many_goals_and_inputs_are_said_not_cut_in_silence(void **unused)
{
    (void)unused;
    put("wide.lua", "model { name = 'wide', from = '2026-01', to = '2026-12' }\n"
                    "local all = 0\n"
                    "local q = parameter('q', { default = uniform(0, 1), source = assumed 'x' })\n"
                    "for i = 1, 40 do target('t' .. i, { of = total(q), by = '2026-12', at_least = 1e6 + i }) end\n");
    does("$P check wide.lua");
    assert_contains(out, "  a best case was not computed: only the first 32 of 40 goals that are far from\n");
    put("deep.lua", "model { name = 'deep', from = '2026-01', to = '2026-12' }\n"
                    "local all = 0\n"
                    "for i = 1, 1001 do\n"
                    "  all = all + parameter('p' .. i, { default = uniform(0, 1), source = assumed 'x' })\n"
                    "end\n"
                    "target('t', { of = total(all), by = '2026-12', at_least = 1 })\n");
    does("$P check deep.lua");
    assert_contains(out, "1001 uncertain inputs are too many to weigh one by one; the most is 1000\n");
}

static void test_weights_are_told_by_month_and_period(void **unused)
{
    (void)unused;
    put("dated.lua", "model { name = 'dated', from = '2026-01', to = '2027-12' }\n"
                     "local p = parameter('p', { source = assumed 'x',\n"
                     "  default = by_month { [1] = uniform(0, 1), otherwise = uniform(.1, .2) } })\n"
                     "local q = parameter('q', { source = assumed 'x',\n"
                     "  default = by_year { [2026] = uniform(0, 1), otherwise = uniform(.1, .2) } })\n"
                     "target('t', { of = total(p * q), by = '2027-12', at_least = 10 })\n");
    does("$P check dated.lua");
    static const char *const rows[] = {"\nq: 2026 ", "\nq: otherwise ", "\np: 1 ", "\np: otherwise "};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_contains(out, rows[i]);
    does("$P check dated.lua --lang zh");
    assert_contains(out, "\np：1月");
    assert_contains(out, "\np：其余");
}

static void test_roles_are_listed_with_what_they_do(void **unused)
{
    (void)unused;
    does("$P doc roles");
    assert_contains(out, "  certificates        certificates, beside 'done' in the departments' table\n");
    does("$P doc roles --lang zh");
    assert_contains(out, "  task                下达的任务，与 done 对比\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_of_several_scenarios_the_one_that_fails_is_named),
        cmocka_unit_test(test_a_dated_input_that_was_changed_for_nothing_is_named),
        cmocka_unit_test(test_inputs_that_are_not_told_apart_are_not_looked_for),
        cmocka_unit_test(test_a_best_case_that_fails_says_why),
        cmocka_unit_test(test_too_many_goals_and_inputs_are_said_not_cut_in_silence),
        cmocka_unit_test(test_weights_are_told_by_month_and_period),
        cmocka_unit_test(test_roles_are_listed_with_what_they_do),
    };
    return cmocka_run_group_tests(tests, start, remove_shell_folder);
}
