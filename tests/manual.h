/* The manuals as a reader would follow them: the blocks of a page of Markdown are run from top to bottom in a folder
   of their own, where `make run` has been done, and what they print is compared with what the page shows.

   A block is three backquotes and a kind, then words on how to take it:

     sh            commands of the shell; the next block, if it is `text`, is all that they print. "..." in it stands
                   for any text of a line, alone on a line for any lines
     sh draws=N    the same, with N draws, where only time would be lost with more
     sh fails      the commands must fail
     sh not-run    is not run (it installs, or takes the whole building); counted
     sql           a query of out/polsim.db, run by sqlite3; it must find something
     python, r     a program
     KIND file=F   the text of a file F that the reader is to write
     KIND excerpt  a part of something, not run; counted

   Other kinds are refused, so that no block is passed over in silence. A line <!-- by hand: COMMANDS --> stands for
   what the reader does by hand at this place, such as changing a cell in a spreadsheet. */
#ifndef POLSIM_TESTS_MANUAL_H
#define POLSIM_TESTS_MANUAL_H

#include "shell.h"

#include <ctype.h>
#include <glob.h>

struct block {
    char kind[16];   /* "sh", "text", … */
    char words[112]; /* what stands behind it */
    int line;        /* of its first line in the page, from 1 */
    char *text;
};

enum { BLOCKS_MAX = 100 };

struct page {
    const char *path;
    char *text;       /* as it was read */
    struct text prose; /* what stands outside of blocks and comments */
    struct block blocks[BLOCKS_MAX];
    int count;
};

struct block_counts {
    int run, written, compared, not_run, excerpts;
};

static struct block_counts counts;

/* ---- reading a page ---- */

static inline size_t line_length(const char *at)
{
    return strcspn(at, "\n");
}

static inline const char *next_line(const char *at)
{
    at += line_length(at);
    return at + (*at == '\n');
}

static inline bool begins(const char *at, const char *with)
{
    return strncmp(at, with, strlen(with)) == 0;
}

static inline struct block *new_block(struct page *page, const char *kind, const char *words, int line)
{
    if (page->count == BLOCKS_MAX)
        fail_msg("%s has more than %d blocks", page->path, BLOCKS_MAX);
    struct block *block = &page->blocks[page->count++];
    snprintf(block->kind, sizeof block->kind, "%s", kind);
    snprintf(block->words, sizeof block->words, "%s", words);
    block->line = line;
    return block;
}

/* A block whose fence is at `at`; where its last line ends. *line moves with it. */
static inline const char *read_block(struct page *page, const char *at, int *line)
{
    char fence[128], kind[16] = "", words[112] = "";

    snprintf(fence, sizeof fence, "%.*s", (int)line_length(at), at);
    sscanf(fence, "```%15s %111[^\n]", kind, words);
    struct block *block = new_block(page, kind, words, ++*line);
    const char *from = next_line(at), *end = from;
    while (*end && !begins(end, "```")) {
        end = next_line(end);
        ++*line;
    }
    if (!*end)
        fail_msg("%s:%d: the block does not end", page->path, block->line - 1);
    block->text = strndup(from, (size_t)(end - from));
    return end;
}

static inline void read_comment(struct page *page, const char *at, int line)
{
    static const char by_hand[] = "<!-- by hand: ";
    const char *end = strstr(at, "-->");

    if (!end || end > at + line_length(at))
        fail_msg("%s:%d: a comment is one line", page->path, line);
    if (begins(at, by_hand)) {
        struct block *block = new_block(page, "sh", "", line);
        block->text = strndup(at + strlen(by_hand), (size_t)(end - at) - strlen(by_hand));
    }
}

static inline struct page *page_of(const char *path, char *text)
{
    struct page *page = calloc(1, sizeof *page);
    int line = 1;

    page->path = path;
    page->text = text;
    for (const char *at = text; *at; at = next_line(at), line++)
        if (begins(at, "```"))
            at = read_block(page, at, &line);
        else if (begins(at, "<!--"))
            read_comment(page, at, line);
        else
            text_add(&page->prose, "%.*s\n", (int)line_length(at), at);
    return page;
}

static inline struct page *read_page(const char *path)
{
    struct error err;
    size_t length;
    char *text;

    if (!text_read_file(path, &text, &length, &err))
        fail_msg("%s", err.text);
    return page_of(path, text);
}

static inline void free_page(struct page *page)
{
    for (int i = 0; i < page->count; i++)
        free(page->blocks[i].text);
    text_clear(&page->prose);
    free(page->text);
    free(page);
}

