/* polsim report: pages that stand alone, read by a parser and by a browser; templates of an office; pictures as
   parts of a page. Command lines run in a folder of their own: $P is the program, $R the repository. */
#include "shell.h"
#include "svg.h"

/* The page is not whole, or lacks a line of `texts`, a file here: the test fails with what is wrong. */
#define check_page(page, texts)                                                                              \
    do {                                                                                                     \
        if (sh("python3 \"$R\"/tests/tools/check_page.py %s < %s", page, texts) != 0)                        \
            fail_msg("%s:\n%s%s", page, out, err_text);                                                      \
    } while (0)

static bool has_python(void)
{
    if (sh("command -v python3") == 0)
        return true;
    print_message("SKIPPED: python3 is not installed, so no page is parsed\n");
    return false;
}

/* Two departments, a fund, a target, a finding; what people call them would be code if it were let. */
static const char model_text[] =
    "model { name = 'small', from = '2026-01', to = '2026-12', tail = '2027-06',\n"
    "  title = { en = 'Small <b>plan</b>', zh = '小<b>方案</b>' } }\n"
    "local who = axis('who', { 'a', 'b' }, { label = { en = 'Who', zh = '单位' } })\n"
    "label('who', 'a', { en = 'A & B <script>alert(\"x\")</script>', zh = '甲<script>alert(\"x\")</script>' })\n"
    "label('who', 'b', { en = \"Women's </td></table> office\", zh = '妇联' })\n"
    "local rate = parameter('rate', { default = pert(.5, .8, .9), range = { 0, 1 }, source = assumed 'a < b',\n"
    "  label = { en = 'Pass rate', zh = '通过率' } })\n"
    "local task = parameter('task', { axes = { who }, default = { a = 10, b = 20 }, unit = 'person/month',\n"
    "  source = plan 'Annex 2', label = { en = 'Task', zh = '任务' } })\n"
    "local asked = in_plan() * task * amount(1, 'month')\n"
    "local started = poisson('started', asked)\n"
    "local done = binomial('done', started, rate)\n"
    "local purse = fund('purse', { label = { en = 'County \"money\" & more', zh = '县“资金”<i>' } })\n"
    "purse:pay('grant', done:sum(who) * amount(1500, 'yuan/person'))\n"
    "output('asked', asked, { by = { who }, unit = 'person', role = 'task' })\n"
    "output('done', done, { by = { who }, unit = 'person', role = 'done', label = { en = 'Done', zh = '完成' } })\n"
    "finding('odd', { en = '1 < 2 & \"3\"', zh = '一<二', source = plan 'p. 1' })\n"
    "target('many', { of = total(done:sum(who)), by = '2026-12', at_least = 270, source = assumed 'ours',\n"
    "  label = { en = 'Many & <more>', zh = '多人<img src=x onerror=alert(1)>' } })\n";

static void test_a_page_stands_alone_and_texts_stay_texts(void **state)
{
    (void)state;
    put("want.en", "Small <b>plan</b>\nA & B <script>alert(\"x\")</script>\nWomen's </td></table> office\n"
                   "County \"money\" & more\nMany & <more>\n1 < 2 & \"3\"\na < b\nPass rate\nAnnex 2\nassumed\n"
                   "polsim show 1 --files again\n");
    put("want.zh", "小<b>方案</b>\n甲<script>alert(\"x\")</script>\n妇联\n县“资金”<i>\n"
                   "多人<img src=x onerror=alert(1)>\n一<二\n通过率\n假设\n八成把握额度\n完成把握\n应兑付\n已兑付\n"
                   "未兑付\n模拟次数\n如何复算\n");
    does("$P report @ --out page");
    assert_string_equal(out, "page/report.zh.html\npage/report.en.html\n");
    if (!has_python())
        skip();
    check_page("page/report.en.html", "want.en");
    int pictures = atoi(out + strlen("pictures "));
    assert_true(pictures >= 3);
    check_page("page/report.zh.html", "want.zh");
    assert_int_equal(atoi(out + strlen("pictures ")), pictures);
}

