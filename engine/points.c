#include "points.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "error.h"
#include "parallel.h"

struct job {
    const struct points *points;
    const double *x;
    int point_threads;     /* of one point */
    pthread_mutex_t mutex; /* guards what follows, and the calls of take */
    size_t failed;         /* the first point that did; SIZE_MAX: none */
    atomic_bool stop;
    struct error error;
};

/* ---- one point ---- */

/* The changes of the command line, then those of the levers, which the later win. The caller clears `texts`. */
static struct lua_changes add_levers(const struct points *points, const double *x,
                                     struct text *texts, const char **set)
{
    struct lua_changes changes = points->changes ? *points->changes : (struct lua_changes){0};
    int count = changes.count;

    for (int i = 0; i < count; i++)
        set[i] = changes.set[i];
    for (int i = 0; i < points->lever_count; i++) {
        lever_add_set(&points->levers[i], x[i], &texts[i]);
        set[count++] = text_string(&texts[i]);
    }
    changes.count = count;
    changes.set = set;
    return changes;
}

static double *sample(const struct job *job, const struct model *model,
                      struct statement *statements, struct error *err)
{
    const struct points *points = job->points;
    int count = points->statement_count;
    struct sample_options options = points->sample;
    struct measure *measures = memory_resize(NULL, (size_t)count, sizeof *measures);
    double *y = NULL;
    bool found = true;

    options.threads = job->point_threads;
    options.stop = &job->stop;
    for (int i = 0; i < count && found; i++) {
        found = statement_find(model, points->statements[i], &statements[i], err);
        measures[i] = statements[i].measure;
    }
    if (found)
        y = sample_draws(measures, count, &options, err);
    free(measures);
    return y;
}

static bool compute(struct job *job, size_t point, const struct lua_changes *changes,
                    struct error *err)
{
    const struct points *points = job->points;
    struct model *model = lua_model_load(points->path, changes, err);

    if (!model)
        return false;
    struct statement *statements =
        memory_resize(NULL, (size_t)points->statement_count, sizeof *statements);
    double *y = sample(job, model, statements, err);
    if (y) {
        pthread_mutex_lock(&job->mutex);
        if (!points->take(points->context, point, statements, y))
            atomic_store(&job->stop, true);
        pthread_mutex_unlock(&job->mutex);
    }
    free(y);
    free(statements);
    model_free(model);
    return y != NULL;
}

static bool run_point(struct job *job, size_t point, struct error *err)
{
    const struct points *points = job->points;
    size_t levers = (size_t)points->lever_count;
    size_t given = points->changes ? (size_t)points->changes->count : 0;
    const char **set = memory_resize(NULL, given + levers + 1, sizeof *set);
    struct text *texts = memory_resize(NULL, levers + 1, sizeof *texts), where = {0};

    for (size_t i = 0; i < levers; i++)
        texts[i] = (struct text){0};
    struct lua_changes changes = add_levers(points, job->x + point * levers, texts, set);
    bool done = compute(job, point, &changes, err);
    for (size_t i = 0; i < levers; i++) {
        text_add(&where, "%s%s", i ? " " : "", text_string(&texts[i]));
        text_clear(&texts[i]);
    }
    if (!done && levers)
        error_prefix(err, "at %s: ", text_string(&where));
    text_clear(&where);
    free(texts);
    free(set);
    return done;
}

/* ---- threads ---- */

static void note_failure(struct job *job, size_t point, const struct error *error)
{
    pthread_mutex_lock(&job->mutex);
    if (point < job->failed) {
        job->failed = point;
        job->error = *error;
    }
    pthread_mutex_unlock(&job->mutex);
}

static bool has_ended(struct job *job)
{
    pthread_mutex_lock(&job->mutex);
    bool failed = atomic_load(&job->stop) || job->failed != SIZE_MAX;
    pthread_mutex_unlock(&job->mutex);
    return failed;
}

/* Points are dealt in order, and those before a failure are finished: the first is the one reported. */
static void take_point(void *context, int point, void *room)
{
    struct job *job = context;
    struct error error;

    (void)room;
    if (!has_ended(job) && !run_point(job, (size_t)point, &error))
        note_failure(job, (size_t)point, &error);
}

bool points_run(const struct points *points, const double *x, size_t count, struct error *err)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int all = points->sample.threads > 0 ? points->sample.threads : (int)processors;
    int together = all;
    struct job job = {
        .points = points, .x = x, .mutex = PTHREAD_MUTEX_INITIALIZER, .failed = SIZE_MAX};

    if ((size_t)together > count)
        together = (int)count;
    job.point_threads = together ? all / together : 1;
    parallel_do(&(struct parallel){
        .count = (int)count, .threads = together, .work = take_point, .context = &job});
    if (atomic_load(&job.stop))
        return error_set(err, ERROR_INTERRUPTED, "stopped");
    if (job.failed == SIZE_MAX)
        return true;
    *err = job.error;
    return false;
}
