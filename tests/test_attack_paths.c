/* Names of files: what a scenario names lies in its folder, and what the user names is a file. */
#include "shell.h"

static const char head[] = "model { name = 'm', from = '2026-01', to = '2026-12' }\n";

static int setup(void **state)
{
    if (set_environment(state) || !make_shell_folder())
        return -1;
    /* outside: a file, a folder and a Lua file; inside: links to them */
    does("mkdir in out && echo id > out/secret.csv && echo 'return 1' > out/secret.lua && echo 'id\na' > in/good.csv"
         " && ln -s ../out/secret.csv in/link.csv && ln -s ../out in/folder && ln -s ../out/secret.lua in/link.lua"
         " && ln -s /dev/zero in/zero.csv && ln -s /etc in/etc && mkfifo in/pipe.csv in/pipe.lua && mkdir in/dir.lua"
         " && ln -s good.csv in/inner.csv && ln -s loop.csv in/loop.csv && ln -s ../in in/self && mkfifo pipe");
    return 0;
}

/* The scenario in/m.lua with this line; exit status. A program that waits for ever is ended, with status 124. */
static int check(const char *line)
{
    struct text text = {0};

    text_add(&text, "%s%s\noutput('o', parameter('p', { default = 1, source = assumed 'x' }), { kind = 'level' })\n",
             head, line);
    put("in/m.lua", text_string(&text));
    text_clear(&text);
    return sh("timeout 60 $P check in/m.lua --lang en");
}

static void refused(const char *line, const char *part)
{
    int status = check(line);

    if (status != 3 || !strstr(err_text, part))
        fail_msg("%s\nhas status %d:\n%s\nbut should be refused with: %s", line, status, err_text, part);
    assert_contains(err_text, "in/m.lua:2");
}

static void test_a_scenario_names_no_file_outside_its_folder(void **unused)
{
    (void)unused;
    refused("csv '../out/secret.csv'", "nothing outside it is read");
    refused("csv 'x/../../out/secret.csv'", "nothing outside it is read");
    refused("csv '/etc/passwd'", "outside the scenario's folder");
    refused("csv '//etc/passwd'", "outside the scenario's folder");
    refused("csv '..\\\\out\\\\secret.csv'", "outside the scenario's folder");
    refused("csv '~/x.csv'", "outside the scenario's folder");
    refused("csv 'file:///etc/passwd'", "there is no folder 'file:/etc'");
    refused("require '../out/secret'", "nothing outside it is read");
    refused("require '/etc/secret'", "outside the scenario's folder");
    refused("require '..'", "there is no file '...lua'");
}

static void test_links_lead_nowhere_else(void **unused)
{
    (void)unused;
    refused("csv 'link.csv'", "a link leads outside the scenario's folder");
    refused("csv 'folder/secret.csv'", "a link leads outside");
    refused("csv 'etc/passwd'", "a link leads outside");
    refused("csv 'zero.csv'", "a link leads outside");
    refused("csv 'loop.csv'", "cannot read 'loop.csv'");
    refused("require 'link'", "a link leads outside");
    refused("require 'folder/secret'", "a link leads outside");
    assert_int_equal(check("csv 'inner.csv' csv 'self/good.csv'"), 0); /* these lead back into it */
}

static void test_what_is_no_file_does_not_keep_the_program_waiting(void **unused)
{
    (void)unused;
    refused("csv 'pipe.csv'", "it is not a file");
    refused("require 'pipe'", "it is not a file");
    refused("require 'dir'", "it is not a file");
    refused("csv '.'", "not a file of the scenario's folder");
}

static void test_odd_names_are_refused_as_they_are(void **unused)
{
    (void)unused;
    refused("csv 'good.csv\\0.txt'", "the name of a file has a zero byte behind 'good.csv'");
    refused("require 'good\\0'", "the name of a file has a zero byte behind 'good'");
    refused("csv(('x'):rep(5000))", "a path of more than 1023 bytes");
    refused("require(('x'):rep(5000))", "a path of more than 1023 bytes");
    refused("csv(('x'):rep(300))", "cannot read 'xxx");
    refused("csv(('a/'):rep(400) .. '../x')", "there is no folder");
    refused("csv ''", "not a file of the scenario's folder");
    refused("csv '\\27[31mx'", "there is no file '?[31mx'");
    refused("csv '.inputs/x'", "there is no ");
}

static void test_the_model_of_a_scenario_is_held_to_the_same(void **unused)
{
    static const char *const models[][2] = {{"../out/secret.lua", "nothing outside it is read"},
                                            {"/etc/passwd", "outside the scenario's folder"},
                                            {"link.lua", "a link leads outside"},
                                            {"pipe.lua", "it is not a file"},
                                            {"m.lua\\0x", "zero byte"}};
    char text[256];

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(models); i++) {
        snprintf(text, sizeof text, "scenario { model = '%s' }\n", models[i][0]);
        put("in/s.lua", text);
        assert_int_equal(sh("timeout 60 $P check in/s.lua --lang en"), 3);
        assert_contains(err_text, "in/s.lua:1");
        assert_contains(err_text, models[i][1]);
    }
}

/* ---- what the user names ---- */