static void test_every_target_fund_and_department_of_a_plan_is_in_its_page(void **state)
{
    (void)state;
    if (!has_python())
        skip();
    does("$P run \"$R\"/scenarios/pengyang/baseline.lua --draws 64 --quiet");
    for (int zh = 0; zh < 2; zh++) {
        const char *language = zh ? "zh" : "en";
        does("for s in targets budget departments parameters switches findings; do"
             " $P show @ $s --lang %s --format json; done | python3 -c 'import json, sys\n"
             "read, text = json.JSONDecoder(), sys.stdin.read()\n"
             "while text.strip():\n"
             "    rows, end = read.raw_decode(text.lstrip())\n"
             "    text = text.lstrip()[end:]\n"
             "    for row in rows: print(row.get(\"label\") or row[\"finding\"])' > want; test $(wc -l < want) -gt 150",
             language);
        does("$P report @ --lang %s --out page", language);
        check_page(zh ? "page/report.zh.html" : "page/report.en.html", "want");
    }
}

/* The number that a reader sees is the one of the table. */
static void test_numbers_are_those_of_the_tables(void **state)
{
    char *page;

    (void)state;
    does("$P report @ --lang en --out page --no-pictures && $P show @ targets --lang en");
    page = read_here("page/report.en.html");
    char *percent = strstr(out, " %");
    assert_non_null(percent);
    while (percent[-1] != ' ')
        percent--;
    percent[strcspn(percent, "%") + 1] = '\0';
    struct text cell = {0};
    text_add(&cell, "<b>%s</b></td>", percent);
    assert_contains(page, text_string(&cell));
    text_clear(&cell);
    free(page);
    does("$P report @ --lang zh --out page --no-pictures && $P show @ budget --format csv > budget.csv &&"
         " for i in mean p50 p80; do awk -F, -v name=$i 'NR == 1 { for (k = 1; k <= NF; k++) at[$k] = k }"
         " $at[\"fund\"] == \"\" && $at[\"period\"] == \"all\" { printf \"<td class=\\\"n\\\">%%.2f</td>\\n\", $at[name]/10000 }'"
         " budget.csv > want && test -s want && grep -c -F -f want page/report.zh.html || exit 1; done");
}

static void test_the_commands_in_a_page_compute_the_same_results(void **state)
{
    (void)state;
    does("$P report @ --lang en --out page --no-pictures");
    does("sed -n 's/^<pre><code>//; /^polsim show/p; /^polsim run/p' page/report.en.html |"
         " sed 's/^polsim/\"$P\"/' > again.sh && test $(wc -l < again.sh) -eq 2 && . ./again.sh");
    does("$P runs --format csv | awk -F, 'NR > 1 { print $(NF) }' | sort -u | wc -l");
    assert_int_equal(atoi(out), 1);
    does("$P runs --format csv | wc -l");
    assert_int_equal(atoi(out), 3);
}

/* ---- comparison ---- */

static void test_runs_of_the_same_draws_are_compared_draw_by_draw(void **state)
{
    (void)state;
    does("$P run small.lua better.lua --draws 64 --quiet && $P report small better --lang en --out page --no-pictures");
    does("$P compare small better --part differences --format csv | awk -F, "
         "'NR == 1 { for (k = 1; k <= NF; k++) at[$k] = k } $at[\"kind\"] == \"target\" { print $at[\"mean\"] }'");
    double mean = strtod(out, NULL);
    assert_true(mean >= 9.995 && mean < 99.95); /* shown with one decimal */
    char *page = read_here("page/report.en.html");
    struct text cell = {0};
    text_add(&cell, "<b>+%.1f</b>", mean);
    assert_contains(page, text_string(&cell));
    assert_contains(page, "Comparison of 2 scenarios");
    assert_contains(page, "Better");
    assert_contains(page, "P80, split (adds up)");
    assert_contains(page, "draw by draw");
    text_clear(&cell);
    free(page);
    put("none", "");
    if (has_python())
        check_page("page/report.en.html", "none");
}

