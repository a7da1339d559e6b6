/* The program from end to end, as a user drives it: command lines of the shell in a folder of their own.
   In them $P is the program, $R the repository. tests/cases holds what is wrong or right in a scenario. */
#include "shell.h"

#include "command.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

static const char model_text[] =
    "model { name = 'small', from = '2026-01', to = '2026-12', title = { en = 'Small', zh = '小模型' } }\n"
    "local rate = parameter('rate', { default = pert(.5, .8, .9), source = assumed 'a test' })\n"
    "local enrolled = poisson('enrolled', amount(10, 'person'))\n"
    "local certified = binomial('certified', enrolled, rate)\n"
    "output('certified', certified, { unit = 'person', label = { en = 'Certified', zh = '取证' } })\n"
    "target('many', { of = total(certified), by = '2026-12', at_least = 90,\n"
    "  label = { en = 'Many', zh = '多人' } })\n";

/* A folder with a model and a scenario of it. */
/* ---- instruction sets ---- */

static void test_an_instruction_set_can_be_forced_and_no_other_is_taken_for_it(void **unused)
{
    (void)unused;
    put("m.lua", model_text);
    does("POLSIM_ISA=portable $P run m.lua -n 100 --no-store");
    char *first = strdup(strstr(err_text, "digest"));
    does("POLSIM_ISA= $P run m.lua -n 100 --no-store");
    assert_memory_equal(strstr(err_text, "digest"), first, strlen("digest 0123456789ab"));
    free(first);
    assert_int_equal(sh("POLSIM_ISA=abacus $P run m.lua"), 2);
    assert_contains(err_text, "POLSIM_ISA is 'abacus'; on this processor it may be portable");
}

static int start(void **state)
{
    (void)state;
    if (!make_shell_folder())
        return -1;
    put("small.lua", model_text);
    put("better.lua", "scenario { model = 'small.lua', title = { en = 'Better', zh = '更好' },\n"
                      "  set = { rate = plus(.05) } }\n");
    return 0;
}

/* Fields of a line of CSV in `out` that begins with `begin`, as far as the one asked for. */
static const char *field(const char *begin, int number)
{
    static char value[128];
    const char *line = out;

    while (line && strncmp(line, begin, strlen(begin)) != 0) {
        line = strchr(line, '\n');
        line += line != NULL;
    }
    if (!line)
        fail_msg("no line begins with '%s' in:\n%s", begin, out);
    for (int i = 0; i < number; i++) {
        line += strcspn(line, ",\n");
        assert_int_equal(*line++, ',');
    }
    snprintf(value, sizeof value, "%.*s", (int)strcspn(line, ",\r\n"), line);
    return value;
}

/* Digest of the last run in out/polsim.db; the caller frees it. */
static char *last_digest(void)
{
    does("$P runs --format csv | sed -n 2p");
    return strdup(field("", 11));
}

/* ---- exit statuses and words ---- */

static void test_the_exit_status_tells_what_went_wrong(void **state)
{
    (void)state;
    put("no.lua", "model { name = 'no', from = '2026-01', to = '2026-12' }\n"
                  "output('x', month())\nconserve('never', month())\n");
    put("wrong.lua", "modle { name = 'wrong' }\n");
    put("fails.lua", "model { name = 'fails', from = '2026-01', to = '2026-12' }\n"
                     "output('x', binomial('x', poisson('n', 5), .2 * month()))\n");
    assert_int_equal(sh("$P run small.lua --draws 64"), 0);
    assert_int_equal(sh("$P check small.lua"), 0);
    assert_int_equal(sh("$P --version && $P help && $P run --help && $P -h"), 0);
    assert_int_equal(sh("$P check no.lua"), 1);
    assert_int_equal(sh("$P run small.lua --drows 5"), 2);
    assert_int_equal(sh("$P"), 2);
    assert_int_equal(sh("$P run wrong.lua"), 3);
    assert_int_equal(sh("$P run fails.lua --draws 64"), 4);
    assert_int_equal(sh("$P run none.lua"), 5);
    assert_int_equal(sh("$P show --store none.db"), 5);
    assert_int_equal(sh("$P doc >/dev/full"), 5);
    does("$P doc errors");
    assert_contains(out, "exit status 130");
}

