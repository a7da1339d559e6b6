/* polsim export from end to end: what was written is opened and compared with the database by
   tests/tools/read_export.py, and opened by LibreOffice where that is installed. */
#include "shell.h"

/* A plan in which everything has a name that a spreadsheet program would like to compute: two funds, one with
   less than is due, three departments, milestones, measures, a cost per head. */
static const char model_text[] =
    "model { name = 'hostile', from = '2026-01', to = '2027-12', tail = '2028-06',\n"
    "  title = { en = '=1+1 & \"quoted\"', zh = '=1+1，“引号”&' } }\n"
    "local department = axis('department', { 'a', 'b', 'c' })\n"
    "label('department', 'a', { en = '=HYPERLINK(\"http://x\",\"y\")', zh = '=1+2' })\n"
    "label('department', 'b', { en = '+cmd|calc', zh = '@求和(1)' })\n"
    "label('department', 'c', { en = '-2+3, \"c\"\\nand more', zh = '丙，\"三\"' })\n"
    "local rate = parameter('rate', { default = pert(.5, .8, .9), source = assumed '@an assumption',\n"
    "  label = { en = '=rate()', zh = '-通过率' } })\n"
    "local task = parameter('task', { axes = { department }, default = { a = 240, b = 120, c = 60 },\n"
    "  unit = 'person/year', source = plan '=Annex 2', label = { en = 'Task', zh = '任务' } })\n"
    "local budget = parameter('budget', { default = by_year { [2026] = 100000, [2027] = 150000, otherwise = 20000 },\n"
    "  unit = 'yuan/year', source = assumed \"'=quoted\" })\n"
    "local asked = in_plan() * task * amount(1 / 12, 'year')\n"
    "local done = poisson('done', asked * .95)\n"
    "local certified = binomial('certified', done, rate)\n"
    "local county = fund('county', { appropriation = budget, label = { en = '=County', zh = '@县级' } })\n"
    "local upper = fund('upper', { label = { en = 'Upper', zh = '上级' } })\n"
    "county:pay('certificate', certified:sum() * amount(600, 'yuan/person'))\n"
    "upper:pay('training', delayed(done:sum(), 2) * amount(300.5, 'yuan/person'))\n"
    "output('task', asked, { by = { department }, unit = 'person', role = 'task' })\n"
    "output('done', done, { by = { department }, unit = 'person', role = 'done' })\n"
    "output('certificates', certified, { by = { department }, unit = 'person', role = 'certificates' })\n"
    "output('share', ratio(certified:sum(), done:sum()), { at_least = .7, source = plan '=share' })\n"
    "output('cost', ratio(certified:sum() * amount(600, 'yuan/person'), done:sum()), { unit = 'yuan/person' })\n"
    "output('many_total', total(certified:sum()), { unit = 'person', role = 'path:many' })\n"
    "target('many', { of = total(certified:sum()), by = '2027-12', at_least = 600, unit = 'person',\n"
    "  milestones = { ['2026-12'] = 300 }, source = plan '=2+5', label = { en = '=SUM(A1)', zh = '+多人' } })\n";

static int start(void **state)
{
    /* a locale that every system has: LibreOffice names files after sheets */
    if (set_environment(state) != 0 || setenv("LANG", "C.UTF-8", 1) != 0 || !make_shell_folder())
        return -1;
    put("hostile.lua", model_text);
    does("$P run hostile.lua --draws 1000 --store s.db --quiet");
    return 0;
}

/* ---- what was written ---- */

static void test_cells_of_the_workbook_equal_the_database(void **state)
{
    (void)state;
    does("$P export @ --store s.db --xlsx new/en.xlsx --lang en && $P export @ --store s.db --xlsx zh.xlsx --lang zh");
    assert_string_equal(out, "new/en.xlsx\nzh.xlsx\n");
    does("python3 \"$R\"/tests/tools/read_export.py workbook new/en.xlsx s.db 1 en");
    assert_contains(out, "equal: ");
    does("python3 \"$R\"/tests/tools/read_export.py workbook zh.xlsx s.db 1 zh");
    assert_contains(out, "equal: ");
}

