/* Files of inputs: written, edited as spreadsheet programs do, read back, run with, stored, run again. */
#include "check.h"
#include "folder.h"

#include "error.h"
#include "inputs.h"
#include "lua_model.h"
#include "store.h"

#include <iconv.h>
#include <unistd.h>

static struct error err;

static void put_bytes(const char *name, const char *bytes, size_t length)
{
    assert_true(text_write_file(path_of(name), bytes, length, &err));
}

static void put(const char *name, const char *text)
{
    put_bytes(name, text, strlen(text));
}

static const char model_text[] =
    "model { name = 'm', from = '2026-01', to = '2027-12', title = { en = 'M', zh = '模' } }\n"
    "local level = axis('level', { 'L5', 'L4', 'L3' })\n"
    "local rate = parameter('rate', { axes = { level }, range = { 0, 1 }, source = assumed 'no data',\n"
    "  default = { L5 = pert(.5, .8, .9), L4 = .7, L3 = 2 / 23 }, label = { en = 'Pass rate', zh = '通过率' } })\n"
    "local fill = parameter('fill', { default = each(pert(.8, 1, 1.2)), axes = { level },\n"
    "  source = cited('S1', 'a report') })\n"
    "local cost = parameter('cost', { default = by_year { [2026] = 6000, otherwise = 6500 }, unit = 'yuan/person',\n"
    "  range = { 0, 20000 }, source = plan 'Annex 2, \"rates\"' })\n"
    "local weight = parameter('weight', { default = { L5 = .5, L4 = .3, L3 = .2 }, axes = { level }, adds_to = 1,\n"
    "  source = plan '二' })\n"
    "local base = switch('base', { 'all', 'gov_only' }, { default = 'all', source = plan '一',\n"
    "  label = { en = 'Counted', zh = '计数范围' } })\n"
    "label('base', 'all', { en = 'all of them', zh = '全部' })\n"
    "label('base', 'gov_only', { en = 'some', zh = '仅补贴' })\n"
    "local intake = poisson('intake', amount(base == 'all' and 100 or 50, 'person') * weight * fill)\n"
    "output('passed', binomial('passed', intake, rate), { unit = 'person' })\n"
    "output('paid', intake:sum() * cost, { unit = 'yuan', role = 'commitment' })\n";

static struct model *load_with(const char *file, const struct inputs *inputs, int count,
                               const char *const *set)
{
    struct lua_changes changes = {.count = count, .set = set, .inputs = inputs};
    struct model *model = lua_model_load(path_of(file), &changes, &err);

    if (!model)
        fail_msg("%s", err.text);
    return model;
}

static struct model *load(const char *file)
{
    return load_with(file, NULL, 0, NULL);
}

/* The file that `polsim inputs` writes of a scenario. */
static void write_inputs(const char *scenario, const char *language, struct text *out)
{
    struct model *model = load(scenario);
    struct store_table table;

    inputs_make_table(model, model, language, &table);
    inputs_csv(&table, language, out);
    store_table_clear(&table);
    model_free(model);
}

/* Replaces `old`, which must be there once, in a text. */
static void replace(struct text *text, const char *old, const char *new)
{
    struct text changed = {0};
    const char *at = strstr(text_string(text), old);

    if (!at || strstr(at + 1, old))
        fail_msg("'%s' is not there once in:\n%s", old, text_string(text));
    text_add(&changed, "%.*s%s%s", (int)(at - text_string(text)), text_string(text), new,
             at + strlen(old));
    text_clear(text);
    *text = changed;
}

static struct inputs *read_text(const char *text)
{
    put("edited.csv", text);
    struct inputs *inputs = inputs_read(path_of("edited.csv"), &err);

    if (!inputs)
        fail_msg("%s", err.text);
    return inputs;
}

static const struct model_edit *find_edit(const struct model *model, const char *name)
{
    for (int i = 0; i < model->edit_count; i++)
        if (strcmp(model->edits[i].name, name) == 0)
            return &model->edits[i];
    fail_msg("no edit of '%s'", name);
    return NULL;
}