/* The value of NAME=VALUE among a block's words, or NULL. */
static inline const char *word_value(const struct block *block, const char *name)
{
    static char value[112];
    const char *at = strstr(block->words, name);

    if (!at)
        return NULL;
    snprintf(value, sizeof value, "%.*s", (int)strcspn(at + strlen(name), " "), at + strlen(name));
    return value;
}

/* ---- comparing ---- */

static inline size_t trimmed(const char *line)
{
    size_t length = line_length(line);

    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\r'))
        length--;
    return length;
}

/* A line of `shown`, "..." in which stands for any text, and one that was printed; what ends them does not count. */
static inline bool same_text(const char *shown, size_t shown_length, const char *printed, size_t length)
{
    if (shown_length >= 3 && begins(shown, "...")) {
        for (size_t skip = 0; skip <= length; skip++)
            if (same_text(shown + 3, shown_length - 3, printed + skip, length - skip))
                return true;
        return false;
    }
    if (shown_length == 0 || length == 0)
        return shown_length == length;
    return *shown == *printed && same_text(shown + 1, shown_length - 1, printed + 1, length - 1);
}

static inline bool same_line(const char *shown, const char *printed)
{
    return same_text(shown, trimmed(shown), printed, trimmed(printed));
}

/* All lines of `shown` are those that were printed; *differs moves to the furthest that has no partner. */
static inline bool same_lines(const char *shown, const char *printed, const char **differs)
{
    if (shown > *differs)
        *differs = shown;
    if (!*shown)
        return !printed[strspn(printed, " \n")]; /* empty lines at the end do not count */
    if (trimmed(shown) == 3 && begins(shown, "...")) {
        for (;; printed = next_line(printed)) {
            if (same_lines(next_line(shown), printed, differs))
                return true;
            if (!*printed)
                return false;
        }
    }
    return *printed && same_line(shown, printed) && same_lines(next_line(shown), next_line(printed), differs);
}

/* ---- following a page ---- */

/* The commands, as one script that ends where one of them fails. What they set stays set for the next block. */
static inline int run_commands(const char *commands, const char *draws)
{
    struct text script = {0};

    text_add(&script, "exec 2>&1\nset -e\n. ./.environment\nDRAWS=%s\nexport DRAWS\n%s\nexport -p > .environment\n", draws,
             commands);
    put(".block", text_string(&script));
    text_clear(&script);
    return sh("sh .block");
}

static inline void run_block(const struct page *page, const struct block *block, struct text *printed)
{
    const char *draws = word_value(block, "draws=");
    bool fails = strstr(block->words, "fails") != NULL;
    int status;

    if (strcmp(block->kind, "sh") == 0) {
        status = run_commands(block->text, draws ? draws : "");
    } else {
        put(".block", block->text);
        status = strcmp(block->kind, "sql") == 0 ? sh("sqlite3 -bail -header -column out/polsim.db < .block 2>&1")
                 : strcmp(block->kind, "r") == 0 ? sh("LC_ALL=C.UTF-8 Rscript --vanilla .block 2>&1")
                                                 : sh("/usr/bin/python3 .block 2>&1");
    }
    if ((status != 0) != fails) {
        fprintf(stderr, "%s\n", out);
        fail_msg("%s:%d: exit status %d, with what stands above, of\n%s", page->path, block->line, status,
                 block->text);
    }
    if (strcmp(block->kind, "sql") == 0 && !out[0])
        fail_msg("%s:%d: the query finds nothing:\n%s", page->path, block->line, block->text);
    text_add(printed, "%s", out);
    counts.run++;
}

static inline void write_block(const struct block *block, const char *file)
{
    struct text path = {0};
    struct error err;

    text_add(&path, "%s/%s", folder, file);
    if (!text_make_folders_above(text_string(&path), &err))
        fail_msg("%s", err.text);
    put(file, block->text);
    text_clear(&path);
    counts.written++;
}

static inline void compare_block(const struct page *page, const struct block *block)
{
    const char *differs = block->text;

    if (!same_lines(block->text, out, &differs)) {
        int line = block->line;
        for (const char *at = block->text; at < differs; at = next_line(at))
            line++;
        fprintf(stderr, "%s\n", out); /* a message has no room for it */
        fail_msg("%s:%d: the page shows\n%.*s\nwhich was not printed at this place of what stands above", page->path,
                 line, (int)line_length(differs), differs);
    }
    counts.compared++;
}

static inline bool is_run(const struct block *block)
{
    static const char *const kinds[] = {"sh", "sql", "python", "r"};

    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (strcmp(block->kind, kinds[i]) == 0)
            return true;
    return false;
}

