/* What the program prints for people and other programs: pages about words and options, both languages, 80 columns, one
   output by time, CSV and JSON. */
#include "cli.h"

#include "command.h"

#include <ctype.h>

/* ---- pages of polsim doc ---- */

static void test_every_word_has_a_page(void **state)
{
    (void)state;
    does("$P doc | sed -n 's/^  //p' | tr ' ' '\\n' > words && [ $(wc -l < words) -gt 50 ] &&"
         " while read word; do $P doc $word >page && grep -q Example page || echo \"$word\"; done < words");
    assert_string_equal(out, "");
    does("$P doc poisson --lang zh");
    assert_contains(out, "例：");
    assert_contains(out, "人员及其变动");
}

static void test_options_errors_and_outputs_have_pages(void **state)
{
    (void)state;
    does("$P doc options");
    for (int i = 0; command_list[i]; i++) {
        const struct option *option = command_list[i]->options;
        struct text line = {0};
        text_add(&line, "polsim %s %s\n", command_list[i]->name, command_list[i]->arguments);
        assert_contains(out, text_string(&line));
        for (; option && option->name; option++) {
            text_clear(&line);
            text_add(&line, "--%s", option->name);
            assert_contains(out, text_string(&line));
        }
        text_clear(&line);
    }
    does("$P doc options runs && $P doc options run --lang zh");
    assert_contains(out, "usage: polsim runs");
    assert_contains(out, "用法：polsim run ");
    refuses(2, "polsim: unknown command 'rum'; did you mean 'run'?", "$P doc options rum");
    refuses(2, "polsim: no page about 'erors'; did you mean 'errors'?", "$P doc erors");
    does("$P doc compare --lang en");
    assert_contains(out, "usage: polsim compare"); /* a command that is no word of the language */
    does("$P doc errors --lang zh");
    assert_contains(out, "SCENARIO，退出状态 3：");
    does("$P doc small.lua --lang en && $P doc small.lua --lang zh");
    assert_contains(out, "name in Chinese");
    assert_contains(out, "英文名称");
    refuses(5, "polsim: cannot read 'smal.lua': No such file or directory, did you mean 'small.lua'?", "$P doc smal.lua");
    refuses(2, "polsim: 'doc' takes one word, but got 'roles' too", "$P doc errors roles");
}

/* ---- languages ---- */

static void test_languages_follow_the_option_and_the_environment(void **state)
{
    (void)state;
    does("$P run small.lua -n 64 --lang zh");
    assert_contains(out, "多人");
    does("LANG=zh_CN.UTF-8 $P show @");
    assert_contains(out, "目标");
    assert_contains(out, "多人");
    does("LANG=zh_CN.UTF-8 $P show @ --lang en");
    assert_contains(out, "Targets");
    does("LANG=zh_CN.UTF-8 LC_ALL=C $P show @");
    assert_contains(out, "Many");
    does("LANG=zh_CN.UTF-8 $P help run");
    assert_contains(out, "用法");
    does("$P check small.lua --lang zh");
    assert_contains(out, "通过");
    does("$P runs --lang zh");
    assert_contains(out, "小模型");
}

/* What a person reads in Chinese has no unit in English letters. */
static void test_every_unit_of_the_scenarios_has_a_chinese_word(void **state)
{
    (void)state;
    if (sh("command -v python3") != 0)
        return;
    does("for f in pengyang/baseline childcare/model extended-benefits/model examples/06-predator-prey examples/05-sir"
         " examples/04-fund; do $P inputs \"$R/scenarios/$f.lua\" --lang zh >in.csv || exit 1;"
         " $P run \"$R/scenarios/$f.lua\" -q -n 16 && $P show @ outputs --excel --lang zh --out out.csv || exit 1;"
         " for t in in out; do python3 -c \"import csv; print(*{r['计量'] for r in csv.DictReader(open('$t.csv',"
         " encoding='utf-8-sig'))})\" || exit 1; done; done");
    assert_contains(out, "元/人次");
    for (const char *c = out; *c; c++)
        if (isalpha((unsigned char)*c))
            fail_msg("a unit without a Chinese word:\n%s", out);
}

/* ---- tables of a run ---- */

static void keeps_to_eighty_columns(const char *what)
{
    for (char *line = strtok(out, "\n"); line; line = strtok(NULL, "\n"))
        if (text_columns(line) > 80)
            fail_msg("%s, %d columns: %s", what, text_columns(line), line);
}

