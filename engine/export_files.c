/* All tables of a run as CSV and JSON, digit for digit. Part of export.h. */
#include "export_private.h"

#include <string.h>

/* ---- CSV ---- */

static void add_csv(const struct store_table *table, struct text *out)
{
    size_t columns = (size_t)table->column_count;

    text_add(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < columns; i++)
        text_add(out, "%s%s", table->columns[i], i + 1 < columns ? "," : "\r\n");
    for (size_t i = 0; i < table->row_count * columns; i++) {
        const char *cell = table->cells[i];
        table_add_field(cell ? cell : "", ",\"\r\n", !table->numeric[i % columns], out);
        text_add(out, "%s", (i + 1) % columns ? "," : "\r\n");
    }
}

static bool write_csv(struct store *store, const struct store_run *run, enum store_query query,
                      const char *language, const char *folder, struct error *err)
{
    struct store_table table;
    struct text path = {0}, out = {0};

    if (!store_read(store, query, run->id, language, &table, err))
        return false;
    text_add(&path, "%s/%s.csv", folder, store_query_name(query));
    add_csv(&table, &out);
    bool written = export_write(text_string(&path), &out, err);
    store_table_clear(&table);
    text_clear(&path);
    text_clear(&out);
    return written;
}

bool export_csv(struct store *store, const struct store_run *run, const char *language,
                const char *folder, struct error *err)
{
    for (int query = 0; query < STORE_QUERY_COUNT; query++)
        if (!write_csv(store, run, (enum store_query)query, language, folder, err))
            return false;
    return true;
}

/* ---- JSON ---- */

static void add_member(const char *name, const char *value, struct text *out)
{
    text_add(out, ", \"%s\": ", name);
    table_json_string(value, out);
}

static void add_run(const struct store_run *run, struct text *out)
{
    text_add(out, "{\"run\": {\"run\": %lld, \"draws\": %llu, \"seed\": %llu", (long long)run->id,
             (unsigned long long)run->draws, (unsigned long long)run->seed);
    add_member("model", run->model, out);
    add_member("scenario", run->scenario, out);
    add_member("title_en", run->title_en, out);
    add_member("title_zh", run->title_zh, out);
    add_member("sampler", run->sampler, out);
    add_member("engine_version", run->engine_version, out);
    add_member("started_at", run->started_at, out);
    add_member("input_digest", run->input_digest, out);
    add_member("output_digest", run->output_digest, out);
    text_add(out, "},\n\"tables\": {");
}

bool export_json(struct store *store, const struct store_run *run, const char *language,
                 const char *path, struct error *err)
{
    struct text out = {0};
    bool read = true;

    add_run(run, &out);
    for (int query = 0; query < STORE_QUERY_COUNT && read; query++) {
        struct store_table table;
        read = store_read(store, (enum store_query)query, run->id, language, &table, err);
        if (!read)
            break;
        text_add(&out, "%s\n\"%s\": ", query ? "," : "", store_query_name((enum store_query)query));
        table_json(&table, &out);
        store_table_clear(&table);
    }
    text_add(&out, "}}\n");
    bool written = read && export_write(path, &out, err);
    text_clear(&out);
    return written;
}
