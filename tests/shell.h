/* The program as a user drives it: command lines of the shell in a folder of their own, for one test or one test
   program. In them $P is the program, $R the repository. */
#ifndef POLSIM_TESTS_SHELL_H
#define POLSIM_TESTS_SHELL_H

#include "check.h"
#include "sanitized.h"

#include "error.h"
#include "text.h"

#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];
static char *out, *err_text; /* what the last command printed */

/* A file of the folder; the caller frees it. */
static inline char *read_here(const char *name)
{
    char path[256], *text;
    struct error err;
    size_t length;

    snprintf(path, sizeof path, "%.63s/%s", folder, name);
    if (!text_read_file(path, &text, &length, &err))
        fail_msg("%s", err.text);
    return text;
}

static inline void put(const char *name, const char *text)
{
    char path[256];
    struct error err;

    snprintf(path, sizeof path, "%.63s/%s", folder, name);
    assert_true(text_write_file(path, text, strlen(text), &err));
}

/* Runs a command line in the folder; its exit status, 128 + n where signal n ended it. */
static int sh(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int sh(const char *format, ...)
{
    char line[4096], command[4096 + 128];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    snprintf(command, sizeof command, "cd '%s' && { %s\n} >.out 2>.err", folder, line);
    int status = system(command);
    free(out);
    free(err_text);
    out = read_here(".out");
    err_text = read_here(".err");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The same, and it must go well. */
#define does(...)                                                                                            \
    do {                                                                                                     \
        int status_ = sh(__VA_ARGS__);                                                                       \
        if (status_ != 0)                                                                                    \
            fail_msg("exit status %d:\n%s%s", status_, out, err_text);                                       \
    } while (0)

/* A new folder, in memory where there is some. */
static inline bool make_shell_folder(void)
{
    snprintf(folder, sizeof folder, "%s/polsim-test-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    return mkdtemp(folder) != NULL;
}

static inline int remove_shell_folder(void **state)
{
    char command[256];

    (void)state;
    snprintf(command, sizeof command, "chmod -R u+w '%s' && rm -rf '%s'", folder, folder);
    return system(command);
}

/* $P and $R, and no language or path of the user's own. */
static inline int set_environment(void **state)
{
    char here[2048], program[4200];
    const char *build = getenv("POLSIM_BUILD");

    (void)state;
    build = build && *build ? build : "build";
    if (!getcwd(here, sizeof here))
        return -1;
    snprintf(program, sizeof program, "%s%s%s/polsim", build[0] == '/' ? "" : here,
             build[0] == '/' ? "" : "/", build);
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    unsetenv("POLSIM_PATH");
    unsetenv("POLSIM_LANG");
    /* To look for memory that is lost takes half of what a short command does: test_cases.c looks. */
    setenv("ASAN_OPTIONS", "detect_leaks=0", 0);
    return setenv("P", program, 1) || setenv("R", here, 1) || setenv("LANG", "en_US.UTF-8", 1) ||
           access(program, X_OK);
}

/* The line of the shell (as sh) fails with the status, and says that one line. */
#define refuses(status, line, ...)                                                                           \
    do {                                                                                                     \
        int status_ = sh(__VA_ARGS__);                                                                       \
        if (status_ != (status) || strcmp(err_text, line "\n") != 0)                                         \
            fail_msg("exit status %d, not %d, or another text:\n%s", status_, status, err_text);             \
    } while (0)

/* The same; what it says has the part in it. */
#define refuses_with(status, part, ...)                                                                      \
    do {                                                                                                     \
        assert_int_equal(sh(__VA_ARGS__), status);                                                           \
        assert_contains(err_text, part);                                                                     \
    } while (0)

/* A child that is the program with these arguments, in the folder and silent; it ends after two minutes, should the test
   be gone. */
static inline pid_t start_program(const char *const arguments[])
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_RDWR);
        if (chdir(folder) != 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
            _exit(126);
        alarm(120);
        execv(getenv("P"), (char *const *)arguments);
        _exit(127);
    }
    assert_true(child > 0);
    return child;
}

/* Leaves a test that has another program look at files: where that is not there, and under a sanitizer, by which the
   files are no others. */
static inline void needs_other(const char *program, const char *package)
{
    if (!SANITIZED && sh("command -v %s", program) == 0)
        return;
    if (SANITIZED)
        print_message("skipped: %s has the same files without a sanitizer\n", program);
    else
        print_message("skipped: %s is not installed (Debian package %s)\n", program, package);
    skip();
}

#endif
