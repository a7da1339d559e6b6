/* Words of strangers: labels, titles, sources and cells of tables are shown, and never obeyed, by the terminal, gnuplot,
   the browser, a spreadsheet program or whoever reads JSON. */
#include "shell.h"

#include "print.h"
#include "quote.h"

/* As Lua writes it, and what the terminal must not get: colours, a bell, a title, C1, an override of direction. */
#define CODES "\\27[31mred\\7\\27]0;x\\7 \\194\\155 \\226\\128\\174 \\226\\129\\166 \\216\\156 \\226\\128\\168 \\r"
static const char *const obeyed[] = {"\x1b", "\x07", "\xC2\x9B", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xD8\x9C",
                                     "\xE2\x80\xA8", "\r"};

/* What gnuplot, the shell, a browser, Markdown and a spreadsheet program would take for their own. */
#define NASTY "=1+1 '\"`touch M1` $(touch M2) @m %s %n 50% {/=20 x} a^b_c \\\\n <b onclick=x>|</style> &amp;"

static const char model[] =
    "model { name = 'm', from = '2026-01', to = '2027-12', title = { en = [[" NASTY "]], zh = [[" NASTY "]] } }\n"
    "local codes, nasty = '" CODES "', [[" NASTY "]]\n"
    "local words = { en = nasty, zh = nasty }\n"
    "local town = axis('town', { 'north', 'south' }, { label = words })\n"
    "label('town', 'north', words)\n"
    "label('town', 'south', { en = codes, zh = codes })\n"
    "local q = parameter('q', { axes = { town }, default = uniform(1, 10), unit = 'person', label = words,\n"
    "  source = cited('javascript:alert(1)', nasty) })\n"
    "local b = parameter('b', { default = uniform(1, 10), unit = 'yuan', label = words, source = assumed(codes) })\n"
    "local f = fund('county', { appropriation = parameter('app', { default = by_year { otherwise = 60 },\n"
    "  unit = 'yuan/year', source = assumed(nasty) }), label = words })\n"
    "f:pay('qual', b)\n"
    "label('fund', 'county', words)\n"
    "output('o', q, { by = { town }, label = words })\n"
    "output('done', q, { by = { town }, role = 'done', label = words })\n"
    "target('t', { of = total(q:sum()), at_least = 100, by = '2027-12', source = plan(nasty), label = words, note = words })\n"
    "target('u', { of = total(q:sum()), at_least = 130, by = '2027-12', source = plan(codes),\n"
    "  label = { en = codes, zh = codes } })\n";

static int setup(void **state)
{
    if (set_environment(state) || !make_shell_folder())
        return -1;
    put("m.lua", model);
    put("n.lua", "scenario { model = 'm.lua', title = { en = [[" NASTY "]], zh = '" CODES "' }, set = { b = scaled(2) } }\n");
    does("$P run m.lua n.lua -n 128 --store t.db > printed 2> talk && cat talk >> printed");
    does("$P attain 1 --store t.db && $P explain m.lua n.lua -n 64 --store t.db && $P run m.lua -n 256 -q --store t.db &&"
         " $P sensitivity @ --store t.db");
    return 0;
}

static void holds_nothing_to_obey(const char *text, const char *what)
{
    for (size_t i = 0; i < COUNT_OF(obeyed); i++) {
        const char *at = strstr(text, obeyed[i]);
        if (at && !(obeyed[i][0] == '\r' && at[1] == '\n'))
            fail_msg("%s: code %zu is in\n%.200s", what, i, at > text + 40 ? at - 40 : text);
    }
}

/* ---- the terminal ---- */

static void test_a_control_is_told_from_a_letter(void **unused)
{
    static const char *const letters[] = {"a", "\xC3\xA9", "\xE4\xB8\xAD", "\xE2\x80\x93", "\xF0\x9F\x98\x80", "\xC2\xA0"};

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(letters); i++)
        assert_false(quote_is_control(letters[i], strlen(letters[i])));
    for (size_t i = 0; i < COUNT_OF(obeyed); i++)
        assert_true(quote_is_control(obeyed[i], strlen(obeyed[i])));
    assert_true(quote_is_control("\xFF", 0));
}

