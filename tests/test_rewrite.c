#include "lua_folder.h"

#include "embed.h"
#include "lua_state_private.h"

#include <lualib.h>

/* ---- rewriting changes nothing where no simulated value is met ---- */

/* Each is run as it is and rewritten; results, or the text of the error with its line, must be equal. */
static const char *const snippets[] = {
    /* short circuit and values */
    "return 1 and 2, nil and 2, false and 2, 1 or 2, nil or 2, false or nil, nil or false",
    "return not nil, not 1, not not 1, not (1 == 2), not 1 == 2, not (nil and 1)",
    "local n = 0 local function f(v) n = n + 1 return v end "
    "local x = f(nil) and f(1) or f(2) and f(3) return x, n",
    "local n = 0 local function f() n = n + 1 return n end local a = false and f() or true or f() "
    "return a, "
    "n",
    "local a, b, c = 1, nil, 3 return a and b or c, a and (b or c), (a and b) or c, a or b and c",
    "local x return x == nil, nil == x, x ~= nil, nil ~= x, (nil) == x, x == (nil)",
    "return 1 == 1.0, '1' == 1, 'a' == 'a', {} == {}, 1 ~= 2, 0/0 == 0/0",
    "local t = {} return t == t, t ~= t, t == {} or 'other'",
    "return 1 < 2 == true, 1 == 1 ~= false, (1 == 1) == (2 == 2), 1 < 2 and 2 < 3",
    "return 2 == 1 + 1, 1 + 1 == 2, 'a' .. 'b' == 'ab', -1 == 1 - 2, #'abc' == 3, ~0 == -1",
    "local a = 5 return a == 5 and 'five' or a == 6 and 'six' or 'many'",
    /* many values */
    "local function f() return 1, 2, 3 end return f()",
    "local function f() return 1, 2, 3 end return (f())",
    "local function f() return 1, 2, 3 end return f(), f()",
    "local function f() return 1, 2, 3 end return f() and f(), 'end'",
    "local function f() return nil, 2 end return f() or f(), select('#', f() or f())",
    "local function f() return 1, 2, 3 end local t = { f() and f(), f() } return #t, t[1], t[4]",
    "local function f(...) return select('#', ...), ... end return f(f(1, nil) and f(2))",
    "local function f(...) return ... end return f(), select('#', f()), select('#', (f()))",
    "local function f(...) local a = ... or 'none' return a, ... end return f(), f(false, 1)",
    "return (function(...) return ... end)(1, nil, 3)",
    "return ... == nil, select('#', ...)",
    "local function f(n) if n == 0 then return 'done' end return f(n - 1) end return f(1000)",
    "local t = { f = function(self, x) return x, self ~= nil end } return t:f(1)",
    "return ('x'):rep(3)",
    "return tostring 'x', #{ 1, 2 }, type {}",
    "return tostring('x') == 'x' and type {} == 'table' and ('x'):rep(2) == 'xx'",
    "local t = { a = { b = { c = function(_, y) return y end } } } return t.a.b:c(4) == 4, "
    "t['a'].b.c(t, 5) "
    "== 5",
    "local t = { f = function(x) return x end } return t.f 'a' == 'a', t.f { 1 }[1] == 1, "
    "t.f[[long]] == "
    "'long'",
    /* conditions and loops */
    "local x = 3 if x == 1 then return 'one' elseif x == 3 then return 'three' else return 'none' "
    "end",
    "local x if x then return 1 elseif not x then return 2 end",
    "local n, i = 0, 0 while i < 10 do i = i + 1 if i % 2 == 0 then goto next end n = n + i "
    "::next:: end "
    "return n",
    "local i = 0 repeat local done = i == 5 i = i + 1 until done return i",
    "local i = 0 while true do i = i + 1 if i == 7 then break end end return i",
    "local s = '' for i = 1, 3 do for j = i, 1, -1 do s = s .. i .. j .. (j == 1 and ';' or ',') "
    "end end "
    "return s",
    "local t = {} for k, v in ipairs { 'a', 'b' } do t[k] = v == 'a' and k or -k end return t[1], "
    "t[2]",
    "for i = 1, 2 do local x <const> = i == 1 if x then goto done end end ::done:: return 'done'",
    "do local a <close> = nil local b <const>, c = 1, 2 return a == nil and b + c end",
    "local i = 1 ::top:: i = i * 2 if i < 100 then goto top end return i",
    "while nil do end repeat until 1 if nil then end do end ; ; return",
    "local function f() return; end return f() == nil",
    /* functions as operands, nesting */
    "local f = nil or function(a) return a and function() return not a end end return f(1)(), "
    "f(nil)",
    "local f = function() return 1 end == nil return f",
    "return (function() if 1 == 1 then return 'in' or 'out' end end)() == 'in'",
    "local t = { a = 1 == 1, [2 == 2] = 'yes', f = function() return not nil end, not nil; 'x' or "
    "'y' } "
    "return t.a, t[true], t.f(), t[1], t[2]",
    "local t = { x = { 1, 2 } } return t.x[1 == 1 and 1 or 2] == 1, t.x[#t.x] == 2",
    "function_like = 1 local function g() return { { nil or 1 } } end return g()[1][1] == 1",
    "local o = { n = 0 } function o.a.b() end",
    "local o = { a = {} } function o.a.f(x) return x == o end function o.a:m(x) return self == o.a "
    "and x end "
    "return o.a.f(o), o.a:m(7)",
    /* numbers, strings, comments */
    "return 0x10 == 16, 0xA.8p0 == 10.5, 0xA-1 == 9, 5-3 == 2, 1e2 == 100, 1e-2 < 1, .5 == 0.5, 3. "
    "== 3, "
    "1e+1-1",
    "return 0x.1p4 == 1, 0xep1 == 28, 7//2 == 3, 7 % 3 == 1, 1 << 4 == 16, 256 >> 4 == 16, 5 & 6 | "
    "1 ~ 3",
    "return 2^10, 2^0.5 == 2^0.5, -2^2, 2^-1, 2^3^2, (2^3)^2, 2^2, -3^2 == -9, 2^-2^2",
    "local x = 3 return x^2 == 9, x^x == 27, 1 + x^3 * 2, x^3 and 'yes', not x^3, #{ x^3 }",
    "return 'a\\'b' == \"a'b\", 'x\\z\n   y' == 'xy', 'a\\\nb' ~= 'ab', '\\\\' == [[\\]], '--' == "
    "[==[--]==]",
    "return 1 --[[ == 2 ]] == 1 -- and false\n, 2 --[==[\n]]\n]==] or 3",
    "return [[\nx]] == 'x', [==[]]]==] == ']]', '[[' == '[[', #[[\n\n]]",
    "return 'and or not' == 'and or not', 'a == b' or 1",
    "local a, b = 1, 2 return a == -- why\n b, a\n==\nb, a ~=\n\n1",
    "return 1 == 1,\r\n2 == 3,\r\n4",
    "local and_ , or1, nota = 1, 2, 3 return and_ == or1 or nota",
    "local __check, __keep, __power = 1, 2, 3 return __check == 1, __keep and __power ^ 3",
    "local _ENV = { x = 5 } return x == 5 and x ^ 3",
    "return 'x' .. 1 == 'x1', 1 .. 2 == '12', 'a' .. 'b' .. 'c' == 'abc' and 'a' < 'b'",
    "-- only a comment",
    "",
    "return 1 == 1 -- no line end",
    "local a = nil if(a)then return 1 elseif(not(a))then return(tostring)(2) end",
    "local a, b = 2, 3 return(a)and(b)or(a), not(a), 1 and(a)^(b)",
    "return\n({ a\n= 1 }).a == nil",
    "local t = setmetatable({}, { __eq = function() return true end, __index = function(_, k) "
    "return k end "
    "}) "
    "local u = setmetatable({}, getmetatable(t)) return t == u, t ~= u, t.x == 'x', rawequal(t, u)",
    "local t = setmetatable({}, { __pow = function(a, b) return 'pow' end, __close = print }) "
    "return t ^ 3, "
    "3 ^ t",
    /* errors: text and line */
    "local x\n\nreturn x.y == 1",
    "local t = {}\nlocal a = 1 and\n t.x.y",
    "local t = {}\nif t:m() == 2\nthen end",
    "local a = 1 +\n nil or 2",
    "local s = 'x' == 'x' and error('mine\\n')",
    "local function f() error('two', 2) end\n\nf()\n",
    "return 1 <\n {} == false",
    "return not\n\n(nil .. 'x')",
    "local x = 'a'\nreturn x < 1 and 1",
    "return #nil == 1",
    "return math.floor({}) == 1",
    "return undefined_function(1)",
    "local t = {} t.a.b = 1 == 1",
    "for i = 1, 'x' == 'x' and 'y' do end",
    "return 'a' ^ 2",
    "goto_ = 1 local x <const> = 1 == 1 return x, goto_",
};

