#include "command.h"

#include "error.h"
#include "print.h"

#include <string.h>

bool command_write(const char *path, const struct text *out, struct error *err)
{
    if (path)
        return text_write_file(path, text_string(out), out->length, err);
    print_text(stdout, text_string(out));
    return true;
}

bool command_needs(const struct command *command, int argc, int least, int most, struct error *err)
{
    if (argc < least)
        return error_set(err, ERROR_USAGE, "'%s' needs %s: polsim %s %s", command->name,
                         least == 1 ? spoken("an argument") : spoken("more arguments"),
                         command->name, command->arguments);
    if (most == 0 && argc > 0)
        return error_set(err, ERROR_USAGE, "'%s' takes no arguments, but got %d", command->name,
                         argc);
    if (most == 1 && argc > most)
        return error_set(err, ERROR_USAGE,
                         "'%s' takes at most 1 argument, but got %d: polsim %s %s", command->name,
                         argc, command->name, command->arguments);
    if (most >= 0 && argc > most)
        return error_set(err, ERROR_USAGE,
                         "'%s' takes at most %d arguments, but got %d: polsim %s %s", command->name,
                         most, argc, command->name, command->arguments);
    return true;
}

void command_help(const struct command *command, const char *language, struct text *text)
{

    text_add(text, "%spolsim %s%s%s%s\n\n%s\n", word(language, "usage: "), command->name,
             command->arguments[0] ? " " : "", command->arguments, word(language, " [options]"),
             word(language, command->summary));
    if (command->details)
        text_add(text, "\n%s\n", word(language, command->details));
    if (command->options && command->options->name) {
        text_add(text, "\n%s\n", word(language, "options:"));
        options_help(command->options, language, text);
    }
}

const struct command *command_find(const struct command *const *commands, const char *name,
                                   struct error *err)
{
    enum { MOST = 64 };
    const char *names[MOST + 1];
    int count = 0;

    for (; commands[count]; count++) {
        must(count < MOST);
        if (strcmp(commands[count]->name, name) == 0)
            return commands[count];
        names[count] = commands[count]->name;
    }
    names[count] = NULL;
    error_set(err, ERROR_USAGE, "unknown command '%s'", name);
    options_suggest(err, name, names);
    return NULL;
}
