/* Drawing without replacement from script to strips: hypergeometric and draw_from. The quantiles
   themselves are in test_sampler_hypergeometric.c. */
#include "lua_load.h"
#include "vm.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

enum { LANES = 256, BLOCKS = 16, LABELS_MAX = 4 };

#define CLASSES PRELUDE "local class = axis('class', { 'c', 'a', 'b' })\n"

/* ---- running a model ---- */

static struct program *compile(const struct model *model, bool expected)
{
    struct error err;
    struct program *program =
        program_compile(model, &(struct compile_options){.seed = 5, .expected = expected}, &err);

    if (!program)
        fail_msg("%s", err.text);
    return program;
}

/* Calls visit for every draw and month with the cells of the first output. */
typedef void visit_draw(void *context, const double *cells);

static void each_draw(const char *script, visit_draw *visit, void *context)
{
    struct model *model = load_text(script);
    struct program *program = compile(model, false);
    struct vm *vm = vm_new(program, kernels_best(), LANES);
    const struct output_view *view = &model->outputs[0].views[0];
    size_t cells = graph_cells(model->graph, view->axes);
    double strips[LABELS_MAX][LANES], one[LABELS_MAX];
    struct error err = {0};

    assert_true(cells <= LABELS_MAX);
    for (uint64_t block = 0; block < BLOCKS; block++) {
        assert_true(vm_begin(vm, block * LANES, LANES, &err));
        for (int month = 0; month < model->graph->months; month++) {
            if (!vm_month(vm, month, &err))
                fail_msg("%s", err.text);
            for (size_t cell = 0; cell < cells; cell++)
                memcpy(strips[cell], vm_read(vm, view->value, cell), sizeof strips[cell]);
            for (int i = 0; i < LANES; i++) {
                for (size_t cell = 0; cell < cells; cell++)
                    one[cell] = strips[cell][i];
                visit(context, one);
            }
        }
    }
    vm_free(vm);
    program_free(program);
    model_free(model);
}

/* ---- the distribution ---- */

/* Of counts against chances that sum to 1; what is expected fewer than five times goes together. */
static void check_chi_square(const double *counts, const double *chances, int cells)
{
    double n = 0, chi = 0, rare = 0, rare_expected = 0, all = 0;
    int kept = 0;

    for (int i = 0; i < cells; i++) {
        n += counts[i];
        all += chances[i];
    }
    assert_within(all, 1, 1e-12);
    for (int i = 0; i < cells; i++) {
        double expected = n * chances[i];
        if (expected < 5) {
            rare += counts[i];
            rare_expected += expected;
            continue;
        }
        chi += (counts[i] - expected) * (counts[i] - expected) / expected;
        kept++;
    }
    if (rare_expected >= 5) {
        chi += (rare - rare_expected) * (rare - rare_expected) / rare_expected;
        kept++;
    } else { /* chance of so many rare ones or more */
        assert_true(rare == 0 || ppois(rare - 1, rare_expected, 0, 0) > 0.001);
    }
    assert_true(kept > 2);
    if (!(pchisq(chi, kept - 1, 0, 0) > 0.001))
        fail_msg("chi-square %g of %d cells", chi, kept);
}

static void count_pairs(void *context, const double *cells)
{
    double(*counts)[6] = context;

    assert_true(cells[0] + cells[1] + cells[2] == 5);
    counts[(int)cells[0]][(int)cells[1]]++;
}

static void test_parts_have_the_multivariate_hypergeometric_chances(void **state)
{
    double counts[6][6] = {{0}}, chances[6][6] = {{0}};

    (void)state;
    each_draw(CLASSES
              "output('x', draw_from('d', 5, stack(class, { a = 6, b = 5, c = 4 }), class), "
              "{ by = { class } })",
              count_pairs, counts);
    for (int a = 0; a <= 5; a++)
        for (int b = 0; a + b <= 5; b++)
            chances[a][b] = choose(6, a) * choose(5, b) * choose(4, 5 - a - b) / choose(15, 5);
    check_chi_square(counts[0], chances[0], 36);
}

