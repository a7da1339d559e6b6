/* What is known of a run before it starts: one transaction. */
#include "digest.h"
#include "store_private.h"

#include <math.h>
#include <string.h>

static bool write_run(struct store *store, const struct model *model,
                      const struct store_about *about, struct error *err)
{
    const struct graph *graph = model->graph;
    char process[192], first[8], end[8], last[8];
    sqlite3_stmt *insert = store_prepare(
        store,
        "INSERT INTO run (model, scenario, title_en, title_zh, status, process, draws, seed, "
        "sampler,"
        " engine_version, input_digest, base_run, first_month, plan_end, last_month, started_at,"
        " threads, command_line) VALUES (?, ?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, "
        "?,"
        " ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?, ?)",
        err);

    if (!insert)
        return false;
    store_process_text(process, sizeof process);
    graph_month_text(graph, 0, first);
    graph_month_text(graph, graph->plan_months - 1, end);
    graph_month_text(graph, graph->months - 1, last);
    store_bind(insert, "sssssiisssisssis", model->name, model->scenario,
               model->scenario_title.en ? model->scenario_title.en : model->title.en,
               model->scenario_title.zh ? model->scenario_title.zh : model->title.zh, process,
               (int64_t)about->draws, (int64_t)about->seed, about->sampler, POLSIM_VERSION,
               model->input_digest, about->base_run, first, end, last, (int64_t)about->threads,
               about->command_line);
    bool written = store_step(store, insert, err);
    sqlite3_finalize(insert);
    return written;
}

static bool write_settings(struct store *store, int64_t run, const struct store_about *about,
                           struct error *err)
{
    sqlite3_stmt *insert = store_prepare(store, "INSERT INTO setting VALUES (?, ?, ?)", err);
    bool written = insert;

    for (int i = 0; i < about->set_count && written; i++) {
        store_bind(insert, "iis", run, (int64_t)i, about->set[i]);
        written = store_step(store, insert, err);
    }
    sqlite3_finalize(insert);
    return written;
}

static bool write_files(struct store *store, int64_t run, const struct model *model,
                        struct error *err)
{
    sqlite3_stmt *insert = store_prepare(store, "INSERT INTO run_file VALUES (?, ?, ?, ?, ?)", err);
    bool written = insert;

    for (int i = 0; i < model->file_count && written; i++) {
        const struct model_file *file = &model->files[i];
        struct digest digest;
        char hex[DIGEST_HEX];
        digest_start(&digest);
        digest_add(&digest, file->text, file->length);
        digest_end_hex(&digest, hex);
        store_bind(insert, "iiss", run, (int64_t)i, file->path, hex);
        must(sqlite3_bind_blob64(insert, 5, file->length ? file->text : "", file->length,
                                 SQLITE_STATIC) == SQLITE_OK);
        written = store_step(store, insert, err);
    }
    sqlite3_finalize(insert);
    return written;
}

static struct words find_words(const struct model *model, const char *scope, const char *id)
{
    for (int i = 0; i < model->label_count; i++)
        if (strcmp(model->labels[i].id, id) == 0 && strcmp(model->labels[i].scope, scope) == 0)
            return model->labels[i].text;
    return (struct words){0};
}

static bool write_label(struct store *store, sqlite3_stmt *insert, int64_t run, const char *scope,
                        const char *id, int position, struct words words, struct error *err)
{
    store_bind(insert, "ississ", run, scope, id, (int64_t)position, words.en, words.zh);
    return store_step(store, insert, err);
}

/* Every label of every axis, in the script's order; funds and routes are labelled as plain names. */
static bool write_axis_labels(struct store *store, sqlite3_stmt *insert, int64_t run,
                              const struct model *model, const struct axis *axis, struct error *err)
{
    for (int i = 0; i < axis->count; i++) {
        const char *id = axis->labels[axis->shown ? axis->shown[i] : i];
        struct words words = find_words(model, axis->name, id);
        if (!words.en && !words.zh)
            words = find_words(model, "", id);
        if (!write_label(store, insert, run, axis->name, id, i, words, err))
            return false;
    }
    return true;
}

static bool write_labels(struct store *store, int64_t run, const struct model *model,
                         struct error *err)
{
    sqlite3_stmt *insert =
        store_prepare(store, "INSERT OR REPLACE INTO label VALUES (?, ?, ?, ?, ?, ?)", err);
    bool written = insert;

    /* tables name cells alone */
    for (int i = 0; i < model->label_count && written && !store->for_tables; i++)
        written = write_label(store, insert, run, model->labels[i].scope, model->labels[i].id, i,
                              model->labels[i].text, err);
    for (int i = 0; i < model->graph->axis_count && written; i++)
        written = write_axis_labels(store, insert, run, model, &model->graph->axes[i], err);
    sqlite3_finalize(insert);
    return written;
}