/* Digest of the results of 64 draws. */
static void digest_of(const struct model *model, char digest[65])
{
    struct run_options options = {.draws = 64, .seed = 1, .threads = 1, .memory_bytes = 1 << 28};
    struct store_about about = {.draws = 64, .seed = 1, .sampler = "sobol", .command_line = ""};
    struct store *store = store_open(":memory:", STORE_CREATE, &err);
    struct store_run found;
    char number[32];

    assert_non_null(store);
    int64_t id = store_begin_run(store, model, &about, &err);
    struct run *run = run_start(&model, 1, &options, &err);
    if (!id || !run || !store_end_run(store, id, run, 0, &err))
        fail_msg("%s", err.text);
    snprintf(number, sizeof number, "%lld", (long long)id);
    assert_true(store_find_run(store, number, &found, &err));
    memcpy(digest, found.output_digest, 65);
    run_free(run);
    store_close(store);
}

/* Both give the same results; frees them. */
static void assert_same(struct model *one, struct model *other)
{
    char a[65], b[65];

    digest_of(one, a);
    digest_of(other, b);
    assert_string_equal(a, b);
    model_free(one);
    model_free(other);
}

/* ---- out ---- */

static void test_every_cell_and_switch_is_a_row_with_range_class_and_source(void **state)
{
    struct text out = {0};

    (void)state;
    put("m.lua", model_text);
    write_inputs("m.lua", "en", &out);
    assert_memory_equal(text_string(&out), "\xEF\xBB\xBFname,input,cell,of,period,unit,value,",
                        strlen("\xEF\xBB\xBFname,input,cell,of,period,unit,value,"));
    assert_contains(text_string(&out), "\r\nrate,Pass rate,level=L5,L5,,,\"pert(0.5, 0.8, 0.9)\","
                                       "\"pert(0.5, 0.8, 0.9)\",0,1,,assumed,no data\r\n"
                                       "rate,Pass rate,level=L4,L4,,,0.7,0.7,0,1,,assumed,no data\r\n");
    assert_contains(text_string(&out), "\r\nfill,fill,,,,,\"each(pert(0.8, 1, 1.2))\",");
    assert_contains(text_string(&out), "\r\ncost,cost,,,2026,yuan/person,6000,6000,0,20000,,plan,"
                                       "\"Annex 2, \"\"rates\"\"\"\r\n"
                                       "cost,cost,,,otherwise,yuan/person,6500,");
    assert_contains(text_string(&out),
                    "\r\nbase,Counted,,,,,all,all,,,\"all = all of them; gov_only = some\",plan,一\r\n");
    text_clear(&out);
    write_inputs("m.lua", "zh", &out);
    assert_contains(text_string(&out), "代码,参数,单元代码,范围,时期,计量,取值,原取值,");
    assert_contains(text_string(&out), "\r\ncost,cost,,,其余,元/人,6500,6500,0,20000,,方案原文,");
    assert_contains(text_string(&out), "\r\nrate,通过率,level=L4,L4,,,0.7,0.7,0,1,,假设,no data\r\n");
    text_clear(&out);
}

/* ---- in, unchanged ---- */

static void expect_unchanged(const struct inputs *inputs, const char *digest, const char *input_digest)
{
    struct model *model = load_with("m.lua", inputs, 0, NULL);
    char with[65];

    assert_int_equal(model->edit_count, 0);
    digest_of(model, with);
    assert_string_equal(with, digest);
    assert_string_equal(model->input_digest, input_digest);
    assert_string_equal(model->files[model->file_count - 1].path, "@inputs/edited.csv");
    model_free(model);
}

static void encode(const struct text *text, const char *encoding, struct text *out)
{
    char buffer[16384], *from = text->bytes + 3, *to = buffer; /* without the mark */
    size_t left = text->length - 3, room = sizeof buffer;
    iconv_t converter = iconv_open(encoding, "UTF-8");

    assert_int_equal(iconv(converter, &from, &left, &to, &room), 0);
    iconv_close(converter);
    text_add_bytes(out, buffer, sizeof buffer - room);
}

