/* What polsim check says of models that lose people or money, or make some; and that it is silent about right ones. */
#include "shell.h"

static int make_folder(void **state)
{
    (void)state;
    return make_shell_folder() ? 0 : -1;
}

#define MODEL "model { name = 't', from = '2026-01', to = '2026-12', units = { 'seat' } }\n"
#define PEOPLE                                                                                                         \
    MODEL "local level = axis('level', { 'L4', 'L5' })\n"                                                              \
          "local pool = stock('pool', { initial = amount(1000, 'person'), unit = 'person' })\n"                        \
          "local home = stock('home', { unit = 'person' })\n"                                                          \
          "local away = stock('away', { unit = 'person' })\n"                                                          \
          "local function given(name, x) return parameter(name, { default = x, source = assumed 'a test' }) end\n"     \
          "output('pool', pool) output('home', home) output('away', away)\n"                                           \
          "local q = binomial('q', pool, 0.05)\n"
#define MONEY                                                                                                          \
    MODEL "local due = poisson('due', amount(20, 'person')) * amount(100, 'yuan/person')\n"                            \
          "output('due', due)\n"

/* `status` of check, and what it says, in one line: out, then err. */
static const struct broken {
    const char *what, *script;
    int status;
    const char *part;
} broken[] = {
    {"a flow leaves a stock and enters nowhere", PEOPLE "pool:loses(q)\n", 0,
     "q (m.lua:8) leaves the stock pool and enters nowhere: no stock gains it, no output, target, claim or conserve() counts it"},
    {"a deterministic flow leaves and enters nowhere", PEOPLE "pool:loses(min(pool, amount(3, 'person')))\n", 0,
     "(m.lua:9) leaves the stock pool and enters nowhere"},
    {"a flow enters twice", PEOPLE "pool:loses(q) home:gains(q) away:gains(q)\n", 0,
     "q (m.lua:8) leaves the stock pool and enters home, away: for each that leaves, 2 come in"},
    {"a flow enters one stock twice", PEOPLE "pool:loses(q) home:gains(q) home:gains(q)\n", 0,
     "q (m.lua:8) enters the stock home 2 times at once"},
    {"a flow leaves one stock twice", PEOPLE "pool:loses(q) pool:loses(q) home:gains(q)\n", 0,
     "q (m.lua:8) leaves the stock pool 2 times at once"},
    {"one leaves two stocks and enters one",
     PEOPLE "home:gains(poisson('p', amount(90, 'person')))\n"
            "local r = binomial('r', home, 0.05) pool:loses(r) home:loses(r) away:gains(r)\n",
     0, "r (m.lua:10) leaves the stock pool, home and enters away: for each that leaves, 0.5 come in, the rest is nowhere"},
    {"shares of a split by hand sum to 0.98",
     PEOPLE "pool:loses(q) home:gains(q * given('a', 0.5)) away:gains(q * given('b', 0.48))\n", 0,
     "q (m.lua:8) leaves the stock pool and enters home, away: for each that leaves, 0.98 come in, the rest is nowhere"},
    {"shares of a split by hand sum to 1.02",
     PEOPLE "pool:loses(q) home:gains(q * 0.5) away:gains(q * 0.52)\n", 0, "for each that leaves, 1.02 come in"},
    {"a delay by hand drops the tail",
     PEOPLE "pool:loses(q) home:gains(0.6 * delayed(q, 1) + 0.3 * delayed(q, 2))\n", 0,
     "q (m.lua:8) leaves the stock pool and enters home: for each that leaves, 0.9 come in, the rest is nowhere"},
    {"the other half of a split is forgotten",
     PEOPLE "pool:loses(q)\nlocal stay, go = split('s', q, 0.4) home:gains(stay)\n", 0,
     "q (m.lua:8) leaves the stock pool, and only a part of it by chance goes on"},
    {"a part that is taken off goes nowhere",
     PEOPLE "local died = binomial('died', q, 0.1) pool:loses(q) home:gains(q - died)\n", 0,
     "died (m.lua:9) leaves the stock home and enters nowhere"},
    {"shares of multinomial() sum to 0.98",
     PEOPLE "local parts = multinomial('m', q, { a = 0.5, b = 0.48 }) pool:loses(q)\n"
            "home:gains(parts.a) away:gains(parts.b)\n",
     3, "m.lua:9: the shares of 'm' sum to 0.98: they must sum to 1, or name the rest"},
    {"uncertain shares of multinomial() need not sum to 1",
     PEOPLE "local a = given('a', uniform(.4, .6)) local b = given('b', uniform(.4, .6))\n"
            "local parts = multinomial('m', q, { a = a, b = b }) pool:loses(q)\n"
            "home:gains(parts.a) away:gains(parts.b)\n",
     4, "m.lua:10: the chance of 'm' is 1.067846715 in 2026-01, draw 0: it must lie between 0 and 1"},
    {"shares of waiting() drop the tail", PEOPLE "pool:loses(q) home:gains(waiting('w', q, { [0] = 0.6, [1] = 0.3 }))\n", 3,
     "the shares of 'w' sum to 0.9: they must sum to 1"},
    {"more leave than there are", PEOPLE "pool:loses(amount(400, 'person')) home:gains(amount(400, 'person'))\n", 4,
     "m.lua:3: the content of 'pool' is -200 in 2026-03, draw 0: a stock holds no less than nothing"},
    {"a stock that becomes less than nothing", PEOPLE "pool:becomes(pool - amount(300, 'person'))\n", 4,
     "m.lua:3: the content of 'pool' is -200 in 2026-04, draw 0"},
    {"an identity of the model's own: uncertain shares by hand",
     PEOPLE "local a = given('a', uniform(.4, .6))\n"
            "local one = q * a\n"
            "local two = q * (0.98 - a)\n"
            "pool:loses(q) home:gains(one) away:gains(two)\n"
            "conserve('all of q arrive', q - one - two)\n",
     1, "month 2026-01, draw 0: 0.94000000000000128 is left and should be 0; in: 47 'q' (m.lua:8); out: 24."},
    {"a payment without a claim",
     MONEY "local owed = stock('owed', { unit = 'yuan' })\n"
           "owed:gains(due) owed:loses(due + amount(500, 'yuan'))\n",
     4, "m.lua:4: the content of 'owed' is -500 in 2026-01, draw 0"},
    {"claims that are paid twice",
     MONEY "local f = fund('f', { appropriation = amount(1e6, 'yuan/year') })\n"
           "local paid = f:pay('r', due) + f:pay('again', due)\n"
           "conserve('paid at most what is due', max(0, total(paid) - total(due)))\n",
     1, "'paid at most what is due' does not add up in the whole, month 2026-01, draw 0"},
    {"a purse by hand pays more than it has",
     MONEY "local cash = stock('cash', { initial = amount(9000, 'yuan'), unit = 'yuan' })\n"
           "local out = cash:loses(due) output('out', out)\n",
     4, "m.lua:4: the content of 'cash' is -1700 in 2026-04, draw 0"},
    {"a claim below nothing", MONEY "local f = fund('f', {}) f:pay('r', due - amount(1e5, 'yuan'))\n", 4,
     "a fund cannot pay less than nothing"},
};

