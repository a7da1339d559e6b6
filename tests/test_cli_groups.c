/* Several scenarios in one call: groups that fit into memory, variants, bases; and polsim compare of what is stored. */
#include "cli.h"

/* Three variants of a model, and what they are compared with. */
static void put_variants(const char *model)
{
    char text[1024];

    snprintf(text, sizeof text, "scenario { model = '%s', set = { rate = pert(.4, .7, .8) } }\n", model);
    put("baseline.lua", text);
    snprintf(text, sizeof text,
             "scenario { model = '%s', title = { en = 'What if', zh = '如果' }, against = 'w-a',\n"
             "  set = { rate = scaled(.9) },\n"
             "  variants = { { name = 'a' }, { name = 'b', set = { rate = plus(.05) } },\n"
             "    { name = 'same' } } }\n",
             model);
    put("w.lua", text);
}

/* ---- one call ---- */

/* Some megabytes. */
static void put_wide_model(void)
{
    put("wide.lua",
        "model { name = 'wide', from = '2026-01', to = '2027-12' }\n"
        "local ids = {}\n"
        "for i = 1, 60 do ids[i] = ('t%02d'):format(i) end\n"
        "local town = axis('town', ids)\n"
        "local rate = parameter('rate', { default = pert(.5, .8, .9), source = assumed 'a test' })\n"
        "local certified = binomial('c', poisson('e', stack(town, (function() local t = {}\n"
        "  for i, id in ipairs(ids) do t[id] = i end return t end)())), rate)\n"
        "output('certified', certified, { by = { town } })\n"
        "target('many', { of = total(certified:sum()), by = '2027-12', at_least = 30000 })\n");
}

static void test_groups_give_the_same_results_as_one_run(void **state)
{
    (void)state;
    put_wide_model();
    put_variants("wide.lua");
    put("more.lua", "scenario { model = 'wide.lua', set = { rate = .9 }, against = 'w-b' }\n");
    does("$P run w.lua more.lua baseline.lua wide.lua -n 2048 -q --store one.db --memory 1G");
    does("$P run w.lua more.lua baseline.lua wide.lua -n 2048 --store groups.db --memory 16M >tables");
    assert_contains(err_text, "6 scenarios do not fit into memory together (--memory): they run in ");
    assert_null(strstr(err_text, "in 1 groups"));
    does("for d in one groups; do $P runs --format csv --store $d.db | cut -d, -f1,2,3,5,6,11,12 >$d.runs;"
         " for r in 1 2 3 4 5 6; do for s in series targets differences; do"
         " $P show $r $s --format csv --store $d.db; done; done >$d.all; done;"
         " cmp one.runs groups.runs && cmp one.all groups.all && wc -l <one.all");
    assert_true(atoi(out) > 100);
    does("$P runs --format csv --store groups.db");
    assert_string_equal(field("2,w-b", 10), "1");
    assert_string_equal(field("1,w-a", 10), "5"); /* itself is no base: the one called baseline */
    assert_string_equal(field("4,more", 10), "2");
    assert_string_equal(field("5,baseline", 10), "");
    assert_int_equal(sh("$P run w.lua -n 2048 --memory 1M -q"), 4); /* not even one fits */
}

static void test_a_missing_base_is_said_and_another_taken(void **state)
{
    (void)state;
    put("x.lua", "scenario { model = 'small.lua', against = 'beter' }\n");
    does("$P run small.lua better.lua x.lua -n 64 --quiet && $P run small.lua better.lua x.lua -n 64");
    assert_contains(err_text, "polsim: warning: 'x' is to be compared with 'beter', which is not in this call "
                              "(did you mean 'better'?): compared with 'small' instead\n");
    does("$P run x.lua -n 64"); /* alone there is nothing to compare it with */
    assert_null(strstr(err_text, "warning"));
}

static void test_a_variant_is_run_again_from_the_database_alone(void **state)
{
    (void)state;
    put_variants("small.lua");
    does("$P run w.lua -q -n 300 --seed 3 && $P runs --format csv");
    char *first = strdup(field("2,w-b", 11));
    does("$P show w-b --files again && sh -c \"$($P show w-b --files again | sed \"s|^polsim|$P|\") -q\"");
    char *again = last_digest();
    assert_string_equal(again, first);
    does("$P show @ --files again");
    assert_contains(out, "polsim run again/w.lua:b --draws 300 --seed 3");
    free(first);
    free(again);
}

static void test_many_runs_have_a_line_each(void **state)
{
    (void)state;
    put_variants("small.lua");
    does("$P run w.lua better.lua baseline.lua small.lua -n 256 --lang en");
    assert_contains(out, "[1] Many ≥ 90, by 2026-12\n");
    assert_contains(out, "\nprobability");
    assert_contains(out, "Differences: polsim compare 1 2 3 4 5 6\n");
    does("$P compare 1 2 3 4 5 6 --lang zh | awk 'length > 300'");
    assert_string_equal(out, "");
    does("$P compare 1 2 3 4 5 6 --lang zh");
    assert_contains(out, "各方案目标对比");
    assert_contains(out, "  w-same               0        0    0    0       0.0 %       0.0 %\n");
}

