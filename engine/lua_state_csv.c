/* Tables in CSV: RFC 4180 (quotes, "" for a quote, line ends CRLF or LF), with or without byte order
   mark; lines that begin with '#' and empty lines are skipped; blanks around a cell without quotes are
   dropped, since nobody sees them in a spreadsheet. */
#include "lua_state_private.h"

#include "text.h"
#include "word.h"

#include <string.h>

enum { COLUMNS_MAX = 1000 };

/* Stack while reading: the result, then these. */
enum { RESULT = 1, COLUMNS, ROWS, LINES, SEEN };

struct reader {
    lua_State *L;
    const char *name; /* as shown in messages */
    const char *text;
    size_t at, length;
    int line; /* 1, 2 ... */
    size_t line_start;
    int cell_line;      /* of the cell read last: where it began */
    size_t cell_column; /* bytes before it in its line */
    bool quoted;
};

_Noreturn static void refuse(const struct reader *r, const char *message)
{
    lua_fail_column(r->L, (struct place){r->name, r->cell_line}, (int)r->cell_column, 1, message);
}

static bool at_end(const struct reader *r)
{
    return r->at >= r->length;
}

static bool at_line_end(const struct reader *r)
{
    return at_end(r) || r->text[r->at] == '\n' ||
           (r->text[r->at] == '\r' && (r->at + 1 == r->length || r->text[r->at + 1] == '\n'));
}

static void next_line(struct reader *r)
{
    if (!at_end(r) && r->text[r->at] == '\r')
        r->at++;
    if (!at_end(r) && r->text[r->at] == '\n')
        r->at++;
    r->line++;
    r->line_start = r->at;
}

static void mark_cell(struct reader *r)
{
    r->cell_line = r->line;
    r->cell_column = r->at - r->line_start;
}

static void skip_blanks(struct reader *r)
{
    while (!at_end(r) && (r->text[r->at] == ' ' || r->text[r->at] == '\t'))
        r->at++;
}

/* Skips empty lines and comments; false at the end of the file. */
static bool find_record(struct reader *r)
{
    while (!at_end(r)) {
        size_t start = r->at;
        bool comment = r->text[r->at] == '#';
        while (!at_line_end(r) && (comment || r->text[r->at] == ' ' || r->text[r->at] == '\t'))
            r->at++;
        if (!at_line_end(r)) {
            r->at = start;
            return true;
        }
        next_line(r);
    }
    return false;
}

/* After the opening quote; its place is marked. [-0, +1, raises] */
static void push_quoted(struct reader *r)
{
    luaL_Buffer buffer;

    luaL_buffinit(r->L, &buffer);
    for (r->at++;; r->at++) {
        if (at_end(r))
            refuse(r,
                   spoken("this quote is not closed: a cell that begins with \" must end with \""));
        char c = r->text[r->at];
        if (c == '"' && (r->at + 1 == r->length || r->text[r->at + 1] != '"'))
            break;
        if (c == '"')
            r->at++;
        if (c == '\n')
            r->line++, r->line_start = r->at + 1;
        luaL_addchar(&buffer, c);
    }
    r->at++;
    luaL_pushresult(&buffer);
    skip_blanks(r);
    if (!at_line_end(r) && r->text[r->at] != ',') {
        mark_cell(r);
        refuse(
            r,
            spoken(
                "a comma is expected after a cell in quotes; a quote within it is written \"\""));
    }
}

/* [-0, +1, raises] */
static void push_plain(struct reader *r)
{
    size_t start = r->at, end;

    while (!at_line_end(r) && r->text[r->at] != ',') {
        if (r->text[r->at] == '"') {
            mark_cell(r);
            refuse(r, spoken("a quote within a cell: put the whole cell in quotes and write \"\" "
                             "for this one"));
        }
        r->at++;
    }
    for (end = r->at; end > start && (r->text[end - 1] == ' ' || r->text[end - 1] == '\t'); end--)
        ;
    lua_pushlstring(r->L, r->text + start, end - start);
}

/* Pushes the text of the next cell; false when the record ends behind it. [-0, +1, raises] */
static bool push_cell(struct reader *r)
{
    skip_blanks(r);
    mark_cell(r);
    r->quoted = !at_end(r) && r->text[r->at] == '"';
    if (r->quoted)
        push_quoted(r);
    else
        push_plain(r);
    if (at_line_end(r))
        return false;
    r->at++; /* the comma */
    return true;
}

/* Makes the text on top a number where it is one in decimals ("12", "-0.5", "6e5"). */
static void make_number(lua_State *L)
{
    const char *text = lua_tostring(L, -1);

    if (*text && lua_rawlen(L, -1) == strspn(text, "0123456789+-.eE") &&
        lua_stringtonumber(L, text))
        lua_remove(L, -2);
}

/* ---- the header ---- */

static void check_separator(struct reader *r, int count)
{
    const char *name = lua_tostring(r->L, -1);

    if (count == 1 && (strchr(name, ';') || strchr(name, '\t') || strstr(name, "\xEF\xBC\x8C")))
        refuse(
            r,
            spoken(
                "columns are separated by commas (,) and not by semicolons, tabs or wide commas"));
}