static void test_an_unchanged_file_changes_nothing_however_it_was_saved(void **state)
{
    static const char *const encodings[] = {"GBK", "UTF-8", "UTF-16", NULL};
    struct text out = {0};
    char without[65];

    (void)state;
    struct model *plain = load("m.lua");
    digest_of(plain, without);
    for (int language = 0; language < 2; language++) {
        text_clear(&out);
        write_inputs("m.lua", language ? "zh" : "en", &out);
        struct inputs *inputs = read_text(text_string(&out));
        assert_int_equal(inputs->row_count, 3 + 1 + 2 + 3 + 1);
        expect_unchanged(inputs, without, plain->input_digest);
        inputs_free(inputs);
        for (int i = 0; encodings[i]; i++) {
            struct text bytes = {0};
            encode(&out, encodings[i], &bytes);
            put_bytes("edited.csv", bytes.bytes, bytes.length);
            inputs = inputs_read(path_of("edited.csv"), &err);
            if (!inputs)
                fail_msg("%s: %s", encodings[i], err.text);
            expect_unchanged(inputs, without, plain->input_digest);
            inputs_free(inputs);
            text_clear(&bytes);
        }
    }
    text_clear(&out);
    model_free(plain);
}

/* Excel saves what it shows: 9 decimals; it quotes what it likes, and the list separator is the system's. */
static void test_what_a_spreadsheet_rounds_or_reorders_is_no_edit(void **state)
{
    char without[65];

    (void)state;
    struct model *plain = load("m.lua");
    digest_of(plain, without);
    struct inputs *inputs = read_text("sep=;\r\n"
                                      "value;name;my notes;cell;value before\r\n"
                                      "0.086956522;rate;;level=L3;0.086956522\r\n"
                                      "\"70%\";\"rate\";agreed;\"level=L4\";0.7\r\n"
                                      ";;;;\r\n"
                                      "pert(0.5,0.8,0.9);rate;;level=L5;\"pert(0.5, 0.8, 0.9)\"\r\n"
                                      "all = all of them;base;;;\r\n");
    assert_int_equal(inputs->separator, ';');
    assert_int_equal(inputs->row_count, 4);
    assert_int_equal(inputs->rows[3].line, 7);
    expect_unchanged(inputs, without, plain->input_digest);
    inputs_free(inputs);
    inputs = read_text("name\tcell\tvalue\nrate\tlevel=L3\t0.0869565217\n");
    expect_unchanged(inputs, without, plain->input_digest);
    inputs_free(inputs);
    model_free(plain);
}

/* ---- in, edited ---- */

static void test_edits_are_what_set_would_be_and_say_where_they_come_from(void **state)
{
    static const char *const set[] = {"rate[level=L5]=pert(.4, .7, .9)", "rate[level=L3]=.5",
                                      "fill=each(pert(.7, 1, 1.3))", "cost=by_year{[2026]=12000}",
                                      "base=gov_only"};
    struct text out = {0};
    char with[65], wanted[65], without[65];

    (void)state;
    write_inputs("m.lua", "zh", &out);
    replace(&out, "level=L5,L5,,,\"pert(0.5, 0.8, 0.9)\"", "level=L5,L5,,,\"pert（0.4，70%，０.9）\"");
    replace(&out, "level=L3,L3,,,0.08695652173913043,", "level=L3,L3,,,50%,");
    replace(&out, ",,,,,\"each(pert(0.8, 1, 1.2))\",", ",,,,,\"each(pert(0.7, 1, 1.3))\",");
    replace(&out, "元/人,6000,6000,", "元/人,\"12,000\",6000,");
    replace(&out, ",,,,,all,all,", ",,,,,仅补贴,all,");
    struct inputs *inputs = read_text(text_string(&out));
    struct model *edited = load_with("m.lua", inputs, 0, NULL);
    struct model *by_set = load_with("m.lua", NULL, 5, set), *plain = load("m.lua");
    assert_int_equal(edited->edit_count, 5);
    digest_of(edited, with);
    digest_of(by_set, wanted);
    digest_of(plain, without);
    assert_string_equal(with, wanted);
    assert_string_not_equal(with, without);
    assert_string_not_equal(edited->input_digest, plain->input_digest);
    const struct model_edit *cost = find_edit(edited, "cost");
    assert_string_equal(cost->was, "6000");
    assert_string_equal(cost->is, "12000");
    assert_string_equal(cost->period, "2026");
    assert_int_equal(cost->line, 6);
    assert_string_equal(edited->graph->parameters[2].cells[0].change, "edited.csv:6");
    assert_null(edited->graph->parameters[2].cells[1].change);
    text_clear(&out);
    inputs_add_edits(edited, inputs, "zh", &out);
    assert_contains(text_string(&out), "修改 5 项");
    assert_contains(text_string(&out), "2026  6000");
    assert_contains(text_string(&out), "元/人");
    assert_contains(text_string(&out), "计数范围");
    assert_contains(text_string(&out), "仅补贴");
    text_clear(&out);
    model_free(edited);
    model_free(by_set);
    model_free(plain);
    inputs_free(inputs);
}

