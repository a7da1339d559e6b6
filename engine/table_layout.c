#include "table_layout.h"

#include "word.h"

#include <string.h>

enum {
    GAP = 2,           /* blanks between columns */
    TEXT_LEAST = 14,   /* columns that a text keeps before other measures are taken */
    TEXT_LAST = 8,     /* … and in the end */
    NUMBER_WHOLE = 16, /* a piece with digits of up to this many columns is not broken */
    HEADING_WHOLE = 8, /* a heading of up to this many columns is not broken: 完成把握 */
    BELOW_INDENT = 4,
};

static const char *cell(const struct layout *layout, size_t line, int k)
{
    return text_string(&layout->cells[line * (size_t)layout->count + (size_t)k]);
}

/* A page has no language of its own: that of its headings. */
static const char *language_of(const struct layout *layout)
{
    for (int k = 0; k < layout->count; k++)
        for (const char *c = cell(layout, 0, k); *c; c++)
            if ((unsigned char)*c >= 0xE3 && (unsigned char)*c <= 0xE9) /* of Chinese letters */
                return "zh";
    return "en";
}

/* ---- breaking ---- */

static size_t character_bytes(const char *at)
{
    size_t bytes = 1;

    while (((unsigned char)at[bytes] & 0xC0) == 0x80)
        bytes++;
    return bytes;
}

/* Where a word without blanks breaks so that its first part is at most `width` wide: behind the last sign
   that parts an id, else anywhere. */
static size_t word_break(const char *word, int width)
{
    size_t at = 0, sign = 0;
    char one[8];
    int used = 0;

    while (word[at]) {
        size_t bytes = character_bytes(word + at);
        snprintf(one, sizeof one, "%.*s", (int)bytes, word + at);
        used += text_columns(one);
        if (used > width && at > 0)
            break;
        at += bytes;
        if (strchr("-_;/=(:", word[at - 1]))
            sign = at;
    }
    return word[at] && sign ? sign : at;
}

/* The text in lines of at most `width`, each ended by a newline. */
static void break_text(const char *string, int width, struct text *out)
{
    struct text wrapped = {0};

    text_add_wrapped(&wrapped, string, 0, 0, width);
    for (char *line = wrapped.bytes, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        while (text_columns(line) > width) {
            size_t bytes = word_break(line, width);
            text_add(out, "%.*s\n", (int)bytes, line);
            line += bytes;
        }
        text_add(out, "%s\n", line);
    }
    text_clear(&wrapped);
}

/* Lines across the page, all but the first behind `hang` blanks. */
static void add_lines(const char *string, int indent, int hang, int width, struct text *out)
{
    struct text lines = {0};

    break_text(string, width - hang, &lines);
    for (char *line = lines.bytes, *end; line && (end = strchr(line, '\n')); line = end + 1)
        text_add(out, "%*s%.*s\n", line == lines.bytes ? indent : hang, "", (int)(end - line),
                 line);
    text_clear(&lines);
}

/* Columns of the widest piece that wrapping leaves whole; only those with digits, or all. */
static int widest_piece(const char *string, bool with_digits)
{
    struct text pieces = {0};
    int widest = 0;

    text_add_wrapped(&pieces, string, 0, 0, 1);
    for (char *line = pieces.bytes, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        int columns = text_columns(line);
        if (columns > widest && (!with_digits || strpbrk(line, "0123456789")))
            widest = columns;
    }
    text_clear(&pieces);
    return widest;
}

/* ---- widths ---- */