struct margins {
    double counts[LABELS_MAX][64];
};

static void count_margins(void *context, const double *cells)
{
    struct margins *margins = context;

    for (int i = 0; i < LABELS_MAX; i++)
        margins->counts[i][(int)cells[i]]++;
}

static void test_each_class_of_a_large_pool_has_its_hypergeometric_chances(void **state)
{
    static const double sizes[LABELS_MAX] = {400, 300, 200, 100};
    static struct margins margins;

    (void)state;
    each_draw(PRELUDE "local class = axis('class', { 'a', 'b', 'c', 'd' })\n"
                      "local pool = stack(class, { a = 400, b = 300, c = 200, d = 100 })\n"
                      "output('x', draw_from('d', 60, pool, class), { by = { class } })",
              count_margins, &margins);
    for (int i = 0; i < LABELS_MAX; i++) {
        double chances[64] = {0};
        for (int k = 0; k <= 60; k++)
            chances[k] = dhyper(k, sizes[i], 1000 - sizes[i], 60, 0);
        check_chi_square(margins.counts[i], chances, 64);
    }
}

/* ---- promises ---- */

struct trail { /* of cells over all draws and months */
    size_t count;
    double cells[BLOCKS * LANES * 30][LABELS_MAX];
};

static void keep_three(void *context, const double *cells)
{
    struct trail *trail = context;

    assert_true(trail->count < COUNT_OF(trail->cells));
    memcpy(trail->cells[trail->count++], cells, 3 * sizeof *cells);
}

static const char *const pool_model =
    CLASSES "local pool = poisson('pool', stack(class, { a = 9, b = 30, c = 4 })) + %s\n"
            "output('x', draw_from('d', min(pool:sum(), %s), pool, class), { by = { class } })";

static struct trail *trail_of(const char *more, const char *people)
{
    struct trail *trail = calloc(1, sizeof *trail);
    char script[1024];

    snprintf(script, sizeof script, pool_model, more, people);
    each_draw(script, keep_three, trail);
    return trail;
}

static void test_more_people_never_take_fewer_of_any_class(void **state)
{
    struct trail *few = trail_of("0", "12"), *many = trail_of("0", "15");
    size_t more[3] = {0};

    (void)state;
    assert_int_equal(few->count, many->count);
    for (size_t i = 0; i < few->count; i++)
        for (int c = 0; c < 3; c++) {
            assert_true(many->cells[i][c] >= few->cells[i][c]);
            more[c] += many->cells[i][c] > few->cells[i][c];
        }
    assert_true(more[0] && more[1] && more[2]);
    free(few);
    free(many);
}

static void test_a_class_of_more_people_never_loses_its_share(void **state)
{
    struct trail *few = trail_of("0", "12");
    struct trail *many = trail_of("stack(class, { a = 0, b = 6, c = 0 })", "12");

    (void)state;
    for (size_t i = 0; i < few->count; i++) /* pools of over 12 people: as many are drawn in both */
        if (few->cells[i][0] + few->cells[i][1] + few->cells[i][2] == 12)
            assert_true(many->cells[i][1] >= few->cells[i][1]);
    free(few);
    free(many);
}

static void check_three(void *context, const double *cells)
{
    size_t *draws = context;

    for (int c = 0; c < 4; c++)
        assert_true(cells[c] == floor(cells[c]) && cells[c] >= 0);
    ++*draws;
}

/* The output's cells: what is left of a, b and c, then how many people have no part. */
static void test_no_part_exceeds_its_pool_and_parts_sum_to_people(void **state)
{
    size_t draws = 0;

    (void)state;
    each_draw(
        PRELUDE
        "local class = axis('class', { 'c', 'a', 'b' })\n"
        "local all = axis('all', { 'a', 'b', 'c', 'd' })\n"
        "local pool = poisson('pool', stack(class, { a = 2, b = 3, c = 1 }))\n"
        "local people = min(poisson('people', 4), pool:sum())\n"
        "local left = pool - draw_from('d', people, pool, class)\n"
        "output('x', stack(all, { a = left:at(class, 'a'), b = left:at(class, 'b'),\n"
        "  c = left:at(class, 'c'), d = pool:sum() - people - left:sum() }), { by = { all } })",
        check_three, &draws);
    assert_true(draws > 100000);
}

