#include "options.h"

#include "error.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum { HELP_COLUMN = 26, NAMES_MAX = 64 };

const char *options_language(void)
{
    static const char *const variables[] = {"POLSIM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < COUNT_OF(variables); i++) {
        const char *value = getenv(variables[i]);
        if (!value || !value[0])
            continue;
        for (size_t k = 0; word_languages[k]; k++) /* "zh_CN.UTF-8" */
            if (strncmp(value, word_languages[k], strlen(word_languages[k])) == 0)
                return word_languages[k];
        return "en";
    }
    return "en";
}

const char *options_spoken_language(int argc, char **argv)
{
    const char *language = options_language();

    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *value = strncmp(argv[i], "--lang=", 7) == 0              ? argv[i] + 7
                            : strcmp(argv[i], "--lang") == 0 && i + 1 < argc ? argv[i + 1]
                                                                             : "";
        for (size_t k = 0; word_languages[k]; k++)
            if (strcmp(value, word_languages[k]) == 0)
                language = word_languages[k];
    }
    return language;
}

bool options_suggest(struct error *err, const char *word, const char *const *words)
{
    const char *nearest = text_nearest(word, words);

    if (nearest)
        return error_append(err, "; did you mean '%s'?", nearest);
    if (!words[0])
        return false;
    error_append(err, "; there are: ");
    for (size_t i = 0; words[i]; i++)
        error_append(err, "%s%s", i ? spoken(", ") : "", words[i]);
    return false;
}

/* ---- values ---- */

/* The name as the user knows it: "--draws". */
static bool refuse(struct error *err, const struct option *option, const char *value,
                   const char *expected)
{
    return error_set(err, ERROR_USAGE, "option '--%s' takes %s, not '%s'", option->name, expected,
                     value);
}

static bool within(const struct option *option, const char *value, uint64_t number,
                   struct error *err)
{
    if (number < option->least)
        return error_set(err, ERROR_USAGE, "option '--%s' is at least %ju, not '%s'", option->name,
                         (uintmax_t)option->least, value);
    if (option->most && number > option->most)
        return error_set(err, ERROR_USAGE, "option '--%s' is at most %ju, not '%s'", option->name,
                         (uintmax_t)option->most, value);
    return true;
}

static uint64_t unit_bytes(const char *suffix)
{
    static const struct {
        const char *suffix;
        uint64_t bytes;
    } units[] = {{"", 1},          {"K", 1u << 10}, {"KB", 1u << 10}, {"M", 1u << 20},
                 {"MB", 1u << 20}, {"G", 1u << 30}, {"GB", 1u << 30}};

    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (strcasecmp(suffix, units[i].suffix) == 0)
            return units[i].bytes;
    return 0;
}

static bool parse_number(const struct option *option, const char *value, uint64_t *number,
                         struct error *err)
{
    bool bytes = option->kind == OPTION_BYTES;
    char *end = NULL;

    errno = 0;
    unsigned long long parsed = isdigit((unsigned char)value[0]) ? strtoull(value, &end, 10) : 0;
    uint64_t unit = !end ? 0 : bytes ? unit_bytes(end) : *end ? 0 : 1;
    if (!unit)
        return refuse(err, option, value,
                      bytes ? spoken("a number of bytes such as 512M or 2G")
                            : spoken("a whole number"));
    if (errno == ERANGE || parsed > UINT64_MAX / unit)
        return refuse(err, option, value, spoken("a smaller number"));
    *number = parsed * unit;
    return within(option, value, *number, err);
}

static bool store_value(const struct option *option, const char *value, void *settings,
                        struct error *err)
{
    char *place = (char *)settings + option->offset;

    switch (option->kind) {
    case OPTION_FLAG: memcpy(place, &(bool){true}, sizeof(bool)); return true;
    case OPTION_TEXT: memcpy(place, &value, sizeof value); return true;
    case OPTION_COUNT:
    case OPTION_BYTES: {
        uint64_t number = 0;
        if (!parse_number(option, value, &number, err))
            return false;
        memcpy(place, &number, sizeof number);
        return true;
    }
    case OPTION_CHOICE:
        for (size_t i = 0; option->choices[i]; i++)
            if (strcmp(value, option->choices[i]) == 0) {
                memcpy(place, &option->choices[i], sizeof option->choices[i]);
                return true;
            }
        error_set(err, ERROR_USAGE, "option '--%s' cannot be '%s'", option->name, value);
        return options_suggest(err, value, option->choices);
    case OPTION_LIST: {
        struct option_list *list = (struct option_list *)(void *)place;
        if (list->count == OPTION_LIST_MAX)
            return error_set(err, ERROR_USAGE, "option '--%s' is given more than %d times",
                             option->name, OPTION_LIST_MAX);
        list->items[list->count++] = value;
        return true;
    }
    }
    must(!"an option has a kind");
    return false;
}

