#include "compile.h"

#include "compile_private.h"

#include <string.h>

/* ---- which node really holds a value ---- */

/* Follows delays, states, labels and parts to the node that is computed. */
struct alias compile_resolve(const struct graph *graph, int node)
{
    struct alias alias = {node, 0, -1};

    for (;;) {
        const struct node *n = &graph->nodes[alias.node];
        switch (n->kind) {
        case NODE_LAG:
            alias.lag += n->index;
            alias.node = n->args[0];
            break;
        case NODE_STATE:
            alias.lag += 1;
            alias.node = n->args[1];
            break;
        case NODE_AT: alias.node = n->args[0]; break;
        case NODE_PART:
            alias.part_of = alias.node;
            alias.node = n->args[0];
            break;
        default: return alias;
        }
    }
}

/* Is the node computed by an instruction of its own? */
bool compile_has_buffer(const struct graph *graph, int node)
{
    switch (graph->nodes[node].kind) {
    case NODE_CONSTANT:
    case NODE_DATED:
    case NODE_AT:
    case NODE_LAG:
    case NODE_STATE:
    case NODE_PART: return false;
    default: return true;
    }
}

/* ---- what is needed, and how often it changes ---- */

/* Marks a node and all it rests on. */
static void need(struct compiler *c, int node)
{
    int *stack = memory_resize(NULL, (size_t)c->graph->node_count + 1, sizeof *stack), depth = 0;

    if (!c->marks[node].needed)
        stack[depth++] = node;
    c->marks[node].needed = true;
    while (depth) {
        const struct node *n = &c->graph->nodes[stack[--depth]];
        for (int i = 0; i < n->arg_count; i++)
            if (!c->marks[n->args[i]].needed) {
                c->marks[n->args[i]].needed = true;
                stack[depth++] = n->args[i];
            }
    }
    free(stack);
}

/* The buffer that `arg` is read from keeps as many months as the reader looks back. */
static void keep_slots(struct compiler *c, int arg, int more)
{
    struct alias alias = compile_resolve(c->graph, arg);
    struct mark *mark = &c->marks[alias.node];

    if (alias.lag + more + 1 > mark->depth)
        mark->depth = alias.lag + more + 1;
}

static void mark_root(struct compiler *c, int node)
{
    need(c, node);
    keep_slots(c, node, 0);
    c->marks[node].read = true;
    struct mark *mark = &c->marks[compile_resolve(c->graph, node).node];
    mark->root = mark->leaves_run = true;
}

static void mark_roots(struct compiler *c)
{
    const struct model *m = c->model;

    for (int i = 0; i < c->program->options.root_count; i++)
        mark_root(c, c->program->options.roots[i]);
    if (c->program->options.roots)
        return;
    for (int o = 0; o < m->output_count; o++)
        for (int v = 0; v < m->outputs[o].view_count; v++) {
            mark_root(c, m->outputs[o].views[v].value);
            if (m->outputs[o].views[v].denominator >= 0)
                mark_root(c, m->outputs[o].views[v].denominator);
        }
    for (int t = 0; t < m->target_count; t++)
        mark_root(c, m->targets[t].value);
}

static void mark_needs(struct compiler *c)
{
    const struct graph *g = c->graph;

    mark_roots(c);
    for (int i = 0; i < g->node_count; i++) {
        const struct node *n = &g->nodes[i];
        struct mark *mark = &c->marks[i];
        mark->run = -1;
        mark->oldest_last_use = -1;
        if (mark->depth == 0)
            mark->depth = 1;
        mark->by_month = n->kind != NODE_PARAMETER && (n->varies & VARIES_BY_MONTH);
    }
    compile_fuse(c);
    for (int i = 0; i < g->node_count; i++) {
        const struct node *n = &g->nodes[i];
        if (!c->marks[i].needed || c->marks[i].fused)
            continue;
        if (n->kind == NODE_STATE)
            keep_slots(c, i, 0);
        if (compile_has_buffer(g, i))
            for (int a = 0; a < c->inputs[i].count; a++)
                keep_slots(c, c->inputs[i].args[a],
                           n->kind == NODE_LAG_BY && a == 0 ? n->index : 0);
    }
}

