/* polsim(1): of each command what 'polsim help COMMAND' says, then variables, files and exit statuses. */
#include "cmd_doc.h"

#include "error.h"
#include "word.h"

#include <string.h>

static const char about[] =
    WORD("compute what a policy does, month by month, in thousands of simulated futures");
static const char description[] =
    WORD("A policy is a short Lua script. polsim runs it, keeps each run in a SQLite "
         "database, and makes tables, pictures, "
         "a report and a workbook of it. 'polsim doc' lists the words of the scripts and "
         "'polsim doc WORD' explains one; "
         "'polsim help COMMAND' says what stands here of one command.");

static const struct {
    const char *name;
    const char *meaning;
} variables[] = {
    {"POLSIM_LANG",
     WORD("zh or en: the language of what is printed; else LC_ALL, LC_MESSAGES and LANG say")},
    {"POLSIM_ISA", WORD("portable, sse2, avx2 or avx512: the instruction set, instead of the best "
                        "one; results are "
                        "the same")},
    {"POLSIM_PATH",
     WORD(
         "a folder with files that take the place of those inside the program (scripts/, plots/)")},
    {"TMPDIR", WORD("where temporary files go (default: /tmp)")},
};

/* ---- roff ---- */

/* Characters that mean something to roff; a line must not begin with '.' or an apostrophe. */
static void add_roff(struct text *out, const char *string, size_t length)
{
    if (length > 0 && (string[0] == '.' || string[0] == '\''))
        text_add(out, "\\&");
    for (size_t i = 0; i < length; i++)
        switch (string[i]) {
        case '\\': text_add(out, "\\e"); break;
        case '-': text_add(out, "\\-"); break;
        case '\'': text_add(out, "\\(aq"); break;
        case '`': text_add(out, "\\(ga"); break;
        case '^': text_add(out, "\\(ha"); break;
        case '~': text_add(out, "\\(ti"); break;
        case '"': text_add(out, "\\(dq"); break;
        default: text_add_bytes(out, &string[i], 1);
        }
}

static void add_line(struct text *out, const char *string)
{
    add_roff(out, string, strlen(string));
    text_add(out, "\n");
}

static void add_section(struct text *out, const char *language, const char *title)
{
    text_add(out, ".SH %s\n", word(language, title));
}

/* An indented paragraph with `head` hanging before it. */
static void add_entry(struct text *out, const char *head, const char *string)
{
    text_add(out, ".TP\n.B ");
    add_line(out, head);
    add_line(out, string);
}

/* Lines that stand in are examples and stay as they are; others stay lines, and empty ones part paragraphs. */
static void add_details(struct text *out, const char *details)
{
    bool in_example = false, in_paragraph = false;

    while (*details) {
        size_t length = strcspn(details, "\n");
        bool example = details[0] == ' ';
        if (example != in_example)
            text_add(out, example ? ".PP\n.EX\n" : ".EE\n");
        if (!example && length > 0)
            text_add(out, in_paragraph ? ".br\n" : ".PP\n");
        if (length > 0) {
            add_roff(out, details, length);
            text_add(out, "\n");
        }
        in_example = example;
        in_paragraph = !example && length > 0;
        details += length + (details[length] == '\n');
    }
    if (in_example)
        text_add(out, ".EE\n");
}

/* ---- sections ---- */

static void add_option(struct text *out, const struct option *option, const char *language)
{
    struct text head = {0};

    if (option->letter)
        text_add(&head, "-%c, ", option->letter);
    text_add(&head, "--%s%s%s", option->name, option->argument ? " " : "",
             option->argument ? option->argument : "");
    add_entry(out, text_string(&head), word(language, option->meaning));
    text_clear(&head);
}

static void add_command(struct text *out, const struct command *command, const char *language)
{
    text_add(out, ".SS ");
    text_add(out, "polsim %s", command->name);
    text_add(out, "%s", command->arguments[0] ? " " : "");
    add_line(out, command->arguments);
    add_line(out, word(language, command->summary));
    if (command->details)
        add_details(out, word(language, command->details));
    for (int advanced = 0; advanced < 2; advanced++)
        for (const struct option *option = command->options; option->name; option++)
            if (option->advanced == advanced)
                add_option(out, option, language);
}

static void add_exit_statuses(const char *language, struct text *out)
{
    add_entry(out, "0", word(language, "all went well"));
    for (enum error_kind kind = ERROR_CHECK; kind <= ERROR_INTERRUPTED; kind++) {
        char status[16];
        snprintf(status, sizeof status, "%d", error_exit_status(kind));
        add_entry(out, status, word(language, doc_error_meaning(kind)));
    }
}

void doc_manual(const char *language, struct text *out)
{
    text_add(out,
             ".\\\" made by 'polsim doc --man --lang %s'\n.TH POLSIM 1 \"\" \"polsim %s\" "
             "\"polsim\"\n.ad l\n.nh\n.nr HY 0\n",
             language, POLSIM_VERSION);
    add_section(out, language, WORD("NAME"));
    text_add(out, "polsim \\- ");
    add_line(out, word(language, about));
    add_section(out, language, WORD("SYNOPSIS"));
    text_add(out, ".B polsim\n.I %s\n", word(language, "COMMAND [options]"));
    add_section(out, language, WORD("DESCRIPTION"));
    add_line(out, word(language, description));
    add_section(out, language, WORD("COMMANDS"));
    for (int i = 0; command_list[i]; i++)
        add_command(out, command_list[i], language);
    add_section(out, language, WORD("ENVIRONMENT"));
    for (size_t i = 0; i < COUNT_OF(variables); i++)
        add_entry(out, variables[i].name, word(language, variables[i].meaning));
    add_section(out, language, WORD("FILES"));
    add_entry(out, OPTION_STORE_DEFAULT,
              word(language, "the database of runs, unless --store names another"));
    add_section(out, language, WORD("EXIT STATUS"));
    add_exit_statuses(language, out);
}
