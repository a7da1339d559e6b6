#include "shell.h"
#include "word.h"

static void test_a_word_is_found_in_its_language(void **state)
{
    (void)state;
    assert_string_equal(word("zh", "Targets"), "目标");
    assert_string_equal(word("en", "Targets"), "Targets");
    assert_string_equal(word("zh", "%s to %s"), "%s 至 %s");
}

static void test_a_context_tells_meanings_apart(void **state)
{
    (void)state;
    assert_string_equal(word("zh", WORD_IN("unit", "yuan")), "元");
    assert_string_equal(word("zh", WORD_IN("amounts", "yuan")), "万元");
    assert_string_equal(word("en", WORD_IN("amounts", "yuan")), "yuan");
}

static void test_what_no_catalogue_has_stays_english(void **state)
{
    (void)state;
    assert_string_equal(word("zh", "a text that nobody translated"), "a text that nobody translated");
    assert_string_equal(word("zh", WORD_IN("nowhere", "Targets")), "Targets");
    assert_string_equal(word("xx", "Targets"), "Targets");
    assert_string_equal(word("zh", ""), "");
}

static void test_the_languages_are_listed(void **state)
{
    (void)state;
    assert_string_equal(word_languages[0], "zh");
    assert_string_equal(word_languages[1], "en");
    assert_null(word_languages[2]);
}

/* Fails where a text of the sources has no Chinese: 'make po', translate, build again. */
static void test_catalogues_hold_every_word_of_the_sources(void **state)
{
    (void)state;
    does("cd \"$R\" && sh scripts/words.sh check po/*.po");
}

static void test_a_catalogue_that_lacks_something_is_refused(void **state)
{
    (void)state;
    put("cut.sed", "/^msgid \"Targets\"$/,/^$/d\n");
    does("cp \"$R/po/zh.po\" . && sed -f cut.sed zh.po > cut.po && ! cmp -s zh.po cut.po");
    does("cd \"$R\" && ! sh scripts/words.sh check \"$OLDPWD/cut.po\"");
    assert_non_null(strstr(err_text, "cut.po is not up to date: run 'make po'"));

    does("sed '/^msgid \"Targets\"$/{n;s/\".*\"/\"\"/}' zh.po > empty.po && ! cmp -s zh.po empty.po");
    does("cd \"$R\" && ! sh scripts/words.sh check \"$OLDPWD/empty.po\"");
    assert_non_null(strstr(err_text, "msgid \"Targets\""));
    assert_non_null(strstr(err_text, "not translated"));

    does("sed '/^msgid \"%%s to %%s\"$/{n;s/%%s$//;s/%%s/%%d/}' zh.po > format.po && ! cmp -s zh.po format.po");
    does("cd \"$R\" && ! sh scripts/words.sh check \"$OLDPWD/format.po\"");
    assert_non_null(strstr(err_text, "format"));
}

static int make_folder(void **state)
{
    return set_environment(state) || !make_shell_folder();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_word_is_found_in_its_language),
        cmocka_unit_test(test_a_context_tells_meanings_apart),
        cmocka_unit_test(test_what_no_catalogue_has_stays_english),
        cmocka_unit_test(test_the_languages_are_listed),
        cmocka_unit_test(test_catalogues_hold_every_word_of_the_sources),
        cmocka_unit_test(test_a_catalogue_that_lacks_something_is_refused),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_shell_folder);
}
