/* libxlsxwriter, opened when the first workbook is made: with it come minizip and libcrypto, whose loading would
   take half of the time in which any command starts (docs/benchmarks.md).

     if (!xlsx_open(err))
         return NULL;
     lxw_workbook *workbook = xlsx.workbook_new(path); */
#ifndef POLSIM_EXPORT_XLSX_H
#define POLSIM_EXPORT_XLSX_H

#include "error.h"

#include <xlsxwriter.h>

/* What is used of it; a function that is missing here does not compile. */
#define XLSX_FUNCTIONS(X)                                                                          \
    X(workbook_new)                                                                                \
    X(workbook_close)                                                                              \
    X(workbook_set_properties)                                                                     \
    X(workbook_add_worksheet)                                                                      \
    X(workbook_add_format)                                                                         \
    X(workbook_add_chart)                                                                          \
    X(worksheet_write_blank)                                                                       \
    X(worksheet_write_string)                                                                      \
    X(worksheet_write_number)                                                                      \
    X(worksheet_write_formula_str)                                                                 \
    X(worksheet_merge_range)                                                                       \
    X(worksheet_set_row)                                                                           \
    X(worksheet_set_column)                                                                        \
    X(worksheet_gridlines)                                                                         \
    X(worksheet_protect)                                                                           \
    X(worksheet_data_validation_cell)                                                              \
    X(worksheet_insert_chart_opt)                                                                  \
    X(worksheet_set_landscape)                                                                     \
    X(worksheet_set_paper)                                                                         \
    X(worksheet_set_margins)                                                                       \
    X(worksheet_set_header)                                                                        \
    X(worksheet_set_footer)                                                                        \
    X(worksheet_set_h_pagebreaks)                                                                  \
    X(worksheet_center_horizontally)                                                               \
    X(worksheet_fit_to_pages)                                                                      \
    X(worksheet_freeze_panes)                                                                      \
    X(worksheet_repeat_rows)                                                                       \
    X(worksheet_print_area)                                                                        \
    X(format_set_align)                                                                            \
    X(format_set_bg_color)                                                                         \
    X(format_set_bold)                                                                             \
    X(format_set_border)                                                                           \
    X(format_set_border_color)                                                                     \
    X(format_set_font_color)                                                                       \
    X(format_set_font_name)                                                                        \
    X(format_set_font_size)                                                                        \
    X(format_set_num_format)                                                                       \
    X(format_set_text_wrap)                                                                        \
    X(format_set_unlocked)                                                                         \
    X(chart_add_series)                                                                            \
    X(chart_series_set_categories)                                                                 \
    X(chart_series_set_values)                                                                     \
    X(chart_series_set_name_range)                                                                 \
    X(chart_series_set_fill)                                                                       \
    X(chart_series_set_line)                                                                       \
    X(chart_series_set_labels)                                                                     \
    X(chart_title_set_name)                                                                        \
    X(chart_title_set_name_font)                                                                   \
    X(chart_axis_set_name)                                                                         \
    X(chart_axis_set_num_font)                                                                     \
    X(chart_axis_set_num_format)                                                                   \
    X(chart_axis_set_reverse)                                                                      \
    X(chart_axis_set_min)                                                                          \
    X(chart_axis_set_max)                                                                          \
    X(chart_axis_set_major_unit)                                                                   \
    X(chart_legend_set_position)                                                                   \
    X(chart_legend_set_font)                                                                       \
    X(lxw_rowcol_to_cell)                                                                          \
    X(lxw_strerror)

#define XLSX_POINTER(name) __typeof__(name) *name;
struct xlsx {
    XLSX_FUNCTIONS(XLSX_POINTER)
};
#undef XLSX_POINTER

extern struct xlsx xlsx; /* NULLs before xlsx_open */

/* Opens the library that polsim was built with. Errors: STORE where it is not there any more. */
bool xlsx_open(struct error *err);

#endif
