#include "lua_state_private.h"

#include "word.h"

#include <string.h>
#include <time.h>

/* A script that stays at the limit would collect all garbage at each step: so often and no more. Below
   UNCOLLECTED_BYTES, which is most models, garbage is left where it is: the state soon ends. */
enum { HOOK_INSTRUCTIONS = 1000, REFUSALS_MAX = 100, UNCOLLECTED_BYTES = 16 << 20 };

/* Below these a script runs uncounted; each is far above what a model needs. A look at the limits is taken
   every STEPS_A_LOOK steps and at the sizes every ALLOCATIONS_A_LOOK. */
enum {
    STEPS_UNCOUNTED = 100000,
    ALLOCATIONS_UNCOUNTED = 1000000,
    MODEL_BYTES_UNCOUNTED = 64 << 20,
    STEPS_A_LOOK = 64,
    ALLOCATIONS_A_LOOK = 256,
};
#define LOOK_SECONDS 0.1 /* between two looks at the time that was used */

struct lua_host *lua_state_host(lua_State *L)
{
    void *host;

    lua_getallocf(L, &host);
    return host;
}

struct lua_host_private *lua_private(lua_State *L)
{
    return (struct lua_host_private *)lua_state_host(L);
}

/* ---- limits ---- */

static void count_instructions(lua_State *L, lua_Debug *activation);

/* May be called while Lua allocates: lua_sethook is made for that. The first count is of one instruction, so
   that a loop is met behind its step, in what the user wrote. */
static void start_counting(struct lua_host_private *host)
{
    if (host->counting || !host->shared.L)
        return;
    host->counting = true;
    lua_sethook(host->shared.L, count_instructions, LUA_MASKCOUNT, 1);
}

static void look_at_sizes(struct lua_host_private *host)
{
    if (host->allocations > ALLOCATIONS_UNCOUNTED || host->shared.bytes > UNCOLLECTED_BYTES ||
        arena_bytes(host->shared.model->arena) > MODEL_BYTES_UNCOUNTED)
        start_counting(host);
}

/* Refusing makes Lua collect garbage, try again, and then raise an error of memory, which reaches no
   message handler: the place is taken here. lua_getstack and lua_getinfo("Sl") only read, and Lua's
   stack is whole whenever it allocates. */
static void *refuse(struct lua_host_private *host)
{
    host->refusals++;
    if (host->shared.L)
        host->last_place = lua_place(host->shared.L);
    return NULL;
}

static void *allocate(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    struct lua_host_private *private = context;
    struct lua_host *host = &private->shared;

    if (!block)
        old_bytes = 0; /* Lua passes a type there */
    if (new_bytes == 0) {
        lua_memory_give(&private->memory, block, old_bytes);
        host->bytes -= old_bytes;
        return NULL;
    }
    if (new_bytes > old_bytes && (host->bytes + (new_bytes - old_bytes) > host->bytes_max ||
                                  private->refusals > REFUSALS_MAX))
        return refuse(private);
    if (++private->allocations % ALLOCATIONS_A_LOOK == 0 || new_bytes > UNCOLLECTED_BYTES)
        look_at_sizes(private);
    void *moved = lua_memory_resize(&private->memory, block, old_bytes, new_bytes);
    if (moved)
        host->bytes += new_bytes - old_bytes;
    return moved;
}

static double seconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The processor's clock asks the system; no more of its time goes by than of the other's. */
static bool has_used_up_time(struct lua_host_private *host)
{
    double now = seconds(CLOCK_MONOTONIC_COARSE);

    if (now < host->next_look)
        return false;
    double used = seconds(CLOCK_THREAD_CPUTIME_ID) - host->started;
    host->next_look = now + (used < host->seconds_max ? LOOK_SECONDS : 0);
    return used > host->seconds_max;
}

void lua_check_limits(lua_State *L)
{
    struct lua_host_private *host = lua_private(L);

    if (host->instructions > LUA_STATE_INSTRUCTIONS_MAX)
        lua_fail(L, NULL,
                 "the script does not end: it ran %d million steps; is a loop endless here?",
                 LUA_STATE_INSTRUCTIONS_MAX / 1000000);
    if (has_used_up_time(host))
        lua_fail(L, NULL, "the script does not end: it ran for %d seconds; is a loop endless here?",
                 LUA_STATE_SECONDS_MAX);
}

static void refuse_model(void *L)
{
    lua_fail(L, NULL, "the model needs more than %d MB of memory: has an axis too many labels?",
             LUA_STATE_MODEL_BYTES_MAX >> 20);
}

