/* The reference of the language: complete, in both languages, and every example runs. */
#include "lua_load.h"

static const char scenario_model[] =
    "parameter('county_appropriation', { default = 6e5, unit = 'yuan/year', source = plan '5' })\n"
    "parameter('pass_rate', { axes = { level }, default = .8, source = assumed 'x' })\n"
    "switch('cert_base', { 'all', 'gov_only' }, { default = 'all', source = plan '3' })\n";

static void write_example_files(void)
{
    char folder[128], text[2048];

    load_write("fees.lua", "return { L5 = 600 }\n");
    snprintf(text, sizeof text, "%s%s", lua_example_prelude, scenario_model);
    load_write("model.lua", text);
    snprintf(folder, sizeof folder, "mkdir -p %s/data", load_folder);
    assert_int_equal(system(folder), 0);
    load_write("data/towns.csv", "id,zh,task\nnorth,北乡,30\nsouth,南乡,20\n");
}

static void test_every_example_of_the_reference_loads(void **state)
{
    struct arena *arena = arena_new();
    struct lua_word *words;
    struct error err = {0};
    size_t count = lua_model_words(arena, &words, &err);

    (void)state;
    if (count == 0)
        fail_msg("%s", err.text);
    write_example_files();
    for (size_t i = 0; i < count; i++) {
        char text[4096];
        bool whole = strncmp(words[i].example, "model {", 7) == 0 ||
                     strncmp(words[i].example, "scenario {", 10) == 0;
        snprintf(text, sizeof text, "%s%s\n", whole ? "" : lua_example_prelude, words[i].example);
        load_write("example.lua", text);
        struct model *model = load_file("example.lua", NULL, &err);
        if (!model)
            fail_msg("the example of '%s' does not load: %s", words[i].word, err.text);
        model_free(model);
    }
    arena_free(arena);
}

static void test_pages_are_complete_and_sorted(void **state)
{
    struct arena *arena = arena_new();
    struct lua_word *words;
    struct error err = {0};
    size_t count = lua_model_words(arena, &words, &err), operations = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const struct lua_word *w = &words[i];
        assert_true(*w->word && *w->kind && *w->signature && *w->en && *w->zh && *w->example);
        if (!strstr(w->signature, w->word) || !strstr(w->example, w->word))
            fail_msg("the signature and the example of '%s' must use it", w->word);
        if (i)
            assert_true(strcmp(w[-1].kind, w->kind) < 0 ||
                        (strcmp(w[-1].kind, w->kind) == 0 && strcmp(w[-1].word, w->word) < 0));
        for (int op = 0; op < OP_COUNT; op++)
            operations += strcmp(op_table[op].word, w->word) == 0;
    }
    assert_int_equal(operations, OP_COUNT - 6); /* all but + - * / ^ and unary - */
    arena_free(arena);
}

static int remove_folder(void **state)
{
    (void)state;
    load_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_example_of_the_reference_loads),
        cmocka_unit_test(test_pages_are_complete_and_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, remove_folder);
}