/* ---- what the graph says ---- */

static void test_classes_are_drawn_in_byte_order_and_the_last_takes_what_remains(void **state)
{
    static const char *const suffixes[] = {"class=a", "class=b", "class=c"};
    struct model *model =
        load_text(CLASSES "local pool = poisson('p', stack(class, { a = 9, b = 8, c = 7 }))\n"
                          "output('x', draw_from('d', min(3, pool:sum()), pool, class))");
    struct text order = {0};
    int at = 0;

    (void)state;
    for (int i = 0; i < model->graph->node_count; i++)
        if (model->graph->nodes[i].kind == NODE_HYPERGEOMETRIC)
            assert_string_equal(model->graph->nodes[i].suffix, suffixes[at++]);
    assert_int_equal(at, 3);
    assert_true(load_has_identity(model, "'d': parts = people"));
    model_free(model);
    model = load_text(CLASSES "local pool = poisson('p', stack(class, { a = 9, b = 8, c = 7 }))\n"
                              "output('x', draw_from('d', min(3, pool:sum()), pool, class), "
                              "{ by = { class } })");
    struct program *program = compile(model, false);
    program_print_order(program, &order);
    assert_contains(text_string(&order), "draw   'd' [class=b] (line 4)");
    text_clear(&order);
    program_free(program);
    model_free(model);
}

static struct program_size size_of(const char *script)
{
    struct model *model = load_text(script);
    struct program *program = compile(model, true);
    struct program_size size = program_size(program);

    program_free(program);
    model_free(model);
    return size;
}

static void test_the_mean_is_exact_where_the_pool_is_known_and_an_approximation_elsewhere(
    void **state)
{
    (void)state;
    assert_true(
        size_of(PRELUDE "output('x', hypergeometric('h', poisson('n', 3), 6, 90))").multilinear);
    assert_false(
        size_of(PRELUDE "output('x', hypergeometric('h', 3, poisson('m', 6), 90))").multilinear);
    assert_false(
        size_of(PRELUDE "output('x', hypergeometric('h', 3, 6, poisson('o', 90)))").multilinear);
}

/* 30 months, 24 of them in the plan. */
static void test_variates_are_counted_where_something_is_left_to_chance(void **state)
{
    (void)state;
    assert_int_equal(size_of(PRELUDE "output('x', hypergeometric('h', 3, 6, 9))").variates_per_draw,
                     30);
    assert_int_equal(
        size_of(PRELUDE "output('x', hypergeometric('h', 3 * in_plan(), 6, 9))").variates_per_draw,
        24);
    assert_int_equal(
        size_of(PRELUDE "output('x', hypergeometric('h', 3, 6 * in_plan(), 9))").variates_per_draw,
        24);
    assert_int_equal(
        size_of(PRELUDE "output('x', hypergeometric('h', 3, 6, 9 * in_plan()))").variates_per_draw,
        24);
    assert_int_equal(size_of(CLASSES "output('x', draw_from('d', 5, stack(class, { a = 6, b = 5, "
                                     "c = 4 }), class), { by = { class } })")
                         .variates_per_draw,
                     60);
}

/* What is known of a count is known of what is made of it: a chance of 2 at the least is
   refused. */
static void test_limits_of_a_count_are_those_of_drawn_and_marked(void **state)
{
    static const struct refusal refusals[] = {
        {"binomial('b', n, 1.5 + hypergeometric('h', 3, 6, 90))", "the chance of 'b' is 1.5"},
        {"binomial('b', n, hypergeometric('h', 5, 6, 3))", "the chance of 'b' is 2"},
        {"binomial('b', n, hypergeometric('h', 5, 6, 90) - 5.5)", "the chance of 'b' is -0.5"},
        {"binomial('b', n, hypergeometric('h', 90, 6, 90) - 6.5)", "the chance of 'b' is -0.5"},
    };

    (void)state;
    load_all_refused(PRELUDE "local n = poisson('n', 3)\n", refusals, COUNT_OF(refusals));
    model_free(load_text(PRELUDE "local n = poisson('n', 3)\n"
                                 "output('x', binomial('b', n, hypergeometric('h', 1, 6, 90)))"));
}

