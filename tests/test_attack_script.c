/* A scenario of a stranger tries to get out of the Lua state, or to take the machine's memory and time. */
#include "lua_folder.h"

#include "arena.h"
#include "lua_model.h"

#include <sys/wait.h>

struct attack {
    const char *script, *answer; /* a part of the error, or of the result */
};

static void each_is_refused(const struct attack *attacks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *text = run(attacks[i].script);
        if (last_err.kind != ERROR_SCENARIO || !strstr(text, attacks[i].answer))
            fail_msg("%s\ngives:\n%s\nbut should be refused with: %s", attacks[i].script, text, attacks[i].answer);
    }
}

/* ---- what can be reached ---- */

static void test_metatables_are_out_of_reach(void **state)
{
    static const struct attack attacks[] = {
        {"local m = getmetatable('')", "there is no 'getmetatable' in a model"},
        {"local m = (''):getmetatable()", "getmetatable"},
        {"local t = setmetatable({}, { __gc = function() end })", "there is no 'setmetatable' in a model"},
        {"local t <close> = { __close = function() end }", "variable 't' got a non-closable value"},
        {"local t <close> = sim()", "variable 't' got a non-closable value"},
        {"local m = sim().__index", "model.lua:1: "},
        {"local m = sim().__metatable", "model.lua:1: "},
        {"sim().__index = {}", "model.lua:1: "},
        {"local f = string.__index", "there is no 'string.__index' in a model"},
        {"string.__index = nil", "'string.__index' cannot be changed"},
        {"local g = _G", "there is no '_G' in a model"},
        {"local e = _ENV._G", "there is no '_G' in a model"},
        {"_ENV.io = 1", "'io' is not declared"},
        {"local r = rawget(string, 'dump')", "there is no 'rawget' in a model"},
        {"string.format = nil", "'string.format' cannot be changed"},
        {"table.move({ 1 }, 1, 1, 1, string)", "cannot be changed"},
        {"table.insert(_ENV, 1)", "model.lua:1: "},
        {"table.move({ 1 }, 1, 1, 1, _ENV)", "globals cannot be written"},
    };

    (void)state;
    each_is_refused(attacks, COUNT_OF(attacks));
    assert_string_equal(run("result(('').__index, ('').__gc, (''):len())"), "nil nil 0");
    /* a table of one's own with such keys is a table: nothing is called */
    assert_string_equal(run("local n = 0 local t = { __index = function() n = n + 1 end, __gc = result,"
                            " __call = result } result(t.x, n, t.__gc == result)"),
                        "nil 0 true");
}

/* What is called a second time, or handed back, gives no more than at first. */
static void test_an_environment_of_ones_own_opens_nothing(void **state)
{
    static const struct attack attacks[] = {
        {"local _ENV = { result = result } result(io)\nlocal x = io.open", "model.lua:2: 'io' has no value (nil)"},
        {"local function f() return _ENV end\nf().require = nil", "'require' is a word of the language"},
        {"for k, v in pairs(_ENV) do error(k) end\nlocal x = os", "there is no 'os' in a model"},
        {"for k, v in ipairs(_ENV) do end", "globals have names, not a key of type number"},
        {"select('#', _ENV)\nlocal x = debug", "there is no 'debug' in a model"},
        {"local x = require.upvalue", "model.lua:1: "},
        {"local x = ('').format.env", "model.lua:1: "},
    };

    (void)state;
    each_is_refused(attacks, COUNT_OF(attacks));
}

/* Errors are texts: an object that is raised is not given back to anybody, and runs nothing. */
static void test_an_error_carries_nothing_out(void **state)
{
    static const struct attack attacks[] = {
        {"error({ __tostring = function() while true do end end })", "the script ends with an error that is a table"},
        {"error(error)", "an error that is a function"},
        {"error(sim())", "the script ends with an error that is"},
        {"error()", "the script ends with an error that is a nil"},
        {"error('a\\27[31mb\\226\\128\\174c\\7')", "a?[31mb???c?"},
        {"error(('x'):rep(1 << 20))", "xxxxxxxx"},
        {"error('%s%s%n')", "%s%s%n"},
        {"table.sort({ 1, 2, 3 }, error)", "model.lua:1: "},
        {"assert(false, { 1 })", "model.lua:1: table"},
    };

    (void)state;
    each_is_refused(attacks, COUNT_OF(attacks));
}

