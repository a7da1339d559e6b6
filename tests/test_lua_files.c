#include "lua_folder.h"

/* ---- files ---- */

static void test_files_are_read_once_and_kept_with_their_digest(void **state)
{
    struct model *model = model_new();
    char full[128];

    (void)state;
    put("sub/part.lua", "return 5");
    put("data/x.csv", "id,v\na,1\n");
    put("model.lua", "local a, b = require 'sub/part', require 'sub/part'\nlocal t = csv "
                     "'./data/../data//x.csv'\n"
                     "csv 'data/x.csv'\nresult(a, b, t.path)");
    snprintf(full, sizeof full, "%smodel.lua", folder);
    struct lua_host *host = lua_host_new(model, full, &last_err);
    assert_non_null(host);
    assert_string_equal(host->file, "model.lua");
    assert_true(lua_host_call(host, run_script, "model.lua", &last_err));
    assert_string_equal(result, "5 5 data/x.csv");
    assert_int_equal(model->file_count, 3);
    assert_string_equal(model->files[0].path, "model.lua");
    assert_string_equal(model->files[1].path, "sub/part.lua");
    assert_string_equal(model->files[2].path, "data/x.csv");
    assert_string_equal(model->files[2].text, "id,v\na,1\n");
    lua_host_free(host);
    model_free(model);
}

static void test_missing_files_name_the_nearest(void **state)
{
    (void)state;
    put("data/departments.csv", "id\na\n");
    put("people.lua", "return 1");
    assert_error("local t = csv 'data/department.csv'",
                 "model.lua:1: there is no file 'data/department.csv' in the scenario's folder, "
                 "did you mean "
                 "'data/departments.csv'?\n    1 | local t = csv 'data/department.csv'\n"
                 "      |                ^^^^^^^^^^^^^^^^^^^");
    assert_error_contains(
        "require 'peple'",
        "there is no file 'peple.lua' in the scenario's folder, did you mean 'people.lua'?");
    assert_error_contains("csv 'date/x.csv'", "there is no folder 'date'");
    assert_error_contains("csv 'data/zzzzzzzzzz.csv'", "in the scenario's folder\n");
}

static void test_the_scenario_itself_may_be_missing(void **state)
{
    struct model *model = model_new();
    char full[128];

    (void)state;
    put("county-cut.lua", "");
    snprintf(full, sizeof full, "%scounty-ct.lua", folder);
    assert_null(lua_host_new(model, full, &last_err));
    assert_int_equal(last_err.kind, ERROR_STORE);
    assert_contains(last_err.text, "No such file or directory, did you mean 'county-cut.lua'?");
    assert_null(lua_host_new(model, "/nowhere/at/all.lua", &last_err));
    assert_contains(last_err.text, "there is no folder '/nowhere/at/'");
    assert_null(lua_host_new(model, folder, &last_err));
    assert_contains(last_err.text, "it is not a file");
    model_free(model);
}

static void test_nothing_outside_the_folder_is_read(void **state)
{
    static const char *const outside[] = {"/etc/passwd",
                                          "../x.csv",
                                          "data/../../x.csv",
                                          "./../x",
                                          "..",
                                          ".",
                                          "",
                                          "~/x",
                                          "data\\\\x.csv",
                                          "data/../../../../../../etc/passwd",
                                          "....//x/../../../etc"};
    char script[128];

    (void)state;
    put("data/in.csv", "id\n");
    for (size_t i = 0; i < COUNT_OF(outside); i++) {
        snprintf(script, sizeof script, "csv '%s'", outside[i]);
        const char *text = run(script);
        if (!strstr(text, "outside"))
            fail_msg("%s: %s", script, text);
    }
    assert_error_contains("require '../secret'", "nothing outside it is read");
    assert_error_contains("require '/etc/secret'", "outside the scenario's folder");
}

static void test_links_that_lead_outside_are_refused(void **state)
{
    char target[128], name[128];

    (void)state;
    put("inside.csv", "id\na\n");
    snprintf(name, sizeof name, "%slink.csv", folder);
    assert_int_equal(symlink("/etc/passwd", name), 0);
    assert_error_contains("csv 'link.csv'",
                          "cannot read 'link.csv': a link leads outside the scenario's folder");
    snprintf(name, sizeof name, "%sup", folder);
    assert_int_equal(symlink("/etc", name), 0);
    assert_error_contains("csv 'up/passwd'", "a link leads outside");
    snprintf(name, sizeof name, "%sgood.csv", folder);
    snprintf(target, sizeof target, "%sinside.csv", folder);
    assert_int_equal(symlink(target, name), 0);
    assert_string_equal(run("result(csv('good.csv').rows[1].id)"), "a");
    snprintf(name, sizeof name, "%sloop", folder);
    assert_int_equal(symlink("loop", name), 0);
    assert_error_contains("csv 'loop'", "cannot read 'loop'");
    /* a folder whose name begins like ours is another folder */
    snprintf(target, sizeof target, "%.*s-other", (int)strlen(folder) - 1, folder);
    assert_int_equal(mkdir(target, 0777), 0);
    snprintf(name, sizeof name, "%sneighbour", folder);
    assert_int_equal(symlink(target, name), 0);
    assert_error_contains("csv 'neighbour'", "a link leads outside");
    assert_int_equal(rmdir(target), 0);
}

static void test_what_is_no_file_is_refused(void **state)
{
    char name[128];

    (void)state;
    put("data/in.csv", "id\n");
    assert_error_contains("csv 'data'", "cannot read 'data': it is not a file");
    snprintf(name, sizeof name, "%spipe.csv", folder);
    assert_int_equal(mkfifo(name, 0666), 0);
    assert_error_contains("csv 'pipe.csv'", "it is not a file");
    snprintf(name, sizeof name, "%shuge.csv", folder);
    put("huge.csv", "id\n");
    assert_int_equal(truncate(name, LUA_STATE_FILE_BYTES_MAX + 1), 0);
    assert_error_contains("csv 'huge.csv'", "it is larger than 16 MB");
}

static void test_require_gives_what_the_file_returned(void **state)
{
    (void)state;
    put("one.lua", "return { n = 1 }, 2");
    put("none.lua", "local x = 1");
    put("falsy.lua", "return false");
    assert_string_equal(run("result(require('one').n, require 'one' == require 'one', require "
                            "'none', require 'falsy')"),
                        "1 true true false");
    assert_string_equal(run("result((select('#', require 'one')))"), "1");
}

static void test_require_refuses_what_it_cannot_load(void **state)
{
    (void)state;
    put("a.lua", "require 'b'");
    put("b.lua", "\nrequire 'a'");
    put("wrong.lua", "local x = = 1");
    assert_error("require 'a'",
                 "b.lua:2: 'a.lua' requires itself, by way of the files that it requires\n"
                 "    2 | require 'a'\n      |          ^");
    assert_error_contains("require 'one.lua'", "require takes a name without '.lua'");
    assert_error_contains("require(1)", "require needs the name of a file");
    assert_error_contains("require 'wrong'", "wrong.lua:1: '=' is not expected here");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_are_read_once_and_kept_with_their_digest),
        cmocka_unit_test(test_missing_files_name_the_nearest),
        cmocka_unit_test(test_the_scenario_itself_may_be_missing),
        cmocka_unit_test(test_nothing_outside_the_folder_is_read),
        cmocka_unit_test(test_links_that_lead_outside_are_refused),
        cmocka_unit_test(test_what_is_no_file_is_refused),
        cmocka_unit_test(test_require_gives_what_the_file_returned),
        cmocka_unit_test(test_require_refuses_what_it_cannot_load),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
