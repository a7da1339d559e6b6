/* The compiler and the machine on small graphs made by hand: values, delays, states, chance, funds. */
#include "check.h"

#include "vm.h"

#include <string.h>

enum { LANES = 256 };

static struct model *model;
static struct graph *g;
static struct error err;

static int setup(void **state)
{
    (void)state;
    model = model_new();
    g = model->graph;
    g->first_year = 2026;
    g->first_month = 1;
    g->plan_months = g->months = 14;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    model_free(model);
    return 0;
}

static int good(int node)
{
    if (node < 0)
        fail_msg("%s", err.text);
    return node;
}

static int op2(enum op op, int a, int b)
{
    return good(graph_apply(g, op, (int[]){a, b}, 2, &err));
}

static void add_root(int node)
{
    struct output *output = model_add_output(model);

    *output =
        (struct output){.name = "root", .role = "", .axes = g->nodes[node].axes, .view_count = 1};
    output->views[0] = (struct output_view){g->nodes[node].axes, node, -1};
}

/* A program and a vm over it, ready for the first block. */
struct machine {
    struct program *program;
    struct vm *vm;
};

static struct machine start(size_t lanes, bool expected)
{
    struct machine m;

    if (!graph_finish(g, &err))
        fail_msg("%s", err.text);
    m.program =
        program_compile(model, &(struct compile_options){.seed = 7, .expected = expected}, &err);
    assert_non_null(m.program);
    m.vm = vm_new(m.program, kernels_best(), lanes);
    if (!vm_begin(m.vm, 0, lanes, &err))
        fail_msg("%s", err.text);
    return m;
}

static void stop(struct machine m)
{
    vm_free(m.vm);
    program_free(m.program);
}

static void step(struct machine m, int month)
{
    if (!vm_month(m.vm, month, &err))
        fail_msg("%s", err.text);
}

static int months_number(void)
{
    double months[64];

    for (int i = 0; i < g->months; i++)
        months[i] = i + 1;
    return good(graph_dated(g, 0, months, (struct unit){{0}}));
}

static int axis_of(const char *name, int count)
{
    static const char *const labels[] = {"a", "b", "c", "d", "e"};

    return good(graph_add_axis(g, name, labels, count, &err));
}

/* ---- time ---- */

static void test_a_total_includes_this_month_and_the_state_does_not(void **unused)
{
    int x = good(graph_poisson(g, "x", "", 0, graph_number(g, 5), &err));
    int state = good(graph_state(g, "sum", 0, graph_number(g, 100), &err));
    int next = good(graph_state_next(g, state, op2(OP_ADD, state, x), false, &err));

    (void)unused;
    add_root(x);
    add_root(state);
    add_root(next);
    struct machine m = start(LANES, false);
    double sum[LANES];
    for (int i = 0; i < LANES; i++)
        sum[i] = 100;
    for (int month = 0; month < g->months; month++) {
        step(m, month);
        for (int i = 0; i < LANES; i++) {
            assert_true(vm_read(m.vm, state, 0)[i] == sum[i]);
            sum[i] += vm_read(m.vm, x, 0)[i];
            assert_true(vm_read(m.vm, next, 0)[i] == sum[i]);
        }
    }
    stop(m);
}

static void test_a_lag_is_the_value_of_that_month_and_zero_before(void **unused)
{
    int x = good(graph_poisson(g, "x", "", 0, months_number(), &err));
    int lag1 = good(graph_lag(g, x, 1, &err)), lag3 = good(graph_lag(g, x, 3, &err));
    int twice = good(graph_lag(g, lag1, 2, &err));
    int sum = op2(OP_ADD, lag1, lag3);
    double seen[16];

    (void)unused;
    assert_int_equal(twice, lag3); /* delays of delays are one delay */
    add_root(x);
    add_root(sum);
    struct machine m = start(64, false);
    for (int month = 0; month < g->months; month++) {
        step(m, month);
        seen[month] = vm_read(m.vm, x, 0)[5];
        double expected = (month >= 1 ? seen[month - 1] : 0) + (month >= 3 ? seen[month - 3] : 0);
        assert_true(vm_read(m.vm, sum, 0)[5] == expected);
    }
    stop(m);
}

