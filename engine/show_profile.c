#include "show_profile.h"

#include "quote.h"
#include "show_grid.h"
#include "word.h"

#include <inttypes.h>
#include <string.h>

enum { WIDE = 100, PLACE_COLUMNS = 28 };

/* Lines below this share of the computing, without recording and storing, are put together. */
static const double LEAST_SHARE = 0.01;

struct shown {
    const struct run_profile *profile;
    struct grid grid;
    double all, computing; /* seconds */
    uint64_t draws;
    const char *language;
};

static const char *say(const struct shown *shown, const char *english)
{
    return word(shown->language, english);
}

/* ---- a text cut to fit ---- */

/* Bytes of the characters that fit into `columns`. */
static size_t bytes_within(const char *string, int columns)
{
    char character[8];
    size_t at = 0;

    while (string[at]) {
        size_t bytes = quote_character_bytes(string + at, strlen(string + at));
        snprintf(character, sizeof character, "%.*s", (int)bytes, string + at);
        columns -= text_columns(character);
        if (columns < 0)
            break;
        at += bytes;
    }
    return at;
}

static void cut_end(struct text *cell, int columns)
{
    if (text_columns(text_string(cell)) <= columns)
        return;
    struct text cut = {0};
    text_add_bytes(&cut, cell->bytes, bytes_within(cell->bytes, columns - 1));
    text_add(&cut, "…");
    text_clear(cell);
    *cell = cut;
}

/* The last column gets what the others leave of the width. */
static void cut_last_column(struct grid *grid)
{
    int columns = grid->columns, left = WIDE;

    for (int k = 0; k + 1 < columns; k++) {
        int width = 0;
        for (size_t i = (size_t)k; i < grid->count; i += (size_t)columns) {
            int its = text_columns(text_string(&grid->cells[i]));
            width = its > width ? its : width;
        }
        left -= width + 2;
    }
    for (size_t i = (size_t)columns - 1; i < grid->count; i += (size_t)columns)
        cut_end(&grid->cells[i], left);
}

/* ---- cells ---- */

/* "rules/money.lua:12"; of a long path the end. */
static void add_place(const struct run_line *line, struct text *out)
{
    struct text place = {0};

    text_add(&place, "%s:%d", model_file_name(line->model, line->place), line->place.line);
    quote_make_printable(place.bytes, false);
    const char *from = text_string(&place);
    bool whole = text_columns(from) <= PLACE_COLUMNS;
    while (text_columns(from) > (whole ? PLACE_COLUMNS : PLACE_COLUMNS - 1))
        from += quote_character_bytes(from, strlen(from));
    text_add(out, "%s%s", whole ? "" : "…", from);
    text_clear(&place);
}

static void add_source(const struct run_line *line, struct text *out)
{
    size_t length = 0;
    const char *source = model_line(line->model, line->place, &length);

    if (!source)
        return;
    text_add_bytes(out, source, length);
    quote_make_printable(out->bytes, false);
}

static void add_time(struct shown *shown, double seconds)
{
    table_add_share(shown->all > 0 ? seconds / shown->all : 0, grid_next_cell(&shown->grid));
    table_add_number(seconds * 1e9 / (double)shown->draws, 0, grid_next_cell(&shown->grid));
}

static void add_count(struct shown *shown, size_t count)
{
    struct text *cell = grid_next_cell(&shown->grid);

    if (count)
        table_add_number((double)count, 0, cell);
}

/* What most of the line's time goes to: "draw". */
static void add_work(const struct shown *shown, const struct run_line *line, struct text *out)
{
    static const char *const words[VM_WORKS] = {
        [VM_DRAW] = WORD_IN("work", "draw"),
        [VM_SUM] = WORD_IN("work", "sum"),
        [VM_ARITHMETIC] = WORD_IN("work", "arithmetic"),
        [VM_FUND] = WORD_IN("work", "fund"),
        [VM_STOCK] = WORD_IN("work", "stock"),
        [VM_CHOICE] = WORD_IN("work", "stack"),
        [VM_DELAY] = WORD_IN("work", "delay"),
        [VM_INPUT] = WORD_IN("work", "input"),
    };
    int most = 0;

    for (int w = 1; w < VM_WORKS; w++)
        if (line->work_seconds[w] > line->work_seconds[most])
            most = w;
    text_add(out, "%s", word(shown->language, words[most]));
}

/* ---- rows ---- */

static void add_headings(struct shown *shown)
{
    grid_add_heading(&shown->grid, say(shown, "line"), false);
    grid_add_heading(&shown->grid, say(shown, "time"), true);
    grid_add_heading(&shown->grid, say(shown, "ns a draw"), true);
    grid_add_heading(&shown->grid, say(shown, "variates"), true);
    grid_add_heading(&shown->grid, say(shown, "cells"), true);
    grid_add_heading(&shown->grid, say(shown, "idle"), true);
    grid_add_heading(&shown->grid, say(shown, "what"), false);
    grid_add_heading(&shown->grid, say(shown, "text"), false);
}