static void each_is_refused(const char *command, int status)
{
    static const char *const names[] = {"pipe", "in", "/dev/zero", "none", "in/etc"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        int is = sh("timeout 60 $P %s %s --lang en", command, names[i]);
        if (is != status || strncmp(err_text, "polsim: ", 8) != 0 || !strstr(err_text, names[i]))
            fail_msg("polsim %s %s has status %d: %s", command, names[i], is, err_text);
    }
}

static void test_pipes_folders_and_devices_are_no_scenarios_inputs_or_databases(void **unused)
{
    (void)unused;
    assert_int_equal(check(""), 0);
    each_is_refused("check", 5);
    each_is_refused("run --no-store", 5);
    each_is_refused("run in/m.lua --no-store --inputs", 5);
    each_is_refused("show --store", 5);
    assert_int_equal(sh("timeout 60 $P run in/m.lua --store pipe --lang en"), 5);
    assert_contains(err_text, "cannot open 'pipe': it is not a file");
    assert_int_equal(sh("timeout 60 $P run in/m.lua --store in --lang en"), 5);
}

static void test_files_of_another_kind_are_told_as_such(void **unused)
{
    (void)unused;
    assert_int_equal(sh("$P check /bin/sh --lang en"), 3);
    assert_contains(err_text, "this is not a text in UTF-8");
    assert_int_equal(sh("$P run in/m.lua --no-store --inputs /bin/sh --lang en"), 3);
    assert_int_equal(sh("$P show --store /bin/sh --lang en"), 5);
    assert_int_equal(sh("$P show --store in/m.lua --lang en"), 5);
    assert_int_equal(sh("truncate -s 300M big.csv && timeout 60 $P run in/m.lua --no-store --inputs big.csv --lang en"), 5);
    assert_contains(err_text, "it is larger than 256 MB");
}

/* A folder of a stranger may hold what would be run by others: gnuplot's start file, templates. */
static void test_templates_beside_a_scenario_are_not_used(void **unused)
{
    (void)unused;
    does("mkdir -p in/plots && echo 'system(\"touch made\")' > in/.gnuplot && cp in/.gnuplot .");
    put("in/plots/evil.gp", "# title.en: A\n# title.zh: A\n# shows.en: B\n# shows.zh: B\n# data.run:\n"
                            "#   SELECT 1 AS x\nsystem('touch made'); width = 400; height = 300; eval(canvas); plot sin(x)\n");
    put("in/page_answer.lua", "return { id = 'evil', title = 'evil', raw '<script>1</script>' }\n");
    put("in/page.lua", "return '<script>1</script>'\n");
    does("cp -r in/plots in/page.lua in/page_answer.lua .");
    assert_int_equal(check("target('t', { of = total(parameter('q', { default = uniform(0, 1), source = assumed 'x' })),"
                           " by = '2026-12', at_least = 1, source = plan 'x' })"),
                     0);
    does("$P run in/m.lua --draws 64 --store s.db -q && $P plot @ --store s.db --format svg -q && "
         "$P report @ --store s.db --out page");
    does("! ls made in/made out/plots/*/made 2>/dev/null && ! grep -l '<script' page/*.html && ! ls out/plots/*/evil*");
    assert_int_equal(sh("$P plot @ evil --store s.db"), 2);
    does("$P plot @ evil --store s.db --templates plots --format svg -q --out named && ls named/made");
}

/* A database of a stranger names files and scenarios. */
static void test_names_in_a_database_lead_nowhere_else(void **unused)
{
    (void)unused;
    does("mkdir -p deep/er");
    assert_int_equal(check("target('t', { of = total(parameter('q', { default = 1, source = assumed 'x' })), by = '2026-12',"
                           " at_least = 1, source = plan 'x' })"),
                     0);
    does("$P run in/m.lua --draws 16 --store d.db -q");
    does("sqlite3 d.db \"UPDATE run SET scenario = '../../../escaped', command_line = 'polsim run ../out/m.lua'\"");
    does("cd deep/er && $P plot 1 --store ../../d.db --format svg -q && ls -d 'out/plots/1-.._.._.._escaped'");
    does("! ls -d escaped* deep/escaped* ../escaped* 2>/dev/null");
    does("sqlite3 d.db \"UPDATE run_file SET path = '../../escaped.lua'\"");
    assert_int_equal(sh("$P show 1 --store d.db --files deep/er --lang en"), 5);
    assert_contains(err_text, "the run's file '../../escaped.lua' would lie outside of 'deep/er'");
    does("! ls escaped.lua 2>/dev/null");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_scenario_names_no_file_outside_its_folder),
        cmocka_unit_test(test_links_lead_nowhere_else),
        cmocka_unit_test(test_what_is_no_file_does_not_keep_the_program_waiting),
        cmocka_unit_test(test_odd_names_are_refused_as_they_are),
        cmocka_unit_test(test_the_model_of_a_scenario_is_held_to_the_same),
        cmocka_unit_test(test_pipes_folders_and_devices_are_no_scenarios_inputs_or_databases),
        cmocka_unit_test(test_files_of_another_kind_are_told_as_such),
        cmocka_unit_test(test_templates_beside_a_scenario_are_not_used),
        cmocka_unit_test(test_names_in_a_database_lead_nowhere_else),
    };

    return cmocka_run_group_tests(tests, setup, remove_shell_folder);
}
