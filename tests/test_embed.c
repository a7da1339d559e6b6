#include "check.h"
#include "embed.h"
#include "text.h"

#include <lauxlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Tests run in the root of the source tree. */
static void test_embedded_texts_equal_the_files(void **state)
{
    (void)state;
    assert_non_null(embed_paths[0]);
    for (int i = 0; embed_paths[i]; i++) {
        struct error err;
        size_t length, file_length;
        char *file;
        const char *text = embed_text(embed_paths[i], &length, &err);
        assert_non_null(text);
        assert_true(text_read_file(embed_paths[i], &file, &file_length, &err));
        assert_int_equal(length, file_length);
        assert_memory_equal(text, file, length);
        assert_int_equal(text[length], 0);
        free(file);
    }
}

static void test_paths_are_in_byte_order(void **state)
{
    (void)state;
    for (int i = 1; embed_paths[i]; i++)
        assert_true(strcmp(embed_paths[i - 1], embed_paths[i]) < 0);
}

static int add_bytes(lua_State *L, const void *bytes, size_t length, void *text)
{
    (void)L;
    text_add_bytes(text, bytes, length);
    return 0;
}

/* Of every file of the library, and of nothing else: it must be what Lua makes of the text, line by line. */
static void test_embedded_code_is_that_of_the_embedded_text(void **state)
{
    lua_State *L = luaL_newstate();
    struct error err;
    int codes = 0;

    (void)state;
    for (int i = 0; embed_paths[i]; i++) {
        const char *path = embed_paths[i], *end = strrchr(path, '.');
        size_t length, code_length;
        struct text dumped = {0};
        const char *text = embed_text(path, &length, &err);
        const void *code = embed_code(path, &code_length);
        if (!end || strcmp(end, ".lua") != 0) {
            assert_null(code);
            continue;
        }
        assert_non_null(code);
        lua_pushfstring(L, "=polsim %s", path);
        assert_int_equal(luaL_loadbufferx(L, text, length, lua_tostring(L, -1), "t"), LUA_OK);
        assert_int_equal(lua_dump(L, add_bytes, &dumped, 0), 0);
        assert_int_equal(code_length, dumped.length);
        assert_memory_equal(code, dumped.bytes, code_length);
        text_clear(&dumped);
        lua_settop(L, 0);
        codes++;
    }
    lua_close(L);
    assert_true(codes > 10);
}

static void test_an_unknown_path_is_an_error(void **state)
{
    struct error err = {.kind = ERROR_NONE};
    size_t length;

    (void)state;
    assert_null(embed_text("scripts/none.lua", &length, &err));
    assert_int_equal(err.kind, ERROR_STORE);
    assert_string_equal(err.text, "there is no file 'scripts/none.lua' in polsim");
}

static void test_a_file_below_polsim_path_is_taken_instead(void **state)
{
    char folder[] = "/tmp/polsim-XXXXXX", path[64];
    struct error err = {.kind = ERROR_NONE};
    size_t length;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/scripts", folder);
    assert_int_equal(mkdir(path, 0777), 0);
    snprintf(path, sizeof path, "%s/scripts/safe.lua", folder);
    assert_true(text_write_file(path, "changed\n", 8, &err));
    assert_int_equal(setenv("POLSIM_PATH", folder, 1), 0);
    const char *text = embed_text("scripts/safe.lua", &length, &err);
    assert_string_equal(text, "changed\n");
    assert_int_equal(length, 8);
    assert_ptr_equal(embed_text("scripts/safe.lua", &length, &err), text);
    assert_null(embed_code("scripts/safe.lua", &length));
    assert_non_null(embed_code("scripts/stock.lua", &length));
    assert_non_null(
        embed_text("scripts/stock.lua", &length, &err)); /* not there: the embedded one */
    assert_int_equal(unsetenv("POLSIM_PATH"), 0);
    assert_string_not_equal(embed_text("scripts/safe.lua", &length, &err), "changed\n");
    assert_int_equal(unlink(path), 0);
    snprintf(path, sizeof path, "%s/scripts", folder);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_embedded_texts_equal_the_files),
        cmocka_unit_test(test_paths_are_in_byte_order),
        cmocka_unit_test(test_embedded_code_is_that_of_the_embedded_text),
        cmocka_unit_test(test_an_unknown_path_is_an_error),
        cmocka_unit_test(test_a_file_below_polsim_path_is_taken_instead),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
