#include "lua_folder.h"

/* ---- safe words ---- */

static void test_pairs_runs_in_sorted_order_numbers_before_strings(void **state)
{
    (void)state;
    assert_string_equal(
        run("local t = {}\n"
            "for k, v in pairs { b = 1, a = 2, [3] = 3, [-1] = 4, [2.5] = 5, [true] = 6, [false] = "
            "7 } do\n"
            "  t[#t + 1] = tostring(k) .. '=' .. v\nend\nresult(table.concat(t, ' '))"),
        "-1=4 2.5=5 3=3 a=2 b=1 false=7 true=6");
    assert_string_equal(run("local n = 0 for k in pairs {} do n = n + 1 end result(n)"), "0");
    assert_string_equal(run("local t, seen = { a = 1, b = 2, c = 3 }, ''\n"
                            "for k in pairs(t) do seen = seen .. k t.b = nil end result(seen)"),
                        "ac");
}

static void test_pairs_refuses_keys_without_an_order(void **state)
{
    (void)state;
    assert_error_contains("for k in pairs { [{}] = 1 } do end",
                          "model.lua:1: pairs cannot put a key of type table in order");
    assert_error_contains("for k in pairs(nil) do end", "pairs needs a table, not nil");
}

static void test_sort_is_stable_and_takes_an_order(void **state)
{
    (void)state;
    assert_string_equal(run("local t = {}\nfor i = 1, 300 do t[i] = { key = i % 3, at = i } end\n"
                            "table.sort(t, function(a, b) return a.key < b.key end)\n"
                            "for i = 2, 300 do\n  local a, b = t[i - 1], t[i]\n"
                            "  if a.key > b.key then error 'not sorted' end\n"
                            "  if a.key == b.key and a.at > b.at then error 'not stable' end\nend\n"
                            "local s = { 'b', 'a', 'c' } table.sort(s) result(table.concat(s))"),
                        "abc");
    assert_error_contains("table.sort { 1, 'x' }",
                          "model.lua:1: cannot compare string with number");
}

static void test_no_address_can_be_seen(void **state)
{
    (void)state;
    assert_string_equal(
        run("result(tostring {}, tostring(result), ('%s %d%%'):format({}, 3), tostring(nil))"),
        "table function table 3% nil");
    assert_error_contains("local s = ('%p'):format({})", "'%p' is not available");
    assert_error_contains("local s = string.format('%5.1d|%p', 1, {})", "'%p' is not available");
    assert_string_equal(
        run("result(string.format('%5s|%-3s|%s', 'a', 'b', nil), ('%q'):format('x'))"),
        "    a|b  |nil \"x\"");
}

static void test_mathematics_comes_from_our_own_functions(void **state)
{
    (void)state;
    assert_string_equal(
        run("result(math.exp(0), math.log(1), math.log(8, 2) == 3, 2^10, 4^0.5, math.pi > 3)"),
        "1.0 0.0 true 1024.0 2.0 true");
    assert_error_contains("local x = math.random()", "there is no 'math.random' in a model");
    assert_error_contains("local x = math.sin(1)",
                          "there is no 'math.sin' in a model, did you mean 'min'?");
}

static void test_default_and_given_see_what_is_missing(void **state)
{
    (void)state;
    assert_string_equal(
        run("result(default(nil, 2), default(false, 2), default(1, 2), given(nil), given(false))"),
        "2 false 1 false true");
}

static void test_assert_gives_its_values_or_its_message(void **state)
{
    (void)state;
    assert_string_equal(run("result(assert(1, 2, 3))"), "1 2 3");
    assert_error_contains("local n = 1\nassert(n == 2, 'n must be 2')",
                          "model.lua:2: n must be 2\n    2 | assert(");
    assert_error_contains("assert(nil)", "model.lua:1: assertion failed");
}

/* ---- the sandbox ---- */

static void test_words_that_reach_outside_are_absent(void **state)
{
    static const char *const words[] = {
        "io",       "os",           "debug",        "package", "load",      "loadstring",
        "loadfile", "dofile",       "pcall",        "xpcall",  "coroutine", "collectgarbage",
        "next",     "getmetatable", "setmetatable", "rawget",  "rawset",    "rawequal",
        "rawlen",   "print",        "warn",         "_G",      "_VERSION",  "module",
        "setfenv",  "jit"};
    char script[64];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        snprintf(script, sizeof script, "local x = %s", words[i]);
        const char *text = run(script);
        if (!strstr(text, words[i]) ||
            !(strstr(text, "there is no") || strstr(text, "unknown word")))
            fail_msg("%s: %s", script, text);
    }
}

