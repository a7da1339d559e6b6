/* Operands, instructions and sizes of a program. Part of compile.h. */
#include "compile_private.h"

#include "text.h"

#include <string.h>

size_t program_fund_part_offset(const struct graph *graph, int fund, int claim, enum fund_part part)
{
    const struct fund *f = &graph->funds[fund];
    size_t offset = 0;

    for (int c = 0; c < f->claim_count && (part > FUND_ARREARS || c < claim); c++)
        offset += 3 * graph_cells(graph, graph->nodes[f->claims[c].node].axes);
    if (part > FUND_ARREARS)
        return offset + (size_t)(part - FUND_APPROPRIATION);
    return offset + (size_t)part * graph_cells(graph, graph->nodes[f->claims[claim].node].axes);
}

size_t program_node_cells(const struct graph *graph, int node)
{
    const struct node *n = &graph->nodes[node];

    if (n->kind == NODE_FUND)
        return program_fund_part_offset(graph, n->index, 0, FUND_LAPSED) + 1;
    if (n->kind == NODE_PARAMETER)
        return graph_cells(graph, n->axes) * (size_t)graph->parameters[n->index].periods;
    return graph_cells(graph, n->axes);
}

/* The cell of the resolved node for a cell of `node`; the offset of a fund's part is not in it. */
static size_t resolve_cell(const struct graph *graph, int node, size_t cell)
{
    for (;;) {
        const struct node *n = &graph->nodes[node];
        if (n->kind == NODE_AT) {
            const struct node *arg = &graph->nodes[n->args[0]];
            int order[AXES_MAX], count = graph_axes_in_order(graph, arg->axes, order);
            size_t target = 0;
            for (int i = 0; i < count; i++) {
                int label = order[i] == n->axis ? n->index
                                                : graph_cell_label(graph, n->axes, cell, order[i]);
                target = target * (size_t)graph->axes[order[i]].count + (size_t)label;
            }
            cell = target;
            node = n->args[0];
        } else if (n->kind == NODE_LAG) {
            node = n->args[0];
        } else if (n->kind == NODE_STATE) {
            node = n->args[1];
        } else {
            return cell;
        }
    }
}

static bool is_known(const struct graph *graph, int node)
{
    return graph->nodes[node].kind == NODE_CONSTANT || graph->nodes[node].kind == NODE_DATED;
}

/* ---- operands and instructions ---- */

static struct shape_map *projection(struct compiler *c, uint32_t from, uint32_t to)
{
    for (struct shape_map *m = c->maps; m; m = m->next)
        if (m->from == from && m->to == to)
            return m;
    struct shape_map *m = arena_array(c->program->arena, 1, sizeof *m);
    size_t cells = graph_cells(c->graph, from);
    uint32_t *map = arena_array(c->program->arena, cells, sizeof *map);
    for (size_t cell = 0; cell < cells; cell++)
        map[cell] = (uint32_t)graph_project_cell(c->graph, from, cell, to);
    *m = (struct shape_map){c->maps, from, to, map};
    return c->maps = m;
}

/* Is `arg` a look at one label, or at one part, of a wider value? */
static bool looks_inside(const struct graph *g, int arg)
{
    for (;;
         arg = g->nodes[arg].kind == NODE_STATE ? g->nodes[arg].args[1] : g->nodes[arg].args[0]) {
        enum node_kind kind = g->nodes[arg].kind;
        if (kind == NODE_AT || kind == NODE_PART)
            return true;
        if (kind != NODE_LAG && kind != NODE_STATE)
            return false;
    }
}

bool compile_reads_own_cell(const struct graph *g, uint32_t axes, int arg)
{
    return !looks_inside(g, arg) && g->nodes[arg].axes == axes;
}

static const uint32_t *operand_map(struct compiler *c, uint32_t axes, int arg, size_t offset)
{
    const struct graph *g = c->graph;
    uint32_t arg_axes = g->nodes[arg].axes;

    if (compile_reads_own_cell(g, axes, arg))
        return NULL;
    const uint32_t *shape = projection(c, axes, arg_axes)->map;
    if (!looks_inside(g, arg))
        return shape;
    size_t cells = graph_cells(g, axes);
    uint32_t *map = arena_array(c->program->arena, cells, sizeof *map);
    for (size_t cell = 0; cell < cells; cell++)
        map[cell] = (uint32_t)(resolve_cell(g, arg, shape[cell]) + offset);
    return map;
}

