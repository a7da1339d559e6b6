#include "plot.h"

#include "error.h"
#include "quote.h"
#include "word.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *copy(const char *bytes, size_t length)
{
    char *text = memory_resize(NULL, length + 1, 1);

    memcpy(text, bytes, length);
    text[length] = '\0';
    return text;
}

/* ---- the head of a template ---- */

struct head {
    struct plot_figure *figure;
    const char *path;
    int line;
    char **value; /* what a continuation adds to; NULL before the first key */
    char between; /* newline in SQL, space in prose */
    struct error *err;
};

static bool head_error(struct head *head, const char *what)
{
    return error_set(head->err, ERROR_STORE, "%s:%d: %s", head->path, head->line, spoken(what));
}

static char **head_place(struct plot_figure *figure, const char *key)
{
    return strcmp(key, "title.en") == 0   ? &figure->title_en
           : strcmp(key, "title.zh") == 0 ? &figure->title_zh
           : strcmp(key, "shows.en") == 0 ? &figure->shows_en
           : strcmp(key, "shows.zh") == 0 ? &figure->shows_zh
           : strcmp(key, "needs.en") == 0 ? &figure->needs_en
           : strcmp(key, "needs.zh") == 0 ? &figure->needs_zh
           : strcmp(key, "question") == 0 ? &figure->question
                                          : NULL;
}

static bool head_data(struct head *head, const char *name)
{
    struct plot_figure *figure = head->figure;

    if (!name[0] || strspn(name, "abcdefghijklmnopqrstuvwxyz_") != strlen(name))
        return head_error(head, "a block's name is of small letters and '_': data.payment");
    for (int i = 0; i < figure->data_count; i++)
        if (strcmp(figure->data[i].name, name) == 0)
            return head_error(head, "this block stands here a second time");
    if (figure->data_count == PLOT_DATA_MAX)
        return head_error(head, "too many blocks of data, at most 8");
    figure->data[figure->data_count].name = copy(name, strlen(name));
    head->value = &figure->data[figure->data_count++].sql;
    head->between = '\n';
    return true;
}

/* "# key: value" */
static bool head_key(struct head *head, const char *key_bytes, size_t key_length, const char *value,
                     size_t value_length)
{
    static const char *const keys[] = {"title.en", "title.zh", "shows.en", "shows.zh", "needs.en",
                                       "needs.zh", "question", "data.",    NULL};
    char *key = copy(key_bytes, key_length);
    bool done = true;

    head->value = head_place(head->figure, key);
    head->between = ' ';
    if (strncmp(key, "data.", 5) == 0) {
        done = head_data(head, key + 5);
    } else if (!head->value) {
        const char *nearest = text_nearest(key, keys);
        done = head_error(head, "unknown key");
        error_append(
            head->err, nearest ? WORD(" '%s'; did you mean '%s'?") : WORD(" '%s'; there are: %s"),
            key,
            nearest ? nearest
                    : "title.en, title.zh, shows.en, shows.zh, needs.en, needs.zh, question, "
                      "data.NAME");
    } else if (*head->value) {
        done = head_error(head, "this key stands here a second time");
    }
    if (done)
        *head->value = copy(value, value_length);
    free(key);
    return done;
}

static void head_continue(struct head *head, const char *more, size_t length)
{
    size_t old = strlen(*head->value);

    *head->value = memory_resize(*head->value, old + length + 2, 1);
    if (old)
        (*head->value)[old++] = head->between;
    memcpy(*head->value + old, more, length);
    (*head->value)[old + length] = '\0';
}

/* One line of the head, without '#' and newline. */
static bool head_line(struct head *head, const char *line, size_t length)
{
    size_t blank = strspn(line, " \t");

    if (blank >= length)
        return true;
    while (line[length - 1] == '\r' || line[length - 1] == ' ')
        length--;
    if (blank >= 2) {
        if (!head->value)
            return head_error(head, "the head begins with a key, such as '# title.en: …'");
        head_continue(head, line + blank, length - blank);
        return true;
    }
    const char *colon = memchr(line, ':', length);
    if (!colon)
        return head_error(head, "the head has lines '# key: value' and, further in, what goes on");
    const char *value = colon + 1;
    while (value < line + length && *value == ' ')
        value++;
    return head_key(head, line + blank, (size_t)(colon - line) - blank, value,
                    (size_t)(line + length - value));
}