/* Of a line, or of several that are put together, but for the first cell and the last. */
static void add_numbers(struct shown *shown, const struct run_line *line)
{
    add_time(shown, line->seconds);
    add_count(shown, line->variates);
    add_count(shown, line->cells);
    struct text *idle = grid_next_cell(&shown->grid);
    if (line->strips)
        text_add(idle, "%.0f %%", 100 * (double)line->one_number / (double)line->strips);
}

static void add_line(struct shown *shown, const struct run_line *line)
{
    add_place(line, grid_next_cell(&shown->grid));
    add_numbers(shown, line);
    add_work(shown, line, grid_next_cell(&shown->grid));
    add_source(line, grid_next_cell(&shown->grid));
}

static void add_up(struct run_line *sum, const struct run_line *line)
{
    sum->seconds += line->seconds;
    for (int w = 0; w < VM_WORKS; w++)
        sum->work_seconds[w] += line->work_seconds[w];
    sum->cells += line->cells;
    sum->variates += line->variates;
    sum->strips += line->strips;
    sum->one_number += line->one_number;
}

static void add_sum(struct shown *shown, const char *name, const struct run_line *sum)
{
    grid_add_cell(&shown->grid, name);
    add_numbers(shown, sum);
    grid_end_line(&shown->grid);
}

static void add_rest(struct shown *shown, const char *name, double seconds)
{
    grid_add_cell(&shown->grid, name);
    add_time(shown, seconds);
    grid_end_line(&shown->grid);
}

static int by_seconds(const void *a, const void *b)
{
    const struct run_line *x = *(const struct run_line *const *)a;
    const struct run_line *y = *(const struct run_line *const *)b;

    return (x->seconds < y->seconds) - (x->seconds > y->seconds);
}

/* Returns what all lines make together. */
static struct run_line add_lines(struct shown *shown)
{
    const struct run_profile *profile = shown->profile;
    const struct run_line **lines = memory_resize(NULL, profile->line_count, sizeof *lines);
    struct run_line others = {0}, sum = {0};

    for (size_t i = 0; i < profile->line_count; i++)
        lines[i] = &profile->lines[i];
    qsort(lines, profile->line_count, sizeof *lines, by_seconds);
    for (size_t i = 0; i < profile->line_count; i++) {
        add_up(&sum, lines[i]);
        if (lines[i]->place.file && lines[i]->seconds >= LEAST_SHARE * shown->computing)
            add_line(shown, lines[i]);
        else
            add_up(&others, lines[i]);
    }
    if (others.strips)
        add_sum(shown, say(shown, "other lines"), &others);
    free(lines);
    return sum;
}

/* ---- notes ---- */

static void add_note(const char *note, struct text *out)
{
    text_add_wrapped(out, note, 0, 0, WIDE);
}

static void add_method(const struct shown *shown, struct text *out)
{
    struct text note = {0};

    text_add(
        &note,
        say(shown,
            "Processor time of all threads. A clock is read after each line's work in a cell; the "
            "%.0f ns of a reading, and what other programs take, are taken off. variates: a draw. "
            "cells: of all that the line works out. idle: of these, those that held one number "
            "for all draws of a block, which cost next to nothing. what: where most of the line's "
            "time goes. recording: statistics and quantiles."),
        shown->profile->reading * 1e9);
    add_note(text_string(&note), out);
    text_clear(&note);
}

static void add_counters(const struct shown *shown, struct text *out)
{
    const struct counters *counters = &shown->profile->counters;
    struct text note = {0};

    if (counters->refused)
        text_add(&note, say(shown, "Cache misses: the kernel gives no counters here (%s)."),
                 spoken_errno(counters->refused));
    else
        text_add(
            &note,
            say(shown,
                "Computing and recording took %.0f million instructions and %.2f million cache "
                "misses, %.2f a thousand instructions."),
            counters->instructions / 1e6, counters->misses / 1e6,
            counters->instructions > 0 ? 1e3 * counters->misses / counters->instructions : 0);
    add_note(text_string(&note), out);
    text_clear(&note);
}

/* ---- all together ---- */

void show_profile(const struct run_profile *profile, double storing, uint64_t draws,
                  const char *language, struct text *out)
{
    /* what remains of all the time when the lines' is taken off may come out below nothing */
    double recording = profile->recording > 0 ? profile->recording : 0;
    struct shown shown = {
        .profile = profile,
        .draws = draws,
        .language = language,
        .computing = profile->between,
    };

    for (size_t i = 0; i < profile->line_count; i++)
        shown.computing += profile->lines[i].seconds;
    shown.all = shown.computing + recording + storing;
    add_headings(&shown);
    struct run_line sum = add_lines(&shown);
    add_rest(&shown, say(&shown, "between lines"), profile->between);
    add_rest(&shown, say(&shown, "recording"), recording);
    add_rest(&shown, say(&shown, "storing"), storing);
    sum.seconds = shown.all;
    add_sum(&shown, say(&shown, "total"), &sum);
    cut_last_column(&shown.grid);
    shown.grid.width = WIDE;
    grid_print(&shown.grid, out);
    add_method(&shown, out);
    add_counters(&shown, out);
}
