#include "lua_folder.h"

/* ---- messages ---- */

static void test_unknown_words_name_the_nearest(void **state)
{
    (void)state;
    assert_error("local pass = 1\nlocal certified = binomal(pass)",
                 "model.lua:2: unknown word 'binomal', did you mean 'binomial'?\n"
                 "    2 | local certified = binomal(pass)\n      |                   ^^^^^^^");
    assert_error_contains("local pass_rate = 1\nlocal function f() return pass_rat end f()",
                          "model.lua:2: unknown word 'pass_rat', did you mean 'pass_rate'?");
    assert_error_contains("local x = zzzzzzzz", "unknown word 'zzzzzzzz'\n");
    assert_error_contains("certified = 1", "'certified' is not declared: write 'local' before it");
}

static void test_the_word_is_found_further_down_in_a_call(void **state)
{
    (void)state;
    assert_error("refuse('def' .. 'alt', 'unknown key',\n  -- defalt\n  { label = 'x', -- (\n    "
                 "defalt = 1 })",
                 "model.lua:4: unknown key\n    4 |     defalt = 1 })\n      |     ^^^^^^");
    assert_error(
        "local key = 'default_value' refuse('default' .. '', 'x',\n { default_value = 1,\n   b = "
        "[[\ndefault]] })",
        "model.lua:1: x\n    1 | local key = 'default_value' refuse('default' .. '', 'x',\n"
        "      |                                     ^^^^^^^");
    assert_error_contains("local w = 'la' .. 'ter'\nrefuse(w, 'x')\nlocal later = 1",
                          "model.lua:2: x\n    2 | refuse(w, 'x')\n      | ^^^^^^^^^^^^^^");
}

static void test_a_marked_word_is_a_key_or_a_text_in_quotes_first(void **state)
{
    (void)state;
    assert_error(
        "local level = 1 refuse('\"lev' .. 'el\"', 'x', \"level\")",
        "model.lua:1: x\n    1 | local level = 1 refuse('\"lev' .. 'el\"', 'x', \"level\")\n"
        "      |                                               ^^^^^");
    assert_error_contains(
        "local unit = 1\nrefuse('unit' .. ' =', 'x', {\n  a = unit == 1,\n  unit = 5 })",
        "model.lua:4: x\n    4 |   unit = 5 })\n      |   ^^^^");
    assert_error_contains("local unit = nil\nrefuse('un' .. 'it =', 'x', {\n  unit })",
                          "model.lua:3: x\n    3 |   unit })\n      |   ^^^^");
}

static void test_numbers_as_people_write_them_are_read(void **state)
{
    static const char *const numbers[][2] = {
        {"1,000", "1000"},  {"1,234,567.5", "1234567.5"},
        {"15%", "0.15"},    {"15 %", "0.15"},
        {"60万", "600000"}, {"1.2亿元", "120000000"},
        {"８０％", "0.8"},  {"8OO", "800"},
        {"-5%", "-0.05"},   {"500", "500"},
        {"1，800", "1800"}, {"1,00", NULL},
        {"abc", NULL},      {"", NULL},
        {"O", "0"},         {"12 people", NULL},
        {"2026-01", NULL},  {"5%x", NULL},
        {",500", NULL},     {"1000,000", "1000000"},
    };
    char plain[64];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        if (lua_plain_number(numbers[i][0], plain, sizeof plain) != (numbers[i][1] != NULL))
            fail_msg("'%s' is read wrongly", numbers[i][0]);
        if (numbers[i][1])
            assert_string_equal(plain, numbers[i][1]);
    }
}

static void test_wide_characters_take_two_columns(void **state)
{
    (void)state;
    assert_error("local s = { '中文', refuse('defalt', '不对') }",
                 "model.lua:1: 不对\n    1 | local s = { '中文', refuse('defalt', '不对') }\n"
                 "      |                             ^^^^^^");
    assert_error("refuse('中文', 'x')",
                 "model.lua:1: x\n    1 | refuse('中文', 'x')\n      |         ^^^^");
}

