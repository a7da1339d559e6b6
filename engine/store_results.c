/* Statistics and draws of a run, and the digest of its results. Where the run may have a second thread, the
   statistics and the digest are computed in a second one and handed over, a few places at a time. The draws
   come last: between the statistics they would push half-filled pages out of SQLite's cache, which costs more
   than the time this thread waits. */
#include "store_private.h"

#include <pthread.h>
#include <string.h>

enum { SLOTS = 32 };

/* Places on their way from the thread that computes to the one that writes. */
struct queue {
    const struct run *run;
    int scenario;
    char *hex;
    size_t periods;
    size_t first[SLOTS];
    struct stats_row *rows; /* [SLOTS][periods] */
    pthread_mutex_t mutex;  /* guards what follows */
    pthread_cond_t changed;
    size_t made, written; /* places; slot i % SLOTS holds place i */
    bool complete;        /* no more come */
    bool stopped;         /* no more are wanted */
};

/* ---- the thread that computes ---- */

static void put(void *context, size_t first, const struct stats_row *rows)
{
    struct queue *queue = context;

    pthread_mutex_lock(&queue->mutex);
    while (queue->made - queue->written == SLOTS && !queue->stopped)
        pthread_cond_wait(&queue->changed, &queue->mutex);
    size_t slot = queue->made % SLOTS;
    bool stopped = queue->stopped;
    pthread_mutex_unlock(&queue->mutex);
    if (stopped)
        return;
    queue->first[slot] = first; /* the slot is this thread's until it is counted */
    memcpy(queue->rows + slot * queue->periods, rows, queue->periods * sizeof *rows);
    pthread_mutex_lock(&queue->mutex);
    queue->made++;
    pthread_cond_signal(&queue->changed);
    pthread_mutex_unlock(&queue->mutex);
}

static void *compute(void *context)
{
    struct queue *queue = context;

    run_digest_rows(queue->run, queue->scenario, put, queue, queue->hex);
    pthread_mutex_lock(&queue->mutex);
    queue->complete = true;
    pthread_cond_signal(&queue->changed);
    pthread_mutex_unlock(&queue->mutex);
    return NULL;
}

/* ---- the thread that writes ---- */

/* Waits for a place to write; false: none will come. */
static bool has_come(struct queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    while (queue->made == queue->written && !queue->complete)
        pthread_cond_wait(&queue->changed, &queue->mutex);
    bool come = queue->made > queue->written;
    pthread_mutex_unlock(&queue->mutex);
    return come;
}

static void count_written(struct queue *queue, bool stopped)
{
    pthread_mutex_lock(&queue->mutex);
    queue->written += !stopped;
    queue->stopped = stopped;
    pthread_cond_signal(&queue->changed);
    pthread_mutex_unlock(&queue->mutex);
}

static bool write_series(struct queue *queue, struct store_series *series, struct error *err)
{
    bool written = true;

    while (written && has_come(queue)) {
        size_t slot = queue->written % SLOTS;
        written = store_series_write(series, queue->first[slot],
                                     queue->rows + slot * queue->periods, NULL, err);
        count_written(queue, !written);
    }
    return written;
}

/* False in *started where there can be no second thread. */
static bool write_beside(struct queue *queue, struct store_series *series, bool *started,
                         struct error *err)
{
    pthread_t thread;
    bool written = false;

    queue->rows = memory_resize(NULL, size_product(SLOTS, queue->periods), sizeof *queue->rows);
    pthread_mutex_init(&queue->mutex, NULL);
    pthread_cond_init(&queue->changed, NULL);
    *started = pthread_create(&thread, NULL, compute, queue) == 0;
    if (*started) {
        written = write_series(queue, series, err);
        pthread_join(thread, NULL);
    }
    pthread_cond_destroy(&queue->changed);
    pthread_mutex_destroy(&queue->mutex);
    free(queue->rows);
    return written;
}

/* ---- all in one thread ---- */

struct in_turn {
    const struct queue *queue;
    struct store_series *series;
    struct error *err;
    bool written;
};

static void write_at_once(void *context, size_t first, const struct stats_row *rows)
{
    struct in_turn *of = context;

    of->written = of->written && store_series_write(of->series, first, rows, NULL, of->err);
}

static bool write_in_turn(const struct queue *queue, struct store_series *series, struct error *err)
{
    struct in_turn state = {queue, series, err, true};

    run_digest_rows(queue->run, queue->scenario, write_at_once, &state, queue->hex);
    return state.written;
}

bool store_takes_place(const struct store *store, const struct record_plan *plan, size_t first)
{
    const struct output *output = &plan->model->outputs[plan->series[first].output];
    uint32_t axes = output->views[plan->series[first].view].axes;

    return !store->for_tables || plan->series[first].threshold ||
           (output->role && output->role[0] && (axes & (axes - 1)) == 0) || axes == 0;
}

bool store_takes_period(const struct store *store, enum period_kind kind)
{
    return !store->for_tables || kind >= PERIOD_YEAR;
}

/* ---- for tables: few places, looked up one by one ---- */

static bool write_for_tables(const struct store *store, const struct run *run, int scenario,
                             struct store_series *series, struct error *err)
{
    const struct record_plan *plan = run_plan(run, scenario);
    size_t periods = (size_t)plan->period_count;
    struct stats_row *rows = memory_resize(NULL, periods, sizeof *rows);
    bool written = true;

    for (size_t first = 0; first < plan->series_count && written; first += periods) {
        if (!store_takes_place(store, plan, first))
            continue;
        for (size_t p = 0; p < periods; p++)
            if (store_takes_period(store, plan->periods[p].kind))
                rows[p] = run_series(run, scenario, first + p);
        written = store_series_write(series, first, rows, NULL, err);
    }
    free(rows);
    return written;
}

/* ---- all ---- */

static bool write_all(struct store_series *series, const struct run *run, int scenario,
                      char hex[65], struct error *err)
{
    struct queue queue = {.run = run,
                          .scenario = scenario,
                          .hex = hex,
                          .periods = (size_t)run_plan(run, scenario)->period_count};
    bool written = true, started = false;

    if (run_threads_most(run) > 1)
        written = write_beside(&queue, series, &started, err) || !started;
    if (!started)
        written = write_in_turn(&queue, series, err);
    return written;
}

bool store_write_results(struct store *store, int64_t id, const struct run *run, int scenario,
                         char hex[65], struct error *err)
{
    struct store_series *series = store_series_new(store, id, 0, run_plan(run, scenario), err);
    bool written = series;

    hex[0] = '\0';
    if (written && store->for_tables)
        written = write_for_tables(store, run, scenario, series, err);
    else if (written)
        written = write_all(series, run, scenario, hex, err);
    store_series_free(series);
    return written && (store->for_tables || store_write_draws(store, id, run, scenario, err));
}