/* Reads the names of the columns into COLUMNS; returns how many. */
static int read_header(struct reader *r)
{
    lua_State *L = r->L;
    bool more = true;
    int count = 0;

    if (!find_record(r)) {
        mark_cell(r);
        refuse(r, spoken("the file is empty: its first line must name the columns"));
    }
    while (more) {
        more = push_cell(r);
        if (++count > COLUMNS_MAX)
            refuse(r, spoken("more than 1000 columns"));
        if (lua_rawlen(L, -1) == 0)
            refuse(r, spoken("this column has no name"));
        check_separator(r, count);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, SEEN) != LUA_TNIL)
            refuse(r, lua_push_spoken(L, "two columns are named '%s'", lua_tostring(L, -2)));
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_pushboolean(L, true);
        lua_rawset(L, SEEN);
        lua_rawseti(L, COLUMNS, count);
    }
    return count;
}

/* ---- rows ---- */

/* The first cell of a row, on top of the stack: an id, used once. */
static void check_id(struct reader *r)
{
    lua_State *L = r->L;

    if (lua_rawlen(L, -1) == 0)
        refuse(r, spoken("the first column holds ids: none may be empty"));
    lua_pushvalue(L, -1);
    if (lua_rawget(L, SEEN) != LUA_TNIL)
        refuse(r, lua_push_spoken(
                      L, "'%s' is in line %d already: ids of the first column are used once",
                      lua_tostring(L, -2), (int)lua_tointeger(L, -1)));
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_pushinteger(L, r->cell_line);
    lua_rawset(L, SEEN);
}

static void refuse_ragged(struct reader *r, int count, int columns)
{
    refuse(r, lua_push_spoken(r->L, "this row has %s than the %d columns named in the first line",
                              count > columns ? spoken("more cells") : spoken("fewer cells"),
                              columns));
}

/* Reads one record into a table on top. [-0, +1, raises] */
static void push_row(struct reader *r, int columns)
{
    lua_State *L = r->L;
    bool more = true;
    int count = 0;

    lua_createtable(L, 0, columns);
    while (more) {
        more = push_cell(r);
        if (++count > columns)
            refuse_ragged(r, count, columns);
        if (count == 1)
            check_id(r);
        else if (!r->quoted)
            make_number(L);
        if (lua_type(L, -1) == LUA_TSTRING && lua_rawlen(L, -1) == 0) {
            lua_pop(L, 1);
            continue;
        }
        lua_rawgeti(L, COLUMNS, count);
        lua_insert(L, -2);
        lua_rawset(L, -3);
    }
    if (count < columns)
        refuse_ragged(r, count, columns);
}

static void read_rows(struct reader *r, int columns)
{
    lua_State *L = r->L;

    lua_newtable(L); /* ids are not names of columns */
    lua_replace(L, SEEN);
    for (int row = 1; find_record(r); row++) {
        int line = r->line;
        push_row(r, columns);
        lua_rawseti(L, ROWS, row);
        lua_pushinteger(L, line);
        lua_rawseti(L, LINES, row);
        next_line(r);
    }
}

static void check_encoding(struct reader *r)
{
    while (!at_end(r)) {
        size_t bytes = quote_character_bytes(r->text + r->at, r->length - r->at);
        mark_cell(r);
        if (bytes == 0 || r->text[r->at] == '\0')
            refuse(r, spoken("this is not UTF-8 text: in the spreadsheet, save as \"CSV UTF-8\""));
        if (r->text[r->at] == '\n')
            r->line++, r->line_start = r->at + 1;
        r->at += bytes;
    }
    r->at = r->line_start = 0;
    r->line = 1;
}

/* read(path): in a frame of its own, so that the stack has the places named above. */
static int read_table(lua_State *L)
{
    struct lua_source source = lua_read_source(L, luaL_checkstring(L, 1));
    struct reader r = {
        .L = L, .name = source.name, .text = source.text, .length = source.length, .line = 1};

    lua_check_limits(L);
    lua_settop(L, 0);
    for (int i = RESULT; i <= SEEN; i++)
        lua_newtable(L);
    check_encoding(&r);
    int columns = read_header(&r);
    next_line(&r);
    read_rows(&r, columns);
    lua_pushstring(L, source.chunk + 1);
    lua_setfield(L, RESULT, "path");
    lua_settop(L, LINES);
    lua_setfield(L, RESULT, "line");
    lua_setfield(L, RESULT, "rows");
    lua_setfield(L, RESULT, "columns");
    return 1;
}

void lua_fail_cell(lua_State *L, struct place place, int column, const char *message)
{
    struct lua_source source = lua_read_source(L, place.file);
    size_t start = quote_line_start(source.text, source.length, place.line);
    struct reader r = {.L = L,
                       .name = source.name,
                       .text = source.text,
                       .length = source.length,
                       .line = place.line,
                       .line_start = start,
                       .at = start};

    lua_checkstack(L, column);
    bool more = true;
    while (column-- > 0 && more)
        more = push_cell(&r);
    int width =
        (int)(r.at - more - r.line_start) - (int)r.cell_column; /* more: the comma was read */
    lua_fail_column(L, (struct place){r.name, r.cell_line}, (int)r.cell_column,
                    width > 0 ? width : 1, message);
}

void lua_read_csv(lua_State *L, const char *path)
{
    lua_pushcfunction(L, read_table);
    lua_pushstring(L, path);
    lua_call(L, 1, 1);
}