/* ---- order of execution ---- */

/* Calls visit for every node with a buffer that `node` needs in the same month and program. */
static void each_dependency(struct compiler *c, int node,
                            void (*visit)(struct compiler *, int, int))
{
    const struct inputs *in = &c->inputs[node];

    for (int a = 0; a < in->count; a++) {
        struct alias alias = compile_resolve(c->graph, in->args[a]);
        if (alias.lag == 0 && compile_has_buffer(c->graph, alias.node) &&
            c->marks[alias.node].by_month == c->marks[node].by_month)
            visit(c, node, alias.node);
    }
}

struct schedule {
    int *waits; /* dependencies not yet executed, by node */
    int *users; /* of all nodes: those of a node from first_user */
    int *first_user, *user_count;
};

static void count_dependency(struct compiler *c, int node, int dependency)
{
    c->schedule->waits[node]++;
    c->schedule->user_count[dependency]++;
}

static void list_dependency(struct compiler *c, int node, int dependency)
{
    struct schedule *s = c->schedule;

    s->users[s->first_user[dependency] + s->user_count[dependency]++] = node;
}

static bool in_program(const struct compiler *c, int node, int month)
{
    return c->marks[node].needed && !c->marks[node].fused && compile_has_buffer(c->graph, node) &&
           c->marks[node].by_month == month;
}

static bool same_run(const struct compiler *c, uint32_t axes, int node)
{
    const struct node *n = &c->graph->nodes[node];

    return n->kind != NODE_FUND && n->kind != NODE_PARAMETER && n->axes == axes;
}

/* Does the node look at another cell of something computed in that run, or at a sum of cells? It must wait until all
   cells are. */
static bool looks_across(const struct compiler *c, int node, int run)
{
    const struct node *n = &c->graph->nodes[node];
    const struct inputs *in = &c->inputs[node];

    for (int a = 0; a < in->count; a++) {
        struct alias alias = compile_resolve(c->graph, in->args[a]);
        const struct mark *mark = &c->marks[alias.node];
        if (alias.lag == 0 && mark->run == run && mark->by_month == c->marks[node].by_month &&
            (alias.node != in->args[a] || n->kind == NODE_STACK || mark->gathered))
            return true;
    }
    return false;
}

/* Is it a sum of the cells of `part`, to be added up as these are made? They need not be kept then, nor fetched again. In
   a small run, whose cells stay in the cache, a step for each costs more. Measured: 8 % of money-36, 4 of cohort-36 (260
   cells), 12 of national-48 (19,500); in all runs, -3 % of the Pengyang plan (110 at most). */
static bool is_gathered(const struct compiler *c, int node, int part)
{
    enum { CELLS_PAY = 256 };
    const size_t wanted = c->program->options.gather_cells;
    const struct inputs *in = &c->inputs[node];
    const uint32_t axes = c->graph->nodes[part].axes;

    return c->graph->nodes[node].kind == NODE_SUM && in->args[0] == part && in->axes == axes &&
           !c->marks[part].gathered && graph_cells(c->graph, axes) >= (wanted ? wanted : CELLS_PAY);
}

/* Nodes that could be executed, the first of the script on top: a heap. In the script's order what was
   just computed is used soon, and stays in the cache. */
struct heap {
    int *nodes;
    int count;
};

static void heap_add(struct heap *heap, int node)
{
    int at = heap->count++;

    for (; at > 0 && heap->nodes[(at - 1) / 2] > node; at = (at - 1) / 2)
        heap->nodes[at] = heap->nodes[(at - 1) / 2];
    heap->nodes[at] = node;
}

static int heap_take(struct heap *heap)
{
    int first = heap->nodes[0], last = heap->nodes[--heap->count], at = 0;

    for (int next; (next = 2 * at + 1) < heap->count; at = next) {
        if (next + 1 < heap->count && heap->nodes[next + 1] < heap->nodes[next])
            next++;
        if (heap->nodes[next] >= last)
            break;
        heap->nodes[at] = heap->nodes[next];
    }
    heap->nodes[at] = last;
    return first;
}

