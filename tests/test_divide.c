/* Quotients made in other ways than by the processor's division (kernels_divide.h) are rounded as by it. */
#include "check.h"
#include "kernel_sets.h"

/* A significand of at most 53 bits, by that of a divisor: any, or such that the quotient is as near to the middle of two
   doubles, or to a double, as quotients come: b m = a 2^54 + little. */
static uint64_t dividend(uint64_t b, uint64_t *seed)
{
    uint64_t any = next_word(seed), inverse, little = any % 16 | 1, m;

    if (any % 64 < 16)
        return next_word(seed) >> 11 | UINT64_C(1) << 52;
    while (b % 2 == 0)
        b /= 2;
    inverse = b; /* right in its last 3 bits, then in twice as many each time */
    for (int i = 0; i < 5; i++)
        inverse *= 2 - b * inverse;
    little = any % 128 < 64 ? little : -little;
    m = inverse * little & ((UINT64_C(1) << 54) - 1);
    return (uint64_t)(((unsigned __int128)b * m - (unsigned __int128)(int64_t)little) >> 54);
}

enum { QUOTIENTS = 512 };

static double divisor(size_t k, uint64_t *seed)
{
    static const double some[] = {3, 7, 10, 12, 100, 1e-3, 0x1.fffffffffffffp0, 0x1.0000000000001p0, 0.1, 1e30, 1e-30,
                                  1e31, 5e-324, 1e300, 0x1p-100, 0x1p100, 0x1p-400, 0x1p401, 0x1.fffffffffffffp7};
    double any = ldexp((double)(next_word(seed) >> 11 | UINT64_C(1) << 52), (int)(k % 140) - 120);

    any = k < COUNT_OF(some) ? some[k] : any;
    return k % 2 ? -any : any;
}

static double dividend_of(double b, uint64_t *seed)
{
    int exponent, size = (int)(next_word(seed) % 200) - 150;
    uint64_t digits = b != 0 && isfinite(b) ? (uint64_t)ldexp(frexp(fabs(b), &exponent), 53) : 1;
    double a = ldexp(next_word(seed) % 8 ? (double)dividend(digits, seed) : 1, size);

    return next_word(seed) % 2 ? -a : a;
}

/* scalars: as for a kernel. */
static void check_quotients(const struct kernels *set, const double *a, const double *b, unsigned scalars)
{
    double out[QUOTIENTS];

    set->op[OP_DIV](out, a, b, NULL, scalars, QUOTIENTS);
    for (size_t i = 0; i < QUOTIENTS; i++) {
        double x = a[scalars & 1 ? 0 : i], y = b[scalars & 2 ? 0 : i];
        if (!same_number(out[i], x / y))
            fail_msg("%s: %a / %a gives %a, not %a", set->name, x, y, out[i], x / y);
    }
}

static void test_divisions_by_products_are_rounded_as_any_other(void **state)
{
    double a[QUOTIENTS], b[QUOTIENTS];
    uint64_t seed = 5;

    (void)state;
    EACH_SET(set)
    for (size_t k = 0; k < 3000; k++) {
        double one = divisor(k, &seed);
        for (size_t i = 0; i < QUOTIENTS; i++) {
            bool edge = i % 64 == 63 && k % 3 == 0;
            a[i] = edge ? edges[(k + i / 64) % EDGES] : dividend_of(one, &seed);
        }
        check_quotients(set, a, &one, 2);
        for (size_t i = 0; i < QUOTIENTS; i++) { /* divisors that differ; edges in some groups, of either */
            bool edge = k % 3 == 0 && i / 128 % 2, small = k % 2 == 0;
            b[i] = edge && i % 7 == 0 ? edges[(k + i / 7) % EDGES] : divisor(small ? i % 600 : 600 + i, &seed);
            a[i] = edge && i % 5 == 0 ? edges[(k + i / 5) % EDGES] : dividend_of(b[i], &seed);
        }
        check_quotients(set, a, b, 0);
        check_quotients(set, a, b, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_divisions_by_products_are_rounded_as_any_other),
    };

    sets = kernels_all(&set_count);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
