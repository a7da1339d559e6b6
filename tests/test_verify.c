/* Stored runs are computed again from the database alone and compared: polsim verify. */
#include "shell.h"

static const char model_text[] =
    "model { name = 'small', from = '2026-01', to = '2026-12', title = { en = 'Small', zh = '小模型' } }\n"
    "local town = axis('town', { 'a', 'b' })\n"
    "local rate = parameter('rate', { axes = { town }, default = each(pert(.5, .8, .9)), source = assumed 'a test' })\n"
    "local share = parameter('share', { default = .9, source = assumed 'a test' })\n"
    "local way = switch('way', { 'some', 'all' }, { default = 'some', source = assumed 'a test' })\n"
    "local few = poisson('few', amount(.001, 'person'))\n"
    "local enrolled = poisson('enrolled', amount(10, 'person'))\n"
    "if way == 'some' then rate = rate * share end\n"
    "local certified = binomial('certified', enrolled, rate)\n"
    "output('certified', certified, { unit = 'person', by = { town } })\n"
    "output('often_none', ratio(few, few), { at_least = .5 })\n"
    "finding('odd', { en = 'Odd', zh = '怪', source = assumed 'a test', about = 'many' })\n"
    "target('many', { of = total(certified:sum()), by = '2026-12', at_least = 160 })\n";

static int start(void **state)
{
    (void)state;
    if (!make_shell_folder())
        return -1;
    put("small.lua", model_text);
    put("ways.lua", "scenario { model = 'small.lua', factors = { share = { low = .7, high = .95 } } }\n");
    put("better.lua", "scenario { model = 'small.lua', set = { rate = plus(.05) } }\n");
    return 0;
}

static void test_runs_are_the_same_again_without_their_files(void **state)
{
    (void)state;
    does("$P inputs small.lua --out in.csv && sed -i 's/,0\\.9,/,0.8,/' in.csv");
    does("$P run small.lua better.lua -n 1000 --set share=.8 --seed 5 -q");
    does("$P run small.lua -n 700 --sampler random --inputs in.csv --set way=\"'all'\" -q");
    does("$P run ways.lua --sampler expected -q && rm *.lua in.csv");
    does("$P verify --all --threads 1");
    assert_contains(out, "run 1 'small': the same again, inputs and every number (digest ");
    assert_contains(out, "The file is whole; 5 runs are the same again.");
    does("$P verify better @ 3 -q");
    assert_string_equal(out, "");
    does("sqlite3 out/polsim.db \"UPDATE run SET engine_version = '0.0.9' WHERE run = 2\"");
    does("$P verify 2 | sed 's/digest [0-9a-f]*/digest/; s/this is .*/this is/'");
    assert_string_equal(out, "run 2 'better': the same again, inputs and every number (digest); polsim 0.0.9 computed "
                             "it, this is\n");
    does("$P verify 1 --lang zh");
    assert_contains(out, "第 1 号测算 'small'：");
}

/* Changed past the program in run 2, and told. */
static void tells(const char *sql, const char *told)
{
    does("cp whole.db out/polsim.db && sqlite3 out/polsim.db \"%s\" && $P verify 1", sql);
    if (sh("$P verify 1 2") != 1)
        fail_msg("%s: nothing differs:\n%s%s", sql, out, err_text);
    assert_contains(out, "run 1 'small': the same again");
    assert_contains(out, "run 2 'better': NOT the same\n");
    assert_contains(out, told);
    assert_string_equal(err_text, "polsim: 1 of 2 runs are not the same again\n");
}

