/* Inputs changed from the command line: --set, and files that polsim inputs writes and a person edits
   (test_inputs.c has the files themselves). */
#include "cli.h"

static void test_expected_mode_and_changes_of_inputs(void **state)
{
    (void)state;
    does("$P run small.lua -q --sampler expected --set rate=.5 && $P show @ series --format csv");
    assert_string_equal(field("certified,,2026,", 5), "60");
    does("$P run small.lua -q --sampler expected -s rate=.25 && $P show @ series --format csv");
    assert_string_equal(field("certified,,2026,", 5), "30");
    does("$P run better.lua -q --sampler expected '--set=rate = uniform(.2, .4)' && $P show @ series "
         "--format csv");
    assert_close(atof(field("certified,,2026,", 5)), 36, 1e-12);
    does("$P show @ settings --format csv");
    assert_contains(out, "uniform(.2, .4)");
    does("$P run small.lua --no-store --store none/x.db -n 64 && test ! -e none");
}

static void test_a_change_to_no_effect_is_warned_of(void **state)
{
    (void)state;
    put("idle.lua", "model { name = 'idle', from = '2026-01', to = '2026-12' }\n"
                    "local way = switch('way', { 'one', 'two' }, { default = 'one', source = assumed 'x' })\n"
                    "local a = parameter('a', { default = 1, source = assumed 'x' })\n"
                    "parameter('b', { default = 2, source = assumed 'x' })\n"
                    "output('a', a + #way * 0)\n");
    does("$P run idle.lua --no-store --sampler expected -s b=3 -s a=2 >/dev/null");
    assert_contains(err_text, "polsim: warning: 'idle': b was changed (--set), but no output, target or "
                              "identity depends on it\n");
    assert_null(strstr(err_text, "a was changed"));
    does("$P check idle.lua -s way=two");
    assert_contains(out, "  warning         way was changed (two), but no output");
    does("$P check idle.lua -s way=two --lang zh");
    assert_contains(out, "way 已被修改");
    does("$P run idle.lua --no-store --sampler expected -s b=2 >/dev/null"); /* what it is already */
    assert_null(strstr(err_text, "warning"));
    does("$P run idle.lua -q --no-store --sampler expected -s b=3");
    assert_string_equal(err_text, "");
}

static void test_inputs_go_out_are_edited_come_back_and_stay_with_the_run(void **unused)
{
    char digest[32], command[512];

    (void)unused;
    does("$P inputs small.lua --lang zh --out in.csv");
    does("$P run small.lua -n 100 --no-store");
    snprintf(digest, sizeof digest, "%.12s", strstr(err_text, "digest ") + strlen("digest "));
    does("$P run small.lua -n 100 --no-store --inputs in.csv --lang zh");
    assert_contains(err_text, "in.csv 没有改动任何参数（1 行与模型相同）");
    assert_contains(err_text, digest);
    does("sed -i 's/\"pert(0.5, 0.8, 0.9)\"/60%%/' in.csv && $P check small.lua --inputs in.csv --lang zh");
    assert_contains(out, "按 in.csv 修改 1 项");
    does("$P run small.lua -n 100 --inputs in.csv --lang en");
    assert_contains(err_text, "changed by in.csv: 1\n\nline  input  was                  is\n");
    assert_contains(err_text, "   2  rate   pert(0.5, 0.8, 0.9)  0.6");
    assert_null(strstr(err_text, digest));
    snprintf(digest, sizeof digest, "%.19s", strstr(err_text, "digest"));
    does("$P show parameters --all");
    assert_contains(out, "in.csv:2");
    does("rm in.csv && $P show --files again");
    assert_contains(out, " --inputs again/@inputs/in.csv\n");
    snprintf(command, sizeof command, "$P %s", out + strlen("polsim "));
    does("%s", command);
    assert_contains(err_text, digest);
    does("$P inputs @ --lang en");
    assert_contains(out, "\r\nrate,rate,,,,,0.6,\"pert(0.5, 0.8, 0.9)\",");
    does("$P inputs @ --format json --lang en");
    assert_contains(out, "\"value\": \"0.6\", \"was\": \"pert(0.5, 0.8, 0.9)\"");
}

static void test_inputs_that_cannot_be_are_refused(void **unused)
{
    (void)unused;
    put("bad.csv", "name,value\nrate,.7\nraet,1\n");
    refuses(3, "polsim: bad.csv:3: the model has no parameter or switch 'raet', did you mean 'rate'?\n"
               "    3 | raet,1\n      | ^^^^",
            "$P run small.lua --inputs bad.csv --no-store");
    put("bad.csv", "name,value\nrate,.6\n");
    refuses(3, "polsim: bad.csv:2: 'rate' is set by the scenario itself (better.lua:2) to "
               "pert(0.5, 0.8, 0.9) + 0.05: change it there, or put the value before back into this row\n"
               "    2 | rate,.6\n      | ^^^^",
            "$P run better.lua --inputs bad.csv --no-store");
    assert_int_equal(sh("$P run small.lua --inputs none.csv"), 5);
    assert_contains(err_text, "cannot read 'none.csv'");
    assert_int_equal(sh("$P inputs none.lua"), 5);
    assert_contains(err_text, "cannot read 'none.lua'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(test_expected_mode_and_changes_of_inputs),
        test(test_a_change_to_no_effect_is_warned_of),
        test(test_inputs_go_out_are_edited_come_back_and_stay_with_the_run),
        test(test_inputs_that_cannot_be_are_refused),
    };
    return cmocka_run_group_tests(tests, set_environment, NULL);
}