static int check_identity(lua_State *L)
{
    lua_settop(L, 1);
    return 1;
}

static int keep_all(lua_State *L)
{
    return lua_gettop(L);
}

static int power(lua_State *L)
{
    lua_settop(L, 2);
    lua_arith(L, LUA_OPPOW);
    return 1;
}

static int steps;

static int step(lua_State *L)
{
    (void)L;
    steps++;
    return 0;
}

/* Loads a text, rewritten or not, and leaves a function or an error on top. */
static int load_text(lua_State *L, const char *text, bool rewritten)
{
    if (!rewritten)
        return luaL_loadbufferx(L, text, strlen(text), "=x", "t");
    if (!lua_rewrite(L, text, strlen(text)))
        return LUA_ERRRUN;
    int status = luaL_loadbufferx(L, lua_tostring(L, -1), lua_rawlen(L, -1), "=x", "t");
    if (status != LUA_OK)
        return status;
    lua_pushcfunction(L, check_identity);
    lua_pushcfunction(L, keep_all);
    lua_pushcfunction(L, power);
    lua_pushcfunction(L, step);
    return lua_pcall(L, 4, 1, 0);
}

/* All results, or the error, as one text. */
static void outcome(lua_State *L, const char *text, bool rewritten, struct text *to)
{
    lua_settop(L, 0);
    int status = load_text(L, text, rewritten);
    int base = lua_gettop(L);
    if (status == LUA_OK)
        status = lua_pcall(L, 0, LUA_MULTRET, 0);
    text_add(to, "%s:", status == LUA_OK ? "" : "error");
    for (int i = base; i <= lua_gettop(L); i++) {
        text_add(to, " %s", luaL_tolstring(L, i, NULL));
        lua_pop(L, 1);
    }
}

