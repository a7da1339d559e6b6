/* polsim why from end to end: from a printed number to the inputs and their sources, by file and line. */
#include "shell.h"

#include "store.h"

static const char model_text[] =
    "model { name = 'small', from = '2026-01', to = '2027-12' }\n"
    "local kind = axis('kind', { 'one', 'two' })\n"
    "local places = parameter('places', { default = uniform(20, 60), source = assumed 'no record',\n"
    "  label = { en = 'Places a month', zh = '每月名额' } })\n"
    "local pass = parameter('pass', { axes = { kind }, default = { one = 0.9, two = uniform(.3, .5) },\n"
    "  source = cited('Survey 2024', 'page 7') })\n"
    "local fee = parameter('fee', { default = 100, unit = 'yuan', source = plan 'annex 2, line 4' })\n"
    "local money = parameter('money', { default = by_year { [2026] = 9e4, [2027] = 7e4 }, unit = 'yuan/year',\n"
    "  source = plan 'section 5' })\n"
    "local aside = parameter('aside', { default = uniform(1, 2), source = assumed 'no say' })\n"
    "local people = poisson('people', stack(kind, { one = places, two = places }))\n"
    "local passed = binomial('passed', people, pass)\n"
    "label('name', 'passed', { en = 'Who passed', zh = '通过者' })\n"
    "local county = fund('county', { appropriation = money, label = { en = 'The county', zh = '县级资金' } })\n"
    "county:pay('fees', passed:sum() * fee)\n"
    "output('passed_by_kind', passed, { by = { kind } })\n"
    "output('rate', ratio(passed, people), { by = { kind } })\n"
    "output('aside', poisson('other', aside))\n"
    "target('enough', { of = total(passed:sum()), by = '2027-12', at_least = 1000, source = plan 'section 1',\n"
    "  label = { en = 'Enough pass', zh = '通过人数' } })\n";

static int make_folder(void **state)
{
    (void)state;
    if (!make_shell_folder())
        return -1;
    put("small.lua", model_text);
    put("dear.lua", "scenario { model = 'small.lua', set = {\n  fee = 120 } }\n");
    does("$P run small.lua dear.lua -q");
    return 0;
}

static void test_a_number_is_told_down_to_the_source(void **unused)
{
    (void)unused;
    does("$P why small payment fund=county 2027");
    assert_contains(out, "Paid: The county, 2027");
    assert_contains(out, "payment[fund=county]@2027: an output, added up over its months");
    assert_contains(out, "run 1, \"small\": 8192 draws, sampler sobol, seed 1");
    assert_contains(out, "small.lua:14: local county = fund('county'");
    assert_contains(out, "is what was owed before, and what became due, less what is still owed");
    assert_contains(out, "Owed and not yet paid: The county, fees");
    assert_contains(out, "Who passed  small.lua:12");
    assert_contains(out, "4 of the model's 5 inputs: 2 uncertain, 1 assumed, 0 changed");
    assert_contains(out, "assumed: no record");
    assert_contains(out, "cited: Survey 2024: page 7");
    assert_contains(out, "plan: annex 2, line 4");
    assert_contains(out, "small.lua:7: local fee = parameter('fee'");
    assert_contains(out, "kind=two: uniform(0.3, 0.5); mean of the draws 0.400");
    assert_null(strstr(out, "aside"));
}

/* The expression over d, the answer as JSON. */
static void expect_json(const char *command, const char *python)
{
    does("$P why %s --format json >why.json", command);
    if (sh("python3 -c \"import json; d = json.load(open('why.json')); assert %s, d\"", python) != 0)
        fail_msg("%s: not %s\n%s", command, python, err_text);
}

static void test_the_number_is_the_one_that_was_printed(void **unused)
{
    (void)unused;
    does("$P show 1 series --format json >series.json");
    put("same.py",
        "import json\n"
        "why = json.load(open('why.json'))\n"
        "number, root = why['number'][0], why['steps'][0]\n"
        "name, rest = number['measure'].split('[') if '[' in number['measure'] else (number['measure'].split('@')[0], None)\n"
        "cell = rest.split(']')[0] if rest else ''\n"
        "period = number['measure'].split('@')[1]\n"
        "row = [r for r in json.load(open('series.json'))\n"
        "       if (r['output'], r['cell'], r['period']) == (name, cell, period)][0]\n"
        "assert number['mean'] == row['mean'] and number['se'] == row['se'], (number, row)\n"
        "assert row['p80'] is None or number['quantile'] == row['p80'] and number['p50'] == row['p50'], (number, row)\n"
        "assert number['draws'] == number['computed_draws'] == 8192\n"
        "assert root['mean'] is None or abs(root['mean'] - row['mean']) < 1e-9 * row['mean'], (root, row)\n"
        "sums = {}\n"
        "for step in why['steps']:\n"
        "    if step['sign']:\n"
        "        sums[step['parent']] = sums.get(step['parent'], 0) + step['sign'] * step['mean']\n"
        "for parent, total in sums.items():\n"
        "    assert abs(total - why['steps'][int(parent)]['mean']) < 1e-6, (parent, total)\n");
    does("$P why 1 payment fund=county 2027 --format json >why.json && python3 same.py");
    does("$P why 1 passed_by_kind kind=one 2026-05 --format json >why.json && python3 same.py");
    does("$P why 1 'rate[kind=two]@plan' --format json >why.json && python3 same.py");
    does("$P why 1 arrears 2026 --depth 7 --format json >why.json && python3 same.py");
    does("$P show 1 targets --format json >targets.json");
    expect_json("1 enough",
                "abs(d['number'][0]['p50'] - json.load(open('targets.json'))[0]['p50']) == 0 and "
                "d['number'][0]['level'] == 0.2");
}