static bool head_complete(struct head *head)
{
    const struct plot_figure *figure = head->figure;

    if (!figure->title_en || !figure->title_zh || !figure->shows_en || !figure->shows_zh)
        return head_error(head, "the head needs title.en, title.zh, shows.en and shows.zh");
    if (!figure->data_count)
        return head_error(head, "the head needs a query: '# data.NAME:' and SQL below it");
    for (int i = 0; i < figure->data_count; i++)
        if (!figure->data[i].sql[0])
            return head_error(head, "a block of data has no query");
    return true;
}

bool plot_figure_parse(struct plot_figure *figure, const char *name, const char *path,
                       const char *text, struct error *err)
{
    struct head head = {.figure = figure, .path = path, .err = err};
    bool done = true;

    *figure =
        (struct plot_figure){.name = copy(name, strlen(name)), .text = copy(text, strlen(text))};
    for (const char *line = figure->text; done && *line == '#';) {
        size_t length = strcspn(line, "\n");
        head.line++;
        done = head_line(&head, line + 1, length - 1);
        line += length + (line[length] == '\n');
    }
    done = done && head_complete(&head);
    if (!done)
        plot_figure_clear(figure);
    return done;
}

void plot_figure_clear(struct plot_figure *figure)
{
    free(figure->name);
    free(figure->title_en);
    free(figure->title_zh);
    free(figure->shows_en);
    free(figure->shows_zh);
    free(figure->needs_en);
    free(figure->needs_zh);
    free(figure->question);
    free(figure->text);
    for (int i = 0; i < figure->data_count; i++) {
        free(figure->data[i].name);
        free(figure->data[i].sql);
    }
    *figure = (struct plot_figure){0};
}

/* ---- quoting ---- */

void plot_add_string(struct text *text, const char *string)
{
    text_add_bytes(text, "'", 1);
    for (size_t left = strlen(string), bytes; left > 0; string += bytes, left -= bytes) {
        bytes = quote_character_bytes(string, left);
        bool shown = !quote_is_control(string, bytes);
        bytes += bytes == 0;
        if (*string == '\'')
            text_add_bytes(text, "''", 2);
        else
            text_add_bytes(text, shown ? string : " ", shown ? bytes : 1);
    }
    text_add_bytes(text, "'", 1);
}

/* In double quotes; gnuplot reads at most MAX_LINE_LEN (1,024) bytes, knows backslash escapes and has
   no way to write a double quote inside. */
static void add_cell_text(struct text *text, const char *cell)
{
    size_t length = strlen(cell);

    if (length > PLOT_CELL_BYTES_MAX) {
        length = PLOT_CELL_BYTES_MAX;
        while (length && ((unsigned char)cell[length] & 0xC0) == 0x80)
            length--; /* whole characters */
    }
    text_add_bytes(text, "\"", 1);
    for (size_t bytes; length > 0; cell += bytes, length -= bytes) {
        bytes = quote_character_bytes(cell, length);
        bool shown = !quote_is_control(cell, bytes);
        bytes += bytes == 0;
        if (*cell == '"')
            text_add_bytes(text, "'", 1);
        else if (*cell == '\\')
            text_add_bytes(text, "/", 1);
        else
            text_add_bytes(text, shown ? cell : " ", shown ? bytes : 1);
    }
    text_add_bytes(text, "\"", 1);
}

void plot_add_table(struct text *text, const char *name, const struct store_table *table)
{
    size_t columns = (size_t)table->column_count;

    text_add(text, "# %s\n", name);
    for (size_t i = 0; i < columns; i++) {
        text_add(text, "%s", i ? "\t" : "");
        add_cell_text(text, table->columns[i]);
    }
    text_add(text, "\n");
    for (size_t i = 0; i < table->row_count * columns; i++) {
        const char *cell = table->cells[i];
        text_add(text, "%s", i % columns ? "\t" : "");
        if (!cell)
            text_add(text, "NaN");
        else if (table->numeric[i % columns])
            text_add(text, "%s", cell);
        else
            add_cell_text(text, cell);
        if (i % columns == columns - 1)
            text_add(text, "\n");
    }
}