static void test_the_door_to_the_screen_lets_lines_and_letters_through(void **unused)
{
    char path[128];
    (void)unused;
    snprintf(path, sizeof path, "%s/door", folder);
    FILE *file = fopen(path, "w");
    print_format(file, "%s|", "a\tb\r\nc\rd\x1b[31m \xE4\xB8\xAD\xE2\x80\xAE\xFF\xC2\x9B");
    print_text(file, "\x1b\x1b");
    print_text(file, "");
    fclose(file);
    char *text = read_here("door");
    assert_string_equal(text, "a\tb\r\nc?d?[31m \xE4\xB8\xAD???|??");
    free(text);
}

static void test_nothing_that_is_printed_is_obeyed(void **unused)
{
    static const char *const commands[] = {
        "check m.lua", "show 1 --all --store t.db", "show 1 --all --lang zh --store t.db", "show 1 --format csv --store t.db",
        "show 1 --excel --store t.db", "show 1 --format json --store t.db", "show 1 --format markdown --store t.db",
        "show 1 assumptions --store t.db", "show 1 attain --store t.db", "show 3 sensitivity --store t.db", "show 1 series --store t.db",
        "show 1 o --store t.db", "compare 1 2 --lang zh --store t.db", "runs --store t.db", "inputs m.lua",
        "plot 1 --terminal --store t.db", "doc --outputs m.lua", "run n.lua --store t.db -n 16 --set 'b=\033'",
        "run m.lua --no-store -n 16 --profile", "show none\033x --store t.db", "show 1 '\033x' --store t.db", "run 'x\033.lua'",
    };
    char *printed = read_here("printed");

    (void)unused;
    holds_nothing_to_obey(printed, "run");
    assert_contains(printed, "?[31mred");
    free(printed);
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        int status = sh("$P %s", commands[i]);
        assert_true(status <= 5);
        holds_nothing_to_obey(out, commands[i]);
        holds_nothing_to_obey(err_text, commands[i]);
    }
    sh("$P show 2 --store t.db --lang zh");
    holds_nothing_to_obey(out, "a title");
}

static void test_a_name_of_a_file_is_not_obeyed(void **unused)
{
    (void)unused;
    does("cp m.lua \"$(printf 'a\\033[31mb.lua')\"");
    does("$P run \"$(printf 'a\\033[31mb.lua')\" -n 16 --store names.db");
    holds_nothing_to_obey(out, "the tables");
    holds_nothing_to_obey(err_text, "what is said beside");
    assert_contains(err_text, "'a?[31mb' stored in names.db");
    does("$P runs --store names.db");
    holds_nothing_to_obey(out, "runs");
    put("wrong.lua", "error('\\27[31m\\226\\128\\174')\n");
    assert_int_equal(sh("$P run wrong.lua --no-store"), 3);
    holds_nothing_to_obey(err_text, "an error");
}

/* ---- gnuplot ---- */

/* The SVG's text: what gnuplot was given, with ' for \" and / for \\ in cells, escaped once. */
static void test_gnuplot_draws_words_and_runs_nothing(void **unused)
{
    (void)unused;
    does("$P plot 2 --lang both --format svg,png,pdf --out plots -q --store t.db && $P plot 1 --out plots1 --format svg -q"
         " --lang en --store t.db && cd plots && ls *.svg | wc -l && gnuplot attainment.en.gp");
    assert_true(strtol(out, NULL, 10) >= 8);
    does("! find . -name 'M[12]' | grep .");
    char *title = read_here("plots1/budget.en.svg"), *cells = read_here("plots1/attainment.en.svg");
    assert_contains(title, "scenario \"=1+1 '\"`touch M1` $(touch M2) @m %s %n 50% {/=20 x} a^b_c \\\\n &lt;b onclick=x>|&lt;/style> &amp;amp;\"");
    assert_contains(cells, "* =1+1 ''`touch M1` $(touch M2) @m %s %n 50% {/=20 x} a^b_c //n &lt;b onclick=x>|&lt;/style> &amp;amp;: =1+1");
    free(title);
    free(cells);
    does("cat plots/*.svg plots1/*.svg plots/*.gp plots/*.dat");
    holds_nothing_to_obey(out, "pictures");
}