/* The sheet of differences has rows only then. */
static void test_the_workbook_of_a_scenario_has_its_differences(void **state)
{
    (void)state;
    put("more.lua", "scenario { model = 'hostile.lua', set = { task = scaled(2) } }\n");
    does("$P run hostile.lua more.lua --draws 1000 --store d.db --quiet && $P export 2 --store d.db --xlsx d.xlsx --lang en");
    does("python3 \"$R\"/tests/tools/read_export.py workbook d.xlsx d.db 2 en");
    assert_contains(out, "equal: ");
    does("python3 -m zipfile -e d.xlsx d && grep -c 'Difference from the base run, draw by draw' d/xl/sharedStrings.xml");
}

/* A cell of a spreadsheet holds no more. */
static void test_texts_too_long_for_a_cell_end_in_dots(void **state)
{
    (void)state;
    put("long.lua", "model { name = 'long', from = '2026-01', to = '2026-12' }\n"
                    "local x = parameter('x', { default = 1, source = assumed(('多'):rep(20000)) })\n"
                    "output('n', x)\n");
    does("$P run long.lua -n 64 -q --store l.db && $P export 1 --store l.db --xlsx l.xlsx && python3 -m zipfile -e l.xlsx l");
    does("python3 -c \"import re; texts = re.findall('<t[^>]*>([^<]*)', open('l/xl/sharedStrings.xml', encoding='utf-8')"
         ".read()); t = max(texts, key=len); print(set(t[:-1]), t[-1], 10000 < len(t) < 32767)\"");
    assert_string_equal(out, "{'多'} … True\n");
}

/* The reader must see what is wrong, or the tests above could not fail. */
static void test_the_reader_sees_a_cell_that_differs(void **state)
{
    (void)state;
    does("$P export @ --store s.db --xlsx x.xlsx --csv x --json x.json --lang en");
    does("cp s.db changed.db && python3 -c \"import sqlite3; d = sqlite3.connect('changed.db');"
         " d.execute('UPDATE target SET probability = probability / 2 + .1');"
         " d.execute('UPDATE statistic SET mean = mean + 1'); d.commit()\"");
    assert_int_equal(sh("python3 \"$R\"/tests/tools/read_export.py workbook x.xlsx changed.db 1 en"), 1);
    assert_contains(out, "probability");
    assert_int_equal(sh("python3 \"$R\"/tests/tools/read_export.py tables x x.json changed.db 1"), 1);
    assert_contains(out, "series");
}

static void test_csv_and_json_are_read_back_equal(void **state)
{
    (void)state;
    does("$P export @ --store s.db --csv tables --json run.json --lang en");
    does("python3 \"$R\"/tests/tools/read_export.py tables tables run.json s.db 1");
    assert_contains(out, "equal: ");
    does("$P export @ --store s.db --csv zh --json zh.json --lang zh");
    does("python3 \"$R\"/tests/tools/read_export.py tables zh zh.json s.db 1");
    does("grep -c \"'=SUM(A1)\" tables/targets.csv && ! grep -q '^=\\|,=' tables/*.csv");
}

static void test_draws_of_cells_are_named_by_their_cell(void **state)
{
    (void)state;
    put("cells.lua", "model { name = 'c', from = '2026-01', to = '2026-12' }\n"
                     "local town = axis('town', { 'a', 'b' })\n"
                     "local n = poisson('n', stack(town, { otherwise = 3 }))\n"
                     "output('n', n, { by = { town }, keep = true })\n"
                     "target('many', { of = total(n), by = '2026-12', at_least = 30 })\n");
    does("$P run cells.lua -q -n 64 --store c.db && $P export @ --csv c --store c.db && head -1 c/draws.csv");
    assert_contains(out, "target.many[town=a].2026-12,");
}

