/* The database when the disk is full, when the power fails, and when its log is cut or gone: earlier runs are whole,
   and nothing half is ever a run that is done. */
#include "small_model.h"

#include "faults.h"
#include "whole.h"

#include <sys/stat.h>

/* ---- what is in a database ---- */

static int64_t ask(const char *path, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    int64_t number = -1;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}

/* ---- the parts of a test ---- */

static struct model *model;
static struct run *results;
static struct whole_known known = {.scenario = "base"};

static int prepare(void **state)
{
    struct error err = {0};

    if (make_folder(state) != 0)
        return -1;
    model = make_model("base");
    results = run_start((const struct model *const[]){model}, 1,
                        &(struct run_options){.draws = 256, .seed = 7, .threads = 1}, &err);
    return results ? 0 : -1;
}

static int clear(void **state)
{
    run_free(results);
    model_free(model);
    return remove_folder(state);
}

/* A run from opening to closing; false with err where it could not be stored. */
static bool store_run(const char *path, struct error *err)
{
    struct store *store = store_open(path, STORE_CREATE, err);
    int64_t id = store ? store_begin_run(store, model, &about, err) : 0;
    bool done = id && store_end_run(store, id, results, 0, err);
    struct error second;

    if (id && !done)
        store_fail_run(store, id, "failed", err->text, &second);
    store_close(store);
    return done;
}

static void make_first(const char *path)
{
    struct error err = {0};

    if (!store_run(path, &err))
        fail_msg("%s", err.text);
    struct store *store = store_open(path, STORE_READ, &err);
    whole_digest(store, 1, known.hex);
    store_close(store);
}

static void copy(const char *from, const char *to, long most)
{
    struct error err;
    char *bytes;
    size_t length;

    assert_true(text_read_file(from, &bytes, &length, &err));
    assert_true(text_write_file(to, bytes, most >= 0 && (size_t)most < length ? (size_t)most : length, &err));
    free(bytes);
}

/* ---- a full disk ---- */

static void test_a_full_disk_at_any_write_harms_no_run_and_says_what_to_do(void **state)
{
    char path[256], first[256];
    int stored = 0, writes = 0, refused = 0, step = getenv("POLSIM_FIRE") ? 1 : 4;

    (void)state;
    snprintf(first, sizeof first, "%s", path_of("first.db"));
    snprintf(path, sizeof path, "%s", path_of("full.db"));
    make_first(first);
    faults_start();
    for (; stored < 2; writes += step) { /* until there is room for all, also when the store is closed */
        struct error err = {0};
        copy(first, path, -1);
        faults.writes_left = writes;
        bool done = store_run(path, &err);
        if (!done) {
            refused++;
            assert_int_equal(err.kind, ERROR_STORE);
            assert_contains(err.text, "the disk is full: make room, then try again; what is stored is whole");
        }
        stored += faults.writes_left > 0;
        faults.writes_left = INT_MAX;
        assert_int_equal(whole_runs(path, &known, 1, 1), done ? 2 : 1);
        assert_true(store_run(path, &err)); /* when there is room again */
        assert_int_equal(whole_runs(path, &known, 1, 1), done ? 3 : 2);
        remove(path);
    }
    faults_end();
    assert_true(refused * step > 40);
    printf("disk full at %d writes: %d refused, none lost\n", writes / step, refused);
}

/* ---- the power fails ---- */

static void test_a_power_failure_at_any_moment_loses_at_most_the_run_that_was_made(void **state)
{
    char path[256], first[256], image[256];
    struct error err = {0};
    int seeds = getenv("POLSIM_FIRE") ? 40 : 1, images = 0, done[3] = {0};
    size_t step = getenv("POLSIM_FIRE") ? 1 : 4;

    (void)state;
    snprintf(first, sizeof first, "%s", path_of("first.db"));
    snprintf(path, sizeof path, "%s", path_of("power.db"));
    snprintf(image, sizeof image, "%s", path_of("image.db"));
    make_first(first);
    copy(first, path, -1);
    faults_start();
    faults.recording = true;
    assert_true(store_run(path, &err));
    faults.recording = false;
    size_t syncs = 0;
    for (size_t i = 0; i < faults.count; i++)
        syncs += faults.operations[i].kind == FAULT_SYNC;
    assert_true(syncs >= 2); /* the log before what is copied into the file, and the file */
    for (size_t at = 0; at <= faults.count; at += step)
        for (int seed = 1; seed <= seeds; seed++) {
            copy(first, image, -1);
            faults_crash(image, at, (uint64_t)seed);
            int now = whole_runs(image, &known, 1, 1);
            assert_true(now == 1 || now == 2);
            done[now]++;
            images++;
            remove(image);
        }
    copy(first, image, -1); /* the program has ended: the run stays */
    faults_crash(image, faults.count, 1);
    assert_int_equal(whole_runs(image, &known, 1, 1), 2);
    faults_end();
    printf("power failed at %d moments: %d before the run was stored, %d after, none lost\n", images, done[1],
           done[2]);
}

/* ---- the log ---- */

static void test_a_log_that_is_cut_or_gone_loses_at_most_what_it_held(void **state)
{
    char path[256], log[300], image[256], image_log[300];
    struct error err = {0};
    struct stat status;
    uint64_t chance = 5;
    int cuts = getenv("POLSIM_FIRE") ? 1000 : 60;

    (void)state;
    snprintf(path, sizeof path, "%s", path_of("log.db"));
    snprintf(image, sizeof image, "%s", path_of("cut.db"));
    snprintf(log, sizeof log, "%s-wal", path);
    snprintf(image_log, sizeof image_log, "%s-wal", image);
    make_first(path);
    struct store *store = store_open(path, STORE_CREATE, &err);
    int64_t id = store_begin_run(store, model, &about, &err);
    assert_true(id && store_end_run(store, id, results, 0, &err));
    assert_int_equal(stat(log, &status), 0); /* all of the run is in the log */
    for (int i = -2; i < cuts; i++) {
        long most = i == -2 ? 0 : i == -1 ? -1 : (long)(faults_chance(&chance) % (uint64_t)status.st_size);
        copy(path, image, -1);
        copy(log, image_log, most);
        if (most == 0)
            remove(image_log);
        assert_int_equal(whole_runs(image, &known, 1, 1), most < 0 ? 2 : 1); /* its -shm is missing always */
        remove(image);
        remove(image_log);
    }
    store_close(store);
    assert_int_equal(ask(path, "SELECT count(*) FROM run"), 2);
    printf("log cut at %d places: none lost\n", cuts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_full_disk_at_any_write_harms_no_run_and_says_what_to_do, prepare, clear),
        cmocka_unit_test_setup_teardown(
            test_a_power_failure_at_any_moment_loses_at_most_the_run_that_was_made, prepare, clear),
        cmocka_unit_test_setup_teardown(test_a_log_that_is_cut_or_gone_loses_at_most_what_it_held, prepare, clear),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
