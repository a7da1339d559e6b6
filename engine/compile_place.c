/* Where values lie in the pool of strips. Part of compile.h. */
#include "compile_private.h"

/* A stretch of the pool in use, by place in the order of execution. */
struct lease {
    size_t base, strips;
    int until;
};

/* The lowest place at or above `from` where `strips` fit between the leases, which stand in the order of
   their places. */
static size_t find_place(const struct lease *leases, size_t count, size_t strips, size_t from)
{
    size_t base = from;

    for (size_t i = 0; i < count && leases[i].base < base + strips; i++)
        base = leases[i].base + leases[i].strips;
    return base;
}

static void add_lease(struct lease *leases, size_t count, struct lease lease)
{
    for (; count > 0 && leases[count - 1].base > lease.base; count--)
        leases[count] = leases[count - 1];
    leases[count] = lease;
}

static size_t drop_ended(struct lease *leases, size_t count, int now)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (leases[i].until >= now)
            leases[kept++] = leases[i];
    return kept;
}

bool compile_is_lasting(const struct compiler *c, int node)
{
    const struct mark *mark = &c->marks[node];

    return !mark->by_month || mark->root || mark->depth > 1;
}

/* Strips of what must survive the month or the block; first what is cleared when a block begins. */
static void place_lasting(struct compiler *c)
{
    struct program *p = c->program;

    for (int cleared = 1; cleared >= 0; cleared--) {
        for (int month = 0; month < 2; month++)
            for (int i = 0; i < c->count[month]; i++) {
                int node = c->order[month][i];
                struct mark *mark = &c->marks[node];
                if (!compile_is_lasting(c, node) || (mark->by_month && mark->depth > 1) != cleared)
                    continue;
                mark->base = p->strips;
                p->strips += program_node_cells(c->graph, node) * (size_t)mark->depth;
            }
        if (cleared)
            p->cleared_strips = p->strips;
    }
}

/* Strips of what lives within a month. What leaves its run is whole from the run's start to the end of
   its last reader's; what does not is one strip, from its instruction to its last reader. */
static void place_passing(struct compiler *c)
{
    struct program *p = c->program;
    struct lease *leases = memory_resize(NULL, (size_t)c->count[1], sizeof *leases);
    size_t count = 0, from = p->strips;

    for (int r = 0; r < c->run_count[1]; r++)
        for (int leaves = 1; leaves >= 0; leaves--)
            for (int i = c->runs[1][r].first; i < c->runs[1][r].first + c->runs[1][r].count; i++) {
                int node = c->order[1][i];
                struct mark *mark = &c->marks[node];
                if (compile_is_lasting(c, node) || mark->leaves_run != leaves)
                    continue;
                int last = mark->last_use > i ? mark->last_use : i;
                struct instruction_run *end = &c->runs[1][c->marks[c->order[1][last]].run];
                size_t strips = leaves ? program_node_cells(c->graph, node) : 1;
                count = drop_ended(leases, count, leaves ? c->runs[1][r].first : i);
                mark->base = find_place(leases, count, strips, from);
                int until = leaves ? end->first + end->count - 1 : last;
                add_lease(leases, count++, (struct lease){mark->base, strips, until});
                if (mark->base + strips > p->strips)
                    p->strips = mark->base + strips;
            }
    free(leases);
}

void compile_place(struct compiler *c)
{
    place_lasting(c);
    place_passing(c);
}
