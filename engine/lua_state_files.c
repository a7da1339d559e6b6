/* Files of the scenario's folder: reading them once, running them rewritten, require. Nothing outside
   the folder is opened, whatever the path or the links say. */
#include "lua_state_private.h"

#include "dmath.h"
#include "embed.h"
#include "inputs.h"
#include "text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_MAX = 512, PATH_BYTES_MAX = 1024 };

static const char modules_key; /* of the registry, by address */

/* ---- the nearest file ---- */

static const char *extension(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot ? dot : "";
}

/* Puts into `hint` what comes nearest to `path` (relative to the folder `root`): a file of its folder
   with a like name, and the same extension if it has one. Nothing can raise while the folder is open. */
static void nearest_file(const char *root, const char *path, char *hint, size_t size)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    const char *ending = extension(base);
    char stem[PATH_BYTES_MAX], *names[NAMES_MAX + 1];
    int parent = slash ? (int)(slash - path) + 1 : 0, count = 0;
    struct text folder = {0};

    text_add(&folder, "%s/%.*s", root, parent, path);
    DIR *listing = opendir(text_string(&folder));
    for (struct dirent *entry; listing && count < NAMES_MAX && (entry = readdir(listing));) {
        const char *name = entry->d_name;
        if (name[0] != '.' && (!*ending || strcmp(extension(name), ending) == 0))
            names[count++] = strndup(name, strlen(name) - strlen(ending));
    }
    names[count] = NULL;
    snprintf(stem, sizeof stem, "%.*s", (int)(strlen(base) - strlen(ending)), base);
    const char *nearest = text_nearest(stem, (const char *const *)names);
    hint[0] = '\0';
    if (!listing && parent)
        snprintf(hint, size, spoken(": there is no folder '%.*s'"), parent - 1, path);
    else if (nearest)
        snprintf(hint, size, spoken(", did you mean '%.*s%s%s'?"), parent, path, nearest, ending);
    for (int i = 0; i < count; i++)
        free(names[i]);
    if (listing)
        closedir(listing);
    text_clear(&folder);
}

/* ---- the scenario's folder ---- */

bool lua_files_open(struct lua_host_private *host, const char *scenario_path, struct error *err)
{
    const char *slash = strrchr(scenario_path, '/'), *file = slash ? slash + 1 : scenario_path;
    size_t folder_length = (size_t)(file - scenario_path);
    char hint[PATH_BYTES_MAX];
    struct stat status;

    if (folder_length >= sizeof host->shared.folder)
        return error_set(err, ERROR_STORE, "the path of the scenario is too long");
    memcpy(host->shared.folder, scenario_path, folder_length);
    if (!realpath(folder_length ? host->shared.folder : ".", host->folder_real))
        return error_set(err, ERROR_STORE, "cannot read '%s': there is no folder '%s'",
                         scenario_path, host->shared.folder);
    if (strcmp(host->folder_real, "/") == 0)
        host->folder_real[0] = '\0';
    host->shared.file = arena_copy(host->shared.model->arena, file);
    if (stat(scenario_path, &status) != 0) {
        int reason = errno;
        nearest_file(host->folder_real, file, hint, sizeof hint);
        return error_set(err, ERROR_STORE, "cannot read '%s': %s%s", scenario_path,
                         spoken_errno(reason), hint);
    }
    if (!S_ISREG(status.st_mode))
        return error_set(err, ERROR_STORE, "cannot read '%s': it is not a file", scenario_path);
    return true;
}

/* ---- paths ---- */

/* Drops "." and "x/.." of a relative path; false where it leads out of the folder. */
static bool tidy_path(const char *path, char tidy[PATH_BYTES_MAX])
{
    size_t used = 0;

    while (*path) {
        size_t length = strcspn(path, "/");
        if (length == 2 && path[0] == '.' && path[1] == '.') {
            if (used == 0)
                return false;
            while (used > 0 && tidy[--used] != '/')
                ;
        } else if (length > 0 && !(length == 1 && path[0] == '.')) {
            if (used > 0)
                tidy[used++] = '/';
            memcpy(tidy + used, path, length);
            used += length;
        }
        path += length;
        while (*path == '/')
            path++;
    }
    tidy[used] = '\0';
    return used > 0;
}