static void test_the_string_metatable_leads_to_nothing_unsafe(void **state)
{
    (void)state;
    assert_string_equal(run("result(('').dump, ('').rep == string.rep)"), "nil true");
    assert_error_contains("local f = string.dump", "there is no 'string.dump' in a model");
    assert_error_contains("('x').y = 1", "model.lua:1: ");
}

static void test_libraries_and_words_cannot_be_changed(void **state)
{
    (void)state;
    assert_error_contains("string.rep = nil", "'string.rep' cannot be changed");
    assert_error_contains("math.pi = 3", "'math.pi' cannot be changed");
    assert_error_contains("function table.sort() end", "'table.sort' cannot be changed");
    assert_error_contains("result = 1", "'result' is a word of the language and cannot be changed");
    assert_error_contains("table.insert(string, 1)", "model.lua:1: ");
    assert_string_equal(run("local s = '' for k in pairs(string) do s = s .. k end result(#s)"),
                        "0");
}

static void test_environment_of_the_script_shows_words_only(void **state)
{
    (void)state;
    assert_error_contains("local x = _ENV.io", "there is no 'io' in a model");
    assert_error_contains("local x = _ENV[1]", "globals have names, not a key of type number");
    assert_error_contains("_ENV[1] = 2", "globals cannot be written");
    assert_string_equal(run("local n = 0 for _ in pairs(_ENV) do n = n + 1 end result(n)"), "0");
    assert_error_contains("local _ENV = nil\nresult(1)", "model.lua:2: '_ENV' has no value (nil)");
}

static void test_bytecode_is_never_loaded(void **state)
{
    (void)state;
    put_bytes("model.lua", "\x1bLua\x54\x00\x19\x93", 8);
    assert_false(run_file("model.lua", 0));
    assert_contains(last_err.text, "model.lua");
    put_bytes("code.lua", "\x1bLua", 4);
    assert_contains(run("require 'code'"), "code.lua");
}

/* ---- limits ---- */

static void test_an_endless_loop_ends(void **state)
{
    (void)state;
    assert_error(
        "local n = 0\nwhile true do n = n + 1 end",
        "model.lua:2: the script does not end: it ran 100 million steps; is a loop endless here?\n"
        "    2 | while true do n = n + 1 end\n      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^");
    assert_error_contains("goto a ::a:: goto a", "the script does not end");
    assert_error_contains("for i = 1, math.huge do end", "the script does not end");
}

static void test_memory_is_bounded(void **state)
{
    (void)state;
    assert_error("local s = 'x'\nwhile true do\n  s = s .. s\nend",
                 "model.lua:3: the script needs more than 256 MB of memory\n    3 |   s = s .. s\n"
                 "      |   ^^^^^^^^^^");
    assert_error_contains("local t = {} for i = 1, 1e8 do t[i] = i end", "256 MB");
    assert_error_contains("local s = ('x'):rep(1 << 24) s = s:rep(100)", "256 MB");
    assert_error_contains("local s = ('x'):rep(1 << 40)", "string.rep of 1099511627776 times");
    assert_error_contains("local s = (''):rep(math.maxinteger)", "string.rep of");
    assert_error_contains("local t = table.move({}, 1, math.maxinteger - 1, 2)",
                          "table.move of too many");
    assert_error_contains("local t = table.move({}, math.mininteger, math.maxinteger, 2)",
                          "table.move of too many");
    assert_error_contains("local f = ('%99999999d'):format(1)", "model.lua:1: ");
    assert_error_contains("result(table.unpack({}, 1, 1e8))", "too many results");
}