/* ---- parsing ---- */

static const struct option *find_letter(const struct option *options, char letter)
{
    for (; options->name; options++)
        if (options->letter && options->letter == letter)
            return options;
    return NULL;
}

static const struct option *find_name(const struct option *options, const char *name, size_t length)
{
    for (; options->name; options++)
        if (strlen(options->name) == length && strncmp(options->name, name, length) == 0)
            return options;
    return NULL;
}

static bool refuse_unknown(const struct option *options, const char *name, size_t length,
                           struct error *err)
{
    const char *names[NAMES_MAX + 1];
    char word[128];
    size_t count = 0;

    for (; options[count].name && count < NAMES_MAX; count++)
        names[count] = options[count].name;
    names[count] = NULL;
    snprintf(word, sizeof word, "%.*s", (int)length, name);
    error_set(err, ERROR_USAGE, "unknown option '--%s'", word);
    const char *nearest = text_nearest(word, names);
    return nearest ? error_append(err, "; did you mean '--%s'?", nearest)
                   : error_append(err, "; -h lists what there is");
}

/* One option at argv[*at], and its value, which may be the next argument. */
static bool parse_option(const struct option *options, int argc, char **argv, int *at,
                         void *settings, struct error *err)
{
    const char *word = argv[*at], *value = NULL;
    const struct option *option;

    if (word[1] == '-') {
        size_t length = strcspn(word + 2, "=");
        option = find_name(options, word + 2, length);
        if (!option)
            return refuse_unknown(options, word + 2, length, err);
        value = word[2 + length] ? word + 3 + length : NULL;
    } else {
        option = find_letter(options, word[1]);
        if (!option)
            return error_set(err, ERROR_USAGE, "unknown option '%s'; -h lists what there is", word);
        value = word[2] ? word + 2 : NULL;
    }
    if (option->kind == OPTION_FLAG && value)
        return error_set(err, ERROR_USAGE, "option '--%s' takes no value, but got '%s'",
                         option->name, value);
    if (option->kind != OPTION_FLAG && !value) {
        if (*at + 1 >= argc)
            return error_set(err, ERROR_USAGE, "option '--%s' needs a value: --%s %s", option->name,
                             option->name, option->argument);
        value = argv[++*at];
    }
    return store_value(option, value, settings, err);
}

bool options_parse(const struct option *options, int *argc, char **argv, void *settings,
                   struct error *err)
{
    int kept = 0;
    bool ended = false;

    for (int at = 0; at < *argc; at++) {
        if (!ended && strcmp(argv[at], "--") == 0)
            ended = true;
        else if (ended || argv[at][0] != '-' || !argv[at][1])
            argv[kept++] = argv[at];
        else if (!parse_option(options, *argc, argv, &at, settings, err))
            return false;
    }
    *argc = kept;
    return true;
}

/* ---- help ---- */

static void help_line(const struct option *option, const char *language, struct text *text)
{
    struct text left = {0};

    if (option->letter)
        text_add(&left, "  -%c, --%s", option->letter, option->name);
    else
        text_add(&left, "      --%s", option->name);
    if (option->argument)
        text_add(&left, " %s", option->argument);
    int columns = text_columns(text_string(&left));
    if (columns >= HELP_COLUMN)
        text_add(text, "%s\n%*s", text_string(&left), HELP_COLUMN, "");
    else
        text_add(text, "%s%*s", text_string(&left), HELP_COLUMN - columns, "");
    text_add(text, "%s\n", word(language, option->meaning));
    text_clear(&left);
}

void options_help(const struct option *options, const char *language, struct text *text)
{
    for (int advanced = 0; advanced < 2; advanced++)
        for (const struct option *option = options; option->name; option++)
            if (option->advanced == advanced)
                help_line(option, language, text);
}