/* A label of a tick is a format of gnuplot's: every figure that has the user's words there must still show them. */
static void test_labels_at_ticks_show_their_percent_signs(void **unused)
{
    (void)unused;
    does("$P plot 1 departments --lang en --format svg --out ticks -q --store t.db && $P plot 3 sensitivity --lang en"
         " --format svg --out ticks -q --store t.db && $P plot 1 time_to_target --lang en --format svg --out ticks -q"
         " --store t.db && $P plot 2 explain --lang en --format svg --out ticks -q --store t.db;"
         " for f in ticks/*.svg; do grep -q '@m %%s %%n 50%%' $f || echo $f; done");
    assert_string_equal(out, "");
}

/* ---- the page ---- */

static void test_a_page_shows_words_and_runs_nothing(void **unused)
{
    (void)unused;
    does("$P report 1 2 --out page --store t.db && $P report 3 --lang en --out page3 --store t.db");
    does("cat page/*.html page3/*.html | grep -o '<b onclick\\|</style>\\|<script\\|href=\"[^#\"]*\"' | sort | uniq -c");
    assert_null(strstr(out, "<b onclick"));
    assert_null(strstr(out, "<script"));
    assert_null(strstr(out, "href"));
    assert_contains(out, "3 </style>"); /* the page's own */
    does("grep -c 'Content-Security-Policy' page/report.en.html && grep -c '&lt;b onclick=x&gt;|&lt;/style&gt;' page/report.en.html");
}

/* ---- tables for others ---- */

static void test_no_cell_of_a_csv_is_a_formula(void **unused)
{
    static const char script[] =
        "import csv, glob, json, sys\n"
        "n = 0\n"
        "for name in glob.glob('csv/*.csv') + ['inputs.csv', 'excel.csv']:\n"
        "    for row in csv.reader(open(name, encoding='utf-8-sig', newline='')):\n"
        "        for cell in row:\n"
        "            n += cell.startswith(\"'=\")\n"
        "            if cell[:1] in '=+-@\\t\\r' and cell:\n"
        "                float(cell)\n"
        "assert n > 20, n\n"
        "for name in ['x.json', 'show.json']:\n"
        "    json.loads(open(name, encoding='utf-8').read())\n";

    (void)unused;
    put("cells.py", script);
    does("$P export 1 --csv csv --xlsx x.xlsx --json x.json --store t.db && $P inputs m.lua --out inputs.csv && $P show 1"
         " assumptions --excel --out excel.csv --store t.db && $P show 1 targets --format json --out show.json --store t.db");
    does("command -v python3 > /dev/null || exit 0; python3 cells.py");
    /* the workbook has no formula that the program did not write, and no reference outside */
    does("mkdir -p book && cd book && unzip -qo ../x.xlsx && ! grep -l '<f>[^<]*\\(touch\\|cmd\\|javascript\\)' -r . &&"
         " ! grep -rl 'TargetMode=\"External\"' .");
}

/* What was written with an apostrophe before it is read back without: every row is as in the model. */
static void test_inputs_come_back_as_they_were_written(void **unused)
{
    (void)unused;
    does("$P inputs m.lua --out inputs.csv && grep -c \"'=1+1\" inputs.csv && $P run m.lua --no-store -n 16 --inputs inputs.csv 2>&1"
         " | grep 'inputs.csv changes nothing: its 3 rows are as in the model'");
}

static void test_markdown_shows_signs_as_they_are(void **unused)
{
    (void)unused;
    does("$P show 1 targets --format markdown --store t.db --lang en");
    assert_contains(out, "\\<b onclick=x\\>\\|\\</style\\> \\&amp;");
    assert_contains(out, "\\`touch M1\\`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_control_is_told_from_a_letter),
        cmocka_unit_test(test_the_door_to_the_screen_lets_lines_and_letters_through),
        cmocka_unit_test(test_nothing_that_is_printed_is_obeyed),
        cmocka_unit_test(test_a_name_of_a_file_is_not_obeyed),
        cmocka_unit_test(test_gnuplot_draws_words_and_runs_nothing),
        cmocka_unit_test(test_labels_at_ticks_show_their_percent_signs),
        cmocka_unit_test(test_a_page_shows_words_and_runs_nothing),
        cmocka_unit_test(test_no_cell_of_a_csv_is_a_formula),
        cmocka_unit_test(test_inputs_come_back_as_they_were_written),
        cmocka_unit_test(test_markdown_shows_signs_as_they_are),
    };

    return cmocka_run_group_tests(tests, setup, remove_shell_folder);
}