static void test_without_a_subject_the_trimmed_line_is_underlined(void **state)
{
    (void)state;
    assert_error("\n   refuse(nil, 'no')  ",
                 "model.lua:2: no\n    2 |    refuse(nil, 'no')  \n      |    ^^^^^^^^^^^^^^^^^");
    assert_error("\trefuse(nil, 'no')",
                 "model.lua:1: no\n    1 |  refuse(nil, 'no')\n      |  ^^^^^^^^^^^^^^^^^");
}

static void test_a_long_line_is_cut_around_the_word(void **state)
{
    char script[2000] = "local s = '";

    (void)state;
    for (int i = 0; i < 200; i++)
        strcat(script, "中");
    strcat(script, "' local y = unknwn + 1 -- ");
    for (int i = 0; i < 200; i++)
        strcat(script, "x");
    const char *text = run(script);
    assert_contains(text, "unknown word 'unknwn'");
    assert_contains(text, "    1 | ... ");
    assert_contains(text, "xxx ...\n");
    assert_contains(text, "^^^^^^");
    assert_true(strlen(text) < 500);
}

static void test_control_characters_of_a_file_do_not_reach_the_terminal(void **state)
{
    (void)state;
    const char *text = run("refuse('\\27[2J', 'bad \\27[2J\\7 \\194\\155 \\255.') -- \x1b[31m");
    assert_contains(text, "bad ?[2J? ?? ?.\n");
    assert_null(strchr(text, '\x1b'));
    assert_null(strchr(text, '\a'));
}

