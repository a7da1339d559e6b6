/* polsim verify: computes stored runs again from the database alone and compares every number and word. */
#include "cmd_replay.h"
#include "command.h"
#include "error.h"
#include "print.h"

#include <inttypes.h>
#include <string.h>

enum { NAMED_MAX = 12 /* lines of what differs; of more, how many */ };

struct settings {
    const char *store, *language;
    uint64_t threads, memory;
    bool all, quiet;
};

static const struct option options[] = {
    {"all", 'a', OPTION_FLAG, NULL, offsetof(struct settings, all),
     .meaning = WORD("every finished run, and the file itself")},
    {"quiet", 'q', OPTION_FLAG, NULL, offsetof(struct settings, quiet),
     .meaning = WORD("print nothing but what differs")},
    OPTION_STORE(struct settings),
    OPTION_LANGUAGE(struct settings),
    REPLAY_OPTIONS(struct settings),
    {0},
};

/* What came of one run. */
struct verdict {
    bool same_inputs, same_digest;
    char digest[65]; /* of the results computed again */
    struct store_mismatches mismatches;
};

/* ---- computing again ---- */

static int64_t begin(struct store *again, const struct replay *replay, int place, int64_t base,
                     struct error *err)
{
    const struct lua_changes *changes = &replay->sources[place].changes;
    const struct store_about about = {
        .draws = replay->stored.draws,
        .seed = replay->stored.seed,
        .sampler = replay->stored.sampler,
        .command_line = "",
        .set_count = changes->count,
        .set = changes->set,
        .base_run = base,
    };

    return store_begin_run(again, replay->models[place], &about, err);
}

/* The run as it is stored now, in a database of its own. */
static int64_t store_again(struct store *again, const struct replay *replay, struct error *err)
{
    int64_t id = 0;

    for (int i = 0; i < replay->count; i++)
        if (!(id = begin(again, replay, i, id, err)))
            return 0;
    return store_end_run(again, id, replay->run, replay_place(replay), err) ? id : 0;
}

static bool compare(struct store *store, struct store *again, const struct replay *replay,
                    struct verdict *verdict, struct error *err)
{
    int64_t id = store_again(again, replay, err);
    struct store_run run;

    if (!id || !store_find_run_by_id(again, id, &run, err) ||
        !store_compare(store, replay->stored.id, again, id, &verdict->mismatches, err))
        return false;
    verdict->same_inputs =
        strcmp(replay_model(replay)->input_digest, replay->stored.input_digest) == 0;
    verdict->same_digest = strcmp(run.output_digest, replay->stored.output_digest) == 0;
    memcpy(verdict->digest, run.output_digest, sizeof verdict->digest);
    return true;
}

static bool verify(struct store *store, const struct store_run *run,
                   const struct settings *settings, struct verdict *verdict, struct error *err)
{
    const struct replay_options how = {.threads = settings->threads,
                                       .memory = settings->memory,
                                       .quiet = settings->quiet,
                                       .what = "polsim verify"};
    struct replay replay = {0};

    *verdict = (struct verdict){0};
    bool done = replay_open(&replay, store, run, err) && replay_compute(&replay, &how, err);
    struct store *again = done ? store_open(":memory:", STORE_CREATE, err) : NULL;
    done = again && compare(store, again, &replay, verdict, err);
    store_close(again);
    replay_close(&replay);
    return done;
}

/* ---- what is said of it ---- */

static bool is_same(const struct verdict *verdict)
{
    return verdict->same_inputs && verdict->same_digest && verdict->mismatches.count == 0;
}

static const char *part_word(const char *part, const char *language)
{
    static const char *const words[][2] = {
        {"inputs", WORD("input")},    {"switches", WORD("reading")},
        {"targets", WORD("target")},  {"outputs", WORD("what is said of output")},
        {"words", WORD("words for")}, {"findings", WORD("finding")},
        {"series", WORD("output")},   {"differences", WORD("difference of output")},
        {"draws", WORD("draws of")},
    };
    size_t i = 0;

    while (strcmp(words[i][0], part) != 0)
        i++;
    return word(language, words[i][1]);
}

static void add_mismatch(const struct store_mismatch *of, const char *language, struct text *out)
{
    struct text period = {0};

    table_add_period(of->period, language, &period);
    text_add(out, "  %s '%s'", part_word(of->part, language), of->name);
    text_add(out, word(language, of->rows == 1 ? WORD(": %jd value") : WORD(": %jd values")),
             (intmax_t)of->rows);
    if (of->period[0] || of->cell[0])
        text_add(out, word(language, " (the first: %s%s%s)"), of->cell,
                 of->cell[0] && of->period[0] ? ", " : "", text_string(&period));
    text_add(out, "\n");
    text_clear(&period);
}

/* Why it may be so. */
static void add_reason(const struct store_run *run, const struct verdict *verdict,
                       const char *language, struct text *out)
{
    if (!verdict->same_inputs)
        text_add(out, "  %s\n",
                 word(language, "the stored files or changes are not those it was computed from"));
    if (verdict->same_digest)
        text_add(out, "  %s\n",
                 word(language, "the results computed again are those it had (same digest): what "
                                "stands in the database was changed afterwards"));
    else
        text_add(out, word(language, "  digest of the results: stored %.12s, computed %.12s\n"),
                 run->output_digest, verdict->digest);
    if (store_run_is_foreign(run))
        text_add(out,
                 word(language, "  polsim %s computed it, this is %s: versions may differ in their "
                                "results\n"),
                 run->engine_version, POLSIM_VERSION);
}