static void test_what_was_changed_is_named(void **state)
{
    static const char later[] = "the results computed again are those it had (same digest)";

    (void)state;
    does("$P run small.lua better.lua -n 256 -q");
    does("sqlite3 out/polsim.db 'VACUUM INTO \"whole.db\"' && rm out/*");
    tells("UPDATE statistic SET mean = mean + 1 WHERE id = (SELECT 4096 * place + position FROM place JOIN period USING "
          "(run) WHERE run = 2 AND output = 'certified' AND cell = 'town=b' AND base_run IS NULL AND period = '2026Q2')",
          "  output 'certified': 1 value (the first: town=b, 2026Q2)\n");
    assert_contains(out, later);
    tells("UPDATE statistic SET mean = 1 WHERE id IN (SELECT 4096 * place + position FROM place JOIN period USING "
          "(run) WHERE run = 2 AND output = 'certified' AND cell = '' AND base_run = 1)",
          "  difference of output 'certified': ");
    tells("UPDATE strip SET least = least + 1 WHERE strip = (SELECT strip FROM draws_of WHERE run = 2 AND target = 'many')",
          "  draws of 'many': 1 value (the first: 2026-12)\n");
    tells("DELETE FROM draws_of WHERE run = 2 AND output = 'certified' AND cell = '' AND period = 'plan'",
          "  draws of 'certified': 1 value (the first: plan)\n");
    tells("UPDATE target SET probability = .99 WHERE run = 2 AND name = 'many'",
          "  target 'many': 1 value (the first: 2026-12)\n");
    tells("UPDATE parameter SET value = '0.91' WHERE run = 2 AND name = 'share'", "  input 'share': 1 value\n");
    tells("UPDATE switch SET value = 'all' WHERE run = 2", "  reading 'way': 1 value\n");
    tells("UPDATE target SET source = 'page 3' WHERE run = 2 AND name = 'many'", "  target 'many': 1 value");
    tells("UPDATE output SET label_zh = '很少' WHERE run = 2 AND output = 'certified'",
          "  what is said of output 'certified': 1 value\n");
    tells("UPDATE label SET en = 'elsewhere' WHERE run = 2 AND id = 'b'", "  words for 'b': 1 value\n");
    tells("UPDATE finding SET en = 'Even' WHERE run = 2 AND id = 'odd'", "  finding 'odd': 1 value\n");
    tells("UPDATE run SET output_digest = 'feed' WHERE run = 2", "digest of the results: stored feed, computed ");
    tells("UPDATE run SET input_digest = 'feed' WHERE run = 2",
          "the stored files or changes are not those it was computed from");
    tells("UPDATE run_file SET content = CAST(replace(content, '(10,', '(11,') AS BLOB) WHERE run = 2 AND position = 1",
          "the stored files or changes are not those it was computed from");
    assert_contains(out, "  output 'certified': ");
    tells("UPDATE run SET output_digest = 'feed', engine_version = '0.0.9' WHERE run = 2",
          "polsim 0.0.9 computed it, this is ");
    does("cp whole.db out/polsim.db && sqlite3 out/polsim.db \"UPDATE run_file SET content = x'00' WHERE run = 2\"");
    assert_int_equal(sh("$P verify 2"), 1);
    assert_contains(out, "cannot be computed again: run 2 'better': ");
}

static void test_what_has_no_results_is_not_verified(void **state)
{
    (void)state;
    assert_int_equal(sh("$P verify 1"), 5);
    does("$P run small.lua -n 64 -q && $P run small.lua -n 64 -q");
    does("sqlite3 out/polsim.db \"UPDATE run SET status = 'interrupted' WHERE run = 2\"");
    assert_int_equal(sh("$P verify"), 2);
    assert_int_equal(sh("$P verify 2"), 2);
    assert_contains(err_text, "run 2 'small' is not finished (interrupted): it has no results; to compute it: polsim runs --resume 2");
    does("$P verify --all");
    assert_contains(out, "The file is whole; 1 run is the same again.");
    assert_int_equal(sh("$P verify --all 1"), 2);
}

#define test(name) cmocka_unit_test_setup_teardown(name, start, remove_shell_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(test_runs_are_the_same_again_without_their_files),
        test(test_what_was_changed_is_named),
        test(test_what_has_no_results_is_not_verified),
    };

    return cmocka_run_group_tests(tests, set_environment, NULL);
}