/* An output that is an input says what the run drew: also at random, and beyond what a scenario did to the input. */
static void test_draws_of_inputs_are_those_of_the_run(void **state)
{
    static const char *const options[] = {"", "--sampler random", "--seed 7 --set 'x=scaled(2)'", NULL};

    (void)state;
    put("inputs.lua", "model { name = 'i', from = '2026-01', to = '2026-12' }\n"
                      "local x = parameter('x', { default = pert(1, 3, 9), source = assumed 'none' })\n"
                      "local y = parameter('y', { default = choice({ 1, 2 }, { 1, 3 }), source = assumed 'none' })\n"
                      "output('x', x, { kind = 'level' })\noutput('y', y, { kind = 'level' })\n");
    for (int i = 0; options[i]; i++) {
        does("$P run inputs.lua -q -n 1000 --store i.db %s && $P export @ --csv i --store i.db", options[i]);
        does("python3 -c \"import csv; rows = list(csv.DictReader(open('i/draws.csv', encoding='utf-8-sig')));"
             " f = %d; print(len(rows), all(abs(float(r['output.x.plan']) - f * float(r['input.x'])) < 1e-12 and"
             " r['output.y.plan'] == r['input.y'] for r in rows))\"",
             i == 2 ? 2 : 1);
        assert_string_equal(out, "1000 True\n");
    }
    does("$P run inputs.lua -q --sampler expected --store i.db && $P export @ --csv average --store i.db");
    does("! test -e average/draws.csv");
}

static void test_the_same_run_makes_the_same_bytes(void **state)
{
    (void)state;
    does("for i in 1 2; do $P export @ --store s.db --xlsx same$i.xlsx --csv same$i --json same$i.json; done");
    does("cmp same1.xlsx same2.xlsx && cmp same1.json same2.json && diff -r same1 same2");
}

static void test_an_average_case_has_no_quantiles(void **state)
{
    (void)state;
    does("$P run hostile.lua --sampler expected --store average.db --quiet");
    does("$P export @ --store average.db --xlsx average.xlsx --lang zh && python3 -m zipfile -e average.xlsx a");
    does("grep -q '平均（可相加）' a/xl/sharedStrings.xml && ! grep -q 'P50\\|P80' a/xl/sharedStrings.xml");
}

/* ---- LibreOffice ---- */

static void test_libreoffice_opens_every_sheet_as_it_was_written(void **state)
{
    (void)state;
    needs_other("soffice", "libreoffice-calc-nogui");
    does("$P export @ --store s.db --xlsx office.xlsx --lang zh");
    /* comma, quote, UTF-8, from line 1; values and not as shown; every sheet */
    does("soffice -env:UserInstallation=file://$PWD/profile --headless --convert-to"
         " 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1'"
         " --outdir sheets office.xlsx");
    does("python3 \"$R\"/tests/tools/read_export.py office office.xlsx sheets");
    assert_contains(out, "equal: ");
}

/* ---- inputs ---- */

static const char inputs_text[] =
    "model { name = 'm', from = '2026-01', to = '2027-12' }\n"
    "local level = axis('level', { 'L5', 'L4' })\n"
    "local rate = parameter('rate', { axes = { level }, range = { 0, 1 }, source = assumed '=no data',\n"
    "  default = { L5 = pert(.5, .8, .9), L4 = 2 / 23 }, label = { en = 'Pass rate', zh = '通过率' } })\n"
    "local cost = parameter('cost', { default = by_year { [2026] = 6000, otherwise = 6500 },\n"
    "  unit = 'yuan/person', range = { 0, 20000 }, source = plan 'Annex 2' })\n"
    "local base = switch('base', { 'all', 'some' }, { default = 'all', source = plan 'I', label = { zh = '范围' } })\n"
    "label('base', 'all', { en = 'all of them', zh = '全部' })\n"
    "label('base', 'some', { en = 'some of them', zh = '一部分' })\n"
    "local many = poisson('many', amount(base == 'all' and 100 or 50, 'person') * rate)\n"
    "output('paid', many:sum() * cost, { unit = 'yuan' })\n";