static void test_bytecode_is_refused_wherever_a_text_is_read(void **state)
{
    static const char code[] = "\x1bLua\x54\x00\x19\x93\r\n\x1a\n";

    (void)state;
    put_bytes("code.lua", code, sizeof code - 1);
    assert_contains(run("require 'code'"), "code.lua: this is not a text in UTF-8");
    assert_false(run_file("code.lua", 0));
    assert_contains(last_err.text, "code.lua: this is not a text in UTF-8");
    put_bytes("code.csv", code, sizeof code - 1);
    assert_contains(run("csv 'code.csv'"), "code.csv");
    put_bytes("late.lua", "\xEF\xBB\xBF\x1bLua", 7); /* behind a byte order mark, and behind a first line */
    assert_false(run_file("late.lua", 0));
    put_bytes("late.lua", "#!polsim\n\x1bLua", 13);
    assert_false(run_file("late.lua", 0));
    assert_contains(run("load('\\27Lua')"), "there is no 'load' in a model");
}

/* ---- what a script may cost ---- */

static void test_no_single_call_is_large(void **state)
{
    static const struct attack attacks[] = {
        {"local s = ('a'):rep(1 << 16) s:find('.-.-.-.-b')", "this pattern could run too long"},
        {"local s = ('a'):rep(1 << 20) s:gsub('(a*)*b', '')", "this pattern could run too long"},
        {"local s = ('a'):rep(1 << 20) for w in s:gmatch('a-b') do end", "this pattern could run too long"},
        {"('x'):rep(99):gsub(('(x'):rep(200), '')", "too many captures"},
        {"('x'):find(('x?'):rep(100))", "this pattern could run too long"},
        {"('x'):find(('('):rep(40000))", "too many captures"},
        {"('x'):rep(1 << 30)", "string.rep of"},
        {"(('x'):rep(1 << 24)):rep(1 << 8)", "resulting string too large"},
        {"(('x'):rep(1 << 24)):rep(1 << 5)", "256 MB"},
        {"('x'):rep(1 << 10, ('y'):rep(1 << 20))", "256 MB"},
        {"local t = {} for i = 1, 64 do t[i] = ('x'):rep(1 << 23) end table.concat(t)", "256 MB"},
        {"table.concat({}, 'x', 1, math.maxinteger)", "model.lua:1: "},
        {"('%99d'):format(1) ('%999d'):format(1)", "model.lua:1: "},
        {"('%.999f'):format(1)", "model.lua:1: "},
        {"('%s'):rep(1 << 20):format('x')", "model.lua:1: "},
        {"string.pack('i17', 1)", "model.lua:1: "},
        {"('!1' .. 'i16'):rep(1 << 10):unpack('')", "model.lua:1: "},
        {"table.unpack({}, 1, 1 << 30)", "too many results"},
        {"utf8.char(table.unpack({}, 1, 300))", "model.lua:1: "},
        {"('x'):rep(1 << 22):byte(1, -1)", "model.lua:1: "},
        {"utf8.codepoint(('x'):rep(1 << 22), 1, -1)", "model.lua:1: "},
        {"table.insert({}, 1 << 40, 1)", "model.lua:1: "},
        {"local t = { n = 1 } for i = 1, math.maxinteger do t[i] = t end", "256 MB"},
        {"local x = _ENV[('x'):rep(1 << 24)]", "unknown word"},
    };

    (void)state;
    each_is_refused(attacks, COUNT_OF(attacks));
}

static void test_a_hostile_comparator_only_spoils_its_own_table(void **state)
{
    (void)state;
    assert_string_equal(run("local t = {} for i = 1, 500 do t[i] = i end\n"
                            "table.sort(t, function() return true end)\nresult(#t)"),
                        "500");
    assert_string_equal(run("local t, n = { 3, 1, 2 }, 0\n"
                            "table.sort(t, function(a, b) n = n + 1 t[n + 9] = n return n % 2 == 0 end)\nresult(n > 0)"),
                        "true");
}

/* `piece` n times, between two texts. */
static const char *nested(const char *before, const char *piece, int n, const char *after)
{
    struct text text = {0};

    text_add(&text, "%s", before);
    for (int i = 0; i < n; i++)
        text_add(&text, "%s", piece);
    text_add(&text, "%s", after);
    const char *gives = run(text_string(&text));
    text_clear(&text);
    return gives;
}

