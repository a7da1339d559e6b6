/* polsim doc: the reference, from the tables the program itself works by. */
#include "cmd_doc.h"
#include "error.h"
#include "lua_model.h"
#include "print.h"

#include <string.h>

enum { WORDS_MAX = 512, COMMANDS_MAX = 32 };

struct settings {
    const char *language;
    bool man;
};

static const struct option options[] = {
    {"man", 0, OPTION_FLAG, NULL, offsetof(struct settings, man),
     .meaning = WORD("the manual page of the program, as roff: polsim doc --man > polsim.1")},
    OPTION_LANGUAGE(struct settings),
    {0},
};

/* Pages beside those of words. */
static const struct {
    const char *name;
    const char *holds;
} pages[] = {
    {"options", WORD("the options of every command; 'options COMMAND' for one")},
    {"errors", WORD("kinds of errors, exit status, what to do")},
    {"roles", WORD("roles that outputs may have")},
    {"FILE.lua", WORD("the outputs of a model: unit, kind, axes, labels")},
};

/* The kinds of words, as the list and the pages head them. */
static const struct {
    const char *id;
    const char *words;
} kinds[] = {
    {"dated", WORD("dated: by year or month")},
    {"declare", WORD("declare: what a model consists of")},
    {"money", WORD("money")},
    {"number", WORD("number: chosen before the run")},
    {"people", WORD("people: who move and what happens to them")},
    {"plain", WORD("plain: of Lua")},
    {"report", WORD("report: what is printed and checked")},
    {"scenario", WORD("scenario: what differs")},
    {"shape", WORD("shape: over cells")},
    {"source", WORD("source: where a number comes from")},
    {"stock", WORD("stock: what there is")},
    {"time", WORD("time: over months")},
    {"uncertain", WORD("uncertain: distributions")},
};

static const char *kind_in_words(const char *kind, const char *language)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (strcmp(kinds[i].id, kind) == 0)
            return word(language, kinds[i].words);
    return kind;
}

static void print_pages(const char *language, struct text *out)
{
    text_add(out, "\n\n%s\n\n",
             word(language, "'polsim doc WORD' explains one, with an example. There are also:"));
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        text_add(out, "polsim doc %-10s %s\n", pages[i].name, word(language, pages[i].holds));
}

static void print_list(const struct lua_word *words, size_t count, const char *language,
                       struct text *out)
{
    const char *kind = "";
    int column = 0;

    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i].kind, kind) != 0) {
            kind = words[i].kind;
            text_add(out, "%s%s\n ", i ? "\n\n" : "", kind_in_words(kind, language));
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
    print_pages(language, out);
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

    text_add(out, "%s  (%s)\n\n  %s\n\n", page->word, kind_in_words(page->kind, language),
             page->signature);
    text_add_wrapped(out, zh && page->zh && page->zh[0] ? page->zh : page->en, 0, 0, 80);
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
    const char *known[WORDS_MAX + COUNT_OF(pages) + COMMANDS_MAX + 1];
    size_t used = 0;

    for (; used < count && used < WORDS_MAX; used++)
        known[used] = words[used].word;
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        known[used++] = pages[i].name;
    for (int i = 0; command_list[i] && i < COMMANDS_MAX; i++)
        known[used++] = command_list[i]->name;
    known[used] = NULL;
    const char *nearest = find_beginning(known, name);
    if (!nearest)
        nearest = text_nearest(name, known);
    error_set(err, ERROR_USAGE, "no page about '%s'; ", name);
    return nearest ? error_append(err, "did you mean '%s'?", nearest)
                   : error_append(err, "'polsim doc' lists the words");
}

static bool is_command(const char *name)
{
    for (int i = 0; command_list[i]; i++)
        if (strcmp(command_list[i]->name, name) == 0)
            return true;
    return false;
}

/* A word's page; of a command's name that is no word, its help. */
static bool make_word_page(const char *name, const char *language, struct text *out,
                           struct error *err)
{
    struct arena *arena = arena_new();
    struct lua_word *words = NULL;
    size_t count = lua_model_words(arena, &words, err), at = 0;
    bool made = count > 0;

    while (made && name && at < count && strcmp(words[at].word, name) != 0)
        at++;
    if (made && !name)
        print_list(words, count, language, out);
    else if (made && at < count)
        print_page(&words[at], language, out);
    else if (made)
        made = is_command(name) ? doc_add_options(name, language, out, err)
                                : refuse(words, count, name, err);
    arena_free(arena);
    return made;
}

static bool is_file(const char *name)
{
    const char *end = strstr(name, ".lua");

    return end && (!end[4] || end[4] == ':');
}

static bool make_page(int argc, char **argv, const char *language, struct text *out,
                      struct error *err)
{
    const char *name = argc ? argv[0] : NULL;

    if (name && strcmp(name, "options") == 0)
        return doc_add_options(argc > 1 ? argv[1] : NULL, language, out, err);
    if (argc > 1)
        return error_set(err, ERROR_USAGE, "'doc' takes one word, but got '%s' too", argv[1]);
    if (name && strcmp(name, "errors") == 0)
        doc_add_errors(language, out);
    else if (name && strcmp(name, "roles") == 0)
        doc_add_roles(language, out);
    else if (name && is_file(name))
        return doc_add_outputs(name, language, out, err);
    else
        return make_word_page(name, language, out, err);
    return true;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.language = options_language()};
    struct text out = {0};

    if (!options_parse(options, &argc, argv, &settings, err) ||
        !command_needs(command, argc, 0, settings.man ? 0 : 2, err))
        return false;
    bool made = true;
    if (settings.man)
        doc_manual(settings.language, &out);
    else
        made = make_page(argc, argv, settings.language, &out, err);
    if (made)
        print_text(stdout, text_string(&out));
    text_clear(&out);
    return made;
}

const struct command command_doc = {
    .name = "doc",
    .arguments = "[WORD|options [COMMAND]|errors|roles|FILE.lua]",
    .summary =
        WORD("list the words of the model language, or explain one; options, errors, outputs"),
    .options = options,
    .run = run,
};