/* What check prints, as one line of words. */
static const char *said(void)
{
    static char line[65536];
    size_t length = 0;

    for (const char *parts[] = {out, err_text}, **part = parts; part < parts + 2; part++)
        for (const char *at = *part; *at && length + 2 < sizeof line; at++) {
            bool blank = *at == ' ' || *at == '\n';
            if (!blank || (length && line[length - 1] != ' '))
                line[length++] = blank ? ' ' : *at;
        }
    line[length] = '\0';
    return line;
}

static void test_what_is_lost_or_made_is_said(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        put("m.lua", broken[i].script);
        int status = sh("$P check m.lua");
        if (status != broken[i].status || !strstr(said(), broken[i].part))
            fail_msg("%s: exit status %d, not %d, or '%s' is not in:\n%s%s", broken[i].what, status, broken[i].status,
                     broken[i].part, out, err_text);
    }
}

/* Each of these does with people and money what models do. */
static const char *const right[] = {
    PEOPLE "pool:loses(q) home:gains(q)\n",
    PEOPLE "pool:loses(q) output('left', q)\n",
    PEOPLE "pool:loses(q) conserve('all that left', pool + previous(total(q)) - amount(1000, 'person'))\n",
    PEOPLE "pool:loses(q) home:gains(delayed(q, 3))\n",
    PEOPLE "pool:loses(q) home:gains(waiting('w', q, { [0] = 0.6, [1] = 0.4 }))\n",
    PEOPLE "pool:loses(q) home:gains(0.6 * delayed(q, 1) + 0.4 * delayed(q, 2))\n",
    PEOPLE "pool:loses(q)\nlocal stay, go = split('s', q, 0.4) home:gains(stay) away:gains(go)\n",
    PEOPLE "pool:loses(q)\nlocal stay, go = split('s', q, 0.4) home:gains(stay) output('gone', go)\n",
    PEOPLE "pool:loses(q) home:gains(q * given('a', 0.5)) away:gains(q * (1 - p.a))\n",
    PEOPLE "local a = given('a', uniform(.4, .6)) pool:loses(q) home:gains(q * a) away:gains(q * (1 - a))\n",
    PEOPLE "local m = multinomial('m', q, { a = .5, b = .3, rest = 'c' })\n"
           "pool:loses(q) home:gains(m.a) away:gains(m.b) output('rest', m.c)\n",
    PEOPLE "pool:gains(poisson('born', amount(9, 'person'))) pool:loses(q) home:gains(q) output('ever', total(q))\n",
    PEOPLE "local l = multinomial('m', q, stack(level, { L4 = .5, L5 = .5 }))\n"
           "local by = stock('by', { axes = { level }, unit = 'person' })\n"
           "pool:loses(q) by:gains(l) local up = binomial('up', by, .1) by:loses(up) home:gains(up:sum())\n",
    PEOPLE "local cash = stock('cash', { initial = amount(1e6, 'yuan'), unit = 'yuan' })\n"
           "pool:loses(q) home:gains(q) cash:loses(q * amount(30, 'yuan/person')) output('cash', cash)\n",
    PEOPLE "local in_, wait = capacity('queue', q, amount(5, 'person')) pool:loses(q) home:gains(in_)\n",
    PEOPLE "local steps = pipeline('way', q, { { name = 'one', wait = { [0] = .5, [1] = .5 }, chance = .9 } })\n"
           "pool:loses(q) home:gains(steps.one.people) away:gains(steps.one.lost)\n",
    PEOPLE "local s = stock('ages', { axes = { level }, unit = 'person' })\n"
           "s:becomes(s:shift(level, 1, { last = 'leave' })) output('ages', s)\n",
    PEOPLE "local born = pool:gains(poisson('born', amount(9, 'person')))\n"
           "local dead = home:loses(binomial('dead', home, .01)) output('dead', dead)\n"
           "pool:loses(q) home:gains(q)\n"
           "conserve('nobody vanishes', amount(1000, 'person') + previous(total(born) - total(dead)) - (pool + home))\n",
    MONEY "local f = fund('f', { appropriation = amount(1e4, 'yuan/year'), carry_over = false })\n"
          "local g = fund('g', {})\n"
          "local paid, owed = pay_in_order({ f, g }, 'r', delayed(due, 2)) output('paid', paid)\n",
    MONEY "local f = fund('f', { appropriation = amount(1e4, 'yuan/year'), first_quarter = 0.3 })\n"
          "f:pay('r', due * 0.333) f:pay('s', due * 0.667, { priority = 2 })\n"
          "conserve('all is paid or owed', round(100 * (total(f:commitment('r')) - f:arrears('r')))"
          " - round(100 * total(f:commitment('r') - f:arrears('r') + previous(f:arrears('r')))))\n",
};

