/* The expression graph a script describes: axes, units, and nodes (values) that stand for an amount in
   every cell, month and draw. Built once by the Lua side, then read by compile.h. Nothing is computed
   here but shapes and units, so that errors name the line of the script that made them.

     struct graph *g = graph_new(arena);
     int level = graph_add_axis(g, "level", labels, 5, err);
     int task  = graph_number(g, 600);
     int x     = graph_apply(g, OP_MUL, (int[]){task, share}, 2, err);   // -1: err is filled

   A node is an int >= 0. Equal nodes are made once, but for those of chance and state.

   Shape: the set of axes as bits. Cells are numbered in mixed radix over the axes in byte order of
   their names, the last running fastest, and over each axis' labels in byte order: the order in which
   a script lists labels or axes never matters. Operations broadcast by axis name. */
#ifndef POLSIM_GRAPH_H
#define POLSIM_GRAPH_H

#include "arena.h"
#include "dist.h"
#include "error.h"
#include "ops.h"

enum { AXES_MAX = 32, UNIT_NAMES_MAX = 24, CELLS_MAX = 1 << 20, MONTHS_MAX = 1200 };

/* ---- places, for messages ---- */
struct place {
    const char *file; /* as the user named it; NULL where none is known */
    int line;
};

/* ---- units: products of powers of named units; all zero is dimensionless ---- */
struct unit {
    signed char power[UNIT_NAMES_MAX];
};

/* ---- axes ---- */
struct axis {
    const char *name;
    int count;
    const char **labels; /* ids in byte order: label number i everywhere in the engine */
    int *shown;          /* label numbers in the order the script listed them */
};

/* ---- uncertain and fixed parameters ---- */
struct parameter_input { /* one source of uncertainty: one Sobol dimension */
    const struct dist *dist;
    int dimension;   /* >= SOBOL_DIMENSIONS: drawn at random by name */
    const char *key; /* "name[cell]", names the random stream beyond the table */
};

struct parameter_cell {
    int input;            /* index of parameter.inputs, or -1: the value is fixed */
    double value;         /* fixed value when input is -1 */
    double scale, offset; /* value or draw * scale + offset (scenario's scaled(k), plus(x)) */
    const char *change;   /* where a scenario changed it ("w3-high-skill.lua:9"), or NULL */
};

struct parameter {
    const char *name;
    uint32_t axes;
    struct unit unit;
    struct place place;
    int periods;                  /* 1, or the number of dated values */
    const char **period_names;    /* "2026" or "03"; NULL when periods is 1 */
    int *period_of_month;         /* [months], -1 outside the dates; NULL when periods is 1 */
    struct parameter_cell *cells; /* [periods][cells] */
    int input_count;
    struct parameter_input *inputs;
    double range_low, range_high; /* declared range; -inf, inf where none */
    const char *source_kind;      /* "plan", "cited", "assumed" */
    const char *source_text;
    int node; /* its value */
};

/* ---- nodes ---- */
enum node_kind {
    NODE_CONSTANT,  /* number[cells] */
    NODE_DATED,     /* number[months][cells] */
    NODE_PARAMETER, /* index: the parameter */
    NODE_OP,        /* op of args, elementwise */
    NODE_SUM,       /* of arg 0 over the axes it has and this node has not */
    NODE_AT,        /* arg 0 at label `index` of axis `axis`, which is dropped */
    NODE_STACK,     /* args[i] are the values at label i of axis `axis`, which is added */
    NODE_LAG,       /* arg 0 `index` months ago, 0 before the first month */
    NODE_LAG_BY,    /* arg 0 as many months ago as arg 1 says (whole, 0..index, not by month) */
    NODE_STATE, /* at the start of the month: arg 0 (initial) in month 0, then arg 1 of the month before */
    NODE_NEXT, /* arg 0, as the new content of state `index`: never merged with an equal node; checked */
    NODE_POISSON,        /* arg 0: mean */
    NODE_BINOMIAL,       /* arg 0: count, arg 1: probability */
    NODE_HYPERGEOMETRIC, /* args: drawn, marked, others */
    NODE_NOISE,          /* dist, fresh every month (per_year: every year) */
    NODE_FUND, /* money paid out in order: see struct fund; args: appropriation?, claims */
    NODE_PART, /* of fund arg 0: part `index` (enum fund_part) of claim `axis` (any, for the fund's own) */
};

enum { VARIES_BY_DRAW = 1, VARIES_BY_MONTH = 2 };