static void test_runs_of_other_draws_stand_side_by_side_without_differences(void **state)
{
    (void)state;
    does("$P run better.lua --draws 128 --quiet && $P report small better --out page --no-pictures");
    char *page = read_here("page/report.zh.html");
    assert_contains(page, "只能并列，不能给出同条件差额");
    assert_contains(page, "更好");
    assert_null(strstr(page, "同条件差额（平均）"));
    free(page);
}

static void test_an_average_case_has_no_probabilities(void **state)
{
    (void)state;
    does("$P run small.lua --sampler expected --quiet && $P report @ --out page --no-pictures");
    char *page = read_here("page/report.zh.html");
    assert_contains(page, "平均情形测算");
    assert_null(strstr(page, "<b>八成把握额度"));
    assert_null(strstr(page, ">完成把握<"));
    free(page);
}

/* ---- templates ---- */

static const char mine[] =
    "return { id = 'mine', title = 'Ours', html.p { 'findings: ', number(#rows 'findings'), ' <&' } }\n";

static void test_an_offices_templates_take_the_place_of_polsims(void **state)
{
    (void)state;
    does("mkdir office && $P report --copy-templates office/all && cmp office/all/page.lua \"$R\"/scripts/page.lua");
    assert_int_equal(sh("$P report --copy-templates office/all"), 2);
    assert_contains(err_text, "is there already and was not replaced");
    put("office/page_findings.lua", mine);
    does("$P report @ --lang en --out page --no-pictures --templates office");
    does("grep -c 'findings: 1 &lt;&amp;' page/report.en.html");
    put("page_findings.lua", "return { id = 'beside', title = 'Beside', 'x' }\n"); /* not named: not used */
    does("$P report @ --lang en --out page --no-pictures && ! grep 'id=\"beside\"' page/report.en.html");
    does("$P report @ --lang en --out page --no-pictures --templates office && grep -c 'id=\"mine\"' page/report.en.html");
    put("office/page_anwser.lua", "return");
    does("$P report @ --lang en --out page --no-pictures --templates office");
    assert_contains(err_text, "'office/page_anwser.lua' takes no template's place; did you mean 'page_answer.lua'?");
    assert_int_equal(sh("$P report @ --templates nowhere"), 5);
    assert_contains(err_text, "cannot read the folder of templates 'nowhere'");
    assert_contains(err_text, "--copy-templates");
}

static void test_the_example_in_the_documentation_works(void **state)
{
    (void)state;
    does("mkdir t && sed -n '/^```lua/,/^```/p' \"$R\"/docs/report.md | grep -v '^```' > t/page_findings.lua &&"
         " $P report @ --out page --no-pictures --templates t && grep -c '须先明确的问题</h2>' page/report.zh.html &&"
         " grep -c '<li>1 &lt; 2 &amp; &quot;3&quot;</li>' page/report.en.html");
    /* and the table names each template there is */
    does("for f in \"$R\"/scripts/page*.lua; do grep -q \"\\`$(basename $f)\\`\" \"$R\"/docs/report.md ||"
         " test $(basename $f) = page_html.lua || echo $f; done");
    assert_string_equal(out, "");
}

static void refuse_template(const char *text, const char *part)
{
    struct stat status;
    char path[128];

    put("t/page_findings.lua", text);
    if (sh("$P report @ --lang en --out refused --no-pictures --templates t") != 3 || !strstr(err_text, part))
        fail_msg("'%s' is not said of:\n%s\nbut:\n%s", part, text, err_text);
    assert_contains(err_text, "t/page_findings.lua:1: ");
    snprintf(path, sizeof path, "%s/refused/report.en.html", folder);
    assert_int_not_equal(stat(path, &status), 0); /* no half a page */
}

