/* Statistics and draws of a run, and the digest of its results. Where the run may have a second thread, the
   statistics and the digest are computed in a second one and handed over, some places at a time. The draws
   come first, in one go: the disk takes them while statistics are written, and the second thread gets ahead.
   Between the statistics they would push half-filled pages out of SQLite's cache. */
#include "store_private.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum { SLOTS = 256 }; /* a third of the plan's places, 3 MB */

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

/* Roles of which a budget has a column (v_budget). */
static bool is_money(const char *role)
{
    static const char *const roles[] = {"appropriation", "commitment", "payment", "arrears",
                                        "balance"};

    for (size_t i = 0; i < COUNT_OF(roles); i++)
        if (role && strcmp(role, roles[i]) == 0)
            return true;
    return false;
}

bool store_takes_place(const struct store *store, const struct record_plan *plan, size_t first)
{
    const struct output *output = &plan->model->outputs[plan->series[first].output];
    uint32_t axes = output->views[plan->series[first].view].axes;

    if (!store->for_tables || axes == 0)
        return true;
    int fund = graph_find_axis(plan->model->graph, "fund");
    return fund >= 0 && axes == (uint32_t)1 << fund && is_money(output->role);
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

/* Brings what the write-ahead log holds to the disk. */
static void *sync_log(void *path)
{
    int file = open(path, O_RDWR | O_CLOEXEC);

    if (file < 0)
        return NULL;
    fdatasync(file); /* where it fails, SQLite's own will too */
    close(file);
    return NULL;
}

/* The disk takes draws (9 MB of 8,192 of the plan) while statistics are written and tables printed, and SQLite waits
   for it less when the store is closed: 10 % of what goes on from the last draw to the closed file. */
static void begin_sync(struct store *store)
{
    const char *log = sqlite3_filename_wal(sqlite3_db_filename(store->db, "main"));

    store_end_sync(store);
    store->syncing = log && pthread_create(&store->syncer, NULL, sync_log, (void *)log) == 0;
}

void store_end_sync(struct store *store)
{
    if (store->syncing)
        pthread_join(store->syncer, NULL);
    store->syncing = false;
}

static bool write_all(struct store *store, int64_t id, struct store_series *series,
                      struct queue *queue, struct error *err)
{
    pthread_t computer;
    bool beside =
        run_threads_most(queue->run) > 1 && pthread_create(&computer, NULL, compute, queue) == 0;
    bool written = store_write_draws(store, id, queue->run, queue->scenario, err);

    if (written) {
        begin_sync(store);
        written = beside ? write_series(queue, series, err) : write_in_turn(queue, series, err);
    } else {
        count_written(queue, true);
    }
    if (beside)
        pthread_join(computer, NULL);
    return written;
}

static bool write_queued(struct store *store, int64_t id, struct store_series *series,
                         const struct run *run, int scenario, char hex[65], struct error *err)
{
    struct queue queue = {.run = run,
                          .scenario = scenario,
                          .hex = hex,
                          .periods = (size_t)run_plan(run, scenario)->period_count};

    queue.rows = memory_resize(NULL, size_product(SLOTS, queue.periods), sizeof *queue.rows);
    pthread_mutex_init(&queue.mutex, NULL);
    pthread_cond_init(&queue.changed, NULL);
    bool written = write_all(store, id, series, &queue, err);
    pthread_cond_destroy(&queue.changed);
    pthread_mutex_destroy(&queue.mutex);
    free(queue.rows);
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
        written = write_queued(store, id, series, run, scenario, hex, err);
    store_series_free(series);
    return written;
}