/* ---- data file and script ---- */

static const char *in(const char *language, const char *en, const char *zh)
{
    return strcmp(language, "zh") == 0 ? zh : en;
}

static void add_setting(struct text *text, const char *name, const char *value)
{
    text_add(text, "%s = ", name);
    plot_add_string(text, value);
    text_add(text, "\n");
}

/* The figure in comments and the variables that the template reads. */
static void add_opening(struct text *text, const struct plot_job *job, const char *file)
{
    const struct plot_figure *figure = job->figure;
    const struct store_run *run = job->run;
    const char *title = in(job->language, figure->title_en, figure->title_zh);
    const char *shows = in(job->language, figure->shows_en, figure->shows_zh);

    text_add(text,
             "# %s\n# %s\n#\n"
             "# Drawn by polsim %s from run %" PRId64 ". To draw it again, in this folder:\n"
             "#   gnuplot %s.gp                       (%s)\n"
             "#   gnuplot -e \"format='pdf'\" %s.gp      (svg png pdf dumb sixel)\n"
             "# It needs gnuplot 5.4 or newer and %s.dat, nothing else.\n\n",
             title, shows, run->engine_version, run->id, file, job->formats, file, file);
    add_setting(text, "figure", figure->name);
    add_setting(text, "file", file);
    add_setting(text, "language", job->language);
    add_setting(text, "title_text", title);
    add_setting(text, "shows_text", shows);
    add_setting(text, "model_name", run->model);
    add_setting(text, "scenario_name", store_run_title(run, job->language));
    add_setting(text, "run_date", run->finished_at[0] ? run->finished_at : run->started_at);
    add_setting(text, "sampler", run->sampler);
    text_add(text, "run_id = %" PRId64 "\nrun_draws = %" PRIu64 "\n", run->id, run->draws);
    text_add(text, "run_seed = '%" PRIu64 "'\n", run->seed); /* may be beyond gnuplot's integers */
    for (int i = 0; i < figure->data_count; i++)
        text_add(text, "rows_%s = %zu\n", figure->data[i].name, job->tables[i].row_count);
    text_add(text,
             "\n# Without a format: each of these in turn.\n"
             "if (!exists(\"format\")) {\n"
             "    do for [format in \"%s\"] { load file.\".gp\" }\n"
             "    exit\n"
             "}\n\n",
             job->formats);
}

static bool write_beside(const struct plot_job *job, const char *file, const char *extension,
                         const struct text *text, struct error *err)
{
    struct text path = {0};

    text_add(&path, "%s/%s.%s", job->folder, file, extension);
    bool done = text_write_file(text_string(&path), text_string(text), text->length, err);
    text_clear(&path);
    return done;
}

bool plot_write(const struct plot_job *job, struct error *err)
{
    struct text file = {0}, script = {0}, data = {0};

    text_add(&file, "%s.%s", job->figure->name, job->language);
    for (int i = 0; i < job->figure->data_count; i++) {
        text_add(&data, "%s", i ? "\n\n" : ""); /* two empty lines part gnuplot's blocks */
        plot_add_table(&data, job->figure->data[i].name, &job->tables[i]);
    }
    add_opening(&script, job, text_string(&file));
    text_add(&script, "%s\n\n%s", job->common, job->figure->text);
    text_add(&script, "\nunset multiplot\nunset output\n");
    bool done = write_beside(job, text_string(&file), "dat", &data, err) &&
                write_beside(job, text_string(&file), "gp", &script, err);
    text_clear(&file);
    text_clear(&script);
    text_clear(&data);
    return done;
}

/* ---- gnuplot ---- */