/* Where the numbers of a known node begin in the row of all. */
static size_t known_base(struct compiler *c, int node, size_t count)
{
    struct program *p = c->program;
    size_t *base = &c->known_base[node];

    if (*base == 0) {
        struct known *known = arena_array(p->arena, 1, sizeof *known);
        *known = (struct known){p->known, c->graph->nodes[node].numbers, p->known_count, count};
        p->known = known;
        p->known_count += count;
        *base = known->base + 1;
    }
    return *base - 1;
}

/* How a computation over shape `axes` finds `arg`. */
static struct operand make_operand(struct compiler *c, uint32_t axes, int arg)
{
    const struct graph *g = c->graph;
    struct alias alias = compile_resolve(g, arg);
    const struct node *n = &g->nodes[alias.node];
    const struct mark *mark = &c->marks[alias.node];
    struct operand operand = {.lag = alias.lag, .depth = 1};
    size_t offset = 0;

    if (alias.part_of >= 0) {
        const struct node *part = &g->nodes[alias.part_of];
        offset = program_fund_part_offset(g, n->index, part->axis, (enum fund_part)part->index);
    }
    operand.map = operand_map(c, axes, arg, offset);
    if (program_node_cells(g, alias.node) > c->program->most_cells)
        c->program->most_cells = program_node_cells(g, alias.node);
    if (is_known(g, alias.node)) {
        must(alias.lag == 0);
        operand.kind = OPERAND_KNOWN;
        operand.numbers = n->numbers;
        operand.slot = graph_cells(g, n->axes);
        operand.depth = n->kind == NODE_DATED ? g->months : 1;
        operand.base = known_base(c, alias.node, operand.slot * (size_t)operand.depth);
        return operand;
    }
    operand.kind =
        compile_is_lasting(c, alias.node) || mark->leaves_run ? OPERAND_BUFFER : OPERAND_STRIP;
    operand.base = mark->base;
    operand.slot =
        n->kind == NODE_PARAMETER ? graph_cells(g, n->axes) : program_node_cells(g, alias.node);
    operand.depth = mark->by_month ? mark->depth : 1;
    if (n->kind == NODE_PARAMETER)
        operand.slot_of_month = g->parameters[n->index].period_of_month;
    return operand;
}

/* Does a cell of shape `axes` count in the sum? */
static bool is_counted(const struct compiler *c, const struct inputs *inputs, size_t cell)
{
    if (!inputs->filtered)
        return true;
    const struct node *filter = &c->graph->nodes[inputs->filter];
    return filter->numbers[graph_project_cell(c->graph, inputs->axes, cell, filter->axes)] != 0;
}

static void add_sum(struct compiler *c, struct instruction *in, const struct node *n)
{
    const struct inputs *inputs = &c->inputs[in->node];
    size_t cells = graph_cells(c->graph, n->axes), all = graph_cells(c->graph, inputs->axes);
    uint32_t *list = arena_array(c->program->arena, all, sizeof *list);
    size_t *first = arena_array(c->program->arena, cells + 1, sizeof *first);
    size_t *filled = memory_resize(NULL, cells, sizeof *filled);
    const uint32_t *map = projection(c, inputs->axes, n->axes)->map;

    for (size_t i = 0; i < all; i++)
        first[map[i] + 1] += is_counted(c, inputs, i);
    for (size_t cell = 0; cell < cells; cell++) {
        first[cell + 1] += first[cell];
        filled[cell] = first[cell];
    }
    for (size_t i = 0; i < all; i++)
        if (is_counted(c, inputs, i))
            list[filled[map[i]]++] = (uint32_t)i;
    free(filled);
    in->cells = list;
    in->first = first;
    in->args[0] = make_operand(c, inputs->axes, inputs->args[0]);
}

