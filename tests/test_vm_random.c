/* Random graphs, run by the compiler and the machine, against the plainest interpreter there is: one number
   at a time, by recursion over the graph, remembering nothing but what it has computed. Every root must agree
   to the bit in every cell, month and draw: it finds values that are overwritten while still needed, wrong
   slots of delays, wrong cells. */
#include "check.h"

#include "sampler_hypergeometric.h"
#include "sanitized.h"
#include "threefry.h"
#include "vm.h"

enum { GRAPHS = SANITIZED ? 200 : 600, MONTHS = 7, LANES = 64, NODES = 120, ROOTS = 12, SEED = 3 };

static struct model *model;
static struct graph *g;
static struct error err;
static uint64_t random_state;

static unsigned any(unsigned below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(random_state >> 33) % below;
}

static int good(int node)
{
    if (node < 0)
        fail_msg("%s", err.text);
    return node;
}

/* ---- the plain interpreter ---- */

struct memory { /* of one draw: value by node, month and cell; NaN: not computed yet */
    double *numbers;
    size_t *first; /* by node */
    size_t all;
    int draw;
};

static double value_of(struct memory *m, int node, int month, size_t cell);

static double arg_of(struct memory *m, const struct node *n, int arg, int month, size_t cell)
{
    int node = n->args[arg];

    return value_of(m, node, month, graph_project_cell(g, n->axes, cell, g->nodes[node].axes));
}

static double sum_of(struct memory *m, const struct node *n, int month, size_t cell)
{
    uint32_t from = g->nodes[n->args[0]].axes;
    double sum = 0;
    bool first = true;

    for (size_t i = 0; i < graph_cells(g, from); i++)
        if (graph_project_cell(g, from, i, n->axes) == cell) {
            double x = value_of(m, n->args[0], month, i);
            sum = first ? x : sum + x;
            first = false;
        }
    return sum;
}

static double at_of(struct memory *m, const struct node *n, int month, size_t cell)
{
    uint32_t from = g->nodes[n->args[0]].axes;

    for (size_t i = 0; i < graph_cells(g, from); i++)
        if (graph_cell_label(g, from, i, n->axis) == n->index &&
            graph_project_cell(g, from, i, n->axes) == cell)
            return value_of(m, n->args[0], month, i);
    fail_msg("no such cell");
    return 0;
}

static double chance_of(struct memory *m, const struct node *n, int month, size_t cell)
{
    const struct kernels *k = kernels_best();
    char text[256];
    double u, x, out;

    graph_cell_text(g, n->axes, cell, text, sizeof text);
    struct threefry_key key = threefry_stream_key(SEED, n->name, n->suffix, text);
    u = threefry_uniform(&key, (uint64_t)m->draw, (uint64_t)month, n->purpose);
    x = arg_of(m, n, 0, month, cell);
    if (n->kind == NODE_POISSON) {
        k->poisson(&out, &u, &x, 0, 1);
    } else if (n->kind == NODE_HYPERGEOMETRIC) {
        double marked = arg_of(m, n, 1, month, cell), others = arg_of(m, n, 2, month, cell);
        sampler_hypergeometric(&out, &u, &x, &marked, &others, 0, 1);
    } else {
        double p = arg_of(m, n, 1, month, cell);
        k->binomial(&out, &u, &x, &p, 0, 1);
    }
    return out;
}

static double compute(struct memory *m, int node, int month, size_t cell)
{
    const struct node *n = &g->nodes[node];
    double x[3] = {0};

    switch (n->kind) {
    case NODE_CONSTANT: return n->numbers[cell];
    case NODE_DATED: return n->numbers[(size_t)month * graph_cells(g, n->axes) + cell];
    case NODE_OP:
        for (int i = 0; i < n->arg_count; i++)
            x[i] = arg_of(m, n, i, month, cell);
        return op_evaluate(n->op, x[0], x[1], x[2]);
    case NODE_SUM: return sum_of(m, n, month, cell);
    case NODE_AT: return at_of(m, n, month, cell);
    case NODE_STACK: return arg_of(m, n, graph_cell_label(g, n->axes, cell, n->axis), month, cell);
    case NODE_LAG: return month < n->index ? 0 : value_of(m, n->args[0], month - n->index, cell);
    case NODE_LAG_BY: {
        int back = (int)arg_of(m, n, 1, month, cell);
        return month < back ? 0 : arg_of(m, n, 0, month - back, cell);
    }
    case NODE_STATE:
        return month == 0 ? arg_of(m, n, 0, 0, cell) : value_of(m, n->args[1], month - 1, cell);
    case NODE_NEXT: return arg_of(m, n, 0, month, cell);
    default: return chance_of(m, n, month, cell);
    }
}