static void test_the_command_line_comes_after_the_file(void **state)
{
    static const char *const set[] = {"cost=7000"};

    (void)state;
    struct inputs *inputs = read_text("name,period,value\ncost,2026,9000\n");
    struct model *both = load_with("m.lua", inputs, 1, set), *only_set = load_with("m.lua", NULL, 1, set);
    assert_same(both, only_set);
    inputs_free(inputs);
}

static void expect_period(const char *written, const char *understood)
{
    struct text text = {0};

    text_add(&text, "name,period,value\ncost,%s,9000\n", written);
    struct inputs *inputs = read_text(text_string(&text));
    assert_string_equal(inputs->rows[0].period, understood);
    inputs_free(inputs);
    text_clear(&text);
}

static void test_periods_that_spreadsheets_turn_into_dates_are_understood(void **state)
{
    (void)state;
    expect_period("2026", "2026");
    expect_period("2026年", "2026");
    expect_period("3", "03");
    expect_period("03", "03");
    expect_period("3月", "03");
    expect_period("2026-03", "2026-03");
    expect_period("Mar-26", "2026-03");
    expect_period("26-Mar", "2026-03");
    expect_period("2026年3月", "2026-03");
    expect_period("2026/3/1", "2026-03");
    expect_period("其余", "otherwise");
    expect_period("2026-otherwise", "2026-otherwise");
    expect_period("otherwise-03", "otherwise-03");
    expect_period("soon", "soon");
}

/* A period of its own for a value that was the same in all. */
static void test_a_row_may_name_a_year_that_the_model_does_not_tell_apart(void **state)
{
    static const char *const set[] = {"rate[level=L4]=by_year{[2027]=.9}"};

    (void)state;
    struct inputs *inputs = read_text("name,cell,period,value\nrate,level=L4,2027,0.9\n");
    struct model *edited = load_with("m.lua", inputs, 0, NULL), *by_set = load_with("m.lua", NULL, 1, set);
    assert_same(edited, by_set);
    inputs_free(inputs);
}

/* ---- refused ---- */

/* The rows behind these headings are refused, and the message holds all of `parts`. */
static void refuse_file(const char *scenario, const char *text, const char *part)
{
    put("edited.csv", text);
    struct inputs *inputs = inputs_read(path_of("edited.csv"), &err);
    struct lua_changes changes = {.inputs = inputs};
    struct model *model = inputs ? lua_model_load(path_of(scenario), &changes, &err) : NULL;

    if (model)
        fail_msg("taken:\n%s", text);
    assert_contains(err.text, part);
    inputs_free(inputs);
}

static void refuse(const char *row, const char *part)
{
    struct text text = {0};

    text_add(&text, "name,cell,period,unit,value,value before,least allowed,most allowed\r\n%s\r\n", row);
    refuse_file("m.lua", text_string(&text), part);
    text_clear(&text);
}

