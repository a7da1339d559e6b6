/* polsim sensitivity from end to end, on a model whose shares are known: y = 6a + 3b + c1 + 2 c2 + chance, all of a, b, c
   uniform, so that their variances are 36, 9, 1 and 4 twelfths and that of chance 3. */
#include "shell.h"

#include "sensitivity.h"
#include "store.h"

static const char model_text[] =
    "model { name = 'small', from = '2026-01', to = '2026-01' }\n"
    "local kind = axis('kind', { 'one', 'two' })\n"
    "local a = parameter('a', { default = uniform(0, 1), source = plan 'I',\n"
    "  label = { en = 'Input a', zh = '参数甲' } })\n"
    "local b = parameter('b', { default = uniform(0, 1), source = assumed 'a test' })\n"
    "local c = parameter('c', { axes = { kind }, default = each(uniform(0, 1)), source = assumed 'a test' })\n"
    "local idle = parameter('idle', { default = pert(0, 1, 2), source = cited('X', 'no use') })\n"
    "local more = switch('reading', { 'none', 'four' }, { default = 'none', source = assumed 'a test' })\n"
    "local y = (more == 'four' and 4 or 0) + 6 * a + 3 * b + c:at(kind, 'one') + 2 * c:at(kind, 'two')\n"
    "  + noise('chance', normal(0, 0.5)) + 0 * idle\n"
    "output('y', y, { kind = 'flow', label = { en = 'Result', zh = '结果' } })\n"
    "output('paid', amount(1000, 'yuan') * y, { kind = 'flow', role = 'payment', unit = 'yuan' })\n"
    "target('much', { of = total(y), by = '2026-01', at_least = 6, source = assumed 'a test',\n"
    "  label = { en = 'Much', zh = '多' } })\n";

static const double shares[] = {36.0 / 53, 9.0 / 53, 1.0 / 53, 4.0 / 53};
static const char *const names[] = {"a", "b", "c[kind=one]", "c[kind=two]"};
static const double sd_of_y = 2.1015867; /* sqrt(53 / 12) */

static int make_folder(void **state)
{
    (void)state;
    if (!make_shell_folder())
        return -1;
    put("small.lua", model_text);
    put("turned.lua", "scenario { model = 'small.lua', set = { a = scaled(-1) } }\n");
    does("$P run small.lua turned.lua -q");
    return 0;
}

/* A part of the latest answer of a kind; the caller clears it. */
static struct store_table read_answer(const char *kind, const char *run, const char *part)
{
    struct error err = {0};
    struct store_table table;
    struct store_run found;
    char path[128];
    int64_t answer;

    snprintf(path, sizeof path, "%s/out/polsim.db", folder);
    struct store *store = store_open(path, STORE_READ, &err);
    if (!store || !store_find_run(store, run, &found, &err) ||
        !store_find_answer(store, kind, found.id, 0, &answer, &err) ||
        !store_read_part(store, answer, part, &table, &err))
        fail_msg("%s", err.text);
    store_close(store);
    return table;
}

static size_t row_of(const struct store_table *table, const char *measure, const char *name)
{
    for (size_t row = 0; row < table->row_count; row++)
        if (strcmp(store_table_text(table, row, "measure"), measure) == 0 &&
            strcmp(store_table_text(table, row, "name"), name) == 0)
            return row;
    fail_msg("no row of %s and %s", measure, name);
    return 0;
}

/* Within four standard errors, which are small. */
static void expect_number(const struct store_table *table, size_t row, const char *column, double known,
                          double se_most)
{
    char name[64];

    snprintf(name, sizeof name, "%s_se", column);
    double se = store_table_number(table, row, name);
    assert_true(se >= 0 && se < se_most);
    assert_within(store_table_number(table, row, column), known, 4 * se + 0.002);
}