/* Takes the ready nodes of a shape from the list; the node itself alone where it runs alone. */
static void take_alike(struct compiler *c, int first, bool alone, int *ready, int *ready_count,
                       struct heap *heap)
{
    int kept = 0;

    for (int i = 0; i < *ready_count; i++)
        if (ready[i] == first || (!alone && same_run(c, c->graph->nodes[first].axes, ready[i])))
            heap_add(heap, ready[i]);
        else
            ready[kept++] = ready[i];
    *ready_count = kept;
}

/* Executes `first` and all of its shape that are ready or become so: one run. */
static void schedule_run(struct compiler *c, struct schedule *s, int month, int first, int *ready,
                         int *ready_count)
{
    const int this_run = c->run_count[month]++;
    struct instruction_run *run = &c->runs[month][this_run];
    uint32_t axes = c->graph->nodes[first].axes;
    bool alone = !same_run(c, axes, first);
    struct heap heap = {.nodes =
                            memory_resize(NULL, (size_t)c->graph->node_count, sizeof *heap.nodes)};

    *run = (struct instruction_run){.first = c->count[month],
                                    .cells = alone ? 1 : graph_cells(c->graph, axes)};
    take_alike(c, first, alone, ready, ready_count, &heap);
    while (heap.count) {
        int node = heap_take(&heap);
        c->order[month][c->count[month]++] = node;
        c->marks[node].run = this_run;
        for (int u = 0; u < s->user_count[node]; u++) {
            int user = s->users[s->first_user[node] + u];
            if (--s->waits[user])
                continue;
            bool gathered = !alone && is_gathered(c, user, node);
            c->marks[user].gathered = gathered;
            if (gathered || (!alone && same_run(c, axes, user) && !looks_across(c, user, this_run)))
                heap_add(&heap, user);
            else
                ready[(*ready_count)++] = user;
        }
    }
    run->count = c->count[month] - run->first;
    free(heap.nodes);
}

/* The node that begins the next run: of the smallest shape, so that a large one is not cut in two by what it
   waits for; of these the first in the script. */
static int choose_first(const struct compiler *c, const int *ready, int count)
{
    int best = ready[0];

    for (int i = 1; i < count; i++) {
        size_t cells = program_node_cells(c->graph, ready[i]);
        size_t least = program_node_cells(c->graph, best);
        if (cells < least || (cells == least && ready[i] < best))
            best = ready[i];
    }
    return best;
}

static void schedule_program(struct compiler *c, int month)
{
    const int nodes = c->graph->node_count;
    struct schedule s = {.waits = memory_resize(NULL, (size_t)nodes, sizeof(int)),
                         .first_user = memory_resize(NULL, (size_t)nodes, sizeof(int)),
                         .user_count = memory_resize(NULL, (size_t)nodes, sizeof(int))};
    int users = 0;
    int *ready = memory_resize(NULL, (size_t)nodes + 1, sizeof *ready), ready_count = 0;

    memset(s.waits, 0, (size_t)nodes * sizeof(int));
    memset(s.user_count, 0, (size_t)nodes * sizeof(int));
    c->schedule = &s;
    for (int i = 0; i < nodes; i++)
        if (in_program(c, i, month))
            each_dependency(c, i, count_dependency);
    for (int i = 0; i < nodes; i++) {
        s.first_user[i] = users;
        users += s.user_count[i];
        s.user_count[i] = 0;
    }
    s.users = memory_resize(NULL, (size_t)users, sizeof(int));
    for (int i = 0; i < nodes; i++)
        if (in_program(c, i, month))
            each_dependency(c, i, list_dependency);
    for (int i = nodes - 1; i >= 0; i--)
        if (in_program(c, i, month) && s.waits[i] == 0)
            ready[ready_count++] = i;
    c->order[month] = memory_resize(NULL, (size_t)nodes, sizeof(int));
    c->runs[month] = memory_resize(NULL, (size_t)nodes, sizeof *c->runs[month]);
    while (ready_count)
        schedule_run(c, &s, month, choose_first(c, ready, ready_count), ready, &ready_count);
    free(s.waits);
    free(s.users);
    free(s.first_user);
    free(s.user_count);
    free(ready);
}