static void add_verdict(const struct store_run *run, const struct verdict *verdict,
                        const char *language, struct text *out)
{
    text_add(out, word(language, "run %jd '%s': "), (intmax_t)run->id, run->scenario);
    if (is_same(verdict)) {
        text_add(out, word(language, "the same again, inputs and every number (digest %.12s)"),
                 verdict->digest);
        if (store_run_is_foreign(run))
            text_add(out, word(language, "; polsim %s computed it, this is %s"),
                     run->engine_version, POLSIM_VERSION);
        text_add(out, "\n");
        return;
    }
    text_add(out, "%s\n", word(language, "NOT the same"));
    add_reason(run, verdict, language, out);
    for (int i = 0; i < verdict->mismatches.count && i < NAMED_MAX; i++)
        add_mismatch(&verdict->mismatches.items[i], language, out);
    if (verdict->mismatches.count > NAMED_MAX)
        text_add(out, word(language, "  and %d more tables and outputs\n"),
                 verdict->mismatches.count - NAMED_MAX);
}

enum answer { SAME, DIFFERENT, STOPPED };

/* STOPPED with err: by Ctrl-C. What else keeps a run from being computed is told. */
static enum answer tell(struct store *store, const struct store_run *run,
                        const struct settings *settings, struct error *err)
{
    struct verdict verdict;
    struct text out = {0};
    struct error why;
    bool done = verify(store, run, settings, &verdict, &why);
    bool same = done && is_same(&verdict), stopped = !done && why.kind == ERROR_INTERRUPTED;

    if (done)
        add_verdict(run, &verdict, settings->language, &out);
    else if (!stopped)
        text_add(&out, word(settings->language, "cannot be computed again: %s\n"), why.text);
    if (!same || !settings->quiet)
        print_text(stdout, text_string(&out));
    fflush(stdout);
    text_clear(&out);
    free(verdict.mismatches.items);
    if (stopped)
        *err = why;
    return stopped ? STOPPED : same ? SAME : DIFFERENT;
}

/* ---- which runs ---- */

static bool find_run(struct store *store, const char *name, struct store_run *run,
                     struct error *err)
{
    return store_find_run(store, name, run, err) && store_needs_results(run, err);
}

/* The finished runs, the first first; runs has room for all. */
static bool list_all(struct store *store, const struct store_table *table, struct store_run *runs,
                     int *count, struct error *err)
{
    for (size_t row = table->row_count; row-- > 0;)
        if (strcmp(store_table_text(table, row, "status"), "done") == 0 &&
            !find_run(store, store_table_text(table, row, "run"), &runs[(*count)++], err))
            return false;
    return true;
}

static bool list_runs(struct store *store, const struct settings *settings, int argc, char **argv,
                      struct store_run **runs, int *count, struct error *err)
{
    struct store_table table = {0};
    bool found = !settings->all || store_read(store, STORE_RUNS, 0, "en", &table, err);

    *runs = memory_resize(NULL, table.row_count + (size_t)argc + 1, sizeof **runs);
    if (found && settings->all)
        found = list_all(store, &table, *runs, count, err);
    for (int i = 0; found && i < argc; i++)
        found = find_run(store, argv[i], &(*runs)[(*count)++], err);
    store_table_clear(&table);
    return found;
}

static bool verify_runs(struct store *store, const struct store_run *runs, int count,
                        const struct settings *settings, struct error *err)
{
    int different = 0;

    for (int i = 0; i < count; i++) {
        enum answer answer = tell(store, &runs[i], settings, err);
        if (answer == STOPPED)
            return false;
        different += answer == DIFFERENT;
    }
    if (different)
        error_set(err, ERROR_CHECK, "%d of %d runs are not the same again", different, count);
    return different == 0;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.store = OPTION_STORE_DEFAULT, .language = options_language()};
    struct store_run *runs = NULL;
    int count = 0;

    if (!options_parse(options, &argc, argv, &settings, err) ||
        !command_needs(command, argc, settings.all ? 0 : 1, settings.all ? 0 : -1, err))
        return false;
    struct store *store = store_open(settings.store, STORE_READ, err);
    bool same = store && list_runs(store, &settings, argc, argv, &runs, &count, err) &&
                (!settings.all || store_check_file(store, err)) &&
                verify_runs(store, runs, count, &settings, err);
    if (same && settings.all && !settings.quiet)
        print_format(stdout,
                     word(settings.language,
                          count == 1 ? WORD("The file is whole; %d run is the same again.\n")
                                     : WORD("The file is whole; %d runs are the same again.\n")),
                     count);
    store_close(store);
    free(runs);
    return same;
}

const struct command command_verify = {
    .name = "verify",
    .arguments = "RUN…",
    .summary = WORD("compute stored runs again from the database alone and compare every number"),
    .details =
        WORD("The scenario's files are not needed: the database keeps them. Compared are inputs, "
             "readings, targets, outputs, differences and kept draws, and the digests of inputs "
             "and results. Exit status 1: something differs.\n"
             "Example: polsim verify @\n"
             "         polsim verify --all"),
    .options = options,
    .run = run,
};
