/* A disk that fills up and a computer whose power fails, for SQLite in this process: what it writes passes here.

     faults_start();                    // from here on, for all databases
     faults.writes_left = 7;            // the eighth write finds the disk full
     ... faults_crash(folder, name, at, seed) // the files as a power failure after `at` operations leaves them
     faults_end(); */
#ifndef POLSIM_TESTS_FAULTS_H
#define POLSIM_TESTS_FAULTS_H

#include "check.h"

#include <limits.h>
#include <sqlite3.h>
#include <unistd.h>

enum fault_kind { FAULT_WRITE, FAULT_TRUNCATE, FAULT_SYNC };

struct fault_operation {
    enum fault_kind kind;
    bool is_log; /* the -wal, else the database */
    sqlite3_int64 at;
    int length;
    unsigned char *bytes;
};

static struct {
    int writes_left; /* INT_MAX: the disk is endless */
    bool recording;
    struct fault_operation *operations;
    size_t count, capacity;
    sqlite3_vfs vfs, *real;
    sqlite3_io_methods methods[2]; /* of databases, which are locked, and of other files */
    const sqlite3_io_methods *real_methods;
    const sqlite3_file *log, *database;
} faults;

/* The files of the last database that was opened are told apart by their flags. */
static inline void faults_note(enum fault_kind kind, const sqlite3_file *file, const void *bytes, int length,
                               sqlite3_int64 at)
{
    if (!faults.recording || (file != faults.log && file != faults.database))
        return;
    faults.operations =
        memory_grow(faults.operations, faults.count, &faults.capacity, sizeof *faults.operations);
    struct fault_operation *of = &faults.operations[faults.count++];
    *of = (struct fault_operation){kind, file == faults.log, at, length, NULL};
    if (length) {
        of->bytes = memory_resize(NULL, (size_t)length, 1);
        memcpy(of->bytes, bytes, (size_t)length);
    }
}

static inline int faults_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
    if (faults.writes_left == 0)
        return SQLITE_FULL;
    if (faults.writes_left != INT_MAX)
        faults.writes_left--;
    faults_note(FAULT_WRITE, file, bytes, length, at);
    return faults.real_methods->xWrite(file, bytes, length, at);
}

static inline int faults_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    faults_note(FAULT_TRUNCATE, file, NULL, 0, size);
    return faults.real_methods->xTruncate(file, size);
}

static inline int faults_sync(sqlite3_file *file, int flags)
{
    faults_note(FAULT_SYNC, file, NULL, 0, 0);
    return faults.real_methods->xSync(file, flags);
}

static inline int faults_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    int code = faults.real->xOpen(faults.real, name, file, flags, out);

    (void)vfs;
    if (code != SQLITE_OK || !file->pMethods)
        return code;
    sqlite3_io_methods *methods = &faults.methods[!(flags & SQLITE_OPEN_MAIN_DB)];
    faults.real_methods = file->pMethods; /* they write, cut and sync alike */
    *methods = *file->pMethods;
    methods->xWrite = faults_write;
    methods->xTruncate = faults_truncate;
    methods->xSync = faults_sync;
    file->pMethods = methods;
    if (flags & SQLITE_OPEN_WAL)
        faults.log = file;
    if (flags & SQLITE_OPEN_MAIN_DB)
        faults.database = file;
    return code;
}

static inline void faults_start(void)
{
    faults.real = sqlite3_vfs_find(NULL);
    faults.vfs = *faults.real;
    faults.vfs.zName = "faults";
    faults.vfs.xOpen = faults_open;
    faults.writes_left = INT_MAX;
    assert_int_equal(sqlite3_vfs_register(&faults.vfs, 1), SQLITE_OK);
}

static inline void faults_forget(void)
{
    for (size_t i = 0; i < faults.count; i++)
        free(faults.operations[i].bytes);
    free(faults.operations);
    faults.operations = NULL;
    faults.count = faults.capacity = 0;
}

static inline void faults_end(void)
{
    sqlite3_vfs_register(faults.real, 1);
    sqlite3_vfs_unregister(&faults.vfs);
    faults_forget();
}

static inline uint64_t faults_chance(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u; /* Knuth's multiplier */
    return *state >> 33;
}

/* What was written after a file's last sync before the failure may be there, or not, or half. */
static inline void faults_crash(const char *path, size_t at, uint64_t seed)
{
    char log[512];
    size_t synced[2] = {0, 0};
    FILE *files[2];

    snprintf(log, sizeof log, "%s-wal", path);
    files[0] = fopen(path, "r+b");
    files[1] = fopen(log, "w+b");
    assert_true(files[0] && files[1]);
    for (size_t i = 0; i < at; i++)
        if (faults.operations[i].kind == FAULT_SYNC)
            synced[faults.operations[i].is_log] = i;
    for (size_t i = 0; i < at; i++) {
        const struct fault_operation *of = &faults.operations[i];
        bool sure = i < synced[of->is_log];
        int length = sure ? of->length : (int)((uint64_t)of->length * (faults_chance(&seed) % 3) / 2);
        if (of->kind == FAULT_TRUNCATE && (sure || faults_chance(&seed) % 2))
            assert_int_equal(ftruncate(fileno(files[of->is_log]), of->at), 0);
        if (of->kind == FAULT_WRITE)
            assert_int_equal(pwrite(fileno(files[of->is_log]), of->bytes, (size_t)length, of->at), length);
    }
    fclose(files[0]);
    fclose(files[1]);
}

#endif