/* Does what each block asks for, in the folder; `printed` gets all that was printed. */
static inline void follow(const struct page *page, struct text *printed)
{
    bool has_output = false; /* the block before was run, and what it printed is still in `out` */

    for (int i = 0; i < page->count; i++) {
        const struct block *block = &page->blocks[i];
        const char *file = word_value(block, "file=");
        bool compares = has_output && strcmp(block->kind, "text") == 0;

        has_output = false;
        if (file) {
            write_block(block, file);
        } else if (strstr(block->words, "not-run")) {
            counts.not_run++;
        } else if (strstr(block->words, "excerpt")) {
            counts.excerpts++;
        } else if (compares) {
            compare_block(page, block);
        } else if (is_run(block)) {
            run_block(page, block, printed);
            has_output = true;
        } else {
            fail_msg("%s:%d: a block of kind '%s' here is neither run nor marked (tests/manual.h)", page->path,
                     block->line, block->kind);
        }
    }
}

/* ---- the folder ---- */

static char prepared[64]; /* out/polsim.db as `make run` leaves it */

/* `polsim` and `build/polsim` of the folder: the program, with DRAWS where a block says so. */
static const char program_script[] = "#!/bin/sh\n"
                                     "if [ \"$1\" = run ] && [ -n \"$DRAWS\" ]; then\n"
                                     "    exec \"$P\" \"$@\" --draws \"$DRAWS\"\n"
                                     "fi\n"
                                     "exec \"$P\" \"$@\"\n";

/* $PREPARED names it for this program run by itself. */
static inline int prepare_folders(void **state)
{
    if (set_environment(state) != 0)
        return -1;
    if (getenv("PREPARED")) {
        snprintf(prepared, sizeof prepared, "%s", getenv("PREPARED"));
        return 0;
    }
    if (!make_shell_folder())
        return -1;
    snprintf(prepared, sizeof prepared, "%s", folder);
    return sh("mkdir out && cd $R && $P run scenarios/pengyang/baseline.lua --quiet --store %s/out/polsim.db", prepared);
}

static inline int remove_prepared(void **state)
{
    if (getenv("PREPARED"))
        return 0;
    snprintf(folder, sizeof folder, "%s", prepared);
    printf("%d blocks run, %d files written, %d outputs compared\n", counts.run, counts.written, counts.compared);
    if (counts.not_run + counts.excerpts > 0) /* a line that tests/run.sh shows */
        printf("skipped: %d blocks marked not-run, %d excerpts\n", counts.not_run, counts.excerpts);
    return remove_shell_folder(state);
}

/* As the repository after `make run`, but for what no page writes to, which is the repository's own. */
static inline void make_page_folder(void)
{
    if (!make_shell_folder())
        fail_msg("no folder for the page");
    put(".environment", "PATH=$PWD/build:$PATH\nunset COLUMNS LINES\n");
    does("mkdir build && cp -r %s/out $R/scenarios $R/plots . && ln -s $R/docs $R/engine $R/scripts $R/tests .",
         prepared);
    put("build/polsim", program_script);
    does("chmod +x build/polsim");
}

/* ---- what a page says besides ---- */

static inline bool in_number(char c)
{
    return isdigit((unsigned char)c) || c == ',' || c == '.';
}

static inline bool number_stands_in(const char *text, const char *number, size_t length)
{
    for (const char *at = text; (at = memmem(at, strlen(at), number, length)) != NULL; at++) {
        bool begins_here = at == text || !in_number(at[-1]);
        bool ends_here = !isdigit((unsigned char)at[length]) &&
                         !(in_number(at[length]) && isdigit((unsigned char)at[length + 1]));
        if (begins_here && ends_here)
            return true;
    }
    return false;
}

/* Behind what is no prose at `at` and may hold numbers: code, the address of a link, a tag. */
static inline const char *behind_code(const char *at)
{
    const char *end = *at == '`' ? strchr(at + 1, '`')
                      : begins(at, "](") ? strchr(at, ')')
                      : *at == '<' ? strchr(at, '>')
                                   : NULL;
    return end ? end + 1 : at;
}

/* Every number of the prose that has three digits, a comma or a point was printed on the way, or is in a block. */
static inline void expect_numbers_printed(const struct page *page, const struct text *printed)
{
    struct text known = {0};

    text_add(&known, "%s\n", text_string(printed));
    for (int i = 0; i < page->count; i++)
        text_add(&known, "%s\n", page->blocks[i].text);
    for (const char *at = text_string(&page->prose), *behind; *at;) {
        if ((behind = behind_code(at)) != at) {
            at = behind;
            continue;
        }
        size_t length = strspn(at, "0123456789,.");
        if (!isalnum((unsigned char)*at)) {
            at++;
        } else if (!isdigit((unsigned char)*at)) {
            while (isalnum((unsigned char)*at)) /* a word, with the digits in it */
                at++;
        } else {
            while (!isdigit((unsigned char)at[length - 1]))
                length--;
            if (length >= 3 && !number_stands_in(text_string(&known), at, length))
                fail_msg("%s: no command of the page prints '%.*s' of: %.*s", page->path, (int)length, at,
                         (int)line_length(at), at);
            at += length;
        }
    }
    text_clear(&known);
}