static void test_what_is_nested_very_deep_is_an_error_not_a_crash(void **state)
{
    static const char *const pieces[] = {"(", "{", "-", "not ", "2^", "1 ..", "#", "f(", "t[", "{{}, ",
                                         "function() return ", "a = ", "(function() "};
    static const char *const statements[] = {"if 1 then ", "do ", "while 1 do ", "repeat ", "for i = 1, 2 do ",
                                             "local function f() "};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        const char *gives = nested("local f, t, a local x = ", pieces[i], 20000, "1");
        if (last_err.kind != ERROR_SCENARIO || !strstr(gives, "model.lua"))
            fail_msg("%s: %s", pieces[i], gives);
    }
    for (size_t i = 0; i < COUNT_OF(statements); i++) {
        const char *gives = nested("", statements[i], 5000, "");
        if (last_err.kind != ERROR_SCENARIO || !strstr(gives, "model.lua"))
            fail_msg("%s: %s", statements[i], gives);
    }
    assert_contains(run("local s = '' for i = 1, 300 do s = s .. '(' end local x = ('x'):find(s)"), "too many captures");
    assert_contains(run("local function f(t) return f({ t }) + 1 end f {}"), "functions call each other without end");
    assert_contains(run("local function f() return tostring(f()) end f()"), "functions call each other without end");
    assert_contains(run("local function f() table.sort({ 1, 2 }, f) return true end f()"), "model.lua:1: ");
}

static void test_text_that_only_seems_to_end_is_refused_quickly(void **state)
{
    (void)state;
    assert_contains(nested("local x = ", "[[", 200000, ""), "a text is not closed");
    assert_contains(nested("local x = ", "[=", 200000, "["), "model.lua");
    assert_contains(nested("--", "[==[", 200000, ""), "model.lua");
    assert_string_equal(nested("local x = 1 ", "== 1 ", 20000, "result(x)"), "false");
    assert_string_equal(nested("local x = 1 ", "and 1 ", 20000, "result(x)"), "1");
}

/* ---- the watchdog ---- */

/* spin(): a function of C that never comes back. */
static int spin(lua_State *L)
{
    for (volatile int i = 0; L; i++)
        ;
    return 0;
}

static int with_spin(lua_State *L)
{
    lua_private(L)->counting = false;
    lua_pushcfunction(L, spin);
    lua_set_word(L, "spin");
    return run_script(L);
}

/* Runs a script in a process of its own with little patience; its exit status, and what it said in `result`. */
static int watched(const char *script)
{
    char full[128];
    int ends[2], status;

    put("model.lua", script);
    snprintf(full, sizeof full, "%smodel.lua", folder);
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        struct model *model = model_new();
        dup2(ends[1], STDERR_FILENO);
        struct lua_host *host = lua_host_new(model, full, &last_err);
        struct lua_host_private *private = (struct lua_host_private *)host;
        private->seconds_max = 0.05;
        private->patience = 0.05;
        bool done = lua_host_call(host, with_spin, (void *)(uintptr_t)host->file, &last_err);
        _exit(done ? 0 : 99);
    }
    close(ends[1]);
    size_t used = 0;
    for (ssize_t got; (got = read(ends[0], result + used, sizeof result - 1 - used)) > 0;)
        used += (size_t)got;
    result[used] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_the_watchdog_ends_a_call_that_never_comes_back(void **state)
{
    (void)state;
    assert_int_equal(watched("local x = 1\nspin()"), 3);
    assert_contains(result, "polsim: /tmp/polsim-");
    assert_contains(result, "model.lua: the script does not end: it ran for 0.1 seconds and stays in one step");
    word_speak("zh");
    assert_int_equal(watched("spin()"), 3);
    word_speak("en");
    assert_contains(result, "model.lua: 脚本没有结束：已运行 0.1 秒");
}

/* The longest pattern that is let through takes seconds inside C; the watchdog knows its line. */
static void test_the_watchdog_names_the_line_of_a_long_pattern(void **state)
{
    (void)state;
    assert_int_equal(watched("local s = ('a'):rep(840)\nlocal t\nlocal x = s:find('.-.-b')"), 3);
    assert_contains(result, "model.lua:3: the script does not end");
}

static void test_the_watchdog_lets_a_good_script_be(void **state)
{
    (void)state;
    assert_int_equal(watched("local s = 0 for i = 1, 1000 do s = s + i end"), 0);
    assert_string_equal(result, "");
}

/* ---- models ---- */

static const char head[] = "model { name = 'm', from = '2026-01', to = '2026-12' }\n"
                           "local p = parameter('p', { default = uniform(0, 1), source = assumed 'x' })\n";

/* Loads a model; its error, or "". */
static const char *load(const char *script)
{
    struct text text = {0};
    char full[128];

    last_err = (struct error){0};
    text_add(&text, "%s%s", head, script);
    put("model.lua", text_string(&text));
    text_clear(&text);
    snprintf(full, sizeof full, "%smodel.lua", folder);
    struct model *model = lua_model_load(full, NULL, &last_err);
    model_free(model);
    return model ? "" : last_err.text;
}

