/* Changes of a scenario that change nothing: the model is loaded again without each of them, and what is
   computed is compared. Fixed parameters fold into the numbers around them, so that the graph alone does
   not tell who used them. Part of lua_model.h. */
#include "lua_model.h"

#include "digest.h"
#include "word.h"

#include <string.h>

/* What outputs, targets and identities need, numbered in the order it is met. */
struct trace {
    const struct model *model;
    int *number; /* [nodes]: from 1; 0: nothing needs it */
    int *order;  /* nodes by number */
    int count;
};

static void visit(struct trace *trace, int root)
{
    const struct graph *graph = trace->model->graph;
    int next = trace->count;

    if (root < 0 || trace->number[root])
        return;
    trace->order[trace->count++] = root;
    trace->number[root] = trace->count;
    for (; next < trace->count; next++) {
        const struct node *node = &graph->nodes[trace->order[next]];
        for (int i = 0; i < node->arg_count; i++) {
            if (trace->number[node->args[i]])
                continue;
            trace->order[trace->count++] = node->args[i];
            trace->number[node->args[i]] = trace->count;
        }
    }
}

static void trace_model(struct trace *trace, const struct model *model)
{
    size_t count = (size_t)model->graph->node_count;

    *trace = (struct trace){model, memory_resize(NULL, count, sizeof(int)),
                            memory_resize(NULL, count, sizeof(int)), 0};
    memset(trace->number, 0, count * sizeof(int));
    for (int o = 0; o < model->output_count; o++)
        for (int v = 0; v < model->outputs[o].view_count; v++) {
            visit(trace, model->outputs[o].views[v].value);
            visit(trace, model->outputs[o].views[v].denominator);
        }
    for (int i = 0; i < model->target_count; i++)
        visit(trace, model->targets[i].value);
    for (int i = 0; i < model->identity_count; i++)
        if (!model->identities[i].of_input)
            visit(trace, model->identities[i].value);
}

static void clear_trace(struct trace *trace)
{
    free(trace->number);
    free(trace->order);
}

/* ---- comparing ---- */

static void add_number(struct digest *digest, double x)
{
    digest_add_doubles(digest, &x, 1);
}

static void add_dist(struct digest *digest, const struct dist *dist)
{
    char text[1024];

    dist_text(dist, text, sizeof text);
    digest_add_string(digest, text);
}

/* Sobol dimensions are left out: those of one change depend on how many others there are. */
static void add_parameter(struct digest *digest, const struct graph *graph,
                          const struct parameter *p)
{
    size_t count = graph_cells(graph, p->axes) * (size_t)p->periods;

    digest_add_string(digest, p->name);
    add_number(digest, p->periods);
    for (int month = 0; p->periods > 1 && month < graph->months; month++)
        add_number(digest, p->period_of_month[month]);
    for (size_t i = 0; i < count; i++) {
        const struct parameter_cell *cell = &p->cells[i];
        double fixed = cell->value * cell->scale + cell->offset; /* however it came about */
        if (cell->input < 0)
            digest_add_doubles(digest, (double[]){cell->input, fixed}, 2);
        else
            digest_add_doubles(digest, (double[]){cell->input, cell->scale, cell->offset}, 3);
    }
    for (int i = 0; i < p->input_count; i++) {
        digest_add_string(digest, p->inputs[i].key);
        add_dist(digest, p->inputs[i].dist);
    }
}

static void add_fund(struct digest *digest, const struct fund *fund)
{
    digest_add_string(digest, fund->name);
    digest_add_doubles(
        digest, (double[]){fund->appropriation >= 0, fund->carry_over, fund->claim_count}, 3);
    for (int i = 0; i < fund->claim_count; i++) {
        digest_add_string(digest, fund->claims[i].route);
        add_number(digest, fund->claims[i].priority);
    }
}

static void add_node(struct digest *digest, const struct trace *trace, const struct node *node)
{
    const struct graph *graph = trace->model->graph;
    size_t count =
        graph_cells(graph, node->axes) * (size_t)(node->kind == NODE_DATED ? graph->months : 1);

    digest_add_doubles(digest,
                       (double[]){node->kind, node->op, node->axes, node->condition, node->axis,
                                  node->may_be_negative, node->per_year, node->arg_count},
                       8);
    digest_add_string(digest, node->name ? node->name : "");
    digest_add_string(digest, node->suffix ? node->suffix : "");
    if (node->kind == NODE_PARAMETER)
        add_parameter(digest, graph, &graph->parameters[node->index]);
    else if (node->kind == NODE_FUND)
        add_fund(digest, &graph->funds[node->index]);
    else
        add_number(digest, node->index);
    if (node->kind == NODE_CONSTANT || node->kind == NODE_DATED)
        digest_add_doubles(digest, node->numbers, count);
    if (node->dist)
        add_dist(digest, node->dist);
    for (int i = 0; i < node->arg_count; i++)
        add_number(digest, trace->number[node->args[i]]);
}