static void test_a_delay_may_differ_by_draw(void **unused)
{
    struct dist dist;
    struct parameter_input input = {.dist = &dist, .dimension = 0, .key = "wait"};
    struct parameter_cell cell = {.input = 0, .scale = 1};
    struct parameter parameter = {
        .name = "wait", .periods = 1, .cells = &cell, .input_count = 1, .inputs = &input};

    (void)unused;
    assert_true(dist_make(&dist, DIST_CHOICE, (double[]){0, 2, 3, 1, 1, 1}, 6, &err));
    int wait = good(graph_parameter(g, &parameter, &err));
    int x = good(graph_poisson(g, "x", "", 0, months_number(), &err));
    /* the oldest month that is kept is read before the delay that differs looks there */
    int twice = op2(OP_MUL, x, graph_number(g, 2));
    int half = op2(OP_MUL, good(graph_lag(g, twice, 3, &err)), graph_number(g, .25));
    int late = good(graph_lag_by(g, twice, wait, 3, &err));
    add_root(x);
    add_root(half);
    add_root(late);
    add_root(wait);
    struct machine m = start(LANES, false);
    double seen[16][LANES];
    int used[4] = {0};
    for (int month = 0; month < g->months; month++) {
        step(m, month);
        memcpy(seen[month], vm_read(m.vm, x, 0), sizeof seen[month]);
        assert_true(vm_read(m.vm, half, 0)[7] == (month >= 3 ? seen[month - 3][7] / 2 : 0));
        for (int i = 0; i < LANES; i++) {
            int k = (int)vm_read(m.vm, wait, 0)[i];
            used[k]++;
            assert_true(vm_read(m.vm, late, 0)[i] == (month >= k ? 2 * seen[month - k][i] : 0));
        }
    }
    assert_true(used[0] && used[2] && used[3] && !used[1]);
    stop(m);
}

/* ---- shapes ---- */

/* So many cells that a sum is added up as they are made, in the program of a draw and in that of a month; what reads it in
   that shape waits until it is whole. */
static void test_sums_of_many_cells_are_whole_before_they_are_read(void **unused)
{
    enum { CELLS = 5 * 5 * 4 * 3 };
    uint32_t axes = 1u << axis_of("a", 5) | 1u << axis_of("b", 5) | 1u << axis_of("c", 4) | 1u << axis_of("d", 3);
    double weights[CELLS];
    struct dist dist;
    struct parameter_input input = {.dist = &dist, .dimension = 0, .key = "p"};
    struct parameter_cell cell = {.input = 0, .scale = 1};
    struct parameter parameter = {.name = "p", .periods = 1, .cells = &cell, .input_count = 1, .inputs = &input};

    (void)unused;
    for (int i = 0; i < CELLS; i++)
        weights[i] = 1 / (1.0 + i);
    assert_true(dist_make(&dist, DIST_UNIFORM, (double[]){1, 2}, 2, &err));
    int weight = good(graph_constant(g, axes, weights, (struct unit){{0}}));
    int once = op2(OP_MUL, good(graph_parameter(g, &parameter, &err)), weight);
    int monthly = op2(OP_MUL, once, good(graph_poisson(g, "n", "", 0, graph_number(g, 4), &err)));
    const int parts[] = {once, monthly};
    int sums[2], shares[2];
    for (int k = 0; k < 2; k++) {
        sums[k] = good(graph_sum(g, parts[k], axes, &err));
        shares[k] = op2(OP_SUB, parts[k], sums[k]);
        add_root(parts[k]);
        add_root(sums[k]);
        add_root(shares[k]);
    }
    struct machine m = start(LANES, false);
    for (int month = 0; month < 3; month++) {
        step(m, month);
        for (int lane = 0; lane < LANES; lane++)
            for (int k = 0; k < 2; k++) {
                double sum = 0;
                for (size_t i = 0; i < CELLS; i++)
                    sum += vm_read(m.vm, parts[k], i)[lane];
                assert_true(vm_read(m.vm, sums[k], 0)[lane] == sum);
                assert_true(vm_read(m.vm, shares[k], 7)[lane] == vm_read(m.vm, parts[k], 7)[lane] - sum);
            }
    }
    stop(m);
}