static void test_a_wrong_template_is_refused_with_its_line(void **state)
{
    (void)state;
    does("mkdir t");
    refuse_template("return { html.scirpt { 'x' } }", "there is no html.scirpt");
    refuse_template("return { html.script { 'x' } }", "there is no html.script");
    refuse_template("return { html.p { onclick = 'x()' } }", "html.p has no attribute 'onclick'");
    refuse_template("return { html.a { href = 'https://a.b/' } }", "href leads to a place of this page");
    refuse_template("return { html.p { 1.5 } }", "a number is shown by number(x)") ;
    refuse_template("return { html.p { rows 'targtes' } }", "there is no table 'targtes', did you mean 'targets'?");
    refuse_template("return { html.p { true } }", "a page is made of texts and elements, not of a boolean");
    refuse_template("return rows('targets', 2)", "there is no run 2 in this report, which has 1");
    refuse_template("return { numbr(1) }", "unknown word 'numbr', did you mean 'number'?");
    refuse_template("return { html.p 'x' }", "html.p takes a table");
    refuse_template("return include 'page_none'", "there is no template 'page_none.lua'");
    refuse_template("return include '../page'", "a template's name is of small letters");
    refuse_template("while true do end", "the script does not end");
    refuse_template("return {", "page_findings.lua:1: ");
    put("t/page_findings.lua", "return { 'x' }");
    assert_int_equal(sh("$P report @ --no-pictures --templates t"), 3);
    assert_contains(err_text, "page_findings.lua must return { id = \"...\", title = \"...\", content } or nothing");
}

static void test_a_template_has_words_of_tables(void **state)
{
    (void)state;
    does("mkdir t");
    put("t/page_findings.lua", "return { id = 'mine', title = 'Mine',\n"
                               "  verdict(0.97), ' / ', heading('targets', 'probability') }\n");
    does("$P report @ --lang en --out page --no-pictures --templates t >t.out && grep -o 'very likely / probability' page/report.en.html");
    does("$P report @ --lang zh --out page --no-pictures --templates t && grep -o '很可能 / 完成把握' page/report.zh.html");
    refuse_template("return { compared 'funds' }",
                    "runs are compared by targets, money, differences or regret, not by 'funds'");
    put("t/page.lua", "return 3 < 4\n");
    refuses_with(3, "the template 'page.lua' must return a text, as render(…) makes it",
                 "$P report @ --lang en --out refused --no-pictures --templates t");
    does("rm t/page.lua && mkdir t/page.lua");
    refuses_with(5, "cannot read 't/page.lua': Is a directory",
                 "$P report @ --lang en --out refused --no-pictures --templates t");
}

static void test_a_template_reaches_nothing_but_results(void **state)
{
    static const char *const words[] = {"io", "os", "debug", "load", "dofile", "require", "setmetatable", "_G"};

    (void)state;
    does("mkdir t");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char text[64], part[64];
        snprintf(text, sizeof text, "local x = %s", words[i]);
        snprintf(part, sizeof part, "'%s'", words[i]);
        refuse_template(text, part);
    }
}

/* ---- what can be missing ---- */

static void test_without_gnuplot_the_page_says_so(void **state)
{
    (void)state;
    does("mkdir bin && PATH=$PWD/bin && \"$P\" report @ --lang en --out page");
    assert_contains(err_text, "the report has no pictures: gnuplot is not installed");
    char *page = read_here("page/report.en.html");
    assert_contains(page, "This page was made without pictures: ");
    free(page);
}

static void test_wrong_runs_and_options_are_refused(void **state)
{
    (void)state;
    assert_int_equal(sh("$P report"), 2);
    assert_int_equal(sh("$P report smal"), 5);
    assert_contains(err_text, "did you mean 'small'?");
    assert_int_equal(sh("$P report @ small"), 2);
    assert_contains(err_text, "are the same run, 1");
    assert_int_equal(sh("$P report @ --lang cn"), 2);
    put("out/file", "");
    assert_int_equal(sh("$P report @ --out out/file/x --no-pictures"), 5);
    assert_contains(err_text, "cannot make folder 'out/file");
}