static void test_unknown_words_of_the_command_line_name_the_nearest(void **state)
{
    (void)state;
    does("$P run small.lua --quiet --draws 64");
    refuses(2, "polsim: unknown command 'rum'; did you mean 'run'?", "$P rum small.lua");
    refuses(2, "polsim: unknown option '--drows'; did you mean '--draws'?", "$P run small.lua --drows 5");
    refuses(2, "polsim: unknown option '-z'; -h lists what there is", "$P run small.lua -z");
    refuses(2, "polsim: option '--draws' takes a whole number, not '1o'", "$P run small.lua --draws 1o");
    refuses(2, "polsim: option '--draws' is at least 1, not '0'", "$P run small.lua -n 0");
    refuses(2, "polsim: option '--draws' needs a value: --draws N", "$P run small.lua --draws");
    refuses(2, "polsim: option '--quiet' takes no value, but got 'yes'", "$P run small.lua --quiet=yes");
    refuses(2, "polsim: option '--sampler' cannot be 'sobel'; did you mean 'sobol'?",
            "$P run small.lua --sampler sobel");
    refuses(2, "polsim: 'run' needs an argument: polsim run SCENARIO…", "$P run");
    refuses(2, "polsim: 'runs' takes no arguments, but got 1", "$P runs all");
    refuses(2, "polsim: the run has no section or output 'bugdet'; did you mean 'budget'?", "$P show @ bugdet");
    refuses(2, "polsim: unknown figure 'attainmnet'; did you mean 'attainment'?", "$P plot @ attainmnet");
    refuses(2, "polsim: no page about 'poison'; did you mean 'poisson'?", "$P doc poison");
    refuses(5, "polsim: no finished run 'smal' in 'out/polsim.db'; did you mean 'small'?", "$P show smal");
    refuses(5, "polsim: no run 7 in 'out/polsim.db'; the latest is 1 ('small'), 'polsim runs' lists all",
            "$P show 7");
    refuses(5, "polsim: cannot read 'smal.lua': No such file or directory, did you mean 'small.lua'?",
            "$P run smal.lua");
}

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

/* ---- runs and what is shown of them ---- */

static void test_two_scenarios_are_run_side_by_side_and_compared_draw_by_draw(void **state)
{
    (void)state;
    does("$P run small.lua better.lua --draws 512");
    assert_contains(out, "Targets side by side");
    assert_contains(out, "better: Difference from 'small' (run 1), draw by draw");
    assert_contains(err_text, "run 2 'better' stored in out/polsim.db, digest ");
    does("$P runs --format csv");
    assert_string_equal(field("2,better", 10), "1"); /* its base run */
    does("$P show 2 differences --format csv");
    double difference = atof(field("1,certified,Certified,,,2026,person,512,", 8));
    assert_true(difference > 0);
    does("$P show 1 series --format csv");
    double base = atof(field("certified,,2026,", 5));
    does("$P show 2 series --format csv");
    assert_close(atof(field("certified,,2026,", 5)) - base, difference, 1e-12);
}

/* ---- several scenarios ---- */

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
    does("sqlite3 mn.db \"DELETE FROM draws WHERE output = 'commitment'\" 2>/dev/null || exit 77");
    does("$P compare m n --part differences --format csv --store mn.db");
    assert_string_equal(field("money,commitment,Committed,commitment,,,total,2026,", 20), "differences");
    does("$P compare n m --part differences --format csv --store mn.db >t.csv");
    assert_contains(err_text, "differences are left out: their draws are not kept, nor the difference from 'n'");
}

