#include "cmd_resume.h"

#include "error.h"
#include "print.h"

#include <inttypes.h>
#include <string.h>

/* The files in the store are those that it was begun with, unless someone else wrote there. */
static bool check_inputs(const struct replay *replay, struct error *err)
{
    const struct store_run *run = &replay->stored;

    if (store_run_is_foreign(run))
        print_format(
            stderr,
            spoken("polsim: warning: run %jd was begun by polsim %s, this is %s: its results "
                   "may differ from what they would have been\n"),
            (intmax_t)run->id, run->engine_version, POLSIM_VERSION);
    return strcmp(replay_model(replay)->input_digest, run->input_digest) == 0 ||
           error_set(err, ERROR_STORE,
                     "the stored files of run %jd '%s' do not give the inputs it was begun with: "
                     "run its scenario anew",
                     (intmax_t)run->id, run->scenario);
}

static bool compute(struct store *store, struct replay *replay,
                    const struct replay_options *options, struct error *err)
{
    return check_inputs(replay, err) && replay_compute(replay, options, err) &&
           store_end_run(store, replay->stored.id, replay->run, replay_place(replay), err);
}

static bool show(struct store *store, int64_t id, const struct resume_options *options,
                 struct error *err)
{
    const struct show_options show = {
        .format = SHOW_TABLE, .language = options->language, .store = options->store};
    struct store_run run;
    struct text out = {0};

    bool made = store_find_run_by_id(store, id, &run, err) &&
                show_run_in_short(store, &run, &show, &out, err);
    if (made) {
        print_text(stdout, text_string(&out));
        fflush(stdout);
        print_format(stderr, spoken("polsim: run %jd '%s' stored in %s, digest %.12s\n"),
                     (intmax_t)run.id, run.scenario, options->store, run.output_digest);
    }
    text_clear(&out);
    return made;
}

static bool resume(struct store *store, const struct store_run *run,
                   const struct resume_options *options, struct error *err)
{
    struct replay replay = {0};
    struct error second;

    if (!store_resume_run(store, run->id, err))
        return false;
    bool done =
        replay_open(&replay, store, run, err) && compute(store, &replay, &options->replay, err);
    if (!done)
        store_fail_run(store, run->id, err->kind == ERROR_INTERRUPTED ? "interrupted" : "failed",
                       err->text, &second);
    replay_close(&replay);
    return done && (options->replay.quiet || show(store, run->id, options, err));
}

bool resume_runs(struct store *store, const struct store_run *runs, int count,
                 const struct resume_options *options, struct error *err)
{
    bool all = true;

    for (int i = 0; i < count; i++) {
        struct error why;
        if (resume(store, &runs[i], options, &why))
            continue;
        if (!all) /* the last is the one that is returned */
            print_format(stderr, "polsim: %s\n", err->text);
        *err = why;
        all = false;
        if (why.kind == ERROR_INTERRUPTED)
            break;
    }
    return all;
}
