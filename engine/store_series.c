/* The statistics of a run's series, or of their differences from a base: a row of `place` for each output
   and cell, a row of `statistic` for each period (schema.sql). */
#include "store_private.h"

#include <string.h>

enum { PLACE_PERIODS = 4096 /* statistic.id = PLACE_PERIODS * place + period */, COMMON_MAX = 8 };

/* Statistics that many series share: all draws 0, or without value. They stand once, where they came first. */
struct common {
    int64_t id;
    struct stats_row row;
};

struct store_series {
    struct store *store;
    const struct record_plan *plan;
    int64_t id, base; /* of the run; of its base, 0: series, not differences */
    sqlite3_stmt *place, *statistic;
    int64_t number;     /* of the next place */
    int periods, years; /* of each place; the first that is no month or quarter */
    int first;          /* that is written */
    int *which;         /* [periods]: room for those that are written */
    int common_count;
    struct common common[COMMON_MAX];
};

static bool is_same(const struct stats_row *a, const struct stats_row *b)
{
    return memcmp(a, b, sizeof *a) == 0; /* NaN of other bits would only stand once more */
}

/* The common row that equals this one, which becomes a common one where it can; or NULL. */
static const struct common *find_common(struct store_series *writer, const struct stats_row *row,
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
static const struct common *find_like(struct store_series *writer, const struct stats_row *rows,
                                      const bool *has, int from, int to)
{
    const struct common *like = NULL;

    for (int p = from; p < to; p++) {
        if (has && !has[p])
            return NULL;
        if (!like)
            like = find_common(writer, &rows[p], PLACE_PERIODS * writer->number + p);
    }
    return like;
}

/* The rows of the periods from..to, but for those that are like `like`. */
static bool write_rows(struct store_series *writer, const struct stats_row *rows, const bool *has,
                       int from, int to, const struct common *like, struct error *err)
{
    int64_t id = PLACE_PERIODS * writer->number;
    struct store_rows of = {.rows = rows, .which = writer->which, .id = id};

    for (int p = from; p < to; p++)
        if ((!has || has[p]) && !(like && like->id != id + p && is_same(&like->row, &rows[p])))
            writer->which[of.count++] = p;
    if (of.count == 0)
        return true;
    store_bind_rows(writer->statistic, &of);
    return store_step(writer->store, writer->statistic, err);
}

bool store_series_write(struct store_series *writer, size_t first, const struct stats_row *rows,
                        const bool *has, struct error *err)
{
    const struct record_plan *plan = writer->plan;
    const struct series *series = &plan->series[first];
    const struct output *output = &plan->model->outputs[series->output];
    const struct common *months = find_like(writer, rows, has, writer->first, writer->years);
    const struct common *years = find_like(writer, rows, has, writer->years, writer->periods);
    char cell[CELL_TEXT_MAX];

    graph_cell_text(plan->model->graph, output->views[series->view].axes, series->cell, cell,
                    sizeof cell);
    store_bind(writer->place, "iissiii", writer->number, writer->id, output->name, cell,
               months ? months->id : 0, years ? years->id : 0, writer->base);
    bool written = store_step(writer->store, writer->place, err) &&
                   write_rows(writer, rows, has, writer->first, writer->years, months, err) &&
                   write_rows(writer, rows, has, writer->years, writer->periods, years, err);
    writer->number++;
    return written;
}

static bool find_number(struct store_series *writer, struct error *err)
{
    sqlite3_stmt *find =
        store_prepare(writer->store, "SELECT coalesce(max(place), 0) + 1 FROM place", err);
    bool found = find && (sqlite3_step(find) == SQLITE_ROW ||
                          store_refuse(writer->store, err, "cannot read '%s': %s%s"));

    if (found)
        writer->number = sqlite3_column_int64(find, 0);
    sqlite3_finalize(find);
    return found;
}

struct store_series *store_series_new(struct store *store, int64_t id, int64_t base,
                                      const struct record_plan *plan, struct error *err)
{
    struct store_series *writer = memory_resize(NULL, 1, sizeof *writer);

    must(plan->period_count <= PLACE_PERIODS);
    *writer = (struct store_series){.store = store, .plan = plan, .id = id, .base = base};
    writer->periods = plan->period_count;
    writer->which = memory_resize(NULL, (size_t)writer->periods, sizeof *writer->which);
    while (writer->years < plan->period_count && plan->periods[writer->years].kind < PERIOD_YEAR)
        writer->years++;
    while (writer->first < writer->years &&
           !store_takes_period(store, plan->periods[writer->first].kind))
        writer->first++;
    writer->place = store_prepare(
        store,
        "INSERT INTO place (place, run, output, cell, months_like, years_like, base_run)"
        " VALUES (?, ?, ?, ?, nullif(?, 0), nullif(?, 0), nullif(?, 0))",
        err);
    /* OR FAIL: else SQLite keeps a journal, to undo what a statement wrote; here all that is written is undone. */
    if (writer->place)
        writer->statistic = store_prepare(
            store, "INSERT OR FAIL INTO statistic SELECT * FROM rows_in_memory(?)", err);
    if (writer->statistic && find_number(writer, err))
        return writer;
    store_series_free(writer);
    return NULL;
}

void store_series_free(struct store_series *writer)
{
    if (!writer)
        return;
    sqlite3_finalize(writer->place);
    sqlite3_finalize(writer->statistic);
    free(writer->which);
    free(writer);
}

/* ---- differences ---- */

bool store_write_differences(struct store *store, int64_t id, int64_t base, const struct run *run,
                             int scenario, struct error *err)
{
    const struct record_plan *plan = run_plan(run, scenario);
    size_t periods = (size_t)plan->period_count;
    struct store_series *writer = store_series_new(store, id, base, plan, err);
    struct stats_row *rows = memory_resize(NULL, periods, sizeof *rows);
    bool *has = memory_resize(NULL, periods, sizeof *has), written = writer;

    for (size_t first = 0; first < plan->series_count && written; first += periods) {
        if (!store_takes_place(store, plan, first))
            continue;
        bool any = false; /* each cell has all periods, but they may have no difference */
        for (size_t p = 0; p < periods; p++)
            any |= has[p] = run_difference(run, scenario, first + p, &rows[p]);
        written = !any || store_series_write(writer, first, rows, has, err);
    }
    store_series_free(writer);
    free(rows);
    free(has);
    return written;
}
