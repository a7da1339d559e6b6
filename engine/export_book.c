/* A workbook, cell by cell: formats, pages, charts. */
#include "export_private.h"
#include "export_xlsx.h"

#include "error.h"
#include "word.h"

#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    BREAKS_MAX = 64,
    TEXT_MOST = 32000 /* Excel: 32,767 characters a cell */,
    TAB_MOST = 31,
    COLUMNS_MAX = 64
};

struct book {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *formats[BOOK_STYLES][2];
    const char *language;
    struct text part, footer, header;
    char tab[TAB_MOST * 4 + 1];
    lxw_row_t breaks[BREAKS_MAX + 1]; /* ended by 0 */
    int break_count;
    double widths[COLUMNS_MAX]; /* of this sheet's columns, in characters */
    int *lines;                 /* [line_count] of text in each row of this sheet */
    size_t line_count, line_capacity;
    lxw_error failed; /* the first that went wrong */
};

/* Distinct in grey print too: Okabe and Ito's palette, dark and light in turn. */
static const lxw_color_t colours[] = {0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0x56B4E9,
                                      0xD55E00, 0x999999, 0xF0E442, 0x332288, 0xDDDDDD};

bool book_zh(const struct book *book)
{
    return strcmp(book->language, "zh") == 0;
}

const char *book_say(const struct book *book, const char *english)
{
    return word(book->language, english);
}

static void note_error(struct book *book, lxw_error code)
{
    if (book->failed == LXW_NO_ERROR)
        book->failed = code;
}

/* ---- formats ---- */

static const char *number_format(enum book_style style, bool zh)
{
    switch (style) {
    case BOOK_COUNT: return "#,##0";
    case BOOK_DECIMAL: return "#,##0.00";
    case BOOK_FINE: return "0.0000";
    case BOOK_MONEY:
    case BOOK_HAND_MONEY: return zh ? "#,##0.00" : "#,##0";
    case BOOK_SHARE: return "0.0%";
    default: return NULL;
    }
}

static void add_colours(lxw_format *format, enum book_style style)
{
    if (style == BOOK_HEAD || style == BOOK_SIDE)
        xlsx.format_set_bg_color(format, style == BOOK_HEAD ? 0xD9E2EC : 0xF2F5F8);
    if (style == BOOK_HAND || style == BOOK_HAND_MONEY || style == BOOK_EDIT)
        xlsx.format_set_bg_color(format, 0xFFF2B3);
    if (style == BOOK_NOTE || style == BOOK_ID)
        xlsx.format_set_font_color(format, 0x555555);
}

static bool is_wrapped(enum book_style style)
{
    return style == BOOK_TEXT || style == BOOK_SIDE || style == BOOK_NOTE || style == BOOK_HAND ||
           style == BOOK_HEAD || style == BOOK_WORD || style == BOOK_ID || style == BOOK_EDIT ||
           style == BOOK_EDIT_TEXT;
}

static void add_alignment(lxw_format *format, enum book_style style)
{
    bool centred = style == BOOK_HEAD || style == BOOK_WORD;
    bool words = is_wrapped(style);

    xlsx.format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (words)
        xlsx.format_set_text_wrap(format);
    if (words || style == BOOK_TITLE)
        xlsx.format_set_align(format, centred ? LXW_ALIGN_CENTER : LXW_ALIGN_LEFT);
}

/* The library gives NULL where memory is wanting; what it asks for by itself it does not always look at. */
static void *given(void *made)
{
    if (!made)
        memory_spent(0);
    return made;
}