static void test_a_pattern_that_would_run_for_ever_is_refused(void **state)
{
    (void)state;
    assert_error_contains("local s = ('a'):rep(1000) local x = s:find(('a*'):rep(20) .. 'b')",
                          "this pattern could run too long on a text of 1000 bytes");
    assert_error_contains("local s = ('a'):rep(60) local x = s:match(('a?'):rep(60) .. 'b')",
                          "could run too long");
    assert_error_contains("local s = ('('):rep(50000) local x = s:find '%b()%b()x'",
                          "could run too long");
    assert_error_contains(
        "local s = ('a'):rep(1 << 20) local x = s:find(('a'):rep(1 << 19) .. 'b', 1, true)",
        "could run too long");
    assert_error_contains("local s = ('a'):rep(9000) local x = s:gsub('[[]a*a*]', '')",
                          "could run too long");
}

static void test_common_patterns_are_allowed(void **state)
{
    (void)state;
    assert_string_equal(
        run("local y, m = ('2026-03'):match '^(%d+)-(%d+)$'\n"
            "local words = {} for w in ('a, b ,c'):gmatch '[^%s,]+' do words[#words + 1] = w end\n"
            "result(y, m, #words, (('  x '):gsub('^%s*(.-)%s*$', '%1')), ('a.b'):find('.', 1, "
            "true))"),
        "2026 03 3 x 2 2");
    assert_string_equal(run("result((('x'):rep(20000):gsub('x', 'yy')):len())"), "40000");
}

/* word(): as if the script had run for long already. */
static int use_up_time(lua_State *L)
{
    lua_private(L)->started -= LUA_STATE_SECONDS_MAX;
    return 0;
}

static int run_long(lua_State *L)
{
    lua_pushcfunction(L, use_up_time);
    lua_set_word(L, "use_up_time");
    return run_script(L);
}

static void test_time_is_bounded_where_instructions_are_few(void **state)
{
    struct model *model = model_new();
    char full[128];

    (void)state;
    put("model.lua", "use_up_time()\nfor i = 1, 1e4 do end");
    snprintf(full, sizeof full, "%smodel.lua", folder);
    struct lua_host *host = lua_host_new(model, full, &last_err);
    assert_non_null(host);
    assert_false(lua_host_call(host, run_long, (void *)(uintptr_t)host->file, &last_err));
    assert_contains(last_err.text, "model.lua:2: the script does not end: it ran for 60 seconds");
    lua_host_free(host);
    model_free(model);
}

static void test_functions_that_call_themselves_for_ever_end(void **state)
{
    (void)state;
    assert_error_contains("local function f() return 1 + f() end\nf()",
                          "model.lua:1: functions call each other without end");
    assert_error_contains("local function f(s) return (s:gsub('.', f)) end\nf 'x'",
                          "model.lua:1: ");
    char script[2048] = "local t = ";
    for (int i = 0; i < 300; i++)
        strcat(script, "{");
    assert_error_contains(script, "model.lua: functions call each other without end, or brackets");
}

/* Fails at each of some hundred points between nothing and enough memory. */
static void test_every_failure_of_memory_is_an_error(void **state)
{
    size_t limit = 1000;
    int failures = 0;

    (void)state;
    put("data.csv", "id,a\nx,1\ny,\"2\"\n");
    put("part.lua", "return { a = 1 == 1 and 'yes' }");
    put("model.lua", "local part = require 'part'\nlocal t = csv 'data.csv'\nlocal s = {}\n"
                     "for k, v in pairs(t.rows[1]) do s[#s + 1] = ('%s=%s'):format(k, v) end\n"
                     "result(table.concat(s, ' '), part.a)");
    for (; !run_file("model.lua", limit); limit += 277, failures++) {
        assert_int_equal(last_err.kind, ERROR_SCENARIO);
        if (!strstr(last_err.text, "memory"))
            fail_msg("limit %zu: %s", limit, last_err.text);
        assert_true(limit < 4 << 20);
    }
    assert_true(failures > 100);
    assert_string_equal(result, "a=1 id=x yes");
}