/* The cells of one parameter and period: one row where all are the same. */
static bool write_parameter(struct store *store, sqlite3_stmt *insert, int64_t run,
                            const struct model *model, const struct parameter *parameter,
                            int period, int64_t *position, struct error *err)
{
    const struct graph *graph = model->graph;
    size_t count = graph_cells(graph, parameter->axes);
    const struct parameter_cell *cells = parameter->cells + (size_t)period * count;
    enum store_likeness likeness = store_compare_cells(parameter, cells, count);
    struct words label = find_words(model, "", parameter->name);
    char cell[CELL_TEXT_MAX] = "", unit[UNIT_TEXT_MAX];
    struct store_value value;

    graph_unit_text(graph, parameter->unit, unit, sizeof unit);
    for (size_t i = 0; i < (likeness == STORE_DIFFERENT ? count : 1); i++) {
        if (likeness == STORE_DIFFERENT)
            graph_cell_text(graph, parameter->axes, i, cell, sizeof cell);
        store_describe_value(parameter, &cells[i], likeness, &value);
        store_bind(insert, "iisssssssdddss", run, (*position)++, parameter->name, label.en,
                   label.zh, parameter->period_names ? parameter->period_names[period] : "", cell,
                   unit, value.text, value.mean, value.p05, value.p95,
                   cells[i].change ? "scenario" : parameter->source_kind,
                   cells[i].change          ? cells[i].change
                   : parameter->source_text ? parameter->source_text
                                            : "");
        if (!store_step(store, insert, err))
            return false;
    }
    return true;
}

static bool write_parameters(struct store *store, int64_t run, const struct model *model,
                             struct error *err)
{
    sqlite3_stmt *insert = store_prepare(
        store, "INSERT INTO parameter VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", err);
    bool written = insert;
    int64_t position = 0;

    for (int i = 0; i < model->graph->parameter_count && written; i++) {
        const struct parameter *parameter = &model->graph->parameters[i];
        for (int period = 0; period < parameter->periods && written; period++)
            written = write_parameter(store, insert, run, model, parameter, period, &position, err);
    }
    sqlite3_finalize(insert);
    return written;
}

/* Of a parameter with cells that the scenario left alone, where those come from; else "scenario". */
static const char *kind_of(const struct graph *graph, const struct parameter *parameter)
{
    size_t count = size_product((size_t)parameter->periods, graph_cells(graph, parameter->axes));

    for (size_t i = 0; i < count; i++)
        if (!parameter->cells[i].change)
            return parameter->source_kind;
    return "scenario";
}

/* For tables, which say no more of parameters than how many there are and how many are assumed in some cell. */
static bool write_parameter_kinds(struct store *store, int64_t run, const struct model *model,
                                  struct error *err)
{
    sqlite3_stmt *insert = store_prepare(
        store,
        "INSERT INTO parameter (run, position, name, period, cell, unit, value, mean, source_kind,"
        " source) VALUES (?, ?, ?, '', '', '', '', 0, ?, '')",
        err);
    bool written = insert;

    for (int i = 0; i < model->graph->parameter_count && written; i++) {
        const struct parameter *parameter = &model->graph->parameters[i];
        store_bind(insert, "iiss", run, (int64_t)i, parameter->name,
                   kind_of(model->graph, parameter));
        written = store_step(store, insert, err);
    }
    sqlite3_finalize(insert);
    return written;
}

static bool write_switches(struct store *store, int64_t run, const struct model *model,
                           struct error *err)
{
    sqlite3_stmt *insert =
        store_prepare(store, "INSERT INTO switch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", err);
    bool written = insert;

    for (int i = 0; i < model->switch_count && written; i++) {
        const struct switch_value *choice = &model->switches[i];
        struct text choices = {0};
        for (int k = 0; choice->choices[k]; k++)
            text_add(&choices, "%s%s", k ? " " : "", choice->choices[k]);
        store_bind(insert, "iissssssiss", run, (int64_t)i, choice->name, choice->label.en,
                   choice->label.zh, choice->value, choice->default_value, text_string(&choices),
                   (int64_t)choice->changed, choice->source_kind, choice->source_text);
        written = store_step(store, insert, err);
        text_clear(&choices);
    }
    sqlite3_finalize(insert);
    return written;
}

static bool write_outputs(struct store *store, int64_t run, const struct model *model,
                          struct error *err)
{
    sqlite3_stmt *insert =
        store_prepare(store, "INSERT INTO output VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", err);
    bool written = insert;

