#include "cmd_replay.h"

#include "audit.h"
#include "progress.h"

#include <inttypes.h>

static bool find_base(struct replay *replay, struct store *store, struct error *err)
{
    return !replay->stored.base_run ||
           store_find_run_by_id(store, replay->stored.base_run, &replay->base, err);
}

static bool load(struct replay *replay, struct store *store, const struct store_run *run,
                 struct error *err)
{
    int i = replay->count++;
    struct show_source *source = &replay->sources[i];

    if (show_source_open(source, store, run, err))
        replay->models[i] = lua_model_load(text_string(&source->path), &source->changes, err);
    return replay->models[i];
}

bool replay_open(struct replay *replay, struct store *store, const struct store_run *run,
                 struct error *err)
{
    *replay = (struct replay){.stored = *run};
    return (find_base(replay, store, err) &&
            (!replay->base.id || load(replay, store, &replay->base, err)) &&
            load(replay, store, run, err)) ||
           error_prefix(err, "run %jd '%s': ", (intmax_t)run->id, run->scenario);
}

void replay_close(struct replay *replay)
{
    run_free(replay->run);
    for (int i = 0; i < replay->count; i++) {
        model_free(replay->models[i]);
        show_source_close(&replay->sources[i]);
    }
    *replay = (struct replay){0};
}

int replay_place(const struct replay *replay)
{
    return replay->count - 1;
}

struct model *replay_model(const struct replay *replay)
{
    return replay->models[replay_place(replay)];
}

const struct lua_changes *replay_changes(const struct replay *replay)
{
    return &replay->sources[replay_place(replay)].changes;
}

bool replay_compute(struct replay *replay, const struct replay_options *options, struct error *err)
{
    static const int bases[REPLAY_MODELS_MAX] = {-1, 0};
    struct progress progress;
    const struct run_options run_options = {
        .draws = replay->stored.draws,
        .seed = replay->stored.seed,
        .sampler = run_sampler_named(replay->stored.sampler),
        .threads = (int)options->threads,
        .memory_bytes = options->memory,
        .bases = bases,
        .progress = progress_update,
        .context = &progress,
    };

    progress_start(&progress, options->what, options->quiet);
    replay->run =
        run_start((const struct model *const *)replay->models, replay->count, &run_options, err);
    progress_end(&progress);
    if (!replay->run)
        return error_prefix(err, "run %jd '%s': ", (intmax_t)replay->stored.id,
                            replay->stored.scenario);
    struct audit_look look = audit_look(replay_model(replay), replay_changes(replay));
    audit_note(replay_model(replay), &look);
    return true;
}