/* ---- which nodes stay within their run ---- */

/* The oldest month of a buffer is let go where it is read last, if possible cell by cell: its buffers come
   to be written next while they are in the cache. Measured: 18 % of money-36 and cohort-36, 10 to 25 % of
   the Pengyang plan. */
static void use_oldest(struct compiler *c, struct mark *mark, int at, bool own_cell)
{
    int before = mark->oldest_last_use, run = c->marks[c->order[1][at]].run;
    bool first_of_run = before < 0 || c->marks[c->order[1][before]].run != run;

    mark->oldest_by_cell = own_cell && (first_of_run || mark->oldest_by_cell);
    mark->oldest_last_use = at;
}

static void mark_uses(struct compiler *c, int month)
{
    for (int i = 0; i < c->count[month]; i++) {
        int node = c->order[month][i];
        const struct node *n = &c->graph->nodes[node];
        bool own_cell = (n->kind != NODE_SUM || c->marks[node].gathered) && n->kind != NODE_STACK &&
                        n->kind != NODE_FUND && n->kind != NODE_LAG_BY;
        const struct inputs *in = &c->inputs[node];
        const uint32_t axes = n->kind == NODE_SUM ? in->axes : n->axes; /* that it runs over */
        for (int a = 0; a < in->count; a++) {
            struct alias alias = compile_resolve(c->graph, in->args[a]);
            struct mark *mark = &c->marks[alias.node];
            bool here = own_cell && mark->by_month == month && mark->run == c->marks[node].run &&
                        alias.node == in->args[a] && c->graph->nodes[alias.node].axes == axes;
            mark->last_use = mark->by_month == month ? i : mark->last_use;
            mark->leaves_run = mark->leaves_run || !here;
            if (month && mark->by_month && (alias.lag == mark->depth - 1 || n->kind == NODE_LAG_BY))
                use_oldest(c, mark, i,
                           own_cell && compile_reads_own_cell(c->graph, axes, in->args[a]));
        }
    }
}

/* What is read from outside, after the month, must stay. */
static void keep_roots(struct compiler *c)
{
    for (int i = 0; i < c->graph->node_count; i++) {
        struct alias alias = compile_resolve(c->graph, i);
        struct mark *mark = &c->marks[alias.node];
        if (c->marks[i].read && alias.lag == mark->depth - 1)
            mark->oldest_last_use = -1;
    }
}

bool compile_ends_by_cell(const struct compiler *c, int node)
{
    return c->marks[node].oldest_last_use >= 0 && c->marks[node].oldest_by_cell;
}

/* ---- all together ---- */

struct program *program_compile(const struct model *model, const struct compile_options *options,
                                struct error *err)
{
    struct arena *arena = arena_new();
    struct program *p = arena_array(arena, 1, sizeof *p);
    struct compiler c = {.model = model, .graph = model->graph, .program = p};
    size_t nodes = (size_t)model->graph->node_count + 1;

    if (model->output_count == 0 && model->target_count == 0) {
        arena_free(arena);
        error_set(err, ERROR_SCENARIO, "'%s' has no output and no target: nothing to compute",
                  model->name);
        return NULL;
    }
    *p = (struct program){
        .model = model, .graph = model->graph, .options = *options, .arena = arena};
    c.marks = memory_resize(NULL, nodes, sizeof *c.marks);
    memset(c.marks, 0, nodes * sizeof *c.marks);
    c.known_base = memory_resize(NULL, nodes, sizeof *c.known_base);
    memset(c.known_base, 0, nodes * sizeof *c.known_base);
    mark_needs(&c);
    for (int month = 0; month < 2; month++)
        schedule_program(&c, month);
    for (int month = 0; month < 2; month++)
        mark_uses(&c, month);
    keep_roots(&c);
    compile_place(&c);
    compile_emit(&c);
    for (int month = 0; month < 2; month++) {
        free(c.order[month]);
        free(c.runs[month]);
    }
    free(c.known_base);
    free(c.marks);
    return p;
}

void program_free(struct program *program)
{
    if (program)
        arena_free(program->arena);
}

struct program_size program_size(const struct program *program)
{
    return program->size;
}