/* The place of a heading in the addresses of links, as web pages of repositories make it. */
static inline bool heading_is(const char *heading, const char *anchor)
{
    heading += strspn(heading, "#");
    heading += *heading == ' ';
    for (; *heading && *heading != '\n'; heading++) {
        unsigned char c = (unsigned char)tolower((unsigned char)*heading);
        if (!isalnum(c) && c != ' ' && c != '-' && c != '_' && c < 128)
            continue;
        if ((unsigned char)*anchor++ != (c == ' ' ? '-' : c))
            return false;
    }
    return !*anchor;
}

static inline bool has_heading(const char *path, const char *anchor)
{
    struct page *page = read_page(path);
    bool has = false;

    for (const char *at = text_string(&page->prose); *at && !has; at = next_line(at))
        has = *at == '#' && heading_is(at, anchor);
    free_page(page);
    return has;
}

static inline const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Moves behind the next `](` or `src="`; NULL where there is none. */
static inline const char *next_target(const char *at)
{
    for (; *at; at++)
        if (begins(at, "](") || begins(at, "src=\""))
            return at + (*at == ']' ? 2 : 5);
    return NULL;
}

/* What links and pictures of the page name is there. */
static inline void expect_links_lead_somewhere(const struct page *page)
{
    for (const char *at = text_string(&page->prose); (at = next_target(at)) != NULL;) {
        char target[256], path[512];
        snprintf(target, sizeof target, "%.*s", (int)strcspn(at, ")\""), at);
        if (strstr(target, "://"))
            continue;
        char *anchor = strchr(target, '#');
        if (anchor)
            *anchor++ = '\0';
        snprintf(path, sizeof path, "%.*s%s", (int)(file_of(page->path) - page->path), page->path, target);
        if (!target[0])
            snprintf(path, sizeof path, "%s", page->path);
        if (access(path, R_OK) != 0)
            fail_msg("%s links to %s, which is not there", page->path, path);
        if (anchor && !has_heading(path, anchor))
            fail_msg("%s links to %s#%s, but no heading is called so", page->path, path, anchor);
    }
}

/* ---- pages as tests ---- */

static inline bool is_tutorial(const char *path)
{
    return begins(file_of(path), "tutorial-");
}

/* Pages whose prose tells results, and so must say what is printed. */
static inline bool tells_results(const char *path)
{
    return is_tutorial(path) || begins(file_of(path), "README");
}

static inline void test_page(void **state)
{
    const char *path = *state;
    struct page *page = read_page(path);
    struct text printed = {0};

    make_page_folder();
    follow(page, &printed);
    if (tells_results(path))
        expect_numbers_printed(page, &printed);
    expect_links_lead_somewhere(page);
    text_clear(&printed);
    free_page(page);
}

static inline struct CMUnitTest page_test(char *path)
{
    return (struct CMUnitTest){
        .name = path, .test_func = test_page, .teardown_func = remove_shell_folder, .initial_state = path};
}

/* Runs `own` tests, and the pages named on the command line, else the READMEs and those of docs/ that are
   `tutorials` or are not. */
static inline int follow_pages(int argc, char **argv, bool tutorials, const struct CMUnitTest *own, size_t own_count)
{
    struct CMUnitTest tests[64];
    size_t count = 0;
    glob_t pages;

    for (int i = 1; i < argc; i++)
        tests[count++] = page_test(argv[i]);
    if (argc <= 1) {
        if (glob("README*.md", 0, NULL, &pages) != 0 || glob("docs/*.md", GLOB_APPEND, NULL, &pages) != 0)
            return 1;
        must(own_count + pages.gl_pathc <= COUNT_OF(tests));
        for (size_t i = 0; i < own_count; i++)
            tests[count++] = own[i];
        for (size_t i = 0; i < pages.gl_pathc; i++)
            if (is_tutorial(pages.gl_pathv[i]) == tutorials)
                tests[count++] = page_test(pages.gl_pathv[i]);
    }
    return _cmocka_run_group_tests("pages", tests, count, prepare_folders, remove_prepared);
}

#endif