static void test_a_huge_model_is_refused(void **state)
{
    (void)state;
    assert_contains(load("local l = {} for i = 1, 2000 do l[i] = 'l' .. i end\n"
                         "local a, b = axis('a', l), axis('b', l)\nlocal x = p\n"
                         "for _, t in ipairs { a, b } do x = x * parameter('q' .. tostring(t == a),"
                         " { axes = { t }, default = 1, source = assumed 'x' }) end output('o', x)"),
                    "a value with 4000000 cells; the most is 1048576");
}

/* take(): a call of C that wants more than a model may have. */
static int take(lua_State *L)
{
    arena_array(lua_state_host(L)->model->arena, (size_t)LUA_STATE_MODEL_BYTES_MAX + 1, 1);
    return 0;
}

static int with_take(lua_State *L)
{
    lua_pushcfunction(L, take);
    lua_set_word(L, "take");
    return run_script(L);
}

static void test_a_call_that_wants_a_huge_model_is_an_error(void **state)
{
    struct model *model = model_new();
    char full[128];

    (void)state;
    put("model.lua", "local x = 1\ntake()");
    snprintf(full, sizeof full, "%smodel.lua", folder);
    struct lua_host *host = lua_host_new(model, full, &last_err);
    assert_false(lua_host_call(host, with_take, (void *)(uintptr_t)host->file, &last_err));
    assert_contains(last_err.text, "model.lua:2: the model needs more than 1024 MB of memory");
    lua_host_free(host);
    model_free(model);
}

static void test_a_very_deep_expression_is_only_deep(void **state)
{
    (void)state;
    assert_string_equal(load("local x = p for i = 1, 30000 do x = exp(x) + i end output('o', x, { kind = 'level' })"), "");
}

static void refuse_arena(void *context)
{
    longjmp(*(jmp_buf *)context, 1);
}

static void test_an_arena_keeps_to_its_limit(void **state)
{
    struct arena *arena = arena_new();
    jmp_buf full;

    (void)state;
    arena_limit(arena, 1 << 20, refuse_arena, &full);
    assert_non_null(arena_array(arena, 1 << 19, 1));
    if (setjmp(full) == 0) {
        arena_array(arena, 1 << 20, 1);
        fail();
    }
    assert_true(arena_bytes(arena) <= 1 << 20);
    assert_non_null(arena_array(arena, 1 << 20, 1)); /* what is said of it may need memory */
    arena_free(arena);
}

/* ---- two runs ---- */

/* Whatever the first could try with what both see, the second sees it as new. */
static void test_a_second_scenario_starts_from_nothing(void **state)
{
    static const char *const spoilers[] = {
        "string.format = 1", "math.pi = 3", "pert = 1", "_ENV.left = 1", "left = 1",
        "table.insert(_ENV, 1)", "table.move({ 1 }, 1, 1, 1, math)", "require = nil", "error 'x'",
        "parameter('p', { default = 1, source = assumed 'x' })",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(spoilers); i++) {
        char *before = strdup(load("output('o', p, { kind = 'level' })"));
        load(spoilers[i]);
        assert_string_equal(load("output('o', p, { kind = 'level' })"), before);
        assert_contains(load("local x = left"), "unknown word 'left'");
        free(before);
    }
    assert_contains(load("math.randomseed(1)"), "there is no 'math.randomseed' in a model");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_metatables_are_out_of_reach),
        cmocka_unit_test(test_an_environment_of_ones_own_opens_nothing),
        cmocka_unit_test(test_an_error_carries_nothing_out),
        cmocka_unit_test(test_bytecode_is_refused_wherever_a_text_is_read),
        cmocka_unit_test(test_no_single_call_is_large),
        cmocka_unit_test(test_a_hostile_comparator_only_spoils_its_own_table),
        cmocka_unit_test(test_what_is_nested_very_deep_is_an_error_not_a_crash),
        cmocka_unit_test(test_text_that_only_seems_to_end_is_refused_quickly),
        cmocka_unit_test(test_the_watchdog_ends_a_call_that_never_comes_back),
        cmocka_unit_test(test_the_watchdog_names_the_line_of_a_long_pattern),
        cmocka_unit_test(test_the_watchdog_lets_a_good_script_be),
        cmocka_unit_test(test_a_huge_model_is_refused),
        cmocka_unit_test(test_a_call_that_wants_a_huge_model_is_an_error),
        cmocka_unit_test(test_a_very_deep_expression_is_only_deep),
        cmocka_unit_test(test_an_arena_keeps_to_its_limit),
        cmocka_unit_test(test_a_second_scenario_starts_from_nothing),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