static lxw_format *make_format(struct book *book, enum book_style style, bool strong)
{
    lxw_format *format = given(xlsx.workbook_add_format(book->workbook));
    const char *numbers = number_format(style, book_zh(book));

    xlsx.format_set_font_name(format, book_say(book, "Calibri"));
    xlsx.format_set_font_size(format, style == BOOK_TITLE ? 16 : style == BOOK_NOTE ? 9 : 10);
    if (numbers)
        xlsx.format_set_num_format(format, numbers);
    if (strong || style == BOOK_HEAD || style == BOOK_TITLE)
        xlsx.format_set_bold(format);
    if (strong && style != BOOK_HEAD)
        xlsx.format_set_bg_color(format, 0xF2F5F8);
    if (style == BOOK_EDIT || style == BOOK_EDIT_TEXT)
        xlsx.format_set_unlocked(format);
    add_alignment(format, style);
    add_colours(format, style);
    if (style != BOOK_TITLE && style != BOOK_NOTE) {
        xlsx.format_set_border(format, LXW_BORDER_THIN);
        xlsx.format_set_border_color(format, 0xA6A6A6);
    }
    return format;
}

static lxw_format *format_of(struct book *book, enum book_style style, bool strong)
{
    lxw_format **format = &book->formats[style][strong];

    if (!*format)
        *format = make_format(book, style, strong);
    return *format;
}

/* ---- the book ---- */

/* "&" begins a code in what is printed above and below pages. */
static void add_printed(struct text *out, const char *text)
{
    for (; *text; text++)
        text_add(out, *text == '&' ? "&&" : "%c", *text);
}

static void make_margins(struct book *book, const struct store_run *run, const char *title)
{
    const char *language = book->language;

    text_add(&book->header, "&L&9");
    add_printed(&book->header, title);
    text_add(&book->header, "&R&9&A");
    text_add(&book->footer, "&L&9polsim");
    if (run)
        text_add(&book->footer, word(language, " run %lld, %.12s"), (long long)run->id,
                 run->output_digest);
    text_add(&book->footer, word(language, "&R&9page &P of &N"));
}

static const char *title_of(const struct store_run *run, const char *language)
{
    if (!run)
        return "";
    struct words title = {run->title_en[0] ? run->title_en : NULL,
                          run->title_zh[0] ? run->title_zh : NULL};
    return words_in(title, language, run->scenario);
}

struct book *book_new(const char *path, const struct store_run *run, const char *language,
                      struct error *err)
{
    if (!xlsx_open(err) || !export_try_file(path, err))
        return NULL;
    struct book *book = memory_resize(NULL, 1, sizeof *book);
    const char *title = title_of(run, language);
    struct tm started = {0};
    lxw_doc_properties properties = {
        .title = (char *)title, .comments = run ? (char *)run->output_digest : NULL}; /* copied */

    *book = (struct book){.language = language};
    export_add_part(path, &book->part);
    if (run && strptime(run->started_at, "%Y-%m-%dT%H:%M:%SZ", &started))
        properties.created = timegm(&started); /* the same run makes the same bytes */
    book->workbook = given(xlsx.workbook_new(text_string(&book->part)));
    xlsx.workbook_set_properties(book->workbook, &properties);
    make_margins(book, run, title);
    return book;
}

static void free_book(struct book *book)
{
    text_clear(&book->part);
    text_clear(&book->header);
    text_clear(&book->footer);
    free(book->lines);
    free(book);
}

bool book_close(struct book *book, const char *path, struct error *err)
{
    lxw_error closed = xlsx.workbook_close(book->workbook);
    bool written = true;

    note_error(book, closed);
    if (book->failed != LXW_NO_ERROR) {
        unlink(text_string(&book->part));
        written = error_set(err, ERROR_STORE, "cannot write the workbook '%s': %s", path,
                            xlsx.lxw_strerror(book->failed));
    }
    written = written && export_place(path, text_string(&book->part), err);
    free_book(book);
    return written;
}

void book_drop(struct book *book)
{
    xlsx.workbook_close(book->workbook); /* the one way to free it; writes */
    unlink(text_string(&book->part));
    free_book(book);
}

