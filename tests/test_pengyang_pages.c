/* Every rule of the Pengyang plan stands in both pages about it: its id leads a row of a table,
   alone, in a list ("X3, X4") or in a range ("K1–K9"). */
#include "check.h"

#include "error.h"
#include "text.h"

#include <ctype.h>

enum { IDS_MAX = 40 };

static const struct rules {
    char letter;
    int last;
} rules[] = {
    {'T', 6},  /* targets */
    {'G', 10}, /* groups */
    {'S', 13}, /* subsidies and money */
    {'L', 5},  /* limits */
    {'C', 5},  /* certificates */
    {'F', 4},  /* funds */
    {'P', 5},  /* process */
    {'D', 13}, /* departments */
    {'K', 33}, /* catalogue items */
    {'X', 28}, /* contradictions */
};

static bool found[COUNT_OF(rules)][IDS_MAX];

/* Index of rules[] and number of an id at *at, which moves behind it; false where none stands
   there. */
static bool read_id(const char **at, size_t *letter, long *number)
{
    char *end;

    for (*letter = 0; *letter < COUNT_OF(rules) && rules[*letter].letter != **at;)
        ++*letter;
    if (*letter == COUNT_OF(rules) || !isdigit((unsigned char)(*at)[1]))
        return false;
    *number = strtol(*at + 1, &end, 10);
    if (isalnum((unsigned char)*end) || *number >= IDS_MAX)
        return false;
    *at = end;
    return true;
}

/* Moves behind one of the texts where it stands at *at. */
static bool skip_one_of(const char **at, const char *const *texts)
{
    for (; *texts; texts++) {
        size_t length = strlen(*texts);
        if (strncmp(*at, *texts, length) == 0) {
            *at += length;
            return true;
        }
    }
    return false;
}

/* Marks the ids that the first cell of a table's row begins with. */
static void read_first_cell(const char *at)
{
    static const char *const marks[] = {" ", ",", "`", "*", "，", "、", "/", NULL};
    static const char *const dashes[] = {"–", "—", "-", "~", "～", "…", NULL};
    size_t letter, other;
    long first, last;

    for (;;) {
        while (skip_one_of(&at, marks))
            ;
        if (!read_id(&at, &letter, &first))
            return;
        last = first;
        if (skip_one_of(&at, dashes) && (!read_id(&at, &other, &last) || other != letter))
            return;
        for (long i = first; i <= last; i++)
            found[letter][i] = true;
    }
}

static void expect_every_rule(const char *path)
{
    struct text missing = {0};
    struct error err;
    char *page;
    size_t length;

    if (!text_read_file(path, &page, &length, &err))
        fail_msg("%s", err.text);
    memset(found, 0, sizeof found);
    for (char *line = strtok(page, "\n"); line; line = strtok(NULL, "\n"))
        if (*line == '|')
            read_first_cell(line + 1);
    free(page);
    for (size_t r = 0; r < COUNT_OF(rules); r++)
        for (int i = 1; i <= rules[r].last; i++)
            if (!found[r][i])
                text_add(&missing, " %c%d", rules[r].letter, i);
    if (text_string(&missing)[0] != '\0')
        fail_msg("no row of a table in %s begins with:%s", path, text_string(&missing));
    text_clear(&missing);
}

static void test_a_list_a_range_and_a_single_id_are_read_and_words_are_not(void **unused)
{
    (void)unused;
    memset(found, 0, sizeof found);
    read_first_cell(" T1, `X3`、X4 | S1 ");
    read_first_cell(" K2–K4, K7 four items of F2 | ");
    read_first_cell(" the rule D1 | ");
    read_first_cell(" C1a | G1 ");
    for (size_t r = 0; r < COUNT_OF(rules); r++)
        for (int i = 0; i < IDS_MAX; i++) {
            char letter = rules[r].letter;
            bool expected = (letter == 'T' && i == 1) || (letter == 'X' && (i == 3 || i == 4)) ||
                            (letter == 'K' && ((i >= 2 && i <= 4) || i == 7));
            assert_true(found[r][i] == expected);
        }
}

static void test_every_rule_has_an_entry_in_the_english_page(void **unused)
{
    (void)unused;
    expect_every_rule("docs/pengyang.md");
}

static void test_every_rule_has_an_entry_in_the_chinese_page(void **unused)
{
    (void)unused;
    expect_every_rule("docs/pengyang.zh.md");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_list_a_range_and_a_single_id_are_read_and_words_are_not),
        cmocka_unit_test(test_every_rule_has_an_entry_in_the_english_page),
        cmocka_unit_test(test_every_rule_has_an_entry_in_the_chinese_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