static void test_what_no_cell_of_the_model_may_hold_is_refused_with_its_line(void **state)
{
    (void)state;
    refuse("rat,,,,0.5", "edited.csv:2: the model has no parameter or switch 'rat', did you mean 'rate'?");
    refuse("rate,level=L4,,,1.5", "edited.csv:2: 'rate': parameter 'rate' at level=L4: 1.5 is outside its range 0 to 1");
    refuse("rate,level=L9,,,.5", "edited.csv:2: 'rate': axis 'level' has no label 'L9'");
    refuse("rate,town=x,,,.5", "edited.csv:2: 'rate': the parameter has no axis 'town'");
    refuse("rate,L4,,,.5", "edited.csv:2: the cell: 'L4' is not axis=label");
    refuse("cost,,2035,,7000", "edited.csv:2: parameter 'cost' has no period '2035'; it has '2026', 'otherwise'");
    refuse("cost,,2026,万元/人,0.7", "edited.csv:2: 'cost' is in yuan/person, not '万元/人'");
    refuse("rate,,,元,0.7", "edited.csv:2: 'rate' is a plain number, not '元'");
    refuse("rate,level=L4,,,0.8,0.7,0,2", "edited.csv:2: the range of 'rate' is the model's");
    refuse("rate,level=L4,,,", "edited.csv:2: 'rate' has no value: write one, or delete the row");
    refuse("rate,level=L4,,,high", "edited.csv:2: 'high' is neither a number nor a distribution");
    refuse("rate,level=L4,,,\"prt(.1,.2,.3)\"", "edited.csv:2: unknown word 'prt', did you mean 'pert'?");
    refuse("rate,level=L4,,,\"{L4=.5}\"", "neither a number nor a distribution");
    refuse("base,,,,gov_onli", "edited.csv:2: switch 'base' has no choice 'gov_onli', did you mean 'gov_only'?");
    refuse("base,level=L4,,,all", "edited.csv:2: 'base' is a switch");
    refuse(",,,,1", "edited.csv:2: the row has no name");
    refuse("weight,level=L4,,,.5", "the 3 parts add to 1.2, and adds_to = 1");
    refuse("rate,level=L4,,,.5\nrate,level=L4,,,.6", "edited.csv:3: line 2 has another value for the same cell");
    refuse("rate,level=L4,,,.5\nrate,,,,.6", "edited.csv:3: line 2 changes the same cell");
}

static void test_numbers_that_can_be_read_in_two_ways_are_refused(void **state)
{
    (void)state;
    refuse("rate,level=L4,,,\"0,5\"", "edited.csv:2: '0,5' is not clear as a number");
    refuse("cost,,2026,,\"1,20\"", "'1,20' is not clear");
    refuse("cost,,2026,,7 000", "'7 000' is not clear");
    refuse("cost,,2026,,(500)", "'(500)' is not clear");
    refuse("cost,,2026,,7O00", "'7O00' is not clear");
    refuse("cost,,2026,,2026/3/1", "'2026/3/1' is not clear");
    refuse("cost,,2026,,80%", "'80%' is in per cent, but the value is in yuan/person");
    refuse("rate,level=L4,,,0.5元", "'0.5元' is money, but the value is a plain number");
    refuse_file("m.lua", "name;cell;value\nrate;level=L4;0,500\n",
                "edited.csv:2: '0,500' can be read in two ways");
}

static void test_files_that_are_no_table_are_refused(void **state)
{
    (void)state;
    refuse_file("m.lua", "PK\3\4", "is a workbook, not a table in CSV");
    refuse_file("m.lua", "", "no column is headed 'name' or '代码'");
    refuse_file("m.lua", "name,cell\n", "no column is headed 'value' or '取值'");
    refuse_file("m.lua", "name,valeu\n", "edited.csv:1: unknown heading 'valeu', did you mean 'value'?");
    refuse_file("m.lua", "name,value,取值\n", "edited.csv:1: two columns are headed '取值'");
    refuse_file("m.lua", "name,value\nrate,\"0.5\n", "edited.csv:2: this quote is not closed");
    refuse_file("m.lua", "name,value\nrate,pert(1,2,3)\n", "edited.csv:2: the line has more cells");
    refuse_file("m.lua", "name,value\nrate,\xFF\xFF\n", "is in neither UTF-8 nor GBK");
}

/* Bytes with zeros in them, as spreadsheets write in UTF-16. */
static void refuse_bytes(const char *bytes, size_t length, const char *part)
{
    assert_true(text_write_file(path_of("edited.csv"), bytes, length, &err));
    assert_null(inputs_read(path_of("edited.csv"), &err));
    assert_contains(err.text, part);
}

static void test_bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    refuse_bytes("\xFF\xFEn\0a\0m", 7, "is cut off within a character, not a table in CSV");
    refuse_bytes("name,value\nrate,\0\n", 18, "is no text, not a table in CSV");
}