static void test_inputs_are_a_workbook_with_ranges_and_choices(void **state)
{
    (void)state;
    put("m.lua", inputs_text);
    does("$P export m.lua --inputs in/m.xlsx --lang zh && $P export m.lua --inputs m.csv --lang zh");
    assert_string_equal(out, "in/m.xlsx\nm.csv\n");
    does("$P inputs m.lua --lang zh | cmp - m.csv");
    does("$P run m.lua -n 64 -q --store in.db && $P export @ --inputs of-run.csv --lang zh --store in.db &&"
         " cmp of-run.csv m.csv");
    does("python3 -m zipfile -e in/m.xlsx parts && cat parts/xl/worksheets/sheet1.xml");
    assert_contains(out, "topLeftCell=\"C2\"");                /* headings and the input's name stay in sight */
    assert_contains(out, "<sheetProtection sheet=\"1\"");
    assert_contains(out, "<formula1>OR(ISTEXT(G2),AND(G2&gt;=0,G2&lt;=1))</formula1>");
    assert_contains(out, "<formula1>\"all = 全部,some = 一部分\"</formula1>");
    does("grep -c '允许范围' parts/xl/worksheets/sheet1.xml && grep -q 'all = 全部' parts/xl/sharedStrings.xml");
}

/* Words with a comma cannot be a list of choices: ids alone are. */
static void test_limits_on_one_side_and_choices_with_commas(void **state)
{
    (void)state;
    put("open.lua", "model { name = 'open', from = '2026-01', to = '2026-12' }\n"
                    "local a = parameter('a', { default = 3, range = { 0, math.huge }, source = assumed 'x' })\n"
                    "local b = parameter('b', { default = 3, range = { -math.huge, 4 }, source = assumed 'x' })\n"
                    "local way = switch('way', { 'all', 'some' }, { default = 'all', source = assumed 'x' })\n"
                    "label('way', 'all', { en = 'all, of them', zh = '全部' })\n"
                    "output('n', a + b)\n");
    does("$P export open.lua --inputs open.xlsx --lang en && python3 -m zipfile -e open.xlsx open &&"
         " cat open/xl/worksheets/sheet1.xml");
    assert_contains(out, "a number of at least 0");
    assert_contains(out, "a number of at most 4");
    assert_contains(out, "<formula1>\"all,some\"</formula1>");
}

static void edit(const char *language, const char *name, const char *edits)
{
    does("$P export m.lua --inputs in.xlsx --lang %s && python3 \"$R\"/tests/tools/edit_workbook.py in.xlsx %s.xlsx %s",
         language, name, edits);
}

/* Opening the office takes longer than all else: it saves many workbooks at once. */
static void save_as_csv(const char *separator, const char *workbooks)
{
    does("soffice -env:UserInstallation=file://$PWD/profile --headless --convert-to"
         " 'csv:Text - txt - csv (StarCalc):%s,34,76,1' --outdir . %s", separator, workbooks);
}

static void run_saved(const char *name)
{
    sh("$P run m.lua -n 64 --inputs %s.csv --store in.db --lang en", name);
}

static void test_inputs_edited_in_a_spreadsheet_and_saved_as_csv_are_what_was_edited(void **state)
{
    static const struct {
        const char *language, *same, *changed, *same_said, *changed_said;
    } both[] = {
        {"en", "same-en", "changed-en", "same-en.csv changes nothing: its 5 rows are as in the model",
         "changed by changed-en.csv: 3"},
        {"zh", "same-zh", "changed-zh", "same-zh.csv changes nothing: its 5 rows are as in the model",
         "changed by changed-zh.csv: 3"},
    };

    (void)state;
    needs_other("soffice", "libreoffice-calc-nogui");
    put("m.lua", inputs_text);
    for (int i = 0; i < 2; i++) {
        edit(both[i].language, both[i].same, "");
        edit(both[i].language, both[i].changed, "'rate|level=L5|' .15 0% 'cost||2026' 7000 '#,##0' 'base||' some ''");
    }
    edit("zh", "outside", "'rate|level=L5|' 1.5 ''");
    edit("zh", "words", "'rate|level=L4|' .5 0.000 'cost||2026' 0.7万 ''");
    edit("zh", "two-ways", "'cost||2026' 7000 '#,##0'");
    save_as_csv("44", "same-??.xlsx changed-??.xlsx outside.xlsx");
    save_as_csv("59", "words.xlsx two-ways.xlsx");
    for (int i = 0; i < 2; i++) {
        run_saved(both[i].same);
        assert_contains(err_text, both[i].same_said);
        run_saved(both[i].changed);
        assert_contains(err_text, both[i].changed_said);
        assert_contains(err_text, "pert(0.5, 0.8,     0.15");
        assert_contains(err_text, "6000               7000");
    }
    run_saved("words");
    assert_contains(err_text, "changed by words.csv: 2");
    run_saved("outside");
    assert_contains(err_text, "outside.csv:2: ");
    run_saved("two-ways");
    assert_contains(err_text, "'7,000' can be read in two ways");
    does("$P run m.lua -n 64 -q --inputs m.csv --store in.db && $P show @ files --store in.db");
    assert_contains(out, "@inputs/m.csv");
}