static void test_every_section_of_a_large_plan_keeps_to_eighty_columns(void **unused)
{
    static const char *const sections[] = {
        "",         "targets",  "budget",  "departments", "milestones", "ratios",   "parameters", "assumptions",
        "switches", "outputs",  "path",    "fund_months", "findings",   "settings", "files",      "series",
        "progress", "budget_split", "roll_forward", NULL};

    (void)unused;
    does("$P run $R/scenarios/pengyang/baseline.lua -n 64 -q");
    for (int i = 0; sections[i]; i++)
        for (int zh = 0; zh < 2; zh++) {
            does("$P show @ %s --lang %s", sections[i], zh ? "zh" : "en");
            keeps_to_eighty_columns(sections[i]);
        }
    does("$P run $R/scenarios/pengyang/w1-limited.lua $R/scenarios/pengyang/w1-county-cut.lua -n 64 -q");
    for (int zh = 0; zh < 2; zh++) {
        const char *const lines[] = {"runs", "check $R/scenarios/pengyang/baseline.lua", "compare 2 3 4", NULL};
        for (int i = 0; lines[i]; i++) {
            does("$P %s --lang %s", lines[i], zh ? "zh" : "en");
            keeps_to_eighty_columns(lines[i]);
        }
    }
    /* a line a target: what can be spared goes before anything is put below its row */
    does("$P show 1 targets --lang en");
    assert_contains(out, "\nGovernment-subsidised trainings  ≥ 4,000  ");
    assert_null(strstr(out, "P95:"));
    does("$P show 1 targets --lang zh");
    assert_contains(out, "标准误");
    does("$P show @ departments --lang en"); /* a long name goes on beside the rows that repeat it */
    assert_contains(out, "\nHuman resources and social    2026");
    assert_contains(out, "\nsecurity bureau               2027");
    does("$P show @ parameters --width 200");
    bool wide = false;
    for (char *line = strtok(out, "\n"); line; line = strtok(NULL, "\n"))
        wide = wide || text_columns(line) > 80;
    assert_true(wide);
}

static void test_one_output_is_shown_by_month_quarter_or_year(void **unused)
{
    (void)unused;
    put("towns.lua", "model { name = 'towns', from = '2026-01', to = '2027-12' }\n"
                     "local town = axis('town', { 'north', 'south' })\n"
                     "label('town', 'north', { en = 'Northtown', zh = '北镇' })\n"
                     "output('people', amount(10, 'person') * stack(town, { north = 1, south = 2 }),\n"
                     "  { unit = 'person', by = { town }, label = { en = 'People', zh = '人数' } })\n");
    does("$P run towns.lua -n 64 -q");
    does("$P show people --lang en");
    assert_contains(out, "People\n\nperiod  mean");
    assert_contains(out, "\n2026     360 ");
    assert_contains(out, "\nplan     720 ");
    assert_null(strstr(out, "with tail"));
    does("$P show @ people --by quarter --lang zh");
    assert_contains(out, "人数\n\n时期");
    assert_contains(out, "\n2027Q4    90 ");
    does("$P show towns people --by month --cell town --format csv");
    assert_string_equal(field("town=north,Northtown,2027-12,", 5), "10");
    assert_string_equal(field("town=south,south,2026-01,", 5), "20");
    does("$P show @ people --cell 北镇 --lang zh --format markdown");
    assert_contains(out, "## 人数\n\n| 范围 | 时期 | 平均 |");
    assert_contains(out, "\n| 北镇 | 2026 | 120 |");
    does("$P show @ people --cell all --format json");
    assert_contains(out, "\"cell\": \"town=south\"");
    refuses(2, "polsim: the run has no section or output 'poeple'; did you mean 'people'?",
            "$P show @ poeple");
    refuses(2, "polsim: the run has no section or output 'targtes'; did you mean 'targets'?",
            "$P show @ targtes");
    refuses(2, "polsim: output 'people' has no cell 'twon'; did you mean 'town'?",
            "$P show @ people --cell twon");
    refuses(2, "polsim: option '--by' is for an output: polsim show RUN OUTPUT",
            "$P show @ targets --by month");
}

static void test_csv_and_json_are_read_by_others(void **state)
{
    (void)state;
    does("$P run small.lua better.lua -q -n 64");
    does("for s in targets ratios parameters assumptions switches differences series outputs findings settings "
         "files; "
         "do"
         " $P show @ $s --format csv >t.csv && awk -F, -v s=$s 'NR == 1 { n = NF } NF < n { print s, $0 }"
         " END { if (NR < 1) print s, \"is empty\" }' t.csv || exit 1; done");
    assert_string_equal(out, "");
    does("$P show @ targets --excel --out t.csv && head -c 3 t.csv | od -An -tx1");
    assert_contains(out, "ef bb bf");
    refuses(
        2,
        "polsim: csv holds one table: name a section; there are: targets, budget, departments, milestones, ratios, "
        "parameters, assumptions, switches, differences, series, outputs, path, fund_months, budget_split, "
        "roll_forward, progress, findings, settings, files",
        "$P show @ --format csv");
    if (sh("command -v python3") != 0)
        return;
    does("for s in '' targets parameters differences series outputs files; do"
         " $P show @ $s --format json | python3 -m json.tool >/dev/null || echo \"show $s\"; done;"
         " $P runs --format json | python3 -m json.tool >/dev/null || echo runs");
    assert_string_equal(out, "");
    does("$P show @ series --format json | python3 -c 'import json, sys; t = json.load(sys.stdin);"
         " print(\"certified\" in json.dumps(t))'");
    assert_string_equal(out, "True\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(test_every_word_has_a_page),
        test(test_options_errors_and_outputs_have_pages),
        test(test_languages_follow_the_option_and_the_environment),
        test(test_every_unit_of_the_scenarios_has_a_chinese_word),
        test(test_every_section_of_a_large_plan_keeps_to_eighty_columns),
        test(test_one_output_is_shown_by_month_quarter_or_year),
        test(test_csv_and_json_are_read_by_others),
    };
    return cmocka_run_group_tests(tests, set_environment, NULL);
}