static void test_the_draws_at_hand_say_what_is_known(void **state)
{
    (void)state;
    does("$P sensitivity small");
    struct store_table inputs = read_answer("sensitivity", "small", "inputs");
    assert_int_equal(inputs.row_count, 2 * 5); /* the target and the money */
    for (int i = 0; i < 4; i++) {
        size_t row = row_of(&inputs, "paid@all", names[i]);
        double left = sqrt(1 - shares[i]);
        expect_number(&inputs, row, "first", shares[i], 0.01);
        /* of what is nearly normal or uniform, z80 sd (1 - sqrt(1 - S)) to a tenth of an sd */
        assert_within(store_table_number(&inputs, row, "known"), 1000 * 0.84 * sd_of_y * (1 - left),
                      4 * store_table_number(&inputs, row, "known_se") + 100 * sd_of_y);
        assert_true(store_table_number(&inputs, row, "rank") > 0.1);
    }
    assert_string_equal(store_table_text(&inputs, row_of(&inputs, "much@2026-01", "a"), "label_zh"), "参数甲");
    expect_number(&inputs, row_of(&inputs, "paid@all", "idle"), "first", 0, 0.005);
    store_table_clear(&inputs);

    struct store_table groups = read_answer("sensitivity", "small", "groups");
    expect_number(&groups, row_of(&groups, "paid@all", "c"), "share", 5.0 / 53, 0.005);
    expect_number(&groups, row_of(&groups, "paid@all", "assumed"), "share", 14.0 / 53, 0.01);
    expect_number(&groups, row_of(&groups, "paid@all", "plan"), "share", 36.0 / 53, 0.01);
    store_table_clear(&groups);

    struct store_table measures = read_answer("sensitivity", "small", "measures");
    assert_int_equal(measures.row_count, 2);
    expect_number(&measures, 1, "alone", 50.0 / 53, 0.01);
    expect_number(&measures, 1, "rest", 3.0 / 53, 0.01);
    assert_within(store_table_number(&measures, 0, "level"), 0.2, 0);
    assert_within(store_table_number(&measures, 1, "level"), 0.8, 0);
    store_table_clear(&measures);
}

static void test_a_negative_factor_turns_an_input_round(void **state)
{
    (void)state;
    does("$P sensitivity turned y");
    struct store_table inputs = read_answer("sensitivity", "turned", "inputs");
    size_t row = row_of(&inputs, "y@plan", "a");
    assert_true(store_table_number(&inputs, row, "rank") > 0.7); /* it is the value, below 0, that rises */
    assert_string_equal(store_table_text(&inputs, row, "class"), "scenario");
    assert_true(store_table_number(&inputs, row, "p10") < store_table_number(&inputs, row, "p90"));
    store_table_clear(&inputs);
}

static void test_sobol_tells_chance_from_inputs(void **state)
{
    (void)state;
    does("$P sensitivity small y --method sobol --draws 4096");
    struct store_table totals = read_answer("sensitivity_sobol", "small", "totals");
    assert_int_equal(totals.row_count, 5); /* a, b, c, idle, chance */
    expect_number(&totals, row_of(&totals, "y@plan", "a"), "total", 36.0 / 53, 0.03);
    expect_number(&totals, row_of(&totals, "y@plan", "c"), "total", 5.0 / 53, 0.02);
    expect_number(&totals, row_of(&totals, "y@plan", "c"), "first", 5.0 / 53, 0.03);
    expect_number(&totals, row_of(&totals, "y@plan", "chance"), "total", 3.0 / 53, 0.01);
    store_table_clear(&totals);
    does("$P sensitivity small y --method sobol --draws 256 --by input --format json");
    assert_contains(out, "\"name\": \"c[kind=one]\"");
}

/* A line has its slopes, whatever the design. */
static void test_effects_of_a_line_are_its_slopes(void **state)
{
    static const double slopes[] = {6, 3, 1, 2};

    (void)state;
    does("$P sensitivity small y --method morris");
    struct store_table effects = read_answer("sensitivity_morris", "small", "effects");
    for (int i = 0; i < 4; i++) {
        size_t row = row_of(&effects, "y@plan", names[i]);
        assert_within(store_table_number(&effects, row, "about"), slopes[i], 1e-9);
        assert_within(store_table_number(&effects, row, "sigma"), 0, 1e-9);
    }
    store_table_clear(&effects);
    does("$P sensitivity small y --tornado");
    struct store_table tornado = read_answer("sensitivity_tornado", "small", "tornado");
    for (int i = 0; i < 4; i++) {
        size_t row = row_of(&tornado, "y@plan", names[i]);
        assert_within(store_table_number(&tornado, row, "at_mean"), 6, 1e-9);
        assert_within(store_table_number(&tornado, row, "at_p10"), 6 - 0.4 * slopes[i], 1e-9);
        assert_within(store_table_number(&tornado, row, "at_p90"), 6 + 0.4 * slopes[i], 1e-9);
    }
    store_table_clear(&tornado);
}