/* ---- refusals ---- */

static void test_what_cannot_be_written_is_said_and_leaves_the_old_file(void **state)
{
    (void)state;
    refuses_with(2, "nothing to write: give --xlsx FILE, --csv DIR, --json FILE or --inputs FILE", "$P export @ --store s.db");
    refuses_with(2, "unknown option '--parquet'", "$P export @ --store s.db --parquet x.parquet");
    refuses_with(2, "is empty", "$P export @ --store s.db --xlsx ''");
    refuses_with(5, "no finished run 'nobody'", "$P export nobody --store s.db --xlsx x.xlsx");
    refuses_with(5, "cannot write 'file/x.xlsx.part': Not a directory",
            "touch file && $P export @ --store s.db --xlsx file/x.xlsx");
    refuses_with(5, "cannot write", "mkdir -p taken.xlsx/in && $P export @ --store s.db --xlsx taken.xlsx");
    refuses_with(5, "cannot write", "mkdir -p taken.json/in && $P export @ --store s.db --json taken.json");
    refuses_with(2, "name it FILE.xlsx or FILE.csv", "$P export hostile.lua --inputs x.ods");
    refuses_with(3, "is a workbook, not a table in CSV: in the spreadsheet program choose",
            "$P export hostile.lua --inputs h.xlsx && $P run hostile.lua --inputs h.xlsx --store s.db");
    does("! ls *.part 2>/dev/null");
    does("$P help export | grep -q Parquet && $P help export | grep -q -- --xlsx");
}

/* The library comes when it is wanted; one that is no library stands before it here. */
static void test_a_library_that_cannot_be_opened_is_said(void **state)
{
    (void)state;
    does("mkdir broken && touch broken/$(grep -ao 'libxlsxwriter\\.so[.0-9]*' $P | head -n 1) keep.xlsx");
    refuses_with(5, "cannot write workbooks: ", "LD_LIBRARY_PATH=broken $P export @ --store s.db --xlsx keep.xlsx");
    assert_contains(err_text, "Debian's package libxlsxwriter-dev has it");
    refuses_with(5, "cannot write workbooks: ", "LD_LIBRARY_PATH=broken $P export hostile.lua --inputs h2.xlsx");
    does("test ! -s keep.xlsx && ! ls *.part h2.xlsx 2>/dev/null && LD_LIBRARY_PATH=broken $P show @ --store s.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_of_the_workbook_equal_the_database),
        cmocka_unit_test(test_the_workbook_of_a_scenario_has_its_differences),
        cmocka_unit_test(test_texts_too_long_for_a_cell_end_in_dots),
        cmocka_unit_test(test_the_reader_sees_a_cell_that_differs),
        cmocka_unit_test(test_csv_and_json_are_read_back_equal),
        cmocka_unit_test(test_draws_of_cells_are_named_by_their_cell),
        cmocka_unit_test(test_draws_of_inputs_are_those_of_the_run),
        cmocka_unit_test(test_the_same_run_makes_the_same_bytes),
        cmocka_unit_test(test_an_average_case_has_no_quantiles),
        cmocka_unit_test(test_inputs_are_a_workbook_with_ranges_and_choices),
        cmocka_unit_test(test_limits_on_one_side_and_choices_with_commas),
        cmocka_unit_test(test_inputs_edited_in_a_spreadsheet_and_saved_as_csv_are_what_was_edited),
        cmocka_unit_test(test_libreoffice_opens_every_sheet_as_it_was_written),
        cmocka_unit_test(test_what_cannot_be_written_is_said_and_leaves_the_old_file),
        cmocka_unit_test(test_a_library_that_cannot_be_opened_is_said),
    };
    return cmocka_run_group_tests(tests, start, remove_shell_folder);
}
