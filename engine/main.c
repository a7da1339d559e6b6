/* The program's door: finds the command, runs it, prints what went wrong, sets the exit status
   (error.h's list). */
#include "command.h"
#include "dmath.h"
#include "error.h"
#include "heap.h"
#include "kernels.h"
#include "print.h"

#include <errno.h>
#include <string.h>

static void print_overview(FILE *to)
{
    const char *language = options_language();

    fprintf(to, "%spolsim %s\n\n", word(language, "usage: "), word(language, "COMMAND [options]"));
    for (int i = 0; command_list[i]; i++)
        fprintf(to, "  %-11s %s\n", command_list[i]->name,
                word(language, command_list[i]->summary));
    fprintf(to, "  %-11s %s\n\n%s\n", "help", word(language, "how a command is used"),
            word(language,
                 "'polsim help COMMAND' lists its options; 'polsim doc' the words of the model "
                 "language."));
}

static bool help(const char *name, struct error *err)
{
    struct text text = {0};

    if (!name) {
        print_overview(stdout);
        return true;
    }
    const struct command *command = command_find(command_list, name, err);
    if (!command)
        return false;
    command_help(command, options_language(), &text);
    print_text(stdout, text_string(&text));
    text_clear(&text);
    return true;
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0)
            return true;
    return false;
}

/* A set that is not there would be passed over in silence. */
static bool check_instruction_set(struct error *err)
{
    const char *wanted = getenv("POLSIM_ISA");
    size_t count;
    const struct kernels *const *sets = kernels_all(&count);

    if (!wanted || !*wanted)
        return true;
    for (size_t i = 0; i < count; i++)
        if (strcmp(sets[i]->name, wanted) == 0)
            return true;
    error_set(err, ERROR_USAGE, "POLSIM_ISA is '%s'; on this processor it may be", wanted);
    for (size_t i = 0; i < count; i++)
        error_append(err, " %s", sets[i]->name);
    return false;
}

/* argv[0] is what follows the program's name. */
static bool dispatch(int argc, char **argv, struct error *err)
{
    if (argc == 0) {
        print_overview(stderr);
        return error_set(err, ERROR_USAGE, "no command given");
    }
    if (strcmp(argv[0], "--version") == 0) {
        puts("polsim " POLSIM_VERSION);
        return true;
    }
    if (strcmp(argv[0], "help") == 0 || strcmp(argv[0], "-h") == 0 ||
        strcmp(argv[0], "--help") == 0)
        return help(argc > 1 ? argv[1] : NULL, err);
    if (argv[0][0] == '-')
        return error_set(err, ERROR_USAGE,
                         "unknown option '%s' before the command; 'polsim help' lists the commands",
                         argv[0]);
    const struct command *command = command_find(command_list, argv[0], err);
    if (!command)
        return false;
    if (wants_help(argc - 1, argv + 1))
        return help(command->name, err);
    return check_instruction_set(err) && command->run(command, argc - 1, argv + 1, err);
}

int main(int argc, char **argv)
{
    struct error err = {0};

    heap_prepare();
    dm_prepare();
    word_speak(options_spoken_language(argc - 1, argv + 1));
    heap_speak(spoken("not enough memory: close other programs, or take fewer draws at once"));
    bool done = dispatch(argc - 1, argv + 1, &err);

    if ((fflush(stdout) != 0 || ferror(stdout)) && done)
        done = error_set(&err, ERROR_STORE, "cannot write to standard output: %s",
                         spoken_errno(errno));
    if (!done)
        print_format(stderr, "polsim: %s\n", err.text);
    return done ? 0 : error_exit_status(err.kind);
}
