/* What polsim run stores, beside what it computes. */
#include "cmd_run_storing.h"

#include "options.h"
#include "progress.h"
#include "show.h"
#include "ticks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED_RUNS = 4 }; /* of more, `--resume all` is shorter */

/* Does the work in a thread of its own; false where it is done already, without one. */
static bool begin(struct storing *storing, bool beside, pthread_t *thread,
                  void *(*work)(void *context))
{
    beside = beside && !storing->one_by_one && pthread_create(thread, NULL, work, storing) == 0;
    if (!beside)
        work(storing);
    return beside;
}

/* Waits for it, once. */
static void end(bool *beside, pthread_t thread)
{
    if (*beside)
        pthread_join(thread, NULL);
    *beside = false;
}

/* ---- opening, and the runs that begin ---- */

/* In the order of the command line, in which a base may come after those that are compared with it. */
static bool begin_runs(struct storing *storing, struct error *err)
{
    const struct scenarios *scenarios = storing->scenarios;

    for (int i = 0; i < scenarios->count; i++) {
        storing->ids[i] =
            store_begin_run(storing->store, scenarios->models[i], &storing->about, err);
        if (!storing->ids[i])
            return false;
    }
    for (int i = 0; i < scenarios->count; i++) {
        int base = scenarios->bases[i];
        if (base >= 0 &&
            !store_set_base_run(storing->store, storing->ids[i], storing->ids[base], err))
            return false;
    }
    return true;
}

static void *open_store(void *context)
{
    struct storing *storing = context;
    double used = ticks_thread_seconds();

    storing->store = store_open(storing->file ? storing->file : ":memory:",
                                storing->file ? STORE_CREATE : STORE_TABLES, &storing->refusal);
    if (!storing->store)
        atomic_store(&storing->refused, true);
    storing->seconds += ticks_thread_seconds() - used;
    return NULL;
}

static void *open_and_begin(void *context)
{
    struct storing *storing = context;

    if (!storing->store)
        open_store(storing);
    double used = ticks_thread_seconds();
    if (storing->store && !begin_runs(storing, &storing->refusal))
        atomic_store(&storing->refused, true);
    storing->seconds += ticks_thread_seconds() - used;
    return NULL;
}

static void end_opening(struct storing *storing)
{
    end(&storing->opening, storing->opener);
}

/* ---- findings, which are stored with the results ---- */

static void *look_for_findings(void *context)
{
    struct storing *storing = context;

    for (int i = 0; i < storing->scenarios->count; i++)
        storing->looks[i] = audit_look(storing->scenarios->models[i], storing->changes);
    return NULL;
}

static void begin_looking(struct storing *storing)
{
    storing->looks = memory_resize(NULL, (size_t)storing->scenarios->count, sizeof *storing->looks);
    storing->looking = begin(storing, true, &storing->looker, look_for_findings);
}

static void end_looking(struct storing *storing)
{
    end(&storing->looking, storing->looker);
    for (int i = 0; storing->looks && i < storing->scenarios->count; i++)
        audit_note(storing->scenarios->models[i], &storing->looks[i]);
    free(storing->looks);
    storing->looks = NULL;
}

/* ---- from begin to end ---- */

void storing_open_memory(struct storing *storing)
{
    storing->opening = begin(storing, true, &storing->opener, open_store);
}

/* A failure stops the computing. */
void storing_begin(struct storing *storing, const struct scenarios *scenarios,
                   const struct lua_changes *changes, const struct store_about *about)
{
    size_t count = (size_t)scenarios->count;

    storing->scenarios = scenarios;
    storing->changes = changes;
    storing->about = *about;
    storing->ids = memory_resize(NULL, count, sizeof *storing->ids);
    memset(storing->ids, 0, count * sizeof *storing->ids);
    storing->stored = memory_resize(NULL, count, sizeof *storing->stored);
    memset(storing->stored, 0, count * sizeof *storing->stored);
    if (storing->file)
        begin_looking(storing);
    else
        storing->digests = memory_resize(NULL, count, sizeof *storing->digests);
    end_opening(storing); /* in memory */
    storing->opening = begin(storing, true, &storing->opener, open_and_begin);
}