static double value_of(struct memory *m, int node, int month, size_t cell)
{
    double *place =
        &m->numbers[m->first[node] + (size_t)month * graph_cells(g, g->nodes[node].axes) + cell];

    if (*place != *place)
        *place = compute(m, node, month, cell);
    return *place;
}

static struct memory memory_for(int draw)
{
    struct memory m = {.draw = draw, .first = calloc((size_t)g->node_count, sizeof(size_t))};

    for (int i = 0; i < g->node_count; i++) {
        m.first[i] = m.all;
        m.all += MONTHS * graph_cells(g, g->nodes[i].axes);
    }
    m.numbers = malloc(m.all * sizeof *m.numbers);
    for (size_t i = 0; i < m.all; i++)
        m.numbers[i] = NAN;
    return m;
}

/* ---- random graphs ---- */

static int made[NODES], made_count;
static int axes[3];

static int pick(void)
{
    /* mostly of the newest, so that graphs are deep */
    unsigned newest = any(4) ? (unsigned)made_count / 3 + 1 : (unsigned)made_count;

    return made[(unsigned)made_count - 1 - any(newest)];
}

/* Small whole numbers: sums, products and quotients of them stay exact enough to compare by bits. */
static int random_constant(void)
{
    double numbers[64];
    uint32_t shape = (any(2) ? 1u << axes[any(3)] : 0) | (any(3) ? 0 : 1u << axes[any(3)]);

    for (size_t i = 0; i < 64; i++)
        numbers[i] = 1 + any(6);
    if (any(3))
        return graph_constant(g, shape, numbers, (struct unit){{0}});
    shape = any(2) ? 1u << axes[0] : 0;
    return graph_dated(g, shape, numbers, (struct unit){{0}});
}

/* Some of its cells: a sum over it leaves out the others. */
static int random_selection(int x)
{
    double known[12];
    uint32_t shape = any(2) ? g->nodes[x].axes : 1u << axes[any(3)] | 1u << axes[any(3)];

    for (int i = 0; i < 12; i++)
        known[i] = any(3) > 0;
    int condition = graph_constant(g, shape, known, (struct unit){{0}});
    int counts = good(graph_apply(g, OP_GT, (int[]){condition, graph_number(g, 0)}, 2, &err));
    return good(graph_apply(g, OP_WHERE, (int[]){counts, x, graph_number(g, 0)}, 3, &err));
}

static int random_sum(void)
{
    int x = any(4) ? pick() : random_selection(pick());
    uint32_t over = 0;

    for (int a = 0; a < 3; a++)
        if (g->nodes[x].axes >> axes[a] & 1 && any(2))
            over |= 1u << axes[a];
    return graph_sum(g, x, over, &err);
}

static int random_at(void)
{
    int x = pick(), axis = axes[any(3)];

    if (!(g->nodes[x].axes >> axis & 1))
        return x;
    return graph_at(g, x, axis, (int)any((unsigned)g->axes[axis].count), &err);
}

static int random_stack(void)
{
    int axis = axes[any(3)], args[8];

    for (int i = 0; i < g->axes[axis].count; i++) {
        args[i] = pick();
        if (g->nodes[args[i]].axes >> axis & 1)
            return args[i];
    }
    return graph_stack(g, axis, args, &err);
}