static void test_pictures_that_are_drawn_already_are_taken_if_they_are_the_runs(void **state)
{
    (void)state;
    does("$P plot @ --format svg --lang both --out drawn --quiet && $P report @ --out page &&"
         " mkdir bin && PATH=$PWD/bin && \"$P\" report @ --pictures drawn --out taken");
    for (int zh = 0; zh < 2; zh++) {
        char *page = read_here(zh ? "page/report.zh.html" : "page/report.en.html");
        char *taken = read_here(zh ? "taken/report.zh.html" : "taken/report.en.html");
        assert_string_equal(page, taken);
        assert_non_null(strstr(page, "<svg"));
        free(page);
        free(taken);
    }
    does("$P run small.lua --draws 65 --quiet");
    assert_int_equal(sh("$P report @ --pictures drawn --out other"), 5);
    assert_contains(err_text, "was drawn of another run; draw those of run 2 there");
    assert_int_equal(sh("mkdir empty && $P report @ --pictures empty --out other"), 5);
    assert_contains(err_text, "there are no pictures '*.zh.svg' in 'empty'");
}

static void test_nothing_stays_in_the_temporary_folder(void **state)
{
    (void)state;
    does("mkdir tmp && TMPDIR=$PWD/tmp $P report @ --lang zh --out page && ls tmp | wc -l");
    assert_contains(out, "\n0\n");
}

/* ---- the browser ---- */

static void test_a_browser_shows_and_prints_it_on_a_desk_and_a_phone(void **state)
{
    (void)state;
    needs_other("chromium", "chromium");
    does("$P run \"$R\"/scenarios/pengyang/baseline.lua --draws 64 --quiet");
    for (int zh = 0; zh < 2; zh++) {
        does("$P report @ --lang %s --out page && mkdir -p shown", zh ? "zh" : "en");
        does("sh \"$R\"/tests/tools/render_page.sh page/report.%s.html shown", zh ? "zh" : "en");
        assert_null(strstr(out, "page at"));
        assert_contains(out, "looked at 1280: ");
        assert_contains(out, "looked at 390: ");
        char *pdf = read_here("shown/page.pdf");
        assert_int_equal(strncmp(pdf, "%PDF-", 5), 0);
        free(pdf);
    }
    /* that it would see a fault */
    does("mkdir t && printf 'return \"table { min-width: 2000px; } .scroll { overflow: visible; }\"' > t/page_style.lua &&"
         " $P report @ --lang en --out page --no-pictures --templates t &&"
         " sh \"$R\"/tests/tools/render_page.sh page/report.en.html shown");
    assert_contains(out, "page at 390: is ");
    assert_contains(out, "page at 1280: a box is cut off");
}

/* ---- pictures in a page ---- */

static void inlines(const char *svg, const char *expected)
{
    struct text made = {0};
    struct error err = {0};

    if (!svg_inline(svg, "p-", "a < \"b\"", &made, &err))
        fail_msg("%s", err.text);
    assert_string_equal(text_string(&made), expected);
    text_clear(&made);
}

#define HEAD "<svg role=\"img\" aria-label=\"a &lt; &quot;b&quot;\">"

static void test_a_picture_loses_what_runs_or_leads_outside(void **state)
{
    (void)state;
    inlines("<?xml version='1.0'?>\n<!DOCTYPE svg><!-- a > b --><svg xmlns=\"http://www.w3.org/2000/svg\">x</svg>",
            HEAD "x</svg>");
    inlines("<svg><script>if (a < b) alert('</g>')</script><style>@import 'x'</style><title>Gnuplot</title></svg>",
            HEAD "</svg>");
    inlines("<svg onload='x()' viewBox='0 0 1 2'><g onclick=\"x\" STYLE='a' src='b'/></svg>",
            "<svg role=\"img\" aria-label=\"a &lt; &quot;b&quot;\" viewBox=\"0 0 1 2\"><g/></svg>");
    inlines("<svg><use href='http://a/b#c'/><rect fill='url(http://a)'/><a xlink:href='javascript:x'>t</a></svg>",
            HEAD "<use/><rect/><a>t</a></svg>");
    inlines("<svg><foreignObject><foreignObject><p>x</p></foreignObject></foreignObject>y</svg>", HEAD "y</svg>");
}