void book_sheet(struct book *book, const char *tab)
{
    snprintf(book->tab, sizeof book->tab, "%s", tab);
    book->sheet =
        given(xlsx.workbook_add_worksheet(book->workbook, book->tab)); /* names: short, each once */
    xlsx.worksheet_gridlines(book->sheet, LXW_HIDE_ALL_GRIDLINES);
    book->break_count = 0;
    book->line_count = 0;
    for (int i = 0; i < COLUMNS_MAX; i++)
        book->widths[i] = 8.43; /* Excel's own */
}

void book_width(struct book *book, int column, double characters)
{
    must(column < COLUMNS_MAX);
    book->widths[column] = characters;
    xlsx.worksheet_set_column(book->sheet, (lxw_col_t)column, (lxw_col_t)column, characters, NULL);
}

/* ---- heights: not all programs make room for wrapped text by themselves ---- */

/* Lines that a text takes in columns first..last. Letters of this size are a little narrower than Excel's
   unit of width, lines do not break at their very end. */
static void make_room(struct book *book, int row, int first, int last, enum book_style style,
                      const char *text)
{
    double width = 0;
    int lines;

    for (int i = first; i <= last; i++)
        width += book->widths[i];
    lines = is_wrapped(style) ? (int)ceil(text_columns(text) / (width > 1 ? width : 1)) : 1;
    while (book->line_count <= (size_t)row) {
        book->lines =
            memory_grow(book->lines, book->line_count, &book->line_capacity, sizeof *book->lines);
        book->lines[book->line_count++] = 1;
    }
    if (style == BOOK_TITLE)
        lines = 2;
    book->lines[row] = lines > book->lines[row] ? lines : book->lines[row];
}

static void set_heights(struct book *book)
{
    enum { MOST = 30 }; /* Excel: 409 points */

    for (size_t row = 0; row < book->line_count; row++) {
        int lines = book->lines[row] < MOST ? book->lines[row] : MOST;
        xlsx.worksheet_set_row(book->sheet, (lxw_row_t)row, 4 + 12.5 * lines, NULL);
    }
}

/* ---- cells ---- */

/* Whole characters of what Excel takes. */
static char *shortened(const char *text)
{
    size_t length = strlen(text);
    char *copy = memory_resize(NULL, (length < TEXT_MOST ? length : TEXT_MOST) + 8, 1);

    if (length < TEXT_MOST)
        return strcpy(copy, text);
    for (length = TEXT_MOST; length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80;)
        length--;
    memcpy(copy, text, length);
    strcpy(copy + length, "…");
    return copy;
}

void book_text(struct book *book, int row, int column, enum book_style style, bool strong,
               const char *text)
{
    lxw_format *format = format_of(book, style, strong);

    if (!text || !*text) {
        note_error(book, xlsx.worksheet_write_blank(book->sheet, (lxw_row_t)row, (lxw_col_t)column,
                                                    format));
        return;
    }
    char *copy = shortened(text);
    make_room(book, row, column, column, style, copy);
    note_error(book, xlsx.worksheet_write_string(book->sheet, (lxw_row_t)row, (lxw_col_t)column,
                                                 copy, format));
    free(copy);
}

void book_number(struct book *book, int row, int column, enum book_style style, bool strong,
                 double x)
{
    lxw_format *format = format_of(book, style, strong);

    if ((style == BOOK_MONEY || style == BOOK_HAND_MONEY) && book_zh(book))
        x /= 1e4;
    note_error(book, isfinite(x) ? xlsx.worksheet_write_number(book->sheet, (lxw_row_t)row,
                                                               (lxw_col_t)column, x, format)
                                 : xlsx.worksheet_write_blank(book->sheet, (lxw_row_t)row,
                                                              (lxw_col_t)column, format));
}

void book_formula(struct book *book, int row, int column, enum book_style style,
                  const char *formula)
{
    note_error(book,
               xlsx.worksheet_write_formula_str(book->sheet, (lxw_row_t)row, (lxw_col_t)column,
                                                formula, format_of(book, style, false), ""));
}