/* Each cell of an axis looks back another number of months. */
static int random_lag_by(void)
{
    double months[4];

    for (int i = 0; i < 4; i++)
        months[i] = any(4);
    int by_cell = graph_constant(g, 1u << axes[any(3)], months, (struct unit){{0}});
    return graph_lag_by(g, pick(), by_cell, 3, &err);
}

static int random_state_node(int number)
{
    char name[32];
    int x = pick();

    snprintf(name, sizeof name, "state %d", number);
    int initial = graph_constant(g, 0, (double[]){any(5)}, (struct unit){{0}});
    int state = good(graph_state(g, name, g->nodes[x].axes, initial, &err));
    int half = good(graph_apply(
        g, OP_FLOOR,
        (int[]){good(graph_apply(g, OP_DIV, (int[]){state, graph_number(g, 2)}, 2, &err))}, 1,
        &err));
    int next = good(graph_state_next(
        g, state, good(graph_apply(g, OP_ADD, (int[]){half, x}, 2, &err)), true, &err));

    return any(2) ? state : next;
}

/* Means and counts are kept small and whole by clamping. */
static int random_chance(int number)
{
    char name[32];
    int x = good(
        graph_apply(g, OP_CLAMP, (int[]){pick(), graph_number(g, 0), graph_number(g, 9)}, 3, &err));

    snprintf(name, sizeof name, "stream %d", number);
    if (any(2))
        return graph_poisson(g, name, "", any(3), x, &err);
    int p = graph_number(g, any(2) ? .25 : .5);
    if (any(2)) /* a chance that varies */
        p = good(graph_apply(
            g, OP_DIV,
            (int[]){p, good(graph_apply(g, OP_ADD, (int[]){x, graph_number(g, 1)}, 2, &err))}, 2,
            &err));
    return graph_binomial(g, name, "", 0, good(graph_apply(g, OP_FLOOR, &x, 1, &err)), p, &err);
}

/* Small whole people, no more drawn than there are. */
static int random_urn(int number)
{
    char name[32];
    int x[3];

    for (int i = 0; i < 3; i++) {
        int held = good(graph_apply(
            g, OP_CLAMP, (int[]){pick(), graph_number(g, 0), graph_number(g, 9)}, 3, &err));
        x[i] = good(graph_apply(g, OP_FLOOR, &held, 1, &err));
    }
    int pool = good(graph_apply(g, OP_ADD, (int[]){x[1], x[2]}, 2, &err));
    x[0] = good(graph_apply(g, OP_MIN, (int[]){x[0], pool}, 2, &err));
    snprintf(name, sizeof name, "urn %d", number);
    return graph_hypergeometric(g, name, any(2) ? "part" : "", any(3), x[0], x[1], x[2], &err);
}

static int random_op(void)
{
    static const enum op ops[] = {OP_ADD, OP_SUB, OP_MIN, OP_MAX, OP_MUL};
    int a = pick(), b = pick();

    if (any(4) == 0) { /* compare, then choose */
        int condition = good(graph_apply(g, OP_LT, (int[]){a, b}, 2, &err));
        return graph_apply(g, OP_WHERE, (int[]){condition, pick(), pick()}, 3, &err);
    }
    int result = good(graph_apply(g, ops[any(COUNT_OF(ops))], (int[]){a, b}, 2, &err));
    while (any(2)) { /* an operation on its result, which nobody else reads: the two are fused */
        int other = pick();
        bool last = any(2);
        result = good(graph_apply(g, ops[any(COUNT_OF(ops))],
                                  (int[]){last ? other : result, last ? result : other}, 2, &err));
    }
    /* keeps products from growing without end */
    return graph_apply(g, OP_CLAMP, (int[]){result, graph_number(g, -99), graph_number(g, 99)}, 3,
                       &err);
}

static int random_node(int number)
{
    switch (any(10)) {
    case 0: return random_constant();
    case 1: return random_sum();
    case 2: return random_at();
    case 3: return random_stack();
    case 4: return any(3) ? graph_lag(g, pick(), (int)any(4), &err) : random_lag_by();
    case 5: return random_state_node(number);
    case 6:
    case 7: return random_chance(number);
    case 8: return random_urn(number);
    default: return random_op();
    }
}