static void test_a_run_is_found_by_number_name_and_age(void **state)
{
    static const struct {
        const char *name, *number;
    } found[] = {{"1", "1"}, {"3", "3"},  {"small", "3"}, {"better", "2"},
                 {"@", "3"}, {"@1", "2"}, {"@2", "1"}};

    (void)state;
    does("$P run small.lua better.lua -q -n 64 && $P run small.lua -q -n 128");
    for (size_t i = 0; i < COUNT_OF(found); i++) {
        char line[32];
        does("$P show %s", found[i].name);
        snprintf(line, sizeof line, "\nrun %s, ", found[i].number);
        assert_contains(out, line);
    }
    does("$P show targets"); /* a section alone: of the last run */
    assert_contains(out, "Many");
    assert_int_equal(sh("$P show @3"), 5);
    does("$P runs");
    assert_contains(out, "better");
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

static void test_check_says_no_to_an_identity_that_fails(void **state)
{
    (void)state;
    put("no.lua", "model { name = 'no', from = '2026-01', to = '2026-12' }\n"
                  "output('x', month())\nconserve('never before May', where(ge(month(), 5), month(), 0))\n");
    assert_int_equal(sh("$P check no.lua"), 1);
    assert_contains(err_text, "never before May");
    assert_contains(err_text, "2026-05");
    assert_null(strstr(out, "Holds"));
    does("$P check small.lua better.lua");
    assert_contains(out, "Better");
    does("$P check small.lua --order");
    assert_contains(out, "certified");
}

/* ---- pictures ---- */

static void test_plot_writes_pictures_data_and_scripts_that_draw_again_alone(void **state)
{
    (void)state;
    does("$P run \"$R/scenarios/examples/04-fund.lua\" -q -n 256 && $P plot @ budget --lang en --out "
         "pictures");
    assert_string_equal(out, "pictures/budget.en.svg\npictures/budget.en.png\n");
    does("cd pictures && grep -q '<svg' budget.en.svg && head -c 4 budget.en.png | grep -q PNG &&"
         " grep -q county budget.en.dat && cp budget.en.svg .. && rm *.svg *.png && gnuplot budget.en.gp &&"
         " cmp budget.en.svg ../budget.en.svg && test -s budget.en.png");
    does("$P plot @ budget --terminal");
    assert_contains(out, "20");
    refuses(2, "polsim: unknown format 'sgv' in --format; did you mean 'svg'?", "$P plot @ --format sgv");
}

static void test_a_real_plan_has_data_for_every_figure(void **state)
{
    (void)state;
    does("$P run \"$R/scenarios/pengyang/w1-county-cut.lua\" -q -n 64 --store plan.db");
    for (int levers = 1; levers <= 2; levers++)
        does("$P sweep \"$R/scenarios/pengyang/w1-county-cut.lua:c\" --over 'county_appropriation=scaled(0.5..2):3' %s "
             "'arrears@2028-12 <= 0' payment --draws 64 --store plan.db -q",
             levers == 2 ? "--over 'minning_appropriation=scaled(0.5..2):3'" : "");
    does("$P solve \"$R/scenarios/pengyang/w1-county-cut.lua:c\" --lever county_appropriation --between 'scaled(0.5..4)' "
         "'arrears@2028-12 <= 0' --step 0.5 --draws 64 --store plan.db -q");
    does("$P attain @ --store plan.db && $P explain 1 @ --store plan.db -q -n 64");
    does("$P plot @ --lang both --format svg --out plan --store plan.db");
    does("ls plan/*.zh.svg | wc -l && ls plan/*.en.svg | wc -l && grep -L -E '^# question: (sensitivity|run)' \"$R\"/plots/*.gp | wc -l");
    int zh = 0, en = 0, templates = 0;
    assert_int_equal(sscanf(out, "%d %d %d", &zh, &en, &templates), 3);
    assert_int_equal(zh, templates - 1); /* without common.gp */
    assert_int_equal(en, templates - 1);
    does("grep -l '万元' plan/*.zh.svg | wc -l");
    assert_true(atoi(out) >= 6);
    does("! grep -l '万元' plan/*.en.svg");
}

static void test_a_goal_over_a_deep_debt_has_few_ticks(void **state)
{
    (void)state;
    put("debt.lua", "model { name = 'debt', from = '2026-01', to = '2026-12', units = { 'dollar' } }\n"
                    "local purse = stock('purse', { unit = 'dollar', may_be_negative = true })\n"
                    "purse:loses(amount(1, 'dollar') * 2e7)\n"
                    "target('solvent', { of = purse, by = '2026-12', at_least = 0, unit = 'dollar',"
                    " source = assumed 'x' })\n");
    does("$P run debt.lua -q -n 64 && $P plot @ attainment --lang en --format svg --out debt");
    does("$P plot @ --lang en --format svg --out debt");
    assert_contains(err_text, "no data in run 1 for: budget budget_months budget_quarters budget_split chance comparison "
                              "departments departments_years funnel need; ask for one by name");
    does("grep -c '<text' debt/attainment.en.svg");
    assert_true(atoi(out) > 5);
    assert_true(atoi(out) < 40);
}

/* 90,000,000,000 yuan and its ticks would not fit on the page. */
static void test_large_amounts_are_counted_in_large_units(void **state)
{
    (void)state;
    put("large.lua", "model { name = 'large', from = '2026-01', to = '2026-12', units = { 'dollar' } }\n"
                     "target('central', { of = total(amount(8e9, 'yuan')), by = '2026-12', at_most = 9e10,"
                     " source = plan 'x' })\n"
                     "target('loan', { of = total(amount(2e7, 'dollar')), by = '2026-12', at_most = 2.5e8,"
                     " source = plan 'x' })\n");
    does("$P run large.lua -q -n 64 && $P plot @ attainment --lang both --format svg --out large");
    does("cat large/attainment.zh.svg");
    assert_contains(out, "≤ 900 亿元");
    assert_contains(out, "≤ 25,000 万美元");
    assert_null(strstr(out, "000,000"));
    does("cat large/attainment.en.svg");
    assert_contains(out, "≤ 90,000 million yuan");
    assert_contains(out, "≤ 250 million dollars");
    assert_null(strstr(out, "000,000"));
}

/* ---- which line costs what ---- */

/* The number of a row of err_text that ends below the end of a heading; 0 where there is none. */
static double number_below(const char *row, const char *heading)
{
    const char *headings = strstr(err_text, "\nline ") + 1, *at = strstr(headings, heading);
    size_t end = (size_t)(at - headings) + strlen(heading), from = end;
    char digits[32];
    size_t count = 0;

    assert_true(end <= strcspn(row, "\n") || row[strcspn(row, "\n")] == '\n');
    if (end > strcspn(row, "\n") || row[end - 1] == ' ')
        return 0;
    while (from > 0 && row[from - 1] != ' ')
        from--;
    for (; from < end && count + 1 < sizeof digits; from++)
        if (row[from] != ',')
            digits[count++] = row[from];
    digits[count] = '\0';
    return atof(digits);
}

/* The share of a row, "12.3 %" right below the heading "time". */
static double share_of(const char *row)
{
    char word[64];
    const char *at = strstr(strstr(err_text, "\nline ") + 1, "time");
    size_t end = (size_t)(at - (strstr(err_text, "\nline ") + 1)) + strlen("time");

    snprintf(word, sizeof word, "%.*s", (int)(end - 2), row); /* without " %" */
    return strstr(word, "<") ? 0.05 : atof(strrchr(word, ' '));
}

static void test_a_profile_names_the_lines_and_adds_up(void **state)
{
    double shares = 0, variates = 0, cells = 0;
    int rows = 0, drawn = 0;

    (void)state;
    does("$P run \"$R/scenarios/examples/cohort-36.lua\" -n 512 --no-store --profile");
    assert_contains(err_text, "local certified = bin");
    const char *row = strchr(strstr(err_text, "\n----") + 1, '\n') + 1;
    for (; strncmp(row, "total", 5) != 0; row = strchr(row, '\n') + 1, rows++) {
        shares += share_of(row);
        variates += number_below(row, "variates");
        cells += number_below(row, "cells");
        drawn += number_below(row, "variates") == 9360 && strstr(row, " draw ");
    }
    assert_int_equal(drawn, 7); /* 260 cells in 36 months each */
    assert_within(shares, 100, 0.05 * rows + 1e-9);
    assert_within(share_of(row), 100, 0);
    assert_true(number_below(row, "variates") == variates);
    assert_true(number_below(row, "cells") == cells);
    does("$P check \"$R/scenarios/examples/cohort-36.lua\"");
    assert_contains(out, "65520 random variates a draw");
    assert_true(variates == 65520);
}

static void test_a_profile_changes_no_result(void **state)
{
    (void)state;
    does("$P run better.lua small.lua -n 600 --no-store >plain 2>plain.err");
    does("$P run better.lua small.lua -n 600 --no-store --profile >timed 2>timed.err");
    does("cmp plain timed && grep -o 'digest .*' plain.err >a && grep -o 'digest .*' timed.err >b && "
         "test -s a && cmp a b");
    does("$P run small.lua -n 64 --no-store --profile --lang zh");
    assert_contains(err_text, "small.lua:4");
    assert_contains(err_text, "抽样");
    assert_contains(err_text, "合计");
    does("$P run small.lua -n 64 --sampler expected --no-store --profile");
    assert_contains(err_text, "between lines");
    does("$P run small.lua -n 64 -q --profile");
    assert_string_equal(out, "");
    assert_string_equal(err_text, "");
}

static void test_a_profile_is_a_hundred_columns_wide(void **state)
{
    struct text model = {0};

    (void)state;
    text_add(&model, "%slocal long = 1 -- 很长的说明", model_text);
    for (int i = 0; i < 40; i++)
        text_add(&model, "很长的说明");
    text_add(&model, "\noutput('long', binomial('again', enrolled, rate)) -- 很长的说明很长的说明很长的说明"
                     "很长的说明很长的说明很长的说明很长的说明很长的说明很长的说明\n");
    put("a-name-that-is-much-longer-than-names-of-models-are.lua", text_string(&model));
    text_clear(&model);
    does("$P run a-name-that-is-much-longer-than-names-of-models-are.lua -n 64 --no-store --profile "
         "2>&1 >/dev/null | sed 1,2d");
    assert_contains(out, "…");
    for (char *line = strtok(out, "\n"); line; line = strtok(NULL, "\n"))
        if (text_columns(line) > 100)
            fail_msg("wider than 100 columns: %s", line);
}

/* ---- the same answer ---- */

static void test_the_digest_does_not_depend_on_threads_or_blocks(void **state)
{
    static const char *const ways[] = {"--threads 1", "--threads 2", "--threads 7", "--block 64",
                                       "--block 512 --threads 3"};
    char *first = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        does("$P run \"$R/scenarios/examples/04-fund.lua\" -q -n 1000 %s", ways[i]);
        char *digest = last_digest();
        assert_int_equal(strlen(digest), 64);
        if (first)
            assert_string_equal(digest, first);
        else
            first = strdup(digest);
        free(digest);
    }
    does("$P run \"$R/scenarios/examples/04-fund.lua\" -q -n 1000 --seed 2");
    char *other = last_digest();
    assert_string_not_equal(other, first);
    free(other);
    free(first);
}

