/* polsim doc: the reference, from the tables the program itself works by. */
#include "command.h"
#include "lua_model.h"

#include <string.h>

enum { WORDS_MAX = 512 };

struct settings {
    const char *language;
};

static const struct option options[] = {
    OPTION_LANGUAGE(struct settings),
    {0},
};

static const struct {
    const char *role;
    const char *meaning;
} roles[] = {
    {"stage:1, stage:2 …",
     WORD("steps of the people's path in order: enrolled, completed, certified")},
    {"task", WORD("what a cell is asked to do, compared with 'done'")},
    {"done", WORD("what counts against 'task'")},
    {"commitment", WORD("claims approved; made by funds, with axes fund and route")},
    {"payment", WORD("money paid out")},
    {"arrears", WORD("approved and not yet paid, at the end of a period")},
    {"balance", WORD("cash of a fund at the end of a period")},
    {"appropriation", WORD("money that came in")},
};

static void print_errors(const char *language, struct text *out)
{
    for (enum error_kind kind = ERROR_CHECK; kind <= ERROR_INTERRUPTED; kind++)
        text_add(out, word(language, "  %-12s exit status %3d  %s\n"), error_kind_name(kind),
                 error_exit_status(kind), word(language, error_kind_meaning(kind)));
}

static void print_roles(const char *language, struct text *out)
{
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        text_add(out, "  %s%*s%s\n", roles[i].role, 20 - text_columns(roles[i].role), "",
                 word(language, roles[i].meaning));
}

static void print_list(const struct lua_word *words, size_t count, const char *language,
                       struct text *out)
{
    const char *kind = "";
    int column = 0;

    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i].kind, kind) != 0) {
            kind = words[i].kind;
            text_add(out, "%s%s\n ", i ? "\n\n" : "", kind);
            column = 1;
        }
        int width = text_columns(words[i].word) + 1;
        if (column + width > 78) {
            text_add(out, "\n ");
            column = 1;
        }
        text_add(out, " %s", words[i].word);
        column += width;
    }
    text_add(out, "\n\n%s\n",
             word(language, "'polsim doc WORD' explains one, with an example; there are also "
                            "'errors' and 'roles' (of outputs)."));
}

/* Each line of the example stands in a little. */
static void print_example(const char *example, struct text *out)
{
    while (*example) {
        int length = (int)strcspn(example, "\n");
        text_add(out, "    %.*s\n", length, example);
        example += length + (example[length] == '\n');
    }
}

static void print_page(const struct lua_word *page, const char *language, struct text *out)
{
    bool zh = strcmp(language, "zh") == 0;

    text_add(out, "%s  (%s)\n\n  %s\n\n%s\n", page->word, page->kind, page->signature,
             zh && page->zh && page->zh[0] ? page->zh : page->en);
    if (page->example && page->example[0]) {
        text_add(out, "\n%s\n", word(language, "Example:"));
        print_example(page->example, out);
    }
}

/* The first word that begins as `name` does; one letter is too little to tell. */
static const char *find_beginning(const char *const *known, const char *name)
{
    for (; strlen(name) > 1 && *known; known++)
        if (strncmp(*known, name, strlen(name)) == 0)
            return *known;
    return NULL;
}

static bool refuse(const struct lua_word *words, size_t count, const char *name, struct error *err)
{
    const char *known[WORDS_MAX + 3];
    size_t used = 0;

    for (; used < count && used < WORDS_MAX; used++)
        known[used] = words[used].word;
    known[used++] = "errors";
    known[used++] = "roles";
    known[used] = NULL;
    const char *nearest = find_beginning(known, name);
    if (!nearest)
        nearest = text_nearest(name, known);
    error_set(err, ERROR_USAGE, "no page about '%s'; ", name);
    return nearest ? error_append(err, "did you mean '%s'?", nearest)
                   : error_append(err, "'polsim doc' lists the words");
}

static bool make_page(const char *name, const char *language, struct text *out, struct error *err)
{
    struct arena *arena = arena_new();
    struct lua_word *words = NULL;
    size_t count = lua_model_words(arena, &words, err), at = 0;
    bool made = count > 0;

    if (made && !name)
        print_list(words, count, language, out);
    if (made && name) {
        while (at < count && strcmp(words[at].word, name) != 0)
            at++;
        if (at < count)
            print_page(&words[at], language, out);
        else
            made = refuse(words, count, name, err);
    }
    arena_free(arena);
    return made;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.language = options_language()};
    struct text out = {0};
    bool made = true;

    if (!options_parse(options, &argc, argv, &settings, err) ||
        !command_needs(command, argc, 0, 1, err))
        return false;
    if (argc == 1 && strcmp(argv[0], "errors") == 0)
        print_errors(settings.language, &out);
    else if (argc == 1 && strcmp(argv[0], "roles") == 0)
        print_roles(settings.language, &out);
    else
        made = make_page(argc ? argv[0] : NULL, settings.language, &out, err);
    if (made)
        fputs(text_string(&out), stdout);
    text_clear(&out);
    return made;
}

const struct command command_doc = {
    .name = "doc",
    .arguments = "[WORD]",
    .summary = WORD("list the words of the model language, or explain one with an example"),
    .options = options,
    .run = run,
};
