/* The reference of the language: pages of scripts/words.lua, merged there with ops.def and dist.h.
   Part of lua_model.h. */
#include "lua_model_declare.h"

#include <string.h>

const char lua_example_prelude[] =
    "model { name = \"example\", from = \"2026-01\", to = \"2028-12\" }\n"
    "local level = axis(\"level\", { \"L5\", \"L4\", \"L3\" })\n"
    "local town = axis(\"town\", { \"north\", \"south\" })\n"
    "local people = poisson(\"people\", stack(level, { L5 = amount(20, \"person_time\"),\n"
    "  L4 = amount(10, \"person_time\"), L3 = amount(5, \"person_time\") }))\n";

struct reading {
    struct arena *arena;
    struct lua_word *words;
    size_t count;
};

static const char *page_field(lua_State *L, struct arena *arena, const char *key)
{
    lua_getfield(L, -1, key);
    const char *text = arena_copy(arena, luaL_checkstring(L, -1));
    lua_pop(L, 1);
    return text;
}

/* Argument: struct reading. [-1, +0, raises] */
static int read_words(lua_State *L)
{
    struct reading *reading = lua_touserdata(L, 1);

    lua_open_language(L);
    lua_run_library(L, "scripts/words.lua");
    reading->count = lua_rawlen(L, -1);
    reading->words = arena_array(reading->arena, reading->count, sizeof *reading->words);
    for (size_t i = 0; i < reading->count; i++, lua_pop(L, 1)) {
        struct lua_word *word = &reading->words[i];
        lua_rawgeti(L, -1, (lua_Integer)i + 1);
        word->word = page_field(L, reading->arena, "word");
        word->kind = page_field(L, reading->arena, "kind");
        word->signature = page_field(L, reading->arena, "signature");
        word->en = page_field(L, reading->arena, "en");
        word->zh = page_field(L, reading->arena, "zh");
        word->example = page_field(L, reading->arena, "example");
    }
    return 0;
}

static int compare_words(const void *a, const void *b)
{
    const struct lua_word *x = a, *y = b;
    int kind = strcmp(x->kind, y->kind);

    return kind ? kind : strcmp(x->word, y->word);
}

size_t lua_model_words(struct arena *arena, struct lua_word **words, struct error *err)
{
    struct model *model = model_new();
    /* No scenario is read; the state wants the path of a file that exists. */
    struct lua_host *host = lua_host_new(model, "/proc/self/exe", err);
    struct reading reading = {.arena = arena};
    bool fine = host && lua_host_call(host, read_words, &reading, err);

    lua_host_free(host);
    model_free(model);
    if (!fine)
        return 0;
    qsort(reading.words, reading.count, sizeof *reading.words, compare_words);
    *words = reading.words;
    return reading.count;
}