static void test_values_broadcast_by_the_names_of_their_axes(void **unused)
{
    int b = axis_of("b", 2), a = axis_of("a", 3);
    int x = good(graph_constant(g, 1u << a, (double[]){1, 2, 3}, (struct unit){{0}}));
    int y = good(graph_constant(g, 1u << b, (double[]){10, 20}, (struct unit){{0}}));
    int n = good(graph_poisson(g, "n", "", 0, graph_number(g, 4), &err));
    int product = op2(OP_MUL, op2(OP_ADD, x, y), n);
    int by_b = good(graph_sum(g, product, 1u << a, &err));
    int one = good(graph_at(g, product, a, 1, &err));

    (void)unused;
    assert_int_equal(g->nodes[product].axes, 3);
    add_root(n);
    add_root(product);
    add_root(by_b);
    add_root(one);
    struct machine m = start(64, false);
    step(m, 0);
    double people = vm_read(m.vm, n, 0)[9];
    for (int i = 0; i < 3; i++) /* cells run over a (first by name), then b */
        for (int j = 0; j < 2; j++)
            assert_true(vm_read(m.vm, product, (size_t)(2 * i + j))[9] ==
                        (i + 1 + 10 * (j + 1)) * people);
    assert_true(vm_read(m.vm, by_b, 1)[9] == (21 + 22 + 23) * people);
    assert_true(vm_read(m.vm, one, 1)[9] == 22 * people);
    stop(m);
}

/* The last reader looks at its own cell, but another of that run does not: no cell is let go before all are
   done. */
static void test_what_other_cells_still_read_stays(void **unused)
{
    int a = axis_of("a", 3);
    int by_a = good(graph_constant(g, 1u << a, (double[]){1, 2, 3}, (struct unit){{0}}));
    int other = good(graph_constant(g, 1u << a, (double[]){7, 9, 12}, (struct unit){{0}}));
    int n = good(graph_poisson(g, "n", "", 0, graph_number(g, 40), &err));
    int x = op2(OP_MUL, n, by_a);
    int result = op2(OP_SUB, op2(OP_MUL, good(graph_at(g, x, a, 0, &err)), other), x);

    static const double times[] = {6, 7, 9};

    (void)unused;
    add_root(n);
    add_root(result);
    struct machine m = start(64, false);
    step(m, 0);
    double people = vm_read(m.vm, n, 0)[9];
    for (int i = 0; i < 3; i++)
        assert_true(vm_read(m.vm, result, (size_t)i)[9] == people * times[i]);
    stop(m);
}

static void test_a_stack_puts_values_side_by_side(void **unused)
{
    int a = axis_of("a", 3);
    int x = good(graph_poisson(g, "x", "", 0, graph_number(g, 4), &err));
    int stack = good(graph_stack(g, a, (int[]){x, graph_number(g, 0), op2(OP_ADD, x, x)}, &err));

    (void)unused;
    add_root(x);
    add_root(stack);
    struct machine m = start(64, false);
    step(m, 0);
    double people = vm_read(m.vm, x, 0)[3];
    assert_true(vm_read(m.vm, stack, 0)[3] == people);
    assert_true(vm_read(m.vm, stack, 1)[3] == 0);
    assert_true(vm_read(m.vm, stack, 2)[3] == 2 * people);
    stop(m);
}

/* ---- chance ---- */

/* Three stages after a Poisson: each month's count is Poisson(40 * .9 * .8), so mean = variance. */
static void test_a_pipeline_has_the_mean_and_variance_of_theory(void **unused)
{
    enum { BLOCKS = 64 };
    int enrolled = good(graph_poisson(g, "enrolled", "", 0, graph_number(g, 40), &err));
    int done = good(graph_binomial(g, "done", "", 0, enrolled, graph_number(g, .9), &err));
    int late = good(graph_lag(g, done, 1, &err));
    int passed = good(graph_binomial(g, "passed", "", 0, late, graph_number(g, .8), &err));
    const double mean = 40 * .9 * .8;
    double sum = 0, squares = 0, n = (double)BLOCKS * LANES;

    (void)unused;
    add_root(passed);
    struct machine m = start(LANES, false);
    for (int block = 0; block < BLOCKS; block++) {
        assert_true(vm_begin(m.vm, (uint64_t)block * LANES, LANES, &err));
        for (int month = 0; month <= 5; month++)
            step(m, month);
        for (int i = 0; i < LANES; i++) {
            double x = vm_read(m.vm, passed, 0)[i];
            sum += x;
            squares += x * x;
        }
    }
    double variance = squares / n - sum / n * (sum / n);
    assert_within(sum / n, mean, 4 * sqrt(mean / n));
    /* variance of the sample variance of a Poisson: (mu + 2 mu^2) / n */
    assert_within(variance, mean, 4 * sqrt((mean + 2 * mean * mean) / n));
    stop(m);
}

static void test_expected_mode_multiplies_the_means(void **unused)
{
    int enrolled = good(graph_poisson(g, "enrolled", "", 0, graph_number(g, 40), &err));
    int done = good(graph_binomial(g, "done", "", 0, enrolled, graph_number(g, .9), &err));

    (void)unused;
    add_root(done);
    struct machine m = start(1, true);
    step(m, 0);
    assert_close(vm_read(m.vm, done, 0)[0], 36, 1e-15);
    stop(m);
}

