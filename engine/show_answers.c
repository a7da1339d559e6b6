#include "show_answers.h"

#include <math.h>
#include <string.h>

#include "error.h"
#include "show_minimise.h"
#include "show_private.h"
#include "show_sensitivity.h"
#include "show_solve.h"
#include "show_sweep.h"
#include "word.h"

/* ---- how precise the run was asked to be ---- */

static void set_amount(struct store_table *to, const char *column, const struct store_table *from,
                       size_t row, bool share)
{
    struct text text = {0};
    double x = store_table_number(from, row, column);

    if (share)
        text_add(&text, "%.3g %%", 100 * x);
    else
        text_add(&text, "%.6g", x);
    table_set_text(to, column, isnan(x) ? "" : text_string(&text));
    text_clear(&text);
}

static void add_precision(const struct show_answer *answer, const struct show_options *options,
                          struct text *out)
{
    const struct store_table *growth = &answer->parts[0];
    struct store_table shown;

    table_start(&shown, "condition draws estimate reached wanted");
    for (size_t row = 0; row < growth->row_count; row++) {
        bool chance = strcmp(store_table_text(growth, row, "of"), "probability") == 0;
        bool relative = store_table_number(growth, row, "relative") != 0;
        table_add_row(&shown);
        table_set_text(&shown, "condition", store_table_text(growth, row, "condition"));
        table_set_number(&shown, "draws", store_table_number(growth, row, "draws"));
        set_amount(&shown, "estimate", growth, row, chance);
        set_amount(&shown, "reached", growth, row, chance || relative);
        set_amount(&shown, "wanted", growth, row, chance || relative);
    }
    show_add_title(word(options->language, "With how many draws it was precise enough"), options,
                   out);
    show_add_table(&shown, "precision", NULL, options, out);
    store_table_clear(&shown);
}

/* ---- those of two scenarios and of many months ---- */

static void add_explain(const struct show_answer *answer, const struct show_options *options,
                        struct text *out)
{
    show_explained(&answer->parts[0], &answer->parts[1], answer->draws, answer->models,
                   options->language, out);
}

static void add_attain(const struct show_answer *answer, const struct show_options *options,
                       struct text *out)
{
    show_attained(answer->parts, answer->title, options->language, out);
}

/* A comparison is made again from the runs, which do not change: so it has the words of any language. */
static bool compare_again(struct store *store, const struct show_answer *answer,
                          const struct show_options *options, struct text *out, struct error *err)
{
    const struct store_table *rows = &answer->parts[0]; /* of targets, else of money */
    struct show_options show = *options;
    struct store_run *runs = NULL;
    struct text notes = {0};
    bool found = true;
    int count = 0;

    if (show.format == SHOW_MARKDOWN)
        show.format = SHOW_TABLE;
    rows = rows->row_count ? rows : &answer->parts[1];
    runs = memory_resize(NULL, rows->row_count + 1, sizeof *runs);
    for (size_t row = 0; row < rows->row_count && found; row++) {
        const char *id = store_table_text(rows, row, "run");
        found = store_find_run(store, id, &runs[count], err);
        bool again = false;
        for (int i = 0; i < count && found; i++)
            again = again || runs[i].id == runs[count].id;
        count += found && !again;
    }
    found =
        found && show_compared(store, runs, count, show.format == SHOW_CSV ? "differences" : NULL,
                               &show, NULL, out, &notes, err);
    if (found && show.format == SHOW_TABLE)
        text_add(out, "%s", text_string(&notes));
    text_clear(&notes);
    free(runs);
    return found;
}

/* ---- the kinds ---- */

static const struct kind {
    const char *section, *name;
    const char *asking; /* "attain %s": the command that makes one of run %s */
    const char *parts[SHOW_PARTS_MAX + 1];
    int main;   /* the part that CSV holds where none is named */
    bool whole; /* `add` makes CSV and JSON too */
    void (*add)(const struct show_answer *answer, const struct show_options *options,
                struct text *out);
    /* instead: from the runs, in any format */
    bool (*again)(struct store *store, const struct show_answer *answer,
                  const struct show_options *options, struct text *out, struct error *err);
} kinds[] = {
    {"sweep",
     "sweep",
     "sweep %s --over NAME=FROM..TO",
     {"levers", "measures", "points"},
     .whole = true,
     .add = show_sweep},
    {"solve",
     "solve",
     "solve %s --lever NAME --between FROM..TO STATEMENT",
     {"solve", "curve", "points", "statements"},
     1,
     .add = show_solve},
    {"minimise",
     "minimise",
     "solve %s --lever NAME=FROM..TO --minimise COST STATEMENT",
     {"minimise", "levers", "constraints"},
     1,
     .add = show_minimise},
    {"precision", "precision", "run SCENARIO --until CONDITION", {"growth"}, .add = add_precision},
    {"explain", "explain", "explain A %s", {"changes", "effects"}, 1, .add = add_explain},
    {"attain", "attain", "attain %s", {"times", "months", "joint", "pairs"}, .add = add_attain},
    {"compare",
     "compare",
     "compare %s RUN",
     {"targets", "money", "differences", "regret"},
     .again = compare_again},
    {"sensitivity",
     "sensitivity",
     "sensitivity %s",
     {"measures", "inputs", "groups"},
     1,
     .add = show_sensitivity},
    {"sensitivity",
     "sensitivity_sobol",
     "sensitivity %s --method sobol",
     {"totals"},
     .add = show_sensitivity},
    {"sensitivity",
     "sensitivity_morris",
     "sensitivity %s --method morris",
     {"effects"},
     .add = show_sensitivity},
    {"sensitivity",
     "sensitivity_tornado",
     "sensitivity %s --tornado",
     {"tornado"},
     .add = show_sensitivity},
};

