/* Runs the text cases of the folder tests/cases through the program, each in a folder of its own. How a case is
   written stands in tests/cases/README; a case needs no C. The name of a test is "FILE: the case's name".

   Each word of the language must stand in a case (test_every_word_of_the_language_has_a_case). */
#include "check.h"

#include "error.h"
#include "text.h"

#include <ctype.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CASES_MAX = 1000, SECTIONS_MAX = 24, WORDS_MAX = 64, FIELDS_MAX = 32, SECONDS_MAX = 120 };

struct section { /* "--- kind argument", then its text */
    const char *kind, *argument;
    char *text;
    int line;
};

struct text_case {
    const char *file, *name;
    int section_count;
    struct section sections[SECTIONS_MAX];
};

static struct text_case *cases;
static int case_count;
static char program[4096];
static char top[64]; /* the folder of the case that runs: work/, stdout and stderr */
static const struct text_case *current;

#define fail_case(line, ...)                                                                       \
    do {                                                                                           \
        print_error("%s:%d: ", current->file, line);                                               \
        fail_msg(__VA_ARGS__);                                                                     \
    } while (0)

/* ---- reading case files ---- */

static void bad_file(const char *file, int line, const char *why)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, why);
    exit(1);
}

/* "--- expect" -> a new section. `line` is zero-terminated. */
static void add_section(struct text_case *c, char *line, int number)
{
    static const char *const kinds[] = {"file", "polsim", "exit", "error", "expect", "prints"};
    char *kind = line + 4, *argument = kind + strcspn(kind, " ");
    bool known = false;

    if (*argument)
        *argument++ = '\0';
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        known = known || strcmp(kind, kinds[i]) == 0;
    if (!known || c->section_count == SECTIONS_MAX)
        bad_file(c->file, number,
                 "not one of: --- file, polsim, exit, error, expect, prints (24 at most)");
    c->sections[c->section_count++] = (struct section){
        .kind = kind, .argument = argument, .text = argument + strlen(argument), .line = number};
}

/* The section's text ends before this heading, which may follow its own at once. */
static void end_section(struct section *section, char *heading)
{
    if (section->text == heading)
        section->text--;
    heading[-1] = '\0';
}

/* Cuts one file into cases; its text stays in memory. */
static void read_cases(const char *file)
{
    struct text_case *c = NULL;
    struct error err;
    char *text;
    size_t length;
    int number = 0, before = case_count;

    if (!text_read_file(file, &text, &length, &err))
        bad_file(file, 0, err.text);
    for (char *line = text, *next; line; line = next) {
        char *end = strchr(line, '\n');
        next = end ? end + 1 : NULL;
        number++;
        bool heading = strncmp(line, "=== ", 4) == 0, section = strncmp(line, "--- ", 4) == 0;
        if (heading || section) {
            if (c && c->section_count) /* ends the text of the section before */
                end_section(&c->sections[c->section_count - 1], line);
            if (end)
                *end = '\0';
        }
        if (heading && case_count == CASES_MAX)
            bad_file(file, number, "too many cases");
        if (heading) {
            c = &cases[case_count++];
            *c = (struct text_case){.file = file, .name = line + 4};
        } else if (section && !c) {
            bad_file(file, number, "a section before the first '=== NAME'");
        } else if (section) {
            add_section(c, line, number);
            if (next)
                c->sections[c->section_count - 1].text = next;
        }
    }
    if (case_count == before)
        bad_file(file, number, "no case in this file");
}

/* Blank lines at the end of a section are for the eye. */
static void trim_texts(struct text_case *c)
{
    for (int i = 0; i < c->section_count; i++) {
        char *text = c->sections[i].text;
        size_t length = strlen(text);
        while (length && isspace((unsigned char)text[length - 1]))
            text[--length] = '\0';
    }
}

static void read_all_cases(void)
{
    glob_t found;

    cases = calloc(CASES_MAX, sizeof *cases);
    must(cases);
    if (glob("tests/cases/*.case", 0, NULL, &found) != 0)
        bad_file("tests/cases/*.case", 0, "no such file");
    for (size_t i = 0; i < found.gl_pathc; i++)
        read_cases(strdup(found.gl_pathv[i]));
    for (int i = 0; i < case_count; i++)
        trim_texts(&cases[i]);
    globfree(&found);
}

/* ---- folders and processes ---- */

static const char *path_in_top(const char *name)
{
    static char path[4096];

    snprintf(path, sizeof path, "%s/%s", top, name);
    return path;
}