bool storing_wait(struct storing *storing, struct error *err)
{
    end_opening(storing);
    if (storing_is_refused(storing))
        *err = storing->refusal;
    return !storing_is_refused(storing);
}

bool storing_is_refused(struct storing *storing)
{
    return atomic_load(&storing->refused);
}

void storing_clear(struct storing *storing)
{
    end_opening(storing);
    end_looking(storing);
    store_close(storing->store);
    free(storing->ids);
    free(storing->stored);
    free(storing->digests);
}

/* ---- digests of what is not stored, which are said after the tables ---- */

static void *make_digests(void *context)
{
    struct storing *storing = context;
    const struct group *group = storing->group;

    for (int k = 0; k < group->count; k++)
        if (group->own[k])
            run_digest(storing->run, k, storing->digests[group->scenario[k]]);
    return NULL;
}

/* Of a run of one thread, which is short, they wait for the tables: a thread beside these holds them up by 2 ms of 33
   and ends no sooner. */
static void begin_digests(struct storing *storing)
{
    bool wait = run_threads(storing->run) == 1 && !storing->one_by_one;

    storing->undigested = storing->digests && wait;
    if (storing->digests && !wait)
        storing->digesting = begin(storing, true, &storing->digester, make_digests);
}

void storing_end_digests(struct storing *storing)
{
    if (storing->undigested)
        make_digests(storing);
    storing->undigested = false;
    end(&storing->digesting, storing->digester);
}

/* ---- results ---- */

/* Ctrl-C between two runs leaves out the rest; what is computed and alone is stored first. */
static bool end_runs(struct storing *storing, struct error *err)
{
    const struct group *group = storing->group;
    bool any = false;

    for (int k = 0; storing->store && k < group->count; k++) {
        int i = group->scenario[k];
        if (!group->own[k])
            continue;
        if (progress_interrupted() && any)
            return error_set(err, ERROR_INTERRUPTED, "stopped");
        if (!store_end_run(storing->store, storing->ids[i], storing->run, k, err))
            return false;
        any = storing->stored[i] = true;
    }
    return true;
}

bool storing_end_group(struct storing *storing, const struct group *group, const struct run *run,
                       struct error *err)
{
    end_looking(storing);
    double used = ticks_process_seconds();
    storing->group = group;
    storing->run = run;
    begin_digests(storing);
    bool done = end_runs(storing, err);
    storing->seconds += ticks_process_seconds() - used;
    return done;
}

/* ---- what went wrong ---- */

/* How to go on with the runs that are not stored: "polsim runs --resume 3", of many "--resume all". */
static void add_resume(const struct storing *storing, int left, struct text *out)
{
    text_add(out, "polsim runs");
    for (int i = 0; i < storing->scenarios->count && left <= NAMED_RUNS; i++)
        if (!storing->stored[i])
            text_add(out, " --resume %jd", (intmax_t)storing->ids[i]);
    if (left > NAMED_RUNS)
        text_add(out, " --resume all");
    if (strcmp(storing->file, OPTION_STORE_DEFAULT) != 0) {
        text_add(out, " --store ");
        show_add_shell_word(storing->file, out);
    }
}

/* A run that failed alone fails again. */
static void say_what_is_stored(const struct storing *storing, struct error *err)
{
    int count = storing->scenarios->count, left = count;
    struct text command = {0};

    if (err->kind != ERROR_INTERRUPTED && (err->kind != ERROR_RUN || count == 1))
        return;
    for (int i = 0; i < count; i++)
        left -= storing->stored[i];
    add_resume(storing, left, &command);
    if (count == 1)
        error_append(err, "; the run stays in the list: to compute it, %s", text_string(&command));
    else
        error_append(err, "; %d of %d runs are stored; to compute the rest: %s", count - left,
                     count, text_string(&command));
    text_clear(&command);
}

/* The first error is the one to print. */
void storing_fail(struct storing *storing, struct error *err)
{
    struct error second;
    const char *status = err->kind == ERROR_INTERRUPTED ? "interrupted" : "failed";

    if (!storing->ids || !storing->file)
        return;
    for (int i = 0; i < storing->scenarios->count; i++)
        if (storing->ids[i] && !storing->stored[i])
            store_fail_run(storing->store, storing->ids[i], status, err->text, &second);
    say_what_is_stored(storing, err);
}
