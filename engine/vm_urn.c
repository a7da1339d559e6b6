/* Drawing without replacement: what is refused, and the mean. Part of vm.h. */
#include "vm_private.h"

#include "word.h"

bool vm_check_urn(struct vm *vm, const struct instruction *in,
                  const struct strip x[OP_ARITY_MAX], size_t cell, struct error *err)
{
    static const char *const what[] = {WORD("the number drawn"), WORD("the number marked"),
                                       WORD("the number of others")};
    bool expected = vm->program->options.expected; /* its people are fractions */
    size_t lanes = x[0].one && x[1].one && x[2].one ? 1 : vm->pool.lanes;

    for (int a = 0; a < 3; a++) {
        size_t its_lanes = x[a].one ? 1 : vm->pool.lanes;
        long bad = (expected ? vm->kernels->bad_mean : vm->kernels->bad_count)(x[a].x, its_lanes);
        if (bad >= 0)
            return vm_fail(vm, in->node, cell, bad, what[a], x[a].x[bad],
                           expected ? WORD("it must not be negative")
                                    : WORD("it must be whole and not negative"),
                           err);
    }
    for (size_t i = 0; i < lanes; i++) {
        double drawn = strip_lane(x[0], i), pool = strip_lane(x[1], i) + strip_lane(x[2], i);
        if (drawn > (expected ? pool + 1e-6 + 1e-12 * pool : pool))
            return vm_fail_taking(vm, in->node, cell, (long)i, drawn, pool, err);
    }
    return true;
}

void vm_expect_urn(const struct vm *vm, double *out, const struct strip x[OP_ARITY_MAX])
{
    for (size_t i = 0; i < vm->pool.lanes; i++) {
        double drawn = strip_lane(x[0], i), marked = strip_lane(x[1], i);
        double pool = marked + strip_lane(x[2], i), most = drawn < marked ? drawn : marked;
        double mean = pool > 0 ? drawn * marked / pool : 0;
        out[i] = mean < most ? mean : most;
    }
}
