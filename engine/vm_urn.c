/* Drawing without replacement: what is refused, and the mean. Part of vm.h. */
#include "vm_private.h"

/* Lane i of operand a, which may be one number for all. */
static double lane_of(const struct instruction *in, const double *const x[OP_ARITY_MAX], int a,
                      size_t i)
{
    return x[a][in->args[a].kind == OPERAND_KNOWN ? 0 : i];
}

/* Are all three the same in every lane? Then one lane stands for all. */
static size_t lanes_to_look_at(const struct vm *vm, const struct instruction *in)
{
    bool known = true;

    for (int a = 0; a < 3; a++)
        known = known && in->args[a].kind == OPERAND_KNOWN;
    return known ? 1 : vm->lanes;
}

bool vm_check_urn(const struct vm *vm, const struct instruction *in,
                  const double *const x[OP_ARITY_MAX], size_t cell, struct error *err)
{
    static const char *const what[] = {"the number drawn", "the number marked",
                                       "the number of others"};
    bool expected = vm->program->options.expected; /* its people are fractions */

    for (int a = 0; a < 3; a++) {
        size_t lanes = in->args[a].kind == OPERAND_KNOWN ? 1 : vm->lanes;
        long bad = (expected ? vm->kernels->bad_mean : vm->kernels->bad_count)(x[a], lanes);
        if (bad >= 0)
            return vm_fail(
                vm, in->node, cell, bad, what[a], x[a][bad],
                expected ? "it must not be negative" : "it must be whole and not negative", err);
    }
    for (size_t i = 0, lanes = lanes_to_look_at(vm, in); i < lanes; i++) {
        double drawn = lane_of(in, x, 0, i), pool = lane_of(in, x, 1, i) + lane_of(in, x, 2, i);
        if (drawn > (expected ? pool + 1e-6 + 1e-12 * pool : pool))
            return vm_fail_taking(vm, in->node, cell, (long)i, drawn, pool, err);
    }
    return true;
}

void vm_expect_urn(const struct vm *vm, const struct instruction *in, double *out,
                   const double *const x[OP_ARITY_MAX])
{
    for (size_t i = 0; i < vm->lanes; i++) {
        double drawn = lane_of(in, x, 0, i), marked = lane_of(in, x, 1, i);
        double pool = marked + lane_of(in, x, 2, i), most = drawn < marked ? drawn : marked;
        double mean = pool > 0 ? drawn * marked / pool : 0;
        out[i] = mean < most ? mean : most;
    }
}