static lua_State *new_lua(void)
{
    lua_State *L = luaL_newstate();

    luaL_openlibs(L);
    return L;
}

static void test_a_rewritten_script_gives_the_same_results_and_errors(void **state)
{
    lua_State *L = new_lua();
    int wrong = 0;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(snippets); i++) {
        struct text before = {0}, after = {0};
        outcome(L, snippets[i], false, &before);
        outcome(L, snippets[i], true, &after);
        if (strcmp(text_string(&before), text_string(&after)) != 0)
            wrong++, print_error("%s\n  as written: %s\n  rewritten:  %s\n", snippets[i],
                                 text_string(&before), text_string(&after));
        text_clear(&before);
        text_clear(&after);
    }
    lua_close(L);
    assert_int_equal(wrong, 0);
}

/* Longer examples. */
static void test_files_of_scripts_still_compile_when_rewritten(void **state)
{
    lua_State *L = new_lua();
    struct error err;
    size_t length;

    (void)state;
    for (int i = 0; embed_paths[i]; i++) {
        const char *end = strrchr(embed_paths[i], '.');
        if (!end || strcmp(end, ".lua") != 0)
            continue;
        lua_settop(L, 0);
        if (load_text(L, embed_text(embed_paths[i], &length, &err), true) != LUA_OK)
            fail_msg("%s: %s", embed_paths[i], lua_tostring(L, -1));
    }
    lua_close(L);
}