static int body_width(const struct layout *layout, int k)
{
    int widest = 0;

    for (size_t line = 1; line <= layout->rows; line++) {
        int columns = text_columns(cell(layout, line, k));
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

/* Does it say something in few rows only? Then others need the room more. */
static bool is_sparse(const struct layout *layout, int k)
{
    size_t said = 0;

    for (size_t line = 1; line <= layout->rows; line++)
        said += cell(layout, line, k)[0] != '\0';
    return 3 * said < layout->rows;
}

/* How narrow a column may become; `last`: in the end. */
static int least_width(const struct layout *layout, int k, bool last)
{
    int heading = widest_piece(cell(layout, 0, k), false), all = text_columns(cell(layout, 0, k));
    heading = all <= HEADING_WHOLE ? most(heading, all) : heading;
    int least = last || is_sparse(layout, k) ? TEXT_LAST : TEXT_LEAST;

    if (layout->right[k])
        return most(heading, body_width(layout, k));
    for (size_t line = 1; line <= layout->rows; line++) {
        int piece = widest_piece(cell(layout, line, k), true);
        if (piece <= NUMBER_WHOLE)
            least = most(least, piece);
    }
    return most(least, heading);
}

static int total_width(const struct layout *layout)
{
    int total = -GAP;

    for (int k = 0; k < layout->count; k++)
        if (layout->place[k] == LAYOUT_COLUMN)
            total += layout->width[k] + GAP;
    return total;
}

static int shown_columns(const struct layout *layout)
{
    int count = 0;

    for (int k = 0; k < layout->count; k++)
        count += layout->place[k] == LAYOUT_COLUMN;
    return count;
}

static void take_natural_widths(struct layout *layout)
{
    for (int k = 0; k < layout->count; k++) {
        layout->width[k] = most(text_columns(cell(layout, 0, k)), body_width(layout, k));
        layout->place[k] = LAYOUT_COLUMN;
    }
}

/* ---- making it fit ---- */

static bool says_the_same(const struct layout *layout, int k)
{
    for (size_t line = 2; line <= layout->rows; line++)
        if (strcmp(cell(layout, line, k), cell(layout, 1, k)) != 0)
            return false;
    return layout->rows > 1 && cell(layout, 1, k)[0];
}

static void lift_constants(struct layout *layout, int width)
{
    for (int k = layout->count - 1; k > 0 && total_width(layout) > width; k--)
        if (says_the_same(layout, k))
            layout->place[k] = LAYOUT_ABOVE;
}

/* From the left, so the first to go is named first. */
static void spare_columns(struct layout *layout, int width)
{
    for (int k = 0; k < layout->count && total_width(layout) > width; k++)
        if (layout->spare[k] && layout->place[k] == LAYOUT_COLUMN)
            layout->place[k] = LAYOUT_GONE;
}

/* Takes columns from the widest text, again and again; numbers give up what only their heading needs. */
static void narrow(struct layout *layout, int width, bool last)
{
    int least[LAYOUT_COLUMNS_MAX];

    for (int k = 0; k < layout->count; k++)
        least[k] = least_width(layout, k, last);
    for (int k = 0; k < layout->count && total_width(layout) > width; k++)
        if ((layout->right[k] || is_sparse(layout, k)) && least[k] < layout->width[k])
            layout->width[k] = least[k];
    while (total_width(layout) > width) {
        int widest = -1;
        for (int k = 0; k < layout->count; k++)
            if (layout->place[k] == LAYOUT_COLUMN && !layout->right[k] &&
                layout->width[k] > least[k] &&
                (widest < 0 || layout->width[k] > layout->width[widest]))
                widest = k;
        if (widest < 0)
            return;
        layout->width[widest]--;
    }
}

static bool is_new_group(const struct layout *layout, size_t line, int k)
{
    for (int i = 0; i <= k; i++)
        if (line == 1 || strcmp(cell(layout, line, i), cell(layout, line - 1, i)) != 0)
            return true;
    return false;
}

/* The columns at the left as long as each of their values stands over two rows or more, on the average. */
static void make_groups(struct layout *layout, int width)
{
    for (int k = 0; k + 2 < layout->count && total_width(layout) > width; k++) {
        size_t groups = 0;
        for (size_t line = 1; line <= layout->rows; line++)
            groups += is_new_group(layout, line, k);
        if (layout->right[k] || 2 * groups > layout->rows)
            return;
        layout->place[k] = LAYOUT_GROUP;
    }
}

/* How many columns at the left make the groups. */
static int group_columns(const struct layout *layout)
{
    int groups = 0;

    while (groups < layout->count && layout->place[groups] == LAYOUT_GROUP)
        groups++;
    return groups;
}

/* What is the same throughout each group is said with it. */
static void join_groups(struct layout *layout, int width)
{
    int groups = group_columns(layout);

    for (int k = layout->count - 1; groups && k > groups && total_width(layout) > width; k--) {
        bool same = layout->place[k] == LAYOUT_COLUMN;
        for (size_t line = 1; line <= layout->rows && same; line++)
            same = is_new_group(layout, line, groups - 1) ||
                   strcmp(cell(layout, line, k), cell(layout, line - 1, k)) == 0;
        if (same)
            layout->place[k] = LAYOUT_GROUP;
    }
}

static void move_below(struct layout *layout, int width)
{
    for (int k = layout->count - 1; k > 0 && total_width(layout) > width; k--) {
        if (layout->place[k] == LAYOUT_COLUMN && shown_columns(layout) > 2)
            layout->place[k] = LAYOUT_BELOW;
    }
}

static bool has_below(const struct layout *layout)
{
    for (int k = 0; k < layout->count; k++)
        if (layout->place[k] == LAYOUT_BELOW)
            return true;
    return false;
}

/* After columns went: what is free goes back to what was narrowed, first to the texts of most rows. */
static void widen(struct layout *layout, int width, bool sparse)
{
    for (bool more = true; more && total_width(layout) < width;) {
        more = false;
        for (int k = 0; k < layout->count && total_width(layout) < width; k++) {
            int natural = most(text_columns(cell(layout, 0, k)), body_width(layout, k));
            if (layout->place[k] == LAYOUT_COLUMN && layout->width[k] < natural &&
                (sparse || !is_sparse(layout, k))) {
                layout->width[k]++;
                more = true;
            }
        }
    }
}

static void fit(struct layout *layout, int width)
{
    take_natural_widths(layout);
    if (!width || total_width(layout) <= width)
        return;
    lift_constants(layout, width);
    spare_columns(layout, width);
    narrow(layout, width, false);
    make_groups(layout, width);
    join_groups(layout, width);
    move_below(layout, width);
    narrow(layout, width, true);
    widen(layout, width, false);
    widen(layout, width, true);
}

/* ---- writing ---- */

static void add_pair(const struct layout *layout, size_t line, int k, bool first, struct text *out)
{
    const char *language = language_of(layout);

    text_add(out, "%s%s%s%s", first ? "" : word(language, "; "), cell(layout, 0, k),
             word(language, ": "), cell(layout, line, k));
}

static void write_above(const struct layout *layout, int width, struct text *out)
{
    struct text pairs = {0};

    for (int k = 0; k < layout->count; k++)
        if (layout->place[k] == LAYOUT_ABOVE)
            add_pair(layout, 1, k, !pairs.length, &pairs);
    if (pairs.length) {
        add_lines(text_string(&pairs), 0, 0, width, out);
        text_add(out, "\n");
    }
    text_clear(&pairs);
}

static int count_lines(const char *text)
{
    int lines = 0;

    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

/* What of a cell of the first column is not written yet. Rows that repeat it, blank there, take a line each
   unless other lines stand between them. */
struct rest {
    bool flows;
    struct text lines;
    size_t done;  /* bytes */
    size_t after; /* rows that repeat it and are still to come */
};

static void take_first_cell(const struct layout *layout, size_t line, int k, bool repeats,
                            struct rest *rest)
{
    if (repeats) {
        rest->after--;
        return;
    }
    text_clear(&rest->lines);
    break_text(cell(layout, line, k), layout->width[k], &rest->lines);
    rest->done = rest->after = 0;
    while (rest->flows && line && line + rest->after < layout->rows &&
           strcmp(cell(layout, line, k), cell(layout, line + rest->after + 1, k)) == 0)
        rest->after++;
}

/* A row of the table, of as many lines as its highest cell; headings stand on the rule. */
static void write_row(const struct layout *layout, size_t line, bool repeats, struct rest *rest,
                      struct text *out)
{
    struct text broken[LAYOUT_COLUMNS_MAX] = {{0}};
    const char *at[LAYOUT_COLUMNS_MAX] = {NULL};
    int height = 1, lines[LAYOUT_COLUMNS_MAX] = {0}, last = 0, first = -1;

    for (int k = 0; k < layout->count; k++) {
        if (layout->place[k] != LAYOUT_COLUMN)
            continue;
        last = k;
        if (first < 0) {
            first = k;
            take_first_cell(layout, line, k, repeats, rest);
            at[k] = text_string(&rest->lines) + rest->done;
            continue;
        }
        break_text(cell(layout, line, k), layout->width[k], &broken[k]);
        at[k] = text_string(&broken[k]);
        lines[k] = count_lines(at[k]);
        height = most(height, lines[k]);
    }
    lines[first] = count_lines(at[first]);
    height = most(height, lines[first] - (int)rest->after);
    lines[first] = lines[first] < height ? lines[first] : height;
    for (int i = 0; i < height; i++) {
        size_t before = out->length;
        for (int k = 0; k <= last; k++) {
            if (layout->place[k] != LAYOUT_COLUMN)
                continue;
            bool has = line ? i < lines[k] : i >= height - lines[k];
            size_t bytes = has ? strcspn(at[k], "\n") : 0;
            struct text part = {0};
            text_add(&part, "%.*s", (int)bytes, at[k]);
            int space = layout->width[k] - text_columns(text_string(&part));
            space = space > 0 ? space : 0;
            text_add(out, "%*s%s%*s", layout->right[k] ? space : 0, "", text_string(&part),
                     (layout->right[k] ? 0 : space) + (k == last ? 0 : GAP), "");
            at[k] += has ? bytes + 1 : 0;
            text_clear(&part);
        }
        while (out->length > before && out->bytes[out->length - 1] == ' ')
            out->bytes[--out->length] = '\0';
        text_add(out, "\n");
    }
    rest->done = (size_t)(at[first] - text_string(&rest->lines));
    for (int k = 0; k < layout->count; k++)
        text_clear(&broken[k]);
}

static void write_rule(const struct layout *layout, struct text *out)
{
    bool first = true;

    for (int k = 0; k < layout->count; k++) {
        if (layout->place[k] != LAYOUT_COLUMN)
            continue;
        text_add(out, "%*s", first ? 0 : GAP, "");
        for (int i = 0; i < layout->width[k]; i++)
            text_add(out, "-");
        first = false;
    }
    text_add(out, "\n");
}

/* "enrolled, civil" where a group begins. */
static bool write_group(const struct layout *layout, size_t line, int width, struct text *out)
{
    struct text words = {0};
    int groups = group_columns(layout);
    bool fresh = groups && is_new_group(layout, line, groups - 1);

    for (int k = 0; k < layout->count && fresh; k++)
        if (layout->place[k] == LAYOUT_GROUP && cell(layout, line, k)[0])
            text_add(&words, "%s%s",
                     !words.length ? "" : word(language_of(layout), WORD_IN("clause", ", ")),
                     cell(layout, line, k));
    if (fresh) {
        text_add(out, "%s", line > 1 ? "\n" : "");
        add_lines(words.length ? text_string(&words) : "-", 0, 2, width, out);
    }
    text_clear(&words);
    return groups > 0;
}

static bool same_below(const struct layout *layout, size_t line, int first)
{
    if (line == 1 || strcmp(cell(layout, line, first), cell(layout, line - 1, first)) != 0)
        return false;
    for (int k = 0; k < layout->count; k++)
        if (layout->place[k] == LAYOUT_BELOW && cell(layout, line, k)[0] &&
            strcmp(cell(layout, line, k), cell(layout, line - 1, k)) != 0)
            return false;
    return true;
}

/* What went below, where it says something that the row above does not. */
static void write_below(const struct layout *layout, size_t line, int first, int width,
                        struct text *out)
{
    struct text pairs = {0};

    for (int k = 0; k < layout->count && !same_below(layout, line, first); k++)
        if (layout->place[k] == LAYOUT_BELOW && cell(layout, line, k)[0])
            add_pair(layout, line, k, !pairs.length, &pairs);
    if (pairs.length)
        add_lines(text_string(&pairs), BELOW_INDENT, BELOW_INDENT, width, out);
    text_clear(&pairs);
}

void layout_write(struct layout *layout, int width, struct text *out)
{
    int first = 0, edge = width ? width : 10000;
    struct rest rest = {0};

    must(layout->count <= LAYOUT_COLUMNS_MAX);
    if (layout->count == 0) /* nothing has a value */
        return;
    fit(layout, width);
    while (first + 1 < layout->count && layout->place[first] != LAYOUT_COLUMN)
        first++;
    rest.flows = !group_columns(layout) && !has_below(layout);
    write_above(layout, edge, out);
    write_row(layout, 0, false, &rest, out);
    write_rule(layout, out);
    for (size_t line = 1; line <= layout->rows; line++) {
        bool grouped = write_group(layout, line, edge, out);
        bool repeats = !grouped && line > 1 && layout->count > 1 &&
                       strcmp(cell(layout, line, first), cell(layout, line - 1, first)) == 0;
        write_row(layout, line, repeats, &rest, out);
        write_below(layout, line, first, edge, out);
    }
    text_clear(&rest.lines);
}

bool layout_is_whole(struct layout *layout, int width)
{
    fit(layout, width);
    return !has_below(layout);
}

/* ---- Markdown ---- */

static void write_markdown_row(const struct layout *layout, size_t line, struct text *out)
{
    for (int k = 0; k < layout->count; k++) {
        text_add(out, "%s", k ? " | " : "| ");
        for (const char *c = cell(layout, line, k); *c; c++) {
            if (strchr("|\\<>*_`[]&", *c)) /* what Markdown would read as its own */
                text_add(out, "\\");
            text_add_bytes(out, *c == '\n' ? " " : c, 1);
        }
    }
    text_add(out, " |\n");
}

void layout_markdown(const struct layout *layout, struct text *out)
{
    if (layout->count == 0)
        return;
    write_markdown_row(layout, 0, out);
    for (int k = 0; k < layout->count; k++)
        text_add(out, "|%s", layout->right[k] ? "---:" : "---");
    text_add(out, "|\n");
    for (size_t line = 1; line <= layout->rows; line++)
        write_markdown_row(layout, line, out);
}