void book_merge(struct book *book, struct book_area area, enum book_style style, const char *text)
{
    if (area.row == area.last_row && area.column == area.last_column) {
        book_text(book, area.row, area.column, style, false, text);
        return;
    }
    char *copy = shortened(text ? text : "");
    make_room(book, area.row, area.column, area.last_column, style, copy);
    note_error(book,
               xlsx.worksheet_merge_range(book->sheet, (lxw_row_t)area.row, (lxw_col_t)area.column,
                                          (lxw_row_t)area.last_row, (lxw_col_t)area.last_column,
                                          copy, format_of(book, style, false)));
    free(copy);
}

/* ---- what may be changed ---- */

void book_lock(struct book *book)
{
    lxw_protection allowed = {.format_cells = LXW_TRUE,
                              .format_columns = LXW_TRUE,
                              .format_rows = LXW_TRUE,
                              .no_select_locked_cells = LXW_FALSE};

    xlsx.worksheet_protect(book->sheet, NULL, &allowed);
}

void book_limit(struct book *book, int row, int column, double least, double most,
                const char *title, const char *message)
{
    char cell[LXW_MAX_CELL_NAME_LENGTH], formula[160];

    xlsx.lxw_rowcol_to_cell(cell, (lxw_row_t)row, (lxw_col_t)column);
    snprintf(formula, sizeof formula, "=OR(ISTEXT(%s),AND(%s>=%.15g,%s<=%.15g))", cell, cell,
             fmax(least, -1e300), cell, fmin(most, 1e300));
    lxw_data_validation limit = {.validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA,
                                 .value_formula = formula,
                                 .ignore_blank = LXW_VALIDATION_OFF,
                                 .input_title = (char *)title,
                                 .input_message = (char *)message,
                                 .error_title = (char *)title,
                                 .error_message = (char *)message};
    note_error(book, xlsx.worksheet_data_validation_cell(book->sheet, (lxw_row_t)row,
                                                         (lxw_col_t)column, &limit));
}

bool book_choices(struct book *book, int row, int column, const char *const *choices)
{
    enum { MOST = 255 }; /* letters, with a comma behind each: what a list may hold */
    size_t letters = 0;

    for (int i = 0; choices[i]; i++) {
        if (strchr(choices[i], ',') || strchr(choices[i], '"'))
            return false;
        for (const char *c = choices[i]; *c; c++)
            letters += ((unsigned char)*c & 0xC0) != 0x80;
        letters++;
    }
    if (letters > MOST)
        return false;
    lxw_data_validation choice = {.validate = LXW_VALIDATION_TYPE_LIST,
                                  .value_list = (char **)choices};
    note_error(book, xlsx.worksheet_data_validation_cell(book->sheet, (lxw_row_t)row,
                                                         (lxw_col_t)column, &choice));
    return true;
}

/* ---- pages ---- */

void book_break(struct book *book, int row)
{
    if (book->break_count < BREAKS_MAX)
        book->breaks[book->break_count++] = (lxw_row_t)row;
}

void book_page(struct book *book, int head_first, int head, int frozen_columns, bool one_page,
               struct book_area print)
{
    lxw_worksheet *sheet = book->sheet;

    xlsx.worksheet_set_landscape(sheet);
    xlsx.worksheet_set_paper(sheet, 9); /* A4 */
    xlsx.worksheet_set_margins(sheet, 0.5, 0.5, 0.7, 0.6);
    set_heights(book);
    xlsx.worksheet_fit_to_pages(sheet, 1, one_page);
    xlsx.worksheet_center_horizontally(sheet);
    if (head > 0) {
        xlsx.worksheet_freeze_panes(sheet, (lxw_row_t)head, (lxw_col_t)frozen_columns);
        xlsx.worksheet_repeat_rows(sheet, (lxw_row_t)head_first, (lxw_row_t)head - 1);
    }
    xlsx.worksheet_print_area(sheet, (lxw_row_t)print.row, (lxw_col_t)print.column,
                              (lxw_row_t)print.last_row, (lxw_col_t)print.last_column);
    if (book->break_count) {
        book->breaks[book->break_count] = 0;
        xlsx.worksheet_set_h_pagebreaks(sheet, book->breaks);
    }
    note_error(book, xlsx.worksheet_set_header(sheet, text_string(&book->header)));
    note_error(book, xlsx.worksheet_set_footer(sheet, text_string(&book->footer)));
}