/* The text is never run as written: what Lua refuses must not become Lua. */
static void test_a_text_that_is_no_lua_is_refused_when_rewritten_too(void **state)
{
    static const char *const texts[] = {
        "end local x = function()",
        "return 1 end",
        "return function()",
        "local y = 2^3x = 5",
        "local y = 2 ^ , 3",
        "local a = 1 == ",
        "return f(x) local b",
        "if a then",
        "local t = { a b }",
        "local s = 'x\n' == 1",
        "local s = [[x == 1",
        "--[[ a == b",
        "local a = b == c d",
        "x = 2 ^ b.,",
        "local function f(a, 1) end",
        "local a = (b == c",
        "f(a ^ b",
        "local a <const = b == 1",
        "for i in a == b do",
        "a.b == c",
        "goto 1",
        "local a = \xE4\xB8\xAD == 1",
        "local a = b and or c",
        "local a = not",
        "\x1BLua",
        "return 1, 2,",
        "break",
        "local a <const> = 1 a = 2",
        "goto nowhere",
        "return ... == 1 end, function()",
    };
    lua_State *L = new_lua();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        lua_settop(L, 0);
        if (load_text(L, texts[i], false) == LUA_OK)
            fail_msg("'%s' is Lua", texts[i]);
        if (load_text(L, texts[i], true) == LUA_OK)
            fail_msg("'%s' is accepted", texts[i]);
    }
    lua_close(L);
}

/* As deep as Lua goes and deeper: no text ends the program. */
static void test_deep_nesting_is_refused_by_lua_and_not_by_the_rewriter(void **state)
{
    static const struct {
        const char *open, *middle, *close;
    } nests[] = {{"(", "1", ")"},
                 {"{", "", "}"},
                 {"not ", "1", ""},
                 {"2^", "2", ""},
                 {"(function() return ", "1", " end)"}};
    lua_State *L = new_lua();

    (void)state;
    for (size_t n = 0; n < COUNT_OF(nests); n++)
        for (int depth = 1; depth < 100000; depth = depth < 250 ? depth + 1 : depth * 8) {
            struct text text = {0};
            text_add(&text, "return ");
            for (int i = 0; i < depth; i++)
                text_add(&text, "%s", nests[n].open);
            text_add(&text, "%s", nests[n].middle);
            for (int i = 0; i < depth; i++)
                text_add(&text, "%s", nests[n].close);
            lua_settop(L, 0);
            bool is_lua = load_text(L, text_string(&text), false) == LUA_OK;
            bool rewritten = lua_rewrite(L, text_string(&text), text.length);
            text_clear(&text);
            if (is_lua && !rewritten)
                fail_msg("%d of '%s': %s", depth, nests[n].open, lua_tostring(L, -1));
        }
    lua_close(L);
}

static void test_what_is_put_into_a_text(void **state)
{
    static const char source[] =
        "local __keep\nif not a == b and(c ^ d) then return f(x)(2 ^ 3) end";
    static const char expected[] =
        "local __check,__keep1,__power,__step=... return function(...) local __keep\n"
        "if not __check(a,1) == __check(b,2) and __check((__power(c , d)),3) then "
        "return __keep1(f(x)(__power(2 , 3))) end\nend";
    lua_State *L = new_lua();

    (void)state;
    assert_true(lua_rewrite(L, source, strlen(source)));
    assert_string_equal(lua_tostring(L, -1), expected);
    const struct lua_sites *sites = lua_touserdata(L, -2);
    assert_int_equal(sites->count, 4);
    assert_int_equal(sites->at[2].line, 2);
    assert_int_equal(sites->at[2].column, 14);
    assert_int_equal(sites->at[2].width, 3);
    lua_close(L);
}

