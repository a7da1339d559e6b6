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

/* A text of `cond ? "one" : "another"`, and one that was never marked, escape xgettext. */
static void test_every_sentence_of_the_sources_is_in_the_catalogues(void **state)
{
    (void)state;
    does("cd \"$R\" && for po in po/*.po; do "
         "python3 tests/tools/find_unspoken.py $po engine/*.c engine/*.h scripts/*.lua || exit 1; done");
}

static void test_a_sentence_that_was_forgotten_is_found(void **state)
{
    (void)state;
    put("new.c", "error_set(err, ERROR_RUN, few ? \"there are %d\" : \"there are far too many of them, %d\", n);\n");
    put("new.lua", "fail(name, \"this was never\" .. \" said before, '%s'\", name)\n");
    does("! python3 \"$R/tests/tools/find_unspoken.py\" \"$R/po/zh.po\" new.c new.lua");
    assert_non_null(strstr(out, "new.c:1: 'there are far too many of them, %d' is in no catalogue"));
    assert_non_null(strstr(out, "new.lua:1: \"this was never said before, '%s'\" is in no catalogue"));
}

/* The language of messages is that of --lang wherever it stands, else of the environment. */
static void test_errors_are_in_the_language_of_the_user(void **state)
{
    (void)state;
    assert_int_equal(sh("$P shwo"), 2);
    assert_string_equal(err_text, "polsim: unknown command 'shwo'; did you mean 'show'?\n");
    assert_int_equal(sh("POLSIM_LANG=zh $P shwo"), 2);
    assert_string_equal(err_text, "polsim: 没有命令 'shwo'；是否指 'show'？\n");
    assert_int_equal(sh("LC_ALL=zh_CN.UTF-8 $P shwo"), 2);
    assert_string_equal(err_text, "polsim: 没有命令 'shwo'；是否指 'show'？\n");
    assert_int_equal(sh("POLSIM_LANG=zh $P runs --stoer x --lang en"), 2);
    assert_string_equal(err_text, "polsim: unknown option '--stoer'; did you mean '--store'?\n");
    assert_int_equal(sh("$P runs --stoer x --lang=zh"), 2);
    assert_string_equal(err_text, "polsim: 没有选项 '--stoer'；是否指 '--store'？\n");
}

/* "%2$s" is known to printf and not to the string.format of Lua: the library takes it apart itself. */
static void test_arguments_may_change_places(void **state)
{
    (void)state;
    put("m.lua", "model { name = \"t\", from = \"2026-01\", to = \"2026-12\" }\n"
                 "switch(\"base\", { \"all\", \"some\" }, { default = \"al\", source = assumed \"a\" })\n");
    assert_int_equal(sh("$P check m.lua --lang zh"), 3);
    assert_non_null(strstr(err_text, "polsim: m.lua:2: switch 'base' 没有可选项 'al'（可选：all、some），是否指 'all'？\n"));
    put("m.lua", "model { name = \"t\", from = \"2026-01\", to = \"2026-12\" }\n"
                 "hypergeometric(\"h\", 40, 5, 30)\n");
    assert_int_equal(sh("$P check m.lua --lang zh"), 3);
    assert_non_null(strstr(err_text, "polsim: m.lua:2: 'h' 从 35 人中抽取 40 人：抽取数不能超过现有人数\n"));
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
        cmocka_unit_test(test_every_sentence_of_the_sources_is_in_the_catalogues),
        cmocka_unit_test(test_a_sentence_that_was_forgotten_is_found),
        cmocka_unit_test(test_errors_are_in_the_language_of_the_user),
        cmocka_unit_test(test_arguments_may_change_places),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_shell_folder);
}