struct node {
    enum node_kind kind;
    enum op op;
    int arg_count;
    int *args;
    uint32_t axes;
    struct unit unit;
    unsigned char varies; /* VARIES_BY_DRAW, VARIES_BY_MONTH: what its value may depend on */
    bool condition;       /* 1 or 0 */
    bool may_be_negative; /* NEXT: else a value below 0 is an error */
    bool per_year;        /* NOISE */
    bool hidden;          /* STATE: a running total of the library, not a stock that people named */
    int index, axis;
    const double *numbers;   /* CONSTANT, DATED */
    const struct dist *dist; /* NOISE */
    const char *name;        /* stream of chance; name of a state; else NULL */
    const char *suffix;      /* what tells streams of one name apart ("", "level=L3") */
    uint64_t purpose;
    struct place place;
    const struct node_facts *facts; /* of lua_graph_facts.c; NULL: nothing was asked yet */
};

static inline bool graph_is_chance(const struct node *node)
{
    return node->kind == NODE_POISSON || node->kind == NODE_BINOMIAL ||
           node->kind == NODE_HYPERGEOMETRIC || node->kind == NODE_NOISE;
}

/* ---- funds ---- */
enum fund_part {
    FUND_COMMITMENT, /* claims approved this month, rounded to the fen */
    FUND_PAYMENT, /* paid this month; of a fund without limit, which pays at once, the commitment */
    FUND_ARREARS, /* approved and not yet paid, at the end of the month */
    /* the fund's own (claim -1), no axes */
    FUND_APPROPRIATION, /* money that came in this month */
    FUND_BALANCE,       /* cash at the end of the month */
    FUND_LAPSED,        /* returned at the end of the year */
};

struct fund_claim {
    const char *route;
    int node, priority; /* lower is paid first */
    struct place place;
};

struct fund {
    const char *name;
    int node;          /* its NODE_FUND */
    int appropriation; /* node, yuan that come in each month; -1: without limit, all is paid at once */
    bool carry_over; /* else what is left in December lapses */
    int claim_count;
    struct fund_claim *claims; /* in order of registration */
    struct place place;
};

/* ---- the graph ---- */
struct graph {
    struct arena *arena;
    int axis_count;
    struct axis axes[AXES_MAX];
    int unit_count;
    const char *unit_names[UNIT_NAMES_MAX + 1]; /* ended by NULL */
    int first_year, first_month;                /* of month 0; month 1..12 */
    int plan_months, months;                    /* from..to, from..tail */
    int node_count;
    struct node *nodes;
    int parameter_count;
    struct parameter *parameters;
    int fund_count;
    struct fund *funds;
    struct place place; /* of what is made, where no line of the script is being run */
    /* The line of the script that is being run; NULL: there is no script. Asked for each new node only, since it is
       searched for. */
    struct place (*find_place)(void *script);
    void *script;
    bool symbolic; /* fixed parameters stay nodes of their own: to see what needs them */
    struct graph_tables *tables; /* private */
};

struct graph *graph_new(struct arena *arena);
void graph_free(struct graph *graph); /* what is not in the arena; NULL is fine */

/* Where what is made now belongs. */
struct place graph_place(const struct graph *graph);

/* Months since month 0 -> "2026-03"; the buffer holds 8 bytes. */
void graph_month_text(const struct graph *graph, int month, char text[8]);
int graph_calendar_year(const struct graph *graph, int month);
int graph_calendar_month(const struct graph *graph, int month); /* 1..12 */

/* Units. Parses "person_time/year", "yuan*year^2", "" or NULL (dimensionless). Errors: unknown name. */
bool graph_parse_unit(struct graph *graph, const char *text, struct unit *unit, struct error *err);
bool graph_add_unit_name(struct graph *graph, const char *name, struct error *err);
void graph_unit_text(const struct graph *graph, struct unit unit, char *text, size_t size);
bool unit_equal(struct unit a, struct unit b);

/* Axes: labels in the script's order; errors: a name or label used twice, not an id ([A-Za-z0-9_.-]+,
   UTF-8 letters allowed; never '=' ';' or space), too many. Returns the axis number or -1. */
int graph_add_axis(struct graph *graph, const char *name, const char *const *labels, int count,
                   struct error *err);
int graph_find_axis(const struct graph *graph, const char *name);             /* -1: none */
int graph_find_label(const struct graph *graph, int axis, const char *label); /* -1: none */

/* Shapes. */
size_t graph_cells(const struct graph *graph, uint32_t axes);
/* Label number of `axis` in cell `cell` of shape `axes`, which has that axis. */
int graph_cell_label(const struct graph *graph, uint32_t axes, size_t cell, int axis);
/* The cell of shape `to` (a subset of `from`) that cell `cell` of shape `from` lies in. */
size_t graph_project_cell(const struct graph *graph, uint32_t from, size_t cell, uint32_t to);
/* "department=civil;level=L3", axes by name; "" for no axes. */
void graph_cell_text(const struct graph *graph, uint32_t axes, size_t cell, char *text,
                     size_t size);