/* Whatever can go on for ever takes a step each time. */
static void test_every_way_to_do_a_thing_again_takes_steps(void **state)
{
    static const struct {
        const char *text;
        int steps;
    } scripts[] = {
        {"for i = 1, 7 do end", 7},
        {"for i = 1, 7 do(tostring)(i) end", 7},
        {"for k in pairs { 1, 2, 3 } do end", 3},
        {"local i = 0 while i < 7 do i = i + 1 end", 7},
        {"local i = 0 repeat i = i + 1 until i == 7", 7},
        {"local i = 1 ::top:: i = i + 1 if i < 7 then goto top end", 5},
        {"local function f(n)return n == 0 and 0 or f(n - 1) end f(6)", 7},
        {"local f f = function(n) if n > 0 then return f(n - 1) end end f(6)", 7},
        {"local t = {} function t:m(n) if n > 0 then self:m(n - 1) end end t:m(6)", 7},
        {"for i = 1, 3 do if i == 2 then goto next end local x = i ::next:: end", 4},
        {"do local a = 1 end if true then end return 1", 0},
    };
    lua_State *L = new_lua();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        steps = 0;
        lua_settop(L, 0);
        assert_int_equal(load_text(L, scripts[i].text, true), LUA_OK);
        assert_int_equal(lua_pcall(L, 0, 0, 0), LUA_OK);
        if (steps != scripts[i].steps)
            fail_msg("%s: %d steps", scripts[i].text, steps);
    }
    lua_close(L);
}

static void test_line_ends_are_kept(void **state)
{
    static const char source[] = "local a = 1\r\nlocal b = a == 2\n\rlocal c = a\rand b\n\n";
    lua_State *L = new_lua();
    size_t ends = 0, rewritten_ends = 0;

    (void)state;
    assert_true(lua_rewrite(L, source, strlen(source)));
    for (const char *at = source; *at; at++)
        ends += *at == '\n' || *at == '\r';
    for (const char *at = lua_tostring(L, -1); *at; at++)
        rewritten_ends += *at == '\n' || *at == '\r';
    assert_int_equal(rewritten_ends, ends + 1); /* one before the closing end */
    lua_close(L);
}

/* ---- a simulated value is refused at its line and column ---- */

static const struct {
    const char *script, *message;
} misuses[] = {
    {"local a = sim()\nif a == 3 then end",
     "model.lua:2:6: '==' cannot compare a value that is simulated later: use eq(a, 3)"},
    {"local a = sim()\nif 3 == a then end",
     "2:6: '==' cannot compare a value that is simulated later: use eq(3, a)"},
    {"local a = sim()\nlocal b = a ~= 'x'",
     "2:13: '~=' cannot compare a value that is simulated later: use ne(a, 'x')"},
    {"local a = sim() if a then end", "1:17: 'if' cannot decide"},
    {"local a = sim()\nif false then\nelseif a then end", "3:1: 'if' cannot decide"},
    {"local a = sim()\n  while a do end",
     "2:3: a loop cannot depend on a value that is simulated later"},
    {"local a = sim()\nrepeat\nuntil a", "3:1: a loop cannot depend"},
    {"local a = sim()\nrepeat local b = a until b", "2:20: a loop cannot depend"},
    {"local a = sim()\nlocal b = not a",
     "2:11: 'not' cannot negate a value that is simulated later: use not_(a)"},
    {"local a = sim()\nlocal b = a and 1",
     "2:13: 'and' cannot combine a value that is simulated later: use all(a, 1)"},
    {"local a = sim()\nlocal b = 1 and a", "2:13: 'and' cannot combine"},
    {"local a = sim()\nlocal b = a or 1", "2:13: 'or' cannot combine a value that is simulated "
                                          "later: use any(a, 1), or default(x, value)"},
    {"local a = sim()\nlocal b = nil or a", "2:15: 'or' cannot combine"},
    {"local a = sim()\nlocal b = (a) and 1", "2:15: 'and'"},
    {"local a = sim()\nlocal b = 1 == 1 and a or 2", "2:18: 'and'"},
    {"local t = { x = sim() }\nreturn t.x == 1",
     "2:12: '==' cannot compare a value that is simulated later: use eq(t.x, 1)"},
    {"local t = { f = function() return sim() end }\nreturn 1, t:f() == 1", "2:17: '=='"},
    {"local t = { f = function() return sim() end }\nreturn t.f{ 1 } == 1", "2:17: '=='"},
    {"local t = { f = function() return sim() end }\nreturn t.f'x' == 1", "2:15: '=='"},
    {"local function f() return sim(), 1 end\nreturn f() and 1", "2:12: 'and'"},
    {"local a = sim()\nlocal t = { [a == 1] = 2 }", "2:16: '=='"},
    {"local a = sim()\nlocal t = { x = 1, not a }", "2:20: 'not'"},
    {"local a = sim()\nresult(1, 2, a == 1)", "2:16: '=='"},
    {"local a = sim()\nlocal f = function() return a == 1 end\nf()", "2:31: '=='"},
    {"local a = sim()\nlocal t = { 1 }\nreturn t[a or 1]", "3:12: 'or'"},
    {"local a = sim()\nfor i = 1, a and 2 do end", "2:14: 'and'"},
    {"local a = sim() for i = 1, 2 do if i == 2 and a then end end", "1:43: 'and'"},
    {"local s = '中文' == sim()", "1:16: '=='"}, /* columns are characters */
    {"local a = sim()\n\tlocal b = a\n\n    == 1", "4:5: '=='"},
    {"local a = sim()\nlocal b = ( --[[ why\n]] a == 1)", "3:6: '=='"},
    {"local a = sim()\nlocal b = -- == \n a -- x\n == 1", "4:2: '=='"},
    {"local a = sim() goto l ::l:: if not a then end", "1:33: 'not'"},
    {"local a <const> = sim() return a == 1", "1:34: '=='"},
    {"function f() end", "'f' is not declared"},
    {"return sim() == sim()",
     "1:14: '==' cannot compare a value that is simulated later: use eq(sim(), sim())"},
    {"assert(sim())", "assert cannot test a value that is simulated later"},
};

