/* Answers whose tables are shown as they are kept: explain, attain. Part of show_answers.h. */
#include "show_private.h"

#include "error.h"
#include "word.h"

#include <string.h>

enum { PARTS_MAX = 4 };

/* An answer as it is shown: its row of STORE_ANSWERS, and its parts in the order of the section's. */
struct answer {
    const struct store_run *run;
    double draws;
    size_t models;
    struct store_table parts[PARTS_MAX];
};

static void add_explain(const struct answer *answer, const struct show_options *options,
                        struct text *out)
{
    show_explained(&answer->parts[0], &answer->parts[1], (uint64_t)answer->draws, answer->models,
                   options->language, out);
}

static void add_attain(const struct answer *answer, const struct show_options *options,
                       struct text *out)
{
    show_attained(answer->parts, store_run_title(answer->run, options->language), options->language,
                  out);
}

static const struct answer_section {
    const char *name, *command; /* "explain A B": what makes one */
    const char *parts[PARTS_MAX];
    int main; /* the part that CSV holds */
    void (*add)(const struct answer *answer, const struct show_options *options, struct text *out);
} sections[] = {
    {"explain", "explain A %s", {"changes", "effects"}, 1, add_explain},
    {"attain", "attain %s", {"times", "months", "joint", "pairs"}, 0, add_attain},
};

static const struct answer_section *find_section(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        if (strcmp(sections[i].name, name) == 0)
            return &sections[i];
    return NULL;
}

bool show_has_parts(const char *section)
{
    return find_section(section);
}

static bool refuse_none(const struct answer_section *section, const struct store_run *run,
                        struct error *err)
{
    struct text command = {0};
    char id[32];

    snprintf(id, sizeof id, "%jd", (intmax_t)run->id);
    for (const char *c = section->command; *c; c++)
        if (strncmp(c, "%s", 2) == 0) {
            text_add(&command, "%s", id);
            c++;
        } else {
            text_add_bytes(&command, c, 1);
        }
    error_set(err, ERROR_USAGE,
              "run %s '%s' was not asked for '%s' yet; 'polsim %s' answers and keeps it", id,
              run->scenario, section->name, text_string(&command));
    text_clear(&command);
    return false;
}

/* What STORE_ANSWERS says of it. */
static bool read_about(struct store *store, const struct store_run *run, int64_t id,
                       struct answer *answer, struct error *err)
{
    struct store_table answers;

    if (!store_read(store, STORE_ANSWERS, run->id, "en", &answers, err))
        return false;
    for (size_t row = 0; row < answers.row_count; row++)
        if (store_table_number(&answers, row, "answer") == (double)id) {
            answer->draws = store_table_number(&answers, row, "draws");
            answer->models = (size_t)store_table_number(&answers, row, "models");
        }
    store_table_clear(&answers);
    return true;
}

void show_parts_json(const char *const *names, const struct store_table *parts, int count,
                     struct text *out)
{
    for (int i = 0; i < count; i++) {
        text_add(out, "%s\"%s\": ", i ? ",\n" : "{\n", names[i]);
        table_json(&parts[i], out);
    }
    text_add(out, "\n}\n");
}

bool show_answer_parts(struct store *store, const struct store_run *run, const char *name,
                       const struct show_options *options, struct text *out, struct error *err)
{
    const struct answer_section *section = find_section(name);
    struct answer answer = {.run = run};
    int64_t id;
    int count = 0;
    bool read = store_find_answer(store, section->name, run->id, 0, &id, err) &&
                (id || refuse_none(section, run, err)) && read_about(store, run, id, &answer, err);

    while (count < PARTS_MAX && section->parts[count])
        count++;
    for (int i = 0; i < count && read; i++)
        read = store_read_part(store, id, section->parts[i], &answer.parts[i], err);
    if (read && options->format == SHOW_CSV)
        table_csv(&answer.parts[section->main], section->name, options->csv, options->language,
                  out);
    else if (read && options->format == SHOW_JSON)
        show_parts_json(section->parts, answer.parts, count, out);
    else if (read)
        section->add(&answer, options, out);
    for (int i = 0; i < PARTS_MAX; i++)
        store_table_clear(&answer.parts[i]);
    return read;
}