static const struct kind *kind_of(const char *name)
{
    size_t i = 0;

    while (strcmp(kinds[i].name, name) != 0)
        must(++i < COUNT_OF(kinds));
    return &kinds[i];
}

const char *const *show_answer_parts(const char *kind)
{
    return kind_of(kind)->parts;
}

void show_answer_clear(struct show_answer *answer)
{
    for (int i = 0; i < SHOW_PARTS_MAX; i++)
        store_table_clear(&answer->parts[i]);
}

/* ---- showing ---- */

void show_parts_json(const char *const *names, const struct store_table *parts, struct text *out)
{
    for (int i = 0; names[i]; i++) {
        text_add(out, "%s\"%s\": ", i ? ",\n" : "{\n", names[i]);
        table_json(&parts[i], out);
    }
    text_add(out, "\n}\n");
}

static const struct store_table *main_part(const struct show_answer *answer,
                                           const struct kind *kind)
{
    for (int i = 0; answer->part && kind->parts[i]; i++)
        if (strcmp(kind->parts[i], answer->part) == 0)
            return &answer->parts[i];
    return &answer->parts[kind->main];
}

void show_answer(const struct show_answer *answer, const struct show_options *options,
                 struct text *out)
{
    const struct kind *kind = kind_of(answer->kind);

    if (!kind->whole && options->format == SHOW_CSV)
        table_csv(main_part(answer, kind), kind->section, options->csv, options->language, out);
    else if (!kind->whole && options->format == SHOW_JSON)
        show_parts_json(kind->parts, answer->parts, out);
    else
        kind->add(answer, options, out);
}

/* ---- stored ones ---- */

const char *show_answer_section(size_t i)
{
    for (size_t k = 0; k < COUNT_OF(kinds); k++)
        if ((k == 0 || strcmp(kinds[k].section, kinds[k - 1].section) != 0) && i-- == 0)
            return kinds[k].section;
    return NULL;
}

bool show_is_answer(const char *section)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (strcmp(kinds[i].section, section) == 0)
            return true;
    return false;
}

static bool refuse_none(const char *section, const struct store_run *run, struct error *err)
{
    struct text command = {0};
    size_t i = 0;

    while (strcmp(kinds[i].section, section) != 0)
        i++;
    const char *asking = kinds[i].asking, *place = strstr(asking, "%s");
    if (place)
        text_add(&command, "%.*s%jd%s", (int)(place - asking), asking, (intmax_t)run->id,
                 place + 2);
    error_set(err, ERROR_USAGE,
              "run %jd '%s' was not asked for '%s' yet; 'polsim %s' answers and keeps it",
              (intmax_t)run->id, run->scenario, section, place ? text_string(&command) : asking);
    text_clear(&command);
    return false;
}

/* What STORE_ANSWERS says of it. */
static bool read_about(struct store *store, const struct store_run *run, int64_t id,
                       struct show_answer *answer, struct error *err)
{
    struct store_table answers;

    if (!store_read(store, STORE_ANSWERS, run->id, "en", &answers, err))
        return false;
    for (size_t row = 0; row < answers.row_count; row++)
        if (store_table_number(&answers, row, "answer") == (double)id) {
            answer->draws = (uint64_t)store_table_number(&answers, row, "draws");
            answer->models = (size_t)store_table_number(&answers, row, "models");
        }
    store_table_clear(&answers);
    return true;
}

static bool add_stored(struct store *store, const struct store_run *run, int64_t id,
                       const struct kind *kind, const struct show_options *options,
                       struct text *out, struct error *err)
{
    struct show_answer answer = {.kind = kind->name,
                                 .title = store_run_title(run, options->language)};
    bool read = read_about(store, run, id, &answer, err);

    for (int i = 0; kind->parts[i] && read; i++)
        read = store_read_part(store, id, kind->parts[i], &answer.parts[i], err);
    if (read && kind->again)
        read = kind->again(store, &answer, options, out, err);
    else if (read)
        show_answer(&answer, options, out);
    show_answer_clear(&answer);
    return read;
}

bool show_stored_answer(struct store *store, const struct store_run *run, const char *section,
                        const struct show_options *options, struct text *out, struct error *err)
{
    bool data = options->format == SHOW_CSV || options->format == SHOW_JSON, any = false;

    for (size_t i = 0; i < COUNT_OF(kinds) && !(any && data); i++) {
        int64_t id = 0;
        if (strcmp(kinds[i].section, section) != 0)
            continue;
        if (!store_find_answer(store, kinds[i].name, run->id, 0, &id, err) ||
            (id && !add_stored(store, run, id, &kinds[i], options, out, err)))
            return false;
        any = any || id;
    }
    return any || refuse_none(section, run, err);
}
