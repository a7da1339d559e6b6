#include "cmd_question.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "error.h"
#include "print.h"
#include "show.h"
#include "ticks.h"

void question_begin(struct question *question, const char *command, int argc, char **argv)
{
    question->began = ticks_seconds_of(CLOCK_MONOTONIC);
    text_add(&question->command_line, "polsim %s", command);
    for (int i = 0; i < argc; i++) {
        text_add(&question->command_line, " ");
        show_add_shell_word(argv[i], &question->command_line);
    }
}

double question_seconds(const struct question *question)
{
    return ticks_seconds_of(CLOCK_MONOTONIC) - question->began;
}

bool question_load(struct question *question, const char *path, const struct option_list *set,
                   const char *inputs, struct error *err)
{
    question->path = path;
    if (inputs && !(question->inputs = inputs_read(inputs, err)))
        return false;
    question->changes =
        (struct lua_changes){.count = set->count, .set = set->items, .inputs = question->inputs};
    question->model = lua_model_load(path, &question->changes, err);
    if (!question->model)
        return false;
    if (!question->model->further || !question->model->further[0])
        return true;
    return error_set(err, ERROR_USAGE, "'%s' stands for several scenarios; name one: %s", path,
                     question->model->scenario_path);
}

void question_clear(struct question *question)
{
    model_free(question->model);
    inputs_free(question->inputs);
    text_clear(&question->command_line);
}

bool question_store(const struct question *question, const char *path, bool quiet,
                    struct store_answer *answer, const struct store_part *parts, int count,
                    struct error *err)
{
    struct store *store = store_open(path, STORE_CREATE, err);

    if (!store)
        return false;
    answer->scenario = question->model->scenario;
    answer->command_line = text_string(&question->command_line);
    answer->seconds = question_seconds(question);
    bool written = store_find_same_run(store, question->model->input_digest, &answer->run, err) &&
                   (answer->id = store_write_answer(store, answer, parts, count, err));
    store_close(store);
    if (!written || quiet)
        return written;
    print_format(stderr, spoken("polsim: answer %jd stored in %s, "), (intmax_t)answer->id, path);
    if (answer->run)
        print_format(stderr, spoken("beside run %jd\n"), (intmax_t)answer->run);
    else
        print_format(
            stderr, "%s",
            spoken("beside no run: figures and reports show it after 'polsim run' of the same "
                   "scenario and asking again\n"));
    return true;
}

/* ---- in words ---- */

void question_add_measure(const struct measure *measure, const char *language, struct text *out)
{
    measure_add_name(measure, language, out);
    text_add(out, "%s", word(language, ", "));
    table_add_period(measure->period, language, out);
}

void question_add_statement(const struct statement *statement, const char *language,
                            struct text *out)
{
    bool share = fabs(statement->threshold_value) <= 1;
    char unit[256];

    question_add_measure(&statement->measure, language, out);
    if (!statement->threshold)
        return;
    graph_unit_text(statement->measure.model->graph, measure_unit(&statement->measure), unit,
                    sizeof unit);
    text_add(out, statement->threshold > 0 ? " ≥ " : " ≤ ");
    table_add_value(statement->threshold_value, unit, share && !*unit, language, out);
    if (*unit) {
        text_add(out, " ");
        table_add_unit(unit, language, out);
    }
}

static size_t name_length(const char *lever)
{
    return strcspn(lever, "[");
}

const struct parameter *question_find_parameter(const struct model *model, const char *lever,
                                                struct error *err)
{
    const struct graph *graph = model->graph;
    const char **names = memory_resize(NULL, (size_t)graph->parameter_count + 1, sizeof *names);
    char name[256];
    const struct parameter *found = NULL;

    snprintf(name, sizeof name, "%.*s", (int)name_length(lever), lever);
    for (int i = 0; i < graph->parameter_count; i++) {
        names[i] = graph->parameters[i].name;
        if (strcmp(names[i], name) == 0)
            found = &graph->parameters[i];
    }
    names[graph->parameter_count] = NULL;
    if (!found) {
        const char *nearest = text_nearest(name, names);
        error_set(err, ERROR_USAGE, "the model has no parameter '%s'", name);
        if (nearest)
            error_append(err, ", did you mean '%s'?", nearest);
        else
            error_append(err, "; 'polsim inputs' lists them");
    }
    free(names);
    return found;
}

void question_add_lever(const struct model *model, const char *lever, const char *language,
                        struct text *out)
{
    size_t length = name_length(lever);
    char name[256];

    snprintf(name, sizeof name, "%.*s", (int)length, lever);
    text_add(out, "%s%s", model_label(model, "", name, language), lever + length);
}