static void test_right_models_raise_no_alarm(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        put("m.lua", right[i]);
        if (sh("$P check m.lua") != 0 || strstr(said(), " the stock ") || !strstr(out, "Holds: "))
            fail_msg("%s:\n%s%s", right[i], out, err_text);
    }
}

static void test_the_repository_s_own_models_raise_no_alarm(void **unused)
{
    (void)unused;
    does("for f in examples/0*.lua pengyang/baseline.lua pengyang/w1-limited.lua childcare/model.lua"
         " extended-benefits/model.lua; do $P check $R/scenarios/$f || exit 1; done");
    assert_null(strstr(said(), "leaves the stock"));
    assert_null(strstr(said(), "enters the stock"));
}

/* Who reads it finds cell, month and draw, and each flow that went in and out by its line. */
static void test_a_violation_names_what_entered_and_left(void **unused)
{
    (void)unused;
    put("m.lua", PEOPLE "local by = multinomial('m', q, stack(level, { L4 = .5, L5 = .5 }))\n"
                        "local passed = binomial('passed', by, 0.8)\n"
                        "local failed = by - passed\n"
                        "conserve('who sat passed or failed', by - passed - failed:only { level = { 'L4' } })\n");
    assert_int_equal(sh("$P check m.lua"), 1);
    assert_contains(err_text, "'who sat passed or failed' does not add up in cell 'level=L5', month 2026-01, draw 0: ");
    assert_contains(err_text, "; in: ");
    assert_contains(err_text, "; out: ");
    assert_contains(err_text, "'passed' (m.lua:10)");
    assert_contains(err_text, "m.lua:12: 'who sat");
    assert_int_equal(sh("$P check m.lua --lang zh"), 1);
    assert_contains(err_text, "；进：");
    assert_contains(err_text, "；出：");
}