static void make_graph(void)
{
    static const char *const names[] = {"x", "y", "z"};
    static const char *const labels[] = {"a", "b", "c"};

    model = model_new();
    g = model->graph;
    g->plan_months = g->months = MONTHS;
    for (int i = 0; i < 3; i++)
        axes[i] = good(graph_add_axis(g, names[i], labels, 2 + i % 2, &err));
    made_count = 0;
    made[made_count++] = random_constant();
    for (int i = 0; i < NODES - 1; i++) {
        int node = good(random_node(i));
        if (graph_cells(g, g->nodes[node].axes) <= 12)
            made[made_count++] = node;
    }
    for (int i = 0; i < ROOTS; i++) {
        int node = pick();
        struct output *output = model_add_output(model);
        *output = (struct output){
            .name = "root", .role = "", .view_count = 1, .axes = g->nodes[node].axes};
        output->views[0] = (struct output_view){g->nodes[node].axes, node, -1};
    }
    if (!graph_finish(g, &err))
        fail_msg("%s", err.text);
}

/* The node and what it rests on, three levels deep, for whoever must find out why. */
static void print_node(int node, int depth)
{
    const struct node *n = &g->nodes[node];

    print_message("%*s%d: kind %d %s index %d axis %d axes %x\n", 2 * depth, "", node, n->kind,
                  n->kind == NODE_OP ? op_table[n->op].word
                  : n->name          ? n->name
                                     : "",
                  n->index, n->axis, (unsigned)n->axes);
    for (int i = 0; i < n->arg_count && depth < 3; i++)
        print_node(n->args[i], depth + 1);
}

static void compare_month(struct vm *vm, struct memory *plain, const int *draws, int draw_count,
                          int month)
{
    for (int o = 0; o < model->output_count; o++) {
        int node = model->outputs[o].views[0].value;
        for (size_t cell = 0; cell < graph_cells(g, g->nodes[node].axes); cell++) {
            const double *x = vm_read(vm, node, cell);
            for (int d = 0; d < draw_count; d++) {
                double wanted = value_of(&plain[d], node, month, cell);
                if (x[draws[d]] != wanted)
                    print_node(node, 0);
                if (x[draws[d]] != wanted)
                    fail_msg("node %d, month %d, cell %zu, draw %d: %.17g, not %.17g", node, month,
                             cell, draws[d], x[draws[d]], wanted);
            }
        }
    }
}

static void test_random_graphs_give_what_the_plain_interpreter_gives(void **unused)
{
    static const int draws[] = {0, 5, 63};
    size_t instructions = 0, set_count;
    const struct kernels *const *sets = kernels_all(&set_count);

    (void)unused;
    for (int i = 0; i < GRAPHS; i++) {
        random_state = (uint64_t)i * 7919 + 1;
        make_graph();
        const size_t gather_cells = i / 8 % 2 ? 1 : 0; /* wherever it can be, or in these small graphs never */
        struct program *program = program_compile(
            model, &(struct compile_options){.seed = SEED, .gather_cells = gather_cells}, &err);
        struct memory plain[COUNT_OF(draws)];
        struct vm *vm = vm_new(program, sets[(size_t)i % set_count], LANES);
        for (size_t d = 0; d < COUNT_OF(draws); d++)
            plain[d] = memory_for(draws[d]);
        if (!vm_begin(vm, 0, LANES, &err))
            fail_msg("%s", err.text);
        for (int month = 0; month < MONTHS; month++) {
            if (!vm_month(vm, month, &err))
                fail_msg("graph %d: %s", i, err.text);
            compare_month(vm, plain, draws, COUNT_OF(draws), month);
        }
        instructions += program_size(program).instructions;
        for (size_t d = 0; d < COUNT_OF(draws); d++) {
            free(plain[d].numbers);
            free(plain[d].first);
        }
        vm_free(vm);
        program_free(program);
        model_free(model);
    }
    assert_true(instructions > 20 * GRAPHS); /* the graphs are not trivial */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_graphs_give_what_the_plain_interpreter_gives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