static void test_lua_errors_are_said_in_plain_words(void **state)
{
    static const struct {
        const char *script, *message;
    } cases[] = {
        {"local t = {}\nlocal x = t.pass_rat * 2",
         "model.lua:2: 'pass_rat' has no value (nil), so nothing can be computed"},
        {"local t = {}\nlocal x = 1 + t.a.b",
         "model.lua:2: 'a' has no value (nil), so nothing can be read from it"},
        {"local t = {} t:smu(1)", "there is no method 'smu' here"},
        {"local t = {} t.smu(1)", "there is no function 'smu' here"},
        {"local n = 3 n(1)", "'n' is a number, not a function"},
        {"local t = { (1)(2) }", "what is called here is a number, not a function"},
        {"local x = {} .. 'a'", "a part of this line is a table: it cannot be joined"},
        {"local x = 1 < 'a'", "cannot compare number with string"},
        {"local x = 1 < nil", "cannot compare number with nil: one side has no value (nil)"},
        {"local x = {} < {}", "cannot compare two table values"},
        {"table.insert(nil, 1)", "argument 1 of 'insert': table expected, got nil"},
        {"local x = #5", "is a number: it has no length"},
        {"local x = 1.5 // 0 | 1", "number has no integer representation"},
        {"for i = 1, {} do end", "bad 'for' limit (number expected, got table)"},
        {"error('mine', 0)", "model.lua:1: mine"},
        {"local function f() error('mine', 2) end\n\nf()", "model.lua:3: mine"},
        {"error { 'x' }", "an error that is a table, not a text"},
        {"error()", "an error that is a nil, not a text"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *text = run(cases[i].script);
        if (!strstr(text, cases[i].message) || strncmp(text, "model.lua:", 10) != 0)
            fail_msg("%s\n  wanted: %s\n  got: %s", cases[i].script, cases[i].message, text);
    }
}

static void test_syntax_errors_say_what_is_missing(void **state)
{
    static const struct {
        const char *script, *message;
    } cases[] = {
        {"local t = {\n  a = 1\n  b = 2 }",
         "model.lua:3: '}' is expected before 'b' (to close '{' at line "
         "1): is a comma missing?\n    3 |   b = 2 }\n      |   ^"},
        {"local x = = 2", "model.lua:1: '=' is not expected here"},
        {"if true then", "model.lua:1: 'end' is missing at the end of the file"},
        {"local s = 'abc", "a text is not closed"},
        {"local s = [[abc", "a text is not closed"},
        {"x y", "'y' is not expected here"},
        {"local 1 = 2", "<name> expected near 1"},
        {"local x <const> = 1\nx = 2", "model.lua:2: 'x' is constant"},
        {"goto nowhere", "no visible label 'nowhere'"},
        {"local x = 1，2",
         "'，' is a wide character that Lua does not know: write ','\n    1 | local x = "
         "1，2\n      |            ^^"},
        {"local 人 = 1", "'人' cannot stand here: names are made of"},
        {"refuse(“x”)", "'“' is a wide character that Lua does not know: write '\"'"},
        {"local x = 3x", "malformed number"},
        {"break", "model.lua:1: break outside loop at line 1"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *text = run(cases[i].script);
        if (!strstr(text, cases[i].message) || strncmp(text, "model.lua:", 10) != 0)
            fail_msg("%s\n  wanted: %s\n  got: %s", cases[i].script, cases[i].message, text);
    }
}

static void test_a_mark_or_a_line_for_the_shell_at_the_start_does_no_harm(void **state)
{
    (void)state;
    assert_error("\xEF\xBB\xBFlocal x = unknwn",
                 "model.lua:1: unknown word 'unknwn'\n    1 | local x = unknwn\n"
                 "      |           ^^^^^^");
    assert_error_contains("#!/usr/bin/env polsim\nlocal x = unknwn", "model.lua:2: unknown word");
}

static void test_long_paths_are_named_in_full(void **state)
{
    (void)state;
    put("a_folder_with_a_long_name/and_another_folder_with_a_long_name/some_part.lua",
        "\nlocal x = nil + 1");
    assert_error_contains(
        "require 'a_folder_with_a_long_name/and_another_folder_with_a_long_name/some_part'",
        "a_folder_with_a_long_name/and_another_folder_with_a_long_name/some_part.lua:2: a part");
}

/* ---- keys ---- */

static const char *const keys_allowed[] = {"default", "unit", "source", NULL};

static int check_keys_word(lua_State *L)
{
    lua_check_keys(L, 1, "parameter 'p'", keys_allowed);
    return 0;
}

static int run_with_check_keys(lua_State *L)
{
    lua_pushcfunction(L, check_keys_word);
    lua_set_word(L, "parameter");
    return run_script(L);
}

static const char *run_keys(const char *script)
{
    struct model *model = model_new();
    char full[128];

    put("model.lua", script);
    snprintf(full, sizeof full, "%smodel.lua", folder);
    struct lua_host *host = lua_host_new(model, full, &last_err);
    assert_non_null(host);
    bool done = lua_host_call(host, run_with_check_keys, "model.lua", &last_err);
    lua_host_free(host);
    model_free(model);
    return done ? "" : last_err.text + strlen(folder);
}

static void test_unknown_keys_are_refused_with_the_nearest(void **state)
{
    (void)state;
    assert_string_equal(run_keys("parameter { default = 1, unit = 'x', source = 'y' }"), "");
    assert_string_equal(
        run_keys("parameter {\n  unit = 'x',\n  defalt = 1,\n  zz = 2,\n}"),
        "model.lua:3: unknown key 'defalt' in parameter 'p', did you mean 'default'?\n"
        "    3 |   defalt = 1,\n      |   ^^^^^^");
    assert_contains(run_keys("parameter { 5 }"),
                    "parameter 'p' takes values by name (key = value), not in order");
    assert_contains(run_keys("parameter { [{}] = 5 }"), "not a key of type table");
}

/* ---- the core of libraries ---- */

static int run_with_core(lua_State *L)
{
    lua_newtable(L);
    lua_state_core(L);
    lua_set_word(L, "core");
    return run_script(L);
}

static const char *run_core(const char *script)
{
    struct model *model = model_new();
    char full[128];

    put("model.lua", script);
    snprintf(full, sizeof full, "%smodel.lua", folder);
    struct lua_host *host = lua_host_new(model, full, &last_err);
    assert_non_null(host);
    bool done = lua_host_call(host, run_with_core, "model.lua", &last_err);
    lua_host_free(host);
    model_free(model);
    return done ? result : last_err.text + strlen(folder);
}

static void test_libraries_refuse_as_bindings_do(void **state)
{
    (void)state;
    assert_string_equal(
        run_core("local defalt\ncore.fail('defalt', '%s is wrong by %d', 'defalt', 3)"),
        "model.lua:2: defalt is wrong by 3\n"
        "    2 | core.fail('defalt', '%s is wrong by %d', 'defalt', 3)\n      |            ^^^^^^");
    assert_contains(run_core("core.fail(nil, 'no')"), "model.lua:1: no\n");
    assert_contains(run_core("core.check_keys({ unti = 1 }, 'target \\'t\\'', { 'unit', 'of' })"),
                    "unknown key 'unti' in target 't', did you mean 'unit'?");
    assert_string_equal(
        run_core(
            "core.check_keys({ of = 1 }, 'x', { 'unit', 'of' })\n"
            "result(core.nearest('unti', { 'of', 'unit' }), core.nearest('zzzzzz', { 'of' }),\n"
            "  core.did_you_mean('unti', { 'unit' }), core.did_you_mean('zzzzzz', {}) .. '.',\n"
            "  core.is_simulated(sim()), core.is_simulated {}, core.is_simulated 'x')"),
        "unit nil , did you mean 'unit'? . true false false");
    assert_contains(run_core("core.nearest('x', { 1 })"), "a list of strings expected");
}

/* ---- expressions of the command line ---- */

static int run_set(lua_State *L)
{
    lua_pushcfunction(L, keep_result);
    lua_set_word(L, "result");
    lua_pushcfunction(L, make_simulated);
    lua_set_word(L, "sim");
    lua_pushcfunction(L, keep_result);
    lua_run_expression(L, "--set", lua_touserdata(L, 1));
    lua_call(L, 1, 0);
    return 0;
}

static const char *run_expression(const char *expression)
{
    struct model *model = model_new();
    char full[128];

    put("model.lua", "");
    snprintf(full, sizeof full, "%smodel.lua", folder);
    struct lua_host *host = lua_host_new(model, full, &last_err);
    assert_non_null(host);
    bool done = lua_host_call(host, run_set, (void *)(uintptr_t)expression, &last_err);
    lua_host_free(host);
    model_free(model);
    return done ? result : last_err.text;
}

static void test_expressions_of_the_command_line_give_a_value_or_an_error(void **state)
{
    (void)state;
    assert_string_equal(run_expression("1 + 2 ^ 3"), "9.0");
    assert_string_equal(run_expression("resul(2)"),
                        "--set: unknown word 'resul', did you mean 'result'?\n"
                        "      | resul(2)\n      | ^^^^^");
    assert_string_equal(
        run_expression("1 + sim() == 2"),
        "--set: a part of this line is a value that is simulated later: it cannot be "
        "computed with\n      | 1 + sim() == 2\n      | ^^^^^^^^^^^^^^");
    assert_contains(run_expression("sim() == 2"), "      | sim() == 2\n      |       ^^");
    assert_contains(run_expression("1 +"), "--set: the file ends where more is expected");
    assert_contains(run_expression("1) os.exit(1"), "--set: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_words_name_the_nearest),
        cmocka_unit_test(test_the_word_is_found_further_down_in_a_call),
        cmocka_unit_test(test_a_marked_word_is_a_key_or_a_text_in_quotes_first),
        cmocka_unit_test(test_numbers_as_people_write_them_are_read),
        cmocka_unit_test(test_wide_characters_take_two_columns),
        cmocka_unit_test(test_without_a_subject_the_trimmed_line_is_underlined),
        cmocka_unit_test(test_a_long_line_is_cut_around_the_word),
        cmocka_unit_test(test_control_characters_of_a_file_do_not_reach_the_terminal),
        cmocka_unit_test(test_lua_errors_are_said_in_plain_words),
        cmocka_unit_test(test_syntax_errors_say_what_is_missing),
        cmocka_unit_test(test_a_mark_or_a_line_for_the_shell_at_the_start_does_no_harm),
        cmocka_unit_test(test_long_paths_are_named_in_full),
        cmocka_unit_test(test_unknown_keys_are_refused_with_the_nearest),
        cmocka_unit_test(test_libraries_refuse_as_bindings_do),
        cmocka_unit_test(test_expressions_of_the_command_line_give_a_value_or_an_error),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
