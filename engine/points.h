/* Measures of one model at many values of its inputs, all over the same draws: each point is the scenario loaded
   again with one more --set a lever. Several points are computed at once, each on one thread, so that one loads
   while another computes; memory is that of the points under way.

     struct points points = {.path = "baseline.lua", .changes = &changes, .levers = levers, .lever_count = 1,
                             .statements = texts, .statement_count = 2,
                             .sample = {.draws = 1024, .seed = 1}, .take = take, .context = &table};
     if (!points_run(&points, x, count, err)) ...            // take(&table, point, statements, y) for each

   The numbers are those of `polsim run` with these --set (sample.h says how far). */
#ifndef POLSIM_POINTS_H
#define POLSIM_POINTS_H

#include "lever.h"
#include "lua_model.h"
#include "sample.h"
#include "statement.h"

/* y[statement * draws + draw]; NaN: no value. Both are valid in the call, and the model behind the statements.
   false: no more, the user wants to stop. */
typedef bool points_take(void *context, size_t point, const struct statement *statements,
                         const double *y);

struct points {
    const char *path;
    const struct lua_changes *changes; /* of all points; before those of the levers */
    const struct lever *levers;
    int lever_count;
    const char *const *statements; /* statement.h */
    int statement_count;
    struct sample_options sample; /* threads: of all together; stop: not looked at */
    points_take *take;            /* once a point, in any order, one call at a time */
    void *context;
};

/* x[point * lever_count + lever]. Errors: those of loading and of sample_draws, with the point in front; of several
   the one of the first point; INTERRUPTED. */
bool points_run(const struct points *points, const double *x, size_t count, struct error *err);

#endif