static void check_path(lua_State *L, const char *path, char tidy[PATH_BYTES_MAX])
{
    if (strlen(path) >= PATH_BYTES_MAX)
        lua_fail(L, NULL, "a path of more than %d bytes", PATH_BYTES_MAX - 1);
    if (path[0] == '/' || path[0] == '~' || strchr(path, '\\'))
        lua_fail(
            L, path,
            "'%s' is outside the scenario's folder: paths are relative to it, with '/' between",
            path);
    if (!tidy_path(path, tidy))
        lua_fail(L, path, "'%s' is not a file of the scenario's folder: nothing outside it is read",
                 path);
    if (strncmp(tidy, INPUTS_FOLDER, strlen(INPUTS_FOLDER)) == 0)
        lua_fail(L, path, "'%s': the folder '%s' is kept for files of --inputs", path,
                 INPUTS_FOLDER);
}

const char *lua_path_argument(lua_State *L, int index)
{
    size_t length;
    const char *path = luaL_checklstring(L, index, &length);

    if (strlen(path) != length)
        lua_fail(L, path, "the name of a file has a zero byte behind '%s'", path);
    return path;
}

static const struct model_file *find_file(const struct model *model, const char *path)
{
    for (int i = 0; i < model->file_count; i++)
        if (strcmp(model->files[i].path, path) == 0)
            return &model->files[i];
    return NULL;
}

/* ---- reading ---- */