static void test_drawing_is_refused_where_it_is_known_to_be_wrong(void **state)
{
    static const struct refusal refusals[] = {
        {"hypergeometric(3, 3, 6, 9)", "its first argument is a name in quotes"},
        {"hypergeometric('h', nil, 6, 9)", "the number drawn of 'h' is nil"},
        {"hypergeometric('h', 3, 'x', 9)", "the number marked of 'h' is a string"},
        {"hypergeometric('h', 3, 6)", "the number of others of 'h' is nil"},
        {"hypergeometric('n', 3, 6, 9)", "stream 'n' is used already, at line 4"},
        {"hypergeometric('n', 0, 6, 9)", "stream 'n' is used already, at line 4"},
        {"hypergeometric('h', 40, 20, 15)", "'h' takes 40 of 35 people"},
        {"hypergeometric('h', amount(3, 'person'), 6, amount(9, 'person'))",
         "units differ in 'hypergeometric': person and a plain number"},
        {"hypergeometric('h', amount(3, 'person'), amount(6, 'person_time'), 0)", "units differ"},
        {"hypergeometric('h', amount(3, 'person'), amount(6, 'person'), amount(9, 'yuan'))",
         "units differ"},
        {"draw_from({}, 3, pool, level)", "its first argument is a name in quotes"},
        {"draw_from('d', nil, pool, level)", "the people of 'd' is nil"},
        {"draw_from('d', 3, nil, level)", "the pool of 'd' is nil"},
        {"draw_from('d', 3, pool, 'level')",
         "takes the axis of the pool, without quotes, not a string"},
        {"draw_from('d', 3, pool)", "takes the axis of the pool, without quotes, not nothing"},
        {"draw_from('d', 3, pool, town)", "the pool of 'd' does not have axis 'town'"},
        {"draw_from('d', pool, pool, level)", "the people of 'd' have axis 'level' already"},
        {"draw_from('d', stack(town, { north = 1, south = 2 }), pool, level)",
         "have axis 'town' and the pool has not"},
        {"draw_from('d', 40, pool, level)", "'d' takes 40 of 35 people"},
        {"draw_from('d', amount(3, 'person'), pool, level)", "units differ"},
        {"draw_from('n', 3, pool, level)\ndraw_from('n', 3, pool, level)",
         "stream 'n' is used already, at line 6"},
    };

    (void)state;
    load_all_refused(AXES "local n = poisson('n', 3)\n"
                          "local pool = stack(level, { L5 = 20, L4 = 10, L3 = 5 })\n",
                     refusals, COUNT_OF(refusals));
}

static int remove_all(void **state)
{
    (void)state;
    load_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_have_the_multivariate_hypergeometric_chances),
        cmocka_unit_test(test_each_class_of_a_large_pool_has_its_hypergeometric_chances),
        cmocka_unit_test(test_more_people_never_take_fewer_of_any_class),
        cmocka_unit_test(test_a_class_of_more_people_never_loses_its_share),
        cmocka_unit_test(test_no_part_exceeds_its_pool_and_parts_sum_to_people),
        cmocka_unit_test(test_classes_are_drawn_in_byte_order_and_the_last_takes_what_remains),
        cmocka_unit_test(
            test_the_mean_is_exact_where_the_pool_is_known_and_an_approximation_elsewhere),
        cmocka_unit_test(test_variates_are_counted_where_something_is_left_to_chance),
        cmocka_unit_test(test_limits_of_a_count_are_those_of_drawn_and_marked),
        cmocka_unit_test(test_drawing_is_refused_where_it_is_known_to_be_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, remove_all);
}