static void add_gather(struct compiler *c, struct instruction *in, const struct node *n)
{
    const struct inputs *inputs = &c->inputs[in->node];
    size_t sums = graph_cells(c->graph, n->axes), all = graph_cells(c->graph, inputs->axes);
    uint8_t *turns = arena_array(c->program->arena, all, sizeof *turns);
    bool *begun = memory_resize(NULL, sums, sizeof *begun);
    const uint32_t *map = projection(c, inputs->axes, n->axes)->map;

    memset(begun, 0, sums * sizeof *begun);
    for (size_t i = 0; i < all; i++) {
        turns[i] = (uint8_t)((begun[map[i]] ? 0 : TURN_FIRST) |
                             (is_counted(c, inputs, i) ? 0 : TURN_NONE));
        begun[map[i]] = true;
    }
    free(begun);
    in->code = CODE_GATHER;
    in->turns = turns;
    in->out.map = map;
    in->args[0] = make_operand(c, inputs->axes, inputs->args[0]);
}

static void add_stack(struct compiler *c, struct instruction *in, const struct node *n)
{
    const struct graph *g = c->graph;
    size_t cells = graph_cells(g, n->axes);
    uint32_t *part = arena_array(c->program->arena, cells, sizeof *part);
    uint32_t *at = arena_array(c->program->arena, cells, sizeof *at);

    for (size_t cell = 0; cell < cells; cell++) {
        part[cell] = (uint32_t)graph_cell_label(g, n->axes, cell, n->axis);
        at[cell] =
            (uint32_t)graph_project_cell(g, n->axes, cell, g->nodes[n->args[part[cell]]].axes);
    }
    in->part = part;
    in->cells = at;
    for (int a = 0; a < n->arg_count; a++)
        in->args[a] = make_operand(c, g->nodes[n->args[a]].axes, n->args[a]);
}

static void add_keys(struct compiler *c, struct instruction *in, const struct node *n)
{
    size_t cells = graph_cells(c->graph, n->axes);
    struct threefry_key *keys = arena_array(c->program->arena, cells, sizeof *keys);
    char cell_text[1024];

    for (size_t cell = 0; cell < cells; cell++) {
        graph_cell_text(c->graph, n->axes, cell, cell_text, sizeof cell_text);
        keys[cell] = threefry_stream_key(c->program->options.seed, n->name, n->suffix, cell_text);
    }
    in->keys = keys;
}

/* What makes the quantiles of inputs and noises quick. Measured: small-5 takes 39 % fewer instructions. */
static void add_curves(struct compiler *c, struct instruction *in, const struct node *n)
{
    bool noise = n->kind == NODE_NOISE;
    const struct parameter *parameter = noise ? NULL : &c->graph->parameters[n->index];
    int count = noise ? 1 : parameter->input_count;

    in->curves = arena_array(c->program->arena, (size_t)count + 1, sizeof *in->curves);
    for (int i = 0; c->program->options.curves && i < count; i++)
        in->curves[i] =
            dist_curve_new(noise ? n->dist : parameter->inputs[i].dist, c->program->arena);
}