static void test_a_short_run_says_milliseconds(void **state)
{
    double time;
    char unit[8];

    (void)state;
    put("small.lua", model_text);
    does("$P run small.lua --no-store -n 64 -t 1");
    const char *digest = strstr(err_text, "digest");
    const char *said = digest ? strstr(digest, "polsim: ") : NULL;
    assert_non_null(said);
    assert_int_equal(sscanf(said, "polsim: %lf %7s on 1 thread", &time, unit), 2);
    assert_string_equal(unit, "ms");
    assert_true(time > 0);
}

static void test_a_stored_run_is_run_again_from_the_database_alone(void **state)
{
    (void)state;
    does("mkdir plan plan/data && cp \"$R/scenarios/examples/03-towns.lua\" plan/towns.lua &&"
         " cp \"$R/scenarios/examples/data/towns.csv\" plan/data/");
    put("plan/cut.lua", "scenario { model = 'towns.lua', set = { places = scaled(.7) } }\n");
    does("$P run plan/cut.lua -q -n 300 --seed 5 --set 'pass_rate[level=L3] = uniform(.5, .6)' --set "
         "'level_share=plus(0)'");
    char *digest = last_digest();
    does("rm -r plan && $P show @ --files again");
    assert_contains(out, "polsim run again/cut.lua --draws 300 --seed 5");
    does("$P show @ --files again | sed 's/^polsim/\"$P\"/' >command && test -s again/data/towns.csv && . "
         "./command");
    char *again = last_digest();
    assert_string_equal(again, digest);
    free(again);
    free(digest);
}

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