/* The numbers are those of the draw that is named: what was there and came in, less what went out, is what is left. */
static void test_a_stock_below_nothing_names_what_entered_and_left(void **unused)
{
    static const char *const commands[] = {"check m.lua", "run m.lua -n 200 --no-store --sampler random",
                                           "run m.lua -n 200 --no-store --only-draw 7",
                                           "run m.lua --no-store --sampler expected"};

    (void)unused;
    put("m.lua", PEOPLE "local left = binomial('left', amount(300, 'person'), given('p', uniform(.5, .9)))\n"
                        "pool:loses(left) home:gains(left) pool:gains(q) home:loses(q)\n");
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        double content, had, entered, gone;
        assert_int_not_equal(sh("$P %s", commands[i]), 0);
        assert_contains(err_text, "the content of 'pool' is ");
        assert_contains(err_text, "\n  in: ");
        assert_contains(err_text, "\n  out: ");
        assert_int_equal(sscanf(strstr(err_text, "content of"), "content of 'pool' is %lf", &content), 1);
        assert_int_equal(sscanf(strstr(err_text, "  in: "), "  in: %lf 'pool' (m.lua:3), %lf 'q' (m.lua:8)", &had,
                                &entered), 2);
        assert_int_equal(sscanf(strstr(err_text, "  out: "), "  out: %lf 'left' (m.lua:9)", &gone), 1);
        assert_true(fabs(had + entered - gone - content) < 1e-6 * gone);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_lost_or_made_is_said),
        cmocka_unit_test(test_right_models_raise_no_alarm),
        cmocka_unit_test(test_the_repository_s_own_models_raise_no_alarm),
        cmocka_unit_test(test_a_violation_names_what_entered_and_left),
        cmocka_unit_test(test_a_stock_below_nothing_names_what_entered_and_left),
    };

    if (set_environment(NULL) != 0)
        return 1;
    return cmocka_run_group_tests(tests, make_folder, remove_shell_folder);
}