static void sort_claims(const struct fund *fund, int *order)
{
    for (int i = 0; i < fund->claim_count; i++) {
        int at = i;
        for (; at > 0; at--) {
            const struct fund_claim *a = &fund->claims[order[at - 1]], *b = &fund->claims[i];
            if (a->priority < b->priority ||
                (a->priority == b->priority && strcmp(a->route, b->route) <= 0))
                break;
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
}

static void add_fund(struct compiler *c, struct instruction *in, const struct node *n)
{
    const struct graph *g = c->graph;
    const struct fund *fund = &g->funds[n->index];
    struct fund_program *f = arena_array(c->program->arena, 1, sizeof *f);
    size_t claims = (size_t)fund->claim_count;

    f->fund = fund;
    f->years = graph_calendar_year(g, g->months - 1) - g->first_year + 1;
    f->order = arena_array(c->program->arena, claims, sizeof *f->order);
    f->claim_cells = arena_array(c->program->arena, claims, sizeof *f->claim_cells);
    f->claim_offset = arena_array(c->program->arena, claims, sizeof *f->claim_offset);
    sort_claims(fund, f->order);
    for (size_t i = 0; i < claims; i++) {
        f->claim_offset[i] = f->cells;
        f->claim_cells[i] = graph_cells(g, g->nodes[fund->claims[i].node].axes);
        f->cells += f->claim_cells[i];
    }
    f->state_strips = fund->appropriation < 0 ? 0 : f->cells * (size_t)f->years + 1;
    in->fund = f;
    for (int a = 0; a < n->arg_count; a++)
        in->args[a] = make_operand(c, g->nodes[n->args[a]].axes, n->args[a]);
}

static struct instruction make_instruction(struct compiler *c, int node)
{
    const struct node *n = &c->graph->nodes[node];
    static const enum code codes[] = {
        [NODE_OP] = CODE_OP,
        [NODE_NEXT] = CODE_COPY,
        [NODE_SUM] = CODE_SUM,
        [NODE_STACK] = CODE_STACK,
        [NODE_LAG_BY] = CODE_LAG_BY,
        [NODE_POISSON] = CODE_POISSON,
        [NODE_BINOMIAL] = CODE_BINOMIAL,
        [NODE_HYPERGEOMETRIC] = CODE_HYPERGEOMETRIC,
        [NODE_NOISE] = CODE_NOISE,
        [NODE_PARAMETER] = CODE_PARAMETER,
        [NODE_FUND] = CODE_FUND,
    };
    const struct inputs *inputs = &c->inputs[node];
    struct instruction in = {
        .code = codes[n->kind], .op = n->op, .node = node, .arg_count = inputs->count};

    if (inputs->minus) {
        in.code = CODE_ADD;
        in.minus = inputs->minus;
    }
    if (inputs->pair) {
        in.code = CODE_PAIR;
        in.inner = inputs->inner;
        in.result_last = inputs->result_last;
    }
    in.args = arena_array(c->program->arena, (size_t)inputs->count + 1, sizeof *in.args);
    in.out = make_operand(c, n->axes, node);
    in.out.slot_of_month = NULL;
    if (c->marks[node].gathered)
        add_gather(c, &in, n);
    else if (n->kind == NODE_SUM)
        add_sum(c, &in, n);
    else if (n->kind == NODE_STACK)
        add_stack(c, &in, n);
    else if (n->kind == NODE_FUND)
        add_fund(c, &in, n);
    else
        for (int a = 0; a < inputs->count; a++)
            in.args[a] = make_operand(c, n->axes, inputs->args[a]);
    if (graph_is_chance(n) && !c->program->options.expected)
        add_keys(c, &in, n);
    if (n->kind == NODE_PARAMETER || n->kind == NODE_NOISE)
        add_curves(c, &in, n);
    return in;
}

/* Is the step at `at` the last to read the strip, in its cell? */
static bool ends_here(const struct compiler *c, const struct operand *operand, int arg, int at)
{
    if (operand->kind == OPERAND_STRIP)
        return c->marks[arg].last_use == at;
    int node = compile_resolve(c->graph, arg).node;
    return operand->kind == OPERAND_BUFFER && operand->lag == c->marks[node].depth - 1 &&
           c->marks[node].oldest_last_use == at && compile_ends_by_cell(c, node);
}

/* Strips that a step is the last to read: their buffers are written next, while they are in the cache. */
static void mark_dying(struct compiler *c, struct instruction *in, int at)
{
    const int *args = c->inputs[in->node].args;

    for (int a = 0; a < in->arg_count && a < ADDENDS_MAX; a++) {
        bool again = false;
        for (int b = 0; b < a; b++)
            again = again || args[b] == args[a];
        if (!again && ends_here(c, &in->args[a], args[a], at))
            in->dying |= 1u << a;
    }
}

static int compare_dead(const void *a, const void *b)
{
    return ((const struct dead_strips *)a)->run - ((const struct dead_strips *)b)->run;
}

/* Strips that a whole run is the last to read, in order of runs; and what is overwritten by months. */
static void emit_dead(struct compiler *c)
{
    struct program *p = c->program;

    p->dead = arena_array(p->arena, (size_t)c->count[1], sizeof *p->dead);
    p->rings = arena_array(p->arena, (size_t)c->count[1], sizeof *p->rings);
    for (int i = 0; i < c->count[1]; i++) {
        int node = c->order[1][i];
        const struct mark *mark = &c->marks[node];
        size_t cells = program_node_cells(c->graph, node);
        int last = mark->last_use > i ? mark->last_use : i;
        if (compile_ends_by_cell(c, node))
            continue;
        if (mark->depth > 1)
            p->rings[p->ring_count++] = (struct ring){mark->base, cells, mark->depth};
        else if (!compile_is_lasting(c, node) && mark->leaves_run)
            p->dead[p->dead_count++] =
                (struct dead_strips){c->marks[c->order[1][last]].run, mark->base, cells};
    }
    qsort(p->dead, (size_t)p->dead_count, sizeof *p->dead, compare_dead);
}

static void emit(struct compiler *c, int month, struct instruction **list, int *count)
{
    *count = c->count[month];
    *list = arena_array(c->program->arena, (size_t)*count, sizeof **list);
    for (int i = 0; i < *count; i++) {
        (*list)[i] = make_instruction(c, c->order[month][i]);
        if (month)
            mark_dying(c, &(*list)[i], i);
    }
}

static void emit_states(struct compiler *c)
{
    const struct graph *g = c->graph;
    struct program *p = c->program;

    p->states = arena_array(p->arena, (size_t)g->node_count, sizeof *p->states);
    for (int i = 0; i < g->node_count; i++) {
        const struct node *n = &g->nodes[i];
        if (!c->marks[i].needed || n->kind != NODE_STATE)
            continue;
        const struct mark *next = &c->marks[n->args[1]];
        p->states[p->state_count++] = (struct state_program){
            .node = i,
            .initial = make_operand(c, g->nodes[n->args[1]].axes, n->args[0]),
            .base = next->base,
            .slot = program_node_cells(g, n->args[1]),
            .depth = next->depth,
        };
    }
}

/* ---- size ---- */

/* Number of an operand in a cell and month where it is known, else `otherwise`. */
static double known_or(const struct operand *operand, int month, size_t cell, double otherwise)
{
    if (operand->kind != OPERAND_KNOWN)
        return otherwise;
    size_t at = operand->map ? operand->map[cell] : cell;
    return operand->numbers[operand_slot(operand, month) - operand->base + at];
}

/* Is something left to chance in this cell and month? */
static bool is_drawn(const struct instruction *in, int month, size_t cell)
{
    if (in->code == CODE_NOISE)
        return true;
    double x = known_or(&in->args[in->arg_count - 1], month, cell, 0.5);
    if (in->code == CODE_HYPERGEOMETRIC) /* none drawn, marked or other */
        return x != 0 && known_or(&in->args[0], month, cell, 1) != 0 &&
               known_or(&in->args[1], month, cell, 1) != 0;
    return x != 0 && (in->code != CODE_BINOMIAL || x != 1);
}

static size_t count_variates(struct program *p)
{
    size_t variates = 0;

    for (int i = 0; i < p->month_count; i++) {
        struct instruction *in = &p->month[i];
        if (!graph_is_chance(&p->graph->nodes[in->node]))
            continue;
        size_t cells = graph_cells(p->graph, p->graph->nodes[in->node].axes);
        for (int month = 0; month < p->graph->months; month++)
            for (size_t cell = 0; cell < cells; cell++)
                in->variates += is_drawn(in, month, cell);
        variates += in->variates;
    }
    return variates;
}

/* By the operands of the operation; a divisor, or a condition, must be known. */
static bool is_linear_op(enum op op, bool first_known, bool second_known)
{
    switch (op) {
    case OP_ADD:
    case OP_SUB:
    case OP_NEG:
    case OP_MUL: return true;
    case OP_DIV: return second_known;
    case OP_WHERE: return first_known;
    default: return false;
    }
}

/* Linear in each operand that varies? A product of two that share a source of chance is not told apart. */
static bool is_linear_instruction(const struct instruction *in)
{
    if (in->code == CODE_LAG_BY || (in->code == CODE_FUND && in->fund->fund->appropriation >= 0))
        return false;
    if (in->code == CODE_HYPERGEOMETRIC) /* drawn * (marked / pool) */
        return in->args[1].kind == OPERAND_KNOWN && in->args[2].kind == OPERAND_KNOWN;
    if (in->code != CODE_OP && in->code != CODE_PAIR)
        return true;
    bool known[OP_ARITY_MAX] = {false};
    for (int a = 0; a < in->arg_count; a++)
        known[a] = in->args[a].kind == OPERAND_KNOWN;
    if (in->code == CODE_OP)
        return is_linear_op(in->op, known[0], known[1]);
    return is_linear_op(in->inner, known[0], known[1]) &&
           is_linear_op(in->op, false, !in->result_last && known[2]);
}

static bool is_linear(const struct program *p)
{
    for (int i = 0; i < p->draw_count; i++)
        if (!is_linear_instruction(&p->draw[i]))
            return false;
    for (int i = 0; i < p->month_count; i++)
        if (!is_linear_instruction(&p->month[i]))
            return false;
    return true;
}

static void measure(struct compiler *c)
{
    struct program *p = c->program;

    p->size.variates_per_draw = count_variates(p);
    p->size.instructions = (size_t)p->month_count;
    p->size.bytes_per_lane = p->strips * sizeof(double);
    p->size.bytes_per_vm = pool_bytes(p->strips, p->known_count, 0);
    p->size.fixed_bytes = arena_bytes(p->arena) + arena_bytes(c->model->arena);
    p->size.multilinear = is_linear(p);
}

/* ---- all together ---- */

static void emit_runs(struct compiler *c, int month, struct instruction_run **runs, int *count)
{
    *count = c->run_count[month];
    *runs = arena_array(c->program->arena, (size_t)*count, sizeof **runs);
    memcpy(*runs, c->runs[month], (size_t)*count * sizeof **runs);
}

static void place_inputs_and_funds(struct compiler *c)
{
    struct program *p = c->program;

    for (int i = 0; i < c->graph->parameter_count; i++)
        if ((size_t)c->graph->parameters[i].input_count > p->input_strips)
            p->input_strips = (size_t)c->graph->parameters[i].input_count;
    p->inputs_base = p->strips;
    p->strips += p->input_strips;
    for (int i = 0; i < p->month_count; i++)
        if (p->month[i].code == CODE_FUND) {
            p->month[i].fund->state = p->strips;
            p->strips += p->month[i].fund->state_strips;
        }
}

void compile_emit(struct compiler *c)
{
    struct program *p = c->program;

    emit(c, 0, &p->draw, &p->draw_count);
    emit(c, 1, &p->month, &p->month_count);
    emit_runs(c, 0, &p->draw_runs, &p->draw_run_count);
    emit_runs(c, 1, &p->month_runs, &p->month_run_count);
    emit_states(c);
    emit_dead(c);
    place_inputs_and_funds(c);
    p->operands = arena_array(p->arena, (size_t)c->graph->node_count, sizeof *p->operands);
    for (int i = 0; i < c->graph->node_count; i++)
        if (c->marks[i].read)
            p->operands[i] = make_operand(c, c->graph->nodes[i].axes, i);
    measure(c);
}

/* ---- the order of events, for people ---- */

void program_print_order(const struct program *p, struct text *text)
{
    char name[256];

    text_add(text, "once a draw: %d instructions\neach month:\n", p->draw_count);
    for (int i = 0; i < p->state_count; i++) {
        graph_node_text(p->graph, p->states[i].node, name, sizeof name);
        text_add(text, "  read   %s (start of the month)\n", name);
    }
    for (int i = 0; i < p->month_count; i++) {
        const struct node *n = &p->graph->nodes[p->month[i].node];
        if (!graph_is_chance(n) && n->kind != NODE_FUND)
            continue;
        graph_node_text(p->graph, p->month[i].node, name, sizeof name);
        text_add(text, "  %s %s%s%s%s (line %d)\n", n->kind == NODE_FUND ? "pay   " : "draw  ",
                 name, n->suffix && n->suffix[0] ? " [" : "", n->suffix ? n->suffix : "",
                 n->suffix && n->suffix[0] ? "]" : "", n->place.line);
    }
    for (int i = 0; i < p->month_count; i++) {
        const struct node *n = &p->graph->nodes[p->month[i].node];
        if (n->kind != NODE_NEXT)
            continue;
        graph_node_text(p->graph, p->month[i].node, name, sizeof name);
        text_add(text, "  change %s (end of the month)\n", name);
    }
}