/* A measure that the run keeps no draws of is computed again, with the same numbers. */
static void test_what_was_not_kept_is_computed_again(void **state)
{
    (void)state;
    does("$P sensitivity small y@2026-01 y@plan --format json");
    struct store_table measures = read_answer("sensitivity", "small", "measures");
    assert_true(store_table_number(&measures, 0, "sd") == store_table_number(&measures, 1, "sd"));
    assert_true(store_table_number(&measures, 0, "alone") == store_table_number(&measures, 1, "alone"));
    store_table_clear(&measures);
}

/* The same draws with 4 more on y: the two lie 2 on either side of their mean. */
static void test_readings_stand_beside_inputs_and_chance(void **state)
{
    const double inside = sd_of_y * sd_of_y, all = inside + 4;

    (void)state;
    put("other.lua", "scenario { model = 'small.lua', set = { reading = 'four' } }\n");
    does("$P run small.lua other.lua -q");
    does("$P sensitivity small y --reading other");
    assert_contains(out, "Choice of reading (2 runs): 47.");
    struct store_table measures = read_answer("sensitivity", "small", "measures");
    expect_number(&measures, 0, "reading", 4 / all, 0.01);
    expect_number(&measures, 0, "joint", 0, 0.001);
    expect_number(&measures, 0, "rest", inside * 3 / 53 / all, 0.01);
    store_table_clear(&measures);
    struct store_table inputs = read_answer("sensitivity", "small", "inputs");
    expect_number(&inputs, row_of(&inputs, "y@plan", "a"), "first", inside * shares[0] / all, 0.01);
    store_table_clear(&inputs);
    refuses_with(2, "'--reading small' is run", "$P sensitivity small y --reading small");
    refuses_with(2, "keeps no draws of 'y@2026-01'", "$P sensitivity small y@2026-01 --reading other");
    does("$P run other.lua -q --seed 9");
    refuses_with(2, "is not of the same draws, seed and sampler as run", "$P sensitivity small y --reading other");
}

/* y = 2a + b + c of normal inputs, of which half = a + b will be known first: it explains 3^2 / 2 of 6, and nothing that
   a and b do not say too; a adds, when half and b are known, nothing either, c all that it explains. */
static void test_a_result_may_be_what_is_known(void **state)
{
    (void)state;
    put("normal.lua", "model { name = 'normal', from = '2026-01', to = '2026-01' }\n"
                      "local function input(name)\n"
                      "  return parameter(name, { default = normal(0, 1), source = assumed 'a test' })\n"
                      "end\n"
                      "local a, b, c = input 'a', input 'b', input 'c'\n"
                      "output('y', 2 * a + b + c, { kind = 'flow' })\n"
                      "output('half', a + b, { kind = 'flow' })\n");
    does("$P run normal.lua -q && $P sensitivity normal y --with half");
    assert_contains(out, "independent");
    struct store_table inputs = read_answer("sensitivity", "normal", "inputs");
    size_t half = row_of(&inputs, "y@plan", "half@plan"), c = row_of(&inputs, "y@plan", "c");
    assert_string_equal(store_table_text(&inputs, half, "class"), "result");
    expect_number(&inputs, half, "first", 0.75, 0.01);
    assert_within(store_table_number(&inputs, half, "independent"), 0, 0);
    assert_within(store_table_number(&inputs, row_of(&inputs, "y@plan", "a"), "independent"), 0, 0);
    expect_number(&inputs, c, "first", 1.0 / 6, 0.01);
    expect_number(&inputs, c, "independent", 1.0 / 6, 0.01);
    store_table_clear(&inputs);
    refuses_with(2, "options '--with' and '--reading' are two questions", "$P sensitivity small --with y --reading 1");
    refuses_with(2, "option '--with' is for --method draws", "$P sensitivity small --with y --tornado");
}

