#include "kernels.h"

#include <string.h>

/* Each is made by one compilation of kernels.c. */
extern const struct kernels kernels_portable, kernels_sse2, kernels_avx2, kernels_avx512;

/* Best last. A machine that can run one can run those before it. */
static const struct kernels *const sets[] = {
    &kernels_portable,
#if defined(__x86_64__)
    &kernels_sse2,
    &kernels_avx2,
    &kernels_avx512,
#endif
};

const struct kernels *const *kernels_all(size_t *count)
{
    *count = 1;
#if defined(__x86_64__)
    /* also asks whether the operating system saves the wide registers */
    __builtin_cpu_init();
    *count = 2;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        *count = 3;
    if (*count == 3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
        *count = 4;
#endif
    return sets;
}

void kernels_apply(const struct kernels *kernels, enum op op, struct pool *pool, size_t out,
                   struct strip a, struct strip b)
{
    if (a.one && b.one) {
        pool_set(pool, out, op_evaluate(op, *a.x, *b.x, 0));
        return;
    }
    kernels->op[op](pool_open(pool, out), a.x, b.x, NULL, (unsigned)a.one | (unsigned)b.one << 1,
                    pool->lanes);
    pool_close(pool, out);
}

void kernels_apply_pair(const struct kernels *kernels, enum op inner, enum op op, struct pool *pool,
                        size_t out, const struct strip x[3], bool result_last)
{
    const unsigned ones = (unsigned)x[0].one | (unsigned)x[1].one << 1 | (unsigned)x[2].one << 2;

    if ((ones & 3) == 3) { /* only the second is on lanes */
        const double number = op_evaluate(inner, *x[0].x, *x[1].x, 0);
        const struct strip result = {&number, true};
        kernels_apply(kernels, op, pool, out, result_last ? x[2] : result,
                      result_last ? result : x[2]);
        return;
    }
    kernels->pair[inner][op](pool_open(pool, out), (const double *[]){x[0].x, x[1].x, x[2].x}, ones,
                             result_last, pool->lanes);
    pool_close(pool, out);
}

const struct kernels *kernels_best(void)
{
    size_t count;
    const struct kernels *const *all = kernels_all(&count);
    const char *wanted = getenv("POLSIM_ISA");

    for (size_t i = 0; wanted && i < count; i++)
        if (strcmp(all[i]->name, wanted) == 0)
            return all[i];
    return all[count - 1];
}