static void test_check_shows_equal_values_once_and_what_is_uncertain_first(void **state)
{
    (void)state;
    put("equal.lua", "model { name = 'equal', from = '2026-01', to = '2027-12' }\n"
                     "local town = axis('town', { 'a', 'b', 'c' })\n"
                     "local x = parameter('x', { default = by_year { [2026] = 1, [2027] = 1 },"
                     " source = assumed 'why x' })\n"
                     "local y = parameter('y', { axes = { town }, default = { a = 1, b = 2, c = 1 },"
                     " source = assumed 'why y' })\n"
                     "local z = parameter('z', { default = uniform(100, 300), source = assumed 'why z' })\n"
                     "output('sum', x + y + z)\n");
    does("$P check equal.lua --all | sed -n '/^z/,/^$/p' | tr -s ' ' | sed 's/ $//'");
    assert_string_equal(out, "z uniform(100, 300) 200 110 290 why z\n"
                             "x all 2 1 why x\n"
                             "y a, c 1 why y\n"
                             " b 2\n\n");
}

/* ---- what is stored, whatever happens ---- */

/* Starts "polsim run small.lua better.lua" with so many draws that it takes minutes; returns when the
   database has the runs. */
static pid_t start_long_run(void)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_RDWR);
        if (chdir(folder) != 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
            _exit(126);
        alarm(120);
        execl(getenv("P"), "polsim", "run", "small.lua", "better.lua", "--draws", "1000000000", "--threads",
              "2", "--memory", "8G", (char *)NULL);
        _exit(127);
    }
    assert_true(child > 0);
    for (int i = 0; i < 1200; i++) {
        usleep(50000);
        assert_int_equal(waitpid(child, NULL, WNOHANG), 0); /* it must not have ended by itself */
        if (sh("$P runs --format csv | grep -c running") == 0 && out[0] == '2')
            return child;
    }
    kill(child, SIGKILL);
    fail_msg("the long run did not start: %s", err_text);
    return 0;
}

