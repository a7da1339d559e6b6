/* Interrupted and failed runs are computed from what the store keeps: polsim runs --resume. */
#include "shell.h"

#include <fcntl.h>
#include <signal.h>

static const char model_text[] =
    "model { name = 'small', from = '2026-01', to = '2026-12', title = { en = 'Small', zh = '小模型' } }\n"
    "local rate = parameter('rate', { default = pert(.5, .8, .9), source = assumed 'a test' })\n"
    "local share = parameter('share', { default = .9, source = assumed 'a test' })\n"
    "local certified = binomial('certified', poisson('enrolled', amount(10, 'person')), rate * share)\n"
    "output('certified', certified, { unit = 'person' })\n"
    "target('many', { of = total(certified), by = '2026-12', at_least = 80 })\n";

static int start(void **state)
{
    (void)state;
    if (!make_shell_folder())
        return -1;
    put("small.lua", model_text);
    put("better.lua", "scenario { model = 'small.lua', set = { rate = plus(.05) } }\n");
    put("best.lua", "scenario { model = 'small.lua', set = { rate = plus(.1) } }\n");
    return 0;
}

/* Starts the line, waits until `count` of the runs have the status, sends the signal; the exit status. */
static int stop(const char *line, const char *status, char count, int signal)
{
    char command[512];
    int ended;

    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int file = open("/dev/null", O_RDWR);
        snprintf(command, sizeof command, "exec $P run %s 2>%s/stopped", line, folder);
        if (chdir(folder) != 0 || dup2(file, 1) < 0 || dup2(file, 2) < 0)
            _exit(126);
        alarm(120);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    do {
        usleep(20000);
        assert_int_equal(waitpid(child, NULL, WNOHANG), 0); /* it must not have ended by itself */
    } while (sh("$P runs --format csv | grep -c ,%s,", status) != 0 || out[0] != count);
    assert_int_equal(kill(child, signal), 0);
    assert_int_equal(waitpid(child, &ended, 0), child);
    return WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
}

/* Status and digest of two runs are the same, and all their results. */
static void same_runs(int a, int b)
{
    does("$P show %d series --format csv >a; $P show %d series --format csv | cmp - a", a, b);
    does("$P show %d targets --format csv >a; $P show %d targets --format csv | cmp - a", a, b);
    does("$P show %d differences --format csv | cut -d, -f2- >a;"
         "$P show %d differences --format csv | cut -d, -f2- | cmp - a", a, b);
    does("for r in %d %d; do $P runs --format csv | grep ^$r, | cut -d, -f2,5-8,12; done | uniq | wc -l", a, b);
    assert_string_equal(out, "1\n");
    does("$P runs --format csv | grep ^%d, | cut -d, -f5,12 | grep -c done,[0-9a-f]", b);
}

static void test_a_killed_run_is_computed_without_its_files(void **state)
{
    static const char line[] = "small.lua better.lua -n 1500000 -t 1 --seed 7 --sampler random --set share=.95 --memory 2G";

    (void)state;
    assert_int_equal(stop(line, "running", '2', SIGKILL), 128 + SIGKILL);
    does("$P run %s -q && mv small.lua was.lua && rm better.lua", line);
    does("$P show 2");
    assert_contains(out, "To compute it: polsim runs --resume 2");
    does("$P runs --resume 2");
    assert_contains(out, "run 2, scenario better, 1,500,000 draws, seed 7");
    assert_contains(err_text, "polsim: run 2 'better' stored in out/polsim.db, digest ");
    does("$P runs --resume all -q");
    assert_string_equal(out, "");
    same_runs(3, 1);
    same_runs(4, 2);
    does("$P runs --resume all");
    assert_contains(err_text, "no run is interrupted or failed");
}

static void test_a_file_of_inputs_is_used_again(void **state)
{
    (void)state;
    does("$P inputs small.lua --out in.csv && sed -i 's/,0\\.9,/,0.8,/' in.csv");
    does("$P run small.lua --inputs in.csv -q -n 256");
    does("sqlite3 out/polsim.db \"INSERT INTO run SELECT 2, model, scenario, title_en, title_zh, 'interrupted', '', '',"
         " draws, seed, sampler, engine_version, input_digest, NULL, NULL, first_month, plan_end, last_month,"
         " started_at, NULL, threads, NULL, command_line FROM run;"
         " INSERT INTO run_file SELECT 2, position, path, digest, content FROM run_file;"
         " INSERT INTO output SELECT 2, output, position, label_en, label_zh, kind, unit, role, axes FROM output\"");
    does("rm in.csv small.lua && $P runs --resume 2 -q");
    same_runs(1, 2);
}

static void test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(void **state)
{
    static const char line[] = "small.lua better.lua best.lua -n 1000000 --memory 5M -t 1 --store 'a b.db'";

    (void)state;
    does("mkdir -p out && ln -s '../a b.db' out/polsim.db"); /* what stop looks into */
    assert_int_equal(stop(line, "done", '2', SIGINT), 130);
    does("cat stopped");
    assert_contains(out, "; 2 of 3 runs are stored; to compute the rest: polsim runs --resume 3 --store 'a b.db'\n");
    does("$P runs --resume 3 --store 'a b.db' -q");
    does("$P run small.lua best.lua -n 1000000 -q --memory 1G");
    same_runs(5, 3);
}

static void test_what_cannot_be_resumed_is_refused_with_a_reason(void **state)
{
    (void)state;
    does("$P run small.lua -q -n 64");
    assert_int_equal(sh("$P runs --resume 1"), 5);
    assert_contains(err_text, "run 1 of 'out/polsim.db' is finished, or another program computes it");
    assert_int_equal(sh("$P runs --resume @"), 2);
    assert_contains(err_text, "option '--resume' takes the number of a run, not '@'");
    assert_int_equal(sh("$P runs --resume 9"), 5);
    assert_contains(err_text, "no run 9 in");
    put("fails.lua", "model { name = 'fails', from = '2026-01', to = '2026-12' }\n"
                     "output('x', binomial('x', poisson('n', 5), .2 * month()))\n");
    assert_int_equal(sh("$P run fails.lua small.lua -n 64"), 4);
    assert_contains(err_text, "; 0 of 2 runs are stored; to compute the rest: polsim runs --resume 2 --resume 3");
    assert_int_equal(sh("$P runs --resume all -q"), 4); /* the other is computed: it has no base */
    does("$P runs --format csv | grep ^2, | cut -d, -f5");
    assert_string_equal(out, "failed\n");
    does("sqlite3 out/polsim.db \"UPDATE run_file SET content = CAST(replace(content, '.2', '.3') AS BLOB) WHERE run = 2\"");
    assert_int_equal(sh("$P runs --resume 2"), 5);
    assert_contains(err_text, "the stored files of run 2 'fails' do not give the inputs it was begun with");
}

#define test(name) cmocka_unit_test_setup_teardown(name, start, remove_shell_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(test_a_killed_run_is_computed_without_its_files),
        test(test_a_file_of_inputs_is_used_again),
        test(test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on),
        test(test_what_cannot_be_resumed_is_refused_with_a_reason),
    };

    return cmocka_run_group_tests(tests, set_environment, NULL);
}