/* ---- comparisons of stored runs ---- */

static void test_runs_of_other_draws_are_not_compared(void **state)
{
    (void)state;
    put_variants("small.lua");
    does("$P run small.lua w.lua:b -q -n 256 && $P run small.lua -q -n 128 && $P run small.lua -q -n 256 "
         "--seed 2 && $P run small.lua -q -n 256 --sampler random && $P run better.lua -q -n 256");
    refuses(2,
            "polsim: run 2 'w-b' and run 3 'small' cannot be compared draw by draw: their numbers of draws "
            "differ, 256 and 128; run them together, in their folder: polsim run w.lua:b small.lua --draws 256 "
            "--seed 1 --sampler sobol",
            "$P compare w-b 3");
    assert_int_equal(sh("$P compare 1 4"), 2);
    assert_contains(err_text, "their seeds differ, 1 and 2; run them together");
    assert_int_equal(sh("$P compare 1 5"), 2);
    assert_contains(err_text, "their samplers differ, sobol and random; run them together");
    does("$P compare 1 5 --part targets"); /* side by side needs no pairs */
    does("$P compare 1 6"); /* of two calls, but of the same draws */
    refuses(2, "polsim: '1' and '1' are the same run, 1", "$P compare 1 1");
    refuses(2, "polsim: 'compare' needs more arguments: polsim compare RUN RUN…", "$P compare 1");
    refuses(2,
            "polsim: csv holds one table: name it with --part; there are: targets, money, differences, regret",
            "$P compare 1 2 --format csv");
    refuses(2, "polsim: option '--part' cannot be 'mony'; did you mean 'money'?", "$P compare 1 2 -p mony");
    refuses(5, "polsim: no finished run 'w-c' in 'out/polsim.db'; did you mean 'w-b'?", "$P compare 1 w-c");
    put("fails.lua", "model { name = 'fails', from = '2026-01', to = '2026-12' }\n"
                     "output('x', binomial('x', poisson('n', 5), .2 * month()))\n");
    assert_int_equal(sh("$P run fails.lua -n 64 -q"), 4);
    refuses(2, "polsim: run 7 'fails' is not finished (failed): it has no results", "$P compare 1 7");
}

/* What is compared from kept draws has the digits of what the run stored. */
static void test_a_comparison_from_draws_agrees_with_the_stored_differences(void **state)
{
    char stored[3][128];

    (void)state;
    does("$P run \"$R/scenarios/examples/04-fund.lua\" -q -n 1000 && cp -r \"$R/scenarios/examples\" . &&"
         " printf \"scenario { model = '04-fund.lua' }\" >examples/same.lua &&"
         " $P run examples/04-fund.lua examples/same.lua -q -n 1000 --store same.db &&"
         " $P compare 04-fund same --store same.db --part differences --format csv | cut -d, -f14-18 |"
         " tr -d '\\r' | sort -u");
    assert_string_equal(out, "0,0,0,0,0\nmean,se,p05,p95,above\n");
    put("m.lua", "model { name = 'm', from = '2026-01', to = '2026-12' }\n"
                 "local rate = parameter('rate', { default = pert(.5, .8, .9), source = assumed 'a test' })\n"
                 "local people = binomial('c', poisson('e', amount(10, 'person')), rate)\n"
                 "fund('purse', {}):pay('aid', people * amount(300, 'yuan/person'))\n"
                 "output('people', people)\n");
    put("n.lua", "scenario { model = 'm.lua', set = { rate = scaled(.9) } }\n");
    does("$P run m.lua n.lua -q -n 3000 --store mn.db && $P show n differences --format csv --store mn.db");
    for (int i = 0; i < 3; i++)
        snprintf(stored[i], sizeof stored[i], "%s",
                 field("1,commitment,Committed,,,2026,", (const int[]){8, 9, 11}[i]));
    does("$P compare m n --part differences --format csv --store mn.db");
    for (int i = 0; i < 3; i++)
        assert_close(atof(field("money,commitment,Committed,commitment,,,total,2026,", 13 + i)),
                     atof(stored[i]), 2e-3); /* the stored P5 is of a histogram, to 0.2 % */
    assert_string_equal(field("money,commitment,Committed,commitment,,,total,2026,", 20), "draws");
    does("sqlite3 mn.db \"DELETE FROM draws_of WHERE output = 'commitment'\" 2>/dev/null || exit 77");
    does("$P compare m n --part differences --format csv --store mn.db");
    assert_string_equal(field("money,commitment,Committed,commitment,,,total,2026,", 20), "differences");
    does("$P compare n m --part differences --format csv --store mn.db >t.csv");
    assert_contains(err_text, "differences are left out: their draws are not kept, nor the difference from 'n'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(test_groups_give_the_same_results_as_one_run),
        test(test_a_missing_base_is_said_and_another_taken),
        test(test_a_variant_is_run_again_from_the_database_alone),
        test(test_many_runs_have_a_line_each),
        test(test_runs_of_other_draws_are_not_compared),
        test(test_a_comparison_from_draws_agrees_with_the_stored_differences),
    };
    return cmocka_run_group_tests(tests, set_environment, NULL);
}