static int stop(pid_t child, int signal)
{
    int status;

    usleep(100000); /* well within its computation */
    assert_int_equal(kill(child, signal), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void test_an_interrupted_run_ends_with_130_and_is_marked(void **state)
{
    (void)state;
    does("$P run small.lua -q -n 64");
    assert_int_equal(stop(start_long_run(), SIGINT), 130);
    does("$P runs --format csv");
    assert_string_equal(field("3,better", 4), "interrupted");
    assert_string_equal(field("2,small", 4), "interrupted");
    assert_string_equal(field("1,small", 4), "done");
    does("$P show small"); /* the latest that is done */
    assert_contains(out, "run 1, ");
}

static void test_a_killed_run_leaves_earlier_runs_whole_and_is_marked(void **state)
{
    (void)state;
    does("$P run small.lua -q -n 64 && $P show 1 series --format csv >before");
    assert_int_equal(stop(start_long_run(), SIGKILL), 128 + SIGKILL);
    does("$P run better.lua -q -n 64 && $P show 1 series --format csv | cmp - before");
    does("$P runs --format csv");
    assert_string_equal(field("4,better", 4), "done");
    assert_string_equal(field("3,better", 4), "interrupted");
    assert_string_equal(field("2,small", 4), "interrupted");
    assert_string_equal(field("1,small", 4), "done");
    does("$P show 2");
    assert_contains(out, "not finished (interrupted)");
    assert_int_equal(sh("$P plot 2"), 2);
}

static void test_a_run_that_fails_is_stored_as_failed(void **state)
{
    (void)state;
    put("fails.lua", "model { name = 'fails', from = '2026-01', to = '2026-12' }\n"
                     "output('x', binomial('x', poisson('n', 5), .2 * month()))\n");
    assert_int_equal(sh("$P run fails.lua -n 64"), 4);
    does("$P runs --format csv");
    assert_string_equal(field("1,fails", 4), "failed");
    assert_int_equal(sh("$P run fails.lua --no-store -n 64"), 4);
}

static void test_files_that_are_no_database_of_ours_are_refused_and_left_alone(void **state)
{
    (void)state;
    put("notes.txt", "These are notes, long enough to be taken for a database header of a hundred bytes: "
                     "....................................................................\n");
    does("cp notes.txt copy.txt");
    assert_int_equal(sh("$P run small.lua --store notes.txt -n 64"), 5);
    assert_contains(err_text, "cannot use 'notes.txt': file is not a database");
    assert_int_equal(sh("$P show @ --store notes.txt"), 5);
    does("cmp notes.txt copy.txt");
    does("$P run small.lua -q -n 64 && cp out/polsim.db half.db && truncate -s 6000 half.db");
    assert_int_equal(sh("$P show @ series --store half.db"), 5);
    assert_contains(err_text, "half.db");
    does("cp out/polsim.db hurt.db && printf 'xxxxxxxxxxxxxxxxxxxxxxxx' | dd of=hurt.db bs=1 seek=16384 "
         "conv=notrunc");
    assert_int_equal(sh("$P runs --store hurt.db"), 5);
    assert_contains(err_text, "hurt.db");
}

static void test_a_store_without_a_name_is_refused(void **state)
{
    (void)state;
    refuses(5, "polsim: --store needs the name of a file, not ''", "$P run small.lua -n 64 --store ''");
}

static void test_a_folder_that_cannot_be_written_is_refused_before_the_run(void **state)
{
    (void)state;
    assert_int_equal(sh("$P run small.lua --store small.lua/x.db --draws 1000000000"), 5);
    assert_contains(err_text, "small.lua/x.db");
    does("$P run small.lua -q -n 64 && $P show @ targets >before && chmod -R a-w out");
    if (geteuid() == 0) /* root writes everywhere */
        return;
    assert_int_equal(sh("$P run small.lua -n 64"), 5);
    assert_contains(err_text, "out/polsim.db");
    does("$P show @ targets | cmp - before"); /* reading needs no right to write */
}

static void test_standard_output_that_is_closed_ends_in_an_error(void **state)
{
    (void)state;
    does("$P run small.lua -q -n 64");
    assert_int_equal(sh("$P show @ series >/dev/full"), 5);
    assert_contains(err_text, "cannot write to standard output");
}

#define test(function) cmocka_unit_test_setup_teardown(function, start, remove_shell_folder)

/* ---- pages ---- */

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

/* ---- inputs to be edited ---- */

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
        test(test_an_instruction_set_can_be_forced_and_no_other_is_taken_for_it),
        test(test_the_exit_status_tells_what_went_wrong),
        test(test_unknown_words_of_the_command_line_name_the_nearest),
        test(test_every_word_has_a_page),
        test(test_options_errors_and_outputs_have_pages),
        test(test_every_unit_of_the_scenarios_has_a_chinese_word),
        test(test_two_scenarios_are_run_side_by_side_and_compared_draw_by_draw),
        test(test_groups_give_the_same_results_as_one_run),
        test(test_a_missing_base_is_said_and_another_taken),
        test(test_a_variant_is_run_again_from_the_database_alone),
        test(test_many_runs_have_a_line_each),
        test(test_runs_of_other_draws_are_not_compared),
        test(test_a_comparison_from_draws_agrees_with_the_stored_differences),
        test(test_a_run_is_found_by_number_name_and_age),
        test(test_csv_and_json_are_read_by_others),
        test(test_languages_follow_the_option_and_the_environment),
        test(test_check_says_no_to_an_identity_that_fails),
        test(test_plot_writes_pictures_data_and_scripts_that_draw_again_alone),
        test(test_a_real_plan_has_data_for_every_figure),
        test(test_a_goal_over_a_deep_debt_has_few_ticks),
        test(test_large_amounts_are_counted_in_large_units),
        test(test_the_digest_does_not_depend_on_threads_or_blocks),
        test(test_a_short_run_says_milliseconds),
        test(test_a_profile_names_the_lines_and_adds_up),
        test(test_a_profile_changes_no_result),
        test(test_a_profile_is_a_hundred_columns_wide),
        test(test_a_stored_run_is_run_again_from_the_database_alone),
        test(test_expected_mode_and_changes_of_inputs),
        test(test_a_change_to_no_effect_is_warned_of),
        test(test_check_shows_equal_values_once_and_what_is_uncertain_first),
        test(test_an_interrupted_run_ends_with_130_and_is_marked),
        test(test_a_killed_run_leaves_earlier_runs_whole_and_is_marked),
        test(test_a_run_that_fails_is_stored_as_failed),
        test(test_files_that_are_no_database_of_ours_are_refused_and_left_alone),
        test(test_a_store_without_a_name_is_refused),
        test(test_a_folder_that_cannot_be_written_is_refused_before_the_run),
        test(test_standard_output_that_is_closed_ends_in_an_error),
        test(test_every_section_of_a_large_plan_keeps_to_eighty_columns),
        test(test_one_output_is_shown_by_month_quarter_or_year),
        test(test_inputs_go_out_are_edited_come_back_and_stay_with_the_run),
        test(test_inputs_that_cannot_be_are_refused),
    };
    return cmocka_run_group_tests(tests, set_environment, NULL);
}