static void test_a_chance_above_one_stops_the_run_and_says_where(void **unused)
{
    int a = axis_of("a", 2);
    int n = good(graph_poisson(g, "n", "", 0, graph_number(g, 4), &err));
    int p = good(graph_constant(g, 1u << a, (double[]){.5, 1.25}, (struct unit){{0}}));

    (void)unused;
    g->place = (struct place){"model.lua", 12};
    add_root(good(graph_binomial(g, "passed", "", 0, n, p, &err)));
    struct machine m = start(64, false);
    assert_false(vm_month(m.vm, 0, &err));
    assert_int_equal(err.kind, ERROR_RUN);
    assert_contains(err.text,
                    "model.lua:12: the chance of 'passed' is 1.25 for a=b in 2026-01, draw 0");
    stop(m);
}

static void test_a_stock_below_zero_stops_the_run(void **unused)
{
    int state = good(graph_state(g, "pool", 0, graph_number(g, 3), &err));

    (void)unused;
    add_root(good(graph_state_next(g, state, op2(OP_SUB, state, graph_number(g, 2)), false, &err)));
    struct machine m = start(64, false);
    step(m, 0);
    assert_false(vm_month(m.vm, 1, &err));
    assert_contains(err.text, "the content of 'pool' is -1 in 2026-02");
    stop(m);
}

/* ---- funds ---- */

static int yuan(uint32_t axes, const double *cells)
{
    struct unit unit;

    assert_true(graph_parse_unit(g, "yuan", &unit, &err));
    return good(graph_constant(g, axes, cells, unit));
}

static void test_a_fund_without_appropriation_pays_everything_at_once(void **unused)
{
    int fund = good(graph_fund(g, "county", -1, true, &err));
    int claim = graph_fund_pay(g, fund, "rent", yuan(0, (double[]){12.345}), 1, &err);

    (void)unused;
    int paid = graph_fund_part(g, fund, claim, FUND_PAYMENT);
    add_root(paid);
    struct machine m = start(64, false);
    step(m, 0);
    assert_true(vm_read(m.vm, paid, 0)[0] == 12.35); /* to the fen, half away from zero */
    stop(m);
}

static void test_a_short_fund_pays_pro_rata_to_the_fen_and_owes_the_rest(void **unused)
{
    int a = axis_of("a", 3);
    int fund = good(graph_fund(g, "county", yuan(0, (double[]){1}), true, &err));
    int claim = graph_fund_pay(g, fund, "aid", yuan(1u << a, (double[]){1, 1, 1}), 1, &err);
    int paid = graph_fund_part(g, fund, claim, FUND_PAYMENT);
    int owed = graph_fund_part(g, fund, claim, FUND_ARREARS);

    (void)unused;
    add_root(paid);
    add_root(owed);
    struct machine m = start(64, false);
    step(m, 0); /* 100 fen over 3 x 100: 34, 33, 33; the first cell has the odd one */
    assert_true(vm_read(m.vm, paid, 0)[0] == .34);
    assert_true(vm_read(m.vm, paid, 1)[0] == .33);
    assert_true(vm_read(m.vm, paid, 2)[0] == .33);
    assert_true(vm_read(m.vm, owed, 0)[0] == .66);
    for (int month = 1; month < g->months; month++) {
        step(m, month);
        double all = 0;
        for (size_t cell = 0; cell < 3; cell++)
            all += vm_read(m.vm, paid, cell)[1] * 100;
        assert_within(all, 100, 1e-9);
    }
    stop(m);
}