/* The axes of a shape in byte order of their names; returns how many. */
int graph_axes_in_order(const struct graph *graph, uint32_t axes, int order[AXES_MAX]);

/* Nodes. All return a node, or -1 with err filled. */
int graph_number(struct graph *graph, double number);
int graph_constant(struct graph *graph, uint32_t axes, const double *cells, struct unit unit);
int graph_dated(struct graph *graph, uint32_t axes, const double *months_cells, struct unit unit);
int graph_apply(struct graph *graph, enum op op, const int *args, int count, struct error *err);
int graph_sum(struct graph *graph, int x, uint32_t over,
              struct error *err); /* axes x has not: error */
int graph_at(struct graph *graph, int x, int axis, int label, struct error *err);
int graph_stack(struct graph *graph, int axis, const int *args, struct error *err);
int graph_only(struct graph *graph, int x, int axis, const bool *labels, struct error *err);
int graph_lag(struct graph *graph, int x, int months, struct error *err);
int graph_lag_by(struct graph *graph, int x, int months, int most, struct error *err);
/* A state of shape `axes` (at least the initial's); set its next exactly once. */
int graph_state(struct graph *graph, const char *name, uint32_t axes, int initial,
                struct error *err);
int graph_state_next(
    struct graph *graph, int state, int next, bool may_be_negative,
    struct error *err); /* returns the NEXT node: the state at the end of the month */
int graph_poisson(struct graph *graph, const char *stream, const char *suffix, uint64_t purpose,
                  int mean, struct error *err);
int graph_binomial(struct graph *graph, const char *stream, const char *suffix, uint64_t purpose,
                   int count, int probability, struct error *err);
/* How many of `drawn`, taken without replacement from marked and others, are marked; all in one
   unit. */
int graph_hypergeometric(struct graph *graph, const char *stream, const char *suffix,
                         uint64_t purpose, int drawn, int marked, int others, struct error *err);
int graph_noise(struct graph *graph, const char *stream, uint32_t axes, const struct dist *dist,
                bool per_year, struct error *err);
/* The caller fills everything but `node`, in memory of the arena; returns the node. */
int graph_parameter(struct graph *graph, const struct parameter *parameter, struct error *err);
int graph_fund(struct graph *graph, const char *name, int appropriation, bool carry_over,
               struct error *err); /* returns the index of graph->funds */
int graph_fund_pay(struct graph *graph, int fund, const char *route, int claim, int priority,
                   struct error *err); /* returns the index of the claim */
int graph_fund_part(struct graph *graph, int fund, int claim, enum fund_part part);

/* Ends the building: every state has a next, no loop without a state or a lag between (the error
   prints the loop by name and line), FUND nodes get their arguments. Call once, before compile. */
bool graph_finish(struct graph *graph, struct error *err);

/* Which cells hold the very value of another cell in every month and draw, by the way they are made: a
   sum in which one cell alone is not 0, a label taken out, the content of a stock that is carried over; and
   which are 0: a label left out by `only`, a pair of fund and route that does not exist. After graph_finish;
   `nodes` are those that will be asked for. */
struct graph_sources;
struct graph_source {
    int node; /* -1: the cell is 0 */
    uint32_t cell;
};
struct graph_sources *graph_sources_new(const struct graph *graph, const int *nodes, int count);
void graph_sources_free(struct graph_sources *sources); /* NULL is fine */
/* The cell itself where it is no copy. */
struct graph_source graph_source_of(const struct graph_sources *sources, int node, size_t cell);

/* Weights of the cells of argument `arg` (0 .. arg_count - 1) of a node, from those of its own cells: what cell c of the
   argument adds to the weighted sum of the node's cells where the node adds its arguments up, each once. What a known
   factor 0 or condition keeps out in `month` weighs nothing. The caller frees them; NULL where all are 0. */
double *graph_push_weights(const struct graph *graph, int node, int arg, const double *weights,
                           int month);

/* The same all the way back through sums (of values and cells, differences, constant factors, known choices, delays),
   from node `root` on: weights[root + 1] holds arrays of cells or NULL, at first of the root alone, then of the nodes
   that it adds up, each array the caller's. A node is left whole where is_end says so. */
void graph_spread_weights(const struct graph *graph, int root, double **weights,
                          bool (*is_end)(const void *context, int node), const void *context);

/* What a node is called in messages: its stream, state or parameter name, else "the sum at line 12". */
void graph_node_text(const struct graph *graph, int node, char *text, size_t size);

#endif
