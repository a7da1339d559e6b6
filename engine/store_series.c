/* The statistics of a run's series, or of their differences from a base: a row of `place` for each output
   and cell, a row of `statistic` for each period (schema.sql). */
#include "store_private.h"

#include <math.h>
#include <string.h>

enum { PLACE_PERIODS = 4096 /* statistic.id = PLACE_PERIODS * place + period */, COMMON_MAX = 8 };

/* Statistics that many series share: all draws 0, or without value. They stand once, where they came first. */
struct common {
    int64_t id;
    struct stats_row row;
};

struct writer {
    struct store *store;
    const struct run *run;
    int scenario;
    int64_t id, base; /* of the run; of its base, 0: series, not differences */
    sqlite3_stmt *place, *statistic;
    int64_t number;         /* of the next place */
    int periods, years;     /* of each place; the first that is no month or quarter */
    struct stats_row *rows; /* [periods] */
    bool *has;              /* [periods] */
    int common_count;
    struct common common[COMMON_MAX];
};

static bool is_same(const struct stats_row *a, const struct stats_row *b)
{
    return memcmp(a, b, sizeof *a) == 0; /* NaN of other bits would only stand once more */
}

/* The common row that equals this one, which becomes a common one where it can; or NULL. */
static const struct common *find_common(struct writer *writer, const struct stats_row *row,
                                        int64_t id)
{
    if (row->n > 0 && (row->min != 0 || row->max != 0))
        return NULL;
    for (int i = 0; i < writer->common_count; i++)
        if (is_same(&writer->common[i].row, row))
            return &writer->common[i];
    if (writer->common_count == COMMON_MAX)
        return NULL;
    writer->common[writer->common_count] = (struct common){id, *row};
    return &writer->common[writer->common_count++];
}

/* What the periods from..to of a place without a row of their own are like; NULL where one of them has no
   statistics at all or none is like another. */
static const struct common *find_like(struct writer *writer, int from, int to)
{
    const struct common *like = NULL;

    for (int p = from; p < to; p++) {
        if (!writer->has[p])
            return NULL;
        if (!like)
            like = find_common(writer, &writer->rows[p], PLACE_PERIODS * writer->number + p);
    }
    return like;
}

static void bind_number(sqlite3_stmt *insert, int at, double x)
{
    must((isfinite(x) ? sqlite3_bind_double(insert, at, x) : sqlite3_bind_null(insert, at)) ==
         SQLITE_OK);
}

static bool write_row(struct writer *writer, int64_t id, const struct stats_row *row,
                      struct error *err)
{
    sqlite3_stmt *insert = writer->statistic;

    must(sqlite3_bind_int64(insert, 1, id) == SQLITE_OK);
    must(sqlite3_bind_int64(insert, 2, (int64_t)row->n) == SQLITE_OK);
    bind_number(insert, 3, row->mean);
    bind_number(insert, 4, row->se);
    bind_number(insert, 5, row->sd);
    bind_number(insert, 6, row->min);
    for (int i = 0; i < STATS_QUANTILES; i++)
        bind_number(insert, 7 + i, row->quantile[i]);
    bind_number(insert, 7 + STATS_QUANTILES, row->max);
    return store_step(writer->store, insert, err);
}

static bool write_rows(struct writer *writer, int from, int to, const struct common *like,
                       struct error *err)
{
    bool written = true;

    for (int p = from; p < to && written; p++) {
        int64_t id = PLACE_PERIODS * writer->number + p;
        if (writer->has[p] && !(like && like->id != id && is_same(&like->row, &writer->rows[p])))
            written = write_row(writer, id, &writer->rows[p], err);
    }
    return written;
}

static bool write_place(struct writer *writer, const char *output, const char *cell,
                        struct error *err)
{
    const struct common *months = find_like(writer, 0, writer->years);
    const struct common *years = find_like(writer, writer->years, writer->periods);
    store_bind(writer->place, "iissiii", writer->number, writer->id, output, cell,
               months ? months->id : 0, years ? years->id : 0, writer->base);
    bool written = store_step(writer->store, writer->place, err) &&
                   write_rows(writer, 0, writer->years, months, err) &&
                   write_rows(writer, writer->years, writer->periods, years, err);
    writer->number++;
    return written;
}

/* The rows of a place, whose series begin with `first`; false where it has none. */
static bool read_rows(struct writer *writer, size_t first)
{
    bool any = false;

    for (int p = 0; p < writer->periods; p++) {
        size_t series = first + (size_t)p;
        writer->has[p] = writer->base == 0 ||
                         run_difference(writer->run, writer->scenario, series, &writer->rows[p]);
        if (writer->base == 0)
            writer->rows[p] = run_series(writer->run, writer->scenario, series);
        any = any || writer->has[p];
    }
    return any;
}

static bool find_number(struct writer *writer, struct error *err)
{
    sqlite3_stmt *find =
        store_prepare(writer->store, "SELECT coalesce(max(place), 0) + 1 FROM place", err);
    bool found =
        find && (sqlite3_step(find) == SQLITE_ROW || store_refuse(writer->store, err, "read"));

    if (found)
        writer->number = sqlite3_column_int64(find, 0);
    sqlite3_finalize(find);
    return found;
}

/* Ready to write: statements, and memory for one place. */
static bool start(struct writer *writer, struct error *err)
{
    const struct record_plan *plan = run_plan(writer->run, writer->scenario);

    must(plan->period_count <= PLACE_PERIODS);
    writer->periods = plan->period_count;
    while (writer->years < plan->period_count && plan->periods[writer->years].kind < PERIOD_YEAR)
        writer->years++;
    writer->rows = memory_resize(NULL, (size_t)writer->periods, sizeof *writer->rows);
    writer->has = memory_resize(NULL, (size_t)writer->periods, sizeof *writer->has);
    writer->place = store_prepare(
        writer->store,
        "INSERT INTO place (place, run, output, cell, months_like, years_like, base_run)"
        " VALUES (?, ?, ?, ?, nullif(?, 0), nullif(?, 0), nullif(?, 0))",
        err);
    writer->statistic = writer->place
                            ? store_prepare(writer->store,
                                            "INSERT INTO statistic VALUES (?, ?, ?, ?, ?, ?, "
                                            "?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                            err)
                            : NULL;
    return writer->statistic && find_number(writer, err);
}

static void clear(struct writer *writer)
{
    sqlite3_finalize(writer->place);
    sqlite3_finalize(writer->statistic);
    free(writer->rows);
    free(writer->has);
}

bool store_write_series(struct store *store, int64_t id, int64_t base, const struct run *run,
                        int scenario, struct error *err)
{
    const struct record_plan *plan = run_plan(run, scenario);
    struct writer writer = {
        .store = store, .run = run, .scenario = scenario, .id = id, .base = base};
    bool written = start(&writer, err);

    for (size_t i = 0; i < plan->series_count && written; i += (size_t)plan->period_count) {
        const struct series *series = &plan->series[i]; /* each cell has all periods */
        const struct output *output = &plan->model->outputs[series->output];
        char cell[CELL_TEXT_MAX];
        if (!read_rows(&writer, i))
            continue;
        graph_cell_text(plan->model->graph, output->views[series->view].axes, series->cell, cell,
                        sizeof cell);
        written = write_place(&writer, output->name, cell, err);
    }
    clear(&writer);
    return written;
}