    for (int i = 0; i < model->output_count && written; i++) {
        const struct output *output = &model->outputs[i];
        char unit[UNIT_TEXT_MAX];
        struct text axes = {0};
        int order[AXES_MAX], count = graph_axes_in_order(model->graph, output->axes, order);
        for (int k = 0; k < count; k++)
            text_add(&axes, "%s%s", k ? ";" : "", model->graph->axes[order[k]].name);
        graph_unit_text(model->graph, output->unit, unit, sizeof unit);
        store_bind(insert, "isissssss", run, output->name, (int64_t)i, output->label.en,
                   output->label.zh, output_kind_name(output->kind), unit, output->role,
                   text_string(&axes));
        written = store_step(store, insert, err);
        text_clear(&axes);
    }
    sqlite3_finalize(insert);
    return written;
}

static bool write_cells_of(struct store *store, sqlite3_stmt *insert, int64_t id,
                           const struct graph *graph, uint32_t axes, struct error *err)
{
    int order[AXES_MAX], count = graph_axes_in_order(graph, axes, order);

    for (size_t cell = 0; count && cell < graph_cells(graph, axes); cell++) {
        char text[CELL_TEXT_MAX];
        graph_cell_text(graph, axes, cell, text, sizeof text);
        for (int k = 0; k < count; k++) {
            const struct axis *axis = &graph->axes[order[k]];
            store_bind(insert, "isss", id, text, axis->name,
                       axis->labels[graph_cell_label(graph, axes, cell, order[k])]);
            if (!store_step(store, insert, err))
                return false;
        }
    }
    return true;
}

/* Every cell that a series, target or parameter names; for tables those of targets alone. */
static bool write_cells(struct store *store, int64_t id, const struct model *model,
                        struct error *err)
{
    sqlite3_stmt *insert =
        store_prepare(store, "INSERT OR IGNORE INTO cell VALUES (?, ?, ?, ?)", err);
    bool written = insert;

    for (int i = 0; i < model->output_count && written && !store->for_tables; i++)
        for (int view = 0; view < model->outputs[i].view_count && written; view++)
            written = write_cells_of(store, insert, id, model->graph,
                                     model->outputs[i].views[view].axes, err);
    for (int i = 0; i < model->target_count && written; i++)
        written = write_cells_of(store, insert, id, model->graph, model->targets[i].axes, err);
    for (int i = 0; i < model->graph->parameter_count && written && !store->for_tables; i++)
        written =
            write_cells_of(store, insert, id, model->graph, model->graph->parameters[i].axes, err);
    sqlite3_finalize(insert);
    return written;
}

int64_t store_begin_run(struct store *store, const struct model *model,
                        const struct store_about *about, struct error *err)
{
    if (!store_begin(store, err))
        return 0;
    bool worked = write_run(store, model, about, err);
    int64_t run = sqlite3_last_insert_rowid(store->db);
    worked = worked && write_labels(store, run, model, err) &&
             write_outputs(store, run, model, err) && write_cells(store, run, model, err);
    if (worked && store->for_tables)
        worked = write_parameter_kinds(store, run, model, err);
    else
        worked = worked && write_settings(store, run, about, err) &&
                 write_files(store, run, model, err) && write_parameters(store, run, model, err) &&
                 write_switches(store, run, model, err);
    return store_finish(store, worked, err) ? run : 0;
}

bool store_set_base_run(struct store *store, int64_t id, int64_t base_run, struct error *err)
{
    sqlite3_stmt *update =
        store_prepare(store, "UPDATE run SET base_run = ? WHERE run = ? AND status <> 'done'", err);

    if (!update)
        return false;
    store_bind(update, "ii", base_run, id);
    bool set = store_step(store, update, err);
    sqlite3_finalize(update);
    return set;
}

bool store_resume_run(struct store *store, int64_t id, struct error *err)
{
    char process[192];
    sqlite3_stmt *update = store_prepare(
        store,
        "UPDATE run SET status = 'running', message = NULL, finished_at = NULL, process = ?, "
        "engine_version = ? WHERE run = ? AND status IN ('failed', 'interrupted')",
        err);

    if (!update)
        return false;
    store_process_text(process, sizeof process);
    store_bind(update, "ssi", process, POLSIM_VERSION, id);
    bool begun = store_step(store, update, err);
    sqlite3_finalize(update);
    if (begun && sqlite3_changes(store->db) == 0)
        begun = error_set(err, ERROR_STORE,
                          "run %jd of '%s' is finished, or another program computes it",
                          (intmax_t)id, store->path);
    return begun;
}