static void test_each_misuse_of_a_simulated_value_names_line_column_and_word(void **state)
{
    int wrong = 0;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(misuses); i++) {
        const char *text = run(misuses[i].script);
        if (!strstr(text, misuses[i].message))
            wrong++, print_error("%s\n  wanted: %s\n  got: %s\n", misuses[i].script,
                                 misuses[i].message, text);
    }
    assert_int_equal(wrong, 0);
}

static void test_comparison_with_nil_is_allowed(void **state)
{
    (void)state;
    assert_string_equal(run("local a = sim() result(a == nil, a ~= nil, nil == a, (a) ~= (nil))"),
                        "false true false true");
}

static void test_the_operator_is_underlined(void **state)
{
    (void)state;
    assert_contains(run("local a = sim()\nlocal b = '天' .. 'x', a == 1"),
                    "\n    2 | local b = '天' .. 'x', a == 1\n      |                          ^^");
}

static void test_the_check_cannot_be_replaced_by_the_script(void **state)
{
    (void)state;
    assert_contains(run("local __check = function(x) return x end\nlocal a = sim()\nreturn a == 1"),
                    "model.lua:3:10: '=='");
    assert_contains(run("local _ENV = { sim = sim }\nlocal a = sim()\nreturn a == 1"),
                    "model.lua:3:10: '=='");
}

static void test_a_returned_call_keeps_its_line(void **state)
{
    (void)state;
    assert_contains(run("local function f()\n  return refuse('x', 'no')\nend\nf()"),
                    "model.lua:2: no");
    assert_contains(run("local function f()\n  return table.sort({ 1, {} })\nend\nreturn f()"),
                    "model.lua:2: cannot compare");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_rewritten_script_gives_the_same_results_and_errors),
        cmocka_unit_test(test_files_of_scripts_still_compile_when_rewritten),
        cmocka_unit_test(test_a_text_that_is_no_lua_is_refused_when_rewritten_too),
        cmocka_unit_test(test_deep_nesting_is_refused_by_lua_and_not_by_the_rewriter),
        cmocka_unit_test(test_what_is_put_into_a_text),
        cmocka_unit_test(test_every_way_to_do_a_thing_again_takes_steps),
        cmocka_unit_test(test_line_ends_are_kept),
        cmocka_unit_test(test_each_misuse_of_a_simulated_value_names_line_column_and_word),
        cmocka_unit_test(test_comparison_with_nil_is_allowed),
        cmocka_unit_test(test_the_operator_is_underlined),
        cmocka_unit_test(test_the_check_cannot_be_replaced_by_the_script),
        cmocka_unit_test(test_a_returned_call_keeps_its_line),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