static void test_answers_are_shown_again_and_drawn(void **state)
{
    (void)state;
    does("$P sensitivity small");
    char *said = strdup(out);
    does("$P show small sensitivity");
    assert_memory_equal(out, said, strlen(said)); /* those of the other ways follow */
    free(said);
    does("$P show turned sensitivity --lang zh");
    assert_contains(out, "参数甲");
    does("$P plot small sensitivity --lang both --format svg --out plots");
    does("grep -q 'Input a' plots/sensitivity.en.svg && grep -q '参数甲' plots/sensitivity.zh.svg");
    does("$P report small --no-pictures --out rep && grep -q 'What the results depend on' rep/report.en.html");
    does("$P run small.lua -q --seed 5 && $P report @ --no-pictures --out rep");
    assert_int_equal(sh("grep -q 'What the results depend on' rep/report.en.html"), 1);
    assert_int_equal(sh("$P show @ sensitivity"), 2);
    assert_contains(err_text, "was not asked for 'sensitivity' yet; 'polsim sensitivity ");
    assert_int_equal(sh("$P sensitivity small.lua"), 2);
    assert_contains(err_text, "'polsim run' it, and ask of 'small'");
}

/* Who may not write to the database is answered too, and a spreadsheet has words. */
static void test_an_answer_is_printed_where_it_cannot_be_kept(void **state)
{
    (void)state;
    does("cp -r out kept && $P runs --store kept/polsim.db >/dev/null && cp kept/polsim.db only.db && chmod a-w only.db");
    does("$P sensitivity small");
    does("$P show small sensitivity --excel");
    assert_contains(out, ",worth knowing,");
    does("$P show small sensitivity --format csv --out t.csv && head -1 t.csv | grep -q ',first,first_se,'");
    if (geteuid() == 0) /* root may write to all */
        return;
    does("$P sensitivity small --store only.db");
    assert_contains(out, "Input a");
}

static void test_lines_are_of_80_columns(void **state)
{
    static const char *const ways[] = {"", "--tornado", "--method morris", "--method sobol --draws 256"};
    static const char *const languages[] = {"en", "zh"};

    (void)state;
    for (size_t w = 0; w < COUNT_OF(ways); w++)
        for (size_t l = 0; l < COUNT_OF(languages); l++) {
            does("$P sensitivity small --all %s --lang %s", ways[w], languages[l]);
            for (char *line = strtok(out, "\n"); line; line = strtok(NULL, "\n"))
                assert_true(text_columns(line) <= 80);
        }
}

static void test_what_cannot_be_asked_is_refused(void **state)
{
    (void)state;
    refuses_with(2, "no target or output 'mcuh', did you mean 'much'?", "$P sensitivity small mcuh");
    refuses_with(2, "options '--tornado' and '--method sobol' are two questions; ask one",
            "$P sensitivity small --tornado --method sobol");
    refuses_with(2, "option '--draws' is for --method sobol or morris", "$P sensitivity small --draws 100");
    refuses_with(2, "option '--draws' must be 256 at least for --method sobol",
            "$P sensitivity small --method sobol --draws 100");
    refuses_with(2, "option '--draws' is at most 1000 for --method morris",
            "$P sensitivity small --method morris --draws 1001");
    refuses_with(2, "option '--by' is for --method sobol", "$P sensitivity small --by input");
    does("$P run small.lua -q -n 100");
    refuses_with(2, "has 100 draws; sensitivity needs 256 at least", "$P sensitivity @");
    does("$P run small.lua -q --sampler expected");
    refuses_with(2, "is an average case, in which nothing varies", "$P sensitivity @");
    does("$P run small.lua -q --set a=1 --set b=1 --set c=1 --set idle=1");
    refuses_with(2, "the run's model has no uncertain input", "$P sensitivity @");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_draws_at_hand_say_what_is_known),
        cmocka_unit_test(test_a_negative_factor_turns_an_input_round),
        cmocka_unit_test(test_sobol_tells_chance_from_inputs),
        cmocka_unit_test(test_effects_of_a_line_are_its_slopes),
        cmocka_unit_test(test_what_was_not_kept_is_computed_again),
        cmocka_unit_test(test_readings_stand_beside_inputs_and_chance),
        cmocka_unit_test(test_a_result_may_be_what_is_known),
        cmocka_unit_test(test_answers_are_shown_again_and_drawn),
        cmocka_unit_test(test_an_answer_is_printed_where_it_cannot_be_kept),
        cmocka_unit_test(test_lines_are_of_80_columns),
        cmocka_unit_test(test_what_cannot_be_asked_is_refused),
    };
    if (set_environment(NULL))
        return 1;
    return cmocka_run_group_tests(tests, make_folder, remove_shell_folder);
}