static void test_words_and_one_word_ask_the_same(void **unused)
{
    (void)unused;
    does("$P why @ passed_by_kind 2026 kind=one >a && $P why @ 'passed_by_kind[kind=one]@2026' >b && cmp a b");
    does("$P why small enough --depth 0 | grep -c . >a && $P why small enough --depth 6 | grep -c . >b && test $(cat a) -lt $(cat b)");
}

static void test_weights_are_those_of_sensitivity(void **unused)
{
    (void)unused;
    does("$P sensitivity small 'payment[fund=county]@2026' --all --format json >sens.json");
    expect_json("small payment fund=county 2026",
                "all(abs(i['share'] - [g for g in json.load(open('sens.json'))['groups'] if g['kind'] == 'parameter' "
                "and g['name'] == i['name']][0]['share']) < 1e-12 for i in d['inputs'] if i['uncertain'])");
    expect_json("small payment fund=county 2026", "[i['name'] for i in d['inputs']][:2] == ['places', 'pass']");
    expect_json("small payment fund=county 2026",
                "all(i['rank'] is None for i in d['inputs'] if i['name'] in ('fee', 'money'))");
}

static void test_a_scenario_says_what_it_changed(void **unused)
{
    (void)unused;
    does("$P why dear payment fund=county 2026");
    assert_contains(out, "1 changed by the scenario");
    assert_contains(out, "scenario: dear.lua:2");
    assert_contains(out, "120 yuan");
}

static void test_an_average_case_has_no_spread(void **unused)
{
    (void)unused;
    does("$P run small.lua --sampler expected -q --store mean.db && $P why @ payment 2026 --store mean.db");
    assert_contains(out, "an average case, every chance at its mean");
    assert_contains(out, "Each number is its own in the average case.");
    assert_null(strstr(out, "P80"));
}

static void test_fewer_draws_are_said(void **unused)
{
    (void)unused;
    does("$P why small enough --draws 512");
    assert_contains(out, "Each number is a mean over the run's first 512 draws");
    does("$P why small enough --draws 100000");
    assert_contains(out, "Each number is a mean over all 8192 draws");
}

static void test_other_languages_and_formats(void **unused)
{
    (void)unused;
    does("$P why small payment fund=county 2027 --lang zh");
    assert_contains(out, "已付：县级资金");
    assert_contains(out, "哪些输入起作用");
    assert_contains(out, "假设：no record");
    does("$P why small payment fund=county 2027 --format csv -o w.csv && head -1 w.csv");
    assert_contains(out, "name,label_en,label_zh,uncertain,period,cell,cells,value,unit,mean");
    does("cut -d, -f1 w.csv | sort -u | tr '\\n' ' '");
    assert_string_equal(out, "fee money name pass places ");
}

static void test_what_cannot_be_asked_is_refused(void **unused)
{
    (void)unused;
    refuses_with(2, "no target or output 'paymnt', did you mean 'payment'?", "$P why small paymnt 2026");
    refuses_with(2, "it is by kind=one|…", "$P why small passed_by_kind kind=three 2026");
    refuses_with(2, "'2026' and '2027' are two periods", "$P why small payment 2026 2027");
    refuses_with(2, "has a cell or period already", "$P why small payment@2026 2027");
    refuses_with(2, "needs more arguments", "$P why small");
    refuses_with(5, "no finished run 'smal' in 'out/polsim.db'; did you mean 'small'?", "$P why smal payment");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_number_is_told_down_to_the_source),
        cmocka_unit_test(test_the_number_is_the_one_that_was_printed),
        cmocka_unit_test(test_words_and_one_word_ask_the_same),
        cmocka_unit_test(test_weights_are_those_of_sensitivity),
        cmocka_unit_test(test_a_scenario_says_what_it_changed),
        cmocka_unit_test(test_an_average_case_has_no_spread),
        cmocka_unit_test(test_fewer_draws_are_said),
        cmocka_unit_test(test_other_languages_and_formats),
        cmocka_unit_test(test_what_cannot_be_asked_is_refused),
    };

    if (set_environment(NULL) != 0)
        return 1;
    return cmocka_run_group_tests(tests, make_folder, remove_shell_folder);
}
