/* The READMEs and the pages of docs/ are followed as a reader would (manual.h), all but the tutorials, which
   test_tutorials.c follows beside this program. Here too: that following a page can fail.
   build/tests/test_manuals docs/export.md follows that page alone. */
#include "manual.h"

/* ---- what is read and compared ---- */

static void test_blocks_are_read_with_their_kind_words_and_lines(void **unused)
{
    (void)unused;
    struct page *page = page_of("p.md", strdup("Text 12\n```sh draws=64\na\n\nb\n```\n<!-- by hand: edit x -->\n"
                                               "<!-- other -->\n```text\n```\nEnd\n"));
    assert_int_equal(page->count, 3);
    assert_string_equal(page->blocks[0].kind, "sh");
    assert_string_equal(page->blocks[0].text, "a\n\nb\n");
    assert_int_equal(page->blocks[0].line, 3);
    assert_string_equal(word_value(&page->blocks[0], "draws="), "64");
    assert_string_equal(page->blocks[1].text, "edit x ");
    assert_int_equal(page->blocks[1].line, 7);
    assert_string_equal(page->blocks[2].kind, "text");
    assert_int_equal(page->blocks[2].line, 10);
    assert_string_equal(text_string(&page->prose), "Text 12\nEnd\n");
    free_page(page);
}

static bool compares(const char *shown, const char *printed, int line)
{
    const char *differs = shown;
    bool same = same_lines(shown, printed, &differs);
    int at = 0;

    for (const char *to = shown; to < differs; to = next_line(to))
        at++;
    return line < 0 ? same : !same && at == line;
}

static void test_shown_lines_are_those_printed_but_for_dots(void **unused)
{
    (void)unused;
    assert_true(compares("a\nb\n", "a\nb  \n", -1));
    assert_true(compares("a\n...\n", "a\n", -1));
    assert_true(compares("...\nb\n...\nd\n", "a\nb\nc\nb\nd\n", -1));
    assert_true(compares("took ... s on ...\n", "took 1.2 s on 2\n", -1));
    assert_true(compares("a\nb\n", "a\nc\n", 1));
    assert_true(compares("a\n", "a\nb\n", 1));
    assert_true(compares("a\nb\n", "a\n", 1));
    assert_true(compares("...\nb\n", "a\nb\nc\n", 2));
    assert_true(compares("took ... s\n", "took 1.2 ms\n", 0));
    assert_true(compares("a b\n", "a  b\n", 0));
}

static void test_a_page_that_is_not_true_is_refused(void **unused)
{
    (void)unused;
    static const char *const pages[] = {
        "```sh\necho a\n```\n```text\nb\n```\n",
        "```sh\nfalse\ntrue\n```\n",
        "```sh fails\ntrue\n```\n",
        "```\ntrue\n```\n",
        "```ruby\nputs 1\n```\n",
        "```text\nnobody prints this\n```\n",
        "```sql\nSELECT run FROM run WHERE run = 7;\n```\n",
        "```sql\nSELECT nothing;\n```\n",
        "```sh\ntrue\n",
        "```python\nraise Exception\n```\n",
        "[a link](nowhere.md)\n",
        "[a link](README.md#no-such-heading)\n",
        "```sh\necho 12.5 3,000\n```\nThey are 12.5 and 3,001.\n",
    };
    char self[4096] = "";
    assert_true(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
    assert_int_equal(setenv("SELF", self, 1) || setenv("PREPARED", prepared, 1), 0);
    make_page_folder();
    put("README.md", "# 1.5 is `2.5`\n```sh\necho 1.5\n```\n```text\n1...\n```\n[Again](README.md#15-is-25)\n");
    does("cd $R && $SELF %s/README.md", folder);
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        put("README.md", pages[i]);
        if (sh("cd $R && $SELF %s/README.md", folder) == 0)
            fail_msg("this page is not refused:\n%s", pages[i]);
    }
    remove_shell_folder(NULL);
    unsetenv("PREPARED");
}

/* All texts but the line that names run and date. */
static void test_the_pictures_of_the_readmes_are_those_drawn_today_and_small(void **unused)
{
    (void)unused;
    make_page_folder();
    does("$P plot 1 attainment budget --lang both --format svg --quiet --out drawn");
    does("texts() { grep -o '<text>.*' $1 | grep -v 'polsim'; };"
         " for f in drawn/*.svg; do texts $f >now; texts $R/docs/pictures/${f##*/} >then; diff now then; done;"
         " [ $(wc -l <now) -gt 20 ] && ls drawn/*.svg | wc -l; ls $R/docs/pictures | wc -l;"
         " find $R/docs/pictures -size +60k");
    assert_string_equal(out, "4\n4\n"); /* else: make pictures */
    remove_shell_folder(NULL);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_are_read_with_their_kind_words_and_lines),
        cmocka_unit_test(test_shown_lines_are_those_printed_but_for_dots),
        cmocka_unit_test(test_a_page_that_is_not_true_is_refused),
        cmocka_unit_test(test_the_pictures_of_the_readmes_are_those_drawn_today_and_small),
    };
    return follow_pages(argc, argv, false, tests, COUNT_OF(tests));
}
