#include "lua_folder.h"

/* Columns, rows and cells of the file as one line of text. */
static const char script[] =
    "local t = csv 'x.csv'\n"
    "local lines = {}\n"
    "for i, row in ipairs(t.rows) do\n"
    "  local cells = {}\n"
    "  for _, name in ipairs(t.columns) do\n"
    "    local v = row[name]\n"
    "    cells[#cells + 1] = v == nil and '-' or type(v) == 'number' and '#' .. v or v\n"
    "  end\n"
    "  lines[i] = t.line[i] .. ':' .. table.concat(cells, ',')\n"
    "end\n"
    "result(table.concat(t.columns, ',') .. ' ' .. table.concat(lines, ' '))\n";

static const char *read_text(const char *csv)
{
    put("x.csv", csv);
    return run(script);
}

static void test_numbers_become_numbers_and_empty_cells_are_absent(void **state)
{
    (void)state;
    assert_string_equal(read_text("id,n,text\na,1,x\nb,-0.5,\nc,6e5,1 2\n"),
                        "id,n,text 2:a,#1,x 3:b,#-0.5,- 4:c,#600000.0,1 2");
    assert_string_equal(read_text("id,n\n1,0x10\n2,1e\n3,nan\n4,inf\n5,--1\n6,+2\n7,1.2.3\n"),
                        "id,n 2:1,0x10 3:2,1e 4:3,nan 5:4,inf 6:5,--1 7:6,#2 8:7,1.2.3");
}

static void test_quotes_hold_commas_quotes_and_line_ends(void **state)
{
    (void)state;
    assert_string_equal(read_text("id,t\na,\"x, \"\"y\"\"\"\nb,\"1\n2\"\n\"c\",\"3\"\nd,\"\"\n"),
                        "id,t 2:a,x, \"y\" 3:b,1\n2 5:c,3 6:d,-");
}

static void test_line_ends_marks_comments_and_blanks_do_not_matter(void **state)
{
    (void)state;
    assert_string_equal(
        read_text("\xEF\xBB\xBF# facts\r\nid,n\r\n\r\n  \r\n#a,0\r\na , 1 \r\nb,\t2"),
        "id,n 6:a,#1 7:b,#2");
    assert_string_equal(read_text("id\n"), "id ");
    assert_string_equal(read_text("id,名称\n民政,\" 中文 \"\n"), "id,名称 2:民政, 中文 ");
}

static void test_the_example_of_rfc_4180_is_read(void **state)
{
    (void)state;
    assert_string_equal(read_text("aaa,bbb,ccc\r\n\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx\r\n"),
                        "aaa,bbb,ccc 2:aaa,b\r\nbb,ccc 4:zzz,yyy,xxx");
}

static void test_wrong_files_are_refused_with_line_and_column(void **state)
{
    static const struct {
        const char *csv, *message;
    } cases[] = {
        {"", "x.csv:1:1: the file is empty: its first line must name the columns"},
        {"# only\n\n", "x.csv:3:1: the file is empty"},
        {"id,n\na,1,2\n",
         "x.csv:2:5: this row has more cells than the 2 columns named in the first line\n   "
         " 2 | a,1,2\n      |     ^"},
        {"id,n,m\na,1\n", "x.csv:2:3: this row has fewer cells than the 3 columns"},
        {"id,n\na,\"1\nb,2\n", "x.csv:2:3: this quote is not closed"},
        {"id,n\na,\"1\"2\n", "x.csv:2:6: a comma is expected after a cell in quotes"},
        {"id,n\na,1\"\n", "x.csv:2:4: a quote within a cell"},
        {"id,n,n\n", "x.csv:1:6: two columns are named 'n'"},
        {"id,,n\n", "x.csv:1:4: this column has no name"},
        {"id,n\na,1\nb,2\na,3\n",
         "x.csv:4:1: 'a' is in line 2 already: ids of the first column are used once"},
        {"id,n\n,1\n", "x.csv:2:1: the first column holds ids: none may be empty"},
        {"id;n\na;1\n", "x.csv:1:1: columns are separated by commas (,)"},
        {"id，n\n", "x.csv:1:1: columns are separated by commas (,)"},
        {"id,n\n中文,1,2\n",
         "x.csv:2:6: this row has more cells than the 2 columns named in the first "
         "line\n    2 | 中文,1,2\n      |        ^"},
        {"id,n\n\xD6\xD0,1\n",
         "x.csv:2:1: this is not UTF-8 text: in the spreadsheet, save as \"CSV UTF-8\""},
        {"id,n\na,\xC0\x80\n", "x.csv:2:3: this is not UTF-8"},
        {"id,n\na,\xED\xA0\x80\n", "x.csv:2:3: this is not UTF-8"},
        {"id,n\na,\xF4\x90\x80\x80\n", "x.csv:2:3: this is not UTF-8"},
        {"id,n\na,\xE4\xB8", "x.csv:2:3: this is not UTF-8"},
    };
    int wrong = 0;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *text = read_text(cases[i].csv);
        if (strncmp(text, cases[i].message, strlen(cases[i].message)) != 0)
            wrong++,
                print_error("%s\n  wanted: %s\n  got: %s\n", cases[i].csv, cases[i].message, text);
    }
    assert_int_equal(wrong, 0);
}

static void test_a_zero_byte_is_refused(void **state)
{
    (void)state;
    put_bytes("x.csv", "id,n\na,\0\n", 9);
    assert_contains(run(script), "x.csv:2:3: this is not UTF-8");
}

static void test_too_many_columns_are_refused(void **state)
{
    struct text csv = {0};

    (void)state;
    for (int i = 0; i <= 1000; i++)
        text_add(&csv, "c%d,", i);
    assert_contains(read_text(text_string(&csv)), "more than 1000 columns");
    text_clear(&csv);
}

static void test_a_large_file_is_read(void **state)
{
    struct text csv = {0};

    (void)state;
    text_add(&csv, "id,a,b\n");
    for (int i = 0; i < 50000; i++)
        text_add(&csv, "row%d,%d,\"%d\"\n", i, i, i);
    put("x.csv", text_string(&csv));
    text_clear(&csv);
    assert_string_equal(
        run("local t = csv 'x.csv' result(#t.rows, t.rows[50000].a, t.line[50000], t.path)"),
        "50000 49999 50001 x.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_become_numbers_and_empty_cells_are_absent),
        cmocka_unit_test(test_quotes_hold_commas_quotes_and_line_ends),
        cmocka_unit_test(test_line_ends_marks_comments_and_blanks_do_not_matter),
        cmocka_unit_test(test_the_example_of_rfc_4180_is_read),
        cmocka_unit_test(test_wrong_files_are_refused_with_line_and_column),
        cmocka_unit_test(test_a_zero_byte_is_refused),
        cmocka_unit_test(test_too_many_columns_are_refused),
        cmocka_unit_test(test_a_large_file_is_read),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