static void test_priority_goes_first_and_what_is_left_lapses_in_december(void **unused)
{
    double money[14] = {0};
    struct unit unit;

    (void)unused;
    money[0] = 30;
    assert_true(graph_parse_unit(g, "yuan", &unit, &err));
    int fund = good(graph_fund(g, "county", good(graph_dated(g, 0, money, unit)), false, &err));
    int second = graph_fund_pay(g, fund, "second", yuan(0, (double[]){1}), 2, &err);
    int first = graph_fund_pay(g, fund, "first", yuan(0, (double[]){1.5}), 1, &err);
    int paid1 = graph_fund_part(g, fund, first, FUND_PAYMENT);
    int paid2 = graph_fund_part(g, fund, second, FUND_PAYMENT);
    int balance = graph_fund_part(g, fund, 0, FUND_BALANCE);
    int lapsed = graph_fund_part(g, fund, 0, FUND_LAPSED);
    int owed2 = graph_fund_part(g, fund, second, FUND_ARREARS);
    add_root(paid1);
    add_root(paid2);
    add_root(balance);
    add_root(lapsed);
    add_root(owed2);
    struct machine m = start(64, false);
    for (int month = 0; month < 11; month++)
        step(m, month);
    assert_true(vm_read(m.vm, balance, 0)[0] == 2.5);
    step(m, 11);
    assert_true(vm_read(m.vm, paid1, 0)[0] == 1.5 && vm_read(m.vm, paid2, 0)[0] == 1);
    assert_true(vm_read(m.vm, lapsed, 0)[0] == 0 && vm_read(m.vm, balance, 0)[0] == 0);
    step(m, 12);
    assert_true(vm_read(m.vm, paid1, 0)[0] == 0 && vm_read(m.vm, owed2, 0)[0] == 1);
    stop(m);
}

/* ---- what it costs ---- */

/* What an instruction of this node cost; the graph must have one. */
static struct vm_cost cost_of(const struct vm *vm, int node)
{
    for (size_t i = 0; i < vm_cost_count(vm); i++)
        if (vm_cost(vm, i).node == node)
            return vm_cost(vm, i);
    fail_msg("no instruction of node %d", node);
    return (struct vm_cost){0};
}

static void test_timing_counts_each_cell_and_changes_nothing(void **unused)
{
    int a = axis_of("a", 3);
    int few = good(graph_constant(g, 1u << a, (double[]){0, 4, 9}, (struct unit){{0}}));
    int x = good(graph_poisson(g, "x", "", 0, few, &err));
    int twice = op2(OP_MUL, x, graph_number(g, 2)), sum = good(graph_sum(g, twice, 1u << a, &err));
    double told = 0;

    (void)unused;
    add_root(twice);
    add_root(sum);
    struct machine plain = start(LANES, false);
    struct machine timed = {plain.program, vm_new(plain.program, kernels_best(), LANES)};
    vm_time(timed.vm);
    assert_true(vm_begin(timed.vm, 0, LANES, &err));
    for (int month = 0; month < g->months; month++) {
        step(plain, month);
        step(timed, month);
        assert_memory_equal(vm_read(plain.vm, sum, 0), vm_read(timed.vm, sum, 0),
                            LANES * sizeof(double));
    }
    for (size_t i = 0; i < vm_cost_count(timed.vm); i++)
        told += vm_cost(timed.vm, i).ticks;
    struct vm_cost draws = cost_of(timed.vm, x), sums = cost_of(timed.vm, sum);
    assert_int_equal(draws.work, VM_DRAW);
    assert_int_equal(draws.cells, 3);
    assert_int_equal(draws.variates, 2 * g->months); /* nobody comes to the first cell */
    assert_int_equal(draws.strips, 3 * g->months);
    assert_int_equal(draws.one_number, g->months);
    assert_int_equal(sums.work, VM_SUM);
    assert_int_equal(sums.variates, 0);
    assert_int_equal(sums.strips, g->months);
    assert_int_equal(sums.one_number, 0);
    assert_int_equal(cost_of(timed.vm, twice).work, VM_ARITHMETIC);
    assert_true(draws.ticks > 0);
    assert_true(vm_ticks(timed.vm) >= told);
    vm_free(timed.vm);
    stop(plain);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_total_includes_this_month_and_the_state_does_not),
        TEST(test_a_lag_is_the_value_of_that_month_and_zero_before),
        TEST(test_a_delay_may_differ_by_draw),
        TEST(test_sums_of_many_cells_are_whole_before_they_are_read),
        TEST(test_values_broadcast_by_the_names_of_their_axes),
        TEST(test_what_other_cells_still_read_stays),
        TEST(test_a_stack_puts_values_side_by_side),
        TEST(test_a_pipeline_has_the_mean_and_variance_of_theory),
        TEST(test_expected_mode_multiplies_the_means),
        TEST(test_a_chance_above_one_stops_the_run_and_says_where),
        TEST(test_a_stock_below_zero_stops_the_run),
        TEST(test_a_fund_without_appropriation_pays_everything_at_once),
        TEST(test_a_short_fund_pays_pro_rata_to_the_fen_and_owes_the_rest),
        TEST(test_priority_goes_first_and_what_is_left_lapses_in_december),
        TEST(test_timing_counts_each_cell_and_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
