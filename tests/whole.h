/* Whether a database is whole after what was done to it: every run is done with the numbers that its scenario has, or
   has none at all. */
#ifndef POLSIM_TESTS_WHOLE_H
#define POLSIM_TESTS_WHOLE_H

#include "check.h"

#include "digest.h"
#include "store.h"

struct whole_known {
    const char *scenario;
    char hex[DIGEST_HEX]; /* of all its numbers: whole_digest */
};

static inline void whole_read(struct store *store, enum store_query query, int64_t run, struct store_table *table)
{
    struct error err = {0};

    if (!store_read(store, query, run, "en", table, &err))
        fail_msg("%s", err.text);
}

static inline void whole_add_draws(struct store *store, int64_t run, const struct store_table *kept,
                                   struct digest *digest)
{
    struct error err = {0};

    for (size_t i = 0; i < kept->row_count; i++) {
        struct store_draws_key key = {store_table_text(kept, i, "output"), store_table_text(kept, i, "target"),
                                      store_table_text(kept, i, "cell"), store_table_text(kept, i, "period")};
        double *x;
        size_t count;
        assert_true(store_read_draws(store, run, key, &x, &count, &err));
        digest_add_doubles(digest, x, count);
        free(x);
    }
}

/* Every number of a run, the packed draws among them. */
static inline void whole_digest(struct store *store, int64_t run, char hex[DIGEST_HEX])
{
    static const enum store_query queries[] = {STORE_SERIES, STORE_TARGETS, STORE_PARAMETERS, STORE_KEPT_DRAWS};
    struct digest digest;

    digest_start(&digest);
    for (size_t q = 0; q < COUNT_OF(queries); q++) {
        struct store_table table;
        whole_read(store, queries[q], run, &table);
        for (size_t i = 0; i < table.row_count * (size_t)table.column_count; i++)
            digest_add_string(&digest, table.cells[i] ? table.cells[i] : "");
        if (queries[q] == STORE_KEPT_DRAWS)
            whole_add_draws(store, run, &table, &digest);
        store_table_clear(&table);
    }
    digest_end_hex(&digest, hex);
}

static inline void whole_run(struct store *store, const struct store_table *runs, size_t row,
                             const struct whole_known *known, int count)
{
    int64_t run = (int64_t)store_table_number(runs, row, "run");
    char hex[DIGEST_HEX];
    int k = 0;

    while (k < count && strcmp(known[k].scenario, store_table_text(runs, row, "scenario")) != 0)
        k++;
    assert_true(k < count);
    whole_digest(store, run, hex);
    if (strcmp(hex, known[k].hex) != 0)
        fail_msg("run %jd has other numbers", (intmax_t)run);
}

static inline void whole_nothing(struct store *store, const struct store_table *runs, size_t row)
{
    struct store_table series;

    assert_string_equal(store_table_text(runs, row, "digest"), "");
    whole_read(store, STORE_SERIES, (int64_t)store_table_number(runs, row, "run"), &series);
    assert_int_equal(series.row_count, 0);
    store_table_clear(&series);
}

/* The file is whole; run 1 is done, and it and those from `from` on are as known or without results. How many runs are
   done. */
static inline int whole_runs(const char *path, const struct whole_known *known, int count, int64_t from)
{
    struct error err = {0};
    struct store_table runs;
    int done = 0;
    struct store *store = store_open(path, STORE_READ, &err);

    if (!store || !store_check_file(store, &err))
        fail_msg("%s", err.text);
    whole_read(store, STORE_RUNS, 0, &runs);
    assert_true(runs.row_count >= 1);
    assert_string_equal(store_table_text(&runs, runs.row_count - 1, "status"), "done"); /* the latest comes first */
    for (size_t row = 0; row < runs.row_count; row++) {
        bool is_done = strcmp(store_table_text(&runs, row, "status"), "done") == 0;
        done += is_done;
        if (row + 1 < runs.row_count && store_table_number(&runs, row, "run") < (double)from)
            continue;
        if (is_done)
            whole_run(store, &runs, row, known, count);
        else
            whole_nothing(store, &runs, row);
    }
    store_table_clear(&runs);
    store_close(store);
    return done;
}

#endif
