/* The manual page: typeset without a warning, and nothing that help says is missing in it. */
#include "shell.h"

static const char *const languages[] = {"en", "zh"};

/* The page as a reader sees it in `page`, lines of `width` letters, without bold and underlined ones. */
static void typeset(const char *language, int width)
{
    does("$P doc --man --lang %s >polsim.1 && groff -K utf8 -man %s -Tutf8 -ww -rLL=%dn polsim.1 >typeset && "
         "sed 's/.\x08//g; s/\x1b\\[[0-9;]*m//g' typeset >page",
         language, strcmp(language, "zh") == 0 ? "-mzh" : "", width);
}

static void test_the_page_is_typeset_without_a_warning(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(languages); i++) {
        typeset(languages[i], 78);
        assert_string_equal(err_text, "");
    }
}

/* It has no date, so that the same program has the same page. */
static void test_mandoc_finds_nothing_else_to_mend(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(languages); i++) {
        does("$P doc --man --lang %s >polsim.1 && { mandoc -T lint -W warning polsim.1 | grep -v 'missing date' || :; }",
             languages[i]);
        assert_string_equal(out, "");
    }
    put("polsim.1", ".TH POLSIM 1\n.SH NAME\npolsim\n.FOO\n");
    does("mandoc -T lint -W warning polsim.1 | grep -v 'missing date'");
}

static void test_every_command_and_option_with_its_meaning_is_in_the_page(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(languages); i++) {
        typeset(languages[i], 1000);
        /* lines of help, but for "usage: …" and headings; of an option's line name and meaning apart */
        does("POLSIM_LANG=%s; export POLSIM_LANG; for c in $($P help | sed -n 's/^  \\([a-z]*\\) .*/\\1/p' | grep -v help);"
             " do echo \"polsim $c\"; $P help $c | sed -e '1,2d; /^options:$/d; /^选项：$/d' -e 's/^ *//' -e 's/   */\\n/g';"
             " done | grep . >said; [ $(wc -l <said) -gt 100 ] && while read -r line; do"
             " grep -qF -- \"$line\" page || echo \"$line\"; done <said",
             languages[i]);
        assert_string_equal(out, "");
    }
}

static void test_it_is_a_page_alone_and_takes_no_word(void **unused)
{
    (void)unused;
    assert_int_equal(sh("$P doc poisson --man"), 2);
    assert_contains(err_text, "'doc' takes no arguments");
}

static int start(void **state)
{
    return set_environment(state) || !make_shell_folder();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_page_is_typeset_without_a_warning),
        cmocka_unit_test(test_mandoc_finds_nothing_else_to_mend),
        cmocka_unit_test(test_every_command_and_option_with_its_meaning_is_in_the_page),
        cmocka_unit_test(test_it_is_a_page_alone_and_takes_no_word),
    };
    return cmocka_run_group_tests(tests, start, remove_shell_folder);
}