/* Starts gnuplot with its output in `out` and its complaints in `complaints`; 0 or an errno. */
static int start(const char *folder, const char *script, const char *settings, int out,
                 int complaints, pid_t *pid)
{
    char *const plain[] = {(char *)"gnuplot", (char *)"-d", (char *)script, NULL};
    char *const set[] = {(char *)"gnuplot", (char *)"-d",   (char *)"-e",
                         (char *)settings,  (char *)script, NULL};
    posix_spawn_file_actions_t actions;
    extern char **environ;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO);
    posix_spawn_file_actions_addchdir_np(&actions, folder);
    int code = posix_spawnp(pid, "gnuplot", &actions, NULL, settings ? set : plain, environ);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

static void read_all(FILE *from, struct text *text)
{
    char block[4096];
    size_t got;

    rewind(from);
    while ((got = fread(block, 1, sizeof block, from)) > 0)
        text_add_bytes(text, block, got);
}

static bool ended_well(pid_t pid, const char *script, FILE *complaints, struct error *err)
{
    struct text message = {0};
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (WIFSIGNALED(status))
        return error_set(err, ERROR_STORE, "gnuplot was stopped by signal %d on '%s'",
                         WTERMSIG(status), script);
    read_all(complaints, &message);
    while (message.length && strchr(" \n", message.bytes[message.length - 1]))
        message.bytes[--message.length] = '\0';
    const char *text = text_string(&message);
    error_set(err, ERROR_STORE, "gnuplot failed on '%s'; it says:\n%s", script,
              text + strspn(text, " \n"));
    text_clear(&message);
    return false;
}

static void clear_drawing(struct plot_drawing *drawing)
{
    if (drawing->out)
        fclose(drawing->out);
    if (drawing->complaints)
        fclose(drawing->complaints);
    free(drawing->script);
    *drawing = (struct plot_drawing){0};
}

bool plot_start(struct plot_drawing *drawing, const char *folder, const char *script,
                const char *settings, struct error *err)
{
    *drawing = (struct plot_drawing){copy(script, strlen(script)), tmpfile(), tmpfile(), .pid = 0};
    if (!drawing->out || !drawing->complaints) {
        error_set(err, ERROR_STORE, "cannot make a temporary file: %s", spoken_errno(errno));
        goto failed;
    }
    int code = start(folder, script, settings, fileno(drawing->out), fileno(drawing->complaints),
                     &drawing->pid);
    if (code == 0)
        return true;
    if (code == ENOENT)
        error_set(err, ERROR_STORE,
                  "gnuplot is not installed, so '%s' was written but not drawn; install it with "
                  "'apt-get install gnuplot-nox fonts-wqy-zenhei' or from gnuplot.info",
                  script);
    else
        error_set(err, ERROR_STORE, "cannot run gnuplot: %s", spoken_errno(code));
failed:
    clear_drawing(drawing);
    return false;
}

bool plot_finish(struct plot_drawing *drawing, struct text *printed, struct error *err)
{
    bool done = ended_well(drawing->pid, drawing->script, drawing->complaints, err);

    if (done && printed)
        read_all(drawing->out, printed);
    clear_drawing(drawing);
    return done;
}

bool plot_gnuplot(const char *folder, const char *script, const char *settings,
                  struct text *printed, struct error *err)
{
    struct plot_drawing drawing;

    return plot_start(&drawing, folder, script, settings, err) &&
           plot_finish(&drawing, printed, err);
}

/* ---- wide characters in the terminal ---- */

void plot_fit_columns(const char *drawn, struct text *fitted)
{
    int debt = 0; /* columns too far right */

    while (*drawn) {
        size_t spaces = strspn(drawn, " ");
        if (spaces > 1) {
            int paid = debt < (int)spaces - 1 ? debt : (int)spaces - 1;
            text_add(fitted, "%*s", (int)spaces - paid, "");
            debt -= paid;
            drawn += spaces;
            continue;
        }
        char character[5] = {drawn[0]};
        for (int i = 1; i < 4 && ((unsigned char)drawn[i] & 0xC0) == 0x80; i++)
            character[i] = drawn[i];
        debt = drawn[0] == '\n' ? 0 : debt + text_columns(character) - 1;
        text_add(fitted, "%s", character);
        drawn += strlen(character);
    }
}