/* Why a file could not be read; "" is success. Nothing is raised here: the descriptor is open. */
static const char *read_open_file(int descriptor, struct arena *arena, struct model_file *file)
{
    struct stat status;
    size_t used = 0;

    if (fstat(descriptor, &status) != 0)
        return spoken_errno(errno);
    if (!S_ISREG(status.st_mode))
        return spoken("it is not a file");
    if (status.st_size > LUA_STATE_FILE_BYTES_MAX)
        return spoken("it is larger than 16 MB");
    char *text = arena_array(arena, (size_t)status.st_size + 1, 1);
    while (used < (size_t)status.st_size) {
        ssize_t got = read(descriptor, text + used, (size_t)status.st_size - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return spoken_errno(errno);
        if (got == 0)
            break;
        used += (size_t)got;
    }
    file->text = text;
    file->length = used;
    return "";
}

/* Does one of the names of the path below the folder belong to a link? The folder's own path has none. */
static bool has_link(const char *joined, size_t folder_length)
{
    char prefix[2 * PATH_MAX], target[1];

    for (const char *at = joined + folder_length; *at == '/';) {
        at += 1 + strcspn(at + 1, "/");
        snprintf(prefix, sizeof prefix, "%.*s", (int)(at - joined), joined);
        if (readlink(prefix, target, sizeof target) >= 0 || errno != EINVAL)
            return true; /* or what is wrong with it is told by realpath */
    }
    return false;
}

/* Opens what the path leads to, when that lies in the folder. */
static const char *read_inside(const struct lua_host_private *host, const char *path,
                               struct model_file *file)
{
    char joined[2 * PATH_MAX], real[PATH_MAX];
    const char *opened = joined;
    size_t folder_length = strlen(host->folder_real);

    snprintf(joined, sizeof joined, "%s/%s", host->folder_real, path);
    if (has_link(joined, folder_length)) {
        if (!realpath(joined, real))
            return errno == ENOENT || errno == ENOTDIR ? NULL : spoken_errno(errno);
        if (strncmp(real, host->folder_real, folder_length) != 0 || real[folder_length] != '/')
            return spoken(
                "a link leads outside the scenario's folder, and nothing outside it is read");
        opened = real;
    }
    int descriptor = open(opened, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return spoken_errno(errno);
    const char *why = read_open_file(descriptor, host->shared.model->arena, file);
    close(descriptor);
    return why;
}

/* Without the byte order mark, which is no Lua and would shift the first line. */
static void add_file_source(struct lua_host_private *host, const struct model_file *file)
{
    struct arena *arena = host->shared.model->arena;
    size_t mark = file->length >= 3 && memcmp(file->text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    lua_add_source(host, (struct lua_source){
                             .chunk = arena_text(arena, "@%s", file->path),
                             .name = arena_text(arena, "%s%s", host->shared.folder, file->path),
                             .text = file->text + mark,
                             .length = file->length - mark,
                         });
}

void lua_know_text(lua_State *L, const char *name, const char *text, size_t length)
{
    lua_add_source(lua_private(L),
                   (struct lua_source){.chunk = "@", .name = name, .text = text, .length = length});
}

/* `subject` is underlined where the file cannot be read. [-0, +0, raises] */
static const struct model_file *read_scenario_file(lua_State *L, const char *path,
                                                   const char *subject)
{
    struct lua_host_private *host = lua_private(L);
    struct model *model = host->shared.model;
    char tidy[PATH_BYTES_MAX], hint[PATH_BYTES_MAX + 64];
    struct model_file file = {0};

    check_path(L, path, tidy);
    const struct model_file *known = find_file(model, tidy);
    if (known)
        return known;
    const char *why = read_inside(host, tidy, &file);
    if (!why) {
        nearest_file(host->folder_real, tidy, hint, sizeof hint);
        lua_fail(L, subject, "there is no file '%s' in the scenario's folder%s", path, hint);
    }
    if (*why)
        lua_fail(L, subject, "cannot read '%s': %s", path, why);
    file.path = arena_copy(model->arena, tidy);
    add_file_source(host, &file);
    struct model_file *added = model_add_file(model);
    *added = file;
    return added;
}

const struct model_file *lua_read_scenario_file(lua_State *L, const char *path)
{
    return read_scenario_file(L, path, path);
}

struct lua_source lua_read_source(lua_State *L, const char *path)
{
    const struct lua_host_private *host = lua_private(L);
    const struct model_file *file = lua_read_scenario_file(L, path);

    for (size_t i = 0; i < host->source_count; i++)
        if (host->sources[i].chunk[0] == '@' && strcmp(host->sources[i].chunk + 1, file->path) == 0)
            return host->sources[i];
    must(!"a file without a source");
    abort();
}

/* ---- running ---- */

/* check(value, site): the value, unless it is simulated. upvalue 1: struct lua_sites. */
static int check_operand(lua_State *L)
{
    char advice[256];

    if (!lua_is_simulated(L, 1)) {
        lua_settop(L, 1);
        return 1;
    }
    const struct lua_sites *sites = lua_touserdata(L, lua_upvalueindex(1));
    lua_Integer number = luaL_checkinteger(L, 2);
    must(number >= 1 && number <= sites->count);
    const struct lua_site *site = &sites->at[number - 1];
    struct place place = lua_place(L);
    place.line = site->line;
    lua_site_advice(sites, site, advice, sizeof advice);
    lua_fail_column(L, place, site->column, site->width, advice);
}

/* keep(...): its arguments. Keeps a call that is returned from being a tail call, which would lose the
   user's line. */
static int keep_values(lua_State *L)
{
    return lua_gettop(L);
}

/* raise(a, b): a ^ b without libm, whose last bit differs between machines. */
static int raise_to_power(lua_State *L)
{
    lua_settop(L, 2);
    if (lua_type(L, 1) == LUA_TNUMBER && lua_type(L, 2) == LUA_TNUMBER)
        lua_pushnumber(L, dm_pow(lua_tonumber(L, 1), lua_tonumber(L, 2)));
    else
        lua_arith(L, LUA_OPPOW);
    return 1;
}

/* Raises what Lua says of a text that could not be loaded rewritten, for the reason on top: the messages
   of the text as it is name what the user wrote. [-1, +0, raises] */
_Noreturn static void refuse_text(lua_State *L, const struct lua_source *source, const char *text,
                                  size_t length)
{
    if (luaL_loadbufferx(L, text, length, source->chunk, "t") == LUA_OK)
        lua_pop(L, 1); /* our own bug, or a limit of Lua's that rewriting has met */
    lua_fail_syntax(L, source);
}

/* Loads text[0..length) as the user's, rewritten, and pushes the function. The text must live as long as the
   state. [-0, +1, raises] */
static void load_rewritten(lua_State *L, const struct lua_source *source, const char *text,
                           size_t length)
{
    size_t rewritten_length;

    if (!lua_rewrite(L, text, length))
        refuse_text(L, source, text, length);
    const char *rewritten = lua_tolstring(L, -1, &rewritten_length);
    if (luaL_loadbufferx(L, rewritten, rewritten_length, source->chunk, "t") != LUA_OK)
        refuse_text(L, source, text, length);
    lua_replace(L, -2);
    lua_insert(L, -2); /* function, sites */
    lua_pushcclosure(L, check_operand, 1);
    lua_pushcfunction(L, keep_values);
    lua_pushcfunction(L, raise_to_power);
    lua_pushcfunction(L, lua_count_step);
    lua_call(L, 4, 1);
}

/* A first line "#!..." is no Lua; the line stays, empty. */
static const char *skip_head(const char *text, size_t *length)
{
    const char *end = text + *length, *at = text;

    if (at < end && *at == '#')
        while (at < end && *at != '\n')
            at++;
    *length = (size_t)(end - at);
    return at;
}

/* Loads and runs a text; messages name it where nothing else is known. [-0, +results, raises] */
static void run_source(lua_State *L, const struct lua_source *source, const char *text,
                       size_t length, int results)
{
    struct lua_host_private *host = lua_private(L);
    const char *before = host->running;

    host->running = source->name;
    lua_watch_place(host->watch, (struct place){host->running, 0});
    load_rewritten(L, source, text, length);
    lua_call(L, 0, results);
    host->running = before;
    lua_watch_place(host->watch, (struct place){host->running, 0});
}

int lua_run_scenario_file(lua_State *L, const char *path)
{
    struct lua_source source = lua_read_source(L, path);
    size_t length = source.length;
    const char *text = skip_head(source.text, &length);
    int top = lua_gettop(L);

    run_source(L, &source, text, length, LUA_MULTRET);
    return lua_gettop(L) - top;
}

int lua_run_text(lua_State *L, const char *name, const char *text)
{
    struct lua_host_private *host = lua_private(L);
    struct arena *arena = host->shared.model->arena;
    const char *kept = arena_copy(arena, text);
    const struct lua_source source = {.chunk = arena_text(arena, "@%s", name),
                                      .name = arena_copy(arena, name),
                                      .text = kept,
                                      .length = strlen(kept)};
    size_t length = source.length;
    int top = lua_gettop(L);

    lua_add_source(host, source);
    const char *code = skip_head(kept, &length);
    run_source(L, &source, code, length, LUA_MULTRET);
    return lua_gettop(L) - top;
}

void lua_run_expression(lua_State *L, const char *what, const char *expression)
{
    struct lua_host_private *host = lua_private(L);
    struct arena *arena = host->shared.model->arena;
    const char *text = arena_text(arena, "return %s", expression);
    const int shift = (int)strlen("return ");
    const struct lua_source source = {.chunk = arena_text(arena, "=%s", what),
                                      .name = arena_copy(arena, what),
                                      .text = text + shift,
                                      .length = strlen(expression),
                                      .shift = shift};

    must(strncmp(what, "--", 2) == 0);
    lua_add_source(host, source);
    int top = lua_gettop(L);
    run_source(L, &source, text, strlen(text), LUA_MULTRET);
    const struct place place = {source.name, 1};
    if (lua_gettop(L) - top != 1)
        lua_fail_at(L, place, NULL,
                    "one value is expected, not %d: a number has no comma, its decimals stand "
                    "after a point",
                    lua_gettop(L) - top);
}

/* As Lua read it when the program was built, with the same Lua inside; else its text. */
void lua_load_library(lua_State *L, const char *path)
{
    char chunk[PATH_BYTES_MAX];
    struct error err;
    size_t length;
    const char *code = embed_code(path, &length), *text = code;

    snprintf(chunk, sizeof chunk, "=polsim %s", path);
    if (!code && !(text = embed_text(path, &length, &err)))
        lua_fail_error(L, NULL, &err);
    if (luaL_loadbufferx(L, text, length, chunk, code ? "b" : "t") != LUA_OK)
        lua_error(L);
}

void lua_run_library(lua_State *L, const char *path)
{
    lua_load_library(L, path);
    lua_push_library_environment(L);
    lua_setupvalue(L, -2, 1);
    lua_insert(L, -2);
    lua_call(L, 1, 1);
}

/* ---- require ---- */

/* require(name): runs name.lua of the folder once and gives what it returned, or true. */
static int require(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING)
        lua_fail(L, "require", "require needs the name of a file, such as require \"people\"");
    const char *name = lua_path_argument(L, 1);
    size_t length = strlen(name);

    if (length > 4 && strcmp(name + length - 4, ".lua") == 0)
        lua_fail(L, name, "require takes a name without '.lua': require \"%.*s\"", (int)length - 4,
                 name);
    lua_settop(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &modules_key);
    lua_pushvalue(L, 1);
    if (lua_rawget(L, 2) == LUA_TLIGHTUSERDATA)
        lua_fail(L, name, "'%s.lua' requires itself, by way of the files that it requires", name);
    if (!lua_isnil(L, -1))
        return 1;
    lua_pushvalue(L, 1);
    lua_pushlightuserdata(L, NULL); /* being loaded */
    lua_rawset(L, 2);
    lua_pushfstring(L, "%s.lua", name);
    read_scenario_file(L, lua_tostring(L, -1), name);
    if (lua_run_scenario_file(L, lua_tostring(L, -1)) == 0 || lua_isnil(L, 5))
        lua_pushboolean(L, true);
    else
        lua_pushvalue(L, 5);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, 2);
    return 1;
}

void lua_files_words(lua_State *L)
{
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &modules_key);
    lua_pushcfunction(L, require);
    lua_set_word(L, "require");
}
