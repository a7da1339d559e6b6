/* The program before somebody at a terminal: the line of progress, Ctrl-C within each long question, figures as wide as
   the window. Where standard error is no terminal nothing of this is shown (test_cli.c). */
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>

/* Nine inputs, so that explain samples orders; n is 12 times their sum. */
static const char model_text[] =
    "model { name = 'm', from = '2026-01', to = '2026-12' }\n"
    "local all = 0\n"
    "for i = 1, 9 do all = all + parameter('x' .. i, { default = uniform(0, 1), source = assumed 'x' }) end\n"
    "output('n', all)\n"
    "target('many', { of = total(all), by = '2026-12', at_least = 54 })\n";

static int start(void **state)
{
    if (set_environment(state) || !make_shell_folder())
        return -1;
    put("m.lua", model_text);
    put("more.lua", "local set = {}\nfor i = 1, 9 do set['x' .. i] = 1 end\nscenario { model = 'm.lua', set = set }\n");
    return 0;
}

static char shown[1 << 16]; /* what the terminal got */

/* A terminal of some columns. */
static int open_terminal(int columns, char name[64])
{
    const struct winsize size = {.ws_row = 40, .ws_col = (unsigned short)columns};
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);

    if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0 || ptsname_r(terminal, name, 64) != 0 ||
        ioctl(terminal, TIOCSWINSZ, &size) != 0)
        fail_msg("no terminal: %s", strerror(errno));
    return terminal;
}

/* The line with standard error (error), or output, on a terminal; a signal once the text was shown. Its exit status. */
static int before_somebody(const char *line, bool error, int columns, const char *text, int signal)
{
    char name[64], command[1024];
    int terminal = open_terminal(columns, name), status;
    bool sent = false;
    size_t used = 0;

    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int own = open(name, O_RDWR | O_NOCTTY), file;
        if (chdir(folder) != 0 || (file = open(".other", O_RDWR | O_CREAT | O_TRUNC, 0600)) < 0 ||
            dup2(own, error ? 2 : 1) < 0 || dup2(file, error ? 1 : 2) < 0)
            _exit(126);
        snprintf(command, sizeof command, "exec $P %s", line);
        close(terminal);
        close(own);
        alarm(120);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    int slave = open(name, O_RDWR | O_NOCTTY); /* so that reading does not end before the child has begun */
    fcntl(terminal, F_SETFL, O_NONBLOCK);
    for (bool ended = false;;) {
        ssize_t got = read(terminal, shown + used, sizeof shown - 1 - used);
        used += got > 0 ? (size_t)got : 0;
        shown[used] = '\0';
        if (signal && !sent && strstr(shown, text)) {
            assert_int_equal(kill(child, signal), 0);
            sent = true;
        }
        if (got <= 0 && ended)
            break;
        ended = ended || waitpid(child, &status, WNOHANG) == child;
        if (got <= 0 && !ended)
            usleep(1000);
    }
    close(slave);
    close(terminal);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* ---- progress ---- */

static void test_progress_is_drawn_and_taken_away(void **unused)
{
    (void)unused;
    assert_int_equal(before_somebody("sweep m.lua --over x1=0..1:11 n --draws 1000 --no-store", true, 100, "", 0), 0);
    assert_contains(shown, "\r");
    assert_contains(shown, " [##");
    assert_contains(shown, " %\033[K");
    char *taken = strstr(shown, "\r\033[K");
    if (!taken || strstr(taken + 1, "]"))
        fail_msg("the line stays: %s", shown);
    assert_contains(taken, "polsim: 11 models of 1000 draws in ");
    assert_int_equal(before_somebody("sweep m.lua --over x1=0..1:11 n --draws 1000 --no-store -q", true, 100, "", 0), 0);
    assert_string_equal(shown, "");
}

/* ---- Ctrl-C ---- */

/* Each goes on for seconds after the first line of progress, at which the signal comes. */
static void test_ctrl_c_ends_every_long_question_with_130_and_one_line(void **unused)
{
    static const char *const questions[] = {
        "sweep m.lua --over x1=0..1:1001 --over x2=0..1:10 n --draws 1000000 --no-store",
        "solve m.lua --lever x1=0..1 many --draws 1048576 --no-store",
        "solve m.lua --lever x1=0..1 --lever x2=0..1 --minimise x1+x2 many --draws 1048576 --no-store",
        "explain m.lua more.lua --draws 800000 --no-store",
        "sensitivity 1 --method sobol --draws 1048576 --store t.db",
        "run m.lua --until 'mean of n se<1e-12' --no-store",
        "run m.lua --draws 500000000 --no-store",
        "verify 2 --store t.db",
    };

    (void)unused;
    does("$P run m.lua -q --store t.db && $P run m.lua -q --store t.db --draws 4000000 && "
         "sqlite3 t.db 'UPDATE run SET draws = 500000000 WHERE run = 2'");
    for (size_t i = 0; i < COUNT_OF(questions); i++) {
        int status = before_somebody(questions[i], true, 100, "] ", SIGINT);
        if (status != 130)
            fail_msg("%s: exit status %d, shown: %s", questions[i], status, shown);
        assert_contains(shown, "stopped");
        does("cat .other");
        assert_null(strstr(out, "many")); /* no half an answer */
    }
}

static void test_a_run_that_was_stopped_says_how_to_go_on(void **unused)
{
    (void)unused;
    assert_int_equal(before_somebody("run m.lua --draws 500000000 --store 'a b.db'", true, 100, "] ", SIGINT), 130);
    assert_contains(shown, "; the run stays in the list: to compute it, polsim runs --resume 1 --store 'a b.db'");
}

/* ---- figures ---- */

/* The widest line shown, in columns; ends of lines are \r\n. */
static int widest(void)
{
    int most = 0;

    for (char *line = strtok(shown, "\r\n"); line; line = strtok(NULL, "\r\n"))
        most = text_columns(line) > most ? text_columns(line) : most;
    return most;
}

static void test_figures_are_as_wide_as_the_window(void **unused)
{
    (void)unused;
    does("$P run m.lua -q -n 256 --store f.db");
    for (int columns = 70; columns <= 190; columns += 60) {
        assert_int_equal(before_somebody("plot 1 attainment --terminal --store f.db", false, columns, "", 0), 0);
        assert_contains(shown, "many");
        int used = widest(), room = columns > 161 ? 161 : columns;
        if (used > room || used < room * 3 / 4)
            fail_msg("%d columns of %d are used", used, columns);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_progress_is_drawn_and_taken_away),
        cmocka_unit_test(test_ctrl_c_ends_every_long_question_with_130_and_one_line),
        cmocka_unit_test(test_a_run_that_was_stopped_says_how_to_go_on),
        cmocka_unit_test(test_figures_are_as_wide_as_the_window),
    };
    return cmocka_run_group_tests(tests, start, remove_shell_folder);
}
