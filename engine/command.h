/* The subcommands: what main.c's table, help and "did you mean" know of each. A file cmd_x.c defines
   one `const struct command command_x`; everything else in it is static.

     static bool run(const struct command *command, int argc, char **argv, struct error *err)
     {
         struct settings settings = {.store = OPTION_STORE_DEFAULT, .language = options_language()};
         if (!options_parse(command->options, &argc, argv, &settings, err) ||
             !command_needs(command, argc, 1, 1, err))
             return false;
         ...                                             // argv[0] is the first argument
     }
     const struct command command_plot = {.name = "plot", .arguments = "RUN [FIGURE…]", ..., .run = run};

   A command writes its result to stdout and talk to stderr, returns false with err for main to print,
   and never exits. */
#ifndef POLSIM_COMMAND_H
#define POLSIM_COMMAND_H

#include "options.h"

struct command {
    const char *name;
    const char *arguments; /* "SCENARIO…", without the options; "" for none */
    const char *summary;   /* one line, marked by WORD */
    const char *details;   /* further lines of help with examples, or NULL */
    const struct option *options;
    /* argv[0 .. argc - 1]: what follows the command's name */
    bool (*run)(const struct command *command, int argc, char **argv, struct error *err);
};

/* Between least and most arguments, else error USAGE naming what is missing or too much. most < 0: any. */
bool command_needs(const struct command *command, int argc, int least, int most, struct error *err);

/* Writes a command's result into the file of --out, or with path NULL to stdout. Errors: STORE. */
bool command_write(const char *path, const struct text *out, struct error *err);

/* Prints the help of a command, all that its table knows. */
void command_help(const struct command *command, const char *language, struct text *text);

/* Finds a command by name in `commands` (ended by NULL), or NULL with err: USAGE with the nearest. */
const struct command *command_find(const struct command *const *commands, const char *name,
                                   struct error *err);

extern const struct command *const command_list[]; /* all, ended by NULL; cmd_list.c */
extern const struct command command_run, command_check, command_show, command_runs, command_plot,
    command_doc, command_compare, command_report, command_export, command_inputs, command_sweep,
    command_solve, command_explain, command_attain, command_sensitivity, command_why,
    command_verify;

#endif
