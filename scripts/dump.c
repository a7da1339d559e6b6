/* Prints the C file that holds the library of scripts/ as Lua keeps it once it has read it, for
   engine/embed_find.c: reading the text anew takes a tenth of a short run.
     dump scripts/check.lua scripts/time.lua > build/dumped.c
   Lines and names stay in it, for messages. */
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <stdlib.h>

static int print_bytes(lua_State *L, const void *bytes, size_t length, void *context)
{
    size_t *count = context;
    const unsigned char *b = bytes;

    (void)L;
    for (size_t i = 0; i < length; i++, ++*count)
        printf("%d,%s", b[i], *count % 24 == 23 ? "\n" : "");
    return ferror(stdout);
}

/* The name of the chunk is that of engine/lua_state_files.c. */
static void print_file(lua_State *L, const char *path, int number)
{
    static char text[1 << 20];
    FILE *file = fopen(path, "rb");
    size_t length = file ? fread(text, 1, sizeof text, file) : 0, count = 0;

    if (!file || ferror(file) || length == 0 || length == sizeof text) {
        fprintf(stderr, "dump: cannot read '%s'\n", path);
        exit(1);
    }
    fclose(file);
    lua_pushfstring(L, "=polsim %s", path);
    if (luaL_loadbufferx(L, text, length, lua_tostring(L, -1), "t") != LUA_OK) {
        fprintf(stderr, "dump: %s\n", lua_tostring(L, -1));
        exit(1);
    }
    printf("static const unsigned char code_%d[] = { /* %s */\n", number, path);
    if (lua_dump(L, print_bytes, &count, 0) != 0)
        exit(1);
    printf("};\n");
    lua_settop(L, 0);
}

int main(int argc, char **argv)
{
    lua_State *L = luaL_newstate();

    if (!L)
        return 1;
    printf("#include \"embed_table.h\"\n\n");
    for (int i = 1; i < argc; i++)
        print_file(L, argv[i], i);
    printf("const struct embed_code embed_codes[] = {\n");
    for (int i = 1; i < argc; i++)
        printf("    {\"%s\", code_%d, sizeof code_%d},\n", argv[i], i, i);
    printf("    {0},\n};\n");
    lua_close(L);
    return fflush(stdout) != 0;
}