/* Across the size where blocks become pieces of their own, and back. */
static void test_memory_keeps_what_is_in_it_when_it_is_resized(void **state)
{
    enum { BLOCKS = 300, ROUNDS = 40, BYTES_MAX = 3 * LUA_MEMORY_SMALL };
    struct lua_memory memory = {0};
    unsigned char *blocks[BLOCKS] = {0};
    size_t bytes[BLOCKS] = {0};
    unsigned random = 1;

    (void)state;
    for (int round = 0; round < ROUNDS; round++)
        for (int b = 0; b < BLOCKS; b++) {
            random = random * 1103515245u + 12345u;
            size_t wanted = random >> 8 & 1 ? (random >> 16) % 40 : (random >> 16) % BYTES_MAX;
            for (size_t i = 0; i < bytes[b]; i++)
                assert_int_equal(blocks[b][i], (unsigned char)(b * 31 + (int)i));
            if (wanted == 0) {
                lua_memory_give(&memory, blocks[b], bytes[b]);
                blocks[b] = NULL;
            } else {
                blocks[b] = lua_memory_resize(&memory, blocks[b], bytes[b], wanted);
                assert_int_equal((uintptr_t)blocks[b] % LUA_MEMORY_STEP, 0);
                for (size_t i = 0; i < wanted; i++) {
                    if (i < bytes[b])
                        assert_int_equal(blocks[b][i], (unsigned char)(b * 31 + (int)i));
                    blocks[b][i] = (unsigned char)(b * 31 + (int)i);
                }
            }
            bytes[b] = wanted;
        }
    lua_memory_clear(&memory);
    assert_null(memory.pieces);
}

/* However a script goes on: nothing is counted before it has gone on for a while. */
static void test_a_script_without_end_is_stopped_whatever_it_does(void **state)
{
    static const char *const scripts[] = {
        "local function f(n) return n < 2 and n or f(n - 1) + f(n - 2) end f(60)",
        "table.sort({ 2, 1 }, function(a, b) repeat until false end)",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        char script[512];
        snprintf(script, sizeof script, "\n%s", scripts[i]);
        assert_error_contains(script, "model.lua:2: the script does not end: it ran 100 million");
    }
}

/* Garbage is left only as long as there is little. */
static void test_garbage_of_more_than_the_limit_is_collected(void **state)
{
    (void)state;
    assert_string_equal(run("local t = {} for i = 1, 4e6 do t = { i, { i } } end result(t[1])"),
                        "4000000");
}

static void test_a_state_that_failed_can_be_called_again(void **state)
{
    struct model *model = model_new();
    char full[128];

    (void)state;
    put("model.lua", "error 'no'");
    put("good.lua", "result 'good'");
    snprintf(full, sizeof full, "%smodel.lua", folder);
    struct lua_host *host = lua_host_new(model, full, &last_err);
    assert_non_null(host);
    assert_false(lua_host_call(host, run_script, "model.lua", &last_err));
    assert_true(lua_host_call(host, run_script, "good.lua", &last_err));
    assert_string_equal(result, "good");
    lua_host_free(host);
    model_free(model);
    lua_host_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs_runs_in_sorted_order_numbers_before_strings),
        cmocka_unit_test(test_pairs_refuses_keys_without_an_order),
        cmocka_unit_test(test_sort_is_stable_and_takes_an_order),
        cmocka_unit_test(test_no_address_can_be_seen),
        cmocka_unit_test(test_mathematics_comes_from_our_own_functions),
        cmocka_unit_test(test_default_and_given_see_what_is_missing),
        cmocka_unit_test(test_assert_gives_its_values_or_its_message),
        cmocka_unit_test(test_words_that_reach_outside_are_absent),
        cmocka_unit_test(test_the_string_metatable_leads_to_nothing_unsafe),
        cmocka_unit_test(test_libraries_and_words_cannot_be_changed),
        cmocka_unit_test(test_environment_of_the_script_shows_words_only),
        cmocka_unit_test(test_bytecode_is_never_loaded),
        cmocka_unit_test(test_an_endless_loop_ends),
        cmocka_unit_test(test_memory_is_bounded),
        cmocka_unit_test(test_a_pattern_that_would_run_for_ever_is_refused),
        cmocka_unit_test(test_common_patterns_are_allowed),
        cmocka_unit_test(test_time_is_bounded_where_instructions_are_few),
        cmocka_unit_test(test_functions_that_call_themselves_for_ever_end),
        cmocka_unit_test(test_every_failure_of_memory_is_an_error),
        cmocka_unit_test(test_memory_keeps_what_is_in_it_when_it_is_resized),
        cmocka_unit_test(test_a_script_without_end_is_stopped_whatever_it_does),
        cmocka_unit_test(test_garbage_of_more_than_the_limit_is_collected),
        cmocka_unit_test(test_a_state_that_failed_can_be_called_again),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
