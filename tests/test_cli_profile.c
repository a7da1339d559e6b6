/* polsim run --profile: which line costs what. */
#include "cli.h"

/* The number of a row of err_text that ends below the end of a heading; 0 where there is none. */
static double number_below(const char *row, const char *heading)
{
    const char *headings = strstr(err_text, "\nline ") + 1, *at = strstr(headings, heading);
    size_t end = (size_t)(at - headings) + strlen(heading), from = end;
    char digits[32];
    size_t count = 0;

    assert_true(end <= strcspn(row, "\n") || row[strcspn(row, "\n")] == '\n');
    if (end > strcspn(row, "\n") || row[end - 1] == ' ')
        return 0;
    while (from > 0 && row[from - 1] != ' ')
        from--;
    for (; from < end && count + 1 < sizeof digits; from++)
        if (row[from] != ',')
            digits[count++] = row[from];
    digits[count] = '\0';
    return atof(digits);
}

/* The share of a row, "12.3 %" right below the heading "time". */
static double share_of(const char *row)
{
    char word[64];
    const char *at = strstr(strstr(err_text, "\nline ") + 1, "time");
    size_t end = (size_t)(at - (strstr(err_text, "\nline ") + 1)) + strlen("time");

    snprintf(word, sizeof word, "%.*s", (int)(end - 2), row); /* without " %" */
    return strstr(word, "<") ? 0.05 : atof(strrchr(word, ' '));
}

static void test_a_profile_names_the_lines_and_adds_up(void **state)
{
    double shares = 0, variates = 0, cells = 0;
    int rows = 0, drawn = 0;

    (void)state;
    does("$P run \"$R/scenarios/examples/cohort-36.lua\" -n 512 --no-store --profile");
    assert_contains(err_text, "local certified = bin");
    const char *row = strchr(strstr(err_text, "\n----") + 1, '\n') + 1;
    for (; strncmp(row, "total", 5) != 0; row = strchr(row, '\n') + 1, rows++) {
        shares += share_of(row);
        variates += number_below(row, "variates");
        cells += number_below(row, "cells");
        drawn += number_below(row, "variates") == 9360 && strstr(row, " draw ");
    }
    assert_int_equal(drawn, 7); /* 260 cells in 36 months each */
    assert_within(shares, 100, 0.05 * rows + 1e-9);
    assert_within(share_of(row), 100, 0);
    assert_true(number_below(row, "variates") == variates);
    assert_true(number_below(row, "cells") == cells);
    does("$P check \"$R/scenarios/examples/cohort-36.lua\"");
    assert_contains(out, "65520 random variates a draw");
    assert_true(variates == 65520);
}

static void test_a_profile_changes_no_result(void **state)
{
    (void)state;
    does("$P run better.lua small.lua -n 600 --no-store >plain 2>plain.err");
    does("$P run better.lua small.lua -n 600 --no-store --profile >timed 2>timed.err");
    does("cmp plain timed && grep -o 'digest .*' plain.err >a && grep -o 'digest .*' timed.err >b && "
         "test -s a && cmp a b");
    does("$P run small.lua -n 64 --no-store --profile --lang zh");
    assert_contains(err_text, "small.lua:4");
    assert_contains(err_text, "抽样");
    assert_contains(err_text, "合计");
    does("$P run small.lua -n 64 --sampler expected --no-store --profile");
    assert_contains(err_text, "between lines");
    does("$P run small.lua -n 64 -q --profile");
    assert_string_equal(out, "");
    assert_string_equal(err_text, "");
}

static void test_a_profile_is_a_hundred_columns_wide(void **state)
{
    struct text model = {0};

    (void)state;
    text_add(&model, "%slocal long = 1 -- 很长的说明", model_text);
    for (int i = 0; i < 40; i++)
        text_add(&model, "很长的说明");
    text_add(&model, "\noutput('long', binomial('again', enrolled, rate)) -- 很长的说明很长的说明很长的说明"
                     "很长的说明很长的说明很长的说明很长的说明很长的说明很长的说明\n");
    put("a-name-that-is-much-longer-than-names-of-models-are.lua", text_string(&model));
    text_clear(&model);
    does("$P run a-name-that-is-much-longer-than-names-of-models-are.lua -n 64 --no-store --profile "
         "2>&1 >/dev/null | sed 1,2d");
    assert_contains(out, "…");
    for (char *line = strtok(out, "\n"); line; line = strtok(NULL, "\n"))
        if (text_columns(line) > 100)
            fail_msg("wider than 100 columns: %s", line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(test_a_profile_names_the_lines_and_adds_up),
        test(test_a_profile_changes_no_result),
        test(test_a_profile_is_a_hundred_columns_wide),
    };
    return cmocka_run_group_tests(tests, set_environment, NULL);
}