/* Of all that is computed and compared with a goal. */
static void digest_trace(const struct trace *trace, char hex[DIGEST_HEX])
{
    const struct model *model = trace->model;
    struct digest digest;

    digest_start(&digest);
    for (int i = 0; i < trace->count; i++)
        add_node(&digest, trace, &model->graph->nodes[trace->order[i]]);
    for (int o = 0; o < model->output_count; o++) {
        const struct output *output = &model->outputs[o];
        digest_add_string(&digest, output->name);
        digest_add_doubles(&digest,
                           (double[]){output->kind, output->threshold, output->threshold_value,
                                      trace->number[output->views[0].value]},
                           4);
    }
    for (int i = 0; i < model->target_count; i++) {
        const struct target *target = &model->targets[i];
        digest_add_string(&digest, target->name);
        digest_add_doubles(&digest,
                           (double[]){target->month, target->threshold, target->threshold_value,
                                      trace->number[target->value]},
                           4);
    }
    digest_end_hex(&digest, hex);
}

static const struct parameter *find_parameter(const struct graph *graph, const char *name)
{
    for (int i = 0; i < graph->parameter_count; i++)
        if (strcmp(graph->parameters[i].name, name) == 0)
            return &graph->parameters[i];
    return NULL;
}

static bool is_same_parameter(const struct model *a, const struct model *b, const char *name)
{
    const struct parameter *p[] = {find_parameter(a->graph, name), find_parameter(b->graph, name)};
    char hex[2][DIGEST_HEX];

    for (int i = 0; i < 2; i++) {
        struct digest digest;
        digest_start(&digest);
        if (p[i])
            add_parameter(&digest, i ? b->graph : a->graph, p[i]);
        digest_end_hex(&digest, hex[i]);
    }
    return p[0] && p[1] && strcmp(hex[0], hex[1]) == 0;
}

/* Is all that is computed the same without the changes of `name`, though the input is not? */
static bool is_idle(const struct trace *trace, const char *hex, const struct lua_changes *changes,
                    const char *name)
{
    struct lua_changes without = changes ? *changes : (struct lua_changes){0};
    struct error ignored; /* a model that does not load without the change depends on it */
    struct trace other;
    char other_hex[DIGEST_HEX];

    without.without = name;
    struct model *model = lua_model_load(trace->model->scenario_path, &without, &ignored);
    if (!model)
        return false;
    trace_model(&other, model);
    digest_trace(&other, other_hex);
    bool idle = strcmp(hex, other_hex) == 0 && !is_same_parameter(trace->model, model, name);
    clear_trace(&other);
    model_free(model);
    return idle;
}

/* ---- what was changed ---- */

/* Where a parameter was changed first, or NULL. */
static const char *change_of(const struct graph *graph, const struct parameter *p)
{
    size_t count = graph_cells(graph, p->axes) * (size_t)p->periods;

    for (size_t i = 0; i < count; i++)
        if (p->cells[i].change)
            return p->cells[i].change;
    return NULL;
}

static void add_line(struct text *out, const char *name, const char *place, const char *language)
{
    text_add(
        out,
        word(language, "%s was changed (%s), but no output, target or identity depends on it\n"),
        name, place);
}

static bool is_changed(const struct model *model)
{
    for (int i = 0; i < model->graph->parameter_count; i++)
        if (change_of(model->graph, &model->graph->parameters[i]))
            return true;
    for (int i = 0; i < model->switch_count; i++)
        if (model->switches[i].changed)
            return true;
    return false;
}

void lua_model_idle_changes(const struct model *model, const struct lua_changes *changes,
                            const char *language, struct text *out)
{
    struct trace trace;
    char hex[DIGEST_HEX];

    if (!is_changed(model))
        return;
    trace_model(&trace, model);
    digest_trace(&trace, hex);
    for (int i = 0; i < model->graph->parameter_count; i++) {
        const struct parameter *p = &model->graph->parameters[i];
        const char *place = change_of(model->graph, p);
        bool seen = p->input_count > 0 && trace.number[p->node];
        if (place && !seen && is_idle(&trace, hex, changes, p->name))
            add_line(out, p->name, place, language);
    }
    for (int i = 0; i < model->switch_count; i++) {
        const struct switch_value *s = &model->switches[i];
        if (s->changed && strcmp(s->value, s->default_value) != 0 &&
            is_idle(&trace, hex, changes, s->name))
            add_line(out, s->name, s->value, language);
    }
    clear_trace(&trace);
}

/* ---- what nothing uses ---- */

bool lua_model_unused(const struct model *model, const struct lua_changes *changes, bool *unused,
                      struct error *err)
{
    struct lua_changes apart = changes ? *changes : (struct lua_changes){0};
    struct trace trace;

    apart.symbolic = true;
    struct model *other = lua_model_load(model->scenario_path, &apart, err);
    if (!other)
        return false;
    must(other->graph->parameter_count == model->graph->parameter_count);
    trace_model(&trace, other);
    for (int i = 0; i < other->graph->parameter_count; i++)
        unused[i] = !trace.number[other->graph->parameters[i].node];
    clear_trace(&trace);
    model_free(other);
    return true;
}
