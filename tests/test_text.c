/* Strings, nearest words, files, errors and the arena. */
#include "check.h"

#include "arena.h"
#include "error.h"
#include "text.h"

#include <unistd.h>

static void test_text_grows_and_stays_terminated(void **unused)
{
    struct text text = {0};

    (void)unused;
    assert_string_equal(text_string(&text), "");
    for (int i = 0; i < 1000; i++)
        text_add(&text, "%d,", i);
    assert_int_equal(text.length, 10 * 2 + 90 * 3 + 900 * 4);
    assert_int_equal(strlen(text_string(&text)), text.length);
    text_clear(&text);
}

static void test_the_nearest_word_is_found_and_far_ones_are_not(void **unused)
{
    const char *const words[] = {"binomial", "poisson", "default", "at", NULL};

    (void)unused;
    assert_string_equal(text_nearest("binomal", words), "binomial");
    assert_string_equal(text_nearest("defualt", words), "default"); /* a swap is one edit */
    assert_null(text_nearest("uniform", words));
    assert_null(text_nearest("zz", (const char *const[]){"at", NULL}));
}

static void test_east_asian_characters_take_two_columns(void **unused)
{
    (void)unused;
    assert_int_equal(text_columns("abc"), 3);
    assert_int_equal(text_columns("彭阳县"), 6);
    assert_int_equal(text_columns("é–"), 2);
}

static void test_errors_chain_and_never_cut_a_character(void **unused)
{
    struct error err = {0};
    char many[sizeof err.text + 8];

    (void)unused;
    assert_false(error_set(&err, ERROR_SCENARIO, "no '%s'", "x"));
    assert_false(error_prefix(&err, "line %d: ", 3));
    assert_false(error_append(&err, "!"));
    assert_string_equal(err.text, "line 3: no 'x'!");
    for (size_t i = 0; i + 3 < sizeof many; i += 3)
        memcpy(many + i, "彭", 4);
    error_set(&err, ERROR_RUN, "%s", many);
    assert_int_equal(strlen(err.text) % 3, 0);
    assert_int_equal(error_exit_status(ERROR_SCENARIO), 3);
    assert_string_equal(error_kind_name(ERROR_STORE), "STORE");
}

static void test_a_missing_file_is_an_error_that_names_it(void **unused)
{
    struct error err = {0};
    char *bytes;
    size_t length;

    (void)unused;
    assert_false(text_read_file("/nonexistent/x.lua", &bytes, &length, &err));
    assert_contains(err.text, "cannot read '/nonexistent/x.lua'");
    assert_false(text_write_file("/nonexistent/x", "a", 1, &err));
    assert_contains(err.text, "cannot write");
}

static void test_what_is_written_is_read(void **unused)
{
    char path[] = "/tmp/polsim-text-XXXXXX", *bytes;
    int file = mkstemp(path);
    struct error err = {0};
    size_t length;

    (void)unused;
    assert_true(file >= 0);
    close(file);
    assert_true(text_write_file(path, "a\0b", 3, &err));
    assert_true(text_read_file(path, &bytes, &length, &err));
    assert_int_equal(length, 3);
    assert_memory_equal(bytes, "a\0b", 4);
    free(bytes);
    unlink(path);
}

static void wraps(const char *string, int indent, int hang, int width, const char *wanted)
{
    struct text text = {0};

    text_add_wrapped(&text, string, indent, hang, width);
    assert_string_equal(text_string(&text), wanted);
    text_clear(&text);
}

static void test_lines_are_wrapped_at_spaces_and_between_wide_characters(void **unused)
{
    (void)unused;
    wraps("", 0, 0, 10, "\n");
    wraps("one two three", 0, 0, 9, "one two\nthree\n");
    wraps("one two three", 2, 4, 9, "  one two\n    three\n");
    wraps("  axes  a, b", 0, 4, 9, "  axes\n    a, b\n");
    wraps("a_word_that_is_too_long x", 0, 1, 9, "a_word_that_is_too_long\n x\n");
    wraps("培训补贴资金", 0, 0, 8, "培训补贴\n资金\n");
    wraps("培训补贴，资金", 0, 0, 8, "培训补\n贴，资金\n"); /* a comma never begins a line */
    wraps("ab、cd、ef", 0, 0, 9, "ab、cd、\nef\n");
}

static void test_the_arena_gives_zeroed_aligned_memory(void **unused)
{
    struct arena *arena = arena_new();

    (void)unused;
    for (size_t size = 1; size < 200000; size = size * 3 + 1) {
        unsigned char *block = arena_array(arena, size, 1);
        assert_int_equal((uintptr_t)block % 64, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(block[i], 0);
        memset(block, 255, size);
    }
    assert_string_equal(arena_text(arena, "%s-%d", "a", 7), "a-7");
    assert_null(arena_copy(arena, NULL));
    assert_true(arena_bytes(arena) > 100000);
    arena_free(arena);
}

static void test_a_message_is_cut_between_characters(void **state)
{
    struct error cut;
    struct text long_one = {0};

    (void)state;
    for (int i = 0; i < 3000; i++)
        text_add(&long_one, "中");
    for (int shift = 0; shift < 3; shift++) {
        error_set(&cut, ERROR_USAGE, "%.*s%s", shift, "ab", text_string(&long_one));
        size_t length = strlen(cut.text);
        assert_true(length > sizeof cut.text - 4 && (length - (size_t)shift) % 3 == 0);
    }
    text_clear(&long_one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_grows_and_stays_terminated),
        cmocka_unit_test(test_the_nearest_word_is_found_and_far_ones_are_not),
        cmocka_unit_test(test_east_asian_characters_take_two_columns),
        cmocka_unit_test(test_errors_chain_and_never_cut_a_character),
        cmocka_unit_test(test_a_missing_file_is_an_error_that_names_it),
        cmocka_unit_test(test_what_is_written_is_read),
        cmocka_unit_test(test_lines_are_wrapped_at_spaces_and_between_wide_characters),
        cmocka_unit_test(test_the_arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(test_a_message_is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
