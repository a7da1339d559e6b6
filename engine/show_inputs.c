/* Tables of inputs as people read them: equal values of one parameter in one row, its source once, what
   is uncertain first. Part of show.h. */
#include "show_inputs.h"

#include "word.h"

#include <string.h>

enum {
    NAMED_MAX = 3
}; /* labels or periods that a row names; of more, the first and how many in all */

static bool is_equal(const struct store_table *table, size_t a, size_t b, const char *column)
{
    return strcmp(store_table_text(table, a, column), store_table_text(table, b, column)) == 0;
}

static bool is_same_value(const struct store_table *table, size_t a, size_t b)
{
    return is_equal(table, a, b, "value") && is_equal(table, a, b, "unit") &&
           is_equal(table, a, b, "source");
}

static void set_cell(struct store_table *table, size_t row, const char *column, const char *string)
{
    size_t bytes = strlen(string) + 1;
    char **cell =
        &table
             ->cells[row * (size_t)table->column_count + (size_t)store_table_column(table, column)];

    free(*cell);
    *cell = bytes > 1 ? memcpy(memory_resize(NULL, bytes, 1), string, bytes) : NULL;
}

/* The row behind the last of the parameter that begins at `row`. */
static size_t end_of_parameter(const struct store_table *table, size_t row)
{
    size_t end = row + 1;

    while (end < table->row_count && is_equal(table, row, end, "name"))
        end++;
    return end;
}

/* Rows after `row` that differ from it in `column` only go, and it names them; how many went. */
static size_t merge_along(struct store_table *table, size_t row, size_t end, const char *column,
                          const char *other, const char *comma)
{
    struct text names = {0};
    size_t count = 1;

    text_add(&names, "%s", store_table_text(table, row, column));
    for (size_t i = row + 1; i < end;) {
        if (!is_same_value(table, row, i) || !is_equal(table, row, i, other)) {
            i++;
            continue;
        }
        if (++count <= NAMED_MAX)
            text_add(&names, "%s%s", comma, store_table_text(table, i, column));
        table_drop_row(table, i);
        end--;
    }
    if (count > NAMED_MAX)
        text_add(&names, " … (%zu)", count);
    if (count > 1)
        set_cell(table, row, column, text_string(&names));
    text_clear(&names);
    return count - 1;
}

/* The parameter whose rows are the same: one row. */
static bool merge_all(struct store_table *table, size_t row, size_t end, const char *language)
{
    char count[32];

    for (size_t i = row + 1; i < end; i++)
        if (!is_same_value(table, row, i))
            return false;
    if (end - row == 1)
        return true;
    snprintf(count, sizeof count, word(language, "all %zu"), end - row);
    for (size_t i = end; i-- > row + 1;)
        table_drop_row(table, i);
    set_cell(table, row, "period", "");
    set_cell(table, row, "cell_label", count);
    return true;
}

static void merge_parameter(struct store_table *table, size_t first, const char *language)
{
    if (merge_all(table, first, end_of_parameter(table, first), language))
        return;
    for (size_t row = first; row < end_of_parameter(table, first); row++) {
        size_t end = end_of_parameter(table, first);
        if (merge_along(table, row, end, "period", "cell_label", ", ") == 0)
            merge_along(table, row, end, "cell_label", "period",
                        strcmp(language, "zh") == 0 ? "，" : ", ");
    }
    for (size_t row = end_of_parameter(table, first); row-- > first + 1;)
        if (is_equal(table, row, row - 1, "source"))
            set_cell(table, row, "source", "");
}

static bool is_uncertain(const struct store_table *table, size_t row)
{
    return store_table_text(table, row, "p05")[0] != '\0';
}

/* Moves the rows [from, end) in front of row `to`, which stands before them. */
static void move_rows(struct store_table *table, size_t to, size_t from, size_t end)
{
    size_t columns = (size_t)table->column_count, count = (end - from) * columns;
    char **moved = memory_resize(NULL, count, sizeof *moved);

    memcpy(moved, table->cells + from * columns, count * sizeof *moved);
    memmove(table->cells + to * columns + count, table->cells + to * columns,
            (from - to) * columns * sizeof *moved);
    memcpy(table->cells + to * columns, moved, count * sizeof *moved);
    free(moved);
}

static void uncertain_first(struct store_table *table)
{
    size_t place = 0;

    for (size_t row = 0, end; row < table->row_count; row = end) {
        bool uncertain = false;
        end = end_of_parameter(table, row);
        for (size_t i = row; i < end; i++)
            uncertain = uncertain || is_uncertain(table, i);
        if (!uncertain)
            continue;
        if (place < row)
            move_rows(table, place, row, end);
        place += end - row;
    }
}

/* Of what is certain the mean is its value. */
static void drop_certain_means(struct store_table *table)
{
    for (size_t row = 0; row < table->row_count; row++)
        if (!is_uncertain(table, row))
            set_cell(table, row, "mean", "");
}

void show_tidy_inputs(struct store_table *table, bool sorted, const char *language)
{
    for (size_t row = 0; row < table->row_count; row = end_of_parameter(table, row))
        merge_parameter(table, row, language);
    if (sorted)
        uncertain_first(table);
    drop_certain_means(table);
}