static void test_ids_of_a_picture_get_a_prefix_wherever_they_stand(void **state)
{
    (void)state;
    inlines("<svg><g id='a'/><use xlink:href='#a' x='1'/><path clip-path=\"url(#a)\" d='M0 0'/></svg>",
            HEAD "<g id=\"p-a\"/><use href=\"#p-a\" x=\"1\"/><path clip-path=\"url(#p-a)\" d=\"M0 0\"/></svg>");
    inlines("<svg><text font='\"A\" b'>1 &lt; 2 &amp; 中</text></svg>",
            HEAD "<text font=\"&quot;A&quot; b\">1 &lt; 2 &amp; 中</text></svg>");
}

static void test_every_sign_of_markup_is_escaped(void **state)
{
    struct text escaped = {0};

    (void)state;
    svg_escape("a & b < 'c' > \"d\"\x01\t", &escaped);
    assert_string_equal(text_string(&escaped), "a &amp; b &lt; &#39;c&#39; &gt; &quot;d&quot; \t");
    text_clear(&escaped);
}

static void test_what_is_no_picture_is_refused(void **state)
{
    static const char *const wrong[] = {"", "<html></html>", "<svg", "<svg a='b", "<svg><!-- x", "<svg><script>x"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct text made = {0};
        struct error err = {0};
        assert_false(svg_inline(wrong[i], "p-", "n", &made, &err));
        assert_contains(err.text, "a picture is not SVG");
        assert_int_equal(made.length, 0);
    }
}

/* ---- setting up ---- */

static int start(void **state)
{
    (void)state;
    if (!make_shell_folder())
        return -1;
    put("small.lua", model_text);
    put("better.lua", "scenario { model = 'small.lua', title = { en = 'Better', zh = '更好' }, against = 'small',\n"
                      "  set = { rate = plus(.05) } }\n");
    does("$P run small.lua --draws 64 --quiet");
    return 0;
}

#define test(function) cmocka_unit_test_setup_teardown(function, start, remove_shell_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_picture_loses_what_runs_or_leads_outside),
        cmocka_unit_test(test_ids_of_a_picture_get_a_prefix_wherever_they_stand),
        cmocka_unit_test(test_every_sign_of_markup_is_escaped),
        cmocka_unit_test(test_what_is_no_picture_is_refused),
        test(test_a_page_stands_alone_and_texts_stay_texts),
        test(test_every_target_fund_and_department_of_a_plan_is_in_its_page),
        test(test_numbers_are_those_of_the_tables),
        test(test_the_commands_in_a_page_compute_the_same_results),
        test(test_runs_of_the_same_draws_are_compared_draw_by_draw),
        test(test_runs_of_other_draws_stand_side_by_side_without_differences),
        test(test_an_average_case_has_no_probabilities),
        test(test_an_offices_templates_take_the_place_of_polsims),
        test(test_the_example_in_the_documentation_works),
        test(test_a_wrong_template_is_refused_with_its_line),
        test(test_a_template_has_words_of_tables),
        test(test_a_template_reaches_nothing_but_results),
        test(test_without_gnuplot_the_page_says_so),
        test(test_wrong_runs_and_options_are_refused),
        test(test_pictures_that_are_drawn_already_are_taken_if_they_are_the_runs),
        test(test_nothing_stays_in_the_temporary_folder),
        test(test_a_browser_shows_and_prints_it_on_a_desk_and_a_phone),
    };
    return cmocka_run_group_tests(tests, set_environment, NULL);
}