static void count_instructions(lua_State *L, lua_Debug *activation)
{
    struct lua_host_private *host = lua_private(L);

    (void)activation;
    if (host->instructions == 0)
        lua_sethook(L, count_instructions, LUA_MASKCOUNT, HOOK_INSTRUCTIONS);
    host->instructions += HOOK_INSTRUCTIONS;
    if (host->shared.bytes > UNCOLLECTED_BYTES && !lua_gc(L, LUA_GCISRUNNING))
        lua_gc(L, LUA_GCRESTART);
    lua_check_limits(L);
}

int lua_count_step(lua_State *L)
{
    struct lua_host_private *host = lua_private(L);

    host->steps++;
    if (host->steps % STEPS_A_LOOK == 0) {
        lua_check_limits(L);
        if (host->steps > STEPS_UNCOUNTED)
            start_counting(host);
    }
    return 0;
}

/* ---- the protected call ---- */

static void take_failure(struct lua_host_private *host, int status, struct error *err)
{
    lua_State *L = host->shared.L;

    if (status == LUA_ERRMEM) {
        char message[128];
        snprintf(message, sizeof message, spoken("the script needs more than %.3g MB of memory"),
                 (double)host->shared.bytes_max / (1 << 20));
        lua_show_failure(host, ERROR_SCENARIO, host->last_place, NULL, NULL, message);
    } else if (lua_touserdata(L, -1) != &lua_failure_tag) {
        const char *message =
            lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : spoken("no message");
        error_set(&host->failure, ERROR_SCENARIO, "the script failed, and so did its error: %s",
                  message);
    }
    *err = host->failure;
}

bool lua_host_call(struct lua_host *shared, lua_CFunction function, void *argument,
                   struct error *err)
{
    struct lua_host_private *host = (struct lua_host_private *)shared;
    lua_State *L = shared->L;

    lua_settop(L, 0);
    lua_pushcfunction(L, lua_explain_error);
    lua_pushcfunction(L, function);
    lua_pushlightuserdata(L, argument);
    host->started = seconds(CLOCK_THREAD_CPUTIME_ID);
    host->next_look = 0;
    host->running = NULL;
    host->refusals = 0;
    host->last_place = (struct place){NULL, 0};
    host->watch = lua_watch_start(host->seconds_max + host->patience);
    arena_limit(shared->model->arena, LUA_STATE_MODEL_BYTES_MAX, refuse_model, L);
    int status = lua_pcall(L, 1, 0, 1);
    arena_limit(shared->model->arena, 0, NULL, NULL);
    lua_watch_end(host->watch);
    host->watch = NULL;
    if (status != LUA_OK)
        take_failure(host, status, err);
    lua_settop(L, 0);
    return status == LUA_OK;
}

/* ---- life ---- */

static int open_state(lua_State *L)
{
    lua_gc(L, LUA_GCSTOP);
    /* A collector that is stopped and due is still called at each allocation, and does nothing: this many KB less of
       debt, and it is not due before it may be started again. */
    lua_gc(L, LUA_GCSTEP, -(UNCOLLECTED_BYTES >> 10));
    lua_words_open(L);
    if (lua_state_host(L)->file)
        lua_files_words(L);
    lua_words_seal(L);
    return 0;
}

/* scenario_path NULL: no files. */
struct lua_host *lua_host_new_limited(struct model *model, const char *scenario_path,
                                      size_t bytes_max, struct error *err)
{
    struct lua_host_private *host = memory_resize(NULL, 1, sizeof *host);
    struct lua_host *shared = &host->shared;

    memset(host, 0, sizeof *host);
    shared->model = model;
    shared->bytes_max = bytes_max;
    host->seconds_max = LUA_STATE_SECONDS_MAX;
    host->patience = LUA_STATE_PATIENCE;
    if (scenario_path && !lua_files_open(host, scenario_path, err))
        goto fail;
    shared->L = lua_newstate(allocate, host);
    if (!shared->L) {
        error_set(err, ERROR_SCENARIO, "not enough memory to start Lua");
        goto fail;
    }
    if (!lua_host_call(shared, open_state, NULL, err))
        goto fail;
    return shared;

fail:
    lua_host_free(shared);
    return NULL;
}

struct lua_host *lua_host_new(struct model *model, const char *scenario_path, struct error *err)
{
    return lua_host_new_limited(model, scenario_path, LUA_STATE_BYTES_MAX, err);
}

struct lua_host *lua_host_new_alone(struct model *model, struct error *err)
{
    return lua_host_new_limited(model, NULL, LUA_STATE_BYTES_MAX, err);
}

void lua_host_free(struct lua_host *shared)
{
    struct lua_host_private *host = (struct lua_host_private *)shared;

    if (!host)
        return;
    lua_memory_clear(&host->memory); /* nothing in the state has anything else to give back */
    free(host->sources);
    free(host);
}
