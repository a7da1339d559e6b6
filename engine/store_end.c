/* The results of a run: one transaction, all or nothing. */
#include "store_private.h"

#include "digest.h"

#include <inttypes.h>

static bool write_periods(struct store *store, int64_t id, const struct record_plan *plan,
                          struct error *err)
{
    static const char *const kinds[] = {[PERIOD_MONTH] = "month",
                                        [PERIOD_QUARTER] = "quarter",
                                        [PERIOD_YEAR] = "year",
                                        [PERIOD_PLAN] = "plan",
                                        [PERIOD_ALL] = "all"};
    sqlite3_stmt *insert =
        store_prepare(store, "INSERT INTO period VALUES (?, ?, ?, ?, ?, ?)", err);
    bool written = insert;

    for (int i = 0; i < plan->period_count && written; i++) {
        const struct period *period = &plan->periods[i];
        char first[8], last[8];
        if (!store_takes_period(store, period->kind))
            continue;
        graph_month_text(plan->model->graph, period->first, first);
        graph_month_text(plan->model->graph, period->last, last);
        store_bind(insert, "issssi", id, period->name, kinds[period->kind], first, last,
                   (int64_t)i);
        written = store_step(store, insert, err);
    }
    sqlite3_finalize(insert);
    return written;
}

static bool write_targets(struct store *store, int64_t id, const struct run *run, int scenario,
                          struct error *err)
{
    const struct graph *graph = run_plan(run, scenario)->model->graph;
    sqlite3_stmt *insert = store_prepare(
        store,
        "INSERT INTO target VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?)",
        err);
    bool written = insert;

    for (size_t i = 0; i < run_target_count(run, scenario) && written; i++) {
        const struct run_target *target = run_target(run, scenario, i);
        char unit[UNIT_TEXT_MAX];
        graph_unit_text(graph, target->unit, unit, sizeof unit);
        store_bind(insert, "iisssssssdsnddddddssss", id, (int64_t)i, target->name, target->output,
                   target->label.en, target->label.zh, target->cell, target->period,
                   target->threshold > 0 ? ">=" : "<=", target->threshold_value, unit, target->n,
                   target->probability, target->se, target->mean, target->p05, target->p50,
                   target->p95, target->source_kind ? target->source_kind : "",
                   target->source_text ? target->source_text : "", target->note.en,
                   target->note.zh);
        written = store_step(store, insert, err);
    }
    sqlite3_finalize(insert);
    return written;
}

/* The base of a run (0: none); error when the run is not there or done already. */
static bool find_base(struct store *store, int64_t id, int64_t *base, struct error *err)
{
    sqlite3_stmt *find = store_prepare(
        store, "SELECT coalesce(base_run, 0) FROM run WHERE run = ? AND status <> 'done'", err);

    if (!find)
        return false;
    store_bind(find, "i", id);
    int code = sqlite3_step(find);
    bool found = code == SQLITE_ROW;
    if (found)
        *base = sqlite3_column_int64(find, 0);
    else if (code == SQLITE_DONE)
        error_set(err, ERROR_STORE, "run %lld is no longer in '%s': it was deleted meanwhile",
                  (long long)id, store->path);
    else
        store_refuse(store, err, "cannot read '%s': %s%s");
    sqlite3_finalize(find);
    return found;
}

static bool mark_done(struct store *store, int64_t id, const struct run *run, const char *digest,
                      struct error *err)
{
    sqlite3_stmt *update = store_prepare(
        store,
        "UPDATE run SET status = 'done', message = NULL, process = NULL, output_digest = nullif(?, "
        "''),"
        " threads = ?, seconds = ?, finished_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
        " WHERE run = ?",
        err);

    if (!update)
        return false;
    store_bind(update, "sidi", digest, (int64_t)run_threads(run), run_seconds(run), id);
    bool marked = store_step(store, update, err);
    sqlite3_finalize(update);
    return marked;
}

static bool write_findings(struct store *store, int64_t run, const struct model *model,
                           struct error *err)
{
    sqlite3_stmt *insert =
        store_prepare(store, "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", err);
    bool written = insert;

    for (int i = 0; i < model->finding_count && written; i++) {
        const struct finding *finding = &model->findings[i];
        store_bind(insert, "iisssssss", run, (int64_t)i, finding->id,
                   finding->general ? "general" : "plan", finding->text.en, finding->text.zh,
                   finding->about, finding->source_kind, finding->source_text);
        written = store_step(store, insert, err);
    }
    sqlite3_finalize(insert);
    return written;
}

bool store_end_run(struct store *store, int64_t id, const struct run *run, int scenario,
                   struct error *err)
{
    const struct record_plan *plan = run_plan(run, scenario);
    char digest[DIGEST_HEX];
    int64_t base = 0;

    if (!store_begin(store, err))
        return false;
    bool worked = find_base(store, id, &base, err) && write_periods(store, id, plan, err) &&
                  write_findings(store, id, plan->model, err) &&
                  write_targets(store, id, run, scenario, err) &&
                  store_write_results(store, id, run, scenario, digest, err) &&
                  (base == 0 || store_write_differences(store, id, base, run, scenario, err)) &&
                  mark_done(store, id, run, digest, err);
    return store_finish(store, worked, err);
}

bool store_fail_run(struct store *store, int64_t id, const char *status, const char *message,
                    struct error *err)
{
    sqlite3_stmt *update = store_prepare(
        store,
        "UPDATE run SET status = ?, message = ?, process = NULL,"
        " finished_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE run = ? AND status <> 'done'",
        err);

    if (!update)
        return false;
    store_bind(update, "ssi", status, message, id);
    bool marked = store_step(store, update, err);
    sqlite3_finalize(update);
    return marked;
}

bool store_delete_run(struct store *store, int64_t id, struct error *err)
{
    if (!store_begin(store, err))
        return false;
    sqlite3_stmt *statement =
        store_prepare(store, "DELETE FROM run WHERE run = ? AND status <> 'running'",
                      err); /* the rest cascades */
    bool worked = statement;
    if (worked) {
        store_bind(statement, "i", id);
        worked = store_step(store, statement, err);
    }
    if (worked && sqlite3_changes(store->db) == 0)
        worked = error_set(err, ERROR_STORE, "run %jd of '%s' is running, or there is none",
                           (intmax_t)id, store->path);
    sqlite3_finalize(statement);
    return store_finish(store, worked, err);
}