/* ---- charts ---- */

static void set_fonts(lxw_chart *chart, const char *name)
{
    lxw_chart_font font = {.name = (char *)name, .size = 9};

    xlsx.chart_axis_set_num_font(chart->x_axis, &font);
    xlsx.chart_axis_set_num_font(chart->y_axis, &font);
    xlsx.chart_legend_set_font(chart, &font);
}

static void add_series(struct book *book, lxw_chart *chart, struct book_area names,
                       const struct book_series *series, size_t number)
{
    const struct book_area *values = &series->values;
    lxw_chart_series *added = xlsx.chart_add_series(chart, NULL, NULL);
    lxw_chart_fill fill = {.color = colours[number % COUNT_OF(colours)]};
    lxw_chart_line line = {.color = 0xFFFFFF, .width = 0.5};

    xlsx.chart_series_set_categories(added, book->tab, (lxw_row_t)names.row,
                                     (lxw_col_t)names.column, (lxw_row_t)names.last_row,
                                     (lxw_col_t)names.last_column);
    xlsx.chart_series_set_values(added, book->tab, (lxw_row_t)values->row,
                                 (lxw_col_t)values->column, (lxw_row_t)values->last_row,
                                 (lxw_col_t)values->last_column);
    xlsx.chart_series_set_name_range(added, book->tab, (lxw_row_t)series->name.row,
                                     (lxw_col_t)series->name.column);
    xlsx.chart_series_set_fill(added, &fill);
    xlsx.chart_series_set_line(added, &line);
}

void book_add_chart(struct book *book, enum book_chart kind, int row, int column, const char *title,
                    const char *axis, struct book_area names, const struct book_series *series,
                    int count)
{
    lxw_chart *chart = given(xlsx.workbook_add_chart(
        book->workbook, kind == BOOK_BARS ? LXW_CHART_BAR : LXW_CHART_COLUMN_STACKED));
    const char *font = book_say(book, "Calibri");
    lxw_chart_font title_font = {.name = (char *)font, .size = 12, .bold = LXW_TRUE};
    lxw_chart_options place = {.x_scale = 1.6, .y_scale = 1.15, .x_offset = 4, .y_offset = 4};

    for (int i = 0; i < count; i++)
        add_series(book, chart, names, &series[i], (size_t)i);
    xlsx.chart_title_set_name(chart, title);
    xlsx.chart_title_set_name_font(chart, &title_font);
    set_fonts(chart, font);
    if (kind == BOOK_BARS) {                        /* bars lie: their values are along x */
        xlsx.chart_axis_set_reverse(chart->y_axis); /* the first at the top, as in the table */
        xlsx.chart_axis_set_min(chart->x_axis, 0);
        xlsx.chart_axis_set_max(chart->x_axis, 1.1); /* room for the label of 100 % */
        xlsx.chart_axis_set_major_unit(chart->x_axis, 0.2);
        xlsx.chart_axis_set_num_format(chart->x_axis, "0%");
        xlsx.chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
        xlsx.chart_series_set_labels(STAILQ_FIRST(chart->series_list));
    } else {
        xlsx.chart_axis_set_name(chart->y_axis, axis);
        xlsx.chart_axis_set_num_format(chart->y_axis, "#,##0");
        xlsx.chart_legend_set_position(chart, LXW_CHART_LEGEND_RIGHT);
    }
    note_error(book, xlsx.worksheet_insert_chart_opt(book->sheet, (lxw_row_t)row, (lxw_col_t)column,
                                                     chart, &place));
}