static int remove_entry(const char *path, const struct stat *status, int flag, struct FTW *at)
{
    (void)status, (void)flag, (void)at;
    return remove(path);
}

static int remove_top(void **state)
{
    (void)state;
    return nftw(top, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* In memory where the system has such a folder: databases are synced often. */
static int make_top(void **state)
{
    current = *state;
    snprintf(top, sizeof top, "%s/polsim-case-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    return mkdtemp(top) && mkdir(path_in_top("work"), 0777) == 0 ? 0 : -1;
}

static void write_case_file(const struct section *section)
{
    struct error err;
    struct text text = {0};
    char path[4096];

    snprintf(path, sizeof path, "%s/work/%s", top, section->argument);
    for (char *slash = path + strlen(top) + 6; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        mkdir(path, 0777);
    }
    text_add(&text, "%s\n", section->text);
    if (!text_write_file(path, text_string(&text), text.length, &err))
        fail_case(section->line, "%s", err.text);
    text_clear(&text);
}

/* Splits a command line at blanks, but not within '...' or "...". Changes `line`. */
static int split_words(char *line, char **words)
{
    int count = 0;

    while (*(line += strspn(line, " "))) {
        char quote = *line == '\'' || *line == '"' ? *line++ : ' ';
        must(count < WORDS_MAX - 1);
        words[count++] = line;
        line += strcspn(line, (char[]){quote, '\0'});
        if (*line)
            *line++ = '\0';
    }
    words[count] = NULL;
    return count;
}

static void become_program(char **words)
{
    int out = open(path_in_top("stdout"), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    int err = open(path_in_top("stderr"), O_WRONLY | O_CREAT | O_TRUNC, 0666);

    if (out < 0 || err < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0 ||
        chdir(path_in_top("work")) != 0)
        _exit(126);
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    unsetenv("POLSIM_PATH");
    setenv("LANG", "en_US.UTF-8", 1);
    alarm(SECONDS_MAX);
    execv(program, words);
    _exit(127);
}

/* Runs "polsim ARGUMENTS"; its exit status, or 1000 + the signal that ended it. */
static int run_program(const char *arguments)
{
    struct text line = {0};
    char *words[WORDS_MAX];
    int status;

    text_add(&line, "polsim %s", arguments);
    split_words(line.bytes, words);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        become_program(words);
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    text_clear(&line);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* What the program wrote, without blanks at its end and the carriage returns of CSV. The caller frees it. */
static char *read_output(const char *name)
{
    struct error err;
    char *text;
    size_t length;

    assert_true(text_read_file(path_in_top(name), &text, &length, &err));
    size_t kept = 0;
    for (size_t i = 0; i < length; i++)
        if (text[i] != '\r')
            text[kept++] = text[i];
    while (kept && isspace((unsigned char)text[kept - 1]))
        kept--;
    text[kept] = '\0';
    return text;
}

/* ---- expected values ---- */

/* Cuts a line of CSV into fields, in place; quoted fields lose their quotes (none here contains one). */
static int split_csv(char *line, char **fields)
{
    int count = 0;

    while (line && count < FIELDS_MAX) {
        bool quoted = *line == '"';
        fields[count++] = line += quoted;
        char *end = strchr(line, quoted ? '"' : ',');
        if (end)
            *end++ = '\0';
        line = quoted && end && *end == ',' ? end + 1 : quoted ? NULL : end;
    }
    return count;
}

static int find_field(char **fields, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(fields[i], name) == 0)
            return i;
    return -1;
}

/* What is asked of a table of `polsim show`: the row where three columns have these texts. */
struct question {
    const char *section, *key[3], *want[3], *column;
    char answer[64];
};

/* false where the table has no such row or column. */
static bool ask(struct question *q)
{
    char command[64], *fields[FIELDS_MAX];
    int at[4] = {0};
    bool found = false;

    snprintf(command, sizeof command, "show @ %s --format csv", q->section);
    if (run_program(command) != 0)
        return false;
    char *table = read_output("stdout"), *rest = table, *line = strsep(&rest, "\n");
    int count = split_csv(line, fields);
    for (int i = 0; i < 4; i++) {
        at[i] = find_field(fields, count, i < 3 ? q->key[i] : q->column);
        found = at[i] < 0 || found;
    }
    if (found) {
        free(table);
        return false;
    }
    while (!found && (line = strsep(&rest, "\n"))) {
        count = split_csv(line, fields);
        found = true;
        for (int i = 0; i < 3; i++)
            found = found && at[i] < count && strcmp(fields[at[i]], q->want[i]) == 0;
    }
    if (found)
        snprintf(q->answer, sizeof q->answer, "%s", fields[at[3]]);
    free(table);
    return found;
}

/* "name[level=L3;town=a]": ends the name, returns the cell, "" for none. */
static const char *cut_cell(char *name)
{
    char *open = strchr(name, '['), *close = open ? strchr(open, ']') : NULL;

    if (!close)
        return "";
    *open = *close = '\0';
    return open + 1;
}

static const struct {
    const char *word, *section, *key;
} tables[] = {
    {"output", "series", "output"},
    {"target", "targets", "name"},
    {"milestone", "milestones", "name"},
    {"threshold", "ratios", "name"}};

/* One line: "output NAME[CELL] PERIOD COLUMN VALUE", or target, milestone or threshold. Values are the same to 1e-12:
   hand arithmetic and that of doubles differ in the last bits. */
static void check_value(const struct section *section, char *line)
{
    char *words[WORDS_MAX], *copy = strdup(line);
    size_t count = (size_t)split_words(copy, words), t = 0;

    while (t < COUNT_OF(tables) && count == 5 && strcmp(words[0], tables[t].word) != 0)
        t++;
    if (count != 5 || t == COUNT_OF(tables))
        fail_case(section->line,
                  "'%s' is not: output|target|milestone|threshold NAME[CELL] PERIOD COLUMN VALUE", line);
    const char *cell = cut_cell(words[1]);
    struct question q = {.section = tables[t].section,
                         .key = {tables[t].key, "cell", "period"},
                         .want = {words[1], cell, words[2]},
                         .column = words[3]};
    if (!ask(&q))
        snprintf(q.answer, sizeof q.answer, "none");
    char *end;
    double wanted = strtod(words[4], &end), got = strtod(q.answer, NULL);
    bool same = strcmp(words[4], q.answer) == 0 ||
                (!*end && isdigit((unsigned char)q.answer[q.answer[0] == '-']) &&
                 fabs(wanted - got) <= 1e-12 * fabs(wanted));
    if (!same)
        fail_case(section->line, "expected %s, but it is %s", line,
                  q.answer[0] ? q.answer : "an empty field");
    free(copy);
}

static void check_values(const struct section *section)
{
    char *copy = strdup(section->text), *rest = copy;

    if (!*copy)
        fail_case(section->line, "an empty --- expect");
    for (char *line; (line = strsep(&rest, "\n"));)
        if (*line)
            check_value(section, line);
    free(copy);
}

/* ---- expected text ---- */

/* Is `text` as wanted? "…" stands for anything within a line: numbers that a machine or a version decides. */
static bool matches(const char *wanted, const char *text)
{
    static const char any[] = "…";

    for (; *wanted && strncmp(wanted, any, strlen(any)) != 0; wanted++, text++)
        if (*wanted != *text)
            return false;
    if (!*wanted)
        return !*text;
    for (wanted += strlen(any); !matches(wanted, text); text++)
        if (!*text || *text == '\n')
            return false;
    return true;
}

/* Every line of the section is a line of the output, in this order. */
static void check_lines(const struct section *section, const char *output)
{
    char *wanted = strdup(section->text), *wanted_rest = wanted;
    char *copy = strdup(output), *rest = copy;

    if (!*wanted)
        fail_case(section->line, "an empty --- prints");
    for (char *want; (want = strsep(&wanted_rest, "\n"));) {
        char *line;
        do
            line = strsep(&rest, "\n");
        while (line && !matches(want, line));
        if (!line)
            fail_case(section->line, "not printed (in this order): '%s'\n---- the output was:\n%s",
                      want, output);
    }
    free(wanted);
    free(copy);
}

static void check_error(const struct section *section, const char *text)
{
    if (!*section->text || !matches(section->text, text))
        fail_case(section->line, "another error text\n---- expected:\n%s\n---- printed:\n%s",
                  section->text, text);
}

/* ---- running a case ---- */

static const struct section *find_section(const struct text_case *c, const char *kind)
{
    for (int i = 0; i < c->section_count; i++)
        if (strcmp(c->sections[i].kind, kind) == 0)
            return &c->sections[i];
    return NULL;
}

static void run_commands(const struct text_case *c, int status_wanted)
{
    const struct section *last = NULL;
    int status = 0;

    for (int i = 0; i < c->section_count; i++)
        if (strcmp(c->sections[i].kind, "polsim") == 0) {
            if (status != 0)
                fail_case(last->line, "only the last command may fail, this one gave %d", status);
            last = &c->sections[i];
            status = run_program(last->argument);
        }
    if (!last)
        status = run_program("run model.lua --sampler expected");
    if (status != status_wanted) {
        char *text = read_output("stderr");
        fail_case(last ? last->line : c->sections[0].line, "exit status %d, not %d\n%s", status,
                  status_wanted, text);
    }
}

static void run_case(void **state)
{
    const struct text_case *c = *state;
    const struct section *error = find_section(c, "error"), *end = find_section(c, "exit");

    if (!find_section(c, "file"))
        fail_msg("%s: '%s' has no --- file", c->file, c->name);
    if (!error && !end && !find_section(c, "prints") && !find_section(c, "expect"))
        fail_case(c->sections[0].line, "nothing is expected: --- expect, prints, error or exit");
    for (int i = 0; i < c->section_count; i++)
        if (strcmp(c->sections[i].kind, "file") == 0)
            write_case_file(&c->sections[i]);
    run_commands(c, error ? atoi(error->argument) : end ? atoi(end->argument) : 0);
    char *out = read_output("stdout"), *err = read_output("stderr");
    for (int i = 0; i < c->section_count; i++) {
        const struct section *section = &c->sections[i];
        if (strcmp(section->kind, "error") == 0)
            check_error(section, err);
        else if (strcmp(section->kind, "prints") == 0)
            check_lines(section, out);
        else if (strcmp(section->kind, "expect") == 0)
            check_values(section);
    }
    free(out);
    free(err);
}

/* ---- completeness ---- */

static bool stands_in(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = text; (at = strstr(at, word)); at += length) {
        bool begins = at == text || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
        if (begins && !isalnum((unsigned char)at[length]) && at[length] != '_')
            return true;
    }
    return false;
}

/* In a case that is to succeed. */
static bool has_case(const char *word)
{
    for (int i = 0; i < case_count; i++)
        for (int k = 0; k < cases[i].section_count && !find_section(&cases[i], "error"); k++)
            if (strcmp(cases[i].sections[k].kind, "file") == 0 &&
                stands_in(cases[i].sections[k].text, word))
                return true;
    return false;
}

/* Words stand on indented lines of `polsim doc`. */
static void test_every_word_of_the_language_has_a_case(void **state)
{
    char *words[WORDS_MAX], missing[4096] = "";
    int count = 0;

    (void)state;
    assert_int_equal(run_program("doc"), 0);
    char *list = read_output("stdout"), *rest = list;
    for (char *line; (line = strsep(&rest, "\n"));) {
        int on_line = line[0] == ' ' ? split_words(line, words) : 0;
        count += on_line;
        for (int i = 0; i < on_line; i++)
            if (!has_case(words[i]))
                snprintf(missing + strlen(missing), sizeof missing - strlen(missing), " %s",
                         words[i]);
    }
    free(list);
    assert_true(count > 50);
    if (missing[0])
        fail_msg("words without a case that uses them rightly:%s", missing);
}

static void find_program(void)
{
    char here[2048];
    const char *build = getenv("POLSIM_BUILD");

    build = build && *build ? build : "build";
    must(getcwd(here, sizeof here));
    snprintf(program, sizeof program, "%s%s%s/polsim", build[0] == '/' ? "" : here,
             build[0] == '/' ? "" : "/", build);
    if (access(program, X_OK) != 0)
        bad_file(program, 0, "the program is not built");
}

int main(void)
{
    find_program();
    read_all_cases();
    struct CMUnitTest *tests = calloc((size_t)case_count + 1, sizeof *tests);
    must(tests);
    for (int i = 0; i < case_count; i++) {
        struct text name = {0};
        text_add(&name, "%s: %s", strrchr(cases[i].file, '/') + 1, cases[i].name);
        tests[i] = (struct CMUnitTest){name.bytes, run_case, make_top, remove_top, &cases[i]};
    }
    tests[case_count] = (struct CMUnitTest)cmocka_unit_test_setup_teardown(
        test_every_word_of_the_language_has_a_case, make_top, remove_top);
    return _cmocka_run_group_tests("cases", tests, (size_t)case_count + 1, NULL, NULL);
}
