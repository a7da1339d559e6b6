/* Groups of scenarios that are computed together. */
#include "cmd_run_groups.h"

#include <stdlib.h>

bool groups_plan(struct groups *groups, const struct scenarios *scenarios,
                 const struct run_options *options, struct error *err)
{
    size_t count = (size_t)scenarios->count;
    struct group *group = &groups->group;
    struct run_options with_bases = *options;

    groups->scenarios = scenarios;
    groups->count = 1;
    groups->of = memory_resize(NULL, count, sizeof *groups->of);
    groups->of[0] = 0;
    group->scenario = memory_resize(NULL, count, sizeof *group->scenario);
    group->base = memory_resize(NULL, count, sizeof *group->base);
    group->own = memory_resize(NULL, count, sizeof *group->own);
    group->models = memory_resize(NULL, count, sizeof *group->models);
    with_bases.bases = scenarios->bases;
    return count == 1 || /* its memory is checked as it starts */
           run_plan_groups((const struct model *const *)scenarios->models, scenarios->count,
                           &with_bases, groups->of, &groups->count, err);
}

void groups_clear(struct groups *groups)
{
    free(groups->of);
    free(groups->group.scenario);
    free(groups->group.base);
    free(groups->group.own);
    free(groups->group.models);
}

/* How many bases stand behind a scenario. */
static int depth_of(const int *bases, int i)
{
    int depth = 0;

    for (; bases[i] >= 0; i = bases[i])
        depth++;
    return depth;
}

/* place[scenarios]: 0 where the group has the scenario or needs it as a base, else -1. Returns how many. */
static int mark(const struct groups *groups, int number, int *place)
{
    const int *bases = groups->scenarios->bases;
    int count = groups->scenarios->count, marked = 0;

    for (int i = 0; i < count; i++)
        place[i] = -1;
    for (int i = 0; i < count; i++)
        if (groups->of[i] == number) {
            place[i] = 0;
            if (bases[i] >= 0)
                place[bases[i]] = 0;
        }
    for (int i = 0; i < count; i++)
        marked += place[i] >= 0;
    return marked;
}

const struct group *groups_list(struct groups *groups, int number)
{
    const struct scenarios *scenarios = groups->scenarios;
    const int *bases = scenarios->bases;
    struct group *group = &groups->group;
    int *place = memory_resize(NULL, (size_t)scenarios->count, sizeof *place);
    int marked = mark(groups, number, place);

    group->count = 0;
    for (int depth = 0; group->count < marked; depth++)
        for (int i = 0; i < scenarios->count; i++) {
            if (place[i] < 0 || depth_of(bases, i) != depth)
                continue;
            int k = group->count++;
            place[i] = k;
            group->scenario[k] = i;
            group->own[k] = groups->of[i] == number;
            group->base[k] = group->own[k] && bases[i] >= 0 ? place[bases[i]] : -1;
            group->models[k] = scenarios->models[i];
        }
    free(place);
    return group;
}