static void test_lines_of_too_many_cells_are_refused_and_blanks_are_dropped(void **state)
{
    struct text wide = {0};

    (void)state;
    text_add(&wide, "name,value");
    for (int i = 0; i < 70; i++)
        text_add(&wide, ",a");
    refuse_file("m.lua", text_string(&wide), "edited.csv:1: more than 64 cells in a line");
    text_clear(&wide);
    refuse_file("m.lua", "name,value,\"a\n", "edited.csv:1: this quote is not closed");
    struct inputs *inputs = read_text("  name ,\t cell,  value \n  rate ,  level=L4,\t\t0.65  \n");
    struct model *model = load_with("m.lua", inputs, 0, NULL);
    assert_true(model->edit_count == 1 && model->edits[0].applied);
    model_free(model);
    inputs_free(inputs);
}

/* ---- scenarios ---- */

static void test_what_a_scenario_sets_itself_is_not_overridden(void **state)
{
    struct text out = {0};

    (void)state;
    put("s.lua", "scenario { model = 'm.lua',\n  set = { rate = { L4 = .9 }, base = 'gov_only' } }\n");
    write_inputs("m.lua", "en", &out);
    struct inputs *inputs = read_text(text_string(&out)); /* of the model, not of the scenario */
    struct model *same = load_with("s.lua", inputs, 0, NULL), *plain = load("s.lua");
    assert_int_equal(same->edit_count, 0);
    assert_string_equal(same->input_digest, plain->input_digest);
    inputs_free(inputs);
    refuse_file("s.lua", "name,cell,value\nrate,level=L4,0.6\n",
                "edited.csv:2: 'rate' is set by the scenario itself (s.lua:2) to 0.9");
    refuse_file("s.lua", "name,cell,value\nrate,,0.6\n", "'rate' is set by the scenario itself (s.lua:2)");
    refuse_file("s.lua", "name,value\nbase,all\n",
                "edited.csv:2: 'base' is set by the scenario itself (s.lua:2) to 'gov_only'");
    inputs = read_text("name,cell,value\nrate,level=L5,0.6\n"); /* another cell */
    struct model *other = load_with("s.lua", inputs, 0, NULL);
    assert_int_equal(other->edit_count, 1);
    inputs_free(inputs);
    model_free(other);
    model_free(same);
    model_free(plain);
    text_clear(&out);
}

static void test_a_row_of_an_older_model_that_was_not_edited_is_noted(void **state)
{
    struct text out = {0};

    (void)state;
    struct inputs *inputs = read_text("name,cell,value,value before\nrate,level=L4,0.65,0.65\n");
    struct model *model = load_with("m.lua", inputs, 0, NULL), *plain = load("m.lua");
    assert_int_equal(model->edit_count, 1);
    assert_false(model->edits[0].applied);
    assert_string_equal(model->input_digest, plain->input_digest);
    inputs_add_edits(model, inputs, "en", &out);
    assert_contains(text_string(&out), "changes nothing");
    assert_contains(text_string(&out), "line 2 was not edited, but Pass rate[level=L4] is 0.7 in the model now, not 0.65");
    text_clear(&out);
    model_free(model);
    model_free(plain);
    inputs_free(inputs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_cell_and_switch_is_a_row_with_range_class_and_source),
        cmocka_unit_test(test_an_unchanged_file_changes_nothing_however_it_was_saved),
        cmocka_unit_test(test_what_a_spreadsheet_rounds_or_reorders_is_no_edit),
        cmocka_unit_test(test_edits_are_what_set_would_be_and_say_where_they_come_from),
        cmocka_unit_test(test_the_command_line_comes_after_the_file),
        cmocka_unit_test(test_periods_that_spreadsheets_turn_into_dates_are_understood),
        cmocka_unit_test(test_a_row_may_name_a_year_that_the_model_does_not_tell_apart),
        cmocka_unit_test(test_what_no_cell_of_the_model_may_hold_is_refused_with_its_line),
        cmocka_unit_test(test_numbers_that_can_be_read_in_two_ways_are_refused),
        cmocka_unit_test(test_files_that_are_no_table_are_refused),
        cmocka_unit_test(test_bytes_that_are_no_text_are_refused),
        cmocka_unit_test(test_lines_of_too_many_cells_are_refused_and_blanks_are_dropped),
        cmocka_unit_test(test_what_a_scenario_sets_itself_is_not_overridden),
        cmocka_unit_test(test_a_row_of_an_older_model_that_was_not_edited_is_noted),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
